"""Tables as text: each row becomes one sentence, its label first, then each figure behind the words of its header.

"Trong đó: Điện tử" of a row, "7 tháng 2023" of a column, the unit line above the table: a person reads them together, as if
they stood in one sentence; so they are put into one, and read like any other. Figures of other places are told apart by the column that
names places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from extractors.languages.base import Language, NumberStyle
from extractors.quantities import NUMBER, Quantity, parse_number
from extractors.records import Cell, Page, Table

_NUMERIC = re.compile(
    r"\s*[(]?\s*[-–−+]?\s*(?:[><≈~]|khoảng|about|over|hơn|gần|nearly|trên)?\s*\d[\d.,\s]*\s*(?:%|ha)?\s*[)]?\s*\*{0,3}\s*"
)
_UNITS = (
    (r"nghìn tỷ đồng|ngàn tỷ đồng|nghìn tỷ|trillion (?:VND|dong)|(?:VND|VNĐ) ?trillion", "VND", Decimal(10) ** 12),
    (r"tỷ đồng|tỉ đồng|billion (?:VND|dong)|(?:VND|VNĐ) ?billion|(?:VND|VNĐ) ?bn|tỷ VN[DĐ]|bn (?:VND|dong)", "VND", Decimal(10) ** 9),
    (r"triệu đồng|million (?:VND|dong)|(?:VND|VNĐ) ?million|tr\.? ?đồng", "VND", Decimal(10) ** 6),
    (r"tỷ USD|tỉ USD|tỷ đô|billion (?:USD|US dollars|US\$|dollars)|(?:USD|US\$|\$) ?billion|(?:USD|US\$|\$) ?bn|bn (?:USD|US\$|dollars)", "USD", Decimal(10) ** 9),
    (r"triệu USD|triệu US\$|triệu đô|million (?:USD|US dollars|US\$|dollars)|(?:USD|US\$|\$) ?(?:million|mn|m\b)|tr\.? ?USD|m(?:ln|n|\.)? ?USD", "USD", Decimal(10) ** 6),
    (r"nghìn USD|1[.,]?000 USD|thousand USD|USD thousand|(?:USD|US\$) ?1,?000", "USD", Decimal(10) ** 3),
    (r"\bha\b|hectares?|hecta", "hectare", Decimal(1)),
    (r"%|phần trăm|percent|per cent|\bpct\b|tốc độ|tăng trưởng|tỷ lệ|tỷ trọng|cơ cấu|tăng, giảm|growth|occupancy|share\b|chỉ số", "percent", Decimal(1)),
    (r"xếp hạng|thứ hạng|\bhạng\b|\brank(?:ing)?\b", "rank", Decimal(1)),
    (r"\bđiểm\b|điểm số|\bscore\b|\bpoints\b|^pci$|điểm pci", "index_point", Decimal(1)),
    (r"(?:nghìn|1[.,]?000|thousand) (?:người|lao động|persons?|people|workers)", "person", Decimal(1000)),
    (r"dự án|\bprojects?\b|giấy chứng nhận|certificates|\bDA\b", "project", Decimal(1)),
    (r"doanh nghiệp|enterprises?|\bDN\b|\bfirms\b|companies", "enterprise", Decimal(1)),
    (r"\bngười\b|lao động|persons?\b|workers|employees|labou?r|\bpeople\b|jobs", "person", Decimal(1)),
)  # fmt: skip
"""Words of a label, a header or the line above → unit and what one of it is worth; the first that is found counts."""
_NAMES = frozenset({"USD", "VND", "percent", "hectare"})
"""Units that a line above a table gives to all of it."""
_WIDE = 32
"""Figures up to which a row is one sentence; wider ones are cut, so that their cost stays in proportion."""
_RISES = re.compile(r"tăng|giảm|growth|increase|change|tốc độ|\+/-", re.IGNORECASE)
_RATES = re.compile(r"tốc độ tăng|tăng, giảm|growth rate", re.IGNORECASE)
"""A table that speaks of rises prints them as such."""
_NEGATIVE = re.compile(r"\s*[-–−(]")
_NUMBERING = re.compile(r"(?:stt|tt|no\.?|#|nr\.?)\.?", re.IGNORECASE)
_BOUNDS = {
    ">": ">",
    "over": ">",
    "hơn": ">",
    "trên": ">",
    "<": "<",
    "gần": "<",
    "nearly": "<",
    "~": "~",
    "≈": "~",
    "khoảng": "~",
    "about": "~",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A numeric cell of a row's sentence."""

    quantity: Quantity
    cell: Cell
    index_form: bool
    """Whether its column prints 110.44 for a rise by 10.44."""
    elsewhere: bool
    """Whether its row or column is of another place."""
    header: tuple[int, int]
    """Where in the row's text the words of its header stand."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row as a sentence; offsets of the quantities count in `text`, those of the cells on the page."""

    text: str
    figures: tuple[Figure, ...]
    start: int
    end: int
    ends: tuple[int, int, int]
    """Where in the text the words above the table end, those of the row's group, and its label."""

    def zone(self, start: int, quantity: Quantity) -> int:
        """Whose words stand at a place: 0 above the table, 1 the group's, 2 the label's, 3 the header's of this number, -1 of another."""
        for number, end in enumerate(self.ends):
            if start < end:
                return number
        own = next((f.header for f in self.figures if f.quantity is quantity), (0, 0))
        return 3 if own[0] <= start < own[1] else -1


