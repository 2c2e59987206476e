"""Quantities in plain text: the number, its magnitude, unit and hedge, with offsets. Knows nothing of indicators.

`read` reads any text; `read_plain` is what the reading of pages is built on, where a number without a unit of its own is
left to the linking. General rules of a language beyond that are in `extractors.general`.

A number is read by its own form where that decides (`1.066.541`, `383,3`), else by the style given (the page's, where
all its deciding numbers agree, else the language's). Plausibility never changes a reading.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from extractors.languages import language_module
from extractors.languages.base import Language, NumberStyle
from extractors.nouns import counted_noun
from extractors.prefixes import PrefixIndex

NUMBER = re.compile(r"(?<![\w.,])(?:\d{1,3}(?:[.,]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?)(?!\d)(?![.,]\d)")
"""A number alone, either style, as in a table cell."""
_SCALE_AHEAD = r"(?=\s?(?:%|percent|per cent|ha\b|million|billion|trillion|bn\b|tỷ|tỉ|triệu|nghìn))"
_SCAN = re.compile(
    r"(?<![\d.,/])(?P<n>"
    rf"\d{{1,3}}(?:[.,]\d{{3}})+(?:[.,]\d+)?|\d{{1,3}}(?:[ \u00a0\u202f]\d{{3}})+(?:[.,]\d+)?(?![\d.,])(?=\s[^\W\d_])"
    rf"|(?!(?:19|20)\d\d[.,]\s)\d+(?:,\s|\s[.,])\d{{1,2}}{_SCALE_AHEAD}|\d+(?:[.,]\d+)?)"
    r"(?P<f>\s\d/\d(?!\d))?(?!\d)(?![.,]\d)"
)
_DIGITS = re.compile(r"\d+")
_SPACED, _PARTED = re.compile(r"\s"), re.compile(r"[.,]\s|\s[.,]")
_COUNTED_IN_TIME = re.compile(
    r"(?:\b(?:quý|tháng|ngày|năm|quarter|month|year|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?)\s$",
    re.IGNORECASE,
)
"""Before a number that is one of time: "in quarter 3 250 firms", "tháng 9, 12% ..."."""
_IN_LIST = re.compile(r"\d,\s$")
"""Before a number of a list: "5, 8, 10%"."""
_NO_QUANTITY_AFTER = re.compile(
    r"(?:st|nd|rd|th)\b|:\d\d|\s?(?:a\.?m\b|p\.?m\b|o'clock)|/\d|[-–]\d+(?:[-–]\d|\W*$|\s(?!%|per))", re.IGNORECASE
)
_INSIDE_NAME = re.compile(
    r"[A-Za-z]-$|\d[-–]$|[A-Za-z]$|(?:iPhone|Boeing|Airbus|Formula|Article|Decree|Section|Chapter|Route|Highway|No\.) $"
)
_PART_OF_NAME = re.compile(r"(?<![^\W\d_])[A-Z]{1,6}-$")
"""The "16" of "F-16", the "19" of "COVID-19"."""
_MONTH_BESIDE = re.compile(
    r"\b(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?\b",
    re.IGNORECASE,
)


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
    scale: Decimal = Decimal(1)
    """The magnitude behind its digits, which a bare number before it may share."""

    def scaled(self, factor: Decimal) -> Quantity:
        """The quantity that is so many times this one, as printed."""
        return replace(self, value=self.value * factor, half_unit=self.half_unit * factor, scale=self.scale * factor)


class _Number(NamedTuple):
    value: Decimal
    start: int
    end: int
    place: Decimal
    words: bool = False


def deciding_style(number: str) -> NumberStyle | None:
    """The style that a number's own form proves; None where both readings are possible or there is no separator."""
    dots, commas = number.count("."), number.count(",")
    if dots and commas:
        return "comma_decimal" if number.rfind(",") > number.rfind(".") else "comma_thousands"
    if dots + commas > 1:
        return "comma_thousands" if commas else "comma_decimal"
    if not dots + commas:
        return None
    head, _, tail = number.partition("," if commas else ".")
    head, tail = head.strip(), tail.strip()
    if len(tail) == 3 and len(head) <= 3 and not head.startswith("0"):
        return None
    return "comma_decimal" if commas else "comma_thousands"


