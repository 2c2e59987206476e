"""Times in plain text, and the SDMX period that a figure takes from them.

A `TimeExpression` is what the words say ("first nine months of 2024", "by 20 November"); `flow_period`, `stock_date` and `index_period` give the code of
GUIDE section 4 for a flow or a stock, with what is missing taken from the context.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from operator import attrgetter
from typing import Literal

from extractors.languages import language_module
from extractors.languages.base import Language
from extractors.prefixes import PrefixIndex

Unit = Literal["year", "half", "quarter", "month", "months", "day", "years", "now", "year_to_date", "span"]


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A time as the words give it, with offsets; `number` counts the half, quarter, month, how many months or (`span`) years, or how many years ago a `year` was."""

    unit: Unit
    start: int
    end: int
    year: int | None = None
    number: int = 0
    day: int = 0
    last_year: int = 0
    """Of `years`, the last one."""
    relative: Literal["", "this", "last", "next"] = ""
    as_of: bool = False
    """"By the end of", "as of": the state at its end, or a flow since the year began."""
    ranged: bool = False
    """Joined of the two dates that bound it: a flow, though it ends at a date."""
    compared: bool = False
    """The period that a figure is compared with, not its own."""
    since: bool = False
    """What began with it goes on: "since 1997"."""


@dataclass(frozen=True, slots=True)
class Context:
    """What fills a time that the words leave open: the page's date and the last year that the text named."""

    published: str | None
    """ISO 8601 to the precision known."""
    year: int | None = None

    @property
    def published_year(self) -> int | None:
        """The year of publication; None where it is not known."""
        return int(self.published[:4]) if self.published else None

    @property
    def published_month(self) -> int | None:
        """The month of publication; None where it is not known."""
        return int(self.published[5:7]) if self.published and len(self.published) >= 7 else None


_Y = r"(?P<y>(?:19|20)\d\d)"
_MONTH_EN = (
    r"(?P<mon>january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\b\.?"
)
_N_EN = r"(?P<n>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_REL_EN = r"(?P<rel>this year|last year|the year|this)"
_OF_EN = rf"(?:\s*,?\s*(?:of|in|-|–|/)?\s*(?:the\s+year\s+)?(?:{_Y}|{_REL_EN}))?"
_QUARTER = r"(?P<q>I{1,3}V?|IV|[1-4]|first|second|third|fourth)"
_MANY_EN = (
    r"(?P<n>\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty(?:[- ]five)?|thirty)"
)
_MANY_VI = r"(?P<n>\d{1,2}|hai mươi(?: lăm)?|ba mươi|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười(?: lăm| bảy)?)"
_NOT_YEAR = r"(?![\d.,]*\d|\s*(?:ha|projects?|dự án|%)\b)"

