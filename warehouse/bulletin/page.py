"""The bulletin as one HTML page in a language, everything in it: no network, styles and script within.

Two pages, one a language, each with a link to the other: a screen reader, a search and a printer then meet one language
only, a page is half as large, and the switch works without a script.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import jinja2

from warehouse.bulletin import charts
from warehouse.bulletin.charts import Chart
from warehouse.bulletin.figures import NEW_AREA, Change, Content, Figure, Growth, newest_first
from warehouse.bulletin.texts import Language, texts
from warehouse.bulletin.wording import Wording, plain

LIMIT = 25
"""Rows of a table of changes, revisions, disagreements, figures held back; the page says how many more there are."""
_NEWEST = 25
_WIDTHS = {"wide": charts.WIDE, "narrow": charts.NARROW}


@dataclass(frozen=True, slots=True)
class Before:
    """The issue before this one, and the release that it was made from."""

    issue: date
    """First day of its month."""
    version: str
    day: date
    """Of the release."""
    run_id: str


@dataclass(frozen=True, slots=True)
class Issue:
    """What a bulletin is made of."""

    month: date
    """First day of its month."""
    content: Content
    before: Before | None
    changes: Sequence[Change] | None
    """Against `before`; None: nothing to compare with."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of the table of headlines."""

    figure: Figure
    growth: Growth | None
    base: str
    """Price base and boundary, where they have to be told."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table of headlines."""

    name: str
    card: bool
    year: Cell | None
    part: Cell | None

    @property
    def best(self) -> Cell | None:
        """The whole year, unless the part is of a later one."""
        if self.year and self.part:
            return self.part if self.part.figure.period_end.year > self.year.figure.period_end.year else self.year
        return self.year or self.part


class Ids:
    """Ids of a page's sentences."""

    def __init__(self) -> None:
        self._last = 0

    def next(self) -> str:
        """The next one."""
        self._last += 1
        return f"s{self._last}"


def bulletin(issue: Issue, language: Language, other: str | None, links: Sequence[tuple[str, str]] = ()) -> str:
    """The page. `other`: address of the other language's, from this one; `links`: addresses and names for its head.

    Raises BulletinError where a chart cannot be drawn.
    """
    wording, content = Wording(language), issue.content
    drawn = [charts.chart(name, text, content, wording) for name, text in _all_charts()]
    return render(
        "bulletin.html.j2", content, wording, other=other, links=links, issue=issue.month, charts=drawn, limit=LIMIT,
        headlines=headlines(content, wording), news=_news(issue, wording), revisions=content.revisions,
        disagreements=content.disagreements, held=content.held, held_reports=content.held_reports,
    )  # fmt: skip


def render(template: str, content: Content, wording: Wording, **more: Any) -> str:
    """A page of templates/, with what every page needs."""
    language = wording.language
    return _environment().get_template(template).render(
        w=wording, facts=content.facts, ids=Ids(), safe_url=charts.safe_url, plain=plain,
        style=_file("style.css"), script=_file("script.js"), script_hash=_script_hash(),
        title=lambda figure: content.title(figure, language),
        says=lambda figure, name="": charts.says(figure, content, wording, name),
        drawing=lambda chart, width: _drawing(chart, wording, width), **more,
    )  # fmt: skip


def headlines(content: Content, wording: Wording) -> list[Row]:
    """The table of headline figures: of each the newest whole year or date, and the newest part of a year."""
    rows = []
    for asked in texts().headlines:
        figures = [f for f in content.series if f.is_in(asked.where) and f.freq != "_O"]
        names = [content.code_name("indicator", asked.where["indicator"][0], wording.language)]
        names += [content.short_name("ownership", o, wording.language) for o in asked.where.get("ownership", ())]
        whole = [f for f in figures if f.freq in ("A", "D")]
        year = _newest(whole, content, wording)
        since = year.figure.period_end.year if year else 0
        parts = [f for f in figures if f.freq not in ("A", "D") and f.period_end.year >= since]
        part = _newest(parts, content, wording)
        rows.append(Row(", ".join(names), asked.card, year, part))
    return rows


def _newest(figures: Sequence[Figure], content: Content, wording: Wording) -> Cell | None:
    """Of one period the usual unit, then the most reported, as in the view `headline`."""
    if not figures:
        return None
    unit = content.indicators[figures[0].indicator].unit if figures[0].indicator in content.indicators else ""

    def rank(f: Figure) -> tuple[Any, ...]:
        base = f.price_base or ""
        return (f.period_end, -f.period_start.toordinal(), f.unit == unit, f.publishers, f.reports, base)

    best = max(sorted(figures, key=lambda f: f.unit), key=rank)
    told = [content.code_name("price_base", best.price_base, wording.language)] if best.price_base else []
    if best.ref_area == NEW_AREA:
        told.append(wording.word("with_new"))
    return Cell(best, content.growth.get(best.observation_id), ", ".join(told))


def _news(issue: Issue, wording: Wording) -> Mapping[str, Any]:
    before = issue.before
    if before is None or issue.changes is None:
        month = wording.month(before.issue.year, before.issue.month) if before else ""
        why_not = wording.word("unknown_issue", month=month) if before else wording.word("first_issue")
        return {"changes": None, "why_not": why_not, "newest": newest_first(issue.content.series)[:_NEWEST]}
    counted = Counter(change.kind for change in issue.changes)
    counts = {kind: counted[kind] for kind in ("added", "revised", "withdrawn")}
    return {
        "changes": issue.changes, "counts": counts, "version": before.version, "day": before.day, "issue": before.issue
    }  # fmt: skip


def _all_charts() -> Sequence[tuple[str, Any]]:
    from warehouse.bulletin import texts as known

    return list(known.charts().items())


def _drawing(chart: Chart, wording: Wording, width: str) -> str:
    return charts.svg(chart, wording, _WIDTHS[width])


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("warehouse.bulletin"), autoescape=True, undefined=jinja2.StrictUndefined,
    )  # fmt: skip


def _file(name: str) -> str:
    return resources.files("warehouse.bulletin").joinpath("templates", name).read_text("utf-8")


def _script_hash() -> str:
    """The one script that the page's policy lets run."""
    return base64.b64encode(hashlib.sha256(_file("script.js").encode()).digest()).decode()


__all__ = ["LIMIT", "Before", "Issue", "bulletin", "headlines", "render"]
