"""What a number measures: the options that its unit allows, and how each stands to the words around the number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from extractors.catalog import Catalog
from extractors.cues import Cue
from extractors.linking.context import told_in
from extractors.linking.frame import Frame
from extractors.linking.memory import Memory
from extractors.quantities import Quantity
from extractors.records import Reading

MONEY = frozenset({"VND", "USD"})
EVENTS_OF = {
    "new_projects": "new", "new_capital": "new", "adjusted_projects": "adjusted", "adjusted_capital": "adjusted",
    "investment_projects": "stock", "investment_capital": "stock", "attracted_capital": "attracted", "disbursed_capital": "disbursed",
}  # fmt: skip
"""Investment indicators by the event that their words tell of."""
_TWINS = {
    "new_projects": "new_capital", "adjusted_projects": "adjusted_capital", "investment_projects": "investment_capital",
    "new_enterprises": "new_enterprises_capital",
}  # fmt: skip
"""What is counted → its capital."""
SHARES = {
    "industrial_production_value": "industrial_production_share", "industrial_production_index": "industrial_production_share",
    "grdp": "grdp_share", "industrial_value_added": "grdp_share", "goods_exports": "goods_exports_share", "goods_trade": "goods_exports_share",
}  # fmt: skip
_COUNTED = (
    "investment_projects", "new_projects", "adjusted_projects", "enterprises", "new_enterprises", "employment", "industrial_zones_planned",
    "industrial_zones_operating", "industrial_clusters_planned", "industrial_clusters_established", "industrial_clusters_operating",
    "provincial_competitiveness_index",
)  # fmt: skip
KNOWN = frozenset({"turn", "rank", "project", "enterprise", "person", "zone", "cluster", "hectare", "index_point"})
MEASURED = frozenset(
    {"year", "month", "day", "hour", "minute", "second", "week", "kilometre", "metre", "square kilometre", "square metre", "cubic metre", "tonne",
     "kilogram", "megawatt", "kilowatt-hour", "percentage point", "country", "litre", "EUR", "JPY", "KRW", "CNY", "GBP", "household", "commune", "school",
     "student"}
)  # fmt: skip
"""Units that no indicator has."""
_UNRANKED = frozenset({"investment_projects", "new_projects", "adjusted_projects"})
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
        found += [Option(i.id, "N") for i in catalog.indicators.values() if unit in i.units]
        if frame.of("company") or any(c.kind == "company" for c in (*memory.before, *memory.title, *memory.heading)):
            found.append(INVESTMENT)
    elif unit == "percent":
        found += [
            Option(i.id, "N")
            for i in catalog.indicators.values()
            if "percent" in i.units and i.kind == "index" and i.units[0] == "percent" and not i.id.endswith("_index")
        ]
        found += [Option(i, "growth") for i in _named(frame, memory, catalog, "GY")]
    elif unit == "times":
        found += [Option(i, "claim") for i in _named(frame, memory, catalog, "GY")]
    elif unit == "rank":
        found += [Option(i, "RANK") for i in _named(frame, memory, catalog, "RANK") if i not in _UNRANKED]
    elif unit is None or unit not in KNOWN:
        if unit in MEASURED:
            return found
        found += [Option(i, "N") for i in _COUNTED]
        if frame.cells:
            named = _named(frame, memory, catalog, "N")
            found += [
                Option(i, "N")
                for i in named
                if Option(i, "N") not in found and not MONEY & set(catalog.indicators[i].units)
            ]
        if frame.cells or any(t.quantity.unit == "percent" for t in told_in(memory, frame)):
            found += [Option(i, "growth") for i in _named(frame, memory, catalog, "GY")]
    elif unit == "turn":
        found += [Option(i, "N") for i in ("adjusted_projects", "new_projects")]
    else:
        found += [Option(i.id, "N") for i in catalog.indicators.values() if unit in i.units]
        if unit == "enterprise":
            found += [Option(i, "N") for i in ("investment_projects", "new_projects")]
    return found


def _named(frame: Frame, memory: Memory, catalog: Catalog, transformation: str) -> list[str]:
    """The indicators that the sentence, its heading, its title or the figures before it speak of."""
    codes: dict[str, None] = {}
    for cue in (
        *frame.of("indicator"),
        *frame.of("phrase"),
        *memory.before,
        *memory.heading,
        *memory.title,
        *memory.lead,
    ):
        if cue.kind in ("indicator", "phrase"):
            codes[cue.code] = None
    for told in memory.told[-8:]:
        if told.reading is not None:
            codes[told.reading.indicator] = None
    if memory.last is not None:
        codes[memory.last.indicator] = None
    if memory.topic:
        codes[memory.topic] = None
    for share, level in (
        ("industrial_production_share", "industrial_production_value"),
        ("goods_exports_share", "goods_exports"),
    ):
        if share in codes:
            codes[level] = None
    for cue in frame.of("hint"):
        codes |= dict.fromkeys(cue.code.split())
    if "industrial_production_index" in codes:
        codes["industrial_production_value"] = None
    if frame.of("industry") and ("grdp" in codes or "industrial_value_added" in codes):
        codes["industrial_value_added"] = None
    if frame.of("investment") or frame.of("foreign") or any(c in EVENTS_OF for c in codes):
        codes |= dict.fromkeys((*EVENTS_OF, "new_enterprises_capital"))
    return [c for c in codes if transformation in catalog.indicators[c].transformations]


@dataclass(frozen=True, slots=True)
class _Said:
    """What has been said up to a number, gathered once for all its options."""

    told: list[Reading | None]
    named: tuple[frozenset[str], ...]
    """Indicators named in the heading, the title, the paragraph's first sentence, the sentence before."""
    kinds: tuple[frozenset[str], ...]
    """Kinds of words in the heading, the title, the sentence before."""
    hinted: tuple[frozenset[str], ...]
    """Indicators hinted at in the sentence before and the heading."""
    clause: tuple[int, int]


