"""Numbers at signs, letters and hyphens: ".312", "6-foot-2", "2,000-3,000 head", "3-for-4", "R14.35"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from extractors.general.common import LABEL, LOOK_BACK, has_any, letter_magnitude, made, numeral
from extractors.general.nouns import counted, unit_behind
from extractors.general.vocabulary import Vocabulary
from extractors.quantities import Quantity

_DECIMAL = re.compile(r"(?<![\w.,])(?P<c>\$?)(?P<n>\.\d+)(?![\d.]*\d)")
_PAIR = re.compile(r"(?<![\w.,:/-])(?P<a>\d[\d,.]*)[-–](?P<b>\d[\d,.]*\d|\d)(?![\d:-])")
_FEET_AND_INCHES = re.compile(r"(?<![\w.,'’-])(?P<a>\d)(?P<f>['’])\s?(?P<b>\d\d?)(?:\"|”|''|’’)")
_FOOT = 12


def decimals(_: list[Quantity], text: str, own: Vocabulary) -> Iterator[Quantity]:
    """ ".312", "$.50", "magnitude-7.1"."""
    for match in own.unit_joined.pattern.finditer(text) if "-" in text else ():
        quantity = made(text, Decimal(match["n"]), match.start("n"), match.end("n"), own)
        yield replace(quantity, unit=own.unit_joined.code(match), unit_text=match["u"])
    for match in _DECIMAL.finditer(text):
        unit = ("USD", match.end()) if match["c"] else unit_behind(text, match.end(), match["n"], own)
        quantity = made(text, Decimal("0" + match["n"]), match.start(), match.end(), own, unit)
        yield replace(quantity, number_start=match.start("n"))


def inches(found: list[Quantity], text: str, own: Vocabulary) -> Iterator[Quantity]:
    """The inches of "6-foot-2"."""
    for quantity in found:
        match = own.forms.inches_behind.match(text, quantity.number_end)
        value = numeral(match["n"], own) if match else None
        if match and value is not None and value < _FOOT:
            yield made(text, value, match.start("n"), match.end("n"), own, ("inch", match.end("n")))


def range_ends(found: list[Quantity], text: str, own: Vocabulary) -> Iterator[Quantity]:
    """Both ends of "2,000-3,000 head", "aged 18-49", where what is behind or before shows that they are no score."""
    if "-" not in text and "–" not in text:
        return
    starts = {q.number_start: q for q in found}
    for match in _PAIR.finditer(text):
        left, right = starts.get(match.start("a")), starts.get(match.start("b"))
        read = left is not None and right is not None and (right.unit is not None or left.unit is None)
        low, high = _plain(match["a"]), _plain(match["b"])
        if read or low is None or high is None or low >= high:
            continue
        if not own.ranges.score_behind.match(text, match.end()):
            yield from _ends(text, match, (low, high), (left, right), own)


def _plain(printed: str) -> Decimal | None:
    """The value of digits with commas and at most one point; None for others."""
    digits = printed.rstrip(".,")
    return Decimal(digits.replace(",", "")) if digits.count(".") < 2 else None


def _ends(
    text: str,
    match: re.Match[str],
    values: tuple[Decimal, Decimal],
    read: tuple[Quantity | None, Quantity | None],
    own: Vocabulary,
) -> Iterator[Quantity]:
    """The ends of a range that are not read yet; `read`: what is, of each."""
    (low, high), (left, right) = values, read
    factor, end = letter_magnitude(text, match.end(), own)
    if left is not None and left.start < left.number_start and left.unit is not None:  # "$10-15 million"
        upper = made(text, high, match.start("b"), match.end("b"), own, (left.unit, end))
        yield upper.scaled(factor)
        return
    lower = made(text, low, match.start("a"), match.end("a"), own)
    if end > match.end() and right is not None and right.unit is not None:  # "3-4 billion dollars"
        if left is None:
            yield lower
        return
    noun = unit_behind(text, match.end(), match["b"], own)
    near = noun is not None and len(text[match.end() : noun[1]].split()) <= 2
    age = own.ages.before.search(text, max(0, match.start() - LOOK_BACK), match.start())
    years = 1900 <= low <= 2100 and "," not in match["a"]
    if (near or age) and not years:
        yield lower
        yield made(text, high, match.start("b"), match.end("b"), own, noun if near else None)


def odds(_: list[Quantity], text: str, own: Vocabulary) -> Iterator[Quantity]:
    """Both numbers of "3-for-4", "17-of-20 free throws", "a two-to-one margin"; not of "one-to-one talks"."""
    if not has_any(text, own.forms.odds_signs):
        return
    for match in own.forms.odds.finditer(text):
        first, second = numeral(match["a"], own), numeral(match["b"], own)
        if first is None or second is None or (match["to"] and first <= second):
            continue
        yield made(text, first, match.start("a"), match.end("a"), own)
        noun = counted(text, match.end(), own) if match["of"] else None
        yield made(text, second, match.start("b"), match.end("b"), own, noun)


def ranges_joined_by_words(_: list[Quantity], text: str, own: Vocabulary) -> Iterator[Quantity]:
    """Both ends of "a six-to-eight-week wait"."""
    if not has_any(text, own.forms.range_joined_signs):
        return
    for match in own.forms.range_joined.finditer(text):
        low, high = numeral(match["a"], own), numeral(match["b"], own)
        if low is None or high is None or low >= high:
            continue
        noun = unit_behind(text, match.end(), match["b"], own)
        if noun is not None:
            yield made(text, low, match.start("a"), match.end("a"), own)
            yield made(text, high, match.start("b"), match.end("b"), own, noun)


def ones_of_ranges(found: list[Quantity], text: str, own: Vocabulary) -> Iterator[Quantity]:
    """The lower end of "one to two inches"."""
    if not has_any(text, own.forms.one_to_signs):
        return
    starts = {q.number_start for q in found}
    for match in own.forms.one_to.finditer(text):
        begin = max(0, match.start() - LABEL)
        if match.end() in starts and not own.singles.no_one_before.search(text, begin, match.start()):
            yield made(text, Decimal(1), match.start(), match.end("n"), own)


def sides(_: list[Quantity], text: str, own: Vocabulary) -> Iterator[Quantity]:
    """All sides of "a 10-by-12-foot room", each in the unit behind."""
    if own.forms.sides_sign not in text:
        return
    for match in own.forms.sides.finditer(text):
        measure = own.grammar.measured(text, match.end())
        if measure is None:
            continue
        for side in "abc":
            if match[side]:
                end = measure[1] if match.end(side) == match.end() else match.end(side)
                yield made(text, Decimal(match[side]), match.start(side), match.end(side), own, (measure[0], end))


def letter_money(_: list[Quantity], text: str, own: Vocabulary) -> Iterator[Quantity]:
    """ "R14.35", "R2.5bn": to the plain reading a number at a letter is a part of something torn."""
    if own.forms.letter not in text:
        return
    for match in own.forms.letter_money.finditer(text):
        factor, end = letter_magnitude(text, match.end(), own)
        value = Decimal(match["n"].replace(",", "")) * factor
        quantity = made(text, value, match.start(), match.end(), own, (own.forms.letter_currency, end))
        yield replace(quantity, number_start=match.start("n"))


def feet_and_inches(_: list[Quantity], text: str, own: Vocabulary) -> Iterator[Quantity]:
    """The feet and the inches of 6'4"."""
    if not has_any(text, "\"'’"):
        return
    for match in _FEET_AND_INCHES.finditer(text):
        yield made(text, Decimal(match["a"]), match.start("a"), match.end("a"), own, ("foot", match.end("f")))
        yield made(text, Decimal(match["b"]), match.start("b"), match.end("b"), own, ("inch", match.end()))
