"""The command line. Imports stand in the commands: what needs neither Prefect nor Great Expectations starts fast."""

from __future__ import annotations

import json
import logging
import sys
from contextlib import closing
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from extractors import DEFAULT_AREA, EXTRACTOR_VERSION, ids
from flows.summary import CLEAN, FAILED, USAGE, WITH_FAILURES, WITHHELD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from warehouse.connect import Home

app = typer.Typer(
    name="bacninh",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

PROFILES = ("sample", "live")


def _completes(values: Callable[[], Iterable[str]]) -> Callable[[str], list[str]]:
    """What the shell offers behind the letters typed so far."""
    return lambda incomplete: [value for value in values() if value.startswith(incomplete)]


_INDICATORS = _completes(ids.indicators)
Profile = Annotated[
    str | None,
    typer.Option(
        "--profile", envvar="BACNINH_PROFILE", help="sample: the embedded site on loopback; live: the web.",
        autocompletion=_completes(lambda: PROFILES),
    ),
]  # fmt: skip
AreaId = Annotated[
    str | None,
    typer.Option(
        "--area",
        envvar="BACNINH_AREA",
        help=f"The province: an id of extractors/areas.yml such as bac-giang; without it {DEFAULT_AREA}.",
        autocompletion=_completes(lambda: _areas()),
    ),
]


def _areas() -> Iterable[str]:
    from extractors.catalog import load_areas

    return load_areas().provinces


def _kinds() -> Iterable[str]:
    from flows.extract import KINDS

    return KINDS


def _formats() -> Iterable[str]:
    from warehouse.exports.export import FORMATS

    return FORMATS


def _languages() -> Iterable[str]:
    from warehouse.bulletin.texts import LANGUAGES

    return LANGUAGES


def _print_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        _say(f"bacninh {version('bacninh')}, extractor {EXTRACTOR_VERSION}")
        raise typer.Exit(CLEAN)


@app.callback()
def start(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="The versions of the program and its extractor.", callback=_print_version, is_eager=True
        ),
    ] = False,
) -> None:
    """Trustworthy figures of Bac Ninh's industry: scraped, checked, each with the words it was printed in.

    Exit codes: 0 clean, 1 failed, 2 usage, 3 finished with failures, 4 release withheld.
    """


