"""The article on a page: its body in the DOM, its title, and its pieces without boilerplate."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from itertools import takewhile

from lxml import html

from extractors.blocks import COUNTER, ENDED, BlockReader, Piece, is_prose, starts_more
from extractors.catalog import Selectors, Source
from extractors.dates import date_line
from extractors.decoding import fold
from extractors.errors import UnreadablePage
from extractors.languages import LANGUAGES
from extractors.markup import BLOCKS, chunks, hidden, noise, shown
from extractors.selectors import select, xpath


@dataclass(frozen=True, slots=True)
class Found:
    """The article on a page: its body in the DOM, or paragraphs where no node holds them together."""

    template: str
    body: html.HtmlElement | None
    paragraphs: tuple[str, ...] = ()


NO_SELECTORS = Selectors(body=["article"])


def find(url: str, root: html.HtmlElement, markup: str, source: Source | None) -> Found:
    """The article by the source's selectors, in a bare fragment by its `<article>`, else by trafilatura.

    Raises UnreadablePage where none of them finds one.
    """
    if source and (body := _selected(root, source.selectors.body)) is not None:
        return Found("source", body)
    if not re.search(r"<(?:html|head|body)[\s>]", markup, re.I):
        articles = root.xpath("//article[not(ancestor::article)]")
        body = max(articles, key=lambda a: len(a.text_content()), default=root.find("body"))
        return Found("fragment", body if body is not None else root)
    return _find_unknown(url, root)


def _selected(root: html.HtmlElement, selectors: list[str]) -> html.HtmlElement | None:
    """What the first selector that finds any text matches: the longest match (other boxes of a portal have the same
    names), or what holds it and the matches beside it, where an article has several parts."""
    for selector in selectors:
        sizes = {e: size for e in select(root, [selector]) if (size := len(fold(e.text_content()))) >= _SHORTEST}
        if sizes:
            longest = max(sizes, key=lambda e: sizes[e])
            around = longest.getparent()
            parted = around is not None and any(e is not longest and e.getparent() is around for e in sizes)
            return around if parted else longest
    return None


_SHORTEST = 40
"""Characters of a body: less is an empty place for one."""


def _find_unknown(url: str, root: html.HtmlElement) -> Found:
    """The smallest node that holds most of what trafilatura takes for the main text, else its paragraphs alone."""
    seen = copy.deepcopy(root)
    for element in hidden(seen):
        if element.getparent() is not None:
            element.drop_tree()
    main = _trafilatura()(seen, include_tables=True, include_comments=False, favor_recall=True)
    if not main:
        raise UnreadablePage(url, "no article text", "look at the page; add a source with selectors for its template")
    lines = [fold(line) for line in main.splitlines() if line.strip()]
    body = _holding(root, lines)
    # without a node there is no telling a list or table of the article from one beside it: sentences only
    sentences = () if body is not None else tuple(p for p in lines if p[0] not in "|-" and ENDED.search(p))
    return Found("trafilatura", body, sentences)


@cache
def _trafilatura() -> Callable[..., str | None]:
    """trafilatura's `extract`, slow to import, and only unknown templates need it.

    Where its own way finds little it asks justext, with the stop words of a hundred languages (27 MB in each process,
    and the time to read them): here with those of the languages that are read.
    """
    from justext import get_stoplist
    from trafilatura import external, extract
    from trafilatura.settings import JUSTEXT_LANGUAGES

    named = [JUSTEXT_LANGUAGES[code] for code in LANGUAGES if code in JUSTEXT_LANGUAGES]
    external.JT_STOPLIST = tuple({word for name in named for word in get_stoplist(name)})
    found: Callable[..., str | None] = extract
    return found


def _holding(root: html.HtmlElement, lines: list[str]) -> html.HtmlElement | None:
    """The smallest element with four fifths of the text in `lines`, trafilatura's; None where there is none."""
    prose = " ".join(line for line in lines if not line.startswith("|"))
    cells = {cell.strip() for line in lines if line.startswith("|") for cell in line.split("|")}
    in_cells = " ".join(cells)
    held: dict[html.HtmlElement, int] = {}
    whole = 0
    for parent, words in chunks(root):
        # trafilatura makes one cell of all that a cell of layout holds
        if words in cells or (len(words) >= 20 and (words in prose or words in in_cells)):
            whole += len(words)
            for holder in (parent, *parent.iterancestors()):
                held[holder] = held.get(holder, 0) + len(words)
    if whole < 0.5 * (len(prose) + sum(map(len, cells))):
        return None
    enough = [
        node for node, size in held.items() if size >= 0.8 * whole and node.tag in BLOCKS and node.tag not in _CELLED
    ]
    smallest = max(enough, key=lambda n: sum(1 for _ in n.iterancestors()), default=None)
    return None if smallest is None else _with_tables(root, smallest, cells)


def _with_tables(root: html.HtmlElement, body: html.HtmlElement, cells: set[str]) -> html.HtmlElement:
    """What holds the body and the tables beside it that trafilatura took for main text, where little else stands."""
    too_much: set[html.HtmlElement] = set()
    for table in root.xpath("//table[not(ancestor::table)]"):
        above = {body, *body.iterancestors()}
        around = next((a for a in table.iterancestors() if a in above), body)
        own = {words for _, words in chunks(table)}
        if around is body or around in too_much or len(own) < _CELLS or not own <= cells:
            continue
        besides = len(fold(around.text_content())) - sum(len(fold(e.text_content())) for e in (body, table))
        if besides <= _LITTLE:
            body = around
        else:
            too_much.add(around)
    return body


