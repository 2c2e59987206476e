"""What a language declares for reading texts of any kind (`extractors.general`): words and patterns as data.

There is a class for each stage or group of stages. Patterns are compiled when a text of the language is first read, with
regard to case unless made otherwise. Those that need the numerals of the language are texts with holes, filled in by
`extractors.general.vocabulary` and matched without regard to case: `{numeral}` is a numeral in words, `{number}` digits
or a numeral, `{scale}` a magnitude in words, `{plain_scale}` one that the plain reading knows, `{part}` a part of a
whole, `{month}` a month (in this one case counts).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

Pattern = re.Pattern[str]


@dataclass(frozen=True, eq=False)
class NounWords:
    """How a noun is found behind a number, and what is made of its plural."""

    singulars: Mapping[str, str]
    """Plurals whose singular no rule gives."""
    uncounted: Mapping[str, str]
    """Nouns that are counted without a plural ("23 crew") → unit."""
    unchanging: frozenset[str]
    """Plurals in -s that are their own singular, beyond `Language.irregular_plurals`."""
    other_things: str
    """The plural that counts only right behind its number ("14 others")."""
    verbs_too: frozenset[str]
    """Plurals that are also verbs: behind a number they are what is counted ("18 runs")."""
    passed_over: frozenset[str]
    """Words between a number and its noun that would end the search otherwise ("1,500 more troops", "likely voters")."""
    adjectives: frozenset[str]
    """Words that are not what "one" counts, but stand before it."""
    adjective_ends: tuple[str, ...]
    qualified_ends: tuple[str, ...]
    """How adjectives end that an adverb may stand before."""
    attributive: frozenset[str]
    """Nouns that stand before another one ("one police officer")."""
    no_hyphen_nouns: frozenset[str]
    """Behind number and hyphen: nothing that is counted ("70-odd", "two-way")."""
    no_hyphen_nouns_of_one: frozenset[str]
    """The same behind "one-" only ("one-time")."""
    no_hyphen_single: frozenset[str]
    """The same where one thing is looked for ("one-man", "non-stop")."""
    numbered_things: Pattern
    """Group `w`: things that have a number in their name, right behind a number ("seven 3-pointers", "two 12-packs")."""
    abbreviations: Pattern
    """Between a number and its noun, with full stops: "250 U.S. troops", "Six St. Louis firefighters"."""
    or_so: Pattern
    """Between a number and its noun: it is about so many."""
    odd: Pattern
    """The same, glued to the number ("70-odd")."""


@dataclass(frozen=True, eq=False)
class NumberWords:
    """Numbers in words that the plain reading takes for one, and magnitudes that it does not know."""

    joint: str
    """The word inside a number in words ("two hundred and six")."""
    centuries: frozenset[str]
    """Numerals that begin a year in words ("nineteen ninety-nine")."""
    magnitudes: Mapping[str, Decimal]
    """Magnitudes beyond those of `Language`."""
    magnitude_joined: Pattern
    """Group `m`: a magnitude behind number and hyphen ("$1.2-billion")."""
    magnitude_glued: Pattern
    """A magnitude in letters right behind its digits ("2.5m refugees")."""
    magnitude_spaced: Pattern
    """The same behind a space, where what follows shows that it is no measure ("1.5 m people")."""


@dataclass(frozen=True, eq=False)
class PartWords:
    """Fractions in words and shares ("a third", "two and a half", "one in five")."""

    parts: Mapping[str, int]
    """Parts of a whole ("third") → how many make it."""
    articles: frozenset[str]
    """Words before a part that are no numeral ("a third")."""
    fraction: str
    """Groups `n` number, `j` what joins it, `d` part, `s` its plural's ending; or `h`, a part with no number ("half")."""
    and_a_guard: Pattern
    """What a text with `and_a_half` has; quick."""
    and_a_half: str
    """Groups `n` number or `u` unit before it, `h` part: "two and a half", "a year and a half"."""
    and_a_before: Pattern
    """Before "half": it is the end of such a number."""
    scale: str
    """Group `s`: a magnitude behind a part ("two and a half million")."""
    of_a_scale: str
    """The same with "of" before it ("a quarter of a million")."""
    scale_in_words: str
    """Behind "half": the plain reading has the number ("half a million")."""
    share: str
    """Before the second number of a share, group `a` the first: "one in five"; group `out` where it says "out of"."""
    share_ends: tuple[str, ...]
    """How what stands before such a second number ends; quick."""
    no_noun: Pattern
    """Behind a share: those meant were named before."""
    of: Pattern
    of_a_year: Pattern
    """Behind "a third", "half": it is of a year ("a quarter of 2019")."""
    of_a_thing: Pattern
    """Behind a part: a single thing follows, which it is of ("half a metre", "a tenth of an ounce")."""
    of_a: Pattern
    """The same behind a fraction in digits ("3/4 of a cent")."""
    of_something: Pattern
    """Behind "half": it is a part of something."""
    of_someones: Pattern
    """Behind "half": a plural that it is of may follow ("half the seats")."""
    in_before: Pattern
    """Before "half": "in half"."""
    hedged: Pattern
    """Before "a third", "half": it is a part and no order or name."""
    no_part_before: Pattern
    """Before "half" or quarters: they are times of a game or a year."""
    adjectival: Pattern
    """Before fractions: what they stand before is one thing ("a two-thirds majority")."""
    dozen: Pattern
    """Behind "half": "half-dozen"."""
    half_units: frozenset[str]
    """Units beyond measures that "half" may be joined to ("half-point")."""
    quarter_of: Pattern
    """At "quarter": it is of a measure, group `u`, and no order ("a quarter point")."""
    moved: Pattern
    """Before a fraction in digits: a price's change or level ("gained 12/32")."""
    slashed_units: frozenset[str]
    """Units beyond measures behind a fraction in digits."""
    slashed_unit: Pattern
    """Group `u`: such a unit where no plural is ("3/4 cent")."""


