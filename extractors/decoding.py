"""From the bytes of an answer to its characters: charset, invisible signs, and what characters alone do not tell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from bs4.dammit import EncodingDetector, UnicodeDammit
from lxml import html

from extractors.errors import UnreadablePage
from extractors.records import Snapshot

_MAGIC = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a zip archive or Office file",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"\x89PNG": "a picture",
    b"GIF8": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\x1f\x8b": "compressed data",
}
MAX_CHARACTERS = 5_000_000
"""Of a page with its markup; the longest real ones have some hundred thousand."""
_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_NUL_START = re.compile(rb"(?:[\t\n\r ]\x00)*<\x00|(?:\x00[\t\n\r ])*\x00<")
"""Markup as UTF-16 without a byte order mark: every second byte of ASCII is nothing (XML, appendix F)."""
_NO_CHARSETS = frozenset(("utf-7", "utf7", "unicode_escape", "raw_unicode_escape", "idna", "punycode", "undefined"))
"""Of Python, and none of the web."""
_TEXT_TYPES = ("", "text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml")
_SPOILT = 0.005
"""Share of replacement characters, or of UTF-8 read as Latin-1, from which a text cannot be trusted."""
_MOJIBAKE = re.compile("á[º»][\x80-\xbf\u0152-\u2122]|Ä[\x90\x91‘]|Æ[°¯]|Ã[\xa0-\xbf]")
_LEGACY = (
    re.compile("(?<=[A-Za-z])[¨ª¬µ¶·¸¹¼½¾®](?=[A-Za-z\xc0-\xff\\s])|(?<![A-Za-z])[¨ª¬®µ¶·¸¹¼½¾](?=[a-z\xb5-\xff])"),
    re.compile("[aeoyAEOY][ùûøïåäëüö]|[uU]û|[ñÑ][aoeiuö]"),
)
_LEGACY_NAMES = ("TCVN3 (ABC)", "VNI")
"""Fonts that put Vietnamese letters at the places of Latin-1's signs or accents: what those look like, read as it."""
# controls, bidi marks, zero-width characters, variation selectors (Unicode: Default_Ignorable_Code_Point):
# they split numbers and words that look whole
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff"
    "\uffa0\ufff0-\ufff8\U0001d173-\U0001d17a\U000e0000-\U000e0fff\x00-\x08\x0e-\x1b\x7f]"
)
_SPACE = re.compile(r"\s+")
_WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {
    0x1D7CE + index: str(index % 10) for index in range(50)
}
"""Full-width forms of ASCII, and digits in the alphabets of mathematics (bold, …): the same signs, drawn otherwise."""
_FOREIGN_DIGIT = re.compile(r"[^\D0-9]")
_TURNED = re.compile("[\u202b\u202e\u2067]")
"""Right-to-left embedding, override, isolate: digits and separators are seen in another order than they are stored."""


def fold(text: str) -> str:
    """`text` as Page.text holds it: NFC, invisible characters gone, full-width forms as plain ones, every run of white
    space one space."""
    return _SPACE.sub(" ", unicodedata.normalize("NFC", _INVISIBLE.sub("", text).translate(_WIDE))).strip()


def decode(snapshot: Snapshot) -> str:
    """The body as text; UnreadablePage where it is no text. A wrong charset shows in `check_charset`."""
    kind, _, parameters = snapshot.headers.get("content-type", "").partition(";")
    if kind.strip().lower() not in _TEXT_TYPES:
        raise UnreadablePage(snapshot.url, f"not HTML but {kind.strip()}", "take it out of the listing or add a reader")
    start = snapshot.body.lstrip()[:4]
    for magic, name in _MAGIC.items():
        if start.startswith(magic):
            raise UnreadablePage(snapshot.url, f"not HTML but {name}", "take it out of the listing or add a reader")
    if not start:
        raise UnreadablePage(snapshot.url, "an empty answer", "fetch it again")
    header = re.search(r"charset=[\"']?([\w-]+)", parameters, re.I)
    text = best_text(snapshot.url, snapshot.body, header[1] if header else None)
    if len(text) > MAX_CHARACTERS:
        raise UnreadablePage(snapshot.url, f"over {MAX_CHARACTERS:,} characters", "look at it: no article is so long")
    # browsers leave them out; lxml would end there
    return text.replace("\x00", "")


