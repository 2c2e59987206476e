"""Tables as text: each row becomes one sentence, its label first, then each figure behind the words of its header.

"Trong đó: Điện tử" of a row, "7 tháng 2023" of a column, the unit line above the table: a person reads them together, as if
they stood in one sentence; so they are put into one, and read like any other. Figures of other places are told apart by the column that
names places.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple, Protocol

from extractors.header_paths import LEVELS, header_paths, numbers_columns
from extractors.languages.base import Language, NumberStyle
from extractors.quantities import NUMBER, Quantity, deciding_style, parse_number
from extractors.records import Cell, Fate, Page, Reading, Table

_NUMERIC = re.compile(
    r"\s*[(]?\s*[-–−+]?\s*(?:[><≈~]|khoảng|about|over|hơn|gần|nearly|trên)?\s*(?:\d{1,3}(?:\s\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)*)[.,]?\s*(?:%|ha)?\s*[)]?\s*(?:\*{1,3}|\(\*{1,3}\)|\(\d{1,2}\)|[¹²³⁴-⁹]{1,2})?\s*"
)
"""A number alone, with hedge, sign and unit, and the mark of a footnote."""
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
_TOLD = re.compile(
    r"(?:(?P<way>tăng|giảm|up|down)\s+)?(?:khoảng|about|over|hơn|gần|nearly|trên)?\s*(?:\d{1,3}(?:\s\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)*)[.,]?\s*"
    rf"(?P<unit>%|{'|'.join(pattern for pattern, unit, _ in _UNITS if unit not in ('percent', 'rank', 'index_point'))})?",
    re.IGNORECASE,
)
"""A figure with its unit or its direction in words: `45,1 tỷ USD`, `giảm 2,4%`."""
_AMOUNT = re.compile(
    r"(?<!=)(?<!= )(?<![\w.,])(?:(?:VND|VNĐ|USD|US\$|\$) ?\d[\d.,]*(?: ?(?:trillion|billion|million|tỷ|triệu|bn|mn)\b)?"
    rf"|\d[\d.,]*\s*(?:%|percent|per cent|phần trăm|{'|'.join(p for p, unit, _ in _UNITS if unit in ('VND', 'USD'))}))",
    re.IGNORECASE,
)
"""A sum of money or a percentage among words."""
_BRACKETED = re.compile(r"\([^()]*\)")
_NAMES = frozenset({"USD", "VND", "percent", "hectare"})
"""Units that a line above a table gives to all of it."""
_WIDE = 32
"""Figures up to which a row is one sentence; wider ones are cut, so that their cost stays in proportion."""
_RISES = re.compile(r"tăng|giảm|growth|increase|change|tốc độ|\+/-", re.IGNORECASE)
_RATES = re.compile(r"tốc độ tăng|tăng, giảm|growth rate", re.IGNORECASE)
"""A table that speaks of rises prints them as such."""
_NEGATIVE = re.compile(r"\s*[-–−(]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_TIME_HEAD = re.compile(r"(năm|tháng|quý|year|month|quarter)s?", re.IGNORECASE)
_PART_OF_YEAR = re.compile(r"0?[1-9]|1[0-2]|I{1,3}|IV")
_WORDS = re.compile(r"[^\W\d_]{2}")
_PART = re.compile(r"\W*(?:trong đó|chia ra|of which|in which)\W*", re.IGNORECASE)
"""A line of its own that opens the parts of the row above; it heads no group."""
_NEAR = 6
"""Blocks above a table among which its caption and unit line stand."""
_LONGEST_NUMBER = 60
_LONGEST_CELL = 300
"""A cell of more words is a paragraph in a table that only arranges."""
_SAMPLE = 400
"""Rows by which a column is told to hold words, places or indices."""
_SENTENCE_END = re.compile(r"[.;:!?…][\"”’)]?$")
_CAPTION_START = re.compile(r"\s*(?:bảng|biểu|table)\s*(?:số\s*)?\d", re.IGNORECASE)
_UNIT_LINE = re.compile(r"\s*\(?\s*(?:đvt|đơn vị|unit|%)", re.IGNORECASE)
_SIMPLE = re.compile(r"([-–−])?(\d+)(?:[.,](\d{1,9}))?", re.ASCII)
"""A number whose form leaves no doubt unless three digits end it."""
_ZERO, _ONE = Decimal(0), Decimal(1)
_PLACES = tuple(Decimal(1).scaleb(-n) for n in range(10))
_SPACED = re.compile(r"\d\s\d{3}(?!\d)")
_SPACES = re.compile(r"(?<=\d)\s+(?=\d{3}(?!\d))")
_NEGATED = re.compile(r"\s*(?:[-–−]\s*\d|\(\s*[-–−]?\s*\d|(?:giảm|down)\s)", re.IGNORECASE)
_HEDGE = re.compile(r"\s*(?:(?:tăng|giảm|up|down)\s+)?([><≈~]|khoảng|about|over|hơn|gần|nearly|trên)")
_NUMBERING = re.compile(r"(?:(?:số )?(?:stt|tt|thứ tự)|no\.?|#|nr\.?|order)\.?", re.IGNORECASE)
_ORDINAL = re.compile(r"(?:[IVX]{1,4}|[A-Z]|\d{1,2})\.?")
_UNIT_HEAD = re.compile(r"[(\s]*(?:đvt|đơn vị(?: tính)?|units?(?: of measure(?:ment)?)?)[).:\s]*", re.IGNORECASE)
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
class Settled:
    """What a cell is by the layout of its table: header, label, unit and caption leave no doubt."""

    fate: Fate
    reason: str = ""
    reading: Reading | None = None
    details: Mapping[str, object] = field(default_factory=dict)
    """Where it stands: `row`, `column` (the header path), `table` (caption), as printed."""


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
    settled: Settled | None = None
    """None: its words must be weighed like those of any sentence."""


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
class Statement:
    """A row of a label and one cell of words, among them figures ("Exports | USD 39.3 billion, down 2 %"): it is read as
    the sentence that it is; its place on the page."""

    start: int
    end: int


class Placed(NamedTuple):
    """A cell with its words."""

    cell: Cell
    words: str
    number: bool
    """Whether it holds a number alone."""


@dataclass(frozen=True)
class Grid:
    """A table on its plain grid: each row's cells by column, spanning cells repeated over what they cover."""

    lines: list[dict[int, Placed]]
    columns: int
    header_rows: int

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return len(self.lines)

    @property
    def sample(self) -> range:
        """The first rows of the body: so many tell what a column holds."""
        return range(self.header_rows, min(self.rows, self.header_rows + _SAMPLE))

    def text(self, row: int, column: int) -> str:
        """The words of a place; empty where nothing stands."""
        found = self.lines[row].get(column)
        return found.words if found is not None else ""

    def is_number(self, row: int, column: int) -> bool:
        """Whether a place holds a number alone."""
        found = self.lines[row].get(column)
        return found is not None and found.number

    def label(self, row: int) -> str:
        """The first words of a row that are no figure."""
        placed = self.lines[row].values()
        return next((p.words for p in placed if p.words and not p.number and _WORDS.search(p.words)), "")

    def words(self, row: int) -> str:
        """All words of a row: its label, its unit where that stands in a column of its own, a year that names it."""
        return " ".join(dict.fromkeys(p.words for p in self.lines[row].values() if p.words and not p.number))

    def is_banner(self, row: int) -> bool:
        """Whether one cell of words stands over all columns, or all but the first, where its number may stand: the head of
        a group, a unit line."""
        line = self.lines[row]
        filled = {id(p.cell): p for c, p in line.items() if p.words and not (c == 0 and _ORDINAL.fullmatch(p.words))}
        if len(filled) != 1 or self.columns < 2:
            return False
        (one,) = filled.values()
        return one.cell.colspan > 1 and one.cell.colspan >= self.columns - 1 and not one.number

    def is_headed(self, column: int, head: re.Pattern[str]) -> bool:
        """Whether a cell of words over a column is one of the words that `head` knows."""
        over = (line[column] for line in self.lines[: self.header_rows] if column in line)
        return any(p.cell.colspan == 1 and head.fullmatch(p.words) for p in over)

    @cached_property
    def time_columns(self) -> Mapping[int, str]:
        """Columns whose cells are bare years, months or quarters, with the word that heads them."""
        found: dict[int, str] = {}
        for column, header in enumerate(self.headers):
            if (named := _TIME_HEAD.fullmatch(header)) is None:
                continue
            form = _YEAR if named[1].lower() in ("năm", "year") else _PART_OF_YEAR
            cells = {t for r in range(self.header_rows, self.rows) if (t := self.text(r, column))}
            if cells and all(form.fullmatch(t) for t in cells):
                found[column] = named[1].lower()
        return found

    def time(self, row: int, column: int) -> str:
        """The year, month or quarter that a cell of a time column names, in words."""
        word, text = self.time_columns[column], self.text(row, column)
        if not text or word in ("năm", "year"):
            return text
        if word in ("tháng", "quý"):
            return f"{word} {text}"
        return f"Q{text}" if word == "quarter" else month_name[int(text)] if text.isdecimal() else text

    @cached_property
    def headers(self) -> list[str]:
        """The header path of each column as one text, the lines over the whole table with it."""
        return [" ".join(p) for p in header_paths(map(self._line, range(self.header_rows)), self.columns)]

    @cached_property
    def paths(self) -> list[str]:
        """The header path of each column, its levels parted, without the lines that stand over the whole table."""
        rows = (self._line(r) for r in range(self.header_rows) if not self.is_banner(r))
        return [LEVELS.join(p) for p in header_paths(rows, self.columns)]

    def _line(self, row: int) -> dict[int, str]:
        return {column: placed.words for column, placed in self.lines[row].items()}


