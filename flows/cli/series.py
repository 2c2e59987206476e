"""The command that shows a series: as a table, as bars, or for programs."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extractors import VIET_NAM, ids
from extractors.codes import CODES, FREQS, TOTALS
from flows.cli.shared import (
    AreaId,
    Json,
    Profile,
    ask,
    check_indicator,
    check_one_of,
    note,
    noted_home,
    offers,
    say,
    say_table,
)
from flows.gaps import PLACE
from warehouse.sql import WHOLE, literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from warehouse.connect import Home

    Row = Mapping[str, Any]

_BROKEN_DOWN = ", ".join(TOTALS)
_SERIES = f"""
    SELECT indicator, transformation, ref_area, time_period, freq, value, unit, bound, obs_status, price_base,
        {_BROKEN_DOWN}, source, publisher, published, decided_by, corrected, observation_id
    FROM {{table}} WHERE indicator = {{indicator}} AND transformation = {{transformation}} AND freq IN ({{freqs}})
    AND ({{parts}} OR ({WHOLE}))
    ORDER BY ref_area, unit, price_base NULLS FIRST, {_BROKEN_DOWN}, freq, period_end"""
_HELD = f"""
    SELECT DISTINCT {", ".join(PLACE)}
    FROM observation SEMI JOIN (FROM current_verdict WHERE status <> 'accepted') USING (observation_id)
    SEMI JOIN (FROM current_statement WHERE state = 'stated') USING (observation_id)
    WHERE indicator = {{indicator}} AND transformation = {{transformation}}"""
_THERE = f"""
    SELECT transformation, freq, count(*), bool_or({WHOLE}) FROM series WHERE indicator = {{indicator}}
    GROUP BY ALL ORDER BY ALL"""
_TRANSFORMATIONS = CODES["transformation"]
_SHOWN = (
    "ref_area", "time_period", "value", "unit", "bound", "obs_status", "price_base", *TOTALS, "publisher", "published",
    "decided_by", "observation_id",
)  # fmt: skip
_SPARE = ("published", "decided_by", "publisher", "price_base", "obs_status", "ref_area")
"""Left out of the table where there is no room for them, in this order."""


def series(
    indicator: Annotated[
        str,
        typer.Argument(help="A code of the catalogue, e.g. goods_exports.", autocompletion=offers(ids.indicators)),
    ],
    transformation: Annotated[
        str,
        typer.Option(
            help="N level, GY growth on a year, G1 on the period before, RANK.",
            autocompletion=offers(lambda: _TRANSFORMATIONS),
        ),
    ] = "N",
    freq: Annotated[
        str | None,
        typer.Option(
            help="A years, S halves, Q quarters, M months, YTD first months, D days (stocks), _O spans of years.",
            autocompletion=offers(lambda: FREQS),
        ),
    ] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option("--as-of", formats=["%Y-%m-%d"], help="What could be known at the end of this day in Viet Nam."),
    ] = None,
    parts: Annotated[
        bool, typer.Option("--parts", help="Breakdowns too: activities, ownership, zones, countries.")
    ] = False,
    gaps: Annotated[
        bool, typer.Option("--gaps/--no-gaps", help="With --freq A, S, Q or M: a row for each period not reported.")
    ] = True,
    plot: Annotated[bool, typer.Option("--plot", help="As bars in the terminal instead of a table.")] = False,
    profile: Profile = None,
    area: AreaId = None,
    as_json: Json = False,
) -> None:
    """The series of an indicator: the value to use now for each period, who says so, and which periods are missing."""
    check_indicator(indicator)
    check_one_of("--freq", freq, FREQS)
    check_one_of("--transformation", transformation, _TRANSFORMATIONS)
    if plot and as_json:
        raise typer.BadParameter("is for people, --json for programs; leave one of them out", param_hint="--plot")
    home = noted_home(profile, area)
    asked = _Asked(indicator, transformation, freq, as_of, parts)
    names, found = _found(asked, home, gaps=gaps)
    if as_json:
        say_table(names, [tuple(row.values()) for row in found], as_json=True)
        return
    if not found and not as_of:
        note(_none_of(asked, home))
    if plot:
        _plot(indicator, found)
    else:
        _print_table(asked, found)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which figures are asked for."""

    indicator: str
    transformation: str
    freq: str | None
    """One of FREQS; None: all of them."""
    as_of: datetime | None
    """The day at whose end they were known; None: now."""
    parts: bool
    """Breakdowns too."""

    def query(self) -> str:
        """SQL on a release that gives them."""
        return _SERIES.format(
            table=f"series_as_of(DATE '{self.as_of:%Y-%m-%d}')" if self.as_of else "series",
            indicator=literal(self.indicator), transformation=literal(self.transformation), parts=self.parts,
            freqs=", ".join(map(literal, [self.freq] if self.freq else FREQS)),
        )  # fmt: skip


