"""Discover, fetch and archive a source's pages and the files they link; what fails is recorded, the rest goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http import HTTPStatus

from extractors import standins
from extractors.archive import Archive, ArchiveError, Note
from extractors.catalog import Source
from extractors.discover import Article, attachments, discover
from extractors.errors import unexpected
from extractors.http import BudgetSpent, FetchError, Validators
from extractors.pxweb import Web
from extractors.records import Snapshot, Via
from warehouse.records import Fetch

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
    """One a page or attachment that answered, new or unchanged. Their bodies are left in the archive (`Archive.whole`):
    a night's pages need not be in memory together."""
    unchanged: int = 0
    failures: list[tuple[str, str]] = field(default_factory=list)
    """Address and what was wrong with it."""
    warnings: list[tuple[str, str]] = field(default_factory=list)


def collect(source: Source, fetcher: Web, archive: Archive) -> Collected:
    """Ask a source's listings, all pages they name, and the attachments of these.

    A page that its listing says has not changed since it was last asked for is not asked again, nor are its
    attachments; the archived answers stand for them. Every answer is archived before anything reads it.
    """
    collector = Collector(source, fetcher, archive, Collected(source.id))
    with what_fails(collector.collected):
        collector.ask_all()
    with what_fails(collector.collected):
        collector.end()
    return collector.collected


@contextmanager
def what_fails(collected: Collected) -> Iterator[None]:
    """An error that nobody expected of one source's answers is a failure of this source, and the run goes on with what
    it has. What concerns all sources (a disk, the home, the record) ends the run."""
    try:
        yield
    except ArchiveError as error:
        collected.failures.append((collected.source, str(error)))
    except Exception as error:
        collected.failures.append((collected.source, unexpected(error, "source")))


