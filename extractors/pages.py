"""Reads a page as a person sees it: title, date, language, blocks of text and tables, boilerplate left out.

One lxml parse a page. The body is found by the source's selectors, in a bare fragment by its `<article>`, and on an
unknown template by trafilatura; whichever found it, the same block reader reads it, so that tables stay tables.

What a person does not see is no content: elements hidden by attribute, inline style or a name for screen readers,
templates, fallbacks of scripts (what a style sheet hides is not known here). What the characters alone do not tell
(text turned right to left, digits of other scripts, fonts with codes of their own) makes a page unreadable.
"""

from __future__ import annotations

import contextlib
import copy
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, timezone
from html.entities import html5, name2codepoint
from itertools import islice
from pathlib import Path
from typing import Literal

from bs4.dammit import EncodingDetector, UnicodeDammit
from lxml import etree, html

from extractors.catalog import Selectors, Source
from extractors.errors import UnreadablePage as UnreadablePage
from extractors.records import Block, BlockKind, Cell, Page, PublishedDate, Snapshot, Table

VIET_NAM = timezone(timedelta(hours=7))


class SelectorError(ValueError):
    """A selector outside the part of CSS that `xpath` knows; the message names it."""


def read(snapshot: Snapshot, source: Source | None) -> Page:
    """The page in `snapshot`, read by the template of `source` (None: an unknown site).

    Raises UnreadablePage where there is no article text to be had, SelectorError for a selector of the source.
    """
    return _read_html(snapshot, source, document_of(snapshot, source))


def read_text(snapshot: Snapshot, source: Source | None) -> Page:
    """An article that came as plain text. Raises UnreadablePage where there is none."""
    return _read_text(snapshot, document_of(snapshot, source))


def document_of(snapshot: Snapshot, source: Source | None) -> str:
    """The canonical URL of what a snapshot is a version of; without a rule for it, the address that answered."""
    if source is None:
        return snapshot.final_url
    return source.canonical(snapshot.final_url) or source.canonical(snapshot.url) or snapshot.final_url


def read_file(path: Path) -> Page:
    """A page of the user's own: an .html page or fragment, or a .txt copy of an article.

    Raises UnreadablePage like `read`, and OSError where the file cannot be opened.
    """
    body = path.read_bytes()
    snapshot = Snapshot(
        source="own",
        url=path.name,
        final_url=path.name,
        fetched_at=datetime.now(UTC),
        status=200,
        headers={},
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
    )
    if path.suffix.lower() == ".txt":
        return _read_text(snapshot, path.stem)
    if path.suffix.lower() not in (".html", ".htm", ".xhtml"):
        raise UnreadablePage(path.name, f"a file of kind {path.suffix!r}", "give an .html or a .txt file")
    return _read_html(snapshot, None, path.stem)


# ---------------------------------------------------------------------------------------------------------------------
# From bytes to characters

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
MAX_TAGS = 200_000
"""Of a page, opening and closing ones; the longest real ones have some ten thousand."""
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


def _decode(snapshot: Snapshot) -> str:
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
    text = _best_text(snapshot.url, snapshot.body, header[1] if header else None)
    if len(text) > MAX_CHARACTERS:
        raise UnreadablePage(snapshot.url, f"over {MAX_CHARACTERS:,} characters", "look at it: no article is so long")
    # browsers leave them out; lxml would end there
    return text.replace("\x00", "")


def _best_text(url: str, body: bytes, header: str | None) -> str:
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
    return min((body.decode(c, "replace") for c in candidates), key=lambda t: t.count("\ufffd"))


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


def _check_digits(url: str, text: str) -> None:
    """A sign may look like another digit than it is (৪ is 4), and years in other digits are not understood."""
    digit = _FOREIGN_DIGIT.search(text)
    if digit:
        around = text[max(0, digit.start() - 10) : digit.end() + 10]
        raise UnreadablePage(url, f"digits of another script ({around!r})", "read it by hand")


def _check_direction(url: str, text: str, elements: Iterable[html.HtmlElement] = ()) -> None:
    turned = _TURNED.search(text) or any(
        e.get("dir", "").strip().lower() == "rtl" or _RIGHT_TO_LEFT.search(e.get("style", "")) for e in elements
    )
    if turned:
        what = "text that is turned right to left: it is seen in another order than it is stored"
        raise UnreadablePage(url, what, "read it by hand")


# ---------------------------------------------------------------------------------------------------------------------
# CSS: the part of it that templates need, so that lxml finds the body without a second parse

_COMPOUND = re.compile(r"\s*([>+~]?)\s*((?:[^\s>+~\[]|\[[^\]]*\])+)")
_SIMPLE = re.compile(
    r"""(?P<tag>[\w-]+|\*)|\#(?P<id>[\w-]+)|\.(?P<class>[\w-]+)"""
    r"""|\[(?P<attr>[\w:-]+)(?:(?P<op>[*^$~]?=)["']?(?P<value>[^"'\]]*)["']?)?\]"""
    r"""|:not\((?P<not>[^()]+)\)|:(?P<position>first|last)-child"""
)


def xpath(selector: str) -> str:
    """XPath of a CSS selector: tag, #id, .class, [attr], [attr=value] (also *= ^= $= ~=), :not(), :first-child,
    :last-child, descendants and `>`, several parted by commas. Raises SelectorError for anything else."""
    paths = [_path(part.strip(), selector) for part in re.split(r",(?![^\[]*\])", selector)]
    return " | ".join(paths)


def _path(part: str, selector: str) -> str:
    path, position = "", 0
    while position < len(part):
        step = _COMPOUND.match(part, position)
        if not step or step[1] in ("+", "~"):
            raise _bad(selector)
        path += ("/" if step[1] == ">" and path else "/descendant::" if path else "descendant::") + _step(
            step[2], selector
        )
        position = step.end()
    if not path:
        raise _bad(selector)
    return path


def _step(compound: str, selector: str) -> str:
    tag, tests = "*", []
    for kind, test in _tests(compound, selector):
        if kind == "tag":
            tag = test
        else:
            tests.append(f"[{test}]")
    return tag + "".join(tests)


