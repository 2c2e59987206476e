"""Ranks among the provinces."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from extractors.cues import Sentence
from extractors.linking.readings import Readings
from extractors.linking.state import (
    MAX_SUBJECT_COST,
    MONEY,
    RANKED,
    Previous,
    Subject,
    investment_reading,
)
from extractors.quantities import Quantity
from extractors.records import Mention


class Ranks(Readings):
    """Ranks among the provinces."""

    def _rank(self, sentence: Sentence, match: re.Match[str]) -> Mention | None:
        """A rank among the provinces; None where it is a region's, a growth rate's or of nothing that is ranked here."""
        groups = [v for v in match.groupdict().values() if v]
        word = groups[0].lower() if groups else ""
        digits = re.match(r"\d+", word)
        value = int(digits[0]) if digits else self.lang.ordinals.get(word, 2 if word == "á quân" else 1)
        around = (
            sentence.text[max(0, match.start() - 25) : match.end()]
            + re.split(r"[;,.]|\b(?:and|và)\s+(?=\d|\w+th\b)", sentence.text[match.end() : match.end() + 90])[0]
        )
        if self.lang.find("rank_out").search(around) and not re.search(
            r"cả nước|toàn quốc|nationwide|in the country", around, re.I
        ):
            return None
        quantity = Quantity(
            Decimal(value), "rank", match[0], "=", match.start(), match.end(), match.start(), match.end()
        )
        if self._excluded_place(sentence, quantity) in ("another place", "one company"):
            return None
        subject = self._rank_subject(sentence, quantity)
        if not subject.indicator or self._of_growth(sentence, quantity, subject):
            return None
        reading = self._reading(sentence, quantity, subject, "RANK", self._level_before(quantity, subject))
        foreign = subject.indicator == "attracted_capital" and bool(sentence.of("foreign"))
        reading = replace(
            reading, unit="rank", activity="_T", bound="=", ownership="foreign" if foreign else reading.ownership
        )
        return self._mention(sentence, quantity, "observation", reading=reading)

    def _of_growth(self, sentence: Sentence, quantity: Quantity, subject: Subject) -> bool:
        """The rank of a growth rate: the figure right before it is one, and the sentence has no level."""
        cues = [c for c in sentence.of("indicator") if c.code == subject.indicator]
        cue, cost = self._nearest(sentence, quantity, cues)
        if cue is not None and cost < 25 and self.lang.find("of_its_growth").match(sentence.text, cue.end):
            return True
        before = [q for q in sentence.quantities if q.end <= quantity.start]
        growth = bool(before) and before[-1].unit == "percent" and quantity.start - before[-1].end < 70
        if not growth or self._direction(sentence, before[-1], *self._clause(sentence, before[-1])) == 0:
            return False
        return (
            not any(q.unit in MONEY for q in before)
            and bool(sentence.of("growth", "up"))
            and subject.indicator in ("grdp", "industrial_production_value", "industrial_production_index")
        )

    def _level_before(self, quantity: Quantity, subject: Subject) -> Previous:
        last = self.memory.last
        if last is None or last.indicator != subject.indicator or not self.memory.paragraph_read:
            return None
        return quantity, last

    def _rank_subject(self, sentence: Sentence, quantity: Quantity) -> Subject:
        ranked = [c for c in sentence.of("indicator") if c.code in RANKED]
        cue, cost = self._nearest(sentence, quantity, ranked)
        fdi = list(sentence.of("foreign", "attracted"))
        mark, fdi_cost = self._nearest(sentence, quantity, fdi)
        stock = self.memory.last is not None and self.memory.last.indicator in (
            "investment_capital",
            "investment_projects",
        )
        if stock and not sentence.of("attracted") and cost > 15:
            return Subject("investment_capital", "stock", cost=15)
        if mark is not None and fdi_cost < cost and sentence.of("foreign", "attracted"):
            return Subject("attracted_capital", "attracted", cost=fdi_cost)
        if cue is not None and cost < MAX_SUBJECT_COST:
            return Subject(cue.code, cost=cost)
        last = self.memory.last
        if last is not None and not sentence.of("other_subject"):
            code = "attracted_capital" if investment_reading((quantity, last)) else last.indicator
            if code not in RANKED and code != "attracted_capital":
                return Subject()
            return Subject(code, cost=25, inherited=True)
        return Subject()
