"""The way through a page: block by block, sentence by sentence, number by number, one decision after the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from typing import Literal

from extractors import flattened, periods, sentences, statistical, tables
from extractors.catalog import Catalog
from extractors.cues import Cue, Sentence, finder
from extractors.languages.base import Language
from extractors.linking import asides, breakdown, scope, subject, timing
from extractors.linking.choosers import Choosers, fitted
from extractors.linking.context import number_row, period_row, reading_row, told_in
from extractors.linking.frame import Frame
from extractors.linking.layout import Row, row_of
from extractors.linking.memory import Memory
from extractors.linking.piece import Piece
from extractors.periods import Context, TimeExpression
from extractors.quantities import Quantity, page_style
from extractors.quantities import read_plain as read_quantities
from extractors.records import Block, Fate, Mention, Page, Reading, Table

_SUPPORTING_TIMES = 4000
"""Characters at the head of a page in which it names the time that it is about."""


_LINE = 100
"""Characters up to which a paragraph may be a line of a list."""
_FRAGMENT = 30
"""Characters of a sentence that begins a paragraph and only says its time: "2013, first half."."""
_SPANS = 3
"""Spans of years, dates, or times of a target, that a later sentence may go back to."""
_NO_DOLLARS = 10**12
"""From here on a sum of a province without a currency is none of dollars, where dong are told of, too."""
_SUM = 1_000_000
"""From here on a number with a magnitude and no noun is a sum of money."""
_ANOTHER, _NATION = "another place", "Viet Nam as a whole"
"""Why a number of another territory has no reading."""


class PageReader:
    """Reads one page; holds its memory, nothing beyond it."""

    def __init__(self, page: Page, catalog: Catalog, published: str | None, choosers: Choosers | None = None) -> None:
        self.page, self.catalog = page, catalog
        self.finder = finder(catalog, page.language)
        self.lang: Language = self.finder.lang
        self.style = page_style(page.text, page.language)
        choosers = choosers or fitted()
        self.indicators = choosers.indicators or tuple(catalog.indicators)
        times = periods.find(page.text[:_SUPPORTING_TIMES], page.language)
        self.page_time = next((t for t in times if not t.compared and t.unit not in ("now", "years", "day")), None)
        since = catalog.home.former.valid_from
        context = Context(published, None if published else self._year_of_page(times))
        self.memory = Memory(context, since.year if since else None)
        self.memory.page_scope = scope.of_page(page, self.lang)
        self.territory = scope.territory(page, self.lang)
        self.of_another = scope.subject(page, self.lang, catalog, published, self.territory) == "elsewhere"
        """Whether "the province" is another one; on a page about two, from a sentence that names it first on."""
        self.pair = scope.is_pair(page, self.lang, catalog)
        self.foreign = scope.is_foreign(page, self.lang, catalog)
        self.statistics = statistical.TableStatistics(
            catalog, page.language, self.memory.context, self.memory.page_scope and not self.of_another, self.territory
        )
        self.time_spans: list[tuple[int, int]] = []
        self.pieces = list(self._pieces())
        self.chooser = choosers.on(page, self.pieces)
        said = [p.sentence for p in self.pieces]
        self.memory.named = breakdown.named_in(said)
        self.memory.opening = frozenset(breakdown.named_in(said[: scope.OPENING]))
        self.memory.authority = row_of(scope.authority(said, self.lang))
        self.memory.places = row_of(scope.profile(said))

    @property
    def _currency(self) -> str | None:
        """The currency of the page's prose, if it uses but one."""
        return next(iter(self._currencies)) if len(self._currencies) == 1 else None

    @cached_property
    def _currencies(self) -> frozenset[str]:
        """The currencies of the page's prose; a table says its own."""
        prose = "\n".join(self.page.text[b.start : b.end] for b in self.page.blocks if b.kind != "table")
        found = read_quantities(prose, self.page.language, self.style)
        return frozenset(q.unit for q in found if q.unit in subject.MONEY)

    # -- the text in pieces

    def _pieces(self) -> Iterator[Piece]:
        by_start = {t.start: t for t in self.page.tables}
        lines = flattened.find(self.page)
        heads = {f.first: f.table for f in lines}
        within = {n for f in lines for n in range(f.first, f.last + 1)}
        for number, block in enumerate(self.page.blocks):
            if number in heads:
                yield from self._rows(block, heads[number])
            if block.kind == "table" and block.start in by_start:
                yield from self._rows(block, by_start[block.start])
            if block.kind in ("table", "caption") or number in within:
                continue
            heading = block.kind in ("heading", "title")
            first, money = True, None
            for start, end in sentences.split(self.page.text, self.page.language, block.start, block.end):
                sentence = self.finder.sentence(self.page.text[start:end], start, self.style, heading)
                sentence.cues = list(self._cues(sentence))
                items = tuple(self._items(sentence, money))
                yield Piece(block, first, sentence, items)
                first, money = False, next((q.unit for q in reversed(items) if q.unit in subject.MONEY), money)

    def _rows(self, block: Block, table: Table) -> Iterator[Piece]:
        times = periods.find(self.page.text[table.start : table.end], self.page.language)
        self.time_spans += [(table.start + t.start, table.start + t.end) for t in times]
        first = True
        for row in tables.rows(self.page, table, self.lang, self.style, self.statistics):
            if isinstance(row, tables.Statement):
                yield self._statement(block, first, row)
                first = False
                continue
            ours = any(not f.elsewhere and f.settled is None for f in row.figures)
            sentence = (
                self.finder.sentence(row.text, row.start, self.style)
                if ours
                else Sentence(row.text, row.start, [], [], [])
            )
            sentence.cues = list(self._cues(sentence))
            sentence.quantities = [f.quantity for f in row.figures]
            yield Piece(block, first, sentence, tuple(sentence.quantities), row)
            first = False

    def _statement(self, block: Block, first: bool, row: tables.Statement) -> Piece:
        """A row of a table that says what it says in words."""
        sentence = self.finder.sentence(self.page.text[row.start : row.end], row.start, self.style)
        sentence.cues = list(self._cues(sentence))
        return Piece(block, first, sentence, tuple(self._items(sentence, None)))

    def _cues(self, sentence: Sentence) -> Iterator[Cue]:
        """The cues, places told apart by whether the sentence speaks of them or only compares with them."""
        named = False
        for cue in sentence.cues:
            if self.of_another and cue.kind == "home" and cue.code != "name":
                cue = replace(cue, kind="elsewhere", code="word")
            elif cue.kind == "elsewhere" and scope.is_home(sentence, cue, self.lang):
                continue
            elif cue.kind == "elsewhere" and scope.only_compared(sentence, cue, self.lang):
                cue = replace(cue, kind="compared_place")
            elif cue.kind == "elsewhere" and not self.lang.find("other_provinces").search(cue_text(sentence, cue)):
                cue = replace(cue, kind="locality")
            elif cue.kind == "nation" and scope.part_of_nation(sentence, cue, self.lang):
                cue = replace(cue, kind="whole_nation")
            if self.pair and not named and cue.code in ("name", "elsewhere") and cue.kind in ("home", "elsewhere"):
                self.of_another, named = cue.kind == "elsewhere", True
            yield cue

    def _items(self, sentence: Sentence, money: str | None) -> Iterator[Quantity]:
        """Quantities, ranks and ratios in words, in order; a number inside a rank or ratio belongs to it. `money`: the
        currency that the paragraph named last before the sentence."""
        found = [
            *(Quantity(self._rank_value(m), "rank", m[0], "=", m.start(), m.end(), m.start(), m.end())
              for m in self._matches(sentence, "rank") if not any(t.start < m.end() and m.start() < t.end for t in sentence.times)),
            *(Quantity(Decimal(ratio), "times", m[0], "=", m.start(), m.end(), m.start(), m.end())
              for m in self._matches(sentence, "times") if not any(m.groupdict().values())
              for ratio in [next((v for p, v in self.lang.ratios.items() if re.search(p, m[0], re.IGNORECASE)), "2")]),
        ]  # fmt: skip
        taken = -1
        for item in sorted((*found, *sentence.quantities), key=lambda q: (q.start, -q.end)):
            if item.start >= taken:
                taken = item.end
                yield self._as_ratio(sentence, self._in_currency(sentence, item, money))

    def _as_ratio(self, sentence: Sentence, item: Quantity) -> Quantity:
        """A percentage of what another time had is a ratio like "2.2-fold" (GUIDE section 4), no growth."""
        if item.unit != "percent" or item.values is not None:
            return item
        after = self.lang.find("of_time_after").match(sentence.text, item.end)
        if after is None:
            return item
        before = self.lang.find("of_time_before").search(_CLAUSE.split(sentence.text[: item.start])[-1])
        if before is None:
            return item
        if before.groupdict().get("reached") and any(after.groupdict().values()):
            return item  # "đạt 7,4% so với cùng kỳ", "đạt 7,4% năm 2019": a rate may be reached, too
        return replace(item.scaled(Decimal("0.01")), unit="times")

    def _in_currency(self, sentence: Sentence, item: Quantity, before: str | None) -> Quantity:
        """A sum without its currency ("of which state firms made 389 billion") is in that of the list that it stands in,
        else of the money in its sentence, else `before` it in the paragraph, else on the page, if it uses but one."""
        if item.unit is not None or abs(item.value) < _SUM or item.end == item.number_end:
            return item
        word = re.match(r"\s*(\w+)", sentence.text[item.end : item.end + 30])
        if word is not None and not self.lang.noun_stops and word[1].lower() not in self.lang.links:
            return item  # "38,9 triệu chiếc": something is counted, if we do not know what
        beside = [q.unit for q in sentence.quantities if q.unit in subject.MONEY and q.start < item.start] or [
            q.unit for q in sentence.quantities if q.unit in subject.MONEY
        ]
        unit = _of_list(sentence, item) or (beside[-1] if beside else before or self._currency)
        if unit in ("USD", None) and abs(item.value) >= _NO_DOLLARS and "VND" in self._currencies:
            unit = "VND"
        return replace(item, unit=unit) if unit else item

    def _matches(self, sentence: Sentence, role: str) -> list[re.Match[str]]:
        found = (self.lang.find(role).match(sentence.text, c.start) for c in sentence.of(role))
        return [match for match in found if match is not None]

    def _rank_value(self, match: re.Match[str]) -> Decimal:
        groups = [v for v in match.groupdict().values() if v]
        word = groups[0].lower() if groups else ""
        digits = re.match(r"\d+", word)
        return Decimal(int(digits[0]) if digits else self.lang.ordinals.get(word, 1))

    def _year_of_page(self, times: list[TimeExpression]) -> int | None:
        """The year that an undated page speaks of: the first that it reports on, else the one after the year compared with."""
        dated = [t for t in times if t.year and (t.ranged or t.unit not in ("years", "day"))]
        bases = [
            m.span() for p, _ in self.lang.named("price_bases") for m in p.finditer(self.page.text[:_SUPPORTING_TIMES])
        ]
        own = [
            t.year
            for t in dated
            if (t.ranged or not (t.compared or t.as_of)) and not any(a < t.end and t.start < b for a, b in bases)
        ]
        compared = [t.year + 1 for t in dated if t.compared and t.year]
        return (own or compared or [None])[0]

    # -- the way through them

    def mentions(self) -> Iterator[Mention]:
        """The mentions of the whole page, block by block; the spans of the times read are in `time_spans` after it."""
        begun: Block | None = None
        for piece in self.pieces:
            if piece.block is not begun:
                begun = piece.block
                self._begin(piece)
            found = self._piece(piece)
            yield from map(_excluded, found) if self.foreign else found

    def _begin(self, piece: Piece) -> None:
        """A new block: what the paragraph before said no longer goes on; a heading begins a section."""
        memory = self.memory
        if piece.row is not None:
            memory.told, memory.paragraph_times = [], []
            return
        memory.told, memory.before, memory.paragraph_times, memory.place_of_paragraph = [], [], [], ""
        memory.steps, memory.of_quarters = [], False
        memory.paragraph = memory.sentences
        memory.lead = list(piece.sentence.cues)
        if _is_line(piece.block):
            memory.lead, memory.before, memory.paragraph_times = memory.head, memory.head, memory.head_times
        if piece.block.kind == "title":
            memory.title, memory.title_times = list(piece.sentence.cues), list(_placed(piece.sentence))
        if piece.sentence.heading:
            memory.heading, memory.heading_times, memory.comparison = (
                list(piece.sentence.cues),
                list(_placed(piece.sentence)),
                "GY",
            )

    def _piece(self, piece: Piece) -> Iterator[Mention]:
        sentence, memory = piece.sentence, self.memory
        if piece.row is not None:
            yield from self._row(piece, piece.row)
            return
        self.time_spans += [(sentence.start + t.start, sentence.start + t.end) for t in sentence.times]
        years = [
            t.year
            for t in sentence.times
            if t.year and t.unit != "years" and not t.compared and not timing.in_base(t, sentence)
        ]
        if years and (piece.items or sentence.heading or (piece.first and len(sentence.text) <= _FRAGMENT)):
            memory.context = replace(memory.context, year=years[0])
        frame = Frame(sentence, piece.items, self.lang, self.catalog.relations)
        yield from self._numbers(frame)
        self._end(frame)
        if not _is_line(piece.block) or not piece.items:
            memory.in_percent = self.lang.find("in_percent").search(sentence.text) is not None
            memory.head = list(sentence.cues)
            memory.head_times = [t for t in _placed(sentence) if not t.compared]

    def _row(self, piece: Piece, row: tables.Row) -> Iterator[Mention]:
        """The figures of a table's row; those of other places are left out, those around 100 of an index are growth."""
        is_open = any(f.settled is None for f in row.figures)
        frame = Frame(
            piece.sentence, piece.items if is_open else (), self.lang, self.catalog.relations, row if is_open else None
        )
        before: Reading | None = None
        for figure in row.figures:
            if figure.settled is not None:
                mention = self._settled(row, figure, figure.settled)
                if before is not None and mention.reading is not None and _in_other_currency(before, mention.reading):
                    mention = replace(mention, fate="converted", reading=None, details={})
                before = mention.reading or before
                yield mention
                continue
            if figure.elsewhere:
                self.memory.tell(figure.quantity, None, piece.sentence.start)
                yield self._mention(frame, figure.quantity, "excluded", "another place")
                continue
            mention = self._number(frame, figure.quantity, None)
            reading = mention.reading
            if reading is not None and figure.index_form and reading.transformation in ("GY", "G1"):
                mention = replace(mention, reading=replace(reading, value=abs(reading.value) - 100))
            if before is not None and mention.reading is not None and _in_other_currency(before, mention.reading):
                mention = replace(mention, fate="converted", reading=None)
            before = mention.reading or before
            yield mention
        named = [c.code for c in frame.of("indicator")]
        if named:
            self.memory.topic = named[-1]

    def _settled(self, row: tables.Row, figure: tables.Figure, settled: tables.Settled) -> Mention:
        """A figure that the layout of its table decided."""
        reading, cell = settled.reading, figure.cell
        self.memory.tell(figure.quantity, reading, row.start)
        if reading is not None:
            kind = "growth" if reading.transformation in ("GY", "G1") else reading.transformation
            self._note(reading, kind, cell.start)
            self.memory.topic = reading.indicator
        printed = self.page.text[cell.start : cell.end]
        return Mention(
            cell.start, cell.end, printed, row.start, row.end, settled.fate, settled.reason, reading, settled.details
        )

    def _end(self, frame: Frame) -> None:
        """What the next sentence may go on with."""
        memory, sentence = self.memory, frame.sentence
        breakdown.end(frame, memory)
        places = scope.named(sentence)
        if places:
            memory.place = memory.place_of_paragraph = places[-1].kind
            memory.named_home |= any(c.kind == "home" for c in places)
        if sentence.of("home"):
            memory.national_report = False
        elif self.lang.find("national_office").search(sentence.text):
            memory.national_report = True
        named = [c.code for c in frame.of("indicator") if not c.code.endswith(("_share", "_occupancy"))]
        if named:
            memory.topic = named[0]
        marks = sorted((*frame.of("month_on_month"), *frame.of("year_on_year")), key=lambda c: c.start)
        if marks:
            memory.comparison = "G1" if marks[-1].kind == "month_on_month" else "GY"
        own = [
            placed
            for t, placed in zip(sentence.times, _placed(sentence), strict=True)
            if not t.compared and not timing.in_base(t, sentence)
        ]
        told = told_in(memory, frame)
        if not own and all(t.quantity.unit in (None, "rank") for t in told):
            own = [replace(t, compared=False) for t in _placed(sentence)]  # "The first sheet is from 2000."
        memory.spans = [*memory.spans, *(t for t in own if t.unit == "years")][-_SPANS:]
        dates = [t for t in own if t.unit == "day" or (t.as_of and t.unit in ("month", "quarter", "half"))]
        if own and frame.of("target"):
            memory.target_times = own[-_SPANS:]
        elif any(_is_named(t) for t in own):
            memory.text_times = own[-_SPANS:]
            memory.dates = [*memory.dates, *dates][-_SPANS:]
            memory.paragraph_times = [t for t in own if t.unit not in ("now", "years")] or memory.paragraph_times
        steps = [] if any(t.reading is not None for t in told) else timing.steps(frame)
        memory.steps = [(source, _at(t, sentence)) for source, t in steps if not t.compared][-_SPANS:]
        memory.of_quarters = timing.of_quarters(frame)
        memory.before = sentence.cues

    def _numbers(self, frame: Frame) -> Iterator[Mention]:
        converted_until = -1
        for index, item in enumerate(frame.items):
            if item.start < converted_until:
                yield self._mention(frame, item, "converted")
                continue
            converted = self._conversion(frame, index)
            if converted is not None:
                converted_until = converted.end
            yield self._number(frame, item, converted)

    def _conversion(self, frame: Frame, index: int) -> Quantity | None:
        """The bracketed value in a second currency behind a value, if there is one."""
        quantity = frame.items[index]
        following = frame.items[index + 1] if index + 1 < len(frame.items) else None
        if following is None or quantity.unit not in subject.MONEY or following.unit not in subject.MONEY | {"EUR"}:
            return None
        between = frame.sentence.text[quantity.end : following.start]
        same = quantity.unit == following.unit
        return following if not same and self.lang.find("converted").fullmatch(between) else None

    # -- one number

    def _number(self, frame: Frame, quantity: Quantity, converted: Quantity | None) -> Mention:
        memory = self.memory
        if quantity.values is not None:
            memory.tell(quantity, None, frame.sentence.start)
            return self._mention(frame, quantity, "range", "a range is no observation")
        found = subject.options(frame, quantity, memory, self.catalog)
        if len(found) == 1:
            memory.tell(quantity, None, frame.sentence.start)
            return self._mention(
                frame, quantity, "excluded", "no unit" if quantity.unit is None else "no indicator has this unit"
            )
        place = frame.place(quantity)
        rows = subject.rows(frame, quantity, memory, self.indicators, found)
        told = [memory.place_of("subject", o.indicator) for o in found]
        choice = self.chooser.choose("subject", found, number_row(frame, quantity, memory), rows, place, told)
        option = found[choice.index]
        memory.placed["subject", option.indicator] = place
        if option.kind not in ("N", "growth", "RANK"):
            memory.tell(quantity, None, frame.sentence.start)
            return self._aside(frame, quantity, option, choice.likelihood)
        another = self._another(frame, option.kind)
        if another is not None:
            memory.tell(quantity, None, frame.sentence.start)
            return self._mention(frame, quantity, "excluded", another)
        reading = self._reading(frame, quantity, option, choice.likelihood, place)
        if converted is not None:
            reading = replace(reading, converted=(converted.value, converted.unit or ""))
        self._remember(frame, quantity, reading, option)
        return self._mention(frame, quantity, "observation", reading=reading)

    def _another(self, frame: Frame, kind: str) -> str | None:
        """Whose a figure is, if it is another place's: its sentence does not speak of ours, and the place named last is another. Of figures that
        are no ranks only on a page that is not about the province: another one's by its headline that has not named ours yet, or where
        the national statistics office reports."""
        memory = self.memory
        if frame.row is not None or frame.of("home"):
            return None
        if kind == "RANK" and (frame.of("elsewhere") or memory.place == "elsewhere"):
            return _ANOTHER
        if memory.page_scope:
            return None
        if memory.national_report or self.lang.find("national_office").search(frame.sentence.text):
            return _NATION
        headed = any(c.kind == "elsewhere" for c in memory.title)
        return _ANOTHER if headed and memory.place == "elsewhere" and not memory.named_home else None

    def _is_planned_whole(self, frame: Frame, quantity: Quantity) -> bool:
        """Whether a number is the plan that another is a part of: "(895 million / 900 million) of the plan"."""
        text = frame.sentence.text
        behind = re.match(r"\s*\)(.{0,20})", text[quantity.end :])
        return (
            behind is not None
            and text[: quantity.start].rstrip().endswith("/")
            and self.lang.find("plan_share").search(behind[1]) is not None
        )

    def _aside(self, frame: Frame, quantity: Quantity, option: subject.Option, likelihood: float) -> Mention:
        """What is no observation: a claim, an investment, or a number with the reason why it has no reading."""
        if option.kind == "claim":
            details = asides.claim(frame, quantity, self.memory, self.catalog, option.indicator)
            return replace(self._mention(frame, quantity, "claim", "a ratio between two periods"), details=details)
        if option.kind == "investment":
            details = asides.investment(frame, quantity, self.memory)
            return replace(self._mention(frame, quantity, "investment", "one company's investment"), details=details)
        if quantity.unit == "times":
            return self._mention(frame, quantity, "claim", "a ratio of something that has no indicator here")
        if likelihood < _SURE and frame.of("industry_words"):
            return self._mention(frame, quantity, "unclaimed", "no reading is likely enough")
        return self._mention(frame, quantity, "excluded", self._reason(frame, quantity))

    def _reason(self, frame: Frame, quantity: Quantity) -> str:
        """Why a number has no reading, as far as the words around it say."""
        text = frame.sentence.text
        start, end = frame.clause(quantity)
        behind = re.split(r"[,;.]", text[quantity.end : min(end, quantity.end + 60)])[0]
        if quantity.unit == "percent" and self.lang.find("points_after").match(text, quantity.end):
            return "percentage points"
        if quantity.unit == "percent" and self.lang.find("plan_share").search(text[start : quantity.start] + behind):
            return "a percentage of a plan"
        near = [
            c
            for k in ("home", "elsewhere", "locality", "nation", "company", "other_subject", "excluded_event")
            for c in frame.of(k)
            if c.start < quantity.start
        ]
        nearest = max(near, key=lambda c: c.start, default=None)
        kind = nearest.kind if nearest is not None else ""
        if kind == "company":
            return "one company"
        if kind == "nation":
            return _NATION
        if kind in ("elsewhere", "locality") or (not near and self.memory.place in ("elsewhere", "locality")):
            return _ANOTHER
        if kind == "other_subject":
            return "a subject without an indicator"
        if kind == "excluded_event":
            return "an event without an indicator"
        return "no unit" if quantity.unit is None else "nothing that has an indicator"

    def _reading(
        self, frame: Frame, quantity: Quantity, option: subject.Option, likelihood: float, place: int
    ) -> Reading:
        indicator = self.catalog.indicators[option.indicator]
        unit = {"growth": "percent", "RANK": "rank"}.get(option.kind, quantity.unit or indicator.units[0])
        if unit not in indicator.units and option.kind == "N":
            unit = indicator.units[0]
        reading = Reading(
            indicator=option.indicator, value=quantity.value, unit=unit,
            transformation="GY" if option.kind == "growth" else option.kind, territory=self.territory,
            bound=quantity.bound if option.kind != "RANK" else "=", half_unit=quantity.half_unit,
        )  # fmt: skip
        context = self._known(reading, frame, quantity)
        if option.kind == "growth":
            reading, sure = self._decided(breakdown.COMPARISON, frame, quantity, reading, context, place)
            likelihood *= sure
            context = self._known(reading, frame, quantity) if reading.transformation != "GY" else context
        for dimension in breakdown.DIMENSIONS:
            if dimension.name not in (*indicator.breakdowns, "obs_status"):
                continue
            reading, sure = self._decided(dimension, frame, quantity, reading, context, place)
            likelihood *= sure if dimension.name not in ("obs_status", "price_base") else 1.0
        if self._is_planned_whole(frame, quantity):
            reading = replace(reading, obs_status="F")
        if option.kind == "growth" or option.indicator == "trade_balance":
            reading, sure = self._signed(frame, quantity, reading, context, place)
            likelihood *= sure
        kind = timing.kind_of(reading, self.catalog)
        dated = timing.is_dated(reading, self.catalog)
        found = timing.options(frame, quantity, self.memory, kind, self.page_time, dated)
        choice = self.chooser.choose(
            "time_period",
            [o.period for o in found],
            period_row(context, kind, reading),
            timing.rows(frame, quantity, self.memory, found),
            place,
            [o.place for o in found],
        )
        reading = replace(reading, time_period=found[choice.index].period)
        reading, sure = self._bounded(frame, quantity, reading, context, place)
        return replace(reading, confidence=self.chooser.confidence(likelihood * choice.likelihood * sure))

    def _known(self, reading: Reading, frame: Frame, quantity: Quantity) -> Row:
        return reading_row(reading, self.catalog, self.indicators, frame, quantity, self.memory)

    def _decided(
        self, dimension: breakdown.Dimension, frame: Frame, quantity: Quantity, reading: Reading, context: Row,
        place: int,
    ) -> tuple[Reading, float]:  # fmt: skip
        found = breakdown.options(dimension, frame, self.memory)
        if len(found) == 1:
            return breakdown.put(reading, dimension, found[0]), 1.0
        rows = breakdown.rows(dimension, frame, quantity, self.memory, reading, found)
        told = [self.memory.place_of(dimension.name, value) for value in found]
        choice = self.chooser.choose(dimension.name, found, context, rows, place, told)
        return breakdown.put(reading, dimension, found[choice.index]), choice.likelihood

    def _bounded(
        self, frame: Frame, quantity: Quantity, reading: Reading, context: Row, place: int
    ) -> tuple[Reading, float]:
        """Of which boundaries a figure is, where words near by name those of before the reform or those since."""
        home, dimension = self.catalog.home, breakdown.TERRITORY
        published = self.memory.context.published_year
        found = breakdown.options(dimension, frame, self.memory)
        if len(found) == 1 or home.whole == home.former or (published and published < home.reform.year):
            return reading, 1.0
        if not home.goes_on and frame.of("both"):
            # the networks know a province that goes on, of which the date often says it; of one that went into another
            # nothing is published where the sentence names what they became: a check holds what is of both
            return replace(reading, territory="both"), 1.0
        years = re.findall(r"(?:19|20)\d\d", reading.time_period or "")
        reformed = bool(years) and int(max(years)) >= home.reform.year
        rows = breakdown.rows(dimension, frame, quantity, self.memory, reading, found, reformed)
        told = [self.memory.place_of(dimension.name, value) for value in found]
        choice = self.chooser.choose(dimension.name, found, context, rows, place, told)
        return replace(reading, territory=_TERRITORIES[found[choice.index]] or self.territory), choice.likelihood

    def _signed(
        self, frame: Frame, quantity: Quantity, reading: Reading, context: Row, place: int
    ) -> tuple[Reading, float]:
        """A fall is negative: by its sign, by a deficit's name, by the words around it."""
        text = frame.sentence.text
        printed = text[max(0, quantity.start - 3) : quantity.start]
        if reading.indicator == "trade_balance" and reading.transformation == "N":
            deficit = self.lang.find("deficit").search(text[max(0, quantity.start - 60) : quantity.end + 30])
            return replace(reading, value=-abs(reading.value) if deficit else reading.value), 1.0
        if reading.value < 0 or (not frame.cells and _FALL_SIGN.search(printed)):
            return replace(reading, value=-abs(reading.value)), 1.0
        if _RISE_SIGN.search(printed):
            return reading, 1.0
        rows = breakdown.rows(breakdown.SIGN, frame, quantity, self.memory, reading, ["+", "-"])
        choice = self.chooser.choose("sign", ["+", "-"], context, rows, place)
        return replace(reading, value=-reading.value if choice.index else reading.value), choice.likelihood

    def _remember(self, frame: Frame, quantity: Quantity, reading: Reading, option: subject.Option) -> None:
        self.memory.tell(quantity, reading, frame.sentence.start)
        self._note(reading, option.kind, frame.place(quantity))

    def _note(self, reading: Reading, kind: str, place: int) -> None:
        """What later figures of the page may go on with."""
        memory = self.memory
        memory.last = reading
        if reading.time_period:
            memory.placed["time_period", reading.time_period] = place
        breakdown.note(reading, memory, place)
        memory.counts[reading.indicator] += 1
        memory.counts[f"{reading.indicator} {kind}"] += 1
        if reading.unit in ("project", "enterprise", "person", "cluster", "zone"):
            memory.last_count = reading
        if reading.obs_status == "F":
            return  # the time of a target is not that of what is told next
        if timing.kind_of(reading, self.catalog) == "stock":
            memory.last_stock = reading.time_period
        else:
            memory.last_flow = reading.time_period
            if reading.time_period:
                memory.periods[reading.time_period] += 1

    def _mention(
        self, frame: Frame, quantity: Quantity, fate: Fate, reason: str = "", reading: Reading | None = None
    ) -> Mention:
        sentence = frame.sentence
        start, end = frame.span(quantity)
        last = max((b for _, b in frame.cells.values()), default=sentence.start + len(sentence.text.rstrip()))
        return Mention(start, end, self.page.text[start:end], sentence.start, last, fate, reason, reading)


