"""What a run brings to the warehouse: its requests, its pages as read, every figure of them; and what a load tells.

Nothing of the database is imported here: who reads pages makes these records, in many processes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from extractors.catalog import Catalog
from extractors.records import WarcLocation
from transforms.records import Evidence, Observation


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the pipeline."""

    run_id: str
    started_at: datetime
    """UTC, with time zone."""
    profile: str
    extractor_version: str
    catalog_version: str


@dataclass(frozen=True, slots=True)
class Fetch:
    """One request and what came of it."""

    url: str
    source: str
    fetched_at: datetime
    status: int | None
    """None where no answer came."""
    sha256: str | None
    """Of the body; None where there is none."""
    location: WarcLocation | None
    etag: str | None = None
    last_modified: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """A number beside industry words that no rule took."""

    printed: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A ratio between two periods of one indicator ("13.5 times 2010"): it checks the series, and is never in it."""

    indicator: str
    ratio: Decimal
    time_period: str | None
    base_period: str | None
    locator: str
    printed: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Investment:
    """What one company announced that it invests in the province."""

    investor: str | None
    event: str
    """new, increase, total or agreement."""
    value: Decimal
    unit: str
    time_period: str | None
    locator: str
    printed: str
    sentence: str


@dataclass(frozen=True, slots=True)
class LoadDocument:
    """One page as read by this run: what it is, and every figure on it."""

    document: str
    """Canonical URL, or the file's stem for a page of one's own."""
    version: str
    """sha256 of its canonical text."""
    source: str
    """Id in the catalogue; `own` for a page of the user's own."""
    publisher: str
    trust: str
    url: str
    title: str
    language: str
    published: str | None
    published_origin: str | None
    snapshot_sha256: str
    template: str
    seen_at: datetime
    """When the snapshot was fetched. It orders the versions of a document, whatever the order of loading."""
    figures: Sequence[tuple[Observation, Evidence]] = ()
    fates: Mapping[str, int] = field(default_factory=dict)
    """How many numbers of the page met each fate."""
    unclaimed: Sequence[Unclaimed] = ()
    claims: Sequence[Claim] = ()
    investments: Sequence[Investment] = ()


@dataclass(frozen=True, slots=True)
class LoadBatch:
    """What one load brings: the run, its requests, its pages. Documents not in it are left as they are."""

    run: Run
    catalog: Catalog
    fetches: Sequence[Fetch] = ()
    documents: Sequence[LoadDocument] = ()


@dataclass(frozen=True, slots=True)
class LoadResult:
    """How many rows each table gained, and what became of statements that changed."""

    fetches: int
    readings: int
    observations: int
    evidence: int
    stated: int
    withdrawn: int
    superseded: int
    refused: tuple[str, ...]
    """Figures too large for DECIMAL(28,6), by document and printed words; nothing else of their page is lost."""
