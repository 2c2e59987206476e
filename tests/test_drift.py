"""The release calendar, alarms about sources, and how people hear of them."""

import json
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from test_warehouse import BILLION, CATALOG, START, TRILLION, bring, exports, page, production, record, rows, run  # noqa: F401

from extractors.catalog import load_catalog
from flows import notify
from flows.summary import Summary
from transforms import calendar
from warehouse import drift
from warehouse.records import Run


def test_dates_of_the_national_report_follow_the_decrees():
    due = {(r.source, r.time_period): r.due for r in calendar.releases(calendar.load(), date(2026, 9, 30))}
    assert due["nso", "2024-06"] == date(2024, 7, 1)  # the 29th was a Saturday
    assert due["nso", "2024-07"] == date(2024, 8, 6)
    assert due["nso", "2026-08"] == date(2026, 9, 3)
    assert due["nso", "2026-09"] == date(2026, 10, 5)  # the 3rd is a Saturday
    assert due["bacninh_gov", "2026-S1"] == date(2026, 7, 10)
    assert ("nso", "2026-10") not in due


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("valid: [2024-Q1]", "freq"), ("valid: []", "valid"), ("due: {months: 1, day: 40}", "day"),
    ],
)  # fmt: skip
def test_a_bad_rule_is_named(tmp_path, change, named):
    usual = ("source: nso", "indicators: [grdp]", "valid: [2024-07]", "due: {months: 1, day: 6}")
    rule = {line.split(":")[0]: line for line in (*usual, change)}
    path = tmp_path / "calendar.yml"
    path.write_text("- report: r\n  freq: M\n  basis: b\n" + "".join(f"  {line}\n" for line in rule.values()))
    with pytest.raises(calendar.CalendarError, match=named):
        calendar.load(path)


def test_a_rule_that_nothing_can_fulfil_is_an_alarm():
    rules, catalog = calendar.load(), load_catalog()
    assert calendar.unknown(rules, catalog) == []
    lost = rules[2].model_copy(update={"source": "nobody", "indicators": ["grdp", "gdrp"]})
    ((place, what),) = calendar.unknown([*rules[:2], lost], catalog)
    assert place == "calendar.yml: entry 3"
    assert "has no gdrp, nobody" in what


def due(period, end, day):
    return calendar.Release(
        "a_source", "monthly report", period, end, day, day + timedelta(days=4), ("goods_exports",), "b"
    )


def test_a_report_is_seen_expected_or_overdue(record):  # noqa: F811
    bring(record, page("a", exports(4 * BILLION, "2025-11"), published="2025-12-06"))
    drift.note_calendar(record, [
        due("2025-10", date(2025, 10, 31), date(2025, 11, 6)), due("2025-11", date(2025, 11, 30), date(2025, 12, 6)),
        due("2025-12", date(2025, 12, 31), date(2025, 12, 20)), due("2026-01", date(2026, 1, 31), date(2026, 1, 2)),
    ])  # fmt: skip
    states = dict(rows(record, "SELECT time_period, state FROM release_calendar"))
    assert states == {"2025-10": "overdue", "2025-11": "seen", "2025-12": "overdue", "2026-01": "expected"}
    live = Run("run-1", START, "live", "1", CATALOG.version)
    assert [(a.kind, a.text) for a in drift.alarms(record, live)] == [
        ("overdue", "monthly report for 2025-12 was due on 2025-12-20 and has not been seen")
    ]
    assert drift.alarms(record, run(1)) == []


def test_of_a_report_that_never_came_the_last_is_named(record):  # noqa: F811
    bring(record, page("a", exports(4 * BILLION, "2020"), published="2025-12-06"))
    days = [("2025-10", date(2025, 10, 31), date(2025, 11, 6)), ("2025-11", date(2025, 11, 30), date(2025, 12, 6))]
    drift.note_calendar(record, [due(*day) for day in days])
    assert [a.text for a in drift.alarms(record, Run("run-1", START, "live", "1", CATALOG.version))] == [
        "monthly report for 2025-11 was due on 2025-12-06 and has not been seen, nor any before"
    ]


def many(number, figures, template="source", unclaimed=0):
    for i in range(6):
        values = [exports((10 + i + k) * BILLION, str(2000 + k)) for k in range(figures)]
        document = page(f"{number}-{i}", *values, seen=number)
        fates = {"observation": figures} | ({"unclaimed": unclaimed} if unclaimed else {})
        yield type(document)(
            **{f: getattr(document, f) for f in document.__slots__} | {"template": template, "fates": fates}
        )


def test_a_source_far_from_its_usual_is_an_alarm(record):  # noqa: F811
    bring(record, *many(1, 4))
    bring(record, *many(2, 3), number=2)
    assert drift.alarms(record, run(2)) == []
    bring(record, *many(3, 0, template="trafilatura", unclaimed=9), number=3)
    assert [(a.kind, a.text) for a in drift.alarms(record, run(3))] == [
        ("template", "100% of 6 new pages no longer fit the source's template"),
        ("unclaimed", "6 new pages gave 9.0 unclaimed numbers each, where 0.0 are usual"),
        ("yield", "6 new pages gave 0.0 figures each, where 3.5 are usual"),
    ]


def test_freshness_of_a_source(record):  # noqa: F811
    bring(record, page("a", exports(4 * BILLION), production(900 * TRILLION, "2019")))
    fresh = "SELECT source, requests, documents, observations, observations_per_document, last_success FROM freshness"
    assert rows(record, fresh) == [("a_source", 1, 1, 2, 2.0, START + timedelta(days=1))]


class Hook:
    def __init__(self):
        taken = self.taken = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"json://127.0.0.1:{self.server.server_address[1]}/secret-token"


def test_a_webhook_hears_of_a_run_that_needs_people_and_its_address_stays_secret(capsys):
    hook = Hook()
    troubled = Summary("r1", "sample", warnings=[("nso", "overdue: a report")], release_status="released")
    clean = Summary("r2", "sample", release_status="released")
    environment = {notify.VARIABLE: f"{hook.address} nonsense://x json://127.0.0.1:9/secret-token"}
    assert notify.webhooks(clean, environment) == []
    failures = notify.webhooks(troubled, environment)
    hook.server.shutdown()
    assert [place for place, _ in failures] == ["webhook 2 of BACNINH_WEBHOOKS", "webhook 3 of BACNINH_WEBHOOKS"]
    assert len(hook.taken) == 1
    assert "overdue: a report" in hook.taken[0]["message"]
    printed = capsys.readouterr()
    assert "secret-token" not in f"{failures}{printed.out}{printed.err}"
    assert notify.webhooks(troubled, {}) == []
