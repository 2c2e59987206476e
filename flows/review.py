"""`bacninh extract --html`: a page with each number marked by what became of it, for the maintainer who asks why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape

from extractors.records import Block, Mention, Page

_STYLE = """
body{font:16px/1.6 system-ui,sans-serif;margin:0 auto;max-width:56rem;padding:1rem;background:#fff;color:#1a1a1a}
header{border-bottom:1px solid #8886;margin-bottom:1rem} h1{font-size:1.3rem;margin:.2rem 0} article{margin-bottom:3rem}
mark{border-radius:.2rem;padding:0 .15rem;color:inherit;background:#ddd;cursor:help} pre{white-space:pre-wrap;font:inherit}
mark.observation{background:#a8e6b0} mark.repeat{background:#d6f2da} mark.converted{background:#c9def5} mark.claim{background:#e4d3f5}
mark.investment{background:#fbe3b0} mark.range{background:#eee} mark.period{background:#e4eef7} mark.excluded{background:#eee;color:#666}
mark.unclaimed{background:#f7b5ac} ul.fates{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.6rem;font-size:.85rem}
mark:focus{outline:2px solid #06c} @media(prefers-color-scheme:dark){body{background:#181818;color:#eee}mark{color:#111!important}}
"""
_TAGS = {"title": "h1", "heading": "h2", "lead": "p", "paragraph": "p", "item": "li", "caption": "p", "table": "pre"}


def review(pages: Sequence[tuple[Page, Sequence[Mention]]]) -> str:
    """One self-contained HTML page (no script, nothing loaded) with the pages and their numbers; what comes from them is escaped."""
    body = "".join(_article(page, mentions) for page, mentions in pages)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>What became of each number</title><style>{_STYLE}</style></head><body>{body}</body></html>\n"
    )


def _article(page: Page, mentions: Sequence[Mention]) -> str:
    counts = Counter(m.fate for m in mentions)
    legend = "".join(f'<li><mark class="{fate}">{fate}</mark> {number}</li>' for fate, number in counts.most_common())
    blocks = "".join(_block(page, block, mentions) for block in page.blocks)
    published = page.published.text if page.published else "no date"
    return (
        f"<article><header><b>{escape(page.document)}</b> · {page.language} · {escape(published)}"
        f'<ul class="fates">{legend}</ul></header>{blocks}</article>'
    )


def _block(page: Page, block: Block, mentions: Sequence[Mention]) -> str:
    inside = [m for m in mentions if block.start <= m.start < block.end]
    tag = _TAGS[block.kind]
    return f"<{tag}>{_marked(page.text, block.start, block.end, inside)}</{tag}>"


def _marked(text: str, start: int, end: int, mentions: Iterable[Mention]) -> str:
    """The text with its numbers marked; a number inside another's mark keeps to that mark."""
    parts, position = [], start
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if mention.start < position:
            continue
        parts.append(escape(text[position : mention.start]))
        parts.append(
            f'<mark class="{mention.fate}" tabindex="0" title="{escape(_reading(mention), quote=True)}">'
            f"{escape(text[mention.start : mention.end])}</mark>"
        )
        position = mention.end
    parts.append(escape(text[position:end]))
    return "".join(parts)


def _reading(mention: Mention) -> str:
    """What hovering says: the reading of a figure, the details of a claim or an investment, else the reason."""
    reading = mention.reading
    if reading is None:
        details = ", ".join(f"{k} {v}" for k, v in mention.details.items() if v is not None)
        return ": ".join(part for part in (mention.fate, mention.reason, details) if part)
    fields = [
        f"{reading.indicator} {reading.transformation} = {reading.value.normalize():f} {reading.unit}",
        f"period {reading.time_period}",
    ]
    fields += [
        f"{name} {code}"
        for name, code, usual in (
            ("activity", reading.activity, "_T"), ("ownership", reading.ownership, "_T"), ("coverage", reading.coverage, "province"),
            ("country", reading.counterpart_area, "_T"), ("status", reading.obs_status, "A"), ("bound", reading.bound, "="),
            ("prices", reading.price_base, None), ("territory", reading.territory, None),
        )
        if code != usual
    ]  # fmt: skip
    return "; ".join([mention.fate, *fields, f"confidence {reading.confidence}"])
