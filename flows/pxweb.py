"""Collect the tables of a statistical database: list them, ask for those that a cube of the catalogue knows."""

from __future__ import annotations

from contextlib import suppress

from extractors import jsonstat
from extractors.archive import Archive
from extractors.catalog import Catalog, Listing, Source
from extractors.http import FetchError
from extractors.pxweb import Client, Listed, Table, Web, listed
from extractors.records import Snapshot
from flows.collect import Collected, collect, failed, request_of, what_fails

MAX_TABLES = 100
"""So many tables of the cubes are asked for at most; the office has a handful of them."""


def collect_any(source: Source, catalog: Catalog, fetcher: Web, archive: Archive) -> Collected:
    """Collect one source in the way of its kind."""
    if source.is_database:
        return collect_tables(source, catalog, fetcher, archive)
    return collect(source, fetcher, archive)


def collect_tables(source: Source, catalog: Catalog, fetcher: Web, archive: Archive) -> Collected:
    """Ask a database for every table whose title is a cube's; a table that fails is recorded and the rest goes on.

    Every answer that claims to be a table is archived before anything reads it, also one that turns out broken. A cube
    that no list names is a failure where all lists were read: its table was renamed or moved.
    """
    collected = Collected(source.id)
    with what_fails(collected):
        _collect_tables(source, catalog, fetcher, archive, collected)
    return collected


def _collect_tables(source: Source, catalog: Catalog, fetcher: Web, archive: Archive, collected: Collected) -> None:
    unchanged: set[str] = set()

    def keep(answer: Snapshot) -> Snapshot:
        if archive.sha256_of(answer.url) == answer.sha256:
            unchanged.add(answer.url)
        kept = archive.store(answer)
        collected.fetches.append(request_of(kept, has_body=True))
        return kept

    client = Client(source, fetcher, keep)
    tables = _wanted(source, catalog, fetcher, collected)
    collected.found = len(tables)
    answered = _answered(archive)
    for table in tables:
        try:
            snapshot = answered.get(table) or client.table(table)
        except FetchError as error:
            collected.failures.append((table.page, str(error)))
            collected.fetches.append(failed(archive, source, table.page, error))
            continue
        collected.snapshots.append(snapshot.without_body())
        collected.unchanged += snapshot.url in unchanged


def _answered(archive: Archive) -> dict[Table, Snapshot]:
    """The whole tables that the run had before it was interrupted: a form's session is not gone through again."""
    found: dict[Table, Snapshot] = {}
    for snapshot in archive.before_interruption():
        table = Table.of(snapshot.url)
        with suppress(jsonstat.JsonStatError):
            if table is not None:
                jsonstat.decode(snapshot.body)
                found[table] = snapshot
    return found


def _tables(source: Source, listing: Listing, fetcher: Web, collected: Collected) -> list[Listed]:
    """The tables that a list names, or the one that stands in for it; none, and a failure, where neither names any."""
    reasons = []
    for asked in filter(None, (listing, listing.fallback)):
        try:
            found = listed(fetcher.fetch(source, asked.url))
        except (FetchError, ValueError) as error:
            reasons.append((asked.url, str(error)))
            continue
        if found:
            told = [(url, f"{what}; {asked.url} was asked instead") for url, what in reasons]
            collected.warnings += told
            return found
        what = "the list names no table: has the database moved, or its page another form?"
        reasons.append((asked.url, what))
    collected.failures += reasons
    return []


def _wanted(source: Source, catalog: Catalog, fetcher: Web, collected: Collected) -> list[Table]:
    """The tables to ask for, each once, in the order of the lists."""
    cubes = [cube for cube in catalog.cubes.values() if cube.is_ours]
    wanted: dict[str, Table] = {}
    known: set[str] = set()
    for listing in source.listings:
        for one in _tables(source, listing, fetcher, collected):
            document = source.canonical(one.table.page)
            fitting = {cube.id for cube in cubes if cube.matches(one.title)}
            if document is not None and fitting:
                known |= fitting
                wanted.setdefault(document, one.table)
    if not collected.failures:
        for cube in cubes:
            if cube.id not in known:
                what = f"no list names a table of cube {cube.id}; look for its title, and add it to extractors/cubes/"
                collected.failures.append((source.listings[0].url, what))
    if len(wanted) > MAX_TABLES:
        what = f"{len(wanted)} tables have the titles of cubes, {MAX_TABLES} are asked for; narrow extractors/cubes/"
        collected.failures.append((source.listings[0].url, what))
    return list(wanted.values())[:MAX_TABLES]
