"""From what a number was read as to an observation: SDMX key, value in base units, interval, identity."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from decimal import Decimal

from extractors import EXTRACTOR_VERSION
from extractors.areas import Area
from extractors.catalog import Catalog
from extractors.records import Dataset, Mention, Page, Reading
from transforms import periods
from transforms.geography import ref_area
from transforms.records import Evidence, Observation

_SPREAD = {
    ">": (Decimal(0), Decimal("0.10")),
    "<": (Decimal("0.10"), Decimal(0)),
    "~": (Decimal("0.05"), Decimal("0.05")),
}
"""How far a hedged value may lie from the printed one, below and above (GUIDE, bound; the widths are ours)."""


def observations(
    page: Page, mentions: Iterable[Mention], catalog: Catalog, published: str | None
) -> Iterator[tuple[Observation, Evidence, Mention]]:
    """The observations among a page's mentions, each with its evidence; repeats give none."""
    for mention in mentions:
        if mention.fate == "observation" and mention.reading is not None:
            observation = normalise(mention.reading, page.document, published, catalog.home)
            yield observation, evidence(observation, page, mention, catalog), mention


def dataset_observations(
    dataset: Dataset, catalog: Catalog, published: str | None
) -> Iterator[tuple[Observation, Evidence]]:
    """The observations of a dataset, each with its evidence."""
    for figure in dataset.figures:
        observation = normalise(figure.reading, dataset.document, published, catalog.home)
        yield (
            observation,
            Evidence(
                observation.id, dataset.document, dataset.version, figure.locator, figure.printed, figure.sentence,
                EXTRACTOR_VERSION, catalog.version,
            ),
        )  # fmt: skip


def locator(page: Page, start: int, end: int) -> str:
    """Where a piece of the text stands: `text:START-END`; on paper `pdf:PAGE@LEFT,TOP,RIGHT,BOTTOM;text:START-END`."""
    text = f"text:{start}-{end}"
    region = next((r for r in page.regions if r.start <= start < r.end), None)
    if region is None:
        return text
    return f"pdf:{region.page}@{','.join(f'{x:.1f}' for x in region.box)};{text}"


def normalise(reading: Reading, document: str, published: str | None, home: Area) -> Observation:
    """One observation of the area `home`.

    `published` (ISO 8601, to the precision known) decides the territory where the words do not.
    """
    code = periods.canonical(reading.time_period) if reading.time_period else None
    time = periods.parse(code) if code else None
    area = ref_area(code, published, reading.territory, home, planned=reading.obs_status == "F")
    low, high = interval(reading.value, reading.bound, reading.half_unit)
    converted = reading.converted or (None, None)
    key = (
        reading.indicator, reading.transformation, area, reading.activity, reading.ownership, reading.coverage,
        reading.counterpart_area, code,
    )  # fmt: skip
    return Observation(
        id=identity(document, key, reading), document=document, indicator=reading.indicator,
        transformation=reading.transformation, ref_area=area, activity=reading.activity, ownership=reading.ownership,
        coverage=reading.coverage, counterpart_area=reading.counterpart_area, time_period=code,
        period_start=time.start if time else None, period_end=time.end if time else None,
        freq=time.freq if time else None, value=reading.value, low=low, high=high, unit=reading.unit,
        price_base=reading.price_base, obs_status=reading.obs_status, bound=reading.bound,
        converted_value=converted[0], converted_unit=converted[1], confidence=reading.confidence,
    )  # fmt: skip


def identity(document: str, key: tuple[str | None, ...], reading: Reading) -> str:
    """sha256 over what the document states: its key, unit, price base, value, status and bound; nothing of the run."""
    value = f"{reading.value.normalize():f}"
    parts = (document, *key, reading.unit, reading.price_base, value, reading.obs_status, reading.bound)
    return hashlib.sha256("\x1f".join("" if p is None else p for p in parts).encode()).hexdigest()


def interval(value: Decimal, bound: str, half_unit: Decimal) -> tuple[Decimal, Decimal]:
    """The values that a printed number and its hedge allow: `=` half its last place, `>` +10 %, `<` -10 %, `~` 5 %."""
    if bound not in _SPREAD:
        return value - half_unit, value + half_unit
    below, above = _SPREAD[bound]
    size = abs(value)
    return value - size * below, value + size * above


def evidence(observation: Observation, page: Page, mention: Mention, catalog: Catalog) -> Evidence:
    """Where the observation is printed."""
    return Evidence(
        observation.id, page.document, page.version, locator(page, mention.start, mention.end), mention.printed,
        page.text[mention.sentence_start : mention.sentence_end].strip(), EXTRACTOR_VERSION, catalog.version,
    )  # fmt: skip
