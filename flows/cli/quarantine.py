"""`bacninh quarantine`: what is held back, and a person's decisions about it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from flows.cli import lookup
from flows.cli.shared import (
    AreaId,
    Json,
    OneIndicator,
    Profile,
    ask,
    check_indicator,
    has_id,
    home_of,
    noted_home,
    say,
    say_lines,
    say_table,
)
from warehouse.sql import literal

if TYPE_CHECKING:
    from transforms.corrections import Action, Decision
    from warehouse.connect import Home


class _ListedByDefault(TyperGroup):
    """`bacninh quarantine` and `bacninh quarantine INDICATOR` list."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The arguments as typed, behind `list` where they begin with no command."""
        if not args or (args[0] not in self.commands and args[0] not in ctx.help_option_names):
            args = ["list", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    name="quarantine",
    help="What is held back and why; show one in its context, accept, correct or reject it, with a reason and a name. "
    "Without more: the list; with an indicator: its part of it.",
    cls=_ListedByDefault,
)

Id = Annotated[str, typer.Argument(metavar="OBSERVATION_ID", help="Or its first characters.")]
Why = Annotated[str, typer.Option("--why", help="The reason, with its source: it is kept for ever.")]
By = Annotated[str, typer.Option("--by", envvar="BACNINH_NAME", help="Who decides.")]
Until = Annotated[str | None, typer.Option("--until", help="Last day on which it holds, ISO 8601; without: for good.")]


@app.command("list")
def list_(
    indicator: OneIndicator = None,
    profile: Profile = None,
    area: AreaId = None,
    as_json: Json = False,
) -> None:
    """What is held back and why, each figure once; `bacninh quarantine` alone does the same."""
    from flows import explained

    check_indicator(indicator)
    home = noted_home(profile, area)
    only = f"WHERE indicator = {literal(indicator)}" if indicator else ""
    held = ask(f"FROM quarantine {only} ORDER BY {explained.ORDER}", home, record=True)
    if as_json:
        say_table(*held, as_json=True)
    else:
        say_lines(explained.held(held.facts()))


@app.command()
def show(observation_id: Id, profile: Profile = None, area: AreaId = None) -> None:
    """One figure in its context: its words, its page, what holds it back, what was decided about it."""
    lookup.explain(observation_id, profile, area, as_json=False)


@app.command()
def accept(
    observation_id: Id, why: Why, by: By, until: Until = None, profile: Profile = None, area: AreaId = None
) -> None:
    """The figure is right as printed: into the series, whatever the checks say."""
    _decide("accept", observation_id, home_of(profile, area), why=why, by=by, until=until)


@app.command(context_settings={"ignore_unknown_options": True})  # a value may begin with a minus
def correct(
    observation_id: Id,
    value: Annotated[str, typer.Argument(help="The true value in base units, e.g. 1000000000000000.")],
    why: Why,
    by: By,
    until: Until = None,
    profile: Profile = None,
    area: AreaId = None,
) -> None:
    """The true value is another: it stands in the series, marked `corrected`; the printed one stays in provenance."""
    _decide("correct", observation_id, home_of(profile, area), why=why, by=by, until=until, value=value)


@app.command()
def reject(
    observation_id: Id, why: Why, by: By, until: Until = None, profile: Profile = None, area: AreaId = None
) -> None:
    """The figure is wrong and stays out, also where every check lets it through."""
    _decide("reject", observation_id, home_of(profile, area), why=why, by=by, until=until)


@app.command()
def reopen(observation_id: Id, why: Why, by: By, profile: Profile = None, area: AreaId = None) -> None:
    """Take earlier decisions on the figure back: the checks decide again."""
    _decide("reopen", observation_id, home_of(profile, area), why=why, by=by)


def _decide(
    action: Action,
    observation_id: str,
    home: Home,
    *,
    why: str,
    by: str,
    until: str | None = None,
    value: str | None = None,
) -> None:
    """Keep a decision on the figure whose id begins so, and say that it is kept.

    `value`: the true one, of `correct` alone. Raises BadParameter where there is nothing to decide, or not so.
    """
    from warehouse.decisions import decide

    found, printed = _figure(action, observation_id, home)
    told = {
        "observation_id": found, "action": action, "value": value, "who": by, "when": datetime.now(UTC), "why": why,
        "expected": printed, "until": until,
    }  # fmt: skip
    decide(home, _decision(told))
    say(f"{action}: {printed} [{found[:12]}], by {by}: {why}")
    say(f"`bacninh check {home.options}` takes it up now, else the next run does")


def _figure(action: Action, observation_id: str, home: Home) -> tuple[str, str]:
    """The whole id of the one figure that is meant, and how it is printed.

    Raises BadParameter where there is none, more than one, or nothing about it to decide.
    """
    query = "SELECT observation_id, printed, state, time_period FROM report WHERE {which} ORDER BY 1 LIMIT 2"
    rows = ask(query.format(which=has_id(observation_id)), home, record=True).rows
    if len(rows) != 1:
        what = "several observations begin" if rows else "no observation begins"
        raise typer.BadParameter(f"{what} with {observation_id!r}; `bacninh quarantine` prints the ids")
    found, printed, state, time_period = rows[0]
    if action != "reopen" and state != "stated":
        raise typer.BadParameter(f"{found[:12]} is {state}: its page no longer states it, there is nothing to decide")
    if action != "reopen" and time_period is None:
        raise typer.BadParameter(
            f"{found[:12]} has no period and cannot enter the series; if you know it, add the figure to a file of "
            "your own (extractors/curated/README.md) and `bacninh load` it"
        )
    return found, printed


def _decision(told: dict[str, Any]) -> Decision:
    """A decision of what was told. Raises BadParameter for what is wrong with it."""
    from pydantic import ValidationError

    from transforms.corrections import Decision

    try:
        return Decision.model_validate(told)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(p) for p in first["loc"]) or "the decision"
        raise typer.BadParameter(f"{where}: {first['msg'].removeprefix('Value error, ')}") from error
