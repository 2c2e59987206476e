"""CSS selectors of the sources' templates, as XPath: lxml finds the body without a second parse."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import cssselect
from lxml import html


class SelectorError(ValueError):
    """A selector that is no CSS or cannot be told as XPath; the message names it."""


@lru_cache(maxsize=1024)
def xpath(selector: str) -> str:
    """XPath of a CSS selector, or of several parted by commas. Raises SelectorError where there is none."""
    try:
        return cssselect.HTMLTranslator().css_to_xpath(selector, prefix="descendant::")
    except cssselect.SelectorError as error:
        raise SelectorError(f"{selector!r}: not understood ({error}); correct it") from error


def select(root: html.HtmlElement, selectors: list[str]) -> Iterator[html.HtmlElement]:
    """The elements below `root` that the selectors match, those of the first selector first."""
    for selector in selectors:
        yield from root.xpath(xpath(selector))
