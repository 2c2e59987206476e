"""`make fit`: fits the encoder and the networks of extractors/linking to the annotated pages, and says how they hold on pages they
have not seen.

    python -m accuracy.fit [--folds 3] [--by site|page] [--only-judge | --unjudged | --onward N/M | --mean NPZ… | --only-confidence]

Everything is seeded: the same pages give the same weights. Two rounds: first on the annotators' history (each number sees the right reading of
those before it), then also on the networks' own, so that they learn to go on after a mistake. What is printed is judged by networks
that were fitted without the page's site.

Networks that are there can be fitted on, to all pages and a part of the texts (`--onward`); the mean of several such states (`--mean`), each a
file of weights put aside, is less swayed by what each was fitted to last.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from accuracy.goldset import Annotated, fresh_cases, gold_pages, invented_pages, sentence_cases
from accuracy.judging import JUDGED, calibration, fold_of
from accuracy.network import RATE, SAID, Batches, Fitted, Lesson, Weights, batches
from accuracy.network import fit as fit_network
from accuracy.scoring import Score, gold_rows, pair, rows_of, score, wrong_fields
from accuracy.teacher import Teacher, labels
from extractors.catalog import Catalog, load_catalog
from extractors.figures import marked
from extractors.linking.choosers import (
    CALIBRATION,
    ENCODER,
    FEATURES,
    INDICATORS,
    WEIGHTS,
    WORDS,
    Networks,
    read_weights,
)
from extractors.linking.reader import PageReader
from extractors.linking.tokens import PageTokens

Array = NDArray[np.float32]
REAL = 8.0
"""How much more a page of the gold counts than an invented one: it has more beside the point."""
TOGETHER = 2
"""Networks of a decision whose scores are averaged, in what is written."""
PAGE_RATE = 3e-4
"""The highest rate of what is fitted on to pages alone."""


@dataclass(frozen=True, slots=True)
class Epochs:
    """How long networks are fitted: over everything at a rate that falls from `rate`, then over pages alone, which get little say among so many texts."""

    everything: int
    pages: int
    rate: float = RATE


FULL, FIRST, ONWARD = Epochs(7, 3), Epochs(4, 3), Epochs(1, 0, 3e-4)
"""Of what is judged and written; of the networks whose history the second round learns from; of those that are there and are fitted on."""


def entries(catalog: Catalog) -> list[Annotated]:
    """Everything that is learnt from."""
    return [*gold_pages(catalog), *invented_pages(), *(e for _, e in sentence_cases())]


def lessons(entry: Annotated, catalog: Catalog, pupil: Networks | None) -> tuple[list[Lesson], list[str]]:
    """The decisions that a page asks for, each with the right option, by the chunk that their numbers stand in; and the right options that
    were not among those offered."""
    teacher = Teacher(entry, pupil)
    reader = PageReader(entry.page, catalog, entry.published, teacher)
    teacher.labels, teacher.territory = labels(entry, reader), reader.territory
    for _ in reader.mentions():
        pass
    read = PageTokens(entry.page, reader.pieces)
    found = [Lesson(read.tokens(n), [], entry.kind != "sentence") for n in range(len(read))]
    for example in teacher.examples:
        example.weight *= REAL if entry.kind == "gold" else 1.0
        found[read.chunk_of(example.place)].examples.append(example)
    return found, teacher.lost


def joined(fitted: Sequence[Fitted]) -> Weights:
    """What `network.fit` gave with several seeds, as one."""
    _, words, features = fitted[0]
    weights: Weights = {WORDS: np.asarray(words), FEATURES: np.asarray(features)}
    weights[INDICATORS] = np.asarray(list(_catalog().indicators))
    for number, (one, _, _) in enumerate(fitted):
        weights |= {n.replace(ENCODER, f"{ENCODER}{number}", 1): v for n, v in one.items() if n.startswith(ENCODER)}
    for name in (n for n in fitted[0][0] if not n.startswith(ENCODER) and not n.endswith(f".{SAID}")):
        weights[name] = _joined(name.rsplit(".", 1)[1], [one[name] for one, _, _ in fitted])
    return weights


def _joined(part: str, values: Sequence[Array]) -> Array:
    """One network of several: their hidden layers side by side, each with its own encoder."""
    if part in _BLOCKS:
        rows, columns = values[0].shape
        joined = np.zeros((rows * len(values), columns * len(values)), np.float32)
        for n, value in enumerate(values):
            joined[n * rows : (n + 1) * rows, n * columns : (n + 1) * columns] = value
    else:
        joined = np.concatenate(values, axis=-1)
    return joined / np.float32(len(values)) if part in _AVERAGED else joined


_BLOCKS = ("around", "matched", "there", "wanted")
"""Parts that read what an encoder says, each its own."""
_AVERAGED = ("out", "matched", "wanted")


def parted(weights: Weights) -> list[Fitted]:
    """The networks that `joined` made one; what answers are said outright with is not among what is written."""
    count = sum(name.startswith(ENCODER) and name.endswith(".words") for name in weights)
    words, features = list(map(str, weights[WORDS])), list(map(str, weights[FEATURES]))
    decisions = [name for name in weights if "." in name and not name.startswith(ENCODER)]
    found = []
    for number in range(count):
        prefix = f"{ENCODER}{number}."
        own = {
            f"{ENCODER}.{n.removeprefix(prefix)}": v.astype(np.float32)
            for n, v in weights.items()
            if n.startswith(prefix)
        }
        own |= {n: _parted(n.rsplit(".", 1)[1], weights[n].astype(np.float32), number, count) for n in decisions}
        found.append((own, words, features))
    return found


def _parted(part: str, value: Array, number: int, count: int) -> Array:
    if part in _BLOCKS:
        value = np.split(value, count)[number]
    own: Array = np.split(value, count, axis=-1)[number]
    return own * np.float32(count) if part in _AVERAGED else own


@cache
def _catalog() -> Catalog:
    return load_catalog()


@lru_cache(maxsize=2)
def _networks(path: Path) -> Networks:
    return read_weights(path)


def _lessons_of(job: tuple[Annotated, Path | None]) -> tuple[list[Lesson], list[str]]:
    entry, weights = job
    return lessons(entry, _catalog(), _networks(weights) if weights else None)


@dataclass(frozen=True, slots=True)
class Learnt:
    """What is fitted to: everything, then pages alone; None where that has no epochs."""

    everything: Batches | None
    pages: Batches | None


@dataclass(frozen=True, slots=True)
class Kept:
    """The lessons of both rounds on the disk, a file for each round and fold, so that no process holds more than it fits."""

    folder: Path
    folds: int

    def keep(self, turn: int, fold: int, found: Iterable[list[Lesson]]) -> None:
        """Write the lessons of one round on the entries of a fold, in their order."""
        with self._file(turn, fold).open("wb") as file:
            for of_entry in found:
                pickle.dump(of_entry, file, protocol=pickle.HIGHEST_PROTOCOL)

    def lessons(self, turns: int, without: int | None) -> Iterator[Lesson]:
        """What so many rounds have asked, but for a fold; what they asked on the same chunk together."""
        for fold in (f for f in range(self.folds) if f != without):
            for rounds in zip(*(self._of(turn, fold) for turn in range(turns)), strict=True):
                for same in zip(*rounds, strict=True):
                    yield replace(same[0], examples=[e for lesson in same for e in lesson.examples])

    def batches(self, turns: int, without: int | None, epochs: Epochs, begun: Fitted | None) -> Learnt:
        """These lessons as what so many epochs are fitted to."""
        name, known = f"{turns}-{without}", begun[1:] if begun is not None else None

        def of_pages() -> Iterator[Lesson]:
            return (lesson for lesson in self.lessons(turns, without) if lesson.of_page)

        everything = pages = None
        if epochs.everything:
            everything = batches(lambda: self.lessons(turns, without), self.folder / f"all{name}", known)
            known = everything.words, everything.features
        if epochs.pages:
            pages = batches(of_pages, self.folder / f"pages{name}", known)
        return Learnt(everything, pages)

    def _of(self, turn: int, fold: int) -> Iterator[list[Lesson]]:
        with self._file(turn, fold).open("rb") as file, suppress(EOFError):
            while True:
                yield pickle.load(file)

    def _file(self, turn: int, fold: int) -> Path:
        return self.folder / f"lessons{turn}-{fold}"


@dataclass(frozen=True, slots=True)
class Fit:
    """What one process fits, and on from which networks; else from random weights."""

    learnt: Learnt
    epochs: Epochs
    seed: int
    begun: Fitted | None = None


def _fit(job: Fit) -> Fitted:
    fitted = job.begun
    if job.learnt.everything is not None:
        fitted = fit_network(job.learnt.everything, job.epochs.everything, job.seed, fitted, job.epochs.rate)
    if job.learnt.pages is not None:
        fitted = fit_network(job.learnt.pages, job.epochs.pages, job.seed, fitted, PAGE_RATE)
    if fitted is None:
        raise ValueError("no epochs to fit in: see --epochs and --pages")
    return fitted


def _fit_without(job: tuple[Kept, int, int, Epochs]) -> Path:
    kept, turns, fold, epochs = job
    path = kept.folder / f"{turns}-{fold}.npz"
    learnt = kept.batches(turns, fold, epochs, None)
    np.savez(path, **joined([_fit(Fit(learnt, epochs, 0))]))  # type: ignore[arg-type]
    for of_fold in (learnt.everything, learnt.pages):
        if of_fold is not None:
            of_fold.path.unlink()
    return path


def _judged(job: tuple[Annotated, Path]) -> tuple[Score, list[tuple[float, bool]]]:
    """The score of a page, and the likelihood of each reading with whether it is right in full."""
    entry, weights = job
    mentions = marked(entry.page, PageReader(entry.page, _catalog(), entry.published, _networks(weights)))
    found = rows_of(entry, mentions)
    pairs, _, _ = pair(gold_rows(entry), found)
    right = {id(row) for gold, row in pairs if not wrong_fields(gold, row)}
    return score(entry, mentions), [(row["confidence"], id(row) in right) for row in found]


def learn(
    found: list[Annotated], own: list[int], kept: Kept, pool: ProcessPoolExecutor, pupil: Path | None
) -> list[str]:
    """The lessons of both rounds, kept; what was not among the options. The second round's history is that of `pupil`, else of networks
    fitted to the first round of the other folds."""
    lost: list[str] = []

    def read(turn: int, weights: Sequence[Path | None]) -> None:
        for fold in range(kept.folds):  # by fold, so that a process has the networks of one in its hands
            jobs = [(e, weights[fold]) for e, f in zip(found, own, strict=True) if f == fold]
            kept.keep(turn, fold, _told(pool.map(_lessons_of, jobs, chunksize=16), lost if turn == 0 else []))

    read(0, [None] * kept.folds)
    if pupil is None:
        pupils = list(fitted_without(kept, 1, FIRST, pool))
        _say("the first round is fitted")
    else:
        pupils = [pupil] * kept.folds
    read(1, pupils)
    return lost


def fitted_without(kept: Kept, turns: int, epochs: Epochs, pool: ProcessPoolExecutor) -> Iterator[Path]:
    """The weights of each fold, fitted without its entries; begun at once."""
    return pool.map(_fit_without, [(kept, turns, fold, epochs) for fold in range(kept.folds)])


def _told(results: Iterable[tuple[list[Lesson], list[str]]], lost: list[str]) -> Iterator[list[Lesson]]:
    for found, lines in results:
        lost += lines
        yield found


def main(arguments: Iterable[str] | None = None) -> None:
    """Judge by cross-validation, then fit to everything and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--by", choices=("site", "page"), default="site", help="what is left out together")
    parts = parser.add_mutually_exclusive_group()
    parts.add_argument("--only-judge", action="store_true", help="write judged.json and the confidence, no weights")
    parts.add_argument("--unjudged", action="store_true", help="write weights; judged.json and the confidence stay")
    parts.add_argument("--only-confidence", action="store_true", help="write the confidence anew, by the fresh texts")
    parts.add_argument(
        "--onward", type=_part, metavar="N/M",
        help="fit the networks that are there on, to what they read wrongly in all pages and the N-th of M parts of the texts (0/1: all)",
    )  # fmt: skip
    parts.add_argument(
        "--mean", type=Path, nargs="+", metavar="NPZ", help="write the mean of these weights, with the confidence that is there"
    )  # fmt: skip
    parser.add_argument(
        "--pupil", type=Path, metavar="NPZ", help="weights whose readings are the history of the second round"
    )
    parser.add_argument(
        "--epochs", type=int, help=f"over everything (else {FULL.everything}, onward {ONWARD.everything})"
    )
    parser.add_argument(
        "--pages", type=int, help=f"over pages alone after it (else {FULL.pages}, onward {ONWARD.pages})"
    )
    parser.add_argument(
        "--rate", type=float, help=f"the highest one over everything (else {FULL.rate}, onward {ONWARD.rate})"
    )
    options = parser.parse_args(list(arguments) if arguments is not None else None)
    if options.only_confidence:
        write_weights(WEIGHTS, {**stored(WEIGHTS), CALIBRATION: confidence_of(list(fresh_cases()))})
        return
    if options.mean:
        try:
            weights_of_all = mean([stored(p) for p in options.mean])
        except (OSError, ValueError) as error:
            parser.error(f"--mean: {error}")
        write_weights(WEIGHTS, {**weights_of_all, CALIBRATION: stored(WEIGHTS)[CALIBRATION]})
        return
    found = entries(load_catalog())
    random.Random(0).shuffle(found)
    usual = FULL if options.onward is None else ONWARD
    told = {"everything": options.epochs, "pages": options.pages, "rate": options.rate}
    epochs = replace(usual, **{name: value for name, value in told.items() if value is not None})
    if options.onward is not None:
        if options.pupil is not None:
            parser.error("--onward learns from what the networks that are there read: leave --pupil out")
        options.unjudged, options.pupil = True, WEIGHTS
        part, parts_in_all = options.onward
        found = [e for n, e in enumerate(found) if e.kind != "sentence" or n % parts_in_all == part]
    own = [fold_of(e, options.folds, options.by) for e in found]
    begun = time.monotonic()
    # one thread a process: two fit at once; JAX's threads do not survive a fork
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    with TemporaryDirectory() as folder, ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        kept = Kept(Path(folder), options.folds)
        lost = learn(found, own, kept, pool, options.pupil)
        count = sum(len(x.examples) for x in kept.lessons(2, None))
        _say(f"{count} decisions of {len(found)} pages and sentences; {len(lost)} whose right option was not offered")
        networks: Sequence[Fitted | None] = (
            parted(stored(WEIGHTS)) if options.onward else [None] * (0 if options.only_judge else TOGETHER)
        )
        # those that are written take longest, and fit to the same batches: in a file of its own for each they had no room together
        learnt = pool.submit(kept.batches, 2, None, epochs, networks[0]).result() if networks else Learnt(None, None)
        final = pool.map(_fit, [Fit(learnt, epochs, n, one) for n, one in enumerate(networks)])
        weights = [] if options.unjudged else list(fitted_without(kept, 2, epochs, pool))
        order = sorted(range(len(found)), key=lambda n: own[n]) if weights else []
        judged_of = pool.map(_judged, [(found[n], weights[own[n]]) for n in order], chunksize=16)
        by_number = dict(zip(order, judged_of, strict=True))
        _say(f"judged after {time.monotonic() - begun:.0f} s")
        fitted = list(final)
    if by_number:
        results = [by_number[n] for n in range(len(found))]
        report(found, [one for one, _ in results], options.by)
        curve = confidence([x for _, xs in results for x in xs])
    else:
        curve = stored(WEIGHTS)[CALIBRATION]
    write_weights(WEIGHTS, {**(joined(fitted) if fitted else stored(WEIGHTS)), CALIBRATION: curve})
    _say(f"written {WEIGHTS}, {WEIGHTS.stat().st_size} bytes, {time.monotonic() - begun:.0f} s")


