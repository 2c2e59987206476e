"""Parts of wholes: "four of the five analysts", "24 of 29 passes", "half of his 30 points", "eight of the crew"."""

from __future__ import annotations

from dataclasses import replace

from extractors.general.nouns import counted, one_noun
from extractors.general.vocabulary import Vocabulary
from extractors.quantities import Quantity

_FEW = 100
"""So many of one thing are no part of it ("most of a day")."""


def parts_of_wholes(found: list[Quantity], text: str, own: Vocabulary) -> list[Quantity]:
    """The quantities with the unit of the whole for those that are a part of one."""
    result: list[Quantity] = []
    whole: Quantity | None = None
    for part in reversed(found):  # a whole may be the part of another
        may_be = part.unit is None and not 1900 <= part.value <= 2100
        unit = _unit_of_whole(part, whole, text, own) if may_be else None
        whole = part if unit is None else replace(part, unit=unit)
        result.append(whole)
    return result[::-1]


def _unit_of_whole(part: Quantity, whole: Quantity | None, text: str, own: Vocabulary) -> str | None:
    """The unit of the whole that a part is of: of the next number, else of a noun; None where there is none."""
    if whole is not None and whole.unit is not None and own.ranges.of_them_all.fullmatch(text, part.end, whole.start):
        money = 0 < part.value < 1 and whole.unit.isupper() and len(whole.unit) == 3
        return whole.unit if whole.unit != "percent" and whole.start == whole.number_start and not money else None
    of = own.ranges.of_what.match(text, part.end)
    noun = counted(" " + text[of.end() :].lstrip(), 0, own) if of else None
    if noun is not None:
        return noun[0]
    single = own.ranges.of_a_thing.match(text, part.end)
    if single is None or part.end != part.number_end or part.value >= _FEW:
        return None
    if single["w"] not in own.nouns.adjectives:
        return single["w"]
    thing = one_noun(text, single.start("w") - 1, own)  # "0.4 of a new share"
    return thing[0] if thing is not None else None
