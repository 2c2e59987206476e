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
from test_warehouse import BILLION, exports, fill, page, run
from test_week import MONDAY, article

from extractors.catalog import Catalog
from warehouse.connect import Home
from warehouse.release import release, versions

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


def check_what_was_seen(home: Home, saw_each: list[Any], saw_one: list[Any]) -> None:
    first, newest = saw_one[0]["versions"][0], versions(home)[-1]
    assert newest != first
    assert not [torn for saw in (*saw_each, *saw_one) for torn in saw["torn"]]
    for saw in saw_each:
        assert saw["versions"] == sorted(saw["versions"])  # never back
        assert (saw["versions"][0], saw["versions"][-1]) == (first, newest)
    for saw in saw_one:
        assert set(saw["versions"]) == {first}


@pytest.mark.slow
def test_readers_see_whole_releases_and_keep_what_they_have_open(tmp_path: Path) -> None:
    home = Home(tmp_path, "sample")

    def release_one(number: int) -> None:
        fill(home, page(f"p{number}", exports(number * BILLION, str(2010 + number))), number=number)
        assert release(home, run(number)).status == "released"

    release_one(1)
    saw_each, saw_one = read_while(home, tmp_path / "stop", 3, 1, "0.1", lambda: [release_one(n) for n in (2, 3, 4)])
    check_what_was_seen(home, saw_each, saw_one)


@pytest.mark.slow
def test_a_hundred_readers_while_nights_release(tmp_path: Path, catalog: Catalog) -> None:
    home = Home(tmp_path, "sample")
    pages = article(1, "51.6", MONDAY.date())
    night(home, catalog, changes=pages, only={"ven"})

    def nights() -> None:
        for number in range(2, 7):
            pages.update(article(number, f"5{number}.4", MONDAY.date(), year=2025 - number))
            assert night(home, catalog, changes=pages, only={"ven"}).summary.release_status == "released"

    saw_each, saw_one = read_while(home, tmp_path / "stop", 80, 20, "8", nights)
    check_what_was_seen(home, saw_each, saw_one)
    assert len({version for saw in saw_each for version in saw["versions"]}) > 2  # they read meanwhile, too
