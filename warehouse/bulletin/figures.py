"""What a release says, read once for the bulletin and the site: figures, changes, revisions, what is held back.

The views of a release are computed here into temporary tables; nothing is calculated outside of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import duckdb

from extractors import VIET_NAM
from extractors.codes import KEY, SERIES_KEY
from warehouse.bulletin.texts import USUAL, Language, Where, texts
from warehouse.exports.codelists import Structure, load_structure
from warehouse.manifest import SHARED, computed_once, release_row

NEW_AREA = "VN-56-2025"
_VIEWS = (*SHARED, "vintage", "revision", "disagreement", "quarantine")


@dataclass(frozen=True, slots=True)
class Figure:
    """A value of the series, or a report of it, and who stands behind it."""

    indicator: str
    transformation: str
    ref_area: str
    activity: str
    ownership: str
    coverage: str
    counterpart_area: str
    time_period: str
    unit: str
    price_base: str | None
    value: Decimal
    bound: str
    obs_status: str
    freq: str
    period_start: date
    period_end: date
    publisher: str
    published: str | None
    url: str
    sentence: str
    language: str | None
    """Of the page."""
    observation_id: str
    corrected: bool = False
    """Whether a person put another value in the place of the printed one."""
    reports: int = 1
    publishers: int = 1
    decided_by: str = ""

    def is_in(self, where: Where) -> bool:
        """Whether it has what a panel or headline asks for (charts.yml)."""
        asked = {**USUAL, **where}
        return all(_matches(getattr(self, column), codes) for column, codes in asked.items())


def _matches(code: str | None, codes: tuple[str, ...]) -> bool:
    return (code or "") in codes or ("*" in codes and code != "_T")


@dataclass(frozen=True, slots=True)
class Growth:
    """Growth on the same period a year before: as published, or computed by the view `derived`."""

    value: Decimal
    published: Figure | None
    """None: computed."""
    inputs: tuple[Figure, ...] = ()
    """What it was computed from: now, a year earlier."""


@dataclass(frozen=True, slots=True)
class Change:
    """One figure that differs from the issue before."""

    kind: str
    """added, revised, withdrawn."""
    old: Figure | None
    new: Figure | None

    @property
    def figure(self) -> Figure:
        """The newer of the two."""
        found = self.new or self.old
        if found is None:
            raise ValueError("a change without a figure")
        return found


@dataclass(frozen=True, slots=True)
class Vintage:
    """A report and the one before it."""

    figure: Figure
    known_from: date
    previous: Decimal | None
    state: str


@dataclass(frozen=True, slots=True)
class Revision:
    """A figure whose latest report says something else than its first."""

    first: Figure
    latest: Figure
    latest_known: date
    percent: Decimal | None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Reports that cannot all be true."""

    used: Figure
    told: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A figure that a check holds back."""

    figure: Figure
    check: str
    reason: str
    printed: str
    instead: Figure | None


@dataclass(frozen=True, slots=True)
class IndicatorText:
    """An indicator of the catalogue."""

    code: str
    name: Mapping[str, str]
    definition: Mapping[str, str]
    unit: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Which release this is."""

    version: str
    profile: str
    run_id: str
    released_at: datetime

    @property
    def day(self) -> date:
        """The day of the release in Viet Nam."""
        return self.released_at.astimezone(VIET_NAM).date()


