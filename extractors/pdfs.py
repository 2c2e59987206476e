"""Reads a PDF as a person does: title, date, paragraphs and tables in reading order, running heads left out.

The words with their places come from PDFium in a process of its own (`paper.py`), which the system stops when it takes
more memory or time than any bulletin needs; what they mean on the page is decided here and in `segmentation.py`. Only
printed text counts: hidden text, such as the guess that a scanner lays under its picture, is none.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from extractors import VIET_NAM, paper, segmentation
from extractors.catalog import Source
from extractors.dates import full_date
from extractors.decoding import check_charset, fold
from extractors.errors import UnreadablePage
from extractors.pages import language_of
from extractors.records import Block, BlockKind, Cell, Page, PublishedDate, Region, Snapshot, Table
from extractors.segmentation import Grid, Line, Word

BYTES = 64 << 20
"""Largest PDF that is read: yearbooks full of pictures have 40 MB."""
SECONDS = 60
"""Time on the clock for one PDF: three times the processor's time that it may take, for a busy machine."""
SCANNED = 0.5
"""Share of a page that pictures cover from which its few words (a stamp, a page number) are not its text."""
_STAMP = 200
"""Characters: a digital signature's stamp and a page number have fewer."""
_PAPER = Path(paper.__file__)
_RUNNING = 0.14
"""Share of a page's height at its top and bottom where running heads and page numbers stand."""
_EDGE = 6
"""Lines looked at on either edge."""


def read(snapshot: Snapshot, source: Source | None, published: PublishedDate | None = None) -> Page:
    """The document in `snapshot`, a PDF; `published` (from the listing, or given) wins over what it prints.

    `Page.failures` names the pages that could not be read (scanned, damaged, tables whose columns cannot be told
    apart). Raises UnreadablePage where there is nothing to read: no PDF, encrypted, damaged, scanned as a whole, set in
    a font whose letters are not known, or more than can be read in time and memory.
    """
    url = snapshot.final_url
    document = (source.canonical(url) or source.canonical(snapshot.url)) if source else None
    begun = time.monotonic()
    result = _printed(snapshot)
    sheets, failures = _sheets(snapshot.url, result["pages"])
    pieces = _pieces(snapshot.url, sheets, failures, begun + SECONDS)
    head = _head(sheets, pieces, str(result.get("title") or ""))
    latest = snapshot.fetched_at.astimezone(VIET_NAM).date().isoformat()
    dated = published or _published(head, pieces, latest)
    page = _compose(snapshot, document or url, head, dated)
    return replace(page, failures=tuple(failures))


# ---------------------------------------------------------------------------------------------------------------------
# The process that reads


_REFUSED = {
    "encrypted": ("the PDF is encrypted", "ask the publisher for an open one"),
    "damaged": ("the PDF is torn or damaged", "fetch it again"),
    "empty": ("the PDF has no pages", "fetch it again"),
}


