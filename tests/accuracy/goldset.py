"""The annotated pages: the project's own gold, the invented pages, the table of sentences."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from extractors import DEFAULT_AREA, pages, yml
from extractors.catalog import Catalog, load_areas
from extractors.records import Block, BlockKind, Page, Snapshot

TESTS = Path(__file__).parents[1]
HOME = load_areas().area(DEFAULT_AREA)
"""The area that the pages are annotated for."""


@dataclass(frozen=True, slots=True)
class Annotated:
    """A page with what a careful reader found on it; `site` groups pages that must not be split in cross-validation."""

    page: Page
    published: str | None
    observations: list[dict[str, Any]]
    investments: list[dict[str, Any]]
    claims: list[dict[str, Any]]
    site: str
    kind: str
    language: str
    stem: str


def gold_pages(catalog: Catalog) -> Iterator[Annotated]:
    """The sample's pages with their gold; the site is the host that the page was published on."""
    index = json.loads((TESTS / "pages" / "index.json").read_text(encoding="utf-8"))
    for stem, entry in sorted(index.items()):
        body = (TESTS / "pages" / f"{stem}.html").read_bytes().replace(b"{{views}}", b"1234")
        page = pages.read(snapshot_of(entry["source"], entry["url"], body), catalog.sources[entry["source"]])
        gold = json.loads((TESTS / "gold" / f"{stem}.json").read_text(encoding="utf-8"))
        yield _annotated(page, gold, entry["published"], urlsplit(entry["url"]).netloc, "gold", stem)


def invented_pages() -> Iterator[Annotated]:
    """Pages with invented values; those in the manner of a sample page ("c1-11-3") belong to its site."""
    index = json.loads((TESTS / "pages" / "index.json").read_text(encoding="utf-8"))
    for path in sorted((TESTS / "invented").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        page = pages.read_file(path.with_suffix(".html"))
        model = re.fullmatch(r"([cd]\d-\d\d)-\d", path.stem)
        site = urlsplit(index[model[1]]["url"]).netloc if model else path.stem
        yield _annotated(page, gold, gold["published"], site, "invented", path.stem)


def sentence_cases(part: int = 1) -> Iterator[tuple[str, Annotated]]:
    """The tables of sentences, a folder a language: rule → a page of that text alone; a line followed by an empty one is a heading.

    `part`: of the files beside the rules one in so many, those of one language as of the other."""
    paths = sorted((TESTS / "sentences").glob("*/*.yml"))
    rules = [p for p in paths if p.stem == "rules"]
    for path in [*rules, *[p for p in paths if p not in rules][::part]]:
        yield from _cases(path, path.parent.name, "sentence")


def fresh_cases() -> Iterator[tuple[str, Annotated]]:
    """Texts that came after the last fit, likewise: the next one is fitted to them, the confidence of this one is by them."""
    for path in sorted((TESTS / "fresh").glob("*/*.yml")):
        yield from _cases(path, path.parent.name, "fresh")


def held_out_cases() -> Iterator[tuple[str, Annotated]]:
    """Texts that nothing is ever fitted to, likewise: what they are read with is to be expected of pages that nobody has looked at."""
    for path in sorted((TESTS / "held_out").glob("*.yml")):
        yield from _cases(path, path.stem, "held out")


def _cases(path: Path, language: str, kind: str) -> Iterator[tuple[str, Annotated]]:
    for group in yml.load(path.read_bytes()):
        rule = f"{language}-{path.stem}-{group['rule']}"
        for number, case in enumerate(group["cases"]):
            stem = f"{rule}-{number}"
            page = page_of_text(stem, case["text"], language)
            published = str(case["published"]) if case.get("published") else None
            yield group["rule"], _annotated(page, {"lang": language, **case}, published, rule, kind, stem)


_MARK = re.compile(r"(?:[-–+*•▪○]|\d{1,2}[.)])\s")
_ITEMS = ("- ", "• ", "▪ ", "* ")
_WRAPPED = 75
"""Characters from which on a line may be one of prose that its author has wrapped."""


def _lines(paragraph: str) -> list[str]:
    """The lines of a list, each its own; the lines of wrapped prose as one."""
    found: list[str] = []
    for line in (" ".join(part.split()) for part in paragraph.strip().split("\n")):
        own = not found or _MARK.match(line) or (len(found[-1]) < _WRAPPED and not line[:1].islower())
        if own:
            found.append(line)
        else:
            found[-1] += " " + line
    return found


def _figure(line: str) -> bool:
    return any(character.isdecimal() for character in line) or bool(_MARK.match(line))


def page_of_text(stem: str, text: str, language: str) -> Page:
    """A page of the text alone: paragraphs parted by empty lines, the lines of a list each by itself; a short paragraph, or
    the first line of a list, without a full stop or the mark of an item is a heading."""
    paragraphs = [_lines(p) for p in text.strip().split("\n\n")]
    blocks, start = [], 0
    for number, lines in enumerate(paragraphs):
        for place, line in enumerate(lines):
            more = place == 0 and (len(lines) > 1 or number < len(paragraphs) - 1)
            is_item = line[:2] in _ITEMS
            bare = more and len(line) < 90 and not line.endswith(".") and not (len(lines) > 1 and _figure(line))
            kind: BlockKind = "item" if is_item else "heading" if bare else "paragraph"
            blocks.append(Block(kind, start, start + len(line)))
            start += len(line) + 1
    texts = [line for lines in paragraphs for line in lines]
    whole = "\n".join(texts)
    version = hashlib.sha256(whole.encode()).hexdigest()
    return Page(
        "own",
        stem,
        stem,
        "",
        "vi" if language == "vi" else "en",
        None,
        whole,
        tuple(blocks),
        (),
        version,
        version,
        "fragment",
    )


def snapshot_of(source: str, url: str, body: bytes) -> Snapshot:
    headers = {"content-type": "text/html; charset=utf-8"}
    return Snapshot(
        source, url, url, datetime(2026, 1, 1, tzinfo=UTC), 200, headers, body, hashlib.sha256(body).hexdigest()
    )


def _annotated(
    page: Page, gold: Mapping[str, Any], published: str | None, site: str, kind: str, stem: str
) -> Annotated:
    return Annotated(
        page, published, list(gold.get("observations") or []), list(gold.get("investments") or []),
        list(gold.get("claims") or []), site, kind, gold["lang"], stem,
    )  # fmt: skip


DEFAULTS: dict[str, Any] = {
    "transformation": "N", "ref_area": "VN-56", "activity": "_T", "ownership": "_T", "coverage": "province",
    "counterpart_area": "_T", "time_period": None, "obs_status": "A", "bound": "=", "price_base": None,
}  # fmt: skip
KEY = ("ref_area", "activity", "ownership", "coverage", "counterpart_area", "time_period")


def value_of(observation: dict[str, Any]) -> Decimal:
    """The annotated value as a decimal."""
    return Decimal(str(observation["value"]))
