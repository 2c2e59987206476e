"""A run's checks as suites of Great Expectations, the gate that reads them, and the pages that show them."""

import json
import re
import shutil
from contextlib import closing
from datetime import timedelta

import duckdb
import pytest
from conftest import opened
from test_cli import bacninh
from test_drift import many
from test_warehouse import BILLION, CATALOG, START, TRILLION, batch, bring, exports, fill, page, production, run

from flows.nightly import summarise
from flows.reading import Read
from flows.store import Checked, document
from transforms.checks import crosschecks
from transforms.checks.validation import ExpectationError, Expected, Validation, validate
from warehouse import datadocs, drift, suites, verdicts
from warehouse.connect import Home, open_record
from warehouse.load import load
from warehouse.records import LoadResult, Run
from warehouse.release import ReleaseResult, release

HOSTILE = "Output <script>document.title='taken'</script><img src=https://evil.example/x.png> was told."


NOTHING_NEW = LoadResult(0, 0, 0, 0, 0, 0, 0, ())


def night(home, *documents, number=1):
    """One run: load, check, release, Data Docs."""
    with closing(open_record(home.record)) as connection:
        load(connection, batch(run(number), *documents))
        checked = Checked(verdicts.recompute(connection, CATALOG, run(number)), ())
    released = release(home, run(number))
    return checked, released, document(home, run(number), checked, released)


def tampered(home):
    """A row duplicated by hand, as no run would."""
    with closing(duckdb.connect(str(home.record))) as connection:
        connection.execute("INSERT INTO observation FROM observation LIMIT 1")


def facts(path):
    return json.loads(path.with_suffix(".json").read_text("utf-8"))


def expectations(path):
    return {(s["suite"], e["check"]): e for s in facts(path)["sections"] for e in s["expectations"]}


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """A home after a good run and one over a record that was tampered with; words that would take over a page."""
    home = Home(tmp_path_factory.mktemp("told"), "sample")
    good = night(
        home,
        page("slipped", production(TRILLION, "2019"), text=HOSTILE),
        page("right", exports(38 * BILLION), production(1128 * TRILLION, "2020")),
        page("twice", exports(41 * BILLION, "2023"), exports(47 * BILLION, "2023"), published="2024-01-15"),
    )
    before = home.release.read_bytes()
    tampered(home)
    return home, good, night(home, number=2), before


# --- the suites ------------------------------------------------------------------------------------------------------


def test_every_required_check_is_an_expectation_and_the_gate_reads_it(told):
    _, (_, released, docs), _, _ = told
    assert released.status == "released"
    needed = [e for (suite, _), e in expectations(docs.page).items() if suite in ("record", "series")]
    assert len(needed) == len(suites.KEYS) + len(suites.RULES) + len(suites.SERIES_RULES)
    assert all(e["required"] and e["success"] and e["failed"] == 0 for e in needed)
    others = [e for (suite, _), e in expectations(docs.page).items() if suite not in ("record", "series")]
    assert not any(e["required"] for e in others)


def test_rows_are_counted_against_the_last_release(tmp_path):
    with closing(opened(tmp_path / "work.duckdb")) as connection:
        bring(connection, page("a", exports(38 * BILLION)))
        assert suites.record(connection, {"observations": 1, "evidence": 1}).breaches == ()
        found = suites.record(connection, {"observations": 2, "evidence": 1})
    assert [(o.check, o.failed) for o in found.breaches] == [("observations: rows", 1)]
    assert "the record has 1 observations, the release 2" in found.breaches[0].reason


def test_row_by_row_is_shown_as_it_held(told):
    _, (checked, _, docs), _, _ = told
    assert checked.verdicts.by_check["range"] == 1
    rows = next(s for s in facts(docs.page)["sections"] if s["suite"] == "observations")["expectations"]
    below = next(e for e in rows if e["check"] == "range" and not e["success"])
    assert (below["failed"], below["checked"], below["new_ones"]) == (1, 5, 1)
    example = below["examples"][0]
    assert example["sentence"].startswith(HOSTILE)
    assert "is outside" in example["reason"]


