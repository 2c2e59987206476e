"""Units: the noun behind a number where the plain reading found none or took the wrong word; units as printed."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from extractors.general.common import LABEL, TIMES, is_year, magnitude_end
from extractors.general.nouns import WORD, counted, counts, unit_behind
from extractors.general.plurals import plain_singulars
from extractors.general.vocabulary import Vocabulary
from extractors.quantities import Quantity

_SPACE_OR_HYPHEN = re.compile(r"[\s-]")
_MILLION = Decimal(10) ** 6
_MANY = 1000
"""From here on what follows a noun is no more of its compound: "no other province of 1.4 million people exports"."""


def units_read(found: list[Quantity], text: str, own: Vocabulary) -> list[Quantity]:
    """The quantities with the nouns that they count; none reaches into the next quantity."""
    result = []
    for index, quantity in enumerate(found):
        # a number joined to its noun may stand before another's ("two 16-ounce bottles")
        behind = (q.start for q in found[index + 1 :] if not text.startswith("-", q.number_end))
        quantity = _noun_read(quantity, text, next(behind, len(text)), own)
        overlaps = index + 1 < len(found) and quantity.end > found[index + 1].start
        result.append(replace(quantity, end=quantity.number_end) if overlaps else quantity)
    return _millions_for_metres(result, text, own)


def _millions_for_metres(found: list[Quantity], text: str, own: Vocabulary) -> list[Quantity]:
    """ "3.2m watches, down from 4m": what is compared with millions in a letter is millions; "the 400m" is a race."""
    if not any(q.value >= _MILLION and text.startswith("m", q.number_end) for q in found):
        return found
    return [
        replace(q.scaled(_MILLION), unit=None, unit_text="")
        if q.unit == "metre"
        and text[q.number_end : q.end] == "m"
        and own.sharing.from_first.search(text, max(0, q.start - LABEL), q.start)
        else q
        for q in found
    ]


def _noun_read(quantity: Quantity, text: str, limit: int, own: Vocabulary) -> Quantity:
    """A quantity with the noun behind it, where that ends before `limit`."""
    if not _may_count(quantity, text):
        return quantity
    position = magnitude_end(quantity, text, own)
    if position == quantity.number_end:
        glued = own.numbers.magnitude_glued.match(text, position) or own.numbers.magnitude_spaced.match(text, position)
        if glued and quantity.unit not in (None, "metre"):
            position = glued.end()  # "2.5m refugees": the plain reading has the magnitude
        else:
            read = _magnitude_read(quantity, text, glued, own) if glued else None
            read = read or _unit_before(quantity, text, own)
            if read is not None:
                return read
    if not _is_open(quantity, text, own):
        return quantity
    unit = unit_behind(text, position, text[quantity.start : quantity.number_end], own)
    if unit is None or unit[1] > limit:
        return quantity
    return replace(quantity, unit=unit[0], unit_text=text[position : unit[1]].strip(" -"), end=unit[1])


def _may_count(quantity: Quantity, text: str) -> bool:
    """Whether a quantity may count a noun: no money, no time, no part that has its unit, no year."""
    if quantity.unit in TIMES or quantity.start != quantity.number_start:
        return False
    if quantity.unit is not None:
        return not 0 < quantity.value < 1
    return quantity.end != quantity.number_end or not is_year(quantity, text)


def _magnitude_read(quantity: Quantity, text: str, glued: re.Match[str], own: Vocabulary) -> Quantity | None:
    """ "2.5m refugees", which may be no length of a race ("1500m runners")."""
    noun = counted(text, glued.end(), own)
    if noun is None or noun[0].lower() in own.lang.races:
        return None
    factor = own.grammar.glued_factor(glued[0].strip())
    return replace(quantity.scaled(factor), unit=noun[0], unit_text=text[glued.start() : noun[1]], end=noun[1])


def _unit_before(quantity: Quantity, text: str, own: Vocabulary) -> Quantity | None:
    """ "magnitude 6.4"."""
    if quantity.unit is not None:
        return None
    unit = own.unit_before.pattern.search(text, max(0, quantity.start - LABEL), quantity.start)
    return replace(quantity, unit=own.unit_before.code(unit), unit_text=unit[0].strip()) if unit else None


def _is_open(quantity: Quantity, text: str, own: Vocabulary) -> bool:
    """Whether what the plain reading says that a number counts is open: nothing, a plural, a word before another."""
    unit = quantity.unit
    if unit is None or _is_modifier(text, quantity, own):
        return True
    if unit.isupper():
        return False
    last = _SPACE_OR_HYPHEN.split(text[quantity.number_end : quantity.end])[-1].lower()
    return unit.lower() in (w for w in plain_singulars(last) if w not in own.declared)


def _is_modifier(text: str, quantity: Quantity, own: Vocabulary) -> bool:
    """Whether a noun of one form for one and many stands before what is counted: "11 aircraft carriers"."""
    word = text[quantity.number_end : quantity.end].rpartition(" ")[2].lower()
    if word not in own.unchanging or quantity.value >= _MANY:
        return False
    following = WORD.match(text, quantity.end)
    return following is not None and counts(following["w"], own) is not None


def units_as_printed(found: list[Quantity], text: str, own: Vocabulary) -> list[Quantity]:
    """The quantities with cents of whatever money, and tons that are not said to be metric, where it is printed so."""
    result: list[Quantity] = []
    following: tuple[str | None, str | None] = (None, None)
    for quantity in reversed(found):
        unit = quantity.unit
        if unit in ("US cent", "tonne"):
            printed = own.printed.pattern.search(text, quantity.number_end, quantity.end)
            shared = following[1] if unit == following[0] and quantity.end == quantity.number_end else unit
            quantity = replace(quantity, unit=own.printed.code(printed) if printed else shared)
        following = unit, quantity.unit
        result.append(quantity)
    return result[::-1]