class Judge(Protocol):
    """What the layout of one table settles."""

    def row(self, row: int, group: str) -> None:
        """The row whose cells are asked for next, and the words of the group that it stands in."""

    def cell(self, column: int, printed: str) -> Settled | None:
        """What a cell of the row is; None: the layout does not say."""


class Statistics(Protocol):
    """Reads the layout of a page's tables."""

    def judge(self, grid: Grid, above: Above, style: NumberStyle) -> Judge:
        """The judge of one table."""


@dataclass(frozen=True, slots=True)
class Above:
    """The words around a table by what they are; each empty where there are none."""

    caption: tuple[str, ...]
    """Caption and lines above that are no sentences, the nearest first."""
    heading: str
    title: str


_MOST_OPEN = 2_000
"""Cells of a table that are weighed one by one; a table of which the layout says so little is an alarm, not hours of work."""
_TOO_MANY = Settled("unclaimed", "its table is large and its layout does not say what it is; read the table by hand")


_AMONG_WORDS = Settled("unclaimed", "a figure among the words of its cell; read it by hand")
_TOLD_OPEN = Settled("unclaimed", "a figure with words in its cell, and the layout does not say what it is")


def rows(
    page: Page, table: Table, lang: Language, style: NumberStyle, statistics: Statistics | None = None
) -> Iterator[Row | Statement]:
    """The rows of a table that hold figures, as sentences; `style` is the page's, which counts where the table's numbers decide nothing.

    With `statistics`, cells that the layout settles carry what they are; a row of nothing but such has no text.
    """
    grid = _grid(page, table)
    if not grid.lines:
        return
    style = _style(grid, style)
    above = _above(page, table)
    frame = _Frame(page, grid, above, lang, style)
    judge = statistics.judge(grid, _around(page, table), style) if statistics is not None else None
    group = parent = heading = ""
    for row in range(grid.header_rows, grid.rows):
        figures = [c for c in grid.lines[row] if _is_figure(grid, row, c)]
        columns = [c for c in figures if _stands(grid.lines[row][c].cell, row, c)]
        label = grid.label(row)
        among = [c for c in grid.lines[row] if _is_among_words(grid, row, c)]
        if not figures and not among:
            group = label or group
            heading = label if label and not _PART.fullmatch(label) else heading
            continue
        if _belongs_above(label):
            group = parent or group
        else:
            parent = label
        if judge is not None:
            judge.row(row, heading)
        own = [p.cell for p in grid.lines[row].values()]
        own = [c for c in own if c.row == row] or own
        span = min(c.start for c in own), max(c.end for c in own)
        if among:
            yield from frame.among_words(row, span, among, judge)
        for at in range(0, len(columns), _WIDE):
            yield frame.row(row, span, columns[at : at + _WIDE], group if group != label else "", label, judge)


