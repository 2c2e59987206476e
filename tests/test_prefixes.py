"""Many patterns at once: what the index finds is what each pattern finds alone; what a sieve lets fall is nowhere."""

from __future__ import annotations

import re
from functools import cache

import pytest
from conftest import CATALOG
from hypothesis import given
from hypothesis import strategies as st

from extractors.catalog import Catalog
from extractors.cues import EVENTS, ROLES, CueFinder
from extractors.languages import LANGUAGES
from extractors.languages.base import words
from extractors.linking.context import _sieve
from extractors.needles import needles
from extractors.prefixes import PrefixIndex

LANGUAGE = {code: CATALOG.language(code) for code in LANGUAGES}
TEXTS = st.lists(
    st.sampled_from(
        [
            "of",
            "the",
            "The",
            "THE",
            "province's",
            "province",
            "10th",
            "2",
            "1st",
            "first",
            "second",
            "total",
            "capital",
            "imports",
            "and",
            "exports",
            "more",
            "than",
            "Bac",
            "Giang",
            "District",
            "Town",
            "Que",
            "Vo",
            "Samsung",
            "Co.",
            "percent",
            "points,",
            "3.5",
            "%",
            "tăng",
            "Bắc",
            "năm",
            "trước",
            "\xa0",
            "\n",
        ]
    ),
    max_size=12,
).map(" ".join)


@cache
def indexed(language: str) -> tuple[list[re.Pattern[str]], PrefixIndex]:
    lang = LANGUAGE[language]
    patterns = [lang.find(r) for r in (*ROLES, *EVENTS) if lang.find(r).pattern.startswith(r"(?<!\w)")]
    return patterns, PrefixIndex(patterns)


@pytest.mark.parametrize("language", LANGUAGES)
@given(text=TEXTS)
def test_an_index_finds_what_its_patterns_find(language: str, text: str) -> None:
    patterns, index = indexed(language)
    found = {(n, m.span()) for n, m in index.find(text)}
    alone = {(n, m.span()) for n, p in enumerate(patterns) for m in p.finditer(text) if m[0][:1].isalnum()}
    assert found == alone


def test_a_long_pattern_is_cut_to_what_a_word_can_begin() -> None:
    pattern = re.compile(
        words(*(f"{a}{b} growth" for a in "abcdef" for b in "xyz"), "(?-i:[A-Z]\\w+ Town)"), re.IGNORECASE
    )
    index = PrefixIndex([pattern])
    assert [m[0] for _, m in index.find("ax growth, Bz  Growth of Que Town and que town, fz growths")] == [
        "ax growth", "Bz  Growth", "Que Town",
    ]  # fmt: skip


def test_what_may_repeat_has_no_known_end() -> None:
    index = PrefixIndex([re.compile(r"\d{1,2}(?:st|nd|rd|th)\b", re.IGNORECASE)])
    assert [m[0] for _, m in index.find("the 2nd, 10th and 110th")] == ["2nd", "10th"]


def test_white_space_is_one_space() -> None:
    index = PrefixIndex([re.compile(words("of the year"), re.IGNORECASE)])
    assert len(list(index.find("of the year, of  the\n\nyear, of\u00a0the year; of"))) == 3


def test_needles_are_in_every_match() -> None:
    found = needles(re.compile(r"\b(?:another|additional)\s+(?:\w+\s+)?$"))
    assert found
    assert all(any(n in word for n in found) for word in ("another", "additional"))
    assert not any(n in "a further 20 projects" for n in found)
    assert needles(re.compile(r"(?:a few)?\s*\w+")) == frozenset()


@pytest.mark.parametrize("language", LANGUAGES)
@given(text=TEXTS)
def test_a_sieve_keeps_what_can_be_found(language: str, text: str) -> None:
    lang = LANGUAGE[language]
    kept = _sieve(lang).possible(text)
    names = [
        n
        for n in ("survey", "licensed", "points_after", "additional", "plan_share", "of_them")
        if lang.find(n).search(text)
    ]
    assert kept.issuperset(names)


def test_the_cues_of_a_text_are_in_order(catalog: Catalog) -> None:
    sentence = CueFinder(catalog, "en").sentence(
        "Bac Ninh ranked 10th in exports, up 5% from 2020.", 0, "comma_thousands"
    )
    assert [c.start for c in sentence.cues] == sorted(c.start for c in sentence.cues)
    assert any(c.kind == "rank" for c in sentence.cues)
