"""Decisions of people taken up into the record, and what they do to the verdicts.

The table `decision` is a log: a row where what holds for a figure changed. `report` shows a corrected value, with the
stated one beside it; the observation itself never changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa

from transforms import corrections
from transforms.corrections import Decision
from transforms.records import Verdict
from warehouse.connect import Home
from warehouse.load import Run

CHECK = "decision"
"""Name of the check in verdicts that a person decided."""

_TYPES = {
    "observation_id": pa.string(), "action": pa.string(), "value": pa.decimal128(28, 6), "who": pa.string(),
    "decided_at": pa.timestamp("us", tz="UTC"), "why": pa.string(), "expected": pa.string(), "until": pa.date32(),
}  # fmt: skip

_APPEND = """
    INSERT INTO decision BY NAME
    SELECT *, $run_id AS run_id, (SELECT 1 + coalesce(max(step), 0) FROM decision) AS step
    FROM (
        FROM effective
        UNION ALL
        SELECT observation_id, 'lapsed', NULL, who, decided_at, why, expected, until
        FROM current_decision ANTI JOIN effective USING (observation_id)
    ) due
    ANTI JOIN current_decision held
        ON held.observation_id = due.observation_id AND held.action = due.action AND held.decided_at = due.decided_at
        AND held.who = due.who AND held.value IS NOT DISTINCT FROM due.value"""

_STRANGE = """
    SELECT d.observation_id, d.who, d.expected,
        CASE WHEN o.observation_id IS NULL THEN 'no such observation'
            WHEN r.state <> 'stated' THEN 'the page no longer states it'
            ELSE 'it is now printed as ' || r.printed END AS what
    FROM current_decision d
    LEFT JOIN observation o ON o.observation_id = d.observation_id
    LEFT JOIN report r ON r.observation_id = d.observation_id
    WHERE o.observation_id IS NULL OR r.state <> 'stated'
        OR (d.expected IS NOT NULL AND NOT contains(r.printed, d.expected) AND NOT contains(r.sentence, d.expected))
    ORDER BY d.observation_id"""


def take_up(connection: duckdb.DuckDBPyConnection, home: Home, run: Run) -> list[tuple[str, str]]:
    """Bring what holds now into the record; what is wrong with the decisions, as (place, what).

    Alarms beside bad lines: a decision on a figure that is not there, no longer stated, or printed otherwise than the
    decision expects. Raises CorrectionsError where the shipped file cannot be read.
    """
    decisions, failures = corrections.load(_journal(home))
    _append(connection, corrections.effective(decisions, run.started_at).values(), run)
    return [*failures, *alarms(connection)]


def alarms(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Decisions that hold on figures that have gone or changed their words."""
    rows = connection.execute(_STRANGE).fetchall()
    return [
        (
            f"decision on {i[:12]}",
            f"{what}, {who} decided on {expected!r}; look again: bacninh quarantine show {i[:12]}",
        )
        for i, who, expected, what in rows
    ]


def decide(home: Home, decision: Decision) -> None:
    """Write a decision down; the next `bacninh check` or `run` takes it up. Raises OSError."""
    corrections.append(_journal(home), decision)


def judged(connection: duckdb.DuckDBPyConnection, failed: Sequence[Verdict]) -> list[Verdict]:
    """The verdicts with what people decided in place of what the checks say of the same figures."""
    rows = connection.execute(
        """SELECT observation_id, action, CAST(d.value AS VARCHAR), who, CAST(CAST(decided_at AS DATE) AS VARCHAR), why
        FROM current_decision d JOIN observation o USING (observation_id)
        WHERE o.time_period IS NOT NULL ORDER BY observation_id"""
    ).fetchall()
    decided = {row[0]: _verdict(*row) for row in rows}
    return [*(v for v in failed if v.observation_id not in decided), *decided.values()]


def _verdict(observation_id: str, action: str, value: str | None, who: str, day: str, why: str) -> Verdict:
    corrected = f"corrected to {Decimal(value):,f}".rstrip("0").rstrip(".") if value else ""
    done = {"accept": "accepted", "reject": "rejected", "correct": corrected}[action]
    return Verdict(
        observation_id, "rejected" if action == "reject" else "accepted", CHECK, f"{done} by {who} on {day}: {why}"
    )


def _append(connection: duckdb.DuckDBPyConnection, effective: Iterable[Decision], run: Run) -> None:
    rows = [
        {
            "observation_id": d.observation_id, "action": d.action, "value": d.value, "who": d.who,
            "decided_at": d.when, "why": d.why, "expected": d.expected, "until": d.until,
        }
        for d in effective
    ]  # fmt: skip
    connection.register("effective", pa.Table.from_pylist(rows, schema=pa.schema(list(_TYPES.items()))))
    try:
        connection.execute(_APPEND, {"run_id": run.run_id})
    finally:
        connection.unregister("effective")


def _journal(home: Home) -> Path:
    return home.directory / "decisions.jsonl"
