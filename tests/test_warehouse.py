"""The record, its verdicts, its views and its releases, on real DuckDB files and real processes."""

import hashlib
import itertools
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from conftest import opened

from extractors.catalog import Catalog, Indicator, Plausible
from extractors.records import Reading, WarcLocation
from flows.cli import shared, upkeep
from transforms.normalise import normalise
from transforms.records import Evidence
from warehouse import connect, dictionary, suites, verdicts
from warehouse.connect import Home, RecordError, WriterBusyError, open_record, open_release, transaction, writer
from warehouse.load import load
from warehouse.records import Claim, Fetch, Investment, LoadBatch, LoadDocument, LoadResult, Run, Unclaimed
from warehouse.release import check_record, release, release_file, versions

START = datetime(2026, 1, 1, 2, 30, tzinfo=UTC)
TRILLION, BILLION = 10**12, 10**9


def indicator(name, unit, kind="flow", **anchors):
    words = {"en": [name], "vi": [name]}
    ranges = {int(year[1:]): (Decimal(low), Decimal(high)) for year, (low, high) in anchors.items()}
    plausible = [Plausible(unit=unit, anchors=ranges, source="a test")] if ranges else []
    return Indicator(
        id=name, name={"en": f"{name} in English", "vi": f"{name} tiếng Việt"}, definition={"en": "d", "vi": "d"},
        kind=kind, units=[unit], phrases=words, plausible=plausible,
    )  # fmt: skip


CATALOG = Catalog(
    sources={},
    indicators={
        i.id: i
        for i in (
            indicator("industrial_production_value", "VND", y1997=(300 * BILLION, 900 * BILLION),
                      y2010=(60 * TRILLION, 260 * TRILLION), y2019=(500 * TRILLION, 1600 * TRILLION),
                      y2025=(900 * TRILLION, 2800 * TRILLION)),
            indicator("goods_exports", "USD"),
            indicator("employment", "person", kind="stock"),
        )
    },
    version="catalog00001",
)  # fmt: skip


def run(number=1, extractor="1"):
    return Run(f"run-{number}", START + timedelta(days=number), "sample", extractor, CATALOG.version)


def exports(value, period="2020", **more):
    return Reading("goods_exports", Decimal(value), "USD", time_period=period, half_unit=Decimal(50_000_000), **more)


def production(value, period, **more):
    return Reading("industrial_production_value", Decimal(value), "VND", time_period=period, **more)


def page(name, *readings, published="2021-01-15", publisher="Viet Nam News", trust="press", text="", seen=1, **more):
    """A document as a run would bring it; `text` stands for the words around the figures."""
    url = f"https://{publisher.replace(' ', '-').lower()}.example/{name}"
    version = hashlib.sha256(f"{text}{[(r.value, r.time_period) for r in readings]}".encode()).hexdigest()
    figures = []
    for place, reading in enumerate(readings):
        observation = normalise(reading, url, published, CATALOG.home)
        words = f"{reading.value} {reading.unit}"
        sentence = f"{text} It was {words} in {reading.time_period}."
        found = Evidence(
            observation.id, url, version, f"text:{place}-{place + 9}", words, sentence, "1", CATALOG.version
        )
        figures.append((observation, found))
    return LoadDocument(
        url, version, "a_source", publisher, trust, url, f"Title of {name}", "en", published, "template",
        hashlib.sha256(f"body{version}{seen}".encode()).hexdigest(), "source", START + timedelta(days=seen), figures,
        {"observation": len(figures), "excluded": 2}, **more,
    )  # fmt: skip


def batch(of_run, *documents):
    fetches = [
        Fetch(d.url, d.source, d.seen_at, 200, d.snapshot_sha256, WarcLocation("2026-01.warc.gz", 100 * i))
        for i, d in enumerate(documents)
    ]
    return LoadBatch(of_run, CATALOG, fetches, documents)


def bring(connection, *documents, number=1, extractor="1", checked=False):
    """Load and judge: what a run does to the record. Not `checked`: all that has a period is accepted without a second
    of checks, for what does not depend on them."""
    of_run = run(number, extractor)
    result = load(connection, batch(of_run, *documents))
    if checked:
        verdicts.recompute(connection, CATALOG, of_run)
    else:
        with transaction(connection):
            verdicts.append(connection, (), of_run, datetime.now(UTC))
    return result


@pytest.fixture
def record(tmp_path):
    connection = opened(tmp_path / "work.duckdb")
    yield connection
    connection.close()


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path, "sample")


def fill(home, *documents, number=1, checked=False):
    connection = opened(home.record)
    bring(connection, *documents, number=number, checked=checked)
    connection.close()


def rows(connection, sql, *parameters):
    return connection.execute(sql, list(parameters)).fetchall()


def counts(connection):
    tables = (
        "document_version",
        "observation",
        "evidence",
        "statement",
        "verdict",
        "mention_count",
        "unclaimed_number",
    )
    return {t: rows(connection, f"SELECT count(*) FROM {t}")[0][0] for t in tables}


