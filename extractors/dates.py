"""When a page says that it was published: by its template, its metadata, the line near its title, or htmldate."""

from __future__ import annotations

import contextlib
import copy
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from lxml import html

from extractors import VIET_NAM
from extractors.blocks import COUNTER, Piece, is_prose, starts_more
from extractors.catalog import Source
from extractors.decoding import fold
from extractors.markup import NOISE_NAME, SKIPPED, chunks, is_data, names_of
from extractors.records import PublishedDate
from extractors.selectors import select

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAME = r"(?P<name>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_MONTH_WORDS = {
    "giêng": 1, "một": 1, "hai": 2, "ba": 3, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
    "mười một": 11, "mười hai": 12, "mười": 10, "chạp": 12,
}  # fmt: skip
_MONTH_WORD = rf"(?P<word>{'|'.join(_MONTH_WORDS)})"
_WEEKDAYS = tuple(
    re.compile(form, re.I)
    for form in (
        r"thứ (?:hai|2)\b|\bmon(?:day)?\b", r"thứ (?:ba|3)\b|\btue(?:s|sday)?\b",
        r"thứ (?:tư|4)\b|\bwed(?:nesday)?\b", r"thứ (?:năm|5)\b|\bthu(?:rs|rsday)?\b",
        r"thứ (?:sáu|6)\b|\bfri(?:day)?\b", r"thứ (?:bảy|bẩy|7)\b|\bsat(?:urday)?\b", r"chủ nhật|\bsun(?:day)?\b",
    )
)  # fmt: skip
_DATE_FORMS = tuple(
    re.compile(form, re.I)
    for form in (
        r"(?<!\d)(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)",
        r"(?<![\d.])(?P<day>\d{1,2})\s?[-/.]\s?(?P<month>\d{1,2})\s?[-/.]\s?(?P<year>\d{4})(?!\d)",
        r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th)? (?:of )?" + _MONTH_NAME + r",? (?P<year>\d{4})(?!\d)",
        r"\b" + _MONTH_NAME + r",? (?P<day>\d{1,2})(?:st|nd|rd|th)?[,/]? ?(?P<year>\d{4})(?!\d)",
        r"(?<!\d)(?P<day>\d{1,2}) tháng (?P<month>\d{1,2})(?:,? năm|,)? (?P<year>\d{4})(?!\d)",
        r"(?<!\d)(?P<day>\d{1,2}) tháng " + _MONTH_WORD + r",? (?:năm )?(?P<year>\d{4})(?!\d)",
        r"\btháng " + _MONTH_WORD + r" (?P<day>\d{1,2}), (?P<year>\d{4})(?!\d)",
    )
)
_MONTH_FIRST = re.compile(r"\d{1,2}/\d{1,2}/\d{4},? \d{1,2}:\d\d:\d\d [AP]M\b")
"""A date as ASP.NET writes it where a server's culture is American: there the month stands first, elsewhere not."""
_MONTH_FORMS = tuple(
    re.compile(form, re.I)
    for form in (
        r"\s*(?P<year>\d{4})-(?P<month>\d\d)\s*",
        r"\s*" + _MONTH_NAME + r",? (?P<year>\d{4})\s*",
        r"\s*tháng (?P<month>\d{1,2})(?:/| năm |, )(?P<year>\d{4})\s*",
    )
)
_ISO_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s?(?:Z|[+-]\d\d:?\d\d)")
_BESIDE_DATE = re.compile(
    r"\d{1,2}(?::|h|g|\s?giờ )\d{1,2}(?::\d{1,2}|\s?phút)?'?|\b[ap]\.?m\b\.?|gmt|utc|[+-]0?7(?::?00)?\b"
    r"|thứ (?:hai|ba|tư|năm|sáu|bảy|\d)|chủ nhật|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b"
    r"|\b(?:date|posted|published|updated?|on|at|last|by|ngày|đăng|lúc|cập nhật|xuất bản|tải)\b|" + COUNTER.pattern,
    re.I,
)


def full_date(text: str) -> tuple[date, re.Match[str]] | None:
    """The first whole date in `text`: day first, unless only the month can be or the weekday beside it says so."""
    return next(iter(_full_dates(text)), None)


