"""What is said of a figure to people: its words with the figure marked, and what is held back with what was proposed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from flows import explained

HELD = {
    "observation_id": "a" * 64, "indicator": "goods_exports", "transformation": "N", "time_period": "2019",
    "activity": "_T", "ownership": "_T", "coverage": "industrial_zones", "counterpart_area": "_T", "bound": ">",
    "value": Decimal("37300000000"), "unit": "USD", "check_name": "magnitude", "reason": "ten times too much",
    "proposed": Decimal("3730000000.000000"), "proposed_unit": "USD", "sentence": "Over 37.3 billion.", "url": "https://a.example",
}  # fmt: skip


@pytest.mark.parametrize(
    ("printed", "sentence", "marked"),
    [
        ("8", "Of 32.8 million USD, 8 were added.", "Of 32.8 million USD, [[8]] were added."),
        ("1,5", "Từ 1,58 lên 1,5 tỷ", "Từ 1,58 lên [[1,5]] tỷ"),
        ("5 billion", "25 billion", "2[[5 billion]]"),
        ("", "Nothing printed.", "Nothing printed."),
    ],
)
def test_the_figure_is_marked_where_it_stands_alone(printed: str, sentence: str, marked: str) -> None:
    assert explained._words({"printed": printed, "sentence": sentence, "locator": "text:0-1"}) == marked


def test_what_is_held_says_what_it_is_of_and_what_is_proposed() -> None:
    told = "\n".join(explained.held([HELD, {**HELD, "check_name": "range", "reason": "too much"}]))
    assert "goods_exports N 2019 coverage industrial_zones: more than 37,300,000,000 USD" in told
    assert told.count("proposed: 3,730,000,000 USD") == 1
    assert told.endswith("1 held back")
