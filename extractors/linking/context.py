"""What all options of a decision share: the number itself, the words around it, where the text stands."""

from __future__ import annotations

import re
from functools import cache

from extractors.catalog import Catalog
from extractors.languages.base import Language
from extractors.linking.frame import BESIDE, NEAR, SIZE, Frame
from extractors.linking.layout import Layout, Row, empty, row_of
from extractors.linking.memory import Memory, Told
from extractors.linking.scope import PLACES
from extractors.needles import Sieve
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


_PREVIOUS = 6 + len(UNITS) + SIZE
_FOLLOWING = 8
_GLANCED_AT = {kind: NEAR * place for place, kind in enumerate(GLANCED)}
_ZONED_AT = {kind: 4 * place for place, kind in enumerate(_ZONED)}
_AFTER_AT, _BEFORE_AT, _AROUND_AT = (
    {n: place for place, n in enumerate(names)} for names in (_AFTER, _BEFORE, _AROUND)
)
_UNIT_AT = {unit: place for place, unit in enumerate(UNITS)}
_PLACE_AT = {kind: place for place, kind in enumerate((*PLACES, ""))}
_PROFILE = 5 * len(PLACES) - 1
"""Figures of `scope.profile`."""

_NUMBER = Layout(
    unit=len(UNITS), no_unit=1,  # which unit; none or another
    in_words=1, small=1, whole=1, exact=1, vietnamese=1, heading=1, table=1, numbers=1,
    plan_behind=1, plan_before=1, after=len(_AFTER), before=len(_BEFORE), around=len(_AROUND),
    respectively=1, opened=1, closed=1,  # an opening bracket right before, a closing one right behind
    glanced=NEAR * len(GLANCED), zoned=4 * len(_ZONED), beside=BESIDE,
    place=len(PLACES) + 1, the_province=1, first_place=len(PLACES), place_of_paragraph=len(PLACES) + 1, place_of_text=len(PLACES) + 1,
    of_province=1, profile=_PROFILE, places_of_heading=len(PLACES), company_before=1, other_before=1, other_in_heading=1,
    previous=2 * _PREVIOUS, following=_FOLLOWING,
    told=1, last=1, unit_of_last=1, nothing_told=1, growth_told=1,
)  # fmt: skip
"""The columns of a number's row."""
_AT = _NUMBER.at


@cache
def _sieve(lang: Language) -> Sieve:
    names = (
        *_AFTER,
        *_BEFORE,
        *_AROUND,
        "plan_share",
        "of_them",
        "another",
        "of_the_n",
        "not_its_time",
        "founding",
        "moved_from",
        "a_year_earlier",
        "a_year_later",
        "years_earlier",
        "years_later",
        "end_of_span",
        "start_of_span",
        "span_beside",
        "of_term",
        "of_quarters",
        "in_percent",
    )
    return Sieve({name: lang.find(name) for name in names})


def possible(frame: Frame) -> frozenset[str]:
    """The language's patterns that can be found beside the numbers of a sentence, by the words that it has."""
    if frame.possible is None:
        frame.possible = _sieve(frame.lang).possible(frame.sentence.text)
    return frame.possible


def number_row(frame: Frame, quantity: Quantity, memory: Memory) -> Row:
    """The number, the words around it, the scope of the text: shared by all options of the subject."""
    sentence, lang, at = frame.sentence, frame.lang, _AT
    text = sentence.text
    row = empty(_NUMBER.size)
    row[at["unit"] + _UNIT_AT.get(quantity.unit, _UNIT_AT[None])] = 1
    row[at["no_unit"]] = quantity.unit is None
    row[at["in_words"]] = not text[quantity.number_start].isdigit()
    row[at["small"]] = quantity.value <= 12
    row[at["whole"]] = quantity.value == quantity.value.to_integral()
    row[at["exact"]] = quantity.bound == "="
    row[at["vietnamese"]] = lang.code == "vi"
    row[at["heading"]] = sentence.heading
    row[at["table"]] = bool(frame.cells)
    row[at["numbers"]] = min(len(frame.items), 12) / 6
    row[at["respectively"]] = frame.respectively
    _patterns(frame, quantity, row)
    for kind, cues in frame.places.items():
        if kind in _GLANCED_AT:
            frame.glance(cues, quantity, row, at["glanced"] + _GLANCED_AT[kind])
        if kind in _ZONED_AT and frame.row is not None:
            for zone in frame.zones(cues, quantity):
                row[at["zoned"] + _ZONED_AT[kind] + zone] = 1
    frame.beside(quantity, row, at["beside"])
    _place(frame, quantity, memory, row)
    _previous(frame, quantity, memory, row)
    return row


