"""When: the periods that a figure may be of, by the times of its sentence, the figures before it, headings and dates."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias, get_args

from extractors import periods
from extractors.catalog import Catalog
from extractors.cues import Sentence
from extractors.linking.context import possible, told_in
from extractors.linking.frame import SIZE, Frame
from extractors.linking.layout import Layout, Row, empty
from extractors.linking.memory import NOWHERE, Memory
from extractors.periods import Context, TimeExpression, Unit
from extractors.quantities import Quantity
from extractors.records import Reading

_UNITS = get_args(Unit)
_SOURCES = (
    "own", "parent", "before", "flow", "stock", "heading", "title", "paragraph", "text", "page", "published", "published year", "year before",
    "undated", "whole", "told year", "usual", "first", "count", "told", "months", "month before", "beside", "within", "date", "bare year",
    "year earlier", "year later", "month of publication", "quarter before", "span", "after compared",
    "founding", "moved from", "named span", "target", "year of told", "joined", "same part", "named date",
    "from own", "from parent", "from before", "from flow", "from stock", "from text", "from published",
    "following", "preceding", "first of span", "of span", "last of span", "quarters", "year of figures", "year of text", "step before", "text year",
)  # fmt: skip
"""What speaks for a period: the words as the rules of the year read them (`own`), or with the year of publication, the one before, the year
told last; `whole`: the month alone instead of all up to it; `usual`: most figures of the page have it; `told`: some have; `first`, `count`: the first figure of
the paragraph, the last thing counted, has it; `months`: the year up to the month of publication or the one before; `month before`, `month of
publication`, `quarter before` that. `beside`: with the year of another time of the sentence; `within`: one year of several; `date`: the day of a flow
that has come about by then; `bare year`: of a stock, as of a plan, or its quarter; `year earlier`, `year later`: than what was told, where the words say so; `after compared`: a year
later than a time that is compared with; `span`: years up to a known one, as "the past ten years" or "since 1997" may be, or two years of a list together; `founding`: the
year of a vision or of the province's founding, or all since then, where the sentence speaks of it; `moved from`: a year before what was told, of a number that
another has come from ("to 83 from 116"); `named span`, `target`: a span of years named before, a time of the last target; `year of told`: that of the flow told
last; `joined`: from one time of the sentence to another; `same part`: the part of a year that was told, of the year that the sentence names; `named date`: a
date told before; `from …`: what the years of `year earlier` and `year later` are counted from; `following`, `preceding`: the period beside that of the
figure before ("13.7, 13.9 and 13.4%"); `first of span`, `of span`, `last of span`: a year of several years named before; `quarters`: one of a year's, where the
sentence speaks of quarters; `year of figures`: that of a figure before, whose period is written otherwise; `year of text`: that of a month, quarter or date
named before; `step before`: `year earlier` or `later` by the
words of the sentence before; `text year`: with a year of the text before."""


@dataclass(slots=True)
class Option:
    """A period, and all that speaks for it."""

    period: str | None
    sources: set[str] = field(default_factory=set)
    times: list[TimeExpression] = field(default_factory=list)
    """Of the sentence itself."""
    carried: TimeExpression | None = None
    place: int = NOWHERE
    """Where on the page what speaks for it stands: the nearest of its times, else the last time or figure told of it."""


def kind_of(reading: Reading, catalog: Catalog) -> str:
    """How a period is written for a figure: `stock` a date, `flow` a span, `index` either."""
    indicator = catalog.indicators[reading.indicator]
    if reading.transformation in ("GY", "G1"):
        return "flow"
    if indicator.id.endswith("_occupancy"):
        return "stock"
    return "index" if reading.transformation == "RANK" else indicator.kind


def is_dated(reading: Reading, catalog: Catalog) -> bool:
    """Whether a figure is the growth of a stock ("the workforce grew by 4 percent by the end of August")."""
    return reading.transformation in ("GY", "G1") and catalog.indicators[reading.indicator].kind == "stock"


_Offer: TypeAlias = tuple[str | None, str, TimeExpression | None]
"""A period, what speaks for it (of _SOURCES), and the time that says so."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a period is looked for: a figure, all that is known before it, and how its period is written (`kind_of`)."""

    frame: Frame
    quantity: Quantity
    memory: Memory
    kind: str
    dated: bool
    """Whether it is the growth of a stock, whose period is a date too."""

    @property
    def context(self) -> Context:
        """What is known where a time says only a part."""
        return self.memory.context

    def code(self, time: TimeExpression) -> str | None:
        """A time as the period of such a figure."""
        return _code(time, self.context, self.kind)


