"""The cross-checks: each with what it must hold, what it must let pass, and that the order of loading does not matter."""

import csv
import random
import re
from decimal import Decimal
from importlib import resources

import duckdb
import pyarrow as pa
import pytest
from conftest import CATALOG

from transforms.checks import crosschecks
from transforms.normalise import interval
from transforms.periods import parse, published_range

BILLION, TRILLION = 10**9, 10**12

DEFAULT = {
    "document": None, "publisher": None, "language": "en", "published": "2024-06-01", "state": "stated", "trust": "press",
    "indicator": "goods_exports", "transformation": "N", "ref_area": "VN-56", "activity": "_T", "ownership": "_T",
    "coverage": "province", "counterpart_area": "_T", "time_period": "2020", "unit": "USD", "price_base": None,
    "obs_status": "A", "bound": "=", "converted_value": None, "converted_unit": None, "locator": "text:0-9", "half": 0.005,
}  # fmt: skip
TYPES = {
    **dict.fromkeys(("value", "low", "high", "converted_value"), pa.decimal128(28, 6)),
    **dict.fromkeys(("period_start", "period_end", "published_from", "published_to"), pa.date32()),
}


def row(name, value, **changes):
    """A row of `report`. Each is a page and a publisher of its own unless it says otherwise; exact to half a percent."""
    made = DEFAULT | changes
    half = Decimal(str(made.pop("half")))
    value = Decimal(str(value))
    if made["converted_value"]:
        made["converted_value"] = Decimal(str(made["converted_value"]))
    low, high = interval(value, made["bound"], abs(value) * half if made["transformation"] == "N" else half)
    time = parse(made["time_period"])
    start, end = published_range(made["published"])
    made["publisher"] = made["publisher"] or f"Publisher {name}"
    made["document"] = made["document"] or f"https://{name}.example"
    return made | {
        "observation_id": name, "value": value, "low": low, "high": high, "period_start": time.start,
        "period_end": time.end, "freq": time.freq, "published_from": start, "published_to": end,
    }  # fmt: skip


def judge(*rows, unfit=(), claims=()):
    schema = pa.schema([(name, TYPES.get(name, pa.string())) for name in rows[0]])
    connection = duckdb.connect(config={"threads": 1})
    connection.register("report", pa.Table.from_pylist(list(rows), schema=schema))
    told = [dict(zip(crosschecks.CLAIM.names, claim, strict=True)) for claim in claims]
    return crosschecks.judge(connection, CATALOG, unfit, pa.Table.from_pylist(told, schema=crosschecks.CLAIM))


def held_each(check, *cases):
    """What one check holds of each case, all judged in one run: each case has territories and pages of its own."""
    marked = [
        r | {name: f"{r[name]}#{n}" for name in ("observation_id", "document", "ref_area")}
        for n, rows in enumerate(cases) for r in rows
    ]  # fmt: skip
    found = [v.observation_id.split("#") for v in judge(*marked) if v.check == check]
    return [{name for name, n in found if int(n) == number} for number in range(len(cases))]


def held(check, *rows, **more):
    """What one check holds."""
    return {v.observation_id for v in judge(*rows, **more) if v.check == check}


def any_held(*rows):
    return {(v.observation_id, v.check) for v in judge(*rows)}


B = {"publisher": "B"}
OTHER = {"document": "https://o.example", "publisher": "O"}
STOCK = {"indicator": "investment_projects", "unit": "project", "ownership": "foreign"}
IPV = {"indicator": "industrial_production_value", "unit": "VND"}
GY = {"transformation": "GY", "unit": "percent", "half": 0.05}


# --- reports of one key ----------------------------------------------------------------------------------------------


def test_a_slipped_comma_is_held_with_the_likely_value():
    found = [v for v in judge(row("a", 389e9), row("b", 38.9e9), row("c", 38.9e9)) if v.check == "magnitude"]
    assert [(v.observation_id, v.proposed, v.proposed_unit, v.conflicts_with) for v in found] == [
        ("a", Decimal("38900000000"), "USD", "b")
    ]
    assert found[0].reason == (
        "389 billion USD is 10 times more than the 38.9 billion USD of Publisher b and another for exports of goods in 2020"
    )