def main() -> None:
    """Entry point: errors that a user can mend are one line, never a traceback."""
    try:
        app(standalone_mode=True)
    except Exception as error:
        if not _can_be_mended(error):
            raise
        print(f"bacninh: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(FAILED)


def _can_be_mended(error: BaseException) -> bool:
    """Whether its message tells a user what to do. The classes are looked up now, not at every start."""
    from extractors.catalog import CatalogError
    from extractors.errors import Mendable
    from transforms.calendar import CalendarError
    from transforms.checks.crosschecks import CrossCheckError
    from transforms.corrections import CorrectionsError
    from warehouse.connect import RecordError
    from warehouse.release import ReleaseError

    of_the_files = CatalogError | CalendarError | CorrectionsError | CrossCheckError
    return isinstance(error, Mendable | of_the_files | RecordError | ReleaseError | OSError)


def _is_news(record: logging.LogRecord) -> bool:
    """Whether what Prefect logs is not an error that `main` is going to tell in one line."""
    error = record.exc_info[1] if record.exc_info else None
    return error is None or not _can_be_mended(error)


def _set_up_prefect(root: Path) -> None:
    """Prefect's settings; without its tracebacks of errors that a user can mend."""
    from flows import prefect_setup

    prefect_setup.configure(root)
    for name in ("prefect.flow_runs", "prefect.task_runs"):
        logging.getLogger(name).addFilter(_is_news)


def _say(text: str = "") -> None:
    typer.echo(text)


def _area(area: str | None) -> str:
    """The area asked for, one of the catalogue's; without one, the default. An empty one is no area."""
    if area is None or area == DEFAULT_AREA:
        return DEFAULT_AREA
    from extractors.catalog import load_areas

    try:
        return load_areas().area(area).id
    except KeyError as error:
        raise typer.BadParameter(str(error.args[0]), param_hint="--area") from error


def _home(profile: str | None, area: str | None, *, default: str | None = None) -> Home:
    """The files of the profile and area asked for; without a profile, `default`, else the live release where there is
    one, else the sample's."""
    from warehouse.connect import Home

    of = _area(area)
    if profile is None:
        profile = default or ("live" if Home.of("live", area=of).release.exists() else "sample")
    if profile not in PROFILES:
        raise typer.BadParameter(f"{profile!r} is no profile; use {' or '.join(PROFILES)}", param_hint="--profile")
    return Home.of(profile, area=of)


def _note_sample(home: Home) -> None:
    if home.profile == "sample":
        typer.echo("(sample profile: pages are our own wording of real reports, figures as printed)", err=True)


@app.command()
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
    home = _home(profile, area, default="sample")
    curated, site = not without_curated, not without_site
    _flow(lambda: _nightly(home, curated=curated, site=site, resume=resume), home.root)


@app.command()
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
    home = _home(profile, area)
    _flow(lambda: _load_own(paths, home), home.root)


def _nightly(home: Home, *, curated: bool, site: bool, resume: bool) -> Any:
    from flows.nightly import nightly

    return nightly(home.profile, curated=curated, site=site, resume=resume, area=home.area)


def _load_own(paths: list[Path], home: Home) -> Any:
    from flows.nightly import load_own

    return load_own(paths, home.profile, area=home.area)


def _flow(call: Any, root: Path) -> None:
    _set_up_prefect(root)
    summary = call()
    for line in summary.lines():
        _say(line)
    raise typer.Exit(summary.exit_code)


@app.command()
def backfill(
    source: Annotated[
        str,
        typer.Option(
            "--source",
            help="Id of the source, as `bacninh catalog` lists them.",
            autocompletion=_completes(ids.sources),
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

    _check_source(source)
    home = _home(profile, area)
    _note_sample(home)
    with Console(stderr=True).status(f"{source}: begins") as status:

        def progress(listing: str, page: int, requests: int) -> None:
            status.update(f"{source}: page {page} of {listing}, {requests} of {budget} requests")

        def call() -> Any:
            from flows.backfill import DaysError, UnknownSourceError
            from flows.backfill import backfill as go_back

            try:
                days = (since.date(), until.date())
                return go_back(source, *days, home.profile, budget=budget, progress=progress, area=home.area)
            except (UnknownSourceError, DaysError) as error:
                raise typer.BadParameter(str(error)) from error

        _flow(call, home.root)


@app.command()
def replay(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be added, changed and withdrawn; nothing is kept.")
    ] = False,
    source: Annotated[
        str | None, typer.Option(help="Of one source only.", autocompletion=_completes(ids.sources))
    ] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only what was fetched from this day on.")
    ] = None,
    profile: Profile = None,
    area: AreaId = None,
    as_json: Json = False,
) -> None:
    """The whole archive through today's extractors: what changes, by source and indicator; then a release of it."""
    _check_source(source, "own", "transcribed")
    home = _home(profile, area)
    _note_sample(home)
    _set_up_prefect(home.root)
    from flows.replay import lines
    from flows.replay import replay as read_again

    day = since.date() if since else None
    done = read_again(home.profile, dry_run=dry_run, source=source, since=day, area=home.area)
    if as_json:
        _say(json.dumps(done.json(), ensure_ascii=False, default=str))
    else:
        for line in lines(done):
            _say(line)
    withheld = done.release is not None and done.release.status == "withheld"
    raise typer.Exit(WITHHELD if withheld else WITH_FAILURES if done.failures else CLEAN)


@app.command()
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
    from flows.repair import repair as mend
    from warehouse.connect import writer

    home = _home(profile, area)
    _note_sample(home)
    catalog = load_catalog(area=home.area)
    if not home.directory.exists():
        typer.echo(f"{home.directory} does not exist; `bacninh run {home.options}` makes it", err=True)
        raise typer.Exit(FAILED)
    with writer(home):
        found = examine(home, catalog)
        if repair and any(finding.repair for finding in found if finding.level != "well"):
            done = mend(home, catalog, found, lambda text: typer.echo(text, err=True))
            for text in done.done:
                typer.echo(f"repaired: {text}", err=True)
            for place, what in done.failures:
                typer.echo(f"not repaired: {place}: {what}", err=True)
            found = examine(home, catalog)
    if as_json:
        for finding in found:
            _say(json.dumps(finding.json(), ensure_ascii=False))
    else:
        for line in lines(found):
            _say(line)
    raise typer.Exit(CLEAN if all(finding.level == "well" for finding in found) else WITH_FAILURES)


@app.command()
def extract(
    targets: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH|URL…", help="Files (.html, .txt, .xlsx, .csv, .pdf, .json), or URLs of known sources."
        ),
    ],
    dates: Annotated[Path | None, typer.Option(help="JSON file: stem → date of publication, or null for none.")] = None,
    published: Annotated[str | None, typer.Option(help="Date of publication of all pages, ISO 8601.")] = None,
    kind: Annotated[
        str,
        typer.Option(
            help="observation, investment, claim, mention or all.", autocompletion=_completes(lambda: _kinds())
        ),
    ] = "observation",
    html: Annotated[
        Path | None, typer.Option(help="Write the pages to this file instead, each number marked by what became of it.")
    ] = None,
    unsure: Annotated[bool, typer.Option("--unsure", help="Also readings that are rather wrong than right.")] = False,
    area: AreaId = None,
) -> None:
    """The figures of pages as JSON lines, one observation a line; nothing is stored."""
    from extractors import figures
    from extractors.catalog import load_catalog
    from extractors.errors import UnreadablePage
    from extractors.http import FetchError
    from extractors.records import Page
    from flows import extract as extraction
    from flows.review import review

    if kind not in extraction.KINDS:
        raise typer.BadParameter(f"{kind!r}; use one of {', '.join(extraction.KINDS)}", param_hint="--kind")
    try:
        given = extraction.Dates.load(dates, published)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    catalog = load_catalog(area=_area(area))
    failed, looked_at, left_out = False, [], 0
    for target in targets:
        try:
            found = _document(target, catalog)
        except (UnreadablePage, FetchError, OSError, LookupError) as error:
            failed = True
            typer.echo(f"{target}: {error}", err=True)
            continue
        for failure in getattr(found, "failures", ()):
            failed = True
            typer.echo(f"{target}: {failure}", err=True)
        if html is None:
            for line in extraction.extract(found, catalog, given, kind):
                if kind == "observation" and not unsure and extraction.unsure(line):
                    left_out += 1
                else:
                    _say(json.dumps(line, ensure_ascii=False))
        elif isinstance(found, Page):
            looked_at.append((found, figures.read(found, catalog, given.of(found))))
        else:
            failed = True
            typer.echo(f"{target}: --html marks numbers in running text, which a dataset has not; omit it", err=True)
    if html is not None:
        html.write_text(review(looked_at), encoding="utf-8")
        _say(f"{html}: {len(looked_at)} pages")
    if left_out:
        said = f"{left_out} readings with a confidence below {extraction.LEAST} left out; --unsure prints them"
        typer.echo(said, err=True)
    raise typer.Exit(WITH_FAILURES if failed else CLEAN)


