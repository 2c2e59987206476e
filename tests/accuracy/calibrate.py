"""Fits the weights of extractors/linking/confidence.py, and says how they hold on sites they were not fitted to.

    python -m accuracy.calibrate

Needs scikit-learn, which nothing else in the project does: install it beside the project where you run this. The same gold gives the same
weights. Printed: the weights, and for thresholds, how many readings reach them and how many of those are right in full, each reading judged by
weights fitted without its site.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from accuracy.goldset import Annotated, gold_pages, invented_pages, sentence_cases
from accuracy.scoring import gold_rows, pair, rows_of, wrong_fields
from extractors.catalog import Catalog, load_catalog
from extractors.figures import marked
from extractors.linking.confidence import NAMES
from extractors.linking.reader import PageReader


class Recording(PageReader):
    """A reader that keeps the evidence of each reading, and hands out its number as the confidence."""

    seen: list[tuple[float, ...]]

    def _certainty(self, seen: tuple[float, ...]) -> float:
        self.seen.append(seen)
        return float(len(self.seen) - 1)


def rows(entry: Annotated, catalog: Catalog) -> list[tuple[tuple[float, ...], int]]:
    """The evidence of each observation of a page (tables aside), and whether it is right in full."""
    reader = Recording(entry.page, catalog, entry.published)
    reader.seen = []
    mentions = marked(entry.page, reader)
    found = rows_of(entry, mentions)
    pairs, _, _ = pair(gold_rows(entry), found)
    right = {id(r) for g, r in pairs if not wrong_fields(g, r)}
    inside = [r for r in found if not any(t.start <= r["mention"].start < t.end for t in entry.page.tables)]
    return [(reader.seen[int(r["confidence"])], int(id(r) in right)) for r in inside]


def main() -> None:
    """Fit, judge, print."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold

    catalog = load_catalog()
    entries = [*gold_pages(catalog), *invented_pages(), *(e for _, e in sentence_cases())]
    found = [(row, right, e.site) for e in entries for row, right in rows(e, catalog)]
    x, y = np.asarray([f[0] for f in found]), np.asarray([f[1] for f in found])
    sites = np.asarray([f[2] for f in found])
    model: Any = LogisticRegression(C=0.5, max_iter=2000)
    judged = np.zeros(len(y))
    for train, test in GroupKFold(10).split(x, y, sites):
        judged[test] = model.fit(x[train], y[train]).predict_proba(x[test])[:, 1]
    model.fit(x, y)
    sys.stdout.write(
        f"INTERCEPT = {model.intercept_[0]:.2f}\nWEIGHTS = {dict(zip(NAMES, model.coef_[0].round(2).tolist(), strict=True))}\n"
    )
    for threshold in (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95):
        kept = judged >= threshold
        right = y[kept].mean() if kept.any() else float("nan")
        sys.stdout.write(f"{threshold:.2f}: {kept.mean():.3f} of the readings reach it, {right:.3f} of them right\n")


if __name__ == "__main__":
    main()
