"""Fractions and shares: "a third of voters", "two and a half", "one in five", "gained 12/32"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from extractors.general.common import LABEL, LOOK_BACK, TIMES, Unit, before, has_any, made, number
from extractors.general.nouns import counted, hyphenated, one_noun, unit_behind
from extractors.general.vocabulary import Vocabulary
from extractors.quantities import Quantity

_HALF = Decimal("0.5")
_HALVES = 2
_POINTS = (2, 4)
"""Parts of which a rate's change may be told ("a quarter-point cut")."""
_SHARES = (3, 4, 5, 10, 100)
"""Of these several may be a share ("three in five"); of others they are not ("three in 12 games")."""
_LARGEST_WHOLE = 1000
_SLASHED = re.compile(
    r"(?<![\w.,/$-])(?P<c>\$?)(?:(?P<w>\d{1,6}(?:\.\d{1,2})?)[\s-])?(?P<a>\d{1,2})/(?P<b>2|3|4|5|8|10|16|32|64)(?![\w/])(?![.,-]\d)"
)
"""Fractions as of markets: "12/32", "3/4 cent", "2-1/8", "$2.41-1/2"; groups `w` whole, `a` over `b`."""
_NOT_OF_MARKETS = (3, 5, 10)
_BID_AND_ASKED = re.compile(r"(?P<a>\d[\d,]*(?:\.\d+)?)/(?P<b>\d[\d,]*(?:\.\d+)?)(?![\w/])")
_LIKE = Decimal("1.2")
"""What is asked is at most so many times the bid."""


def halves_more(_: list[Quantity], text: str, own: Vocabulary) -> Iterator[Quantity]:
    """ "two and a half years", "two-and-a-half-mile", "a year and a half"."""
    if not own.parts.and_a_guard.search(text):
        return
    for match in own.and_a_half.finditer(text):
        whole = Decimal(1) if match["u"] else number(match["n"], own)
        if whole is None:
            continue
        value, end = whole + Decimal(1) / own.parts.parts[match["h"].lower()], match.end()
        if match["u"] and own.scale.fullmatch(" " + match["u"]):  # "a million and a half people"
            value *= _scale(match["u"], own)
        elif match["u"]:
            unit = _unit_before_half(text, match, own)
            if unit is not None:
                yield made(text, value, match.start(), end, own, (unit, end))
            continue
        scale = own.scale.match(text, end)
        if scale:
            value, end = value * _scale(scale["s"], own), scale.end()
        yield made(text, value, match.start(), end, own, unit_behind(text, end, text[match.start() : end], own))


def _unit_before_half(text: str, match: re.Match[str], own: Vocabulary) -> str | None:
    """The unit of "a year and a half", "a length and a half"."""
    measure = own.grammar.measured(text, match.start("u") - 1)
    if measure is not None:
        return measure[0] if measure[1] == match.end("u") else None
    return None if match["u"].lower() in own.lang.noun_stops else match["u"].lower()


def _scale(word: str, own: Vocabulary) -> Decimal:
    return Decimal(own.lang.numeral_scales.get(word.lower()) or own.numbers.magnitudes[word.lower()])


def shares(found: list[Quantity], text: str, own: Vocabulary) -> Iterator[Quantity]:
    """ "one in five adults" is a fifth of them; "three in 12 games" is not a share, but so many games."""
    for quantity in found:
        start, end = quantity.number_start, quantity.number_end
        if not before(text, start, LABEL).rstrip().endswith(own.parts.share_ends):
            continue
        match = own.share.search(text, max(0, start - LABEL), start)
        if match is None:
            continue
        part, whole = number(match["a"], own), number(text[start:end], own)
        if part is None or whole is None or not (1 <= part < whole <= _LARGEST_WHOLE):
            continue
        if part > 1 and (match["out"] or whole not in _SHARES):
            continue
        noun = counted(text, end, own, compounds=False)
        if noun[0] not in TIMES if noun is not None else own.parts.no_noun.match(text, end):
            yield made(text, part / whole, match.start(), end, own, noun)


