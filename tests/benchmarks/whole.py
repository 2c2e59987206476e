"""`make bench`: HTML to observations, beside trafilatura's main text alone and beside lxml's bare parse, on the sample's pages.

All in one process, in turns, on one core: each reads all the pages once to get warm, then as often as fits into some seconds; the best round
of each counts. Also: a cell of a table, by the difference that doubling a table's rows makes.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import trafilatura
from accuracy.goldset import TESTS, snapshot_of
from lxml import html

from extractors import figures, pages
from extractors.catalog import load_catalog
from extractors.records import Block, Cell, Page, Table

SECONDS = 4.0


def table_page(rows: int) -> Page:
    """A page of one table: exports and imports of so many years in a row each."""
    text, cells = "Exports and imports of Bac Ninh province\n", []
    begun = len(text)
    lines = [("Year", "Exports (million USD)", "Imports (million USD)")]
    lines += [(str(1900 + n % 120), f"{20000 + 7 * n}.5", f"{18000 + 5 * n}.5") for n in range(rows)]
    for number, line in enumerate(lines):
        for column, words in enumerate(line):
            cells.append(Cell(number, column, 1, 1, number == 0, len(text), len(text) + len(words)))
            text += words + (" " if column < 2 else "\n")
    text = text.rstrip()
    blocks = (Block("heading", 0, begun - 1), Block("table", begun, len(text)))
    return Page(
        "own",
        "table",
        "",
        "Exports of Bac Ninh",
        "en",
        None,
        text,
        blocks,
        (Table(begun, len(text), tuple(cells)),),
        "",
        "",
        "fragment",
    )


def best(runs: dict[str, Callable[[], object]], seconds: float = SECONDS) -> dict[str, float]:
    """Seconds of the fastest round of each, in turns."""
    for run in runs.values():
        run()
    least = dict.fromkeys(runs, float("inf"))
    until = time.process_time() + seconds * len(runs)
    while time.process_time() < until:
        for name, run in runs.items():
            begun = time.process_time()
            run()
            least[name] = min(least[name], time.process_time() - begun)
    return least


def main() -> None:
    catalog = load_catalog()
    index = json.loads((TESTS / "pages" / "index.json").read_text(encoding="utf-8"))
    snapshots = [
        (
            snapshot_of(e["source"], e["url"], (TESTS / "pages" / f"{stem}.html").read_bytes()),
            catalog.sources[e["source"]],
        )
        for stem, e in sorted(index.items())
    ]
    texts = [s.body.decode("utf-8") for s, _ in snapshots]
    found = best({
        "HTML to observations": lambda: [figures.read(pages.read(s, source), catalog, "2024-01-01") for s, source in snapshots],
        "HTML to our text alone": lambda: [pages.read(s, source) for s, source in snapshots],
        "trafilatura's main text": lambda: [trafilatura.extract(t) for t in texts],
        "lxml's bare parse": lambda: [html.document_fromstring(s.body) for s, _ in snapshots],
    })  # fmt: skip
    ours = found["HTML to observations"]
    print(f"{len(snapshots)} pages, one core, warm")
    for name, seconds in found.items():
        beside = "" if seconds == ours else f"   ours takes {ours / seconds:.1f} times as long"
        print(f"{name:24} {1000 * seconds / len(snapshots):7.2f} ms a page{beside}")
    few, many = table_page(100), table_page(200)
    tables = best(
        {n: lambda p=p: figures.read(p, catalog, "2024-01-01") for n, p in (("few", few), ("many", many))}, 2.0
    )
    print(f"a table cell             {1000 * (tables['many'] - tables['few']) / 200:7.2f} ms")


if __name__ == "__main__":
    main()
