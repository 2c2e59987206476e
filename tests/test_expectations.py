"""The row-wise checks: small catalogues in code, real Great Expectations, and the shipped catalogue."""

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from extractors.catalog import Catalog, Indicator, Plausible, load_catalog
from transforms.checks.expectations import COLUMNS, plausible_range, suite, validate
from transforms.periods import parse

TRILLION = 10**12


def plausible(unit, anchors, transformation="N"):
    ranges = {year: (Decimal(low), Decimal(high)) for year, (low, high) in anchors.items()}
    return Plausible(unit=unit, transformation=transformation, anchors=ranges, source="a test")


def indicator(name, unit, *ranges, kind="flow"):
    words = {"en": ["words"], "vi": ["từ"]}
    return Indicator(
        id=name, name={"en": name, "vi": name}, definition={"en": "d", "vi": "d"}, kind=kind, units=[unit],
        phrases=words, plausible=list(ranges),
    )  # fmt: skip


PRODUCTION = indicator(
    "industrial_production_value", "VND",
    plausible("VND", {2009: (50 * TRILLION, 100 * TRILLION), 2019: (500 * TRILLION, 1600 * TRILLION)}),
    plausible("percent", {2010: (-20, 60)}, "GY"),
    plausible("rank", {2010: (1, 20)}, "RANK"),
)  # fmt: skip
INDICATORS = (
    PRODUCTION,
    indicator("trade_balance", "USD", plausible("USD", {2020: (-(10**9), 10**10)})),
    indicator("investment_capital", "USD", plausible("USD", {2020: (10**10, 3 * 10**10)}), kind="stock"),
    indicator("grdp_share", "percent", kind="index"),
)
CATALOG = Catalog(sources={}, indicators={i.id: i for i in INDICATORS}, version="test")

BASE = {
    "indicator": "industrial_production_value", "transformation": "N", "ref_area": "VN-56", "activity": "_T",
    "ownership": "_T", "coverage": "province", "counterpart_area": "_T", "time_period": "2019",
    "value": Decimal(1100 * TRILLION), "unit": "VND", "price_base": None, "obs_status": "A", "bound": "=",
    "printed": "1,100 trillion VND", "version": "abc", "published": "2020-01-05", "known_from": date(2020, 1, 5),
}  # fmt: skip


def frame(*changes):
    rows = []
    for number, change in enumerate(changes):
        row = BASE | {"observation_id": f"o{number}"} | change
        period = parse(row["time_period"])
        rows.append(row | {"period_start": period.start, "period_end": period.end, "freq": period.freq})
    return pd.DataFrame(rows, columns=list(COLUMNS))


def checks(*changes, catalog=CATALOG):
    return [(v.observation_id, v.check) for v in validate(frame(*changes), catalog)]


def test_a_clean_row_gives_no_verdict():
    assert validate(frame({}), CATALOG) == []
    assert validate(frame(), CATALOG) == []


