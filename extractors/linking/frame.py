"""A sentence laid out for measuring: how any word stands to any number, as a fixed row of figures.

A relation says what a careful reader takes in at a glance: on which side the word stands, how near, what lies between
(commas, brackets, other numbers, other subjects, "to" or "by"), and whether the two have the same place in lists that go together.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache, cached_property

from extractors.catalog import Relations
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
numbers, numbers of the same unit, no number, an opened or a closed bracket, a contrast, "and", subjects; whether the two go together
(`Frame.partner`), and whether "respectively" is said. Then the small words between."""
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

    def between(self, low: int, high: int) -> tuple[int, bool, bool]:
        """Of what stands from `low` to `high`: the words but "and", whether a comma or an "and" is there, whether a bracket opens."""
        sums = self.sums[bisect_left(self.starts, high)] - self.sums[bisect_left(self.starts, low)]
        words, commas = sums & _PART, sums >> _WIDTH & _PART
        opened, ands = sums >> 2 * _WIDTH & _PART, sums >> 4 * _WIDTH
        return words - ands, bool(commas or ands), bool(opened)


_BREAK = re.compile(r";|\.\s")
_IN_LIST, _NAMED_APART = 1, 6
"""Words between two numbers of a list, from the beginning of a thing to that of the next."""
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
        self, sentence: Sentence, items: Sequence[Quantity], lang: Language, relations: Relations,
        row: TableRow | None = None,
    ) -> None:  # fmt: skip
        self.sentence, self.items, self.lang, self.relations, self.row = sentence, items, lang, relations, row
        self.cells = {id(f.quantity): (f.cell.start, f.cell.end) for f in row.figures} if row else {}
        """Of a table's row: where on the page each number stands."""
        self._headers = {id(f.quantity): f.header for f in row.figures} if row else {}
        self._item_starts = [q.start for q in items]
        self._known: dict[tuple[int, int, int, bool], Row] = {}
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
    def _lists(self) -> dict[int, tuple[int, int]]:
        """Of the start of each number in a list ("6.9 and 7.39 percent"): the places of the list's first and last number."""
        found: dict[int, tuple[int, int]] = {}
        first = 0
        for place in range(1, len(self.items) + 1):
            if place < len(self.items) and self._goes_on(self.items[place - 1], self.items[place]):
                continue
            if place - first > 1:
                found |= {q.start: (first, place - 1) for q in self.items[first:place]}
            first = place
        return found

    def _goes_on(self, one: Quantity, other: Quantity) -> bool:
        """Whether a number goes on with the list that another is in."""
        if other.start < one.end or (one.unit != other.unit and None not in (one.unit, other.unit)):
            return False
        words, joined, opened = self.words.between(one.end, other.start)
        joined = joined or ";" in self.sentence.text[one.end : other.start]
        return joined and not opened and words <= _IN_LIST

    def partner(self, starts: Sequence[int], quantity: Quantity) -> int:
        """Of things that are named from `starts` on, in order: the start of the one that goes with a number of a list, as the
        second of two years does with the second of two numbers; -1 where none does.

        The things are as many as the numbers: side by side, before them all or behind them all, or each beside a number
        of an earlier list ("4 projects in 1997 and 54 in 2005, with 0.2 and 0.5 billion").
        """
        if self.row is not None or len(starts) < 2 or quantity.start not in self._lists:
            return -1
        first, last = self._lists[quantity.start]
        size, own = last - first + 1, bisect_left(self._item_starts, quantity.start) - first
        low, high = self.items[first].start, self.items[last].end
        found: list[tuple[bool, int, Sequence[int]]] = []
        for group in self._side_by_side(starts):
            if len(group) >= size and group[-1] < low:
                found.append((len(group) > size, low - group[-1], group[-size:]))
            elif len(group) >= size and group[0] >= high:
                found.append((len(group) > size, group[0] - high, group[:size]))
        if found:
            return min(found)[2][own]
        before, behind = bisect_left(starts, low), bisect_left(starts, high)
        if before == size == len(starts) or (before == 0 and len(starts) - behind == size):
            return starts[own]
        return -1

    def _side_by_side(self, starts: Sequence[int]) -> list[list[int]]:
        """Things in groups, no number between those of one, and hardly a word."""
        groups: list[list[int]] = []
        for start in starts:
            if groups and self._is_beside(groups[-1][-1], start):
                groups[-1].append(start)
            else:
                groups.append([start])
        return groups

    def _is_beside(self, one: int, other: int) -> bool:
        words, _, opened = self.words.between(one, other)
        alone = bisect_left(self._item_starts, one) == bisect_left(self._item_starts, other)
        return alone and not opened and words <= _NAMED_APART

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

    def relation(self, start: int, end: int, quantity: Quantity, paired: bool = False) -> Row:
        """How the words from `start` to `end` stand to a number on their side of it; `paired`: they are its partner."""
        key = (start, end, quantity.start, paired)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._measured(start, end, quantity, paired)
        return found

    def _measured(self, start: int, end: int, quantity: Quantity, paired: bool) -> Row:
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
        row[_RESPECTIVELY], row[_PAIRED] = self.respectively, paired
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

    def sides(self, cues: list[Cue], quantity: Quantity, partner: int = -1) -> Row:
        """The relations of the nearest of the cues on the left and on the right of a number; its `partner` is the nearest."""
        left = right = None
        if self.row is not None:
            cues = [c for c in cues if self.zone(c.start, quantity) >= 0]
        for cue in cues:
            if cue.start < quantity.end and (left is None or left.start != partner):
                left = cue
            elif cue.start >= quantity.end and (right is None or cue.start == partner):
                right = cue
        before = NONE if left is None else self.relation(left.start, left.end, quantity, left.start == partner)
        return before + (
            NONE if right is None else self.relation(right.start, right.end, quantity, right.start == partner)
        )

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
