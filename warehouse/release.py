"""From the record to the file that users open: checked, copied, opened once, put in place in one step."""

from __future__ import annotations

import os
import shutil
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import duckdb

from extractors.codes import TOTALS
from extractors.errors import Mendable
from transforms.checks.validation import Validation
from warehouse import dictionary, diff, lake, manifest, suites
from warehouse.connect import (
    SCHEMA_VERSION,
    Home,
    RecordError,
    copy_rows,
    memory_of_writer,
    open_record,
    open_release,
    schema_info,
    sync,
    transaction,
)
from warehouse.lake import Lake
from warehouse.records import Run
from warehouse.suites import COUNTED

SERIES_ORDER = (
    "indicator", "transformation", "ref_area", *TOTALS, "unit", "price_base", "period_end", "freq", "time_period",
)  # fmt: skip
"""In which the rows of `series` lie in a release."""
KEEP = 5
"""How many releases stay in `releases/`."""


@dataclass(frozen=True, slots=True)
class ReleaseResult:
    """What became of a release."""

    status: Literal["released", "unchanged", "withheld"]
    version: str | None
    """Of the release that now stands; None where there never was one."""
    path: Path
    reasons: tuple[str, ...] = ()
    """Why it was withheld."""
    validations: tuple[Validation, ...] = ()
    """What came of the required checks: of the record, then of the series that was made of it."""


class ReleaseError(Mendable):
    """A staged release that does not open or does not hold what the record holds."""


