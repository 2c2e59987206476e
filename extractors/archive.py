"""Every answer kept for good in WARC files, found again by URL and by hash.

A record is its own gzip member and is on disk before the next stage reads it, so that a killed run leaves a readable
archive: what is no whole record is cut when reading, and said, and reading goes on at the next whole one. A file is one
run's, which its first record names. The index
beside the files is made anew from them.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, Literal, Self

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser, StatusAndHeadersParserException
from warcio.warcwriter import WARCWriter

from extractors.errors import Mendable
from extractors.http import Validators
from extractors.ondisk import OnDisk
from extractors.records import Snapshot, Via, WarcLocation

_SOURCE = "X-Bacninh-Source"
_FINAL_URL = "X-Bacninh-Final-URL"
_SHA256 = "X-Bacninh-SHA256"
"""Beside the payload digest that WARC tools expect, which warcio writes in SHA-1."""
_VIA, _VIA_SHA256 = "X-Bacninh-Via", "X-Bacninh-Via-SHA256"
"""The page that links an attachment (what Heritrix keeps as `via`), and its body: the attachment is dated by it."""
_DROPPED = frozenset({"content-encoding", "transfer-encoding", "content-length"})
"""Of headers: the body is kept decoded."""
_EMPTY = hashlib.sha256(b"").hexdigest()
"""Of an empty file of the user's own; a 304 bears it too, as it has no body."""
_OF_THE_LATEST = ("etag", "last_modified", "fetched_at", "via")
"""What a revisit says anew of a body that is kept already."""


class ArchiveError(Mendable):
    """An archive that does not hold what is asked of it; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Note:
    """A request, or a file, of which no answer is kept for good."""

    kind: Literal["listing", "failed", "typed", "aside"]
    """`listing`: it answered and named pages; `failed`: `error` says why; `typed`: a file of figures typed by hand;
    `aside`: the archived answer of this address and time was no page of its own, and nothing was read from it."""
    url: str
    source: str
    fetched_at: datetime
    """UTC."""
    status: int | None = None
    error: str | None = None
    sha256: str | None = None
    """Of a typed file, or of an answer set aside: its bytes, which are archived under the same address."""
    alike: tuple[str, ...] = ()
    """Of an answer set aside: the addresses that answered with the very same bytes, its own among them."""

    @classmethod
    def of(cls, record: Any) -> Self:
        """The note in a metadata record. Raises one of `BROKEN`, or KeyError, where there is none."""
        held = json.loads(record.content_stream().read())
        at = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date").replace("Z", "+00:00"))
        held["alike"] = tuple(held.get("alike", ()))
        return cls(url=record.rec_headers.get_header("WARC-Target-URI"), fetched_at=at, **held)

    def json(self) -> bytes:
        """What its record holds; address and time stand in the record's headers."""
        held = {"kind": self.kind, "source": self.source, "status": self.status, "error": self.error}
        more = {"sha256": self.sha256} | ({"alike": self.alike} if self.alike else {})
        return json.dumps(held | more, ensure_ascii=False).encode()