def _tests(compound: str, selector: str) -> Iterator[tuple[str, str]]:
    position = 0
    while position < len(compound):
        match = _SIMPLE.match(compound, position)
        if not match or (match["tag"] and position):
            raise _bad(selector)
        yield _test(match, selector)
        position = match.end()


def _test(match: re.Match[str], selector: str) -> tuple[str, str]:
    if match["tag"]:
        return "tag", match["tag"]
    if match["id"]:
        return "test", f"@id='{match['id']}'"
    if match["class"]:
        return "test", _word("class", match["class"])
    if match["not"]:
        inner = [f"self::{test}" if kind == "tag" else test for kind, test in _tests(match["not"], selector)]
        return "test", f"not({' and '.join(inner)})"
    if match["position"]:
        axis = "preceding" if match["position"] == "first" else "following"
        return "test", f"not({axis}-sibling::*)"
    return "test", _attribute(match["attr"], match["op"], match["value"])


def _attribute(name: str, operator: str | None, value: str) -> str:
    if operator is None:
        return f"@{name}"
    if operator == "~=":
        return _word(name, value)
    return {
        "=": f"@{name}='{value}'",
        "*=": f"contains(@{name},'{value}')",
        "^=": f"starts-with(@{name},'{value}')",
        "$=": f"substring(@{name},string-length(@{name})-{len(value) - 1})='{value}'",
    }[operator]


def _word(attribute: str, word: str) -> str:
    return f"contains(concat(' ',normalize-space(@{attribute}),' '),' {word} ')"


def _bad(selector: str) -> SelectorError:
    return SelectorError(
        f"{selector!r}: not understood; write it with tag, #id, .class, [attr=value], ' ' and '>' only"
    )


def _select(root: html.HtmlElement, selectors: list[str]) -> Iterator[html.HtmlElement]:
    """The elements below `root` that the selectors match, those of the first selector first."""
    for selector in selectors:
        yield from root.xpath(xpath(selector))


# ---------------------------------------------------------------------------------------------------------------------
# Boilerplate

_SKIPPED_TAGS = """script style noscript template iframe svg nav aside footer button select input textarea object embed
    canvas audio video head math dialog map noframes noembed datalist rp"""
_SKIPPED = frozenset(_SKIPPED_TAGS.split())
_BLOCK_TAGS = """address article blockquote body center caption dd details div dl dt fieldset figcaption figure form h1
    h2 h3 h4 h5 h6 header hr html legend li main ol p pre section summary table tbody td tfoot th thead tr ul"""
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_NOISE_NAME = re.compile(
    r"(?<![a-z])(?:related|relate|lien-?quan|tin-?khac|tin-?lien-?quan|tin-?cung|other-?news|more-?news|news-?other|read-?more"
    r"|xem-?them|comments?|binh-?luan|shar(?:e|ing)|social|breadcrumbs?|counter|view-?counts?|luot-?xem|page-?views?|hits"
    r"|tags?|weather|hotline|ads?|adv|advert\w*|banner|newsletter|most-?read|doc-?nhieu|pagination|paging|pager|toolbar"
    r"|print|rating|menu|nav|navbar|sidebar|foot|footer|login|cookies?|subscribe|exchange|ty-?gia|statistics-?visit"
    r"|truy-?cap|next-?prev|prev-?next|post-?nav\w*)(?![a-z])",
    re.I,
)
_CAPTION_NAME = re.compile(r"caption|chu-?thich|photo-?cms|image-?desc|pic-?desc|MASTERCMS_TPL_TABLE", re.I)
_LEAD_NAME = re.compile(r"(?<![a-z])(?:sapo|lead|chapeau|article-?desc|article__sapo)(?![a-z])", re.I)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?:font-size|opacity)\s*:\s*(?:0+(?:\.0+)?|\.0+)(?:px|r?em|pt|%)?\s*(?:!|;|$)"
    r"|text-indent\s*:\s*-\d{3}|(?<![\w-])(?:left|top|right|bottom|margin-(?:left|top))\s*:\s*-\d{4}"
    r"|clip\s*:\s*rect\((?:\s*[01](?:px)?[\s,]*){4}\)|clip-path\s*:\s*inset\(\s*(?:50|100)%",
    re.I,
)
_FOR_SCREEN_READERS = re.compile(
    r"(?<![\w-])(?:sr-only|visually-?hidden|screen-?reader(?:-only|-text)?)(?![\w-])", re.I
)
_RIGHT_TO_LEFT = re.compile(r"direction\s*:\s*rtl", re.I)
_COUNTER = re.compile(
    r"(?:(?:số )?lượt (?:xem|đọc|truy cập)|(?:page )?views?|reads?|visitors?|online|đang (?:xem|truy cập)|hits?)"
    r"\s*:?\s*[\d.,]+"
    r"|[\d.,]+\s*(?:lượt xem|lượt đọc|views?|readings?)"
    r"|(?:reader'?s )?comments?\s*\(?\d*\)?|(?:ý kiến )?bình luận\s*\(?\d*\)?"
    r"|\d+ (?:minute|hour|day|week|month|year)\(?s?\)? ago",
    re.I,
)
_MORE = re.compile(
    r"\W*(?:(?:các )?tin (?:khác|liên quan|mới|cùng chuyên mục|đã đưa)|(?:các )?bài (?:khác|viết liên quan|liên quan)"
    r"|xem thêm|đọc thêm|other (?:news|articles)|related (?:news|articles|stories|posts)|more news|read more|see also"
    r"|latest news|most read|business connection|rate exchange)\b[^.]{0,25}",
    re.I,
)
_ENDED = re.compile(r"[.!?…:;](?:[\"”’»)\]]|\[\d+\])*$")


def _attributes(element: html.HtmlElement) -> str:
    return f"{element.get('class', '')} {element.get('id', '')}"


def _noise(root: html.HtmlElement) -> set[html.HtmlElement]:
    """Elements below `root` whose name or visibility says that they are no part of the article.

    A name alone does not condemn what holds most of the text: `print-area` often wraps the whole article.
    """
    whole = len(root.text_content())
    found = _hidden(root)
    for element in root.iterdescendants(etree.Element):
        if not element.attrib:
            continue
        # sites set aria-hidden on all behind a dialog, too
        named = _NOISE_NAME.search(_attributes(element)) or element.get("aria-hidden", "").lower() == "true"
        if named and len(element.text_content()) * 2 <= whole:
            found.add(element)
    return found


