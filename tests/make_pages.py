"""Make the sample's pages: articles in our own words, each set into the template of its site's family.

    python tests/make_pages.py ARTICLES GOLD

ARTICLES holds `<id>.html` files, each an `<article>` with a comment that names the page it is based on; GOLD holds
`<id>.json`, the annotated figures. Written are tests/pages/<id>.html, tests/pages/index.json and tests/gold/<id>.json.
The noise of each family (counters, exchange rates, related links with other figures) is here on purpose: none of it may
ever become a figure. `{{views}}` is replaced by the sample site at every request.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from html import escape
from pathlib import Path
from string import Template

from bs4 import BeautifulSoup, Tag

from extractors.catalog import load_catalog

PAGES = Path(__file__).parent / "pages"
GOLD = Path(__file__).parent / "gold"

NOTE = (
    '<p class="sample-note" style="font-size:smaller">Sample page of the bacninh project: our own wording of a real '
    "report, figures as printed. Based on: $based_on</p>"
)
_HEAD = (
    '<!DOCTYPE html>\n<html lang="$lang">\n<head>\n<meta charset="utf-8">\n<title>$title</title>\n'
    "<!-- our own wording of a real report; based on: $based_on -->\n$meta</head>\n<body>\n"
)
_FOOT = f'<footer class="footer">{NOTE}</footer>\n</body>\n</html>\n'

TEMPLATES = {
    "liferay": """<div id="wrapper"><nav class="navigation"><ul><li><a href="/">Bacninh overview</a></li><li><a href="/web/english/news">News</a></li></ul></nav>
<div class="portlet-body"><div class="news-details"><h1 class="title">$title</h1>
<div class="news-date">$date Số lượt xem: {{views}}</div>
<div class="journal-content-article">
$body
</div>
<div class="news-related"><h4>Other news</h4><ul><li><a href="/a">Bac Ninh draws 123 FDI projects worth 456.7 million USD (12/05/2017)</a></li><li><a href="/b">Industrial production value up 9.9% (03/02/2016)</a></li></ul></div>
</div></div>
<aside class="portlet-weather">Weather: 27°C. Hotline 0222 3822 999. Visitors: {{views}}</aside></div>
""",
    "iza": """<div class="header"><ul class="menu"><li>Introduction</li><li>Industrial zones</li></ul></div>
<div class="newsdetail"><h1 class="newsdetail-name">$title</h1><div class="newsdetail-time">$date</div>
<div class="newsdetail-content">
$body
</div>
<div class="newsdetail-other"><h3>Other news</h3><ul><li><a href="/1">Zones attract 321 million USD in the first quarter (05/04/2018)</a></li></ul></div></div>
<div class="sidebar"><h3>Business connection</h3><h3>Rate exchange</h3><table><tr><td>USD</td><td>23,110.00</td><td>23,230.00</td></tr><tr><td>EUR</td><td>25,512.31</td><td>26,518.77</td></tr></table><p>Online: 41. Visitors: {{views}}</p></div>
""",
    "vietnamplus": """<header class="site-header"><nav><a href="/">Business</a></nav></header>
<div class="article"><h1 class="article__title">$title</h1><div class="article__meta">$date</div>
<div class="article__body cms-body" itemprop="articleBody">
$body
<div class="article__related"><ul><li><a href="/x">Vietnam's exports hit 300 billion USD, up 8 percent</a></li></ul></div>
</div></div>
<div class="sidebar"><h3>Most read</h3><ol><li><a href="/y">Bac Giang's exports reach 25 billion USD</a></li></ol></div>
""",
    "vietnamnews": """<div class="header"><a href="/economy">Economy</a></div><div class="l-content"><article class="detail"><h1 class="headline">$title</h1><div class="datetime">$date</div>
<div id="abody">
$body
</div></article></div>
<div class="r-content"><h4>More on this story</h4><ul><li><a href="/z">Ha Noi attracts US$$2.9 billion of FDI</a></li></ul></div>
""",
    "mastercms": """<div class="top-bar">Hotline: 0918 123 456</div><div class="detail"><h1 class="detail-title">$title</h1><div class="bx-time"><span class="format_date">$date</span></div>
