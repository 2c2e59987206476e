"""What the tests of the whole way share: the catalogue, and a home in which the sample has been run once."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pytest

from extractors.catalog import Catalog, load_catalog
from extractors.http import Fetcher, TableResolver
from flows import transcribed
from flows.nightly import summarise
from flows.pxweb import collect_any
from flows.reading import read_snapshots
from flows.samplesite import PAGES, Answer, SampleSite
from flows.session import session
from flows.store import check, new_run, publish, store
from flows.summary import Summary
from warehouse.connect import Home, open_record, writer

INDEX: dict[str, dict[str, Any]] = json.loads((PAGES / "index.json").read_text(encoding="utf-8"))
CATALOG = load_catalog()
COMMAND = [sys.executable, "-m", "flows.cli"]


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return CATALOG


def bacninh(*arguments: str, home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """A command as a user types it; `more`: of the environment."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "BACNINH_"))}
    return subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
        env=environment | {"BACNINH_HOME": str(home)} | more,
    )


Ran = tuple[subprocess.CompletedProcess[str], Path]


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> tuple[Path, Any]:
    """A home that is made once for all processes of the tests, and what `make` said of it, as JSON keeps it: nobody
    changes it."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_TESTRUNUID" in os.environ else base) / name
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        said = folder / "said.json"
        if not said.exists():
            said.write_text(json.dumps(make(folder / "home")), encoding="utf-8")
    return folder / "home", json.loads(said.read_text(encoding="utf-8"))


@cache
def _empty_record() -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder, "work.duckdb")
        open_record(file).close()
        return file.read_bytes()


def opened(record: Path) -> duckdb.DuckDBPyConnection:
    """A record; where there is none, the copy of one without rows: to make tables and views takes longer than what most
    tests do with them."""
    if not record.exists():
        record.parent.mkdir(parents=True, exist_ok=True)
        record.write_bytes(_empty_record())
    connection = open_record(record)
    connection.execute("SET threads = 1")  # two processes test at once: a second thread takes more than it gives
    return connection


@pytest.fixture(scope="session")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """What `bacninh run` said, and the home that it left."""

    def make(home: Path) -> object:
        done = bacninh("run", "--profile", "sample", home=home)
        return done.args, done.returncode, done.stdout, done.stderr

    home, said = once(tmp_path_factory, "ran", make)
    return subprocess.CompletedProcess(*said), home


@dataclass(frozen=True)
class Night:
    """A run of the plain stages over some of the sample's sources."""

    summary: Summary
    requests: list[str]


def night(
    home: Home,
    catalog: Catalog,
    changes: dict[str, Answer] | None = None,
    only: set[str] | None = None,
    unreachable: set[str] = frozenset(),  # type: ignore[assignment]
    prepare: Callable[[SampleSite], None] = lambda site: None,
    resume: bool = False,
    clock: Callable[[], datetime] | None = None,
    curated: list[Path] | None = None,
    stage: Callable[[str], None] = lambda name: None,
) -> Night:
    """One run without Prefect: the same stages in the same order; `stage` is called before each and at the end."""
    stage("begin")
    with (
        session(home, catalog, "nightly", resume=resume, clock=clock) as now,
        SampleSite(PAGES, catalog, changes) as site,
    ):
        prepare(site)
        stage("collect")
        hosts = {h: (1 if h in unreachable else port) for h, port in site.hosts.items()}
        web = now.web(Fetcher(TableResolver(hosts), backoff_seconds=0.01))
        collected = []
        for source in (s for s in site.sources if only is None or s.id in only):
            stage(f"collect {source.id}")
            collected.append(collect_any(source, catalog, web, now.archive))
        stage("read")
        read = read_snapshots([s for c in collected for s in c.snapshots], catalog, now.archive)
        if curated is not None:
            read.add(transcribed.shipped(home, catalog, now.run.started_at, curated, now.archive))
        fetches = [*now.requests_before(), *(f for c in collected for f in c.fetches)]
        stage("load")
        loaded = store(home, now.run, catalog, fetches, read.documents)
        stage("check")
        verdicts = check(home, now.run, catalog, now.checking())
        stage("release")
        released = publish(home, now.run)
        summary = summarise(now.run, collected, read, loaded, verdicts, released)
        summary.warnings = [*now.warnings, *summary.warnings]
        stage("end")
        return Night(summary, list(site.requests))


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory, catalog: Catalog) -> Home:
    """The home after one run over the pages of the whole sample, without figures typed by hand."""

    def make(home: Path) -> object:
        assert night(Home(home, "sample"), catalog).summary.failures == []
        return "done"

    return Home(once(tmp_path_factory, "sampled", make)[0], "sample")


@pytest.fixture(scope="session")
def curated_home(tmp_path_factory: pytest.TempPathFactory, catalog: Catalog) -> Home:
    """A home with the figures typed by hand that come with the project, and no page."""

    def make(folder: Path) -> object:
        home, run = Home(folder, "sample"), new_run("sample", catalog)
        with writer(home):
            read = transcribed.shipped(home, catalog, run.started_at)
            store(home, run, catalog, [], read.documents)
            check(home, run, catalog)
            assert publish(home, run).status == "released"
        return "done"

    return Home(once(tmp_path_factory, "curated", make)[0], "sample")
