"""The bulletin in a real browser: what a person sees, points at, reaches by keyboard and prints."""

import itertools
import shutil
from urllib.parse import urlsplit

import pytest
from test_warehouse import BILLION, TRILLION, exports, fill, page, production, run

from warehouse.bulletin import issues
from warehouse.connect import Home
from warehouse.release import release

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (Debian: apt-get install chromium)"),
]

HOSTILE = "Exports <script>document.title='taken'</script> \u202e were told."
LINK = ".wide svg a[href]"


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The two pages of a release with lines, gaps, both boundaries, an estimate, and words that would take over."""
    home = Home(tmp_path_factory.mktemp("browser"), "sample")
    told = [exports(n * BILLION, str(year)) for n, year in ((20, 2016), (22, 2017), (24, 2018), (30, 2021))]
    told += [exports(70 * BILLION, "2025", territory="both", obs_status="E"), production(1128 * TRILLION, "2020")]
    told += [production(TRILLION, "2019")]
    fill(home, page("every", *told, text=HOSTILE, published="2026-01-15"))
    assert release(home, run()).status == "released"
    return issues.publish(home, issues.read(home), pdf=True)


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


class Tab:
    """A page of a browser that notes what it says and asks for."""

    def __init__(self, browser, path, **context):
        self.context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **context})
        self.page = self.context.new_page()
        self.said, self.asked = [], []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(path.as_uri())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.context.close()


@pytest.fixture(scope="module")
def english(pages):
    return next(p for p in pages if p.name == "bulletin.en.html")


def test_nothing_is_said_on_the_console_and_nothing_is_asked_for(browser, english):
    with Tab(browser, english) as tab:
        assert tab.said == []
        assert {urlsplit(url).scheme for url in tab.asked} == {"file"}
        assert len(tab.asked) == 1
        assert tab.page.title().startswith("Monthly bulletin")


def test_charts_are_drawn_with_gaps_and_the_boundary(browser, english):
    with Tab(browser, english) as tab:
        trade = tab.page.locator("#chart-trade .wide svg")
        assert trade.bounding_box()["width"] > 600
        assert trade.locator("a").count() == 5
        joined = trade.locator("g.mark-line path").evaluate_all(
            "of => of.map(p => p.getAttribute('d').split('L').length)"
        )
        assert sorted(joined) == [1, 1, 3]  # 2016 to 2018; 2021 and 2025 stand alone
        assert "Bac Giang joins" in trade.text_content()
        assert tab.page.locator("#chart-ranks svg").count() == 0


def test_pointing_and_focus_show_the_sentence(browser, english):
    with Tab(browser, english) as tab:
        tip = tab.page.locator("#tip")
        assert not tip.is_visible()
        figure = tab.page.locator(".cards a.figure").first
        figure.hover()
        assert "It was 1128000000000000" in tip.text_content()
        assert "<script>document.title='taken'</script> � were told." in tip.text_content()
        tab.page.keyboard.press("Escape")
        assert not tip.is_visible()
        tab.page.locator("#chart-trade " + LINK).first.hover()
        assert "2016: 20 billion USD." in tip.text_content()
        tab.page.locator("#chart-trade " + LINK).nth(2).focus()
        assert "2018: 24 billion USD." in tip.text_content()
        box = tip.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 1280
        assert box["y"] >= 0


def test_the_keyboard_reaches_everything_in_order(browser, english):
    with Tab(browser, english) as tab:
        tab.page.keyboard.press("Tab")
        active = "document.activeElement"
        assert tab.page.evaluate(f"{active}.className") == "skip"
        tab.page.keyboard.press("Enter")
        assert tab.page.evaluate(f"{active}.id") == "main"
        places = []
        for _ in range(60):
            tab.page.keyboard.press("Tab")
            places.append(tab.page.evaluate(f"{active}.getBoundingClientRect().top + scrollY"))
            if tab.page.evaluate(f"!!{active}.closest('#chart-trade svg')"):
                break
        assert all(b >= a - 200 for a, b in itertools.pairwise(places))  # down the page, line by line
        told = tab.page.evaluate(f"{active}.getAttribute('aria-label')")
        assert "2016" in told
        tab.page.keyboard.press("ArrowRight")
        assert "2017" in tab.page.evaluate(f"{active}.getAttribute('aria-label')")
        tab.page.keyboard.press("ArrowLeft")
        tab.page.keyboard.press("ArrowLeft")
        assert "2025" in tab.page.evaluate(f"{active}.getAttribute('aria-label')")
        tab.page.keyboard.press("Tab")  # out of the drawing in one step
        assert tab.page.evaluate(f"{active}.closest('svg')") is None


def test_the_language_is_switched(browser, english):
    with Tab(browser, english) as tab:
        tab.page.locator("a.language").click()
        assert tab.page.evaluate("document.documentElement.lang") == "vi"
        assert "20 tỷ USD" in tab.page.locator("#chart-trade " + LINK).first.get_attribute("aria-label")
        tab.page.locator("a.language").click()
        assert tab.page.evaluate("document.documentElement.lang") == "en"


def test_a_phone_shows_all_within_its_width(browser, english):
    with Tab(browser, english, viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True) as tab:
        assert tab.page.evaluate("document.documentElement.scrollWidth") == 390
        assert not tab.page.locator("#chart-trade .wide").is_visible()
        narrow = tab.page.locator("#chart-trade .narrow svg a").nth(1)
        narrow.scroll_into_view_if_needed()
        narrow.tap()  # the first touch shows the sentence, it does not leave
        assert "2017: 22 billion USD." in tab.page.locator("#tip").text_content()
        assert tab.page.url == english.as_uri()


def test_dark_is_dark_and_paper_is_white(browser, english):
    ground = "getComputedStyle(document.querySelector('.sheet')).backgroundColor"
    with Tab(browser, english, color_scheme="dark") as tab:
        assert tab.page.evaluate(ground) == "rgb(26, 31, 36)"
        tab.page.emulate_media(media="print")
        assert tab.page.evaluate(ground) == "rgb(255, 255, 255)"
        assert not tab.page.locator("a.language").is_visible()
        assert tab.page.locator("#chart-trade .wide svg").is_visible()


def test_the_pdf_is_printed_on_a4(pages):
    import pypdfium2

    paper = next(p for p in pages if p.name == "bulletin.vi.pdf")
    document = pypdfium2.PdfDocument(paper)
    assert [round(side) for side in document[0].get_size()] == [595, 842]
    text = document[0].get_textpage().get_text_bounded()
    assert "Bản tin hằng tháng" in text
    assert "1.128 nghìn tỷ đồng" in text


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_serious(browser, pages, scheme, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    path = pages[0] if scheme == "light" else pages[-1].with_name("bulletin.vi.html")
    with Tab(browser, path.with_suffix(".html"), color_scheme=scheme, viewport={"width": width, "height": 900}) as tab:
        found = axe.Axe().run(tab.page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in ("serious", "critical")] == []
