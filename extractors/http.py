"""Polite, allow-listed fetching: robots.txt, pace and budget of each host, retries on what can pass, queries.

There is one seam between the web and the sample site: a `Resolver` of host → endpoint. `PublicResolver` asks DNS and
admits public addresses only; `TableResolver` knows its own table and refuses every other host without asking.
The connection goes to the very address that was checked; URL, Host header and TLS name stay those of the host.
What a hostile or broken server can do, and what comes of it: docs/faults.md.
"""

from __future__ import annotations

import contextlib
import copy
import hashlib
import ipaddress
import json
import os
import random
import re
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Protocol, Self
from urllib.parse import urlencode, urljoin, urlsplit, urlunsplit

import requests
import urllib3
from protego import Protego
from requests.adapters import HTTPAdapter
from requests.cookies import RequestsCookieJar
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from extractors.catalog import Source
from extractors.records import Snapshot

MAX_BYTES = 20_000_000
MAX_REDIRECTS = 5
MAX_WAIT_SECONDS = 60.0
"""The longest pause that a host may ask for (Retry-After, Crawl-delay); one that asks for more is left alone."""
LOST_PAGES = 3
"""So many pages of a host in a row without a whole answer (none, broken, 5xx, 429), and it is left alone."""
ROBOTS_BYTES = 512_000
"""So much of a robots.txt counts: RFC 9309 section 2.5 asks for at least 500 KiB."""
ROBOTS_SECONDS = 24 * 3600.0
"""So long a robots.txt counts (RFC 9309 section 2.4)."""
MAX_URL = 8_000
"""Characters of an address (RFC 9110 section 4.1 asks for so many at least)."""
MAX_ENCODINGS = 2
"""Content encodings one in another."""
MAX_MEMBERS = 100
"""Members of a gzip stream: each costs a copy of what follows it."""
_CHUNK = 65_536
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SAME_METHOD = frozenset({307, 308})
"""Redirects that a POST follows as a POST (RFC 9110); after the others the target is asked with GET."""
_GZIP, _ZLIB, _RAW = 31, 15, -15
_GZIP_MAGIC = b"\x1f\x8b"


class FetchError(Exception):
    """A page that could not be fetched. Its text says what was wrong and what to do; `url` says where."""

    may_pass = False
    """Whether asking again soon can help."""

    def __init__(self, url: str, what: str, cure: str) -> None:
        super().__init__(url, what, cure)
        self.url, self.what, self.cure = url, what, cure

    def __str__(self) -> str:
        return f"{self.what}; {self.cure}"

    def at(self, url: str, before: str = "") -> Self:
        """The same error for another address, with words set before what was wrong."""
        error = copy.copy(self)
        error.url, error.what = url, before + self.what
        return error


class HostNotAllowed(FetchError):
    """An address that the source may not be asked for: a host outside its list, or no address of the web."""


class Unreachable(FetchError):
    """No connection, or no answer in time."""

    may_pass = True


class Untrusted(Unreachable):
    """A certificate that does not vouch for the host."""

    may_pass = False


class HttpStatus(FetchError):
    """An answer that is no page: `status` is its code."""

    def __init__(self, url: str, what: str, cure: str, status: int) -> None:
        super().__init__(url, what, cure)
        self.args = (url, what, cure, status)
        self.status = status


class WrongType(FetchError):
    """An answer of a kind that no reader reads: a picture, a film, a program."""


class BudgetSpent(FetchError):
    """The host has been asked as often as the source allows in a run."""


class BrokenBody(FetchError):
    """A body that broke off before its end, or whose compression is damaged."""

    may_pass = True


class RobotsDisallowed(FetchError):
    """robots.txt forbids the page, could not be read, or asks for longer pauses than a run can keep."""