class Archive:
    """The WARC files of one profile, and their index. One writer at a time (the home's lock sees to it)."""

    def __init__(
        self, directory: Path, run: str = "", now: Callable[[], datetime] = lambda: datetime.now(UTC), *,
        lazily: bool = False,
    ) -> None:  # fmt: skip
        """`lazily`: the index is loaded when something is looked up in it; to read at known places it need not be."""
        self.directory = directory
        self.now = now
        """The clock by which requests are dated (UTC)."""
        self.run = run
        """The run that the files written from here on belong to."""
        self.warnings: list[str] = []
        """Torn records that were cut, each named."""
        directory.mkdir(parents=True, exist_ok=True)
        self._index_file = directory / "index.jsonl"
        self._file: Path | None = None
        self._index: tuple[OnDisk, OnDisk] | None = None
        self._stored: dict[tuple[str, str], Snapshot | None] = {}
        """Address and time of what the run had archived before it was interrupted: its answer, None for a note."""
        self._aside: dict[tuple[str, str], tuple[str, tuple[str, ...]]] = {}
        """Address and time of each answer that was set aside: its sha256, and the addresses that answered alike."""
        if not lazily:
            self._load_index()

    # -- writing

    def store(self, snapshot: Snapshot) -> Snapshot:
        """Append a snapshot and return it with its place. A 304, or a body already kept, becomes a revisit record.

        What this run archived before it was interrupted (`take_up`) is not appended again.
        """
        known = (snapshot.url, snapshot.fetched_at.isoformat())
        if before := self._stored.get(known):
            return replace(snapshot, location=before.location)
        unchanged = snapshot.status == 304
        # an empty file is a body of its own, not the one that its address had before
        kept = self._by_url.get(snapshot.url) if unchanged else self._by_hash.get(snapshot.sha256)
        # a body is left out only where it can be read again: what was damaged since is kept anew
        revisit = unchanged or (kept is not None and kept["url"] == snapshot.url and self._can_be_read(kept))
        location = self._append(snapshot, revisit=revisit)
        entry = _entry(snapshot, location)
        if revisit and kept is not None:
            entry |= {k: entry[k] or kept[k] for k in _OF_THE_LATEST}
        entry["revisit"] = revisit
        self._note(entry)
        self._append_to_index(entry)
        place = location if not revisit or kept is None else WarcLocation(kept["file"], kept["offset"])
        return _with_location(snapshot, place)

    def holds(self, sha256: str) -> bool:
        """Whether a body with this sha256 can be read."""
        entry = self._by_hash.get(sha256)
        return entry is not None and self._can_be_read(entry)

    def _can_be_read(self, entry: Mapping[str, Any]) -> bool:
        try:
            self._kept(entry)
        except ArchiveError:
            return False
        return True

    def note(self, note: Note) -> None:
        """Append what else became of a request, as a metadata record; of an interrupted run none is noted twice."""
        known = (note.url, note.fetched_at.isoformat())
        if known in self._stored and note.kind != "aside":
            return
        location = self._write(note.url, "metadata", _warc_date(note.fetched_at), note.json(), "application/json")
        self._append_to_index(_note_line(note, location))

    def set_aside(self, answers: Iterable[Snapshot], alike: Iterable[str]) -> None:
        """Note that nothing is to be read from answers, now or when the archive is read again: `alike` are the
        addresses that answered with the very same bytes.

        They stay in the archive, but are not what their addresses are known for: that is still the answer before.
        """
        addresses = tuple(dict.fromkeys(alike))
        new = [answer for answer in answers if not self.is_aside(answer)]
        for answer in new:
            at = answer.fetched_at
            self.note(
                Note("aside", answer.url, answer.source, at, answer.status, sha256=answer.sha256, alike=addresses)
            )
        if new:
            self._index = None  # made of the lines, without what was set aside, when it is asked next

    def is_aside(self, answer: Snapshot) -> bool:
        """Whether an answer was set aside."""
        if self._index is None:
            self._load_index()
        return (answer.url, answer.fetched_at.isoformat()) in self._aside

    def alike(self, answer: Snapshot) -> tuple[str, ...]:
        """The addresses that once answered alike with the bytes that this address answers with now, and were set aside.

        None where it is what the address is known for.
        """
        if self.sha256_of(answer.url) == answer.sha256:
            return ()
        of = (
            alike for (url, _), (sha256, alike) in self._aside.items() if (url, sha256) == (answer.url, answer.sha256)
        )
        return next(of, ())

    def take_up(self, known: Mapping[tuple[str, str], Snapshot | None]) -> None:
        """Go on with a run that was interrupted: address and time of what it archived → its answer without the body.

        None stands for a note.
        """
        self._stored = dict(known)

    def before_interruption(self) -> Iterator[Snapshot]:
        """The answers, whole, that this run had archived before it was interrupted; without its body where that cannot
        be read."""
        for snapshot in self._stored.values():
            if snapshot is None or snapshot.location is None or snapshot.status == 304 or self.is_aside(snapshot):
                continue
            try:
                yield replace(snapshot, body=self.read(snapshot.location).body)
            except ArchiveError:
                yield snapshot

    def _append(self, snapshot: Snapshot, *, revisit: bool) -> WarcLocation:
        headers = [(k, v) for k, v in snapshot.headers.items() if k not in _DROPPED]
        body = b"" if revisit else snapshot.body
        headers.append(("content-length", str(len(snapshot.body))))
        http = StatusAndHeaders(f"{snapshot.status} ", headers, protocol="HTTP/1.1")
        warc = _warc_date(snapshot.fetched_at) | {
            _SHA256: snapshot.sha256,
            _SOURCE: snapshot.source,
            _FINAL_URL: snapshot.final_url,
        }
        if snapshot.via:
            warc |= {_VIA: snapshot.via.url, _VIA_SHA256: snapshot.via.sha256}
        return self._write(snapshot.url, "revisit" if revisit else "response", warc, body, "", http)

    def _write(
        self, url: str, kind: str, warc: dict[str, str], body: bytes, content_type: str,
        http: StatusAndHeaders | None = None,
    ) -> WarcLocation:  # fmt: skip
        """One record at the end of the run's file, on disk; what a full disk leaves of it is cut off again."""
        path = self._file or self._new_file()
        self._file = path
        with path.open("ab") as stream, _whole_or_not_at_all(stream) as offset:
            writer = WARCWriter(stream, gzip=True)
            record = writer.create_warc_record(
                url, kind, payload=BytesIO(body), http_headers=http, warc_headers_dict=warc,
                warc_content_type=content_type,
            )  # fmt: skip
            writer.write_record(record)
            stream.flush()
            os.fsync(stream.fileno())
        return WarcLocation(path.name, offset)

    def _new_file(self) -> Path:
        """A file whose name sorts after all others, also where the clock has been set back."""
        stamp = datetime.now(UTC)
        last = max((p.name for p in self.directory.glob("bacninh-*.warc.gz")), default="")
        if last and (before := _stamp(last)) and before >= stamp.replace(microsecond=0):
            stamp = before + timedelta(seconds=1)
        path = self.directory / f"bacninh-{stamp:%Y%m%dT%H%M%S}-{os.getpid()}.warc.gz"
        info = {"software": "bacninh", "format": "WARC/1.0"} | ({"isPartOf": self.run} if self.run else {})
        with path.open("ab") as stream:
            writer = WARCWriter(stream, gzip=True)
            record = writer.create_warcinfo_record(path.name, info)
            # by the run's clock, which never goes back
            for name, value in _warc_date(self.now()).items():
                record.rec_headers.replace_header(name, value)
            writer.write_record(record)
            stream.flush()
            os.fsync(stream.fileno())
        return path

    def _append_to_index(self, line: Mapping[str, Any]) -> None:
        """`end` is the length of the file with this record: the index is whole if the last one is the file's."""
        end = (self.directory / line["file"]).stat().st_size
        with self._index_file.open("a", encoding="utf-8") as index:
            index.write(json.dumps({**line, "end": end}, ensure_ascii=False) + "\n")
            index.flush()
            os.fsync(index.fileno())

    # -- finding

    def by_url(self, url: str) -> Snapshot | None:
        """The latest body kept for an address; of an attachment, with the page that linked it when last asked for.

        Raises ArchiveError where it cannot be read at its place.
        """
        entry = self._by_url.get(url)
        if entry is None:
            return None
        via = Via(*entry["via"]) if entry["via"] else None
        return replace(self._kept(entry), via=via)

    def by_hash(self, sha256: str) -> Snapshot | None:
        """The body with this sha256. Raises ArchiveError where it cannot be read at its place."""
        entry = self._by_hash.get(sha256)
        return self._kept(entry) if entry else None

    def _kept(self, entry: Mapping[str, Any]) -> Snapshot:
        """The answer that an entry leads to. Raises ArchiveError where another one, or none, stands there."""
        place = WarcLocation(entry["file"], entry["offset"])
        found = self.read(place)
        if (found.url, found.sha256) != (entry["url"], entry["sha256"]):
            raise ArchiveError(
                f"{self.directory / place.file} at {place.offset}: not the answer of {entry['url']} that the index "
                f"says; `bacninh doctor --repair` makes the index anew"
            )
        return found

    def is_at(self, sha256: str, place: WarcLocation) -> bool:
        """Whether the body with this sha256 can be read at a place."""
        try:
            return self.read(place).sha256 == sha256
        except ArchiveError:
            return False

    def places(self) -> Iterator[tuple[str, str, WarcLocation]]:
        """Address, sha256 and place of every body that the index leads to."""
        for entry in chain(self._by_url.values(), self._by_hash.values()):
            yield entry["url"], entry["sha256"], WarcLocation(entry["file"], entry["offset"])

    def sha256_of(self, url: str) -> str | None:
        """Of the latest body kept for an address, whether or not it can be read."""
        entry = self._by_url.get(url)
        return str(entry["sha256"]) if entry else None

    def asked_at(self, url: str) -> datetime | None:
        """When the server last answered for an address, with a body or with "unchanged"; None where it never did."""
        entry = self._by_url.get(url)
        return datetime.fromisoformat(entry["fetched_at"]) if entry else None

    def latest(self) -> datetime | None:
        """When the latest answer came; None in an empty archive."""
        times = (entry["fetched_at"] for entry in self._by_url.values())
        return max((datetime.fromisoformat(time) for time in times), default=None)

    def validators(self, url: str) -> Validators | None:
        """What the server gave with the latest answer, to ask whether the page changed."""
        entry = self._by_url.get(url)
        return (
            Validators(entry["etag"], entry["last_modified"])
            if entry and (entry["etag"] or entry["last_modified"])
            else None
        )

    def whole(self, snapshot: Snapshot) -> Snapshot:
        """The snapshot with its body, read anew where it was left here. Raises ArchiveError."""
        if snapshot.body or snapshot.location is None:
            return snapshot
        return replace(snapshot, body=self.read(snapshot.location).body)

    def read(self, location: WarcLocation) -> Snapshot:
        """The snapshot at a place. Raises ArchiveError where the file has no whole record there."""
        path = self.directory / location.file
        if Path(location.file).name != location.file or location.offset < 0:
            raise ArchiveError(f"{location.file!r} is no file of this archive; run `bacninh doctor --repair`")
        try:
            with path.open("rb") as stream:
                snapshot = _record(_member(stream, location.offset)[0], location)
        except (*BROKEN, KeyError) as error:
            raise ArchiveError(
                f"{path} at {location.offset}: {error}; restore the file, or run `bacninh doctor --repair`"
            ) from error
        if not isinstance(snapshot, Snapshot):
            raise ArchiveError(f"{path} at {location.offset}: no answer of a server; run `bacninh doctor --repair`")
        return snapshot

    def snapshots(self) -> Iterator[Snapshot]:
        """All answers, oldest first, one at a time; revisits with an empty body."""
        for path in sorted(self.directory.glob("*.warc.gz")):
            yield from self._snapshots_in(path)

    def _snapshots_in(self, path: Path) -> Iterator[Snapshot]:
        for record, _ in self._records_in(path):
            if isinstance(record, Snapshot):
                yield record

    def _records_in(self, path: Path) -> Iterator[tuple[Snapshot | Note, WarcLocation]]:
        for plain, location in whole_records(path, self.warnings):
            try:
                record = _record(plain, location)
            except (*BROKEN, KeyError) as error:
                self.warnings.append(f"{path.name}: the record at {location.offset} was cut ({error})")
                continue
            if record is not None:
                yield record, location

    # -- the index

    @property
    def _by_url(self) -> OnDisk:
        """Address → entry of the latest answer, with the place of its body."""
        return (self._index or self._load_index())[0]

    @property
    def _by_hash(self) -> OnDisk:
        """sha256 of a body → entry with its place."""
        return (self._index or self._load_index())[1]

    def rebuild_index(self) -> None:
        """Make the index anew from the WARC files alone; where the disk takes none, in memory only."""
        staged = self._index_file.with_suffix(".staged")
        ends = {path.name: path.stat().st_size for path in self._files()}
        lines = chain(self._lines(), ({"note": "file", "file": name, "end": end} for name, end in ends.items()))
        try:
            with staged.open("w", encoding="utf-8") as index:
                index.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
                index.flush()
                os.fsync(index.fileno())
            staged.replace(self._index_file)
        except OSError as error:
            if error.errno not in UNWRITABLE:
                raise
            held = list(self._lines())
            self.warnings = list(dict.fromkeys(self.warnings))  # what was read twice is told once
            self._take_in(lambda: held)
            return
        self._take_in(self._read_lines)

    def _lines(self) -> Iterator[dict[str, Any]]:
        """What the index has of the files: answers, and notes of what was set aside."""
        for path in self._files():
            for record, location in self._records_in(path):
                if isinstance(record, Note):
                    if record.kind == "aside":
                        yield _note_line(record, location)
                    continue
                entry = _entry(record, location)
                yield entry | {"revisit": not record.body and (record.status == 304 or record.sha256 != _EMPTY)}

    def _files(self) -> list[Path]:
        return [p for p in sorted(self.directory.glob("*.warc.gz")) if p.stat().st_size]

    def _load_index(self) -> tuple[OnDisk, OnDisk]:
        if not self._index_is_whole():
            self.rebuild_index()
        if self._index is None:
            raise ArchiveError(f"{self._index_file} cannot be made; is the disk full?")
        return self._index

    def _index_is_whole(self) -> bool:
        """Load what there is; whether it is all."""
        if not self._index_file.exists():
            self._take_in(lambda: ())
            return not self._files()
        ends: dict[str, int] = {}
        try:
            for line in self._read_lines():
                ends[line["file"]] = line.get("end", 0)
            self._take_in(self._read_lines)
        except (ValueError, KeyError, TypeError, AttributeError):  # no JSON, no object, no entry of ours
            self.warnings.append(f"{self._index_file.name}: a torn line; the index was made anew")
            return False
        # else a run was killed between a record and its line, or files were brought or taken away
        sizes = {path.name: path.stat().st_size for path in self._files()}
        self.warnings += [
            _lost(name, end, sizes.get(name, 0)) for name, end in ends.items() if sizes.get(name, 0) < end
        ]
        return ends == sizes

    def _read_lines(self) -> Iterator[dict[str, Any]]:
        with self._index_file.open(encoding="utf-8", newline="\n") as lines:
            for line in lines:
                yield json.loads(line)

    def _take_in(self, lines: Callable[[], Iterable[dict[str, Any]]]) -> None:
        """Load the index from its lines. They are gone through twice: what is set aside is said after the answer."""
        self._aside = {
            (line["url"], line["fetched_at"]): (line["sha256"], tuple(line["alike"]))
            for line in lines()
            if line.get("note") == "aside"
        }
        self._index = OnDisk(), OnDisk()
        for line in lines():
            if "note" not in line:
                self._note({"via": None} | line)

    def _note(self, entry: dict[str, Any]) -> None:
        if self._index is None:
            return
        by_url, by_hash = self._index
        aside = (entry["url"], entry["fetched_at"]) in self._aside
        if not entry["revisit"]:
            by_hash[entry["sha256"]] = entry
            if not aside:
                by_url[entry["url"]] = entry
            return
        kept = by_hash.get(entry["sha256"]) if entry["status"] != 304 else None  # that has no body to be known by
        if kept is None or kept["url"] != entry["url"]:
            kept = by_url.get(entry["url"])
        if kept is not None and not aside:
            by_url[entry["url"]] = kept | {k: entry[k] or kept[k] for k in _OF_THE_LATEST}


