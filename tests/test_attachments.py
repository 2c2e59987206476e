"""Reports behind a WordPress API and the files they link: what is asked, what is not, and how a file is dated."""

from __future__ import annotations

import hashlib
import io
import sys
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import duckdb
import pytest
from conftest import Night, night

from extractors.archive import Archive
from extractors.catalog import Catalog
from extractors.discover import ReportKey, report_key
from extractors.http import Fetcher, TableResolver
from extractors.records import CellReading, Dataset, Reading, Snapshot
from flows.collect import Collected, collect
from flows.reading import Read, read_snapshots
from flows.samplesite import PAGES, Answer, SampleSite
from warehouse.connect import Home

HOST = "https://www.nso.gov.vn"
API = f"{HOST}/wp-json/wp/v2/posts?tags=727&orderby=modified&per_page=20&page=1"
REPORT = f"{HOST}/bai-top/2026/09/bao-cao-tinh-hinh-kinh-te-xa-hoi-thang-tam-nam-2025-2/"
BOOK = f"{HOST}/wp-content/uploads/2026/09/02-Bieu-T8.2026.xlsx"
HEADING = "Báo cáo tình hình kinh tế – xã hội tháng Tám năm 2026"
TITLE = "Báo cáo tình hình kinh tế – xã hội tháng Tám và 8 tháng năm 2026"


def workbook(value: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("xl/workbook.xml"), value)
    return out.getvalue()


def page(day: str, *links: str, words: str = "") -> bytes:
    anchors = "".join(f'<p><a href="{link}">Biểu số liệu</a></p>' for link in links)
    return (
        '<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>Báo cáo</title></head><body><div id="wrapper">'
        '<main id="main"><h1 class="entry-title">' + HEADING + "</h1>"
        f'<div class="post-content"><p>Cục Thống kê công bố báo cáo tháng, kèm theo các biểu số liệu. {words}</p>{anchors}</div>'
        f'<div class="fusion-inline-meta"><span class="updated">{day}</span></div></main></div></body></html>'
    ).encode()


def post(modified: str, title: str = TITLE) -> dict[str, object]:
    return {"title": title, "modified_gmt": modified, "tags": [727]}


def site(day: str = "06/09/2026", modified: str = "2026-09-06T02:00:00", book: bytes = b"") -> dict[str, Answer]:
    return {
        REPORT: Answer(page(day, "/wp-content/uploads/2026/09/02-Bieu-T8.2026.xlsx"), post=post(modified)),
        BOOK: Answer(book or workbook("1"), content_type="application/octet-stream"),
    }


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader of workbooks that finds one figure, so that these tests are of the way and not of sheets."""

    def read(snapshot, source, catalog, published, title):  # type: ignore[no-untyped-def]
        figure = CellReading(
            Reading("industrial_production_index", Decimal("10.4"), "percent", "GY", time_period="2026-08"),
            "sheet:IIP!D9", "110.4", "IIP; Bắc Ninh; 110.4",
        )  # fmt: skip
        return Dataset(
            source.id, snapshot.final_url, snapshot.final_url, title, "vi", published, snapshot.sha256, snapshot.sha256,
            "workbook", (figure,), {"observation": 1}, ("sheet 'X': not understood; correct it",),
        )  # fmt: skip

    module = ModuleType("extractors.workbooks")
    module.read = read  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "extractors.workbooks", module)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path, "sample")


@dataclass(frozen=True)
class Asked:
    """What was asked of the office's site, and what its answers were read as."""

    collected: Collected
    read: Read
    requests: list[str]


def ask(home: Home, catalog: Catalog, changes: dict[str, Answer]) -> Asked:
    """Collect and read the office's pages; nothing is loaded."""
    archive = Archive(home.archive)
    with SampleSite(PAGES, catalog, changes) as site:
        fetcher = Fetcher(TableResolver(site.hosts), backoff_seconds=0.01)
        collected = collect(catalog.sources["nso"], fetcher, archive)
        added = [
            s for s in collected.snapshots if s.url in changes
        ]  # the sample's own page is long, and not meant here
        return Asked(collected, read_snapshots(added, catalog, archive), list(site.requests))


