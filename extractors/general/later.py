"""Units that stand once, behind the last of several numbers: "from 15 to 10 cents", "15, 12 and eight years"."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from extractors.general.common import LABEL, is_year, scaled_in_words
from extractors.general.vocabulary import Vocabulary
from extractors.quantities import Quantity

_PLAIN_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_ALIKE = 5
"""Numbers are of a size where neither is so many times the other."""
_MAGNITUDE = 1000
"""The least magnitude that the first of two numbers takes from the second."""


def later_units_taken(found: list[Quantity], text: str, own: Vocabulary) -> list[Quantity]:
    """The quantities with the unit of the next number for those that share it, also "5- and 10-milligram"."""
    result = list(found)
    shared: set[int] = set()
    for index in range(len(result) - 2, -1, -1):
        left, right = result[index], result[index + 1]
        behind = right.end > right.number_end or index + 1 in shared
        if not _may_take(left, text) or not _may_give(right) or not behind:
            continue
        change = _is_from_to(left, right, text, own)
        if not change and not _is_listed(left, right, text, index + 1 in shared, own):
            continue
        shared.add(index)
        if own.sharing.or_.fullmatch(text, left.end, right.start):
            left = scaled_in_words(left, right, text, own)
        result[index] = _sharing(left, right, text) if change else replace(left, unit=right.unit)
    return result


def _may_take(left: Quantity, text: str) -> bool:
    bare = left.unit is None and left.start == left.number_start and left.values is None
    return bare and not is_year(left, text)


def _may_give(right: Quantity) -> bool:
    return right.unit is not None and right.values is None and right.start == right.number_start


def _is_from_to(left: Quantity, right: Quantity, text: str, own: Vocabulary) -> bool:
    """Whether two numbers are those of a change: "from 15 to 10", "to 15 from 10"."""
    begin = max(0, left.start - LABEL)
    if own.sharing.to_second.fullmatch(text, left.end, right.start):
        return own.sharing.from_first.search(text, begin, left.start) is not None
    if own.sharing.from_second.fullmatch(text, left.end, right.start):
        return own.sharing.to_first.search(text, begin, left.start) is not None
    return False


def _is_listed(left: Quantity, right: Quantity, text: str, shares: bool, own: Vocabulary) -> bool:
    """Whether a bare number stands in one list with the next; `shares`: that one has its own unit from behind it."""
    match = own.sharing.list_joint.fullmatch(text, left.end, right.start)
    if match is None or (match["w"] == "," and not shares) or "." in text[left.start : left.end]:
        return False
    if right.unit in ("percent", "times") and "," in match[0] and match["w"] != ",":
        return False  # "147, or 54 percent"
    if right.unit == "percent" and left.value > 10 * right.value:
        return False  # "numbered 1,930 and 74 percent of them"
    return bool(match["s"]) or left.end == left.number_end


def _sharing(left: Quantity, right: Quantity, text: str) -> Quantity:
    """The first of two numbers with the unit of the second, and its magnitude where both are of a size as printed."""
    printed = text[right.number_start : right.number_end].replace(",", "")
    scale = Decimal(1)
    if left.end == left.number_end and _PLAIN_NUMBER.fullmatch(printed) and Decimal(printed):
        plain = Decimal(printed)
        alike = plain < left.value * _ALIKE and left.value < plain * _ALIKE
        scale = right.value / plain if alike and right.value >= _MAGNITUDE * plain else scale
    return replace(left.scaled(scale), unit=right.unit)
