"""What stands beside the observations: claims and companies' investments (GUIDE section 5)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from extractors import periods
from extractors.catalog import Catalog
from extractors.cues import Cue, Sentence
from extractors.linking.frame import Frame
from extractors.linking.memory import Memory
from extractors.periods import Context, TimeExpression
from extractors.quantities import Quantity


def claim(frame: Frame, quantity: Quantity, memory: Memory, catalog: Catalog, indicator: str) -> Mapping[str, object]:
    """A ratio between two periods of one indicator: what grew, by what, from when to when."""
    context, kind = memory.context, catalog.indicators[indicator].kind
    own = _nearest([t for t in frame.sentence.times if not t.compared and t.unit != "now"], quantity)
    base = _nearest([t for t in frame.sentence.times if t.compared], quantity)
    last = memory.last
    time_period = _period(own, context, kind) or (last.time_period if last is not None else None)
    base_period = _period(base, context, kind)
    if base_period is None or (base is not None and not base.year):
        base_period = periods.shifted(time_period, -1) if time_period else None
    return {"indicator": indicator, "ratio": quantity.value, "time_period": time_period, "base_period": base_period}


def investment(frame: Frame, quantity: Quantity, memory: Memory) -> Mapping[str, object]:
    """One company's announced investment: who, how much, which event, when."""
    sentence, lang = frame.sentence, frame.lang
    start, end = frame.clause(quantity)
    beside = sentence.text[max(start, quantity.start - 80) : min(end, quantity.end + 30)]
    event = next((e for e, p in lang.investment_events.items() if re.search(p, beside, re.IGNORECASE)), "new")
    time = _nearest([t for t in sentence.times if t.unit != "now" and not t.compared], quantity)
    before = [c for c in frame.of("company") if c.end <= quantity.start] or frame.of("company")
    return {
        "investor": _name(sentence, before[-1]) if before else "", "value": quantity.value, "unit": quantity.unit, "event": event,
        "time_period": periods.flow_period(time, memory.context) if time is not None else None,
    }  # fmt: skip


def _nearest(times: list[TimeExpression], quantity: Quantity) -> TimeExpression | None:
    return min(times, key=lambda t: abs(t.start - quantity.start), default=None)


def _period(time: TimeExpression | None, context: Context, kind: str) -> str | None:
    if time is None:
        return None
    return periods.stock_date(time, context) if kind == "stock" else periods.flow_period(time, context)


def _name(sentence: Sentence, cue: Cue) -> str:
    """The company as it is written: the words with capitals around those that gave it away."""
    left = re.search(r"(?:[A-ZĐ][\w&.-]*\s+){0,6}$", sentence.text[max(0, cue.start - 90) : cue.start])
    right = re.match(r"(?:\s+(?:[A-ZĐ][\w&.-]*|of|and)(?=\s+[A-ZĐ]|\W|$)){0,6}", sentence.text[cue.end : cue.end + 90])
    return sentence.text[cue.start - len(left[0] if left else "") : cue.end + len(right[0] if right else "")].strip()