def _printed(snapshot: Snapshot) -> dict[str, Any]:
    """What is printed on the pages: `paper.read` in a process of its own."""
    body, url = snapshot.body, snapshot.url
    if not body:
        raise UnreadablePage(url, "an empty answer", "fetch it again")
    if b"%PDF-" not in body[:1024]:
        raise UnreadablePage(url, "not a PDF", "take it out of the listing or add a reader")
    if len(body) > BYTES:
        raise UnreadablePage(url, f"a PDF of over {BYTES >> 20} MB", "cut out the pages with the figures")
    try:
        done = subprocess.run(  # noqa: S603 (our own program; the PDF is its input only)
            [sys.executable, "-I", str(_PAPER)], input=body, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadablePage(url, f"the PDF took more than {SECONDS} seconds", "look at it by hand") from error
    if done.returncode != 0:
        why = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        how = f"signal {-done.returncode}" if done.returncode < 0 else why
        limits = f"{paper.CPU_SECONDS} s, {paper.MEMORY >> 20} MB"
        raise UnreadablePage(
            url, f"the PDF breaks its reader or takes more than it may ({limits}): {how}", "look at it by hand"
        )
    result: dict[str, Any] = json.loads(done.stdout)
    refused = result.get("refused")
    if refused in _REFUSED:
        raise UnreadablePage(url, *_REFUSED[refused])
    if refused:
        raise UnreadablePage(url, f"the PDF has too many {refused} (over {paper.PAGES})", "cut out those with figures")
    return result


# ---------------------------------------------------------------------------------------------------------------------
# Sheets: the pages with their words in one frame, running heads left out


@dataclass(slots=True)
class _Sheet:
    """A page on paper, in the frame that most of its text runs in."""

    number: int
    width: float
    height: float
    angle: int
    words: list[Word]
    rules: list[segmentation.Box]
    shown: tuple[float, float]

    def place(self, box: segmentation.Box) -> segmentation.Box:
        """A box as it stands on the page that is shown."""
        width, height = self.shown
        back = (360 - self.angle) % 360
        corners = [paper.along(x, y, back, self.width, self.height) for x, y in (box[:2], box[2:])]
        xs, ys = [c[0] for c in corners], [c[1] for c in corners]
        return (
            max(0.0, min(xs)), max(0.0, min(ys)), min(width, max(xs)), min(height, max(ys)),
        )  # fmt: skip


def _sheets(url: str, raw: list[dict[str, Any]]) -> tuple[list[_Sheet], list[str]]:
    """The pages that have text, and what is wrong with the others."""
    sheets: list[_Sheet] = []
    failures: list[str] = []
    scanned = outlined = 0
    for number, page in enumerate(raw, 1):
        if "failure" in page:
            failures.append(f"page {number} is not read: {page['failure']}; look at it by hand")
            continue
        letters = sum(len(w[0]) for w in page["words"])
        if page["pictures"] >= SCANNED and letters < _STAMP:
            scanned += 1
            failures.append(f"page {number} is not read: it is scanned, a picture without text; transcribe its figures")
        elif letters == 0 and page["drawn"] > 50:
            outlined += 1
            failures.append(f"page {number} is not read: its letters are drawn as outlines; transcribe its figures")
        if letters:
            sheets.append(_sheet(number, page))
            if len(sheets[-1].rules) > segmentation.RULES:
                failures.append(f"page {number} is not read: over {segmentation.RULES} ruled lines; look at it by hand")
                sheets.pop()
    _check_letters(url, raw)
    if scanned and scanned + outlined == len(raw):
        raise UnreadablePage(url, f"a scanned PDF: {scanned} pages of pictures without text", "transcribe its figures")
    if not sheets:
        what = "; ".join(failures[:3]) or "no text"
        raise UnreadablePage(url, f"a PDF without text ({what})", "look at it by hand")
    _without_running(sheets)
    return sheets, failures


def _check_letters(url: str, raw: list[dict[str, Any]]) -> None:
    """UnreadablePage where the fonts do not say what their letters are, or are of the time before Unicode."""
    words = [w for page in raw for w in page.get("words", ())]
    check_charset(url, " ".join(w[0] for w in words))
    # fonts of the encodings TCVN3 (.VnTime) and VNI put Vietnamese letters on the codes of others
    old = "".join(w[0] for w in words if re.match(r"(?:[A-Z]{6}\+)?(?:\.Vn|VNI-)", w[10]))
    if sum(map(str.isalpha, old)) > 100 and language_of(old, "") != "vi":
        raise UnreadablePage(url, "set in a font from before Unicode (TCVN3 or VNI)", "transcribe its figures")


def _sheet(number: int, page: dict[str, Any]) -> _Sheet:
    angles: Counter[int] = Counter()
    for word in page["words"]:
        angles[word[8]] += len(word[0])
    angle = angles.most_common(1)[0][0]
    shown = (page["width"], page["height"])
    width, height = (shown[1], shown[0]) if angle in (90, 270) else shown
    straight = [(_word(w), bool(w[9])) for w in page["words"] if w[8] == angle]
    words = [*segmentation.mended(straight), *_turned(page["words"], angle, shown)]
    rules = segmentation.joined_rules([_turned_box(r, angle, shown) for r in page["rules"]])
    return _Sheet(number, width, height, angle, words, rules, shown)


def _word(raw: Sequence[Any]) -> Word:
    text, left, top, right, bottom, base, size, bold = raw[:8]
    return Word(unicodedata.normalize("NFC", text), left, top, right, bottom, base, size, bold)


def _turned_box(box: Sequence[float], angle: int, shown: tuple[float, float]) -> segmentation.Box:
    corners = [paper.along(x, y, angle, *shown) for x, y in (box[:2], box[2:])]
    xs, ys = [c[0] for c in corners], [c[1] for c in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _turned(raw: list[Any], angle: int, shown: tuple[float, float]) -> Iterator[Word]:
    """Words that run otherwise than most (labels set upright in a header), each line of them as one word."""
    run: list[Word] = []
    turn = 0
    for entry in [*(w for w in raw if w[8] != angle), None]:
        word = _word(entry) if entry else None
        if run and (word is None or entry[8] != turn or abs(word.base - run[-1].base) > 1):
            yield _upright(run, turn, angle, shown)
            run = []
        if word is not None:
            run.append(word)
            turn = entry[8]


def _upright(run: list[Word], turn: int, angle: int, shown: tuple[float, float]) -> Word:
    line = Line(tuple(run))
    width, height = (shown[1], shown[0]) if turn in (90, 270) else shown
    corners = [paper.along(x, y, (360 - turn) % 360, width, height) for x, y in (line.box[:2], line.box[2:])]
    corners = [paper.along(*c, angle, *shown) for c in corners]
    xs, ys = [c[0] for c in corners], [c[1] for c in corners]
    size = run[0].size
    return Word(line.text, min(xs), min(ys), max(xs), max(ys), max(ys), size, line.bold)


_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:trang|page|tr\.|p\.)\s*(?:số\s*)?)?(\d{1,4})(?:\s*(?:/|of|trên)\s*\d{1,4})?\W*", re.I
)


