"""All annotated pages and typed figures as one record: the order of loading changes nothing, and its past is what a
record of then would have said."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from accuracy.goldrecord import SEEN, gold_figures, reported_figures

from extractors.catalog import Catalog
from warehouse import verdicts
from warehouse.connect import open_record
from warehouse.load import load
from warehouse.records import LoadBatch, LoadDocument, Run

pytestmark = pytest.mark.slow

EDITED = 12
ORDERS = 10
DAYS = 20
JUDGED = ("observation_id", "status", "check_name", "reason", "proposed", "proposed_unit", "conflicts_with")


def documents(catalog: Catalog) -> list[LoadDocument]:
    """Every page, seen on days of its own, and a later version of some of them: one figure raised by a tenth, one gone."""
    dice = random.Random(5)
    pages = [d for d, _ in (*gold_figures(catalog), *reported_figures(catalog))]
    pages = [replace(d, seen_at=SEEN + timedelta(days=dice.randrange(300), seconds=n)) for n, d in enumerate(pages)]
    long = [d for d in pages if len(d.figures) > 2]
    return pages + [edited(d) for d in dice.sample(long, EDITED)]


def edited(page: LoadDocument) -> LoadDocument:
    """A version of a page that was seen a month later."""
    version = page.version[::-1]
    first, _, *rest = page.figures
    raised = replace(first[0], value=first[0].value * Decimal("1.1"), high=first[0].high * 2)
    raised = replace(raised, id=raised.id[::-1])
    figures = [(o, replace(e, observation_id=o.id, version=version)) for o, e in ((raised, first[1]), *rest)]
    return replace(page, version=version, figures=figures, seen_at=page.seen_at + timedelta(days=30))


@contextmanager
def record(
    path: Path, catalog: Catalog, nights: Sequence[Sequence[LoadDocument]]
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A record that was loaded in so many nights, and judged after each."""
    connection = open_record(path)
    for number, pages in enumerate(nights):
        run = Run(f"run-{number}", SEEN + timedelta(days=400 + number), "sample", "1", catalog.version)
        load(connection, LoadBatch(run, catalog, (), pages))
        verdicts.recompute(connection, catalog, run)
    yield connection
    connection.close()


def rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    return connection.execute(query).fetchall()


def verdicts_of(connection: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    return rows(connection, f"SELECT {', '.join(JUDGED)} FROM current_verdict ORDER BY ALL")


def in_nights(pages: list[LoadDocument], dice: random.Random) -> list[list[LoadDocument]]:
    """The pages in any order, over one to three nights."""
    dice.shuffle(pages)
    cuts = sorted(dice.sample(range(1, len(pages)), dice.randrange(3)))
    return [pages[a:b] for a, b in zip([0, *cuts], [*cuts, len(pages)], strict=True)]


def test_the_order_of_loading_changes_neither_verdicts_nor_series(tmp_path: Path, catalog: Catalog) -> None:
    pages = documents(catalog)
    with record(tmp_path / "whole.duckdb", catalog, [pages]) as whole:
        judged, series = verdicts_of(whole), rows(whole, "FROM series ORDER BY ALL")
    assert len(judged) > 1500
    assert len(series) > 900
    for number in range(ORDERS):
        nights = in_nights(list(pages), random.Random(number))
        with record(tmp_path / f"{number}.duckdb", catalog, nights) as other:
            assert verdicts_of(other) == judged, number
            assert rows(other, "FROM series ORDER BY ALL") == series, number


def test_the_series_as_of_a_day_is_that_of_a_record_of_the_pages_published_by_then(
    tmp_path: Path, catalog: Catalog
) -> None:
    pages = documents(catalog)
    versions = Counter(page.document for page in pages)  # what a later version took back was still stated on the day
    pages = [page for page in pages if versions[page.document] == 1]
    with record(tmp_path / "whole.duckdb", catalog, [pages]) as whole:
        known = dict(rows(whole, "SELECT document, max(known_from) FROM report GROUP BY document"))
        verdict = whole.execute("FROM verdict").to_arrow_table()
        days = chosen([d for d in known.values() if d is not None])
        past = {day: rows(whole, f"FROM series_as_of(DATE '{day}') ORDER BY ALL") for day in days}
        assert past[days[-1]] == rows(whole, "FROM series ORDER BY ALL")
    sizes = [len(of_day) for of_day in past.values()]
    assert sizes[0] == 0
    assert sorted(sizes) == sizes
    for day in days:
        connection = open_record(tmp_path / f"{day}.duckdb")
        then = [p for p in pages if p.document in known and known[p.document] <= day]
        load(connection, LoadBatch(Run("r", SEEN, "sample", "1", catalog.version), catalog, (), then))
        connection.register("of_whole", verdict)
        connection.execute(
            "INSERT INTO verdict BY NAME SELECT v.* FROM of_whole v SEMI JOIN observation USING (observation_id)"
        )
        assert rows(connection, "FROM series ORDER BY ALL") == past[day], day
        connection.close()


def chosen(known: list[date]) -> list[date]:
    """A day before everything, the last one, and days between them at which something was published."""
    ordered = sorted(set(known))
    between = random.Random(1).sample(ordered[:-1], DAYS - 2)
    return [ordered[0] - timedelta(days=1), *sorted(between), ordered[-1]]
