"""Which territory a figure describes: a province within its boundaries up to June 2025, or what it has been since.

Bac Ninh is the one, Bac Ninh with Bac Giang the other.

Rule: GUIDE section 3. The page's date and words decide, never the period alone.
Source of the boundaries: `extractors/areas.yml` (Resolution 202/2025/QH15 of 12 June 2025, in force on 1 July 2025).
"""

from __future__ import annotations

import re

from extractors.areas import Area


def ref_area(
    time_period: str | None, published: str | None, territory: str | None, home: Area, planned: bool = False
) -> str:
    """The code of the territory of a figure of `home`.

    A province whose boundaries stayed has one; one that went into another keeps its own code unless the words say that
    the figure is of both: a figure of a period in which it no longer was is held by a check.

    `published` is ISO 8601 to the precision known. `territory` is what the words say: `former` and `both` of the figure
    itself; `merged` of the page, which then counts where no date of publication is known; None: nothing. `planned`: a
    target, whose period says nothing of when the page was written.
    """
    old, new = home.former.code, home.whole.code
    # two neighbours of which nobody knew yet that they would become one are no territory
    if territory == "both" and not (published and int(published[:4]) < home.reform.year):
        return new
    if territory == "former" or old == new or not home.goes_on:
        return old
    if published == home.reform.isoformat()[:4]:
        published = None  # the year alone does not say on which side of the reform
    last_year = max((int(y) for y in re.findall(r"(?:19|20)\d\d", time_period or "")), default=None)
    if published is None:
        if territory == "merged":
            return new if last_year is None or last_year >= 2025 else old
        late = time_period is not None and last_year is not None and (last_year > 2025 or _after_june_2025(time_period))
        return new if late and not planned else old
    if published < home.reform.isoformat()[: len(published)]:
        return old
    return new if last_year is None or last_year >= 2025 else old


def _after_june_2025(time_period: str) -> bool:
    """2025 whole, its second half or anything in it from July on."""
    return bool(re.fullmatch(r"2025-(?:0[7-9]|1[0-2]).*|2025-(?:Q[34]|S2)|2025-01/P(?:[7-9]|1[01])M", time_period))
