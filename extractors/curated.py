"""Figures that people typed from published pages: rows of CSV files, each with the address of the page that states it.

`curated/*.csv` come with the project; a file of the user's own has the same columns (curated/README.md). No page of
them is archived: the row is the evidence, and says so. The rows of one address are one document.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from extractors import DEFAULT_AREA
from extractors.catalog import Catalog
from extractors.codes import CODES, KEY, PATTERNS, TOTALS
from extractors.records import CellReading, Dataset, PublishedDate, Reading

SOURCE = "transcribed"
"""Source id of the files that come with the project."""
FILES = Path(__file__).parent / "curated"

REQUIRED = ("indicator", "time_period", "value", "unit", "url")
DEFAULTS: Mapping[str, str] = {
    "transformation": "N", "ref_area": "", **TOTALS,
    "price_base": "", "obs_status": "A", "bound": "=", "published": "", "publisher": "", "note": "",
}  # fmt: skip
"""Columns that a file may leave out, and what an empty cell of them means (GUIDE section 7); no `ref_area`: the
province within its boundaries up to June 2025, Bac Ninh in the files that come with the project."""

_KEY = (*KEY, "unit", "price_base", "obs_status", "bound")
_CODES: Mapping[str, str] = {
    **{name: "|".join(codes) for name, codes in CODES.items()},
    **PATTERNS,
    "price_base": "|".join(("", *CODES["price_base"])),
    "ref_area": r"VN-(?:\d\d|[A-Z]{2})(?:-2025)?",
    "time_period": r"\d{4}(?:-Q[1-4]|-S[12]|-\d\d(?:-\d\d)?|-01/P(?:[1-9]|1[0-2])M|/\d{4})?",
    "published": r"|\d{4}(?:-\d\d(?:-\d\d)?)?",
    "value": r"-?\d{1,21}(?:\.\d{1,6})?",
    "url": r"https?://[^\s/?#@]+\.[^\s/?#@]+(?:[/?#]\S*)?",
}
"""What a cell may hold, in whole: the codes of GUIDE sections 3 and 4, and what the warehouse can store."""
_UNITS = {"GY": ["percent"], "G1": ["percent"], "RANK": ["rank"]}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "transformation": {"GY": "growth on a year earlier", "G1": "growth on the period before", "RANK": "rank"},
    "obs_status": {"E": "estimate", "P": "preliminary", "F": "plan or forecast"},
}
_BOUNDS = {">": "over ", "<": "nearly ", "~": "about "}
_SCALES = {"VND": (12, 9, 6), "USD": (9, 6)}
"""Money is told in trillions (dong), billions, millions: powers of ten."""


@dataclass(slots=True)
class Transcribed:
    """What files hold: a dataset for each page that figures were taken from."""

    datasets: list[Dataset] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)
    """`FILE:LINE` of a bad row, or `FILE`; and what is wrong there and how to mend it."""
    broken: list[str] = field(default_factory=list)
    """Names of files that are not readable as a whole: of what they held, nothing can be said."""


@dataclass(frozen=True, slots=True)
class _Row:
    file: str
    line: int
    cells: Mapping[str, str]

    @property
    def key(self) -> str:
        """What the row says and of which page, whatever its place: rows may be put before it."""
        page = hashlib.sha256(self.cells["url"].encode()).hexdigest()[:8]
        return f"{'.'.join(self.cells[name] or '-' for name in _KEY)}:{self.cells['value']}@{page}"


def curated_files(directory: Path = FILES) -> list[Path]:
    """The files that come with the project."""
    return sorted(directory.glob("*.csv"))


def read(files: Iterable[Path], catalog: Catalog, own: bool = False) -> Transcribed:
    """The figures of files. A bad row is a failure that names file and line, and the others are read.

    `own`: files of the user's, whose documents are told apart from those of the project by the file's stem. Rows of
    another area than the catalogue's are passed over in the files of the project, and a failure in one's own.
    """
    usual = catalog.home.former.code if own else catalog.areas.provinces[DEFAULT_AREA].iso
    result = Transcribed()
    pages: dict[str, list[_Row]] = {}
    places: dict[tuple[str, str], str] = {}
    dates: dict[str, str] = {}
    for path in files:
        try:
            rows = list(_rows(path, result, usual))
        except UnicodeDecodeError as error:
            result.broken.append(path.name)
            result.failures.append((path.name, f"is not in UTF-8 ({error}); save it as CSV in UTF-8"))
            continue
        except (OSError, csv.Error, _WrongColumns) as error:
            result.broken.append(path.name)
            result.failures.append((path.name, f"{error}; correct the file: extractors/curated/README.md says how"))
            continue
        for row in rows:
            stranger = _of_another_area(row.cells["ref_area"], catalog)
            if stranger is not None and not own:
                continue
            document = f"{prefix(path, own)}{row.cells['url']}"
            wrong = _wrong(row.cells, catalog) or stranger or _contradicts(document, row, places, dates)
            if wrong:
                result.failures.append((f"{row.file}:{row.line}", wrong))
            else:
                pages.setdefault(document, []).append(row)
    for document, good in sorted(pages.items()):
        result.datasets.append(_dataset(document, good[0].cells["url"], dates.get(document), good, catalog))
    return result


def prefix(path: Path, own: bool) -> str:
    """What the names of a file's documents begin with; the address of the page follows."""
    return f"{SOURCE}:{path.stem}:" if own else f"{SOURCE}:"


