"""Which territory a figure describes: Bac Ninh within its boundary of 1997, or with Bac Giang from 1 July 2025 on.

Rule: GUIDE section 3. The page's date and words decide, never the period alone.
Source of the boundary: Resolution 202/2025/QH15 of 12 June 2025, in force on 1 July 2025.
"""

from __future__ import annotations

import re

OLD, NEW = "VN-56", "VN-56-2025"
MERGER = "2025-07-01"


def ref_area(time_period: str | None, published: str | None, territory: str | None, planned: bool = False) -> str:
    """The code of the territory.

    `published` is ISO 8601 to the precision known. `territory` is what the words say: `former` and `both` of the figure
    itself; `merged` of the page, which then counts where no date of publication is known; None: nothing. `planned`: a
    target, whose period says nothing of when the page was written.
    """
    if territory == "former":
        return OLD
    if territory == "both":
        return NEW
    last_year = max((int(y) for y in re.findall(r"(?:19|20)\d\d", time_period or "")), default=None)
    if published is None:
        if territory == "merged":
            return NEW if last_year is None or last_year >= 2025 else OLD
        late = time_period is not None and last_year is not None and (last_year > 2025 or _after_june_2025(time_period))
        return NEW if late and not planned else OLD
    if published < MERGER[: len(published)]:
        return OLD
    return NEW if last_year is None or last_year >= 2025 else OLD


def _after_june_2025(time_period: str) -> bool:
    """2025 whole, its second half or anything in it from July on."""
    return bool(re.fullmatch(r"2025-(?:0[7-9]|1[0-2]).*|2025-(?:Q[34]|S2)|2025-01/P(?:[7-9]|1[01])M", time_period))
