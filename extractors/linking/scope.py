"""Which place a page and its sentences are about: the province, or another whose figures stay out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Literal

from extractors.catalog import Catalog
from extractors.cues import Cue, Sentence
from extractors.languages.base import Language
from extractors.prefixes import PrefixIndex
from extractors.records import Page

_NAMED = ("home_name", "other_provinces", "nation", "home")


@cache
def _index(lang: Language) -> PrefixIndex:
    return PrefixIndex([lang.find(name) for name in _NAMED])


def of_page(page: Page, lang: Language) -> bool:
    """Whether a page is about the province: its title or first words name it, or no other place is named more."""
    home, elsewhere, nation = lang.find("home_name"), lang.find("other_provinces"), lang.find("nation")
    title, head, text = page.title, page.text[:500], page.text
    part = lang.find("part_of_nation")
    found = Counter[str]()
    for number, match in _index(lang).find(text):
        name = _NAMED[number]
        start = match.start()
        if name != "nation" or not part.search(text[max(0, start - 45) : start]):
            found[name] += 1
    nations, names, others = found["nation"], found["home_name"], found["other_provinces"]
    words = found["home"] - names
    if home.search(title):
        return not nation.match(title)
    if elsewhere.search(title) and not (home.search(head) and words >= 6):
        return False
    if others <= 1 and names + words >= 3:
        return True
    ours = names + words / 2
    return (ours >= others + nations / 2 and (names > 2 or bool(home.search(head)))) or others + nations <= 1


def subject(
    page: Page, lang: Language, catalog: Catalog, published: str | None, about: Literal["merged"] | None
) -> Literal["home", "elsewhere"] | None:
    """Whose province "the province" is on a page: the area, another one, or (None) what the words around it say.

    An office's pages are about its own. A page that never names the area, and another one, is about that (a file of one's
    own by its title only: its user knows what it is of). So is what is told of an area that went into another after it
    did: `published` on or after the reform, `about` the merged one.
    """
    own = catalog.of_home(page.source)
    if own is not None:
        return "home" if own else "elsewhere"
    home = catalog.home
    since = published is not None and published >= home.reform.isoformat()[: len(published)]
    if not home.goes_on and (since or about == "merged"):
        return "elsewhere"
    told = page.text if page.source in catalog.sources else page.title
    named = lang.find("home_name").search(page.text)
    return "elsewhere" if not named and lang.find("other_provinces").search(told) else None


def is_pair(page: Page, lang: Language, catalog: Catalog) -> bool:
    """Whether a page is about the area and the province that it went into, by its title: then "the province" is the one
    that a sentence named first. To the other one it is no pair: "the province" may be what the two have become."""
    if catalog.home.goes_on:
        return False
    partners = catalog.home.words[lang.code].partners
    named = re.search(rf"(?<!\w)(?:{partners})(?!\w)", page.title, re.IGNORECASE) if partners else None
    return named is not None and lang.find("home_name").search(page.title) is not None


def is_foreign(page: Page, lang: Language, catalog: Catalog) -> bool:
    """Whether nothing on a page can be the area's: it is of a site for many or for another province, and does not name
    the area. A file of one's own may leave the name out, as its user knows what it is of."""
    if page.source not in catalog.sources or catalog.of_home(page.source):
        return False
    return lang.find("home_name").search(page.text) is None


PLACES = ("home", "elsewhere", "locality", "nation", "company")


def named(sentence: Sentence) -> list[Cue]:
    """The places and companies that a sentence names, in order; "the province" is no name."""
    return sorted((c for c in sentence.of(*PLACES) if c.kind != "home" or c.code == "name"), key=lambda c: c.start)


