"""Runs killed at random instants: the release is always whole, the archive readable, the next run ends as if undisturbed.

`make torture` prints the counts. A child process, forked from one that has loaded everything, runs the plain stages over
some of the sample's sources and is sent SIGKILL; then another completes the work, by `--resume` or as a plain new run
in turn; some of these are killed too. Every other time the killed run is a second night, on a site that has changed.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
from conftest import INDEX, night

from extractors import history
from extractors.archive import Archive
from extractors.catalog import Catalog, load_catalog
from flows.samplesite import PAGES, Answer
from transforms.checks import expectations
from warehouse import manifest
from warehouse.connect import Home

ONLY = {"ven", "nso_pxweb"}
TYPED = "indicator,time_period,value,unit,url,published\ngoods_exports,2022,44900000000,USD,https://example.org/a,2023-01-05\n"
_RUN_OWN = ("run_id", "step", "seen_at", "since", "decided_at", "warc_file", "warc_offset", "fetched_at")
"""Of a row: what is of the run that brought it, and not of what was read."""
_COMPARED = (
    "observation", "evidence", "document_version", "mention_count", "unclaimed_number", "claim", "investment",
    "statement", "verdict", "series", "provenance", "vintage", "quarantine", "headline",
)  # fmt: skip


def knowledge(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """What a record or release knows, without what is of single runs; sorted."""
    found = {}
    with duckdb.connect(str(path), read_only=True) as connection:
        for name in _COMPARED:
            columns = [row[0] for row in connection.execute(f"DESCRIBE {name}").fetchall()]
            kept = ", ".join(c for c in columns if c not in (*_RUN_OWN, "first_seen", "first_known", "known_from"))
            found[name] = sorted(connection.execute(f"SELECT {kept} FROM {name}").fetchall(), key=repr)
    return found


def torn(home: Home) -> list[str]:
    """What a user or the next run would find broken right after a kill; empty: nothing."""
    found = []
    if home.release.exists():
        try:
            with duckdb.connect(str(home.release), read_only=True) as connection:
                connection.execute("SELECT count(*) FROM series").fetchall()
                version = manifest.release_row(connection)["version"]
            found += manifest.differences(manifest.read(manifest.manifest_file(home, version)), home.release)
        except Exception as error:
            found.append(f"release: {error}")
    if home.archive.is_dir():
        try:
            list(history.entries(Archive(home.archive), []))
        except Exception as error:
            found.append(f"archive: {error}")
    return found


def changed_site() -> dict[str, Answer]:
    """A page of the site edited, and one gone."""
    pages = sorted(name for name, entry in INDEX.items() if entry["source"] == "ven")
    edited = (PAGES / f"{pages[0]}.html").read_bytes().replace(b"{{views}}", b"7")
    edited = edited.replace(b"</p>", b" This was corrected by the editors.</p>", 1)
    return {INDEX[pages[0]]["url"]: Answer(edited), INDEX[pages[1]]["url"]: Answer(b"gone", 404)}


@dataclass
class Torture:
    """The two cases with their undisturbed ends, and what has come of the kills."""

    folder: Path
    catalog: Catalog
    chance: random.Random
    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    ends: dict[str, dict[str, list[tuple[object, ...]]]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def prepare(self) -> None:
        """The undisturbed runs."""
        self.typed = self.folder / "typed.csv"
        self.typed.write_text(TYPED, encoding="utf-8")
        first = Home(self.folder / "first", "sample")
        self._timed("first", first, {})
        self.ends["first"] = knowledge(first.record)
        second = self._copy("second")
        self._timed("second", second, changed_site())
        self.ends["second"] = knowledge(second.record)
        if not self.ends["first"]["series"] or self.ends["second"] == self.ends["first"]:
            raise RuntimeError("the undisturbed runs made no series, or the same one twice")

    def kill(self, number: int, boundary: int | None = None) -> None:
        """One run killed, at a random instant or after so many stages; then completed, and compared."""
        case = "second" if number % 2 else "first"
        home = self._copy(f"{number}") if case == "second" else Home(self.folder / f"{number}", "sample")
        changes = changed_site() if case == "second" else {}
        self.counts["kills"] += self._killed(home, changes, case, boundary)
        self._look(number, home)
        resume = number % 4 < 2
        if self.chance.random() < 0.25:
            self.counts["kills of the next run"] += self._killed(home, changes, case, None, resume=resume)
            self._look(number, home)
        status = self._child(lambda: self._night(home, changes, resume=resume), None, case)
        self.counts["completed by --resume" if resume else "completed by a new run"] += 1
        if status != 0:
            self.wrong.append(f"{number}: the next run failed")
        else:
            self._compare(number, home, case)
        shutil.rmtree(home.root)

    def _compare(self, number: int, home: Home, case: str) -> None:
        end = self.ends[case]
        for where in (home.record, home.release):
            found = knowledge(where)
            self.wrong += [f"{number}: {where.name}: other rows in {n}" for n in end if found[n] != end[n]]
        if not any(text.startswith(f"{number}:") for text in self.wrong):
            self.counts["same record"] += 1

    def _look(self, number: int, home: Home) -> None:
        found = torn(home)
        self.counts["torn releases or archives"] += bool(found)
        self.wrong += [f"{number}: {what}" for what in found]

    def _killed(
        self, home: Home, changes: dict[str, Answer], case: str, boundary: int | None, *, resume: bool = False
    ) -> bool:
        wait = None if boundary is not None else self.chance.uniform(0.0, self.seconds[case])
        status = self._child(lambda: self._night(home, changes, resume=resume, boundary=boundary), wait, case)
        if status != -signal.SIGKILL:
            self.counts["ended before the kill"] += 1
        return status == -signal.SIGKILL

    def _night(
        self, home: Home, changes: dict[str, Answer], *, resume: bool = False, boundary: int | None = None
    ) -> None:
        stages = iter(range(100))

        def stage(name: str) -> None:
            if next(stages) == boundary:
                os.kill(os.getpid(), signal.SIGKILL)

        night(home, self.catalog, changes, only=ONLY, curated=[self.typed], resume=resume, stage=stage)

    def _timed(self, case: str, home: Home, changes: dict[str, Answer]) -> None:
        begun = time.monotonic()
        if self._child(lambda: self._night(home, changes), None, case) != 0:
            raise RuntimeError(f"the undisturbed run {case} failed")
        self.seconds[case] = time.monotonic() - begun

    def _child(self, work: Callable[[], object], kill_after: float | None, case: str) -> int:
        """Exit status of a forked child: negative is the signal it died of."""
        begun = time.monotonic()
        child = os.fork()
        if child == 0:
            try:
                work()
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        if kill_after is not None:
            time.sleep(kill_after)
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if kill_after is None and status == 0 and case in self.seconds:  # the machine's pace now
            self.seconds[case] = 0.7 * self.seconds[case] + 0.3 * (time.monotonic() - begun)
        return os.waitstatus_to_exitcode(status)

    def _copy(self, name: str) -> Home:
        shutil.copytree(self.folder / "first", self.folder / name)
        return Home(self.folder / name, "sample")


def whole_flow(times: int, chance: random.Random, folder: Path) -> tuple[Counter[str], list[str]]:
    """The whole flow, Prefect and all, as its user starts it, killed with all its children; then run again."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    calm = Home(folder / "calm", "sample")
    begun = time.monotonic()
    _flow(calm, None)
    seconds = time.monotonic() - begun
    end = knowledge(calm.record)
    for number in range(times):
        home = Home(folder / f"flow-{number}", "sample")
        killed = _flow(home, chance.uniform(0.1, 0.95) * seconds)
        counts["kills" if killed == -signal.SIGKILL else "ended before the kill"] += 1
        found = torn(home)
        counts["torn releases or archives"] += bool(found)
        wrong += [f"flow {number}: {what}" for what in found]
        if _flow(home, None, "--resume" if number % 2 else "") != 0:
            wrong.append(f"flow {number}: the next run failed")
            continue
        known = knowledge(home.record)
        other = [name for name in end if known[name] != end[name]]
        counts["same record"] += not other
        wrong += [f"flow {number}: other rows in {name}" for name in other]
        shutil.rmtree(home.root)
    return counts, wrong


