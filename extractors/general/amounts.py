"""Amounts: signs, magnitudes, currencies and measures that the statistics do not use."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from extractors.general.common import TIMES, before, magnitude_end
from extractors.general.nouns import unit_behind
from extractors.general.vocabulary import Vocabulary
from extractors.quantities import Quantity

_DASHES = "-−–"
_BEHIND_DIGIT = re.compile(r"\d\s*$")
_CENTS = re.compile(r"(?P<c>\d+\.\d\d)\s(?P<a>\d)/(?P<b>\d)")


def signs_read(found: list[Quantity], text: str, own: Vocabulary) -> list[Quantity]:
    """The quantities with their signs: "returned -3.2%", "-15C". A sign stands off what is before it, at the number."""
    return [replace(q, value=-q.value) if q.value > 0 and _is_negative(q, text, own) else q for q in found]


def _is_negative(quantity: Quantity, text: str, own: Vocabulary) -> bool:
    sign = own.amounts.negative.search(text, max(0, quantity.start - 8), quantity.start)
    dash = sign is not None and sign[0][-1] in _DASHES
    return sign is not None and not (dash and _BEHIND_DIGIT.search(before(text, quantity.start - 1)))


def amounts_read(found: list[Quantity], text: str, own: Vocabulary) -> list[Quantity]:
    """The quantities with magnitudes, currencies and measures beyond the plain reading's, and fractions of a cent."""
    return [q if q.unit in TIMES else _amount_read(q, text, own) for q in found]


def _amount_read(quantity: Quantity, text: str, own: Vocabulary) -> Quantity:
    quantity = _cents(_magnified(quantity, text, own), text)
    return _measured(_money(quantity, text, own), text, own)


def _magnified(quantity: Quantity, text: str, own: Vocabulary) -> Quantity:
    """ "Rs 1,240 crore", "the $1.2-billion telescope", "a 2-million-barrel cut"."""
    end = quantity.number_end
    joined = own.numbers.magnitude_joined.match(text, end) if text.startswith("-", end) else None
    if joined:
        unit = quantity.unit if quantity.start < quantity.number_start else None
        quantity = replace(quantity.scaled(own.grammar.glued_factor(joined["m"])), unit=unit, end=joined.end())
        return _unit_taken(quantity, text, joined.end(), own)
    match = own.magnitude.match(text, end)
    if match is None:
        return quantity
    scaled = quantity.scaled(own.numbers.magnitudes[match["m"].lower()])
    quantity = replace(scaled, end=max(quantity.end, match.end()))
    if quantity.start == quantity.number_start and own.grammar.currency_behind(text, match.end()):
        quantity = replace(quantity, unit=None)  # "2.5 lakh rupees"
    return _unit_taken(quantity, text, match.end(), own)


def _unit_taken(quantity: Quantity, text: str, position: int, own: Vocabulary) -> Quantity:
    """A quantity without a unit with the one that stands behind its magnitude, which ends at `position`."""
    if quantity.unit is not None:
        return quantity
    printed = text[quantity.start : position]
    unit = own.grammar.currency_behind(text, position) or unit_behind(text, position, printed, own)
    if unit is None:
        return quantity
    return replace(quantity, unit=unit[0], unit_text=text[position : unit[1]].strip(" -"), end=unit[1])


def _cents(quantity: Quantity, text: str) -> Quantity:
    """ "$9.38 1/2" is $9.385: behind cents the fraction is of a cent."""
    printed = text[quantity.number_start : quantity.number_end]
    match = _CENTS.fullmatch(printed) if "/" in printed else None
    if match is None or int(match["b"]) == 0:
        return quantity
    return replace(quantity, value=Decimal(match["c"]) + Decimal(match["a"]) / Decimal(match["b"]) / 100)


def _money(quantity: Quantity, text: str, own: Vocabulary) -> Quantity:
    """A currency by its full name or sign: "1.3 billion Canadian dollars", "NZ$5"."""
    position = magnitude_end(quantity, text, own)
    match = own.currency_after.pattern.match(text, position)
    # pounds alone are a weight, millions of them are not
    if match and (match[0].strip().lower() not in own.amounts.weights_too or position > quantity.number_end):
        return replace(quantity, unit=own.currency_after.code(match), unit_text=match[0].strip(), end=match.end())
    match = own.currency_before.pattern.search(text, max(0, quantity.number_start - 6), quantity.number_start)
    if match:
        code, end = own.currency_before.code(match), max(position, quantity.number_end)
        return replace(quantity, unit=code, unit_text=match[0].strip(), start=match.start(), end=end)
    return quantity


def _measured(quantity: Quantity, text: str, own: Vocabulary) -> Quantity:
    """ "8GB", "46C", "10 mg", "300 cubic feet". A letter alone is a measure only where it is glued to digits."""
    if quantity.start != quantity.number_start and quantity.unit is not None:
        return quantity
    position = magnitude_end(quantity, text, own)
    if text[position : position + 1] in ".,;:)":
        return quantity
    match = own.measures.pattern.match(text, position)
    if match is None:
        return quantity
    printed = match[0].strip(" -")
    if len(printed) == 1 and match[0][0] in " -" and not own.amounts.degrees.match(text, match.start()):
        return quantity
    if match.end() < quantity.end - len(quantity.unit_text) or not text[position - 1].isalnum():
        return quantity
    return replace(quantity, unit=own.measures.code(match), unit_text=printed, end=match.end())