@dataclass(frozen=True, eq=False)
class SingleWords:
    """One thing, both, groups of few, folds."""

    signs: tuple[str, ...]
    """What a text, in small letters, with `one` has; quick."""
    one: Pattern
    """"One", group `zero` where it is "zero"."""
    no_one_before: Pattern
    """Before "one": it is a pronoun or a number's name ("no one", "number one")."""
    both: Pattern
    both_signs: tuple[str, ...]
    """Group `n`: "both" before what is two."""
    kinds: Pattern
    """Behind the plural at "both": it and another are two kinds, no two things ("both men and women")."""
    no_both: frozenset[str]
    """Nouns that "both" does not count ("both ways")."""
    one_of: Pattern
    one_of_so_many: Pattern
    one_of_signs: tuple[str, ...]
    """Group `n`: "one of the", before a plural and before another number."""
    no_one_of: Pattern
    """Before "one of the leaders": it says what something is, and counts nothing."""
    vague: frozenset[str]
    """Of these one is no number ("one of the reasons")."""
    superlative: Pattern
    """Between "one of the" and its plural: it is no number ("one of the best players")."""
    groups: Mapping[str, int]
    """Words for so many of what follows ("a pair of bombs")."""
    group_of: Pattern
    """Group `g`: such a word with its article, before what it counts."""
    sold_in_pairs: frozenset[str]
    """A pair of these is one thing."""
    fold: Pattern
    fold_signs: tuple[str, ...]
    """Group `n`: the numeral of "tenfold"."""


