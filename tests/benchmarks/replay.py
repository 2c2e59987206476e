"""`make bench`: the archive read again and loaded into an empty record, by processes: time, memory, and their growth.

`python -m benchmarks.replay [PAGES…]`; default 1,000 10,000 30,000 100,000. The pages are the sample's over and over, each
time under another address. `--whole` goes on with the check and the release of what was loaded.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from unittest.mock import patch

from benchmarks import measured

# Nothing of the project here: each worker imports this module anew, as it does the module of a program's beginning.

SIZES = (1_000, 10_000, 30_000, 100_000)
SPAWN = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class Cost:
    """What a stage took, of this process and those that it started."""

    processor: float
    clock: float
    peak: float
    """MB, of all of them together."""


def cost(stage: Callable[[], object]) -> Cost:
    """Carry out a stage."""
    begun, clock = processor(), time.perf_counter()
    with measured.watched() as peak:
        stage()
    return Cost(processor() - begun, time.perf_counter() - clock, peak.mb)


def processor() -> float:
    """Seconds of the processor, of this process and of those of its children that have ended."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(u.ru_utime + u.ru_stime for u in used)


def fill(folder: Path, pages: int) -> None:
    """An archive of so many pages, in the home in a folder."""
    from benchmarks.pages import copies
    from extractors.archive import Archive
    from warehouse.connect import Home

    with patch("os.fsync"):  # how long the disk takes to note a page is not the replay's matter
        archive = Archive(Home(folder, "sample").archive, "night")
        for snapshot in islice(copies(), pages):
            archive.store(snapshot)


def again(folder: Path, whole: bool, told: multiprocessing.Queue[object]) -> None:
    """In a process of its own: the replay of the archive of the home in a folder; puts what it cost."""
    from benchmarks.pages import BEGUN
    from extractors.archive import Archive
    from extractors.catalog import load_catalog
    from flows import replay
    from flows.session import Clock, Session
    from flows.store import check, new_run, publish
    from warehouse.connect import Home
    from warehouse.journal import Journal

    home = Home(folder, "sample")
    catalog = load_catalog()
    run = new_run("sample", catalog, datetime(2026, 6, 1, tzinfo=UTC))
    now = Session(home, catalog, run, Archive(home.archive), Clock(), Journal(home.runs))
    result = replay.Replayed(run.run_id, dry=True)
    costs = {
        "read and loaded": cost(
            lambda: told.put(replay.load_again(now, catalog, None, BEGUN.date(), result).observations)
        )
    }
    assert not result.failures, result.failures[:5]
    if whole:
        costs["checked"] = cost(lambda: check(home, run, catalog))
        costs["released"] = cost(lambda: publish(home, run))
    told.put(costs)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("pages", type=int, nargs="*", default=SIZES)
    arguments.add_argument("--whole", action="store_true", help="check and release, too")
    options = arguments.parse_args()
    points = []
    for pages in options.pages:
        with tempfile.TemporaryDirectory() as folder:
            filling = SPAWN.Process(target=fill, args=(Path(folder), pages))
            filling.start()
            filling.join()
            told: multiprocessing.Queue[object] = SPAWN.Queue()
            process = SPAWN.Process(target=again, args=(Path(folder), options.whole, told))
            process.start()
            observations, costs = told.get(), told.get()
            process.join()
        points.append((pages, costs["read and loaded"].processor))
        print(f"{pages:>8,} pages, {observations:,} observations ({measured.load_average()})")
        for stage, found in costs.items():
            print(
                f"    {stage:16} {found.processor:8.1f} s of processor, {1e3 * found.processor / pages:6.2f} ms a page; "
                f"{found.clock:.1f} s by the clock; peak {found.peak:,.0f} MB",
                flush=True,
            )
    if len(points) > 1:
        print(f"exponent {measured.exponent(points):.2f}")


if __name__ == "__main__":
    main()
