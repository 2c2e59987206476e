"""What a cell of a statistical table is, by the layout alone: header path and row label, unit line, caption.

A statistical table says its dimensions in a regular way, once for a row and once for a column. Each label is read once
by the lexicon (`extractors.lexicon`); a cell is the two put together: what the nearest words say counts (header and
label, then the group, the row above that a part belongs to, caption, heading, title). A cell is settled only where
nothing is left open: a word that is not understood, two words that contradict each other, a unit or a period that
nobody gives leave it to be weighed like any sentence (`extractors.linking`). Figures of other places, of the nation, of
companies, and percentages of a plan are settled too: they are left out, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Literal

from extractors import periods
from extractors.catalog import Catalog, Indicator
from extractors.labels import is_missing
from extractors.languages.base import NumberStyle
from extractors.lexicon import NOTHING, Lexicon, Said, Unit, lexicon
from extractors.periods import Context, TimeExpression
from extractors.records import Reading
from extractors.tables import Above, Grid, Judge, Settled, is_number, number_of, told

CONFIDENCE = 0.98
"""Of a settled figure: no more than the share of those of tests/invented that agree with the annotation."""
_MONEY = frozenset({"VND", "USD"})
_INVESTMENT = {
    ("new", "project"): "new_projects", ("new", "capital"): "new_capital",
    ("adjusted", "project"): "adjusted_projects", ("adjusted", "capital"): "adjusted_capital",
    ("attracted", "capital"): "attracted_capital", ("disbursed", "capital"): "disbursed_capital",
    ("stock", "project"): "investment_projects", ("stock", "capital"): "investment_capital",
}  # fmt: skip
"""(event, what is counted) → indicator."""
_SHARES = {
    "industrial_production_value": "industrial_production_share", "goods_exports": "goods_exports_share",
    "goods_trade": "goods_exports_share", "grdp": "grdp_share",
}  # fmt: skip
_COUNTS = {
    "zone": ("industrial_zones", "planned", "operating"),
    "cluster": ("industrial_clusters", "planned", "established", "operating"),
}
_CONTENT = (
    "indicator", "counted", "event", "industry", "activity", "ownership", "coverage", "country", "measure", "compared",
    "total", "place",
)  # fmt: skip
"""Kinds of which a row's label must hold one: words that only fill say nothing."""
_FIELD = {"activity": "activity", "ownership": "ownership", "country": "counterpart_area", "coverage": "coverage"}
_PART_MARK = re.compile(r"\s*[-–—+•*]")


_ELSEWHERE = {
    "elsewhere": "another place", "region": "another place", "nation": "Viet Nam as a whole", "company": "one company",
}  # fmt: skip
"""Whose figures are left out, and the reason."""


class Open(Exception):
    """The layout does not settle a cell; the text says why."""


