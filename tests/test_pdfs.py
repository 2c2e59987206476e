"""Bulletins on paper: the same figures as on the web page, and a named reason for what cannot be read."""

from __future__ import annotations

import hashlib
import io
import json
import random
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
from accuracy.goldset import Annotated, gold_pages
from accuracy.scoring import score
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib import pdfencrypt
from reportlab.pdfgen.canvas import Canvas

from extractors import figures, pdfs, segmentation
from extractors.catalog import Catalog
from extractors.errors import UnreadablePage
from extractors.records import Page, PublishedDate, Snapshot
from extractors.segmentation import Line, Word
from transforms.normalise import observations

BULLETINS = Path(__file__).parent / "pages" / "bulletins"
NAMES = sorted(p.stem for p in BULLETINS.glob("*.pdf"))
PLAIN = (BULLETINS / "d1-01.pdf").read_bytes()
BROKEN = (BULLETINS / "d1-02.pdf").read_bytes()


def snapshot(body: bytes) -> Snapshot:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    url = "https://thongkebacninh.nso.gov.vn/bao-cao.pdf"
    return Snapshot("own", url, url, at, 200, {}, body, hashlib.sha256(body).hexdigest())


def read(body: bytes, published: PublishedDate | None = None) -> Page:
    return pdfs.read(snapshot(body), None, published)


def keys(page: Page, catalog: Catalog, published: str | None) -> list[tuple[object, ...]]:
    return sorted(
        (
            o.indicator, o.transformation, o.ref_area, o.activity, o.ownership, o.coverage, o.counterpart_area,
            o.time_period or "", o.value, o.unit, o.obs_status, o.bound, o.price_base or "",
        )
        for o, _, _ in observations(page, figures.read(page, catalog, published), catalog, published)
    )  # fmt: skip


@pytest.fixture(scope="module")
def web(catalog: Catalog) -> dict[str, Annotated]:
    return {e.stem: e for e in gold_pages(catalog) if e.stem in {n[:5] for n in NAMES}}


def edited(body: bytes, edit: Callable[[pypdfium2.PdfDocument], None]) -> bytes:
    document = pypdfium2.PdfDocument(body)
    edit(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def drawn(draw: Callable[[Canvas], None], **more: object) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=1, **more)
    draw(canvas)
    canvas.save()
    return out.getvalue()


PROSE = (
    "Bac Ninh province recorded exports of 38.9 billion USD in 2020, up 14.3 percent against 2019.",
    "The industrial production index of the first nine months rose by 7.2 percent on the year before.",
)


def write(canvas: Canvas, lines: list[str] | tuple[str, ...], x: float = 70, y: float = 700, size: float = 10) -> None:
    canvas.setFont("Helvetica", size)
    for index, line in enumerate(lines):
        canvas.drawString(x, y - 13 * index, line)


def picture(document: pypdfium2.PdfDocument, index: int = 0) -> pypdfium2.PdfImage:
    bitmap = document[index].render(scale=0.5)
    image = pypdfium2.PdfImage.new(document)
    image.set_bitmap(bitmap)
    width, height = document[index].get_size()
    image.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
    return image


def scan_added(document: pypdfium2.PdfDocument) -> None:
    image = picture(document)
    page = document.new_page(595, 842)
    page.insert_obj(image)
    page.gen_content()


# ---------------------------------------------------------------------------------------------------------------------
# The bulletins


@pytest.mark.parametrize("name", NAMES)
def test_bulletin_gives_the_observations_of_its_gold(name: str, catalog: Catalog, web: dict[str, Annotated]) -> None:
    gold = json.loads((BULLETINS / f"{name}.json").read_text(encoding="utf-8"))
    page = read((BULLETINS / f"{name}.pdf").read_bytes())
    entry = Annotated(page, gold["published"], gold["observations"], [], [], "", "gold", "vi", name)
    one, of_web = (
        score(entry, figures.read(page, catalog, gold["published"])),
        score(web[name[:5]], figures.read(web[name[:5]].page, catalog, gold["published"])),
    )
    # what is read wrongly on the web page too is no matter of paper
    assert (one.found, one.full) == (of_web.found, of_web.full)
    assert one.full == one.found >= 8
    assert all(o["quote"] in page.text for o in gold["observations"])


