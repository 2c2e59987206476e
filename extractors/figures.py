"""Links the numbers of a page to what they measure: indicator, transformation, dimensions, period, status.

Sentence by sentence, left to right. A number takes its subject from the nearest cue that its unit allows (cost: distance,
with commas, semicolons and other numbers counted as further away), else from the figure before it (anaphora). What
describes another place, one company or no indicator is excluded with the reason; nothing is dropped silently.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal, TypeAlias

from extractors import accounting, periods, sentences, tables
from extractors.catalog import Catalog
from extractors.cues import EVENTS, Cue, CueFinder, Sentence
from extractors.languages.base import Language
from extractors.periods import Context, TimeExpression
from extractors.quantities import Quantity, page_style
from extractors.records import Mention, Page, Reading, Table

_MONEY = frozenset({"VND", "USD"})
_Previous: TypeAlias = tuple[Quantity, Reading] | None
"""The figure read before in the same sentence."""
_SHARES = {
    "industrial_production_value": "industrial_production_share",
    "industrial_production_index": "industrial_production_share",
    "grdp": "grdp_share",
    "industrial_value_added": "grdp_share",
    "goods_exports": "goods_exports_share",
    "goods_trade": "goods_exports_share",
}
_GROWN = {"industrial_production_share": "industrial_production_value", "goods_exports_share": "goods_exports"}
"""What grows where a share was told before: the part of the level."""
_EVENT_CODES = {
    "new": ("new_projects", "new_capital"),
    "adjusted": ("adjusted_projects", "adjusted_capital"),
    "stock": ("investment_projects", "investment_capital"),
    "attracted": ("new_projects", "attracted_capital"),
    "disbursed": ("investment_projects", "disbursed_capital"),
}
_ZONE_INDICATORS = {"zone": "industrial_zones", "cluster": "industrial_clusters"}
_TWINS = (
    ("new_projects", "new_capital"),
    ("adjusted_projects", "adjusted_capital"),
    ("new_enterprises", "new_enterprises_capital"),
)
_RANKED = frozenset(
    {"industrial_production_value", "industrial_production_index", "industrial_value_added", "goods_exports", "goods_imports", "goods_trade",
     "grdp", "grdp_per_capita", "budget_revenue", "provincial_competitiveness_index", "trade_balance"}
)  # fmt: skip
"""What provinces are ranked by; a rank in FDI attraction is settled apart."""
_MAX_SUBJECT_COST = 60.0


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a number is about, before its period: an indicator or the reason why it has none."""

    indicator: str = ""
    event: str = ""
    excluded: str = ""
    cost: float = 0.0
    inherited: bool = False


@dataclass(slots=True)
class _Memory:
    """What the text has said so far: carried from figure to figure, reset where a heading or paragraph begins anew."""

    context: Context
    scope: str = "in"
    """`in`: the province; `out`: another place is being described."""
    page_scope: str = "in"
    coverage: str = "province"
    heading: Sentence | None = None
    """The heading of the section, once it has been read."""
    heading_times: list[TimeExpression] = field(default_factory=list)
    last: Reading | None = None
    comparison: Literal["GY", "G1"] = "GY"
    """What growth rates of the paragraph compare with, where they do not say it themselves."""
    topic: str = ""
    """The indicator named last, with or without a figure."""
    last_count: Reading | None = None
    """The projects, enterprises, people or zones counted last."""
    last_event: str = ""
    last_ownership: str = "_T"
    last_flow: str | None = None
    last_stock: str | None = None
    subject_times: list[TimeExpression] = field(default_factory=list)
    paragraph_read: bool = False
    """Whether the paragraph has a figure already, whose period the next sentence goes on with."""
    paragraph_times: list[TimeExpression] = field(default_factory=list)


def read(page: Page, catalog: Catalog, published: str | None = None) -> tuple[Mention, ...]:
    """Every number of a page with what became of it.

    `published` is the date that fills what the words leave open (ISO 8601, to the precision known; None: not known).
    Observations and repeats carry a `Reading`; excluded and unclaimed ones a reason.
    """
    reader = _PageReader(page, catalog, published)
    headings = [(b.start, b.end) for b in page.blocks if b.kind in ("title", "heading")]
    mentions = _repeats_marked(sorted(reader.mentions(), key=lambda m: (m.start, m.end)), headings)
    return accounting.complete(page, mentions, reader.time_spans)


def _repeats_marked(mentions: Iterable[Mention], headings: list[tuple[int, int]]) -> Iterator[Mention]:
    """A figure said twice on a page is one observation: the later ones are repeats, and so is a heading's of the text."""
    mentions = list(mentions)
    told = {_figure(m) for m in mentions if m.reading is not None and not _within(m, headings)}
    dated = {
        (r.indicator, r.transformation, r.value, r.unit)
        for m in mentions if m.fate == "observation" and (r := m.reading) is not None and r.time_period
    }  # fmt: skip
    seen: set[tuple[object, ...]] = set()
    for mention in mentions:
        reading = mention.reading
        if mention.fate != "observation" or reading is None:
            yield mention
            continue
        key = (
            reading.indicator, reading.transformation, reading.activity, reading.ownership, reading.coverage,
            reading.counterpart_area, reading.time_period, reading.value, reading.unit,
        )  # fmt: skip
        undated_twin = (
            reading.time_period is None
            and (reading.indicator, reading.transformation, reading.value, reading.unit) in dated
        )
        headline = _within(mention, headings) and _figure(mention) in told
        again = key in seen or undated_twin or headline or (_figure(mention) in seen and _telling(reading.value))
        yield replace(mention, fate="repeat") if again else mention
        if not headline:
            seen |= {key, _figure(mention)}


def _within(mention: Mention, spans: list[tuple[int, int]]) -> bool:
    return any(start <= mention.start < end for start, end in spans)


def _figure(mention: Mention) -> tuple[object, ...]:
    reading = mention.reading
    assert reading is not None
    return reading.indicator, reading.transformation, reading.value, reading.unit


def _telling(value: Decimal) -> bool:
    """Whether a number has four digits that count: two such figures of one indicator that are equal are one."""
    return len(value.normalize().as_tuple().digits) >= 4


