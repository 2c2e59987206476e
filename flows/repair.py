"""What can be mended of a home without asking anybody: index, record, release, what killed runs left behind."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from extractors import EXTRACTOR_VERSION
from extractors.archive import Archive
from extractors.catalog import Catalog
from extractors.records import WarcLocation
from flows.doctor import Finding, leftovers
from flows.rebuild import rebuild
from flows.store import new_run, publish
from warehouse.connect import Home, alone, open_record, transaction
from warehouse.journal import Journal
from warehouse.release import whole


@dataclass(slots=True)
class Repaired:
    """What was done, in sentences, and what was wrong on the way."""

    done: list[str] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)


def repair(
    home: Home, catalog: Catalog, found: Sequence[Finding], tell: Callable[[str], None] = lambda _: None
) -> Repaired:
    """Mend what the findings say can be mended. The caller holds `writer(home)`. Nothing is thrown away but leftovers:
    a damaged record or release is put aside under another name.
    """
    asked = {finding.repair for finding in found if finding.level != "well"}
    result = Repaired()
    if "leftovers" in asked:
        for path in leftovers(home):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
            result.done.append(f"removed {path.name}")
    if "index" in asked:
        archive = Archive(home.archive)
        archive.rebuild_index()
        result.done.append("made the archive's index anew from its files")
        result.failures += [("archive", what) for what in archive.warnings]
    made_anew = False
    if asked & {"record", "words"}:
        kept = None if "words" in asked else whole(home)
        made_anew = kept is None
        _put_aside(home, result, "work.duckdb")
        _record(home, catalog, kept, result, tell)
    elif "places" in asked:
        made_anew = True
        _places(home, result)
    if "release" in asked:
        _put_aside(home, result, "bacninh.duckdb")
    if asked & {"release", "record", "words", "places"}:
        _release(home, catalog, result, made_anew)
    return result


def _record(home: Home, catalog: Catalog, kept: Path | None, result: Repaired, tell: Callable[[str], None]) -> None:
    """What a whole release has of the record, and what runs archived since then; without one all is read again."""
    told = rebuild(home, catalog, tell, kept)
    result.failures += told.failures
    rows = f"{told.runs} runs, {told.answers} answers, {told.observations} observations, {told.evidence} evidence"
    result.done.append(
        f"took the record from {kept.name} ({told.kept} runs); from the archive since then: {rows}"
        if kept
        else f"rebuilt the record from the archive, as today's extractor reads it: {rows}"
    )


def _places(home: Home, result: Repaired) -> None:
    """Requests of the record whose archived answer cannot be read lead to where the same bytes came again."""
    archive = Archive(home.archive)
    count = 0
    with closing(open_record(home.record)) as record, alone(home.record), transaction(record):
        for sha256, file, offset in record.execute(_PLACES).fetchall():
            if archive.is_at(sha256, WarcLocation(file, offset)) or not archive.holds(sha256):
                continue
            found = archive.by_hash(sha256)
            if found is not None and found.location is not None:
                there = [found.location.file, found.location.offset, sha256, file, offset]
                record.execute(_MOVE, there)
                count += 1
    result.done.append(f"{count} places of archived answers lead to where the same bytes came again")


_PLACES = """
    SELECT DISTINCT sha256, warc_file, warc_offset FROM request WHERE sha256 IS NOT NULL AND warc_file IS NOT NULL
    ORDER BY warc_file, warc_offset"""
_MOVE = """
    UPDATE request SET warc_file = ?, warc_offset = ? WHERE sha256 = ? AND warc_file = ? AND warc_offset = ?"""


def _release(home: Home, catalog: Catalog, result: Repaired, made_anew: bool) -> None:
    """The release is of the last run, as if that had made it."""
    runs = [known.run for known in Journal(home.runs).runs()]
    run = runs[-1] if runs else new_run(home.profile, catalog)
    today = replace(run, extractor_version=EXTRACTOR_VERSION, catalog_version=catalog.version)
    released = publish(home, today, made_anew=made_anew)
    if released.status == "withheld":
        result.failures += [("release", reason) for reason in released.reasons]
    else:
        result.done.append(f"release {released.version}: {released.status}")


def _put_aside(home: Home, result: Repaired, name: str) -> None:
    """With its write-ahead log: the two belong together."""
    stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%S}"
    for path in (home.directory / name, home.directory / f"{name}.wal"):
        if path.exists():
            aside = path.with_name(f"{path.name}.damaged-{stamp}")
            path.replace(aside)
            result.done.append(f"put {path.name} aside as {aside.name}")
