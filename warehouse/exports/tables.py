"""What of a release is exported, and its rows as Parquet and CSV."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb

from warehouse.release import SERIES_ORDER
from warehouse.sql import literal

TABLES = {
    "series": SERIES_ORDER,
    "vintage": (*SERIES_ORDER, "revision"),
    "report": ("observation_id",),
    "provenance": ("observation_id", "version", "locator", "extractor_version", "catalog_version", "first_seen"),
    "quarantine": ("observation_id", "check_name"),
    "target": ("observation_id",),
    "investment_report": ("document", "version", "locator"),
    "indicator": ("indicator",),
    "unit": ("unit",),
    "dictionary": ("table_name", "ordinal_position"),
}
"""Table or view → what its rows are sorted by, so that one release always gives the same files."""

PREFIX = "export_"
"""Of the temporary tables or views that the files are written from."""

_TIMESTAMPS = "%Y-%m-%dT%H:%M:%S.%fZ"
"""ISO 8601, UTC; connections to a release are set to UTC."""


def order(release: duckdb.DuckDBPyConnection, names: Iterable[str], spill: Path, *, store: bool) -> None:
    """Each table or view sorted, under the name that the formats are written from.

    With `store` it is computed here, as a temporary table: for more than one format; else as it is written. `spill` is
    the folder where DuckDB may put what memory does not hold.
    """
    release.execute(f"SET temp_directory = {literal(spill)}")
    stored = {
        name for (name,) in release.execute("SELECT table_name FROM duckdb_tables() WHERE NOT temporary").fetchall()
    }
    for name in names:
        if name == "series" and name in stored:  # computed and sorted as the release was made
            release.execute(f'CREATE TEMP VIEW "{PREFIX}{name}" AS FROM "{name}"')
        else:
            kind = "TABLE" if store else "VIEW"
            release.execute(f'CREATE TEMP {kind} "{PREFIX}{name}" AS FROM "{name}" ORDER BY {", ".join(TABLES[name])}')


def write_parquet(release: duckdb.DuckDBPyConnection, name: str, to: Path) -> int:
    """An ordered table as Parquet, its DECIMALs, DATEs and times as such; its rows."""
    return _copied(release, f'COPY "{PREFIX}{name}" TO {literal(to)} (FORMAT parquet)')


def write_csv(release: duckdb.DuckDBPyConnection, query: str, to: Path) -> int:
    """Rows as CSV: UTF-8, LF, a header, decimals exact, an empty cell for no value. How many there are."""
    return _copied(release, f"COPY ({query}) TO {literal(to)} (FORMAT csv, HEADER, TIMESTAMPFORMAT '{_TIMESTAMPS}')")


def columns(release: duckdb.DuckDBPyConnection, name: str) -> dict[str, str]:
    """Column → DuckDB type of a table or view."""
    return {row[0]: row[1] for row in release.execute(f'DESCRIBE "{name}"').fetchall()}


def _copied(release: duckdb.DuckDBPyConnection, statement: str) -> int:
    row = release.execute(statement).fetchone()
    return int(row[0]) if row else 0
