"""When: the period that a figure takes from the words, the figures before, the headings, the date of publication."""

from __future__ import annotations

import re

from extractors import periods
from extractors.cues import Sentence
from extractors.linking.directions import Directions
from extractors.periods import TimeExpression
from extractors.quantities import Quantity
from extractors.records import Reading


class Times(Directions):
    """When: the period that a figure takes from the words, the figures before, the headings, the date of publication."""

    def _times(self, sentence: Sentence) -> list[TimeExpression]:
        """The times that figures can be about: neither compared with, nor the year of a price base, nor a far vision."""
        bases = sentence.of("price_base")
        then = self.lang.find("only_then").search(sentence.text)
        return [
            t for t in sentence.times
            if (not t.compared or (then and len(sentence.times) == 1))
            and not any(b.start < t.end and t.start < b.end for b in bases)
            and not (not then and re.search(r"(?:re-?establish\w*|founded|tái lập|chia tách)(?:\s+(?:of|in|the|province|tỉnh|year|năm|vào))*\s*\(?$", sentence.text[max(0, t.start - 40) : t.start], re.I))
            and not re.search(r"(?:vision|orientations?|tầm nhìn|định hướng)\W+(?:\w+\W+){0,3}$", sentence.text[max(0, t.start - 30) : t.start], re.I)
        ]  # fmt: skip

    def _nearest_time(
        self, sentence: Sentence, quantity: Quantity, times: list[TimeExpression]
    ) -> TimeExpression | None:
        def cost(t: TimeExpression) -> float:
            if t.end <= quantity.start:
                between = sentence.text[t.end : quantity.start]
                taken = any(
                    q.end <= t.start and re.fullmatch(r"\s*(?:[^\W\d]+\s+){0,4}\(?", sentence.text[q.end : t.start])
                    for q in sentence.quantities
                )
                return len(between) / 10 + 6 * between.count(";") + 2 * between.count(",") + (6 if taken else 0)
            between = sentence.text[quantity.end : t.start]
            crossed = sum(quantity.end <= q.start and q.end <= t.start for q in sentence.quantities)
            direct = re.fullmatch(r"\s*(?:[^\W\d]+\s+){0,6}\(?", between)
            return (
                (2 if direct else 14 + len(between) / 10)
                + 12 * crossed
                + 6 * between.count(";")
                + 3 * between.count(",")
            )

        return min(times, key=cost, default=None)

    def _own_time(self, sentence: Sentence, quantity: Quantity) -> TimeExpression | None:
        times = self._times(sentence)
        return self._nearest_time(sentence, quantity, times) if times else None

    def _as_of_now(self, sentence: Sentence, quantity: Quantity) -> bool:
        time = self._own_time(sentence, quantity)
        return (
            time is None
            or time.unit == "now"
            or (time.as_of and not time.ranged and time.unit in ("day", "month", "year"))
        )

    def _period_of_page(self) -> str | None:
        """The first time that the page gives for its figures, for one that stands before it."""
        first = next((t for t in self.page_times if not t.compared and t.unit not in ("now", "years", "day")), None)
        return periods.flow_period(first, self.memory.context) if first else None

    def _period(self, sentence: Sentence, quantity: Quantity, reading: Reading, parent: Reading | None) -> str | None:
        memory, context = self.memory, self.memory.context
        kind = self._kind(reading)
        times = self._times(sentence)
        time = self._nearest_time(sentence, quantity, times)
        if kind == "stock":
            usable = [t for t in times if t.unit != "years" or reading.obs_status == "F"]
            time = self._nearest_time(sentence, quantity, usable)
            if (
                time is None
                and parent is not None
                and parent.indicator.split("_")[0] == reading.indicator.split("_")[0]
                and self._kind(parent) == "stock"
            ):
                return parent.time_period
            if (
                time is None
                and memory.last is not None
                and self._kind(memory.last) == "stock"
                and memory.last_stock
                and reading.obs_status == "A"
            ):
                return memory.last_stock
            dated = memory.paragraph_times[-1] if memory.paragraph_times else None
            if (
                time is None
                and dated is not None
                and dated.as_of
                and dated.unit in ("day", "month")
                and not dated.ranged
            ):
                return periods.stock_date(dated, context)
            return periods.stock_date(time, context)
        if (
            reading.transformation != "N"
            and parent is not None
            and parent.indicator == reading.indicator
            and self._kind(parent) != "stock"
        ):
            start, end = self._clause(sentence, quantity)
            own = [t for t in times if start <= t.start and t.end <= end]
            if not own:
                return parent.time_period
        flows = [t for t in times if t.unit != "now"]
        finer = [t for t in flows if t.as_of and t.unit in ("day", "month") and t.year]
        flows = [t for t in flows if not (finer and t.unit == "year" and not t.year)]
        time = self._nearest_time(sentence, quantity, flows)
        if time is not None and time.unit == "year_to_date":
            named = [
                t for t in (memory.paragraph_times or memory.subject_times) if t.unit in ("months", "half", "quarter")
            ]
            time = named[-1] if named else time
        crossed = time is not None and any(quantity.end <= q.start and q.end <= time.start for q in sentence.quantities)
        if crossed and memory.subject_times:
            time = memory.subject_times[-1]
        if time is not None:
            return periods.flow_period(time, context)
        if parent is not None and self._kind(parent) != "stock":
            return parent.time_period
        if (
            reading.transformation == "RANK"
            and memory.last is not None
            and memory.last.indicator == reading.indicator
            and memory.paragraph_read
        ):
            return memory.last.time_period
        if reading.indicator == "provincial_competitiveness_index" and not (
            memory.last is not None and memory.last.indicator == reading.indicator
        ):
            return context.published
        if kind == "index" and memory.paragraph_times and reading.indicator != "provincial_competitiveness_index":
            return periods.flow_period(memory.paragraph_times[-1], context)
        if kind == "index" and not (
            memory.last_flow
            and memory.last
            and memory.last.indicator == reading.indicator
            and reading.transformation == "N"
        ):
            heading = [t for t in memory.heading_times if t.unit != "now"]
            return periods.flow_period(heading[0], context) if heading else context.published
        if memory.paragraph_read and memory.last_flow:
            return memory.last_flow
        for carried in (memory.subject_times, memory.heading_times):
            usable = [
                t
                for t in carried
                if t.unit != "now" and (t.unit != "years" or self.lang.find("on_average").search(sentence.text))
            ]
            if usable:
                return periods.flow_period(usable[-1], context)
        return memory.last_flow or self._period_of_page()
