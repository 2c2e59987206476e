"""The pages of Data Docs: whole HTML with its style within, no script, nothing loaded; what comes from pages is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from extractors import VIET_NAM
from transforms.checks.validation import Outcome


@dataclass(frozen=True, slots=True)
class Example:
    """A row that is not as expected; where it is an observation, with its words."""

    name: str
    """Its observation_id, or what else names it."""
    is_new: bool
    """Whether it failed with this run for the first time, or otherwise than before."""
    is_observation: bool
    reason: str
    indicator: str
    time_period: str
    value: str | None
    unit: str
    printed: str
    sentence: str
    title: str
    publisher: str
    url: str
    published: str


@dataclass(frozen=True, slots=True)
class Expectation:
    """One expectation with what is shown of it."""

    outcome: Outcome
    new_ones: int
    """How many of the failing rows are new with this run."""
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A suite."""

    suite: str
    words: str
    expectations: tuple[Expectation, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A run."""

    run_id: str
    started_at: str
    """ISO 8601, UTC."""
    profile: str
    catalog_version: str
    extractor_version: str
    release_status: str
    release_version: str | None
    reasons: tuple[str, ...]
    sections: tuple[Section, ...]


TITLES = {
    "record": "Record",
    "observations": "Row by row",
    "sources": "Sources",
    "cross_checks": "Cross-checks",
}

_STYLE = """
:root{color-scheme:light dark;--line:#8884;--soft:#8881;--bad:#b3261e;--good:#1b6e3c;--held:#8a5a00;--dim:#5c6470;--bg:#fff;--ink:#1a1c20}
@media(prefers-color-scheme:dark){:root{--bad:#ff8a80;--good:#7bd69a;--held:#f0c069;--dim:#a2abb8;--bg:#15171a;--ink:#e8eaed}}
*{box-sizing:border-box}
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:64rem;padding:1rem 1rem 4rem;background:var(--bg);color:var(--ink);overflow-wrap:anywhere}
h1{font-size:1.5rem;margin:.5rem 0} h2{margin:2.5rem 0 .25rem;font-size:1.25rem} p{margin:.25rem 0 .75rem}
dl.facts{display:flex;flex-wrap:wrap;gap:.25rem 2rem;margin:.5rem 0 1rem} dl.facts div{min-width:8rem}
dt{color:var(--dim);font-size:.8rem} dd{margin:0} small,.dim{color:var(--dim)}
.release{border-left:.3rem solid var(--good);background:var(--soft);padding:.6rem .9rem;margin:1rem 0}
.release.withheld{border-color:var(--bad)} .release ul{margin:.3rem 0 0;padding-left:1.2rem}
ul.list{list-style:none;margin:0;padding:0} ul.list>li{border-top:1px solid var(--line);padding:.55rem 0}
.row{display:grid;grid-template-columns:5.5rem 1fr auto;gap:0 .8rem;align-items:baseline}
.row .count{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.mark{font-weight:600;font-size:.85rem} .ok{color:var(--good)} .bad{color:var(--bad)} .held,.alarm{color:var(--held)}
.note{font-size:.85rem;color:var(--dim);margin:.15rem 0 0}
details{margin:.4rem 0 0 6.3rem} summary{cursor:pointer;font-size:.9rem}
details.all{margin:.5rem 0 0} details.all>summary{color:var(--dim)}
.example{border:1px solid var(--line);border-radius:.3rem;padding:.5rem .7rem;margin:.5rem 0}
.example p{margin:.15rem 0} blockquote{margin:.3rem 0;padding-left:.7rem;border-left:.2rem solid var(--line)}
mark{background:#ffe08a;color:#1a1c20;padding:0 .1rem} code{font:.9em ui-monospace,monospace} a{color:inherit}
.new{font-size:.75rem;border:1px solid currentColor;border-radius:.6rem;padding:0 .4rem;color:var(--bad)}
.scroll{overflow-x:auto} table{border-collapse:collapse;width:100%} th,td{overflow-wrap:normal;text-align:left;padding:.35rem .7rem .35rem 0;border-top:1px solid var(--line);vertical-align:top}
th{font-size:.8rem;color:var(--dim);font-weight:normal} td.number{font-variant-numeric:tabular-nums} td a,td code,td.status{white-space:nowrap}
@media(max-width:40rem){.row{grid-template-columns:4.6rem 1fr}.row .count{grid-column:2;text-align:left}details{margin-left:0}}
@media print{body{max-width:none}}
"""


def page(run: Page) -> str:
    """The page of one run."""
    facts = (
        ("begun", _told(run.started_at)), ("run", run.run_id), ("profile", run.profile),
        ("catalogue", run.catalog_version), ("extractors", run.extractor_version),
    )  # fmt: skip
    listed = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in facts)
    body = "".join(map(_section, run.sections))
    return _whole(
        f"Checks of {run.run_id}",
        f'<nav><a href="../index.html">all runs</a></nav><h1>What the checks found</h1><dl class="facts">{listed}</dl>'
        f"{_release(run)}<main>{body}</main>",
    )


def index(runs: Sequence[Mapping[str, Any]]) -> str:
    """The list of runs, the newest first, from what `datadocs.write` keeps of each."""
    rows = "".join(map(_run, runs))
    table = (
        '<div class="scroll" tabindex="0"><table><thead><tr><th scope="col">begun</th><th scope="col">release</th>'
        '<th scope="col">required failed</th><th scope="col">expectations failed</th><th scope="col">run</th></tr>'
        f"</thead><tbody>{rows}</tbody></table></div>"
    )
    return _whole("Checks of the last runs", f"<h1>Checks of the last {len(runs)} runs</h1><main>{table}</main>")


def _run(facts: Mapping[str, Any]) -> str:
    required = sum(
        bool(e["required"] and not e["success"]) for section in facts["sections"] for e in section["expectations"]
    )
    status = "withheld" if facts["release_status"] == "withheld" else str(facts["release_version"] or "")
    kind = "bad" if facts["release_status"] == "withheld" else "ok"
    link = f'<a href="runs/{escape(facts["run_id"])}.html">{escape(_told(facts["started_at"]))}</a>'
    return (
        f'<tr><td>{link}</td><td class="status {kind}">{escape(status)} <small>'
        f"{escape('' if kind == 'bad' else facts['release_status'])}</small></td>"
        f'<td class="number {"bad" if required else ""}">{required}</td>'
        f'<td class="number">{facts["failed"]} of {facts["expectations"]}</td>'
        f"<td><code>{escape(facts['run_id'])}</code></td></tr>"
    )


def _release(run: Page) -> str:
    version = escape(run.release_version or "none")
    if run.release_status != "withheld":
        verb = "New release" if run.release_status == "released" else "Unchanged release"
        return f'<p class="release">{verb} <b>{version}</b>: every required check passed.</p>'
    stays = f"Release <b>{version}</b> stays in place" if run.release_version else "There is no release yet"
    reasons = "".join(f"<li>{escape(reason)}</li>" for reason in run.reasons)
    return f'<div class="release withheld"><b class="bad">Release withheld.</b> {stays}.<ul>{reasons}</ul></div>'


def _section(section: Section) -> str:
    failed = [e for e in section.expectations if not e.outcome.success]
    passed = [e for e in section.expectations if e.outcome.success]
    title = escape(TITLES.get(section.suite, section.suite))
    if not section.expectations:
        body = '<p class="dim">Nothing to check in this run.</p>'
    else:
        body = _list(failed, section.suite) + (
            f'<details class="all"><summary>{len(passed)} as expected</summary>{_list(passed, section.suite)}</details>'
            if passed
            else ""
        )
    count = f"{len(failed)} of {len(section.expectations)} failed" if section.expectations else ""
    return (
        f'<section id="{escape(section.suite, quote=True)}"><h2>{title} <small>{count}</small></h2>'
        f'<p class="dim">{escape(section.words)}</p>{body}</section>'
    )


def _list(expectations: Iterable[Expectation], suite: str) -> str:
    return f'<ul class="list">{"".join(_expectation(one, suite) for one in expectations)}</ul>'


def _expectation(one: Expectation, suite: str) -> str:
    outcome, kind = one.outcome, _kind(one.outcome, suite)
    required = " <small>required</small>" if outcome.required else ""
    reason = f'<p class="bad">{escape(outcome.reason)}</p>' if outcome.reason else ""
    note = f'<p class="note">{escape(outcome.note)}</p>' if outcome.note else ""
    return (
        f'<li><div class="row"><span class="mark {kind}">{_MARKS[kind]}</span>'
        f"<div>{escape(_sentence(outcome.words))}{required} <small><code>{escape(outcome.check)}</code></small>{reason}{note}"
        f'</div><span class="count" title="{escape(outcome.expectation, quote=True)}">{_count(one)}</span></div>'
        f"{_examples(one)}</li>"
    )


_MARKS = {"ok": "ok", "bad": "FAILED", "held": "held back", "alarm": "alarm"}


def _kind(outcome: Outcome, suite: str) -> str:
    if outcome.success:
        return "ok"
    if outcome.required:
        return "bad"
    return "alarm" if suite == "sources" else "held"


def _count(one: Expectation) -> str:
    outcome = one.outcome
    if outcome.required:  # a count that must be zero: there is no whole that it is a part of
        return f"{outcome.failed:,} found" if outcome.failed else "none found"
    new = f", {one.new_ones:,} new" if one.new_ones else ""
    return f"{outcome.failed:,} of {outcome.checked:,}{new}"


def _examples(one: Expectation) -> str:
    if not one.examples:
        return ""
    shown = "".join(map(_example, one.examples))
    more = one.outcome.failed - len(one.examples)
    what = f"{len(one.examples)} of {one.outcome.failed:,}" if more > 0 else f"{len(one.examples)}"
    opened = " open" if one.outcome.required else ""
    return f"<details{opened}><summary>show {what}</summary>{shown}</details>"


def _example(example: Example) -> str:
    new = ' <span class="new">new</span>' if example.is_new else ""
    reason = f"<p>{escape(example.reason)}{new}</p>" if example.reason else ""
    if not example.is_observation:
        return f'<div class="example"><code>{escape(example.name)}</code>{reason}</div>'
    value = f"{_number(example.value)} {escape(example.unit)}" if example.value is not None else "no value"
    what = " ".join((escape(example.indicator), escape(example.time_period), "=", value))
    told = ", ".join(escape(part) for part in (example.publisher, example.published) if part)
    return (
        f'<div class="example"><p><b>{what}</b></p>{reason}'
        f"<blockquote>{_marked(example.sentence, example.printed)}</blockquote>"
        f'<p class="note">{_link(example)}{told}; <code>bacninh explain {escape(example.name[:12])}</code></p></div>'
    )


def _link(example: Example) -> str:
    title = escape(example.title or example.url)
    if not example.url.startswith(("https://", "http://")):
        return f"{title}; "
    return f'<a href="{escape(example.url, quote=True)}" rel="noreferrer">{title}</a>; '


def _marked(sentence: str, printed: str) -> str:
    before, found, after = sentence.partition(printed) if printed else (sentence, "", "")
    return f"{escape(before)}<mark>{escape(found)}</mark>{escape(after)}" if found else escape(sentence)


def _number(value: str | None) -> str:
    whole, _, part = (value or "").partition(".")
    part = part.rstrip("0")
    return escape(f"{int(whole):,}" + (f".{part}" if part else "")) if whole.lstrip("-").isdecimal() else escape(whole)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:].removesuffix('.')}."


def _told(moment: str) -> str:
    """2026-11-24 02:30, in Viet Nam."""
    return f"{datetime.fromisoformat(moment).astimezone(VIET_NAM):%Y-%m-%d %H:%M} (UTC+7)"


def _whole(title: str, body: str) -> str:
    return (
        '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8">'
        # nothing is fetched, whatever a page's words may hold
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n<body>{body}</body></html>\n"
    )
