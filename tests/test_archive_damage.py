"""The archive after a crash, a bad disk or an enemy: what is whole is found, what is not is cut and said."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from test_warehouse import exports, page
from warcio.warcwriter import WARCWriter

from extractors import history
from extractors.archive import Archive, ArchiveError, Note
from extractors.catalog import Catalog
from extractors.http import Fetcher, TableResolver
from extractors.records import Snapshot, WarcLocation
from flows import rebuild, spread
from flows.collect import Collected, collect
from flows.doctor import examine
from flows.reading import OWN, Read, read_snapshots
from flows.repair import repair
from flows.replay import again
from flows.samplesite import PAGES, Answer, SampleSite
from flows.session import Session, session
from flows.store import check, publish, store
from flows.transcribed import own
from warehouse.connect import Home, writer
from warehouse.journal import Journal


def snapshot(number: int, **headers: str) -> Snapshot:
    noise = random.Random(number).randbytes(400).hex()
    body = f"<p>Exports reached {number}.9 billion USD.</p>{noise}".encode()
    url = f"https://a.example/{number}"
    return Snapshot(
        "a", url, url, datetime(2026, 1, 1, tzinfo=UTC), 200, headers, body, hashlib.sha256(body).hexdigest()
    )


@pytest.fixture
def kept(tmp_path: Path) -> tuple[Path, list[Snapshot]]:
    """An archive's one file and what it holds; the index is gone."""
    archive = Archive(tmp_path)
    stored = [archive.store(snapshot(number)) for number in range(4)]
    (tmp_path / "index.jsonl").unlink()
    (warc,) = tmp_path.glob("*.warc.gz")
    return warc, stored


def place(stored: Snapshot) -> int:
    assert stored.location is not None
    return stored.location.offset


