"""A table as a whole: its columns, the words around it, and what follows of both together."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from extractors.languages.base import NumberStyle
from extractors.periods import TimeExpression
from extractors.statistical.around import Around, Document
from extractors.statistical.columns import Columns
from extractors.statistical.shapes import Shapes
from extractors.statistical.terms import place
from extractors.statistical.times import merged_or_none
from extractors.tables import Above, Grid

_LENGTHS = {"month": 1, "quarter": 3, "half": 6, "months": 1}
"""Parts of a year and how many months they have; `months` are the first ones."""


class Level(NamedTuple):
    """When the levels of a column are of, and their status; empty where the header says none."""

    time: TimeExpression
    status: str


class Table:
    """What is told of a table before its rows are read."""

    def __init__(self, document: Document, grid: Grid, above: Above, style: NumberStyle) -> None:
        self.document, self.grid, self.style = document, grid, style
        self.around = Around(document, grid, above)
        self.columns = Columns(document, grid)
        self.shapes = Shapes(grid, style, self.columns.labels)
        self.lists_places = self._lists_places()

    def _lists_places(self) -> bool:
        """Whether the rows are places: most labels name one."""
        labels = [self.document.read(t) for r in self.grid.sample if (t := self.columns.label(r))]
        places = [(said, place(said)) for said in labels]
        others = sum(p not in ("", "home") for _, p in places)
        home = sum(p == "home" and not said.has("indicator", "counted") for said, p in places)
        return others >= 2 and 6 * (others + home) >= len(labels)

    @cached_property
    def measured(self) -> bool:
        """Whether its caption or columns name what is measured, so that its rows only break it down."""
        return self.around.measured or any(s.has("indicator", "event") for _, s in self.columns.of_figures())

    @cached_property
    def times_down(self) -> list[TimeExpression]:
        """The years that the rows are of, where all rows but totals name one."""
        labels = [self.document.read(t) for r in self.grid.sample if (t := self.columns.label(r))]
        named = [said for said in labels if not said.has("total")]
        times = [merged_or_none(said.own) for said in named]
        return [t for t in times if t is not None] if len(times) > 1 and all(t and t.year for t in times) else []

    @cached_property
    def months_down(self) -> set[int]:
        """The months that the rows are of, where all rows but totals name a part of one and the same year."""
        labels = [self.document.read(t) for r in self.grid.sample if (t := self.columns.label(r))]
        times = [merged_or_none(said.own) for said in labels if not said.has("total")]
        parts = [t for t in times if t is not None and t.unit in _LENGTHS]
        if len(parts) < 2 or len(parts) < len(times) or len({t.year for t in parts}) > 1:
            return set()
        return {m for t in parts for m in _months(t)}

    @cached_property
    def times_across(self) -> list[TimeExpression]:
        """The years that columns of levels are of, where two or more are of a year alone."""
        said = (s for _, s in self.columns.of_figures() if not s.has("compared", "measure", "status"))
        years = [t for s in said if (t := merged_or_none(s.own)) is not None and t.unit == "year" and t.year]
        return years if len(years) > 1 else []

    @cached_property
    def levels(self) -> list[Level]:
        """The periods that its columns of levels are of: what a column of comparisons is about."""
        found = []
        for _, said in self.columns.of_figures():
            if said.has("compared", "out") or "growth" in said.of("measure"):
                continue
            time = merged_or_none(said.own)
            if time is not None:
                found.append(Level(self.around.with_year(time), said.one("status")))
        return found


def _months(time: TimeExpression) -> range:
    """The months of a part of a year."""
    last = time.number * _LENGTHS[time.unit]
    return range(1 if time.unit == "months" else last - _LENGTHS[time.unit] + 1, last + 1)
