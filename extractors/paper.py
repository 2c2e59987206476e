"""What is printed on the pages of a PDF: words with their places, ruled lines, how much of a page is pictures.

Run as a program of its own: the PDF on standard input, JSON on standard output. PDFium is native code that reads what
strangers wrote: it runs in a process that may fall over, with memory and time that the system takes away from it
(`extractors.pdfs` starts it). It imports nothing of the project.
"""

from __future__ import annotations

import contextlib
import ctypes
import io
import json
import math
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2
import pypdfium2.raw as pdfium

MEMORY = 1 << 30
"""Bytes of address space: ten times what a yearbook of 500 pages takes."""
CPU_SECONDS = 20
"""A page takes about 20 ms; a bulletin of 60 pages one or two seconds."""
PAGES = 600
"""A provincial yearbook has about 600 pages, a monthly bulletin under 60."""
CHARACTERS = 60_000
"""On one page; a page set as small as can be read has 12,000."""
OBJECTS = 60_000
"""Lines, pictures and pieces of text on one page, and points of its lines: a map has 20,000, a table under 3,000."""
_DEPTH = 8
"""Forms within forms."""
_THIN = 2.5
"""Points up to which a filled box is a ruled line."""

_SPACE = 0.17
"""Ems between the ends of two letters from which there is a space; a font's own space has 0.25 or more."""

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]


class Refused(Exception):
    """Why the document, or one page of it, is not read."""


@dataclass(frozen=True, slots=True)
class _Paper:
    """The visible part of a page in its own coordinates, and how far it is turned (clockwise)."""

    left: float
    bottom: float
    right: float
    top: float
    turn: int

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as shown."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.turn in (90, 270) else (width, height)

    def shown(self, x: float, y: float) -> tuple[float, float]:
        """A point as shown: from the upper left corner, down."""
        if self.turn == 90:
            return y - self.bottom, x - self.left
        if self.turn == 180:
            return self.right - x, y - self.bottom
        if self.turn == 270:
            return self.top - y, self.right - x
        return x - self.left, self.top - y


@dataclass(frozen=True, slots=True)
class _Face:
    """How a piece of text is set."""

    size: float
    bold: bool
    angle: int
    """As shown, counter-clockwise; -1: askew."""
    hidden: bool
    font: str


