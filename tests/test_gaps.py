"""Periods that follow on each other, and those that are missing among them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.gaps import ranges, with_gaps
from transforms.periods import between, parse

YEARS = st.integers(1990, 2050)
CODES = st.one_of(
    st.tuples(YEARS, YEARS).map(lambda y: (f"{y[0]}", f"{y[1]}")),
    st.tuples(YEARS, st.integers(1, 2), YEARS, st.integers(1, 2)).map(lambda t: (f"{t[0]}-S{t[1]}", f"{t[2]}-S{t[3]}")),
    st.tuples(YEARS, st.integers(1, 4), YEARS, st.integers(1, 4)).map(lambda t: (f"{t[0]}-Q{t[1]}", f"{t[2]}-Q{t[3]}")),
    st.tuples(YEARS, st.integers(1, 12), YEARS, st.integers(1, 12)).map(
        lambda t: (f"{t[0]}-{t[1]:02d}", f"{t[2]}-{t[3]:02d}")
    ),
)


@given(CODES)
def test_periods_between_follow_day_on_day(codes: tuple[str, str]) -> None:
    first, last = sorted(codes)
    found = between(first, last)
    assert (found[0], found[-1]) == (first, last)
    spans = [parse(code) for code in found]
    assert all((b.start - a.end).days == 1 for a, b in pairwise(spans))
    assert first == last or between(last, first) == []


@pytest.mark.parametrize(
    ("first", "last"), [("2020", "2021-01"), ("2020-01/P9M", "2021-01/P9M"), ("2020-12-31", "2021-12-31")]
)
def test_other_periods_are_in_no_row(first: str, last: str) -> None:
    with pytest.raises(ValueError, match="no row of years"):
        between(first, last)


def test_ranges_are_written_as_people_write_them() -> None:
    assert ranges(["1998", "1999", "2000", "2002"]) == "1998-2000, 2002"
    assert ranges(["2023-11", "2023-12", "2024-01"]) == "2023-11 to 2024-01"
    assert ranges([]) == ""


def test_gaps_are_of_each_series_alone() -> None:
    def row(period: str, area: str, freq: str = "A") -> dict[str, object]:
        return {"ref_area": area, "time_period": period, "freq": freq, "value": 1, "decided_by": "only report"}

    rows = [
        row("2019", "a"),
        row("2021", "a"),
        row("2023", "b"),
        row("2024", "b"),
        row("2020-12-31", "c", "D"),
        row("2022-12-31", "c", "D"),
    ]
    found = list(with_gaps(rows))
    assert [r["time_period"] for r in found] == ["2019", "2020", "2021", "2023", "2024", "2020-12-31", "2022-12-31"]
    held = [("a", period, None, None, None, None) for period in ("2018", "2020", "2023", "2020-Q1", None)]
    assert [(r["time_period"], r["decided_by"]) for r in with_gaps(rows[:2], held)] == [
        ("2018", "held"), ("2019", "only report"), ("2020", "held"), ("2021", "only report"), ("2022", "gap"), ("2023", "held"),
    ]  # fmt: skip
    assert found[1] == {"ref_area": "a", "time_period": "2020", "freq": "A", "value": None, "decided_by": "gap"}