def options(
    frame: Frame, quantity: Quantity, memory: Memory, kind: str, page_time: TimeExpression | None, dated: bool = False
) -> list[Option]:
    """Every period that something speaks for, each once; the undated one always among them. `dated`: it is the growth of
    a stock, whose period is a date too."""
    asked = _Asked(frame, quantity, memory, kind, dated)
    own = [t for t in frame.sentence.times if not in_base(t, frame.sentence)]
    found: dict[str | None, Option] = {}
    own_places = {id(t) for t in frame.sentence.times}

    def take(offers: Iterable[_Offer]) -> None:
        for period, source, time in offers:
            one = found.setdefault(period, Option(period))
            one.sources.add(source)
            if time is not None and source in _OWN:
                one.times.append(time)
            elif time is not None:
                one.carried = one.carried or time
                if id(time) not in own_places:
                    one.place = max(one.place, time.start)

    take([(None, "undated", None)])
    take(_of_sentence(asked, own))
    take(_of_figures_before(asked, own))
    take(_of_text_before(asked, own))
    take(_quarters(asked, own))
    take(_of_page(asked, page_time))
    take(_shifted(asked, {p: o.sources & _SHIFTED for p, o in found.items() if p and o.sources & _SHIFTED}))
    for option in found.values():
        option.place = _place(option, frame, quantity, memory)
    return list(found.values())


def _place(option: Option, frame: Frame, quantity: Quantity, memory: Memory) -> int:
    if option.times:
        nearest = min(option.times, key=lambda t: abs(t.start - quantity.start))
        return frame.sentence.start + nearest.start if frame.row is None else NOWHERE
    return max(option.place, memory.place_of("time_period", option.period) if option.period else NOWHERE)


def _of_sentence(asked: _Asked, own: Sequence[TimeExpression]) -> Iterator[_Offer]:
    """By the times of the figure's own sentence."""
    beside = {t.year for t in own if t.year and t.unit != "years"}
    for time in own:
        if asked.frame.zone(time.start, asked.quantity) < 0:
            continue
        if not_its_time(asked.frame, time):
            yield asked.code(time), "founding", time
            continue
        for years in periods.span_periods(time, asked.context) if asked.kind != "stock" and _is_span(time) else ():
            yield years, "span", time
        if time.unit == "span":
            continue
        yield asked.code(time), "own", time
        if asked.kind != "stock" and time.as_of and time.unit in ("month", "day", "quarter"):
            yield asked.code(replace(time, as_of=False)), "whole", time
        if _lacks_year(time):
            yield from _of_other_years(asked, time, beside)
        for source, period in _besides(time, asked.context, asked.kind):
            yield period, source, time
        if asked.dated:
            yield periods.stock_date(time, asked.context), "date", time


def _lacks_year(time: TimeExpression) -> bool:
    return (
        not time.year
        and time.unit not in ("now", "years", "year_to_date", "span")
        and bool(time.number or time.unit == "year")
    )


def _of_other_years(asked: _Asked, time: TimeExpression, beside: Iterable[int]) -> Iterator[_Offer]:
    """A time without a year, in the years that it may be of."""
    for source, year in (
        *_years(asked.context),
        *_year_told(asked.memory),
        *(("beside", y) for y in beside),
        *_text_years(asked.memory),
    ):
        of_year = replace(time, year=year, relative="")
        yield asked.code(of_year), source, time
        if asked.kind != "stock" and (asked.dated or _is_date(time)):
            yield periods.stock_date(of_year, asked.context), "date", time


