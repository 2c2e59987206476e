"""Numbers side by side: the ends of a range are one quantity, those of a score none."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from extractors.general.common import LABEL, before, is_year, scaled_in_words
from extractors.general.vocabulary import Vocabulary
from extractors.quantities import Quantity, is_range, joined

_NEAR = 2
"""Ends of a range are no further apart where they may also be a change and what it led to: "rose by 8 to 9 inches"."""
_MANY = 5
"""Fewer may be a score or odds: "won 3 to 4"."""
_UNLIKE = 1000
"""A bare lower end may be so many times the upper one, as it takes its magnitude ("500 to 1.2 million")."""
_DASHED = re.compile(r"\d[-–](?:\d+\s\()?$")
_DASH_AND_DIGIT = re.compile(r"[-–]\d+")


def ranges_joined(found: list[Quantity], text: str, own: Vocabulary) -> list[Quantity]:
    """The quantities, ends of a range made one; not a change and a level ("gained $11 to $1,786")."""
    result: list[Quantity] = []
    index = 0
    while index < len(found):
        left = found[index]
        right = found[index + 1] if index + 1 < len(found) else None
        if right is not None and _is_range(left, right, text, own):
            left = joined(scaled_in_words(left, right, text, own), right)
            index += 1
        result.append(left)
        index += 1
    return result


def _is_range(left: Quantity, right: Quantity, text: str, own: Vocabulary) -> bool:
    if _falls(left, right) or _has_own_magnitude(left, right, text):
        return False
    between, left_of = text[left.end : right.start], before(text, left.start)
    own_unit = left.unit is not None and (left.end != left.number_end or left.start != left.number_start)
    if own_unit and own.ranges.from_to in between and own.ranges.change_before.search(left_of):
        return False
    if is_range(left, right, text):
        return True
    comma = left.unit is None and "," in text[left.start : left.end]  # "2,000-3,000 head": a comma is in no year
    if comma and is_range(replace(left, value=Decimal(1)), right, text):
        return True
    if not own.ranges.suspended.fullmatch(between) or left.unit not in (None, right.unit) or left.value >= right.value:
        return False
    return _is_said(left, right, text, own)


def _falls(left: Quantity, right: Quantity) -> bool:
    """Whether the first of two numbers with units is too large for a lower end."""
    bare = left.end == left.number_end and right.unit is not None
    return left.unit is not None and left.value >= right.value * (_UNLIKE if bare else 1)


def _has_own_magnitude(left: Quantity, right: Quantity, text: str) -> bool:
    """ "fell by a fifth to £2.1bn", "3 million to 5 people"; but "3 million to 5 million people"."""
    if left.unit is not None:
        return False
    scale = text[left.number_end : left.end].strip()
    unlike = not text[right.number_end : right.end].strip().startswith(scale)
    return unlike or (0 < left.value < 1 and text[left.number_start].isalpha())


def _is_said(left: Quantity, right: Quantity, text: str, own: Vocabulary) -> bool:
    """Whether two numbers that may be the ends of a range are so by what is around them."""
    between, left_of = text[left.end : right.start], before(text, left.start)
    bare = left.unit is None
    if (between.strip() == "/" and between != "/") or (bare and is_year(left, text)):
        return False
    if own.ranges.between.search(left_of):
        return True
    if between.strip() == own.ranges.both_ends and not own.ranges.between_near.search(left_of[-LABEL:]):
        return False
    if left.unit == right.unit == "year":
        return True
    if between.startswith("-") and not own.ranges.alternatives.search(between):
        return True
    if between == "/" and not bare:
        return True
    if bare and own.ranges.by.search(left_of) and right.value <= left.value * _NEAR:
        return True
    scaled = bare and bool(text[left.number_end : left.end].strip())
    return (scaled or _are_alike(left, right, text)) and not _is_change(left_of, own)


def _are_alike(left: Quantity, right: Quantity, text: str) -> bool:
    """Whether two bare numbers in digits are of a size: "a further 10 to 14 expected"."""
    bare = right.unit is None and left.end == left.number_end and right.end == right.number_end
    return bare and text[left.start].isdigit() and left.value >= _MANY and right.value <= left.value * _NEAR


def _is_change(left_of: str, own: Vocabulary) -> bool:
    """Whether what a number follows makes it a change or where one began: "grew 4 million to 50 million"."""
    return bool(own.ranges.change_before.search(left_of) or own.ranges.from_.search(left_of))


def scores_dropped(found: list[Quantity], text: str, own: Vocabulary) -> list[Quantity]:
    """The quantities without "6-4, 3-6, 7-6 (5)", "a 5-4 ruling", "won 3-2": numbers at a dash that are no range."""
    return [q for q in found if not _is_score(q, text, own)]


def _is_score(quantity: Quantity, text: str, own: Vocabulary) -> bool:
    start, end = quantity.start, quantity.number_end
    if start != quantity.number_start or not text[start].isdigit():
        return False
    if not text.startswith(("-", "–"), end) and not text.endswith(("-", "–", "("), 0, start):
        return False
    pair = _DASH_AND_DIGIT.match(text, end)
    if pair is None and not _DASHED.search(before(text, start, 8)):
        return False
    if quantity.unit is None:
        return quantity.values is None
    return own.ranges.score_behind.match(text, pair.end() if pair else end) is not None
