"""Workbooks: found by words, read by layouts; whatever is odd is a named failure, and no number is lost."""

from __future__ import annotations

import csv
import io
import random
import struct
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any, ClassVar

import make_workbooks
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from make_workbooks import FOLDER, WORKBOOKS, provinces, published

from extractors import headers, spreadsheet, workbooks
from extractors import layout as layouts
from extractors.catalog import Catalog, CatalogError, load_catalog
from extractors.errors import UnreadablePage
from extractors.records import Dataset, PublishedDate, Reading, Snapshot
from transforms.normalise import dataset_observations

Rows = Sequence[Sequence[Any]]
Dress = Callable[[xlsxwriter.Workbook, dict[str, Any]], None]


def snapshot(body: bytes, source: str = "nso", name: str = "bieu.xlsx") -> Snapshot:
    url = f"https://www.nso.gov.vn/wp-content/uploads/{name}"
    return Snapshot(source, url, url, datetime.now(UTC), 200, {}, body, sha256(body).hexdigest())


def book(sheets: dict[str, Rows], dress: Dress | None = None) -> bytes:
    """A workbook with the cells given, row by row from A1."""
    buffer = io.BytesIO()
    made = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    for name, rows in sheets.items():
        sheet = made.add_worksheet(name)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if isinstance(value, datetime):
                    sheet.write_datetime(r, c, value, made.add_format({"num_format": "mm/yyyy"}))
                elif value is not None:
                    sheet.write(r, c, value)
    if dress:
        dress(made, {s.name: s for s in made.worksheets()})
    made.close()
    return buffer.getvalue()


def read(
    body: bytes, catalog: Catalog, source: str | None = "nso", on: str | None = "2026-08-03", title: str | None = None
) -> Dataset:
    when = PublishedDate(on, "given") if on else None
    return workbooks.read(
        snapshot(body, source or "own"), catalog.sources[source] if source else None, catalog, when, title
    )


def told(data: Dataset) -> list[tuple[str, str, str, str, str | None, Decimal]]:
    return sorted(
        (r.indicator, r.transformation, r.activity, r.ownership, r.time_period, r.value)
        for r in (f.reading for f in data.figures)
    )


def growth(transformation: str, period: str, value: str, activity: str = "_T") -> tuple[Any, ...]:
    return ("industrial_production_index", transformation, activity, "_T", period, Decimal(value))


HEADER = [
    None,
    "Tháng 6 năm 2026 so với cùng kỳ năm trước",
    "Tháng 7 so với tháng trước",
    "Tháng 7 so với cùng kỳ",
    "7 tháng năm 2026 so với cùng kỳ năm trước",
]
HOME_ROW = ["Bắc Ninh", 108.5, 101.25, 110.44, 109.0]
IIP: Rows = [
    ["5. Chỉ số sản xuất công nghiệp phân theo địa phương tháng 7 năm 2026"],
    [None, None, None, None, "%"],
    HEADER,
    ["CẢ NƯỚC", 104.0, 101.0, 105.0, 106.0],
    ["Hà Nội", 103.0, 102.0, 104.0, 105.5],
    HOME_ROW,
    ["Quảng Ninh", 99.0, 97.0, 95.5, 98.0],
]
EXPECTED = sorted([
    growth("GY", "2026-06", "8.5"), growth("G1", "2026-07", "1.25"),
    growth("GY", "2026-07", "10.44"), growth("GY", "2026-01/P7M", "9"),
])  # fmt: skip


class TestSample:
    @pytest.mark.parametrize("name", WORKBOOKS)
    def test_it_is_what_the_figures_make(self, name: str) -> None:
        make, month, year = WORKBOOKS[name]
        assert (FOLDER / name).read_bytes() == make(published(name), month, year)

    @pytest.mark.parametrize(("name", "source"), zip(WORKBOOKS, ["nso", "thongke_bacninh"], strict=True))
    def test_each_published_figure_is_read_and_no_other(self, name: str, source: str, catalog: Catalog) -> None:
        data = read((FOLDER / name).read_bytes(), catalog, source, on=None)
        with (FOLDER / "figures.csv").open(encoding="utf-8", newline="") as lines:
            rows = [r for r in csv.DictReader(lines) if r["workbook"] == name]
        assert sorted(f.reading.value for f in data.figures) == sorted(Decimal(r["reported"]) for r in rows)
        assert sorted(Decimal(f.printed) for f in data.figures) == sorted(Decimal(r["printed"]) for r in rows)
        assert all(r["row"] in " | ".join(f.sentence for f in data.figures) for r in rows)
        assert data.failures == ()
        assert data.fates["observation"] == len(rows)
        assert "unclaimed" not in data.fates

    def test_the_national_one_has_twenty_tables_and_one_with_our_row(self, catalog: Catalog) -> None:
        data = read((FOLDER / "02-Bieu-T8.2023.xlsx").read_bytes(), catalog, on="2023-08-29")
        assert [f.locator for f in data.figures] == [f"sheet:5.IIP dp!{cell}11" for cell in "BCE"]
        areas = {o.ref_area for o, _ in dataset_observations(data, catalog, "2023-08-29")}
        assert areas == {"VN-56"}


