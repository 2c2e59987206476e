"""From words with their places to what a reader sees on paper: lines in reading order, tables, paragraphs.

All places are in points in the frame of the text: x along its lines, y downwards. A page is a list of lines and grids
in reading order; `Line` is a run of words without a wide gap, `Grid` a table.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

Box = tuple[float, float, float, float]
"""left, top, right, bottom."""

FIGURE = re.compile(r"[(\[]?\s*[><≈~]?\s*[-–−+]?\s*\d[\d.,\s]*%?\s*[)\]]?\s*\*{0,3}")
EMPTY = re.compile(r"[-–—…*x]|\.{2,}|:")
"""How a printed table says that there is no figure."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_UNIT_LINE = re.compile(r"\W*(?:đvt|đơn vị(?: tính)?|unit)\b", re.I)
_CAPTION = re.compile(r"(?:biểu|bảng|phụ lục|hình|table|figure|chart)\s+(?:số\s+)?[\dIVX]", re.I)
ENDED = re.compile(r"[.!?…:;][\"”’»)\]]*$")
_NUMBERED = re.compile(
    r"(?:[-–•*+▪●]\s|\d{1,2}(?:\.\d{1,2})*[.)]\s|\d{1,2}(?:\.\d{1,2})+\s|[IVX]{1,5}[.)]\s|[a-zđ]\)\s)"
)
_GAP = 1.5
"""Ems between two words from which they stand in different columns; justified words have up to one."""
_LATE_MARKS = 200
"""How often on a page a small word is looked for among all words: some programs write footnote marks after the text."""
RULES = 1000
"""Ruled lines of a page, after joining; a large table has 100. More are a drawing, and would take minutes."""
_GRID = 5000
"""Cells of a grid."""
_COLUMNS = 60
"""Columns of a table without rules."""
_HEADER_GAP = 0.6
"""The same for headers of tables without rules: they are centred, never justified, and stand close."""
_NEAR = 3.0
"""Points within which two ruled lines meet."""


@dataclass(frozen=True, slots=True)
class Word:
    """Letters without a space between them."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    base: float
    size: float
    bold: bool

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of the box."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Line:
    """Words that stand together on one line."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The words with a space between them."""
        return " ".join(w.text for w in self.words)

    @property
    def box(self) -> Box:
        """The box around the words."""
        return _around(self.words)

    @property
    def left(self) -> float:
        """The left end."""
        return self.words[0].left

    @property
    def right(self) -> float:
        """The right end."""
        return max(w.right for w in self.words)

    @property
    def base(self) -> float:
        """The baseline."""
        return max(self.words, key=lambda w: w.size).base

    @property
    def size(self) -> float:
        """The size that most letters have."""
        sizes: Counter[float] = Counter()
        for word in self.words:
            sizes[word.size] += len(word.text)
        return sizes.most_common(1)[0][0]

    @property
    def bold(self) -> bool:
        """Whether all words are bold."""
        return all(w.bold for w in self.words)


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell with the lines in it; a spanning cell stands once, at its upper left corner."""

    row: int
    column: int
    rowspan: int
    colspan: int
    header: bool
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """The lines as one text."""
        return join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table on one page."""

    box: Box
    cells: tuple[GridCell, ...]
    edges: tuple[float, ...]
    """x of the columns' left ends."""

    @property
    def left(self) -> float:
        """The left end."""
        return self.box[0]

    @property
    def right(self) -> float:
        """The right end."""
        return self.box[2]

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return 1 + max(c.row + c.rowspan - 1 for c in self.cells)

    @property
    def columns(self) -> int:
        """How many columns it has."""
        return 1 + max(c.column + c.colspan - 1 for c in self.cells)

    @property
    def header_rows(self) -> int:
        """How many rows at its top are headers."""
        return 1 + max((c.row + c.rowspan - 1 for c in self.cells if c.header), default=-1)


Item = Line | Grid


def stacked(cell: GridCell) -> bool:
    """Whether a cell holds digits on several lines of which nobody can say if they are one number or several."""
    texts = [line.text for line in cell.lines]
    parts = len(texts) > 1 and all(re.fullmatch(r"[-–−+(]?[\d.,]+[%)]?", t) for t in texts)
    return parts and not all(t.endswith((".", ",")) for t in texts[:-1])