def report(found: Sequence[Annotated], scores: Sequence[Score], by: str) -> None:
    """How unseen pages are read, by kind and language: printed, and written to judged.json."""
    groups: dict[str, Score] = defaultdict(Score)
    for entry, one in zip(found, scores, strict=True):
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
    JUDGED.write_text(json.dumps({"left out together": by, "groups": summary}, indent=1) + "\n", encoding="utf-8")


def confidence(judged: Sequence[tuple[float, bool]]) -> Array:
    """The curve from the likelihood of unseen readings to how often they are right; what it gives is printed."""
    curve = calibration(judged)
    for threshold in (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95):
        reached = [r for p, r in judged if Networks({CALIBRATION: curve}).confidence(p) >= threshold]
        _say(
            f"confidence {threshold}: {len(reached) / len(judged):.3f} of the readings reach it, {np.mean(reached):.3f} of them right"
        )
    return curve


def confidence_of(fresh: Sequence[tuple[str, Annotated]]) -> Array:
    """The curve by texts that the networks which are there were not fitted to."""
    if not fresh:
        raise SystemExit(
            "tests/fresh has no texts, and by those that were fitted to nobody can be judged; add new ones"
        )
    with TemporaryDirectory() as folder, ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        bare = Path(folder) / "bare.npz"  # what is calibrated is the likelihood, not the confidence of before
        np.savez(bare, **{n: v for n, v in stored(WEIGHTS).items() if n != CALIBRATION})  # type: ignore[arg-type]
        judged = pool.map(_judged, [(entry, bare) for _, entry in fresh], chunksize=16)
        return confidence([x for _, xs in judged for x in xs])