@pytest.mark.parametrize("name", NAMES)
def test_bulletin_reads_like_the_page_on_the_web(name: str, catalog: Catalog, web: dict[str, Annotated]) -> None:
    entry = web[name[:5]]
    page = read((BULLETINS / f"{name}.pdf").read_bytes())
    assert page.title == entry.page.title
    assert page.language == "vi"
    assert page.template == "pdf"
    assert page.failures == ()
    assert page.text.split() == entry.page.text.split()
    assert keys(page, catalog, entry.published) == keys(entry.page, catalog, entry.published)


def test_date_is_the_printed_one_and_a_given_one_wins() -> None:
    assert read(PLAIN).published == PublishedDate("2018-09-29", "near title")
    assert read(BROKEN).published is None  # none is printed; that of the file is when the file was made
    given_date = PublishedDate("2018-10-01", "given")
    assert read(PLAIN, given_date).published == given_date


def test_evidence_names_the_page_and_the_box(catalog: Catalog) -> None:
    page = read(BROKEN)
    found = list(observations(page, figures.read(page, catalog, None), catalog, None))
    revenue = next(e for o, e, _ in found if o.indicator == "budget_revenue" and o.transformation == "N")
    assert revenue.printed == "21.562,7"
    where, words = revenue.locator.split(";")
    assert where.startswith("pdf:1@")
    left, top, right, bottom = map(float, where.partition("@")[2].split(","))
    on_paper = (
        pypdfium2.PdfDocument(BROKEN)[0]
        .get_textpage()
        .get_text_bounded(left - 1, 842 - bottom - 1, right + 1, 842 - top + 1)
    )
    assert on_paper.strip() == "21.562,7"
    start, end = map(int, words.removeprefix("text:").split("-"))
    assert page.text[start:end] == "21.562,7"


def test_regions_cover_every_figure_and_lie_on_the_paper(catalog: Catalog) -> None:
    for name in NAMES:
        page = read((BULLETINS / f"{name}.pdf").read_bytes())
        for mention in figures.read(page, catalog, None):
            assert any(r.start <= mention.start < r.end for r in page.regions), mention
        for region in page.regions:
            left, top, right, bottom = region.box
            assert 0 <= left < right <= 596
            assert 0 <= top < bottom <= 842


def test_table_over_a_page_break_is_one(web: dict[str, Annotated]) -> None:
    page = read(BROKEN)
    assert len(page.tables) == 1
    cells = {(c.row, c.column): page.text[c.start : c.end] for c in page.tables[0].cells}
    assert cells[0, 2] == "So sánh (%)"
    assert next(c for c in page.tables[0].cells if (c.row, c.column) == (0, 2)).colspan == 2
    assert next(c for c in page.tables[0].cells if (c.row, c.column) == (0, 0)).rowspan == 2
    assert [cells[row, 1] for row in range(2, 6)] == ["21.562,7", "17.037,2", "882,6", "6.105,3"]
    assert {r.page for r in page.regions if r.start >= page.tables[0].start} == {1, 2}
    captions = [page.text[b.start : b.end] for b in page.blocks if b.kind == "caption"]
    assert captions[-1] == "ĐVT: tỷ đồng"


def test_running_heads_and_page_numbers_are_left_out() -> None:
    text = read(BROKEN).text
    assert "Báo cáo:" not in text
    assert "CỘNG HÒA" not in text
    assert not any(line.strip() in ("1", "2") for line in text.split("\n"))


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turned_pages_read_alike(turn: int) -> None:
    def edit(document: pypdfium2.PdfDocument) -> None:
        for page in document:
            page.set_rotation(turn)

    page = read(edited(BROKEN, edit))
    assert page.text == read(BROKEN).text


