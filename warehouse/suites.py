"""The checks of a run as suites of Great Expectations, over small frames that SQL makes of the record.

`record` and `series`: what a release needs, before it is made and of what was made; release.py reads their breaches.
`sources`: what each source's new pages gave. `cross_checks`: what each of them holds back. The fifth suite, row by row,
is transforms/checks/expectations.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace

import duckdb

from extractors.codes import SERIES_KEY
from transforms.checks import crosschecks
from transforms.checks.validation import Expected, Validation, validate
from warehouse import drift
from warehouse.records import Run
from warehouse.verdicts import CONFIDENCE_CHECK, CONFIDENCE_THRESHOLD

EXAMPLES = 5
"""How many of what a required check counts are named."""

KEYS = {
    "run": ("run_id",),
    "request": ("run_id", "url", "fetched_at"),
    "document_version": ("reading", "seen_at", "step"),
    "observation": ("observation_id",),
    "evidence": ("observation_id", "reading", "locator"),
    "mention_count": ("reading", "fate"),
    "decision": ("observation_id", "step"),
    "claim": ("reading", "locator"),
    "investment": ("reading", "locator"),
    "statement": ("observation_id", "step"),
    "verdict": ("observation_id", "check_name", "step"),
    "indicator": ("indicator",),
    "exchange_rate": ("year",),
}
"""What is unique in each table."""

_ITS_KEY = ", ".join(SERIES_KEY)

RULES = {
    "observations without evidence": "FROM observation ANTI JOIN evidence USING (observation_id)",
    "pieces of evidence without an observation": "FROM evidence ANTI JOIN observation USING (observation_id)",
    "pieces of evidence without a reading": "FROM evidence ANTI JOIN document_version USING (reading)",
    "observations without a statement": "FROM observation ANTI JOIN statement USING (observation_id)",
    "observations with a period and without a verdict":
        "FROM (FROM observation WHERE time_period IS NOT NULL) ANTI JOIN verdict USING (observation_id)",
    "verdicts on figures without a period":
        "FROM verdict SEMI JOIN (FROM observation WHERE time_period IS NULL) USING (observation_id)",
    "observations both accepted and held": """FROM (
        SELECT observation_id FROM current_verdict GROUP BY observation_id
        HAVING bool_or(status = 'accepted') AND bool_or(status <> 'accepted'))""",
    "pages with figures and without their archived answer": """FROM (
        SELECT DISTINCT snapshot_sha256 FROM document_version SEMI JOIN evidence USING (reading)
        WHERE template <> 'transcribed' -- figures typed by hand: no page of them was fetched
    ) page ANTI JOIN (FROM request WHERE warc_file IS NOT NULL) answer ON answer.sha256 = page.snapshot_sha256""",
}  # fmt: skip
"""What must be empty: what it would be → where it would be found."""

SERIES_RULES = {
    "keys twice in series":
        f"FROM (SELECT {_ITS_KEY} FROM series GROUP BY {_ITS_KEY} HAVING count(*) > 1)",
    "keys that have accepted reports and no row in series": f"""FROM (SELECT DISTINCT series_key FROM candidate_rank)
        ANTI JOIN (SELECT concat_ws('|', {_ITS_KEY.replace("price_base", "coalesce(price_base, '')")}) AS series_key
            FROM series) USING (series_key)""",
    "rows of series that no page states or that are held back":
        "FROM series ANTI JOIN (FROM report WHERE state = 'stated' AND verdict = 'accepted') USING (observation_id)",
    "rows of series without the words they were printed in":
        "FROM series WHERE coalesce(sentence, '') = '' OR coalesce(url, '') = ''",
}  # fmt: skip
"""The same of a release that is made, before anybody sees it."""

COUNTED = {
    "observations": "observation",
    "evidence": "evidence",
    "statements": "statement",
    "verdicts": "verdict",
    "decisions": "decision",
    "readings": "document_version",
}
"""What of a record is counted, by the name of its column in `release`. Ratios, announced investments and unclaimed
numbers come with a reading, so that a page which brings nothing else is counted too."""


@dataclass(frozen=True, slots=True)
class _Counted:
    """A count that must be zero."""

    expected: Expected
    count: int
    examples: tuple[str, ...] = ()


def counts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """The rows of each table of COUNTED."""
    return {name: _count(connection, f"FROM {table}") for name, table in COUNTED.items()}


def record(connection: duckdb.DuckDBPyConnection, released: Mapping[str, int] | None = None) -> Validation:
    """The record as tables; every expectation is required. `released`: the counts of the release that stands.

    Raises duckdb.Error where the record cannot be read, ExpectationError where an expectation breaks.
    """
    words = "The record as tables: keys, references, rows against the last release. A release needs every one of them."
    breaches = _breaches(connection, RULES)
    return _all_zero("record", words, [*_duplicates(connection), *breaches, *_losses(connection, released or {})])


def _all_zero(name: str, words: str, counted: Sequence[_Counted]) -> Validation:
    """The suite of what is counted and must be zero, over a frame of one row."""
    import pandas as pd

    frame = pd.DataFrame({"of": [name], **{c.expected.check: [c.count] for c in counted}})
    found = validate(name, words, frame, [c.expected for c in counted], "of")
    outcomes = (replace(o, failing=c.examples) for o, c in zip(found.outcomes, counted, strict=True))
    return replace(found, outcomes=tuple(outcomes))


def series(connection: duckdb.DuckDBPyConnection) -> Validation:
    """The series of a release that is not yet in place; every expectation is required.

    Raises duckdb.Error where it cannot be read, ExpectationError where an expectation breaks.
    """
    words = "The series of the new release: each key once, none lost, each row with its words. A release needs it."
    return _all_zero("series", words, list(_breaches(connection, SERIES_RULES)))


def _duplicates(connection: duckdb.DuckDBPyConnection) -> Iterator[_Counted]:
    for table, key in KEYS.items():
        columns = ", ".join(key)
        yield _empty(
            connection,
            f"{table}: keys",
            f"no two rows of {table} have the same {columns}",
            f"FROM (SELECT {columns} FROM {table} GROUP BY {columns} HAVING count(*) > 1)",
            f"{table}: {{failed}} rows twice ({columns})",
        )


def _breaches(connection: duckdb.DuckDBPyConnection, rules: Mapping[str, str]) -> Iterator[_Counted]:
    for what, where in rules.items():
        yield _empty(connection, what, f"no {what}", where, f"{{failed}} {what}")


def _losses(connection: duckdb.DuckDBPyConnection, released: Mapping[str, int]) -> Iterator[_Counted]:
    """A record that is append-only never shrinks; if it has, it is not the one that the release was made of."""
    now = counts(connection)
    for name, before in released.items():
        has = f"the record has {now[name]} {name}, the release {before}"
        breach = f"{has}; `bacninh doctor --repair` takes what is missing from the release"
        words = f"not fewer {name} than the {before:,} of the last release"
        yield _Counted(_zero(f"{name}: rows", words, breach), max(0, before - now[name]))


def _empty(connection: duckdb.DuckDBPyConnection, check: str, words: str, where: str, breach: str) -> _Counted:
    count = _count(connection, where)
    return _Counted(_zero(check, words, breach), count, _examples(connection, where) if count else ())


def _zero(check: str, words: str, breach: str) -> Expected:
    return Expected(
        check,
        words,
        lambda gxe: gxe.ExpectColumnMaxToBeBetween(column=check, min_value=0, max_value=0),
        required=True,
        breach=breach,
    )


def _count(connection: duckdb.DuckDBPyConnection, where: str) -> int:
    row = connection.execute(f"SELECT count(*) {where}").fetchone()
    return int(row[0]) if row else 0


def _examples(connection: duckdb.DuckDBPyConnection, where: str) -> tuple[str, ...]:
    """The first rows of what must be empty: the observation where it is about one, else its columns."""
    cursor = connection.execute(f"SELECT * {where} ORDER BY ALL LIMIT {EXAMPLES}")
    names = [d[0] for d in cursor.description or []]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    told = (
        str(row.get("observation_id") or "; ".join(f"{n} {v}" for n, v in row.items() if v is not None)) for row in rows
    )
    return tuple(dict.fromkeys(told))


def sources(connection: duckdb.DuckDBPyConnection, run: Run) -> Validation:
    """What each source's new pages gave, against what is usual for it (drift.py); nothing of it is required."""
    import pandas as pd

    words = "Each source with new pages: what they gave against what pages before gave. Alarms, no reason to withhold."
    found = drift.yields(connection, run)
    if not found:
        return Validation("sources", words, ())
    measured = (*(f.name for f in fields(drift.Yield)), "least", "most", "most_unclaimed", "guessed_below")
    frame = pd.DataFrame({name: [getattr(y, name) for y in found] for name in measured})
    frame = frame.astype({name: float for name in measured if name != "source"})
    return validate("sources", words, frame, [_pair(*one) for one in _OF_SOURCES], "source")


