"""Quantities in plain text: the number, its magnitude, unit and hedge, with offsets.

A number is read by its own form where that decides (`1.066.541`, `383,3`), else by the style given (the page's, where
all its deciding numbers agree, else the language's). Plausibility never changes a reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from extractors.languages import language_module
from extractors.languages.base import Language, NumberStyle

NUMBER = re.compile(r"(?<![\w.,])(?:\d{1,3}(?:[.,]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?)(?!\d)(?![.,]\d)")
"""A number in digits, either style. Glued letters before it (VND66, tăng1,23%) are handled by `_SCAN`."""
_SCAN = re.compile(
    r"(?<![\d.,/])"
    r"(?P<n>\d{1,3}(?:[.,]\d{3})+(?:[.,]\d+)?|(?!(?:19|20)\d\d[.,]\s)\d+[.,]\s?\d{1,2}(?=\s?(?:%|ha\b))|\d+(?:[.,]\d+)?)(?![\d])(?![.,]\d)"
)


_GLUED = frozenset({"hectare", "kilometre", "square kilometre"})
"""Units that are printed right behind their number as well ("5,797ha")."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with what it counts, as printed and as read.

    `value` is in units of `unit`, magnitude applied ("1.5 million" is 1500000); `half_unit` is half its last printed
    place. `start` and `end` hold the number with its currency, magnitude and unit; the hedge before it is outside.
    """

    value: Decimal
    unit: str | None
    """GUIDE's code, an ISO 4217 currency, else the singular English noun, None where no unit is printed."""
    unit_text: str
    bound: str
    start: int
    end: int
    number_start: int
    number_end: int
    half_unit: Decimal = Decimal(0)
    values: tuple[Decimal, Decimal] | None = None
    """Both ends of a range ("10-12%"); `value` is then the lower."""


class _Number(NamedTuple):
    value: Decimal
    start: int
    end: int
    place: Decimal


def deciding_style(number: str) -> NumberStyle | None:
    """The style that a number's own form proves; None where both readings are possible or there is no separator."""
    separators = re.findall(r"[.,]", number)
    if not separators:
        return None
    if len(set(separators)) == 2:
        return "comma_decimal" if separators[-1] == "," else "comma_thousands"
    if len(separators) > 1:
        return "comma_thousands" if separators[0] == "," else "comma_decimal"
    head, tail = re.split(r"[.,]\s?", number)
    if len(tail) == 3 and len(head) <= 3 and not head.startswith("0"):
        return None
    return "comma_decimal" if separators[0] == "," else "comma_thousands"


def page_style(text: str, language: str) -> NumberStyle:
    """The style of a text: that of its deciding numbers where they all agree, else the language's own."""
    styles = {s for m in _SCAN.finditer(text) if (s := deciding_style(m["n"])) is not None}
    return styles.pop() if len(styles) == 1 else language_module(language).number_style


def parse_number(number: str, style: NumberStyle) -> tuple[Decimal, Decimal]:
    """The value of a number as printed and the unit of its last place; `style` decides only where its form does not."""
    number = re.sub(r"\s", "", number)
    decimal_mark = "," if (deciding_style(number) or style) == "comma_decimal" else "."
    thousands = "." if decimal_mark == "," else ","
    plain = number.replace(thousands, "").replace(decimal_mark, ".")
    decimals = len(plain.split(".")[1]) if "." in plain else 0
    return Decimal(plain), Decimal(1).scaleb(-decimals)


def read(text: str, language: str, style: NumberStyle | None = None) -> list[Quantity]:
    """All quantities of a text, in order. `style` is the page's number style (default: the text's own)."""
    style = style or page_style(text, language)
    grammar = _grammar(language)
    found: list[Quantity] = []
    for number in sorted([*_numbers(text, style), *grammar.numerals(text)], key=lambda n: n.start):
        if found and number.start < found[-1].end:
            continue
        quantity = grammar.quantity(text, number)
        if quantity is not None:
            found.append(quantity)
    return list(_ranges_joined(found, text))


def _numbers(text: str, style: NumberStyle) -> Iterator[_Number]:
    for match in _SCAN.finditer(text):
        value, place = parse_number(match["n"], style)
        yield _Number(value, match.start("n"), match.end("n"), place)


def _ranges_joined(found: list[Quantity], text: str) -> Iterator[Quantity]:
    """Join "10-12%" or "từ 8% - 9%" into one quantity with both ends."""
    skip = False
    for left, right in zip(found, [*found[1:], None], strict=False):
        if skip:
            skip = False
            continue
        between = text[left.end : right.start] if right else ""
        if right is None or not re.fullmatch(r"\s*(?:-|–|—|to|đến|tới)\s*", between) or right.unit is None:
            yield left
            continue
        if left.unit not in (None, right.unit) or (left.unit is None and left.end != left.number_end):
            yield left
            continue
        if left.unit is not None and left.value >= right.value:
            yield left
            continue
        if left.unit is None and 1900 <= left.value <= 2100:
            yield left
            continue
        skip = True
        scale = Decimal(1) if left.unit else _scale(right, text)
        yield Quantity(
            left.value * scale, right.unit, right.unit_text, right.bound, left.start, right.end,
            left.number_start, left.number_end, left.half_unit, (left.value * scale, right.value),
        )  # fmt: skip


