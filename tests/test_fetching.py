"""Fetching and the archive against a real server: who may be asked, what is tried again, what is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from extractors.archive import Archive
from extractors.catalog import Catalog, Selectors, Source
from extractors.http import (
    BrokenBody,
    Fetcher,
    FetchError,
    HostNotAllowed,
    HttpStatus,
    PublicResolver,
    RobotsDisallowed,
    TableResolver,
    Unreachable,
    user_agent,
)
from extractors.records import Snapshot
from flows.backfill import go_back
from flows.collect import Collected, collect
from flows.samplesite import PAGES, Answer, SampleSite
from flows.session import session
from flows.store import store
from warehouse.connect import Home

PAGE = b"<html><body><p>Exports reached 38.9 billion USD.</p></body></html>"


class Site(BaseHTTPRequestHandler):
    """Answers by path; counts the requests of each."""

    asked: dict[str, int]

    def do_GET(self) -> None:
        self.asked[self.path] = count = self.asked.get(self.path, 0) + 1
        match self.path:
            case "/robots.txt":
                self.reply(200, b"User-agent: *\nDisallow: /private/\n")
            case "/flaky":
                self.reply(503 if count == 1 else 200, PAGE)
            case "/broken":
                self.send_response(200)
                self.send_header("Content-Length", "5000")
                self.end_headers()
                self.wfile.write(PAGE)
                self.close_connection = True
            case "/elsewhere":
                self.reply(302, b"", Location="https://evil.example/")
            case "/to-loopback":
                self.reply(302, b"", Location="http://127.0.0.1/secret")
            case "/loop":
                self.reply(302, b"", Location="/loop")
            case "/page" if self.headers.get("If-None-Match") == '"1"':
                self.reply(304, b"")
            case "/page" | "/private/page":
                self.reply(200, PAGE, ETag='"1"')
            case _:
                self.reply(404, b"nothing")

    def reply(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None: ...


@pytest.fixture
def asked() -> dict[str, int]:
    return {}


@pytest.fixture
def fetcher(asked: dict[str, int]) -> Iterator[Fetcher]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Site,), {"asked": asked}))
    Thread(target=server.serve_forever, daemon=True).start()
    yield Fetcher(TableResolver({"a.example": server.server_address[1], "down.example": 1}), backoff_seconds=0.01)
    server.shutdown()
    server.server_close()


SOURCE = Source(
    id="a", name="A", publisher="A", kind="news", language=["en"], trust="press", licence="none",
    hosts=["a.example", "down.example"], listings=[{"kind": "rss", "url": "https://a.example/rss"}],  # type: ignore[list-item]
    url_pattern="https://a.example/(.+)", canonical_url=r"https://a.example/\1", selectors=Selectors(), cadence="0 2 * * *",
    pace_seconds=0,
)  # fmt: skip


def test_a_page_comes_back_with_its_hash(fetcher: Fetcher) -> None:
    snapshot = fetcher.fetch(SOURCE, "https://a.example/page")
    assert snapshot.body == PAGE
    assert snapshot.sha256 == hashlib.sha256(PAGE).hexdigest()


def test_what_can_pass_is_tried_again_and_what_cannot_is_not(fetcher: Fetcher, asked: dict[str, int]) -> None:
    assert fetcher.fetch(SOURCE, "https://a.example/flaky").body == PAGE
    with pytest.raises(HttpStatus, match="404"):
        fetcher.fetch(SOURCE, "https://a.example/missing")
    assert (asked["/flaky"], asked["/missing"], asked["/robots.txt"]) == (2, 1, 1)


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("https://other.example/", HostNotAllowed),
        ("https://a.example/elsewhere", HostNotAllowed),
        ("https://a.example/to-loopback", FetchError),
        ("https://a.example/private/page", RobotsDisallowed),
        ("https://a.example/broken", BrokenBody),
        ("https://a.example/loop", FetchError),
        ("https://down.example/page", FetchError),
    ],
)
def test_what_is_refused(url: str, error: type[FetchError], fetcher: Fetcher) -> None:
    with pytest.raises(error):
        fetcher.fetch(SOURCE, url)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "10.0.0.1", "169.254.169.254", "192.168.1.1"])
def test_the_web_resolver_knows_public_addresses_only(host: str) -> None:
    fetcher = Fetcher(PublicResolver(), backoff_seconds=0.01)
    with pytest.raises(FetchError) as error:
        fetcher.fetch(SOURCE.model_copy(update={"hosts": [host]}), f"http://{host}/")
    assert not isinstance(error.value, Unreachable), "refused before any connection"


def test_an_unchanged_page_is_a_304_and_still_in_the_archive(fetcher: Fetcher, tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.store(fetcher.fetch(SOURCE, "https://a.example/page"))
    again = archive.store(fetcher.fetch(SOURCE, "https://a.example/page", archive.validators("https://a.example/page")))
    assert again.status == 304
    kept = archive.by_url("https://a.example/page")
    assert kept is not None
    assert kept.body == PAGE


def snapshot(number: int) -> Snapshot:
    body = PAGE + str(number).encode()
    url = f"https://a.example/{number}"
    return Snapshot(
        "a",
        url,
        url,
        datetime(2026, 1, 1, tzinfo=UTC),
        200,
        {"etag": f'"{number}"'},
        body,
        hashlib.sha256(body).hexdigest(),
    )


def test_archive_is_found_again_by_address_hash_and_place(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    stored = [archive.store(snapshot(n)) for n in range(5)]
    again = Archive(tmp_path)
    for one in stored:
        assert one.location is not None
        assert again.read(one.location).body == one.body
        for found in (again.by_url(one.url), again.by_hash(one.sha256)):
            assert found is not None
            assert found.body == one.body


def test_a_torn_record_is_cut_and_said(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    for number in range(3):
        archive.store(snapshot(number))
    (warc,) = tmp_path.glob("*.warc.gz")
    warc.write_bytes(warc.read_bytes()[:-40])
    (tmp_path / "index.jsonl").unlink()
    mended = Archive(tmp_path)
    assert mended.by_url("https://a.example/1") is not None
    assert mended.by_url("https://a.example/2") is None
    assert any("torn" in warning for warning in mended.warnings)


def test_the_index_is_made_anew_from_the_files(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    stored = archive.store(snapshot(7))
    (tmp_path / "index.jsonl").write_text("{torn", encoding="utf-8")
    found = Archive(tmp_path).by_hash(stored.sha256)
    assert found is not None
    assert found.location == stored.location


# -- going back

ARTICLE = (
    '<html lang="en"><head><title>Report {0}</title></head><body><div class="detail"><h1 class="detail-title">Report {0}</h1>'
    '<span class="format_date">13:00 | {1:%d/%m/%Y}</span><div class="__MASTERCMS_CONTENT"><div class="item-content">'
    "<p>The department wrote its report number {0} about what has been built in the province.</p></div></div></div></body></html>"
)


def test_going_back_stops_at_what_the_source_allows_a_host_and_goes_on_from_there(
    tmp_path: Path, catalog: Catalog
) -> None:
    """With as many requests of one's own as the source allows, robots.txt makes the source's the first to be spent."""
    home, most = Home(tmp_path, "sample"), 9
    source = catalog.sources["ven"].model_copy(update={"max_requests": most})
    old = {f"https://ven.vn/old-{n}.html": ARTICLE.format(n, date(2026, 8, 30) - timedelta(days=n)) for n in range(14)}
    old["https://ven.vn/old-100.html"] = old["https://ven.vn/old-1.html"]
    answers = {url: Answer(body.encode()) for url, body in old.items()}
    days = {"since": "2026-08-10", "until": "2026-08-30"}
    asked: list[list[str]] = []

    def back() -> Collected:
        with (
            session(home, catalog, "backfill", days, resume=True) as now,
            SampleSite(PAGES, catalog, answers, per_page=3) as site,
        ):
            web = now.web(Fetcher(TableResolver(site.hosts), backoff_seconds=0.01))
            found = go_back(now, source, web, date(2026, 8, 10), date(2026, 8, 30), most, lambda *_: None)
            store(home, now.run, catalog, found.fetches, [])
            asked.append(site.requests)
        return found

    runs = [back()]
    while any("budget" in what for _, what in runs[-1].warnings):
        assert len(runs) < 6
        runs.append(back())
    assert len(runs) > 1
    assert max(len(requests) for requests in asked) == most
    requests = [request for run in asked for request in run]
    articles = [request for request in requests if "robots" not in request and "page=" not in request]
    assert len(articles) == len(set(articles)), "a page that is archived is not asked for again"
    assert {f"GET http://ven.vn/{url.rpartition('/')[2]}" for url in old} <= set(articles)
    firsts = [next(int(r.rpartition("page=")[2]) for r in run if "page=" in r) for run in asked]
    assert firsts[0] == 1 < firsts[-1], "it begins where it had to stop"
    told = [what for run in runs for _, what in run.failures]
    assert all("not asked for" in what or "the very same bytes" in what for what in told), told
    left = [sum("not asked for" in what for _, what in run.failures) for run in runs]
    assert left == [1] * (len(runs) - 1) + [0]


def test_pages_alike_are_set_aside_going_back_too(tmp_path: Path, catalog: Catalog) -> None:
    same = Answer(ARTICLE.format(1, date(2026, 8, 30)).encode())
    answers = {f"https://ven.vn/old-{n}.html": same for n in (1, 2)}
    with (
        session(Home(tmp_path, "sample"), catalog, "backfill") as now,
        SampleSite(PAGES, catalog, answers) as site,
    ):
        web = now.web(Fetcher(TableResolver(site.hosts), backoff_seconds=0.01))
        found = go_back(now, catalog.sources["ven"], web, date(2026, 8, 30), date(2026, 8, 30), 500, lambda *_: None)
    assert {url for url, what in found.failures if "the very same bytes" in what} == set(answers)
    assert not {snapshot.url for snapshot in found.snapshots} & set(answers)


def test_a_run_that_goes_on_has_no_new_budget(tmp_path: Path, catalog: Catalog) -> None:
    home, most = Home(tmp_path, "sample"), 4
    source = catalog.sources["ven"].model_copy(update={"max_requests": most})
    made = []
    for number in range(3):
        with (
            suppress(KeyboardInterrupt),
            SampleSite(PAGES, catalog) as site,
            session(home, catalog, "nightly", resume=True) as now,
        ):
            web = now.web(Fetcher(TableResolver(site.hosts), backoff_seconds=0.01))
            found = collect(source, web, now.archive)
            made += site.requests
            if number < 2:
                raise KeyboardInterrupt
    assert len(made) == most
    assert [what for _, what in found.failures if "the most that source ven allows" in what]
    assert len(found.fetches) == most - 1, "what came before it was interrupted is there"


@pytest.mark.parametrize(
    ("contact", "told"),
    [
        ("", "(reads statistics; obeys robots.txt)"), ("a@b.example", "(+a@b.example)"),
        ("a@b.example\r\nX-Evil: 1 ữ", "(+a@b.exampleX-Evil: 1 )"),
    ],
)  # fmt: skip
def test_sites_are_told_whom_to_write_to(contact: str, told: str) -> None:
    name = user_agent({"BACNINH_CONTACT": contact})
    assert name.startswith("bacninh/")
    assert name.endswith(told)