def series(connection):
    return rows(connection, "SELECT * EXCLUDE (reports) FROM series ORDER BY ALL")


# --- loading ---------------------------------------------------------------------------------------------------------


def test_the_same_page_twice_changes_nothing(record):
    document = page("a", exports(38_900_000_000), exports(35_000_000_000, "2019"), unclaimed=[Unclaimed("7", "A 7.")])
    first = bring(record, document)
    before = counts(record)
    second = bring(record, document, number=2)
    assert (first.observations, first.evidence, first.stated) == (2, 2, 2)
    assert second == LoadResult(0, 0, 0, 0, 0, 0, 0, ())
    assert counts(record) == before


def test_a_page_fetched_again_with_another_view_counter_changes_nothing(record):
    bring(record, page("a", exports(38_900_000_000)))
    before = counts(record)
    bring(record, page("a", exports(38_900_000_000), seen=5), number=2)
    assert counts(record) == before


def test_an_edit_around_standing_figures_adds_evidence_and_no_observation(record):
    bring(record, page("a", exports(38_900_000_000), text="Old words."))
    result = bring(record, page("a", exports(38_900_000_000), text="New words.", seen=2), number=2)
    assert (result.observations, result.evidence, result.withdrawn) == (0, 1, 0)
    assert rows(record, "SELECT sentence LIKE 'New%', reports, decided_by FROM series") == [(True, 1, "only report")]


def test_one_changed_figure_adds_exactly_one_and_withdraws_the_old(record):
    bring(record, page("a", exports(38_900_000_000), exports(35_000_000_000, "2019")))
    result = bring(record, page("a", exports(39_100_000_000), exports(35_000_000_000, "2019"), seen=2), number=2)
    assert (result.observations, result.withdrawn, result.superseded) == (1, 1, 0)
    withdrawn = "SELECT CAST(value AS BIGINT), since FROM current_statement JOIN report USING (observation_id, state)"
    assert rows(record, f"{withdrawn} WHERE state = 'withdrawn'") == [(38_900_000_000, START + timedelta(days=2))]
    assert rows(record, "SELECT CAST(value AS BIGINT) FROM series WHERE time_period = '2020'") == [(39_100_000_000,)]


def test_an_edit_taken_back_states_the_old_figure_again(record):
    for number, value in enumerate((38, 39, 38), start=1):
        bring(record, page("a", exports(value * BILLION), seen=number), number=number)
    assert rows(record, "SELECT CAST(value AS BIGINT) FROM series") == [(38 * BILLION,)]
    assert counts(record)["observation"] == 2


def test_what_a_newer_extractor_no_longer_reads_is_superseded_and_comes_back(record):
    both = page("a", exports(38 * BILLION), exports(35 * BILLION, "2019"))
    bring(record, both)
    one = LoadDocument(**{f: getattr(both, f) for f in both.__slots__} | {"figures": both.figures[:1]})
    result = bring(record, one, number=2, extractor="2")
    assert (result.superseded, result.withdrawn, result.observations) == (1, 0, 0)
    assert len(series(record)) == 1
    assert bring(record, both, number=3, extractor="3").stated == 1
    assert len(series(record)) == 2


def test_another_date_of_the_same_text_is_another_reading(record):
    stock = Reading("employment", Decimal(300_000), "person", time_period="2025-08-31")
    bring(record, page("a", stock, published=None))
    bring(record, page("a", stock, published="2025-09-02"), number=2)
    assert [r[0] for r in rows(record, "SELECT state FROM current_statement ORDER BY 1")] == ["stated"]
    assert rows(record, "SELECT published, published_from FROM report JOIN series USING (observation_id, published)")


@pytest.mark.slow
def test_the_order_of_loading_does_not_matter(tmp_path):
    documents = [
        page("a", exports(38_900_000_000), production(TRILLION, "2019")),
        page("b", exports(38_700_000_000), publisher="GSO", trust="statistics_office"),
        page("b", exports(38_800_000_000), publisher="GSO", trust="statistics_office", seen=3),
        page("c", exports(39 * BILLION, bound="~"), publisher="VNA", trust="state_agency", published=None),
    ]
    seen = set()
    for place, order in enumerate(itertools.islice(itertools.permutations(documents), 0, None, 11)):
        connection = opened(tmp_path / f"{place}.duckdb")
        for number, document in enumerate(order):
            load(connection, batch(run(number), document))
        verdicts.recompute(connection, CATALOG, run(9))
        held = rows(connection, "SELECT observation_id, check_name, reason FROM quarantine ORDER BY ALL")
        seen.add((str(rows(connection, "FROM series ORDER BY ALL")), str(held)))
        connection.close()
    assert len(seen) == 1


def test_a_number_too_large_to_store_is_refused_by_name_and_the_rest_is_loaded(record):
    result = bring(record, page("a", exports(10**25), exports(38 * BILLION, "2019")))
    assert len(result.refused) == 1
    assert "too large" in result.refused[0]
    assert result.observations == 1


