"""Tells cheaply which of many patterns cannot be in a text: those of whose necessary words none is there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any


class Sieve:
    """Patterns without regard to case by the pieces of text of which a match has at least one."""

    def __init__(self, patterns: Mapping[str, re.Pattern[str]]) -> None:
        self._always = frozenset(name for name, p in patterns.items() if not needles(p))
        names: dict[str, set[str]] = {}
        for name, pattern in patterns.items():
            for needle in needles(pattern):
                names.setdefault(needle, set()).add(name)
        self._names = [(needle, frozenset(of)) for needle, of in names.items()]

    def possible(self, text: str) -> frozenset[str]:
        """The names of the patterns that may be found in a text."""
        folded = _folded(text)
        return self._always.union(*(names for needle, names in self._names if needle in folded))


def needles(pattern: re.Pattern[str]) -> frozenset[str]:
    """Pieces of text, in lower case, of which every match of a pattern has one; empty: none are known."""
    return _needles(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE))


def _folded(text: str) -> str:
    # without regard to case "ı" is an "i" and "ſ" an "s", to a pattern if not to `lower`
    return text.lower().replace("ı", "i").replace("ſ", "s").replace("\u0307", "")


def _needles(nodes: Iterable[Any]) -> frozenset[str]:
    """Those of a sequence of nodes, by the node, or the run of letters, that has the longest ones."""
    best: frozenset[str] = frozenset()
    run = ""
    for operation, value in [*nodes, (None, None)]:
        if operation is sre.LITERAL:
            run += _folded(chr(value))
            continue
        found = _of_node(operation, value)
        best = max(best, frozenset({run} if run else ()), found, key=lambda s: min(map(len, s), default=0))
        run = ""
    return best


def _of_node(operation: Any, value: Any) -> frozenset[str]:
    if operation is sre.SUBPATTERN:
        return _needles(value[3])
    if operation is sre.BRANCH:
        parts = [_needles(branch) for branch in value[1]]
        return frozenset().union(*parts) if all(parts) else frozenset()
    if operation in (sre.MAX_REPEAT, sre.MIN_REPEAT) and value[0] > 0:
        return _needles(value[2])
    return frozenset()
