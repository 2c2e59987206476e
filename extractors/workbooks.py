"""Workbooks of a statistics office: each sheet is known by its title, read by its layout, accounted for to the cell.

A layout (layouts/*.yml) says what a table's rows and columns stand for; where they stand is found by their words. What
is not understood is a named failure, and its numbers are `unclaimed`: nothing is taken for what it may not be.
"""

from __future__ import annotations

import hashlib
import re
import sys
from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, compress
from operator import not_
from pathlib import PurePosixPath
from typing import Literal, cast
from urllib.parse import unquote, urlsplit

from extractors import headers
from extractors.catalog import Catalog, CodeList, Layout, Source
from extractors.delimited import open_csv
from extractors.headers import HeaderError, Report, Words
from extractors.languages import language_module
from extractors.layout import Head, Table, is_number, names_home
from extractors.records import CellReading, Dataset, PublishedDate, Snapshot
from extractors.spreadsheet import Grid, Sheet, Workbook, open_workbook

_VIETNAMESE = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9]")

Language = Literal["en", "vi"]


def read(
    snapshot: Snapshot, source: Source | None, catalog: Catalog, published: PublishedDate | None,
    title: str | None = None,
) -> Dataset:  # fmt: skip
    """The figures of a workbook about the province, and what became of all its other numbers.

    `source` (None: a file of one's own) says whose tables they are where a table names no place; `title` is that of the
    report the workbook hangs on ("… tháng 8 năm 2026"): with `published` it fills a year that no table names.
    Raises UnreadablePage where the file is no workbook; sheets and columns that are not understood are `failures`.
    """
    return _dataset(open_workbook(snapshot.body, snapshot.final_url), snapshot, source, catalog, published, title, "")


def read_csv(
    snapshot: Snapshot, source: Source | None, catalog: Catalog, published: PublishedDate | None,
    title: str | None = None,
) -> Dataset:  # fmt: skip
    """The figures of a CSV file, like a workbook of one sheet; one that begins with its header has the name of its file
    for a title. Raises UnreadablePage where the file is no CSV.
    """
    name = unquote(PurePosixPath(urlsplit(snapshot.final_url).path).stem)
    book = open_csv(snapshot.body, snapshot.final_url)
    return _dataset(book, snapshot, source, catalog, published, title, re.sub(r"[-_+]+", " ", name))


def _dataset(
    book: Workbook, snapshot: Snapshot, source: Source | None, catalog: Catalog, published: PublishedDate | None,
    title: str | None, name: str,
) -> Dataset:  # fmt: skip
    url = snapshot.final_url
    document = (source.canonical(url) or source.canonical(snapshot.url)) if source else None
    content = [(sheet, _Content(sheet.grid)) for sheet in book.sheets]
    language: Language = "vi" if any(_VIETNAMESE.search(c.text) for _, c in content) else "en"
    words = headers.words(catalog)
    when = published.text if published else None
    heads = [Head(sheet.grid, words, name) for sheet, _ in content]
    titles = [head.lines[0] for head in heads if head.lines]
    outer = _outer(title, titles, when, language, words)
    result = _Result(failures=list(book.failures))
    for (sheet, cells), head in zip(content, heads, strict=True):
        _read_sheet(sheet, head, cells, result, catalog, source, words, outer)
    if source is None and not result.figures and not result.failures:
        result.tell_unknown()
    return Dataset(
        source=snapshot.source, document=document or url, url=url, title=title or next(iter(titles), url),
        language=language, published=published, version=_version(content), snapshot=snapshot.sha256,
        template="workbook", figures=tuple(result.figures), fates=dict(+result.fates), failures=tuple(result.failures),
    )  # fmt: skip


def _outer(title: str | None, heads: list[str], published: str | None, language: Language, words: Words) -> Report:
    """What the report's title says of the time; without one, the year in which all tables agree."""
    if title:
        return replace(headers.report_time([title], published, language, words), time=None)
    years = {r.year for line in heads if (r := headers.report_time([line], None, language, words)).year}
    return Report(years.pop() if len(years) == 1 else None, published=published, language=language)


@dataclass
class _Result:
    figures: list[CellReading] = field(default_factory=list)
    fates: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    unknown: list[tuple[str, Literal["unclaimed", "excluded"], int]] = field(default_factory=list)
    """Of each sheet that is not read: which and why, and the fate of how many numbers."""

    def tell_unknown(self) -> None:
        """Of a file of one's own of which nothing is read, the sheets and why: nobody else would say it."""
        for failure, fate, count in self.unknown:
            self.failures.append(failure)
            self.fates[fate] -= count
            self.fates["unclaimed"] += count