_EN: tuple[tuple[Unit, str], ...] = (
    (
        "years",
        rf"(?:(?:period|phase|years?|from|between|in|during)\s+(?:of\s+)?)?{_Y}\s*(?:-|–|—|to|through|until)\s*(?:(?:the\s+)?end\s+(?:of\s+)?|end-)?(?P<y2>(?:19|20)\d\d)(?!\d)(?:\s+(?:period|phase))?",
    ),
    # "2021-25"
    ("years", rf"(?<![\d/.-]){_Y}\s?[-–]\s?(?P<yy2>\d\d)(?![\d/-]|[.,]\d|\s?%)(?:\s+(?:period|phase|term))?"),
    # "2012 and 2013" alone are two years
    (
        "years",
        rf"between\s+(?:the\s+years?\s+)?{_Y}\s+and\s+(?:(?:the\s+)?end\s+(?:of\s+)?)?(?P<y2>(?:19|20)\d\d)(?!\d)",
    ),
    ("months", rf"{_N_EN}\s+months\s+into\s+{_Y}"),
    (
        "quarter",
        rf"(?P<q4>last|final)\s+(?:three|3)\s+months\s+of\s+(?:the\s+year(?!\s+(?:19|20))|(?:the\s+year\s+)?{_Y})",
    ),
    ("quarter", rf"{_Y}['’]s\s+(?:(?P<q>first|second|third|fourth)|(?P<q4>opening|last))\s+quarter"),
    ("half", rf"{_Y}['’]s\s+(?P<h>first|second)\s+half"),
    # at the head of a paragraph: "2013, first half."
    ("half", rf"{_Y}\s*[,:]\s*(?:the\s+)?(?P<h>first|second)[\s-]+half"),
    ("quarter", rf"{_Y}\s*[,:]\s*(?:the\s+)?(?P<q>first|second|third|fourth)\s+quarter"),
    ("months", rf"{_Y}\s*[,:]\s*(?:the\s+)?(?:first\s+)?{_N_EN}\s+months(?!\s+(?:after|before|later|earlier|ago))"),
    (
        "months",
        rf"(?:first\s+{_N_EN}|{_N_EN}\s+first|{_N_EN}|(?:over|after|in|the)\s+{_N_EN})[\s-]+months?\b(?!\s+(?:earlier|before|ago|later)\b)(?:\s+period)?{_OF_EN}",
    ),
    ("months", rf"between\s+january\s+and\s+{_MONTH_EN}(?:\s*,?\s*(?:of\s+)?{_Y})?"),
    (
        "months",
        rf"(?:from\s+)?(?:january|jan)\.?\s*(?:-|–|to|through|until|till)\s*{_MONTH_EN}(?:\s*,?\s*(?:of\s+)?{_Y})?",
    ),
    ("months", rf"(?:first|opening|over the|the)\s+(?P<n3>two|three|2|3)\s+quarters{_OF_EN}"),
    # "in three quarters of cases" is a share
    (
        "months",
        rf"(?P<n3>two|three)\s+quarters\s+of\s+{_Y}|(?:in|after|over|during)\s+(?P<n3>two|three)\s+quarters(?!\s+of\b|\w)",
    ),
    ("months", rf"(?<![\w.,])(?P<n>1[0-2]|[2-9])(?-i:M)\s?/?\s?(?:{_Y}|(?P<yy>\d\d))(?!\d)"),
    ("quarter", rf"(?<![\w.,])(?P<q>[1-4])(?-i:Q)\s?/?\s?(?:{_Y}|(?P<yy>\d\d))(?!\d)"),
    (
        "half",
        rf"(?P<h>first|second|last|opening|1st|2nd)[\s-]+half(?:{_OF_EN})|(?:half-year|(?:the|this|over|after|in)\s+half[- ]year)(?!\w)(?:{_OF_EN})|(?:after|over|in)\s+half\s+a\s+year(?!\w)|(?P<h4>first|second)\s+semester(?:{_OF_EN})|(?P<h2>first|second|last)\s+(?:six|6)\s+months(?:{_OF_EN})|h(?P<h3>[12])\s*[-/,]?\s*(?:of\s+)?{_Y}?",
    ),
    (
        "quarter",
        rf"(?:(?:the\s+)?{_QUARTER}(?:st|nd|rd|th)?\s*[- ]?quarters?(?:{_OF_EN})|\bq(?P<q2>[1-4])\s*[-/,]?\s*(?:of\s+)?{_Y}?(?!\w)|\bquarter\s+(?P<q3>IV|I{{1,3}}|[1-4]|one|two|three|four)\b(?:{_OF_EN}))",
    ),
    (
        "quarter",
        rf"(?P<q4>last)\s+quarter\s+of\s+(?:that|the)(?:\s+same)?\s+year(?!\w|\s+(?:19|20)\d\d)|(?P<q4>opening|closing|final)\s+quarter(?:{_OF_EN})|(?P<q4>last)\s+quarter\s*(?:of|in)\s+(?:the\s+year\s+)?(?:{_Y}|{_REL_EN})|(?:in|for|during|over)\s+the\s+(?P<q4>last)\s+quarter(?!\w|\s+of)",
    ),
    # "from 2.9 percent in the first": of the quarters or halves that were named before it
    (
        "quarter",
        r"(?:in|of|for|over|than|as|from)\s+the\s+(?P<q5>first|second|third|fourth)(?=\s*(?:[,;:)]|\.(?!\d)|and\b|to\b|$))|(?:(?<=[,;] )(?:(?:and|the)\s+)*|(?<=\band the ))(?P<q5>second|third|fourth)(?:\s+one)?(?=,?\s+[+-]?\d)",
    ),
    ("day", rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH_EN}\s*,?\s*{_Y}?(?!\d)"),
    # a count "at the beginning of April" is of its first day
    ("day", rf"(?P<day1>beginning|start|first)\s+(?:day\s+)?of\s+{_MONTH_EN}(?:\s*,?\s*(?:of\s+)?{_Y}(?!\d))?"),
    ("day", rf"(?P<mid>mid)[- ]{_MONTH_EN}(?:\s*,?\s*(?:of\s+)?{_Y})?"),
    # "at the end of May 4,480 projects" names no day
    ("day", rf"{_MONTH_EN}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|[.,]\d{{1,3}}(?!\d))(?:\s*,?\s*(?:of\s+)?{_Y})?"),
    ("day", r"(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>(?:19|20)\d\d)"),
    # as translators leave it: "from 1/1 to 20/8"; a smaller first number may be a month's, or "by 3/4" a fraction
    (
        "day",
        r"(?:(?<=\bto )|(?<=\bby )|(?<=until )|(?<=till )|(?<=as of ))(?P<d>1[3-9]|2\d|3[01])/(?P<m>\d{1,2})(?![\d/.,]*\d|\s+of\b)",
    ),
    ("month", rf"{_MONTH_EN}(?:\s*,?\s*(?:of\s+|in\s+)?(?:{_Y}|(?P<rel>this year|last year)))"),
    ("month", r"(?<![\d/])(?P<m>0?[1-9]|1[0-2])\s?/\s?(?P<y>(?:19|20)\d\d)"),
    (
        "month",
        r"(?:(?<=in )|(?<=of )|(?<=last )|(?<=by )|(?<=until )|(?<=since )|(?<=this )|(?<=for )|(?<=during )|(?<=from )|(?<=early )|(?<=late )|(?<=end-)"
        r"|(?<=and )|(?<=over )|(?<=against )|(?<=on )|(?<=to )|(?<=than )|(?<=with )|(?<=between )|(?<=after )|(?<=before )|(?<=through )|(?<=was ))"
        r"(?-i:(?P<mon>January|February|March|April|May|June|July|August|September|October|November|December))\b",
    ),
    (
        "month",
        r"(?-i:(?P<mon>January|February|April|June|July|August|September|October|November|December))\b(?!\s+(?:\d|Rev|Street|Hotel))",
    ),
    ("month", r"(?-i:(?P<mon>March|May))(?=['’]s| alone|,| saw)"),
    ("month", r"(?P<rel>this|last) month(?!\w|\s+of\b)"),
    (
        "year_to_date",
        r"\b(?:so far this year|(?:since|from) the (?:beginning|start) of (?:the|this) year|since the year began|this year so far|year[- ]to[- ]date|(?-i:YTD))\b",
    ),
    ("year", rf"(?P<ago>(?:{_MANY_EN}\s+years|(?P<dec>a\s+decade|two\s+decades|three\s+decades))\s+ago)(?!\w)"),
    (
        "year",
        r"(?P<rel>this|last|the current|the previous|the past) (?:whole )?year(?!\w|\s+of\b)|(?P<rel3>next year|the coming year|the year ahead)(?!\w)|(?P<that>that year|the same year)(?!\w)|(?<!on )(?<!over )(?P<rel2>the whole year|the full year|full[- ]year(?=\s+(?:\w+\s+)?(?:targets?|plans?|goals?|growth|exports?|imports?|output|revenue|figures?|production|results?|total))|the year(?:['’]s|[- ])[- ]?end|year['’]s[- ]end|year[- ]end|the year)"
        r"(?!\w|\s+(?:of\s+)?(?:19|20)\d\d|\s+(?:before|after|earlier|ago|later|ahead|on\s+year|to\s))",
    ),
    (
        "half",
        rf"(?<![\w.,])(?P<h3>[12])(?-i:H)\s?/?\s?(?:{_Y}|(?P<yy>\d\d))(?!\d)|(?:(?<=at )|(?<=by )|(?<=until )|(?<=of ))(?P<h3>mid)-?year(?!\w)",
    ),
    ("day", rf"(?P<mid>mid)-{_Y}{_NOT_YEAR}(?!\w)"),
    (
        "year",
        rf"(?:(?<![\d.,/$-])|(?<=end-)|(?<=early-)|(?<=late-)|(?<=(?-i:FY)))(?<!(?-i:FY) ){_Y}{_NOT_YEAR}(?!\w)|\b(?-i:FY)\s?(?:{_Y}|(?P<yy>\d\d))(?!\w)",
    ),
    (
        "span",
        rf"(?:(?P<rel>past|last|previous)\s+{_MANY_EN}|(?P<rel3>next|coming|following)\s+{_MANY_EN}|(?:over|after|in|for|during|throughout|within)\s+(?:the\s+)?{_MANY_EN}|of\s+the\s+{_MANY_EN}|(?:these|those)\s+{_MANY_EN}|{_MANY_EN}\s+(?:consecutive|straight))\s+(?P<ys>years)(?!\s+(?:ago|old|earlier|later))",
    ),
    (
        "span",
        rf"{_MANY_EN}\s+years\s+(?:later|on\b|of\s+(?:re-?establishment|development|building|construction|renewal))",
    ),
    (
        "span",
        r"(?P<rel>past|last|previous)\s+(?P<dec>decade)|(?:over|after|in|for|during)\s+(?:the\s+)?(?P<dec>(?:a|one|two|three)\s+decades?)",
    ),
    (
        "now",
        r"\b(?:so far(?! this year)|to date|up to now|until now|at present|currently|up to the present|now(?! an?\b| behind\b)|as yet|to this day|by now|at the moment|presently|the current figure|at the present day|(?<!Viet Nam )(?<!Vietnam )(?<!VietNam )today)\b",
    ),
)
_N_VI = r"(?P<n>\d{1,2}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười một|mười|mười hai)"
_REL_VI = r"(?P<rel>năm nay|năm ngoái|năm trước|nay)"
_OF_VI = rf"(?:\s*(?:của\s+|/|-|,)?\s*(?:đầu\s+)?(?:năm\s+)?(?:{_Y}|{_REL_VI}))?"
_NOT_LAST = r"(?!\s+(?:ngoái|trước)(?!\w))"
_VI: tuple[tuple[Unit, str], ...] = (
    (
        "years",
        rf"(?:giai đoạn|thời kỳ|nhiệm kỳ|trong các năm|từ)?\s*(?:năm\s+)?{_Y}\s*(?:-|–|—|đến|tới)\s*(?:(?:hết|cuối)\s+)?(?:năm\s+)?(?P<y2>(?:19|20)\d\d)(?!\d)",
    ),
    (
        "years",
        rf"(?:giai đoạn|thời kỳ|nhiệm kỳ)\s+{_Y}\s?[-–]\s?(?P<yy2>\d\d)(?![\d/-]|[.,]\d|\s?%)",
    ),
    (
        "quarter",
        rf"(?<![\d/])(?:ba|3)\s+tháng\s+(?P<q4>cuối)(?:\s+cùng)?(?:\s+của)?(?:\s+năm(?!\w)(?:\s+{_Y})?)?(?!\w)",
    ),
    (
        "months",
        rf"(?<![\d/]){_N_VI}\s+tháng(?!\s+(?:\d{{1,2}}(?![\d.,]*\d)|cuối|trước|sau)(?!\w))(?:\s+đầu(?:\s+năm{_NOT_LAST})?)?{_OF_VI}",
    ),
    ("months", rf"(?P<n3>hai|ba|2|3)\s+quý(?:\s+đầu(?:\s+năm{_NOT_LAST})?)?{_OF_VI}"),
    ("half", rf"(?P<h>nửa đầu|nửa cuối|nửa sau|nửa năm đầu|nửa năm cuối|6 tháng cuối|sáu tháng cuối)(?:{_OF_VI})"),
    ("half", rf"(?<!hơn )(?<!gần )nửa năm(?!\s+(?:trước|nữa|sau|tới))(?:\s+(?:vừa qua|qua|nay))?(?!\w)(?:{_OF_VI})"),
    ("quarter", rf"quý\s+(?P<q>IV|I{{1,3}}|[1-4]|một|hai|ba|tư|bốn)(?!\w)(?:{_OF_VI})"),
    ("quarter", rf"quý\s+(?P<q4>đầu|cuối)(?:\s+tiên)?(?:\s+của)?(?:\s+năm(?!\w)(?:\s+{_Y})?)"),
    ("quarter", rf"(?<!\w)(?-i:Q)(?P<q>IV|I{{1,3}}|[1-4])\s?[/.-]\s?{_Y}(?!\d)"),
    ("day", r"(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>(?:19|20)\d\d)"),
    (
        "day",
        rf"(?P<day1>đầu|(?P<mid>giữa))\s+tháng\s+(?P<m>\d{{1,2}})(?!\d|\s?%)(?:\s*(?:[/-]|,?\s*năm\s+)\s*{_Y}(?!\d))?",
    ),
    ("day", rf"(?P<mid>giữa)\s+năm\s+{_Y}{_NOT_YEAR}(?!\w)"),
    ("day", rf"ngày\s+(?P<d>\d{{1,2}})\s+tháng\s+(?P<m>\d{{1,2}})(?:\s+năm\s+{_Y})?"),
    (
        "day",
        r"(?<![\d/.,])(?:ngày\s+|(?<=đến )|(?<=tới )|(?<=tại )|(?<=điểm ))(?P<d>\d{1,2})\s?[/-]\s?(?P<m>\d{1,2})(?![\d/.,]*\d)",
    ),
    ("month", rf"tháng\s+(?P<m>\d{{1,2}})\s*(?:[/-]|,?\s*năm\s+)\s*{_Y}(?!\d)"),
    ("month", r"(?<![\d/])(?P<m>0?[1-9]|1[0-2])\s?[/]\s?(?P<y>(?:19|20)\d\d)"),
    ("month", r"tháng\s+(?P<m>\d{1,2})(?!\d)(?:\s+(?P<rel>năm nay|năm ngoái|này))?"),
    ("month", r"tháng\s+(?P<mon>Giêng|(?-i:Một)|Hai|Ba|Tư|Năm|Sáu|Bảy|Tám|Chín|Mười Một|Mười Hai|Mười|Chạp)(?!\w)"),
    ("month", r"(?P<rel>tháng này)|(?:(?<=cuối )|(?<=hết ))(?P<rel>tháng (?:trước|vừa qua))(?!\w)"),
    # abbreviations of reports: "T6/2020", "9T/2019", "T6: 3,2; T7: 4,1"
    ("month", rf"(?<!\w)(?-i:T)\.?\s?(?P<m>1[0-2]|0?[1-9])\s?[/.-]\s?{_Y}(?!\d)"),
    ("month", r"(?<!\w)(?-i:T)(?P<m>1[0-2]|[1-9])(?![\w/]|[.,]\d)"),
    ("months", rf"(?<!\w)(?P<n>1[0-2]|[2-9])(?-i:T)(?:\s?/?\s?{_Y}(?!\d)|(?!\w))"),
    (
        "span",
        rf"(?:bình quân|trung bình|trong|qua|sau|suốt|chung|nhìn lại)\s+{_MANY_VI}\s+năm(?!\s*(?:19|20)\d\d(?!\d|[.,]\d))(?:\s+(?P<rel>qua|trước)|\s+(?P<rel3>tới))?|{_MANY_VI}\s+năm\s+(?:(?P<rel>vừa qua|qua|gần đây)|(?P<rel3>tới|tiếp theo)|liền|liên tiếp|bình quân|tái lập|xây dựng|phát triển|sau|trước(?= đó))(?!\w)|(?:(?<=^)|(?<=[.:;?!]\s)|(?<=\n)){_MANY_VI}\s+năm(?=\s*,)",
    ),
    ("year", rf"(?P<ago>{_MANY_VI} năm trước)(?! đó|\w)"),
    (
        "year",
        r"(?P<rel>năm nay|năm ngoái|cả năm(?! (?:19|20)\d\d)|(?<!nửa )năm trước|(?<!nửa )năm vừa qua|(?<!nửa )năm qua|(?<!nửa )(?<!\d )năm rồi)(?!\w)",
    ),
    ("month", r"(?<!\d )(?<!\w)(?P<first>tháng đầu) năm(?!\s+(?:\d|nay|ngoái|trước)|\w)"),
    ("year", r"(?P<that>cùng năm|năm (?:ấy|đó|này)|trong năm)(?!\s+(?:\d|nay|ngoái|trước|qua|tới|vừa|học)|\w)"),
    ("year", rf"(?P<ago>cách (?:đây|nay) (?:hơn |gần |tròn |khoảng )?{_MANY_VI} năm)(?!\w)"),
    (
        "year",
        r"(?:(?<=hết )|(?<=cuối )(?<!tháng cuối )(?<!nửa cuối )(?<!quý cuối ))(?P<rel>năm)(?!\s+(?:\d|nay|ngoái|trước|học|sau|tới)|\w)",
    ),
    ("year", r"(?P<rel3>(?<!đầu )năm tới(?! ngày| nay| tháng| hết)|năm sau|sang năm(?! \d))(?!\w)"),
    ("year", rf"(?:năm\s+|(?<![\d.,/$-])){_Y}{_NOT_YEAR}(?!\w)"),
    ("year_to_date", r"(?:từ đầu năm (?:đến|tới) nay|từ đầu năm|kể từ đầu năm)"),
    (
        "now",
        r"(?:đến nay|hiện nay|hiện có|hiện tại|tới nay|hiện|lúc này|đến thời điểm này|(?<!từ )hôm nay|(?<!\w)(?<!từ )(?<!lâu )nay(?= đã| có| là| chiếm| gồm| chỉ))(?!\w)",
    ),
)
_GRAMMARS: Mapping[str, tuple[tuple[Unit, str], ...]] = {"en": _EN, "vi": _VI}
_AS_OF = {
    "en": re.compile(
        r"(?:\b(?:as of|as at|by|until|up to|till|through|to|at|at the|on|counted until)\s+(?:the\s+)?(?:(?:end|close|late|beginning|start|middle)\s+(?:of\s+)?)?(?:the\s+)?(?:this\s+)?|\bend\s+(?:of\s+)?(?:the\s+)?|\bend-)$",
        re.I,
    ),
    "vi": re.compile(
        r"(?:(?:đến|tới|tính đến|tính tới|đến hết|hết|cuối|đến cuối|thời điểm|đến ngày|lũy kế đến)\s+(?:hết\s+|cuối\s+|ngày\s+|thời điểm\s+|tháng\s+|năm\s+)*)$",
        re.I,
    ),
}
_BETWEEN = re.compile(
    r"\s*(?:-|–|and|to|until|till|through|up to|đến|tới|đến hết|đến ngày|tới ngày)\s*(?:the\s+|ngày\s+)?", re.I
)
_START_OF = {
    "en": re.compile(r"\b(?:since|from|start of|beginning of|early)\s+(?:the\s+)?$", re.I),
    "vi": re.compile(r"(?:từ|kể từ|đầu|từ đầu)\s+$", re.I),
}
_SINCE = {
    "en": re.compile(r"\b(?:since|from)\s+(?:the\s+)?$", re.I),
    "vi": re.compile(r"(?:từ|kể từ)\s+$", re.I),
}
_SAME = {
    "en": re.compile(
        r"(?:the )?(?:same|corresponding) (?:period|time|month|quarter)(?: (?:of|in))?(?: (?:the )?(?:last|previous|preceding) year| 20\d\d| a year earlier)?|(?:the )?(?:previous|preceding) (?:year|month|quarter)|last year['’]s|a year (?:earlier|ago|before)",
        re.I,
    ),
    "vi": re.compile(
        r"(?:cùng kỳ|cùng kì|cùng tháng|cùng quý)(?: (?:của )?(?:năm )?(?:trước|ngoái|\d{4}))?|(?:tháng|quý|năm) (?:liền )?trước(?: đó)?",
        re.I,
    ),
}
_NUMBER_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "fifteen": 15, "twenty": 20, "tư": 4, "twenty five": 25, "twenty-five": 25, "thirty": 30, "mười lăm": 15, "mười bảy": 17, "ba mươi": 30, "hai mươi": 20, "hai mươi lăm": 25,
    "decade": 10, "a decade": 10, "one decade": 10, "two decades": 20, "three decades": 30, "first": 1, "second": 2, "third": 3, "fourth": 4, "i": 1, "ii": 2, "iii": 3, "iv": 4, "last": 2,
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10, "mười một": 11, "mười hai": 12,
}  # fmt: skip


