"""What a run did, in plain lines and as an exit code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

CLEAN, FAILED, USAGE, WITH_FAILURES, WITHHELD = 0, 1, 2, 3, 4
"""Exit codes of every command."""


@dataclass(slots=True)
class Summary:
    """The counts of one run and everything that a person has to look at."""

    run_id: str
    profile: str
    sources: int = 0
    found: int = 0
    fetched: int = 0
    unchanged: int = 0
    documents: int = 0
    observations: int = 0
    evidence: int = 0
    withdrawn: int = 0
    superseded: int = 0
    accepted: int = 0
    held: int = 0
    incomplete: int = 0
    unclaimed: int = 0
    failures: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)
    release_status: str = ""
    release_version: str | None = None
    release_path: str = ""
    release_reasons: tuple[str, ...] = ()
    docs_path: str = ""
    """Page of Data Docs; empty where it could not be written."""

    @property
    def exit_code(self) -> int:
        """0 clean, 3 finished with failures, 4 release withheld."""
        if self.release_status == "withheld":
            return WITHHELD
        return WITH_FAILURES if self.failures else CLEAN

    def lines(self) -> Iterator[str]:
        """The summary, one fact a line."""
        if self.profile == "sample":
            yield "sample: its pages are our own wording of real reports, figures as printed (tests/pages/README.md)"
        if self.sources:
            yield f"sources     {self.sources} asked, {self.found} pages listed"
            yield f"pages       {self.fetched} fetched, {self.unchanged} unchanged since the last run"
        yield f"read        {self.documents} documents"
        yield (
            f"loaded      {self.observations} new observations, {self.evidence} new pieces of evidence, "
            f"{self.withdrawn} withdrawn, {self.superseded} superseded"
        )
        yield f"record      {self.accepted} accepted, {self.held} held"
        yield f"this run    {self.incomplete} figures without a period, {self.unclaimed} numbers unclaimed"
        for url, warning in self.warnings:
            yield f"warning     {url}: {warning}"
        for url, failure in self.failures:
            yield f"failed      {url}: {failure}"
        yield self._release_line()
        for reason in self.release_reasons:
            yield f"            {reason}"
        if self.docs_path:
            yield f"checks      {self.docs_path}"

    def _release_line(self) -> str:
        if self.release_status == "withheld":
            standing = f"version {self.release_version} stays in place" if self.release_version else "there is none yet"
            return f"release     WITHHELD; {standing}; the reasons:"
        verb = {"released": "new version", "unchanged": "unchanged, version"}[self.release_status]
        return f"release     {verb} {self.release_version}: {self.release_path}"

    def counts(self) -> list[tuple[str, object]]:
        """The counts by name, for Prefect's artifact."""
        return [
            ("pages listed", self.found), ("fetched", self.fetched), ("unchanged", self.unchanged),
            ("documents read", self.documents), ("new observations", self.observations),
            ("new evidence", self.evidence),
            ("accepted", self.accepted), ("held back", self.held), ("incomplete", self.incomplete),
            ("failures", len(self.failures)), ("release", f"{self.release_status} {self.release_version or ''}"),
        ]  # fmt: skip