def _scale(quantity: Quantity, text: str) -> Decimal:
    """The magnitude of a quantity, for the bare number before it in a range."""
    plain, _ = parse_number(text[quantity.number_start : quantity.number_end], "comma_thousands")
    return quantity.value / plain if plain else Decimal(1)


class _Grammar:
    """The patterns around a number, of one language, compiled once."""

    def __init__(self, lang: Language) -> None:
        self.lang = lang
        magnitude = "|".join(
            sorted((re.escape(m).replace(r"\ ", r"\s+") for m in lang.magnitudes), key=len, reverse=True)
        )
        self.magnitude = re.compile(rf"\s*-?(?P<m>(?:{magnitude})(?:\s+(?:{magnitude}))?)(?!\w)", re.IGNORECASE)
        # one letter or two glued to a currency's number: "$425m", "US$1.2bn"
        self.glued = re.compile(r"(?P<m>bn|tn|mn|m|b)(?!\w)", re.IGNORECASE)
        self.percent = re.compile(r"\s?(?:%|percent\b|per\s?cent\b|pct\b|phần\s+trăm\b)", re.IGNORECASE)
        self.before = re.compile(
            r"(?:" + "|".join(f"(?P<c{i}>{p})" for i, p in enumerate(lang.currency_before)) + r")\s?$", re.IGNORECASE
        )
        self.before_codes = list(lang.currency_before.values())
        self.after = [(re.compile(rf"\s*(?:{p})", re.IGNORECASE), c) for p, c in lang.currency_after.items()]
        self.noun = [
            (re.compile(rf"{'s*' if c in _GLUED else 's+'}".replace("s", r"\s", 1) + rf"(?:(?:{lang.noun_modifiers})[\s,]+){{0,7}}(?:{p})(?!\w)".replace("[\\s,]+", "[\\s,]+" if lang.code == "en" else "\\s+"), re.IGNORECASE), c)
            for p, c in lang.nouns.items()
        ]
        self.bound = [(re.compile(rf"(?:{p})\s*$", re.IGNORECASE), c) for p, c in lang.bounds.items()]
        self.bound_after = [(re.compile(rf"\s*,?\s*(?:{p})", re.IGNORECASE), c) for p, c in lang.bounds_after.items()]
        numeral = "|".join(sorted(map(re.escape, lang.numerals), key=len, reverse=True))
        self.numeral = re.compile(rf"(?<![\w-])(?P<n>{numeral})(?![\w-])", re.IGNORECASE)

    def numerals(self, text: str) -> Iterator[_Number]:
        """Numbers in words that a known noun follows."""
        for match in self.numeral.finditer(text):
            if any(p.match(text, match.end()) for p, _ in self.noun):
                yield _Number(Decimal(self.lang.numerals[match["n"].lower()]), match.start(), match.end(), Decimal(0))

    def quantity(self, text: str, number: _Number) -> Quantity | None:
        """The quantity that a number is part of; None for numbers inside dates, times and names of roads or laws."""
        start, end = number.start, number.end
        factor, currency, unit = Decimal(1), None, None
        before = self.before.search(text, max(0, start - 14), start)
        if before:
            start = before.start()
            group = next(i for i in range(len(self.before_codes)) if before[f"c{i}"])
            currency = self.before_codes[group]
        magnitude = self.magnitude.match(text, end) or (self.glued.match(text, end) if currency else None)
        if magnitude:
            factor, end = self._factor(magnitude["m"]), magnitude.end()
        percent = self.percent.match(text, end) if not magnitude and not currency else None
        if percent:
            unit, end = "percent", percent.end()
        for pattern, code in self.after:
            match = pattern.match(text, end) if unit is None else None
            # a bare "đ" or "$" needs its number; "15 USD" after "$15" does not happen
            if match and (currency is None or currency == code or code == "USD"):
                unit, end = code, match.end()
                break
        unit = unit or currency
        unit_start = number.end
        if unit is None:
            for pattern, code in self.noun:
                match = pattern.match(text, end)
                if match:
                    unit, end = code, match.end()
                    break
        value = number.value * factor
        return Quantity(
            value, unit, text[unit_start:end].strip() or text[start : number.start].strip(),
            self._bound(text, start, end), start, end, number.start, number.end, number.place * factor / 2,
        )  # fmt: skip

    def _factor(self, words: str) -> Decimal:
        words = re.sub(r"\s+", " ", words.lower())
        if words in self.lang.magnitudes:
            return self.lang.magnitudes[words]
        factor = Decimal(1)
        for word in words.split():
            factor *= self.lang.magnitudes.get(
                word, {"bn": Decimal(10) ** 9, "tn": Decimal(10) ** 12}.get(word, Decimal(10) ** 6)
            )
        return factor

    def _bound(self, text: str, start: int, end: int) -> str:
        before = text[max(0, start - 40) : start]
        for pattern, code in self.bound:
            if pattern.search(before):
                return code
        for pattern, code in self.bound_after:
            if pattern.match(text, end):
                return code
        return "="


@cache
def _grammar(language: str) -> _Grammar:
    return _Grammar(language_module(language))