def check_record(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """What is wrong with a record, in sentences; empty: fit for release. Required before every release."""
    return [o.reason for o in suites.record(connection).breaches]


def release(home: Home, run: Run, keep: int = KEEP, *, made_anew: bool = False) -> ReleaseResult:
    """Put the record's state in place as the release, unless nothing changed or a required check fails.

    `made_anew`: the record was read from the archive again, or mended; it may have fewer rows than the release that
    stands, and other ones where it has as many.
    The caller holds `writer(home)` and has closed the record. Whatever happens, the release of before stands until the
    new one is whole; who has it open goes on reading it. Raises RecordError where the record cannot be opened,
    ExpectationError where a check cannot be carried out, ReleaseError where the copy is not what was copied, OSError
    where the disk refuses.
    """
    before = _standing(home)
    source = _still(home.record)
    record = open_record(source) if isinstance(source, Path) else open_release(source)
    try:
        found = suites.record(record, before.counts if before and not made_anew else None)
        counts = suites.counts(record)
        schema = schema_info(record)
        if isinstance(source, Path):
            record.execute("CHECKPOINT")
    finally:
        record.close()  # before the copy: closing the file's copy would drop DuckDB's lock on the record
    standing = before.version if before else None
    if found.breaches:
        return _withheld(home, standing, found)
    if before and not made_anew and before.same_as(run, schema, counts):
        manifest.write_changelog(home, before.version)  # where the run of then was killed before it
        return ReleaseResult("unchanged", standing, home.release, validations=(found,))
    version = _next_version(home, standing)
    _clear_staged(home)
    staged = home.directory / f"bacninh-{version}.staged"
    try:
        _stage(source, staged, version, run, counts)
        rows, made = _verify(staged, counts)
        if made.breaches:
            return _withheld(home, standing, found, made)
        _describe(staged, home, version, rows, standing)
        _put_in_place(staged, home, version)
        if isinstance(source, Lake):
            _note_snapshot(source, version)
    finally:
        staged.unlink(missing_ok=True)
    manifest.write_changelog(home, version)
    _forget(home, keep)
    return ReleaseResult("released", version, home.release, validations=(found, made))


def _withheld(home: Home, standing: str | None, *found: Validation) -> ReleaseResult:
    reasons = tuple(breach.reason for one in found for breach in one.breaches)
    return ReleaseResult("withheld", standing, home.release, reasons, found)


def versions(home: Home) -> list[str]:
    """The versions kept in `releases/`, oldest first."""
    names = (p.stem.removeprefix("bacninh-") for p in home.releases.glob("bacninh-*.duckdb"))
    return sorted((n for n in names if _order(n)), key=_order)


def release_file(home: Home, version: str) -> Path:
    """Where a kept release lies."""
    return home.releases / f"bacninh-{version}.duckdb"


def whole(home: Home) -> Path | None:
    """The newest release that is as its manifest says and has the tables of this version; None where there is none."""
    for file in (home.release, *(release_file(home, version) for version in reversed(versions(home)))):
        try:
            with closing(open_release(file)) as connection:
                version, schema = manifest.release_row(connection)["version"], schema_info(connection)
            told = manifest.read(manifest.manifest_file(home, version))
        except (RecordError, duckdb.Error):
            continue  # the doctor says so
        if schema and schema[0] == SCHEMA_VERSION and not manifest.differences(told, file):
            return file
    return None


def as_record(file: Path, record: Path) -> None:
    """A release's rows as a record again: what the record was when it was released, with all that was ever read."""
    shutil.copyfile(file, record)
    with closing(duckdb.connect(str(record))) as connection:
        for table in _OF_RELEASES:
            connection.execute(f"DROP TABLE IF EXISTS {table}")
        connection.execute("DELETE FROM schema_info")  # so that views and comments are made again
    open_record(record).close()


_OF_RELEASES = ("release", "series", "dictionary")
"""Tables that a record has not: `series` is a view there."""


def pair(home: Home, old: str | None = None, new: str | None = None) -> tuple[Path, Path]:
    """The files of two releases to compare, named by version or path.

    Without `new` the one in place, without `old` the kept one before that. Raises RecordError where one is not there.
    """
    second = _named(home, new) if new else home.release
    if old:
        return _named(home, old), second
    with closing(open_release(second)) as connection:
        version = manifest.release_row(connection)["version"]
    earlier = [v for v in versions(home) if _order(v) < _order(version)]
    if not earlier:
        raise RecordError(
            f"{home.releases} has no release before {version}, nothing to compare with yet; or name two files"
        )
    return release_file(home, earlier[-1]), second


def _named(home: Home, name: str) -> Path:
    if name in versions(home):
        return release_file(home, name)
    if Path(name).exists():
        return Path(name)
    kept = ", ".join(versions(home)) or "none"
    raise RecordError(f"{name} is neither a file nor a version in {home.releases} (there: {kept})")


@dataclass(frozen=True, slots=True)
class _Standing:
    """The release that is in place."""

    version: str
    extractor_version: str
    catalog_version: str
    schema: tuple[int, str] | None
    """Of `schema_info`: other views or other words of the dictionary make another release of the same rows."""
    counts: dict[str, int]
    """Of COUNTED; an earlier version's release may lack some, and is then never the same."""

    def same_as(self, run: Run, schema: tuple[int, str] | None, counts: dict[str, int]) -> bool:
        """What pages say and people decide is append-only: equal counts are equal content."""
        versions = (self.extractor_version, self.catalog_version, self.schema)
        return versions == (run.extractor_version, run.catalog_version, schema) and self.counts == counts


def _standing(home: Home) -> _Standing | None:
    if not home.release.exists():
        return None
    connection = open_release(home.release)
    try:
        cursor = connection.execute("FROM release")
        row = cursor.fetchone()
        names = [d[0] for d in cursor.description or []]
        schema = schema_info(connection)
    finally:
        connection.close()
    if row is None:
        return None
    told = dict(zip(names, row, strict=True))
    return _Standing(
        told["version"], told["extractor_version"], told["catalog_version"], schema,
        {name: told[name] for name in COUNTED if name in told},
    )  # fmt: skip


def _still(record: Path | Lake) -> Path | Lake:
    """The record as it stays while it is released: a file has one writer, of a lake it is the newest snapshot."""
    if isinstance(record, Path):
        return record
    with closing(open_record(record)) as connection:
        return replace(record, snapshot=lake.snapshot(connection))


def _note_snapshot(released: Lake, version: str) -> None:
    """In the lake too: which of its snapshots the release is, to be attached with SNAPSHOT_VERSION."""
    with closing(open_record(replace(released, snapshot=None))) as connection, transaction(connection):
        connection.execute(
            f"CREATE TABLE IF NOT EXISTS {lake.RELEASES} (version VARCHAR, snapshot BIGINT, released_at TIMESTAMPTZ)"
        )
        connection.execute(
            f"INSERT INTO {lake.RELEASES} VALUES (?, ?, ?)", [version, released.snapshot, datetime.now(UTC)]
        )


def _stage(record: Path | Lake, staged: Path, version: str, run: Run, counts: dict[str, int]) -> None:
    copy_rows(record, staged)
    connection = open_record(staged)
    try:
        columns = ", ".join(f"{name} BIGINT" for name in COUNTED)
        connection.execute(
            "CREATE TABLE release (version VARCHAR, schema_version INTEGER, profile VARCHAR, run_id VARCHAR, "
            f"extractor_version VARCHAR, catalog_version VARCHAR, released_at TIMESTAMPTZ, {columns})"
        )
        values = [
            version, SCHEMA_VERSION, run.profile, run.run_id, run.extractor_version, run.catalog_version,
            datetime.now(UTC), *counts.values(),
        ]  # fmt: skip
        connection.execute(f"INSERT INTO release VALUES ({', '.join('?' * len(values))})", values)
        connection.execute(";\n".join(dictionary.comments(connection, only="release")))
        _compute_series(connection)
        dictionary.store(connection)
        connection.execute("CHECKPOINT")
    finally:
        connection.close()


def _compute_series(connection: duckdb.DuckDBPyConnection) -> None:
    """The view `series` as a table of the same name, in the order of its keys.

    A release does not change, and who asks it for one series reads some rows instead of weighing all reports. Ranked
    first and decided then: in one query the windows of both hold blocks at the same time, of ten million reports more
    than there is memory.
    """
    with manifest.computed_once(connection, ("inferred_base", "candidate_rank")):
        connection.execute(f"CREATE TABLE computed AS FROM series ORDER BY {', '.join(SERIES_ORDER)}")
    connection.execute("DROP VIEW series")
    connection.execute("ALTER TABLE computed RENAME TO series")
    connection.execute(";\n".join(dictionary.comments(connection, only="series")))


def _verify(staged: Path, counts: dict[str, int]) -> tuple[manifest.Rows, Validation]:
    """Opens it as a user will, counts what is there and checks its series. Raises ReleaseError where a view does not
    answer or a row is missing."""
    connection = open_release(staged)
    try:
        connection.execute(f"SET memory_limit = '{memory_of_writer()}'")
        with manifest.computed_once(connection):
            rows, made = manifest.row_counts(connection), suites.series(connection)
        if suites.counts(connection) != counts:
            raise ReleaseError(f"{staged.name} has other rows than the record; the disk may be faulty, try again")
    except duckdb.Error as error:
        raise ReleaseError(f"{staged.name} cannot be read: {error}") from error
    finally:
        connection.close()
    return rows, made


def _describe(staged: Path, home: Home, version: str, rows: manifest.Rows, previous: str | None) -> None:
    """Manifest and changelog of what is about to be put in place; before that nobody reads them."""
    home.releases.mkdir(exist_ok=True)
    text, changes = diff.section(home.release if previous else None, staged)
    made = manifest.make(staged, release_file(home, version).name, rows, previous, changes)
    manifest.write_whole(manifest.manifest_file(home, version), made.json())
    manifest.write_whole(manifest.changelog_file(home, version), text)


def _clear_staged(home: Home) -> None:
    """What a run that was killed has left; nobody else stages, as the caller is the one writer."""
    for path in never_in_place(home):
        path.unlink()
    for path in home.directory.glob("bacninh-*.staged*"):
        if path.is_dir():  # what DuckDB had no room for in memory
            shutil.rmtree(path)
        else:
            path.unlink()


def never_in_place(home: Home) -> list[Path]:
    """Kept releases, with what describes them, that are still the staged file too: a run was killed as it put them in
    place, and nobody has seen them."""
    found: list[Path] = []
    for staged in home.directory.glob("bacninh-*.staged"):
        version = staged.stem.removeprefix("bacninh-")
        kept = release_file(home, version)
        if staged.is_file() and kept.exists() and kept.samefile(staged):
            described = manifest.manifest_file(home, version), manifest.changelog_file(home, version)
            found += [kept, *(path for path in described if path.exists())]
    return found


def _put_in_place(staged: Path, home: Home, version: str) -> None:
    home.releases.mkdir(exist_ok=True)
    sync(staged)
    os.link(staged, release_file(home, version))
    try:
        staged.replace(home.release)
    except OSError:
        release_file(home, version).unlink()
        raise
    sync(home.releases)
    sync(home.directory)


def _forget(home: Home, keep: int) -> None:
    for version in versions(home)[:-keep]:
        release_file(home, version).unlink()


def _next_version(home: Home, standing: str | None) -> str:
    """Day and number on the day: 2026-11-24.1, 2026-11-24.2, …; after all others, also where the clock was set back.

    After the one that stands, too, should its copy in `releases/` be gone.
    """
    known = {*versions(home), *([standing] if standing else [])}
    today = max([datetime.now(UTC).date().isoformat(), *(_order(v)[0] for v in known)])
    numbers = [_order(v)[1] for v in known if v.startswith(f"{today}.")]
    return f"{today}.{max(numbers, default=0) + 1}"


def _order(version: str) -> tuple[str, int]:
    day, _, number = version.rpartition(".")
    return (day, int(number)) if number.isdecimal() else ("", 0)