def _document(target: str, catalog: Any) -> Any:
    from extractors import formats

    if not target.startswith(("http://", "https://")):
        return formats.read_file(Path(target), catalog)
    from extractors import standins
    from extractors.http import Fetcher, PublicResolver

    source = catalog.source_of(target)
    if source is None:
        raise LookupError("no source of the catalogue has this address; add one under extractors/sources/")
    answer = Fetcher(PublicResolver()).fetch(source, target, None)
    standins.check(source, answer)
    return formats.read(answer, source, catalog)


def _rows(query: str, home: Home, *, record: bool = False) -> tuple[list[str], list[tuple[Any, ...]]]:
    """What a query gives. Values stand in it as `_literal`s: for a parameter, DuckDB imports pandas, half a second."""
    from warehouse.connect import open_release

    with closing(open_release(home.record if record else home.release)) as connection:
        cursor = connection.execute(query)
        return [d[0] for d in cursor.description or []], cursor.fetchall()


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _table(names: list[str], rows: list[tuple[Any, ...]], *, as_json: bool, spare: Sequence[str] = ()) -> None:
    from flows import terminal

    if as_json:
        for line in terminal.lines(names, rows):
            _say(line)
        return
    terminal.table(names, rows, spare)


Json = Annotated[bool, typer.Option("--json", help="One JSON object a line, for programs.")]


