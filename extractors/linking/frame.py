"""A sentence laid out for measuring: how any word stands to any number, as a fixed row of figures.

A relation says what a careful reader takes in at a glance: on which side the word stands, how near, what lies between
(commas, brackets, other numbers, other subjects, "to" or "by"), and whether "respectively" pairs the two.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache, cached_property

from extractors.cues import Cue, Sentence
from extractors.languages.base import Language
from extractors.linking.layout import Row, empty, row_of
from extractors.quantities import Quantity
from extractors.tables import Row as TableRow

_TOKEN = re.compile(r"\w+|[();,:]")
LINKS = ("level", "be", "change", "of", "with", "from", "than", "in", "share", "more")
"""Small words that say how a number stands to what is before it; `Language.links` sorts each language's words so."""
_MARKS = ("open", "close", "comma", "and", "respectively")
_BITS = {name: 1 << i for i, name in enumerate((*LINKS, *_MARKS))}
_LINKING = (1 << len(LINKS)) - 1
_COUNTED = ("word", "comma", "open", "close", "and")
"""What is counted between a word and a number, each in a part of its own of one sum."""
_WIDTH = 20
_PART = (1 << _WIDTH) - 1
_WORD = 1
_COUNTS = {_BITS[name]: 1 << _WIDTH * place for place, name in enumerate(_COUNTED) if name in _BITS}
_FAR = 10
"""Words beyond which small words between say nothing any more."""
(
    _THERE, _NEAR, _WORDS, _BESIDE, _COMMAS, _BREAKS, _NUMBERS, _OF_UNIT, _ALONE, _OPENED, _CLOSED, _CONTRASTED, _ANDS, _SUBJECTS, _PAIRED,
    _RESPECTIVELY,
) = range(16)  # fmt: skip
"""The columns of a relation: that it is there; how near; the words between, and whether none or one is; what is between: commas, breaks,
numbers, numbers of the same unit, no number, an opened or a closed bracket, a contrast, "and", subjects; whether "respectively" pairs the
two, and whether it is said at all. Then the small words between."""
SIZE = _RESPECTIVELY + 1 + len(LINKS)
"""Figures of a relation on one side."""
NEAR = 4
"""Figures of a glance."""
BESIDE = 2 * 2 * (len(LINKS) + 4)
"""Figures of the small words right beside a number."""
NONE = empty(SIZE)
_OVER = row_of((1.0, 1.0, 0.0, 1.0, *NONE[4:]))
"""The relation of a word that the number stands in."""
SUBJECTS = ("indicator", "phrase", "other_subject")
NO_CUES: list[Cue] = []


class _Words:
    """The words and marks of a sentence in order, for counting what lies between two places."""

    def __init__(self, sentence: Sentence, lang: Language) -> None:
        text, known = sentence.text, _known_words(lang)
        self.starts: list[int] = []
        self.mask: list[int] = []
        self.sums = [0]
        """How many words, commas, … stand before each token, in the parts of one number (`_COUNTED`)."""
        total = 0
        for match in _TOKEN.finditer(text):
            word = match[0]
            mask, count = known.get(word.lower(), _OTHER)
            total += count if word[0] != "_" else count - _WORD
            self.starts.append(match.start())
            self.mask.append(mask)
            self.sums.append(total)
        self.breaks = [m.start() for m in _BREAK.finditer(text)]
        self.contrasts = [m.start() for m in lang.find("contrast").finditer(text)]
        self.subjects = sorted(c.start for c in sentence.cues if c.kind in SUBJECTS)


_BREAK = re.compile(r";|\.\s")
_OTHER = (0, _WORD)


@cache
def _known_words(lang: Language) -> dict[str, tuple[int, int]]:
    """Of each small word and mark: its bit, and what it adds to the sums."""
    known = dict.fromkeys("();,:", (0, 0))
    for word, link in lang.links.items():
        if link in _BITS:
            known[word] = _BITS[link], (_WORD if word[0].isalnum() else 0) + _COUNTS.get(_BITS[link], 0)
    return known