MAGNITUDE = [
    ([row("a", 389e9), row("b", 38.9e9)], {"a", "b"}),  # a tie holds both
    ([row("a", 389e9, trust="provincial_authority"), row("b", 38.9e9)], {"b"}),  # then trust decides
    ([row("a", 38.9e9), row("b", 42.5e9)], set()),
    ([row("a", 389e9, obs_status="F"), row("b", 38.9e9)], set()),  # a plan contradicts nothing
    ([row("a", 389e9, ref_area="VN-56-2025"), row("b", 38.9e9)], set()),  # another territory
    ([row("a", 1000 * TRILLION, **IPV, price_base="constant_2010"),
      row("b", 100 * TRILLION, **IPV, price_base="constant_1994")], set()),
    ([row("a", 389e9), row("b", 38.9e9, locator="transcribed:1")], {"b"}),  # copied by hand: never alone
    ([row("a", 389e9), row("b", 38.9e9, state="withdrawn")], {"b"}),  # no longer stated: judged, no evidence
    ([row("a", 38.9e9, unit="VND"), row("b", 38.9e9), row("c", 38.9e9)], {"a"}),  # the currency is wrong
    ([row("a", 38.9e9 * 23208, unit="VND"), row("b", 38.9e9), row("c", 38.9e9)], set()),
    ([row("a", 85, **GY), row("b", 8.5, **GY), row("c", 8.5, **GY)], {"a"}),
]  # fmt: skip


def test_powers_of_ten():
    assert held_each("magnitude", *(rows for rows, _ in MAGNITUDE)) == [expected for _, expected in MAGNITUDE]


DISAGREEMENT = [
    ([row("a", 38.9e9), row("b", 60e9), row("c", 60.1e9)], {"a"}),
    ([row("a", 38.9e9), row("b", 60e9)], {"a", "b"}),
    ([row("a", 38.9e9), row("b", 45e9)], set()),  # compilers differ
    ([row("a", 38.9e9), row("b", 40e9, bound="<", half=0)], set()),  # the hedge allows it
    ([row("a", 38.9e9, obs_status="E"), row("b", 51e9)], set()),  # an estimate may be 35 percent off
    ([row("a", 38.9e9, published="2020-11-01"), row("b", 51e9)], set()),  # so may what was told before the year's end
    ([row("a", 38.9e9, **B), row("b", 55e9, **B)], set()),  # a revision
    ([row("a", 38.9e9, **B), row("b", 65e9, **B)], {"a", "b"}),  # beyond what is revised
    ([row("a", 38.9e9), row("b", 60e9, locator="transcribed:1"), row("c", 60e9, locator="transcribed:2")], set()),
    ([row("a", 38.9e9), row("b", 60e9), row("c", 60e9, locator="transcribed:2")], {"a"}),
    ([row("a", 38.9e9), row("b", 60e9, obs_status="F")], set()),
    ([row("a", 120 * TRILLION, indicator="grdp", unit="VND"), row("b", 205 * TRILLION, indicator="grdp", unit="VND")],
     set()),  # two unstated bases may be two bases
    ([row("a", 120 * TRILLION, indicator="grdp", unit="VND", price_base="current"),
      row("b", 205 * TRILLION, indicator="grdp", unit="VND", price_base="current")], {"a", "b"}),
    ([row("a", 120 * TRILLION, indicator="grdp", unit="VND", price_base="constant_2010"),
      row("b", 205 * TRILLION, indicator="grdp", unit="VND", price_base="current")], set()),
    ([row("a", 9.4, **GY), row("b", 1.1, **GY), row("c", 1.1, **GY)], {"a"}),
    ([row("a", 6.9, **GY), row("b", 6.4, **GY)], set()),
    ([row("a", 62.6, indicator="industrial_zones_occupancy", unit="percent"),
      row("b", 87.2, indicator="industrial_zones_occupancy", unit="percent")], set()),  # two denominators
    ([row("a", 6, transformation="RANK", unit="rank", half=0.5),
      row("b", 7, transformation="RANK", unit="rank", half=0.5)], {"a", "b"}),
]  # fmt: skip


def test_reports_that_cannot_be_true_together():
    assert held_each("disagreement", *(rows for rows, _ in DISAGREEMENT)) == [expected for _, expected in DISAGREEMENT]


def test_what_is_unfit_is_judged_but_is_no_evidence():
    rows = [row("a", 38.9e9), row("b", 60e9), row("c", 60e9)]
    assert held("disagreement", *rows, unfit=["b", "c"]) == {"b", "c"}


