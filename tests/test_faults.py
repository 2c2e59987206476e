"""Faults of servers on a real socket, each with its outcome; and that forbidden addresses are never connected to."""

from __future__ import annotations

import errno
import json
import os
import re
import socket
import ssl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import faults
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from faults import FAULTS, Fault, FaultServer

from extractors import formats, history, standins
from extractors.archive import Archive
from extractors.catalog import Catalog, Source
from extractors.discover import Discovery, discover
from extractors.errors import UnreadablePage
from extractors.http import (
    Cookies,
    Endpoint,
    Fetcher,
    FetchError,
    HostNotAllowed,
    HttpStatus,
    PublicResolver,
    RobotsDisallowed,
    TableResolver,
)
from extractors.records import Page, Snapshot
from flows.collect import collect
from flows.reading import read_files

HOSTS = [f"{fault.name}.example" for fault in FAULTS]


def source(**changes: Any) -> Source:
    fields: dict[str, Any] = {
        "id": "a", "name": "A", "publisher": "A", "kind": "news", "language": ["en"], "trust": "press", "licence": "none",
        "hosts": HOSTS, "listings": [{"kind": "rss", "url": "https://a.example/rss"}],
        "url_pattern": r"https://([\w-]+\.example)/(page\w*|open/\.\./page)", "canonical_url": r"https://\1/\2",
        "selectors": {"body": ["article"]}, "cadence": "0 2 * * *", "pace_seconds": 0,
    }  # fmt: skip
    return Source.model_validate(fields | changes)


SOURCE = source()


# -- certificates


def certify(
    name: str, issuer: tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None, days: int
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """A certificate of `name` that ends so many days from now, signed by `issuer` or by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(issuer[0].subject if issuer else subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=30)).not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=name == "ca", path_length=None), critical=True)
    )  # fmt: skip
    return builder.sign(issuer[1] if issuer else key, hashes.SHA256()), key


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, ssl.SSLContext]]:
    """The authority that the fetcher trusts, and the servers' contexts."""
    folder = tmp_path_factory.mktemp("tls")
    ca = certify("ca", None, 30)
    made = {
        "self-signed": certify("self-signed.example", None, 30), "other-name": certify("else.example", ca, 30),
        "expired": certify("expired.example", ca, -1), "trusted": certify("trusted.example", ca, 30),
    }  # fmt: skip
    contexts = {}
    for name, (certificate, key) in made.items():
        path = folder / f"{name}.pem"
        plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + key.private_bytes(*plain))
        contexts[name] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        contexts[name].load_cert_chain(path)
    (folder / "ca.pem").write_bytes(ca[0].public_bytes(serialization.Encoding.PEM))
    return folder / "ca.pem", contexts


class Table:
    """The hosts of the faults; every other is unknown. Records what it was asked for."""

    def __init__(self, ports: dict[str, int]) -> None:
        self._hosts = {
            f"{f.name}.example": Endpoint("127.0.0.1", ports[f.tls], bool(f.tls), paced=False) for f in FAULTS
        }
        self.asked: list[str] = []

    def resolve(self, host: str, scheme: str, port: int | None) -> Endpoint:
        self.asked.append(host)
        return self._hosts[host]


@pytest.fixture(scope="module")
def server(certificates: tuple[Path, dict[str, ssl.SSLContext]]) -> Iterator[FaultServer]:
    with FaultServer(FAULTS, certificates[1]) as serving:
        yield serving


# -- what is connected to

_CONNECTED: list[tuple[str, int]] | None = None


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect" and _CONNECTED is not None and isinstance(arguments[1], tuple):
        _CONNECTED.append(arguments[1][:2])


sys.addaudithook(_hook)


@contextmanager
def connections() -> Iterator[list[tuple[str, int]]]:
    """Every address that this process connects to meanwhile, told by the interpreter itself."""
    global _CONNECTED
    _CONNECTED = seen = []
    try:
        yield seen
    finally:
        _CONNECTED = None


