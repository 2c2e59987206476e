"""Bare numbers that count what was counted before: "487 yards to 212", "101 games, 16 more"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from extractors.general.common import LABEL, LOOK_BACK, TIMES, before
from extractors.general.names import is_in_table
from extractors.general.nouns import counted, counts
from extractors.general.vocabulary import Vocabulary
from extractors.quantities import Quantity

_RATES = frozenset(("percentage point", "basis point", "degree", "degree Celsius", "degree Fahrenheit", "foot", "inch"))
"""Units of changes and sizes, which say nothing of what another number counts."""
_NO_LEVELS = TIMES - {"percent"}
_SENTENCE = 600
"""Characters before a number in which its sentence begins."""
_SENTENCE_ENDS = re.compile(r"[.!?][\"”]?\s+[A-Z\"“]")
_WHOLE = 101
"""Percentages of one whole come to less, rounded up."""


def earlier_units_taken(found: list[Quantity], text: str, own: Vocabulary) -> list[Quantity]:
    """The quantities with what they count for those that have nothing behind them."""
    result: list[Quantity] = []
    for quantity in found:
        unit = _unit(quantity, result, text, own) if quantity.unit is None else None
        result.append(quantity if unit is None else replace(quantity, unit=unit))
    return result


def _unit(quantity: Quantity, done: list[Quantity], text: str, own: Vocabulary) -> str | None:
    """What a bare number counts, None where nothing says it; `done`: the quantities before it."""
    last = done[-1] if done else None
    if last is not None and _is_beside(last, quantity, text, own):
        return last.unit
    if not _is_elliptic(quantity, text, own):
        return None
    if own.sharing.harming.search(text, max(0, quantity.start - LOOK_BACK), quantity.start):
        return "person"
    return _member(quantity, text, own) or _counted_before(done, quantity, text, own) or _subject(quantity, text, own)


def _is_beside(last: Quantity, quantity: Quantity, text: str, own: Vocabulary) -> bool:
    """Whether a number is set against the one before it, so that both are of one unit."""
    return (
        _is_level(last, quantity, text, own)
        or _is_rival(last, quantity, text, own)
        or is_in_table(last, quantity, text, own)
    )


def _is_level(last: Quantity, quantity: Quantity, text: str, own: Vocabulary) -> bool:
    """ "110.35 yen, down from 110.80": the level before, of a like size."""
    if last.unit in (None, *_NO_LEVELS) or last.values is not None or quantity.end != quantity.number_end:
        return False
    alike = last.value < quantity.value * 2 and quantity.value < last.value * 2
    decimal = "." in text[quantity.number_start : quantity.number_end]
    return decimal and alike and own.sharing.level_before.fullmatch(text, last.end, quantity.start) is not None


def _is_rival(last: Quantity, quantity: Quantity, text: str, own: Vocabulary) -> bool:
    """ "10 minutes, maybe 15", "1,200 votes out of 45,000 cast", "52.3 percent to Bush, 46.1 to Kerry"."""
    bare = quantity.start == quantity.number_start and quantity.end == quantity.number_end
    if last.unit is None or not bare or last.values is not None or quantity.values is not None:
        return False
    if own.sharing.alternative.fullmatch(text, last.end, quantity.start):
        if not (own.sharing.cast.match(text, quantity.end) or _is_elliptic(quantity, text, own)):
            return False  # "out of the ten best"
        return last.unit != "percent" and last.start == last.number_start
    near = last.unit == "percent" and quantity.start - last.end <= LOOK_BACK
    if not near or last.value + quantity.value > _WHOLE or ";" in text[last.end : quantity.start]:
        return False
    named = own.sharing.rival_before.search(text, last.end, quantity.start) and _is_elliptic(quantity, text, own)
    return bool(named or own.sharing.rival_behind.match(text, quantity.end))


def _is_elliptic(quantity: Quantity, text: str, own: Vocabulary) -> bool:
    """Whether a bare number counts something that is not said again."""
    if quantity.start != quantity.number_start or quantity.values is not None or 0 < quantity.value < 1:
        return False
    if "." in text[quantity.start : quantity.number_end] and quantity.end == quantity.number_end:
        return False
    if own.sharing.no_member.search(text, max(0, quantity.start - LABEL), quantity.start):
        return False
    if own.sharing.over_another.match(text, quantity.end):
        return False
    return own.sharing.nothing_behind.match(text, quantity.end) is not None


def _member(quantity: Quantity, text: str, own: Vocabulary) -> str | None:
    """ "a crew of five", "a family of four"."""
    match = own.sharing.members_of.search(text, max(0, quantity.start - LOOK_BACK), quantity.start)
    return own.sharing.members[match["g"]] if match else None


def _counted_before(done: Iterable[Quantity], quantity: Quantity, text: str, own: Vocabulary) -> str | None:
    """The unit of the last thing counted before; one beside the point ("in 31 states") only where there is no other."""
    beside = None
    for earlier in reversed(list(done)):
        if earlier.unit is None or not _is_of_things(earlier):
            continue
        if beside is not None and _SENTENCE_ENDS.search(text[earlier.end : quantity.start]):
            break
        if not own.sharing.aside.search(text, max(0, earlier.start - LOOK_BACK), earlier.start):
            return earlier.unit
        beside = beside or earlier.unit
    return beside


def _is_of_things(quantity: Quantity) -> bool:
    """Whether a quantity counts things that a bare number may count too: no time, change, single thing or money."""
    unit = quantity.unit or ""
    if unit in TIMES or unit in _RATES or unit == "US cent" or quantity.value == 1:
        return False
    return not (unit.isupper() and len(unit) == 3 and quantity.start == quantity.number_start)


def _subject(quantity: Quantity, text: str, own: Vocabulary) -> str | None:
    """The plural that a sentence is about, where it counts nothing itself: "the number of new cases rose to 12,870"."""
    if not own.sharing.subject_before.search(before(text, quantity.start)):
        return None
    begin = max(0, quantity.start - _SENTENCE)
    for match in reversed(list(own.sharing.number_of.finditer(text, begin, quantity.start))):
        noun = counted(" " + match["words"], 0, own)
        if noun is not None:
            return noun[0].lower()
    for match in reversed(list(own.sharing.subject.finditer(text, begin, quantity.start))):
        unit = counts(match["noun"].split()[-1], own)
        if unit is not None and not match["noun"].lower().startswith(own.sharing.no_subjects):
            return unit.lower()
    return None
