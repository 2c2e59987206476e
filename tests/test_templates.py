"""Pages as the web has them beside the templates of our sources: marks, broken lines, boxes, encodings, dates. Invented, one thing a test."""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import UTC, datetime

import pytest

from extractors.pages import language_of, read
from extractors.records import Page, Snapshot

TITLE = "Bắc Ninh: Công nghiệp và xuất khẩu năm 2017 tăng mạnh"
INDEX = "Chỉ số sản xuất công nghiệp của tỉnh năm 2017 tăng 35,2% so với năm 2016, theo Cục Thống kê."
EXPORTS = "Kim ngạch xuất khẩu hàng hóa của tỉnh năm 2017 đạt 29.850,5 triệu USD, tăng 30,9% so với năm 2016."
PROJECTS = "Tính đến ngày 31/12/2017, toàn tỉnh có 1.152 dự án FDI còn hiệu lực với tổng vốn 16.063,7 triệu USD."
REST = f"<p>{INDEX}</p><p>{PROJECTS}</p><p>{EXPORTS}</p>"


def page(inner: str, head: str = "", below_title: str = "", charset: str = "utf-8", declared: str = "utf-8") -> Page:
    title = "".join(map(_tone_apart, TITLE)) if charset == "cp1258" else TITLE
    markup = f"<html lang='vi'><head><title>{title}</title>{head}</head><body><div class='a'><h1>{title}</h1>{below_title}{inner}</div></body></html>"
    raw = markup.encode(charset)
    return read(
        Snapshot(
            source="own",
            url="a.html",
            final_url="a.html",
            fetched_at=datetime(2026, 3, 1, tzinfo=UTC),
            status=200,
            headers={"content-type": f"text/html; charset={declared}"},
            body=raw,
            sha256=hashlib.sha256(raw).hexdigest(),
        ),
        None,
    )


def paragraphs(inner: str) -> list[str]:
    found = page(inner + REST)
    return [found.text[b.start : b.end] for b in found.blocks if b.kind != "title"]


# -- marks and struck figures


@pytest.mark.parametrize(
    "mark",
    ["<sup>1</sup>", "<sup>(2)</sup>", "<sup>[3]</sup>", "<sup>*</sup>", "<span style='vertical-align:super'>4</span>",
     "<span class='MsoFootnoteReference'><span style='mso-text-raise: 4pt'>12</span></span>"],
)  # fmt: skip
@pytest.mark.parametrize("place", ["29.850,5{} triệu USD", "29.850,5 triệu USD{}"])
def test_a_footnotes_mark_is_neither_a_digit_nor_a_letter(mark: str, place: str) -> None:
    sentence = EXPORTS.replace("29.850,5 triệu USD", place)
    assert EXPORTS in paragraphs(f"<p>{sentence.format(mark)}</p>")


@pytest.mark.parametrize(
    ("printed", "seen"), [("12.450 m<sup>2</sup> đất", "12.450 m2 đất"), ("10<sup>9</sup> đồng", "10⁹ đồng"), ("4<sup>2</sup>1 dự án", "4²1 dự án")]
)  # fmt: skip
def test_an_exponent_stays(printed: str, seen: str) -> None:
    assert any(seen in text for text in paragraphs(f"<p>{EXPORTS} Tổng cộng là {printed}.</p>"))


@pytest.mark.parametrize(
    "struck", ["<del>28,8</del>", "<s>28,8</s>", "<span style='text-decoration: line-through'>28,8</span>"]
)
def test_what_is_struck_out_is_not_said(struck: str) -> None:
    assert EXPORTS in paragraphs(f"<p>{EXPORTS.replace('30,9', struck + '30,9')}</p>")


# -- lines


@pytest.mark.parametrize("between", ["<br>", "</p><p>", "</div><div>", "<figure><img src='x'></figure>"])
def test_a_sentence_broken_to_fit_is_one(between: str) -> None:
    head, tail = EXPORTS.split(" đạt ")
    block = "div" if "div" in between else "p"
    assert EXPORTS in paragraphs(f"<{block}>{head} đạt{between}{tail}</{block}>")


@pytest.mark.parametrize(
    "lines",
    [["Xuất khẩu cả năm 2017 của tỉnh: 29.850,5 triệu USD", "Nhập khẩu: 25.370,2 triệu USD"], ["Số dự án còn hiệu lực năm 2016: 1.004", "2017: 1.152"],
     ["HẠNG – TỈNH – TỔNG THU NGÂN SÁCH (tỷ đồng)", "1 – Hà Nội – 212.276"], ["Một số kết quả chủ yếu năm 2017 như sau", "1. Công nghiệp tăng 35,2%"]],
)  # fmt: skip
def test_lines_of_their_own_stay_so(lines: list[str]) -> None:
    assert set(lines) <= set(paragraphs("<p>" + "<br>".join(lines) + "</p>"))


