"""When a figure is of: the period that header and label name together, the columns beside, the words around."""

from __future__ import annotations

from dataclasses import replace

from extractors import periods
from extractors.catalog import Indicator
from extractors.periods import TimeExpression
from extractors.statistical.crossing import Crossing
from extractors.statistical.outcomes import Open, Out
from extractors.statistical.times import joined, merged, same_span, spans, year_apart

_MONTHS = 12


def own_time(at: Crossing) -> TimeExpression | None:
    """The time that header and label name together; Open where they contradict each other."""
    return merged((*at.label.own, *at.header.own))


def time_around(at: Crossing) -> TimeExpression | None:
    """The time that the words around the table say, the nearest first; Open where those contradict each other."""
    for said in (at.row.group, at.table.columns.corner, *at.around.all):
        if said.own:
            return merged([t for t in said.own if t.unit != "years"] or said.own)
    return None


def period_and_status(at: Crossing, indicator: Indicator, transformation: str) -> tuple[str, str]:
    """The `time_period` of a cell and its `obs_status`; Open where the words leave the period open."""
    time = _time(at, transformation)
    return _period(at, time, indicator, transformation), _status(at, time)


def _time(at: Crossing, transformation: str) -> TimeExpression:
    time = own_time(at)
    if time is None and transformation in ("GY", "G1"):
        time = _time_of_levels(at)
    if time is None and (years := _added_up(at)):
        return _time_of_total(at, years, transformation)
    time = time or _time_said_around(at)
    if time.unit == "year" and at.label.has("total") and not at.label.own and at.table.months_down:
        time = _of_months(time, at.table.months_down)
    if time.unit == "year":
        time = at.around.months_of(time)
    if any(t.as_of for t in (*at.label.own, *at.header.own)) and "planned" in at.of("event"):
        raise Open("planned until then")
    return at.around.with_year(time)


def _time_said_around(at: Crossing) -> TimeExpression:
    """The time that the words around the table say; Out for a span that cannot be over, where nothing says planned."""
    time = time_around(at)
    if time is None:
        raise Open("no time")
    published = at.table.document.context.published_year
    if time.unit == "years" and published is not None and published < time.last_year and "F" not in at.of("status"):
        raise Out("of a span of years that was not over", unclaimed=True)
    return time


def _added_up(at: Crossing) -> list[TimeExpression]:
    """The years of the rows or columns that a total without a time of its own is of."""
    if at.label.has("total") and at.table.times_down:
        return at.table.times_down
    return at.table.times_across if at.header.has("total") else []


def _time_of_total(at: Crossing, years: list[TimeExpression], transformation: str) -> TimeExpression:
    """From the first to the last year, if none is missing, else the span that the words around give, if it has them."""
    if transformation != "N":
        raise Open("growth of a total of years")
    span = joined(years) or time_around(at)
    if span is None or span.unit != "years" or not all(_within(t, span) for t in years):
        raise Out("a total of years of which some are missing", unclaimed=True)
    return span


def _of_months(year: TimeExpression, months: set[int]) -> TimeExpression:
    """The part of a year that the total of rows of months is of."""
    last = max(months)
    if len(months) < last:
        raise Out("a total of months of which some are missing", unclaimed=True)
    return year if last == _MONTHS else replace(year, unit="months", number=last)


def _within(time: TimeExpression, span: TimeExpression) -> bool:
    return (span.year or 0) <= (time.year or 0) and (time.last_year or time.year or 0) <= span.last_year


def _time_of_levels(at: Crossing) -> TimeExpression | None:
    """When the growth of the levels beside is of, plans left aside; of two years it is that of the later."""
    times = [level.time for level in at.table.levels if level.status != "F"]
    if year_apart(times):
        return max(times, key=lambda t: t.year or 0)
    if spans(times) > 1:
        raise Open("growth of which column?")
    return times[0] if times else None


def _period(at: Crossing, time: TimeExpression, indicator: Indicator, transformation: str) -> str:
    context = at.table.document.context
    if transformation in ("GY", "G1"):
        period = periods.flow_period(time, context)
    elif indicator.id.endswith("_occupancy") or (indicator.kind == "stock" and transformation == "N"):
        period = periods.stock_date(time, context)
    elif indicator.kind == "index" or transformation == "RANK":
        period = periods.index_period(time, context)
    else:
        period = periods.flow_period(time, context)
    if period is None:
        raise Open("no time")
    return period


def _status(at: Crossing, time: TimeExpression) -> str:
    """Estimate, preliminary, plan or final: by header, label, the column of the level, the caption."""
    for said in (at.header, at.label):
        found = said.of("status")
        if len(found) == 1:
            return found[0]
        if found:
            return "E" if "E" in found and "F" not in found else found[0]
    if any(level.status == "E" and same_span(level.time, time) for level in at.table.levels):
        return "E"
    captions = at.around.captions
    if any("A" in s.of("status") for s in captions):
        return "A"
    return next((c for s in captions for c in s.of("status") if c in ("E", "P")), "A")
