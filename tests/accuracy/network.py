"""The encoder and the networks of the decisions as JAX fits them: the same sums as extractors/linking/encoder.py and choosers.py.

Pages are packed into sequences of one length, with gaps that no layer reaches over, so that every step has the same
shapes and is compiled once.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias

import jax
import jax.numpy as jnp
import numpy as np
import optax
from numpy.typing import NDArray

from accuracy.teacher import Example
from extractors.linking.encoder import (
    BEFORE,
    BEHIND,
    DILATIONS,
    DISTANCES,
    FEATURES,
    HEADS,
    NEIGHBOURS,
    NUMBER_LAYERS,
    UNKNOWN,
    Among,
    Vocabulary,
    distance_steps,
)
from extractors.linking.tokens import Tokens, normal

Array = NDArray[np.float32]
Weights: TypeAlias = dict[str, Array]
Traced: TypeAlias = Any
"""An array within JAX."""
SIZE = 96
"""Of a token's vector."""
MATCHED = 32
HIDDEN = {"subject": 160, "time_period": 96}
"""Of a decision's network; 32 where nothing is said."""
LENGTH, GAP = 2_560, 2 * sum(DILATIONS)
KNOWN_FROM = 3
"""Chunks that a word or feature must be in to be known."""
RATE, DECAY, CLIP = 2e-3, 0.1, 5.0
DROPOUT, HIDDEN_DROPOUT, WORDS_DROPPED, FEATURES_DROPPED, FIGURES_DROPPED = 0.25, 0.3, 0.2, 0.1, 0.15
"""Parts that are left out at random while fitting: of vectors, of hidden layers, of words, of their features, of the figures of a decision."""
OUTRIGHT = 0.3
"""What it counts beside the scores of the options how likely the words around a number make the right answer by themselves. Only while
fitting: it teaches the encoder what there is to be told apart (of what is held out 0.726 are right in full, without it and
the attention among numbers 0.706, fitted to a third)."""
SAID_FROM = 20
"""Decisions with an answer from which on it is one that may be said outright."""
SCALE = 60.0
"""By what the sum of a step's losses is divided."""


@dataclass(slots=True)
class Lesson:
    """A chunk of a page with the decisions of its numbers: what is learnt from."""

    tokens: Tokens
    examples: list[Example]
    of_page: bool = False
    """Whether it is of a page, and not of a text alone."""


NOWHERE = -1
"""The token or node of what is not in the sequence."""
SAID = "said"
"""The part of a decision's weights by which its answer is said outright; not written."""
Fitted: TypeAlias = tuple[Weights, list[str], list[str]]
"""Weights by the names of `Networks`, and the words and features that they know."""


@dataclass(slots=True)
class _Pack:
    """Lessons side by side in one sequence."""

    lessons: list[tuple[int, Lesson]] = field(default_factory=list)
    used: int = 0


Lessons: TypeAlias = Callable[[], Iterable[Lesson]]
"""Gives the same lessons, in an order without meaning, whenever it is called."""


def vocabulary(lessons: Iterable[Lesson]) -> tuple[list[str], list[str]]:
    """The words and features that enough chunks have."""
    words, features = Counter[str](), Counter[str]()
    for lesson in lessons:
        words.update({normal(w) for w in lesson.tokens.words})
        features.update({f for own in lesson.tokens.features for f in own})
    return [w for w, n in words.most_common() if n >= KNOWN_FROM], [
        f for f, n in features.most_common() if n >= KNOWN_FROM
    ]


def fit(learnt: Batches, epochs: int, seed: int, begun: Fitted | None = None, highest: float = RATE) -> Fitted:
    """Networks fitted to batches at a rate that falls from `highest`; from random weights, or on from those of `begun`."""
    batches, rng = learnt.mapped(), np.random.default_rng(seed)
    weights = _begun(learnt.shapes, len(learnt.words), len(learnt.features), rng)
    weights |= begun[0] if begun is not None else {}
    rate = optax.cosine_decay_schedule(highest, epochs * len(batches), 0.01)
    adam = optax.chain(
        optax.clip_by_global_norm(CLIP),
        optax.adamw(
            rate, weight_decay=DECAY, mask={n: v.ndim == 2 and "distance" not in n for n, v in weights.items()}
        ),
    )

    def step(weights: Traced, state: Traced, batch: Traced, key: Traced) -> Traced:
        gradient = jax.grad(_loss)(weights, batch, key)
        moves, state = adam.update(gradient, state, weights)
        return optax.apply_updates(weights, moves), state

    compiled, state, key = jax.jit(step), adam.init(weights), jax.random.PRNGKey(seed)
    for _ in range(epochs):
        for number in rng.permutation(len(batches)):
            key, own = jax.random.split(key)
            weights, state = compiled(weights, state, batches[number], own)
    return {name: np.asarray(value) for name, value in weights.items()}, learnt.words, learnt.features