_CELLS = 4
"""Different cells of a table that is one of figures."""
_LITTLE = 300
"""Characters beside a body and a table that a title, a caption, a button or a date make up."""


_CELLED = frozenset(("table", "tbody", "thead", "tr"))


def title_element(
    root: html.HtmlElement, body: html.HtmlElement | None, selectors: list[str]
) -> html.HtmlElement | None:
    """The title: the first match in the body, else the last one before it (site names are headings too), else any."""
    for selector in selectors:
        matches = [e for e in root.xpath(xpath(selector)) if shown(e)]
        if not matches:
            continue
        if body is None:
            return matches[0]
        around = [e for e in matches if body in e.iterancestors()]
        known = set(matches)
        before = [] if around else [e for e in body.xpath("preceding::*") if e in known]
        return (around[:1] or before[-1:] or matches[:1])[0]
    return None


def meta_title(root: html.HtmlElement) -> str:
    """The title that the metadata name, without the site's name behind a bar."""
    for text in root.xpath("//meta[@property='og:title']/@content | //title/text()"):
        if fold(text):
            return re.sub(r"\s[|]\s[^|]*$", "", fold(text))
    return ""


def scope(url: str, found: Found, heading: html.HtmlElement | None) -> list[Piece]:
    """The pieces around title and body, in which the printed date of publication stands."""
    if found.body is None:
        return []
    around = found.body
    if heading is not None and around not in heading.iterancestors():
        above = set(heading.iterancestors())
        around = next((a for a in around.iterancestors() if a in above), around)
    return BlockReader(url, noise(around), data=False).read(around)


def declared_language(root: html.HtmlElement, body: html.HtmlElement | None) -> str:
    """The language that the nearest element around the body declares; empty where none does."""
    nodes = [] if body is None else [body, *body.iterancestors()]
    return next((n.get("lang", "") for n in [*nodes, root] if n.get("lang")), "")


def article(
    url: str, root: html.HtmlElement, found: Found, selectors: Selectors, title: str, around: list[Piece]
) -> list[Piece]:
    """The pieces of the article below its title: the lead first, then the body in order, boilerplate left out.

    `around`: the pieces of `scope`.
    """
    if found.body is None:
        body = [Piece("paragraph", p) for p in found.paragraphs]
    else:
        dropped = noise(found.body) | set(select(found.body, selectors.drop))
        body = BlockReader(url, dropped).read(found.body)
    body = _without_boilerplate(body, title)
    lead = next(filter(None, (shown(e) for e in select(root, selectors.lead))), "")
    if not lead and found.template == "trafilatura":
        lead = _lead_above(around, body, title) or _meta_lead(root, body)
    if lead:
        body = [Piece("lead", lead), *(p for p in body if p.text != lead)]
    elif body and body[0].kind == "paragraph" and body[0].bold:
        body[0] = replace(body[0], kind="lead")
    return body


def _lead_above(around: list[Piece], body: list[Piece], title: str) -> str:
    """The sentences between the title and the body of a template that has its lead in a place of its own."""
    at = next((i for i, p in enumerate(around) if p.text.casefold() == title.casefold()), None)
    if at is None or not body:
        return ""
    said = {p.text for p in body}
    between = list(takewhile(lambda p: p.text not in said, around[at + 1 :]))
    if at + 1 + len(between) == len(around):
        return ""
    return " ".join(p.text for p in between if p.kind != "table" and _is_lead(p))


def _is_lead(piece: Piece) -> bool:
    sentence = len(piece.text) >= _SHORTEST and re.search(r"[^.][.!?]$", piece.text)
    return bool(sentence) and not piece.linked and date_line(piece.text) is None


def _meta_lead(root: html.HtmlElement, body: list[Piece]) -> str:
    """The page's description where it is a whole sentence that the body lacks; a cut one could end within a number."""
    text = " ".join(p.text for p in body)
    for description in root.xpath("//meta[@property='og:description' or @name='description']/@content"):
        words = fold(description)
        if len(words) >= 60 and re.search(r"[^.][.!?]$", words) and words[:60] not in text:
            return words
    return ""


def _without_boilerplate(pieces: list[Piece], title: str) -> list[Piece]:
    kept: list[Piece] = []
    after_more = False
    for piece in pieces:
        # a list of other articles ends where prose begins again
        after_more = (after_more or starts_more(piece)) and (starts_more(piece) or not is_prose(piece))
        repeats_title = piece.text.casefold() == title.casefold() and piece.kind != "table"
        if after_more or repeats_title or _is_boilerplate(piece, len(kept)):
            continue
        kept.append(piece)
    return kept


def _is_boilerplate(piece: Piece, before: int) -> bool:
    text = piece.text
    if piece.kind == "table":
        return not text
    if len(text) <= 80 and re.fullmatch(rf"\W*(?:{COUNTER.pattern})\W*", text, re.I):
        return True
    if piece.linked and piece.kind in ("paragraph", "item", "heading") and not ENDED.search(text):
        return True
    if piece.dated and len(text) <= 100:
        return True
    ends_in_counter = (
        len(text) <= 100 and re.search(rf"(?:{COUNTER.pattern})\W*$", text, re.I) and not ENDED.search(text)
    )
    return bool(ends_in_counter) or (before < 4 and date_line(text) is not None)
