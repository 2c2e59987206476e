"""What stands beside the observations: claims and companies' investments (GUIDE section 5)."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from extractors import periods
from extractors.cues import Cue, Sentence
from extractors.linking.ranks import Ranks
from extractors.linking.state import (
    MONEY,
    Previous,
)
from extractors.periods import TimeExpression
from extractors.quantities import Quantity
from extractors.records import Mention


class Beside(Ranks):
    """What stands beside the observations: claims and companies' investments (GUIDE section 5)."""

    def _claim(self, sentence: Sentence, quantity: Quantity, ratio: Decimal, previous: Previous) -> Mention:
        """A ratio between two periods of one indicator (GUIDE section 5), kept beside the observations."""
        cue, cost = self._nearest(sentence, quantity, [c for c in sentence.of("indicator") if self._can_grow(c.code)])
        last = previous[1] if previous is not None else self.memory.last
        indicator = cue.code if cue is not None and (cost < 20 or last is None) else last.indicator if last else ""
        if self._excluded_place(sentence, quantity) or not indicator:
            return self._mention(sentence, quantity, "claim", "a ratio of something that has no indicator here")
        context = self.memory.context
        kind = self.catalog.indicators[indicator].kind
        times = self._times(sentence)
        own = self._nearest_time(sentence, quantity, times)
        bases = [t for t in sentence.times if t.compared]
        base = min(bases, key=lambda t: abs(t.start - quantity.start), default=None)

        def period(time: TimeExpression | None) -> str | None:
            if time is None:
                return None
            return periods.stock_date(time, context) if kind == "stock" else periods.flow_period(time, context)

        time_period = period(own) or (last.time_period if last is not None else None)
        base_period = period(base)
        if base_period is None or (base is not None and not base.year):
            base_period = periods.year_before(time_period)
        details = {
            "indicator": indicator, "ratio": ratio, "time_period": time_period, "base_period": base_period,
        }  # fmt: skip
        return replace(self._mention(sentence, quantity, "claim", "a ratio between two periods"), details=details)

    def _ratio_in_words(self, sentence: Sentence, match: re.Match[str], previous: Previous) -> Mention:
        ratio = next((v for p, v in self.lang.ratios.items() if re.search(p, match[0], re.IGNORECASE)), "2")
        quantity = Quantity(
            Decimal(ratio), "times", match[0], "=", match.start(), match.end(), match.start(), match.end()
        )
        return self._claim(sentence, quantity, quantity.value, previous)

    def _investment_of_company(self, sentence: Sentence, quantity: Quantity) -> Mention | None:
        """One company's announced investment (GUIDE section 5); None where the words do not speak of one."""
        if quantity.unit not in (*MONEY, "EUR", "JPY", "KRW") or not self.lang.find("investing").search(sentence.text):
            return None
        companies = [c for c in sentence.of("company") if c.end <= quantity.start] or sentence.of("company")
        if not companies or (self.memory.scope == "out" and not sentence.of("home")):
            return None
        start, end = self._clause(sentence, quantity)
        beside = sentence.text[max(start, quantity.start - 80) : min(end, quantity.end + 30)]
        event = next((e for e, p in self.lang.investment_events.items() if re.search(p, beside, re.IGNORECASE)), "new")
        time = self._nearest_time(sentence, quantity, [t for t in self._times(sentence) if t.unit != "now"])
        details = {
            "investor": self._company_name(sentence, companies[-1]), "value": quantity.value, "unit": quantity.unit, "event": event,
            "time_period": periods.flow_period(time, self.memory.context) if time is not None else None,
        }  # fmt: skip
        return replace(self._mention(sentence, quantity, "investment", "one company's investment"), details=details)

    def _company_name(self, sentence: Sentence, cue: Cue) -> str:
        """The company as it is written: the words with capitals around those that gave it away."""
        left = re.search(r"(?:[A-ZĐ][\w&.-]*\s+)*$", sentence.text[: cue.start])
        right = re.match(r"(?:\s+(?:[A-ZĐ][\w&.-]*|of|and)(?=\s+[A-ZĐ]|\W|$))*", sentence.text[cue.end :])
        return sentence.text[
            cue.start - len(left[0] if left else "") : cue.end + len(right[0] if right else "")
        ].strip()