class TestFoundByWords:
    def test_months_cumulative_and_growth_over_the_month_before(self, catalog: Catalog) -> None:
        data = read(book({"IIP": IIP}), catalog)
        assert told(data) == EXPECTED
        figure = next(f for f in data.figures if f.reading.value == Decimal("10.44"))
        assert (figure.locator, figure.printed) == ("sheet:IIP!D6", "110.44")
        assert figure.sentence.endswith(
            "phân theo địa phương tháng 7 năm 2026; %; Bắc Ninh; Tháng 7 so với cùng kỳ: 110.44"
        )
        assert figure.reading.half_unit == Decimal("0.005")
        assert data.fates == {"observation": 4, "excluded": 12}

    @pytest.mark.parametrize("name", ["12.IIPdp", "Sheet1", "Bảng 7"])
    def test_names_of_sheets_do_not_matter(self, name: str, catalog: Catalog) -> None:
        assert told(read(book({name: IIP}), catalog)) == EXPECTED

    def test_an_inserted_column(self, catalog: Catalog) -> None:
        rows = [[row[0], *([99, "x"][r % 2 : r % 2 + 1] if r > 2 else [None]), *row[1:]] for r, row in enumerate(IIP)]
        data = read(book({"S": rows}), catalog)
        assert told(data) == EXPECTED
        assert len(data.failures) == 1
        assert "column B (no header)" in data.failures[0]

    def test_an_inserted_column_of_numbering(self, catalog: Catalog) -> None:
        rows = [[r - 2 if r > 2 else "TT" if r == 2 else None, *row] for r, row in enumerate(IIP)]
        rows[0] = list(IIP[0])
        data = read(book({"S": rows}), catalog)
        assert (told(data), data.failures) == (EXPECTED, ())

    def test_inserted_rows_and_a_shifted_header(self, catalog: Catalog) -> None:
        rows = [[], IIP[0], ["(Tiếp theo)"], [], IIP[1], HEADER, ["A", 1, 2, 3, 4], [], *IIP[3:]]
        data = read(book({"S": rows}), catalog)
        assert (told(data), data.failures) == (EXPECTED, ())

    @pytest.mark.parametrize(
        "top",
        [
            [[IIP[0][0], None, None, None, "Biểu số 5"], IIP[1], HEADER],
            [["Biểu 5"], ["Chỉ số sản xuất công nghiệp"], ["phân theo địa phương tháng 7 năm 2026"], IIP[1], HEADER],
            [["CỤC THỐNG KÊ"], IIP[0], IIP[1], HEADER],
            [[None, None, IIP[0][0]], IIP[1], HEADER],
            [[f"{IIP[0][0]} (%)", *(f"{h} (%)" for h in HEADER[1:])]],
        ],
    )  # fmt: skip
    def test_titles_and_numbers_of_tables(self, top: Rows, catalog: Catalog) -> None:
        data = read(book({"S": [*top, *IIP[3:]]}), catalog)
        assert (told(data), data.failures) == (EXPECTED, ())

    def test_columns_in_another_order(self, catalog: Catalog) -> None:
        rows = [[row[0], *reversed(row[1:])] if len(row) > 1 else row for row in IIP]
        rows[1] = IIP[1]
        assert told(read(book({"S": rows}), catalog)) == EXPECTED

    def test_levels_of_headers_with_merged_cells(self, catalog: Catalog) -> None:
        def dress(made: xlsxwriter.Workbook, sheets: dict[str, Any]) -> None:
            sheets["S"].merge_range(2, 1, 2, 2, "So với cùng kỳ năm trước (%)")
            sheets["S"].merge_range(2, 3, 3, 3, "Tháng 7 năm 2026 so với tháng 6 năm 2026 (%)")

        rows = [IIP[0], [], [], [None, "Tháng 7 năm 2026", "7 tháng năm 2026"], ["Bắc Ninh", 110.44, 109.0, 101.25]]
        data = read(book({"S": rows}, dress), catalog)
        assert told(data) == [e for e in EXPECTED if e[4] != "2026-06"]
        assert data.failures == ()

    def test_a_header_in_cells_one_below_the_other(self, catalog: Catalog) -> None:
        stack = [[None, w] for w in ("Tháng 7", "năm 2026", "so với", "cùng kỳ", "năm trước")]
        rows = [IIP[0], [None, "%"], *stack, ["Bắc Ninh", 110.44]]
        assert told(read(book({"S": rows}), catalog)) == [growth("GY", "2026-07", "10.44")]

    @pytest.mark.parametrize(
        "label", ["Bac Ninh", "  12. BẮC NINH", "Bắc Ninh (*)", "Tỉnh Bắc Ninh1)", "Bắc Ninh", "- Bắc  Ninh:"]
    )
    def test_our_row_under_its_names(self, label: str, catalog: Catalog) -> None:
        assert told(read(book({"S": [*IIP[:5], [label, *HOME_ROW[1:]], IIP[6]]}), catalog)) == EXPECTED

    def test_a_header_that_is_a_date_or_a_year(self, catalog: Catalog) -> None:
        rows = [["Doanh nghiệp đăng ký thành lập mới tháng 3 năm 2026 tỉnh Bắc Ninh"], [None, 2025.0, MARCH],
                ["Số doanh nghiệp thành lập mới (Doanh nghiệp)", 2345, 210]]  # fmt: skip
        data = read(book({"S": rows}), catalog)
        assert told(data) == [
            ("new_enterprises", "N", "_T", "_T", "2025", Decimal(2345)),
            ("new_enterprises", "N", "_T", "_T", "2026-03", Decimal(210)),
        ]
        assert data.fates == {"observation": 2, "period": 1}

    def test_a_column_that_is_not_understood_is_a_failure_of_that_column(self, catalog: Catalog) -> None:
        header = [*HEADER[:3], "Tháng 7 so với mức trước dịch", HEADER[4]]
        data = read(book({"S": [*IIP[:2], header, *IIP[3:]]}), catalog)
        assert told(data) == [e for e in EXPECTED if e[5] != Decimal("10.44")]
        assert data.fates == {"observation": 3, "unclaimed": 1, "excluded": 12}
        (failure,) = data.failures
        assert "sheet S: column D (Tháng 7 so với mức trước dịch)" in failure

    def test_a_sheet_missing_is_nothing_read(self, catalog: Catalog) -> None:
        data = read(
            book({"CPI": [["16. Chỉ số giá tiêu dùng tháng 7 năm 2026"], [None, "Tháng 7"], ["Chung", 101.5]]}), catalog
        )
        assert (data.figures, data.fates, data.failures) == ((), {"excluded": 1}, ())

    def test_a_second_table_below_is_not_read_under_the_first_header(self, catalog: Catalog) -> None:
        below = [["Bảng tiếp"], [None, "Năm 2024", "Năm 2025"], ["Bắc Ninh", 107.0, 106.0]]
        data = read(book({"S": [*IIP, *below]}), catalog)
        assert told(data) == EXPECTED
        assert data.fates["unclaimed"] == 2
        assert "a second header in row 9" in data.failures[0]