def parts(_: list[Quantity], text: str, own: Vocabulary) -> Iterator[Quantity]:
    """ "a third of voters", "one-fifth", "half of them", "three-quarters of a mile", "half a metre", "a half-hour"."""
    if not has_any(text.lower(), own.parts.parts):
        return
    for match in own.fraction.finditer(text):
        quantity = _half(text, match, own) if match["h"] else _part(text, match, own)
        if quantity is not None:
            yield quantity


def _part(text: str, match: re.Match[str], own: Vocabulary) -> Quantity | None:
    """What is behind an article or a numeral: "a third", "two-thirds", "a half"."""
    article = match["n"].lower() in own.parts.articles
    count = None if article else number(match["n"], own)
    wholes = own.parts.parts[match["d"].lower()]
    dozen = _half_dozen(text, match, own) if article and wholes == 2 else None
    if dozen is not None:
        return dozen
    if count is None:
        quarter = own.parts.quarter_of.match(text, match.start("d")) if match["j"] == " " else None
        if quarter:
            unit = own.grammar.measured(text, match.end()) or (quarter["u"], quarter.end())
            return made(text, Decimal("0.25"), match.start(), match.end(), own, unit)
    if count is None and wholes in _POINTS and text.startswith("-", match.end()):
        point = _part_point(text, match, wholes, own)
        if point is not None:
            return point
    if not (_is_part(text, match, wholes, own) if count is None else _are_parts(text, match, count, own)):
        return None
    if text.startswith("-", match.end()) and own.grammar.measured(text, match.end()) is None:
        return None
    return _with_unit(text, (count or Decimal(1)) / wholes, match.start(), match.end(), own)


def _is_part(text: str, match: re.Match[str], wholes: int, own: Vocabulary) -> bool:
    """Whether "a third", "a quarter" is a part and no order, no time of a year."""
    if own.parts.of_a_year.match(text, match.end()):
        return False
    if wholes == 2 or own.parts.of.match(text, match.end()):
        return True
    hedged = own.parts.hedged.search(before(text, match.start()))
    return bool(hedged and own.sharing.nothing_behind.match(text, match.end()))


def _are_parts(text: str, match: re.Match[str], count: Decimal, own: Vocabulary) -> bool:
    """Whether "two-thirds", "one fifth of" are parts, and no times of a game."""
    plural = bool(match["s"])
    certain = match["j"] == "-" or ((plural or count == 1) and own.parts.of.match(text, match.end()))
    return bool(certain and (count == 1) != plural and not own.parts.no_part_before.search(before(text, match.start())))


def _part_point(text: str, match: re.Match[str], wholes: int, own: Vocabulary) -> Quantity | None:
    """ "a half-point rise", "a quarter-point cut": of what is no measure only few things are parted."""
    joined = hyphenated(text, match.end(), match[0], own)
    if joined is None or joined[0] not in own.parts.half_units:
        return None
    return made(text, Decimal(1) / wholes, match.start(), match.end(), own, joined)


def _half(text: str, match: re.Match[str], own: Vocabulary) -> Quantity | None:
    """The "half" of "half of them", "half a metre", "half the seats", "half-mile", "in half"; no half of a game."""
    left, end = before(text, match.start()), match.end()
    wholes = own.parts.parts[match["h"].lower()]
    if wholes != _HALVES:
        return _part_point(text, match, wholes, own)
    if own.parts.no_part_before.search(left) or own.parts.and_a_before.search(left):
        return None
    if text.startswith("-", end):
        return _half_dozen(text, match, own) or _half_measure(text, match, own)
    if own.scale_in_words.match(text, end):
        return None
    said = own.parts.of_something.match(text, end) or own.parts.hedged.search(left) or own.parts.in_before.search(left)
    return _with_unit(text, _HALF, match.start(), end, own) if said else None


def _half_measure(text: str, match: re.Match[str], own: Vocabulary) -> Quantity | None:
    """ "a half-mile", "a half-point"."""
    measure = own.grammar.measured(text, match.end()) or hyphenated(text, match.end(), match[0], own)
    if measure is None or not (measure[0] in own.lang.measures.values() or measure[0] in own.parts.half_units):
        return None
    return made(text, _HALF, match.start(), match.end(), own, measure)