def _full_dates(text: str) -> list[tuple[date, re.Match[str]]]:
    found: list[tuple[date, re.Match[str]]] = []
    weekdays = [number for number, name in enumerate(_WEEKDAYS) if name.search(text)]
    for match in sorted((m for form in _DATE_FORMS for m in form.finditer(text)), key=lambda m: m.start()):
        days = _readings(match)
        if len(days) > 1 and len(weekdays) == 1:
            days.sort(key=lambda day: day.weekday() != weekdays[0])
        if days and not (found and match.start() < found[-1][1].end()):
            found.append((days[0], match))
    return found


def _readings(match: re.Match[str]) -> list[date]:
    """The days that a match may be, the likeliest first: only of two numbers either may be the month."""
    groups = match.groupdict()
    day, year = int(groups["day"]), int(groups["year"])
    month, turned = _month(groups), bool(groups.get("month")) and "tháng" not in match[0].lower()
    days = []
    for d, m in ((day, month), *(((month, day),) if turned and day != month else ())):
        with contextlib.suppress(ValueError):
            days.append(date(year, m, d))
    return days


def _month(groups: dict[str, str]) -> int:
    if groups.get("month"):
        return int(groups["month"])
    if groups.get("word"):
        return _MONTH_WORDS[groups["word"].lower()]
    return 1 + _MONTHS.index(groups["name"][:3].lower())


def _parse_date(text: str, formats: list[str]) -> str | None:
    """The date that a piece of text given as one names: a day or, where that is all, a month; ISO 8601."""
    text = fold(text)
    for form in formats:
        try:
            return datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007 (printed dates are local ones)
        except ValueError:
            continue
    instant = _ISO_INSTANT.search(text)
    if instant:
        with contextlib.suppress(ValueError, OverflowError):
            moment = datetime.fromisoformat(instant[0].replace(" ", "T", 1).replace(" ", ""))
            return moment.astimezone(VIET_NAM).date().isoformat()
    day = _published_day(text)
    if day:
        return day.isoformat()
    for pattern in _MONTH_FORMS:
        match = pattern.fullmatch(text)
        if match:
            groups = match.groupdict()
            month = _month(groups)
            return f"{groups['year']}-{month:02d}" if 1 <= month <= 12 else None
    return None


def date_line(text: str) -> str | None:
    """The day of a line that holds no more than a date of publication does: time, weekday, section, view counter."""
    text = _AUTHOR.sub(" ", text)
    found = _full_dates(text) if len(text) <= 120 else []
    if not found or _OTHER_DAY.search(text):
        return None
    rest = text
    for _, match in reversed(found):
        rest = rest[: match.start()] + " " + rest[match.end() :]
    day = _published_day(text)
    return day.isoformat() if day and len(re.findall(r"[^\W_]+", _BESIDE_DATE.sub(" ", rest))) <= 3 else None


def _published_day(text: str) -> date | None:
    """The day of publication in a text given as one: the one said to be it, else the first that is none of a change;
    None of a span, and where day and month can't be told apart."""
    found = _full_dates(text)
    if not found or (len(_readings(found[0][1])) > 1 and _MONTH_FIRST.search(text)):
        return None
    before = [text[: match.start()] for _, match in found]
    if len(found) > 1 and not _CHANGED.search(before[0]):
        between = text[found[0][1].end() : found[1][1].start()]
        if re.fullmatch(r"\s*[-–]\s*", between):
            return None
    said = [day for (day, _), words in zip(found, before, strict=True) if _ISSUED.search(words)]
    others = [day for (day, _), words in zip(found, before, strict=True) if not _CHANGED.search(words)]
    return (said or others or [found[0][0]])[0]


_AUTHOR = re.compile(r"\b(?:tác giả|người đăng|author)\s*:[^|•;\d]*", re.I)
_OTHER_DAY = re.compile(
    r"tính (?:đến|từ)|(?:số liệu|dữ liệu|data)\s+(?:đến|tính|ngày|as|to)\b|\bhết ngày|\bas (?:of|at)\b|hiệu lực"
    r"|(?:kỳ|phiên|cuộc) họp|khởi công|khánh thành|(?:^|\W)(?:ảnh|photo)(?:\s*:| chụp)|hạn (?:nộp|chót)|deadline"
    r"|cấp ngày|ngày cấp|báo cáo ngày|ngày sự kiện|thời gian(?!\s*(?:đăng|cập nhật|xuất bản))|khai mạc|diễn ra",
    re.I,
)
"""What a day is of that is none of publication."""
_CHANGED = re.compile(r"(?:cập nhật|updated?|sửa|modified)[^|•;]{0,30}$", re.I)
_ISSUED = re.compile(r"(?:đăng|xuất bản|phát hành|published|posted)[^|•;]{0,30}$", re.I)