MARCH = datetime(2026, 3, 1)  # noqa: DTZ001 (a cell has no zone)


class TestYear:
    ROWS: ClassVar[Rows] = [
        ["Chỉ số sản xuất công nghiệp phân theo địa phương"], [None, "%"], [None, "Tháng 12 so với cùng kỳ"], ["Bắc Ninh", 105.0],
    ]  # fmt: skip

    @pytest.mark.parametrize(
        ("on", "title", "period"),
        [
            ("2026-01-03", None, "2025-12"),
            (None, "Báo cáo tình hình kinh tế - xã hội tháng 12 năm 2024", "2024-12"),
            ("2026-01-03", "Báo cáo tình hình kinh tế - xã hội tháng 01 năm 2026", "2025-12"),
        ],
    )
    def test_left_out_it_is_the_reports(self, on: str | None, title: str | None, period: str, catalog: Catalog) -> None:
        assert told(read(book({"S": self.ROWS}), catalog, on=on, title=title)) == [growth("GY", period, "5")]

    def test_unknown_it_is_a_failure(self, catalog: Catalog) -> None:
        data = read(book({"S": self.ROWS}), catalog, on=None)
        assert data.figures == ()
        assert "its year is named neither" in data.failures[0]
        assert data.fates == {"unclaimed": 1}


class TestUnits:
    @pytest.mark.parametrize("unit", ["Triệu đồng", "ĐVT: Tỷ đồng", "Đơn vị tính: Nghìn tấn", "USD"])
    def test_a_wrong_unit_loads_nothing_of_the_sheet(self, unit: str, catalog: Catalog) -> None:
        rows = [IIP[0], [None, None, None, None, unit], *IIP[2:]]
        good = [
            ["Chỉ số sản xuất công nghiệp theo địa phương"],
            [None, "%"],
            [None, "Tháng 5 năm 2026 so với cùng kỳ"],
            ["Bắc Ninh", 104.0],
        ]
        data = read(book({"bad": rows, "good": good}), catalog)
        assert told(data) == [growth("GY", "2026-05", "4")]
        assert data.fates["unclaimed"] == 16
        (failure,) = data.failures
        assert failure.startswith("sheet bad")

    def test_a_wrong_unit_in_one_header_loads_nothing_of_the_sheet(self, catalog: Catalog) -> None:
        title = "Giá trị sản xuất công nghiệp theo giá so sánh 2010 tỉnh Bắc Ninh"
        rows = [
            [title],
            [None, "Tỷ đồng"],
            [None, "Tháng 7 năm 2026", "Tháng 6 năm 2026 (Triệu USD)"],
            ["Tổng số", 9.5, 8.5],
        ]
        data = read(book({"S": rows}), catalog)
        assert data.figures == ()
        assert "is USD, the layout allows VND" in data.failures[0]

    def test_no_unit_is_no_figure(self, catalog: Catalog) -> None:
        data = read(book({"S": [IIP[0], [], *IIP[2:]]}), catalog)
        assert data.figures == ()
        assert all("percent" in f for f in data.failures)

    def test_changes_are_not_read_as_an_index(self, catalog: Catalog) -> None:
        rows = [*IIP[:3], *([row[0], *(v - 100 for v in row[1:])] for row in IIP[3:])]
        data = read(book({"S": rows}), catalog)
        assert data.figures == ()
        assert all("its values are changes" in f for f in data.failures)

    def test_changes_that_say_so_are_read(self, catalog: Catalog) -> None:
        rows = [
            IIP[0],
            [None, "%"],
            [None, "Tốc độ tăng tháng 7 năm 2026 so với cùng kỳ"],
            ["Hà Nội", -3.5],
            ["Bắc Ninh", 10.44],
        ]
        assert told(read(book({"S": rows}), catalog)) == [growth("GY", "2026-07", "10.44")]


class TestCells:
    @pytest.mark.parametrize(
        ("texts", "values"),
        [
            (["108,5", "101,25", "110,44", "109"], ["8.5", "1.25", "10.44", "9"]),
            (["108.5", "101.25", "110.44 1)", "109 %"], ["8.5", "1.25", "10.44", "9"]),
            (["108,5", "..", "110,44(*)", "-"], ["8.5", "10.44"]),
        ],
    )
    def test_numbers_stored_as_text_in_both_styles(self, texts: list[str], values: list[str], catalog: Catalog) -> None:
        data = read(book({"S": [*IIP[:5], ["Bắc Ninh", *texts]]}), catalog)
        assert sorted(t[5] for t in told(data)) == sorted(map(Decimal, values))
        assert data.failures == ()

    def test_thousands_in_text(self, catalog: Catalog) -> None:
        rows = [["Xuất khẩu hàng hóa tỉnh Bắc Ninh năm 2026"], [None, "Đơn vị tính: Triệu USD"],
                [None, "Thực hiện tháng 6", "Ước tính tháng 7"], ["Tổng số", "3.456,7", "3.500,0"]]  # fmt: skip
        data = read(book({"S": rows}), catalog)
        assert [(f.reading.value, f.reading.obs_status, f.reading.time_period) for f in data.figures] == [
            (Decimal("3456700000"), "A", "2026-06"), (Decimal("3500000000"), "E", "2026-07"),
        ]  # fmt: skip

    @pytest.mark.parametrize("mark", ["-", "..", "…", "", " ", "...", "–", "x"])
    def test_what_is_missing_is_no_figure_and_no_failure(self, mark: str, catalog: Catalog) -> None:
        data = read(book({"S": [*IIP[:5], ["Bắc Ninh", 108.5, mark, mark, 109.0]]}), catalog)
        assert (len(data.figures), data.failures) == (2, ())

    def test_words_in_place_of_a_figure_are_a_failure(self, catalog: Catalog) -> None:
        data = read(book({"S": [*IIP[:5], ["Bắc Ninh", 108.5, 101.25, "xem phụ lục", 109.0]]}), catalog)
        assert len(data.figures) == 3
        assert data.failures == ("sheet S: cell D6 (Bắc Ninh): xem phụ lục is no number; look at it by hand",)

    def test_error_values_percent_formats_and_hidden_rows(self, catalog: Catalog) -> None:
        def dress(made: xlsxwriter.Workbook, sheets: dict[str, Any]) -> None:
            sheet = sheets["S"]
            sheet.write_formula(5, 2, "=NA()", None, "#N/A")
            sheet.write(5, 3, 1.1044, made.add_format({"num_format": "0.00%"}))
            sheet.set_row(6, None, None, {"hidden": True})

        rows = [*IIP[:5], ["Bắc Ninh", 108.5], ["Bắc Ninh", 1, 2, 3, 4]]
        data = read(book({"S": rows}, dress), catalog)
        assert told(data) == [growth("GY", "2026-06", "8.5"), growth("GY", "2026-07", "10.44")]
        assert [f.printed for f in data.figures] == ["108.5", "110.44%"]
        assert data.failures == (
            "sheet S: cell C6 (Bắc Ninh): an error value like #N/A is no number; look at it by hand",
        )
        assert data.fates == {"observation": 2, "excluded": 12}

    def test_hidden_sheets_and_columns_are_not_published(self, catalog: Catalog) -> None:
        def dress(made: xlsxwriter.Workbook, sheets: dict[str, Any]) -> None:
            sheets["shown"].set_column(4, 4, None, None, {"hidden": True})
            sheets["old"].hide()

        data = read(book({"shown": IIP, "old": IIP}, dress), catalog)
        assert told(data) == [e for e in EXPECTED if e[4] != "2026-01/P7M"]
        assert data.fates == {"observation": 3, "excluded": 13 + 16}

    def test_float_noise_is_no_figure(self, catalog: Catalog) -> None:
        data = read(book({"S": [*IIP[:5], ["Bắc Ninh", 110.44000000000001]]}), catalog)
        assert (data.figures[0].printed, data.figures[0].reading.value) == ("110.44", Decimal("10.44"))

    def test_the_same_row_twice_is_a_repeat(self, catalog: Catalog) -> None:
        data = read(book({"S": [*IIP, HOME_ROW]}), catalog)
        assert (told(data), data.fates["repeat"]) == (EXPECTED, 4)


