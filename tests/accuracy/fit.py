"""`make fit`: fits the networks of extractors/linking to the annotated pages, and says how they hold on sites they have not seen.

    python -m accuracy.fit [--folds 5] [--only-judge]

Everything is seeded: the same pages give the same weights. Two rounds: first on the annotators' history (each number sees the right reading of
those before it), then also on the networks' own, so that they learn to go on after a mistake. What is printed is judged by networks
that were fitted without the page's site.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from accuracy.goldset import Annotated, gold_pages, invented_pages, sentence_cases
from accuracy.scoring import Score, gold_rows, pair, rows_of, score, wrong_fields
from accuracy.teacher import Example, Teacher, labels
from extractors.catalog import Catalog, load_catalog
from extractors.figures import marked
from extractors.linking.choosers import CALIBRATION, INDICATORS, WEIGHTS, Networks
from extractors.linking.reader import PageReader

Array = NDArray[np.float32]
Weights = dict[str, Array]
JUDGED = Path(__file__).with_name("judged.json")
HIDDEN = {"subject": 160, "time_period": 96}
REAL = 2.0
"""How much more a page of the gold counts than an invented one: it has more beside the point."""
TOGETHER = 2
"""Networks of a decision whose scores are averaged, in what is written."""
EPOCHS, BATCH, RATE, DECAY, DROPOUT = 14, 32, 2e-3, 0.2, 0.3


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
    for example in teacher.examples:
        example.weight *= REAL if entry.kind == "gold" else 1.0
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
        for name, gradient in (
            ("context", context.T @ summed),
            ("option", rows.T @ back),
            ("bias", summed.sum(0)),
            ("out", active.T @ slope),
        ):
            self._adam(name, gradient, rate)

    def _adam(self, name: str, gradient: Array, rate: float) -> None:
        first, second, value = self.first[name], self.second[name], self.parameters[name]
        first += 0.1 * (gradient - first)
        second += 0.001 * (gradient * gradient - second)
        move = (first / (1 - 0.9**self.step)) / (np.sqrt(second / (1 - 0.999**self.step)) + 1e-8)
        decay = DECAY if name in ("context", "option") else 0.0
        value -= (rate * (move + decay * value)).astype(np.float32)


def fit(found: Sequence[Example], together: int = 1) -> Weights:
    """The weights of all decisions: for each, `together` networks whose scores are averaged."""
    by_decision: dict[str, list[Example]] = defaultdict(list)
    for example in found:
        by_decision[example.decision].append(example)
    weights: Weights = {}
    for decision, own in sorted(by_decision.items()):
        for name, value in fit_one(own, HIDDEN.get(decision, 32), crc32(decision.encode()), together).items():
            weights[f"{decision}.{name}"] = value
    return weights


def fit_one(found: Sequence[Example], hidden: int, seed: int, together: int = 1) -> Weights:
    """The weights of one decision."""
    nets = [_fitted(found, hidden, seed + n) for n in range(together)]
    joined = {name: np.concatenate([n[name] for n in nets], axis=-1) for name in nets[0]}
    joined["out"] = (joined["out"] / together).astype(np.float32)
    return joined


def _fitted(found: Sequence[Example], hidden: int, seed: int) -> Weights:
    net = Fitted(len(found[0].context), found[0].rows.shape[1], hidden, seed)
    order = np.random.default_rng(seed)
    steps, total = 0, EPOCHS * ((len(found) + BATCH - 1) // BATCH)
    for _ in range(EPOCHS):
        shuffled = order.permutation(len(found))
        for at in range(0, len(found), BATCH):
            rate = max(RATE * 0.5 * (1 + np.cos(np.pi * steps / total)), 1e-5)
            net.batch([found[i] for i in shuffled[at : at + BATCH]], rate)
            steps += 1
    return net.parameters


def fold_of(entry: Annotated, folds: int, by: str = "site") -> int:
    """The part of the cross-validation that an entry belongs to: that of its site, or of its page (with those in its manner)."""
    page = re.sub(r"^([cd]\d-\d\d)-\d$", r"\1", entry.stem)
    return crc32((entry.site if by == "site" else page).encode()) % folds


_CATALOG: list[Catalog] = []


def _catalog() -> Catalog:
    if not _CATALOG:
        _CATALOG.append(load_catalog())
    return _CATALOG[0]


def _examples_of(job: tuple[Annotated, Weights | None]) -> tuple[list[Example], list[str]]:
    entry, weights = job
    return examples(entry, _catalog(), Networks(weights) if weights else None)


def _fit_job(found: list[Example]) -> Weights:
    return fit(found)


def _judged(job: tuple[Annotated, Weights]) -> tuple[Score, list[tuple[float, bool]]]:
    """The score of a page, and the likelihood of each reading with whether it is right in full."""
    entry, weights = job
    mentions = marked(entry.page, PageReader(entry.page, _catalog(), entry.published, Networks(weights)))
    found = rows_of(entry, mentions)
    pairs, _, _ = pair(gold_rows(entry), found)
    right = {id(row) for gold, row in pairs if not wrong_fields(gold, row)}
    return score(entry, mentions), [(row["confidence"], id(row) in right) for row in found]


def learn(
    found: list[Annotated], own: list[int], folds: int, pool: ProcessPoolExecutor
) -> tuple[list[Weights], list[Example], list[str]]:
    """Both rounds: the weights of each fold, fitted without its entries; all examples; what was not among the options."""
    first = list(pool.map(_examples_of, [(e, None) for e in found], chunksize=8))

    def without(of_entry: list[list[Example]]) -> list[Weights]:
        parts = [[x for f, xs in zip(own, of_entry, strict=True) if f != fold for x in xs] for fold in range(folds)]
        return list(pool.map(_fit_job, parts))

    pupils = without([xs for xs, _ in first])
    second = pool.map(_examples_of, [(e, pupils[f]) for e, f in zip(found, own, strict=True)], chunksize=8)
    both = [[*xs, *ys] for (xs, _), (ys, _) in zip(first, second, strict=True)]
    return without(both), [x for xs in both for x in xs], [line for _, lines in first for line in lines]


def calibration(judged: Sequence[tuple[float, bool]]) -> Array:
    """Slope and offset of the logistic function that turns the odds of a reading's choices into how often it is right."""
    likelihood = np.clip(np.asarray([p for p, _ in judged]), 1e-6, 1 - 1e-6)
    x, y = np.log(likelihood / (1 - likelihood)), np.asarray([float(r) for _, r in judged])
    slope, offset = 1.0, 0.0
    for _ in range(50):  # Newton's method
        p = 1 / (1 + np.exp(-slope * x - offset))
        w = p * (1 - p)
        gradient = np.asarray([((y - p) * x).sum(), (y - p).sum()])
        hessian = np.asarray([[(w * x * x).sum(), (w * x).sum()], [(w * x).sum(), w.sum()]])
        step = np.linalg.solve(hessian + 1e-6 * np.eye(2), gradient)
        slope, offset = slope + step[0], offset + step[1]
    return np.asarray([slope, offset], np.float32)