@dataclass(slots=True)
class _Word:
    """Letters without a space between them, in the frame of their direction (see `along`)."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    base: float
    face: _Face
    joined: bool
    """It follows the word before it without a space."""


def read(body: bytes) -> dict[str, object]:
    """The pages of a PDF. Raises Refused with what is wrong with the whole document."""
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        raise Refused(_why(error)) from error
    count = len(document)
    if count == 0:
        raise Refused("empty")
    if count > PAGES:
        raise Refused(f"pages {count}")
    pages = []
    for number in range(count):
        try:
            pages.append(_page(document, number))
        except (pypdfium2.PdfiumError, Refused) as error:
            pages.append({"failure": str(error) or "unreadable"})
    return {"pages": pages, "title": document.get_metadata_value("Title")}


def _why(error: pypdfium2.PdfiumError) -> str:
    code = getattr(error, "err_code", None)
    return {pdfium.FPDF_ERR_PASSWORD: "encrypted", pdfium.FPDF_ERR_SECURITY: "encrypted"}.get(code, "damaged")


def _page(document: pypdfium2.PdfDocument, number: int) -> dict[str, object]:
    page = document[number]
    left, bottom, right, top = page.get_bbox()
    paper = _Paper(left, bottom, right, top, page.get_rotation())
    rules, pictures, drawn = _drawings(page, paper)
    words = _words(page.get_textpage(), paper)
    width, height = paper.size
    page.close()
    return {
        "width": width, "height": height, "rules": rules, "pictures": min(1.0, pictures / max(1.0, width * height)),
        "drawn": drawn, "hidden": sum(len(w.text) for w in words if w.face.hidden),
        "words": [_plain(w) for w in words if not w.face.hidden and w.face.angle >= 0],
    }  # fmt: skip


def _plain(word: _Word) -> tuple[object, ...]:
    face = word.face
    box = (round(x, 2) for x in (word.left, word.top, word.right, word.bottom, word.base, face.size))
    return word.text, *box, face.bold, face.angle, word.joined, face.font


# ---------------------------------------------------------------------------------------------------------------------
# Text


def along(x: float, y: float, angle: int, width: float, height: float) -> tuple[float, float]:
    """A point as shown in the frame of text that runs at an angle: along its lines, and across them downwards."""
    if angle == 90:
        return height - y, x
    if angle == 180:
        return width - x, height - y
    if angle == 270:
        return y, width - x
    return x, y


def _words(textpage: pypdfium2.PdfTextPage, paper: _Paper) -> list[_Word]:
    words: list[_Word] = []
    word: _Word | None = None
    spaced = True
    end = 0.0
    for char, box, reach, base, face in _characters(textpage, paper):
        if not char.strip() and not unicodedata.combining(char):
            spaced = True
            continue
        last = word
        if last is not None and unicodedata.combining(char[0]) and _over(last, box):
            last.text += char
            end, spaced = max(end, reach[1]), False
            continue
        fits = last is not None and last.face == face and abs(base - last.base) < 0.1 * face.size
        gap = min(reach[0], box[0]) - end
        end = max(reach[1], box[2])
        near = last is not None and abs(base - last.base) < face.size and -0.5 * face.size < gap < _SPACE * face.size
        if last is not None and fits and near and not spaced:
            last.text += char
            last.right, last.left = max(last.right, box[2]), min(last.left, box[0])
            last.top, last.bottom = min(last.top, box[1]), max(last.bottom, box[3])
        else:
            word = _Word(char, *box, base, face, joined=near and not spaced)
            words.append(word)
        spaced = False
    return words


def _over(word: _Word, box: Box) -> bool:
    """Whether a mark stands on the last letter of a word."""
    return box[0] < word.right + 0.3 * word.face.size and box[2] > word.left


def _characters(
    textpage: pypdfium2.PdfTextPage, paper: _Paper
) -> Iterator[tuple[str, Box, tuple[float, float], float, _Face]]:
    """Each character with its box, where its type begins and ends, and its baseline, in the frame of its direction.

    Spaces that PDFium puts in are left out: it parts "11" where the ones stand wide. So is what lies outside the paper.
    """
    raw = textpage.raw
    count = textpage.count_chars()
    if count > CHARACTERS:
        raise Refused(f"more than {CHARACTERS} characters")
    width, height = paper.size
    faces: dict[int | None, _Face] = {}
    a, b, c, d, x, y = (ctypes.c_double() for _ in range(6))
    loose = pdfium.FS_RECTF()
    for index in range(count):
        char = _letter(raw, index)
        if char.isspace() and pdfium.FPDFText_IsGenerated(raw, index) == 1:
            continue
        handle = pdfium.FPDFText_GetTextObject(raw, index)
        key = ctypes.addressof(handle.contents) if handle else None
        face = faces.get(key)
        if face is None:
            face = faces[key] = _face(raw, index, handle, paper.turn)
        pdfium.FPDFText_GetCharBox(raw, index, a, b, c, d)  # left, right, bottom, top
        pdfium.FPDFText_GetLooseCharBox(raw, index, loose)
        pdfium.FPDFText_GetCharOrigin(raw, index, x, y)
        corners = (paper.shown(a.value, d.value), paper.shown(b.value, c.value))
        angle = max(face.angle, 0)
        (x0, y0), (x1, y1) = (along(*point, angle, width, height) for point in corners)
        box = min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
        ends = (paper.shown(loose.left, loose.top), paper.shown(loose.right, loose.bottom))
        start, end = sorted(along(*point, angle, width, height)[0] for point in ends)
        centre = (corners[0][0] + corners[1][0]) / 2, (corners[0][1] + corners[1][1]) / 2
        if not (-1 <= centre[0] <= width + 1 and -1 <= centre[1] <= height + 1):
            continue
        yield char, box, (start, end), along(*paper.shown(x.value, y.value), angle, width, height)[1], face


def _letter(raw: object, index: int) -> str:
    """A character; U+FFFD for a glyph of which the font does not say what it is."""
    code = pdfium.FPDFText_GetUnicode(raw, index)
    if code == 2:  # PDFium's sign for a hyphen at the end of a line
        return "-"
    if code in (0, 0xFFFE, 0xFFFF) or 0xE000 <= code <= 0xF8FF or pdfium.FPDFText_HasUnicodeMapError(raw, index) == 1:
        return "\ufffd"
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def _face(raw: object, index: int, handle: object, turn: int) -> _Face:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(raw, index, matrix)
    scale = math.hypot(matrix.c, matrix.d) or 1.0
    size = abs(pdfium.FPDFText_GetFontSize(raw, index) * scale)
    angle = (math.degrees(math.atan2(matrix.b, matrix.a)) - turn) % 360
    straight = round(angle / 90) * 90
    mode = pdfium.FPDFTextObj_GetTextRenderMode(handle) if handle else 0
    font = _font(handle)
    bold = "bold" in font.lower() or "black" in font.lower() or mode == pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE
    return _Face(
        round(size, 1), bold, straight % 360 if abs(angle - straight) < 3 else -1,
        mode in (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP) or size < 1, font,
    )  # fmt: skip


def _font(handle: object) -> str:
    font = pdfium.FPDFTextObj_GetFont(handle) if handle else None
    if not font:
        return ""
    name = ctypes.create_string_buffer(128)
    pdfium.FPDFFont_GetBaseFontName(font, name, 128)
    return name.value.decode("utf-8", "replace")


# ---------------------------------------------------------------------------------------------------------------------
# Ruled lines and pictures


def _drawings(page: pypdfium2.PdfPage, paper: _Paper) -> tuple[list[Box], float, int]:
    """The straight lines of a page as shown, the area of its pictures, and how many drawings there are."""
    rules: list[Box] = []
    area, drawn, points = 0.0, 0, 0
    for handle, matrix in _objects(page):
        kind = pdfium.FPDFPageObj_GetType(handle)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            corners = [_moved(matrix, x, y) for x, y in ((0, 0), (1, 0), (0, 1), (1, 1))]
            xs, ys = [p[0] for p in corners], [p[1] for p in corners]
            area += (min(max(xs), paper.right) - max(min(xs), paper.left)) * (
                min(max(ys), paper.top) - max(min(ys), paper.bottom)
            )
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            drawn += 1
            points += max(0, pdfium.FPDFPath_CountSegments(handle))
            if points > OBJECTS:
                raise Refused(f"lines of more than {OBJECTS} points")
            rules += _rules(handle, matrix, paper)
    return rules, area, drawn


def _objects(page: pypdfium2.PdfPage) -> Iterator[tuple[object, Matrix]]:
    """The objects of a page, those within forms too, each with the matrix that puts it on the page."""
    seen = 0
    todo: list[tuple[object, Matrix, int]] = []
    for index in range(pdfium.FPDFPage_CountObjects(page.raw)):
        todo.append((pdfium.FPDFPage_GetObject(page.raw, index), (1, 0, 0, 1, 0, 0), 0))
        while todo:
            handle, outer, depth = todo.pop()
            seen += 1
            if seen > OBJECTS:
                raise Refused(f"more than {OBJECTS} objects")
            own = pdfium.FS_MATRIX()
            pdfium.FPDFPageObj_GetMatrix(handle, own)
            matrix = _product((own.a, own.b, own.c, own.d, own.e, own.f), outer)
            if pdfium.FPDFPageObj_GetType(handle) != pdfium.FPDF_PAGEOBJ_FORM:
                yield handle, matrix
            elif depth < _DEPTH:
                inner = range(max(0, pdfium.FPDFFormObj_CountObjects(handle)))
                todo += [(pdfium.FPDFFormObj_GetObject(handle, i), matrix, depth + 1) for i in inner]


def _product(m: Matrix, n: Matrix) -> Matrix:
    return (
        m[0] * n[0] + m[1] * n[2], m[0] * n[1] + m[1] * n[3], m[2] * n[0] + m[3] * n[2], m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4], m[4] * n[1] + m[5] * n[3] + n[5],
    )  # fmt: skip


def _moved(m: Matrix, x: float, y: float) -> tuple[float, float]:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def _rules(handle: object, matrix: Matrix, paper: _Paper) -> Iterator[Box]:
    """The straight lines of a path: its strokes, and filled boxes that are no thicker than a line."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(handle, fill, stroke)
    if not fill.value and not stroke.value:
        return
    for corners in _subpaths(handle, matrix, paper):
        if stroke.value:
            for (x0, y0), (x1, y1) in pairwise(corners):
                if abs(x0 - x1) < 0.5 or abs(y0 - y1) < 0.5:
                    yield _box([(x0, y0), (x1, y1)])
        elif len(corners) > 1:
            box = _box(corners)
            if min(box[2] - box[0], box[3] - box[1]) <= _THIN:
                yield box


