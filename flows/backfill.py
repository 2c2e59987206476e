"""Old pages: a source's listings followed beyond their nightly depth, back to a day.

Polite: the same robots.txt and pace as at night, a budget of requests within what the source allows a host in a run,
and a page that is archived is not asked for again. Resumable: a run that was killed goes on with the answers it had;
one that has spent its budget, or the source's, says how deep it came, and the next with the same days begins there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lxml import etree
from prefect import flow

from extractors import DEFAULT_AREA, pages
from extractors.catalog import Listing, Source, load_catalog
from extractors.discover import Article, Failure, attachments, walk
from extractors.errors import Mendable, UnreadablePage
from extractors.history import Answer
from extractors.http import BudgetSpent, Fetcher, FetchError
from extractors.records import Snapshot
from flows import spread
from flows.collect import Collected, Collector
from flows.nightly import finish, tell, web_of
from flows.reading import Read
from flows.session import Recorder, Session, session
from flows.summary import Summary
from transforms.periods import published_range
from warehouse.connect import Home

DEEPEST = 2000
"""Pages of a listing that are followed at most."""
BUDGET = 500
"""Answers that one run asks for. A host gives no more than its source allows (`Source.max_requests`), and there
robots.txt, retries and redirects count too: that may be spent first."""
OLD_PAGES = 2
"""So many listing pages in a row with older articles only, and the day is reached: a pinned old article is not it."""

Progress = Callable[[str, int, int], None]
"""Listing, its page, answers that came so far."""


class UnknownSourceError(Mendable):
    """A source that the profile does not have."""


class DaysError(Mendable):
    """Days of which the first is after the last."""


@dataclass(slots=True)
class Backfill:
    """One source's way back."""

    collector: Collector
    web: Recorder
    since: date
    until: date
    budget: int
    progress: Progress
    over_budget: bool = False
    """Something was not asked for because the run's budget is spent."""

    @property
    def spent(self) -> bool:
        """Whether something was left unasked: by the run's budget, or by what the source allows a host in a run."""
        return self.over_budget or bool(self.collector.left)

    def run(self, depth: dict[str, int]) -> dict[str, int]:
        """Follow every listing from the depth given, by its address; how deep each came, where the budget ended it."""
        reached = dict(depth)
        for listing in self.collector.source.listings:
            if not self.spent:
                self._follow_any(listing, reached)
        return reached if self.spent else {}

    def _follow_any(self, listing: Listing, reached: dict[str, int]) -> None:
        """Follow a listing, or its fallback where it fails, from its depth in `reached`, and note there the new one."""
        for asked in filter(None, (listing, listing.fallback)):
            try:
                reached[asked.url] = self._follow(asked, reached.get(asked.url, 1))
                return
            except (FetchError, ValueError, etree.XMLSyntaxError) as error:
                self.collector.collected.failures.append((asked.url, str(error)))

    def _follow(self, listing: Listing, first: int) -> int:
        """The number of the page to go on with."""
        old, number, following = 0, first, first
        failures: list[Failure] = []
        try:
            named = walk(self.collector.source, listing, self.collector.listing, first, DEEPEST, failures)
            for number, articles in named:
                self.progress(listing.url, number, self.web.asked)
                self.collector.collected.found += len(articles)
                ages = [self._take(article) for article in articles]
                if self.spent:
                    return number
                following = number + 1
                old = old + 1 if set(ages) == {"old"} else 0
                if old == OLD_PAGES:
                    break
                if not self._may_ask():
                    return following
        except BudgetSpent as error:  # of a page of the listing: those of articles are in `left` already
            self.collector.left.append(error)
            return following
        finally:
            self.collector.collected.failures += [(failure.url, failure.error) for failure in failures]
        return number

    def _take(self, article: Article) -> str:
        """Have the page, asked for only if the archive has none; whether it is `old`, `within`, `new` or `undated`."""
        page = self.collector.archived(article.url)
        if page is None:
            if not self._may_ask():
                return "undated"
            page = self.collector.ask(article.url)
        if page is None:
            return "undated"
        age = self._age(page)
        if age in ("within", "undated"):
            for url in attachments(self.collector.source, page):
                if self.collector.archived(url) is None and self._may_ask():
                    self.collector.attachment(url, [page], set())
        return age

    def _may_ask(self) -> bool:
        self.over_budget = self.over_budget or self.web.asked >= self.budget
        return not self.spent

    def _age(self, page: Snapshot) -> str:
        try:
            published = pages.read(page, self.collector.source).published
        except UnreadablePage:
            return "undated"  # that it cannot be read is said when it is read
        first, last = published_range(published.text if published else None)
        if first is None or last is None:
            return "undated"
        return "old" if last < self.since else "new" if first > self.until else "within"