def page_style(text: str, language: str) -> NumberStyle:
    """The style of a text: that of its deciding numbers where they all agree, else the language's own."""
    styles = {s for m in _scanned(text) if (s := deciding_style(m["n"])) is not None}
    return styles.pop() if len(styles) == 1 else language_module(language).number_style


def _scanned(text: str) -> Iterator[re.Match[str]]:
    """The matches of `_SCAN` in a text; it is tried at digits only."""
    end = 0
    for digits in _DIGITS.finditer(text):
        if digits.start() >= end and (match := _SCAN.match(text, digits.start())) is not None:
            if _SPACED.search(match["n"]) and _stands_apart(text, match):
                match = _SCAN.match(text, match.start(), digits.end())  # the first number by itself
                if match is None:
                    continue
            end = match.end()
            yield match


def _stands_apart(text: str, match: re.Match[str]) -> bool:
    """Whether the first digits of a number with white space in it are a number by themselves."""
    begin, start = max(0, match.start() - 12), match.start()
    in_list = _PARTED.search(match["n"]) is not None and _IN_LIST.search(text, begin, start) is not None
    return in_list or _COUNTED_IN_TIME.search(text, begin, start) is not None


def parse_number(number: str, style: NumberStyle) -> tuple[Decimal, Decimal]:
    """The value of a number as printed and the unit of its last place; `style` decides only where its form does not.

    In a form that is of no style ("23,110.000.00") the last separator is the decimal mark.
    """
    if number.isdecimal():
        return Decimal(number), _place(0)
    number = "".join(number.split())
    dots, commas = number.count("."), number.count(",")
    last = "," if number.rfind(",") > number.rfind(".") else "."
    if dots and commas and number.count(last) > 1:
        head, tail = re.sub(r"[.,](?=.*[.,])", "", number), number[number.rfind(last) + 1 :]
        return Decimal(head.replace(",", ".")), _place(len(tail))
    decimal_mark = "," if (deciding_style(number) or style) == "comma_decimal" else "."
    thousands = "." if decimal_mark == "," else ","
    plain = number.replace(thousands, "").replace(decimal_mark, ".")
    return Decimal(plain), _place(len(plain) - plain.index(".") - 1 if "." in plain else 0)


@cache
def _place(decimals: int) -> Decimal:
    """The unit of a decimal place."""
    return Decimal(1).scaleb(-decimals)


def read(text: str, language: str, style: NumberStyle | None = None) -> list[Quantity]:
    """All quantities of any text, in order: never a date, a year, a time of day, an ordinal or a number in a name.

    `language` is "en" or "vi", `style` the text's number style (default: its own). Offsets are those of `text` as given;
    text in another normal form than NFC, with full-width digits or with zero-width characters is read all the same.
    A language without `general` words is read as `read_plain` does.
    """
    if language_module(language).general is None:
        return read_plain(text, language, style)
    from extractors.general import stages  # pages need none of it: no start of a command waits for it

    plain, origin = _plain(text)
    found = stages.read(_found(plain, language, style), plain, language)
    if origin is None:
        return found
    moved = (_moved(q, origin) for q in found)
    return [q for q in moved if q.number_start < q.number_end]  # else a part of a fraction in one sign


def read_plain(text: str, language: str, style: NumberStyle | None = None) -> list[Quantity]:
    """The quantities of a text as a page is read: what has no unit of its own is left to the linking.

    Takes and gives what `read` does. The networks of the linking are fitted to it: what it finds changes only with them.
    """
    plain, origin = _plain(text)
    found = list(_ranges_joined(_found(plain, language, style), plain))
    if origin is None:
        return found
    moved = (_moved(q, origin) for q in found)
    return [q for q in moved if q.number_start < q.number_end]  # else a part of a fraction in one sign


def _found(plain: str, language: str, style: NumberStyle | None) -> list[Quantity]:
    """The quantities of a text in NFC, each end of a range by itself."""
    style = style or page_style(plain, language)
    own = grammar(language)
    numbers = sorted(
        [*_numbers(plain, style), *own.compositions(plain), *own.numerals(plain)], key=lambda n: (n.start, -n.end)
    )
    found: list[Quantity] = []
    for number in numbers:
        if found and number.start < found[-1].end:
            continue
        quantity = own.quantity(plain, number)
        if quantity is not None:
            found.append(quantity)
    return _magnitudes_shared(_units_shared(_added(found, plain), plain, language), plain, language)


