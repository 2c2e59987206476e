"""Finds many patterns in a text at the cost of few: each is tried only at words that it can begin with.

`re` tries every alternative of every pattern at every character; a page has thousands of characters and the languages
thousands of words. What a pattern can begin with is read off its own syntax tree.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_WORD = re.compile(r"\w+")
_LENGTH = 4
_DIGIT = "0"
"""Stands for any digit in a prefix."""


class PrefixIndex:
    """Patterns by the first letters of the words that they can begin with."""

    def __init__(self, patterns: Sequence[re.Pattern[str]]) -> None:
        self._patterns = patterns
        self._by_prefix: dict[str, list[int]] = defaultdict(list)
        self._anywhere: list[int] = []
        self._known: dict[str, frozenset[int]] = {}
        for number, pattern in enumerate(patterns):
            prefixes = first_letters(pattern)
            if prefixes is None:
                self._anywhere.append(number)
                continue
            for prefix in prefixes:
                self._by_prefix[prefix].append(number)

    def _at(self, head: str) -> frozenset[int]:
        """The patterns that can begin with a word, by its first letters."""
        known = self._known.get(head)
        if known is None:
            plain = re.sub(r"\d", _DIGIT, head.lower())
            known = frozenset(n for size in range(1, _LENGTH + 1) for n in self._by_prefix.get(plain[:size], ()))
            self._known[head] = known
        return known

    def find(self, text: str) -> Iterator[tuple[int, re.Match[str]]]:
        """Every match with the number of its pattern: for one pattern left to right and without overlap, as `finditer`
        has them, but for those that begin within a word."""
        places: dict[int, list[int]] = defaultdict(list)
        for match in _WORD.finditer(text):
            start = match.start()
            for number in self._at(match[0][:_LENGTH]):
                places[number].append(start)
        for number, starts in places.items():
            pattern, last = self._patterns[number], -1
            for start in starts:
                found = pattern.match(text, start) if start >= last else None
                if found is not None:
                    last = max(found.end(), start + 1)
                    yield number, found
        for number in self._anywhere:
            for found in self._patterns[number].finditer(text):
                yield number, found


def first_letters(pattern: re.Pattern[str]) -> set[str] | None:
    """What a match of a pattern can begin with: up to four letters in lower case, digits as `0`; None if that is not
    bounded, or if a match can begin with anything else than a letter or digit."""
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE)
    found = _prefixes(list(tree), {""})
    found = None if found is None else {re.split(r"\W", p)[0] if p[:1].isalnum() else p for p in found}
    if found is None or any(not p or not all(c.isalnum() for c in p) for p in found):
        return None
    return found if len(found) <= 400000 else None


def _prefixes(nodes: list[Any], so_far: set[str]) -> set[str] | None:
    """The prefixes that a sequence of nodes gives; those that are short of four letters are extended node by node."""
    done: set[str] = set()
    for operation, value in nodes:
        if operation in (sre.ASSERT, sre.ASSERT_NOT, sre.AT):
            continue
        starts = _starts(operation, value)
        if starts is None:
            # nothing is known of what follows: what there is must do
            return done | so_far if "" not in so_far else None
        extended: set[str] = set()
        for prefix in so_far:
            for start in starts:
                longer = (prefix + start)[:_LENGTH]
                (done if len(longer) == _LENGTH else extended).add(longer)
        so_far = extended
        if not so_far:
            return done
        if len(done) + len(so_far) > 20000:
            return None
    return done | so_far


def _starts(operation: Any, value: Any) -> set[str] | None:
    if operation is sre.LITERAL:
        character = chr(value).lower()
        return {_DIGIT if character.isdecimal() else character}
    if operation is sre.IN:
        return _of_class(value)
    if operation is sre.SUBPATTERN:
        return _prefixes(list(value[3]), {""})
    if operation is sre.BRANCH:
        branches = [_prefixes(list(branch), {""}) for branch in value[1]]
        return None if any(b is None for b in branches) else {p for b in branches if b is not None for p in b}
    if operation in (sre.MAX_REPEAT, sre.MIN_REPEAT):
        least, most, body = value
        inner = _prefixes(list(body), {""})
        if inner is None:
            return None
        once = inner | ({""} if least == 0 else set())
        return once if most == 1 or least == 0 else inner
    return None


def _of_class(items: list[Any]) -> set[str] | None:
    found: set[str] = set()
    for kind, value in items:
        if kind is sre.LITERAL:
            found.add(chr(value).lower())
        elif kind is sre.CATEGORY and value is sre.CATEGORY_DIGIT:
            found.add(_DIGIT)
        elif kind is sre.CATEGORY and value is sre.CATEGORY_SPACE:
            found.add(" ")
        elif kind is sre.RANGE and chr(value[0]).isdecimal() and chr(value[1]).isdecimal():
            found.add(_DIGIT)
        elif kind is sre.RANGE and value[1] - value[0] < 30:
            found |= {chr(c).lower() for c in range(value[0], value[1] + 1)}
        else:
            return None
    return {_DIGIT if c.isdecimal() else c for c in found}
