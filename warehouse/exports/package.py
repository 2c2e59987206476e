"""The Frictionless data package of the CSV files: schemas from the release's own catalogue, sources, checksums.

Specification: https://specs.frictionlessdata.io (Tabular Data Package 1.0).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any
from urllib.parse import urlsplit

import duckdb

from extractors import yml
from extractors.catalog import load_catalog
from warehouse import dictionary
from warehouse.exports import tables
from warehouse.exports.codelists import Structure
from warehouse.manifest import FileEntry

_TYPES = {
    "VARCHAR": "string", "DATE": "date", "BOOLEAN": "boolean", "BIGINT": "integer", "INTEGER": "integer",
    "DOUBLE": "number", "TIMESTAMP WITH TIME ZONE": "datetime",
}  # fmt: skip

TIME_PERIOD = r"\d{4}(-(Q[1-4]|S[12]|(0[1-9]|1[0-2])(-\d{2})?|01/P\d{1,2}M)|/\d{4})?"
"""2021, 2021-Q1, 2021-S1, 2021-07, 2021-12-31, 2022-01/P9M, 2011/2020."""

_UNIQUE = {
    "series": "observation_id", "report": "observation_id", "indicator": "indicator", "unit": "unit",
}  # fmt: skip
_REFERS = {"provenance": ("observation_id", "report"), "quarantine": ("observation_id", "report")}
_DIALECT = {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True}


def descriptor(
    release: duckdb.DuckDBPyConnection, structure: Structure, files: Mapping[str, FileEntry], version: str, created: str
) -> dict[str, Any]:
    """The content of datapackage.json for tables in order (`tables.order`).

    `files`: table → its CSV file, the name relative to the descriptor; `created`: ISO 8601.
    """
    text = resources.files("warehouse.exports").joinpath("package.yml").read_text("utf-8")
    return {
        "profile": "tabular-data-package",
        **yml.load(text),
        "version": version,
        "created": created,
        "sources": list(_sources(release)),
        "resources": [_resource(release, structure, name, file) for name, file in files.items()],
    }


def _resource(release: duckdb.DuckDBPyConnection, structure: Structure, name: str, file: FileEntry) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": file.name,
        "description": dictionary.table_meaning(name),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
        "dialect": _DIALECT,
        "schema": _schema(release, structure, name),
    }


def _schema(release: duckdb.DuckDBPyConnection, structure: Structure, name: str) -> dict[str, Any]:
    fields = [
        _field(structure, name, column, kind)
        for column, kind in tables.columns(release, f"{tables.PREFIX}{name}").items()
    ]
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if name in _UNIQUE:
        schema["primaryKey"] = _UNIQUE[name]
    if name in _REFERS:
        column, other = _REFERS[name]
        schema["foreignKeys"] = [{"fields": column, "reference": {"resource": other, "fields": column}}]
    return schema


def _field(structure: Structure, table: str, column: str, kind: str) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column,
        "type": "number" if kind.startswith("DECIMAL") else _TYPES[kind],
        "description": dictionary.meaning(table, column),
    }
    constraints: dict[str, Any] = {}
    if column == "time_period":
        constraints["pattern"] = TIME_PERIOD
    if column == _UNIQUE.get(table):
        constraints |= {"required": True, "unique": True}
    component = structure.components.get(column) if table == "series" else None
    if component and component.always_there and column != "price_base":
        constraints["required"] = True
    if component and (codes := structure.codes_of(column)):
        constraints["enum"] = [w for w in (codes.written(code) for code in codes.codes) if w is not None]
    return field | ({"constraints": constraints} if constraints else {})


def _sources(release: duckdb.DuckDBPyConnection) -> Iterator[dict[str, str]]:
    """Who printed the figures, on which site, under which terms."""
    catalog = load_catalog()
    rows = release.execute(
        f"SELECT source, publisher, min(url) FROM {tables.PREFIX}report GROUP BY source, publisher ORDER BY ALL"
    ).fetchall()
    for source, publisher, url in rows:
        parts = urlsplit(url or "")
        entry = {"title": publisher}
        if parts.hostname:
            entry["path"] = f"{parts.scheme}://{parts.netloc}"
        if known := catalog.sources.get(source):
            entry["licence"] = known.licence
        yield entry
