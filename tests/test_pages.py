"""What the reader makes of pages: invented snippets in the manner of the real templates, one rule a test."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from extractors.catalog import Source
from extractors.errors import UnreadablePage
from extractors.pages import read, read_file
from extractors.records import Page, Snapshot
from extractors.selectors import SelectorError, xpath

PROSE = (
    "In the first half of 2021 the industrial production index of Bac Ninh rose by 8.9 percent, the department said."
)
MORE_PROSE = (
    "Exports of the province came to 19.6 billion USD in the same months, which was 24.8 percent up on a year before."
)
VI_PROSE = "Sáu tháng đầu năm 2021, chỉ số sản xuất công nghiệp tỉnh Bắc Ninh ước tăng 8,9% so với cùng kỳ năm trước."


def source(date_format: tuple[str, ...] = (), **selectors: Any) -> Source:
    return Source.model_validate(
        {
            "id": "example",
            "name": "Example",
            "publisher": "Example",
            "kind": "news",
            "language": ["en"],
            "trust": "press",
            "licence": "none",
            "hosts": ["news.example"],
            "listings": [{"kind": "html", "url": "https://news.example/"}],
            "url_pattern": r"https?://news\.example/(\d+)(?:\?.*)?",
            "canonical_url": r"https://news.example/\1",
            "selectors": {"body": ["div.body"]} | selectors,
            "date_format": list(date_format),
            "cadence": "0 2 * * *",
        }
    )


def snapshot(body: str | bytes, content_type: str = "text/html; charset=utf-8") -> Snapshot:
    raw = body.encode() if isinstance(body, str) else body
    return Snapshot(
        source="example",
        url="https://news.example/7?utm=1",
        final_url="https://news.example/7?utm=1",
        fetched_at=datetime(2026, 3, 1, tzinfo=UTC),
        status=200,
        headers={"content-type": content_type},
        body=raw,
        sha256=hashlib.sha256(raw).hexdigest(),
    )


def page_of(inner: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head><title>T</title>{head}</head><body>{inner}</body></html>"


def article(inner: str, title: str = "Industry grows") -> str:
    return page_of(f"<h1>{title}</h1><div class='body'>{inner}</div>")


def read_body(inner: str, **selectors: Any) -> Page:
    return read(snapshot(article(inner)), source(**selectors))


def blocks(page: Page) -> list[tuple[str, str]]:
    return [(b.kind, page.text[b.start : b.end]) for b in page.blocks]


def dated(between: str, after: str = "", **selectors: Any) -> str | None:
    """The date of a page with something printed between its title and its body."""
    inner = (
        f"<div><h1>Industry grows</h1>{between}<div class='body'><p>{PROSE}</p><p>{MORE_PROSE}</p>{after}</div></div>"
    )
    found = read(snapshot(page_of(inner)), source(**selectors)).published
    return found.text if found else None


class TestText:
    def test_title_lead_and_blocks_in_order_with_offsets(self) -> None:
        inner = (
            f"<p class='sapo'>A good half-year.</p><h2>Output</h2><p>{PROSE}</p><ul><li>C26: 12.1 percent;</li></ul>"
        )
        page = read_body(inner)
        assert blocks(page) == [
            ("title", "Industry grows"),
            ("lead", "A good half-year."),
            ("heading", "Output"),
            ("paragraph", PROSE),
            ("item", "C26: 12.1 percent;"),
        ]
        assert page.text == "\n".join(text for _, text in blocks(page))
        assert page.version == hashlib.sha256(page.text.encode()).hexdigest()
        assert (page.document, page.template) == ("https://news.example/7", "source")

    def test_inline_markup_breaks_no_word_and_br_parts_paragraphs(self) -> None:
        page = read_body(f"<p>over <b>1</b>,<i>200</i> projects were licensed<br>{PROSE}</p>")
        assert blocks(page)[1:] == [("paragraph", "over 1,200 projects were licensed"), ("paragraph", PROSE)]

    def test_text_beside_block_elements_is_a_paragraph_of_its_own(self) -> None:
        page = read_body(f"{PROSE}<div>{MORE_PROSE}<p>Third, with a full stop.</p>tail of it.</div>")
        assert [text for _, text in blocks(page)[1:]] == [PROSE, MORE_PROSE, "Third, with a full stop.", "tail of it."]

    def test_white_space_is_folded_and_invisible_characters_go(self) -> None:
        page = read_body(f"<p>{PROSE}</p><p>2.4\u00a0 trillion\u202fVND\u200b in\n\t Ba\u0306\u0301c Ninh.</p>")
        assert page.text.endswith("\n2.4 trillion VND in Bắc Ninh.")

    @pytest.mark.parametrize("kept", ["<pre>{}</pre>", "<div style='white-space: pre-line'><span>{}</span></div>"])
    def test_lines_of_preformatted_text_stay_lines(self, kept: str) -> None:
        wrapped = PROSE.replace("by 8.9", "by\n8.9")  # a sentence broken to fit is one again
        page = read_body(kept.format(f"EXPORTS, MILLION USD\n2019   32,450\n2020   <b>36,100</b>\n\n{wrapped}"))
        assert [text for _, text in blocks(page)[1:]] == ["EXPORTS, MILLION USD", "2019 32,450", "2020 36,100", PROSE]
        assert len(read_body(f"<pre style='white-space: normal'>{wrapped}\n{MORE_PROSE}</pre>").blocks) == 2

    def test_a_title_repeated_in_the_body_stands_once(self) -> None:
        assert read_body(f"<p>INDUSTRY GROWS</p><p>{PROSE}</p>").text == f"Industry grows\n{PROSE}"

    def test_bold_lines_are_headings_and_a_bold_first_sentence_the_lead(self) -> None:
        page = read_body(f"<p><b>It was a good half-year.</b></p><p>{PROSE}</p><p><strong>Foreign trade</strong></p>")
        assert [kind for kind, _ in blocks(page)] == ["title", "lead", "paragraph", "heading"]

    def test_picture_tables_and_captions_are_captions(self) -> None:
        picture = "<table class='MASTERCMS_TPL_TABLE'><tr><td><img src='a'></td></tr><tr><td>A plant</td></tr></table>"
        figure = "<figure><img src='b'><figcaption>Another plant</figcaption></figure>"
        page = read_body(f"{picture}<p>{PROSE}</p>{figure}")
        assert [b for b in blocks(page) if b[0] == "caption"] == [("caption", "A plant"), ("caption", "Another plant")]
        assert page.tables == ()

    def test_a_lead_outside_the_body_comes_first_and_one_inside_is_not_doubled(self) -> None:
        outside = page_of(f"<h1>Title</h1><h2 class='x'>The lead.</h2><div class='body'><p>{PROSE}</p></div>")
        assert read(snapshot(outside), source(lead=[".x"])).text == f"Title\nThe lead.\n{PROSE}"
        assert read_body(f"<p class='x'>The lead.</p><p>{PROSE}</p>", lead=[".x"]).text.count("The lead.") == 1

    def test_language_by_letters_names_and_tables_do_not_count(self) -> None:
        assert read_body(f"<p>{VI_PROSE}</p>").language == "vi"
        names = (
            "<table><tr><td>Bắc Ninh</td><td>Quảng Ninh</td></tr><tr><td>Hải Phòng</td><td>Vĩnh Phúc</td></tr></table>"
        )
        assert read_body(f"<p>{PROSE}</p>{names * 9}").language == "en"


class TestBoilerplate:
    @pytest.mark.parametrize(
        "noise",
        [
            "<script>var rate = 23110</script>",
            "<aside><p>USD 23,110.00 is the rate of today.</p></aside>",
            "<div class='news-related__list'><p>Bac Giang draws 116 million USD.</p></div>",
            "<div id='box-tin-khac'><p>Bac Giang draws 116 million USD.</p></div>",
            "<p><a href='/1'>Bac Giang draws 116 million USD from FDI</a></p>",
            "<p>Other news</p><ul><li>Bac Giang draws 116 million (01/02/2020)</li><li>PCI 2020 out</li></ul>",
            "<p>Số lượt xem: 1302</p>",
            "<p>Reader's comments (0)</p>",
            "<p>88 month(s) ago 19 readings</p>",
            "<p style='display: none'>Bac Ninh exported 999 billion USD.</p>",
        ],
    )
    def test_is_left_out(self, noise: str) -> None:
        assert read_body(f"<p>{PROSE}</p>{noise}").text == f"Industry grows\n{PROSE}"

    def test_prose_after_a_related_box_is_kept(self) -> None:
        page = read_body(f"<p>{PROSE}</p><p>Related news:</p><p><a href='/1'>Exports up</a></p><p>{MORE_PROSE}</p>")
        assert page.text == f"Industry grows\n{PROSE}\n{MORE_PROSE}"

    def test_a_name_does_not_condemn_what_holds_the_article(self) -> None:
        assert PROSE in read_body(f"<div id='print'><p>{PROSE}</p></div>").text

    def test_a_box_that_leads_elsewhere_is_left_out(self) -> None:
        box = f"<div class='noi-bat'><a href='/1'><img src='x'></a><p>{MORE_PROSE}</p></div>"
        assert MORE_PROSE not in read_body(f"<p>{PROSE}</p>{box}<p>{PROSE}</p>").text

    @pytest.mark.parametrize(
        "kept",
        [
            "<div class='highlight noi-bat'><p>Exports of the province reached 39.5 billion USD.</p></div>",
            "<div class='elementor-counter'>Budget revenue: 31,200 billion VND in 2023.</div>",
            "<p>Imports reached <span aria-hidden='true'>33.1 billion USD</span> in the year.</p>",
        ],
    )
    def test_what_an_article_puts_forward_is_kept(self, kept: str) -> None:
        digits = re.findall(r"\d+[.,]\d+", re.sub("<[^>]+>", "", kept))
        assert all(d in read_body(f"<p>{PROSE}</p>{kept}<p>{PROSE}</p>").text for d in digits)

    def test_a_name_drops_no_cell_of_data(self) -> None:
        head = "<tr><td>Item</td><td>2021</td><td>2022</td><td>2023</td></tr>"
        row = "<tr><td>Exports</td><td>44.8</td><td class='noi-bat'>45.0</td><td aria-hidden='true'>39.5</td></tr>"
        assert read_body(f"<p>{PROSE}</p><table>{head}{row}</table>").text.endswith("Exports 44.8 45.0 39.5")

    def test_a_form_around_the_page_is_no_reason_to_drop_it(self) -> None:
        page = page_of(f"<form><h1>Title</h1><div class='body'><p>{PROSE}</p><input value='7'></div></form>")
        assert read(snapshot(page), source()).text == f"Title\n{PROSE}"

    def test_the_sources_own_list_of_what_to_drop(self) -> None:
        assert read_body(f"<p>{PROSE}</p><p class='x'>Not this, please.</p>", drop=["p.x"]).text.endswith(PROSE)

    def test_a_view_counter_makes_no_new_version(self) -> None:
        lines = [f"<p>29/01/2019 10:06 Số lượt xem: {n}</p><p>{PROSE}</p>" for n in (133, 134)]
        assert len({read_body(line).version for line in lines}) == 1


class TestTables:
    TABLE = (
        "<table><caption>IIP</caption><thead><tr><th rowspan='2'>Place</th><th colspan='2'>2020</th></tr>"
        "<tr><th>May</th><th>June</th></tr></thead>"
        "<tbody><tr><td rowspan='2'>Bac <b>N</b>inh</td><td>112,5</td><td></td></tr>"
        "<tr><td>98.3<br>(p)</td><td>101</td></tr></tbody></table>"
    )

    def page(self) -> Page:
        return read_body(f"<p>{PROSE}</p>{self.TABLE}<p>{MORE_PROSE}</p>")

    def test_text_is_one_line_a_row(self) -> None:
        page = self.page()
        assert blocks(page)[2:4] == [
            ("caption", "IIP"),
            ("table", "Place 2020\nMay June\nBac Ninh 112,5\n98.3 (p) 101"),
        ]
        (table,) = page.tables
        assert page.text[table.start : table.end].startswith("Place 2020")

    def test_cells_stand_where_a_browser_shows_them(self) -> None:
        page = self.page()
        found = [
            (c.row, c.column, c.rowspan, c.colspan, c.header, page.text[c.start : c.end]) for c in page.tables[0].cells
        ]
        assert found == [
            (0, 0, 2, 1, True, "Place"),
            (0, 1, 1, 2, True, "2020"),
            (1, 1, 1, 1, True, "May"),
            (1, 2, 1, 1, True, "June"),
            (2, 0, 2, 1, False, "Bac Ninh"),
            (2, 1, 1, 1, False, "112,5"),
            (2, 2, 1, 1, False, ""),
            (3, 1, 1, 1, False, "98.3 (p)"),
            (3, 2, 1, 1, False, "101"),
        ]

    def test_spans_out_of_bounds_end_with_the_table(self) -> None:
        page = read_body(
            f"<p>{PROSE}</p><table><tr><td rowspan='99'>a</td><td>1</td></tr><tr><td rowspan='0'>2</td></tr></table>"
        )
        assert [(c.row, c.column, c.rowspan) for c in page.tables[0].cells] == [(0, 0, 2), (0, 1, 1), (1, 1, 1)]

    @pytest.mark.parametrize(
        "layout",
        [
            f"<table><tr><td><p>{PROSE}</p><p>{MORE_PROSE}</p></td></tr></table>",
            f"<table><tr><td><table><tr><td>{PROSE}</td></tr><tr><td>{MORE_PROSE}</td></tr></table></td><td></td></tr></table>",
        ],
    )
    def test_a_layout_table_is_read_as_paragraphs(self, layout: str) -> None:
        assert blocks(read_body(layout))[1:] == [("paragraph", PROSE), ("paragraph", MORE_PROSE)]

    def test_a_data_table_inside_a_layout_table_stays_one(self) -> None:
        page = read_body(f"<table><tr><td><p>{PROSE}</p>{self.TABLE}</td></tr></table>")
        assert len(page.tables) == 1


class TestDates:
    @pytest.mark.parametrize(
        ("printed", "day"),
        [
            ("14:19 25/10/2022", "2022-10-25"),
            ("08:00 | 18/10/2010", "2010-10-18"),
            ("Thứ sáu, 27/10/2017 - 15:54", "2017-10-27"),
            ("Thứ 4, Ngày 04/03/2009, 09:01", "2009-03-04"),
            ("Updated: 09:16, 17/12/2019", "2019-12-17"),
            ("6:25:27 PM | 6/6/2012", "2012-06-06"),
            ("December 31, 2023 | 14:00 GMT+7", "2023-12-31"),
            ("Update: December, 22/2013 - 15:41", "2013-12-22"),
            ("Tuesday, 04 Feb 2025", "2025-02-04"),
            ("Wednesday, 19/06/2024 15:23", "2024-06-19"),
            ("29/01/2019 10:06 Số lượt xem: 133", "2019-01-29"),
            ("13:00 | 24/07/2020 Industry", "2020-07-24"),
            ("2021-05-06T10:00:00+07:00", "2021-05-06"),
            ("05/13/2021", "2021-05-13"),
        ],
    )
    def test_forms_day_first(self, printed: str, day: str) -> None:
        assert dated(f"<span class='d'>{printed}</span>", published=[".d"]) == day
        if "T10" not in printed:
            assert dated(f"<p>{printed}</p>") == day

    @pytest.mark.parametrize(
        "printed",
        [
            "The report of 12/08/2019 on the investments of enterprises in zones",
            "31/12/2031",
            "32/13/2020",
            "Hotline 0222 3 824 902",
            "<time datetime='2020-13-45T00:00:00Z'>soon</time>",
        ],
    )
    def test_none_rather_than_a_wrong_one(self, printed: str) -> None:
        assert dated(f"<p>{printed}</p>") is None
        assert dated("", after="<p>Other news</p><ul><li>PCI is out <time>12/08/2019</time></li></ul>") is None

    def test_what_it_was_read_from(self) -> None:
        meta = "<meta property='article:published_time' content='2020-01-02T20:00:00Z'>"
        time = "<time datetime='2020-02-03'>x</time>"
        inner = "<h1>Title</h1>{}<div class='body'><p>" + PROSE + "</p></div>"
        cases = {
            "template": ("<b class='d'>04/04/2020</b>" + time, meta, "2020-04-04"),
            "time element": (time, meta, "2020-02-03"),
            "metadata": ("<p>05/05/2020</p>", meta, "2020-01-03"),
            "near title": ("<p>05/05/2020</p>", "", "2020-05-05"),
        }
        for origin, (between, head, day) in cases.items():
            found = read(snapshot(page_of(inner.format(between), head)), source(published=[".d"])).published
            assert found is not None
            assert (found.origin, found.text) == (origin, day)

    def test_a_change_is_no_publication_where_that_is_told(self) -> None:
        meta = "<meta property='article:published_time' content='2024-10-02T08:00:00+07:00'>"
        time = "<time class='entry-date updated' datetime='2025-08-01'>x</time>"
        page = page_of(f"<h1>Title</h1>{time}<div class='body'><p>{PROSE}</p></div>", meta)
        found = read(snapshot(page), source()).published
        assert found is not None
        assert found.text == "2024-10-02"

    def test_a_day_that_may_be_a_month_goes_by_the_printed_line(self) -> None:
        meta = "<meta itemprop='datePublished' content='10/2/2024 8:00:00'>"
        page = page_of(f"<h1>Title</h1><p>02/10/2024 08:00</p><div class='body'><p>{PROSE}</p></div>", meta)
        found = read(snapshot(page), source()).published
        assert found is not None
        assert found.text == "2024-10-02"

    @pytest.mark.parametrize(
        "other",
        [
            "<p>In the morning of <time datetime='2019-08-28'>28 August</time> the committee met the press.</p>",
            "<article><h3><a href='o'>Old news</a></h3><p><time datetime='2018-05-05'>05/05/2018</time></p></article>",
        ],
    )
    def test_the_time_of_a_story_or_of_another_article_is_none(self, other: str) -> None:
        inner = f"<h1>Title</h1><p>01/09/2019</p><div class='body'><p>{PROSE}</p>{other}<p>{PROSE}</p></div>"
        found = read(snapshot(page_of(inner)), source()).published
        assert found is not None
        assert found.text == "2019-09-01"

    def test_a_time_in_the_article_around_title_and_body_counts(self) -> None:
        time = "<header><time datetime='2019-09-01T08:00:00+07:00'>2 hours ago</time></header>"
        page = page_of(f"<article><h1>Title</h1>{time}<div class='body'><p>{PROSE}</p></div></article>")
        found = read(snapshot(page), source()).published
        assert found is not None
        assert found.text == "2019-09-01"

    def test_the_clock_of_an_unknown_site_is_no_date(self) -> None:
        clock = "<div class='header-top'><div class='date'>Sunday, 01/03/2026</div></div>"
        page = page_of(
            f"{clock}<div id='main'><h1>Title of it</h1><p>{MORE_PROSE}</p><p>{PROSE}</p><p>{MORE_PROSE}</p></div>"
        )
        assert read(snapshot(page), None).published is None

    def test_json_ld(self) -> None:
        graph = '{"@graph": [{"@type": "NewsArticle", "datePublished": "2022-08-01"}]}'
        script = f'<script type="application/ld+json">{graph}</script>'
        found = read(snapshot(page_of(f"<h1>T</h1><div class='body'>{PROSE}</div>", script)), source()).published
        assert found is not None
        assert (found.origin, found.text) == ("metadata", "2022-08-01")

    def test_the_sources_format_decides_a_month_first_date(self) -> None:
        printed = "<b class='d'>4:41:13 PM | 11/1/2023</b>"
        assert dated(printed, published=[".d"], date_format=("%I:%M:%S %p | %m/%d/%Y",)) == "2023-11-01"
        assert dated(printed, published=[".d"]) == "2023-01-11"

    def test_a_month_is_kept_a_month(self) -> None:
        assert dated("<time datetime='2013-08'>August 2013</time>") == "2013-08"
        assert dated("<time>August 2013</time>") == "2013-08"

    def test_the_printed_date_is_no_part_of_the_text(self) -> None:
        page = read_body(f"<p>VGP <time datetime='2013-10-23'>09:43, 2013/10/23</time></p><p>{PROSE}</p>")
        assert page.text == f"Industry grows\n{PROSE}"


class TestCharset:
    def test_utf8_decides_against_a_wrong_header(self) -> None:
        assert VI_PROSE in read(snapshot(article(f"<p>{VI_PROSE}</p>"), "text/html; charset=iso-8859-1"), source()).text

    def test_a_declared_charset_is_used(self) -> None:
        body = page_of(f"<h1>T</h1><div class='body'>Café – {PROSE}</div>", "<meta charset='windows-1252'>").encode(
            "cp1252"
        )
        assert "Café – In" in read(snapshot(body, "text/html"), source()).text

    def test_one_broken_byte_spoils_nothing(self) -> None:
        body = (
            article(f"<p>{VI_PROSE} {VI_PROSE} {VI_PROSE}</p><p>a\ue000b</p>")
            .encode()
            .replace("\ue000".encode(), b"\xff")
        )
        assert "a\ufffdb" in read(snapshot(body), source()).text

    @pytest.mark.parametrize(
        "body",
        [
            article(f"<p>{VI_PROSE}</p>").encode().replace(b"\xe1\xba", b"\xff"),
            article(f"<p>{VI_PROSE.encode().decode('latin-1')}</p>").encode(),
        ],
    )
    def test_a_spoilt_text_is_reported(self, body: bytes) -> None:
        with pytest.raises(UnreadablePage, match="charset"):
            read(snapshot(body), source())


class TestUnreadable:
    @pytest.mark.parametrize(
        ("body", "content_type", "what"),
        [
            (b"", "text/html", "empty"),
            (b"%PDF-1.7 ...", "text/html", "PDF"),
            (b"PK\x03\x04...", "", "zip"),
            (b"<html></html>", "application/pdf", "not HTML"),
            (b'{"posts": []}', "text/html", "not HTML"),
            (article("").encode(), "text/html", "no article text"),
            (b"<!-- a comment without an end", "text/html", "no article text"),
            (article(f"<p>{PROSE}</p>").encode()[:-40], "text/html", "breaks off"),
            (article("<div>" * 400 + PROSE + "</div>" * 400).encode(), "text/html", "deep"),
            (article("<div>" * 230 + PROSE + "</div>" * 230).encode(), "text/html", "deep"),
        ],
    )
    def test_is_reported_with_url_and_cure(self, body: bytes, content_type: str, what: str) -> None:
        with pytest.raises(UnreadablePage, match=what) as caught:
            read(snapshot(body, content_type), source())
        assert caught.value.url == "https://news.example/7?utm=1"
        assert caught.value.cure


class TestUnknownTemplate:
    PAGE = page_of(
        "<div class='top'><ul><li><a href='/'>Home</a></li><li><a href='/e'>Economy</a></li></ul></div>"
        "<div class='c1'><h1>Industry grows</h1><div>10:31 18/07/2025</div>"
        f"<div class='c2'><p>{PROSE}</p><p>{MORE_PROSE}</p>{TestTables.TABLE}"
        f"<p>{PROSE.replace('first', 'second')}</p></div></div>"
        "<div class='c3'><h3>Rates</h3><table><tr><td>USD</td><td>23,110.00</td></tr></table></div>",
        "<meta property='og:description' content='A whole sentence about the half-year, not repeated in the body.'>",
    )

    @pytest.mark.parametrize("known", [None, source()])
    def test_the_body_is_located_and_read_with_its_tables(self, known: Source | None) -> None:
        page = read(snapshot(self.PAGE), known)
        assert page.template == "trafilatura"
        assert page.text.startswith("Industry grows\nA whole sentence about")
        assert page.published is not None
        assert page.published.text == "2025-07-18"
        assert len(page.tables) == 1
        assert "23,110" not in page.text

    def test_the_fallback_has_the_stop_words_of_the_languages_that_are_read(self) -> None:
        from trafilatura import external

        assert read(snapshot(self.PAGE), None).template == "trafilatura"
        assert "JT_STOPLIST" in external.try_justext.__code__.co_names
        assert {"the", "của"} <= set(external.JT_STOPLIST)
        assert len(external.JT_STOPLIST) < 5_000  # of a hundred languages: 154,000

    def test_the_month_that_a_report_is_about_is_no_date(self) -> None:
        page = page_of(f"<div><h1>Công nghiệp Bắc Ninh tháng 8/2023</h1><p>{VI_PROSE}</p><p>{VI_PROSE * 3}</p></div>")
        assert read(snapshot(page), None).published is None


class TestFiles:
    def test_a_fragment_is_its_article(self, tmp_path: Path) -> None:
        path = tmp_path / "c9-01.html"
        path.write_text(
            "<!-- based on: https://x.example/, published 2019-12-19 --><p class='nav'>VI</p>"
            f"<article lang='vi'><h1>Công nghiệp</h1><p>{VI_PROSE}</p></article><footer>Số lượt xem: 130</footer>"
        )
        page = read_file(path)
        assert (page.source, page.document, page.template, page.language) == ("own", "c9-01", "fragment", "vi")
        assert page.published is None
        assert page.text == f"Công nghiệp\n{VI_PROSE}"

    def test_a_copy_of_an_article(self, tmp_path: Path) -> None:
        path = tmp_path / "copy.txt"
        path.write_text(
            f"Industry grows\n16:25 16/03/2022\n{PROSE}\n\nindustry grows\nA plant of the province\n\n"
            f"Foreign trade\n{MORE_PROSE}\n"
            "Hanoi takes in 3 billion USD\nBac Giang has 40 zones\n"
        )
        page = read_file(path)
        assert blocks(page) == [
            ("title", "Industry grows"),
            ("lead", PROSE),
            ("caption", "A plant of the province"),
            ("heading", "Foreign trade"),
            ("paragraph", MORE_PROSE),
        ]
        assert page.published is not None
        assert page.published.text == "2022-03-16"

    def test_a_copy_without_title_with_a_labelled_date(self, tmp_path: Path) -> None:
        path = tmp_path / "copy.txt"
        path.write_text(f" date 2025-12-25 BẮC NINH — {PROSE} {MORE_PROSE}\n{PROSE}\n")
        page = read_file(path)
        assert page.text.startswith("BẮC NINH — In the first half")
        assert page.blocks[0].kind == "paragraph"
        assert page.title.endswith("…")
        assert page.published is not None
        assert page.published.text == "2025-12-25"

    @pytest.mark.parametrize(("name", "content"), [("a.txt", " \n"), ("a.html", ""), ("a.docx", "text")])
    def test_files_that_cannot_be_read(self, tmp_path: Path, name: str, content: str) -> None:
        (tmp_path / name).write_text(content)
        with pytest.raises(UnreadablePage):
            read_file(tmp_path / name)


class TestSelectors:
    DOCUMENT = (
        "<div id='a' class='x y'><p class='first'>1</p><p data-field='body'>2</p><span><p>3</p></span></div><p>4</p>"
    )

    @pytest.mark.parametrize(
        ("selector", "texts"),
        [
            ("p", "1234"),
            ("#a p", "123"),
            ("#a > p", "12"),
            ("div.x.y>p.first", "1"),
            ("p[data-field=body]", "2"),
            ("p[data-field^='bo'], span p", "23"),
            ("p[data-field*=od]", "2"),
            ("p[data-field$=dy]", "2"),
            ("p[class]", "1"),
            ("div p:not(.first)", "23"),
            ("#a > p:first-child", "1"),
            (".x .first", "1"),
            ("p:nth-child(2)", "24"),
            ("div + p", "4"),
        ],
    )
    def test_match_as_css_does(self, selector: str, texts: str) -> None:
        root: Any = html.document_fromstring(self.DOCUMENT)
        assert "".join(e.text for e in root.xpath(xpath(selector))) == texts

    @pytest.mark.parametrize("selector", ["", "p[", "a::before", "p:near(a)"])
    def test_what_is_no_css_is_refused(self, selector: str) -> None:
        with pytest.raises(SelectorError):
            xpath(selector)