def test_two_values_on_one_page():
    page = {"document": "https://p.example", "publisher": "P"}
    two = [row("a", 13.5, **GY, **page), row("b", 13.31, **(GY | {"half": 0.005}), **page)]
    areas = {"indicator": "industrial_zones_area", "unit": "hectare", "time_period": "2020-12-31", **page}
    bases = [row("a", 110 * TRILLION, **IPV, **page, price_base="current"), row("b", 23 * TRILLION, **IPV, **page)]
    cases = [
        (two, {"a", "b"}),
        ([*two, row("c", 13.3, **GY)], {"a"}),
        ([row("a", 13.3, **GY, **page), row("b", 13.31, **(GY | {"half": 0.005}), **page)], set()),
        ([row("a", 1713, **STOCK, **page), row("b", 1696, **STOCK, **page)], set()),
        ([row("a", 4500, **areas), row("b", 6400, **areas)], set()),
        (bases, set()),
    ]
    assert held_each("same_page", *(rows for rows, _ in cases)) == [expected for _, expected in cases]


def test_two_language_editions():
    vi, en = {"language": "vi", "document": "https://p.example/vi", **B}, {"document": "https://p.example/en", **B}
    cases = [
        ([row("a", 38.9e9, **en), row("b", 39.9e9, **vi)], {"a", "b"}),
        ([row("a", 38.9e9, **en), row("b", 39.9e9, **vi), row("c", 39.9e9)], {"a"}),
        ([row("a", 38.9e9, **en), row("b", 39e9, **vi)], set()),
        ([row("a", 38.9e9, **en), row("b", 39.9e9, **(vi | {"published": "2024-09-01"}))], set()),
    ]
    assert held_each("editions", *(rows for rows, _ in cases)) == [expected for _, expected in cases]


def test_a_level_labelled_with_the_wrong_price_base():
    right = row("b", 1100 * TRILLION, **IPV, time_period="2019", price_base="current")
    other = row("c", 1100 * TRILLION, **IPV, time_period="2019", price_base="current")
    wrong = row("a", 1100 * TRILLION, **IPV, time_period="2019", price_base="constant_2010")
    base_year = {**IPV, "time_period": "2010"}
    same = [row(n, 110 * TRILLION, **base_year, price_base=b) for n, b in (("a", "constant_2010"), ("b", "current"))]
    cases = [
        ([wrong, right, other], {"a"}),
        ([row("a", 1100 * TRILLION, **IPV, time_period="2019"), right, other], set()),
        (same, set()),
    ]
    assert held_each("wrong_base", *(rows for rows, _ in cases)) == [expected for _, expected in cases]


def test_the_value_of_another_year_and_the_row_it_stands_in():
    page = {"document": "https://p.example", "publisher": "P", "time_period": "2019", "indicator": "grdp"}
    before = [row(n, 10.6, **GY, indicator="grdp", time_period="2018") for n in "bc"]
    own = [row(n, 1.1, **GY, indicator="grdp", time_period="2019") for n in "de"]
    row_of_2018 = [row("a", 10.6, **GY, **page), row("r", 6, transformation="RANK", unit="rank", half=0, **page)]
    later = [row(n, 10.6, **GY, indicator="grdp", time_period="2018", ref_area="VN-56-2025") for n in "bc"]
    cases = [
        ([*row_of_2018, *before, *own], {"a", "r"}),
        ([*row_of_2018, *before], set()),  # nothing contradicts it
        ([row("a", 9.0, **GY, **page), *before, *own], set()),
        ([*row_of_2018, *later, *own], set()),
    ]
    assert held_each("other_year", *(rows for rows, _ in cases)) == [expected for _, expected in cases]


# --- conversions -----------------------------------------------------------------------------------------------------


IMPLIED_RATE = [
    ([row("a", 105e12, unit="VND", time_period="2022", converted_value=443e9, converted_unit="USD")], {"a"}),
    ([row("a", 105e12, unit="VND", time_period="2022", converted_value=4.43e9, converted_unit="USD")], set()),
    ([row("a", 4.43e9, time_period="2022", converted_value=1e12, converted_unit="VND")], {"a"}),
    ([row("a", 105e12, unit="VND", time_period="2022", converted_value=443e9, converted_unit="USD"),
      row("b", 105e12, unit="VND", time_period="2022")], set()),  # the main value is confirmed
    ([row("a", 12.53e12, unit="VND", time_period="2021", converted_value=5e8, converted_unit="USD")], set()),
    # a stock was converted as it grew, a flow was not
    ([row("a", 66.8e12, indicator="investment_capital", unit="VND", time_period="2022-08-29",
          converted_value=3.113e9, converted_unit="USD")], set()),
    ([row("a", 66.8e12, unit="VND", time_period="2022", converted_value=3.113e9, converted_unit="USD")], {"a"}),
    # at the rate of 1998; the table begins with 1997
    ([row("a", 443.27e6 * 13268, indicator="investment_capital", unit="VND", time_period="2005-12-31",
          converted_value=443.27e6, converted_unit="USD")], set()),
    ([row("a", 443.27e6 * 13268, unit="VND", time_period="2005", converted_value=443.27e6,
          converted_unit="USD")], {"a"}),
    ([row("a", 443.27e6 * 11683, indicator="investment_capital", unit="VND", time_period="2009-12-31",
          converted_value=443.27e6, converted_unit="USD")], {"a"}),  # at the rate of twelve years before
]  # fmt: skip