BROKEN = (OSError, EOFError, ArchiveLoadFailed, ValueError, TypeError, AttributeError, zlib.error)
"""What warcio and the fields of a record raise where the bytes are no record of ours."""
UNWRITABLE = frozenset({errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOSPC, errno.EDQUOT})
"""What a disk says that takes nothing: mounted to be read, not ours, full."""
_MEMBER = b"\x1f\x8b\x08"
"""How a gzip member begins; each record is one."""


_LARGEST = 100_000_000
"""Bytes of a record; a body has at most a fifth of it (extractors/http.py)."""


def whole_records(path: Path, warnings: list[str]) -> Iterator[tuple[bytes, WarcLocation]]:
    """The records of a file that are whole, unpacked, each with its place; what is cut out between them is told."""
    with path.open("rb") as stream:
        start: int | None = 0
        while start is not None and start < path.stat().st_size:
            try:
                plain, length = _member(stream, start)
            except BROKEN as error:
                torn, start = start, _next_record(stream, start + 1)
                much = "to the end of the file" if start is None else f"{start - torn} bytes"
                warnings.append(f"{path.name}: a torn record at {torn} was cut, {much} ({error})")
                continue
            yield plain, WarcLocation(path.name, start)
            start += length


def _member(stream: BinaryIO, start: int) -> tuple[bytes, int]:
    """What the gzip member at a place holds, and its length in the file. Raises one of `BROKEN` where it is not whole.

    warcio takes a member that breaks off early for the end of the file.
    """
    stream.seek(start)
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 16)
    plain, length = bytearray(), 0
    while not unpacking.eof:
        piece = stream.read(65_536)
        if not piece:
            raise EOFError("it breaks off")
        plain += unpacking.decompress(piece)
        length += len(piece)
        if len(plain) > _LARGEST:
            raise ValueError(f"a record of over {_LARGEST:,} bytes")
    return bytes(plain), length - len(unpacking.unused_data)


