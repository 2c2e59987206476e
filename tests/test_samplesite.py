"""The sample site over a real socket, and the files that it serves."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from conftest import INDEX
from lxml import html

from extractors.catalog import Catalog
from flows.samplesite import PAGES, Answer, SampleSite

GOLD = Path(__file__).parent / "gold"
GAP = re.compile(r"\s+")


@pytest.fixture(scope="module")
def site(catalog: Catalog) -> Iterator[SampleSite]:
    with SampleSite(PAGES, catalog) as running:
        yield running


def get(site: SampleSite, url: str, **headers: str) -> requests.Response:
    parts = urlsplit(url)
    target = f"http://127.0.0.1:{site.hosts[parts.netloc]}{parts.path}" + (f"?{parts.query}" if parts.query else "")
    with requests.Session() as session:
        session.trust_env = False
        return session.get(target, headers={"Host": parts.netloc, **headers}, timeout=10)


@pytest.mark.parametrize("name", sorted(INDEX))
def test_page_is_served_and_says_what_it_is(name: str, site: SampleSite) -> None:
    answer = get(site, INDEX[name]["url"])
    assert answer.status_code == 200
    assert "{{views}}" not in answer.text
    based_on = GAP.sub(" ", INDEX[name]["based_on"])
    tree = html.fromstring(answer.content)
    comments = " ".join(str(c.text) for c in tree.iter() if not isinstance(c.tag, str))
    shown = GAP.sub(" ", tree.find_class("sample-note")[0].text_content())
    assert "our own wording of a real report" in shown
    assert based_on in shown
    assert "our own wording of a real report" in comments


def test_pages_gold_and_index_belong_together() -> None:
    assert {p.stem for p in PAGES.glob("*.html")} == set(INDEX)
    assert {p.stem for p in GOLD.glob("*.json")} == set(INDEX)


@pytest.mark.parametrize("name", sorted(INDEX))
def test_gold_quotes_stand_on_the_page(name: str) -> None:
    gold = json.loads((GOLD / f"{name}.json").read_text(encoding="utf-8"))
    # white space counts for nothing: a quote may run over table cells, which the markup does not part by any
    text = GAP.sub("", html.fromstring((PAGES / f"{name}.html").read_bytes()).text_content())
    figures = gold["observations"] + gold.get("investments", []) + gold.get("claims", [])
    assert [f["quote"] for f in figures if GAP.sub("", f["quote"]) not in text] == []
    assert (gold["page"], gold["lang"], gold["published"]) == (name, INDEX[name]["language"], INDEX[name]["published"])


def test_unchanged_page_is_not_sent_again_though_its_counter_grows(site: SampleSite) -> None:
    url = INDEX["c3-14"]["url"]
    first, second = get(site, url), get(site, url)
    assert first.content != second.content
    by_etag = get(site, url, **{"If-None-Match": first.headers["ETag"]})
    assert (by_etag.status_code, by_etag.content) == (304, b"")
    by_date = get(site, url, **{"If-Modified-Since": first.headers["Last-Modified"]})
    assert (by_date.status_code, by_date.content) == (304, b"")
    # RFC 9110: with an ETag in the question, the date does not count
    other = get(site, url, **{"If-None-Match": '"old"', "If-Modified-Since": first.headers["Last-Modified"]})
    assert other.status_code == 200


def test_changes_edit_add_and_break_pages(catalog: Catalog) -> None:
    edited, added = INDEX["s5"]["url"], "https://vietnamnews.vn/economy/2/new.html"
    changes = {edited: Answer(b"<html><body>edited</body></html>"), added: Answer(b"broken", 500)}
    with SampleSite(PAGES, catalog, changes) as site:
        assert b"edited" in get(site, edited).content
        assert get(site, added).status_code == 500
        assert added in get(site, "https://vietnamnews.vn/economy?page=1").text


def test_what_is_not_there_is_not_found(site: SampleSite) -> None:
    assert get(site, "https://cafef.vn/nowhere.chn").status_code == 404
    assert get(site, "https://cafef.vn/" + urlsplit(INDEX["s5"]["url"]).path.lstrip("/")).status_code == 404
    assert "Disallow" in get(site, "https://cafef.vn/robots.txt").text
    assert set(site.hosts.values()) == {next(iter(site.hosts.values()))}
