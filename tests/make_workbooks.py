"""Makes the sample's workbooks, in the layout of the offices' own, from published figures alone.

    python tests/make_workbooks.py

The same figures give the same bytes. Cells of which no figure is known to us are empty, or ".." as the offices write.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from extractors.catalog import load_areas

FOLDER = Path(__file__).parent / "pages" / "workbooks"
FIGURES = FOLDER / "figures.csv"
"""workbook, sheet, row, column, printed, publisher, url: each figure with the page that states it."""

Cells = dict[tuple[str, str], float]


class Book:
    """A workbook in the offices' manner: title in A1, unit above the table, header, body, notes."""

    def __init__(self, figures: Cells | None = None) -> None:
        self.buffer = io.BytesIO()
        self.book = xlsxwriter.Workbook(self.buffer, {"in_memory": True})
        self.book.set_properties({"created": datetime(2020, 1, 1)})  # noqa: DTZ001 (a fixed mark, no time)
        self.bold: Format = self.book.add_format({"bold": True, "text_wrap": True})
        self.two: Format = self.book.add_format({"num_format": "0.00"})
        self.figures = figures or {}

    def sheet(
        self, name: str, title: str, unit: str, header: Sequence[str], rows: Sequence[str], missing: str = ""
    ) -> Worksheet:
        """A table with one header row; its figures are looked up by row and column."""
        sheet = self.book.add_worksheet(name)
        sheet.write(0, 0, title, self.bold)
        if unit:
            sheet.write(1, len(header), unit)
        for c, text in enumerate(header, 1):
            sheet.write(3, c, text, self.bold)
        for r, label in enumerate(rows, 4):
            sheet.write(r, 0, label)
            for c, text in enumerate(header, 1):
                value = self.figures.get((label.strip(), text))
                if value is not None:
                    sheet.write_number(r, c, value, self.two)
                elif missing:
                    sheet.write(r, c, missing)
        return sheet

    def bytes(self) -> bytes:
        """The file."""
        self.book.close()
        return self.buffer.getvalue()


def provinces(merged: bool = False) -> list[str]:
    """The provinces by name as tables list them: 63, or the 34 of July 2025."""
    return [p.vi[0] for p in load_areas().provinces.values() if not (merged and p.into)]