def test_text_set_upright_on_the_page_reads_alike() -> None:
    def upright(canvas: Canvas) -> None:
        canvas.translate(595, 0)
        canvas.rotate(90)
        write(canvas, PROSE, x=60, y=400)

    page = read(drawn(upright))
    assert page.text.split() == " ".join(PROSE).split()
    left, top, right, bottom = page.regions[0].box
    assert bottom - top > 5 * (right - left)


# ---------------------------------------------------------------------------------------------------------------------
# What is on paper besides


def test_columns_are_read_one_after_the_other() -> None:
    left = [f"left {i} of the first column of the page" for i in range(12)]
    right = [f"right {i} of the second column of it all" for i in range(12)]

    def columns(canvas: Canvas) -> None:
        for index in range(12):  # in the order of the lines, as some programs write them
            write(canvas, [left[index]], x=60, y=700 - 13 * index)
            write(canvas, [right[index]], x=310, y=700 - 13 * index)

    assert read(drawn(columns)).text.replace("\n", " ") == " ".join([*left, *right])


def test_footnote_marks_are_no_digits_and_exponents_stay() -> None:
    def marked(canvas: Canvas) -> None:
        write(canvas, ["Exports of the province came to 12.5", "The floor space of its factories is 300 m"])
        canvas.setFont("Helvetica", 6)
        canvas.drawString(70 + canvas.stringWidth("Exports of the province came to 12.5", "Helvetica", 10), 704, "1")
        canvas.drawString(
            70 + canvas.stringWidth("The floor space of its factories is 300 m", "Helvetica", 10), 691, "2"
        )

    text = read(drawn(marked)).text
    assert "came to 12.5" in text
    assert "12.51" not in text
    assert "300 m²" in text


def test_hidden_text_is_none() -> None:
    def hidden(canvas: Canvas) -> None:
        write(canvas, PROSE)
        text = canvas.beginText(70, 500)
        text.setFont("Helvetica", 10)
        text.setTextRenderMode(3)
        text.textLine("Exports reached 99 billion USD in 2020.")
        canvas.drawText(text)

    assert "99" not in read(drawn(hidden)).text


def test_table_without_rules() -> None:
    rows = (("", "2019", "2020"), ("Exports (billion USD)", "31.5", "38.9"), ("Imports (billion USD)", "27.0", "33.1"))

    def table(canvas: Canvas) -> None:
        write(canvas, PROSE, y=760)
        for index, row in enumerate(rows):
            for x, words in zip((70, 300, 400), row, strict=True):
                canvas.drawString(x, 700 - 14 * index, words)

    page = read(drawn(table))
    (found,) = page.tables
    cells = {(c.row, c.column): page.text[c.start : c.end] for c in found.cells}
    assert [cells[r, 1] for r in range(3)] == ["2019", "31.5", "27.0"]
    assert [cells[r, 2] for r in range(3)] == ["2020", "38.9", "33.1"]
    assert [c.header for c in found.cells if c.column == 1] == [True, False, False]


def test_columns_that_cannot_be_told_apart_are_an_alarm() -> None:
    def table(canvas: Canvas) -> None:
        write(canvas, PROSE, y=760)
        canvas.drawString(300, 716, "the year")
        canvas.drawString(360, 716, "a share")
        canvas.drawString(440, 716, "another")
        for index, row in enumerate((("Exports", "31.5", "38.9"), ("Imports", "27.0", "33.1"))):
            for x, words in zip((70, 250, 480), row, strict=True):
                canvas.drawString(x, 700 - 14 * index, words)

    page = read(drawn(table))
    assert page.tables == ()
    assert "31.5" not in page.text
    assert any("cannot be told apart" in f for f in page.failures)