@app.command()
def sql(
    query: Annotated[str, typer.Argument(help="e.g. \"FROM series WHERE indicator = 'goods_exports'\"")],
    profile: Profile = None,
    area: AreaId = None,
    as_json: Json = False,
) -> None:
    """A query on the released file, read-only."""
    import duckdb

    home = _home(profile, area)
    try:
        names, rows = _rows(query, home)
    except duckdb.Error as error:
        typer.echo(f"bacninh sql: {error}\n`bacninh dictionary` tells every table, view and column", err=True)
        raise typer.Exit(FAILED) from error
    _note_sample(home)
    _table(names, rows, as_json=as_json)


_SERIES = """
    SELECT indicator, transformation, ref_area, time_period, freq, value, unit, bound, obs_status, price_base, activity,
        ownership, coverage, counterpart_area, source, publisher, published, decided_by, observation_id
    FROM {table} WHERE indicator = {indicator} AND transformation = {transformation} AND freq IN ({freqs})
    AND ({parts} OR (activity = '_T' AND ownership = '_T' AND coverage = 'province' AND counterpart_area = '_T'))
    ORDER BY ref_area, unit, price_base NULLS FIRST, activity, ownership, coverage, counterpart_area, freq,
        period_end"""
_TRANSFORMATIONS = ("N", "GY", "G1", "RANK")
_FREQS = ("A", "S", "Q", "M", "YTD", "D", "_O")
_PARTS = ("activity", "ownership", "coverage", "counterpart_area")
_SHOWN = (
    "ref_area", "time_period", "value", "unit", "bound", "obs_status", "price_base", *_PARTS, "publisher", "published",
    "decided_by", "observation_id",
)  # fmt: skip
_SPARE = ("published", "decided_by", "publisher", "price_base", "obs_status", "ref_area")
"""Left out of the table where there is no room for them, in this order."""
_HELD = """
    SELECT DISTINCT ref_area, time_period, activity, ownership, coverage, counterpart_area
    FROM observation SEMI JOIN (FROM current_verdict WHERE status <> 'accepted') USING (observation_id)
    SEMI JOIN (FROM current_statement WHERE state = 'stated') USING (observation_id)
    WHERE indicator = {indicator} AND transformation = {transformation}"""


