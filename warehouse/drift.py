"""Alarms: reports that are overdue, sources that yield nothing or far from their usual, templates that changed.

Judged on what a run read anew against what the source gave before. Each is a sentence for the summary; none holds a
figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import duckdb
import pyarrow as pa

from transforms.calendar import Release
from warehouse.connect import transaction
from warehouse.records import Run

FEW = 5
"""New pages below which a source's yield says nothing; and the pages that it must have given before."""

FAR = 3.0
"""How many times more or less than usual is an alarm."""

HALF = 0.5
"""From which share of new pages beside the source's template on it has changed."""

Kind = Literal["overdue", "yield", "template", "unclaimed"]


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something about a source that a person has to look at."""

    source: str
    kind: Kind
    text: str


_YIELD = """
    WITH page AS (
        SELECT v.source, v.reading, v.run_id = $run_id AS is_new, v.template,
            count(DISTINCT e.observation_id) AS observations,
            any_value(coalesce(u.unclaimed, 0)) AS unclaimed
        FROM document_version v
        LEFT JOIN evidence e ON e.reading = v.reading
        LEFT JOIN (
            SELECT reading, sum(mentions) AS unclaimed FROM mention_count WHERE fate = 'unclaimed' GROUP BY reading
        ) u ON u.reading = v.reading
        WHERE v.source NOT IN ('own', 'transcribed') -- what somebody brings has no usual
        GROUP BY v.source, v.reading, v.run_id, v.template
    )
    SELECT source, count(*) FILTER (WHERE is_new) AS pages, count(*) FILTER (WHERE NOT is_new) AS pages_before,
        avg(observations) FILTER (WHERE is_new) AS yield, avg(observations) FILTER (WHERE NOT is_new) AS yield_before,
        avg(unclaimed) FILTER (WHERE is_new) AS unclaimed, avg(unclaimed) FILTER (WHERE NOT is_new) AS unclaimed_before,
        avg(CAST(template = 'trafilatura' AS DOUBLE)) FILTER (WHERE is_new) AS guessed,
        avg(CAST(template = 'trafilatura' AS DOUBLE)) FILTER (WHERE NOT is_new) AS guessed_before
    FROM page GROUP BY source HAVING pages > 0 AND pages_before > 0 ORDER BY source"""


def note_calendar(connection: duckdb.DuckDBPyConnection, due: Sequence[Release]) -> None:
    """Put the reports that are due in the place of those of the check before."""
    columns = {
        "source": pa.string(), "report": pa.string(), "time_period": pa.string(), "period_end": pa.date32(),
        "due": pa.date32(), "overdue_from": pa.date32(), "indicators": pa.list_(pa.string()), "basis": pa.string(),
    }  # fmt: skip
    rows = [{name: getattr(r, name) for name in columns} for r in due]
    for row in rows:
        row["indicators"] = list(row["indicators"])
    connection.register("due", pa.Table.from_pylist(rows, schema=pa.schema(list(columns.items()))))
    try:
        with transaction(connection):
            connection.execute("DELETE FROM release_due")
            connection.execute("INSERT INTO release_due BY NAME FROM due")
    finally:
        connection.unregister("due")


def alarms(connection: duckdb.DuckDBPyConnection, run: Run) -> list[Alarm]:
    """What a run's record says is overdue or has drifted, in order of source.

    Overdue counts where the run asks the web: the sample's clock stands still. Of a report that has never been seen the
    last one is named.
    """
    found = list(_drifted(connection, run))
    if run.profile == "live":
        found += _overdue(connection)
    return sorted(found, key=lambda a: (a.source, a.kind, a.text))


def _overdue(connection: duckdb.DuckDBPyConnection) -> list[Alarm]:
    rows = connection.execute(
        """SELECT source, report, time_period, due, last_seen IS NULL AS never
        FROM release_calendar
        JOIN (
            SELECT source, report, max(due) FILTER (state = 'seen') AS last_seen,
                max(due) FILTER (state = 'overdue') AS last_overdue
            FROM release_calendar GROUP BY source, report
        ) USING (source, report)
        WHERE state = 'overdue' AND (due > last_seen OR last_seen IS NULL AND due = last_overdue)
        ORDER BY source, due"""
    ).fetchall()
    return [
        Alarm(
            source,
            "overdue",
            f"{report} for {period} was due on {due} and has not been seen{', nor any before' * never}",
        )
        for source, report, period, due, never in rows
    ]


@dataclass(frozen=True, slots=True)
class Yield:
    """What a source's new pages gave, and what its pages gave before: means a page, shares of pages."""

    source: str
    pages: int
    pages_before: int
    figures: float
    figures_before: float
    unclaimed: float
    unclaimed_before: float
    guessed: float
    """Share of pages that no longer fit the source's template."""
    guessed_before: float

    @property
    def least(self) -> float | None:
        """Fewest figures a page that are no alarm; None where too few pages, or figures, can say."""
        return self.figures_before / FAR if self._usual else None

    @property
    def most(self) -> float | None:
        """Most figures a page, likewise."""
        return self.figures_before * FAR if self._usual else None

    @property
    def most_unclaimed(self) -> float | None:
        """Most unclaimed numbers a page, likewise."""
        return max(1.0, FAR * self.unclaimed_before) if self._enough else None

    @property
    def guessed_below(self) -> float | None:
        """Below which share of pages beside the template there is no alarm; None where it was as large before."""
        return HALF if self.guessed_before < HALF else None

    @property
    def _enough(self) -> bool:
        return self.pages >= FEW and self.pages_before >= FEW

    @property
    def _usual(self) -> bool:
        return self._enough and self.figures_before >= 1


def yields(connection: duckdb.DuckDBPyConnection, run: Run) -> list[Yield]:
    """Each source with new pages in a run and others before it, in order of source."""
    return [Yield(*row) for row in connection.execute(_YIELD, {"run_id": run.run_id}).fetchall()]


def _drifted(connection: duckdb.DuckDBPyConnection, run: Run) -> Iterator[Alarm]:
    for y in yields(connection, run):
        if y.guessed_below is not None and y.guessed >= y.guessed_below:
            yield Alarm(
                y.source, "template", f"{y.guessed:.0%} of {y.pages} new pages no longer fit the source's template"
            )
        if y.least is not None and y.most is not None and not y.least <= y.figures <= y.most:
            yield Alarm(y.source, "yield", _against("figures", y.pages, y.figures, y.figures_before))
        if y.most_unclaimed is not None and y.unclaimed > y.most_unclaimed:
            text = _against("unclaimed numbers", y.pages, y.unclaimed, y.unclaimed_before)
            yield Alarm(y.source, "unclaimed", text)


def _against(what: str, pages: int, now: float, usual: float) -> str:
    return f"{pages} new pages gave {now:.1f} {what} each, where {usual:.1f} are usual"
