"""What a number measures: the options that its unit allows, and how each stands to the words around the number."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from extractors.catalog import Catalog, Meant, Relations
from extractors.cues import EVENTS, ByIdentity, Cue
from extractors.linking.context import possible, told_in
from extractors.linking.frame import NO_CUES, SIZE, Frame
from extractors.linking.layout import Layout, Row, empty
from extractors.linking.memory import Memory
from extractors.quantities import Quantity
from extractors.records import Reading

MONEY = frozenset({"VND", "USD"})
KNOWN = frozenset({"turn", "rank", "project", "enterprise", "person", "zone", "cluster", "hectare", "index_point"})
MEASURED = frozenset(
    {"year", "month", "day", "hour", "minute", "second", "week", "kilometre", "metre", "square kilometre", "square metre", "cubic metre", "tonne",
     "kilogram", "megawatt", "kilowatt-hour", "percentage point", "country", "litre", "EUR", "JPY", "KRW", "CNY", "GBP", "household", "commune", "school",
     "student"}
)  # fmt: skip
"""Units that no indicator has."""
Kind = str
"""`N` a level, `growth`, `RANK`, `claim` a ratio between two periods, `investment` of one company, `none`."""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that a number may measure."""

    indicator: str
    kind: Kind


NOTHING = Option("", "none")
INVESTMENT = Option("", "investment")


def options(frame: Frame, quantity: Quantity, memory: Memory, catalog: Catalog) -> list[Option]:
    """What a number may measure by its unit: nothing first; an indicator that grows or is ranked only where it was named."""
    unit = quantity.unit
    found: list[Option] = [NOTHING]
    if unit in MONEY:
        found += _of_unit(ByIdentity(catalog), unit)
        if not frame.cells:
            found.append(INVESTMENT)
    elif unit == "percent":
        found += _shares(ByIdentity(catalog))
        found += [Option(i, "growth") for i in _named(frame, memory, catalog, "GY")]
    elif unit == "times":
        found += [Option(i, "claim") for i in _named(frame, memory, catalog, "GY")]
    elif unit == "rank":
        found += [Option(i, "RANK") for i in _named(frame, memory, catalog, "RANK")]
    elif unit is None or unit not in KNOWN:
        if unit not in MEASURED:
            found += _of_bare(frame, quantity, memory, catalog)
    else:
        found += _of_unit(ByIdentity(catalog), unit)
    return found


def _of_bare(frame: Frame, quantity: Quantity, memory: Memory, catalog: Catalog) -> Iterator[Option]:
    """What a number may measure that has no unit, or one that no indicator has: what is counted, a percentage, a rank."""
    counted = [Option(i, "N") for i in catalog.relations.bare]
    if frame.cells:
        named = [Option(i, "N") for i in _named(frame, memory, catalog, "N")]
        counted += [o for o in named if o not in counted and not MONEY & set(catalog.indicators[o.indicator].units)]
    yield from counted
    percent = _in_percent(frame, memory)
    among = _is_among_percentages(frame, quantity, memory)
    if frame.cells or percent or among or any(t.quantity.unit == "percent" for t in told_in(memory, frame)):
        yield from (Option(i, "growth") for i in _named(frame, memory, catalog, "GY"))
    if percent or among:
        yield from (o for o in _shares(ByIdentity(catalog)) if o not in counted)
    is_place = quantity.unit is None and quantity.value in _PLACES_OF_RANKS
    if is_place and (frame.of("rank") or _in_ranking(frame, quantity)):
        yield from (Option(i, "RANK") for i in _named(frame, memory, catalog, "RANK"))


_PLACES_OF_RANKS = range(1, 64)
"""The provinces were 63."""


def _in_ranking(frame: Frame, quantity: Quantity) -> bool:
    """Whether a number stands at the province's name, as in a list of provinces: "3. Bac Ninh", "Bac Ninh: 12"."""
    return any(
        c.code == "name" and (0 < c.start - quantity.end <= _AT_NAME or 0 < quantity.start - c.end <= _AT_NAME)
        for c in frame.of("home")
    )


_AT_NAME = 3


