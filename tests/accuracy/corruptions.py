"""Figures made wrong on purpose, in the ways pages get them wrong, among true pages where other reports of the key exist.

Each corrupted figure stands in a record of its own, in which all else is as published: scenarios are kept apart by a mark
on territory and document, so that the checks judge all of them in one run. The choice is seeded: the same each time.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from accuracy.goldrecord import REPORTED, gold_figures, load_all, reported_figures
from extractors.catalog import Catalog
from transforms.checks import crosschecks, expectations
from transforms.periods import parse
from warehouse.connect import open_record

PER_KIND = 40
_SEED = 56
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Corruption:
    """One figure made wrong."""

    kind: str
    true: Row
    """The row of `report` as published."""
    wrong: Row
    """What of it is changed: value, low, high, unit, period."""
    caught_by: frozenset[str] = frozenset()


def judged(catalog: Catalog, folder: Path, reported: Path = REPORTED) -> list[Corruption]:
    """All corruptions with the checks that hold each."""
    rows, sound = _record(catalog, folder, reported)
    corruptions = list(chosen(rows, sound, catalog))
    return _judge(rows, corruptions, catalog)


def rates(corruptions: list[Corruption]) -> dict[str, tuple[int, int]]:
    """kind → (how many, how many of them are held)."""
    kinds = dict.fromkeys(c.kind for c in corruptions)
    return {
        kind: (
            sum(c.kind == kind for c in corruptions),
            sum(c.kind == kind and bool(c.caught_by) for c in corruptions),
        )
        for kind in kinds
    }


def _record(catalog: Catalog, folder: Path, reported: Path) -> tuple[list[Row], set[str]]:
    """The published figures as rows of `report`, and which of them no check holds."""
    connection = open_record(folder / "work.duckdb")
    documents = [d for d, _ in (*gold_figures(catalog), *reported_figures(catalog, reported))]
    load_all(connection, catalog, documents)
    rows = connection.execute("FROM report WHERE time_period IS NOT NULL ORDER BY observation_id").to_arrow_table()
    unfit = {v.observation_id for v in expectations.validate(_frame(rows), catalog)}
    held = unfit | {v.observation_id for v in crosschecks.judge(connection, catalog, unfit)}
    connection.close()
    return rows.to_pylist(), {r["observation_id"] for r in rows.to_pylist()} - held


def _frame(rows: pa.Table) -> expectations.Frame:
    return rows.select(list(expectations.COLUMNS)).to_pandas()


# --- which figures, and how they go wrong ----------------------------------------------------------------------------


def chosen(rows: list[Row], sound: set[str], catalog: Catalog) -> Iterator[Corruption]:
    """Up to PER_KIND corruptions of each kind, of figures that a page of another publisher confirms."""
    dice = random.Random(_SEED)
    world = _World(rows, sound, catalog)
    for kind, spoil in KINDS.items():
        # few flows are told by two pages: there a transcribed report of the key is enough, as the stock speaks against it
        base = world.reported if kind == "stock for flow" else world.confirmed
        candidates = [r for r in base if spoil(r, world, random.Random(0)) is not None]
        dice.shuffle(candidates)
        for row in candidates[:PER_KIND]:
            wrong = spoil(row, world, dice)
            if wrong is not None:
                yield Corruption(kind, row, wrong)


_SERIES = (
    "indicator",
    "transformation",
    "ref_area",
    "activity",
    "ownership",
    "coverage",
    "counterpart_area",
    "unit",
    "price_base",
)


def _agree(a: Row, b: Row) -> bool:
    return bool(a["low"] <= b["high"] and b["low"] <= a["high"])


class _World:
    """What else is reported."""

    def __init__(self, rows: list[Row], sound: set[str], catalog: Catalog) -> None:
        self.sound = [r for r in rows if r["observation_id"] in sound and r["obs_status"] != "F"]
        self.read = [r for r in self.sound if not r["locator"].startswith("transcribed")]
        self.by_series: dict[tuple[Any, ...], list[Row]] = {}
        for row in self.sound:
            self.by_series.setdefault(self.series(row), []).append(row)
        self.confirmed = [r for r in self.read if any(_agree(r, o) for o in self.others(r, r["time_period"]))]
        self.reported = [
            r
            for r in self.read
            if any(
                o["time_period"] == r["time_period"] and o["publisher"] != r["publisher"] and _agree(r, o)
                for o in self.by_series[self.series(r)]
            )
        ]
        stocks = csv.DictReader(resources.files("transforms.checks").joinpath("measures.csv").read_text().splitlines())
        self.stock_of = {r["indicator"]: r["stock"] for r in stocks if r["stock"]}

    def series(self, row: Row, **changes: Any) -> tuple[Any, ...]:
        return tuple((row | changes)[name] for name in _SERIES)

    def others(self, row: Row, period: str, **changes: Any) -> list[Row]:
        """Reports by pages of other publishers of the same series for a period."""
        return [
            r for r in self.by_series.get(self.series(row, **changes), [])
            if r["time_period"] == period and r["publisher"] != row["publisher"]
            and not r["locator"].startswith("transcribed")
        ]  # fmt: skip


Spoil = Callable[[Row, _World, random.Random], Row | None]


def _scaled(row: Row, factor: float) -> Row:
    ends = sorted(float(row[end]) * factor for end in ("low", "high"))
    return {"value": float(row["value"]) * factor, "low": ends[0], "high": ends[1]}


def _is_level(row: Row) -> bool:
    return row["transformation"] == "N" and row["unit"] not in ("percent", "index_point", "rank")


def _ten(row: Row, world: _World, dice: random.Random) -> Row | None:
    return _scaled(row, dice.choice((10, 0.1))) if row["unit"] != "rank" and row["value"] else None


def _thousand(row: Row, world: _World, dice: random.Random) -> Row | None:
    return _scaled(row, dice.choice((1000, 0.001))) if _is_level(row) and row["value"] else None


def _comma(row: Row, world: _World, dice: random.Random) -> Row | None:
    """38.9 billion read as 389; 1,128 trillion as 1.128."""
    digits = str(row["value"].normalize().as_tuple().digits)
    places = len(row["value"].normalize().as_tuple().digits)
    if row["unit"] == "rank" or places < 2 or not digits:
        return None
    decimals = min(places - 1, 3) if row["unit"] == "percent" else dice.choice(range(1, min(places, 4)))
    return _scaled(row, 10.0**decimals if row["unit"] == "percent" or decimals < 3 else 0.001)


def _currency(row: Row, world: _World, dice: random.Random) -> Row | None:
    other = {"VND": "USD", "USD": "VND"}.get(row["unit"])
    return {"unit": other} if other else None


def _year(row: Row, world: _World, dice: random.Random) -> Row | None:
    """The figure is told of another year, of which other pages report another value."""
    if row["freq"] == "D":
        return None
    year = int(row["time_period"][:4])
    periods = []
    for other in (year - 1, year + 1, year - 2, year + 2):
        period = str(other) + row["time_period"][4:]
        known = world.others(row, period) if "/" not in row["time_period"] or "P" in row["time_period"] else []
        if known and not any(_agree(r, row) for r in known):
            periods.append(period)
    if not periods:
        return None
    period = dice.choice(periods)
    time = parse(period)
    published = row["published_to"]
    if published is not None and published < time.start:
        return None  # held by the date alone: too easy
    return {"time_period": period, "period_start": time.start, "period_end": time.end, "freq": time.freq}


def _stock(row: Row, world: _World, dice: random.Random) -> Row | None:
    """The stock of about that date, told as what was added in the period."""
    stock = world.stock_of.get(row["indicator"])
    if stock is None or row["transformation"] != "N":
        return None
    near = [
        r for r in world.by_series.get(world.series(row, indicator=stock), [])
        if abs((r["period_end"] - row["period_end"]).days) < 400
    ]  # fmt: skip
    if not near:
        return None
    found = min(near, key=lambda r: (abs((r["period_end"] - row["period_end"]).days), r["observation_id"]))
    return {"value": float(found["value"]), "low": float(found["low"]), "high": float(found["high"])}


def _province(row: Row, world: _World, dice: random.Random) -> Row | None:
    """Another province's figure: a level a quarter to two thirds of it, or 1.6 to 4 times it; growth 6 to 15 points off."""
    if row["unit"] == "rank":
        return None
    if _is_level(row):
        return _scaled(row, dice.uniform(0.25, 0.66) if dice.random() < 0.5 else dice.uniform(1.6, 4))
    shift = dice.choice((1, -1)) * dice.uniform(6, 15)
    return {name: float(row[name]) + shift for name in ("value", "low", "high")}


