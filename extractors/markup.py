"""From characters to elements: markup that no one writes is refused, and what of the elements a person sees.

What a person does not see is no content: elements hidden by attribute, inline style or a name for screen readers,
templates, fallbacks of scripts (what a style sheet hides is not known here).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5, name2codepoint

from lxml import etree, html

from extractors.decoding import fold
from extractors.errors import UnreadablePage

MAX_TAGS = 250_000
"""Of a page, opening and closing ones: a table of 100,000 cells. The longest real ones have some ten thousand."""
_SKIPPED_TAGS = """script style noscript template iframe svg nav aside footer button select input textarea object embed
    canvas audio video head math dialog map noframes noembed datalist rp"""
SKIPPED = frozenset(_SKIPPED_TAGS.split())
_BLOCK_TAGS = """address article blockquote body center caption dd details div dl dt fieldset figcaption figure form h1
    h2 h3 h4 h5 h6 header hr html legend li main ol p pre section summary table tbody td tfoot th thead tr ul"""
BLOCKS = frozenset(_BLOCK_TAGS.split())
NOISE_NAME = re.compile(
    r"(?<![a-z])(?:related|relate|lien-?quan|tin-?khac|tin-?lien-?quan|tin-?cung|other-?news|more-?news|news-?other|read-?more"
    r"|xem-?them|comments?|binh-?luan|shar(?:e|ing)|social|breadcrumbs?|counter|view-?counts?|luot-?xem|page-?views?|hits"
    r"|tags?|weather|hotline|ads?|adv|advert\w*|banner|newsletter|most-?read|doc-?nhieu|pagination|paging|pager|toolbar"
    r"|print|rating|menu|nav|navbar|sidebar|foot|footer|login|cookies?|subscribe|exchange|ty-?gia|statistics-?visit"
    r"|truy-?cap|next-?prev|prev-?next|post-?nav\w*)(?![a-z])",
    re.I,
)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?:font-size|opacity)\s*:\s*(?:0+(?:\.0+)?|\.0+)(?:px|r?em|pt|%)?\s*(?:!|;|$)"
    r"|text-indent\s*:\s*-\d{3}|(?<![\w-])(?:left|top|right|bottom|margin-(?:left|top))\s*:\s*-\d{4}"
    r"|clip\s*:\s*rect\((?:\s*[01](?:px)?[\s,]*){4}\)|clip-path\s*:\s*inset\(\s*(?:50|100)%",
    re.I,
)
_FOR_SCREEN_READERS = re.compile(
    r"(?<![\w-])(?:sr-only|visually-?hidden|screen-?reader(?:-only|-text)?)(?![\w-])", re.I
)


def names_of(element: html.HtmlElement) -> str:
    """Class and id of an element."""
    return f"{element.get('class', '')} {element.get('id', '')}"


def noise(root: html.HtmlElement) -> set[html.HtmlElement]:
    """Elements below `root` whose name or visibility says that they are no part of the article.

    A name alone does not condemn what holds most of the text: `print-area` often wraps the whole article.
    """
    whole = len(root.text_content())
    found = hidden(root)
    for element in root.xpath("descendant::*[@class or @id or @aria-hidden]"):
        # sites set aria-hidden on all behind a dialog, too
        named = NOISE_NAME.search(names_of(element)) or element.get("aria-hidden", "").lower() == "true"
        if named and len(element.text_content()) * 2 <= whole:
            found.add(element)
    return found


def hidden(root: html.HtmlElement) -> set[html.HtmlElement]:
    """Elements below `root` that are not shown, by attribute, by their own style or by a name that says so."""
    return {
        element
        for element in root.xpath("descendant::*[@hidden or @style or @class]")
        if element.get("hidden") is not None
        or _HIDDEN.search(element.get("style", ""))
        or _FOR_SCREEN_READERS.search(element.get("class", ""))
    }


def shown(element: html.HtmlElement) -> str:
    """The text of an element as it is seen."""
    return text_of(element, hidden(element))


def text_of(element: html.HtmlElement, dropped: set[html.HtmlElement]) -> str:
    """The text of an element on one line, without the elements `dropped`."""
    if not len(element):
        text = element.text or ""
        return text if text.isascii() and text.isprintable() and " " not in text else fold(text)
    parts: list[str] = []
    _gather(element, dropped, parts)
    return fold("".join(parts))


_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def ends_in_digit(parts: list[str]) -> bool:
    """Whether the text gathered so far ends in a digit, to which a raised one is a footnote's mark."""
    return next((part[-1:].isdecimal() for part in reversed(parts) if part), False)