class TestTerritory:
    def areas(
        self, names: list[str], catalog: Catalog, on: str, header: str = "Tháng 5 năm 2026 so với cùng kỳ"
    ) -> set[str]:
        rows = [IIP[0][:1], [None, "%"], [None, header], *([n, 104.0] for n in names)]
        rows[0] = ["Chỉ số sản xuất công nghiệp phân theo địa phương"]
        data = read(book({"S": rows}), catalog, on=on)
        return {o.ref_area for o, _ in dataset_observations(data, catalog, on)}

    def test_34_provinces_after_the_merger(self, catalog: Catalog) -> None:
        assert len(provinces(merged=True)) == 34
        assert self.areas(provinces(merged=True), catalog, "2026-06-03") == {"VN-56-2025"}
        assert self.areas(provinces(merged=True), catalog, "2026-06-03", "Tháng 5 năm 2024 so với cùng kỳ") == {
            "VN-56-2025"
        }

    def test_beside_bac_giang_it_is_the_old_province_whenever_published(self, catalog: Catalog) -> None:
        assert self.areas(["Bắc Giang", "Bắc Ninh"], catalog, "2025-07-03", "Tháng 6 năm 2025 so với cùng kỳ") == {
            "VN-56"
        }
        assert self.areas(provinces(), catalog, "2025-07-03", "Tháng 6 năm 2025 so với cùng kỳ") == {"VN-56"}

    def test_some_provinces_say_nothing_the_dates_decide(self, catalog: Catalog) -> None:
        assert self.areas(["Hà Nội", "Bắc Ninh"], catalog, "2026-06-03") == {"VN-56-2025"}
        assert self.areas(["Hà Nội", "Bắc Ninh"], catalog, "2025-06-06", "Tháng 5 năm 2025 so với cùng kỳ") == {"VN-56"}

    def test_the_old_province_by_name(self, catalog: Catalog) -> None:
        rows = [*IIP[:3], ["Bắc Ninh", 104.0], ["Bắc Ninh (cũ)", 103.0], ["Bắc Giang (cũ)", 108.0]]
        data = read(book({"S": rows}), catalog, on="2026-08-03")
        assert [(f.reading.territory, f.reading.value) for f in data.figures] == [
            (None, Decimal(4)),
            ("former", Decimal(3)),
        ]
        assert data.fates == {"observation": 2, "excluded": 1}

    def test_bac_giangs_figures_stay_out(self, catalog: Catalog) -> None:
        rows = [
            ["Chỉ số sản xuất công nghiệp tỉnh Bắc Giang tháng 5 năm 2025"],
            [None, "%"],
            [None, "Tháng 5 so với cùng kỳ"],
            ["Toàn ngành", 125.0],
        ]
        data = read(book({"S": rows}), catalog, "thongke_bacninh")
        assert (data.figures, data.fates, data.failures) == ((), {"excluded": 1}, ())

    def test_towns_of_its_name_are_not_the_province(self, catalog: Catalog) -> None:
        rows = [*IIP[:3], ["Bắc Ninh", 104.0], ["Từ Sơn", 103.0], ["TP. Bắc Ninh", 103.0]]
        data = read(book({"S": rows}), catalog, "thongke_bacninh")
        assert (data.figures, data.fates) == ((), {"unclaimed": 3})
        assert "its rows are within it" in data.failures[0]

    def test_a_title_of_two_provinces_is_a_failure(self, catalog: Catalog) -> None:
        rows = [
            ["Chỉ số sản xuất công nghiệp Bắc Ninh và Bắc Giang tháng 5 năm 2025"],
            [None, "%"],
            [None, "Tháng 5 so với cùng kỳ"],
            ["Toàn ngành", 125.0],
        ]
        data = read(book({"S": rows}), catalog, "thongke_bacninh")
        assert (data.figures, data.fates) == ((), {"unclaimed": 1})
        assert "names 2 provinces" in data.failures[0]