_BY_START = attrgetter("start")


def find(text: str, language: str) -> list[TimeExpression]:
    """All times of a text in order, the longest reading at each place."""
    lang = language_module(language)
    found: list[TimeExpression] = []
    units, index = _patterns(language)
    matches: dict[int, list[re.Match[str]]] = {}
    for number, match in index.find(text):
        matches.setdefault(number, []).append(match)
    same = [m.span() for m in matches.pop(len(units), ())]
    for number in sorted(matches):
        unit, names = units[number]
        for match in matches[number]:
            start, end = match.span()
            # the times found so far do not overlap: only the last that begins before the end can reach into this one
            place = bisect_left(found, end, key=_BY_START)
            if place and found[place - 1].end > start:
                continue
            expression = _read(unit, match, names, lang)
            if expression is not None:
                insort(found, _with_role(expression, text, language), key=_BY_START)
    found = _joined(found, text)
    return sorted((_compared(t, text, same, lang) for t in found), key=lambda t: t.start)


def _joined(found: list[TimeExpression], text: str) -> list[TimeExpression]:
    """Two dates that bound a time ("between 19 December 2020 and 18 October 2021"): a flow up to the second."""
    joined: list[TimeExpression] = []
    for time in found:
        last = joined[-1] if joined else None
        bounds = last is not None and last.unit in ("day", "year_to_date") and time.unit == "day"
        if last is not None and bounds and _BETWEEN.fullmatch(text[last.end : time.start]):
            joined[-1] = replace(time, start=last.start, as_of=True, ranged=True, compared=False)
        else:
            joined.append(time)
    return joined