WRONG = [
    ({"indicator": "beer"}, "code_indicator"),
    ({"transformation": "X"}, "code_transformation"),
    ({"ref_area": "VN-54"}, "code_ref_area"),
    ({"activity": "Z9"}, "code_activity"),
    ({"ownership": "alien"}, "code_ownership"),
    ({"coverage": "moon"}, "code_coverage"),
    ({"counterpart_area": "Korea"}, "code_counterpart_area"),
    ({"price_base": "constant_1066"}, "code_price_base"),
    ({"obs_status": "Z"}, "code_obs_status"),
    ({"bound": "≈"}, "code_bound"),
    ({"unit": "hectare"}, "unit"),
    ({"transformation": "GY", "value": Decimal(5)}, "unit"),
    ({"transformation": "RANK", "value": Decimal(5), "unit": "percent"}, "unit"),
    ({"value": None}, "value_present"),
    ({"value": float("inf")}, "value_finite"),
    ({"indicator": "grdp_share", "unit": "percent", "value": Decimal("100.1")}, "share"),
    ({"indicator": "grdp_share", "unit": "percent", "value": Decimal(-1)}, "share"),
    ({"transformation": "RANK", "value": Decimal("1.5"), "unit": "rank"}, "whole"),
    ({"published": None, "known_from": date(2018, 12, 31)}, "not_after_publication"),
    ({"published": "2030-01-01", "known_from": date(2018, 12, 31)}, "not_after_publication"),
    ({"published": "2018-12-31", "known_from": date(2018, 12, 31)}, "not_after_publication"),
    ({"published": "2019-10-20", "known_from": date(2019, 10, 20)}, "unfinished"),
    ({"published": "2019-10-20", "known_from": date(2019, 10, 20), "obs_status": "P"}, "unfinished"),
    ({"printed": ""}, "provenance"),
    ({"version": None}, "provenance"),
    ({"value": Decimal(TRILLION)}, "range"),
    ({"value": Decimal(1601 * TRILLION)}, "range"),
]
RIGHT = [
    {"activity": "C26"}, {"activity": "C"}, {"activity": "supporting"}, {"counterpart_area": "KR"},
    {"price_base": "constant_2010"}, {"published": None, "known_from": None}, {"ref_area": "VN-56-2025"},
    {"transformation": "GY", "unit": "percent", "value": Decimal("-12.5")},
    {"transformation": "RANK", "unit": "rank", "value": Decimal(2)},
    {"obs_status": "F", "time_period": "2021"},
    {"indicator": "grdp_share", "unit": "percent", "value": Decimal(100)},
    {"published": "2019-11-05", "known_from": date(2019, 11, 5)},
    {"published": "2019-07-05", "known_from": date(2019, 7, 5), "obs_status": "E"},
    {"published": "2019-07-05", "known_from": date(2019, 7, 5), "obs_status": "F"},
]  # fmt: skip


@pytest.fixture(scope="module")
def found():
    """The checks that a row fails, of clean rows around one for each of WRONG, then one for each of RIGHT."""
    return checks({}, *(change for change, _ in WRONG), {}, *RIGHT)


@pytest.mark.parametrize(("place", "check"), list(enumerate((check for _, check in WRONG), 1)))
def test_each_check_names_the_row_that_fails_it(found, place, check):
    assert (f"o{place}", check) in found


def test_no_other_row_is_named(found):
    assert {row for row, _ in found} == {f"o{place}" for place in range(1, len(WRONG) + 1)}


def test_the_reason_is_a_sentence_with_value_range_and_period():
    assert [v.reason for v in validate(frame({"value": Decimal(TRILLION)}), CATALOG)] == [
        "1,000,000,000,000 VND for industrial_production_value in 2019 is outside "
        "500 trillion to 1,600 trillion VND (range of its year)"
    ]
    part = frame({"value": Decimal(2000 * TRILLION), "ownership": "foreign"})
    assert [v.reason for v in validate(part, CATALOG)] == [
        "2,000,000,000,000,000 VND for industrial_production_value in 2019 is over 1,600 trillion VND "
        "(the most that its year allows)"
    ]


def test_a_year_told_as_done_months_before_its_end_is_asked_about():
    early = frame({"published": "2019-10-02", "known_from": date(2019, 10, 2)})
    assert [v.reason for v in validate(early, CATALOG)] == [
        "the page is from 2019-10-02 and tells 2019 as done, which goes on until 2019-12-31: a plan or an estimate?"
    ]
    share = {"indicator": "grdp_share", "unit": "percent", "value": Decimal(70)}  # one of what has passed may be told
    assert checks({**share, "published": "2019-10-02", "known_from": date(2019, 10, 2)}) == []


@pytest.mark.parametrize(
    "part",
    [{"activity": "C26"}, {"ownership": "foreign"}, {"coverage": "industrial_zones"}, {"counterpart_area": "KR"}],
)
def test_a_part_of_the_whole_has_no_lower_bound(part):
    assert checks(part | {"value": Decimal(10**9)}) == []
    assert checks(part | {"value": Decimal(1601 * TRILLION)}) == [("o0", "range")]