def national(figures: Cells, month: int, year: int) -> bytes:
    """The workbook of the national monthly report: twenty tables, of which few are about provinces."""
    book, m, before = Book(figures), f"tháng {month}", month - 1
    growth = [
        f"Tháng {before} năm {year} so với cùng kỳ năm trước",
        f"Tháng {month} năm {year} so với tháng {before} năm {year}",
        f"Tháng {month} năm {year} so với cùng kỳ năm trước",
        f"{month} tháng năm {year} so với cùng kỳ năm trước",
    ]
    levels = [
        f"Thực hiện {m.replace(str(month), str(before))} năm {year}",
        f"Ước tính {m} năm {year}",
        f"Cộng dồn {month} tháng năm {year}",
    ]
    sections = ["Toàn ngành công nghiệp", "Khai khoáng", "Công nghiệp chế biến, chế tạo", "Sản xuất và phân phối điện",
                "Cung cấp nước; hoạt động quản lý và xử lý rác thải, nước thải"]  # fmt: skip
    places = ["CẢ NƯỚC", *provinces()]
    book.sheet(
        "1.SXNN",
        f"1. Sản xuất nông nghiệp đến ngày 15 tháng {month} năm {year}",
        "Nghìn ha",
        [f"Thực hiện cùng kỳ năm {year - 1}", f"Thực hiện kỳ này năm {year}"],
        ["Gieo cấy lúa mùa", "Lúa hè thu"],
    )
    book.sheet("2.IIP", "2. Chỉ số sản xuất công nghiệp", "%", growth, sections)
    book.sheet(
        "3.SPCN",
        "3. Một số sản phẩm chủ yếu của ngành công nghiệp",
        "",
        ["Đơn vị tính", *levels],
        ["Than đá (than sạch)", "Điện thoại di động", "Linh kiện điện thoại"],
    )
    book.sheet(
        "4.TTTK",
        "4. Chỉ số tiêu thụ và tồn kho ngành công nghiệp chế biến, chế tạo",
        "%",
        growth[1:],
        ["Chỉ số tiêu thụ", "Chỉ số tồn kho"],
    )
    book.sheet("5.IIP dp", "5. Chỉ số sản xuất công nghiệp phân theo địa phương", "%", growth, places, "..")
    book.sheet("6.LĐ", "6. Chỉ số sử dụng lao động của doanh nghiệp công nghiệp", "%", growth[1:], sections)
    book.sheet(
        "7.LĐ dp",
        "7. Chỉ số sử dụng lao động của doanh nghiệp công nghiệp phân theo địa phương",
        "%",
        growth[1:],
        places,
    )
    book.sheet(
        "8.DN1",
        "8. Một số chỉ tiêu về doanh nghiệp",
        "",
        ["Đơn vị tính", *levels],
        ["Doanh nghiệp đăng ký thành lập mới", "Doanh nghiệp quay trở lại hoạt động"],
    )
    book.sheet(
        "9.DN2",
        "9. Doanh nghiệp đăng ký thành lập mới phân theo một số lĩnh vực hoạt động",
        "",
        levels[2:],
        ["Công nghiệp chế biến, chế tạo", "Xây dựng"],
    )
    book.sheet(
        "10.DN3",
        "10. Doanh nghiệp hoàn tất thủ tục giải thể phân theo một số lĩnh vực hoạt động",
        "Doanh nghiệp",
        levels[2:],
        ["Công nghiệp chế biến, chế tạo", "Xây dựng"],
    )
    book.sheet(
        "11.VĐT",
        "11. Vốn đầu tư thực hiện từ nguồn ngân sách Nhà nước",
        "Tỷ đồng",
        levels,
        ["TỔNG SỐ", "Trung ương", "Địa phương"],
    )
    book.sheet(
        "12.FDI",
        f"12. Đầu tư nước ngoài vào Việt Nam được cấp phép từ 01/01- 20/{month}/{year}",
        "",
        ["Số dự án cấp mới (Dự án)", "Vốn đăng ký cấp mới (Triệu USD)"],
        ["TỔNG SỐ", "Phân theo một số địa phương", *provinces(), "Phân theo một số nước và vùng lãnh thổ", "Hàn Quốc"],
    )
    book.sheet(
        "13.TMBL",
        "13. Tổng mức bán lẻ hàng hóa và doanh thu dịch vụ tiêu dùng",
        "Tỷ đồng",
        levels,
        ["TỔNG SỐ", "Bán lẻ hàng hóa"],
    )
    book.sheet(
        "14.XK",
        "14. Hàng hóa xuất khẩu",
        "Triệu USD",
        levels,
        ["TỔNG TRỊ GIÁ", "Khu vực kinh tế trong nước", "Khu vực có vốn đầu tư nước ngoài"],
    )
    book.sheet(
        "15.NK",
        "15. Hàng hóa nhập khẩu",
        "Triệu USD",
        levels,
        ["TỔNG TRỊ GIÁ", "Khu vực kinh tế trong nước", "Khu vực có vốn đầu tư nước ngoài"],
    )
    book.sheet(
        "16.CPI",
        f"16. Chỉ số giá tiêu dùng, chỉ số giá vàng, chỉ số giá đô la Mỹ và lạm phát cơ bản tháng {month} năm {year}",
        "%",
        growth[1:3],
        ["CHỈ SỐ GIÁ TIÊU DÙNG"],
    )
    book.sheet("17.VTHK", "17. Vận tải hành khách", "Nghìn HK", levels, ["TỔNG SỐ", "Đường bộ"])
    book.sheet("18.VTHH", "18. Vận tải hàng hóa", "Nghìn tấn", levels, ["TỔNG SỐ", "Đường bộ"])
    book.sheet("19.KQT", "19. Khách quốc tế đến Việt Nam", "Nghìn lượt người", levels, ["TỔNG SỐ", "Châu Á"])
    book.sheet(
        "20.TTATXH",
        "20. Trật tự, an toàn xã hội",
        "",
        ["Sơ bộ kỳ báo cáo", "Cộng dồn từ đầu năm đến cuối kỳ báo cáo"],
        ["Tai nạn giao thông"],
    )
    return book.bytes()


