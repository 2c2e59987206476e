"""What all options of a decision share: the number itself, the words around it, where the text stands."""

from __future__ import annotations

import re

from extractors.catalog import Catalog
from extractors.linking.frame import Frame
from extractors.linking.memory import Memory, Told
from extractors.linking.scope import PLACES
from extractors.quantities import Quantity
from extractors.records import Reading

UNITS = (
    "VND", "USD", "percent", "project", "enterprise", "person", "zone", "cluster", "hectare", "index_point", "rank", "times", "turn",
    None,
)  # fmt: skip
GLANCED = (
    "up", "down", "growth", "level_verb", "share", "contribution", "estimate", "target", "month_on_month", "year_on_year", "foreign",
    "domestic", "state", "non_state", "in_zones", "in_clusters", "operating", "established", "nation", "elsewhere", "company",
    "per_capita", "other_subject", "excluded_event", "new", "adjusted", "stock", "attracted", "disbursed", "investment", "rank_out",
    "activity", "country", "industry", "indicator", "phrase", "home", "compared_place", "whole_nation", "locality",
)  # fmt: skip
"""Kinds of words of which every decision sees how near they are."""
_ZONED = (
    "indicator", "other_subject", "share", "growth", "up", "month_on_month", "year_on_year", "activity", "foreign", "domestic", "home", "elsewhere",
    "nation", "company", "target", "contribution",
)  # fmt: skip
"""Kinds of words of which it counts in a table where they stand."""
_AFTER = (
    "points_after", "of_counted", "of_land", "share_of", "of_them", "more_or_less_after", "each_after", "spent_on", "builds_zones",
    "equation", "from_there", "of_the_n",
)  # fmt: skip
_BEFORE = ("another", "number_is", "each_before", "additional", "inside_of")
_AROUND = ("of_growth", "survey", "single", "area_words", "being_built", "on_average", "licensed", "perfect", "planned")
_REACH = 55


def number_row(frame: Frame, quantity: Quantity, memory: Memory) -> list[float]:
    """The number, the words around it, the scope of the text: shared by all options of the subject."""
    sentence, lang = frame.sentence, frame.lang
    text = sentence.text
    start, end = frame.clause(quantity)
    before, after = (
        text[max(start, quantity.start - _REACH) : quantity.start],
        text[quantity.end : quantity.end + _REACH],
    )
    own_after = after[: max(0, end - quantity.end)]
    plan = lang.find("plan_share")
    unit = quantity.unit if quantity.unit in UNITS else None
    row = [float(unit == u) for u in UNITS]
    row.append(float(quantity.unit is None))
    row += [
        float(not text[quantity.number_start].isdigit()), float(quantity.value <= 12), float(quantity.value == quantity.value.to_integral()),
        float(quantity.bound == "="), float(lang.code == "vi"), float(sentence.heading), float(bool(frame.cells)), min(len(frame.items), 12) / 6,
        float(bool(plan.search(re.split(r"[,;.]", own_after)[0]))), float(bool(plan.search(before[-30:]))),
        *(float(bool(lang.find(name).match(after))) for name in _AFTER),
        *(float(bool(lang.find(name).search(text[max(0, quantity.start - 30) : quantity.start]))) for name in _BEFORE),
        *(float(bool(lang.find(name).search(before + "\0" + own_after))) for name in _AROUND),
        float(frame.respectively), float(bool(re.search(r"\(\s*$", before))), float(after.startswith(")")),
    ]  # fmt: skip
    for kind in GLANCED:
        cues = frame.of(kind)
        row += frame.glance(cues, quantity) if cues else (0.0, 0.0, 0.0, 0.0)
    for kind in _ZONED:
        row += frame.zones(frame.of(kind), quantity)
    row += frame.beside(quantity)
    row += place_row(frame, quantity, memory)
    row += previous_row(frame, quantity, memory)
    return row


