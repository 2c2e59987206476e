"""Two real releases from a small record with every kind of figure: what the tests of exports and comparison share."""

from decimal import Decimal
from pathlib import Path

from test_warehouse import BILLION, TRILLION, exports, fill, page, production, run

from extractors.records import Reading
from warehouse.connect import Home
from warehouse.release import ReleaseResult, release


def workers(value, period, **more):
    return Reading("employment", Decimal(value), "person", time_period=period, **more)


def growth(value, period, **more):
    return Reading("goods_exports", Decimal(value), "percent", transformation="GY", time_period=period, **more)


def rows_of_every_kind():
    return (
        exports("38900000000", "2020"), exports("19450000000.123456", "2021-S1"), exports(9 * BILLION, "2021-Q1"),
        exports(2 * BILLION, "2021-07"), exports(30 * BILLION, "2022-01/P9M", bound=">"),
        exports(250 * BILLION, "2011/2020", bound="~"), exports(BILLION, "2020", counterpart_area="KR"),
        growth("-13.5", "2020"), growth("14.3", "2021", bound="<"), growth("7", "2016/2020"),
        workers(281_000, "2021-12-31", coverage="industrial_zones", ownership="foreign"),
        workers(90_000, "2022-08-31", activity="C26", obs_status="E"),
        production("1128000000000000.000001", "2020", price_base="constant_2010"),
        production(2_400 * TRILLION, "2025", territory="both"), production(TRILLION, "2019"),
        exports(70 * BILLION, "2030", obs_status="F"),
    )  # fmt: skip


HOSTILE = 'Sentence with "quotes", commas; a\r\nbreak,\ttab, <b>tags</b> & ámp; =1+1'


OFFICE = "Cục Thống kê tỉnh Bắc Ninh"


def corrected(billion, **more):
    return page("corrected", exports(billion * BILLION, "2023"), published="2024-01-15", publisher=OFFICE,
                trust="statistics_office", **more)  # fmt: skip


def first_release(home: Home) -> ReleaseResult:
    fill(
        home,
        page("every-kind", *rows_of_every_kind(), published="2026-01-15", text=HOSTILE),
        corrected(36),
        page("undated", workers(5, None), exports(7 * BILLION, "2013"), published=None),
        checked=True,
    )
    return release(home, run())


def second_release(home: Home) -> ReleaseResult:
    fill(
        home,
        page("every-kind", *rows_of_every_kind()[1:], published="2026-01-15", text=HOSTILE, seen=2),
        corrected(39, seen=2),
        page("new", exports(41 * BILLION, "2024"), published="2025-01-06", seen=2),
        number=2,
        checked=True,
    )  # fmt: skip
    return release(home, run(2))


def made(root: Path) -> Home:
    home = Home(root, "sample")
    assert first_release(home).status == "released"
    assert second_release(home).status == "released"
    return home