def _hidden(root: html.HtmlElement) -> set[html.HtmlElement]:
    """Elements below `root` that are not shown, by attribute, by their own style or by a name that says so."""
    return {
        element
        for element in root.iterdescendants(etree.Element)
        if element.get("hidden") is not None
        or _HIDDEN.search(element.get("style", ""))
        or _FOR_SCREEN_READERS.search(element.get("class", ""))
    }


def _shown(element: html.HtmlElement) -> str:
    """The text of an element as it is seen."""
    return _cell_text(element, _hidden(element))


# ---------------------------------------------------------------------------------------------------------------------
# The block reader

_DEPTH = 200


@dataclass(frozen=True, slots=True)
class _GridCell:
    row: int
    column: int
    rowspan: int
    colspan: int
    header: bool
    text: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block before it has its place in the text."""

    kind: BlockKind
    text: str = ""
    cells: tuple[_GridCell, ...] = ()
    linked: bool = False
    """All of it is a link."""
    dated: bool = False
    """It holds a `<time>`."""
    bold: bool = False


@dataclass(slots=True)
class _Run:
    """The inline text gathered since the last block boundary, and how much of it stands in links and bold."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    linked: int = 0
    bold: int = 0
    dated: bool = False

    def add(self, text: str | None, linked: bool, bold: bool) -> None:
        if not text:
            return
        size = len("".join(text.split()))
        self.parts.append(text)
        self.length += size
        self.linked += size * linked
        self.bold += size * bold


@dataclass(frozen=True, slots=True)
class _Where:
    """What the elements around a run of text say about it."""

    kind: BlockKind = "paragraph"
    linked: bool = False
    bold: bool = False
    depth: int = 0


class _BlockReader:
    """Walks a DOM node and gathers its pieces in reading order."""

    def __init__(self, url: str, dropped: set[html.HtmlElement], data: bool = True) -> None:
        self.url, self.dropped, self.data = url, dropped, data
        self.pieces: list[_Piece] = []
        self.run = _Run()

    def read(self, element: html.HtmlElement) -> list[_Piece]:
        self._element(element, _Where())
        self._flush("paragraph")
        return self.pieces

    def _element(self, element: html.HtmlElement, where: _Where) -> None:
        if where.depth > _DEPTH:
            raise UnreadablePage(self.url, f"elements nested more than {_DEPTH} deep", "check the page by hand")
        if not isinstance(element.tag, str) or element.tag in _SKIPPED or element in self.dropped:
            return
        if element.tag == "br":
            self._flush(where.kind)
        elif element.tag == "sup" and _ends_in_digit(self.run.parts):
            self.run.add(_raised(element), where.linked, where.bold)
        elif element.tag == "table":
            self._flush(where.kind)
            self._table(element, where)
        elif element.tag in _BLOCKS:
            inner = _inside_block(element, where)
            self._flush(where.kind)
            self._content(element, inner)
            self._flush(inner.kind)
        else:
            self._content(element, _inside_inline(element, where))

    def _content(self, element: html.HtmlElement, where: _Where) -> None:
        self.run.dated |= element.tag == "time"
        self.run.add(element.text, where.linked, where.bold)
        for child in element:
            self._element(child, where)
            self.run.add(child.tail, where.linked, where.bold)

    def _flush(self, kind: BlockKind) -> None:
        run, self.run = self.run, _Run()
        text = fold("".join(run.parts))
        if not text:
            return
        bold, linked = run.bold == run.length, run.linked == run.length
        if kind == "paragraph" and bold and not _ENDED.search(text) and len(text) < 200:
            kind = "heading"
        self.pieces.append(_Piece(kind, text, linked=linked, dated=run.dated, bold=bold))

    def _table(self, table: html.HtmlElement, where: _Where) -> None:
        if not self.data and _is_large(table):
            self.pieces.append(_Piece("table"))
            return
        cells = _grid(table, self.dropped)
        if _is_layout(table, cells):
            kind: BlockKind = "caption" if _is_picture(table, cells) else where.kind
            self._content(table, replace(where, kind=kind, depth=where.depth + 1))
            self._flush(kind)
            return
        for caption in table.iterchildren("caption"):
            self._element(caption, where)
        self.pieces.append(_Piece("table", _rows_text(cells), cells))


def _inside_block(element: html.HtmlElement, where: _Where) -> _Where:
    kind, name = where.kind, _attributes(element)
    if re.fullmatch(r"h[1-6]", element.tag):
        kind = "heading"
    elif element.tag in ("figcaption", "caption") or _CAPTION_NAME.search(name):
        kind = "caption"
    elif kind == "paragraph" and _LEAD_NAME.search(name):
        kind = "lead"
    elif kind == "paragraph" and element.tag in ("li", "dt", "dd"):
        kind = "item"
    return replace(where, kind=kind, depth=where.depth + 1)


def _inside_inline(element: html.HtmlElement, where: _Where) -> _Where:
    return replace(
        where,
        linked=where.linked or (element.tag == "a" and element.get("href") is not None),
        bold=where.bold or element.tag in ("b", "strong"),
        depth=where.depth + 1,
    )


def _rows(table: html.HtmlElement) -> Iterator[tuple[bool, list[html.HtmlElement]]]:
    """Each row group of a table with whether it is the head: rows straight below the table are a group of their own."""
    loose: list[html.HtmlElement] = []
    for child in table.iterchildren(etree.Element):
        if child.tag == "tr":
            loose.append(child)
        elif child.tag in ("thead", "tbody", "tfoot"):
            if loose:
                yield False, loose
                loose = []
            yield child.tag == "thead", list(child.iterchildren("tr"))
    if loose:
        yield False, loose