<div class="__MASTERCMS_CONTENT"><div class="item-content">
$body
<table class="MASTERCMS_TPL_TABLE"><tbody><tr><td><img src="/p.jpg" alt=""></td></tr><tr><td>An assembly line (file photo)</td></tr></tbody></table>
</div></div>
<div class="related-news"><h3>Related</h3><a href="/r">Thai Nguyen's industrial output up 7.7 per cent</a></div></div>
""",
    "avada": """<div id="wrapper" class="fusion-wrapper"><div class="fusion-header">Menu</div><main id="main"><h1 class="entry-title">$title</h1>
<div class="post-content">
$body
</div><div class="fusion-inline-meta"><span class="updated">$date</span></div></main></div>
""",
    "bbg": """<div class="menu-top"><a href="/kinh-te">Economy</a></div><div class="news-details"><h1 class="news-details__title">$title</h1><div class="news-details__date">$date</div>
<div class="news-details__content link_content">
$body
</div>
<div class="news-related__list"><a href="/q">Bac Giang attracts over 500 million USD</a></div><div class="comment-box">Reader's comments (0)</div></div>
""",
    "nukeviet": """<div class="wraper"><div class="news_column"><h1 class="title">$title</h1><div class="h5">$date</div>
<div id="news-bodyhtml" class="bodytext">
$body
</div><ul class="related-articles"><li><a href="/n">Dong Nai: 1.1 billion USD in four months</a></li></ul></div></div>
""",
    "vneconomy": """<header>VnEconomy</header><div class="detail"><h1 class="name-detail">$title</h1><div class="date-detail">$date</div>
<div data-field="body">
$body
</div><div class="news-related"><a href="/v">FDI cả nước đạt 20 tỷ USD</a></div></div>
""",
    "cafef": """<div class="header">Vĩ mô</div><div class="detail"><h1 class="title">$title</h1><span class="pdate">$date</span>
<div id="mainContent" class="detail-cmain detail-content">
$body
</div><div class="tinlienquan"><a href="/c">Hải Phòng hút 3 tỷ USD</a></div></div>
""",
    "vietnambiz": """<div class="vnb-header">Thời sự</div><h1 class="vnbcb-title">$title</h1><span class="vnbcbat-data">$date</span>
<div class="vnbcbc-body" id="vnbcb-content">
$body
</div><div class="vnbcbc-relate"><a href="/k">IIP cả nước tăng 8,4%</a></div>
""",
    "dangcongsan": """<div class="nav">Tin tức</div><h1 class="post-title">$title</h1><div class="lbPublishedDate">$date</div>
<div class="post-content">
$body
</div><div class="post-related"><a href="/d">Thu hút 36 dự án FDI</a></div>
""",
    "vccinews": """<div class="menu">Vietnam Business Forum</div><div class="detail"><h1>$title</h1><div class="date">$date</div>
<div class="detail-content">
$body
</div><div class="other-news"><ul><li><a href="/o">Hai Duong: 99 projects in the first half</a></li></ul></div></div>
""",
    "generic": """<div class="menu"><ul><li><a href="/">Home</a></li><li><a href="/contact">Contact: 024 3555 1234</a></li></ul></div>
