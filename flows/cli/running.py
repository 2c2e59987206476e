"""Commands that bring figures in: run, load, backfill, replay. Each is a flow of Prefect's."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from extractors import ids
from flows.cli.shared import (
    AreaId,
    Json,
    Profile,
    can_be_mended,
    check_source,
    home_of,
    noted_home,
    offers,
    say_json,
    say_lines,
)
from flows.summary import CLEAN, WITH_FAILURES, WITHHELD

if TYPE_CHECKING:
    from flows.summary import Summary
    from warehouse.connect import Home


def run(
    profile: Profile = None,
    area: AreaId = None,
    without_curated: Annotated[
        bool, typer.Option("--without-curated", help="Leave out the figures typed by hand (extractors/curated/).")
    ] = False,
    without_site: Annotated[
        bool, typer.Option("--without-site", help="Do not draw the site anew; `bacninh site` does it later.")
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the last run where it was killed; no request is made again.")
    ] = False,
) -> None:
    """The nightly flow once: discover, fetch, archive, read, load, check, release; with progress and a summary."""
    home = home_of(profile, area, default="sample")
    set_up_prefect(home)
    from flows.nightly import nightly

    curated, site = not without_curated, not without_site
    finish(nightly(home.profile, curated=curated, site=site, resume=resume, area=home.area))


def load(
    paths: Annotated[
        list[Path],
        typer.Argument(
            help=".html, .txt, .xlsx, .pdf, .json files; .csv: figures typed by hand; folders.", exists=True
        ),
    ],
    profile: Profile = None,
    area: AreaId = None,
) -> None:
    """Pages of your own through the same way: read, load, check, release."""
    home = home_of(profile, area)
    set_up_prefect(home)
    from flows.nightly import load_own

    finish(load_own(paths, home.profile, area=home.area))


def backfill(
    source: Annotated[
        str,
        typer.Option(
            "--source",
            help="Id of the source, as `bacninh catalog` lists them.",
            autocompletion=offers(ids.sources),
        ),
    ],
    since: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day of publication.")],
    until: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day of publication.")],
    budget: Annotated[
        int,
        typer.Option(
            min=1,
            help="Requests made at most, to a host no more than its source allows; the same command then goes on.",
        ),
    ] = 500,
    profile: Profile = None,
    area: AreaId = None,
) -> None:
    """Old pages of a source: its listings followed beyond their nightly depth, politely, and to be gone on with."""
    from rich.console import Console

    check_source(source)
    home = noted_home(profile, area)
    with Console(stderr=True).status(f"{source}: begins") as status:

        def progress(listing: str, page: int, requests: int) -> None:
            status.update(f"{source}: page {page} of {listing}, {requests} of {budget} requests")

        set_up_prefect(home)
        from flows.backfill import DaysError, UnknownSourceError
        from flows.backfill import backfill as go_back

        days = (since.date(), until.date())
        try:
            done = go_back(source, *days, home.profile, budget=budget, progress=progress, area=home.area)
        except (UnknownSourceError, DaysError) as error:
            raise typer.BadParameter(str(error)) from error
        finish(done)


def replay(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be added, changed and withdrawn; nothing is kept.")
    ] = False,
    source: Annotated[str | None, typer.Option(help="Of one source only.", autocompletion=offers(ids.sources))] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only what was fetched from this day on.")
    ] = None,
    profile: Profile = None,
    area: AreaId = None,
    as_json: Json = False,
) -> None:
    """The whole archive through today's extractors: what changes, by source and indicator; then a release of it."""
    check_source(source, "own", "transcribed")
    home = noted_home(profile, area)
    set_up_prefect(home)
    from flows.replay import lines
    from flows.replay import replay as read_again

    day = since.date() if since else None
    done = read_again(home.profile, dry_run=dry_run, source=source, since=day, area=home.area)
    if as_json:
        say_json([done.json()])
    else:
        say_lines(lines(done))
    withheld = done.release is not None and done.release.status == "withheld"
    raise typer.Exit(WITHHELD if withheld else WITH_FAILURES if done.failures else CLEAN)


def set_up_prefect(home: Home) -> None:
    """Prefect's settings, before what imports it; without its tracebacks of errors that a user can mend."""
    from flows import prefect_setup

    prefect_setup.configure(home.root)
    for name in ("prefect.flow_runs", "prefect.task_runs"):
        logging.getLogger(name).addFilter(is_news)


def is_news(record: logging.LogRecord) -> bool:
    """Whether what Prefect logs is not an error that `main` is going to tell in one line."""
    error = record.exc_info[1] if record.exc_info else None
    return error is None or not can_be_mended(error)


def finish(summary: Summary) -> NoReturn:
    """Print what a run did and end with its exit code."""
    say_lines(summary.lines())
    raise typer.Exit(summary.exit_code)