class Entangled(ValueError):
    """A table whose columns cannot be told apart; the message is its first row."""


def join(lines: Iterable[str]) -> str:
    """Lines of one paragraph as one text: a word that is parted over a line end is put together.

    `2011-` and `2020` keep their hyphen; so does a compound whose second half is no small letter. A number parted after
    its point or comma is one.
    """
    text = ""
    for line in lines:
        end = text[-40:]  # a look at all of it would cost the square of its length
        if re.search(r"\w[-\u00ad\u2010]$", end) and re.match(r"\w", line):
            whole = text[-1] != "\u00ad" and not (text[-2].isalpha() and line[0].islower() and text.isascii())
            text = (text if whole else text[:-1]) + line
        elif re.search(r"(?:^|\s)[-–−+]?\d[\d.,]*[.,]$", end) and re.fullmatch(r"\d[\d.,]*[%)]?", line):
            text += line
        else:
            text += f" {line}" if text else line
    return text


def _around(words: Sequence[Word]) -> Box:
    return (
        min(w.left for w in words),
        min(w.top for w in words),
        max(w.right for w in words),
        max(w.bottom for w in words),
    )


# ---------------------------------------------------------------------------------------------------------------------
# Lines

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def mended(words: Sequence[tuple[Word, bool]]) -> list[Word]:
    """Words in the order of the file, each with whether it follows the one before without a space: parts put together,
    footnote marks left out, exponents (m², 10⁶) kept."""
    found: list[Word] = []
    marked = False
    usual = Counter(word.size for word, _ in words).most_common(1)[0][0] if words else 0.0
    searches = _LATE_MARKS
    for word, joined in words:
        last = found[-1] if found else None
        at = len(found) - 1 if last is not None and _is_raised(word, last) else None
        if at is None and word.size <= 0.8 * usual and len(word.text) <= 5 and searches:
            searches -= 1
            at = next((i for i, w in enumerate(found) if _is_raised(word, w)), None)
        if at is not None:
            marked = at == len(found) - 1
            if word.text.isdigit() and re.search(r"(?:^|\W)(?:[kcd]?m|10)$", found[at].text):
                text = found[at].text + word.text.translate(_SUPERSCRIPTS)
                found[at] = replace(found[at], text=text, right=word.right)
            continue
        if last is not None and (joined or (marked and word.text[0] in ".,;:)")) and _level(word, last):
            found[-1] = replace(last, text=last.text + word.text, right=max(last.right, word.right))
        else:
            found.append(word)
        marked = False
    return found


def _is_raised(word: Word, last: Word) -> bool:
    """Whether a word is a mark at the end of another: smaller, higher, close, and short."""
    return (
        word.size <= 0.8 * last.size
        and len(word.text) <= 5
        and 0.1 * last.size < last.base - word.base < 0.8 * last.size
        and -0.5 * last.size < word.left - last.right < 0.4 * last.size
    )


def _level(word: Word, last: Word) -> bool:
    return abs(word.base - last.base) < 0.5 * last.size and word.left - last.right < last.size


def lines_of(words: Iterable[Word], gap: float = _GAP) -> list[Line]:
    """The words as lines, top down, then left to right; a gap of so many ems parts two lines on one height."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.base, w.left)):
        for row in rows[-3:]:
            if abs(word.base - row[-1].base) < 0.35 * max(word.size, row[-1].size):
                row.append(word)
                break
        else:
            rows.append([word])
    lines: list[Line] = []
    for row in rows:
        row.sort(key=lambda w: w.left)
        run = [row[0]]
        for word in row[1:]:
            if word.left - run[-1].right > gap * max(word.size, run[-1].size):
                lines.append(Line(tuple(run)))
                run = []
            run.append(word)
        lines.append(Line(tuple(run)))
    return lines


def _heights(lines: Iterable[Line]) -> list[list[Line]]:
    """Lines of one height together, top down."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda x: (x.base, x.left)):
        if rows and abs(rows[-1][0].base - line.base) < 0.35 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    for row in rows:
        row.sort(key=lambda x: x.left)
    return rows


