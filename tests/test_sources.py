"""Every source file against the sample: addresses have one canonical form, listings yield the pages."""

from __future__ import annotations

import pytest
from conftest import CATALOG, INDEX

from extractors.catalog import Catalog, Source
from extractors.discover import discover
from extractors.http import Fetcher, TableResolver
from extractors.selectors import xpath
from flows.samplesite import PAGES, SampleSite

SOURCES = CATALOG.sources


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES.keys())
def test_selectors_are_understood_by_the_reader(source: Source) -> None:
    chosen = source.selectors
    for selector in (*chosen.body, *chosen.title, *chosen.published, *chosen.lead, *chosen.drop):
        assert xpath(selector)


@pytest.mark.parametrize("name", sorted(INDEX))
def test_a_page_belongs_to_one_source(name: str) -> None:
    url = INDEX[name]["url"]
    assert [s.id for s in SOURCES.values() if s.canonical(url)] == [INDEX[name]["source"]]


@pytest.mark.parametrize("name", sorted(INDEX))
def test_scheme_and_fragment_make_no_second_document(name: str) -> None:
    url, source = INDEX[name]["url"], SOURCES[INDEX[name]["source"]]
    other = url.replace("https://", "http://") if url.startswith("https://") else url.replace("http://", "https://")
    assert source.canonical(other) == source.canonical(url)
    assert source.canonical(url + "#comments") == source.canonical(url)


BACNINH = "bacninh.gov.vn"
ONE_DOCUMENT = [
    ("bacninh_gov", f"http://{BACNINH}/web/english/news/-/details/1/a", f"https://www.{BACNINH}/vi/web/english/59/-/details/1/a"),
    ("baobacninhtv", "https://baobacninhtv.vn/a-postid7.bbg", "https://baobacninhtv.vn/a-postid7.bbg?p=2"),
    ("izabacninh", "http://www.izabacninh.gov.vn/xem-tin-tuc/bai-viet-27/a-1.html", "http://izabacninh.gov.vn/xem-tin-tuc/bai-viet-27/a-1.html"),
    ("ven", "http://ven.vn/a-31177.html", "https://ven.congthuong.vn/a-31177.html"),
    ("vccinews", "https://vccinews.com/prode/1/a.html", "http://www.vccinews.com/prode/1/a/index.html"),
    ("vietnamplus_en", "http://en.vietnamplus.vn/a-b/194053.vnp", "https://en.vietnamplus.vn/a-b-post194053.vnp"),
    ("vietnamplus_vi", "http://www.vietnamplus.vn/a-b/194053.vnp", "https://www.vietnamplus.vn/a-b-post194053.vnp"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "old", "new"), ONE_DOCUMENT)
def test_old_and_new_forms_are_one_document(source: str, old: str, new: str) -> None:
    canonical = SOURCES[source].canonical(new)
    assert canonical is not None
    assert SOURCES[source].canonical(old) == canonical
    assert SOURCES[source].canonical(canonical) == canonical


def test_an_address_of_another_host_is_of_no_source(catalog: Catalog) -> None:
    assert catalog.source_of("https://izabacninh.gov.vn.example.org/xem-tin-tuc/bai-viet-27/a-1.html") is None
    assert catalog.source_of("https://example.org/?u=https://cafef.vn/a-1.chn") is None


def test_listings_yield_every_page(catalog: Catalog) -> None:
    with SampleSite(PAGES, catalog) as site:
        fetcher = Fetcher(TableResolver(site.hosts), backoff_seconds=0.01)
        for source in [s for s in site.sources if not s.is_database]:
            found = discover(source, lambda url, source=source: fetcher.fetch(source, url))  # type: ignore[misc]
            assert found.failures == []
            assert sorted(found.urls) == sorted(e["url"] for e in INDEX.values() if e["source"] == source.id)


def test_listings_of_all_kinds_are_in_the_sample(catalog: Catalog) -> None:
    with SampleSite(PAGES, catalog) as site:
        kinds = {listing.kind for source in site.sources for listing in source.listings}
    assert kinds == {"html", "rss", "sitemap", "wordpress", "pxweb"}
