"""Where a source's pages are: listing pages, feeds, sitemaps, content-management APIs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin

import feedparser
from bs4 import BeautifulSoup
from lxml import etree

from extractors import pxweb
from extractors.catalog import Listing, Source
from extractors.http import FetchError
from extractors.records import Snapshot

Fetch = Callable[[str], Snapshot]


@dataclass(frozen=True, slots=True)
class Failure:
    """A listing that could not be used."""

    url: str
    error: str


@dataclass(slots=True)
class Discovery:
    """Article addresses in the order found, one a document; and the listings that failed."""

    urls: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)


def discover(source: Source, fetch: Fetch) -> Discovery:
    """Ask every listing of a source. One that fails, or names no article, is a failure; the others go on."""
    found = Discovery()
    seen: set[str] = set()
    for listing in source.listings:
        for number in range(1, listing.pages + 1):
            url = listing.url.replace("{page}", str(number))
            try:
                links = list(_links(listing, fetch(url), fetch))
            except (FetchError, ValueError, etree.XMLSyntaxError) as error:
                found.failures.append(Failure(url, str(error)))
                break
            articles = [link for link in links if source.canonical(link) is not None]
            if not articles:
                if number == 1:
                    found.failures.append(
                        Failure(url, "the listing names no article: has its selector or template changed?")
                    )
                break
            for link in articles:
                document = source.canonical(link)
                if document is not None and document not in seen:
                    seen.add(document)
                    found.urls.append(link)
    return found


def _links(listing: Listing, snapshot: Snapshot, fetch: Fetch) -> Iterator[str]:
    match listing.kind:
        case "html":
            return _html_links(listing, snapshot)
        case "rss":
            return (str(entry.link) for entry in feedparser.parse(snapshot.body).entries if "link" in entry)
        case "sitemap":
            return _sitemap_links(snapshot, fetch)
        case "wordpress":
            return _wordpress_links(snapshot)
        case "pxweb":
            return (found.table.page for found in pxweb.listed(snapshot))


def _html_links(listing: Listing, snapshot: Snapshot) -> Iterator[str]:
    soup = BeautifulSoup(snapshot.body, "lxml")
    for anchor in soup.select(listing.links):
        href = anchor.get("href")
        if isinstance(href, str):
            yield urljoin(snapshot.final_url, href.strip())


def _sitemap_links(snapshot: Snapshot, fetch: Fetch, depth: int = 0) -> Iterator[str]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    root = etree.fromstring(snapshot.body, parser)
    nested = etree.QName(root).localname == "sitemapindex"
    for location in root.iter("{*}loc"):
        address = (location.text or "").strip()
        if nested and depth == 0:
            yield from _sitemap_links(fetch(address), fetch, depth + 1)
        elif not nested:
            yield address


def _wordpress_links(snapshot: Snapshot) -> Iterator[str]:
    try:
        posts = json.loads(snapshot.body)
    except json.JSONDecodeError as error:
        raise ValueError(f"not the JSON of a WordPress API ({error}); has the address changed?") from error
    for post in posts if isinstance(posts, list) else []:
        if isinstance(post, dict) and isinstance(post.get("link"), str):
            yield post["link"]
