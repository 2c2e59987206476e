"""Figures typed by hand, beside what the record has of them: what the files no longer say is withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

from extractors import curated
from extractors.catalog import Catalog
from flows.reading import OWN, Read, read_transcribed
from warehouse.connect import Home, open_record

_STATED = """
    SELECT document, any_value(url), list(DISTINCT split_part(locator, ':', 2)) FROM report
    WHERE source = ? AND state = 'stated' AND starts_with(document, ?)
    GROUP BY document ORDER BY document"""


def shipped(home: Home, catalog: Catalog, seen_at: datetime, files: Sequence[Path] | None = None) -> Read:
    """The files that come with the project (`extractors/curated/*.csv`), all of them together."""
    paths = curated.curated_files() if files is None else files
    found = curated.read(paths, catalog)
    return _with_withdrawn(found, home, catalog, seen_at, curated.SOURCE, f"{curated.SOURCE}:")


def own(home: Home, catalog: Catalog, seen_at: datetime, path: Path) -> Read:
    """One file of the user's own."""
    found = curated.read([path], catalog, own=True)
    return _with_withdrawn(found, home, catalog, seen_at, OWN, curated.prefix(path, own=True))


def _with_withdrawn(
    found: curated.Transcribed, home: Home, catalog: Catalog, seen_at: datetime, source: str, prefix: str
) -> Read:
    """The documents found, and emptied ones for those that no row names any more.

    A document that had a figure of a file which cannot be read now is left as it was.
    """
    with closing(open_record(home.record)) as connection:
        stated = connection.execute(_STATED, [source, prefix]).fetchall()
    left = {document for document, _, files in stated if set(files) & set(found.broken)}
    named = {dataset.document for dataset in found.datasets}
    kept = [dataset for dataset in found.datasets if dataset.document not in left]
    gone = [curated.emptied(d, url, catalog) for d, url, _ in stated if d not in named and d not in left]
    return read_transcribed(curated.Transcribed([*kept, *gone], found.failures, found.broken), catalog, seen_at, source)
