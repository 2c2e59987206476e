"""Runs killed, disks full or read-only, clocks set back, two runs at once: nothing is torn, nothing is lost."""

from __future__ import annotations

import os
import random
import re
import resource
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from conftest import night
from torture import ONLY, Torture, knowledge, torn

from extractors.catalog import Catalog
from flows.session import session
from transforms.checks import expectations
from warehouse.connect import Home, WriterBusyError
from warehouse.journal import Journal
from warehouse.release import versions

pytestmark = pytest.mark.slow

LAST_STAGES = (0, 2, 4, 5, 6)
"""Stage boundaries of `night`, those beside the collecting of a source left out."""


@pytest.fixture(scope="module")
def torture(tmp_path_factory: pytest.TempPathFactory, catalog: Catalog) -> Iterator[Torture]:
    expectations.suite(catalog)
    made = Torture(tmp_path_factory.mktemp("torture"), catalog, random.Random(1))
    made.prepare()
    yield made
    assert made.wrong == []


@pytest.mark.parametrize("number", range(5))
def test_a_run_killed_anywhere_ends_as_if_undisturbed(number: int, torture: Torture) -> None:
    torture.kill(number, boundary=None if number < 2 else LAST_STAGES[number])
    assert torture.wrong == []
    assert torture.counts["torn releases or archives"] == 0


@pytest.mark.parametrize("limit", [40_000, 900_000, 3_000_000])
def test_a_full_disk_stops_the_run_and_breaks_nothing(limit: int, torture: Torture, tmp_path: Path) -> None:
    """A file may not grow beyond a limit: as on a full disk, writes fail half-way (EFBIG in place of ENOSPC)."""
    home = Home(tmp_path / "home", "sample")

    def work() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        torture._night(home, {})

    assert torture._child(work, None, "first") == 1
    assert torn(home) == []
    assert torture._child(lambda: torture._night(home, {}, resume=True), None, "first") == 0
    assert knowledge(home.release) == torture.ends["first"]


def test_a_folder_that_cannot_be_written_to_breaks_nothing(torture: Torture) -> None:
    with tempfile.TemporaryDirectory(prefix="bacninh-") as open_to_all:
        Path(open_to_all).chmod(0o755)
        home = Home(Path(open_to_all) / "home", "sample")
        shutil.copytree(torture._copy("readonly").root, home.root)
        before = home.release.read_bytes()

        def work() -> None:
            if os.geteuid() == 0:  # root may write anywhere: it is tried as nobody
                os.setuid(65534)
            torture._night(home, {})

        folders = [home.directory, home.archive, home.releases]
        home.lock.chmod(0o666)
        for folder in folders:
            folder.chmod(0o555)
        try:
            assert torture._child(work, None, "first") == 1
        finally:
            for folder in folders:
                folder.chmod(0o755)
        assert torn(home) == []
        assert home.release.read_bytes() == before
        assert torture._child(lambda: torture._night(home, {}), None, "first") == 0
        assert knowledge(home.release) == torture.ends["first"]


def test_the_second_of_two_runs_is_refused_and_the_first_ends(torture: Torture, catalog: Catalog) -> None:
    home = torture._copy("two")
    first_is_under_way, go_on = threading.Event(), threading.Event()
    done: list[str] = []

    def stage(name: str) -> None:
        if name == "load":
            first_is_under_way.set()
            go_on.wait(60)

    first = threading.Thread(
        target=lambda: done.append(night(home, catalog, only=ONLY, stage=stage).summary.release_status)
    )
    first.start()
    assert first_is_under_way.wait(60)
    status = torture._child(lambda: torture._night(home, {}), None, "first")
    with pytest.raises(WriterBusyError):
        night(home, catalog, only=ONLY)
    go_on.set()
    first.join(60)
    assert status == 1
    assert done == ["unchanged"]
    assert torn(home) == []


def test_a_clock_set_back_is_said_and_times_go_on(torture: Torture, catalog: Catalog) -> None:
    home = torture._copy("clock")
    back = datetime(2026, 1, 1, tzinfo=UTC)
    summary = night(home, catalog, only=ONLY, clock=lambda: back).summary
    assert [what for place, what in summary.warnings if place == "clock"]
    runs = [known.run.started_at for known in Journal(home.runs).runs()]
    assert runs == sorted(runs)
    with duckdb.connect(str(home.record), read_only=True) as connection:
        ((out_of_order,),) = connection.execute(
            "SELECT count(*) FROM request r JOIN run n USING (run_id) WHERE r.fetched_at < n.started_at"
        ).fetchall()
    assert out_of_order == 0
    assert versions(home) == sorted(versions(home))


def pages_of(requests: list[str]) -> list[str]:
    """Without robots.txt, which each process asks for anew, and without the numbers of sessions."""
    return sorted(re.sub(r"rxid=\w+", "", request) for request in requests if not request.endswith("/robots.txt"))


def test_a_resumed_run_makes_no_request_again_that_succeeded(catalog: Catalog, tmp_path: Path) -> None:
    whole = night(Home(tmp_path / "whole", "sample"), catalog, only=ONLY)
    home = Home(tmp_path / "home", "sample")
    before: list[str] = []

    def killed(name: str) -> None:
        if name == "collect ven":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        night(home, catalog, only=ONLY, stage=killed, prepare=lambda site: setattr(site, "requests", before))
    resumed = night(home, catalog, only=ONLY, resume=True)
    assert len(before) > 3
    assert pages_of(before + resumed.requests) == pages_of(whole.requests)
    assert len(Journal(home.runs).runs()) == 1
    assert knowledge(home.record) == knowledge(Home(tmp_path / "whole", "sample").record)
    again = night(home, catalog, only=ONLY, resume=True)
    assert again.summary.observations == 0
    assert len(Journal(home.runs).runs()) == 2, "a run that has ended is not gone on with"
    with pytest.raises(KeyboardInterrupt), session(home, catalog, "nightly", {"days": "some"}):
        raise KeyboardInterrupt
    other = night(home, catalog, only=ONLY, resume=True)
    assert any("it was begun with days some, this one with no options" in what for _, what in other.summary.warnings)


def test_a_torn_journal_line_costs_no_other(tmp_path: Path, torture: Torture) -> None:
    home = torture._copy("journal")
    with home.runs.open("ab") as file:
        file.write(b'{"event": "begun", "run_')
    journal = Journal(home.runs)
    assert [known.ended for known in journal.runs()] == [True]
    assert len(journal.failures) == 1
    journal.note(journal.runs()[0].run, "ended", datetime.now(UTC) + timedelta(hours=1))
    assert [known.ended for known in Journal(home.runs).runs()] == [True]