@dataclass(frozen=True, slots=True)
class _Grid:
    """A table on its plain grid: text by row and column, spanning cells repeated over what they cover."""

    rows: int
    columns: int
    text: dict[tuple[int, int], str]
    cells: dict[tuple[int, int], Cell]
    header_rows: int

    def label(self, row: int) -> str:
        """The first words of a row that are no figure."""
        words = (self.text.get((row, c), "") for c in range(self.columns))
        return next((w for w in words if w and not _NUMERIC.fullmatch(w) and re.search(r"[^\W\d_]{2}", w)), "")

    def words(self, row: int) -> str:
        """All words of a row: its label, its unit where that stands in a column of its own, a year that names it."""
        cells = dict.fromkeys(self.text.get((row, c), "") for c in range(self.columns))
        return " ".join(w for w in cells if w and not _NUMERIC.fullmatch(w))

    def header(self, column: int) -> str:
        """The header path of a column, top down."""
        return " ".join(dict.fromkeys(w for r in range(self.header_rows) if (w := self.text.get((r, column), ""))))


def rows(page: Page, table: Table, lang: Language, style: NumberStyle) -> Iterator[Row]:
    """The rows of a table that hold figures, as sentences; `style` is the page's."""
    grid = _grid(page, table)
    above = _above(page, table)
    frame = _Frame(page, grid, above, [grid.header(c) for c in range(grid.columns)], lang, style)
    group = parent = ""
    for row in range(grid.header_rows, grid.rows):
        columns = [c for c in range(grid.columns) if _is_figure(grid, row, c, frame.headers)]
        label = grid.label(row)
        if not columns:
            group = label or group
            continue
        if _belongs_above(label):
            group = parent or group
        else:
            parent = label
        for at in range(0, len(columns), _WIDE):
            yield frame.row(row, columns[at : at + _WIDE], group if group != label else "", label)


