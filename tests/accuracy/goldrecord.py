"""The annotated figures as a record: as if every page had been read without a fault, beside the transcribed figures.

What the checks find in it is their own work; nothing of it is the reading's.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from accuracy.goldset import DEFAULTS, HOME
from extractors.catalog import Catalog
from extractors.records import Reading
from transforms.normalise import normalise
from transforms.records import Evidence, Observation
from warehouse.load import load
from warehouse.records import LoadBatch, LoadDocument, Run

TESTS = Path(__file__).parents[1]
REPORTED = TESTS.parent / "extractors" / "curated" / "reported_figures.csv"
SEEN = datetime(2026, 11, 1, tzinfo=UTC)
_NUMBER = re.compile(r"\d[\d.,  ]*\d|\d")


@dataclass(frozen=True, slots=True)
class Figure:
    """An annotated or transcribed figure, and the observation it makes."""

    page: str
    """Stem of the page, or `transcribed`."""
    gold: Mapping[str, Any]
    observation: Observation


def gold_figures(catalog: Catalog, directory: Path = TESTS / "gold") -> Iterator[tuple[LoadDocument, list[Figure]]]:
    """Each annotated page as a document, with its figures."""
    index = json.loads((TESTS / "pages" / "index.json").read_text(encoding="utf-8"))
    for stem, entry in sorted(index.items()):
        gold = json.loads((directory / f"{stem}.json").read_text(encoding="utf-8"))
        source = catalog.sources[entry["source"]]
        address = source.canonical(entry["url"]) or entry["url"]
        rows = [{**DEFAULTS, **o} for o in gold["observations"]]
        head = (address, *catalog.publisher_of(entry["url"], source), entry["published"], gold["lang"], stem)
        yield document(head, rows, "source")


def reported_figures(catalog: Catalog, path: Path = REPORTED) -> Iterator[tuple[LoadDocument, list[Figure]]]:
    """The figures that were copied by hand, one document an address; none where the file is not there."""
    if not path.exists():
        return
    pages: dict[str, list[dict[str, Any]]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            pages.setdefault(row["url"], []).append(
                {**row, "price_base": row["price_base"] or None, "quote": row["value"]}
            )
    for url, rows in sorted(pages.items()):
        published = max(row["published"] for row in rows)  # the rows that leave it empty are of the same page
        head = (f"transcribed:{url}", *catalog.publisher_of(url), published or None, "en", "transcribed")
        yield document(head, rows, "transcribed")


def document(
    head: tuple[str, str, str, str | None, str, str], rows: list[dict[str, Any]], template: str
) -> tuple[LoadDocument, list[Figure]]:
    """A document of given figures. `head`: address, publisher, trust, date, language, stem."""
    address, publisher, trust, published, language, stem = head
    version = hashlib.sha256(json.dumps(rows, sort_keys=True, default=str).encode()).hexdigest()
    figures, loaded = [], []
    for place, row in enumerate(rows):
        observation = normalise(reading(row), address, published, HOME)
        figures.append(Figure(stem, row, observation))
        where = f"transcribed:{place}" if template == "transcribed" else f"text:{place}-{place + 1}"
        loaded.append(
            (observation, Evidence(observation.id, address, version, where, row["quote"], row["quote"], "gold", "gold"))
        )
    return (
        LoadDocument(
            document=address, version=version, source="gold", publisher=publisher, trust=trust, url=address,
            title=stem, language=language, published=published, published_origin="given", snapshot_sha256=version,
            template=template, seen_at=SEEN, figures=loaded,
        ),
        figures,
    )  # fmt: skip


def reading(row: Mapping[str, Any]) -> Reading:
    """An annotated figure as the reading that should have come of it."""
    value = Decimal(str(row["value"]))
    converted = row.get("converted")
    return Reading(
        indicator=row["indicator"], value=value, unit=row["unit"], transformation=row["transformation"],
        territory="both" if row["ref_area"] == "VN-56-2025" else "former", activity=row["activity"],
        ownership=row["ownership"], coverage=row["coverage"], counterpart_area=row["counterpart_area"],
        time_period=row["time_period"], obs_status=row["obs_status"], bound=row["bound"],
        price_base=row["price_base"],
        converted=(Decimal(str(converted["value"])), converted["unit"]) if converted else None,
        half_unit=half_unit(value, row["quote"]),
    )  # fmt: skip


def half_unit(value: Decimal, quote: str) -> Decimal:
    """Half the last place of the number in the quote that the value was read from; 0 where it is in words.

    The number is the one whose digits the value begins with: "38.9 billion" is exact to 0.05 billion.
    """
    digits = "".join(map(str, abs(value).normalize().as_tuple().digits)).rstrip("0") or "0"
    for match in _NUMBER.finditer(quote):
        printed = re.sub(r"\D", "", match[0]).lstrip("0")
        if printed.rstrip("0") == digits:
            return Decimal(5).scaleb(abs(value).adjusted() - len(printed))
    return Decimal(0)


def load_all(connection: duckdb.DuckDBPyConnection, catalog: Catalog, documents: list[LoadDocument]) -> Run:
    """Load documents into an open record as one run."""
    run = Run("gold", SEEN, "gold", "gold", catalog.version)
    load(connection, LoadBatch(run, catalog, (), documents))
    return run
