"""Rules that read the quantities of any sentence, on from what a page's reading finds (`quantities.read_plain`).

A page of statistics counts few things, and the linking knows what a bare number there measures. In any other text the
sentence alone says it: by a noun that the statistics lack, by what was counted before, by the name that a number is
part of. Each rule is a method of `Rules` that takes the quantities found so far and gives them changed; the words are the
language's (`GeneralWords`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache, cached_property

from extractors.languages import language_module
from extractors.languages.base import GeneralWords, Language
from extractors.quantities import Quantity, grammar, is_range, joined

_WORD = re.compile(r"\s+(?P<w>[A-Za-z][A-Za-z.'’]*(?<!\.)\d*(?:-[A-Za-z0-9]+)*)")
_HYPHENATED = re.compile(r"-(?P<w>[A-Za-z]+)(?![\w-]*\d)")
_JOINED = re.compile(r"(?:\s+\d[\d.,]*-[a-z]+(?:-[a-z]+)*)+(?=\s)")
_POINTERS = re.compile(r"\s+(?P<w>\d-[a-z]+ers?)\b")
"""The "3-pointers" of "seven 3-pointers"."""
_HEIGHT = re.compile(r"(?:-|\s)?(?:foot|feet|ft)[-\s](?P<n>\d\d?|[a-z]+)(?=[\s,.;)-])(?!\s+\w+s\b)")
_DECIMAL = re.compile(r"(?<![\w.,])(?P<c>\$?)(?P<n>\.\d+)(?![\d.]*\d)")
_PAIR = re.compile(r"(?<![\w.,:/-])(?P<a>\d[\d,.]*)[-–](?P<b>\d[\d,.]*\d|\d)(?![\d:-])")
_SUSPENDED = re.compile(r"\s*(?:-|–|—|-?\s?to\s|-\s(?:to|or|and)\s|and\s)\s*")
_AND_A = re.compile(r"and[\s-]a[\s-]", re.IGNORECASE)
_NO_NOUN = re.compile(r"\s*[.;,]|\s+(?:say|said|has|have|had|is|are|was|were|do|does|did|will|would|can|could)\b")
"""Behind "one in ten", where those meant were named before."""
_DOZEN = re.compile(r"-dozen\b", re.IGNORECASE)
_GLUED = re.compile(r"(?:m|bn|b|tn|k)(?!\w)")
_CAPITALISED = re.compile(r"(?:^|[\s\"“‘(])(?P<w>[\w&.’'-]*[A-Z][\w&.’'-]*)\s$")
_LISTED = re.compile(r"\s*(?:,|and|or|to|-|–|,\s*and)\s*")
"""Between ages: "ages 4, 7 and 9", "aged between 34 and 51"."""
_QUOTED = re.compile(r"[\"“‘](?P<q>[^\"“”‘’]{2,60})[\"”’]")
_BETWEEN = re.compile(r"\bbetween\s+(?:about\s+)?$|\brang(?:e[sd]?|ing)\s+(?:in age\s+)?(?:from\s+)?$", re.IGNORECASE)
_BY = re.compile(r"\bby\s+(?:about\s+|nearly\s+|some\s+)?$", re.IGNORECASE)
_NEAR = 2
"""Ends of a range are no further apart where they may also be a change and what it led to: "rose by 8 to 9 inches"."""
_FROM = re.compile(r"\bfrom\s+(?:about\s+|nearly\s+|over\s+)?$", re.IGNORECASE)
_TIMES = frozenset(
    ("year", "month", "week", "day", "hour", "minute", "second", "decade", "century", "percent", "times")
)
_RATES = frozenset(("percentage point", "basis point", "degree", "degree Celsius", "degree Fahrenheit", "foot", "inch"))
_REACH = 6
"""Words between a number and its noun."""
_LOOK_BACK = 60
_LABEL = 20
"""Characters before a number in which a name's word stands; as in `_LOOK_BACK`, a search in less is faster."""


