"""A suite of Great Expectations over one frame in memory, and what came of it.

Great Expectations 1.24 fails on DuckDB ("list index out of range" through SQLAlchemy), so what SQL finds is handed to
it as a pandas frame. Both are imported where they are used: that takes seconds, and memory that reading and loading
do without.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from extractors.errors import Mendable

if TYPE_CHECKING:
    import pandas as pd

Frame: TypeAlias = "pd.DataFrame"


@dataclass(frozen=True, slots=True)
class Expected:
    """One expectation, before it is put to the test."""

    check: str
    """Name of the check; several expectations may make one."""
    words: str
    """What is expected, in words."""
    build: Callable[[Any], Any]
    """From the module of expectations to one of them."""
    required: bool = False
    """Whether a release needs it."""
    note: str = ""
    """Its tolerance and source, where they are told."""
    breach: str = ""
    """What to say where it fails, with `{failed}` for how often."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one expectation."""

    check: str
    words: str
    note: str
    expectation: str
    """Its type in Great Expectations."""
    required: bool
    success: bool
    checked: int
    """How many rows were looked at."""
    failed: int
    """How many of them, or of the rows that they count, are not as expected."""
    failing: tuple[str, ...] = ()
    """Which: the index of each failing row, in their order; of what is only counted, the caller adds some."""
    reason: str = ""
    """The sentence for a failure; empty where it did not fail, or each row has a reason of its own."""


@dataclass(frozen=True, slots=True)
class Validation:
    """What came of a suite."""

    suite: str
    words: str
    """What its frame holds, a sentence."""
    outcomes: tuple[Outcome, ...]

    @property
    def breaches(self) -> tuple[Outcome, ...]:
        """The required expectations that failed: none of them, or no release."""
        return tuple(o for o in self.outcomes if o.required and not o.success)


class ExpectationError(Mendable):
    """An expectation that could not be carried out."""


def suite(name: str, expected: Sequence[Expected]) -> Any:
    """The Great Expectations suite; the `meta` of each expectation holds its place and whether it is required."""
    gx, gxe = _great_expectations()
    expectations = []
    for place, one in enumerate(expected):
        expectation = one.build(gxe)
        expectation.description = one.words
        expectation.severity = "critical" if one.required else "warning"
        expectation.meta = {"check": one.check, "index": place, "required": one.required}
        expectations.append(expectation)
    return gx.ExpectationSuite(name=name, expectations=expectations)


def validate(name: str, words: str, frame: Frame, expected: Sequence[Expected], index: str) -> Validation:
    """Put a frame to the test; `index` is the column that names its rows. The outcomes are in the order of `expected`.

    Raises ExpectationError where an expectation cannot be carried out: one that breaks must not pass for one that found
    nothing.
    """
    made = suite(name, expected)
    results = _run(made, frame[_needed(made, index)].copy(), index).results
    by_place = {int(r.expectation_config.meta["index"]): r for r in results}
    if set(by_place) != set(range(len(expected))):
        raise ExpectationError(f"suite {name}: {len(by_place)} of {len(expected)} expectations came back")
    return Validation(name, words, tuple(_outcome(by_place[i], one, index) for i, one in enumerate(expected)))


def _needed(made: Any, index: str) -> list[str]:
    """The columns that a suite reads: Great Expectations copies the whole frame for every expectation."""
    named = (getattr(e, a, None) for e in made.expectations for a in ("column", "column_A", "column_B"))
    return list(dict.fromkeys((index, *(name for name in named if name))))


def _run(made: Any, frame: Frame, index: str) -> Any:
    gx, _ = _great_expectations()
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    asset = context.data_sources.add_pandas("record").add_dataframe_asset(made.name)
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
    return batch.validate(made, result_format={"result_format": "COMPLETE", "unexpected_index_column_names": [index]})


def _outcome(result: Any, one: Expected, index: str) -> Outcome:
    if broken := list(_exceptions(result.exception_info)):
        raise ExpectationError(f"check {one.check} broke: {'; '.join(broken)}")
    found = result.result
    success = bool(result.success)
    failing = tuple(str(row[index]) for row in found.get("unexpected_index_list") or ())
    # a map over rows counts them; an aggregate has observed the count that its one row holds
    failed = int(found["unexpected_count"] if "unexpected_count" in found else found["observed_value"])
    return Outcome(
        one.check, one.words, one.note, result.expectation_config.type, one.required, success,
        int(found.get("element_count", 1)), failed, failing, "" if success else one.breach.format(failed=failed),
    )  # fmt: skip


def _exceptions(info: Mapping[str, Any]) -> Iterator[str]:
    """What broke: told of the expectation itself, or below the name of each of its metrics."""
    for told in (info, *(v for v in info.values() if isinstance(v, Mapping))):
        if told.get("raised_exception"):
            yield str(told.get("exception_message"))


def _great_expectations() -> tuple[Any, Any]:
    """The package and its expectations, without telemetry: that is switched off before the first import."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations as gx
    from great_expectations import expectations as gxe

    # it sets its own level, and tells of a temporary folder at every start
    logging.getLogger("great_expectations.data_context.types.base").setLevel(logging.WARNING)
    return gx, gxe
