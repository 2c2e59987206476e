"""The command that reads pages and keeps nothing: extract."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.shared import AreaId, area_of, check_one_of, note, offers, say, say_json
from flows.summary import CLEAN, WITH_FAILURES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from extractors.catalog import Catalog
    from extractors.records import Dataset, Page
    from flows.extract import Dates


def _kinds() -> Iterable[str]:
    from flows.extract import KINDS

    return KINDS


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
        typer.Option(help="observation, investment, claim, mention or all.", autocompletion=offers(_kinds)),
    ] = "observation",
    html: Annotated[
        Path | None, typer.Option(help="Write the pages to this file instead, each number marked by what became of it.")
    ] = None,
    unsure: Annotated[bool, typer.Option("--unsure", help="Also readings that are rather wrong than right.")] = False,
    area: AreaId = None,
) -> None:
    """The figures of pages as JSON lines, one observation a line; nothing is stored."""
    from extractors.catalog import load_catalog
    from flows.extract import KINDS, Dates

    check_one_of("--kind", kind, KINDS)
    try:
        given = Dates.load(dates, published)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    documents = _Documents(targets, load_catalog(area=area_of(area)))
    if html is None:
        _print_figures(documents, given, kind, unsure=unsure)
    else:
        _write_review(documents, given, html)
    raise typer.Exit(WITH_FAILURES if documents.failed else CLEAN)


@dataclass(slots=True)
class _Documents:
    """The documents of files and addresses, read as one goes through them. What fails is noted, and remembered."""

    targets: Sequence[str]
    catalog: Catalog
    failed: bool = False

    def __iter__(self) -> Iterator[tuple[str, Page | Dataset]]:
        """Each that can be read, behind the name by which it was asked for."""
        from extractors.errors import UnreadablePage
        from extractors.http import FetchError

        for target in self.targets:
            try:
                found = _document(target, self.catalog)
            except (UnreadablePage, FetchError, OSError, LookupError) as error:
                self.fail(target, error)
                continue
            for failure in getattr(found, "failures", ()):
                self.fail(target, failure)
            yield target, found

    def fail(self, target: str, why: object) -> None:
        """Note a failure."""
        self.failed = True
        note(f"{target}: {why}")


def _document(target: str, catalog: Catalog) -> Page | Dataset:
    """What a file, or the answer of an address, holds.

    Raises UnreadablePage, FetchError or OSError where it cannot be had, LookupError where no source has the address.
    """
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


def _print_figures(documents: _Documents, dates: Dates, kind: str, *, unsure: bool) -> None:
    """Print the figures of one of KINDS; observations of little confidence only where `unsure`, else their number."""
    from flows import extract as extraction

    left_out = 0
    for _, found in documents:
        for line in extraction.extract(found, documents.catalog, dates, kind):
            if kind == "observation" and not unsure and extraction.unsure(line):
                left_out += 1
            else:
                say_json([line])
    if left_out:
        note(f"{left_out} readings with a confidence below {extraction.LEAST} left out; --unsure prints them")


def _write_review(documents: _Documents, dates: Dates, to: Path) -> None:
    """Write the pages to a file of HTML, their numbers marked; a dataset among them is a failure."""
    from extractors import figures
    from extractors.records import Page
    from flows.review import review

    pages = []
    for target, found in documents:
        if isinstance(found, Page):
            pages.append((found, figures.read(found, documents.catalog, dates.of(found))))
        else:
            documents.fail(target, "--html marks numbers in running text, which a dataset has not; omit it")
    to.write_text(review(pages), encoding="utf-8")
    say(f"{to}: {len(pages)} pages")