# ---------------------------------------------------------------------------------------------------------------------
# Ruled tables


def ruled(rules: Sequence[Box], words: Sequence[Word]) -> tuple[list[Grid], list[Word]]:
    """The tables whose cells are ruled, and the words outside them. A frame around prose is no table."""
    grids: list[Grid] = []
    left = list(words)
    for group in _touching(rules):
        edges = _edges(group)
        if edges is None:
            continue
        xs, ys, across, down = edges
        inside = [w for w in left if xs[0] <= w.centre[0] <= xs[-1] and ys[0] <= w.centre[1] <= ys[-1]]
        cells = _cells(xs, ys, across, down, inside)
        filled = [c for c in cells if c.lines]
        if len({c.column for c in filled}) < 2 or any(len(c.text) > 600 for c in filled):
            continue
        grid = Grid((xs[0], ys[0], xs[-1], ys[-1]), tuple(_rows_parted(cells)), tuple(xs[:-1]))
        grids.append(_with_header(grid))
        taken = {id(w) for w in inside}
        left = [w for w in left if id(w) not in taken]
    return grids, left


def joined_rules(rules: Sequence[Box]) -> list[Box]:
    """The ruled lines, those that go on in one another as one: many programs rule each cell by itself."""
    found: list[Box] = []
    for axis in (0, 1):
        own = [r for r in rules if (r[2] - r[0] > r[3] - r[1]) == (axis == 0)]
        last: dict[int, Box] = {}
        for rule in sorted(own, key=lambda r: r[axis]):
            place = round((rule[1 - axis] + rule[3 - axis]) / 2)
            before = next((last[p] for p in (place, place - 1, place + 1) if p in last), None)
            if before is not None and rule[axis] <= before[axis + 2] + 1:
                whole = (
                    min(rule[0], before[0]), min(rule[1], before[1]), max(rule[2], before[2]), max(rule[3], before[3]),
                )  # fmt: skip
                key = next(p for p in (place, place - 1, place + 1) if p in last)
                last[key] = whole
            else:
                if place in last:
                    found.append(last[place])
                last[place] = rule
        found += last.values()
    return found