class Rules:
    """The general rules of one language, compiled once."""

    def __init__(self, lang: Language, words: GeneralWords) -> None:
        self.lang, self.words = lang, words
        self.grammar = grammar(lang.code)
        self.declared = frozenset((*lang.measures.values(), *lang.nouns.values()))
        self.part_stems = ("hal", *(part for part in words.parts if part != "half"))
        self.measures = _Table(words.measures, r"\s?-?{}(?![\w/])")
        self.currency_before = _Table(words.currency_before, r"(?<!\w){}\s?$")
        self.currency_after = _Table(words.currency_after, r"\s{}(?!\w)", re.IGNORECASE)
        self.unit_before = _Table(words.unit_before, r"(?<!\w){}\s(?:of\s)?$", re.IGNORECASE)
        self.unit_joined = _Table(
            words.unit_before, r"(?<!\w)(?P<u>{})-(?P<n>\d+(?:\.\d+)?)(?![\w.]*\d)", re.IGNORECASE
        )
        self.printed = _Table(words.printed_units, r"{}$")
        numeral = "|".join(lang.numerals)
        number = rf"(?:\d+|(?:{numeral}))"
        part = "|".join(sorted(words.parts, key=len, reverse=True)).replace("half", "hal(?:f|ves)")
        scale = "|".join([*lang.numeral_scales, *(m for m in words.magnitudes if " " not in m)])
        self.scale = self._pattern(rf"\s+(?:an?\s+)?(?P<s>{scale})s?(?!\w)")
        self.magnitude = self._pattern(
            rf"\s?(?P<m>{'|'.join(sorted(words.magnitudes, key=len, reverse=True))})s?(?!\w)"
        )
        self.fraction = self._pattern(
            rf"(?<![\w-])(?:(?P<n>an?|{numeral})(?P<j>[\s-])(?P<d>{part})(?P<s>s?)|(?P<h>half))(?!\w)"
        )
        self.and_a_half = self._pattern(
            rf"(?<![\w.,-])(?:(?P<n>{number})|an?\s(?P<u>\w+))[\s-]and[\s-]a[\s-](?P<h>half|quarter|third)(?!\w)"
        )
        self.one_in = self._pattern(rf"(?<![\w.,-])(?P<a>{number})\s+(?:in|out\s+of)(?:\s+every)?\s+$")
        self.one = self._pattern(r"\b(?P<n>one|zero|a\ssingle)(?<![\w-]one)(?<![\w-]zero)(?!\w)")
        self.or_so = self._pattern(r"\s+or\s+(?:so|more|fewer|less|thereabouts)(?!\w)")
        self.parts = {
            name: self._pattern(getattr(words, name))
            for name in (
                "no_one_before", "no_one", "score_behind", "year_before", "age_before", "age_behind", "change_before", "of_them_all",
                "of_what", "hedged", "no_part_before", "number_of", "subject", "aside", "nothing_behind", "compared", "negative",
            )
        }  # fmt: skip
        self.labels = re.compile(rf"(?<![\w’'-]){words.labels}$")
        self.name_behind = re.compile(words.part_of_name_behind)
        months = "|".join(m.capitalize() for m in lang.months)
        self.month_before = re.compile(rf"(?<!\w)(?:{months})\.?\s+(?:\d+\s*(?:[-–]|and|to|or)\s*)?$")
        self.month_behind = re.compile(rf"\s+(?:{months})(?!\w)")

    def _pattern(self, text: str) -> re.Pattern[str]:
        return re.compile(text, re.IGNORECASE)

    def read(self, found: list[Quantity], text: str) -> list[Quantity]:
        """The quantities of a text in NFC; `found` is what the plain reading has, each end of a range by itself."""
        for rule in (
            self.missed_added, self.signs_read, self.amounts_read, self.ages_read, self.names_dropped, self.units_read,
            self.parts_of_wholes, self.ranges_joined, self.scores_dropped, self.earlier_units_taken, self.units_as_printed,
        ):  # fmt: skip
            found = rule(found, text)
        return found

    # -- what the plain reading has no eye for ----------------------------------------------------------------------

    def missed_added(self, found: list[Quantity], text: str) -> list[Quantity]:
        """Fractions, "two and a half", "one in five", "one goal", ".312", "6-foot-2", the upper end of "2,000-3,000 head"."""
        for added in (
            self._halves_more,
            self._shares,
            self._fractions,
            self._single_things,
            self._decimals,
            self._inches,
            self._ends,
        ):
            found = _merged(found, added(found, text))
        return found

    def _quantity(
        self,
        text: str,
        value: Decimal,
        start: int,
        number_end: int,
        unit: tuple[str, int] | None = None,
        end: int | None = None,
    ) -> Quantity:
        """A quantity printed from `start`, its number up to `number_end`; with its unit and where that ends."""
        last = unit[1] if unit is not None else end or number_end
        return Quantity(
            value, unit[0] if unit is not None else None, text[number_end:last].strip(" -"), self.grammar.hedge(text, start, last),
            start, last, start, number_end,
        )  # fmt: skip

    def _number(self, printed: str) -> Decimal | None:
        """The value of digits or a numeral."""
        return Decimal(printed) if printed.isdecimal() else self.grammar.in_words(printed)

    def _halves_more(self, found: list[Quantity], text: str) -> Iterator[Quantity]:
        """ "two and a half years", "two-and-a-half-mile", "a year and a half"."""
        del found
        if not _AND_A.search(text):
            return
        for match in self.and_a_half.finditer(text):
            value = Decimal(1) if match["u"] else self._number(match["n"])
            if value is None:
                continue
            value += Decimal(1) / self.words.parts[match["h"].lower()]
            end = match.end()
            if match["u"]:
                unit = self.grammar.measured(text, match.start("u") - 1)
                if unit is not None and unit[1] == match.end("u"):
                    yield self._quantity(text, value, match.start(), end, (unit[0], end))
                continue
            scale = self.scale.match(text, end)
            if scale:
                value, end = value * self._scale(scale["s"]), scale.end()
            yield self._quantity(
                text, value, match.start(), end, self.unit_behind(text, end, text[match.start() : end])
            )

    def _scale(self, word: str) -> Decimal:
        return Decimal(self.lang.numeral_scales.get(word.lower()) or self.words.magnitudes[word.lower()])

    def _shares(self, found: list[Quantity], text: str) -> Iterator[Quantity]:
        """ "one in five adults" is a fifth of them; "three in 12 games" is not a share, but so many games."""
        for quantity in found:
            start, end = quantity.number_start, quantity.number_end
            before = text[max(0, start - _LABEL) : start]
            if not before.rstrip().endswith(("in", "of", "every")):
                continue
            match = self.one_in.search(text, max(0, start - _LABEL), start)
            if match is None:
                continue
            part, whole = self._number(match["a"]), self._number(text[start:end])
            if part is None or whole is None or not (1 <= part < whole <= 1000):
                continue
            if part > 1 and whole not in (3, 4, 5, 10, 100):
                continue
            noun = self.counted(text, end, compounds=False)  # "one in five students graduates"
            if (noun is None and not _NO_NOUN.match(text, end)) or (noun is not None and noun[0] in _TIMES):
                continue
            if part > 1 and "out" in match[0]:
                continue
            yield self._quantity(text, part / whole, match.start(), end, noun)

    def _fractions(self, found: list[Quantity], text: str) -> Iterator[Quantity]:
        """ "a third of voters", "one-fifth", "half of them", "three-quarters of a mile", "half a metre", "a half-hour"."""
        del found
        lower = text.lower()
        if not any(part in lower for part in self.part_stems):  # most texts have none: not worth a search at each word
            return
        for match in self.fraction.finditer(text):
            quantity = self._half(text, match) if match["h"] else self._fraction(text, match)
            if quantity is not None:
                yield quantity

    def _fraction(self, text: str, match: re.Match[str]) -> Quantity | None:
        if match["d"].lower() == "half" and match["n"].lower() in ("a", "an"):
            dozen = self._half_dozen(text, match)
            if dozen is not None:
                return dozen
        count = self._number(match["n"]) if match["n"].lower() not in ("a", "an") else None
        part = match["d"].lower().replace("halves", "half")
        of = re.match(r"\s+of\b", text[match.end() :])
        before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
        free = self.parts["nothing_behind"].match(text, match.end())
        if count is None:
            certain = bool(of) or (self.parts["hedged"].search(before) and free) or part == "half"
            certain = certain and not re.match(r"\s+of\s+(?:19|20)\d\d", text[match.end() :])
        else:
            certain = match["j"] == "-" or (bool(match["s"]) and bool(of)) or bool(count == 1 and of)
            certain = certain and (count == 1) != bool(match["s"]) and not self.parts["no_part_before"].search(before)
        if not certain:
            return None
        if text[match.end() : match.end() + 1] == "-" and self.grammar.measured(text, match.end()) is None:
            return None
        return self._part(text, (count or Decimal(1)) / self.words.parts[part], match.start(), match.end())

    def _half(self, text: str, match: re.Match[str]) -> Quantity | None:
        """The "half" of "half of them", "half a metre", "half the seats", "half-mile", "in half"; none of a game's halves."""
        before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
        behind = text[match.end() : match.end() + 20]
        if self.parts["no_part_before"].search(before) or re.search(r"\band\s+a\s$", before):
            return None
        if behind.startswith("-"):
            dozen = self._half_dozen(text, match)
            if dozen is not None:
                return dozen
            measure = self.grammar.measured(text, match.end()) or self._hyphenated(
                text, match.end(), text[match.start() : match.end()]
            )
            if measure is None or measure[0] not in (*self.lang.measures.values(), "point", "percent"):
                return None
            return self._quantity(text, Decimal("0.5"), match.start(), match.end(), measure)
        if re.match(r"\s+(?:an?\s+)?(?:" + "|".join(self.lang.numeral_scales) + r")\b", behind, re.IGNORECASE):
            return None  # a number in words of its own: "half a million"
        said = re.match(r"\s+(?:of|an?|the|its|his|her|their|our|all)\b", behind) or self.parts["hedged"].search(before)
        if not said and not re.search(r"\bin\s+$", before):
            return None
        return self._part(text, Decimal("0.5"), match.start(), match.end())

    def _half_dozen(self, text: str, match: re.Match[str]) -> Quantity | None:
        """ "half-dozen states", "a half-dozen states"."""
        dozen = _DOZEN.match(text, match.end())
        if dozen is None:
            return None
        return self._quantity(text, Decimal(6), match.start(), dozen.end(), self.unit_behind(text, dozen.end(), "six"))

    def _part(self, text: str, value: Decimal, start: int, end: int) -> Quantity:
        """A part with the unit of what it is of: "a tenth of an ounce", "half a metre", "a two-thirds majority"."""
        scaled = re.compile(r"\s+(?:of\s+)?an?" + self.scale.pattern, re.IGNORECASE).match(text, end)
        if scaled:
            value, end = value * self._scale(scaled["s"]), scaled.end()
            return self._quantity(text, value, start, end, self.unit_behind(text, end, text[start:end]))
        single = re.match(r"\s+(?:of\s+)?an?(?=\s)", text[end:])
        if single:
            at = end + single.end()
            unit = self.grammar.measured(text, at) or self._one_noun(text, at)
            return self._quantity(text, value, start, end, unit)
        measure = self.grammar.measured(text, end)
        if measure is None and text[end : end + 1] == " " and text[end - 1] == "s":
            noun = self._one_noun(text, end)
            adjectival = re.search(r"\b(?:a|the|an|by)\s+$", text[max(0, start - 5) : start])
            measure = noun if adjectival else None
        return self._quantity(text, value, start, end, measure)

    def _single_things(self, found: list[Quantity], text: str) -> Iterator[Quantity]:
        """ "one goal", "One woman", "zero interceptions"; not the pronoun ("one of", "no one", "one can")."""
        taken = {q.number_start for q in found if q.unit is not None}
        for match in self.one.finditer(text):
            before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
            if match.start() in taken or self.parts["no_one_before"].search(before):
                continue
            zero = match["n"].lower() == "zero"
            if zero:
                unit = self.unit_behind(text, match.end(), "zero") or self._one_noun(text, match.end())
            else:
                unit = self.grammar.measured(text, match.end()) or self._one_noun(text, match.end())
            if unit is not None:
                yield self._quantity(text, Decimal(0 if zero else 1), match.start(), match.end(), unit)

    def _one_noun(self, text: str, end: int) -> tuple[str, int] | None:
        """The noun in the singular behind a number; adjectives before it are told by word and ending."""
        hyphen = _HYPHENATED.match(text, end)
        if hyphen:
            word = hyphen["w"].lower()
            bad = (
                word in self.words.no_hyphen_nouns
                or word in ("time", "man", "on", "stop")
                or word.endswith(("ed", "ly"))
            )
            return None if bad or word in self.lang.noun_stops else (word, hyphen.end())
        position = end
        for _ in range(_REACH):
            match = _WORD.match(text, position)
            if match is None or self._stops(match["w"]) or self._is_pronouns_verb(match["w"]):
                return None
            word, position = match["w"], match.end()
            following = _WORD.match(text, position)
            goes_on = (
                following is not None and not self._stops(following["w"]) and not self._is_pronouns_verb(following["w"])
            )
            if self._is_adjective(word, goes_on):
                continue
            lower = word.lower()
            if (
                goes_on
                and following is not None
                and (lower in self.words.attributive or word in self.words.attributive)
            ):
                continue
            if re.match(r"['’]s?$", word[-2:]) or "'" in word or "’" in word:
                continue
            return (lower if not word[0].isupper() else word), position
        return None

    def _stops(self, word: str) -> bool:
        lower = word.lower()
        return lower in self.lang.noun_stops and lower not in self.words.passed_over

    def _is_adjective(self, word: str, goes_on: bool) -> bool:
        if word in self.words.adjectives or word.lower() in self.words.passed_over:
            return True
        if not goes_on:
            return False
        return word.endswith((*self.words.adjective_ends, "ed", "ly")) or word[0].isupper() or "-" in word

    def _is_pronouns_verb(self, word: str) -> bool:
        """Whether a word behind "one" is no noun: "one wonders", "one would"."""
        return word.endswith("s") and not word.endswith(("ss", "us", "is", "series", "'s", "’s", "lens"))

    def _decimals(self, found: list[Quantity], text: str) -> Iterator[Quantity]:
        """ ".312", "$.50", "magnitude-7.1"."""
        del found
        for match in self.unit_joined.pattern.finditer(text):
            quantity = self._quantity(text, Decimal(match["n"]), match.start("n"), match.end("n"))
            yield replace(quantity, unit=self.unit_joined.code(match), unit_text=match["u"])
        for match in _DECIMAL.finditer(text):
            unit = ("USD", match.end()) if match["c"] else self.unit_behind(text, match.end(), match["n"])
            quantity = self._quantity(text, Decimal("0" + match["n"]), match.start(), match.end(), unit)
            yield replace(quantity, number_start=match.start("n"))

    def _inches(self, found: list[Quantity], text: str) -> Iterator[Quantity]:
        """The inches of "6-foot-2"."""
        for quantity in found:
            match = _HEIGHT.match(text, quantity.number_end)
            inches = (
                self._number(match["n"].lower())
                if match and (match["n"].isdecimal() or match["n"] in self.lang.numerals)
                else None
            )
            if match and inches is not None and inches < 12:
                yield self._quantity(text, inches, match.start("n"), match.end("n"), ("inch", match.end("n")))

    def _ends(self, found: list[Quantity], text: str) -> Iterator[Quantity]:
        """Both ends of "2,000-3,000 head", "aged 18-49", where what is behind or before shows that they are no score."""
        starts = {q.number_start for q in found}
        for match in _PAIR.finditer(text):
            if match.start("b") in starts and match.start("a") in starts:
                continue
            low, high = (
                Decimal(match[x].rstrip(".,").replace(",", "")) if match[x].rstrip(".,").count(".") < 2 else None
                for x in "ab"
            )
            if low is None or high is None or low >= high or self.parts["score_behind"].match(text, match.end()):
                continue
            noun = self.unit_behind(text, match.end(), match["b"])
            age = self.parts["age_before"].search(text, max(0, match.start() - _LOOK_BACK), match.start())
            near = noun is not None and len(text[match.end() : noun[1]].split()) <= 2
            years = 1900 <= low <= 2100 and "," not in match["a"]
            if (near or age) and not years:
                yield self._quantity(text, low, match.start("a"), match.end("a"))
                yield self._quantity(text, high, match.start("b"), match.end("b"), noun if near else None)

    # -- amounts ----------------------------------------------------------------------------------------------------

    def signs_read(self, found: list[Quantity], text: str) -> list[Quantity]:
        """ "returned -3.2%", "-15C": a sign that stands off what is before it and at the number is the number's."""
        result = []
        for quantity in found:
            signed = self.parts["negative"].search(text, max(0, quantity.start - 8), quantity.start)
            dash = signed is not None and "inus" not in signed[0]
            if signed and quantity.value > 0 and not (dash and re.search(r"\d\s*$", text[: quantity.start - 1])):
                quantity = replace(quantity, value=-quantity.value)
            result.append(quantity)
        return result

    def amounts_read(self, found: list[Quantity], text: str) -> list[Quantity]:
        """Magnitudes, currencies and measures that the statistics do not use, and prices in fractions of a cent."""
        return [
            q
            if q.unit in _TIMES
            else self._measured(self._money(self._cents(self._magnified(q, text), text), text), text)
            for q in found
        ]

    def _magnified(self, quantity: Quantity, text: str) -> Quantity:
        """ "Rs 1,240 crore"."""
        match = self.magnitude.match(text, quantity.number_end)
        if match is None:
            return quantity
        factor = self.words.magnitudes[match["m"].lower()]
        return replace(
            quantity,
            value=quantity.value * factor,
            half_unit=quantity.half_unit * factor,
            end=max(quantity.end, match.end()),
        )

    def _cents(self, quantity: Quantity, text: str) -> Quantity:
        """ "$9.38 1/2" is $9.385: behind cents the fraction is of a cent."""
        match = re.fullmatch(
            r"(?P<c>\d+\.\d\d)\s(?P<a>\d)/(?P<b>\d)", text[quantity.number_start : quantity.number_end]
        )
        if match is None or int(match["b"]) == 0:
            return quantity
        return replace(quantity, value=Decimal(match["c"]) + Decimal(match["a"]) / Decimal(match["b"]) / 100)

    def _money(self, quantity: Quantity, text: str) -> Quantity:
        """A currency by its full name or sign: "1.3 billion Canadian dollars", "NZ$5"; millions of pounds are money."""
        position = self._behind_number(quantity, text)
        match = self.currency_after.pattern.match(text, position)
        # pounds alone are a weight, millions of them are not
        if match and (match[0].strip().lower() not in ("pound", "pounds") or position > quantity.number_end):
            return replace(quantity, unit=self.currency_after.code(match), unit_text=match[0].strip(), end=match.end())
        match = self.currency_before.pattern.search(text, max(0, quantity.number_start - 6), quantity.number_start)
        if match:
            end = max(position, quantity.number_end)
            code = self.currency_before.code(match)
            return replace(quantity, unit=code, unit_text=match[0].strip(), start=match.start(), end=end)
        return quantity

    def _behind_number(self, quantity: Quantity, text: str) -> int:
        """Where a number with its magnitude ends."""
        match = self.grammar.magnitude.match(text, quantity.number_end) or self.magnitude.match(
            text, quantity.number_end
        )
        return match.end() if match else quantity.number_end

    def _measured(self, quantity: Quantity, text: str) -> Quantity:
        """ "8GB", "46C", "10 mg", "300 cubic feet". A letter alone is a measure only where it is glued to digits."""
        if quantity.start != quantity.number_start and quantity.unit is not None:
            return quantity
        position = self._behind_number(quantity, text)
        if text[position : position + 1] in ".,;:)":
            return quantity
        match = self.measures.pattern.match(text, position)
        if match is None or (len(match[0].strip(" -")) == 1 and match[0][0] in " -"):
            return quantity
        if match.end() >= quantity.end - len(quantity.unit_text) and text[position - 1].isalnum():
            code = self.measures.code(match)
            return replace(quantity, unit=code, unit_text=match[0].strip(" -"), end=match.end())
        return quantity

    # -- ages and names ---------------------------------------------------------------------------------------------

    def ages_read(self, found: list[Quantity], text: str) -> list[Quantity]:
        """ "aged 45", "ages 4 and 7", "Mendel, 52,", "turned 50", "65 and older"."""
        result: list[Quantity] = []
        for quantity in found:
            whole = (
                quantity.unit is None
                and quantity.end == quantity.number_end
                and quantity.value == quantity.value.to_integral_value()
            )
            if whole and 0 < quantity.value < 120 and self._is_age(quantity, text, result):
                quantity = replace(quantity, unit="year")
            result.append(quantity)
        return result

    def _is_age(self, quantity: Quantity, text: str, before: list[Quantity]) -> bool:
        if self.parts["age_before"].search(text, max(0, quantity.start - _LOOK_BACK), quantity.start):
            return text[quantity.end : quantity.end + 1] != "%"
        if self.parts["age_behind"].match(text, quantity.end):
            return True
        listed = before and before[-1].unit == "year" and before[-1].end == before[-1].number_end
        if listed and _LISTED.fullmatch(text, before[-1].end, quantity.start):
            return True
        apposed = re.search(r"[A-Za-z][\w.’']*,\s$", text[max(0, quantity.start - 20) : quantity.start])
        if (
            not apposed
            or quantity.value < 1
            or not text[quantity.start].isdigit()
            or self.month_before.search(text[: apposed.end()])
        ):
            return False
        if re.match(r",\s(?:or\s|\d)", text[quantity.end :]):
            return False
        return re.match(r"(?:,\s|;|\.(?:$|\s)|,?$)", text[quantity.end :]) is not None and not self._counts_before(
            before, quantity, text
        )

    def _counts_before(self, before: list[Quantity], quantity: Quantity, text: str) -> bool:
        """Whether the comma before a number is one of a list of numbers."""
        return bool(before) and len(text[before[-1].end : quantity.start].split()) < 2

    def names_dropped(self, found: list[Quantity], text: str) -> list[Quantity]:
        """Without the numbers of names, dates, years, clocks, titles and streets that a page's reading does not meet."""
        titles = [m.span() for m in _QUOTED.finditer(text) if _is_title(m["q"])]
        return [
            q for q in found
            if not (
                self._is_name(q, text) or self._is_time(q, text)
                or (not text[q.number_end :].startswith("%") and q.start == q.number_start and any(a <= q.start < b for a, b in titles))
            )
        ]  # fmt: skip

    def _is_name(self, quantity: Quantity, text: str) -> bool:
        start = quantity.start
        if start != quantity.number_start or quantity.unit == "percent":
            return False
        before = text[max(0, start - _LOOK_BACK) : start]
        printed = text[start : quantity.number_end]
        if printed[0].isdigit() and before[-1:].isalpha():
            return True  # "PS5 consoles"
        if printed.lower() == "one" and self.parts["no_one"].search(text, max(0, start - 3), quantity.number_end + 20):
            return True
        if not printed[0].isdigit():
            # "Formula One", "the Final Four"
            sentence = re.search(r"(?:^|[.!?:;]\s+|[\"“‘(]\s*|—\s*|-)$", before)
            return printed[0].isupper() and not sentence and re.search(r"[A-Za-z0-9,]\s+$", before) is not None
        end = quantity.number_end
        plain = quantity.end == end or not text[end : end + 1].isalpha()
        if plain and self.labels.search(text, max(0, start - _LABEL), start):
            return self.grammar.magnitude.match(text, end) is None
        if self.name_behind.match(text, end):
            return True
        if quantity.unit is not None or quantity.end != end:
            return False
        word = _CAPITALISED.search(before)
        return word is not None and not self._may_stand_before(word["w"], before)

    def _may_stand_before(self, word: str, before: str) -> bool:
        """Whether a capitalised word makes no name of the bare number behind it: "Only 12", "Arsenal's 12", "the Greens 38"."""
        lower = word.lower().rstrip(".")
        if lower in self.words.no_names or lower in self.lang.noun_stops or word.endswith(("'s", "’s", "s'", "s’")):
            return True
        return self.singular(word) is not None and re.search(rf"\bthe\s+{re.escape(word)}\s$", before) is not None

    def _is_time(self, quantity: Quantity, text: str) -> bool:
        """ "8:40 remaining", "May 4 local elections", "in 1891"."""
        start, end = quantity.start, quantity.number_end
        printed = text[start:end]
        if start != quantity.number_start:
            return False
        if re.search(r"\d:$", text[max(0, start - 2) : start]) or re.match(r":\d\d", text[end:]):
            return True
        if not printed.isdecimal():
            return False
        glued = quantity.unit is not None and len(text[end : quantity.end].split()) == 1 and text[end : end + 1] in " -"
        if quantity.value <= 31 and not glued and quantity.unit != "percent":
            date = self.month_before.search(text, max(0, start - 25), start) or self.month_behind.match(text, end)
            if date:
                return True
        year = len(printed) == 4 and 1000 <= quantity.value <= 2100 and quantity.end == end
        return (
            year
            and quantity.unit is None
            and self.parts["year_before"].search(text, max(0, start - 10), start) is not None
        )

    # -- units ------------------------------------------------------------------------------------------------------

    def units_read(self, found: list[Quantity], text: str) -> list[Quantity]:
        """The noun behind a number, where the plain reading found none or took the wrong word of several."""
        result = []
        for index, quantity in enumerate(found):
            # a number joined to its noun may stand before another's ("two 16-ounce bottles")
            behind = (q.start for q in found[index + 1 :] if text[q.number_end : q.number_end + 1] != "-")
            quantity = self._noun_read(quantity, text, next(behind, len(text)))
            overlaps = index + 1 < len(found) and quantity.end > found[index + 1].start
            result.append(replace(quantity, end=quantity.number_end) if overlaps else quantity)
        return result

    def _noun_read(self, quantity: Quantity, text: str, limit: int) -> Quantity:
        if quantity.unit in _TIMES:
            return quantity
        position = self._behind_number(quantity, text)
        if quantity.start != quantity.number_start or (0 < quantity.value < 1 and quantity.unit is not None):
            return quantity
        year = quantity.unit is None and quantity.end == quantity.number_end and 1900 <= quantity.value <= 2100
        if year and text[quantity.start : quantity.end].isdecimal():
            return quantity
        glued = _GLUED.match(text, position) if position == quantity.number_end else None
        if glued and quantity.unit not in (None, "metre"):
            position = glued.end()  # "2.5m refugees": the plain reading has the magnitude
        elif glued:
            noun = self.counted(text, glued.end())
            if noun is not None and noun[0].lower() not in self.lang.races:
                factor = self.grammar.glued_factor(glued[0])
                return replace(
                    quantity, value=Decimal(quantity.value) * factor, half_unit=quantity.half_unit * factor, unit=noun[0],
                    unit_text=text[position : noun[1]], end=noun[1],
                )  # fmt: skip
        if quantity.unit is None and position == quantity.number_end:
            named = self.unit_before.pattern.search(text, max(0, quantity.start - 20), quantity.start)
            if named:
                return replace(quantity, unit=self.unit_before.code(named), unit_text=named[0].strip())
        if quantity.unit is not None and (
            quantity.unit.isupper() or quantity.unit.lower() not in self._plain_singulars(text, quantity)
        ):
            return quantity
        unit = self.unit_behind(text, position, text[quantity.start : quantity.number_end])
        if unit is None or unit[1] > limit:
            return quantity
        return replace(quantity, unit=unit[0], unit_text=text[position : unit[1]].strip(" -"), end=unit[1])

    def _plain_singulars(self, text: str, quantity: Quantity) -> tuple[str, ...]:
        """What the plain rules make of the plural that ends a quantity: a unit that is one of these was found by them."""
        word = re.split(r"[\s-]", text[quantity.number_end : quantity.end])[-1].lower()
        return tuple(
            w for w in (word[:-1], word[:-2], word[:-3] + "y") if word.endswith("s") and w not in self.declared
        )

    def unit_behind(self, text: str, end: int, printed: str) -> tuple[str, int] | None:
        """The measure or noun behind a number as printed, and where it ends."""
        measure = self.grammar.measured(text, end)
        if measure is not None:
            return measure
        match = self.measures.pattern.match(text, end)
        if match and len(match[0].strip(" -")) > 1:
            return self.measures.code(match), match.end()
        return self._hyphenated(text, end, printed) or self.counted(text, end)

    def _hyphenated(self, text: str, end: int, printed: str) -> tuple[str, int] | None:
        """ "20-nation", "88-ball", "five-place"; "seven 3-pointers"."""
        pointers = _POINTERS.match(text, end)
        if pointers:
            return pointers["w"].rstrip("s"), pointers.end()
        match = _HYPHENATED.match(text, end)
        if match is None:
            return None
        word = match["w"].lower()
        if (
            word in self.words.no_hyphen_nouns
            or word in self.lang.noun_stops - self.words.verbs_too
            or word.endswith(("ed", "ly"))
        ):
            return None
        if printed.lower() == "one" and word in ("time", "on"):
            return None
        return self.singular(match["w"]) or word, match.end()

    def counted(self, text: str, end: int, compounds: bool = True) -> tuple[str, int] | None:
        """The noun that a number ending at `end` counts: the first plural, the last of a compound ("measles cases")."""
        so = self.or_so.match(text, end)
        position = so.end() if so else end
        odd = re.match(r"-(?:odd|plus|strong|something)(?=\s)", text[position:])
        position += odd.end() if odd else 0
        joined_before = _JOINED.match(text, position)
        position = joined_before.end() if joined_before else position
        for index in range(_REACH):
            match = _WORD.match(text, position)
            if match is None:
                return None
            word, position = match["w"], match.end()
            lower = word.lower()
            following = _WORD.match(text, position)
            compound = compounds and following is not None and self._counts(following["w"]) is not None
            unit = self._counts(word)
            if unit is not None and not (
                compound and following is not None and following["w"].lower() not in self.words.verbs_too
            ):
                if word == "others" and index:
                    return None
                return unit, position
            if unit is None and (
                self._stops(word) or (lower.endswith("ly") and len(lower) > 4 and lower not in self.words.passed_over)
            ):
                return None
            if text[position : position + 1] in ",;:.()":
                return None
        return None

    def _counts(self, word: str) -> str | None:
        """The unit that a word is when counted, None for any but a plural or a noun that needs none."""
        lower = word.lower()
        if lower in self.words.uncounted:
            return self.words.uncounted[lower]
        if lower in self.lang.noun_stops and lower not in self.words.verbs_too and lower != "others":
            return None
        return self.singular(word)

    def singular(self, word: str) -> str | None:
        """The singular of a plural, capitals kept; None for any other word."""
        lower = word.lower()
        known = self.words.singulars.get(lower) or self.lang.irregular_plurals.get(lower)
        if known is not None:
            return known[:1].upper() + known[1:] if word[:1].isupper() else known
        if re.fullmatch(r"[A-Z]{2,}s", word):
            return word[:-1]
        demonym = (
            word[:1].isupper()
            and lower.endswith(("ris", "nis", "lis", "kis", "qis", "tis", "dis", "shis"))
            and len(word) > 5
        )
        if lower.endswith(("ss", "us", "is", "'s", "’s")) and not demonym:
            return None
        if not lower.endswith("s") or len(lower) < 3:
            return None
        head, tail = word.rpartition("-")[0], word.rpartition("-")[2]
        return head + "-" + _regular(tail) if head else _regular(word)

    # -- what numbers say of each other -----------------------------------------------------------------------------

    def parts_of_wholes(self, found: list[Quantity], text: str) -> list[Quantity]:
        """ "four of the five analysts", "24 of 29 passes", "half of his 30 points", "eight of the passengers"."""
        result = list(found)
        for index in range(len(result) - 1, -1, -1):
            part = result[index]
            if part.unit is not None or 1900 <= part.value <= 2100:
                continue
            whole = result[index + 1] if index + 1 < len(result) else None
            if (
                whole is not None
                and whole.unit is not None
                and self.parts["of_them_all"].fullmatch(text, part.end, whole.start)
            ):
                if whole.unit != "percent" and whole.start == whole.number_start:
                    result[index] = replace(part, unit=whole.unit)
                continue
            of = self.parts["of_what"].match(text, part.end)
            noun = self.counted(" " + text[of.end() :].lstrip(), 0) if of else None
            single = re.match(r"\s+of\s+an?\s+(?P<w>[a-z]+)", text[part.end :])
            if noun is not None:
                result[index] = replace(part, unit=noun[0])
            elif single and part.end == part.number_end and part.value < 100:
                result[index] = replace(part, unit=single["w"])
        return result

    def ranges_joined(self, found: list[Quantity], text: str) -> list[Quantity]:
        """Ends of a range made one, also "ranging from eight to 22 years"; not a change and a level ("gained $11 to $1,786")."""
        result: list[Quantity] = []
        index = 0
        while index < len(found):
            left = found[index]
            right = found[index + 1] if index + 1 < len(found) else None
            if right is not None and self._is_range(left, right, text):
                left = joined(left, right, text)
                index += 1
            result.append(left)
            index += 1
        return result

    def _is_range(self, left: Quantity, right: Quantity, text: str) -> bool:
        between = text[left.end : right.start]
        before = text[max(0, left.start - _LOOK_BACK) : left.start]
        if (
            left.value >= right.value * (1 if left.end != left.number_end or right.unit is None else 1000)
            and left.unit is not None
        ):
            return False
        own = left.unit is not None and (left.end != left.number_end or left.start != left.number_start)
        scale = text[left.number_end : left.end].strip()
        worded = left.unit is None and (
            not text[right.number_end : right.end].strip().startswith(scale)
            or (0 < left.value < 1 and text[left.number_start].isalpha())
        )
        if worded:  # "fell by a fifth to £2.1bn", "3 million to 5 people"; but "3 million to 5 million people"
            return False
        if own and "to" in between and self.parts["change_before"].search(before):
            return False
        if is_range(left, right, text):
            return True
        if (
            left.unit is None
            and "," in text[left.start : left.end]
            and is_range(replace(left, value=Decimal(1)), right, text)
        ):
            return True  # "2,000-3,000 head": a comma is in no year
        if not _SUSPENDED.fullmatch(between) or left.unit not in (None, right.unit) or left.value >= right.value:
            return False
        years = 1900 <= left.value <= 2100 and left.unit is None and text[left.start : left.end].isdecimal()
        said = (
            _BETWEEN.search(before)
            or (between.strip() != "and" and left.unit == right.unit == "year")
            or between.startswith("-")
            or (scale and left.unit is None and not self._is_change(before))
            or (left.unit is None and _BY.search(before) and right.value <= left.value * _NEAR)
        )
        return (
            bool(said)
            and not years
            and (between.strip() != "and" or bool(_BETWEEN.search(before) or "between" in before[-20:]))
        )

    def _is_change(self, before: str) -> bool:
        """Whether what a number follows makes it a change or where one began: "grew 4 million to 50 million", "from 40 million to …"."""
        return bool(self.parts["change_before"].search(before) or _FROM.search(before))

    def scores_dropped(self, found: list[Quantity], text: str) -> list[Quantity]:
        """Without "6-4, 3-6, 7-6 (5)", "a 5-4 ruling", "won 3-2 victory": numbers at a dash that are no range."""
        return [q for q in found if not self._is_score(q, text)]

    def _is_score(self, quantity: Quantity, text: str) -> bool:
        if quantity.start != quantity.number_start or not text[quantity.start].isdigit():
            return False
        before, behind = text[max(0, quantity.start - 8) : quantity.start], text[quantity.number_end :]
        dashed = re.search(r"\d[-–]$", before) or re.search(r"\d[-–]\d+\s\($", before)
        if quantity.unit is None:
            return bool(dashed or re.match(r"[-–]\d", behind)) and quantity.values is None
        pair = re.match(r"[-–]\d+", behind)
        end = quantity.number_end + (pair.end() if pair else 0)
        return bool(dashed or pair) and self.parts["score_behind"].match(text, end) is not None

    def earlier_units_taken(self, found: list[Quantity], text: str) -> list[Quantity]:
        """A number with nothing behind it counts what was counted before: "487 yards to 212", "101 games, 16 more"."""
        result = list(found)
        for index, quantity in enumerate(result):
            if quantity.unit is not None:
                continue
            if index and self._is_level(result[index - 1], quantity, text):
                result[index] = replace(quantity, unit=result[index - 1].unit)
            elif self._is_elliptic(quantity, text):
                unit = (
                    self._earlier(result[:index], quantity, text)
                    or self._later(result[index:], text)
                    or self._subject(quantity, text)
                )
                result[index] = replace(quantity, unit=unit)
        return result

    def _is_level(self, before: Quantity, quantity: Quantity, text: str) -> bool:
        """ "110.35 yen, down from 110.80": the level before, of a like size."""
        between = text[before.end : quantity.start]
        alike = before.value < quantity.value * 2 and quantity.value < before.value * 2
        decimal = "." in text[quantity.number_start : quantity.number_end]
        bare = (
            decimal
            and quantity.end == quantity.number_end
            and before.unit not in (None, *_TIMES - {"percent"})
            and before.values is None
        )
        return (
            bare
            and alike
            and re.fullmatch(r",?\s(?:up|down|compared|versus|against)\s(?:from|with|to)?\s?", between) is not None
        )

    def _is_elliptic(self, quantity: Quantity, text: str) -> bool:
        if quantity.start != quantity.number_start or (0 < quantity.value < 1) or quantity.values is not None:
            return False
        decimal = "." in text[quantity.start : quantity.number_end] and quantity.end == quantity.number_end
        return not decimal and self.parts["nothing_behind"].match(text, quantity.end) is not None

    def _earlier(self, before: Iterable[Quantity], quantity: Quantity, text: str) -> str | None:
        """The unit of the last thing counted before; one that is beside the point ("in 31 states") only where none else is."""
        beside = None
        for earlier in reversed(list(before)):
            unit = earlier.unit
            if (
                unit is None
                or unit in _TIMES
                or unit in _RATES
                or (unit.isupper() and len(unit) == 3 and earlier.start == earlier.number_start)
            ):
                continue
            if unit == "US cent" or earlier.value == 1:
                continue
            if re.search(r"[.!?][\"”]?\s+[A-Z\"“]", text[earlier.end : quantity.start]) and beside is not None:
                break
            if not self.parts["aside"].search(text, max(0, earlier.start - _LOOK_BACK), earlier.start):
                return unit
            beside = beside or unit
        return beside

    def _subject(self, quantity: Quantity, text: str) -> str | None:
        """The plural that a sentence is about, where it counts nothing itself: "the number of new cases rose to 12,870"."""
        if not re.search(
            r"\b(?:to|from|at|by|of|reached|hit|totall?ed|was|were|numbered|and)\s+(?:[a-z]+\s+){0,3}$",
            text[: quantity.start],
        ):
            return None
        for match in reversed(list(self.number_of_plural.finditer(text, 0, quantity.start))):
            noun = self.counted(" " + match["words"], 0)
            if noun is not None:
                return noun[0].lower()
        for match in reversed(list(self.parts["subject"].finditer(text, 0, quantity.start))):
            unit = self._counts(match["noun"].split()[-1])
            if unit is not None and not match["noun"].lower().startswith(
                ("shares", "stocks", "prices", "sales", "futures")
            ):
                return unit.lower()
        return None

    @cached_property
    def number_of_plural(self) -> re.Pattern[str]:
        """ "the average of new cases", its words behind "of" in the group."""
        return self._pattern(self.words.number_of + r"(?P<words>[\w’'-]+(?:\s+[\w’'-]+){0,4})")

    def _later(self, behind: list[Quantity], text: str) -> str | None:
        """The unit of the number that a bare one is compared with: "194,000 …, topping the 175,000 jobs"."""
        if len(behind) < 2:
            return None
        bare, other = behind[0], behind[1]
        plain = (
            other.unit is not None
            and other.unit not in _TIMES
            and other.start == other.number_start
            and other.value > 1
        )
        alike = plain and bare.value < other.value * 20 and other.value < bare.value * 20
        return other.unit if alike and self.parts["compared"].search(text, bare.end, other.start) else None

    def units_as_printed(self, found: list[Quantity], text: str) -> list[Quantity]:
        """ "4 cents" are cents of whatever money, "tons" are not said to be metric."""
        result = []
        for quantity in found:
            if quantity.unit in ("US cent", "tonne"):
                printed = self.printed.pattern.search(text, quantity.number_end, quantity.end)
                quantity = replace(quantity, unit=self.printed.code(printed)) if printed else quantity
            result.append(quantity)
        return result