def _flow(home: Home, kill_after: float | None, *options: str) -> int:
    command = [sys.executable, "-m", "flows.cli", "run", "--profile", "sample", *filter(None, options)]
    environment = {**os.environ, "BACNINH_HOME": str(home.root)}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            return process.wait(kill_after)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return process.wait()


def main(arguments: Any = None) -> int:
    """Kill, complete, compare; print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stages", type=int, default=200, help="kills of the plain stages")
    parser.add_argument("--flows", type=int, default=20, help="kills of the whole flow")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    asked = parser.parse_args(arguments)
    chance = random.Random(asked.seed)
    catalog = load_catalog()
    expectations.suite(catalog)  # loads Great Expectations once, for all children
    with tempfile.TemporaryDirectory(prefix="bacninh-torture-") as folder:
        torture = Torture(Path(folder), catalog, chance)
        torture.prepare()
        print(f"seed {asked.seed}; one run of the stages takes {torture.seconds['first']:.1f} s", flush=True)
        for number in range(asked.stages):
            torture.kill(number)
            if number % 10 == 9:
                print(f"{number + 1}: {dict(torture.counts)}, {len(torture.wrong)} wrong", flush=True)
        counts, wrong = whole_flow(asked.flows, chance, Path(folder)) if asked.flows else (Counter(), [])
    print("stages:", *(f"{value} {name}" for name, value in torture.counts.items()), sep="\n  ")
    print("whole flow:", *(f"{value} {name}" for name, value in counts.items()), sep="\n  ")
    print("wrong:", *(torture.wrong + wrong or ["nothing"]), sep="\n  ")
    return 1 if torture.wrong or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
