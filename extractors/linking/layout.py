"""The columns of a row of figures by name, and rows that are zero but for what is written into them.

Of the hundreds of columns of a decision few are not zero: a row begins empty, and only what is there is written.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import TypeAlias

Row: TypeAlias = "array[float]"
"""One row or several, one after the other, as 32-bit numbers."""


def empty(size: int) -> Row:
    """A row of zeros."""
    return array("f", bytes(4 * size))


def row_of(figures: Iterable[float]) -> Row:
    """A row of these figures."""
    return array("f", figures)


class Layout:
    """Where the columns of a row are: `Layout(kind=6, own=26)` has `kind` at 0 to 5 and `own` at 6 to 31."""

    def __init__(self, **columns: int) -> None:
        self.at: dict[str, int] = {}
        """Name → its first column."""
        self.size = 0
        for name, width in columns.items():
            self.at[name] = self.size
            self.size += width
