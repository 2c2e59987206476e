"""Row by row: a Great Expectations suite built from the catalogue, over a pandas frame of observations."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from extractors.catalog import Catalog, Indicator, Plausible
from extractors.codes import CODES, FREQS, KEY, PATTERNS, TOTALS
from transforms.checks import validation
from transforms.checks.validation import Expected, Frame, Validation
from transforms.records import Verdict

if TYPE_CHECKING:
    import pandas as pd

Row: TypeAlias = "pd.Series[Any]"

COLUMNS = (
    "observation_id", *KEY, "period_start", "period_end", "freq", "value", "unit", "price_base",
    "obs_status", "bound", "printed", "version", "published", "known_from",
)  # fmt: skip
"""What a frame of observations holds: an observation, `printed` and `version` of its evidence, dates of its page."""

SMALLEST_PART_OF_YEAR = 0.3
"""A month of a flow is at least this share of an even twelfth of its year: holidays and big projects make it uneven."""

PART_GROWTH, SHORT_GROWTH = 5.0, 3.0
"""How much wider than the province's yearly growth that of a part, and that of less than a year, may lie."""

PLAN_GROWTH = 1.25
"""How fast the upper bound rises after the last anchor's year, for targets only: a plan exceeds the present."""

_CODES: Mapping[str, tuple[str, ...]] = {**CODES, "freq": FREQS}
_PATTERNS: Mapping[str, str] = {name: rf"^(?:{pattern})$" for name, pattern in PATTERNS.items()}
_FIXED_UNITS = {"GY": ("percent",), "G1": ("percent",), "RANK": ("rank",)}
_SHARES = ("_share", "_occupancy")
_CODED = ("indicator", *_CODES, *_PATTERNS, "measure")
_LARGEST = 1e22


SUITE = "observations"

_SUITE_WORDS = (
    "Row by row: every figure that has a period, of all runs and whatever its state, against the catalogue. A figure "
    "that fails is held back with the reason; the release goes on without it."
)


@dataclass(frozen=True, slots=True)
class _Rule:
    """One expectation, and why a row fails it."""

    expected: Expected
    reason: Callable[[Row], str]


@dataclass(frozen=True, slots=True)
class Examined:
    """A frame after its row-wise suite."""

    verdicts: list[Verdict]
    """`held` for every check that an observation fails, in order of observation and check; no other rows."""
    validation: Validation


def validate(frame: Frame, catalog: Catalog) -> list[Verdict]:
    """The verdicts of `examine`."""
    return examine(frame, catalog).verdicts


def examine(frame: Frame, catalog: Catalog) -> Examined:
    """Put a frame of observations to the test.

    The frame has the columns of COLUMNS. Raises KeyError where one is missing, ExpectationError where a check cannot be
    carried out: a check that breaks must not pass for one that found nothing.
    """
    if frame.empty:
        return Examined([], Validation(SUITE, _SUITE_WORDS, ()))
    rules = _rules(catalog)
    prepared = prepare(frame, catalog)
    compact = prepared.astype(dict.fromkeys(_CODED, "category"))  # a hundred codes, not a hundred thousand strings
    found = validation.validate(SUITE, _SUITE_WORDS, compact, [r.expected for r in rules], "observation_id")
    failing = {i for outcome in found.outcomes for i in outcome.failing}
    rows = prepared[prepared["observation_id"].isin(failing)]
    by_id: dict[str, Row] = {str(row["observation_id"]): row for _, row in rows.iterrows()}
    reasons: dict[tuple[str, str], str] = {}
    for rule, outcome in zip(rules, found.outcomes, strict=True):
        for observation_id in outcome.failing:
            reasons.setdefault((observation_id, outcome.check), rule.reason(by_id[observation_id]))
    return Examined([Verdict(i, "held", check, reason) for (i, check), reason in sorted(reasons.items())], found)


def suite(catalog: Catalog) -> Any:
    """The Great Expectations suite of a catalogue; the `meta` of each expectation holds its check and its place."""
    return validation.suite(SUITE, [rule.expected for rule in _rules(catalog)])


def plausible_range(plausible: Plausible, year: int) -> tuple[float, float]:
    """(low, high) of a year: between anchors on a log scale for positive levels, else linearly; beyond, the nearest."""
    years = sorted(plausible.anchors)
    year = min(max(year, years[0]), years[-1])
    before = max(y for y in years if y <= year)
    after = min(y for y in years if y >= year)
    share = (year - before) / (after - before) if after > before else 0.0
    level = plausible.transformation == "N" and plausible.unit not in ("percent", "index_point")
    ends = zip(plausible.anchors[before], plausible.anchors[after], strict=True)
    low, high = (_between(float(a), float(b), share, log=level and min(a, b) > 0) for a, b in ends)
    return low, high


