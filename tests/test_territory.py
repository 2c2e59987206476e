"""Which territory a figure describes: GUIDE's rule on the merger of 1 July 2025."""

from __future__ import annotations

import pytest

from extractors.catalog import load_areas
from transforms.geography import ref_area

HOME = load_areas().area("bac-ninh")


@pytest.mark.parametrize(
    ("period", "published", "territory", "area"),
    [
        ("2025-S1", "2025-07-18", None, "VN-56-2025"),
        ("2025-Q1", "2025-04-02", None, "VN-56"),
        ("2025-Q1", "2025", None, "VN-56"),
        ("2025-S2", "2025", None, "VN-56-2025"),
        ("2024", "2025-12-01", None, "VN-56"),
        ("2024", "2025-07", "merged", "VN-56"),
        ("2024", "2025-07", "both", "VN-56-2025"),
        ("2018-12", "2019-01-12", "both", "VN-56"),
        (None, None, "merged", "VN-56-2025"),
        ("2024", None, "merged", "VN-56"),
        ("2025", "2025-12-25", "former", "VN-56"),
        ("2025-12-31", None, None, "VN-56-2025"),
        ("2019", None, None, "VN-56"),
        (None, "2025-09-09", None, "VN-56-2025"),
    ],
)
def test_rule(period: str | None, published: str | None, territory: str | None, area: str) -> None:
    assert ref_area(period, published, territory, HOME) == area


def test_a_target_says_nothing_of_when_the_page_was_written() -> None:
    assert ref_area("2030", None, None, HOME, planned=True) == "VN-56"
