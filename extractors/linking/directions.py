"""Whether a number is a rise or a fall, or a difference."""

from __future__ import annotations

import re

from extractors.cues import Sentence
from extractors.linking.base import Base
from extractors.linking.state import (
    MONEY,
)
from extractors.quantities import Quantity


class Directions(Base):
    """Whether a number is a rise or a fall, or a difference."""

    def _direction(self, sentence: Sentence, quantity: Quantity, start: int, end: int) -> int:
        """+1 for a rise, -1 for a fall, 0 where no word of growth stands by the number."""
        if re.search(r"\(\s*[-–−]\s*$|(?<![\w%])[-–−]\s?$", sentence.text[max(0, quantity.start - 3) : quantity.start]):
            return -1
        if re.search(r"\+\s?$", sentence.text[max(0, quantity.start - 2) : quantity.start]):
            return 1
        best, best_cost = 0, 14.0
        for cue in sentence.of("up", "down", "growth"):
            if not (start <= cue.start and cue.end <= end):
                continue
            cost = self._cost(sentence, cue, quantity)
            if re.search(r"\bma(?:de|kes?|king)\s+$", sentence.text[: cue.start]):
                continue
            hedge = sentence.text[cue.start : quantity.start]
            if re.fullmatch(r"(?:more than|above|hơn|vượt|lên hơn)\s*", hedge, re.I) and not re.search(
                r"(?:cao|nhiều|lớn|tăng)\s*$", sentence.text[: cue.start]
            ):
                continue
            if (
                cue.end <= quantity.start
                and cue.kind != "growth"
                and re.search(
                    r"\b(?:to|at|from|lên|còn|xuống|đạt|từ)\s+(?:[^\W\d]+\s+){0,2}$",
                    sentence.text[cue.end : quantity.start],
                )
            ):
                continue
            if cue.start >= quantity.end and self.lang.find("equation").match(sentence.text, quantity.end):
                cost = min(cost, 8.0)
            elif cue.start >= quantity.end:
                cost += 2 if re.match(r"\s*(?:\w+\s+){0,2}$", sentence.text[quantity.end : cue.start]) else 5
            if cost < best_cost:
                best, best_cost = (-1 if cue.kind == "down" else 1), cost
        shares = [
            self._cost(sentence, c, quantity)
            for c in sentence.of("share")
            if start <= c.start and c.end <= quantity.start
        ]
        return 0 if best and min(shares, default=99.0) < best_cost else best

    def _moves(self, sentence: Sentence, quantity: Quantity) -> bool:
        """Whether a word of growth stands right before the number."""
        return any(
            c.end <= quantity.start and len(sentence.text[c.end : quantity.start].split()) <= 2
            for c in sentence.of("up", "down")
        )

    def _difference(self, sentence: Sentence, quantity: Quantity) -> bool:
        """ "Up 169.5 million", "an increase of 2 billion", "6.6% (equivalent to 4.1 billion)": a change, not a level."""
        rate = next((q for q in reversed(sentence.quantities) if q.end <= quantity.start), None)
        if rate is not None and rate.unit == "percent" and quantity.unit in MONEY:
            between = sentence.text[rate.end : quantity.start]
            equal = "(" in between or self.lang.find("equal_to").search(between)
            if (
                equal
                and re.fullmatch(self.lang.converted, between, re.IGNORECASE)
                and self._direction(sentence, rate, *self._clause(sentence, rate))
            ):
                return True
        before = sentence.text[max(0, quantity.start - 30) : quantity.start].rstrip(" (")
        if quantity.unit in (*MONEY, "project") and self.lang.find("more_or_less_after").match(
            sentence.text, quantity.end
        ):
            return True
        if self.lang.code == "vi":
            return bool(
                re.search(r"(?<!điều chỉnh )(?:\btăng|giảm)(?: thêm| gần| hơn| khoảng| trên)*$", before, re.I)
            ) and not re.search(r"vốn tăng thêm|phần tăng thêm|điều chỉnh tăng", before, re.I)
        return bool(
            re.search(
                r"(?:\b(?:up|down)(?! to\b)|(?:increase[ds]?|decrease[ds]?|rise|rose|fell|drop) (?:of|by))(?: (?!to\b)\w+){0,2}$",
                before,
                re.I,
            )
        )

    def _each(self, sentence: Sentence, quantity: Quantity) -> bool:
        """ "VND 16.61 billion per enterprise", "bình quân một dự án 5 triệu USD"."""
        start, _ = self._clause(sentence, quantity)
        return bool(
            self.lang.find("each_after").match(sentence.text, quantity.end)
            or self.lang.find("each_before").search(sentence.text[max(start, quantity.start - 60) : quantity.start])
        )
