"""Read and extract archived pages: a snapshot becomes a document with its figures, ready to load."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from extractors import figures, pages
from extractors.archive import Archive
from extractors.catalog import Catalog
from extractors.records import Dataset, Mention, Page, Snapshot
from transforms.normalise import dataset_observations, locator, observations
from warehouse.load import Claim, Fetch, Investment, LoadDocument, Unclaimed

OWN = "own"
"""Source id of a page of the user's own."""


@dataclass(slots=True)
class Read:
    """Documents read, and the pages that could not be."""

    documents: list[LoadDocument] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)


def read_snapshots(snapshots: Iterable[Snapshot], catalog: Catalog) -> Read:
    """Read pages of known sources. A page without text or with a broken charset is a failure; the rest is read."""
    result = Read()
    for snapshot in snapshots:
        source = catalog.sources[snapshot.source]
        try:
            page = pages.read(snapshot, source)
        except pages.UnreadablePage as error:
            result.failures.append((snapshot.url, str(error)))
            continue
        if page.template == "trafilatura" and source.selectors.body:
            result.warnings.append(
                (
                    snapshot.url,
                    f"unknown template: no selector of source {source.id} matched; its main text was guessed",
                )
            )
        result.documents.append(
            document(page, catalog, snapshot.fetched_at, source.publisher_of(page.url), source.trust)
        )
    return result


def read_files(paths: Iterable[Path], catalog: Catalog, archive: Archive) -> tuple[Read, list[Fetch]]:
    """Read pages of one's own: `.html` and `.txt` files, and all of those in a folder.

    Their bytes are archived like any other page's, under their file address; the requests that stand for that come back
    with what was read.
    """
    result, fetches = Read(), []
    for path in expand(paths):
        try:
            snapshot = archive.store(_own_snapshot(path))
            page = pages.read_file(path)
        except (pages.UnreadablePage, OSError) as error:
            result.failures.append((str(path), str(error)))
            continue
        fetches.append(Fetch(snapshot.url, OWN, snapshot.fetched_at, 200, snapshot.sha256, snapshot.location))
        result.documents.append(document(page, catalog, snapshot.fetched_at, f"own:{page.document}", "press"))
    return result, fetches


def _own_snapshot(path: Path) -> Snapshot:
    body = path.read_bytes()
    address = path.resolve().as_uri()
    kind = "text/plain" if path.suffix == ".txt" else "text/html"
    return Snapshot(
        OWN, address, address, datetime.now(UTC), 200, {"content-type": kind}, body, sha256(body).hexdigest()
    )


def expand(paths: Iterable[Path]) -> list[Path]:
    """The `.html` and `.txt` files of the paths, folders opened, in order of name."""
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            files += sorted(p for p in path.rglob("*") if p.suffix in (".html", ".htm", ".txt"))
        else:
            files.append(path)
    return files


def dataset_document(dataset: Dataset, catalog: Catalog, seen_at: datetime, publisher: str, trust: str) -> LoadDocument:
    """A dataset with its figures and the fates of its numbers."""
    published = dataset.published.text if dataset.published else None
    return LoadDocument(
        document=dataset.document, version=dataset.version, source=dataset.source, publisher=publisher, trust=trust,
        url=dataset.url, title=dataset.title, language=dataset.language, published=published,
        published_origin=dataset.published.origin if dataset.published else None,
        snapshot_sha256=dataset.snapshot or "", template=dataset.template, seen_at=seen_at,
        figures=list(dataset_observations(dataset, catalog, published)), fates=dataset.fates,
    )  # fmt: skip


def document(page: Page, catalog: Catalog, seen_at: datetime, publisher: str, trust: str) -> LoadDocument:
    """A page with its figures, fates and unclaimed numbers."""
    published = page.published.text if page.published else None
    mentions = figures.read(page, catalog, published)
    fates: Counter[str] = Counter(m.fate for m in mentions)
    unclaimed = [
        Unclaimed(m.printed, page.text[m.sentence_start : m.sentence_end].strip())
        for m in mentions
        if m.fate == "unclaimed"
    ]
    return LoadDocument(
        document=page.document, version=page.version, source=page.source, publisher=publisher, trust=trust,
        url=page.url,
        title=page.title, language=page.language, published=published,
        published_origin=page.published.origin if page.published else None, snapshot_sha256=page.snapshot,
        template=page.template, seen_at=seen_at,
        figures=[(o, e) for o, e, _ in observations(page, mentions, catalog, published)], fates=fates,
        unclaimed=unclaimed,
        claims=[_claim(page, m) for m in mentions if m.fate == "claim" and "indicator" in m.details],
        investments=[_investment(page, m) for m in mentions if m.fate == "investment" and "value" in m.details],
    )  # fmt: skip


def _claim(page: Page, mention: Mention) -> Claim:
    told = mention.details
    return Claim(
        str(told["indicator"]), Decimal(str(told["ratio"])), _text(told["time_period"]), _text(told["base_period"]),
        *_place(page, mention),
    )  # fmt: skip


def _investment(page: Page, mention: Mention) -> Investment:
    told = mention.details
    return Investment(
        _text(told["investor"]), str(told["event"]), Decimal(str(told["value"])), str(told["unit"]),
        _text(told["time_period"]), *_place(page, mention),
    )  # fmt: skip


def _place(page: Page, mention: Mention) -> tuple[str, str, str]:
    """Locator, printed words, sentence."""
    sentence = page.text[mention.sentence_start : mention.sentence_end].strip()
    return locator(page, mention.start, mention.end), mention.printed, sentence


def _text(value: object) -> str | None:
    return str(value) if value else None
