"""What every layer uses: the page's state, distances between words and numbers, and what they part."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from extractors import periods
from extractors.catalog import Catalog
from extractors.cues import Cue, CueFinder, Sentence
from extractors.languages.base import Language
from extractors.linking.state import (
    Memory,
)
from extractors.periods import Context
from extractors.quantities import Quantity, page_style
from extractors.records import Mention, Page, Reading


class Base:
    """What every layer uses: the page's state, distances between words and numbers, and what they part."""

    def __init__(self, page: Page, catalog: Catalog, published: str | None) -> None:
        self.page = page
        self.catalog = catalog
        self.finder = CueFinder(catalog, page.language)
        self.lang: Language = self.finder.lang
        self.style = page_style(page.text, page.language)
        self.memory = Memory(Context(published))
        self.merged_page: Literal["merged"] | None = None
        supporting = next(p for p, c in self.lang.named("activities") if c == "supporting")
        self.page_activity = "supporting" if supporting.search(page.title) else ""
        self.page_times = periods.find(page.text[:4000], page.language)
        own = re.search(r"industrial (?:zones|parks)|\bIZs\b|\bIPs\b|khu công nghiệp|\bKCN\b", page.title, re.I)
        head = re.search(
            r"(?:management board|authority|ban quản lý)[^.]{0,30}(?:industrial (?:zones|parks)|khu công nghiệp|KCN|IZs|IPs)|industrial zones authority",
            page.text[:350],
            re.I,
        )
        self.zones_page = bool(own or head)
        self.time_spans: list[tuple[int, int]] = []
        self._assigned: dict[int, str] = {}
        self._growth_run: list[int] = []
        self._levels: list[tuple[Quantity, Reading]] = []
        self._left_out: tuple[Sentence, Quantity, str, bool] | None = None
        self.domestic_too = bool(self.lang.find("domestic").search(page.text))

    def _mention(
        self, sentence: Sentence, quantity: Quantity, fate: str, reason: str = "", reading: Reading | None = None
    ) -> Mention:
        start, end = sentence.start + quantity.start, sentence.start + quantity.end
        return Mention(
            start, end, self.page.text[start:end], sentence.start, sentence.start + len(sentence.text.rstrip()),
            fate, reason, reading,  # type: ignore[arg-type]
        )  # fmt: skip

    def _cost(self, sentence: Sentence, cue: Cue, quantity: Quantity) -> float:
        """How far a cue is from a number: characters, commas, semicolons, other numbers; behind costs more than before."""
        if cue.end <= quantity.start:
            between, penalty = sentence.text[cue.end : quantity.start], 0.0
            crossed = sum(cue.end <= q.start and q.end <= quantity.start for q in sentence.quantities)
        elif cue.start >= quantity.end:
            between, penalty = sentence.text[quantity.end : cue.start], 8.0
            if self.lang.find("equation").match(between):
                penalty = -8.0
            crossed = sum(quantity.end <= q.start and q.end <= cue.start for q in sentence.quantities) * 3
        else:
            return 0.0
        return (
            len(between) / 8 + 2 * between.count(",") + 14 * between.count(";") + 3 * crossed + penalty
            + 4 * len(re.findall(r"\b(?:while|whereas|trong khi|còn)\b", between))
        )  # fmt: skip

    def _nearest(self, sentence: Sentence, quantity: Quantity, cues: Iterable[Cue]) -> tuple[Cue | None, float]:
        ranked = [(self._cost(sentence, c, quantity), -c.start, c) for c in cues]
        if not ranked:
            return None, 999.0
        cost, _, cue = min(ranked, key=lambda r: (r[0], r[1]))
        return cue, cost

    def _clause(self, sentence: Sentence, quantity: Quantity) -> tuple[int, int]:
        """The words that belong to one number alone: from the number before it to the number after it."""
        before = [q.end for q in sentence.quantities if q.end <= quantity.start]
        after = [q.start for q in sentence.quantities if q.start >= quantity.end]
        start, end = max(before, default=0), min(after, default=len(sentence.text))
        stop = sentence.text.find(";", quantity.end, end)
        return max(start, sentence.text.rfind(";", 0, quantity.start) + 1), stop if stop >= 0 else end

    def _in_closed_brackets(self, sentence: Sentence, cue: Cue, quantity: Quantity) -> bool:
        """Whether a word stands in brackets that close before the number: it tells of what is in them alone."""
        if cue.end > quantity.start:
            return False
        between = sentence.text[cue.end : quantity.start]
        return ")" in between and "(" not in between.split(")")[0]

    def _other_subject_nearer(self, sentence: Sentence, quantity: Quantity, cost: float) -> bool:
        left = [
            c for c in sentence.of("other_subject")
            if c.end <= quantity.start and not self._in_closed_brackets(sentence, c, quantity)
        ]  # fmt: skip
        _, other = self._nearest(sentence, quantity, left)
        return other + 0.5 < cost

    def _can_grow(self, code: str) -> bool:
        zones = code.startswith(("industrial_zones", "industrial_clusters"))
        return code == "industrial_production_index" or not (zones or code.endswith(("_share", "_occupancy", "_index")))

    def _kind(self, reading: Reading) -> str:
        if reading.transformation in ("GY", "G1"):
            return "flow"
        indicator = self.catalog.indicators[reading.indicator]
        if indicator.id.endswith("_occupancy"):
            return "stock"
        return "index" if reading.transformation == "RANK" else indicator.kind

    def _other_between(self, sentence: Sentence, start: int, end: int) -> bool:
        return any(start <= c.start and c.end <= end for c in sentence.of("other_subject"))
