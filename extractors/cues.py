"""Cues: the words around a number that say what it is about, with offsets within one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from extractors.catalog import Catalog
from extractors.languages import language_module
from extractors.languages.base import Language, NumberStyle
from extractors.periods import TimeExpression
from extractors.periods import find as find_times
from extractors.prefixes import PrefixIndex
from extractors.quantities import Quantity
from extractors.quantities import read as read_quantities

EVENTS = ("new", "adjusted", "stock", "attracted", "disbursed", "excluded_event")
ROLES = (
    "up", "down", "growth", "month_on_month", "year_on_year", "share", "plan_share", "contribution", "estimate", "target",
    "preliminary", "foreign", "domestic", "state", "non_state", "in_zones", "in_clusters", "operating", "established",
    "nation", "elsewhere", "company", "per_capita", "other_subject", "merged", "both", "former", "industry_words", "investment", "rank_out", "level_verb", "rank", "times", "industry",
)  # fmt: skip
_INVESTORS = frozenset({"foreign", "domestic"})
DERIVED = frozenset(
    {"new_projects", "new_capital", "adjusted_projects", "adjusted_capital", "attracted_capital", "disbursed_capital",
     "investment_projects", "investment_capital"}
)  # fmt: skip
"""Investment: these come from an event and what is counted more often than from a phrase of their own."""


@dataclass(frozen=True, slots=True)
class Cue:
    """Words of one role; `code` names the indicator, activity, country, price base or event."""

    kind: str
    code: str
    start: int
    end: int


@dataclass(slots=True)
class Sentence:
    """A sentence with all that was found in it; offsets count from its own start."""

    text: str
    start: int
    cues: list[Cue]
    times: list[TimeExpression]
    quantities: list[Quantity]
    heading: bool = False

    def of(self, *kinds: str) -> list[Cue]:
        """The cues of these kinds, in order."""
        return [c for c in self.cues if c.kind in kinds]


class CueFinder:
    """Finds the cues of one language in sentences; the patterns are compiled once for a catalogue."""

    def __init__(self, catalog: Catalog, language: str) -> None:
        self.lang: Language = language_module(language)
        self.language = language
        phrases, self._codes = _indicator_pattern(catalog, language)
        hints, self._hints = _hint_pattern(catalog, language)
        self._index, self._cues_of = _index(self.lang, phrases, hints)

    def sentence(self, text: str, start: int, style: NumberStyle, heading: bool = False) -> Sentence:
        """All cues, times and quantities of a sentence that begins at `start` of the page."""
        times = find_times(text, self.language)
        quantities = [self._counted(q) for q in read_quantities(text, self.language, style) if not _inside(q, times)]
        cues = sorted(self._cues(text), key=lambda c: (c.start, c.end))
        named = [c for c in cues if c.kind == "indicator"]
        # "bán ra nước ngoài" is exports; its "nước ngoài" makes nobody a foreign investor
        cues = [
            c for c in cues if c.kind not in _INVESTORS or not any(n.start < c.start and c.end <= n.end for n in named)
        ]
        return Sentence(text, start, cues, times, quantities, heading)

    def _counted(self, quantity: Quantity) -> Quantity:
        """A quantity in the unit of the statistics: companies and firms are enterprises, jobs and workers persons."""
        code = self.lang.counted_as.get(quantity.unit or "")
        return replace(quantity, unit=code) if code else quantity

    def _cues(self, text: str) -> Iterable[Cue]:
        for number, match in self._index.find(text):
            kind, code = self._cues_of[number]
            if kind == "indicator":
                # without regard to case "ı" is an "i" and "ſ" an "s", to the pattern if not to `lower`
                words = re.sub(r"\s+", " ", match[0].lower()).replace("ı", "i").replace("ſ", "s").replace("\u0307", "")
                if words not in self._codes:
                    continue
                code = self._codes[words]
                kind = "phrase" if code in DERIVED else "indicator"
            elif kind == "hint":
                code = self._hint(match[0].lower())
            elif kind == "home":
                code = "name" if self.lang.find("home_name").search(match[0]) else "word"
            yield Cue(kind, code, match.start(), match.end())

    def _hint(self, words: str) -> str:
        """The indicators that a word speaks for, parted by spaces."""
        words = re.sub(r"\s+", " ", words)
        return " ".join(
            dict.fromkeys(
                c
                for size in range(len(words) + 1)
                for c in self._hints.get(words[:size] + ("*" if size < len(words) else ""), ())
            )
            | dict.fromkeys(self._hints.get(words + "*", ()))
        )


@cache
def _index(
    lang: Language, phrases: re.Pattern[str], hints: re.Pattern[str]
) -> tuple[PrefixIndex, list[tuple[str, str]]]:
    """All patterns of a language and a catalogue, and the kind and code of the cue that each one finds."""
    patterns, cues = [phrases, hints], [("indicator", ""), ("hint", "")]
    for role in (*ROLES, *EVENTS, "home"):
        patterns.append(lang.find(role))
        cues.append((role, role))
    for kind, table in (("activity", "activities"), ("country", "countries"), ("price_base", "price_bases")):
        for expression, code in lang.named(table):
            patterns.append(expression)
            cues.append((kind, code))
    return PrefixIndex(patterns), cues


def _inside(quantity: Quantity, times: Sequence[TimeExpression]) -> bool:
    return any(t.start <= quantity.number_start and quantity.number_end <= t.end for t in times) or (
        quantity.unit in ("year", "month", "day")
    )


@cache
def _cached_pattern(phrases: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    codes = dict(phrases)
    ordered = sorted(codes, key=len, reverse=True)
    body = "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in ordered)
    return re.compile(rf"(?<!\w)(?:{body})(?!\w)", re.IGNORECASE), codes


@cache
def _cached_hints(words: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    codes: dict[str, tuple[str, ...]] = {}
    for word, code in words:
        codes[word] = (*codes.get(word, ()), code)
    ordered = sorted(codes, key=len, reverse=True)
    body = "|".join(re.escape(w).replace(r"\ ", r"\s+").replace(r"\*", r"\w*") for w in ordered)
    return re.compile(rf"(?<!\w)(?:{body})(?!\w)", re.IGNORECASE), codes


def _hint_pattern(catalog: Catalog, language: str) -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    """The words that speak for indicators, and for which."""
    code: Literal["en", "vi"] = "en" if language == "en" else "vi"
    return _cached_hints(tuple((w.lower(), i.id) for i in catalog.indicators.values() for w in i.hints.get(code, ())))


def _indicator_pattern(catalog: Catalog, language: str) -> tuple[re.Pattern[str], dict[str, str]]:
    phrases = [
        (phrase.lower(), indicator.id)
        for indicator in catalog.indicators.values()
        for phrase in (indicator.phrases["en"] if language == "en" else indicator.phrases["vi"])
    ]
    return _cached_pattern(tuple(phrases))