def _excluded(mention: Mention) -> Mention:
    """A figure of a page on which none can be the area's."""
    if mention.reading is None:
        return mention
    return replace(mention, fate="excluded", reason="the page does not name the area", reading=None, details={})


_FALL_SIGN, _RISE_SIGN = re.compile(r"(?:(?:^|[\s(])[-–−]|[▼↓⬇])\s?$"), re.compile(r"[+▲↑⬆]\s?$")
_CLAUSE = re.compile(r"[,;:.(](?!\d)|%|per ?cent|phần trăm", re.IGNORECASE)
_AND = re.compile(r"\s*(?:,|,?\s*(?:và|and|or|hay|hoặc))\s*")


def _of_list(sentence: Sentence, item: Quantity) -> str | None:
    """The currency at the end of the list that a sum without one stands in: "1,024 billion, 6,480 billion and 8,260 billion dong"."""
    end = item.end
    for other in (q for q in sentence.quantities if q.start >= item.end):
        if not _AND.fullmatch(sentence.text[end : other.start]):
            return None
        if other.unit is not None:
            return other.unit if other.unit in subject.MONEY else None
        end = other.end
    return None


def _placed(sentence: Sentence) -> Iterator[TimeExpression]:
    """The times of a sentence with their places on the page."""
    return (_at(t, sentence) for t in sentence.times)


