"""Which indicator a number measures, by its unit and the words around it."""

from __future__ import annotations

import re

from extractors.cues import Sentence
from extractors.linking.percentages import Percentages
from extractors.linking.state import (
    MONEY,
    Previous,
    Subject,
    investment_reading,
)
from extractors.quantities import Quantity


class Subjects(Percentages):
    """Which indicator a number measures, by its unit and the words around it."""

    def _subject(self, sentence: Sentence, quantity: Quantity, previous: Previous) -> tuple[Subject, str]:
        unit = quantity.unit
        if unit == "percent":
            return self._percent_subject(sentence, quantity, previous)
        if unit in MONEY:
            return self._money_subject(sentence, quantity, previous), "N"
        if unit == "project":
            if self._difference(sentence, quantity):
                return Subject(excluded="a difference"), "N"
            if self.lang.find("builds_zones").match(sentence.text, quantity.end) or re.search(
                r"infrastructure", sentence.text[quantity.start : quantity.end], re.I
            ):
                return Subject(excluded="projects of the zones' own infrastructure"), "N"
            if re.match(
                r"\s*(?:\w+\s+){0,3}(?:in(?:to)? operation|operational|đi vào hoạt động|đã hoạt động)",
                sentence.text[quantity.end :],
                re.I,
            ):
                return Subject(excluded="projects in operation, not those in force"), "N"
            return self._investment(sentence, quantity, previous), "N"
        if unit in ("zone", "cluster"):
            return self._zones(sentence, quantity), "N"
        if unit == "hectare":
            return self._area(sentence, quantity, previous), "N"
        if unit == "enterprise":
            return self._enterprises(sentence, quantity), "N"
        if unit == "person":
            return self._employment(sentence, quantity), "N"
        if unit == "index_point":
            cue, cost = self._nearest(
                sentence,
                quantity,
                (c for c in sentence.of("indicator") if c.code == "provincial_competitiveness_index"),
            )
            carried = self.memory.last is not None and self.memory.last.indicator == "provincial_competitiveness_index"
            if cue is None and not carried:
                return Subject(excluded="no indicator"), "N"
            if (cue is None or cost > 20) and sentence.of("up", "down"):
                return Subject(excluded="a difference or a sub-index"), "N"
            tail = sentence.text[max(0, quantity.start - 6) : quantity.start]
            if re.search(rf"(?:{self.lang.home_name})\s*\($", sentence.text[: quantity.start], re.I):
                tail = ""
            if re.search(r"(?:\b(?:by|thêm|tăng|giảm)\s*|\()$", tail) or (
                sentence.of("indicator") and re.search(r"\bsub-?ind|thành phần", sentence.text)
            ):
                return Subject(excluded="a difference or a sub-index"), "N"
            return Subject("provincial_competitiveness_index", cost=min(cost, 20)), "N"
        return Subject(excluded="no indicator has this unit"), "N"

    def _money_subject(self, sentence: Sentence, quantity: Quantity, previous: Previous) -> Subject:
        adjusted = previous is not None and previous[1].indicator == "adjusted_projects"
        if self._difference(sentence, quantity) and not adjusted:
            return Subject(excluded="a difference")
        if self._each(sentence, quantity):
            return Subject(excluded="an average of single ones")
        if self.lang.find("spent_on").match(sentence.text, quantity.end):
            return Subject(excluded="a subject without an indicator")
        whole = self._whole_of_sector(sentence, quantity, previous)
        if whole:
            return Subject(whole, cost=10, inherited=True)
        direct = [
            c for c in sentence.of("indicator")
            if quantity.unit in self.catalog.indicators[c.code].units
            or c.code in ("industrial_production_index", "new_enterprises")
        ]  # fmt: skip
        cue, cost = self._nearest(sentence, quantity, direct)
        if cue is not None and cue.code == "grdp":
            added = [c for c in direct if c.code == "industrial_value_added" and c.end <= cue.start]
            if added and self.lang.find("within").fullmatch(sentence.text[added[-1].end : cue.start]):
                cue = added[-1]
        capita, capita_cost = self._nearest(sentence, quantity, sentence.of("per_capita"))
        investment = self._investment(sentence, quantity, previous)
        if self._other_subject_nearer(sentence, quantity, min(cost, investment.cost)):
            return Subject(excluded="a subject without an indicator")
        if capita is not None and capita_cost < 12:
            named = any(c.code in ("grdp", "grdp_per_capita") for c in sentence.of("indicator"))
            return Subject("grdp_per_capita", cost=capita_cost) if named else Subject(excluded="per head, not of GRDP")
        licensed = (
            cue is not None and cue.code.startswith("new_enterprises") and investment_reading(previous) is not None
        )
        if cue is not None and cost <= investment.cost and not licensed:
            if cue.code == "new_enterprises":
                return Subject("new_enterprises_capital", cost=cost)
            code = "industrial_production_value" if cue.code == "industrial_production_index" else cue.code
            return Subject(code, cost=cost)
        if investment.indicator or investment.excluded:
            return investment
        carried = self.memory.topic or (self.memory.last.indicator if self.memory.last else "")
        if carried and quantity.unit in self.catalog.indicators[carried].units and not sentence.of("indicator"):
            return Subject(carried, self.memory.last_event, cost=30, inherited=True)
        last = self.memory.last
        counted = last is not None and last.unit == "project" and self.memory.paragraph_read
        if last is not None and counted and not sentence.of("indicator", "other_subject"):
            return Subject(
                last.indicator.replace("_projects", "_capital"), self.memory.last_event, cost=25, inherited=True
            )
        return Subject()

    def _whole_of_sector(self, sentence: Sentence, quantity: Quantity, previous: Previous) -> str:
        """The indicator of which a sector's part is told ("of this, the FDI sector had $1.19 billion"); empty if none."""
        start, _ = self._clause(sentence, quantity)
        if not self.lang.find("sector").search(sentence.text[max(0, start - 1) : quantity.start]):
            return ""
        own = [c for c in sentence.of("indicator") if start <= c.start < quantity.start]
        reading = previous[1] if previous is not None else self.memory.last
        if own or reading is None or (reading.unit != quantity.unit and previous is None):
            return ""
        level = reading.transformation in ("N", "GY") and reading.indicator in (
            "goods_exports", "goods_imports", "goods_trade", "industrial_production_value", "disbursed_capital", "budget_revenue",
        )  # fmt: skip
        return reading.indicator if level else ""
