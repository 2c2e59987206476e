"""Settles the cells of a table, one after the other: all that the layout says is put together here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from extractors.catalog import Catalog, Indicator
from extractors.languages.base import NumberStyle
from extractors.lexicon import PERCENT, Unit
from extractors.periods import Context
from extractors.records import Reading
from extractors.statistical import breakdowns, growth, measures, places, units, when
from extractors.statistical.around import Document
from extractors.statistical.crossing import Crossing, crossing
from extractors.statistical.outcomes import Open, Out
from extractors.statistical.rows import Row, Rows
from extractors.statistical.table import Table
from extractors.statistical.terms import MONEY, last_unit
from extractors.tables import Above, Grid, Judge, Settled, number_of, told

CONFIDENCE = 0.98
"""Of a settled figure: no more than the share of those of tests/invented that agree with the annotation."""
_CONTENT = (
    "indicator", "counted", "event", "industry", "activity", "ownership", "coverage", "country", "measure", "compared",
    "total", "place",
)  # fmt: skip
"""Kinds of which a row's label must hold one: words that only fill say nothing."""
_GROWTH = frozenset({"GY", "G1"})
_UNHEADED = Settled("excluded", "no header says what it is")
_BARE = Settled("unclaimed", "several columns of figures, and no header tells them apart; read the table by hand")
_NO_PERIOD = ("", "")
_LAST_RANK = 99