def _record(plain: bytes, location: WarcLocation) -> Snapshot | Note | None:
    """The answer or note in a record; None where it is another kind of record."""
    for record in ArchiveIterator(BytesIO(plain)):
        if record.rec_type == "metadata":
            return Note.of(record)
        return snapshot_of(record, location) if record.rec_type in ("response", "revisit") else None
    raise ValueError("no record")


def _next_record(stream: BinaryIO, start: int) -> int | None:
    """Where the next record begins, at `start` or behind it; None: there is none."""
    stream.seek(start)
    rest = stream.read()
    at = rest.find(_MEMBER)
    while at >= 0:
        with suppress(zlib.error):
            if zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(rest[at : at + 4096], 5) == b"WARC/":
                return start + at
        at = rest.find(_MEMBER, at + 1)
    return None


@contextmanager
def _whole_or_not_at_all(stream: BinaryIO) -> Iterator[int]:
    """The place that is written to; where that fails (a full disk), the file ends there again."""
    offset = stream.tell()
    try:
        yield offset
    except BaseException:
        stream.truncate(offset)
        raise


def _lost(name: str, then: int, now: int) -> str:
    much = f"is {then - now} bytes shorter than it was" if now else "is not there any more"
    return f"{name}: {much}; restore it, else what it held is asked for again where its site still has it"


