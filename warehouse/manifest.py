"""What a release is made of: its file's checksum, its rows, the run behind it, what changed; beside each release.

releases/bacninh-<version>.manifest.json   for programs
releases/bacninh-<version>.changelog.md    what was added, revised and withdrawn, for people
changelog.md                               the same of all releases up to the one in place, newest first
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC
from pathlib import Path
from typing import Any

import duckdb

from warehouse.connect import Home, RecordError, open_release


class ManifestError(RecordError):
    """A manifest that cannot be read; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file as it was written."""

    name: str
    bytes: int
    sha256: str

    @classmethod
    def of(cls, path: Path, name: str = "") -> FileEntry:
        """The entry of a file on the disk, under its own or another name."""
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return cls(name or path.name, path.stat().st_size, digest)


@dataclass(frozen=True, slots=True)
class Manifest:
    """A release in figures."""

    version: str
    previous: str | None
    """The release that it replaced; None for the first."""
    schema_version: int
    profile: str
    run_id: str
    extractor_version: str
    catalog_version: str
    released_at: str
    """ISO 8601, UTC."""
    file: FileEntry
    tables: Mapping[str, int]
    """Rows of each table."""
    views: Mapping[str, int]
    """Rows of each view."""
    changes: Mapping[str, int] | None = None
    """How many figures of `series` were added, revised, withdrawn against `previous`; None where that is not known."""

    def json(self) -> str:
        """As text for the disk."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n"


@dataclass(frozen=True, slots=True)
class Rows:
    """How many rows a file has, by table and by view."""

    tables: Mapping[str, int]
    views: Mapping[str, int]


SHARED = (
    "reading", "current_statement", "current_verdict", "report", "inferred_base", "candidate_rank", "series",
    "derived",
)  # fmt: skip
"""Views that others are made of, each after those that it is made of itself."""


@contextmanager
def computed_once(connection: duckdb.DuckDBPyConnection, views: Sequence[str] = SHARED) -> Iterator[None]:
    """Meanwhile these views, in this order, are temporary tables of the same names, in which DuckDB looks first.

    DuckDB computes a view anew wherever it is named: counting all views of a release takes eight times as long without.
    """
    for view in views:
        connection.execute(f'CREATE OR REPLACE TEMP TABLE "{view}" AS FROM main."{view}"')
    try:
        yield
    finally:
        for view in views:
            connection.execute(f'DROP TABLE IF EXISTS temp."{view}"')


def row_counts(connection: duckdb.DuckDBPyConnection) -> Rows:
    """The rows of every table and view of an open file; each view is computed."""

    def counted(listing: str, kind: str) -> dict[str, int]:
        names = connection.execute(
            f"SELECT {kind}_name FROM {listing} WHERE database_name = current_database() AND NOT internal "
            "AND NOT temporary ORDER BY 1"
        ).fetchall()
        return {name: _count(connection, name) for (name,) in names}

    return Rows(counted("duckdb_tables()", "table"), counted("duckdb_views()", "view"))


def _count(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    row = connection.execute(f'SELECT count(*) FROM (SELECT * FROM "{name}")').fetchone()
    return int(row[0]) if row else 0


def release_row(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """What the table `release` of an open file says. Raises ManifestError where the file is no release."""
    try:
        cursor = connection.execute(
            "SELECT version, schema_version, profile, run_id, extractor_version, catalog_version, released_at "
            "FROM release"
        )
        row = cursor.fetchone()
    except duckdb.Error as error:
        raise ManifestError("this file is no release (it has no table `release`); `bacninh run` makes one") from error
    if row is None:
        raise ManifestError("this file is no release (its table `release` is empty); `bacninh run` makes one")
    facts = dict(zip([d[0] for d in cursor.description or []], row, strict=True))
    facts["released_at"] = facts["released_at"].astimezone(UTC).isoformat(timespec="seconds")
    return facts


def make(file: Path, name: str, rows: Rows, previous: str | None, changes: Mapping[str, int] | None) -> Manifest:
    """The manifest of a closed release file that will be called `name`."""
    connection = open_release(file)
    try:
        facts = release_row(connection)
    finally:
        connection.close()
    return Manifest(
        **facts, previous=previous, file=FileEntry.of(file, name), tables=rows.tables, views=rows.views, changes=changes
    )


def read(path: Path) -> Manifest:
    """A manifest from the disk. Raises ManifestError where it is none."""
    try:
        content = json.loads(path.read_text("utf-8"))
        return Manifest(**content | {"file": FileEntry(**content["file"])})
    except (ValueError, KeyError, TypeError) as error:
        raise ManifestError(f"{path} is no manifest of a release ({error}); remove it") from error


def differences(manifest: Manifest, file: Path) -> list[str]:
    """What of a release file is not as its manifest says, in sentences; empty: it is the file that was released."""
    if not file.exists():
        return [f"{file} is not there"]
    found = FileEntry.of(file)
    return [
        f"{file}: {what} is {now}, was {then} when it was released"
        for what, now, then in (
            ("its length", found.bytes, manifest.file.bytes),
            ("its sha256", found.sha256, manifest.file.sha256),
        )
        if now != then
    ]


def manifest_file(home: Home, version: str) -> Path:
    """Where the manifest of a release lies."""
    return home.releases / f"bacninh-{version}.manifest.json"


def changelog_file(home: Home, version: str) -> Path:
    """Where the changelog of one release lies."""
    return home.releases / f"bacninh-{version}.changelog.md"


def write_whole(path: Path, text: str) -> None:
    """A text file that is there whole or not at all; untouched where it already says so."""
    if path.exists() and path.read_text("utf-8") == text:
        return
    made = path.with_name(f".{path.name}.new")
    with made.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    made.replace(path)


def write_changelog(home: Home, version: str) -> None:
    """Make `changelog.md` anew: the sections of a release and of all that led to it, newest first.

    The way back goes from manifest to manifest, so that what a killed run left is no part of it.
    """
    sections = list(_sections(home, version))
    if sections:
        write_whole(home.directory / "changelog.md", "# What each release changed\n\n" + "\n".join(sections))


def _sections(home: Home, version: str | None) -> Iterator[str]:
    seen: set[str] = set()
    while version and version not in seen:
        seen.add(version)
        text, manifest = changelog_file(home, version), manifest_file(home, version)
        if text.exists():
            yield text.read_text("utf-8")
        version = read(manifest).previous if manifest.exists() else None
