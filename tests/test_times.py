"""Times in words, and the SDMX period that a flow or a stock takes from them."""

from __future__ import annotations

import pytest

from extractors.periods import Context, find, flow_period, from_month, span_periods, stock_date

PAGE = Context("2024-12-05")
FLOWS = [
    ("en", "in the first nine months of 2024", "2024-01/P9M"),
    ("en", "In the first half of 2023", "2023-S1"),
    ("en", "in the first three quarters of 2022", "2022-01/P9M"),
    ("en", "Q1 2023", "2023-Q1"),
    ("en", "quarter I - 2016", "2016-Q1"),
    ("en", "in November", "2024-11"),
    ("en", "in the 2016-2020 period", "2016/2020"),
    ("en", "by 20 October 2021", "2021-01/P10M"),
    ("en", "between December 19, 2020 and October 18, 2021", "2021-01/P10M"),
    ("en", "as of the end of August 2020", "2020-01/P8M"),
    ("vi", "6 tháng đầu năm 2025", "2025-S1"),
    ("vi", "quý I/2025", "2025-Q1"),
    ("vi", "tháng 11/2024", "2024-11"),
    ("vi", "11 tháng năm nay", "2024-01/P11M"),
    ("vi", "tính đến 20/11", "2024-01/P11M"),
    ("vi", "giai đoạn 2016-2020", "2016/2020"),
    ("vi", "năm 2019", "2019"),
    ("en", "after half a year", "2024-S1"),
    ("en", "in the half-year of 2019", "2019-S1"),
    ("en", "first-half exports", "2024-S1"),
    ("en", "in three quarters of 2019", "2019-01/P9M"),
    ("en", "exports in 9M 2020", "2020-01/P9M"),
    ("en", "Three quarters of 2014: a look", "2014-01/P9M"),
    ("en", "Half-year balance", "2024-S1"),
    ("vi", "sau nửa năm", "2024-S1"),
    ("vi", "nửa năm 2019", "2019-S1"),
    ("vi", "quý đầu năm 2021", "2021-Q1"),
    ("vi", "quý cuối năm", "2024-Q4"),
    ("vi", "Q3/2020", "2020-Q3"),
    ("vi", "XK 6T2019", "2019-S1"),
    ("en", "in the first semester of 2009", "2009-S1"),
    ("en", "the quarters' growth: 2.9 percent in the second.", "2024-Q2"),
    ("en", "In the year 2009, licences went to 74 projects", "2009"),
    ("en", "in the year to September 30", "2024-01/P9M"),
    ("en", "in 2005, the last year of the term", "2005"),
    ("en", "between January and May", "2024-01/P5M"),
    ("en", "June brought the parks more", "2024-06"),
    ("en", "in the last quarter of 2019", "2019-Q4"),
    ("en", "in the opening quarter", "2024-Q1"),
    ("en", "the closing quarter of 2021", "2021-Q4"),
    ("en", "exports of 1H2023", "2023-S1"),
    ("en", "exports of FY2020", "2020"),
    ("en", "twelve years ago it sold nothing", "2012"),
    ("en", "Two decades ago there was one park", "2004"),
    ("vi", "bốn năm trước mới là 8.300 tỷ", "2020"),
    ("vi", "sáu tháng đầu năm ngoái", "2023-S1"),
    ("vi", "hai quý đầu năm trước", "2023-S1"),
    ("en", "For the year ahead it plans", "2025"),
    ("en", "growth was 10.38 per cent from January to June", "2024-S1"),
    ("en", "GRDP of 9M21", "2021-01/P9M"),
    ("en", "2013, first half. Exports came to", "2013-S1"),
    ("en", "2014: nine months", "2014-01/P9M"),
    ("en", "3Q21: +2.9%", "2021-Q3"),
    ("en", "1H25 exports", "2025-S1"),
    ("en", "in the last quarter", "2024-Q4"),
    ("en", "minus 4.1 percent at mid-year", "2024-S1"),
    ("vi", "thu ngân sách 6 tháng 17.020 tỷ đồng", "2024-S1"),
    ("vi", "tám tháng 367.500 tỷ", "2024-01/P8M"),
    ("vi", "8 tháng 2014: -1,9%", "2014-01/P8M"),
    ("vi", "Tháng đầu năm, các KCN hút vốn", "2024-01"),
    ("vi", "cách đây 10 năm tỉnh mới có một khu", "2014"),
    ("vi", "ngày 6 tháng 5", "2024-05"),
    ("en", "in the opening half of 2019", "2019-S1"),
    ("en", "full-year exports of 10 billion USD", "2024"),
    ("en", "YTD exports", "2024"),
    ("vi", "quý ba tăng 5%", "2024-Q3"),
    ("vi", "quý tư năm 2021", "2021-Q4"),
    ("vi", "Năm rồi, xuất khẩu tăng", "2023"),
    ("en", "growth of 8 per cent a year in 2021-25, the plan says", "2021/2025"),
    ("en", "exports in 2006–10 grew", "2006/2010"),
    ("vi", "giai đoạn 2016-20, GRDP tăng", "2016/2020"),
    ("en", "in the last quarter of that year", "2024-Q4"),
    ("en", "the last three months of 2019 brought", "2019-Q4"),
    ("vi", "3 tháng cuối năm 2021", "2021-Q4"),
    ("vi", "Ba tháng cuối năm, dự kiến", "2024-Q4"),
    ("en", "from 1/1 to 20/8 it licensed", "2024-01/P8M"),
    ("en", "From January 1 to May 20 it licensed", "2024-01/P5M"),
]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "in three quarters of cases"), ("en", "half of the exports"), ("en", "in half of its parks"),
        ("en", "of the two plants, 300 work in the first."), ("en", "the year before"), ("en", "5 percent on the year"),
        ("en", "Vietnam Today"), ("en", "from 1/3 to 1/2 of the parks"), ("en", "it fell by 3/4"), ("en", "may rise in march order"), ("vi", "trong năm học mới"), ("vi", "từ nay"),
        ("vi", "hơn nửa năm trước"), ("vi", "nửa nhiệm kỳ"), ("vi", "một nửa số dự án"),
        ("en", "two months earlier it was 7"), ("vi", "hai tháng trước là 7"),
    ],
)  # fmt: skip
def test_a_part_is_no_time(language: str, text: str) -> None:
    assert not find(text, language)