class TooLarge(FetchError):
    """A body over the cap."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server is asked with whether a page changed."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """What a POST asks with. It must only ask: a query whose answer was lost is sent again."""

    body: bytes
    content_type: str

    @classmethod
    def of_json(cls, value: object) -> Self:
        """A JSON value as UTF-8; the same value is always the same bytes."""
        body = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        return cls(body, "application/json; charset=utf-8")

    @classmethod
    def of_form(cls, fields: Iterable[tuple[str, str]]) -> Self:
        """The fields of an HTML form, names repeated where several options are chosen."""
        return cls(urlencode(list(fields)).encode(), "application/x-www-form-urlencoded")

    @property
    def digest(self) -> str:
        """Tells queries apart: first 16 hex digits of the body's sha256."""
        return hashlib.sha256(self.body).hexdigest()[:16]


class Cookies:
    """The cookies of one host during one errand. No other host is sent them, whatever domain they claim."""

    def __init__(self, host: str) -> None:
        self.host = host
        """As in an address, with its port if it has one."""
        self.jar = RequestsCookieJar()


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a host's server is reached."""

    address: str
    """An IP address."""
    port: int
    tls: bool
    paced: bool = True
    """Whether requests are spaced; the sample's own site needs no sparing."""


class Resolver(Protocol):
    """Host → endpoint."""

    def resolve(self, host: str, scheme: str, port: int | None) -> Endpoint:
        """The endpoint of a host. Raises LookupError where it is not to be asked, OSError where it cannot be found."""
        ...


class PublicResolver:
    """The web: asks DNS, and admits a host only if every address it has is a public one."""

    def resolve(self, host: str, scheme: str, port: int | None) -> Endpoint:
        """The host's first address, IPv4 before IPv6. Raises LookupError for a private one, OSError if DNS has none."""
        number = port or (443 if scheme == "https" else 80)
        try:
            found = socket.getaddrinfo(host, number, type=socket.SOCK_STREAM)
        except UnicodeError as error:
            raise LookupError(f"{host!r} is no name of a host") from error
        addresses = [str(info[4][0]) for info in sorted(found, key=lambda info: info[0] != socket.AF_INET)]
        for address in addresses:
            if not _is_public(address):
                raise LookupError(f"{host} resolves to {address}, which is no public address")
        return Endpoint(addresses[0], number, scheme == "https")


class TableResolver:
    """The sample: each known host is a loopback port that speaks plain HTTP; no other host exists."""

    def __init__(self, hosts: Mapping[str, int], *, paced: bool = False) -> None:
        self._hosts, self._paced = dict(hosts), paced

    def resolve(self, host: str, scheme: str, port: int | None) -> Endpoint:  # noqa: ARG002  the table decides
        """The host's loopback port. Raises LookupError for a host that is not in the table; never asks DNS."""
        if host not in self._hosts:
            raise LookupError(f"{host} is not in the table of hosts")
        return Endpoint("127.0.0.1", self._hosts[host], tls=False, paced=self._paced)


CONTACT = "BACNINH_CONTACT"
"""Environment variable: an address or mailbox where owners of sites reach whoever runs this."""


def user_agent(environment: Mapping[str, str] = os.environ) -> str:
    """The name that servers see, with the CONTACT of the environment."""
    try:
        number = version("bacninh")
    except PackageNotFoundError:
        number = "dev"
    contact = "".join(c for c in environment.get(CONTACT, "").strip() if " " <= c <= "~")  # what a header can hold
    return f"bacninh/{number} (+{contact})" if contact else f"bacninh/{number} (reads statistics; obeys robots.txt)"


@dataclass(slots=True)
class _Host:
    """What a fetcher knows of a host during a run."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    """Held while robots.txt is read, so that it is asked for once."""
    robots: Protego | None = None
    robots_at: float = 0.0
    """When robots.txt was read, on the fetcher's clock."""
    asked: int = 0
    """Requests sent to it."""
    closed: FetchError | None = None
    """Why the host is left alone for the rest of the run."""
    lost: int = 0
    """Pages in a row without a whole answer."""
    free_at: float = 0.0
    """On the monotonic clock: when it may be asked next."""


@dataclass(frozen=True, slots=True)
class _Answer:
    url: str
    status: int
    headers: dict[str, str]
    body: bytes = b""
    """Of a 200 only, complete and decoded."""