def _added(found: list[Quantity], text: str) -> list[Quantity]:
    """ "39 tỷ 512 triệu USD", "31 nghìn 200 tỷ đồng": one number in two parts."""
    result: list[Quantity] = []
    for quantity in found:
        left = result[-1] if result else None
        if left is not None and _adds_to(quantity, left, text):
            larger = left.value * (quantity.scale if quantity.scale > left.scale else 1)
            quantity = replace(
                quantity, value=larger + quantity.value, start=left.start, number_start=left.number_start,
                number_end=quantity.number_end, bound=left.bound, unit=quantity.unit or left.unit,
            )  # fmt: skip
            result.pop()
        result.append(quantity)
    return result


def _adds_to(quantity: Quantity, left: Quantity, text: str) -> bool:
    money_before = left.start < left.number_start
    printed = text[left.number_end : left.end].strip() and left.scale > 1 and (left.unit is None or money_before)
    beside = text[left.end : quantity.start].isspace() and quantity.start == quantity.number_start
    if left.unit is not None and quantity.unit not in (None, left.unit):
        return False  # "US$3 billion 200 workers"
    if not printed or not beside or quantity.bound != "=" or quantity.value <= 0:
        return False
    if left.scale == 1000:  # the thousands of what follows in full
        three = re.fullmatch(r"\d{3}(?:[.,]\d+)?", text[quantity.number_start : quantity.number_end])
        return three is not None and quantity.scale != 1000 and (quantity.unit is not None or quantity.scale > 1)
    smaller = left.scale >= 1000 * quantity.scale and quantity.value < left.scale
    return smaller and (quantity.scale > 1 or quantity.unit in ("VND", "USD"))


_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")


_FRACTIONS = "¼½¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
_ODD = re.compile(rf"[{''.join(sorted(_INVISIBLE))}{_FRACTIONS}]|[^\D0-9]")
"""What is invisible, fractions in one sign, digits of other scripts."""


def _plain(text: str) -> tuple[str, list[int] | None]:
    """The text in NFC with plain digits and nothing invisible, and where each of its characters came from (None: as it was)."""
    if text.isascii() or (unicodedata.is_normalized("NFC", text) and not _ODD.search(text)):
        return text, None
    characters: list[str] = []
    origin: list[int] = []
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        piece = "".join(c for c in unicodedata.normalize("NFC", text[start:end]) if c not in _INVISIBLE)
        if piece in _FRACTIONS and piece:
            glued = bool(characters) and characters[-1].isdecimal()
            piece = " " * glued + unicodedata.normalize("NFKC", piece).replace("\u2044", "/")
        for index, character in enumerate(piece):
            characters.append(str(unicodedata.decimal(character)) if character.isdecimal() else character)
            # a digit may carry a combining mark that it does not join with
            origin.append(min(start + index, end - 1))
        start = end
    return "".join(characters), [*origin, len(text)]


def _moved(quantity: Quantity, origin: list[int]) -> Quantity:
    return replace(
        quantity, start=origin[quantity.start], end=origin[quantity.end], number_start=origin[quantity.number_start],
        number_end=origin[quantity.number_end],
    )  # fmt: skip


_TORN_BEFORE = re.compile(
    r"(?:\d[^\W\d_]+|(?<![^\W_])[^\W\d_đĐ]|\d[’'‘´`·•∙⋅‚˙٫٬，．\u0300-\u036f\u20d0-\u20ff\ufe00-\ufe0f])$"
)
_TORN_AFTER = re.compile(
    r"(?!(?:[kcdm]?m)[23](?!\d))[^\W\d_]+\d|[’'‘´`·•∙⋅‚˙٫٬，．\u0300-\u036f\u20d0-\u20ff\ufe00-\ufe0f]\d"
)


