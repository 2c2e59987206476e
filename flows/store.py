"""The last stages on the files of a profile: load, check, release. The caller holds `writer(home)`."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from uuid import uuid4

from extractors import EXTRACTOR_VERSION
from extractors.catalog import Catalog
from transforms import calendar
from warehouse import drift
from warehouse.connect import Home, open_record
from warehouse.decisions import take_up
from warehouse.load import Fetch, LoadBatch, LoadDocument, LoadResult, Run, load
from warehouse.release import ReleaseResult, release
from warehouse.verdicts import VerdictResult, recompute

VIET_NAM = timezone(timedelta(hours=7))


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
    """What a person has to look at, by place: decisions that are unreadable or whose figures have gone, sources that
    have drifted, reports that are overdue."""


def check(home: Home, run: Run, catalog: Catalog) -> Checked:
    """Take up the decisions of people and recompute every verdict over the whole record."""
    with closing(open_record(home.record)) as connection:
        decided = take_up(connection, home, run)
        verdicts = recompute(connection, catalog, run)
        today = run.started_at.astimezone(VIET_NAM).date()
        due = [rule for rule in calendar.load() if catalog.of_home(rule.source) is not False]
        drift.note_calendar(connection, list(calendar.releases(due, today)))
        drifted = [(alarm.source, f"{alarm.kind}: {alarm.text}") for alarm in drift.alarms(connection, run)]
        return Checked(verdicts, (*decided, *drifted, *_unranged(catalog)))


def _unranged(catalog: Catalog) -> list[tuple[str, str]]:
    """That figures of the area are checked without a range of what is plausible, where the catalogue has none of it."""
    missing = [i.id for i in catalog.indicators.values() if i.plausible and not i.ranges_of(catalog.home.id)]
    what = f"{len(missing)} have no plausible range for {catalog.home.id}: only the other checks hold its figures"
    return [("extractors/indicators", what)] if missing else []


def publish(home: Home, run: Run) -> ReleaseResult:
    """Release the record, or withhold it with the reasons."""
    return release(home, run)
