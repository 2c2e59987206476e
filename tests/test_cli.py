"""The commands as a user types them, on a home in which the sample has been run."""

from __future__ import annotations

import json
import logging
import os
import re
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pytest
import typer
from conftest import COMMAND, INDEX, Ran, bacninh

from extractors.archive import ArchiveError
from extractors.catalog import CatalogError, load_catalog
from flows import cli, prefect_setup
from flows.backfill import DaysError, UnknownSourceError
from flows.cli import running
from flows.cli.shared import ask, ask_anything
from flows.doctor import examine
from flows.extract import LEAST
from flows.session import session
from flows.spread import SpreadError
from flows.store import new_run, store
from flows.worker import WorkerError
from transforms.calendar import CalendarError
from transforms.checks.crosschecks import CrossCheckError
from transforms.corrections import CorrectionsError
from warehouse.connect import Home, RecordError, open_record, writer
from warehouse.journal import Journal
from warehouse.release import ReleaseError

PAGES = Path(__file__).parent / "pages"


def test_run_prints_progress_and_a_summary(ran: Ran) -> None:
    done, home = ran
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert "izabacninh: 10 pages listed, 10 fetched" in done.stdout
    fetched = sum(
        int(count) for count in re.findall(r" pages listed, (\d+) fetched, 0 unchanged, 0 failed", done.stdout)
    )
    attachments = sum(len(entry.get("attachments", {})) for entry in INDEX.values())
    assert fetched >= len(INDEX) + attachments  # the statistics office's tables come beside them
    assert f"pages       {fetched} fetched, 0 unchanged" in done.stdout
    assert "typed by hand: " in done.stdout
    assert (home / "sample" / "bacninh.duckdb").exists()
    assert len(list((home / "sample" / "data-docs" / "runs").glob("*.html"))) == 1
    assert (home / "sample" / "site" / "bulletin.vi.html").exists()
    with closing(sqlite3.connect(home / "prefect" / "prefect.db")) as prefect:
        noted = prefect.execute("SELECT event, resource_id FROM events WHERE event LIKE 'prefect.asset.%'").fetchall()
    assert ("prefect.asset.materialization.succeeded", "bacninh://sample/release") in noted
    assert ("prefect.asset.referenced", "bacninh://sources/izabacninh") in noted


def test_bulletin_names_what_it_cannot_do(tmp_path: Path) -> None:
    assert bacninh("bulletin", "--language", "fr", home=tmp_path).returncode == 2
    done = bacninh("bulletin", home=tmp_path)
    assert done.returncode == 1
    assert "`bacninh run` makes it" in done.stderr


def test_extract_gives_one_observation_a_line(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<article><h1>Bac Ninh</h1><p>In 2020, exports of Bac Ninh reached 38.9 billion USD, up 14.3 percent.</p></article>",
        encoding="utf-8",
    )
    done = bacninh("extract", str(page), "--published", "2021-01-05", home=tmp_path)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(o["indicator"], o["transformation"], o["value"], o["time_period"]) for o in lines] == [
        ("goods_exports", "N", 38_900_000_000, "2020"),
        ("goods_exports", "GY", 14.3, "2020"),
    ]
    assert all(o["page"] == "page" and o["sentence"] and 0 < o["confidence"] <= 1 for o in lines)


def test_extract_prints_what_is_rather_wrong_than_right_only_when_asked(tmp_path: Path) -> None:
    pages = sorted(str(p) for p in (Path(__file__).parent / "pages").glob("c[23]-*.html"))
    done, all_of_them = (bacninh("extract", *more, *pages, home=tmp_path) for more in ((), ("--unsure",)))
    sure = [json.loads(line) for line in done.stdout.splitlines()]
    every = [json.loads(line) for line in all_of_them.stdout.splitlines()]
    left_out = [o for o in every if o["confidence"] < LEAST]
    assert sure == [o for o in every if o["confidence"] >= LEAST]
    assert left_out
    assert f"{len(left_out)} readings with a confidence below {LEAST} left out; --unsure prints them" in done.stderr
    assert "left out" not in all_of_them.stderr