def mean(states: Sequence[Weights]) -> Weights:
    """The mean of weights of one form. Raises ValueError where they are of several, or know other words, features and indicators."""
    first = states[0]
    forms = [{n: v.shape for n, v in one.items() if n not in (WORDS, FEATURES, INDICATORS)} for one in states]
    if any(form != forms[0] for form in forms):
        raise ValueError("weights of several forms have no mean: fit them on from the same networks")
    for name in (WORDS, FEATURES, INDICATORS):
        if any(not np.array_equal(one[name], first[name]) for one in states):
            raise ValueError(f"these weights do not have the same {name}: fit them on from the same networks")
    told = {n: v for n, v in first.items() if v.dtype.kind != "U" and n != CALIBRATION}
    return first | {n: np.mean([one[n].astype(np.float32) for one in states], axis=0) for n in told}


def _part(text: str) -> tuple[int, int]:
    part, _, parts = text.partition("/")
    if not (part.isdigit() and parts.isdigit() and int(part) < int(parts)):
        raise argparse.ArgumentTypeError(f"{text} is no part N/M with N below M, as 0/3")
    return int(part), int(parts)


def stored(path: Path) -> Weights:
    """The weights that are there."""
    with np.load(path) as file:
        return dict(file)


def write_weights(path: Path, weights: Weights) -> None:
    """Weights as half precision, compressed."""
    small = {n: v if v.dtype.kind == "U" else v.astype(np.float16) for n, v in weights.items()}
    np.savez_compressed(path, **small)  # type: ignore[arg-type]


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
