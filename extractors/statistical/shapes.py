"""What the figures of a column or row look like together: rises (10.44) or an index (110.44)."""

from __future__ import annotations

from collections.abc import Container, Iterable
from decimal import Decimal
from typing import NamedTuple

from extractors.languages.base import NumberStyle
from extractors.tables import Grid, number_of


class Shape(NamedTuple):
    """What figures look like, `rise`, `index` or empty, and whether they are enough to trust it."""

    form: str
    sure: bool


class Shapes:
    """The shapes of one table's columns and rows, each told once.

    `labels`: the columns of the rows' labels, whose numbers are none of a row's figures.
    """

    def __init__(self, grid: Grid, style: NumberStyle, labels: Container[int]) -> None:
        self._grid, self._style, self._labels = grid, style, labels
        self._columns: dict[int, Shape] = {}
        self._rows: dict[int, Shape] = {}

    def column(self, column: int) -> Shape:
        """The shape of a column."""
        if column not in self._columns:
            self._columns[column] = _shape(self._figures((r, column) for r in self._grid.sample))
        return self._columns[column]

    def row(self, row: int) -> Shape:
        """The shape of a row."""
        if row not in self._rows:
            self._rows[row] = _shape(self._figures((row, c) for c in self._grid.lines[row] if c not in self._labels))
        return self._rows[row]

    def _figures(self, places: Iterable[tuple[int, int]]) -> list[Decimal]:
        printed = (self._grid.text(*place) for place in places if self._grid.is_number(*place))
        return [number[0] for text in printed if (number := number_of(text, self._style)) is not None]


def _shape(figures: list[Decimal]) -> Shape:
    sure = len(figures) >= 3
    if not figures:
        return Shape("", sure)
    low, high = min(figures), max(figures)
    if low < 0 or high < 40:
        return Shape("rise", sure)
    index = low > 40 and high < 400 and any(80 <= f <= 125 for f in figures)
    return Shape("index" if index else "", sure)