def profile(sentences: Iterable[Sentence]) -> tuple[float, ...]:
    """Which places a page names: its title's, the first of its text, and each one's part of all."""
    title: set[str] = set()
    first = ""
    counts: Counter[str] = Counter()
    for number, sentence in enumerate(sentences):
        places = [c.kind for c in named(sentence)]
        counts.update(places)
        counts["word"] += sum(c.kind == "home" and c.code != "name" for c in sentence.cues)
        if number == 0:
            title.update(places)
        elif not first and places:
            first = places[0]
    total = max(sum(counts[p] for p in PLACES), 1)
    return (
        *(float(p in title) for p in PLACES), *(float(p == first) for p in PLACES), *(counts[p] / total for p in PLACES),
        *(min(counts[p], 8) / 8 for p in PLACES), min(counts["word"], 8) / 8, float(counts["home"] > counts["elsewhere"]),
        float(counts["home"] > counts["nation"]), float(counts["home"] == 0),
    )  # fmt: skip


OPENING = 3
"""Sentences, headline and dateline among them, in which a page says what it is about."""


def authority(sentences: Sequence[Sentence], lang: Language) -> tuple[float, float, float]:
    """How far a page is one of those who run the zones: whether its first sentences name them, in what part of its
    sentences they are named, and in what part the province is."""
    pattern = lang.find("zones_authority")
    named = [pattern.search(s.text) is not None for s in sentences]
    ours = sum(any(c.kind == "home" for c in s.cues) for s in sentences)
    most = max(len(sentences), 1)
    return float(any(named[:OPENING])), sum(named) / most, ours / most


def territory(page: Page, lang: Language) -> Literal["merged"] | None:
    """`merged` where the page's words say that the province has been made one with others (Bac Giang)."""
    return "merged" if lang.find("merged").search(page.text) else None


def is_home(sentence: Sentence, cue: Cue, lang: Language) -> bool:
    """Whether words taken for another place are the province's own name."""
    return bool(lang.find("home_name").fullmatch(sentence.text[cue.start : cue.end]))


def only_compared(sentence: Sentence, cue: Cue, lang: Language) -> bool:
    """Whether a place is only what the province is compared with, or where the article was written."""
    before = sentence.text[max(0, cue.start - 60) : cue.start]
    if lang.find("so_many_places").match(sentence.text, cue.start):
        # "tenth among the eleven provinces": they are what the rank is among
        return bool(lang.find("among").search(sentence.text[max(0, cue.start - 60) : cue.start]))
    if re.match(r"\s*\(\D{0,6}\d", sentence.text[cue.end : cue.end + 12]):
        return False
    written_at = cue.start < 60 and lang.find("dateline").match(sentence.text, cue.end)
    return bool(
        written_at
        or lang.find("not_subject").search(before.rstrip())
        or lang.find("not_subject").search(_before_names(before))
    )


def part_of_nation(sentence: Sentence, cue: Cue, lang: Language) -> bool:
    """Whether the nation's name is part of a company's, or only the whole of which a rank or share speaks."""
    before = sentence.text[max(0, cue.start - 60) : cue.start]
    name = re.search(r"(?<=\s)([A-ZĐ][\w&.-]*)\s+$", before)
    segment = max(before.rfind(mark) for mark in ",;:(.")
    offset = cue.start - len(before)
    if sentence.text[cue.start].isupper() and any(
        offset + segment < c.start < cue.start for c in sentence.of("company")
    ):
        return True  # "Goertek Điện tử Việt Nam"
    if lang.find("all_of").search(before):
        return False
    if name and sentence.text[cue.start].isupper() and not lang.find("place_words").fullmatch(name[1]):
        return True  # "Samsung Electronics Vietnam"
    if lang.find("rank").search(sentence.text, max(0, cue.start - 60), min(len(sentence.text), cue.end + 60)):
        return True
    return bool(lang.find("part_of_nation").search(before[-45:]))


def _before_names(words: str) -> str:
    """What stands before a list of names that ends a text."""
    parts = words.split()
    while parts and (parts[-1][:1].isupper() or parts[-1] in (",", "and", "và", "city,", "province,")):
        parts.pop()
    return " ".join(parts)
