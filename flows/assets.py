"""Each release as an asset of Prefect, with the sources that it was made of: the lineage that Prefect's UI draws."""

from __future__ import annotations

from collections.abc import Iterable

from prefect.assets import Asset, AssetProperties, add_asset_metadata, materialize

from warehouse import manifest
from warehouse.connect import Home
from warehouse.release import ReleaseResult


def release_key(home: Home) -> str:
    """The release of a profile and area, one asset whatever its version."""
    return f"bacninh://{home.directory.name}/release"


def source_key(source: str) -> str:
    """A source, by its id."""
    return f"bacninh://sources/{source}"


def note(home: Home, released: ReleaseResult, sources: Iterable[str]) -> None:
    """Tell Prefect of a new release: its manifest in short, and the ids of the sources that were asked for it.

    One that is unchanged or withheld is none. Raises what Prefect raises where it cannot be told.
    """
    if released.status != "released" or released.version is None:
        return
    asset = Asset(
        key=release_key(home),
        properties=AssetProperties(
            name=f"bacninh {home.directory.name}", url=released.path.resolve().as_uri(),
            description="The checked figures with their words: bacninh.duckdb, the file that users open.",
        ),
    )  # fmt: skip
    made = manifest.read(manifest.manifest_file(home, released.version))
    facts = {
        "version": made.version, "previous": made.previous, "run": made.run_id, "sha256": made.file.sha256,
        "bytes": made.file.bytes, "series": made.tables["series"], "changes": made.changes,
    }  # fmt: skip
    task = materialize(
        asset, by="bacninh", name="note-release", asset_deps=[source_key(s) for s in sources], persist_result=False
    )(lambda: add_asset_metadata(asset, facts))
    task()