@dataclass(frozen=True, eq=False)
class FormWords:
    """Numbers at signs and hyphens: heights, odds, ranges, sides, money with a letter."""

    inches_behind: Pattern
    """Behind feet, group `n`: "6-foot-2"."""
    odds: Pattern
    odds_signs: tuple[str, ...]
    """Groups `a` and `b`: two numbers that are no range ("3-for-4"); `of` before what is counted, `to` in a ratio."""
    range_joined: Pattern
    range_joined_signs: tuple[str, ...]
    """Groups `a` and `b`: both ends of "a six-to-eight-week wait"."""
    one_to: Pattern
    one_to_signs: tuple[str, ...]
    """Group `n`: the lower end of "one to two inches"."""
    sides: Pattern
    sides_sign: str
    """Groups `a`, `b`, `c`: "a 10-by-12-foot room"."""
    letter_money: Pattern
    letter: str
    letter_currency: str
    """Group `n`: an amount at a letter that is its currency ("R14.35"); the letter; the currency."""


@dataclass(frozen=True, eq=False)
class AmountWords:
    """Signs, currencies and measures."""

    negative: Pattern
    """Before a number: it is below zero."""
    measures: Mapping[str, str]
    """Pattern of a measure right behind its number, beyond `Language.measures`; with regard to case ("8GB", "46C")."""
    degrees: Pattern
    """A letter off its number that is a measure all the same, as no name follows ("39.5 C")."""
    currency_before: Mapping[str, str]
    currency_after: Mapping[str, str]
    """Before and behind a number, beyond those of `Language`; the more exact one wins ("Canadian dollars")."""
    weights_too: frozenset[str]
    """Currencies that are a weight where no magnitude is before them."""
    unit_before: Mapping[str, str]
    """Pattern of what stands before a number and is its unit ("magnitude 6.4")."""
    printed_units: Mapping[str, str]
    """Pattern of a unit as printed → unit, where it is not the statistics' own ("tons")."""


@dataclass(frozen=True, eq=False)
class AgeWords:
    """Ages without "years"."""

    before: Pattern
    behind: Pattern
    """Around a number: it is an age."""
    listed: Pattern
    """Between ages: "ages 4, 7 and 9", "aged between 34 and 51"."""
    he_was: Pattern
    no_more_said: Pattern
    """Around an age with nothing behind it: "she was 64"."""
    no_apposition: Pattern
    """Behind a number between commas: it is no age ("Mendel, 52, or 54")."""


@dataclass(frozen=True, eq=False)
class NameWords:
    """Numbers of names, dates and years."""

    one: Pattern
    """Around "one": it counts nothing ("at one point")."""
    labels: Pattern
    """Before a number: it is a name's ("Highway", "S&P")."""
    no_names: frozenset[str]
    """Capitalised words before a number that make no name of it ("Only 12")."""
    behind: Pattern
    """Behind a number: it is a name's or an age's of a century ("1400 block", "1800s", "5G")."""
    article: Pattern
    """Before a capitalised plural: it makes no name of the number behind it ("the Greens 38")."""
    in_table: Pattern
    """Between the numbers of a table told in one line: "Arsenal 50 points, Leeds 48, Chelsea 44"."""
    year_before: Pattern
    """Before four digits: they are a year."""
    month_before: str
    """Before a day, also before the second of two."""
    short_month: Pattern
    """Before a day: a month that is shortened only there, whatever follows ("Jan. 6 cases")."""
    day_before: str
    """Before a year, however long ago: a day with its month."""
    joint: Pattern
    """Between the numbers of names: "Sections 4 and 9"."""


@dataclass(frozen=True, eq=False)
class RangeWords:
    """Parts of wholes, ranges, scores."""

    of_them_all: Pattern
    """Between a part and the whole that it is of ("four of the five analysts")."""
    of_what: Pattern
    """Between a part and what is counted, without its number ("a third of voters")."""
    of_a_thing: Pattern
    """The same, group `w` what is in the singular ("most of a day")."""
    suspended: Pattern
    """Between the ends of a range."""
    both_ends: str
    """The joint of a range after "between"."""
    from_to: str
    """The joint of a range and of a change."""
    alternatives: Pattern
    """Joints at which a hyphen suspends a noun and joins no range ("5- or 10-milligram")."""
    between: Pattern
    """Before the lower end of a range."""
    between_near: Pattern
    """The same, with anything behind it."""
    by: Pattern
    """Before a range or a change ("rose by 8 to 9 inches")."""
    from_: Pattern
    """Before a change's beginning."""
    change_before: Pattern
    """Before an amount "to" another: they are a change and a level, no range ("gained $11.20 to $1,786")."""
    score_behind: Pattern
    """Behind two numbers and a dash: they are a score ("a 5-4 victory")."""


