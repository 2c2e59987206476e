"""The ids of the catalogue, from the names of its files: for what has no time to load the catalogue itself."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent


def indicators() -> list[str]:
    """Of `indicators/`; a file is named as its indicator (`catalog.load_catalog` sees to it)."""
    return _stems("indicators")


def sources() -> list[str]:
    """Of `sources/`, likewise."""
    return _stems("sources")


def _stems(folder: str) -> list[str]:
    return sorted(path.stem for path in (_HERE / folder).glob("*.yml"))