def run(home: Home, catalog: Catalog, changes: dict[str, Answer]) -> Night:
    return night(home, catalog, changes, {"nso"})


def query(home: Home, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(home.release), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def asked(result: Asked, url: str) -> int:
    return result.requests.count(f"GET {url.replace('https:', 'http:')}")


@pytest.mark.usefixtures("reader")
def test_a_workbook_is_fetched_and_dated_by_the_page_that_links_it(home: Home, catalog: Catalog) -> None:
    result = run(home, catalog, site())
    assert (BOOK, "sheet 'X': not understood; correct it") in result.summary.failures
    of_book = f"SELECT published, published_origin, publisher, url, title FROM provenance WHERE url = '{BOOK}'"
    rows = query(home, of_book)
    assert rows == [("2026-09-06", "linking page", "National Statistics Office of Viet Nam", BOOK, HEADING)]


@pytest.mark.usefixtures("reader")
def test_the_archive_alone_gives_the_same_dates(home: Home, catalog: Catalog) -> None:
    ask(home, catalog, site())
    ask(home, catalog, site("07/09/2026", "2027-01-01T00:00:00"))  # corrected: the file itself is unchanged
    (home.archive / "index.jsonl").unlink()
    archive = Archive(home.archive)
    snapshot = archive.by_url(BOOK)
    assert snapshot is not None
    assert snapshot.via is not None
    assert snapshot.via.url == REPORT
    documents = read_snapshots([snapshot], catalog, archive).documents
    assert [d.published for d in documents] == ["2026-09-07"]
    of_each = [s for s in archive.snapshots() if s.url == BOOK]
    assert [bool(s.body) for s in of_each] == [True, False]
    first = read_snapshots([of_each[0]], catalog, archive).documents
    assert [d.published for d in first] == ["2026-09-06"]


@pytest.mark.usefixtures("reader")
def test_what_has_not_changed_since_is_not_asked_again(home: Home, catalog: Catalog) -> None:
    assert asked(ask(home, catalog, site()), REPORT) == 1
    again = ask(home, catalog, site())
    assert (asked(again, REPORT), asked(again, BOOK)) == (0, 0)
    assert len(again.collected.snapshots) == again.collected.unchanged
    assert len(again.read.documents) == 2
    later = (datetime.now(UTC) + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%S")
    changed = ask(home, catalog, site(modified=later, book=workbook("2")))
    assert (asked(changed, REPORT), asked(changed, BOOK)) == (1, 1)


@pytest.mark.usefixtures("reader")
def test_a_file_that_failed_is_asked_again_though_its_page_is_not(home: Home, catalog: Catalog) -> None:
    broken = site() | {BOOK: Answer(b"", 500)}
    assert BOOK in dict(ask(home, catalog, broken).collected.failures)
    mended = ask(home, catalog, site())
    assert (asked(mended, REPORT), asked(mended, BOOK)) == (0, 1)
    assert [d.published for d in mended.read.documents if d.template == "workbook"] == ["2026-09-06"]


def test_files_elsewhere_are_left_alone(home: Home, catalog: Catalog) -> None:
    links = (
        "https://evil.example/wp-content/uploads/a.xlsx", "https://www.nso.gov.vn.evil.example/wp-content/uploads/a.xlsx",
        "/wp-content/uploads/01-Loi-van.docx", "/wp-admin/a.xlsx", "javascript:alert(1)",
    )  # fmt: skip
    result = ask(home, catalog, {REPORT: Answer(page("06/09/2026", *links), post=post("2026-09-06T02:00:00"))})
    assert result.collected.failures == []
    files = [r for r in result.requests if ".xlsx" in r or ".docx" in r]
    assert [r for r in files if "/2023/08/" not in r] == []
    assert not [r for r in files if ".docx" in r]


def test_the_fallback_is_asked_where_the_api_fails(home: Home, catalog: Catalog) -> None:
    closed = Answer(b'{"code":"rest_forbidden"}', 401)
    result = ask(home, catalog, {REPORT: Answer(page("06/09/2026")), API: closed})
    assert result.collected.failures == []
    assert [url for url, what in result.collected.warnings if "fallback" in what] == [API]
    assert asked(result, REPORT) == 1


def test_api_and_fallback_failing_are_both_named(home: Home, catalog: Catalog) -> None:
    listing = f"{HOST}/bao-cao-tinh-hinh-kinh-te-xa-hoi-hang-thang/?paged=1"
    result = ask(home, catalog, {API: Answer(b"", 401), listing: Answer(b"", 404)})
    assert [url for url, _ in result.collected.failures] == [API, listing]


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("Báo cáo tình hình kinh tế – xã hội tháng Tám và 8 tháng năm 2026", "2026-08"),
        ("BÁO CÁO TÌNH HÌNH KINH TẾ - XÃ HỘI THÁNG 01 NĂM 2026", "2026-01"),
        ("Báo cáo tình hình kinh tế – xã hội quý IV và năm 2025", "2025-Q4"),
        ("Social-economic situation in August and 8 months of 2026", "2026-08"),
        ("Socio-economic situation in the fourth quarter and 2025", "2025-Q4"),
    ],
)
def test_a_report_is_known_by_its_title(title: str, period: str, catalog: Catalog) -> None:
    assert report_key(catalog.sources["nso"], title) == ReportKey("monthly_report", period)


