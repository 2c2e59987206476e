"""The record on DuckLake: its catalogue in PostgreSQL, its rows in Parquet files in a folder or on S3.

For what one file cannot do: several workers, on several machines, load at once, while others read. The SQL is that of
the file. What differs stands here: how it is opened, that no two workers load pages of one host at once (DuckLake lets
two add the same row: it has no unique keys), and that it keeps comments on tables and views, not on a view's columns.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

import duckdb

from extractors.errors import Mendable
from warehouse.sql import literal

NAME = "record"
"""What the lake is attached as."""

RELEASES = "release"
"""Table of the lake: which snapshot each release is."""

_EXTENSIONS = {"ducklake": "duckdb_extension_ducklake", "postgres_scanner": "duckdb_extension_postgres_scanner"}
"""Extension → the package that brings it, for machines that cannot download extensions."""


class LakeError(Mendable):
    """A lake that cannot be opened; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Lake:
    """Where a lake is; with `snapshot` as it was then, for reading only."""

    catalog: str
    """PostgreSQL's address as libpq reads it: `host=db dbname=bacninh user=…`; the password from PGPASSFILE."""
    data: str
    """Folder, or `s3://bucket/…`, of the Parquet files."""
    schema: str
    """Schema of the catalogue's tables: one a profile."""
    snapshot: int | None = None

    @classmethod
    def of(cls, profile: str, environment: Mapping[str, str] = os.environ) -> Lake | None:
        """The lake that BACNINH_LAKE and BACNINH_LAKE_DATA name; None where neither does.

        Raises LakeError where only one of them is set.
        """
        catalog, data = environment.get("BACNINH_LAKE"), environment.get("BACNINH_LAKE_DATA")
        if not catalog and not data:
            return None
        if not catalog or not data:
            raise LakeError("set both BACNINH_LAKE (PostgreSQL's address) and BACNINH_LAKE_DATA (folder or s3://…)")
        return cls(catalog, f"{data.rstrip('/')}/{profile}/", f"bacninh_{profile}")

    def __str__(self) -> str:
        """The lake in messages; the address may hold a password, and is not shown."""
        return f"the lake {self.schema} in {self.data}"


def connect(lake: Lake) -> duckdb.DuckDBPyConnection:
    """A connection in which the lake's tables and views go by their names. Raises LakeError, with the cure."""
    connection = duckdb.connect()
    try:
        for extension in _EXTENSIONS:
            load_extension(connection, extension)
        if "://" not in lake.data:
            Path(lake.data).mkdir(parents=True, exist_ok=True)
        how = f"READ_ONLY, SNAPSHOT_VERSION {lake.snapshot}" if lake.snapshot is not None else "READ_WRITE"
        # one at a time: two that find no lake would both make it, and one of them fail
        with _locked(lake, shared=(), alone=("attach",)):
            connection.execute(
                f"ATTACH {literal('ducklake:postgres:' + lake.catalog)} AS {NAME} "
                f"(DATA_PATH {literal(lake.data)}, METADATA_SCHEMA {literal(lake.schema)}, {how})"
            )
        connection.execute(f"USE {NAME}")
        connection.execute("SET TimeZone = 'UTC'")
    except duckdb.Error as error:
        connection.close()
        what = _without_password(str(error))
        # not `from error`: its text has the password
        raise LakeError(f"{lake} cannot be opened ({what}); is PostgreSQL running, and BACNINH_LAKE right?") from None
    except BaseException:
        connection.close()
        raise
    return connection


def load_extension(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Load an extension from its package, else as DuckDB finds it itself. Raises LakeError."""
    package = _EXTENSIONS[name]
    try:
        folder = Path(str(import_module(package).__file__)).parent
    except ImportError:
        where = [name]
    else:
        where = [f"{path}" for path in folder.glob(f"extensions/v{duckdb.__version__}/{name}.duckdb_extension")]
    try:
        for place in where or [name]:
            connection.execute(f"LOAD {literal(place)}")
    except duckdb.Error as error:
        raise LakeError(
            f"DuckDB's extension {name} is not there ({error}); install bacninh[scale], or let DuckDB download it: "
            f"INSTALL {name}"
        ) from error


def snapshot(connection: duckdb.DuckDBPyConnection) -> int:
    """The newest snapshot of the open lake."""
    row = connection.execute(f"SELECT max(snapshot_id) FROM ducklake_snapshots('{NAME}')").fetchone()
    return int(row[0]) if row else 0


def comments_kept(statements: Iterable[str], views: Iterable[str]) -> list[str]:
    """Of `COMMENT ON` statements those that DuckLake can carry out: none on macros or on the columns of `views`."""
    columns = tuple(f'COMMENT ON COLUMN "{view}".' for view in views)
    return [s for s in statements if not s.startswith(("COMMENT ON MACRO", *columns))]


def fill(connection: duckdb.DuckDBPyConnection, file: Path) -> None:
    """Put the rows of a record's file in the place of the open lake's, in one transaction. Snapshots keep the old."""
    connection.execute(f"ATTACH {literal(str(file))} AS filled (READ_ONLY)")
    try:
        connection.begin()
        for table in tables(connection):
            connection.execute(f'DELETE FROM "{table}"')
            connection.execute(f'INSERT INTO "{table}" BY NAME FROM filled."{table}"')
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    finally:
        connection.execute("DETACH filled")


def tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables of the record in the open lake; that of its releases is not of the record."""
    known = "SELECT table_name FROM duckdb_tables() WHERE database_name = ? AND table_name <> ? ORDER BY 1"
    rows = connection.execute(known, [NAME, RELEASES]).fetchall()
    return [name for (name,) in rows]


@contextmanager
def loading(lake: Lake, documents: Iterable[str]) -> Iterator[None]:
    """The right to load these documents; others load other hosts' meanwhile, and nobody checks or changes views."""
    with _locked(lake, shared=("record",), alone=sorted({_part(document) for document in documents})):
        yield


@contextmanager
def alone(lake: Lake) -> Iterator[None]:
    """The right to change what concerns every document; waits for those who load."""
    with _locked(lake, shared=(), alone=("record",)):
        yield


def _part(document: str) -> str:
    return urlsplit(document).hostname or document


@contextmanager
def _locked(lake: Lake, shared: Iterable[str], alone: Iterable[str]) -> Iterator[None]:
    """Advisory locks of PostgreSQL, which lets go of them when their holder's connection ends, however it does.

    Taken before the first look at the lake, in a fixed order: what is read under them is what the last holder left.
    """
    connection = duckdb.connect()
    try:
        load_extension(connection, "postgres_scanner")
        connection.execute(f"ATTACH {literal(lake.catalog)} AS locks (TYPE postgres)")
        connection.begin()
        for names, lock in ((shared, "pg_advisory_xact_lock_shared"), (alone, "pg_advisory_xact_lock")):
            for name in names:
                query = f"SELECT {lock}({_key(lake, name)})::text AS held"
                connection.execute(f"FROM postgres_query('locks', {literal(query)})").fetchall()
        yield
    finally:
        connection.close()


def _key(lake: Lake, name: str) -> int:
    digest = blake2b(f"{lake.schema}\0{name}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _without_password(text: str) -> str:
    text = re.sub(r"(password\s*=\s*)('[^']*'|[^\s\"]+)", r"\1…", text, flags=re.IGNORECASE)
    return re.sub(r"(postgres(?:ql)?://[^:/@\s]+):[^@\s]+@", r"\1:…@", text)
