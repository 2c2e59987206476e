"""Polite, allow-listed fetching: robots.txt, a pace per host, retries on what can pass, conditional requests.

There is one seam between the web and the sample site: a `Resolver` of host → endpoint. `PublicResolver` asks DNS and
admits public addresses only; `TableResolver` knows its own table and refuses every other host without asking.
The connection goes to the very address that was checked; URL, Host header and TLS name stay those of the host.
"""

from __future__ import annotations

import hashlib
import ipaddress
import random
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, Protocol
from urllib.parse import urljoin, urlsplit, urlunsplit

import requests
from protego import Protego
from requests.adapters import HTTPAdapter

from extractors.catalog import Source
from extractors.records import Snapshot

USER_AGENT = "bacninh/0.1 (statistics collector; reads robots.txt)"
MAX_BYTES = 20_000_000
MAX_REDIRECTS = 5
_CHUNK = 65_536
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class FetchError(Exception):
    """A page that could not be fetched; the message says what was wrong and what to do."""

    def __init__(self, url: str, what: str, cure: str) -> None:
        super().__init__(f"{what}; {cure}")
        self.url, self.what, self.cure = url, what, cure


class HostNotAllowed(FetchError):
    """A host outside the source's list, or an address that no page of the web has."""


class Unreachable(FetchError):
    """No connection, or no answer in time."""


class HttpStatus(FetchError):
    """An answer that is no page."""


class BrokenBody(FetchError):
    """A body that broke off before its announced end."""


class RobotsDisallowed(FetchError):
    """robots.txt forbids the page, or could not be read."""


class TooLarge(FetchError):
    """A body over the cap."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server is asked with whether a page changed."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a host's server is reached."""

    address: str
    port: int
    tls: bool


class Resolver(Protocol):
    """Host → endpoint. Raises LookupError, with the reason, where a host is not to be asked."""

    def resolve(self, host: str, scheme: str, port: int | None) -> Endpoint:
        """The endpoint of a host."""
        ...


class PublicResolver:
    """The web: asks DNS, and admits an answer only if every address in it is a public one."""

    def resolve(self, host: str, scheme: str, port: int | None) -> Endpoint:
        """The host's first address. Raises LookupError where DNS knows none, or names a private one."""
        number = port or (443 if scheme == "https" else 80)
        try:
            found = socket.getaddrinfo(host, number, type=socket.SOCK_STREAM)
        except OSError as error:
            raise LookupError(f"DNS knows no host {host} ({error})") from error
        addresses = [str(info[4][0]) for info in found]
        private = [a for a in addresses if not ipaddress.ip_address(a.split("%")[0]).is_global]
        if private:
            raise LookupError(f"{host} resolves to {private[0]}, which is no public address")
        return Endpoint(addresses[0], number, scheme == "https")


class TableResolver:
    """The sample: each known host is a loopback port, plain HTTP; no other host exists."""

    def __init__(self, hosts: Mapping[str, int]) -> None:
        self._hosts = dict(hosts)

    def resolve(self, host: str, scheme: str, port: int | None) -> Endpoint:  # noqa: ARG002  the table decides
        """The host's loopback port. Raises LookupError for a host that is not in the table."""
        if host not in self._hosts:
            raise LookupError(f"{host} is not in the sample's table of hosts")
        return Endpoint("127.0.0.1", self._hosts[host], tls=False)


class _PinnedAdapter(HTTPAdapter):
    """Connects to one checked address while URL, Host header and certificate name stay the host's."""

    def __init__(self, host: str) -> None:
        self._host = host
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        kwargs["server_hostname"] = self._host
        kwargs["assert_hostname"] = self._host
        super().init_poolmanager(*args, **kwargs)  # type: ignore[no-untyped-call]


@dataclass(slots=True)
class _Host:
    """What a fetcher remembers of a host during a run."""

    robots: Protego | None = None
    robots_problem: str = ""
    asked_at: float | None = None


