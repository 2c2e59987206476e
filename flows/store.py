"""The last stages on the files of a profile: load, check, release. The caller holds `writer(home)`."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from extractors import EXTRACTOR_VERSION, VIET_NAM
from extractors.catalog import Catalog
from transforms import calendar
from warehouse import datadocs, drift
from warehouse.connect import Home, alone, loading, open_record
from warehouse.decisions import take_up
from warehouse.load import load
from warehouse.records import Fetch, LoadBatch, LoadDocument, LoadResult, Run
from warehouse.release import ReleaseResult, release
from warehouse.verdicts import VerdictResult, recompute


def new_run(profile: str, catalog: Catalog, now: datetime | None = None) -> Run:
    """A run that begins now (UTC); its id sorts by time."""
    now = now or datetime.now(UTC)
    return Run(f"{now:%Y%m%dT%H%M%S}-{uuid4().hex[:6]}", now, profile, EXTRACTOR_VERSION, catalog.version)


def store(
    home: Home, run: Run, catalog: Catalog, fetches: Sequence[Fetch], documents: Sequence[LoadDocument]
) -> LoadResult:
    """Load a run's requests and documents in one transaction; what is there already is not loaded again.

    On a lake several workers may do so at once for one run, each for its own pages.
    """
    begin(home, run, catalog)
    addresses = {*(d.document for d in documents), *(f.url for f in fetches)}
    with closing(open_record(home.record)) as connection, loading(home.record, addresses):
        return load(connection, LoadBatch(run, catalog, fetches, documents))


def begin(home: Home, run: Run, catalog: Catalog) -> None:
    """On a lake: bring in what all loads of a run share, the run and the catalogue, before any of them."""
    if not home.lake:
        return
    with closing(open_record(home.record)) as connection:
        if connection.execute("SELECT count(*) FROM run WHERE run_id = ?", [run.run_id]).fetchall() == [(1,)]:
            return
        with alone(home.record):
            load(connection, LoadBatch(run, catalog))


@dataclass(frozen=True, slots=True)
class Checked:
    """The state of the record after the checks."""

    verdicts: VerdictResult
    alarms: tuple[tuple[str, str], ...]
    """What a person has to look at, by place: decisions that are unreadable or whose figures have gone, sources that
    have drifted, reports that are overdue."""


def check(home: Home, run: Run, catalog: Catalog, decided_at: datetime | None = None) -> Checked:
    """Take up the decisions of people and recompute every verdict over the whole record.

    `decided_at` (UTC): the time that the verdicts bear; now where it is not given.
    """
    with closing(open_record(home.record)) as connection, alone(home.record):
        decided = take_up(connection, home, run)
        verdicts = recompute(connection, catalog, run, decided_at)
        today = run.started_at.astimezone(VIET_NAM).date()
        rules = calendar.load()
        due = [rule for rule in rules if catalog.of_home(rule.source) is not False]
        drift.note_calendar(connection, list(calendar.releases(due, today)))
        drifted = [(alarm.source, f"{alarm.kind}: {alarm.text}") for alarm in drift.alarms(connection, run)]
        return Checked(verdicts, (*decided, *drifted, *calendar.unknown(rules, catalog), *_unranged(catalog)))


def _unranged(catalog: Catalog) -> list[tuple[str, str]]:
    """That figures of the area are checked without a range of what is plausible, where the catalogue has none of it."""
    missing = [i.id for i in catalog.indicators.values() if i.plausible and not i.ranges_of(catalog.home.id)]
    what = f"{len(missing)} have no plausible range for {catalog.home.id}: only the other checks hold its figures"
    return [("extractors/indicators", what)] if missing else []


def publish(home: Home, run: Run, *, made_anew: bool = False) -> ReleaseResult:
    """Release the record, or withhold it with the reasons. `made_anew`: see `release`."""
    return release(home, run, made_anew=made_anew)


@dataclass(frozen=True, slots=True)
class Documented:
    """The Data Docs of a run."""

    page: Path | None
    """None where they could not be written."""
    warnings: tuple[tuple[str, str], ...] = ()


def document(home: Home, run: Run, checked: Checked, released: ReleaseResult) -> Documented:
    """Write what the checks found as pages, also of a release that was withheld; where that fails, it is a warning."""
    try:
        return Documented(datadocs.write(home, run, checked.verdicts.validation, released))
    except Exception as error:  # the figures are checked and the release is decided: no page about them undoes that
        what = f"not written ({type(error).__name__}: {error}); the release does not depend on them"
        return Documented(None, ((str(home.data_docs), what),))