def _growth(row: Row, world: _World, dice: random.Random) -> Row | None:
    """A percentage in the place of a level, or the index (108.5) in the place of its growth (8.5)."""
    if row["transformation"] == "GY":
        return {name: float(row[name]) + 100 for name in ("value", "low", "high")}
    if row["transformation"] != "N" or row["unit"] not in ("VND", "USD"):
        return None
    percent = round(dice.uniform(3, 30), 1)
    size = 10.0 ** (len(str(int(abs(row["value"])))) - 2)
    value, unit = (percent, "percent") if dice.random() < 0.5 else (percent * size, row["unit"])
    half = 0.05 * (size if unit != "percent" else 1)
    if unit != "percent" and 0.6 < value / float(row["value"]) < 1.6:
        value *= 10
    return {"value": value, "low": value - half, "high": value + half, "unit": unit}


KINDS: Mapping[str, Spoil] = {
    "factor 10": _ten, "factor 1,000": _thousand, "swapped comma": _comma, "USD for VND": _currency,
    "wrong year": _year, "stock for flow": _stock, "other province": _province, "growth for level": _growth,
}  # fmt: skip


# --- what the checks say ---------------------------------------------------------------------------------------------


def _judge(rows: list[Row], corruptions: list[Corruption], catalog: Catalog) -> list[Corruption]:
    stock_of = _World(rows, set(), catalog).stock_of
    table: list[Row] = []
    for number, corruption in enumerate(corruptions):
        indicator = corruption.true["indicator"]
        related = {indicator, stock_of.get(indicator, indicator)}
        table += [_marked(corruption, row, number) for row in rows if row["indicator"] in related]
    schema = pa.Table.from_pylist(rows).schema
    money = pa.float64()
    schema = pa.schema([pa.field(f.name, money if pa.types.is_decimal(f.type) else f.type) for f in schema])
    plain = [{k: float(v) if hasattr(v, "as_tuple") else v for k, v in row.items()} for row in table]
    report = pa.Table.from_pylist(plain, schema=schema)
    connection = duckdb.connect()
    connection.register("scenario", report)
    connection.execute("CREATE TABLE report AS SELECT * REPLACE (CAST(value AS DECIMAL(28,6)) AS value) FROM scenario")
    frame = _frame(report)
    frame["ref_area"] = frame["ref_area"].str.split("#").str[0]
    caught: dict[str, set[str]] = {}
    verdicts = expectations.validate(frame, catalog)
    for v in (*verdicts, *crosschecks.judge(connection, catalog, {v.observation_id for v in verdicts})):
        caught.setdefault(v.observation_id, set()).add(v.check)
    connection.close()
    return [
        replace(c, caught_by=frozenset(caught.get(f"{c.true['observation_id']}#{n}", ())))
        for n, c in enumerate(corruptions)
    ]


def _marked(corruption: Corruption, row: Row, number: int) -> Row:
    """A row in the scenario of a corruption."""
    changes = corruption.wrong if row["observation_id"] == corruption.true["observation_id"] else {}
    marks = {name: f"{row[name]}#{number}" for name in ("observation_id", "ref_area", "document")}
    return row | changes | marks
