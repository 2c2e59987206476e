"""One answer for many pages (a home page, a notice) is set aside for good, wherever the archive is read again."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from conftest import INDEX, Night, night
from test_recovery import rows

from extractors.archive import Archive
from extractors.catalog import Catalog
from flows.rebuild import rebuild
from flows.replay import again
from flows.samplesite import Answer
from flows.session import session
from warehouse.connect import Home, writer

NOTICE = Answer(
    b"<html><head><title>Vietnam Economic News</title></head><body><div class='__MASTERCMS_CONTENT'><p>Our new site is "
    b"here, and we are glad that you came. Read the news of the day on our front page.</p></div></body></html>",
    headers={"ETag": '"notice"'},
)
PAGES = [str(entry["url"]) for entry in INDEX.values() if entry["source"] == "ven"][:2]
pytestmark = pytest.mark.slow
DAY = datetime(2026, 9, 1, tzinfo=UTC)


def ven(home: Home, catalog: Catalog, day: int, changes: dict[str, Answer], stage: str = "") -> Night:
    """The night of a day; killed before a stage, if one is named."""

    def killed(name: str) -> None:
        if name == stage:
            raise KeyboardInterrupt

    gone = {str(e["url"]): Answer(b"", 404) for e in INDEX.values() if e["source"] == "ven" and e["url"] not in PAGES}
    return night(home, catalog, gone | changes, only={"ven"}, clock=lambda: DAY + timedelta(days=day), stage=killed)


@pytest.fixture(scope="module")
def read_once(tmp_path_factory: pytest.TempPathFactory, catalog: Catalog) -> Home:
    home = Home(tmp_path_factory.mktemp("aside") / "home", "sample")
    ven(home, catalog, 0, {})
    return home


@pytest.fixture
def home(read_once: Home, tmp_path: Path) -> Home:
    shutil.copytree(read_once.root, tmp_path / "home")
    return Home(tmp_path / "home", "sample")


def test_what_was_set_aside_is_no_page_when_the_archive_is_read_again(home: Home, catalog: Catalog) -> None:
    second = ven(home, catalog, 1, dict.fromkeys(PAGES, NOTICE)).summary
    assert sum("the very same bytes" in what for _, what in second.failures) == 2
    assert second.withdrawn == 0
    with session(home, catalog, "replay", clock=lambda: DAY + timedelta(days=2)) as now:
        replayed = again(now, catalog, "ven", None, dry=True)
    assert replayed.lines == []
    before = rows(home.record)
    home.record.unlink()
    with writer(home):
        rebuild(home, catalog)
    after = rows(home.record)
    assert {name for name in before if before[name] != after[name]} == set()


def test_what_a_killed_run_found_alike_is_no_page_for_the_next(home: Home, catalog: Catalog) -> None:
    with pytest.raises(KeyboardInterrupt):
        ven(home, catalog, 1, dict.fromkeys(PAGES, NOTICE), stage="read")
    assert ven(home, catalog, 2, {}).summary.withdrawn == 0


def test_a_false_answer_that_comes_again_alone_is_still_one(home: Home, catalog: Catalog) -> None:
    first, second = PAGES
    ven(home, catalog, 1, dict.fromkeys(PAGES, NOTICE))
    archive = Archive(home.archive)
    validators = archive.validators(first)
    assert validators is None or validators.etag != '"notice"', "it is not what the address is known for"
    third = ven(home, catalog, 2, {first: NOTICE, second: Answer(b"", 500)}).summary
    assert third.withdrawn == 0
    assert [second in what for url, what in third.failures if url == first] == [True]
    fourth = ven(home, catalog, 3, {}).summary
    assert not any(url in PAGES for url, _ in fourth.failures), "the pages are back"
    assert fourth.withdrawn == 0
