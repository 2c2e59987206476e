"""What a hostile, broken or dying server does, as data: each fault with its outcome. `docs/faults.md` is written from it.

A fault is served on a real socket by `FaultServer`, under a host of its own (`<name>.example`), so that none closes another's host.
"""

from __future__ import annotations

import contextlib
import gzip
import socket
import ssl
import struct
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Self

SENTENCE = "In 2023, Bắc Ninh's exports reached 38.9 billion USD, up 4.5 percent against the year before."
PAGE = (
    f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>Exports of Bắc Ninh</title></head><body><article>"
    f"<h1>Exports of the province</h1><p>{SENTENCE}</p><p>The province has many zones for industry along its roads.</p></article></body></html>"
).encode()
CAP = 200_000
"""The fetcher's `max_bytes` in these tests."""
RESET = b"\x00RESET"
"""Given by a script in place of bytes: the connection is reset."""
DOCS = Path(__file__).parents[1] / "docs" / "faults.md"


@dataclass(frozen=True, slots=True)
class Request:
    host: str
    path: str
    headers: str
    number: int
    """How often this path has been asked for, this time included."""


Script = Callable[[Request], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Fault:
    name: str
    what: str
    """What the server does; for the table."""
    outcome: str
    """`page` where the right text is read all the same, else the error's class."""
    words: str = ""
    """Regular expression that stands in the error's text."""
    page: Script | None = None
    """Answers /page; None: PAGE as it should be."""
    robots: Script | None = None
    """Answers /robots.txt; None: 404."""
    path: str = "/page"
    slow: bool = False
    """Needs the short timeouts."""
    requests: int | None = None
    """So many for the page in all, where the number matters."""
    tls: str = ""
    """The server speaks TLS with this certificate."""


def say(
    body: bytes = PAGE,
    status: str = "200 OK",
    length: bool = True,
    kind: str = "text/html; charset=utf-8",
    **headers: str,
) -> bytes:
    """An answer as bytes."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}"] + ([f"Content-Length: {len(body)}"] if length else [])
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + body


def gives(*pieces: bytes) -> Script:
    return lambda request: iter(pieces)


def answer(body: bytes = PAGE, status: str = "200 OK", **headers: str) -> Script:
    return gives(say(body, status, **headers))


def to(location: str) -> Script:
    return answer(b"", "302 Found", Location=location)


def article(text: str, head: str = "<meta charset='utf-8'>", title: str = "Exports") -> str:
    return f"<!doctype html><html><head>{head}<title>{title}</title></head><body><article><h1>{title}</h1>{text}</article></body></html>"


def chunk(data: bytes, extension: bytes = b"") -> bytes:
    return f"{len(data):x}".encode() + extension + b"\r\n" + data + b"\r\n"


CHUNKED = say(b"", length=False, Transfer_Encoding="chunked")


def _endless(head: bytes, piece: bytes, pause: float = 0.0) -> Script:
    def script(request: Request) -> Iterator[bytes]:
        yield head
        while True:
            yield piece
            time.sleep(pause)

    return script


def _first(*answers: bytes) -> Script:
    """The first answer at first, the second at second, the last from then on."""
    return lambda request: iter([answers[min(request.number, len(answers)) - 1]])


def _retry_at(request: Request) -> Iterator[bytes]:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=1), usegmt=True)
    yield say(b"", "429 Too Many Requests", Retry_After=soon) if request.number == 1 else say()


def _farther(request: Request) -> Iterator[bytes]:
    yield say(b"", "302 Found", Location=f"/page{request.path.count('x') * 'x'}x")


def _cookie_then_page(request: Request) -> Iterator[bytes]:
    yield (
        say(b"no cookie was to come back", "500 Oops")
        if "cookie:" in request.headers.lower()
        else say(Set_Cookie="id=1; Domain=.example; Path=/")
    )


GZ = {"Content_Encoding": "gzip"}
_gzipped = gzip.compress(PAGE)
_wrong_sum = _gzipped[:-8] + b"\0\0\0\0" + _gzipped[-4:]
_deep = article("<div>" * 5000 + SENTENCE + "</div>" * 5000).encode()
_nul = article(f"<p>{SENTENCE}</p>".replace("38.9", "38\x00.9")).encode()
_tcvn3 = article(
    "<p>N¨m 2005, gi¸ trÞ s¶n xuÊt c«ng nghiÖp cña tØnh B¾c Ninh ®¹t 1.234 tû ®ång, t¨ng 20,5% so víi n¨m tr­íc.</p>", ""
).encode("latin-1")
_1258 = article(
    "<p>Năm 2005, giá trị sản xuất công nghiệp của tỉnh Bắc Ninh đạt 1.234 tỷ đồng, tăng 20,5% so với năm trước và kế hoạch năm.</p>",
    "",
)
_english = article(
    "<p>In 2023, Bac Ninh’s exports reached 38.9 billion USD, up 4.5 percent against the year before.</p>", ""
)


def _in_1258(text: str) -> bytes:
    """Vietnamese as windows-1258 writes it: base letter and tone apart."""
    import unicodedata

    out = b""
    for character in text:
        try:
            out += character.encode("cp1258")
        except UnicodeEncodeError:
            apart = unicodedata.normalize("NFD", character)
            tone = [c for c in apart if c in "\u0300\u0301\u0303\u0309\u0323"]
            base = unicodedata.normalize("NFC", "".join(c for c in apart if c not in tone))
            out += (base + "".join(tone)).encode("cp1258")
    return out


FAULTS = [
    # connection and time
    Fault("reset-at-once", "resets the connection before any answer", "Unreachable", page=gives(RESET), requests=2),
    Fault("closed-at-once", "closes the connection before any answer", "Unreachable", page=gives(), requests=2),
    Fault("silent", "takes the request and says nothing", "Unreachable", page=lambda r: iter(_Wait()), slow=True),
    Fault("slow-head", "gives its head one byte at a time (slow loris)", "Unreachable", "took over", _endless(b"HTTP/1.1 200 OK\r\nX: ", b"a", 0.05), slow=True),
    Fault("slow-body", "gives the body one byte at a time (slow loris)", "Unreachable", "took over", _endless(say(b"", length=False), b"a", 0.05), slow=True),
    Fault("slow-chunks", "gives chunks of one byte at a time", "Unreachable", "took over", _endless(CHUNKED, chunk(b"a"), 0.05), slow=True),
    Fault("interim-flood", "sends `100 Continue` without end", "Unreachable", "took over", _endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100), slow=True),
    Fault("endless-trailer", "sends trailer fields after the last chunk without end", "Unreachable", "took over", _endless(CHUNKED + chunk(PAGE) + b"0\r\n", b"X: y\r\n" * 100), slow=True),
    # bodies
    Fault("reset-in-body", "resets the connection in the middle of the body", "BrokenBody", "broke off", gives(say()[:-100], RESET), requests=2),
    Fault("length-too-long", "announces more bytes than it sends", "BrokenBody", "broke off", gives(say(PAGE + b" " * 500)[:-500]), requests=2),
    Fault("length-too-short", "announces fewer bytes than it sends", "UnreadablePage", "breaks off", gives(say(PAGE[:200]) + PAGE[200:])),
    Fault("length-negative", "announces a negative length", "page", page=gives(say(length=False, Content_Length="-5"))),
    Fault("length-twice", "announces two lengths that differ", "Unreachable", page=gives(say(Content_Length="7"))),
    Fault("endless-chunks", "sends chunks without end", "TooLarge", f"{CAP:,} bytes", _endless(CHUNKED, chunk(b"a" * 10_000)), requests=1),
    Fault("endless-body", "sends a body without length and without end", "TooLarge", page=_endless(say(b"", length=False), b"a" * 10_000)),
    Fault("too-large", "sends a whole body over the cap", "TooLarge", page=answer(b"a" * (CAP + 1)), requests=1),
    Fault("chunk-of-no-size", "writes words for the size of a chunk", "BrokenBody", page=gives(CHUNKED + b"many\r\n" + PAGE + b"\r\n")),
    Fault("chunks-without-end", "closes before the last chunk", "BrokenBody", page=gives(CHUNKED + chunk(PAGE))),
    Fault("chunk-extensions", "hangs 70 kB of extension to a chunk's size", "BrokenBody", page=gives(CHUNKED + chunk(PAGE, b";" + b"x" * 70_000) + chunk(b""))),
    Fault("chunk-and-length", "announces chunks and a length", "page", page=gives(say(b"", length=False, Transfer_Encoding="chunked", Content_Length="3") + chunk(PAGE) + chunk(b""))),
    Fault("gzip-bomb", "sends 10 MB of nothing as 10 kB of gzip", "TooLarge", page=answer(gzip.compress(bytes(10_000_000)), **GZ), requests=1),
    Fault("gzip-in-gzip", "packs the bomb twice", "TooLarge", page=answer(gzip.compress(gzip.compress(bytes(10_000_000))), Content_Encoding="gzip, gzip")),
    Fault("gzip-members", "packs the body in 1,000 pieces", "BrokenBody", "pieces", answer(gzip.compress(b"") * 1000 + _gzipped, **GZ)),
    Fault("gzip-torn", "breaks off within the packed body, with the right length", "BrokenBody", page=answer(_gzipped[:-20], **GZ)),
    Fault("gzip-checksum", "sends a packed body whose checksum is wrong", "BrokenBody", page=answer(_wrong_sum, **GZ)),
    Fault("gzip-garbage", "calls plain text gzip", "BrokenBody", page=answer(PAGE, **GZ)),
    Fault("deflate-bomb", "sends the bomb as deflate", "TooLarge", page=answer(zlib.compress(bytes(10_000_000)), Content_Encoding="deflate")),
    Fault("deflate-bare", "sends deflate without zlib's header, as old servers do", "page", page=answer(zlib.compress(PAGE)[2:-4], Content_Encoding="deflate")),
    Fault("packed-often", "names ten encodings one in another", "BrokenBody", "packed 10 times", answer(PAGE, Content_Encoding=", ".join(["gzip"] * 10))),
    Fault("brotli", "sends an encoding that was not asked for", "BrokenBody", "not asked for", answer(b"\x0b\x02\x80", Content_Encoding="br")),
    # heads
    Fault("no-http", "answers in another protocol", "Unreachable", page=gives(b"220 mail.example ESMTP\r\n")),
    Fault("no-status", "answers with a status that is no number", "Unreachable", page=gives(b"HTTP/1.1 OK\r\n\r\n")),
    Fault("many-headers", "sends 10,000 header fields", "Unreachable", page=gives(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 10_000 + b"\r\n")),
    Fault("long-header", "sends a header field of 100 kB", "Unreachable", page=gives(say(X_Long="y" * 100_000))),
    Fault("split-header", "folds a second header into the first (response splitting)", "page", page=answer(X_Note="a\r\n Set-Cookie: id=1")),
    Fault("cookie-for-all", "sets a cookie for every host of its domain; it is not sent back", "page", page=_cookie_then_page),
    # statuses
    Fault("server-error", "answers 500 each time", "HttpStatus", "500", answer(b"", "500 Internal Server Error"), requests=2),
    Fault("error-once", "answers 503 once, then the page", "page", page=_first(say(b"", "503 Service Unavailable"), say()), requests=2),
    Fault("busy-seconds", "answers 429 with Retry-After: 1, then the page", "page", page=_first(say(b"", "429 Too Many Requests", Retry_After="1"), say()), requests=2),
    Fault("busy-date", "answers 429 with Retry-After as a date, then the page", "page", page=_retry_at, requests=2),
    Fault("busy-for-hours", "answers 503 with Retry-After: 7200: the host is left alone for the run", "HttpStatus", "503", answer(b"", "503 Service Unavailable", Retry_After="7200"), requests=1),
    Fault("busy-nonsense", "answers 429 with Retry-After: soon", "HttpStatus", "429", answer(b"", "429 Too Many Requests", Retry_After="soon"), requests=2),
    Fault("busy-beyond-time", "answers 429 with a Retry-After in a year of twenty digits", "HttpStatus", "429", answer(b"", "429 Too Many Requests", Retry_After="Wed, 21 Oct 99999999999999999999 07:28:00 GMT"), requests=2),
    Fault("busy-at-the-end", "answers 429 with a Retry-After of the last day that a calendar has", "HttpStatus", "429", answer(b"", "429 Too Many Requests", Retry_After="Fri, 31 Dec 9999 23:59:59 -2359")),
    Fault("gone", "answers 410", "HttpStatus", "410", answer(b"", "410 Gone"), requests=1),
    Fault("not-asked-304", "answers 304 to a request without conditions", "HttpStatus", "304", gives(b"HTTP/1.1 304 Not Modified\r\n\r\n")),
    Fault("partial", "answers 206 with a part that was not asked for", "HttpStatus", "206", answer(PAGE[:200], "206 Partial Content")),
    Fault("no-content", "answers 204", "HttpStatus", "204", gives(b"HTTP/1.1 204 No Content\r\n\r\n")),
    Fault("status-999", "answers with a status that no standard knows", "HttpStatus", "999", answer(b"", "999 Request denied")),
    # redirects
    Fault("loop", "redirects to the same address", "HttpStatus", "more than 5 redirects", to("/page"), requests=6),
    Fault("endless-redirects", "redirects to a new address each time", "HttpStatus", "more than 5 redirects", _farther),
    Fault("redirect-body", "redirects with a body without end, to the page", "page", page=lambda r: _endless(say(b"", "302 Found", length=False, Location="/page2"), b"a" * 100_000)(r) if r.path == "/page" else iter([say()])),
    Fault("redirect-bomb", "redirects with a packed bomb for a body, to the page", "page", page=lambda r: iter([say(gzip.compress(bytes(10_000_000)), "302 Found", Location="/page2", **GZ) if r.path == "/page" else say()])),
    Fault("error-body", "answers 404 with a body without end", "HttpStatus", "404", _endless(say(b"", "404 Not Found", length=False), b"a" * 100_000)),
    Fault("redirect-nowhere", "redirects without an address", "HttpStatus", "302", answer(b"", "302 Found")),
    Fault("redirect-no-address", "redirects to `http://[`", "HostNotAllowed", "no address", to("http://[")),
    Fault("redirect-long", "redirects to an address of 20,000 characters", "HostNotAllowed", page=to("/" + "a" * 20_000)),
    Fault("redirect-split", "puts a line's end into the address of a redirect", "HttpStatus", "404", to("/else%0d%0aSet-Cookie:%20id=1")),
    Fault("to-other-host", "redirects to a host that the source does not list", "HostNotAllowed", "not in the hosts", to("https://elsewhere.example/page")),
    Fault("to-lookalike", "redirects to a host that begins like its own", "HostNotAllowed", "not in the hosts", to("https://to-lookalike.example.evil.example/page")),
    Fault("to-homograph", "redirects to its own name in Cyrillic letters", "HostNotAllowed", page=gives(say(b"", "302 Found").replace(b"\r\n\r\n", "\r\nLocation: https://to-hоmоgraph.example/page\r\n\r\n".encode()))),
    Fault("to-userinfo", "redirects to its own name before an @", "HostNotAllowed", page=to("https://to-userinfo.example@evil.example/page")),
    Fault("to-backslash", "redirects to an address that browsers and parsers read differently", "HostNotAllowed", page=to("https://evil.example\\@to-backslash.example/page")),
    Fault("to-port", "redirects to another port of its own", "HostNotAllowed", "port 8080", to("https://to-port.example:8080/page")),
    Fault("to-http", "redirects from https to http", "HostNotAllowed", "from https to", to("http://to-http.example/page")),
    Fault("to-loopback", "redirects to 127.0.0.1", "HostNotAllowed", page=to("https://127.0.0.1/page")),
    Fault("to-localhost", "redirects to localhost", "HostNotAllowed", page=to("https://localhost/page")),
    Fault("to-loopback-6", "redirects to [::1]", "HostNotAllowed", page=to("https://[::1]/page")),
    Fault("to-mapped", "redirects to [::ffff:127.0.0.1]", "HostNotAllowed", page=to("https://[::ffff:127.0.0.1]/page")),
    Fault("to-any", "redirects to 0.0.0.0", "HostNotAllowed", page=to("https://0.0.0.0/page")),
    Fault("to-decimal", "redirects to 2130706433 (127.0.0.1 as one number)", "HostNotAllowed", page=to("https://2130706433/page")),
    Fault("to-octal", "redirects to 0177.0.0.1", "HostNotAllowed", page=to("https://0177.0.0.1/page")),
    Fault("to-short", "redirects to 127.1", "HostNotAllowed", page=to("https://127.1/page")),
    Fault("to-metadata", "redirects to 169.254.169.254", "HostNotAllowed", page=to("https://169.254.169.254/latest/meta-data/")),
    Fault("to-private", "redirects to 10.0.0.1", "HostNotAllowed", page=to("https://10.0.0.1/page")),
    Fault("to-file", "redirects to file:///etc/passwd", "HostNotAllowed", "no plain http", to("file:///etc/passwd")),
    Fault("to-data", "redirects to a data: address", "HostNotAllowed", "no plain http", to("data:text/html,hello")),
    Fault("to-javascript", "redirects to a javascript: address", "HostNotAllowed", "no plain http", to("javascript:alert(1)")),
    Fault("to-ftp", "redirects to ftp:", "HostNotAllowed", "no plain http", to("ftp://to-ftp.example/page")),
    Fault("to-gopher", "redirects to gopher:", "HostNotAllowed", "no plain http", to("gopher://127.0.0.1:6379/_FLUSHALL")),
    # robots.txt
    Fault("robots-forbids", "forbids the page", "RobotsDisallowed", "forbids this page", robots=answer(b"User-agent: *\nDisallow: /\n", kind="text/plain"), requests=0),
    Fault("robots-dots", "forbids the page, which is asked for as /open/../page", "RobotsDisallowed", path="/open/../page", robots=answer(b"User-agent: *\nDisallow: /page\n"), requests=0),
    Fault("robots-absent", "answers 404 for robots.txt: all is allowed", "page", robots=answer(b"", "404 Not Found")),
    Fault("robots-denied", "answers 403 for robots.txt: all is allowed (RFC 9309, 2.3.1.3)", "page", robots=answer(b"", "403 Forbidden")),
    Fault("robots-error", "answers 500 for robots.txt: nothing is allowed", "RobotsDisallowed", "robots.txt answered 500", robots=answer(b"", "500 Oops"), requests=0),
    Fault("robots-busy", "answers 429 for robots.txt", "RobotsDisallowed", "429", robots=answer(b"", "429 Too Many Requests"), requests=0),
    Fault("robots-reset", "resets the connection for robots.txt", "Unreachable", "robots.txt", robots=gives(RESET), requests=0),
    Fault("robots-slow", "gives robots.txt one byte at a time", "Unreachable", "robots.txt", robots=_endless(say(b"", length=False), b"#", 0.05), slow=True, requests=0),
    Fault("robots-loop", "redirects robots.txt without end", "RobotsDisallowed", "redirects", robots=to("/robots.txt"), requests=0),
    Fault("robots-away", "redirects robots.txt to a host that the source does not list", "HostNotAllowed", "robots.txt", robots=to("https://elsewhere.example/robots.txt"), requests=0),
    Fault("robots-moved", "redirects robots.txt once, where it forbids the page", "RobotsDisallowed", "forbids", robots=lambda r: iter([say(b"", "301 Moved", Location="/robots.txt?2") if "?" not in r.path else say(b"User-agent: *\nDisallow: /page\n")]), requests=0),
    Fault("robots-html", "gives a page in place of robots.txt: it has no rules", "page", robots=answer()),
    Fault("robots-endless", "gives a robots.txt without end that forbids the page in its first lines", "RobotsDisallowed", "forbids", robots=_endless(say(b"User-agent: *\nDisallow: /page\n", length=False), b"# long\n" * 1000), requests=0),
    Fault("robots-nul", "gives bytes that are no text as robots.txt", "page", robots=answer(bytes(range(256)) * 10)),
    Fault("robots-delay", "asks for an hour between requests: the host is left alone", "RobotsDisallowed", "3600 s", robots=answer(b"User-agent: *\nCrawl-delay: 3600\n"), requests=0),
    Fault("robots-delay-odd", "asks for `nan` seconds between requests", "page", robots=answer(b"User-agent: *\nCrawl-delay: nan\n")),
    # TLS
    Fault("self-signed", "shows a certificate that nobody vouches for", "Untrusted", "not trusted", tls="self-signed", requests=0),
    Fault("other-name", "shows a trusted certificate of another host", "Untrusted", tls="other-name", requests=0),
    Fault("expired", "shows a certificate that has expired", "Untrusted", "expired", tls="expired", requests=0),
    Fault("trusted", "shows a certificate that is as it should be", "page", tls="trusted"),
    Fault("no-tls", "speaks no TLS where https was asked for", "Unreachable", tls="none"),
    # what comes in the page's place
    Fault("picture", "answers with a picture", "WrongType", "image/png", answer(b"\x89PNG\r\n\x1a\n", kind="image/png")),
    Fault("pdf-as-html", "answers with a PDF called HTML", "UnreadablePage", "(?i)pdf", answer(b"%PDF-1.7\n" + PAGE)),
    Fault("soft-404", "answers 200 with a page that says \"404\"", "StandIn", "not_found", answer(article("<p>It is not here.</p>", title="404 Not Found | Báo").encode())),
    Fault("soft-404-vi", "the same in Vietnamese", "StandIn", "not_found", answer(article("<p>Mời xem tin khác.</p>", title="Không tìm thấy trang - Cổng thông tin").encode())),
    Fault("soft-404-home", "redirects what is gone to its home page", "StandIn", "no article", lambda r: iter([say(b"", "302 Found", Location="/") if r.path == "/page" else say()])),
    Fault("login", "answers 200 with a login form", "StandIn", "login", answer(article("<form><input type=password></form>", title="Đăng nhập").encode())),
    Fault("challenge", "answers 200 with a test for robots", "StandIn", "challenge", answer(article("<p>Wait.</p>", title="Just a moment...").encode())),
    Fault("maintenance", "answers 200 and says that it is under maintenance", "StandIn", "failure", answer(article("<p>Back soon.</p>", title="Under maintenance").encode())),
    Fault("empty", "answers 200 with nothing", "HttpStatus", "empty", answer(b"")),
    Fault("half-a-page", "answers 200 with a page that breaks off", "UnreadablePage", "breaks off", answer(PAGE[: len(PAGE) // 2])),
    # text
    Fault("charset-lies", "calls UTF-8 Latin-1", "page", page=answer(kind="text/html; charset=iso-8859-1")),
    Fault("charset-1258", "writes windows-1258 and says so", "page", page=answer(_in_1258(_1258), kind="text/html; charset=windows-1258")),
    Fault("charset-1258-hidden", "writes windows-1258 and calls it UTF-8", "UnreadablePage", "charset", answer(_in_1258(_1258))),
    Fault("charset-unknown", "writes VISCII, which nothing here knows, and says so", "UnreadablePage", "viscii", answer(_in_1258(_1258), kind="text/html; charset=viscii")),
    Fault("tcvn3", "writes in a font of its own (TCVN3), as pages before Unicode did", "UnreadablePage", "TCVN3", answer(_tcvn3, kind="text/html; charset=iso-8859-1")),
    Fault("utf-16", "writes UTF-16 without saying so", "page", page=answer(_english.encode("utf-16-le"), kind="text/html")),
    Fault("nul-bytes", "puts a NUL inside a number: a browser leaves it out", "page", page=answer(_nul)),
    Fault("too-deep", "nests 5,000 elements", "UnreadablePage", "deep", answer(_deep)),
    Fault("right-to-left", "turns the order of its text by a control character", "UnreadablePage", "right to left", answer(article(f"<p>{SENTENCE} \u202e9.83\u202c</p>").encode())),
]  # fmt: skip


class _Wait:
    def __iter__(self) -> Iterator[bytes]:
        time.sleep(1.5)
        yield b""


class FaultServer:
    """Serves every fault on one loopback port, told apart by the Host header; those with TLS on a port for each. A context manager."""

    def __init__(self, faults: list[Fault], certificates: dict[str, ssl.SSLContext]) -> None:
        self._faults = {f"{fault.name}.example": fault for fault in faults}
        self._certificates = certificates
        self.requests: Counter[tuple[str, str]] = Counter()
        """How often each host and path was asked for."""
        self.ports: dict[str, int] = {}
        """By certificate; "" for plain HTTP."""
        self._listening: list[socket.socket] = []

    def __enter__(self) -> Self:
        for certificate in ("", "none", *self._certificates):
            listening = socket.create_server(("127.0.0.1", 0), backlog=64)
            self._listening.append(listening)
            self.ports[certificate] = listening.getsockname()[1]
            Thread(target=self._accept, args=(listening, self._certificates.get(certificate)), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for listening in self._listening:
            listening.close()

    def _accept(self, listening: socket.socket, tls: ssl.SSLContext | None) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listening.accept()
                Thread(target=self._serve, args=(connection, tls), daemon=True).start()

    def _serve(self, connection: socket.socket, tls: ssl.SSLContext | None) -> None:
        connection.settimeout(5)
        # the client may be gone at any time: that is what most of these are about
        with contextlib.suppress(OSError, ValueError):
            if tls is not None:
                connection = tls.wrap_socket(connection, server_side=True)
            # a client that begins TLS here never ends its first line
            if tls is None and connection.recv(1, socket.MSG_PEEK) == b"\x16":
                connection.sendall(say(b"", "400 Bad Request"))
                connection.close()
                return
            head = b""
            while b"\r\n\r\n" not in head:
                piece = connection.recv(65_536)
                if not piece:
                    return
                head += piece
            for piece in self._script(head.decode("latin-1")):
                if piece == RESET:
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    break
                connection.sendall(piece)
        connection.close()

    def _script(self, head: str) -> Iterator[bytes]:
        line, _, headers = head.partition("\r\n")
        path = line.split(" ")[1]
        host = next(h.partition(":")[2].strip() for h in headers.split("\r\n") if h.lower().startswith("host:"))
        self.requests[host, path] += 1
        fault = self._faults[host.partition(":")[0]]
        request = Request(host, path, headers, self.requests[host, path])
        if path.startswith("/robots.txt"):
            return fault.robots(request) if fault.robots else iter([say(b"", "404 Not Found")])
        if not path.startswith("/page") and path != "/":
            return iter([say(b"", "404 Not Found")])
        return fault.page(request) if fault.page else iter([say()])


_HEAD = """# What a server can do, and what comes of it

Each line is a fault that the tests serve on a real socket (`tests/faults.py`) and its outcome (`tests/test_faults.py`). `page` means that the
right text is read all the same. Else the page is a failure of the run under this name, with what was wrong and what to do; what is in the
record already stays. This file is written by `python tests/faults.py`; a test compares it.

| fault | the server … | outcome |
| --- | --- | --- |
"""


def table() -> str:
    """The table as docs/faults.md has it."""
    return _HEAD + "".join(f"| {f.name} | {f.what} | {f.outcome} |\n" for f in FAULTS)


if __name__ == "__main__":
    DOCS.write_text(table(), encoding="utf-8")