@dataclass(slots=True)
class Fetcher:
    """Fetches pages of the catalogue's sources. One for a run: it keeps robots.txt and the pace of each host."""

    resolver: Resolver
    user_agent: str = USER_AGENT
    timeout: tuple[float, float] = (10.0, 30.0)
    total_seconds: float = 120.0
    attempts: int = 3
    backoff_seconds: float = 1.0
    max_bytes: int = MAX_BYTES
    sleep: Callable[[float], None] = time.sleep
    requests_made: int = 0
    _hosts: dict[str, _Host] = field(default_factory=dict)

    def fetch(self, source: Source, url: str, validators: Validators | None = None) -> Snapshot:
        """The page at `url`, after redirects within the source's hosts. A 304 comes back as such, with an empty body.

        Raises a FetchError that names what was wrong: host not allowed, robots.txt, unreachable, status, broken body.
        """
        current = url
        for _ in range(MAX_REDIRECTS + 1):
            self._allowed(source, current)
            self._robots_allow(source, current)
            status, headers, body = self._with_retries(source, current, _conditions(validators))
            if status in _REDIRECTS and "location" in headers:
                current = _redirected(current, headers["location"])
                continue
            if status not in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
                raise HttpStatus(current, f"the server answered {status}", "look at the page in a browser; has it moved?")
            sha256 = hashlib.sha256(body).hexdigest()
            return Snapshot(source.id, url, current, datetime.now(UTC), status, headers, body, sha256)
        raise HttpStatus(url, f"more than {MAX_REDIRECTS} redirects", "correct the address in the source's listings")

    # -- who may be asked

    def _allowed(self, source: Source, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or (parts.hostname or "") not in source.hosts:
            raise HostNotAllowed(url, f"host {parts.hostname!r} is not in the hosts of source {source.id}", "add it there if it is the publisher's own")

    def _robots_allow(self, source: Source, url: str) -> None:
        host = self._host(urlsplit(url).netloc)
        if host.robots is None and not host.robots_problem:
            self._read_robots(source, url, host)
        if host.robots_problem:
            raise RobotsDisallowed(url, f"robots.txt could not be read ({host.robots_problem})", "the host is left alone this run; try again later")
        if host.robots is not None and not host.robots.can_fetch(url, self.user_agent):
            raise RobotsDisallowed(url, "robots.txt forbids this page", "take it out of the source's listings")

    def _read_robots(self, source: Source, url: str, host: _Host) -> None:
        """RFC 9309: a robots.txt that is not there (4xx) allows all; one that fails (5xx, no answer) forbids all."""
        parts = urlsplit(url)
        address = urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", ""))
        try:
            status, _, body = self._with_retries(source, address, {})
        except FetchError as error:
            host.robots_problem = error.what
            return
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            host.robots_problem = f"status {status}"
            return
        host.robots = Protego.parse(body.decode("utf-8", "replace") if status == HTTPStatus.OK else "")

    def _host(self, netloc: str) -> _Host:
        return self._hosts.setdefault(netloc, _Host())

    # -- asking

    def _with_retries(self, source: Source, url: str, headers: Mapping[str, str]) -> tuple[int, dict[str, str], bytes]:
        for attempt in range(1, self.attempts + 1):
            last = attempt == self.attempts
            wait = self.backoff_seconds * 2 ** (attempt - 1) * random.uniform(0.5, 1.5)  # noqa: S311  jitter, no secret
            try:
                status, answer, body = self._once(source, url, headers)
            except (Unreachable, BrokenBody):
                if last:
                    raise
            else:
                passing = status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR
                if not passing or last:
                    return status, answer, body
                wait = max(wait, _retry_after(answer.get("retry-after")))
            self.sleep(min(wait, 60.0))
        raise AssertionError("the last attempt returns or raises")

    def _once(self, source: Source, url: str, headers: Mapping[str, str]) -> tuple[int, dict[str, str], bytes]:
        parts = urlsplit(url)
        host = parts.hostname or ""
        try:
            endpoint = self.resolver.resolve(host, parts.scheme, parts.port)
        except LookupError as error:
            raise HostNotAllowed(url, str(error), "correct the host in the source's file") from error
        self._keep_pace(source, parts.netloc)
        self.requests_made += 1
        address = f"[{endpoint.address}]" if ":" in endpoint.address else endpoint.address
        scheme = "https" if endpoint.tls else "http"
        target = urlunsplit((scheme, f"{address}:{endpoint.port}", parts.path or "/", parts.query, ""))
        asked = {"Host": parts.netloc, "User-Agent": self.user_agent, "Accept-Encoding": "gzip, deflate", **headers}
        with requests.Session() as session:
            session.trust_env = False
            if endpoint.tls:
                session.mount("https://", _PinnedAdapter(host))
            try:
                with session.get(target, headers=asked, timeout=self.timeout, stream=True, allow_redirects=False) as response:
                    answer = {k.lower(): v for k, v in response.headers.items()}
                    return response.status_code, answer, self._body(url, response)
            except requests.exceptions.ChunkedEncodingError as error:
                raise BrokenBody(url, "the body broke off before its end", "try again; if it stays so, look at the site") from error
            except requests.exceptions.ContentDecodingError as error:
                raise BrokenBody(url, "the body's compression is broken", "try again; if it stays so, look at the site") from error
            except requests.exceptions.RequestException as error:
                raise Unreachable(url, f"no answer from {host} ({type(error).__name__})", "try again later; is the host up?") from error

    def _body(self, url: str, response: requests.Response) -> bytes:
        chunks, size, begun = [], 0, time.monotonic()
        for chunk in response.iter_content(_CHUNK):
            chunks.append(chunk)
            size += len(chunk)
            if size > self.max_bytes:
                raise TooLarge(url, f"the body is over {self.max_bytes:,} bytes", "raise the cap if the page is genuine")
            if time.monotonic() - begun > self.total_seconds:
                raise Unreachable(url, f"the body took over {self.total_seconds:.0f} s", "try again later")
        announced = response.headers.get("content-length")
        # urllib3 counts what came over the wire; with an encoding the decoded size differs from the announced one
        came = response.raw.tell() if response.raw is not None else size
        if announced and announced.isdigit() and came < int(announced):
            raise BrokenBody(url, f"{came} of {announced} bytes came", "try again; if it stays so, look at the site")
        return b"".join(chunks)

    def _keep_pace(self, source: Source, netloc: str) -> None:
        host = self._host(netloc)
        delay = source.pace_seconds
        if host.robots is not None:
            delay = max(delay, float(host.robots.crawl_delay(self.user_agent) or 0))
        if host.asked_at is not None:
            wait = host.asked_at + delay - time.monotonic()
            if wait > 0 and isinstance(self.resolver, PublicResolver):
                self.sleep(wait)
        host.asked_at = time.monotonic()


def _conditions(validators: Validators | None) -> dict[str, str]:
    if validators is None:
        return {}
    headers = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {name: value for name, value in headers.items() if value}


def _redirected(current: str, location: str) -> str:
    target = urljoin(current, location)
    if current.startswith("https:") and target.startswith("http:"):
        raise HostNotAllowed(target, "a redirect from https to http", "correct the address in the source's listings")
    return target


def _retry_after(value: str | None) -> float:
    """Seconds of a Retry-After header, given as a number or a date; 0 where there is none."""
    if not value:
        return 0.0
    if value.isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return 0.0