def _is_among_percentages(frame: Frame, quantity: Quantity, memory: Memory) -> bool:
    """Whether a decimal without a unit, or a number by which something has changed, stands with percentages, in its sentence or told in its
    paragraph before it: "Beverages went up 9.6, paper 14.7 and machinery 3.8 percent"."""
    if quantity.unit is not None or frame.cells:
        return False
    if quantity.value == quantity.value.to_integral_value() and not _is_change(frame, quantity):
        return False
    beside = (*frame.items, *(told.quantity for told in memory.told))
    return any(other.unit == "percent" for other in beside)


def _is_change(frame: Frame, quantity: Quantity) -> bool:
    if any(0 <= quantity.start - c.end <= _AT_CUE for kind in ("up", "down") for c in frame.of(kind)):
        return True
    before = frame.sentence.text[max(0, quantity.start - 2 * _AT_CUE) : quantity.start]
    return bool(frame.lang.find("changed_by").search(before))


_AT_CUE = 10


def _in_percent(frame: Frame, memory: Memory) -> bool:
    """Whether it is said once for several numbers that they are percentages: in the sentence, or in the line above it."""
    said = frame.lang.find("in_percent")
    return ("in_percent" in possible(frame) and said.search(frame.sentence.text) is not None) or memory.in_percent


@lru_cache(maxsize=256)
def _of_unit(catalog: ByIdentity[Catalog], unit: str | None) -> tuple[Option, ...]:
    """The levels that have a unit, or are counted as such."""
    counted = catalog.it.relations.counted_as.get(unit, ()) if unit else ()
    return tuple(Option(i.id, "N") for i in catalog.it.indicators.values() if unit in i.units or i.id in counted)


@lru_cache(maxsize=16)
def _shares(catalog: ByIdentity[Catalog]) -> tuple[Option, ...]:
    """The levels that are percentages: shares and rates, no indices."""
    return tuple(
        Option(i.id, "N")
        for i in catalog.it.indicators.values()
        if i.kind == "index" and i.units[0] == "percent" and not i.id.endswith("_index")
    )


def _named(frame: Frame, memory: Memory, catalog: Catalog, transformation: str) -> list[str]:
    """The indicators that the sentence, its heading, its title or the figures before it speak of, and those meant by them."""
    words = (*frame.of("indicator"), *frame.of("phrase"), *memory.before, *memory.heading, *memory.title, *memory.lead)
    codes = dict.fromkeys(cue.code for cue in words if cue.kind in ("indicator", "phrase"))
    before = (*(told.reading for told in memory.told[-8:]), memory.last)
    codes |= dict.fromkeys(reading.indicator for reading in before if reading is not None)
    if memory.topic:
        codes[memory.topic] = None
    codes |= dict.fromkeys(memory.indicators(_MANY))
    relations = catalog.relations
    if transformation != "N":
        codes |= dict.fromkeys(relations.unsaid)
    for cue in frame.of("hint"):
        codes |= dict.fromkeys(cue.code.split())
    codes |= dict.fromkeys([c for c, meant in relations.meant_by.items() if _is_meant(frame, meant, codes)])
    ranked = transformation == "RANK" and ("ownership", "foreign") in memory.named
    if ranked or frame.of("investment") or frame.of("foreign") or any(c in relations.events for c in codes):
        codes |= dict.fromkeys((*relations.events, *relations.capitals.values()))
    return [c for c in codes if transformation in catalog.indicators[c].transformations]


def _is_meant(frame: Frame, meant: Sequence[Meant], told: Container[str]) -> bool:
    return any(m.indicator in told and (m.beside is None or bool(frame.of(m.beside))) for m in meant)


_MANY = 6
"""Indicators of the page so far that a figure may go back to."""
_KINDS = ("none", "N", "growth", "RANK", "claim", "investment")


