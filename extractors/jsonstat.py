"""JSON-stat 1 and 2, class dataset: a table of figures with the words of its dimensions.

Rules: json-stat.org/format (2.0) and json-stat.org/format/1.0; PX-Web's habits (byte order mark, NUL byte at the end,
`..` for a missing value, indented labels). A body that is not whole is an error: nothing of it is given out.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

MAX_BYTES = 20_000_000
MAX_CELLS = 1_000_000
"""The largest table of a statistics office is far below; the whole is held in memory."""
MAX_DIMENSIONS = 20
MAX_WORDS = 1_000
"""The longest label or title in characters: it stands beside every figure."""
_MAX_DIGITS = 40
_LARGEST_PLACE, _SMALLEST_PLACE = 22, -12
"""Powers of ten that a published figure stays within; a longer one would only fill memory."""
_MISSING = frozenset({"", ".", "..", "...", ":", "-", "…", "x"})
"""PX's marks for not available, not applicable, confidential, nil."""
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)


class JsonStatError(ValueError):
    """A body that is no whole JSON-stat dataset; the message says what is wrong with it and where."""


@dataclass(frozen=True, slots=True)
class Category:
    """One value of a dimension."""

    code: str
    label: str
    """As published but for white space: NFC, no indent, single spaces."""
    unit: str = ""
    """Of a measure, where `category.unit` states it."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """One axis of the table."""

    id: str
    label: str
    categories: tuple[Category, ...]


@dataclass(frozen=True, slots=True)
class JsonStat:
    """A dataset: its cells in row-major order, the last dimension fastest."""

    label: str
    updated: str
    """As published: a date, a time, `9999-12-31…` or nothing."""
    dimensions: tuple[Dimension, ...]
    values: tuple[Decimal | None, ...]
    """None where no number is published."""
    unreadable: Mapping[int, str]
    """Cells that hold neither a number nor a mark of a missing one, by index, as published."""
    status: Mapping[int, str]
    """Marks of single cells, by index."""

    def position(self, index: int) -> tuple[int, ...]:
        """Where a cell stands on each dimension."""
        places: list[int] = []
        for dimension in reversed(self.dimensions):
            index, place = divmod(index, len(dimension.categories))
            places.append(place)
        return tuple(reversed(places))

    def index(self, position: Sequence[int]) -> int:
        """The cell at a place on each dimension: the inverse of `position`."""
        index = 0
        for place, dimension in zip(position, self.dimensions, strict=True):
            index = index * len(dimension.categories) + place
        return index


def decode(body: bytes) -> JsonStat:
    """The dataset in a body. Raises JsonStatError where it is not whole, not JSON-stat, or larger than the caps."""
    dataset = _dataset(_json(body))
    dimension = _mapping(dataset, "dimension")
    # version 1 keeps id and size inside `dimension`, version 2 beside it
    holder = dataset if "id" in dataset else dimension
    names, sizes = _names(holder), _sizes(holder)
    if len(names) != len(sizes):
        raise JsonStatError(f"{len(names)} dimensions in id, but {len(sizes)} in size")
    cells = _cells(sizes)
    dimensions = tuple(_dimension(dimension, name, size) for name, size in zip(names, sizes, strict=True))
    values, unreadable = _values(dataset.get("value"), cells)
    return JsonStat(
        clean(_text(dataset.get("label"))), _text(dataset.get("updated")).strip(), dimensions, values, unreadable,
        _status(dataset.get("status"), cells),
    )  # fmt: skip


def clean(text: str) -> str:
    """Words without what only lays them out: NFC, single spaces, no indent of blanks, dots or dashes before them."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip().lstrip(".-–•· ").strip()