def test_number_broken_over_lines_in_a_cell_is_an_alarm() -> None:
    def table(canvas: Canvas) -> None:
        write(canvas, PROSE, y=760)
        canvas.grid([70, 200, 240, 280], [700, 670, 640, 610])
        for x, words in ((75, "Item"), (205, "A"), (245, "B")):
            canvas.drawString(x, 680, words)
        for y, label in ((655, "Exports"), (625, "Imports")):
            canvas.drawString(75, y, label)
        canvas.drawString(205, 655, "3.76")
        canvas.drawString(205, 644, "0")
        for x, y in ((245, 655), (205, 625), (245, 625)):
            canvas.drawString(x, y, "2.5")

    page = read(drawn(table))
    assert "3.76" not in page.text
    assert any("3.76 / 0" in f for f in page.failures)


def words(*texts: str) -> list[Line]:
    return [Line((Word(t, 0, 0, 10, 10, 10, 10, False),)) for t in texts]


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        (("manufac-", "turing rose"), "manufacturing rose"),
        (("the plan of 2011-", "2020 says"), "the plan of 2011-2020 says"),
        (("kinh tế -", "xã hội"), "kinh tế - xã hội"),
        (("vốn Hàn-", "Việt"), "vốn Hàn-Việt"),
        (("21.562,", "7"), "21.562,7"),
        (("năm 2018,", "tăng"), "năm 2018, tăng"),
    ],
)
def test_lines_join(lines: tuple[str, ...], whole: str) -> None:
    assert segmentation.join(lines) == whole


def test_decomposed_letters_are_mended() -> None:
    word = pdfs._word(["Ba\u0306\u0301c", 0, 0, 10, 10, 10, 10, False])
    assert word.text == "Bắc"


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Bắc Ninh, ngày 29 tháng 7 năm 2024", "2024-07-29"),
        ("(Bắc Ninh, ngày 06/8/2024)", "2024-08-06"),
        ("Hanoi, 6 August 2024", "2024-08-06"),
        ("Theo báo cáo tại hội nghị sơ kết tổ chức ngày 29 tháng 7 năm 2024", None),
        ("Bắc Ninh, ngày    tháng 7 năm 2024", None),
        ("ngày 29 tháng 7 năm 2024, xuất khẩu đạt 3 tỷ USD", None),
    ],
)
def test_lines_of_place_and_date(line: str, day: str | None) -> None:
    assert pdfs._date_line(line) == day


# ---------------------------------------------------------------------------------------------------------------------
# What cannot be read


def read_or_refused(body: bytes) -> Page | None:
    try:
        return read(body)
    except UnreadablePage:
        return None


def refusal(body: bytes) -> str:
    with pytest.raises(UnreadablePage) as caught:
        read(body)
    return str(caught.value)


def test_scanned_pdf_is_named() -> None:
    def only_scan(document: pypdfium2.PdfDocument) -> None:
        scan_added(document)
        document.del_page(0)

    assert "a scanned PDF: 1 pages" in refusal(edited(PLAIN, only_scan))


def test_scanned_page_within_text_is_reported_and_the_rest_is_read() -> None:
    page = read(edited(PLAIN, scan_added))
    assert page.text == read(PLAIN).text
    assert page.failures == (
        "page 2 is not read: it is scanned, a picture without text; transcribe its figures",
    )  # fmt: skip


def test_encrypted_pdf_is_named() -> None:
    lock = pdfencrypt.StandardEncryption("secret", canPrint=0)
    assert "encrypted" in refusal(drawn(lambda c: write(c, PROSE), encrypt=lock))


def test_pdf_that_only_forbids_copying_is_read() -> None:
    lock = pdfencrypt.StandardEncryption("", ownerPassword="secret", canCopy=0)
    assert "38.9" in read(drawn(lambda c: write(c, PROSE), encrypt=lock)).text


