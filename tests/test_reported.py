"""The series of the pages alone beside the figures that people typed from the real ones (accuracy/reported.py)."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from accuracy import reported

from warehouse.connect import Home

EXPORTS = ("goods_exports", "N", "VN-56", "_T", "_T", "province", "_T", "2020", "USD")


def test_the_keys_in_both_are_equal_and_each_difference_is_explained(sample_home: Home) -> None:
    judged = reported.judge(sample_home)
    assert len(judged.compared) > 250
    assert [c.name for c in judged.unexplained] == []
    assert judged.stale == []
    assert judged.equal >= reported.LEAST_EQUAL
    assert judged.ours <= reported.MOST_OURS
    assert judged.passed


@pytest.mark.parametrize(
    ("ours", "base", "told", "equal"),
    [
        ("38900000000", "", [("38900000000", "")], True),
        ("38900000000", "", [("38870000000", "")], True),  # told to fewer places
        ("38960000000", "", [("38900000000", "")], False),
        ("38900000000", "", [("45000000000", ""), ("38900000000", "")], True),
        ("38900000000", "constant_2010", [("38900000000", "constant_1994")], False),
        ("38900000000", "constant_2010", [("38900000000", "")], True),
    ],
)
def test_equal_is_but_for_rounding_and_at_one_base(
    ours: str, base: str, told: list[tuple[str, str]], equal: bool
) -> None:
    typed = {EXPORTS: [(Decimal(value), its) for value, its in told]}
    (compared,) = reported.compare([(*EXPORTS, base, ours)], typed)
    assert compared.equal is equal


def test_an_explanation_needs_a_kind_and_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "differences.csv"
    path.write_text(",".join((*reported.KEY, "price_base,series,kind,why\n", *EXPORTS)) + ",,1,perhaps,x\n")
    with pytest.raises(ValueError, match=r"differences.csv:2: needs a kind \(source, base, misprint, ours\)"):
        reported.explanations(path)