def _regular(word: str) -> str:
    """The singular of a plural by the rules of spelling."""
    lower = word.lower()
    if lower.endswith("ies") and len(lower) > 4:
        return word[:-3] + "y"
    if lower.endswith(("ches", "shes", "sses", "xes", "tzes")) or (lower.endswith("oes") and len(lower) > 4):
        return word[:-2]
    if lower.endswith("uses") and not lower.endswith(("ouses", "auses")) and len(lower) > 5:
        return word[:-2]
    return word[:-1]


def _is_title(quoted: str) -> bool:
    """Whether what stands in quotation marks is a title: each longer word begins with a capital, and it ends as no speech does."""
    words = quoted.split()
    long = [w for w in words if len(w) > 3 or w is words[-1]]
    return (
        1 < len(words) <= 8
        and all(not w[:1].islower() for w in long)
        and any(w[:1].isupper() for w in words)
        and words[0][:1] != "$"
    )


def _merged(found: list[Quantity], added: Iterable[Quantity]) -> list[Quantity]:
    """Both in order; what was found gives way where it overlaps, unless its number is the longer one ("two and a half")."""
    new: list[Quantity] = []
    for quantity in added:
        inside = any(
            q.number_start <= quantity.number_start and quantity.number_end <= q.number_end
            and q.number_end - q.number_start > quantity.number_end - quantity.number_start
            for q in found
        )  # fmt: skip
        if not inside and (not new or quantity.start >= new[-1].end):
            new.append(quantity)
    if not new:
        return found
    kept = [
        _cut(q, new) for q in found if not any(q.number_start < n.number_end and n.number_start < q.number_end for n in new)
    ]  # fmt: skip
    return sorted([*kept, *new], key=lambda q: (q.start, -q.end))


