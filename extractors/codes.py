"""The codes of the dimensions and attributes of an observation: the one list of them (GUIDE sections 3 and 4).

What they are called in SDMX exports, and in which words, is in `warehouse/exports/sdmx.yml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias, get_args

Transformation: TypeAlias = Literal["N", "GY", "G1", "RANK"]
Ownership: TypeAlias = Literal["_T", "foreign", "domestic", "state", "non_state"]
Coverage: TypeAlias = Literal["province", "industrial_zones", "industrial_clusters"]
PriceBase: TypeAlias = Literal["constant_1994", "constant_2010", "constant_2020", "current"]
ObsStatus: TypeAlias = Literal["A", "E", "F", "P"]
Bound: TypeAlias = Literal["=", ">", "<", "~"]

CODES: Mapping[str, tuple[str, ...]] = {
    "transformation": get_args(Transformation),
    "ownership": get_args(Ownership),
    "coverage": get_args(Coverage),
    "price_base": get_args(PriceBase),
    "obs_status": get_args(ObsStatus),
    "bound": get_args(Bound),
}
TOTALS: Mapping[str, str] = {
    "activity": "_T", "ownership": "_T", "coverage": "province", "counterpart_area": "_T",
}  # fmt: skip
"""The dimensions that break a figure down, each with the code of the whole."""
KEY = ("indicator", "transformation", "ref_area", *TOTALS, "time_period")
"""The key of an observation (GUIDE section 4)."""
SERIES_KEY = (*KEY, "unit", "price_base")
"""What one row of `series` is about: the key of the observation, with its unit and price base."""
FREQS = ("A", "S", "Q", "M", "YTD", "D", "_O")
"""Lengths of a period: year, half, quarter, month, first months of a year, day, span of years."""
PATTERNS: Mapping[str, str] = {
    "activity": r"_T|[A-U](?:\d{2,4})?|industry_construction|supporting|digital|high_tech",
    "counterpart_area": r"_T|[A-Z]{2}",
}
"""Dimensions with the codes of a standard (VSIC 2018, ISO 3166-1), and what a code of them looks like in whole."""
