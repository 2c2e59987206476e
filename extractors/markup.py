"""From characters to elements: markup that no one writes is refused, and what of the elements a person sees.

What a person does not see is no content: elements hidden by attribute, inline style or a name for screen readers,
templates, fallbacks of scripts (what a style sheet hides is not known here). What is struck out is no longer said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5, name2codepoint
from itertools import islice

from lxml import etree, html

from extractors.decoding import fold
from extractors.errors import UnreadablePage

MAX_TAGS = 250_000
"""Of a page, opening and closing ones: a table of 100,000 cells. The longest real ones have some ten thousand."""
_SKIPPED_TAGS = """script style noscript template iframe svg nav aside footer button select input textarea object embed
    canvas audio video head math dialog map noframes noembed datalist rp del s strike"""
SKIPPED = frozenset(_SKIPPED_TAGS.split())
_BLOCK_TAGS = """address article blockquote body center caption dd details div dl dt fieldset figcaption figure form h1
    h2 h3 h4 h5 h6 header hr html legend li main ol p pre section summary table tbody td tfoot th thead tr ul"""
BLOCKS = frozenset(_BLOCK_TAGS.split())
NOISE_NAME = re.compile(
    r"(?<![a-z])(?:related|relate|lien-?quan|tin-?khac|tin-?moi|tin-?lien-?quan|tin-?cung|other-?news|more-?news|news-?other"
    r"|read-?more|xem-?them|xem-?nhieu|ban-?quan-?tam|(?:tin|bai)-?noi-?bat|comments?|binh-?luan|y-?kien-?(?:ban-?)?doc\w*|shar(?:e|ing)|breadcrumbs?"
    r"|view-?counts?|luot-?xem|page-?views?|weather|hotline|advert\w*|newsletter|most-?read|doc-?nhieu|pagination"
    r"|paging|pager|toolbar|menu|navbar|sidebar|foot|footer|login|cookies?|subscribe|ty-?gia"
    r"|statistics-?visit|truy-?cap|next-?prev|prev-?next|post-?nav\w*)(?![a-z])",
    re.I,
)
_SHORT_NAME = re.compile(r"(?<![a-z])(?:print|social|nav|tags?|ads?|adv)(?![a-z])", re.I)
"""Names of boxes, and of much else (`d-print-block`, `nav-home`, `social-economic`): a box says little but links."""
_OFTEN_NAME = re.compile(r"(?<![a-z])(?:noi-?bat|quan-?tam|y-?kien|counter|hits|banner|rating|exchange)(?![a-z])", re.I)
"""Names of boxes of other articles and of what an article puts forward, which links to nothing."""
_INLINE = frozenset({"span", "b", "strong", "i", "em", "u", "font", "sup", "sub", "small", "mark", "label", "bdi"})
"""Hidden from screen readers only, whose reader hears a twin; the eye sees it."""
_OF_A_BOX = 200
"""Characters beside its links that a box says at most."""
_SENTENCE = 40
"""Characters from which on what ends in a full stop is a sentence, and not a label."""
MORE = re.compile(
    r"\W*(?:(?:(?:các |những )?tin (?:khác|liên quan|mới|cũ|cùng chuyên mục|đã đưa|đã đăng|nổi bật|đọc nhiều)"
    r"|(?:các |những )?bài (?:khác|viết liên quan|viết khác|liên quan|nổi bật)|xem thêm|đọc thêm|xem nhiều|đọc nhiều"
    r"|có thể bạn quan tâm|other (?:news|articles)|related (?:news|articles|stories|posts)|more news|read more|see also"
    r"|latest news|most read|you (?:may|might) also like|business connection|rate exchange)\b[^.]{0,25}"
    r"|(?:xem thêm|đọc thêm|(?:tin|bài)(?: viết)? liên quan|từ khóa|tags?|read more|see also|related(?: \w+)?)\s*:.*"
    r"|(?:ý kiến (?:bạn đọc|độc giả)|bình luận|từ khóa|tags?|recommended(?: for you)?)\s*(?:\(\d*\))?\s*:?\s*)",
    re.I,
)
"""The heading of a list of other articles, comments or key words; behind a colon the list may be on the same line."""
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?:font-size|opacity)\s*:\s*(?:0+(?:\.0+)?|\.0+)(?:px|r?em|pt|%)?\s*(?:!|;|$)"
    r"|text-indent\s*:\s*-\d{3}|(?<![\w-])(?:left|top|right|bottom|margin-(?:left|top))\s*:\s*-\d{4}"
    r"|text-decoration[^;]*line-through|clip\s*:\s*rect\((?:\s*[01](?:px)?[\s,]*){4}\)|clip-path\s*:\s*inset\(\s*(?:50|100)%",
    re.I,
)
_FOR_SCREEN_READERS = re.compile(
    r"(?<![\w-])(?:sr-only|visually-?hidden|screen-?reader(?:-only|-text)?)(?![\w-])", re.I
)


def names_of(element: html.HtmlElement) -> str:
    """Class and id of an element."""
    return f"{element.get('class', '')} {element.get('id', '')}"


def noise(root: html.HtmlElement) -> set[html.HtmlElement]:
    """Elements below `root` whose name, first words or visibility say that they are no part of the article.

    None of these but visibility condemns what holds most of the text: `print-area` often wraps the whole article.
    """
    whole = len(root.text_content())
    named_so: set[html.HtmlElement] = set()
    for element in root.xpath("descendant::*[@class or @id or @aria-hidden]"):
        # sites set aria-hidden on all behind a dialog, too
        names, unheard = names_of(element), element.get("aria-hidden", "").lower() == "true"
        named = (
            NOISE_NAME.search(names)
            or (unheard and element.tag not in _INLINE)
            or (_SHORT_NAME.search(names) and _is_box(element))
            or (_OFTEN_NAME.search(names) and (_is_box(element) or element.find(".//a[@href]") is not None))
        )
        if named and not is_data(element):
            named_so.add(element)
    return hidden(root) | {e for e in named_so.union(_headed(root)) if len(e.text_content()) * 2 <= whole}


def is_data(element: html.HtmlElement) -> bool:
    """Whether an element is a cell or row of data: several short cells side by side without a link."""
    row = element if element.tag == "tr" else element.getparent() if element.tag in ("td", "th") else None
    cells = list(islice(row.iterchildren("td", "th"), _MOST_CELLS)) if row is not None else []
    return len(cells) > 2 and all(len(fold(c.text_content())) <= _OF_A_CELL and c.find(".//a") is None for c in cells)


_OF_A_CELL = 100
_MOST_CELLS = 32
"""Cells of a row that are looked at: a hostile one has a hundred thousand, and each would look at all."""


def _is_box(element: html.HtmlElement) -> bool:
    """Whether an element says hardly anything but links: no table, no sentence."""
    linked = sum(len(a.text_content()) for a in element.iter("a"))
    said = fold(element.text_content())
    is_short = len(said) - linked < _OF_A_BOX and element.find(".//table") is None
    return is_short and not (len(said) - linked > _SENTENCE and said[-1] in ".!?;:")


def _headed(root: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Elements below `root` that begin with the heading of a list of other articles, and hold the list with it."""
    for parent, words in chunks(root):
        if len(words) <= _HEADING and MORE.fullmatch(words):
            top = parent
            while top is not root and top.find(".//h1") is None:
                if len(fold(top.text_content())) > len(words):
                    yield top
                if _said_before(top):
                    break
                top = top.getparent()