_FEW = f"Judged from {drift.FEW} new pages on, and as many before."

_OF_SOURCES = (
    # the check, the larger column, the smaller, in words, note
    ("yield", "figures", "least", f"a page gives at least 1/{drift.FAR:g} of its source's usual figures", _FEW),
    ("yield", "most", "figures", f"a page gives at most {drift.FAR:g} times its source's usual figures", _FEW),
    (
        "unclaimed", "most_unclaimed", "unclaimed",
        f"a page leaves at most {drift.FAR:g} times its source's usual numbers unclaimed, or one", _FEW,
    ),
    (
        "template", "guessed_below", "guessed",
        f"less than {drift.HALF:.0%} of the new pages no longer fit their source's template", "",
    ),
)  # fmt: skip


def _pair(check: str, larger: str, smaller: str, words: str, note: str) -> Expected:
    return Expected(
        check,
        words,
        lambda gxe: gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A=larger,
            column_B=smaller,
            or_equal=check != "template",
            ignore_row_if="either_value_is_missing",
        ),
        note=note,
    )


_FLAGS = """
    SELECT observation_id, {flags}
    FROM (FROM observation WHERE time_period IS NOT NULL)
    SEMI JOIN (FROM current_statement WHERE state = 'stated') USING (observation_id)
    LEFT JOIN (FROM current_verdict WHERE status = 'held') v USING (observation_id)
    GROUP BY observation_id ORDER BY observation_id"""