def test_conversions_and_the_rate_of_the_year():
    assert held_each("implied_rate", *(rows for rows, _ in IMPLIED_RATE)) == [expected for _, expected in IMPLIED_RATE]


# --- time ------------------------------------------------------------------------------------------------------------


def exports(**values):
    return [row(f"y{year[1:]}", value, time_period=year[1:]) for year, value in values.items()]


def test_a_level_out_of_line_with_its_neighbours_has_the_likely_value():
    found = [v for v in judge(*exports(_2018=34.9e9, _2019=35e9, _2020=38.9e12, _2021=45e9)) if v.check == "neighbours"]
    assert [(v.observation_id, v.proposed) for v in found] == [("y2020", Decimal(38_900_000_000))]
    assert "1,000 times less would fit" in found[0].reason


NEIGHBOURS = [
    (exports(_2010=2.45e9, _2011=7e9, _2012=13.7e9, _2013=26e9), set()),  # the first phones
    ([*exports(_2018=34.9e9, _2019=35e9), row("m", 0.9e9, time_period="2019-02")], set()),  # the New Year's month
    ([*exports(_2018=34.9e9, _2019=35e9), row("m", 2.9e12, time_period="2019-02")], {"m"}),
    ([*exports(_2018=34.9e9, _2019=35e9), row("x", 0.6e9, activity="C10", time_period="2019")], set()),
    ([*exports(_2018=34.9e9, _2019=35e9), row("x", 70e12, time_period="2020", obs_status="F")], set()),
    ([*exports(_2023=34.9e9, _2024=35e9), row("x", 1e9, time_period="2024", ref_area="VN-56-2025")], set()),
    ([row("a", 20 * TRILLION, **IPV, price_base="constant_1994"), row("b", 20 * TRILLION, **IPV, time_period="2019",
      price_base="constant_1994"), row("c", 1100 * TRILLION, **IPV, price_base="constant_2010")], set()),
    # the capital of single projects: a month may be next to nothing
    ([row("a", 1e6, indicator="adjusted_capital", time_period="2025-07"),
      row("b", 2.5e9, indicator="adjusted_capital", time_period="2025-01/P7M")], set()),
]  # fmt: skip


def test_neighbours_in_time():
    assert held_each("neighbours", *(rows for rows, _ in NEIGHBOURS)) == [expected for _, expected in NEIGHBOURS]


def test_what_lies_years_away_vouches_for_nothing():
    """A slip of a digit fits far neighbours as the right value does: only those count that would exclude the near one."""
    far = [row(n, v, time_period=t) for n, v, t in (("p", 8e9, "2015"), ("q", 9e9, "2015"), ("r", 80e9, "2024"))]
    slip = row("x", 2.7e9, time_period="2019")
    near = row("n", 27e9, time_period="2018")
    assert held("neighbours", slip, near, *far) == {"x", "n"}, "one against one"
    assert held("neighbours", slip, near, row("o", 30e9, time_period="2020"), *far) == {"x"}
    stock = {**STOCK, "time_period": "2021-12-31"}
    later = [
        row(n, v, **STOCK | {"time_period": t}) for n, v, t in (("p", 700, "2023-12-31"), ("q", 720, "2024-06-30"))
    ]
    beside = row("n", 1650, **STOCK | {"time_period": "2021-09-30"})
    assert "x" in held("stock_fall", row("x", 900, **stock), beside, *later)


def test_a_stock_that_falls_too_far():
    before, after = row("a", 1300, **STOCK, time_period="2018-12-31"), row("c", 1600, **STOCK, time_period="2020-12-31")
    low = [row("b", 500, **STOCK, time_period="2019-12-31"), row("d", 490, **STOCK, time_period="2019-11-30")]
    other = {**STOCK, "ownership": "domestic"}
    cases = [
        ([before, row("b", 500, **STOCK, time_period="2019-12-31"), after], {"b"}),
        ([before, row("b", 1200, **STOCK, time_period="2019-12-31"), after], set()),
        ([before, *low], {"a"}),  # two publishers against one
        ([before, row("b", 500, **other, time_period="2019-12-31"), after], set()),
    ]
    assert held_each("stock_fall", *(rows for rows, _ in cases)) == [expected for _, expected in cases]