def _is_torn(text: str, start: int, end: int) -> bool:
    """Whether digits are but a part of what is printed as one number: "3O0", "З8.9", "1’000", "38·9".

    Read by itself the part would be a wrong number. A letter or two before, as in "VND5", "đ5", is a unit.
    """
    before, after = text[start - 1 : start], text[end : end + 1]
    torn = bool(before) and not before.isspace() and _TORN_BEFORE.search(text, max(0, start - 12), start) is not None
    return torn or (bool(after) and not after.isspace() and _TORN_AFTER.match(text, end) is not None)


_BROKEN = re.compile(r"(?<![\d.,/])\d{1,3}\.\s$")
_BROKEN_TAIL = re.compile(r"\d{3}(?:[.,]\d+)?(?=\s(?:million|billion|triệu|tỷ|tỉ))")


def _is_tail(text: str, start: int) -> bool:
    """Whether a number may be the end of one that is broken behind its separator: "39. 512 million"."""
    broken = _BROKEN.search(text, max(0, start - 6), start) if _BROKEN_TAIL.match(text, start) else None
    return broken is not None and not _COUNTED_IN_TIME.search(text, max(0, broken.start() - 12), broken.start())


def _numbers(text: str, style: NumberStyle) -> Iterator[_Number]:
    for match in _scanned(text):
        if _is_torn(text, match.start("n"), match.end()) or _is_tail(text, match.start("n")):
            continue
        value, place = parse_number(match["n"], style)
        if match["f"]:
            over, under = match["f"].strip().split("/")
            value += Decimal(over) / Decimal(under) if int(under) else 0
        yield _Number(value, match.start("n"), match.end(), place)


_LISTED = re.compile(r"\b(?:and|or|và|hoặc)\b|;")


def _units_shared(found: list[Quantity], text: str, language: str) -> list[Quantity]:
    """ "3.1 and 2.4 billion USD", "96, 112 and 134 projects": the unit stands once, behind the last."""
    joint = language_module(language).find("joint")
    result = list(found)
    shared: set[int] = set()
    for index in range(len(result) - 2, -1, -1):
        left, right = result[index], result[index + 1]
        bare = left.unit is None and left.end == left.number_end and not (1900 <= left.value <= 2100)
        if not bare or right.unit in (None, "year", "month", "day") or right.values is not None:
            continue
        # a list shares its unit from "and" on: "96, 112 and 134 projects", but not "2,380, 5 percent fewer"
        listed = index + 1 in shared or _LISTED.search(text, left.end, right.start)
        behind = right.start == right.number_start
        if (
            listed
            and behind
            and joint.fullmatch(text, left.end, right.start)
            and text[right.number_start].isdigit()
            and text[left.number_start].isdigit()
        ):
            shared.add(index)
            result[index] = replace(left.scaled(right.scale), unit=right.unit)
    return result


def _magnitudes_shared(found: list[Quantity], text: str, language: str) -> list[Quantity]:
    """ "VND 556, 985 and 1,197 trillion": the currency stands once, before the first, the magnitude once, behind the last."""
    result = list(found)
    for index, first in enumerate(found):
        if not _is_money_before(first) or first.scale != 1:
            continue
        last = _end_of_list(found, index, text, language)
        if last is not None:
            for place in range(index, last):
                result[place] = replace(found[place].scaled(found[last].scale), unit=first.unit)
            result[last] = replace(found[last], unit=first.unit)
    return result


def _end_of_list(found: list[Quantity], index: int, text: str, language: str) -> int | None:
    """The place of the number with a magnitude that ends a list of bare ones; None where there is none."""
    joint = language_module(language).find("joint")
    for place in range(index + 1, len(found)):
        one = found[place]
        alone = one.unit is None and one.start == one.number_start and text[one.number_start].isdigit()
        if not alone or not joint.fullmatch(text, found[place - 1].end, one.start):
            return None
        if one.scale != 1:
            return place if _LISTED.search(text, found[place - 1].end, one.start) else None
        if one.end != one.number_end:
            return None
    return None


def _ranges_joined(found: list[Quantity], text: str) -> Iterator[Quantity]:
    """Join "10-12%", "5 to 7 years", "between 10 and 15 percent" into one quantity with both ends."""
    skip = False
    for left, right in zip(found, [*found[1:], None], strict=False):
        if skip:
            skip = False
            continue
        if right is None or not is_range(left, right, text):
            yield left
            continue
        skip = True
        yield joined(left, right)


