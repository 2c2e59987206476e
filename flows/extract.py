"""`bacninh extract`: the figures of pages as JSON lines, nothing stored. The contract that accuracy is measured by."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from extractors import figures
from extractors.catalog import Catalog
from extractors.records import Mention, Page
from transforms.normalise import observations
from transforms.records import Observation

KINDS = ("observation", "investment", "claim", "mention", "all")

_FIELDS = (
    "indicator", "transformation", "ref_area", "activity", "ownership", "coverage", "counterpart_area", "time_period",
    "unit", "obs_status", "bound", "price_base",
)  # fmt: skip


class Dates:
    """Dates of publication given from outside: one wins over the page's own, null means that none is known."""

    def __init__(self, by_stem: Mapping[str, str | None], for_all: str | None = None) -> None:
        self._by_stem, self._for_all = by_stem, for_all

    @classmethod
    def load(cls, path: Path | None, for_all: str | None) -> Dates:
        """Read `--dates FILE.json` (stem → date or null). Raises ValueError with the cure if it is no such file."""
        if path is None:
            return cls({}, for_all)
        try:
            entries = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, json.JSONDecodeError) as error:
            raise ValueError(f"{path}: not a JSON object of stem → date or null ({error}); correct the file") from error
        if not isinstance(entries, dict):
            raise ValueError(f"{path}: holds {type(entries).__name__}, not an object of stem → date or null")
        return cls(entries, for_all)

    def of(self, page: Page) -> str | None:
        """The date of a page: given for it, given for all, else the page's own."""
        stem = page.document
        if stem in self._by_stem:
            return self._by_stem[stem]
        if self._for_all is not None:
            return self._for_all
        return page.published.text if page.published else None


def extract_page(page: Page, catalog: Catalog, dates: Dates, kind: str = "observation") -> Iterator[dict[str, object]]:
    """The figures of one page as JSON objects; `kind` is one of KINDS."""
    published = dates.of(page)
    mentions = figures.read(page, catalog, published)
    if kind in ("observation", "all"):
        for observation, evidence, mention in observations(page, mentions, catalog, published):
            yield _observation(page, observation, evidence.sentence, mention, with_kind=kind == "all")
    for mention in mentions:
        if kind in ("mention", "all"):
            yield _mention(page, mention, "mention")
        if mention.fate in ("investment", "claim") and kind in (mention.fate, "all"):
            yield _mention(page, mention, mention.fate)


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _observation(
    page: Page, observation: Observation, sentence: str, mention: Mention, *, with_kind: bool
) -> dict[str, object]:
    line: dict[str, object] = {"kind": "observation"} if with_kind else {}
    line |= {
        "page": page.document,
        **{f: getattr(observation, f) for f in _FIELDS},
        "value": _number(observation.value),
    }
    line |= {"quote": mention.printed, "char_start": mention.start, "char_end": mention.end}
    if observation.converted_value is not None:
        line["converted"] = {"value": _number(observation.converted_value), "unit": observation.converted_unit}
    return line | {"sentence": sentence, "confidence": observation.confidence}


def _mention(page: Page, mention: Mention, kind: str) -> dict[str, object]:
    return {
        "kind": kind, "page": page.document, "fate": mention.fate, "reason": mention.reason, "quote": mention.printed,
        "char_start": mention.start, "char_end": mention.end,
        **{k: _number(v) if isinstance(v, Decimal) else v for k, v in mention.details.items()},
    }  # fmt: skip
