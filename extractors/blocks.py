"""The blocks of an article in reading order: headings, paragraphs, items, captions, and tables on their grid."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree, html

from extractors.decoding import fold
from extractors.errors import UnreadablePage
from extractors.markup import MORE, SKIPPED, is_block, is_raised, names_of, raised, text_of
from extractors.records import BlockKind

_CAPTION_NAME = re.compile(r"caption|chu-?thich|photo-?cms|image-?desc|pic-?desc|MASTERCMS_TPL_TABLE", re.I)
_LONGEST_CAPTION = 600
"""Characters: a name may stand on a wrapper of the whole article."""
_LEAD_NAME = re.compile(r"(?<![a-z])(?:sapo|lead|chapeau|article-?desc|article__sapo)(?![a-z])", re.I)
COUNTER = re.compile(
    r"(?:(?:số )?lượt (?:xem|đọc|truy cập)|(?:page )?views?|reads?|visitors?|online|đang (?:xem|truy cập)|hits?)"
    r"\s*:?\s*[\d.,]+"
    r"|[\d.,]+\s*(?:lượt xem|lượt đọc|views?|readings?)"
    r"|(?:reader'?s )?comments?\s*\(?\d*\)?|(?:ý kiến )?bình luận\s*\(?\d*\)?"
    r"|\d+ (?:minute|hour|day|week|month|year)\(?s?\)? ago",
    re.I,
)
_DATE_OR_TIME = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{1,2}:\d\d")
ENDED = re.compile(r"[.!?…:;](?:[\"”’»)\]]|\[\d+\])*$")
_DEPTH = 200


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell at the place where a browser shows it, with its text."""

    row: int
    column: int
    rowspan: int
    colspan: int
    header: bool
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A block before it has its place in the text."""

    kind: BlockKind
    text: str = ""
    cells: tuple[GridCell, ...] = ()
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
        # the date, bullet or arrow beside a link does not make it less of one
        size = sum(map(str.isalnum, _DATE_OR_TIME.sub("", text)))
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
    preformatted: bool = False
    """Its lines are those of the source."""
    depth: int = 0


class BlockReader:
    """Walks a DOM node and gathers its pieces in reading order."""

    def __init__(self, url: str, dropped: set[html.HtmlElement], data: bool = True) -> None:
        self.url, self.dropped, self.data = url, dropped, data
        self.pieces: list[Piece] = []
        self.run = _Run()

    def read(self, element: html.HtmlElement) -> list[Piece]:
        """The pieces of an element, in order. Raises UnreadablePage where it is nested too deep."""
        self._element(element, _Where())
        self._flush("paragraph")
        return _with_heads(_unbroken(self.pieces))

    def _element(self, element: html.HtmlElement, where: _Where) -> None:
        if where.depth > _DEPTH:
            raise UnreadablePage(self.url, f"elements nested more than {_DEPTH} deep", "check the page by hand")
        if not isinstance(element.tag, str) or element.tag in SKIPPED or element in self.dropped:
            return
        if element.tag == "br":
            self._flush(where.kind)
        elif is_raised(element) and (mark := raised(element, self.run.parts)) is not None:
            self.run.add(mark, where.linked, where.bold)
        elif element.tag == "table":
            self._flush(where.kind)
            self._table(element, where)
        elif is_block(element):
            inner = _inside_block(element, where)
            self._flush(where.kind)
            self._content(element, inner)
            self._flush(inner.kind)
        else:
            self._content(element, _inside_inline(element, where))

    def _content(self, element: html.HtmlElement, where: _Where) -> None:
        self.run.dated |= element.tag == "time"
        self._add(element.text, where)
        for child in element:
            self._element(child, where)
            self._add(child.tail, where)

    def _add(self, text: str | None, where: _Where) -> None:
        first, *lines = text.split("\n") if text and where.preformatted else (text,)
        self.run.add(first, where.linked, where.bold)
        for line in lines:
            self._flush(where.kind)
            self.run.add(line, where.linked, where.bold)

    def _flush(self, kind: BlockKind) -> None:
        run, self.run = self.run, _Run()
        text = fold("".join(run.parts))
        if not text:
            return
        bold, linked = (0 < run.length == part for part in (run.bold, run.linked))
        if kind == "paragraph" and bold and not ENDED.search(text) and len(text) < 200:
            kind = "heading"
        self.pieces.append(Piece(kind, text, linked=linked, dated=run.dated, bold=bold))

    def _table(self, table: html.HtmlElement, where: _Where) -> None:
        if not self.data and _is_large(table):
            self.pieces.append(Piece("table"))
            return
        cells = _grid(table, self.dropped)
        if _is_layout(table, cells):
            kind: BlockKind = "caption" if _is_picture(table, cells) else where.kind
            self._content(table, replace(where, kind=kind, depth=where.depth + 1))
            self._flush(kind)
            return
        for caption in table.iterchildren("caption"):
            self._element(caption, where)
        self.pieces.append(Piece("table", rows_text(cells), cells))


def _inside_block(element: html.HtmlElement, where: _Where) -> _Where:
    kind, name = where.kind, names_of(element)
    if re.fullmatch(r"h[1-6]", element.tag):
        kind = "heading"
    elif element.tag in ("figcaption", "caption") or (
        _CAPTION_NAME.search(name) and len(element.text_content()) <= _LONGEST_CAPTION
    ):
        kind = "caption"
    elif kind == "paragraph" and _LEAD_NAME.search(name):
        kind = "lead"
    elif kind == "paragraph" and element.tag in ("li", "dt", "dd"):
        kind = "item"
    return replace(where, kind=kind, preformatted=_is_preformatted(element, where), depth=where.depth + 1)


def _inside_inline(element: html.HtmlElement, where: _Where) -> _Where:
    return replace(
        where,
        linked=where.linked or (element.tag == "a" and element.get("href") is not None),
        bold=where.bold or element.tag in ("b", "strong"),
        preformatted=_is_preformatted(element, where),
        depth=where.depth + 1,
    )


def _is_preformatted(element: html.HtmlElement, where: _Where) -> bool:
    """Whether a browser breaks the text of an element where its source does."""
    if not element.attrib and element.tag != "pre":
        return where.preformatted
    style = _WHITE_SPACE.search(element.get("style", ""))
    return style[1].startswith("pre") if style else where.preformatted or element.tag == "pre"


_WHITE_SPACE = re.compile(r"white-space\s*:\s*([a-z-]+)", re.I)


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


def _grid(table: html.HtmlElement, dropped: set[html.HtmlElement]) -> tuple[GridCell, ...]:
    """The cells at the places where a browser shows them; a span ends with its row group, all together are bounded."""
    cells: list[GridCell] = []
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
                cells.append(GridCell(top + index, column, rowspan, colspan, header, text_of(element, dropped)))
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


def _is_layout(table: html.HtmlElement, cells: tuple[GridCell, ...]) -> bool:
    """Whether the table only arranges things: it holds tables, a picture, long prose, or no second column; a grid of
    figures never does."""
    filled = [c for c in cells if c.text]
    columns = {c.column for c in filled}
    if len(columns) < 2:
        return True
    figures = sum(1 for c in filled if _FIGURE.fullmatch(c.text))
    if figures >= _GRID and figures * 4 >= len(filled):
        return False
    return (
        table.find(".//table") is not None
        or _is_picture(table, cells)
        or any(len(c.text) > 600 for c in filled)
        or 2 * sum(1 for c in filled if len(c.text) > 120 and ENDED.search(c.text)) >= len(filled)
    )


_FIGURE = re.compile(r"[-+–(]?\d[\d.,\s]*%?\)?\*?")
_GRID = 4
"""Figures alone in their cells that a grid has at least."""


def _is_picture(table: html.HtmlElement, cells: tuple[GridCell, ...]) -> bool:
    if "MASTERCMS_TPL_TABLE" in table.get("class", ""):
        return True
    pictures = len(table.findall(".//img"))
    return pictures > 0 and table.find(".//table") is None and sum(1 for c in cells if c.text) <= 2 * pictures


def _unbroken(pieces: list[Piece]) -> list[Piece]:
    """The pieces with paragraphs put together that are lines of one, broken to fit or by a picture in a sentence."""
    found: list[Piece] = []
    for piece in pieces:
        last = found[-1] if found else None
        if last is not None and last.kind == piece.kind == "paragraph" and _goes_on(last.text, piece.text):
            found[-1] = replace(last, text=f"{last.text} {piece.text}", linked=False, dated=last.dated or piece.dated)
        else:
            found.append(piece)
    return found


def _goes_on(said: str, following: str) -> bool:
    """Whether a sentence goes on in the next line: it has not ended, and what follows begins like no new one."""
    if len(said) < _WRAPPED or ENDED.search(said):
        return False
    digit = following[0].isdecimal() and said[-1].islower() and not re.match(r"\d{1,2}[.)/]\s", following)
    return following[0].islower() or digit or said[-1] in ",("


_WRAPPED = 30
"""Characters of a line from which on it may be one of a sentence that was broken to fit."""


def _with_heads(pieces: list[Piece]) -> list[Piece]:
    """The pieces with each table that is but the head of the next put on it: grids whose head stays in sight do so."""
    found: list[Piece] = []
    for piece in pieces:
        last = found[-1] if found else None
        if last is not None and last.kind == piece.kind == "table" and _is_head(last.cells, piece.cells):
            top = max(c.row + c.rowspan for c in last.cells)
            head = tuple(replace(c, header=True) for c in last.cells)
            cells = (*head, *(replace(c, row=c.row + top) for c in piece.cells))
            found[-1] = replace(piece, text=rows_text(cells), cells=cells)
        else:
            found.append(piece)
    return found


def _is_head(cells: tuple[GridCell, ...], below: tuple[GridCell, ...]) -> bool:
    """Whether a table has no figure but years, and the one below it the same width and no head of its own."""
    if not cells or not below or _width(cells) != _width(below) or any(c.header for c in below):
        return False
    return any(_FIGURE.fullmatch(c.text) for c in below) and not any(
        _FIGURE.fullmatch(c.text) and not _YEAR.fullmatch(c.text) for c in cells
    )


_YEAR = re.compile(r"(?:19|20)\d\d")


def _width(cells: tuple[GridCell, ...]) -> int:
    return max(c.column + c.colspan for c in cells)


def rows_text(cells: tuple[GridCell, ...]) -> str:
    """The text of a table: one line a row, cells parted by one space, empty cells leaving nothing."""
    rows: dict[int, list[str]] = {}
    for cell in cells:
        if cell.text:
            rows.setdefault(cell.row, []).append(cell.text)
    return "\n".join(" ".join(rows[r]) for r in sorted(rows))


def starts_more(piece: Piece) -> bool:
    """Whether a piece heads a list of other articles."""
    return piece.kind != "table" and bool(MORE.fullmatch(piece.text))


def is_prose(piece: Piece) -> bool:
    """Whether a piece is the article's own: a table, or a sentence that is no link."""
    return piece.kind == "table" or (not piece.linked and len(piece.text) > 80 and bool(ENDED.search(piece.text)))