def _grid(table: html.HtmlElement, dropped: set[html.HtmlElement]) -> tuple[_GridCell, ...]:
    """The cells at the places where a browser shows them; a span ends with its row group, all together are bounded."""
    cells: list[_GridCell] = []
    top, left_over = 0, _MOST_SPANNED
    for head, rows in _rows(table):
        rows = [r for r in rows if r not in dropped]
        until: dict[int, int] = {}
        """Column → the row of this group from which on it is free again."""
        for index, row in enumerate(rows):
            column = 0
            for element in (cell for cell in row.iterchildren("td", "th") if cell not in dropped):
                while until.get(column, 0) > index:
                    column += 1
                rowspan, colspan = _spans(element, len(rows) - index)
                if rowspan * colspan > 1:
                    left_over -= rowspan * colspan
                    if left_over < 0:
                        rowspan = colspan = 1
                    for spanned in range(column, column + colspan):
                        until[spanned] = index + rowspan
                header = head or element.tag == "th"
                cells.append(_GridCell(top + index, column, rowspan, colspan, header, _cell_text(element, dropped)))
                column += colspan
        top += len(rows)
    return tuple(cells)


_MOST_SPANNED = 500_000
"""Places that spanning cells may cover together: no table needs as many, and a hostile one could ask for billions."""
_WIDEST = 100


def _spans(element: html.HtmlElement, left: int) -> tuple[int, int]:
    """rowspan and colspan; 0 rows are all that are left, what is no number is 1."""
    if not element.attrib:
        return 1, 1
    rowspan = min(_span(element, "rowspan") or left, left)
    return rowspan, min(_span(element, "colspan") or 1, _WIDEST)


def _span(element: html.HtmlElement, name: str) -> int:
    digits = re.match(r"\s*(\d{1,5})", element.get(name, "1"))
    return int(digits[1]) if digits else 1


def _is_large(table: html.HtmlElement) -> bool:
    """Whether a table is so large that it holds data; its text is not needed to find a date."""
    cells = sum(len(row) for _, rows in _rows(table) for row in rows)
    return cells > _LARGE and table.find(".//table") is None and table.find(".//img") is None


_LARGE = 400


def _cell_text(element: html.HtmlElement, dropped: set[html.HtmlElement]) -> str:
    if not len(element):
        text = element.text or ""
        return text if text.isascii() and text.isalnum() else fold(text)
    parts: list[str] = []
    _gather(element, dropped, parts)
    return fold("".join(parts))


_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def _ends_in_digit(parts: list[str]) -> bool:
    return next((part[-1:].isdecimal() for part in reversed(parts) if part), False)


def _is_raised_digit(element: html.HtmlElement) -> bool:
    """Whether a `<sup>` is bare digits; in brackets it is told from the number as it stands."""
    return str(element.text_content()).strip().isdecimal()


def _raised(element: html.HtmlElement) -> str:
    """The text of a `<sup>` behind a digit: a footnote's mark or an exponent is seen as one, not as a further digit."""
    return str(element.text_content()).translate(_SUPERSCRIPT)


def _gather(element: html.HtmlElement, dropped: set[html.HtmlElement], parts: list[str]) -> None:
    parts.append(element.text or "")
    for child in element:
        if child.tag == "sup" and child not in dropped and _is_raised_digit(child) and _ends_in_digit(parts):
            parts.append(_raised(child))
        elif isinstance(child.tag, str) and child.tag not in _SKIPPED and child not in dropped:
            apart = " " if child.tag in _BLOCKS or child.tag == "br" else ""
            parts.append(apart)
            _gather(child, dropped, parts)
            parts.append(apart)
        parts.append(child.tail or "")


def _is_layout(table: html.HtmlElement, cells: tuple[_GridCell, ...]) -> bool:
    """Whether the table only arranges things: it holds tables, a picture, long prose, or no second column."""
    filled = [c for c in cells if c.text]
    columns = {c.column for c in filled}
    return (
        len(columns) < 2
        or table.find(".//table") is not None
        or _is_picture(table, cells)
        or any(len(c.text) > 600 for c in filled)
    )


def _is_picture(table: html.HtmlElement, cells: tuple[_GridCell, ...]) -> bool:
    if "MASTERCMS_TPL_TABLE" in table.get("class", ""):
        return True
    pictures = len(table.findall(".//img"))
    return pictures > 0 and table.find(".//table") is None and sum(1 for c in cells if c.text) <= 2 * pictures


def _rows_text(cells: tuple[_GridCell, ...]) -> str:
    rows: dict[int, list[str]] = {}
    for cell in cells:
        if cell.text:
            rows.setdefault(cell.row, []).append(cell.text)
    return "\n".join(" ".join(rows[r]) for r in sorted(rows))


# ---------------------------------------------------------------------------------------------------------------------
# From pieces to the canonical text


@dataclass(slots=True)
class _Text:
    """Page.text as it grows, with the places of blocks and tables in it."""

    text: str = ""
    blocks: list[Block] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)

    def add(self, piece: _Piece) -> None:
        self.text += "\n" if self.text else ""
        start = len(self.text)
        self.text += piece.text
        self.blocks.append(Block(piece.kind, start, len(self.text)))
        if piece.kind == "table":
            self.tables.append(Table(start, len(self.text), tuple(_placed(piece.cells, start))))


def _placed(cells: tuple[_GridCell, ...], start: int) -> Iterator[Cell]:
    """The cells with their offsets: the same walk as `_rows_text`, counting."""
    position = start
    for cell in sorted(cells, key=lambda c: (c.row, c.column)):
        if cell.text and position > start:
            position += 1  # the space or newline before it
        end = position + len(cell.text)
        yield Cell(cell.row, cell.column, cell.rowspan, cell.colspan, cell.header, position, end)
        position = end


def _compose(
    snapshot: Snapshot,
    document: str,
    title: str,
    pieces: list[_Piece],
    published: PublishedDate | None,
    language: str,
    template: str,
) -> Page:
    text = _Text()
    if title:
        text.add(_Piece("title", title))
    for piece in pieces:
        text.add(piece)
    check_charset(snapshot.url, text.text)
    _check_digits(snapshot.url, text.text)
    return Page(
        source=snapshot.source,
        document=document,
        url=snapshot.final_url,
        title=title or _shortened(text.text),
        language=language_of(_prose(text), language),
        published=published,
        text=text.text,
        blocks=tuple(text.blocks),
        tables=tuple(text.tables),
        version=hashlib.sha256(text.text.encode()).hexdigest(),
        snapshot=snapshot.sha256,
        template=template,
    )


def _shortened(text: str) -> str:
    line = text.partition("\n")[0]
    return line if len(line) <= 120 else line[:120].rsplit(" ", 1)[0] + " …"


