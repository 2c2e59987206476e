"""The words of a page in order, each with what is known of it: what the encoder reads.

A token is a word or a mark. Beside the word itself stand its features: the cues and times that it is part of, for a number
its unit and magnitude, the kind of its block. A long page is read in chunks, so that each costs the same.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from extractors.linking.piece import Piece
from extractors.quantities import Quantity
from extractors.records import Page

_TOKEN = re.compile(r"\w+|[^\w\s]")
CHARACTERS = 8_000
"""Characters of a page from which a new chunk begins."""
LONGEST = 4_096
"""Tokens of a chunk that are read at most."""
_MARKS = ("compared", "as_of", "ranged", "year")
"""What a time may be beside its unit."""
_PLACES = frozenset({"home", "elsewhere", "compared_place"})
"""Cues that are names of provinces: whose a figure is they say, not what it is; so that all areas are read alike."""
HIDDEN = ""
"""The word of a token whose word is not told."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a chunk: where on the page each begins, its word, its features."""

    starts: list[int]
    ends: list[int]
    words: list[str]
    features: list[set[str]]
    nodes: list[int]
    """The tokens that numbers and times begin with, in order: what knows of the others beside it."""

    def mark(self, start: int, end: int, features: Sequence[str]) -> None:
        """Give features to the tokens between two places of the page."""
        for index in range(*self._between(start, end)):
            self.features[index].update(features)

    def _between(self, start: int, end: int) -> tuple[int, int]:
        first = bisect_right(self.starts, start) - 1
        if first < 0 or self.ends[first] <= start:
            first += 1
        return first, bisect_left(self.starts, end, first)

    def hide(self, start: int, end: int) -> None:
        """Take the words between two places of the page away; their features stay."""
        for index in range(*self._between(start, end)):
            self.words[index] = HIDDEN

    def at(self, place: int) -> int:
        """The token that a place of the page is in."""
        return max(0, bisect_right(self.starts, place) - 1)

    def within(self, places: Sequence[int]) -> list[int]:
        """The token of each place, -1 for one that is not in the chunk."""
        if not self.starts:
            return [-1] * len(places)
        first, last = self.starts[0], self.ends[-1]
        return [self.at(place) if first <= place < last else -1 for place in places]


class PageTokens:
    """The tokens of a page, chunk by chunk; each chunk has whole pieces."""

    def __init__(self, page: Page, pieces: Sequence[Piece]) -> None:
        self._page = page
        self._pieces = sorted(pieces, key=lambda p: p.sentence.start)
        self._ends = [b.end for b in page.blocks]
        self._places = sorted(place for p in self._pieces for place in _places(p))
        """Where numbers and times begin; those of a table's row may stand in another chunk than the row."""
        self._first = [0]
        """Of each chunk, its first piece."""
        self._starts = [0]
        """Of each chunk, where on the page it begins."""
        for number, piece in enumerate(self._pieces):
            if piece.sentence.start - self._starts[-1] > CHARACTERS:
                self._first.append(number)
                self._starts.append(piece.sentence.start)

    def __len__(self) -> int:
        return len(self._starts)

    def chunk_of(self, place: int) -> int:
        """The chunk that a place of the page is in."""
        return bisect_right(self._starts, place) - 1

    def tokens(self, chunk: int) -> Tokens:
        """The tokens of one chunk."""
        start = self._starts[chunk]
        last = chunk + 1 == len(self._starts)
        end = len(self._page.text) if last else self._starts[chunk + 1]
        pieces = self._pieces[self._first[chunk] : None if last else self._first[chunk + 1]]
        found = [m for m, _ in zip(_TOKEN.finditer(self._page.text, start, end), range(LONGEST), strict=False)]
        made = Tokens(
            [m.start() for m in found], [m.end() for m in found], [m[0] for m in found], [set() for _ in found], []
        )
        for block in self._page.blocks[bisect_left(self._ends, start) :]:
            if block.start >= end:
                break
            made.mark(block.start, block.end, (f"block {block.kind}",))
            made.mark(block.start, block.start + 1, ("begin",))
        for piece in pieces:
            if piece.row is None:
                _mark_sentence(made, piece)
            for quantity in piece.items:
                _mark_number(made, piece, quantity)
        places = self._places[bisect_left(self._places, start) : bisect_left(self._places, end)]
        made.nodes.extend(sorted({made.at(place) for place in places}))
        return made


def _places(piece: Piece) -> Iterator[int]:
    yield from (piece.digits(q)[0] for q in piece.items)
    if piece.row is None:
        yield from (piece.sentence.start + t.start for t in piece.sentence.times)


def _mark_sentence(made: Tokens, piece: Piece) -> None:
    start = piece.sentence.start
    for cue in piece.sentence.cues:
        made.mark(start + cue.start, start + cue.end, _of_cue(cue.kind, cue.code))
        if cue.kind in _PLACES:
            made.hide(start + cue.start, start + cue.end)
    for time in piece.sentence.times:
        features = [f"time {time.unit}", *(f"time {name}" for name in _MARKS if getattr(time, name))]
        if time.relative:
            features.append(f"time {time.relative}")
        made.mark(start + time.start, start + time.end, features)


@lru_cache(maxsize=4096)
def _of_cue(kind: str, code: str) -> tuple[str, ...]:
    return (f"cue {kind}", f"cue {kind} {code}") if code else (f"cue {kind}",)


def _mark_number(made: Tokens, piece: Piece, quantity: Quantity) -> None:
    start, end = piece.digits(quantity)
    # the exponent of its leading digit; zero has none
    magnitude = quantity.value.adjusted() if quantity.value.is_finite() and quantity.value else "zero"
    made.mark(start, end, ("number", f"unit {quantity.unit}", f"magnitude {magnitude}"))
    whole = piece.span(quantity)
    made.mark(*whole, (f"with unit {quantity.unit}",))
    if quantity.bound != "=":
        made.mark(*whole, ("with bound",))


def normal(word: str) -> str:
    """A word as the vocabulary has it: without regard to case; of a number, how many digits it has."""
    if word.isalpha() or not any(c.isdigit() for c in word):
        return word.lower()
    return "0" * len(word)