def _said_before(element: html.HtmlElement) -> bool:
    """Whether something stands before an element in the one around it."""
    around = element.getparent()
    if around is None or (around.text or "").strip():
        return True
    return any((e.tail or "").strip() or e.text_content().strip() for e in element.itersiblings(preceding=True))


_HEADING = 60
"""Characters of such a heading."""


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


def is_block(element: html.HtmlElement) -> bool:
    """Whether an element stands apart from what is beside it: by its tag, its role in a table, or its own style."""
    if element.tag in BLOCKS:
        return True
    return bool(element.attrib) and (
        element.get("role", "") in _ROLES or _SHOWN_APART.search(element.get("style", "")) is not None
    )


_ROLES = frozenset(("row", "cell", "gridcell", "columnheader", "rowheader"))
_SHOWN_APART = re.compile(r"display\s*:\s*(?:block|flex|grid|list-item|table)", re.I)

_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_RAISED = re.compile(r"vertical-align\s*:\s*(?:super|text-top)|mso-text-raise", re.I)
_MARK = re.compile(r"[\[(]?(?:[12]?\d|\*{1,3}|[a-d])[\])]?")
"""A mark that points to a footnote; of more digits it may be the cents of a price."""
_POWER = re.compile(r"(?:(?:^|[\W\d])[kcdm]?m|(?<![\d.,])10)$")


def is_raised(element: html.HtmlElement) -> bool:
    """Whether an element is set higher than what stands before it."""
    return element.tag == "sup" or (bool(element.attrib) and _RAISED.search(element.get("style", "")) is not None)


def raised(element: html.HtmlElement, parts: list[str]) -> str | None:
    """What is read of a raised element behind `parts`: nothing of a footnote's mark; exponents, and digits within a
    number, as raised ones, so that they are no digits of it; None where it is read like any other."""
    text = str(element.text_content()).strip()
    before = next((part for part in reversed(parts) if part), "")
    if not _POWER.search(before) and _MARK.fullmatch(text) and not (element.tail or "")[:1].isdecimal():
        return ""
    return text.translate(_SUPERSCRIPT) if text.isdecimal() and before[-1:].isdecimal() else None


def _gather(element: html.HtmlElement, dropped: set[html.HtmlElement], parts: list[str]) -> None:
    parts.append(element.text or "")
    for child in element:
        if isinstance(child.tag, str) and child.tag not in SKIPPED and child not in dropped:
            mark = raised(child, parts) if is_raised(child) else None
            if mark is not None:
                parts.append(mark)
            else:
                apart = " " if child.tag == "br" or is_block(child) else ""
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
