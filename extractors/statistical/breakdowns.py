"""What part a figure is of: activity, ownership, coverage, country; within which boundaries, at what prices."""

from __future__ import annotations

from typing import Literal, NamedTuple

from extractors.catalog import Indicator
from extractors.lexicon import Said
from extractors.statistical.crossing import Crossing, single
from extractors.statistical.outcomes import Open
from extractors.statistical.terms import indicators, place

_FIELDS = {"activity": "activity", "ownership": "ownership", "country": "counterpart_area", "coverage": "coverage"}
"""Kind of words → field of `Part`."""


class Part(NamedTuple):
    """What part of an indicator's figures one is, as fields of a reading."""

    activity: str = "_T"
    ownership: str = "_T"
    coverage: str = "province"
    counterpart_area: str = "_T"


def price_base(at: Crossing, indicator: Indicator) -> str | None:
    """At what prices the figures are, where the indicator is told at several."""
    if "price_base" not in indicator.breakdowns:
        return None
    row = at.row
    for said in (at.label, at.header, row.group, row.parent, *at.around.all):
        if said.has("price"):
            return said.one("price") or None
    return None


def territory(at: Crossing) -> Literal["former", "both", "merged"] | None:
    """Within which boundaries the figures are, as the words near by or the page say."""
    around = [s for s in (*at.around.captions, at.around.heading) if not s.unknown]
    for said in (at.label, at.header, at.row.group, *around):
        if said.has("boundary"):
            return "former" if "former" in said.of("boundary") else "both"
    return at.table.document.territory


def part(at: Crossing, indicator: Indicator) -> Part:
    """What the words give of it.

    Raises Open where label or header give a breakdown that the indicator has not, or two codes.
    """
    found = {}
    for kind, field in _FIELDS.items():
        code = _code(at, kind, indicator)
        if code and field in indicator.breakdowns:
            found[field] = code
        elif code in at.of(kind) and not indicator.id.startswith(code):
            raise Open(f"a breakdown by {kind} that the indicator has not")
    return Part(**found)


def _code(at: Crossing, kind: str, indicator: Indicator) -> str:
    """The code of one dimension that the nearest words give; empty: the whole."""
    if own := single(kind, _most_exact(at.of(kind)) if kind == "activity" else at.of(kind)):
        return own
    investment = indicator.event is not None
    whole = at.label.has("total") and kind != "coverage" and not (kind == "ownership" and investment)
    for said in _speaks_for(at, kind, investment or indicator.id == "employment"):
        if kind == "coverage" and place(said) == "home" and not said.has("coverage"):
            return ""
        codes = said.of(kind)
        if codes:
            if whole and len(codes) == 1:
                raise Open("the total of a part")
            return codes[0] if len(codes) == 1 else ""
    return ""


def _most_exact(codes: tuple[str, ...]) -> list[str]:
    """Codes of activities without those that others are parts of."""
    return [c for c in codes if not any(o != c and o.startswith(c) for o in codes)]


def _speaks_for(at: Crossing, kind: str, investment: bool) -> list[Said]:
    """The words beyond label and header that say whose figure it is, the nearest first."""
    around, row = at.around, at.row
    near = [row.group]
    if row.label.has("counted") and (kind == "ownership" or investment):
        near.append(row.parent)
    if kind == "coverage":
        titles = [s for s in (around.heading, around.title) if investment or not s.unknown]
        return [*near, *around.captions, *titles]
    if not investment and (indicators(row.label) or indicators(at.header)):
        return near  # the caption's other words are said of its own subject
    if kind == "ownership" and investment:
        return [*near, *around.beyond]
    return [*near, *around.captions]