class TestWhose:
    TABLE: ClassVar[Rows] = [
        ["Chỉ số sản xuất công nghiệp tháng 7 năm 2026"], [None, "%"], [None, "Tháng 7 so với cùng kỳ"],
        ["Toàn ngành công nghiệp", 109.0], ["Sản xuất sản phẩm điện tử, máy vi tính và sản phẩm quang học", 112.0],
        ["Sản xuất linh kiện điện tử", 113.0],
    ]  # fmt: skip

    def test_the_nations_table_is_not_the_provinces(self, catalog: Catalog) -> None:
        data = read(book({"S": self.TABLE}), catalog, "nso")
        assert (data.figures, data.fates) == ((), {"excluded": 3})

    def test_a_file_of_ones_own_must_name_the_province(self, catalog: Catalog) -> None:
        assert read(book({"S": self.TABLE}), catalog, None).figures == ()
        named = [[f"{self.TABLE[0][0]} tỉnh Bắc Ninh"], *self.TABLE[1:]]
        assert len(read(book({"S": named}), catalog, None).figures) == 2

    def test_the_provinces_office_speaks_of_the_province(self, catalog: Catalog) -> None:
        data = read(book({"S": self.TABLE}), catalog, "thongke_bacninh")
        assert told(data) == [growth("GY", "2026-07", "12", "C26"), growth("GY", "2026-07", "9")]
        assert data.fates == {"observation": 2, "unclaimed": 1}

    def test_a_table_that_names_the_province_and_no_layout_knows(self, catalog: Catalog) -> None:
        rows = [["Diện tích nhà xưởng"], [None, "Năm 2025"], ["Hà Nội", 3.5], ["Bắc Ninh", 7.5]]
        assert read(book({"S": rows}), catalog).fates == {"unclaimed": 2}


