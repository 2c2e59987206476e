"""Figures made wrong on purpose are held: at least 95 in 100, over eight ways in which pages get figures wrong."""

import pytest
from accuracy import corruptions
from accuracy.goldrecord import REPORTED


@pytest.fixture(scope="module")
def judged(catalog, tmp_path_factory):
    return corruptions.judged(catalog, tmp_path_factory.mktemp("corruptions"))


def test_corrupted_figures_are_caught(judged):
    rates = corruptions.rates(judged)
    assert set(rates) == set(corruptions.KINDS)
    assert len(judged) >= 200
    # the transcribed figures are voices, too: without them one page stands against another, and trust alone decides
    caught = sum(bool(c.caught_by) for c in judged) / len(judged)
    assert caught >= (0.95 if REPORTED.exists() else 0.93), rates


def test_each_of_them_is_really_wrong(judged):
    for one in judged:
        assert one.wrong.keys() <= one.true.keys()
        assert any(one.wrong[name] != one.true[name] for name in one.wrong)
