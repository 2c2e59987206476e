"""What is not there: the periods of a series that no report states, or whose reports are held back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from extractors.codes import TOTALS
from transforms.periods import between, parse

REGULAR = ("A", "S", "Q", "M")
"""Frequencies whose periods follow on each other: between two of them a third can be missing."""
GAP = "gap"
HELD = "held"
"""Stands for `gap` where a report of the period is held back."""

_GROUP = ("indicator", "transformation", "ref_area", "unit", "price_base", *TOTALS, "freq")
"""What rows of one series share."""

Row = Mapping[str, object]
PLACE = ("ref_area", "time_period", *TOTALS)
"""Where in the series of an indicator a figure belongs."""
_PERIOD = PLACE.index("time_period")
Held = Collection[tuple[object, ...]]
"""What is held back: the values of PLACE."""


def with_gaps(rows: Iterable[Row], held: Held = ()) -> Iterator[Row]:
    """Rows of series, each series' together and in order of time, with a row for each period that is missing.

    Such a row has the word `gap` as `decided_by`, or `held` where a report of it is held back, and no value. It lies
    between the first and the last period that is stated or held. Only within a frequency of REGULAR.
    """
    for _, group in groupby(rows, key=_series):
        known = list(group)
        yield from _filled(known, held) if known[0]["freq"] in REGULAR else known


def _filled(known: Sequence[Row], held: Held) -> Iterator[Row]:
    """The rows of one series with those that are missing."""
    one = known[0]
    held_here = {str(place[_PERIOD]) for place in held if _is_of(place, one)}
    stated = {str(row["time_period"]): row for row in known}
    order = sorted({*stated, *held_here}, key=lambda code: parse(code).start)
    for code in between(order[0], order[-1]):
        missing = {"time_period": code, "decided_by": HELD if code in held_here else GAP}
        yield stated.get(code) or {name: value if name in _GROUP else missing.get(name) for name, value in one.items()}


def _is_of(place: tuple[object, ...], row: Row) -> bool:
    """Whether what is held back is of a row's series."""
    alike = all(place[n] == row.get(name) for n, name in enumerate(PLACE) if n != _PERIOD)
    return alike and place[_PERIOD] is not None and parse(str(place[_PERIOD])).freq == row["freq"]


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
