"""What changed between two releases, the manifest and the changelog of each, and the data dictionary in it."""

import json
import re
import signal
import subprocess
import sys
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import small_release
from lxml import html as lxml_html
from test_exports import bacninh
from test_warehouse import BILLION, CATALOG, exports, fill, page, run

from warehouse import dictionary, dictionary_pages, manifest
from warehouse.connect import Home, RecordError, open_release
from warehouse.decisions import CHECK
from warehouse.diff import SERIES_KEY, compare, section
from warehouse.release import pair, release, release_file, versions


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return small_release.made(Path(tmp_path_factory.mktemp("releases")))


@pytest.fixture(scope="module")
def found(home):
    return compare(*pair(home))


def series(path):
    with closing(open_release(path)) as connection:
        rows = connection.execute(f"SELECT {', '.join(SERIES_KEY)}, value, bound, obs_status FROM series").fetchall()
    return {row[: len(SERIES_KEY)]: row[len(SERIES_KEY) :] for row in rows}


def of_kind(found, kind):
    return [(c.title(), c.old and c.old.text(), c.new and c.new.text(), c.why) for c in found.changes if c.kind == kind]


def test_what_was_added_revised_and_withdrawn(found):
    gone = "withdrawn: its page no longer states it"
    assert of_kind(found, "added") == [("goods_exports N 2024 USD", None, "41,000,000,000", "a new report")]
    assert of_kind(found, "revised") == [("goods_exports N 2023 USD", "36,000,000,000", "39,000,000,000", gone)]
    assert of_kind(found, "withdrawn") == [("goods_exports N 2020 USD", "38,900,000,000", None, gone)]
    (revised,) = (c for c in found.changes if c.kind == "revised")
    assert (revised.new.publisher, revised.new.published) == (small_release.OFFICE, "2024-01-15")
    assert revised.new.sentence.strip() == "It was 39000000000 USD in 2023."


def test_the_old_series_with_the_changes_is_the_new_series(home, found):
    old, new = (series(path) for path in pair(home))
    for change in found.changes:
        key = tuple(change.key.values())
        if change.old:
            assert old.pop(key) == (change.old.value, change.old.bound, change.old.obs_status)
        if change.new:
            old[key] = (change.new.value, change.new.bound, change.new.obs_status)
    assert old == new


def test_backwards_what_was_added_is_gone(home, found):
    old, new = pair(home)
    back = compare(new, old)
    assert back.counts() == {"added": 1, "revised": 1, "withdrawn": 1}
    assert of_kind(back, "withdrawn") == [
        ("goods_exports N 2024 USD", "41,000,000,000", None, "the record does not have its report any more")
    ]
    assert compare(new, new).changes == []


def test_held_let_go_outranked_and_judged_anew(tmp_path):
    home = Home(tmp_path, "sample")
    fill(home, page("a", exports(36 * BILLION, "2020"), exports(BILLION, "2020-07")))
    release(home, run())
    office = {"publisher": "Office", "trust": "statistics_office"}
    fill(home, page("b", exports(37 * BILLION, "2020"), published="2021-02-01", **office), number=2)
    release(home, run(2))
    outranked = compare(*pair(home))
    assert [(c.kind, c.why) for c in outranked.changes] == [("revised", "another report is preferred (trust)")]
    assert outranked.changes[0].old.publisher == "Viet Nam News"
    third = tmp_path / "held.duckdb"  # a person's or a check's verdict of tomorrow
    third.write_bytes(home.release.read_bytes())
    judge(third, "held", "plausible", "it cannot be right", "2020-07")
    held = compare(home.release, third)
    assert [(c.kind, c.why) for c in held.changes] == [("withdrawn", "held: plausible: it cannot be right")]
    freed = compare(third, home.release)
    assert [(c.kind, c.why) for c in freed.changes] == [("added", "before: held: plausible: it cannot be right")]
    decided = tmp_path / "decided.duckdb"
    decided.write_bytes(third.read_bytes())
    judge(decided, "accepted", CHECK, "accepted by An on 2026-01-01: the yearbook says so", "2020-07", step=100)
    ((kind, why),) = [(c.kind, c.why) for c in compare(third, decided).changes]
    assert kind == "added"
    assert why.endswith("; accepted by An on 2026-01-01: the yearbook says so (printed “1000000000 USD”)")


def judge(path, status, check, reason, period, step=99):
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            """INSERT INTO verdict BY NAME SELECT observation_id, ? AS status, ? AS check_name, ? AS reason,
                'run-9' AS run_id, now() AS decided_at, ? AS step FROM observation
            WHERE time_period = ?""",
            [status, check, reason, step, period],
        )
        connection.execute("CREATE OR REPLACE TABLE series AS FROM series_as_of(DATE '9999-12-31')")