def _patterns(frame: Frame, quantity: Quantity, row: Row) -> None:
    """Which of the language's patterns fit the words before, behind and around a number."""
    text, lang, at = frame.sentence.text, frame.lang, _AT
    start, end = frame.clause(quantity)
    before = text[max(start, quantity.start - _REACH) : quantity.start]
    after = text[quantity.end : quantity.end + _REACH]
    own_after = after[: max(0, end - quantity.end)]
    near = text[max(0, quantity.start - 30) : quantity.start]
    around = before + "\0" + own_after
    for name in possible(frame):
        pattern = lang.find(name)
        if name in _AFTER_AT and pattern.match(after):
            row[at["after"] + _AFTER_AT[name]] = 1
        if name in _BEFORE_AT and pattern.search(near):
            row[at["before"] + _BEFORE_AT[name]] = 1
        if name in _AROUND_AT and pattern.search(around):
            row[at["around"] + _AROUND_AT[name]] = 1
        if name == "plan_share":
            row[at["plan_behind"]] = pattern.search(_CLAUSE.split(own_after, 1)[0]) is not None
            row[at["plan_before"]] = pattern.search(before[-30:]) is not None
    row[at["opened"]] = before.rstrip().endswith("(")
    row[at["closed"]] = after.startswith(")")


_CLAUSE = re.compile(r"[,;.]")


def _place(frame: Frame, quantity: Quantity, memory: Memory, row: Row) -> None:
    """Whose figures the text tells: the place, company or nation named last before the number, first in the sentence,
    last before it, and by the page as a whole."""
    at = _AT
    nearest: tuple[int, str] = (-1, "")
    word = False
    first: tuple[int, str] | None = None
    for kind in PLACES:
        for cue in frame.of(kind):
            if cue.start < quantity.start and cue.start > nearest[0]:
                nearest, word = (cue.start, kind), kind == "home" and cue.code != "name"
            first = min(first or (cue.start, kind), (cue.start, kind))
    row[at["place"] + _PLACE_AT[nearest[1]]] = 1
    row[at["the_province"]] = word
    if first is not None:
        row[at["first_place"] + _PLACE_AT[first[1]]] = 1
    row[at["place_of_paragraph"] + _PLACE_AT[memory.place_of_paragraph]] = 1
    row[at["place_of_text"] + _PLACE_AT[memory.place]] = 1
    row[at["of_province"]] = memory.page_scope
    row[at["profile"] : at["profile"] + _PROFILE] = memory.places
    for cue in memory.heading:
        if cue.kind in PLACES:
            row[at["places_of_heading"] + _PLACE_AT[cue.kind]] = 1
        elif cue.kind == "other_subject":
            row[at["other_in_heading"]] = 1
    for cue in memory.before:
        if cue.kind == "company":
            row[at["company_before"]] = 1
        elif cue.kind == "other_subject":
            row[at["other_before"]] = 1


def _previous(frame: Frame, quantity: Quantity, memory: Memory, row: Row) -> None:
    """How the number stands to the one before it, and what that was."""
    at = _AT
    told = told_in(memory, frame)
    for place, one in enumerate(reversed(told[-2:])):
        start, reading = at["previous"] + place * _PREVIOUS, one.reading
        row[start] = 1
        row[start + 1] = one.quantity.unit == quantity.unit
        if reading is not None:
            row[start + 2] = 1
            row[start + 3] = reading.transformation == "N"
            row[start + 4] = reading.transformation in ("GY", "G1")
        row[start + 5] = one.quantity.values is not None
        if one.quantity.unit in _UNIT_AT:
            row[start + 6 + _UNIT_AT[one.quantity.unit]] = 1
        row[start + 6 + len(UNITS) : start + _PREVIOUS] = frame.gap(one.quantity, quantity)
    following = frame.after(quantity)
    if following is not None:
        start = at["following"]
        row[start] = following.unit == quantity.unit
        row[start + 1] = following.unit in ("VND", "USD")
        row[start + 2] = following.unit == "percent"
        row[start + 3 : start + _FOLLOWING] = frame.relation(following.start, following.end, quantity)[1:6]
    last = memory.last
    row[at["told"]] = bool(memory.told)
    row[at["nothing_told"]] = bool(memory.told) and memory.told[-1].reading is None
    if last is not None:
        row[at["last"]] = 1
        row[at["unit_of_last"]] = last.unit == quantity.unit
        row[at["growth_told"]] = last.transformation in ("GY", "G1")