class _Frame:
    """What all rows of a table share: the words above, the headers, whose figures they are."""

    def __init__(
        self, page: Page, grid: _Grid, above: list[str], headers: list[str], lang: Language, style: NumberStyle
    ) -> None:
        self.page, self.grid, self.above, self.headers, self.style = page, grid, above, headers, style
        self.caption = ". ".join(reversed(above))
        self.rates = bool(_RATES.search(self.caption))
        self.places = _place_column(grid, lang)
        self.home = lang.find("home_name")
        other = lang.find("other_provinces")
        self.of_another = self.places is None and _of_another_place(above, headers, grid, lang)
        self.column_elsewhere = [bool(other.search(h)) and not self.home.search(h) for h in headers]
        self.around_100 = [_around_100(grid, c, style) for c in range(grid.columns)]

    def row(self, row: int, columns: list[int], group: str, label: str) -> Row:
        """One row, or a piece of a wide one, as a sentence."""
        grid = self.grid
        words = grid.words(row) or label
        text = f"{self.caption}; "
        ends = [len(text)]
        text += f"{group}; " if group else ""
        ends.append(len(text))
        text += _year_label(grid, row, self.headers) + words
        ends.append(len(text))
        of_row = self.places is not None and not self.home.search(grid.text.get((row, self.places), ""))
        found: list[Figure] = []
        for column in columns:
            cell, header = grid.cells[row, column], self.headers[column]
            start = len(text), len(text) + len(header) + 4
            told = (words, header, grid.text.get((0, 0), ""), *self.above[:-1])
            quantity = None
            if (cell.row, cell.column) == (row, column):
                quantity = _quantity(self.page, cell, start[1], self.style, told)
            if quantity is None:
                continue
            text += f"; {header}: {self.page.text[cell.start : cell.end]}"
            index_form = self.around_100[column] and not (_RISES.search(f"{header} {words}") or self.rates)
            elsewhere = self.of_another or of_row or self.column_elsewhere[column]
            found.append(Figure(quantity, cell, index_form, elsewhere, start))
        own = [grid.cells[row, c] for c in range(grid.columns) if (row, c) in grid.cells]
        own = [c for c in own if c.row == row] or own
        return Row(
            text, tuple(found), min(c.start for c in own), max(c.end for c in own), (ends[0], ends[1], ends[2])
        )  # fmt: skip


def _grid(page: Page, table: Table) -> _Grid:
    text: dict[tuple[int, int], str] = {}
    cells: dict[tuple[int, int], Cell] = {}
    for cell in table.cells:
        words = page.text[cell.start : cell.end].strip()
        for row in range(cell.row, cell.row + cell.rowspan):
            for column in range(cell.column, cell.column + cell.colspan):
                text[row, column] = words
                cells[row, column] = cell
    count = 1 + max((r for r, _ in text), default=-1)
    columns = 1 + max((c for _, c in text), default=-1)
    return _Grid(count, columns, text, cells, _header_rows(text, cells, count, columns))


def _header_rows(text: dict[tuple[int, int], str], cells: dict[tuple[int, int], Cell], count: int, columns: int) -> int:
    """How many rows at the top hold no figures: header cells, or words and years only; a column's number is none."""
    for row in range(count):
        line = [text.get((row, c), "") for c in range(columns)]
        if all(cells[row, c].header for c in range(columns) if (row, c) in cells):
            continue
        numbers = [t for t in line if _NUMERIC.fullmatch(t)]
        years = [t for t in numbers if re.fullmatch(r"(?:19|20)\d\d", t)]
        figures = len(numbers) > len(years) or (
            row > 0 and bool(years) and len(line) > 1 and line[0] in years and len(years) == 1
        )
        if figures or sum(1 for t in line if t) < 2:
            return row
    return count


def _above(page: Page, table: Table) -> list[str]:
    """The words that stand over a table, the nearest first: its caption, unit line, the heading, the title."""
    index = next((i for i, b in enumerate(page.blocks) if b.start == table.start), 0)
    near: list[str] = []
    for block in reversed(page.blocks[:index]):
        words = page.text[block.start : block.end]
        if block.kind in ("caption", "heading") or (
            block.kind in ("paragraph", "lead") and len(words) < 200 and len(near) < 2
        ):
            near.append(words)
        if block.kind in ("heading", "table") or len(near) > 3:
            break
    following = page.blocks[index + 1 : index + 2]
    if following and following[0].kind == "caption" and not near:
        near.append(page.text[following[0].start : following[0].end])
    return list(dict.fromkeys([*near, page.title]))


