"""The record made anew from the archive: row for row what it was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
from conftest import night

from extractors.catalog import Catalog
from flows.rebuild import rebuild
from flows.samplesite import Answer
from transforms.corrections import Decision
from warehouse.connect import Home, writer
from warehouse.decisions import decide

ONLY = {"izabacninh", "vietnamnews", "nso", "nso_pxweb"}
CURATED = "indicator,time_period,value,unit,url,published\ngoods_exports,2022,44900000000,USD,https://example.org/a,2023-01-05\n"


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table and view, sorted."""
    with duckdb.connect(str(path), read_only=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        names = connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE NOT internal UNION SELECT view_name FROM duckdb_views() WHERE NOT internal"
        ).fetchall()
        return {name: sorted(connection.execute(f'FROM "{name}"').fetchall(), key=repr) for (name,) in sorted(names)}


def test_the_record_is_rebuilt_row_for_row(tmp_path: Path, catalog: Catalog) -> None:
    home = Home(tmp_path, "sample")
    typed = tmp_path / "own.csv"
    typed.write_text(CURATED, encoding="utf-8")
    day = datetime(2026, 9, 1, 2, 30, tzinfo=UTC)
    night(home, catalog, only=ONLY, clock=lambda: day, curated=[typed])
    with duckdb.connect(str(home.release), read_only=True) as connection:
        ((held, printed, url),) = connection.execute(
            "SELECT observation_id, printed, url FROM report WHERE source = 'vietnamnews' AND verdict = 'accepted' ORDER BY 1 LIMIT 1"
        ).fetchall()
    decide(
        home,
        Decision(
            observation_id=held, action="reject", who="a", when=day + timedelta(hours=1), why="b", expected=printed
        ),
    )
    typed.write_text(CURATED.replace("449", "448"), encoding="utf-8")
    gone = {str(url): Answer(b"<html><body>gone</body></html>", 404)}
    night(home, catalog, gone, only=ONLY, clock=lambda: day + timedelta(days=1), curated=[typed])
    before = rows(home.record)
    home.record.unlink()
    home.release.unlink()
    with writer(home):
        told = rebuild(home, catalog)
    assert told.failures == []
    after = rows(home.record)
    different = {name for name in before if before[name] != after[name]}
    assert different == set()
    assert len(before["request"]) > 40
    assert len(before["verdict"]) > 100
    assert {row[1] for row in before["decision"]} == {"reject"}
