"""What can be mended of a home without asking anybody: index, record, release, what killed runs left behind."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from extractors import EXTRACTOR_VERSION
from extractors.archive import Archive
from extractors.catalog import Catalog
from flows.doctor import Finding, leftovers
from flows.rebuild import rebuild
from flows.store import new_run, publish
from warehouse.connect import Home
from warehouse.journal import Journal


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
    if "record" in asked:
        _put_aside(home, result, "work.duckdb")
        told = rebuild(home, catalog, tell)
        result.failures += told.failures
        result.done.append(
            f"rebuilt the record from the archive: {told.runs} runs, {told.answers} answers, {told.observations} "
            f"observations, {told.evidence} pieces of evidence"
        )
    if "release" in asked:
        _put_aside(home, result, "bacninh.duckdb")
    if asked & {"release", "record"}:
        _release(home, catalog, result)
    return result


def _release(home: Home, catalog: Catalog, result: Repaired) -> None:
    """The release is of the last run, as if that had made it."""
    runs = [known.run for known in Journal(home.runs).runs()]
    run = runs[-1] if runs else new_run(home.profile, catalog)
    released = publish(home, replace(run, extractor_version=EXTRACTOR_VERSION, catalog_version=catalog.version))
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
