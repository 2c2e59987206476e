"""Tables in the terminal: whatever its width, no number and no id is cut."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows import terminal

NAMES = ["time_period", "value", "publisher", "published", "observation_id"]
WORDS = st.text(alphabet="abc d", max_size=60)
ROWS = st.lists(
    st.tuples(
        st.integers(1990, 2030).map(str),
        st.decimals(0, 10**17, places=2, allow_nan=False, allow_infinity=False),
        WORDS,
        st.none() | st.just("2022-03-16"),
        st.text(alphabet="0123456789abcdef", min_size=12, max_size=12),
    ),
    min_size=1,
    max_size=6,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(rows=ROWS, width=st.integers(12, 200))
def test_no_number_is_cut(rows: list[tuple[object, ...]], width: int, capsys: pytest.CaptureFixture[str]) -> None:
    terminal.table(NAMES, rows, spare=("published", "publisher"), width=width)
    said = capsys.readouterr().out
    assert "…" not in said
    for row in rows:
        assert terminal.cell(row[1]) in said
        assert str(row[4]) in said


def test_what_is_left_out_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    row = ("2022", Decimal("1500000000000000"), "An office with a long name", "2022-03-16", "177374ca1889")
    terminal.table(NAMES, [row], spare=("published", "publisher"), width=60)
    assert "left out for want of room: published" in capsys.readouterr().out
    terminal.table(NAMES, [row], spare=("published", "publisher"), width=200)
    assert "left out" not in capsys.readouterr().out


def test_json_has_decimals_without_trailing_zeros() -> None:
    (line,) = terminal.lines(["value", "none"], [(Decimal("70060000000.000000"), None)])
    assert json.loads(line) == {"value": "70060000000", "none": None}
