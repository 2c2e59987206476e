"""The site of releases: static pages that need nothing from elsewhere, in a folder that is there whole or not at all.

<home>/<profile>/site/index.html, bulletin.en.html, releases.en.html, indicators/<id>.en.html   the Vietnamese: .vi
                       dictionary.html, downloads/

Every address is relative, so that it works from a disk, under `bacninh site --serve`, and on any web server.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from contextlib import closing
from decimal import Decimal
from pathlib import Path

from extractors.codes import TOTALS
from warehouse import dictionary, dictionary_pages, manifest
from warehouse.bulletin import charts, issues
from warehouse.bulletin.charts import Chart
from warehouse.bulletin.figures import Content, Figure
from warehouse.bulletin.page import Issue, bulletin, render
from warehouse.bulletin.texts import LANGUAGES, USUAL, ChartText, Language, Panel, Words, texts
from warehouse.bulletin.wording import Wording, plain
from warehouse.connect import Home, open_release
from warehouse.exports import tables
from warehouse.exports.folder import new_folder

_MARK = ".bacninh-site"
"""In a folder that this module made and may replace."""
DATA_DOCS = "data-docs"
"""Beside the site, where the checks have left them: `index.html` in it is linked to."""


def folder(home: Home) -> Path:
    """Where the site lies."""
    return home.directory / "site"


def is_current(home: Home) -> bool:
    """Whether the site that lies there is of the release in place. Raises RecordError where there is no release."""
    with closing(open_release(home.release)) as connection:
        version = manifest.release_row(connection)["version"]
    mark = folder(home) / _MARK
    return mark.exists() and mark.read_text("utf-8").strip() == version


def publish(home: Home) -> Path:
    """Make the site of the release in place anew. Gives its folder.

    Raises RecordError where there is no release, BulletinError or ExportError where it cannot be made: then the old one
    stands.
    """
    issue = issues.read(home)
    with new_folder(folder(home), lambda place: (place / _MARK).exists()) as made:
        (made / _MARK).write_text(issue.content.facts.version + "\n", "utf-8")
        downloads = _downloads(home, made / "downloads")
        with closing(open_release(home.release)) as connection:
            (made / "dictionary.html").write_text(dictionary_pages.html(dictionary.entries(connection)), "utf-8")
        has_docs = _data_docs(home, made)
        (made / "indicators").mkdir()
        for language in LANGUAGES:
            _pages(home, issue, language, made, downloads, has_docs=has_docs)
        shutil.copyfile(made / "index.en.html", made / "index.html")
    return folder(home)


def _pages(
    home: Home, issue: Issue, language: Language, made: Path, downloads: Sequence[Path], *, has_docs: bool
) -> None:
    content, wording = issue.content, Wording(language)
    other = "vi" if language == "en" else "en"
    start = (f"index.{language}.html", wording.word("home"))
    text = bulletin(issue, language, f"bulletin.{other}.html", [start])
    (made / f"bulletin.{language}.html").write_text(text, "utf-8")
    (made / f"index.{language}.html").write_text(_index(content, wording, downloads, other, has_docs=has_docs), "utf-8")
    (made / f"releases.{language}.html").write_text(_releases(home, content, wording, other, start), "utf-8")
    for code in _indicator_codes(content):
        page = _indicator(code, content, wording, other, start)
        (made / "indicators" / f"{code}.{language}.html").write_text(page, "utf-8")


def _indicator_codes(content: Content) -> list[str]:
    """Each has a page, also without figures: then it says so."""
    return list(content.indicators)


def _index(content: Content, wording: Wording, downloads: Sequence[Path], other: str, *, has_docs: bool) -> str:
    language = wording.language
    counts = {
        "figures": Decimal(len(content.series)), "indicators": len({f.indicator for f in content.series}),
        "publishers": len({v.figure.publisher for v in content.vintages}), "held": Decimal(content.held_reports),
    }  # fmt: skip
    read_on = [
        (f"bulletin.{language}.html", wording.word("bulletin")),
        ("dictionary.html", wording.word("dictionary")),
        (f"releases.{language}.html", wording.word("versions")),
    ]
    if has_docs:
        read_on.append((f"{DATA_DOCS}/index.html", wording.word("data_docs")))
    rows = []
    for code in _indicator_codes(content):
        figures = [f for f in content.series if f.indicator == code]
        newest = max(figures, key=lambda f: f.period_end, default=None)
        rows.append(
            (f"indicators/{code}.{language}.html", content.indicators[code].name[language], len(figures), newest)
        )
    files = [
        (f"downloads/{path.name}", path.name, _size(path, wording), wording.word(f"download_{path.suffix[1:]}"))
        for path in downloads
    ]
    return render(
        "index.html.j2", content, wording, other=f"index.{other}.html", links=[], counts=counts, read_on=read_on,
        indicators=sorted(rows, key=lambda row: row[1]), downloads=files,
    )  # fmt: skip


def _releases(home: Home, content: Content, wording: Wording, other: str, start: tuple[str, str]) -> str:
    version: str | None = content.facts.version
    found: list[manifest.Manifest] = []
    while version and (path := manifest.manifest_file(home, version)).exists() and len(found) < 1000:
        found.append(manifest.read(path))
        version = found[-1].previous
    changelog = home.directory / "changelog.md"
    text = changelog.read_text("utf-8") if changelog.exists() else ""
    return render(
        "releases.html.j2", content, wording, other=f"releases.{other}.html", links=[start], manifests=found,
        changelog=text, plain_lines=lambda lines: "\n".join(plain(line) for line in lines.splitlines()),
    )  # fmt: skip


def _indicator(code: str, content: Content, wording: Wording, other: str, start: tuple[str, str]) -> str:
    figures = [f for f in content.series if f.indicator == code]
    usual = texts().units.get(content.indicators[code].unit)
    return render(
        "indicator.html.j2", content, wording, other=f"{code}.{other}.html", links=[(f"../{start[0]}", start[1])],
        indicator=content.indicators[code], chart=_chart(code, figures, content, wording),
        unit=usual[-1].of(wording.language) if usual else content.indicators[code].unit,
        series=sorted(figures, key=lambda f: -f.period_end.toordinal()),
        vintages=[v for v in content.vintages if v.figure.indicator == code],
        held=[h for h in content.held if h.figure.indicator == code],
    )  # fmt: skip


def _chart(code: str, figures: Sequence[Figure], content: Content, wording: Wording) -> Chart:
    """The chart of an indicator: whole years and dates in the usual unit, else growth, else what there is most of."""
    name = content.indicators[code].name
    panel = _panel(code, figures, content.indicators[code].unit)
    text = ChartText(title=Words(en=name["en"], vi=name["vi"]), panels=(panel,) if panel else ())
    return charts.chart(f"indicator-{code}", text, content, wording)


def _panel(code: str, figures: Sequence[Figure], usual: str) -> Panel | None:
    kinds: dict[tuple[str, str, bool], int] = {}
    for figure in figures:
        if figure.freq != "_O" and figure.transformation != "RANK":
            kind = (figure.transformation, figure.unit, figure.freq in ("A", "D"))
            kinds[kind] = kinds.get(kind, 0) + 1
    if not kinds:
        return None
    transformation, unit, whole = max(kinds, key=lambda k: (k[0] == "N" and k[1] == usual, k[0] == "N", k[2], kinds[k]))
    drawn = [
        f for f in figures
        if (f.transformation, f.unit, f.freq in ("A", "D")) == (transformation, unit, whole) and f.freq != "_O"
    ]  # fmt: skip
    freqs = ("A", "D") if whole else tuple({f.freq for f in drawn if f.freq not in ("A", "D")})
    columns = (*TOTALS, "price_base")
    varied = tuple(c for c in columns if len({getattr(f, c) for f in drawn}) > 1)
    where = {c: tuple(_usual_first(c, {str(getattr(f, c) or "") for f in drawn})) for c in columns}
    where |= {"indicator": (code,), "transformation": (transformation,), "unit": (unit,), "freq": freqs}
    dates = any(f.freq == "D" for f in drawn)
    return Panel(where=where, mark="line" if whole else "point", by=varied or ("indicator",), height=260,
                 months=13 if dates else None)  # fmt: skip


def _usual_first(column: str, codes: set[str]) -> list[str]:
    return sorted(codes, key=lambda code: ((code,) != USUAL.get(column), code))


def _downloads(home: Home, to: Path) -> list[Path]:
    """The release itself, and its series as CSV and Parquet. A link where the disk can: the file never changes."""
    to.mkdir()
    release = to / "bacninh.duckdb"
    try:
        os.link(home.release, release)
    except OSError:
        shutil.copyfile(home.release, release)
    with closing(open_release(home.release)) as connection:
        tables.order(connection, ["series"], to / ".spill", store=True)
        tables.write_csv(connection, f"FROM {tables.PREFIX}series", to / "series.csv")
        tables.write_parquet(connection, "series", to / "series.parquet")
    shutil.rmtree(to / ".spill", ignore_errors=True)
    return [release, to / "series.csv", to / "series.parquet"]


def _data_docs(home: Home, made: Path) -> bool:
    docs = home.data_docs
    if not (docs / "index.html").exists():
        return False
    shutil.copytree(docs, made / DATA_DOCS)
    return True


def _size(path: Path, wording: Wording) -> str:
    return f"{wording.number(round(Decimal(path.stat().st_size) / 1_000_000, 2))} MB"
