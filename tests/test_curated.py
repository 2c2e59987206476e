"""Figures typed by hand: rows checked one by one, a document a page, below what was read, superseded when their row goes."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import CATALOG, opened
from hypothesis import given
from hypothesis import strategies as st
from test_warehouse import bring, exports, page

from extractors import curated
from extractors.archive import Archive
from extractors.catalog import Catalog
from extractors.curated import DEFAULTS, REQUIRED, half_unit
from extractors.records import Dataset
from flows import transcribed
from flows.store import check, new_run, store
from warehouse.connect import Home, open_record, writer
from warehouse.records import LoadDocument
from warehouse.release import check_record

URL = "https://bnews.vn/xuat-khau/1.html"
GOOD = {"indicator": "goods_exports", "time_period": "2020", "value": "38900000000", "unit": "USD", "url": URL}


def write(path: Path, *rows: dict[str, str]) -> Path:
    names = list(dict.fromkeys([*REQUIRED, *(name for row in rows for name in row)]))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer_ = csv.DictWriter(stream, names, restval="")
        writer_.writeheader()
        writer_.writerows(rows)
    return path


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home", "sample")


def load(home: Home, files: Sequence[Path], day: int = 1, judged: bool = False) -> list[tuple[str, str]]:
    """The files as a run of that day would load them; its failures."""
    run = new_run("sample", CATALOG)
    with writer(home):
        read = transcribed.shipped(home, CATALOG, datetime(2026, 1, day, tzinfo=UTC), files)
        store(home, run, CATALOG, [], read.documents)
        if judged:
            check(home, run, CATALOG)
    return read.failures


def query(home: Home, sql: str) -> list[tuple[object, ...]]:
    with closing(open_record(home.record)) as connection:
        return connection.execute(sql).fetchall()


def test_the_files_that_come_with_the_project_are_right_to_the_last_row(catalog: Catalog) -> None:
    files = curated.curated_files()
    found = curated.read(files, catalog)
    rows = sum(len(list(csv.DictReader(path.open(encoding="utf-8")))) for path in files)
    assert (found.failures, found.broken) == ([], [])
    assert sum(len(dataset.figures) for dataset in found.datasets) == rows >= 977
    assert len({dataset.document for dataset in found.datasets}) == len(found.datasets)
    assert len({figure.locator for dataset in found.datasets for figure in dataset.figures}) == rows
    periods = [str(figure.reading.time_period) for dataset in found.datasets for figure in dataset.figures]
    assert (min(periods)[:4], max(periods)[:4] >= "2025") == ("1997", True)


def test_a_row_says_where_it_is_from(tmp_path: Path) -> None:
    row = GOOD | {"note": "customs", "bound": ">", "transformation": "N", "published": "2021-01"}
    (dataset,) = curated.read([write(tmp_path / "a.csv", row)], CATALOG).datasets
    (figure,) = dataset.figures
    assert (dataset.document, dataset.template, dataset.snapshot) == (f"transcribed:{URL}", "transcribed", None)
    assert dataset.published is not None
    assert dataset.published.text == "2021-01"
    assert figure.printed == "38900000000"
    assert figure.sentence.startswith("over 38900000000 USD: Exports of goods")
    assert all(words in figure.sentence for words in ("2020", "customs", URL))
    assert figure.locator.startswith("transcribed:a.csv:goods_exports.N.VN-56.")


def locators(datasets: Sequence[Dataset]) -> set[str]:
    return {figure.locator for dataset in datasets for figure in dataset.figures}


def test_a_place_stays_when_rows_are_put_before_it(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", GOOD)
    before = locators(curated.read([path], CATALOG).datasets)
    write(path, GOOD | {"time_period": "2019", "note": "a row before"}, GOOD)
    assert before < locators(curated.read([path], CATALOG).datasets)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"indicator": "rice"}, "none of the catalogue"),
        ({"unit": "hectare"}, "use USD"),
        ({"transformation": "GY"}, "use percent"),
        ({"transformation": "GX"}, "no such code"),
        ({"ref_area": "VN-5"}, "no such code"),
        ({"ref_area": "VN-99"}, "no territory"),
        ({"ref_area": "VN-56-2025", "published": "2024-12-30"}, "nobody told figures of VN-56-2025 in 2024"),
        ({"activity": "electronics"}, "no such code"),
        ({"bound": "≥"}, "no such code"),
        ({"time_period": "2020-13"}, "on no calendar"),
        ({"time_period": "2023-02-29"}, "on no calendar"),
        ({"time_period": "2020/2011"}, "on no calendar"),
        ({"time_period": "0000"}, "on no calendar"),
        ({"time_period": "Q1 2020"}, "no such code"),
        ({"time_period": ""}, "time_period"),
        ({"value": "38,9"}, "no such code"),
        ({"value": "1e9"}, "no such code"),
        ({"value": "NaN"}, "no such code"),
        ({"value": "9" * 22}, "no such code"),
        ({"value": "٣٨"}, "no such code"),
        ({"url": "the newspaper"}, "url"),
        ({"url": "https://user:secret@a.vn/"}, "url"),
        ({"url": ""}, "url"),
        ({"published": "31/12/2020"}, "published"),
        ({"published": "2020-02-30"}, "published"),
    ],
)
def test_a_bad_row_is_named_and_the_others_are_read(tmp_path: Path, change: dict[str, str], words: str) -> None:
    path = write(tmp_path / "a.csv", GOOD, GOOD | {"time_period": "2019"} | change, GOOD | {"time_period": "2018"})
    found = curated.read([path], CATALOG)
    assert [where for where, _ in found.failures] == ["a.csv:3"]
    assert words in found.failures[0][1]
    assert sum(len(dataset.figures) for dataset in found.datasets) == 2


def test_a_figure_twice_and_a_page_with_two_dates_are_named(tmp_path: Path) -> None:
    first = write(tmp_path / "a.csv", GOOD | {"published": "2021-01-05"}, GOOD | {"time_period": "2019"})
    second = write(tmp_path / "b.csv", GOOD, GOOD | {"time_period": "2018", "published": "2021-01-06"})
    found = curated.read([first, second], CATALOG)
    assert [where for where, _ in found.failures] == ["b.csv:2", "b.csv:3"]
    assert "a.csv:2" in found.failures[0][1]
    assert "one date" in found.failures[1][1]
    (dataset,) = found.datasets
    assert (len(dataset.figures), dataset.published and dataset.published.text) == (2, "2021-01-05")


@pytest.mark.parametrize(
    "content",
    [
        b"indicator,value\ngoods_exports,1\n",
        b"indicator,time_period,value,unit,url,obs_staus\n",
        b"indicator,time_period,value,unit,url,url\n",
        b'indicator,time_period,value,unit,url\n"goods_exports,2020\n',
        b"indicator,time_period,value,unit,url\ngoods_exports,2020,1\x00,USD,https://a.vn/\n",
        b"indicator,time_period,value,unit,url\n\xff\xfe,2020,1,USD,https://a.vn/\n",
        b"",
    ],
)
def test_a_broken_file_is_named_and_loses_no_other(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "b.csv").write_bytes(content)
    found = curated.read([write(tmp_path / "a.csv", GOOD), tmp_path / "b.csv"], CATALOG)
    assert [where.partition(":")[0] for where, _ in found.failures] == ["b.csv"]
    assert sum(len(dataset.figures) for dataset in found.datasets) == 1


def test_a_cell_too_many_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        f"indicator,time_period,value,unit,url\ngoods_exports,2020,38,900,USD,{URL}\ngoods_exports,2019,5,USD,{URL}\n",
        encoding="utf-8",
    )
    found = curated.read([tmp_path / "a.csv"], CATALOG)
    assert [where for where, _ in found.failures] == ["a.csv:2"]
    assert len(found.datasets[0].figures) == 1


@given(st.dictionaries(st.sampled_from([*REQUIRED, *DEFAULTS]), st.text(max_size=12), max_size=6))
def test_no_cell_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, change: dict[str, str]) -> None:
    path = write(tmp_path_factory.mktemp("rows") / "a.csv", GOOD | change, GOOD | {"time_period": "1999"})
    found = curated.read([path], CATALOG)
    transcribed.read_transcribed(found, CATALOG, datetime(2026, 1, 1, tzinfo=UTC), "transcribed")
    assert sum(len(d.figures) for d in found.datasets) + len(found.failures) >= 1


@pytest.mark.parametrize(
    ("value", "unit", "half"),
    [
        ("38900000000", "USD", "50000000"), ("40000000000", "USD", "500000000"), ("22899600000", "USD", "50000"),
        ("1128000000000000", "VND", "500000000000"), ("646000000000", "VND", "500000000"), ("-500", "USD", "0.5"),
        ("13.5", "percent", "0.05"), ("10.0", "percent", "0.05"), ("950", "project", "0.5"), ("2", "rank", "0"), ("0", "USD", "0.5"),
    ],
)  # fmt: skip
def test_how_exactly_a_typed_value_says_it(value: str, unit: str, half: str) -> None:
    assert half_unit(Decimal(value), unit) == Decimal(half)


@pytest.mark.parametrize(
    ("url", "publisher"),
    [
        ("https://en.vietnamplus.vn/a-post1.vnp", ("Vietnam News Agency", "state_agency")),
        ("https://www.vccinews.com/prode/1/a.html", ("Vietnam Chamber of Commerce and Industry", "press")),
        ("http://www.izabacninh.gov.vn/a", ("Bac Ninh Industrial Zones Authority", "provincial_authority")),
        ("https://fr.vietnamplus.vn/a/1.vnp", ("Vietnam News Agency", "state_agency")),
        ("https://www.vietnam.vn/a", ("Vietnam.vn", "press")),
        ("https://vietdata.vn/a", ("www.vietdata.vn", "press")),
        ("https://www.nobody-knows.vn/a", ("nobody-knows.vn", "press")),
        ("https://english.nobody-knows.com.vn/a", ("nobody-knows.com.vn", "press")),
        ("https://localhost/a", ("localhost", "press")),
    ],
)
def test_the_publisher_is_that_of_the_archived_pages(url: str, publisher: tuple[str, str]) -> None:
    assert CATALOG.publisher_of(url) == publisher


def test_loading_twice_changes_nothing_and_a_changed_row_overwrites_nothing(tmp_path: Path, home: Home) -> None:
    path = write(tmp_path / "a.csv", GOOD)
    load(home, [path])
    load(home, [path], day=2)
    counts = "SELECT (SELECT count(*) FROM observation), (SELECT count(*) FROM evidence), (SELECT count(*) FROM document_version)"
    assert query(home, counts) == [(1, 1, 1)]
    write(path, GOOD | {"value": "38910000000"})
    load(home, [path], day=3, judged=True)
    assert query(home, "SELECT value, state FROM report ORDER BY value") == [
        (Decimal(38_900_000_000), "superseded"), (Decimal(38_910_000_000), "stated"),
    ]  # fmt: skip
    # its page never printed the mistyped value: it is in no past state of what was published, nor in its vintages
    assert query(home, "SELECT value FROM series_as_of(DATE '2026-01-02')") == []
    assert query(home, "SELECT value FROM series_as_of(DATE '2026-01-03')") == [(Decimal(38_910_000_000),)]
    assert query(home, "SELECT DISTINCT value FROM vintage") == [(Decimal(38_910_000_000),)]
    assert query(home, "SELECT value FROM series") == [(Decimal(38_910_000_000),)]


def test_rows_taken_out_are_superseded_with_their_page_or_without(tmp_path: Path, home: Home) -> None:
    other = GOOD | {"url": "https://b.vn/", "time_period": "2018"}
    path = write(tmp_path / "a.csv", GOOD, GOOD | {"time_period": "2019"}, other)
    load(home, [path])
    write(path, GOOD)
    load(home, [path], day=2)
    assert query(home, "SELECT time_period FROM report WHERE state = 'stated'") == [("2020",)]
    write(path, GOOD, other)
    load(home, [path], day=3)
    assert query(home, "SELECT time_period FROM report WHERE state = 'stated' ORDER BY 1") == [("2018",), ("2020",)]


def test_a_file_that_breaks_withdraws_nothing(tmp_path: Path, home: Home) -> None:
    first, second = write(tmp_path / "a.csv", GOOD), write(tmp_path / "b.csv", GOOD | {"time_period": "2019"})
    load(home, [first, second])
    second.write_bytes(b"indicator;value\n")
    failures = load(home, [first, second, write(tmp_path / "c.csv", GOOD | {"url": "https://c.vn/"})], day=2)
    assert [where for where, _ in failures] == ["b.csv"]
    assert query(home, "SELECT count(*) FROM report WHERE state = 'stated'") == [(3,)]


def test_evidence_says_that_it_was_typed_and_no_archived_page_is_asked_for(tmp_path: Path, home: Home) -> None:
    load(home, [write(tmp_path / "a.csv", GOOD)])
    assert query(
        home, "SELECT template, starts_with(locator, 'transcribed:a.csv:'), warc_file, url FROM provenance"
    ) == [("transcribed", True, None, URL)]


def test_typed_figures_alone_need_no_archived_answer(tmp_path: Path, home: Home) -> None:
    load(home, [write(tmp_path / "a.csv", GOOD)], judged=True)
    with closing(open_record(home.record)) as connection:
        assert check_record(connection) == []
        connection.execute("UPDATE document_version SET template = 'source'")
        assert any("without their archived answer" in reason for reason in check_record(connection))


def test_undated_rows_count_from_the_day_first_seen(tmp_path: Path, home: Home) -> None:
    load(home, [write(tmp_path / "a.csv", GOOD)], day=5, judged=True)
    with closing(open_record(home.record)) as connection:
        for day, known in (("2026-01-04", 0), ("2026-01-05", 1)):
            assert connection.execute(f"SELECT count(*) FROM series_as_of(DATE '{day}')").fetchall() == [(known,)]


def test_own_files_stand_beside_those_of_the_project(tmp_path: Path, home: Home) -> None:
    load(home, [write(tmp_path / "a.csv", GOOD)])
    mine = write(tmp_path / "figures.csv", GOOD | {"time_period": "2019"})
    for rows, stated in (
        ((GOOD | {"time_period": "2019"},), 2),
        ((GOOD | {"time_period": "2018", "url": "https://c.vn/"},), 2),
    ):
        write(mine, *rows)
        run = new_run("sample", CATALOG)
        with writer(home):
            read = transcribed.own(home, CATALOG, datetime(2026, 1, 2, tzinfo=UTC) + timedelta(days=stated), [mine])
            store(home, run, CATALOG, [], read.documents)
        assert query(home, "SELECT count(*) FROM report WHERE state = 'stated'") == [(stated,)]
    assert query(home, "SELECT document FROM report WHERE source = 'own' AND state = 'stated'") == [
        ("transcribed:figures:https://c.vn/",)
    ]


def typed(document: LoadDocument) -> LoadDocument:
    """The same figures as if a person had typed them from the page."""
    figures = [(o, replace(e, locator=f"transcribed:a.csv:{n}")) for n, (o, e) in enumerate(document.figures)]
    return replace(document, template="transcribed", snapshot_sha256="", figures=figures)


AGENCY = {"publisher": "Vietnam News Agency", "trust": "state_agency"}


@pytest.mark.parametrize(
    ("documents", "value", "decided_by"),
    [
        # of one publisher what was read goes before what was typed, though it is older
        ([page("read", exports(38_900_000_000), published="2021-01-05", **AGENCY),
          typed(page("typed", exports(38_000_000_000), published="2021-06-01", **AGENCY))], 38_900_000_000, "archived"),
        # of two publishers trust decides, however they came to be known
        ([page("read", exports(38_900_000_000), publisher="A paper"),
          typed(page("typed", exports(38_000_000_000), **AGENCY))], 38_000_000_000, "trust"),
        # a final figure goes before an estimate, also where it was typed
        ([page("read", exports(38_000_000_000, obs_status="E"), **AGENCY),
          typed(page("typed", exports(38_900_000_000), **AGENCY))], 38_900_000_000, "status"),
        ([typed(page("typed", exports(38_900_000_000), **AGENCY))], 38_900_000_000, "only report"),
    ],
)  # fmt: skip
def test_typed_figures_rank_below_archived_ones_of_their_publisher(
    documents: list[LoadDocument], value: int, decided_by: str, tmp_path: Path
) -> None:
    with closing(opened(tmp_path / "work.duckdb")) as connection:
        bring(connection, *documents)
        found = connection.execute("SELECT value, decided_by, publishers FROM series").fetchall()
    publishers = len({document.publisher for document in documents})
    assert found == [(Decimal(value), decided_by, publishers)]


def test_two_files_of_one_name_withdraw_nothing_of_each_other(tmp_path: Path, home: Home) -> None:
    paths = []
    for place in ("a", "b"):
        (tmp_path / place).mkdir()
        paths.append(write(tmp_path / place / "mine.csv", GOOD | {"url": f"https://{place}.vn/"}))
    for day in (1, 2):
        archive, run = Archive(home.archive), new_run("sample", CATALOG)
        with writer(home):
            read = transcribed.own(home, CATALOG, datetime(2026, 1, day, tzinfo=UTC), paths, archive)
            store(home, run, CATALOG, [], read.documents)
        assert [what for _, what in read.failures] == [
            f"has the name of {paths[0]}, and the name is its documents'; rename it"
        ]
        assert query(home, "SELECT DISTINCT document FROM report WHERE state = 'stated'") == [
            ("transcribed:mine:https://a.vn/",)
        ]


def test_a_file_in_another_encoding_is_told_what_to_do(tmp_path: Path, home: Home) -> None:
    path = write(tmp_path / "a.csv", GOOD | {"note": "theo Cục Thống kê"})
    path.write_bytes(path.read_text("utf-8").encode("utf-16"))
    ((where, what),) = load(home, [path])
    assert where == "a.csv"
    assert "save it as CSV in UTF-8" in what
