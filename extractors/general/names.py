"""Numbers of names, dates, years, clocks, titles and streets that a page's reading does not meet."""

from __future__ import annotations

import re

from extractors.general.common import LABEL, before, magnitude_end
from extractors.general.plurals import singular
from extractors.general.vocabulary import Vocabulary
from extractors.quantities import Quantity

_CAPITALISED = re.compile(r"(?:^|[\s\"“‘(])(?P<w>[\w&.’'-]*[A-Z][\w&.’'-]*)\s$")
_SENTENCE_BEGINS = re.compile(r"(?:^|[.!?:;]\s+|[\"“‘(]\s*|—\s*|-)$")
_WORD_BEFORE = re.compile(r"[A-Za-z0-9,]\s+$")
_NAME_AND_BRACKET = re.compile(r"[A-Z][\w’'-]+\s\($")
_POINT_AND_NAME = re.compile(r"\.\s+[A-Z]")
_POSSESSIVE = ("'s", "’s", "s'", "s’")
_QUOTED = re.compile(r"[\"“‘](?P<q>[^\"“”‘’]{2,60})[\"”’]")
_DIALLED = re.compile(r"0\d{2,}(?:[ -]\d+)*")
_LONGEST_TITLE = 8
"""Words of a title, at most."""


def names_dropped(found: list[Quantity], text: str, own: Vocabulary) -> list[Quantity]:
    """The quantities without the numbers that count nothing as they are a part of a name or of a time."""
    titles = [m.span() for m in _QUOTED.finditer(text) if _is_title(m["q"])]
    kept: list[Quantity] = []
    name: Quantity | None = None
    several = False
    for quantity in found:
        named = _is_name(quantity, text, own) and not (kept and is_in_table(kept[-1], quantity, text, own))
        if named:
            name, several = quantity, text.endswith("s ", 0, quantity.start)
        elif name is not None and _goes_on(name, several, quantity, text, own):
            name = quantity
        elif not _is_time(quantity, text, own) and not _is_in_title(quantity, text, titles):
            kept.append(quantity)
    return kept


def _goes_on(name: Quantity, several: bool, quantity: Quantity, text: str, own: Vocabulary) -> bool:
    """Whether a bare number goes on with what a name's number began: "Locks 4 and 9", "0800 555 111"; `several`: the
    name is a plural. "At Gate 2, 300 were stranded" counts."""
    bare = quantity.unit is None and quantity.start == quantity.number_start and quantity.end == quantity.number_end
    if not bare or not text[quantity.start].isdigit() or not text[name.start].isdigit():
        return False
    dialled = text[name.end : quantity.start] == " "
    return dialled or (several and own.names.joint.fullmatch(text, name.end, quantity.start) is not None)


def is_in_table(last: Quantity, quantity: Quantity, text: str, own: Vocabulary) -> bool:
    """Whether a name's number stands behind another's, `last`, that counts: "Arsenal 50 points, Leeds 48"."""
    if not own.names.in_table.fullmatch(text, last.end, quantity.start) or quantity.end != quantity.number_end:
        return False
    label = own.names.labels.search(text, max(0, quantity.start - LABEL), quantity.start)
    first = _CAPITALISED.search(text, max(0, last.start - LABEL), last.start)
    plain = text[last.start].isdigit() and magnitude_end(last, text, own) == last.number_end
    return first is not None and not label and plain


def _is_title(quoted: str) -> bool:
    """Whether what stands in quotation marks is a title: each longer word begins with a capital, and the last one."""
    words = quoted.split()
    if not 1 < len(words) <= _LONGEST_TITLE or words[0].startswith("$"):
        return False
    long = [w for w in words if len(w) > 3 or w is words[-1]]
    return all(not w[0].islower() for w in long) and any(w[0].isupper() for w in words)


def _is_in_title(quantity: Quantity, text: str, titles: list[tuple[int, int]]) -> bool:
    plain = quantity.start == quantity.number_start and not text.startswith("%", quantity.number_end)
    return plain and any(begin <= quantity.start < end for begin, end in titles)


