"""How the layout may end instead of with a reading: it leaves a cell open, or leaves it out."""

from __future__ import annotations

from extractors.tables import Settled


class Open(Exception):
    """The layout does not settle a cell; the text says why."""


class Out(Exception):
    """The layout says that a cell is no observation; the text is the reason."""

    def __init__(self, reason: str, unclaimed: bool = False) -> None:
        super().__init__(reason)
        self.settled = Settled("unclaimed" if unclaimed else "excluded", reason)
        """What the cell is."""
