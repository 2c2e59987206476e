"""Numbers that the plain reading has no eye for: each kind by a function of `fractions`, `singles` or `forms`."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from extractors.general import forms, fractions, singles
from extractors.general.common import merged
from extractors.general.vocabulary import Vocabulary
from extractors.quantities import Quantity

Kind = Callable[[list[Quantity], str, Vocabulary], Iterable[Quantity]]
"""The quantities of one kind in a text, beside those found so far."""

_KINDS: tuple[Kind, ...] = (
    fractions.halves_more,
    fractions.shares,
    fractions.parts,
    singles.ones,
    forms.decimals,
    forms.inches,
    forms.range_ends,
)
_RARE: tuple[Kind, ...] = (
    singles.both,
    singles.one_of_several,
    singles.groups,
    singles.folds,
    fractions.slashed,
    fractions.asked,
    forms.odds,
    forms.ranges_joined_by_words,
    forms.ones_of_ranges,
    forms.sides,
    forms.letter_money,
    forms.feet_and_inches,
)
"""Kinds that few texts have: added together, as they seldom meet."""


def missed_added(found: list[Quantity], text: str, own: Vocabulary) -> list[Quantity]:
    """The quantities with those that were missed; of two that overlap the longer number or the later kind wins."""
    for kind in _KINDS:
        found = merged(found, kind(found, text, own))
    rare = [quantity for kind in _RARE for quantity in kind(found, text, own)]
    return merged(found, sorted(rare, key=lambda q: q.start)) if rare else found
