"""Numbers, units, periods and dates as each language writes them. Nothing is rounded that was published."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel.numbers import format_decimal

from warehouse.bulletin.texts import Language, Points, Scale, texts

_ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV"}
_HIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
"""Controls, among them those that turn the direction of what follows: a page must not reorder ours."""


def plain(text: str | None) -> str:
    """Text of a page on one line; invisible controls, which could reorder what stands around them, become `�`."""
    return " ".join(_HIDDEN.sub("�", text or "").split())


@dataclass(frozen=True, slots=True)
class Wording:
    """One language's way of writing."""

    language: Language

    def word(self, name: str, **filled: object) -> str:
        """A text of texts.yml, its braces filled. Raises KeyError where there is none."""
        words = texts().words[name]
        if isinstance(words, Points):
            raise TypeError(f"{name} is a list; use `points`")
        return words.of(self.language).format(**filled)

    def points(self, name: str) -> tuple[str, ...]:
        """A list of texts.yml."""
        words = texts().words[name]
        if not isinstance(words, Points):
            raise TypeError(f"{name} is one text; use `word`")
        return words.en if self.language == "en" else words.vi

    def number(self, value: Decimal) -> str:
        """All digits, grouped: 1,234.5 and 1.234,5."""
        return str(format_decimal(value.normalize() + 0, locale=self.language, decimal_quantization=False)).replace(
            "-", "−"
        )

    def value(self, value: Decimal, unit: str, bound: str = "=", status: str = "A") -> str:
        """A value with hedge, unit and status: `over 38.9 billion USD (est.)`."""
        used = scale(unit, value)
        known = texts()
        hedge = known.bounds[bound].of(self.language) + " " if bound in known.bounds else ""
        mark = f" ({known.status[status].of(self.language)})" if status in known.status else ""
        label = used.of(self.language)
        prefix = used.prefix_en if self.language == "en" else used.prefix_vi
        number = self.number(value / used.divisor)
        return f"{hedge}{prefix}{number}{'' if used.close or not label else ' '}{label}{mark}"

    def percent(self, value: Decimal, bound: str = "=", status: str = "A", places: int | None = None) -> str:
        """Growth with its sign: `+14.3%`. `places`: of a computed one."""
        value = value if places is None else round(value, places)
        text = self.value(abs(value), "percent", "=", status)
        hedge = texts().bounds[bound].of(self.language) + " " if bound in texts().bounds else ""
        return f"{hedge}{'+' if value > 0 else '−' if value < 0 else ''}{text}"

    def day(self, day: date) -> str:
        """A date."""
        return self._period("day", y=day.year, m=day.month, d=day.day)

    def month(self, year: int, month: int) -> str:
        """A month."""
        return self._period("month", y=year, m=month)

    def published(self, published: str | None) -> str:
        """A date of publication, known to the day, month or year."""
        return self.period(published) if published else self.word("undated")

    def period(self, time_period: str) -> str:  # one branch a form of GUIDE section 4
        """A period: `2021`, `2021-S1`, `2021-Q1`, `2021-07`, `2022-01/P9M`, `2011/2020`, `2021-12-31`; else as is."""
        if match := re.fullmatch(r"(\d{4})", time_period):
            return self._period("year", y=match[1])
        if match := re.fullmatch(r"(\d{4})-S([12])", time_period):
            return self._period(f"half{match[2]}", y=match[1])
        if match := re.fullmatch(r"(\d{4})-Q([1-4])", time_period):
            return self._period("quarter", y=match[1], q=match[2], roman=_ROMAN[match[2]])
        if match := re.fullmatch(r"(\d{4})-(\d\d)", time_period):
            return self.month(int(match[1]), int(match[2]))
        if match := re.fullmatch(r"(\d{4})-01/P(\d+)M", time_period):
            return self._period("months", y=match[1], n=match[2])
        if match := re.fullmatch(r"(\d{4})/(\d{4})", time_period):
            return self._period("years", y=match[1], y2=match[2])
        if re.fullmatch(r"\d{4}-\d\d-\d\d", time_period):
            return self.day(date.fromisoformat(time_period))
        return time_period

    def check(self, name: str) -> str:
        """What a check is called; its own name where texts.yml has none."""
        known = texts().checks.get(name)
        return known.of(self.language) if known else name.replace("_", " ")

    def _period(self, form: str, **parts: int | str) -> str:
        if "m" in parts:
            parts["month"] = texts().months_en[int(parts["m"]) - 1]
        return texts().periods[form].of(self.language).format(**parts)


def scale(unit: str, value: Decimal) -> Scale:
    """The scale for a value: the first whose `from` it reaches. An unknown unit stands by its code, undivided."""
    for found in texts().units.get(unit, ()):
        if abs(value) >= found.least:
            return found
    return Scale.model_validate({"from": 0, "divisor": 1, "en": unit, "vi": unit})
