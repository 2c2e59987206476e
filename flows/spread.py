"""Reading the archive by many processes: on this machine, or on a Dask cluster of many.

A chunk is references into the archive, not bodies: a worker opens the archive itself, so on several machines its
folder is shared among them. BACNINH_TASK_RUNNER chooses, or `replay.with_options(task_runner=…)`: nothing for processes
of this machine, `dask` for a Dask cluster of its processors, `tcp://host:8786` (tls://) for the scheduler of a cluster.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from prefect import task
from prefect.context import FlowRunContext
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from extractors import EXTRACTOR_VERSION
from extractors.archive import Archive
from extractors.catalog import Catalog, load_catalog
from extractors.history import Answer
from flows.reading import Read
from flows.rebuild import documents

VARIABLE = "BACNINH_TASK_RUNNER"
UNDER_WAY_ON_CLUSTER = 32
"""Chunks sent to a cluster and not loaded yet: so many, or fewer, are in memory at a time."""


class SpreadError(Exception):
    """A task runner, or a worker, that cannot be used; the message says what to do."""


class _Result(Protocol):
    def result(self) -> Read: ...


@dataclass(frozen=True, slots=True)
class Place:
    """What a worker needs to read references, and how to tell that it is of the same version."""

    directory: Path
    """Of the archive."""
    index_size: int
    """Bytes of its index: a worker that lives on opens a grown archive anew."""
    extractor_version: str
    catalog_version: str

    @classmethod
    def of(cls, archive: Archive, catalog: Catalog) -> Place:
        """The place of an open archive."""
        index = archive.directory / "index.jsonl"
        size = index.stat().st_size if index.exists() else 0
        return cls(archive.directory.resolve(), size, EXTRACTOR_VERSION, catalog.version)


def task_runner(environment: Mapping[str, str] = os.environ) -> TaskRunner[Any]:
    """The task runner that BACNINH_TASK_RUNNER names. Raises SpreadError where it names none that there is."""
    name = environment.get(VARIABLE, "")
    if not name:
        return ThreadPoolTaskRunner()
    if name != "dask" and "://" not in name:
        raise SpreadError(f"{VARIABLE}={name}: use dask, or the address of a Dask scheduler (tcp://host:8786)")
    try:
        from prefect_dask.task_runners import DaskTaskRunner
    except ImportError as error:
        raise SpreadError(f"{VARIABLE}={name} needs prefect-dask; install bacninh[scale]") from error
    here = {"n_workers": os.cpu_count() or 1, "threads_per_worker": 1}
    runner: TaskRunner[Any] = DaskTaskRunner(cluster_kwargs=here) if name == "dask" else DaskTaskRunner(address=name)
    return runner


def read(chunks: Iterable[Sequence[Answer]], archive: Archive, catalog: Catalog) -> Iterator[Read]:
    """Read chunks of references in their order, a bounded number of them ahead of what is taken.

    By the task runner of the flow that is under way, if it sends tasks to other machines; else by processes. Raises
    SpreadError where a worker has another extractor or catalogue, and what a worker raises.
    """
    place = Place.of(archive, catalog)
    context = FlowRunContext.get()
    if context is not None and not isinstance(context.task_runner, ThreadPoolTaskRunner):
        yield from _in_order(chunks, lambda chunk: read_references.submit(chunk, place), UNDER_WAY_ON_CLUSTER)
        return
    workers = os.cpu_count() or 1
    with _processes(workers) as pool:
        yield from _in_order(chunks, lambda chunk: pool.submit(_read, chunk, place), 2 * workers)


@task(name="read-references", tags=["extract"], persist_result=False)
def read_references(chunk: Sequence[Answer], place: Place) -> Read:
    """Read one chunk of references into the archive and extract their figures; on a worker."""
    return _read(chunk, place)


def _in_order(
    chunks: Iterable[Sequence[Answer]], submit: Callable[[Sequence[Answer]], _Result], most: int
) -> Iterator[Read]:
    under_way: deque[_Result] = deque()
    for chunk in chunks:
        under_way.append(submit(chunk))
        if len(under_way) > most:
            yield under_way.popleft().result()
    while under_way:
        yield under_way.popleft().result()


@contextmanager
def _processes(workers: int) -> Iterator[ProcessPoolExecutor]:
    # not forked: threads of the database are running here
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        yield pool


def _read(chunk: Sequence[Answer], place: Place) -> Read:
    catalog, archive = _opened(place)
    return documents(chunk, catalog, archive)


@lru_cache(maxsize=1)
def _opened(place: Place) -> tuple[Catalog, Archive]:
    """A worker's own catalogue and archive, opened once."""
    catalog = load_catalog()
    mine = (EXTRACTOR_VERSION, catalog.version)
    if mine != (place.extractor_version, place.catalog_version):
        raise SpreadError(
            f"this worker has extractor and catalogue {mine}, the flow has "
            f"{place.extractor_version, place.catalog_version}; bring the workers up to the flow's version"
        )
    if not place.directory.is_dir():
        raise SpreadError(
            f"the archive {place.directory} is not there on this worker; share its folder with the workers"
        )
    return catalog, Archive(place.directory)
