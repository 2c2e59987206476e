"""The record made anew from the archive, row for row; the doctor, and what it mends."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from conftest import night

from extractors.catalog import Catalog
from flows.doctor import Finding, examine, lines
from flows.reading import read_files
from flows.repair import repair
from flows.samplesite import PAGES, Answer
from flows.session import session
from flows.store import check, publish, store
from flows.transcribed import own
from transforms.corrections import Decision
from warehouse.connect import Home, writer
from warehouse.decisions import decide

pytestmark = pytest.mark.slow

ONLY = {"ven", "nso_pxweb"}
TYPED = "indicator,time_period,value,unit,url,published\ngoods_exports,2022,44900000000,USD,https://example.org/a,2023-01-05\n"
DAY = datetime(2026, 9, 1, 2, 30, tzinfo=UTC)


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table and view, sorted."""
    listing = "SELECT {0}_name FROM duckdb_{0}s() WHERE NOT internal AND NOT temporary"
    with duckdb.connect(str(path), read_only=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        names = connection.execute(f"{listing.format('table')} UNION {listing.format('view')}").fetchall()
        return {name: sorted(connection.execute(f'FROM "{name}"').fetchall(), key=repr) for (name,) in names}


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory, catalog: Catalog) -> Home:
    """A home with two nights between which the site changed, a killed run, a person's decision, files of one's own."""
    folder = tmp_path_factory.mktemp("lived")
    home = Home(folder / "home", "sample")
    typed, mine = folder / "typed.csv", folder / "mine.csv"
    typed.write_text(TYPED, encoding="utf-8")
    mine.write_text(TYPED.replace("2022", "2021"), encoding="utf-8")
    night(home, catalog, only=ONLY, clock=lambda: DAY, curated=[typed])
    with duckdb.connect(str(home.release), read_only=True) as connection:
        ((held, printed, url),) = connection.execute(
            "SELECT observation_id, printed, url FROM report WHERE source = 'ven' AND verdict = 'accepted' ORDER BY 1 LIMIT 1"
        ).fetchall()
    decide(
        home,
        Decision(
            observation_id=held, action="reject", who="a", when=DAY + timedelta(hours=1), why="b", expected=printed
        ),
    )

    def killed(name: str) -> None:
        if name == "read":
            raise KeyboardInterrupt

    page = next(PAGES.glob("c1-11.html"))
    gone = {str(url): Answer(b"<html><body>gone</body></html>", 404)}
    with pytest.raises(KeyboardInterrupt):
        night(home, catalog, gone, only=ONLY, clock=lambda: DAY + timedelta(days=1), stage=killed)
    typed.write_text(TYPED.replace("449", "448"), encoding="utf-8")
    second = night(home, catalog, gone, only=ONLY, clock=lambda: DAY + timedelta(days=2), curated=[typed])
    assert any("did not end" in what for _, what in second.summary.warnings)
    with session(home, catalog, "load", clock=lambda: DAY + timedelta(days=3)) as now:
        read, fetches = read_files([page], catalog, now.archive)
        read.add(own(home, catalog, now.run.started_at, [mine], now.archive))
        assert read.failures == []
        store(home, now.run, catalog, fetches, read.documents)
        check(home, now.run, catalog, now.checking())
        assert publish(home, now.run).status == "released"
    return home


def wrong(found: list[Finding]) -> list[str]:
    return [f"{finding.area}: {finding.what}" for finding in found if finding.level != "well"]


@pytest.mark.parametrize("kept", [True, False], ids=["releases kept", "archive alone"])
def test_a_deleted_record_and_release_come_back_row_for_row(
    lived: Home, tmp_path: Path, catalog: Catalog, kept: bool
) -> None:
    home = Home(tmp_path / "home", "sample")
    shutil.copytree(lived.root, home.root)
    before = rows(home.record)
    with writer(home):
        assert wrong(examine(home, catalog, DAY + timedelta(days=4))) == []
    home.record.unlink()
    home.release.unlink()
    if not kept:
        shutil.rmtree(home.releases)
    with writer(home):
        found = examine(home, catalog, DAY + timedelta(days=4))
        assert {finding.repair for finding in found if finding.level == "wrong"} == {"record", "release"}
        told = repair(home, catalog, found)
        assert told.failures == []
        assert wrong(examine(home, catalog, DAY + timedelta(days=4))) == []
    after = rows(home.record)
    assert {name for name in before if before[name] != after[name]} == set()
    assert before.keys() == after.keys()
    assert len(before["run"]) == 4
    assert {row[1] for row in before["decision"]} == {"reject"}
    assert len({row[0] for row in before["statement"] if row[3] == "superseded"}) >= 1
    assert any(str(row[2]).startswith("file:") for row in before["request"])
    released = rows(home.release)
    assert all(released[name] == before[name] for name in before)