@pytest.mark.parametrize(
    ("period", "trillions", "fits"),
    [
        ("2019-03", 13, True), ("2019-03", 12, False), ("2019-Q1", 38, True), ("2019-Q1", 37, False),
        ("2019-01/P9M", 113, True), ("2019-01/P9M", 112, False), ("2019-03", 1599, True), ("2019-03", 1601, False),
        ("2019", 500, True), ("2019", 499, False),
    ],
)  # fmt: skip
def test_the_lower_bound_of_a_flow_shrinks_with_its_period(period, trillions, fits):
    change = {"time_period": period, "value": Decimal(trillions * TRILLION)}
    assert (checks(change) == []) is fits


def test_a_stock_has_the_range_of_its_year_whole():
    stock = {"indicator": "investment_capital", "unit": "USD", "time_period": "2020-01-01"}
    assert checks(stock | {"value": Decimal(5 * 10**9)}) == [("o0", "range")]
    assert checks(stock | {"value": Decimal(2 * 10**10)}) == []


def test_a_deficit_has_its_own_lower_bound():
    balance = {"indicator": "trade_balance", "unit": "USD", "time_period": "2019-03"}
    assert checks(balance | {"value": Decimal(-(10**9))}) == []
    assert checks(balance | {"value": Decimal(-2 * 10**9)}) == [("o0", "range")]


def test_growth_of_a_part_and_of_a_month_may_swing_wider():
    growth = {"transformation": "GY", "unit": "percent"}
    assert checks(growth | {"value": Decimal(80)}) == [("o0", "range")]
    assert checks(growth | {"value": Decimal(80), "activity": "C26"}) == []
    assert checks(growth | {"value": Decimal(80), "time_period": "2019-02"}) == []
    assert checks(growth | {"value": Decimal(-101), "activity": "C26"}) == [("o0", "range")]


def test_a_plan_may_exceed_the_last_anchor_more_each_year():
    plan = {"obs_status": "F", "value": Decimal(2400 * TRILLION)}
    assert checks(plan | {"time_period": "2020"}) == [("o0", "range")]
    assert checks(plan | {"time_period": "2021"}) == []


def test_ranges_lie_between_the_anchors_on_a_log_scale_for_levels():
    levels = plausible("VND", {2010: (10, 100), 2020: (1000, 10000)})
    assert plausible_range(levels, 2010) == pytest.approx((10, 100))
    assert plausible_range(levels, 2015) == pytest.approx((100, 1000))
    assert plausible_range(levels, 1990) == pytest.approx((10, 100))
    assert plausible_range(levels, 2030) == pytest.approx((1000, 10000))


def test_ranges_lie_on_a_straight_line_for_rates_and_where_an_end_is_not_positive():
    assert plausible_range(plausible("percent", {2010: (0, 10), 2020: (10, 30)}), 2015) == pytest.approx((5, 20))
    assert plausible_range(plausible("USD", {2010: (-10, 10), 2020: (30, 1000)}), 2015) == pytest.approx((10, 100))
    rates = plausible("percent", {2010: (4, 10), 2020: (8, 30)}, "GY")
    assert plausible_range(rates, 2015) == pytest.approx((6, 20))


def test_one_anchor_holds_for_all_years():
    assert plausible_range(plausible("zone", {2015: (5, 30)}), 2024) == (5, 30)


def test_an_indicator_without_a_range_is_not_held_by_one():
    bare = Catalog(sources={}, indicators={"industrial_production_value": indicator(PRODUCTION.id, "VND")}, version="t")
    assert checks({"value": Decimal(1)}, catalog=bare) == []


def test_a_frame_that_lacks_a_column_is_refused():
    with pytest.raises(KeyError, match="printed"):
        validate(frame({}).drop(columns="printed"), CATALOG)


def test_the_suite_has_one_expectation_a_rule_with_its_check():
    names = [e.meta["check"] for e in suite(CATALOG).expectations]
    assert {"range", "unit", "share", "provenance", "not_after_publication", "code_indicator"} <= set(names)
    assert names.count("range") == 2


def test_the_shipped_catalogue_holds_the_misprint_of_2019_and_passes_true_figures():
    catalog = load_catalog()
    assert checks({"value": Decimal(TRILLION)}, catalog=catalog) == [("o0", "range")]
    assert checks({}, catalog=catalog) == []