ACTIVITIES = (
    "Toàn ngành công nghiệp", "Khai khoáng", "Công nghiệp chế biến, chế tạo", "Sản xuất chế biến thực phẩm",
    "Sản xuất đồ uống", "Sản xuất trang phục", "Sản xuất giấy và sản phẩm từ giấy",
    "In, sao chép bản ghi các loại", "Sản xuất hoá chất và sản phẩm hoá chất", "Sản xuất kim loại",
    "Sản xuất sản phẩm từ kim loại đúc sẵn (trừ máy móc, thiết bị)",
    "Sản xuất sản phẩm điện tử, máy vi tính và sản phẩm quang học", "Sản xuất thiết bị điện",
    "Sản xuất giường, tủ, bàn, ghế",
    "Sản xuất và phân phối điện, khí đốt, nước nóng, hơi nước và điều hoà không khí",
    "Cung cấp nước; hoạt động quản lý và xử lý rác thải, nước thải",
)  # fmt: skip


def provincial(figures: Cells, month: int, year: int) -> bytes:
    """The workbook of the province's monthly report: industry, enterprises, investment, trade."""
    book, before = Book(figures), month - 1
    growth = [
        f"Tháng {month} năm {year} so với tháng {before} năm {year}",
        f"Tháng {month} năm {year} so với cùng kỳ năm trước",
        f"{month} tháng năm {year} so với cùng kỳ năm trước",
    ]
    levels = [
        f"Thực hiện tháng {before} năm {year}",
        f"Ước tính tháng {month} năm {year}",
        f"Cộng dồn {month} tháng năm {year}",
    ]
    owners = ["Tổng số", "Nhà nước", "Ngoài nhà nước", "Khu vực có vốn đầu tư nước ngoài"]
    book.sheet(
        "IIP",
        f"1. Chỉ số sản xuất công nghiệp tháng {month} năm {year} tỉnh Bắc Ninh",
        "Đơn vị tính: %",
        growth,
        ACTIVITIES,
    )
    book.sheet(
        "GTSX",
        f"2. Giá trị sản xuất công nghiệp theo giá so sánh 2010 tháng {month} năm {year}",
        "Đơn vị tính: Tỷ đồng",
        levels,
        owners,
    )
    book.sheet(
        "XNK",
        f"3. Xuất khẩu, nhập khẩu hàng hóa tháng {month} năm {year}",
        "Đơn vị tính: Triệu USD",
        levels,
        ["Xuất khẩu", *owners[1:], "Nhập khẩu", *owners[1:]],
    )
    book.sheet(
        "DN",
        f"4. Doanh nghiệp đăng ký thành lập mới tháng {month} năm {year}",
        "",
        levels,
        ["Số doanh nghiệp thành lập mới (Doanh nghiệp)", "Vốn đăng ký (Tỷ đồng)"],
    )
    return book.bytes()


def published(workbook: str) -> Cells:
    """The figures of a workbook, by row and column."""
    with FIGURES.open(encoding="utf-8", newline="") as lines:
        return {
            (f["row"], f["column"]): float(f["printed"]) for f in csv.DictReader(lines) if f["workbook"] == workbook
        }


WORKBOOKS = {
    "02-Bieu-T8.2023.xlsx": (national, 8, 2023),
    "Bieu-so-lieu-thang-5-2023.xlsx": (provincial, 5, 2023),
}


def main() -> None:
    """Write both."""
    for name, (make, month, year) in WORKBOOKS.items():
        (FOLDER / name).write_bytes(make(published(name), month, year))


if __name__ == "__main__":
    main()
