"""The record made again: each run of the journal loaded from what it had archived, in order.

With the decisions of people it gives the record again, row for row, as long as the extractor and the catalogue are
those that made it. Readings by earlier ones cannot be made again: so the runs that a whole release has are taken from
it. Without one the rebuilt record has today's reading in their place.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb

from extractors import EXTRACTOR_VERSION, history
from extractors.archive import Archive, ArchiveError
from extractors.catalog import Catalog
from extractors.history import Answer, Entry, Noted
from extractors.ondisk import OnDisk
from extractors.records import Snapshot
from flows import transcribed
from flows.collect import request_noted, request_of
from flows.reading import OWN, Read, documents
from flows.store import check
from warehouse.connect import Home, open_record, open_release, put_in_place
from warehouse.decisions import take_up
from warehouse.journal import Journal, JournalRun
from warehouse.load import load_all
from warehouse.records import Fetch, LoadBatch, LoadResult, Run
from warehouse.release import as_record

CHUNK = 50
"""Answers in memory at a time."""

Progress = Callable[[str], None]


@dataclass(slots=True)
class Rebuilt:
    """What a rebuild made."""

    kept: int = 0
    """Runs that were taken from a release; what follows is of the others."""
    runs: int = 0
    answers: int = 0
    observations: int = 0
    evidence: int = 0
    failures: list[tuple[str, str]] = field(default_factory=list)


def rebuild(home: Home, catalog: Catalog, tell: Progress = lambda _: None, kept: Path | None = None) -> Rebuilt:
    """Make the record anew from the archive, the figures typed by hand and the decisions; put in place when whole.

    `kept`: a release, whose runs are taken from it.

    The caller holds `writer(home)`. The record of before, if there is one, is replaced at the very end.
    """
    staged = Home(home.directory / "rebuild.staged", home.profile, home.area)
    shutil.rmtree(staged.root, ignore_errors=True)
    staged.directory.mkdir(parents=True)
    decisions = home.directory / "decisions.jsonl"
    if decisions.exists():
        shutil.copyfile(decisions, staged.directory / decisions.name)
    archive = Archive(home.archive)
    result = Rebuilt()
    changed, seen = False, OnDisk()
    torn: list[str] = []
    held = _taken_from(kept, staged) if kept else set()
    runs = _runs(home, archive, catalog, result)
    last = next((known for known in reversed(runs) if known.run.run_id not in held), None)
    for number, (known, entries) in enumerate(_with_entries(runs, archive, torn), start=1):
        tell(f"run {number} of {len(runs)}: {known.run.run_id}")
        if known.run.run_id in held:
            result.kept += 1
            for entry in entries:
                if isinstance(entry, Answer):
                    is_sighting(entry, seen, archive)
        else:
            changed = _redo(staged, known, entries, catalog, archive, result, seen, changed, last=known is last)
    open_record(staged.record).close()  # where no run is known, an empty one
    put_in_place(staged.file, home.record)
    shutil.rmtree(staged.root)
    result.failures += [("archive", what) for what in torn]
    result.failures = list(dict.fromkeys(result.failures))  # a page that failed every night is told once
    return result


def _taken_from(release: Path, home: Home) -> set[str]:
    """Begin the record of `home` with the rows of a release; the runs that it has then."""
    as_record(release, home.file)
    with closing(open_release(home.file)) as record:
        return {row[0] for row in record.execute("SELECT run_id FROM run").fetchall()}


def load_run(
    connection: duckdb.DuckDBPyConnection, run: Run, entries: Iterable[Entry], catalog: Catalog, archive: Archive,
    read: Read, failures: list[tuple[str, str]], seen: MutableMapping[str, Any] | None = None,
) -> LoadResult:  # fmt: skip
    """Load what a run archived, a chunk at a time, in one transaction. `read`: its figures typed by hand, read.

    The row of the run keeps its versions; what is read is read by today's. What could not be read or loaded, of the
    figures typed by hand too, is added to `failures`. `seen`: see `is_sighting`.
    """
    columns = "run_id, started_at, profile, extractor_version, catalog_version"
    connection.execute(
        f"INSERT INTO run ({columns}) SELECT ?, ?, ?, ?, ? WHERE NOT EXISTS (FROM run WHERE run_id = ?)",
        [run.run_id, run.started_at, run.profile, run.extractor_version, run.catalog_version, run.run_id],
    )
    today = replace(run, extractor_version=EXTRACTOR_VERSION, catalog_version=catalog.version)
    failures += read.failures
    batches = _batches(today, entries, catalog, archive, read, failures, {} if seen is None else seen)
    loaded = load_all(connection, batches)
    failures += [("record", figure) for figure in loaded.refused]
    return loaded


def requests(entries: Iterable[Entry]) -> list[Fetch]:
    """The requests behind what a run archived."""
    found = []
    for entry in entries:
        if isinstance(entry, Noted) and entry.note.kind in ("listing", "failed"):
            found.append(request_noted(entry.note))
        elif isinstance(entry, Answer) and not _is_typed(entry.snapshot):
            found.append(request_of(entry.snapshot, has_body=entry.has_body))
    return found


def typed(entries: Iterable[Entry], home: Home, catalog: Catalog, archive: Archive, run: Run) -> Read:
    """The figures typed by hand that a run read, from its archived files, beside what the record has of them."""
    notes = [entry.note for entry in entries if isinstance(entry, Noted) and entry.note.kind == "typed"]
    read = Read()
    with tempfile.TemporaryDirectory(prefix="bacninh-") as folder:
        for source in dict.fromkeys(note.source for note in notes):
            bodies = {note.url: note.sha256 for note in notes if note.source == source and note.sha256}
            paths = [_written(Path(folder), url, sha256, archive, read) for url, sha256 in bodies.items()]
            if source == OWN:
                for path in paths:
                    read.add(transcribed.own(home, catalog, run.started_at, [path]))
            else:
                read.add(transcribed.shipped(home, catalog, run.started_at, sorted(paths, key=lambda path: path.name)))
    return read


def is_sighting(answer: Answer, seen: MutableMapping[str, Any], archive: Archive) -> bool:
    """Whether an answer can tell more than those before it; `seen` remembers them: address → what links it.

    "Unchanged" tells nothing, unless another page links the file now, whose date it then has. An answer that its run
    set aside is none of the page's.
    """
    snapshot = answer.snapshot
    if _is_typed(snapshot) or archive.is_aside(snapshot):
        return False
    before = seen.get(snapshot.url, answer)
    linked = seen[snapshot.url] = [snapshot.via.url, snapshot.via.sha256] if snapshot.via else None
    return answer.has_body or before != linked


def _redo(
    home: Home, known: JournalRun, entries: Sequence[Entry], catalog: Catalog, archive: Archive, result: Rebuilt,
    seen: MutableMapping[str, Any], changed: bool, *, last: bool,
) -> bool:  # fmt: skip
    """Load and check one run again; whether the verdicts are still due afterwards."""
    run = known.run
    read = typed(entries, home, catalog, archive, run)
    with closing(open_record(home.record)) as connection:
        loaded = load_run(connection, run, entries, catalog, archive, read, result.failures, seen)
        changed |= any((loaded.readings, loaded.observations, loaded.evidence, loaded.stated, loaded.withdrawn))
        if known.ended or known.checked_at or "decided" in known.done:
            changed |= _take_up(connection, home, run)
    result.runs += 1
    result.answers += sum(isinstance(entry, Answer) for entry in entries)
    result.observations += loaded.observations
    result.evidence += loaded.evidence
    # the verdicts are a function of observations and decisions: where neither changed, they do not
    checked = "checked" in known.done if known.abandoned else bool(known.checked_at)
    if checked and (changed or last):
        check(home, run, catalog, known.checked_at)
        return False
    return changed


def _take_up(connection: duckdb.DuckDBPyConnection, home: Home, run: Run) -> bool:
    count = "SELECT count(*) FROM decision"
    before = connection.execute(count).fetchall()
    take_up(connection, home, run)
    return connection.execute(count).fetchall() != before


def _batches(
    run: Run, entries: Iterable[Entry], catalog: Catalog, archive: Archive, read: Read,
    failures: list[tuple[str, str]], seen: MutableMapping[str, Any],
) -> Iterator[LoadBatch]:  # fmt: skip
    yield LoadBatch(run, catalog, [], read.documents)
    chunk: list[Entry] = []
    for entry in entries:
        chunk.append(entry)
        if len(chunk) == CHUNK:
            yield _batch(run, chunk, catalog, archive, failures, seen)
            chunk = []
    yield _batch(run, chunk, catalog, archive, failures, seen)


def _batch(
    run: Run, chunk: list[Entry], catalog: Catalog, archive: Archive, failures: list[tuple[str, str]],
    seen: MutableMapping[str, Any],
) -> LoadBatch:  # fmt: skip
    answers = [entry for entry in chunk if isinstance(entry, Answer) and is_sighting(entry, seen, archive)]
    found = documents(answers, catalog, archive)
    failures += found.failures
    return LoadBatch(run, catalog, requests(chunk), found.documents)


def _runs(home: Home, archive: Archive, catalog: Catalog, result: Rebuilt) -> list[JournalRun]:
    """The runs of the journal, and those of files that it does not know, each behind the run whose files are before its
    own: a clock that was set back puts no run before another."""
    journal = Journal(home.runs)
    due = sorted(journal.runs(), key=lambda known: known.run.started_at)
    result.failures += [(journal.path.name, what) for what in journal.failures]
    ids, filed = {known.run.run_id for known in due}, history.runs(archive)
    place = 0
    for run_id, at in filed.items():
        if run_id in ids:
            place = next(n for n, known in enumerate(due, start=1) if known.run.run_id == run_id)
            continue
        result.failures.append((journal.path.name, f"run {run_id} has files in the archive, and no line here"))
        while place < len(due) and due[place].run.run_id not in filed and due[place].run.started_at < at:
            place += 1
        if place < len(due):
            at = min(at, due[place].run.started_at - _MOMENT)
        if place:
            at = max(at, due[place - 1].run.started_at + _MOMENT)
        run = Run(run_id, at, home.profile, EXTRACTOR_VERSION, catalog.version)
        due.insert(place, JournalRun(run, "nightly", checked_at=at))
        place += 1
    return due


_MOMENT = timedelta(microseconds=1)


def _with_entries(
    due: Sequence[JournalRun], archive: Archive, torn: list[str]
) -> Iterator[tuple[JournalRun, list[Entry]]]:
    """Each run with what it archived, bodies left out; the archive is walked through once, file by file.

    Files are in the order of the runs, as one run is open at a time. What belongs to no run that is still due is told.
    """
    waiting = list(due)
    held: tuple[JournalRun, list[Entry]] | None = None
    for run_id, group in groupby(history.entries(archive, torn), key=lambda entry: entry.run):
        entries = [history.bodiless(entry) for entry in group]
        number = _number_of(run_id, entries, [held[0], *waiting] if held else waiting)
        if number is None:
            named = f"run {run_id}, which is not due there" if run_id else "a file whose run nothing names"
            torn.append(
                f"{len(entries)} answers and notes were left out: they are of {named}; restore the archive's files"
            )
        elif held and number == 0:
            held[1].extend(entries)
        else:
            number -= bool(held)
            if held:
                yield held
            yield from ((known, []) for known in waiting[:number])
            held = (waiting[number], entries)
            del waiting[: number + 1]
    if held:
        yield held
    yield from ((known, []) for known in waiting)


def _number_of(run_id: str, entries: Sequence[Entry], waiting: Sequence[JournalRun]) -> int | None:
    """Which of the runs that are due something is of. A file whose first record is lost names none: it is of the run
    that was under way when its first answer came."""
    if run_id:
        return next((n for n, known in enumerate(waiting) if known.run.run_id == run_id), None)
    first = entries[0]
    at = first.note.fetched_at if isinstance(first, Noted) else first.snapshot.fetched_at
    begun = [n for n, known in enumerate(waiting) if known.run.started_at <= at]
    return begun[-1] if begun else None


def _is_typed(snapshot: Snapshot) -> bool:
    return snapshot.url.startswith(transcribed.SCHEME)


def _written(folder: Path, url: str, sha256: str, archive: Archive, read: Read) -> Path:
    """An archived file under its own name: what it holds is cited by that name. What is lost of it is told."""
    path = folder / sha256[:16] / transcribed.name_of(url)
    path.parent.mkdir(exist_ok=True)
    try:
        kept = archive.by_hash(sha256)
    except ArchiveError as error:
        kept = None
        read.failures.append((url, str(error)))
    if kept is not None:
        path.write_bytes(kept.body)
    return path
