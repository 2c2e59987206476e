"""The archive read by other processes and by a Dask cluster: the record is that of one process, row for row."""

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import night

from extractors.archive import Archive
from flows import prefect_setup, replay, spread, worker
from flows.session import Clock, Session
from flows.store import new_run
from warehouse.connect import Home, open_record
from warehouse.journal import Journal

TABLES = ("run", "document_version", "observation", "evidence", "mention_count", "unclaimed_number", "claim",
          "investment", "statement", "indicator")  # fmt: skip
SOURCES = {"vietnamnews", "izabacninh", "baobacninhtv", "vir"}


@pytest.fixture(scope="module")
def archived(tmp_path_factory, catalog):
    home = Home(tmp_path_factory.mktemp("archived"), "sample")
    night(home, catalog, only=SOURCES)
    return home


@pytest.fixture
def rows(archived, catalog, tmp_path, monkeypatch):
    """Replays the archive into an empty record, in chunks of 3; its rows, and what could not be read."""
    of_run = new_run("sample", catalog, datetime(2026, 9, 1, tzinfo=UTC))
    monkeypatch.setattr(spread, "CHUNK", 3)

    def replayed(name, in_process):
        monkeypatch.setattr(spread, "IN_PROCESS", in_process)
        home = Home(tmp_path / name, "sample")
        archive, journal = Archive(archived.archive), Journal(home.runs)
        now = Session(home, catalog, of_run, archive, Clock(), journal)
        told = replay.Replayed(of_run.run_id, dry=True)
        replay.load_again(now, catalog, None, None, told)
        with closing(open_record(home.record)) as connection:
            found = {table: connection.execute(f"FROM {table} ORDER BY ALL").fetchall() for table in TABLES}
        assert len(found["observation"]) > 100
        return found, told.failures, told.answers

    return replayed


@pytest.mark.slow
def test_processes_make_the_same_record(rows):
    assert rows("processes", 3) == rows("plain", 10_000)


@pytest.mark.slow
def test_a_dask_cluster_of_two_workers_makes_the_same_record(rows, tmp_path):
    prefect_dask = pytest.importorskip("prefect_dask", reason="prefect-dask is not installed: bacninh[scale]")
    prefect_setup.configure(tmp_path)
    from prefect import flow

    two = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    runner = prefect_dask.DaskTaskRunner(cluster_kwargs=two)
    spread_out = flow(name="replay-on-dask", task_runner=runner, persist_result=False)(rows)
    assert spread_out("dask", 3) == rows("plain", 10_000)


def test_the_task_runner_is_chosen_by_name():
    assert type(spread.task_runner({})).__name__ == "ThreadPoolTaskRunner"
    with pytest.raises(spread.SpreadError, match="use dask, or the address"):
        spread.task_runner({"BACNINH_TASK_RUNNER": "threads"})
    pytest.importorskip("prefect_dask")
    assert type(spread.task_runner({"BACNINH_TASK_RUNNER": "tcp://scheduler:8786"})).__name__ == "DaskTaskRunner"


def test_a_worker_of_another_version_or_without_the_archive_refuses(archived, catalog):
    place = worker.Place.of(Archive(archived.archive), catalog)
    other = replace(place, catalog_version="another")
    with pytest.raises(worker.WorkerError, match="bring the workers up"):
        worker.read_references([], other)
    gone = replace(place, directory=Path("/nowhere"))
    with pytest.raises(worker.WorkerError, match="share its folder"):
        worker.read_references([], gone)