def test_months_are_not_more_than_the_longer_period():
    year = [row("a", 35e9, time_period="2019"), row("b", 35e9, time_period="2019")]
    balance = {"indicator": "trade_balance"}
    cases = [
        ([*year, row("m", 40e9, time_period="2019-01/P9M")], {"m"}),
        ([*year, row("m", 34e9, time_period="2019-01/P9M")], set()),
        ([*year, row("m", 38e9, time_period="2019-01/P9M", obs_status="E")], set()),
        (
            [
                row("a", 20e9, time_period="2019"),
                row("m", 30e9, time_period="2019-S1"),
                row("n", 30e9, time_period="2019-S1"),
            ],
            {"a"},
        ),
        ([*year, row("m", 40e9, time_period="2020-01/P9M")], set()),
        ([row("a", 1e9, **balance), row("m", 3e9, **balance, time_period="2020-S1")], set()),
    ]
    assert held_each("months", *(rows for rows, _ in cases)) == [expected for _, expected in cases]


def test_the_months_up_to_one_and_that_month_are_the_months_with_it():
    upto = [row("a", 20.6e9, time_period="2019-01/P7M"), row("b", 24.5e9, time_period="2019-01/P8M")]
    projects = {"indicator": "new_projects", "unit": "project", "half": 0}
    cases = [
        ([*upto, row("m", 9e9, time_period="2019-08")], {"m"}),
        ([*upto, row("m", 3.7e9, time_period="2019-08")], set()),
        ([*upto, row("m", 9e9, time_period="2019-08"), row("n", 9e9, time_period="2019-08")], set()),
        ([*upto, row("m", 9e9, time_period="2019-07")], set()),
        ([*upto, row("m", 9e9, time_period="2019-08", obs_status="F")], set()),
        ([row("a", 186, **projects, time_period="2019-S1"), row("b", 237, **projects, time_period="2019-01/P7M"),
          row("m", 12, **projects, time_period="2019-07")], set()),
    ]  # fmt: skip
    assert held_each("cumulative", *(rows for rows, _ in cases)) == [expected for _, expected in cases]


def test_the_index_of_n_months_is_a_mean():
    iip = {"indicator": "industrial_production_index", **GY}
    rest = [row("e", 10, **iip, time_period="2022-01/P8M"), row("m", 12, **iip, time_period="2022-09")]
    cases = [
        ([row("u", 20, **iip, time_period="2022-01/P9M"), *rest], {"u", "e", "m"}),
        (
            [
                row("u", 20, **iip, time_period="2022-01/P9M"),
                *rest,
                *(row(n, v, **iip, time_period=t) for n, v, t in (("x", 10, "2022-01/P8M"), ("y", 12, "2022-09"))),
            ],
            {"u"},
        ),
        ([row("u", 11, **iip, time_period="2022-01/P9M"), *rest], set()),
    ]
    assert held_each("index_months", *(rows for rows, _ in cases)) == [expected for _, expected in cases]


# --- arithmetic ------------------------------------------------------------------------------------------------------


def test_a_flow_that_is_the_stock_and_its_parts():
    flow = {"indicator": "adjusted_projects", "unit": "project", "ownership": "foreign", "time_period": "2020-01/P8M",
            "document": "https://p.example", "publisher": "P"}  # fmt: skip
    stocks = [row("s", 1300, **STOCK, time_period="2018-12-31"), row("t", 1628, **STOCK, time_period="2020-12-31")]
    wrong = [row("a", 1602, **flow), row("b", 112, **flow, counterpart_area="CN")]
    first_year = [row("a", 4, **{**flow, "time_period": "1997"}), row("s", 4, **STOCK, time_period="1997-12-31")]
    cases = [
        ([*wrong, *stocks], {"a", "b"}),
        ([row("a", 99, **flow), row("b", 12, **flow, counterpart_area="CN"), *stocks], set()),
        (first_year, set()),  # there was nothing before
    ]
    assert held_each("flow_is_stock", *(rows for rows, _ in cases)) == [expected for _, expected in cases]


