"""Whose figure it is: activity, ownership, coverage, country, the province before or after the reform; and its status, its price base, its sign."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from extractors.cues import ByIdentity, Cue, Sentence
from extractors.linking.context import told_in
from extractors.linking.frame import SIZE, Frame
from extractors.linking.layout import Layout, Row, empty
from extractors.linking.memory import Latest, Memory
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
    goes_on: bool = False
    """Whether sentences that do not name it go on with what was named last ("Its exports ...")."""
    contrasted: tuple[str, ...] = ()
    """Values that are all offered where one of them is named: beside "foreign firms" stand others, by whatever name."""


def _kinds(**codes: str) -> Callable[[Cue], str]:
    return lambda cue: codes.get(cue.kind, "")


DIMENSIONS = (
    Dimension("activity", "_T", lambda c: c.code if c.kind == "activity" else "", goes_on=True),
    Dimension(
        "ownership",
        "_T",
        lambda c: c.kind if c.kind in ("foreign", "domestic", "state", "non_state") else "",
        goes_on=True,
        contrasted=("foreign", "domestic", "state", "non_state"),
    ),
    Dimension(
        "coverage", "province", _kinds(in_zones="industrial_zones", in_clusters="industrial_clusters"), goes_on=True
    ),
    Dimension("counterpart_area", "_T", lambda c: c.code if c.kind == "country" else "", goes_on=True),
    Dimension("obs_status", "A", _kinds(estimate="E", target="F", preliminary="P"), contrasted=("E", "F")),
    Dimension("price_base", "", lambda c: c.code if c.kind == "price_base" else ""),
)
COMPARISON = Dimension(
    "transformation", "GY", _kinds(month_on_month="G1", year_on_year="GY"),
    lambda r: r.transformation if r.transformation in ("GY", "G1") else "GY",
)  # fmt: skip
SIGN = Dimension("sign", "+", _kinds(up="+", growth="+", down="-"), lambda r: "-" if r.value < 0 else "+")
TERRITORY = Dimension(
    "territory", "", _kinds(former="former", both="both"), lambda r: r.territory if r.territory in ("former", "both") else "",
    contrasted=("former", "both"),
)  # fmt: skip
"""Of which boundaries a figure is where its words, not the date of the page and its period, decide: `former` those of before, `both` those of now."""

_TOLD = (*DIMENSIONS, TERRITORY)
"""Dimensions whose values are counted."""


_OF_A_PAGE = ("ownership", "coverage", "territory")
"""Dimensions whose value a whole page may have in common, said once where it begins."""


def options(dimension: Dimension, frame: Frame, memory: Memory) -> list[str]:
    """The values that a field may have: the usual one, those that the words near by stand for, those of the figures before."""
    if dimension is SIGN:
        return ["+", "-"]
    if dimension is COMPARISON:
        return ["GY", "G1"]
    codes: dict[str, None] = {dimension.usual: None}
    for cues in (frame.sentence.cues, memory.heading, memory.title, memory.before, memory.lead):
        codes |= dict.fromkeys(_codes(ByIdentity(cues), dimension))
    if dimension.goes_on and (latest := _latest(dimension, memory)) is not None:
        codes |= dict.fromkeys(latest.codes)
    if dimension.name in _OF_A_PAGE:
        codes |= dict.fromkeys(code for name, code in memory.opening if name == dimension.name)
    if dimension.name == "ownership" and frame.of("country"):
        codes["foreign"] = None  # who comes from a country is foreign, if nobody says so
    if dimension.contrasted and len(codes) > 1:
        codes |= dict.fromkeys(dimension.contrasted)
    before = (*(told.reading for told in memory.told[-4:]), memory.last, memory.last_count)
    codes |= dict.fromkeys(_value(reading, dimension) for reading in before if reading is not None)
    return list(codes)


@lru_cache(maxsize=256)
def _codes(cues: ByIdentity[list[Cue]], dimension: Dimension) -> tuple[str, ...]:
    """The values that words stand for, in order; a sentence's words are gone through once, not for each of its numbers."""
    return tuple(dict.fromkeys(code for cue in cues.it if (code := dimension.code_of(cue))))


def end(frame: Frame, memory: Memory) -> None:
    """Count the sentence, and remember what it named."""
    memory.sentences += 1
    for dimension in (d for d in DIMENSIONS if d.goes_on):
        if codes := _codes(ByIdentity(frame.sentence.cues), dimension):
            memory.latest[dimension.name] = Latest(memory.sentences, codes)


def _latest(dimension: Dimension, memory: Memory) -> Latest | None:
    """What a dimension was named as last, unless that is long ago."""
    latest = memory.latest.get(dimension.name)
    return latest if latest is not None and memory.sentences - latest.sentence < _GOES_ON else None


_GOES_ON = 4
"""Sentences for which a text may go on with what it named."""


def named_in(sentences: Sequence[Sentence]) -> dict[tuple[str, str], float]:
    """Dimension and value → in what part of a page's sentences words stand for it."""
    named: Counter[tuple[str, str]] = Counter()
    for sentence in sentences:
        named.update({(d.name, code) for d in _TOLD for cue in sentence.cues if (code := d.code_of(cue))})
    return {value: count / len(sentences) for value, count in named.items()}


def note(reading: Reading, memory: Memory, place: int) -> None:
    """Count the values of a figure that was read at a place of the page."""
    memory.figures += 1
    values = [(d.name, _value(reading, d)) for d in _TOLD]
    memory.values.update(values)
    if reading.transformation in ("GY", "G1"):
        values.append((COMPARISON.name, reading.transformation))
    memory.placed |= dict.fromkeys(values, place)


