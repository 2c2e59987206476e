"""The figures of a page: every number with what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from extractors import accounting, collector
from extractors.catalog import Catalog
from extractors.linking.reader import PageReader
from extractors.records import Mention, Page


def read(page: Page, catalog: Catalog, published: str | None = None) -> tuple[Mention, ...]:
    """Every number of a page with what became of it.

    `published` is the date that fills what the words leave open (ISO 8601, to the precision known; None: not known).
    Observations and repeats carry a `Reading`; excluded and unclaimed ones a reason.
    """
    with collector.paused():
        return marked(page, PageReader(page, catalog, published))


def marked(page: Page, reader: PageReader) -> tuple[Mention, ...]:
    """What a reader makes of its page, repeats marked and every other number accounted for."""
    headings = [(b.start, b.end) for b in page.blocks if b.kind in ("title", "heading")]
    mentions = _repeats_marked(sorted(reader.mentions(), key=lambda m: (m.start, m.end)), headings)
    return accounting.complete(page, mentions, reader.time_spans)


def _repeats_marked(mentions: Iterable[Mention], headings: list[tuple[int, int]]) -> Iterator[Mention]:
    """A figure said twice on a page is one observation: the later ones are repeats, a heading's of the text too."""
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
        # two cells of a table that say the same number of two things are two figures
        cell = "column" in mention.details
        twin = not cell and _figure(mention) in seen and _telling(reading.value)
        again = key in seen or undated_twin or headline or twin
        yield replace(mention, fate="repeat") if again else mention
        if not headline:
            seen |= {key, _figure(mention)}


def _within(mention: Mention, spans: list[tuple[int, int]]) -> bool:
    return any(start <= mention.start < end for start, end in spans)


def _figure(mention: Mention) -> tuple[object, ...]:
    reading = mention.reading
    if reading is None:
        return ()
    return reading.indicator, reading.transformation, reading.value, reading.unit


def _telling(value: Decimal) -> bool:
    """Whether a number has four digits that count: two such figures of one indicator that are equal are one."""
    return len(value.normalize().as_tuple().digits) >= 4
