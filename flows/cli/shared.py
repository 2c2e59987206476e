"""What the commands share: the home and its options, values checked, texts and tables printed, errors with a cure."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, TypeGuard

import typer

from extractors import DEFAULT_AREA, ids
from extractors.errors import Mendable
from flows import prefect_setup
from warehouse import PROFILES
from warehouse.sql import literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import duckdb

    from warehouse.connect import Home


# --- options and arguments of several commands -----------------------------------------------------------------------


def offers(values: Callable[[], Iterable[str]]) -> Callable[[str], list[str]]:
    """What the shell offers behind the letters typed so far: those of `values` that begin with them.

    `values` is called only then: it may import what a start has no time for.
    """
    return lambda incomplete: [value for value in values() if value.startswith(incomplete)]


def _areas() -> Iterable[str]:
    from extractors.catalog import load_areas

    return load_areas().provinces


Profile = Annotated[
    str | None,
    typer.Option(
        "--profile", envvar="BACNINH_PROFILE", help="sample: the embedded site on loopback; live: the web.",
        autocompletion=offers(lambda: PROFILES),
    ),
]  # fmt: skip
AreaId = Annotated[
    str | None,
    typer.Option(
        "--area",
        envvar="BACNINH_AREA",
        help=f"The province: an id of extractors/areas.yml such as bac-giang; without it {DEFAULT_AREA}.",
        autocompletion=offers(_areas),
    ),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object a line, for programs.")]
OneIndicator = Annotated[
    str | None,
    typer.Argument(help="A code of the catalogue; without: all of them.", autocompletion=offers(ids.indicators)),
]


# --- the home --------------------------------------------------------------------------------------------------------


def area_of(area: str | None) -> str:
    """The id of the area asked for; without one, the default's. Raises BadParameter where the catalogue has none so.

    An empty one is no area.
    """
    if area is None or area == DEFAULT_AREA:
        return DEFAULT_AREA
    from extractors.catalog import load_areas

    try:
        return load_areas().area(area).id
    except KeyError as error:
        raise typer.BadParameter(str(error.args[0]), param_hint="--area") from error


def home_of(profile: str | None, area: str | None, *, default: str | None = None) -> Home:
    """The files of the profile and area asked for. Raises BadParameter where there is no such profile or area.

    Without a profile: of `default`, else of the live release where there is one, else of the sample's.
    """
    from warehouse.connect import Home

    of = area_of(area)
    if profile is None:
        profile = default or ("live" if Home.of("live", area=of).release.exists() else "sample")
    if profile not in PROFILES:
        raise typer.BadParameter(f"{profile!r} is no profile; use {' or '.join(PROFILES)}", param_hint="--profile")
    return Home.of(profile, area=of)


def noted_home(profile: str | None, area: str | None) -> Home:
    """Likewise; that it is the sample's is said at once."""
    home = home_of(profile, area)
    note_sample(home)
    return home


def note_sample(home: Home) -> None:
    """Say so where the figures are the sample's."""
    if home.profile == "sample":
        note("(sample profile: pages are our own wording of real reports, figures as printed)")


# --- values of options -----------------------------------------------------------------------------------------------


def check_one_of(option: str, value: str | None, known: Sequence[str]) -> None:
    """Raise BadParameter, which lists what is known, for any other value; none is always right."""
    if value is not None and value not in known:
        raise typer.BadParameter(f"{value!r}; use one of {', '.join(known)}", param_hint=option)


def check_indicator(indicator: str | None) -> None:
    """Raise BadParameter where the catalogue has no such indicator, with those that may have been meant."""
    _check_id("INDICATOR", "indicator", indicator, ids.indicators)


def check_source(source: str | None, *more: str) -> None:
    """Likewise of a source; `more`: what else is right."""
    _check_id("--source", "source", source, lambda: [*ids.sources(), *more])


def _check_id(where: str, kind: str, asked: str | None, ids_of: Callable[[], Sequence[str]]) -> None:
    if asked is None or asked in (known := ids_of()):
        return
    like = asked.strip().lower().replace(" ", "_")
    near = [id_ for id_ in known if like and like in id_] or get_close_matches(like, known, 3, 0.6)
    hint = f"did you mean {' or '.join(near)}?" if near else f"there are: {', '.join(known)}"
    raise typer.BadParameter(f"{asked!r} is no {kind}; {hint}", param_hint=where)