def _style(grid: Grid, style: NumberStyle) -> NumberStyle:
    """The style of the table's own deciding numbers where they agree, else the page's: a table is copied as a whole."""
    found: set[NumberStyle] = set()
    for line in grid.lines:
        for _, words, number in line.values():
            if number and (own := _own_style(words)) is not None:
                found.add(own)
                if len(found) > 1:
                    return style
    return found.pop() if found else style


def _own_style(printed: str) -> NumberStyle | None:
    simple = _SIMPLE.fullmatch(printed)
    if simple is not None and (simple[3] is None or len(simple[3]) != 3):
        return None if simple[3] is None else "comma_decimal" if "," in printed else "comma_thousands"
    number = NUMBER.search(printed)
    return deciding_style(number[0]) if number is not None else None


class _Frame:
    """What all rows of a table share: the words above, the headers, whose figures they are."""

    def __init__(self, page: Page, grid: Grid, above: list[str], lang: Language, style: NumberStyle) -> None:
        self.page, self.grid, self.above, self.headers, self.style = page, grid, above, grid.headers, style
        self.caption = ". ".join(reversed(above))
        self.rates = bool(_RATES.search(self.caption))
        self.places = _place_column(grid, lang)
        self.home = lang.find("home_name")
        other = lang.find("other_provinces")
        self.of_another = self.places is None and _of_another_place(above, grid, lang)
        self.column_elsewhere = [bool(other.search(h)) and not self.home.search(h) for h in self.headers]
        self._around_100: dict[int, bool] = {}
        self._open = 0

    def _settled(self, judge: Judge | None, column: int, printed: str) -> Settled | None:
        """What the layout says of a cell; so many that it leaves open are weighed, and no more."""
        if judge is None:
            return None
        settled = judge.cell(column, printed)
        if settled is None and told(printed) is not None:
            return _TOLD_OPEN
        self._open += settled is None
        return _TOO_MANY if settled is None and self._open > _MOST_OPEN else settled

    def row(
        self, row: int, span: tuple[int, int], columns: list[int], group: str, label: str, judge: Judge | None
    ) -> Row:
        """One row, or a piece of a wide one, as a sentence; `span` is where it stands on the page."""
        grid, page = self.grid, self.page
        line = grid.lines[row]
        settled = {c: self._settled(judge, c, line[c].words) for c in columns}
        start, end = span
        if all(s is not None for s in settled.values()):
            figures = tuple(
                Figure(_plain_quantity(line[c].words, settled[c]), line[c].cell, False, False, (0, 0), settled[c])
                for c in columns
            )
            return Row("", figures, start, end, (0, 0, 0))
        words = grid.words(row) or label
        text = f"{self.caption}; "
        ends = [len(text)]
        text += f"{group}; " if group else ""
        ends.append(len(text))
        text += _year_label(grid, row, self.headers) + words
        ends.append(len(text))
        of_row = self.places is not None and not self.home.search(grid.text(row, self.places))
        found: list[Figure] = []
        for column in columns:
            cell, header = line[column].cell, self.headers[column]
            place = len(text), len(text) + len(header) + 4
            told = (words, header, grid.text(0, 0), *self.above[:-1])
            quantity = _quantity(line[column].words, place[1], self.style, told)
            if quantity is None:
                continue
            text += f"; {header}: {page.text[cell.start : cell.end]}"
            elsewhere = self.of_another or of_row or self.column_elsewhere[column]
            found.append(Figure(quantity, cell, self._index_form(column, words), elsewhere, place, settled[column]))
        return Row(text, tuple(found), start, end, (ends[0], ends[1], ends[2]))

    def among_words(
        self, row: int, span: tuple[int, int], columns: list[int], judge: Judge | None
    ) -> Iterator[Row | Statement]:
        """Figures among the words of their cells: a label with one such cell is a statement; of others it is told that
        they are there, where the layout knows what they are.
        """
        line = self.grid.lines[row]
        words = {id(p.cell): p.cell for p in line.values() if p.words and not p.number}
        alone = len(words) == 2 and all(c.row == row for c in words.values())
        if alone and not any(_is_figure(self.grid, row, c) for c in line):
            yield Statement(min(c.start for c in words.values()), max(c.end for c in words.values()))
            return
        amounts = {c: amount[0] for c in columns if (amount := _amount(line[c].words)) is not None}
        settled = {c: judge.cell(c, amount) for c, amount in amounts.items()} if judge is not None else {}
        known = [c for c, s in settled.items() if s is not None and s.fate != "excluded"]
        if known:
            figures = (
                Figure(_plain_quantity(line[c].words, None), line[c].cell, False, False, (0, 0), _AMONG_WORDS)
                for c in known
            )
            yield Row("", tuple(figures), *span, (0, 0, 0))

    def _index_form(self, column: int, words: str) -> bool:
        if column not in self._around_100:
            self._around_100[column] = _around_100(self.grid, column, self.style)
        return self._around_100[column] and not (_RISES.search(f"{self.headers[column]} {words}") or self.rates)