@app.command()
def series(
    indicator: Annotated[
        str, typer.Argument(help="A code of the catalogue, e.g. goods_exports.", autocompletion=_INDICATORS)
    ],
    transformation: Annotated[
        str,
        typer.Option(
            help="N level, GY growth on a year, G1 on the period before, RANK.",
            autocompletion=_completes(lambda: _TRANSFORMATIONS),
        ),
    ] = "N",
    freq: Annotated[
        str | None,
        typer.Option(
            help="A years, S halves, Q quarters, M months, YTD first months, D days (stocks), _O spans of years.",
            autocompletion=_completes(lambda: _FREQS),
        ),
    ] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option("--as-of", formats=["%Y-%m-%d"], help="What could be known at the end of this day."),
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
    from flows.gaps import HELD, REGULAR, with_gaps

    _check_indicator(indicator)
    _check_one_of("--freq", freq, _FREQS)
    _check_one_of("--transformation", transformation, _TRANSFORMATIONS)
    if plot and as_json:
        raise typer.BadParameter("is for people, --json for programs; leave one of them out", param_hint="--plot")
    home = _home(profile, area)
    _note_sample(home)
    table = f"series_as_of(DATE '{as_of:%Y-%m-%d}')" if as_of else "series"
    query = _SERIES.format(
        table=table, indicator=_literal(indicator), transformation=_literal(transformation), parts=parts,
        freqs=", ".join(map(_literal, [freq] if freq else _FREQS)),
    )  # fmt: skip
    names, rows = _rows(query, home)
    if as_of:
        _note_day(as_of, home, indicator, nothing=not rows)
    found: Any = [dict(zip(names, row, strict=True)) for row in rows]
    if gaps and freq in REGULAR:
        # of a past day nothing is said that was published later, not even that it is held
        query = _HELD.format(indicator=_literal(indicator), transformation=_literal(transformation))
        found = list(with_gaps(found, set() if as_of else set(_rows(query, home)[1])))
    if as_json:
        _table(names, [tuple(row.values()) for row in found], as_json=True)
        return
    if not found and not as_of:
        typer.echo(_none_of(home, indicator, transformation, freq, parts=parts), err=True)
    if plot:
        _plot(indicator, found)
        return
    shown = [name for name in _SHOWN if parts or name not in _PARTS]
    for row in found:
        row["observation_id"] = (row["observation_id"] or "")[:12]
    _table(shown, [tuple(row[name] for name in shown) for row in found], as_json=False, spare=_SPARE)
    held_back = sum(row["decided_by"] == HELD for row in found)
    if held_back:
        _say(f"{held_back} held back: `bacninh quarantine {indicator}` says why")


def _none_of(home: Home, indicator: str, transformation: str, freq: str | None, *, parts: bool) -> str:
    asked = f"{indicator} {transformation}" + (f" of frequency {freq}" if freq else "")
    whole = "activity = '_T' AND ownership = '_T' AND coverage = 'province' AND counterpart_area = '_T'"
    query = f"""
        SELECT transformation, freq, count(*), bool_or({whole}) FROM series WHERE indicator = {_literal(indicator)}
        GROUP BY ALL ORDER BY ALL"""
    _, there = _rows(query, home)
    found = [
        f"--transformation {kind} --freq {of} ({count}{'' if plain or parts else ', with --parts'})"
        for kind, of, count, plain in there
    ]
    what = f"; there are: {'; '.join(found)}" if found else " at all; `bacninh coverage` lists what there is"
    return f"there is no figure of {asked} in this release{what}"


def _note_day(as_of: datetime, home: Home, indicator: str, nothing: bool) -> None:
    """Say so where a day is yet to come, or before all that is known of an indicator."""
    if as_of.date() > datetime.now().astimezone().date():
        typer.echo(f"{as_of:%Y-%m-%d} is yet to come: what follows is what is known now", err=True)
    if nothing:
        query = f"SELECT min(known_from) FROM report WHERE indicator = {_literal(indicator)} AND verdict = 'accepted'"
        _, ((first,),) = _rows(query, home)
        told = (
            f"the first report of {indicator} is known from {first}" if first else f"there is no report of {indicator}"
        )
        typer.echo(f"nothing that was asked for was known on {as_of:%Y-%m-%d}: {told}", err=True)


def _plot(indicator: str, rows: list[Any]) -> None:
    from rich.console import Console

    from flows.plot import panels

    console = Console(width=None if sys.stdout.isatty() else 100, highlight=False)
    for panel in panels(rows):
        console.print(indicator, style="bold", end=" ")
        console.print(panel)


def _check_one_of(option: str, value: str | None, known: Sequence[str]) -> None:
    if value is not None and value not in known:
        raise typer.BadParameter(f"{value!r}; use one of {', '.join(known)}", param_hint=option)


def _check_indicator(indicator: str) -> None:
    _check_id("INDICATOR", "indicator", indicator, ids.indicators())


def _check_source(source: str | None, *more: str) -> None:
    if source is not None:
        _check_id("--source", "source", source, [*ids.sources(), *more])


def _check_id(where: str, kind: str, asked: str, known: Sequence[str]) -> None:
    """One of the catalogue's; else what it may have been meant for."""
    if asked in known:
        return
    like = asked.strip().lower().replace(" ", "_")
    near = [id_ for id_ in known if like and like in id_] or get_close_matches(like, known, 3, 0.6)
    hint = f"did you mean {' or '.join(near)}?" if near else f"there are: {', '.join(known)}"
    raise typer.BadParameter(f"{asked!r} is no {kind}; {hint}", param_hint=where)


@app.command()
def coverage(
    indicator: Annotated[
        str | None, typer.Argument(help="A code of the catalogue; without: all of them.", autocompletion=_INDICATORS)
    ] = None,
    profile: Profile = None,
    area: AreaId = None,
    as_json: Json = False,
) -> None:
    """What there is: which years and periods, from whom, and what is missing between the first and the last."""
    from flows.coverage import ALL, BY_YEAR, ONE, of_all, of_one

    if indicator is not None:
        _check_indicator(indicator)
    home = _home(profile, area)
    _note_sample(home)
    if indicator is None:
        _table(*of_all(*_rows(ALL, home)), as_json=as_json)
        return
    _table(*of_one(*_rows(ONE.format(indicator=_literal(indicator)), home)), as_json=as_json)
    if not as_json:
        _say()
        _table(*_rows(BY_YEAR.format(indicator=_literal(indicator)), home), as_json=False)


@app.command()
def explain(
    observation_id: Annotated[str, typer.Argument(help="Or its first characters.")],
    profile: Profile = None,
    area: AreaId = None,
    as_json: Json = False,
) -> None:
    """What stands behind a figure: the sentence with the figure marked, the page, and every check that holds it."""
    from flows import explained

    home = _home(profile, area)
    begins = f"starts_with(observation_id, {_literal(observation_id)})"
    names, rows = _rows(explained.QUERY.format(which=begins), home, record=True)
    found = {row[names.index("observation_id")] for row in rows}
    if len(found) != 1:
        what = f"{len(found)} observations begin" if found else "no observation begins"
        typer.echo(
            f"{what} with {observation_id!r}; `bacninh series` and `bacninh quarantine` print the ids (the first 12 "
            "characters are enough)",
            err=True,
        )
        raise typer.Exit(USAGE)
    _, checks = _rows(explained.CHECKS.format(which=begins), home, record=True)
    if as_json:
        told = [f"{name}: {why}" for name, why in checks]
        _table([*names, "checks"], [(*row, told) for row in rows], as_json=True)
        return
    for line in explained.lines([dict(zip(names, row, strict=True)) for row in rows], checks):
        _say(line)


class _ListedByDefault(TyperGroup):
    """`bacninh quarantine` and `bacninh quarantine INDICATOR` list."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args or (args[0] not in self.commands and args[0] not in ctx.help_option_names):
            args = ["list", *args]
        return super().parse_args(ctx, args)


quarantine_app = typer.Typer(
    name="quarantine",
    help="What is held back and why; show one in its context, accept, correct or reject it, with a reason and a name. "
    "Without more: the list; with an indicator: its part of it.",
    cls=_ListedByDefault,
)
app.add_typer(quarantine_app)

Id = Annotated[str, typer.Argument(metavar="OBSERVATION_ID", help="Or its first characters.")]
Why = Annotated[str, typer.Option("--why", help="The reason, with its source: it is kept for ever.")]
By = Annotated[str, typer.Option("--by", envvar="BACNINH_NAME", help="Who decides.")]
Until = Annotated[str | None, typer.Option("--until", help="Last day on which it holds, ISO 8601; without: for good.")]


@quarantine_app.command("list")
def quarantine_list(
    indicator: Annotated[
        str | None, typer.Argument(help="A code of the catalogue; without: all of them.", autocompletion=_INDICATORS)
    ] = None,
    profile: Profile = None,
    area: AreaId = None,
    as_json: Json = False,
) -> None:
    """What is held back and why, each figure once; `bacninh quarantine` alone does the same."""
    from flows import explained

    if indicator is not None:
        _check_indicator(indicator)
    home = _home(profile, area)
    _note_sample(home)
    only = f"WHERE indicator = {_literal(indicator)}" if indicator else ""
    names, rows = _rows(f"FROM quarantine {only} ORDER BY {explained.ORDER}", home, record=True)
    if as_json:
        _table(names, rows, as_json=True)
        return
    for line in explained.held([dict(zip(names, row, strict=True)) for row in rows]):
        _say(line)


@quarantine_app.command("show")
def quarantine_show(observation_id: Id, profile: Profile = None, area: AreaId = None) -> None:
    """One figure in its context: its words, its page, what holds it back, what was decided about it."""
    explain(observation_id, profile, area, as_json=False)


@quarantine_app.command("accept")
def quarantine_accept(
    observation_id: Id, why: Why, by: By, until: Until = None, profile: Profile = None, area: AreaId = None
) -> None:
    """The figure is right as printed: into the series, whatever the checks say."""
    _decide("accept", observation_id, why, by, until, profile, area)


@quarantine_app.command("correct")
def quarantine_correct(
    observation_id: Id,
    value: Annotated[str, typer.Argument(help="The true value in base units, e.g. 1000000000000000.")],
    why: Why,
    by: By,
    until: Until = None,
    profile: Profile = None,
    area: AreaId = None,
) -> None:
    """The true value is another: it stands in the series, marked `corrected`; the printed one stays in provenance."""
    _decide("correct", observation_id, why, by, until, profile, area, value)


@quarantine_app.command("reject")
def quarantine_reject(
    observation_id: Id, why: Why, by: By, until: Until = None, profile: Profile = None, area: AreaId = None
) -> None:
    """The figure is wrong and stays out, also where every check lets it through."""
    _decide("reject", observation_id, why, by, until, profile, area)


@quarantine_app.command("reopen")
def quarantine_reopen(observation_id: Id, why: Why, by: By, profile: Profile = None, area: AreaId = None) -> None:
    """Take earlier decisions on the figure back: the checks decide again."""
    _decide("reopen", observation_id, why, by, None, profile, area)


def _decide(
    action: str,
    observation_id: str,
    why: str,
    by: str,
    until: str | None,
    profile: str | None,
    area: str | None,
    value: str | None = None,
) -> None:
    from datetime import UTC, datetime

    from pydantic import ValidationError

    from transforms.corrections import Decision
    from warehouse.decisions import decide

    home = _home(profile, area)
    begins = f"starts_with(observation_id, {_literal(observation_id)})"
    query = f"SELECT observation_id, printed, state, time_period FROM report WHERE {begins} ORDER BY 1 LIMIT 2"
    _, rows = _rows(query, home, record=True)
    if len(rows) != 1:
        what = "several observations begin" if rows else "no observation begins"
        raise typer.BadParameter(f"{what} with {observation_id!r}; `bacninh quarantine` prints the ids")
    if action != "reopen" and rows[0][2] != "stated":
        raise typer.BadParameter(
            f"{rows[0][0][:12]} is {rows[0][2]}: its page no longer states it, there is nothing to decide"
        )
    if action != "reopen" and rows[0][3] is None:
        raise typer.BadParameter(
            f"{rows[0][0][:12]} has no period and cannot enter the series; if you know it, add the figure to a file of "
            "your own (extractors/curated/README.md) and `bacninh load` it"
        )
    told = {
        "observation_id": rows[0][0], "action": action, "value": value, "who": by, "when": datetime.now(UTC),
        "why": why, "expected": rows[0][1], "until": until,
    }  # fmt: skip
    try:
        decision = Decision.model_validate(told)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(p) for p in first["loc"]) or "the decision"
        raise typer.BadParameter(f"{where}: {first['msg'].removeprefix('Value error, ')}") from error
    decide(home, decision)
    _say(f"{action}: {rows[0][1]} [{rows[0][0][:12]}], by {by}: {why}")
    _say(f"`bacninh check {home.options}` takes it up now, else the next run does")


@app.command()
def check(profile: Profile = None, area: AreaId = None) -> None:
    """Check the whole record anew, with today's catalogue, and release what changed; nothing is fetched."""
    home = _home(profile, area)
    _flow(lambda: _recheck(home), home.root)


def _recheck(home: Home) -> Any:
    from flows.nightly import recheck

    return recheck(home.profile, area=home.area)


@app.command()
def export(
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="A new folder, or that of an earlier export.")],
    formats: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            help="parquet, csv, sdmx or datapackage; may be said more than once. Without it: all.",
            autocompletion=_completes(lambda: _formats()),
        ),
    ] = None,
    profile: Profile = None,
    area: AreaId = None,
    as_json: Json = False,
) -> None:
    """The release as files: Parquet, CSV, SDMX-CSV 2.0 with its structure, a Frictionless data package.

    Each number comes with its sentence and address; manifest.json has the checksums. The folder is written whole or not
    at all.
    """
    from warehouse.exports.export import FORMATS
    from warehouse.exports.export import export as write

    chosen = [f for f in FORMATS if formats is None or f in formats]
    if strange := set(formats or ()) - set(FORMATS):
        raise typer.BadParameter(
            f"{', '.join(sorted(strange))}; use one or more of {', '.join(FORMATS)}", param_hint="--format"
        )
    home = _home(profile, area)
    _note_sample(home)
    done = write(home.release, to, chosen)
    if as_json:
        _say(json.dumps(done.json(), ensure_ascii=False))
        return
    for file in done.files:
        _say(f"{file.bytes:12,}  {file.name}")
    _say(f"release {done.version}, {done.rows['series']:,} figures in series: {done.folder}")


