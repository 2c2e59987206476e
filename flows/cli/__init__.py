"""The command line: the program `bacninh` and its commands, in the order in which its help lists them.

A command is a plain function; its docstring is its help. Imports of what takes long stand in the commands, so that
what needs neither DuckDB nor Prefect starts without them (tests/test_start.py).
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from extractors import EXTRACTOR_VERSION
from flows.cli import extracting, lookup, publishing, quarantine, running, series, upkeep
from flows.cli.shared import can_be_mended, note, say, told
from flows.summary import CLEAN, FAILED

app = typer.Typer(
    name="bacninh",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

COMMANDS = (
    running.run,
    running.load,
    running.backfill,
    running.replay,
    upkeep.doctor,
    extracting.extract,
    lookup.sql,
    series.series,
    lookup.coverage,
    lookup.explain,
    upkeep.check,
    publishing.export,
    lookup.diff,
    lookup.dictionary,
    publishing.bulletin,
    publishing.site,
    lookup.catalog,
)
"""Each under its own name; `quarantine`, which has commands of its own, comes last."""


def _print_version(asked: bool) -> None:
    """Print the versions and end, where `--version` is said."""
    if asked:
        from importlib.metadata import version

        say(f"bacninh {version('bacninh')}, extractor {EXTRACTOR_VERSION}")
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


for command in COMMANDS:
    app.command()(command)
app.add_typer(quarantine.app)


def main() -> None:
    """Entry point: errors that a user can mend are one line, never a traceback."""
    try:
        app(standalone_mode=True)
    except Exception as error:
        if not can_be_mended(error):
            raise
        note(f"bacninh: {told(error)}")
        sys.exit(FAILED)
