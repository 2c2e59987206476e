"""The words of a language made ready for the stages, once: tables as one pattern each, holes of patterns filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import import_module

from extractors.languages import language_module
from extractors.languages.base import Language
from extractors.languages.general import GeneralWords
from extractors.quantities import grammar


class Table:
    """The patterns of a table, longest first, as one in `frame` for `{}`; and their codes."""

    def __init__(self, table: Mapping[str, str], frame: str, flags: int = 0) -> None:
        items = sorted(table.items(), key=lambda item: -len(item[0]))
        body = "|".join(f"(?P<g{i}>{pattern})" for i, (pattern, _) in enumerate(items)) or "(?!)"
        self.pattern = re.compile(frame.replace("{}", f"(?:{body})"), flags)
        self._codes = {f"g{i}": code for i, (_, code) in enumerate(items)}

    def code(self, match: re.Match[str]) -> str:
        """The code of the pattern that matched."""
        return next(code for group, code in self._codes.items() if match[group] is not None)


class Vocabulary:
    """A language and what the stages read it with: the plain reading's `grammar`, groups of words, patterns of both."""

    def __init__(self, lang: Language, words: GeneralWords) -> None:
        self.lang, self.grammar = lang, grammar(lang.code)
        self.nouns, self.numbers, self.parts, self.singles = words.nouns, words.numbers, words.parts, words.singles
        self.forms, self.amounts, self.ages, self.names = words.forms, words.amounts, words.ages, words.names
        self.ranges, self.sharing, self.bounds = words.ranges, words.sharing, words.bounds
        self.declared = frozenset((*lang.measures.values(), *lang.nouns.values()))
        """Units that the plain reading has words for."""
        same = (w for w in lang.irregular_plurals if not w.endswith("s") and w != "feet")
        self.unchanging = self.nouns.unchanging.union(same)
        """Plurals that are no sign of a number of things where another noun follows ("aircraft")."""
        self._set_tables()
        self._set_patterns()

    def _set_tables(self) -> None:
        amounts = self.amounts
        self.measures = Table(amounts.measures, r"\s?-?{}(?![\w/])")
        self.currency_before = Table(amounts.currency_before, r"(?<!\w){}\s?$")
        self.currency_after = Table(amounts.currency_after, r"\s{}(?!\w)", re.IGNORECASE)
        self.unit_before = Table(amounts.unit_before, r"(?<!\w){}\s(?:of\s)?$", re.IGNORECASE)
        joined = r"(?<!\w)(?P<u>{})-(?P<n>\d+(?:\.\d+)?)(?![\w.]*\d)"
        self.unit_joined = Table(amounts.unit_before, joined, re.IGNORECASE)
        self.printed = Table(amounts.printed_units, r"{}$")

    def _set_patterns(self) -> None:
        parts = self.parts
        self.magnitude = self._filled(r"\s?(?P<m>{magnitude})s?(?!\w)")
        self.numbers_joined = self._filled(r"(?:\s+(?:\d[\d.,]*|(?:{numeral}))-[a-z]+(?:-[a-z]+)*)+(?=\s)")
        """Numbers between a number and its noun, each joined to a word ("two 16-ounce bottles")."""
        self.fraction = self._filled(parts.fraction)
        self.and_a_half = self._filled(parts.and_a_half)
        self.scale = self._filled(parts.scale)
        self.of_a_scale = self._filled(parts.of_a_scale)
        self.scale_in_words = self._filled(parts.scale_in_words)
        self.share = self._filled(parts.share)
        self.month_before = self._filled(self.names.month_before, 0)
        self.day_before = self._filled(self.names.day_before, 0)
        self.month_behind = self._filled(r"\s+(?:{month})(?!\w)", 0)

    def _filled(self, pattern: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
        """A pattern with its holes filled in (`extractors.languages.general`)."""
        magnitudes = self.numbers.magnitudes
        numeral = "|".join(self.lang.numerals)
        holes = {
            "{numeral}": numeral,
            "{number}": rf"(?:\d+|(?:{numeral}))",
            "{magnitude}": "|".join(sorted(magnitudes, key=len, reverse=True)),
            "{scale}": "|".join([*self.lang.numeral_scales, *(m for m in magnitudes if " " not in m)]),
            "{plain_scale}": "|".join(self.lang.numeral_scales),
            "{part}": "|".join(sorted(self.parts.parts, key=len, reverse=True)),
            "{month}": "|".join(m.capitalize() for m in self.lang.months),
        }
        for hole, words in holes.items():
            pattern = pattern.replace(hole, words)
        return re.compile(pattern, flags)


@cache
def vocabulary(language: str) -> Vocabulary:
    """The vocabulary of a language, made once. Raises ValueError for one that has no words for these rules."""
    lang = language_module(language)
    if lang.general is None:
        raise ValueError(f"no general rules for {language!r}")
    words: GeneralWords = import_module(lang.general).WORDS
    return Vocabulary(lang, words)