def _of_figures_before(asked: _Asked, own: Sequence[TimeExpression]) -> Iterator[_Offer]:
    """The periods of the figures that were read before it."""
    memory = asked.memory
    told = told_in(memory, asked.frame)
    parent = told[-1].reading if told else None
    if asked.kind != "stock":
        for time, period in _joined(own, asked.context):
            yield period, "joined", time
        parts = (parent.time_period if parent else None, memory.last_flow, *list(memory.periods)[-_TOLD:])
        for time, period in _same_part(own, parts, asked.context):
            yield period, "same part", time
    readings = [t.reading for t in memory.told if t.reading is not None]
    named = [
        ("parent", parent),
        ("before", readings[-1] if readings else None),
        ("first", readings[0] if readings else None),
    ]
    for source, reading in (*named, ("count", memory.last_count)):
        if reading is not None and reading.time_period:
            yield reading.time_period, source, None
    for before in list(memory.periods)[-_TOLD:]:
        yield before, "told", None
    usual = memory.periods.most_common(1)
    if usual:
        yield usual[0][0], "usual", None
    for source, last in (("flow", memory.last_flow), ("stock", memory.last_stock)):
        if last:
            yield last, source, None
    yield from _beside_figures(asked, [r.time_period for r in readings])


def _beside_figures(asked: _Asked, told: Sequence[str | None]) -> Iterator[_Offer]:
    """The periods beside that of the paragraph's last figure, and the years of those that were told."""
    if told and told[-1]:
        for source, step in (("following", 1), ("preceding", -1)):
            yield periods.neighbour(told[-1], step), source, None
    known = dict.fromkeys([*told[-_TOLD:], asked.memory.last_flow, asked.memory.last_stock])
    for year in dict.fromkeys(p[:4] for p in known if p and "/" not in p):
        yield _of_year(int(year), asked.kind), "year of figures", None


def _of_text_before(asked: _Asked, own: Sequence[TimeExpression]) -> Iterator[_Offer]:
    """By the times of headings, of the paragraph and of the text before it."""
    memory = asked.memory
    for source, times in (
        ("heading", memory.heading_times),
        ("title", memory.title_times),
        ("paragraph", memory.paragraph_times),
        ("text", memory.text_times),
    ):
        for time in times[-3:]:
            if time.unit != "span" and (not time.compared or len(times) == 1):
                yield asked.code(time), source, time
                if asked.dated:
                    yield periods.stock_date(time, asked.context), source, time
                told = (*_years(asked.context), *_year_told(memory)) if _lacks_year(time) else ()
                for _, year in told:
                    yield asked.code(replace(time, year=year, relative="")), source, time
    for time in memory.text_times:
        if time.year and time.unit not in ("year", "years"):
            yield _of_year(time.year, asked.kind), "year of text", time
    yield from _of_several_years(asked, own)
    for time in memory.dates:
        for year in (time.year, *(() if time.year else (y for _, y in _years(asked.context)))):
            yield periods.stock_date(replace(time, year=year), asked.context), "named date", time
    for time in memory.target_times:
        if time.unit != "span":
            yield asked.code(time), "target", time


def _of_several_years(asked: _Asked, own: Sequence[TimeExpression]) -> Iterator[_Offer]:
    """By spans of years that the text has named, and terms that it has not."""
    for time in asked.memory.spans if asked.kind != "stock" else ():
        yield asked.code(time), "named span", time
    of_years = [
        t for t in (*asked.memory.spans, *asked.memory.text_times, *own) if t.unit in ("years", "year") and t.year
    ]
    for time, period in _of_spans(asked.frame, of_years, asked.kind):
        yield period, "named span", time
    for period in _terms(asked):
        yield period, "named span", None
    for time in asked.memory.spans:
        if time.year and time.last_year - time.year < _MOST_YEARS:
            for year in range(time.year, time.last_year + 1):
                source = {time.year: "first of span", time.last_year: "last of span"}.get(year, "of span")
                yield _of_year(year, asked.kind), source, time


def of_quarters(frame: Frame) -> bool:
    """Whether a sentence speaks of quarters."""
    return "of_quarters" in possible(frame) and bool(frame.lang.find("of_quarters").search(frame.sentence.text))


