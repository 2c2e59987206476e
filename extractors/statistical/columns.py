"""The columns of a table: which hold labels and units, and what the header of each says."""

from __future__ import annotations

import re

from extractors.labels import is_missing
from extractors.lexicon import NOTHING, Said
from extractors.statistical.around import Document
from extractors.tables import Grid

_LEFT = 6
"""Columns at the left among which the labels stand."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_ROW_NUMBER = re.compile(r"\d{1,3}\.?")


class Columns:
    """The columns of one table, their headers read once."""

    def __init__(self, document: Document, grid: Grid) -> None:
        self.grid = grid
        self.headers = [document.read(path) for path in grid.paths]
        self.unit = next((c for c, s in enumerate(self.headers) if s.has("unit_mark") and _worded(grid, c)), None)
        """The column that states the unit of each row."""
        self.labels = _label_columns(grid, self.unit)
        self.corner = self.headers[self.labels[0]] if self.labels else NOTHING
        """What heads the labels."""
        self.carried = [self._goes_on_from(c) for c in range(grid.columns)]
        self.unheaded = self._without_header()
        self.bare = self._all_without_header()
        self.kinds = self._kinds()

    def label(self, row: int) -> str:
        """The words of a row's label columns."""
        grid = self.grid
        words: dict[str, None] = {}
        for column in self.labels:
            text = grid.text(row, column)
            if column in grid.time_columns:
                words[grid.time(row, column)] = None
            elif text and not is_missing(text) and (column == 0 or not grid.is_number(row, column)):
                words[text] = None
        return " ".join(words)

    def of_figures(self) -> list[tuple[int, Said]]:
        """The columns beside the labels, each with its header."""
        return [(c, said) for c, said in enumerate(self.headers) if c not in self.labels]

    def _goes_on_from(self, column: int) -> Said:
        """The header at the left whose figures a column of changes or shares goes on with; NOTHING for others."""
        said = self.headers[column]
        if not column or said.has("indicator", "event", "counted") or not said.has("compared", "measure"):
            return NOTHING
        left = self.headers[column - 1]
        return left if left.has("indicator") and not left.has("compared") else NOTHING

    def _without_header(self) -> frozenset[int]:
        """The columns that nothing heads in a table that heads the others: rows longer than the header."""
        beside = [c for c, _ in self.of_figures() if c != self.unit]
        headed = [c for c in beside if self.headers[c].text]
        return frozenset(beside) - frozenset(headed) if len(headed) >= 2 else frozenset()

    def _all_without_header(self) -> bool:
        """Whether there are several columns of figures and no header at all: nobody knows which is which."""
        grid = self.grid
        beside = [
            c for c, said in self.of_figures() if c != self.unit and any(grid.is_number(r, c) for r in grid.sample)
        ]
        return len(beside) >= 2 and not any(said.text for _, said in self.of_figures())

    def _kinds(self) -> list[int]:
        """A number for each column, the same where headers say the same but for the time."""
        numbers: dict[tuple[object, ...], int] = {}
        kinds = []
        for said, carried in zip(self.headers, self.carried, strict=True):
            times = (said.own, said.bases) if said.bases or len(said.own) > 1 else tuple(t.unit for t in said.own)
            key = (tuple(said.codes.items()), said.units, bool(said.unknown), times, carried.text)
            kinds.append(numbers.setdefault(key, len(numbers)))
        return kinds


def _label_columns(grid: Grid, unit: int | None) -> list[int]:
    """The columns of labels at the left, and those of years, months and quarters."""
    found: set[int] = set(grid.time_columns)
    worded = False
    for column in range(min(grid.columns, _LEFT)):
        if column == unit:
            continue
        if _worded(grid, column):
            found.add(column)
            worded = True
        elif worded or not _numbers_rows(grid, column):
            break
    return sorted(found) or ([0] if grid.columns else [])


def _worded(grid: Grid, column: int) -> bool:
    """Whether most filled cells of a column are words, or it is the first and they are years."""
    cells = [(r, t) for r in grid.sample if (t := grid.text(r, column)) and not is_missing(t)]
    words = [t for r, t in cells if not grid.is_number(r, column) or (column == 0 and _YEAR.fullmatch(t))]
    return bool(cells) and 2 * len(words) > len(cells)


def _numbers_rows(grid: Grid, column: int) -> bool:
    """Whether a column is the first and only numbers the rows."""
    if column:
        return False
    lines = (grid.lines[r].get(0) for r in grid.sample)
    cells = [p.words for p in lines if p is not None and p.words and p.cell.colspan == 1]
    return all(_ROW_NUMBER.fullmatch(t) for t in cells)
