"""Opening an .xlsx file that strangers wrote: what is no workbook is refused by name, the others become plain grids.

python-calamine reads the cells; it knows nothing of number formats, hidden rows and error values, which are looked up
in the sheet's XML where it has any.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from extractors.errors import UnreadablePage

Value = int | float | str | bool | time | date | datetime | timedelta
Grid = list[list[Value]]

MAX_PARTS = 2_000
"""Parts of one workbook: a national one has about 60. Millions of names would stop the reader before their sizes do."""
MAX_BYTES = 256 * 2**20
"""All parts inflated: a hundred times a national workbook's, and still in a small machine's memory."""
MAX_RATIO = 400
"""Inflated to packed size of a part over 1 MiB: tables reach 50, sheets of one repeated cell 200, deflate 1032."""
MAX_AREA = 4_000_000
"""Cells of the rectangle around all that a sheet holds, empty ones too: calamine keeps each in memory."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BUILT_IN_PERCENT = {9, 10}
"""Number formats `0%` and `0.00%` (ECMA-376 part 1, 18.8.30)."""
_DRAWINGS = re.compile(r"xl/(?:media|drawings|charts|embeddings|printerSettings)/|docProps/|customXml/", re.IGNORECASE)
"""Parts that no cell depends on: a broken picture loses nothing."""
_ROW_TAG = re.compile(rb"<(?:\w+:)?row\b[^>]*>")
_COL_TAG = re.compile(rb"<(?:\w+:)?col\b[^>]*>")
_CELL_TAG = re.compile(rb"<(?:\w+:)?c(?=[\s/>])[^>]*>")
_FAR = re.compile(rb' r="(?:[A-Za-z]{2,3}\d|[A-Za-z]?\d{5})')
"""A reference right of column Z or below row 9999; without one no sheet is too large."""
_OTHER_QUOTES = re.compile(rb"\sr\s*=\s*(?:'|\s)|\sr\s+=")
"""References written in another way, which calamine understands, too."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What a sheet's XML says of its cells beside their values; rows and columns from 0."""

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    percent: frozenset[tuple[int, int]] = frozenset()
    """Cells shown as percent: 0.1044 is 10.44 %."""
    errors: frozenset[tuple[int, int]] = frozenset()
    """Cells that show an error (#N/A, #REF!)."""


@dataclass
class Sheet:
    """A sheet: its cells from A1 on, empty ones as empty texts."""

    name: str
    grid: Grid
    merged: list[tuple[tuple[int, int], tuple[int, int]]]
    """Upper left and lower right cell of each merged range."""
    hidden: bool
    xml: bytes = b""
    percent_styles: frozenset[int] = frozenset()

    def cell(self, row: int, column: int) -> Value:
        """The value of a cell; an empty text where there is none."""
        return self.grid[row][column] if row < len(self.grid) and column < len(self.grid[row]) else ""

    @cached_property
    def marks(self) -> Marks:
        """Read from the XML when first asked for: only sheets that a layout knows need it."""
        return Marks(
            _hidden_rows(self.xml), _hidden_columns(self.xml), *_marked_cells(self.xml, self.percent_styles)
        )  # fmt: skip


@dataclass
class Workbook:
    """The sheets that could be read, and what is wrong with the others."""

    sheets: list[Sheet] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


def open_workbook(body: bytes, url: str) -> Workbook:
    """The sheets of an .xlsx file, in order; a sheet that cannot be read is a failure beside the others.

    Raises UnreadablePage where the file is no .xlsx workbook, is torn, encrypted, or larger than any of ours.
    """
    archive = _archive(body, url)
    parts, broken = _parts(archive, url)
    named = _sheets_of(parts, url)
    percent_styles = _percent_styles(parts.get("xl/styles.xml", b""))
    far = {part for name, part in named if part in parts and _too_large(parts[part])}
    lost = [f"sheet {name}: {_lost(part, broken, far)}" for name, part in named if part in broken | far]
    if broken:
        # calamine must not meet a part whose true size is unknown
        body, broken_names = _without(archive, parts), broken
        if essential := sorted(p for p in broken_names if not p.startswith("xl/worksheets/")):
            raise UnreadablePage(url, f"the workbook is torn: {', '.join(essential)} cannot be read", "fetch it again")
    return _read_sheets(body, url, named, parts, percent_styles, far, lost)


