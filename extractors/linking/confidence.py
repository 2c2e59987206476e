"""How likely a reading is right in full: a logistic function of a few things that can be seen, fitted to the gold.

The weights come from `python -m accuracy.calibrate` (tests/accuracy), which also prints how well they hold on sites that they were not
fitted to. A reading at or above the threshold of warehouse/verdicts.py may stand alone; below it a second report must agree.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from extractors.cues import Sentence
from extractors.linking.state import Memory, Subject
from extractors.quantities import Quantity
from extractors.records import Reading

NAMES = (
    "distance", "inherited", "own_time", "many_numbers", "many_times", "undated_page", "home_named", "other_place", "company",
    "count", "growth", "rank", "share", "investment", "detailed", "heading", "target", "first_of_sentence", "no_period", "semicolons",
    "own_indicator", "month_growth", "nation",
)  # fmt: skip
INTERCEPT = 1.95
WEIGHTS: Mapping[str, float] = {
    "distance": -0.77, "inherited": -0.08, "own_time": 0.42, "many_numbers": -0.76, "many_times": 0.06, "undated_page": -0.3,
    "home_named": 0.2, "other_place": -0.92, "company": -1.73, "count": -0.16, "growth": -0.05, "rank": -0.52, "share": -0.22,
    "investment": -0.38, "detailed": -0.28, "heading": -0.94, "target": -0.02, "first_of_sentence": 0.22, "no_period": 0.02,
    "semicolons": 0.3, "own_indicator": 0.24, "month_growth": 0.31, "nation": -0.03,
}  # fmt: skip


def evidence(
    sentence: Sentence, quantity: Quantity, subject: Subject, reading: Reading, memory: Memory
) -> tuple[float, ...]:
    """What is seen of a reading, in the order of NAMES; each about 0 to 1."""
    details = (reading.activity, reading.ownership, reading.coverage, reading.counterpart_area)
    usual = ("_T", "_T", "province", "_T")
    return (
        min(subject.cost, 60) / 30, float(subject.inherited), float(any(not t.compared for t in sentence.times)),
        min(len(sentence.quantities), 12) / 6, min(len(sentence.times), 6) / 3, float(memory.context.published is None),
        float(any(c.code == "name" for c in sentence.of("home"))), float(bool(sentence.of("elsewhere"))),
        float(bool(sentence.of("company"))), float(reading.unit in ("project", "enterprise", "person", "zone", "cluster", "hectare")),
        float(reading.transformation in ("GY", "G1")), float(reading.transformation == "RANK"), float(reading.indicator.endswith("_share")),
        float(reading.indicator.endswith(("_projects", "_capital"))),
        sum(d != u for d, u in zip(details, usual, strict=True)) / 2, float(sentence.heading), float(reading.obs_status == "F"),
        float(not any(q.end <= quantity.start for q in sentence.quantities)), float(reading.time_period is None),
        min(sentence.text.count(";"), 4) / 2, float(any(c.code == reading.indicator for c in sentence.of("indicator"))),
        float(reading.transformation == "G1"), float(bool(sentence.of("nation"))),
    )  # fmt: skip


def confidence(seen: Sequence[float]) -> float:
    """The likelihood that a reading with this evidence is right, between 0 and 1."""
    raw = INTERCEPT + sum(WEIGHTS.get(name, 0.0) * value for name, value in zip(NAMES, seen, strict=True))
    return round(1 / (1 + math.exp(-raw)), 3)