def test_a_load_that_breaks_leaves_nothing(record):
    with pytest.raises(ValueError, match="write it as"):
        bring(record, page("a", exports(38 * BILLION)), LoadDocument(
            "x", "v", "s", "p", "press", "u", "t", "en", "yesterday", None, "h", "source", START))  # fmt: skip
    assert counts(record)["observation"] == 0


def test_after_a_load_the_database_may_hold_and_do_what_it_might_before(record):
    record.execute("SET threads = 3")
    before = rows(record, "PRAGMA database_size")[0][-1]  # what is in force; `current_setting` may say otherwise
    bring(record, page("a", exports(38 * BILLION)))
    with pytest.raises(ValueError, match="write it as"):
        bring(record, replace(page("b", exports(39 * BILLION)), published="yesterday"))
    assert rows(record, "PRAGMA database_size")[0][-1] == before
    assert rows(record, "SELECT current_setting('threads')") == [(3,)]


# --- verdicts --------------------------------------------------------------------------------------------------------


def test_a_value_out_of_the_range_of_its_year_is_held_with_a_sentence(record):
    bring(record, page("a", production(TRILLION, "2019"), production(1100 * TRILLION, "2018")), checked=True)
    assert rows(record, "SELECT check_name, reason FROM quarantine WHERE check_name = 'range'") == [(
        "range", "1,000,000,000,000 VND for industrial_production_value in 2019 is outside "
        "500 trillion to 1,600 trillion VND (range of its year)")]  # fmt: skip
    assert rows(record, "SELECT time_period FROM series") == [("2018",)]


def test_an_unsure_reading_is_held_until_an_independent_publisher_agrees(record):
    bring(record, page("a", exports(38_900_000_000, confidence=0.3)), checked=True)
    assert rows(record, "SELECT check_name FROM quarantine") == [("confidence",)]
    bring(record, page("same publisher", exports(38_900_000_000)), number=2, checked=True)
    assert rows(record, "SELECT check_name FROM quarantine") == [("confidence",)]
    bring(record, page("b", exports(38_850_000_000), publisher="VNA"), number=3, checked=True)
    assert rows(record, "SELECT check_name FROM quarantine") == []
    assert rows(record, "SELECT reports, publishers FROM series") == [(3, 2)]


def test_a_verdict_is_appended_only_where_it_changed(record):
    bring(record, page("a", production(TRILLION, "2019"), exports(38 * BILLION)), checked=True)
    assert counts(record)["verdict"] == 2
    state = verdicts.recompute(record, CATALOG, run(2))
    assert (state.accepted, state.held, state.changed, state.by_check) == (1, 1, 0, {"range": 1})
    wider = indicator("industrial_production_value", "VND", y2019=(1, 1600 * TRILLION))
    catalog = CATALOG.model_copy(update={"indicators": {**CATALOG.indicators, wider.id: wider}})
    assert verdicts.recompute(record, catalog, run(3)).changed == 1
    assert rows(record, "SELECT status FROM verdict WHERE run_id = 'run-3'") == [("accepted",)]


def test_a_cross_check_holds_with_the_likely_value_and_what_it_conflicts_with(record):
    bring(record, page("a", exports(389 * BILLION)), page("b", exports(38_900_000_000), **GSO), checked=True)
    found = rows(
        record,
        """SELECT check_name, CAST(proposed AS BIGINT), proposed_unit, r.publisher FROM quarantine q
        JOIN report r ON r.observation_id = q.conflicts_with WHERE check_name = 'magnitude'""",
    )
    assert found == [("magnitude", 38_900_000_000, "USD", "GSO")]
    assert rows(record, "SELECT CAST(value AS BIGINT) FROM series") == [(38_900_000_000,)]
    assert verdicts.recompute(record, CATALOG, run(2)).changed == 0


def test_an_unsure_reading_holds_nothing(record):
    bring(
        record,
        page("a", exports(38_900_000_000)),
        page("b", exports(389 * BILLION, confidence=0.3), **GSO),
        checked=True,
    )
    assert rows(record, "SELECT CAST(value AS BIGINT) FROM series") == [(38_900_000_000,)]


def test_a_figure_without_a_period_is_incomplete_and_never_judged(record):
    bring(record, page("a", exports(38 * BILLION, None)))
    assert counts(record)["verdict"] == 0
    assert rows(record, "SELECT indicator, printed FROM incomplete") == [("goods_exports", "38000000000 USD")]
    assert series(record) == []
    assert rows(record, "SELECT verdict FROM provenance") == [("incomplete",)]
    assert check_record(record) == []


# --- which report wins -----------------------------------------------------------------------------------------------

GSO = {"publisher": "GSO", "trust": "statistics_office"}
VNA = {"publisher": "VNA", "trust": "state_agency"}