def _prose(text: _Text) -> str:
    """The text without its tables, where there is any: an English table of provinces is full of Vietnamese names."""
    prose = "\n".join(text.text[b.start : b.end] for b in text.blocks if b.kind != "table")
    return prose or text.text


_VIETNAMESE = re.compile("[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]", re.I)


def language_of(text: str, declared: str) -> Literal["en", "vi"]:
    """The language of a text, by the share of Vietnamese letters (prose has over 20 %, English with Vietnamese names
    under 6 %); what the page declares decides only between: templates of Vietnamese sites say `vi` on English pages
    too."""
    share = len(_VIETNAMESE.findall(text)) / max(1, sum(map(str.isalpha, text)))
    if 0.05 < share < 0.15 and declared[:2].lower() in ("en", "vi"):
        return "vi" if declared[:2].lower() == "vi" else "en"
    return "vi" if share >= 0.1 else "en"


# ---------------------------------------------------------------------------------------------------------------------
# Dates of publication

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAME = r"(?P<name>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DATE_FORMS = tuple(
    re.compile(form, re.I)
    for form in (
        r"(?<!\d)(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)",
        r"(?<![\d.])(?P<day>\d{1,2})\s?[-/.]\s?(?P<month>\d{1,2})\s?[-/.]\s?(?P<year>\d{4})(?!\d)",
        r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th)? (?:of )?" + _MONTH_NAME + r",? (?P<year>\d{4})(?!\d)",
        r"\b" + _MONTH_NAME + r",? (?P<day>\d{1,2})(?:st|nd|rd|th)?[,/]? ?(?P<year>\d{4})(?!\d)",
        r"(?<!\d)(?P<day>\d{1,2}) tháng (?P<month>\d{1,2})(?:,? năm|,)? (?P<year>\d{4})(?!\d)",
    )
)
_MONTH_FORMS = tuple(
    re.compile(form, re.I)
    for form in (
        r"\s*(?P<year>\d{4})-(?P<month>\d\d)\s*",
        r"\s*" + _MONTH_NAME + r",? (?P<year>\d{4})\s*",
        r"\s*tháng (?P<month>\d{1,2})(?:/| năm |, )(?P<year>\d{4})\s*",
    )
)
_ISO_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s?(?:Z|[+-]\d\d:?\d\d)")
_BESIDE_DATE = re.compile(
    r"\d{1,2}(?::|h|g|giờ )\d{1,2}(?::\d{1,2})?'?|\b[ap]\.?m\b\.?|gmt|utc|[+-]0?7(?::?00)?\b"
    r"|thứ (?:hai|ba|tư|năm|sáu|bảy|\d)|chủ nhật|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b"
    r"|\b(?:date|posted|published|updated?|on|at|last|by|ngày|đăng|lúc|cập nhật|xuất bản|tải)\b|" + _COUNTER.pattern,
    re.I,
)


def full_date(text: str) -> tuple[date, re.Match[str]] | None:
    """The first whole date in `text`, day first unless only the month can be."""
    found = [match for form in _DATE_FORMS if (match := form.search(text))]
    for match in sorted(found, key=lambda m: m.start()):
        groups = match.groupdict()
        day = int(groups["day"])
        month = int(groups["month"]) if groups.get("month") else 1 + _MONTHS.index(groups["name"][:3].lower())
        for d, m in ((day, month), (month, day)):
            try:
                return date(int(groups["year"]), m, d), match
            except ValueError:
                continue
    return None


def _parse_date(text: str, formats: list[str]) -> str | None:
    """The date that a piece of text given as one names: a day or, where that is all, a month; ISO 8601."""
    text = fold(text)
    for form in formats:
        try:
            return datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007 (printed dates are local ones)
        except ValueError:
            continue
    instant = _ISO_INSTANT.search(text)
    if instant:
        with contextlib.suppress(ValueError, OverflowError):
            moment = datetime.fromisoformat(instant[0].replace(" ", "T", 1).replace(" ", ""))
            return moment.astimezone(VIET_NAM).date().isoformat()
    found = full_date(text)
    if found:
        return found[0].isoformat()
    for pattern in _MONTH_FORMS:
        match = pattern.fullmatch(text)
        if match:
            groups = match.groupdict()
            month = int(groups["month"]) if groups.get("month") else 1 + _MONTHS.index(groups["name"][:3].lower())
            return f"{groups['year']}-{month:02d}" if 1 <= month <= 12 else None
    return None


def _date_line(text: str) -> str | None:
    """The day of a line that holds no more than a date of publication does: time, weekday, section, view counter."""
    found = full_date(text) if len(text) <= 100 else None
    if not found:
        return None
    day, match = found
    rest = _BESIDE_DATE.sub(" ", text[: match.start()] + " " + text[match.end() :])
    return day.isoformat() if len(re.findall(r"[^\W_]+", rest)) <= 3 else None


@dataclass(frozen=True, slots=True)
class _Dating:
    """What the search for the date of publication looks at."""

    root: html.HtmlElement
    body: html.HtmlElement | None
    heading: html.HtmlElement | None
    title: str
    scope: list[_Piece]
    """Pieces of the smallest element around title and body, or of the body."""
    latest: date
    template: str


def _published(looked: _Dating, source: Source | None) -> PublishedDate | None:
    """The first date that can be one of publication, own rules before htmldate; None rather than a wrong one."""
    for origin, text in _candidates(looked, source):
        if text and "1995" <= text <= looked.latest.isoformat():
            return PublishedDate(text, origin)
    return None


def _candidates(looked: _Dating, source: Source | None) -> Iterator[tuple[str, str | None]]:
    if source:
        for element in _select(looked.root, source.selectors.published):
            yield "template", _parse_date(element.get("datetime") or element.text_content(), source.date_format)
            yield "template", _parse_date(element.text_content(), source.date_format)
    for element in _times(looked):
        yield "time element", _parse_date(element.get("datetime") or element.text_content(), [])
    for text in _metadata_dates(looked.root):
        yield "metadata", _parse_date(text, [])
    yield "near title", _near_title(looked)
    if looked.template == "trafilatura":
        yield "htmldate", _htmldate(looked.root, looked.latest)


_BEFORE_BODY = 1500
"""Characters of the article after which a `<time>` is one of the story or of a related link."""


