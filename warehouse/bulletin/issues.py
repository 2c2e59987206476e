"""The issues of the bulletin: one a month, each a folder that is there whole or not at all.

<home>/<profile>/bulletin/<YYYY-MM>/bulletin.en.html, bulletin.vi.html, issue.json, and what else was asked for (PDF).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import date
from pathlib import Path

from warehouse.bulletin import charts, figures, paper, texts
from warehouse.bulletin.errors import BulletinError
from warehouse.bulletin.page import Before, Issue, bulletin
from warehouse.bulletin.texts import LANGUAGES, Language
from warehouse.bulletin.wording import Wording
from warehouse.connect import Home, open_release
from warehouse.exports.folder import new_folder

_FACTS = "issue.json"


def folder(home: Home, month: date | None = None) -> Path:
    """Where the issue of a month lies; without it, all issues."""
    issues = home.directory / "bulletin"
    return issues / f"{month:%Y-%m}" if month else issues


def read(home: Home) -> Issue:
    """What the bulletin of the release in place says: the month is that of the release, in Viet Nam.

    News is what has changed since the issue of an earlier month. Raises RecordError where there is no release,
    BulletinError where an issue's file is not readable.
    """
    with closing(open_release(home.release)) as connection:
        content = figures.read(connection)
        month = content.facts.day.replace(day=1)
        before = _before(home, month)
        changes = figures.changes(connection, content, before.run_id) if before else None
    return Issue(month, content, before, changes)


def name(language: Language) -> str:
    """What the page of a language is called in a folder."""
    return f"bulletin.{language}.html"


def publish(home: Home, issue: Issue, *, pdf: bool = False) -> list[Path]:
    """Put an issue into its folder in both languages, an earlier one of the same month is replaced. Gives the files.

    Raises BulletinError where it cannot be drawn or, with `pdf`, printed: then nothing has changed.
    """
    target = folder(home, issue.month)
    with new_folder(target, lambda place: (place / _FACTS).exists()) as made:
        for language, other in zip(LANGUAGES, reversed(LANGUAGES), strict=True):
            (made / name(language)).write_text(bulletin(issue, language, name(other)), "utf-8")
        if pdf:
            for language in LANGUAGES:
                write_pdf(made / name(language))
        (made / _FACTS).write_text(json.dumps(_facts(issue), indent=2) + "\n", "utf-8")
    return sorted(path for path in target.iterdir() if path.name != _FACTS)


def write(issue: Issue, to: Path, languages: Sequence[Language]) -> list[Path]:
    """Write pages to a file of one's own; two languages get `.en` and `.vi` before its ending. Gives the pages."""
    paths = {language: _named(to, language, languages) for language in languages}
    for language, path in paths.items():
        others = [p.name for other, p in paths.items() if other != language]
        _write(path, bulletin(issue, language, others[0] if others else None).encode())
    return list(paths.values())


def write_pdf(page: Path) -> Path:
    """The PDF beside a page. Raises BulletinError."""
    pdf = page.with_suffix(".pdf")
    paper.pdf(page, pdf)
    return pdf


def write_png(issue: Issue, to: Path, languages: Sequence[Language]) -> list[Path]:
    """A picture of each chart that has figures: `<chart>.<language>.png`. Raises BulletinError."""
    written = []
    for language in languages:
        wording = Wording(language)
        for chart_id, text in texts.charts().items():
            drawn = charts.chart(chart_id, text, issue.content, wording)
            if drawn.count:
                written.append(to / f"{chart_id}.{language}.png")
                _write(written[-1], charts.png(drawn, wording))
    return written


def _named(to: Path, language: Language, languages: Sequence[Language]) -> Path:
    return to if len(languages) == 1 else to.with_name(f"{to.stem}.{language}{to.suffix or '.html'}")


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise BulletinError(f"{path} cannot be written ({error.strerror}); name another place") from error


def _facts(issue: Issue) -> dict[str, str]:
    facts = issue.content.facts
    made_from = Before(issue.month, facts.version, facts.day, facts.run_id)
    return {key: str(value) for key, value in asdict(made_from).items()}


def _before(home: Home, month: date) -> Before | None:
    """The newest issue of an earlier month."""
    earlier = [p for p in sorted(folder(home).glob("*/" + _FACTS)) if p.parent.name < f"{month:%Y-%m}"]
    if not earlier:
        return None
    try:
        told = json.loads(earlier[-1].read_text("utf-8"))
        return Before(
            date.fromisoformat(told["issue"]), told["version"], date.fromisoformat(told["day"]), told["run_id"]
        )
    except (ValueError, KeyError, TypeError) as error:
        raise BulletinError(f"{earlier[-1]} does not say what its issue was made from ({error}); remove it") from error
