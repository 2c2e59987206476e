"""How a choice is made: each option is a row of figures, a small network gives each a score, the best is taken.

One network a decision (what a number measures, its period, …), and one encoder of the words around the number that all share, fitted
to annotated pages by `make fit`; the weights are data beside this file. Nothing here knows what the figures mean.
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

from extractors.linking.encoder import EncodedPage, Encoder, Vocabulary
from extractors.linking.layout import Row
from extractors.linking.piece import Piece
from extractors.records import Page

WEIGHTS = Path(__file__).with_name("weights.npz")
CALIBRATION, INDICATORS, WORDS, FEATURES, ENCODER = "calibration", "indicators", "words", "features", "encoder"
"""Names in the file of weights; each other is a decision's or an encoder's, a point, and one of its parts."""
NAMES = (INDICATORS, WORDS, FEATURES)
Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Choice:
    """The number of the option taken, and how likely it is the right one."""

    index: int
    likelihood: float


class Chooser(Protocol):
    """Makes the decisions of a reader on one page; the one that learns from annotated pages is in tests/accuracy."""

    def choose(
        self, decision: str, options: Sequence[object], context: Row, rows: Row, place: int, told: Sequence[int] = ()
    ) -> Choice:
        """Choose among `options`, which have their rows in `rows`, one after the other; `context` is what all of them share, `place` where on
        the page the number stands, `told` where the number or time that speaks for each option does (negative: nowhere), if that is known."""
        ...

    def confidence(self, likelihood: float) -> float:
        """How often a reading is right in full whose choices were together as likely as this."""
        ...


class Choosers(Protocol):
    """Gives each page its chooser."""

    @property
    def indicators(self) -> tuple[str, ...]:
        """The indicators that are told apart by name, in the order of the figures that name them; a newer one is known by
        its words alone. Empty: those of the catalogue."""
        ...

    def on(self, page: Page, pieces: Sequence[Piece]) -> Chooser:
        """The chooser of a page that was taken apart into `pieces`."""
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
    """One decision: a hidden layer over what the options share, what each has of its own and what the words around the number say,
    and one score an option; to it is added how well the option and those words go together (`match`, `matched`), and how well they go with
    the number or time that speaks for the option (`there`, `wanted`)."""

    def __init__(self, weights: Mapping[str, Array]) -> None:
        self.context, self.bias, self.out, self.around, self.matched = (
            weights[n] for n in ("context", "bias", "out", "around", "matched")
        )
        self._pointing = (weights["there"], weights["wanted"]) if "there" in weights else None
        self._width = self.out.size
        self.option = np.concatenate((weights["option"], weights["match"]), axis=1)
        self._sparse = self.option.size > _SMALL

    def scores(self, context: Array, rows: Array, around: Array, told: Array | None = None) -> Array:
        """One score an option; the likelihood is their softmax."""
        if self._sparse:
            # most figures are zero, and so is what they add: of large weights only those of the others are read
            there = context.nonzero()[0]
            own = np.logical_or.reduce(rows, axis=0).nonzero()[0]
            both = np.concatenate((own, own + rows.shape[1]))
            product = contrasted(rows.take(own, axis=1)) @ self.option.take(both, axis=0)
            shared = context.take(there) @ self.context.take(there, axis=0)
        else:
            product = contrasted(rows) @ self.option
            shared = context @ self.context
        hidden = product[:, : self._width]
        hidden += shared + around @ self.around + self.bias
        scores: Array = np.maximum(hidden, 0, out=hidden) @ self.out
        scores += product[:, self._width :] @ (around @ self.matched)
        if told is not None and self._pointing is not None:
            at_place, wanted = self._pointing
            scores += told @ (at_place @ (around @ wanted))
        return scores


_SMALL = 20_000
"""Weights that are multiplied faster than they are sorted out."""


class Networks:
    """The networks of all decisions, and the encoders of the words that they share."""

    def __init__(self, weights: Mapping[str, Array]) -> None:
        self.indicators = tuple(str(name) for name in weights.get(INDICATORS, ()))
        self._calibration = weights.get(CALIBRATION, np.asarray([1.0, 0.0], np.float32))
        self.vocabulary = Vocabulary(*([str(w) for w in weights.get(name, ())] for name in (WORDS, FEATURES)))
        parts: dict[str, dict[str, Array]] = {}
        for name, value in weights.items():
            if "." in name:
                owner, part = name.rsplit(".", 1)
                parts.setdefault(owner, {})[part] = value
        self.encoders = [Encoder(parts.pop(n)) for n in sorted(parts) if n.startswith(ENCODER)]
        self._of = {name: Network(own) for name, own in parts.items()}

    def on(self, page: Page, pieces: Sequence[Piece]) -> Chooser:
        """The networks on one page."""
        return _OnPage(self, EncodedPage(page, pieces, self.vocabulary, self.encoders))

    def scores(self, decision: str, context: Array, rows: Array, around: Array, told: Array | None = None) -> Array:
        """The scores of the options of a decision; `around`, `told`: of `EncodedPage`."""
        return self._of[decision].scores(context, rows, around, told)

    def confidence(self, likelihood: float) -> float:
        """The likelihood, calibrated on pages that the networks were not fitted to."""
        slope, offset = self._calibration
        odds = math.log(max(likelihood, 1e-6) / max(1 - likelihood, 1e-6))
        return round(1 / (1 + math.exp(-float(slope) * odds - float(offset))), 3)


class _OnPage:
    """The networks with the words of one page."""

    def __init__(self, networks: Networks, page: EncodedPage) -> None:
        self._networks, self._page = networks, page
        self.indicators, self.confidence = networks.indicators, networks.confidence

    def choose(
        self, decision: str, options: Sequence[object], context: Row, rows: Row, place: int, told: Sequence[int] = ()
    ) -> Choice:
        """The option with the highest score."""
        around = self._page.around(place)
        scores = self._networks.scores(
            decision, np.frombuffer(context, np.float32), table(rows, len(options)), around,
            self._page.told(place, told) if told else None,
        ).tolist()  # fmt: skip
        best = max(scores)
        return Choice(scores.index(best), 1 / sum(math.exp(s - best) for s in scores))


def read_weights(path: Path) -> Networks:
    """The networks of a file that `make fit` has written."""
    with np.load(path, allow_pickle=False) as stored:
        return Networks({n: stored[n] if n in NAMES else stored[n].astype(np.float32) for n in stored.files})


@cache
def fitted() -> Networks:
    """The networks of this version, read once."""
    return read_weights(WEIGHTS)
