"""Labels of statistical tables: one form for what a person reads as the same name or header."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_MARK = r"(?:\(\s*(?:\*+|\d{1,2})\s*\)|\[\s*(?:\*+|\d{1,2})\s*\]|[¹²³⁴⁵⁶⁷⁸⁹]++|\*++\)?|(?<![\d(])\d{1,2}\s*\))"
"""A footnote's mark: (*), (1), [1], 1), ², *."""
_MARKS_AFTER = re.compile(rf"(?:\s*{_MARK})+\s*[:.]?\s*$")
_NUMBERING = re.compile(
    r"^\s*(?:(?:[ivx]{1,5}|[a-z]|\d{1,3}(?:\.\d{1,2}){0,3})\s*[.)/:]\s*(?![\d])|(?:bieu|table)\s*(?:so\s*)?[\d.]+\s*[.:]?\s+|[-–—+*•.]+\s*)+"
)
_MISSING = re.compile(r"[\W_]*|x|n/?a|\(?khong co\)?")
_ASCII = str.maketrans({"đ": "d", "Đ": "d", "–": "-", "—": "-", "‑": "-", "’": "'", "\u00a0": " "})


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """Lower case without accents, dashes of one kind, single spaces: `  Bắc  NINH` → `bac ninh`.

    Accents go because they are typed in two places (Hoá, Hóa) and forms (NFC, NFD), and no two names of the code lists
    differ by them alone.
    """
    bare = unicodedata.normalize("NFD", text.translate(_ASCII))
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).casefold().split())


@lru_cache(maxsize=16384)
def label(text: str) -> str:
    """A label folded, without its numbering ("12. ", "I. ", "- ") and footnote marks ("(*)", "1)")."""
    folded = _MARKS_AFTER.sub("", fold(unmarked(text)))
    bare = _NUMBERING.sub("", folded)
    return (bare or folded).rstrip(" :;.")


def unmarked(text: str) -> str:
    """The text without footnote marks at its end: `Bắc Ninh (*)` → `Bắc Ninh`, `110,44(1)` → `110,44`."""
    return _MARKS_AFTER.sub("", text).strip()


def is_missing(text: str) -> bool:
    """Whether a cell holds nothing or a mark for no figure: `-`, `..`, `x`, `n/a`."""
    return _MISSING.fullmatch(fold(text)) is not None


def any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """A pattern for any of the phrases as whole words in a folded text; `*` is any ending, alone any words."""
    return re.compile("|".join(_words(p) for p in sorted(phrases, key=len, reverse=True)))


def _words(phrase: str) -> str:
    folded = fold(phrase)
    words = re.escape(folded).replace(r"\ \*\ ", r"\s.*?(?<!\w)").replace(r"\ ", r"\s+").replace(r"\*", r"\w*")
    before = r"(?<!\w)" if folded[:1].isalnum() else ""
    return before + words + (r"(?!\w)" if folded[-1:].isalnum() else "")


@lru_cache(maxsize=4096)
def _phrase(phrase: str) -> re.Pattern[str]:
    return any_of([phrase])


def has(folded: str, phrase: str) -> bool:
    """Whether a folded text holds a phrase, as `any_of` reads it."""
    return _phrase(phrase).search(folded) is not None
