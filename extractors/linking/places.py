"""Where: the province, or another place, the nation or one company, whose figures stay out."""

from __future__ import annotations

import re
from typing import Literal

from extractors.cues import Cue, Sentence
from extractors.linking.state import (
    MONEY,
)
from extractors.linking.times import Times
from extractors.quantities import Quantity


class Places(Times):
    """Where: the province, or another place, the nation or one company, whose figures stay out."""

    def _page_scope(self) -> str:
        """Whether the page is about the province: its title or first words name it, or no other place is named more."""
        home, elsewhere = self.lang.find("home_name"), self.lang.find("other_provinces")
        title = self.page.title
        head, text = self.page.text[:500], self.page.text
        part = re.compile(self.lang.part_of_nation, re.IGNORECASE)
        nation = sum(
            not part.search(text[max(0, m.start() - 45) : m.start()]) for m in self.lang.find("nation").finditer(text)
        )
        names, others = len(home.findall(text)), len(elsewhere.findall(text))
        words = len(self.lang.find("home").findall(text)) - names
        if home.search(title):
            return "out" if self.lang.find("nation").match(title) else "in"
        if elsewhere.search(title) and not (home.search(head) and words >= 6):
            return "out"
        if others <= 1 and names + words >= 3:
            return "in"
        ours = names + words / 2
        return (
            "in"
            if (ours >= others + nation / 2 and (names > 2 or home.search(head))) or others + nation <= 1
            else "out"
        )

    def _territory(self) -> Literal["merged"] | None:
        return "merged" if self.lang.find("merged").search(self.page.text) else None

    def _learn_scope(self, sentence: Sentence) -> None:
        """Where the sentence's subject lies: the province, or a place that it names instead."""
        home = list(sentence.of("home"))
        other = [
            c
            for c in sentence.of("elsewhere")
            if not self._only_compared(sentence, c) and not self._is_home(sentence, c)
        ]
        counted = [q for q in sentence.quantities if q.unit in ("percent", "project", *MONEY)]
        first_number = min((q.start for q in counted), default=len(sentence.text))
        world = self.lang.find("world")
        other = [c for c in other if c.start < first_number and not world.search(sentence.text[c.start : c.end])]
        named = sorted([*other, *(c for c in home if c.code == "name")], key=lambda c: c.start)
        if home and not named and self.memory.last_place == "in" and self.memory.page_scope == "out":
            self.memory.scope = "in"
        elif named:
            self.memory.last_place = "in" if named[-1].kind == "home" else "out"
        if any(c.code == "name" for c in home) and not (
            other and other[0].start < min(c.start for c in home if c.code == "name")
        ):
            self.memory.scope = "in"
        elif other and not (home and home[0].start < other[0].start):
            self.memory.scope = "out"
        elif not home:
            whole = [c for c in sentence.of("nation") if not self._part_of_nation(sentence, c)]
            if whole and whole[0].start < first_number:
                self.memory.scope = "out"

    def _is_home(self, sentence: Sentence, cue: Cue) -> bool:
        return bool(self.lang.find("home_name").fullmatch(sentence.text[cue.start : cue.end]))

    def _only_compared(self, sentence: Sentence, cue: Cue) -> bool:
        before = sentence.text[max(0, cue.start - 60) : cue.start]
        if self.lang.find("so_many_places").match(sentence.text, cue.start):
            # "tenth among the eleven provinces": they are what the rank is among
            return bool(self.lang.find("among").search(sentence.text[: cue.start]))
        if re.match(r"\s*\(\D{0,6}\d", sentence.text[cue.end :]):
            return False
        written_at = cue.start < 60 and self.lang.find("dateline").match(sentence.text, cue.end)
        return bool(written_at or re.search(self.lang.not_subject, before))

    def _part_of_nation(self, sentence: Sentence, cue: Cue) -> bool:
        name = re.search(r"(?<=\s)([A-ZĐ][\w&.-]*)\s+$", sentence.text[: cue.start])
        segment = max(sentence.text.rfind(mark, 0, cue.start) for mark in ",;:(.")
        if sentence.text[cue.start].isupper() and any(segment < c.start < cue.start for c in sentence.of("company")):
            return True  # "Goertek Điện tử Việt Nam"
        if self.lang.find("all_of").search(sentence.text[: cue.start]):
            return False
        if name and sentence.text[cue.start].isupper() and not self.lang.find("place_words").fullmatch(name[1]):
            return True  # "Samsung Electronics Vietnam"
        if self.lang.find("rank").search(sentence.text, max(0, cue.start - 60), min(len(sentence.text), cue.end + 60)):
            return True
        return bool(
            re.search(self.lang.part_of_nation, sentence.text[max(0, cue.start - 45) : cue.start], re.IGNORECASE)
        )

    def _place_behind(self, sentence: Sentence, quantity: Quantity) -> str | None:
        """The place that a preposition ties to the number from behind ("88.96 billion USD in that of Hanoi"); None: none."""
        _, end = self._clause(sentence, quantity)
        places = [c for c in sentence.of("elsewhere", "nation", "home") if quantity.end <= c.start < end]
        places = [c for c in places if c.kind != "home" or c.code == "name"]
        first = min(places, key=lambda c: (c.start, -c.end), default=None)
        if first is None or not self.lang.find("tied_place").fullmatch(sentence.text[quantity.end : first.start]):
            return None
        if first.kind == "home" or self._is_home(sentence, first):
            return ""
        if first.kind == "nation":
            grows = quantity.unit == "percent" and self._direction(
                sentence, quantity, *self._clause(sentence, quantity)
            )
            return "Viet Nam as a whole" if quantity.unit in MONEY or grows else None
        return "another place"

    def _excluded_place(self, sentence: Sentence, quantity: Quantity) -> str:
        """Why a figure does not describe the province; empty where it does."""
        left = [c for c in sentence.of("home", "elsewhere", "nation", "company") if c.end <= quantity.start]
        best: Cue | None = None
        for cue in left:
            if cue.kind == "elsewhere" and self._only_compared(sentence, cue):
                continue
            if cue.kind == "elsewhere" and self._is_home(sentence, cue):
                continue
            if cue.kind == "nation" and self._part_of_nation(sentence, cue):
                continue
            if cue.kind == "company" and not self._describes_company(sentence, cue, quantity):
                continue
            if best is not None and best.start <= cue.start and cue.end <= best.end:
                continue
            if cue.kind == "home" and best is not None and best.start <= cue.start < best.end:
                continue
            if cue.kind == "home" and best is not None and best.kind in ("elsewhere", "company"):
                pattern = "address" if best.kind == "elsewhere" else "address_of_company"
                if cue.code == "name" and self.lang.find(pattern).fullmatch(sentence.text[best.end : cue.start]):
                    continue
            best = cue
        behind = self._place_behind(sentence, quantity)
        if behind is not None:
            return behind
        if best is None:
            return "another place" if self.memory.scope == "out" else ""
        if best.kind == "home":
            return "another place" if best.code == "word" and self.memory.scope == "out" else ""
        return {"elsewhere": "another place", "nation": "Viet Nam as a whole", "company": "one company"}[best.kind]

    def _describes_company(self, sentence: Sentence, cue: Cue, quantity: Quantity) -> bool:
        """A company's name in the same clause, with no counted projects between, makes a value that company's."""
        # "Foxconn Bac Ninh": the province in a company's name
        between = re.sub(rf"^\s+(?:{self.lang.home_name})", "", sentence.text[cue.end : quantity.start], flags=re.I)
        if quantity.unit in ("percent", "rank", "zone", "cluster", "index_point"):
            return ";" not in between and len(between) < 60
        if re.search(r"\b(?:province|whole|all|FDI|accumulat\w+|total number|tỉnh|lũy kế|toàn)\b", between):
            return False
        return (
            not re.search(r"[;.]", between) and not self.lang.find("home_name").search(between) and len(between) < 140
        )
