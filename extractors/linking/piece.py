"""A sentence, or a table's row read as one, with its place on the page and its numbers."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.cues import Sentence
from extractors.quantities import Quantity
from extractors.records import Block
from extractors.tables import Row


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence with its place on the page and its numbers: quantities, ranks and ratios in words."""

    block: Block
    first: bool
    """The first of its block."""
    sentence: Sentence
    items: tuple[Quantity, ...]
    row: Row | None = None
    """Of a table's row: the cells that the numbers stand in."""

    def span(self, item: Quantity) -> tuple[int, int]:
        """Where on the page a number stands, with its unit."""
        if self.row is not None:
            cell = next(f.cell for f in self.row.figures if f.quantity is item)
            return cell.start, cell.end
        return self.sentence.start + item.start, self.sentence.start + item.end

    def digits(self, item: Quantity) -> tuple[int, int]:
        """Where on the page the number itself stands."""
        if self.row is not None:
            return self.span(item)
        return self.sentence.start + item.number_start, self.sentence.start + item.number_end
