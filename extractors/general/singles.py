"""One thing, two and few: "one goal", "both sides", "one of the attackers", "a pair of bombs", "a tenfold rise"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from extractors.general.common import LABEL, before, has_any, made
from extractors.general.nouns import counted, near_plural, one_noun, unit_behind
from extractors.general.vocabulary import Vocabulary
from extractors.quantities import Quantity

_ONE, _TWO = Decimal(1), Decimal(2)


def ones(found: list[Quantity], text: str, own: Vocabulary) -> Iterator[Quantity]:
    """ "one goal", "One woman", "zero interceptions"; not the pronoun ("one of", "no one", "one can")."""
    if not has_any(text.lower(), own.singles.signs):
        return
    taken = {q.number_start for q in found if q.unit is not None}
    for match in own.singles.one.finditer(text):
        start, end = match.span()
        if start in taken or own.singles.no_one_before.search(before(text, start)):
            continue
        measure = unit_behind(text, end, match[0], own) if match["zero"] else own.grammar.measured(text, end)
        unit = measure or one_noun(text, end, own)
        if unit is not None:
            yield made(text, Decimal(0) if match["zero"] else _ONE, start, end, own, unit)


def both(_: list[Quantity], text: str, own: Vocabulary) -> Iterator[Quantity]:
    """ "both sides", "both of his brothers"; not "both men and women", which are two kinds."""
    if not has_any(text, own.singles.both_signs):
        return
    for match in own.singles.both.finditer(text):
        noun = near_plural(text, match.end(), own)
        if noun is not None and noun[0] not in own.singles.no_both and not own.singles.kinds.match(text, noun[1]):
            yield replace(made(text, _TWO, match.start(), match.end("n"), own, noun), bound="=")


def one_of_several(found: list[Quantity], text: str, own: Vocabulary) -> Iterator[Quantity]:
    """The "one" of "one of the two drivers" and of "one of the attackers"."""
    if not has_any(text, own.singles.one_of_signs):
        return
    numbers = {q.number_start for q in found if q.value > 1}
    for match in own.singles.one_of_so_many.finditer(text):
        if match.end() in numbers and not _is_pronoun(text, match.start(), own):
            yield made(text, _ONE, match.start(), match.end("n"), own)
    for match in own.singles.one_of.finditer(text):
        noun = None if _is_pronoun(text, match.start(), own) else near_plural(text, match.end(), own)
        if noun is None or noun[0] in own.singles.vague:
            continue
        if not own.singles.superlative.search(text, match.end(), noun[1]):
            yield made(text, _ONE, match.start(), match.end("n"), own, noun)


def _is_pronoun(text: str, start: int, own: Vocabulary) -> bool:
    """Whether the "one of" at `start` counts nothing: "every one of the", "has become one of the"."""
    begin = max(0, start - LABEL)
    return bool(
        own.singles.no_one_before.search(text, begin, start) or own.singles.no_one_of.search(text, begin, start)
    )


def groups(_: list[Quantity], text: str, own: Vocabulary) -> Iterator[Quantity]:
    """ "a pair of bombs"; not "a couple of hundred", which is no number, nor "a pair of shoes", which is one thing."""
    if not has_any(text, own.singles.groups):
        return
    for match in own.singles.group_of.finditer(text):
        noun = counted(text, match.end(), own)
        if noun is None or noun[0].lower() in own.singles.sold_in_pairs or own.scale.match(text, match.end()):
            continue
        yield made(text, Decimal(own.singles.groups[match["g"]]), match.start(), match.end("g"), own, noun)


def folds(_: list[Quantity], text: str, own: Vocabulary) -> Iterator[Quantity]:
    """ "a tenfold rise"."""
    if not has_any(text, own.singles.fold_signs):
        return
    for match in own.singles.fold.finditer(text):
        word = match["n"].lower()
        value = own.lang.numerals.get(word) or own.lang.numeral_scales.get(word)
        if value:
            yield made(text, Decimal(value), match.start(), match.end("n"), own, ("times", match.end()))