def main(arguments: Iterable[str] | None = None) -> None:
    """Judge by cross-validation, then fit to everything and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--by", choices=("site", "page"), default="site", help="what is left out together")
    parser.add_argument("--only-judge", action="store_true", help="write judged.json, no weights")
    options = parser.parse_args(list(arguments) if arguments is not None else None)
    found = entries(load_catalog())
    own = [fold_of(e, options.folds, options.by) for e in found]
    begun = time.monotonic()
    with ProcessPoolExecutor(2) as pool:
        weights, both, lost = learn(found, own, options.folds, pool)
        _say(
            f"{len(both)} decisions of {len(found)} pages and sentences; {len(lost)} whose right option was not offered"
        )
        results = list(pool.map(_judged, [(e, weights[f]) for e, f in zip(found, own, strict=True)], chunksize=8))
    groups: dict[str, Score] = defaultdict(Score)
    for entry, (one, _) in zip(found, results, strict=True):
        for group in (entry.kind, f"{entry.kind} {entry.language}"):
            groups[group].add(one)
    for group, one in sorted(groups.items()):
        _say(
            f"{group:12} gold {one.gold:5} found {one.found:5} figure F1 {one.f1('figure'):.3f} full F1 {one.f1('full'):.3f} "
            f"P {one.precision('full'):.3f} R {one.recall('full'):.3f} {dict(one.wrong_field.most_common(6))}"
        )
    summary = {
        group: {
            "annotated": one.gold,
            "figure": round(one.f1("figure"), 3),
            "full": round(one.f1("full"), 3),
            "precision": round(one.precision("full"), 3),
        }
        for group, one in sorted(groups.items())
    }
    JUDGED.write_text(
        json.dumps({"left out together": options.by, "groups": summary}, indent=1) + "\n", encoding="utf-8"
    )
    judged = [x for e, (_, xs) in zip(found, results, strict=True) if e.kind != "sentence" for x in xs]
    curve = calibration(judged)
    for threshold in (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95):
        reached = [r for p, r in judged if Networks({CALIBRATION: curve}).confidence(p) >= threshold]
        _say(
            f"confidence {threshold}: {len(reached) / len(judged):.3f} of the readings reach it, {np.mean(reached):.3f} of them right"
        )
    _say(f"judged after {time.monotonic() - begun:.0f} s")
    if not options.only_judge:
        final = {name: value.astype(np.float16) for name, value in {**fit(both, TOGETHER), CALIBRATION: curve}.items()}
        np.savez_compressed(WEIGHTS, **final, **{INDICATORS: np.asarray(list(load_catalog().indicators))})
        _say(f"written {WEIGHTS}, {WEIGHTS.stat().st_size} bytes, {time.monotonic() - begun:.0f} s")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
