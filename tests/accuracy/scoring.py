"""Precision, recall and F1 of readings against the gold: figures (indicator, transformation, value, unit) and full keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from accuracy.goldset import DEFAULTS, HOME, KEY, Annotated
from extractors.records import Mention
from transforms.normalise import normalise
from transforms.periods import canonical

FIGURE = ("indicator", "transformation", "unit")
_TOLERANCE = 5e-4


@dataclass(slots=True)
class Score:
    """Counts of one group of pages."""

    gold: int = 0
    found: int = 0
    figure: int = 0
    full: int = 0
    wrong_field: Counter[str] = field(default_factory=Counter)

    def f1(self, level: str) -> float:
        """F1 of `figure` or `full`; 1 where there was nothing to find and nothing was found."""
        hits = self.figure if level == "figure" else self.full
        return 2 * hits / (self.gold + self.found) if self.gold + self.found else 1.0

    def precision(self, level: str) -> float:
        """Share of what was found that is right."""
        return (self.figure if level == "figure" else self.full) / self.found if self.found else 1.0

    def recall(self, level: str) -> float:
        """Share of the gold that was found."""
        return (self.figure if level == "figure" else self.full) / self.gold if self.gold else 1.0

    def add(self, other: Score) -> None:
        """Count another group's pages in."""
        self.gold += other.gold
        self.found += other.found
        self.figure += other.figure
        self.full += other.full
        self.wrong_field.update(other.wrong_field)


Row = dict[str, Any]


def rows_of(entry: Annotated, mentions: Iterable[Mention]) -> list[Row]:
    """The observations among the mentions of a page as flat rows, with the mention itself."""
    rows = []
    for mention in mentions:
        if mention.fate != "observation" or mention.reading is None:
            continue
        observation = normalise(mention.reading, entry.page.document, entry.published, HOME)
        rows.append({f: getattr(observation, f) for f in (*FIGURE, *DEFAULTS)} | {
            "value": float(observation.value), "mention": mention, "confidence": mention.reading.confidence,
        })  # fmt: skip
    return rows


def gold_rows(entry: Annotated) -> list[Row]:
    """The annotated observations with their defaults written out and one spelling of periods."""
    rows = []
    for observation in entry.observations:
        row = DEFAULTS | {k: v for k, v in observation.items() if v is not None or k == "time_period"}
        row["value"] = float(row["value"])
        if row["time_period"]:
            row["time_period"] = canonical(str(row["time_period"]))
        rows.append(row)
    return rows


def same_figure(gold: Row, row: Row) -> bool:
    """Whether two rows are of one figure."""
    near = abs(gold["value"] - row["value"]) <= _TOLERANCE * max(abs(gold["value"]), abs(row["value"]), 1e-12)
    return near and all(gold[f] == row[f] for f in FIGURE)


def wrong_fields(gold: Row, row: Row) -> list[str]:
    """The fields of the key in which two rows of one figure differ."""
    return [f for f in KEY if gold[f] != row[f]]


def pair(golds: list[Row], found: list[Row]) -> tuple[list[tuple[Row, Row]], list[Row], list[Row]]:
    """Pair each gold row with at most one row found, full matches first: pairs, missed, extra."""
    pairs, missed, extra = [], list(golds), list(found)
    for full in (True, False):
        for gold in list(missed):
            match = next((r for r in extra if same_figure(gold, r) and (not full or not wrong_fields(gold, r))), None)
            if match is not None:
                pairs.append((gold, match))
                missed.remove(gold)
                extra.remove(match)
    return pairs, missed, extra


def score(entry: Annotated, mentions: Iterable[Mention]) -> Score:
    """The score of one page."""
    golds, found = gold_rows(entry), rows_of(entry, mentions)
    pairs, _, _ = pair(golds, found)
    wrong = Counter(f for g, r in pairs for f in wrong_fields(g, r))
    full = sum(not wrong_fields(g, r) for g, r in pairs)
    return Score(len(golds), len(found), len(pairs), full, wrong)
