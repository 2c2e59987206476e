"""Tables in the terminal: whatever its width, no number and no id is cut."""

from __future__ import annotations

import json
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from conftest import bacninh
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_warehouse import BILLION, exports, fill, page, run

from flows import terminal
from warehouse.connect import Home, open_release
from warehouse.release import release

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


def test_a_figure_read_in_two_versions_of_its_page_is_explained_once(tmp_path: Path) -> None:
    home = Home(tmp_path, "sample")
    fill(home, page("a", exports(36 * BILLION, "2020"), text="At first."))
    fill(home, page("a", exports(36 * BILLION, "2020"), text="In other words.", seen=2), number=2)
    assert release(home, run(2)).status == "released"
    with closing(open_release(home.release)) as connection:
        ((observation,),) = connection.execute("SELECT observation_id FROM series").fetchall()
    done = bacninh("explain", observation[:12], "--profile", "sample", home=tmp_path)
    assert done.returncode == 0, done.stderr
    first, *rest = done.stdout.splitlines()
    assert first.startswith("In other words. It was [[36000000000 USD]]")
    assert [line for line in rest if line.startswith("also read: At first.")]
    lines = bacninh("explain", "--json", observation[:12], "--profile", "sample", home=tmp_path).stdout.splitlines()
    assert [json.loads(line)["observation_id"] for line in lines] == [observation] * 2


def test_what_is_held_today_is_not_told_of_a_day_before_it_was_printed(tmp_path: Path) -> None:
    home = Home(tmp_path, "sample")
    fill(home, page("a", exports(20 * BILLION, "2018"), exports(24 * BILLION, "2020"), published="2021-01-15"))
    fill(home, page("b", exports(22, "2019"), published="2022-01-15"), number=2)
    with closing(duckdb.connect(str(home.file))) as record:
        record.execute(
            """INSERT INTO verdict BY NAME SELECT observation_id, 'held' AS status, 'plausible' AS check_name, 'too small'
            AS reason, 'run-9' AS run_id, now() AS decided_at, 99 AS step FROM observation WHERE time_period = '2019'"""
        )
    assert release(home, run(2)).status == "released"

    def of_2019(*options: str) -> str:
        told = bacninh(
            "series", "goods_exports", "--freq", "A", "--json", *options, "--profile", "sample", home=tmp_path
        )
        return str(
            next(r["decided_by"] for r in map(json.loads, told.stdout.splitlines()) if r["time_period"] == "2019")
        )

    assert of_2019() == "held"
    assert of_2019("--as-of", "2021-06-30") == "gap"
