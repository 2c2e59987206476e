"""A week of nights with a clock that moves and a site that changes; back to old pages; all of it read once more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from extractors.catalog import Catalog
from extractors.http import Fetcher, TableResolver
from flows import reading
from flows.backfill import go_back
from flows.collect import Collected, collect
from flows.reading import read_snapshots
from flows.replay import again, lines
from flows.samplesite import PAGES, Answer, SampleSite
from flows.session import session
from flows.store import Checked, check, store
from warehouse.connect import Home

pytestmark = pytest.mark.slow

MONDAY = datetime(2026, 9, 7, 2, 30, tzinfo=UTC)
BUDGET = 12
"""Requests that a night may make here: two listing pages, robots.txt, the pages there are, and one new one."""
URL = "https://ven.vn/sample-week-{0}.html"
BILLION = Decimal(10) ** 9
KNOWN = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head><body><div class="detail">'
    '<h1 class="detail-title">{title}</h1><span class="format_date">13:00 | {day:%d/%m/%Y}</span>'
    '<div class="__MASTERCMS_CONTENT"><div class="item-content"><p>{words}</p></div></div></div></body></html>'
)
UNKNOWN = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
    '<meta property="article:published_time" content="{day:%Y-%m-%d}T09:00:00+07:00"></head><body><article>'
    "<h1>{title}</h1><p>{words}</p><p>The province keeps its place among the leading ones of the country, and says why.</p>"
    "</article></body></html>"
)


def article(number: int, billions: str, day: date, template: str = KNOWN, year: int = 2025) -> dict[str, Answer]:
    words = f"Bac Ninh's export turnover reached {billions} billion USD in {year}, the provincial People's Committee reported."
    body = template.format(title=f"Exports of Bac Ninh, report {number}", day=day, words=words)
    return {URL.format(number): Answer(body.encode(), headers={"ETag": f'"{billions}-{template is KNOWN}"'})}


@dataclass
class Night:
    """What one night left."""

    run_id: str
    series: list[Any]
    collected: Collected
    checked: Checked
    requests: list[str]
    observations: int


@dataclass
class Week:
    """A home, and its nights so far."""

    home: Home
    catalog: Catalog
    site: dict[str, Answer] = field(default_factory=dict)
    nights: list[Night] = field(default_factory=list)

    def night(self, changes: Mapping[str, Answer]) -> Night:
        """One night on the site as it now is, without a release."""
        self.site |= changes
        at = MONDAY + timedelta(days=len(self.nights))
        with (
            session(self.home, self.catalog, "nightly", clock=lambda: at) as now,
            SampleSite(PAGES, self.catalog, self.site) as site,
        ):
            web = now.web(Fetcher(TableResolver(site.hosts), backoff_seconds=0.01))
            collected = collect(self.catalog.sources["ven"], web, now.archive)
            read = read_snapshots(collected.snapshots, self.catalog, now.archive)
            loaded = store(self.home, now.run, self.catalog, collected.fetches, read.documents)
            checked = check(self.home, now.run, self.catalog, now.checking())
            night = Night(
                now.run.run_id,
                ask(self.home, "FROM series"),
                collected,
                checked,
                list(site.requests),
                loaded.observations,
            )
        self.nights.append(night)
        return night


def ask(home: Home, query: str) -> list[Any]:
    with duckdb.connect(str(home.record), read_only=True) as connection:
        return sorted(connection.execute(query).fetchall(), key=repr)


def exports(home: Home, of: str, year: int = 2025) -> list[Decimal]:
    rows = ask(
        home,
        f"SELECT value FROM {of} WHERE indicator = 'goods_exports' AND time_period = '{year}' AND transformation = 'N'",
    )
    return [row[0] / BILLION for row in rows]


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory, catalog: Catalog) -> Week:
    """New article, a quiet night, an edit, a removal, a new template, another article, a quiet night."""
    week = Week(Home(Path(tmp_path_factory.mktemp("week")), "sample"), catalog)
    days = [(MONDAY + timedelta(days=n)).date() for n in range(7)]
    week.night(article(1, "44.8", days[0]))
    week.night({})
    week.night(article(1, "45.2", days[0]))
    week.night({URL.format(1): Answer(b"<html><body>gone</body></html>", 404), **article(2, "45.4", days[3])})
    week.night(article(3, "45.6", days[4], UNKNOWN))
    week.night(article(4, "43.0", days[5], year=2024))
    week.night({})
    return week


def test_each_night_is_remembered_as_it_was(week: Week) -> None:
    assert [exports(week.home, f"series_as_seen('{night.run_id}')") for night in week.nights[:4]] == [
        [Decimal("44.8")], [Decimal("44.8")], [Decimal("45.2")], [Decimal("45.4")],
    ]  # fmt: skip
    for night in week.nights:
        assert ask(week.home, f"FROM series_as_seen('{night.run_id}')") == night.series


def test_each_day_knows_what_was_published_by_then(week: Week) -> None:
    assert exports(week.home, "series_as_of(DATE '2026-09-06')") == []
    assert exports(week.home, "series_as_of(DATE '2026-09-07')") == [Decimal("44.8")]
    assert exports(week.home, "series_as_of(DATE '2026-09-09')") == [Decimal("45.2")], "as its page was corrected"
    assert exports(week.home, "series_as_of(DATE '2026-09-10')") == [Decimal("45.4")]
    assert exports(week.home, "series_as_of(DATE '2026-09-11')", 2024) == []
    assert exports(week.home, "series_as_of(DATE '2026-09-12')", 2024) == [Decimal("43")]
    told = ask(
        week.home,
        "SELECT revision, value, state FROM vintage WHERE indicator = 'goods_exports' AND time_period = '2025'",
    )
    assert {(row[1] / BILLION, row[2]) for row in told} >= {(Decimal("44.8"), "withdrawn"), (Decimal("45.2"), "stated")}


def test_the_new_template_is_an_alarm_the_same_night_and_no_other(week: Week) -> None:
    alarms = [[what for _, what in night.checked.alarms if what.startswith("template:")] for night in week.nights]
    assert [bool(found) for found in alarms] == [False, False, False, False, True, False, False]


def test_a_removed_page_is_named_and_its_figure_stays(week: Week) -> None:
    assert [url for url, _ in week.nights[3].collected.failures] == [URL.format(1)]
    rows = ask(week.home, f"SELECT state FROM report WHERE url = '{URL.format(1)}' AND value = 45200000000")
    assert rows == [("stated",)]


def test_a_quiet_night_brings_nothing_and_every_night_keeps_its_budget(week: Week) -> None:
    assert [week.nights[number].observations for number in (1, 6)] == [0, 0]
    assert max(len(night.requests) for night in week.nights) <= BUDGET


def test_a_replay_says_what_todays_extractor_changes(week: Week, monkeypatch: pytest.MonkeyPatch) -> None:
    before = ask(week.home, "FROM series")
    with session(week.home, week.catalog, "replay", clock=lambda: MONDAY + timedelta(days=8)) as now:
        same = again(now, week.catalog, "ven", None, dry=True)
    assert same.lines == [], "the same extractor reads the same"
    assert same.answers == len({s.sha256 for night in week.nights for s in night.collected.snapshots})

    def other(page, mentions, catalog, published):  # type: ignore[no-untyped-def]
        for number, (observation, evidence, mention) in enumerate(original(page, mentions, catalog, published)):
            if page.url == URL.format(2):  # read otherwise: another year
                text = replace(mention.reading, time_period="2023")
                yield from original(page, [replace(mention, reading=text)], catalog, published)
            elif page.url != URL.format(4) or number > 0:  # of report 4, the first is not read any more
                yield observation, evidence, mention

    original = reading.observations
    monkeypatch.setattr(reading, "observations", other)
    for module in ("flows.store", "flows.session", "transforms.normalise"):
        monkeypatch.setattr(f"{module}.EXTRACTOR_VERSION", "next")
    with session(week.home, week.catalog, "replay", clock=lambda: MONDAY + timedelta(days=9)) as now:
        done = again(now, week.catalog, "ven", None, dry=True)
    told = {(line.kind, line.source, line.indicator): line.count for line in done.lines}
    assert told == {("changed", "ven", "goods_exports"): 1, ("superseded", "ven", "goods_exports"): 1}
    text = "\n".join(lines(done))
    assert "2023 45400000000" in text
    assert "← goods_exports N VN-56-2025 2025 45400000000" in text or "← goods_exports N VN-56 2025 45400000000" in text
    assert exports(week.home, "series", 2024) == []
    assert ask(week.home, "FROM series") != before


def test_old_pages_are_read_beyond_the_nightly_depth_within_the_budget(tmp_path: Path, catalog: Catalog) -> None:
    home = Home(tmp_path, "sample")
    source = catalog.sources["ven"]
    old = {
        url: a for n in range(10, 26) for url, a in article(n, f"{n}.5", date(2026, 8, 40 - n), year=2000 + n).items()
    }
    facts = {"source": "ven", "since": "2026-08-18", "until": "2026-08-30"}
    asked: list[list[str]] = []

    def back(budget: int) -> Collected:
        with session(home, catalog, "backfill", facts, resume=True) as now, SampleSite(PAGES, catalog, old, 3) as site:
            web = now.web(Fetcher(TableResolver(site.hosts), backoff_seconds=0.01))
            found = go_back(now, source, web, date(2026, 8, 18), date(2026, 8, 30), budget, lambda *_: None)
            read = read_snapshots(found.snapshots, catalog, now.archive)
            store(home, now.run, catalog, found.fetches, read.documents)
            asked.append([request for request in site.requests if not request.endswith("robots.txt")])
        return found

    first = back(9)
    assert len(asked[0]) == 9
    assert any("budget" in what for _, what in first.warnings)
    while any("budget" in what for _, what in back(9).warnings):
        assert len(asked) < 6
    pages = [request for run in asked for request in run if "page=" not in request]
    assert len(pages) == len(set(pages)), "a page that is archived is not asked for again"
    deepest = max(int(request.rpartition("page=")[2]) for run in asked for request in run if "page=" in request)
    assert deepest > source.listings[0].pages
    years = {
        row[0] for row in ask(home, "SELECT DISTINCT time_period FROM observation WHERE indicator = 'goods_exports'")
    }
    assert {str(2000 + n) for n in range(10, 23)} <= years