@cache
def _layout(indicators: tuple[str, ...]) -> Layout:
    """The columns of an option's row."""
    return Layout(
        kind=len(_KINDS), indicator=len(indicators),
        own=2 * SIZE, event=2 * SIZE, hint=2 * SIZE,  # the words for it, for its event, those that hint at it
        own_zones=4, event_zones=4, hint_zones=4,
        voices_before=1, voices_behind=1, voices=1,  # how many of all these: in the clause before, behind; in all
        hinted_before=1, hinted_in_heading=1, within_own=1,
        in_heading=1, in_title=1, in_lead=1, in_before=1,  # named there
        event_near=1, event_in_heading=1, event_in_title=1,
        parent=1, parent_level=1,  # the number before in the sentence is of it
        told=1, told_again=1, told_last=1, told_kind=1, last=1, last_of_paragraph=1, topic=1, count=1, counted=1,
        twin_of_parent=1, twin_of_last=1, event_of_parent=1, event_of_last=1, share_of_last=1, share_of_parent=1,
        twin_of_count=1,
    )  # fmt: skip


def rows(frame: Frame, quantity: Quantity, memory: Memory, indicators: tuple[str, ...], found: Sequence[Option]) -> Row:
    """One row an option: which it is, its words on both sides of the number, and what was told before."""
    table = _Table(found, indicators, frame.relations)
    span, partner = frame.clause(quantity), frame.partner(frame.words.subjects, quantity)
    for start, option in zip(table.starts, found, strict=True):
        if _has_words(frame, option.indicator):
            _words_row(frame, quantity, option.indicator, span, partner, table, start)
    _said_rows(table, memory)
    _told_rows(table, found, [t.reading for t in told_in(memory, frame)], memory)
    return table.row


class _Table:
    """The rows of all options, empty at first, to be written by option or by indicator."""

    def __init__(self, found: Sequence[Option], indicators: tuple[str, ...], relations: Relations) -> None:
        self.at, self.relations = _layout(indicators).at, relations
        begun, self.starts, self._of_code, self._of_event = _begun(tuple(found), indicators, relations)
        self.row = begun[:]

    def mark(self, column: str, code: str | None, value: float = 1) -> None:
        """Write a figure into the rows of an indicator."""
        for start in self._of_code.get(code, ()) if code is not None else ():
            self.row[start + self.at[column]] = value

    def mark_event(self, column: str, event: str | None) -> None:
        """Write 1 into the rows of the indicators of an event."""
        for start in self._of_event.get(event, ()) if event is not None else ():
            self.row[start + self.at[column]] = 1


@lru_cache(maxsize=4096)
def _begun(
    found: tuple[Option, ...], indicators: tuple[str, ...], relations: Relations
) -> tuple[Row, range, dict[str, list[int]], dict[str, list[int]]]:
    """The rows of options in which nothing stands but which they are; where each begins, and those of a code, of an event."""
    size = _layout(indicators).size
    row, starts = empty(size * len(found)), range(0, size * len(found), size)
    of_code: dict[str, list[int]] = {}
    of_event: dict[str, list[int]] = {}
    for start, option in zip(starts, found, strict=True):
        row[start + _KINDS.index(option.kind)] = 1
        if option.indicator in indicators:
            row[start + len(_KINDS) + indicators.index(option.indicator)] = 1
        of_code.setdefault(option.indicator, []).append(start)
        if option.indicator in relations.events:
            of_event.setdefault(relations.events[option.indicator], []).append(start)
    return row, starts, of_code, of_event


def _words_row(
    frame: Frame, quantity: Quantity, code: str, span: tuple[int, int], partner: int, table: _Table, start: int
) -> None:
    """How the words of an option stand to the number: those that name it, its event, those that hint at it."""
    row, at = table.row, table.at
    event = frame.of(frame.relations.events.get(code, ""))
    own, hints = words_of(frame, code), frame.hints.get(code, NO_CUES)
    for name, zones, cues in (
        ("own", "own_zones", own),
        ("event", "event_zones", event),
        ("hint", "hint_zones", hints),
    ):
        if cues:
            row[start + at[name] : start + at[name] + 2 * SIZE] = frame.sides(cues, quantity, partner)
            for zone in frame.zones(cues, quantity):
                row[start + at[zones] + zone] = 1
    voices = [c.start for c in (*own, *event, *hints) if frame.row is None or frame.zone(c.start, quantity) >= 0]
    low, high, end = *span, quantity.end
    row[start + at["voices_before"]] = min(sum(low <= v < end for v in voices), 6) / 3
    row[start + at["voices_behind"]] = min(sum(end <= v < high for v in voices), 6) / 3
    row[start + at["voices"]] = min(len(voices), 9) / 6
    row[start + at["within_own"]] = any(c.start < end and c.end > quantity.start for c in own)
    row[start + at["event_near"]] = bool(event)


