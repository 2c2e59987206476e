"""The monthly bulletin as a flow of its own, and the site of releases as a task of runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from prefect import flow, task
from prefect.artifacts import create_link_artifact

from extractors import DEFAULT_AREA
from warehouse.connect import Home
from warehouse.release import ReleaseResult


@task(name="bulletin", persist_result=False)
def draw_issue(home: Home, *, pdf: bool) -> list[Path]:
    """The issue of the release in place, in its folder; from it the next one counts what is new."""
    from warehouse.bulletin import issues

    return issues.publish(home, issues.read(home), pdf=pdf)


@task(name="site", persist_result=False)
def draw_site(home: Home) -> Path:
    """The site of the release in place, anew."""
    from warehouse.bulletin import site

    return site.publish(home)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What became of the site of a release."""

    page: Path | None = None
    failures: tuple[tuple[str, str], ...] = ()
    """As (place, what)."""


def draw_anew(home: Home, released: ReleaseResult, *, asked: bool | None = None) -> Drawn:
    """The site of a new release; the release stands whatever happens here.

    `asked`: whether to draw one; None: where there is one already, so that it does not stay behind the release.
    """
    from warehouse.bulletin import site

    wanted = site.folder(home).exists() if asked is None else asked
    if not wanted or released.status != "released":
        return Drawn()
    try:
        return Drawn(draw_site(home) / "index.html")
    except Exception as error:  # whatever it is, the release is in place and the run goes on to say so
        what = f"{type(error).__name__}: {error}; `bacninh site {home.options}` draws it again"
        return Drawn(failures=(("site", what),))


@flow(name="bacninh-bulletin", flow_run_name="bulletin-{profile}", persist_result=False)
def monthly(profile: str = "live", home: Path | None = None, pdf: bool = True, area: str = DEFAULT_AREA) -> list[Path]:
    """Make the bulletin of the release in place, both languages, with its PDFs. Gives the files.

    Raises RecordError where there is no release, BulletinError where a page cannot be drawn or printed (no Chromium):
    then the issue of before stands.
    """
    files = Home.of(profile, area=area, root=home)
    made = draw_issue(files, pdf=pdf)
    for path in made:
        key = f"bacninh-{path.name.replace('.', '-')}"
        create_link_artifact(key=key, link=path.resolve().as_uri(), link_text=f"{path.parent.name} {path.name}")
    return made