def _half_dozen(text: str, match: re.Match[str], own: Vocabulary) -> Quantity | None:
    """ "half-dozen states", "a half-dozen states"."""
    dozen = own.parts.dozen.match(text, match.end())
    if dozen is None:
        return None
    unit = unit_behind(text, dozen.end(), text[match.start() : dozen.end()], own)
    return made(text, Decimal(6), match.start(), dozen.end(), own, unit)


def _with_unit(text: str, value: Decimal, start: int, end: int, own: Vocabulary) -> Quantity:
    """A part with the unit of what it is of: "a tenth of an ounce", "half a metre", "a two-thirds majority"."""
    scaled = own.of_a_scale.match(text, end)
    if scaled:
        value, end = value * _scale(scaled["s"], own), scaled.end()
        return made(text, value, start, end, own, unit_behind(text, end, text[start:end], own))
    return made(text, value, start, end, own, _unit_of_part(text, start, end, own))


def _unit_of_part(text: str, start: int, end: int, own: Vocabulary) -> Unit | None:
    thing = own.parts.of_a_thing.match(text, end)
    if thing:
        return own.grammar.measured(text, thing.end()) or one_noun(text, thing.end(), own)
    measure = own.grammar.measured(text, end)
    if measure is not None:
        return measure
    whole = own.parts.of_someones.match(text, end)
    if whole and own.parts.parts.get(text[start:end].lower()) == 2:
        noun = counted(text, whole.end(), own)  # "half the members"; "half the team plays" counts none
        verb = noun is not None and text[end : noun[1]].rpartition(" ")[2] in own.nouns.verbs_too
        return None if verb else noun
    if text.startswith(" ", end) and text[end - 1] == "s" and own.parts.adjectival.search(before(text, start, 5)):
        return one_noun(text, end, own)
    return None


def slashed(found: list[Quantity], text: str, own: Vocabulary) -> Iterator[Quantity]:
    """ "gained 12/32", "3/4 cent", "2-1/8", "1/4 mile", "$2.41-1/2"; not what was found as such a number."""
    if "/" not in text:
        return
    whole = {(q.number_start, q.number_end) for q in found}
    for match in _SLASHED.finditer(text):
        quantity = _slashed_fraction(text, match, own)
        if quantity is not None and (quantity.number_start, quantity.number_end) not in whole:
            yield quantity


def _slashed_fraction(text: str, match: re.Match[str], own: Vocabulary) -> Quantity | None:
    over, under = Decimal(match["a"]), Decimal(match["b"])
    if over >= under:
        return None
    unit = _unit_of_slashed(text, match, own)
    if match["w"] is None:
        moved = own.parts.moved.search(text, max(0, match.start() - LOOK_BACK), match.start())
        if unit is None and (not moved or under in _NOT_OF_MARKETS):
            return None
        value = over / under
    else:
        cents = "." in match["w"]  # behind cents the fraction is of a cent
        if cents and not match["c"]:
            return None
        value = Decimal(match["w"]) + over / under / (100 if cents else 1)
    if match["c"]:
        unit = "USD", match.end()
    return replace(made(text, value, match.start(), match.end(), own, unit), number_start=match.end("c"))


def _unit_of_slashed(text: str, match: re.Match[str], own: Vocabulary) -> Unit | None:
    percent = own.grammar.percent.match(text, match.end())
    if percent:
        return "percent", percent.end()
    of = own.parts.of_a.match(text, match.end())
    at = of.end() if of else match.end()
    unit = unit_behind(text, at, match["a"], own)
    if unit is not None and (unit[0] in own.parts.slashed_units or own.grammar.measured(text, at) is not None):
        return unit
    cent = own.parts.slashed_unit.match(text, match.end())
    return (cent["u"], cent.end()) if cent else None


def asked(found: list[Quantity], text: str, own: Vocabulary) -> Iterator[Quantity]:
    """What is asked behind what is bid: "$294.50/295.00"."""
    if "/" not in text:
        return
    bids = {q.number_start: q for q in found if q.start < q.number_start and q.unit is not None}
    for match in _BID_AND_ASKED.finditer(text):
        bid = bids.get(match.start("a"))
        value = Decimal(match["b"].replace(",", ""))
        if bid is not None and bid.value < value < bid.value * _LIKE:
            yield replace(made(text, value, match.start("b"), match.end("b"), own), unit=bid.unit)