@dataclass(frozen=True, slots=True)
class _Ask:
    """What a request carries beside its address."""

    headers: Mapping[str, str] = field(default_factory=dict)
    query: Query | None = None
    """None: a GET."""
    cookies: Cookies | None = None
    cut_at: int | None = None
    """Bytes of the body after which the rest is not wanted."""


class Fetcher:
    """Fetches pages of the catalogue's sources. One for a run: it keeps robots.txt and the pace of each host.

    Several threads may use it. Limits: `timeout` is (connect, silence while reading), `total_seconds` bounds a request
    from connection to last byte, `max_bytes` the body, packed and unpacked. A body without length, chunks or
    compression that breaks off cannot be told from a whole one: HTTP does not say. Settings of the environment
    (proxies, .netrc, CA files) are not used; `ca_bundle` names a file of certificate authorities to trust instead of
    the usual ones. `clock` (seconds) tells how old a robots.txt is.
    """

    def __init__(
        self,
        resolver: Resolver,
        *,
        name: str | None = None,
        timeout: tuple[float, float] = (10.0, 30.0),
        total_seconds: float = 120.0,
        attempts: int = 3,
        backoff_seconds: float = 1.0,
        max_bytes: int = MAX_BYTES,
        ca_bundle: Path | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._resolver = resolver
        self._user_agent = name or user_agent()
        self._timeout = timeout
        self._total_seconds = total_seconds
        self._attempts = attempts
        self._backoff_seconds = backoff_seconds
        self._max_bytes = max_bytes
        self._verify = str(ca_bundle) if ca_bundle else True
        self._clock = clock
        self._lock = threading.Lock()
        self._hosts: dict[str, _Host] = {}

    def fetch(
        self, source: Source, url: str, validators: Validators | None = None, cookies: Cookies | None = None
    ) -> Snapshot:
        """The page at `url`, after redirects within the source's hosts.

        With `validators` of an earlier snapshot, an unchanged page comes back as status 304 with an empty body.
        Raises the FetchError that says what was wrong: never a page that is not whole.
        """
        conditions = _conditions(validators)
        answer = self._follow(source, url, _Ask(conditions, cookies=cookies), ask_robots=True)
        if answer.status != HTTPStatus.OK and not (answer.status == HTTPStatus.NOT_MODIFIED and conditions):
            raise _no_page(answer)
        _check_body(answer)
        return _snapshot(source, url, answer)

    def post(self, source: Source, url: str, query: Query, cookies: Cookies | None = None) -> Snapshot:
        """The answer to a query, after redirects, under the same rules as `fetch`.

        The snapshot's `url` is `post_address(url, query)`, `final_url` the address that answered.
        """
        answer = self._follow(source, url, _Ask({}, query, cookies), ask_robots=True)
        if answer.status != HTTPStatus.OK:
            raise _no_page(answer)
        _check_body(answer)
        return _snapshot(source, post_address(url, query), answer)

    def _follow(self, source: Source, url: str, ask: _Ask, *, ask_robots: bool) -> _Answer:
        """The answer at the end of the redirects; each hop is held to the same rules as the first."""
        current = url
        for _ in range(MAX_REDIRECTS + 1):
            try:
                _check_address(source, current)
                if ask_robots:
                    self._check_robots(source, current)
                answer = self._with_retries(source, current, ask)
            except FetchError as error:
                if current == url:
                    raise
                raise error.at(url, f"redirected to {current}: ") from error
            if answer.status not in _REDIRECTS or "location" not in answer.headers:
                return answer
            target = _target(current, answer.headers["location"])
            if answer.status not in _SAME_METHOD:
                ask = replace(ask, query=None)
            current = target
        what = f"more than {MAX_REDIRECTS} redirects, the last to {current}"
        raise HttpStatus(url, what, "correct the address in the source's listings", answer.status)

    # -- robots.txt

    def _check_robots(self, source: Source, url: str) -> None:
        host = self._host(url)
        with host.lock:
            # an age below zero: the clock was set back
            old = host.robots is not None and not 0 <= self._clock() - host.robots_at <= ROBOTS_SECONDS
            if host.closed is None and (host.robots is None or old):
                self._read_robots(source, url, host)
        if host.closed is not None:
            raise host.closed.at(url)
        # the path that will be asked for: "/open/../closed" is /closed
        asked = requests.Request("GET", url).prepare().url or url
        if host.robots is not None and not host.robots.can_fetch(asked, self._robots_name):
            raise RobotsDisallowed(url, "robots.txt forbids this page", "take it out of the source's listings")

    def _read_robots(self, source: Source, url: str, host: _Host) -> None:
        """RFC 9309: a robots.txt that is not there (4xx) allows all; one that fails (5xx, no answer) forbids all."""
        parts = urlsplit(url)
        address = urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", ""))
        cure = "the host is left alone in this run; try again later"
        try:
            answer = self._follow(source, address, _Ask(cut_at=ROBOTS_BYTES), ask_robots=False)
        except (Unreachable, HostNotAllowed, BudgetSpent) as error:
            host.closed = error.at(address, "robots.txt: ")
            return
        except FetchError as error:
            host.closed = RobotsDisallowed(address, f"robots.txt could not be read ({error.what})", cure)
            return
        absent = 400 <= answer.status < 500 and answer.status != HTTPStatus.TOO_MANY_REQUESTS
        if answer.status != HTTPStatus.OK and not absent:
            host.closed = RobotsDisallowed(address, f"robots.txt answered {answer.status}", cure)
            return
        text = _for_one(_whole_lines(answer.body).decode("utf-8-sig", "replace"), self._robots_name)
        robots = Protego.parse(text)
        delay = robots.crawl_delay(self._robots_name) or 0
        if delay > MAX_WAIT_SECONDS:
            what = f"robots.txt asks for {delay:.0f} s between requests, more than a run can keep"
            host.closed = RobotsDisallowed(address, what, "ask the publisher for another way to its pages")
        host.robots, host.robots_at = robots, self._clock()

    @property
    def _robots_name(self) -> str:
        return self._user_agent.split("/")[0]

    # -- asking

    def _host(self, url: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(_server(url), _Host())

    def begin_with(self, addresses: Iterable[str]) -> None:
        """Count requests that the run made before it was interrupted: what a source allows a host, it allows a run."""
        for url in addresses:
            self._host(url).asked += 1

    def _with_retries(self, source: Source, url: str, ask: _Ask) -> _Answer:
        host = self._host(url)
        attempt = 0
        while True:
            attempt += 1
            wait = self._backoff_seconds * 2 ** (attempt - 1) * random.uniform(0.5, 1.5)  # noqa: S311  jitter, no secret
            try:
                answer = self._once(source, url, ask)
            except FetchError as error:
                if not error.may_pass or attempt >= self._attempts:
                    if isinstance(error, Unreachable | BrokenBody):
                        _count_lost(host, error)
                    raise
            else:
                asked = _retry_after(answer)
                if asked > MAX_WAIT_SECONDS:
                    # the wish is kept by not asking again, not by asking sooner than it says
                    host.closed = _no_page(answer).at(url, f"the host asks to be left alone for {asked:.0f} s: ")
                    return answer
                if not _is_passing(answer.status):
                    host.lost = 0
                    return answer
                if attempt >= self._attempts:
                    _count_lost(host, _no_page(answer))
                    return answer
                wait = max(wait, asked)
            time.sleep(min(wait, MAX_WAIT_SECONDS))

    def _once(self, source: Source, url: str, ask: _Ask) -> _Answer:
        """One request, one answer, whatever its status. Raises FetchError where there is no whole answer."""
        endpoint = self._endpoint(url)
        self._await_turn(source, url, endpoint)
        # one connection a request: at this pace a kept one would be stale, and nothing is left to close at the end
        asked = {
            "User-Agent": self._user_agent,
            "Accept-Encoding": "gzip, deflate",
            "Connection": "close",
            **ask.headers,
        }
        if ask.query is not None:
            asked["Content-Type"] = ask.query.content_type
        with _OneHop() as session, _Deadline(self._total_seconds) as deadline:
            session.trust_env = False
            for scheme in ("http://", "https://"):
                session.mount(scheme, _PinnedAdapter(endpoint, deadline))
            if ask.cookies is not None and ask.cookies.host == urlsplit(url).netloc:
                session.cookies = ask.cookies.jar
            try:
                with session.request(
                    "GET" if ask.query is None else "POST", url, data=ask.query.body if ask.query else None,
                    headers=asked, timeout=self._timeout, verify=self._verify, stream=True, allow_redirects=False,
                ) as response:  # fmt: skip
                    names = {name.lower(): _one_line(value) for name, value in response.headers.items()}
                    whole = self._body(url, response, ask.cut_at) if response.status_code == HTTPStatus.OK else b""
                    deadline.check(url)
                    return _Answer(url, response.status_code, names, whole)
            except (BrokenBody, Unreachable):
                deadline.check(url)
                raise
            except requests.exceptions.SSLError as error:
                deadline.check(url)
                raise _tls_error(url, error) from error
            except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
                deadline.check(url)
                raise Unreachable(url, f"no answer ({_reason(error)})", "try again later; is the host up?") from error

    def _endpoint(self, url: str) -> Endpoint:
        parts = urlsplit(url)
        try:
            return self._resolver.resolve(parts.hostname or "", parts.scheme, parts.port)
        except LookupError as error:
            raise HostNotAllowed(url, str(error), "correct the host in the source's file") from error
        except OSError as error:
            what = f"DNS gives no address for {parts.hostname} ({error.strerror})"
            raise Unreachable(url, what, "try again later; does the site still exist?") from error

    def _await_turn(self, source: Source, url: str, endpoint: Endpoint) -> None:
        """Wait until the host may be asked again, and take the turn."""
        host = self._host(url)
        delay = source.pace_seconds
        if host.robots is not None:
            delay = max(delay, float(host.robots.crawl_delay(self._robots_name) or 0))
        with self._lock:
            if host.asked >= source.max_requests:
                what = f"{host.asked} requests to this host in one run, the most that source {source.id} allows"
                raise BudgetSpent(url, what, "what is left is asked for in the next run; or raise its max_requests")
            host.asked += 1
            now = time.monotonic()
            start = max(now, host.free_at)
            host.free_at = start + delay if endpoint.paced else now
        time.sleep(start - now)

    def _body(self, url: str, response: requests.Response, cut_at: int | None) -> bytes:
        """The body, decoded: the whole, or its first `cut_at` bytes and no error for what follows them.

        Raises BrokenBody where it breaks off, TooLarge, and Unreachable where it stalls.
        """
        came = bytearray()
        cap = self._max_bytes if cut_at is None else max(self._max_bytes, cut_at)
        encodings = response.headers.get("content-encoding", "")
        try:
            while piece := response.raw.read1(_CHUNK, decode_content=False):
                came += piece
                if cut_at is not None and len(came) >= cut_at and not encodings:
                    return bytes(came[:cut_at])
                if len(came) > cap:
                    raise _too_large(url, cap)
        except urllib3.exceptions.TimeoutError as error:
            raise Unreachable(url, "the body stalled", "try again later; is the host overloaded?") from error
        except urllib3.exceptions.ProtocolError as error:
            raise _broken(url, f"the body broke off after {len(came)} bytes") from error
        return _decoded(url, bytes(came), encodings, cap)[:cut_at]


class _OneHop(requests.Session):
    """Sees no redirects: requests would read the body of one to its end, however long or packed, to throw it away."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:  # noqa: ARG002  requests' signature
        """None: there is no next request."""
        return None


class _Deadline:
    """A time after which a connection is shut, whatever it is doing: a server that gives a byte now and then, or one
    interim answer after another, never exceeds a limit on silence."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._timer = threading.Timer(seconds, self._shut)
        self._timer.daemon = True
        self._lock = threading.Lock()
        self._watched: list[socket.socket] = []
        self._passed = False

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with self._lock:
            for watched in self._watched:
                watched.close()
            self._watched.clear()

    def watch(self, connection: socket.socket) -> None:
        """Shut this connection, too, when the time is over."""
        with self._lock:
            # TLS takes the socket over and leaves an empty one: a second handle stays ours
            self._watched.append(connection.dup())
        if self._passed:
            self._shut()

    def check(self, url: str) -> None:
        """Raises Unreachable where the time is over."""
        if self._passed:
            raise Unreachable(url, f"the answer took over {self._seconds:g} s", "try again later; is the host slow?")

    def _shut(self) -> None:
        with self._lock:
            self._passed = True
            for watched in self._watched:
                # not connected any more: the server was first
                with contextlib.suppress(OSError):
                    watched.shutdown(socket.SHUT_RDWR)


def _pools(deadline: _Deadline) -> dict[str, type[HTTPConnectionPool]]:
    """Pools whose connections a deadline watches, by scheme."""

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            connection = super()._new_conn()
            deadline.watch(connection)
            return connection

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            connection = super()._new_conn()
            deadline.watch(connection)
            return connection

    plain = type("WatchedPool", (HTTPConnectionPool,), {"ConnectionCls": Plain})
    secure = type("WatchedSecurePool", (HTTPSConnectionPool,), {"ConnectionCls": Secure})
    return {"http": plain, "https": secure}


class _PinnedAdapter(HTTPAdapter):
    """Connects to one checked address, whatever the URL's host would resolve to now, and never through a proxy."""

    def __init__(self, endpoint: Endpoint, deadline: _Deadline) -> None:
        self._endpoint = endpoint
        super().__init__(max_retries=0)
        self.poolmanager.pool_classes_by_scheme = _pools(deadline)

    def add_headers(self, request: requests.PreparedRequest, **kwargs: Any) -> None:  # noqa: ARG002  requests' signature
        """Name the host asked for; without this the header would name the address."""
        request.headers["Host"] = urlsplit(str(request.url)).netloc

    def get_connection_with_tls_context(
        self,
        request: requests.PreparedRequest,
        verify: Any,
        proxies: Any = None,  # noqa: ARG002  requests' signature
        cert: Any = None,
    ) -> Any:
        """A connection to the endpoint; its certificate must be that of the URL's host."""
        parameters, tls = self.build_connection_pool_key_attributes(request, verify, cert)
        options: dict[str, Any] = dict(tls)
        if self._endpoint.tls:
            options |= {"server_hostname": parameters["host"], "assert_hostname": parameters["host"]}
        return self.poolmanager.connection_from_host(
            self._endpoint.address,
            port=self._endpoint.port,
            scheme="https" if self._endpoint.tls else "http",
            pool_kwargs=options,
        )


_GLOBAL_IPV6 = ipaddress.IPv6Network("2000::/3")
"""What IANA gives out as global unicast; outside lie site-local, IPv4-compatible and local-use NAT64 addresses."""
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_NOT_GLOBAL = (ipaddress.IPv6Network("3fff::/20"), ipaddress.IPv6Network("2001:db8::/32"))
"""For documentation (RFC 9637, RFC 3849)."""


def _is_public(address: str) -> bool:
    """Whether an IP address is one of the open web, also where an IPv4 address is wrapped in an IPv6 one."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        wrapped = ip.ipv4_mapped or ip.sixtofour or (ipaddress.IPv4Address(ip.packed[-4:]) if ip in _NAT64 else None)
        if wrapped is None:
            return ip in _GLOBAL_IPV6 and ip.is_global and not any(ip in block for block in _NOT_GLOBAL)
        ip = wrapped
    return ip.is_global and not ip.is_multicast


def post_address(url: str, query: Query) -> str:
    """The address that the answer to a query is archived under, apart from a GET of the same address.

    As web archives write it (pywb, cdxj-indexer: `__wb_method=POST`), with the query's digest in place of its body.
    """
    return f"{url}{'&' if '?' in url else '?'}__wb_method=POST&query={query.digest}"


def _snapshot(source: Source, url: str, answer: _Answer) -> Snapshot:
    sha256 = hashlib.sha256(answer.body).hexdigest()
    now = datetime.now(UTC)
    return Snapshot(source.id, url, answer.url, now, answer.status, answer.headers, answer.body, sha256)


def _check_address(source: Source, url: str) -> None:
    """Raises HostNotAllowed where the source may not be asked for `url`."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise HostNotAllowed(url, f"no address ({error})", "correct it in the source's listings") from error
    plain = parts.scheme in ("http", "https") and parts.username is None and len(url) <= MAX_URL
    if not plain or re.search(r"[\s\x00-\x1f\x7f\\]", url) or not is_text(url):
        shown = printable(url[:MAX_URL])
        raise HostNotAllowed(shown, "no plain http or https address", "correct it in the source's listings")
    if port not in (None, 443 if parts.scheme == "https" else 80):
        raise HostNotAllowed(url, f"port {port} is not the web's", "correct it in the source's listings")
    if host not in source.hosts:
        cure = "add it there if it is the publisher's own"
        raise HostNotAllowed(url, f"host {host} is not in the hosts of source {source.id}", cure)


def _server(url: str) -> str:
    """The host that is asked for an address, however it is spelt; all hosts are asked at the web's own ports."""
    return (urlsplit(url).hostname or "").rstrip(".")


def is_text(url: str) -> bool:
    """Whether it can be written down: half a character, as JSON may hold one, cannot."""
    try:
        url.encode()
    except UnicodeEncodeError:
        return False
    return True


def printable(text: str) -> str:
    """The text with what cannot be written down as its number."""
    return text.encode("utf-8", "backslashreplace").decode()


def _target(current: str, location: str) -> str:
    """The address that a redirect names. Raises HostNotAllowed where it leaves https."""
    # header bytes arrive as latin-1; where they are UTF-8, they are read as that
    try:
        location = location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        location = location.strip()
    try:
        target = requests.utils.requote_uri(urljoin(current, location.strip()))
    except (ValueError, requests.exceptions.InvalidURL) as error:
        raise HostNotAllowed(current, f"redirected to {location!r}, which is no address", "try again later") from error
    if current.startswith("https:") and target.startswith("http:"):
        cure = "correct the address in the source's listings"
        raise HostNotAllowed(current, f"redirected from https to {target}", cure)
    return target


def _conditions(validators: Validators | None) -> dict[str, str]:
    if validators is None:
        return {}
    headers = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {name: value for name, value in headers.items() if value}


def _is_passing(status: int) -> bool:
    return status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR


def _retry_after(answer: _Answer) -> float:
    """Seconds of quiet that a busy server asks for, as a number or a date; 0 where it asks for none."""
    value = answer.headers.get("retry-after", "").strip()
    if not value or not _is_passing(answer.status):
        return 0.0
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        until = parsedate_to_datetime(value)
        # a date with the zone "-0000" comes back without one; HTTP's dates are UTC
        return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
    except (ValueError, OverflowError):  # no date, or one of a year that no clock will show
        return 0.0


def _count_lost(host: _Host, error: FetchError) -> None:
    """Leave a host alone that gave no whole answer several pages in a row: each would cost minutes of waiting."""
    host.lost += 1
    if host.lost >= LOST_PAGES and host.closed is None:
        host.closed = error.at(error.url, f"the host is left alone after {LOST_PAGES} pages without an answer: ")


_UNREAD = re.compile(r"(?:image|audio|video|font)/|text/(?:css|javascript)|application/(?:x-)?javascript")


def _check_body(answer: _Answer) -> None:
    """Raises HttpStatus for a 200 with nothing, WrongType for a kind that nothing reads.

    Other kinds are told by their bytes (extractors/formats.py).
    """
    if answer.status == HTTPStatus.OK and not answer.body:
        cure = "try again later; if it stays so, look at it in a browser"
        raise HttpStatus(answer.url, "the server answered 200 with an empty body", cure, answer.status)
    kind = answer.headers.get("content-type", "").strip().lower()
    if _UNREAD.match(kind):
        raise WrongType(answer.url, f"{kind} in a document's place", "look at it in a browser: has the page moved?")


def _one_line(value: str) -> str:
    """A header's value as it can be written down again: a folded or split one could bring headers of its own."""
    return re.sub(r"[\x00-\x1f\x7f]+", " ", value).strip()


def _whole_lines(robots: bytes) -> bytes:
    """A robots.txt that was cut, without the line it was cut in, which could forbid less than the whole one."""
    return robots if len(robots) < ROBOTS_BYTES else robots[: robots.rfind(b"\n") + 1]


_AGENT = re.compile(r"\s*user[- ]?agent\s*[:\s]\s*([^#]*)", re.I)


def _for_one(robots: str, name: str) -> str:
    """A robots.txt in which no group is for another product than this one, or for all.

    RFC 9309 (2.2.1) matches a token as a whole, without regard to case, and a version behind it does not count. Protego
    takes a name for one that it begins with (to it "bac" would be us), and a version for a part of the name.
    """
    ours = re.compile(rf"\**{re.escape(name)}(?![\w-])", re.I)
    lines = []
    for line in robots.splitlines():
        found = _AGENT.match(line)
        agent = found[1].strip() if found else ""
        if agent and agent != "*":
            line = f"User-agent: {name if ours.match(agent) else '-'}"
        lines.append(line)
    return "\n".join(lines)


def _no_page(answer: _Answer) -> HttpStatus:
    cure = "try again later" if _is_passing(answer.status) else "look at it in a browser: has the page moved?"
    return HttpStatus(answer.url, f"the server answered {answer.status}", cure, answer.status)


def _broken(url: str, what: str) -> BrokenBody:
    return BrokenBody(url, what, "try again; if it stays so, look at the site")


def _too_large(url: str, cap: int) -> TooLarge:
    return TooLarge(url, f"the body is over {cap:,} bytes", "raise the cap if the page is genuine")


def _tls_error(url: str, error: Exception) -> Unreachable:
    if "CERTIFICATE_VERIFY_FAILED" in str(error) or "doesn't match" in str(error):
        found = re.search(r"certificate verify failed: ([^(\"']+)", str(error))
        reason = found[1].strip() if found else "it names another host"
        return Untrusted(url, f"the certificate is not trusted ({reason})", "the publisher must mend it")
    return Unreachable(url, f"no TLS connection ({_reason(error)})", "try again later; is the host up?")


def _reason(error: BaseException) -> str:
    """The operating system's words for what went wrong, else the exception's name."""
    below: BaseException | None = error
    while below is not None:
        if isinstance(below, OSError) and below.strerror:
            return below.strerror
        below = below.__cause__ or below.__context__
    return type(error).__name__


def _decoded(url: str, body: bytes, encodings: str, cap: int) -> bytes:
    """A body freed of its content encodings. Raises BrokenBody, TooLarge."""
    names = [name.strip().lower() for name in encodings.split(",")]
    if len(names) > MAX_ENCODINGS:
        raise _broken(url, f"the body is packed {len(names)} times")
    for encoding in reversed(names):
        if encoding in ("gzip", "x-gzip"):
            body = _inflated(url, body, _GZIP, cap)
        elif encoding == "deflate":
            # the standard means zlib, some servers send the bare stream; the first byte of zlib's header tells
            body = _inflated(url, body, _ZLIB if body[:1] and body[0] & 0x0F == 8 else _RAW, cap)
        elif encoding not in ("", "identity"):
            raise _broken(url, f"the body has the content encoding {encoding!r}, which was not asked for")
    return body


def _inflated(url: str, data: bytes, wbits: int, cap: int) -> bytes:
    """A gzip or deflate stream in clear, to its very end: urllib3 would pass a stream that breaks off."""
    out = bytearray()
    for _ in range(MAX_MEMBERS):
        stream = zlib.decompressobj(wbits)
        try:
            out += stream.decompress(data, cap + 1 - len(out))
        except zlib.error as error:
            raise _broken(url, f"the body's compression is damaged ({error})") from error
        if len(out) > cap:
            raise _too_large(url, cap)
        if not stream.eof:
            raise _broken(url, "the compressed body broke off")
        data = stream.unused_data
        if wbits != _GZIP or not data.startswith(_GZIP_MAGIC):
            return bytes(out)
    raise _broken(url, f"the body is packed in over {MAX_MEMBERS} pieces")
