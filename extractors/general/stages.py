"""The stages of the reading, in order."""

from __future__ import annotations

from collections.abc import Callable

from extractors.general.ages import ages_read
from extractors.general.amounts import amounts_read, signs_read
from extractors.general.bounds import bounds_read
from extractors.general.earlier import earlier_units_taken
from extractors.general.later import later_units_taken
from extractors.general.missed import missed_added
from extractors.general.names import names_dropped
from extractors.general.parted import words_parted
from extractors.general.ranges import ranges_joined, scores_dropped
from extractors.general.units import units_as_printed, units_read
from extractors.general.vocabulary import Vocabulary, vocabulary
from extractors.general.wholes import parts_of_wholes
from extractors.quantities import Quantity

Stage = Callable[[list[Quantity], str, Vocabulary], list[Quantity]]

STAGES: tuple[Stage, ...] = (
    # which numbers there are
    words_parted,
    missed_added,
    # what each is by itself
    signs_read,
    amounts_read,
    ages_read,
    names_dropped,
    units_read,
    # what they say of each other
    parts_of_wholes,
    ranges_joined,
    scores_dropped,
    later_units_taken,
    earlier_units_taken,
    # how it is put
    units_as_printed,
    bounds_read,
)


def read(found: list[Quantity], text: str, language: str) -> list[Quantity]:
    """The quantities of a text in NFC, in order.

    `found` is what the plain reading has of it, each end of a range by itself. Raises ValueError for a language that
    has no words for it (`Language.general`).
    """
    own = vocabulary(language)
    for stage in STAGES:
        found = stage(found, text, own)
    return found
