"""Fitting: the sums that JAX fits are those that a page is read with, and the same lessons give the same weights."""

from __future__ import annotations

import numpy as np
import pytest
from accuracy import network
from accuracy.fit import joined, lessons
from accuracy.goldset import sentence_cases
from accuracy.network import Lesson

from extractors.catalog import Catalog
from extractors.linking.choosers import Networks
from extractors.linking.encoder import Encoded

pytestmark = pytest.mark.slow


@pytest.fixture
def small(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> list[Lesson]:
    """Lessons of some sentences, learnt from without leaving anything out."""
    for name in ("DROPOUT", "HIDDEN_DROPOUT", "WORDS_DROPPED", "FEATURES_DROPPED", "FIGURES_DROPPED"):
        monkeypatch.setattr(network, name, 0.0)
    entries = [e for _, e in sentence_cases()][:12]
    return [lesson for e in entries for lesson in lessons(e, catalog, None)[0]]


def test_fitted_networks_read_as_they_were_fitted(small: list[Lesson]) -> None:
    weights = joined([network.fit(lambda: small, 2, 0)])
    networks = Networks(weights)
    for name, lesson, scores in network.scored(small, weights):
        encoded = Encoded(networks.vocabulary, networks.encoders, lesson.tokens)
        own = [e for e in lesson.examples if e.decision == name]
        found = [
            networks.scores(
                name,
                e.context.astype(np.float32),
                e.rows.astype(np.float32),
                encoded.around(e.place),
            )
            for e in own
        ]
        assert np.concatenate(found) == pytest.approx(scores, abs=2e-2)