def _is_name(quantity: Quantity, text: str, own: Vocabulary) -> bool:
    start, end = quantity.start, quantity.number_end
    if start != quantity.number_start or quantity.unit == "percent":
        return False
    printed, left = text[start:end], before(text, start)
    if not printed[0].isdigit():
        return _is_name_in_words(printed, text, start, own)
    if left[-1:].isalpha() or _DIALLED.fullmatch(printed):
        return True  # "PS5 consoles", "0800"
    if quantity.unit is None and len(printed) < 3 and _is_place(text, start, end):
        return True
    plain = quantity.end == end or not text[end : end + 1].isalpha()
    if plain and not _is_measured(quantity, text, own) and own.names.labels.search(text, max(0, start - LABEL), start):
        return own.grammar.magnitude.match(text, end) is None
    if own.names.behind.match(text, end):
        return True
    if quantity.unit is not None or quantity.end != end:
        return False
    word = _CAPITALISED.search(left)
    return word is not None and not _may_stand_before(word["w"], left, own)


def _is_measured(quantity: Quantity, text: str, own: Vocabulary) -> bool:
    """Whether a number measures something, whatever stands before it: "a gate 12 feet high", "a lock 4 miles away"."""
    return quantity.unit in own.lang.measures.values() or own.grammar.measured(text, quantity.number_end) is not None


def _is_name_in_words(printed: str, text: str, start: int, own: Vocabulary) -> bool:
    """ "Formula One", "the Final Four"; also the "one" of "at one point"."""
    end = start + len(printed)
    if own.lang.numerals.get(printed.lower()) == 1 and own.names.one.search(text, max(0, start - 3), end + 20):
        return True
    left = before(text, start)
    return printed[0].isupper() and not _SENTENCE_BEGINS.search(left) and _WORD_BEFORE.search(left) is not None


def _is_place(text: str, start: int, end: int) -> bool:
    """Whether a number is a place in an order: "Sampras (1) beat Chang (3)", "1. Michael Schumacher"."""
    if text.startswith(")", end) and _NAME_AND_BRACKET.search(text, max(0, start - LABEL), start):
        return True
    return start < 3 and not text[:start].strip() and _POINT_AND_NAME.match(text, end) is not None


def _may_stand_before(word: str, left: str, own: Vocabulary) -> bool:
    """Whether a capitalised word that ends `left` makes no name of the number behind: "Only 12", "the Greens 38"."""
    lower = word.lower().rstrip(".")
    if lower in own.names.no_names or lower in own.lang.noun_stops or word.endswith(_POSSESSIVE):
        return True
    return singular(word, own) is not None and own.names.article.search(left[: -len(word) - 1]) is not None


def _is_time(quantity: Quantity, text: str, own: Vocabulary) -> bool:
    """ "8:40 remaining", "May 4 local elections", "in 1891"."""
    start, end = quantity.start, quantity.number_end
    if start != quantity.number_start:
        return False
    if _is_of_clock(text, start, end):
        return True
    return text[start:end].isdecimal() and (_is_of_date(quantity, text, own) or _is_year(quantity, text, own))


def _is_of_clock(text: str, start: int, end: int) -> bool:
    """Whether digits stand at a colon with digits on its other side."""
    if text.endswith(":", 0, start) and text[start - 2 : start - 1].isdecimal():
        return True
    return text.startswith(":", end) and end + 2 < len(text) and text[end + 1 : end + 3].isdecimal()


def _is_of_date(quantity: Quantity, text: str, own: Vocabulary) -> bool:
    start, end = quantity.start, quantity.number_end
    if quantity.value > 31 or quantity.unit == "percent":
        return False
    if own.names.short_month.search(text, max(0, start - LABEL), start):
        return not _is_measured(quantity, text, own)  # "in Jan. 6 inches fell"
    glued = quantity.unit is not None and text[end : end + 1] in " -" and len(text[end : quantity.end].split()) == 1
    if glued:
        return False
    return bool(own.month_before.search(text, max(0, start - 25), start) or own.month_behind.match(text, end))


def _is_year(quantity: Quantity, text: str, own: Vocabulary) -> bool:
    start, end = quantity.start, quantity.number_end
    if quantity.unit is not None or quantity.end != end or end - start != 4 or not 1000 <= quantity.value <= 2100:
        return False
    if own.names.year_before.search(text, max(0, start - 10), start):
        return True
    return own.day_before.search(text, max(0, start - LABEL), start) is not None
