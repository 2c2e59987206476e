"""The nightly run: every source discovered, fetched, archived, read, loaded, checked; then a new release.

Prefect strings the stages together; each is a plain function that can be called without it. Tasks are batches (a
source, a chunk of pages), never single figures. They bear no tags: each would ask the server for a concurrency limit of
its name, and a server on SQLite that is writing answers 503, which its client tries again two seconds later.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeVar, cast

from prefect import flow, task
from prefect.artifacts import create_link_artifact, create_table_artifact
from prefect.runtime import flow_run
from prefect.utilities.annotations import quote

from extractors import DEFAULT_AREA
from extractors.archive import Archive
from extractors.catalog import Catalog, Source, load_catalog
from extractors.http import Fetcher, PublicResolver, Resolver, TableResolver
from extractors.pxweb import Web
from extractors.records import Snapshot
from flows import assets, notify, transcribed
from flows.bulletin import draw_anew
from flows.collect import Collected
from flows.pxweb import collect_any
from flows.reading import CSV, Read, read_files, read_snapshots, usable
from flows.samplesite import PAGES, SampleSite
from flows.session import Session, session
from flows.store import Checked, Documented, check, document, publish, store
from flows.summary import Summary
from warehouse.connect import Home
from warehouse.records import Fetch, LoadResult, Run
from warehouse.release import ReleaseResult

CHUNK = 50
"""Pages read by one task."""

_T = TypeVar("_T")


def sealed(value: _T) -> _T:
    """An argument of a task that Prefect hands on as it is, without looking in it for results of other tasks.

    It goes through every figure and every phrase of the catalogue otherwise, twice a task.
    """
    return cast("_T", quote(value))


@task(name="collect", task_run_name="collect-{source.id}", retries=0, persist_result=False)
def collect_source(source: Source, catalog: Catalog, fetcher: Web, archive: Archive) -> Collected:
    """Discover, fetch and archive one source. Requests retry what can pass themselves, page by page."""
    return collect_any(source, catalog, fetcher, archive)


@task(name="read", task_run_name="read-{number}", persist_result=False)
def read_chunk(number: int, snapshots: Sequence[Snapshot], catalog: Catalog, archive: Archive) -> Read:  # noqa: ARG001  names the task run
    """Read one chunk of archived answers and extract their figures."""
    return read_snapshots(snapshots, catalog, archive)


@task(name="transcribed", persist_result=False)
def read_curated(home: Home, run: Run, catalog: Catalog, archive: Archive) -> Read:
    """The figures typed by hand that come with the project."""
    return transcribed.shipped(home, catalog, run.started_at, archive=archive)


@task(name="load", retries=2, retry_delay_seconds=5, persist_result=False)
def load_batch(home: Home, run: Run, catalog: Catalog, fetches: Sequence[Fetch], read: Read) -> LoadResult:
    """Bring all of a run into the record, in one transaction: a retry loads nothing twice."""
    return store(home, run, catalog, fetches, read.documents)


@task(name="check", persist_result=False)
def check_record(home: Home, run: Run, catalog: Catalog, decided_at: datetime) -> Checked:
    """Take up decisions and recompute the verdicts over the whole record."""
    return check(home, run, catalog, decided_at)


@task(name="release", persist_result=False)
def release_record(home: Home, run: Run) -> ReleaseResult:
    """Put the checked record in place as the file that users open."""
    return publish(home, run)


@task(name="data-docs", persist_result=False)
def document_run(home: Home, run: Run, checked: Checked, released: ReleaseResult) -> Documented:
    """Write what the checks found as pages for people."""
    return document(home, run, checked, released)


@flow(name="bacninh-nightly", flow_run_name="nightly-{profile}", persist_result=False)
def nightly(
    profile: str = "live",
    home: Path | None = None,
    curated: bool = True,
    site: bool = True,
    resume: bool = False,
    area: str = DEFAULT_AREA,
) -> Summary:
    """Run the whole way once for a profile (`sample` or `live`).

    `curated`: read the figures typed by hand too (`extractors/curated/`); without, those of earlier runs stay.
    `site`: draw the site anew after a release; one that cannot be drawn is a failure of the run, never of the release.
    `resume`: go on with the last run where it did not end; so does a retry by Prefect.
    `area`: the province (extractors/areas.yml); each has a home of its own. Raises WriterBusyError where another run
    writes to the same home, CatalogError where the catalogue is not usable or has no such area.
    """
    catalog = load_catalog(area=area)
    files = Home.of(profile, area=area, root=home)
    again = resume or (flow_run.run_count or 1) > 1
    with session(files, catalog, "nightly", {"curated": curated}, resume=again) as now, web_of(profile, catalog) as web:
        resolver, sources = web
        fetcher = now.web(Fetcher(resolver))
        verb = "goes on" if now.resumed else "begins"
        print(f"run {now.run.run_id} {verb}: {len(sources)} of {len(catalog.sources)} sources, profile {profile}")
        collected = [_collected(source, catalog, fetcher, now.archive) for source in sources]
        read = read_all(collected, catalog, now.archive)
        if curated:
            by_hand = read_curated(files, now.run, sealed(catalog), now.archive)
            print(f"typed by hand: {sum(len(d.figures) for d in by_hand.documents)} figures")
            read.add(by_hand)
        summary = finish(now, collected, read, [f for c in collected for f in c.fetches], site=site)
    tell(summary)
    return summary


def finish(
    now: Session, collected: Sequence[Collected], read: Read, fetches: Sequence[Fetch], *,
    site: bool | None = None,
) -> Summary:  # fmt: skip
    """The last stages of a run: load, check, release, Data Docs, the site (see `draw_anew`); and its counts."""
    asked = [*now.requests_before(), *fetches]
    loaded = load_batch(now.home, now.run, sealed(now.catalog), sealed(asked), sealed(read))
    checked = check_record(now.home, now.run, sealed(now.catalog), now.checking())
    released = release_record(now.home, now.run)
    docs = document_run(now.home, now.run, sealed(checked), sealed(released))
    summary = summarise(now.run, collected, read, loaded, checked, released, docs)
    summary.warnings = [*now.warnings, *summary.warnings]
    drawn = draw_anew(now.home, released, asked=site)
    if drawn.page:
        print(f"site: {drawn.page}")
    summary.failures += drawn.failures
    summary.warnings += _note_asset(now.home, released, collected)
    return summary


@flow(name="bacninh-load", persist_result=False)
def load_own(
    paths: Sequence[Path], profile: str = "sample", home: Path | None = None, area: str = DEFAULT_AREA
) -> Summary:
    """Bring files of one's own, and folders of them, the same way: read, load, check, release."""
    catalog = load_catalog(area=area)
    files = Home.of(profile, area=area, root=home)
    with session(files, catalog, "load") as now:
        own, failures = usable(paths)
        read, fetches = read_files([p for p in own if p.suffix.lower() != CSV], catalog, now.archive)
        read.failures += failures
        typed = [p for p in own if p.suffix.lower() == CSV]
        read.add(transcribed.own(files, catalog, now.run.started_at, typed, now.archive))
        summary = finish(now, [], read, fetches)
    tell(summary)
    return summary