@dataclass(slots=True)
class Collector:
    """Asks one source; what comes of it is in `collected`."""

    source: Source
    fetcher: Web
    archive: Archive
    collected: Collected
    left: list[FetchError] = field(default_factory=list)
    """Pages that the run's budget of their host left unasked."""
    answered: dict[str, list[tuple[Snapshot, bool]]] = field(default_factory=dict)
    """The pages by the sha256 of what they answered with, bodies left out; and whether it came, or was archived."""

    def ask_all(self) -> None:
        """Every listing, every page that they name, every attachment of these."""
        found = discover(self.source, self.listing)
        self.collected.found = len(found.articles)
        self.collected.failures += [(failure.url, failure.error) for failure in found.failures]
        self.collected.warnings += [(warning.url, warning.error) for warning in found.warnings]
        linked: dict[str, list[Snapshot]] = {}
        kept: set[str] = set()
        for article in found.articles:
            page = self._kept(article)
            if page is None:
                page = self.ask(article.url)
            else:
                kept.add(article.url)
                self._keep(page)
            if page is not None:
                for url in attachments(self.source, page):
                    linked.setdefault(url, []).append(page.without_body())
        for url, pages in linked.items():
            self.attachment(url, pages, kept)

    def end(self) -> None:
        """When all has been asked for: what answered at several addresses alike is set aside, what was left is said."""
        self._set_aside()
        if self.left:
            first, count = self.left[0], len(self.left)
            what = f"{count} pages were not asked for, from this one on" if count > 1 else "was not asked for"
            self.collected.failures.append((first.url, f"{what}: {first}"))

    def listing(self, url: str) -> Snapshot:
        """A listing; it is not archived, but that it was asked for is noted: a quiet source is no silent one."""
        try:
            snapshot = self._page(url)
        except BudgetSpent:
            raise  # no request was made: none failed
        except FetchError as error:
            self._note_failed(url, error)
            raise
        note = Note("listing", snapshot.url, snapshot.source, snapshot.fetched_at, snapshot.status)
        self.archive.note(note)
        self.collected.fetches.append(request_noted(note))
        return snapshot

    def _note_failed(self, url: str, error: FetchError) -> None:
        self.collected.fetches.append(failed(self.archive, self.source, url, error))

    def _page(self, url: str, validators: Validators | None = None) -> Snapshot:
        """The answer for an address. Raises FetchError, also where it is not the page but one in its place."""
        answer = self.fetcher.fetch(self.source, url, validators)
        standins.check(self.source, answer)
        return answer

    def _note_alike(self, answer: Snapshot, *, came: bool) -> None:
        """Note what answered at several addresses alike, before it is archived: whoever reads the archive again after
        a kill must not take it for pages. What was set aside so before and comes again alone is no page either."""
        same = self.answered.setdefault(answer.sha256, [])
        same.append((replace(answer, body=b""), came))
        if standins.alike(self.source, [one for one, _ in same]):
            self.archive.set_aside([one for one, one_came in same if one_came], [one.url for one, _ in same])
        elif came and self._known_alike(answer):
            self.archive.set_aside([answer], self.archive.alike(answer))

    def _known_alike(self, answer: Snapshot) -> list[str]:
        """The addresses that answered with these bytes when they were set aside, if they are of several documents."""
        urls = self.archive.alike(answer)
        documents = {self.source.canonical(url) or url for url in urls}
        return [url for url in urls if url != answer.url] if len(documents) > 1 else []

    def _set_aside(self) -> None:
        """Take out what answered at several addresses alike: no telling which of them it is, or whether any."""
        collected = self.collected
        for same in standins.alike(self.source, collected.snapshots).values():
            urls = [snapshot.url for snapshot in same]
            for url in urls:
                others = ", ".join(other for other in urls if other != url)
                what = f"the very same bytes as at {others}: an error page, or one article at two addresses"
                cure = "look at them; for one article, correct url_pattern and canonical_url"
                collected.failures.append((url, f"{what}; {cure}"))
            collected.snapshots = [s for s in collected.snapshots if s not in same]
        for snapshot in [s for s in collected.snapshots if self.archive.is_aside(s)]:
            others = ", ".join(self._known_alike(snapshot))
            what = f"the very same bytes as were set aside before, when {others} had them too"
            collected.failures.append((snapshot.url, f"{what}; look at it: is the site down, or has it moved?"))
            collected.snapshots.remove(snapshot)

    def _kept(self, article: Article) -> Snapshot | None:
        """The archived page, where its listing vouches that it is still that; None: ask for it."""
        at = self.archive.asked_at(article.url)
        if article.modified is None or at is None or article.modified > at - CLOCK_MARGIN:
            return None
        return self.archived(article.url)

    def archived(self, url: str) -> Snapshot | None:
        """What the archive has for an address; None where it has nothing, or nothing that can be read: it is told."""
        try:
            return self.archive.by_url(url)
        except ArchiveError as error:
            self.collected.warnings.append((url, f"{error}; the page is asked for again"))
            return None

    def attachment(self, url: str, pages: list[Snapshot], kept: set[str]) -> None:
        """Dated by the page through which it was first found; at first by the last listed, which is the oldest."""
        before = self.archived(url)
        known = before.via.url if before and before.via else None
        page = next((page for page in pages if page.url == known), pages[-1])
        via = Via(page.url, page.sha256)
        if before is not None and before.via == via and page.url in kept:
            self._keep(before)
        else:
            self.ask(url, via)

    def _keep(self, snapshot: Snapshot) -> None:
        """What is archived stands for the answer. Its request is noted again: a run that was killed did not note it."""
        self._note_alike(snapshot, came=False)
        self.collected.snapshots.append(snapshot.without_body())
        self.collected.fetches.append(_fetch(snapshot))
        self.collected.unchanged += 1

    def ask(self, url: str, via: Via | None = None) -> Snapshot | None:
        """The answer for an address, or the archived body where the server says unchanged; None where it failed."""
        collected = self.collected
        try:
            answer = self._page(url, self.archive.validators(url))
            stored = self.archived(url) if answer.status == HTTPStatus.NOT_MODIFIED else None
            if answer.status == HTTPStatus.NOT_MODIFIED and stored is None:
                answer = self._page(url)  # unchanged, and not here: as if it had never been asked for
        except BudgetSpent as error:
            self.left.append(error)
            return None
        except FetchError as error:
            collected.failures.append((url, str(error)))
            self._note_failed(url, error)
            return None
        if named := standins.other_document(self.source, answer):
            collected.warnings.append((url, f"the page says that it is {named}; look whether the site answers wrongly"))
        if via is None and answer.status != HTTPStatus.NOT_MODIFIED:
            self._note_alike(answer, came=True)
        snapshot = self.archive.store(replace(answer, via=via))
        collected.fetches.append(_fetch(snapshot))
        if snapshot.status != HTTPStatus.NOT_MODIFIED:
            collected.snapshots.append(snapshot.without_body())
            return snapshot
        if stored is None:
            return None
        self._keep(stored := replace(stored, via=via or stored.via))
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