def _found(asked: _Asked, home: Home, *, gaps: bool) -> tuple[list[str], Sequence[Row]]:
    """The columns and rows asked for; with `gaps`, a row for each period that is missing too."""
    from flows.gaps import REGULAR, with_gaps

    answer = ask(asked.query(), home)
    if asked.as_of:
        _note_day(asked.as_of, home, asked.indicator, nothing=not answer.rows)
    if not gaps or asked.freq not in REGULAR:
        return answer.names, answer.facts()
    return answer.names, list(with_gaps(answer.facts(), _held(asked, home)))


def _held(asked: _Asked, home: Home) -> set[tuple[object, ...]]:
    """The places and periods of which a report is held back.

    Of a past day nothing is said that was published later, not even that it is held.
    """
    if asked.as_of:
        return set()
    query = _HELD.format(indicator=literal(asked.indicator), transformation=literal(asked.transformation))
    return set(ask(query, home).rows)


def _note_day(as_of: datetime, home: Home, indicator: str, nothing: bool) -> None:
    """Say so where a day is yet to come, or before all that is known of an indicator."""
    today, there = datetime.now().astimezone().date(), datetime.now(VIET_NAM).date()
    if as_of.date() > max(today, there):
        note(f"{as_of:%Y-%m-%d} is yet to come: what follows is what is known now")
    elif as_of.date() == today < there:
        note(f"in Viet Nam, whose days count, it is {there} already: what came since midnight there is not in it")
    if nothing:
        query = f"SELECT min(known_from) FROM report WHERE indicator = {literal(indicator)} AND verdict = 'accepted'"
        ((first,),) = ask(query, home).rows
        told = (
            f"the first report of {indicator} is known from {first}" if first else f"there is no report of {indicator}"
        )
        note(f"nothing that was asked for was known on {as_of:%Y-%m-%d}: {told}")


def _none_of(asked: _Asked, home: Home) -> str:
    """That there is no such figure, and by which options there are others of the indicator."""
    found = [
        f"--transformation {kind} --freq {of} ({count}{'' if whole or asked.parts else ', with --parts'})"
        for kind, of, count, whole in ask(_THERE.format(indicator=literal(asked.indicator)), home).rows
    ]
    what = f"; there are: {'; '.join(found)}" if found else " at all; `bacninh coverage` lists what there is"
    of_freq = f" of frequency {asked.freq}" if asked.freq else ""
    return f"there is no figure of {asked.indicator} {asked.transformation}{of_freq} in this release{what}"


def _plot(indicator: str, rows: Sequence[Row]) -> None:
    """Print a series as bars."""
    from rich.console import Console

    from flows.plot import panels

    console = Console(width=None if sys.stdout.isatty() else 100, highlight=False)
    for panel in panels(rows):
        console.print(indicator, style="bold", end=" ")
        console.print(panel)


def _marked(row: Row) -> Row:
    """What decided, with a word where the value is not the printed one."""
    return {"decided_by": f"{row['decided_by']}, corrected"} if row["corrected"] else {}


def _print_table(asked: _Asked, rows: Sequence[Row]) -> None:
    """Print a series as a table, with the beginnings of the ids, and how many periods are held back."""
    from flows.gaps import HELD

    shown = [name for name in _SHOWN if asked.parts or name not in TOTALS]
    short = [{**row, **_marked(row), "observation_id": (row["observation_id"] or "")[:12]} for row in rows]
    say_table(shown, [tuple(row[name] for name in shown) for row in short], as_json=False, spare=_SPARE)
    held_back = sum(row["decided_by"] == HELD for row in rows)
    if held_back:
        say(f"{held_back} held back: `bacninh quarantine {asked.indicator}` says why")
