"""Tables of a statistics office as CSV: delimiters, charsets, number styles, and files that are none."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from extractors import formats
from extractors.catalog import Catalog
from extractors.errors import UnreadablePage
from extractors.records import Dataset

TITLE = "Chỉ số sản xuất công nghiệp phân theo địa phương"
HEADS = ["", "Tháng 7 năm 2024 so với cùng kỳ năm trước", "7 tháng năm 2024 so với cùng kỳ năm trước"]
ROWS = [
    ["CẢ NƯỚC", "111,2", "108,5"],
    ["Hà Nội", "105,5", "105,1"],
    ["Bắc Ninh", "107,42", "103,9"],
    ["Bắc Giang", "127,4", "126,0"],
]


def lines(delimiter: str, heading: bool = True) -> str:
    head = f'"{TITLE}"\n\nĐơn vị tính: %\n' if heading else ""
    table = "\n".join(delimiter.join(f'"{c}"' for c in row) for row in [HEADS, *ROWS])
    return f"{head}{table}\n"


def read(path: Path, content: str | bytes, catalog: Catalog) -> Dataset:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    found = formats.read_file(path, catalog)
    assert isinstance(found, Dataset)
    return found


def told(found: Dataset) -> list[tuple[str | None, str, Decimal, str]]:
    return [(f.reading.time_period, f.reading.transformation, f.reading.value, f.locator) for f in found.figures]


EXPECTED = [("2024-07", "GY", Decimal("7.42"), "sheet:csv!B{}"), ("2024-01/P7M", "GY", Decimal("3.9"), "sheet:csv!C{}")]


def expected(row: int) -> list[tuple[str, str, Decimal, str]]:
    return [(period, code, value, place.format(row)) for period, code, value, place in EXPECTED]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_delimiters(delimiter: str, tmp_path: Path, catalog: Catalog) -> None:
    found = read(tmp_path / "a.csv", lines(delimiter), catalog)
    assert (told(found), found.failures) == (expected(7), ())
    assert found.figures[0].printed == "107,42"
    assert sum(found.fates.values()) == 8


def test_decimal_commas_without_quotes_are_no_delimiters(tmp_path: Path, catalog: Catalog) -> None:
    assert told(read(tmp_path / "a.csv", lines(";").replace('"', ""), catalog)) == expected(7)


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16"])
def test_charsets(charset: str, tmp_path: Path, catalog: Catalog) -> None:
    assert told(read(tmp_path / "a.csv", lines(";").encode(charset), catalog)) == expected(7)


def test_without_a_title_the_name_of_the_file_is_it(tmp_path: Path, catalog: Catalog) -> None:
    text = lines(",", heading=False).replace("cùng kỳ năm trước", "cùng kỳ năm trước (%)")
    name = "chi-so-san-xuat-cong-nghiep-phan-theo-dia-phuong.csv"
    assert told(read(tmp_path / name, text, catalog)) == expected(4)
    assert told(read(tmp_path / "data.csv", text, catalog)) == []


def test_a_title_that_no_layout_has_is_accounted_for(tmp_path: Path, catalog: Catalog) -> None:
    found = read(tmp_path / "a.csv", lines(";").replace(TITLE, "Số giờ nắng"), catalog)
    assert found.figures == ()
    assert dict(found.fates) == {"unclaimed": 8}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("Bắc Ninh\nHà Nội\n", "one column"),
        ("", "one column"),
        (b"a;b\n\0;1\n", "not text"),
        (lines(";").encode().decode("latin-1").encode(), "charset"),
        ("a;b\n" + ";" * 5_000 + "\n" * 1_000, "cells"),
    ],
)
def test_what_is_no_csv_is_refused_by_name(content: str | bytes, words: str, tmp_path: Path, catalog: Catalog) -> None:
    with pytest.raises(UnreadablePage, match=words):
        read(tmp_path / "a.csv", content, catalog)


def test_an_error_page_in_its_place_is_a_page(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("<html><body><h1>404</h1></body></html>", encoding="utf-8")
    assert formats.of(formats.own_snapshot(path)) == "html"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("Năm;Xuất khẩu (triệu USD);Nhập khẩu (triệu USD)\n2019;35.100;29.400\n2020;38.900;33.500\n", "no layout knows this table"),
        ("Trị giá xuất khẩu hàng hóa\nĐơn vị tính: Triệu USD\n;2019;2020\nTổng số;35.100;38.900\nKhu vực FDI;34.800;38.500\n", "its title names no province"),
    ],
)  # fmt: skip
def test_a_table_of_ones_own_of_which_nothing_is_read_says_why(
    content: str, why: str, tmp_path: Path, catalog: Catalog
) -> None:
    found = read(tmp_path / "bang.csv", content, catalog)
    assert (found.figures, found.fates) == ((), {"unclaimed": 6})
    assert len(found.failures) == 1
    assert why in found.failures[0]