def _stands(cell: Cell, row: int, column: int) -> bool:
    """Whether a spanning cell begins here."""
    return (cell.row, cell.column) == (row, column)


def _plain_quantity(printed: str, settled: Settled | None) -> Quantity:
    """A settled number; one that is left out is not read."""
    reading = settled.reading if settled is not None else None
    length = len(printed)
    if reading is None:
        return Quantity(_ZERO, None, "", "=", 0, length, 0, length)
    return Quantity(reading.value, reading.unit, "", reading.bound, 0, length, 0, length, reading.half_unit)


def _grid(page: Page, table: Table) -> Grid:
    lines: list[dict[int, Placed]] = []
    for cell in table.cells:
        words = page.text[cell.start : cell.end].strip()
        placed = Placed(cell, words, is_number(words))
        while len(lines) < cell.row + cell.rowspan:
            lines.append({})
        for row in range(cell.row, cell.row + cell.rowspan):
            line = lines[row]
            for column in range(cell.column, cell.column + cell.colspan):
                line[column] = placed
    lines = [line if _in_order(line) else dict(sorted(line.items())) for line in lines]
    columns = 1 + max((next(reversed(line)) for line in lines if line), default=-1)
    bare = Grid(lines, columns, 0)
    return _unfolded(_units_worded(Grid(lines, columns, _header_rows(bare))))


