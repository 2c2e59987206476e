"""How a choice is made: each option is a row of figures, a small network gives each a score, the best is taken.

One network a decision (what a number measures, its period, …), fitted to annotated pages by `make fit`; the weights
are data beside this file. Nothing here knows what the figures mean.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from extractors.linking.layout import Row

WEIGHTS = Path(__file__).with_name("weights.npz")
CALIBRATION, INDICATORS = "calibration", "indicators"
PARTS = ("context", "option", "bias", "out")
Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Choice:
    """The number of the option taken, and how likely it is the right one."""

    index: int
    likelihood: float


class Chooser(Protocol):
    """Makes the decisions of a reader; the one that learns from annotated pages is in tests/accuracy."""

    @property
    def indicators(self) -> tuple[str, ...]:
        """The indicators that it tells apart by name, in the order of the figures that name them; a newer one is known by
        its words alone. Empty: those of the catalogue."""
        ...

    def choose(self, decision: str, options: Sequence[object], context: Row, rows: Row, place: int) -> Choice:
        """Choose among `options`, which have their rows in `rows`, one after the other; `context` is what all of them share, `place` where on
        the page the number stands."""
        ...

    def confidence(self, likelihood: float) -> float:
        """How often a reading is right in full whose choices were together as likely as this."""
        ...


def contrasted(own: Array) -> Array:
    """The rows with, behind each, by how much each of its figures is ahead of the best of the other options."""
    count, size = own.shape
    found = np.empty((count, 2 * size), np.float32)
    found[:, :size] = own
    ahead = found[:, size:]
    if count == 1:
        ahead[:] = 0
    elif count == 2:
        np.subtract(own, own[::-1], out=ahead)
    else:
        ranked = np.partition(own, count - 2, axis=0)
        best, second = ranked[-1], ranked[-2]
        np.subtract(own, np.where(own == best, second, best), out=ahead)
    return found


def table(rows: Row, count: int) -> Array:
    """The rows of `count` options as an array that shares their memory."""
    return np.frombuffer(rows, np.float32).reshape(count, -1)


class Network:
    """One decision: a hidden layer over what the options share and what each has of its own, and one score an option."""

    def __init__(self, weights: Mapping[str, Array]) -> None:
        self.context, self.option, self.bias, self.out = (weights[n] for n in PARTS)
        self._sparse = self.option.size > _SMALL

    def scores(self, context: Array, rows: Array) -> Array:
        """One score an option; the likelihood is their softmax."""
        if self._sparse:
            # most figures are zero, and so is what they add: of large weights only those of the others are read
            there = context.nonzero()[0]
            told = np.logical_or.reduce(rows, axis=0).nonzero()[0]
            both = np.concatenate((told, told + rows.shape[1]))
            hidden = contrasted(rows.take(told, axis=1)) @ self.option.take(both, axis=0)
            hidden += context.take(there) @ self.context.take(there, axis=0) + self.bias
        else:
            hidden = contrasted(rows) @ self.option
            hidden += context @ self.context + self.bias
        scores: Array = np.maximum(hidden, 0, out=hidden) @ self.out
        return scores


_SMALL = 20_000
"""Weights that are multiplied faster than they are sorted out."""


class Networks:
    """The networks of all decisions."""

    def __init__(self, weights: Mapping[str, Array]) -> None:
        names = {name.rsplit(".", 1)[0] for name in weights if "." in name}
        self.indicators = tuple(str(name) for name in weights.get(INDICATORS, ()))
        self._calibration = weights.get(CALIBRATION, np.asarray([1.0, 0.0], np.float32))
        self._of = {
            name: Network({p: weights[f"{name}.{p}"] for p in PARTS}) for name in names
        }  # fmt: skip

    def choose(self, decision: str, options: Sequence[object], context: Row, rows: Row, place: int) -> Choice:
        """The option with the highest score."""
        del place
        scores = self._of[decision].scores(np.frombuffer(context, np.float32), table(rows, len(options))).tolist()
        best = max(scores)
        return Choice(scores.index(best), 1 / sum(math.exp(s - best) for s in scores))

    def confidence(self, likelihood: float) -> float:
        """The likelihood, calibrated on pages that the networks were not fitted to."""
        slope, offset = self._calibration
        odds = math.log(max(likelihood, 1e-6) / max(1 - likelihood, 1e-6))
        return round(1 / (1 + math.exp(-float(slope) * odds - float(offset))), 3)


@cache
def fitted() -> Networks:
    """The networks of this version, read once."""
    with np.load(WEIGHTS, allow_pickle=False) as stored:
        return Networks({n: stored[n] if n == INDICATORS else stored[n].astype(np.float32) for n in stored.files})