def _quarters(asked: _Asked, own: Sequence[TimeExpression]) -> Iterator[_Offer]:
    """Where the sentence or the one before speaks of quarters, those of the years that it may be about: "growth in the four quarters was ..."."""
    frame = asked.frame
    if asked.kind != "stock" and (asked.memory.of_quarters or of_quarters(frame)):
        years = [y for _, y in (*_year_told(asked.memory), *_years(asked.context))]
        for year in dict.fromkeys((*(t.year for t in own if t.year and t.unit != "years"), *years)):
            for number in range(1, 5):
                yield f"{year}-Q{number}", "quarters", None


def _of_page(asked: _Asked, page_time: TimeExpression | None) -> Iterator[_Offer]:
    """By the time that the page is about, and by its date of publication."""
    if page_time is not None:
        yield asked.code(page_time), "page", page_time
    published = asked.context.published
    if published:
        yield published, "published", None
        yield published[:4], "published year", None
        if asked.kind != "stock":
            yield str(int(published[:4]) - 1), "year before", None
    for source, period in _up_to_publication(asked.context, asked.kind):
        yield period, source, None
    for since in _since_founding(asked.frame, asked.memory, asked.kind):
        yield since, "founding", None


def _shifted(asked: _Asked, known: Mapping[str, Iterable[str]]) -> Iterator[_Offer]:
    """Some years earlier or later than the `known` periods, each with its sources, than a year told, or than that of publication, where the
    sentence says so."""
    frame, context = asked.frame, asked.context
    years = [("from text", t.year) for t in asked.memory.text_times if t.year and t.unit != "years"]
    if context.published_year:
        years.append(("from published", context.published_year))
    bases = [(period, f"from {source}") for period, sources in known.items() for source in sources]
    bases += [(_of_year(year, asked.kind), base) for base, year in years]
    for source, time in steps(frame):
        if frame.zone(time.start, asked.quantity) < 0:
            continue
        for period, base in bases:
            shifted = periods.shifted(period, time.number if source == "year later" else -time.number)
            yield shifted, source, time
            yield shifted, base, time
    for source, time in asked.memory.steps:
        for period, _ in bases:
            yield periods.shifted(period, time.number if source == "year later" else -time.number), "step before", time
    if "moved_from" in possible(frame) and _moved_from(frame, asked.quantity):
        for period in known:
            yield periods.shifted(period, -1), "moved from", None


def _of_year(year: int, kind: str) -> str:
    return f"{year}-12-31" if kind == "stock" else str(year)


def steps(frame: Frame) -> Iterator[tuple[str, TimeExpression]]:
    """Words of the sentence that set a figure some years (`number`) earlier or later than what was told, as the time that they stand for."""
    there, text = possible(frame), frame.sentence.text
    for source, (of_one, of_many) in _STEPS.items():
        many = frame.lang.find(of_many).finditer(text) if of_many in there else ()
        found = [(m, periods.years_apart(m)) for m in many]
        if of_one in there:
            ones = frame.lang.find(of_one).finditer(text)
            # "the year before" of "two years before" is none
            found += [(m, 1) for m in ones if not any(m.start() < o.end() and o.start() < m.end() for o, _ in found)]
        for match, years in found:
            if years:
                yield source, periods.step(match, years, frame.lang, earlier=source == "year earlier")


def _of_spans(frame: Frame, times: Sequence[TimeExpression], kind: str) -> Iterator[tuple[TimeExpression, str]]:
    """Where the sentence speaks of the last or the first year of the years told, or of the years beside them: those."""
    there, text = possible(frame), frame.sentence.text
    spans = [t for t in times if t.unit == "years"]
    for name in ("start_of_span", "end_of_span"):
        if spans and name in there and frame.lang.find(name).search(text):
            for time in spans:
                year = time.year if name == "start_of_span" else time.last_year
                yield time, f"{year}-12-31" if kind == "stock" else str(year)
    if kind != "stock" and times and "span_beside" in there:
        for match in frame.lang.find("span_beside").finditer(text):
            told = periods.years_apart(match) if "n" in match.re.groupindex else 0
            for length in dict.fromkeys((0, told)):
                for time in times if length > 1 else spans:
                    for period in periods.spans_beside(time, length):
                        yield time, period


