"""Figures in tables: what a cell says is in its row's label, its header path and the caption or heading above.

Two shapes are told apart: rows that are places (only the province's row is read) and rows that are indicators or
activities. A cell whose indicator or unit the table does not say becomes `unclaimed`, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from extractors import periods
from extractors.catalog import Catalog
from extractors.cues import CueFinder, Sentence
from extractors.languages.base import Language, NumberStyle
from extractors.linking.state import EVENT_CODES
from extractors.periods import Context, TimeExpression
from extractors.quantities import NUMBER, parse_number
from extractors.quantities import read as read_quantities
from extractors.records import Cell, Mention, Page, Reading, Table

_NUMERIC = re.compile(r"\s*[(]?[-–−+]?\s*(?:[><≈~]|khoảng|about|over|hơn)?\s*\d[\d.,]*\s*%?\s*[)]?\s*")
_UNIT_WORDS = (
    (r"nghìn tỷ đồng|ngàn tỷ đồng|trillion (?:VND|dong)", "VND", Decimal(10) ** 12),
    (r"tỷ đồng|tỉ đồng|billion (?:VND|dong)|VND billion|tỷ VN[DĐ]", "VND", Decimal(10) ** 9),
    (r"triệu đồng|million (?:VND|dong)", "VND", Decimal(10) ** 6),
    (r"tỷ USD|tỷ đô|billion (?:USD|US dollars)|USD billion|US\$ billion|US\$ ?bn", "USD", Decimal(10) ** 9),
    (
        r"triệu USD|triệu đô|million (?:USD|US dollars)|USD million|US\$ million|Tr\.? ?USD|mln USD",
        "USD",
        Decimal(10) ** 6,
    ),
    (r"nghìn USD|1\.?000 USD|thousand USD", "USD", Decimal(10) ** 3),
    (r"%|phần trăm|percent|per cent|tốc độ|tăng trưởng|tỷ lệ|tỷ trọng|cơ cấu|tăng, giảm|growth", "percent", Decimal(1)),
    (r"\bha\b|hectare|hecta", "hectare", Decimal(1)),
    (r"xếp hạng|thứ hạng|\bhạng\b|rank", "rank", Decimal(1)),
    (r"\bđiểm\b|điểm số|score|points|^pci$|điểm pci", "index_point", Decimal(1)),
    (r"dự án|projects?|giấy chứng nhận|certificates", "project", Decimal(1)),
    (r"doanh nghiệp|enterprises?", "enterprise", Decimal(1)),
    (r"người|lao động|persons?|workers", "person", Decimal(1)),
)


@dataclass(frozen=True, slots=True)
class _Grid:
    """A table on its plain grid: text by row and column, spanning cells repeated over what they cover."""

    rows: int
    columns: int
    text: dict[tuple[int, int], str]
    cells: dict[tuple[int, int], Cell]
    header_rows: int


def read(page: Page, table: Table, catalog: Catalog, context: Context, style: NumberStyle) -> Iterator[Mention]:
    """The mentions of a table's numeric cells; `context` fills years that the table leaves open, `style` is the page's."""
    finder = CueFinder(catalog, page.language)
    grid = _grid(page, table)
    above = _above(page, table)
    reader = _TableReader(page, grid, finder, catalog, context, style, above)
    yield from reader.mentions()


def _grid(page: Page, table: Table) -> _Grid:
    text: dict[tuple[int, int], str] = {}
    cells: dict[tuple[int, int], Cell] = {}
    for cell in table.cells:
        words = page.text[cell.start : cell.end].strip()
        for row in range(cell.row, cell.row + cell.rowspan):
            for column in range(cell.column, cell.column + cell.colspan):
                text[row, column] = words
                cells[row, column] = cell
    rows = 1 + max((r for r, _ in text), default=-1)
    columns = 1 + max((c for _, c in text), default=-1)
    return _Grid(rows, columns, text, cells, _header_rows(text, cells, rows, columns))


def _header_rows(text: dict[tuple[int, int], str], cells: dict[tuple[int, int], Cell], rows: int, columns: int) -> int:
    """How many rows at the top hold no figures: header cells, or words and years only."""
    for row in range(rows):
        line = [text.get((row, c), "") for c in range(columns)]
        if all(cells[row, c].header for c in range(columns) if (row, c) in cells):
            continue
        figures = any(_NUMERIC.fullmatch(t) and not re.fullmatch(r"(?:19|20)\d\d", t) for t in line)
        if figures or sum(1 for t in line if t) < 2:
            return row
    return rows


def _above(page: Page, table: Table) -> list[str]:
    """The words that stand over a table, the nearest first: its caption, unit line, the heading, the title."""
    index = next(i for i, b in enumerate(page.blocks) if b.start == table.start)
    near: list[str] = []
    for block in reversed(page.blocks[:index]):
        words = page.text[block.start : block.end]
        if block.kind in ("caption", "heading") or (block.kind == "paragraph" and len(words) < 160 and len(near) < 2):
            near.append(words)
        if block.kind in ("heading", "table") or len(near) > 3:
            break
    following = page.blocks[index + 1 : index + 2]
    if following and following[0].kind == "caption" and not near:
        near.append(page.text[following[0].start : following[0].end])
    return [*near, page.title]


class _TableReader:
    """Reads one table; the words of rows, headers and captions are searched for the same cues as sentences are."""

    def __init__(
        self,
        page: Page,
        grid: _Grid,
        finder: CueFinder,
        catalog: Catalog,
        context: Context,
        style: NumberStyle,
        above: list[str],
    ) -> None:
        self.page, self.grid, self.finder, self.catalog = page, grid, finder, catalog
        self.lang: Language = finder.lang
        self.context, self.style = context, style
        self.above = above
        self.headers = [self._header(c) for c in range(grid.columns)]
        self.places = self._place_column()

    def mentions(self) -> Iterator[Mention]:
        """One mention a numeric cell; those of other places are excluded."""
        group = parent = ""
        for row in range(self.grid.header_rows, self.grid.rows):
            label = self._label(row)
            numeric = [c for c in range(self.grid.columns) if self._is_figure(row, c)]
            if not numeric:
                group = label or group
                continue
            if not re.match(r"\W*(?:\d+\W+)?(?:tổng |total |- )?(?:số )?(?:vốn|capital|registered)", label, re.I):
                parent = label
            elif parent:
                group = parent
            before: Reading | None = None
            for column in numeric:
                cell = self.grid.cells[row, column]
                if (cell.row, cell.column) != (row, column):
                    continue
                mention = self._cell(row, column, label, group)
                if before is not None and mention.reading is not None and _converted(before, mention.reading):
                    mention = replace(mention, fate="converted", reading=None)
                before = mention.reading or before
                yield mention

    def _is_figure(self, row: int, column: int) -> bool:
        words = self.grid.text.get((row, column), "")
        if not words or not _NUMERIC.fullmatch(words) or self.grid.cells[row, column].header:
            return False
        head = self.headers[column].lower()
        return not re.fullmatch(r"(?:stt|tt|no\.?|#|)", head) or column > 1

    def _place_column(self) -> int | None:
        """The column whose cells are names of provinces, if there is one."""
        names = re.compile(f"(?:{self.lang.elsewhere})|(?:{self.lang.home_name})", re.IGNORECASE)
        for column in range(min(3, self.grid.columns)):
            if re.search(
                r"địa phương|tỉnh|thành phố|provinces?|regions?|localit|vùng|cities", self.headers[column], re.I
            ):
                return column
            column_cells = [self.grid.text.get((r, column), "") for r in range(self.grid.header_rows, self.grid.rows)]
            if sum(bool(names.match(t)) for t in column_cells) >= 2:
                return column
        return None

    def _label(self, row: int) -> str:
        words = (self.grid.text.get((row, c), "") for c in range(self.grid.columns))
        return next((w for w in words if w and not _NUMERIC.fullmatch(w) and re.search(r"[^\W\d_]{2}", w)), "")

    def _row_words(self, row: int) -> str:
        """The words of a row: its label, and its unit where that stands in a column of its own."""
        cells = dict.fromkeys(self.grid.text.get((row, c), "") for c in range(self.grid.columns))
        return " ".join(w for w in cells if w and not _NUMERIC.fullmatch(w))

    def _header(self, column: int) -> str:
        parts: list[str] = []
        for row in range(self.grid.header_rows):
            words = self.grid.text.get((row, column), "")
            if words and words not in parts:
                parts.append(words)
        return " ".join(parts)

    def _cell(self, row: int, column: int, label: str, group: str) -> Mention:
        cell = self.grid.cells[row, column]
        words = self.page.text[cell.start : cell.end]
        header = self.headers[column]
        elsewhere = self.lang.find("elsewhere").search(header) and not self.lang.find("home_name").search(header)
        if elsewhere or (self.places is None and self._of_another_place()):
            return self._mention(cell, row, "excluded", "another place")
        if self.places is not None and not self.lang.find("home_name").search(
            self.grid.text.get((row, self.places), "")
        ):
            return self._mention(cell, row, "excluded", "another place")
        reading, reason = self._reading(words, row, label, self.headers[column], group, column)
        if reading is None:
            return self._mention(
                cell, row, "excluded" if reason else "unclaimed", reason or "the table does not say what it is"
            )
        return self._mention(cell, row, "observation", reading=reading)

    def _of_another_place(self) -> bool:
        """The words right over the table name another place and not the province."""
        nearest = self.above[0] if len(self.above) > 1 else ""
        if any(self.lang.find("home_name").search(h) for h in self.headers):
            return False
        return bool(self.lang.find("elsewhere").search(nearest)) and not self.lang.find("home_name").search(nearest)

    def _mention(self, cell: Cell, row: int, fate: str, reason: str = "", reading: Reading | None = None) -> Mention:
        line = [self.grid.cells[row, c] for c in range(self.grid.columns) if (row, c) in self.grid.cells]
        start, end = min(c.start for c in line if c.row == row), max(c.end for c in line if c.row == row)
        printed = self.page.text[cell.start : cell.end]
        return Mention(cell.start, cell.end, printed, start, end, fate, reason, reading)  # type: ignore[arg-type]

    # -- what a cell says

    def _search(self, *texts: str) -> Iterator[Sentence]:
        for text in texts:
            if text:
                yield self.finder.sentence(text, 0, self.style)

    def _reading(
        self, words: str, cell_row: int, label: str, header: str, group: str, column: int
    ) -> tuple[Reading | None, str]:
        number = NUMBER.search(words)
        if number is None:
            return None, ""
        label = self._row_words(cell_row) if self.places is None else ""
        sources = list(self._search(label, header, group, *self.above))
        everything = " | ".join([label, header, group, *self.above])
        if re.search(r"dự toán|kế hoạch|plan", header, re.I) and re.search(r"%|so với|bằng|compared", header, re.I):
            return None, "a percentage of a plan"
        if re.search(r"đóng góp|điểm phần trăm|contribution", header, re.I):
            return None, "a contribution to growth"
        own = next(self._search(header), None)
        if self.places is not None and own is not None and own.of("other_subject") and not own.of("indicator"):
            return None, "a subject without an indicator"
        unit, factor = self._unit(label, header, column)
        indicator = self._indicator(sources, unit, everything)
        if not indicator:
            return None, "no indicator"
        allowed = self.catalog.indicators[indicator]
        growth = self._growth(header, label, unit, indicator)
        if (
            unit in ("", "percent")
            and not growth
            and unit not in allowed.units
            and "percent" not in allowed.units
            and len(allowed.units) == 1
        ):
            unit = allowed.units[0]
        if not unit:
            counted = [u for u in allowed.units if u not in ("VND", "USD")]
            unit = counted[0] if counted else ""
        value, place = parse_number(number[0], self.style)
        value *= factor
        if re.search(r"[-–−]\s*\d|\(\s*\d", words) and (growth or unit == "percent"):
            value = -value
        if growth:
            unit = "percent"
            if self._is_index(header, everything, indicator, column):
                value -= 100
        if unit == "percent" and not growth and "percent" not in allowed.units:
            return None, "a share that no indicator has"
        if not unit or (not growth and unit not in allowed.units and unit != "rank"):
            return None, "the unit is not said"
        transformation = growth or ("RANK" if unit == "rank" else "N")
        reading = Reading(
            indicator=indicator, value=value, unit=unit, transformation=transformation,
            activity=self._activity(label, group, indicator), ownership=self._ownership(label, header, group, indicator),
            obs_status=self._status(header, label), bound=self._bound(words), price_base=self._price_base(sources, indicator),
            half_unit=place * factor / 2, confidence=0.9,
        )  # fmt: skip
        if self.lang.find("former").search(header):
            reading = replace(reading, territory="former")
        return self._with_period(reading, sources), ""

    def _unit(self, label: str, header: str, column: int) -> tuple[str, Decimal]:
        first = self.above[0] if self.above else ""
        corner = " ".join(self.grid.text.get((r, 0), "") for r in range(self.grid.header_rows))
        for words in (label, header, corner, *self.above[:-1]):
            for pattern, unit, factor in _UNIT_WORDS:
                if re.search(pattern, words, re.IGNORECASE) and (
                    words is not first or unit in ("VND", "USD", "percent", "hectare")
                ):
                    return unit, factor
        del column
        return "", Decimal(1)

    def _indicator(self, sources: list[Sentence], unit: str, everything: str) -> str:
        for source in sources:
            codes = [c.code for c in source.of("indicator")]
            zones = [c for c in codes if c.startswith(("industrial_zones", "industrial_clusters"))]
            if zones and unit in ("", "hectare"):
                return self._share_or_level(zones[-1], everything, unit)
        for source in sources:
            codes = [c.code for c in source.of("indicator")]
            fitting = [
                c for c in codes if not unit or unit in self.catalog.indicators[c].units or unit in ("percent", "rank")
            ]
            if fitting:
                return self._share_or_level(fitting[-1] if "cluster" in fitting[-1] else fitting[0], everything, unit)
            if source.of("other_subject") and not codes and source is sources[0]:
                return ""
        return self._investment(everything, unit)

    def _investment(self, everything: str, unit: str) -> str:
        """Projects and registered capital by the event that row, group or header name."""
        first = everything.split(" | ")[0]
        if unit not in ("project", "USD", "VND") or not re.search(r"dự án|vốn|project|capital|FDI", first, re.I):
            return ""
        for words in everything.split(" | "):
            for event, (projects, capital) in EVENT_CODES.items():
                if self.lang.find(event).search(words):
                    return projects if unit == "project" else capital
        return ""

    def _share_or_level(self, code: str, everything: str, unit: str) -> str:
        if code == "grdp" and re.search(
            r"per ?capita|đầu người|per head", " | ".join(everything.split(" | ")[:2]), re.I
        ):
            return "grdp_per_capita"
        if code.startswith(("industrial_zones", "industrial_clusters")) and not code.endswith("_occupancy"):
            return self._zone_code(code.rsplit("_", 1)[0], everything, unit)
        share = (
            re.search(r"cơ cấu|tỷ trọng|structure", everything.split(" | ")[1], re.I) if " | " in everything else None
        )
        if code == "industrial_production_value" and unit == "percent" and self.places is not None:
            return "national_industrial_production_share"
        if code in ("grdp", "industrial_value_added"):
            sector = re.search(self._sector_words(), everything.split(" | ")[0], re.I)
            industry = re.search(r"công nghiệp|industr", everything.split(" | ")[0], re.I)
            if share and unit == "percent":
                return "grdp_share" if sector or industry else ""
            if sector or industry:
                return "industrial_value_added"
            other = re.search(r"nông|dịch vụ|thuế|service|agri|tax", everything.split(" | ")[0], re.I)
            return "" if other else code
        return code

    def _zone_code(self, base: str, everything: str, unit: str) -> str:
        """Planned, established, operating or their area: by the words of row and header."""
        near = " | ".join(everything.split(" | ")[:2])
        if unit == "hectare":
            return f"{base}_area"
        if base.endswith("clusters") and self.lang.find("established").search(near):
            return f"{base}_established"
        return f"{base}_operating" if self.lang.find("operating").search(near) else f"{base}_planned"

    def _sector_words(self) -> str:
        return next(p for p, c in self.lang.activities.items() if c == "industry_construction")

    def _growth(self, header: str, label: str, unit: str, indicator: str) -> str:
        words = f"{header} {label}"
        if unit not in ("", "percent"):
            return ""
        compared = re.search(
            r"tăng|giảm|so với|so cùng|growth|compared|increase|tốc độ|cùng kỳ|year-on-year|change|\+/-", words, re.I
        )
        index = indicator == "industrial_production_index"
        over = self.above[0] if len(self.above) > 1 else ""
        rates = re.search(r"tốc độ tăng|tăng trưởng|growth", over, re.I) and not re.search(
            r"cơ cấu|tỷ trọng|structure|share", over, re.I
        )
        if not compared and not index and not (rates and unit in ("", "percent")):
            return ""
        if unit == "percent" and indicator.endswith(("_share", "_occupancy")):
            return ""
        months = [t for t in self.finder.sentence(header, 0, self.style).times if t.unit == "month" and t.number]
        if len(months) > 1 and months[0].number != months[-1].number:
            return "G1"
        return (
            "G1" if re.search(r"tháng trước|quý trước|previous (?:month|quarter)|month-on-month", words, re.I) else "GY"
        )

    def _is_index(self, header: str, everything: str, indicator: str, column: int) -> bool:
        """An index table prints 110.44 for +10.44: no word of increase, and the whole column stands around 100."""
        rises = re.search(r"tăng|giảm|growth|increase|change|tốc độ", header, re.I) or re.search(
            r"tốc độ tăng|tăng, giảm", everything, re.I
        )
        figures = [self.grid.text.get((r, column), "") for r in range(self.grid.header_rows, self.grid.rows)]
        numbers = [
            parse_number(n[0], self.style)[0]
            for f in figures
            if _NUMERIC.fullmatch(f) and (n := NUMBER.search(f)) and not re.match(r"\s*[-–−]", f)
        ]
        return indicator == "industrial_production_index" and not rises and min(numbers, default=Decimal(0)) > 40

    def _activity(self, label: str, group: str, indicator: str) -> str:
        for pattern, code in self.lang.named("activities") if not indicator.endswith(("_projects", "_capital")) else ():
            if pattern.search(label):
                return code
        if indicator == "grdp_share":
            return "industry_construction"
        del group
        return "_T"

    def _ownership(self, label: str, header: str, group: str, indicator: str) -> str:
        for words in (f"{label} {header}", group):
            if self.lang.find("domestic").search(words):
                return "domestic"
            if self.lang.find("foreign").search(words):
                return "foreign"
        project = indicator.endswith(("_projects", "_capital")) and not indicator.startswith("new_enterprises")
        return "foreign" if project and any(self.lang.find("foreign").search(a) for a in self.above) else "_T"

    def _status(self, header: str, label: str) -> str:
        words = f"{header} {label}"
        if self.lang.find("preliminary").search(words):
            return "P"
        if self.lang.find("target").search(words):
            return "F"
        near = [*self.above[:1]]
        return "E" if any(self.lang.find("estimate").search(w) for w in (words, *near)) else "A"

    def _bound(self, words: str) -> str:
        quantities = read_quantities(words, self.page.language, self.style)
        return quantities[0].bound if quantities else "="

    def _price_base(self, sources: list[Sentence], indicator: str) -> str | None:
        if indicator not in ("industrial_production_value", "grdp", "industrial_value_added"):
            return None
        return next((c.code for s in sources for c in s.of("price_base")), None)

    def _with_period(self, reading: Reading, sources: list[Sentence]) -> Reading:
        indicator = self.catalog.indicators[reading.indicator]
        time = self._time(sources)
        context = self.context
        years = [t.year for s in sources for t in _plain_times(s) if t.year]
        if years and time is not None and time.year is None:
            context = Context(context.published, years[0])
        if reading.transformation == "N" and (indicator.kind == "stock" or indicator.id.endswith("_occupancy")):
            return replace(reading, time_period=periods.stock_date(time, context))
        if indicator.kind == "index" and reading.transformation in ("N", "RANK"):
            return replace(reading, time_period=periods.index_period(time, context))
        return replace(reading, time_period=periods.flow_period(time, context) if time else None)

    def _time(self, sources: list[Sentence]) -> TimeExpression | None:
        """The time nearest to the cell: of the row, the header, the group, then what stands above."""
        for source in sources:
            times = [t for t in _plain_times(source) if not t.compared and t.unit != "now"]
            if times:
                return times[0]
        for source in sources[:2]:
            if _plain_times(source):
                return _plain_times(source)[0]
        return None


def _plain_times(source: Sentence) -> list[TimeExpression]:
    """The times of a text without the years of its price bases."""
    bases = source.of("price_base")
    return [t for t in source.times if not any(b.start < t.end and t.start < b.end for b in bases)]


def _converted(before: Reading, reading: Reading) -> bool:
    """The same figure in a second currency, in the next column."""
    keys = ("indicator", "transformation", "activity", "ownership", "time_period")
    return {before.unit, reading.unit} == {"VND", "USD"} and all(
        getattr(before, k) == getattr(reading, k) for k in keys
    )