def _json(body: bytes) -> object:
    if len(body) > MAX_BYTES:
        raise JsonStatError(f"the body is over {MAX_BYTES:,} bytes")
    try:
        text = body.decode("utf-8-sig").rstrip("\0 \t\r\n")
    except UnicodeDecodeError as error:
        raise JsonStatError(f"the body is not UTF-8 (byte {error.start})") from error
    if not text:
        raise JsonStatError("the body is empty")
    if text.lstrip()[:1] == "<":
        raise JsonStatError("the body is HTML, not JSON: an error page, or the site wants a person")
    try:
        return json.loads(
            text, parse_float=_decimal, parse_int=_decimal, parse_constant=_no_number, object_pairs_hook=_unique
        )
    except json.JSONDecodeError as error:
        cut = "Extra data" not in error.msg and (error.pos >= len(text) - 1 or "Unterminated" in error.msg)
        what = "the body is cut short" if cut else "the body is no JSON"
        raise JsonStatError(f"{what} ({error.msg} at character {error.pos} of {len(text)})") from error
    except RecursionError as error:
        raise JsonStatError("the body is nested too deeply for a dataset") from error


def _decimal(text: str) -> Decimal | str:
    """A JSON number with all its printed digits; the text itself where no published figure is that long or large."""
    if len(text) > _MAX_DIGITS:
        return text[:_MAX_DIGITS] + "…"
    number = Decimal(text)
    exponent = number.as_tuple().exponent
    if number.adjusted() > _LARGEST_PLACE or not isinstance(exponent, int) or exponent < _SMALLEST_PLACE:
        return text
    return number


def _no_number(text: str) -> None:
    raise JsonStatError(f"{text} is no number of JSON")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = next(name for name, _ in pairs if sum(n == name for n, _ in pairs) > 1)
        raise JsonStatError(f"the name {twice!r} stands twice in one object")
    return found


def _dataset(root: object) -> Mapping[str, Any]:
    """The one dataset of an answer: the answer itself (version 2), or the one below a name (version 1)."""
    if not isinstance(root, dict):
        raise JsonStatError("the body is no JSON object")
    if "dimension" in root and "value" in root:
        if root.get("class", "dataset") != "dataset":
            raise JsonStatError(f"class is {root['class']!r}, not dataset")
        return root
    found = [v for v in root.values() if isinstance(v, dict) and "dimension" in v and "value" in v]
    if len(found) != 1:
        named = ", ".join(sorted(root)[:5]) or "nothing"
        raise JsonStatError(f"{len(found)} datasets where one is expected (the body names {named})")
    return found[0]