class TestLayouts:
    def test_foreign_investment_by_province(self, catalog: Catalog) -> None:
        rows = [
            ["12. Đầu tư nước ngoài vào Việt Nam được cấp phép từ 01/01- 20/7/2026"], [],
            [None, "Số dự án (Dự án)", "Vốn đăng ký cấp mới (Triệu USD)", "Vốn đăng ký điều chỉnh (Triệu USD)", "Góp vốn, mua cổ phần (Triệu USD)"],
            ["TỔNG SỐ", 900, 8000.5, 3000.0, 10.0], ["Phân theo địa phương"], ["Bắc Ninh", 210, 1234.56, 345.6, 7.5], ["Hà Nội", 30, 20.1, 4.4, 1.0],
        ]  # fmt: skip
        data = read(book({"S": rows}), catalog)
        got = [(r.indicator, r.ownership, r.time_period, r.value, r.unit) for r in (f.reading for f in data.figures)]
        assert got == [
            ("new_projects", "foreign", "2026-01/P7M", Decimal(210), "project"),
            ("new_capital", "foreign", "2026-01/P7M", Decimal("1234560000"), "USD"),
            ("adjusted_capital", "foreign", "2026-01/P7M", Decimal("345600000"), "USD"),
        ]
        assert data.fates == {"observation": 3, "excluded": 9}
        assert data.failures == ()

    @pytest.mark.parametrize(
        ("span", "period"),
        [("từ đầu năm đến 20/7/2026", "2026-01/P7M"), ("từ 01/01/2026 đến 20/6/2026", "2026-S1"),
         ("7 tháng năm 2026", "2026-01/P7M"), ("từ 21/6/2026 đến 20/7/2026", None), ("ngày 20/7/2026", None)],
    )  # fmt: skip
    def test_the_span_of_a_flow(self, span: str, period: str | None, catalog: Catalog) -> None:
        rows = [
            [f"Đầu tư nước ngoài vào Việt Nam được cấp phép {span}"],
            [None, "Số dự án", "Vốn đăng ký (Triệu USD)"],
            ["Bắc Ninh", 210, 1.5],
        ]
        data = read(book({"S": rows}), catalog)
        assert {f.reading.time_period for f in data.figures} == ({period} if period else set())
        assert bool(data.failures) == (period is None)

    def test_projects_in_force_by_province(self, catalog: Catalog) -> None:
        rows = [["Đầu tư trực tiếp nước ngoài phân theo địa phương (Lũy kế các dự án còn hiệu lực đến ngày 31/12/2024)"],
                [None, "Số dự án", "Tổng vốn đăng ký (Triệu USD)"], ["Bắc Ninh", 2500, 29500.5]]  # fmt: skip
        data = read(book({"S": rows}), catalog)
        assert told(data) == [
            ("investment_capital", "N", "_T", "foreign", "2024-12-31", Decimal("29500500000")),
            ("investment_projects", "N", "_T", "foreign", "2024-12-31", Decimal(2500)),
        ]

    def test_production_value_by_ownership_and_price_base(self, catalog: Catalog) -> None:
        rows = [
            ["Giá trị sản xuất công nghiệp tháng 7 năm 2026"], [None, None, "Đơn vị tính: Tỷ đồng"],
            [None, "Sơ bộ tháng 7 năm 2026", "Tháng 7 năm 2026 so với cùng kỳ năm trước (%)"],
            ["I. Theo giá so sánh 2010"], ["Tổng số", 120.5, 108.0], ["- Nhà nước", 1.5, 101.0], ["- Khu vực có vốn đầu tư nước ngoài", 110.0, 109.5],
            ["II. Theo giá hiện hành"], ["Tổng số", 180.5, 110.0],
        ]  # fmt: skip
        data = read(book({"S": rows}), catalog, "thongke_bacninh")
        got = [
            (r.transformation, r.ownership, r.price_base, r.value, r.obs_status)
            for r in (f.reading for f in data.figures)
        ]
        billion = Decimal(10) ** 9
        assert got == [
            ("N", "_T", "constant_2010", Decimal("120.5") * billion, "P"), ("GY", "_T", "constant_2010", Decimal(8), "A"),
            ("N", "state", "constant_2010", Decimal("1.5") * billion, "P"), ("GY", "state", "constant_2010", Decimal(1), "A"),
            ("N", "foreign", "constant_2010", Decimal(110) * billion, "P"), ("GY", "foreign", "constant_2010", Decimal("9.5"), "A"),
            ("N", "_T", "current", Decimal("180.5") * billion, "P"), ("GY", "_T", "current", Decimal(10), "A"),
        ]  # fmt: skip

    def test_exports_and_imports_in_one_table(self, catalog: Catalog) -> None:
        rows = [["Xuất, nhập khẩu hàng hóa"], [None, "Triệu USD"], [None, "7 tháng năm 2026"], ["Xuất khẩu", 25.0], ["Khu vực có vốn đầu tư nước ngoài", 24.0],
                ["Hàng điện tử", 20.0], ["Nhập khẩu", 22.0], ["Khu vực có vốn đầu tư nước ngoài", 21.0]]  # fmt: skip
        data = read(book({"S": rows}), catalog, "thongke_bacninh")
        got = [(r.indicator, r.ownership, r.value) for r in (f.reading for f in data.figures)]
        million = Decimal(10) ** 6
        assert got == [
            ("goods_exports", "_T", 25 * million), ("goods_exports", "foreign", 24 * million),
            ("goods_imports", "_T", 22 * million), ("goods_imports", "foreign", 21 * million),
        ]  # fmt: skip
        assert data.fates == {"observation": 4, "unclaimed": 1}

    def test_grdp_by_sector(self, catalog: Catalog) -> None:
        rows = [["Tổng sản phẩm trên địa bàn tỉnh (GRDP) theo giá so sánh 2010"], [None, "Tỷ đồng"], [None, "Năm 2024", "Ước năm 2025"],
                ["Tổng số", 140.0, 150.0], ["Nông, lâm nghiệp và thủy sản", 4.0, 4.1], ["Công nghiệp và xây dựng", 100.0, 108.0], ["Trong đó: Công nghiệp", 95.0, 102.0]]  # fmt: skip
        data = read(book({"S": rows}), catalog, "thongke_bacninh")
        got = [
            (r.indicator, r.activity, r.time_period, r.obs_status, r.price_base)
            for r in (f.reading for f in data.figures)
        ]
        assert got[:4] == [
            ("grdp", "_T", "2024", "A", "constant_2010"), ("grdp", "_T", "2025", "E", "constant_2010"),
            ("industrial_value_added", "industry_construction", "2024", "A", "constant_2010"),
            ("industrial_value_added", "industry_construction", "2025", "E", "constant_2010"),
        ]  # fmt: skip
        assert data.fates == {"observation": 6, "excluded": 2}

    def test_rows_that_state_their_unit(self, catalog: Catalog) -> None:
        rows = [["Tình hình đăng ký doanh nghiệp tháng 7 năm 2026"], [None, "ĐVT", "Tháng 7 năm 2026", "Kế hoạch năm 2026"],
                ["Số doanh nghiệp thành lập mới", "Doanh nghiệp", 250, 3000], ["Vốn đăng ký", "Tỷ đồng", 2400.5, 30000], ["Số lao động", "Người", 1500, 9000]]  # fmt: skip
        data = read(book({"S": rows}), catalog, "thongke_bacninh")
        assert told(data) == [
            ("new_enterprises", "N", "_T", "_T", "2026-07", Decimal(250)),
            ("new_enterprises_capital", "N", "_T", "_T", "2026-07", Decimal("2400500000000")),
        ]
        assert data.fates == {"observation": 2, "excluded": 4}

    @pytest.mark.parametrize(
        ("strange", "own"),
        [
            (["Cơ cấu (%)"], []), (["Cơ cấu (%)", 100.0, 100.0], []), (["Tốc độ phát triển (Năm trước = 100) - %"], []),
            (["Structure (%)"], []), (["Nhập khẩu hàng hóa"], []), (["Imports of goods"], []), (["Nhập khẩu", 7.0, 8.0], []),
            (["Tỷ đồng"], []), (["Kế hoạch"], []), (["6 tháng"], []), (["So với cùng kỳ"], []),
            (["Phân theo khu vực"], [2, 3]), (["Giá trị xuất khẩu"], [2, 3]), (["Triệu USD"], [2, 3]),
            (["Hàng dệt may (nghìn tấn)", 1.0, 1.0], [2, 3]),
        ],
    )  # fmt: skip
    def test_a_section_that_the_layout_does_not_list(
        self, strange: list[Any], own: list[int], catalog: Catalog
    ) -> None:
        """The rows below are not what the sheet's title says, and the failure says which row tells so."""
        rows = [
            ["Trị giá xuất khẩu hàng hóa tỉnh Bắc Ninh"], ["Triệu USD"], [None, "Năm 2019", "Năm 2020"],
            ["Tổng số", 32000.0, 38000.0], strange, ["Khu vực FDI", 2.0, 3.0],
        ]  # fmt: skip
        data = read(book({"S": rows}), catalog, None)
        million = Decimal(10) ** 6
        assert [f.reading.value / million for f in data.figures] == [32000, 38000, *own]
        assert data.fates.get("unclaimed", 0) == (0 if own else 2) + len(strange) - 1
        assert [strange[0] in f and "row 5" in f for f in data.failures] == ([] if own else [True])

    def test_a_section_that_the_layout_lists_goes_on_after_a_strange_one(self, catalog: Catalog) -> None:
        rows = [
            ["Xuất, nhập khẩu hàng hóa"], [None, "Triệu USD"], [None, "7 tháng năm 2026"], ["Xuất khẩu", 25.0],
            ["Cơ cấu (%)"], ["Khu vực FDI", 98.0], ["Nhập khẩu", 22.0], ["Khu vực FDI", 21.0],
        ]  # fmt: skip
        data = read(book({"S": rows}), catalog, "thongke_bacninh")
        assert [(f.reading.indicator, f.printed) for f in data.figures] == [
            ("goods_exports", "25"), ("goods_imports", "22"), ("goods_imports", "21"),
        ]  # fmt: skip
        assert data.fates == {"observation": 3, "unclaimed": 1}

    @pytest.mark.parametrize(
        "average", ["Bình quân 2016-2020", "Bình quân mỗi năm 2016-2020", "Annual average 2016-2020"]
    )
    def test_an_average_level_is_no_observation(self, average: str, catalog: Catalog) -> None:
        rows = [
            ["Trị giá xuất khẩu hàng hóa tỉnh Bắc Ninh"], ["Triệu USD"], [None, "2016-2020", average],
            ["Tổng số", 150000.0, 30000.0],
        ]  # fmt: skip
        data = read(book({"S": rows}), catalog, None)
        assert [(f.reading.time_period, f.printed) for f in data.figures] == [("2016/2020", "150000")]
        assert data.fates["excluded"] == 1

    @pytest.mark.parametrize(
        ("header", "period"),
        [("Cả năm", "2023"), ("Ước cả năm", "2023"), ("Whole year", "2023"), ("Cả năm 2022", "2022"), ("Năm 2022 - cả năm", "2022")],
    )  # fmt: skip
    def test_the_whole_year_is_that_of_the_title(self, header: str, period: str, catalog: Catalog) -> None:
        rows = [
            ["Trị giá xuất khẩu hàng hóa tỉnh Bắc Ninh năm 2023"],
            ["Triệu USD"],
            [None, "Quý I", header],
            ["Tổng số", 9.0, 39.0],
        ]
        data = read(book({"S": rows}), catalog, None)
        assert [f.reading.time_period for f in data.figures] == ["2023-Q1", period]

    def test_growth_to_an_estimate_is_one(self, catalog: Catalog) -> None:
        rows = [
            ["Trị giá xuất khẩu hàng hóa tỉnh Bắc Ninh"], ["Triệu USD"],
            [None, "Thực hiện tháng 11 năm 2023", "Ước tính tháng 12 năm 2023", "Tháng 12 năm 2023 so với cùng kỳ năm trước (%)",
             "Tháng 11 năm 2023 so với cùng kỳ năm trước (%)"],
            ["Tổng số", 3500.0, 3600.0, 98.5, 101.5],
        ]  # fmt: skip
        data = read(book({"S": rows}), catalog, None)
        assert [(f.reading.transformation, f.reading.obs_status) for f in data.figures] == [
            ("N", "A"), ("N", "E"), ("GY", "E"), ("GY", "A"),
        ]  # fmt: skip


