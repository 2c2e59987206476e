"""Discover, fetch and archive a source's pages and the files they link; what fails is recorded, the rest goes on."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from http import HTTPStatus

from extractors.archive import Archive, Note
from extractors.catalog import Source
from extractors.discover import Article, attachments, discover
from extractors.http import FetchError
from extractors.pxweb import Web
from extractors.records import Snapshot, Via
from warehouse.load import Fetch

CLOCK_MARGIN = timedelta(hours=1)
"""A page that changed so shortly before it was last asked for is asked for again: clocks differ, and caches lag."""


@dataclass(slots=True)
class Collected:
    """What one source gave in a run."""

    source: str
    found: int = 0
    """Article addresses that its listings named."""
    fetches: list[Fetch] = field(default_factory=list)
    snapshots: list[Snapshot] = field(default_factory=list)
    """One a page or attachment that answered, new or unchanged: the archived body either way."""
    unchanged: int = 0
    failures: list[tuple[str, str]] = field(default_factory=list)
    """Address and what was wrong with it."""
    warnings: list[tuple[str, str]] = field(default_factory=list)


def collect(source: Source, fetcher: Web, archive: Archive) -> Collected:
    """Ask a source's listings, all pages they name, and the attachments of these.

    A page that its listing says has not changed since it was last asked for is not asked again, nor are its
    attachments; the archived answers stand for them. Every answer is archived before anything reads it.
    """
    return _Collector(source, fetcher, archive, Collected(source.id)).run()


@dataclass(slots=True)
class _Collector:
    source: Source
    fetcher: Web
    archive: Archive
    collected: Collected

    def run(self) -> Collected:
        found = discover(self.source, self._listing)
        self.collected.found = len(found.articles)
        self.collected.failures += [(failure.url, failure.error) for failure in found.failures]
        self.collected.warnings += [(warning.url, warning.error) for warning in found.warnings]
        linked: dict[str, list[Snapshot]] = {}
        kept: set[str] = set()
        for article in found.articles:
            page = self._kept(article)
            if page is None:
                page = self._ask(article.url)
            else:
                kept.add(article.url)
                self._keep(page)
            if page is not None:
                for url in attachments(self.source, page):
                    linked.setdefault(url, []).append(page)
        for url, pages in linked.items():
            self._attachment(url, pages, kept)
        return self.collected

    def _listing(self, url: str) -> Snapshot:
        """A listing; it is not archived, but that it was asked for is noted: a quiet source is no silent one."""
        try:
            snapshot = self.fetcher.fetch(self.source, url, None)
        except FetchError as error:
            self._note_failed(url, error)
            raise
        note = Note("listing", snapshot.url, snapshot.source, snapshot.fetched_at, snapshot.status)
        self.archive.note(note)
        self.collected.fetches.append(request_noted(note))
        return snapshot

    def _note_failed(self, url: str, error: FetchError) -> None:
        self.collected.fetches.append(failed(self.archive, self.source, url, error))

    def _kept(self, article: Article) -> Snapshot | None:
        """The archived page, where its listing vouches that it is still that; None: ask for it."""
        at = self.archive.asked_at(article.url)
        if article.modified is None or at is None or article.modified > at - CLOCK_MARGIN:
            return None
        return self.archive.by_url(article.url)

    def _attachment(self, url: str, pages: list[Snapshot], kept: set[str]) -> None:
        """Dated by the page through which it was first found; at first by the last listed, which is the oldest."""
        before = self.archive.by_url(url)
        known = before.via.url if before and before.via else None
        page = next((page for page in pages if page.url == known), pages[-1])
        via = Via(page.url, page.sha256)
        if before is not None and before.via == via and page.url in kept:
            self._keep(before)
        else:
            self._ask(url, via)

    def _keep(self, snapshot: Snapshot) -> None:
        """What is archived stands for the answer. Its request is noted again: a run that was killed did not note it."""
        self.collected.snapshots.append(snapshot)
        self.collected.fetches.append(_fetch(snapshot))
        self.collected.unchanged += 1

    def _ask(self, url: str, via: Via | None = None) -> Snapshot | None:
        """The answer for an address, or the archived body where the server says unchanged; None where it failed."""
        collected = self.collected
        try:
            answer = self.fetcher.fetch(self.source, url, self.archive.validators(url))
        except FetchError as error:
            collected.failures.append((url, str(error)))
            self._note_failed(url, error)
            return None
        snapshot = self.archive.store(replace(answer, via=via))
        collected.fetches.append(_fetch(snapshot))
        if snapshot.status != HTTPStatus.NOT_MODIFIED:
            collected.snapshots.append(snapshot)
            return snapshot
        stored = self.archive.by_url(url)
        if stored is None:
            what = "the server says unchanged, but the archive has no copy; ask again without validators"
            collected.failures.append((url, what))
            return None
        self._keep(stored)
        return stored


def failed(archive: Archive, source: Source, url: str, error: FetchError) -> Fetch:
    """A request that failed, noted in the archive."""
    note = Note("failed", url, source.id, archive.now(), error=str(error))
    archive.note(note)
    return request_noted(note)


def request_noted(note: Note) -> Fetch:
    """The request behind a note: of a listing, or one that failed."""
    return Fetch(note.url, note.source, note.fetched_at, note.status, None, None, error=note.error)


def request_of(snapshot: Snapshot, *, has_body: bool) -> Fetch:
    """The request behind an archived answer; 304 has no body."""
    headers = snapshot.headers
    return Fetch(
        snapshot.url, snapshot.source, snapshot.fetched_at, snapshot.status, snapshot.sha256 if has_body else None,
        snapshot.location, headers.get("etag"), headers.get("last-modified"),
    )  # fmt: skip


def _fetch(snapshot: Snapshot) -> Fetch:
    return request_of(snapshot, has_body=snapshot.status != HTTPStatus.NOT_MODIFIED)
