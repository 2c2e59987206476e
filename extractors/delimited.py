"""CSV files as a statistics office or a data portal gives them: one grid of texts, delimiter and charset found out."""

from __future__ import annotations

import csv
import io
from collections import Counter
from itertools import islice

from extractors.decoding import best_text, check_charset
from extractors.errors import UnreadablePage
from extractors.spreadsheet import MAX_AREA, Grid, Sheet, Workbook

SHEET = "csv"
"""What the one sheet is called in locators."""
_DELIMITERS = ";,\t|"
_SAMPLE = 200
"""Rows by which the delimiter is told."""


def open_csv(body: bytes, url: str) -> Workbook:
    """The one sheet of a CSV file; numbers stay texts as they are printed, with their decimals and marks.

    Raises UnreadablePage where no delimiter parts its rows into columns, where its charset is broken, and where it is
    larger than any of ours.
    """
    text = best_text(url, body, None).removeprefix("\ufeff")
    check_charset(url, text)
    if "\0" in text:
        raise UnreadablePage(url, "said to be CSV, and its bytes are not text", "look at it: is it whole?")
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text, url)))
    except csv.Error as error:
        raise UnreadablePage(url, f"a torn CSV file ({error})", "fetch it again") from error
    width = max(map(len, rows), default=0)
    if width * len(rows) > MAX_AREA:
        raise UnreadablePage(url, f"over {MAX_AREA:,} cells", "cut out the rows with the figures")
    grid: Grid = [[*(c.strip() for c in row), *[""] * (width - len(row))] for row in rows]
    return Workbook([Sheet(SHEET, grid, [], hidden=False)])


def _delimiter(text: str, url: str) -> str:
    """The delimiter that gives most rows the same number of columns: `12,5;13,1` is of two, not three."""
    best, found = 0, ""
    for delimiter in _DELIMITERS:
        try:
            rows = islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), _SAMPLE)
            widths = Counter(len(row) for row in rows if len(row) > 1)
        except csv.Error:
            continue
        common = max(widths.values(), default=0)
        if common > best:
            best, found = common, delimiter
    if not found:
        raise UnreadablePage(url, "a CSV file of one column, or none", "look at it: is it whole?")
    return found