def test_extract_names_what_it_cannot_read(tmp_path: Path) -> None:
    empty = tmp_path / "empty.html"
    empty.write_text("<html><body></body></html>", encoding="utf-8")
    done = bacninh("extract", str(empty), str(tmp_path / "missing.html"), home=tmp_path)
    assert done.returncode == 3
    assert "empty.html" in done.stderr
    assert "missing.html" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("series", "industrial_production_value", "--freq", "A"), "1,500,000,000,000,000"),
        (("quarantine",), "outside 450 trillion to 2,400 trillion VND"),
        (("quarantine", "industrial_production_value"), "N 2019: more than 1,000,000,000,000 VND"),
        (("series", "industrial_production_value", "--freq", "A"), "held back: `bacninh quarantine"),
        (("sql", "SELECT count(*) AS observations FROM provenance"), "observations"),
        (("catalog",), "36 indicators"),
    ],
)
def test_reading_commands(arguments: tuple[str, ...], words: str, ran: tuple[Any, Path]) -> None:
    extra = () if arguments[0] == "catalog" else ("--profile", "sample")
    done = bacninh(*arguments, *extra, home=ran[1])
    assert done.returncode == 0, done.stderr
    assert words in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("series", "goods_exports", "--as-of", "1900-01-01"), 0, "nothing that was asked for was known on 1900-01-01"),
        (("series", "goods_exports", "--as-of", "2099-01-01"), 0, "2099-01-01 is yet to come"),
        (("series", "goods_exports", "--as-of", "2022-02-30"), 2, "2022-02-30"),
        (("explain", ""), 2, "observations begin with ''"),
        (("quarantine", "industrial_value"), 2, "industrial_value_added"),
        (("series", "Goods Exports"), 2, "goods_exports_share"),
        (("quarantine", "accept", "nosuchid", "--why", "x", "--by", "An"), 2, "no observation begins with 'nosuchid'"),
        (("quarantine", "reject", "", "--why", "x", "--by", "An"), 2, "several observations begin with ''"),
    ],
)
def test_days_and_ids_that_are_not_there(
    arguments: tuple[str, ...], code: int, words: str, ran: tuple[Any, Path]
) -> None:
    done = bacninh(*arguments, "--profile", "sample", home=ran[1])
    assert done.returncode == code, done.stderr
    assert words in done.stderr
    assert not (ran[1] / "sample" / "decisions.jsonl").exists()


def test_explain_marks_the_figure_in_its_sentence(ran: tuple[Any, Path]) -> None:
    query = "SELECT observation_id FROM provenance WHERE printed = '646 billion VND'"
    found = bacninh("sql", "--json", "--profile", "sample", query, home=ran[1])
    observation = json.loads(found.stdout.splitlines()[0])["observation_id"]
    done = bacninh("explain", observation[:16], "--profile", "sample", home=ran[1])
    assert "[[646 billion VND]]" in done.stdout
    assert re.search(r"in the series +yes", done.stdout)


def test_sql_cannot_write(ran: tuple[Any, Path]) -> None:
    done = bacninh("sql", "DELETE FROM observation", "--profile", "sample", home=ran[1])
    assert done.returncode == 1
    assert "read-only" in done.stderr


@pytest.mark.parametrize(
    "query",
    [
        "COPY (SELECT 1) TO '{release}' (FORMAT csv)", "FROM read_csv('{release}')", "ATTACH '{release}.other' AS other",
        "SET enable_external_access = true", "SET enable_external_access = true; COPY (SELECT 1) TO '{release}' (FORMAT csv)",
    ],
)  # fmt: skip
def test_sql_reaches_no_file_but_the_release(ran: tuple[Any, Path], query: str) -> None:
    home = Home(ran[1], "sample")
    before = home.release.stat()
    with pytest.raises((duckdb.Error, typer.BadParameter)):
        ask_anything(query.format(release=home.release), home)
    after = home.release.stat()
    assert (after.st_size, after.st_mtime) == (before.st_size, before.st_mtime)
    assert not home.release.with_name("bacninh.duckdb.other").exists()


def test_a_release_of_another_version_says_how_to_have_its_views(tmp_path: Path) -> None:
    home = Home(tmp_path, "sample")
    home.directory.mkdir(parents=True)
    duckdb.connect(str(home.release)).close()
    with pytest.raises(RecordError, match="`bacninh check --profile sample` makes them anew"):
        ask("FROM series", home)


@pytest.mark.parametrize("query", ["", " ; "])
def test_no_query_is_said(ran: tuple[Any, Path], query: str) -> None:
    with pytest.raises(typer.BadParameter, match="there is no query"):
        ask_anything(query, Home(ran[1], "sample"))


def test_of_two_queries_none_is_dropped_unsaid(ran: tuple[Any, Path]) -> None:
    with pytest.raises(typer.BadParameter, match="there are 2 queries"):
        ask_anything("SELECT 1; SELECT 2", Home(ran[1], "sample"))


