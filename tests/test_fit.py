"""Fitting: the sums that JAX fits are those that a page is read with, and the same lessons give the same weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from accuracy import fit, network
from accuracy.fit import joined, lessons, main, mean, parted, stored
from accuracy.goldset import gold_pages, sentence_cases
from accuracy.network import Lesson

from extractors.catalog import Catalog
from extractors.figures import marked
from extractors.linking.choosers import CALIBRATION, WORDS, Networks, read_weights
from extractors.linking.encoder import Encoded
from extractors.linking.reader import PageReader

pytestmark = pytest.mark.slow


@pytest.fixture
def small(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> list[Lesson]:
    """Lessons of some sentences, learnt from without leaving anything out."""
    for name in ("DROPOUT", "HIDDEN_DROPOUT", "WORDS_DROPPED", "FEATURES_DROPPED", "FIGURES_DROPPED"):
        monkeypatch.setattr(network, name, 0.0)
    entries = [e for _, e in sentence_cases()][:12]
    return [lesson for e in entries for lesson in lessons(e, catalog, None)[0]]


def test_fitted_networks_read_as_they_were_fitted(small: list[Lesson], tmp_path: Path) -> None:
    weights = joined([network.fit(network.batches(lambda: small, tmp_path / "all"), 2, 0)])
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
                encoded.told(e.told) if e.told else None,
            )
            for e in own
        ]
        assert np.concatenate(found) == pytest.approx(scores, abs=2e-2)


def test_networks_that_were_joined_are_parted_and_fitted_on(small: list[Lesson], tmp_path: Path) -> None:
    learnt = network.batches(lambda: small, tmp_path / "all")
    both = [network.fit(learnt, 1, seed) for seed in (0, 1)]
    weights = joined(both)
    apart = parted(weights)
    assert len(apart) == 2
    for (fitted, words, features), (own, own_words, own_features) in zip(both, apart, strict=True):
        assert (own_words, own_features) == (words, features)
        assert {n for n in fitted if not n.endswith(network.SAID)} == set(own)
        assert all(np.allclose(fitted[n], value, atol=1e-6) for n, value in own.items())
    onward = network.fit(network.batches(lambda: small, tmp_path / "onward", apart[0][1:]), 1, 0, apart[0])
    assert not np.allclose(onward[0]["time_period.out"], apart[0][0]["time_period.out"])


def test_the_mean_of_states_lies_between_them_and_keeps_the_confidence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = stored(fit.WEIGHTS)
    other = {n: v if v.dtype.kind == "U" else v + v.dtype.type(0.5) for n, v in there.items()}
    np.savez(tmp_path / "other.npz", **other)  # type: ignore[arg-type]
    monkeypatch.setattr(fit, "WEIGHTS", tmp_path / "weights.npz")
    np.savez(tmp_path / "weights.npz", **there)  # type: ignore[arg-type]
    main(["--mean", str(tmp_path / "weights.npz"), str(tmp_path / "other.npz")])
    found = stored(tmp_path / "weights.npz")
    assert np.array_equal(found[CALIBRATION], there[CALIBRATION])
    assert np.array_equal(found[WORDS], there[WORDS])
    assert np.allclose(found["time_period.out"], there["time_period.out"] + np.float16(0.25), atol=1e-2)


def test_weights_that_know_other_words_have_no_mean() -> None:
    there = stored(fit.WEIGHTS)
    with pytest.raises(ValueError, match="do not have the same words"):
        mean([there, there | {WORDS: there[WORDS][::-1]}])
    with pytest.raises(ValueError, match="of several forms"):
        mean([there, there | {"time_period.out": there["time_period.out"][1:]}])


@pytest.mark.parametrize("part", ["3", "3/3", "a/b", "-1/3"])
def test_a_part_that_is_none_is_refused(part: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([f"--onward={part}"])
    assert "is no part N/M" in capsys.readouterr().err


def test_a_mean_of_what_is_not_there_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--mean", "nowhere.npz"])
    assert "nowhere.npz" in capsys.readouterr().err


def test_the_networks_that_are_there_are_fitted_on_to_some_pages(
    catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = list(gold_pages(catalog))[:6]
    few = [*pages, *(e for _, e in sentence_cases())][:12]
    monkeypatch.setattr(fit, "entries", lambda _: list(few))
    weights = tmp_path / "weights.npz"
    np.savez(weights, **stored(fit.WEIGHTS))  # type: ignore[arg-type]
    monkeypatch.setattr(fit, "WEIGHTS", weights)
    main(["--folds=2", "--by=page", "--onward=0/1", "--epochs=1", "--pages=1"])
    fitted = read_weights(weights)
    assert len(fitted.encoders) == fit.TOGETHER
    reader = PageReader(pages[0].page, catalog, pages[0].published, fitted)
    assert [m for m in marked(pages[0].page, reader) if m.fate == "observation"]