def _is_named(time: TimeExpression) -> bool:
    """Whether a time says which it is, and is not only "that year", or so many years."""
    return time.unit != "span" and bool(time.unit != "year" or time.year or time.number or time.relative)


def _at(time: TimeExpression, sentence: Sentence) -> TimeExpression:
    return replace(time, start=sentence.start + time.start, end=sentence.start + time.end)


def _is_line(block: Block) -> bool:
    """Whether a block is an item of a list, or as short as one."""
    return block.kind == "item" or (block.kind == "paragraph" and block.end - block.start < _LINE)


def _in_other_currency(before: Reading, reading: Reading) -> bool:
    """The same figure in a second currency, in the next column."""
    keys = ("indicator", "transformation", "activity", "ownership", "counterpart_area", "time_period")
    return {before.unit, reading.unit} == {"VND", "USD"} and all(
        getattr(before, k) == getattr(reading, k) for k in keys
    )


def cue_text(sentence: Sentence, cue: Cue) -> str:
    """The words of a cue."""
    return sentence.text[cue.start : cue.end]


_TERRITORIES: Mapping[str, Literal["former", "both"] | None] = {"": None, "former": "former", "both": "both"}
_SURE = 0.8
"""How likely nothing must be before a number beside industry words is left out without a maintainer's look."""