def test_what_no_extractor_of_today_reads_comes_back_from_the_release(
    lived: Home, tmp_path: Path, catalog: Catalog
) -> None:
    home = Home(tmp_path / "home", "sample")
    shutil.copytree(lived.root, home.root)
    with duckdb.connect(str(home.record)) as connection:
        connection.execute(EARLIER_READING)
    with session(home, catalog, "check", clock=lambda: DAY + timedelta(days=4)) as now:
        check(home, now.run, catalog, now.checking())
        assert publish(home, now.run).status == "released"
    before = rows(home.record)
    later = tmp_path / "later.csv"
    later.write_text(TYPED.replace("2022", "2020"), encoding="utf-8")
    with session(home, catalog, "load", clock=lambda: DAY + timedelta(days=5)) as now:
        read = own(home, catalog, now.run.started_at, [later], now.archive)
        store(home, now.run, catalog, [], read.documents)
        now.checking()  # and then it was killed: the release knows nothing of this run
    home.record.unlink()
    with writer(home):
        told = repair(home, catalog, examine(home, catalog, DAY + timedelta(days=6)))
        assert told.failures == []
        assert wrong(examine(home, catalog, DAY + timedelta(days=6))) == []
    after = rows(home.record)
    assert set(before["evidence"]) < set(after["evidence"])
    assert len(after["observation"]) == len(before["observation"]) + 1


EARLIER_READING = """
    CREATE TEMP TABLE earlier AS
        SELECT * REPLACE (reading || '-earlier' AS reading, '0' AS extractor_version) FROM document_version
        WHERE reading = (SELECT min(reading) FROM evidence WHERE starts_with(locator, 'text:'));
    INSERT INTO evidence BY NAME
        SELECT e.* REPLACE (r.reading AS reading, '0' AS extractor_version, 0.123 AS confidence)
        FROM evidence e JOIN earlier r ON r.reading = e.reading || '-earlier';
    INSERT INTO document_version FROM earlier"""


def damage(home: Home, what: str) -> None:
    (warc, *_) = sorted(home.archive.glob("*.warc.gz"))
    match what:
        case "index":
            (home.archive / "index.jsonl").write_text('{"torn', encoding="utf-8")
        case "release":
            with home.release.open("r+b") as file:
                file.seek(20_000)
                there = file.read(4000)
                file.seek(20_000)
                file.write(bytes(byte ^ 0xFF for byte in there))  # zeros could be what is there
        case "body":
            raw = bytearray(warc.read_bytes())
            raw[len(raw) // 2] ^= 0xFF
            warc.write_bytes(raw)
        case "words":
            with duckdb.connect(str(home.record)) as connection:
                connection.execute(
                    "UPDATE evidence SET printed = '7' WHERE observation_id = (SELECT min(observation_id) FROM evidence WHERE starts_with(locator, 'text:'))"
                )
        case "duplicate":
            with duckdb.connect(str(home.record)) as connection:
                connection.execute("INSERT INTO observation FROM observation LIMIT 1")
        case "leftover":
            (home.directory / "bacninh-2026-01-01.1.staged").write_bytes(b"x")
        case "decision":
            with (home.directory / "decisions.jsonl").open("a") as file:
                file.write("{torn\n")


MENDED = {
    "index": "cannot be used", "release": "bacninh.duckdb", "words": "is not at text:", "duplicate": "rows twice",
    "leftover": "staged",
}  # fmt: skip


def test_the_doctor_names_what_is_wrong_and_mends_it(lived: Home, tmp_path: Path, catalog: Catalog) -> None:
    home = Home(tmp_path / "home", "sample")
    shutil.copytree(lived.root, home.root)
    for what in MENDED:
        damage(home, what)
    with writer(home):
        found = examine(home, catalog, DAY + timedelta(days=4))
        told = "\n".join(lines(found))
        assert [named for named in MENDED.values() if named not in told] == []
        assert repair(home, catalog, found).failures == []
        assert wrong(examine(home, catalog, DAY + timedelta(days=4))) == []


def test_what_only_a_person_can_mend_is_named(lived: Home, tmp_path: Path, catalog: Catalog) -> None:
    home = Home(tmp_path / "home", "sample")
    shutil.copytree(lived.root, home.root)
    damage(home, "body")
    damage(home, "decision")
    with writer(home):
        found = wrong(examine(home, catalog, DAY + timedelta(days=4)))
    for named in ("torn record", "no whole JSON", "the body that it repeats is nowhere"):
        assert any(named in text for text in found), found


def test_the_doctor_sees_a_clock_that_was_set_back(lived: Home, catalog: Catalog) -> None:
    with writer(lived):
        found = examine(lived, catalog, DAY - timedelta(days=30))
    assert {finding.area for finding in found if finding.level == "wrong"} == {"clock"}