def _touching(rules: Sequence[Box]) -> list[list[Box]]:
    """The ruled lines in groups that hang together, by sweeping down the page."""
    parent = list(range(len(rules)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    order = sorted(range(len(rules)), key=lambda i: rules[i][1])
    open_: list[int] = []
    for i in order:
        a = rules[i]
        open_ = [j for j in open_ if rules[j][3] >= a[1] - _NEAR]
        for j in open_:
            b = rules[j]
            if a[0] <= b[2] + _NEAR and b[0] <= a[2] + _NEAR:
                parent[root(i)] = root(j)
        open_.append(i)
    groups: dict[int, list[Box]] = {}
    for i in range(len(rules)):
        groups.setdefault(root(i), []).append(rules[i])
    return [groups[k] for k in sorted(groups)]


_Edges = tuple[list[float], list[float], list[Box], list[Box]]


def _edges(group: Sequence[Box]) -> _Edges | None:
    """The x and y of a grid's lines, and the lines across and down; None where they make no grid."""
    across = [r for r in group if r[2] - r[0] > r[3] - r[1]]
    down = [r for r in group if r[3] - r[1] >= r[2] - r[0]]
    xs = _distinct((r[0] + r[2]) / 2 for r in down)
    ys = _distinct((r[1] + r[3]) / 2 for r in across)
    if not across or len(ys) < 2 or not xs:
        return None
    # many tables have no line at their sides: those across say where they end
    left, right = min(r[0] for r in across), max(r[2] for r in across)
    if left < xs[0] - 10:
        xs.insert(0, left)
        down.append((left, ys[0], left, ys[-1]))
    if right > xs[-1] + 10:
        xs.append(right)
        down.append((right, ys[0], right, ys[-1]))
    return (xs, ys, across, down) if len(xs) > 2 and len(xs) * len(ys) <= _GRID else None


def _distinct(values: Iterable[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _NEAR:
            found.append(value)
    return found


def _cells(
    xs: list[float], ys: list[float], across: list[Box], down: list[Box], words: Sequence[Word]
) -> list[GridCell]:
    """The cells of a grid: places that no line parts are one."""
    taken: set[tuple[int, int]] = set()
    inside: dict[tuple[int, int], list[Word]] = {}
    for word in words:
        x, y = word.centre
        column = max(i for i in range(len(xs) - 1) if xs[i] <= x or i == 0)
        row = max(i for i in range(len(ys) - 1) if ys[i] <= y or i == 0)
        inside.setdefault((row, column), []).append(word)
    cells = []
    for row in range(len(ys) - 1):
        middle = (ys[row] + ys[row + 1]) / 2
        for column in range(len(xs) - 1):
            if (row, column) in taken:
                continue
            end = column + 1
            while end < len(xs) - 1 and (row, end) not in taken and not _parted(down, xs[end], middle, 0):
                end += 1
            low = row + 1
            centre = (xs[column] + xs[column + 1]) / 2
            while low < len(ys) - 1 and not _parted(across, ys[low], centre, 1):
                low += 1
            span = [(r, c) for r in range(row, low) for c in range(column, end)]
            taken.update(span)
            own = [w for place in span for w in inside.get(place, ())]
            cells.append(GridCell(row, column, low - row, end - column, False, tuple(lines_of(own, gap=99.0))))
    return cells


def _parted(rules: list[Box], at: float, across: float, axis: int) -> bool:
    """Whether one of the lines at x (axis 0) or y (axis 1) goes through the given place of the other axis."""
    other = 1 - axis
    return any(
        abs((r[axis] + r[axis + 2]) / 2 - at) <= _NEAR and r[other] - 1 <= across <= r[other + 2] + 1 for r in rules
    )


def _rows_parted(cells: list[GridCell]) -> Iterator[GridCell]:
    """The cells, a ruled row that holds several printed rows taken apart (tables ruled between columns only)."""
    shift = 0
    rows = range(1 + max(c.row for c in cells))
    ruled_rows = sum(any(FIGURE.fullmatch(c.text) for c in cells if c.row == row) for row in rows)
    for row in rows:
        own = [c for c in cells if c.row == row]
        bases = _figure_rows(own) if ruled_rows < 3 else []
        if len(bases) < 2:
            yield from (replace(c, row=c.row + shift) for c in own)
            continue
        parted = _printed_rows([line for c in own for line in c.lines], bases)
        for index, printed in enumerate(parted):
            keys = {id(line) for line in printed}
            for cell in own:
                lines = tuple(line for line in cell.lines if id(line) in keys)
                yield replace(cell, row=row + shift + index, rowspan=1, lines=lines)
        shift += len(parted) - 1


def _figure_rows(cells: list[GridCell]) -> list[float]:
    """The heights of a ruled row's printed rows: those at which all its cells with figures have one, several in each.

    Cells that differ are no such row: there a number was broken to fit its cell (see `stacked`).
    """
    found: list[list[float]] = []
    for cell in cells:
        bases = [line.base for line in cell.lines if FIGURE.fullmatch(line.text) or EMPTY.fullmatch(line.text)]
        if cell.column > 0 and bases and len(bases) == len(cell.lines):
            found.append(bases)
    alike = all(
        len(f) == len(found[0]) and all(abs(x - y) < 3 for x, y in zip(f, found[0], strict=True)) for f in found
    )
    return found[0] if len(found) > 1 and alike else []


def _printed_rows(lines: list[Line], bases: list[float]) -> list[list[Line]]:
    """Lines in rows: one at each of the heights; what stands between goes on with the row above, or is a row alone."""
    rows: list[list[Line]] = []
    heights = _heights(lines)
    index = 0
    while index < len(heights):
        height = heights[index]
        index += 1
        on_row = any(abs(height[0].base - b) < 0.5 * height[0].size for b in bases)
        if not on_row and index + 1 < len(heights) and _around_figures(*heights[index - 1 : index + 2]):
            rows.append([*height, *heights[index], *heights[index + 1]])
            index += 2
        elif rows and not on_row and _goes_on(_label_end(rows[-1]), height[0]):
            rows[-1] += height
        elif (
            rows
            and on_row
            and all(len(h) == 1 for h in _heights(rows[-1]))
            and _goes_on(_label_end(rows[-1]), height[0])
        ):
            rows[-1] += height  # a label of two lines with its figures beside the second
        else:
            rows.append(list(height))
    return rows


def _label_end(row: list[Line]) -> Line:
    """The last line of a row's label."""
    left = min(x.left for x in row)
    return max((x for x in row if x.left < left + 1.5 * x.size), key=lambda x: x.base)


def _around_figures(above: list[Line], figures: list[Line], below: list[Line]) -> bool:
    """Whether two lines of one label stand a little above and below the figures beside them."""
    size = above[0].size
    up, down = figures[0].base - above[0].base, below[0].base - figures[0].base
    return (
        len(above) == len(below) == 1
        and max(up, down) < 1.2 * size
        and abs(up - down) < 0.3 * size
        and figures[0].left > max(above[0].left, below[0].left) + size
    )


def _goes_on(above: Line, line: Line) -> bool:
    """Whether a line of a label goes on with the one above."""
    return line.text[:1].islower() and not ENDED.search(above.text) and line.base - above.base < 1.8 * line.size


def _with_header(grid: Grid) -> Grid:
    """The grid with its header cells known: the rows above the first figure, and one that only numbers the columns."""
    rows = grid.rows
    header = 0
    for row in range(rows):
        own = [c for c in grid.cells if c.row <= row < c.row + c.rowspan]
        words = [c.text for c in own if c.text]
        if _numbers_columns(words) and row > 0:
            header = row + 1
            break
        wide = {c.column for c in own if c.text}
        if any(FIGURE.fullmatch(w) and not _YEAR.fullmatch(w) for w in words):
            break
        if len(wide) < 2 and not any(c.colspan == grid.columns or c.column > 0 for c in own if c.text):
            break  # a label alone: it names the rows below it
        header = row + 1
    if header >= rows:
        header = min(1, rows - 1)
    return replace(grid, cells=tuple(replace(c, header=c.row < header) for c in grid.cells))


def _numbers_columns(words: list[str]) -> bool:
    """Whether a row numbers the columns: A, B, 1, 2, 3=2/1."""
    numbers = [int(m[1]) for w in words if (m := re.fullmatch(r"\(?(\d{1,2})\)?(?:\s*=.*)?", w))]
    others = [w for w in words if not re.fullmatch(r"\(?(?:\d{1,2}|[A-Z])\)?(?:\s*=.*)?", w)]
    return len(numbers) >= 2 and not others and all(b - a == 1 for a, b in pairwise(numbers)) and numbers[0] <= 3


# ---------------------------------------------------------------------------------------------------------------------
# Tables without rules between their cells


def aligned(lines: list[Line], rules: Sequence[Box]) -> tuple[list[Grid], list[Line], list[str]]:
    """The tables whose columns only stand under one another, the lines outside them, and rows of those that could not
    be told apart."""
    heights = _heights(lines)
    grids, failures = [], []
    taken: set[int] = set()
    for start, end in _runs(heights):
        above = _header_start(heights, start, rules, taken)
        try:
            grids.append(_aligned_grid(heights[above:start], heights[start:end]))
        except Entangled as error:
            failures.append(str(error))
        taken.update(range(above, end))
    left = [line for index, height in enumerate(heights) if index not in taken for line in height]
    return grids, left, failures


def _is_row(height: list[Line]) -> bool:
    """Whether a height looks like a table's row: a label or figure, then figures, or short words beside figures."""
    figures = [x for x in height if FIGURE.fullmatch(x.text) and not _YEAR.fullmatch(x.text)]
    beside = all(FIGURE.fullmatch(x.text) or EMPTY.fullmatch(x.text) or len(x.text) < 25 for x in height[1:])
    return len(height) > 1 and bool(figures) and beside


def _runs(heights: list[list[Line]]) -> Iterator[tuple[int, int]]:
    """The runs of rows: two at least, with no more than two lines of labels between two of them."""
    index = 0
    while index < len(heights):
        if not _is_row(heights[index]):
            index += 1
            continue
        start = index
        end, rows = index + 1, 1
        edge = heights[start][1].left
        look = end
        while look < len(heights) and look - end <= 2 and _near_below(heights[look - 1], heights[look]):
            height = heights[look]
            if _is_row(height):
                end, rows = look + 1, rows + 1
                edge = min(edge, height[1].left)
            elif len(height) > 1 or height[0].right > edge + height[0].size:
                break
            look += 1
        while end < len(heights) and len(heights[end]) == 1 and _goes_on(heights[end - 1][0], heights[end][0]):
            if heights[end][0].right > edge:
                break
            end += 1
        before = heights[start - 1 : start]
        if before and start + 1 < len(heights) and _around_figures(before[0], *heights[start : start + 2]):
            start -= 1
        if rows >= 2:
            yield start, end
        index = end


def _near_below(above: list[Line], below: list[Line]) -> bool:
    return below[0].base - above[0].base < 3.2 * below[0].size


def _header_start(heights: list[list[Line]], start: int, rules: Sequence[Box], taken: set[int]) -> int:
    """Where the header above a run begins: up to the line above it, its caption or unit, a gap, or prose."""
    left = min(line.left for line in heights[start])
    right = max(line.right for line in heights[start])
    lines = [r[1] for r in rules if r[2] - r[0] > 0.5 * (right - left) and r[3] - r[1] < _NEAR]
    index = start
    while index > 0 and start - index < 10:
        above = heights[index - 1]
        base = above[0].base
        if index - 1 in taken or heights[index][0].base - base > 3.2 * above[0].size:
            break
        words = " ".join(line.text for line in above)
        closed = sum(1 for y in lines if base < y < heights[start][0].base)
        if _UNIT_LINE.match(words) or _CAPTION.match(words) or closed > 1:
            break
        prose = above[0].right - above[0].left > 0.6 * (right - left) or above[0].left < left + 2
        between_rules = closed == 1 and any(y < base for y in lines)
        if len(above) == 1 and prose and not between_rules:
            break
        index -= 1
    return index


def _aligned_grid(header: list[list[Line]], body: list[list[Line]]) -> Grid:
    """A grid out of heights; Entangled where two figures of a row fall into one column."""
    rows = [h for h in body if _is_row(h)]
    columns = _columns(rows)
    if len(columns) > _COLUMNS or sum(map(len, header)) > 10 * _COLUMNS:
        raise Entangled(f"over {_COLUMNS} columns")
    bases = [h[0].base for h in rows]
    printed = _printed_rows([line for h in body for line in h], bases)
    placed = [_row_cells(row, columns) for row in printed]
    heads = _header_cells([line for h in header for line in h], columns)
    depth = 1 + max((c.row for c in heads), default=-1)
    cells = list(heads)
    for index, row in enumerate(placed):
        for column in range(len(columns)):
            lines = tuple(row.get(column, ()))
            cells.append(GridCell(depth + index, column, 1, 1, False, lines))
    words = [w for h in (*header, *body) for line in h for w in line.words]
    return Grid(_around(words), tuple(cells), tuple(c[0] for c in columns))


def _columns(rows: list[list[Line]]) -> list[tuple[float, float]]:
    """The columns: extents that overlap are one."""
    extents = sorted((line.left, line.right) for row in rows for line in row)
    columns = [extents[0]]
    for left, right in extents[1:]:
        if left <= columns[-1][1]:
            columns[-1] = columns[-1][0], max(right, columns[-1][1])
        else:
            columns.append((left, right))
    return columns


def _row_cells(row: list[Line], columns: list[tuple[float, float]]) -> dict[int, list[Line]]:
    cells: dict[int, list[Line]] = {}
    for line in row:
        column = max(range(len(columns)), key=lambda i: _overlap(line, columns[i]))
        before = cells.get(column, [])
        if any(abs(b.base - line.base) < 0.35 * line.size for b in before):
            raise Entangled(" | ".join(x.text for x in row))
        cells.setdefault(column, []).append(line)
    return cells


def _overlap(line: Line, column: tuple[float, float]) -> float:
    return min(line.right, column[1]) - max(line.left, column[0])


def _header_cells(lines: list[Line], columns: list[tuple[float, float]]) -> list[GridCell]:
    """Header lines as cells: those over one another are one cell over one column, wider ones span what they overlap.

    Entangled where the header has not one such stack for each column: a figure under wrong words is worse than none.
    """
    stacks, spanners = _stacks(lines_of((w for x in lines for w in x.words), gap=_HEADER_GAP))
    if not stacks:
        return []
    place = _stack_columns(stacks, columns)
    cells: list[GridCell] = []
    for line in sorted(spanners, key=lambda x: x.base):
        wide = next((x for x in spanners if x is not line and _ends_wide(line, x)), line)
        over = [c for s, c in zip(stacks, place, strict=True) if _overlap(wide, _extent(s)) > 0]
        cells.append(_below(cells, min(over), max(over), [line]))
    for stack, column in zip(stacks, place, strict=True):
        cells.append(_below(cells, column, column, sorted(stack, key=lambda x: x.base)))
    return cells


def _below(cells: list[GridCell], first: int, last: int, lines: list[Line]) -> GridCell:
    """A header cell over some columns, one row below those that are over any of them already."""
    before = next((c for c in cells if (c.column, c.colspan) == (first, last - first + 1) and last > first), None)
    if before is not None:
        cells.remove(before)
        return replace(before, lines=(*before.lines, *lines))
    over = [c.row for c in cells if c.column <= last and first < c.column + c.colspan]
    return GridCell(1 + max(over, default=-1), first, 1, last - first + 1, True, tuple(lines))


def _stacks(lines: list[Line]) -> tuple[list[list[Line]], list[Line]]:
    """Header lines that stand over one another, from left to right, and those that span several such stacks."""
    stacks: list[list[Line]] = []
    spanners: list[Line] = []
    for line in sorted(lines, key=lambda x: x.right - x.left):
        own = [s for s in stacks if _overlap(line, _extent(s)) > 0]
        if len(own) > 1:
            spanners.append(line)
        elif own:
            own[0].append(line)
        else:
            stacks.append([line])
    for stack in stacks:
        # the short last line of a wide header stands in the middle below it
        for line in [x for x in stack if len(stack) > 1 and any(_ends_wide(x, wide) for wide in spanners)]:
            stack.remove(line)
            spanners.append(line)
    return sorted((s for s in stacks if s), key=lambda s: _extent(s)[0]), spanners


def _ends_wide(line: Line, wide: Line) -> bool:
    centred = abs((line.left + line.right) - (wide.left + wide.right)) < 0.6 * line.size
    return centred and 0 < line.base - wide.base < 1.6 * line.size


def _extent(lines: list[Line]) -> tuple[float, float]:
    return min(x.left for x in lines), max(x.right for x in lines)


def _stands_at(extent: tuple[float, float], index: int, columns: list[tuple[float, float]]) -> bool:
    """Whether header words lie between the columns beside their own."""
    after = columns[index - 1][1] if index else columns[0][0] - 50
    before = columns[index + 1][0] if index + 1 < len(columns) else columns[-1][1] + 50
    return after - 2 <= extent[0] and extent[1] <= before + 2


def _stack_columns(stacks: list[list[Line]], columns: list[tuple[float, float]]) -> list[int]:
    """The column of each stack of header lines."""
    for first in (0, 1):
        own = list(range(first, len(columns)))
        if len(stacks) == len(own) and all(
            _stands_at(_extent(s), i, columns) for s, i in zip(stacks, own, strict=True)
        ):
            return own
    place = []
    for stack in stacks:
        left, right = _extent(stack)
        over = [i for i, c in enumerate(columns) if min(right, c[1]) - max(left, c[0]) > 0]
        if len(over) != 1 or over[0] in place:
            raise Entangled(" | ".join(join(x.text for x in s) for s in stacks))
        place.append(over[0])
    return place


# ---------------------------------------------------------------------------------------------------------------------
# Reading order


def rejoined(lines: list[Line], width: float) -> list[Line]:
    """Lines of one height that no column parts as one: a justified line of few words has wide gaps."""
    gutter = _gutter(lines, width)
    found: list[Line] = []
    for height in _heights(lines):
        run = height[0]
        for line in height[1:]:
            parted = gutter is not None and run.right <= gutter + 1 <= line.left + 2
            if parted or line.left - run.right > 2 * _GAP * line.size:
                found.append(run)
                run = line
            else:
                run = Line((*run.words, *line.words))
        found.append(run)
    return found


def ordered(items: list[Item], width: float) -> list[tuple[Item, int]]:
    """The items in reading order, each with its column: 0 over the whole width, 1 left, 2 right."""
    gutter = _gutter([i for i in items if isinstance(i, Line)], width)
    by_height = sorted(items, key=lambda i: (_top(i), i.left))
    if gutter is None:
        return [(i, 0) for i in by_height]
    found: list[tuple[Item, int]] = []
    sides: tuple[list[Item], list[Item]] = ([], [])
    for item in by_height:
        if item.right <= gutter + 1 or item.left >= gutter - 1:
            sides[item.left >= gutter - 1].append(item)
            continue
        found += [(i, side + 1) for side in (0, 1) for i in sides[side]]
        sides = ([], [])
        found.append((item, 0))
    return found + [(i, side + 1) for side in (0, 1) for i in sides[side]]


def _top(item: Item) -> float:
    return item.base if isinstance(item, Line) else item.box[1]


def _gutter(lines: list[Line], width: float) -> float | None:
    """The x between two columns of prose; None on a page with one."""
    wide = [line for line in lines if line.right - line.left > 0.2 * width]
    starts = Counter(round(line.left) for line in wide if 0.3 * width < line.left < 0.75 * width)
    for start, _ in starts.most_common(3):
        x = start - 4.0
        right = [line for line in wide if line.left >= x]
        left = [line for line in wide if line.right <= x]
        if min(len(left), len(right)) < 2 or max(len(left), len(right)) < 4:
            continue
        top, bottom = max(left[0].base, right[0].base), min(left[-1].base, right[-1].base)
        crossing = [line for line in lines if line.left < x < line.right and top <= line.base <= bottom]
        if len(crossing) * 4 <= min(len(left), len(right)):
            return x
    return None


# ---------------------------------------------------------------------------------------------------------------------
# Paragraphs


@dataclass(frozen=True, slots=True)
class Column:
    """What the lines of a page have in common: their ends and the distance of two baselines."""

    left: float
    right: float
    pitch: float


def column_of(lines: Sequence[Line]) -> Column:
    """The measures of the lines of one column."""
    steps = sorted(b.base - a.base for a, b in pairwise(lines) if 0.8 * a.size < b.base - a.base < 2.5 * a.size)
    pitch = steps[len(steps) // 4] if steps else 1.3 * max((x.size for x in lines), default=10.0)
    return Column(_usual([x.left for x in lines], min), _usual([x.right for x in lines], max), pitch)


def _usual(ends: list[float], outermost: Callable[[list[float]], float]) -> float:
    """Where most lines end; the outermost end where they end everywhere."""
    buckets = Counter(round(x / 4) for x in ends)
    bucket, count = buckets.most_common(1)[0]
    return outermost([x for x in ends if round(x / 4) == bucket]) if count >= 4 else outermost(ends)


def begins(line: Line, before: Line, first: bool, column: Column) -> bool:
    """Whether a line begins a paragraph of its own after the line `before` of the same column; `first` says that this
    was the first line of its paragraph."""
    em = line.size
    if abs(line.size - before.size) > 0.6 or line.bold != before.bold or line.base < before.base:
        return True
    if line.base - before.base > max(1.25 * column.pitch, column.pitch + 2):
        return True
    short = before.right < column.right - 0.2 * (column.right - column.left)
    ended = ENDED.search(before.text) is not None
    if _NUMBERED.match(line.text) and (short or ended or _NUMBERED.match(before.text)):
        return True
    indented = line.left > before.left + 0.8 * em and abs(before.left - column.left) < 3 and not first
    return (short and not line.text[:1].islower()) or (indented and (ended or short))


def is_item(text: str) -> bool:
    """Whether a paragraph is an item of a list."""
    return re.match(r"[-–•*+▪●]\s", text) is not None


def is_above_table(text: str) -> bool:
    """Whether a line over a table is its caption or its unit."""
    return len(text) < 200 and (_UNIT_LINE.match(text) or _CAPTION.match(text)) is not None