def test_parts_and_wholes():
    whole = [row("w", 35e9), row("v", 35e9)]
    zones = {"coverage": "industrial_zones"}
    based = [row(n, 1000 * TRILLION, **IPV, price_base="constant_2010") for n in "wv"]
    cases = [
        ([*whole, row("p", 37.3e9, **zones)], {"p"}),
        ([*whole, row("p", 34e9, **zones)], set()),
        ([*whole, row("p", 37.3e9, **zones, ownership="foreign")], {"p"}),
        ([row("w", 30e9), row("p", 37.3e9, **zones), row("q", 37.3e9, **zones)], {"w"}),
        ([*whole, row("p", 37.3e9, **zones, obs_status="F")], set()),
        ([*whole, row("p", 37.3e9, **zones, ref_area="VN-56-2025")], set()),
        ([*based, row("p", 1151 * TRILLION, **IPV, **zones, price_base="current")], set()),
    ]
    assert held_each("parts", *(rows for rows, _ in cases)) == [expected for _, expected in cases]


def test_the_merged_province_has_the_former_one_within_it():
    new = {"ref_area": "VN-56-2025", "time_period": "2024"}
    old = {"time_period": "2024"}
    cases = [
        ([row("n", 70.06e9, **new), row("o", 39.6e9, **old)], set()),
        ([row("n", 70.06e9, **new), row("m", 70.06e9, **new), row("o", 70.06e9, **old)], {"o"}),
        ([row("n", 70.06e9, **new), row("o", 70.06e9, **old)], {"n", "o"}),
        ([row("n", 39.6e9, **new), row("o", 70.06e9, **old), row("p", 70e9, **old)], {"n"}),
        ([row("n", 70.06e9, **new), row("o", 70.06e9, **old, obs_status="F")], set()),
        ([row("n", 12, **GY, **new), row("o", 12, **GY, **old)], set()),  # growth may be the same
        ([row("n", 3, **STOCK, **new), row("o", 3, **STOCK, **old)], set()),
        ([row("n", 70.06e9, **new), row("o", 70.06e9, time_period="2023")], set()),
    ]
    assert held_each("merged", *(rows for rows, _ in cases)) == [expected for _, expected in cases]


def test_a_whole_known_by_the_growth_of_the_year_after():
    page = {"document": "https://p.example", "publisher": "P"}
    part = row("p", 37.3e9, coverage="industrial_zones", time_period="2019")
    after = [row("l", 38.9e9, **page), row("g", 14.3, **GY, **page), row("m", 38.9e9)]
    cases = [
        ([part, *after], {"p"}),
        ([row("p", 33e9, coverage="industrial_zones", time_period="2019"), *after], set()),
    ]
    assert held_each("parts", *(rows for rows, _ in cases)) == [expected for _, expected in cases]


def test_exports_imports_balance_and_trade():
    page = {"document": "https://p.example", "publisher": "P"}
    x, m = row("x", 45e9, **page), row("m", 39e9, **page, indicator="goods_imports")
    confirmed = [row("x2", 45e9), row("m2", 39e9, indicator="goods_imports")]
    second = {"document": "https://q.example", "publisher": "Q"}
    swapped = [row("y", 39e9, **second), row("n", 45e9, **second, indicator="goods_imports")]
    other = [x, m, row("b", 6e9, **page, indicator="trade_balance")]
    cases = [
        ([x, m, row("b", 6e9, **page, indicator="trade_balance")], set()),
        ([x, m, row("b", -6e9, **page, indicator="trade_balance")], {"x", "m", "b"}),
        ([x, m, row("t", 84e9, **page, indicator="goods_trade")], set()),
        ([x, m, row("t", 64e9, **page, indicator="goods_trade"), *confirmed], {"t"}),
        ([*swapped, *other], {"y", "n"}),
        ([*swapped, other[2]], {"b"}),  # one against two
        ([*swapped, other[2], row("b2", 6e9, indicator="trade_balance")], set()),  # which another confirms
        ([*swapped, *(r | {"publisher": "Q"} for r in other)], set()),  # two pages of one publisher
        ([row("y", 44e9, **second), row("n", 41e9, **second, indicator="goods_imports"), *other], set()),
    ]
    assert held_each("balance", *(rows for rows, _ in cases)) == [expected for _, expected in cases]


