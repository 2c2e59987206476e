"""What a worker does: read a chunk of references into the archive, on this machine or another.

Nothing of Prefect, of the record or of the checks is imported here: every worker would hold it in memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from extractors import EXTRACTOR_VERSION
from extractors.archive import Archive
from extractors.catalog import Catalog, load_catalog
from extractors.errors import Mendable
from extractors.history import Answer
from flows.reading import Read, documents


class WorkerError(Mendable):
    """A worker that cannot be used; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a worker needs to read references, and how to tell that it is of the same version."""

    directory: Path
    """Of the archive."""
    index_size: int
    """Bytes of its index: a worker that lives on opens a grown archive anew."""
    area: str
    """Id of the province (extractors/areas.yml)."""
    extractor_version: str
    catalog_version: str

    @classmethod
    def of(cls, archive: Archive, catalog: Catalog) -> Place:
        """The place of an open archive."""
        index = archive.directory / "index.jsonl"
        size = index.stat().st_size if index.exists() else 0
        return cls(archive.directory.resolve(), size, catalog.home.id, EXTRACTOR_VERSION, catalog.version)


def read_references(chunk: Sequence[Answer], place: Place) -> Read:
    """Read references into the archive and extract their figures.

    Raises WorkerError where this worker has another extractor or catalogue than the flow, or no such archive.
    """
    catalog, archive = _opened(place)
    return documents(chunk, catalog, archive)


@lru_cache(maxsize=1)
def _opened(place: Place) -> tuple[Catalog, Archive]:
    """A worker's own catalogue and archive, opened once."""
    catalog = load_catalog(area=place.area)
    mine = (EXTRACTOR_VERSION, catalog.version)
    if mine != (place.extractor_version, place.catalog_version):
        raise WorkerError(
            f"this worker has extractor and catalogue {mine}, the flow has "
            f"{place.extractor_version, place.catalog_version}; bring the workers up to the flow's version"
        )
    if not place.directory.is_dir():
        raise WorkerError(
            f"the archive {place.directory} is not there on this worker; share its folder with the workers"
        )
    return catalog, Archive(place.directory, lazily=True)