_Place: TypeAlias = tuple[int, np.dtype[Any], tuple[int, ...]]
"""Where in the file an array begins, and what it is."""


@dataclass(frozen=True, slots=True)
class Batches:
    """Lessons as JAX takes them, in a file: all that fit to them map it, and of what is gigabytes the machine holds as much as it has room
    for, once."""

    path: Path
    places: list[dict[str, Any]]
    """Of each batch, the `_Place` of each array; of a decision's arrays by its name."""
    shapes: dict[str, _Shape]
    words: list[str]
    features: list[str]

    def mapped(self) -> list[dict[str, Any]]:
        """The batches; a part of the file is read when it is used."""
        whole = np.memmap(self.path, np.uint8, "r")

        def array(place: Any) -> Any:
            if isinstance(place, dict):
                return {name: array(own) for name, own in place.items()}
            at, kind, shape = place
            return whole[at : at + kind.itemsize * math.prod(shape)].view(kind).reshape(shape)

        return [array(batch) for batch in self.places]


def batches(lessons: Lessons, path: Path, known: tuple[list[str], list[str]] | None = None) -> Batches:
    """Write lessons to a file as batches, by the words and features that networks know, else by their own."""
    words, features = known or vocabulary(lessons())
    shapes, nodes = _shapes(_packed(lessons()))
    places = []
    with path.open("wb") as file:

        def written(value: Any) -> Any:
            if isinstance(value, dict):
                return {name: written(own) for name, own in value.items()}
            place: _Place = file.tell(), value.dtype, value.shape
            file.write(value.tobytes() + bytes(-value.nbytes % _ALIGNED))
            return place

        for pack in _packed(lessons()):
            places.append(written(_arrays(pack, Vocabulary(words, features), shapes, nodes)))
    return Batches(path, places, shapes, words, features)


_ALIGNED = 64
"""Bytes at a multiple of which an array begins."""


def scored(lessons: Sequence[Lesson], weights: Weights) -> Iterator[tuple[str, Lesson, Array]]:
    """The scores that a lesson's options of a decision have here, for comparing with `Networks.scores`; one encoder, nothing left out."""
    words, features = vocabulary(lessons)
    for lesson in lessons:
        pack = _Pack([(0, lesson)])
        shapes, nodes = _shapes([pack])
        batch = _arrays(pack, Vocabulary(words, features), shapes, nodes)
        traced = {n.replace("encoder0.", "encoder."): jnp.asarray(v) for n, v in weights.items() if "." in n}
        key = jax.random.PRNGKey(0)
        around = _around(traced, batch, _states(traced, batch, key), key, narrow=True)
        for name in shapes:
            decision = batch[name]
            scores = _scores(traced, name, decision, around[decision["number"]], around, jax.random.PRNGKey(0))
            yield name, lesson, np.asarray(scores)[decision["there"]]


def _packed(lessons: Iterable[Lesson]) -> Iterator[_Pack]:
    """The lessons in their order, as many side by side as there is room for."""
    pack = _Pack()
    for lesson in lessons:
        length = min(len(lesson.tokens.words), LENGTH - GAP)
        if pack.used + length + GAP > LENGTH:
            yield pack
            pack = _Pack()
        pack.lessons.append((pack.used, lesson))
        pack.used += length + GAP
    yield pack


