"""Every number of a text, found without any grammar: the count that the fates of a page's numbers must add up to."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*")


def numbers(text: str) -> list[tuple[int, int]]:
    """Spans of the number tokens of a text, in order: runs of decimal digits of any script, with full stops and commas
    inside. Digits glued into words ("C26") count too, so that each digit is in exactly one token."""
    return [match.span() for match in _TOKEN.finditer(text)]