class _PageReader:
    """Reads one page; holds its finder, its number style and its memory, nothing beyond it."""

    def __init__(self, page: Page, catalog: Catalog, published: str | None) -> None:
        self.page = page
        self.catalog = catalog
        self.finder = CueFinder(catalog, page.language)
        self.lang: Language = self.finder.lang
        self.style = page_style(page.text, page.language)
        self.memory = _Memory(Context(published, None if published else self._year_of_page()))
        self.memory.page_scope = self._page_scope()
        self.merged_page = self._territory()
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

    # -- the page as a whole

    def _page_scope(self) -> str:
        """Whether the page is about the province: its title or first words name it, or no other place is named more."""
        home, elsewhere = self.lang.find("home_name"), self.lang.find("elsewhere")
        title = self.page.title
        head = self.page.text[:500]
        words = len(self.lang.find("home").findall(self.page.text))
        if elsewhere.search(title) and not home.search(title) and not (home.search(head) and words >= 6):
            return "out"
        text, part = self.page.text, re.compile(self.lang.part_of_nation, re.IGNORECASE)
        nation = sum(
            not part.search(text[max(0, m.start() - 45) : m.start()]) for m in self.lang.find("nation").finditer(text)
        )
        names, others = len(home.findall(text)), len(elsewhere.findall(text))
        if home.search(title):
            return "out" if self.lang.find("nation").match(title) else "in"
        if home.search(head) and words >= others + nation or others <= 1 and words >= 3:
            return "in"
        if names <= 2 and not home.search(text[:500]) and others + nation:
            return "out"
        return "in" if 2 * names >= others + nation or others + nation <= 1 else "out"

    def _year_of_page(self) -> int | None:
        """The year that an undated page speaks of: the first that it reports on, else the one after the year compared with."""
        times = [
            t
            for t in periods.find(self.page.text[:4000], self.page.language)
            if t.year and t.unit not in ("years", "day")
        ]
        bases = [m.span() for p, _ in self.lang.named("price_bases") for m in p.finditer(self.page.text[:4000])]
        own = [
            t.year
            for t in times
            if not t.compared and not t.as_of and not any(a < t.end and t.start < b for a, b in bases)
        ]
        compared = [t.year + 1 for t in times if t.compared and t.year]
        return (own or compared or [None])[0]

    def _territory(self) -> Literal["merged"] | None:
        return "merged" if self.lang.find("merged").search(self.page.text) else None

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

    # -- a sentence

    def _sentence(self, sentence: Sentence) -> Iterator[Mention]:
        memory = self.memory
        self.time_spans += [(sentence.start + t.start, sentence.start + t.end) for t in sentence.times]
        if sentence.heading:
            memory.heading = sentence
            memory.heading_times = self._times(sentence)
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
        previous: _Previous = None
        taken = -1
        self._levels = []
        self._growth_run = []
        self._assigned = self._respectively(sentence)
        items: list[tuple[int, Quantity | re.Match[str]]] = [(q.number_start, q) for q in sentence.quantities]
        items += [(m.start(), m) for m in self.lang.find("rank").finditer(sentence.text)]
        items += [
            (m.start(), m) for m in self.lang.find("times").finditer(sentence.text)
            if not any(m.groupdict().values()) and not any(m.start() <= q.number_start < m.end() for q in sentence.quantities)
        ]  # fmt: skip
        for start, item in sorted(items, key=lambda i: (i[0], isinstance(i[1], Quantity))):
            if start < taken:
                if isinstance(item, Quantity) and item.unit in _MONEY:
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
            if run and (quantity.unit != other.unit or not re.fullmatch(r"\W*(?:(?:and|và|over|nearly|about|hơn|gần)\W*)*", between)):
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

    def _learn_year(self, sentence: Sentence) -> None:
        years = [t.year for t in self._times(sentence) if t.year and t.unit != "years"]
        if years and (sentence.quantities or sentence.heading):
            self.memory.context = replace(self.memory.context, year=years[0])

    def _learn_scope(self, sentence: Sentence) -> None:
        """Where the sentence's subject lies: the province, or a place that it names instead."""
        home = list(sentence.of("home"))
        other = [
            c
            for c in sentence.of("elsewhere")
            if not self._only_compared(sentence, c) and not self._is_home(sentence, c)
        ]
        counted = [q for q in sentence.quantities if q.unit in ("percent", "project", *_MONEY)]
        first_number = min((q.start for q in counted), default=len(sentence.text))
        other = [c for c in other if c.start < first_number]
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
        if re.match(r"\s*\(\D{0,6}\d", sentence.text[cue.end :]):
            return False
        written_at = cue.start < 60 and self.lang.find("dateline").match(sentence.text, cue.end)
        return bool(written_at or re.search(self.lang.not_subject, before))

    # -- one quantity

    def _mention(
        self, sentence: Sentence, quantity: Quantity, fate: str, reason: str = "", reading: Reading | None = None
    ) -> Mention:
        start, end = sentence.start + quantity.start, sentence.start + quantity.end
        return Mention(
            start, end, self.page.text[start:end], sentence.start, sentence.start + len(sentence.text.rstrip()),
            fate, reason, reading,  # type: ignore[arg-type]
        )  # fmt: skip

    def _quantity(
        self,
        sentence: Sentence,
        quantity: Quantity,
        previous: _Previous,
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
            subject = _Subject(_SHARES.get(assigned, assigned) if share else assigned, cost=5)
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
        if reading.indicator.endswith("_share") and not reading.indicator.startswith("national") and whole:
            return self._mention(sentence, quantity, "unclaimed", "a share of which the part is not said")
        if converted is not None:
            reading = replace(reading, converted=(converted.value, converted.unit or ""))
        self._remember(reading, subject)
        return self._mention(sentence, quantity, "observation", reading=reading)

    def _claim(self, sentence: Sentence, quantity: Quantity, ratio: Decimal, previous: _Previous) -> Mention:
        """A ratio between two periods of one indicator (GUIDE section 5), kept beside the observations."""
        cue, cost = self._nearest(sentence, quantity, [c for c in sentence.of("indicator") if self._can_grow(c.code)])
        last = previous[1] if previous is not None else self.memory.last
        indicator = cue.code if cue is not None and (cost < 20 or last is None) else last.indicator if last else ""
        if self._excluded_place(sentence, quantity) or not indicator:
            return self._mention(sentence, quantity, "claim", "a ratio of something that has no indicator here")
        context = self.memory.context
        kind = self.catalog.indicators[indicator].kind
        times = self._times(sentence)
        own = self._nearest_time(sentence, quantity, times)
        bases = [t for t in sentence.times if t.compared]
        base = min(bases, key=lambda t: abs(t.start - quantity.start), default=None)

        def period(time: TimeExpression | None) -> str | None:
            if time is None:
                return None
            return periods.stock_date(time, context) if kind == "stock" else periods.flow_period(time, context)

        time_period = period(own) or (last.time_period if last is not None else None)
        base_period = period(base)
        if base_period is None or (base is not None and not base.year):
            base_period = periods.year_before(time_period)
        details = {
            "indicator": indicator, "ratio": ratio, "time_period": time_period, "base_period": base_period,
        }  # fmt: skip
        return replace(self._mention(sentence, quantity, "claim", "a ratio between two periods"), details=details)

    def _ratio_in_words(self, sentence: Sentence, match: re.Match[str], previous: _Previous) -> Mention:
        ratio = next((v for p, v in self.lang.ratios.items() if re.search(p, match[0], re.IGNORECASE)), "2")
        quantity = Quantity(Decimal(ratio), "times", match[0], "=", match.start(), match.end(), match.start(), match.end())
        return self._claim(sentence, quantity, quantity.value, previous)

    def _investment_of_company(self, sentence: Sentence, quantity: Quantity) -> Mention | None:
        """One company's announced investment (GUIDE section 5); None where the words do not speak of one."""
        if quantity.unit not in (*_MONEY, "EUR", "JPY", "KRW") or not self.lang.find("investing").search(sentence.text):
            return None
        companies = [c for c in sentence.of("company") if c.end <= quantity.start] or sentence.of("company")
        if not companies or self.memory.scope == "out" and not sentence.of("home"):
            return None
        start, end = self._clause(sentence, quantity)
        beside = sentence.text[max(start, quantity.start - 80) : min(end, quantity.end + 30)]
        event = next((e for e, p in self.lang.investment_events.items() if re.search(p, beside, re.IGNORECASE)), "new")
        time = self._nearest_time(sentence, quantity, [t for t in self._times(sentence) if t.unit != "now"])
        details = {
            "investor": self._company_name(sentence, companies[-1]), "value": quantity.value, "unit": quantity.unit, "event": event,
            "time_period": periods.flow_period(time, self.memory.context) if time is not None else None,
        }  # fmt: skip
        return replace(self._mention(sentence, quantity, "investment", "one company's investment"), details=details)

    def _company_name(self, sentence: Sentence, cue: Cue) -> str:
        """The company as it is written: the words with capitals around those that gave it away."""
        left = re.search(r"(?:[A-ZĐ][\w&.-]*\s+)*$", sentence.text[: cue.start])
        right = re.match(r"(?:\s+(?:[A-ZĐ][\w&.-]*|of|and)(?=\s+[A-ZĐ]|\W|$))*", sentence.text[cue.end :])
        return sentence.text[cue.start - len(left[0] if left else "") : cue.end + len(right[0] if right else "")].strip()

    def _excluded_with(self, sentence: Sentence, quantity: Quantity) -> str:
        """Why the number right before was left out, where this one only goes on with it: a list, or brackets about it."""
        left_out = self._left_out
        if left_out is None or left_out[0] is not sentence:
            return ""
        between = sentence.text[left_out[1].end : quantity.start]
        if quantity.unit == "percent" and left_out[1].unit != "percent":
            moves = self._direction(sentence, quantity, *self._clause(sentence, quantity))
            own = [c for c in sentence.of("indicator") if left_out[1].end <= c.start < quantity.start]
            return left_out[2] if moves and not own and not re.search(r"[;.]", between) else ""
        if left_out[1].unit != quantity.unit:
            return ""
        inside = between.count("(") > between.count(")") or left_out[3] and ")" not in between
        if inside and left_out[2] in ("a subject without an indicator", "an event without an indicator"):
            return left_out[2]
        listed = re.fullmatch(r"\s*(?:[;,]|and|và)\s*(?:and\s+|và\s+)?", between)
        bracketed = re.fullmatch(r"[^.;]{0,25}\((?:\w+\s+){0,3}", between) and "among" in sentence.text[quantity.end :]
        return left_out[2] if listed or bracketed else ""

    def _bare(self, sentence: Sentence, quantity: Quantity, previous: _Previous) -> Mention:
        if quantity.unit == "times":
            return self._claim(sentence, quantity, quantity.value, previous)
        # "FDI projects number 275", "dự án cấp mới là 359": the counted noun stands before
        noun = self._unit_of_list(sentence, quantity, previous)
        noun = noun or self._noun_of_previous(sentence, quantity) or self._noun_before(sentence, quantity)
        if noun:
            return self._quantity(sentence, replace(quantity, unit=noun), previous, None)
        return self._mention(sentence, quantity, "excluded", "no unit")

    def _unit_of_list(self, sentence: Sentence, quantity: Quantity, previous: _Previous) -> str | None:
        """A number that goes on with a list: "… giảm 2,7%, kéo cả khu vực giảm 0,4", "Thua Thien Hue (69.36 points); Bac Ninh (69.08)"."""
        left = [q for q in sentence.quantities if q.end <= quantity.start]
        if not left or left[-1].unit is None:
            return None
        start, end = self._clause(sentence, quantity)
        fraction = re.search(r"[.,]\d{1,2}$", sentence.text[quantity.number_start : quantity.number_end])
        rate = left[-1].unit == "percent" and previous is not None and previous[1].transformation in ("GY", "G1")
        if rate and fraction and self._direction(sentence, quantity, start, end):
            return "percent"
        bracketed = sentence.text[quantity.start - 1 : quantity.start] == "(" and sentence.text[quantity.end : quantity.end + 1] == ")"
        like = left[-1].unit in ("index_point", *_MONEY) and sentence.text[left[-1].start - 1 : left[-1].start] == "("
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
        fresh = self.memory.paragraph_read or re.match(r"\s+others\b", after) or self.lang.find("another").search(before)
        carried = last.unit if last is not None and fresh else None
        noun = carried or (counted[-1] if counted else None)
        following = next((q for q in sentence.quantities if q.start >= quantity.end), None)
        if following is not None and self.lang.find("of_the_n").fullmatch(sentence.text[quantity.end : following.number_start]):
            return following.unit if following.unit in ("project", "enterprise", "person", "cluster", "zone") else None
        by_country = any(0 <= c.start - quantity.end <= 32 for c in sentence.of("country")) and self.lang.find("from_there").match(after)
        if by_country:
            named = [(m.start(), u) for p, u in self.lang.named("counted") for m in p.finditer(before)]
            return noun or (max(named)[1] if named else None)
        if self.lang.find("of_them").match(after) or self.lang.find("another").search(before):
            return noun
        owned = any(0 <= c.start - quantity.end <= 3 for c in sentence.of("foreign", "domestic"))
        ended = re.match(r"\s*(?:[.;,)]|$)", after)
        own_country = any(self._clause(sentence, quantity)[0] <= c.start < quantity.start for c in sentence.of("country"))
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

    def _conversion(self, sentence: Sentence, index: int) -> Quantity | None:
        """The bracketed value in a second currency behind a value, if there is one."""
        quantity = sentence.quantities[index]
        following = sentence.quantities[index + 1] if index + 1 < len(sentence.quantities) else None
        if following is None or quantity.unit not in _MONEY or following.unit not in _MONEY | {"EUR"}:
            return None
        if quantity.unit == following.unit:
            return None
        between = sentence.text[quantity.end : following.start]
        return following if re.fullmatch(self.lang.converted, between, re.IGNORECASE) else None

    # -- where

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
            grows = quantity.unit == "percent" and self._direction(sentence, quantity, *self._clause(sentence, quantity))
            return "Viet Nam as a whole" if quantity.unit in _MONEY or grows else None
        return "another place"

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

    def _describes_company(self, sentence: Sentence, cue: Cue, quantity: Quantity) -> bool:
        """A company's name in the same clause, with no counted projects between, makes a value that company's."""
        between = sentence.text[cue.end : quantity.start]
        if quantity.unit in ("percent", "rank", "zone", "cluster", "index_point"):
            return ";" not in between and len(between) < 60
        if re.search(r"\b(?:province|whole|all|FDI|accumulat\w+|total number|tỉnh|lũy kế|toàn)\b", between):
            return False
        return (
            not re.search(r"[;.]", between) and not self.lang.find("home_name").search(between) and len(between) < 140
        )

    # -- what

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

    def _subject(self, sentence: Sentence, quantity: Quantity, previous: _Previous) -> tuple[_Subject, str]:
        unit = quantity.unit
        if unit == "percent":
            return self._percent_subject(sentence, quantity, previous)
        if unit in _MONEY:
            return self._money_subject(sentence, quantity, previous), "N"
        if unit == "project":
            if self._difference(sentence, quantity):
                return _Subject(excluded="a difference"), "N"
            if self.lang.find("builds_zones").match(sentence.text, quantity.end) or re.search(
                r"infrastructure", sentence.text[quantity.start : quantity.end], re.I
            ):
                return _Subject(excluded="projects of the zones' own infrastructure"), "N"
            if re.match(
                r"\s*(?:\w+\s+){0,3}(?:in(?:to)? operation|operational|đi vào hoạt động|đã hoạt động)",
                sentence.text[quantity.end :],
                re.I,
            ):
                return _Subject(excluded="projects in operation, not those in force"), "N"
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
                return _Subject(excluded="no indicator"), "N"
            if (cue is None or cost > 20) and sentence.of("up", "down"):
                return _Subject(excluded="a difference or a sub-index"), "N"
            tail = sentence.text[max(0, quantity.start - 6) : quantity.start]
            if re.search(rf"(?:{self.lang.home_name})\s*\($", sentence.text[: quantity.start], re.I):
                tail = ""
            if re.search(r"(?:\b(?:by|thêm|tăng|giảm)\s*|\()$", tail) or (
                sentence.of("indicator") and re.search(r"\bsub-?ind|thành phần", sentence.text)
            ):
                return _Subject(excluded="a difference or a sub-index"), "N"
            return _Subject("provincial_competitiveness_index", cost=min(cost, 20)), "N"
        return _Subject(excluded="no indicator has this unit"), "N"

    def _other_subject_nearer(self, sentence: Sentence, quantity: Quantity, cost: float) -> bool:
        left = [
            c for c in sentence.of("other_subject")
            if c.end <= quantity.start and not self._in_closed_brackets(sentence, c, quantity)
        ]  # fmt: skip
        _, other = self._nearest(sentence, quantity, left)
        return other + 0.5 < cost

    def _money_subject(self, sentence: Sentence, quantity: Quantity, previous: _Previous) -> _Subject:
        adjusted = previous is not None and previous[1].indicator == "adjusted_projects"
        if self._difference(sentence, quantity) and not adjusted:
            return _Subject(excluded="a difference")
        if self._each(sentence, quantity):
            return _Subject(excluded="an average of single ones")
        if self.lang.find("spent_on").match(sentence.text, quantity.end):
            return _Subject(excluded="a subject without an indicator")
        whole = self._whole_of_sector(sentence, quantity, previous)
        if whole:
            return _Subject(whole, cost=10, inherited=True)
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
            return _Subject(excluded="a subject without an indicator")
        if capita is not None and capita_cost < 12:
            named = any(c.code in ("grdp", "grdp_per_capita") for c in sentence.of("indicator"))
            return (
                _Subject("grdp_per_capita", cost=capita_cost) if named else _Subject(excluded="per head, not of GRDP")
            )
        licensed = (
            cue is not None and cue.code.startswith("new_enterprises") and _investment_reading(previous) is not None
        )
        if cue is not None and cost <= investment.cost and not licensed:
            if cue.code == "new_enterprises":
                return _Subject("new_enterprises_capital", cost=cost)
            code = "industrial_production_value" if cue.code == "industrial_production_index" else cue.code
            return _Subject(code, cost=cost)
        if investment.indicator or investment.excluded:
            return investment
        carried = self.memory.topic or (self.memory.last.indicator if self.memory.last else "")
        if carried and quantity.unit in self.catalog.indicators[carried].units and not sentence.of("indicator"):
            return _Subject(carried, self.memory.last_event, cost=30, inherited=True)
        return _Subject()

    def _each(self, sentence: Sentence, quantity: Quantity) -> bool:
        """ "VND 16.61 billion per enterprise", "bình quân một dự án 5 triệu USD"."""
        start, _ = self._clause(sentence, quantity)
        return bool(
            self.lang.find("each_after").match(sentence.text, quantity.end)
            or self.lang.find("each_before").search(sentence.text[max(start, quantity.start - 60) : quantity.start])
        )

    def _whole_of_sector(self, sentence: Sentence, quantity: Quantity, previous: _Previous) -> str:
        """The indicator of which a sector's part is told ("of this, the FDI sector had $1.19 billion"); empty if none."""
        start, _ = self._clause(sentence, quantity)
        if not self.lang.find("sector").search(sentence.text[max(0, start - 1) : quantity.start]):
            return ""
        own = [c for c in sentence.of("indicator") if start <= c.start < quantity.start]
        reading = previous[1] if previous is not None else self.memory.last
        if own or reading is None or reading.unit != quantity.unit and previous is None:
            return ""
        level = reading.transformation in ("N", "GY") and reading.indicator in (
            "goods_exports", "goods_imports", "goods_trade", "industrial_production_value", "disbursed_capital", "budget_revenue",
        )  # fmt: skip
        return reading.indicator if level else ""

    def _difference(self, sentence: Sentence, quantity: Quantity) -> bool:
        """ "Up 169.5 million", "an increase of 2 billion", "6.6% (equivalent to 4.1 billion)": a change, not a level."""
        rate = next((q for q in reversed(sentence.quantities) if q.end <= quantity.start), None)
        if rate is not None and rate.unit == "percent" and quantity.unit in _MONEY:
            between = sentence.text[rate.end : quantity.start]
            equal = "(" in between or self.lang.find("equal_to").search(between)
            if equal and re.fullmatch(self.lang.converted, between, re.IGNORECASE) and self._direction(
                sentence, rate, *self._clause(sentence, rate)
            ):
                return True
        before = sentence.text[max(0, quantity.start - 30) : quantity.start].rstrip(" (")
        if quantity.unit in (*_MONEY, "project") and self.lang.find("more_or_less_after").match(sentence.text, quantity.end):
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

    def _investment(self, sentence: Sentence, quantity: Quantity, previous: _Previous) -> _Subject:
        """Projects and their capital: which event, by the nearest event cue or by the figure that this one belongs to."""
        is_money = quantity.unit in _MONEY
        marks = list(sentence.of("foreign", "domestic", "attracted", "disbursed", "adjusted", "new", "in_zones"))
        capital = [
            Cue("word", "", m.start(), m.end())
            for m in re.finditer(
                r"\b(?:capital\w*|investments?|invested|vốn|đầu tư|projects?|dự án)\b", sentence.text, re.I
            )
        ]
        _cue, subject_cost = self._nearest(
            sentence, quantity, [*capital, *(c for c in marks if c.kind in ("foreign", "domestic", "disbursed"))]
        )
        start, end = self._clause(sentence, quantity)
        if not any(start <= c.start and c.end <= max(end, quantity.end) for c in [*capital, *sentence.of(*EVENTS)]):
            subject_cost += 8
        pair = _investment_reading(previous)
        if previous is not None and ";" in sentence.text[previous[0].end : quantity.start] and sentence.of("indicator"):
            pair = None
        if (
            is_money
            and previous
            and previous[1]
            and previous[1].indicator == "new_enterprises"
            and (capital or self.lang.find("new").search(sentence.text))
        ):
            return _Subject("new_enterprises_capital", cost=3)
        if is_money and pair is None and not (capital or sentence.of("foreign", "domestic", "attracted", "disbursed")):
            return _Subject(cost=999)
        if is_money and self._counted_excluded(sentence, quantity):
            return _Subject(excluded="an event without an indicator", cost=4)
        event = self._event(sentence, quantity, pair)
        if pair is not None and event == self._event_of(pair):
            subject_cost = min(subject_cost, 6)
        if event == "excluded_event":
            return _Subject(excluded="an event without an indicator", cost=subject_cost)
        if event == "attracted" and is_money and self._total_of_stock(sentence, previous):
            event = "stock"
        code = _EVENT_CODES[event][1 if is_money else 0]
        if event == "attracted" and not is_money:
            last = self.memory.last
            flowing = last is not None and self._kind(last) == "flow" and bool(self.memory.last_flow)
            stock = self.lang.find("perfect").search(sentence.text) or not flowing
            if sentence.times:
                stock = self._as_of_now(sentence, quantity)
            code = "investment_projects" if stock else "new_projects"
        return _Subject(code, event, cost=subject_cost)

    def _total_of_stock(self, sentence: Sentence, previous: _Previous) -> bool:
        """New and adjusted capital told right after a stock of projects, with no period: the whole registered so far."""
        before = previous[1] if previous is not None else self.memory.last if self.memory.paragraph_read else None
        flows = [t for t in self._times(sentence) if t.unit != "now" and not t.as_of]
        return not flows and before is not None and before.indicator in ("investment_projects", "investment_capital")

    def _counted_excluded(self, sentence: Sentence, quantity: Quantity) -> bool:
        """ "Góp vốn, mua cổ phần 49 lượt, giá trị 19,9 triệu USD": the value of what was counted just before, and is out."""
        before = [q for q in sentence.quantities if q.end <= quantity.start]
        if (
            not before
            or before[-1].unit not in ("turn", "project", "enterprise")
            or quantity.start - before[-1].end > 40
        ):
            return False
        start, _ = self._clause(sentence, before[-1])
        return any(start <= c.start and c.end <= quantity.start for c in sentence.of("excluded_event"))

    def _event_of(self, reading: Reading) -> str:
        first = reading.indicator.split("_")[0]
        return "stock" if first == "investment" else first

    def _event(self, sentence: Sentence, quantity: Quantity, pair: Reading | None) -> str:
        """The event by the words nearest to the number: its own, the figure's before it, the sentence's, the text's."""
        start, end = self._clause(sentence, quantity)
        behind = re.split(r"[,;.(:]", sentence.text[quantity.end : min(end, quantity.end + 60)])[0]
        cues = sentence.of(*EVENTS)
        cues = [c for c in cues if not self._in_closed_brackets(sentence, c, quantity)]
        own = [c for c in cues if start <= c.start and c.start < quantity.end]
        tail = [c for c in cues if quantity.end <= c.start and c.end <= quantity.end + len(behind)]
        left = [c for c in cues if c.end <= start]
        right = [c for c in cues if c.start >= quantity.end]
        now = self._as_of_now(sentence, quantity) and bool(sentence.times)
        breakdown = re.search(
            r"of (?:these|which|them|those)|^of this,|trong đó|in which|among|including|account|respectively|bao gồm|gồm",
            sentence.text[: quantity.start],
            re.I,
        )
        if any(c.kind == "excluded_event" for c in tail) and not any(c.kind == "excluded_event" for c in own):
            if quantity.unit in _MONEY and not re.search(r"\b(?:and|,|và)\b", behind.split("share")[0]):
                return "excluded_event"
        boundary = max((m.end() for m in re.finditer(r",|;|\b(?:and|và)\b", sentence.text[start : quantity.start])), default=0) + start
        strong_tail = [c for c in tail if not self._weak(sentence, c) and c.kind in ("adjusted", "new", "disbursed")]
        own_kinds = {c.kind for c in own if not self._weak(sentence, c)}
        if strong_tail and quantity.unit != "percent" and (own_kinds <= {"stock"} or all(c.end <= boundary for c in own)):
            own = []
        for pool in (own, tail if quantity.unit != "percent" else []):
            event = self._strong(sentence, quantity, pool, now)
            if event:
                return event
        if pair is not None:
            return self._event_of(pair)
        if any(self._weak(sentence, c) for c in own) and not (now or any(c.kind == "stock" for c in cues)):
            return "new"
        if breakdown and self.memory.last_event and not left:
            return self.memory.last_event
        if self.lang.find("target").search(sentence.text[start : quantity.start]):
            return "attracted"
        for pool in (left, right):
            pool = [c for c in pool if c.kind != "excluded_event"]
            event = self._strong(sentence, quantity, pool, now)
            if event:
                return event
        if now:
            return "stock"
        if self.lang.find("licensed").search(sentence.text) and not any(c.kind == "stock" for c in cues):
            return "new"
        last = self.memory.last
        if last is not None and not sentence.times and _investment_reading((quantity, last)) and self.memory.last_event:
            return self.memory.last_event
        if any(self._weak(sentence, c) for c in cues):
            return "new"
        return self.memory.last_event or ("attracted" if self._times(sentence) else "stock")

    def _strong(self, sentence: Sentence, quantity: Quantity, cues: list[Cue], now: bool) -> str:
        """The nearest event that the words leave no doubt of; new and adjusted together are attracted."""
        after = r"(?:after|with|including|counting|sau khi|sau|kể cả|bao gồm cả)(?: the)?\s+(?:capital )?$"
        strong = [
            c for c in cues
            if not self._weak(sentence, c) and not (c.kind == "adjusted" and re.search(after, sentence.text[: c.start], re.I))
            and not (c.kind == "excluded_event" and re.search(r"(?:after|including|adjust\w*,?|sau|kể cả)[^.;]{0,40}$", sentence.text[: c.start], re.I))
        ]  # fmt: skip
        kinds = {c.kind for c in strong}
        for kind in ("excluded_event", "disbursed"):
            if kind in kinds:
                return kind
        if quantity.unit in _MONEY and {"new", "adjusted"} <= kinds:
            return "stock" if now and not sentence.of("year_on_year") else "attracted"
        if "adjusted" in kinds and not (now and "stock" in kinds):
            return "adjusted"
        cue, _ = self._nearest(sentence, quantity, strong)
        if cue is None:
            return ""
        if cue.kind == "attracted" and now and not sentence.of("year_on_year"):
            return "stock"
        return cue.kind

    def _own_time(self, sentence: Sentence, quantity: Quantity) -> TimeExpression | None:
        times = self._times(sentence)
        return self._nearest_time(sentence, quantity, times) if times else None

    def _as_of_now(self, sentence: Sentence, quantity: Quantity) -> bool:
        time = self._own_time(sentence, quantity)
        return time is None or time.unit == "now" or (
            time.as_of and not time.ranged and time.unit in ("day", "month", "year")
        )

    def _weak(self, sentence: Sentence, cue: Cue) -> bool:
        """Words of registration that new projects and the stock of them share ("registered", "được cấp")."""
        return bool(self.lang.find("weak_new").fullmatch(sentence.text[cue.start : cue.end]))

    def _zones(self, sentence: Sentence, quantity: Quantity) -> _Subject:
        base = _ZONE_INDICATORS[quantity.unit or "zone"]
        start, end = self._clause(sentence, quantity)
        own = sentence.text[max(start, quantity.start - 60) : min(end, quantity.end + 60)]
        if re.search(
            r"\b(?:more|additional|other|new(?:ly)?)\b|thêm|\bmới\b", sentence.text[quantity.start : quantity.end]
        ):
            return _Subject(excluded="some of the zones only")
        behind = re.split(r"[,;.()]", sentence.text[quantity.end : min(end, quantity.end + 60)])[0]
        front = re.split(r"[,;()]|\band\b|\bvà\b", sentence.text[max(start, quantity.start - 60) : quantity.start])[-1]
        if self.lang.find("operating").search(behind) or self.lang.find("operating").search(
            front + sentence.text[quantity.start : quantity.end]
        ):
            return _Subject(f"{base}_operating", cost=5)
        counted = [q for q in sentence.quantities if q.end <= quantity.start and q.unit == quantity.unit]
        if counted and self.lang.find("being_built").search(behind):
            return _Subject(excluded="some of the zones only")
        beside = front + sentence.text[quantity.start : quantity.end] + behind
        if quantity.unit == "cluster" and (
            self.lang.find("established").search(beside)
            or not self.lang.find("planned").search(beside + sentence.text[max(start, quantity.start - 60) : quantity.start])
        ):
            return _Subject("industrial_clusters_established", cost=5)
        return _Subject(f"{base}_planned", cost=8)

    def _area(self, sentence: Sentence, quantity: Quantity, previous: _Previous) -> _Subject:
        """The area of all zones or clusters: right behind their count, or with words of a whole; no single one's."""
        start, end = self._clause(sentence, quantity)
        beside = sentence.text[max(start, quantity.start - 90) : min(end, quantity.end + 25)]
        counts = [q for q in sentence.quantities if q.unit in ("zone", "cluster") and q.end <= quantity.start]
        if counts and self._some_only(sentence, counts[-1]):
            return _Subject(excluded="an area of some of the zones")
        if self.lang.find("single").search(beside):
            return _Subject(excluded="an area of one zone")
        before = previous[1] if previous is not None else self.memory.last
        zones = before is not None and before.indicator.startswith(("industrial_zones", "industrial_clusters"))
        if before is not None and zones and (before.unit in ("zone", "cluster") or previous is None):
            close = previous is not None and quantity.start - previous[0].end <= 25
            if close or self.lang.find("area_words").search(beside):
                return _Subject(f"{before.indicator.rsplit('_', 1)[0]}_area", cost=6 if close else 10)
        named = [c for c in sentence.of("indicator") if c.code.startswith(("industrial_zones", "industrial_clusters"))]
        cue, cost = self._nearest(sentence, quantity, named)
        hectares = [q for q in sentence.quantities if q.unit == "hectare" and q.end <= quantity.start]
        if cue is not None and cost < 15 and not hectares and self.lang.find("area_words").search(beside):
            return _Subject("industrial_clusters_area" if "cluster" in cue.code else "industrial_zones_area", cost=cost)
        return _Subject(excluded="an area that is not the zones'")

    def _some_only(self, sentence: Sentence, count: Quantity) -> bool:
        words = r"\b(?:more|additional|other|new(?:ly)?)\b|thêm|\bmới\b"
        return bool(re.search(words, sentence.text[count.start : count.end]))

    def _enterprises(self, sentence: Sentence, quantity: Quantity) -> _Subject:
        start, end = self._clause(sentence, quantity)
        words = sentence.text[start : min(end, quantity.end + 50)]
        own = [c for c in sentence.of("excluded_event") if start <= c.start < min(end, quantity.end + 40)]
        if re.search(r"\b(?:tier|level|cấp)[-\s\d,]*(?:and|và)?\s*$", sentence.text[: quantity.start], re.I):
            return _Subject(excluded="a tier, no count")
        if own:
            return _Subject(excluded="an event without an indicator")
        if self.lang.find("survey").search(sentence.text):
            return _Subject(excluded="those asked in a survey")
        if self.lang.find("additional").search(sentence.text[start : quantity.start]) and self.lang.find(
            "additional_after"
        ).match(sentence.text, quantity.end):
            return _Subject(excluded="a difference")
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
            return _Subject("new_projects", "new", cost=10)
        if any(c.code == "new_enterprises" for c in near):
            return _Subject("new_enterprises", cost=5)
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
            return _Subject("new_enterprises", cost=8)
        return _Subject("enterprises", cost=12)

    def _employment(self, sentence: Sentence, quantity: Quantity) -> _Subject:
        text = sentence.text[quantity.start : quantity.end]
        if not re.search(
            r"work|lab|employ|job|lao động|công nhân|việc làm",
            text + sentence.text[max(0, quantity.start - 60) : quantity.start] + sentence.text[quantity.end : quantity.end + 25],
            re.I,
        ):
            return _Subject(excluded="people, not workers")
        if re.search(r"train|đào tạo|dormitor|houses?|nhà ở|thất nghiệp|unemploy", sentence.text, re.I):
            return _Subject(excluded="no indicator")
        return _Subject("employment", cost=8)

    def _percent_subject(self, sentence: Sentence, quantity: Quantity, previous: _Previous) -> tuple[_Subject, str]:
        start, end = self._clause(sentence, quantity)
        after = sentence.text[quantity.end : min(end, quantity.end + 55)]
        before = sentence.text[start : quantity.start]
        if re.search(rf"^[^,;.]{{0,35}}(?:{self.lang.plan_share})", after, re.I) or re.search(
            rf"(?:{self.lang.plan_share})(?: (?!and\b|but\b|up\b|down\b|và\b|tăng|giảm)\w+){{0,2}}\s*$", before, re.I
        ):
            return _Subject(excluded="a percentage of a plan"), "N"
        if re.match(r"\s*(?:points?\b|điểm)", after, re.I):
            return _Subject(excluded="percentage points"), "N"
        if self.lang.find("of_growth").search(before[-80:] + sentence.text[quantity.start : quantity.end] + after):
            return _Subject(excluded="a contribution to growth"), "N"
        occupancy = [c for c in sentence.of("indicator") if c.code.endswith("_occupancy")]
        cue, cost = self._nearest(sentence, quantity, occupancy)
        sign = self._direction(sentence, quantity, start, end)
        if sign and self.lang.find("share_of").match(after) and not self._moves(sentence, quantity):
            sign = 0
        if cue is not None and cost < 22 and sign == 0:
            return _Subject(cue.code, cost=cost), "N"
        last = self.memory.last
        if sign == 0 and last is not None and last.indicator.endswith("_occupancy") and not sentence.of("share") and self.lang.find("filled").search(before):
            return _Subject(last.indicator, cost=20, inherited=True), "N"
        if sign == 0 and previous and previous[1].transformation in ("GY", "G1") and not any(
            start <= c.start and c.end <= end for c in sentence.of("share")
        ) and not self.lang.find("share_of").match(after):
            sign = 1
        if sign == 0:
            share = self._share(sentence, quantity, start, end)
            if share is not None:
                return share, "N"
            if previous and previous[1].indicator.endswith("_share"):
                return _Subject(previous[1].indicator, cost=15, inherited=True), "N"
            if previous and previous[1].transformation in ("GY", "G1"):
                sign = 1
        if sign == 0 and not any(c.code == "industrial_production_index" for c in sentence.of("indicator")):
            return _Subject(), "N"
        subject = self._growth_subject(sentence, quantity, previous)
        return subject, self._growth_kind(sentence, quantity, previous)

    def _moves(self, sentence: Sentence, quantity: Quantity) -> bool:
        """Whether a word of growth stands right before the number."""
        return any(
            c.end <= quantity.start and len(sentence.text[c.end : quantity.start].split()) <= 2
            for c in sentence.of("up", "down")
        )

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

    def _share(self, sentence: Sentence, quantity: Quantity, start: int, end: int) -> _Subject | None:
        marks = [
            c for c in sentence.of("share")
            if start <= c.start and (c.end <= quantity.start or 0 <= c.start - quantity.end <= 12 and "(" not in sentence.text[quantity.end : c.start])
        ]  # fmt: skip
        if self.lang.find("of_counted").match(sentence.text, quantity.end):
            return _Subject(excluded="a share of something else")
        zones = self.memory.last is not None and self.memory.last.indicator.startswith(("industrial_zones", "industrial_clusters"))
        if zones and self.memory.last is not None and self.lang.find("of_land").match(sentence.text, quantity.end):
            clusters = self.memory.last.indicator.startswith("industrial_clusters")
            return _Subject("industrial_clusters_occupancy" if clusters else "industrial_zones_occupancy", cost=10)
        sector = [c for c in sentence.of("activity", "other_subject") if start <= c.start and c.end <= quantity.start]
        if sector and sector[-1].kind == "other_subject":
            return _Subject(excluded="a subject without an indicator")
        of = re.match(r"\s*(?:of|giá trị|tổng|kim ngạch|GRDP)\b", sentence.text[quantity.end :], re.I)
        whole_share = re.search(r"\b(?:proportion|share|tỷ trọng|tỉ trọng)\b", sentence.text[start : quantity.start], re.I)
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
        goes_on = last is not None and last.unit in _MONEY and self.memory.paragraph_read and bool(sector)
        if cue is None and goes_on and last is not None and last.indicator in _SHARES and not of:
            return _Subject(_SHARES[last.indicator], cost=15, inherited=True)
        if cue is None and anaphora and self.memory.topic in _SHARES:
            return _Subject(_SHARES[self.memory.topic], cost=15, inherited=True)
        if cue is None:
            economy = re.search(r"econom|cơ cấu|structure", sentence.text, re.I)
            sectors = any(
                c.kind == "activity" and c.code in ("industry_construction", "digital") for c in sentence.cues
            )
            if economy and sectors:
                return _Subject("grdp_share", cost=15)
            products = any(
                c.kind == "activity" and c.code in ("high_tech", "supporting", "C26", "C") for c in sentence.cues
            )
            carried = self.memory.topic in ("industrial_production_value", "industrial_production_share", "")
            return (
                _Subject("industrial_production_share", cost=20)
                if products and carried
                else _Subject(excluded="a share of something else")
            )
        nation = [c for c in sentence.of("nation") if quantity.end <= c.start <= quantity.end + 70]
        if nation or re.search(r"cả nước|country|nation", tail, re.I):
            if cue.code in (
                "industrial_production_value",
                "industrial_production_index",
                "national_industrial_production_share",
            ):
                return _Subject("national_industrial_production_share", cost=6)
            return _Subject(excluded="a share of the nation's")
        code = cue.code if cue.code.endswith("_share") else _SHARES.get(cue.code, "")
        return _Subject(code, cost=10) if code else _Subject(excluded="a share of something else")

    def _growth_subject(self, sentence: Sentence, quantity: Quantity, previous: _Previous) -> _Subject:
        named = [c for c in sentence.of("indicator") if self._can_grow(c.code)]
        if self._industry_of_grdp(sentence, quantity):
            return _Subject("industrial_value_added", cost=8)
        cue, cost = self._nearest(sentence, quantity, named)
        start, _ = self._clause(sentence, quantity)
        own_words = [c for c in sentence.of("indicator", "other_subject") if start <= c.start < quantity.start]
        attracted = [c for c in sentence.of("attracted", "foreign") if start <= c.start < quantity.start]
        if len(attracted) >= 2 and not own_words:
            return _Subject("attracted_capital", "attracted", cost=10)
        if previous is not None:
            level, reading = previous
            fresh = [c for c in named if level.end <= c.start and c.end <= quantity.start]
            twin = self._twin(sentence, quantity, reading.indicator)
            if twin:
                return _Subject(twin, self.memory.last_event, cost=6, inherited=True)
            if not fresh and not self._other_between(sentence, level.end, quantity.start):
                base = _GROWN.get(reading.indicator, reading.indicator)
                if not self._can_grow(base):
                    return _Subject(excluded="a change of a rate or a count of zones")
                return _Subject(base, self.memory.last_event, cost=6, inherited=True)
            if fresh:
                cue, cost = self._nearest(sentence, quantity, fresh)
        if cue is not None and not self._other_subject_nearer(sentence, quantity, cost):
            words = sentence.text[cue.start : cue.end]
            return _Subject(self._index_or_value(cue.code, words), cost=cost)
        if self._other_subject_nearer(sentence, quantity, cost):
            return _Subject(excluded="a subject without an indicator")
        invested = re.search(r"\b(?:capital|investment|vốn|đầu tư|dự án|projects?)\b", sentence.text, re.I)
        if cue is None and invested and sentence.of("foreign", "attracted", "new", "adjusted"):
            counted = self.lang.find("number_of").search(sentence.text[start : quantity.start])
            return self._investment(sentence, replace(quantity, unit="project" if counted else "USD"), previous)
        last = self.memory.last.indicator if self.memory.last else self.memory.topic
        last = self._index_or_value(_GROWN.get(last, last), "")
        if last and not sentence.of("indicator", "other_subject") and self._can_grow(last):
            return _Subject(last, self.memory.last_event, cost=25, inherited=True)
        return _Subject()

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
        for count, capital in _TWINS:
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

    def _can_grow(self, code: str) -> bool:
        zones = code.startswith(("industrial_zones", "industrial_clusters"))
        return code == "industrial_production_index" or not (zones or code.endswith(("_share", "_occupancy", "_index")))

    def _other_between(self, sentence: Sentence, start: int, end: int) -> bool:
        return any(start <= c.start and c.end <= end for c in sentence.of("other_subject"))

    def _growth_kind(self, sentence: Sentence, quantity: Quantity, previous: _Previous) -> str:
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

    # -- the whole reading

    def _reading(
        self, sentence: Sentence, quantity: Quantity, subject: _Subject, transformation: str,
        previous: _Previous,
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
                sentence, quantity, subject, parent if same or _investment_reading(previous) else None
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
            confidence=_confidence(subject),
        )
        if reading.indicator == "grdp" and reading.transformation != "RANK":
            reading = self._sector_of_grdp(sentence, quantity, reading)
        return replace(reading, time_period=self._period(sentence, quantity, reading, parent))

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

    def _activity(self, sentence: Sentence, quantity: Quantity, subject: _Subject, parent: Reading | None) -> str:
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
                if re.search(r"\b(?:in|in the|to the|belong to|về|trong lĩnh vực|lĩnh vực|thuộc|ngành)\s+$", sentence.text[quantity.end : c.start])
            ]
            if field and field[0].code.startswith("C"):
                return field[0].code
            same_field = re.match(r"\s+in the same (?:field|industr|sector)", sentence.text[quantity.end :])
            if parent is not None and (same_field or (quantity.unit in _MONEY and parent.unit == "project")):
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
        if any(c.kind == "home" and c.code == "name" and c.end <= quantity.start for c in sentence.cues) and not sentence.of("activity"):
            return "_T"
        carried = self.memory.last is not None and self.memory.last.activity == self.page_activity
        if self.page_activity and (
            indicator in ("enterprises", "employment") or (carried and indicator == "investment_capital")
        ):
            return self.page_activity
        return "_T"

    def _is_growth_of(self, quantity: Quantity, parent: Reading) -> bool:
        return quantity.unit == "percent" and parent.transformation == "N"

    def _ownership(self, sentence: Sentence, quantity: Quantity, subject: _Subject, parent: Reading | None) -> str:
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
            if self.lang.find("foreign").search(self.page.title) or heading is not None and heading.of("foreign"):
                return "foreign"
            return "_T" if self.domestic_too or self._zones_page() else self.memory.last_ownership
        grows = parent is not None and quantity.unit == "percent" and parent.indicator == subject.indicator
        if parent is not None and not own and (subject.inherited or grows):
            return parent.ownership
        if subject.indicator == "enterprises" and not own and self._country(sentence, quantity, subject, None) != "_T":
            return "foreign"
        follows = parent is not None and parent.ownership != "_T" and parent.indicator in ("enterprises", "investment_capital", "employment")
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

    def _in_closed_brackets(self, sentence: Sentence, cue: Cue, quantity: Quantity) -> bool:
        """Whether a word stands in brackets that close before the number: it tells of what is in them alone."""
        if cue.end > quantity.start:
            return False
        between = sentence.text[cue.end : quantity.start]
        return ")" in between and "(" not in between.split(")")[0]

    def _coverage(self, sentence: Sentence, quantity: Quantity, subject: _Subject, parent: Reading | None) -> str:
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
        if last is not None and last.indicator.startswith(("industrial_zones", "industrial_clusters")) and self.lang.find("there").search(
            sentence.text[quantity.end : quantity.end + 60]
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
            if not any(q.start <= c.start < q.end for q in sentence.quantities)
        ]  # fmt: skip

    def _zones_page(self) -> bool:
        """A page whose title is the zones' own report: its figures are theirs where it says nothing else."""
        return self.zones_page

    def _country(self, sentence: Sentence, quantity: Quantity, subject: _Subject, parent: Reading | None) -> str:
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
        if subject.indicator.startswith("goods") and subject.indicator == (self.memory.last.indicator if self.memory.last else ""):
            left = [q.end for q in sentence.quantities if q.end <= quantity.start]
            if left and not any(left[-1] <= c.start < quantity.start for c in sentence.of("indicator")) and self.memory.last:
                return self.memory.last.counterpart_area
        counted = self.memory.last if self._follows_count(sentence, quantity) else None
        if counted is not None:
            return counted.counterpart_area
        last = self.memory.last
        marks = [c for c in sentence.of("home", "foreign", "domestic", "country") if c.end <= quantity.start]
        anaphora = last is not None and quantity.unit in _MONEY and last.unit == "project" and not marks
        first = not [q for q in sentence.quantities if q.end <= quantity.start]
        return last.counterpart_area if anaphora and first and last is not None else "_T"

    def _follows_count(self, sentence: Sentence, quantity: Quantity) -> bool:
        """Whether a value stands right behind the projects or firms it belongs to, in one clause."""
        before = [q for q in sentence.quantities if q.end <= quantity.start]
        last = self.memory.last
        return (
            quantity.unit in _MONEY and bool(before) and before[-1].unit in ("project", "enterprise")
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

    def _price_base(self, sentence: Sentence, subject: _Subject, parent: Reading | None) -> str | None:
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

    # -- when

    def _times(self, sentence: Sentence) -> list[TimeExpression]:
        """The times that figures can be about: neither compared with, nor the year of a price base, nor a far vision."""
        bases = sentence.of("price_base")
        then = self.lang.find("only_then").search(sentence.text)
        return [
            t for t in sentence.times
            if (not t.compared or (then and len(sentence.times) == 1))
            and not any(b.start < t.end and t.start < b.end for b in bases)
            and not (not then and re.search(r"(?:re-?establish\w*|founded|tái lập|chia tách)(?:\s+(?:of|in|the|province|tỉnh|year|năm|vào))*\s*\(?$", sentence.text[max(0, t.start - 40) : t.start], re.I))
            and not re.search(r"(?:vision|orientations?|tầm nhìn|định hướng)\W+(?:\w+\W+){0,3}$", sentence.text[max(0, t.start - 30) : t.start], re.I)
        ]  # fmt: skip

    def _nearest_time(
        self, sentence: Sentence, quantity: Quantity, times: list[TimeExpression]
    ) -> TimeExpression | None:
        def cost(t: TimeExpression) -> float:
            if t.end <= quantity.start:
                between = sentence.text[t.end : quantity.start]
                taken = any(
                    q.end <= t.start and re.fullmatch(r"\s*(?:[^\W\d]+\s+){0,4}\(?", sentence.text[q.end : t.start])
                    for q in sentence.quantities
                )
                return len(between) / 10 + 6 * between.count(";") + 2 * between.count(",") + (6 if taken else 0)
            between = sentence.text[quantity.end : t.start]
            crossed = sum(quantity.end <= q.start and q.end <= t.start for q in sentence.quantities)
            direct = re.fullmatch(r"\s*(?:[^\W\d]+\s+){0,6}\(?", between)
            return (
                (2 if direct else 14 + len(between) / 10)
                + 12 * crossed
                + 6 * between.count(";")
                + 3 * between.count(",")
            )

        return min(times, key=cost, default=None)

    def _period(self, sentence: Sentence, quantity: Quantity, reading: Reading, parent: Reading | None) -> str | None:
        memory, context = self.memory, self.memory.context
        kind = self._kind(reading)
        times = self._times(sentence)
        time = self._nearest_time(sentence, quantity, times)
        if kind == "stock":
            usable = [t for t in times if t.unit != "years" or reading.obs_status == "F"]
            time = self._nearest_time(sentence, quantity, usable)
            if (
                time is None
                and parent is not None
                and parent.indicator.split("_")[0] == reading.indicator.split("_")[0]
                and self._kind(parent) == "stock"
            ):
                return parent.time_period
            if (
                time is None
                and memory.last is not None
                and self._kind(memory.last) == "stock"
                and memory.last_stock
                and reading.obs_status == "A"
            ):
                return memory.last_stock
            return periods.stock_date(time, context)
        if (
            reading.transformation != "N"
            and parent is not None
            and parent.indicator == reading.indicator
            and self._kind(parent) != "stock"
        ):
            start, end = self._clause(sentence, quantity)
            own = [t for t in times if start <= t.start and t.end <= end]
            if not own:
                return parent.time_period
        flows = [t for t in times if t.unit != "now"]
        finer = [t for t in flows if t.as_of and t.unit in ("day", "month") and t.year]
        flows = [t for t in flows if not (finer and t.unit == "year" and not t.year)]
        time = self._nearest_time(sentence, quantity, flows)
        if time is not None and time.unit == "year_to_date":
            named = [t for t in (memory.paragraph_times or memory.subject_times) if t.unit in ("months", "half", "quarter")]
            time = named[-1] if named else time
        crossed = time is not None and any(quantity.end <= q.start and q.end <= time.start for q in sentence.quantities)
        if crossed and memory.subject_times:
            time = memory.subject_times[-1]
        if time is not None:
            return periods.flow_period(time, context)
        if parent is not None and self._kind(parent) != "stock":
            return parent.time_period
        if reading.transformation == "RANK" and memory.last is not None and memory.last.indicator == reading.indicator and memory.paragraph_read:
            return memory.last.time_period
        if reading.indicator == "provincial_competitiveness_index" and not (
            memory.last is not None and memory.last.indicator == reading.indicator
        ):
            return context.published
        if kind == "index" and memory.paragraph_times and reading.indicator != "provincial_competitiveness_index":
            return periods.flow_period(memory.paragraph_times[-1], context)
        if kind == "index" and not (
            memory.last_flow
            and memory.last
            and memory.last.indicator == reading.indicator
            and reading.transformation == "N"
        ):
            heading = [t for t in memory.heading_times if t.unit != "now"]
            return periods.flow_period(heading[0], context) if heading else context.published
        if memory.paragraph_read and memory.last_flow:
            return memory.last_flow
        for carried in (memory.subject_times, memory.heading_times):
            usable = [
                t for t in carried
                if t.unit != "now" and (t.unit != "years" or self.lang.find("on_average").search(sentence.text))
            ]
            if usable:
                return periods.flow_period(usable[-1], context)
        return memory.last_flow or self._period_of_page()

    def _period_of_page(self) -> str | None:
        """The first time that the page gives for its figures, for one that stands before it."""
        first = next((t for t in self.page_times if not t.compared and t.unit not in ("now", "years", "day")), None)
        return periods.flow_period(first, self.memory.context) if first else None

    def _kind(self, reading: Reading) -> str:
        if reading.transformation in ("GY", "G1"):
            return "flow"
        indicator = self.catalog.indicators[reading.indicator]
        if indicator.id.endswith("_occupancy"):
            return "stock"
        return "index" if reading.transformation == "RANK" else indicator.kind

    def _remember(self, reading: Reading, subject: _Subject) -> None:
        memory = self.memory
        memory.last = reading
        if reading.unit in ("project", "enterprise", "person", "cluster", "zone"):
            memory.last_count = reading
        memory.paragraph_read = True
        memory.last_event = subject.event or memory.last_event
        if reading.ownership != "_T":
            memory.last_ownership = reading.ownership
        if self._kind(reading) == "stock":
            memory.last_stock = reading.time_period
        else:
            memory.last_flow = reading.time_period

    # -- ranks

    def _rank(self, sentence: Sentence, match: re.Match[str]) -> Mention | None:
        """A rank among the provinces; None where it is a region's, a growth rate's or of nothing that is ranked here."""
        groups = [v for v in match.groupdict().values() if v]
        word = groups[0].lower() if groups else ""
        digits = re.match(r"\d+", word)
        value = int(digits[0]) if digits else self.lang.ordinals.get(word, 2 if word == "á quân" else 1)
        around = (
            sentence.text[max(0, match.start() - 25) : match.end()]
            + re.split(r"[;,.]|\b(?:and|và)\s+(?=\d|\w+th\b)", sentence.text[match.end() : match.end() + 90])[0]
        )
        if self.lang.find("rank_out").search(around) and not re.search(
            r"cả nước|toàn quốc|nationwide|in the country", around, re.I
        ):
            return None
        quantity = Quantity(
            Decimal(value), "rank", match[0], "=", match.start(), match.end(), match.start(), match.end()
        )
        if self._excluded_place(sentence, quantity) in ("another place", "one company"):
            return None
        subject = self._rank_subject(sentence, quantity)
        if not subject.indicator or self._of_growth(sentence, quantity, subject):
            return None
        reading = self._reading(sentence, quantity, subject, "RANK", self._level_before(quantity, subject))
        foreign = subject.indicator == "attracted_capital" and bool(sentence.of("foreign"))
        reading = replace(
            reading, unit="rank", activity="_T", bound="=", ownership="foreign" if foreign else reading.ownership
        )
        return self._mention(sentence, quantity, "observation", reading=reading)

    def _of_growth(self, sentence: Sentence, quantity: Quantity, subject: _Subject) -> bool:
        """The rank of a growth rate: the figure right before it is one, and the sentence has no level."""
        cues = [c for c in sentence.of("indicator") if c.code == subject.indicator]
        cue, cost = self._nearest(sentence, quantity, cues)
        if cue is not None and cost < 25 and self.lang.find("of_its_growth").match(sentence.text, cue.end):
            return True
        before = [q for q in sentence.quantities if q.end <= quantity.start]
        growth = bool(before) and before[-1].unit == "percent" and quantity.start - before[-1].end < 70
        if not growth or self._direction(sentence, before[-1], *self._clause(sentence, before[-1])) == 0:
            return False
        return (
            not any(q.unit in _MONEY for q in before)
            and bool(sentence.of("growth", "up"))
            and subject.indicator in ("grdp", "industrial_production_value", "industrial_production_index")
        )

    def _level_before(self, quantity: Quantity, subject: _Subject) -> _Previous:
        last = self.memory.last
        if last is None or last.indicator != subject.indicator or not self.memory.paragraph_read:
            return None
        return quantity, last

    def _rank_subject(self, sentence: Sentence, quantity: Quantity) -> _Subject:
        ranked = [c for c in sentence.of("indicator") if c.code in _RANKED]
        cue, cost = self._nearest(sentence, quantity, ranked)
        fdi = list(sentence.of("foreign", "attracted"))
        mark, fdi_cost = self._nearest(sentence, quantity, fdi)
        stock = self.memory.last is not None and self.memory.last.indicator in (
            "investment_capital",
            "investment_projects",
        )
        if stock and not sentence.of("attracted") and cost > 15:
            return _Subject("investment_capital", "stock", cost=15)
        if mark is not None and fdi_cost < cost and sentence.of("foreign", "attracted"):
            return _Subject("attracted_capital", "attracted", cost=fdi_cost)
        if cue is not None and cost < _MAX_SUBJECT_COST:
            return _Subject(cue.code, cost=cost)
        last = self.memory.last
        if last is not None and not sentence.of("other_subject"):
            code = "attracted_capital" if _investment_reading((quantity, last)) else last.indicator
            if code not in _RANKED and code != "attracted_capital":
                return _Subject()
            return _Subject(code, cost=25, inherited=True)
        return _Subject()


def _investment_reading(previous: _Previous) -> Reading | None:
    """The figure before, where it is one of projects or their capital."""
    if previous is None:
        return None
    reading = previous[1]
    ours = reading.indicator.endswith(("_projects", "_capital")) and not reading.indicator.startswith("new_enterprises")
    return reading if ours else None


def _confidence(subject: _Subject) -> float:
    """From 0.95 for a subject beside the number down to 0.5 for one inherited from afar."""
    return max(0.5, round(0.95 - min(subject.cost, 60) / 150 - (0.1 if subject.inherited else 0.0), 2))