def outcome(fault: Fault, fetcher: Fetcher, catalog: Catalog) -> tuple[str, str]:
    """The name of what comes of a fault, and the error's text or the page's."""
    try:
        snapshot = fetcher.fetch(SOURCE, f"https://{fault.name}.example{fault.path}")
        standins.check(SOURCE, snapshot)
        page = formats.read(snapshot, SOURCE, catalog)
    except (FetchError, UnreadablePage) as error:
        return type(error).__name__, str(error)
    assert isinstance(page, Page)
    assert all(c not in value for value in snapshot.headers.values() for c in "\r\n")
    return "page", page.text


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.name)
def test_each_fault_has_its_outcome(
    fault: Fault, server: FaultServer, certificates: tuple[Path, dict[str, ssl.SSLContext]], catalog: Catalog
) -> None:
    table = Table(server.ports)
    times: dict[str, Any] = (
        {"timeout": (5, 0.5), "total_seconds": 0.8, "attempts": 1}
        if fault.slow
        else {"timeout": (10, 10), "attempts": 2}
    )
    fetcher = Fetcher(table, backoff_seconds=0.01, max_bytes=faults.CAP, ca_bundle=certificates[0], **times)
    with connections() as connected:
        name, text = outcome(fault, fetcher, catalog)
    assert name == fault.outcome, text
    assert re.search(fault.words, text), text
    if name == "page":
        assert re.search(r"reached 38\.9 billion USD, up 4\.5 percent|đạt 1\.234 tỷ đồng, tăng 20,5%", text)
    # nothing but the fault's own server was asked for or connected to, wherever it pointed
    assert set(table.asked) <= {f"{fault.name}.example"}
    assert set(connected) <= {("127.0.0.1", server.ports[fault.tls])}
    if fault.requests is not None:
        host = f"{fault.name}.example"
        assert (
            sum(n for (h, path), n in server.requests.items() if h == host and path.startswith("/page"))
            == fault.requests
        )


def test_docs_have_the_table() -> None:
    assert faults.DOCS.read_text(encoding="utf-8") == faults.table(), "run: python tests/faults.py"


def test_names_are_told_apart() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 40


# -- forbidden addresses

FORBIDDEN = [
    "127.0.0.1", "127.1.2.3", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "255.255.255.255", "224.0.0.1",
    "240.0.0.1", "192.0.2.1", "198.18.0.1", "::1", "::", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "fe80::1", "fe80::1%lo", "fc00::1",
    "fec0::1", "ff02::1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::7f00:1", "2002:7f00:1::", "2001:db8::1", "3fff::1", "2001::1", "100::1",
]  # fmt: skip


def answers(monkeypatch: pytest.MonkeyPatch, *rounds: list[str]) -> list[str]:
    """DNS answers one round after another, the last for good; returns the hosts it was asked for."""
    asked: list[str] = []

    def getaddrinfo(host: str, port: int, *_: object, **__: object) -> list[Any]:
        asked.append(host)
        found = rounds[min(len(asked), len(rounds)) - 1]
        return [(socket.AF_INET6 if ":" in a else socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port)) for a in found]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