def _decisions(pack: _Pack) -> Iterator[tuple[int, Example]]:
    """The decisions of a pack with the token of each in its sequence."""
    for at, lesson in pack.lessons:
        for example in lesson.examples:
            token = lesson.tokens.at(example.place)
            if token < LENGTH - GAP:
                told = [at + t if 0 <= t < LENGTH - GAP else NOWHERE for t in lesson.tokens.within(example.told)]
                yield at + token, replace(example, told=told) if told else example


def _nodes(pack: _Pack) -> list[int]:
    """The tokens of a sequence that numbers and times begin with, in order."""
    found = {at + token for at, lesson in pack.lessons for token in lesson.tokens.nodes if token < LENGTH - GAP}
    return sorted(found | {token for token, _ in _decisions(pack)})


@dataclass(slots=True)
class _Shape:
    """How large the arrays of a decision are: how many of it a pack has at most, how many options these have together, figures of what they
    share and of each option; and the answers that may be said outright, each with its number."""

    count: int = 1
    options: int = 1
    shared: int = 0
    own: int = 0
    told: bool = False
    """Whether options have a place on the page where they are told of."""
    answers: dict[str, int] = field(default_factory=dict)


def _shapes(packs: Iterable[_Pack]) -> tuple[dict[str, _Shape], int]:
    """The shape of each decision, and how many nodes a pack has at most."""
    shapes: dict[str, _Shape] = {}
    nodes = 0
    said: Counter[tuple[str, str]] = Counter()
    for pack in packs:
        count, options = Counter[str](), Counter[str]()
        for _, example in _decisions(pack):
            count[example.decision] += 1
            options[example.decision] += len(example.rows)
            said[example.decision, example.answer] += 1
            shape = shapes.setdefault(example.decision, _Shape())
            shape.shared, shape.own = len(example.context), example.rows.shape[1]
            shape.told |= bool(example.told)
        for decision, own in count.items():
            shape = shapes[decision]
            shape.count, shape.options = max(shape.count, own + 1), max(shape.options, options[decision] + 1)
        nodes = max(nodes, len(_nodes(pack)))
    for (decision, answer), times in sorted(said.items()):
        if times >= SAID_FROM:
            shapes[decision].answers[answer] = len(shapes[decision].answers)
    return dict(sorted(shapes.items())), nodes


def _arrays(pack: _Pack, known: Vocabulary, shapes: Mapping[str, _Shape], most: int) -> dict[str, Any]:
    """A pack as JAX takes it: its tokens, its nodes, and the decisions by name, all of one shape in all packs."""
    words, features = np.zeros(LENGTH, np.int32), np.zeros((LENGTH, FEATURES), np.int32)
    page = np.full(LENGTH, -1, np.int32)
    for number, (at, lesson) in enumerate(pack.lessons):
        own_words, own_features = known.numbers(lesson.tokens)
        length = min(len(own_words), LENGTH - GAP)
        words[at : at + length], features[at : at + length] = own_words[:length], own_features[:length]
        page[at : at + length] = number
    nodes = {token: n for n, token in enumerate(_nodes(pack))}
    places = np.zeros(most, np.int32)
    places[: len(nodes)] = list(nodes)
    of_page = np.full(most, -1, np.int32)
    of_page[: len(nodes)] = page[places[: len(nodes)]]
    batch: dict[str, Any] = {
        "words": words, "features": features, "page": page, "nodes": places, "of_page": of_page,
    }  # fmt: skip
    found = [(nodes[t], replace(e, told=[nodes.get(told, NOWHERE) for told in e.told])) for t, e in _decisions(pack)]
    for decision, shape in shapes.items():
        batch[decision] = _decision([(n, e) for n, e in found if e.decision == decision], shape)
    return batch


def _decision(own: Sequence[tuple[int, Example]], shape: _Shape) -> dict[str, Any]:
    count, options = shape.count, shape.options
    made = {
        "context": np.zeros((count, shape.shared), np.float16), "rows": np.zeros((options, shape.own), np.float16),
        "number": np.zeros(count, np.int32), "weight": np.zeros(count, np.float32), "right": np.zeros(count, np.int32),
        "group": np.full(options, count - 1, np.int32), "there": np.zeros(options, bool),
        "answer": np.full(count, -1, np.int32),
    }  # fmt: skip
    if shape.told:
        made["told"] = np.full(options, NOWHERE, np.int32)
    at = 0
    for number, (place, example) in enumerate(own):
        end = at + len(example.rows)
        made["context"][number], made["rows"][at:end] = example.context, example.rows
        made["answer"][number] = shape.answers.get(example.answer, -1)
        made["number"][number], made["weight"][number], made["right"][number] = (
            place,
            example.weight,
            at + example.right,
        )
        made["group"][at:end], made["there"][at:end] = number, True
        if example.told:
            made["told"][at:end] = example.told
        at = end
    return made