@pytest.mark.parametrize("tenth", range(10))
def test_torn_pdf_is_an_error_or_what_is_left(tenth: int) -> None:
    body = BROKEN[: len(BROKEN) * tenth // 10]
    page = read_or_refused(body)
    assert page is None or set(page.text.split()) <= set(read(BROKEN).text.split())


def test_html_called_pdf_and_nothing_at_all() -> None:
    assert "not a PDF" in refusal(b"<html><body><p>404</p></body></html>")
    assert "an empty answer" in refusal(b"")


def built(objects: dict[int, bytes]) -> bytes:
    """A PDF of the given objects; number 1 is the catalogue."""
    out = b"%PDF-1.5\n"
    offsets = {}
    for number, content in objects.items():
        offsets[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (max(objects) + 1)
    for number in range(1, max(objects) + 1):
        out += b"%010d 00000 n \n" % offsets.get(number, 0)
    return out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (max(objects) + 1, start)


def one_page(content: bytes, more: bytes = b"") -> bytes:
    return built(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
            4: b"<<%s/Length %d>>stream\n%s\nendstream" % (more, len(content), content),
            5: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        }
    )


def deflated(block: bytes, times: int) -> bytes:
    """A block over and over, as zlib would have it, in a tenth of the time: each is packed alike, forgetting those before."""
    packer = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed, sum_of_all = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH), 1
    for _ in range(times):
        sum_of_all = zlib.adler32(block, sum_of_all)
    return b"\x78\x01" + packed * times + b"\x03\x00" + sum_of_all.to_bytes(4, "big")


BOMBS = {
    "many pages": lambda: built(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Kids[" + b"3 0 R " * 20_000 + b"]/Count 20000>>",
            3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
        }
    ),
    "pages that hold themselves": lambda: built(
        {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"}
    ),
    "many lines": lambda: one_page(zlib.compress(b"0 0 m 1 1 l S\n" * 1_000_000, 9), b"/Filter/FlateDecode"),
    "many letters": lambda: one_page(
        zlib.compress(b"BT /F 10 Tf 70 700 Td " + b"(aaaaaaaaaaaaaaaaaaaa) Tj " * 20_000 + b"ET", 9),
        b"/Filter/FlateDecode",
    ),
    "content of 800 MB": lambda: one_page(
        zlib.compress(deflated(b"q Q " * 250_000, 800), 9), b"/Filter[/FlateDecode/FlateDecode]"
    ),
    "arrays within arrays": lambda: one_page(b"[" * 500_000 + b"]" * 500_000),
    "no pages": lambda: built({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[]/Count 0>>"}),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused(name: str) -> None:
    assert refusal(BOMBS[name]())


def test_reader_that_dies_or_hangs_is_a_named_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "paper.py"
    monkeypatch.setattr(pdfs, "_PAPER", program)
    program.write_text("import os; os.abort()")
    assert "signal 6" in refusal(PLAIN)
    program.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(pdfs, "SECONDS", 0.5)
    assert "took more than" in refusal(PLAIN)
    monkeypatch.setattr(pdfs, "SECONDS", 20)
    program.write_text(
        f"import resource; resource.setrlimit(resource.RLIMIT_AS, ({1 << 28}, {1 << 28})); bytearray(1 << 30)"
    )
    assert "MemoryError" in refusal(PLAIN)


def test_page_full_of_lines_and_numbers_ends() -> None:
    chance = random.Random(3)
    lines = b"".join(
        b"%d %d m %d %d l S\n" % (x, y, x + 9, y)
        for x, y in ((chance.randrange(595), chance.randrange(842)) for _ in range(20_000))
    )
    assert "ruled lines" in refusal(one_page(b"BT /F 10 Tf 70 700 Td (Exports of the province) Tj ET\n" + lines))
    numbers = b"".join(
        b"BT /F 2 Tf %d %d Td (%d) Tj ET\n" % (chance.randrange(595), chance.randrange(842), n) for n in range(12_000)
    )
    read_or_refused(one_page(numbers))


@settings(max_examples=12, deadline=None)
@given(st.binary(max_size=400))
def test_random_bytes_are_a_named_error(tail: bytes) -> None:
    assert refusal(b"%PDF-1.7\n" + tail)


def test_mutated_bulletins_are_read_or_refused() -> None:
    chance = random.Random(7)
    for _ in range(12):
        body = bytearray(BROKEN)
        for _ in range(chance.choice((1, 20, 400))):
            body[chance.randrange(len(body))] = chance.randrange(256)
        page = read_or_refused(bytes(body))
        assert page is None or page.text
