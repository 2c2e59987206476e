"""Discover, fetch and archive the pages of one source; a page that fails is recorded and the rest goes on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from extractors.archive import Archive
from extractors.catalog import Source
from extractors.discover import discover
from extractors.http import Fetcher, FetchError
from extractors.records import Snapshot
from warehouse.load import Fetch


@dataclass(slots=True)
class Collected:
    """What one source gave in a run."""

    source: str
    found: int = 0
    """Article addresses that its listings named."""
    fetches: list[Fetch] = field(default_factory=list)
    snapshots: list[Snapshot] = field(default_factory=list)
    """One a page that answered, new or unchanged: the archived body either way."""
    unchanged: int = 0
    failures: list[tuple[str, str]] = field(default_factory=list)
    """Address and what was wrong with it."""


def collect(source: Source, fetcher: Fetcher, archive: Archive) -> Collected:
    """Ask a source's listings and all pages they name; every answer is archived before anything reads it."""
    collected = Collected(source.id)

    def listing(url: str) -> Snapshot:
        return fetcher.fetch(source, url, None)

    found = discover(source, listing)
    collected.found = len(found.urls)
    collected.failures += [(failure.url, str(failure.error)) for failure in found.failures]
    for url in found.urls:
        _page(source, url, fetcher, archive, collected)
    return collected


def _page(source: Source, url: str, fetcher: Fetcher, archive: Archive, collected: Collected) -> None:
    try:
        snapshot = archive.store(fetcher.fetch(source, url, archive.validators(url)))
    except FetchError as error:
        collected.failures.append((url, str(error)))
        collected.fetches.append(Fetch(url, source.id, datetime.now(UTC), None, None, None, error=str(error)))
        return
    collected.fetches.append(_fetch(snapshot))
    stored = archive.by_url(url) if snapshot.status == 304 else snapshot
    collected.unchanged += snapshot.status == 304
    if stored is None:
        collected.failures.append(
            (url, "the server says unchanged, but the archive has no copy; ask again without validators")
        )
        return
    collected.snapshots.append(stored)


def _fetch(snapshot: Snapshot) -> Fetch:
    headers = snapshot.headers
    sha256 = snapshot.sha256 if snapshot.body else None
    return Fetch(
        snapshot.url, snapshot.source, snapshot.fetched_at, snapshot.status, sha256, snapshot.location,
        headers.get("etag"), headers.get("last-modified"),
    )  # fmt: skip
