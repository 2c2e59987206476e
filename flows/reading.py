"""Read and extract what is archived: a snapshot becomes a document with its figures, ready to load."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote, urlsplit

from extractors import curated, figures, formats, pages
from extractors.archive import Archive, ArchiveError
from extractors.catalog import Catalog, Source
from extractors.errors import UnreadablePage, unexpected
from extractors.formats import Linking
from extractors.history import Answer
from extractors.records import Dataset, Mention, Page, Snapshot
from transforms.normalise import dataset_observations, locator, observations
from warehouse.records import Claim, Fetch, Investment, LoadDocument, Unclaimed

OWN = "own"
"""Source id of a page of the user's own."""
CSV = ".csv"
"""A file of figures typed by hand (`extractors.curated`)."""


@dataclass(slots=True)
class Read:
    """Documents read, and the pages that could not be."""

    documents: list[LoadDocument] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)

    def add(self, other: Read) -> None:
        """Add what another reading brought."""
        self.documents += other.documents
        self.failures += other.failures
        self.warnings += other.warnings

    def take(self, found: Page | Dataset, snapshot: Snapshot, catalog: Catalog, publisher: str, trust: str) -> None:
        """Add a document that was read; parts of it that could not be are failures beside the rest."""
        self.failures += [(snapshot.url, failure) for failure in getattr(found, "failures", ())]
        if isinstance(found, Page):
            self.documents.append(document(found, catalog, snapshot.fetched_at, publisher, trust))
            return
        self.documents.append(dataset_document(found, catalog, snapshot.fetched_at, publisher, trust))


def read_snapshots(snapshots: Iterable[Snapshot], catalog: Catalog, archive: Archive) -> Read:
    """Read answers of known sources, each by the reader of its kind (`extractors.formats`), their bodies one at a time.

    An attachment has the date of publication of the page that links it, read anew from the archive. What cannot be read
    (a page without text, a broken charset, a sheet not understood) is a failure; the rest is read.
    """
    result = Read()
    known: dict[str, Linking] = {}
    for snapshot in snapshots:
        source = catalog.sources[snapshot.source]
        try:
            whole = archive.whole(snapshot)
            found = formats.read(whole, source, catalog, _linking(snapshot, source, archive, known))
            result.take(found, snapshot, catalog, *catalog.publisher_of(found.url, source))
        except (UnreadablePage, ArchiveError) as error:
            result.failures.append((snapshot.url, str(error)))
            continue
        except Exception as error:
            result.failures.append((snapshot.url, unexpected(error, "page")))
            continue
        if isinstance(found, Page) and found.template == "trafilatura" and source.selectors.body:
            result.warnings.append(
                (
                    snapshot.url,
                    f"unknown template: no selector of source {source.id} matched; its main text was guessed",
                )
            )
    return result


def documents(answers: Sequence[Answer], catalog: Catalog, archive: Archive) -> Read:
    """Read answers as today's extractors read them; what cannot be read is a failure, as it was then."""
    read, of_sources = Read(), []
    for answer in answers:
        snapshot = answer.snapshot
        try:
            whole = answer.whole(archive)
            if snapshot.source == OWN:
                read.take(found := read_own(whole, catalog), whole, catalog, f"own:{found.document}", "press")
            elif snapshot.source not in catalog.sources:
                read.failures.append((snapshot.url, f"source {snapshot.source} is not in the catalogue any more"))
            elif not catalog.sources[snapshot.source].is_database or formats.of(whole) == "json-stat":
                of_sources.append(whole)
        except (ArchiveError, UnreadablePage) as error:
            read.failures.append((snapshot.url, str(error)))
        except Exception as error:
            read.failures.append((snapshot.url, unexpected(error, "page")))
    read.add(read_snapshots(of_sources, catalog, archive))
    return read


