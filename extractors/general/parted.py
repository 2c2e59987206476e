"""Words side by side that are two numbers, and were read as one: "four and six militants"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from extractors.general.vocabulary import Vocabulary
from extractors.quantities import Quantity

_WORD = re.compile(r"[a-z]+")

Span = tuple[int, int]


def words_parted(found: list[Quantity], text: str, own: Vocabulary) -> list[Quantity]:
    """The quantities, words parted into the numbers that they are: "three four-year terms", "seven three-pointers"."""
    result: list[Quantity] = []
    for quantity in found:
        printed = text[quantity.number_start : quantity.number_end]
        several = printed[0].isalpha() and not printed.isalpha()
        parts = _numbers(printed, own) if several else []
        if len(parts) < 2:
            result.append(quantity)
        elif quantity.unit is not None or not _is_set_phrase(printed, parts, own):
            result += _parted(quantity, parts, text, own)
    return result


def _numbers(printed: str, own: Vocabulary) -> list[Span]:
    """Where each of the numbers in these words begins and ends: one of most."""
    numbers: list[Span] = []
    start, last, scales = 0, "", set[str]()
    joined = False
    words = list(_WORD.finditer(printed.lower()))
    for index, match in enumerate(words):
        word = match[0]
        if word == own.numbers.joint:
            joined = True
            continue
        if word in own.lang.numerals:
            following = words[index + 1][0] if index + 1 < len(words) else ""
            again = joined and following in scales  # "two hundred and three hundred"
            if again or not _continues(last, word, joined, own):
                numbers.append((start, words[index - 1 - joined].end()))
                start, scales = match.start(), set()
        elif word in own.lang.numeral_scales:
            scales.add(word)
        last, joined = word, False
    return [*numbers, (start, len(printed))]


def _continues(last: str, word: str, joined: bool, own: Vocabulary) -> bool:
    """Whether a numeral is of one number with the word before it: "hundred six", "twenty-six", but not "six seven"."""
    numerals = own.lang.numerals
    return last not in numerals or (not joined and numerals[last] >= 20 and numerals[word] < 10)


def _is_set_phrase(printed: str, parts: list[Span], own: Vocabulary) -> bool:
    """Whether two numbers with no noun count nothing: "a one-two punch", "nineteen ninety-nine"."""
    (_, end), (start, _) = parts[:2]
    century = printed[:end].lower() in own.numbers.centuries and printed[end:start] == " "
    return printed[end:start] == "-" or century


def _parted(quantity: Quantity, parts: list[Span], text: str, own: Vocabulary) -> Iterator[Quantity]:
    """The numbers that were read as one; what stands behind is the last one's."""
    at = quantity.number_start
    whole = own.grammar.in_words(text[at : quantity.number_end])
    for start, end in ((at + a, at + b) for a, b in parts):
        value = own.grammar.in_words(text[start:end])
        if value is None or whole is None:
            continue
        if end != quantity.number_end:
            yield replace(
                quantity, value=value, unit=None, unit_text="", bound=own.grammar.hedge(text, start, end),
                start=start, end=end, number_start=start, number_end=end,
            )  # fmt: skip
        elif not own.nouns.numbered_things.match(text, start - 1):
            bound = own.grammar.hedge(text, start, quantity.end)
            value = quantity.value / whole * value
            yield replace(quantity, value=value, bound=bound, start=start, number_start=start)
