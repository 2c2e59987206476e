"""What is counted: zones, clusters, their areas, enterprises, people; and what a number without a noun counts."""

from __future__ import annotations

import re

from extractors.cues import Cue, Sentence
from extractors.linking.places import Places
from extractors.linking.state import (
    MONEY,
    ZONE_INDICATORS,
    Previous,
    Subject,
)
from extractors.quantities import Quantity


class Counts(Places):
    """What is counted: zones, clusters, their areas, enterprises, people; and what a number without a noun counts."""

    def _weak(self, sentence: Sentence, cue: Cue) -> bool:
        """Words of registration that new projects and the stock of them share ("registered", "được cấp")."""
        return bool(self.lang.find("weak_new").fullmatch(sentence.text[cue.start : cue.end]))

    def _zones(self, sentence: Sentence, quantity: Quantity) -> Subject:
        base = ZONE_INDICATORS[quantity.unit or "zone"]
        start, end = self._clause(sentence, quantity)
        if re.search(
            r"\b(?:more|additional|other|new(?:ly)?)\b|thêm|\bmới\b", sentence.text[quantity.start : quantity.end]
        ):
            return Subject(excluded="some of the zones only")
        behind = re.split(r"[,;.()]", sentence.text[quantity.end : min(end, quantity.end + 60)])[0]
        front = re.split(r"[,;()]|\band\b|\bvà\b", sentence.text[max(start, quantity.start - 60) : quantity.start])[-1]
        if self.lang.find("operating").search(behind) or self.lang.find("operating").search(
            front + sentence.text[quantity.start : quantity.end]
        ):
            return Subject(f"{base}_operating", cost=5)
        counted = [q for q in sentence.quantities if q.end <= quantity.start and q.unit == quantity.unit]
        if counted and self.lang.find("being_built").search(behind):
            return Subject(excluded="some of the zones only")
        beside = front + sentence.text[quantity.start : quantity.end] + behind
        if quantity.unit == "cluster" and (
            self.lang.find("established").search(beside)
            or not self.lang.find("planned").search(
                beside + sentence.text[max(start, quantity.start - 60) : quantity.start]
            )
        ):
            return Subject("industrial_clusters_established", cost=5)
        return Subject(f"{base}_planned", cost=8)

    def _area(self, sentence: Sentence, quantity: Quantity, previous: Previous) -> Subject:
        """The area of all zones or clusters: right behind their count, or with words of a whole; no single one's."""
        start, end = self._clause(sentence, quantity)
        beside = sentence.text[max(start, quantity.start - 90) : min(end, quantity.end + 25)]
        counts = [q for q in sentence.quantities if q.unit in ("zone", "cluster") and q.end <= quantity.start]
        if counts and self._some_only(sentence, counts[-1]):
            return Subject(excluded="an area of some of the zones")
        if self.lang.find("single").search(beside):
            return Subject(excluded="an area of one zone")
        before = previous[1] if previous is not None else self.memory.last
        zones = before is not None and before.indicator.startswith(("industrial_zones", "industrial_clusters"))
        if before is not None and zones and (before.unit in ("zone", "cluster") or previous is None):
            close = previous is not None and quantity.start - previous[0].end <= 25
            if close or self.lang.find("area_words").search(beside):
                return Subject(f"{before.indicator.rsplit('_', 1)[0]}_area", cost=6 if close else 10)
        named = [c for c in sentence.of("indicator") if c.code.startswith(("industrial_zones", "industrial_clusters"))]
        cue, cost = self._nearest(sentence, quantity, named)
        hectares = [q for q in sentence.quantities if q.unit == "hectare" and q.end <= quantity.start]
        if cue is not None and cost < 15 and not hectares and self.lang.find("area_words").search(beside):
            return Subject("industrial_clusters_area" if "cluster" in cue.code else "industrial_zones_area", cost=cost)
        return Subject(excluded="an area that is not the zones'")

    def _some_only(self, sentence: Sentence, count: Quantity) -> bool:
        words = r"\b(?:more|additional|other|new(?:ly)?)\b|thêm|\bmới\b"
        return bool(re.search(words, sentence.text[count.start : count.end]))

    def _enterprises(self, sentence: Sentence, quantity: Quantity) -> Subject:
        start, end = self._clause(sentence, quantity)
        words = sentence.text[start : min(end, quantity.end + 50)]
        own = [c for c in sentence.of("excluded_event") if start <= c.start < min(end, quantity.end + 40)]
        if re.search(r"\b(?:tier|level|cấp)[-\s\d,]*(?:and|và)?\s*$", sentence.text[: quantity.start], re.I):
            return Subject(excluded="a tier, no count")
        if own:
            return Subject(excluded="an event without an indicator")
        if self.lang.find("survey").search(sentence.text):
            return Subject(excluded="those asked in a survey")
        if self.lang.find("additional").search(sentence.text[start : quantity.start]) and self.lang.find(
            "additional_after"
        ).match(sentence.text, quantity.end):
            return Subject(excluded="a difference")
        near = [
            c
            for c in sentence.of("new", "indicator")
            if start <= c.start < quantity.end + 40
            or (c.start < quantity.end + 120 and c.kind == "new" and self._weak(sentence, c))
        ]
        words = sentence.text[start : quantity.end + 120]
        if (
            sentence.of("foreign")
            and any(c.kind == "new" for c in near)
            and re.search(r"licen|grant|invest|cấp", words, re.I)
        ):
            return Subject("new_projects", "new", cost=10)
        if any(c.code == "new_enterprises" for c in near):
            return Subject("new_enterprises", cost=5)
        noun = re.sub(r"^[\d.,]+", "", sentence.text[quantity.start : quantity.end])
        more = re.search(r"\bcó thêm\s+(?:\w+\s+)?$|\badded\s+$", sentence.text[start : quantity.start], re.I)
        if (
            more
            or re.search(r"\b(?:new|newly)\b", noun, re.I)
            or (
                any(c.kind == "new" for c in near)
                and re.search(r"regist|establish|set up|found|thành lập|đăng ký", words, re.I)
            )
        ):
            return Subject("new_enterprises", cost=8)
        return Subject("enterprises", cost=12)

    def _employment(self, sentence: Sentence, quantity: Quantity) -> Subject:
        text = sentence.text[quantity.start : quantity.end]
        if not re.search(
            r"work|lab|employ|job|living|payroll|lao động|công nhân|việc làm",
            text
            + sentence.text[max(0, quantity.start - 60) : quantity.start]
            + sentence.text[quantity.end : quantity.end + 25],
            re.I,
        ):
            return Subject(excluded="people, not workers")
        if re.search(r"\btrain|đào tạo|dormitor|\bhouses?\b|nhà ở|thất nghiệp|unemploy", sentence.text, re.I):
            return Subject(excluded="no indicator")
        return Subject("employment", cost=8)

    def _unit_of_list(self, sentence: Sentence, quantity: Quantity, previous: Previous) -> str | None:
        """A number that goes on with a list: "… giảm 2,7%, kéo cả khu vực giảm 0,4", "Thua Thien Hue (69.36 points); Bac Ninh (69.08)"."""
        left = [q for q in sentence.quantities if q.end <= quantity.start]
        if not left or left[-1].unit is None:
            return None
        start, end = self._clause(sentence, quantity)
        fraction = re.search(r"[.,]\d{1,2}$", sentence.text[quantity.number_start : quantity.number_end])
        rate = left[-1].unit == "percent" and previous is not None and previous[1].transformation in ("GY", "G1")
        if rate and fraction and self._direction(sentence, quantity, start, end):
            return "percent"
        bracketed = (
            sentence.text[quantity.start - 1 : quantity.start] == "("
            and sentence.text[quantity.end : quantity.end + 1] == ")"
        )
        like = left[-1].unit in ("index_point", *MONEY) and sentence.text[left[-1].start - 1 : left[-1].start] == "("
        return left[-1].unit if bracketed and like and left[-1].unit == "index_point" else None

    def _noun_of_previous(self, sentence: Sentence, quantity: Quantity) -> str | None:
        """ "Over 70,000 of them", "30 others", "1,165 FDI", "next, with 14": the noun of the number counted before."""
        before, after = sentence.text[: quantity.start], sentence.text[quantity.end : quantity.end + 45]
        counted = [
            q.unit
            for q in sentence.quantities
            if q.end <= quantity.start and q.unit in ("project", "enterprise", "person", "cluster", "zone")
        ]
        last = self.memory.last_count
        fresh = (
            self.memory.paragraph_read or re.match(r"\s+others\b", after) or self.lang.find("another").search(before)
        )
        carried = last.unit if last is not None and fresh else None
        noun = carried or (counted[-1] if counted else None)
        following = next((q for q in sentence.quantities if q.start >= quantity.end), None)
        if following is not None and self.lang.find("of_the_n").fullmatch(
            sentence.text[quantity.end : following.number_start]
        ):
            return following.unit if following.unit in ("project", "enterprise", "person", "cluster", "zone") else None
        by_country = any(0 <= c.start - quantity.end <= 32 for c in sentence.of("country")) and self.lang.find(
            "from_there"
        ).match(after)
        if by_country:
            named = [(m.start(), u) for p, u in self.lang.named("counted") for m in p.finditer(before)]
            return noun or (max(named)[1] if named else None)
        if self.lang.find("of_them").match(after) or self.lang.find("another").search(before):
            return noun
        owned = any(0 <= c.start - quantity.end <= 3 for c in sentence.of("foreign", "domestic"))
        ended = re.match(r"\s*(?:[.;,)]|$)", after)
        own_country = any(
            self._clause(sentence, quantity)[0] <= c.start < quantity.start for c in sentence.of("country")
        )
        ellipsis = bool(counted) and ended and own_country and re.search(r"(?:\bwith|với|có|is|là|:)\s+$", before)
        return noun if counted and (owned or ellipsis) else None

    def _noun_before(self, sentence: Sentence, quantity: Quantity) -> str | None:
        """ "Projects … numbered 149", "dự án cấp mới là 359": the counted noun in front, with a word that gives its number."""
        start, _ = self._clause(sentence, quantity)
        before = sentence.text[max(start, quantity.start - 150) : quantity.start]
        if not self.lang.find("number_is").search(before):
            return None
        if self.lang.find("number_of").search(sentence.text[: quantity.start]):
            before = sentence.text[: quantity.start]
        nouns = [(m.start(), unit) for pattern, unit in self.lang.named("counted") for m in pattern.finditer(before)]
        heads = [n for n in nouns if not self.lang.find("inside_of").search(before[: n[0]])]
        return max(heads or nouns)[1] if nouns else None
