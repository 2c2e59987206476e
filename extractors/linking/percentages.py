"""What a percentage is: growth of an indicator, a share, an occupancy, or none of ours."""

from __future__ import annotations

import re
from dataclasses import replace

from extractors.cues import Sentence
from extractors.linking.investments import Investments
from extractors.linking.state import (
    GROWN,
    MONEY,
    SHARES,
    TWINS,
    Previous,
    Subject,
)
from extractors.quantities import Quantity


class Percentages(Investments):
    """What a percentage is: growth of an indicator, a share, an occupancy, or none of ours."""

    def _percent_subject(self, sentence: Sentence, quantity: Quantity, previous: Previous) -> tuple[Subject, str]:
        start, end = self._clause(sentence, quantity)
        after = sentence.text[quantity.end : min(end, quantity.end + 55)]
        before = sentence.text[start : quantity.start]
        if re.search(rf"^[^,;.]{{0,35}}(?:{self.lang.plan_share})", after, re.I) or re.search(
            rf"(?:{self.lang.plan_share})(?: (?!and\b|but\b|up\b|down\b|và\b|tăng|giảm)\w+){{0,2}}\s*$", before, re.I
        ):
            return Subject(excluded="a percentage of a plan"), "N"
        if re.match(r"\s*(?:points?\b|điểm)", after, re.I):
            return Subject(excluded="percentage points"), "N"
        if self.lang.find("of_growth").search(before[-80:] + sentence.text[quantity.start : quantity.end] + after):
            return Subject(excluded="a contribution to growth"), "N"
        occupancy = [c for c in sentence.of("indicator") if c.code.endswith("_occupancy")]
        cue, cost = self._nearest(sentence, quantity, occupancy)
        sign = self._direction(sentence, quantity, start, end)
        if sign and self.lang.find("share_of").match(after) and not self._moves(sentence, quantity):
            sign = 0
        if cue is not None and cost < 22 and sign == 0:
            return Subject(cue.code, cost=cost), "N"
        last = self.memory.last
        if (
            sign == 0
            and last is not None
            and last.indicator.endswith("_occupancy")
            and not sentence.of("share")
            and self.lang.find("filled").search(before)
        ):
            return Subject(last.indicator, cost=20, inherited=True), "N"
        if (
            sign == 0
            and previous
            and previous[1].transformation in ("GY", "G1")
            and not any(start <= c.start and c.end <= end for c in sentence.of("share"))
            and not self.lang.find("share_of").match(after)
        ):
            sign = 1
        if sign == 0:
            share = self._share(sentence, quantity, start, end)
            if share is not None:
                return share, "N"
            if previous and previous[1].indicator.endswith("_share"):
                return Subject(previous[1].indicator, cost=15, inherited=True), "N"
            if previous and previous[1].transformation in ("GY", "G1"):
                sign = 1
        if sign == 0 and not any(c.code == "industrial_production_index" for c in sentence.of("indicator")):
            return Subject(), "N"
        subject = self._growth_subject(sentence, quantity, previous)
        return subject, self._growth_kind(sentence, quantity, previous)

    def _share(self, sentence: Sentence, quantity: Quantity, start: int, end: int) -> Subject | None:
        marks = [
            c for c in sentence.of("share")
            if start <= c.start and (c.end <= quantity.start or (0 <= c.start - quantity.end <= 12 and "(" not in sentence.text[quantity.end : c.start]))
        ]  # fmt: skip
        if self.lang.find("of_counted").match(sentence.text, quantity.end):
            return Subject(excluded="a share of something else")
        zones = self.memory.last is not None and self.memory.last.indicator.startswith(
            ("industrial_zones", "industrial_clusters")
        )
        land = self.lang.find("of_land").match(sentence.text, quantity.end) or re.search(
            r"\bof (?:the |all )?(?:\w+ )?land\b", sentence.text[start : quantity.start], re.I
        )
        if zones and self.memory.last is not None and land:
            clusters = self.memory.last.indicator.startswith("industrial_clusters")
            return Subject("industrial_clusters_occupancy" if clusters else "industrial_zones_occupancy", cost=10)
        sector = [c for c in sentence.of("activity", "other_subject") if start <= c.start and c.end <= quantity.start]
        if sector and sector[-1].kind == "other_subject":
            return Subject(excluded="a subject without an indicator")
        of = re.match(r"\s*(?:of|giá trị|tổng|kim ngạch|GRDP)\b", sentence.text[quantity.end :], re.I)
        whole_share = re.search(
            r"\b(?:proportion|share|tỷ trọng|tỉ trọng)\b", sentence.text[start : quantity.start], re.I
        )
        if not marks and not of and not whole_share:
            return None
        tail = sentence.text[quantity.end : min(end, quantity.end + 90)]
        whole = [
            c
            for c in sentence.of("indicator")
            if c.start >= quantity.end and c.end <= quantity.end + 90 and c.end <= end
        ]
        cue = whole[0] if whole else self._nearest(sentence, quantity, sentence.of("indicator"))[0]
        anaphora = re.search(
            r"tổng giá trị ấy|giá trị (?:này|ấy|đó)|of (?:that|this) (?:value|total|sum)|con số", sentence.text, re.I
        )
        last = self.memory.last
        goes_on = last is not None and last.unit in MONEY and self.memory.paragraph_read and bool(sector)
        if cue is None and goes_on and last is not None and last.indicator in SHARES and not of:
            return Subject(SHARES[last.indicator], cost=15, inherited=True)
        if cue is None and anaphora and self.memory.topic in SHARES:
            return Subject(SHARES[self.memory.topic], cost=15, inherited=True)
        if cue is None:
            economy = re.search(r"econom|cơ cấu|structure", sentence.text, re.I)
            sectors = any(
                c.kind == "activity" and c.code in ("industry_construction", "digital") for c in sentence.cues
            )
            if economy and sectors:
                return Subject("grdp_share", cost=15)
            products = any(
                c.kind == "activity" and c.code in ("high_tech", "supporting", "C26", "C") for c in sentence.cues
            )
            carried = self.memory.topic in ("industrial_production_value", "industrial_production_share", "")
            return (
                Subject("industrial_production_share", cost=20)
                if products and carried
                else Subject(excluded="a share of something else")
            )
        nation = [c for c in sentence.of("nation") if quantity.end <= c.start <= quantity.end + 70]
        if nation or re.search(r"cả nước|country|nation", tail, re.I):
            if cue.code in (
                "industrial_production_value",
                "industrial_production_index",
                "national_industrial_production_share",
            ):
                return Subject("national_industrial_production_share", cost=6)
            return Subject(excluded="a share of the nation's")
        code = cue.code if cue.code.endswith("_share") else SHARES.get(cue.code, "")
        return Subject(code, cost=10) if code else Subject(excluded="a share of something else")

    def _growth_subject(self, sentence: Sentence, quantity: Quantity, previous: Previous) -> Subject:
        named = [c for c in sentence.of("indicator") if self._can_grow(c.code)]
        if self._industry_of_grdp(sentence, quantity):
            return Subject("industrial_value_added", cost=8)
        cue, cost = self._nearest(sentence, quantity, named)
        start, _ = self._clause(sentence, quantity)
        own_words = [c for c in sentence.of("indicator", "other_subject") if start <= c.start < quantity.start]
        attracted = [c for c in sentence.of("attracted", "foreign") if start <= c.start < quantity.start]
        if len(attracted) >= 2 and not own_words:
            return Subject("attracted_capital", "attracted", cost=10)
        if previous is not None:
            level, reading = previous
            fresh = [c for c in named if level.end <= c.start and c.end <= quantity.start]
            twin = self._twin(sentence, quantity, reading.indicator)
            if twin:
                return Subject(twin, self.memory.last_event, cost=6, inherited=True)
            if not fresh and not self._other_between(sentence, level.end, quantity.start):
                base = GROWN.get(reading.indicator, reading.indicator)
                if not self._can_grow(base):
                    return Subject(excluded="a change of a rate or a count of zones")
                return Subject(base, self.memory.last_event, cost=6, inherited=True)
            if fresh:
                cue, cost = self._nearest(sentence, quantity, fresh)
        if cue is not None and not self._other_subject_nearer(sentence, quantity, cost):
            words = sentence.text[cue.start : cue.end]
            return Subject(self._index_or_value(cue.code, words), cost=cost)
        if self._other_subject_nearer(sentence, quantity, cost):
            return Subject(excluded="a subject without an indicator")
        invested = re.search(r"\b(?:capital|investment|vốn|đầu tư|dự án|projects?)\b", sentence.text, re.I)
        if cue is None and invested and sentence.of("foreign", "attracted", "new", "adjusted"):
            counted = self.lang.find("number_of").search(sentence.text[start : quantity.start])
            return self._investment(sentence, replace(quantity, unit="project" if counted else "USD"), previous)
        last = self.memory.last.indicator if self.memory.last else self.memory.topic
        last = self._index_or_value(GROWN.get(last, last), "")
        if last and not sentence.of("indicator", "other_subject") and self._can_grow(last):
            return Subject(last, self.memory.last_event, cost=25, inherited=True)
        return Subject()

    def _index_or_value(self, code: str, words: str) -> str:
        """Growth of "industrial production" is of the index, unless the words or the figure before say value."""
        if code not in ("industrial_production_index", "industrial_production_value"):
            return code
        if self.lang.find("index_words").search(words) or self.lang.find("value_words").search(words):
            return code
        last = self.memory.last
        if last is not None and last.indicator == "industrial_production_value":
            return "industrial_production_value"
        return "industrial_production_index" if self.lang.find("index_words").search(self.page.text) else code

    def _twin(self, sentence: Sentence, quantity: Quantity, indicator: str) -> str:
        """The count or the capital of one event, where the words before a growth rate name the other ("and the capital by 77%")."""
        for count, capital in TWINS:
            if indicator not in (count, capital):
                continue
            start, _ = self._clause(sentence, quantity)
            own = sentence.text[start : quantity.start]
            if re.search(r"\b(?:capital|vốn|value|giá trị)\b", own, re.I):
                return capital
            if re.search(r"\b(?:number|projects|enterprises|số dự án|số lượng|số doanh nghiệp|về số)\b", own, re.I):
                return count
        return ""

    def _industry_of_grdp(self, sentence: Sentence, quantity: Quantity) -> bool:
        """Where GRDP is the topic, "công nghiệp âm 6,5%" speaks of industry's value added."""
        codes = [c.code for c in sentence.of("indicator")]
        topic = (
            "grdp" in codes
            or "industrial_value_added" in codes
            or (not codes and self.memory.topic in ("grdp", "industrial_value_added"))
        )
        start, _ = self._clause(sentence, quantity)
        own = sentence.text[start : quantity.start]
        words = list(re.finditer(r"\bindustr(?:y|ial)\b|công nghiệp|CN ?- ?XD", own, re.I))
        if not topic or not words:
            return False
        later = [
            c
            for c in sentence.of("other_subject", "indicator")
            if start + words[-1].start() < c.end <= quantity.start and c.code != "industrial_value_added"
        ]
        return not later

    def _growth_kind(self, sentence: Sentence, quantity: Quantity, previous: Previous) -> str:
        """Month on month or year on year: by the nearest words of comparison, behind the number before those in front."""
        start, end = self._clause(sentence, quantity)
        named = self._against_named(sentence, quantity)
        if named:
            return named
        behind = re.split(r"[,;.]|\b(?:and|và|while|còn)\b", sentence.text[quantity.end : end])[0]
        marks = sentence.of("month_on_month", "year_on_year")
        for low, high in ((quantity.end, quantity.end + len(behind)), (start, quantity.start)):
            own = [c for c in marks if low <= c.start and c.end <= high]
            if own:
                nearest = min(own, key=lambda c: self._cost(sentence, c, quantity))
                return "G1" if nearest.kind == "month_on_month" else "GY"
        if previous and previous[1].transformation in ("G1", "GY"):
            return previous[1].transformation
        left = [c for c in marks if c.end <= quantity.start]
        if left:
            return "G1" if left[-1].kind == "month_on_month" else "GY"
        right = [c for c in marks if c.start >= quantity.end]
        if right:
            return "G1" if right[0].kind == "month_on_month" else "GY"
        return self.memory.comparison if not marks else "GY"

    def _against_named(self, sentence: Sentence, quantity: Quantity) -> str:
        """`G1` or `GY` where the month or quarter compared with is named ("from December 2024"); empty where it is not."""
        start, end = self._clause(sentence, quantity)
        bases = [
            t for t in sentence.times
            if t.compared and t.number and t.unit in ("month", "quarter") and (start <= t.start < quantity.start or quantity.end <= t.start < min(end, quantity.end + 45))
        ]  # fmt: skip
        own = [t for t in self._times(sentence) if t.unit in ("month", "quarter") and t.number]
        if not bases:
            return ""
        base = min(bases, key=lambda t: abs(t.start - quantity.start))
        marks = [c for c in sentence.of("month_on_month", "year_on_year") if start <= c.start < end]
        if any(abs(c.start - quantity.start) < abs(base.start - quantity.start) for c in marks):
            return ""
        numbers = [t.number for t in own if t.unit == base.unit] or self._number_of_last(base.unit)
        if not numbers:
            return ""
        cycle = 12 if base.unit == "month" else 4
        return "GY" if numbers[-1] == base.number else "G1" if (numbers[-1] - base.number) % cycle == 1 else ""

    def _number_of_last(self, unit: str) -> list[int]:
        period = self.memory.last_flow or ""
        match = re.fullmatch(r"\d{4}-Q(\d)" if unit == "quarter" else r"\d{4}-(\d\d)", period)
        return [int(match[1])] if match else []
