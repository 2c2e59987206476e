"""The floors under the accuracy of the reading, and what must hold of every page: each number has one fate."""

from __future__ import annotations

import json
from collections import defaultdict
from itertools import islice
from typing import TypeAlias

import pytest
from accuracy.goldset import Annotated, gold_pages, held_out_cases, sentence_cases
from accuracy.judging import JUDGED
from accuracy.scoring import Score, gold_rows, pair, rows_of, score, wrong_fields

from extractors import figures, scanner
from extractors.catalog import Catalog
from extractors.records import Mention

Reads: TypeAlias = list[tuple[Annotated, tuple[Mention, ...]]]

FLOORS = {"gold": (0.965, 0.95), "gold en": (0.96, 0.94), "gold vi": (0.975, 0.965)}
"""Group → least F1 of figures and of full keys. The networks were fitted to these pages: the floors guard against change;
how well unseen pages are read is in accuracy/judged.json."""
SENTENCE_FLOORS = {"en rules": 0.93, "vi rules": 0.92, "en": 0.77, "vi": 0.8}
HELD_OUT_FLOOR = 0.77
"""Least F1 of full keys on texts that nothing is fitted to."""
KNOWN_WRONG = 0.33
"""Share of the texts, whole pages among them, that may have something wrong; `make accuracy` says how many are."""
FILES, OTHERS = 20, 5
"""Of the files beside the rules one in so many is looked at here, and of its texts one in so many is read, of what is held out every third;
`make accuracy` reads all."""


@pytest.fixture(scope="module")
def pages(catalog: Catalog) -> list[Annotated]:
    return list(gold_pages(catalog))


@pytest.fixture(scope="module")
def reads(pages: list[Annotated], catalog: Catalog) -> Reads:
    """The pages, each with what is read on it."""
    return [(entry, figures.read(entry.page, catalog, entry.published)) for entry in pages]


def test_floor_of_pages(reads: Reads) -> None:
    groups: dict[str, Score] = defaultdict(Score)
    for entry, mentions in reads:
        one = score(entry, mentions)
        for group in ("gold", f"gold {entry.language}"):
            groups[group].add(one)
    for group, (figure, full) in FLOORS.items():
        assert groups[group].f1("figure") >= figure, group
        assert groups[group].f1("full") >= full, group


@pytest.fixture(scope="module")
def cases() -> list[tuple[str, Annotated]]:
    """Texts with the rule that each is about: those of the rules, and of some of the other files."""
    return list(sentence_cases(FILES))


def test_floor_of_sentences(catalog: Catalog, cases: list[tuple[str, Annotated]]) -> None:
    totals: dict[str, Score] = defaultdict(Score)
    wrong = 0
    rules, others = ([e for _, e in cases if ("-rules-" in e.stem) is wanted] for wanted in (True, False))
    read = [*((f"{e.language} rules", e) for e in rules), *((e.language, e) for e in others[::OTHERS])]
    for group, entry in read:
        one = score(entry, figures.read(entry.page, catalog, entry.published))
        totals[group].add(one)
        wrong += not (one.full == one.gold == one.found)
    for group, floor in SENTENCE_FLOORS.items():
        assert totals[group].f1("full") >= floor, group
    assert wrong <= KNOWN_WRONG * len(read)


def test_floor_of_what_is_held_out(catalog: Catalog) -> None:
    whole = Score()
    for _, entry in islice(held_out_cases(), 0, None, 3):
        whole.add(score(entry, figures.read(entry.page, catalog, entry.published)))
    assert whole.gold > 500
    assert whole.f1("full") >= HELD_OUT_FLOOR


def test_what_to_expect_of_unseen_pages_is_on_record() -> None:
    judged = json.loads(JUDGED.read_text(encoding="utf-8"))
    assert judged["left out together"] == "site"
    assert judged["groups"]["gold"]["full"] >= 0.7
    assert judged["groups"]["invented"]["full"] >= 0.7


def test_there_are_sentences_for_every_rule(cases: list[tuple[str, Annotated]]) -> None:
    rules: dict[str, int] = defaultdict(int)
    for rule, entry in cases:
        if "-rules-" in entry.stem:
            rules[f"{entry.language} {rule}"] += 1
    assert len(cases) >= 300
    assert all(number >= 2 for number in rules.values())


def test_fates_add_up_to_the_scanners_count(reads: Reads) -> None:
    for entry, mentions in reads:
        text = entry.page.text
        tokens = scanner.numbers(text)
        firsts = [
            m.start + scanner.numbers(text[m.start : m.end])[0][0]
            for m in mentions
            if scanner.numbers(text[m.start : m.end])
        ]
        assert sorted(firsts) == sorted(start for start, _ in tokens), entry.stem


def test_quotes_stand_where_they_are_said_to(reads: Reads) -> None:
    for entry, mentions in reads:
        for mention in mentions:
            assert entry.page.text[mention.start : mention.end] == mention.printed


def test_claims_and_investments_are_beside_the_observations(reads: Reads) -> None:
    claims = investments = 0
    for entry, mentions in reads:
        assert all(m.reading is None for m in mentions if m.fate in ("claim", "investment"))
        for gold in entry.claims:
            claims += any(
                m.fate == "claim" and m.details.get("indicator") == gold["indicator"]
                and abs(float(str(m.details["ratio"])) - gold["ratio"]) < 1e-6
                for m in mentions
            )  # fmt: skip
        for gold in entry.investments:
            investments += any(
                m.fate == "investment" and abs(float(str(m.details["value"])) - gold["value"]) < 1e-3 * gold["value"]
                for m in mentions
            )
    assert claims >= 12
    assert investments >= 9


def test_scoring_pairs_full_matches_first(pages: list[Annotated], catalog: Catalog) -> None:
    entry = next(e for e in pages if len(e.observations) > 5)
    golds = gold_rows(entry)
    pairs, missed, extra = pair(golds, [dict(g) for g in reversed(golds)])
    assert len(pairs) == len(golds)
    assert missed == []
    assert extra == []
    assert all(not wrong_fields(g, r) for g, r in pairs)
    assert rows_of(entry, ()) == []