class TableStatistics:
    """Reads the layouts of a page's tables (`extractors.tables.Statistics`)."""

    def __init__(
        self, catalog: Catalog, language: str, context: Context, ours: bool, territory: Literal["merged"] | None
    ) -> None:
        self._document = Document(catalog, language, context, ours, territory)

    def judge(self, grid: Grid, above: Above, style: NumberStyle) -> Judge:
        """The judge of one table; `style` is the table's."""
        return CellJudge(Table(self._document, grid, above, style))


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the words of a row and a header settle together."""

    reading: Reading
    """All but the figure and its time."""
    factor: Decimal
    """What one of the unit is worth."""
    indicator: Indicator
    deficit: bool
    """Whether its figures are negative without a sign."""


class CellJudge:
    """Judges the cells of one table, row by row; what the same words decide is decided once."""

    def __init__(self, table: Table) -> None:
        self._table, self._columns, self._rows = table, table.columns, Rows(table)
        self._row: Row | None = None
        self._plans: dict[tuple[object, ...], _Plan | Settled | None] = {}
        self._forms: dict[tuple[object, ...], str] = {}
        self._times: dict[tuple[object, ...], tuple[str, str]] = {}

    def row(self, row: int, group: str) -> None:
        """The row whose cells are asked for next (`extractors.tables.Judge`)."""
        self._row = self._rows.read(row, group)

    def cell(self, column: int, printed: str) -> Settled | None:
        """What a cell of the row is; None: open (`extractors.tables.Judge`)."""
        row = self._row
        if row is None:
            return None
        if row.refused is not None:
            return row.refused
        if self._columns.bare:
            return _BARE
        if column in self._columns.unheaded:
            return _UNHEADED
        own = self._own_unit(printed)
        key = (row.key, self._columns.kinds[column], own)
        try:
            plan = self._plans[key]
        except KeyError:
            plan = self._plans[key] = _outcome(crossing(self._table, row, column, own))
        if not isinstance(plan, _Plan):
            return plan
        try:
            return self._observation(plan, row, column, printed)
        except Open:
            return None
        except Out as out:
            return out.settled

    def _own_unit(self, printed: str) -> Unit | None:
        """The unit that stands in a cell itself."""
        if "%" in printed:
            return PERCENT
        if not printed[-1:].isalpha():
            return None
        words = told(printed)
        return last_unit(self._table.document.read(words[0])) if words is not None else None

    def _observation(self, plan: _Plan, row: Row, column: int, printed: str) -> Settled:
        """The reading of one cell."""
        known = plan.reading
        if _is_year(printed) and not (self._columns.headers[column].units or row.unit.units):
            raise Open("a year or a figure?")
        number = number_of(printed, self._table.style)
        if number is None:
            raise Open("no number")
        value, place, bound = number
        if known.transformation in _GROWTH:
            if self._form(row, column) == "index":
                value -= 100
        elif printed[:1].isalpha() and (told(printed) or ("", False))[1]:
            raise Open("a rise among levels")
        elif known.transformation == "RANK":
            bound = "="
            if not 1 <= value <= _LAST_RANK or value != value.to_integral_value():
                raise Open("a rank?")
        elif plan.deficit:
            value = -abs(value)
        period, status = self._when(plan, row, column)
        reading = Reading(
            known.indicator, value * plan.factor, known.unit, known.transformation, known.territory,
            known.activity, known.ownership, known.coverage, known.counterpart_area, period, status, bound,
            known.price_base, None, place * plan.factor / 2, CONFIDENCE,
        )  # fmt: skip
        return Settled("observation", "", reading, _Details(self._table, row.words, column))

    def _form(self, row: Row, column: int) -> str:
        """How growth is printed, the same for a whole column, or for a row of comparisons."""
        key = (row.key, column, row.number if row.label.has("compared") else -1)
        form = self._forms.get(key)
        if form is None:
            form = self._forms[key] = growth.form(crossing(self._table, row, column))
        return form

    def _when(self, plan: _Plan, row: Row, column: int) -> tuple[str, str]:
        """Period and status, the same for all rows whose labels give no time of their own."""
        known = plan.reading
        key = (row.time_key, column, known.transformation, known.indicator)
        found = self._times.get(key)
        if found is None:
            try:
                at = crossing(self._table, row, column)
                found = when.period_and_status(at, plan.indicator, known.transformation)
            except Open:
                found = _NO_PERIOD
            self._times[key] = found
        if found is _NO_PERIOD:
            raise Open("no period")
        return found


def _outcome(at: Crossing) -> _Plan | Settled | None:
    """What all cells are that the same words of row and header give; None: open."""
    try:
        return _plan(at)
    except Open:
        return None
    except Out as out:
        return out.settled


def _plan(at: Crossing) -> _Plan:
    """What the words settle; the figure and its time are left. Raises Open and Out."""
    places.check(at)
    _check_words(at)
    code, transformation = measures.measured(at)
    indicator = at.table.document.catalog.indicators[code]
    unit, factor = units.of_cell(at, indicator, transformation)
    part = breakdowns.part(at, indicator)
    reading = Reading(
        indicator=code, value=Decimal(0), unit=unit, transformation=transformation,
        territory=breakdowns.territory(at), price_base=breakdowns.price_base(at, indicator), confidence=CONFIDENCE,
        activity=part.activity, ownership=part.ownership, coverage=part.coverage,
        counterpart_area=part.counterpart_area,
    )  # fmt: skip
    named = at.of("indicator")
    return _Plan(reading, factor, indicator, "trade_balance_negative" in named and "trade_balance" not in named)


def _check_words(at: Crossing) -> None:
    """Raises Open for words that are not understood or say nothing, and for an amount a head.

    Raises Out for a label that no word list knows under headers that say what is measured: it is a part without a code.
    """
    label, header = at.label, at.header
    if label.unknown or header.unknown:
        broken_down = not label.has("indicator", "counted") and not at.row.unit.units
        if at.table.measured and not header.unknown and broken_down:
            raise Out("a label that no word list knows", unclaimed=True)
        raise Open("words that are not understood")
    if not label.own and not label.has(*_CONTENT):
        raise Open("a label that says nothing")
    for said in (label, header):
        codes = {u.unit for u in said.units}
        if "person" in codes and codes & MONEY and not said.has("indicator", "counted"):
            raise Open("an amount a head")


def _is_year(printed: str) -> bool:
    """Whether a figure may be a year."""
    return len(printed) == 4 and printed.isdigit() and printed[:2] in ("19", "20")


class _Details(Mapping[str, object]):
    """Where a cell stands, put into words when asked for."""

    __slots__ = ("_column", "_row", "_table")

    def __init__(self, table: Table, row: str, column: int) -> None:
        self._table, self._row, self._column = table, row, column

    def __getitem__(self, name: str) -> object:
        column = self._table.columns.headers[self._column]
        return {"table": self._table.around.table, "row": self._row, "column": column.text}[name]

    def __iter__(self) -> Iterator[str]:
        return iter(("table", "row", "column"))

    def __len__(self) -> int:
        return 3