@flow(name="bacninh-check", persist_result=False)
def recheck(profile: str = "sample", home: Path | None = None, area: str = DEFAULT_AREA) -> Summary:
    """Recompute the verdicts with today's catalogue and release what changed; nothing is fetched or read."""
    catalog = load_catalog(area=area)
    files = Home.of(profile, area=area, root=home)
    with session(files, catalog, "check") as now:
        summary = finish(now, [], Read(), [])
    tell(summary)
    return summary


def _note_asset(home: Home, released: ReleaseResult, collected: Sequence[Collected]) -> list[tuple[str, str]]:
    """The release as an asset in Prefect's UI; where that fails it is a warning, as nothing else depends on it."""
    try:
        assets.note(home, released, [c.source for c in collected])
    except Exception as error:  # whatever Prefect's server says of it
        return [("prefect", f"the release was not noted as an asset ({type(error).__name__}: {error})")]
    return []


def summarise(
    run: Run, collected: Sequence[Collected], read: Read, loaded: LoadResult, checked: Checked,
    released: ReleaseResult, docs: Documented | None = None,
) -> Summary:  # fmt: skip
    """One run's counts and everything that went wrong, in one record."""
    refused = [("record", figure) for figure in loaded.refused]
    return Summary(
        run_id=run.run_id, profile=run.profile, sources=len(collected), found=sum(c.found for c in collected),
        fetched=sum(len(c.snapshots) - c.unchanged for c in collected), unchanged=sum(c.unchanged for c in collected),
        documents=len(read.documents), observations=loaded.observations, evidence=loaded.evidence,
        withdrawn=loaded.withdrawn, superseded=loaded.superseded,
        accepted=checked.verdicts.accepted, held=checked.verdicts.held,
        incomplete=sum(o.time_period is None for d in read.documents for o, _ in d.figures),
        unclaimed=sum(len(d.unclaimed) for d in read.documents),
        failures=[*(f for c in collected for f in c.failures), *read.failures, *refused],
        warnings=[*(w for c in collected for w in c.warnings), *read.warnings, *checked.alarms,
            *(docs.warnings if docs else ())],
        release_status=released.status, release_version=released.version, release_path=str(released.path),
        release_reasons=released.reasons, docs_path=str(docs.page) if docs and docs.page else "",
    )  # fmt: skip