def _linking(snapshot: Snapshot, source: Source, archive: Archive, known: dict[str, Linking]) -> Linking | None:
    """Date and title of the page that links an attachment, read anew; None for a page.

    Raises ArchiveError where the page is not in the archive, UnreadablePage where it is not readable: a workbook whose
    date is lost by an error is not an undated one.
    """
    via = snapshot.via
    if via is None:
        return None
    if via.sha256 not in known:
        kept = archive.by_hash(via.sha256)
        if kept is None:
            raise ArchiveError(f"the page that links it, {via.url}, is not in the archive; restore the archive's files")
        page = pages.read(kept, source)
        published = replace(page.published, origin="linking page") if page.published else None
        known[via.sha256] = Linking(published, page.title)
    return known[via.sha256]


def read_files(paths: Iterable[Path], catalog: Catalog, archive: Archive) -> tuple[Read, list[Fetch]]:
    """Read files of one's own of the kinds in `formats.SUFFIXES`, and all of those in a folder.

    Their bytes are archived like any other answer's, under their file address; the requests that stand for that come
    back with what was read. A file's name is its document: of two of one name the second is a failure, not an edit,
    also where the first came with an earlier load and is still there.
    """
    files, failures = usable(paths)
    result, fetches = Read(failures=failures), []
    named = _named(archive)
    for path in files:
        first = named.get(path.stem, path.resolve())
        if first != path.resolve() and first.exists():
            result.failures.append((str(path), f"has the name of {first}, and the name is its document; rename it"))
            continue
        named[path.stem] = path.resolve()
        try:
            snapshot = archive.store(replace(formats.own_snapshot(path), fetched_at=archive.now()))
            fetches.append(Fetch(snapshot.url, OWN, snapshot.fetched_at, 200, snapshot.sha256, snapshot.location))
            found = formats.read_file(path, catalog)
            result.take(found, snapshot, catalog, f"own:{found.document}", "press")
        except (UnreadablePage, OSError) as error:
            result.failures.append((str(path), str(error)))
        except Exception as error:
            result.failures.append((str(path), unexpected(error, "file")))
    return result, fetches


def _named(archive: Archive) -> dict[str, Path]:
    """Name → the file of one's own that was brought last under it."""
    found = (Path(unquote(urlsplit(url).path)) for url, _, _ in archive.places() if url.startswith("file:"))
    return {path.stem: path for path in found}


def read_own(snapshot: Snapshot, catalog: Catalog) -> Page | Dataset:
    """An archived file of the user's own, read as when it was brought. Raises UnreadablePage."""
    name = Path(unquote(urlsplit(snapshot.url).path)).name
    with TemporaryDirectory(prefix="bacninh-") as folder:
        path = Path(folder) / name
        path.write_bytes(snapshot.body)
        return formats.read_file(path, catalog)


def read_transcribed(found: curated.Transcribed, catalog: Catalog, seen_at: datetime, source: str) -> Read:
    """Figures typed by hand as documents of the publishers whose pages they were taken from."""
    result = Read(failures=list(found.failures))
    for dataset in found.datasets:
        publisher, trust = catalog.publisher_of(dataset.url)
        document = dataset_document(replace(dataset, source=source), catalog, seen_at, publisher, trust)
        result.documents.append(document)
    return result


def expand(paths: Iterable[Path]) -> list[Path]:
    """The files among the paths, and in folders those of a kind that is read, in order of name.

    Of folders regular files only: a pipe would be waited on for ever.
    """
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            kinds = (*formats.SUFFIXES, CSV)
            files += sorted(p for p in path.rglob("*") if p.suffix.lower() in kinds and p.is_file())
        else:
            files.append(path)
    return files


def usable(paths: Iterable[Path]) -> tuple[list[Path], list[tuple[str, str]]]:
    """The files that can be read under their names; and of the others what is wrong with each."""
    files: list[Path] = []
    failures: list[tuple[str, str]] = []
    for path in expand(paths):
        name = os.fsencode(path).decode("utf-8", "backslashreplace")
        if name != str(path):
            failures.append((name, "its name is no UTF-8, and the name is what it is cited by; rename it"))
        elif path.exists() and not path.is_file():
            failures.append((name, "is no regular file; copy what it holds into one"))
        else:
            files.append(path)
    return files, failures


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
