"""What a cell measures: the indicator that its words name or that follows from them, and the transformation."""

from __future__ import annotations

from extractors.catalog import Relations
from extractors.lexicon import NOTHING, Said
from extractors.statistical import units
from extractors.statistical.crossing import Crossing
from extractors.statistical.growth import comparison, form
from extractors.statistical.outcomes import Open, Out
from extractors.statistical.terms import counted, indicators, plain

_COUNTS = {
    "zone": ("industrial_zones", "planned", "operating"),
    "cluster": ("industrial_clusters", "planned", "established", "operating"),
}
"""What is counted → the indicators' stem and the states that they are counted in."""
_THINGS = frozenset({"zone", "cluster", "area", "occupancy", "person", "score", "quantity"})
"""What is counted that has indicators of its own."""
_COUNTED_IN = {"project": "project", "VND": "capital", "USD": "capital"}
"""Unit → what is counted, where no word says it."""


def measured(at: Crossing) -> tuple[str, str]:
    """Indicator and transformation; Open where the words leave them open, Out for what is no observation."""
    _check_average(at)
    counts = _counted(at)
    if counts in _THINGS:
        return _thing(at, counts), "N"
    indicator = _named(at, at.carried)
    if counts == "rank" or units.code(units.by_words(at)) == "rank":
        if indicator is None or at.header.has("compared"):
            raise Open("a rank of nothing named, or its change")
        return indicator, "RANK"
    if indicator is None:
        indicator = _of_event(at, counts)
    elif counts == "capital":
        indicator = _relations(at).capitals.get(indicator, indicator)
    elif indicator == "grdp":
        indicator = _part_of_grdp(at)
    return _transformed(at, indicator)


def _check_average(at: Crossing) -> None:
    """Raises Out for a level that is an average of several years, Open for an average of nobody says which."""
    own = [t for t in (*at.label.own, *at.header.own) if t.unit != "years"]
    near = (at.label, at.header, *(() if own else (at.row.group, *at.around.unit_lines, *at.around.captions)))
    if not any("average" in said.of("measure") for said in near):
        return
    if not any(t.unit == "years" for said in near for t in said.own):
        if "average" in at.of("measure"):
            raise Open("an average of nobody says which years")
        return
    if at.has("compared") or {*at.of("measure"), at.measure_around} & {"growth", "index", "share", "change"}:
        return
    if units.code(at.own or units.by_words(at)) == "percent":
        raise Out("an average in percent, and nothing says of what", unclaimed=True)
    raise Out("an average of several years")


# -- the indicator


def _counted(at: Crossing) -> str:
    """What is counted, as the header says, else the label."""
    return counted(at.header) or counted(at.label) or ("quantity" if at.has("counted") else "")


def _named(at: Crossing, carried: Said = NOTHING) -> str | None:
    """The indicator that the nearest words name; `carried`: the header that the column goes on with."""
    own = {*indicators(at.label), *indicators(at.header)}
    if len(own) > 1:
        raise Open("two indicators")
    if own:
        return plain(own.pop())
    if at.has("event"):
        return None
    for said in (carried, at.row.group, at.row.parent, *at.around.beyond):
        is_parent = said is at.row.parent
        if is_parent and said.has("out"):
            if not at.table.measured:
                raise Open("part of what has no indicator")
            continue
        found = indicators(said)
        if len(found) > 1:
            raise Open("two indicators")
        if found:
            if said.unknown and not is_parent:
                raise Open("a caption that is not understood")
            return plain(found[0])
        if said.has("event"):
            return None
    return None


def _of_event(at: Crossing, counts: str) -> str:
    """The indicator of investment: by the event and what is counted, else the unit."""
    event, counts = at.nearest("event"), counts or _COUNTED_IN.get(units.code(units.by_words(at)), "")
    of_event = _relations(at).of_event
    if (event, counts) not in of_event:
        raise Open("nothing that is measured is named")
    if event == "disbursed" and not at.has("event") and at.has("registered"):
        raise Out("registered capital beside words of disbursed capital", unclaimed=True)
    if not at.has("event") and any(s.has("event") and s.unknown for s in at.around.beyond):
        raise Open("a caption that is not understood")
    return of_event[event, counts]


