"""Set pages of the sample as printed monthly reports, the way that a statistics office publishes them.

    python tests/make_bulletin_pdf.py

writes `tests/pages/bulletins/<id>.pdf`, the same text and figures as `tests/pages/<id>.html`, and its gold beside it. The
output is the same on every run of one version of reportlab. Needs a font with Vietnamese letters that may be embedded:
DejaVu Serif, where Linux distributions put it or in BACNINH_FONTS.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, Spacer, Table

from extractors import pages
from extractors.catalog import load_catalog
from extractors.records import Page, Snapshot
from extractors.records import Table as PageTable

FONTS = Path(os.environ.get("BACNINH_FONTS", "/usr/share/fonts/truetype/dejavu"))
LETTERHEAD = (
    ("CỤC THỐNG KÊ TỈNH BẮC NINH", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    ("", "Độc lập - Tự do - Hạnh phúc"),
)


@dataclass(frozen=True)
class Layout:
    """How a report is set."""

    columns: int = 1
    rules: str = "grid"
    """`grid`: all cells ruled; `lines`: only under the header and at the ends; `none`."""
    rotate: int = 0
    size: float = 11.5
    page_size: tuple[float, float] = A4
    space_before_table: float = 0
    letterhead: bool = True
    encrypt: Any = None


def register_fonts() -> None:
    """Make the font known to reportlab."""
    for name, ending in (("Regular", ""), ("Bold", "-Bold"), ("Italic", "-Italic")):
        pdfmetrics.registerFont(TTFont(f"Serif-{name}", str(FONTS / f"DejaVuSerif{ending}.ttf")))


class _Canvas(Canvas):
    rotation = 0

    def showPage(self) -> None:  # noqa: N802 (reportlab's name)
        if self.rotation:
            self.setPageRotation(self.rotation)
        super().showPage()


def set_page(page: Page, based_on: str, layout: Layout | None = None, published: str | None = None) -> bytes:
    """The text and tables of a page as a printed report; `published` is printed as its place and date line."""
    layout = layout or Layout()
    register_fonts()
    out = io.BytesIO()
    running = f"Báo cáo: {page.title}"[:70]
    note = "Sample of the bacninh project: our own wording of a real report, figures as printed."

    def frame_page(canvas: Canvas, document: BaseDocTemplate) -> None:
        width, height = layout.page_size
        canvas.setFont("Serif-Italic", 9)
        canvas.drawString(70, height - 40, running)
        canvas.setFont("Serif-Regular", 10)
        canvas.drawCentredString(width / 2, 40, str(document.page))

    width, height = layout.page_size
    gap = 24
    column = (width - 140 - gap * (layout.columns - 1)) / layout.columns
    frames = [
        Frame(70 + i * (column + gap), 60, column, height - 120, 0, 0, 0, 0, id=f"c{i}") for i in range(layout.columns)
    ]
    document = BaseDocTemplate(
        out, pagesize=layout.page_size, invariant=1, title=page.title, subject=f"{note} Based on: {based_on}",
        encrypt=layout.encrypt,
    )  # fmt: skip
    document.addPageTemplates([PageTemplate(id="p", frames=frames, onPage=frame_page)])
    canvas = type("Canvas", (_Canvas,), {"rotation": layout.rotate})
    document.build(list(_flowables(page, layout, column, published)), canvasmaker=canvas)
    return out.getvalue()


def _style(layout: Layout, bold: bool = False, align: int = TA_JUSTIFY, **more: Any) -> ParagraphStyle:
    size = more.pop("size", layout.size)
    values = {"fontSize": size, "leading": size * 1.3, "alignment": align, "spaceAfter": size * 0.5} | more
    return ParagraphStyle("s", fontName="Serif-Bold" if bold else more.pop("font", "Serif-Regular"), **values)


def _flowables(page: Page, layout: Layout, width: float, published: str | None) -> Any:
    if layout.letterhead:
        style = _style(layout, bold=True, align=TA_CENTER, size=layout.size * 0.8, spaceAfter=0)
        rows = [[Paragraph(escape(left), style), Paragraph(escape(right), style)] for left, right in LETTERHEAD]
        yield Table(rows, colWidths=[width * 0.45, width * 0.55])
    if published:
        year, month, day = published.split("-")
        line = f"Bắc Ninh, ngày {int(day)} tháng {int(month)} năm {year}"
        yield Paragraph(line, _style(layout, align=TA_RIGHT, font="Serif-Italic"))
        yield Spacer(1, 8)
    tables = {t.start: t for t in page.tables}
    for block in page.blocks:
        words = escape(page.text[block.start : block.end])
        if block.kind == "title":
            yield Paragraph(words, _style(layout, bold=True, align=TA_CENTER, size=layout.size * 1.25, spaceAfter=14))
        elif block.kind == "table":
            yield from _table(page, tables[block.start], layout, width)
            yield Spacer(1, layout.size)
        elif block.kind in ("heading", "caption"):
            yield Spacer(1, layout.space_before_table if block.kind == "caption" else 0)
            yield Paragraph(words, _style(layout, bold=True, keepWithNext=1))
        else:
            yield Paragraph(words, _style(layout, firstLineIndent=0 if block.kind == "item" else 24))


def _table(page: Page, table: PageTable, layout: Layout, width: float) -> Any:
    count = 1 + max(c.row + c.rowspan - 1 for c in table.cells)
    columns = 1 + max(c.column + c.colspan - 1 for c in table.cells)
    unit = [c for c in table.cells if c.row == 0 and c.colspan == columns]
    first = 1 if unit else 0
    if unit:
        yield Paragraph(
            escape(page.text[unit[0].start : unit[0].end]), _style(layout, align=TA_RIGHT, font="Serif-Italic")
        )
    size = min(layout.size * 0.85, 70 / columns)
    head = _style(layout, bold=True, align=TA_CENTER, size=size, spaceAfter=0)
    left = _style(layout, align=0, size=size, spaceAfter=0)
    right = _style(layout, align=TA_RIGHT, size=size, spaceAfter=0)
    grid: list[list[Flowable | str]] = [[""] * columns for _ in range(count - first)]
    heads = {c.row for c in table.cells if c.header} | set(range(first))
    style: list[tuple[Any, ...]] = [("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    header_rows = sum(1 for r in range(first, count) if r in heads)
    if layout.rules == "grid":
        style.append(("GRID", (0, 0), (-1, -1), 0.5, colors.black))
    elif layout.rules == "lines":
        style += [
            ("LINEABOVE", (0, 0), (-1, 0), 1, colors.black),
            ("LINEBELOW", (0, header_rows - 1), (-1, header_rows - 1), 0.5, colors.black),
            ("LINEBELOW", (0, -1), (-1, -1), 1, colors.black),
        ]
    for cell in table.cells:
        if cell.row < first:
            continue
        row = cell.row - first
        kind = head if cell.header else left if cell.column == 0 else right
        grid[row][cell.column] = Paragraph(escape(page.text[cell.start : cell.end]), kind)
        if cell.rowspan > 1 or cell.colspan > 1:
            end = (cell.column + cell.colspan - 1, row + cell.rowspan - 1)
            style.append(("SPAN", (cell.column, row), end))
    label = 0.4 if columns < 6 else 0.25
    widths = [width * label, *[width * (1 - label) / (columns - 1)] * (columns - 1)]
    yield Table(grid, colWidths=widths, repeatRows=header_rows, style=style)


TESTS = Path(__file__).parent
BULLETINS = {
    "d1-01": Layout(),
    "d1-01-columns": Layout(columns=2, size=9.5, page_size=(595, 420)),
    "d1-02": Layout(space_before_table=240),
}
"""File's name → how the page of the sample that it begins with is set; d1-02's table goes on overleaf."""


def main() -> None:
    """Write the bulletins and their gold."""
    out = TESTS / "pages" / "bulletins"
    out.mkdir(exist_ok=True)
    index = json.loads((TESTS / "pages" / "index.json").read_text(encoding="utf-8"))
    catalog = load_catalog()
    for name, how in BULLETINS.items():
        stem = name[:5]
        entry = index[stem]
        body = (TESTS / "pages" / f"{stem}.html").read_bytes()
        snapshot = Snapshot(
            entry["source"], entry["url"], entry["url"], datetime(2026, 1, 1, tzinfo=UTC), 200,
            {"content-type": "text/html; charset=utf-8"}, body, hashlib.sha256(body).hexdigest(),
        )  # fmt: skip
        page = pages.read(snapshot, catalog.sources[entry["source"]])
        (out / f"{name}.pdf").write_bytes(set_page(page, entry["based_on"], how, entry["published"]))
        gold = json.loads((TESTS / "gold" / f"{stem}.json").read_text(encoding="utf-8"))
        text = json.dumps(gold | {"page": name}, ensure_ascii=False, indent=1)
        (out / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
