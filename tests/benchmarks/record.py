"""Invented pages for the benchmarks of the record: figures as they come, each told by five of forty publishers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from extractors.catalog import Catalog
from extractors.records import WarcLocation
from transforms.records import Evidence, Observation
from warehouse.records import Fetch, LoadBatch, LoadDocument, Run

PER_PAGE = 20
"""Figures on a page."""
CHUNK = 50
"""Pages of a batch, as the rebuild from the archive loads them."""
BEGUN = datetime(2026, 1, 1, tzinfo=UTC)

_ACTIVITIES = ("_T", "_T", "C", "C26", "C10", "C11", "C14", "D", "C27", "C28")
_COUNTRIES = ("_T", "KR", "JP", "CN", "TW", "SG", "HK", "US")
_TRUST = ("statistics_office", "provincial_authority", "state_agency", "press")
_LEVELS = (
    ("goods_exports", "USD"), ("goods_imports", "USD"), ("budget_revenue", "VND"), ("new_capital", "USD"),
    ("new_projects", "project"), ("industrial_production_value", "VND"), ("grdp", "VND"),
)  # fmt: skip


def run(number: int = 1) -> Run:
    """A run of the benchmark."""
    return Run(f"run-{number}", BEGUN + timedelta(days=number), "sample", "1", "c")


def batches(observations: int, catalog: Catalog, of_run: Run) -> Iterator[LoadBatch]:
    """So many observations in batches of a chunk of pages each; five pages in a row tell the same keys."""
    pages = max(1, observations // PER_PAGE)
    for first in range(0, pages, CHUNK):
        documents = [_page(number, of_run) for number in range(first, min(first + CHUNK, pages))]
        fetches = [
            Fetch(d.url, d.source, d.seen_at, 200, d.snapshot_sha256, WarcLocation("a.warc.gz", 1000 * n))
            for n, d in enumerate(documents, start=first)
        ]
        yield LoadBatch(of_run, catalog, fetches, documents)


def _page(number: int, of_run: Run) -> LoadDocument:
    publisher = number * 7 % 40
    url = f"https://paper{publisher}.example/news/{number}"
    version = _sha(f"text{number}")
    figures = [_figure(url, version, number, place) for place in range(PER_PAGE)]
    return LoadDocument(
        url, version, "own", f"Paper {publisher}", _TRUST[publisher % 4], url, f"Title of page {number}", "en",
        "2026-01-15", "printed", _sha(f"body{number}"), "source", of_run.started_at, figures,
        {"observation": PER_PAGE, "excluded": 3},
    )  # fmt: skip


def _figure(url: str, version: str, page: int, place: int) -> tuple[Observation, Evidence]:
    key = int(_sha(f"{page // 5}:{place}")[:12], 16)
    indicator, unit = _LEVELS[key % 7]
    year, month = 1997 + key // 7 % 28, key // 200 % 13
    start = date(year, month or 1, 1)
    following = date(year + (month == 12), month % 12 + 1, 1) if month else date(year + 1, 1, 1)
    period = f"{year}-{month:02}" if month else str(year)
    value = Decimal(10 + key % 10**9) * 1000 + page % 3 * 100
    identity = _sha(f"{url}#{place}")
    printed = f"{value} {unit}"
    observation = Observation(
        identity, url, indicator, "N", "VN-56", _ACTIVITIES[key // 3000 % 10], ("_T", "foreign", "domestic")[key // 30000 % 3],
        "province", _COUNTRIES[key // 100000 % 8], period, start, following - timedelta(days=1), "M" if month else "A",
        value, value - 500, value + 500, unit, "constant_2010" if unit == "VND" else None, "A", "=", None, None, 0.95,
    )  # fmt: skip
    words = f"In {period} the province reached {printed}, the statistics office reported, up on the year before."
    return observation, Evidence(
        identity, url, version, f"text:{place * 100}-{place * 100 + 9}", printed, words, "1", "c"
    )


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