def _lost(part: str, broken: set[str], far: set[str]) -> str:
    if part in far:
        return f"cells spread over more than {MAX_AREA} places; delete the stray cells far from the table"
    return f"torn ({part}); fetch the file again" if part in broken else "not read"


def _read_sheets(
    body: bytes, url: str, named: list[tuple[str, str]], parts: dict[str, bytes], percent_styles: frozenset[int],
    skipped: set[str], failures: list[str],
) -> Workbook:  # fmt: skip
    result = Workbook(failures=failures)
    if skipped:
        body = _without(zipfile.ZipFile(io.BytesIO(body)), {p: x for p, x in parts.items() if p not in skipped})
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    except (CalamineError, OSError, ValueError) as error:
        raise UnreadablePage(url, f"not readable as a workbook ({error})", "open it by hand; fetch it again") from error
    visible = {m.name: m.visible == SheetVisibleEnum.Visible for m in book.sheets_metadata}
    work = {m.name for m in book.sheets_metadata if m.typ == SheetTypeEnum.WorkSheet}
    for name, part in named:
        if part not in parts or part in skipped or name not in work:
            continue
        try:
            sheet = book.get_sheet_by_name(name)
            grid: Grid = sheet.to_python(skip_empty_area=False)
        except (CalamineError, OSError, ValueError) as error:
            result.failures.append(f"sheet {name}: not readable ({error}); fetch the file again or open it by hand")
            continue
        merged = list(sheet.merged_cell_ranges or [])
        result.sheets.append(Sheet(name, grid, merged, not visible.get(name, True), parts[part], percent_styles))
    return result


def _archive(body: bytes, url: str) -> zipfile.ZipFile:
    if body.startswith(_OLE):
        encrypted = "EncryptedPackage".encode("utf-16-le") in body
        what = "an encrypted workbook" if encrypted else "a workbook of the old .xls kind, whose formats cannot be told"
        raise UnreadablePage(url, what, "ask for it without a password" if encrypted else "save it as .xlsx")
    if not body.startswith(b"PK"):
        head = body[:512].lstrip().lower()
        what = (
            "an HTML page saved as a workbook"
            if head.startswith((b"<!doctype", b"<html", b"<?xml", b"<"))
            else "no workbook"
        )
        raise UnreadablePage(url, what, "look at what the address answers; fetch it again")
    try:
        return zipfile.ZipFile(io.BytesIO(body))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, OverflowError) as error:
        raise UnreadablePage(url, f"the workbook is torn ({error})", "fetch it again") from error


def _parts(archive: zipfile.ZipFile, url: str) -> tuple[dict[str, bytes], set[str]]:
    """The parts that cells depend on, inflated, and the names of those that cannot be; sizes are checked first.

    zipfile stops at the size that the directory states and compares the checksum, so that a part which lies about its
    size is broken like a torn one.
    """
    infos = archive.infolist()
    if len(infos) > MAX_PARTS or sum(i.file_size for i in infos) > MAX_BYTES:
        raise UnreadablePage(
            url, f"larger than {MAX_PARTS} parts or {MAX_BYTES} bytes unpacked", "look at it by hand: a zip bomb?"
        )
    if any(i.file_size > 2**20 and i.file_size > MAX_RATIO * max(i.compress_size, 1) for i in infos):
        raise UnreadablePage(url, f"packed over {MAX_RATIO} to 1", "look at it by hand: a zip bomb?")
    if len({i.filename.lower() for i in infos}) < len(infos):
        raise UnreadablePage(url, "two parts of one name", "look at it by hand; fetch it again")
    if any(i.flag_bits & 1 for i in infos):
        raise UnreadablePage(url, "an encrypted workbook", "ask for it without a password")
    parts: dict[str, bytes] = {}
    broken: set[str] = set()
    for info in infos:
        if _DRAWINGS.match(info.filename) or info.is_dir():
            continue
        try:
            parts[info.filename] = archive.read(info)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
            broken.add(info.filename)
    return parts, broken


