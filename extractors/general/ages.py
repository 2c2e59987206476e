"""Ages that are printed without "years": "aged 45", "ages 4 and 7", "Mendel, 52,", "turned 50", "65 and older"."""

from __future__ import annotations

import re
from dataclasses import replace

from extractors.general.common import LABEL, LOOK_BACK, before
from extractors.general.vocabulary import Vocabulary
from extractors.quantities import Quantity

_OLDEST = 120
_WORD_AND_COMMA = re.compile(r"[A-Za-z][\w.’']*,\s$")
_COMMA_OR_END = re.compile(r"(?:,\s|;|\.(?:$|\s)|,?$)")


def ages_read(found: list[Quantity], text: str, own: Vocabulary) -> list[Quantity]:
    """The quantities with the unit "year" for those that are an age."""
    result: list[Quantity] = []
    for quantity in found:
        age = _may_be_age(quantity) and _is_age(quantity, text, result, own)
        result.append(replace(quantity, unit="year") if age else quantity)
    return result


def _may_be_age(quantity: Quantity) -> bool:
    bare = quantity.unit is None and quantity.end == quantity.number_end
    return bare and 0 < quantity.value < _OLDEST and quantity.value == quantity.value.to_integral_value()


def _is_age(quantity: Quantity, text: str, done: list[Quantity], own: Vocabulary) -> bool:
    """`done`: the quantities before it, ages read."""
    start, end = quantity.start, quantity.end
    if own.ages.before.search(text, max(0, start - LOOK_BACK), start):
        return not text.startswith("%", end)
    if own.ages.behind.match(text, end):
        return True
    if own.ages.he_was.search(text, max(0, start - LABEL), start) and own.ages.no_more_said.match(text, end):
        return True
    last = done[-1] if done else None
    listed = last is not None and last.unit == "year" and last.end == last.number_end
    if last is not None and listed and own.ages.listed.fullmatch(text, last.end, start):
        return True
    return _is_apposed(quantity, text, last, own)


def _is_apposed(quantity: Quantity, text: str, last: Quantity | None, own: Vocabulary) -> bool:
    """Whether a number stands behind a name, between commas: "Mendel, 52,"; not in a list of numbers."""
    start, end = quantity.start, quantity.end
    if not text[start].isdigit() or not _WORD_AND_COMMA.search(before(text, start, LABEL)):
        return False
    if own.ages.no_apposition.match(text, end) or not _COMMA_OR_END.match(text, end):
        return False
    return last is None or len(text[last.end : start].split()) >= 2