def emptied(document: str, url: str, catalog: Catalog) -> Dataset:
    """A document of which the files have no row any more: what it stated is superseded."""
    return _dataset(document, url, None, (), catalog)


class _WrongColumns(ValueError):
    """A file whose header cannot be used."""


def _rows(path: Path, result: Transcribed, usual: str) -> Iterator[_Row]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream, strict=True)
        names = [name.strip() for name in next(reader, [])]
        _check_columns(names)
        for cells in reader:
            if not cells:
                continue
            if len(cells) != len(names):
                what = f"has {len(cells)} cells, not {len(names)}; put a cell with a comma in it in quotes"
                result.failures.append((f"{path.name}:{reader.line_num}", what))
                continue
            given = {name: cell.strip() for name, cell in zip(names, cells, strict=True)}
            known = {**DEFAULTS, "ref_area": usual}
            filled = {name: cell or known.get(name, "") for name, cell in given.items()}
            yield _Row(path.name, reader.line_num, {**known, **filled})


def _check_columns(names: Sequence[str]) -> None:
    missing = [name for name in REQUIRED if name not in names]
    unknown = [name for name in names if name not in REQUIRED and name not in DEFAULTS]
    twice = sorted({name for name in names if names.count(name) > 1})
    said = (("missing", missing), ("unknown", unknown), ("twice", twice))
    wrong = "; ".join(f"{what}: {', '.join(map(repr, columns))}" for what, columns in said if columns)
    if wrong:
        raise _WrongColumns(f"its columns are not those of a file of figures ({wrong})")


def _wrong(cells: Mapping[str, str], catalog: Catalog) -> str | None:
    """What is wrong with a row by itself, and what would be right."""
    indicator = catalog.indicators.get(cells["indicator"])
    if indicator is None:
        return f"indicator: {cells['indicator']!r} is none of the catalogue; `bacninh series x` lists them"
    for name, pattern in _CODES.items():
        if not re.fullmatch(pattern, cells[name], re.ASCII):
            return f"{name}: {cells[name]!r} is no such code; write one that matches {pattern}"
    if cells["ref_area"] not in catalog.areas.territories:
        return f"ref_area: {cells['ref_area']!r} is no territory of extractors/areas.yml; correct it"
    if _before_the_reform(cells, catalog):
        return (
            f"ref_area: nobody told figures of {cells['ref_area']} in {cells['published'][:4]}; correct it or the date"
        )
    if cells["transformation"] not in indicator.transformations:
        return f"transformation: {indicator.id} has none but {', '.join(indicator.transformations)}"
    units = _UNITS.get(cells["transformation"], indicator.units)
    if cells["unit"] not in units:
        return f"unit: {cells['unit']!r} is none of {indicator.id} {cells['transformation']}; use {' or '.join(units)}"
    for name in ("time_period", "published"):
        if not _on_the_calendar(cells[name]):
            return f"{name}: {cells[name]!r} is on no calendar; correct it"
    return None


def _before_the_reform(cells: Mapping[str, str], catalog: Catalog) -> bool:
    home, published = catalog.home, cells["published"]
    joined = cells["ref_area"] == home.whole.code != home.former.code
    return joined and bool(published) and int(published[:4]) < home.reform.year


