"""Hedges that turn another round or stand behind the number: "no more than 5", "50 or more employees"."""

from __future__ import annotations

from dataclasses import replace

from extractors.general.common import LABEL, TIMES, has_any, magnitude_end
from extractors.general.vocabulary import Vocabulary
from extractors.quantities import Quantity

_SPANS = TIMES - {"percent", "times"}
_NEAR = 3
"""Words between an amount and "over", at most, where it says in what time ("$3 trillion in cuts over 10 years")."""


def bounds_read(found: list[Quantity], text: str, own: Vocabulary) -> list[Quantity]:
    """The quantities with their bounds as the words around them say."""
    if not has_any(text, own.bounds.signs) and not any(q.bound in "<>" for q in found):
        return found
    result = []
    last: Quantity | None = None
    for quantity in found:
        bound = _bound(quantity, last, text, own)
        result.append(quantity if bound == quantity.bound else replace(quantity, bound=bound))
        last = quantity
    return result


def _bound(quantity: Quantity, last: Quantity | None, text: str, own: Vocabulary) -> str:
    begin, position = max(0, quantity.start - LABEL), magnitude_end(quantity, text, own)
    if own.bounds.at_most_before.search(text, begin, quantity.start):
        return "<"
    if own.bounds.at_least_behind.match(text, position):
        return ">"
    if own.bounds.at_least_before.search(text, begin, quantity.start):
        return ">"
    if own.bounds.at_most_behind.match(text, position) or own.bounds.at_most_behind.match(text, quantity.end):
        return "<"
    return "=" if quantity.bound in "<>" and _is_no_bound(quantity, last, text, own) else quantity.bound


def _is_no_bound(quantity: Quantity, last: Quantity | None, text: str, own: Vocabulary) -> bool:
    """Whether "over" compares nothing: "$3 trillion over 10 years", "spread over 10 km", "140 over 90"."""
    begin = max(0, quantity.start - LABEL)
    match = own.bounds.over.search(text, begin, quantity.start)
    if match is None:
        return False
    word = (match["b"] or "").lower()
    if word in own.bounds.spread or own.bounds.under_par.search(text, begin, quantity.start):
        return True
    if last is None or not word:
        return False
    beside = last.end >= match.end("b")
    if quantity.unit is None:
        return beside and last.unit is None
    between = text[last.end : match.start()].split()
    near = len(between) <= _NEAR and word not in own.bounds.lasts and not word.endswith("ed")
    return quantity.unit in _SPANS and quantity.end > quantity.number_end and (beside or near)
