"""Errors that more than one module raises or catches."""

from __future__ import annotations


class Mendable(Exception):
    """An error that a user can mend: its message says how, and the command line prints that and no traceback."""


class UnreadablePage(ValueError):
    """A document that cannot be read; `what` is wrong with it and the `cure`."""

    def __init__(self, url: str, what: str, cure: str) -> None:
        super().__init__(f"{url}: {what}; {cure}")
        self.url, self.what, self.cure = url, what, cure
