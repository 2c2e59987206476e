"""What growth is compared with, and how it is printed."""

from __future__ import annotations

from extractors.periods import TimeExpression
from extractors.statistical.crossing import Crossing
from extractors.statistical.outcomes import Open, Out
from extractors.statistical.terms import compared
from extractors.statistical.times import merged, year_apart
from extractors.statistical.when import own_time, time_around

_PARTS = {"month": 12, "quarter": 4}
"""How many of them a year has."""


def comparison(at: Crossing) -> str:
    """GY or G1: by the words, by the period compared with, by the columns beside; Open where nothing says it."""
    if "F" in at.header.of("status") and at.header.has("compared"):
        raise Out("the growth of a plan, or a comparison with it?", unclaimed=True)
    if code := compared(at.header) or compared(at.label):
        return code
    own = own_time(at)
    bases = [*at.header.bases, *at.label.bases]
    if len(bases) == 1:
        return _by_base(at, own or time_around(at), bases[0])
    if bases:
        raise Open("compared with two periods")
    for said in (*at.around.unit_lines, at.row.group, *at.around.beyond):
        if code := compared(said):
            return code
        if said.bases and said.own:
            return _by_base(at, merged(said.own), said.bases[0])
    return _since_year_before(at, own)


def _since_year_before(at: Crossing, own: TimeExpression | None) -> str:
    """GY for years of which nothing is said, and for the same months of two years side by side."""
    if own is None and year_apart([level.time for level in at.table.levels]):
        return "GY"
    time = own or time_around(at)
    if time is not None and time.unit in ("year", "years"):
        return "GY"
    raise Open("compared with what?")


def _by_base(at: Crossing, own: TimeExpression | None, base: TimeExpression) -> str:
    """GY or G1 for a time of its own and the one that it is compared with."""
    if own is None:
        raise Open("compared with what?")
    if base.relative == "last" and base.unit in ("year", "month"):
        return "GY" if base.unit == "year" else "G1"
    own, base = at.around.with_year(own), at.around.with_year(base)
    if own.year is None or base.year is None:
        raise Open("compared with which year?")
    years = own.year - base.year
    if years == 1 and base.unit == "year" and own.unit != "years":
        return "GY"
    if base.unit == own.unit:
        if years == 1 and base.number == own.number:
            return "GY"
        parts = _PARTS.get(own.unit)
        if parts and years * parts + own.number - base.number == 1:
            return "G1"
    raise Open("compared with another period")


def form(at: Crossing) -> str:
    """`rise` (10.44) or `index` (110.44): by the words, and by all figures that stand with this one.

    Raises Out where the words say nothing and the figures are neither, or they contradict each other: no sentence would
    tell it either.
    """
    header, label = at.header, at.label
    across = label.has("compared") and not header.has("compared") and "growth" not in header.of("measure")
    shape = at.table.shapes.row(at.row.number) if across else at.table.shapes.column(at.column)
    named = at.of("measure") or (at.measure_around,)
    if not across and "growth" not in named and at.table.shapes.row(at.row.number).form == "index" != shape.form:
        raise Out("a rise or an index?", unclaimed=True)  # of unlike rows the columns say nothing of this one
    if "growth" in named:
        if shape.form == "index" and shape.sure:
            raise Out("a rise that looks like an index", unclaimed=True)
        return "rise"
    if "index" in named and shape.form != "index" and not at.has("compared"):
        raise Open("an index that does not look like one")
    if not shape.form:
        raise Out("a rise or an index?", unclaimed=True)
    return shape.form
