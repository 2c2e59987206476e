"""In what unit a figure is printed."""

from __future__ import annotations

from decimal import Decimal

from extractors.catalog import Indicator
from extractors.lexicon import PERCENT, Unit
from extractors.statistical.crossing import Crossing
from extractors.statistical.outcomes import Open, Out
from extractors.statistical.terms import MONEY, is_unit_line, last_unit, stated_unit

_RANK = Unit("rank", Decimal(1))
_STATED = frozenset({*MONEY, "percent", "other"})
"""Units that a figure of something counted cannot have."""


def by_words(at: Crossing) -> Unit | None:
    """The unit that the words give, the nearest first: header, column of units, label, group, around the table."""
    row = at.row
    for said in (at.header, row.unit, row.label, row.group if row.group.units else row.parent):
        if (unit := last_unit(said)) is not None:
            return unit
    for said in (at.table.columns.corner, *at.around.all):
        if (unit := last_unit(said) if is_unit_line(said) else stated_unit(said)) is not None:
            return unit
    return None


def code(unit: Unit | None) -> str:
    """The code of a unit; empty for none."""
    return unit.unit if unit is not None else ""


def of_cell(at: Crossing, indicator: Indicator, transformation: str) -> Unit:
    """The unit of a cell of an indicator: stated, or the indicator's own where it is a count.

    Raises Open for a unit that the indicator cannot have, Out for a sum of money without any.
    """
    if transformation == "RANK":
        return _RANK
    if transformation in ("GY", "G1"):
        return PERCENT
    stated = at.own or by_words(at)
    if stated is not None and stated.unit in indicator.units:
        return stated
    money = bool(MONEY & set(indicator.units))
    if money and stated is None:
        raise Out("no unit", unclaimed=True)
    if money or "percent" in indicator.units:
        raise Open("no unit that it can have")
    if stated is not None and stated.unit in _STATED:
        counts = at.header.of("counted") or at.label.of("counted")
        if stated_unit(at.header) is not None or not counts:
            raise Open("a unit that it cannot have")
    return Unit(indicator.units[0], Decimal(1))
