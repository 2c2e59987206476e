"""A table read by its layout: where rows and columns stand is found by their words, never by their place.

What is not understood is a named failure, and its numbers are `unclaimed`: nothing is taken for what it may not be.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Literal

from extractors import headers
from extractors.catalog import Catalog, CodeList, Fields, Indicator, Item, Layout, Measure
from extractors.codes import TOTALS
from extractors.header_paths import LEVELS, header_paths
from extractors.headers import HeaderError, Report, Words
from extractors.labels import fold, is_missing, label, unmarked
from extractors.languages.base import NumberStyle
from extractors.lexicon import PERCENT, Said, Unit
from extractors.quantities import page_style, parse_number
from extractors.records import CellReading, Reading
from extractors.spreadsheet import Grid, Sheet, Value, a1

_HEAD_ROWS = 12
"""A title and a header end within so many rows in all tables of the offices; a table further down is not looked for."""
_DECIMALS = 6
"""Those of the record; a float's noise ends before."""
_NUMBER = re.compile(
    r"[-−+]?\s?(?:\d{1,3}(?:[.\s]\d{3})+(?:,\d+)?|\d{1,3}(?:[,\s]\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?)\s?%?"
)
"""Thousands in threes, decimals behind one mark: what has no such form ("1,2,3", two numbers) is no number."""
_YEAR_OR_NUMBER = re.compile(r"(?:19|20)\d\d|\d{1,2}")
_DIGITS = frozenset("0123456789-−+")
_TABLE_NUMBER = re.compile(r"(?:bieu|bang|table)\s*(?:so\s*)?[\d.]+[a-z]?")
_PROVINCES = 30
"""A list of so many provinces leaves none out (63 until June 2025, then 34)."""
_BOUNDARY = re.compile(r"\(\s*(?:cũ|mới|old|former|new)\s*\)|(?<=\s)(?:cũ|mới)$", re.IGNORECASE)
_ENDS_OF_BOUNDARY = frozenset(")*]ũŨiI¹²³⁴⁵⁶⁷⁸⁹")
_SAMPLE = 25
"""So many figures tell how a column is printed, so many labels where they stand."""


def is_number(text: str) -> bool:
    """Whether a text is a number, stored as text."""
    return text.strip()[:1] in _DIGITS and _NUMBER.fullmatch(unmarked(text)) is not None