@pytest.mark.parametrize("title", ["Thông cáo báo chí tháng 8 năm 2026", "Tình hình kinh tế – xã hội", ""])
def test_other_titles_are_of_no_report(title: str, catalog: Catalog) -> None:
    assert report_key(catalog.sources["nso"], title) is None


def test_one_report_posted_twice_is_two_documents_the_newer_counts(home: Home, catalog: Catalog) -> None:
    second = REPORT.replace("2025-2/", "2026/")
    first_words = "Xuất khẩu của tỉnh Bắc Ninh tháng 8 năm 2026 đạt 5,1 tỷ USD."
    changes = {
        REPORT: Answer(page("06/09/2026", words=first_words), post=post("2026-09-06T02:00:00")),
        second: Answer(page("09/09/2026", words=first_words.replace("5,1", "5,4")), post=post("2026-09-09T02:00:00")),
    }
    result = run(home, catalog, changes)
    assert [url for url, what in result.summary.warnings if "monthly_report for 2026-08" in what] == [REPORT]
    assert query(home, "SELECT value, decided_by, reports FROM series WHERE time_period = '2026-08'") == [
        (Decimal("5400000000"), "newest", 2)
    ]
    assert query(home, "SELECT count(*) FROM report WHERE time_period = '2026-08' AND state = 'stated'") == [(2,)]


def test_an_edit_taken_back_is_the_page_as_it_was(tmp_path: Path) -> None:
    def answer(body: bytes, status: int = 200) -> Snapshot:
        sha256 = hashlib.sha256(body).hexdigest()
        return Snapshot("nso", REPORT, REPORT, datetime.now(UTC), status, {"etag": sha256[:4]}, body, sha256)

    archive = Archive(tmp_path)
    for body in (b"one", b"two", b"one"):
        archive.store(answer(body))
    archive.store(answer(b"", 304))
    for found in (archive, Archive(tmp_path)):
        kept = found.by_url(REPORT)
        assert kept is not None
        assert kept.body == b"one"


@pytest.mark.slow
@pytest.mark.usefixtures("reader")
def test_a_run_killed_before_loading_leaves_nothing_behind(home: Home, catalog: Catalog) -> None:
    ask(home, catalog, site())
    again = run(home, catalog, site())
    assert (again.summary.release_status, again.summary.release_reasons) == ("released", ())
    once_more = run(home, catalog, site())
    assert (once_more.summary.observations, once_more.summary.release_status) == (0, "unchanged")
    assert query(home, f"SELECT count(*) FROM request WHERE url = '{BOOK}' AND sha256 IS NOT NULL") == [(1,)]


@pytest.mark.usefixtures("reader")
def test_a_page_in_the_place_of_a_file_is_a_failure(home: Home, catalog: Catalog) -> None:
    moved = site() | {BOOK: Answer(page("06/09/2026", words="Xuất khẩu của tỉnh Bắc Ninh đạt 5,1 tỷ USD."))}
    assert "in the place of a file" in dict(ask(home, catalog, moved).read.failures)[BOOK]
