"""Numbers with their magnitudes, currencies, hedges and units: both languages, both styles."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors import yml
from extractors.general.vocabulary import vocabulary
from extractors.quantities import Quantity, deciding_style, page_style, parse_number, read, read_plain

FORMS = [
    ("en", "Exports reached US$22,899.6 million", "22899600000", "USD", "="),
    ("en", "383,3 million USD of capital", "383300000", "USD", "="),
    ("en", "with $22.686,677 million registered", "22686677000", "USD", "="),
    ("en", "it wants US $ 425m", "425000000", "USD", "="),
    ("en", "imports of 6,770 mil. US$", "6770000000", "USD", "="),
    ("en", "9,530 bil. VND was put in", "9530000000000", "VND", "="),
    ("en", "62,418 bill. dongs were paid in", "62418000000000", "VND", "="),
    ("en", "sold for 45.2 mill. USD abroad", "45200000", "USD", "="),
    ("en", "VND 3.4 mill. was the average income", "3400000", "VND", "="),
    ("en", "it has one mill. Another is planned", "1", "mill", "="),
    ("en", "it got 214.7 m USD", "214700000", "USD", "="),
    ("en", "worth US$ 1.2 m in all", "1200000", "USD", "="),
    ("en", "5 mln. USD of exports", "5000000", "USD", "="),
    ("en", "output of 20 trn VND", "20000000000000", "VND", "="),
    ("en", "output of VND5.2tr", "5200000000000", "VND", "="),
    ("en", "6.5 billion (USD) of goods", "6500000000", "USD", "="),
    ("en", "1,234 million of US dollars", "1234000000", "USD", "="),
    ("en", "34 billions of dong", "34000000000", "VND", "="),
    ("en", "at 5,690 U.S dollars", "5690", "USD", "="),
    ("en", "a wall of 400 m", "400", "metre", "="),
    ("vi", "vốn 5,2 tr.USD", "5200000", "USD", "="),
    ("vi", "thu 12 triệu đô", "12000000", "USD", "="),
    ("vi", "chi 1.200 tr.đ", "1200000000", "VND", "="),
    ("vi", "vốn 500 tỷđ", "500000000000", "VND", "="),
    ("vi", "vốn 1.234 tỷ.đ", "1234000000000", "VND", "="),
    ("vi", "quy hoạch 3 khu đô thị", "3", "zone", "="),
    ("en", "more than VNĐ2.4 quadrillion", "2400000000000000", "VND", ">"),
    ("en", "over 950 projects", "950", "project", ">"),
    ("en", "nearly 300 foreign-invested enterprises", "300", "enterprise", "<"),
    ("en", "nine new parks", "9", "park", "="),
    ("en", "about 80,000 workers", "80000", "worker", "~"),
    ("en", "up 14.3 per cent", "14.3", "percent", "="),
    ("en", "a total area of 6,398 ha", "6398", "hectare", "="),
    ("en", "valued at 1.3 million billion dong", "1300000000000000", "VND", "="),
    ("en", "valued at 1,425,036 billion dong", "1425036000000000", "VND", "="),
    ("en", "two million billion dong", "2000000000000000", "VND", "="),
    ("en", "capital of US$3.1 billion", "3100000000", "USD", "="),
    ("en", "only USD19.64 billion", "19640000000", "USD", "="),
    ("en", "(-0.83%)", "-0.83", "percent", "="),
    ("en", "down 2,54%", "2.54", "percent", "="),
    ("en", "(US$92.3 billion)", "92300000000", "USD", "="),
    ("en", "Samsung Electronics - 2,5 billion USD", "2500000000", "USD", "="),
    ("en", "worth 646 billion VND", "646000000000", "VND", "="),
    # one number in two parts
    ("en", "39 billion 512 million USD of goods", "39512000000", "USD", "="),
    ("vi", "đạt 31 nghìn 200 tỷ đồng", "31200000000000", "VND", "="),
    ("vi", "hơn 33 tỷ 100 triệu 500 nghìn USD", "33100500000", "USD", ">"),
    ("vi", "có 2 nghìn 500 lao động", "2500", "person", "="),
    ("vi", "hai nghìn ba trăm doanh nghiệp", "2300", "enterprise", "="),
    ("vi", "cấp một trăm hai mươi dự án", "120", "project", "="),
    ("vi", "một trăm linh năm dự án", "105", "project", "="),
    ("vi", "hai mươi lăm dự án", "25", "project", "="),
    ("vi", "hai trăm nghìn lao động", "200000", "person", "="),
    # groups parted by spaces, with decimals
    ("vi", "vốn đăng ký 1 234,5 triệu USD", "1234500000", "USD", "="),
    ("en", "exports of 31\u00a0521.4 million USD", "31521400000", "USD", "="),
    # the magnitude and the currency before the number
    ("vi", "ĐVT: Triệu USD 45.082", "45082000000", "USD", "="),
    ("en", "in million USD 45,082", "45082000000", "USD", "="),
    # bounds that are denied
    ("vi", "không quá 60%", "60", "percent", "<"),
    ("vi", "tối đa 60%", "60", "percent", "<"),
    ("vi", "trên dưới 60%", "60", "percent", "~"),
    ("vi", "≥ 60%", "60", "percent", ">"),
    ("en", "no more than 60%", "60", "percent", "<"),
    ("en", "or 23,84% of it", "23.84", "percent", "="),
    ("en", "twenty-six industrial clusters", "26", "cluster", "="),
    ("en", "half a million people", "500000", "person", "="),
    ("en", "a 23-year-old man", "23", "year", "="),
    ("en", "ran for 125 yards", "125", "yard", "="),
    ("en", "over 48.6 million tonnes", "48600000", "tonne", ">"),
    ("en", "winds of 60 mph", "60", "mile per hour", "="),
    ("en", "a £3bn deal", "3000000000", "GBP", "="),
    ("en", "€2.4 million", "2400000", "EUR", "="),
    ("en", "raised by 25 basis points", "25", "basis point", "="),
    ("en", "more than two dozen countries", "24", "country", ">"),
    ("en", "five senior government officials", "5", "official", "="),
    ("en", "nearly 4,300 homes", "4300", "home", "<"),
    ("en", "1 1/2 miles", "1.5", "mile", "="),
    ("en", "won 12 games", "12", "game", "="),
    ("en", "500 megawatts of power", "500", "megawatt", "="),
    ("vi", "giảm 16,62%", "16.62", "percent", "="),
    ("vi", "(-0,83%)", "-0.83", "percent", "="),
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They bought 20 F-16 fighters for $1.5 billion.", [("20", "fighter"), ("1500000000", "USD")]),
        ("an estimated 2.5m refugees", [("2500000", "refugee")]),
        ("Its score of 69.45 exceeds that of the year before", [("69.45", None)]),
        ("COVID-19 cases", []),
        ("VND5 billion", [("5000000000", "VND")]),
        ("licences for 18 and $133 million", [("18", None), ("133000000", "USD")]),
        ("new firms numbered 2,380, 5 percent fewer", [("2380", None), ("5", "percent")]),
        ("In five years 858 new projects", [("5", "year"), ("858", "project")]),
        ("138, 114 and 110 percent", [("138", "percent"), ("114", "percent"), ("110", "percent")]),
        ("VND 512, 934 and 1,203 trillion", [(n + 12 * "0", "VND") for n in ("512", "934", "1203")]),
        ("worth US$1.4 and 2.6 billion", [("1400000000", "USD"), ("2600000000", "USD")]),
        ("for US$14, 26 and 31 parks", [("14", "USD"), ("26", "park"), ("31", "park")]),
    ],
)
def test_what_is_beside_a_number(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert [(f"{q.value.normalize():f}", q.unit) for q in read_plain(text, "en")] == expected


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


NONE = [
    "at 7:30 p.m.", "on May 5, 2021", "the Boeing 747", "Covid-19", "won 3-1", "in 2019", "the 5th of them", "in the third quarter", "G20",
]  # fmt: skip


@pytest.mark.parametrize("text", NONE)
def test_dates_times_ordinals_and_names_are_no_quantities(text: str) -> None:
    assert read(text, "en") == []


def test_unit_is_shared_by_the_numbers_of_a_list() -> None:
    found = read("exports and imports of 3.1 and 2.4 billion USD", "en")
    assert [(q.value, q.unit) for q in found] == [(Decimal("3.1E+9"), "USD"), (Decimal("2.4E+9"), "USD")]
    # points here part thousands: the magnitude is that of the words alone
    found = read("thu ngân sách lần lượt 10.241, 12.873 và 15.906 tỷ đồng", "vi")
    assert [(q.value, q.unit) for q in found] == [(n * 10**9, "VND") for n in (10241, 12873, 15906)]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("US$3.1 billion", "US$"),
        ("3.1 billion dong", "dong"),
        ("26,4 %", "%"),
        ("nine new parks", "new parks"),
        ("5,797ha", "ha"),
    ],
)
def test_unit_text_is_the_unit_as_printed(text: str, printed: str) -> None:
    (found,) = read(text, "en")
    assert found.unit_text == printed


def test_characters_that_nobody_sees_split_no_number() -> None:
    text = "exports of 3\u200b,100 million USD"
    (found,) = read(text, "en")
    assert found.value == Decimal("3100E+6")
    assert text[found.start : found.end] == "3\u200b,100 million USD"
    assert [q.value for q in read("đạt １２,５ tỷ đồng", "vi")] == [Decimal("12.5E+9")]


NEWS = Path(__file__).parent / "quantities"
SPELLED = {"times": "time", "tonne": "ton"}


def spelled(unit: str | None) -> str | None:
    """A unit in one spelling of the two that English has."""
    plain = unit and unit.lower().replace("metre", "meter").replace("litre", "liter")
    return SPELLED.get(plain, plain) if plain else None


def ends(values: Any) -> list[float]:
    return sorted(float(v) for v in values)


def agreeing(expected: list[dict[str, Any]], found: list[Quantity]) -> tuple[int, int]:
    """How many of the quantities of a sentence are found by value, and how many by value and unit."""
    left, values, units = list(found), 0, 0
    for quantity in expected:
        want = ends(quantity.get("values") or [quantity["value"]])
        named = quantity["unit"] if isinstance(quantity["unit"], list) else [quantity["unit"]]
        accepted = {spelled(unit) for unit in named}
        same = [q for q in left if ends(q.values or [q.value]) == pytest.approx(want, rel=1e-3)]
        if same:
            best = min(same, key=lambda q: spelled(q.unit) not in accepted)
            left.remove(best)
            values += 1
            units += spelled(best.unit) in accepted
    return values, units


# a little under what is reached (F1); rules were made for what was missed in the first, hardly for the second
@pytest.mark.parametrize(("name", "values", "units"), [("news", 0.98, 0.95), ("harder_news", 0.96, 0.88)])
def test_news_of_any_kind_is_read(name: str, values: float, units: float) -> None:
    items = yml.load((NEWS / f"{name}.yml").read_bytes())
    found = [read(item["text"], "en") for item in items]
    agreed = [agreeing(item["quantities"], quantities) for item, quantities in zip(items, found, strict=True)]
    total = sum(len(item["quantities"]) for item in items) + sum(map(len, found))
    assert 2 * sum(count for count, _ in agreed) / total >= values
    assert 2 * sum(count for _, count in agreed) / total >= units


FORMS_OF_NEWS = yml.load((NEWS / "forms.yml").read_bytes())


@pytest.mark.parametrize("item", FORMS_OF_NEWS, ids=[item["text"] for item in FORMS_OF_NEWS])
def test_form_of_news(item: dict[str, Any]) -> None:
    found = [(ends(q.values or [q.value]), q.unit, q.bound) for q in read(item["text"], "en")]
    wanted = [(ends(q.get("values") or [q["value"]]), q["unit"], q.get("bound", "=")) for q in item["quantities"]]
    assert [(unit, bound) for _, unit, bound in found] == [(unit, bound) for _, unit, bound in wanted]
    assert [each for values, _, _ in found for each in values] == pytest.approx(
        [each for values, _, _ in wanted for each in values]
    )
    assert list(map(len, (values for values, _, _ in found))) == [len(values) for values, _, _ in wanted]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the 20-nation bloc", [("20", "nation")]),
        ("Four of the five analysts agreed", [("4", "analyst"), ("5", "analyst")]),
        ("half of his 30 points", [("0.5", "point"), ("30", "point")]),
        ("a third of voters", [("0.3333", "voter")]),
        ("three-quarters of a mile", [("0.75", "mile")]),
        ("two and a half years in prison", [("2.5", "year")]),
        ("one in five adults", [("0.2", "adult")]),
        ("One woman scored one goal", [("1", "woman"), ("1", "goal")]),
        ("one of them, and no one else", []),
        ("outgained them 487 yards to 212", [("487", "yard"), ("212", "yard")]),
        ("sent 1,500 more troops", [("1500", "troop")]),
        ("1,274 measles cases in 31 states, up from 372", [("1274", "case"), ("31", "state"), ("372", "case")]),
        ("Laura Mendel, 52, and her children, ages 4 and 7", [("52", "year"), ("4", "year"), ("7", "year")]),
        ("silver gained $11.20 to $23.05", [("11.2", "USD"), ("23.05", "USD")]),
        ("the 6-foot-2 forward", [("6", "foot"), ("2", "inch")]),
        ("it returned -3.2% at -15C", [("-3.2", "percent"), ("-15", "degree Celsius")]),
        ("wheat at $9.38 1/2 a bushel", [("9.385", "USD")]),
        ("a profit of Rs 1,240 crore", [("12400000000", "INR")]),
        ("1.3 billion Canadian dollars", [("1300000000", "CAD")]),
        ("17.4m Yemenis", [("17400000", "Yemeni")]),
        ("He is hitting .312 with 41 RBIs", [("0.312", None), ("41", "RBI")]),
        ("The S&P 500 and Highway 101 in the 1400 block since 1891", []),
        ("won 6-4, 3-6, 7-6 (5) with 8:40 remaining", []),
        ("it was in the late 1800s that \"12 Angry Men\" had no 5G", []),
    ],
)  # fmt: skip
def test_any_sentence(text: str, expected: list[tuple[str, str | None]]) -> None:
    found = [(q.value, q.unit) for q in read(text, "en")]
    assert [unit for _, unit in found] == [unit for _, unit in expected]
    assert [float(value) for value, _ in found] == pytest.approx([float(value) for value, _ in expected], abs=1e-4)


def test_ends_of_a_range_stand_together() -> None:
    printed = [
        "aged between 34 and 51", "terms ranging from eight to 22 years", "2,000-3,000 head of cattle", "aged 18 to 49",
        "between half a metre and one metre",
    ]  # fmt: skip
    found = [read(text, "en") for text in printed]
    assert [[q.unit for q in each] for each in found] == [["year"], ["year"], ["head"], ["year"], ["metre"]]
    assert all(each[0].values for each in found)


def test_a_page_is_read_plainly() -> None:
    text = "It drew 167 of the 300 projects in 20 zones, up from 12"
    assert [(q.value, q.unit) for q in read_plain(text, "en")] == [
        (167, None),
        (300, "project"),
        (20, "zone"),
        (12, None),
    ]
    assert [q.unit for q in read(text, "en")] == ["project", "project", "zone", "project"]
    assert read("đạt 31,2 tỷ USD, tăng 5%", "vi") == read_plain("đạt 31,2 tỷ USD, tăng 5%", "vi")


@given(st.text(max_size=120))
def test_what_a_page_is_read_by_breaks_on_no_text(text: str) -> None:
    for found in read_plain(text, "en"):
        assert 0 <= found.start < found.end <= len(text)


def test_a_part_of_a_fraction_in_one_sign_is_no_quantity() -> None:
    for text in ("€½", "about €\u2009½ a share", "7½½", "½/½ kg"):
        assert all(text[q.number_start : q.number_end] for q in read(text, "en")), text
    assert [q.value for q in read("It lasts 6½ years.", "en")] == [Decimal("6.5")]


def test_a_language_without_words_for_any_text_is_read_as_pages_are() -> None:
    with pytest.raises(ValueError, match="no general rules for 'vi'"):
        vocabulary("vi")
    assert vocabulary("en") is vocabulary("en")


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        # a number of time, and the next one
        ("vi", "Trong quý 3 250 doanh nghiệp thành lập", ["3", "250"]),
        ("vi", "Trong tháng 9, 12% doanh nghiệp ngừng", ["9", "12"]),
        ("en", "By September 15, 12 percent of the land was leased", ["12"]),
        ("vi", "tăng lần lượt 5, 8, 10%", ["5", "8", "10"]),
        # a full stop ends a sentence, or breaks a number: then its tail is no number
        ("vi", "là 12. 60% diện tích đã lấp đầy", ["12", "60"]),
        ("vi", "đạt 39. 512 triệu USD", ["39"]),
        # counted in two places
        ("vi", "5 triệu USD 450 lao động", ["5000000", "450"]),
        ("en", "a billion USD 5 times", ["1000000000", "5"]),
        ("vi", "vốn 3 tỷ và 500 nghìn người", ["3000000000", "500000"]),
        ("en", "3 billion 200 people", ["3000000000", "200"]),
        ("en", "US$3 thousand 200 workers", ["3000", "200"]),
        ("en", "US$3 billion 200 million dong", ["3000000000", "200000000"]),
        # groups by spaces in a list
        ("vi", "lần lượt 45 200 người, 38 100 người và 112 500 người", ["45200", "38100", "112500"]),
        ("vi", "gồm 5, 38 100 người", ["5", "38100"]),
    ],
)
def test_numbers_side_by_side(language: str, text: str, expected: list[str]) -> None:
    assert [str(q.value.normalize() if q.value % 1 else int(q.value)) for q in read_plain(text, language)] == expected


@pytest.mark.parametrize(
    ("language", "text", "ends", "unit"),
    [
        ("vi", "Cấp mới 250–300 dự án FDI", (250, 300), "project"),
        ("vi", "đạt 42-45 tỷ USD", (42_000_000_000, 45_000_000_000), "USD"),
        ("en", "about US$3-5 billion of it", (3_000_000_000, 5_000_000_000), "USD"),
        ("en", "VND30,000-32,000 billion", (30_000_000_000_000, 32_000_000_000_000), "VND"),
        ("en", "42-45 billion USD", (42_000_000_000, 45_000_000_000), "USD"),
    ],
)
def test_both_ends_of_a_range_with_a_dash(language: str, text: str, ends: tuple[int, int], unit: str) -> None:
    assert [(q.values, q.unit) for q in read_plain(text, language)] == [(tuple(map(Decimal, ends)), unit)]


@pytest.mark.parametrize("text", ["a 2-1 win over them", "the 2016-2020 period", "on 10-12 May 2020"])
def test_a_score_and_a_span_are_no_range(text: str) -> None:
    assert read_plain(text, "en") == []


def test_words_that_make_no_number_together_are_none() -> None:
    assert 210 not in [q.value for q in read_plain("Trong tháng mười hai trăm dự án được cấp", "vi")]
