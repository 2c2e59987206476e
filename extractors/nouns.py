"""The noun that an English number counts, without a parser: the first plural within a few words, made singular."""

from __future__ import annotations

import re

from extractors.languages.base import Language

_WORD = re.compile(r"[\s-]+(?P<w>[A-Za-z][A-Za-z'’]*(?:-[A-Za-z0-9]+)*)")
_REACH = 5
"""Words between a number and its noun ("five senior government officials")."""
_HYPHENATED = re.compile(
    r"-(?P<w>year|month|week|day|hour|minute|second|mile|kilometre|kilometer|metre|meter|foot|inch|point|game|man|member|page|storey|story|part|seat|bed)(?:s?\b)(?:-old)?",
    re.IGNORECASE,
)


def counted_noun(text: str, end: int, lang: Language) -> tuple[str, int] | None:
    """The singular noun behind a number that ends at `end`, and where it ends; None where no plural follows."""
    hyphenated = _HYPHENATED.match(text, end)
    if hyphenated:
        return hyphenated["w"].lower(), hyphenated.end()
    position, head = end, None
    for _ in range(_REACH):
        match = _WORD.match(text, position)
        if match is None:
            break
        word = match["w"]
        lower = word.lower()
        if lower in lang.noun_stops or lower in lang.numerals or (lower.endswith("ly") and len(lower) > 4):
            break
        singular = _singular(lower, lang)
        if singular is not None:
            head = (singular[:1].upper() + singular[1:] if word[:1].isupper() else singular), match.end()
            break
        position = match.end()
        if text[position : position + 1] in ",;:.()":
            break
    return head


def _singular(word: str, lang: Language) -> str | None:
    """The singular of a plural; None for any other word."""
    if word in lang.irregular_plurals:
        return lang.irregular_plurals[word]
    if not word.endswith("s") or word.endswith(("ss", "us", "is", "'s", "’s")) or len(word) < 3:
        return None
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    if word.endswith("oes"):
        return word[:-2]
    return word[:-1]
