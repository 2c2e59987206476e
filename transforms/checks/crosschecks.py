"""Over the whole record: cross-checks, each one SQL file with its rule, its tolerance and its source.

`report` (the view of the record) is laid out once by `_prepare.sql`; then the checks run in the order of ORDER, the
surest first. Each judges all observations at once, by the witnesses that no check before it has held. A held figure
stays held and is judged by the later checks too, so that all reasons are told; but it is no evidence any more. One
pass, no iteration: a figure that is held late never frees one that it had helped to hold, so there is nothing that
could swing, and the result depends on the observations alone, never on their order.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from decimal import Decimal
from importlib import resources
from itertools import takewhile

import duckdb
import pyarrow as pa

from extractors.catalog import Catalog
from extractors.errors import Mendable
from transforms.records import Verdict

ORDER = (
    "stock_fall", "neighbours", "magnitude", "implied_rate", "flow_is_stock", "same_page", "editions", "wrong_base",
    "other_year", "disagreement", "parts", "merged", "sums", "months", "cumulative", "balance", "shares",
    "index_months", "growth", "claims",
)  # fmt: skip
"""First what is out of line with its own series, by the number of publishers, so that it ties with nothing later; then
reports of the same key; then arithmetic between keys."""

_FILES = resources.files("transforms.checks")
_LARGEST = 1e21


class CrossCheckError(Mendable):
    """A cross-check that could not be carried out, or reference data that do not fit the catalogue; says what to do."""


CLAIM = pa.schema(
    [
        ("indicator", pa.string()), ("ratio", pa.float64()), ("time_period", pa.string()),
        ("base_period", pa.string()), ("publisher", pa.string()),
    ]
)  # fmt: skip
"""Ratios that pages tell between two periods."""


def judge(
    connection: duckdb.DuckDBPyConnection, catalog: Catalog, unfit: Iterable[str], claims: pa.Table | None = None
) -> list[Verdict]:
    """A verdict `held` for every check that an observation fails, in order of observation and check; no other rows.

    The connection has a relation `report` with the columns of the record's view. `unfit` are the observations that
    surer checks held or that are unsure: they are judged, but are no evidence. `claims` has the columns of CLAIM.
    Raises CrossCheckError where a check breaks: it must not pass for one that found nothing; and where the reference
    data do not fit the catalogue.
    """
    tables = references(catalog, unfit) | {"current_claim": CLAIM.empty_table() if claims is None else claims}
    for name, table in tables.items():
        connection.register(name, table)
    try:
        _execute(connection, "_prepare", sql("_prepare"))
        return sorted(_all(connection), key=lambda v: (v.observation_id, v.check))
    finally:
        for name in tables:
            connection.unregister(name)
        for name in ("found", "rival", "witness", "weight", "told_twice", "assertion", "speaker", "figure", "rate"):
            connection.execute(f"DROP TABLE IF EXISTS temp.{name}")


def references(catalog: Catalog, unfit: Iterable[str]) -> dict[str, pa.Table]:
    """The tables that the statements read beside `report`, by name. Raises CrossCheckError like `measures`."""
    return {"exchange_rate": exchange_rates(), "measure": measures(catalog), "unfit": _unfit(unfit)}


def sql(check: str) -> str:
    """The statement of a check."""
    return _FILES.joinpath(f"{check}.sql").read_text("utf-8")


@dataclass(frozen=True, slots=True)
class Told:
    """What a check's file says of itself, each in sentences."""

    rule: str
    tolerance: str
    source: str


def told(check: str) -> Told:
    """The head of a check's file. Raises CrossCheckError where one of its three parts is missing."""
    head = "\n".join(
        line.removeprefix("--").strip() for line in takewhile(lambda t: t.startswith("--"), sql(check).splitlines())
    )
    found = re.fullmatch(r"Rule: (.+)\nTolerance: (.+)\nSource: (.+)", head, re.DOTALL)
    if not found:
        raise CrossCheckError(f"transforms/checks/{check}.sql does not begin with its Rule, Tolerance and Source")
    return Told(*(part.replace("\n", " ") for part in found.groups()))


