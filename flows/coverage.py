"""What `bacninh coverage` says: what there is of an indicator, from whom, and what is missing."""

from __future__ import annotations

from typing import Any

from flows.gaps import REGULAR, ranges
from transforms.periods import between
from warehouse.sql import WHOLE

Rows = list[tuple[Any, ...]]

ALL = """
    WITH told AS (
        SELECT indicator, count(DISTINCT publisher) AS publishers FROM report
        WHERE state = 'stated' AND verdict = 'accepted' AND freq <> '_O' GROUP BY indicator
    )
    SELECT c.indicator, any_value(c.name_en) AS name, min(c.year) FILTER (WHERE NOT c.is_gap) AS first_year,
        max(c.year) FILTER (WHERE NOT c.is_gap) AS last_year, CAST(sum(c.reports) AS BIGINT) AS reports,
        CAST(sum(c.held) AS BIGINT) AS held, coalesce(any_value(t.publishers), 0) AS publishers,
        list(c.year ORDER BY c.year) FILTER (WHERE c.is_gap AND c.year IS NOT NULL) AS missing_years
    FROM coverage c LEFT JOIN told t ON t.indicator = c.indicator
    GROUP BY c.indicator ORDER BY c.indicator"""
"""One row an indicator: its years, reports, publishers, and the years between of which nothing is accepted."""

ONE = f"""
    SELECT transformation, ref_area, unit, price_base, freq, list(time_period ORDER BY period_end) AS periods,
        list(DISTINCT publisher ORDER BY publisher) AS publishers
    FROM series
    WHERE indicator = {{indicator}} AND {WHOLE}
    GROUP BY transformation, ref_area, unit, price_base, freq
    ORDER BY transformation <> 'N', transformation, ref_area, unit, price_base NULLS FIRST, freq"""
"""One row a series of the whole province: its periods and publishers."""

BY_YEAR = """
    SELECT year, periods, reports, held, publisher_names AS publishers,
        CASE WHEN is_gap AND plans > 0 THEN 'plans alone' WHEN is_gap THEN 'gap'
            WHEN has_whole_year THEN 'whole year' ELSE 'parts of the year' END AS has
    FROM coverage WHERE indicator = {indicator} AND year IS NOT NULL ORDER BY year"""
"""One row a year, breakdowns counted in."""


def of_all(names: list[str], rows: Rows) -> tuple[list[str], Rows]:
    """The rows of ALL with the years missing between the first and the last, as a person writes them."""
    first, last = names.index("first_year"), names.index("last_year")
    told: Rows = []
    for row in rows:
        years = [str(year) for year in row[-1] or () if row[first] is not None and row[first] < year < row[last]]
        told.append((*row[:-1], ranges(years)))
    return names, told


def of_one(names: list[str], rows: Rows) -> tuple[list[str], Rows]:
    """The rows of ONE: first and last period, how many there are, from how many publishers, and which are missing."""
    told: Rows = []
    for *key, freq, periods, publishers in rows:
        missing = _missing(freq, periods)
        told.append((*key, freq, periods[0], periods[-1], len(periods), len(publishers), missing))
    return [*names[: names.index("periods")], "first", "last", "periods", "publishers", "missing"], told


def _missing(freq: str, periods: list[str]) -> str:
    if freq not in REGULAR:
        return ""
    known = set(periods)
    return ranges([code for code in between(periods[0], periods[-1]) if code not in known])
