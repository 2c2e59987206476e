"""Errors that more than one module raises or catches."""

from __future__ import annotations


class Mendable(Exception):
    """An error that a user can mend: its message says how, and the command line prints that and no traceback."""


class UnreadablePage(ValueError):
    """A document that cannot be read; `what` is wrong with it and the `cure`."""

    def __init__(self, url: str, what: str, cure: str) -> None:
        super().__init__(f"{url}: {what}; {cure}")
        self.url, self.what, self.cure = url, what, cure


def unexpected(error: Exception, of: str) -> str:
    """What to say of an error that nobody expected of one thing among many; the others go on. What concerns them all
    (a disk, the home, the record) is raised on."""
    if isinstance(error, Mendable) or (isinstance(error, OSError) and error.errno is not None):
        raise error
    text = str(error).encode("utf-8", "backslashreplace").decode()
    return f"{type(error).__name__}: {text}; an error of the program on this {of}: please report it"
