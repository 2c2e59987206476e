"""The header of a table, of a page or a workbook: the words over each of its columns, level by level."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

LEVELS = " | "
"""Between the levels of a header path that is told as one text."""
_COLUMN_NUMBER = re.compile(r"\(?(?:[A-Z]|\d{1,2})\)?(?:\s*=[\s\d()/:+×x*%-]+)?")
"""A column's number, and how it is computed from others."""


def header_paths(rows: Iterable[Mapping[int, str]], width: int) -> list[list[str]]:
    """The words over each of `width` columns, top down, without those that only number the columns.

    `rows`: of each row of the header column → words; a cell that spans several stands at each of them.
    """
    paths: list[list[str]] = [[] for _ in range(width)]
    for row in rows:
        if numbers_columns(row.values()):
            continue
        for column, words in row.items():
            if words and words not in paths[column]:
                paths[column].append(words)
    return paths


def numbers_columns(cells: Iterable[str]) -> bool:
    """Whether a row only numbers the columns (`A`, `(1)`, `3=2/1`)."""
    words = [w for w in cells if w]
    return len(words) > 1 and all(_COLUMN_NUMBER.fullmatch(w) for w in words) and any("1" in w for w in words)