def _without(archive: zipfile.ZipFile, parts: dict[str, bytes]) -> bytes:
    """The workbook with the given parts alone."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as out:
        for name in archive.namelist():
            if name in parts:
                out.writestr(name, parts[name])
    return packed.getvalue()


def _sheets_of(parts: dict[str, bytes], url: str) -> list[tuple[str, str]]:
    """Name and part of each sheet, in the workbook's order."""
    try:
        book, rels = _xml(parts["xl/workbook.xml"]), _xml(parts["xl/_rels/workbook.xml.rels"])
    except (KeyError, etree.XMLSyntaxError) as error:
        raise UnreadablePage(url, "a zip file that holds no .xlsx workbook", "look at it by hand") from error
    targets = {r.get("Id"): r.get("Target", "") for r in rels.iter("{*}Relationship")}
    found: list[tuple[str, str]] = []
    for sheet in book.iter("{*}sheet"):
        link = next((str(v) for k, v in sheet.attrib.items() if str(k).endswith("}id")), "")
        target = targets.get(link, "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        found.append((sheet.get("name", ""), part))
    return found


def _xml(text: bytes) -> etree._Element:
    return etree.fromstring(text, etree.XMLParser(resolve_entities=False, no_network=True))


def _percent_styles(styles: bytes) -> frozenset[int]:
    """Numbers of the cell styles that show a value as percent."""
    try:
        root = _xml(styles)
    except etree.XMLSyntaxError:
        return frozenset()
    formats = set(_BUILT_IN_PERCENT)
    for own in root.iter("{*}numFmt"):
        if "%" in re.sub(r'"[^"]*"|\\.', "", own.get("formatCode", "")):
            formats.add(int(own.get("numFmtId", "-1")))
    styled = root.find("{*}cellXfs")
    used = styled.iterchildren("{*}xf") if styled is not None else iter(())
    return frozenset(n for n, xf in enumerate(used) if int(xf.get("numFmtId", "0")) in formats)


def _too_large(xml: bytes) -> bool:
    """Whether the rectangle around all cells is over MAX_AREA."""
    if _FAR.search(xml) is None and (b"'" not in xml or _OTHER_QUOTES.search(xml) is None) and b" = " not in xml:
        return False
    places = [p for tag in _CELL_TAG.finditer(xml) if (p := _place(tag[0])) is not None]
    rows = [int(n) for tag in _ROW_TAG.finditer(xml) if (n := _attribute(tag[0], b"r")).isdigit()]
    unplaced = sum(1 for _ in _CELL_TAG.finditer(xml)) - len(places)
    height = max([*(row + 1 for row, _ in places), *rows, 1])
    width = max([*(column + 1 for _, column in places), unplaced, 1])
    return height * width > MAX_AREA


def _hidden_rows(xml: bytes) -> frozenset[int]:
    if b"hidden" not in xml:
        return frozenset()
    tags = (t[0] for t in _ROW_TAG.finditer(xml) if _attribute(t[0], b"hidden") in (b"1", b"true"))
    return frozenset(int(n) - 1 for t in tags if (n := _attribute(t, b"r")).isdigit())


def _hidden_columns(xml: bytes) -> frozenset[int]:
    head = xml[: max(xml.find(b"sheetData"), 0)]
    hidden: set[int] = set()
    for tag in (t[0] for t in _COL_TAG.finditer(head) if _attribute(t[0], b"hidden") in (b"1", b"true")):
        first, last = _attribute(tag, b"min"), _attribute(tag, b"max")
        if first.isdigit() and last.isdigit():
            hidden.update(range(int(first) - 1, min(int(last), 16_384)))
    return frozenset(hidden)


def _marked_cells(
    xml: bytes, percent_styles: frozenset[int]
) -> tuple[frozenset[tuple[int, int]], frozenset[tuple[int, int]]]:
    """The cells shown as percent, and those that show an error."""
    has_errors = b't="e"' in xml or b"t='e'" in xml
    if not percent_styles and not has_errors:
        return frozenset(), frozenset()
    percent: set[tuple[int, int]] = set()
    errors: set[tuple[int, int]] = set()
    for tag in _CELL_TAG.finditer(xml):
        place = _place(tag[0])
        if place is None:
            continue
        style = _attribute(tag[0], b"s")
        if style.isdigit() and int(style) in percent_styles:
            percent.add(place)
        if has_errors and _attribute(tag[0], b"t") == b"e":
            errors.add(place)
    return frozenset(percent), frozenset(errors)


def _attribute(tag: bytes, name: bytes) -> bytes:
    match = re.search(rb"\s" + name + rb"""\s*=\s*["']([^"']*)["']""", tag)
    return match[1] if match else b""


def _place(tag: bytes) -> tuple[int, int] | None:
    match = re.fullmatch(rb"([A-Z]{1,3})(\d{1,7})", _attribute(tag, b"r").upper())
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + letter - 64
    return max(int(match[2]) - 1, 0), column - 1


def a1(row: int, column: int) -> str:
    """`D45` for row 44, column 3."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"