def _warc_date(at: datetime) -> dict[str, str]:
    return {"WARC-Date": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")}


def _stamp(name: str) -> datetime | None:
    """The time in a file's name; None where it has another form."""
    try:
        return datetime.strptime(name.split("-")[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    except (IndexError, ValueError):
        return None


def _entry(snapshot: Snapshot, location: WarcLocation) -> dict[str, Any]:
    return {
        "url": snapshot.url, "sha256": snapshot.sha256, "status": snapshot.status, "source": snapshot.source,
        "fetched_at": snapshot.fetched_at.isoformat(), "file": location.file, "offset": location.offset,
        "etag": snapshot.headers.get("etag"), "last_modified": snapshot.headers.get("last-modified"),
        "via": [snapshot.via.url, snapshot.via.sha256] if snapshot.via else None,
    }  # fmt: skip


def _note_line(note: Note, location: WarcLocation) -> dict[str, Any]:
    """The line of a note in the index."""
    line: dict[str, Any] = {"note": note.kind, "file": location.file}
    if note.kind == "aside":
        line |= {"url": note.url, "fetched_at": note.fetched_at.isoformat()}
        line |= {"sha256": note.sha256, "alike": list(note.alike)}
    return line


def snapshot_of(record: Any, location: WarcLocation) -> Snapshot:
    """The snapshot in a response or revisit record. Raises ArchiveLoadFailed where its body is not what was stored."""
    warc = record.rec_headers
    if record.http_headers is None:  # warcio parses them for addresses of the web only, not for a file's
        try:
            record.http_headers = StatusAndHeadersParser(["HTTP/1.1"]).parse(record.raw_stream)
        except StatusAndHeadersParserException as error:
            raise ArchiveLoadFailed(f"no headers of an answer at {location.offset}") from error
    body = record.content_stream().read()
    revisit = record.rec_type == "revisit"
    sha256 = str(warc.get_header(_SHA256) or "")
    if not revisit and hashlib.sha256(body).hexdigest() != sha256:
        raise ArchiveLoadFailed(f"the body at {location.offset} is not the one that was stored")
    headers = {k.lower(): v for k, v in record.http_headers.headers} if record.http_headers else {}
    fetched_at = datetime.fromisoformat(warc.get_header("WARC-Date").replace("Z", "+00:00"))
    status = int(record.http_headers.get_statuscode()) if record.http_headers else 0
    url = warc.get_header("WARC-Target-URI")
    via = Via(warc.get_header(_VIA), warc.get_header(_VIA_SHA256) or "") if warc.get_header(_VIA) else None
    return Snapshot(
        warc.get_header(_SOURCE) or "", url, warc.get_header(_FINAL_URL) or url, fetched_at, status, headers,
        b"" if revisit else body, sha256, location, via,
    )  # fmt: skip


def _with_location(snapshot: Snapshot, location: WarcLocation) -> Snapshot:
    return replace(snapshot, location=location)