def _without_running(sheets: list[_Sheet]) -> None:
    """Take out running heads and page numbers: lines at the edge of the paper that stand on most pages alike but for
    a number that counts with the pages, and a lone number apart from the text."""
    edges: list[list[tuple[Line, int]]] = [list(_edge_lines(sheet)) for sheet in sheets]
    seen: Counter[tuple[str, int]] = Counter()
    for sheet, lines in zip(sheets, edges, strict=True):
        seen.update({(text, at) for line, at in lines for text in {line.text, _counted(line.text, sheet.number)}})
    for sheet, lines in zip(sheets, edges, strict=True):
        out: set[int] = set()
        for line, at in lines:
            often = max(seen[line.text, at], seen[_counted(line.text, sheet.number), at])
            # heads of left and right pages differ: half of the pages are enough
            if (often >= 2 and often * 2 >= len(sheets) - 1) or _is_page_number(line, sheet):
                out.update(id(w) for w in line.words)
        sheet.words = [w for w in sheet.words if id(w) not in out]


def _edge_lines(sheet: _Sheet) -> Iterator[tuple[Line, int]]:
    """Lines at the top and the bottom of a page, each with its height to a few points."""
    margin = _RUNNING * sheet.height
    words = [w for w in sheet.words if w.bottom < margin or w.top > sheet.height - margin]
    lines = segmentation.lines_of(words)
    for line in {id(x): x for x in (*lines[:_EDGE], *lines[-_EDGE:])}.values():
        yield line, round(line.base / 6)


def _counted(text: str, number: int) -> str:
    """A line with each number that may be the page's written as what it is beside the page's own."""
    return re.sub(r"(?<![\d.,])\d{1,3}(?![\d.,])", lambda m: f"#{int(m[0]) - number}", text)


def _is_page_number(line: Line, sheet: _Sheet) -> bool:
    match = _PAGE_NUMBER.fullmatch(line.text)
    if not match or abs(int(match[1]) - sheet.number) > 500:
        return False
    # beside or near the text it is a figure of a table
    top, bottom = line.box[1], line.box[3]
    near = 1.5 * line.size
    if line.base < sheet.height / 2:
        near_top, near_bottom = top, bottom + near
    else:
        near_top, near_bottom = top - near, bottom
    return not any(w.top < near_bottom and w.bottom > near_top and w not in line.words for w in sheet.words)


