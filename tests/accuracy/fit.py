"""`make fit`: fits the networks of extractors/linking to the annotated pages, and says how they hold on sites they have not seen.

    python -m accuracy.fit [--folds 5] [--only-judge]

Everything is seeded: the same pages give the same weights. Two rounds: first on the annotators' history (each number sees the right reading of
those before it), then also on the networks' own, so that they learn to go on after a mistake. What is printed is judged by networks
that were fitted without the page's site.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from accuracy.goldset import Annotated, gold_pages, invented_pages, sentence_cases
from accuracy.scoring import Score, score
from accuracy.teacher import Example, Teacher, labels
from extractors.catalog import Catalog, load_catalog
from extractors.figures import marked
from extractors.linking.choosers import WEIGHTS, Networks
from extractors.linking.reader import PageReader

Array = NDArray[np.float32]
HIDDEN = {"subject": 96, "time_period": 48}
EPOCHS, BATCH, RATE, DECAY, DROPOUT = 20, 32, 2e-3, 0.2, 0.4


def entries(catalog: Catalog) -> list[Annotated]:
    """Everything that is learnt from."""
    return [*gold_pages(catalog), *invented_pages(), *(e for _, e in sentence_cases())]


def examples(entry: Annotated, catalog: Catalog, pupil: Networks | None) -> tuple[list[Example], list[str]]:
    """The decisions that a page asks for, each with the right option."""
    teacher = Teacher(entry, pupil)
    reader = PageReader(entry.page, catalog, entry.published, teacher)
    teacher.labels = labels(entry, reader)
    for _ in reader.mentions():
        pass
    return teacher.examples, teacher.lost


class Fitted:
    """One decision's network while it is being fitted."""

    def __init__(self, shared: int, own: int, hidden: int, seed: int) -> None:
        self.rng = rng = np.random.default_rng(seed)
        scale = np.sqrt(2 / (shared + own))
        self.parameters: dict[str, Array] = {
            "context": (rng.standard_normal((shared, hidden)) * scale).astype(np.float32),
            "option": (rng.standard_normal((own, hidden)) * scale).astype(np.float32),
            "bias": np.zeros(hidden, np.float32),
            "out": (rng.standard_normal(hidden) * np.sqrt(1 / hidden)).astype(np.float32),
        }
        self.first = {k: np.zeros_like(v) for k, v in self.parameters.items()}
        self.second = {k: np.zeros_like(v) for k, v in self.parameters.items()}
        self.step = 0

    def batch(self, examples: Sequence[Example], rate: float) -> None:
        """One step of Adam on a batch of decisions; a part of the hidden layer is left out at random."""
        p = self.parameters
        sizes = np.asarray([len(e.rows) for e in examples])
        group = np.repeat(np.arange(len(examples)), sizes)
        right = np.concatenate([[0], np.cumsum(sizes)[:-1]]) + np.asarray([e.right for e in examples])
        weight = np.asarray([e.weight for e in examples], np.float32)
        context, rows = np.stack([e.context for e in examples]), np.concatenate([e.rows for e in examples])
        shared = context @ p["context"] + p["bias"]
        keep = (self.rng.random(shared.shape) > DROPOUT).astype(np.float32) / np.float32(1 - DROPOUT)
        hidden = shared[group] + rows @ p["option"]
        active = np.maximum(hidden, 0) * keep[group]
        scores = active @ p["out"]
        top = np.full(len(examples), -np.inf, np.float32)
        np.maximum.at(top, group, scores)
        powers = np.exp(scores - top[group])
        slope = powers / np.bincount(group, powers, len(examples))[group] * weight[group]
        slope[right] -= weight
        slope = (slope / len(examples)).astype(np.float32)
        back = np.outer(slope, p["out"]) * keep[group] * (hidden > 0)
        summed = np.add.reduceat(back, np.concatenate([[0], np.cumsum(sizes)[:-1]]), axis=0)
        self.step += 1
        for name, gradient in (("context", context.T @ summed), ("option", rows.T @ back), ("bias", summed.sum(0)), ("out", active.T @ slope)):
            self._adam(name, gradient, rate)

    def _adam(self, name: str, gradient: Array, rate: float) -> None:
        first, second, value = self.first[name], self.second[name], self.parameters[name]
        first += 0.1 * (gradient - first)
        second += 0.001 * (gradient * gradient - second)
        move = (first / (1 - 0.9**self.step)) / (np.sqrt(second / (1 - 0.999**self.step)) + 1e-8)
        decay = DECAY if name in ("context", "option") else 0.0
        value -= (rate * (move + decay * value)).astype(np.float32)


def fit(found: Sequence[Example], seed: int = 0) -> dict[str, Array]:
    """The weights of all decisions."""
    by_decision: dict[str, list[Example]] = defaultdict(list)
    for example in found:
        by_decision[example.decision].append(example)
    weights: dict[str, Array] = {}
    for decision, own in sorted(by_decision.items()):
        for name, value in fit_one(own, HIDDEN.get(decision, 24), crc32(decision.encode()) + seed).items():
            weights[f"{decision}.{name}"] = value
    return weights


