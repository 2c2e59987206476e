"""What an answer is: told by its bytes, whatever the server says of them."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from extractors import formats
from extractors.catalog import Catalog
from extractors.errors import UnreadablePage
from extractors.records import Page, Snapshot

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
JSON_STAT = b'\xef\xbb\xbf{"dataset":{"dimension":{"id":[],"size":[]},"value":[]}}\0'
ARTICLE = b"<article><h1>Bac Ninh</h1><p>Exports of Bac Ninh reached 38.9 billion USD in 2020.</p></article>"


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), "x")  # dated 1980: two workers of a run name the same tests
    return out.getvalue()


def snapshot(body: bytes, kind: str = "") -> Snapshot:
    url = "https://www.nso.gov.vn/wp-content/uploads/x"
    return Snapshot(
        "nso", url, url, datetime(2026, 1, 6, tzinfo=UTC), 200, {"content-type": kind}, body, hashlib.sha256(body).hexdigest()
    )  # fmt: skip


@pytest.mark.parametrize(
    ("body", "said", "kind"),
    [
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "application/octet-stream", "workbook"),
        (zipped("xl/workbook.xml"), "text/html; charset=utf-8", "workbook"),
        (OLE2 + b"\0" * 600 + "Workbook".encode("utf-16-le"), "application/vnd.ms-excel", "xls"),
        (b"\r\n%PDF-1.7\n", "text/html", "pdf"),
        (b"junk from a gateway\n%PDF-1.4\n", "application/pdf", "pdf"),
        (JSON_STAT, "text/plain", "json-stat"),
        (b'\n {"class":"dataset","dimension":{}}', "application/json", "json-stat"),
        (b"<!DOCTYPE html><html><body>not found</body></html>", "application/pdf", "html"),
        (b"<p>a table of xl/ and %PDF-1.4</p>", "text/html", "html"),
        (b"Exports grew", "text/plain; charset=utf-8", "text"),
        ("Xuất khẩu".encode(), "text/html", "html"),
    ],
)
def test_bytes_decide_before_the_content_type(body: bytes, said: str, kind: str) -> None:
    assert formats.of(snapshot(body, said)) == kind


@pytest.mark.parametrize(
    ("body", "said", "words"),
    [
        (zipped("word/document.xml"), "", "a Word document"),
        (zipped("a.txt"), "", "without a workbook"),
        (zipped("xl/workbook.xml")[:-30], "", "damaged zip"),
        (b"PK\x03\x04", "", "damaged zip"),
        (OLE2 + "WordDocument".encode("utf-16-le"), "", "no workbook"),
        (b"maintenance", "application/pdf", "its bytes are not"),
        (b'{"error":"no such table"}', "application/json", "its bytes are not"),
    ],
)
def test_what_nothing_reads_is_named(body: bytes, said: str, words: str) -> None:
    with pytest.raises(UnreadablePage, match=words):
        formats.of(snapshot(body, said))


def test_a_file_of_ones_own_is_read_by_what_it_is(tmp_path: Path, catalog: Catalog) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(ARTICLE)
    read = formats.read_file(page, catalog)
    assert isinstance(read, Page)
    assert read.document == "page"
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    with pytest.raises(UnreadablePage, match=r"\.xlsx"):
        formats.read_file(tmp_path / "picture.png", catalog)


def test_json_that_is_no_table_is_a_named_failure(tmp_path: Path, catalog: Catalog) -> None:
    (tmp_path / "x.json").write_text(json.dumps({"error": "maintenance"}), encoding="utf-8")
    with pytest.raises(UnreadablePage, match=r"x\.json"):
        formats.read_file(tmp_path / "x.json", catalog)


@pytest.mark.parametrize("name", ["tables.xlsx", "report.pdf", "tables.csv", "table.json"])
def test_a_page_in_the_place_of_a_file_is_named(name: str, tmp_path: Path, catalog: Catalog) -> None:
    (tmp_path / name).write_bytes(ARTICLE)
    with pytest.raises(UnreadablePage, match=rf"an HTML page saved as \{name[name.index('.') :]}"):
        formats.read_file(tmp_path / name, catalog)


def test_a_folder_is_no_file(tmp_path: Path, catalog: Catalog) -> None:
    with pytest.raises(UnreadablePage, match="a folder; give `extract` the files in it; `load` takes folders"):
        formats.read_file(tmp_path, catalog)
