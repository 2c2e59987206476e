"""What a language module declares: words and patterns as data, no control flow. The grammar that uses them is common."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal

from extractors.areas import AreaWords

NumberStyle = Literal["comma_thousands", "comma_decimal"]


_NAME = re.compile("«([a-z]+)»")
"""In a pattern: names of places, which depend on the area that is asked for (`AreaWords`)."""
_NO_NAME = "(?!)"
"""Where there is no such place: it matches nothing."""


def words(*phrases: str) -> str:
    """A regular expression of whole words for any of the phrases, longest first; a space matches any space.

    `«home»` and the like stand for names of places (`Language.of_area`); `«others»` is tried before all else.
    """
    ordered = sorted(phrases, key=lambda p: (p == "«others»", len(p)), reverse=True)
    return r"(?<!\w)(?:" + "|".join(p.replace(" ", r"\s+") for p in ordered) + r")(?!\w)"


@dataclass(frozen=True, eq=False)
class Language:
    """The words of one language by which figures, times and their roles are recognised.

    Patterns are regular expressions, matched without regard to case unless said otherwise.
    """

    code: Literal["en", "vi"]
    number_style: NumberStyle
    magnitudes: Mapping[str, Decimal]
    short_magnitudes: Mapping[str, Decimal]
    """Letters that are a magnitude only of money or glued to a number of what is counted ("$425m", "2.5m refugees")."""
    numerals: Mapping[str, int]
    """Numbers in words; read only before a unit noun."""
    numeral_scales: Mapping[str, int]
    """Words that multiply a number in words ("hundred", "dozen", "million")."""
    numeral_parts: Mapping[str, int]
    """Words that number words are made of, where they stand side by side without `numerals` having each: a digit or ten by its
    value, what multiplies the digit before it (10, 100, 1,000), and words that only join (0)."""
    ordinals: Mapping[str, int]
    currency_before: Mapping[str, str]
    """Pattern → currency code."""
    currency_after: Mapping[str, str]
    nouns: Mapping[str, str]
    """Pattern of a counted noun → unit (GUIDE code, or another singular English noun)."""
    counted_as: Mapping[str, str]
    """Noun → GUIDE's unit of what the statistics count by it ("company" → enterprise)."""
    measures: Mapping[str, str]
    """Pattern of a measure that stands right behind its number, also glued or hyphenated → singular English noun."""
    races: frozenset[str]
    """Nouns, singular, before which a glued "m" is metres, not millions: "the 400m hurdles"."""
    noun_stops: frozenset[str]
    """Words that end the search for a counted noun; none: only `nouns` are counted."""
    irregular_plurals: Mapping[str, str]
    joint: str
    """Between numbers that share the unit behind the last."""
    noun_modifiers: str
    """What may stand between a number and its noun ("new", "valid FDI")."""
    bounds: Mapping[str, str]
    """Pattern of a hedge before a number → `>`, `<`, `~`."""
    bounds_after: Mapping[str, str]
    months: Mapping[str, int]
    abbreviations: str
    """Words whose full stop ends no sentence."""
    rank: str
    """Pattern of a stated rank, group `n` the ordinal (digits or a word of `ordinals`); none: first."""
    rank_out: str
    """Where this surrounds a rank it is none of ours (a region's, among the top ten)."""
    up: str
    down: str
    growth: str
    """Nouns of growth ("growth of", "tốc độ tăng")."""
    level_verb: str
    """After it a percentage or value is the level itself ("increased to", "đạt")."""
    month_on_month: str
    year_on_year: str
    compare: str
    """What stands before a period that is compared with, not reported on."""
    share: str
    plan_share: str
    """A percentage of a plan: no observation."""
    contribution: str
    estimate: str
    target: str
    preliminary: str
    times: str
    """A ratio ("4.3 times"), group `n` the number: a claim."""
    new: str
    adjusted: str
    stock: str
    attracted: str
    disbursed: str
    excluded_event: str
    """Share purchases alone, revocations, dissolutions …: no observation."""
    foreign: str
    domestic: str
    state: str
    non_state: str
    in_zones: str
    in_clusters: str
    operating: str
    established: str
    home: str
    """The province itself, by name or as "the province"."""
    home_name: str
    nation: str
    part_of_nation: str
    """A mention of the nation that is only the whole of which a rank or share speaks."""
    national_office: str
    """The statistics office of the whole country, whose figures are the country's where no place is named."""
    other_provinces: str
    """The other provinces alone: a page that names them more than its own is not about it."""
    elsewhere: str
    """Other provinces, districts, towns, named zones."""
    not_subject: str
    """Before an area: it is only compared with ("after", "sau")."""
    company: str
    merged: str
    """The page knows that the province has been made one with others."""
    both: str
    """A figure of both provinces together."""
    former: str
    price_bases: Mapping[str, str]
    converted: str
    """Between a value and its conversion ("equivalent to")."""
    activities: Mapping[str, str]
    countries: Mapping[str, str]
    per_capita: str
    other_subject: str
    """Subjects without an indicator (retail, agriculture, tourism …): their figures stay out."""
    investment: str
    """Words of investment, without which money is no capital of projects."""
    deficit: str
    points_after: str
    """Behind a percentage: it is of percentage points."""
    of_time_before: str
    """Before a percentage, up to the last comma: it may be of what another time had ("bằng 84,8% cùng kỳ")."""
    of_time_after: str
    """Behind such a percentage: the time that it is of."""
    links: Mapping[str, str]
    """Small words before or behind a number → what they say of it (level, change, of, with, from, …)."""
    of_them: str
    """Behind a number: it counts some of what was counted before."""
    another: str
    """Before a number: likewise."""
    number_is: str
    """Before a bare number: what precedes gives the noun that it counts."""
    of_growth: str
    """Around a percentage: a contribution to growth."""
    each_after: str
    """Behind a value: it is that of one enterprise or project."""
    each_before: str
    """Before a value: likewise."""
    spent_on: str
    """Behind a value: what it is spent on has no indicator."""
    being_built: str
    """Zones that are not yet there."""
    survey: str
    """Enterprises asked, not counted."""
    additional: str
    """Before a count: so many more."""
    place_words: str
    """A capitalised word before the nation's name that makes no company of it."""
    on_average: str
    """A yearly average over several years."""
    more_or_less_after: str
    """Behind a value: it is a difference."""
    equation: str
    """Behind a number: what follows says what it is."""
    perfect: str
    """Attracted up to now, not in a period."""
    zones_authority: str
    """Who runs the industrial zones: what they report is mostly of these."""
    builds_zones: str
    """Behind a number of projects: they build the zones."""
    dateline: str
    """Behind a place at the head of an article: where it was written."""
    planned: str
    """Zones or clusters of the plan."""
    area_words: str
    """Beside hectares: the whole of the zones counted."""
    single: str
    """The area of one zone."""
    respectively: str
    """Values are given in the order of what was named."""
    share_of: str
    """Behind a percentage: it is a share."""
    licensed: str
    """Projects licensed: new ones."""
    of_counted: str
    """Behind a percentage: a part of enterprises, workers, households, which no indicator has."""
    of_land: str
    """Behind a percentage: the land that is let."""
    there: str
    """In the zones or clusters just spoken of."""
    all_of: str
    """Before the nation's name: the nation itself is meant."""
    ratios: Mapping[str, str]
    """Pattern of a ratio in words ("doubled") → the ratio."""
    investment_events: Mapping[str, str]
    """Event of GUIDE section 5 → pattern, the first that matches counts; none: new."""
    inside_of: str
    """Before a noun: only where the things counted are."""
    of_the_n: str
    """Between a part and the number it is of."""
    from_there: str
    """Between a number and the country."""
    so_many_places: str
    """Places counted, not named."""
    among: str
    """Before places counted: a rank is among them."""
    not_its_time: str
    """Before a time: it is that of a far vision or of the province's founding, hardly a figure's."""
    founding: str
    """That the province was founded anew: what is told of its beginning is of that year."""
    moved_from: str
    """Before a number: it is what another one has come from, or is compared with."""
    changed_by: str
    """Before a number: it is by how much something has changed ("by 17")."""
    a_year_earlier: str
    """Words that set a figure a year before what was told."""
    a_year_later: str
    years_earlier: str
    """Words that set a figure so many years (group `n`; with the group `decades` tens of them) before what was told."""
    years_later: str
    end_of_span: str
    """That a figure is of the last year of the years told ("at the end of this term")."""
    start_of_span: str
    span_beside: str
    """That it is of years before or after those told ("in the previous term"); groups `n`, `decades`: of how many."""
    of_term: str
    """That it is of the years of a plan or term that are not named, as an average of years may be ("14 percent a year")."""
    of_quarters: str
    """That a sentence speaks of quarters of a year: its figures, and those of the next, may be of any of them."""
    in_percent: str
    """That the numbers of a line or section are percentages, said once for all of them."""
    contrast: str
    """Words that set one half of a sentence against the other ("while")."""
    industry: str
    """Industry as a sector."""
    industry_words: str
    """Beside these an unclaimed number is worth a maintainer's look."""
    general: str | None
    """The module with the words for texts of any kind (`extractors.languages.general`); None: they are read as pages are."""

    @cached_property
    def _compiled(self) -> dict[str, re.Pattern[str]]:
        return {}

    def of_area(self, names: AreaWords) -> Language:
        """The same language with the names of an area and of the places around it in its patterns."""
        given = {f: getattr(names, f) for f in ("home", "city", "whole", "partners", "others", "places")}

        def put(match: re.Match[str]) -> str:
            return f"(?:{given[match[1]] or _NO_NAME})"

        texts = {f.name: v for f in fields(self) if isinstance(v := getattr(self, f.name), str)}
        filled: dict[str, Any] = {name: _NAME.sub(put, text) for name, text in texts.items() if "«" in text}
        return replace(self, **filled)

    def find(self, name: str) -> re.Pattern[str]:
        """The compiled pattern of the field `name`, without regard to case.

        Raises ValueError for one with names of places in a language that is of no area: `Catalog.language` has them.
        """
        compiled = self._compiled
        if name not in compiled:
            text = getattr(self, name)
            if "«" in text:
                raise ValueError(f"{name} of {self.code!r} needs the names of an area; take the catalogue's language")
            compiled[name] = re.compile(text, re.IGNORECASE)
        return compiled[name]

    def named(self, name: str) -> tuple[tuple[re.Pattern[str], str], ...]:
        """The compiled patterns of a mapping field with their codes, in the order declared."""
        return self._tables[name]

    @cached_property
    def _tables(self) -> dict[str, tuple[tuple[re.Pattern[str], str], ...]]:
        fields = (
            "activities", "countries", "price_bases", "bounds", "bounds_after",
            "currency_before", "currency_after", "nouns",
        )  # fmt: skip
        return {f: tuple((re.compile(p, re.IGNORECASE), c) for p, c in getattr(self, f).items()) for f in fields}
