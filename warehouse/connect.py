"""Where the files lie, how they are opened, and that only one writes at a time."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import IO

import duckdb

from extractors.areas import DEFAULT_AREA
from warehouse import dictionary, past

SCHEMA_VERSION = 3
"""Raise it when a table of schema.sql changes: a record of another version is refused, never guessed at."""

STORAGE_VERSION = "v1.0.0"
"""Oldest DuckDB whose file format we write: every client from 1.1 on opens it."""


class RecordError(Exception):
    """A record or release that cannot be opened; the message says what to do."""


class WriterBusyError(RecordError):
    """Another process is writing; the message says which, since when, and what to do."""


@dataclass(frozen=True, slots=True)
class Home:
    """The files of one profile and area, so that the records of two areas never mix.

    `<root>/<profile>/…`, of another area than the default `<root>/<profile>-<area>/…`.
    """

    root: Path
    profile: str
    area: str = DEFAULT_AREA
    """Id of a province (extractors/areas.yml)."""

    @classmethod
    def of(cls, profile: str, environment: Mapping[str, str] = os.environ, area: str = DEFAULT_AREA) -> Home:
        """The home that BACNINH_HOME names, else `data` below the current folder."""
        return cls(Path(environment.get("BACNINH_HOME") or "data"), profile, area)

    @property
    def directory(self) -> Path:
        """The folder of the profile and area."""
        return self.root / (self.profile if self.area == DEFAULT_AREA else f"{self.profile}-{self.area}")

    @property
    def options(self) -> str:
        """What to type behind a command to mean this home."""
        return f"--profile {self.profile}" + (f" --area {self.area}" if self.area != DEFAULT_AREA else "")

    @property
    def record(self) -> Path:
        """work.duckdb: all that was ever read, and every verdict."""
        return self.directory / "work.duckdb"

    @property
    def release(self) -> Path:
        """bacninh.duckdb: the file that users open."""
        return self.directory / "bacninh.duckdb"

    @property
    def releases(self) -> Path:
        """The last releases, each under its version."""
        return self.directory / "releases"

    @property
    def archive(self) -> Path:
        """The WARC files."""
        return self.directory / "archive"

    @property
    def lock(self) -> Path:
        """Held by whoever writes."""
        return self.directory / "writer.lock"


def open_record(path: Path) -> duckdb.DuckDBPyConnection:
    """The record for writing, made if it is not there, its views and comments brought up to this version.

    Raises RecordError, with the cure, where another schema version or no DuckDB wrote it, or it is open elsewhere.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        connection = duckdb.connect(str(path), config={"storage_compatibility_version": STORAGE_VERSION})
    except duckdb.Error as error:
        raise RecordError(f"{path} cannot be opened to write ({error}); end whoever has it open, try again") from error
    try:
        connection.execute("SET TimeZone = 'UTC'")
        _bring_up(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def open_release(path: Path) -> duckdb.DuckDBPyConnection:
    """A release, or the record, for reading only. Raises RecordError, with the cure, where there is none to open."""
    if not path.exists():
        raise RecordError(f"{path} does not exist; `bacninh run` makes it")
    try:
        connection = duckdb.connect(str(path), read_only=True)
    except duckdb.Error as error:
        raise RecordError(f"{path} cannot be opened ({error}); wait for its writer, or run `bacninh doctor`") from error
    connection.execute("SET TimeZone = 'UTC'")
    return connection


@contextmanager
def writer(home: Home) -> Iterator[None]:
    """Holds the right to write to a home; let go at the end, and by the system if the process dies.

    Raises WriterBusyError where another process holds it.
    """
    home.directory.mkdir(parents=True, exist_ok=True)
    with home.lock.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise WriterBusyError(_busy(home, file)) from error
        _write_holder(file, {"pid": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")})
        try:
            yield
        finally:
            _write_holder(file, None)


def _busy(home: Home, file: IO[str]) -> str:
    file.seek(0)
    try:
        holder = json.loads(file.read())
        who = f"process {holder['pid']} since {holder['since']}"
    except (ValueError, KeyError, TypeError):  # between its locking and its writing
        who = "a process that has just begun"
    return f"{home.directory} is being written to by {who}; wait for it to end, or end it, then try again"


def _write_holder(file: IO[str], holder: Mapping[str, object] | None) -> None:
    file.seek(0)
    file.truncate()
    if holder:
        file.write(json.dumps(holder))
    file.flush()


def _bring_up(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    schema, views, meanings, macros = (
        resources.files("warehouse").joinpath(name).read_text("utf-8")
        for name in ("schema.sql", "views.sql", "dictionary.py", "past.py")
    )
    digest = hashlib.sha256("\0".join((schema, views, meanings, macros)).encode()).hexdigest()
    found = _schema_info(connection)
    if found and found[0] != SCHEMA_VERSION:
        raise RecordError(
            f"{path} has schema version {found[0]}, this bacninh writes {SCHEMA_VERSION}; move the file away and "
            "run `bacninh replay`, which reads the archive anew"
        )
    if found == (SCHEMA_VERSION, digest):
        return
    with transaction(connection):
        connection.execute(schema)
        connection.execute(views)
        for macro in past.macros(views):
            connection.execute(macro)
        connection.execute(";\n".join(dictionary.comments(connection)))
        connection.execute("DELETE FROM schema_info")
        connection.execute("INSERT INTO schema_info VALUES (?, ?)", [SCHEMA_VERSION, digest])


def _schema_info(connection: duckdb.DuckDBPyConnection) -> tuple[int, str] | None:
    known = connection.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'schema_info'").fetchone()
    if not known or not known[0]:
        return None
    row = connection.execute("SELECT schema_version, digest FROM schema_info").fetchone()
    return (int(row[0]), str(row[1])) if row else None


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All or nothing of what is done within."""
    connection.begin()
    try:
        yield
    except BaseException:
        connection.rollback()
        raise
    connection.commit()