def _is_figure(grid: _Grid, row: int, column: int, headers: list[str]) -> bool:
    words = grid.text.get((row, column), "")
    if not words or not _NUMERIC.fullmatch(words) or grid.cells[row, column].header:
        return False
    if re.fullmatch(r"(?:19|20)\d\d", words) and column == 0:
        return False
    return not (
        _NUMBERING.fullmatch(headers[column].strip()) or (not headers[column] and column == 0 and len(words) <= 3)
    )


def _year_label(grid: _Grid, row: int, headers: list[str]) -> str:
    """The year or date that names a row, where it is a bare number in the first column."""
    first = grid.text.get((row, 0), "")
    return f"{headers[0]} {first}: " if re.fullmatch(r"(?:19|20)\d\d", first) else ""


def _belongs_above(label: str) -> bool:
    """Whether a row goes on with the one above: capital under projects, "of which", an indented part."""
    return bool(
        re.match(
            r"\W*(?:\d+\W+)?(?:(?:tổng |total |- )?(?:số )?(?:vốn|capital|registered)|trong đó|of which|in which|[-–+•])",
            label,
            re.IGNORECASE,
        )
    )


def _place_column(grid: _Grid, lang: Language) -> int | None:
    """The column whose cells are names of provinces, if there is one."""
    names = re.compile(f"(?:{lang.other_provinces})|(?:{lang.home_name})", re.IGNORECASE)
    for column in range(min(3, grid.columns)):
        cells = [grid.text.get((r, column), "") for r in range(grid.header_rows, grid.rows)]
        found = [t for t in cells if names.search(t[:40])]
        if len(found) >= 2 and len(found) >= len([c for c in cells if c]) / 3:
            return column
    return None


def _of_another_place(above: list[str], headers: list[str], grid: _Grid, lang: Language) -> bool:
    """Whether the words over a table name another place and nothing of it names the province."""
    home, other = lang.find("home_name"), lang.find("other_provinces")
    if any(home.search(w) for w in (*headers, *above)) or any(home.search(t) for t in grid.text.values()):
        return False
    return any(other.search(w) or lang.find("nation").search(w) for w in above[:1])


def _quantity(page: Page, cell: Cell, start: int, style: NumberStyle, words: tuple[str, ...]) -> Quantity | None:
    printed = page.text[cell.start : cell.end]
    number = NUMBER.search(
        re.sub(r"(?<=\d)\s+(?=\d{3}(?!\d))", ".", printed) if re.search(r"\d\s\d{3}(?!\d)", printed) else printed
    )
    if number is None:
        return None
    value, place = parse_number(number[0], style)
    unit, factor = ("percent", Decimal(1)) if "%" in printed else _unit(words)
    if re.search(r"^\s*[-–−]\s*\d|\(\s*[-–−]?\s*\d", printed):
        value = -value
    hedge = re.match(r"\s*([><≈~]|khoảng|about|over|hơn|gần|nearly|trên)", printed)
    end = start + len(printed)
    return Quantity(
        value * factor, unit, "", _BOUNDS.get(hedge[1], "=") if hedge else "=", start, end, start, end, place * factor / 2,
    )  # fmt: skip


def _unit(words: tuple[str, ...]) -> tuple[str | None, Decimal]:
    """The unit that the row, the header, the corner or the lines above give, in this order."""
    for number, text in enumerate(words):
        found = [
            (m.start(), unit, factor)
            for pattern, unit, factor in _UNITS
            if (m := re.search(pattern, text, re.IGNORECASE))
        ]
        found = [f for f in found if number < 3 or f[1] in _NAMES]
        if found:
            return found[0][1], found[0][2]
    return None, Decimal(1)


def _around_100(grid: _Grid, column: int, style: NumberStyle) -> bool:
    """Whether a column stands around 100 and never below zero, as an index does that prints 110.44 for a rise by 10.44."""
    cells = [t for r in range(grid.header_rows, grid.rows) if _NUMERIC.fullmatch(t := grid.text.get((r, column), ""))]
    if any(_NEGATIVE.match(t) for t in cells):
        return False
    numbers = [parse_number(n[0], style)[0] for t in cells if (n := NUMBER.search(t))]
    return bool(numbers) and min(numbers) > 40 and max(numbers) < 400