def _begun(shapes: Mapping[str, _Shape], words: int, features: int, rng: np.random.Generator) -> Weights:
    """Random weights of the right shapes."""

    def drawn(*shape: int, scale: float = 0.0) -> Array:
        return (rng.standard_normal(shape) * (scale or np.sqrt(2 / shape[0]))).astype(np.float32)

    weights = {
        "encoder.words": drawn(UNKNOWN + 1 + words, SIZE, scale=0.1), "encoder.features": drawn(1 + features, SIZE, scale=0.1),
        "encoder.query": drawn(SIZE, SIZE), "encoder.key": drawn(SIZE, SIZE), "encoder.value": drawn(SIZE, SIZE),
        "encoder.distance": np.zeros((HEADS, DISTANCES), np.float32),
    }  # fmt: skip
    for n in range(len(DILATIONS)):
        weights[f"encoder.mix{n}"], weights[f"encoder.back{n}"] = (
            drawn(3 * SIZE, 2 * SIZE),
            drawn(SIZE, SIZE, scale=0.05),
        )
        weights[f"encoder.bias{n}"], weights[f"encoder.scale{n}"] = (
            np.zeros(2 * SIZE, np.float32),
            np.ones(SIZE, np.float32),
        )
    wide = 2 * SIZE
    for n in range(NUMBER_LAYERS):
        among = Among(
            scale=np.ones(wide, np.float32), query=drawn(wide, SIZE), key=drawn(wide, SIZE), value=drawn(wide, SIZE),
            apart=np.zeros((HEADS, 2 * NEIGHBOURS + 1), np.float32), distance=np.zeros((HEADS, DISTANCES), np.float32),
            back=drawn(SIZE, wide, scale=0.05), again=np.ones(wide, np.float32), wide=drawn(wide, wide),
            bias=np.zeros(wide, np.float32), narrow=drawn(wide, wide, scale=0.03),
        )  # fmt: skip
        weights |= {f"encoder.number_{part}{n}": value for part, value in among._asdict().items()}
    for decision, shape in shapes.items():
        shared, own, hidden = shape.shared, 2 * shape.own, HIDDEN.get(decision, 32)
        scale = float(np.sqrt(2 / (shared + own)))
        weights |= {
            f"{decision}.context": drawn(shared, hidden, scale=scale), f"{decision}.option": drawn(own, hidden, scale=scale),
            f"{decision}.bias": np.zeros(hidden, np.float32), f"{decision}.out": drawn(hidden, scale=float(np.sqrt(1 / hidden))),
            f"{decision}.around": drawn(2 * SIZE, hidden, scale=0.05),
            f"{decision}.{SAID}": drawn(2 * SIZE, max(1, len(shape.answers)), scale=0.05),
            f"{decision}.match": drawn(own, MATCHED, scale=0.05), f"{decision}.matched": drawn(2 * SIZE, MATCHED, scale=0.05),
        }  # fmt: skip
        if shape.told:
            weights |= {
                f"{decision}.there": np.zeros((2 * SIZE, MATCHED), np.float32),
                f"{decision}.wanted": drawn(2 * SIZE, MATCHED, scale=0.05),
            }
    return weights


def _kept(key: Traced, part: float, shape: tuple[int, ...]) -> Traced:
    """Zero for the part that is left out; what stays is the larger for it."""
    return jax.random.bernoulli(key, 1 - part, shape) / (1 - part)


def _dropped(values: Traced, key: Traced, part: float) -> Traced:
    return values * _kept(key, part, values.shape)