def test_each_cross_check_flags_what_it_holds(told):
    _, (checked, _, docs), _, _ = told
    flagged = {c: e["failed"] for (suite, c), e in expectations(docs.page).items() if suite == "cross_checks"}
    assert list(flagged) == [*crosschecks.ORDER, verdicts.CONFIDENCE_CHECK]
    assert flagged["same_page"] == 2
    assert {c: n for c, n in flagged.items() if n} == {
        c: n for c, n in checked.verdicts.by_check.items() if c in flagged
    }


def test_every_cross_check_tells_its_rule_tolerance_and_source():
    for check in crosschecks.ORDER:
        told = crosschecks.told(check)
        assert min(len(told.rule), len(told.tolerance), len(told.source)) > 10, check


def test_sources_fail_where_they_are_an_alarm_and_nowhere_else(tmp_path):
    with closing(opened(tmp_path / "work.duckdb")) as record:
        bring(record, *many(1, 4))
        assert suites.sources(record, run(1)).outcomes == ()
        bring(record, *many(2, 3), number=2)
        assert all(o.success for o in suites.sources(record, run(2)).outcomes)
        bring(record, *many(3, 0, template="trafilatura", unclaimed=9), number=3)
        failed = [o for o in suites.sources(record, run(3)).outcomes if not o.success]
        assert sorted(o.check for o in failed) == [a.kind for a in drift.alarms(record, run(3))]
        assert {o.failing for o in failed} == {("a_source",)}


def test_an_expectation_that_cannot_be_carried_out_is_no_success():
    import pandas as pd

    frame = pd.DataFrame({"i": ["a", "b"], "x": ["word", 2], "y": [1, 1]})
    for build in (
        lambda gxe: gxe.ExpectColumnMaxToBeBetween(column="x", max_value=0),
        lambda gxe: gxe.ExpectColumnValuesToBeBetween(column="x", min_value=0),
        lambda gxe: gxe.ExpectColumnPairValuesAToBeGreaterThanB(column_A="x", column_B="y"),
    ):
        with pytest.raises(ExpectationError, match="check text broke"):
            validate("s", "", frame, [Expected("text", "a check", build)], "i")


# --- the gate --------------------------------------------------------------------------------------------------------


def test_a_required_check_that_fails_keeps_the_release_and_is_shown(told):
    home, (_, good, _), (checked, withheld, docs), before = told
    assert (withheld.status, withheld.version) == ("withheld", good.version)
    assert home.release.read_bytes() == before
    failed = [e for e in expectations(docs.page).values() if e["required"] and not e["success"]]
    assert "observation: 1 rows twice (observation_id)" in {e["reason"] for e in failed}
    assert [e["reason"] for e in failed] == list(withheld.reasons)
    html = docs.page.read_text("utf-8")
    assert "Release withheld." in html
    assert "observation: 1 rows twice (observation_id)" in html
    assert f"Release <b>{good.version}</b> stays in place" in html
    summary = summarise(run(2), [], Read(), NOTHING_NEW, checked, withheld, docs)
    assert summary.exit_code == 4
    assert str(docs.page) in "\n".join(summary.lines())


@pytest.mark.slow
def test_the_command_withholds_the_release_with_exit_code_4(tmp_path):
    home = Home(tmp_path, "sample")
    fill(home, page("a", exports(38 * BILLION)))
    version = release(home, run()).version
    before = home.release.read_bytes()
    tampered(home)
    done = bacninh("check", "--profile", "sample", home=tmp_path)
    assert done.returncode == 4, done.stdout + done.stderr
    assert f"WITHHELD; version {version} stays in place" in done.stdout
    assert "observation: 1 rows twice" in done.stdout
    assert home.release.read_bytes() == before
    path = re.search(r"checks +(\S+\.html)", done.stdout)
    assert "observation: 1 rows twice" in (tmp_path.cwd() / path[1]).read_text("utf-8")