Names = Mapping[str, tuple[str, ...]]
"""Name of a group → the names under which a pattern has it."""


@cache
def _patterns(language: str) -> tuple[list[tuple[Unit, Names]], PrefixIndex]:
    """The units in order of precedence with the groups of their patterns, and where the patterns can begin; the last of
    the index is that of the period compared with."""
    compiled = [re.compile(_unique_groups(p), re.IGNORECASE) for _, p in _GRAMMARS[language]]
    units = [(unit, _names(pattern)) for (unit, _), pattern in zip(_GRAMMARS[language], compiled, strict=True)]
    return units, PrefixIndex([*compiled, _SAME[language]])


def _names(pattern: re.Pattern[str]) -> Names:
    found: dict[str, tuple[str, ...]] = {}
    for name in pattern.groupindex:
        plain = re.sub(r"_\d+$", "", name)
        found[plain] = (*found.get(plain, ()), name)
    return found


def _unique_groups(pattern: str) -> str:
    """Number the named groups that a pattern uses more than once (`n` → `n`, `n_1`, …): re wants each name once."""
    seen: dict[str, int] = {}

    def rename(match: re.Match[str]) -> str:
        name = match[1]
        seen[name] = seen.get(name, -1) + 1
        return f"(?P<{name}_{seen[name]}>" if seen[name] else match[0]

    return re.sub(r"\(\?P<(\w+)>", rename, pattern)


