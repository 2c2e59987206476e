"""Where the files lie, how they are opened, and that only one writes at a time."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import IO

import duckdb

from extractors import DEFAULT_AREA
from extractors.errors import Mendable
from warehouse import PROFILES, dictionary, lake, past
from warehouse.lake import Lake, LakeError

SCHEMA_VERSION = 3
"""Raise it when a table of schema.sql changes: a record of another version is refused, never guessed at."""

STORAGE_VERSION = "v1.0.0"
"""Oldest DuckDB whose file format we write: every client from 1.1 on opens it."""


class RecordError(Mendable):
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
    lake: Lake | None = None
    """Where the record is, if not in a file of this home."""

    def __post_init__(self) -> None:
        """Raises RecordError where there is no such profile, or where the folder should be there is a file."""
        if self.root.is_file():
            raise RecordError(f"{self.root} is a file, and a home is a folder; name another (BACNINH_HOME)")
        if self.profile not in PROFILES:
            raise RecordError(f"{self.profile!r} is no profile; use {' or '.join(PROFILES)}")

    @classmethod
    def of(
        cls, profile: str, environment: Mapping[str, str] = os.environ, area: str = DEFAULT_AREA,
        root: Path | None = None,
    ) -> Home:  # fmt: skip
        """The home in a folder, its record in a file of it.

        Without a folder the one that BACNINH_HOME names, else `data` below the current folder; its record where
        BACNINH_LAKE says. Raises RecordError where the lake is named by half, or there is no such profile.
        """
        if root:
            return cls(root, profile, area)
        root = Path(environment.get("BACNINH_HOME") or "data")
        home = cls(root, profile, area=area)
        try:
            return cls(root, profile, area, Lake.of(home.directory.name, environment))
        except LakeError as error:
            raise RecordError(str(error)) from error

    @property
    def directory(self) -> Path:
        """The folder of the profile and area."""
        return self.root / (self.profile if self.area == DEFAULT_AREA else f"{self.profile}-{self.area}")

    @property
    def options(self) -> str:
        """What to type behind a command to mean this home."""
        return f"--profile {self.profile}" + (f" --area {self.area}" if self.area != DEFAULT_AREA else "")

    @property
    def record(self) -> Path | Lake:
        """All that was ever read, and every verdict: work.duckdb, or a lake."""
        return self.lake or self.file

    @property
    def file(self) -> Path:
        """work.duckdb, the record where it is a file."""
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
    def runs(self) -> Path:
        """The journal of runs, beside the WARC files."""
        return self.archive / "runs.jsonl"

    @property
    def unfinished(self) -> Path:
        """The answers of runs that have not ended yet, each in a folder of its own: what `--resume` goes on with."""
        return self.archive / "unfinished"

    @property
    def data_docs(self) -> Path:
        """What came of the checks, a page a run."""
        return self.directory / "data-docs"

    @property
    def lock(self) -> Path:
        """Held by whoever writes."""
        return self.directory / "writer.lock"


def open_record(record: Path | Lake) -> duckdb.DuckDBPyConnection:
    """The record for writing, made if it is not there, its views and comments brought up to this version.

    Raises RecordError, with the cure, where another schema version or no DuckDB wrote it, or it is open elsewhere.
    """
    connection = _connect_lake(record) if isinstance(record, Lake) else _connect_file(record)
    try:
        _bring_up(connection, record)
    except BaseException:
        connection.close()
        raise
    return connection


def memory_of_writer() -> str:
    """What DuckDB may hold while it writes, checks or releases: others work on the machine. More goes to the disk."""
    return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') // _SHARE // 2**20}MiB"


_SHARE = 4
"""The writer's part of the memory is one in so many; DuckDB by itself takes four fifths."""


def _connect_file(path: Path) -> duckdb.DuckDBPyConnection:
    path.parent.mkdir(parents=True, exist_ok=True)
    config: dict[str, str | bool | int | float | list[str]] = {
        "storage_compatibility_version": STORAGE_VERSION,
        "memory_limit": memory_of_writer(),
    }
    until = time.monotonic() + READERS_WAITED_FOR
    while True:
        try:
            connection = duckdb.connect(str(path), config=config)
            break
        except duckdb.Error as error:
            # somebody looks something up in the record: no reason to break off a night
            if not _is_locked(error):
                raise RecordError(f"{path} cannot be opened to write: {cause(error)}") from error
            if time.monotonic() > until:
                what = f"{path} cannot be opened to write ({error}); end whoever has it open, try again"
                raise RecordError(what) from error
            time.sleep(_PAUSE)
    connection.execute("SET TimeZone = 'UTC'")
    return connection


OF_THE_DISK = (duckdb.OperationalError, duckdb.InternalError, duckdb.FatalException, duckdb.DataError)
"""What DuckDB raises where the disk is full or a file is damaged; other errors are the program's."""


def _is_locked(error: duckdb.Error) -> bool:
    """Whether somebody else has the file open; a damaged "block" is another matter."""
    return "set lock" in str(error)