@pytest.mark.parametrize("tenth", range(1, 10))
@pytest.mark.parametrize("followed", [False, True], ids=["last", "followed by another"])
def test_a_record_torn_at_each_tenth_is_cut_and_said(
    kept: tuple[Path, list[Snapshot]], tenth: int, followed: bool
) -> None:
    warc, stored = kept
    raw = warc.read_bytes()
    start, end = place(stored[2]), place(stored[3])
    torn = raw[: start + (end - start) * tenth // 10]
    warc.write_bytes(torn + (raw[end:] if followed else b""))
    archive = Archive(warc.parent)
    whole = [stored[0], stored[1], *([stored[3]] if followed else [])]
    assert [s.url for s in archive.snapshots()] == [s.url for s in whole]
    for one in whole:
        found = archive.by_url(one.url)
        assert found is not None
        assert found.body == one.body
    assert archive.by_url(stored[2].url) is None
    assert any(f"torn record at {start}" in warning for warning in archive.warnings)


@pytest.mark.parametrize(
    "garbage",
    [
        b"\0" * 5000,
        b"\x1f\x8b\x08 no gzip",
        b"WARC/1.0\r\n\r\n",
        random.Random(1).randbytes(3000),
        b"\x1f\x8b\x08" * 500,
    ],
    ids=["zeros", "magic", "bare", "noise", "magics"],
)
@pytest.mark.parametrize("at", [0, 1, 2], ids=["start", "middle", "end"])
def test_garbage_between_records_costs_no_record(kept: tuple[Path, list[Snapshot]], garbage: bytes, at: int) -> None:
    warc, stored = kept
    raw = warc.read_bytes()
    cut = (0, place(stored[2]), len(raw))[at]
    warc.write_bytes(raw[:cut] + garbage + raw[cut:])
    archive = Archive(warc.parent)
    assert [s.body for s in archive.snapshots()] == [s.body for s in stored]
    assert archive.warnings


def test_a_flipped_byte_loses_one_record_only(kept: tuple[Path, list[Snapshot]]) -> None:
    warc, stored = kept
    whole = warc.read_bytes()
    for position in range(place(stored[1]), place(stored[2]), 37):
        raw = bytearray(whole)
        raw[position] ^= 0x55
        warc.write_bytes(raw)
        archive = Archive(warc.parent)
        bodies = {s.body for s in archive.snapshots()}
        assert bodies >= {stored[0].body, stored[2].body, stored[3].body}
        assert bodies <= {s.body for s in stored}
        (warc.parent / "index.jsonl").unlink()


@pytest.mark.parametrize("name", ["../secret.warc.gz", "/etc/passwd", "a/b.warc.gz", "..", "", ".", "x\0y"])
def test_a_place_outside_the_archive_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.warc.gz").write_bytes(b"x")
    with pytest.raises(ArchiveError):
        Archive(tmp_path / "archive").read(WarcLocation(name, 0))


@pytest.mark.parametrize(
    "line",
    [
        "[]",
        "null",
        "1",
        "{}",
        '{"file": 1}',
        "\x00",
        "{torn",
        '{"file": "../x", "offset": 0, "url": "u", "sha256": "s", "revisit": false}',
    ],
)
def test_a_spoilt_index_is_made_anew_or_refused(tmp_path: Path, line: str) -> None:
    stored = Archive(tmp_path).store(snapshot(1))
    index = tmp_path / "index.jsonl"
    index.write_text(index.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    found = Archive(tmp_path).by_hash(stored.sha256)
    assert found is not None
    assert found.body == stored.body


def test_an_index_that_is_no_text_is_made_anew(tmp_path: Path) -> None:
    stored = Archive(tmp_path).store(snapshot(1))
    (tmp_path / "index.jsonl").write_bytes(b"\xff\xfe\x80")
    assert Archive(tmp_path).by_hash(stored.sha256) is not None


def test_a_record_that_could_not_be_written_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = Archive(tmp_path)
    archive.store(snapshot(0))
    (warc,) = tmp_path.glob("*.warc.gz")
    before = warc.read_bytes()
    write = WARCWriter.write_record

    def half(self: WARCWriter, record: object, params: object = None) -> None:
        self.out.write(b"\x1f\x8b\x08 half a record")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(WARCWriter, "write_record", half)
    with pytest.raises(OSError, match="No space"):
        archive.store(snapshot(1))
    assert warc.read_bytes() == before
    monkeypatch.setattr(WARCWriter, "write_record", write)
    archive.store(snapshot(2))
    assert [s.url for s in Archive(tmp_path).snapshots()] == ["https://a.example/0", "https://a.example/2"]


def test_headers_cannot_bring_records_of_their_own(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.store(snapshot(0, **{"x-note": "WARC/1.0 WARC-Type: response"}))
    lines = (tmp_path / "index.jsonl").read_text(encoding="utf-8").splitlines()
    assert len([json.loads(line) for line in lines]) == len(list(archive.snapshots())) == 1


def test_a_file_that_was_emptied_is_not_the_one_it_was(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    before = archive.store(snapshot(1))
    nothing = hashlib.sha256(b"").hexdigest()
    emptied = archive.store(replace(snapshot(1), body=b"", sha256=nothing, fetched_at=datetime(2026, 1, 2, tzinfo=UTC)))
    assert archive.whole(emptied).body == b""
    (tmp_path / "index.jsonl").unlink()
    answers = list(history.entries(Archive(tmp_path), []))
    assert [a.whole(archive).body for a in answers if isinstance(a, history.Answer)] == [before.body, b""]
    for found in (archive.by_url(before.url), Archive(tmp_path).by_url(before.url)):
        assert found is not None
        assert (found.body, found.sha256) == (b"", nothing)


def test_an_unchanged_page_is_its_latest_version_not_an_empty_one(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    nothing = hashlib.sha256(b"").hexdigest()
    states = [replace(snapshot(1), body=b"", sha256=nothing), snapshot(1)]
    states.append(replace(states[0], status=304))
    for day, state in enumerate(states, start=1):
        archive.store(replace(state, fetched_at=datetime(2026, 1, day, tzinfo=UTC)))
    (tmp_path / "index.jsonl").unlink()
    for found in (archive.by_url(snapshot(1).url), Archive(tmp_path).by_url(snapshot(1).url)):
        assert found is not None
        assert found.body == snapshot(1).body


# -- what a run finds damaged it asks for again

CHANGED = "In 2023, Bắc Ninh's exports reached 38.9 billion USD, up 4.5 percent against the year before."
SITE = {f"https://ven.vn/kept-{n}.html": f"<html><body><p>{n}: {CHANGED}</p></body></html>" for n in range(3)}


def ven_night(home: Home, catalog: Catalog, *, read: bool = False) -> tuple[Collected, list[tuple[str, str]]]:
    """A night over three pages of one source, each with an ETag; they are read and released where `read`."""
    source = catalog.sources["ven"]
    answers = {
        url: Answer(html.encode(), headers={"ETag": f'"{hashlib.sha256(html.encode()).hexdigest()[:9]}"'})
        for url, html in SITE.items()
    }
    with session(home, catalog, "nightly") as now, SampleSite(PAGES, catalog, answers) as site:
        site.addresses = lambda _: list(SITE)  # type: ignore[method-assign]
        found = collect(source, now.web(Fetcher(TableResolver(site.hosts), backoff_seconds=0.01)), now.archive)
        documents = read_snapshots(found.snapshots, catalog, now.archive).documents if read else []
        store(home, now.run, catalog, found.fetches, documents)
        if read:
            check(home, now.run, catalog, now.checking())
            assert publish(home, now.run).status != "withheld"
        return found, now.warnings


def flip(file: Path, at: int) -> None:
    raw = bytearray(file.read_bytes())
    raw[at] ^= 1
    file.write_bytes(raw)


def entries(home: Home) -> list[dict[str, Any]]:
    lines = (home.archive / "index.jsonl").read_text("utf-8").split("\n")
    return [entry for entry in (json.loads(line) for line in lines if line) if "url" in entry and "note" not in entry]


@pytest.mark.slow
def test_a_record_with_a_flipped_bit_is_asked_for_again_and_every_night_runs(tmp_path: Path, catalog: Catalog) -> None:
    home = Home(tmp_path, "sample")
    ven_night(home, catalog)
    first = entries(home)[0]
    (warc,) = home.archive.glob("*.warc.gz")
    flip(warc, (first["offset"] + first["end"]) // 2)
    with writer(home):
        found = [f for f in examine(home, catalog) if f.area == "index" and f.level == "wrong"]
    assert [(first["url"] in f.what, f.repair) for f in found] == [(True, "index")]
    second, _ = ven_night(home, catalog)
    assert second.failures == []
    assert [url for url, what in second.warnings if "asked for again" in what] == [first["url"]]
    assert len(second.snapshots) == 3
    third, _ = ven_night(home, catalog)
    assert (third.failures, third.warnings, third.unchanged) == ([], [], 3)
    kept = Archive(home.archive).by_url(first["url"])
    assert kept is not None
    assert kept.body.decode() == SITE[first["url"]]


def test_a_wrong_place_in_the_index_is_found_and_mended(tmp_path: Path, catalog: Catalog) -> None:
    home = Home(tmp_path, "sample")
    ven_night(home, catalog)
    index = home.archive / "index.jsonl"
    one, other = entries(home)[:2]
    text = index.read_text("utf-8")
    index.write_text(text.replace(f'"offset": {one["offset"]},', f'"offset": {other["offset"]},'), "utf-8")
    with pytest.raises(ArchiveError, match="not the answer of"):
        Archive(home.archive).by_url(one["url"])
    with writer(home):
        found = examine(home, catalog)
        assert any(f.area == "index" and one["url"] in f.what for f in found)
        repair(home, catalog, [f for f in found if f.repair == "index"])
    kept = Archive(home.archive).by_url(one["url"])
    assert kept is not None
    assert kept.body.decode() == SITE[one["url"]]


@pytest.mark.slow
@pytest.mark.parametrize("what", ["cut", "gone"])
def test_a_file_that_was_cut_or_is_gone_is_said_by_the_next_run(tmp_path: Path, catalog: Catalog, what: str) -> None:
    home = Home(tmp_path, "sample")
    ven_night(home, catalog)
    (warc,) = home.archive.glob("*.warc.gz")
    if what == "cut":
        warc.write_bytes(warc.read_bytes()[: entries(home)[1]["offset"]])  # where a record ends: nothing is torn
    else:
        warc.unlink()
    found, warnings = ven_night(home, catalog)
    said = "bytes shorter" if what == "cut" else "not there any more"
    assert [place for place, told in warnings if said in told] == ["archive"]
    assert (len(found.snapshots), found.failures) == (3, [])
    assert not any(said in told for _, told in ven_night(home, catalog)[1]), "it is said once"


@pytest.mark.slow
def test_a_place_that_cannot_be_read_gives_way_to_one_that_can(tmp_path: Path, catalog: Catalog) -> None:
    home = Home(tmp_path, "sample")
    ven_night(home, catalog, read=True)
    first = next(entry for entry in entries(home) if entry["url"].endswith("-0.html"))
    (warc,) = home.archive.glob("*.warc.gz")
    flip(warc, first["offset"] + 200)
    ven_night(home, catalog, read=True)
    with writer(home):
        found = [f for f in examine(home, catalog) if f.repair in ("places", "index")]
        assert [f.repair for f in found if f.level == "wrong"] == ["places"]
        assert first["url"] in found[-1].what
        assert repair(home, catalog, found).failures == []
        assert [f.what for f in examine(home, catalog) if f.area == "words" and f.level == "wrong"] == []
    with duckdb.connect(str(home.release), read_only=True) as released:
        ((file,),) = released.execute(
            "SELECT DISTINCT warc_file FROM provenance WHERE url = ?", [first["url"]]
        ).fetchall()
    assert file != warc.name, "the release says so too"


@pytest.mark.slow
def test_a_flipped_bit_in_the_journal_costs_one_line_only(tmp_path: Path, catalog: Catalog) -> None:
    home = Home(tmp_path, "sample")
    for _ in range(2):
        with session(home, catalog, "nightly", {"curated": True}) as now:
            now.checking()
            store(home, now.run, catalog, [], [])
    journal, whole = Journal(home.runs), home.runs.read_bytes()
    known = len(journal.runs())
    for position in range(len(whole)):
        home.runs.write_bytes(whole[:position] + bytes([whole[position] ^ 1 << position % 8]) + whole[position + 1 :])
        runs, latest = journal.runs(), journal.latest()
        assert latest is not None
        assert len(runs) >= known - 1 - sum("which never began" in what for what in journal.failures)
        sorted(run.run.started_at for run in runs)


@pytest.mark.parametrize("value", ["2026-09-01T02:30:00k00:00", "2026-09-01T02:30:00", "", 5, None])
def test_a_time_that_is_none_is_named_with_its_line(tmp_path: Path, catalog: Catalog, value: object) -> None:
    home = Home(tmp_path, "sample")
    with session(home, catalog, "check") as now:
        store(home, now.run, catalog, [], [])
    lines = [json.loads(line) for line in home.runs.read_text("utf-8").splitlines()]
    lines[-1]["at"] = value
    home.runs.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
    with session(home, catalog, "check") as now:
        told = [what for place, what in now.warnings if place == "runs.jsonl"]
    assert [f"line {len(lines)} cannot be used" in what for what in told] == [True]
    assert any("did not end" in what for _, what in now.warnings), "it is loaded again, which changes nothing"


def requests_of(home: Home) -> list[tuple[str, str]]:
    """Runs of the record in their order, and what each asked for."""
    with duckdb.connect(str(home.file), read_only=True) as record:
        told = "SELECT run_id, url FROM request JOIN run USING (run_id) ORDER BY run.started_at, url"
        return record.execute(told).fetchall()


@pytest.mark.slow
def test_runs_that_no_journal_knows_are_in_the_order_of_their_files(tmp_path: Path, catalog: Catalog) -> None:
    """The clock was set back before the second."""
    home = Home(tmp_path, "sample")
    for number, day in enumerate((9, 3, 5), start=1):
        at = datetime(2026, 1, day, tzinfo=UTC)
        archive = Archive(home.archive, f"run-{number}", now=lambda at=at: at)  # type: ignore[misc]
        archive.store(replace(snapshot(number), fetched_at=at))
    with writer(home):
        told = rebuild.rebuild(home, catalog)
    assert requests_of(home) == [(f"run-{n}", f"https://a.example/{n}") for n in (1, 2, 3)]
    assert sum("no line here" in what for _, what in told.failures) == 3


def test_answers_of_a_file_whose_first_record_is_lost_are_of_the_run_then_under_way(
    tmp_path: Path, catalog: Catalog
) -> None:
    home = Home(tmp_path, "sample")
    runs = []
    for number in range(2):
        with session(home, catalog, "nightly") as now:
            archived(now, number, f"https://a.example/{number}", "a")
            store(home, now.run, catalog, [], [])
            runs.append(now.run.run_id)
    flip(min(home.archive.glob("*.warc.gz")), 40)
    with writer(home):
        rebuild.rebuild(home, catalog)
    assert requests_of(home) == [(run, f"https://a.example/{n}") for n, run in enumerate(runs)]


def test_what_is_of_no_run_that_is_due_is_told(tmp_path: Path, catalog: Catalog) -> None:
    home = Home(tmp_path, "sample")
    for number, run in enumerate(("run-1", "run-2", "run-1")):
        Archive(home.archive, run).store(snapshot(number))
    with writer(home):
        told = rebuild.rebuild(home, catalog)
    assert any("1 answers and notes were left out: they are of run run-1" in what for _, what in told.failures)


# -- what is lost is told wherever the archive is read again

TYPED = "indicator,time_period,value,unit,url\ngoods_exports,2022,44.9 bn,USD,https://example.org/a\n"
LOST = {
    "https://ven.vn/lost-1.html": "not in the archive",
    "https://a.example/1": "not in the catalogue any more",
    "https://ven.vn/empty-1.html": "no article text",
    "none.csv": "correct the file",
    "mine.csv:2": "value",
}
"""What cannot be read again → words of the reason."""


def archived(now: Session, number: int, url: str, source: str, body: bytes = b"") -> None:
    one = snapshot(number)
    body = body or one.body
    sha256 = hashlib.sha256(body).hexdigest()
    now.archive.store(
        replace(one, url=url, final_url=url, source=source, fetched_at=now.clock.now(), body=body, sha256=sha256)
    )


def damaged(home: Home, catalog: Catalog, folder: Path) -> None:
    """A run has ended, and its file is gone with a body that the next run, which was killed, repeats."""
    with session(home, catalog, "nightly") as now:
        archived(now, 2, "https://ven.vn/lost-1.html", "ven")
        store(home, now.run, catalog, [], [])
    (first,) = home.archive.glob("*.warc.gz")
    mine = folder / "mine.csv"
    mine.write_text(TYPED, encoding="utf-8")
    with suppress(KeyboardInterrupt), session(home, catalog, "load") as now:
        archived(now, 2, "https://ven.vn/lost-1.html", "ven")
        archived(now, 1, "https://a.example/1", "a")
        archived(now, 3, "https://ven.vn/empty-1.html", "ven", b"<html><body></body></html>")
        own(home, catalog, now.run.started_at, [mine], now.archive)
        now.archive.note(Note("typed", "typed:none.csv", OWN, now.clock.now(), sha256="0" * 64))
        raise KeyboardInterrupt
    first.unlink()


def told(found: Iterable[tuple[str, str]]) -> set[str]:
    """The places that are told; those of LOST only with their reason."""
    return {place for place, what in found if LOST.get(place, "") in what}


def test_what_of_a_killed_run_cannot_be_read_is_a_warning(tmp_path: Path, catalog: Catalog) -> None:
    home = Home(tmp_path / "home", "sample")
    damaged(home, catalog, tmp_path)
    with session(home, catalog, "check") as now:
        assert told(now.warnings) >= set(LOST), now.warnings


def test_what_a_rebuilt_record_has_lost_is_told(tmp_path: Path, catalog: Catalog) -> None:
    home = Home(tmp_path / "home", "sample")
    damaged(home, catalog, tmp_path)
    with writer(home):
        failures = rebuild.rebuild(home, catalog).failures
    assert told(failures) == set(LOST), failures
    assert len(failures) == len(LOST), "each is told once"


def test_what_a_replay_cannot_read_is_told(tmp_path: Path, catalog: Catalog) -> None:
    home = Home(tmp_path / "home", "sample")
    damaged(home, catalog, tmp_path)
    with session(home, catalog, "replay") as now:
        result = again(now, catalog, OWN, None, dry=True)
    assert told(result.failures) == {"none.csv", "mine.csv:2"}, result.failures


def test_a_figure_that_is_refused_when_loaded_again_is_told(
    tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path, "sample")
    read = Read([page("a", exports(10**25))])
    for module in (rebuild, spread):
        monkeypatch.setattr(module, "documents", lambda *_: read)
    with suppress(KeyboardInterrupt), session(home, catalog, "nightly") as now:
        archived(now, 1, "https://ven.vn/great-1.html", "ven")
        raise KeyboardInterrupt
    with session(home, catalog, "replay") as now:
        assert any("too large" in what for _, what in now.warnings), "as the killed run is taken up"
        assert any("too large" in what for _, what in again(now, catalog, "ven", None, dry=True).failures)