def zipped(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts.items():
            out.writestr(name, content)
    return buffer.getvalue()


def parts_of(body: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {n: archive.read(n) for n in archive.namelist()}


def lying(body: bytes, part: str) -> bytes:
    """The directory states a part to be smaller than it is."""
    at = body.rindex(part.encode())
    return body[: at - 22] + struct.pack("<I", 100) + body[at - 18 :]


WHOLE = book({"S": IIP, "T": IIP})


class TestNoWorkbook:
    @pytest.mark.parametrize(
        ("body", "what"),
        [
            (b"<!DOCTYPE html><html><body>404 Not Found</body></html>", "HTML"),
            (b"\n <html>", "HTML"),
            (b"", "no workbook"),
            (b"%PDF-1.7", "no workbook"),
            (WHOLE[: len(WHOLE) // 2], "torn"),
            (WHOLE[:-30], "torn"),
            (b"PK\x03\x04" + b"x" * 99, "torn"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old .xls"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
            (zipped({"word/document.xml": b"<w/>"}), "no .xlsx"),
            (zipped({**parts_of(WHOLE), "xl/sharedStrings.xml": b"\0" * (9 << 20)}), "zip bomb"),
            (zipped({f"xl/{n}": b"" for n in range(spreadsheet.MAX_PARTS + 1)}), "zip bomb"),
            (zipped({**parts_of(WHOLE), "XL/Workbook.xml": b"<x/>"}), "two parts"),
            (lying(WHOLE, "xl/sharedStrings.xml"), "sharedStrings.xml cannot be read"),
        ],
        ids=lambda v: v if isinstance(v, str) else "",
    )
    def test_it_is_refused_by_name(self, body: bytes, what: str, catalog: Catalog) -> None:
        with pytest.raises(UnreadablePage, match=what) as error:
            read(body, catalog)
        assert error.value.cure

    def test_a_torn_sheet_costs_that_sheet_alone(self, catalog: Catalog) -> None:
        data = read(lying(WHOLE, "xl/worksheets/sheet1.xml"), catalog)
        assert told(data) == EXPECTED
        assert {f.locator.split("!")[0] for f in data.figures} == {"sheet:T"}
        assert data.failures == ("sheet S: torn (xl/worksheets/sheet1.xml); fetch the file again",)

    def test_a_sheet_without_its_part_is_a_failure(self, catalog: Catalog) -> None:
        parts = parts_of(WHOLE)
        del parts["xl/worksheets/sheet1.xml"]
        data = read(zipped(parts), catalog)
        assert (told(data), data.failures) == (
            EXPECTED,
            ("sheet S: torn (xl/worksheets/sheet1.xml); fetch the file again",),
        )

    def test_a_stray_cell_far_away_costs_that_sheet_alone(self, catalog: Catalog) -> None:
        far = parts_of(WHOLE)
        sheet = far["xl/worksheets/sheet1.xml"]
        far["xl/worksheets/sheet1.xml"] = sheet.replace(
            b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        )
        data = read(zipped(far), catalog)
        assert told(data) == EXPECTED
        assert "cells spread over" in data.failures[0]


class TestVersion:
    def test_saved_again_it_is_the_same(self, catalog: Catalog) -> None:
        again = zipped({n: c.replace(b"<sheetViews>", b"<sheetViews>\n") for n, c in parts_of(WHOLE).items()})
        assert again != WHOLE
        assert read(again, catalog).version == read(WHOLE, catalog).version

    def test_another_value_label_sheet_name_or_place_is_another(self, catalog: Catalog) -> None:
        def version(rows: Rows, name: str = "S") -> str:
            return read(book({name: rows}), catalog).version

        other = [*IIP[:5], ["Bắc Ninh", 108.5, 101.25, 110.45, 109.0], IIP[6]]
        assert len({version(IIP), version(other), version(IIP, "T"), version([*IIP, ["x"]]), version([[], *IIP])}) == 5


@settings(max_examples=60, deadline=2000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"]))
def test_random_bytes_are_refused(catalog: Catalog, body: bytes, head: bytes) -> None:
    with pytest.raises(UnreadablePage):
        read(head + body, catalog)


@settings(max_examples=120, deadline=3000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32), st.integers(1, 12), st.booleans())
def test_a_mutated_workbook_never_crashes(catalog: Catalog, seed: int, changes: int, inside: bool) -> None:
    rng = random.Random(seed)
    parts = parts_of(WHOLE)
    name = rng.choice(sorted(parts))
    content = bytearray(parts[name] if inside else WHOLE)
    for _ in range(changes):
        at = rng.randrange(len(content))
        content[at : at + rng.randrange(3)] = bytes(rng.choice(b'<>"/=0159AZr ce\xff') for _ in range(rng.randrange(4)))
    body = zipped({**parts, name: bytes(content)}) if inside else bytes(content)
    try:
        data = read(body, catalog)
    except UnreadablePage:
        return
    assert data.fates.get("observation", 0) == len(data.figures)


CELL = st.one_of(
    st.none(), st.floats(-1e6, 1e6).map(lambda v: round(v, 2)), st.integers(1990, 2030),
    st.sampled_from(["..", "-", "110,44", "1.234,5", "Bắc Ninh", "Hà Nội", "Tháng 7 năm 2026", "%", "x", "Tổng số", "Khai khoáng", "2025", "(*)"]),
)  # fmt: skip


@settings(max_examples=80, deadline=3000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.lists(CELL, max_size=6), min_size=1, max_size=9),
    st.sampled_from([0, 1, 2, 3]),
    st.sampled_from(["nso", "thongke_bacninh"]),
)
def test_each_number_meets_one_fate(catalog: Catalog, rows: list[list[Any]], kept: int, source: str) -> None:
    body = book({"S": [*(list(r) for r in IIP[:kept]), *rows]})
    data = read(body, catalog, source)
    grid = spreadsheet.open_workbook(body, "u").sheets[0].grid
    numbers = sum(isinstance(v, float) or (isinstance(v, str) and layouts.is_number(v)) for row in grid for v in row)
    assert sum(data.fates.values()) == numbers
    assert len(data.figures) == data.fates.get("observation", 0)
    assert all(isinstance(f.reading, Reading) and f.printed in f.sentence for f in data.figures)


class TestCatalogue:
    LAYOUT = "id: a\ntitles: [x]\nabout: {about}\nrows: {rows}\nmeasures:\n  - {{indicator: {indicator}, units: [{unit}]{more}}}\n"

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"indicator": "nothing"}, "is no indicator"),
            ({"unit": "hectare"}, "is not told in"),
            ({"about": "rows", "rows": "items"}, "go together"),
            ({"more": ", coverage: industrial_zones"}, "no breakdown"),
        ],
    )
    def test_a_layout_that_cannot_be(
        self, changes: dict[str, str], words: str, tmp_path: Path, catalog: Catalog
    ) -> None:
        here = Path(workbooks.__file__).parent
        for folder in ("layouts", "indicators"):
            (tmp_path / folder).mkdir()
        for name in ("industrial_production_index.yml", "industrial_production_share.yml"):
            (tmp_path / "indicators" / name).write_bytes((here / "indicators" / name).read_bytes())
        values = {
            "about": "province",
            "rows": "activities",
            "indicator": "industrial_production_index",
            "unit": "percent",
            "more": "",
        }
        (tmp_path / "layouts" / "a.yml").write_text(self.LAYOUT.format(**(values | changes)), encoding="utf-8")
        with pytest.raises(CatalogError, match=words):
            load_catalog(tmp_path)

    def test_layouts_are_part_of_the_version(self, catalog: Catalog) -> None:
        assert {"iip_by_province", "fdi_by_province", "production_value", "trade", "grdp"} <= set(catalog.layouts)

    def test_names_of_activities_and_areas(self, catalog: Catalog) -> None:
        activities, areas = catalog.codelists["activities"], catalog.codelists["areas"]
        assert activities.code("26. Sản xuất sản phẩm điện tử, máy vi tính và sản phẩm quang học (*)") == "C26"
        assert activities.code("Manufacture of electrical equipment") == "C27"
        assert activities.code("Sản xuất linh kiện điện tử") is None
        assert areas.code("TP. Hồ Chí Minh") == areas.code("Ho Chi Minh City") == "VN-SG"
        assert areas.code("Bắc Giang") == "VN-54"
        assert areas.code("TP. Bắc Ninh") is None