def _value(reading: Reading, dimension: Dimension) -> str:
    if dimension.of_reading is not None:
        return dimension.of_reading(reading)
    return getattr(reading, dimension.name) or ""


_NAMED = ("foreign", "domestic", "industrial_zones", "industry_construction", "C", "C26", "supporting", "E", "F")
"""Values that have a column of their own."""
_LAYOUT = Layout(
    usual=1, said=1, own=2 * SIZE, own_zones=4, within=1,  # its words, and whether the number stands in one of them
    in_heading=1, in_title=1, in_before=1, in_lead=1,
    parent=1, parent_alike=1, earlier=1,  # the number before in the sentence has it; is of the same indicator, too
    last=1, last_of_paragraph=1, last_alike=1, count=1, count_of_paragraph=1, words=1, choice=1, base_named=1, compared=1, named=len(_NAMED),
    latest=1, latest_of_paragraph=1,  # of the last sentence that named any: 1 for the one before, 1/2 ...
    in_opening=1, authority=3,  # said where the page begins; what `scope.authority` has
    on_page=1, of_figures=1, any_figure=1,  # in what part of the page's sentences, of its figures so far
    reformed=1,  # the period ends in the year of the reform or later
)  # fmt: skip
"""The columns of a value's row."""
_AT = _LAYOUT.at


def rows(
    dimension: Dimension, frame: Frame, quantity: Quantity, memory: Memory, reading: Reading, found: list[str],
    reformed: bool = False,
) -> Row:  # fmt: skip
    """One row a value: its words on both sides of the number, and which figures before had it."""
    at, code_of, size = _AT, dimension.code_of, _LAYOUT.size
    row = empty(size * len(found))
    starts = {code: size * place for place, code in enumerate(found)}
    own: dict[str, list[Cue]] = {}
    for cue in frame.sentence.cues:
        if code := code_of(cue):
            own.setdefault(code, []).append(cue)
    words = min(sum(map(len, own.values())), 6) / 6
    partner = frame.partner(sorted(c.start for cues in own.values() for c in cues), quantity)
    for code, start in starts.items():
        row[start + at["usual"]] = code == dimension.usual
        row[start + at["words"]] = words
        row[start + at["choice"]] = len(found) > 2
        row[start + at["in_opening"]] = (dimension.name, code) in memory.opening
        row[start + at["authority"] : start + at["authority"] + 3] = memory.authority
        row[start + at["on_page"]] = memory.named.get((dimension.name, code), 0.0)
        row[start + at["of_figures"]] = memory.values[dimension.name, code] / max(1, memory.figures)
        row[start + at["any_figure"]] = memory.figures > 0
        row[start + at["reformed"]] = reformed
        if code in _NAMED:
            row[start + at["named"] + _NAMED.index(code)] = 1
    if dimension.goes_on and (latest := _latest(dimension, memory)) is not None:
        for start in (starts[code] for code in latest.codes if code in starts):
            row[start + at["latest"]] = 1 / (1 + memory.sentences - latest.sentence)
            row[start + at["latest_of_paragraph"]] = latest.sentence > memory.paragraph
    for code, cues in own.items():
        if (place := starts.get(code)) is not None:
            row[place + at["said"]] = 1
            row[place + at["own"] : place + at["own"] + 2 * SIZE] = frame.sides(cues, quantity, partner)
            for zone in frame.zones(cues, quantity):
                row[place + at["own_zones"] + zone] = 1
            row[place + at["within"]] = any(c.start < quantity.end and c.end > quantity.start for c in cues)
    for column, code in (*_said_before(dimension, memory), *_told(dimension, frame, quantity, memory, reading)):
        if (place := starts.get(code)) is not None:
            row[place + at[column]] = 1
    return row


def _said_before(dimension: Dimension, memory: Memory) -> Iterator[tuple[str, str]]:
    """Columns with the values that the words before the sentence stand for."""
    for column, cues in (
        ("in_heading", memory.heading), ("in_title", memory.title), ("in_before", memory.before), ("in_lead", memory.lead),
    ):  # fmt: skip
        for cue in cues:
            yield column, dimension.code_of(cue)


def _told(
    dimension: Dimension, frame: Frame, quantity: Quantity, memory: Memory, reading: Reading
) -> Iterator[tuple[str, str]]:
    """Columns with the value that the figures before, and the base of a comparison, speak for."""
    told = told_in(memory, frame)
    parent = told[-1].reading if told else None
    earlier = next((t.reading for t in reversed(told) if t.reading is not None), None)
    last, count = memory.last, memory.last_count
    if parent is not None:
        yield "parent", _value(parent, dimension)
        if parent.indicator == reading.indicator:
            yield "parent_alike", _value(parent, dimension)
    if earlier is not None:
        yield "earlier", _value(earlier, dimension)
    if last is not None:
        value = _value(last, dimension)
        yield "last", value
        if memory.told:
            yield "last_of_paragraph", value
        if last.indicator == reading.indicator:
            yield "last_alike", value
    if count is not None:
        yield "count", _value(count, dimension)
        if memory.told:
            yield "count_of_paragraph", _value(count, dimension)
    yield "base_named", named_base(frame, quantity) if dimension is COMPARISON else ""
    if dimension is COMPARISON:
        yield "compared", memory.comparison


def put(reading: Reading, dimension: Dimension, code: str) -> Reading:
    """The reading with the field filled."""
    if getattr(reading, dimension.name) == (code or None):
        return reading
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
