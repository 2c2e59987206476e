"""Puts subject, dimensions and period together into a reading, and remembers it."""

from __future__ import annotations

import re
from dataclasses import replace

from extractors.cues import Cue, Sentence
from extractors.linking.confidence import confidence, evidence
from extractors.linking.dimensions import Dimensions
from extractors.linking.state import (
    Previous,
    Subject,
    investment_reading,
)
from extractors.quantities import Quantity
from extractors.records import Reading


class Readings(Dimensions):
    """Puts subject, dimensions and period together into a reading, and remembers it."""

    def _reading(
        self, sentence: Sentence, quantity: Quantity, subject: Subject, transformation: str,
        previous: Previous,
    ) -> Reading:  # fmt: skip
        value = quantity.value
        start, end = self._clause(sentence, quantity)
        if quantity.unit == "enterprise" and subject.indicator.endswith("_projects"):
            quantity = replace(quantity, unit="project")
        if transformation in ("GY", "G1") and self._direction(sentence, quantity, start, end) < 0:
            value = -abs(value)
        if subject.indicator == "trade_balance" and re.search(
            r"deficit|nhập siêu", sentence.text[max(0, quantity.start - 60) : quantity.end + 30], re.I
        ):
            value = -abs(value)
        if previous is not None and self._in_closed_brackets(
            sentence, Cue("", "", previous[0].start, previous[0].end), quantity
        ):
            previous = None
        parent = previous[1] if previous else None
        same = parent is not None and parent.indicator == subject.indicator
        reading = Reading(
            indicator=subject.indicator,
            value=value,
            unit="percent" if transformation in ("GY", "G1") else quantity.unit or "",
            transformation=transformation,
            territory=self._reading_territory(sentence),
            activity=self._activity(
                sentence, quantity, subject, parent if same or investment_reading(previous) else None
            ),
            ownership=self._ownership(sentence, quantity, subject, parent),
            coverage=self._coverage(sentence, quantity, subject, parent),
            counterpart_area=self._country(
                sentence, quantity, subject, parent if same and transformation != "N" else None
            ),
            time_period=None,
            obs_status=self._status(sentence, quantity, parent if transformation != "N" and same else None),
            bound=quantity.bound,
            price_base=self._price_base(sentence, subject, parent if same else None),
            half_unit=quantity.half_unit,
        )
        if reading.indicator == "grdp" and reading.transformation != "RANK":
            reading = self._sector_of_grdp(sentence, quantity, reading)
        reading = replace(reading, time_period=self._period(sentence, quantity, reading, parent))
        return replace(reading, confidence=self._certainty(evidence(sentence, quantity, subject, reading, self.memory)))

    def _certainty(self, seen: tuple[float, ...]) -> float:
        return confidence(seen)

    def _remember(self, reading: Reading, subject: Subject) -> None:
        memory = self.memory
        period, flow = reading.time_period, memory.last_flow
        # "11.8 percent this year, after 15.9 percent in 2008": what follows goes on with this year
        looks_back = memory.paragraph_read and bool(period and flow and period[:4] < flow[:4])
        memory.last = reading
        if reading.unit in ("project", "enterprise", "person", "cluster", "zone"):
            memory.last_count = reading
        memory.paragraph_read = True
        memory.last_event = subject.event or memory.last_event
        if reading.ownership != "_T":
            memory.last_ownership = reading.ownership
        if reading.obs_status == "F":
            return  # the time of a target is not that of what is told next
        if self._kind(reading) == "stock":
            memory.last_stock = reading.time_period
        elif not looks_back:
            memory.last_flow = reading.time_period
