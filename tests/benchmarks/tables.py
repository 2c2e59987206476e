"""`python -m tests.benchmarks.tables`: what a large HTML table costs, against lxml with BeautifulSoup reading its cells alone."""

from __future__ import annotations

import cProfile
import pstats
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

from bs4 import BeautifulSoup

from extractors import figures, pages
from extractors.catalog import load_catalog
from extractors.records import Snapshot

PROVINCES = "".join(
    (
        "Hà Nội|Vĩnh Phúc|Bắc Ninh|Quảng Ninh|Hải Dương|Hải Phòng|Hưng Yên|Thái Bình|Hà Nam|Nam Định|Ninh Bình|Hà Giang|Cao Bằng|Bắc Kạn",
        "|Tuyên Quang|Lào Cai|Yên Bái|Thái Nguyên|Lạng Sơn|Bắc Giang|Phú Thọ|Điện Biên|Lai Châu|Sơn La|Hòa Bình|Thanh Hóa|Nghệ An|Hà Tĩnh",
        "|Quảng Bình|Quảng Trị|Thừa Thiên Huế|Đà Nẵng|Quảng Nam|Quảng Ngãi|Bình Định|Phú Yên|Khánh Hòa|Ninh Thuận|Bình Thuận|Kon Tum|Gia Lai",
        "|Đắk Lắk|Đắk Nông|Lâm Đồng|Bình Phước|Tây Ninh|Bình Dương|Đồng Nai|Bà Rịa - Vũng Tàu|TP. Hồ Chí Minh|Long An|Tiền Giang|Bến Tre",
        "|Trà Vinh|Vĩnh Long|Đồng Tháp|An Giang|Kiên Giang|Cần Thơ|Hậu Giang|Sóc Trăng|Bạc Liêu|Cà Mau",
    )
).split("|")
ACTIVITIES = "".join(
    (
        "Toàn ngành công nghiệp|Khai khoáng|Công nghiệp chế biến, chế tạo|Sản xuất trang phục|Dệt|Sản xuất thiết bị điện|Sản xuất kim loại",
        "|Sản xuất đồ uống|Sản xuất và phân phối điện|Cung cấp nước; quản lý và xử lý rác thải, nước thải",
    )
).split("|")


def table(labels: list[str], columns: int) -> str:
    """A page with a table of so many labels and columns of months."""
    heads = "".join(f"<th>Tháng {c % 12 + 1}/{1990 + c // 12}</th>" for c in range(columns))
    body = "".join(
        f"<tr><td>{label}</td>"
        + "".join(f"<td>{90 + (r * 7 + c * 3) % 40},{(r + c) % 10}{c % 10}</td>" for c in range(columns))
        + "</tr>"
        for r, label in enumerate(labels)
    )
    return (
        '<article lang="vi"><h1>Chỉ số sản xuất công nghiệp tỉnh Bắc Ninh</h1><p>Chỉ số sản xuất công nghiệp so với cùng kỳ năm trước</p>'
        f"<p>Đơn vị: %</p><table><thead><tr><th></th>{heads}</tr></thead><tbody>{body}</tbody></table></article>"
    )


def provinces(columns: int) -> str:
    """The 63 provinces, the nation above them."""
    return table(["CẢ NƯỚC", *PROVINCES], columns).replace("tỉnh Bắc Ninh", "phân theo địa phương")


def own(rows: int, columns: int) -> str:
    """Bac Ninh's activities, over and over."""
    return table([ACTIVITIES[r % len(ACTIVITIES)] for r in range(rows)], columns)


def by_library(body: bytes) -> int:
    """All cells of all tables with lxml and BeautifulSoup: how many."""
    soup = BeautifulSoup(body, "lxml")
    return sum(
        1 for row in soup.find_all("tr") for cell in row.find_all(["td", "th"]) if cell.get_text(" ", strip=True)
    )


def timed(call: Callable[[], object]) -> float:
    """Seconds of processor time of the faster of two calls."""
    seconds = []
    for _ in range(2):
        begun = time.process_time()
        call()
        seconds.append(time.process_time() - begun)
    return min(seconds)


def main() -> None:
    catalog = load_catalog()
    shapes = {
        "provinces x 400": provinces(400), "provinces x 1600": provinces(1600), "provinces x 1,588 (100,000)": provinces(1588),
        "250 x 100": own(250, 100), "1,000 x 100": own(1000, 100),
    }  # fmt: skip
    for name, markup in shapes.items():
        body = markup.encode()
        snapshot = Snapshot("own", "own", "own", datetime(2026, 1, 1, tzinfo=UTC), 200, {}, body, "")
        cells = by_library(body)

        def ours(snapshot: Snapshot = snapshot) -> object:
            return figures.read(pages.read(snapshot, None), catalog, "2024-01-01")

        found = sum(m.fate == "observation" for m in figures.read(pages.read(snapshot, None), catalog, "2024-01-01"))
        library, own_time = timed(lambda body=body: by_library(body)), timed(ours)  # type: ignore[misc]
        print(
            f"{name:30} {cells:>8,} cells {found:>7,} observations {own_time:6.2f} s ({1e6 * own_time / cells:5.1f} µs a cell)"
            f" lxml+BeautifulSoup {library:6.2f} s: {own_time / library:5.2f} times"
        )
        if "--profile" in sys.argv:
            profile = cProfile.Profile()
            profile.runcall(ours)
            pstats.Stats(profile).sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    main()
