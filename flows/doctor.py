"""What is well with a home and what is not: archive, record, release, decisions, schedule, disk, clock, sources.

The promise is checked on the files themselves: for each piece of evidence the archived page is read again, and the
printed words must stand where the locator says.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

import duckdb
import yaml

from extractors import curated, formats, history, yml
from extractors.archive import Archive, ArchiveError
from extractors.catalog import Catalog
from extractors.errors import UnreadablePage
from extractors.ondisk import OnDisk
from extractors.records import Dataset, Page, WarcLocation
from flows import transcribed
from flows.reading import OWN, read_own
from transforms import corrections
from warehouse import decisions, manifest
from warehouse.connect import Home, RecordError, open_release
from warehouse.journal import Journal, JournalRun
from warehouse.release import check_record, never_in_place, release_file, versions
from warehouse.suites import COUNTED

Level = Literal["well", "look", "wrong"]
"""`look`: a person should look at it; `wrong`: a promise is broken."""

NIGHTS = timedelta(hours=36)
"""A live home without a run for longer has missed a night."""
STALE = timedelta(days=4)
"""A live source that has not answered for longer is an alarm."""
LEAST_FREE = 1_000_000_000
"""Bytes that a home should have room for, or three times its record."""
SHOWN = 5
"""Examples that a finding names."""
DEPLOYMENT = Path(__file__).parent.parent / "prefect.yaml"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    area: str
    level: Level
    what: str
    cure: str = ""
    repair: str = ""
    """What `--repair` does about it: index, leftovers, record (from the release and the archive), words
    (the record from the archive alone), places (of archived answers in the record) or release; empty: nothing."""

    def json(self) -> dict[str, str]:
        """As a JSON object."""
        return asdict(self)


def examine(home: Home, catalog: Catalog, now: datetime | None = None) -> list[Finding]:
    """Everything that can be looked at. Nothing is changed; the caller holds `writer(home)`, so that nothing moves."""
    at = now or datetime.now(UTC)
    found = [*_index(home)]
    archive = Archive(home.archive)
    found += [
        *_archive(home, archive),
        *_leftovers(home),
        *_schedule(home, at),
        *_disk(home),
        *_clock(home, archive, at),
    ]
    found += [*_release(home), *_decisions_file(home)]
    try:
        with closing(open_release(home.record)) as record:
            found += _record(home, record)
            found += _decisions(record)
            found += _against_release(home, record)
            found += _runs(home, record)
            found += _words(home, record, archive, catalog)
            found += _sources(home, record, catalog, at)
    except RecordError as error:
        found.append(Finding("record", "wrong", str(error), _repair(home), "record"))
    except duckdb.Error as error:
        what = f"{home.record} does not answer ({error})"
        found.append(Finding("record", "wrong", what, _repair(home), "record"))
    return found


def _repair(home: Home) -> str:
    """What to type to have this home repaired."""
    return f"bacninh doctor --repair {home.options}"


# -- the archive


def _index(home: Home) -> Iterator[Finding]:
    """The index against the files, before anything mends it."""
    index = home.archive / "index.jsonl"
    repair = (_repair(home), "index")
    sizes = {p.name: p.stat().st_size for p in home.archive.glob("*.warc.gz") if p.stat().st_size}
    if not index.exists():
        if sizes:
            yield Finding("index", "wrong", f"{index} is not there", *repair)
        return
    ends: dict[str, int] = {}
    for number, line in enumerate(index.read_text("utf-8", "replace").split("\n"), start=1):
        if not line:
            continue
        try:
            entry = json.loads(line)
            ends[entry["file"]] = entry.get("end", 0)
        except (ValueError, KeyError, TypeError):
            yield Finding("index", "wrong", f"{index.name}: line {number} cannot be used", *repair)
    for name in sorted(ends.keys() | sizes.keys()):
        if ends.get(name) != sizes.get(name):
            what = f"{name}: {sizes.get(name, 0)} bytes long, {ends.get(name, 0)} of them indexed"
            yield Finding("index", "wrong", what, *repair)
    yield Finding("index", "well", f"{len(sizes)} WARC files, {sum(sizes.values()):,} bytes")


def _archive(home: Home, archive: Archive) -> Iterator[Finding]:
    """Every record read, every body's hash computed, every repeated body found, and every place of the index."""
    warnings: list[str] = []
    counts: Counter[str] = Counter()
    there = OnDisk()
    for entry in history.entries(archive, warnings):
        counts["answers" if isinstance(entry, history.Answer) else "notes"] += 1
        if isinstance(entry, history.Answer) and entry.is_new and (place := entry.snapshot.location):
            there[f"{place.file} {place.offset}"] = [entry.snapshot.url, entry.snapshot.sha256]
        if isinstance(entry, history.Answer) and not entry.is_new and entry.snapshot.location is None:
            counts["lost"] += 1
            yield Finding("archive", "wrong", f"{entry.snapshot.url}: the body that it repeats is nowhere",
                          "restore the WARC file that is missing")  # fmt: skip
    lost = {
        (place.file, place.offset, url)
        for url, sha256, place in archive.places()
        if there.get(f"{place.file} {place.offset}") != [url, sha256]
    }
    for file, offset, url in sorted(lost):
        what = f"{url}: the index leads to {file} at {offset}, where its answer cannot be read"
        yield Finding("index", "wrong", what, f"{_repair(home)}: what is lost is asked for again", "index")
    for warning in warnings:
        yield Finding("archive", "look", warning, "a run was killed there; what came before it is whole")
    yield Finding("archive", "well", f"{counts['answers']} answers and {counts['notes']} notes read, hashes computed")


