"""PX-Web the whole way: listed, asked for, archived, read, loaded, checked, released."""

from __future__ import annotations

import csv
from contextlib import closing
from pathlib import Path
from shutil import copytree
from typing import Any

import duckdb
import pytest
from conftest import INDEX, night

from extractors.archive import Archive
from extractors.catalog import Catalog
from flows.samplesite import PAGES, SampleSite
from warehouse.connect import Home

ONLY = {"nso_pxweb"}
CAPITAL = "Bắc Ninh|2022|Vốn đăng ký cấp mới (Triệu đô la Mỹ)"


def rows(home: Home, sql: str) -> list[tuple[Any, ...]]:
    with closing(duckdb.connect(str(home.release), read_only=True)) as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, catalog: Catalog) -> Home:
    home = Home(tmp_path_factory.mktemp("pxweb"), "sample")
    first = night(home, catalog, only=ONLY).summary
    assert (first.failures, first.documents, first.observations, first.held) == ([], 7, 39, 0)
    return home


def test_the_foreign_investment_of_the_province_is_in_the_series(home: Home) -> None:
    found = rows(
        home,
        "SELECT time_period, value, ownership, publisher FROM series WHERE indicator = 'new_capital' ORDER BY time_period",
    )
    values = [149.6, 578.64, 371.71, 394.69, 833.87, 429.97, 1170.51, 503.09]
    office = "National Statistics Office of Viet Nam"
    assert [(p, float(v) / 1e6, o, w) for p, v, o, w in found] == [
        (str(year), value, "foreign", office) for year, value in enumerate(values, start=2015)
    ]


def test_no_page_of_the_sample_states_a_figure_of_the_tables() -> None:
    told = " ".join(f"{entry['url']} {entry['based_on']}" for entry in INDEX.values())
    with (PAGES / "pxweb" / "figures.csv").open(encoding="utf-8") as file:
        urls = {row["url"] for row in csv.DictReader(file)}
    assert urls
    assert [url for url in urls if url in told] == []


def test_every_figure_leads_back_to_its_cell_in_the_archive(home: Home, catalog: Catalog) -> None:
    from extractors import jsonstat

    archive = Archive(home.archive)
    for printed, locator, sentence, digest, file in rows(
        home, "SELECT printed, locator, sentence, snapshot_sha256, warc_file FROM provenance"
    ):
        kept = archive.by_hash(digest)
        assert kept is not None
        assert kept.location is not None
        assert kept.location.file == file
        stat = jsonstat.decode(kept.body)
        index = int(locator.removeprefix("json-stat:"))
        assert f"{stat.values[index]:f}" == printed
        assert sentence.startswith(stat.label)
        assert sentence.endswith(f"; {printed}")


def test_a_second_run_makes_nothing_new(home: Home, catalog: Catalog) -> None:
    again = night(home, catalog, only=ONLY).summary
    assert (again.observations, again.evidence, again.withdrawn, again.superseded) == (0, 0, 0, 0)
    assert (again.found, again.fetched, again.unchanged, again.failures) == (7, 0, 7, [])


@pytest.fixture
def after(home: Home, tmp_path: Path) -> Home:
    """A copy of the home after its first run."""
    copytree(home.root, tmp_path / "home")
    return Home(tmp_path / "home", "sample")


def with_update(updated: str, value: str) -> Any:
    def prepare(site: SampleSite) -> None:
        assert site.pxweb is not None
        table = next(t for t in site.pxweb.tables if t.id == "V04.20")
        table.updated = updated
        table.figures[CAPITAL] = value

    return prepare


KEY = "indicator = 'new_capital' AND time_period = '2022' AND ownership = 'foreign'"


@pytest.mark.slow
def test_a_later_update_with_a_revised_figure_is_a_second_vintage(tmp_path: Path, catalog: Catalog) -> None:
    home = Home(tmp_path, "sample")
    night(home, catalog, only=ONLY, prepare=with_update("2023-06-30", "503.09"))
    second = night(home, catalog, only=ONLY, prepare=with_update("2024-06-28", "511.20")).summary
    assert (second.withdrawn, second.held, second.failures) == (0, 0, [])
    reports = rows(home, f"SELECT published, value, state, verdict FROM report WHERE {KEY} ORDER BY published")
    assert [(p, float(v), s, w) for p, v, s, w in reports] == [
        ("2023-06-30", 503_090_000, "stated", "accepted"),
        ("2024-06-28", 511_200_000, "stated", "accepted"),
    ]
    assert [
        (float(v), p, d) for v, p, d in rows(home, f"SELECT value, published, decided_by FROM series WHERE {KEY}")
    ] == [(511_200_000, "2024-06-28", "newest")]


def test_without_a_date_the_version_alone_tells(after: Home, catalog: Catalog) -> None:
    second = night(after, catalog, only=ONLY, prepare=with_update("9999-12-31T23:59:59Z", "511.20")).summary
    assert (second.observations, second.withdrawn) == (1, 1)
    assert [float(v) for (v,) in rows(after, f"SELECT value FROM series WHERE {KEY}")] == [511_200_000]
    kept = rows(after, f"SELECT value, state FROM report WHERE {KEY} ORDER BY value")
    assert [(float(v), s) for v, s in kept] == [(503_090_000, "withdrawn"), (511_200_000, "stated")]


def test_a_broken_table_takes_nothing_that_was_known(after: Home, catalog: Catalog) -> None:
    def prepare(site: SampleSite) -> None:
        assert site.pxweb is not None
        table = next(t for t in site.pxweb.tables if t.id == "V04.20")
        table.dimensions[2].labels = [x.replace("Triệu đô la Mỹ", "Tỷ đồng") for x in table.dimensions[2].labels][1:2]
        table.figures = {"Bắc Ninh|2022|Vốn đăng ký cấp mới (Tỷ đồng)": "12"}

    broken = night(after, catalog, only=ONLY, prepare=prepare).summary
    assert (broken.observations, broken.withdrawn, len(broken.failures)) == (0, 0, 1)
    assert "given in 'Tỷ đồng'" in broken.failures[0][1]
    assert [float(v) for (v,) in rows(after, f"SELECT value FROM series WHERE {KEY}")] == [503_090_000]
