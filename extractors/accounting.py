"""Gives every number of a page its fate: what the reader took, what a time took, and the reason for the rest."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from extractors import scanner
from extractors.records import Fate, Mention, Page


def complete(page: Page, mentions: Iterable[Mention], times: Sequence[tuple[int, int]]) -> tuple[Mention, ...]:
    """The mentions of a page with one for each number token that had none, in order of place.

    `times` are the spans of the dates and periods that were read. A mention that spans several tokens (a range, a number
    printed with a space) stands for its first; the others follow with the same fate. After this each token of
    `scanner.numbers` is the first number of exactly one mention; numbers in words come on top.
    """
    taken = sorted(mentions, key=lambda m: (m.start, m.end))
    starts = [m.start for m in taken]
    times = sorted(times)
    found = list(taken)
    claimed: set[int] = set()
    for start, end in scanner.numbers(page.text):
        mention = _over(taken, starts, start, end)
        if mention is None:
            found.append(_unread(page, start, end, times))
        elif id(mention) in claimed:
            found.append(
                replace(mention, start=start, end=end, printed=page.text[start:end], fate=_rest(mention), reading=None)
            )
        else:
            claimed.add(id(mention))
    return tuple(sorted(found, key=lambda m: (m.start, m.end)))


def _over(mentions: Sequence[Mention], starts: Sequence[int], start: int, end: int) -> Mention | None:
    """The mention that a token lies in; `starts` are those of the mentions."""
    index = bisect_right(starts, start)
    for mention in reversed(mentions[max(0, index - 4) : index]):
        if mention.start <= start and end <= mention.end:
            return mention
    return None


def _rest(mention: Mention) -> Fate:
    return mention.fate if mention.fate in ("range", "claim", "period") else "excluded"


def _unread(page: Page, start: int, end: int, times: Sequence[tuple[int, int]]) -> Mention:
    index = bisect_right(times, (start, len(page.text)))
    in_time = any(a <= start and end <= b for a, b in times[max(0, index - 3) : index])
    before, after = page.text[max(0, start - 1) : start], page.text[end : end + 1]
    reason = "part of a name" if before.isalpha() or after.isalpha() else "no unit"
    return Mention(
        start, end, page.text[start:end], start, end, "period" if in_time else "excluded", "" if in_time else reason
    )  # fmt: skip
