"""Answers with status 200 that stand in a page's place: login forms, "not found", challenges, a home page.

Such an answer must not become a version of the document: every figure that it stated would count as withdrawn.
What is told is what the answer itself says (its title, by the phrases of standins.yml), or where it was redirected to.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

from extractors import yml
from extractors.catalog import Source
from extractors.http import FetchError
from extractors.records import Snapshot

_PHRASES = Path(__file__).with_name("standins.yml")
_HEAD = 131_072
"""Bytes of a page in which its title and its links to itself stand."""
_TITLE = re.compile(r"<title\b[^<>]{0,500}>([^<]{0,500})</title", re.I)
_HEADING = re.compile(r"<h1\b[^<>]{0,1000}>(.{0,500}?)</h1", re.I | re.S)
_TAG = re.compile(r"<[^<>]*>")
_PART = re.compile(r"\s*(?:[|–—·»]|\s-\s)\s*")
_LINK = re.compile(r"<link\b[^<>]{0,1000}>", re.I)
_REL = re.compile(r"\brel\s*=\s*[\"']?canonical\b", re.I)
_HREF = re.compile(r"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.I)


class StandIn(FetchError):
    """An answer with status 200 that is not the page asked for."""


def check(source: Source, snapshot: Snapshot) -> None:
    """Raises StandIn where an answer says that it is another page than the one asked for; other answers pass."""
    cure = "look at it in a browser; correct the source's listings or url_pattern if the page has moved"
    redirected = snapshot.final_url != snapshot.url
    if redirected and source.canonical(snapshot.url) and source.canonical(snapshot.final_url) is None:
        what = f"redirected to {snapshot.final_url}, which is no article of source {source.id}"
        raise StandIn(snapshot.url, what, cure)
    for title in _titles(snapshot):
        kind = _kind(title)
        if kind is not None:
            what = f"status 200, but by its title ({title!r}) it is a page of the kind {kind}"
            raise StandIn(snapshot.url, what, cure)


def other_document(source: Source, snapshot: Snapshot) -> str | None:
    """The document of the source that an article names as itself (`rel=canonical`), where that is another one."""
    own = source.canonical(snapshot.final_url)
    if own is None:
        return None
    for link in _LINK.findall(_head(snapshot)):
        href = _HREF.search(link) if _REL.search(link) else None
        if href is None:
            continue
        try:
            address = urljoin(snapshot.final_url, unescape(next(filter(None, href.groups()), "")))
        except ValueError:
            continue
        named = source.canonical(address)
        return named if named is not None and named != own else None
    return None


_EMPTY = hashlib.sha256(b"").hexdigest()


def alike(source: Source, snapshots: Iterable[Snapshot]) -> dict[str, list[Snapshot]]:
    """Documents that answered with the very same bytes, by the sha256 of these; two articles are never so alike.

    Attachments are left out: one file may be linked at two addresses.
    """
    found: dict[str, list[Snapshot]] = {}
    for snapshot in snapshots:
        if snapshot.via is None and snapshot.sha256 != _EMPTY:
            found.setdefault(snapshot.sha256, []).append(snapshot)
    return {
        sha256: same
        for sha256, same in found.items()
        if len({source.canonical(s.final_url) or s.url for s in same}) > 1
    }


def _head(snapshot: Snapshot) -> str:
    head = snapshot.body[:_HEAD]
    return head.decode("utf-8", "replace") if b"<" in head[:2048] else ""


def _titles(snapshot: Snapshot) -> Iterator[str]:
    """The title of a page, and its main heading where it has only one."""
    head = _head(snapshot)
    title = _TITLE.search(head)
    if title:
        yield _plain(title[1])
    headings = _HEADING.findall(head)
    if len(headings) == 1:
        yield _plain(headings[0])


def _plain(markup: str) -> str:
    return " ".join(unescape(_TAG.sub("", markup)).split())


def _kind(title: str) -> str | None:
    parts = [part for part in _PART.split(title) if part]
    return next((kind for kind, phrase in _phrases().items() if any(map(phrase.fullmatch, (title, *parts)))), None)


@cache
def _phrases() -> Mapping[str, re.Pattern[str]]:
    kinds: dict[str, list[str]] = yml.load(_PHRASES.read_text(encoding="utf-8"))
    return {kind: re.compile("|".join(f"(?:{p})" for p in phrases), re.I) for kind, phrases in kinds.items()}