class Frame:
    """One sentence with its numbers in order, and the relations of its words to them."""

    def __init__(
        self, sentence: Sentence, items: Sequence[Quantity], lang: Language, row: TableRow | None = None
    ) -> None:
        self.sentence, self.items, self.lang, self.row = sentence, items, lang, row
        self.cells = {id(f.quantity): (f.cell.start, f.cell.end) for f in row.figures} if row else {}
        """Of a table's row: where on the page each number stands."""
        self._headers = {id(f.quantity): f.header for f in row.figures} if row else {}
        self._item_starts = [q.start for q in items]
        self._known: dict[tuple[int, int, int, int], Row] = {}
        self.places: dict[str, list[Cue]] = {}
        """The cues by kind, in order."""
        self.named: dict[str, list[Cue]] = {}
        """Those that name an indicator, as far as they were asked for (`subject.words_of`)."""
        self.voiced: dict[str, bool] = {}
        """Whether anything speaks for an indicator, likewise."""
        self.possible: frozenset[str] | None = None
        """The patterns that may be in the sentence, once they were asked for (`context.possible`)."""
        for cue in sentence.cues:
            self.places.setdefault(cue.kind, []).append(cue)

    @cached_property
    def hints(self) -> dict[str, list[Cue]]:
        """The cues that hint at an indicator, by its code."""
        found: dict[str, list[Cue]] = {}
        for cue in self.of("hint"):
            for code in cue.code.split():
                found.setdefault(code, []).append(cue)
        return found

    @cached_property
    def words(self) -> _Words:
        """The words between which the numbers stand."""
        return _Words(self.sentence, self.lang)

    @cached_property
    def respectively(self) -> bool:
        """Whether the numbers are given in the order of what was named."""
        return bool(self.lang.find("respectively").search(self.sentence.text))

    @cached_property
    def _order(self) -> dict[int, int]:
        """Of each number: how many of its unit stand before it."""
        return {id(q): sum(o.unit == q.unit and o.start < q.start for o in self.items) for q in self.items}

    def span(self, quantity: Quantity) -> tuple[int, int]:
        """Where on the page a number stands, with its unit."""
        start = self.sentence.start
        return self.cells.get(id(quantity)) or (start + quantity.start, start + quantity.end)

    def place(self, quantity: Quantity) -> int:
        """Where on the page the digits of a number begin."""
        return self.cells[id(quantity)][0] if self.cells else self.sentence.start + quantity.number_start

    def of(self, kind: str) -> list[Cue]:
        """The cues of one kind, in order."""
        return self.places.get(kind, NO_CUES)

    def relation(self, start: int, end: int, quantity: Quantity, place: int = -1) -> Row:
        """How the words from `start` to `end` stand to a number on their side of it; `place`: their number among their like."""
        key = (start, end, quantity.start, place if self.respectively else -1)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._measured(start, end, quantity, place)
        return found

    def _measured(self, start: int, end: int, quantity: Quantity, place: int) -> Row:
        if end <= quantity.start:
            low, high = end, quantity.start
        elif start >= quantity.end:
            low, high = quantity.end, start
        else:
            return _OVER
        found, row = self.words, NONE[:]
        first, last = bisect_left(found.starts, low), bisect_left(found.starts, high)
        sums = found.sums[last] - found.sums[first]
        words, commas = sums & _PART, sums >> _WIDTH & _PART
        opened, closed = sums >> 2 * _WIDTH & _PART, sums >> 3 * _WIDTH & _PART
        row[_THERE], row[_NEAR], row[_WORDS], row[_BESIDE] = 1, 1 / (1 + words), min(words, 30) / 20, words <= 1
        row[_COMMAS] = min(commas, 4) / 3
        row[_BREAKS] = _between(found.breaks, low, high) > 0
        i, j = bisect_left(self._item_starts, low), bisect_left(self._item_starts, high)
        row[_ALONE] = i == j
        if i < j:
            row[_NUMBERS] = min(j - i, 4) / 3
            row[_OF_UNIT] = min(sum(q.unit == quantity.unit for q in self.items[i:j]), 3) / 2
        row[_OPENED], row[_CLOSED], row[_ANDS] = opened > closed, closed > opened, sums >> 4 * _WIDTH > 0
        row[_CONTRASTED] = _between(found.contrasts, low, high) > 0
        row[_SUBJECTS] = min(_between(found.subjects, low, high), 3) / 2
        if self.respectively:
            row[_RESPECTIVELY] = 1
            row[_PAIRED] = place >= 0 and place == self._order.get(id(quantity), -2)
        if words <= _FAR:
            mask = 0
            for value in found.mask[first:last]:
                mask |= value
            if mask:
                row[_RESPECTIVELY + 1 :] = _flags(mask & _LINKING, len(LINKS))
        return row

    def zone(self, start: int, quantity: Quantity) -> int:
        """Of a table's row: in whose words a place is (`tables.Row.zone`); 0 in running text."""
        if self.row is None:
            return 0
        for number, end in enumerate(self.row.ends):
            if start < end:
                return number
        low, high = self._headers.get(id(quantity), (0, 0))
        return 3 if low <= start < high else -1

    def zones(self, cues: Iterable[Cue], quantity: Quantity) -> tuple[int, ...]:
        """Of a table's row: in which of 0 to 3 cues stand: above the table, in the row's group, its label, the number's header."""
        if self.row is None:
            return ()
        return tuple(z for z in {self.zone(c.start, quantity) for c in cues} if z >= 0)

    def sides(self, cues: list[Cue], quantity: Quantity) -> Row:
        """The relations of the nearest of the cues on the left and on the right of a number."""
        left = right = None
        place_left = place_right = 0
        if self.row is not None:
            cues = [c for c in cues if self.zone(c.start, quantity) >= 0]
        for number, cue in enumerate(cues):
            if cue.start < quantity.end:
                left, place_left = cue, number
            elif right is None:
                right, place_right = cue, number
        before = self.relation(left.start, left.end, quantity, place_left) if left is not None else NONE
        return before + (self.relation(right.start, right.end, quantity, place_right) if right is not None else NONE)

    def glance(self, cues: Iterable[Cue], quantity: Quantity, row: Row, at: int) -> None:
        """Write of the nearest cue on the left and on the right: how near, and whether no other number or break lies between."""
        left = right = None
        for cue in cues:
            if self.row is not None and self.zone(cue.start, quantity) < 0:
                continue
            if cue.start < quantity.end:
                left = cue
            elif right is None:
                right = cue
        for column, nearest in ((at, left), (at + 2, right)):
            if nearest is not None:
                relation = self.relation(nearest.start, nearest.end, quantity)
                row[column], row[column + 1] = relation[_NEAR], relation[_ALONE] * (1 - relation[_BREAKS])

    def beside(self, quantity: Quantity, row: Row, at: int) -> None:
        """Write the small words right before and right behind a number, two on each side."""
        starts, masks, width = self.words.starts, self.words.mask, len(LINKS) + 4
        first, last = bisect_left(starts, quantity.start), bisect_left(starts, quantity.end)
        for index in (first - 1, first - 2, last, last + 1):
            if 0 <= index < len(masks) and masks[index]:
                row[at : at + width] = _flags(masks[index] & (1 << width) - 1, width)
            at += width

    def after(self, quantity: Quantity) -> Quantity | None:
        """The next number of the sentence."""
        index = next((i for i, q in enumerate(self.items) if q is quantity), len(self.items)) + 1
        return self.items[index] if index < len(self.items) else None

    def gap(self, before: Quantity, quantity: Quantity) -> Row:
        """What lies between two numbers."""
        return self.relation(before.start, before.end, quantity)

    def clause(self, quantity: Quantity) -> tuple[int, int]:
        """The words that belong to one number alone: from the number before it to the number after it."""
        index = bisect_left(self._item_starts, quantity.start)
        start = self.items[index - 1].end if index else 0
        end = self.items[index + 1].start if index + 1 < len(self.items) else len(self.sentence.text)
        return min(start, quantity.start), max(end, quantity.end)


def _between(places: Sequence[int], low: int, high: int) -> int:
    """How many of the places stand from `low` up to `high`."""
    return bisect_left(places, high) - bisect_left(places, low) if places else 0


@cache
def _flags(mask: int, width: int) -> Row:
    """A figure for each bit of a mask."""
    return row_of(mask >> bit & 1 for bit in range(width))
