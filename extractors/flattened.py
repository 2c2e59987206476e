"""Tables printed as lines of text, put back on their grid where the lines tell how: a row a line, or a cell a line.

Only what the lines themselves show is used: labels followed by the same number of figures, in a header's order. Lines
that leave open which column a figure belongs to stay text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.records import Block, Cell, Page, Table

_FIGURE = r"[-–−+(]?\d[\d.,]*\d?\)?\s?%?|\.\.|[-–]"
_ONLY_FIGURE = re.compile(rf"\s*(?:{_FIGURE})\s*")
_LINE = re.compile(
    rf"(?P<order>\d{{1,2}}[.)]\s*)?(?P<label>[^\W\d_](?:.*?[^\W\d_)\]])?)\s*:?(?P<figures>(?:\s+(?:{_FIGURE})(?=\s|$))+)\s*"
)
_COLUMN_MARK = re.compile(r"\((\d)\)")
_SHORT = 90
_LEAST_ROWS = 3
_MOST_COLUMNS = 30


@dataclass(frozen=True, slots=True)
class Flattened:
    """A table found in lines of text: the blocks that it takes the place of, by their numbers on the page."""

    first: int
    last: int
    table: Table


def find(page: Page) -> list[Flattened]:
    """The flattened tables of a page, in order."""
    lines = [(n, b) for n, b in enumerate(page.blocks) if b.kind in ("paragraph", "item")]
    found: list[Flattened] = []
    run: list[tuple[int, Block]] = []
    for number, block in [*lines, (-1, Block("paragraph", 0, 0))]:
        short = number >= 0 and block.end - block.start <= _SHORT and "\n" not in page.text[block.start : block.end]
        if short and (not run or run[-1][0] == number - 1):
            run.append((number, block))
            continue
        found += _in_run(page, run)
        run = [(number, block)] if short else []
    return found


def _in_run(page: Page, run: list[tuple[int, Block]]) -> Iterator[Flattened]:
    if len(run) < _LEAST_ROWS + 1:
        return
    whole = _cell_a_line(page, run)
    if whole is not None:
        yield whole
        return
    yield from _row_a_line(page, run)


def _cell_a_line(page: Page, run: list[tuple[int, Block]]) -> Flattened | None:
    """Header lines, then label and figures by turns: every row as long as the header."""
    texts = [page.text[b.start : b.end] for _, b in run]
    figures = [bool(_ONLY_FIGURE.fullmatch(t)) for t in texts]
    following = _next_true(figures)
    for begin in range(len(run) - 5):
        width = following[begin] - begin
        if not 0 < width <= _MOST_COLUMNS or begin + width >= len(run):
            continue
        numbered = width > 2 and re.fullmatch(r"1\.?", texts[begin + width]) is not None
        size, label = (width, 1) if numbered else (width - 1, 0)
        rows = _rows_of(figures, texts, begin + size, size, label)
        if size >= 2 and len(rows) >= _LEAST_ROWS:
            cells = [_cell(run[begin + c][1], 0, c, header=True) for c in range(size)]
            for number, start in enumerate(rows, 1):
                cells += [_cell(run[start + c][1], number, c, header=False) for c in range(size)]
            last = rows[-1] + size - 1
            return Flattened(run[begin][0], run[last][0], Table(run[begin][1].start, run[last][1].end, tuple(cells)))
    return None


def _next_true(values: list[bool]) -> list[int]:
    """For each place, the next one from it on that is true; the length where none is."""
    places = [len(values)] * (len(values) + 1)
    for index in range(len(values) - 1, -1, -1):
        places[index] = index if values[index] else places[index + 1]
    return places


def _rows_of(figures: list[bool], texts: list[str], start: int, size: int, label: int) -> list[int]:
    """Where the rows begin: `size` lines each, words at the label's place and figures behind it."""
    rows = []
    while size >= 2 and start + size <= len(texts):
        if figures[start + label] or not all(figures[start + label + 1 : start + size]):
            break
        rows.append(start)
        start += size
    return rows


def _row_a_line(page: Page, run: list[tuple[int, Block]]) -> Iterator[Flattened]:
    """Lines of a label and its figures under a line that heads them: one column, or columns marked (1) (2) (3)."""
    matches = [_figures(page.text[b.start : b.end]) for _, b in run]
    begin = 0
    for index in range(1, len(run) + 1):
        if index < len(run) and _width(matches[index]) == _width(matches[begin]):
            continue
        if matches[begin] is not None and index - begin >= _LEAST_ROWS and begin > 0:
            one = _lines(page, run, matches, begin, index)
            if one is not None:
                yield one
        begin = index


def _figures(line: str) -> re.Match[str] | None:
    """A line as label and figures; None for any other, and for the line that numbers the columns."""
    match = _LINE.fullmatch(line)
    return None if match is None or re.fullmatch(r"(?:\s*\(\d\))+\s*", match["figures"]) else match


def _lines(
    page: Page, run: list[tuple[int, Block]], matches: list[re.Match[str] | None], first: int, end: int
) -> Flattened | None:
    width = _width(matches[first])
    header = run[first - 1][1]
    marks = list(_COLUMN_MARK.finditer(page.text, header.start, header.end))
    if width > 1 and len(marks) != width:
        return None
    cells = [Cell(0, 0, 1, 1, True, header.start, header.start if width == 1 else marks[0].start())]
    above = page.text[max(0, header.start - 600) : header.start]
    for column in range(width):
        meaning = re.search(rf"(?:cột|column|col\.?|\()\s*{column + 1}\)?\s*[:=–-]\s*([^.;\n]+)", above, re.IGNORECASE)
        offset = max(0, header.start - 600)
        span = (
            (offset + meaning.start(1), offset + meaning.end(1))
            if meaning and width > 1
            else (header.start, header.end)
        )
        cells.append(Cell(0, column + 1, 1, 1, True, *span))
    rows = [(i, match) for i in range(first, end) if (match := matches[i]) is not None]
    for row, (index, match) in enumerate(rows, 1):
        start = run[index][1].start
        cells.append(Cell(row, 0, 1, 1, False, start + match.start("label"), start + match.end("label")))
        for column, figure in enumerate(re.finditer(rf"(?:{_FIGURE})(?=\s|$)", match["figures"])):
            offset = start + match.start("figures")
            cells.append(Cell(row, column + 1, 1, 1, False, offset + figure.start(), offset + figure.end()))
    return Flattened(run[first - 1][0], run[end - 1][0], Table(header.start, run[end - 1][1].end, tuple(cells)))


def _width(match: re.Match[str] | None) -> int:
    return len(re.findall(rf"(?:{_FIGURE})(?=\s|$)", match["figures"])) if match else 0


def _cell(block: Block, row: int, column: int, header: bool) -> Cell:
    return Cell(row, column, 1, 1, header, block.start, block.end)