@dataclass(frozen=True, eq=False)
class SharingWords:
    """Units that stand with another number: behind the last of several, or before."""

    to_second: Pattern
    from_second: Pattern
    """Between two numbers: "to 10 cents", "from 15"."""
    from_first: Pattern
    to_first: Pattern
    """Before the first of them."""
    list_joint: Pattern
    """Between numbers of a list; groups `s` a suspended hyphen, `w` the joint."""
    or_: Pattern
    """Between two numbers of one magnitude ("two or three hundred")."""
    level_before: Pattern
    """Between a level and the one it is compared with ("110.35 yen, down from 110.80")."""
    alternative: Pattern
    """Between two numbers of one thing ("10 minutes, maybe 15", "1,200 votes out of 45,000 cast")."""
    cast: Pattern
    """Behind the second of them, where more words follow."""
    rival_before: Pattern
    rival_behind: Pattern
    """Around a percentage of another ("52.3 percent to Bush, 46.1 to Kerry")."""
    members: Mapping[str, str]
    """Groups → who is in them."""
    members_of: Pattern
    """Group `g`: before a number with no noun, it counts the members ("a crew of five")."""
    no_member: Pattern
    """Before a number with no noun: it counts nothing named before ("for a 67", "9-under 135", "one in 176 million")."""
    over_another: Pattern
    """Behind a number: it is the first of two that count nothing ("140 over 90")."""
    nothing_behind: Pattern
    """Behind a bare number: no noun is there, so it counts what was counted before."""
    harming: Pattern
    """Before a number with no noun: it counts people, whatever was counted before ("two bombs exploded, wounding nine")."""
    aside: Pattern
    """Before a counted thing: it is beside the point, so a bare number further on counts another ("in 31 states")."""
    subject_before: Pattern
    """Before a bare number: it may count what the sentence is about."""
    number_of: Pattern
    """Group `words`, with a plural: numbers behind it count it ("the average of new cases … to 12,870")."""
    subject: Pattern
    """A plural, group `noun`, that a number behind its verb counts ("Homicides fell … to 402")."""
    no_subjects: tuple[str, ...]
    """Beginnings of subjects that are measured and not counted ("shares", "prices")."""


@dataclass(frozen=True, eq=False)
class BoundWords:
    """Hedges beyond `Language.bounds`."""

    signs: tuple[str, ...]
    """What a text with one of these hedges has; quick."""
    at_most_before: Pattern
    at_least_before: Pattern
    at_most_behind: Pattern
    at_least_behind: Pattern
    over: Pattern
    """Before a number, group `b` the word before it: it may be no hedge ("$3 trillion over 10 years")."""
    under_par: Pattern
    """Before a number: of the strokes of a game, no hedge ("9-under 135")."""
    spread: frozenset[str]
    """Before "over": it says for how long or how far, no bound."""
    lasts: frozenset[str]
    """Before "over": what follows is how long something lasts, so it is a bound."""


@dataclass(frozen=True, eq=False)
class GeneralWords:
    """The words by which any text of a language is read."""

    nouns: NounWords
    numbers: NumberWords
    parts: PartWords
    singles: SingleWords
    forms: FormWords
    amounts: AmountWords
    ages: AgeWords
    names: NameWords
    ranges: RangeWords
    sharing: SharingWords
    bounds: BoundWords