def test_json_has_both_figures_and_the_reason(home):
    done = bacninh("diff", "--json", root=home.root)
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert {line["change"] for line in lines} == {"added", "revised", "withdrawn"}
    (revised,) = (line for line in lines if line["change"] == "revised")
    assert (Decimal(revised["old"]["value"]), Decimal(revised["new"]["value"])) == (36 * BILLION, 39 * BILLION)
    assert revised["why"]
    assert revised["new"]["url"].startswith("https://")


def test_releases_are_named_by_version_or_file(home, tmp_path):
    first, second = versions(home)
    assert pair(home) == (release_file(home, first), home.release)
    assert pair(home, second, first) == (release_file(home, second), release_file(home, first))
    assert pair(home, str(home.release)) == (home.release, home.release)
    with pytest.raises(RecordError, match=re.escape(f"there: {first}, {second}")):
        pair(home, "2020-01-01.1")
    with pytest.raises(RecordError, match="no release before"):
        pair(home, new=first)


def test_mistakes_are_one_line(home, tmp_path):
    (tmp_path / "text").write_text("no database")
    for arguments in (("2020-01-01.1",), (str(tmp_path / "text"),), (str(home.record), str(home.release))):
        done = bacninh("diff", *arguments, root=home.root)
        assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
        assert "bacninh: " in done.stderr


# --- manifest and changelog ------------------------------------------------------------------------------------------


def test_each_release_has_its_manifest(home):
    first, second = (manifest.read(manifest.manifest_file(home, version)) for version in versions(home))
    assert (first.previous, first.changes) == (None, None)
    assert (second.previous, second.run_id) == (first.version, "run-2")
    assert second.changes == {"added": 1, "revised": 1, "withdrawn": 1}
    for made in (first, second):
        assert manifest.differences(made, release_file(home, made.version)) == []
    with closing(open_release(home.release)) as connection:
        counted = {n: len(connection.execute(f"FROM {n}").fetchall()) for n in ("observation", "dictionary", "series")}
    assert counted == {n: {**second.tables, **second.views}[n] for n in counted}
    assert set(dictionary.VIEWS) == {*second.views, "series"}  # which a release has as a table


def test_a_file_that_was_changed_is_not_the_one_of_its_manifest(home, tmp_path):
    made = manifest.read(manifest.manifest_file(home, versions(home)[-1]))
    copy = tmp_path / "copy.duckdb"
    raw = bytearray(home.release.read_bytes())
    raw[len(raw) // 2] ^= 1
    copy.write_bytes(raw)
    (said,) = manifest.differences(made, copy)
    assert "its sha256 is" in said
    assert "is not there" in manifest.differences(made, tmp_path / "nothing")[0]
    (tmp_path / "bad.json").write_text('{"version": 1}')
    with pytest.raises(manifest.ManifestError, match="is no manifest"):
        manifest.read(tmp_path / "bad.json")


def test_the_changelog_tells_all_releases_newest_first(home):
    text = (home.directory / "changelog.md").read_text("utf-8")
    first, second = versions(home)
    assert text.index(f"## {second}") < text.index(f"## {first}")
    assert "goods_exports N 2023 USD: 36,000,000,000 → 39,000,000,000." in text
    assert small_release.OFFICE in text
    assert r"\<b\>tags\</b\>" in text, "text of the web is no markup"
    assert "\r" not in text


def test_releases_that_cannot_be_compared_hold_up_nothing(home, tmp_path):
    other = tmp_path / "other.duckdb"
    with duckdb.connect(str(other)) as connection:
        connection.execute("CREATE TABLE release AS SELECT '1999-01-01.1' AS version")
    text, changes = section(other, home.release)
    assert changes is None
    assert "cannot be compared" in text


DIES = """
import os, signal, sys
from pathlib import Path
from datetime import UTC, datetime
from warehouse.connect import Home
from warehouse.records import Run
from warehouse.release import release
steps = iter(range(int(sys.argv[2])))
def step(real):
    def wrapped(*arguments, **more):
        if next(steps, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **more)
    return wrapped
Path.replace = step(Path.replace)
os.link = step(os.link)
release(Home(Path(sys.argv[1]), "sample"), Run("run-2", datetime.now(UTC), "sample", "1", sys.argv[3]))
"""
"""A release that is killed at its n-th link or rename: 0 manifest, 1 its changelog, 2 kept file, 3 the release in place,
4 changelog of all."""


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    home = Home(Path(tmp_path_factory.mktemp("before")), "sample")
    small_release.first_release(home)
    fill(home, small_release.corrected(39, seen=2), number=2)
    return home


@pytest.mark.slow  # what a killed export leaves (test_exports.py) is among the quick ones
@pytest.mark.parametrize("step", [3, 4])
def test_a_release_killed_at_any_step_leaves_a_whole_one(before, tmp_path, step):
    subprocess.run(["cp", "-r", before.directory, tmp_path / "sample"], check=True)
    home = Home(tmp_path, "sample")
    raw, (first,) = home.release.read_bytes(), versions(home)
    killed = subprocess.run([sys.executable, "-c", DIES, str(tmp_path), str(step), CATALOG.version], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert (home.release.read_bytes() == raw) == (step < 4)
    assert release(home, run(2)).status == ("released" if step < 4 else "unchanged")
    with closing(open_release(home.release)) as connection:
        now = manifest.release_row(connection)["version"]
    made = manifest.read(manifest.manifest_file(home, now))
    assert manifest.differences(made, home.release) == []
    assert made.previous == first
    text = (home.directory / "changelog.md").read_text("utf-8")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == [now, first]
    assert versions(home) == [first, now], "what never was in place is not kept"


# --- data dictionary -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def entries(home):
    with closing(open_release(home.release)) as connection:
        return dictionary.entries(connection)


def test_every_table_view_and_column_has_a_comment_and_is_in_the_dictionary(home, entries):
    with closing(open_release(home.release)) as connection:
        tables = connection.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main'"
        ).fetchall()
        columns = connection.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'main'"
        ).fetchall()
        stored = connection.execute("FROM dictionary ORDER BY table_name, ordinal_position").fetchall()
    assert all(entry.comment for entry in entries)
    listed = {(e.table_name, e.column_name) for e in entries}
    macros = {(e.table_name, None) for e in entries if e.table_type == "macro"}
    assert listed == {(name, None) for (name,) in tables} | set(columns) | macros
    assert {"series_as_of", "series_as_seen"} == {name for name, _ in macros}
    assert {"release", "dictionary", "series", "headline"} <= {name for (name,) in tables}
    assert sorted(map(str, stored)) == sorted(
        str((e.table_name, e.table_type, e.ordinal_position, e.column_name, e.data_type, e.comment)) for e in entries
    )


