"""A sentence laid out for measuring: how any word stands to any number, as a fixed row of figures.

A relation says what a careful reader takes in at a glance: on which side the word stands, how near, what lies between
(commas, brackets, other numbers, other subjects, "to" or "by"), and whether "respectively" pairs the two.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache

from extractors.cues import Cue, Sentence
from extractors.languages.base import Language
from extractors.quantities import Quantity
from extractors.tables import Row

_TOKEN = re.compile(r"\w+|[();,:]")
LINKS = ("level", "be", "change", "of", "with", "from", "than", "in", "share", "more")
"""Small words that say how a number stands to what is before it; `Language.links` sorts each language's words so."""
_MARKS = ("open", "close", "comma", "and", "respectively")
_BITS = {name: 1 << i for i, name in enumerate((*LINKS, *_MARKS))}
_FAR = 10
"""Words beyond which small words between say nothing any more."""
SIZE = 16 + len(LINKS)
"""Figures of a relation on one side."""
NEAR = 4
"""Figures of a glance."""
BESIDE = 2 * 2 * (len(LINKS) + 4)
"""Figures of the small words right beside a number."""
NONE = (0.0,) * SIZE
SUBJECTS = ("indicator", "phrase", "other_subject")


class Frame:
    """One sentence with its numbers in order, and the relations of its words to them."""

    def __init__(self, sentence: Sentence, items: Sequence[Quantity], lang: Language, row: Row | None = None) -> None:
        self.sentence, self.items, self.lang, self.row = sentence, items, lang, row
        self.cells = {id(f.quantity): (f.cell.start, f.cell.end) for f in row.figures} if row else {}
        """Of a table's row: where on the page each number stands."""
        text = sentence.text
        bits = _bits(lang)
        tokens = [(m.start(), m[0]) for m in _TOKEN.finditer(text)]
        self._starts = [start for start, _ in tokens]
        self._mask = [bits.get(word.lower(), 0) for _, word in tokens]
        self._commas, self._opens, self._closes, self._ands = (
            _prefix(self._mask, _BITS[n]) for n in ("comma", "open", "close", "and")
        )
        self._words = _prefix([int(word[0].isalnum()) for _, word in tokens], 1)
        self._breaks = [m.start() for m in re.finditer(r";|\.\s", text)]
        self._contrasts = [m.start() for m in lang.find("contrast").finditer(text)]
        self._subjects = sorted(c.start for c in sentence.cues if c.kind in SUBJECTS)
        self._item_starts = [q.start for q in items]
        self.respectively = bool(lang.find("respectively").search(text))
        self._known: dict[tuple[int, int, int, int], tuple[float, ...]] = {}
        self._order = {id(q): sum(o.unit == q.unit and o.start < q.start for o in items) for q in items}
        self._places: dict[str, list[Cue]] = {}
        for cue in sentence.cues:
            self._places.setdefault(cue.kind, []).append(cue)
            if cue.kind == "hint":
                for code in cue.code.split():
                    self._places.setdefault(f"hint {code}", []).append(cue)

    def span(self, quantity: Quantity) -> tuple[int, int]:
        """Where on the page a number stands, with its unit."""
        start = self.sentence.start
        return self.cells.get(id(quantity)) or (start + quantity.start, start + quantity.end)

    def place(self, quantity: Quantity) -> int:
        """Where on the page the digits of a number begin."""
        return self.cells[id(quantity)][0] if self.cells else self.sentence.start + quantity.number_start

    def of(self, kind: str) -> list[Cue]:
        """The cues of one kind, in order."""
        return self._places.get(kind, [])

    def relation(self, start: int, end: int, quantity: Quantity, place: int = -1) -> tuple[float, ...]:
        """How the words from `start` to `end` stand to a number on their side of it; `place`: their number among their like."""
        key = (start, end, quantity.start, place)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._measured(start, end, quantity, place)
        return found

    def _measured(self, start: int, end: int, quantity: Quantity, place: int) -> tuple[float, ...]:
        if end <= quantity.start:
            low, high = end, quantity.start
        elif start >= quantity.end:
            low, high = quantity.end, start
        else:
            return (1.0, 1.0, 0.0, 1.0, *NONE[4:])
        first, last = bisect_left(self._starts, low), bisect_left(self._starts, high)
        words = self._words[last] - self._words[first]
        opened, closed = self._opens[last] - self._opens[first], self._closes[last] - self._closes[first]
        i, j = bisect_left(self._item_starts, low), bisect_left(self._item_starts, high)
        between = self.items[i:j]
        mask = 0
        if words <= _FAR:
            for value in self._mask[first:last]:
                mask |= value
        paired = self.respectively and place >= 0 and place == self._order.get(id(quantity), -2)
        return (
            1.0, 1 / (1 + words), min(words, 30) / 20, float(words <= 1), min(self._commas[last] - self._commas[first], 4) / 3,
            float(bisect_left(self._breaks, high) > bisect_left(self._breaks, low)), min(len(between), 4) / 3,
            min(sum(q.unit == quantity.unit for q in between), 3) / 2, float(not between), float(opened > closed),
            float(closed > opened), float(bisect_left(self._contrasts, high) > bisect_left(self._contrasts, low)),
            float(self._ands[last] > self._ands[first]),
            min(bisect_left(self._subjects, high) - bisect_left(self._subjects, low), 3) / 2, float(paired),
            float(self.respectively),
            *(float(bool(mask & 1 << b)) for b in range(len(LINKS))),
        )  # fmt: skip

    def zone(self, start: int, quantity: Quantity) -> int:
        """Of a table's row: in whose words a place is (`Row.zone`); 0 in running text."""
        return self.row.zone(start, quantity) if self.row else 0

    def zones(self, cues: Iterable[Cue], quantity: Quantity) -> tuple[float, float, float, float]:
        """Of a table's row: whether one of the cues stands above the table, in the row's group, its label, the number's header."""
        if self.row is None:
            return 0.0, 0.0, 0.0, 0.0
        found = {self.row.zone(c.start, quantity) for c in cues}
        return float(0 in found), float(1 in found), float(2 in found), float(3 in found)

    def sides(self, cues: Sequence[Cue], quantity: Quantity) -> tuple[float, ...]:
        """The relations of the nearest of the cues on the left and on the right of a number."""
        left = right = None
        number = place_left = place_right = 0
        if self.row is not None:
            cues = [c for c in cues if self.zone(c.start, quantity) >= 0]
        for number, cue in enumerate(cues):
            if cue.start < quantity.end:
                left, place_left = cue, number
            elif right is None:
                right, place_right = cue, number
        return (
            *(self.relation(left.start, left.end, quantity, place_left) if left else NONE),
            *(self.relation(right.start, right.end, quantity, place_right) if right else NONE),
        )

    def glance(self, cues: Iterable[Cue], quantity: Quantity) -> tuple[float, float, float, float]:
        """Of the nearest cue on the left and on the right: how near, and whether no other number or break lies between."""
        left = right = None
        for cue in cues:
            if self.row is not None and self.zone(cue.start, quantity) < 0:
                continue
            if cue.start < quantity.end:
                left = cue
            elif right is None:
                right = cue
        before = self.relation(left.start, left.end, quantity) if left else NONE
        after = self.relation(right.start, right.end, quantity) if right else NONE
        return before[1], before[8] * (1 - before[5]), after[1], after[8] * (1 - after[5])

    def beside(self, quantity: Quantity) -> list[float]:
        """The small words right before and right behind a number, two on each side."""
        first, last = bisect_left(self._starts, quantity.start), bisect_left(self._starts, quantity.end)
        row: list[float] = []
        for index in (first - 1, first - 2, last, last + 1):
            mask = self._mask[index] if 0 <= index < len(self._mask) else 0
            row += [float(bool(mask & 1 << b)) for b in range(len(LINKS) + 4)]
        return row

    def gap(self, before: Quantity, quantity: Quantity) -> tuple[float, ...]:
        """What lies between two numbers."""
        return self.relation(before.start, before.end, quantity)

    def clause(self, quantity: Quantity) -> tuple[int, int]:
        """The words that belong to one number alone: from the number before it to the number after it."""
        index = bisect_left(self._item_starts, quantity.start)
        start = self.items[index - 1].end if index else 0
        end = self.items[index + 1].start if index + 1 < len(self.items) else len(self.sentence.text)
        return min(start, quantity.start), max(end, quantity.end)


def _prefix(values: Sequence[int], bit: int) -> list[int]:
    total, sums = 0, [0]
    for value in values:
        total += bool(value & bit)
        sums.append(total)
    return sums


@cache
def _bits(lang: Language) -> dict[str, int]:
    return {word: _BITS[link] for word, link in lang.links.items() if link in _BITS}
