"""The whole archive through today's extractors: what would be added, changed and withdrawn, before it is released.

Every answer is read again in the order in which it came, the figures typed by hand beside them, in processes of their
own or on a Dask cluster (`flows.spread`), in chunks: no more of the archive is in memory than those under way. All is
loaded under one run. A dry run does the same on a copy of the record.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
from prefect import flow

from extractors import DEFAULT_AREA, VIET_NAM, curated, history
from extractors.archive import Archive
from extractors.catalog import Catalog, load_catalog
from extractors.history import Answer, Noted
from extractors.ondisk import OnDisk
from flows import rebuild, spread, transcribed
from flows.bulletin import draw_anew
from flows.reading import OWN, Read
from flows.rebuild import is_sighting
from flows.session import Clock, Session, session
from flows.store import begin, check, new_run, publish
from warehouse.connect import Home, RecordError, alone, exists, loading, open_record, writer
from warehouse.journal import Journal
from warehouse.load import load_all
from warehouse.records import LoadBatch, LoadResult, Run
from warehouse.release import ReleaseResult

EXAMPLES = 3
"""Figures that the report names of each source, indicator and kind of change."""


@dataclass(frozen=True, slots=True)
class Line:
    """What becomes of an indicator's figures of a source."""

    source: str
    indicator: str
    kind: str
    """added, changed (the same words read otherwise), superseded (no longer read), withdrawn, or stated again."""
    count: int
    examples: tuple[str, ...]


@dataclass(slots=True)
class Replayed:
    """What a replay did, or would do."""

    run_id: str
    dry: bool
    answers: int = 0
    loaded: LoadResult | None = None
    lines: list[Line] = field(default_factory=list)
    accepted: tuple[int, int] = (0, 0)
    """Figures in `series` before and after."""
    failures: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)
    release: ReleaseResult | None = None

    def json(self) -> dict[str, Any]:
        """As a JSON object."""
        facts = asdict(self)
        if self.release:
            facts["release"] |= {"path": str(self.release.path)}
        return facts


@flow(name="bacninh-replay", task_runner=spread.task_runner(), persist_result=False)
def replay(
    profile: str = "live", home: Path | None = None, dry_run: bool = False, source: str | None = None,
    since: date | None = None, area: str = DEFAULT_AREA,
) -> Replayed:  # fmt: skip
    """Read the archive again and release what comes of it; `dry_run`: only say what would come.

    `source`: of one source only. `since`: only what was fetched from that day on (Asia/Ho_Chi_Minh). `area`: the
    province (extractors/areas.yml). The report is made after the check and before the release. Raises WriterBusyError
    where a run is going on, CatalogError where there is no such area.
    """
    catalog = load_catalog(area=area)
    files = Home.of(profile, area=area, root=home)
    facts = {"source": source, "since": since.isoformat() if since else None, "dry_run": dry_run}
    if dry_run:
        with _copied(files, catalog) as copy:
            return again(copy, catalog, source, since, dry=True)
    with session(files, catalog, "replay", facts) as now:
        return again(now, catalog, source, since, dry=False)


def again(now: Session, catalog: Catalog, source: str | None, since: date | None, *, dry: bool) -> Replayed:
    """Load, check, report, release: the replay within a run."""
    result = Replayed(now.run.run_id, dry, warnings=list(now.warnings))
    with closing(open_record(now.home.record)) as record:
        before = _series(record)
    result.loaded = load_again(now, catalog, source, since, result)
    result.failures += [("record", figure) for figure in result.loaded.refused]
    checked = check(now.home, now.run, catalog, now.checking())
    result.warnings += checked.alarms
    with closing(open_record(now.home.record)) as record:
        result.lines = list(report_of(record, now.run))
        result.accepted = (before, _series(record))
    if not dry:
        result.release = publish(now.home, now.run)
        result.failures += draw_anew(now.home, result.release).failures
    return result