<div class="content-wrap"><h1>$title</h1><div class="date">$date</div>
$body
</div>
<div class="sidebar"><h3>Related news</h3><ul><li><a href="/g1">Thanh Hoa attracts 77 projects</a></li><li><a href="/g2">Rice exports reach 3.5 million tonnes</a></li></ul></div>
""",
}
"""family → the page between its head and its foot."""

FAMILIES = {
    "bacninh_gov": "liferay", "izabacninh": "iza", "vietnamplus_en": "vietnamplus", "vietnamnews": "vietnamnews",
    "vir": "mastercms", "ven": "mastercms", "thoibaotaichinh": "mastercms", "nso": "avada", "baobacninhtv": "bbg",
    "dongnai_gov": "nukeviet", "vneconomy": "vneconomy", "cafef": "cafef", "vietnambiz": "vietnambiz",
    "dangcongsan_bacninh": "dangcongsan", "vccinews": "vccinews", "thongke_bacninh": "nukeviet",
}  # fmt: skip
TIME_ELEMENT = frozenset({"vccinews", "generic", "mastercms", "iza"})
"""Families whose date stands in a time element; the others print it as text only where day, month and year do."""

ADDRESSES = {
    "c3-18": "https://bacninh.gov.vn/web/english/news/-/details/4790216/sample-c3-18",
    "d2-05": "https://cc.bingj.com/cache.aspx?d=4832783348203528",
    "s1": "http://izabacninh.gov.vn/en/xem-tin-tuc/article-27/sample-s1.html",
    "s2": "https://ven.vn/sample-s2-1.html",
    "s3": "https://vietnam.vn/en/sample-s3",
    "s4": "https://vietnam.vn/en/sample-s4",
    "s5": "https://vietnamnews.vn/economy/1/sample-s5.html",
}
"""Where pages are served whose own address is not known, or was that of a search engine's copy."""


def main(articles: Path, gold: Path) -> None:
    """Make every page, its entry in the index and its gold."""
    PAGES.mkdir(exist_ok=True)
    GOLD.mkdir(exist_ok=True)
    catalog = load_catalog()
    before = json.loads((PAGES / "index.json").read_text(encoding="utf-8"))
    index = {}
    for path in sorted(articles.glob("*.html")):
        raw = path.read_text(encoding="utf-8")
        based_on = " ".join(re.search(r"<!--\s*based on:(.*?)-->", raw, re.DOTALL)[1].split())  # type: ignore[index]
        found = re.match(r"https?://[^\s,]+", based_on)
        url = ADDRESSES.get(path.stem) or (found[0] if found else "")
        source = catalog.source_of(url)
        if source is None:
            raise SystemExit(f"{path}: no source has the address {url!r}; add one under extractors/sources/")
        family = FAMILIES.get(source.id, "generic")
        annotated = json.loads((gold / path.name).with_suffix(".json").read_text(encoding="utf-8"))
        page = page_of(raw, family, annotated["lang"], based_on)
        (PAGES / path.name).write_text(page, encoding="utf-8")
        shutil.copy((gold / path.name).with_suffix(".json"), GOLD)
        index[path.stem] = {
            "url": url, "source": source.id, "family": family, "language": annotated["lang"],
            "published": annotated["published"], "based_on": based_on,
            **{k: v for k, v in before.get(path.stem, {}).items() if k in ("post", "attachments")},
        }  # fmt: skip
    (PAGES / "index.json").write_text(json.dumps(index, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{len(index)} pages in {PAGES}")  # noqa: T201


def page_of(raw: str, family: str, language: str, based_on: str) -> str:
    """An article in its family's template."""
    soup = BeautifulSoup(raw, "lxml")
    article = soup.find("article")
    outside = [str(x) for x in soup.find_all(["aside", "nav", "footer"]) if not x.find_parent("article")]
    title = article.h1.extract().get_text(" ", strip=True)
    date = _date(article, family)
    inner = article.decode_contents().strip()
    values = {
        "lang": language, "title": escape(title), "date": date, "body": inner, "based_on": escape(based_on),
        "meta": '<meta name="generator" content="NukeViet v4.5">\n' if family == "nukeviet" else "",
    }  # fmt: skip
    values["outside"] = "\n".join(outside)
    whole = _HEAD + TEMPLATES[family] + "$outside\n" + _FOOT
    return Template(whole).substitute(values)


def _date(article: Tag, family: str) -> str:
    """The printed date, taken out of the article: as text where the family prints one, else as a time element."""
    time = next((t for t in article.find_all("time") if not t.find_parent(["aside", "nav", "footer"])), None)
    if time is None:
        return ""
    parent = time.parent
    whole = parent is not None and parent.name == "p" and parent.get_text(strip=True) == time.get_text(strip=True)
    printed = time.get_text(" ", strip=True)
    exact = len(str(time.get("datetime", ""))) >= len("2024-01-01")
    (parent if whole and parent is not None else time).extract()
    return str(time) if family in TIME_ELEMENT or not exact else printed


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