WINS = {
    "only report": (38, [(38, {}, {})]),
    "all agree": (38, [(38, {}, {}), (38, {}, GSO)]),
    "status": (38, [(38, {}, {}), (39, {"obs_status": "E"}, GSO)]),
    "status, not over": (38, [(38, {}, {}), (39, {}, {"published": "2020-12-28", **GSO})]),
    "newest": (39, [(38, {}, {}), (39, {}, {"published": "2021-06-01"})]),
    "newest, undated": (38, [(38, {}, {}), (39, {}, {"published": None})]),
    "newest, by its first day": (39, [(38, {}, {"published": "2021"}), (39, {}, {"published": "2021-12-28"})]),
    "trust": (39, [(38, {}, {}), (39, {}, VNA)]),
    "trust, not known to be over": (39, [(38, {}, {"published": "2020"}), (39, {"obs_status": "P"}, GSO)]),
    "trust, the exact one is revised": (
        42,
        [(42, {"bound": ">"}, GSO), (43, {}, VNA), (60, {}, {"published": "2021-04-01", **VNA})],
    ),
    "exactness": (38, [(38, {}, {}), (39, {"bound": ">"}, {"publisher": "Y"})]),
    "date": (39, [(38, {}, {}), (39, {}, {"publisher": "Y", "published": "2021-02"})]),
    "exact within hedge": (38, [(38, {}, {}), (38.5, {"bound": "~"}, GSO)]),
}
"""What decides → billions that win, and the reports: billions, more of the figure, more of its page."""


def test_the_rule_which_report_wins(record):
    activities = [f"C{number}" for number in range(10, 10 + len(WINS))]  # a series each, in one record
    bring(record, *(
        page(f"{activity}-{number}", exports(Decimal(str(value)) * BILLION, activity=activity, **figure), **own)
        for activity, (_, reports) in zip(activities, WINS.values(), strict=True)
        for number, (value, figure, own) in enumerate(reports)
    ))  # fmt: skip
    found = rows(record, "SELECT activity, CAST(value / 1000000000 AS INTEGER), decided_by FROM series ORDER BY 1")
    assert found == [
        (activity, value, decided_by.partition(",")[0])
        for activity, (decided_by, (value, _)) in zip(activities, WINS.items(), strict=True)
    ]


def test_a_target_never_stands_in_the_series(record):
    bring(record, page("a", exports(50 * BILLION, "2022", obs_status="F")))
    assert rows(record, "SELECT verdict FROM report") == [("accepted",)]
    assert series(record) == []


def test_price_bases_are_never_mixed_and_an_unstated_one_joins_its_equal(record):
    bring(
        record,
        page("a", production(1100 * TRILLION, "2019", price_base="constant_2010")),
        page("b", production(1400 * TRILLION, "2019", price_base="current"), publisher="Y"),
        page("c", production(1401 * TRILLION, "2019", bound="~"), **GSO),
        page("d", production(900 * TRILLION, "2019"), publisher="Z"),
    )
    found = rows(record, "SELECT price_base, CAST(value / 1000000000000 AS INTEGER), reports FROM series ORDER BY 1")
    assert found == [
        ("constant_2010", 1100, 1), ("current", 1400, 2), (None, 900, 1)]  # fmt: skip
    assert rows(record, "SELECT price_base FROM candidate WHERE price_base_inferred") == [("current",)]
    assert check_record(record) == []


def test_a_level_without_a_price_base_joins_the_one_it_is_near(record):
    bring(
        record,
        page("a", production(1100 * TRILLION, "2019", price_base="constant_2010")),
        page("b", production(1400 * TRILLION, "2019", price_base="current"), publisher="Y"),
        page("c", production(1409 * TRILLION, "2019"), publisher="Z"),
        page("d", production(1000 * TRILLION, "2018", price_base="constant_2010")),
        page("e", production(1050 * TRILLION, "2018", price_base="current"), publisher="Y"),
        page("f", production(1008 * TRILLION, "2018"), publisher="Z"),
        page("g", production(1425 * TRILLION, "2019"), publisher="W"),
    )
    inferred = rows(
        record, "SELECT time_period, CAST(value / 1e12 AS INTEGER), price_base FROM candidate WHERE price_base_inferred"
    )
    assert inferred == [("2019", 1409, "current")]  # of 2018 either base may be meant; 1425 is too far from both


# --- views -----------------------------------------------------------------------------------------------------------


def test_headline_names_the_indicator_in_both_languages_and_leaves_parts_out(record):
    bring(record, page("a", exports(38 * BILLION), exports(20 * BILLION, ownership="foreign")))
    assert rows(record, "SELECT name_en, name_vi, unit_en, unit_vi, url FROM headline") == [
        ("goods_exports in English", "goods_exports tiếng Việt", "US dollars", "đô la Mỹ",
         "https://viet-nam-news.example/a")]  # fmt: skip


def test_provenance_leads_to_words_page_and_archive(record):
    bring(record, page("a", exports(38 * BILLION)))
    columns = "printed, sentence, title, published, warc_file, warc_offset, locator, state, verdict"
    assert rows(record, f"SELECT {columns} FROM provenance") == [(
        "38000000000 USD", " It was 38000000000 USD in 2020.", "Title of a", "2021-01-15", "2026-01.warc.gz", 0,
        "text:0-9", "stated", "accepted")]  # fmt: skip