def _units_worded(grid: Grid) -> Grid:
    """The table with the cells of its column of units as words, "1.000 người" among them."""
    units = [c for c in range(grid.columns) if grid.is_headed(c, _UNIT_HEAD)]
    for line in grid.lines[grid.header_rows :] if units else ():
        line.update({c: line[c]._replace(number=False) for c in units if c in line})
    return grid


def _unfolded(grid: Grid) -> Grid:
    """A long table that is printed in parts side by side under the same headers, its parts one below the other."""
    heads = grid.headers
    widths = (
        w for w in range(2, grid.columns // 2 + 1) if grid.columns % w == 0 and heads[0] and len(set(heads[:w])) == w
    )
    width = next((w for w in widths if heads == heads[:w] * (grid.columns // w)), None)
    if width is None:
        return grid
    body = range(grid.header_rows, grid.rows)
    lines = [{c: p for c, p in line.items() if c < width} for line in grid.lines[: grid.header_rows]]
    for left in range(0, grid.columns, width):
        down = left // width * len(body)
        for row in body:
            line: dict[int, Placed] = {}
            for column in range(left, left + width):
                placed = grid.lines[row].get(column)
                if placed is None:
                    continue
                cell = placed.cell
                if cell.column < left or cell.column + cell.colspan > left + width:
                    return grid
                moved = replace(cell, row=cell.row + down, column=cell.column - left)
                line[column - left] = placed._replace(cell=moved)
            if _begins_with_figure(line):
                return grid
            lines.append(line)
    return Grid(lines, width, grid.header_rows)


def _begins_with_figure(line: Mapping[int, Placed]) -> bool:
    """Whether a row begins with a figure: then its part of the table has no labels of its own."""
    first = line.get(0)
    return first is not None and first.number and _YEAR.fullmatch(first.words) is None


def _in_order(line: dict[int, Placed]) -> bool:
    columns = list(line)
    return all(a < b for a, b in pairwise(columns))


def _header_rows(grid: Grid) -> int:
    """How many rows at the top hold no figures: header cells, or words and years only; a column's number is none."""
    named = False
    for row, line in enumerate(grid.lines):
        if line and all(p.cell.header for p in line.values()):
            named = named or not grid.is_banner(row)
            continue
        if named and numbers_columns(p.words for p in line.values()):
            continue
        texts = [p.words for p in line.values()]
        numbers = [p.words for p in line.values() if p.number]
        years = [t for t in numbers if _YEAR.fullmatch(t)]
        first = grid.text(row, 0)
        among = any(_is_among_words(grid, row, column) for column in line)
        figures = (
            len(numbers) > len(years)
            or (among and (named or grid.columns == 2))
            or (row > 0 and bool(years) and grid.columns > 1 and first in years and len(years) == 1)
        )
        if figures or sum(1 for t in texts if t) < 2 or (named and grid.is_banner(row)):
            return row
        named = named or not grid.is_banner(row)
    return grid.rows


def _above(page: Page, table: Table) -> list[str]:
    """The words that stand over a table, the nearest first: its caption, unit line, the heading, the title."""
    index = _block_of(page, table)
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


def _around(page: Page, table: Table) -> Above:
    """The words around a table, told apart: a sentence is none of them; a caption may also stand below."""
    index = _block_of(page, table)
    caption: list[str] = []
    heading = ""
    for block in reversed(page.blocks[max(0, index - _NEAR) : index]):
        words = page.text[block.start : block.end]
        if block.kind in ("table", "title"):
            break
        if block.kind == "heading":
            heading = words
            break
        if block.kind == "caption" or (len(words) < 200 and not _SENTENCE_END.search(words)):
            caption.append(words)
        elif len(words) >= 200:
            break
    if heading and not caption and _CAPTION_START.match(heading):
        caption, heading = [heading], _heading_before(page, index, heading)
    elif not heading:
        heading = _heading_before(page, index, "")
    following = page.blocks[index + 1 : index + 2]
    if following and following[0].kind == "caption" and not any(not _UNIT_LINE.match(c) for c in caption):
        caption.append(page.text[following[0].start : following[0].end])
    return Above(tuple(caption), heading, page.title)


def _heading_before(page: Page, index: int, own: str) -> str:
    """The nearest heading over a table that is not `own`."""
    for block in reversed(page.blocks[:index]):
        if block.kind == "heading" and page.text[block.start : block.end] != own:
            return page.text[block.start : block.end]
    return ""


def _block_of(page: Page, table: Table) -> int:
    return next((i for i, b in enumerate(page.blocks) if b.start == table.start), 0)


def _is_figure(grid: Grid, row: int, column: int) -> bool:
    cell, words, number = grid.lines[row][column]
    if not number or cell.header:
        return False
    header = grid.headers[column]
    if column in grid.time_columns:
        return False
    if column == 0 and _YEAR.fullmatch(words):
        return False
    return not (grid.is_headed(column, _NUMBERING) or (not header and column == 0 and len(words) <= 3))


def _is_among_words(grid: Grid, row: int, column: int) -> bool:
    """Whether a cell that is no label begins here and holds a figure among words."""
    cell, words, number = grid.lines[row][column]
    return column > 0 and not number and not cell.header and _stands(cell, row, column) and _amount(words) is not None


def _amount(words: str) -> re.Match[str] | None:
    """The first amount of a text, brackets left aside: "Vốn (1.000 USD)" is the header of amounts."""
    return _AMOUNT.search(_BRACKETED.sub(lambda m: " " * len(m[0]), words)) if len(words) < _LONGEST_CELL else None


def is_number(words: str) -> bool:
    """Whether a cell holds a number and nothing else but its hedge, sign and unit, be they signs or words."""
    if len(words) >= _LONGEST_NUMBER:
        return False
    return any(form.fullmatch(words) for form in (_SIMPLE, _NUMERIC, _TOLD))


def told(words: str) -> tuple[str, bool] | None:
    """Of a figure with words in its cell the unit that they name (may be empty), and whether they say that it rises or
    falls; None for a number alone.
    """
    alone = not any(map(str.isalpha, words)) or _NUMERIC.fullmatch(words) is not None
    match = None if alone else _TOLD.fullmatch(words)
    if match is None:
        return None
    return match["unit"] or "", match["way"] is not None


def _year_label(grid: Grid, row: int, headers: list[str]) -> str:
    """The year, month or quarter that names a row, where it is a bare number in the first column or one headed so."""
    first = grid.text(row, 0)
    named = f"{headers[0]} {first}: " if _YEAR.fullmatch(first) else ""
    return named + "".join(f"{grid.time(row, c)}: " for c in grid.time_columns if c or not named)


def _belongs_above(label: str) -> bool:
    """Whether a row goes on with the one above: capital under projects, "of which", an indented part."""
    return bool(
        re.match(
            r"\W*(?:\d+\W+)?(?:(?:tổng |total |- )?(?:số )?(?:vốn|capital|registered)|trong đó|of which|in which|[-–+•])",
            label,
            re.IGNORECASE,
        )
    )


def _place_column(grid: Grid, lang: Language) -> int | None:
    """The column whose cells are names of provinces, if there is one."""
    other, home = lang.find("other_provinces"), lang.find("home_name")
    for column in range(min(3, grid.columns)):
        cells = [grid.text(r, column)[:40] for r in range(grid.header_rows, grid.rows)]
        found = [t for t in cells if other.search(t) or home.search(t)]
        if len(found) >= 2 and len(found) >= len([c for c in cells if c]) / 3:
            return column
    return None


def _of_another_place(above: list[str], grid: Grid, lang: Language) -> bool:
    """Whether the words over a table name another place and nothing of it names the province."""
    home, other = lang.find("home_name"), lang.find("other_provinces")
    if not any(other.search(w) or lang.find("nation").search(w) for w in above[:1]):
        return False
    return not any(home.search(w) for w in above) and not any(
        home.search(p.words) for line in grid.lines for p in line.values() if not p.number
    )


@lru_cache(maxsize=65536)
def number_of(printed: str, style: NumberStyle) -> tuple[Decimal, Decimal, str] | None:
    """The number of a cell with its sign, the unit of its last place, and its hedge; None where there is none."""
    simple = _SIMPLE.fullmatch(printed)
    if simple is not None and (simple[3] is None or len(simple[3]) != 3 or len(simple[2]) > 3):
        sign, whole, part = simple.groups()
        if part is None:
            value = Decimal(whole)
            return -value if sign else value, _ONE, "="
        value = Decimal(f"{whole}.{part}")
        return -value if sign else value, _PLACES[len(part)], "="
    spaced = _SPACED.search(printed) is not None
    number = NUMBER.search(_SPACES.sub(".", printed) if spaced else printed)
    if number is None:
        return None
    value, place = parse_number(number[0], style)
    if _NEGATED.match(printed):
        value = -value
    hedge = _HEDGE.match(printed)
    return value, place, _BOUNDS.get(hedge[1], "=") if hedge else "="


def _quantity(printed: str, start: int, style: NumberStyle, words: tuple[str, ...]) -> Quantity | None:
    number = number_of(printed, style)
    if number is None:
        return None
    value, place, bound = number
    unit, factor = ("percent", Decimal(1)) if "%" in printed or _in_percent(words[1]) else _unit(words)
    end = start + len(printed)
    return Quantity(value * factor, unit, "", bound, start, end, start, end, place * factor / 2)


def _in_percent(header: str) -> bool:
    """Whether a header states percent and no other unit: its figures are in none of the row's."""
    return "%" in header and _unit((header.replace("%", " "),))[0] in (None, "percent")


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


def _around_100(grid: Grid, column: int, style: NumberStyle) -> bool:
    """Whether a column stands around 100 and never below zero, as an index does that prints 110.44 for a rise by 10.44."""
    cells = [grid.text(r, column) for r in range(grid.header_rows, grid.rows) if grid.is_number(r, column)]
    if any(_NEGATIVE.match(t) for t in cells):
        return False
    numbers = [parse_number(n[0], style)[0] for t in cells if (n := NUMBER.search(t))]
    return bool(numbers) and min(numbers) > 40 and max(numbers) < 400
