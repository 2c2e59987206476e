"""What the stages after extraction pass on: observations, their evidence, and the verdicts on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal


@dataclass(frozen=True, slots=True)
class Observation:
    """A published figure: its SDMX key, its value in base units, its attributes, the document that states it."""

    id: str
    """sha256 of (document, key, unit, price_base, value, obs_status, bound): no offsets, run, time or version."""
    document: str
    indicator: str
    transformation: str
    ref_area: str
    activity: str
    ownership: str
    coverage: str
    counterpart_area: str
    time_period: str | None
    """GUIDE's text; None: incomplete, never in the series."""
    period_start: date | None
    period_end: date | None
    """Inclusive."""
    freq: str | None
    """A, S, Q, M, YTD (first n months), D (a stock's date), _O (several years)."""
    value: Decimal
    low: Decimal
    high: Decimal
    """The interval that the printed value and its hedge allow."""
    unit: str
    price_base: str | None
    obs_status: str
    bound: str
    converted_value: Decimal | None
    converted_unit: str | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where an observation is printed: the version of the document, the place in it, and the words."""

    observation_id: str
    document: str
    version: str
    """sha256 of the document's canonical text."""
    locator: str
    """`text:START-END` in the canonical text."""
    printed: str
    sentence: str
    extractor_version: str
    catalog_version: str


VerdictStatus = Literal["accepted", "held", "rejected"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the checks say of one observation. Every failed check gives one; a clean observation has one, `accepted`.

    Where a person decided, one says so in their place.
    """

    observation_id: str
    status: VerdictStatus
    check: str
    """The expectation or rule that held it; `decision` where a person decided; empty where all checks accept it."""
    reason: str
    """A sentence a journalist understands; empty where all checks accept it."""
    proposed: Decimal | None = None
    """The likely true value, where one can be named; in base units of `proposed_unit`."""
    proposed_unit: str | None = None
    conflicts_with: str | None = None
    """The observation that it contradicts, where it is one."""
