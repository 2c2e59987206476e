"""What reading a workbook costs beside calamine's own reading of the same sheets to Python lists.

    python -m tests.benchmarks.workbooks

Twenty tables of 5,000 cells under the titles of the national monthly report (invented values), of which four are by
province, and a provincial one of which every row and column is a figure of ours. Prints medians and their ratio.
"""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256

import xlsxwriter
from python_calamine import CalamineWorkbook

from extractors import workbooks
from extractors.catalog import Catalog, load_catalog
from extractors.records import PublishedDate, Snapshot
from tests.make_workbooks import ACTIVITIES, provinces

SHEETS, ROWS, COLUMNS, RUNS = 20, 250, 20, 15
TITLES = (
    "Chỉ số sản xuất công nghiệp phân theo địa phương",
    "Chỉ số sử dụng lao động của doanh nghiệp công nghiệp phân theo địa phương",
    "Đầu tư nước ngoài vào Việt Nam được cấp phép từ 01/01- 20/8/2026",
    "Doanh nghiệp đăng ký thành lập mới 8 tháng năm 2026 phân theo địa phương",
    "Chỉ số sản xuất công nghiệp",
    "Chỉ số tiêu thụ và tồn kho ngành công nghiệp",
    "Tổng mức bán lẻ hàng hóa",
    "Chỉ số giá tiêu dùng",
)


def national() -> bytes:
    """Twenty sheets of 250 rows and 20 columns."""
    names = ["CẢ NƯỚC", *provinces()]
    header = [f"Tháng {m} năm {y} so với cùng kỳ năm trước" for y in (2025, 2026) for m in range(1, COLUMNS // 2 + 1)]
    return _book(
        [
            (
                TITLES[n % len(TITLES)] + ("" if n < len(TITLES) else f" ({n})"),
                header,
                [*names, *(f"Huyện {k}" for k in range(ROWS - 4 - len(names)))],
            )
            for n in range(SHEETS)
        ]
    )


def provincial() -> bytes:
    """One sheet of which all is the province's."""
    header = [f"Tháng {m} năm {y} so với cùng kỳ năm trước" for y in range(2015, 2025) for m in range(1, 13)]
    return _book([("Chỉ số sản xuất công nghiệp tỉnh Bắc Ninh", header, list(ACTIVITIES))])


def _book(tables: list[tuple[str, list[str], list[str]]]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    for title, header, labels in tables:
        sheet = book.add_worksheet()
        sheet.write(0, 0, title)
        sheet.write(1, len(header), "%")
        for c, text in enumerate(header[: len(header)], 1):
            sheet.write(3, c, text)
        for r, label in enumerate(labels, 4):
            sheet.write(r, 0, label)
            for c in range(1, len(header) + 1):
                sheet.write(r, c, 80 + (r * 7 + c * 13) % 4000 / 100)
    book.close()
    return buffer.getvalue()


def medians(*runs: Callable[[], object]) -> list[float]:
    """Median seconds of processor time of each, turn by turn, so that the machine's other work meets all alike."""
    spent: list[list[float]] = [[] for _ in runs]
    for _ in range(RUNS):
        for run, times in zip(runs, spent, strict=True):
            start = time.process_time()
            run()
            times.append(time.process_time() - start)
    return [statistics.median(times) for times in spent]


def bare(body: bytes) -> list[object]:
    """calamine's own way: each sheet as lists."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def compare(name: str, body: bytes, source: str, catalog: Catalog) -> None:
    """Print what both cost."""
    snapshot = Snapshot(source, "u", "u", datetime.now(UTC), 200, {}, body, sha256(body).hexdigest())

    def ours() -> workbooks.Dataset:
        return workbooks.read(snapshot, catalog.sources[source], catalog, PublishedDate("2026-09-03", "given"))

    data = ours()
    own, read = medians(lambda: bare(body), ours)
    cells = sum(data.fates.values())
    print(
        f"{name}: {cells} numbers, {len(data.figures)} figures, {len(body) // 1024} KiB: "
        f"calamine {own * 1000:.1f} ms, read {read * 1000:.1f} ms, ratio {read / own:.2f}"
    )


def main() -> None:
    """Both workbooks, one after the other."""
    catalog = load_catalog()
    compare("national", national(), "nso", catalog)
    compare("all ours", provincial(), "thongke_bacninh", catalog)


if __name__ == "__main__":
    main()
