"""Projects and their capital: new, adjusted, in force, attracted, disbursed."""

from __future__ import annotations

import re

from extractors.cues import EVENTS, Cue, Sentence
from extractors.linking.counts import Counts
from extractors.linking.state import (
    EVENT_CODES,
    MONEY,
    Previous,
    Subject,
    investment_reading,
)
from extractors.quantities import Quantity
from extractors.records import Reading


class Investments(Counts):
    """Projects and their capital: new, adjusted, in force, attracted, disbursed."""

    def _event_of(self, reading: Reading) -> str:
        first = reading.indicator.split("_")[0]
        return "stock" if first == "investment" else first

    def _total_of_stock(self, sentence: Sentence, previous: Previous) -> bool:
        """New and adjusted capital told right after a stock of projects, with no period: the whole registered so far."""
        before = previous[1] if previous is not None else self.memory.last if self.memory.paragraph_read else None
        flows = [t for t in self._times(sentence) if t.unit != "now" and not t.as_of]
        return not flows and before is not None and before.indicator in ("investment_projects", "investment_capital")

    def _counted_excluded(self, sentence: Sentence, quantity: Quantity) -> bool:
        """ "Góp vốn, mua cổ phần 49 lượt, giá trị 19,9 triệu USD": the value of what was counted just before, and is out."""
        before = [q for q in sentence.quantities if q.end <= quantity.start]
        if (
            not before
            or before[-1].unit not in ("turn", "project", "enterprise")
            or quantity.start - before[-1].end > 40
        ):
            return False
        start, _ = self._clause(sentence, before[-1])
        return any(start <= c.start and c.end <= quantity.start for c in sentence.of("excluded_event"))

    def _investment(self, sentence: Sentence, quantity: Quantity, previous: Previous) -> Subject:
        """Projects and their capital: which event, by the nearest event cue or by the figure that this one belongs to."""
        is_money = quantity.unit in MONEY
        marks = list(sentence.of("foreign", "domestic", "attracted", "disbursed", "adjusted", "new", "in_zones"))
        capital = [
            Cue("word", "", m.start(), m.end())
            for m in re.finditer(
                r"\b(?:capital\w*|investments?|invested|vốn|đầu tư|projects?|dự án)\b", sentence.text, re.I
            )
        ]
        _cue, subject_cost = self._nearest(
            sentence, quantity, [*capital, *(c for c in marks if c.kind in ("foreign", "domestic", "disbursed"))]
        )
        start, end = self._clause(sentence, quantity)
        if not any(start <= c.start and c.end <= max(end, quantity.end) for c in [*capital, *sentence.of(*EVENTS)]):
            subject_cost += 8
        pair = investment_reading(previous)
        if previous is not None and ";" in sentence.text[previous[0].end : quantity.start] and sentence.of("indicator"):
            pair = None
        if (
            is_money
            and previous
            and previous[1]
            and previous[1].indicator == "new_enterprises"
            and (capital or self.lang.find("new").search(sentence.text))
        ):
            return Subject("new_enterprises_capital", cost=3)
        if is_money and pair is None and not (capital or sentence.of("foreign", "domestic", "attracted", "disbursed")):
            return Subject(cost=999)
        if is_money and self._counted_excluded(sentence, quantity):
            return Subject(excluded="an event without an indicator", cost=4)
        event = self._event(sentence, quantity, pair)
        if pair is not None and event == self._event_of(pair):
            subject_cost = min(subject_cost, 6)
        if event == "excluded_event":
            return Subject(excluded="an event without an indicator", cost=subject_cost)
        if event == "attracted" and is_money and self._total_of_stock(sentence, previous):
            event = "stock"
        code = EVENT_CODES[event][1 if is_money else 0]
        if event == "attracted" and not is_money:
            last = self.memory.last
            flowing = last is not None and self._kind(last) == "flow" and bool(self.memory.last_flow)
            stock = self.lang.find("perfect").search(sentence.text) or not flowing
            if sentence.times:
                stock = self._as_of_now(sentence, quantity)
            code = "investment_projects" if stock else "new_projects"
        return Subject(code, event, cost=subject_cost)

    def _event(self, sentence: Sentence, quantity: Quantity, pair: Reading | None) -> str:
        """The event by the words nearest to the number: its own, the figure's before it, the sentence's, the text's."""
        start, end = self._clause(sentence, quantity)
        behind = re.split(r"[,;.(:]", sentence.text[quantity.end : min(end, quantity.end + 60)])[0]
        cues = sentence.of(*EVENTS)
        cues = [c for c in cues if not self._in_closed_brackets(sentence, c, quantity)]
        own = [c for c in cues if start <= c.start and c.start < quantity.end]
        tail = [c for c in cues if quantity.end <= c.start and c.end <= quantity.end + len(behind)]
        left = [c for c in cues if c.end <= start]
        right = [c for c in cues if c.start >= quantity.end]
        now = self._as_of_now(sentence, quantity) and bool(sentence.times)
        breakdown = re.search(
            r"of (?:these|which|them|those)|^of this,|trong đó|in which|among|including|account|respectively|bao gồm|gồm",
            sentence.text[: quantity.start],
            re.I,
        )
        spent = any(c.kind == "excluded_event" for c in tail) and not any(c.kind == "excluded_event" for c in own)
        if spent and quantity.unit in MONEY and not re.search(r"\b(?:and|,|và)\b", behind.split("share")[0]):
            return "excluded_event"
        following = next((q for q in sentence.quantities if q.start >= quantity.end), None)
        if following is not None and following.unit in MONEY and following.start - quantity.end < 14:
            said = self.lang.find("excluded_event").search(re.split(r"[,;.]", sentence.text[following.end :])[0][:30])
            if said and quantity.unit == "project":
                return "excluded_event"
        boundary = (
            max((m.end() for m in re.finditer(r",|;|\b(?:and|và)\b", sentence.text[start : quantity.start])), default=0)
            + start
        )
        strong_tail = [c for c in tail if not self._weak(sentence, c) and c.kind in ("adjusted", "new", "disbursed")]
        own_kinds = {c.kind for c in own if not self._weak(sentence, c)}
        if (
            strong_tail
            and quantity.unit != "percent"
            and (own_kinds <= {"stock"} or all(c.end <= boundary for c in own))
        ):
            own = []
        for pool in (own, tail if quantity.unit != "percent" else []):
            event = self._strong(sentence, quantity, pool, now)
            if event:
                return event
        if pair is not None:
            return self._event_of(pair)
        granted = [c for c in own if self._weak(sentence, c)]
        granted = [c for c in granted if not re.search(r"regist|đăng ký", sentence.text[c.start : c.end], re.I)]
        if granted and not (now or any(c.kind == "stock" for c in cues)):
            return "new"
        if breakdown and self.memory.last_event and not left:
            return self.memory.last_event
        if self.lang.find("target").search(sentence.text[start : quantity.start]):
            return "attracted"
        for pool in (left, right):
            pool = [c for c in pool if c.kind != "excluded_event"]
            event = self._strong(sentence, quantity, pool, now)
            if event:
                return event
        if now:
            return "stock"
        around = sentence.text[start : quantity.end + 90]
        if self.lang.find("licensed").search(around) and not any(c.kind == "stock" for c in cues):
            return "new"
        last = self.memory.last
        if last is not None and not sentence.times and investment_reading((quantity, last)) and self.memory.last_event:
            return self.memory.last_event
        if any(self._weak(sentence, c) for c in cues):
            return "new"
        return self.memory.last_event or ("attracted" if self._times(sentence) else "stock")

    def _strong(self, sentence: Sentence, quantity: Quantity, cues: list[Cue], now: bool) -> str:
        """The nearest event that the words leave no doubt of; new and adjusted together are attracted."""
        after = r"(?:after|with|including|counting|sau khi|sau|kể cả|bao gồm cả)(?: the)?\s+(?:capital )?$"
        strong = [
            c for c in cues
            if not self._weak(sentence, c) and not (c.kind == "adjusted" and re.search(after, sentence.text[: c.start], re.I))
            and not (c.kind == "excluded_event" and re.search(r"(?:after|including|adjust\w*,?|sau|kể cả)[^.;]{0,40}$", sentence.text[: c.start], re.I))
        ]  # fmt: skip
        kinds = {c.kind for c in strong}
        if quantity.unit in MONEY and {"new", "adjusted", "excluded_event"} <= kinds:
            return "attracted"
        for kind in ("excluded_event", "disbursed"):
            if kind in kinds:
                return kind
        if quantity.unit in MONEY and {"new", "adjusted"} <= kinds:
            return "stock" if now and not sentence.of("year_on_year") else "attracted"
        if "adjusted" in kinds and not (now and "stock" in kinds):
            return "adjusted"
        cue, _ = self._nearest(sentence, quantity, strong)
        if cue is None:
            return ""
        if cue.kind == "attracted" and now and not sentence.of("year_on_year"):
            return "stock"
        return cue.kind
