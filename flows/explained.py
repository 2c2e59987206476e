"""What stands behind a figure, and what is held back, in lines for people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from extractors.codes import KEY, TOTALS
from flows.terminal import cell

Facts = Mapping[str, Any]
QUERY = """
    SELECT p.*, r.bound, r.obs_status, coalesce(r.price_base, b.price_base) AS price_base, b.price_base_from,
        s.decided_by, s.reports
    FROM (FROM provenance WHERE {which}) p
    LEFT JOIN report r USING (observation_id)
    LEFT JOIN inferred_base b USING (observation_id)
    LEFT JOIN (SELECT observation_id, decided_by, reports FROM series) s USING (observation_id)
    ORDER BY p.observation_id, p.version = r.version AND p.locator = r.locator DESC, p.first_seen DESC, p.locator"""
"""All that is known of the observations that `which` chooses: a row a piece of evidence, that of the report first."""
CHECKS = """
    SELECT check_name, reason || CASE WHEN proposed IS NULL THEN ''
        ELSE '; proposed: ' || regexp_replace(CAST(proposed AS VARCHAR), '\\.?0+$', '') || ' ' || proposed_unit END
    FROM quarantine WHERE {which}
    UNION ALL
    SELECT check_name, reason FROM current_verdict WHERE {which} AND status = 'accepted' AND reason <> ''"""
ORDER = "indicator, time_period, observation_id, check_name"
_BOUNDS = {"=": "", "<": "less than ", ">": "more than ", "~": "about "}
_SHOWN = (*KEY, "obs_status", "price_base", "price_base_from")
_PAGE = ("title", "publisher", "published", "published_origin", "url", "source", "confidence")
_OF_EVIDENCE = ("locator", "version", "warc_file", "warc_offset", "extractor_version", "confidence", "first_seen")
_SAID = {"value", "unit", "bound", "printed", "sentence", "verdict", "state", "decided_by", "reports"}


def lines(evidence: Sequence[Facts], checks: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Of one observation's rows of QUERY, what stands behind it.

    The sentence with the figure marked; what it was read as; whether it stands in the series; page and place; then
    where else, or in which other version of the page, it was read.
    """
    facts = evidence[0]
    yield _words(facts)
    yield f"  {'read as':18} {figure(facts)}"
    yield from _told(facts, [n for n in _SHOWN if facts.get(n) != TOTALS.get(n)])
    yield f"  {'in the series':18} {_standing(facts)}"
    for check, reason in checks:
        yield f"  {'check':18} {check}: {reason}"
    yield from _told(facts, _PAGE)
    yield from _told(facts, [n for n in facts if n not in {*_SHOWN, *_PAGE, *_SAID}])
    for other in evidence[1:]:
        yield f"also read: {_words(other)}"
        yield from _told(other, _OF_EVIDENCE)


def _words(facts: Facts) -> str:
    printed, sentence = str(facts["printed"] or ""), str(facts["sentence"] or "")
    if str(facts["locator"] or "").startswith("transcribed:"):
        return f"{sentence} (typed by hand from the page below, which is not in the archive)"
    if not printed:
        return sentence
    # "8" is no part of "32.8": only where it stands alone, unless it nowhere does
    alone = re.compile(rf"(?<![\d.,]){re.escape(printed)}(?![.,]?\d)")
    marked, count = alone.subn(lambda match: f"[[{match[0]}]]", sentence)
    return marked if count else sentence.replace(printed, f"[[{printed}]]", 1)


def held(rows: Iterable[Facts]) -> Iterator[str]:
    """What is held back: each figure once with its words, and all that holds it; rows in `ORDER`."""
    count = 0
    for _, group in groupby(rows, key=lambda row: row["observation_id"]):
        reasons = list(group)
        first = reasons[0]
        count += 1
        unusual = "".join(f" {name} {first[name]}" for name, usual in TOTALS.items() if first[name] != usual)
        yield (
            f"{first['indicator']} {first['transformation']} {first['time_period']}{unusual}: {figure(first)}"
            f"  [{str(first['observation_id'])[:12]}]"
        )
        for row in reasons:
            yield f"  {row['check_name']}: {row['reason']}"
        proposed = dict.fromkeys((row["proposed"], row["proposed_unit"]) for row in reasons)
        for value, unit in (one for one in proposed if one[0] is not None):
            yield f"  proposed: {cell(value)} {unit}"
        yield f"  “{first['sentence']}”  {first['url']}"
    yield f"{count} held back"


def figure(facts: Facts) -> str:
    """A value with what bounds it and its unit."""
    return f"{_BOUNDS.get(facts['bound'], '')}{cell(facts['value'])} {facts['unit']}"


def _standing(facts: Facts) -> str:
    if facts["decided_by"]:
        others = f" of {facts['reports']} reports" if facts["reports"] > 1 else ""
        return f"yes ({facts['decided_by']}{others})"
    if facts["state"] != "stated":
        return f"no: the page does not say so any more ({facts['state']})"
    reasons = {
        "held": "no: held back", "rejected": "no: rejected by a person", "incomplete": "no: it has no period",
        "unchecked": "no: not checked yet",
    }  # fmt: skip
    return reasons.get(str(facts["verdict"]), "no: another report of the same period is preferred, or it is a plan")


def _told(facts: Facts, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        if facts.get(name) is not None:
            yield f"  {name:18} {cell(facts[name])}"
