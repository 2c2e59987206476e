"""What an answer is, by its bytes first and then by the content type it came with; and the reader of each kind.

A server's word on the kind is often wrong (a workbook as `application/octet-stream`, an error page as
`application/pdf`), its bytes never are.
"""

from __future__ import annotations

import hashlib
import importlib
import re
import zipfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from extractors import pages
from extractors.catalog import Catalog, Source
from extractors.errors import UnreadablePage
from extractors.records import Dataset, Page, PublishedDate, Snapshot

Format = Literal["html", "text", "csv", "workbook", "xls", "pdf", "json-stat"]

SUFFIXES = {
    ".html": "text/html", ".htm": "text/html", ".xhtml": "application/xhtml+xml", ".txt": "text/plain",
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xls": "application/vnd.ms-excel",
    ".pdf": "application/pdf", ".json": "application/json",
}  # fmt: skip
"""Files of one's own that are read, by the end of their names, and the content type that stands for each."""

_READERS = {"csv": "workbooks", "workbook": "workbooks", "xls": "workbooks", "pdf": "pdfs", "json-stat": "pxweb"}
"""Modules that are loaded only when there is something for them to read: they bring large libraries with them."""

_ZIP, _OLE2, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-"
_BOM, _SPACE = b"\xef\xbb\xbf", b" \t\r\n\f"
_MARKUP = re.compile(rb"<[A-Za-z!?]")
_PDF_WITHIN = 1024
"""Readers of PDF look for the header so far into the file (ISO 32000, annex H)."""
_XLS_STREAMS = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
"""What the stream of sheets is called in an old Office file; a letter (.doc) has none."""


def of(snapshot: Snapshot) -> Format:
    """What the snapshot's body is. Raises UnreadablePage where it is nothing that has a reader."""
    body = snapshot.body
    start = body[: _PDF_WITHIN + len(_PDF)].removeprefix(_BOM).lstrip(_SPACE)
    if start.startswith(_ZIP):
        return _in_zip(snapshot)
    if start.startswith(_OLE2):
        if any(name in body for name in _XLS_STREAMS):
            return "xls"
        raise UnreadablePage(snapshot.url, "an old Office file that is no workbook", "save it as .pdf or .html")
    if start.startswith(b"{") and b'"dimension"' in body:
        return "json-stat"
    kind = snapshot.headers.get("content-type", "").partition(";")[0].strip().lower()
    if _MARKUP.match(start):
        return "html"  # an error page in a workbook's place is an answer to read as a page
    if _PDF in start:
        return "pdf"
    if _is_csv(snapshot, kind):
        return "csv"
    if start and kind in (SUFFIXES[".json"], SUFFIXES[".pdf"], SUFFIXES[".xlsx"], SUFFIXES[".xls"]):
        raise UnreadablePage(snapshot.url, f"said to be {kind}, and its bytes are not", "look at it: is it whole?")
    return "text" if kind == "text/plain" else "html"


def _is_csv(snapshot: Snapshot, kind: str) -> bool:
    """Nothing in its bytes says that a file is CSV; servers call it a sheet of Excel, too."""
    path = urlsplit(snapshot.final_url).path.lower()
    return kind in (SUFFIXES[".csv"], "application/csv") or path.endswith(".csv")


def _in_zip(snapshot: Snapshot) -> Format:
    try:
        names = zipfile.ZipFile(BytesIO(snapshot.body)).namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise UnreadablePage(
            snapshot.url, f"a damaged zip archive or Office file ({error})", "fetch it again"
        ) from error
    if any(name.startswith("xl/") for name in names):
        return "workbook"
    what = "a Word document" if any(name.startswith("word/") for name in names) else "a zip archive without a workbook"
    raise UnreadablePage(snapshot.url, what, "give an .xlsx, a .pdf or an .html file")


@dataclass(frozen=True, slots=True)
class Linking:
    """What is known of a file from the page that links it."""

    published: PublishedDate | None
    title: str
    """Of the report that the file hangs on: it names the period that a table may leave out."""


def read(snapshot: Snapshot, source: Source | None, catalog: Catalog, linking: Linking | None = None) -> Page | Dataset:
    """The document in a snapshot, by the reader of its kind.

    `source` is None for an unknown site or a file of one's own. `linking`: of an attachment; pages say what they are.
    Raises UnreadablePage.
    """
    kind = of(snapshot)
    published = linking.published if linking else None
    if linking and kind in ("html", "text"):
        raise UnreadablePage(snapshot.url, "a page in the place of a file", "look at it: has the file moved?")
    if kind == "html":
        return pages.read(snapshot, source)
    if kind == "text":
        return pages.read_text(snapshot, source)
    reader = _reader(snapshot, kind)
    if kind == "pdf":
        page: Page = reader.read(snapshot, source, published)
        return page
    dataset: Dataset
    if kind == "json-stat":
        dataset = reader.read(snapshot, source, catalog)
    else:
        opened = reader.read_csv if kind == "csv" else reader.read
        dataset = opened(snapshot, source, catalog, published, linking.title if linking else None)
    return dataset


def read_file(path: Path, catalog: Catalog) -> Page | Dataset:
    """A file of the user's own, of a kind in SUFFIXES; its document is the file's stem.

    Raises UnreadablePage like `read`, and OSError where the file cannot be opened.
    """
    snapshot = own_snapshot(path)
    kind = of(snapshot)
    if kind in ("html", "text"):
        if path.suffix.lower() not in pages.SUFFIXES:
            what = f"{'an HTML page' if kind == 'html' else 'a text'} saved as {path.suffix.lower()}"
            raise UnreadablePage(path.name, what, "look at it: did a server answer with an error? fetch the file again")
        return pages.read_file(path)
    return replace(read(snapshot, None, catalog), document=path.stem, url=path.name)


def own_snapshot(path: Path) -> Snapshot:
    """A file as if a server had sent it: its address `file:…`, its content type by the end of its name.

    Raises UnreadablePage where no such kind is read, OSError where the file cannot be opened.
    """
    kind = SUFFIXES.get(path.suffix.lower())
    if kind is None and path.is_dir():
        raise UnreadablePage(path.name, "a folder", "give `extract` the files in it; `load` takes folders")
    if kind is None:
        raise UnreadablePage(path.name, f"a file of kind {path.suffix!r}", f"give one of {', '.join(SUFFIXES)}")
    body = path.read_bytes()
    address = path.resolve().as_uri()
    sha256 = hashlib.sha256(body).hexdigest()
    return Snapshot("own", address, address, datetime.now(UTC), 200, {"content-type": kind}, body, sha256)


def _reader(snapshot: Snapshot, kind: Format) -> Any:
    name = f"extractors.{_READERS[kind]}"
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        cure = "install what is missing"
        raise UnreadablePage(snapshot.url, f"a {kind} whose reader {name} cannot be loaded ({error})", cure) from error