def _leftovers(home: Home) -> Iterator[Finding]:
    found = leftovers(home)
    if found:
        names = ", ".join(p.name for p in found[:SHOWN])
        what = f"{len(found)} staged files of runs that were killed: {names}"
        yield Finding("leftovers", "look", what, f"the next release clears them, or {_repair(home)}", "leftovers")


def leftovers(home: Home) -> list[Path]:
    """Staged files that no run works on: the caller is the one writer."""
    patterns = ("bacninh-*.staged*", "*.staged", ".*.new", "releases/.*.new", ".dry-run-*", "archive/*.staged")
    return sorted({path for pattern in patterns for path in home.directory.glob(pattern)} | {*never_in_place(home)})


# -- record and release


def _record(home: Home, record: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    wrong = check_record(record)
    for what in wrong:
        yield Finding("record", "wrong", what, f"{_repair(home)} takes it from the release and the archive", "record")
    if not wrong:
        count = record.execute("SELECT count(*) FROM observation").fetchall()[0][0]
        yield Finding("record", "well", f"{count} observations; every required check passes")


def _runs(home: Home, record: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    """Runs that the journal has and the record has not: the record is older than the archive."""
    held = {row[0] for row in record.execute("SELECT run_id FROM run").fetchall()}
    missing = [run.run.run_id for run in Journal(home.runs).runs() if run.checked_at and run.run.run_id not in held]
    if missing:
        what = f"{len(missing)} runs of the journal are not in the record: {', '.join(missing[:SHOWN])}"
        yield Finding("record", "wrong", what, f"{_repair(home)} takes it from the release and the archive", "record")


def _release(home: Home) -> Iterator[Finding]:
    known = versions(home)
    kept = [(release_file(home, version), manifest.manifest_file(home, version)) for version in known]
    for file, beside in kept:
        for what in _against_manifest(file, beside):
            yield Finding("release", "look", what, f"remove {file}; the release in place is another file")
    if not home.release.exists():
        yield Finding("release", "wrong", f"{home.release} is not there", _repair(home), "release")
        return
    try:
        with closing(open_release(home.release)) as connection:
            version = manifest.release_row(connection)["version"]
            figures = _count(connection, "series")
            tables = _tables(connection)
        wrong = _against_manifest(home.release, beside := manifest.manifest_file(home, version))
        if beside.exists() and not wrong:
            told = manifest.read(beside)
            wrong = [
                f"{name} has {count} rows, the manifest says {told.tables.get(name)}"
                for name, count in tables.items()
                if told.tables.get(name) != count
            ]
    except (RecordError, duckdb.Error) as error:
        yield Finding("release", "wrong", str(error), _repair(home), "release")
        return
    for what in wrong:
        yield Finding("release", "wrong", what, _repair(home), "release")
    if not wrong:
        what = f"version {version} opens, is as its manifest says: {figures} figures in series"
        yield Finding("release", "well", what)


def _against_manifest(file: Path, beside: Path) -> list[str]:
    if not beside.exists():
        return [f"{file.name} has no manifest"]
    try:
        return manifest.differences(manifest.read(beside), file)
    except RecordError as error:
        return [str(error)]


def _against_release(home: Home, record: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    try:
        with closing(open_release(home.release)) as release:
            counts = {t: (_count(record, t), _count(release, t)) for t in COUNTED.values()}
    except (RecordError, duckdb.Error):
        return  # said by the release's own check
    for table, (ours, theirs) in counts.items():
        if ours < theirs:
            what = f"the record has {ours} rows in {table}, the release {theirs}: it is not the one it was made of"
            yield Finding(
                "release", "wrong", what, f"{_repair(home)} takes it from the release and the archive", "record"
            )
    if any(ours > theirs for ours, theirs in counts.values()):
        what = "the record is ahead of the release: a run was killed, or its release was withheld"
        yield Finding("release", "look", what, f"bacninh check {home.options}")


def _tables(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    names = connection.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal AND NOT temporary").fetchall()
    return {name: _count(connection, name) for (name,) in names}


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])


# -- the words


_EVIDENCE = """
    SELECT p.snapshot_sha256, p.source, p.url, p.template, p.warc_file, p.warc_offset, p.version, p.locator, p.printed,
        p.state, p.observation_id
    FROM provenance p ORDER BY p.warc_file, p.warc_offset, p.snapshot_sha256"""


def _words(home: Home, record: duckdb.DuckDBPyConnection, archive: Archive, catalog: Catalog) -> Iterator[Finding]:
    """Whether the printed words of every piece of evidence stand where it says."""
    cursor = record.execute(_EVIDENCE)
    names = [column[0] for column in cursor.description or []]
    wrong: list[str] = []
    misplaced: list[str] = []
    moved: list[str] = []
    otherwise: list[str] = []
    checked, typed = 0, _typed(archive, catalog)
    rows = (dict(zip(names, row, strict=True)) for row in iter(cursor.fetchone, None))
    for _, group in groupby(rows, key=lambda row: (row["snapshot_sha256"], row["source"], row["url"])):
        pieces = list(group)
        checked += len(pieces)
        if pieces[0]["template"] == "transcribed":
            lost = [p for p in pieces if p["state"] == "stated" and (p["locator"], p["printed"]) not in typed]
            wrong += [f"{p['observation_id'][:12]}: {p['locator']} is in no file of figures" for p in lost]
            continue
        try:
            document = _document(pieces[0], archive, catalog)
        except (ArchiveError, UnreadablePage, LookupError) as error:
            again = isinstance(error, ArchiveError) and archive.holds(pieces[0]["snapshot_sha256"])
            (moved if again else wrong).append(f"{pieces[0]['url']}: {error}")
            continue
        for piece in (p for p in pieces if not _stands(p, document)):
            what = f"{piece['printed']!r} is not at {piece['locator']} of {piece['url']}"
            (misplaced if piece["version"] == document.version else otherwise).append(
                f"{piece['observation_id'][:12]}: {what}"
            )
    for what in misplaced[:SHOWN]:
        yield Finding("words", "wrong", what, f"{_repair(home)} reads the archive again", "words")
    for what in moved[:SHOWN]:
        cure = f"{_repair(home)} leads to where the same bytes were archived again"
        yield Finding("words", "wrong", what, cure, "places")
    for what in wrong[:SHOWN]:
        yield Finding("words", "wrong", what, "restore the archive's file")
    if (more := sum(max(0, len(found) - SHOWN) for found in (wrong, misplaced, moved))) > 0:
        yield Finding("words", "wrong", f"and {more} more")
    if otherwise:
        what = f"{len(otherwise)} pieces of evidence are of a text that today's reader reads otherwise: {otherwise[0]}"
        yield Finding("words", "look", what, f"bacninh replay --dry-run {home.options} shows what it reads now")
    if not wrong and not misplaced and not moved:
        yield Finding("words", "well", f"{checked} pieces of evidence: the printed words stand where each says")


def _document(piece: dict[str, Any], archive: Archive, catalog: Catalog) -> Page | Dataset:
    if piece["warc_file"] is None:
        raise ArchiveError("no request of the record leads to its archived answer")
    snapshot = archive.read(WarcLocation(piece["warc_file"], piece["warc_offset"]))
    if snapshot.sha256 != piece["snapshot_sha256"]:
        raise ArchiveError(f"{piece['warc_file']} at {piece['warc_offset']} holds another body")
    if piece["source"] == OWN:
        return read_own(snapshot, catalog)
    source = catalog.sources.get(piece["source"])
    # the date does not matter here, but a file that a page links is read only as such
    linking = formats.Linking(None, "") if snapshot.via else None
    return formats.read(snapshot, source, catalog, linking)


def _stands(piece: dict[str, Any], document: Page | Dataset) -> bool:
    locator, printed = str(piece["locator"]), piece["printed"]
    if isinstance(document, Dataset):
        return any(f.locator == locator and f.printed == printed for f in document.figures) or (
            piece["state"] == "superseded"
        )
    box, _, place = locator.rpartition("text:")
    start, _, end = place.partition("-")
    if not (start.isdecimal() and end.isdecimal()) or document.text[int(start) : int(end)] != printed:
        return False
    if not box:
        return True
    region = next((r for r in document.regions if r.start <= int(start) < r.end), None)
    return region is not None and box == f"pdf:{region.page}@{','.join(f'{x:.1f}' for x in region.box)};"


def _typed(archive: Archive, catalog: Catalog) -> set[tuple[str, str]]:
    """Locator and words of all figures in the files typed by hand, as they were last read."""
    latest: dict[tuple[str, str], str] = {}
    torn: list[str] = []  # named by `_archive`
    for entry in history.entries(archive, torn):
        if isinstance(entry, history.Noted) and entry.note.kind == "typed" and entry.note.sha256:
            latest[entry.note.source, entry.note.url] = entry.note.sha256
    found: set[tuple[str, str]] = set()
    with tempfile.TemporaryDirectory(prefix="bacninh-") as folder:
        for number, ((source, url), sha256) in enumerate(latest.items()):
            try:
                kept = archive.by_hash(sha256)
            except ArchiveError:
                kept = None  # named by `_archive`
            path = Path(folder) / str(number) / transcribed.name_of(url)
            path.parent.mkdir()
            path.write_bytes(kept.body if kept else b"")
            read = curated.read([path], catalog, own=source == OWN)
            found |= {(figure.locator, figure.printed) for dataset in read.datasets for figure in dataset.figures}
    return found


# -- people, time and place


def _decisions_file(home: Home) -> Iterator[Finding]:
    _, failures = corrections.load(home.directory / "decisions.jsonl")
    for place, what in failures:
        yield Finding("decisions", "wrong", f"{place}: {what}", "mend the line")


def _decisions(record: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    alarms = decisions.alarms(record)
    for place, what in alarms:
        yield Finding("decisions", "look", f"{place}: {what}")
    if not alarms:
        held = record.execute("SELECT count(*) FROM current_decision").fetchall()[0][0]
        yield Finding("decisions", "well", f"{held} decisions of people hold, on figures that are stated as then")


def _schedule(home: Home, now: datetime) -> Iterator[Finding]:
    journal = Journal(home.runs)
    runs = journal.runs()
    for what in journal.failures:
        yield Finding("schedule", "look", what, "what the run had archived is safe; its line is left out")
    for left in (run for run in runs if not run.finished):
        what = f"run {left.run.run_id} ({left.kind}) has not ended"
        again = f"`{command} {home.options}` goes on with it, else " if (command := _again(left)) else ""
        yield Finding("schedule", "look", what, f"{again}the next run takes up what it had archived")
    nights = [run for run in runs if run.kind == "nightly" and run.ended]
    if not nights:
        yield Finding("schedule", "look", "no night has run to its end yet", f"bacninh run {home.options}")
    elif home.profile == "live" and now - nights[-1].run.started_at > NIGHTS:
        what = f"the last night was {nights[-1].run.started_at:%Y-%m-%d %H:%M} UTC"
        yield Finding("schedule", "wrong", what, "is the Prefect server up, and a worker on pool `bacninh`?")
    else:
        yield Finding("schedule", "well", f"last night {nights[-1].run.started_at:%Y-%m-%d %H:%M} UTC")
    if DEPLOYMENT.exists():
        yield _deployment(DEPLOYMENT)


def _again(left: JournalRun) -> str:
    """What to type, but for the home, to go on with a run that has not ended; nothing where that cannot be done."""
    match left.kind:
        case "nightly":
            return "bacninh run --resume" + ("" if left.facts.get("curated", True) else " --without-curated")
        case "backfill":
            asked = left.facts
            return f"bacninh backfill --source {asked['source']} --from {asked['since']} --to {asked['until']}"
    return ""


def _deployment(file: Path) -> Finding:
    try:
        deployments = yml.load(file.read_text("utf-8"))["deployments"]
        nightly = next(d for d in deployments if d["name"] == "nightly")
        crons = [f"{s['cron']} {s.get('timezone', 'UTC')}" for s in nightly["schedules"] if s.get("active", True)]
    except (yaml.YAMLError, KeyError, TypeError, StopIteration) as error:
        return Finding("schedule", "wrong", f"{file.name} has no deployment `nightly` that can be read ({error!r})",
                       "restore the file")  # fmt: skip
    if not crons:
        return Finding("schedule", "look", f"{file.name}: no schedule of `nightly` is active", "set active: true")
    return Finding("schedule", "well", f"{file.name} deploys `nightly` at {', '.join(crons)}")


def _disk(home: Home) -> Iterator[Finding]:
    free = shutil.disk_usage(home.directory).free
    size = home.record.stat().st_size if isinstance(home.record, Path) and home.record.exists() else 0
    needed = max(LEAST_FREE, 3 * size)
    if free < needed:
        what = f"{free:,} bytes are free on the disk of {home.directory}, {needed:,} are wanted"
        yield Finding("disk", "look", what, "make room: old releases may go")
    places = [p for p in (home.directory, home.archive, home.releases) if p.exists() and not os.access(p, os.W_OK)]
    for path in places:
        yield Finding("disk", "wrong", f"{path} cannot be written to", "mend its permissions, or mount it for writing")
    if free >= needed and not places:
        yield Finding("disk", "well", f"{free:,} bytes free")


def _clock(home: Home, archive: Archive, now: datetime) -> Iterator[Finding]:
    known = {"the latest answer": archive.latest(), "the latest run": Journal(home.runs).latest()}
    ahead = {what: time for what, time in known.items() if time and time > now + timedelta(minutes=5)}
    for what, time in ahead.items():
        told = f"{what} is of {time:%Y-%m-%d %H:%M}, the clock says {now:%Y-%m-%d %H:%M} (UTC)"
        yield Finding("clock", "wrong", told, "set the clock right; times go on from the later one until it is past")
    if not ahead:
        yield Finding("clock", "well", "nothing in the home is of the future")


def _sources(home: Home, record: duckdb.DuckDBPyConnection, catalog: Catalog, now: datetime) -> Iterator[Finding]:
    rows = record.execute(
        "SELECT source, last_success, last_request, failed_requests, documents, observations FROM freshness"
    )
    known = {row[0]: row[1:] for row in rows.fetchall()}
    failing = _failing(record)
    is_live = home.profile == "live"
    for source in catalog.sources.values():
        if source.id not in known:
            if is_live and source.live and not source.synthetic:
                yield Finding("sources", "look", f"{source.id}: never asked", f"bacninh run {home.options}")
            continue
        success, request, failed, documents, observations = known[source.id]
        told = (
            f"{source.id}: {documents or 0} documents, {observations or 0} observations, {failed or 0} requests failed"
        )
        if request is not None and (success is None or (is_live and now - success > STALE)):
            last = f"{success:%Y-%m-%d}" if success else "never"
            yield Finding("sources", "wrong", f"{told}; last answer {last}", "look at the site in a browser")
        elif failing[source.id]:
            yield Finding("sources", "look", f"{told}; {failing[source.id]} of them in the last run", "see its summary")
        else:
            yield Finding("sources", "well", told)
    if is_live:
        late = record.execute("SELECT source, report, time_period, due FROM release_calendar WHERE state = 'overdue'")
        for source_id, report, period, due in late.fetchall()[:SHOWN]:
            yield Finding("sources", "look", f"{source_id}: {report} for {period} was due on {due} and was not seen")


def _failing(record: duckdb.DuckDBPyConnection) -> dict[str, int]:
    rows = record.execute(
        """SELECT source, count(*) FROM request
        WHERE error IS NOT NULL AND run_id = (SELECT arg_max(run_id, started_at) FROM run) GROUP BY source"""
    ).fetchall()
    return defaultdict(int, rows)


def lines(found: list[Finding]) -> Iterator[str]:
    """The findings for people, what is wrong last."""
    order: Callable[[Finding], int] = lambda finding: ("well", "look", "wrong").index(finding.level)  # noqa: E731
    for finding in sorted(found, key=order):
        cure = f"; {finding.cure}" if finding.cure and finding.level != "well" else ""
        yield f"{finding.level:6} {finding.area:10} {finding.what}{cure}"