@pytest.mark.parametrize(("language", "text", "code"), FLOWS)
def test_flow(language: str, text: str, code: str) -> None:
    (time,) = [t for t in find(text, language) if not t.compared]
    assert flow_period(time, PAGE) == code


@pytest.mark.parametrize(
    ("language", "text", "code"),
    [
        ("en", "by the end of 2021", "2021-12-31"),
        ("en", "as of the end of August 2025", "2025-08-31"),
        ("en", "At the end of May 4,480 projects", "2024-05-31"),
        ("vi", "lũy kế đến 20/9/2023", "2023-09-20"),
        ("vi", "đến cuối năm 2020", "2020-12-31"),
        ("vi", "mục tiêu đến hết năm", "2024-12-31"),
        ("en", "As of mid-December 2015", "2015-12-15"),
        ("en", "ten were operating at mid-2020", "2020-06-30"),
        ("en", "by end-June", "2024-06-30"),
        ("en", "at end-2020", "2020-12-31"),
        ("en", "By mid-year there were 812 projects", "2024-06-30"),
        ("en", "the number at year's end", "2024-12-31"),
        ("vi", "số dự án vào cuối năm là 1.720", "2024-12-31"),
        ("vi", "Bắc Ninh nay đã có 12 khu", "2024-12-05"),
        ("en", "At the start of July companies employed", "2024-07-01"),
        ("en", "at the beginning of April 2018", "2018-04-01"),
        ("en", "on the first of November it stood", "2024-11-01"),
        ("vi", "Lao động đầu tháng 12/2020", "2020-12-01"),
        ("vi", "giữa tháng 6 năm 2020", "2020-06-15"),
        ("vi", "tính đến giữa năm 2016", "2016-06-30"),
        ("en", "1,196 projects in force today", "2024-12-05"),
    ],
)
def test_stock(language: str, text: str, code: str) -> None:
    (time,) = find(text, language)
    assert stock_date(time, PAGE) == code


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "14 percent more than in 2019"),
        ("en", "against the same period of 2020"),
        ("vi", "so với cùng kỳ năm 2023"),
    ],
)
def test_what_is_compared_with_is_not_the_period(language: str, text: str) -> None:
    assert all(t.compared for t in find(text, language))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "in the past ten years"), ("en", "Ten years later"), ("en", "in these ten years"),
        ("en", "10 years of re-establishment"), ("vi", "10 năm qua"), ("vi", "Mười năm, một chặng đường"),
        ("vi", "Tính chung 10 năm"), ("vi", "10 năm tái lập"), ("en", "growth of the ten years"), ("vi", "bình quân 10 năm 12,9%/năm"),
    ],
)  # fmt: skip
def test_ten_years_end_before_or_in_the_year_of_the_page(language: str, text: str) -> None:
    (time,) = find(text, language)
    assert span_periods(time, PAGE) == ["2014/2023", "2015/2024"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("The first quarter had 10.02% and the second 10.86%", ["2024-Q1", "2024-Q2"]),
        ("with 11.6 percent in the first half and 7.4 percent in the second.", ["2024-S1", "2024-S2"]),
        ("The second quarter was not as bad as the first: exports rose", ["2024-Q2", "2024-Q1"]),
        ("5 plants in the first quarter, and the second plant", ["2024-Q1"]),
    ],
)
def test_a_quarter_or_half_that_is_not_named_again(text: str, codes: list[str]) -> None:
    assert [flow_period(t, PAGE) for t in find(text, "en")] == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("From July to September", ["2024-Q3"]),
        ("in January and February", ["2024-01/P2M"]),
        ("from July until December 2021", ["2021-S2"]),
        ("from May to September", []),
        ("from November to February", []),
    ],
)
def test_months_together_are_a_period_where_there_is_a_code_of_it(text: str, codes: list[str]) -> None:
    first, last = find(text, "en")
    assert from_month(first.number, last, PAGE) == codes


def test_a_missing_year_stays_open() -> None:
    (time,) = find("in November", "en")
    assert flow_period(time, Context(None)) is None
    assert stock_date(None, Context(None)) is None
