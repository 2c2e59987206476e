"""Rows as a table in the terminal, or as JSON for programs. No number is ever cut: 45,000,… may be anything."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.table import Column, Table

Rows = Sequence[Sequence[Any]]
_BETWEEN = 3
"""Characters between two columns."""
_WORDS = 16
"""Characters of a column of words at least; words are folded into several lines."""
_UNBOUNDED = 100_000


def table(names: Sequence[str], rows: Rows, spare: Sequence[str] = (), width: int | None = None) -> None:
    """Print rows below their names, in `width` columns (default: the terminal's; of a pipe, as many as are needed).

    Where the terminal is too narrow, the columns of `spare` are left out, one after another as far as is needed; where
    that is not enough, each row is a block of lines.
    """
    console = Console(width=width or (None if sys.stdout.isatty() else _UNBOUNDED), highlight=False)
    shown, left_out = list(range(len(names))), []
    cells = [[cell(value) for value in row] for row in rows]
    least, natural = _widths(names, cells)
    for name in spare:
        if _fits(least, shown, console.width):
            break
        if name in names:
            shown.remove(names.index(name))
            left_out.append(name)
    if _fits(least, shown, console.width):
        _print(console, names, cells, _dealt(least, natural, shown, console.width))
    else:
        left_out.clear()
        for row in cells:
            block = (f"{name:20} {value}\n" for name, value in zip(names, row, strict=True) if value)
            sys.stdout.write("".join(block) + "\n")
    more = f"; left out for want of room: {', '.join(left_out)}" if left_out else ""
    sys.stdout.write(f"{len(cells)} rows{more}\n")


def lines(names: Sequence[str], rows: Rows) -> Iterator[str]:
    """A JSON object a row; decimals as strings without trailing zeros, so that none loses a place."""
    for row in rows:
        told = dict(zip(names, map(_value, row), strict=True))
        yield json.dumps(told, ensure_ascii=False, default=str, allow_nan=False)


def cell(value: object) -> str:
    """A value as a person reads it."""
    if value is None:
        return ""
    return _plain(value, ",") if isinstance(value, Decimal) else str(value)


def _value(value: object) -> object:
    """As JSON can write it; there is no number that is none."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, list):
        return [_value(one) for one in value]
    if isinstance(value, dict):
        return {str(name): _value(one) for name, one in value.items()}
    return _plain(value) if isinstance(value, Decimal) else value


def _plain(value: Decimal, grouped: str = "") -> str:
    text = f"{value:{grouped}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _widths(names: Sequence[str], cells: Sequence[Sequence[str]]) -> tuple[list[int], list[int]]:
    """Of each column the least width that cuts nothing, and the one that folds nothing."""
    least, natural = [], []
    for place, name in enumerate(names):
        values = [row[place] for row in cells]
        widest = max(map(len, values), default=0)
        natural.append(max(widest, len(name)))
        words = any(" " in value for value in values) or widest > 3 * _WORDS
        least.append(min(max(widest, 4), _WORDS) if words else max(widest, 4))
    return least, natural


def _fits(least: Sequence[int], shown: Sequence[int], width: int) -> bool:
    return sum(least[place] + _BETWEEN for place in shown) - _BETWEEN <= width


def _dealt(least: Sequence[int], natural: Sequence[int], shown: Sequence[int], width: int) -> dict[int, int]:
    """The width of each column: the least, and of what is left as much as it can use, the narrowest wish first."""
    given = {place: least[place] for place in shown}
    left = width - sum(given.values()) - _BETWEEN * (len(shown) - 1)
    for place in sorted(shown, key=lambda p: natural[p] - least[p]):
        more = min(max(natural[place] - least[place], 0), left)
        given[place] += more
        left -= more
    return given


def _print(console: Console, names: Sequence[str], cells: Sequence[Sequence[str]], widths: dict[int, int]) -> None:
    columns = [Column(names[place], width=width, overflow="fold") for place, width in widths.items()]
    drawn = Table(*columns, show_edge=False, pad_edge=False, header_style="bold")
    for row in cells:
        drawn.add_row(*(row[place] for place in widths))
    console.print(drawn)
