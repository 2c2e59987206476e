"""The floor under the accuracy of the reading: the project's own gold, micro-averaged, figures and full keys."""

from __future__ import annotations

import json
from pathlib import Path

from conftest import INDEX
from test_sample import page_of

from extractors import figures
from extractors.catalog import Catalog
from transforms.normalise import normalise
from transforms.periods import canonical

GOLD = Path(__file__).parent / "gold"
DEFAULTS = {
    "transformation": "N", "ref_area": "VN-56", "activity": "_T", "ownership": "_T", "coverage": "province",
    "counterpart_area": "_T", "time_period": None,
}  # fmt: skip
FIGURE = ("indicator", "transformation", "unit")


def f1(hits: int, found: int, gold: int) -> float:
    return 2 * hits / (found + gold)


def test_floor(catalog: Catalog) -> None:
    hits = {"figure": 0, "full": 0}
    counts = {"gold": 0, "found": 0}
    for name in INDEX:
        page = page_of(name, catalog)
        published = INDEX[name]["published"]
        found = [
            {f: getattr(o, f) for f in (*FIGURE, *DEFAULTS)} | {"value": float(o.value)}
            for m in figures.read(page, catalog, published)
            if m.fate == "observation" and m.reading is not None
            for o in [normalise(m.reading, page.document, published)]
        ]
        annotated = json.loads((GOLD / f"{name}.json").read_text(encoding="utf-8"))["observations"]
        golds = [DEFAULTS | {k: v for k, v in o.items() if v is not None} for o in annotated]
        for gold in golds:
            if gold["time_period"] and len(str(gold["time_period"])) <= 9:
                gold["time_period"] = canonical(str(gold["time_period"]))
        counts["gold"] += len(golds)
        counts["found"] += len(found)
        for level, fields in (("figure", FIGURE), ("full", (*FIGURE, *DEFAULTS))):
            free = list(found)
            for gold in golds:
                match = next((p for p in free if same(gold, p, fields)), None)
                if match is not None:
                    free.remove(match)
                    hits[level] += 1
    assert f1(hits["figure"], counts["found"], counts["gold"]) >= 0.75
    assert f1(hits["full"], counts["found"], counts["gold"]) >= 0.64


def same(gold: dict[str, object], found: dict[str, object], fields: tuple[str, ...]) -> bool:
    a, b = float(gold["value"]), float(found["value"])  # type: ignore[arg-type]
    return abs(a - b) <= 5e-4 * max(abs(a), abs(b), 1e-12) and all(gold[f] == found[f] for f in fields)