def _group(match: re.Match[str], known: Names, *names: str) -> str:
    """What the first of the groups that matched has, in the order of the pattern; empty: none did."""
    found = [g for n in names for g in known.get(n, ()) if match[g]]
    if len(found) > 1:
        found.sort(key=match.re.groupindex.__getitem__)
    return match[found[0]] if found else ""


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBER_WORDS.get(word.lower(), 0)


def _read(unit: Unit, match: re.Match[str], names: Names, lang: Language) -> TimeExpression | None:
    """The time that a pattern has matched; None where its numbers make none ("month 13")."""
    year = int(y) if (y := _group(match, names, "y")) else None
    if short := _group(match, names, "yy"):  # "9M21"
        year = 2000 + int(short)
    relative = _relative(match, names)
    number = _number_of(unit, match, names, lang)
    day = int(_group(match, names, "d") or (1 if _group(match, names, "day1") else 0))
    if _group(match, names, "mid"):  # "mid-December" is its 15th, "mid-2020" the end of June
        day, number = (15, number) if number else (30, 6)
    # "this month" has no number, but "the 19 months of this year" and "tháng 13 năm nay" have one that is none
    unnumbered = unit == "month" and relative and not number
    if not unnumbered and not _is_there(unit, number, day):
        return None
    if _group(match, names, "q5"):
        before = match.string[: match.start()].lower()
        if before.rfind("half") > before.rfind("quarter") and number <= 2:
            unit = "half"
        elif "quarter" not in before:
            return None
    last_year = int(_group(match, names, "y2") or 0)
    if year and (short := _group(match, names, "yy2")):
        last_year = year - year % 100 + int(short)
    if unit == "years" and (year is None or last_year <= year):
        return None
    return TimeExpression(unit, match.start(), match.end(), year, number, day, last_year, relative)