@flow(
    name="bacninh-backfill",
    flow_run_name="backfill-{source_id}",
    task_runner=spread.task_runner(),
    persist_result=False,
)
def backfill(
    source_id: str, since: date, until: date, profile: str = "live", home: Path | None = None, budget: int = BUDGET,
    progress: Progress | None = None, area: str = DEFAULT_AREA,
) -> Summary:  # fmt: skip
    """Read a source's pages of the days from `since` to `until`, as far as its listings lead there.

    Pages of other days that had to be asked for to know their date are loaded too: what was fetched is kept. Raises
    UnknownSourceError, DaysError, and what the nightly run raises.
    """
    if since > until:
        raise DaysError(f"--from {since} is after --to {until}; exchange them")
    catalog = load_catalog(area=area)
    files = Home.of(profile, area=area, root=home)
    asked = {"source": source_id, "since": since.isoformat(), "until": until.isoformat()}
    with web_of(profile, catalog) as (resolver, sources):
        source = _source(source_id, sources)
        with session(files, catalog, "backfill", asked, resume=True) as now:
            collected = go_back(now, source, now.web(Fetcher(resolver)), since, until, budget, progress or _silent)
            read = _read(now, collected.snapshots)
            summary = finish(now, [collected], read, collected.fetches)
    tell(summary)
    return summary


def go_back(
    now: Session, source: Source, web: Recorder, since: date, until: date, budget: int, progress: Progress
) -> Collected:
    """Collect a source's old pages within a run, from where the last run with the same days had to stop."""
    collected = Collected(source.id)
    collector = Collector(source, web, now.archive, collected)
    work = Backfill(collector, web, since, until, budget, progress)
    reached = work.run(_depth(now))
    known = {snapshot.url for snapshot in collected.snapshots}
    collected.snapshots += [s.without_body() for s in now.archive.before_interruption() if s.url not in known]
    collector.end()
    if work.spent:
        now.told["depth"] = reached
        deep = ", ".join(f"page {number} of {url}" for url, number in reached.items())
        whose = "the budget" if work.over_budget else f"{source.id}'s own budget (max_requests)"
        most = budget if work.over_budget else source.max_requests
        what = f"{whose} of {most} requests is spent at {deep}; the same command goes on from there"
        collected.warnings.append((source.id, what))
    return collected


def _read(now: Session, snapshots: Sequence[Snapshot]) -> Read:
    """Read what was archived, as a replay does: many pages by processes, or by a Dask cluster."""
    references = (Answer(now.run.run_id, s.without_body(), is_new=False) for s in snapshots)
    read = Read()
    for chunk in spread.read(references, now.archive, now.catalog):
        read.add(chunk)
    return read


def _silent(listing: str, page: int, requests: int) -> None:
    """No progress is shown."""


def _depth(now: Session) -> dict[str, int]:
    """How deep the last run with the same days came, where its budget ended it."""
    facts = {known.run.run_id: known.facts for known in now.journal.runs()}[now.run.run_id]
    before = [
        known for known in now.journal.runs() if known.kind == "backfill" and known.ended and known.facts == facts
    ]
    return dict(before[-1].told.get("depth", {})) if before else {}


def _source(source_id: str, sources: list[Source]) -> Source:
    known = {source.id: source for source in sources if not source.is_database}
    if source_id not in known:
        raise UnknownSourceError(f"no source {source_id!r} with listings; there are: {', '.join(sorted(known))}")
    return known[source_id]
