"""What the words around a number say beyond the cues: each word of a page as a vector that knows its neighbours.

The words and their features are looked up (`Vocabulary`), layers of gated convolutions of growing reach mix each with those around
it, each number and each time attends to the words of its chunk by what they say and how far they are, and then, in two layers, to the
numbers and times beside it (all these are called nodes)
(Dauphin et al. 2017, "Language modeling with gated convolutional networks"; Vaswani et al. 2017). Fitted together with
the networks of the decisions by `make fit`; tests/accuracy/network.py says the same for fitting.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extractors.linking.piece import Piece
from extractors.linking.tokens import LONGEST, PageTokens, Tokens, normal
from extractors.records import Page

Array = NDArray[np.float32]
Indices = NDArray[np.int32]
DILATIONS = (1, 2, 4, 8)
"""How far apart the three words are that each layer mixes."""
HEADS = 4
"""Parts of the attention."""
BEFORE, BEHIND = 100, 40
"""Tokens before a number and behind it that it attends to. On long pages, seldom among those that are learnt from, what
stands far away (another date, the dateline) drew a number to itself; pages left out are read better so than with the
whole of a chunk, or with half or twice as much."""
FEATURES = 12
"""Features of a token that are read at most."""
UNKNOWN = 1
"""The word that no other page had; 0 is none."""
DISTANCES = 32
"""Steps in which it is told: 16 on each side, by its logarithm."""
NUMBER_LAYERS = 2
"""How often nodes attend to each other."""
NEIGHBOURS = 32
"""Nodes before and behind one that it attends to."""
_SMALL = 1e-5


class Vocabulary:
    """The words and features that are known, each with its number."""

    def __init__(self, words: Sequence[str], features: Sequence[str]) -> None:
        self.words = {word: number for number, word in enumerate(words, UNKNOWN + 1)}
        self.features = {feature: number for number, feature in enumerate(features, 1)}

    def numbers(self, read: Tokens) -> tuple[Indices, Indices]:
        """The tokens as numbers: a word each, and a row of features, 0 where there are no more."""
        words = np.asarray([self.words.get(normal(w), UNKNOWN) for w in read.words], np.int32)
        features = np.zeros((len(words), FEATURES), np.int32)
        for row, own in enumerate(read.features):
            known = sorted(self.features[f] for f in own if f in self.features)[:FEATURES]
            features[row, : len(known)] = known
        return words, features


def distance_steps(tokens_apart: Indices) -> Indices:
    """The step of each distance: 0 to 15 on one side, 16 to 31 on the other."""
    steps = np.minimum(np.log2(np.abs(tokens_apart) + 1.0) * 1.6, 15).astype(np.int32)
    return np.where(tokens_apart > 0, steps + 16, steps)


_STEPS = distance_steps(np.arange(-LONGEST, LONGEST + 1, dtype=np.int32))


class _Layer(NamedTuple):
    """A convolution: `mix` of the word before, the word, the word behind to values and gates, `back` to what is added to the vector."""

    dilation: int
    scale: Array
    mix: Array
    bias: Array
    back: Array


class Among(NamedTuple):
    """A layer in which nodes attend to those beside them: `back` and, of each by itself, `narrow` is what is added."""

    scale: Array
    query: Array
    key: Array
    value: Array
    apart: Array
    """What so many nodes between two add to the attention, of each head."""
    distance: Array
    """What so many tokens between them add."""
    back: Array
    again: Array
    """The scale of what goes through `wide`, `bias` and `narrow`."""
    wide: Array
    bias: Array
    narrow: Array


def normed(values: Array, scale: Array) -> Array:
    """Rows of mean 0 and variance 1, scaled."""
    centred: Array = values - values.mean(axis=1, keepdims=True)
    centred *= scale / np.sqrt(np.square(centred).mean(axis=1, keepdims=True) + _SMALL)
    return centred


class Encoder:
    """The weights of one encoder."""

    def __init__(self, weights: Mapping[str, Array]) -> None:
        self._words, self._features = weights["words"].copy(), weights["features"].copy()
        self._words[0] = self._features[0] = 0
        self._layers = [
            _Layer(dilation, *(weights[f"{part}{n}"] for part in ("scale", "mix", "bias", "back")))
            for n, dilation in enumerate(DILATIONS)
        ]
        layers = sum(name.startswith("number_query") for name in weights)
        self._among = [Among(*(weights[f"number_{part}{n}"] for part in Among._fields)) for n in range(layers)]
        self.query, self._key, self._value = weights["query"], weights["key"], weights["value"]
        self.near = weights["distance"][:, _STEPS]
        """What each distance of tokens adds to the attention, of each head."""
        self.size: int = self._words.shape[1]

    def states(self, words: Indices, features: Indices) -> Array:
        """A vector for each token of a chunk."""
        state: Array = self._words[words] + self._features[features].sum(axis=1)
        count, size = state.shape
        for layer in self._layers:
            centred = normed(state, layer.scale)
            around = np.zeros((count + 2 * layer.dilation, size), np.float32)
            around[layer.dilation : layer.dilation + count] = centred
            mixed = centred @ layer.mix[size : 2 * size] + layer.bias
            mixed += around[:count] @ layer.mix[:size]
            mixed += around[2 * layer.dilation :] @ layer.mix[2 * size :]
            gate = mixed[:, size:]
            np.negative(gate, out=gate)
            np.exp(np.minimum(gate, 60, out=gate), out=gate)
            gate += 1
            state += (mixed[:, :size] / gate) @ layer.back
        return state

    def attended(self, state: Array) -> tuple[Array, Array]:
        """The keys and values of a chunk's tokens, by head."""
        parts = (HEADS, self.size // HEADS)
        keys = (state @ self._key).reshape(-1, *parts).transpose(1, 2, 0)
        values = (state @ self._value).reshape(-1, *parts).transpose(1, 0, 2)
        return np.ascontiguousarray(keys), np.ascontiguousarray(values)

    def among(self, state: Array, tokens: Indices) -> Array:
        """What nodes know once they have attended to those beside them; `state`: a row each, `tokens`: where they are."""
        count, width = len(tokens), self.size // HEADS
        reach = min(NEIGHBOURS, count - 1)
        apart = np.arange(-reach, reach + 1)
        beside = np.arange(count)[:, None] + apart
        none = (beside < 0) | (beside >= count)
        beside = beside.clip(0, count - 1)
        step = _STEPS[tokens[beside] - tokens[:, None] + LONGEST]
        for layer in self._among:
            centred = normed(state, layer.scale)
            query, keys, values = (
                (centred @ part).reshape(count, HEADS, width) for part in (layer.query, layer.key, layer.value)
            )
            # node, head, neighbour
            scores = (keys[beside].transpose(0, 2, 1, 3) @ query[..., None])[..., 0] / np.sqrt(np.float32(width))
            scores += layer.apart[:, apart + NEIGHBOURS] + layer.distance[:, step].transpose(1, 0, 2)
            scores -= np.where(none[:, None], np.float32(np.inf), 0)
            scores -= scores.max(axis=2, keepdims=True)
            np.exp(scores, out=scores)
            scores /= scores.sum(axis=2, keepdims=True)
            seen = scores[:, :, None] @ values[beside].transpose(0, 2, 1, 3)
            state = state + seen.reshape(count, -1) @ layer.back
            hidden = normed(state, layer.again) @ layer.wide + layer.bias
            state += np.maximum(hidden, 0, out=hidden) @ layer.narrow
        return state


class _Read:
    """A chunk as one encoder has read it."""

    def __init__(self, encoder: Encoder, words: Indices, features: Indices, nodes: Indices) -> None:
        self._encoder = encoder
        self._state = encoder.states(words, features)
        self._keys, self._values = encoder.attended(self._state)
        self.around = encoder.among(np.stack([self._attending(token) for token in nodes.tolist()]), nodes)
        """Of each node, what its token knows, what it attends to, and what those beside it do."""

    def _attending(self, token: int) -> Array:
        own, encoder = self._state[token], self._encoder
        first, last = max(0, token - BEFORE), min(len(self._state), token + BEHIND + 1)
        query = (own @ encoder.query).reshape(HEADS, 1, encoder.size // HEADS)
        scores = (query @ self._keys[:, :, first:last])[:, 0] / np.sqrt(np.float32(encoder.size // HEADS))
        scores += encoder.near[:, LONGEST - token + first : LONGEST - token + last]
        scores -= scores.max(axis=1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=1, keepdims=True)
        seen = (scores[:, None, :] @ self._values[:, first:last]).reshape(-1)
        return np.concatenate((own, seen))


class Encoded:
    """A chunk as all encoders read it."""

    def __init__(self, vocabulary: Vocabulary, encoders: Sequence[Encoder], tokens: Tokens) -> None:
        self._tokens = tokens
        self._rows = {token: row for row, token in enumerate(tokens.nodes)}
        words, features = vocabulary.numbers(tokens)
        nodes = np.asarray(tokens.nodes, np.int32)
        self._around = np.concatenate([_Read(e, words, features, nodes).around for e in encoders], axis=1)

    def around(self, place: int) -> Array:
        """What the words around the node that begins at `place` of the page say, of one encoder after the other."""
        around: Array = self._around[self._rows[self._tokens.at(place)]]
        return around

    def told(self, places: Sequence[int]) -> Array:
        """`around` of the nodes at these places, a row each; zeros where there is none in the chunk."""
        rows = [self._rows.get(token, -1) for token in self._tokens.within(places)]
        found: Array = self._around[rows]
        found[[row < 0 for row in rows]] = 0
        return found


class EncodedPage:
    """A page as the encoders read it: a chunk only when a number of it is asked for."""

    def __init__(
        self, page: Page, pieces: Sequence[Piece], vocabulary: Vocabulary, encoders: Sequence[Encoder]
    ) -> None:
        self._tokens = PageTokens(page, pieces)
        self._vocabulary, self._encoders = vocabulary, encoders
        self._chunk: tuple[int, Encoded] | None = None
        """The chunk read last: a page is read from its head to its end."""
        self._known: tuple[int, Array] | None = None

    def around(self, place: int) -> Array:
        """`Encoded.around` of the chunk that `place` is in; asked for again and again for one number."""
        if self._known is None or self._known[0] != place:
            self._known = place, self._of(self._tokens.chunk_of(place)).around(place)
        return self._known[1]

    def told(self, place: int, places: Sequence[int]) -> Array:
        """`Encoded.told` of the chunk that `place` is in."""
        return self._of(self._tokens.chunk_of(place)).told(places)

    def _of(self, chunk: int) -> Encoded:
        if self._chunk is None or self._chunk[0] != chunk:
            self._chunk = chunk, Encoded(self._vocabulary, self._encoders, self._tokens.tokens(chunk))
        return self._chunk[1]