def _has_words(frame: Frame, code: str) -> bool:
    """Whether anything in a sentence speaks for an indicator."""
    found = frame.voiced.get(code)
    if found is None:
        found = frame.voiced[code] = bool(
            code in frame.hints or frame.relations.events.get(code) in frame.places or words_of(frame, code)
        )
    return found


def _said_rows(table: _Table, memory: Memory) -> None:
    """What the heading, the title, the paragraph's first sentence and the sentence before name."""
    for place, cues in (
        ("heading", memory.heading),
        ("title", memory.title),
        ("lead", memory.lead),
        ("before", memory.before),
    ):
        for cue in cues:
            if cue.kind in ("indicator", "phrase"):
                table.mark(f"in_{place}", cue.code)
            elif cue.kind == "hint" and place in _HINTED:
                for code in cue.code.split():
                    table.mark(_HINTED[place], code)
            elif cue.kind in EVENTS and place in _EVENT_IN:
                table.mark_event(_EVENT_IN[place], cue.kind)


_HINTED = {"before": "hinted_before", "heading": "hinted_in_heading"}
_EVENT_IN = {"heading": "event_in_heading", "title": "event_in_title", "before": "event_near"}


def _told_rows(table: _Table, found: Sequence[Option], told: list[Reading | None], memory: Memory) -> None:
    """What the figures before were of."""
    parent, last, count = told[-1] if told else None, memory.last, memory.last_count
    relations = table.relations
    earlier = [r for r in told if r is not None]
    codes = [r.indicator for r in earlier]
    for code in set(codes):
        table.mark("told", code)
        table.mark("told_again", code, codes.count(code) > 1)
    if codes:
        table.mark("told_last", codes[-1])
        kinds = {(r.indicator, r.transformation == "N") for r in earlier}
        for start, option in zip(table.starts, found, strict=True):
            table.row[start + table.at["told_kind"]] = (option.indicator, option.kind == "N") in kinds
    for start, option in zip(table.starts, found, strict=True):
        if memory.counts[option.indicator] > 0:
            table.row[start + table.at["counted"]] = 1
            table.row[start + table.at["count"]] = min(memory.counts[f"{option.indicator} {option.kind}"], 3) / 3
    table.mark("topic", memory.topic)
    if parent is not None:
        table.mark("parent", parent.indicator)
        table.mark("parent_level", parent.indicator, parent.transformation == "N")
        table.mark("twin_of_parent", relations.capitals.get(parent.indicator))
        table.mark("share_of_parent", relations.shares.get(parent.indicator))
        table.mark_event("event_of_parent", relations.events.get(parent.indicator))
    if last is not None:
        table.mark("last", last.indicator)
        table.mark("last_of_paragraph", last.indicator, bool(memory.told))
        table.mark("twin_of_last", relations.capitals.get(last.indicator))
        table.mark("share_of_last", relations.shares.get(last.indicator))
        table.mark_event("event_of_last", relations.events.get(last.indicator))
    if count is not None:
        table.mark("twin_of_count", relations.capitals.get(count.indicator))


def words_of(frame: Frame, code: str) -> list[Cue]:
    """The words of a sentence that name an indicator, or for a share the whole that it is of."""
    found = frame.named.get(code)
    if found is None:
        found = frame.named[code] = _words_of(frame, code)
    return found


def _words_of(frame: Frame, code: str) -> list[Cue]:
    named = [c for c in frame.of("indicator") if c.code == code] or [c for c in frame.of("phrase") if c.code == code]
    others = frame.relations.named_by.get(code, ())
    return named or [c for kind, codes in others for c in frame.of(kind) if codes is None or c.code in codes]