@dataclass(frozen=True, slots=True)
class Content:
    """All that the bulletin and the site say."""

    facts: Facts
    indicators: Mapping[str, IndicatorText]
    names: Structure
    series: Sequence[Figure]
    vintages: Sequence[Vintage]
    revisions: Sequence[Revision]
    disagreements: Sequence[Disagreement]
    held: Sequence[Held]
    growth: Mapping[str, Growth] = field(default_factory=dict)
    """observation_id of a level → its growth."""
    held_reports: int = 0
    """How many figures are held (one may fail several checks)."""

    def code_name(self, column: str, code: str | None, language: Language) -> str:
        """The name of a code; the code itself where no list has it."""
        if column == "indicator" and code and code in self.indicators:
            return self.indicators[code].name[language]
        codes = self.names.codes_of(column)
        if codes is None:
            return code or ""
        for name, entry in codes.codes.items():
            if codes.written(name) == code:
                return entry.en if language == "en" else entry.vi
        return code or ""

    def title(self, figure: Figure, language: Language) -> str:
        """The indicator with everything that is not usual: `Exports of goods, growth on a year, ◆ with Bac Giang`."""
        codes = [(column, getattr(figure, column)) for column in USUAL]
        unusual = [(column, code) for column, code in codes if (code,) != USUAL[column]]
        unusual += [("price_base", figure.price_base)] if figure.price_base else []
        unusual += [("ref_area", figure.ref_area)] if figure.ref_area == NEW_AREA else []
        named = [self.short_name(column, code, language) for column, code in unusual]
        return ", ".join([self.code_name("indicator", figure.indicator, language), *named])

    def short_name(self, column: str, code: str | None, language: Language) -> str:
        """The short name of a code where texts.yml has one, else its name."""
        short = texts().short.get(code or "")
        return short.of(language) if short else self.code_name(column, code, language)


def read(connection: duckdb.DuckDBPyConnection) -> Content:
    """Everything from an open release; makes temporary tables in the connection, writes nothing."""
    with computed_once(connection, _VIEWS):
        reports = {f.observation_id: f for f in _figures(connection, _REPORTS)}
        series = _figures(connection, _SERIES)
        in_series = {_key(f): f for f in series}
        held = _held(connection, reports, in_series)
        return Content(
            facts=_facts(connection), indicators=_indicators(connection), names=load_structure(connection, "series"),
            series=series, vintages=_vintages(connection, reports), revisions=_revisions(connection, reports),
            disagreements=_disagreements(connection, reports), held=held, growth=_growth(connection, series),
            held_reports=len({h.figure.observation_id for h in held}),
        )  # fmt: skip


def changes(connection: duckdb.DuckDBPyConnection, content: Content, run_id: str) -> list[Change] | None:
    """What the series has otherwise than after an earlier run; None where the release does not know that run."""
    if not connection.execute("SELECT 1 FROM run WHERE run_id = ?", [run_id]).fetchone():
        return None
    connection.execute("CREATE TEMP TABLE b_seen AS FROM series_as_seen(?)", [run_id])
    before = {_key(f): f for f in _figures(connection, _SERIES.replace("FROM series", "FROM b_seen"))}
    now = {_key(f): f for f in content.series}
    found = [_change(before.get(key), now.get(key)) for key in sorted({*before, *now}, key=str)]
    told = [change for change in found if change]
    return sorted(told, key=lambda c: (_ORDER.index(c.kind), *_newest(c.figure)))


_ORDER = ("revised", "withdrawn", "added")


def _change(old: Figure | None, new: Figure | None) -> Change | None:
    if old is None or new is None:
        return Change("added" if old is None else "withdrawn", old, new)
    same = (old.value, old.bound, old.obs_status) == (new.value, new.bound, new.obs_status)
    return None if same else Change("revised", old, new)


def newest_first(figures: Iterable[Figure]) -> list[Figure]:
    """By date of publication, undated last."""
    return sorted(figures, key=_newest)


def _newest(figure: Figure) -> tuple[Any, ...]:
    day = figure.published or ""
    return (not day, tuple(-ord(c) for c in day), figure.indicator, figure.time_period, figure.observation_id)


def _key(figure: Figure) -> tuple[str | None, ...]:
    return tuple(getattr(figure, column) for column in SERIES_KEY)


_COLUMNS = [f.name for f in fields(Figure)]
_SERIES = f"""SELECT {", ".join(f"s.{c}" if c != "language" else "r.language" for c in _COLUMNS)}
    FROM series s LEFT JOIN report r USING (observation_id)
    ORDER BY s.indicator, s.transformation, s.period_end, s.freq, s.ref_area, s.price_base, s.observation_id"""
_OF_REPORTS = [c for c in _COLUMNS if c not in ("reports", "publishers", "decided_by")]
_REPORTS = f"""SELECT {", ".join("value <> stated_value" if c == "corrected" else c for c in _OF_REPORTS)}
    FROM report WHERE time_period IS NOT NULL"""


def _figures(connection: duckdb.DuckDBPyConnection, query: str) -> list[Figure]:
    return [Figure(*row) for row in connection.execute(query).fetchall()]