_MAX_TIMES = 20
"""`<time>` elements looked at: the one of publication is among the first."""


def _times(looked: _Dating) -> Iterator[html.HtmlElement]:
    """`<time>` elements of the article: in its first part, or between title and body; never those of links."""
    if looked.body is None:
        return
    for element in islice(looked.body.iter("time"), _MAX_TIMES):
        if not _in_links(element, looked.body) and _before(element, looked.body) <= _BEFORE_BODY:
            yield element
    if looked.heading is not None:
        preceding = set(looked.body.xpath("preceding::time"))
        between = islice((t for t in looked.heading.xpath("following::time") if t in preceding), _MAX_TIMES)
        yield from (t for t in between if not _in_links(t, looked.root))


def _in_links(element: html.HtmlElement, top: html.HtmlElement) -> bool:
    """Whether an element stands in boilerplate or in a link or a list below `top`."""
    for ancestor in element.iterancestors():
        if ancestor is top:
            return False
        if ancestor.tag in (*_SKIPPED, "a", "li") or _NOISE_NAME.search(_attributes(ancestor)):
            return True
    return False


def _before(element: html.HtmlElement, body: html.HtmlElement) -> int:
    """How many characters of the body's text stand before the element."""
    count = 0
    for node in body.iter():
        if node is element:
            return count
        if isinstance(node.tag, str) and node.tag not in _SKIPPED:
            count += len((node.text or "").strip())
        count += len((node.tail or "").strip()) if node is not body else 0
    return count


_DATE_NAMES = ("article:published_time", "datePublished", "pubdate", "publishdate", "dc.date.issued", "DC.date.issued")


def _metadata_dates(root: html.HtmlElement) -> Iterator[str]:
    for name in _DATE_NAMES:
        for element in root.xpath("//meta[@property=$name or @name=$name or @itemprop=$name]", name=name):
            yield element.get("content", "")
    for script in root.xpath("//script[@type='application/ld+json']"):
        try:
            yield from _json_dates(json.loads(script.text or "null", strict=False), 0)
        except (ValueError, RecursionError):
            continue


def _json_dates(node: object, depth: int) -> Iterator[str]:
    if depth > 6:
        return
    if isinstance(node, list):
        for entry in node:
            yield from _json_dates(entry, depth + 1)
    elif isinstance(node, dict):
        if isinstance(node.get("datePublished"), str):
            yield node["datePublished"]
        for key in ("@graph", "mainEntity"):
            yield from _json_dates(node.get(key), depth + 1)


def _near_title(looked: _Dating) -> str | None:
    """The date line nearest the title: after it, before the second paragraph of prose; else just before it."""
    pieces = looked.scope
    at = next((i for i, p in enumerate(pieces) if p.text.casefold() == looked.title.casefold()), None)
    prose = 0
    for piece in (pieces if at is None else pieces[at + 1 :])[:8]:
        # one paragraph may be the lead; after it, a list is one of links to other articles
        day = _date_line(piece.text) if not (piece.linked or (prose and piece.kind == "item")) else None
        if day:
            return day
        prose += _is_prose(piece)
        if prose > 1 or _starts_more(piece):
            break
    for piece in reversed(pieces[max(0, at - 4) : at] if at else []):
        day = _date_line(piece.text)
        if day:
            # a site's clock stands above the title too
            return day if day < looked.latest.isoformat() else None
    return None


def _htmldate(root: html.HtmlElement, latest: date) -> str | None:
    from htmldate import find_date  # only unknown templates pay for the import

    found = find_date(copy.deepcopy(root), extensive_search=False, original_date=True, max_date=latest.isoformat())
    # it takes "tháng 8/2023", the month that a report is about, for the first of that month: the day must be printed
    return str(found) if found and str(found) in _printed_days(root) else None


def _printed_days(root: html.HtmlElement) -> set[str]:
    """The days printed on a page as lines of their own, lists of links left out."""
    days: set[str] = set()
    for parent, words in _chunks(root):
        day = _date_line(words)
        if day and not any(a.tag in (*_SKIPPED, "a", "li", "table") for a in (parent, *parent.iterancestors())):
            days.add(day)
    return days


# ---------------------------------------------------------------------------------------------------------------------
# HTML pages


@dataclass(frozen=True, slots=True)
class _Found:
    """The article on a page: its body in the DOM, or paragraphs where no node holds them together."""

    template: str
    body: html.HtmlElement | None
    paragraphs: tuple[str, ...] = ()


_NO_SELECTORS = Selectors(body=["article"])


def _read_html(snapshot: Snapshot, source: Source | None, document: str) -> Page:
    markup = _decode(snapshot)
    root = _parse(snapshot.url, markup)
    selectors = source.selectors if source else _NO_SELECTORS
    found = _find(snapshot.url, root, markup, source)
    heading = _title_element(root, found.body, selectors.title)
    title = _shown(heading) if heading is not None else _meta_title(root)
    for element in (found.body, heading):
        if element is not None:
            _check_direction(
                snapshot.url, element.text_content(), [*element.iter(etree.Element), *element.iterancestors()]
            )
    pieces = _article(snapshot.url, root, found, selectors, title)
    latest = snapshot.fetched_at.astimezone(VIET_NAM).date()
    looked = _Dating(root, found.body, heading, title, _scope(snapshot.url, found, heading), latest, found.template)
    published = _published(looked, source)
    if sum(len(p.text) for p in pieces) < 40:
        raise UnreadablePage(snapshot.url, "no article text", "look at the page; correct the source's body selectors")
    declared = _declared_language(root, found.body)
    return _compose(snapshot, document, title, pieces, published, declared, found.template)


_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")


def _character(entity: re.Match[str]) -> str:
    """A named character of HTML 5 that HTML 4, and so libxml2, does not know: `&comma;` stands inside a number."""
    known = entity[1] in name2codepoint or entity[1] == "apos"
    character = html5.get(f"{entity[1]};", "")
    return entity[0] if known or not character or character in "<>&\"'" else character


_MAX_ATTRIBUTES = 2_000
"""libxml2 compares each attribute of an element with all before it."""
_TAG = re.compile(r"""<[A-Za-z](?:[^>=]++|=\s*+"[^"]*+(?:"|\Z)|=\s*+'[^']*+(?:'|\Z)|=)*+""")
_VALUE = re.compile(r"""=\s*+(?:"[^"]*+"?|'[^']*+'?)""")
_NO_MARKUP = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1", re.S | re.I)


