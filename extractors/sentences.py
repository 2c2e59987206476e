"""Sentences of a text block, with offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.languages import language_module

_LONGEST = 4000
"""Characters; the cost of a sentence grows with the square of its length."""
_STOP = re.compile(r"[.!?…]+[\"”’')\]]*\s+(?=[\"“‘'(\[]?(?:[^\W\d_]|\d))")
_YEAR = re.compile(r"\s*(?:19|20)\d\d\.")


def split(text: str, language: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Spans of the sentences of `text[start:end]`; a stop after an abbreviation, before a small letter, or after a
    year at the head of a paragraph ("2012. Exports were …") ends none."""
    end = len(text) if end is None else end
    abbreviation = language_module(language).find("abbreviations")
    begin = start
    for stop in _STOP.finditer(text, start, end):
        following = text[stop.end()]
        head = text[max(begin, stop.start() - 12) : stop.start() + 1]
        if (
            following.islower()
            or re.search(abbreviation.pattern, head)
            or re.search(r"(?:^|\s)\d{1,2}(?:\.\d)*\.$", head)
            or (begin == start and _YEAR.fullmatch(text, begin, stop.start() + 1))
        ):
            continue
        yield from _bounded(text, begin, stop.end())
        begin = stop.end()
    if text[begin:end].strip():
        yield from _bounded(text, begin, end)


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence, cut at a space where it is longer than any sentence is."""
    while end - start > _LONGEST:
        cut = text.rfind(" ", start + 1, start + _LONGEST) + 1 or start + _LONGEST
        yield start, cut
        start = cut
    yield start, end