def prepare(frame: Frame, catalog: Catalog) -> Frame:
    """The frame with what the expectations compare: `range_low`, `range_high`, `share`, `fraction`, `begins`,
    `ends`, `soonest`, `measure`."""
    import pandas as pd

    result = frame[list(COLUMNS)].copy()
    result["value"] = result["value"].astype(float)
    for column in ("period_start", "period_end", "known_from"):
        result[column] = pd.to_datetime(result[column])
    result["measure"] = result["indicator"] + "/" + result["transformation"] + "/" + result["unit"]
    result["begins"] = result["period_start"].where(result["obs_status"] != "F")
    result["ends"] = result["period_end"].where(result["obs_status"] != "F")
    is_share = result["indicator"].str.endswith(_SHARES) & (result["transformation"] == "N")
    result["share"] = result["value"].where(is_share)
    result["fraction"] = (result["value"] % 1).where(result["unit"].isin(_COUNTED) & result["value"].abs().lt(_LARGEST))
    told_as_done = result["obs_status"].isin(("A", "P")) & (result["freq"] != "D") & ~is_share
    result["soonest"] = _soonest(result).where(told_as_done)
    return _with_ranges(result, catalog)


_AHEAD, _LEAST_AHEAD = 6, 31
"""What may be left of a period that is told as done: a sixth of it, at least 31 days (year-end reports of November)."""


def _soonest(frame: Frame) -> pd.Series[pd.Timestamp]:
    """The day from which on a row's period may be told as done: it is reported shortly before its end, too."""
    import pandas as pd

    days = (frame["period_end"] - frame["period_start"]).dt.days
    soonest: pd.Series[pd.Timestamp] = frame["period_end"] - pd.to_timedelta(
        (days / _AHEAD).clip(lower=_LEAST_AHEAD).round(), unit="D"
    )
    return soonest


def _with_ranges(frame: Frame, catalog: Catalog) -> Frame:
    """The range joined on what it depends on, computed once for each such case."""
    import pandas as pd

    frame = frame.assign(
        year=frame["period_end"].dt.year.where(frame["freq"] == "D", frame["period_start"].dt.year),
        last_year=frame["period_end"].dt.year,
        months=_months(frame),
        is_part=_is_part(frame),
        is_plan=frame["obs_status"] == "F",
    )
    case = ["indicator", "transformation", "unit", "year", "last_year", "months", "is_part", "is_plan"]
    cases = frame[case].drop_duplicates()
    ranges = [_range(catalog, *values) for values in cases.itertuples(index=False, name=None)]
    cases = cases.assign(
        range_low=pd.array([r[0] for r in ranges], dtype="float64"),
        range_high=pd.array([r[1] for r in ranges], dtype="float64"),
    )
    return frame.merge(cases, on=case, how="left")


def _months(frame: Frame) -> pd.Series[int]:
    """Months of the period; a stock's date counts as a whole year, as it has no length."""
    start, end = frame["period_start"].dt, frame["period_end"].dt
    months: pd.Series[int] = (end.year - start.year) * 12 + end.month - start.month + 1
    return months.where(frame["freq"] != "D", 12)


def _is_part(frame: Frame) -> pd.Series[bool]:
    """Whether a row is about a part of the province's total."""
    import pandas as pd

    parts = pd.DataFrame({column: frame[column] != total for column, total in TOTALS.items()})
    return parts.any(axis="columns")


def _range(
    catalog: Catalog, indicator: str, transformation: str, unit: str, year: int, last_year: int, months: int,
    is_part: bool, is_plan: bool,
) -> tuple[float, float]:  # fmt: skip
    """The range of one case; NaN where the catalogue gives none, or for an end that does not hold."""
    entry = catalog.indicators.get(indicator)
    plausible = next(
        (
            p
            for p in (entry.ranges_of(catalog.home.id) if entry else ())
            if (p.unit, p.transformation) == (unit, transformation)
        ),
        None,
    )
    if entry is None or plausible is None:
        return math.nan, math.nan
    ends = [plausible_range(plausible, y) for y in {year, last_year}]
    low, high = min(e[0] for e in ends), max(e[1] for e in ends)
    if transformation in ("GY", "G1"):
        return _growth_range(low, high, months, is_part)
    if transformation != "N":
        return low, high
    if is_plan:
        high *= PLAN_GROWTH ** max(0, last_year - max(plausible.anchors)) if high > 0 else 1
    if entry.kind == "flow" and months != 12:
        low, high = _flow_range(low, high, months)
    return low if low < 0 or not is_part else math.nan, high


