"""The data dictionary for people: as Markdown, and as one HTML page that needs nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from warehouse.dictionary import Entry

_FIRST = (
    "headline", "series", "annual", "monthly", "year_to_date", "series_as_of", "series_as_seen", "vintage", "revision",
    "disagreement", "territory", "target", "derived", "series_linked", "provenance", "quarantine", "incomplete",
    "unclaimed", "coverage", "investment_report", "claim_report", "indicator", "unit", "release", "dictionary",
)  # fmt: skip
"""What people ask first; the rest, which these are made of, follows by name."""

_STYLE = """
:root { color-scheme: light dark; --line: #8886; --soft: #8881; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem; }
a { color: inherit; }
nav { columns: 12rem; } nav a { display: block; } h2 { margin-top: 2.5rem; overflow-wrap: anywhere; }
div.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .6rem; text-align: left; vertical-align: top; }
thead th { background: var(--soft); } code { font-family: ui-monospace, monospace; } small { font-weight: normal; }
@media print { nav { display: none; } h2 { break-after: avoid; } }
"""


def markdown(entries: Sequence[Entry]) -> str:
    """The dictionary as Markdown, a section for each table, view and macro."""
    out = ["# Data dictionary", ""]
    for head, columns in _sections(entries):
        out += [f"## {head.table_name} ({head.table_type})", "", head.comment or "", ""]
        if head.data_type:
            out += [f"Called as `{head.table_name}({head.data_type})`.", ""]
        if columns:
            out += ["| column | type | meaning |", "| --- | --- | --- |"]
            out += [f"| `{c.column_name}` | {c.data_type} | {_cell(c.comment)} |" for c in columns]
            out.append("")
    return "\n".join(out)


def html(entries: Sequence[Entry], title: str = "Data dictionary") -> str:
    """The dictionary as a whole HTML page, styles within."""
    sections = list(_sections(entries))
    links = "".join(f'<a href="#{escape(h.table_name)}">{escape(h.table_name)}</a>' for h, _ in sections)
    body = "\n".join(_section_html(head, columns) for head, columns in sections)
    return (
        f'<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head>\n'
        f'<body><h1>{escape(title)}</h1><nav aria-label="Tables and views">{links}</nav><main>\n{body}\n'
        "</main></body></html>\n"
    )


def _section_html(head: Entry, columns: Sequence[Entry]) -> str:
    name = escape(head.table_name)
    called = f"<p>Called as <code>{name}({escape(head.data_type)})</code>.</p>" if head.data_type else ""
    rows = "".join(
        f'<tr><th scope="row"><code>{escape(c.column_name or "")}</code></th><td>{escape(c.data_type or "")}</td>'
        f"<td>{escape(c.comment or '')}</td></tr>"
        for c in columns
    )
    table = (
        '<div class="scroll" tabindex="0"><table><thead><tr><th scope="col">column</th><th scope="col">type</th>'
        f'<th scope="col">meaning</th></tr></thead><tbody>{rows}</tbody></table></div>'
    )
    return (
        f'<section id="{name}"><h2>{name} <small>{head.table_type}</small></h2><p>{escape(head.comment or "")}</p>'
        f"{called}{table if columns else ''}</section>"
    )


def _sections(entries: Sequence[Entry]) -> Iterator[tuple[Entry, list[Entry]]]:
    ordered = sorted(entries, key=lambda e: (_place(e.table_name), e.table_name, e.ordinal_position))
    for _, group in groupby(ordered, key=lambda e: e.table_name):
        head, *columns = group
        yield head, columns


def _place(name: str) -> int:
    return _FIRST.index(name) if name in _FIRST else len(_FIRST)


def _cell(text: str | None) -> str:
    return (text or "").replace("|", "\\|")
