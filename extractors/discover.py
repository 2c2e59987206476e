"""Where a source's pages are: listing pages, feeds, sitemaps, content-management APIs; and the files that pages link.

Two posts on the same report and period are two documents, not versions of one. A document is an address: both pages
stand, each says what it says, and to call the elder's figures withdrawn would be untrue as long as its page states
them. The series takes the newer one all the same, as of each publisher the newest report counts, and the vintages show
both. That there are two is said (`Discovery.warnings`), for a person to look at.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from io import BytesIO
from urllib.parse import urldefrag, urljoin, urlsplit

import feedparser
from bs4 import BeautifulSoup
from lxml import etree

from extractors import periods, pxweb
from extractors.catalog import Listing, Source
from extractors.http import BudgetSpent, FetchError, HttpStatus, is_text, printable
from extractors.records import Snapshot

Fetch = Callable[[str], Snapshot]


@dataclass(frozen=True, slots=True)
class Failure:
    """A listing that could not be used."""

    url: str
    error: str


@dataclass(frozen=True, slots=True)
class ReportKey:
    """Which report a page is, by its title; the address may carry a wrong year, and `-2`."""

    report: str
    """Id among the source's `reports`."""
    time_period: str


@dataclass(frozen=True, slots=True)
class Article:
    """A page that a listing names, and what the listing says of it."""

    url: str
    modified: datetime | None = None
    """UTC; when its page last changed, where the listing says so."""
    report: ReportKey | None = None


@dataclass(slots=True)
class Discovery:
    """Articles in the order found, one a document; and the listings that failed."""

    articles: list[Article] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    warnings: list[Failure] = field(default_factory=list)
    """Listings whose fallback stood in for them; reports posted twice."""

    @property
    def urls(self) -> list[str]:
        """The articles' addresses."""
        return [article.url for article in self.articles]


def discover(source: Source, fetch: Fetch) -> Discovery:
    """Ask every listing of a source. One that fails, or names no article, is a failure; the others go on."""
    found = Discovery()
    documents: set[str] = set()
    for listing in source.listings:
        failure = _take(source, listing, fetch, found, documents)
        if failure is None:
            continue
        if listing.fallback is None:
            found.failures.append(failure)
            continue
        second = _take(source, listing.fallback, fetch, found, documents)
        if second is None:
            told = f"{failure.error}; its fallback {listing.fallback.url} was asked instead"
            found.warnings.append(Failure(failure.url, told))
        else:
            found.failures += [failure, second]
    found.warnings += _twice(found.articles)
    return found


def walk(
    source: Source, listing: Listing, fetch: Fetch, first: int, last: int, failures: list[Failure]
) -> Iterator[tuple[int, list[Article]]]:
    """A listing page by page, from a page's number to another, as far as it goes: number and articles, new ones only.

    Parts of it that fail are added to `failures`; the others count. It ends with the first page that names no new
    article, also where that answers 400 or 404. Raises FetchError, ValueError, XMLSyntaxError where a page fails
    otherwise.
    """
    seen: set[str] = set()
    for number in range(first, last + 1 if "{page}" in listing.url else first + 1):
        try:
            snapshot = fetch(listing.url.replace("{page}", str(number)))
        except HttpStatus as error:
            if number > 1 and error.status in (400, 404):
                return
            raise
        named = list(_articles(source, listing, snapshot, fetch, failures))
        of_source = {document: a for a in named if (document := source.canonical(a.url)) is not None}
        new = [article for document, article in of_source.items() if document not in seen]
        if not new:
            return
        seen |= of_source.keys()
        yield number, new


def attachments(source: Source, page: Snapshot) -> list[str]:
    """The attachments that a page links, in order; none on a host that the source may not be asked for."""
    if source.attachments is None:
        return []
    addresses = (urldefrag(url)[0] for url in _hrefs(page, source.attachments.links))
    of_source = (url for url in addresses if source.attaches(url) and urlsplit(url).hostname in source.hosts)
    return list(dict.fromkeys(of_source))


def report_key(source: Source, title: str) -> ReportKey | None:
    """The report and its period by a title: the first period named, its year that of the title's first year.

    None where the title is of no report of the source's, or names no period.
    """
    report = next((r for r in source.reports if r.matches(title)), None)
    if report is None:
        return None
    # in the wrong language little more than a year is understood
    readings = (periods.find(title, language) for language in source.language)
    times = max(readings, key=lambda found: sum(time.end - time.start for time in found))
    year = next((time.year for time in times if time.year), None)
    named = (periods.flow_period(time, periods.Context(None, year)) for time in times)
    period = next((p for p in named if p is not None), None)
    return ReportKey(report.id, period) if period else None