def joined(left: Quantity, right: Quantity) -> Quantity:
    """The range of two ends; the lower takes the magnitude of the upper where it has none ("3 to 5 million")."""
    right = _in_currency_of(left, right)
    bare = left.end == left.number_end and left.unit in (None, right.unit) and left.value < right.value / 1000
    low = left.value * (right.scale if bare else 1)
    return Quantity(
        low, right.unit, right.unit_text, right.bound, left.start, right.end, left.number_start, left.number_end,
        left.half_unit, (low, right.value), right.scale,
    )  # fmt: skip


def _is_money_before(quantity: Quantity) -> bool:
    return quantity.unit is not None and quantity.start < quantity.number_start and quantity.end == quantity.number_end


def _in_currency_of(left: Quantity, right: Quantity) -> Quantity:
    """The upper end of "US$3-5 billion": the currency stands once, before the lower."""
    once = right.unit is None and right.scale != 1 and _is_money_before(left)
    return replace(right, unit=left.unit, unit_text=left.unit_text) if once else right


def is_range(left: Quantity, right: Quantity, text: str) -> bool:
    """Whether two quantities side by side are the ends of one."""
    right = _in_currency_of(left, right)
    between = text[left.end : right.start]
    dash = re.fullmatch(r"\s*(?:-|–|—|to|đến|tới)\s*", between)
    before = text[max(0, left.start - 16) : left.start].lower()
    both = re.fullmatch(r"\s*(?:and|và)\s*", between) and re.search(r"\bbetween\s+$", before)
    if not (dash or both) or right.unit is None or left.unit not in (None, right.unit):
        return False
    if left.unit is None and (left.end != left.number_end or 1900 <= left.value <= 2100):
        return False
    if "to" in between and re.search(r"\b(?:from|by)\s+(?:(?:over|about|nearly)\s+)?$", before):
        return False  # "from 2.1 to 10.2 billion", "rose by 2.1 to 10.2 billion": two figures
    return left.unit is None or left.value < right.value