def told_in(memory: Memory, frame: Frame) -> list[Told]:
    """The numbers already read in this sentence."""
    start = frame.sentence.start
    return [t for t in memory.told[-8:] if t.sentence == start]


_READ_GLANCED = (
    "estimate",
    "target",
    "new",
    "adjusted",
    "stock",
    "attracted",
    "home",
    "in_zones",
    "foreign",
    "up",
    "down",
)


@cache
def _reading_layout(indicators: tuple[str, ...]) -> Layout:
    """The columns of a reading's row."""
    return Layout(
        indicator=len(indicators), transformation=4, kind=3, vietnamese=1, heading=1, table=1, of_province=1, told=1,
        parent=1, same_indicator=1, growth_of_level=1, same_unit=1, same_kind=1,  # the number before, in one breath
        gap=SIZE, paragraph_told=1, indicator_of_last=1, unit_of_last=1, of_them=1, another=1, of_the_n=1, respectively=1, numbers=1,
        glanced=NEAR * len(_READ_GLANCED),
    )  # fmt: skip


_KINDS = ("flow", "stock", "index")
_TRANSFORMATIONS = ("N", "GY", "G1", "RANK")


def reading_row(
    reading: Reading, catalog: Catalog, indicators: tuple[str, ...], frame: Frame, quantity: Quantity, memory: Memory
) -> Row:
    """What is known of a figure once its indicator is: shared by the options of its breakdown, status and period."""
    kind = catalog.indicators[reading.indicator].kind
    layout = _reading_layout(indicators)
    at = layout.at
    told = told_in(memory, frame)
    parent, last = told[-1].reading if told else None, memory.last
    text, lang = frame.sentence.text, frame.lang
    row = empty(layout.size)
    if reading.indicator in indicators:
        row[indicators.index(reading.indicator)] = 1
    row[at["transformation"] + _TRANSFORMATIONS.index(reading.transformation)] = 1
    row[at["kind"] + _KINDS.index(kind)] = 1
    row[at["vietnamese"]] = lang.code == "vi"
    row[at["heading"]] = frame.sentence.heading
    row[at["table"]] = bool(frame.cells)
    row[at["of_province"]] = memory.page_scope
    if parent is not None:
        row[at["parent"]] = 1
        row[at["same_indicator"]] = parent.indicator == reading.indicator
        row[at["growth_of_level"]] = parent.transformation == "N" and reading.transformation in ("GY", "G1")
        row[at["same_unit"]] = parent.unit == reading.unit
        row[at["same_kind"]] = catalog.indicators[parent.indicator].kind == kind
    if told:
        row[at["told"]] = 1
        row[at["gap"] : at["gap"] + SIZE] = frame.gap(told[-1].quantity, quantity)
    row[at["paragraph_told"]] = bool(memory.told)
    if last is not None:
        row[at["indicator_of_last"]] = last.indicator == reading.indicator
        row[at["unit_of_last"]] = last.unit == reading.unit
    there = possible(frame)
    row[at["of_them"]] = "of_them" in there and lang.find("of_them").match(text, quantity.end) is not None
    row[at["another"]] = "another" in there and lang.find("another").search(text[: quantity.start]) is not None
    row[at["of_the_n"]] = "of_the_n" in there and lang.find("of_the_n").match(text, quantity.end) is not None
    row[at["respectively"]] = frame.respectively
    row[at["numbers"]] = min(len(frame.items), 12) / 6
    for place, glanced in enumerate(_READ_GLANCED):
        if cues := frame.of(glanced):
            frame.glance(cues, quantity, row, at["glanced"] + NEAR * place)
    return row


def period_row(known: Row, kind: str, reading: Reading) -> Row:
    """What is known of a figure before its period is: `known` of `reading_row`, how its period is written, whether it is
    an estimate or a target."""
    return known + row_of((*(kind == k for k in _KINDS), *(reading.obs_status == s for s in "EF")))
