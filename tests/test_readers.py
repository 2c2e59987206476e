"""Readers never wait and never see half a load: real processes query the release while nights release anew."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from conftest import night
from test_week import MONDAY, article

from extractors.catalog import Catalog
from warehouse.connect import Home
from warehouse.release import versions

READER = Path(__file__).parent / "reader.py"


def read_while(home: Home, stop: Path, again: int, once: int, pause: str, nights: Any) -> tuple[list[Any], list[Any]]:
    """What readers saw who opened the file anew for each question, and who had it open, while `nights` ran."""
    with ExitStack() as stack:
        started = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, str(READER), str(home.release), str(stop), how, pause],
                    stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                )
            )
            for how in ("again",) * again + ("once",) * once
        ]  # fmt: skip
        try:
            for reader in started:
                assert reader.stdout is not None
                assert reader.stdout.readline() == "ready\n", reader.communicate()[1]
            nights()
        finally:
            stop.touch()
        told = [reader.communicate(timeout=300) for reader in started]
    assert [reader.returncode for reader in started] == [0] * len(started), told
    assert not any(error for _, error in told)
    saw = [json.loads(answer) for answer, _ in told]
    return saw[:again], saw[again:]


@pytest.mark.parametrize(
    ("again", "once", "pause", "releases"),
    [(3, 1, "0.5", 2), pytest.param(80, 20, "2", 5, marks=pytest.mark.slow)],
    ids=["four readers", "a hundred readers"],
)
def test_readers_see_whole_releases_and_keep_what_they_have_open(
    again: int, once: int, pause: str, releases: int, tmp_path: Path, catalog: Catalog
) -> None:
    home = Home(tmp_path, "sample")
    pages = article(1, "51.6", MONDAY.date())
    night(home, catalog, changes=pages, only={"ven"})

    def nights() -> None:
        for number in range(2, 2 + releases):
            pages.update(article(number, f"5{number}.4", MONDAY.date(), year=2025 - number))
            assert night(home, catalog, changes=pages, only={"ven"}).summary.release_status == "released"

    saw_each, saw_one = read_while(home, tmp_path / "stop", again, once, pause, nights)
    first, newest = saw_one[0]["versions"][0], saw_each[0]["versions"][-1]
    assert not [torn for saw in (*saw_each, *saw_one) for torn in saw["torn"]]
    for saw in saw_each:
        assert saw["versions"] == sorted(saw["versions"])  # never back
        assert (saw["versions"][0], saw["versions"][-1]) == (first, newest)
        assert len(set(saw["versions"])) > 1
    for saw in saw_one:
        assert set(saw["versions"]) == {first}
    assert newest == versions(home)[-1] != first
