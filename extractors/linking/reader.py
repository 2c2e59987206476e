"""The way through a page: block by block, sentence by sentence, number by number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from extractors import periods, sentences, tables
from extractors.catalog import Catalog
from extractors.cues import Sentence
from extractors.linking.beside import Beside
from extractors.linking.state import (
    MONEY,
    SHARES,
    Previous,
    Subject,
)
from extractors.periods import Context
from extractors.quantities import Quantity
from extractors.records import Mention, Page, Table


class PageReader(Beside):
    """Reads one page; holds its finder, its number style and its memory, nothing beyond it."""

    def __init__(self, page: Page, catalog: Catalog, published: str | None) -> None:
        super().__init__(page, catalog, published)
        if not published:
            self.memory.context = Context(None, self._year_of_page())
        self.memory.page_scope = self.memory.last_place = self._page_scope()
        self.merged_page = self._territory()

    def mentions(self) -> Iterator[Mention]:
        """The mentions of the whole page, block by block; the spans of the times read are in `time_spans` after it."""
        by_start = {t.start: t for t in self.page.tables}
        for block in self.page.blocks:
            if block.kind == "table":
                table = by_start.get(block.start)
                if table is not None:
                    yield from self._table(table)
                continue
            if block.kind == "caption":
                continue
            heading = block.kind in ("heading", "title")
            self._begin_block(heading)
            for start, end in sentences.split(self.page.text, self.page.language, block.start, block.end):
                sentence = self.finder.sentence(self.page.text[start:end], start, self.style, heading)
                yield from self._sentence(sentence)

    def _table(self, table: Table) -> Iterator[Mention]:
        times = periods.find(self.page.text[table.start : table.end], self.page.language)
        self.time_spans += [(table.start + t.start, table.start + t.end) for t in times]
        for mention in tables.read(self.page, table, self.catalog, self.memory.context, self.style):
            if mention.reading is not None:
                self.memory.topic = mention.reading.indicator
            yield mention

    def _year_of_page(self) -> int | None:
        """The year that an undated page speaks of: the first that it reports on, else the one after the year compared with."""
        times = [t for t in self.page_times if t.year and t.unit not in ("years", "day")]
        bases = [m.span() for p, _ in self.lang.named("price_bases") for m in p.finditer(self.page.text[:4000])]
        own = [
            t.year
            for t in times
            if not t.compared and not t.as_of and not any(a < t.end and t.start < b for a, b in bases)
        ]
        compared = [t.year + 1 for t in times if t.compared and t.year]
        return (own or compared or [None])[0]

    def _begin_block(self, heading: bool) -> None:
        memory = self.memory
        memory.scope = memory.page_scope
        memory.paragraph_times = []
        memory.paragraph_read = False
        if heading:
            memory.comparison = "GY"
        if heading:
            memory.heading_times = []
            memory.last = None

    def _sentence(self, sentence: Sentence) -> Iterator[Mention]:
        memory = self.memory
        self.time_spans += [(sentence.start + t.start, sentence.start + t.end) for t in sentence.times]
        if sentence.heading:
            memory.heading = sentence
            memory.heading_times = self._times(sentence)
            if memory.heading_times:
                memory.subject_times = []
        self._learn_scope(sentence)
        self._learn_year(sentence)
        yield from self._numbers(sentence)
        named = [c.code for c in sentence.of("indicator") if not c.code.endswith(("_share", "_occupancy"))]
        if named:
            memory.topic = named[0]
        marks = sentence.of("month_on_month", "year_on_year")
        if marks:
            memory.comparison = "G1" if marks[-1].kind == "month_on_month" else "GY"
        if sentence.times:
            own = self._times(sentence)
            if not sentence.of("target"):
                memory.subject_times = own or memory.subject_times
                memory.paragraph_times = [t for t in own if t.unit not in ("now", "years")] or memory.paragraph_times

    def _numbers(self, sentence: Sentence) -> Iterator[Mention]:
        """The numbers and ranks of a sentence from left to right, each read with what stands before it."""
        previous: Previous = None
        taken = -1
        self._levels = []
        self._growth_run = []
        self._assigned = self._respectively(sentence)
        items: list[tuple[int, Quantity | re.Match[str]]] = [(q.number_start, q) for q in sentence.quantities]
        items += [(m.start(), m) for m in self._matches(sentence, "rank")]
        items += [
            (m.start(), m) for m in self._matches(sentence, "times")
            if not any(m.groupdict().values()) and not any(m.start() <= q.number_start < m.end() for q in sentence.quantities)
        ]  # fmt: skip
        for start, item in sorted(items, key=lambda i: (i[0], isinstance(i[1], Quantity))):
            if start < taken:
                if isinstance(item, Quantity) and item.unit in MONEY:
                    yield self._mention(sentence, item, "converted")
                continue
            if isinstance(item, re.Match) and item.re is self.lang.find("times"):
                yield self._ratio_in_words(sentence, item, previous)
                continue
            if isinstance(item, re.Match):
                rank = self._rank(sentence, item)
                if rank is not None:
                    taken = item.end()
                    yield rank
                continue
            converted = self._conversion(sentence, sentence.quantities.index(item))
            taken = converted.end if converted is not None else taken
            mention = self._quantity(sentence, item, previous, converted)
            excluded = mention.fate == "excluded" and mention.reason not in ("no unit", "another place")
            inside = self._left_out is not None and self._left_out[0] is sentence and "(" in sentence.text[: item.start]
            self._left_out = (sentence, item, mention.reason, inside) if excluded else None
            if mention.reading is not None:
                previous = (item, mention.reading)
                if mention.reading.transformation == "N" and item.unit != "percent":
                    self._levels.append(previous)
            yield mention

    def _matches(self, sentence: Sentence, role: str) -> list[re.Match[str]]:
        """The matches behind the cues of a role, for their groups."""
        found = (self.lang.find(role).match(sentence.text, c.start) for c in sentence.of(role))
        return [match for match in found if match is not None]

    def _learn_year(self, sentence: Sentence) -> None:
        years = [t.year for t in self._times(sentence) if t.year and t.unit != "years"]
        if years and (sentence.quantities or sentence.heading):
            self.memory.context = replace(self.memory.context, year=years[0])

    def _conversion(self, sentence: Sentence, index: int) -> Quantity | None:
        """The bracketed value in a second currency behind a value, if there is one."""
        quantity = sentence.quantities[index]
        following = sentence.quantities[index + 1] if index + 1 < len(sentence.quantities) else None
        if following is None or quantity.unit not in MONEY or following.unit not in MONEY | {"EUR"}:
            return None
        if quantity.unit == following.unit:
            return None
        between = sentence.text[quantity.end : following.start]
        return following if re.fullmatch(self.lang.converted, between, re.IGNORECASE) else None

    def _quantity(
        self,
        sentence: Sentence,
        quantity: Quantity,
        previous: Previous,
        converted: Quantity | None,
    ) -> Mention:
        if quantity.values is not None:
            return self._mention(sentence, quantity, "range", "a range is no observation")
        if (
            quantity.value == 1
            and not sentence.text[quantity.number_start].isdigit()
            and quantity.unit not in (None, "times")
        ):
            return self._mention(sentence, quantity, "excluded", "a single one, no count")
        if quantity.unit == "turn" and self.lang.find("adjusting_turns").search(sentence.text[: quantity.start]):
            quantity = replace(quantity, unit="project")
        if quantity.unit is None or quantity.unit == "times":
            return self._bare(sentence, quantity, previous)
        assigned = self._assigned.get(quantity.start)
        if quantity.start in self._growth_run and len(self._levels) >= len(self._growth_run):
            levels = self._levels[-len(self._growth_run) :]
            previous = levels[self._growth_run.index(quantity.start)]
            assigned = previous[1].indicator
        if assigned == "":
            return self._mention(sentence, quantity, "excluded", "a subject without an indicator")
        place = self._excluded_place(sentence, quantity)
        if place or self.lang.find("joint_places").search(sentence.text[: quantity.start]):
            company = self._investment_of_company(sentence, quantity) if place == "one company" else None
            return company or self._mention(sentence, quantity, "excluded", place or "another place as well")
        inherited = self._excluded_with(sentence, quantity)
        if inherited:
            return self._mention(sentence, quantity, "excluded", inherited)
        subject, transformation = self._subject(sentence, quantity, previous)
        if assigned and (transformation == "N" or self._can_grow(assigned)):
            share = quantity.unit == "percent" and transformation == "N"
            subject = Subject(SHARES.get(assigned, assigned) if share else assigned, cost=5)
        if subject.excluded or not subject.indicator:
            fate = "excluded" if subject.excluded else "unclaimed"
            return self._mention(sentence, quantity, fate, subject.excluded or "no indicator near")
        reading = self._reading(sentence, quantity, subject, transformation, previous)
        whole = (reading.activity, reading.ownership, reading.counterpart_area, reading.coverage) == (
            "_T",
            "_T",
            "_T",
            "province",
        )
        last = self.memory.last
        if whole and last is not None and SHARES.get(last.indicator) == reading.indicator:
            # "This was 58 percent of the production value": the part is what was told just before
            reading = replace(
                reading, activity=last.activity, ownership=last.ownership, coverage=last.coverage,
                counterpart_area=last.counterpart_area,
            )  # fmt: skip
            whole = (last.activity, last.ownership, last.counterpart_area, last.coverage) == (
                "_T",
                "_T",
                "_T",
                "province",
            )
        if reading.indicator.endswith("_share") and not reading.indicator.startswith("national") and whole:
            return self._mention(sentence, quantity, "unclaimed", "a share of which the part is not said")
        if converted is not None:
            reading = replace(reading, converted=(converted.value, converted.unit or ""))
        self._remember(reading, subject)
        return self._mention(sentence, quantity, "observation", reading=reading)

    def _excluded_with(self, sentence: Sentence, quantity: Quantity) -> str:
        """Why the number right before was left out, where this one only goes on with it: a list, or brackets about it."""
        left_out = self._left_out
        if left_out is None or left_out[0] is not sentence:
            return ""
        between = sentence.text[left_out[1].end : quantity.start]
        if left_out[1].unit == "percentage point":
            return ""
        if quantity.unit == "percent" and left_out[1].unit != "percent":
            moves = self._direction(sentence, quantity, *self._clause(sentence, quantity))
            own = [c for c in sentence.of("indicator") if left_out[1].end <= c.start < quantity.start]
            return left_out[2] if moves and not own and not re.search(r"[;.]", between) else ""
        if left_out[1].unit != quantity.unit:
            return ""
        inside = between.count("(") > between.count(")") or (left_out[3] and ")" not in between)
        if inside and left_out[2] in ("a subject without an indicator", "an event without an indicator"):
            return left_out[2]
        listed = re.fullmatch(r"\s*(?:[;,]|and|và)\s*(?:and\s+|và\s+)?", between)
        bracketed = re.fullmatch(r"[^.;]{0,25}\((?:\w+\s+){0,3}", between) and "among" in sentence.text[quantity.end :]
        return left_out[2] if listed or bracketed else ""

    def _bare(self, sentence: Sentence, quantity: Quantity, previous: Previous) -> Mention:
        if quantity.unit == "times":
            return self._claim(sentence, quantity, quantity.value, previous)
        # "FDI projects number 275", "dự án cấp mới là 359": the counted noun stands before
        noun = self._unit_of_list(sentence, quantity, previous)
        noun = noun or self._noun_of_previous(sentence, quantity) or self._noun_before(sentence, quantity)
        if noun:
            return self._quantity(sentence, replace(quantity, unit=noun), previous, None)
        return self._mention(sentence, quantity, "excluded", "no unit")

    def _respectively(self, sentence: Sentence) -> dict[int, str]:
        """Values told in the order of what was named: start of the value → its indicator, or "" for what has none."""
        mark = self.lang.find("respectively").search(sentence.text)
        if mark is None:
            return {}
        run = self._run_of_values(sentence, mark.start())
        if len(run) < 2:
            return {}
        names = self._names_before(sentence, run[0].start)
        if run[0].unit == "percent" and any(self._direction(sentence, q, *self._clause(sentence, q)) for q in run):
            self._growth_run = [q.start for q in run]
        if len(names) >= len(run) and len(names) - len(run) <= 1:
            return dict(zip((q.start for q in run), names[-len(run) :], strict=True))
        return {}

    def _run_of_values(self, sentence: Sentence, mark: int) -> list[Quantity]:
        """The like values nearest to the word, with nothing but list words between them."""
        before = [q for q in sentence.quantities if q.end <= mark]
        pool = before if len(before) >= 2 else [q for q in sentence.quantities if q.start >= mark]
        run: list[Quantity] = []
        for quantity in reversed(pool) if pool is before else pool:
            other = run[-1] if run else quantity
            left, right = sorted((quantity, other), key=lambda q: q.start)
            between = sentence.text[left.end : right.start]
            if run and (
                quantity.unit != other.unit
                or not re.fullmatch(r"\W*(?:(?:and|và|over|nearly|about|hơn|gần)\W*)*", between)
            ):
                break
            run.append(quantity)
        return sorted(run, key=lambda q: q.start)

    def _names_before(self, sentence: Sentence, start: int) -> list[str]:
        """What is named right before a run of values, in order; sectors without an indicator stand as ""."""
        left = max((q.end for q in sentence.quantities if q.end <= start), default=0)
        names: list[tuple[int, str]] = []
        last_end = 0
        for cue in sentence.of("indicator", "other_subject", "activity"):
            if not left <= cue.start < start:
                continue
            if cue.code == "goods_trade":
                exports_first = self.lang.find("exports_first").search(sentence.text[cue.start : cue.end])
                pair = ["goods_exports", "goods_imports"] if exports_first else ["goods_imports", "goods_exports"]
                names += [(cue.start + i, code) for i, code in enumerate(pair)]
            elif cue.kind == "activity":
                if cue.code == "industry_construction" and not any(n[0] == cue.start for n in names):
                    names.append((cue.start, "grdp"))
            elif cue.kind == "other_subject":
                joined = names and names[-1][1] == "" and re.fullmatch(r"[\s–-]*", sentence.text[last_end : cue.start])
                if not joined:
                    names.append((cue.start, ""))
                last_end = cue.end
            elif cue.code not in ("grdp", "industrial_value_added"):
                names.append((cue.start, cue.code))
        return [code for _, code in sorted(names)]