def _terms(asked: _Asked) -> Iterator[str]:
    """Where the sentence speaks of a term without its years: that of the year told, or of publication, and the one before. Plans and congresses
    go by five years, of which the first are 1996, 2001, 2006 … (resolutions of the Provincial Party Committee)."""
    frame = asked.frame
    if asked.kind == "stock" or "of_term" not in possible(frame):
        return
    if frame.lang.find("of_term").search(frame.sentence.text):
        for _, year in _years(asked.context):
            first = year - (year - 1) % _TERM
            yield f"{first}/{first + _TERM - 1}"


_TERM = 5


def _joined(times: Sequence[TimeExpression], context: Context) -> Iterator[tuple[TimeExpression, str]]:
    """What two times of a sentence are together: years one behind the other, or the first and the last of all; months from January on, of a quarter
    or of a half ("from July to September")."""
    years = [t for t in times if t.unit == "year" and t.year]
    for one, last in pairwise(years):
        if last.year == (one.year or 0) + 1:
            yield last, f"{one.year}/{last.year}"
    if len(years) > 1:
        first, last = min(years, key=_year_of), max(years, key=_year_of)
        if first.year != last.year:
            yield last, f"{first.year}/{last.year}"
    for one, last in pairwise(times):
        if one.unit == last.unit == "month" and one.year in (last.year, None):
            for period in periods.from_month(one.number, last, context):
                yield last, period


def _same_part(
    times: Sequence[TimeExpression], told: Iterable[str | None], context: Context
) -> Iterator[tuple[TimeExpression, str]]:
    """Of "the same months of 2018", or "last year": the part of a year that was told, of that year."""
    parts = list(dict.fromkeys(p[4:] for p in told if p and _PART.fullmatch(p)))
    for time in times if parts else ():
        year = periods.flow_period(time, context) if time.unit == "year" else None
        for part in parts if year else ():
            yield time, f"{year}{part}"


_PART = re.compile(r"\d{4}-(?:Q\d|S\d|\d\d(?:/P\d+M)?)")
"""A part of a year; no date."""


def _moved_from(frame: Frame, quantity: Quantity) -> bool:
    before = frame.sentence.text[max(0, quantity.start - 40) : quantity.start]
    return bool(frame.lang.find("moved_from").search(before))


def _since_founding(frame: Frame, memory: Memory, kind: str) -> Iterator[str]:
    """Of a sentence that speaks of the province's founding: the year of it, or those from it on."""
    first = memory.founded
    if (
        first is None
        or "founding" not in possible(frame)
        or not frame.lang.find("founding").search(frame.sentence.text)
    ):
        return
    if kind == "stock":
        yield f"{first}-12-31"
        return
    yield str(first)
    for _, last in _years(memory.context):
        if last > first:
            yield f"{first}/{last}"


_STEPS = {"year earlier": ("a_year_earlier", "years_earlier"), "year later": ("a_year_later", "years_later")}
_SHIFTED = frozenset({"own", "parent", "before", "flow", "stock"})
_MOST_YEARS = 10
"""Years of a span that a figure of one of them is looked for in."""


def _besides(time: TimeExpression, context: Context, kind: str) -> Iterator[tuple[str, str | None]]:
    """What else a time may stand for: a year of its span, the day of a flow that has come about by then, the year of a planned stock."""
    if time.unit == "years" and time.year and time.last_year - time.year < _MOST_YEARS:
        for year in range(time.year, time.last_year + 1):
            yield "within", str(year) if kind != "stock" else f"{year}-12-31"
    if kind != "stock" and _is_date(time):
        yield "date", periods.stock_date(time, context)
    if kind == "flow" and time.compared and not time.since and (own := _code(time, context, kind)):
        yield "after compared", periods.shifted(own, 1)
    if kind == "stock" and time.unit in ("year", "quarter", "half"):
        yield "bare year", periods.flow_period(time, context)


def _is_date(time: TimeExpression) -> bool:
    return time.unit == "day" or (time.as_of and time.unit in ("month", "quarter", "year"))


def _is_span(time: TimeExpression) -> bool:
    return time.unit == "span" or (time.since and time.unit == "year" and time.year is not None)