def cause(error: duckdb.Error) -> str:
    """What was wrong with a database's file, by what DuckDB says of it, and what to do."""
    said = str(error).strip().split("\n")[0]
    if any(words in said for words in ("No space left", "Disk quota", "File too large", "max_temp_directory_size")):
        return f"{said}; the disk is full: make room, then try again: what was there before is whole"
    if "not a valid DuckDB database" in said:
        said = f"{said}; is it the file you meant?"
    cure = (
        "if it is of a home and damaged, `bacninh doctor` says so, and with --repair it is made anew from what is whole"
    )
    return f"{said}; {cure}"


READERS_WAITED_FOR = 60.0
"""Seconds for which a writer waits for those who have the record open."""
_PAUSE = 0.2


def _connect_lake(place: Lake) -> duckdb.DuckDBPyConnection:
    try:
        return lake.connect(place)
    except LakeError as error:
        raise RecordError(str(error)) from error


def open_release(path: Path | Lake) -> duckdb.DuckDBPyConnection:
    """A release, or the record, for reading only. Raises RecordError, with the cure, where there is none to open."""
    if isinstance(path, Lake):
        return _connect_lake(path if path.snapshot is not None else replace(path, snapshot=_newest(path)))
    if not path.exists():
        raise RecordError(f"{path} does not exist; `bacninh run` makes it")
    try:
        connection = duckdb.connect(str(path), read_only=True)
    except duckdb.Error as error:
        if _is_locked(error):
            raise RecordError(f"{path} cannot be opened ({error}); wait for its writer, try again") from error
        raise RecordError(f"{path} cannot be opened: {cause(error)}") from error
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def exists(record: Path | Lake) -> bool:
    """Whether there is a record. Raises RecordError where its lake cannot be opened."""
    if isinstance(record, Path):
        return record.exists()
    connection = _connect_lake(record)
    try:
        return schema_info(connection) is not None
    finally:
        connection.close()


def copy_rows(record: Path | Lake, file: Path) -> None:
    """A closed record as a file of its own: a file's copy, or the rows of a lake."""
    if isinstance(record, Path):
        shutil.copyfile(record, file)
        return
    open_record(file).close()
    connection = open_release(record)
    try:
        connection.execute(f"ATTACH '{str(file).replace(chr(39), chr(39) * 2)}' AS copied")
        for table in lake.tables(connection):
            if table != "schema_info":
                connection.execute(f'INSERT INTO copied."{table}" BY NAME FROM "{table}"')
    finally:
        connection.close()


def put_in_place(staged: Path, record: Path | Lake) -> None:
    """Make a record's file, closed and whole, the record; in one step."""
    if isinstance(record, Path):
        staged.replace(record)
        return
    connection = open_record(record)
    try:
        with alone(record):
            lake.fill(connection, staged)
    finally:
        connection.close()


def _newest(place: Lake) -> int:
    connection = _connect_lake(place)
    try:
        return lake.snapshot(connection)
    finally:
        connection.close()


@contextmanager
def loading(record: Path | Lake, addresses: Iterable[str]) -> Iterator[None]:
    """The right to load pages of these addresses into an open record. On a lake, others load other hosts' meanwhile."""
    with lake.loading(record, addresses) if isinstance(record, Lake) else nullcontext():
        yield


@contextmanager
def alone(record: Path | Lake) -> Iterator[None]:
    """The right to change what concerns all of an open record. A file has one writer anyway; a lake is waited for."""
    with lake.alone(record) if isinstance(record, Lake) else nullcontext():
        yield


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


def _bring_up(connection: duckdb.DuckDBPyConnection, record: Path | Lake) -> None:
    schema, views, meanings, macros = (
        resources.files("warehouse").joinpath(name).read_text("utf-8")
        for name in ("schema.sql", "views.sql", "dictionary.py", "past.py")
    )
    digest = hashlib.sha256("\0".join((schema, views, meanings, macros)).encode()).hexdigest()
    if _is_up(connection, record, digest):
        return
    with alone(record):
        if _is_up(connection, record, digest):  # another worker was first
            return
        with transaction(connection):
            connection.execute(schema)
            connection.execute(views)
            comments = []
            for statement in past.macros(views):
                if statement.startswith("COMMENT"):
                    comments.append(statement)
                else:
                    connection.execute(statement)
            comments += dictionary.comments(connection)
            if isinstance(record, Lake):
                comments = lake.comments_kept(comments, dictionary.VIEWS)
            connection.execute(";\n".join(comments))
            connection.execute("DELETE FROM schema_info")
            connection.execute("INSERT INTO schema_info VALUES (?, ?)", [SCHEMA_VERSION, digest])


def _is_up(connection: duckdb.DuckDBPyConnection, record: Path | Lake, digest: str) -> bool:
    """Whether schema and views are this version's. Raises RecordError where the tables are another's."""
    found = schema_info(connection)
    if found and found[0] != SCHEMA_VERSION:
        raise RecordError(
            f"{record} has schema version {found[0]}, this bacninh writes {SCHEMA_VERSION}; move the file away and "
            "run `bacninh doctor --repair`, which rebuilds the record from the archive"
        )
    return found == (SCHEMA_VERSION, digest)


def schema_info(connection: duckdb.DuckDBPyConnection) -> tuple[int, str] | None:
    """The version of the open file's tables, and the digest of what defines and describes its tables, views and macros.

    None where the file has neither.
    """
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


def sync(path: Path) -> None:
    """Have the disk note a file, or the names in a folder. Raises OSError where it refuses."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
