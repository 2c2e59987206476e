"""Errors that more than one reader raises."""

from __future__ import annotations


class UnreadablePage(ValueError):
    """A document that cannot be read; `what` is wrong with it and the `cure`."""

    def __init__(self, url: str, what: str, cure: str) -> None:
        super().__init__(f"{url}: {what}; {cure}")
        self.url, self.what, self.cure = url, what, cure
