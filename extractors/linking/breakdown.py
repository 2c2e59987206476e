"""Whose figure it is: activity, ownership, coverage, country; and its status, its price base, its sign."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from extractors.cues import Cue
from extractors.linking.context import told_in
from extractors.linking.frame import Frame
from extractors.linking.memory import Memory
from extractors.quantities import Quantity
from extractors.records import Reading


@dataclass(frozen=True, slots=True)
class Dimension:
    """One field of a reading whose value the words decide: its usual value, and which words stand for which other."""

    name: str
    usual: str
    code_of: Callable[[Cue], str]
    """The value that a word stands for; empty: none."""
    of_reading: Callable[[Reading], str] | None = None
    """The value that a figure before has; None: its field of that name."""


def _kinds(**codes: str) -> Callable[[Cue], str]:
    return lambda cue: codes.get(cue.kind, "")


DIMENSIONS = (
    Dimension("activity", "_T", lambda c: c.code if c.kind == "activity" else ""),
    Dimension("ownership", "_T", lambda c: c.kind if c.kind in ("foreign", "domestic", "state", "non_state") else ""),
    Dimension("coverage", "province", _kinds(in_zones="industrial_zones", in_clusters="industrial_clusters")),
    Dimension("counterpart_area", "_T", lambda c: c.code if c.kind == "country" else ""),
    Dimension("obs_status", "A", _kinds(estimate="E", target="F", preliminary="P")),
    Dimension("price_base", "", lambda c: c.code if c.kind == "price_base" else ""),
)
COMPARISON = Dimension(
    "transformation", "GY", _kinds(month_on_month="G1", year_on_year="GY"),
    lambda r: r.transformation if r.transformation in ("GY", "G1") else "GY",
)  # fmt: skip
SIGN = Dimension("sign", "+", _kinds(up="+", growth="+", down="-"), lambda r: "-" if r.value < 0 else "+")


def options(dimension: Dimension, frame: Frame, memory: Memory) -> list[str]:
    """The values that a field may have: the usual one, those that the words near by stand for, those of the figures before."""
    codes = {dimension.usual: None}
    for cue in (*frame.sentence.cues, *memory.heading, *memory.title, *memory.before, *memory.lead):
        if code := dimension.code_of(cue):
            codes[code] = None
    if dimension is SIGN:
        return ["+", "-"]
    if dimension is COMPARISON:
        return ["GY", "G1"]
    before = [t.reading for t in memory.told[-4:]]
    for reading in (*before, memory.last, memory.last_count):
        if reading is not None:
            codes[_value(reading, dimension)] = None
    return list(codes)


def _value(reading: Reading, dimension: Dimension) -> str:
    if dimension.of_reading is not None:
        return dimension.of_reading(reading)
    return getattr(reading, dimension.name) or ""


def rows(
    dimension: Dimension, frame: Frame, quantity: Quantity, memory: Memory, reading: Reading, found: list[str]
) -> list[list[float]]:
    """One row a value: its words on both sides of the number, and which figures before had it."""
    told = told_in(memory, frame)
    parent = told[-1].reading if told else None
    earlier = next((t.reading for t in reversed(told) if t.reading is not None), None)
    last, count = memory.last, memory.last_count
    all_cues = [c for c in frame.sentence.cues if dimension.code_of(c)]
    rows: list[list[float]] = []
    for code in found:
        own = [c for c in all_cues if dimension.code_of(c) == code]
        named = named_base(frame, quantity) if dimension is COMPARISON else ""
        rows.append([
            float(code == dimension.usual), float(bool(own)), *frame.sides(own, quantity), *frame.zones(own, quantity),
            float(any(c.start < quantity.end and c.end > quantity.start for c in own)),
            *(float(any(dimension.code_of(c) == code for c in cues)) for cues in (memory.heading, memory.title, memory.before, memory.lead)),
            float(parent is not None and _value(parent, dimension) == code),
            float(parent is not None and parent.indicator == reading.indicator and _value(parent, dimension) == code),
            float(earlier is not None and _value(earlier, dimension) == code),
            float(last is not None and _value(last, dimension) == code), float(bool(memory.told) and last is not None and _value(last, dimension) == code),
            float(last is not None and last.indicator == reading.indicator and _value(last, dimension) == code),
            float(count is not None and _value(count, dimension) == code), float(count is not None and bool(memory.told) and _value(count, dimension) == code),
            min(len(all_cues), 6) / 6, float(len(found) > 2), float(named == code), float(dimension is COMPARISON and memory.comparison == code),
            *(float(code == c) for c in ("foreign", "domestic", "industrial_zones", "industry_construction", "C", "C26", "supporting", "E", "F")),
        ])  # fmt: skip
    return rows


def put(reading: Reading, dimension: Dimension, code: str) -> Reading:
    """The reading with the field filled."""
    changes: dict[str, Any] = {dimension.name: code or None}
    return replace(reading, **changes)


def named_base(frame: Frame, quantity: Quantity) -> str:
    """`G1` or `GY` where the month or quarter that a rate compares with is named ("from December 2024"); empty: it is not."""
    times = [t for t in frame.sentence.times if t.number and t.unit in ("month", "quarter")]
    bases = [t for t in times if t.compared]
    if not bases:
        return ""
    base = min(bases, key=lambda t: abs(t.start - quantity.start))
    own = [t for t in times if not t.compared and t.unit == base.unit]
    if not own:
        return ""
    cycle = 12 if base.unit == "month" else 4
    return "GY" if own[-1].number == base.number else "G1" if (own[-1].number - base.number) % cycle == 1 else ""