# --- what is printed -------------------------------------------------------------------------------------------------


def say(text: str = "") -> None:
    """Print a result."""
    typer.echo(text)


def note(text: str) -> None:
    """Print what is said beside a result, on standard error."""
    typer.echo(text, err=True)


def say_lines(lines: Iterable[str]) -> None:
    """Print results, a line each."""
    for line in lines:
        say(line)


def say_json(objects: Iterable[object]) -> None:
    """Print results for programs, a line of JSON each."""
    say_lines(json.dumps(each, ensure_ascii=False, default=str) for each in objects)


def say_table(names: Sequence[str], rows: Sequence[Sequence[Any]], *, as_json: bool, spare: Sequence[str] = ()) -> None:
    """Print rows as a table for people, without the columns of `spare` where there is no room; or as lines of JSON."""
    from flows import terminal

    if as_json:
        say_lines(terminal.lines(names, rows))
    else:
        terminal.table(names, rows, spare)


# --- what a release or record tells ----------------------------------------------------------------------------------


class Answer(NamedTuple):
    """What a query gives."""

    names: list[str]
    rows: list[tuple[Any, ...]]

    def facts(self) -> list[dict[str, Any]]:
        """The rows, each by name."""
        return [dict(zip(self.names, row, strict=True)) for row in self.rows]


def ask(query: str, home: Home, *, record: bool = False) -> Answer:
    """What a query gives on the home's release, or on its record.

    Values stand in it as `literal`s: for a parameter, DuckDB imports pandas, half a second. Raises RecordError where
    there is nothing to ask, or it has the views of another version.
    """
    import duckdb

    from warehouse.connect import RecordError, open_release

    asked = home.record if record else home.release
    with closing(open_release(asked)) as connection:
        try:
            return _answer(connection.execute(query))
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            what = f"{asked} has not the views of this bacninh ({str(error).splitlines()[0]})"
            raise RecordError(f"{what}; `bacninh check {home.options}` makes them anew") from error


def ask_anything(query: str, home: Home) -> Answer:
    """What somebody's own query gives on the home's release, and nothing else: no other file is read or written.

    Raises BadParameter where there is no query, duckdb.Error where it cannot be answered, RecordError as `ask`.
    """
    from warehouse.connect import open_release

    with closing(open_release(home.release)) as connection:
        connection.execute("SET enable_external_access = false; SET lock_configuration = true")
        statements = connection.extract_statements(query)
        if not statements:
            raise typer.BadParameter("there is no query; e.g. \"FROM series WHERE indicator = 'goods_exports'\"")
        if len(statements) > 1:
            raise typer.BadParameter(f"there are {len(statements)} queries, and one is answered; ask them one by one")
        return _answer(connection.execute(query))


def _answer(cursor: duckdb.DuckDBPyConnection) -> Answer:
    """The rows of a query; columns of one name are numbered, so that none hides another."""
    names: list[str] = []
    for name, *_ in cursor.description or []:
        known, number = name, 2
        while name in names:
            name, number = f"{known}_{number}", number + 1
        names.append(name)
    return Answer(names, cursor.fetchall())


def has_id(observation_id: str) -> str:
    """The condition, in SQL, that an observation's id is this one or begins so."""
    return f"starts_with(observation_id, {literal(observation_id)})"


# --- errors ----------------------------------------------------------------------------------------------------------


def can_be_mended(error: BaseException) -> bool:
    """Whether there is something to tell a user who did nothing wrong; those of files and disks name the file."""
    return isinstance(error, Mendable | OSError) or prefect_setup.did_not_start(error) or _is_of_the_disk(error)


def told(error: BaseException) -> str:
    """An error that can be mended, in one line, with what to do."""
    if prefect_setup.did_not_start(error):
        return prefect_setup.cure(error)
    if _is_of_the_disk(error):
        from warehouse.connect import cause

        return cause(error)
    return str(error)


def _is_of_the_disk(error: BaseException) -> TypeGuard[duckdb.Error]:
    """Whether DuckDB raised it where the disk is full or a file is damaged. Not loaded, it has raised nothing."""
    if "duckdb" not in sys.modules:
        return False
    from warehouse.connect import OF_THE_DISK

    return isinstance(error, OF_THE_DISK)
