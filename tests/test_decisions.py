"""Decisions of people: kept as data, taken up by the next check, visible for ever, never over the printed value."""

import json
import shutil
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import opened
from test_warehouse import CATALOG, START, TRILLION, batch, exports, page, production, rows, run

from transforms import corrections
from transforms.corrections import Decision
from warehouse import decisions, verdicts
from warehouse.connect import Home, open_record
from warehouse.load import load

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path, "sample")


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A record with a figure that is held and one that is not."""
    file = tmp_path_factory.mktemp("filled") / "work.duckdb"
    with closing(opened(file)) as connection:
        load(connection, batch(run(1), page("a", production(TRILLION, "2019"), production(900 * TRILLION, "2018"))))
        verdicts.recompute(connection, CATALOG, run(1))
    return file


@pytest.fixture
def record(home, filled):
    home.record.parent.mkdir(parents=True, exist_ok=True)
    with closing(open_record(shutil.copyfile(filled, home.record))) as connection:
        yield connection


def check(connection, home, number=2):
    alarms = decisions.take_up(connection, home, run(number))
    verdicts.recompute(connection, CATALOG, run(number))
    return alarms


def held(connection):
    return rows(connection, "SELECT observation_id, printed FROM quarantine")[0]


def decision(observation_id, action, *, value=None, who="An", when=NOW, until=None, expected=None):
    return Decision(
        observation_id=observation_id, action=action, value=value, who=who, when=when, why="the yearbook says so",
        until=until, expected=expected,
    )  # fmt: skip


def test_a_correction_stands_in_the_series_and_the_printed_value_in_provenance(record, home):
    observation_id, printed = held(record)
    decisions.decide(home, decision(observation_id, "correct", value=Decimal(1000 * TRILLION), expected=printed))
    assert check(record, home) == []
    of_2019 = "SELECT CAST(value / 1e12 AS INT), corrected FROM series WHERE time_period = '2019'"
    assert rows(record, of_2019) == [(1000, True)]
    kept = "SELECT CAST(value / 1e12 AS INT), printed, decision, CAST(corrected_value / 1e12 AS INT), who, why FROM provenance WHERE time_period = '2019'"
    assert rows(record, kept) == [(1, printed, "correct", 1000, "An", "the yearbook says so")]
    assert rows(record, "SELECT check_name, reason FROM current_verdict WHERE check_name <> ''") == [
        ("decision", "corrected to 1,000,000,000,000,000 by An on 2026-01-01: the yearbook says so")
    ]


def test_an_accepted_figure_is_in_and_a_rejected_one_out_whatever_the_checks_say(record, home):
    observation_id, _ = held(record)
    good = rows(record, "SELECT observation_id FROM series")[0][0]
    decisions.decide(home, decision(observation_id, "accept"))
    decisions.decide(home, decision(good, "reject"))
    check(record, home)
    assert rows(record, "SELECT observation_id FROM series") == [(observation_id,)]
    assert rows(record, "SELECT status, check_name FROM quarantine") == [("rejected", "decision")]


def of(connection, publisher):
    return rows(connection, "SELECT observation_id, verdict FROM report WHERE publisher = ?", publisher)[0]


def test_a_rejected_figure_vouches_for_no_unsure_one(record, home):
    unsure = page("unsure", exports(38_900_000_000, confidence=0.3), publisher="VNA")
    load(record, batch(run(2), page("sure", exports(38_900_000_000), publisher="VIR", text="Told anew."), unsure))
    check(record, home)
    assert of(record, "VNA")[1] == "accepted"
    decisions.decide(home, decision(of(record, "VIR")[0], "reject"))
    check(record, home, 3)
    assert of(record, "VIR")[1] == "rejected"
    assert of(record, "VNA")[1] == "held"
    found = "SELECT check_name FROM quarantine WHERE publisher = 'VNA'"
    assert rows(record, found) == [("confidence",)]


def test_a_copy_of_its_words_vouches_for_no_unsure_figure(record, home):
    both = [page(who, exports(38_900_000_000, confidence=0.3), publisher=who) for who in ("VIR", "VNA")]
    load(record, batch(run(2), *both))
    check(record, home)
    assert [of(record, who)[1] for who in ("VIR", "VNA")] == ["held", "held"]


@pytest.mark.parametrize(("action", "value"), [("accept", None), ("correct", Decimal(1598 * TRILLION))])
def test_a_held_figure_that_a_person_lets_in_vouches_for_an_unsure_one(record, home, action, value):
    odd = production(1601 * TRILLION, "2019", half_unit=Decimal(5 * TRILLION))  # the range of its year ends at 1,600
    unsure = production(1599 * TRILLION, "2019", half_unit=Decimal(5 * TRILLION), confidence=0.3)
    load(record, batch(run(2), page("odd", odd, publisher="VIR"), page("unsure", unsure, publisher="VNA")))
    check(record, home)
    assert [of(record, who)[1] for who in ("VIR", "VNA")] == ["held", "held"]
    decisions.decide(home, decision(of(record, "VIR")[0], action, value=value))
    check(record, home, 3)
    assert [of(record, who)[1] for who in ("VIR", "VNA")] == ["accepted", "accepted"]


def test_the_latest_decision_holds_and_reopening_takes_all_back(record, home):
    observation_id, _ = held(record)
    for hour, (action, who) in enumerate((("accept", "An"), ("reject", "An"), ("reopen", "Binh"))):
        decisions.decide(home, decision(observation_id, action, who=who, when=NOW + timedelta(hours=hour)))
        check(record, home, 2 + hour)
    made = [("accept", "An"), ("reject", "An"), ("reopen", "Binh")]
    assert rows(record, "SELECT action, who FROM decision ORDER BY step") == made
    ((told,),) = rows(record, "SELECT DISTINCT decisions FROM provenance WHERE time_period = '2019'")
    why = "on 2026-01-01: the yearbook says so"
    assert told == f"accept by An {why}; reject by An {why}; reopen by Binh {why}"
    assert ("range",) in rows(record, "SELECT check_name FROM quarantine WHERE time_period = '2019'")
    assert rows(record, "SELECT DISTINCT decision, who FROM provenance WHERE time_period = '2019'") == [
        ("reopen", "Binh")
    ]
    before = rows(record, "SELECT count(*) FROM decision")
    check(record, home, 9)
    assert rows(record, "SELECT count(*) FROM decision") == before


def test_a_decision_runs_out(record, home):
    observation_id, _ = held(record)
    decisions.decide(home, decision(observation_id, "accept", until=(START + timedelta(days=2)).date()))
    check(record, home, 2)
    assert rows(record, "FROM quarantine WHERE time_period = '2019'") == []
    check(record, home, 3)
    assert len(rows(record, "FROM quarantine WHERE time_period = '2019'")) >= 1


def test_words_that_are_gone_and_figures_that_never_were_are_alarms(record, home):
    observation_id, _ = held(record)
    decisions.decide(home, decision(observation_id, "accept", expected="VND1 quadrillion"))
    decisions.decide(home, decision("f" * 64, "reject"))
    whats = [what for _, what in check(record, home)]
    assert len(whats) == 2
    assert "it is now printed as" in whats[0] or "it is now printed as" in whats[1]
    assert any(what.startswith("no such observation") for what in whats)


def test_a_bad_line_costs_no_good_one(record, home):
    observation_id, _ = held(record)
    journal = home.directory / "decisions.jsonl"
    journal.write_text(
        '{"observation_id": "' + observation_id + '", "action": "acc', encoding="utf-8"
    )  # torn by a crash
    decisions.decide(home, decision(observation_id, "accept"))
    failures = check(record, home)
    assert [place for place, _ in failures] == [f"{journal}: line 1"]
    assert rows(record, "FROM quarantine WHERE time_period = '2019'") == []


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"action": "correct"}, "value"),
        ({"value": "12"}, "value"),
        ({"who": ""}, "who"),
        ({"when": "2026-01-01T00:00:00"}, "when"),
        ({"observation_id": "abc"}, "observation_id"),
        ({"action": "delete"}, "action"),
        ({"until": "soon"}, "until"),
        ({"until": "2025-12-31"}, "would never hold"),
        ({"who": "  "}, "who"),
        ({"why": "\n"}, "why"),
        ({"action": "correct", "value": "5", "unit": "USD"}, "unit"),
        ({"action": "correct", "value": "5 billion"}, "value"),
        ({"action": "correct", "value": "1e30"}, "value"),
        ({"action": "correct", "value": "1.2345678"}, "six decimals"),
        ({"action": "correct", "value": "9999999999999999999999.9999999"}, "value"),
    ],
)
def test_what_a_decision_lacks_is_named(tmp_path: Path, change, named):
    good = {
        "observation_id": "a" * 64,
        "action": "accept",
        "who": "An",
        "when": "2026-01-01T00:00:00+07:00",
        "why": "seen",
    }
    journal = tmp_path / "decisions.jsonl"
    journal.write_text(json.dumps(good | change) + "\n" + json.dumps(good) + "\n", encoding="utf-8")
    loaded, failures = corrections.load(journal)
    assert len(loaded) == len(failures) == 1
    assert named in failures[0][1]


def test_decisions_made_after_the_run_do_not_hold_in_it():
    later = decision("a" * 64, "accept", when=NOW + timedelta(days=1))
    assert corrections.effective([later], NOW) == {}
    assert corrections.effective([later], NOW + timedelta(days=2)) == {"a" * 64: later}
    early = decision("a" * 64, "accept", when=NOW - timedelta(days=9), until=date(2025, 12, 31))
    assert corrections.effective([early], NOW) == {}
    last_day = decision("a" * 64, "accept", when=NOW - timedelta(days=9), until=NOW.date())
    evening = NOW.replace(hour=16, minute=59)  # 23:59 in Viet Nam
    assert corrections.effective([last_day], evening) != {}
    assert corrections.effective([last_day], evening + timedelta(minutes=1)) == {}


def test_the_shipped_file_is_readable():
    loaded, failures = corrections.load(Path("no such journal"))
    assert failures == []
    assert all(d.who and d.why for d in loaded)


@pytest.mark.parametrize("line", ["[" * 200_000, '"' + "a" * 64 + '"', "[]", "null", '{"value": NaN}', "\x00\x00"])
def test_lines_of_any_kind_are_named_and_cost_nothing_else(tmp_path: Path, line):
    journal = tmp_path / "decisions.jsonl"
    journal.write_text(line + "\n" + decision("a" * 64, "accept").model_dump_json() + "\n", encoding="utf-8")
    loaded, failures = corrections.load(journal)
    assert len(loaded) == 1
    assert [place for place, _ in failures] == [f"{journal}: line 1"]


def test_of_two_people_who_contradict_each_other_the_later_holds_and_it_is_said(record, home):
    observation_id, _ = held(record)
    decisions.decide(home, decision(observation_id, "accept"))
    decisions.decide(home, decision(observation_id, "reject", who="Binh", when=NOW + timedelta(days=-3)))
    ((_, what),) = check(record, home)
    assert "Binh decided `reject` on 2025-12-29, An decided `accept` on 2026-01-01" in what
    assert rows(record, "FROM quarantine WHERE time_period = '2019'") == []
    decisions.decide(home, decision(observation_id, "reopen", who="Chi", when=NOW + timedelta(hours=1)))
    decisions.decide(home, decision(observation_id, "reject", who="Chi", when=NOW + timedelta(hours=2)))
    assert check(record, home, 3) == []
    assert rows(record, "SELECT status FROM quarantine WHERE time_period = '2019'") == [("rejected",)]


def test_contradictions_of_one_instant_hold_neither_way(record, home):
    observation_id, _ = held(record)
    before = rows(record, "SELECT check_name, reason FROM quarantine ORDER BY ALL")
    decisions.decide(home, decision(observation_id, "accept"))
    decisions.decide(home, decision(observation_id, "correct", value=Decimal(1000 * TRILLION)))
    ((_, what),) = check(record, home)
    assert "in the same instant: none holds" in what
    assert rows(record, "SELECT check_name, reason FROM quarantine ORDER BY ALL") == before


def test_a_decision_dated_in_the_future_is_said_and_waits(record, home):
    observation_id, _ = held(record)
    decisions.decide(home, decision(observation_id, "accept", when=NOW + timedelta(days=4000)))
    ((_, what),) = check(record, home)
    assert "An dated it 2036-12-14 00:00, which is to come" in what
    assert len(rows(record, "FROM quarantine WHERE time_period = '2019'")) >= 1


def test_a_corrected_value_has_to_be_possible(record, home):
    observation_id, _ = held(record)
    decisions.decide(home, decision(observation_id, "correct", value=Decimal(1000)))  # trillions were meant
    check(record, home)
    assert rows(record, "FROM series WHERE time_period = '2019'") == []
    ((check_name, reason),) = rows(record, "SELECT check_name, reason FROM quarantine WHERE time_period = '2019'")
    assert check_name == "range"
    assert reason.startswith("1,000 VND")
    assert reason.endswith("so corrected by An")


def test_a_decision_that_its_file_has_lost_is_said(record, home):
    observation_id, _ = held(record)
    decisions.decide(home, decision(observation_id, "accept"))
    assert check(record, home) == []
    (home.directory / "decisions.jsonl").unlink()
    ((place, what),) = check(record, home, 3)
    assert place == f"decision on {observation_id[:12]}"
    assert "An's `accept` of 2026-01-01 is gone" in what
    assert len(rows(record, "FROM quarantine WHERE time_period = '2019'")) >= 1
    assert rows(record, "SELECT DISTINCT decision, who FROM provenance WHERE time_period = '2019'") == [
        ("lapsed", "An")
    ]


def test_decisions_on_what_is_withdrawn_or_has_no_period_are_alarms(record, home):
    observation_id, _ = held(record)
    load(
        record,
        batch(run(2), page("a", production(900 * TRILLION, "2018"), seen=2), page("b", production(TRILLION, None))),
    )
    ((without,),) = rows(record, "SELECT observation_id FROM observation WHERE time_period IS NULL")
    decisions.decide(home, decision(observation_id, "accept"))
    decisions.decide(home, decision(without, "accept"))
    whats = " ".join(what for _, what in check(record, home, 3))
    assert "the page no longer states it" in whats
    assert "it has no period" in whats
    assert rows(record, "SELECT DISTINCT time_period FROM series") == [("2018",)]
