"""The period a figure is about: GUIDE's `time_period` text as dates and a frequency, and the one spelling of each."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal

Freq = Literal["A", "S", "Q", "M", "YTD", "D", "_O"]


@dataclass(frozen=True, slots=True)
class TimePeriod:
    """A span of days. `end` is inclusive."""

    start: date
    end: date
    freq: Freq
    """A year, S half, Q quarter, M month, YTD first n months, D a stock's date, _O several years."""


_CURE = "write it as 2021, 2021-Q1, 2021-S1, 2021-07, 2022-01/P9M, 2011/2020 or 2021-12-31"

_YEAR = re.compile(r"(\d{4})")
_PART = re.compile(r"(\d{4})-([SQ])(\d)")
_MONTH = re.compile(r"(\d{4})-(\d\d)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_YEARS = re.compile(r"(\d{4})/(\d{4})")
_MONTHS = re.compile(r"(\d{4})-(\d\d)(?:-01)?/P(\d{1,2})M")
_SPAN = re.compile(r"(\d{4})(?:-01(?:-01)?)?/P(\d{1,2})Y")


def parse(code: str) -> TimePeriod:
    """The days and the frequency of a `time_period`, in GUIDE's spelling or in SDMX's (`2022-01-01/P9M`).

    Raises ValueError, saying how to write it, where it is no period.
    """
    text = canonical(code)
    year = int(text[:4])
    if _YEAR.fullmatch(text):
        return TimePeriod(date(year, 1, 1), date(year, 12, 31), "A")
    if match := _PART.fullmatch(text):
        months = 6 if match[2] == "S" else 3
        last = int(match[3]) * months
        return TimePeriod(date(year, last - months + 1, 1), _month_end(year, last), "S" if months == 6 else "Q")
    if match := _MONTH.fullmatch(text):
        month = int(match[2])
        return TimePeriod(date(year, month, 1), _month_end(year, month), "M")
    if match := _MONTHS.fullmatch(text):
        return TimePeriod(date(year, 1, 1), _month_end(year, int(match[3])), "YTD")
    if match := _YEARS.fullmatch(text):
        return TimePeriod(date(year, 1, 1), date(int(match[2]), 12, 31), "_O")
    day = date.fromisoformat(text)
    return TimePeriod(day, day, "D")


def canonical(code: str) -> str:
    """The one spelling of a period: `2022-01-01/P3M` → `2022-Q1`, `2011-01-01/P10Y` → `2011/2020`.

    Raises ValueError, saying how to write it, where it is no period.
    """
    text = code.strip()
    if not _exists(text):
        raise ValueError(f"time_period {code!r} is no period; {_CURE}")
    if match := _MONTHS.fullmatch(text):
        return _months(code, int(match[1]), int(match[2]), int(match[3]))
    if match := _SPAN.fullmatch(text):
        return _years(int(match[1]), int(match[1]) + int(match[2]) - 1)
    if match := _YEARS.fullmatch(text):
        return _years(int(match[1]), int(match[2]))
    return text


def between(first: str, last: str) -> list[str]:
    """All periods from `first` to `last`, both years, halves, quarters or months; in GUIDE's spelling, in order.

    Empty where `last` is before `first`. Raises ValueError where they are not of one of these frequencies, or of two.
    """
    freq = parse(first).freq
    if freq not in _IN_A_YEAR or parse(last).freq != freq:
        raise ValueError(f"from {first!r} to {last!r} is no row of years, halves, quarters or months")
    return [_numbered(freq, number) for number in range(_number(freq, first), _number(freq, last) + 1)]


_IN_A_YEAR = {"A": 1, "S": 2, "Q": 4, "M": 12}


def _number(freq: str, code: str) -> int:
    """Counts the periods of a frequency from the year 0 on."""
    period = parse(code)
    each = _IN_A_YEAR[freq]
    return period.start.year * each + (period.start.month - 1) * each // 12


def _numbered(freq: str, number: int) -> str:
    each = _IN_A_YEAR[freq]
    year, part = divmod(number, each)
    return f"{year:04d}" + {1: "", 2: f"-S{part + 1}", 4: f"-Q{part + 1}", 12: f"-{part + 1:02d}"}[each]


def published_range(published: str | None) -> tuple[date | None, date | None]:
    """First and last day of a date of publication as far as it is known: `2025-07` → 1 and 31 July 2025.

    Raises ValueError, saying how to write it, where it is no date.
    """
    if published is None:
        return None, None
    text = published.strip()
    if not (_exists(text) and (_YEAR.fullmatch(text) or _MONTH.fullmatch(text) or _DAY.fullmatch(text))):
        raise ValueError(f"published {published!r} is no date; write it as 2025-07-31, 2025-07 or 2025")
    period = parse(text)
    return period.start, period.end


def _exists(text: str) -> bool:
    """Whether the text has one of the forms and its numbers are on the calendar."""
    if match := _PART.fullmatch(text):
        return int(match[1]) > 0 and 1 <= int(match[3]) <= (2 if match[2] == "S" else 4)
    if match := _MONTHS.fullmatch(text):
        return int(match[1]) > 0 and int(match[2]) >= 1 and 1 <= int(match[3]) <= 13 - int(match[2])
    if match := _SPAN.fullmatch(text):
        return int(match[1]) > 0 and 1 <= int(match[2]) <= 10000 - int(match[1])
    if match := _YEARS.fullmatch(text):
        return 0 < int(match[1]) <= int(match[2])
    if match := _MONTH.fullmatch(text):
        return int(match[1]) > 0 and 1 <= int(match[2]) <= 12
    if _DAY.fullmatch(text):
        return _is_day(text)
    return bool(_YEAR.fullmatch(text)) and int(text) > 0


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _months(code: str, year: int, first: int, count: int) -> str:
    if count == 1:
        return f"{year:04d}-{first:02d}"
    if count == 3 and first % 3 == 1:
        return f"{year:04d}-Q{first // 3 + 1}"
    if count == 6 and first in (1, 7):
        return f"{year:04d}-S{first // 6 + 1}"
    if first != 1:
        raise ValueError(
            f"time_period {code!r} does not begin in January; only the first n months of a year are a period"
        )
    return f"{year:04d}" if count == 12 else f"{year:04d}-01/P{count}M"


def _years(first: int, last: int) -> str:
    return f"{first:04d}" if first == last else f"{first:04d}/{last:04d}"


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