def test_cells_that_are_spans_are_apart() -> None:
    row = "<div role='row'><span role='cell'>Xuất khẩu</span><span role='cell'>22.809,1</span><span role='cell'>29.850,5</span></div>"
    assert not any("22.809,129.850,5" in text for text in paragraphs(row))


# -- tables

HEAD = "<tr><td>Chỉ tiêu</td><td>Năm 2016</td><td>Năm 2017</td></tr>"
ROWS = "<tr><td>Xuất khẩu (triệu USD)</td><td>22.809,1</td><td>29.850,5</td></tr><tr><td>Nhập khẩu (triệu USD)</td><td>19.759,3</td><td>25.370,2</td></tr>"


@pytest.mark.parametrize(
    "table",
    [
        f"<table>{HEAD}{ROWS}<tr><td colspan=3><table><tr><td>1</td><td>2</td></tr></table></td></tr></table>",
        f"<table>{HEAD}{ROWS}<tr><td colspan=3>{'Ghi chú dài. ' * 60}</td></tr></table>",
        f"<div class='tbl-print'><table>{HEAD}{ROWS}</table></div>",
        f"<table>{HEAD}</table><table>{ROWS}</table>",
    ],
    ids=["a pager in it", "a long note", "made for printing", "its head apart"],
)
def test_a_grid_of_figures_is_a_table(table: str) -> None:
    found = page(REST + table)
    assert len(found.tables) == 1
    assert found.text[found.tables[0].start :].startswith("Chỉ tiêu Năm 2016 Năm 2017\nXuất khẩu")


def test_a_table_in_a_place_of_its_own_beside_the_text_is_read() -> None:
    text = "".join(f"<p>{s} Nội dung khác của phần {n}.</p>" for n in range(4) for s in (INDEX, PROJECTS))
    table = f"<table>{HEAD}{ROWS}</table>"
    beside = page(f"<div><div class='noidung'>{text}</div><div class='bang'>{table}</div></div>")
    assert "Xuất khẩu (triệu USD) 22.809,1 29.850,5" in beside.text
    other = "".join(f"<li><a href='/{n}'>{OTHER}</a></li>" for n in range(6))
    far = page(f"<div><div class='noidung'>{text}</div><div class='box'><ul>{other}</ul>{table}</div></div>")
    assert "99,1" not in far.text


def test_prose_in_two_cells_is_prose() -> None:
    found = page(f"<table><tr><td><p>{INDEX}</p><p>{PROJECTS}</p></td><td><p>{EXPORTS}</p></td></tr></table>")
    assert found.tables == ()
    assert EXPORTS in found.text


def test_text_in_cells_of_layout_is_found() -> None:
    lines = "<br>".join((INDEX, PROJECTS, EXPORTS))
    layout = (
        f"<table><tr><td><a href='/'>Trang chủ</a></td><td><table><tr><td>{lines}</td></tr></table></td></tr></table>"
    )
    assert EXPORTS in page(layout).text


# -- boxes

OTHER = "Kim ngạch xuất khẩu của tỉnh Bắc Ninh năm 2015 đạt 99,1 tỷ USD, tăng 98,2% so với năm 2014."


@pytest.mark.parametrize(
    "box",
    [
        f"<ul><li><a href='/a'>{OTHER[:-1]}</a> (12/01/2016)</li></ul>",
        f"<p>&gt;&gt; <b><a href='/a'>{OTHER[:-1]}</a></b></p>",
        f"<table><tr><td><b>Tin liên quan</b></td></tr><tr><td><a href='/a'>Kỷ lục</a><br>{OTHER}</td></tr></table>",
        f"<div class='b'><div>CÓ THỂ BẠN QUAN TÂM</div><ul><li><h4><a href='/a'>Kỷ lục</a></h4><p>{OTHER}</p></li></ul></div>",
        f"<div class='x'><h3>Ý kiến bạn đọc (2)</h3><p>{OTHER}</p></div>",
        f"<p>Đọc thêm: {OTHER}</p>",
        f"<p>Từ khóa: {OTHER}</p>",
    ],
)
def test_boxes_beside_the_text_are_no_part_of_it(box: str) -> None:
    assert "99,1" not in page(f"<p>{INDEX}</p><p>{PROJECTS}</p>{box}<p>{EXPORTS}</p>").text