@app.command()
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

    home = _home(profile, area)
    found = compare(*pair(home, old, new))
    _note_sample(home)
    if as_json:
        for change in found.changes:
            _say(json.dumps(change.json(), ensure_ascii=False, default=str))
        return
    for line in lines(found):
        _say(line)


@app.command()
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

    with closing(open_release(_home(profile, area).release)) as connection:
        found = entries(connection)
    if as_json:
        for entry in found:
            _say(json.dumps(asdict(entry), ensure_ascii=False))
        return
    _say(dictionary_pages.html(found) if html else dictionary_pages.markdown(found))


@app.command()
def bulletin(
    language: Annotated[
        str | None,
        typer.Option(help="en or vi. Without it: both, a page each.", autocompletion=_completes(lambda: _languages())),
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write it here; two languages get .en and .vi before the ending."),
    ] = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="Each page as PDF too, through Chromium.")] = False,
    png: Annotated[Path | None, typer.Option(metavar="DIR", help="Each chart as a picture too.")] = None,
    profile: Profile = None,
    area: AreaId = None,
) -> None:
    """The report with charts, English and Vietnamese: one page that needs nothing from elsewhere, each figure with its
    sentence.

    Without --language and --to it is the issue of the release's month, from which the next month's counts what is new.
    """
    from warehouse.bulletin import issues
    from warehouse.bulletin.texts import LANGUAGES

    if language not in (None, *LANGUAGES):
        raise typer.BadParameter(f"{language!r}; use {' or '.join(LANGUAGES)}", param_hint="--language")
    home = _home(profile, area)
    _note_sample(home)
    chosen = [known for known in LANGUAGES if language in (None, known)]
    issue = issues.read(home)
    if to is None and language is None:
        made = issues.publish(home, issue, pdf=pdf)
    else:
        made = issues.write(issue, to or Path(f"bulletin.{language}.html"), chosen)
        made += [issues.write_pdf(page) for page in made] if pdf else []
    made += issues.write_png(issue, png, chosen) if png else []
    for path in made:
        _say(str(path))