def fit_one(found: list[Example], hidden: int, seed: int) -> dict[str, Array]:
    """The weights of one decision."""
    net = Fitted(len(found[0].context), found[0].rows.shape[1], hidden, seed)
    order = np.random.default_rng(seed)
    steps, total = 0, EPOCHS * ((len(found) + BATCH - 1) // BATCH)
    for _ in range(EPOCHS):
        shuffled = order.permutation(len(found))
        for at in range(0, len(found), BATCH):
            chosen = shuffled[at : at + BATCH]
            rate = max(RATE * 0.5 * (1 + np.cos(np.pi * steps / total)), 1e-5)
            net.batch([found[i] for i in chosen], rate)
            steps += 1
    return net.parameters


def fold_of(entry: Annotated, folds: int) -> int:
    """The part of the cross-validation that a site belongs to."""
    import os
    if os.environ.get("BYPAGE"):
        return crc32(re.sub(r"^([cd]\d-\d\d)-\d$", r"\1", entry.stem).encode()) % folds
    return crc32(entry.site.encode()) % folds


_CATALOG: list[Catalog] = []


def _examples_of(job: tuple[Annotated, dict[str, Array] | None]) -> tuple[list[Example], list[str]]:
    if not _CATALOG:
        _CATALOG.append(load_catalog())
    entry, weights = job
    return examples(entry, _CATALOG[0], Networks(weights) if weights else None)


def _fit_job(job: tuple[list[Example], int]) -> dict[str, Array]:
    return fit(*job)


def _score_job(job: tuple[Annotated, dict[str, Array]]) -> Score:
    if not _CATALOG:
        _CATALOG.append(load_catalog())
    entry, weights = job
    return score(entry, marked(entry.page, PageReader(entry.page, _CATALOG[0], entry.published, Networks(weights))))


Found = list[tuple[list[Example], list[str]]]
Weights = dict[str, Array]


def learn(found: list[Annotated], folds: int, pool: ProcessPoolExecutor) -> tuple[list[Weights], list[list[Example]], list[str]]:
    """Both rounds: the weights of each fold, fitted without its sites; all examples by entry; what was not offered."""
    first = list(pool.map(_examples_of, [(e, None) for e in found], chunksize=8))
    own = [fold_of(e, folds) for e in found]

    def without(examples_of: list[list[Example]]) -> list[Weights]:
        parts = [[x for f, xs in zip(own, examples_of, strict=True) if f != fold for x in xs] for fold in range(folds)]
        return list(pool.map(_fit_job, [(part, 0) for part in parts]))

    pupils = without([xs for xs, _ in first])
    second = pool.map(_examples_of, [(e, pupils[f]) for e, f in zip(found, own, strict=True)], chunksize=8)
    both = [[*xs, *ys] for (xs, _), (ys, _) in zip(first, second, strict=True)]
    return without(both), both, [line for _, lines in first for line in lines]


def judge(found: list[Annotated], weights: list[Weights], pool: ProcessPoolExecutor) -> dict[str, Score]:
    """The score of each group of pages, each page read by weights fitted without its site."""
    groups: dict[str, Score] = defaultdict(Score)
    jobs = [(e, weights[fold_of(e, len(weights))]) for e in found]
    for entry, one in zip(found, pool.map(_score_job, jobs, chunksize=8), strict=True):
        for group in (entry.kind, f"{entry.kind} {entry.language}"):
            groups[group].add(one)
    return dict(sorted(groups.items()))


def main(arguments: Iterable[str] | None = None) -> None:
    """Judge by cross-validation, then fit to everything and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--only-judge", action="store_true", help="write no weights")
    options = parser.parse_args(list(arguments) if arguments is not None else None)
    found = entries(load_catalog())
    begun = time.monotonic()
    with ProcessPoolExecutor(2) as pool:
        weights, both, lost = learn(found, options.folds, pool)
        sys.stdout.write(f"{sum(map(len, both))} decisions of {len(found)} pages and sentences; {len(lost)} whose right option was not offered\n")
        for group, one in judge(found, weights, pool).items():
            sys.stdout.write(
                f"{group:12} gold {one.gold:5} found {one.found:5} figure F1 {one.f1('figure'):.3f} full F1 {one.f1('full'):.3f} "
                f"P {one.precision('full'):.3f} R {one.recall('full'):.3f} {dict(one.wrong_field.most_common(6))}\n"
            )
    sys.stdout.write(f"judged after {time.monotonic() - begun:.0f} s\n")
    if not options.only_judge:
        final = fit([x for xs in both for x in xs])
        np.savez_compressed(WEIGHTS, **{k: v.astype(np.float16) for k, v in final.items()})
        sys.stdout.write(f"written {WEIGHTS}, {WEIGHTS.stat().st_size} bytes, {time.monotonic() - begun:.0f} s\n")


if __name__ == "__main__":
    main()
