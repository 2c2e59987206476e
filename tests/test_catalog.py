"""The catalogue: all of it loads, and an error names file, field and cure."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from extractors import figures
from extractors.catalog import CATALOG_DIR, Catalog, CatalogError, load_catalog
from extractors.pages import read_file

SOURCE = """id: {id}
name: A
publisher: A
kind: news
language: [en]
trust: press
licence: none
hosts: [a.example]
listings:
  - kind: rss
    url: 'https://a.example/rss'
url_pattern: '{pattern}'
canonical_url: 'https://a.example/\\1'
selectors:
  body: ['{body}']
cadence: '30 2 * * *'
"""


def test_every_indicator_is_there_in_both_languages(catalog: Catalog) -> None:
    assert len(catalog.indicators) == 36
    assert all(i.phrases["en"] and i.phrases["vi"] and i.plausible for i in catalog.indicators.values())


def test_sources_are_official_and_press_in_both_languages(catalog: Catalog) -> None:
    live = [s for s in catalog.sources.values() if s.live]
    assert len(live) >= 12
    assert {"press", "provincial_authority", "statistics_office", "state_agency"} == {s.trust for s in live}
    assert {s.language[0] for s in live} == {"en", "vi"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"id": "b"}, ("id", "named 'a'")),
        ({"pattern": "https?://(a"}, ("url_pattern", "regular expression")),
    ],
)
def test_an_error_names_file_field_and_cure(tmp_path: Path, changes: dict[str, str], words: tuple[str, str]) -> None:
    (tmp_path / "sources").mkdir()
    values = {"id": "a", "pattern": "https://a.example/(.+)", "body": "#main"} | changes
    (tmp_path / "sources" / "a.yml").write_text(SOURCE.format(**values), encoding="utf-8")
    with pytest.raises(CatalogError) as error:
        load_catalog(tmp_path)
    assert "a.yml" in str(error.value)
    assert all(word in str(error.value) for word in words)


@pytest.mark.parametrize(
    ("added", "words"),
    [
        ("share: grdp_shares", "share: 'grdp_shares' is no indicator"),
        ("capital: new_money", "capital: 'new_money' is no indicator"),
        ("meant_by:\n  - {indicator: exports}", "meant_by: 'exports' is no indicator"),
        ("named_by: [in_zones, zones]", "named_by: 'zones' is no indicator"),
        ("event: new", "event and counted go together"),
        ("event: new\ncounted: capital", "new capital is employment's, too|new capital is new_capital's, too"),
    ],
)
def test_what_an_indicator_says_of_others_has_to_fit(tmp_path: Path, added: str, words: str) -> None:
    shutil.copytree(CATALOG_DIR, tmp_path / "catalog", ignore=shutil.ignore_patterns("*.py", "*.npz", "curated"))
    file = tmp_path / "catalog" / "indicators" / "employment.yml"
    file.write_text(f"{file.read_text(encoding='utf-8')}\n{added}\n", encoding="utf-8")
    with pytest.raises(CatalogError, match=words):
        load_catalog(tmp_path / "catalog")


def test_an_indicator_is_read_in_tables_by_its_file_alone(tmp_path: Path) -> None:
    shutil.copytree(CATALOG_DIR, tmp_path / "catalog", ignore=shutil.ignore_patterns("*.py", "*.npz", "curated"))
    known = (tmp_path / "catalog" / "indicators" / "goods_imports.yml").read_text(encoding="utf-8")
    file = tmp_path / "catalog" / "indicators" / "water_supplied.yml"
    text = known.replace("id: goods_imports", "id: water_supplied")
    phrases = "phrases:\n  en: [clean water sold]\n  vi: [nước sạch bán ra]\n"
    file.write_text(text[: text.index("phrases:")] + phrases + text[text.index("plausible:") :], encoding="utf-8")
    page = tmp_path / "water.html"
    page.write_text(
        "<html lang='en'><article><h1>Bac Ninh in figures</h1><table><tr><th>Bac Ninh</th><th>2021</th><th>2022</th></tr>"
        "<tr><td>Clean water sold (million USD)</td><td>12.5</td><td>13.4</td></tr>"
        "<tr><td>Exports (million USD)</td><td>44,900</td><td>45,100</td></tr></table></article></html>",
        encoding="utf-8",
    )
    catalog = load_catalog(tmp_path / "catalog")
    found = [m.reading for m in figures.read(read_file(page), catalog, None) if m.reading is not None]
    assert ("water_supplied", "2022", 13_400_000) in {(r.indicator, r.time_period, r.value) for r in found}
