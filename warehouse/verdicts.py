"""What the checks say of every observation, recomputed over the whole record; only what changed is appended.

A verdict is a pure function of all observations, the catalogue, the reference tables and the decisions of people, so
that the order of loading does not matter. Three kinds of checks make it, in this order: row by row (expectations.py);
over the whole record, by what passed the first and is sure or confirmed (crosschecks.py); and confidence, by what
passed both. What a person decided stands in the place of what the checks say of the figure, also where it confirms
another: one that was rejected vouches for nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb
import pyarrow as pa

from extractors.catalog import Catalog
from transforms.checks import crosschecks, expectations
from transforms.checks.validation import Frame, Validation
from transforms.records import Verdict
from warehouse import decisions
from warehouse.connect import transaction
from warehouse.load import stored
from warehouse.records import Run

CONFIDENCE_THRESHOLD = 0.7
"""A reading less sure than this stands only if an independent publisher says the same in words of its own."""

CONFIDENCE_CHECK = "confidence"

# Two publishers, one key, values that can both be true, in words that are no copy; the other plausible by itself, or
# let in by a person.
_UNSURE = """
    WITH sound AS (
        SELECT * FROM report
        WHERE time_period IS NOT NULL AND observation_id NOT IN (SELECT observation_id FROM failed)
    )
    SELECT observation_id, printed, confidence FROM report unsure
    WHERE time_period IS NOT NULL AND confidence < $threshold
    AND NOT EXISTS (
        FROM sound other
        WHERE other.indicator = unsure.indicator AND other.transformation = unsure.transformation
        AND other.ref_area = unsure.ref_area AND other.activity = unsure.activity
        AND other.ownership = unsure.ownership AND other.coverage = unsure.coverage
        AND other.counterpart_area = unsure.counterpart_area AND other.time_period = unsure.time_period
        AND other.unit = unsure.unit AND other.price_base IS NOT DISTINCT FROM unsure.price_base
        AND (other.obs_status = 'F') = (unsure.obs_status = 'F')
        AND other.publisher <> unsure.publisher AND other.sentence <> unsure.sentence AND other.state = 'stated'
        AND other.low <= unsure.high AND unsure.low <= other.high
    )
    ORDER BY observation_id"""

_APPEND = """
    INSERT INTO verdict BY NAME
    WITH due AS (
        SELECT observation_id, status, check_name, reason, proposed, proposed_unit, conflicts_with FROM failed
        UNION ALL
        SELECT observation_id, 'accepted', '', '', NULL, NULL, NULL FROM observation
        WHERE time_period IS NOT NULL AND observation_id NOT IN (SELECT observation_id FROM failed)
    ), standing AS (
        SELECT observation_id, status, check_name, reason, proposed, proposed_unit, conflicts_with
        FROM current_verdict
    ), changed AS (
        SELECT observation_id FROM (FROM due EXCEPT FROM standing)
        UNION
        SELECT observation_id FROM (FROM standing EXCEPT FROM due)
    )
    SELECT due.*, $run_id AS run_id, $step AS step, $decided_at AS decided_at
    FROM due SEMI JOIN changed USING (observation_id)"""


@dataclass(frozen=True, slots=True)
class VerdictResult:
    """The state of the record after the checks, in observations that their documents still state."""

    accepted: int
    held: int
    changed: int
    """How many have another verdict than before, or their first; withdrawn ones too."""
    by_check: Counter[str]
    """check → how many observations it holds."""
    validation: Validation
    """What came of the row-wise suite."""


def recompute(
    connection: duckdb.DuckDBPyConnection, catalog: Catalog, run: Run, decided_at: datetime | None = None
) -> VerdictResult:
    """Check every observation that has a period and append the verdicts that are new or changed.

    `decided_at` (UTC): now where it is not given.

    Raises duckdb.Error where the record cannot be written, CrossCheckError or ExpectationError where a check cannot be
    carried out; then nothing has changed.
    """
    at = decided_at or datetime.now(UTC)
    examined = expectations.examine(frame(connection), catalog)
    implausible = examined.verdicts
    with transaction(connection):
        doubted = decisions.judged(connection, implausible + _unsure(connection, implausible))
        out = {v.observation_id for v in doubted if v.status != "accepted"}
        failed = implausible + crosschecks.judge(connection, catalog, out, _claims(connection))
        step = append(connection, decisions.judged(connection, failed + _unsure(connection, failed)), run, at)
        _note_rates(connection)
    return _result(connection, step, examined.validation)


def _note_rates(connection: duckdb.DuckDBPyConnection) -> None:
    """The exchange rates that the checks went by, in the record, where they are others."""
    connection.register("rates", crosschecks.exchange_rates())
    try:
        others = "(FROM rates EXCEPT FROM exchange_rate) UNION ALL (FROM exchange_rate EXCEPT FROM rates)"
        if connection.execute(others).fetchall():
            connection.execute("DELETE FROM exchange_rate")
            connection.execute("INSERT INTO exchange_rate BY NAME FROM rates")
    finally:
        connection.unregister("rates")


def append(connection: duckdb.DuckDBPyConnection, failed: Iterable[Verdict], run: Run, decided_at: datetime) -> int:
    """Append what changed against the standing verdicts, within the caller's transaction; returns the step of it.

    `failed`: all verdicts that are to stand; every observation with a period that has none there is accepted.
    `decided_at`: UTC.
    """
    _register(connection, failed)
    try:
        step = _next_step(connection)
        connection.execute(_APPEND, {"run_id": run.run_id, "step": step, "decided_at": decided_at})
    finally:
        connection.unregister("failed")
    return step


def frame(connection: duckdb.DuckDBPyConnection) -> Frame:
    """All observations that have a period, as the expectations want them."""
    columns = ", ".join(expectations.COLUMNS)
    return connection.execute(f"SELECT {columns} FROM report WHERE time_period IS NOT NULL").df()


def _claims(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    columns = ", ".join(crosschecks.CLAIM.names)
    return connection.execute(f"SELECT {columns} FROM current_claim").to_arrow_table().cast(crosschecks.CLAIM)


def _unsure(connection: duckdb.DuckDBPyConnection, failed: Sequence[Verdict]) -> list[Verdict]:
    """Readings that are unsure and that no report vouches for which passed `failed`, or a person let in."""
    _register(connection, [v for v in decisions.judged(connection, failed) if v.status != "accepted"])
    try:
        rows = connection.execute(_UNSURE, {"threshold": CONFIDENCE_THRESHOLD}).fetchall()
    finally:
        connection.unregister("failed")
    return [
        Verdict(
            observation_id, "held", CONFIDENCE_CHECK,
            f"the reading of {printed!r} is unsure (confidence {confidence:.2f}) and no independent source confirms it",
        )
        for observation_id, printed, confidence in rows
    ]  # fmt: skip


_FAILED = pa.schema(
    [
        ("observation_id", pa.string()), ("status", pa.string()), ("check_name", pa.string()), ("reason", pa.string()),
        ("proposed", pa.decimal128(28, 6)), ("proposed_unit", pa.string()), ("conflicts_with", pa.string()),
    ]
)  # fmt: skip


def _register(connection: duckdb.DuckDBPyConnection, failed: Iterable[Verdict]) -> None:
    rows = [
        {
            "observation_id": v.observation_id, "status": v.status, "check_name": v.check, "reason": v.reason,
            "proposed": stored(v.proposed), "proposed_unit": v.proposed_unit, "conflicts_with": v.conflicts_with,
        }
        for v in failed
    ]  # fmt: skip
    connection.register("failed", pa.Table.from_pylist(rows, schema=_FAILED))


def _next_step(connection: duckdb.DuckDBPyConnection) -> int:
    row = connection.execute("SELECT 1 + coalesce(max(step), 0) FROM verdict").fetchone()
    return int(row[0]) if row else 1


def _result(connection: duckdb.DuckDBPyConnection, step: int, validation: Validation) -> VerdictResult:
    of_stated = "FROM current_verdict SEMI JOIN (FROM current_statement WHERE state = 'stated') USING (observation_id)"
    rows = connection.execute(
        f"SELECT status, check_name, count(DISTINCT observation_id) {of_stated} GROUP BY ALL"
    ).fetchall()
    row = connection.execute(
        f"""SELECT count(DISTINCT observation_id) FILTER (WHERE status <> 'accepted'),
            (SELECT count(DISTINCT observation_id) FROM verdict WHERE step = $step) {of_stated}""",
        {"step": step},
    ).fetchone()
    held, changed = row or (0, 0)
    return VerdictResult(
        accepted=sum(count for status, _, count in rows if status == "accepted"),
        held=held,
        changed=changed,
        by_check=Counter({check: count for status, check, count in rows if status != "accepted"}),
        validation=validation,
    )