def place_row(frame: Frame, quantity: Quantity, memory: Memory) -> list[float]:
    """Whose figures the text tells: the place, company or nation named last before the number, first in the sentence,
    last before it, and by the page as a whole."""
    nearest: tuple[int, str] = (-1, "")
    word = False
    for kind in PLACES:
        for cue in frame.of(kind):
            if cue.start < quantity.start and cue.start > nearest[0]:
                nearest, word = (cue.start, kind), kind == "home" and cue.code != "name"
    first = min(((c.start, k) for k in PLACES for c in frame.of(k)), default=(0, ""))
    return [
        *(float(nearest[1] == k) for k in (*PLACES, "")), float(word), *(float(first[1] == k) for k in PLACES),
        *(float(memory.place_of_paragraph == k) for k in (*PLACES, "")), *(float(memory.place == k) for k in (*PLACES, "")),
        float(memory.page_scope), *memory.places,
        *(float(any(c.kind == k for c in memory.heading)) for k in PLACES),
        float(any(c.kind == "company" for c in memory.before)), float(any(c.kind == "other_subject" for c in memory.before)),
        float(any(c.kind == "other_subject" for c in memory.heading)),
    ]  # fmt: skip


def previous_row(frame: Frame, quantity: Quantity, memory: Memory) -> list[float]:
    """How the number stands to the one before it, and what that was."""
    row: list[float] = []
    told = told_in(memory, frame)
    for back in (1, 2):
        one = told[-back] if len(told) >= back else None
        if one is None:
            row += [0.0] * (6 + len(UNITS) + 26)
            continue
        reading = one.reading
        row += [
            1.0, float(one.quantity.unit == quantity.unit), float(reading is not None),
            float(reading is not None and reading.transformation == "N"), float(reading is not None and reading.transformation in ("GY", "G1")),
            float(one.quantity.values is not None),
            *(float(one.quantity.unit == u) for u in UNITS), *frame.gap(one.quantity, quantity),
        ]  # fmt: skip
    index = next((i for i, q in enumerate(frame.items) if q is quantity), len(frame.items))
    following = frame.items[index + 1] if index + 1 < len(frame.items) else None
    row += (
        [float(following.unit == quantity.unit), float(following.unit in ("VND", "USD")), float(following.unit == "percent"),
         *frame.relation(following.start, following.end, quantity)[1:6]]
        if following is not None else [0.0] * 8
    )  # fmt: skip
    last = memory.last
    row += [
        float(bool(memory.told)), float(last is not None), float(last is not None and last.unit == quantity.unit),
        float(bool(memory.told) and memory.told[-1].reading is None),
        float(last is not None and last.transformation in ("GY", "G1")),
    ]  # fmt: skip
    return row


def told_in(memory: Memory, frame: Frame) -> list[Told]:
    """The numbers already read in this sentence."""
    return [t for t in memory.told[-8:] if t.sentence == frame.sentence.start]


def reading_row(
    reading: Reading, catalog: Catalog, indicators: tuple[str, ...], frame: Frame, quantity: Quantity, memory: Memory
) -> list[float]:
    """What is known of a figure once its indicator is: shared by the options of its breakdown, status and period."""
    kind = catalog.indicators[reading.indicator].kind
    told = told_in(memory, frame)
    parent = told[-1].reading if told else None
    text, lang = frame.sentence.text, frame.lang
    return [
        *(float(reading.indicator == name) for name in indicators), *(float(reading.transformation == t) for t in ("N", "GY", "G1", "RANK")),
        *(float(kind == k) for k in ("flow", "stock", "index")), float(lang.code == "vi"), float(frame.sentence.heading), float(bool(frame.cells)),
        float(memory.page_scope), float(bool(told)), float(parent is not None),
        float(parent is not None and parent.indicator == reading.indicator),
        float(parent is not None and parent.transformation == "N" and reading.transformation in ("GY", "G1")),
        float(parent is not None and parent.unit == reading.unit), float(parent is not None and catalog.indicators[parent.indicator].kind == kind),
        *(frame.gap(told[-1].quantity, quantity) if told else (0.0,) * 26),
        float(bool(memory.told)), float(memory.last is not None and memory.last.indicator == reading.indicator),
        float(memory.last is not None and memory.last.unit == reading.unit),
        float(bool(lang.find("of_them").match(text, quantity.end))), float(bool(lang.find("another").search(text[: quantity.start]))),
        float(bool(lang.find("of_the_n").match(text, quantity.end))), float(frame.respectively), min(len(frame.items), 12) / 6,
        *(x for k in ("estimate", "target", "new", "adjusted", "stock", "attracted", "home", "in_zones", "foreign", "up", "down")
          for x in frame.glance(frame.of(k), quantity)),
    ]  # fmt: skip