def _facts(connection: duckdb.DuckDBPyConnection) -> Facts:
    row = release_row(connection)
    return Facts(row["version"], row["profile"], row["run_id"], datetime.fromisoformat(row["released_at"]))


def _indicators(connection: duckdb.DuckDBPyConnection) -> dict[str, IndicatorText]:
    rows = connection.execute(
        "SELECT indicator, name_en, name_vi, definition_en, definition_vi, unit FROM indicator ORDER BY name_en"
    ).fetchall()
    return {r[0]: IndicatorText(r[0], {"en": r[1], "vi": r[2]}, {"en": r[3], "vi": r[4]}, r[5]) for r in rows}


def _vintages(connection: duckdb.DuckDBPyConnection, reports: Mapping[str, Figure]) -> list[Vintage]:
    rows = connection.execute(
        "SELECT observation_id, known_from, previous_value, state FROM vintage "
        "ORDER BY indicator, period_end DESC, transformation, freq, known_from, revision, observation_id"
    ).fetchall()
    return [Vintage(reports[i], known, before, state) for i, known, before, state in rows]


def _revisions(connection: duckdb.DuckDBPyConnection, reports: Mapping[str, Figure]) -> list[Revision]:
    """What became known later than the first report, and says otherwise: two figures of one day are no revision."""
    rows = connection.execute(
        "SELECT first_id, latest_id, latest_known, change_percent FROM revision "
        "WHERE change <> 0 AND latest_known > first_known"
    ).fetchall()
    found = [
        Revision(reports[first], reports[latest], known, None if p is None else Decimal(str(p)))
        for first, latest, known, p in rows
    ]
    return sorted(found, key=lambda r: (-r.latest_known.toordinal(), *_newest(r.latest)))


def _disagreements(connection: duckdb.DuckDBPyConnection, reports: Mapping[str, Figure]) -> list[Disagreement]:
    """The reports behind each row of the view."""
    of_series = " AND ".join(f"s.{c} IS NOT DISTINCT FROM d.{c}" for c in SERIES_KEY)
    rows = connection.execute(
        f"SELECT s.observation_id, d.observation_ids FROM disagreement d JOIN series s ON {of_series}"
    ).fetchall()
    found = [Disagreement(reports[used], tuple(reports[i] for i in told)) for used, told in rows]
    return sorted(found, key=lambda d: (-d.used.period_end.toordinal(), d.used.indicator, d.used.observation_id))


def _held(
    connection: duckdb.DuckDBPyConnection, reports: Mapping[str, Figure], in_series: Mapping[Any, Figure]
) -> list[Held]:
    """Rare checks first: what many figures share is the least news."""
    rows = connection.execute(
        """SELECT observation_id, check_name, reason, printed FROM quarantine
        ORDER BY count(*) OVER (PARTITION BY check_name), check_name, published DESC NULLS LAST, observation_id"""
    ).fetchall()
    return [
        Held(reports[i], check, reason, printed, in_series.get(_key(reports[i]))) for i, check, reason, printed in rows
    ]


def _growth(connection: duckdb.DuckDBPyConnection, series: Sequence[Figure]) -> dict[str, Growth]:
    by_id = {f.observation_id: f for f in series}
    found = {}
    derived = connection.execute("SELECT value, inputs FROM derived WHERE transformation = 'GY'").fetchall()
    for value, inputs in derived:
        found[inputs[0]] = Growth(value, None, tuple(by_id[i] for i in inputs))
    published: dict[tuple[Any, ...], list[Figure]] = {}
    for figure in series:
        if figure.transformation == "GY":
            published.setdefault(_same_growth(figure), []).append(figure)
    for figure in series:
        if figure.transformation == "N":
            told = [
                g for g in published.get(_same_growth(figure), ()) if g.price_base in (None, figure.price_base)
            ]  # fmt: skip
            if told:
                best = max(told, key=lambda g: (g.price_base == figure.price_base, g.publishers, g.observation_id))
                found[figure.observation_id] = Growth(best.value, best)
    return found


def _same_growth(figure: Figure) -> tuple[Any, ...]:
    return tuple(getattr(figure, column) for column in KEY if column != "transformation")