def cross_checks(connection: duckdb.DuckDBPyConnection) -> Validation:
    """Each cross-check, and confidence, as a flag on every figure that is stated and has a period: does it hold it?"""
    words = (
        "Figures against each other: every figure that has a period and that its page still states, a flag for each "
        "check. What is flagged is held back with the reason; the release goes on without it."
    )
    expected = [*map(_cross_check, crosschecks.ORDER), _flag(CONFIDENCE_CHECK, *_CONFIDENCE)]
    flags = ", ".join(f"coalesce(bool_or(v.check_name = '{e.check}'), false) AS {e.check}" for e in expected)
    frame = connection.execute(_FLAGS.format(flags=flags)).df()
    if frame.empty:
        return Validation("cross_checks", words, ())
    return validate("cross_checks", words, frame, expected, "observation_id")


_CONFIDENCE = (
    "A reading that is unsure stands only if an independent publisher says the same.",
    f"Unsure: its confidence is below {CONFIDENCE_THRESHOLD}.",
)


def _cross_check(check: str) -> Expected:
    told = crosschecks.told(check)
    return _flag(check, told.rule, f"Tolerance: {told.tolerance} Source: {told.source}")


def _flag(check: str, words: str, note: str) -> Expected:
    return Expected(
        check, words, lambda gxe: gxe.ExpectColumnValuesToBeInSet(column=check, value_set=[False]), note=note
    )
