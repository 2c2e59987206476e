from datetime import date

import pytest

from extractors import periods
from transforms.periods import TimePeriod, canonical, parse, published_range

PERIODS = [
    ("2021", "2021", date(2021, 1, 1), date(2021, 12, 31), "A"),
    ("2021-Q1", "2021-Q1", date(2021, 1, 1), date(2021, 3, 31), "Q"),
    ("2021-Q4", "2021-Q4", date(2021, 10, 1), date(2021, 12, 31), "Q"),
    ("2021-S1", "2021-S1", date(2021, 1, 1), date(2021, 6, 30), "S"),
    ("2021-S2", "2021-S2", date(2021, 7, 1), date(2021, 12, 31), "S"),
    ("2024-02", "2024-02", date(2024, 2, 1), date(2024, 2, 29), "M"),
    ("2022-01/P9M", "2022-01/P9M", date(2022, 1, 1), date(2022, 9, 30), "YTD"),
    ("2022-01-01/P9M", "2022-01/P9M", date(2022, 1, 1), date(2022, 9, 30), "YTD"),
    ("2022-01/P3M", "2022-Q1", date(2022, 1, 1), date(2022, 3, 31), "Q"),
    ("2022-10-01/P3M", "2022-Q4", date(2022, 10, 1), date(2022, 12, 31), "Q"),
    ("2022-01-01/P6M", "2022-S1", date(2022, 1, 1), date(2022, 6, 30), "S"),
    ("2022-07/P6M", "2022-S2", date(2022, 7, 1), date(2022, 12, 31), "S"),
    ("2022-01/P12M", "2022", date(2022, 1, 1), date(2022, 12, 31), "A"),
    ("2022-05/P1M", "2022-05", date(2022, 5, 1), date(2022, 5, 31), "M"),
    ("2011/2020", "2011/2020", date(2011, 1, 1), date(2020, 12, 31), "_O"),
    ("2011-01-01/P10Y", "2011/2020", date(2011, 1, 1), date(2020, 12, 31), "_O"),
    ("2021-12-31", "2021-12-31", date(2021, 12, 31), date(2021, 12, 31), "D"),
    (" 2021 ", "2021", date(2021, 1, 1), date(2021, 12, 31), "A"),
    ("2021/2021", "2021", date(2021, 1, 1), date(2021, 12, 31), "A"),
]


@pytest.mark.parametrize(("code", "spelling", "start", "end", "freq"), PERIODS)
def test_a_period_has_one_spelling_and_its_days(code, spelling, start, end, freq):
    assert canonical(code) == spelling
    assert canonical(spelling) == spelling
    assert parse(code) == TimePeriod(start, end, freq)


@pytest.mark.parametrize(
    "code",
    ["", "abc", "0000", "21", "2021-Q5", "2021-Q0", "2021-S3", "2021-13", "2021-00", "2023-02-29", "2020/2011",
     "2022-01/P0M", "2022-01/P13M", "2022-11/P3M", "2021-Q1/P9M", "2021-1"],
)  # fmt: skip
def test_what_is_no_period_is_refused_with_the_cure(code):
    with pytest.raises(ValueError, match="write it as 2021"):
        parse(code)


def test_months_that_do_not_begin_in_january_are_refused():
    with pytest.raises(ValueError, match="January"):
        canonical("2022-02/P5M")


@pytest.mark.parametrize(
    ("published", "first", "last"),
    [
        (None, None, None),
        ("2025-07-31", date(2025, 7, 31), date(2025, 7, 31)),
        ("2025-07", date(2025, 7, 1), date(2025, 7, 31)),
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_a_date_of_publication_spans_what_is_not_known(published, first, last):
    assert published_range(published) == (first, last)


@pytest.mark.parametrize("published", ["31/07/2025", "2025-Q1", "2025-02-30"])
def test_what_is_no_date_of_publication_is_refused_with_the_cure(published):
    with pytest.raises(ValueError, match="write it as 2025-07-31"):
        published_range(published)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("COVID-19 month this", "en"),
        ("19 months of this year", "en"),
        ("0 months of this year", "en"),
        ("tháng 13 năm nay", "vi"),
        ("13 tháng năm nay", "vi"),
    ],
)
def test_there_is_no_thirteenth_month_of_this_year(text: str, language: str) -> None:
    found = periods.find(text, language)
    assert all(time.unit == "year" or 1 <= time.number <= 12 for time in found)
    for time in found:
        periods.stock_date(time, periods.Context("2024-03-05", 2022))


@pytest.mark.parametrize(
    ("period", "step", "beside"),
    [
        ("2020", 1, "2021"), ("2020-Q4", 1, "2021-Q1"), ("2020-Q1", -1, "2019-Q4"), ("2020-S2", 1, "2021-S1"), ("2020-12", 1, "2021-01"),
        ("2020-01", -1, "2019-12"), ("2011/2015", 1, "2016/2020"), ("2001/2005", -1, "1996/2000"), ("2019-12-31", -1, "2018-12-31"),
        ("2020-02-29", 1, "2021-02-28"), ("2020-01/P9M", -1, "2019-01/P9M"),
    ],
)  # fmt: skip
def test_a_period_has_one_of_its_length_beside_it(period, step, beside):
    assert periods.neighbour(period, step) == beside
