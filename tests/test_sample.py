"""The whole way on the sample: pages read as written, runs repeated, pages edited, pages that fail."""

from __future__ import annotations

import hashlib
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from conftest import INDEX, Night, night

from extractors import formats, pages
from extractors.archive import Archive
from extractors.catalog import Catalog
from extractors.records import Dataset, Page, Snapshot
from flows.samplesite import PAGES, Answer, SampleSite
from warehouse.connect import Home

GOLD = Path(__file__).parent / "gold"
NOISE = (
    "Số lượt xem", "23,110.00", "Visitors:", "Hotline", "exports reach 25 billion USD", "123 FDI projects worth",
    "Sample page of the bacninh project", "99 projects in the first half", "7.7 per cent", "321 million USD in the first",
)  # fmt: skip


def page_of(name: str, catalog: Catalog) -> Page:
    entry = INDEX[name]
    body = (PAGES / f"{name}.html").read_bytes().replace(b"{{views}}", b"1234")
    snapshot = Snapshot(
        entry["source"], entry["url"], entry["url"], datetime(2026, 11, 24, tzinfo=UTC), 200,
        {"content-type": "text/html; charset=utf-8"}, body, hashlib.sha256(body).hexdigest(),
    )  # fmt: skip
    return pages.read(snapshot, catalog.sources[entry["source"]])


@pytest.mark.parametrize("name", sorted(INDEX))
def test_page_is_read_as_written(name: str, catalog: Catalog) -> None:
    page = page_of(name, catalog)
    gold = json.loads((GOLD / f"{name}.json").read_text(encoding="utf-8"))
    assert (page.published.text if page.published else None) == INDEX[name]["published"]
    assert page.language == gold["lang"]
    missing = [o["quote"] for o in gold["observations"] if o["quote"] not in page.text]
    assert missing == []
    assert [words for words in NOISE if words in page.text] == []


@pytest.mark.parametrize("source", sorted({entry["source"] for entry in INDEX.values()}))
def test_canonical_address_is_stable(source: str, catalog: Catalog) -> None:
    for entry in INDEX.values():
        if entry["source"] == source:
            canonical = catalog.sources[source].canonical(entry["url"])
            assert canonical is not None
            assert catalog.sources[source].canonical(canonical) == canonical


def query(home: Home, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(home.release), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_every_figure_has_its_words_in_the_archive(sample_home: Home, catalog: Catalog) -> None:
    archive = Archive(sample_home.archive)
    rows = query(
        sample_home,
        "SELECT url, locator, printed FROM provenance WHERE time_period IS NOT NULL AND locator LIKE 'text:%'",
    )
    assert len(rows) > 600
    found: dict[str, Page | Dataset] = {}
    for url, locator, printed in rows:
        if url not in found:
            snapshot = archive.by_url(str(url))
            assert snapshot is not None
            found[str(url)] = formats.read(snapshot, catalog.sources[snapshot.source], catalog)
        document = found[str(url)]
        if isinstance(document, Page):
            start, end = map(int, str(locator).rpartition("text:")[2].split("-"))
            assert document.text[start:end] == printed
        else:
            assert (locator, printed) in [(figure.locator, figure.printed) for figure in document.figures]


def test_files_that_pages_link_are_in_the_series(sample_home: Home) -> None:
    rows = query(
        sample_home,
        "SELECT source, published, published_origin, count(*) FROM provenance WHERE template = 'workbook' GROUP BY ALL ORDER BY 1",
    )
    assert [row[:3] for row in rows] == [("nso", "2023-08-29", "linking page"), ("thongke_bacninh", None, None)]
    best = "SELECT value, publisher FROM series WHERE indicator = 'industrial_production_index' AND transformation = 'GY' AND time_period = '2023-07' AND activity = '_T'"
    assert [(str(value), publisher) for value, publisher in query(sample_home, best)] == [
        ("-3.190000", "National Statistics Office of Viet Nam")
    ]


SOME = {"izabacninh", "vietnamnews", "ven"}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, catalog: Catalog) -> tuple[Path, Night]:
    """A night over some sources, and the home that it left."""
    folder = tmp_path_factory.mktemp("first")
    return folder, night(Home(folder, "sample"), catalog, only=SOME)


@pytest.fixture
def home(first: tuple[Path, Night], tmp_path: Path) -> Home:
    """A home after that night."""
    return Home(Path(shutil.copytree(first[0], tmp_path / "home")), "sample")