def not_its_time(frame: Frame, time: TimeExpression) -> bool:
    """Whether a time is that of a far vision or of the province's founding, and so hardly a figure's."""
    if "not_its_time" not in possible(frame):
        return False
    before = frame.sentence.text[max(0, time.start - 40) : time.start]
    return bool(frame.lang.find("not_its_time").search(before))


_TOLD = 6
"""Periods told last that a figure may go back to."""


@lru_cache(maxsize=1024)
def _up_to_publication(context: Context, kind: str) -> list[tuple[str, str]]:
    """What a report that names no time may be about: the year so far, or the month that has just ended."""
    year, month = context.published_year, context.published_month
    if year is None or month is None:
        return []
    before = (year, month - 1) if month > 1 else (year - 1, 12)
    if kind == "stock":
        return [("month before", f"{before[0]}-{before[1]:02d}-{monthrange(*before)[1]:02d}")]
    spans = [periods.first_months(year, month), periods.first_months(*before)]
    quarter = (year, (month - 1) // 3) if month > 3 else (year - 1, 4)
    return [
        *(("months", p) for p in spans if p),
        ("month before", f"{before[0]}-{before[1]:02d}"),
        ("month of publication", f"{year}-{month:02d}"),
        ("quarter before", f"{quarter[0]}-Q{quarter[1]}"),
    ]


_OWN = frozenset(
    {
        "own",
        "whole",
        "published year",
        "year before",
        "told year",
        "beside",
        "within",
        "date",
        "bare year",
        "span",
        "after compared",
        "year of told",
        "text year",
        "joined",
        "same part",
        "year earlier",
        "year later",
    }
)


def _years(context: Context) -> list[tuple[str, int]]:
    """The years that a time without one may be of."""
    found = [("told year", context.year)] if context.year else []
    if context.published_year:
        found += [("published year", context.published_year), ("year before", context.published_year - 1)]
    return [(source, year) for source, year in found if year]


def _text_years(memory: Memory) -> list[tuple[str, int]]:
    return [("text year", t.year) for t in memory.text_times if t.year and t.unit != "years"]


def _year_told(memory: Memory) -> list[tuple[str, int]]:
    return [("year of told", int(memory.last_flow[:4]))] if memory.last_flow else []


def _code(time: TimeExpression, context: Context, kind: str) -> str | None:
    if kind == "stock":
        return periods.stock_date(time, context)
    if kind == "index":
        return periods.index_period(time, context)
    return periods.flow_period(time, context)


_TIME = Layout(
    unit=len(_UNITS), as_of=1, ranged=1, compared=1, year=1, this=1, last=1, next=1, in_base=1, there=1,
)  # fmt: skip
"""The columns of a time; `in_base`: it is that of a price base."""
_FORM = Layout(
    of_published=1, after_published=1, before_published=1,  # its year against that of publication
    whole_year=1, month=1, date=1, span=1, part=1, none=1, quarter=4,
)  # fmt: skip
_LAYOUT = Layout(
    source=len(_SOURCES), zone=4, left=SIZE + 2, right=SIZE + 2, time=_TIME.size, other=_TIME.size, form=_FORM.size,
    placed=1, nearness=1, of_last=1, of_last_flow=1, of_last_stock=1, unpublished=1, early_in_year=1, late_in_year=1, times=1, any_time=1,
)  # fmt: skip
"""The columns of a period's row."""
_NEAR = 100
"""Characters at which what speaks for a period is half as near as beside the number."""
_SOURCE_AT = {source: place for place, source in enumerate(_SOURCES)}
_UNIT_AT = {unit: place for place, unit in enumerate(_UNITS)}


def rows(frame: Frame, quantity: Quantity, memory: Memory, found: list[Option]) -> Row:
    """One row a period: what speaks for it, and how the nearest of its times stands to the number."""
    at, size = _LAYOUT.at, _LAYOUT.size
    ordered = sorted(t.start for t in frame.sentence.times)
    partner = frame.partner([t.start for t in frame.sentence.times if not in_base(t, frame.sentence)], quantity)
    row = _shared_row(frame, memory) * len(found)
    number = frame.place(quantity)
    for start, option in zip(range(0, len(row), size), found, strict=True):
        for source in option.sources:
            row[start + _SOURCE_AT[source]] = 1
        times = option.times
        if times and frame.row is not None:
            for zone in {frame.zone(t.start, quantity) for t in times}:
                if zone >= 0:
                    row[start + at["zone"] + zone] = 1
        left = max((t for t in times if t.start < quantity.start), key=_start, default=None) if times else None
        right = min((t for t in times if t.start >= quantity.start), key=_start, default=None) if times else None
        _relation(frame, left, ordered, quantity, row, start + at["left"], partner)
        _relation(frame, right, ordered, quantity, row, start + at["right"], partner)
        _time_row(left or right or option.carried, frame.sentence, row, start + at["time"])
        _time_row(right if left else None, None, row, start + at["other"])
        if option.place != NOWHERE:
            row[start + at["placed"]] = 1
            row[start + at["nearness"]] = _NEAR / (_NEAR + abs(option.place - number))
        period = option.period or ""
        row[start + at["form"] : start + at["form"] + _FORM.size] = _form(period, memory.context.published or "")
        row[start + at["of_last"]] = memory.last is not None and memory.last.time_period == period
        row[start + at["of_last_flow"]] = period == memory.last_flow
        row[start + at["of_last_stock"]] = period == memory.last_stock
    return row


def _shared_row(frame: Frame, memory: Memory) -> Row:
    """A row with what all periods share."""
    at, row = _LAYOUT.at, empty(_LAYOUT.size)
    published = memory.context.published or ""
    row[at["unpublished"]] = not published
    row[at["early_in_year"]] = published[5:7] in ("01", "02")
    row[at["late_in_year"]] = published[5:7] in ("11", "12")
    row[at["times"]] = min(len(frame.sentence.times), 6) / 6
    row[at["any_time"]] = bool(frame.sentence.times)
    return row


def _start(time: TimeExpression) -> int:
    return time.start


def in_base(time: TimeExpression, sentence: Sentence) -> bool:
    """Whether a year is that of a price base."""
    return any(b.start < time.end and time.start < b.end for b in sentence.of("price_base"))


def _year_of(time: TimeExpression) -> int:
    return time.year or 0


@lru_cache(maxsize=4096)
def _form(period: str, published: str) -> Row:
    """A period's form, and how it stands to the date of publication."""
    at, row = _FORM.at, empty(_FORM.size)
    if period:
        row[at["of_published"]] = period[:4] == published[:4]
        row[at["after_published"]] = bool(published) and period[:4] > published[:4]
        row[at["before_published"]] = period[:4] < published[:4]
        row[at["whole_year"]] = len(period) == 4
        row[at["month"]] = len(period) == 7 and period[5:6].isdigit()
        row[at["date"]] = len(period) == 10
        row[at["span"]] = "/" in period
        row[at["part"]] = "Q" in period or "S" in period
        if "Q" in period:
            row[at["quarter"] + int(period[-1]) - 1] = 1
    else:
        row[at["none"]] = 1
    return row


def _relation(
    frame: Frame,
    time: TimeExpression | None,
    ordered: list[int],
    quantity: Quantity,
    row: Row,
    start: int,
    partner: int,
) -> None:
    """Write how a time stands to the number, whether it is its `partner`, and how many others stand between."""
    if time is None:
        return
    low, high = sorted((time.start, quantity.start))
    nearer = bisect_left(ordered, high) - bisect_right(ordered, low)
    row[start : start + SIZE] = frame.relation(time.start, time.end, quantity, time.start == partner)
    row[start + SIZE] = min(max(nearer, 0), 3) / 3
    row[start + SIZE + 1] = nearer <= 0


def _time_row(time: TimeExpression | None, sentence: Sentence | None, row: Row, start: int) -> None:
    """Write what a time says; `sentence`: where it may be that of a price base."""
    if time is None:
        return
    at = _TIME.at
    row[start + _UNIT_AT[time.unit]] = 1
    row[start + at["as_of"]] = time.as_of
    row[start + at["ranged"]] = time.ranged
    row[start + at["compared"]] = time.compared
    row[start + at["year"]] = bool(time.year)
    if time.relative:
        row[start + at[time.relative]] = 1
    row[start + at["in_base"]] = sentence is not None and in_base(time, sentence)
    row[start + at["there"]] = 1
