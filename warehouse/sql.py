"""What queries are put together from."""

from __future__ import annotations

from pathlib import Path

from extractors.codes import TOTALS


def literal(text: str | Path) -> str:
    """A text, or a path, as SQL writes it."""
    return "'" + str(text).replace("'", "''") + "'"


WHOLE = " AND ".join(f"{name} = {literal(total)}" for name, total in TOTALS.items())
"""The condition that a figure is of the whole province, no breakdown."""
