"""What the fuzzer found, and random text and bytes: observations or a clear reason, never a crash."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from conftest import CATALOG
from fuzz import files, numbers
from fuzz.mutate import run
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.catalog import Catalog

SEEDS = sorted((Path(__file__).parent / "fuzz" / "seeds").glob("*"))
WORDS = st.sampled_from(
    [
        "Bac",
        "Ninh",
        "Bắc",
        "Ninh",
        "exports",
        "reached",
        "tăng",
        "giảm",
        "%",
        "percent",
        "billion",
        "tỷ",
        "USD",
        "đồng",
        "VND",
        "12,5",
        "1.234.567",
        "383,3",
        "2023",
        "2020-2025",
        "quý",
        "I/2023",
        "tháng",
        "6",
        "đầu",
        "năm",
        "first",
        "nine",
        "months",
        "of",
        "respectively",
        "lần",
        "lượt",
        "trong",
        "đó",
        "of",
        "which",
        "(",
        ")",
        ";",
        ",",
        ".",
        ":",
        "-",
        "dự",
        "án",
        "FDI",
        "projects",
        "KCN",
        "zones",
        "new",
        "cấp",
        "mới",
        "điều",
        "chỉnh",
        "IIP",
        "GRDP",
        "ha",
        "as",
        "of",
        "up",
        "to",
        "by",
        "31/12/2022",
        "đến",
        "20/11",
        "half",
        "a",
        "dozen",
        "Samsung",
        "Hà",
        "Nội",
        "Vietnam",
        "rank",
        "thứ",
        "5",
        "cả",
        "nước",
        "times",
        "gấp",
        "2",
        "lần",
        "doubled",
    ]
)


@pytest.mark.parametrize("seed", SEEDS, ids=lambda p: p.name)
def test_what_the_fuzzer_found(seed: Path, catalog: Catalog) -> None:
    data = seed.read_bytes()
    run(data, catalog)
    for language in ("en", "vi"):
        numbers.check(data.decode("utf-8", "replace"), language, "2024-03-05")


def test_numbers_and_periods_in_any_order() -> None:
    random_ = Random(5)
    for index in range(2_000):
        numbers.check(numbers.text(random_), ("en", "vi")[index % 2], "2024-03-05")


@pytest.mark.parametrize("kind", ["warc", "workbook"])
def test_damaged_files(kind: str, tmp_path: Path) -> None:
    fuzzed = files.KINDS[kind](tmp_path, CATALOG)
    random_ = Random(6)
    for _ in range(40):
        fuzzed.check(files.damaged(fuzzed.sound, random_))


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=60))
def test_words_of_the_trade_in_any_order(words: list[str]) -> None:
    run(f"<article><p>{' '.join(words)} and some more words to make it an article.</p></article>".encode(), CATALOG)


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    run(data, CATALOG)