def _check_tags(url: str, markup: str) -> None:
    """Raises UnreadablePage where an element has more attributes than anyone writes."""
    if _has_many_attributes(markup) and _has_many_attributes(_NO_MARKUP.sub("", markup)):
        raise UnreadablePage(url, f"an element of over {_MAX_ATTRIBUTES:,} attributes", "look at it by hand")


def _has_many_attributes(markup: str) -> bool:
    long = (tag[0] for tag in _TAG.finditer(markup) if len(tag[0]) > 2 * _MAX_ATTRIBUTES)
    return any(len(re.findall(r"[\s/=]+", _VALUE.sub(" ", tag))) > _MAX_ATTRIBUTES for tag in long)


def _parse(url: str, markup: str) -> html.HtmlElement:
    lowered = markup.lower()
    markup = _ENTITY.sub(_character, markup)
    if re.match(r"\s*[{\[]", markup) or "<" not in markup:
        raise UnreadablePage(url, "not HTML", "take it out of the listing or add a reader")
    if re.search(r"<html[\s>]", lowered) and "</html" not in lowered and "</body" not in lowered:
        raise UnreadablePage(url, "the page breaks off before its end", "fetch it again")
    if markup.count("<") > MAX_TAGS:
        raise UnreadablePage(url, f"over {MAX_TAGS:,} tags", "look at it: no article has so many")
    _check_tags(url, markup)
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError as error:
        raise UnreadablePage(url, "no article text: the markup is empty", "fetch it again") from error
    if any("Excessive depth" in entry.message for entry in parser.error_log):
        raise UnreadablePage(url, "elements nested too deep", "check the page by hand")
    return root


def _find(url: str, root: html.HtmlElement, markup: str, source: Source | None) -> _Found:
    if source:
        for element in _select(root, source.selectors.body):
            if len(fold(element.text_content())) >= 40:
                return _Found("source", element)
    if not re.search(r"<(?:html|head|body)[\s>]", markup, re.I):
        articles = root.xpath("//article[not(ancestor::article)]")
        body = max(articles, key=lambda a: len(a.text_content()), default=root.find("body"))
        return _Found("fragment", body if body is not None else root)
    return _find_unknown(url, root)


def _find_unknown(url: str, root: html.HtmlElement) -> _Found:
    """The smallest node that holds most of what trafilatura takes for the main text, else its paragraphs alone."""
    from trafilatura import extract  # slow to import, and only unknown templates need it

    seen = copy.deepcopy(root)
    for element in _hidden(seen):
        if element.getparent() is not None:
            element.drop_tree()
    main = extract(seen, include_tables=True, include_comments=False, favor_recall=True)
    if not main:
        raise UnreadablePage(url, "no article text", "look at the page; add a source with selectors for its template")
    lines = [fold(line) for line in main.splitlines() if line.strip()]
    body = _holding(root, lines)
    # without a node there is no telling a list or table of the article from one beside it: sentences only
    sentences = () if body is not None else tuple(p for p in lines if p[0] not in "|-" and _ENDED.search(p))
    return _Found("trafilatura", body, sentences)


def _holding(root: html.HtmlElement, lines: list[str]) -> html.HtmlElement | None:
    """The smallest element with four fifths of the text in `lines`, trafilatura's; None where there is none."""
    prose = " ".join(line for line in lines if not line.startswith("|"))
    cells = {cell.strip() for line in lines if line.startswith("|") for cell in line.split("|")}
    held: dict[html.HtmlElement, int] = {}
    whole = 0
    for parent, words in _chunks(root):
        if words in cells or (len(words) >= 20 and words in prose):
            whole += len(words)
            for holder in (parent, *parent.iterancestors()):
                held[holder] = held.get(holder, 0) + len(words)
    if whole < 0.5 * (len(prose) + sum(map(len, cells))):
        return None
    enough = [
        node for node, size in held.items() if size >= 0.8 * whole and node.tag in _BLOCKS and node.tag not in _CELLED
    ]
    return max(enough, key=lambda n: sum(1 for _ in n.iterancestors()), default=None)


_CELLED = frozenset(("table", "tbody", "thead", "tr"))


def _chunks(root: html.HtmlElement) -> Iterator[tuple[html.HtmlElement, str]]:
    """Each run of text below `root` with the element that it stands in."""
    for node in root.iter(etree.Element):
        if node.tag in _SKIPPED:
            continue
        for parent, chunk in ((node, node.text), (node.getparent(), node.tail)):
            words = fold(chunk or "")
            if words and parent is not None:
                yield parent, words


def _title_element(
    root: html.HtmlElement, body: html.HtmlElement | None, selectors: list[str]
) -> html.HtmlElement | None:
    """The title: the first match in the body, else the last one before it (site names are headings too), else any."""
    for selector in selectors:
        matches = [e for e in root.xpath(xpath(selector)) if _shown(e)]
        if not matches:
            continue
        if body is None:
            return matches[0]
        around = [e for e in matches if body in e.iterancestors()]
        known = set(matches)
        before = [] if around else [e for e in body.xpath("preceding::*") if e in known]
        return (around[:1] or before[-1:] or matches[:1])[0]
    return None


def _meta_title(root: html.HtmlElement) -> str:
    for text in root.xpath("//meta[@property='og:title']/@content | //title/text()"):
        if fold(text):
            return re.sub(r"\s[|]\s[^|]*$", "", fold(text))
    return ""


def _scope(url: str, found: _Found, heading: html.HtmlElement | None) -> list[_Piece]:
    """The pieces around title and body, in which the printed date of publication stands."""
    if found.body is None:
        return []
    around = found.body
    if heading is not None and around not in heading.iterancestors():
        above = set(heading.iterancestors())
        around = next((a for a in around.iterancestors() if a in above), around)
    return _BlockReader(url, _noise(around), data=False).read(around)


def _declared_language(root: html.HtmlElement, body: html.HtmlElement | None) -> str:
    nodes = [] if body is None else [body, *body.iterancestors()]
    return next((n.get("lang", "") for n in [*nodes, root] if n.get("lang")), "")