def test_sql_as_json_loses_no_column_and_is_json(ran: tuple[Any, Path]) -> None:
    query = "SELECT 1 AS a, 2 AS a, 'nan'::DOUBLE AS b, ['inf'::DOUBLE, 1.5] AS c"
    done = bacninh("sql", query, "--json", "--profile", "sample", home=ran[1])
    assert json.loads(done.stdout, parse_constant=pytest.fail) == {"a": 1, "a_2": 2, "b": None, "c": [None, 1.5]}


def test_mistakes_are_told_in_one_line(tmp_path: Path) -> None:
    unknown = bacninh("series", "exports_of_rice", home=tmp_path)
    assert unknown.returncode == 2
    assert "is no indicator" in unknown.stderr.replace("\n", " ")
    none_yet = bacninh("sql", "FROM series", "--profile", "sample", home=tmp_path)
    assert none_yet.returncode == 1
    assert "bacninh run" in none_yet.stderr
    assert "Traceback" not in unknown.stderr + none_yet.stderr


MENDABLE = (
    ArchiveError, CalendarError, CatalogError, CorrectionsError, CrossCheckError, DaysError, OSError, RecordError,
    ReleaseError, SpreadError, UnknownSourceError, WorkerError,
)  # fmt: skip


@pytest.mark.parametrize("kind", MENDABLE)
def test_an_error_with_a_cure_is_one_line(
    kind: type[Exception], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(**_: object) -> None:
        raise kind("that is wrong; do this")

    monkeypatch.setattr(cli, "app", broken)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert (ended.value.code, capsys.readouterr().err) == (1, "bacninh: that is wrong; do this\n")


def test_what_prefect_logs_has_no_traceback_of_an_error_with_a_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prefect_setup, "configure", lambda home: None)
    loggers = [logging.getLogger(name) for name in ("prefect.flow_runs", "prefect.task_runs")]
    running.set_up_prefect(Home(tmp_path, "sample"))
    try:
        for error, is_logged in ((RecordError("a; b"), False), (ValueError("a bug"), True), (None, True)):
            info = (type(error), error, None) if error else None
            record = logging.LogRecord("x", logging.ERROR, "", 1, "failed", None, info)
            assert [bool(logger.filter(record)) for logger in loggers] == [is_logged, is_logged]
    finally:
        for logger in loggers:
            logger.removeFilter(running.is_news)


def test_a_task_runner_that_is_none_is_told_in_one_line(tmp_path: Path) -> None:
    environment = os.environ | {"BACNINH_HOME": str(tmp_path), "BACNINH_TASK_RUNNER": "x"}
    command = [*COMMAND, "replay", "--dry-run", "--profile", "live"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, env=environment)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert "use dask, or the address of a Dask scheduler" in done.stderr


@pytest.mark.parametrize(
    ("dates", "options", "words"),
    [
        (None, ("--published", "31/07/2025"), "'31/07/2025' is no date"),
        ('{"page": "31/07/2025", "other": null}', (), "page: published '31/07/2025' is no date"),
        ('{"page": 20250731}', (), "page: published '20250731' is no date"),
    ],
)
def test_a_date_of_publication_that_is_none_is_told(
    dates: str | None, options: tuple[str, ...], words: str, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<article><p>In 2020, exports of Bac Ninh reached 38.9 billion USD.</p></article>", encoding="utf-8"
    )
    if dates is not None:
        (tmp_path / "dates.json").write_text(dates, encoding="utf-8")
        options = ("--dates", str(tmp_path / "dates.json"))
    done = bacninh("extract", str(page), *options, home=tmp_path)
    said = " ".join(done.stderr.replace("│", " ").split())
    assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
    assert words in said
    assert "write it as 2025-07-31" in said


def test_every_cure_names_the_home_that_is_meant(tmp_path: Path) -> None:
    catalog, home = load_catalog(area="bac-giang"), Home(tmp_path, "live", "bac-giang")
    assert home.options == "--profile live --area bac-giang"
    journal, first, second = Journal(home.runs), *(new_run("live", catalog) for _ in range(2))
    with writer(home):
        home.archive.mkdir()
        (home.directory / "a.staged").touch()
        (home.archive / "bacninh-20260101T000000-1.warc.gz").write_bytes(b"torn")
        journal.begin(first, "nightly")
        found = examine(home, catalog)
        journal.note(first, "checking", first.started_at)
        journal.note(first, "ended", first.started_at)
        journal.begin(second, "nightly")
        store(home, second, catalog, [], [])
        with closing(open_record(home.record)) as record:
            record.execute("DELETE FROM indicator")
        found += examine(home, catalog)
        home.release.write_bytes(b"no database")
        found += examine(home, catalog)
    commands = [finding.cure for finding in found if "bacninh " in finding.cure]
    asked = {" ".join(cure[cure.index("bacninh ") :].split()[1:3]) for cure in commands}
    assert asked >= {"doctor --repair", "run --resume", f"run {home.options.split()[0]}"}
    assert {finding.area for finding in found if finding.cure in commands} >= {
        "index", "leftovers", "record", "release", "schedule", "sources",
    }  # fmt: skip
    assert [cure for cure in commands if home.options not in cure] == []
    home.record.unlink()
    with pytest.raises(RecordError, match=f"doctor --repair {home.options}"), session(home, catalog, "check"):
        pass


