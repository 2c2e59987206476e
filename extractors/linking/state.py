"""What a page has said so far, and the tables that the layers of reading share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from extractors.cues import Sentence
from extractors.periods import Context, TimeExpression
from extractors.quantities import Quantity
from extractors.records import Reading

MONEY = frozenset({"VND", "USD"})


Previous: TypeAlias = tuple[Quantity, Reading] | None
"""The figure read before in the same sentence."""


SHARES = {
    "industrial_production_value": "industrial_production_share",
    "industrial_production_index": "industrial_production_share",
    "grdp": "grdp_share",
    "industrial_value_added": "grdp_share",
    "goods_exports": "goods_exports_share",
    "goods_trade": "goods_exports_share",
}


GROWN = {"industrial_production_share": "industrial_production_value", "goods_exports_share": "goods_exports"}
"""What grows where a share was told before: the part of the level."""


EVENT_CODES = {
    "new": ("new_projects", "new_capital"),
    "adjusted": ("adjusted_projects", "adjusted_capital"),
    "stock": ("investment_projects", "investment_capital"),
    "attracted": ("new_projects", "attracted_capital"),
    "disbursed": ("investment_projects", "disbursed_capital"),
}


ZONE_INDICATORS = {"zone": "industrial_zones", "cluster": "industrial_clusters"}


TWINS = (
    ("new_projects", "new_capital"),
    ("adjusted_projects", "adjusted_capital"),
    ("new_enterprises", "new_enterprises_capital"),
)


RANKED = frozenset(
    {"industrial_production_value", "industrial_production_index", "industrial_value_added", "goods_exports", "goods_imports", "goods_trade",
     "grdp", "grdp_per_capita", "budget_revenue", "provincial_competitiveness_index", "trade_balance"}
)  # fmt: skip
"""What provinces are ranked by; a rank in FDI attraction is settled apart."""


MAX_SUBJECT_COST = 60.0


@dataclass(frozen=True, slots=True)
class Subject:
    """What a number is about, before its period: an indicator or the reason why it has none."""

    indicator: str = ""
    event: str = ""
    excluded: str = ""
    cost: float = 0.0
    inherited: bool = False


@dataclass(slots=True)
class Memory:
    """What the text has said so far: carried from figure to figure, reset where a heading or paragraph begins anew."""

    context: Context
    scope: str = "in"
    """`in`: the province; `out`: another place is being described."""
    page_scope: str = "in"
    last_place: str = "in"
    """Whether the place named last was the province: what "the province" means."""
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


def investment_reading(previous: Previous) -> Reading | None:
    """The figure before, where it is one of projects or their capital."""
    if previous is None:
        return None
    reading = previous[1]
    ours = reading.indicator.endswith(("_projects", "_capital")) and not reading.indicator.startswith("new_enterprises")
    return reading if ours else None
