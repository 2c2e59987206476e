"""Commands that keep a home well: doctor, check."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.running import finish, set_up_prefect
from flows.cli.shared import AreaId, Json, Profile, home_of, note, noted_home, say_json, say_lines
from flows.summary import CLEAN, FAILED, WITH_FAILURES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extractors.catalog import Catalog
    from flows.doctor import Finding
    from warehouse.connect import Home


def doctor(
    repair: Annotated[
        bool, typer.Option("--repair", help="Mend what can be mended: index, record, release, leftovers.")
    ] = False,
    profile: Profile = None,
    area: AreaId = None,
    as_json: Json = False,
) -> None:
    """What is well and what is not: archive, words, record, release, decisions, schedule, disk, clock, each source."""
    from extractors.catalog import load_catalog
    from flows.doctor import examine, lines

    home = noted_home(profile, area)
    catalog = load_catalog(area=home.area)
    if not home.directory.exists():
        note(f"{home.directory} does not exist; `bacninh run {home.options}` makes it")
        raise typer.Exit(FAILED)
    with _held(home, needed=repair):
        found = examine(home, catalog)
        if repair and any(finding.repair for finding in found if finding.level != "well"):
            _mend(home, catalog, found)
            found = examine(home, catalog)
    if as_json:
        say_json(finding.json() for finding in found)
    else:
        say_lines(lines(found))
    raise typer.Exit(CLEAN if all(finding.level == "well" for finding in found) else WITH_FAILURES)


@contextmanager
def _held(home: Home, *, needed: bool) -> Iterator[None]:
    """The home held, so that nothing moves meanwhile. Where its disk takes nothing and none of it is to be changed, it
    is looked at all the same: to say what is wrong is what a doctor is for."""
    from extractors.archive import UNWRITABLE
    from warehouse.connect import writer

    with ExitStack() as stack:
        try:
            stack.enter_context(writer(home))
        except OSError as error:
            if needed or error.errno not in UNWRITABLE:
                raise
            note(f"{home.directory} cannot be held ({error.strerror}): should a run be going on, its files move")
        yield


def _mend(home: Home, catalog: Catalog, found: Sequence[Finding]) -> None:
    """Mend what the findings say can be mended, and note what was and what could not be. The caller is the writer."""
    from flows.repair import repair

    done = repair(home, catalog, found, note)
    for text in done.done:
        note(f"repaired: {text}")
    for place, what in done.failures:
        note(f"not repaired: {place}: {what}")


def check(profile: Profile = None, area: AreaId = None) -> None:
    """Check the whole record anew, with today's catalogue, and release what changed; nothing is fetched."""
    home = home_of(profile, area)
    set_up_prefect(home)
    from flows.nightly import recheck

    finish(recheck(home.profile, area=home.area))
