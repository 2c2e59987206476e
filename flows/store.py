"""The last stages on the files of a profile: load, check, release. The caller holds `writer(home)`."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from extractors import EXTRACTOR_VERSION
from extractors.catalog import Catalog
from warehouse.connect import Home, open_record
from warehouse.decisions import take_up
from warehouse.load import Fetch, LoadBatch, LoadDocument, LoadResult, Run, load
from warehouse.release import ReleaseResult, release
from warehouse.verdicts import VerdictResult, recompute


def new_run(profile: str, catalog: Catalog) -> Run:
    """A run that begins now; its id sorts by time."""
    now = datetime.now(UTC)
    return Run(f"{now:%Y%m%dT%H%M%S}-{uuid4().hex[:6]}", now, profile, EXTRACTOR_VERSION, catalog.version)


def store(
    home: Home, run: Run, catalog: Catalog, fetches: Sequence[Fetch], documents: Sequence[LoadDocument]
) -> LoadResult:
    """Load a run's requests and documents in one transaction; what is there already is not loaded again."""
    with closing(open_record(home.record)) as connection:
        return load(connection, LoadBatch(run, catalog, fetches, documents))


@dataclass(frozen=True, slots=True)
class Checked:
    """The state of the record after the checks."""

    verdicts: VerdictResult
    alarms: tuple[tuple[str, str], ...]
    """What is wrong with decisions of people, by place: bad lines, figures that have gone or changed their words."""


def check(home: Home, run: Run, catalog: Catalog) -> Checked:
    """Take up the decisions of people and recompute every verdict over the whole record."""
    with closing(open_record(home.record)) as connection:
        alarms = take_up(connection, home, run)
        return Checked(recompute(connection, catalog, run), tuple(alarms))


def publish(home: Home, run: Run) -> ReleaseResult:
    """Release the record, or withhold it with the reasons."""
    return release(home, run)