def _is_raised_digit(element: html.HtmlElement) -> bool:
    """Whether a `<sup>` is bare digits; in brackets it is told from the number as it stands."""
    return str(element.text_content()).strip().isdecimal()


def raised(element: html.HtmlElement) -> str:
    """The text of a `<sup>` behind a digit: a footnote's mark or an exponent is seen as one, not as a further digit."""
    return str(element.text_content()).translate(_SUPERSCRIPT)


def _gather(element: html.HtmlElement, dropped: set[html.HtmlElement], parts: list[str]) -> None:
    parts.append(element.text or "")
    for child in element:
        if child.tag == "sup" and child not in dropped and _is_raised_digit(child) and ends_in_digit(parts):
            parts.append(raised(child))
        elif isinstance(child.tag, str) and child.tag not in SKIPPED and child not in dropped:
            apart = " " if child.tag in BLOCKS or child.tag == "br" else ""
            parts.append(apart)
            _gather(child, dropped, parts)
            parts.append(apart)
        parts.append(child.tail or "")


_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")


def _character(entity: re.Match[str]) -> str:
    """A named character of HTML 5 that HTML 4, and so libxml2, does not know: `&comma;` stands inside a number."""
    known = entity[1] in name2codepoint or entity[1] == "apos"
    character = html5.get(f"{entity[1]};", "")
    return entity[0] if known or not character or character in "<>&\"'" else character


_MAX_ATTRIBUTES = 2_000
"""libxml2 compares each attribute of an element with all before it."""
_TAG = re.compile(r"""<[A-Za-z](?:[^>=]++|=\s*+"[^"]*+(?:"|\Z)|=\s*+'[^']*+(?:'|\Z)|=)*+""")
_VALUE = re.compile(r"""=\s*+(?:"[^"]*+"?|'[^']*+'?)""")
_NO_MARKUP = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1", re.S | re.I)


def _check_tags(url: str, markup: str) -> None:
    """Raises UnreadablePage where an element has more attributes than anyone writes."""
    if _has_many_attributes(markup) and _has_many_attributes(_NO_MARKUP.sub("", markup)):
        raise UnreadablePage(url, f"an element of over {_MAX_ATTRIBUTES:,} attributes", "look at it by hand")


def _has_many_attributes(markup: str) -> bool:
    long = (tag[0] for tag in _TAG.finditer(markup) if len(tag[0]) > 2 * _MAX_ATTRIBUTES)
    return any(len(re.findall(r"[\s/=]+", _VALUE.sub(" ", tag))) > _MAX_ATTRIBUTES for tag in long)


def parse(url: str, markup: str) -> html.HtmlElement:
    """The elements of a page; one parse. Raises UnreadablePage for what is no HTML, cut short, or too much of it."""
    lowered = markup.lower()
    markup = _ENTITY.sub(_character, markup)
    if re.match(r"\s*[{\[]", markup) or "<" not in markup:
        raise UnreadablePage(url, "not HTML", "take it out of the listing or add a reader")
    if re.search(r"<html[\s>]", lowered) and "</html" not in lowered and "</body" not in lowered:
        raise UnreadablePage(url, "the page breaks off before its end", "fetch it again")
    if markup.count("<") > MAX_TAGS:
        raise UnreadablePage(url, f"over {MAX_TAGS:,} tags", "look at it: no article has so many")
    _check_tags(url, markup)
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError as error:
        raise UnreadablePage(url, "no article text: the markup is empty", "fetch it again") from error
    if any("Excessive depth" in entry.message for entry in parser.error_log):
        raise UnreadablePage(url, "elements nested too deep", "check the page by hand")
    return root


def chunks(root: html.HtmlElement) -> Iterator[tuple[html.HtmlElement, str]]:
    """Each run of text below `root` with the element that it stands in."""
    for node in root.iter(etree.Element):
        if node.tag in SKIPPED:
            continue
        for parent, chunk in ((node, node.text), (node.getparent(), node.tail)):
            words = fold(chunk or "")
            if words and parent is not None:
                yield parent, words