def _relative(match: re.Match[str], names: Names) -> Literal["", "this", "last", "next"]:
    """Which year a word says: this one, the last, the next."""
    if _group(match, names, "ago"):
        return "last"
    if _group(match, names, "rel3"):
        return "next"
    word = _group(match, names, "rel", "rel2").lower()
    if not word:
        return ""
    return "last" if re.search(r"last|previous|past|ngoái|trước|qua|rồi", word) else "this"


def _number_of(unit: Unit, match: re.Match[str], names: Names, lang: Language) -> int:
    """The number of a month, quarter or half, or how many months; 0: none is said."""
    if unit == "half":
        which = _group(match, names, "h", "h2", "h3", "h4")  # a half year that no word places is the first
        return 1 if not which or re.search(r"first|opening|mid|đầu|1", which, re.IGNORECASE) else 2
    if _group(match, names, "first"):
        return 1
    if unit == "quarter" and (which := _group(match, names, "q4")):
        return 1 if which.lower() in ("opening", "đầu") else 4
    if month := _group(match, names, "mon").lower().rstrip("."):
        return lang.months.get(month, 0)
    if quarters := _group(match, names, "n3"):
        return 3 * _number(quarters)
    return _number(_group(match, names, "n", "q", "q2", "q3", "q5", "m", "dec") or "0")