def _cut(quantity: Quantity, new: list[Quantity]) -> Quantity:
    """A quantity without what another's number now takes: the noun that was found behind it is that one's."""
    behind = [n.start for n in new if quantity.number_end <= n.start < quantity.end]
    if not behind:
        return quantity
    own = quantity.start != quantity.number_start or quantity.unit == "foot"  # "$5 …", "6-foot-2"
    if own:
        return replace(quantity, end=max(quantity.number_end, min(behind) - 1))
    return replace(quantity, unit=None, unit_text="", end=quantity.number_end)


class _Table:
    """The patterns of a table, longest first, as one in `frame` for `{}`; and their codes."""

    def __init__(self, table: Mapping[str, str], frame: str, flags: int = 0) -> None:
        items = sorted(table.items(), key=lambda item: -len(item[0]))
        body = "|".join(f"(?P<g{i}>{pattern})" for i, (pattern, _) in enumerate(items)) or "(?!)"
        self.pattern = re.compile(frame.replace("{}", f"(?:{body})"), flags)
        self.codes = {f"g{i}": code for i, (_, code) in enumerate(items)}

    def code(self, match: re.Match[str]) -> str:
        """The code of the pattern that matched."""
        return next(code for group, code in self.codes.items() if match[group] is not None)


@cache
def rules(language: str) -> Rules:
    """The general rules of a language. Raises ValueError for one that has no words for them."""
    lang = language_module(language)
    if lang.general is None:
        raise ValueError(f"no general rules for {language!r}")
    return Rules(lang, lang.general)
