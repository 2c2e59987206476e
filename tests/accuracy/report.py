"""`make accuracy`: how well the gold, the invented pages and the table of sentences are read, and by what they go wrong.

The networks of extractors/linking were fitted to these very pages, but for what is fresh or held out. What to expect of a page that nobody
has looked at is in those rows, and in the other table, which `make fit` leaves behind (judged.json): there each page was read by networks fitted without it.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache

from rich.console import Console
from rich.table import Table

from accuracy.goldset import Annotated, fresh_cases, gold_pages, held_out_cases, invented_pages, sentence_cases
from accuracy.judging import JUDGED
from accuracy.scoring import Score, gold_rows, pair, rows_of, score, wrong_fields
from extractors import figures
from extractors.catalog import Catalog, load_catalog
from extractors.records import Mention
from warehouse.verdicts import CONFIDENCE_THRESHOLD


def annotated(catalog: Catalog) -> Iterable[Annotated]:
    """Everything that has been annotated."""
    yield from gold_pages(catalog)
    yield from invented_pages()
    for _, entry in (*sentence_cases(), *fresh_cases(), *held_out_cases()):
        yield entry


def errors_of(entry: Annotated, mentions: tuple[Mention, ...]) -> Counter[str]:
    """What went wrong on one page, by kind: a figure missed (with what became of its number), one too many, a wrong field."""
    golds, found = gold_rows(entry), rows_of(entry, mentions)
    pairs, missed, extra = pair(golds, found)
    kinds: Counter[str] = Counter()
    for gold in missed:
        near = [m for m in mentions if m.reading is None and gold.get("quote") and m.printed in gold["quote"]]
        kinds[
            f"missed: {near[0].reason or near[0].fate}" if near else "missed: read as another figure, or not seen"
        ] += 1
    kinds["found, and none of the gold's"] += len(extra)
    for gold, row in pairs:
        for name in wrong_fields(gold, row):
            kinds[f"wrong {name}"] += 1
    return kinds


def sure_of(entry: Annotated, mentions: tuple[Mention, ...]) -> Counter[str]:
    """Of the readings of one page: how many there are, how many are right in full, and of both how many the record takes by
    their confidence alone."""
    found = rows_of(entry, mentions)
    pairs, _, _ = pair(gold_rows(entry), found)
    right = [row for gold, row in pairs if not wrong_fields(gold, row)]
    counts = {"read": found, "right": right}
    taken = {k: [r for r in rows if r["confidence"] >= CONFIDENCE_THRESHOLD] for k, rows in counts.items()}
    return Counter({k: len(v) for k, v in counts.items()} | {f"{k}, taken": len(v) for k, v in taken.items()})


@dataclass(frozen=True, slots=True)
class Judged:
    """How one page or sentence was read."""

    kind: str
    language: str
    score: Score
    sure: Counter[str]
    errors: Counter[str]
    indicators: Mapping[str, Score]
    """Of pages only, like the errors."""


def judged(entry: Annotated) -> Judged:
    """A page as it is read now, beside its annotation."""
    mentions = figures.read(entry.page, _catalog(), entry.published)
    is_page = entry.kind not in ("sentence", "fresh", "held out")
    return Judged(
        entry.kind, entry.language, score(entry, mentions), sure_of(entry, mentions),
        errors_of(entry, mentions) if is_page else Counter(), by_indicator(entry, mentions) if is_page else {},
    )  # fmt: skip


def by_indicator(entry: Annotated, mentions: tuple[Mention, ...]) -> dict[str, Score]:
    """The score of one page by indicator."""
    golds, found = gold_rows(entry), rows_of(entry, mentions)
    scores = {}
    for name in sorted({r["indicator"] for r in (*golds, *found)}):
        own = [g for g in golds if g["indicator"] == name], [r for r in found if r["indicator"] == name]
        pairs, _, _ = pair(*own)
        scores[name] = Score(len(own[0]), len(own[1]), len(pairs), sum(not wrong_fields(g, r) for g, r in pairs))
    return scores


@cache
def _catalog() -> Catalog:
    return load_catalog()


def main() -> None:
    """Print the tables: by group of pages, by confidence, by indicator, by kind of error."""
    groups: dict[str, Score] = defaultdict(Score)
    indicators: dict[str, Score] = defaultdict(Score)
    kinds: Counter[str] = Counter()
    sure: dict[str, Counter[str]] = defaultdict(Counter)
    with ProcessPoolExecutor() as pool:
        for one in pool.map(judged, annotated(_catalog()), chunksize=32):
            for group in (one.kind, f"{one.kind}, {one.language}"):
                groups[group].add(one.score)
            sure[one.kind].update(one.sure)
            kinds.update(one.errors)
            for name, of_indicator in one.indicators.items():
                indicators[name].add(of_indicator)
    console = Console()
    console.print(_table("Pages and sentences, as fitted", groups))
    of_fit = json.loads(JUDGED.read_text(encoding="utf-8"))
    unseen = Table(
        "",
        "annotated",
        "figure F1",
        "full F1",
        "full precision",
        title=f"Not seen (left out by {of_fit['left out together']})",
    )
    for name, one in of_fit["groups"].items():
        unseen.add_row(name, *(str(one[k]) for k in ("annotated", "figure", "full", "precision")))
    console.print(unseen)
    by_confidence = Table(
        "",
        "of the readings",
        "of them right",
        "of what is right",
        title=f"Taken: confidence {CONFIDENCE_THRESHOLD} or more",
    )
    for name, n in sorted(sure.items()):
        taken, right = n["read, taken"], n["right, taken"]
        by_confidence.add_row(name, f"{taken / n['read']:.3f}", f"{right / taken:.3f}", f"{right / n['right']:.3f}")
    console.print(by_confidence)
    console.print(_table("Indicators, on pages", indicators))
    errors = Table("error, on pages", "times", title="Errors")
    for kind, times in kinds.most_common(25):
        errors.add_row(kind, str(times))
    console.print(errors)


def _table(title: str, scores: dict[str, Score]) -> Table:
    table = Table("", "gold", "found", "figure F1", "full precision", "full recall", "full F1", title=title)
    for name, one in sorted(scores.items()):
        table.add_row(
            name, str(one.gold), str(one.found), f"{one.f1('figure'):.3f}", f"{one.precision('full'):.3f}",
            f"{one.recall('full'):.3f}", f"{one.f1('full'):.3f}",
        )  # fmt: skip
    return table


if __name__ == "__main__":
    main()