def test_owners_and_kinds_of_capital_make_up_the_whole():
    page = {"document": "https://p.example", "publisher": "P", "indicator": "investment_projects", "unit": "project",
            "time_period": "2021-10-18", "half": 0}  # fmt: skip
    foreign, domestic = row("f", 1165, **page, ownership="foreign"), row("d", 531, **page, ownership="domestic")
    money = {"document": "https://p.example", "publisher": "P", "ownership": "foreign"}
    new, added = (
        row("n", 1.8e9, **money, indicator="new_capital"),
        row("a", 2.97e9, **money, indicator="adjusted_capital"),
    )
    cases = [
        ([foreign, domestic, row("t", 1696, **page)], set()),
        ([foreign, domestic, row("t", 1966, **page)], {"f", "d", "t"}),
        (
            [foreign, domestic, row("t", 1966, **page), row("g", 1165, **{**page, **OTHER}, ownership="foreign")],
            {"d", "t"},
        ),
        ([foreign, domestic, row("t", 1966, **{**page, "document": "https://q.example"})], set()),
        ([new, added, row("t", 4.71e9, **money, indicator="attracted_capital")], set()),
        ([new, added, row("t", 6e9, **money, indicator="attracted_capital")], set()),  # shares bought besides
        ([new, added, row("t", 3e9, **money, indicator="attracted_capital")], {"n", "a", "t"}),
        ([new, added, row("t", 47.1e9, **money, indicator="attracted_capital")], {"n", "a", "t"}),
    ]
    assert held_each("sums", *(rows for rows, _ in cases)) == [expected for _, expected in cases]


def test_shares_and_levels():
    page = {"document": "https://p.example", "publisher": "P"}
    levels = [row("w", 40e9, **page), row("p", 30e9, **page, ownership="foreign")]
    share = {"indicator": "goods_exports_share", "unit": "percent", "ownership": "foreign", **page}
    cases = [
        ([*levels, row("s", 75, **share)], set()),
        ([*levels, row("s", 95, **share)], {"w", "p", "s"}),
        ([*levels, row("s", 95, **share), row("w2", 40e9), row("p2", 30e9, ownership="foreign")], {"s"}),
    ]
    assert held_each("shares", *(rows for rows, _ in cases)) == [expected for _, expected in cases]


def test_growth_and_the_levels_of_both_years():
    page = {"document": "https://p.example", "publisher": "P"}
    before = row("e", 35e9, publisher="P", time_period="2019")
    level = row("l", 38.9e9, **page)
    others = [row("e2", 35e9, time_period="2019"), row("l2", 38.9e9)]
    moved = row("e", 35e9, publisher="P", time_period="2019", ref_area="VN-56-2025")
    prices = [row("e", 700 * TRILLION, **IPV, publisher="P", time_period="2019", price_base="constant_2010"),
              row("l", 1100 * TRILLION, **IPV, **page, price_base="current"),
              row("g", 3, **GY, **page, indicator="industrial_production_value")]  # fmt: skip
    cases = [
        ([before, level, row("g", 11, **GY, **page)], set()),
        ([before, level, row("g", 60, **GY, **page)], {"e", "l", "g"}),
        ([before, level, row("g", 60, **GY, **page), *others], {"g"}),
        ([moved, level, row("g", 60, **GY, **page)], set()),
        (prices, set()),
        ([before, level, row("g", 60, **GY)], {"g"}),  # of another page, without a level of its own
        ([before, level, row("g", 25, **GY)], set()),
        ([before, level, row("g", 60, **GY, **OTHER), row("o", 56e9, **OTHER)], set()),
        ([before, level, row("g", 60, **GY), row("f", 24e9, **B, time_period="2019"), row("k", 38.9e9, **B)], set()),
    ]
    assert held_each("growth", *(rows for rows, _ in cases)) == [expected for _, expected in cases]


# --- all together ----------------------------------------------------------------------------------------------------

MIXED = [
    *exports(_2018=34.9e9, _2019=35e9, _2021=45e9),
    row("a", 389e9), row("b", 38.9e9), row("c", 38.7e9), row("d", 60e9), row("e", 60e9, **B), row("f", 60.2e9, **B),
    row("g", 14.3, **GY), row("h", 3, **GY, obs_status="E"), row("i", 33, **GY),
    row("j", 37.3e9, coverage="industrial_zones", time_period="2019"), row("k", 50e9, time_period="2019-01/P9M"),
    row("l", 105e12, unit="VND", converted_value=443e9, converted_unit="USD"),
    row("m", 500, **STOCK, time_period="2019-12-31"), row("n", 1300, **STOCK, time_period="2018-12-31"),
    row("o", 1320, **STOCK, time_period="2019-02-28", locator="transcribed:2"),
]  # fmt: skip


def test_any_order_of_loading_gives_the_same_verdicts():
    rows = list(MIXED)
    first = judge(*rows)
    assert len(first) > 8
    for number in range(4):
        random.Random(number).shuffle(rows)
        assert judge(*rows) == first