# ---------------------------------------------------------------------------------------------------------------------
# Pieces: paragraphs and tables in reading order


@dataclass(slots=True)
class _Paragraph:
    """Lines that are read as one text, each with its sheet."""

    lines: list[tuple[Line, _Sheet]]
    kind: BlockKind = "paragraph"
    column: segmentation.Column | None = None

    @property
    def text(self) -> str:
        """The lines joined."""
        return segmentation.join(line.text for line, _ in self.lines)


@dataclass(slots=True)
class _Tabular:
    """A table, over all pages that it goes on to: cells with their sheet, rows counted through."""

    cells: list[tuple[segmentation.GridCell, _Sheet]]
    grid: Grid
    """Its last part."""
    head: tuple[str, ...]
    """The words of its header."""
    rows: int


_Piece = _Paragraph | _Tabular


def _pieces(url: str, sheets: list[_Sheet], failures: list[str], until: float) -> list[_Piece]:
    """The pieces of all pages, those joined that a page break parts; UnreadablePage where that takes too long."""
    pieces: list[_Piece] = []
    body = _body_size(sheets)
    for sheet in sheets:
        if time.monotonic() > until:
            raise UnreadablePage(url, f"the PDF took more than {SECONDS} seconds", "look at it by hand")
        own, notes = _on_sheet(sheet, body, failures)
        goes_on = bool(pieces and own) and _joined(pieces, own[0])
        pieces += own[goes_on:]
        # a footnote would stand within a sentence that goes on overleaf
        for note in notes:
            pieces.insert(len(pieces) - _goes_on_overleaf(pieces), note)
    _name_kinds(pieces, body)
    return pieces


def _goes_on_overleaf(pieces: list[_Piece]) -> int:
    last = pieces[-1] if pieces else None
    return int(isinstance(last, _Paragraph) and not segmentation.ENDED.search(last.text)) or int(
        isinstance(last, _Tabular)
    )