@lru_cache(maxsize=16384)
def _one_line(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def text_of(value: Value) -> str:
    """A cell of a header or label as words: `2024`, `2026-07` for a date, else its text on one line."""
    if isinstance(value, str):
        return _one_line(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime | date):
        return (
            f"{value.month:02d}/{value.year}" if value.day == 1 else f"{value.day:02d}/{value.month:02d}/{value.year}"
        )
    return ""


def names_home(text: str, catalog: Catalog) -> bool:
    """Whether a text names the province, in either language."""
    return catalog.language("vi").find("home_name").search(unicodedata.normalize("NFC", text)) is not None


class Head:
    """What stands above the header of a sheet: title lines, unit line. `name`: its title where nothing stands there."""

    def __init__(self, grid: Grid, words: Words, name: str = "") -> None:
        self.lines: list[str] = []
        self.units: list[Unit] = []
        self.failure = ""
        self.end = 0
        """First row of the header."""
        title_column: int | None = None
        for r, row in enumerate(grid[:_HEAD_ROWS]):
            texts = [(c, text_of(v)) for c, v in enumerate(row) if v != ""]
            rest = [(c, t) for c, t in texts if not self._unit(t, words) and not _TABLE_NUMBER.fullmatch(fold(t))]
            if len(rest) > 1 or any(not isinstance(row[c], str) for c, _ in rest):
                # no row is the title's alone: it stands in the first cell of the header
                self.lines = self.lines or [t for c, t in rest[:1] if isinstance(row[c], str)]
                break
            if (
                rest
                and title_column is not None
                and rest[0][0] > title_column
                and len(texts) == 1
                and self._spans(grid, r)
            ):
                break
            if rest:
                title_column = rest[0][0] if title_column is None else title_column
                self.lines.append(rest[0][1])
            self.end = r + 1
        if name and not self.end:
            self.lines = [name]

    def _unit(self, text: str, words: Words) -> bool:
        try:
            found = words.unit_line(text)
        except HeaderError as error:
            self.failure = str(error)
            return True
        self.units += [u for u in found or [] if u not in self.units]
        return found is not None

    @staticmethod
    def _spans(grid: Grid, r: int) -> bool:
        """Whether the row below has a header, too, or goes on below the cell: then this row is its upper level."""
        below = grid[r + 1] if r + 1 < len(grid) else []
        return sum(v != "" for v in below) > 1 or any(v != "" and a != "" for a, v in zip(grid[r], below, strict=False))

    @property
    def title(self) -> str:
        """All lines above the header."""
        return " ".join(self.lines)


@dataclass(frozen=True, slots=True)
class _Column:
    """What the figures of a column are."""

    index: int
    path: str
    measure: Measure
    printed: Literal["level", "index", "percent"]
    rest: str
    """The header without its comparison: where its period stands."""
    base: headers.Base | None
    unit: Unit | None
    obs_status: str
    price_base: str | None


@dataclass(frozen=True, slots=True)
class _Row:
    """What the figures of a row are."""

    index: int
    label: str
    fields: dict[str, str]
    unit: Unit | None
    territory: Literal["former", "both", "merged"] | None
    price_base: str | None


class Table:
    """A sheet that a layout knows."""

    def __init__(self, sheet: Sheet, head: Head, layout: Layout, catalog: Catalog, words: Words, outer: Report) -> None:
        self.sheet, self.head, self.layout, self.catalog, self.words = sheet, head, layout, catalog, words
        self.grid = sheet.grid
        self.home = catalog.home.former.code
        self.language = outer.language
        own = headers.report_time([head.title], outer.published, outer.language, words)
        self.report = replace(own, year=own.year or outer.year, month=own.month or (None if own.year else outer.month))
        self.failures: list[str] = []
        self.fates: Counter[str] = Counter()
        self.width = len(self.grid[0]) if self.grid else 0
        self._style: NumberStyle | None = None
        self._meanings: dict[str, tuple[str | None, Item | None]] = {}
        self._samples: dict[int, list[Decimal]] = {}
        self._times: dict[tuple[int, str], tuple[str, str]] = {}
        self.title_base = self.words.price_base(head.title)

    def read(self) -> tuple[list[CellReading], Counter[str], list[str]]:
        """The figures, the fates of all numbers, the failures. Raises HeaderError where nothing of it can be read."""
        if self.head.failure:
            raise HeaderError(self.head.failure)
        label_column, start = self._start()
        self.end = self._end(start, label_column)
        self.paths = self._paths(start)
        self.labels = {r: self._label(r, label_column) for r in range(start, self.end)}
        self.unit_column = next((c for c, p in enumerate(self.paths) if self.words.is_unit_column(p)), None)
        rows = list(self._rows())
        self.ours = {row.index for row in rows}
        columns = self._columns(label_column, start)
        figures = list(self._figures(rows, columns, start))
        return figures, self.fates, self.failures

    def lists_provinces(self) -> bool:
        """Whether a row names another province or the nation: else places of one name may be within the province."""
        codes = (self._meaning(text_of(v))[0] for row in self.grid for v in row if isinstance(v, str) and v)
        return any(code not in (None, self.home) for code in codes)

    # where things stand

    def _meaning(self, text: str) -> tuple[str | None, Item | None]:
        """The code of a label in the layout's code list, and the item of the layout that it is."""
        if text not in self._meanings:
            areas = self.layout.rows == "areas"
            codes = None if self.layout.rows == "items" else self.catalog.codelists[self.layout.rows]
            code = codes.code(self._bare(text) if areas else text) if codes else None
            self._meanings[text] = code, self._item(text) if self.layout.items else None
        return self._meanings[text]

    def _bare(self, text: str) -> str:
        """A place's name without the words of its boundary ("(cũ)")."""
        if text[-1:] not in _ENDS_OF_BOUNDARY:
            return text
        return _BOUNDARY.sub("", unmarked(text))

    def _item(self, text: str) -> Item | None:
        name = label(self._unitless(text))
        return next((i for i in self.layout.items if any(_named(name, n) for n in i.names)), None)

    def _unitless(self, text: str) -> str:
        """A label without the unit in brackets behind it."""
        match = re.search(r"\s*\(([^()]*)\)\s*$", text)
        return text[: match.start()] if match and self.words.unit(match[1]) else text

    def _known(self, text: str) -> bool:
        return self._meaning(text) != (None, None)

    def _start(self) -> tuple[int, int]:
        """The column of the labels, and the first row of the table's body."""
        found: Counter[int] = Counter()
        for row in self.grid[self.head.end :]:
            for c, v in enumerate(row):
                if v.__class__ is str and v and self._known(text_of(v)):
                    found[c] += 1
            if found.total() > _SAMPLE:
                break
        if not found:
            raise HeaderError("no row is understood; add its labels to the code list or to the layout")
        column = min(found, key=lambda c: (-found[c], c))
        for r in range(self.head.end, len(self.grid)):
            row = self.grid[r]
            if isinstance(row[column], str) and self._known(text_of(row[column])):
                return column, r
            if any(self._is_figure(v) for v in row):
                return column, r
        raise HeaderError("no row is understood; add its labels to the code list or to the layout")

    @staticmethod
    def _is_figure(value: Value) -> bool:
        """A number that is neither a year nor a column's number."""
        if isinstance(value, str):
            return value != "" and is_number(value) and not _YEAR_OR_NUMBER.fullmatch(value.strip())
        return isinstance(value, float) and not (value.is_integer() and (1900 <= value <= 2100 or 0 <= value < 50))

    def _end(self, start: int, label_column: int) -> int:
        """The row after the body: a second header below it is another table, of which no header is known."""
        for r in range(start, len(self.grid)):
            row = self.grid[r]
            texts = [text_of(v) for v in row[label_column + 1 :] if v.__class__ is str and v]
            texts = [t for t in texts if t and not self._known(t)]
            if not texts:
                continue
            words = [t for t in texts if not is_number(t) and not is_missing(t) and len(t) > 3]
            timed = [t for t in words if headers.report_time([t], None, self.language, self.words).time is not None]
            bare = not any(isinstance(v, float) for v in row) and not self._known(self._label(r, label_column))
            if len(timed) > 1 or (bare and (timed or len(words) > 1)):
                self.failures.append(
                    f"a second header in row {r + 1} ({words[0]}): the rows below are not read; look at them by hand"
                )
                return r
        return len(self.grid)

    # what the columns are

    def _paths(self, start: int) -> list[str]:
        """The header of each column, level by level, merged cells counted for all that they cover."""
        first = self.head.end
        block = [[text_of(v) for v in row] for row in self.grid[first:start]]
        for (top, left), (bottom, right) in self.sheet.merged:
            if first <= top < start and left < self.width:
                text = block[top - first][left]
                for r in range(top, min(bottom, start - 1) + 1):
                    for c in range(left, min(right, self.width - 1) + 1):
                        block[r - first][c] = text
        paths = header_paths((dict(enumerate(row)) for row in block), self.width)
        return [LEVELS.join(filter(None, map(unmarked, path))) for path in paths]

    def _columns(self, label_column: int, start: int) -> list[_Column]:
        found: list[_Column] = []
        self.skipped: set[int] = set()
        for c, path in enumerate(self.paths):
            if c <= label_column or c == self.unit_column or not self._has_figures(c, start):
                continue
            hidden = c in self.sheet.marks.hidden_columns
            if hidden or self.words.said(path).skipped or headers.excluded_event(path, self.language):
                self.skipped.add(c)
                continue
            try:
                column = self._column(c, path, start)
            except WrongUnitError:
                raise
            except HeaderError as error:
                self.failures.append(f"column {a1(0, c)[:-1]} ({path or 'no header'}): {error}")
                continue
            if self.words.said(path).average and column.printed == "level":
                self.skipped.add(c)
                continue
            found.append(column)
        return [self._estimated(column, found) for column in found]

    def _estimated(self, column: _Column, columns: list[_Column]) -> _Column:
        """Growth to an estimate is one, too: the column of the level says so (GUIDE, section 4)."""
        if column.base is None or column.obs_status != "A" or (period := self._flow_period(column)) is None:
            return column
        levels = (c for c in columns if c.base is None and c.obs_status == "E")
        return replace(column, obs_status="E") if any(self._flow_period(c) == period for c in levels) else column

    def _flow_period(self, column: _Column) -> str | None:
        try:
            return headers.period(column.rest, "flow", self.report, self.words)
        except HeaderError:
            return None

    def _has_figures(self, c: int, start: int) -> bool:
        return any(self._numeric(self.grid[r][c]) for r in range(start, self.end))

    def _numeric(self, value: Value) -> bool:
        return isinstance(value, float) or (isinstance(value, str) and value != "" and is_number(value))

    def _column(self, c: int, path: str, start: int) -> _Column:
        said = self.words.said(path)
        measure, rest = self._measure(path), said.rest
        if said.error:
            raise HeaderError(said.error)
        base = said.base
        if base is None and measure.printed != "level":
            base, _ = self.words.comparison(self.head.title)
            if base is None:
                raise HeaderError("what it compares with is not said")
        printed: Literal["level", "index", "percent"] = "level"
        if base is not None:
            printed = said.printed_as or (measure.compared if measure.printed == "level" else measure.printed)
        unit = self._unit(said, path, measure, base is not None)
        if printed != "level":
            self._check_printed(c, start, printed)
        return _Column(
            c, path, measure, printed, rest, base, unit, self._status(path, rest),
            self.words.price_base(path),
        )  # fmt: skip

    def _measure(self, path: str) -> Measure:
        folded = fold(path)
        for measure in self.layout.measures:
            if measure.fits(folded):
                return measure
        raise HeaderError("no measure of the layout has its words; add them")

    def _unit(self, said: headers.Header, path: str, measure: Measure, compared: bool) -> Unit | None:
        """The unit that header or unit line state for a column; None: each row states its own."""
        if said.odd_unit:
            raise WrongUnitError(f"the unit {said.odd_unit!r} of column {path!r} is not known; add it to words/")
        stated = list(said.units)
        if measure.printed != "level" and self.head.units and PERCENT not in (*stated, *self.head.units):
            raise WrongUnitError(f"the unit is {self.head.units[0].unit}, the layout allows percent")
        if compared:
            if PERCENT in stated or PERCENT in self.head.units:
                return PERCENT
            raise HeaderError("a comparison, and no unit says that it is in percent")
        # a counted noun in a header ("Số dự án") states its unit as well as brackets do
        stated = stated or [u for u in self.words.counted(path) if u.unit in measure.units]
        allowed = [u for u in stated or self.head.units if u.unit in measure.units]
        if len(allowed) == 1:
            return allowed[0]
        if stated or (self.head.units and not allowed and self.unit_column is None):
            units = ", ".join(u.unit for u in stated or self.head.units)
            raise WrongUnitError(
                f"the unit of column {path!r} is {units}, the layout allows {', '.join(measure.units)}"
            )
        return None

    def _check_printed(self, c: int, start: int, printed: str) -> None:
        """An index is near 100 and never negative; a column of changes read as one would be wrong by 100 points."""
        values = sorted(self._sample(c, start))
        if not values:
            return
        if printed == "index" and (values[0] < 0 or values[len(values) // 2] < 40):
            raise HeaderError("read as an index (100 = no change), but its values are changes; correct the layout")
        if printed == "percent" and values[0] > 40 and len(values) > 2:
            raise HeaderError("read as changes in percent, but its values are an index; correct the layout")

    def _sample(self, c: int, start: int) -> list[Decimal]:
        """Values of a column, enough of them to tell how it is printed: ours and its first ones."""
        if c not in self._samples:
            rows = [r for r in range(start, self.end) if self.grid[r][c] != ""]
            taken = sorted({*rows[:_SAMPLE], *(self.ours & set(rows))})
            self._samples[c] = [v for r in taken if (v := self._number(r, c)[0]) is not None]
        return self._samples[c]

    def _status(self, path: str, rest: str) -> str:
        said = self.words.status(path)
        if said != "A":
            return said
        own = headers.report_time([rest], None, self.language, self.words)
        same = own.time is None or (own.month == self.report.month and own.year in (None, self.report.year))
        return self.words.status(self.head.title) if same else "A"

    # what the rows are

    def _rows(self) -> Iterator[_Row]:
        """The rows that are about the province; the numbers of all others are excluded or unclaimed."""
        section: Item | None = None
        stranger: int | None = None
        territory = self._territory()
        hidden = self.sheet.marks.hidden_rows
        for r, text in self.labels.items():
            if r in hidden:
                self._lose(r, "excluded")
                continue
            code, item = self._meaning(text)
            if item is not None and item.section:
                section, stranger = item, None
            elif (code, item) == (None, None) and self._opens_another(r, text):
                stranger = r
            out = (item is not None and item.out) or (section is not None and section.out)
            fields = None if out else self._fields(code, item, section)
            if fields is None:
                self._lose(r, "excluded" if out or code is not None else self._fate(text))
                continue
            if stranger is not None:
                self._lose_under(stranger, r)
                continue
            own = self.own_territory(text)
            place = own if own is not None else territory
            yield _Row(r, text, fields, self._row_unit(r, text), place, self.words.price_base(text))

    def _opens_another(self, r: int, text: str) -> bool:
        """Whether a row that the layout does not list says that the rows below are of something else.

        Of another indicator, of shares or changes; where it has no figures of its own also in another unit, at other
        prices, of another time, planned.
        """
        said = self._words_of(text)
        if not set(said.of("measure")) <= {"level"} or not set(said.of("indicator")) <= self._measured:
            return not (said.unknown and self._fills(r))
        if self._fills(r):
            return False
        another_unit = self.unit_column is None and not set(said.units) & set(self.head.units)
        another_status = not set(said.of("status")) <= {"A"}
        return said.has("price", "compared") or another_status or bool(said.own or (said.units and another_unit))

    def _words_of(self, text: str) -> Said:
        """What a label says, in the sheet's language or, where that does not know all its words, in the other."""
        own, other = sorted(self.words.lexicons, key=lambda known: known.language != self.language)
        said = own.read(text)
        return translated if said.unknown and not (translated := other.read(text)).unknown else said

    def _fills(self, r: int) -> bool:
        """Whether a row has figures."""
        return any(map(self._numeric, self.grid[r]))

    def _lose_under(self, section: int, r: int) -> None:
        """The numbers of a row that would be ours, were it not under words that the layout does not know."""
        failure = (
            f"row {section + 1} ({self.labels[section]}) is not in the layout, and says what the rows below it are: "
            "they are not read; add it"
        )
        if failure not in self.failures:
            self.failures.append(failure)
        self._lose(r, "unclaimed")

    @cached_property
    def _measured(self) -> set[str]:
        """The indicators that the layout tells."""
        return {f.indicator for f in (*self.layout.measures, *self.layout.items) if f.indicator is not None}

    def _label(self, r: int, label_column: int) -> str:
        text = text_of(self.grid[r][label_column])
        if text:
            return text
        return next((t for v in self.grid[r][:label_column] if isinstance(v, str) and (t := text_of(v))), "")

    def _row_unit(self, r: int, text: str) -> Unit | None:
        """The unit that a row states itself, in the unit column or in brackets behind its label."""
        if self.unit_column is not None:
            return self.words.unit(text_of(self.grid[r][self.unit_column]))
        match = re.search(r"\(([^()]*)\)\s*$", text)
        return self.words.unit(match[1]) if match else None

    def _fields(self, code: str | None, item: Item | None, section: Item | None) -> dict[str, str] | None:
        """What a row's label says; None where it is none of ours."""
        told = _said(section) if section else {}
        if item is not None:
            return told | _said(item)
        if self.layout.rows == "areas":
            return {} if code == self.home else None
        return told | {"activity": code} if code is not None else None

    def _fate(self, text: str) -> str:
        """Of the numbers of a row that is not understood: other places are not ours."""
        return "excluded" if self.layout.rows == "areas" and not names_home(text, self.catalog) else "unclaimed"

    def _territory(self) -> Literal["former", "both", "merged"] | None:
        """What the list of provinces says of the boundaries: one beside those it took in is the old one, a whole list
        without any of them the new."""
        if own := self.own_territory(self.head.title):
            return own
        areas = self.catalog.codelists["areas"]
        if self.layout.rows != "areas":
            merged = self.catalog.language(self.language).find("merged").search(self.head.title)
            return "merged" if merged else None
        known = {t: code for t in self.labels.values() if (code := self._meaning(t)[0]) is not None}
        listed = {code for t, code in known.items() if self._bare(t) == t or self.own_territory(t) is None}
        if listed & self._beside(areas):
            return "former"
        old = {part for parts in areas.parts.values() for part in parts}
        return "both" if sum(c.startswith("VN-") for c in listed) >= _PROVINCES and not listed & old else None

    def _beside(self, areas: CodeList) -> set[str]:
        """Provinces that the reform made one with the area: none of the lists since then has them beside each other."""
        heir = self.catalog.home.whole.area
        joined = areas.parts.get(self.catalog.areas.provinces[heir].iso, [])
        return set(joined) if self.catalog.home.goes_on else {self.home}

    def own_territory(self, text: str) -> Literal["former", "both"] | None:
        """What words say of the boundary that a figure is within."""
        lang = self.catalog.language(self.language)
        if lang.find("former").search(text) or re.search(r"\(\s*(?:cũ|old|former)\s*\)|\scũ$", text, re.IGNORECASE):
            return "former"
        return "both" if lang.find("both").search(text) else None

    # what the cells are

    def _figures(self, rows: list[_Row], columns: list[_Column], start: int) -> Iterator[CellReading]:
        decimals = {column.index: self._decimals(column.index, start) for column in columns}
        understood = {column.index for column in columns}
        seen: set[Reading] = set()
        for row in rows:
            for column in columns:
                figure = self._figure(row, column, decimals[column.index])
                if figure is None:
                    continue
                new = figure.reading not in seen
                self.fates["observation" if new else "repeat"] += 1
                if new:
                    seen.add(figure.reading)
                    yield figure
            for c, value in enumerate(self.grid[row.index]):
                if c not in understood and self._numeric(value):
                    self.fates["excluded" if c in self.skipped or not self._is_body(c, columns) else "unclaimed"] += 1
        for r in range(start):
            for value in self.grid[r]:
                if self._numeric(value):
                    year = re.fullmatch(r"(?:19|20)\d\d", text_of(value))
                    self.fates["period" if year else "excluded"] += 1
        for r in range(self.end, len(self.grid)):
            self._lose(r, "unclaimed")

    def _is_body(self, c: int, columns: list[_Column]) -> bool:
        """Left of the first column that is understood stand numbers of rows."""
        return c > min((column.index for column in columns), default=-1)

    def _lose(self, r: int, fate: str) -> None:
        count = sum([v.__class__ is float or (v.__class__ is str and v != "" and is_number(v)) for v in self.grid[r]])
        if count:
            self.fates[fate] += count

    def _decimals(self, c: int, start: int) -> int:
        """Decimals that a column is told in: a float has lost the noughts at its end."""
        return max((len(f"{v:f}".partition(".")[2]) for v in self._sample(c, start)), default=0)

    def _figure(self, row: _Row, column: _Column, decimals: int) -> CellReading | None:
        """The figure of a cell; None where there is none, its fate counted."""
        r, c = row.index, column.index
        value, printed = self._number(r, c)
        if value is None:
            if printed:
                self.failures.append(f"cell {a1(r, c)} ({row.label}): {printed} is no number; look at it by hand")
                if self._numeric(self.grid[r][c]):
                    self.fates["unclaimed"] += 1
            return None
        try:
            if printed.endswith("%") and column.printed == "level":
                raise HeaderError(f"cell {a1(r, c)} is a percentage, the column a level")
            reading = self._reading(row, column, value, decimals)
        except HeaderError as error:
            message = f"column {a1(0, c)[:-1]} ({column.path}), row {row.label!r}: {error}"
            if message not in self.failures:
                self.failures.append(message)
            self.fates["unclaimed"] += 1
            return None
        unit = PERCENT if column.printed != "level" else column.unit or row.unit
        parts = (self.head.title, self.words.name(unit) if unit else "", row.label, column.path.replace(LEVELS, " "))
        sentence = f"{'; '.join(p for p in parts if p)}: {printed}"
        return CellReading(reading, f"sheet:{self.sheet.name}!{a1(r, c)}", printed, sentence)

    def _reading(self, row: _Row, column: _Column, value: Decimal, decimals: int) -> Reading:
        told = _said(column.measure) | row.fields
        code = told.pop("indicator", None)
        if code is None:
            raise HeaderError("nothing says what is measured; name it in the layout")
        indicator = self.catalog.indicators[code]
        price = told.pop("price_base", None) or column.price_base or row.price_base
        price = (price or self.title_base) if "price_base" in indicator.breakdowns else None
        half = Decimal(5).scaleb(-decimals - 1)
        level = column.printed == "level"
        unit = (column.unit or row.unit) if level else PERCENT
        if unit is None or (level and unit.unit not in indicator.units):
            raise HeaderError(f"its unit {'is not stated' if unit is None else unit.unit + ' is none of ' + code}")
        period, transformation = self._time(column, indicator)
        if strangers := {k for k in told if told[k] != "_T"} - set(indicator.breakdowns):
            raise HeaderError(f"{code} is not told by {', '.join(sorted(strangers))}")
        return Reading(
            indicator=code, value=value - 100 if column.printed == "index" else value * unit.factor, unit=unit.unit,
            transformation=transformation, territory=row.territory, time_period=period, obs_status=column.obs_status,
            price_base=price, half_unit=half * unit.factor, **told,  # type: ignore[arg-type]
        )  # fmt: skip

    def _time(self, column: _Column, indicator: Indicator) -> tuple[str, str]:
        """Period and transformation of a column's figures."""
        key = column.index, indicator.kind
        if key not in self._times:
            period = headers.period(column.rest, indicator.kind, self.report, self.words)
            transformation = "N" if column.base is None else column.base.transformation(period)
            if transformation is None:
                raise HeaderError("what it compares with is neither the period before nor that of the year before")
            self._times[key] = period, transformation
        return self._times[key]

    def _number(self, r: int, c: int) -> tuple[Decimal | None, str]:
        """Value and print of a cell; neither where it holds none, a print alone where it is no number."""
        value = self.grid[r][c]
        if value == "":
            return (None, "an error value like #N/A") if (r, c) in self.sheet.marks.errors else (None, "")
        if isinstance(value, float):
            text = f"{value:.15g}"
            if (r, c) in self.sheet.marks.percent:
                shown = _plain(Decimal(text) * 100)
                return shown, f"{shown:f}%"
            if "e" in text or len(text.partition(".")[2]) > _DECIMALS:
                text = f"{_plain(Decimal(text)):f}"
            return Decimal(text), text
        if not isinstance(value, str):
            return None, text_of(value) or repr(value)
        text = unmarked(text_of(value))
        if is_missing(text):
            return None, ""
        if not is_number(text):
            return None, text
        digits = text.replace("−", "-").rstrip("% ").lstrip("+-")
        number, _ = parse_number(digits, self.style)
        return (-number if text[0] in "-−" else number), text

    @property
    def style(self) -> NumberStyle:
        """Which mark the numbers stored as text have before their decimals: as most of the sheet proves, else the
        language's."""
        if self._style is None:
            texts = (v for row in self.grid for v in row if isinstance(v, str) and v and is_number(v))
            self._style = page_style("\n".join(texts), self.language)
        return self._style


class WrongUnitError(HeaderError):
    """A unit that the layout does not allow: the table is another than the layout knows."""


def _named(name: str, phrase: str) -> bool:
    known = label(phrase.rstrip("*"))
    return name.startswith(known) if phrase.endswith("*") else name == known


def _said(fields: Fields) -> dict[str, str]:
    """What is said, as fields of a reading."""
    names = ("indicator", *TOTALS, "price_base")
    return {n: v for n in names if (v := getattr(fields, n)) is not None}


def _plain(value: Decimal) -> Decimal:
    """Six decimals at most, no noughts at the end, no exponent."""
    short = round(value, _DECIMALS).normalize() if abs(value) < Decimal(10) ** 20 else value.normalize()
    return short.quantize(Decimal(1)) if int(short.as_tuple().exponent) > 0 else short
