"""The journal of runs, `archive/runs.jsonl`: one line when a run begins, one for what it did, one when it ends.

With the WARC files beside it, it is what the record can be rebuilt from. A line is on disk before the run goes on; a
last line torn by a crash is left out.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args

from warehouse.records import Run

Kind = Literal["nightly", "load", "check", "backfill", "replay"]
Event = Literal["begun", "resumed", "checking", "ended", "abandoned"]
"""`checking`: its load is in the record, verdicts are about to be. `abandoned`: it was killed, and a later run has
taken up what it had archived."""


@dataclass(slots=True)
class JournalRun:
    """A run as far as its lines tell."""

    run: Run
    kind: Kind
    facts: dict[str, Any] = field(default_factory=dict)
    """What it was asked to do; of a backfill source, from and to."""
    checked_at: datetime | None = None
    """When its verdicts were decided; None where it never came to that."""
    ended: bool = False
    abandoned: bool = False
    told: dict[str, Any] = field(default_factory=dict)
    """What it noted at its end; of a backfill, how deep it came."""
    done: tuple[str, ...] = ()
    """Of an abandoned run: which of `decided` and `checked` the record holds."""

    @property
    def finished(self) -> bool:
        """Whether nothing of it is left to do."""
        return self.ended or self.abandoned


class Journal:
    """The runs of one profile in the order in which they began. One writer at a time (the home's lock sees to it)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.failures: list[str] = []
        """Lines that cannot be used, each named."""

    def begin(self, run: Run, kind: Kind, **facts: Any) -> None:
        """Note that a run begins, before it does anything."""
        self._append(
            {
                "event": "begun", "run_id": run.run_id, "started_at": run.started_at.isoformat(), "kind": kind,
                "profile": run.profile, "extractor_version": run.extractor_version,
                "catalog_version": run.catalog_version, "facts": facts,
            }
        )  # fmt: skip

    def note(self, run: Run, event: Event, at: datetime, **facts: Any) -> None:
        """Note what a run has come to, and when (UTC)."""
        self._append({"event": event, "run_id": run.run_id, "at": at.isoformat(), **facts})

    def runs(self) -> list[JournalRun]:
        """All runs. Lines that cannot be used are in `failures`, and cost no other."""
        self.failures = []
        found: dict[str, JournalRun] = {}
        for line in self._lines(self.failures):
            if line["event"] == "begun":
                found.setdefault(line["run_id"], _begun(line))
            elif line["run_id"] in found:
                _take(found[line["run_id"]], line)
            else:
                self.failures.append(f"{self.path.name}: {line['event']} of {line['run_id']}, which never began")
        return list(found.values())

    def latest(self) -> datetime | None:
        """The latest time that the journal names: no later run begins before it."""
        return max((_at(line) for line in self._lines([])), default=None)

    def _lines(self, failures: list[str]) -> Iterator[dict[str, Any]]:
        if not self.path.exists():
            return
        lines = self.path.read_bytes().decode("utf-8", "replace").split("\n")
        for number, text in enumerate(lines, start=1):
            if not text:
                continue
            try:
                line = json.loads(text)
                _check(line)
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
                what = f"{type(error).__name__}: {error}"
                failures.append(f"{self.path.name}: line {number} cannot be used ({what})")
                continue
            yield line

    def _append(self, line: Mapping[str, Any]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab+") as file:
            torn = b""
            if file.seek(0, os.SEEK_END):
                file.seek(-1, os.SEEK_END)
                torn = b"" if file.read(1) == b"\n" else b"\n"  # a line torn by a crash stays one bad line
            file.write(torn + json.dumps(line, ensure_ascii=False).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())


def _at(line: Mapping[str, Any]) -> datetime:
    """When a line was written. Raises KeyError, TypeError or ValueError where it does not say so."""
    at = datetime.fromisoformat(line["started_at" if line["event"] == "begun" else "at"])
    if at.tzinfo is None:
        raise ValueError(f"{at} has no zone")
    return at


def _check(line: Any) -> None:
    """Raises what `_lines` catches where a line is none that a journal writes."""
    if line["event"] not in get_args(Event) or not isinstance(line["run_id"], str):
        raise ValueError(f"no event of a run: {line['event']!r} of {line['run_id']!r}")
    run = Run(line["run_id"], datetime.now(UTC), "", "", "")
    at = _at(line)
    if line["event"] == "begun":
        run = _begun(line).run
    _take(JournalRun(run, "nightly"), line)
    texts = (run.profile, run.extractor_version, run.catalog_version, line.get("kind", ""))
    told = (line.get("facts") or {}, line.get("told") or {})
    if (
        at.year < _FIRST_YEAR
        or not all(isinstance(t, str) for t in texts)
        or not all(isinstance(t, dict) for t in told)
    ):
        raise ValueError("not what a run notes")


_FIRST_YEAR = 2000
"""No run is older; a time that is damaged may be."""


def _begun(line: Mapping[str, Any]) -> JournalRun:
    run = Run(
        line["run_id"], _at(line), line["profile"], line["extractor_version"],
        line["catalog_version"],
    )  # fmt: skip
    return JournalRun(run, line["kind"], line.get("facts") or {})


def _take(known: JournalRun, line: Mapping[str, Any]) -> None:
    match line["event"]:
        case "resumed":
            versions = {name: line[name] for name in ("extractor_version", "catalog_version")}
            known.run = replace(known.run, **versions)
        case "checking":
            known.checked_at = _at(line)
        case "ended":
            known.ended, known.told = True, line.get("told") or {}
        case "abandoned":
            known.abandoned = True
            known.done = tuple(line.get("done", ()))
