"""The sample's pages over and over, each time under other addresses: what the benchmarks of many pages read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from accuracy.goldset import TESTS, snapshot_of

from extractors.records import Snapshot

PAGES = TESTS / "pages"
BEGUN = datetime(2026, 1, 1, tzinfo=UTC)


def entries() -> Iterator[tuple[str, dict[str, Any]]]:
    """File and entry of the index without end: the first round as it is, each later one under other addresses."""
    index: dict[str, dict[str, Any]] = json.loads((PAGES / "index.json").read_text(encoding="utf-8"))
    for turn in count():
        for stem, entry in sorted(index.items()):
            yield stem, entry | {"url": _again(entry["url"], turn)} if turn else entry


def copies() -> Iterator[Snapshot]:
    """Answers without end, a second apart."""
    bodies = {path.stem: path.read_bytes() for path in PAGES.glob("*.html")}
    for number, (stem, entry) in enumerate(entries()):
        at = BEGUN + timedelta(seconds=number)
        yield replace(snapshot_of(entry["source"], entry["url"], bodies[stem]), fetched_at=at)


def site(folder: Path, pages: int) -> None:
    """A folder of so many pages for the sample site, without attachments and database; no two of the same bytes, which
    would be taken for an error page."""
    index = {}
    for number, (stem, entry) in zip(range(pages), entries(), strict=False):
        name = f"p{number}"
        (folder / f"{name}.html").write_bytes((PAGES / f"{stem}.html").read_bytes() + f"\n<!-- {name} -->\n".encode())
        index[name] = {key: value for key, value in entry.items() if key != "attachments"}
    (folder / "index.json").write_text(json.dumps(index, ensure_ascii=False), encoding="utf-8")


def _again(url: str, turn: int) -> str:
    """Another address of the same form: its number, or its last name where it has none, is another."""
    numbers = list(re.finditer(r"\d{5,}", url))
    if numbers:
        longest = max(numbers, key=lambda found: len(found[0]))
        return f"{url[: longest.end()]}{turn:05}{url[longest.end() :]}"
    head, _, last = url.rstrip("/").rpartition("/")
    return f"{head}/copy{turn}-{last}{'/' if url.endswith('/') else ''}"
