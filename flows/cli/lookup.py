"""Commands that tell what there is: sql, coverage, explain, diff, dictionary, catalog."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

import typer

from flows.cli.shared import (
    AreaId,
    Json,
    OneIndicator,
    Profile,
    area_of,
    ask,
    ask_anything,
    check_indicator,
    has_id,
    home_of,
    note,
    note_sample,
    noted_home,
    say,
    say_json,
    say_lines,
    say_table,
)
from flows.summary import FAILED, USAGE
from warehouse.sql import literal


def sql(
    query: Annotated[str, typer.Argument(help="e.g. \"FROM series WHERE indicator = 'goods_exports'\"")],
    profile: Profile = None,
    area: AreaId = None,
    as_json: Json = False,
) -> None:
    """A query on the released file, read-only; no other file is read or written."""
    import duckdb

    home = home_of(profile, area)
    try:
        answer = ask_anything(query, home)
    except duckdb.Error as error:
        note(f"bacninh sql: {error}\n`bacninh dictionary` tells every table, view and column")
        raise typer.Exit(FAILED) from error
    note_sample(home)
    say_table(*answer, as_json=as_json)


def coverage(
    indicator: OneIndicator = None,
    profile: Profile = None,
    area: AreaId = None,
    as_json: Json = False,
) -> None:
    """What there is: which years and periods, from whom, and what is missing between the first and the last."""
    from flows.coverage import ALL, BY_YEAR, ONE, of_all, of_one

    check_indicator(indicator)
    home = noted_home(profile, area)
    if indicator is None:
        say_table(*of_all(*ask(ALL, home)), as_json=as_json)
        return
    say_table(*of_one(*ask(ONE.format(indicator=literal(indicator)), home)), as_json=as_json)
    if not as_json:
        say()
        say_table(*ask(BY_YEAR.format(indicator=literal(indicator)), home), as_json=False)


def explain(
    observation_id: Annotated[str, typer.Argument(help="Or its first characters.")],
    profile: Profile = None,
    area: AreaId = None,
    as_json: Json = False,
) -> None:
    """What stands behind a figure: the sentence with the figure marked, the page, and every check that holds it."""
    from flows import explained

    home = home_of(profile, area)
    evidence = ask(explained.QUERY.format(which=has_id(observation_id)), home, record=True)
    ids = {facts["observation_id"] for facts in evidence.facts()}
    if len(ids) != 1:
        what = f"{len(ids)} observations begin" if ids else "no observation begins"
        note(
            f"{what} with {observation_id!r}; `bacninh series` and `bacninh quarantine` print the ids (the first 12 "
            "characters are enough)"
        )
        raise typer.Exit(USAGE)
    checks = ask(explained.CHECKS.format(which=has_id(observation_id)), home, record=True).rows
    if as_json:
        told = [f"{name}: {why}" for name, why in checks]
        say_table([*evidence.names, "checks"], [(*row, told) for row in evidence.rows], as_json=True)
    else:
        say_lines(explained.lines(evidence.facts(), checks))


def diff(
    old: Annotated[str | None, typer.Argument(help="A version, or a file. Without it: the release before.")] = None,
    new: Annotated[str | None, typer.Argument(help="Likewise. Without it: the release in place.")] = None,
    profile: Profile = None,
    area: AreaId = None,
    as_json: Json = False,
) -> None:
    """What two releases have differently: figures added, revised (old → new, who says so) and withdrawn (why)."""
    from warehouse.diff import compare, lines
    from warehouse.release import pair

    home = home_of(profile, area)
    found = compare(*pair(home, old, new))
    note_sample(home)
    if as_json:
        say_json(change.json() for change in found.changes)
    else:
        say_lines(lines(found))


def dictionary(
    html: Annotated[bool, typer.Option("--html", help="As a web page that needs nothing from elsewhere.")] = False,
    profile: Profile = None,
    area: AreaId = None,
    as_json: Json = False,
) -> None:
    """What every table, view and column of the release means, as Markdown; the same as its table `dictionary`."""
    from dataclasses import asdict

    from warehouse import dictionary_pages
    from warehouse.connect import open_release
    from warehouse.dictionary import entries

    with closing(open_release(home_of(profile, area).release)) as connection:
        found = entries(connection)
    if as_json:
        say_json(asdict(entry) for entry in found)
    else:
        say(dictionary_pages.html(found) if html else dictionary_pages.markdown(found))


def catalog(area: AreaId = None) -> None:
    """Load and check the catalogue: its areas, sources and indicators."""
    from extractors.catalog import load_catalog

    loaded = load_catalog(area=area_of(area))
    names = ", ".join(sorted(loaded.sources))
    say(f"catalogue {loaded.version}: {len(loaded.indicators)} indicators, {len(loaded.sources)} sources: {names}")
    say(f"area {loaded.home.id} ({', '.join(loaded.home.codes)}) of {len(loaded.areas.provinces)}")