def best_text(url: str, body: bytes, header: str | None) -> str:
    """`body` by its byte order mark, as UTF-8, by the header, by its own declaration, or by a guess, whichever fits.

    Raises UnreadablePage where it is in a declared charset that is not known.
    """
    wide = _NUL_START.match(body)
    if wide:
        return body.decode("utf-16-le" if wide[0].endswith(b"<\x00") else "utf-16-be", "replace")
    bom = next((name for mark, name in _BYTE_ORDER_MARKS.items() if body.startswith(mark)), None)
    if bom:
        return body.decode(bom, "replace")
    # nothing else is valid UTF-8 by chance: that decides against a header, also where a few bytes are broken
    text = body.decode("utf-8", "replace")
    if text.count("\ufffd") * 20 <= sum(1 for c in text if c > "\x7f"):
        return text
    declared = EncodingDetector.find_declared_encoding(body, is_html=True, search_entire_document=False)
    named = [c for c in (header, declared) if c]
    candidates = [c for c in named if _known(c)]
    if named and not candidates:
        cure = "convert it to UTF-8 and load that"
        raise UnreadablePage(url, f"charset {named[0][:40]!r} is none that is known here", cure)
    if not candidates:
        return UnicodeDammit(body, is_html=True).unicode_markup or text
    text = min((body.decode(c, "replace") for c in candidates), key=lambda t: t.count("\ufffd"))
    return body.decode("cp1258", "replace") if len(_TONES_AS_LATIN.findall(text)) > _SPOILT * len(text) else text


_TONES_AS_LATIN = re.compile("[aeiouy\xe2\xea\xf4\xe3\xf5\xfd][\xcc\xd2\xde\xec\xf2]", re.I)
"""Letters with a tone of windows-1258, read as Latin-1: old pages declare the one and are in the other."""


def _known(encoding: str) -> bool:
    try:
        "".encode(encoding)
    except (LookupError, ValueError):  # ValueError: a NUL in the name
        return False
    return encoding.lower() not in _NO_CHARSETS


def check_charset(url: str, text: str) -> None:
    """Raises UnreadablePage where more characters of a text are broken than can be by chance."""
    broken = text.count("\ufffd") + len(_MOJIBAKE.findall(text))
    if broken > _SPOILT * len(text):
        raise UnreadablePage(
            url,
            f"charset: {broken} of {len(text)} characters are broken",
            "correct the declared charset, or fetch again",
        )
    for name, signs in zip(_LEGACY_NAMES, _LEGACY, strict=True):
        found = len(signs.findall(text))
        if found > max(4, 4 * _SPOILT * len(text)):
            raise UnreadablePage(url, f"charset: written for fonts of {name}", "convert it to Unicode and load that")


def check_digits(url: str, text: str) -> None:
    """Raises UnreadablePage for digits of another script: ৪ is 4, and years in such digits are not understood."""
    digit = _FOREIGN_DIGIT.search(text)
    if digit:
        around = text[max(0, digit.start() - 10) : digit.end() + 10]
        raise UnreadablePage(url, f"digits of another script ({around!r})", "read it by hand")


def check_direction(url: str, text: str, elements: Iterable[html.HtmlElement] = ()) -> None:
    """Raises UnreadablePage for text that is turned right to left, by its marks or by the elements around it."""
    turned = _TURNED.search(text) or any(
        e.get("dir", "").strip().lower() == "rtl" or _RIGHT_TO_LEFT.search(e.get("style", "")) for e in elements
    )
    if turned:
        what = "text that is turned right to left: it is seen in another order than it is stored"
        raise UnreadablePage(url, what, "read it by hand")


_RIGHT_TO_LEFT = re.compile(r"direction\s*:\s*rtl", re.I)