def test_quarantine_shows_what_the_series_has_instead(record):
    bring(
        record,
        page("a", production(TRILLION, "2019")),
        page("b", production(1100 * TRILLION, "2019"), **GSO),
        checked=True,
    )
    assert rows(
        record, "SELECT DISTINCT CAST(series_value / 1000000000000 AS INTEGER), series_publisher FROM quarantine"
    ) == [(1100, "GSO")]


def test_a_year_of_plans_alone_is_a_gap(record):
    bring(
        record,
        page("a", exports(9 * BILLION, "2019"), exports(9 * BILLION, "2025", obs_status="F"), published="2020-02-01"),
    )
    found = rows(record, "SELECT year, accepted, plans, is_gap FROM coverage WHERE year IN (2019, 2025) ORDER BY year")
    assert found == [(2019, 1, 0, False), (2025, 1, 1, True)]


def test_coverage_shows_the_years_between_as_gaps(record):
    bring(record, page("a", exports(38 * BILLION, "2018"), exports(39 * BILLION, "2020-Q1")))
    found = rows(record, "SELECT indicator, year, accepted, has_whole_year, is_gap FROM coverage ORDER BY ALL")
    assert found == [
        ("employment", None, 0, False, True), ("goods_exports", 2018, 1, True, False),
        ("goods_exports", 2019, 0, False, True), ("goods_exports", 2020, 1, False, False),
        ("industrial_production_value", None, 0, False, True)]  # fmt: skip


def test_unclaimed_is_of_the_pages_as_they_now_are(record):
    bring(record, page("a", exports(38 * BILLION), unclaimed=[Unclaimed("7", "A 7.")]))
    bring(record, page("a", exports(38 * BILLION), text="New.", seen=2, unclaimed=[Unclaimed("8", "An 8.")]), number=2)
    assert rows(record, "SELECT printed, sentence FROM unclaimed") == [("8", "An 8.")]


def test_every_table_view_and_column_has_a_comment(home):
    fill(home, page("a", exports(38 * BILLION)))
    release(home, run())
    connection = open_release(home.release)
    bare = rows(
        connection,
        """SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND comment IS NULL
        UNION ALL SELECT table_name, '' FROM duckdb_tables() WHERE comment IS NULL
        UNION ALL SELECT view_name, '' FROM duckdb_views() WHERE NOT internal AND comment IS NULL""",
    )
    assert bare == []
    assert {r[0] for r in rows(connection, "SELECT table_name FROM duckdb_tables()")} == {*dictionary.TABLES, "series"}
    views = rows(connection, "SELECT view_name FROM duckdb_views() WHERE NOT internal")
    assert {*(r[0] for r in views), "series"} == set(
        dictionary.VIEWS
    )  # `series` is computed once, as a release is made
    connection.close()


def test_views_answer_under_another_name(home):
    fill(home, page("a", exports(38 * BILLION)))
    release(home, run())
    connection = duckdb.connect()
    connection.execute(f"ATTACH '{home.release}' AS figures (READ_ONLY)")
    for view in dictionary.VIEWS:
        connection.execute(f"FROM figures.{view}").fetchall()
    assert rows(connection, "SELECT count(*) FROM figures.series") == [(1,)]


def test_nothing_is_computed_from_a_hedged_value(record):
    bring(record, page("a", exports(20 * BILLION, "2019"), exports(22 * BILLION, "2020"),
                       exports(30 * BILLION, "2021", bound=">"), exports(33 * BILLION, "2022"),
                       published="2023-01-15"))  # fmt: skip
    assert rows(record, "SELECT transformation, time_period, CAST(value AS INT) FROM derived") == [("GY", "2020", 10)]


def rate(value, period, **more):
    return Reading("goods_exports", Decimal(value), "percent", "GY", time_period=period, **more)


@pytest.mark.parametrize(
    ("level", "growth", "linked"),
    [
        (exports(40 * BILLION, "2024"), rate(10, "2025"), [(2024, 40, False), (2025, 44, True)]),
        (exports(40 * BILLION, "2024", bound=">"), rate(10, "2025"), [(2024, 40, False)]),
        (exports(40 * BILLION, "2024"), rate(10, "2025", bound=">"), [(2024, 40, False)]),
    ],
)
def test_the_linked_series_starts_from_and_grows_by_exact_values_only(record, level, growth, linked):
    bring(record, page("old", level, published="2025-01-15"), page("new", growth, published="2026-01-15"))
    told = "SELECT year, CAST(value / 1e9 AS INT), is_derived FROM series_linked ORDER BY 1"
    assert rows(record, told) == linked


# --- releases --------------------------------------------------------------------------------------------------------


