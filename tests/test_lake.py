"""The record on DuckLake, on a real PostgreSQL and with real processes: the same answers as one file gives."""

import multiprocessing
import os
import signal
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import night
from postgres import NoPostgres, server
from test_warehouse import BILLION, CATALOG, batch, exports, page, run

from extractors.archive import Archive
from extractors.catalog import load_catalog
from flows.reading import read_snapshots
from flows.store import begin, check, publish, store
from warehouse import lake
from warehouse.connect import Home, RecordError, loading, open_record, open_release, put_in_place
from warehouse.lake import Lake
from warehouse.load import load, load_all
from warehouse.records import LoadBatch, Run
from warehouse.release import check_record, release_file

pytestmark = pytest.mark.slow

pytest.importorskip("duckdb_extension_ducklake", reason="DuckLake's extension is not installed: bacninh[scale]")
pytest.importorskip("duckdb_extension_postgres_scanner", reason="its PostgreSQL is not installed: bacninh[scale]")

SPAWN = multiprocessing.get_context("spawn")
PATIENCE = 600
"""Seconds that a process has on a busy machine."""
SOURCES = ("vietnamnews", "baobacninhtv", "vir")


@pytest.fixture(scope="module")
def address():
    try:
        with server() as address:
            yield address
    except NoPostgres as why:
        pytest.skip(str(why))


@pytest.fixture
def home(address, tmp_path):
    """A home whose record is a fresh lake."""
    schema = f"test_{os.getpid()}_{time.monotonic_ns()}"
    return Home(tmp_path / "home", "sample", lake=Lake(address, f"{tmp_path}/lake/", schema))


def rows(connection, what):
    return connection.execute(f"FROM {what} ORDER BY ALL").fetchall()


def of_record(home, what):
    with closing(open_record(home.record)) as connection:
        return rows(connection, what)


# -- what runs in processes of its own


def load_source(home, archive, source, of_run, ready, go):
    """A worker: reads its source's pages from the archive, waits for the others, loads."""
    catalog = load_catalog()
    kept = Archive(archive)
    read = read_snapshots([s for s in kept.snapshots() if s.source == source and s.body], catalog, kept)
    assert read.documents, source
    ready.put(source)
    go.wait()
    store(home, of_run, catalog, [], read.documents)


def load_pages(home, of_run, documents, ready, go):
    ready.put(1)
    go.wait()
    b = batch(of_run, *documents)
    store(home, of_run, CATALOG, b.fetches, b.documents)


def load_half(home, of_run, documents, half_done):
    """Loads the first page, says so within its transaction, and never comes to the second."""
    begin(home, of_run, CATALOG)

    def batches():
        yield batch(of_run, documents[0])
        half_done.set()
        time.sleep(600)
        yield batch(of_run, documents[1])

    with closing(open_record(home.record)) as connection, loading(home.record, [d.document for d in documents]):
        load_all(connection, batches())


def together(targets):
    """Starts processes, lets them go at one moment, and waits for all."""
    ready, go = SPAWN.Queue(), SPAWN.Event()
    processes = [SPAWN.Process(target=target, args=(*arguments, ready, go)) for target, arguments in targets]
    for process in processes:
        process.start()
    try:
        for _ in processes:
            ready.get(timeout=PATIENCE)
        go.set()
        for process in processes:
            process.join(PATIENCE)
        assert [p.exitcode for p in processes] == [0] * len(processes)
    finally:
        for process in processes:
            process.kill()


# -- the same answers


@pytest.fixture(scope="module")
def of_file(tmp_path_factory, catalog):
    """One file's record and archive of three sources, by the plain stages."""
    home = Home(tmp_path_factory.mktemp("file"), "sample")
    assert night(home, catalog, only=set(SOURCES)).summary.release_status == "released"
    return home


def test_three_workers_at_once_make_what_one_makes_in_a_file(home, of_file, catalog):
    with closing(open_record(of_file.record)) as connection:
        facts = connection.execute(
            "SELECT run_id, started_at, profile, extractor_version, catalog_version FROM run"
        ).fetchall()
    of_run = Run(*facts[0])
    together([(load_source, (home, of_file.archive, source, of_run)) for source in SOURCES])
    with closing(open_record(of_file.record)) as connection:  # the requests of the night, which no worker made
        asked = connection.execute("SELECT * FROM request").to_arrow_table()
    with closing(open_record(home.record)) as connection:
        connection.register("asked", asked)
        connection.execute("INSERT INTO request BY NAME FROM asked")
    check(home, of_run, catalog)
    released = publish(home, of_run)
    assert released.status == "released", released.reasons
    with closing(open_release(of_file.release)) as one, closing(open_release(home.release)) as other:
        for what in ("series", "headline", "quarantine", "vintage", "disagreement", "target", "incomplete", "derived"):
            columns = "* EXCLUDE (decided_at)" if what == "quarantine" else "*"
            assert rows(one, f"(SELECT {columns} FROM {what})") == rows(other, f"(SELECT {columns} FROM {what})"), what
        assert one.execute("SELECT count(*) > 5 FROM series").fetchone() == (True,)
        expected = rows(one, "series"), rows(one, "series_as_of(DATE '2022-06-30')")
    assert (of_record(home, "series"), of_record(home, "series_as_of(DATE '2022-06-30')")) == expected
    assert of_record(home, f"series_as_seen('{of_run.run_id}')") == expected[0]