def exchange_rates() -> pa.Table:
    """Yearly average of VND per USD, and the source of each."""
    rows = [
        {"year": int(r["year"]), "vnd_per_usd": float(r["vnd_per_usd"]), "source": r["source"]}
        for r in _rows("exchange_rate.csv")
    ]
    columns = [("year", pa.int32()), ("vnd_per_usd", pa.float64()), ("source", pa.string())]
    return pa.Table.from_pylist(rows, schema=pa.schema(columns))


_MEASURE = pa.schema(
    [
        ("indicator", pa.string()), ("name", pa.string()), ("kind", pa.string()), ("additive", pa.bool_()),
        ("yearly_factor", pa.float64()), ("fall", pa.float64()), ("price_based", pa.bool_()), ("loose", pa.bool_()),
        ("stock", pa.string()),
    ]
)  # fmt: skip


def measures(catalog: Catalog) -> pa.Table:
    """How each indicator of the catalogue behaves (measures.csv).

    additive: months and parts add up; yearly_factor: how much a level may change in a year; fall: the share of itself
    that a stock may lose in one; price_based: told at several price bases; loose: told over several denominators;
    stock: the stock that a flow adds to. An indicator whose line is empty is only compared with itself.

    Raises CrossCheckError where an indicator of the catalogue has no line; a name of the file that the catalogue lacks
    is named then, as it may be the one that is meant, and passed over otherwise: a catalogue may have fewer indicators.
    """
    given = {row["indicator"]: row for row in _rows("measures.csv")}
    if lacking := catalog.indicators.keys() - given.keys():
        raise CrossCheckError(_misfit(lacking, given.keys() - catalog.indicators.keys()))
    rows = []
    for indicator in catalog.indicators.values():
        row = given[indicator.id]
        rows.append(
            {
                "indicator": indicator.id, "name": _in_a_sentence(indicator.name["en"]), "kind": indicator.kind,
                "additive": row["additive"] == "yes", "yearly_factor": _number(row["yearly_factor"]),
                "fall": _number(row["fall"]), "price_based": row["price_based"] == "yes",
                "loose": row["loose"] == "yes", "stock": row["stock"] or None,
            }
        )  # fmt: skip
    return pa.Table.from_pylist(rows, schema=_MEASURE)


def _misfit(lacking: Set[str], strange: Set[str]) -> str:
    told = f"transforms/checks/measures.csv has no line for {', '.join(sorted(lacking))}; add it"
    return f"{told}, or mend a line that is of no indicator: {', '.join(sorted(strange))}" if strange else told


def _rows(file: str) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(_FILES.joinpath(file).read_text("utf-8").splitlines())


def _in_a_sentence(name: str) -> str:
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _number(text: str | None) -> float | None:
    return float(text) if text else None


def _unfit(observations: Iterable[str]) -> pa.Table:
    return pa.table({"observation_id": pa.array(sorted(set(observations)), pa.string())})


def _all(connection: duckdb.DuckDBPyConnection) -> Iterator[Verdict]:
    for check in ORDER:
        _execute(connection, check, f"CREATE OR REPLACE TEMP TABLE found AS {sql(check)}")
        rows = connection.execute(
            "SELECT observation_id, reason, proposed, proposed_unit, conflicts_with FROM found"
        ).fetchall()
        if rows:
            connection.execute(
                "DELETE FROM witness WHERE assertion IN "
                "(SELECT assertion FROM figure SEMI JOIN found USING (observation_id))"
            )
        for observation_id, reason, proposed, unit, conflicts_with in rows:
            value = _decimal(proposed)
            yield Verdict(
                observation_id, "held", check, reason, value, unit if value is not None else None, conflicts_with
            )


def _execute(connection: duckdb.DuckDBPyConnection, check: str, statement: str) -> None:
    try:
        connection.execute(statement)
    except duckdb.Error as error:
        raise CrossCheckError(f"cross-check {check} broke: {error}; see transforms/checks/{check}.sql") from error


def _decimal(number: float | None) -> Decimal | None:
    """The shortest decimal that the float stands for; None where there is none, or none that can be stored."""
    if number is None or not abs(number) < _LARGEST:
        return None
    return Decimal(f"{number:.15g}")
