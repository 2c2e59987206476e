"""`bacninh export`: a release as a folder of files, whole or not at all.

parquet/<table>.parquet   csv/<table>.csv   the tables of tables.py
sdmx/series.csv           SDMX-CSV 2.0       sdmx/structure.xml   SDMX-ML 3.0
datapackage.json          the CSV files as a Frictionless data package
dictionary.md             what every table and column means
manifest.json             the release, and each file's checksum and rows
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import duckdb

from warehouse import dictionary, dictionary_pages, manifest
from warehouse.connect import open_release
from warehouse.exports import tables
from warehouse.exports.errors import ExportError
from warehouse.exports.folder import Files, new_folder
from warehouse.manifest import FileEntry

if TYPE_CHECKING:
    from warehouse.exports.codelists import Structure

Format = Literal["parquet", "csv", "sdmx", "datapackage"]
FORMATS: tuple[Format, ...] = ("parquet", "csv", "sdmx", "datapackage")

_MADE_BY = "bacninh export"


@dataclass(frozen=True, slots=True)
class Exported:
    """A finished export."""

    folder: Path
    version: str
    """Of the release."""
    rows: dict[str, int]
    files: tuple[FileEntry, ...]

    def json(self) -> dict[str, Any]:
        """As an object for programs."""
        return {
            "folder": str(self.folder), "version": self.version, "rows": self.rows,
            "files": [asdict(file) for file in self.files],
        }  # fmt: skip


def export(release: Path, to: Path, formats: Collection[Format] = FORMATS) -> Exported:
    """Write a release to the folder `to`, in all or some of the formats; `datapackage` brings its CSV files.

    An earlier export there is replaced, anything else is left alone. Raises RecordError where there is no release,
    ExportError where the folder or a file cannot be written: then nothing has changed.
    """
    with closing(open_release(release)) as connection:
        facts = manifest.release_row(connection)
        with new_folder(to, _is_export) as folder, Files(folder) as files:
            try:
                rows = _write(connection, files, set(formats), facts)
            except duckdb.Error as error:
                raise ExportError(f"{to} was not written ({error}); nothing has changed") from error
            entries = files.entries()
            stated = {
                "made_by": _MADE_BY, "release": _release(release, facts), "rows": rows,
                "files": [asdict(file) for file in entries],
            }  # fmt: skip
            (folder / "manifest.json").write_text(json.dumps(stated, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return Exported(to, facts["version"], rows, tuple(entries))


def _write(
    release: duckdb.DuckDBPyConnection, files: Files, formats: set[Format], facts: dict[str, Any]
) -> dict[str, int]:
    """The files; rows by table.

    One kind of file is written as its rows are computed; for two, they are computed once and kept."""
    rows: dict[str, int] = {}
    names = list(tables.TABLES) if formats - {"sdmx"} else ["series"]
    kinds = [kind for kind, of in (("parquet", {"parquet"}), ("csv", {"csv", "datapackage"})) if formats & of]
    spill = files.folder / ".spill"
    try:
        tables.order(release, names, spill, store=len(kinds) > 1)
        for kind in kinds:
            rows = _write_each(release, names, files, kind)
        if formats & {"sdmx", "datapackage"}:
            from warehouse.exports.codelists import load_structure

            structure = load_structure(release, f"{tables.PREFIX}series")
            if "sdmx" in formats:
                rows["series"] = _write_sdmx(release, structure, files, facts)
            if "datapackage" in formats:
                _write_package(release, structure, files, names, facts)
    finally:
        shutil.rmtree(spill, ignore_errors=True)
    (files.folder / "dictionary.md").write_text(dictionary_pages.markdown(dictionary.entries(release)), "utf-8")
    return rows


def _write_each(release: duckdb.DuckDBPyConnection, names: list[str], files: Files, kind: str) -> dict[str, int]:
    """A file of each table; its rows by table."""
    (files.folder / kind).mkdir()
    rows = {}
    for name in names:
        to = files.folder / kind / f"{name}.{kind}"
        if kind == "parquet":
            rows[name] = tables.write_parquet(release, name, to)
        else:
            rows[name] = tables.write_csv(release, f'FROM "{tables.PREFIX}{name}"', to)
        files.written(to)
    return rows


def _write_sdmx(release: duckdb.DuckDBPyConnection, structure: Structure, files: Files, facts: dict[str, Any]) -> int:
    """The rows of `series` as SDMX-CSV with their structure; how many they are."""
    from warehouse.exports import sdmx

    folder = files.folder / "sdmx"
    folder.mkdir()
    rows = tables.write_csv(release, sdmx.data_query(structure, f"{tables.PREFIX}series"), folder / "series.csv")
    files.written(folder / "series.csv")
    prepared = datetime.fromisoformat(facts["released_at"])
    sdmx.write_structure(structure, folder / "structure.xml", facts["version"], prepared)
    return rows


def _write_package(
    release: duckdb.DuckDBPyConnection, structure: Structure, files: Files, names: list[str], facts: dict[str, Any]
) -> None:
    from warehouse.exports.package import descriptor

    entries = {name: files.entry(f"csv/{name}.csv") for name in names}
    content = descriptor(release, structure, entries, facts["version"], facts["released_at"])
    (files.folder / "datapackage.json").write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", "utf-8")


def _release(release: Path, facts: dict[str, Any]) -> dict[str, Any]:
    """The release's own manifest; of a release from before there were manifests, what it says of itself."""
    path = release.parent / "releases" / f"bacninh-{facts['version']}.manifest.json"
    return asdict(manifest.read(path)) if path.exists() else facts


def _is_export(folder: Path) -> bool:
    """Whether a folder is an export and nothing else, so that it may be replaced."""
    try:
        stated = json.loads((folder / "manifest.json").read_text("utf-8"))
        listed = {file["name"] for file in stated["files"]} | {"manifest.json"}
        made_by = stated["made_by"]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    return made_by == _MADE_BY and found <= listed