def test_a_release_holds_what_the_record_holds_and_says_what_it_is(home):
    fill(home, page("a", exports(38 * BILLION)))
    result = release(home, run())
    connection = open_release(home.release)
    assert result.status == "released"
    assert rows(connection, "SELECT version, profile, run_id, observations FROM release") == [
        (result.version, "sample", "run-1", 1)
    ]
    storage = rows(connection, "SELECT tags['storage_version'] FROM duckdb_databases() WHERE NOT internal")
    assert storage[0][0].startswith("v1.0.0")
    with pytest.raises(duckdb.InvalidInputException, match="read-only"):
        connection.execute("DELETE FROM observation")
    connection.close()


def test_what_a_killed_release_left_is_cleared_away(home):
    fill(home, page("a", exports(38 * BILLION)))
    (home.directory / "bacninh-2020-01-01.1.staged").write_text("half a file")
    home.releases.mkdir()
    (home.releases / "bacninh-2020-01-01.1.duckdb").hardlink_to(home.directory / "bacninh-2020-01-01.1.staged")
    spilled = home.directory / "bacninh-2020-01-01.1.staged.tmp"
    spilled.mkdir()
    (spilled / "duckdb_temp_storage-0.tmp").write_text("x")
    done = release(home, run())
    assert done.status == "released"
    assert not list(home.directory.glob("*.staged*"))
    assert versions(home) == [done.version], "what a run was killed at before it was in place is not kept"


def test_nothing_new_makes_no_release(home):
    document = page("a", exports(38 * BILLION))
    fill(home, document)
    first = release(home, run())
    fill(home, document, number=2)
    second = release(home, run(2))
    assert (second.status, second.version) == ("unchanged", first.version)


SENTENCE = "Canon puts in $300 million."


ASIDES = {
    "investment_report": {"investments": [Investment(
        "Canon", "new", Decimal(300_000_000), "USD", "2021", "text:10-22", "$300 million", SENTENCE)]},
    "claim_report": {"claims": [Claim(
        "goods_exports", Decimal("1.5"), "2021", "2020", "text:0-9", "1.5 times", "1.5 times those of 2020.")]},
    "unclaimed": {"unclaimed": [Unclaimed("300", SENTENCE)]},
}  # fmt: skip


def test_pages_that_bring_no_figures_but_something_else_make_a_release(home):
    fill(home, page("a", exports(38 * BILLION)))
    release(home, run())
    for number, views in enumerate((["investment_report"], ["claim_report", "unclaimed"]), 2):
        fill(home, *(page(view, **ASIDES[view]) for view in views), number=number)
        assert release(home, run(number)).status == "released"
        connection = open_release(home.release)
        assert [rows(connection, f"SELECT count(*) FROM {view}") for view in views] == [[(1,)]] * len(views)
        assert rows(connection, "SELECT readings, observations FROM release") == [(2 if number == 2 else 4, 1)]
        connection.close()
    assert release(home, run(9)).status == "unchanged"


def test_a_release_of_before_that_counts_less_is_never_the_same_but_still_compared(home):
    fill(home, page("a", exports(38 * BILLION)), page("b", exports(39 * BILLION)))
    release(home, run())
    old = duckdb.connect(str(home.release))
    old.execute("ALTER TABLE release DROP COLUMN readings")
    old.close()
    assert release(home, run(2)).status == "released"
    old = duckdb.connect(str(home.release))
    old.execute("ALTER TABLE release DROP COLUMN readings")
    old.close()
    home.record.unlink()
    fill(home, page("a", exports(38 * BILLION)))
    assert "the record has 1 observations, the release 2" in release(home, run(3)).reasons[0]


def test_other_views_or_meanings_make_a_release_of_the_same_rows(home):
    fill(home, page("a", exports(38 * BILLION)))
    release(home, run())
    assert release(home, run(2)).status == "unchanged"
    old = duckdb.connect(str(home.release))  # as a version of bacninh with other words in its dictionary left it
    old.execute("UPDATE schema_info SET digest = 'another'")
    old.close()
    assert release(home, run(3)).status == "released"


def test_a_record_that_fails_a_required_check_keeps_the_old_release(home):
    fill(home, page("a", exports(38 * BILLION)))
    first = release(home, run())
    before = home.release.read_bytes()
    connection = open_record(home.record)
    connection.execute("INSERT INTO observation FROM observation")
    connection.close()
    result = release(home, run(2))
    assert (result.status, result.version) == ("withheld", first.version)
    assert any("observation: 1 rows twice" in reason for reason in result.reasons)
    assert home.release.read_bytes() == before
    assert not list(home.directory.glob("*.staged*"))


def test_a_figure_without_its_archived_page_withholds_the_release(home):
    connection = open_record(home.record)
    load(connection, LoadBatch(run(), CATALOG, (), (page("a", exports(38 * BILLION)),)))
    verdicts.recompute(connection, CATALOG, run())
    connection.close()
    assert release(home, run()).reasons == ("1 pages with figures and without their archived answer",)