def _is_there(unit: Unit, number: int, day: int) -> bool:
    """Whether there is such a day, month or span."""
    match unit:
        case "span":
            return number >= 2
        case "day":
            return 1 <= number <= 12 and 1 <= day <= 31
        case "month" | "months":
            return 1 <= number <= 12
    return True


def _with_role(expression: TimeExpression, text: str, language: str) -> TimeExpression:
    before = text[max(0, expression.start - 40) : expression.start]
    if _START_OF[language].search(before) and expression.unit in ("year", "day", "month"):
        return replace(expression, compared=True, since=bool(_SINCE[language].search(before)))
    if expression.unit in ("year", "month", "quarter", "day", "half") and _AS_OF[language].search(before):
        return replace(expression, as_of=True)
    return expression


def _compared(expression: TimeExpression, text: str, same: list[tuple[int, int]], lang: Language) -> TimeExpression:
    inside = any(start <= expression.start < end + 2 for start, end in same)
    before = text[max(0, expression.start - 45) : expression.start]
    if expression.ranged:  # "from January 1 to May 20" compares nothing
        before = _FROM.sub("", before)
    if not inside and not lang.find("compare").search(before):
        return expression
    return replace(expression, compared=True)


_FROM = re.compile(r"\b(?:from|từ)\s+(?:the\s+|ngày\s+)?$", re.IGNORECASE)


def _year(expression: TimeExpression, context: Context) -> int | None:
    if expression.year:
        return expression.year
    published = context.published_year
    if expression.relative == "this":
        return published or context.year
    if expression.relative == "next":
        base = published or context.year
        return base + 1 if base else None
    if expression.relative == "last":
        base = published or context.year
        return base - max(expression.number if expression.unit == "year" else 0, 1) if base else None
    recent = context.year is not None and (published is None or published - 1 <= context.year <= published)
    if recent:
        return context.year
    if published is None:
        return None
    month = _last_month(expression)
    # "in November" on a page of January is last year's
    if month and context.published_month and month > context.published_month and expression.unit != "months":
        return published - 1
    return published


def _last_month(expression: TimeExpression) -> int:
    match expression.unit:
        case "month" | "months" | "day":
            return expression.number
        case "quarter":
            return expression.number * 3
        case "half":
            return expression.number * 6
    return 12


def _month_end(year: int, month: int) -> str:
    return f"{year}-{month:02d}-{monthrange(year, month)[1]:02d}"


def flow_period(expression: TimeExpression, context: Context) -> str | None:
    """The period of a flow (or of growth); None where the words and the context leave the year open."""
    if expression.unit == "years":
        return f"{expression.year}/{expression.last_year}"
    if expression.unit in ("now", "span"):
        return None
    if expression.unit == "year_to_date":
        return first_months(context.published_year, context.published_month) if context.published_month else None
    year = _year(expression, context)
    if year is None:
        return None
    number = expression.number
    match expression.unit:
        case "year":
            return str(year)
        case "half":
            return f"{year}-S{number}"
        case "quarter":
            return first_months(year, 3 * number) if expression.as_of else f"{year}-Q{number}"
        case "months":
            return first_months(year, number)
        case "month" if expression.relative and not number:
            return _month_before(context) if expression.relative == "last" else _this_month(context)
        case "month":
            return first_months(year, number) if expression.as_of else f"{year}-{number:02d}"
        case "day":
            return first_months(year, number) if expression.as_of else f"{year}-{number:02d}"
    return None


