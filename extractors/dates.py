"""When a page says that it was published: by its template, its metadata, the line near its title, or htmldate."""

from __future__ import annotations

import contextlib
import copy
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from itertools import islice

from lxml import html

from extractors.blocks import COUNTER, Piece, is_prose, starts_more
from extractors.catalog import Source
from extractors.decoding import fold
from extractors.markup import NOISE_NAME, SKIPPED, chunks, names_of
from extractors.records import PublishedDate
from extractors.selectors import select

VIET_NAM = timezone(timedelta(hours=7))
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAME = r"(?P<name>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DATE_FORMS = tuple(
    re.compile(form, re.I)
    for form in (
        r"(?<!\d)(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)",
        r"(?<![\d.])(?P<day>\d{1,2})\s?[-/.]\s?(?P<month>\d{1,2})\s?[-/.]\s?(?P<year>\d{4})(?!\d)",
        r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th)? (?:of )?" + _MONTH_NAME + r",? (?P<year>\d{4})(?!\d)",
        r"\b" + _MONTH_NAME + r",? (?P<day>\d{1,2})(?:st|nd|rd|th)?[,/]? ?(?P<year>\d{4})(?!\d)",
        r"(?<!\d)(?P<day>\d{1,2}) tháng (?P<month>\d{1,2})(?:,? năm|,)? (?P<year>\d{4})(?!\d)",
    )
)
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
    r"\d{1,2}(?::|h|g|giờ )\d{1,2}(?::\d{1,2})?'?|\b[ap]\.?m\b\.?|gmt|utc|[+-]0?7(?::?00)?\b"
    r"|thứ (?:hai|ba|tư|năm|sáu|bảy|\d)|chủ nhật|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b"
    r"|\b(?:date|posted|published|updated?|on|at|last|by|ngày|đăng|lúc|cập nhật|xuất bản|tải)\b|" + COUNTER.pattern,
    re.I,
)


def full_date(text: str) -> tuple[date, re.Match[str]] | None:
    """The first whole date in `text`, day first unless only the month can be."""
    found = [match for form in _DATE_FORMS if (match := form.search(text))]
    for match in sorted(found, key=lambda m: m.start()):
        groups = match.groupdict()
        day = int(groups["day"])
        month = int(groups["month"]) if groups.get("month") else 1 + _MONTHS.index(groups["name"][:3].lower())
        for d, m in ((day, month), (month, day)):
            try:
                return date(int(groups["year"]), m, d), match
            except ValueError:
                continue
    return None


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
    found = full_date(text)
    if found:
        return found[0].isoformat()
    for pattern in _MONTH_FORMS:
        match = pattern.fullmatch(text)
        if match:
            groups = match.groupdict()
            month = int(groups["month"]) if groups.get("month") else 1 + _MONTHS.index(groups["name"][:3].lower())
            return f"{groups['year']}-{month:02d}" if 1 <= month <= 12 else None
    return None


def date_line(text: str) -> str | None:
    """The day of a line that holds no more than a date of publication does: time, weekday, section, view counter."""
    found = full_date(text) if len(text) <= 100 else None
    if not found:
        return None
    day, match = found
    rest = _BESIDE_DATE.sub(" ", text[: match.start()] + " " + text[match.end() :])
    return day.isoformat() if len(re.findall(r"[^\W_]+", rest)) <= 3 else None


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
    for element in _times(looked):
        yield "time element", _parse_date(element.get("datetime") or element.text_content(), [])
    for text in _metadata_dates(looked.root):
        yield "metadata", _parse_date(text, [])
    yield "near title", _near_title(looked)
    if looked.template == "trafilatura":
        yield "htmldate", _htmldate(looked.root, looked.latest)


_BEFORE_BODY = 1500
"""Characters of the article after which a `<time>` is one of the story or of a related link."""
_MAX_TIMES = 20
"""`<time>` elements looked at: the one of publication is among the first."""


def _times(looked: Dating) -> Iterator[html.HtmlElement]:
    """`<time>` elements of the article: in its first part, or between title and body; never those of links."""
    if looked.body is None:
        return
    for element in islice(looked.body.iter("time"), _MAX_TIMES):
        if not _in_links(element, looked.body) and _before(element, looked.body) <= _BEFORE_BODY:
            yield element
    if looked.heading is not None:
        preceding = set(looked.body.xpath("preceding::time"))
        between = islice((t for t in looked.heading.xpath("following::time") if t in preceding), _MAX_TIMES)
        yield from (t for t in between if not _in_links(t, looked.root))


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


_DATE_NAMES = ("article:published_time", "datePublished", "pubdate", "publishdate", "dc.date.issued", "DC.date.issued")


def _metadata_dates(root: html.HtmlElement) -> Iterator[str]:
    for name in _DATE_NAMES:
        for element in root.xpath("//meta[@property=$name or @name=$name or @itemprop=$name]", name=name):
            yield element.get("content", "")
    for script in root.xpath("//script[@type='application/ld+json']"):
        try:
            yield from _json_dates(json.loads(script.text or "null", strict=False), 0)
        except (ValueError, RecursionError):
            continue


def _json_dates(node: object, depth: int) -> Iterator[str]:
    if depth > 6:
        return
    if isinstance(node, list):
        for entry in node:
            yield from _json_dates(entry, depth + 1)
    elif isinstance(node, dict):
        if isinstance(node.get("datePublished"), str):
            yield node["datePublished"]
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
    # it takes "tháng 8/2023", the month that a report is about, for the first of that month: the day must be printed
    return str(found) if found and str(found) in _printed_days(root) else None


def _printed_days(root: html.HtmlElement) -> set[str]:
    """The days printed on a page as lines of their own, lists of links left out."""
    days: set[str] = set()
    for parent, words in chunks(root):
        day = date_line(words)
        if day and not any(a.tag in (*SKIPPED, "a", "li", "table") for a in (parent, *parent.iterancestors())):
            days.add(day)
    return days
