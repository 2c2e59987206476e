"""`make truth`: what the checks hold of the annotated figures, as if every page had been read without a fault, and of
figures made wrong on purpose.

A figure that the annotation calls `suspect` must be held, for the right kind of reason; the others must not. Figures of
which only the bracketed conversion is suspect count on neither side. Each miss and each false hold is named.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from accuracy import corruptions
from accuracy.goldrecord import REPORTED, Figure, gold_figures, load_all, reported_figures
from extractors.catalog import Catalog, load_catalog
from warehouse import verdicts
from warehouse.connect import open_record

_SIZE = {"range", "magnitude", "neighbours", "stock_fall", "disagreement", "months", "implied_rate"}
RIGHT_KINDS: tuple[tuple[str, set[str]], ...] = (
    (r"row is of", {"other_year", "disagreement", "growth"}),
    (r"valid projects", {"flow_is_stock", "range", "months"}),
    (r"two averages|headline|page itself has", {"same_page", "disagreement", "editions"}),
    (r"whole province", {"parts", "disagreement", "shares"}),
    (r"too low", {"neighbours", "months", "disagreement", "range"}),
    (r"too small|too large|too high|impossible|comma|digit|meant", {*_SIZE, "same_page"}),
)
"""Words of the annotation → the checks whose reason says the same; the first that matches."""

Held = dict[str, dict[str, str]]
"""observation_id → check → reason."""


def judge(catalog: Catalog, reported: Path) -> tuple[list[Figure], Held]:
    """All annotated figures, and what the checks hold of them beside the transcribed ones."""
    pages = list(gold_figures(catalog))
    documents = [d for d, _ in pages] + [d for d, _ in reported_figures(catalog, reported)]
    with tempfile.TemporaryDirectory() as folder:
        connection = open_record(Path(folder) / "work.duckdb")
        run = load_all(connection, catalog, documents)
        verdicts.recompute(connection, catalog, run)
        held: Held = {}
        for observation, check, reason in connection.execute(
            "SELECT observation_id, check_name, reason FROM current_verdict WHERE status = 'held' ORDER BY ALL"
        ).fetchall():
            held.setdefault(observation, {})[check] = reason
        connection.close()
    return [f for _, figures in pages for f in figures], held


def right_kinds(suspect: str) -> set[str]:
    """The checks whose reason says what the annotation says. Raises LookupError for words it does not know."""
    for words, checks in RIGHT_KINDS:
        if re.search(words, suspect):
            return checks
    raise LookupError(f"no kind of reason is known for {suspect!r}; add it to RIGHT_KINDS")


def shares(figures: Iterable[Figure], held: Held) -> tuple[list[Figure], list[Figure], list[Figure], list[Figure]]:
    """(suspect, of them missed or held for another reason, sound, of them held); without a period none of them."""
    dated = [f for f in figures if f.observation.time_period and "suspect_converted" not in f.gold]
    suspect = [f for f in dated if "suspect" in f.gold]
    sound = [f for f in dated if "suspect" not in f.gold]
    missed = [f for f in suspect if not right_kinds(f.gold["suspect"]) & held.get(f.observation.id, {}).keys()]
    return suspect, missed, sound, [f for f in sound if f.observation.id in held]


def line(figure: Figure) -> str:
    """One figure in words."""
    o = figure.observation
    parts = [p for p in (o.activity, o.ownership, o.coverage, o.counterpart_area) if p not in ("_T", "province")]
    return f"{figure.page}: {o.indicator} {o.transformation} {' '.join(parts)} {o.time_period} = {o.value:f} {o.unit}"


def main() -> None:
    """Print the shares, then every miss and false hold by name."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--reported", type=Path, default=REPORTED, help="the transcribed figures")
    reported = arguments.parse_args().reported
    figures, held = judge(load_catalog(), reported)
    suspect, missed, sound, false = shares(figures, held)
    console = Console(width=160, highlight=False)
    table = Table("figures with a period", "all", "held", "share", title="Checks on the annotated figures")
    caught = len(suspect) - len(missed)
    table.add_row("suspect (right reason)", str(len(suspect)), str(caught), f"{caught / len(suspect):.1%}")
    table.add_row("others", str(len(sound)), str(len(false)), f"{len(false) / len(sound):.2%}")
    console.print(table)
    spoiled = Table(
        "figures made wrong", "all", "held", "share", title="Corrupted figures, each in a record of its own"
    )
    with tempfile.TemporaryDirectory() as folder:
        made = corruptions.judged(load_catalog(), Path(folder), reported)
    together = (len(made), sum(bool(c.caught_by) for c in made))
    for kind, (count, found) in {**corruptions.rates(made), "together": together}.items():
        spoiled.add_row(kind, str(count), str(found), f"{found / count:.1%}")
    console.print(spoiled)
    if not reported.exists():
        console.print(f"without the transcribed figures: {reported} is not there")
    for title, rows in (("Missed", missed), ("Held though sound", false)):
        for figure in rows:
            reasons = held.get(figure.observation.id, {})
            console.print(f"{title}: {line(figure)}")
            console.print(f"    annotation: {figure.gold.get('suspect') or figure.gold.get('note') or 'sound'}")
            for check, reason in sorted(reasons.items()):
                console.print(f"    {check}: {reason}")
    for one in made:
        if not one.caught_by:
            row, wrong = one.true, {n: one.wrong[n] for n in ("value", "unit", "time_period") if n in one.wrong}
            what = f"{row['indicator']} {row['transformation']} {row['time_period']} = {float(row['value']):,g}"
            console.print(f"Not caught, {one.kind}: {row['title']}: {what} {row['unit']} as {wrong}")


if __name__ == "__main__":
    main()
