"""The bulletin and the site of small, real releases: what they say, that it is escaped, and what they do in trouble."""

import dataclasses
import http.client
import itertools
import json
import re
import shutil
import threading
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pytest
import small_release
from hypothesis import given
from hypothesis import strategies as st
from test_warehouse import BILLION, TRILLION, exports, fill, page, production, run

from extractors.catalog import load_catalog
from flows.siteserver import server
from transforms.checks import crosschecks, expectations
from warehouse import decisions
from warehouse.bulletin import charts, figures, issues, paper, site, texts
from warehouse.bulletin.errors import BulletinError
from warehouse.bulletin.page import bulletin
from warehouse.bulletin.texts import LANGUAGES, Panel
from warehouse.bulletin.wording import Wording, plain
from warehouse.connect import Home, RecordError, open_release
from warehouse.release import release
from warehouse.verdicts import CONFIDENCE_CHECK

EN, VI = Wording("en"), Wording("vi")
HOSTILE = "Exports <script>document.title='taken'</script> \u202e sdrawkcab </span> \"quoted\" {{ 7 * 7 }}"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return small_release.made(tmp_path_factory.mktemp("bulletin"))


@pytest.fixture(scope="module")
def issue(home):
    return issues.read(home)


@pytest.fixture(scope="module")
def pages(issue):
    return {language: bulletin(issue, language, None) for language in LANGUAGES}


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    """A release with hostile words, a held figure, and figures that grow."""
    home = Home(tmp_path_factory.mktemp("odd"), "sample")
    grown = (exports(20 * BILLION, "2019"), exports(22 * BILLION, "2020"), exports(30 * BILLION, "2021", bound=">"),
             exports(33 * BILLION, "2022"), small_release.growth("10", "2022"))  # fmt: skip
    fill(
        home,
        page("bad", *grown, text=HOSTILE, published="2023-01-05", publisher="<i>Bad</i> news"),
        page("wrong", production(TRILLION, "2019"), published="2020-07-24"),
        checked=True,
    )
    release(home, run())
    return issues.read(home)


