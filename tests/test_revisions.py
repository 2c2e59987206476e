"""A figure that a later release gives anew: a vintage beside the first one, from request to release, with the real readers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from make_workbooks import national
from test_attachments import HOST, home, page, post, query, run  # noqa: F401  a fixture

from extractors.catalog import Catalog
from flows.samplesite import Answer
from warehouse.connect import Home

BEFORE = "Tháng 7 năm 2026 so với cùng kỳ năm trước"
JULY, AUGUST = (f"{HOST}/bai-top/2026/{month:02d}/bao-cao/" for month in (8, 9))
BOOKS = {
    JULY: f"{HOST}/wp-content/uploads/2026/08/Bieu-T7.xlsx",
    AUGUST: f"{HOST}/wp-content/uploads/2026/09/Bieu-T8.xlsx",
}
KEY = "indicator = 'industrial_production_index' AND transformation = 'GY' AND time_period = '2026-07' AND activity = '_T'"


def release(report: str, month: int, printed: float) -> dict[str, Answer]:
    """A month's report with its workbook, which gives July's index at `printed`."""
    title = f"Báo cáo tình hình kinh tế – xã hội tháng {month} năm 2026"
    body = page(f"06/{month + 1:02d}/2026", BOOKS[report])
    book = national({("Bắc Ninh", BEFORE): printed}, month, 2026)
    return {
        report: Answer(body, post=post(f"2026-{month + 1:02d}-06T02:00:00", title)),
        BOOKS[report]: Answer(book, content_type="application/octet-stream"),
    }


@pytest.mark.usefixtures("home")
def test_a_later_release_is_a_new_vintage_and_overwrites_nothing(home: Home, catalog: Catalog) -> None:  # noqa: F811
    first = run(home, catalog, release(JULY, 7, 110.44))
    assert first.summary.failures == []
    row = f"SELECT observation_id, value, document, run_id FROM observation WHERE {KEY} ORDER BY value DESC"
    before = query(home, row)
    assert [value for _, value, *_ in before] == [Decimal("10.44")]
    assert query(home, f"SELECT value FROM series WHERE {KEY}") == [(Decimal("10.44"),)]

    second = run(home, catalog, release(JULY, 7, 110.44) | release(AUGUST, 8, 109.8))
    assert second.summary.withdrawn == 0
    after = query(home, row)
    assert after[0] == before[0]
    assert [value for _, value, *_ in after] == [Decimal("10.44"), Decimal("9.8")]
    assert query(home, f"SELECT value, decided_by, published FROM series WHERE {KEY}") == [
        (Decimal("9.8"), "newest", "2026-09-06")
    ]
    told = f"SELECT revision, value, previous_value, state FROM vintage WHERE {KEY} ORDER BY revision"
    assert query(home, told) == [
        (1, Decimal("10.44"), None, "stated"), (2, Decimal("9.8"), Decimal("10.44"), "stated"),
    ]  # fmt: skip
    for day, value in (("2026-09-05", "10.44"), ("2026-09-06", "9.8")):
        past = query(home, f"SELECT value FROM series_as_of(DATE '{day}') WHERE {KEY}")
        assert past == [(Decimal(value),)]
