"""Where a row and a column cross: the words that decide a cell, the nearest first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from extractors.lexicon import Said, Unit
from extractors.statistical.around import Around
from extractors.statistical.outcomes import Open
from extractors.statistical.rows import Row
from extractors.statistical.table import Table
from extractors.statistical.terms import measures

_BRACKETS = re.compile(r"\(([^()]*)\)")
_FLOWS = frozenset({"months", "year_to_date", "years"})
"""Times over which projects are added up that are no stock: "(accumulated since the beginning of the year)"."""


class Crossing(NamedTuple):
    """A row and a column of a table; what is asked of it is the same for all cells with the same words."""

    table: Table
    row: Row
    column: int
    label: Said
    """What the row's label says."""
    header: Said
    """What the column's header says."""
    own: Unit | None
    """The unit that stands in the cell itself."""

    @property
    def around(self) -> Around:
        """What the words around the table say."""
        return self.table.around

    def has(self, *kinds: str) -> bool:
        """Whether label or header say anything of one of these kinds."""
        return self.label.has(*kinds) or self.header.has(*kinds)

    def of(self, kind: str) -> tuple[str, ...]:
        """The codes of a kind that label and header give."""
        return (*self.label.of(kind), *self.header.of(kind))

    @property
    def measure_around(self) -> str:
        """What the line over the row's group says its figures are, else the words around the table."""
        found = measures(self.row.group)
        return found[0] if len(found) == 1 else self.around.measure

    @property
    def carried(self) -> Said:
        """The header at the left whose figures the column goes on with."""
        return self.table.columns.carried[self.column]

    def nearest(self, kind: str) -> str:
        """The code of a kind that the nearest words give, empty where none do; Open where they give two."""
        beyond = (self._decided(kind, said) for said in (self.row.group, self.row.parent, *self.around.beyond))
        return next((code for codes in (self.of(kind), *beyond) if (code := single(kind, codes))), "")

    def _decided(self, kind: str, said: Said) -> tuple[str, ...]:
        """The codes of a kind; what is licensed and, as a bracket says, accumulated is a stock."""
        codes = said.of(kind)
        if kind != "event" or set(codes) != {"new", "stock"}:
            return codes
        within = [self.table.document.read(text) for text in _BRACKETS.findall(said.text)]
        stocks = (s for s in within if s.of("event") == ("stock",))
        return ("stock",) if any(all(t.unit not in _FLOWS for t in s.own) for s in stocks) else codes


def crossing(table: Table, row: Row, column: int, own: Unit | None = None) -> Crossing:
    """Where a row and a column of a table cross."""
    return Crossing(table, row, column, row.label, table.columns.headers[column], own)


def single(kind: str, codes: Sequence[str]) -> str:
    """The one code among those that words give, empty where there is none; Open where they differ."""
    if not codes:
        return ""
    first = codes[0]
    if any(code != first for code in codes[1:]):
        raise Open(f"two of {kind}")
    return first