def _growth_range(low: float, high: float, months: int, is_part: bool) -> tuple[float, float]:
    wider = (PART_GROWTH if is_part else 1.0) * (SHORT_GROWTH if months < 12 else 1.0)
    middle, half = (low + high) / 2, (high - low) / 2 * wider
    return max(middle - half, min(low, -100.0)), middle + half


def _flow_range(low: float, high: float, months: int) -> tuple[float, float]:
    """Of a period that is no year: a part of one may be uneven; several years add up."""
    years = max(1.0, months / 12)
    least = low * months / 12 * (SMALLEST_PART_OF_YEAR if months < 12 else 1.0) if low > 0 else low * years
    return least, high * years


def _between(a: float, b: float, share: float, *, log: bool) -> float:
    if share == 0.0 or a == b:
        return a  # exactly: a value on the anchor itself is plausible
    if log:
        return math.exp(math.log(a) + (math.log(b) - math.log(a)) * share)
    return a + (b - a) * share


# --- the rules -------------------------------------------------------------------------------------------------------


def _rules(catalog: Catalog) -> list[_Rule]:
    rules = [*_code_rules(catalog), *_area_rules(catalog), _unit_rule(catalog), *_value_rules(), *_range_rules()]
    return [*rules, *_origin_rules()]


def _code_rules(catalog: Catalog) -> Iterator[_Rule]:
    for column, codes in {"indicator": tuple(catalog.indicators), **_CODES}.items():
        yield _in_set(column, codes)
    for column, pattern in _PATTERNS.items():
        yield _matches(column, pattern)


_TOLD = 10
"""Up to how many codes an expectation names."""


def _area_rules(catalog: Catalog) -> Iterator[_Rule]:
    """A figure is of the area, and of a time in which it was: a province that went into another has none after that."""
    import pandas as pd

    home, known = catalog.home, catalog.areas.territories
    yield _rule(
        "code_ref_area",
        f"ref_area is {' or '.join(home.codes)}",
        lambda gxe: gxe.ExpectColumnValuesToBeInSet(column="ref_area", value_set=list(home.codes)),
        lambda row: (
            f"{row['ref_area']} is {known[row['ref_area']].name['en']} from {home.reform} on, not {home.name['en']}"
            if row["ref_area"] in known
            else f"{row['ref_area']!r} is no code of ref_area"
        ),
    )
    last = home.former.valid_to
    if last is not None and not home.goes_on:
        yield _rule(
            "area_ended",
            f"the period ends by {last}, the last day of {home.name['en']} as a province",
            lambda gxe: gxe.ExpectColumnValuesToBeBetween(column="ends", max_value=pd.Timestamp(last)),
            lambda row: (
                f"{home.name['en']} was a province until {last}, and {row['time_period']} ends later: of "
                f"{home.whole.name['en']} ({home.whole.code}), or of the former province by itself?"
            ),
        )


def _in_set(column: str, codes: tuple[str, ...]) -> _Rule:
    return _rule(
        f"code_{column}",
        f"{column} is one of {', '.join(codes)}" if len(codes) <= _TOLD else f"{column} is a code of the catalogue",
        lambda gxe: gxe.ExpectColumnValuesToBeInSet(column=column, value_set=list(codes)),
        lambda row: f"{row[column]!r} is no code of {column}",
    )


def _matches(column: str, pattern: str) -> _Rule:
    return _rule(
        f"code_{column}",
        f"{column} is written as its codes are",
        lambda gxe: gxe.ExpectColumnValuesToMatchRegex(column=column, regex=pattern),
        lambda row: f"{row[column]!r} is no code of {column}",
    )


def _rule(check: str, words: str, build: Callable[[Any], Any], reason: Callable[[Row], str]) -> _Rule:
    return _Rule(Expected(check, words, build), reason)


def _unit_rule(catalog: Catalog) -> _Rule:
    measured = [
        f"{indicator.id}/{transformation}/{unit}"
        for indicator in catalog.indicators.values()
        for transformation in indicator.transformations
        for unit in _units(indicator, transformation)
    ]
    return _rule(
        "unit",
        "the unit is one in which the catalogue measures the indicator",
        # one column: Great Expectations goes through pairs row by row in Python
        lambda gxe: gxe.ExpectColumnValuesToBeInSet(column="measure", value_set=measured),
        lambda row: f"{row['indicator']} ({_KIND.get(row['transformation'], '')}) is not measured in {row['unit']}",
    )


_KIND = {"N": "level", "GY": "growth over a year earlier", "G1": "growth over the previous period", "RANK": "rank"}


def _units(indicator: Indicator, transformation: str) -> tuple[str, ...]:
    return _FIXED_UNITS.get(transformation, tuple(indicator.units))