def lines(*arguments: str, home: Home) -> list[dict[str, object]]:
    done = bacninh(*arguments, "--json", "--profile", "sample", home=home.root)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_series_shows_its_gaps(curated_home: Home) -> None:
    rows = lines("series", "goods_exports", "--freq", "A", home=curated_home)
    old = [row for row in rows if row["ref_area"] == "VN-56" and row["unit"] == "USD"]
    years = [int(str(row["time_period"])) for row in old]
    assert years == list(range(1997, years[-1] + 1))
    assert years[-1] >= 2023
    gaps = [row for row in old if row["decided_by"] == "gap"]
    assert {"1998", "2009", "2011"} <= {row["time_period"] for row in gaps}
    assert all(row["value"] is None and row["observation_id"] is None for row in gaps)
    assert all(row["value"] is not None for row in old if row not in gaps)
    without = lines("series", "goods_exports", "--freq", "A", "--no-gaps", home=curated_home)
    assert without == [row for row in rows if row["decided_by"] != "gap"]


def test_months_and_quarters_have_gaps_too(curated_home: Home) -> None:
    options = ("series", "industrial_production_index", "--transformation", "GY", "--freq")
    months = [str(row["time_period"]) for row in lines(*options, "M", home=curated_home) if row["ref_area"] == "VN-56"]
    assert months == sorted(set(months))
    assert "2023-01" in months
    quarters = [row for row in lines(*options, "Q", home=curated_home) if row["ref_area"] == "VN-56"]
    assert any(row["decided_by"] == "gap" for row in quarters)
    shown = bacninh(*options, "M", "--profile", "sample", home=curated_home.root)
    assert " gap " in shown.stdout


def test_coverage_says_what_there_is_and_what_is_missing(curated_home: Home) -> None:
    everything = {row["indicator"]: row for row in lines("coverage", home=curated_home)}
    exports = everything["goods_exports"]
    assert (exports["first_year"], len(everything)) == (1997, 36)
    assert "1998-2009" in str(exports["missing_years"])
    one = lines("coverage", "goods_exports", home=curated_home)
    yearly = next(
        r for r in one if (r["transformation"], r["ref_area"], r["freq"], r["unit"]) == ("N", "VN-56", "A", "USD")
    )
    assert (yearly["first"], str(yearly["missing"]).startswith("1998-2009")) == ("1997", True)
    shown = bacninh("coverage", "goods_exports", "--profile", "sample", home=curated_home.root)
    assert "Bac Ninh newspaper" in shown.stdout
    assert bacninh("coverage", "rice", "--profile", "sample", home=curated_home.root).returncode == 2


@pytest.mark.slow  # as long as a night: a server of Prefect is started for it
def test_own_figures_are_loaded_and_a_bad_row_is_named(ran: Ran, tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    path.write_text(
        "indicator,time_period,value,unit,url\ngoods_exports,2020,38900000000,USD,https://bnews.vn/a\n"
        "goods_exports,2019,35050000000,EUR,https://bnews.vn/a\n",
        encoding="utf-8",
    )
    # Prefect's server makes its tables anew in an empty folder, which takes longer than all the rest
    done = bacninh("load", str(path), "--profile", "sample", home=tmp_path, PREFECT_HOME=str(ran[1] / "prefect"))
    assert done.returncode == 3
    assert "figures.csv:3: unit: 'EUR'" in done.stdout
    (row,) = lines("series", "goods_exports", home=Home(tmp_path, "sample"))
    assert (row["value"], row["publisher"]) == ("38900000000", "Vietnam News Agency")
    told = bacninh("explain", str(row["observation_id"])[:12], "--profile", "sample", home=tmp_path)
    assert "38900000000 USD: Exports of goods" in told.stdout
    assert "typed by hand" in told.stdout
    assert "transcribed:figures.csv:" in told.stdout


@pytest.mark.slow
def test_a_server_that_does_not_start_in_time_is_one_line_with_its_cure(tmp_path: Path) -> None:
    name = "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS"
    done = bacninh("check", "--profile", "sample", home=tmp_path, **{name: "1"})
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert re.search(rf"did not start within 1 s; .*Raise {name}", done.stderr)