class Seen(HTMLParser):
    """Ids, tags, links and text of a page."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.tags, self.links, self.described = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.tags.append(tag)
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found[name] for name in ("href", "src") if found.get(name)]
        self.described += [found["aria-describedby"]] if "aria-describedby" in found else []


@pytest.mark.parametrize(
    ("value", "unit", "bound", "status", "english", "vietnamese"),
    [
        ("1128000000000000", "VND", "=", "A", "1,128 trillion VND", "1.128 nghìn tỷ đồng"),
        ("22899600000", "USD", "=", "A", "22.8996 billion USD", "22,8996 tỷ USD"),
        ("59960000", "USD", ">", "E", "over 59.96 million USD (est.)", "hơn 59,96 triệu USD (ước)"),
        ("7233000000", "VND", "~", "P", "about 7.233 billion VND (prelim.)", "khoảng 7,233 tỷ đồng (sơ bộ)"),
        ("1234.5", "hectare", "<", "A", "under 1,234.5 ha", "gần 1.234,5 ha"),
        ("13.50", "percent", "=", "A", "13.5%", "13,5%"),
        ("2", "rank", "=", "A", "no. 2", "hạng 2"),
        ("-450000000", "USD", "=", "A", "−450 million USD", "−450 triệu USD"),
        ("0", "USD", "=", "A", "0 USD", "0 USD"),
        ("3", "light_year", "=", "A", "3 light_year", "3 light_year"),
    ],
)
def test_values_are_written_as_each_language_does(value, unit, bound, status, english, vietnamese):
    assert EN.value(Decimal(value), unit, bound, status) == english
    assert VI.value(Decimal(value), unit, bound, status) == vietnamese


@given(st.decimals("-1e18", "1e18", places=6), st.sampled_from(["VND", "USD", "percent", "person"]))
def test_no_digit_is_lost(value, unit):
    from warehouse.bulletin.wording import scale

    used = scale(unit, value)
    for wording, thousands, mark in ((EN, ",", "."), (VI, ".", ",")):
        text = wording.number(value / used.divisor).replace("−", "-").replace(thousands, "").replace(mark, ".")
        assert Decimal(text) * used.divisor == value


def test_periods_are_written_as_each_language_does():
    said = {
        "2021": ("2021", "năm 2021"), "2021-S1": ("first half of 2021", "6 tháng đầu năm 2021"),
        "2021-Q3": ("Q3 2021", "quý III/2021"), "2021-07": ("July 2021", "tháng 7/2021"),
        "2022-01/P9M": ("first 9 months of 2022", "9 tháng đầu năm 2022"), "2011/2020": ("2011–2020", "2011–2020"),
        "2021-12-31": ("31 December 2021", "31/12/2021"),
    }  # fmt: skip
    assert {p: (EN.period(p), VI.period(p)) for p in said} == said


def test_every_chart_and_headline_names_what_the_catalogue_has(catalog):
    asked = [p.where for c in texts.charts().values() for p in c.panels] + [h.where for h in texts.texts().headlines]
    for where in asked:
        for code in where["indicator"]:
            indicator = catalog.indicators[code]
            assert set(where.get("transformation", ("N",))) <= set(indicator.transformations)
            assert set(where.get("unit", ())) <= {*indicator.units, "percent"}
    assert {u for i in catalog.indicators.values() for u in i.units} <= set(texts.texts().units)


def test_every_check_has_a_name_in_both_languages(catalog):
    ended = load_catalog(area="bac-giang")  # a province that is no more has one check more
    row_by_row = {e.meta["check"] for c in (catalog, ended) for e in expectations.suite(c).expectations}
    for name in {*row_by_row, *crosschecks.ORDER, CONFIDENCE_CHECK, decisions.CHECK}:
        assert EN.check(name) != name.replace("_", " ")
        assert VI.check(name) not in (EN.check(name), name.replace("_", " "))


def a_figure(content, year, **more):
    some = content.series[0]
    changed = {
        "time_period": str(year),
        "period_start": date(year, 1, 1),
        "period_end": date(year, 12, 31),
        "freq": "A",
    }
    return dataclasses.replace(some, **(changed | {"ref_area": "VN-56", "price_base": None} | more))


@given(years=st.sets(st.integers(1997, 2025), min_size=1), merged=st.integers(2000, 2026))
def test_a_line_never_crosses_a_gap_or_the_boundary(issue, years, merged):
    areas = {year: "VN-56" if year < merged else "VN-56-2025" for year in years}
    line = [a_figure(issue.content, year, ref_area=areas[year]) for year in sorted(years)]
    pieces = charts.segments(line, Panel(where={}, mark="line", by=("indicator",)))
    assert [f for piece in pieces for f in piece] == line
    for piece in pieces:
        assert len({f.ref_area for f in piece}) == 1
        told = [int(f.time_period) for f in piece]
        assert told == list(range(told[0], told[-1] + 1))
    joins = [(a[-1], b[0]) for a, b in itertools.pairwise(pieces)]
    assert all(b.period_end.year - a.period_end.year > 1 or a.ref_area != b.ref_area for a, b in joins)


def test_values_of_an_unstated_price_base_are_not_joined(issue):
    panel = Panel(where={}, mark="line", by=("price_base",))
    line = [a_figure(issue.content, 2020), a_figure(issue.content, 2021)]
    assert len(charts.segments(line, panel)) == 2
    based = [a_figure(issue.content, y, price_base="constant_2010") for y in (2020, 2021)]
    assert len(charts.segments(based, panel)) == 1


def test_every_figure_of_a_page_has_its_sentence_and_its_source(pages, issue):
    for text in pages.values():
        seen = Seen(text)
        assert len(seen.ids) == len(set(seen.ids))
        assert seen.described
        assert set(seen.described) <= set(seen.ids)
    known = {f.url for f in issue.content.series} | {v.figure.url for v in issue.content.vintages}
    outside = {link for link in Seen(pages["en"]).links if link.startswith("http")}
    assert outside
    assert outside <= known | {h.figure.url for h in issue.content.held}


def test_a_page_loads_nothing_and_is_the_same_each_time(pages, issue):
    for language, text in pages.items():
        assert f'<html lang="{language}">' in text
        assert not {"link", "img", "iframe", "object", "embed", "form"} & set(Seen(text).tags)
        assert "url(http" not in text
        assert "@import" not in text
    assert bulletin(issue, "en", None) == pages["en"]


def test_held_figures_are_told_with_the_reason_and_shown_nowhere_else(pages, issue):
    assert issue.content.held
    told = issue.content.held[0]
    assert plain(told.reason) in pages["en"].replace("&#39;", "'").replace("&gt;", ">")
    held = {h.figure.observation_id for h in issue.content.held}
    assert not held & {f.observation_id for f in issue.content.series}


def test_what_a_page_says_is_escaped_everywhere(odd):
    for language in LANGUAGES:
        text = bulletin(odd, language, None)
        assert text.count("<script>") == 1
        assert "\u202e" not in text
        assert "�" in text
        assert "<i>Bad" not in text
        assert "{{ 7 * 7 }}" in text  # as written: never a template
    drawn = charts.chart("trade", texts.charts()["trade"], odd.content, EN)
    svg = charts.svg(drawn, EN, charts.WIDE)
    assert "<script" not in svg
    assert "&lt;script&gt;" in svg
    assert charts.png(drawn, EN).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//x", "http://", "", "http://[x"]
)
def test_only_web_addresses_become_links(url, issue):
    assert charts.safe_url(url) is None
    bad = [dataclasses.replace(f, url=url) for f in issue.content.series]
    content = dataclasses.replace(issue.content, series=bad)
    drawn = charts.chart("trade", texts.charts()["trade"], content, EN)
    svg = charts.svg(drawn, EN, charts.NARROW)
    assert "href" not in svg
    assert svg.count('role="img"') == drawn.count > 0


def test_a_chart_without_figures_says_so(pages, issue):
    drawn = charts.chart("ranks", texts.charts()["ranks"], issue.content, EN)
    assert drawn.count == 0
    assert drawn.alt == "Rank among the provinces of Viet Nam: no figure."
    assert EN.word("no_figures") in pages["en"]


def test_news_is_what_changed_since_the_issue_before(home, tmp_path):
    copy = Home(tmp_path, "sample")
    copy.directory.mkdir()
    shutil.copy(home.release, copy.release)
    earlier = issues.folder(copy, date(2020, 1, 1)) / "issue.json"
    earlier.parent.mkdir(parents=True)
    told = {"issue": "2020-01-01", "version": "2020-01-08.1", "day": "2020-01-08", "run_id": "run-1"}
    earlier.write_text(json.dumps(told))
    now = issues.read(copy)
    kinds = {(c.kind, c.figure.indicator, c.figure.time_period): c for c in now.changes}
    assert {k[0] for k in kinds} == {"added", "revised", "withdrawn"}
    revised = kinds[("revised", "goods_exports", "2023")]
    assert (revised.old.value, revised.new.value) == (36 * BILLION, 39 * BILLION)
    assert ("added", "goods_exports", "2024") in kinds
    assert ("withdrawn", "goods_exports", "2020") in kinds
    assert "36 billion USD" in bulletin(now, "en", None)
    made = issues.publish(copy, now)
    assert [p.name for p in made] == ["bulletin.en.html", "bulletin.vi.html"]
    assert json.loads((made[0].parent / "issue.json").read_text())["run_id"] == "run-2"
    assert issues.read(copy).before == now.before  # its own month's issue is none before it
    earlier.write_text(json.dumps(told | {"run_id": "run-2"}))
    assert issues.read(copy).changes == []
    earlier.write_text(json.dumps(told | {"run_id": "gone"}))
    assert issues.read(copy).changes is None
    earlier.write_text("{")
    with pytest.raises(BulletinError, match="remove it"):
        issues.read(copy)


def test_growth_is_published_or_computed_from_exact_values_only(odd):
    content = odd.content
    told = {f.time_period: content.growth.get(f.observation_id) for f in content.series if f.transformation == "N"}
    assert told["2020"].value == 10
    assert told["2020"].published is None
    assert [f.time_period for f in told["2020"].inputs] == ["2020", "2019"]
    assert told["2019"] is told["2021"] is None
    assert told["2022"].published.value == 10


def test_pages_of_ones_own_get_the_language_in_their_names(issue, tmp_path):
    both = issues.write(issue, tmp_path / "b.html", LANGUAGES)
    assert [p.name for p in both] == ["b.en.html", "b.vi.html"]
    assert 'href="b.vi.html"' in both[0].read_text("utf-8")
    assert [p.name for p in issues.write(issue, tmp_path / "b.html", ["vi"])] == ["b.html"]
    pictures = issues.write_png(issue, tmp_path / "png", ["en"])
    assert "trade.en.png" in {p.name for p in pictures}
    assert all(p.read_bytes().startswith(b"\x89PNG") for p in pictures)
    (tmp_path / "file").write_text("x")
    with pytest.raises(BulletinError, match="name another place"):
        issues.write(issue, tmp_path / "file" / "b.html", ["vi"])


def test_without_chromium_the_pdf_says_what_to_do(issue, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BulletinError, match="apt-get install chromium"):
        paper.pdf(tmp_path / "page.html", tmp_path / "page.pdf")
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\necho no display >&2\nexit 7\n")
    broken.chmod(0o755)
    with pytest.raises(BulletinError, match="exit 7: no display"):
        paper.pdf(tmp_path / "page.html", tmp_path / "page.pdf")


def test_without_a_release_there_is_no_bulletin(tmp_path):
    with pytest.raises(RecordError, match="bacninh run"):
        issues.read(Home(tmp_path, "sample"))


def test_the_views_are_computed_once_and_say_the_same(home, issue):
    with open_release(home.release) as connection:
        count = "SELECT count(*), sum(hash(observation_id)) FROM "
        before = connection.execute(count + "series").fetchone()
        figures.read(connection)
        assert connection.execute(count + "series").fetchone() == before
    assert len(issue.content.series) == before[0]


@pytest.fixture(scope="module")
def web(home):
    """The site, with docs of the checks beside it, and something hidden outside."""
    docs = home.directory / site.DATA_DOCS
    docs.mkdir(exist_ok=True)
    (docs / "index.html").write_text("<p>docs</p>")
    few = set(list(issues.read(home).content.indicators)[:3]) | {"goods_exports"}
    with pytest.MonkeyPatch.context() as patch:  # of 36 indicators the pages of a few are enough
        patch.setattr(site, "_indicator_codes", lambda content: [c for c in content.indicators if c in few])
        return site.publish(home)


def test_every_link_of_the_site_is_relative_and_leads_somewhere(web):
    found = [p for p in web.rglob("*.html") if site.DATA_DOCS not in p.parts]
    assert len(found) > 10
    for path in found:
        seen = Seen(path.read_text("utf-8"))
        for link in seen.links:
            parts = urlsplit(link)
            if parts.scheme in ("http", "https"):
                continue
            assert not parts.scheme
            assert not link.startswith("/")
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target.is_file(), f"{path}: {link}"
            assert target.is_relative_to(web)
            if parts.fragment and target == path:
                assert parts.fragment in seen.ids
    exported = (web / "indicators" / "goods_exports.en.html").read_text("utf-8")
    assert "41000000000" in exported.replace(",", "") or "41 billion USD" in exported


def test_the_site_has_the_release_its_docs_and_its_history(web, home):
    assert (web / "downloads" / "bacninh.duckdb").read_bytes() == home.release.read_bytes()
    assert (web / site.DATA_DOCS / "index.html").exists()
    releases = (web / "releases.en.html").read_text("utf-8")
    versions = re.findall(r'<th scope="row">(\d{4}-\d\d-\d\d\.\d+)</th>', releases)
    assert len(versions) == 2
    assert versions == sorted(versions, reverse=True)
    assert site.is_current(home)


def test_a_site_that_cannot_be_drawn_leaves_the_old_one(web, home, monkeypatch):
    before = (web / "index.html").read_bytes()
    monkeypatch.setattr(site, "bulletin", lambda *_: (_ for _ in ()).throw(BulletinError("no ink")))
    with pytest.raises(BulletinError, match="no ink"):
        site.publish(home)
    assert (web / "index.html").read_bytes() == before
    assert not list(home.directory.glob(".site*"))


def test_what_is_no_site_of_ours_is_left_alone(home, tmp_path):
    copy = Home(tmp_path, "sample")
    copy.directory.mkdir()
    shutil.copy(home.release, copy.release)
    site.folder(copy).mkdir()
    (site.folder(copy) / "mine.txt").write_text("x")
    with pytest.raises(RecordError, match="holds other files"):
        site.publish(copy)
    assert (site.folder(copy) / "mine.txt").exists()


@pytest.fixture
def served(web):
    (web / "outside").unlink(missing_ok=True)
    (web / "outside").symlink_to("/etc/hostname")
    running = server(web)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield running
    running.shutdown()
    running.server_close()
    (web / "outside").unlink()


def ask(served, path, method="GET", host=None):
    connection = http.client.HTTPConnection(*served.server_address, timeout=5)
    connection.putrequest(method, path, skip_host=True)
    connection.putheader("Host", host or f"127.0.0.1:{served.server_port}")
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, answer.headers, body


def test_the_server_is_for_this_machine_only_and_reads_only(served, web):
    assert served.server_address[0] == "127.0.0.1"
    status, headers, body = ask(served, "/")
    assert (status, body) == (200, (web / "index.html").read_bytes())
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert ask(served, "/", host=f"localhost:{served.server_port}")[0] == 200
    assert ask(served, "/", host="elsewhere.example")[0] == 403
    assert ask(served, "/", "PUT")[0] == ask(served, "/", "DELETE")[0] == ask(served, "/", "POST")[0] == 501


@pytest.mark.parametrize(
    "path",
    ["/../work.duckdb", "/%2e%2e/work.duckdb", "/..%2fwork.duckdb", "/indicators/", "/downloads", "/.bacninh-site",
     "/outside", "/%00", "//etc/passwd", "/..\\work.duckdb", "/indicators/../../work.duckdb"],
)  # fmt: skip
def test_nothing_outside_of_the_site_is_served(served, path):
    status, _, body = ask(served, path)
    assert status in (301, 404)
    assert b"DUCK" not in body


def test_a_site_that_fails_is_a_failure_of_the_run_not_of_the_release(tmp_path, monkeypatch):
    from flows import bulletin as drawing
    from warehouse.release import ReleaseResult

    monkeypatch.setattr(drawing, "draw_site", lambda home: (_ for _ in ()).throw(OSError("disk full")))
    where, done = Home(tmp_path, "sample"), ReleaseResult("released", "2026-01-01.1", tmp_path)
    assert drawing.draw_anew(where, done) == drawing.Drawn(), "there is none to be drawn anew"
    site.folder(where).mkdir(parents=True)
    for asked in (True, None):
        assert [place for place, _ in drawing.draw_anew(where, done, asked=asked).failures] == ["site"]
    assert drawing.draw_anew(where, done, asked=False) == drawing.Drawn()
    assert drawing.draw_anew(where, ReleaseResult("unchanged", "1", tmp_path), asked=True) == drawing.Drawn()


def test_no_trillion_stands_where_it_was_held_back(odd):
    text = bulletin(odd, "en", None)
    before, after = text.split('id="held"')
    assert "1 trillion VND" not in before
    assert str(TRILLION) in after