def _of_another_area(code: str, catalog: Catalog) -> str | None:
    """What is wrong with a row that is not about the area of the catalogue; None: it is, or its code is none at all."""
    territory = catalog.areas.territories.get(code)
    if territory is None or code in catalog.home.codes:
        return None
    return f"ref_area: {code} is of {territory.area}, not of {catalog.home.id}; load it with `--area {territory.area}`"


def _on_the_calendar(text: str) -> bool:
    first, _, last = text.partition("/")
    if last.isdecimal() and int(last) < int(first):
        return False
    match = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", first)
    if match is None:
        return not text.startswith("0000")
    try:
        date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return False
    return True


def _contradicts(document: str, row: _Row, places: dict[tuple[str, str], str], dates: dict[str, str]) -> str | None:
    """What is wrong with a row beside those read before it; if nothing is, it counts among them."""
    said, published = (document, row.key), row.cells["published"]
    if said in places:
        return f"is {places[said]} once more; leave one of them"
    if published and dates.get(document, published) != published:
        return f"published: {published!r}, but another row of this page has {dates[document]!r}; a page has one date"
    places[said] = f"{row.file}:{row.line}"
    if published:
        dates[document] = published
    return None


def _dataset(document: str, url: str, published: str | None, rows: Sequence[_Row], catalog: Catalog) -> Dataset:
    content = "\n".join(sorted(f"{row.key}\t{row.cells['note']}" for row in rows))
    return Dataset(
        source=SOURCE, document=document, url=url, title=f"Figures typed from {url}", language="en",
        published=PublishedDate(published, "given") if published else None,
        version=hashlib.sha256(content.encode()).hexdigest(), snapshot=None, template="transcribed",
        figures=tuple(_figure(row, catalog) for row in rows), fates={"observation": len(rows)},
    )  # fmt: skip


def _figure(row: _Row, catalog: Catalog) -> CellReading:
    cells = row.cells
    value = Decimal(cells["value"])
    reading = Reading(
        indicator=cells["indicator"], value=value, unit=cells["unit"], transformation=cells["transformation"],
        territory="former" if cells["ref_area"] == catalog.home.former.code else "both",
        activity=cells["activity"], ownership=cells["ownership"],
        coverage=cells["coverage"], counterpart_area=cells["counterpart_area"], time_period=cells["time_period"],
        obs_status=cells["obs_status"], bound=cells["bound"], price_base=cells["price_base"] or None,
        half_unit=half_unit(value, cells["unit"]),
    )  # fmt: skip
    return CellReading(reading, f"{SOURCE}:{row.file}:{row.key}", cells["value"], _sentence(cells, catalog))


def half_unit(value: Decimal, unit: str) -> Decimal:
    """Half the last place that a page printed, as far as the typed value in base units tells.

    Money is taken to have been printed in trillions, billions or millions: 38900000000 USD is 38.9 billion, exact to
    half of 0.1 billion; 40000000000 is 40 billion. All else as typed. A rank is counted, never rounded.
    """
    if unit == "rank":
        return Decimal(0)
    scale = next((s for s in _SCALES.get(unit, ()) if abs(value) >= Decimal(10) ** s), 0)
    printed = value.scaleb(-scale)
    exponent = (printed.normalize() if scale else printed).as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return Decimal(5).scaleb(scale - decimals - 1)


def _sentence(cells: Mapping[str, str], catalog: Catalog) -> str:
    """The row in words, the value first and as typed."""
    parts = [cells[name] for name in ("activity", "ownership", "counterpart_area") if cells[name] != "_T"]
    parts += [cells["coverage"]] if cells["coverage"] != "province" else []
    parts += [words[cells[name]] for name, words in _WORDS.items() if cells[name] in words]
    parts += [f"with {name['en']}" for name in catalog.areas.territories[cells["ref_area"]].took_in]
    parts += [cells["price_base"]] if cells["price_base"] else []
    name = catalog.indicators[cells["indicator"]].name["en"]
    said = f"{_BOUNDS.get(cells['bound'], '')}{cells['value']} {cells['unit']}: {', '.join([name, *parts])}"
    note = f" ({cells['note']})" if cells["note"] else ""
    return f"{said}; {cells['time_period']}{note}; typed from {cells['url']}"
