"""Several times that words name, put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extractors.periods import TimeExpression
from extractors.statistical.outcomes import Open


def merged(times: Sequence[TimeExpression]) -> TimeExpression | None:
    """One time of several that say it together ("Năm 2024", "Tháng 5"); Open where they contradict, None of none."""
    years = {t.year for t in times if t.unit == "year" and t.year}
    parts = _parts(times)
    if len(parts) > 1 or len(years) > 1:
        raise Open("two times")
    if not parts:
        return times[0] if times else None
    (part,) = parts
    if part.year is None and years and not part.relative:
        return replace(part, year=years.pop())
    if part.unit == "year" and years:
        return next(t for t in times if t.year)
    if years and part.year not in years:
        raise Open("two years")
    return part


def merged_or_none(times: Sequence[TimeExpression]) -> TimeExpression | None:
    """The same; None also where they contradict."""
    try:
        return merged(times)
    except Open:
        return None


def _parts(times: Sequence[TimeExpression]) -> list[TimeExpression]:
    """The times that differ, without bare years where a part of a year is named."""
    found = {
        (t.unit, t.number, t.day, t.year, t.last_year, t.relative): t for t in times if t.unit != "year" or not t.year
    }
    if len(found) > 1:
        return [t for t in found.values() if t.unit != "year"]
    return list(found.values())


def joined(times: Sequence[TimeExpression]) -> TimeExpression | None:
    """The span of years one after the other; None where one is missing or told twice, or they are no years."""
    if not times or any(t.year is None or t.unit not in ("year", "years") for t in times):
        return None
    ordered = sorted(times, key=lambda t: t.year or 0)
    ends = [(t.year or 0, t.last_year or t.year or 0) for t in ordered]
    if len(ends) < 2 or any(after[0] != before[1] + 1 for before, after in pairwise(ends)):
        return None
    return replace(ordered[0], unit="years", last_year=ends[-1][1])


def same_span(one: TimeExpression, other: TimeExpression) -> bool:
    """Whether two times are of the same part of the same year."""
    return _span(one) == _span(other)


def spans(times: Sequence[TimeExpression]) -> int:
    """How many different parts of years the times name."""
    return len({_span(t) for t in times})


def year_apart(times: Sequence[TimeExpression]) -> bool:
    """Whether two columns are of the same months of two years, one after the other."""
    parts = {(t.unit, t.number) for t in times}
    years = sorted({t.year for t in times if t.year})
    return spans(times) == 2 and len(parts) == 1 and len(years) == 2 and years[1] - years[0] == 1


def _span(time: TimeExpression) -> tuple[str, int, int | None]:
    return time.unit, time.number, time.year
