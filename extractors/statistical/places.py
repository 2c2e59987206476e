"""Whose figure a cell is: the province's, or another's that is left out."""

from __future__ import annotations

from extractors.statistical.crossing import Crossing
from extractors.statistical.outcomes import Open, Out
from extractors.statistical.terms import ELSEWHERE, place


def check(at: Crossing) -> None:
    """Raises Out for what is no observation of the province, Open where nobody says whose it is."""
    header = at.header
    if header.has("out"):
        raise Out(header.of("out")[0])
    own = place(header)
    if own in ELSEWHERE:
        raise Out(ELSEWHERE[own])
    if header.has("other"):
        raise Out("a part without a code")
    if "mixed" in (own, at.row.place):
        raise Open("more than one place")
    if "home" not in (own, at.row.place):
        _check_around(at)


def _check_around(at: Crossing) -> None:
    """The same by the words around, where neither label nor header names a place."""
    named = (p for said in (at.row.group, *at.around.beyond) if (p := place(said)))
    around = next(named, "home" if at.table.document.ours else "")
    if around in ("mixed", "company", ""):
        raise Open(f"{around or 'no place'} beside the table")
    if around in ELSEWHERE:
        raise Out(ELSEWHERE[around])
