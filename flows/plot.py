"""Series as bars in a terminal: one panel a series, one row a period, periods without a figure left empty."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from rich.bar import Bar
from rich.console import Group
from rich.table import Table
from rich.text import Text

from extractors.codes import TOTALS
from flows.gaps import HELD, Row

_KEY = ("ref_area", *TOTALS, "unit", "price_base", "freq")
_USUAL = (*TOTALS.values(), None)
_STATUS = {"E": " (est.)", "P": " (prelim.)", "F": " (plan)"}


def panels(rows: Iterable[Row]) -> Iterator[Group]:
    """A panel for each series among rows of `series` (each series' together, in order of time), as rich draws it.

    All bars of one unit and frequency begin at nothing and have one scale, so that their lengths can be compared. A
    rank has no bar: a longer one would be a worse place. A row without a value has no bar either, and says why.
    """
    known = list(rows)
    scales: dict[object, tuple[Decimal, Decimal]] = {}
    for row in known:
        if isinstance(row["value"], Decimal):
            least, most = scales.get(_scale(row), (Decimal(0), Decimal(0)))
            scales[_scale(row)] = min(least, row["value"]), max(most, row["value"])
    for key, group in groupby(known, key=lambda row: tuple(row.get(name) for name in _KEY)):
        told = [str(code) for code in key if code not in _USUAL]
        of_series = list(group)
        scale = scales.get(_scale(of_series[0]), (Decimal(0), Decimal(0)))
        yield Group(Text(", ".join(told), style="bold"), _bars(of_series, *scale), Text())


def _scale(row: Row) -> tuple[object, object]:
    return row["unit"], row.get("freq")


def _bars(rows: Sequence[Row], least: Decimal, most: Decimal) -> Table:
    table = Table.grid(padding=(0, 1), expand=True)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, justify="right")
    table.add_column(ratio=1)
    for row in rows:
        value, period = row["value"], str(row["time_period"])
        if not isinstance(value, Decimal):
            table.add_row(period, Text("held back" if row.get("decided_by") == HELD else "not reported", style="dim"))
        elif row["transformation"] == "RANK" or least == most:
            table.add_row(period, _value(row, value))
        else:
            begin, end = sorted((float(-least), float(value - least)))
            bar = Bar(float(most - least), begin, end, color="red" if value < 0 else "blue")
            table.add_row(period, _value(row, value), bar)
    return table


def _value(row: Row, value: Decimal) -> str:
    bound = "" if row["bound"] == "=" else f"{row['bound']} "
    number = f"{value:,f}"
    number = number.rstrip("0").rstrip(".") if "." in number else number
    return f"{bound}{number}{_STATUS.get(str(row['obs_status']), '')}"