def _value_rules() -> Iterator[_Rule]:
    yield _rule(
        "value_present",
        "there is a value",
        lambda gxe: gxe.ExpectColumnValuesToNotBeNull(column="value"),
        lambda row: f"{row['printed']!r} was read as no number",
    )
    yield _rule(
        "value_finite",
        "the value is finite",
        lambda gxe: gxe.ExpectColumnValuesToBeBetween(column="value", min_value=-_LARGEST, max_value=_LARGEST),
        lambda row: f"{row['printed']!r} was read as a number beyond all measure",
    )
    yield _rule(
        "share",
        "a share lies between 0 and 100 percent",
        lambda gxe: gxe.ExpectColumnValuesToBeBetween(column="share", min_value=0, max_value=100),
        lambda row: f"{row['value']:g} percent cannot be a share: {row['indicator']} lies between 0 and 100",
    )
    yield _rule(
        "whole",
        "what is counted, and a rank, is a whole number",
        lambda gxe: gxe.ExpectColumnValuesToBeBetween(column="fraction", min_value=0, max_value=0),
        lambda row: f"{row['value']:g} is no whole number of {row['unit']}",
    )


_COUNTED = ("enterprise", "project", "zone", "cluster", "person", "rank")
"""Units of what comes in whole numbers."""


def _range_rules() -> Iterator[_Rule]:
    words = "the value is not {} of its indicator's plausible range for the year (extractors/indicators)"
    yield _at_least("range", words.format("below the lower end"), "value", "range_low", _out_of_range)
    yield _at_least("range", words.format("above the upper end"), "range_high", "value", _out_of_range)


def _origin_rules() -> Iterator[_Rule]:
    yield _at_least(
        "not_after_publication", "what a page tells as a fact began before it was published, or seen",
        "known_from", "begins",
        lambda row: f"{_from(row)}, but speaks of {row['time_period']} as a fact",
    )  # fmt: skip
    yield _at_least(
        "unfinished", "what a page tells as done was nearly over when it was published, or seen",
        "known_from", "soonest",
        lambda row: (
            f"{_from(row)} and tells {row['time_period']} as done, which goes on until "
            f"{row['period_end']:%Y-%m-%d}: a plan or an estimate?"
        ),
    )  # fmt: skip
    for column, what in (("printed", "printed words"), ("version", "version of the page's text")):
        yield from _present(column, what)


def _from(row: Row) -> str:
    """When the page is from, as a reason says it: a date of its own that is yet to come is none."""
    seen = f"{row['known_from']:%Y-%m-%d}"
    published = row["published"]
    if not published:
        return f"the page has no date and was seen on {seen}"
    return f"the page is from {published}" + (f" and was seen on {seen}" if str(published)[:10] > seen else "")


def _present(column: str, what: str) -> Iterator[_Rule]:
    reason = f"no {what} behind the figure"
    yield _rule(
        "provenance",
        f"the {what} behind the figure are kept" if what.endswith("s") else f"the {what} behind the figure is kept",
        lambda gxe: gxe.ExpectColumnValuesToNotBeNull(column=column),
        lambda _: reason,
    )
    yield _rule(
        "provenance",
        f"{what}: not empty",
        lambda gxe: gxe.ExpectColumnValueLengthsToBeBetween(column=column, min_value=1),
        lambda _: reason,
    )


def _at_least(check: str, words: str, larger: str, smaller: str, reason: Callable[[Row], str]) -> _Rule:
    return _rule(
        check,
        words,
        lambda gxe: gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A=larger, column_B=smaller, or_equal=True, ignore_row_if="either_value_is_missing"
        ),
        reason,
    )


def _out_of_range(row: Row) -> str:
    value, low, high, unit = row["value"], row["range_low"], row["range_high"], row["unit"]
    what = f"{_digits(value)} {unit} for {row['indicator']} in {row['time_period']}"
    if math.isnan(low):
        return f"{what} is over {_words(high)} {unit} (the most that its year allows)"
    return f"{what} is outside {_words(low)} to {_words(high)} {unit} (range of its year)"


def _digits(number: float) -> str:
    """All digits: 1,000,000,000,000; 12.5."""
    places = 0 if abs(number) >= 1e9 else 6  # beyond that a float's last digits are not the page's
    text = f"{number:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _words(number: float) -> str:
    """1,600 trillion, 2.5 billion, 12.5: four digits are enough to judge by."""
    for size, name in ((1e12, " trillion"), (1e9, " billion"), (1e6, " million")):
        if abs(number) >= size:
            return f"{_digits(float(f'{number / size:.4g}'))}{name}"
    return _digits(float(f"{number:.4g}"))