def test_a_series_without_its_words_withholds_the_release(home):
    fill(home, page("a", exports(38 * BILLION)))
    standing = release(home, run()).version
    fill(home, page("b", exports(39 * BILLION, "2024")), number=2)
    with closing(duckdb.connect(str(home.record))) as connection:
        connection.execute("UPDATE evidence SET sentence = '' WHERE document LIKE '%b'")
    held = release(home, run(2))
    assert (held.status, held.version) == ("withheld", standing)
    assert held.reasons == ("1 rows of series without the words they were printed in",)
    assert not list(home.directory.glob("*.staged*"))
    with closing(open_release(home.release)) as connection:
        assert connection.execute("SELECT count(*) FROM series").fetchall() == [(1,)]


def test_what_is_wrong_with_the_series_of_a_release_is_seen(home):
    fill(home, page("a", exports(38 * BILLION)))
    release(home, run())
    with closing(duckdb.connect(str(home.release))) as connection:
        assert suites.series(connection).breaches == ()
        for fault, told in (
            ("INSERT INTO series FROM series LIMIT 1", "1 keys twice in series"),
            ("DELETE FROM series", "1 keys that have accepted reports and no row in series"),
            ("UPDATE series SET observation_id = 'x'", "1 rows of series that no page states or that are held back"),
            ("UPDATE series SET url = NULL", "1 rows of series without the words they were printed in"),
        ):
            connection.execute(f"BEGIN; {fault}")
            assert [b.reason for b in suites.series(connection).breaches] == [told]
            connection.execute("ROLLBACK")


def test_a_record_that_shrank_withholds_the_release(home):
    fill(home, page("a", exports(38 * BILLION)), page("b", exports(39 * BILLION)))
    release(home, run())
    home.record.unlink()
    fill(home, page("a", exports(38 * BILLION)))
    assert "the record has 1 observations, the release 2" in release(home, run()).reasons[0]


@pytest.mark.slow
def test_the_last_releases_are_kept(home):
    for number in range(1, 4):
        fill(home, page(f"page {number}", exports(38 * BILLION, str(2010 + number))), number=number)
        release(home, run(number), keep=2)
    kept = versions(home)
    assert [v.rpartition(".")[2] for v in kept] == ["2", "3"]
    assert release_file(home, kept[-1]).samefile(home.release)
    older = open_release(release_file(home, kept[0]))
    assert rows(older, "SELECT count(*) FROM series") == [(2,)]
    older.close()


READER = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
print(connection.execute("SELECT count(*) FROM series").fetchone()[0], flush=True)
sys.stdin.readline()
print(connection.execute("SELECT count(*) FROM series").fetchone()[0], flush=True)
"""


def test_who_has_the_old_release_open_goes_on_reading_it(home):
    fill(home, page("a", exports(38 * BILLION)))
    release(home, run())
    with subprocess.Popen([sys.executable, "-c", READER, str(home.release)], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as reader:  # fmt: skip
        assert reader.stdout.readline() == "1\n"
        fill(home, page("b", exports(39 * BILLION, "2021"), published="2022-01-15"), number=2)
        assert release(home, run(2)).status == "released"
        reader.stdin.write("again\n")
        reader.stdin.flush()
        assert reader.stdout.readline() == "1\n"
    connection = open_release(home.release)
    assert rows(connection, "SELECT count(*) FROM series") == [(2,)]
    connection.close()


# --- one writer, and a process that dies -----------------------------------------------------------------------------

HOLDER = """
import sys
from pathlib import Path
from warehouse.connect import Home, writer
with writer(Home(Path(sys.argv[1]), "sample")):
    print("holds", flush=True)
    sys.stdin.readline()