def _relations(at: Crossing) -> Relations:
    return at.table.document.catalog.relations


def _part_of_grdp(at: Crossing) -> str:
    """GRDP of industry is its value added; a share stays one of GRDP."""
    if "share" in (*at.of("measure"), at.measure_around):
        return "grdp"
    activities = set(at.of("activity"))
    if activities - {"industry_construction"}:
        raise Open("an activity within GRDP")
    return "industrial_value_added" if activities or at.has("industry") else "grdp"


# -- things counted


def _thing(at: Crossing, counts: str) -> str:
    """The indicator of zones and clusters, their area and occupancy; of people at work; of scores."""
    if at.has("compared") or {"growth", "share", "change"} & {*at.of("measure"), at.measure_around}:
        raise Open("a change or a share of a count")
    if counts == "score":
        if _named(at) != "provincial_competitiveness_index":
            raise Open("a score of nothing named")
        return "provincial_competitiveness_index"
    if counts == "person":
        if at.nearest("event") in ("new", "adjusted") or at.row.parent.has("indicator"):
            raise Open("people of an event")
        return "employment"
    return _of_zones(at, counts)


def _of_zones(at: Crossing, counts: str) -> str:
    of = at.nearest("coverage")
    if not of:
        raise Open("of zones or of clusters?")
    if counts == "occupancy":
        return f"{of}_occupancy"
    if counts == "area":
        if at.nearest("event") == "operating":
            raise Open("the area of some of them")
        return f"{of}_area"
    if counts == "quantity":
        counts = "zone" if of == "industrial_zones" else "cluster"
    stem, *states = _COUNTS[counts]
    state = at.nearest("event")
    if state not in states:
        raise Open("planned or operating?")
    return f"{stem}_{state}"


# -- level, share or growth


def _transformed(at: Crossing, indicator: str) -> tuple[str, str]:
    """The indicator of a level, a share (an indicator of its own) or growth, with the transformation."""
    measures, around = set(at.of("measure")), at.measure_around
    compared = at.has("compared")
    percent = units.code(at.own or units.by_words(at)) == "percent"
    if "share" in measures or (around == "share" and percent and not compared and "growth" not in measures):
        return _share(at, indicator), "N"
    if "fall" in measures and "growth" not in measures:
        raise Open("a fall without a sign")
    if compared or measures & {"growth", "index"} or (percent and around in ("growth", "index", "change")):
        if not percent:
            _check_growth_in_units(at)
        return indicator, comparison(at)
    if indicator == "industrial_production_index":
        return indicator, comparison(at)
    if percent and (
        indicator == "industrial_production_value"
        or "percent" not in at.table.document.catalog.indicators[indicator].units
    ):
        raise Open("percent of what?")
    return indicator, "N"


def _check_growth_in_units(at: Crossing) -> None:
    """Raises Open or Out for a change in units of the level: growth is in percent, unless it is printed as an index."""
    if units.code(units.by_words(at)) in ("", "percent") or "%" in at.header.text + at.label.text:
        return
    if form(at) == "index":
        return
    if {"growth", "fall"} <= set(at.of("measure")):
        raise Out("a change in percent or in units?", unclaimed=True)
    raise Open("a change in percent or in units?")


def _share(at: Crossing, indicator: str) -> str:
    """The indicator of a share of an indicator."""
    if at.label.has("total"):
        raise Out("the whole of a share")
    if at.table.lists_places and indicator == "industrial_production_value":
        return "national_industrial_production_share"
    share = _relations(at).shares.get(indicator)
    if share is None:
        raise Open("a share of what?")
    if not at.has("activity", "ownership", "coverage"):
        raise Open("a share of nothing named")
    return share
