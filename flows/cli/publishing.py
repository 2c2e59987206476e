"""Commands that make something of a release: export, bulletin, site."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.shared import AreaId, Json, Profile, noted_home, offers, say, say_json, say_lines

if TYPE_CHECKING:
    from collections.abc import Iterable


def _formats() -> Iterable[str]:
    from warehouse.exports.export import FORMATS

    return FORMATS


def _languages() -> Iterable[str]:
    from warehouse.bulletin.texts import LANGUAGES

    return LANGUAGES


def export(
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="A new folder, or that of an earlier export.")],
    formats: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            help="parquet, csv, sdmx or datapackage; may be said more than once. Without it: all.",
            autocompletion=offers(_formats),
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
    done = write(noted_home(profile, area).release, to, chosen)
    if as_json:
        say_json([done.json()])
        return
    say_lines(f"{file.bytes:12,}  {file.name}" for file in done.files)
    say(f"release {done.version}, {done.rows['series']:,} figures in series: {done.folder}")


def bulletin(
    language: Annotated[
        str | None,
        typer.Option(help="en or vi. Without it: both, a page each.", autocompletion=offers(_languages)),
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
    home = noted_home(profile, area)
    chosen = [known for known in LANGUAGES if language in (None, known)]
    issue = issues.read(home)
    if to is None and language is None:
        made = issues.publish(home, issue, pdf=pdf)
    else:
        made = issues.write(issue, to or Path(f"bulletin.{language}.html"), chosen)
        made += [issues.write_pdf(page) for page in made] if pdf else []
    made += issues.write_png(issue, png, chosen) if png else []
    say_lines(map(str, made))


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

    home = noted_home(profile, area)
    index = pages.folder(home) / "index.html"
    if not serve or not pages.is_current(home):
        with writer(home):  # all pages of one release, and no nightly run drawing into the same folder
            pages.publish(home)
        say(str(index))
    if serve:
        _serve(index.parent, port)


def _serve(folder: Path, port: int) -> None:
    """Serve a folder on loopback until Ctrl-C. Raises BadParameter where the port cannot be had."""
    from flows.siteserver import server

    try:
        running = server(folder, port)
    except OSError as error:
        raise typer.BadParameter(f"{port}: {error.strerror}; name another port", param_hint="--port") from error
    with running:
        say(f"http://127.0.0.1:{running.server_port}/  (Ctrl-C ends it)")
        try:
            running.serve_forever()
        except KeyboardInterrupt:
            say("ended")