# --- the pages -------------------------------------------------------------------------------------------------------


def test_what_comes_from_pages_is_escaped(told):
    _, (_, _, docs), _, _ = told
    html = docs.page.read_text("utf-8")
    assert "&lt;script&gt;document.title=" in html
    assert not re.search(r"<(script|img|link|iframe|object|form)\b", html)
    assert "<mark>1000000000000 VND</mark>" in html


@pytest.mark.slow
def test_of_32_runs_30_are_kept_and_what_a_killed_run_left_is_cleared(tmp_path):
    home = Home(tmp_path, "sample")
    open_record(home.record).close()
    released = ReleaseResult("unchanged", None, home.release)
    for number in range(32):
        began = START + timedelta(days=number)
        a_run = Run(f"{began:%Y%m%dT%H%M%S}-abcdef", began, "sample", "1", "c")
        last = datadocs.write(home, a_run, Validation("observations", "", ()), released)
        if number == 5:
            (last.parent / "20200101T000000-000000.html").write_text("half a run")
            (last.parent / ".x.html.new").write_text("half a file")
    kept = sorted(p.name for p in last.parent.glob("*.html"))
    assert len(kept) == len(list(last.parent.glob("*.json"))) == 30
    assert len(list(last.parent.iterdir())) == 60
    assert kept[0].startswith("20260103")
    assert kept[-1] == last.name
    index = (home.data_docs / "index.html").read_text("utf-8")
    assert re.findall(r'href="runs/(\S+)"', index) == kept[::-1]


def test_pages_that_cannot_be_written_are_a_warning_and_the_release_stands(told, tmp_path):
    kept, (checked, released, _), _, before = told
    home = Home(tmp_path, "sample")
    shutil.copytree(kept.directory, home.directory)
    unreadable = home.data_docs / "runs" / "run-0.json"
    unreadable.write_text("no JSON")
    unreadable.with_suffix(".html").write_text("a page")
    strange = document(home, run(), checked, released)
    shutil.rmtree(home.data_docs)
    home.data_docs.write_text("a file in its place")
    in_the_way = document(home, run(), checked, released)
    assert f"{unreadable} is unreadable" in strange.warnings[0][1]
    assert "NotADirectoryError" in in_the_way.warnings[0][1]
    assert home.release.read_bytes() == before
    for docs in (strange, in_the_way):
        assert docs.warnings[0][0] == str(home.data_docs)
        summary = summarise(run(), [], Read(), NOTHING_NEW, checked, released, docs)
        assert summary.exit_code == 0
        assert docs.warnings[0] in summary.warnings


CHROMIUM = shutil.which("chromium")


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (Debian: apt-get install chromium)")
def test_the_pages_ask_for_nothing_and_say_nothing(told):
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    home, (_, _, good), (_, _, withheld), _ = told
    said, asked = [], []
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": 390, "height": 900})
        tab.on("console", lambda message: said.append(message.text))
        tab.on("pageerror", lambda error: said.append(str(error)))
        tab.on("request", lambda request: asked.append(request.url))
        tab.goto((home.data_docs / "index.html").as_uri())
        tab.locator("a", has_text="UTC+7").first.click()
        assert "Release withheld." in tab.locator(".release").inner_text()
        assert tab.locator("#record .mark.bad").first.is_visible()
        tab.goto(good.page.as_uri())
        tab.locator("summary", has_text="show").first.click()
        assert "<script>document.title='taken'</script>" in tab.locator("blockquote").first.inner_text()
        assert tab.title().startswith("Checks of")
        assert tab.evaluate("document.documentElement.scrollWidth") <= 390
        browser.close()
    assert said == []
    assert [url.partition("data-docs/")[2] for url in asked] == ["index.html", f"runs/{withheld.page.name}", f"runs/{good.page.name}"]  # fmt: skip
    assert {url.partition(":")[0] for url in asked} == {"file"}