class Grammar:
    """The patterns around a number, of one language, compiled once."""

    def __init__(self, lang: Language) -> None:
        self.lang = lang
        magnitude = "|".join(
            sorted((re.escape(w).replace(r"\ ", r"\s+") for w in lang.magnitudes), key=len, reverse=True)
        )
        self.magnitude = re.compile(
            rf"\s*(?P<m>(?:{magnitude})(?:\s+(?:{magnitude}))?)(?!(?!đ(?!\w))\w)", re.IGNORECASE
        )
        self.magnitude_before = re.compile(rf"(?<!\w)(?P<m>(?:{magnitude})(?:\s+(?:{magnitude}))?)\s+$", re.IGNORECASE)
        self.number_before = re.compile(
            rf"(?:\d|(?<!\w)(?:{'|'.join(['a', 'an', *map(re.escape, (*lang.numerals, *lang.numeral_parts))])}))\s*$",
            re.IGNORECASE,
        )
        # a letter or two glued to a number of money: "$425m", "US$1.2bn", "12.5m euros", also "214.7 m USD"
        short = "|".join(sorted(lang.short_magnitudes, key=len, reverse=True))
        self.glued = re.compile(rf"(?P<s>\s?)(?P<m>{short})(?!\w)", re.IGNORECASE)
        self.percent = re.compile(r"-?\s?(?:%|percent\b|per\s?cent\b|pct\b|phần\s+trăm\b)", re.IGNORECASE)
        self.before, self.before_codes = _alternatives(lang.currency_before, r"(?<![^\W\d])(?:@)\s?$")
        self.after, self.after_codes = _alternatives(lang.currency_after, r"[\s-]*(?:@)")
        # also as in "6,770 mil. US$", "billions of dong" and "6.5 billion (USD)"
        self.after_magnitude, _ = _alternatives(
            lang.currency_after, r"\.?(?:\s+of(?:\s+the)?)?[\s-]*(?:\((?=[^()\d]*\)))?(?:@)"
        )
        self.measure, self.measure_codes = _alternatives(lang.measures, r"[\s-]?(?:@)(?!\w)")
        separator = r"[\s,]+" if lang.code == "en" else r"\s+"
        word = "|".join(sorted((re.escape(n).replace(r"\ ", r"\s+") for n in lang.numerals), key=len, reverse=True))
        # "eight new and five enlarged projects": what stands behind another number is not counted by this one
        modifiers = rf"(?:(?!(?:{word})[\s-])(?:{lang.noun_modifiers}){separator}){{0,7}}?"
        self.noun, self.noun_codes = _alternatives(lang.nouns, rf"(?:\s+{modifiers}|-|(?=ha\b|km))(?:@)(?!\w)")
        self.bound, self.bound_codes = _alternatives(lang.bounds, r"(?:@)\s*$")
        self.bound_after, self.bound_after_codes = _alternatives(lang.bounds_after, r"\s*,?\s*(?:@)")
        scales = "|".join(sorted((re.escape(w) for w in lang.numeral_scales), key=len, reverse=True)) or "(?!)"
        self.numeral = re.compile(
            rf"(?<![\w-])(?P<n>(?:(?:half\s+)?an?\s+(?={scales})|(?:{word})(?![\w])[\s-]*)(?:(?:and\s+)?(?:{word}|{scales})(?!\w)[\s-]*)*)",
            re.IGNORECASE,
        )
        self.numerals_at = PrefixIndex([self.numeral])
        parts = "|".join(sorted((re.escape(w) for w in lang.numeral_parts), key=len, reverse=True)) or "(?!)"
        self.composed = re.compile(rf"(?<![\w-])(?:{word})(?:\s+(?:{word}|{parts})(?!\w))+", re.IGNORECASE)
        self.composed_at = PrefixIndex([self.composed])

    def compositions(self, text: str) -> Iterator[_Number]:
        """Numbers in several words of which no one has a name of its own: "một trăm hai mươi", "hai nghìn ba trăm"."""
        for _, match in self.composed_at.find(text):
            words = match[0].lower().split()
            if words[-1] == "năm" and len(words) > 1 and words[-2] not in ("linh", "lẻ"):
                words = words[:-1]  # a year: five behind tens has a word of its own
            value = self._composed(words)
            if value is None:
                continue
            end = match.start() + [m.end() for m in re.finditer(r"\S+", match[0])][len(words) - 1]
            if self.noun.match(text, end) or self.magnitude.match(text, end):
                yield _Number(value, match.start(), end, Decimal(0), words=True)

    def _composed(self, words: list[str]) -> Decimal | None:
        """The value of words side by side; None where they are no number of several parts."""
        total = group = digit = 0
        scaled = False
        for word in words:
            part = self.lang.numeral_parts.get(word)
            if part is not None and part >= 10:
                taken = {10: group % 100, 100: group, 1000: total}[part]
                if taken or not (digit or (part == 1000 and group)):
                    return None  # "tháng mười hai trăm dự án"
                scaled = True
                total, group = (total + (group + digit) * part, 0) if part == 1000 else (total, group + digit * part)
                digit = 0
            elif part != 0:
                own = self.lang.numerals.get(word, 0) if part is None else part
                if digit or not 0 < own <= 10 or (own == 10 and group % 100):
                    return None
                group, digit = (group + own, 0) if own == 10 else (group, own)
        return Decimal(total + group + digit) if scaled else None

    def numerals(self, text: str) -> Iterator[_Number]:
        """Numbers in words: "nine", "twenty-six", "half a billion", "hai"; a lone "one" or "một" only with its noun."""
        for _, match in self.numerals_at.find(text):
            words = match["n"].rstrip(" \t\n\u00a0-")
            value = self.in_words(words)
            end = match.start() + len(words)
            if value is None or (value == 1 and not (self.noun.match(text, end) or self.measure.match(text, end))):
                continue
            fraction = _FRACTION.match(text, end) if self.lang.code == "en" else None
            if fraction and value < _PARTS[fraction["d"].lower()[:4]]:
                yield _Number(
                    value / _PARTS[fraction["d"].lower()[:4]], match.start(), fraction.end(), Decimal(0), words=True
                )
                continue
            if self.lang.code == "vi" and not (self.noun.match(text, end) or self.magnitude.match(text, end)):
                continue
            yield _Number(value, match.start(), end, Decimal(0), words=True)

    def in_words(self, words: str) -> Decimal | None:
        """The value of a number in words; None where they are none."""
        total, current = Decimal(0), Decimal(0)
        if self.lang.code == "vi":
            return (
                Decimal(self.lang.numerals[re.sub(r"\s+", " ", words.lower())])
                if re.sub(r"\s+", " ", words.lower()) in self.lang.numerals
                else None
            )
        scaled = False
        for word in re.findall(r"[a-z]+", words.lower()):
            again, scaled = scaled, word in self.lang.numeral_scales
            if word == "half":
                current = Decimal("0.5")
            elif word in ("a", "an"):
                current = current or Decimal(1)
            elif word in self.lang.numerals:
                current += self.lang.numerals[word]
            elif word in self.lang.numeral_scales:
                scale = self.lang.numeral_scales[word]
                if again and not current:  # "million billion"
                    total *= scale
                elif scale < 1000:
                    current = (current or Decimal(1)) * scale
                else:
                    total, current = total + (current or Decimal(1)) * scale, Decimal(0)
        return total + current or None

    def quantity(self, text: str, number: _Number) -> Quantity | None:
        """The quantity that a number is part of; None for numbers inside dates, times, ordinals and names."""
        start, end = number.start, number.end
        factor, unit = Decimal(1), None
        currency = _code(self.before.search(text, max(0, start - 14), start), self.before_codes)
        front = self.magnitude_before.search(text, max(0, currency[1] - 24), currency[1]) if currency else None
        if front is not None and self.number_before.search(text, max(0, front.start() - 16), front.start()):
            currency = front = None  # "5 triệu USD 450": of the number before
        if currency is not None:
            start = currency[1] if front is None else front.start("m")
        elif not number.words and _PART_OF_NAME.search(text, max(0, start - 8), start):
            return None
        magnitude = self.magnitude.match(text, end)
        if magnitude is None and not number.words:
            glued = self.glued.match(text, end)
            money_behind = glued is not None and self.after_magnitude.match(text, glued.end())
            # "2.5m refugees": what is counted follows, so it is no length
            tight = glued is not None and not glued["s"]
            counted = counted_noun(text, glued.end(), self.lang) if glued and tight and self.lang.noun_stops else None
            millions = counted is not None and counted[0].lower() not in self.lang.races
            magnitude = glued if currency is not None or money_behind or millions else None
        if magnitude:
            factor, end = self._factor(magnitude["m"]), magnitude.end()
        elif front is not None:  # "ĐVT: triệu USD 45.082"
            factor = self._factor(front["m"])
        unit_start = end
        percent = self.percent.match(text, end) if not magnitude and currency is None else None
        if percent:
            unit, end = "percent", percent.end()
        after = self.after_magnitude if magnitude else self.after
        behind = _code(after.match(text, end), self.after_codes) if unit is None else None
        if behind is not None and (currency is None or behind[0] in (currency[0], "USD")):
            unit, end = behind[0], behind[2]
        unit = unit or (currency[0] if currency is not None else None)
        if unit is None:
            unit, end = self._counted(text, number, end)
        if unit is None and not magnitude and self._is_no_quantity(text, number):
            return None
        value = number.value * factor
        if re.search(r"(?:^|[\s(])[-−]$", text[max(0, start - 2) : start]) and not re.search(
            r"\w\s*[-−]$", text[max(0, start - 3) : start]
        ):
            value = -value
        return Quantity(
            value, unit, text[unit_start:end].strip(" -") or text[start : number.start].strip(),
            self.hedge(text, start, end), start, end, number.start, number.end, number.place * factor / 2,
            scale=Decimal(1) if number.words else factor,
        )  # fmt: skip

    def measured(self, text: str, end: int) -> tuple[str, int] | None:
        """The measure right behind what ends at `end`, and where it ends."""
        measure = _code(self.measure.match(text, end), self.measure_codes)
        return None if measure is None else (measure[0], measure[2])

    def currency_behind(self, text: str, end: int) -> tuple[str, int] | None:
        """The currency behind a magnitude that ends at `end`, and where it ends."""
        behind = _code(self.after_magnitude.match(text, end), self.after_codes)
        return None if behind is None else (behind[0], behind[2])

    def _counted(self, text: str, number: _Number, end: int) -> tuple[str | None, int]:
        """What a number counts or measures, and where that ends."""
        measure = self.measured(text, end)
        if measure is not None:
            return measure
        noun = _code(self.noun.match(text, end), self.noun_codes)
        year = 1900 <= number.value <= 2100 and number.end - number.start == 4
        plural = counted_noun(text, end, self.lang) if self.lang.noun_stops and not year else None
        if year and noun is not None and len(text[end : noun[2]].split()) > 1:
            noun = None  # "At the end of 2022 twenty-six clusters"
        if noun is not None and (plural is None or noun[2] <= plural[1]):
            return noun[0], noun[2]
        return plural if plural is not None else (None, end)

    def _is_no_quantity(self, text: str, number: _Number) -> bool:
        """A year, a day of a month, a time, an ordinal, a number in a name."""
        if number.words:
            return False
        printed = text[number.start : number.end]
        if printed.isdigit() and len(printed) == 4 and 1900 <= number.value <= 2100:
            return True
        if _NO_QUANTITY_AFTER.match(text, number.end) and not self._begins_range(text, number):
            return True
        beside = text[max(0, number.start - 10) : number.start] + " " + text[number.end : number.end + 10]
        if self.lang.code == "en" and number.value <= 31 and "." not in printed and _MONTH_BESIDE.search(beside):
            return True
        return self.lang.code == "en" and bool(_INSIDE_NAME.search(text, max(0, number.start - 12), number.start))

    def _begins_range(self, text: str, number: _Number) -> bool:
        """Whether the number behind a dash counts something, so that both are the ends of a range: "250-300 projects"."""
        end = _DASHED.match(text, number.end)
        if end is None or number.place != 1 or Decimal(end["n"]) <= number.value:
            return False
        after = end.end()
        behind = self.magnitude.match(text, after) or self.after.match(text, after)
        return (
            behind is not None
            or self._counted(text, _Number(Decimal(end["n"]), after, after, Decimal(1)), after)[0] is not None
        )

    def glued_factor(self, letters: str) -> Decimal:
        """The magnitude of letters glued to a number ("2.5m")."""
        return self._factor(letters)

    def _factor(self, words: str) -> Decimal:
        words = re.sub(r"\s+", " ", words.lower())
        if words in self.lang.magnitudes:
            return self.lang.magnitudes[words]
        factor = Decimal(1)
        for word in words.split():
            factor *= self.lang.magnitudes.get(word) or self.lang.short_magnitudes[word]
        return factor

    def hedge(self, text: str, start: int, end: int) -> str:
        """The hedge before or behind what is printed from `start` to `end`: `>`, `<`, `~`, else `=`."""
        code = _code(self.bound.search(text, max(0, start - 40), start), self.bound_codes)
        code = code or _code(self.bound_after.match(text, end), self.bound_after_codes)
        return code[0] if code is not None else "="


_DASHED = re.compile(r"[-–](?P<n>\d+)(?![\d.,–-])")
_FRACTION = re.compile(
    r"[-\s](?P<d>thirds?|fourths?|fifths?|sixths?|eighths?|tenths?)\b(?!\s+(?:quarter|place|time|year))", re.IGNORECASE
)
_PARTS = {"thir": 3, "four": 4, "fift": 5, "sixt": 6, "eigh": 8, "tent": 10}


def _alternatives(table: Mapping[str, str], frame: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """One pattern for all of a table's, each in a group of its own, put into `frame` for `@`; and each group's code."""
    codes = {f"g{i}": code for i, code in enumerate(table.values())}
    body = "|".join(f"(?P<g{i}>{pattern})" for i, pattern in enumerate(table)) or "(?!)"
    return re.compile(frame.replace("@", body), re.IGNORECASE), codes


def _code(match: re.Match[str] | None, codes: dict[str, str]) -> tuple[str, int, int] | None:
    """The code of the alternative that matched, with the span of the whole match."""
    if match is None or match.lastgroup is None:
        return None
    return codes[match.lastgroup], match.start(), match.end()


@cache
def grammar(language: str) -> Grammar:
    """The grammar of numbers of a language."""
    return Grammar(language_module(language))
