"""One run from begin to end: the home held, the run journaled, what killed runs left taken up, or gone on with.

Every answer of a run is kept in `archive/unfinished/<run>` until the run has ended, listings and lists of tables too.
`--resume` goes on with the last run that did not end: its requests are answered from there, so that none which
succeeded is made again. Without it a new run begins, and what the killed one had archived is loaded first, under its
own id: nothing that was fetched is lost.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from extractors import EXTRACTOR_VERSION, history
from extractors.archive import Archive, ArchiveError
from extractors.catalog import Catalog, Source
from extractors.http import Cookies, Fetcher, Query, Validators, post_address
from extractors.pxweb import Web
from extractors.records import Snapshot
from flows import rebuild
from flows.store import new_run
from warehouse.connect import Home, RecordError, exists, loading, open_record, writer
from warehouse.journal import Journal, JournalRun, Kind
from warehouse.records import Fetch, Run

AHEAD = timedelta(hours=1)
"""A clock that is set back by more than this is an alarm; less is what time servers do."""


class Clock:
    """Time that never goes back: where the system's clock was set back, it counts on from the last time known."""

    def __init__(
        self, floor: datetime | None = None, system: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._last, self._system = floor, system

    def now(self) -> datetime:
        """UTC, later than all that this clock has given, and than its floor."""
        now = self._system()
        if self._last is not None and now <= self._last:
            now = self._last + timedelta(microseconds=1)
        self._last = now
        return now


class Recorder:
    """The web, each answer dated by the run's clock and kept until the run has ended.

    What the run had been answered before it was interrupted is given again without asking. A form's session (requests
    with cookies) is not kept: half of one is of no use.
    """

    def __init__(self, web: Web, kept: Archive, clock: Clock) -> None:
        self._web, self._kept, self._clock = web, kept, clock
        self._before = dict(_answers(kept))
        self.asked = 0
        """Requests that were made and answered."""

    @property
    def answered(self) -> list[str]:
        """The addresses that had answered before the interruption."""
        return [answer.final_url for answer in self._before.values()]

    def fetch(
        self, source: Source, url: str, validators: Validators | None = None, cookies: Cookies | None = None
    ) -> Snapshot:
        """The page at an address. Raises FetchError."""
        if cookies is not None:
            return self._dated(self._web.fetch(source, url, validators, cookies))
        return self._known(source, url) or self._keep(self._web.fetch(source, url, validators))

    def post(self, source: Source, url: str, query: Query, cookies: Cookies | None = None) -> Snapshot:
        """The answer to a query. Raises FetchError."""
        if cookies is not None:
            return self._dated(self._web.post(source, url, query, cookies))
        return self._known(source, post_address(url, query)) or self._keep(self._web.post(source, url, query))

    def _known(self, source: Source, url: str) -> Snapshot | None:
        return self._before.get((source.id, url))

    def _dated(self, answer: Snapshot) -> Snapshot:
        self.asked += 1
        return replace(answer, fetched_at=self._clock.now())

    def _keep(self, answer: Snapshot) -> Snapshot:
        dated = self._dated(answer)
        self._kept.store(dated)
        return dated


@dataclass(slots=True)
class Session:
    """A run that is under way."""

    home: Home
    catalog: Catalog
    run: Run
    archive: Archive
    clock: Clock
    journal: Journal
    resumed: bool = False
    warnings: list[tuple[str, str]] = field(default_factory=list)
    told: dict[str, Any] = field(default_factory=dict)
    """What the journal notes at the run's end."""

    def web(self, web: Fetcher) -> Recorder:
        """The web as this run asks it: what it asked before it was interrupted counts in the budgets of its hosts."""
        recorder = Recorder(web, Archive(self.home.unfinished / self.run.run_id), self.clock)
        if self.resumed:
            failed = [request.url for request in self.requests_before() if request.error is not None]
            asked = [*recorder.answered, *failed]
            robots = {urlunsplit((*urlsplit(url)[:2], "/robots.txt", "", "")) for url in asked}
            web.begin_with([*asked, *robots])
        return recorder

    def requests_before(self) -> list[Fetch]:
        """The requests of this run before it was interrupted, those that failed among them."""
        if not self.resumed:
            return []
        torn: list[str] = []  # named when the run was taken up
        return rebuild.requests(history.of_run(self.archive, self.run.run_id, torn))

    def checking(self) -> datetime:
        """Notes that the verdicts are about to be decided; when. Where they were before an interruption: then."""
        if self.resumed:
            with closing(open_record(self.home.record)) as connection:
                decided = "SELECT max(decided_at) FROM verdict WHERE run_id = ?"
                ((before,),) = connection.execute(decided, [self.run.run_id]).fetchall()
            if before is not None:
                return before  # type: ignore[no-any-return]
        at = self.clock.now()
        self.journal.note(self.run, "checking", at)
        return at


@contextmanager
def session(
    home: Home, catalog: Catalog, kind: Kind, facts: Mapping[str, Any] | None = None, *, resume: bool = False,
    clock: Callable[[], datetime] | None = None,
) -> Iterator[Session]:  # fmt: skip
    """Hold the home for one run. One that leaves by an exception, or is killed, has not ended.

    `resume`: go on with the last run of this kind and these facts, where it has not ended; else begin one. Raises
    WriterBusyError where another process writes, RecordError where the record is gone though the archive has runs.
    """
    asked = dict(facts or {})
    with writer(home):
        journal = Journal(home.runs)
        runs = journal.runs()
        archive = Archive(home.archive)
        _refuse_lost_record(home, runs)
        known = [time for time in (journal.latest(), archive.latest()) if time]
        floor = max(known, default=None)
        clock_of_run = Clock(floor, clock) if clock else Clock(floor)
        open_run = _open_run(runs, kind, asked) if resume else None
        warnings = [*_clock_alarm(floor, clock), *((journal.path.name, what) for what in journal.failures)]
        for left in runs:
            if not left.finished and left is not open_run:
                if resume and left.kind == kind:
                    warnings.append((f"run {left.run.run_id}", _other_options(left.facts, asked)))
                warnings += take_up(home, catalog, archive, journal, left, clock_of_run.now())
        run = _same_run(open_run, catalog) if open_run else new_run(home.profile, catalog, clock_of_run.now())
        torn = list(archive.warnings)
        archive = Archive(home.archive, run.run_id, clock_of_run.now)
        if open_run:
            archive.take_up(_stored(archive, run.run_id, torn))
            versions = {"extractor_version": run.extractor_version, "catalog_version": run.catalog_version}
            journal.note(run, "resumed", clock_of_run.now(), **versions)
        else:
            journal.begin(run, kind, **asked)
        under_way = Session(home, catalog, run, archive, clock_of_run, journal, open_run is not None, warnings)
        warnings += [("archive", what) for what in dict.fromkeys([*torn, *archive.warnings])]
        yield under_way
        journal.note(run, "ended", clock_of_run.now(), told=under_way.told)
        _forget(home)


def take_up(
    home: Home, catalog: Catalog, archive: Archive, journal: Journal, left: JournalRun, at: datetime
) -> list[tuple[str, str]]:
    """Load what a killed run had archived, under its own id, and note what the record has of it.

    That it was done is said as a warning, and so is what of it could not be read or loaded.
    """
    torn: list[str] = []
    entries = history.of_run(archive, left.run.run_id, torn)
    read = rebuild.typed(entries, home, catalog, archive, left.run)
    requests = rebuild.requests(entries)
    failures = [("archive", what) for what in torn]
    with closing(open_record(home.record)) as connection, loading(home.record, [request.url for request in requests]):
        rebuild.load_run(connection, left.run, entries, catalog, archive, read, failures)
        done = [
            what
            for what, table in (("decided", "decision"), ("checked", "verdict"))
            if connection.execute(f"SELECT count(*) > 0 FROM {table} WHERE run_id = ?", [left.run.run_id]).fetchall()[
                0
            ][0]
        ]
    journal.note(left.run, "abandoned", at, done=done)
    what = f"did not end; the {len(requests)} requests that it had made were taken up"
    return [(f"run {left.run.run_id}", what), *failures]


def _refuse_lost_record(home: Home, runs: list[JournalRun]) -> None:
    if not exists(home.record) and any(run.ended or run.checked_at for run in runs):
        raise RecordError(
            f"{home.record} is gone, though {home.runs} has runs that wrote it; `bacninh doctor --repair "
            f"{home.options}` rebuilds it from the archive"
        )


def _open_run(runs: list[JournalRun], kind: Kind, facts: dict[str, Any]) -> JournalRun | None:
    left = [run for run in runs if not run.finished and run.kind == kind and run.facts == facts]
    return left[-1] if left else None


def _other_options(then: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """Why a run that has not ended is not gone on with."""
    return f"is not gone on with: it was begun with {_told(then)}, this one with {_told(now)}; a new run begins"


def _told(facts: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in sorted(facts.items()) if value) or "no options"


def _same_run(left: JournalRun, catalog: Catalog) -> Run:
    """The run with today's extractor and catalogue: they may have been mended since it was killed."""
    return replace(left.run, extractor_version=EXTRACTOR_VERSION, catalog_version=catalog.version)


def _clock_alarm(floor: datetime | None, system: Callable[[], datetime] | None) -> list[tuple[str, str]]:
    now = system() if system else datetime.now(UTC)
    if floor is None or now >= floor - AHEAD:
        return []
    what = f"the clock says {now:%Y-%m-%d %H:%M}, but there are runs of {floor:%Y-%m-%d %H:%M} (UTC)"
    return [("clock", f"{what}; set it right: times of this run count on from the later one")]


def _stored(archive: Archive, run: str, torn: list[str]) -> dict[tuple[str, str], Snapshot | None]:
    found: dict[tuple[str, str], Snapshot | None] = {}
    for entry in history.of_run(archive, run, torn):
        if isinstance(entry, history.Answer):
            found[entry.snapshot.url, entry.snapshot.fetched_at.isoformat()] = entry.snapshot
        else:
            found.setdefault((entry.note.url, entry.note.fetched_at.isoformat()), None)
    return found


def _answers(kept: Archive) -> Iterator[tuple[tuple[str, str], Snapshot]]:
    torn: list[str] = []  # what is torn of an unfinished run is asked for again
    for entry in history.entries(kept, torn):
        if isinstance(entry, history.Answer):
            try:
                whole = entry.whole(kept) if entry.has_body else replace(entry.snapshot, body=b"", location=None)
            except ArchiveError:
                continue  # it is asked for again
            yield (whole.source, whole.url), replace(whole, location=None)


def _forget(home: Home) -> None:
    """What was kept for resuming: no run is unfinished now."""
    shutil.rmtree(home.unfinished, ignore_errors=True)
