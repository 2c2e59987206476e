"""What an archive holds, in the order in which it came: every answer with the place of its body, and every note.

The index knows the latest of each address. This walks through the files themselves, so that what a run saw is seen
again as it was then: a body that came back after an edit, an answer "unchanged", a listing, a request that failed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from extractors.archive import BROKEN, Archive, ArchiveError, Note, snapshot_of, whole_records
from extractors.ondisk import OnDisk
from extractors.records import Snapshot, Via, WarcLocation


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of a server as a run archived it."""

    run: str
    snapshot: Snapshot
    """Its body is empty where it is a revisit; `location` is the place of the body that it stands for."""
    is_new: bool
    """Whether the body came with it. Not so of a revisit: "unchanged" (304), or the same bytes once more."""

    @property
    def has_body(self) -> bool:
        """Whether the server sent a body, kept before or not."""
        return self.snapshot.status != HTTPStatus.NOT_MODIFIED

    def whole(self, archive: Archive) -> Snapshot:
        """The answer as it came, body and all. Raises ArchiveError where its body is not in the archive."""
        if self.is_new:
            return self.snapshot
        if self.snapshot.location is None:
            raise ArchiveError(f"{self.snapshot.url}: the body that it repeats is not in the archive")
        kept = archive.read(self.snapshot.location)
        if self.has_body:
            return replace(self.snapshot, body=kept.body)
        # "unchanged": the body as it came then, linked as it is now
        return replace(kept, via=self.snapshot.via or kept.via)


@dataclass(frozen=True, slots=True)
class Noted:
    """A note of a run."""

    run: str
    note: Note


Entry = Answer | Noted


def entries(archive: Archive, warnings: list[str]) -> Iterator[Entry]:
    """Everything in the archive, in order; one body in memory at a time. Torn records are cut, and named in
    `warnings`.
    """
    by_url, via_of, by_hash = OnDisk(), OnDisk(), OnDisk()  # place, what links it; address and place
    for path in files(archive):
        run = ""
        for record, location in _records(path, warnings):
            if isinstance(record, str):
                run = record
            elif isinstance(record, Note):
                yield Noted(run, record)
            elif not record.is_revisit:
                found = replace(record.snapshot, location=location)
                place = (location.file, location.offset)
                if not archive.is_aside(found):
                    by_url[found.url] = place
                by_hash[found.sha256] = (found.url, place)
                via_of[found.url] = (found.via.url, found.via.sha256) if found.via else None
                yield Answer(run, found, is_new=True)
            else:
                aside = archive.is_aside(record.snapshot)
                yield Answer(run, _revisited(record.snapshot, by_url, via_of, by_hash, aside), is_new=False)


def _revisited(found: Snapshot, by_url: OnDisk, via_of: OnDisk, by_hash: OnDisk, aside: bool) -> Snapshot:
    """A revisit with the place of the body that it stands for, and what links it."""
    url, place = by_hash.get(found.sha256, ("", None))
    if place is None or url != found.url:  # a 304 has no body to be known by
        place = by_url.get(found.url)
    if place is not None and not aside:
        by_url[found.url] = place
    via = found.via
    if via is None and (known := via_of.get(found.url)):
        via = Via(*known)
    via_of[found.url] = (via.url, via.sha256) if via else None
    return replace(found, location=WarcLocation(*place) if place else None, via=via)


def of_run(archive: Archive, run: str, warnings: list[str]) -> list[Entry]:
    """What one run archived, bodies left out; `warnings`: see `entries`."""
    if not any(_run_of(path) == run for path in files(archive)):
        return []
    found = (entry for entry in entries(archive, warnings) if entry.run == run)
    return [bodiless(entry) for entry in found]


def runs(archive: Archive) -> dict[str, datetime]:
    """Run → when its first file was begun, for runs whose files name them; in order of the files."""
    found: dict[str, datetime] = {}
    for path in files(archive):
        info = _info(path)
        if info is not None and info[0]:
            found.setdefault(*info)
    return found


def files(archive: Archive) -> list[Path]:
    """The WARC files that hold anything, oldest first."""
    return [p for p in sorted(archive.directory.glob("*.warc.gz")) if p.stat().st_size]


def bodiless(entry: Entry) -> Entry:
    """The entry without its body, which stays in the archive."""
    if isinstance(entry, Noted):
        return entry
    return replace(entry, snapshot=replace(entry.snapshot, body=b""), is_new=False)


@dataclass(frozen=True, slots=True)
class _Stored:
    snapshot: Snapshot
    is_revisit: bool


def _records(path: Path, warnings: list[str]) -> Iterator[tuple[str | Note | _Stored, WarcLocation]]:
    """The records of a file that are ours: the run it belongs to, notes, answers."""
    for plain, place in whole_records(path, warnings):
        try:
            read = _read(next(ArchiveIterator(BytesIO(plain))), place)
        except (*BROKEN, StopIteration, KeyError) as error:
            warnings.append(f"{path.name}: the record at {place.offset} was cut ({error})")
            continue
        if read is not None:
            yield read, place


def _read(record: Any, place: WarcLocation) -> str | Note | _Stored | None:
    match record.rec_type:
        case "response" | "revisit":
            return _Stored(snapshot_of(record, place), record.rec_type == "revisit")
        case "metadata":
            return Note.of(record)
        case "warcinfo":
            return _part_of(record.content_stream().read())
    record.content_stream().read()
    return None


def _part_of(info: bytes) -> str:
    """The run that a warcinfo record names; none in files of earlier versions."""
    for line in info.decode("utf-8", "replace").splitlines():
        name, _, value = line.partition(":")
        if name == "isPartOf":
            return value.strip()
    return ""


def _run_of(path: Path) -> str:
    info = _info(path)
    return info[0] if info else ""


def _info(path: Path) -> tuple[str, datetime] | None:
    with path.open("rb") as stream:
        try:
            record = next(ArchiveIterator(stream))
            at = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date").replace("Z", "+00:00"))
            return _part_of(record.content_stream().read()), at
        except (StopIteration, EOFError, ArchiveLoadFailed, OSError, ValueError, AttributeError):
            return None