def _mapping(owner: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = owner.get(name)
    if not isinstance(found, dict):
        raise JsonStatError(f"{name} is no object")
    return found


def _names(holder: Mapping[str, Any]) -> list[str]:
    names = holder.get("id")
    if not isinstance(names, list) or not all(isinstance(n, str) for n in names) or len(set(names)) != len(names):
        raise JsonStatError("id is no list of different names")
    if not 1 <= len(names) <= MAX_DIMENSIONS:
        raise JsonStatError(f"{len(names)} dimensions; 1 to {MAX_DIMENSIONS} are read")
    return names


def _sizes(holder: Mapping[str, Any]) -> list[int]:
    sizes = holder.get("size")
    if not isinstance(sizes, list):
        raise JsonStatError("size is no list")
    return [_whole(size, "size") for size in sizes]


def _whole(number: object, where: str) -> int:
    if not isinstance(number, Decimal) or number < 0 or number != number.to_integral_value():
        raise JsonStatError(f"{where} has {number!r}, which is no whole number")
    return int(number)


def _cells(sizes: list[int]) -> int:
    cells = 1
    for size in sizes:
        cells *= size
        if cells > MAX_CELLS:
            raise JsonStatError(f"size {sizes} is over {MAX_CELLS:,} cells")
    return cells


def _dimension(owner: Mapping[str, Any], name: str, size: int) -> Dimension:
    dimension = _mapping(owner, name)
    category = _mapping(dimension, "category")
    labels, units = category.get("label") or {}, category.get("unit") or {}
    if not isinstance(labels, dict) or not isinstance(units, dict):
        raise JsonStatError(f"dimension {name!r}: label or unit is no object")
    codes = _codes(category.get("index"), labels, name)
    if len(codes) != size:
        raise JsonStatError(f"dimension {name!r} has {len(codes)} categories, but size says {size}")
    categories = tuple(Category(c, clean(_text(labels.get(c)) or c), _unit(units.get(c))) for c in codes)
    return Dimension(name, clean(_text(dimension.get("label")) or name), categories)


def _codes(index: object, labels: Mapping[str, Any], name: str) -> list[str]:
    """The codes in order: a list, an object of code → place, or (one category only) the name of its label."""
    if isinstance(index, list) and all(isinstance(c, str) for c in index) and len(set(index)) == len(index):
        return index
    if isinstance(index, dict):
        places = {_whole(place, f"dimension {name!r}: index"): code for code, place in index.items()}
        if sorted(places) != list(range(len(index))):
            raise JsonStatError(f"dimension {name!r}: the places of index are not 0 to {len(index) - 1}, each once")
        return [places[place] for place in range(len(index))]
    if index is None and len(labels) == 1:
        return list(labels)
    raise JsonStatError(f"dimension {name!r}: index is neither a list of different codes nor an object")


def _unit(unit: object) -> str:
    if not isinstance(unit, dict):
        return clean(_text(unit))
    return clean(_text(unit.get("label")) or _text(unit.get("base")))


def _text(value: object) -> str:
    if not isinstance(value, str):
        return ""
    if len(value) > MAX_WORDS:
        raise JsonStatError(f"a label of {len(value):,} characters ({value[:40]!r}…); {MAX_WORDS:,} are read")
    return value


def _values(value: object, cells: int) -> tuple[tuple[Decimal | None, ...], dict[int, str]]:
    if isinstance(value, list):
        if len(value) != cells:
            raise JsonStatError(f"value has {len(value)} cells, but the sizes make {cells}: the body is not whole")
        given: Mapping[int, object] = dict(enumerate(value))
    elif isinstance(value, dict):
        given = {_place(key, cells, "value"): cell for key, cell in value.items()}
    else:
        raise JsonStatError("value is neither a list nor an object")
    values: list[Decimal | None] = [None] * cells
    unreadable: dict[int, str] = {}
    for index, cell in given.items():
        number = Decimal(cell.strip()) if isinstance(cell, str) and _is_number(cell) else cell
        if isinstance(number, Decimal):
            values[index] = number
        elif cell is not None and not (isinstance(cell, str) and cell.strip() in _MISSING):
            unreadable[index] = str(cell)[:_MAX_DIGITS]
    return tuple(values), unreadable


def _is_number(cell: str) -> bool:
    """A number sent as text, in the one form that can be read in one way only."""
    text = cell.strip()
    return bool(_NUMBER.fullmatch(text)) and isinstance(_decimal(text), Decimal)


def _status(status: object, cells: int) -> dict[int, str]:
    if status is None:
        return {}
    if isinstance(status, str):
        return dict.fromkeys(range(cells), status) if status.strip() else {}
    if isinstance(status, list) and len(status) == cells:
        marks: Mapping[int, object] = dict(enumerate(status))
    elif isinstance(status, list) and len(status) == 1:
        marks = dict.fromkeys(range(cells), status[0])
    elif isinstance(status, dict):
        marks = {_place(key, cells, "status"): mark for key, mark in status.items()}
    else:
        raise JsonStatError(f"status is neither a text, an object nor a list of {cells}")
    return {index: mark.strip()[:MAX_WORDS] for index, mark in marks.items() if isinstance(mark, str) and mark.strip()}


def _place(key: str, cells: int, where: str) -> int:
    if not re.fullmatch(r"\d{1,9}", key, re.ASCII) or int(key) >= cells or str(int(key)) != key:
        raise JsonStatError(f"{where} names the cell {key[:20]!r}, but there are {cells}")
    return int(key)