def _box(points: list[tuple[float, float]]) -> Box:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return round(min(xs), 2), round(min(ys), 2), round(max(xs), 2), round(max(ys), 2)


def _subpaths(handle: object, matrix: Matrix, paper: _Paper) -> Iterator[list[tuple[float, float]]]:
    """Each subpath of straight lines as its corners, as shown; those with curves are no rules."""
    corners: list[tuple[float, float]] = []
    curved = False
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(max(0, pdfium.FPDFPath_CountSegments(handle))):
        segment = pdfium.FPDFPath_GetPathSegment(handle, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if corners and not curved:
                yield corners
            corners, curved = [], False
        curved |= kind == pdfium.FPDF_SEGMENT_BEZIERTO
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        corners.append(paper.shown(*_moved(matrix, x.value, y.value)))
        if pdfium.FPDFPathSegment_GetClose(segment):
            corners.append(corners[0])
    if corners and not curved:
        yield corners


def _limit() -> None:
    """Let the system take memory and time away; a system that has no such limits leaves the caller's clock."""
    try:
        import resource
    except ImportError:
        return
    for kind, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


def main() -> None:
    """Read the PDF on standard input."""
    _limit()
    try:
        result = read(sys.stdin.buffer.read())
    except Refused as error:
        result = {"refused": str(error)}
    out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8")
    json.dump(result, out, ensure_ascii=False)
    out.flush()


if __name__ == "__main__":
    main()