def test_second_run_fetches_and_loads_nothing(first: tuple[Path, Night], home: Home, catalog: Catalog) -> None:
    assert first[1].summary.observations > 50
    assert first[1].summary.exit_code == 0
    second = night(home, catalog, only=SOME)
    assert (second.summary.fetched, second.summary.observations, second.summary.evidence) == (0, 0, 0)
    assert second.summary.release_status == "unchanged"


def test_series_of_production_value(sample_home: Home) -> None:
    rows = query(
        sample_home,
        "SELECT time_period, ref_area, value FROM series WHERE indicator = 'industrial_production_value' AND transformation = 'N' "
        "AND freq = 'A' AND activity = '_T' AND ownership = '_T' AND coverage = 'province'",
    )
    found = {(period, area): int(value) for period, area, value in rows}  # type: ignore[call-overload]
    assert found["1997", "VN-56"] == 646_000_000_000
    assert found["2000", "VN-56"] == 2_747_000_000_000
    assert found["2010", "VN-56"] == 110_699_000_000_000
    assert found["2021", "VN-56"] == 1_500_000_000_000_000
    assert found["2025", "VN-56-2025"] == 2_400_000_000_000_000
    assert 1_000_000_000_000 not in found.values()
    held = query(
        sample_home,
        "SELECT check_name, reason FROM quarantine WHERE indicator = 'industrial_production_value' AND time_period = '2019' AND transformation = 'N'",
    )
    assert "range" in [check for check, _ in held]
    assert any("outside" in str(reason) for _, reason in held)


S5 = INDEX["s5"]["url"]


def edited(old: str, new: str) -> dict[str, Answer]:
    text = (PAGES / "s5.html").read_text(encoding="utf-8")
    assert old in text
    return {S5: Answer(text.replace(old, new).encode())}


def test_an_edit_that_leaves_the_figures_adds_evidence_only(home: Home, catalog: Catalog) -> None:
    after = night(
        home, catalog, edited("and most of it is electronics", "most of it electronics and optics"), {"vietnamnews"}
    )
    assert (after.summary.observations, after.summary.withdrawn) == (0, 0)
    assert after.summary.evidence > 0


def test_one_changed_figure_adds_exactly_one(home: Home, catalog: Catalog) -> None:
    after = night(home, catalog, edited("165 new projects", "167 new projects"), {"vietnamnews"})
    assert (after.summary.observations, after.summary.withdrawn) == (1, 1)


def test_bad_pages_are_named_and_the_rest_is_loaded(tmp_path: Path, catalog: Catalog) -> None:
    urls = {n: INDEX[n]["url"] for n in ("c3-12", "c3-13", "c3-20", "c3-21", "c3-22")}
    good = (PAGES / "c3-12.html").read_bytes()
    changes = {
        urls["c3-12"]: Answer(good, cut=500),
        urls["c3-13"]: Answer(b"<html><body>Internal error</body></html>", 500),
        urls["c3-20"]: Answer(b"<html><body><div class='newsdetail-content'></div></body></html>"),
        urls["c3-21"]: Answer(
            b"<html><body><h1>Industrial zones</h1><p>" + b"\xff\xfe\x80\x81 " * 400 + b"</p></body></html>"
        ),
        urls["c3-22"]: Answer(good.replace(b'class="newsdetail-content"', b'class="new-template"')),
    }
    result = night(
        home := Home(tmp_path, "sample"),
        catalog,
        changes,
        {"izabacninh", "vietnamplus_en", "ven"},
        {"en.vietnamplus.vn"},
    )
    failed = dict(result.summary.failures)
    assert {urls[n] for n in ("c3-12", "c3-13", "c3-20", "c3-21")} <= set(failed)
    assert any("vietnamplus" in url for url in failed)
    assert [url for url, _ in result.summary.warnings] == [urls["c3-22"]]
    assert result.summary.exit_code == 3
    assert result.summary.release_status == "released"
    assert query(home, "SELECT count(*) FROM series WHERE source = 'izabacninh'")[0][0] > 10  # type: ignore[operator]


def test_the_site_answers_as_the_web_does(catalog: Catalog) -> None:
    with SampleSite(PAGES, catalog) as site:
        entry = INDEX["c3-14"]
        host, _, path = entry["url"].removeprefix("http://").partition("/")
        first, second = site.answer(host, f"/{path}"), site.answer(host, f"/{path}")
        assert first.headers["ETag"] == second.headers["ETag"]
        assert first.body != second.body, "the view counter grows"
        assert site.answer(host, "/robots.txt").status == 200
        assert site.answer(host, "/nowhere").status == 404
