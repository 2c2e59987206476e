"""Cues: the words around a number that say what it is about, with offsets within one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache, partial
from typing import Generic, Literal, TypeVar

from extractors.catalog import Catalog
from extractors.languages.base import Language, NumberStyle
from extractors.periods import TimeExpression
from extractors.periods import find as find_times
from extractors.prefixes import PrefixIndex
from extractors.quantities import Quantity
from extractors.quantities import read_plain as read_quantities

EVENTS = ("new", "adjusted", "stock", "attracted", "disbursed", "excluded_event")
ROLES = (
    "up", "down", "growth", "month_on_month", "year_on_year", "share", "plan_share", "contribution", "estimate", "target",
    "preliminary", "foreign", "domestic", "state", "non_state", "in_zones", "in_clusters", "operating", "established",
    "nation", "elsewhere", "company", "per_capita", "other_subject", "merged", "both", "former", "industry_words", "investment", "rank_out", "level_verb", "rank", "times", "industry",
)  # fmt: skip
_SPACE = re.compile(r"\s+")
_INVESTORS = frozenset({"foreign", "domestic"})


_It = TypeVar("_It")


class ByIdentity(Generic[_It]):
    """Something that a cache tells apart from all others, also from those that are equal."""

    __slots__ = ("it",)

    def __init__(self, it: _It) -> None:
        self.it = it

    def __hash__(self) -> int:
        return id(self.it)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ByIdentity) and self.it is other.it


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
    _grouped: tuple[list[Cue], dict[str, list[int]]] | None = field(default=None, compare=False, repr=False)
    """The cues that were grouped, and the places of each kind among them: of a sentence with a thousand numbers they are
    asked for tens of thousands of times."""

    def of(self, *kinds: str) -> list[Cue]:
        """The cues of these kinds, in order."""
        if self._grouped is None or self._grouped[0] is not self.cues:
            self._grouped = (self.cues, {})
            for place, cue in enumerate(self.cues):
                self._grouped[1].setdefault(cue.kind, []).append(place)
        grouped = self._grouped[1]
        places = [place for kind in dict.fromkeys(kinds) for place in grouped.get(kind, ())]
        return [self.cues[place] for place in (sorted(places) if len(kinds) > 1 else places)]


class CueFinder:
    """Finds the cues of one language in sentences; the patterns are compiled once for a catalogue."""

    def __init__(self, catalog: Catalog, language: str) -> None:
        self.lang: Language = catalog.language(language)
        self.language = language
        phrases, codes = _indicator_pattern(catalog, language)
        hints, hinted = _hint_pattern(catalog, language)
        self._index, self._cues_of = _index(self.lang, phrases, hints)
        self._home = self.lang.find("home_name")
        self._indicator = lru_cache(_KNOWN_WORDS)(partial(_indicator, codes, frozenset(catalog.relations.events)))
        self._hint = lru_cache(_KNOWN_WORDS)(partial(_hint, hinted))

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
                found = self._indicator(match[0])
                if not found:
                    continue
                kind, code = found
            elif kind == "hint":
                code = self._hint(match[0])
            elif kind == "home":
                code = "name" if self._home.search(match[0]) else "word"
            yield Cue(kind, code, *match.span())


_KNOWN_WORDS = 10_000
"""Phrases whose meaning is remembered."""


@lru_cache(maxsize=16)
def _finder(catalog: ByIdentity[Catalog], language: str) -> CueFinder:
    return CueFinder(catalog.it, language)


def finder(catalog: Catalog, language: str) -> CueFinder:
    """The finder of a catalogue and a language, made once."""
    return _finder(ByIdentity(catalog), language)


def _indicator(codes: Mapping[str, str], of_events: frozenset[str], phrase: str) -> tuple[str, str] | None:
    """Kind and code of the cue that a phrase is; of an indicator of investment, which an event tells of, too, it is less."""
    # without regard to case "ı" is an "i" and "ſ" an "s", to the pattern if not to `lower`
    words = _SPACE.sub(" ", phrase.lower()).replace("ı", "i").replace("ſ", "s").replace("\u0307", "")
    code = codes.get(words)
    return None if code is None else ("phrase" if code in of_events else "indicator", code)


def _hint(hints: Mapping[str, tuple[str, ...]], words: str) -> str:
    """The indicators that a word speaks for, parted by spaces."""
    words = _SPACE.sub(" ", words.lower())
    return " ".join(
        dict.fromkeys(
            c
            for size in range(len(words) + 1)
            for c in hints.get(words[:size] + ("*" if size < len(words) else ""), ())
        )
        | dict.fromkeys(hints.get(words + "*", ()))
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
    for code in sorted({c for k, c in cues if k == "activity" and _PRINTED_CODE.fullmatch(c)}):
        patterns.append(re.compile(rf"(?<![\w.-]){code}(?![\w.-])"))
        cues.append(("activity", code))
    return PrefixIndex(patterns), cues


_PRINTED_CODE = re.compile(r"[A-Z]\d\d")
"""An activity's code as reports print it before its name, or for it: "C26 tăng 16,6%"."""


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
