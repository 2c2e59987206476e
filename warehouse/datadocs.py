"""Data Docs: what came of a run's expectations, a page a run, the last 30 of them behind one index.

Written from the results of Great Expectations, not by it: its own pages load styles and scripts from outside hosts.
`data-docs/index.html`, `data-docs/runs/<run>.html`, and `data-docs/runs/<run>.json`, of which the index is made.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from extractors.errors import Mendable
from transforms.checks.validation import Outcome, Validation
from warehouse import datadocs_pages, suites
from warehouse.connect import Home, open_release
from warehouse.datadocs_pages import Example, Expectation, Page, Section
from warehouse.manifest import write_whole
from warehouse.records import Run
from warehouse.release import ReleaseResult

KEEP = 30
"""How many runs stay."""

EXAMPLES = 5
"""How many failing rows of an expectation are shown, those that are new with this run first."""

# The record may be the broken one that a release was withheld for: an observation that is there twice is shown once.
_EXAMPLES = """
    WITH judged AS (
        SELECT f.place, f.row_name, any_value(v.reason) AS reason,
            coalesce(bool_or(v.run_id = $run_id), false) AS is_new
        FROM failing f
        LEFT JOIN current_verdict v ON v.observation_id = f.row_name AND v.check_name = f.check_name
        GROUP BY ALL
    ), chosen AS (
        SELECT *, count(*) FILTER (WHERE is_new) OVER (PARTITION BY place) AS new_ones FROM judged
        QUALIFY row_number() OVER (PARTITION BY place ORDER BY is_new DESC, row_name) <= $examples
    )
    SELECT c.place, c.new_ones, c.row_name, c.is_new, r.observation_id IS NOT NULL AS is_observation,
        coalesce(c.reason, '') AS reason, coalesce(r.indicator, '') AS indicator,
        coalesce(r.time_period, '') AS time_period, CAST(r.stated_value AS VARCHAR) AS value,
        coalesce(r.unit, '') AS unit, coalesce(r.printed, '') AS printed, coalesce(r.sentence, '') AS sentence,
        coalesce(r.title, '') AS title, coalesce(r.publisher, '') AS publisher, coalesce(r.url, '') AS url,
        coalesce(r.published, '') AS published
    FROM chosen c
    LEFT JOIN (
        FROM report WHERE observation_id IN (SELECT row_name FROM chosen)
        QUALIFY row_number() OVER (PARTITION BY observation_id) = 1
    ) r ON r.observation_id = c.row_name
    ORDER BY c.place, c.is_new DESC, c.row_name"""


class DataDocsError(Mendable):
    """Pages of runs before that cannot be listed; says what to do."""


def write(home: Home, run: Run, batch: Validation, released: ReleaseResult, keep: int = KEEP) -> Path:
    """Write the page of a run and the index; the page's path. The caller holds `writer(home)`.

    `batch` is what came of the row-wise suite, `released` what became of the release, with its required checks. Raises
    OSError where the disk refuses, DataDocsError where the index cannot be made, and duckdb.Error, RecordError or
    ExpectationError where the record cannot be looked at.
    """
    with closing(open_release(home.record)) as connection:
        found = [*released.validations, batch]
        found += [suites.sources(connection, run), suites.cross_checks(connection)]
        shown = _page(connection, run, found, released)
    folder = home.data_docs / "runs"
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / f"{run.run_id}.html"
    write_whole(page, datadocs_pages.page(shown))
    write_whole(page.with_suffix(".json"), json.dumps(_facts(shown), ensure_ascii=False, indent=1))
    _forget(folder, keep)
    write_whole(home.data_docs / "index.html", datadocs_pages.index(list(_kept(folder))))
    return page


def _page(
    connection: duckdb.DuckDBPyConnection, run: Run, found: Sequence[Validation], released: ReleaseResult
) -> Page:
    outcomes = [o for v in found for o in v.outcomes]
    examples, new_ones = _examples(connection, run, outcomes)
    place, sections = 0, []
    for validation in found:
        expectations = []
        for outcome in validation.outcomes:
            told = replace(outcome, failing=())  # all their names may be many
            expectations.append(Expectation(told, new_ones.get(place, 0), tuple(examples.get(place, ()))))
            place += 1
        sections.append(Section(validation.suite, validation.words, tuple(expectations)))
    return Page(
        run.run_id, run.started_at.isoformat(timespec="seconds"), run.profile, run.catalog_version,
        run.extractor_version, released.status, released.version, released.reasons, tuple(sections),
    )  # fmt: skip


def _examples(
    connection: duckdb.DuckDBPyConnection, run: Run, outcomes: Sequence[Outcome]
) -> tuple[dict[int, list[Example]], dict[int, int]]:
    """By the outcome's place: some failing rows, and how many are new with this run."""
    failing = {
        "place": [i for i, o in enumerate(outcomes) for _ in o.failing],
        "check_name": [o.check for o in outcomes for _ in o.failing],
        "row_name": [name for o in outcomes for name in o.failing],
    }
    types = {"place": pa.int64(), "check_name": pa.string(), "row_name": pa.string()}
    connection.register("failing", pa.table(failing, schema=pa.schema(list(types.items()))))
    try:
        rows = connection.execute(_EXAMPLES, {"run_id": run.run_id, "examples": EXAMPLES}).fetchall()
    finally:
        connection.unregister("failing")
    examples: dict[int, list[Example]] = {}
    new_ones: dict[int, int] = {}
    for place, new, *example in rows:
        examples.setdefault(place, []).append(Example(*example))
        new_ones[place] = new
    return examples, new_ones


def _facts(page: Page) -> dict[str, Any]:
    """What a program wants of a page, and the index."""
    facts = asdict(page)
    facts["failed"] = sum(not e.outcome.success for s in page.sections for e in s.expectations)
    facts["expectations"] = sum(len(s.expectations) for s in page.sections)
    for section in facts["sections"]:
        for expectation in section["expectations"]:
            expectation |= expectation.pop("outcome")
    return facts


def _kept(folder: Path) -> Iterator[dict[str, Any]]:
    """The facts of the runs that have a page, the newest first."""
    for path in sorted(folder.glob("*.json"), reverse=True):
        try:
            yield json.loads(path.read_text("utf-8"))
        except ValueError as error:
            raise DataDocsError(f"{path} is unreadable ({error}); remove it and the page beside it") from error


def _forget(folder: Path, keep: int) -> None:
    """Remove the oldest pages, and what a run that was killed has left; a run's id begins with its time."""
    for left in folder.glob(".*.new"):
        left.unlink()
    runs = sorted({p.stem for p in folder.glob("*.html")} | {p.stem for p in folder.glob("*.json")})
    whole = [r for r in runs if (folder / f"{r}.html").exists() and (folder / f"{r}.json").exists()]
    stay = set(whole[-keep:])
    for run in runs:
        if run not in stay:
            for suffix in (".html", ".json"):
                (folder / f"{run}{suffix}").unlink(missing_ok=True)