def test_the_dictionary_says_where_a_persons_decision_shows(entries):
    told = {(e.table_name, e.column_name): e.comment for e in entries}
    uncorrected = {table for (table, _), text in told.items() if "never corrected" in (text or "")}
    assert uncorrected == {"observation"}
    shown = ("report", "candidate", "series", "headline", "annual", "monthly", "year_to_date", "vintage", "quarantine",
             "incomplete")  # fmt: skip
    for table in shown:
        assert "where a person corrected it" in told[table, "value"], table
    for table in ("report", "candidate", "series", "annual"):
        assert "corrected" in told[table, "low"], table
        assert "corrected" in told[table, "high"], table
    assert "computed" in told["derived", "value"]
    assert "computed" in told["series_linked", "value"]


def test_the_dictionary_of_a_view_made_of_the_series_is_that_of_the_series(entries):
    told = {(e.table_name, e.column_name): e.comment for e in entries}
    for table in ("headline", "annual", "monthly", "year_to_date"):
        for column in ("value", "price_base", "obs_status", "reports"):
            assert told[table, column] == told["series", column], (table, column)
    assert "inferred" in told["disagreement", "price_base"]
    assert "inferred" not in told["vintage", "price_base"]


def test_the_dictionary_says_that_a_verdict_may_be_a_persons(entries):
    told = {(e.table_name, e.column_name): e.comment for e in entries}
    for table in ("verdict", "current_verdict", "quarantine"):
        assert f"`{CHECK}`" in told[table, "check_name"]
        assert "a person" in told[table, "reason"]


def test_the_dictionary_as_markdown(entries, home):
    text = dictionary_pages.markdown(entries)
    assert re.findall(r"^## (\w+)", text, re.MULTILINE)[:2] == ["headline", "series"]
    assert all(f"`{e.column_name}` | {e.data_type} |" in text for e in entries if e.column_name)
    done = bacninh("dictionary", root=home.root)
    assert (done.returncode, done.stdout.strip()) == (0, text.strip())


def test_the_dictionary_as_a_page_that_needs_nothing_from_elsewhere(entries):
    page = lxml_html.document_fromstring(dictionary_pages.html(entries))
    assert page.get("lang") == "en"
    names = {e.table_name for e in entries}
    assert {s.get("id") for s in page.iter("section")} == names
    assert {a.get("href") for a in page.iter("a")} == {f"#{name}" for name in names}
    assert not page.xpath("//script | //link | //img | //@src")
    assert len(page.xpath("//tbody/tr")) == sum(1 for e in entries if e.column_name)
    odd = dictionary.Entry("a<b", "table", 0, None, None, "<script>alert(1)</script>")
    assert "<script>" not in dictionary_pages.html([odd])