@app.command()
def site(
    serve: Annotated[
        bool, typer.Option("--serve", help="Open it on this machine's loopback address; Ctrl-C ends it.")
    ] = False,
    port: Annotated[int, typer.Option(help="With --serve: the port; 0: a free one.", min=0, max=65535)] = 8765,
    profile: Profile = None,
    area: AreaId = None,
) -> None:
    """The site of releases, drawn anew: the bulletin, a page an indicator, the dictionary, what each release changed.

    With --serve it is drawn only where it is not of the release in place.
    """
    from warehouse.bulletin import site as pages
    from warehouse.connect import writer

    home = _home(profile, area)
    _note_sample(home)
    index = pages.folder(home) / "index.html"
    if not serve or not pages.is_current(home):
        with writer(home):  # all pages of one release, and no nightly run drawing into the same folder
            pages.publish(home)
        _say(str(index))
    if serve:
        _serve(index.parent, port)


def _serve(folder: Path, port: int) -> None:
    from flows.siteserver import server

    try:
        running = server(folder, port)
    except OSError as error:
        raise typer.BadParameter(f"{port}: {error.strerror}; name another port", param_hint="--port") from error
    with running:
        typer.echo(f"http://127.0.0.1:{running.server_port}/  (Ctrl-C ends it)")
        try:
            running.serve_forever()
        except KeyboardInterrupt:
            typer.echo("ended")


@app.command()
def catalog(area: AreaId = None) -> None:
    """Load and check the catalogue: its areas, sources and indicators."""
    from extractors.catalog import load_catalog

    loaded = load_catalog(area=_area(area))
    names = ", ".join(sorted(loaded.sources))
    _say(f"catalogue {loaded.version}: {len(loaded.indicators)} indicators, {len(loaded.sources)} sources: {names}")
    _say(f"area {loaded.home.id} ({', '.join(loaded.home.codes)}) of {len(loaded.areas.provinces)}")


if __name__ == "__main__":
    main()
