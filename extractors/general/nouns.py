"""What a number counts or measures: the measure or the noun behind it."""

from __future__ import annotations

import re

from extractors.general.common import Unit
from extractors.general.plurals import is_adverb, is_participle_or_adverb, is_verb_of_one, singular
from extractors.general.vocabulary import Vocabulary

WORD = re.compile(r"\s+(?P<w>[A-Za-z][A-Za-z.'’]*(?<!\.)\d*(?:-[A-Za-z0-9]+)*)")
_HYPHENATED = re.compile(r"-(?P<w>[A-Za-z]+)(?![\w-]*\d)")
_REACH = 6
"""Words between a number and its noun."""
_NEAR = 3
"""The same where no more than adjectives may be between."""


def unit_behind(text: str, end: int, printed: str, own: Vocabulary) -> Unit | None:
    """The measure or noun behind a number that ends at `end`, as printed, and where it ends."""
    measure = own.grammar.measured(text, end)
    if measure is not None:
        return measure
    match = own.measures.pattern.match(text, end)
    if match and len(match[0].strip(" -")) > 1:
        return own.measures.code(match), match.end()
    return hyphenated(text, end, printed, own) or counted(text, end, own)


def hyphenated(text: str, end: int, printed: str, own: Vocabulary) -> Unit | None:
    """The noun joined to a number: "20-nation", "88-ball", "five-place"; also "seven 3-pointers"."""
    numbered = own.nouns.numbered_things.match(text, end)
    if numbered:
        return numbered["w"].rstrip("s"), numbered.end()
    match = _HYPHENATED.match(text, end)
    if match is None:
        return None
    word = match["w"].lower()
    stops = word in own.lang.noun_stops and word not in own.nouns.verbs_too
    if stops or word in own.nouns.no_hyphen_nouns or is_participle_or_adverb(word):
        return None
    if word in own.nouns.no_hyphen_nouns_of_one and own.lang.numerals.get(printed.lower()) == 1:
        return None
    return singular(match["w"], own) or word, match.end()


def counted(text: str, end: int, own: Vocabulary, compounds: bool = True) -> Unit | None:
    """The noun that a number ending at `end` counts, and where it ends: the first plural behind it.

    With `compounds` it is the last of several ("measles cases"), else the first ("one in five students graduates").
    """
    position = _passed_over(text, end, own)
    for index in range(_REACH):
        match = WORD.match(text, position)
        if match is None:
            return None
        word, position = match["w"], match.end()
        abbreviated = text.startswith(".", position) and own.nouns.abbreviations.match(text, match.start())
        if abbreviated:
            position = abbreviated.end()
            continue
        unit = counts(word, own)
        if unit is None:
            if _ends_search(word, own) and not _qualifies(text, word, position, own):
                return None
        elif not _is_of_compound(text, word, position, compounds, own):
            return None if index and word == own.nouns.other_things else (unit, position)
        if text[position : position + 1] in ",;:.()":
            return None
    return None


def _passed_over(text: str, end: int, own: Vocabulary) -> int:
    """Where the words behind a number begin, past "or so", "-odd" and numbers joined to a word of their own."""
    so = own.nouns.or_so.match(text, end)
    position = so.end() if so else end
    odd = own.nouns.odd.match(text, position)
    position = odd.end() if odd else position
    joined = own.numbers_joined.match(text, position)
    return joined.end() if joined else position


def _ends_search(word: str, own: Vocabulary) -> bool:
    """Whether a word that is not counted has no noun of the number behind it."""
    lower = word.lower()
    return _stops(word, own) or (is_adverb(lower) and lower not in own.nouns.passed_over)


def _qualifies(text: str, word: str, end: int, own: Vocabulary) -> bool:
    """Whether an adverb that ends at `end` only stands before an adjective: "2,300 structurally deficient bridges"."""
    following = WORD.match(text, end) if is_adverb(word.lower()) else None
    return following is not None and following["w"].endswith(own.nouns.qualified_ends)


def _is_of_compound(text: str, word: str, end: int, compounds: bool, own: Vocabulary) -> bool:
    """Whether a plural that ends at `end` only stands before the one that is counted."""
    following = WORD.match(text, end) if compounds else None
    if following is None or counts(following["w"], own) is None:
        return False
    verb = following["w"].lower() in own.nouns.verbs_too  # "four ministers work", but "11 aircraft runs"
    return not verb or word.lower() in own.unchanging


def counts(word: str, own: Vocabulary) -> str | None:
    """The unit that a word is when counted, None for any but a plural or a noun that needs none."""
    lower = word.lower()
    if lower in own.nouns.uncounted:
        return own.nouns.uncounted[lower]
    if lower in own.lang.noun_stops and lower not in own.nouns.verbs_too and lower != own.nouns.other_things:
        return None
    return singular(word, own)


def one_noun(text: str, end: int, own: Vocabulary) -> Unit | None:
    """The noun in the singular behind a number; adjectives before it are told by word and ending."""
    hyphen = _HYPHENATED.match(text, end)
    if hyphen:
        word = hyphen["w"].lower()
        return None if _is_no_single(word, own) else (word, hyphen.end())
    position = end
    for _ in range(_REACH):
        match = WORD.match(text, position)
        if match is None or _is_no_noun(match["w"], own):
            return None
        word, position = match["w"], match.end()
        following = WORD.match(text, position)
        goes_on = following is not None and not _is_no_noun(following["w"], own)
        if not _stands_before_noun(word, goes_on, own):
            return (word if word[0].isupper() else word.lower()), position
    return None


def _is_no_single(word: str, own: Vocabulary) -> bool:
    """Whether a word in small letters, joined to a number by a hyphen, is no single thing."""
    listed = word in own.nouns.no_hyphen_nouns or word in own.nouns.no_hyphen_single
    return listed or word in own.lang.numerals or word in own.lang.noun_stops or is_participle_or_adverb(word)


def _is_no_noun(word: str, own: Vocabulary) -> bool:
    return _stops(word, own) or is_verb_of_one(word)


def _stops(word: str, own: Vocabulary) -> bool:
    lower = word.lower()
    return lower in own.lang.noun_stops and lower not in own.nouns.passed_over


def _stands_before_noun(word: str, goes_on: bool, own: Vocabulary) -> bool:
    """Whether a word between "one" and what it counts is not that yet; `goes_on`: another that may be it follows."""
    if word in own.nouns.adjectives or word.lower() in own.nouns.passed_over or "'" in word or "’" in word:
        return True
    if not goes_on:
        return False
    ends = word.endswith(own.nouns.adjective_ends) or is_participle_or_adverb(word)
    return ends or word[0].isupper() or "-" in word or _is_attributive(word, own)


def _is_attributive(word: str, own: Vocabulary) -> bool:
    return word.lower() in own.nouns.attributive or word in own.nouns.attributive


def near_plural(text: str, end: int, own: Vocabulary) -> Unit | None:
    """The plural behind what ends at `end`, with no more than adjectives between: no verb makes it an object's."""
    position = end
    for _ in range(_NEAR):
        passed = own.nouns.abbreviations.match(text, position)
        position = passed.end() if passed else position
        match = WORD.match(text, position)
        if match is None or _stops(match["w"], own):
            return None
        word = match["w"]
        if counts(word, own) is not None:
            return counted(text, position, own)
        adjective = word in own.nouns.adjectives or word.lower().endswith(own.nouns.adjective_ends)
        if not (adjective or word[0].isupper() or _is_attributive(word, own)):
            return None
        position = match.end()
    return None
