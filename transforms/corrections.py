"""Decisions of people on single figures, as data: corrections.yml (shipped) and a profile's decisions.jsonl.

A decision is keyed by observation id, so it survives edits, replays and rebuilds. The printed value is never
overwritten: a correction stands beside it. Of several decisions on one figure the latest holds; `reopen` takes the
others back. Decisions of two people that contradict each other are an alarm.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from extractors import VIET_NAM, yml
from extractors.errors import Mendable

SHIPPED = Path(__file__).with_name("corrections.yml")

Action = Literal["accept", "correct", "reject", "reopen"]


_Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class CorrectionsError(Mendable, ValueError):
    """A decision that cannot be used; the message names file, line and cure."""


class Decision(BaseModel):
    """What a person decided about one figure, and why."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    observation_id: str = Field(pattern=r"^[0-9a-f]{64}$")
    action: Action
    value: Decimal | None = None
    """Only of `correct`: the true value, in base units of the observation's unit."""
    who: _Words
    when: AwareDatetime
    why: _Words
    expected: str | None = None
    """The number as printed when the decision was made."""
    until: date | None = None
    """Last day on which it holds."""

    @model_validator(mode="after")
    def _value_of_correct(self) -> Decision:
        if (self.action == "correct") != (self.value is not None):
            raise ValueError("value belongs to `correct`, and to it alone; give it, or choose another action")
        if self.value is not None and not (self.value.is_finite() and abs(self.value) < Decimal(10) ** 22):
            raise ValueError("value must be a number below 10^22; correct it")
        if self.value is not None and int(self.value.as_tuple().exponent) < -6:
            raise ValueError("value must have six decimals at most, as all figures have; round it")
        made = self.when.astimezone(VIET_NAM).date()
        if self.until is not None and self.until < made:
            raise ValueError(f"until {self.until} is before the decision of {made} (Viet Nam): it would never hold")
        return self

    @property
    def says(self) -> tuple[str, Decimal | None]:
        """What it comes to, whoever made it."""
        return self.action, self.value


def load(journal: Path, shipped: Path = SHIPPED) -> tuple[list[Decision], list[tuple[str, str]]]:
    """All decisions, and what could not be used, as (place, what is wrong).

    A bad line costs no good one: it is reported, the others are taken. A missing journal holds no decisions.
    """
    decisions: list[Decision] = []
    failures: list[tuple[str, str]] = []
    for place, entry in [*_shipped(shipped), *_lines(journal)]:
        try:
            decisions.append(_parse(entry))
        except ValueError as error:
            failures.append((place, str(error)))
    return decisions, failures


def append(journal: Path, decision: Decision) -> None:
    """Write a decision to the journal, on disk before this returns; two at once do not mix.

    Raises OSError where it cannot be written.
    """
    journal.parent.mkdir(parents=True, exist_ok=True)
    line = decision.model_dump_json(exclude_none=True) + "\n"
    with journal.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0, os.SEEK_END)
        if file.tell():
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":  # a line torn by a crash stays one bad line
                line = "\n" + line
        file.write(line.encode())
        file.flush()
        os.fsync(file.fileno())


def _shipped(path: Path) -> Iterator[tuple[str, object]]:
    try:
        entries = yml.load(path.read_text(encoding="utf-8")) or []
    except yaml.YAMLError as error:
        raise CorrectionsError(f"{path}: not readable as YAML: {error}; correct it there") from error
    if not isinstance(entries, list):
        raise CorrectionsError(f"{path}: holds no list of decisions; begin each entry with `- `")
    yield from ((f"{path.name}: entry {number}", entry) for number, entry in enumerate(entries, start=1))


def _lines(journal: Path) -> Iterable[tuple[str, object]]:
    if not journal.exists():
        return
    lines = journal.read_bytes().decode("utf-8", errors="replace").split("\n")
    yield from ((f"{journal}: line {number}", line) for number, line in enumerate(lines, start=1) if line.strip())


def _parse(entry: object) -> Decision:
    if isinstance(entry, str):
        try:
            entry = json.loads(entry, parse_float=Decimal)
        except (json.JSONDecodeError, RecursionError) as error:
            raise ValueError(f"no whole JSON object ({error}); mend or remove the line") from error
    try:
        return Decision.model_validate(entry)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "(whole entry)"
        raise ValueError(f"{field}: {first['msg']}; mend it there") from error


def effective(decisions: Iterable[Decision], on: datetime) -> dict[str, Decision]:
    """Observation id → the decision that holds at a time: the latest made by then, if it has not run out.

    Of several made in the same instant that say different things none holds: nothing says which came last.
    """
    latest = {i: [d for d in made if d.when == made[-1].when] for i, made in _by_figure(decisions, on).items()}
    holding = {i: made[-1] for i, made in latest.items() if len({d.says for d in made}) == 1}
    return {i: d for i, d in holding.items() if d.action != "reopen" and _not_run_out(d, on)}


def reopened(decisions: Iterable[Decision], on: datetime) -> dict[str, Decision]:
    """Observation id → the `reopen` that undid what was decided before, where it is the latest made by then."""
    return {i: made[-1] for i, made in _by_figure(decisions, on).items() if made[-1].action == "reopen"}


def doubts(decisions: Sequence[Decision], on: datetime) -> list[tuple[str, str]]:
    """What a person has to look at among decisions that can be read, as (place, what).

    Decisions dated after `on`, those of one instant that contradict each other, and those of two people that do: there
    the later one holds, but only `reopen` settles it.
    """
    found = [
        (
            _place(d),
            f"{d.who} dated it {d.when:%Y-%m-%d %H:%M}, which is to come: it holds from then on; is the date right?",
        )
        for d in decisions
        if d.when > on
    ]
    for made in _by_figure(decisions, on).values():
        reopened = max((n for n, d in enumerate(made) if d.action == "reopen"), default=-1)
        standing = [d for d in made[reopened + 1 :] if _not_run_out(d, on)]
        if not standing:
            continue
        last = standing[-1]
        others = [d for d in standing if d.says != last.says]
        same = [d for d in others if d.when == last.when]
        if same:
            found.append(
                (_place(last), f"{_told(same[-1])} and {_told(last)} in the same instant: none holds; decide anew")
            )
        elif strangers := [d for d in others if d.who != last.who]:
            found.append(
                (
                    _place(last),
                    f"{_told(strangers[-1])}, {_told(last)}: the later one holds; settle it, `reopen` and decide",
                )
            )
    return sorted(found)


def _by_figure(decisions: Iterable[Decision], on: datetime) -> dict[str, list[Decision]]:
    """Observation id → the decisions made by then, in order."""
    made: dict[str, list[Decision]] = {}
    for decision in sorted(decisions, key=lambda d: d.when):
        if decision.when <= on:
            made.setdefault(decision.observation_id, []).append(decision)
    return made


def _not_run_out(decision: Decision, on: datetime) -> bool:
    return decision.until is None or on.astimezone(VIET_NAM).date() <= decision.until


def _place(decision: Decision) -> str:
    return f"decision on {decision.observation_id[:12]}"


def _told(decision: Decision) -> str:
    value = f" to {decision.value:,f}" if decision.value is not None else ""
    return f"{decision.who} decided `{decision.action}`{value} on {decision.when:%Y-%m-%d}"