def rows(
    frame: Frame, quantity: Quantity, memory: Memory, indicators: tuple[str, ...], found: Iterable[Option]
) -> list[list[float]]:
    """One row an option: which it is, its words on both sides of the number, and what was told before."""
    said = _Said(
        [t.reading for t in told_in(memory, frame)],
        tuple(
            frozenset(c.code for c in cues if c.kind in ("indicator", "phrase"))
            for cues in (memory.heading, memory.title, memory.lead, memory.before)
        ),
        tuple(frozenset(c.kind for c in cues) for cues in (memory.heading, memory.title, memory.before)),
        tuple(
            frozenset(code for c in cues if c.kind == "hint" for code in c.code.split())
            for cues in (memory.before, memory.heading)
        ),
        frame.clause(quantity),
    )
    return [_row(option, frame, quantity, memory, indicators, said) for option in found]


def _row(
    option: Option, frame: Frame, quantity: Quantity, memory: Memory, indicators: tuple[str, ...], said: _Said
) -> list[float]:
    code = option.indicator
    kind = EVENTS_OF.get(code, "")
    own, hints = words_of(frame, code), frame.of(f"hint {code}")
    event = frame.of(kind) if kind else []
    start, end = said.clause
    voices = [c.start for c in (*own, *event, *hints) if frame.row is None or frame.zone(c.start, quantity) >= 0]
    parent, last = said.told[-1] if said.told else None, memory.last
    earlier = [r for r in said.told if r is not None]
    same = [r.indicator == code for r in earlier]
    return [
        *_which(option, indicators),
        *frame.sides(own, quantity), *frame.sides(event, quantity), *frame.sides(hints, quantity),
        *frame.zones(own, quantity), *frame.zones(event, quantity), *frame.zones(hints, quantity),
        min(sum(start <= v < quantity.end for v in voices), 6) / 3, min(sum(quantity.end <= v < end for v in voices), 6) / 3,
        min(len(voices), 9) / 6,
        *(float(code in h) for h in said.hinted),
        float(any(c.start < quantity.end and c.end > quantity.start for c in own)),
        *(float(code in n) for n in said.named),
        float(bool(event) or kind in said.kinds[2]), float(kind in said.kinds[0]), float(kind in said.kinds[1]),
        float(parent is not None and parent.indicator == code), float(parent is not None and parent.indicator == code and parent.transformation == "N"),
        float(any(same)), float(same.count(True) > 1), float(bool(earlier) and earlier[-1].indicator == code),
        float(any(r.indicator == code and (r.transformation == "N") == (option.kind == "N") for r in earlier)),
        float(last is not None and last.indicator == code), float(last is not None and last.indicator == code and bool(memory.told)),
        float(memory.topic == code), min(memory.counts[f"{code} {option.kind}"], 3) / 3, float(memory.counts[code] > 0),
        float(parent is not None and _TWINS.get(parent.indicator) == code), float(last is not None and _TWINS.get(last.indicator) == code),
        float(parent is not None and EVENTS_OF.get(parent.indicator, "") == (kind or "-")),
        float(last is not None and EVENTS_OF.get(last.indicator, "") == (kind or "-")),
        float(last is not None and SHARES.get(last.indicator) == code), float(parent is not None and SHARES.get(parent.indicator) == code),
        float(memory.last_count is not None and _TWINS.get(memory.last_count.indicator) == code),
    ]  # fmt: skip


@cache
def _which(option: Option, indicators: tuple[str, ...]) -> tuple[float, ...]:
    return (
        *(float(option.kind == k) for k in ("none", "N", "growth", "RANK", "claim", "investment")),
        *(float(option.indicator == i) for i in indicators),
    )


def words_of(frame: Frame, code: str) -> list[Cue]:
    """The words of a sentence that name an indicator, or for a share the whole that it is of."""
    named = [c for c in frame.of("indicator") if c.code == code] or [c for c in frame.of("phrase") if c.code == code]
    if named:
        return named
    if code in SHARES.values():
        return [c for c in frame.of("indicator") if SHARES.get(c.code) == code]
    if code == "national_industrial_production_share":
        return [
            c for c in frame.of("indicator") if c.code in ("industrial_production_value", "industrial_production_index")
        ]
    if code == "industrial_value_added":
        return frame.of("industry")
    if code == "industrial_production_value":
        return [c for c in frame.of("indicator") if c.code == "industrial_production_index"]
    if code.startswith("industrial_zones") or code.startswith("industrial_clusters"):
        return frame.of("in_clusters" if "cluster" in code else "in_zones")
    if code == "new_enterprises_capital":
        return [c for c in frame.of("indicator") if c.code == "new_enterprises"]
    return []
