"""Whose figure: activity, ownership, coverage, country; and its status, price base and boundary."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from extractors.cues import Cue, Sentence
from extractors.linking.state import (
    MONEY,
    Subject,
)
from extractors.linking.subjects import Subjects
from extractors.quantities import Quantity
from extractors.records import Reading


class Dimensions(Subjects):
    """Whose figure: activity, ownership, coverage, country; and its status, price base and boundary."""

    def _sector_of_grdp(self, sentence: Sentence, quantity: Quantity, reading: Reading) -> Reading:
        """Within a list of GRDP's sectors, industry (and construction) is value added."""
        start, _ = self._clause(sentence, quantity)
        own = sentence.text[start : quantity.start]
        whole = [c for c in sentence.of("indicator") if start <= c.start < quantity.start and c.code == "grdp"]
        if whole:
            own = sentence.text[whole[-1].end : quantity.start]
        if any(
            c.code == "industry_construction" and c.start >= quantity.start - len(own) - 1 and c.end <= quantity.start
            for c in sentence.of("activity")
        ):
            return replace(reading, indicator="industrial_value_added", activity="industry_construction")
        if re.search(r"\bindustr(?:y|ial)\b|công nghiệp", own, re.I):
            return replace(reading, indicator="industrial_value_added")
        return reading

    def _reading_territory(self, sentence: Sentence) -> Literal["former", "merged"] | None:
        if sentence.of("former"):
            return "former"
        return self.merged_page

    def _activity(self, sentence: Sentence, quantity: Quantity, subject: Subject, parent: Reading | None) -> str:
        indicator = subject.indicator
        if indicator == "grdp_share":
            pool = [c for c in sentence.of("activity") if c.code in ("industry_construction", "digital")]
            cue, _cost = self._nearest(sentence, quantity, pool)
            owned = sentence.of("foreign", "domestic", "state", "non_state")
            return cue.code if cue else "_T" if owned else "industry_construction"
        if indicator not in (
            "industrial_production_value", "industrial_production_index", "industrial_production_share", "industrial_value_added",
            "goods_exports", "goods_exports_share", "enterprises", "investment_projects", "investment_capital", "new_projects",
            "adjusted_projects", "goods_imports", "employment", "adjusted_capital", "new_capital",
        ):  # fmt: skip
            return "_T"
        start, end = self._clause(sentence, quantity)
        own = [c for c in sentence.of("activity") if start <= c.start and c.end <= end]
        before = [c for c in own if c.end <= quantity.start + 1] + [
            c for c in own if quantity.start <= c.start and c.end <= quantity.end
        ]
        after = [
            c
            for c in own
            if c.start >= quantity.end and re.match(r"\s*(?:\w+\s+){0,4}$", sentence.text[quantity.end : c.start])
        ]
        if indicator in ("industrial_production_value", "industrial_production_index"):
            before = [c for c in before if c.code != "industry_construction"]
        if indicator == "industrial_value_added":
            own = [c for c in own if c.code in ("industry_construction", "C", "C26", "B", "D", "E")]
            before = [c for c in before if c in own]
        if before:
            cue = max(before, key=lambda c: (c.start, c.end))
            if "projects" not in indicator and "capital" not in indicator:
                return cue.code
            if cue.code == "C":
                return cue.code
        if after and "projects" not in indicator:
            return after[0].code
        if "projects" in indicator or "capital" in indicator:
            field = [
                c
                for c in after
                if re.search(
                    r"\b(?:in|in the|to the|belong to|về|trong lĩnh vực|lĩnh vực|thuộc|ngành)\s+$",
                    sentence.text[quantity.end : c.start],
                )
            ]
            if field and field[0].code.startswith("C"):
                return field[0].code
            same_field = re.match(r"\s+in the same (?:field|industr|sector)", sentence.text[quantity.end :])
            if parent is not None and (same_field or (quantity.unit in MONEY and parent.unit == "project")):
                return parent.activity
        last_count = self.memory.last_count
        some = self.lang.find("of_them").match(sentence.text, quantity.end) or self._follows_count(sentence, quantity)
        if some and last_count is not None and last_count.activity == "supporting":
            return last_count.activity
        if indicator.endswith("_share"):
            left = [c for c in sentence.of("activity") if c.end <= quantity.start]
            cue, cost = self._nearest(sentence, quantity, left or sentence.of("activity"))
            if cue is not None and cost < 30:
                return cue.code
            if parent is not None:
                return parent.activity
        if parent is not None and self._is_growth_of(quantity, parent):
            return parent.activity
        if parent is not None and quantity.unit in ("enterprise", "person") and parent.unit == quantity.unit:
            return parent.activity
        if any(
            c.kind == "home" and c.code == "name" and c.end <= quantity.start for c in sentence.cues
        ) and not sentence.of("activity"):
            return "_T"
        carried = self.memory.last is not None and self.memory.last.activity == self.page_activity
        if self.page_activity and (
            indicator in ("enterprises", "employment") or (carried and indicator == "investment_capital")
        ):
            return self.page_activity
        return "_T"

    def _is_growth_of(self, quantity: Quantity, parent: Reading) -> bool:
        return quantity.unit == "percent" and parent.transformation == "N"

    def _ownership(self, sentence: Sentence, quantity: Quantity, subject: Subject, parent: Reading | None) -> str:
        marks = sentence.of("foreign", "domestic", "state", "non_state")
        start, end = self._clause(sentence, quantity)
        marks = [c for c in marks if not self._in_closed_brackets(sentence, c, quantity)]
        before_end = max((q.end for q in sentence.quantities if q.end <= quantity.start), default=-9)
        behind = [c for c in marks if 0 <= c.start - quantity.end <= 1]
        own = behind or [
            c for c in marks
            if start <= c.start and c.end <= quantity.end and not (self.lang.code == "vi" and c.start - before_end <= 1)
        ] or [
            c for c in marks
            if quantity.end <= c.start and c.end <= end
            and re.fullmatch(r"\s*(?:(?:of|by|from|in|for|của|là|thuộc|trong|at)\s+)?(?:[^\W\d]+\s+){0,2}", sentence.text[quantity.end : c.start])
        ]  # fmt: skip
        investment = subject.indicator.endswith(("_projects", "_capital")) and not subject.indicator.startswith(
            "new_enterprises"
        )
        count = self.memory.last_count
        others = self.lang.find("another").search(sentence.text[: quantity.start]) or self.lang.find("of_them").match(
            sentence.text, quantity.end
        )
        if investment and others and not own and count is not None:
            return count.ownership
        if investment:
            if own:
                cue, _ = self._nearest(sentence, quantity, own)
                return cue.kind if cue else "_T"
            if parent is not None and parent.ownership != "_T":
                return parent.ownership
            cue, _ = self._nearest(sentence, quantity, [c for c in marks if c.end <= quantity.start])
            if cue is not None:
                return cue.kind
            if self._country(sentence, quantity, subject, None) != "_T":
                return "foreign"
            heading = self.memory.heading
            if self.lang.find("foreign").search(self.page.title) or (heading is not None and heading.of("foreign")):
                return "foreign"
            return "_T" if self.domestic_too or self._zones_page() else self.memory.last_ownership
        grows = parent is not None and quantity.unit == "percent" and parent.indicator == subject.indicator
        if parent is not None and not own and (subject.inherited or grows):
            return parent.ownership
        if subject.indicator == "enterprises" and not own and self._country(sentence, quantity, subject, None) != "_T":
            return "foreign"
        follows = (
            parent is not None
            and parent.ownership != "_T"
            and parent.indicator in ("enterprises", "investment_capital", "employment")
        )
        if subject.indicator in ("enterprises", "employment") and not own and follows and parent is not None:
            return parent.ownership
        if subject.indicator.endswith("_share") and not own:
            own = [c for c in marks if c.start < quantity.start or sentence.text.find(";", quantity.end, c.start) < 0]
            cue, cost = self._nearest(sentence, quantity, own)
            return cue.kind if cue is not None and cost < 40 else "_T"
        if (
            subject.indicator
            in (
                "employment",
                "enterprises",
                "goods_exports",
                "industrial_production_share",
                "goods_exports_share",
                "goods_trade",
                "industrial_production_value",
                "industrial_production_index",
                "goods_imports",
                "budget_revenue",
                "grdp_share",
            )
            and own
            and self._nearest(sentence, quantity, own)[1] < 16
        ):
            cue, _ = self._nearest(sentence, quantity, own)
            return cue.kind if cue else "_T"
        return "_T"

    def _coverage(self, sentence: Sentence, quantity: Quantity, subject: Subject, parent: Reading | None) -> str:
        indicator = subject.indicator
        if indicator.startswith(
            (
                "industrial_zones",
                "industrial_clusters",
                "grdp",
                "provincial_comp",
                "industrial_production_index",
                "industrial_value",
            )
        ):
            return "province"
        zones = self._places(sentence, "in_zones")
        clusters = self._places(sentence, "in_clusters")
        last = self.memory.last
        if (
            last is not None
            and last.indicator.startswith(("industrial_zones", "industrial_clusters"))
            and self.lang.find("there").search(sentence.text[quantity.end : quantity.end + 60])
        ):
            return "industrial_clusters" if last.indicator.startswith("industrial_clusters") else "industrial_zones"
        if indicator.endswith("_share") and (zones or clusters):
            return "industrial_zones" if zones else "industrial_clusters"
        cue, cost = self._nearest(sentence, quantity, [*zones, *clusters])
        if cue is not None:
            between = sentence.text[cue.end : quantity.start]
            if cost < 24 and not self.lang.find("home_name").search(between):
                return "industrial_zones" if cue in zones else "industrial_clusters"
        if parent is not None and quantity.unit == "percent" and parent.indicator == indicator:
            return parent.coverage
        if (
            parent is not None
            and parent.coverage != "province"
            and not self.lang.find("home_name").search(sentence.text[: quantity.start].split(";")[-1][-60:])
        ):
            return parent.coverage
        named = not zones and any(
            c.kind == "home" and c.code == "name" and c.start < quantity.end + 20 for c in sentence.cues
        )
        heading = self.memory.heading
        if heading is not None and not named and not indicator.endswith("_share"):
            if self._places(heading, "in_zones"):
                return "industrial_zones"
            if self._places(heading, "in_clusters"):
                return "industrial_clusters"
        return "industrial_zones" if self._zones_page() and not named else "province"

    def _places(self, sentence: Sentence, kind: str) -> list[Cue]:
        """Where figures lie: mentions of the zones (or clusters) that are not themselves counted."""
        return [
            c for c in sentence.of(kind)
            if not any(q.start <= c.start < q.end and q.unit in ("zone", "cluster") for q in sentence.quantities)
        ]  # fmt: skip

    def _zones_page(self) -> bool:
        """A page whose title is the zones' own report: its figures are theirs where it says nothing else."""
        return self.zones_page

    def _country(self, sentence: Sentence, quantity: Quantity, subject: Subject, parent: Reading | None) -> str:
        if not subject.indicator.endswith(("_projects", "_capital")) and subject.indicator not in (
            "goods_exports",
            "goods_imports",
            "enterprises",
            "goods_trade",
            "goods_exports_share",
        ):
            return "_T"
        start, end = self._clause(sentence, quantity)
        own = [c for c in sentence.of("country") if (start <= c.start and c.end <= quantity.end)]
        if own:
            return own[-1].code
        after = [c for c in sentence.of("country") if quantity.end <= c.start <= quantity.end + 14 and c.end <= end]
        if after and re.search(r"from|of|từ|của|\(|by", sentence.text[quantity.end : after[0].start]):
            return after[0].code
        if parent is not None:
            return parent.counterpart_area
        if subject.indicator.startswith("goods") and subject.indicator == (
            self.memory.last.indicator if self.memory.last else ""
        ):
            left = [q.end for q in sentence.quantities if q.end <= quantity.start]
            if (
                left
                and not any(left[-1] <= c.start < quantity.start for c in sentence.of("indicator"))
                and self.memory.last
            ):
                return self.memory.last.counterpart_area
        counted = self.memory.last if self._follows_count(sentence, quantity) else None
        if counted is not None:
            return counted.counterpart_area
        last = self.memory.last
        marks = [c for c in sentence.of("home", "foreign", "domestic", "country") if c.end <= quantity.start]
        anaphora = last is not None and quantity.unit in MONEY and last.unit == "project" and not marks
        first = not [q for q in sentence.quantities if q.end <= quantity.start]
        return last.counterpart_area if anaphora and first and last is not None else "_T"

    def _follows_count(self, sentence: Sentence, quantity: Quantity) -> bool:
        """Whether a value stands right behind the projects or firms it belongs to, in one clause."""
        before = [q for q in sentence.quantities if q.end <= quantity.start]
        last = self.memory.last
        return (
            quantity.unit in MONEY and bool(before) and before[-1].unit in ("project", "enterprise")
            and last is not None and last.unit in ("project", "enterprise")
            and not re.search(r"[;.]", sentence.text[before[-1].end : quantity.start])
        )  # fmt: skip

    def _status(self, sentence: Sentence, quantity: Quantity, parent: Reading | None) -> str:
        start, _end = self._clause(sentence, quantity)
        near = sentence.text[max(start, quantity.start - 80) : quantity.start]
        if self.lang.find("preliminary").search(sentence.text):
            return "P"
        before = sentence.text[: quantity.start]
        targets = list(self.lang.find("target").finditer(before))
        estimates = list(self.lang.find("estimate").finditer(sentence.text[: quantity.end + 25]))
        near_target = (
            bool(targets) and ";" not in before[targets[-1].end() :] and quantity.start - targets[-1].end() < 110
        )
        if near_target and (not estimates or estimates[-1].start() < targets[-1].start()):
            return "F"
        if self.lang.find("estimate").search(near) or (estimates and quantity.start - estimates[-1].end() < 90):
            return "E"
        return parent.obs_status if parent is not None else "A"

    def _price_base(self, sentence: Sentence, subject: Subject, parent: Reading | None) -> str | None:
        if subject.indicator not in (
            "industrial_production_value",
            "grdp",
            "industrial_value_added",
            "disbursed_capital",
        ):
            return None
        cues = sentence.of("price_base")
        if cues:
            return cues[0].code
        return parent.price_base if parent is not None else None