@pytest.mark.parametrize(
    "name", ["social-economic-1", "d-print-block", "no-print", "nav-content-2", "tag-p", "adv_content", "caption-wrap"]
)
def test_a_name_like_a_boxs_does_not_condemn_sentences(name: str) -> None:
    found = page(f"<p>{INDEX}</p><div class='{name}'><p>{EXPORTS}</p></div><p>{PROJECTS}</p>")
    assert EXPORTS in found.text


def test_the_lead_in_a_place_of_its_own_is_read() -> None:
    body = "".join(f"<p>{s} Nội dung khác của phần {n}.</p>" for n in range(4) for s in (INDEX, PROJECTS))
    found = page(f"<div class='sapo-x'><p>{EXPORTS}</p></div><div class='noidung'>{body}</div>")
    assert [found.text[b.start : b.end] for b in found.blocks if b.kind == "lead"] == [EXPORTS]


# -- letters


def test_windows_1258_that_says_latin_1_is_seen() -> None:
    found = page("".join(map(_tone_apart, REST)), charset="cp1258", declared="iso-8859-1")
    assert EXPORTS in found.text


def _tone_apart(character: str) -> str:
    """A letter as windows-1258 has it: its tone behind it."""
    letter = unicodedata.normalize("NFD", character)
    tones = [mark for mark in letter if mark in "\u0300\u0301\u0303\u0309\u0323"]
    return unicodedata.normalize("NFC", "".join(c for c in letter if c not in tones)) + "".join(tones)


ENGLISH = "The province said that exports of 2021 came to $44.85 billion, and that the value of the industry was up by 10.2 percent. "


@pytest.mark.parametrize(
    ("text", "language"),
    [(ENGLISH * 6 + EXPORTS, "en"), (EXPORTS * 6 + ENGLISH, "vi"), ("Nguyễn Văn Bảy, Trần Thị Hạnh: " + ENGLISH, "en")],
)
def test_small_words_tell_the_language_of_a_mixed_page(text: str, language: str) -> None:
    assert language_of(text, "vi") == language


# -- dates


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("5 Tháng Ba, 2018", "2018-03-05"),
        ("Tháng Mười Hai 5, 2018", "2018-12-05"),
        ("14 giờ 02 phút, ngày 05/03/2018", "2018-03-05"),
        ("Cập nhật: 07/04/2018 | Đăng: 05/03/2018", "2018-03-05"),
        ("Updated 7 April 2018 - Published 5 March 2018", "2018-03-05"),
        ("Ngày đăng: 05-03-2018 | Tác giả: Nguyễn Văn An", "2018-03-05"),
        ("Wednesday, 01/05/2022", "2022-01-05"),
        ("Thứ Hai, 05/03/2018, 14:02 (GMT+7)", "2018-03-05"),
        ("Thời gian đăng: 05/03/2018", "2018-03-05"),
        ("Sự kiện | 05/03/2018", "2018-03-05"),
        ("Số liệu - 05/03/2018", "2018-03-05"),
        ("Phóng sự ảnh, 05/03/2018", "2018-03-05"),
        ("3/5/2018 2:02:11 PM", None),
        ("Số liệu đến 31/12/2017", None),
        ("Tính đến 20/12/2017", None),
        ("As of 31 December 2017", None),
        ("Kỳ họp ngày 12/12/2017", None),
        ("Khởi công: 20/12/2017", None),
        ("Ảnh: TTXVN, 20/12/2016", None),
        ("05/03/2018 - 07/03/2018", None),
    ],
)
def test_the_line_below_the_title(line: str, day: str | None) -> None:
    published = page(REST, below_title=f"<div>{line}</div>").published
    assert (published.text if published else None) == day


@pytest.mark.parametrize(
    ("head", "below", "day"),
    [
        ("", "<time class='updated' datetime='2023-04-07'></time><time class='published' datetime='2022-01-05'></time>", "2022-01-05"),
        ("<meta name='DC.Date' content='2018-03-05'>", "", "2018-03-05"),
        ("", "<span itemprop='datePublished' content='2018-03-05'></span>", "2018-03-05"),
        ("<script type='application/ld+json'>{\"headline\": \"Lạm \"phát\"\", \"datePublished\": \"2018-03-05T08:00:00+07:00\"}</script>", "", "2018-03-05"),
        (f"<script type='application/ld+json'>[{{\"headline\": \"Tin khác\", \"datePublished\": \"2019-02-02\"}}, {{\"headline\": \"{TITLE}\", \"datePublished\": \"2018-03-05\"}}]</script>",
         "", "2018-03-05"),
    ],
    ids=["changed before published", "Dublin Core", "itemprop", "broken JSON", "two articles"],
)  # fmt: skip
def test_what_metadata_say(head: str, below: str, day: str) -> None:
    published = page(REST, head, below).published
    assert published is not None
    assert published.text == day
