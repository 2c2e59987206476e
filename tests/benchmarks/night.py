"""`make bench`: a night of 1,000 pages by Prefect on a running server, and by the same functions without: its share.

`python -m benchmarks.night [PAGES] [--rounds N]`. In turns, each in a fresh process with a fresh home; the least of each
counts. The start of Prefect's ephemeral server, which a run without a server pays, is measured apart.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from unittest.mock import patch

from benchmarks import measured
from benchmarks.pages import site

TICKS = os.sysconf("SC_CLK_TCK")


def plain(home: Path, pages: Path) -> int:
    """The stages one after another; the pages read."""
    from extractors.catalog import load_catalog
    from extractors.http import Fetcher, TableResolver
    from flows.nightly import CHUNK, summarise
    from flows.pxweb import collect_any
    from flows.reading import Read, read_snapshots
    from flows.samplesite import SampleSite
    from flows.session import session
    from flows.store import check, document, publish, store
    from warehouse.connect import Home

    catalog, files = load_catalog(), Home(home, "sample")
    with session(files, catalog, "nightly") as now, SampleSite(pages, catalog, per_page=10_000) as served:
        web = now.web(Fetcher(TableResolver(served.hosts)))
        collected = [collect_any(source, catalog, web, now.archive) for source in served.sources]
        snapshots = [s for c in collected for s in c.snapshots]
        read = Read()
        for first in range(0, len(snapshots), CHUNK):
            read.add(read_snapshots(snapshots[first : first + CHUNK], catalog, now.archive))
        loaded = store(files, now.run, catalog, [f for c in collected for f in c.fetches], read.documents)
        checked = check(files, now.run, catalog, now.checking())
        released = publish(files, now.run)
        docs = document(files, now.run, checked, released)
        return summarise(now.run, collected, read, loaded, checked, released, docs).documents


def by_prefect(home: Path, pages: Path) -> int:
    """The nightly flow; the pages read."""
    from flows import prefect_setup

    prefect_setup.configure(home)
    from extractors.http import TableResolver
    from flows import nightly
    from flows.samplesite import SampleSite

    @contextmanager
    def web_of(profile, catalog):
        with SampleSite(pages, catalog, per_page=10_000) as served:
            yield TableResolver(served.hosts), served.sources

    with patch.object(nightly, "web_of", web_of):
        return nightly.nightly("sample", home, curated=False, site=False).documents


def empty(home: Path, pages: Path) -> int:
    """A flow that does nothing."""
    from flows import prefect_setup

    prefect_setup.configure(home)
    from prefect import flow

    return flow(name="nothing", persist_result=False)(lambda: 0)()


WAYS = {"plain": plain, "prefect": by_prefect, "empty": empty}


def one(way: str, home: Path, pages: Path) -> None:
    """In a process of its own: run one way, and print what it took; imports are not counted."""
    import flows.nightly  # noqa: F401

    clock, processor = time.perf_counter(), time.process_time()
    with redirect_stdout(StringIO()):
        read = WAYS[way](home, pages)
    print(json.dumps([read, time.perf_counter() - clock, time.process_time() - processor]))


def taken(way: str, pages: Path, server: str | None) -> tuple[int, float, float]:
    """Pages read, seconds by the clock, seconds of this process's processor."""
    with tempfile.TemporaryDirectory() as home:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT")}
        environment |= {"PREFECT_HOME": f"{home}/prefect", "PREFECT_LOGGING_LEVEL": "ERROR"}
        environment |= {"PREFECT_API_URL": server} if server else {}
        command = [sys.executable, "-m", "benchmarks.night", "--one", way, home, str(pages)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(done.stderr)
        read, clock, processor = json.loads(done.stdout.splitlines()[-1])
        return read, clock, processor


@contextmanager
def server() -> Iterator[tuple[str, int]]:
    """Prefect's server on a free port, with a database of its own: its address and process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "PREFECT_HOME": folder,
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
        }
        command = [sys.executable, "-m", "prefect", "server", "start", "--port", str(port), "--no-ui"]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        address = f"http://127.0.0.1:{port}/api"
        try:
            _wait(f"{address}/health", process)
            yield address, process.pid
        finally:
            process.terminate()
            process.wait()


def _wait(address: str, process: subprocess.Popen[bytes], seconds: float = 300) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.5)
    raise SystemExit("Prefect's server did not start")


def processor_of(pid: int) -> float:
    """Seconds of the processor that a process and its children have taken."""
    seconds = 0.0
    for member in measured.family(pid):
        fields = Path(f"/proc/{member}/stat").read_text().rsplit(")", 1)[1].split()
        seconds += (int(fields[11]) + int(fields[12])) / TICKS
    return seconds


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("pages", type=int, nargs="?", default=1000)
    arguments.add_argument("--rounds", type=int, default=2)
    arguments.add_argument("--one", nargs=3, metavar=("WAY", "HOME", "PAGES"), help="for the benchmark itself")
    options = arguments.parse_args()
    if options.one:
        way, home, folder = options.one
        one(way, Path(home), Path(folder))
        return
    with tempfile.TemporaryDirectory() as folder, server() as (address, pid):
        pages = Path(folder)
        site(pages, options.pages)
        taken("empty", pages, address)  # the server's own first time
        clock = {way: float("inf") for way in ("plain", "prefect")}
        processor, of_server = dict(clock), float("inf")
        for _ in range(options.rounds):
            for way in clock:
                before = processor_of(pid)
                read, seconds, used = taken(way, pages, address)
                assert read == options.pages, (way, read)
                clock[way], processor[way] = min(clock[way], seconds), min(processor[way], used)
                if way == "prefect":
                    of_server = min(of_server, processor_of(pid) - before)
        running = min(taken("empty", pages, address)[1] for _ in range(options.rounds))
    started = min(taken("empty", Path(), None)[1] for _ in range(options.rounds))
    print(f"{options.pages:,} pages, least of {options.rounds} ({measured.load_average()})")
    for way, name in (("plain", "the functions alone"), ("prefect", "Prefect, running server")):
        print(f"    {name:24} {clock[way]:7.1f} s by the clock, {processor[way]:7.1f} s of processor")
    share, share_cpu = (1 - a["plain"] / a["prefect"] for a in (clock, processor))
    print(f"    Prefect's share          {share:7.1%} of the clock,  {share_cpu:7.1%} of the processor")
    print(f"    its server, beside that  {of_server:7.1f} s of processor")
    print(f"    a flow that does nothing {running:7.1f} s on a running server, {started:.1f} s with the ephemeral one")


if __name__ == "__main__":
    main()