def _article(url: str, root: html.HtmlElement, found: _Found, selectors: Selectors, title: str) -> list[_Piece]:
    """The pieces of the article below its title: the lead first, then the body in order, boilerplate left out."""
    if found.body is None:
        body = [_Piece("paragraph", p) for p in found.paragraphs]
    else:
        dropped = _noise(found.body) | set(_select(found.body, selectors.drop))
        body = _BlockReader(url, dropped).read(found.body)
    body = _without_boilerplate(body, title)
    lead = next(filter(None, (_shown(e) for e in _select(root, selectors.lead))), "")
    if not lead and found.template == "trafilatura":
        lead = _meta_lead(root, body)
    if lead:
        body = [_Piece("lead", lead), *(p for p in body if p.text != lead)]
    elif body and body[0].kind == "paragraph" and body[0].bold:
        body[0] = replace(body[0], kind="lead")
    return body


def _meta_lead(root: html.HtmlElement, body: list[_Piece]) -> str:
    """The page's description where it is a whole sentence that the body lacks; a cut one could end within a number."""
    text = " ".join(p.text for p in body)
    for description in root.xpath("//meta[@property='og:description' or @name='description']/@content"):
        words = fold(description)
        if len(words) >= 60 and re.search(r"[^.][.!?]$", words) and words[:60] not in text:
            return words
    return ""


def _without_boilerplate(pieces: list[_Piece], title: str) -> list[_Piece]:
    kept: list[_Piece] = []
    after_more = False
    for piece in pieces:
        # a list of other articles ends where prose begins again
        after_more = (after_more or _starts_more(piece)) and (_starts_more(piece) or not _is_prose(piece))
        repeats_title = piece.text.casefold() == title.casefold() and piece.kind != "table"
        if after_more or repeats_title or _is_boilerplate(piece, len(kept)):
            continue
        kept.append(piece)
    return kept


def _starts_more(piece: _Piece) -> bool:
    return piece.kind != "table" and bool(_MORE.fullmatch(piece.text))


def _is_prose(piece: _Piece) -> bool:
    return piece.kind == "table" or (not piece.linked and len(piece.text) > 80 and bool(_ENDED.search(piece.text)))


def _is_boilerplate(piece: _Piece, before: int) -> bool:
    text = piece.text
    if piece.kind == "table":
        return not text
    if len(text) <= 80 and re.fullmatch(rf"\W*(?:{_COUNTER.pattern})\W*", text, re.I):
        return True
    if piece.linked and piece.kind in ("paragraph", "item") and not _ENDED.search(text):
        return True
    if piece.dated and len(text) <= 100:
        return True
    ends_in_counter = (
        len(text) <= 100 and re.search(rf"(?:{_COUNTER.pattern})\W*$", text, re.I) and not _ENDED.search(text)
    )
    return bool(ends_in_counter) or (before < 4 and _date_line(text) is not None)


# ---------------------------------------------------------------------------------------------------------------------
# Copies of article text

_TEXT_DATE = re.compile(r"\W*(?:date|published|posted|updated?|ngày(?: đăng)?|cập nhật)\W+", re.I)
_PHOTO = re.compile(r"\b(?:photo|picture|illustrat\w+|ảnh)\b", re.I)


def _read_text(snapshot: Snapshot, document: str) -> Page:
    text = _decode(snapshot)
    _check_direction(snapshot.url, text)
    lines = [fold(line) for line in text.splitlines()]
    lines = [line for line in lines if line]
    latest = snapshot.fetched_at.astimezone(VIET_NAM).date()
    published, lines = _text_date(lines, latest)
    if not lines:
        raise UnreadablePage(snapshot.url, "no article text", "give a file with the article in it")
    title = lines[0] if len(lines[0]) <= 200 and not lines[0].endswith((".", ";")) else ""
    pieces = _text_pieces(_without_trailing_links(lines[bool(title) :]), title)
    if pieces and pieces[0].kind == "paragraph" and title:
        pieces[0] = replace(pieces[0], kind="lead")
    return _compose(snapshot, document, title, pieces, published, "", "fragment")


def _text_date(lines: list[str], latest: date) -> tuple[PublishedDate | None, list[str]]:
    """The date among the first four lines, and the lines without it: a line of its own, or a label and a date before
    the first words."""
    for index, line in enumerate(lines[:4]):
        day = _date_line(line)
        rest = [*lines[:index], *lines[index + 1 :]]
        label = _TEXT_DATE.match(line)
        found = full_date(line) if label and not day else None
        if label and found and found[1].start() == label.end():
            day = found[0].isoformat()
            rest = [*lines[:index], line[found[1].end() :].strip(" -–—:|,"), *lines[index + 1 :]]
        if day and day <= latest.isoformat():
            return PublishedDate(day, "near title"), [line for line in rest if line]
    return None, lines


def _text_pieces(lines: list[str], title: str) -> list[_Piece]:
    pieces: list[_Piece] = []
    before = ""
    for index, line in enumerate(lines):
        kind = _line_kind(line)
        if kind == "heading" and index == len(lines) - 1:
            kind = "paragraph"  # an author or an agency
        if kind == "heading" and before.casefold() == title.casefold():
            kind = "caption"  # a picture's description repeats the title, its caption follows
        if line.casefold() != title.casefold():
            pieces.append(_Piece(kind, line))
        before = line
    return pieces


def _line_kind(line: str) -> BlockKind:
    if len(line) <= 250 and _PHOTO.search(line) and (line.endswith(")") or not _ENDED.search(line)):
        return "caption"
    if re.match(r"[-–•*+]\s", line):
        return "item"
    return "heading" if len(line) <= 150 and not _ENDED.search(line) else "paragraph"


def _without_trailing_links(lines: list[str]) -> list[str]:
    """The lines without the run of unfinished ones at the end: headlines of other articles, the site's boxes.

    A single such line stays (an author); so does a list, and a text in which no line ends in a full stop.
    """
    end = len(lines)
    while end and not _ENDED.search(lines[end - 1]) and not re.match(r"[-–•*+\d]", lines[end - 1]):
        end -= 1
    followed_by_links = 0 < end < len(lines) - 1 and not lines[end - 1].endswith(":")
    return lines[:end] if followed_by_links else lines
