"""Every past state of knowledge can be asked for: vintages, revisions, the series of a day and of a run."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from test_warehouse import BILLION, START, TRILLION, bring, exports, page, record, rows  # noqa: F401  a fixture

from extractors.records import Reading
from warehouse.records import Claim, Investment

EXPORTS = "SELECT CAST(value / 1e9 AS DOUBLE), publisher FROM {} WHERE indicator = 'goods_exports' ORDER BY period_end"


def growth(value, period, **more):
    return Reading("goods_exports", Decimal(value), "percent", "GY", time_period=period, **more)


def test_what_was_published_later_does_not_leak_into_the_past(record):  # noqa: F811
    bring(record, page("ước", exports(44 * BILLION, "2021", obs_status="E"), published="2021-12-29"))
    bring(record, page("final", exports(45 * BILLION, "2021"), published="2022-07-01", publisher="VIR"), number=2)
    as_of = EXPORTS.format("series_as_of('{}')")
    assert rows(record, as_of.format("2021-12-28")) == []
    assert rows(record, as_of.format("2021-12-29")) == [(44.0, "Viet Nam News")]
    assert rows(record, as_of.format("2022-06-30")) == [(44.0, "Viet Nam News")]
    assert rows(record, as_of.format("2022-07-01")) == rows(record, EXPORTS.format("series")) == [(45.0, "VIR")]


def test_an_undated_page_counts_from_the_day_it_was_first_seen(record):  # noqa: F811
    bring(record, page("undated", exports(44 * BILLION, "2021"), published=None, seen=1))
    seen = (START + timedelta(days=1, hours=7)).date()
    count = "SELECT count(*) FROM series_as_of(?)"
    assert rows(record, count, seen - timedelta(days=1)) == [(0,)]
    assert rows(record, count, seen) == [(1,)]


def test_the_series_as_it_was_seen_after_each_run(record):  # noqa: F811
    bring(record, page("a", exports(44 * BILLION, "2021")), number=1)
    first = rows(record, "FROM series")
    bring(
        record,
        page("a", exports(45 * BILLION, "2021"), seen=2),
        page("b", exports(30 * BILLION, "2019"), seen=2),
        number=2,
    )
    second = rows(record, "FROM series ORDER BY ALL")
    bring(record, page("a", exports(44 * BILLION, "2021"), seen=3), number=3)
    assert rows(record, "FROM series_as_seen('run-1')") == first
    assert rows(record, "FROM series_as_seen('run-2') ORDER BY ALL") == second
    assert rows(record, "FROM series_as_seen('run-3') ORDER BY ALL") == rows(record, "FROM series ORDER BY ALL")
    assert rows(record, "FROM series_as_seen('no such run')") == []


def test_vintages_in_the_order_of_publication_whatever_the_order_of_loading(record):  # noqa: F811
    bring(record, page("final", exports(45 * BILLION, "2021"), published="2022-07-01", publisher="VIR"), number=1)
    bring(record, page("ước", exports(44 * BILLION, "2021", obs_status="E"), published="2021-12-29"), number=2)
    told = "SELECT revision, CAST(value / 1e9 AS INT), CAST(previous_value / 1e9 AS INT), days_after_period FROM vintage ORDER BY 1"
    assert rows(record, told) == [(1, 44, None, -2), (2, 45, 44, 182)]
    first_and_latest = "SELECT CAST(first_value / 1e9 AS INT), CAST(latest_value / 1e9 AS INT), change_percent, latest_known FROM revision"
    assert rows(record, first_and_latest) == [(44, 45, 2.27, date(2022, 7, 1))]


def test_a_withdrawn_figure_stays_among_the_vintages(record):  # noqa: F811
    bring(record, page("a", exports(44 * BILLION, "2021"), published="2022-01-15"), number=1)
    bring(record, page("a", exports(45 * BILLION, "2021"), published="2022-01-15", seen=2), number=2)
    assert rows(record, "SELECT state FROM vintage ORDER BY value") == [("withdrawn",), ("stated",)]


def day(seen, hours=7):
    return (START + timedelta(days=seen, hours=hours)).date()


def test_an_edit_does_not_change_what_was_known_before_it(record):  # noqa: F811
    bring(record, page("a", exports(44 * BILLION, "2019"), exports(38 * BILLION, "2018"), published="2020-01-10"))
    bring(record, page("a", exports(45 * BILLION, "2019"), published="2020-01-10", seen=400), number=2)
    as_of = EXPORTS.format("series_as_of('{}')")
    before = [(38.0, "Viet Nam News"), (44.0, "Viet Nam News")]
    assert rows(record, as_of.format("2020-01-09")) == []
    assert rows(record, as_of.format("2020-01-10")) == before
    assert rows(record, as_of.format(day(399))) == before
    assert rows(record, as_of.format(day(400))) == [(45.0, "Viet Nam News")]
    assert rows(record, "SELECT CAST(value / 1e9 AS INT), known_from FROM vintage ORDER BY 1") == [
        (38, date(2020, 1, 10)), (44, date(2020, 1, 10)), (45, day(400)),
    ]  # fmt: skip


def test_a_figure_that_an_undated_page_gains_is_known_from_then(record):  # noqa: F811
    bring(record, page("a", exports(44 * BILLION, "2019"), published=None))
    bring(
        record,
        page("a", exports(44 * BILLION, "2019"), exports(45 * BILLION, "2018"), published=None, seen=200),
        number=2,
    )
    as_of = EXPORTS.format("series_as_of('{}')")
    assert rows(record, as_of.format(day(199))) == [(44.0, "Viet Nam News")]
    assert rows(record, as_of.format(day(200))) == [(45.0, "Viet Nam News"), (44.0, "Viet Nam News")]


def test_a_page_dated_by_its_year_is_known_when_it_is_seen(record):  # noqa: F811
    year = str(START.year)
    bring(record, page("a", exports(44 * BILLION, "2019"), published=year))
    assert rows(record, "SELECT known_from FROM report") == [(min(day(1), date(START.year, 12, 31)),)]


def test_revisions_are_of_reports_whose_date_is_known(record):  # noqa: F811
    bring(record, page("a", exports(44 * BILLION, "2019"), published="2020-01-10"))
    bring(record, page("b", exports(21 * BILLION, "2019"), published=None, publisher="VIR"), number=2)
    assert rows(record, "SELECT reports, change FROM revision") == [(1, 0)]
    assert rows(record, "SELECT count(*) FROM vintage") == [(2,)]


def test_disagreement_is_disjoint_intervals_of_the_newest_reports(record):  # noqa: F811
    bring(record, page("a", exports(45 * BILLION, "2021"), exports(30 * BILLION, "2019"), published="2022-01-15"))
    bring(record, page("b", exports(39 * BILLION, "2021"), exports(29 * BILLION, "2019", bound=">"), publisher="VIR",
                       published="2022-01-15"), number=2)  # fmt: skip
    assert rows(record, "SELECT time_period, told FROM disagreement") == [
        ("2021", "VIR: 39000000000 (2022-01-15); Viet Nam News: 45000000000 (2022-01-15)")
    ]


def test_a_figure_typed_by_hand_is_no_voice_beside_the_archived_page_of_its_publisher(record):  # noqa: F811
    typed = page("t", exports(11 * BILLION, "2021"), published="2022-05-01")
    figures = [(o, replace(e, locator="transcribed:a.csv:1")) for o, e in typed.figures]
    bring(record, page("a", exports(10 * BILLION, "2021"), published="2022-03-01"), replace(typed, figures=figures))
    bring(record, page("b", exports(10 * BILLION, "2021"), publisher="VIR", published="2022-01-15"), number=2)
    assert rows(record, "SELECT count(*) FROM candidate") == [(3,)]
    assert rows(record, "SELECT * FROM disagreement") == []


def test_derived_figures_have_formula_and_inputs_and_are_not_in_the_series(record):  # noqa: F811
    bring(record, page("a", exports(40 * BILLION, "2020"), exports(50 * BILLION, "2021"), exports(4 * BILLION, "2022-01"),
                       exports(9 * BILLION, "2022-01/P2M"), published="2022-04-01"))  # fmt: skip
    found = rows(
        record, "SELECT transformation, time_period, CAST(value AS BIGINT), len(inputs) FROM derived ORDER BY ALL"
    )
    assert found == [("GY", "2021", 25, 2), ("N", "2022-02", 5 * BILLION, 2)]
    assert rows(record, "SELECT count(*) FROM series") == [(4,)]


def test_a_month_follows_from_one_publishers_figures_of_one_status_alone(record):  # noqa: F811
    def months(ends, **more):
        return exports(
            ends * BILLION, f"2022-01/P{ends}M" if ends not in (3, 6) else {3: "2022-Q1", 6: "2022-S1"}[ends], **more
        )

    bring(record, page("a", months(4), exports(11 * BILLION, "2021-01/P10M"), published="2022-08-01"))
    bring(
        record,
        page("b", months(5), exports(10 * BILLION, "2021-01/P11M"), publisher="VIR", published="2022-08-01"),
        number=2,
    )
    bring(record, page("c", months(7, obs_status="E"), months(8), publisher="VEN", published="2022-10-01"), number=3)
    bring(record, page("d", exports(9 * BILLION, "2021-01/P11M"), published="2022-08-02"), number=4)
    assert rows(record, "SELECT * FROM derived WHERE transformation = 'N'") == []


def test_dollars_follow_at_the_rate_of_the_year_but_not_from_constant_prices(record):  # noqa: F811
    def level(indicator, value, period, base=None):
        return Reading(indicator, Decimal(value), "VND", time_period=period, price_base=base)

    record.execute("INSERT INTO exchange_rate VALUES (2020, 23208.37, 'a source')")
    bring(record, page("a", level("goods_exports", 900 * TRILLION, "2020"), level("grdp", 200 * TRILLION, "2020", "current"),
                       level("grdp", 120 * TRILLION, "2020", "constant_2010"), level("grdp", 100 * TRILLION, "2020-S1"),
                       published="2021-04-01"))  # fmt: skip
    found = rows(
        record,
        "SELECT indicator, time_period, price_base, CAST(value AS BIGINT), formula FROM derived WHERE unit = 'USD' ORDER BY ALL",
    )
    rate = "value / 23208.37 VND per USD, the average of 2020"
    assert found == [("goods_exports", "2020", None, 38779112880, rate), ("grdp", "2020", "current", 8617580640, rate)]


def test_levels_of_no_stated_price_base_have_no_growth(record):  # noqa: F811
    def level(value, year, base=None):
        return Reading("grdp", Decimal(value), "VND", time_period=year, price_base=base)

    bring(record, page("a", level(100, "2020"), level(110, "2021"), published="2022-04-01"))
    assert rows(record, "SELECT CAST(value AS INT) FROM derived WHERE transformation = 'GY'") == [(10,)]
    bring(record, page("b", level(70, "2019", "constant_2010"), published="2022-04-01"), number=2)
    assert rows(record, "SELECT * FROM derived WHERE transformation = 'GY'") == [], (
        "which of two bases they are at nobody says"
    )


def test_an_inferred_price_base_names_the_report_it_was_taken_from(record):  # noqa: F811
    based = Reading("grdp", Decimal(204 * TRILLION), "VND", time_period="2020", price_base="current")
    bare = Reading("grdp", Decimal(204 * TRILLION), "VND", time_period="2020")
    bring(record, page("a", based, published="2021-04-01"))
    bring(record, page("b", bare, published="2021-05-01", publisher="VIR", trust="statistics_office"), number=2)
    ((source,),) = rows(record, "SELECT observation_id FROM report WHERE price_base = 'current'")
    assert rows(record, "SELECT publisher, price_base, price_base_inferred, price_base_from FROM series") == [
        ("VIR", "current", True, source)
    ]


def test_real_growth_carries_no_level_of_other_prices_over(record):  # noqa: F811
    def level(value, base):
        return Reading("grdp", Decimal(value), "VND", time_period="2024", price_base=base)

    rate = Reading("grdp", Decimal(10), "percent", "GY", time_period="2025", price_base="constant_2010")
    bring(record, page("a", level(10**14, "constant_2010"), level(2 * 10**14, "current"), published="2025-01-15"))
    bring(record, page("b", rate, published="2026-01-15"), number=2)
    linked = "SELECT price_base, CAST(value / 1e12 AS INT) FROM series_linked WHERE is_derived"
    assert rows(record, linked) == [("constant_2010", 110)]


def test_the_linked_series_chains_growth_over_the_merger(record):  # noqa: F811
    bring(record, page("old", exports(40 * BILLION, "2024"), published="2025-01-15"))
    bring(
        record,
        page("new", exports(60 * BILLION, "2025"), growth(10, "2025"), growth(5, "2026"), published="2027-01-15"),
        number=2,
    )
    linked = "SELECT year, CAST(value / 1e8 AS INT), is_derived, len(inputs) FROM series_linked ORDER BY 1"
    assert rows(record, linked) == [(2024, 400, False, 1), (2025, 440, True, 2), (2026, 462, True, 3)]
    assert rows(record, "SELECT DISTINCT ref_area FROM series WHERE time_period = '2025'") == [("VN-56-2025",)]


def test_a_target_stands_beside_its_outcome_and_never_for_it(record):  # noqa: F811
    bring(record, page("plan", exports(50 * BILLION, "2021", obs_status="F"), published="2020-12-01"))
    assert rows(record, "SELECT outcome FROM target") == [(None,)]
    assert rows(record, "FROM series") == []
    bring(record, page("b", exports(45 * BILLION, "2021"), published="2022-01-15"), number=2)
    assert rows(record, "SELECT outcome_percent FROM target") == [(90.0,)]


def test_nothing_is_computed_from_a_hedged_figure(record):  # noqa: F811
    claim = Claim("goods_exports", Decimal("1.5"), "2021", "2020", "text:0-9", "1.5 times", "1.5 times those of 2020.")
    bring(
        record,
        page("plan", exports(50 * BILLION, "2021", obs_status="F"), published="2020-12-01"),
        page("a", exports(40 * BILLION, "2020"), exports(60 * BILLION, "2021", bound=">"), published="2022-01-15",
             claims=[claim]),
    )  # fmt: skip
    assert rows(record, "SELECT CAST(outcome AS BIGINT), outcome_percent FROM target") == [(60 * BILLION, None)]
    assert rows(record, "SELECT ratio, series_ratio FROM claim_report") == [(Decimal("1.5"), None)]


def test_claims_and_investments_lie_beside_the_series(record):  # noqa: F811
    claim = Claim(
        "goods_exports",
        Decimal("1.5"),
        "2021",
        "2020",
        "text:0-9",
        "1.5 times",
        "Exports were 1.5 times those of 2020.",
    )
    money = Investment(
        "Canon", "new", Decimal(300_000_000), "USD", "2021", "text:10-20", "$300 million", "Canon invests."
    )
    document = page("a", exports(40 * BILLION, "2020"), exports(60 * BILLION, "2021"), published="2022-01-15",
                    claims=[claim], investments=[money])  # fmt: skip
    bring(record, document)
    assert bring(record, document, number=2).observations == 0
    assert rows(record, "SELECT ratio, series_ratio FROM claim_report") == [(Decimal("1.5"), 1.5)]
    assert rows(record, "SELECT investor, event, CAST(value AS BIGINT) FROM investment_report") == [
        ("Canon", "new", 300_000_000)
    ]
