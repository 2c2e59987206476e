"""What several stages need: how far they look, quantities made and merged, where a number with its magnitude ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from extractors.general.vocabulary import Vocabulary
from extractors.quantities import Quantity

LOOK_BACK = 60
"""Characters before a number that may bear on it."""
LABEL = 20
"""Characters before a number in which a name's or a hedge's word stands; a search in fewer is faster."""
TIMES = frozenset(("year", "month", "week", "day", "hour", "minute", "second", "decade", "century", "percent", "times"))
"""Units that say when or how much more, and count nothing."""

Unit = tuple[str, int]
"""A unit and where it ends."""


def before(text: str, at: int, reach: int = LOOK_BACK) -> str:
    """The characters of a text before a place, at most `reach`."""
    return text[max(0, at - reach) : at]


def has_any(text: str, signs: Iterable[str]) -> bool:
    """Whether one of the signs is in a text: much faster than the search for the pattern that they belong to."""
    for sign in signs:  # noqa: SIM110 - `any` with a generator takes twice as long
        if sign in text:
            return True
    return False


def made(text: str, value: Decimal, start: int, number_end: int, own: Vocabulary, unit: Unit | None = None) -> Quantity:
    """A quantity printed from `start`, its number up to `number_end`; with its unit and where that ends."""
    name, end = unit if unit is not None else (None, number_end)
    hedge = own.grammar.hedge(text, start, end)
    return Quantity(value, name, text[number_end:end].strip(" -"), hedge, start, end, start, number_end)


def number(printed: str, own: Vocabulary) -> Decimal | None:
    """The value of digits or of a number in words; None for anything else."""
    return Decimal(printed) if printed.isdecimal() else own.grammar.in_words(printed)


def numeral(printed: str, own: Vocabulary) -> Decimal | None:
    """The value of digits or of one numeral; None for anything else."""
    printed = printed.lower()
    return number(printed, own) if printed.isdecimal() or printed in own.lang.numerals else None


def magnitude_end(quantity: Quantity, text: str, own: Vocabulary) -> int:
    """Where the number of a quantity ends with its magnitude."""
    end = quantity.number_end
    if text.startswith("-", end):
        match = own.numbers.magnitude_joined.match(text, end)
    else:
        match = own.grammar.magnitude.match(text, end) or own.magnitude.match(text, end)
    return match.end() if match else end


def letter_magnitude(text: str, end: int, own: Vocabulary) -> tuple[Decimal, int]:
    """The magnitude behind what ends at `end`, in a word or in letters glued to it, and where it ends; 1 for none."""
    match = own.grammar.magnitude.match(text, end) or own.numbers.magnitude_glued.match(text, end)
    return (own.grammar.glued_factor(match[0].strip()), match.end()) if match else (Decimal(1), end)


def scaled_in_words(left: Quantity, right: Quantity, text: str, own: Vocabulary) -> Quantity:
    """The first of two numbers with the magnitude behind the second: "two to three million", "two or three hundred"."""
    words = text[right.number_start : right.number_end].lower().split()
    alone = left.end == left.number_end and text[left.start : left.end].lower() in own.lang.numerals
    if not alone or len(words) != 2 or words[0] not in own.lang.numerals or words[1] not in own.lang.numeral_scales:
        return left
    return replace(left, value=left.value * own.lang.numeral_scales[words[1]])


def is_year(quantity: Quantity, text: str) -> bool:
    """Whether a quantity is printed as a year of our time, with nothing behind it."""
    return 1900 <= quantity.value <= 2100 and text[quantity.start : quantity.end].isdecimal()


def merged(found: list[Quantity], added: Iterable[Quantity]) -> list[Quantity]:
    """Both in order; what was found gives way where they overlap, unless its number is the longer one."""
    new: list[Quantity] = []
    for quantity in added:
        inside = any(_is_within(quantity, q) for q in found)
        if not inside and (not new or quantity.start >= new[-1].end):
            new.append(quantity)
    if not new:
        return found
    kept = [_cut(q, new) for q in found if not any(_meet(q, n) for n in new)]
    return sorted([*kept, *new], key=lambda q: (q.start, -q.end))


def _meet(one: Quantity, other: Quantity) -> bool:
    return one.number_start < other.number_end and other.number_start < one.number_end


def _is_within(inner: Quantity, outer: Quantity) -> bool:
    """Whether the number of one quantity is a part of another's."""
    return (
        outer.number_start <= inner.number_start
        and inner.number_end <= outer.number_end
        and outer.number_end - outer.number_start > inner.number_end - inner.number_start
    )


def _cut(quantity: Quantity, new: list[Quantity]) -> Quantity:
    """A quantity without what another's number now takes: the noun that was found behind it is that one's."""
    behind = [n.start for n in new if quantity.number_end <= n.start < quantity.end]
    if not behind:
        return quantity
    if quantity.start != quantity.number_start or quantity.unit == "foot":  # "$5 …", "6-foot-2"
        return replace(quantity, end=max(quantity.number_end, min(behind) - 1))
    return replace(quantity, unit=None, unit_text="", end=quantity.number_end)
