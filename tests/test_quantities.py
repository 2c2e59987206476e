"""Numbers with their magnitudes, currencies, hedges and units: both languages, both styles."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.quantities import deciding_style, page_style, parse_number, read

FORMS = [
    ("en", "Exports reached US$22,899.6 million", "22899600000", "USD", "="),
    ("en", "383,3 million USD of capital", "383300000", "USD", "="),
    ("en", "with $22.686,677 million registered", "22686677000", "USD", "="),
    ("en", "it wants US $ 425m", "425000000", "USD", "="),
    ("en", "more than VNĐ2.4 quadrillion", "2400000000000000", "VND", ">"),
    ("en", "over 950 projects", "950", "project", ">"),
    ("en", "nearly 300 foreign-invested enterprises", "300", "enterprise", "<"),
    ("en", "nine new parks", "9", "park", "="),
    ("en", "about 80,000 workers", "80000", "worker", "~"),
    ("en", "up 14.3 per cent", "14.3", "percent", "="),
    ("en", "a total area of 6,398 ha", "6398", "hectare", "="),
    ("en", "valued at 1.3 million billion dong", "1300000000000000", "VND", "="),
    ("vi", "đạt 1.066.541 tỷ đồng", "1066541000000000", "VND", "="),
    ("vi", "kim ngạch 31,233 tỷ USD", "31233000000", "USD", "="),
    ("vi", "hơn 1,07 triệu tỷ đồng", "1070000000000000", "VND", ">"),
    ("vi", "tăng1,23%", "1.23", "percent", "="),
    ("vi", "tăng 26,4 %", "26.4", "percent", "="),
    ("vi", "diện tích 667, 25 ha", "667.25", "hectare", "="),
    ("vi", "có hai dự án", "2", "project", "="),
    ("vi", "gần 113 nghìn tỷ đồng", "113000000000000", "VND", "<"),
    ("vi", "khoảng 4.100 doanh nghiệp", "4100", "enterprise", "~"),
]


@pytest.mark.parametrize(("language", "text", "value", "unit", "bound"), FORMS)
def test_form(language: str, text: str, value: str, unit: str, bound: str) -> None:
    found = [q for q in read(text, language) if q.unit is not None]
    assert [(q.value, q.unit, q.bound) for q in found] == [(Decimal(value), unit, bound)]
    assert text[found[0].start : found[0].end]


def test_range_has_both_ends() -> None:
    (found,) = read("growth of 10-12% a year", "en")
    assert found.values == (Decimal(10), Decimal(12))


def test_form_decides_before_style() -> None:
    assert deciding_style("1.370,39") == "comma_decimal"
    assert deciding_style("1,128.5") == "comma_thousands"
    assert deciding_style("2.000") is None
    assert parse_number("2.000", "comma_decimal")[0] == 2000
    assert parse_number("2.000", "comma_thousands")[0] == 2


def test_page_style_is_that_of_all_deciding_numbers_else_the_languages() -> None:
    assert page_style("383,3 million and 1,07 billion", "en") == "comma_decimal"
    assert page_style("7,72 and 7.98", "vi") == "comma_decimal"
    assert page_style("no number", "en") == "comma_thousands"


@given(st.integers(min_value=0, max_value=10**15), st.integers(min_value=0, max_value=99))
def test_what_is_printed_is_read(whole: int, cents: int) -> None:
    english, vietnamese = f"{whole:,}.{cents:02d}", f"{whole:,}".replace(",", ".") + f",{cents:02d}"
    value = Decimal(whole) + Decimal(cents) / 100
    assert parse_number(english, "comma_thousands")[0] == value
    assert parse_number(vietnamese, "comma_decimal")[0] == value


@given(st.text(max_size=200), st.sampled_from(["en", "vi"]))
def test_no_text_breaks_it(text: str, language: str) -> None:
    for found in read(text, language):
        assert 0 <= found.start < found.end <= len(text)