def test_two_workers_with_the_same_pages_load_them_once(home):
    pages = [page(f"p{n}", exports(n * BILLION, "2020")) for n in range(1, 20)]
    together([(load_pages, (home, run(), pages)), (load_pages, (home, run(), pages))])
    check(home, run(), CATALOG)
    with closing(open_record(home.record)) as connection:
        assert check_record(connection) == []
        assert connection.execute("SELECT count(*) FROM observation").fetchone() == (19,)


def test_a_worker_killed_in_the_middle_leaves_nothing_and_no_lock(home):
    pages = [page("first", exports(BILLION)), page("second", exports(2 * BILLION))]
    half_done = SPAWN.Event()
    worker = SPAWN.Process(target=load_half, args=(home, run(), pages, half_done))
    worker.start()
    assert half_done.wait(PATIENCE)
    os.kill(worker.pid, signal.SIGKILL)
    worker.join()
    for table in ("observation", "evidence", "document_version", "statement", "request"):
        assert of_record(home, table) == [], table
    b = batch(run(), *pages)
    assert store(home, run(), CATALOG, b.fetches, pages).observations == 2
    check(home, run(), CATALOG)
    assert publish(home, run()).status == "released"


# -- releases are snapshots


def filled(home, *pages, number=1):
    b = batch(run(number), *pages)
    store(home, run(number), CATALOG, b.fetches, pages)
    check(home, run(number), CATALOG)
    return publish(home, run(number))


def test_a_release_is_a_snapshot_that_stays(home):
    first = filled(home, page("a", exports(36 * BILLION)))
    second = filled(home, page("b", exports(40 * BILLION, "2021"), seen=2), number=2)
    noted = {version: number for version, number, _ in of_record(home, "release")}
    assert set(noted) == {first.version, second.version}
    for version in noted:
        with (
            closing(open_release(release_file(home, version))) as file,
            closing(open_release(replace(home.lake, snapshot=noted[version]))) as then,
        ):
            assert rows(then, "series") == rows(file, "series") != []
    assert publish(home, run(2)).status == "unchanged"


def test_readers_do_not_wait_for_writers(home):
    filled(home, page("a", exports(36 * BILLION)))
    b = batch(run(2), page("b", exports(40 * BILLION, "2021"), seen=2))

    def batches():
        yield b
        with closing(open_release(home.lake)) as reader:
            assert reader.execute("SELECT count(*) FROM series").fetchone() == (1,)
        yield LoadBatch(run(2), CATALOG)

    with closing(open_record(home.record)) as connection:
        load_all(connection, batches())
    with closing(open_release(home.lake)) as reader:
        assert reader.execute("SELECT count(*) FROM observation").fetchone() == (2,)


def test_a_file_moves_into_a_lake_and_its_old_rows_stay_in_snapshots(home, tmp_path):
    filled(home, page("old", exports(BILLION)))
    staged = tmp_path / "staged.duckdb"
    with closing(open_record(staged)) as connection:
        load(connection, batch(run(), page("new", exports(3 * BILLION))))
    with closing(open_record(home.record)) as connection:
        before = lake.snapshot(connection)
    put_in_place(staged, home.record)
    assert [r[1] for r in of_record(home, "observation")] == ["https://viet-nam-news.example/new"]
    with closing(open_release(replace(home.lake, snapshot=before))) as then:
        assert [r[1] for r in rows(then, "observation")] == ["https://viet-nam-news.example/old"]


def test_tables_and_views_have_their_comments(home):
    with closing(open_record(home.record)) as connection:
        bare = connection.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = 'record' AND comment IS NULL "
            "AND table_name IN (SELECT table_name FROM duckdb_tables() WHERE database_name = 'record') "
            "UNION ALL SELECT view_name, NULL FROM duckdb_views() WHERE database_name = 'record' AND comment IS NULL"
        ).fetchall()
    assert bare == []


def test_a_lake_named_by_half_or_out_of_reach_says_what_to_do(tmp_path):
    with pytest.raises(RecordError, match="set both BACNINH_LAKE"):
        Home.of("sample", {"BACNINH_LAKE": "host=db"})
    away = Home.of("sample", {"BACNINH_LAKE": f"host={tmp_path} password=secret", "BACNINH_LAKE_DATA": f"{tmp_path}/d"})
    with pytest.raises(RecordError, match="is PostgreSQL running") as raised:
        open_record(away.record)
    assert Path(away.lake.data) == tmp_path / "d" / "sample"
    assert "secret" not in str(raised.value)
    assert raised.value.__cause__.__cause__ is None
    url = Home.of(
        "sample", {"BACNINH_LAKE": "postgresql://me:secret@/x?host=/nowhere", "BACNINH_LAKE_DATA": f"{tmp_path}/d"}
    )
    with pytest.raises(RecordError) as raised:
        open_record(url.record)
    assert "secret" not in str(raised.value)