def _states(weights: Traced, batch: Traced, key: Traced) -> Traced:
    """`Encoder.states`, with words, features and figures left out at random."""
    keys = jax.random.split(key, 3 + len(DILATIONS))
    words = jnp.where(jax.random.bernoulli(keys[0], WORDS_DROPPED, batch["words"].shape), UNKNOWN, batch["words"])
    features = jnp.where(jax.random.bernoulli(keys[1], FEATURES_DROPPED, batch["features"].shape), 0, batch["features"])
    there = (batch["page"] >= 0)[:, None]
    state = weights["encoder.words"][words] + (
        weights["encoder.features"].at[0].set(0)[features].sum(axis=1)
    )  # a gap is zero by `there`
    state = _dropped(state * there, keys[2], DROPOUT)
    for n, dilation in enumerate(DILATIONS):
        centred = _normed(state, weights[f"encoder.scale{n}"]) * there
        around = jnp.pad(centred, ((dilation, dilation), (0, 0)))
        three = jnp.concatenate((around[: -2 * dilation], centred, around[2 * dilation :]), axis=1)
        mixed = three @ weights[f"encoder.mix{n}"] + weights[f"encoder.bias{n}"]
        gated = mixed[:, :SIZE] * jax.nn.sigmoid(mixed[:, SIZE:])
        state = (state + _dropped(gated, keys[3 + n], DROPOUT) @ weights[f"encoder.back{n}"]) * there
    return state


def _around(weights: Traced, batch: Traced, state: Traced, key: Traced, narrow: bool = False) -> Traced:
    """`_Read.around` of all nodes; unless `narrow`, they attend to all of their chunk.

    So they are fitted: networks fitted with the narrow attention that they read with (BEFORE, BEHIND) read what was held
    out worse (full F1 0.776, those fitted so 0.789).
    """
    nodes, width = batch["nodes"], SIZE // HEADS
    own = state[nodes]
    query = (own @ weights["encoder.query"]).reshape(-1, HEADS, width)
    keys = (state @ weights["encoder.key"]).reshape(-1, HEADS, width)
    values = (state @ weights["encoder.value"]).reshape(-1, HEADS, width)
    steps = jnp.asarray(distance_steps(np.arange(-LENGTH, LENGTH + 1, dtype=np.int32)))
    apart = jnp.arange(LENGTH)[None] - nodes[:, None]
    scores = jnp.einsum("nhd,thd->hnt", query, keys) / np.sqrt(width)
    scores = scores + weights["encoder.distance"][:, steps[apart + LENGTH]]
    same = batch["page"][nodes][:, None] == batch["page"][None]
    if narrow:
        same = same & (apart >= -BEFORE) & (apart <= BEHIND)
    attention = jax.nn.softmax(jnp.where(same[None], scores, -1e9), axis=-1)
    seen = jnp.einsum("hnt,thd->nhd", attention, values).reshape(-1, SIZE)
    return _among(weights, batch, jnp.concatenate((own, seen), axis=1), key)


def _normed(values: Traced, scale: Traced) -> Traced:
    centred = values - values.mean(axis=1, keepdims=True)
    return centred / jnp.sqrt(jnp.square(centred).mean(axis=1, keepdims=True) + 1e-5) * scale


