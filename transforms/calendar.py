"""The release calendar: which source should have reported which period by when. Rules are data, in calendar.yml."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from extractors import yml
from extractors.catalog import Catalog
from extractors.errors import Mendable
from transforms import periods

RULES = Path(__file__).with_name("calendar.yml")

GRACE_DAYS = 4
"""Days after the due one before a report is overdue: dates that fall on a holiday move to the next working day."""

_MONTHS = {"M": 1, "Q": 3, "S": 6, "A": 12}


class CalendarError(Mendable, ValueError):
    """A calendar that cannot be used; the message names entry, field and cure."""


class _Due(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    months: int = Field(ge=0, le=12)
    day: int = Field(ge=1, le=31)


class Rule(BaseModel):
    """One line of the calendar: a report for each period of a length."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    report: str
    freq: Literal["M", "Q", "S", "A"]
    due: _Due
    valid: list[str] = Field(min_length=1, max_length=2)
    """First and last period, as `time_period` writes them; without a last one it goes on."""
    indicators: list[str] = Field(min_length=1)
    basis: str

    @model_validator(mode="after")
    def _periods(self) -> Rule:
        for period in self.valid:
            if periods.parse(period).freq != self.freq:
                raise ValueError(f"valid: {period} is no period of freq {self.freq}; write both alike")
        return self


@dataclass(frozen=True, slots=True)
class Release:
    """A report that is due."""

    source: str
    report: str
    time_period: str
    period_end: date
    due: date
    """Moved to Monday from a weekend."""
    overdue_from: date
    indicators: tuple[str, ...]
    basis: str


def load(path: Path = RULES) -> list[Rule]:
    """The rules. Raises CalendarError, naming entry and field, where one cannot be used."""
    try:
        entries = yml.load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise CalendarError(f"{path}: not readable as YAML: {error}; correct it there") from error
    rules = []
    for number, entry in enumerate(entries, start=1):
        try:
            rules.append(Rule.model_validate(entry))
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(part) for part in first["loc"]) or "(whole entry)"
            raise CalendarError(f"{path}: entry {number}: {field}: {first['msg']}; correct it there") from error
    return rules


def unknown(rules: Sequence[Rule], catalog: Catalog) -> list[tuple[str, str]]:
    """Rules whose source or an indicator of which the catalogue does not have, as (place, what): never overdue."""
    found = []
    for number, rule in enumerate(rules, start=1):
        if names := {rule.source} - catalog.sources.keys() | set(rule.indicators) - catalog.indicators.keys():
            what = (
                f"the catalogue has no {', '.join(sorted(names))}: nobody will miss the {rule.report}; correct it there"
            )
            found.append((f"{RULES.name}: entry {number}", what))
    return found


def releases(rules: Sequence[Rule], until: date) -> Iterator[Release]:
    """Every report whose period ends by `until`, in order of rule and period."""
    for rule in rules:
        last = periods.parse(rule.valid[1]).end if len(rule.valid) == 2 else until
        start = periods.parse(rule.valid[0]).start
        while (end := _end(start, _MONTHS[rule.freq])) <= min(last, until):
            due = _working_day(_due(end, rule.due))
            yield Release(
                rule.source, rule.report, _code(end, rule.freq), end, due, due + timedelta(days=GRACE_DAYS),
                tuple(rule.indicators), rule.basis,
            )  # fmt: skip
            start = end + timedelta(days=1)


def _end(start: date, months: int) -> date:
    return _last_day(start.year, start.month + months - 1)


def _last_day(year: int, month: int) -> date:
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, monthrange(year, month)[1])


def _due(end: date, due: _Due) -> date:
    last = _last_day(end.year, end.month + due.months)
    return last.replace(day=min(due.day, last.day))


def _working_day(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def _code(end: date, freq: str) -> str:
    match freq:
        case "A":
            return f"{end.year}"
        case "S":
            return f"{end.year}-S{end.month // 6}"
        case "Q":
            return f"{end.year}-Q{end.month // 3}"
        case _:
            return f"{end:%Y-%m}"
