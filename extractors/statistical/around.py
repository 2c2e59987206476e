"""What a table's page and the words around the table say: caption, unit lines, heading, title."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from extractors.catalog import Catalog
from extractors.lexicon import Lexicon, Said, lexicon
from extractors.periods import Context, TimeExpression
from extractors.statistical.outcomes import Open
from extractors.statistical.terms import is_unit_line, measures
from extractors.tables import Above, Grid

_WITHOUT_YEAR = frozenset({"now", "years", "year_to_date", "span"})
"""Times that no year of the words around completes."""
_PARTS_OF_YEAR = frozenset({"months", "quarter", "half", "month"})


@dataclass(frozen=True)
class Document:
    """What a table needs to know of its page."""

    catalog: Catalog
    language: str
    context: Context
    ours: bool
    """Whether a page that names no place beside a table is about the province."""
    territory: Literal["merged"] | None

    @cached_property
    def _lexicons(self) -> tuple[Lexicon, Lexicon]:
        """Of the page's language, and of the other: yearbooks say all twice."""
        vi, en = lexicon(self.catalog, "vi"), lexicon(self.catalog, "en")
        return (vi, en) if self.language == "vi" else (en, vi)

    def read(self, text: str) -> Said:
        """What a label says, in the page's language or, where that does not know all its words, in the other."""
        own, other = self._lexicons
        said = own.read(text)
        if said.unknown:
            translated = other.read(text)
            return said if translated.unknown else translated
        return said


class Around:
    """The words around a table, by what they are."""

    def __init__(self, document: Document, grid: Grid, above: Above) -> None:
        read = document.read
        banners = [grid.lines[r] for r in range(grid.header_rows) if grid.is_banner(r)]
        lines = [read(next(p.words for p in line.values() if p.words)) for line in banners]
        spoken = [*lines, *(read(c) for c in above.caption)]
        self.unit_lines = [s for s in spoken if is_unit_line(s)]
        self.captions = [s for s in spoken if not is_unit_line(s)]
        self.heading, self.title = read(above.heading), read(above.title)
        self.beyond = [*self.captions, self.heading, self.title]
        """All but the unit lines, the nearest first."""
        self.all = [*self.unit_lines, *self.beyond]
        """The nearest first."""
        self.table = next((s.text for s in self.captions), above.title)
        """What the table is called: its caption, else the title."""

    @cached_property
    def measured(self) -> bool:
        """Whether the words name what is measured."""
        titles = [] if self.title.unknown else [self.title]
        return any(s.has("indicator", "event") for s in (*self.captions, self.heading, *titles))

    @cached_property
    def measure(self) -> str:
        """What the figures are: `growth`, `share`, `index`, `change` where the words only compare; may be empty."""
        for said in (*self.unit_lines, *self.captions, self.heading):
            found = measures(said)
            if found:
                return found[0] if len(found) == 1 else ""
            if said.bases or {"GY", "G1"} & set(said.of("compared")):
                return "change"
        return "share" if "share" in self.title.of("measure") and not self.title.unknown else ""

    def with_year(self, time: TimeExpression) -> TimeExpression:
        """The time with the year that the words give, where it has none of its own."""
        # of a table about one year, "this year" and "the whole year" is that, "last year" the one before
        back = {"": 0, "this": 0, "last": 1}.get(time.relative)
        relative = bool(time.relative) and (time.unit != "year" or time.number > 0 or back is None)
        if time.year or relative or time.unit in _WITHOUT_YEAR:
            return time
        for said in self.all:
            years = {t.year for t in said.own if t.year and t.unit != "years"}
            if len(years) == 1:
                return replace(time, year=years.pop() - (back or 0), relative="")
            if years:
                break
        return time

    def months_of(self, year: TimeExpression) -> TimeExpression:
        """A column's year with the months that the caption gives to all columns ("6 tháng"); Open where it may be
        either.
        """
        for said in (*self.unit_lines, *self.captions, self.heading):
            parts = [t for t in said.own if t.unit in _PARTS_OF_YEAR]
            if len({(t.unit, t.number, t.year) for t in parts}) == 1 and parts[0].year is None:
                return replace(parts[0], year=year.year, relative="")
            if parts:
                raise Open("the year or its part?")
        return year
