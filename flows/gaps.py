"""What is not there: the periods between a series' first and its last that no report states."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise

from transforms.periods import between

REGULAR = ("A", "S", "Q", "M")
"""Frequencies whose periods follow on each other: between two of them a third can be missing."""
GAP = "gap"
HELD = "held"
"""Stands for `gap` where a report of the period is held back."""

_GROUP = (
    "indicator", "transformation", "ref_area", "unit", "price_base", "activity", "ownership", "coverage",
    "counterpart_area", "freq",
)  # fmt: skip
"""What rows of one series share."""

Row = Mapping[str, object]
_PLACE = ("ref_area", "time_period", "activity", "ownership", "coverage", "counterpart_area")
Held = Collection[tuple[object, ...]]
"""What is held back: the values of _PLACE."""


def with_gaps(rows: Iterable[Row], held: Held = ()) -> Iterator[Row]:
    """Rows of series, each series' together and in order of time, with a row for each period that is missing.

    Such a row has the word `gap` as `decided_by`, or `held` where a report of it is held back, and no value. Only
    within a frequency of REGULAR.
    """
    for _, group in groupby(rows, key=_series):
        known = list(group)
        for row, after in pairwise(known):
            yield row
            for code in _missing(row, after):
                place = tuple(code if name == "time_period" else row.get(name) for name in _PLACE)
                why = HELD if place in held else GAP
                yield {
                    name: value if name in _GROUP else {"time_period": code, "decided_by": why}.get(name)
                    for name, value in row.items()
                }
        yield known[-1]


def ranges(codes: Sequence[str]) -> str:
    """Periods of one frequency, in order, as a person writes them: `1998-2009, 2011`; `2023-02 to 2023-05`."""
    runs: list[list[str]] = []
    for code in codes:
        if runs and between(runs[-1][-1], code)[1:] == [code]:
            runs[-1].append(code)
        else:
            runs.append([code])
    return ", ".join(_written(run) for run in runs)


def _written(run: list[str]) -> str:
    if len(run) == 1:
        return run[0]
    return f"{run[0]}{'-' if run[0].isdecimal() else ' to '}{run[-1]}"


def _series(row: Row) -> tuple[object, ...]:
    return tuple(row.get(name) for name in _GROUP)


def _missing(row: Row, after: Row) -> list[str]:
    if row["freq"] not in REGULAR:
        return []
    return between(str(row["time_period"]), str(after["time_period"]))[1:-1]