def _among(weights: Traced, batch: Traced, state: Traced, key: Traced) -> Traced:
    """`Encoder.among`, with parts of what is added left out at random."""
    nodes, page, order = batch["nodes"], batch["of_page"], jnp.arange(state.shape[0])
    apart = order[None] - order[:, None]
    near = (page[:, None] == page[None]) & (page >= 0)[None] & (jnp.abs(apart) <= NEIGHBOURS)
    apart = jnp.clip(apart, -NEIGHBOURS, NEIGHBOURS) + NEIGHBOURS
    steps = jnp.asarray(distance_steps(np.arange(-LENGTH, LENGTH + 1, dtype=np.int32)))
    step = steps[nodes[None] - nodes[:, None] + LENGTH]
    for n in range(NUMBER_LAYERS):
        key, one, two = jax.random.split(key, 3)
        layer = Among(*(weights[f"encoder.number_{part}{n}"] for part in Among._fields))
        centred = _normed(state, layer.scale)
        query, keys, values = (
            (centred @ part).reshape(-1, HEADS, SIZE // HEADS) for part in (layer.query, layer.key, layer.value)
        )
        scores = jnp.einsum("nhd,mhd->hnm", query, keys) / np.sqrt(SIZE // HEADS)
        scores = scores + layer.apart[:, apart] + layer.distance[:, step]
        attention = jax.nn.softmax(jnp.where(near[None], scores, -1e9), axis=-1)
        seen = jnp.einsum("hnm,mhd->nhd", attention, values).reshape(-1, SIZE)
        state = state + _dropped(seen, one, DROPOUT) @ layer.back
        hidden = jax.nn.relu(_normed(state, layer.again) @ layer.wide + layer.bias)
        state = state + _dropped(hidden, two, DROPOUT) @ layer.narrow
    return state


def _loss(weights: Traced, batch: Traced, key: Traced) -> Traced:
    """The sum of how unlikely the right options are."""
    key, own, among = jax.random.split(key, 3)
    around = _around(weights, batch, _states(weights, batch, own), among)
    total = 0.0
    for name, decision in batch.items():
        if isinstance(decision, dict):
            key, one, two = jax.random.split(key, 3)
            near = _dropped(around[decision["number"]], one, DROPOUT)
            scores = _scores(weights, name, decision, near, around, two)
            total += -(_log_likelihood(scores, decision) * decision["weight"]).sum()
            said = jax.nn.log_softmax(near @ weights[f"{name}.{SAID}"], axis=1)
            right = jnp.take_along_axis(said, jnp.maximum(decision["answer"], 0)[:, None], axis=1)[:, 0]
            total += -OUTRIGHT * (right * decision["weight"] * (decision["answer"] >= 0)).sum()
    return total / SCALE


def _scores(weights: Traced, name: str, decision: Traced, near: Traced, around: Traced, key: Traced) -> Traced:
    """`Network.scores` of all options, with a part of the figures and of the hidden layer left out: the same for all options of one decision."""
    keys = jax.random.split(key, 3)
    rows, group = decision["rows"].astype(jnp.float32), decision["group"]
    count, own = decision["weight"].shape[0], rows.shape[1]
    seen = _kept(keys[0], FIGURES_DROPPED, (count, own))[group]
    rows = jnp.concatenate((rows * seen, _ahead(rows, group, count) * seen), axis=1)
    shared = _dropped(decision["context"].astype(jnp.float32), keys[1], FIGURES_DROPPED) @ weights[f"{name}.context"]
    shared = shared + near @ weights[f"{name}.around"] + weights[f"{name}.bias"]
    kept = _kept(keys[2], HIDDEN_DROPOUT, shared.shape)
    hidden = jax.nn.relu(shared[group] + rows @ weights[f"{name}.option"]) * kept[group]
    matched = (rows @ weights[f"{name}.match"]) * (near @ weights[f"{name}.matched"])[group]
    scores = hidden @ weights[f"{name}.out"] + matched.sum(axis=1)
    if "told" in decision:
        there = jnp.where((decision["told"] >= 0)[:, None], (around @ weights[f"{name}.there"])[decision["told"]], 0)
        scores += (there * (near @ weights[f"{name}.wanted"])[group]).sum(axis=1)
    return jnp.where(decision["there"], scores, -1e9)


def _ahead(rows: Traced, group: Traced, count: int) -> Traced:
    """By how much each figure of an option is ahead of the best of the others, as `contrasted` has it; made here, as in the
    lessons it would be as much again."""
    best = jax.ops.segment_max(rows, group, count)[group]
    leads = rows == best
    alone = jax.ops.segment_sum(leads.astype(jnp.float32), group, count)[group] == 1
    second = jax.ops.segment_max(jnp.where(leads, -jnp.inf, rows), group, count)[group]
    others = jnp.where(leads & alone & jnp.isfinite(second), second, best)
    return jax.lax.stop_gradient(rows - others)


def _log_likelihood(scores: Traced, decision: Traced) -> Traced:
    count, group = decision["weight"].shape[0], decision["group"]
    best = jax.ops.segment_max(scores, group, count)
    best = jnp.where(jnp.isfinite(best), best, 0.0)
    total = jax.ops.segment_sum(jnp.exp(scores - best[group]), group, count)
    return scores[decision["right"]] - best - jnp.log(jnp.maximum(total, 1e-9))
