"""What a row says: its label, its unit, the group it stands in, the row above that it is a part of."""

from __future__ import annotations

import re
from typing import NamedTuple

from extractors.lexicon import NOTHING, Said
from extractors.statistical.table import Table
from extractors.statistical.terms import ELSEWHERE, place
from extractors.tables import Settled

_PART_MARK = re.compile(r"\s*[-–—+•*]")


class Row(NamedTuple):
    """A row, read: it lacks nothing but its figures."""

    number: int
    words: str
    """Of its label."""
    label: Said
    unit: Said
    """Of its cell in the column of units."""
    group: Said
    parent: Said
    """The label of the row that it is a part of."""
    place: str
    """Whose figures, as `terms.place` tells of its label and, among rows of places, of the rows above."""
    refused: Settled | None
    """Set where the whole row is left out."""
    key: tuple[str, ...]
    """What decides its cells beside their columns."""
    time_key: tuple[object, ...]
    """What of it says when."""


class Rows:
    """Reads the rows of a table one after the other: a row may go on with one above."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._whole = NOTHING
        """The label of the last row that others may be parts of."""
        self._place = ""
        """Of a table of places, the one of the last row that named one."""

    def read(self, number: int, group: str) -> Row:
        """The row of a number in the grid; `group` are the words of the group that it stands in."""
        read, columns = self._table.document.read, self._table.columns
        words = columns.label(number)
        label, of_group = read(words), read(group)
        unit = read(self._table.grid.text(number, columns.unit)) if columns.unit is not None else NOTHING
        whose, parent = self._place_of(label), self._parent(words, label)
        return Row(
            number, words, label, unit, of_group, parent, whose, _refused(words, label, parent, whose),
            key=(words, unit.text, group, parent.text, whose),
            time_key=(label.own, label.bases, label.of("status"), label.of("event"), group),
        )  # fmt: skip

    def _place_of(self, label: Said) -> str:
        own = place(label)
        if not self._table.lists_places:
            return own
        if own or label.unknown:
            self._place = own or "elsewhere"
        return own or self._place

    def _parent(self, words: str, label: Said) -> Said:
        """The label of the row that this one is a part of; a row that is none may have parts itself."""
        things = _counts_things(label)
        measured = label.has("indicator")
        if self._whole.has("out") and label.has("activity", "industry") and not _is_part(words, label):
            self._whole = NOTHING  # industry is none of agriculture
        if self._whole is not NOTHING and not things and not measured and not label.has("out", "total"):
            return self._whole
        if measured or (not _PART_MARK.match(words) and (label.has("out") or things)):
            self._whole = label
        return NOTHING


def _is_part(words: str, label: Said) -> bool:
    """Whether a row says that it is a part of one above."""
    return label.has("part") or _PART_MARK.match(words) is not None


def _counts_things(label: Said) -> bool:
    """Whether a label counts something, and not only capital."""
    return label.of("counted")[:1] not in ((), ("capital",))


def _refused(words: str, label: Said, parent: Said, whose: str) -> Settled | None:
    """Whether a whole row is left out, and why."""
    if whose in ELSEWHERE:
        return Settled("excluded", ELSEWHERE[whose])
    if label.has("out"):
        return Settled("excluded", label.of("out")[0])
    if label.has("other"):
        return Settled("excluded", "a part without a code")
    if parent.has("out") and (label.has("counted") or _is_part(words, label)):
        return Settled("excluded", parent.of("out")[0])
    return None
