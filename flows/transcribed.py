"""Figures typed by hand, beside what the record has of them: what the files no longer say is superseded."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, unquote

from extractors import curated
from extractors.archive import Archive, Note
from extractors.catalog import Catalog
from extractors.records import Snapshot
from flows.reading import OWN, Read, read_transcribed
from warehouse.connect import Home, open_record

SCHEME = "typed:"
"""What the addresses of archived files of figures begin with; the file's name, or its whole path, follows."""

_STATED = """
    SELECT document, any_value(url), list(DISTINCT split_part(locator, ':', 2)) FROM report
    WHERE source = ? AND state = 'stated' AND starts_with(document, ?)
    GROUP BY document ORDER BY document"""


def shipped(
    home: Home, catalog: Catalog, seen_at: datetime, files: Sequence[Path] | None = None,
    archive: Archive | None = None,
) -> Read:  # fmt: skip
    """The files that come with the project (`extractors/curated/*.csv`), all of them together.

    `archive`: where they are kept, so that the record can be rebuilt as it was.
    """
    paths = curated.curated_files() if files is None else files
    _keep(paths, curated.SOURCE, archive)
    found = curated.read(paths, catalog)
    return _with_emptied(found, home, catalog, seen_at, curated.SOURCE, f"{curated.SOURCE}:")


def own(home: Home, catalog: Catalog, seen_at: datetime, paths: Sequence[Path], archive: Archive | None = None) -> Read:
    """Files of the user's own, each by itself; `archive` as of `shipped`.

    A file's name is that of its documents: of two of one name the second is a failure, as what it does not say would
    be superseded; also where the first came with an earlier load and is still there.
    """
    result = Read()
    named = {} if archive is None else _named(archive)
    for path in paths:
        whole = path.resolve()
        first = named.get(path.stem, whole)
        if first != whole and first.exists():
            result.failures.append((str(path), f"has the name of {first}, and the name is its documents'; rename it"))
            continue
        named[path.stem] = whole
        _keep([path], OWN, archive)
        found = curated.read([path], catalog, own=True)
        result.add(_with_emptied(found, home, catalog, seen_at, OWN, curated.prefix(path, own=True)))
    return result


def _named(archive: Archive) -> dict[str, Path]:
    """Name → a file of figures of one's own that was brought under it, one that is still there before others."""
    found = {_path_of(url) for url, _, _ in archive.places() if url.startswith(SCHEME)}
    there = sorted((path for path in found if path.is_absolute()), key=Path.exists)  # those that are still there last
    return {path.stem: path for path in there}


def name_of(address: str) -> str:
    """The name of the file behind an archived address; none where it can be no name."""
    return _path_of(address).name or "none.csv"


def _path_of(address: str) -> Path:
    return Path(unquote(address.removeprefix(SCHEME)))


def _keep(paths: Sequence[Path], source: str, archive: Archive | None) -> None:
    """Archive the bytes of files, once each, and note that they were read; none is noted too. One's own is known by its
    whole path, one of the project by its name, wherever the project is."""
    if archive is None:
        return
    for path in paths:
        if not path.is_file():
            continue
        body, at = path.read_bytes(), archive.now()
        address = SCHEME + quote(str(path.resolve()) if source == OWN else path.name)
        sha256 = hashlib.sha256(body).hexdigest()
        if not archive.holds(sha256):
            archive.store(Snapshot(source, address, address, at, 200, {"content-type": "text/csv"}, body, sha256))
        archive.note(Note("typed", address, source, at, sha256=sha256))
    if not paths:
        archive.note(Note("typed", SCHEME, source, archive.now()))


def _with_emptied(
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