class _Content:
    """All that a sheet holds, in order, for its version and its numbers."""

    def __init__(self, grid: Grid) -> None:
        flat = list(chain.from_iterable(grid))
        numeric = [kind is float for kind in map(type, flat)]
        self.width = len(grid[0]) if grid else 0
        self.numbers = array("d", cast("Iterable[float]", compress(flat, numeric)))
        self.places = bytes(numeric)
        self.text = "\x1f".join([v if isinstance(v, str) else repr(v) for v in compress(flat, map(not_, numeric))])

    @cached_property
    def count(self) -> int:
        """How many cells are numbers, those stored as text included."""
        return len(self.numbers) + sum(map(is_number, filter(None, self.text.split("\x1f"))))

    def digest(self) -> bytes:
        """Of positions, texts and numbers; empty cells behind the last one make no difference."""
        numbers = self.numbers
        if sys.byteorder == "big":
            numbers = array("d", self.numbers)
            numbers.byteswap()
        parts = (
            self.width.to_bytes(4, "little"),
            self.places.rstrip(b"\0"),
            numbers.tobytes(),
            self.text.rstrip("\x1f").encode(),
        )
        return b"\x1e".join(parts)


def _version(content: Iterable[tuple[Sheet, _Content]]) -> str:
    digest = hashlib.sha256()
    for sheet, cells in content:
        marks = sheet.marks
        shown = [sorted(m) for m in (marks.hidden_rows, marks.hidden_columns, marks.errors)]
        percent = sorted((r, c) for r, c in marks.percent if isinstance(sheet.cell(r, c), float))
        digest.update(sheet.name.encode() + b"\x1e" + cells.digest() + repr((shown, percent)).encode() + b"\x1d")
    return digest.hexdigest()


def _read_sheet(
    sheet: Sheet, head: Head, content: _Content, result: _Result, catalog: Catalog, source: Source | None, words: Words,
    outer: Report,
) -> None:  # fmt: skip
    """Read one sheet by its layout; all its numbers get a fate."""
    layout, home = _layout(head, catalog.layouts.values()), catalog.home.former.code
    places = _places(head.title, catalog.codelists["areas"]) or _of_office(source, catalog)
    if sheet.hidden or (layout is not None and layout.out) or (places and home not in places):
        result.fates["excluded"] += content.count
        return
    if layout is None or (layout.about == "province" and not places):
        ours = names_home(content.text, catalog) or (bool(places) and _names_industry(head.title, outer.language))
        fate: Literal["unclaimed", "excluded"] = "unclaimed" if ours else "excluded"
        result.fates[fate] += content.count
        why = "no layout knows this table; give it a title" if layout is None else "its title names no province"
        if content.count:
            result.unknown.append(
                (f"sheet {sheet.name} ({head.lines[0] if head.lines else 'no title'}): {why}", fate, content.count)
            )
        return
    try:
        table = Table(sheet, head, layout, catalog, words, outer)
        if len(places) > 1 and table.own_territory(head.title) is None:
            raise HeaderError(f"its title names {len(places)} provinces; look at it by hand")
        if layout.about == "rows" and places and not table.lists_provinces():
            raise HeaderError("a table of the province by places, and no other province: its rows are within it")
        figures, fates, failures = table.read()
    except HeaderError as error:
        result.fates["unclaimed"] += content.count
        result.failures.append(f"sheet {sheet.name} ({head.lines[0]}): {error}")
        return
    result.figures += figures
    result.fates += fates
    result.failures += [f"sheet {sheet.name}: {f}" for f in failures]


def _layout(head: Head, layouts: Iterable[Layout]) -> Layout | None:
    """The layout whose longest phrase the title has: a first line, else the lines together (a title in two cells)."""
    known = list(layouts)
    for text in (*head.lines[:4], " ".join(head.lines[:4])):
        found = [(length, layout) for layout in known if (length := layout.fits(text, head.title))]
        if found:
            return max(found, key=lambda f: f[0])[1]
    return None


def _names_industry(text: str, language: Language) -> bool:
    return language_module(language).find("industry_words").search(text) is not None


def _of_office(source: Source | None, catalog: Catalog) -> set[str]:
    """The province that a source is an office of."""
    return {catalog.areas.provinces[source.area].iso} if source and source.area else set()


def _places(title: str, areas: CodeList) -> set[str]:
    """The provinces that a title names."""
    return {code for code in areas.named_in(title) if code.startswith("VN-")}