@pytest.mark.parametrize("address", FORBIDDEN)
@pytest.mark.parametrize("beside", [[], ["8.8.8.8"]], ids=["alone", "beside a public one"])
def test_an_allowed_host_with_a_forbidden_address_is_not_connected_to(
    address: str, beside: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answers(monkeypatch, [*beside, address])
    with connections() as connected, pytest.raises(HostNotAllowed, match="no public address"):
        Fetcher(PublicResolver(), backoff_seconds=0.01).fetch(source(hosts=["a.example"]), "https://a.example/page")
    assert asked == ["a.example"]
    assert connected == []


@pytest.mark.parametrize(
    "host",
    ["localhost", "127.0.0.1", "2130706433", "0177.0.0.1", "0x7f000001", "127.1", "0", "[::1]", "[::ffff:7f00:1]"],
)
def test_a_forbidden_address_that_a_source_lists_is_not_connected_to(host: str) -> None:
    """Even where the catalogue itself names it, in any of the forms that the system's resolver takes; a server there stays unasked."""
    with socket.create_server(("127.0.0.1", 0)) as listening, connections() as connected:
        listening.settimeout(0.05)
        with pytest.raises(FetchError) as error:
            Fetcher(PublicResolver(), backoff_seconds=0.01, attempts=1).fetch(
                source(hosts=[host.strip("[]")]), f"http://{host}/page"
            )
        with pytest.raises(TimeoutError):
            listening.accept()
    assert isinstance(error.value, HostNotAllowed)
    assert connected == []


def test_a_name_that_changes_its_address_is_checked_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: robots.txt from a public address, the page from loopback. One look-up a request, and the connection goes to what it gave."""
    asked = answers(monkeypatch, ["8.8.8.8"], ["127.0.0.1"])
    made: list[tuple[str, int]] = []

    def refuse(address: tuple[str, int], *_: object, **__: object) -> socket.socket:
        made.append(address)
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr("urllib3.util.connection.create_connection", refuse)
    with connections() as connected, pytest.raises(FetchError):
        Fetcher(PublicResolver(), backoff_seconds=0.01, attempts=2).fetch(
            source(hosts=["a.example"]), "https://a.example/page"
        )
    assert asked == ["a.example", "a.example"]
    assert made == [("8.8.8.8", 443)], "the second look-up gave loopback, and nothing was connected to"
    assert connected == []


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"]
)
def test_a_public_address_is_admitted(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, [address])
    assert PublicResolver().resolve("a.example", "https", None) == Endpoint(address, 443, True)


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "data:text/html,x", "javascript:alert(1)", "ftp://a.example/", "//a.example/", "https://", "https://a.example:99999/", "https://a.example:22/",
     "https://u@a.example/", "https://u:p@a.example/", "https://@a.example/", "https://a.example\\@evil.example/", "https://a.example /", "https://a.example/\r\nX: y",
     "https://a.example.evil.example/", "https://evil.example/?a.example", "https://а.example/", "https://ａ.example/", "https://a.example./", "https://[::1/"],
)  # fmt: skip
def test_an_address_that_is_not_the_sources_is_refused_unasked(url: str) -> None:
    table = TableResolver({})
    with connections() as connected, pytest.raises(HostNotAllowed):
        Fetcher(table).fetch(source(hosts=["a.example"]), url)
    assert connected == []


# -- a night


def simple(robots: faults.Script | None = None, page: faults.Script | None = None) -> Fault:
    return Fault("a", "", "", page=page, robots=robots)


def night(server: FaultServer, **settings: Any) -> Fetcher:
    return Fetcher(
        TableResolver({"a.example": server.ports[""], "b.example": server.ports[""]}), backoff_seconds=0.01, **settings
    )


ONE = {"hosts": ["a.example"]}


def test_a_host_that_fails_three_pages_in_a_row_is_left_alone() -> None:
    with FaultServer([simple(page=faults.answer(b"", "500 Oops"))], {}) as server:
        fetcher = night(server, attempts=2)
        for number in range(6):
            with pytest.raises(HttpStatus, match="500" if number < 3 else "left alone"):
                fetcher.fetch(source(**ONE), f"https://a.example/page{number}")
        assert sum(n for (_, path), n in server.requests.items() if path != "/robots.txt") == 3 * 2


def test_a_host_that_recovers_is_not_left_alone() -> None:
    def two_of_three(request: faults.Request) -> Iterator[bytes]:
        yield faults.say() if request.path.endswith(("2", "5")) else faults.say(b"", "502 Bad Gateway")

    with FaultServer([simple(page=two_of_three)], {}) as server:
        fetcher = night(server, attempts=1)
        for number in (0, 1, 3, 4, 6, 7):
            with pytest.raises(HttpStatus, match=r"^the server answered 502"):
                fetcher.fetch(source(**ONE), f"https://a.example/page{number}")
            if number in (1, 4):
                assert fetcher.fetch(source(**ONE), f"https://a.example/page{number + 1}").body == faults.PAGE


def test_the_nights_budget_of_a_host_is_kept_and_what_is_left_is_said(tmp_path: Path) -> None:
    listing = b"".join(b"<a href='/page%d'>x</a>" % number for number in range(20))

    def site(request: faults.Request) -> Iterator[bytes]:
        body = listing if request.path == "/page" else faults.PAGE + request.path.encode()
        yield faults.say(b"<html><body>" + body + b"</body></html>")

    with FaultServer([simple(page=site)], {}) as server:
        one = source(
            **ONE,
            max_requests=10,
            url_pattern=r"https://(a\.example)/(page\d+)",
            listings=[{"kind": "html", "url": "https://a.example/page"}],
        )
        collected = collect(one, night(server), Archive(tmp_path))
        assert sum(server.requests.values()) == 10
        assert len(collected.snapshots) == 8, "robots.txt and the listing are asked for, too"
        assert len(collected.failures) == 1
        assert "12 pages were not asked for" in collected.failures[0][1]


def test_pages_alike_to_the_byte_are_set_aside_and_said(tmp_path: Path) -> None:
    listing = b"<a href='/page1'>x</a><a href='/page2'>x</a><a href='/page3'>x</a>"

    def site(request: faults.Request) -> Iterator[bytes]:
        yield faults.say({"/page": listing, "/page2": faults.PAGE + b"2"}.get(request.path, faults.PAGE))

    with FaultServer([simple(page=site)], {}) as server:
        one = source(
            **ONE,
            url_pattern=r"https://(a\.example)/(page\d+)",
            listings=[{"kind": "html", "url": "https://a.example/page"}],
        )
        collected = collect(one, night(server), Archive(tmp_path))
    assert [s.url for s in collected.snapshots] == ["https://a.example/page2"]
    alike = ["https://a.example/page1", "https://a.example/page3"]
    assert [url for url, what in collected.failures if "same bytes" in what] == alike
    for _ in range(2):
        archive = Archive(tmp_path)
        told = [e.snapshot for e in history.entries(archive, []) if isinstance(e, history.Answer)]
        assert [s.url for s in told if archive.is_aside(s)] == alike, "whoever reads the archive again knows"
        assert [archive.by_url(url) for url in alike] == [None, None]
        (tmp_path / "index.jsonl").unlink()


def test_a_page_that_calls_itself_another_is_warned_of(tmp_path: Path) -> None:
    canonical = faults.PAGE.replace(b"<title>", b"<link rel='canonical' href='/page9'><title>")
    with FaultServer(
        [simple(page=lambda r: iter([faults.say(b"<a href='/page1'>x</a>" if r.path == "/page" else canonical)]))], {}
    ) as server:
        one = source(
            **ONE,
            url_pattern=r"https://(a\.example)/(page\d+)",
            listings=[{"kind": "html", "url": "https://a.example/page"}],
        )
        collected = collect(one, night(server), Archive(tmp_path))
    assert [(url, "page9" in what) for url, what in collected.warnings] == [("https://a.example/page1", True)]
    assert len(collected.snapshots) == 1


def test_a_page_that_became_a_login_form_keeps_its_last_version(tmp_path: Path) -> None:
    pages = {"/page1": faults.PAGE}

    def site(request: faults.Request) -> Iterator[bytes]:
        yield faults.say(b"<a href='/page1'>x</a>" if request.path == "/page" else pages["/page1"])

    with FaultServer([simple(page=site)], {}) as server:
        one = source(
            **ONE,
            url_pattern=r"https://(a\.example)/(page\d+)",
            listings=[{"kind": "html", "url": "https://a.example/page"}],
        )
        archive = Archive(tmp_path)
        assert len(collect(one, night(server), archive).snapshots) == 1
        pages["/page1"] = b"<html><title>Login</title><body><form></form></body></html>"
        second = collect(one, night(server), archive)
    kept = archive.by_url("https://a.example/page1")
    assert second.snapshots == []
    assert "login" in second.failures[0][1]
    assert kept is not None
    assert kept.body == faults.PAGE


def test_an_empty_answer_is_a_failure_and_the_last_version_stays(tmp_path: Path) -> None:
    pages = {"/page": b"<a href='/page1'>x</a>", "/page1": faults.PAGE}
    site = simple(page=lambda request: iter([faults.say(pages[request.path])]), robots=faults.answer(b""))
    with FaultServer([site], {}) as server:
        one = source(
            **ONE,
            url_pattern=r"https://(a\.example)/(page\d+)",
            listings=[{"kind": "html", "url": "https://a.example/page"}],
        )
        archive = Archive(tmp_path)
        assert len(collect(one, night(server), archive).snapshots) == 1, "an empty robots.txt allows all"
        pages["/page1"] = b""
        second = collect(one, night(server), archive)
    kept = archive.by_url("https://a.example/page1")
    assert second.snapshots == []
    assert [(url, "200 with an empty body" in what) for url, what in second.failures] == [
        ("https://a.example/page1", True)
    ]
    assert kept is not None
    assert kept.body == faults.PAGE


def test_robots_txt_is_read_once_and_anew_after_a_day() -> None:
    now = [1_000_000.0]
    with FaultServer([simple()], {}) as server:
        fetcher = night(server, clock=lambda: now[0])
        for later in (0.0, 3600.0, 23 * 3600.0):
            now[0] = 1_000_000.0 + later
            fetcher.fetch(source(**ONE), "https://a.example/page")
        assert server.requests["a.example", "/robots.txt"] == 1
        now[0] = 1_000_000.0 + 25 * 3600.0
        fetcher.fetch(source(**ONE), "https://a.example/page")
        assert server.requests["a.example", "/robots.txt"] == 2
        now[0] = 0.0  # the clock was set back: how old it is cannot be told
        fetcher.fetch(source(**ONE), "https://a.example/page")
        assert server.requests["a.example", "/robots.txt"] == 3


def test_rules_behind_500_kib_do_not_count_and_a_cut_line_is_none() -> None:
    rules = b"User-agent: *\nDisallow: /closed\n" + b"#" * (512_000 - 44) + b"\nDisallow: /p"
    long = rules + b"rivate\nDisallow: /page\n"
    with FaultServer([simple(robots=faults.answer(long))], {}) as server:
        fetcher = night(server)
        assert fetcher.fetch(source(**ONE), "https://a.example/page").body == faults.PAGE
        with pytest.raises(FetchError, match="forbids"):
            fetcher.fetch(source(**ONE), "https://a.example/closed")


def test_cookies_of_one_host_are_not_sent_to_another() -> None:
    seen: list[tuple[str, bool]] = []

    def site(request: faults.Request) -> Iterator[bytes]:
        seen.append((request.host, "cookie:" in request.headers.lower()))
        yield (
            faults.say(b"", "302 Found", Location="https://b.example/page")
            if request.path == "/page2"
            else faults.say(Set_Cookie="id=1; Domain=example; Path=/")
        )

    both = [Fault(name, "", "", page=site) for name in ("a", "b")]
    with FaultServer(both, {}) as server:
        fetcher, cookies = night(server), Cookies("a.example")
        for path in ("page", "page1", "page2"):
            fetcher.fetch(source(hosts=["a.example", "b.example"]), f"https://a.example/{path}", cookies=cookies)
    assert seen[-1] == ("b.example", False)
    assert not any(sent for host, sent in seen if host == "b.example")


# -- listings


@pytest.mark.parametrize("body", ["/etc/hostname", str(Path(__file__)), "http://127.0.0.1/feed"])
def test_a_feed_that_is_the_name_of_a_file_opens_none(body: str) -> None:
    opened: list[Any] = []
    global _OPENED
    _OPENED = opened
    try:
        with connections() as connected:
            found = discover_rss(body.encode())
    finally:
        _OPENED = None
    assert found.urls == []
    assert body not in [str(o) for o in opened]
    assert body.encode() not in opened
    assert connected == []


_OPENED: list[Any] | None = None


def _opened(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open" and _OPENED is not None:
        _OPENED.append(arguments[0])


sys.addaudithook(_opened)


def discover_rss(body: bytes, kind: str = "rss") -> Discovery:
    snapshot = Snapshot("a", "https://a.example/rss", "https://a.example/rss", datetime.now(UTC), 200, {}, body, "")
    return discover(source(**ONE, listings=[{"kind": kind, "url": "https://a.example/rss"}]), lambda url: snapshot)


ENTITY = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
    f"<!ENTITY a{i} '{f'&a{i - 1 or str()};' * 10}'>" for i in range(1, 10)
)
FILE = "<!DOCTYPE x [<!ENTITY a9 SYSTEM 'file:///etc/hostname'>"


@pytest.mark.parametrize("kind", ["rss", "sitemap"])
@pytest.mark.parametrize("entities", [ENTITY, FILE], ids=["bomb", "file"])
def test_entities_of_feeds_and_sitemaps_are_not_expanded(kind: str, entities: str) -> None:
    item = (
        "<channel><item><link>https://a.example/page1</link><title>&a9;</title></item></channel>"
        if kind == "rss"
        else "<url><loc>https://a.example/page1</loc><x>&a9;</x></url>"
    )
    top = "rss" if kind == "rss" else "urlset"
    opened: list[Any] = []
    global _OPENED
    _OPENED = opened
    try:
        found = discover_rss(f"<?xml version='1.0'?>{entities}]><{top} version='2.0'>{item}</{top}>".encode(), kind)
    finally:
        _OPENED = None
    assert not any("hostname" in str(name) for name in opened)
    assert found.urls in (["https://a.example/page1"], [])
    assert found.urls or found.failures


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"1" * 100_000,
        b"[" + b"1" * 5000 + b"]",
        b'[{"link": 1}, {"link": "http://["}]',
    ],
)
def test_json_of_a_listing_that_nobody_can_read_is_a_failure(body: bytes) -> None:
    assert len(discover_rss(body, "wordpress").failures) == 1


def test_one_link_that_is_no_address_does_not_spoil_the_others() -> None:
    links = b"<a href='http://['>x</a><a href='https://a.example/page1'>x</a><a href='http://a:b:c/'>x</a>"
    assert discover_rss(links, "html").urls == ["https://a.example/page1"]


def test_half_a_character_in_a_link_is_named_and_spoils_nothing() -> None:
    links = [{"link": "https://a.example/page\ud800"}, {"link": "https://a.example/page1"}]
    found = discover_rss(json.dumps(links).encode(), "wordpress")
    assert found.urls == ["https://a.example/page1"]
    assert ["\\ud800" in failure.error for failure in found.failures] == [True]
    with pytest.raises(HostNotAllowed) as refused:
        Fetcher(TableResolver({"a.example": 1})).fetch(source(**ONE), links[0]["link"])
    str(refused.value).encode()


def test_a_sitemap_that_fails_costs_only_its_own_pages() -> None:
    def site(request: faults.Request) -> Iterator[bytes]:
        part = "<{0}><loc>https://a.example/{1}</loc></{0}>".format
        match request.path:
            case "/page":
                named = "".join(part("sitemap", f"page-of-maps{n}") for n in range(4))
                yield faults.say(f"<sitemapindex>{named}</sitemapindex>".encode())
            case "/page-of-maps1":
                yield faults.say(b"", "404 Not Found")
            case "/page-of-maps2":
                yield faults.say(b"<urlset>")
            case _:
                yield faults.say(f"<urlset>{part('url', f'page{request.path[-1]}')}</urlset>".encode())

    with FaultServer([simple(page=site)], {}) as server:
        one = source(**ONE, listings=[{"kind": "sitemap", "url": "https://a.example/page"}])
        fetcher = night(server)
        found = discover(one, lambda url: fetcher.fetch(one, url))
    assert found.urls == ["https://a.example/page0", "https://a.example/page3"], found.failures
    assert [failure.url for failure in found.failures] == [
        "https://a.example/page-of-maps1",
        "https://a.example/page-of-maps2",
    ]


def test_an_error_that_nobody_expected_is_the_failure_of_its_source(tmp_path: Path) -> None:
    class Broken:
        def __init__(self, error: Exception) -> None:
            self.error = error

        def fetch(self, source: Source, url: str, *_: object) -> Snapshot:
            raise self.error

        post = fetch

    collected = collect(SOURCE, Broken(ZeroDivisionError("by \ud800")), Archive(tmp_path))
    assert [(place, "ZeroDivisionError" in what) for place, what in collected.failures] == [("a", True)]
    collected.failures[0][1].encode()
    with pytest.raises(OSError, match="No space"):
        collect(SOURCE, Broken(OSError(errno.ENOSPC, "No space left on device")), Archive(tmp_path))


def test_what_is_no_regular_file_or_has_no_name_is_said(tmp_path: Path, catalog: Catalog) -> None:
    os.mkfifo(tmp_path / "pipe.html")
    bad = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")
    Path(bad).write_text("Exports of Bac Ninh reached 38.9 billion USD in 2023.", encoding="utf-8")
    (tmp_path / "good.txt").write_text("Exports of Bac Ninh reached 38.9 billion USD in 2023.", encoding="utf-8")
    read, fetches = read_files([tmp_path, tmp_path / "pipe.html"], catalog, Archive(tmp_path / "archive"))
    assert [fetch.url.rpartition("/")[2] for fetch in fetches] == ["good.txt"]
    assert [what.split(";")[0] for _, what in read.failures] == [
        "its name is no UTF-8, and the name is what it is cited by",
        "is no regular file",
    ]
    str(read.failures).encode()


def test_a_host_has_one_budget_however_its_port_is_spelt() -> None:
    def site(request: faults.Request) -> Iterator[bytes]:
        zeros = "0" * (sum(server.requests.values()) % 40)
        yield faults.say(b"", "302 Found", Location=f"http://a.example:{zeros}80{request.path}x")

    with FaultServer([simple(page=site)], {}) as server:
        one = source(**ONE, max_requests=8)
        fetcher = night(server)
        for number in range(4):
            with pytest.raises(FetchError):
                fetcher.fetch(one, f"http://a.example/page{number}")
    assert sum(server.requests.values()) == 8


@pytest.mark.parametrize(
    ("robots", "allowed"),
    [
        ("User-agent: bac\nDisallow: /\n", True), ("User-agent: ba\nAllow: /\n\nUser-agent: *\nDisallow: /\n", False),
        ("User-agent: bacninh/1.0\nDisallow: /\n", False), ("user-agent:BacNinh # us\ndisallow:/\n", False),
        ("User-agent: bacninh-images\nDisallow: /\n", True), ("User-agent: bacninh2\nDisallow: /\n", True),
        ("Useragent: other\rDisallow: /\r", True), ("User-agent *\nDisallow: /\n", False),
        ("User-agent: other\nUser-agent: bacninh\nDisallow: /\n", False),
        ("User-agent: bacninh\nAllow: /\n\nUser-agent: *\nDisallow: /\n", True),
    ],
)  # fmt: skip
def test_rules_are_for_a_product_by_its_whole_name(robots: str, allowed: bool) -> None:
    with FaultServer([simple(robots=faults.answer(robots.encode()))], {}) as server:
        if allowed:
            night(server).fetch(source(**ONE), "https://a.example/page")
        else:
            with pytest.raises(RobotsDisallowed):
                night(server).fetch(source(**ONE), "https://a.example/page")


def test_a_file_of_a_name_that_another_has_is_no_edit_of_it(tmp_path: Path, catalog: Catalog) -> None:
    text = "<html><body><article><p>Exports of Bac Ninh reached {} billion USD in 2021.</p></article></body></html>"
    for number, folder in enumerate(("a", "b", "c"), start=40):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "report.html").write_text(text.format(number), encoding="utf-8")
    first, other, moved = (tmp_path / folder / "report.html" for folder in ("a", "b", "c"))

    def brought(*paths: Path) -> tuple[int, int]:
        read, _ = read_files(paths, catalog, Archive(tmp_path / "archive"))
        return len(read.documents), len(read.failures)

    assert brought(first, other) == (1, 1)
    assert brought(other) == (0, 1), "in an earlier load, too"
    assert brought(first) == (1, 0)
    first.unlink()
    assert brought(moved) == (1, 0), "it may have been moved"
    assert brought(moved, other) == (1, 1)