def _body_size(sheets: list[_Sheet]) -> float:
    sizes: Counter[float] = Counter()
    for sheet in sheets:
        for word in sheet.words:
            sizes[word.size] += len(word.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _on_sheet(sheet: _Sheet, body: float, failures: list[str]) -> tuple[list[_Piece], list[_Piece]]:
    """The pieces of one page, and its footnotes."""
    grids, words = segmentation.ruled(sheet.rules, sheet.words)
    lines = segmentation.lines_of(words)
    more, lines, entangled = segmentation.aligned(lines, sheet.rules)
    failures += [
        f"page {sheet.number}: a table's columns cannot be told apart ({row}); transcribe its figures"
        for row in entangled
    ]
    lines = segmentation.rejoined(lines, sheet.width)
    grids = [_without_stacked(g, sheet.number, failures) for g in (*grids, *more)]
    items = segmentation.ordered([*grids, *lines], sheet.width)
    pieces: list[_Piece] = []
    run: list[Line] = []
    before: segmentation.Item | None = None
    for (item, column), (following, beside) in pairwise([*items, (None, -1)]):
        if isinstance(item, Grid):
            table = _tabular(item, sheet)
            if not (isinstance(before, Grid) and before.right <= item.left and _joined(pieces, table)):
                pieces.append(table)
            before = item
        elif isinstance(item, Line):
            run.append(item)
            if isinstance(following, Grid) or following is None or beside != column:
                own = _paragraphs(run, sheet)
                # what the foot of one column breaks off goes on at the head of the next
                goes_on = isinstance(before, Line) and _joined(pieces, own[0])
                pieces += own[goes_on:]
                run = []
                before = item
    notes: list[_Piece] = []
    while pieces and isinstance(pieces[-1], _Paragraph) and _is_note(pieces[-1], sheet, body):
        notes.insert(0, pieces.pop())
    return pieces, notes


def _without_stacked(grid: Grid, number: int, failures: list[str]) -> Grid:
    """A table without the cells whose digits stand on several lines, and a failure for each."""
    cells = []
    for cell in grid.cells:
        if segmentation.stacked(cell):
            digits = " / ".join(line.text for line in cell.lines)
            failures.append(f"page {number}: a table cell with digits on several lines ({digits}); transcribe it")
            cell = replace(cell, lines=())
        cells.append(cell)
    return replace(grid, cells=tuple(cells))


def _is_note(piece: _Paragraph, sheet: _Sheet, body: float) -> bool:
    line = piece.lines[0][0]
    return line.size < 0.92 * body and line.base > 0.6 * sheet.height and bool(re.match(r"[\d*(\[†]", piece.text))


def _paragraphs(lines: list[Line], sheet: _Sheet) -> list[_Piece]:
    column = segmentation.column_of(lines)
    found: list[_Piece] = []
    own: _Paragraph | None = None
    for line in lines:
        if own is None or segmentation.begins(line, own.lines[-1][0], len(own.lines) == 1, column):
            own = _Paragraph([(line, sheet)], column=column)
            found.append(own)
        else:
            own.lines.append((line, sheet))
    return found


def _joined(pieces: list[_Piece], first: _Piece) -> bool:
    """Whether the first piece of a page goes on with the last one before it; if so it is put to it."""
    last = pieces[-1]
    if isinstance(last, _Paragraph) and isinstance(first, _Paragraph):
        before, line = last.lines[-1][0], first.lines[0][0]
        full = last.column is None or before.right > last.column.right - 0.1 * (last.column.right - last.column.left)
        same = abs(line.size - before.size) <= 0.6 and line.bold == before.bold
        goes_on = line.text[:1].islower() or line.text[:1].isdigit() or (full and not _starts_new(first))
        if same and full and not segmentation.ENDED.search(before.text) and goes_on:
            last.lines += first.lines
            return True
    if isinstance(last, _Tabular) and isinstance(first, _Tabular):
        return _table_joined(last, first)
    return False


def _starts_new(piece: _Paragraph) -> bool:
    column = piece.column
    return column is None or piece.lines[0][0].left > column.left + 5


def _table_joined(last: _Tabular, first: _Tabular) -> bool:
    """Put a table's part on the next page to it: same columns, and the same header again or none."""
    head = tuple(c.text for c, _ in first.cells if c.header)
    again = first.grid.header_rows if head == last.head else 0
    if first.grid.columns != last.grid.columns or (head and not again and _has_words(head)):
        return False
    if not again and not _same_edges(first.grid, last.grid):
        return False
    for cell, sheet in first.cells:
        if cell.row >= again:
            moved = replace(cell, row=cell.row - again + last.rows, header=False)
            last.cells.append((moved, sheet))
    last.rows += first.rows - again
    last.grid = first.grid
    return True


def _has_words(head: tuple[str, ...]) -> bool:
    return any(not segmentation.FIGURE.fullmatch(words) for words in head[1:] if words)


def _same_edges(a: Grid, b: Grid) -> bool:
    return len(a.edges) == len(b.edges) and all(abs(x - y) < 6 for x, y in zip(a.edges, b.edges, strict=True))


def _tabular(grid: Grid, sheet: _Sheet) -> _Tabular:
    head = tuple(c.text for c in grid.cells if c.header)
    return _Tabular([(c, sheet) for c in grid.cells], grid, head, grid.rows)


def _name_kinds(pieces: list[_Piece], body: float) -> None:
    """Say which paragraphs are headings, items, and captions of the tables below them."""
    for piece in pieces:
        if isinstance(piece, _Paragraph):
            piece.kind = _kind(piece, body)
    for index, piece in enumerate(pieces):
        if isinstance(piece, _Tabular):
            for above in reversed(pieces[max(0, index - 3) : index]):
                if not isinstance(above, _Paragraph) or not segmentation.is_above_table(above.text):
                    break
                above.kind = "caption"


def _kind(piece: _Paragraph, body: float) -> BlockKind:
    text = piece.text
    line = piece.lines[0][0]
    if segmentation.is_item(text):
        return "item"
    stands_out = all(x.bold for x, _ in piece.lines) or line.size > body + 0.8
    return "heading" if stands_out and len(text) < 200 and not segmentation.ENDED.search(text) else "paragraph"


# ---------------------------------------------------------------------------------------------------------------------
# Title and date


@dataclass(slots=True)
class _Head:
    """A document's title, what stands above it (the letterhead), and the rest."""

    title: str
    lines: list[tuple[Line, _Sheet]]
    """The title's own, where it is printed."""
    above: list[_Paragraph] = field(default_factory=list)
    body: list[_Piece] = field(default_factory=list)


_MOTTO = re.compile(r"cộng h[òo][aà] xã hội chủ nghĩa|độc lập\s*[-–—]\s*tự do", re.I)
"""What stands on top of each official paper."""


def _head(sheets: list[_Sheet], pieces: list[_Piece], told: str) -> _Head:
    """The title by its size on the first page, else the first bold lines below the letterhead, else the one that the
    file gives, if the first page has it too."""
    first = sheets[0]
    own = [p for p in pieces[:20] if isinstance(p, _Paragraph) and p.lines[0][1] is first]
    size = max((p.lines[0][0].size for p in own if _has_letters(p.text)), default=0.0)
    largest = size > 1.1 * _body_size(sheets)
    at = next((i for i, p in enumerate(own) if _can_be_title(p, size if largest else None, first)), None)
    if at is None:
        text = fold(told)
        printed = " ".join(p.text for p in own).casefold()
        return _Head(text if len(text) > 10 and text.casefold() in printed else "", [], [], list(pieces))
    lines = list(own[at].lines)
    end = at + 1
    while end < len(own) and _continues_title(own[end], lines[-1][0]):
        lines += own[end].lines
        end += 1
    index = pieces.index(own[at])
    above = pieces[:index]
    short = [p for p in above if isinstance(p, _Paragraph) and len(p.text) < 120]
    letterhead = len(short) == len(above) <= 14
    rest = pieces[index + end - at :]
    title = segmentation.join(line.text for line, _ in lines)
    return _Head(title, lines, short if letterhead else [], rest if letterhead else [*above, *rest])


def _has_letters(text: str) -> bool:
    return sum(map(str.isalpha, text)) >= 6


def _can_be_title(piece: _Paragraph, size: float | None, sheet: _Sheet) -> bool:
    line = piece.lines[0][0]
    if not _has_letters(piece.text) or _MOTTO.search(piece.text) or len(piece.text) > 300:
        return False
    if size is not None:
        return line.size > size - 0.6
    beside = any(
        abs(w.base - line.base) < 3 and (w.right < line.left - 20 or w.left > line.right + 20) for w in sheet.words
    )
    return (
        piece.kind == "heading"
        and not beside
        and line.base < 0.5 * sheet.height
        and not segmentation.is_item(piece.text)
    )


def _continues_title(piece: _Paragraph, before: Line) -> bool:
    line = piece.lines[0][0]
    return (
        abs(line.size - before.size) <= 0.6
        and line.bold == before.bold
        and 0 < line.base - before.base < 2.2 * line.size
        and not re.match(r"(?:\d{1,2}|[IVX]+)\.", piece.text)
        and len(piece.text) < 200
    )


def _published(head: _Head, pieces: list[_Piece], latest: str) -> PublishedDate | None:
    """The date printed beside the letterhead or the title, else that of the signature at the end; not the file's own:
    that is when the file was made, often long after."""
    prose = 0
    below: list[_Paragraph] = []
    for piece in head.body[:8]:
        if not isinstance(piece, _Paragraph) or prose > 1:
            break
        below.append(piece)
        prose += len(piece.text) > 120
    for origin, places in (("near title", [*below, *reversed(head.above)]), ("signature line", _end(pieces))):
        for piece in places:
            day = _date_line(piece.text)
            if day and "1995" <= day <= latest:
                return PublishedDate(day, origin)
    return None


def _end(pieces: list[_Piece]) -> list[_Paragraph]:
    return [p for p in reversed(pieces[-15:]) if isinstance(p, _Paragraph)]


def _date_line(text: str) -> str | None:
    """The day of a line of place and date: "Bắc Ninh, ngày 29 tháng 7 năm 2024", "(Hanoi, 6 August 2024)"."""
    found = full_date(text) if len(text) <= 100 else None
    if not found:
        return None
    day, match = found
    before = re.sub(r"\b(?:ngày|date|on|published|công bố|cập nhật)\b", " ", text[: match.start()], flags=re.I)
    after = text[match.end() :]
    named = re.fullmatch(r"\W*(?:[^\W\d]+\W+){0,4}", before + " ") is not None
    return day.isoformat() if named and not re.search(r"\w", after) else None


# ---------------------------------------------------------------------------------------------------------------------
# From pieces to the canonical text


@dataclass(slots=True)
class _Text:
    """Page.text as it grows, with the places of blocks, tables and lines in it."""

    text: str = ""
    blocks: list[Block] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)

    def paragraph(self, kind: BlockKind, lines: list[tuple[Line, _Sheet]]) -> None:
        text = fold(segmentation.join(line.text for line, _ in lines))
        if not text:
            return
        start = self._begin()
        position = 0
        for line, sheet in lines:
            # the line as it stands in the joined text; where it was parted, its first half ends the region before
            words = fold(line.text).rstrip("-\u00ad\u2010")
            found = text.find(words, position)
            if found >= 0:
                self._region(start + found, start + found + len(words), line, sheet)
                position = found + len(words)
        self.text += text
        self.blocks.append(Block(kind, start, len(self.text)))

    def table(self, table: _Tabular) -> None:
        start = self._begin()
        cells: list[Cell] = []
        row = -1
        for cell, sheet in sorted(table.cells, key=lambda c: (c[0].row, c[0].column)):
            text = fold(cell.text)
            if text and len(self.text) > start:
                self.text += "\n" if cell.row != row else " "
            if text:
                row = cell.row
            begin = len(self.text)
            self.text += text
            cells.append(Cell(cell.row, cell.column, cell.rowspan, cell.colspan, cell.header, begin, len(self.text)))
            if text:
                words = tuple(w for line in cell.lines for w in line.words)
                self._region(begin, len(self.text), Line(words), sheet)
        self.blocks.append(Block("table", start, len(self.text)))
        self.tables.append(Table(start, len(self.text), tuple(cells)))

    def _begin(self) -> int:
        self.text += "\n" if self.text else ""
        return len(self.text)

    def _region(self, start: int, end: int, line: Line, sheet: _Sheet) -> None:
        left, top, right, bottom = sheet.place(line.box)
        box = round(left, 1), round(top, 1), round(right, 1), round(bottom, 1)
        self.regions.append(Region(start, end, sheet.number, box))


def _compose(snapshot: Snapshot, document: str, head: _Head, published: PublishedDate | None) -> Page:
    text = _Text()
    if head.lines:
        text.paragraph("title", head.lines)
    near = 0
    for piece in head.body:
        if isinstance(piece, _Tabular):
            text.table(piece)
            continue
        near += 1
        if near < 5 and _date_line(piece.text):
            continue
        text.paragraph(piece.kind, piece.lines)
    if sum(b.end - b.start for b in text.blocks if b.kind != "title") < 40:
        raise UnreadablePage(snapshot.url, "no text of an article", "look at the PDF by hand")
    prose = "\n".join(text.text[b.start : b.end] for b in text.blocks if b.kind != "table")
    title = head.title or text.text.partition("\n")[0][:120]
    return Page(
        source=snapshot.source, document=document, url=snapshot.final_url, title=fold(title),
        language=language_of(prose or text.text, ""), published=published, text=text.text,
        blocks=tuple(text.blocks), tables=tuple(text.tables),
        version=hashlib.sha256(text.text.encode()).hexdigest(), snapshot=snapshot.sha256, template="pdf",
        regions=tuple(text.regions),
    )  # fmt: skip