"""


def start(code, *arguments):
    root = str(Path(__file__).parents[1])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((root, str(Path(__file__).parent)))}
    return subprocess.Popen([sys.executable, "-c", code, *map(str, arguments)], stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE, text=True, env=environment)  # fmt: skip


def test_a_second_writer_is_refused_and_told_who_writes(home):
    with start(HOLDER, home.root) as holder:
        assert holder.stdout.readline() == "holds\n"
        with pytest.raises(WriterBusyError, match=rf"process {holder.pid} since \S+; wait"), writer(home):
            pass
        holder.communicate("done\n")
    with writer(home):
        pass


def read_all(home):
    with closing(open_record(home.file)) as connection:
        for (name,) in connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall():
            connection.execute(f'FROM "{name}"').fetchall()


@pytest.mark.parametrize(("at", "told"), [(0, "not a valid DuckDB"), (4096, "orrupt"), (300_000, "orrupt")])
def test_a_damaged_file_is_told_in_one_line_with_its_cure_and_not_waited_for(home, at, told):
    opened(home.file).close()
    raw = bytearray(home.file.read_bytes())
    raw[at : at + 12_000] = bytes(byte ^ 0xFF for byte in raw[at : at + 12_000])
    home.file.write_bytes(raw)
    began = time.monotonic()
    with pytest.raises((RecordError, duckdb.Error)) as damaged:
        read_all(home)
    assert shared.can_be_mended(damaged.value)
    assert re.search(f"{told}.*bacninh doctor", shared.told(damaged.value))
    assert time.monotonic() - began < 10


def test_a_full_disk_is_told_as_one(home):
    opened(home.file).close()
    code = (
        "import resource, signal, sys; from pathlib import Path; from warehouse.connect import open_record\n"
        "from flows.cli.shared import can_be_mended, told\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); c = open_record(Path(sys.argv[1]))\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "try: c.execute('CREATE TABLE t AS SELECT random() AS x FROM range(1_000_000)'); c.execute('CHECKPOINT')\n"
        "except Exception as error: assert can_be_mended(error), repr(error); print(told(error))"
    )
    done = subprocess.run([sys.executable, "-c", code, home.file], capture_output=True, text=True, check=True)
    assert "the disk is full: make room" in done.stdout


def test_the_doctor_looks_at_a_home_whose_disk_takes_nothing(capsys):
    nowhere = Home(Path("/sys"), "sample")  # where nobody makes a folder, root neither
    with upkeep._held(nowhere, needed=False):
        assert "cannot be held" in capsys.readouterr().err
    with pytest.raises(OSError, match="/sys/sample"), upkeep._held(nowhere, needed=True):
        pass


def test_a_writer_that_was_killed_does_not_block_the_next(home):
    with start(HOLDER, home.root) as holder:
        holder.stdout.readline()
        holder.kill()
    with writer(home):
        pass


KILLED = """
import sys
from pathlib import Path
import test_warehouse as t
connection = t.open_record(Path(sys.argv[1]))
batch = t.batch(t.run(2), *t.many_pages())
print("loading", flush=True)
t.load(connection, batch)
print("loaded", flush=True)
sys.stdin.readline()
"""


def many_pages():
    return [page(f"p{i}", *[exports(BILLION + j, str(1990 + j)) for j in range(30)]) for i in range(100)]


@pytest.mark.parametrize(
    "milliseconds", [pytest.param(n, marks=[] if n == 120 else pytest.mark.slow) for n in (20, 60, 120, 250, 500)]
)
def test_kill_9_in_the_middle_of_a_load_leaves_all_or_nothing_of_it(home, milliseconds):
    fill(home, page("a", exports(38 * BILLION)))
    with start(KILLED, home.record) as loader:
        assert loader.stdout.readline() == "loading\n"
        time.sleep(milliseconds / 1000)
        os.kill(loader.pid, signal.SIGKILL)
    connection = open_record(home.record)
    found = counts(connection)
    assert (found["observation"], found["evidence"], found["statement"]) in [(1, 1, 1), (3001, 3001, 3001)]
    assert bring(connection, *many_pages(), number=2).observations in (0, 3000)
    assert check_record(connection) == []
    connection.close()


# --- opening ---------------------------------------------------------------------------------------------------------


def test_a_missing_release_says_what_makes_it(home):
    with pytest.raises(RecordError, match="bacninh run"):
        open_release(home.release)


def test_a_record_of_another_schema_is_refused_with_the_cure(home):
    connection = open_record(home.record)
    connection.execute("UPDATE schema_info SET schema_version = 99")
    connection.close()
    with pytest.raises(RecordError, match="doctor --repair"):
        open_record(home.record)


def test_a_file_that_is_no_database_is_refused(tmp_path):
    file = tmp_path / "work.duckdb"
    file.write_text("no database")
    with pytest.raises(RecordError, match="cannot be opened"):
        open_record(file)


def test_the_home_is_where_the_environment_says(tmp_path):
    assert Home.of("live", {"BACNINH_HOME": str(tmp_path)}).record == tmp_path / "live" / "work.duckdb"
    assert Home.of("sample", {}).release == Path("data/sample/bacninh.duckdb")


LOOKING = "import duckdb, sys, time; c = duckdb.connect(sys.argv[1], read_only=True); print('open', flush=True); time.sleep({})"


@pytest.mark.parametrize(("seconds", "patience"), [(0.5, 30.0), (30, 0.3)])
def test_a_reader_of_the_record_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: float, patience: float
) -> None:
    record = tmp_path / "work.duckdb"
    open_record(record).close()
    monkeypatch.setattr(connect, "READERS_WAITED_FOR", patience)
    command = [sys.executable, "-c", LOOKING.format(seconds), str(record)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == b"open\n"
        try:
            if patience > seconds:
                open_record(record).close()
            else:
                with pytest.raises(RecordError, match="end whoever has it open"):
                    open_record(record)
        finally:
            reader.kill()


def test_a_home_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home").touch()
    with pytest.raises(RecordError, match=r"home is a file, and a home is a folder; name another \(BACNINH_HOME\)"):
        Home.of("sample", {"BACNINH_HOME": str(tmp_path / "home")})


def test_what_is_no_database_is_asked_about(tmp_path: Path) -> None:
    foreign = tmp_path / "notes.duckdb"
    foreign.write_text("figures to look up\n" * 1000)
    with pytest.raises(
        RecordError, match=r"is it the file you meant\?; if it is of a home and damaged, `bacninh doctor`"
    ):
        open_release(foreign)
