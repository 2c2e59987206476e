"""Decisions of people taken up into the record, and what they do to the verdicts.

The table `decision` is a log: a row where what holds for a figure changed. `report` shows a corrected value, with the
stated one beside it; the observation itself never changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa

from transforms import corrections
from transforms.corrections import Decision
from transforms.records import Verdict
from warehouse.connect import Home
from warehouse.records import Run

CHECK = "decision"
"""Name of the check in verdicts that a person decided."""

_OF_THE_VALUE = ("range", "share", "whole", "value_finite")
"""Checks of the value by itself (expectations.py): those that a corrected value, too, has to pass."""

_TYPES = {
    "observation_id": pa.string(), "action": pa.string(), "value": pa.decimal128(28, 6), "who": pa.string(),
    "decided_at": pa.timestamp("us", tz="UTC"), "why": pa.string(), "expected": pa.string(), "until": pa.date32(),
}  # fmt: skip

_APPEND = """
    INSERT INTO decision BY NAME
    SELECT *, $run_id AS run_id, (SELECT 1 + coalesce(max(step), 0) FROM decision) AS step
    FROM (
        FROM effective WHERE action <> 'reopen'
        UNION ALL
        FROM (FROM effective WHERE action = 'reopen') SEMI JOIN current_decision USING (observation_id)
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
            WHEN o.time_period IS NULL THEN 'it has no period, so that nothing can bring it into the series'
            WHEN r.state <> 'stated' THEN 'the page no longer states it'
            ELSE 'it is now printed as ' || r.printed END AS what
    FROM current_decision d
    LEFT JOIN observation o ON o.observation_id = d.observation_id
    LEFT JOIN report r ON r.observation_id = d.observation_id
    WHERE o.observation_id IS NULL OR o.time_period IS NULL OR r.state <> 'stated'
        OR (d.expected IS NOT NULL AND NOT contains(r.printed, d.expected) AND NOT contains(r.sentence, d.expected))
    ORDER BY d.observation_id"""


def take_up(connection: duckdb.DuckDBPyConnection, home: Home, run: Run) -> list[tuple[str, str]]:
    """Bring what holds now into the record; what is wrong with the decisions, as (place, what).

    Alarms beside bad lines: a decision on a figure that is not there, has no period, is no longer stated, or printed
    otherwise than the decision expects; one dated after the run; two that contradict each other; one that the record
    knows, but the files have lost. Raises CorrectionsError where the shipped file cannot be read, OSError where the
    journal cannot: then nothing has changed.
    """
    decisions, failures = corrections.load(_journal(home))
    lost = _lost(connection, decisions, _journal(home))
    at = run.started_at
    _append(connection, (corrections.reopened(decisions, at) | corrections.effective(decisions, at)).values(), run)
    return [*failures, *lost, *corrections.doubts(decisions, run.started_at), *alarms(connection)]


def _lost(connection: duckdb.DuckDBPyConnection, decisions: Iterable[Decision], journal: Path) -> list[tuple[str, str]]:
    """Decisions that hold in the record and stand in no file any more: they are about to lapse."""
    known = {(d.observation_id, d.who, d.when) for d in decisions}
    held = connection.execute(
        "SELECT observation_id, who, decided_at, action FROM current_decision ORDER BY observation_id"
    ).fetchall()
    return [
        (
            f"decision on {i[:12]}",
            f"{who}'s `{action}` of {when:%Y-%m-%d} is gone from {journal}: it holds no more; restore the file",
        )
        for i, who, when, action in held
        if (i, who, when) not in known
    ]


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
    """The verdicts with what people decided in place of what the checks say of the same figures.

    But a value that a person put in has to be possible: one typed in trillions where dong are meant stays held.
    """
    rows = connection.execute(
        """SELECT observation_id, action, CAST(d.value AS VARCHAR), who, CAST(CAST(decided_at AS DATE) AS VARCHAR), why
        FROM current_decision d JOIN observation o USING (observation_id)
        WHERE o.time_period IS NOT NULL ORDER BY observation_id"""
    ).fetchall()
    decided = {row[0]: _verdict(*row) for row in rows}
    corrected = {row[0]: row[3] for row in rows if row[1] == "correct"}
    impossible = [v for v in failed if v.observation_id in corrected and v.check in _OF_THE_VALUE]
    out = decided.keys() - {v.observation_id for v in impossible}
    return [
        *(v for v in failed if v.observation_id not in decided),
        *(replace(v, reason=f"{v.reason}: so corrected by {corrected[v.observation_id]}") for v in impossible),
        *(v for i, v in decided.items() if i in out),
    ]


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
