"""The catalogue: all of it loads, and an error names file, field and cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.catalog import Catalog, CatalogError, load_catalog

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