@contextmanager
def web_of(profile: str, catalog: Catalog) -> Iterator[tuple[Resolver, list[Source]]]:
    """The one seam between the profiles: `live` asks DNS, `sample` knows only its own site on loopback."""
    if profile == "live":
        yield PublicResolver(), [s for s in catalog.sources.values() if s.live and not s.synthetic]
        return
    with SampleSite(PAGES, catalog) as site:
        yield TableResolver(site.hosts), [s for s in site.sources if not s.synthetic]


def _collected(source: Source, catalog: Catalog, fetcher: Web, archive: Archive) -> Collected:
    collected = collect_source(source, sealed(catalog), fetcher, archive)
    got = len(collected.snapshots)
    print(
        f"{source.id}: {collected.found} pages listed, {got - collected.unchanged} fetched, "
        f"{collected.unchanged} unchanged, {len(collected.failures)} failed"
    )
    return collected


def read_all(collected: Sequence[Collected], catalog: Catalog, archive: Archive) -> Read:
    """Read what was collected, chunk after chunk: threads side by side only hinder each other where Python computes."""
    snapshots = [s for c in collected for s in c.snapshots]
    known, whole = sealed(catalog), Read()
    for number, first in enumerate(range(0, len(snapshots), CHUNK), start=1):
        whole.add(read_chunk(number, sealed(snapshots[first : first + CHUNK]), known, archive))
    print(f"read: {len(whole.documents)} documents, {len(whole.failures)} unreadable")
    return whole


def tell(summary: Summary) -> None:
    """Artifacts and events in Prefect, and the configured webhooks; one that fails is a warning of the run."""
    for place, step in (("webhooks", notify.webhooks), ("prefect", notify.events), ("prefect", _artifacts)):
        try:
            summary.warnings += step(summary)
        except Exception as error:  # the release is in place: that nobody can be told of it undoes nothing
            summary.warnings.append((place, f"{step.__name__}: {type(error).__name__}: {error}"))


def _artifacts(summary: Summary) -> list[tuple[str, str]]:
    """What was loaded and held back as a table, and a link to the release, in Prefect's UI."""
    rows = [{"what": name, "how many": value} for name, value in summary.counts()]
    create_table_artifact(key="bacninh-run", table=rows, description=f"Run {summary.run_id}")
    failures = [{"page": url, "what": what} for url, what in summary.failures]
    create_table_artifact(key="bacninh-failures", table=failures, description="Pages that failed")
    create_link_artifact(
        key="bacninh-release",
        link=Path(summary.release_path).resolve().as_uri(),
        link_text=f"release {summary.release_version}",
    )
    index = Path(summary.release_path).with_name("site") / "index.html"
    if index.exists():
        create_link_artifact(key="bacninh-site", link=index.resolve().as_uri(), link_text="site of releases")
    if summary.docs_path:
        create_link_artifact(
            key="bacninh-data-docs",
            link=Path(summary.docs_path).resolve().as_uri(),
            link_text=f"checks of {summary.run_id}",
        )
    return []
