"""Finds many patterns in a text at the cost of few: each is tried only at words that it can begin with.

`re` tries every alternative of every pattern at every character; a page has thousands of characters and the languages
thousands of words. What a pattern can begin with is read off its own syntax tree, and a long pattern is cut down to the
alternatives that can begin with the word at hand.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from re import _compiler as compiler  # type: ignore[attr-defined]
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_WORD = re.compile(r"\w+")
_DIGITS = re.compile(r"\d")
_SPACES = re.compile(r"\s+")
_LENGTH = 6
"""Characters of a prefix: they reach from a short word into the next."""
_DIGIT = "0"
"""Stands for any digit in a prefix."""
_OPEN = "\uffff"
"""Ends a prefix behind which anything may follow."""
_MANY = 25
"""Alternatives from which on a pattern is cut down to those that a word can begin."""
_KEPT = 100_000
"""Beginnings of words that an index remembers."""
_MOST = 20000
"""Prefixes of a pattern; beyond, what is known so far must do."""
_WIDTHLESS = (sre.ASSERT, sre.ASSERT_NOT, sre.AT)

Found = tuple[tuple[int, re.Pattern[str]], ...]


class PrefixIndex:
    """Patterns by the first letters of the words that they can begin with."""

    def __init__(self, patterns: Sequence[re.Pattern[str]]) -> None:
        self._patterns = [_Pattern(p) for p in patterns]
        self._beginnings = _Beginnings()
        self._anywhere: list[int] = []
        self._known: dict[str, Found] = {}
        for number, pattern in enumerate(self._patterns):
            prefixes = prefixes_of(pattern.tree)
            if all(p[:1].isalnum() for p in prefixes):
                self._beginnings.add(number, prefixes)
            else:
                self._anywhere.append(number)

    def _at(self, head: str) -> Found:
        """The patterns that can begin with a word, by its first letters; long ones without what cannot."""
        cut = ((n, self._patterns[n].beginning(head)) for n in self._beginnings.of(head))
        known = tuple((n, p) for n, p in cut if p is not None)
        if len(self._known) < _KEPT:
            self._known[head] = known
        return known

    def find(self, text: str) -> Iterator[tuple[int, re.Match[str]]]:
        """Every match with the number of its pattern: for one pattern left to right and without overlap, as `finditer`
        has them, but for those that begin within a word."""
        known = self._known
        last: dict[int, int] = {}
        for word in _WORD.finditer(text):
            start = word.start()
            head = text[start : start + _LENGTH]
            patterns = known[head] if head in known else self._at(head)
            for number, pattern in patterns:
                if start >= last.get(number, 0) and (found := pattern.match(text, start)) is not None:
                    last[number] = max(found.end(), start + 1)
                    yield number, found
        for number in self._anywhere:
            for found in self._patterns[number].whole.finditer(text):
                yield number, found


class _Beginnings:
    """Numbers by the prefixes that stand for them."""

    def __init__(self) -> None:
        self._numbers: dict[str, list[int]] = defaultdict(list)

    def add(self, number: int, prefixes: set[str]) -> None:
        """The number stands for what begins so."""
        for prefix in {p.rstrip(_OPEN) for p in prefixes}:
            self._numbers[prefix].append(number)

    def of(self, head: str) -> list[int]:
        """The numbers that a text which begins with `head` can stand for."""
        plain = _DIGITS.sub(_DIGIT, _SPACES.sub(" ", head.lower()))
        numbers = {n for size in range(_LENGTH + 1) for n in self._numbers.get(plain[:size], ())}
        if len(plain) < _LENGTH:  # the text ends, or has more spaces than one: what follows is not known
            known = self._sorted
            for place in range(bisect_left(known, plain), bisect_left(known, plain + _OPEN)):
                numbers.update(self._numbers[known[place]])
        return sorted(numbers)

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._numbers)


class _Pattern:
    """A pattern that may be cut down to those of its alternatives that can begin with given letters.

    `re` tries the alternatives of a pattern without regard to case one by one; of hundreds, few begin with a word.
    """

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.whole = pattern
        self.flags = pattern.flags & ~re.UNICODE
        self.tree = parser.parse(pattern.pattern, self.flags)
        branches = _leading_branches(list(self.tree))
        self._branches = branches if len(branches) >= _MANY else []
        """The alternatives that stand at the very beginning; empty: few or none do."""
        self._cut: dict[tuple[int, ...], re.Pattern[str]] = {}

    @cached_property
    def _beginnings(self) -> _Beginnings:
        beginnings = _Beginnings()
        for number, branch in enumerate(self._branches):
            beginnings.add(number, prefixes_of(branch))
        return beginnings

    def beginning(self, head: str) -> re.Pattern[str] | None:
        """The pattern for a word that begins with these letters; None: none of its alternatives can."""
        if not self._branches:
            return self.whole
        kept = self._beginnings.of(head)
        if head[:1].islower():
            kept = [n for n in kept if not _capital(self._branches[n])]
        if not kept or len(kept) == len(self._branches):
            return self.whole if kept else None
        if (key := tuple(kept)) not in self._cut:
            nodes = _with_branches(list(self.tree), [self._branches[n] for n in kept])
            self._cut[key] = compiler.compile(parser.SubPattern(self.tree.state, nodes), self.flags)
        return self._cut[key]


def _leading_branches(nodes: list[Any]) -> list[Any]:
    """The alternatives at the head of a pattern."""
    for operation, value in nodes:
        if operation is sre.BRANCH:
            return list(value[1])
        if operation is sre.SUBPATTERN and value[:3] == (None, 0, 0):
            return _leading_branches(list(value[3]))
        if operation not in _WIDTHLESS:
            break
    return []


def _with_branches(nodes: list[Any], branches: list[Any]) -> list[Any]:
    """The same pattern with these alternatives at its head."""
    for place, (operation, value) in enumerate(nodes):
        if operation is sre.BRANCH:
            return [*nodes[:place], (sre.BRANCH, (None, branches)), *nodes[place + 1 :]]
        if operation is sre.SUBPATTERN:
            inner = parser.SubPattern(value[3].state, _with_branches(list(value[3]), branches))
            return [*nodes[:place], (sre.SUBPATTERN, (*value[:3], inner)), *nodes[place + 1 :]]
    return nodes


def _capital(nodes: Sequence[Any]) -> bool:
    """Whether what is matched begins with one of A to Z, with regard to case."""
    for operation, value in list(nodes):
        if operation not in _WIDTHLESS:
            exact = operation is sre.SUBPATTERN and value[2] & re.IGNORECASE
            return bool(exact and list(value[3])[:1] == [(sre.IN, [(sre.RANGE, (ord("A"), ord("Z")))])])
    return False


def prefixes_of(nodes: Sequence[Any]) -> set[str]:
    """What a match of a sequence of nodes begins with: up to six characters in lower case, digits as `0`, white space
    as one space; where more may follow that is not known, `_OPEN` ends them."""
    done: set[str] = set()
    so_far = {""}
    for operation, value in list(nodes):
        if operation in _WIDTHLESS:
            continue
        extended: set[str] = set()
        for start in _starts(operation, value):
            for prefix in so_far:
                longer = (prefix + start)[:_LENGTH]
                (done if len(longer) == _LENGTH or longer.endswith(_OPEN) else extended).add(longer)
        if not extended or len(done) + len(extended) > _MOST:
            return done | {p + _OPEN for p in extended}
        so_far = extended
    return done | so_far


def _starts(operation: Any, value: Any) -> set[str]:
    """What a node begins with."""
    if operation is sre.LITERAL:
        character = chr(value).lower()
        return {_DIGIT if character.isdecimal() else character}
    if operation is sre.IN:
        return _of_class(value)
    if operation is sre.SUBPATTERN:
        return prefixes_of(value[3])
    if operation is sre.BRANCH:
        return {p for branch in value[1] for p in prefixes_of(branch)}
    if operation in (sre.MAX_REPEAT, sre.MIN_REPEAT):
        least, most, body = value
        once = prefixes_of(body)
        if most != 1 and once != {" "}:
            once = {p if len(p) == _LENGTH or p.endswith(_OPEN) else p + _OPEN for p in once}
        return once | ({""} if least == 0 else set())
    return {_OPEN}


def _of_class(items: list[Any]) -> set[str]:
    found: set[str] = set()
    for kind, value in items:
        if kind is sre.LITERAL:
            found.add(chr(value).lower())
        elif kind is sre.CATEGORY and value is sre.CATEGORY_DIGIT:
            found.add(_DIGIT)
        elif kind is sre.CATEGORY and value is sre.CATEGORY_SPACE:
            found.add(" ")
        elif kind is sre.RANGE and value[1] - value[0] < 30:
            found |= {chr(c).lower() for c in range(value[0], value[1] + 1)}
        else:
            return {_OPEN}
    return {_DIGIT if c.isdecimal() else c for c in found}
