"""The spelling of English plurals: the singular of one by its ending."""

from __future__ import annotations

import re

from extractors.general.vocabulary import Vocabulary

_ABBREVIATION = re.compile(r"[A-Z]{2,}s")
_NO_PLURAL = ("ss", "us", "is", "'s", "’s")
"""Ends of words in -s that are no plurals ("glass", "virus", "basis")."""
_NO_VERB = (*_NO_PLURAL, "series", "lens")
_DEMONYM = ("ris", "nis", "lis", "kis", "qis", "tis", "dis", "shis")
"""Ends of names of peoples, which are plurals in -is ("Yemenis")."""


def singular(word: str, own: Vocabulary) -> str | None:
    """The singular of a plural, capitals kept; None for any other word."""
    lower = word.lower()
    known = own.nouns.singulars.get(lower) or own.lang.irregular_plurals.get(lower)
    if known is not None:
        return known[:1].upper() + known[1:] if word[:1].isupper() else known
    if _ABBREVIATION.fullmatch(word):
        return word[:-1]
    demonym = word[:1].isupper() and lower.endswith(_DEMONYM) and len(word) > 5
    if lower.endswith(_NO_PLURAL) and not demonym:
        return None
    if not lower.endswith("s") or len(lower) < 3:
        return None
    head, _, tail = word.rpartition("-")
    return head + "-" + _regular(tail) if head else _regular(word)


def _regular(word: str) -> str:
    """The singular of a plural by the rules of spelling."""
    lower = word.lower()
    if lower.endswith("ies") and len(lower) > 4:
        return word[:-3] + "y"
    if lower.endswith(("ches", "shes", "sses", "xes", "tzes")) or (lower.endswith("oes") and len(lower) > 4):
        return word[:-2]
    if lower.endswith("uses") and not lower.endswith(("ouses", "auses")) and len(lower) > 5:
        return word[:-2]
    return word[:-1]


def plain_singulars(word: str) -> tuple[str, ...]:
    """What the plain reading may make of a plural in -s, none for another word."""
    return (word[:-1], word[:-2], word[:-3] + "y") if word.endswith("s") else ()


def is_verb_of_one(word: str) -> bool:
    """Whether a word behind "one" is a verb or a plural, and no noun that "one" counts: "one wonders"."""
    return word.endswith("s") and not word.endswith(_NO_VERB)


def is_adverb(word: str) -> bool:
    """Whether a word in small letters is an adverb by its ending."""
    return word.endswith("ly") and len(word) > 4


def is_participle_or_adverb(word: str) -> bool:
    """Whether a word in small letters ends as no noun does behind a hyphen ("two-sided")."""
    return word.endswith(("ed", "ly"))