def load_again(now: Session, catalog: Catalog, source: str | None, since: date | None, result: Replayed) -> LoadResult:
    """Read and load the archive's answers, chunk by chunk, in one transaction."""
    typed = Read()
    own: dict[str, Noted] = {}
    if source in (None, curated.SOURCE) and since is None:
        typed = transcribed.shipped(now.home, catalog, now.run.started_at, archive=None if result.dry else now.archive)
        result.failures += typed.failures
    begin(now.home, now.run, catalog)
    with closing(open_record(now.home.record)) as record, _loading(now.home, catalog, source):
        batches = _batches(now, catalog, _sightings(now.archive, source, since, result, own), result)
        return load_all(record, _with(now, catalog, typed, batches, own, result))


@contextmanager
def _loading(home: Home, catalog: Catalog, source: str | None) -> Iterator[None]:
    """The right to load a source's pages, or all: on a lake, replays of several sources go on at once."""
    if source is not None and source in catalog.sources:
        with loading(home.record, [f"https://{host}/" for host in catalog.sources[source].hosts]):
            yield
        return
    with alone(home.record):
        yield


def report_of(record: duckdb.DuckDBPyConnection, run: Run) -> Iterator[Line]:
    """What a run's load changed, by source, indicator and kind, most first, with examples."""
    for source, indicator, kind, count, examples in record.execute(_REPORT, {"run_id": run.run_id}).fetchall():
        yield Line(source, indicator, kind, count, tuple(examples[:EXAMPLES]))


# A figure that is new, and one that is superseded, at the same place of the same text: the same words read otherwise.
_REPORT = """
    WITH place AS (
        SELECT DISTINCT observation_id, document, version, locator, printed, sentence FROM evidence
    ), told AS (
        SELECT observation_id, source, indicator,
            concat_ws(' ', indicator, transformation, ref_area, coalesce(time_period, 'no period'),
                CAST(value AS VARCHAR), unit, CASE WHEN activity <> '_T' THEN activity END) AS text, printed, url
        FROM report
    ), fresh AS (
        SELECT observation_id FROM observation WHERE run_id = $run_id
    ), turned AS (
        SELECT s.observation_id, s.state FROM statement s
        WHERE s.run_id = $run_id AND s.observation_id NOT IN (FROM fresh)
        QUALIFY row_number() OVER (PARTITION BY s.observation_id ORDER BY s.step DESC) = 1
    ), pair AS (
        SELECT n.observation_id AS new_id, min(o.observation_id) AS old_id
        FROM place n JOIN fresh USING (observation_id)
        JOIN place o ON o.document = n.document AND o.version = n.version AND o.locator = n.locator
        JOIN turned t ON t.observation_id = o.observation_id AND t.state = 'superseded'
        GROUP BY n.observation_id
    ), event AS (
        SELECT f.observation_id, CASE WHEN p.new_id IS NULL THEN 'added' ELSE 'changed' END AS kind, p.old_id
        FROM fresh f LEFT JOIN pair p ON p.new_id = f.observation_id
        UNION ALL
        SELECT observation_id, CASE state WHEN 'stated' THEN 'stated again' ELSE state END, NULL FROM turned
        WHERE observation_id NOT IN (SELECT old_id FROM pair)
    )
    SELECT t.source, t.indicator, e.kind, count(*),
        list(concat_ws(' ← ', t.text, o.text) || ' (' || coalesce(t.printed, '') || ', ' || t.url || ')'
            ORDER BY t.text) AS examples
    FROM event e JOIN told t ON t.observation_id = e.observation_id
    LEFT JOIN told o ON o.observation_id = e.old_id
    GROUP BY t.source, t.indicator, e.kind ORDER BY count(*) DESC, t.source, t.indicator, e.kind"""


