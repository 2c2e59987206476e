"""Reads a page as a person sees it: title, date, language, blocks of text and tables, boilerplate left out.

One lxml parse a page. The body is found by the source's selectors, in a bare fragment by its `<article>`, and on an
unknown template by trafilatura; whichever found it, the same block reader reads it, so that tables stay tables.

What a person does not see is no content: elements hidden by attribute, inline style or a name for screen readers,
templates, fallbacks of scripts (what a style sheet hides is not known here). What the characters alone do not tell
(text turned right to left, digits of other scripts, fonts with codes of their own) makes a page unreadable.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

from lxml import etree

from extractors import VIET_NAM, collector
from extractors.blocks import ENDED, GridCell, Piece
from extractors.catalog import Source
from extractors.dates import Dating, date_line, full_date, publication
from extractors.decoding import check_charset, check_digits, check_direction, decode, fold
from extractors.errors import UnreadablePage
from extractors.main_text import NO_SELECTORS, article, declared_language, find, meta_title, scope, title_element
from extractors.markup import parse, shown
from extractors.records import Block, BlockKind, Cell, Page, PublishedDate, Snapshot, Table

SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".txt"})
"""Files that are pages, by the end of their names."""


def read(snapshot: Snapshot, source: Source | None) -> Page:
    """The page in `snapshot`, read by the template of `source` (None: an unknown site).

    Raises UnreadablePage where there is no article text to be had, SelectorError for a selector of the source.
    """
    with collector.paused():
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
    if path.suffix.lower() not in SUFFIXES:
        raise UnreadablePage(path.name, f"a file of kind {path.suffix!r}", "give an .html or a .txt file")
    return _read_html(snapshot, None, path.stem)


@dataclass(slots=True)
class _Text:
    """Page.text as it grows, with the places of blocks and tables in it."""

    text: str = ""
    blocks: list[Block] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)

    def add(self, piece: Piece) -> None:
        self.text += "\n" if self.text else ""
        start = len(self.text)
        self.text += piece.text
        self.blocks.append(Block(piece.kind, start, len(self.text)))
        if piece.kind == "table":
            self.tables.append(Table(start, len(self.text), tuple(_placed(piece.cells, start))))


def _placed(cells: tuple[GridCell, ...], start: int) -> Iterator[Cell]:
    """The cells with their offsets: the same walk as `rows_text`, counting."""
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
    pieces: list[Piece],
    published: PublishedDate | None,
    language: str,
    template: str,
) -> Page:
    text = _Text()
    if title:
        text.add(Piece("title", title))
    for piece in pieces:
        text.add(piece)
    check_charset(snapshot.url, text.text)
    check_digits(snapshot.url, text.text)
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
    under 6 %); between, where there may be some of both, by the small words of each, and where these do not tell, by
    what the page declares: templates of Vietnamese sites say `vi` on English pages too."""
    share = len(_VIETNAMESE.findall(text)) / max(1, sum(map(str.isalpha, text)))
    if 0.03 < share < 0.15:
        english, vietnamese = len(_SMALL_ENGLISH.findall(text)), len(_SMALL_VIETNAMESE.findall(text))
        if max(english, vietnamese) > 2 * min(english, vietnamese) + 2:
            return "en" if english > vietnamese else "vi"
        if share > 0.05 and declared[:2].lower() in ("en", "vi"):
            return "vi" if declared[:2].lower() == "vi" else "en"
    return "vi" if share >= 0.1 else "en"


_SMALL_ENGLISH = re.compile(r"\b(?:the|of|and|in|to|for|with|was|were|from|by)\b", re.I)
_SMALL_VIETNAMESE = re.compile(r"\b(?:của|và|các|năm|tỉnh|trong|với|được|cho|là|từ|có)\b", re.I)


def _read_html(snapshot: Snapshot, source: Source | None, document: str) -> Page:
    markup = decode(snapshot)
    root = parse(snapshot.url, markup)
    # held until the page is read: lxml makes an element's object anew whenever none is held, thousands of times over
    elements = list(root.iter(etree.Element))
    selectors = source.selectors if source else NO_SELECTORS
    found = find(snapshot.url, root, markup, source)
    heading = title_element(root, found.body, selectors.title)
    title = shown(heading) if heading is not None else meta_title(root)
    for element in (found.body, heading):
        if element is not None:
            turned = element.xpath("descendant-or-self::*[@dir or @style] | ancestor::*[@dir or @style]")
            check_direction(snapshot.url, element.text_content(), turned)
    around = scope(snapshot.url, found, heading)
    pieces = article(snapshot.url, root, found, selectors, title, around)
    latest = snapshot.fetched_at.astimezone(VIET_NAM).date()
    looked = Dating(root, found.body, heading, title, around, latest, found.template)
    published = publication(looked, source)
    if sum(len(p.text) for p in pieces) < 40:
        raise UnreadablePage(snapshot.url, "no article text", "look at the page; correct the source's body selectors")
    declared = declared_language(root, found.body)
    del elements
    return _compose(snapshot, document, title, pieces, published, declared, found.template)


_TEXT_DATE = re.compile(r"\W*(?:date|published|posted|updated?|ngày(?: đăng)?|cập nhật)\W+", re.I)
_PHOTO = re.compile(r"\b(?:photo|picture|illustrat\w+|ảnh)\b", re.I)


def _read_text(snapshot: Snapshot, document: str) -> Page:
    text = decode(snapshot)
    check_direction(snapshot.url, text)
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
        day = date_line(line)
        rest = [*lines[:index], *lines[index + 1 :]]
        label = _TEXT_DATE.match(line)
        found = full_date(line) if label and not day else None
        if label and found and found[1].start() == label.end():
            day = found[0].isoformat()
            rest = [*lines[:index], line[found[1].end() :].strip(" -–—:|,"), *lines[index + 1 :]]
        if day and day <= latest.isoformat():
            return PublishedDate(day, "near title"), [line for line in rest if line]
    return None, lines


def _text_pieces(lines: list[str], title: str) -> list[Piece]:
    pieces: list[Piece] = []
    before = ""
    for index, line in enumerate(lines):
        kind = _line_kind(line)
        if kind == "heading" and index == len(lines) - 1:
            kind = "paragraph"  # an author or an agency
        if kind == "heading" and before.casefold() == title.casefold():
            kind = "caption"  # a picture's description repeats the title, its caption follows
        if line.casefold() != title.casefold():
            pieces.append(Piece(kind, line))
        before = line
    return pieces


def _line_kind(line: str) -> BlockKind:
    if len(line) <= 250 and _PHOTO.search(line) and (line.endswith(")") or not ENDED.search(line)):
        return "caption"
    if re.match(r"[-–•*+]\s", line):
        return "item"
    return "heading" if len(line) <= 150 and not ENDED.search(line) else "paragraph"


def _without_trailing_links(lines: list[str]) -> list[str]:
    """The lines without the run of unfinished ones at the end: headlines of other articles, the site's boxes.

    A single such line stays (an author); so does a list, and a text in which no line ends in a full stop.
    """
    end = len(lines)
    while end and not ENDED.search(lines[end - 1]) and not re.match(r"[-–•*+\d]", lines[end - 1]):
        end -= 1
    followed_by_links = 0 < end < len(lines) - 1 and not lines[end - 1].endswith(":")
    return lines[:end] if followed_by_links else lines