class Out(Exception):
    """The layout says that a cell is no observation; the text is the reason."""

    def __init__(self, reason: str, unclaimed: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.unclaimed = reason, unclaimed


@dataclass(frozen=True, slots=True)
class Document:
    """What a table needs to know of its page."""

    catalog: Catalog
    lexicon: Lexicon
    other: Lexicon
    """Of the other language: yearbooks say all twice."""
    context: Context
    ours: bool
    """Whether a page that names no place beside a table is about the province."""
    territory: Literal["merged"] | None

    def read(self, text: str) -> Said:
        """What a label says, in the page's language or, where that does not know all its words, in the other."""
        said = self.lexicon.read(text)
        if said.unknown:
            other = self.other.read(text)
            return said if other.unknown else other
        return said


class TableStatistics:
    """Reads the layouts of a page's tables (`extractors.tables.Statistics`)."""

    def __init__(
        self, catalog: Catalog, language: str, context: Context, ours: bool, territory: Literal["merged"] | None
    ) -> None:
        words, others = (lexicon(catalog, code) for code in (("vi", "en") if language == "vi" else ("en", "vi")))
        self.document = Document(catalog, words, others, context, ours, territory)

    def judge(self, grid: Grid, above: Above, style: NumberStyle) -> Judge:
        """The judge of one table; `style` is the table's."""
        return Layout(self.document, grid, above, style)


@dataclass(slots=True)
class _Row:
    """What a row says: its own label, the unit column, its group, the row that it is a part of."""

    label: Said = NOTHING
    unit: Said = NOTHING
    group: Said = NOTHING
    parent: Said = NOTHING
    place: str = ""
    """`home`, `elsewhere`, `nation`, `company`; empty: it names none."""
    refused: Settled | None = None
    """Set where the whole row is left out."""
    words: str = ""
    key: tuple[str, ...] = ()
    """What decides its cells beside their columns."""
    time_key: tuple[object, ...] = ()
    """What of it says when."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the words of a row and a header settle together."""

    reading: Reading
    """All but the figure and its time."""
    factor: Decimal
    indicator: Indicator
    negative: bool


@dataclass(frozen=True, slots=True)
class _Refused:
    """Why the words of a row and a header give no reading; `settled` where that is certain."""

    settled: Settled | None
    why: str


class _Details(Mapping[str, object]):
    """Where a cell stands, put into words when asked for."""

    __slots__ = ("_column", "_layout", "_row")

    def __init__(self, layout: Layout, row: str, column: int) -> None:
        self._layout, self._row, self._column = layout, row, column

    def __getitem__(self, name: str) -> object:
        return {
            "table": self._layout.caption_text, "row": self._row, "column": self._layout.columns[self._column].text,
        }[name]  # fmt: skip

    def __iter__(self) -> Iterator[str]:
        return iter(("table", "row", "column"))

    def __len__(self) -> int:
        return 3


class Layout:
    """One table: its columns read once, its rows one after the other."""

    def __init__(self, document: Document, grid: Grid, above: Above, style: NumberStyle) -> None:
        self.document, self.grid, self.style = document, grid, style
        read = document.read
        banners = [grid.lines[r] for r in range(grid.header_rows) if grid.is_banner(r)]
        lines = [read(next(p.words for p in line.values() if p.words)) for line in banners]
        spoken = [*lines, *(read(c) for c in above.caption)]
        self.unit_lines = [s for s in spoken if _only_unit(s)]
        self.captions = [s for s in spoken if not _only_unit(s)]
        self.heading, self.title = read(above.heading), read(above.title)
        self.beyond = [*self.captions, self.heading, self.title]
        """What stands around the table, the nearest first."""
        self.columns = [read(p) for p in grid.paths]
        self.beside = [self._goes_on_from(c) for c in range(grid.columns)]
        self.stub, self.unit_column = self._stub()
        self.corner = read(grid.paths[self.stub[0]]) if self.stub else NOTHING
        self.places = self._place_stub()
        self.caption_text = next((s.text for s in self.captions), above.title)
        self._shapes: dict[tuple[str, int], tuple[str, bool]] = {}
        self._forms: dict[tuple[object, ...], str] = {}
        self._last = NOTHING
        self._place = ""
        self._row = _Row()
        self._number = -1
        self.level_times = self._level_times()
        self._frame = self._frame_indicator()
        self.unheaded = self._columns_without_header()
        self._plans: dict[tuple[object, ...], _Plan | _Refused] = {}
        self._times: dict[tuple[object, ...], tuple[str, str]] = {}
        self.kinds = self._kinds_of_columns()

    # -- the table as a whole

    def _stub(self) -> tuple[list[int], int | None]:
        """The columns of labels at the left, and the column of units."""
        grid = self.grid
        body = range(grid.header_rows, grid.rows)
        sample = body if len(body) <= _SAMPLE else range(grid.header_rows, grid.header_rows + _SAMPLE)
        marked = [c for c, said in enumerate(self.columns) if said.has("unit_mark")]
        unit = next((c for c in marked if self._worded(c, sample)), None)
        stub = []
        for column in range(min(grid.columns, _LEFT)):
            if column == unit:
                continue
            if self._worded(column, sample):
                stub.append(column)
            elif stub or not self._numbering(column, sample):
                break
        stub = sorted({*stub, *grid.time_columns})
        if not stub and grid.columns:
            stub = [0]
        return stub, unit

    def _worded(self, column: int, sample: range) -> bool:
        """Whether most filled cells of a column are words, or it is the first and they are years."""
        cells = [t for r in sample if (t := self.grid.text(r, column)) and not is_missing(t)]
        words = [t for t in cells if not is_number(t) or (column == 0 and re.fullmatch(r"(?:19|20)\d\d", t))]
        return bool(cells) and 2 * len(words) > len(cells)

    def _numbering(self, column: int, sample: range) -> bool:
        if column:
            return False
        lines = (self.grid.lines[r].get(0) for r in sample)
        cells = [p.words for p in lines if p is not None and p.words and p.cell.colspan == 1]
        return all(re.fullmatch(r"\d{1,3}\.?", t) for t in cells)

    def _goes_on_from(self, column: int) -> Said:
        """The column at the left whose figures a column of changes or shares goes on with."""
        said = self.columns[column]
        if not column or said.has("indicator", "event", "counted") or not said.has("compared", "measure"):
            return NOTHING
        left = self.columns[column - 1]
        return left if left.has("indicator") and not left.has("compared") else NOTHING

    def _place_stub(self) -> bool:
        """Whether the rows are places: most labels name one."""
        rows = range(self.grid.header_rows, min(self.grid.rows, self.grid.header_rows + _SAMPLE))
        labels = [self.document.read(t) for r in rows if (t := self._label(r))]
        named = [s for s in labels if _place(s) not in ("", "home")]
        home = [s for s in labels if _place(s) == "home" and not s.has("indicator", "counted")]
        return len(named) >= 2 and 6 * len(named + home) >= len(labels)

    def _label(self, row: int) -> str:
        words: dict[str, None] = {}
        for column in self.stub:
            text = self.grid.text(row, column)
            if column in self.grid.time_columns:
                words[self.grid.time(row, column)] = None
            elif text and not is_missing(text) and (column == 0 or not self.grid.is_number(row, column)):
                words[text] = None
        return " ".join(words)

    def _level_times(self) -> list[tuple[TimeExpression, str]]:
        """The periods that columns of levels are of, each with its status: what a column of comparisons is about."""
        found = []
        for column, said in enumerate(self.columns):
            if column in self.stub or said.has("compared", "out") or "growth" in said.of("measure"):
                continue
            time = self._merged(list(said.own), strict=False)
            if time is not None:
                found.append((self._with_year(time), said.one("status")))
        return found

    def _frame_indicator(self) -> bool:
        """Whether the table's caption or columns name what is measured, so that its rows only break it down."""
        around = [*self.captions, self.heading, *([] if self.title.unknown else [self.title])]
        return any(s.has("indicator", "event") for s in around) or any(
            s.has("indicator", "event") for c, s in enumerate(self.columns) if c not in self.stub
        )

    def _columns_without_header(self) -> frozenset[int]:
        """The columns that nothing heads in a table that heads the others: rows longer than the header."""
        beside = [c for c in range(self.grid.columns) if c not in self.stub and c != self.unit_column]
        headed = [c for c in beside if self.columns[c].text]
        return frozenset(beside) - frozenset(headed) if len(headed) >= 2 else frozenset()

    def _kinds_of_columns(self) -> list[int]:
        """A number for each column, the same where headers say the same but for the time."""
        numbers: dict[tuple[object, ...], int] = {}
        kinds = []
        for said, beside in zip(self.columns, self.beside, strict=True):
            times = (said.own, said.bases) if said.bases or len(said.own) > 1 else tuple(t.unit for t in said.own)
            key = (tuple(said.codes.items()), said.units, bool(said.unknown), times, beside.text)
            kinds.append(numbers.setdefault(key, len(numbers)))
        return kinds

    # -- row and cell

    def row(self, row: int, group: str) -> None:
        """The row whose cells are asked for next (`extractors.tables.Judge`)."""
        read = self.document.read
        words = self._label(row)
        label = read(words)
        unit = read(self.grid.text(row, self.unit_column)) if self.unit_column is not None else NOTHING
        one = _Row(label, unit, read(group), NOTHING, words=words)
        one.place = _place(label)
        if self.places:
            if one.place or label.unknown:
                self._place = one.place or "elsewhere"
            one.place = one.place or self._place
        if self._last is not NOTHING and self._goes_on(label):
            one.parent = self._last
        elif label.has("indicator") or (
            not _PART_MARK.match(words) and (label.has("out") or label.of("counted")[:1] not in ((), ("capital",)))
        ):
            self._last = label
        one.refused = self._refused(one)
        one.key = (words, unit.text, group, one.parent.text, one.place)
        one.time_key = (label.own, label.bases, label.of("status"), label.of("event"), group)
        self._row, self._number = one, row

    def _goes_on(self, label: Said) -> bool:
        """Whether a label says nothing of what is measured, or only that it is capital."""
        return not label.has("indicator", "out", "total") and label.of("counted")[:1] in ((), ("capital",))

    def _refused(self, row: _Row) -> Settled | None:
        """Whether a whole row is left out, and why."""
        if row.place in _ELSEWHERE:
            return Settled("excluded", _ELSEWHERE[row.place])
        if row.label.has("out"):
            return Settled("excluded", row.label.of("out")[0])
        if row.label.has("other"):
            return Settled("excluded", "a part without a code")
        if row.parent.has("out") and (row.label.has("counted", "part") or _PART_MARK.match(row.words)):
            return Settled("excluded", row.parent.of("out")[0])
        return None

    def cell(self, column: int, printed: str) -> Settled | None:
        """What a cell of the row is; None: open (`extractors.tables.Judge`)."""
        row = self._row
        if row.refused is not None:
            return row.refused
        if column in self.unheaded:
            return _UNHEADED
        own = self._own_unit(printed)
        key = (row.key, self.kinds[column], own)
        plan = self._plans.get(key)
        if plan is None:
            plan = self._plans[key] = self._plan(row, column, own)
        if not isinstance(plan, _Plan):
            return plan.settled
        try:
            return self._observation(plan, row, column, printed)
        except Open:
            return None

    def _own_unit(self, printed: str) -> Unit | None:
        """The unit that stands in a cell itself."""
        if "%" in printed:
            return _PERCENT
        if not printed[-1:].isalpha():
            return None
        words = told(printed)
        return _last_unit(self.document.read(words[0]).units) if words is not None else None

    def _plan(self, row: _Row, column: int, own: Unit | None) -> _Plan | _Refused:
        """What all cells are that the same words of row and header give; the figure and its time are left."""
        header = self.columns[column]
        try:
            self._left_out(row, header)
            if row.label.unknown or header.unknown:
                broken_down = not row.label.has("indicator", "counted") and not row.unit.units
                if self._frame and not header.unknown and broken_down:
                    raise Out("a label that no word list knows", unclaimed=True)
                raise Open("words that are not understood")
            self._doubtful(row, header)
            indicator, transformation = self._measured(row, header, column, own)
            known = self.document.catalog.indicators[indicator]
            unit, factor = self._unit(row, header, own, known, transformation)
            near = (row.label, header)
            parts = self._broken_down(row, header, known)
            reading = Reading(
                indicator=indicator, value=Decimal(0), unit=unit, transformation=transformation,
                territory=self._territory(near), price_base=self._price(near, known), confidence=CONFIDENCE,
                activity=parts["activity"] or "_T", ownership=parts["ownership"] or "_T",
                coverage=parts["coverage"] or "province", counterpart_area=parts["country"] or "_T",
            )  # fmt: skip
        except Open as why:
            return _Refused(None, str(why))
        except Out as out:
            return _Refused(Settled("unclaimed" if out.unclaimed else "excluded", out.reason), out.reason)
        return _Plan(reading, factor, known, self._balance(row, header))

    def _observation(self, plan: _Plan, row: _Row, column: int, printed: str) -> Settled:
        """The reading of one cell."""
        reading = plan.reading
        if (
            len(printed) == 4
            and printed.isdigit()
            and printed[:2] in ("19", "20")
            and not self._units_said(row, column)
        ):
            raise Open("a year or a figure?")
        number = number_of(printed, self.style)
        if number is None:
            raise Open("no number")
        value, place, bound = number
        if printed[:1].isalpha() and reading.transformation not in ("GY", "G1") and (told(printed) or ("", False))[1]:
            raise Open("a rise among levels")
        if reading.transformation in ("GY", "G1"):
            key = (row.key, column, self._number if row.label.has("compared") else -1)
            form = self._forms.get(key)
            if form is None:
                form = self._forms[key] = self._form(row, self.columns[column], column)
            if form == "index":
                value -= 100
        elif reading.transformation == "RANK":
            bound = "="
            if value < 1 or value != value.to_integral_value() or value > 99:
                raise Open("a rank?")
        elif plan.negative:
            value = -abs(value)
        period, status = self._when(row, column, plan)
        settled = Reading(
            reading.indicator, value * plan.factor, reading.unit, reading.transformation, reading.territory,
            reading.activity, reading.ownership, reading.coverage, reading.counterpart_area, period, status, bound,
            reading.price_base, None, place * plan.factor / 2, CONFIDENCE,
        )  # fmt: skip
        return Settled("observation", "", settled, _Details(self, row.words, column))

    def _units_said(self, row: _Row, column: int) -> bool:
        return bool(self.columns[column].units or row.unit.units)

    def _when(self, row: _Row, column: int, plan: _Plan) -> tuple[str, str]:
        """Period and status, the same for all rows whose labels give no time of their own."""
        reading = plan.reading
        key = (row.time_key, column, reading.transformation, reading.indicator)
        found = self._times.get(key)
        if found is None:
            try:
                time = self._time(row, self.columns[column], reading.transformation)
                period = self._period(time, plan.indicator, reading.transformation)
                found = period, self._status(row, self.columns[column], time)
            except Open as why:
                found = "", str(why)
            self._times[key] = found
        if not found[0]:
            raise Open(found[1])
        return found

    def _doubtful(self, row: _Row, header: Said) -> None:
        """Raises Open for a label that says nothing, and for an amount a head."""
        if not row.label.own and not row.label.has(*_CONTENT):
            raise Open("a label that says nothing")
        for said in (row.label, header):
            units = {u[0] for u in said.units}
            if "person" in units and units & _MONEY and not said.has("indicator", "counted"):
                raise Open("an amount a head")

    def _left_out(self, row: _Row, header: Said) -> None:
        """Raises Out for what is no observation of the province, Open where nobody says whose it is."""
        if header.has("out"):
            raise Out(header.of("out")[0])
        place = _place(header)
        if place in _ELSEWHERE:
            raise Out(_ELSEWHERE[place])
        if header.has("other"):
            raise Out("a part without a code")
        if "mixed" in (place, row.place):
            raise Open("more than one place")
        if "home" not in (place, row.place):
            self._left_out_around(row)

    def _left_out_around(self, row: _Row) -> None:
        """The same by the words around, where neither label nor header names a place."""
        around = next((p for s in (row.group, *self.beyond) if (p := _place(s))), "home" if self.document.ours else "")
        if around in ("mixed", "company", ""):
            raise Open(f"{around or 'no place'} beside the table")
        if around in _ELSEWHERE:
            raise Out(_ELSEWHERE[around])

    # -- what is measured

    def _measured(self, row: _Row, header: Said, column: int, own: Unit | None) -> tuple[str, str]:
        """Indicator and transformation."""
        if "average" in (*row.label.of("measure"), *header.of("measure")) and not _spans_years(row.label, header):
            raise Open("an average of nobody says which years")
        counted = self._counted(row, header)
        if counted in ("zone", "cluster", "area", "occupancy", "person", "score", "quantity"):
            return self._thing(counted, row, header)
        indicator = self._named(row, header, column)
        if counted == "rank" or self._unit_of(row, header) == "rank":
            if indicator is None or header.has("compared"):
                raise Open("a rank of nothing named, or its change")
            return indicator, "RANK"
        if indicator is None or (indicator == "new_enterprises" and counted == "capital"):
            indicator = self._event(row, header, counted, indicator)
        if indicator == "grdp":
            indicator = self._part_of_grdp(row, header)
        return self._transformed(indicator, row, header, column, own)

    def _counted(self, row: _Row, header: Said) -> str:
        """What is counted, as the header says, else the label; the first named is the head ("capital of projects")."""
        for said in (header, row.label):
            found = [c for c in said.of("counted") if c != "quantity"]
            if found:
                return found[0]
        return "quantity" if header.has("counted") or row.label.has("counted") else ""

    def _thing(self, counted: str, row: _Row, header: Said) -> tuple[str, str]:
        """Zones and clusters, their area and occupancy; people at work; scores."""
        measures = (*header.of("measure"), *row.label.of("measure"), self._measure_around(row))
        if header.has("compared") or row.label.has("compared") or set(measures) & {"growth", "share", "change"}:
            raise Open("a change or a share of a count")
        if counted == "score":
            if self._named(row, header) != "provincial_competitiveness_index":
                raise Open("a score of nothing named")
            return "provincial_competitiveness_index", "N"
        if counted == "person":
            if self._nearest("event", row, header) in ("new", "adjusted") or row.parent.has("indicator"):
                raise Open("people of an event")
            return "employment", "N"
        of = self._nearest("coverage", row, header)
        if not of:
            raise Open("of zones or of clusters?")
        if counted == "quantity":
            counted = "zone" if of == "industrial_zones" else "cluster"
        if counted == "occupancy":
            return f"{of}_occupancy", "N"
        if counted == "area":
            if self._nearest("event", row, header) == "operating":
                raise Open("the area of some of them")
            return f"{of}_area", "N"
        stem, *states = _COUNTS[counted]
        state = self._nearest("event", row, header)
        if state not in states:
            raise Open("planned or operating?")
        return f"{stem}_{state}", "N"

    def _named(self, row: _Row, header: Said, column: int = -1) -> str | None:
        """The indicator that the nearest words name."""
        own = {*_indicators(row.label), *_indicators(header)}
        if len(own) > 1:
            raise Open("two indicators")
        if own:
            return _plain(own.pop())
        if row.label.has("event") or header.has("event"):
            return None
        beside = self.beside[column] if column >= 0 else NOTHING
        for said in (beside, row.group, row.parent, *self.beyond):
            if said.has("out") and said is row.parent:
                if not self._frame:
                    raise Open("part of what has no indicator")
                continue
            found = set(_indicators(said))
            if len(found) > 1:
                raise Open("two indicators")
            if found:
                if said.unknown and said is not row.parent:
                    raise Open("a caption that is not understood")
                return _plain(found.pop())
            if said.has("event"):
                return None
        return None

    def _event(self, row: _Row, header: Said, counted: str, indicator: str | None) -> str:
        """Investment: by the event and what is counted; capital of new enterprises."""
        if not counted:
            unit = self._unit_of(row, header)
            counted = {"project": "project", "VND": "capital", "USD": "capital"}.get(unit, "")
        if indicator == "new_enterprises":
            return "new_enterprises_capital" if counted == "capital" else indicator
        event = self._nearest("event", row, header)
        if (event, counted) not in _INVESTMENT:
            raise Open("nothing that is measured is named")
        for said in self.beyond:
            if said.has("event") and said.unknown and not row.label.has("event") and not header.has("event"):
                raise Open("a caption that is not understood")
        return _INVESTMENT[event, counted]

    def _part_of_grdp(self, row: _Row, header: Said) -> str:
        """GRDP of industry is its value added; a share stays one of GRDP."""
        both = (row.label, header)
        if any("share" in s.of("measure") for s in both) or self._measure_around(row) == "share":
            return "grdp"
        industry = any(s.has("industry") for s in both)
        activities = {a for s in both for a in s.of("activity")}
        if activities - {"industry_construction"}:
            raise Open("an activity within GRDP")
        return "industrial_value_added" if industry or activities else "grdp"

    def _measure_around(self, row: _Row) -> str:
        """What the line over a row's group says its figures are, else the caption."""
        found = [m for m in row.group.of("measure") if m in ("growth", "share", "index")]
        return found[0] if len(found) == 1 else self._caption_measure

    @cached_property
    def _caption_measure(self) -> str:
        """What the caption says its figures are: `growth`, `share`, `index`, `change` where it only compares."""
        for said in (*self.unit_lines, *self.captions, self.heading):
            found = [m for m in said.of("measure") if m in ("growth", "share", "index")]
            if found:
                return found[0] if len(found) == 1 else ""
            if said.bases or {"GY", "G1"} & set(said.of("compared")):
                return "change"
        return "share" if "share" in self.title.of("measure") and not self.title.unknown else ""

    def _transformed(self, indicator: str, row: _Row, header: Said, column: int, own: Unit | None) -> tuple[str, str]:
        both = (row.label, header)
        compared = any(s.has("compared") for s in both)
        measures = {m for s in both for m in s.of("measure")}
        percent = self._unit_of(row, header, own) == "percent"
        grows = compared or "growth" in measures
        if "share" in measures or (self._measure_around(row) == "share" and percent and not grows):
            return self._share(indicator, row, header), "N"
        if "fall" in measures and "growth" not in measures:
            raise Open("a fall without a sign")
        around = self._measure_around(row)
        if compared or measures & {"growth", "index"} or (percent and around in ("growth", "index", "change")):
            if (
                not percent
                and self._unit_of(row, header) not in ("", "percent")
                and "%" not in header.text + row.label.text
            ):
                form = self._form(row, header, column)
                if form != "index":
                    if {"growth", "fall"} <= measures:
                        raise Out("a change in percent or in units?", unclaimed=True)
                    raise Open("a change in percent or in units?")
            return indicator, self._comparison(row, header)
        if indicator in ("industrial_production_index",):
            return indicator, self._comparison(row, header)
        if indicator == "industrial_production_value" and percent:
            raise Open("percent of what?")
        if percent and "percent" not in self.document.catalog.indicators[indicator].units:
            raise Open("percent of what?")
        return indicator, "N"

    def _share(self, indicator: str, row: _Row, header: Said) -> str:
        if row.label.has("total"):
            raise Out("the whole of a share")
        if self.places and indicator == "industrial_production_value":
            return "national_industrial_production_share"
        if indicator not in _SHARES:
            raise Open("a share of what?")
        code = _SHARES[indicator]
        if not any(s.has("activity", "ownership", "coverage") for s in (row.label, header)):
            raise Open("a share of nothing named")
        return code

    # -- growth

    def _comparison(self, row: _Row, header: Said) -> str:
        """GY or G1: by the words, by the period compared with, by the columns beside."""
        if "F" in header.of("status"):
            raise Open("compared with a plan?")
        if code := _compared(header) or _compared(row.label):
            return code
        own = self._own_time(row, header)
        bases = [*header.bases, *row.label.bases]
        if len(bases) == 1:
            return self._by_base(own or self._around_time(row), bases[0])
        if bases:
            raise Open("compared with two periods")
        for said in (*self.unit_lines, row.group, *self.beyond):
            if code := _compared(said):
                return code
            if said.bases and said.own:
                return self._by_base(self._merged(list(said.own)), said.bases[0])
        return self._since_year_before(row, own)

    def _since_year_before(self, row: _Row, own: TimeExpression | None) -> str:
        """GY for years of which nothing is said, and for the same months of two years side by side."""
        if own is None and _year_apart([t for t, _ in self.level_times]):
            return "GY"
        time = own or self._around_time(row)
        if time is not None and time.unit in ("year", "years"):
            return "GY"
        raise Open("compared with what?")

    def _by_base(self, own: TimeExpression | None, base: TimeExpression) -> str:
        if own is None:
            raise Open("compared with what?")
        if base.relative == "last" and base.unit in ("year", "month"):
            return "GY" if base.unit == "year" else "G1"
        own, base = self._with_year(own), self._with_year(base) if base.year is None else base
        if own.year is None or base.year is None:
            raise Open("compared with which year?")
        if base.unit == "year" and base.year == own.year - 1 and own.unit != "years":
            return "GY"
        if base.unit == own.unit and base.number == own.number and base.year == own.year - 1:
            return "GY"
        cycle = {"month": 12, "quarter": 4}.get(own.unit)
        if cycle and base.unit == own.unit and (own.year - base.year) * cycle + own.number - base.number == 1:
            return "G1"
        raise Open("compared with another period")

    def _form(self, row: _Row, header: Said, column: int) -> str:
        """`rise` (10.44) or `index` (110.44): by the words, and by all figures that stand with this one."""
        across = not header.has("compared") and "growth" not in header.of("measure") and row.label.has("compared")
        key = ("row", self._number) if across else ("column", column)
        if key not in self._shapes:
            self._shapes[key] = self._shape(self._beside(across, column))
        shape, many = self._shapes[key]
        named = row.label.of("measure") + header.of("measure") or (self._measure_around(row),)
        if "growth" in named:
            if shape == "index" and many:
                raise Open("a rise that looks like an index")
            return "rise"
        if "index" in named and shape != "index" and not header.has("compared") and not row.label.has("compared"):
            raise Open("an index that does not look like one")
        if not shape:
            raise Open("a rise or an index?")
        return shape

    def _beside(self, across: bool, column: int) -> Iterator[Decimal]:
        grid = self.grid
        places = (
            ((self._number, c) for c in grid.lines[self._number] if c not in self.stub)
            if across
            else ((r, column) for r in range(grid.header_rows, min(grid.rows, grid.header_rows + _SAMPLE)))
        )
        for row, place in places:
            number = number_of(grid.text(row, place), self.style) if grid.is_number(row, place) else None
            if number is not None:
                yield number[0]

    @staticmethod
    def _shape(figures: Iterator[Decimal]) -> tuple[str, bool]:
        """What figures look like together, `rise`, `index` or neither, and whether they are enough to trust it."""
        values = list(figures)
        many = len(values) >= 3
        if not values:
            return "", many
        low, high = min(values), max(values)
        if low < 0 or high < 40:
            return "rise", many
        index = low > 40 and high < 400 and any(80 <= v <= 125 for v in values)
        return "index" if index else "", many

    # -- unit

    def _unit_of(self, row: _Row, header: Said, own: Unit | None = None) -> str:
        """The code of the unit that the words give; empty where they give none."""
        found = self._stated_unit(row, header, own)
        return found[0] if found else ""

    def _stated_unit(self, row: _Row, header: Said, own: Unit | None) -> Unit | None:
        if own is not None:
            return own
        group = [row.group.units] if row.group.units else []
        parent = row.parent.units if not row.group.units else ()
        for units in (header.units, row.unit.units, row.label.units, parent, *group):
            if (found := _last_unit(units)) is not None:
                return found
        for said in (self.corner, *self.unit_lines, *self.beyond):
            if (found := _last_unit(said.units, counted=_only_unit(said))) is not None:
                return found
        return None

    def _unit(
        self, row: _Row, header: Said, own: Unit | None, indicator: Indicator, transformation: str
    ) -> tuple[str, Decimal]:
        if transformation == "RANK":
            return "rank", Decimal(1)
        if transformation in ("GY", "G1"):
            return Unit("percent", Decimal(1))
        stated = self._stated_unit(row, header, own)
        if stated is not None and stated[0] in indicator.units:
            return stated[0], stated[1]
        money = bool(_MONEY & set(indicator.units))
        if money and stated is None and transformation == "N":
            raise Out("no unit", unclaimed=True)
        if money or "percent" in indicator.units:
            raise Open("no unit that it can have")
        if stated is not None and stated[0] in (*_MONEY, "percent", "other"):
            counted = header.of("counted") or row.label.of("counted")
            if _last_unit(header.units, counted=False) is not None or not counted:
                raise Open("a unit that it cannot have")
        return indicator.units[0], Decimal(1)

    # -- time

    def _own_time(self, row: _Row, header: Said) -> TimeExpression | None:
        return self._merged([*row.label.own, *header.own])

    def _around_time(self, row: _Row) -> TimeExpression | None:
        """The time that the words around the table say, the nearest first; one that says two is passed over."""
        for said in (row.group, self.corner, *self.unit_lines, *self.beyond):
            own = [t for t in said.own if t.unit != "years"]
            if own:
                time = self._merged(own, strict=False)
                if time is None:
                    raise Open("two times around the table")
                return time
        return None

    def _time(self, row: _Row, header: Said, transformation: str) -> TimeExpression:
        """When: by header and label together, by the columns beside, by the words around."""
        time = self._own_time(row, header)
        if time is None and transformation in ("GY", "G1"):
            times = [t for t, status in self.level_times if status != "F"]
            if _year_apart(times):
                time = max(times, key=lambda t: t.year or 0)
            elif len({(t.unit, t.number, t.year) for t in times}) > 1:
                raise Open("growth of which column?")
            elif times:
                time = times[0]
        time = time or self._around_time(row)
        if time is None:
            raise Open("no time")
        if time.unit == "year":
            time = self._part_of(time)
        own = (*row.label.own, *header.own)
        if any(t.as_of for t in own) and "planned" in (*row.label.of("event"), *header.of("event")):
            raise Open("planned until then")
        return self._with_year(time)

    def _part_of(self, year: TimeExpression) -> TimeExpression:
        """A column's year with the months that the caption gives to all columns ("6 tháng")."""
        for said in (*self.unit_lines, *self.captions, self.heading):
            parts = [t for t in said.own if t.unit in ("months", "quarter", "half", "month")]
            if len({(t.unit, t.number, t.year) for t in parts}) == 1 and parts[0].year is None:
                return replace(parts[0], year=year.year, relative="")
            if parts:
                raise Open("the year or its part?")
        return year

    def _merged(self, times: list[TimeExpression], strict: bool = True) -> TimeExpression | None:
        """One time of several that say it together ("Năm 2024", "Tháng 5"); Open (or None) where they contradict."""
        years = {t.year for t in times if t.unit == "year" and t.year}
        parts = {
            (t.unit, t.number, t.day, t.year, t.last_year, t.relative): t
            for t in times
            if t.unit != "year" or not t.year
        }
        if len(parts) > 1 and any(t.unit == "year" for t in parts.values()):
            parts = {k: t for k, t in parts.items() if t.unit != "year"}
        if len(parts) > 1 or len(years) > 1:
            if strict:
                raise Open("two times")
            return None
        if not parts:
            return next(iter(times), None)
        (part,) = parts.values()
        if part.year is None and years and not part.relative:
            return replace(part, year=years.pop())
        if part.unit == "year" and years:
            return next(t for t in times if t.year)
        if years and part.year not in years:
            if strict:
                raise Open("two years")
            return None
        return part

    def _with_year(self, time: TimeExpression) -> TimeExpression:
        """The time with the year that the words around the table give, where it has none of its own."""
        if time.year or time.relative or time.unit in ("now", "years", "year_to_date", "span"):
            return time
        for said in (*self.unit_lines, *self.beyond):
            years = {t.year for t in said.own if t.year and t.unit != "years"}
            if len(years) == 1:
                return replace(time, year=years.pop())
            if years:
                break
        return time

    def _period(self, time: TimeExpression, indicator: Indicator, transformation: str) -> str:
        context = self.document.context
        if transformation in ("GY", "G1"):
            period = periods.flow_period(time, context)
        elif indicator.id.endswith("_occupancy") or (indicator.kind == "stock" and transformation == "N"):
            period = periods.stock_date(time, context)
        elif indicator.kind == "index" or transformation == "RANK":
            period = periods.index_period(time, context)
        else:
            period = periods.flow_period(time, context)
        if period is None:
            raise Open("no time")
        return period

    # -- the other fields

    def _status(self, row: _Row, header: Said, time: TimeExpression) -> str:
        for said in (header, row.label):
            found = said.of("status")
            if len(found) == 1:
                return found[0]
            if found:
                return "E" if "E" in found and "F" not in found else found[0]
        for level, status in self.level_times:
            if status == "E" and (level.unit, level.number, level.year) == (time.unit, time.number, time.year):
                return status
        if any("A" in s.of("status") for s in self.captions):
            return "A"
        return next((c for s in self.captions for c in s.of("status") if c in ("E", "P")), "A")

    def _price(self, near: tuple[Said, Said], indicator: Indicator) -> str | None:
        if "price_base" not in indicator.breakdowns:
            return None
        for said in (*near, self._row.group, self._row.parent, *self.unit_lines, *self.beyond):
            if said.has("price"):
                return said.one("price") or None
        return None

    def _territory(self, near: tuple[Said, Said]) -> Literal["former", "both", "merged"] | None:
        around = [s for s in (*self.captions, self.heading) if not s.unknown]
        for said in (*near, self._row.group, *around):
            if said.has("boundary"):
                return "former" if "former" in said.of("boundary") else "both"
        return self.document.territory

    def _balance(self, row: _Row, header: Said) -> bool:
        """Whether a deficit is told without a sign."""
        named = {*row.label.of("indicator"), *header.of("indicator")}
        return "trade_balance_negative" in named and "trade_balance" not in named

    def _broken_down(self, row: _Row, header: Said, indicator: Indicator) -> dict[str, str]:
        """Whose figure it is; Open where label or header give a breakdown that the indicator has not."""
        found = dict.fromkeys(_FIELD, "")
        for kind in _FIELD:
            code = self._dimension(kind, row, header, indicator)
            if code and _FIELD[kind] in indicator.breakdowns:
                found[kind] = code
            elif code in (*row.label.of(kind), *header.of(kind)) and not indicator.id.startswith(code):
                raise Open(f"a breakdown by {kind} that the indicator has not")
        return found

    def _dimension(self, kind: str, row: _Row, header: Said, indicator: Indicator) -> str:
        """The code of one dimension that the nearest words give; empty: the whole."""
        own = {*row.label.of(kind), *header.of(kind)}
        if kind == "activity":
            own = {c for c in own if not any(o != c and o.startswith(c) for o in own)}
        if len(own) > 1:
            raise Open(f"two codes of {kind}")
        if own:
            return own.pop()
        investment = indicator.id in _INVESTMENT.values()
        whole = row.label.has("total") and kind != "coverage" and not (kind == "ownership" and investment)
        for said in self._speaks_for(kind, row, header, investment or indicator.id == "employment"):
            if kind == "coverage" and _place(said) == "home" and not said.has("coverage"):
                return ""
            codes = said.of(kind)
            if codes:
                if whole and len(codes) == 1:
                    raise Open("the total of a part")
                return codes[0] if len(codes) == 1 else ""
        return ""

    def _speaks_for(self, kind: str, row: _Row, header: Said, investment: bool) -> list[Said]:
        """The words beyond label and header that say whose figure it is, the nearest first."""
        around: list[Said] = [row.group]
        if row.label.has("counted") and (kind == "ownership" or investment):
            around.append(row.parent)
        if kind == "coverage":
            return [*around, *self.captions, *(s for s in (self.heading, self.title) if investment or not s.unknown)]
        if not investment and (_indicators(row.label) or _indicators(header)):
            return around  # the caption's other words are said of its own subject
        around += self.captions
        return [*around, self.heading, self.title] if kind == "ownership" and investment else around

    def _nearest(self, kind: str, row: _Row, header: Said) -> str:
        """The code of a kind that the nearest words give; Open where they give two."""
        own = {*row.label.of(kind), *header.of(kind)}
        if len(own) > 1:
            raise Open(f"two of {kind}")
        if own:
            return own.pop()
        for said in (row.group, row.parent, *self.beyond):
            codes = said.of(kind)
            if len(codes) == 1:
                return codes[0]
            if codes:
                raise Open(f"two of {kind}")
        return ""


_UNHEADED = Settled("excluded", "no header says what it is")
_PERCENT = Unit("percent", Decimal(1))
_SAMPLE = 400
"""Rows by which a column is told to hold words, places or indices."""
_LEFT = 6
"""Columns at the left among which the labels stand."""


def _place(said: Said) -> str:
    """Whose figures the words are about: the province where they name it alone, or only say "the province"."""
    places = [p for p in said.of("place") if p != "here"]
    if "home" in places:
        return "home" if len(places) == 1 else "mixed"
    return places[0] if places else "home" if said.has("place") else ""


def _only_unit(said: Said) -> bool:
    """Whether a line gives the unit and nothing else."""
    return bool(said.units) and not said.unknown and not said.has(
        "indicator", "event", "activity", "ownership", "counted", "country", "measure"
    )  # fmt: skip


def _last_unit(units: tuple[Unit, ...], counted: bool = True) -> Unit | None:
    """The unit that stands last; sums, percent and hectares before things counted."""
    sure = [u for u in units if u[0] in ("VND", "USD", "percent", "hectare", "other", "rank", "index_point")]
    found = sure or (list(units) if counted else [])
    return found[-1] if found else None


def _compared(said: Said) -> str:
    """GY or G1 where a label says what it compares with; empty where it does not, Open where it says both."""
    codes = [c for c in said.of("compared") if c in ("GY", "G1")]
    if len(codes) > 1:
        raise Open("compared with two periods")
    return codes[0] if codes else ""


def _indicators(said: Said) -> tuple[str, ...]:
    codes = said.of("indicator")
    if set(codes) == {"trade_balance", "trade_balance_negative"}:
        return ("trade_balance",)
    return codes


def _plain(code: str) -> str:
    return "trade_balance" if code == "trade_balance_negative" else code


def _spans_years(*said: Said) -> bool:
    return any(t.unit == "years" for s in said for t in s.own)


def _year_apart(times: list[TimeExpression]) -> bool:
    """Whether two columns are of the same months of two years, one after the other."""
    distinct = {(t.unit, t.number, t.year) for t in times}
    years = sorted({t.year for t in times if t.year})
    return len(distinct) == 2 and len({d[:2] for d in distinct}) == 1 and len(years) == 2 and years[1] - years[0] == 1