def lines(replayed: Replayed) -> Iterator[str]:
    """The report for people."""
    verb = "would be" if replayed.dry else "were"
    yield f"replay      {replayed.answers} archived answers read by today's extractors"
    totals: dict[str, int] = {}
    for line in replayed.lines:
        totals[line.kind] = totals.get(line.kind, 0) + line.count
    told = ", ".join(f"{count} {kind}" for kind, count in sorted(totals.items())) or "nothing"
    yield f"figures     {told}: so it {verb}"
    yield f"series      {replayed.accepted[0]} figures before, {replayed.accepted[1]} after"
    for line in replayed.lines:
        yield f"{line.kind:12}{line.source} {line.indicator}: {line.count}"
        yield from (f"            {example}" for example in line.examples)
    for place, what in replayed.warnings:
        yield f"warning     {place}: {what}"
    for place, what in replayed.failures:
        yield f"failed      {place}: {what}"
    if replayed.release:
        yield f"release     {replayed.release.status}, version {replayed.release.version}"
        yield from (f"            {reason}" for reason in replayed.release.reasons)
    elif replayed.dry:
        yield "release     none: a dry run; without --dry-run it is loaded and released"


def _sightings(
    archive: Archive, source: str | None, since: date | None, result: Replayed, own: dict[str, Noted]
) -> Iterator[Answer]:
    """The answers that can tell something, bodies left out. The user's own files of figures are put into `own`."""
    seen = OnDisk()
    torn: list[str] = []
    for entry in history.entries(archive, torn):
        told = entry.note if isinstance(entry, Noted) else entry.snapshot
        if (source is not None and told.source != source) or (since is not None and _day(told.fetched_at) < since):
            continue
        if isinstance(entry, Noted):
            if entry.note.kind == "typed" and told.source == OWN:
                own[told.url] = entry
        elif is_sighting(entry, seen, archive):
            result.answers += 1
            found = history.bodiless(entry)
            if isinstance(found, Answer):
                yield found
    result.warnings += [("archive", what) for what in torn]


def _day(at: datetime) -> date:
    return at.astimezone(VIET_NAM).date()


def _with(
    now: Session, catalog: Catalog, typed: Read, batches: Iterable[LoadBatch], own: dict[str, Noted], result: Replayed
) -> Iterator[LoadBatch]:
    yield LoadBatch(now.run, catalog, [], typed.documents)
    yield from batches
    by_user = rebuild.typed(list(own.values()), now.home, catalog, now.archive, now.run)
    result.failures += by_user.failures
    yield LoadBatch(now.run, catalog, [], by_user.documents)


def _batches(now: Session, catalog: Catalog, answers: Iterator[Answer], result: Replayed) -> Iterator[LoadBatch]:
    for read in spread.read(answers, now.archive, catalog):
        result.failures += read.failures
        result.warnings += read.warnings
        yield LoadBatch(now.run, catalog, [], read.documents)


def _series(record: duckdb.DuckDBPyConnection) -> int:
    return int(record.execute("SELECT count(*) FROM series").fetchall()[0][0])


@contextmanager
def _copied(home: Home, catalog: Catalog) -> Iterator[Session]:
    """A session on a copy of the record, beside it on the same disk; the archive is only read."""
    with writer(home):
        if not isinstance(home.record, Path):
            raise RecordError("a record on DuckLake cannot be copied for a dry run; replay without --dry-run")
        if not exists(home.record):
            raise RecordError(f"{home.record} does not exist; `bacninh run {home.options}` makes it")
        with tempfile.TemporaryDirectory(prefix=".dry-run-", dir=home.directory) as folder:
            copy = Home(Path(folder), home.profile, home.area)
            copy.archive.mkdir(parents=True)
            for name in ("work.duckdb", "work.duckdb.wal", "decisions.jsonl"):
                if (home.directory / name).exists():
                    shutil.copyfile(home.directory / name, copy.directory / name)
            clock = Clock(Journal(home.runs).latest())
            run = new_run(home.profile, catalog, clock.now())
            yield Session(copy, catalog, run, Archive(home.archive), clock, Journal(copy.runs))