def test_a_snapshot_of_ones_own(catalog: Catalog) -> None:
    data = workbooks.read(replace(snapshot(WHOLE), source="own"), None, catalog, None, "Báo cáo tháng 7 năm 2026")
    assert (data.source, data.template, data.language, data.title) == (
        "own",
        "workbook",
        "vi",
        "Báo cáo tháng 7 năm 2026",
    )
    assert make_workbooks.FIGURES.exists()


@pytest.mark.parametrize(
    ("path", "skipped"),
    [
        ("STT", True), ("Mã số", True), ("Kế hoạch năm 2026", True), ("Cơ cấu (%)", True), ("Năm gốc 2015", True),
        ("Thực hiện so với kế hoạch (%)", True), ("Chênh lệch", True), ("Base year", True), ("Plan 2026", True),
        ("No. of new projects", False), ("Tỷ lệ tăng (%)", False), ("Tháng 7 so với cùng kỳ năm trước (%)", False),
    ],
)  # fmt: skip
def test_columns_of_which_no_observation_is_made(path: str, skipped: bool, catalog: Catalog) -> None:
    assert headers.words(catalog).skipped(path) is skipped


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("Tháng 7 | so với | cùng kỳ năm trước", "GY"), ("So cùng kỳ (%)", "GY"), ("Cùng kỳ năm trước = 100 (%)", "GY"),
        ("Tháng 8 so với tháng trước (%)", "G1"), ("Compared with the previous month", "G1"), ("Growth, yoy (%)", "GY"),
        ("Số dự án", None), ("Số cùng loại", None), ("Cùng kỳ năm trước", None),
    ],
)  # fmt: skip
def test_what_a_header_compares_with(path: str, code: str | None, catalog: Catalog) -> None:
    base, _ = headers.words(catalog).comparison(path)
    assert (base.code if base else None) == code