def _take(source: Source, listing: Listing, fetch: Fetch, found: Discovery, documents: set[str]) -> Failure | None:
    """Add what a listing names, page by page; what was wrong with it, if anything was."""
    for number in range(1, listing.pages + 1):
        url = listing.url.replace("{page}", str(number))
        try:
            snapshot = fetch(url)
            named = list(_articles(source, listing, snapshot, fetch, found.failures))
        except (FetchError, ValueError, etree.XMLSyntaxError) as error:
            return Failure(url, str(error))
        of_source = [(source.canonical(article.url), article) for article in named]
        articles = [(document, article) for document, article in of_source if document is not None]
        if not articles:
            no_article = "the listing names no article: has its selector or template changed?"
            return Failure(url, no_article) if number == 1 else None
        for document, article in articles:
            if document not in documents:
                documents.add(document)
                found.articles.append(article)
        if number >= _last_page(snapshot, listing):
            return None
    return None


def _last_page(snapshot: Snapshot, listing: Listing) -> int:
    """How many pages the listing has, where it says so: WordPress answers 400 for one more."""
    said = snapshot.headers.get("x-wp-totalpages", "") if listing.kind == "wordpress" else ""
    return int(said) if said.isdecimal() else listing.pages


def _twice(articles: list[Article]) -> Iterator[Failure]:
    first: dict[ReportKey, Article] = {}
    for article in articles:
        if article.report is None:
            continue
        other = first.setdefault(article.report, article)
        if other is not article:
            what = f"{article.report.report} for {article.report.time_period} is also at {other.url}"
            yield Failure(article.url, f"{what}; both are read, the newer counts: look whether one corrects the other")


def _articles(
    source: Source, listing: Listing, snapshot: Snapshot, fetch: Fetch, failures: list[Failure]
) -> Iterator[Article]:
    """What a listing names. An address that cannot be one, and a part that fails, are failures beside the others."""
    for article in _named(source, listing, snapshot, fetch, failures):
        if is_text(article.url):
            yield article
        else:
            failures.append(Failure(snapshot.url, f"names {printable(article.url)}, which is no address; left out"))


def _named(
    source: Source, listing: Listing, snapshot: Snapshot, fetch: Fetch, failures: list[Failure]
) -> Iterator[Article]:
    match listing.kind:
        case "html":
            return (Article(url) for url in _hrefs(snapshot, listing.links))
        case "rss":
            # as a stream: bytes alone, feedparser would first try as the name of a local file
            feed = feedparser.parse(BytesIO(snapshot.body))
            return (Article(str(entry.link)) for entry in feed.entries if "link" in entry)
        case "sitemap":
            return (Article(url) for url in _sitemap_links(snapshot, fetch, failures))
        case "wordpress":
            return _posts(source, snapshot)
        case "pxweb":
            return (Article(found.table.page) for found in pxweb.listed(snapshot))


def _hrefs(snapshot: Snapshot, selector: str) -> Iterator[str]:
    soup = BeautifulSoup(snapshot.body, "lxml")
    for anchor in soup.select(selector):
        href = anchor.get("href")
        if isinstance(href, str):
            # one link that is no address ("http://[") does not spoil the others
            with suppress(ValueError):
                address = urljoin(snapshot.final_url, href.strip())
                urlsplit(address)
                yield address


def _sitemap_links(snapshot: Snapshot, fetch: Fetch, failures: list[Failure], depth: int = 0) -> Iterator[str]:
    """The pages of a sitemap, or of those that an index names; one that fails is a failure beside the others."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    root = etree.fromstring(snapshot.body, parser)
    nested = etree.QName(root).localname == "sitemapindex"
    for location in root.iter("{*}loc"):
        address = (location.text or "").strip()
        if not nested:
            yield address
        elif depth == 0:
            try:
                yield from list(_sitemap_links(fetch(address), fetch, failures, depth + 1))
            except BudgetSpent as error:
                failures.append(Failure(address, f"the sitemaps from this one on were not asked for: {error}"))
                return
            except (FetchError, ValueError, etree.XMLSyntaxError) as error:
                failures.append(Failure(address, str(error)))


def _posts(source: Source, snapshot: Snapshot) -> Iterator[Article]:
    """Posts of a WordPress REST API (`/wp-json/wp/v2/posts`)."""
    try:
        posts = json.loads(snapshot.body)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not the JSON of a WordPress API ({error}); has the address changed?") from error
    for post in posts if isinstance(posts, list) else []:
        if not isinstance(post, dict) or not isinstance(post.get("link"), str):
            continue
        title = post.get("title")
        rendered = str(title.get("rendered", "")) if isinstance(title, dict) else ""
        yield Article(post["link"], _utc(post.get("modified_gmt")), report_key(source, unescape(rendered)))


def _utc(said: object) -> datetime | None:
    """A WordPress time in GMT, which it writes without a zone."""
    try:
        return datetime.fromisoformat(str(said)).replace(tzinfo=UTC)
    except ValueError:
        return None
