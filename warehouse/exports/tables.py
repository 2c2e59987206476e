"""What of a release is exported, and its rows as Parquet and CSV."""

from __future__ import annotations

from pathlib import Path

import duckdb

TABLES = {
    "series": ("indicator", "transformation", "ref_area", "activity", "ownership", "coverage", "counterpart_area",
               "unit", "price_base", "freq", "time_period"),
    "report": ("observation_id",),
    "provenance": ("observation_id", "version", "locator", "extractor_version", "catalog_version"),
    "quarantine": ("observation_id", "check_name"),
    "indicator": ("indicator",),
    "unit": ("unit",),
    "dictionary": ("table_name", "ordinal_position"),
}  # fmt: skip
"""Table or view → what its rows are sorted by, so that one release always gives the same files."""

_TIMESTAMPS = "%Y-%m-%dT%H:%M:%SZ"
"""ISO 8601, UTC; connections to a release are set to UTC."""


def materialise(release: duckdb.DuckDBPyConnection, spill: Path) -> None:
    """Compute every view once, sorted, as a temporary table of the same name; the formats are written from these.

    `spill` is where DuckDB may write what memory does not hold.
    """
    release.execute(f"SET temp_directory = {quoted(spill)}")
    for name, order in TABLES.items():
        release.execute(f'CREATE TEMP TABLE "{name}" AS FROM main."{name}" ORDER BY {", ".join(order)}')


def write_parquet(release: duckdb.DuckDBPyConnection, name: str, to: Path) -> None:
    """A materialised table as Parquet, its DECIMALs, DATEs and times as such."""
    release.execute(f'COPY "{name}" TO {quoted(to)} (FORMAT parquet, COMPRESSION zstd)')


def write_csv(release: duckdb.DuckDBPyConnection, query: str, to: Path) -> None:
    """Rows as CSV: UTF-8, LF, a header, decimals exact, an empty cell for no value."""
    release.execute(f"COPY ({query}) TO {quoted(to)} (FORMAT csv, HEADER, TIMESTAMPFORMAT '{_TIMESTAMPS}')")


def columns(release: duckdb.DuckDBPyConnection, name: str) -> dict[str, str]:
    """Column → DuckDB type of a table or view."""
    return {row[0]: row[1] for row in release.execute(f'DESCRIBE "{name}"').fetchall()}


def count(release: duckdb.DuckDBPyConnection, name: str) -> int:
    """Rows of a table or view."""
    row = release.execute(f'SELECT count(*) FROM "{name}"').fetchone()
    return int(row[0]) if row else 0


def quoted(path: Path) -> str:
    """A path as SQL text."""
    return "'" + str(path).replace("'", "''") + "'"