@dataclass(frozen=True, slots=True)
class Dating:
    """What the search for the date of publication looks at."""

    root: html.HtmlElement
    body: html.HtmlElement | None
    heading: html.HtmlElement | None
    title: str
    scope: list[Piece]
    """Pieces of the smallest element around title and body, or of the body."""
    latest: date
    template: str


def publication(looked: Dating, source: Source | None) -> PublishedDate | None:
    """The first date that can be one of publication, own rules before htmldate; None rather than a wrong one."""
    for origin, text in _candidates(looked, source):
        if text and "1995" <= text <= looked.latest.isoformat():
            return PublishedDate(text, origin)
    return None


def _candidates(looked: Dating, source: Source | None) -> Iterator[tuple[str, str | None]]:
    if source:
        for element in select(looked.root, source.selectors.published):
            yield "template", _parse_date(element.get("datetime") or element.text_content(), source.date_format)
            yield "template", _parse_date(element.text_content(), source.date_format)
    times: dict[int, list[str]] = {0: [], 1: [], 2: []}
    for element in _times(looked):
        times[_changed(element)].append(element.get("datetime") or element.text_content())
    told = list(_metadata_dates(looked.root, looked.title))
    near = _near_title(looked)
    for origin, texts in (
        ("time element", [*times[0], *times[1]]),
        # a day that may be a month goes by the line that is printed
        ("metadata", [t for t in told if near is None or not _is_ambiguous(t)]),
    ):
        for text in texts:
            yield origin, _parse_date(text, [])
    yield "near title", near
    for text in times[2]:
        yield "time element", _parse_date(text, [])
    if looked.template == "trafilatura":
        yield "htmldate", _htmldate(looked.root, looked.latest)


_BEFORE_BODY = 1500
"""Characters of the article after which a `<time>` is one of the story or of a related link."""
_MAX_TIMES = 20
"""`<time>` elements looked at: the one of publication is among the first."""


def _is_ambiguous(text: str) -> bool:
    """Whether either of two numbers of a date may be its month."""
    found = None if _ISO_INSTANT.search(text) else full_date(text)
    return found is not None and len(_readings(found[1])) > 1


def _times(looked: Dating) -> Iterator[html.HtmlElement]:
    """`<time>` elements of the article: in its first part, or between title and body; never those of links."""
    if looked.body is None:
        return
    for element in islice(looked.body.iter("time"), _MAX_TIMES):
        if (
            _in_links(element, looked.body)
            or _in_other_article(element, looked)
            or _before(element, looked.body) > _BEFORE_BODY
        ):
            continue
        if _changed(element) != 1 or not _in_sentence(element):
            yield element
    if looked.heading is not None:
        preceding = set(looked.body.xpath("preceding::time"))
        between = islice((t for t in looked.heading.xpath("following::time") if t in preceding), _MAX_TIMES)
        yield from (t for t in between if not _in_links(t, looked.root))


def _changed(element: html.HtmlElement) -> int:
    """The order of `<time>` elements by what they say they are: publication, nothing, a later change."""
    said = f"{element.get('itemprop', '')} {element.get('class', '')} {element.text_content()}"
    if element.get("pubdate") is not None or re.search(r"datePublished|\bpublished\b|\bpubdate\b", said):
        return 0
    return 2 if re.search(r"dateModified|\bmodified\b|\bupdated\b|cập nhật", said, re.I) else 1


def _in_sentence(element: html.HtmlElement) -> bool:
    """Whether a `<time>` is that of a sentence of the story."""
    parent = element.getparent()
    return parent is not None and parent.tag == "p" and _SENTENCE_ENDS.search(fold(element.tail or "")) is not None


_SENTENCE_ENDS = re.compile(r"\w.*[.!?]$")


def _in_other_article(element: html.HtmlElement, looked: Dating) -> bool:
    """Whether an `<article>` within the body that is neither most of it nor around the title holds the element."""
    whole = len(looked.body.text_content()) if looked.body is not None else 0
    for ancestor in element.iterancestors():
        if ancestor is looked.body:
            return False
        if ancestor.tag == "article" and len(ancestor.text_content()) * 2 < whole:
            return looked.heading is None or ancestor not in looked.heading.iterancestors()
    return False


