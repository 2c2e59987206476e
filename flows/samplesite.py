"""The sample site: recorded pages behind listing pages, feeds, sitemaps and robots.txt, on a loopback port.

It stands in for every host of the sample's pages at once (told apart by the Host header), so that the same source files
and the same code run as on the web. Plain HTTP, loopback only.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from extractors.catalog import Catalog, Listing, Source
from flows.samplepxweb import SamplePxWeb, load_tables

PAGES = Path(__file__).parent.parent / "tests" / "pages"
_PER_PAGE = 10
_PUBLISHED = "Wed, 01 Jan 2025 00:00:00 GMT"
"""Last-Modified of the recorded pages: they do not change."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the site answers with; `cut` sends fewer bytes than announced, to stand for a connection that breaks off."""

    body: bytes
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int = 0
    post: Mapping[str, Any] = field(default_factory=dict)
    """Of an added page: what the WordPress API says of it (`title`, `modified_gmt`, `tags`)."""


class SampleSite:
    """Serves the pages of a folder with an index.json; a context manager.

    `changes` (address → answer) replaces or adds pages, for tests of edits and faults. `per_page`: articles of one page
    of a listing; with few of them the listings are deeper than the nightly run follows.
    """

    def __init__(
        self, pages: Path, catalog: Catalog, changes: Mapping[str, Answer] | None = None, per_page: int = _PER_PAGE
    ) -> None:
        self._per_page = per_page
        self._pages = pages
        self._catalog = catalog
        self.changes = dict(changes or {})
        tables = pages / "pxweb"
        self.pxweb = SamplePxWeb(load_tables(tables)) if tables.is_dir() else None
        """The statistics office's database, where the folder has one."""
        self._index: dict[str, dict[str, Any]] = json.loads((pages / "index.json").read_text(encoding="utf-8"))
        self._views = count(1000)
        self.requests: list[str] = []
        """Every request as `METHOD address`, in order."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> SampleSite:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def hosts(self) -> dict[str, int]:
        """host → loopback port, for `TableResolver`."""
        names = {h for source in self.sources for h in source.hosts}
        return dict.fromkeys(names, self._server.server_address[1])

    @property
    def sources(self) -> list[Source]:
        """The sources of the catalogue that have pages here."""
        ids = {entry["source"] for entry in self._index.values()}
        known = self._catalog.sources.values()
        return [s for s in known if s.id in ids or (s.is_database and self.pxweb is not None)]

    def addresses(self, source: Source) -> list[str]:
        """The addresses of a source's pages, those added by `changes` among them."""
        own = [entry["url"] for entry in self._index.values() if entry["source"] == source.id]
        return own + [url for url in self.changes if url not in own and source.canonical(url)]

    # -- answering

    def ask(self, method: str, host: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """What a request gets: from the database where it is that host's, else the page at a path and query."""
        changed = any(f"{scheme}://{host}{target}" in self.changes for scheme in ("https", "http"))
        if self.pxweb is None or host not in self.pxweb.hosts or changed or target == "/robots.txt":
            return self.answer(host, target) if method == "GET" else Answer(b"", 405)
        reply = self.pxweb.answer(method, target, headers, body)
        return Answer(reply.body, reply.status, reply.content_type, reply.headers)

    def answer(self, host: str, target: str) -> Answer:
        """What stands at a host's path and query."""
        for scheme in ("https", "http"):
            if f"{scheme}://{host}{target}" in self.changes:
                return self.changes[f"{scheme}://{host}{target}"]
        if target == "/robots.txt":
            return Answer(b"User-agent: *\nDisallow: /wp-admin/\nDisallow: /search\n", content_type="text/plain")
        page = self._page(host, target) or self._attachment(host, target)
        if page is not None:
            return page
        for source in self.sources:
            if host in source.hosts:
                for listing in source.listings:
                    for one in filter(None, (listing, listing.fallback)):
                        found = self._listing(source, one, host, target)
                        if found is not None:
                            return found
        return Answer(b"<html><body><h1>404 Not Found</h1></body></html>", 404)

    def _page(self, host: str, target: str) -> Answer | None:
        for name, entry in self._index.items():
            parts = urlsplit(entry["url"])
            if parts.netloc == host and (parts.path + (f"?{parts.query}" if parts.query else "")) == target:
                raw = (self._pages / f"{name}.html").read_bytes()
                etag = f'"{hashlib.sha256(raw).hexdigest()[:16]}"'
                body = raw.replace(b"{{views}}", str(next(self._views)).encode())
                return Answer(body, headers={"ETag": etag, "Last-Modified": _PUBLISHED})
        return None

    def _attachment(self, host: str, target: str) -> Answer | None:
        """A file that a page links; its kind is told by its bytes, as many servers leave it."""
        for entry in self._index.values():
            for address, file in entry.get("attachments", {}).items():
                parts = urlsplit(address)
                if (parts.netloc, parts.path) == (host, target):
                    raw = (self._pages / file).read_bytes()
                    etag = f'"{hashlib.sha256(raw).hexdigest()[:16]}"'
                    return Answer(raw, 200, "application/octet-stream", {"ETag": etag, "Last-Modified": _PUBLISHED})
        return None

    def _posts(self, source: Source, query: str) -> Answer:
        """The WordPress API: posts by tag, latest first by date or change, in pages."""
        asked = dict(parse_qsl(query))
        entries = {entry["url"]: entry for entry in self._index.values() if entry["source"] == source.id}
        posts = []
        for number, link in enumerate(self.addresses(source), start=1):
            known = entries.get(link, {})
            said = {**known.get("post", {}), **(self.changes[link].post if link in self.changes else {})}
            date = f"{known.get('published') or '2012-01-01'}T09:00:00"
            posts.append(
                {"id": number, "date": date, "modified_gmt": date, "link": link, "tags": [], **said}
                | {"title": {"rendered": escape(str(said.get("title", link)))}}
            )
        wanted = [
            post
            for post in posts
            if ("tags" not in asked or int(asked["tags"]) in post["tags"]) and post["date"] > asked.get("after", "")
        ]
        wanted.sort(key=lambda p: p["modified_gmt" if asked.get("orderby") == "modified" else "date"], reverse=True)
        size, number = int(asked.get("per_page", "10")), int(asked.get("page", "1"))
        last = max(1, -(-len(wanted) // size))
        headers = {"X-WP-Total": str(len(wanted)), "X-WP-TotalPages": str(last)}
        if number > last:
            error = {"code": "rest_post_invalid_page_number", "data": {"status": 400}}
            return Answer(json.dumps(error).encode(), 400, "application/json", headers)
        page = wanted[(number - 1) * size : number * size]
        return Answer(json.dumps(page).encode(), 200, "application/json; charset=UTF-8", headers)

    def _listing(self, source: Source, listing: Listing, host: str, target: str) -> Answer | None:
        """The listing at this address, made from the index; None where the address is another."""
        parts = urlsplit(listing.url)
        if listing.kind == "wordpress":
            asked = urlsplit(target)
            return self._posts(source, asked.query) if (parts.netloc, parts.path) == (host, asked.path) else None
        pattern = re.escape(parts.path + (f"?{parts.query}" if parts.query else "")).replace(
            r"\{page\}", r"(?P<page>\d+)"
        )
        match = re.fullmatch(pattern, target)
        if match is None or parts.netloc != host:
            return None
        links = self.addresses(source)
        if listing.kind == "sitemap" and len(source.listings) > 1:
            links = [link for link in links if urlsplit(link).netloc == host]
        if "page" in match.groupdict():
            first = (int(match["page"]) - 1) * self._per_page
            links = links[first : first + self._per_page]
        return _RENDER[listing.kind](links, listing.links)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._answer(b"")

            def do_POST(self) -> None:
                self._answer(self.rfile.read(int(self.headers.get("Content-Length", 0))))

            def _answer(self, body: bytes) -> None:
                host = self.headers.get("Host", "")
                site.requests.append(f"{self.command} http://{host}{self.path}")
                found = site.ask(self.command, host, self.path, dict(self.headers.items()), body)
                if found.status == 200 and self._unchanged(found):
                    self._send(Answer(b"", 304, found.content_type, found.headers))
                    return
                self._send(found)

            def _unchanged(self, found: Answer) -> bool:
                """Whether the client has it already: by its ETag or, where none is sent, by its date."""
                for condition, validator in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
                    if condition in self.headers:
                        return self.headers[condition] == found.headers.get(validator)
                return False

            def _send(self, found: Answer) -> None:
                self.send_response(found.status)
                self.send_header("Content-Type", found.content_type)
                self.send_header("Content-Length", str(len(found.body)))
                for name, value in found.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(found.body[: len(found.body) - found.cut])
                self.close_connection |= bool(found.cut)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing: the requests are in `site.requests`."""

        return Handler


def _html(links: list[str], selector: str) -> Answer:
    """A listing page on which the source's own selector finds the links."""
    steps = [s for s in selector.split() if s != ">"]
    items = "".join(_nested(steps, f'href="{escape(link)}"', link.rstrip("/").rsplit("/", 1)[-1]) for link in links)
    page = f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>News</title></head><body><nav><a href="/">Home</a></nav>{items}</body></html>'
    return Answer(page.encode())


def _nested(steps: list[str], href: str, text: str) -> str:
    opened, closed = "", ""
    for step in steps:
        tag, _, rest = re.sub(r"\[.*?\]", "", step).partition(".")
        tag, _, name = tag.partition("#")
        tag = tag or "div"
        classes = f' class="{rest.replace(".", " ")}"' if rest else ""
        identity = f' id="{name}"' if name else ""
        opened += f"<{tag}{identity}{classes}" + (f" {href}>" if tag == "a" else ">")
        closed = f"</{tag}>" + closed
    return f"{opened}{escape(text)}{closed}\n"


def _rss(links: list[str], _: str) -> Answer:
    items = "".join(f"<item><title>{escape(x)}</title><link>{escape(x)}</link></item>" for x in links)
    feed = (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>'
    )
    return Answer(feed.encode(), content_type="application/rss+xml")


def _sitemap(links: list[str], _: str) -> Answer:
    items = "".join(f"<url><loc>{escape(x)}</loc></url>" for x in links)
    text = f'<?xml version="1.0" encoding="utf-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{items}</urlset>'
    return Answer(text.encode(), content_type="application/xml")


_RENDER = {"html": _html, "rss": _rss, "sitemap": _sitemap}