def test_what_one_check_holds_is_no_evidence_to_the_next():
    wild = row("x", 60e12, time_period="2020")
    assert ("y2020", "magnitude") not in any_held(*exports(_2018=34.9e9, _2019=35e9, _2020=60e9, _2021=45e9), wild)


def test_copied_figures_alone_hold_nothing():
    copies = [r | {"locator": f"transcribed:{n}"} for n, r in enumerate(MIXED) if r["observation_id"] != "a"]
    assert {v.check for v in judge(next(r for r in MIXED if r["observation_id"] == "a"), *copies)
            if v.observation_id == "a"} == set()  # fmt: skip


def test_every_check_is_run_and_says_its_rule_its_tolerance_and_its_source():
    files = {f.name[:-4] for f in resources.files("transforms.checks").iterdir() if f.name.endswith(".sql")}
    assert files - {"_prepare"} == set(crosschecks.ORDER)
    for check in crosschecks.ORDER:
        head = crosschecks.sql(check).split("SELECT")[0].split("WITH")[0]
        assert all(re.search(rf"^-- {word}: ", head, re.MULTILINE) for word in ("Rule", "Tolerance", "Source")), check


def test_reference_data_fit_the_catalogue():
    table = resources.files("transforms.checks").joinpath("measures.csv").read_text("utf-8").splitlines()
    names = [r["indicator"] for r in csv.DictReader(table)]
    assert sorted(names) == sorted(CATALOG.indicators)
    stocks = {r["stock"] for r in csv.DictReader(table) if r["stock"]}
    assert all(CATALOG.indicators[s].kind == "stock" for s in stocks)
    rates = resources.files("transforms.checks").joinpath("exchange_rate.csv").read_text("utf-8").splitlines()
    rows = list(csv.DictReader(rates))
    assert [int(r["year"]) for r in rows] == list(range(1997, 2026))
    assert all(r["source"] for r in rows)


def test_an_indicator_that_the_measures_lack_is_an_error_that_names_what_may_be_meant():
    lost = CATALOG.indicators["grdp"].model_copy(update={"id": "gross_product"})
    others = {name: i for name, i in CATALOG.indicators.items() if name != "grdp"}
    catalog = CATALOG.model_copy(update={"indicators": {**others, lost.id: lost}})
    with pytest.raises(crosschecks.CrossCheckError, match=r"no line for gross_product.*no indicator: grdp"):
        crosschecks.references(catalog, ())
    fewer = CATALOG.model_copy(update={"indicators": others})  # a line too many harms nothing
    assert len(crosschecks.references(fewer, ())["measure"]) == len(others)


def test_a_check_that_breaks_is_an_error():
    connection = duckdb.connect()
    connection.execute("CREATE TABLE report (observation_id VARCHAR)")
    with pytest.raises(crosschecks.CrossCheckError, match="_prepare"):
        crosschecks.judge(connection, CATALOG, ())


def test_an_empty_record_gives_no_verdicts():
    connection = duckdb.connect()
    schema = pa.schema([(name, TYPES.get(name, pa.string())) for name in row("a", 1)])
    connection.register("report", pa.Table.from_pylist([], schema=schema))
    assert crosschecks.judge(connection, CATALOG, ()) == []


# --- claims ----------------------------------------------------------------------------------------------------------


def test_a_ratio_that_is_told_finds_the_level_that_slipped():
    base = row("base", 110 * TRILLION, indicator="industrial_production_value", unit="VND", time_period="2010")
    again = row("again", 110 * TRILLION, indicator="industrial_production_value", unit="VND", time_period="2010")
    slipped = row("now", 1.5 * TRILLION, indicator="industrial_production_value", unit="VND", time_period="2021")
    right = slipped | row(
        "now", 1500 * TRILLION, indicator="industrial_production_value", unit="VND", time_period="2021"
    )
    told = ("industrial_production_value", 13.5, "2021", "2010", "A paper")
    verdicts = [v for v in judge(base, again, slipped, claims=[told]) if v.check == "claims"]
    assert [(v.observation_id, v.proposed, v.conflicts_with) for v in verdicts] == [
        ("now", Decimal(1500 * TRILLION), "again")
    ]
    assert "is told to be 13.5 times that of 2010 (A paper)" in verdicts[0].reason
    assert held("claims", base, again, right, claims=[told]) == set()
    loosely = (*told[:1], 5.0, *told[2:])
    assert held("claims", base, again, right, claims=[loosely]) == set()
    assert held("claims", base, slipped | {"ref_area": "VN-56-2025"}, claims=[told]) == set()