def _in_links(element: html.HtmlElement, top: html.HtmlElement) -> bool:
    """Whether an element stands in boilerplate or in a link or a list below `top`."""
    for ancestor in element.iterancestors():
        if ancestor is top:
            return False
        if ancestor.tag in (*SKIPPED, "a", "li") or NOISE_NAME.search(names_of(ancestor)):
            return True
    return False


def _before(element: html.HtmlElement, body: html.HtmlElement) -> int:
    """How many characters of the body's text stand before the element."""
    count = 0
    for node in body.iter():
        if node is element:
            return count
        if isinstance(node.tag, str) and node.tag not in SKIPPED:
            count += len((node.text or "").strip())
        count += len((node.tail or "").strip()) if node is not body else 0
    return count


_DATE_NAMES = (
    "article:published_time", "datePublished", "pubdate", "publishdate", "dc.date.issued", "DC.date.issued", "dc.date",
    "DC.Date",
)  # fmt: skip
_DATED = "//*[@itemprop='datePublished'][not(self::meta)] | //abbr[contains(@class, 'published')]"


def _metadata_dates(root: html.HtmlElement, title: str) -> Iterator[str]:
    for name in _DATE_NAMES:
        for element in root.xpath("//meta[@property=$name or @name=$name or @itemprop=$name]", name=name):
            yield element.get("content", "")
    told = [found for script in root.xpath("//script[@type='application/ld+json']") for found in _told(script.text)]
    # a page tells of the articles beside it in the same way: its own first
    yield from (day for headline, day in sorted(told, key=lambda t: not _same_title(t[0], title)))
    for element in root.xpath(_DATED):
        yield element.get("content") or element.get("datetime") or element.get("title") or element.text_content()


def _told(text: str | None) -> list[tuple[str, str]]:
    """Headline and day of publication of each article that JSON-LD tells of; of what is no JSON the days alone."""
    try:
        return list(_json_dates(json.loads(text or "null", strict=False), 0))
    except (ValueError, RecursionError):
        return [("", day) for day in re.findall(r'"datePublished"\s*:\s*"([^"]{8,40})"', text or "")]


def _same_title(headline: str, title: str) -> bool:
    ours, theirs = fold(title).casefold(), fold(headline).casefold()
    return bool(theirs) and (theirs in ours or ours in theirs)


def _json_dates(node: object, depth: int) -> Iterator[tuple[str, str]]:
    if depth > 6:
        return
    if isinstance(node, list):
        for entry in node:
            yield from _json_dates(entry, depth + 1)
    elif isinstance(node, dict):
        if isinstance(node.get("datePublished"), str):
            yield str(node.get("headline", "")), node["datePublished"]
        for key in ("@graph", "mainEntity"):
            yield from _json_dates(node.get(key), depth + 1)


def _near_title(looked: Dating) -> str | None:
    """The date line nearest the title: after it, before the second paragraph of prose; else just before it."""
    pieces = looked.scope
    at = next((i for i, p in enumerate(pieces) if p.text.casefold() == looked.title.casefold()), None)
    prose = 0
    for piece in (pieces if at is None else pieces[at + 1 :])[:8]:
        # one paragraph may be the lead; after it, a list is one of links to other articles
        day = date_line(piece.text) if not (piece.linked or (prose and piece.kind == "item")) else None
        if day:
            return day
        prose += is_prose(piece)
        if prose > 1 or starts_more(piece):
            break
    for piece in reversed(pieces[max(0, at - 4) : at] if at else []):
        day = date_line(piece.text)
        if day:
            # a site's clock stands above the title too
            return day if day < looked.latest.isoformat() else None
    return None


def _htmldate(root: html.HtmlElement, latest: date) -> str | None:
    from htmldate import find_date  # only unknown templates pay for the import

    found = find_date(copy.deepcopy(root), extensive_search=False, original_date=True, max_date=latest.isoformat())
    # it takes "tháng 8/2023", the month that a report is about, for the first of that month: the day must be printed;
    # and a site's clock, which is the day on which the page was fetched, for that of the article
    clock = {(latest - timedelta(days=n)).isoformat() for n in range(2)}
    return str(found) if found and str(found) in _printed_days(root) - clock else None


def _printed_days(root: html.HtmlElement) -> set[str]:
    """The days printed on a page as lines of their own, lists of links left out."""
    days: set[str] = set()
    for parent, words in chunks(root):
        day = date_line(words)
        around = (parent, *parent.iterancestors())
        if day and not any(a.tag in (*SKIPPED, "a", "li") or is_data(a) for a in around):
            days.add(day)
    return days
