"""Reading the archive by many processes: on this machine, or on a Dask cluster of many.

A task is a chunk of references into the archive, not of bodies: a worker opens the archive itself, so on several
machines its folder is shared among them. BACNINH_TASK_RUNNER chooses, or `replay.with_options(task_runner=…)`: nothing
for processes of this machine, `dask` for a Dask cluster of its processors, `tcp://host:8786` (tls://) for the scheduler
of a cluster.

Chunks go to the cluster by the Dask client of the task runner, not as tasks of Prefect: a worker that runs one of these
must reach Prefect's server, and where there is none that all machines reach, each worker brings up its own.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import chain, islice
from typing import Any, Protocol

from prefect.context import FlowRunContext
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from extractors.archive import Archive
from extractors.catalog import Catalog
from extractors.errors import Mendable
from extractors.history import Answer
from flows.reading import Read, documents
from flows.worker import Place, read_references

VARIABLE = "BACNINH_TASK_RUNNER"
CHUNK = 25
"""Answers that one process reads at a time."""
IN_PROCESS = 4 * CHUNK
"""Fewer answers are read without processes: they take longer to start."""
AHEAD = 2
"""Chunks sent to each worker and not loaded yet: no more of the archive is in memory than these."""
FEWEST_ON_CLUSTER = 16
"""Workers that a cluster is taken to have at least: one that grows with its work has none at first."""


class SpreadError(Mendable):
    """A task runner that cannot be used; the message says what to do."""


class _Result(Protocol):
    def result(self) -> Read: ...


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


def read(answers: Iterable[Answer], archive: Archive, catalog: Catalog) -> Iterator[Read]:
    """Read references into the archive, in their order, chunk by chunk, a few chunks ahead of what is taken.

    By the Dask cluster of the flow that is under way, if its task runner has one; else by processes; few answers here.
    Raises WorkerError where a worker has another extractor or catalogue, and what a worker raises.
    """
    chunks = _chunks(iter(answers))
    first = list(islice(chunks, IN_PROCESS // CHUNK))
    if len(first) < IN_PROCESS // CHUNK:
        yield from (documents(chunk, catalog, archive) for chunk in first)
        return
    place = Place.of(archive, catalog)
    with _workers() as (submit, workers):
        yield from _in_order(chain(first, chunks), lambda chunk: submit(read_references, chunk, place), AHEAD * workers)


@contextmanager
def _workers() -> Iterator[tuple[Callable[..., _Result], int]]:
    """How to send work, and to how many."""
    if dask := _cluster():
        # not pure: the same chunk read again is read again
        yield partial(dask.submit, pure=False), max(sum(dask.nthreads().values()), FEWEST_ON_CLUSTER)
        return
    workers = os.cpu_count() or 1
    # not forked: threads of the database are running here
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        yield pool.submit, workers


def _cluster() -> Any:
    """The Dask client of the flow that is under way; None where its task runner has none."""
    context = FlowRunContext.get()
    runner: Any = context.task_runner if context else None
    return runner.client if hasattr(type(runner), "client") else None


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


def _chunks(answers: Iterator[Answer]) -> Iterator[list[Answer]]:
    while chunk := list(islice(answers, CHUNK)):
        yield chunk
