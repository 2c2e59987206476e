"""The sample's pages over and over, each time under other addresses: what the benchmarks of many pages read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

from accuracy.goldset import TESTS, snapshot_of

from extractors.records import Snapshot

BEGUN = datetime(2026, 1, 1, tzinfo=UTC)


def copies() -> Iterator[Snapshot]:
    """Answers without end: the first round as they are, each later one with its number before the path."""
    index = json.loads((TESTS / "pages" / "index.json").read_text(encoding="utf-8"))
    bodies = {stem: (TESTS / "pages" / f"{stem}.html").read_bytes() for stem in sorted(index)}
    number = count()
    for turn in count():
        for stem, body in bodies.items():
            url = index[stem]["url"]
            if turn:
                host, _, path = url.partition("://")[2].partition("/")
                url = f"https://{host}/copy-{turn}/{path}"
            at = BEGUN + timedelta(seconds=next(number))
            yield replace(snapshot_of(index[stem]["source"], url, body), fetched_at=at)