def span_periods(expression: TimeExpression, context: Context) -> list[str]:
    """The years that "the past ten years", "the next three years" or "since 1997" may be: up to (or from) the year of publication, the one
    before it, or the year that the text named last; none where no year is known."""
    published = context.published_year
    if expression.relative == "next":
        return [f"{y + 1}/{y + expression.number}" for y in dict.fromkeys((published, context.year)) if y]
    ends = dict.fromkeys((published - 1 if published else None, published, context.year))
    first = {y: expression.year if expression.since else y - expression.number + 1 for y in ends if y}
    return [f"{start}/{end}" for end, start in first.items() if start and start < end]


def from_month(first: int, last: TimeExpression, context: Context) -> list[str]:
    """The months from one to another as one period, where there is a code of it: from January on, a quarter, a half."""
    until = flow_period(replace(last, as_of=False), context) if last.number else None
    if until is None or first >= last.number:
        return []
    year = int(until[:4])
    if first == 1:
        return [p for p in (first_months(year, last.number),) if p]
    whole = {(4, 6): "Q2", (7, 9): "Q3", (10, 12): "Q4", (7, 12): "S2"}.get((first, last.number))
    return [f"{year}-{whole}"] if whole else []


def _this_month(context: Context) -> str | None:
    return context.published[:7] if context.published_month and context.published else None


def _month_before(context: Context) -> str | None:
    year, month = context.published_year, context.published_month
    if year is None or month is None:
        return None
    return f"{year}-{month - 1:02d}" if month > 1 else f"{year - 1}-12"


def first_months(year: int | None, months: int | None) -> str | None:
    """The code of the first months of a year; None where either is not known."""
    if year is None or not months:
        return None
    whole = {1: f"{year}-01", 3: f"{year}-Q1", 6: f"{year}-S1", 12: str(year)}
    return whole.get(months, f"{year}-01/P{months}M")


def stock_date(expression: TimeExpression | None, context: Context) -> str | None:
    """The date of a stock: the end of the period named, else the date of publication; None where neither is known."""
    if expression is None or expression.unit in ("now", "year_to_date"):
        return context.published
    if expression.unit == "span":
        return None
    if expression.unit == "years":
        return f"{expression.last_year}-12-31"
    year = _year(expression, context)
    if year is None:
        return None
    if expression.relative == "this" and expression.unit == "year" and not expression.as_of:
        return context.published or f"{year}-12-31"
    if expression.unit == "day":
        last = monthrange(year, expression.number)[1]
        return f"{year}-{expression.number:02d}-{min(expression.day, last):02d}"
    return _month_end(year, _last_month(expression) or 12)


def index_period(expression: TimeExpression | None, context: Context) -> str | None:
    """The period of an index, share or rank: that of a flow, else the date of publication."""
    code = flow_period(expression, context) if expression is not None else None
    return code or (context.published if expression is None or expression.unit == "now" else None)


def years_apart(match: re.Match[str]) -> int:
    """How many years a match with the groups `n` and `decades` tells ("ten years later", "half a decade on"); 0: it tells none."""
    count = (match["n"] or "").lower()
    if match["decades"]:
        return 5 if count.startswith(("half", "nửa")) else 10 * (_number(count) or 1)
    return _number(count)


def step(match: re.Match[str], years: int, lang: Language, earlier: bool) -> TimeExpression:
    """Words like "ten years later" as a time: so many years (`number`) from one that they do not name."""
    time = TimeExpression("year", match.start(), match.end(), number=years, relative="last" if earlier else "next")
    return _compared(time, match.string, [], lang)


def spans_beside(time: TimeExpression, years: int) -> Iterator[str]:
    """So many years up to the first of a span of years, and from its last on; of 0 years: as many as it has itself."""
    if time.year is None:
        return
    last = time.last_year or time.year
    length = years or last - time.year + 1
    yield f"{time.year - length}/{time.year - 1}"
    yield f"{last + 1}/{last + length}"


def neighbour(period: str, step: int) -> str | None:
    """The period so many of its own length later: quarters, months, years, as many years as it has; of a date and of a year's first months
    the same of another year."""
    if span := re.fullmatch(r"(\d{4})/(\d{4})", period):
        first, last = int(span[1]), int(span[2])
        moved = step * (last - first + 1)
        return f"{first + moved}/{last + moved}"
    for pattern, cycle, form in (("Q(\\d)", 4, "Q{}"), ("S(\\d)", 2, "S{}"), ("(\\d\\d)", 12, "{:02d}")):
        if part := re.fullmatch(rf"(\d{{4}})-{pattern}", period):
            year, number = divmod(int(part[1]) * cycle + int(part[2]) - 1 + step, cycle)
            return f"{year}-{form.format(number + 1)}"
    return shifted(period, step)


def shifted(period: str, years: int) -> str | None:
    """The same period so many years later, the last of February for its 29th; None where it is a span of years."""
    if not re.match(r"\d{4}(?:$|-)", period):
        return None
    moved = f"{int(period[:4]) + years}{period[4:]}"
    return moved[:-2] + "28" if moved.endswith("-02-29") and int(moved[:4]) % 4 else moved
