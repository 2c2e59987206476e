"""Past states of knowledge: `series_as_of(day)` and `series_as_seen(run)`, table macros made from the views themselves.

The rule which report wins stands once, in views.sql. A macro takes the same text and puts other rows under it: the
reports published by a day, or the rows that the record held after a run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_VIEW = re.compile(r"^CREATE OR REPLACE VIEW (\w+) AS\n?(.*?);$", re.MULTILINE | re.DOTALL)

_AS_OF = {
    "by_then": """SELECT observation_id, arg_max(state, step) AS state FROM main.statement
        WHERE CAST(make_timestamp(epoch_us(since)) + INTERVAL 7 HOUR AS DATE) <= CAST(p_day AS DATE)
        GROUP BY observation_id""",
    "report": """SELECT r.* REPLACE (
            CASE WHEN r.state = 'superseded' THEN r.state ELSE coalesce(b.state, 'stated') END AS state)
        FROM main.report r LEFT JOIN by_then b USING (observation_id) WHERE r.known_from <= CAST(p_day AS DATE)""",
}
"""What was published by the end of a day and not taken back by then, under today's verdicts; what was never on a page,
an error of reading or typing, is not in it."""

_RUNS = "SELECT run_id FROM main.run WHERE started_at <= (SELECT max(started_at) FROM main.run WHERE run_id = p_run)"
_AS_SEEN = {
    table: f"SELECT * FROM main.{table} WHERE run_id IN ({_RUNS})"
    for table in ("document_version", "observation", "evidence", "statement", "verdict", "decision")
}
"""What the record held after a run; an unknown run held nothing."""

MACROS: Mapping[str, str] = {
    "series_as_of": "The series as it could be known at the end of a day in Viet Nam: reports published, and not taken "
    "back, by then, with today's verdicts. "
    "series_as_of(DATE '2022-06-30')",
    "series_as_seen": "The series as the record had it after a run: the reports and verdicts of then. "
    "series_as_seen('<run_id>')",
}
"""Table macro → what it answers."""


def macros(views: str) -> Iterator[str]:
    """The statements that make the macros, from the text of views.sql; `USE` the database before calling them.

    Raises KeyError where a view that they are made of is missing.
    """
    of_series = ("inferred_base", "candidate_rank", "series")
    yield _macro("series_as_of", "p_day", _AS_OF, views, of_series)
    with_report = ("reading", "current_statement", "current_verdict", "current_decision", "report", *of_series)
    yield _macro("series_as_seen", "p_run", _AS_SEEN, views, with_report)
    for name, comment in MACROS.items():
        yield f"COMMENT ON MACRO TABLE {name} IS '{comment.replace(chr(39), chr(39) * 2)}'"


def _macro(name: str, parameter: str, rows: Mapping[str, str], views: str, built_on: tuple[str, ...]) -> str:
    texts = dict(_VIEW.findall(views))
    parts = {**rows, **{view: texts[view] for view in built_on}}
    common = ",\n".join(f"{part} AS (\n{text}\n)" for part, text in parts.items())
    return f"CREATE OR REPLACE MACRO {name}({parameter}) AS TABLE\nWITH {common}\nSELECT * FROM series"
