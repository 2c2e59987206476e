"""The records that pass between the stages, one for each boundary.

Source (catalog.py) → Snapshot → Page → Mention: what is told in sentences. Offsets count characters of `Page.text`, a
page's one canonical text. Source → Snapshot → Dataset: what a statistics office publishes as tables in a format of its
own (workbook, JSON-stat) or what was transcribed by hand; its figures are read by the layout of the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Literal


@dataclass(frozen=True, slots=True)
class WarcLocation:
    """Where a response lies in the archive: the file's name below its folder, and the record's offset."""

    file: str
    offset: int


@dataclass(frozen=True, slots=True)
class Via:
    """The page that links an attachment, as it was when the attachment was asked for."""

    url: str
    sha256: str
    """Of the page's body in the archive, hex."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One answer of a server, as it came: the input of all reading, kept for good in the archive."""

    source: str
    """Id of the source in the catalogue."""
    url: str
    """The address asked for."""
    final_url: str
    """The address that answered, after redirects."""
    fetched_at: datetime
    """UTC."""
    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    """Decoded of its transfer and content encodings."""
    sha256: str
    """Of the body, hex."""
    location: WarcLocation | None = None
    """None for a file of the user's own that is not archived (`bacninh extract PATH`)."""
    via: Via | None = None
    """Of an attachment: the page whose date of publication is its own."""

    def without_body(self) -> Snapshot:
        """What is known of the answer, its body left in the archive; itself where it is not archived."""
        return replace(self, body=b"") if self.location is not None else self


@dataclass(frozen=True, slots=True)
class PublishedDate:
    """When a page says that it was published, as far as it is known, and what it was read from."""

    text: str
    """ISO 8601 to the precision known: `2025-07-31`, `2025-07`, `2025`."""
    origin: str
    """What it was read from: `template`, `time element`, `metadata`, `near title`, `signature line`, `htmldate`,
    `given`, and of an attachment `linking page`."""


BlockKind = Literal["title", "heading", "lead", "paragraph", "item", "caption", "table"]


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the page's text that a reader sees as one: a heading, a paragraph, a list item, a whole table."""

    kind: BlockKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell on the plain grid: a spanning cell stands once, at its upper left corner."""

    row: int
    column: int
    rowspan: int
    colspan: int
    header: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Table:
    """A data table. Its text is one line a row, cells parted by one space, empty cells leaving nothing."""

    start: int
    end: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """What a person reads on a page, boilerplate left out, with offsets into one canonical text.

    `text` is NFC, blocks parted by one newline, other white space folded to single spaces. Its sha256 is the version
    of the document: a view counter that changes makes no new version.
    """

    source: str
    document: str
    """Canonical URL (rule in the source's YAML), or the file's stem for a page of one's own."""
    url: str
    title: str
    language: Literal["en", "vi"]
    published: PublishedDate | None
    text: str
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...]
    version: str
    """sha256 of `text`, hex."""
    snapshot: str
    """sha256 of the snapshot's body, hex."""
    template: str
    """Which selectors found the body: `source`, `fragment` (a bare article), `trafilatura` (unknown), or `pdf`."""
    regions: tuple[Region, ...] = ()
    """Of a page that came as paper (PDF): where each line stands. Empty for a page of the web."""
    failures: tuple[str, ...] = ()
    """Parts that could not be read (a scanned page of a PDF), each with what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Region:
    """Where a piece of a page's text stands on paper: page number from 1, box in points from the upper left corner."""

    start: int
    end: int
    page: int
    box: tuple[float, float, float, float]
    """left, top, right, bottom."""


Fate = Literal["observation", "repeat", "converted", "range", "period", "claim", "investment", "excluded", "unclaimed"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a number on a page was read as; codes as in GUIDE sections 2 to 4, the value in base units of `unit`."""

    indicator: str
    value: Decimal
    unit: str
    transformation: str = "N"
    territory: Literal["former", "both", "merged"] | None = None
    """What the words say of the boundary: the old province, both together, or (of the page as a whole) that it knows of
    the merger; None where only the dates decide."""
    activity: str = "_T"
    ownership: str = "_T"
    coverage: str = "province"
    counterpart_area: str = "_T"
    time_period: str | None = None
    obs_status: str = "A"
    bound: str = "="
    price_base: str | None = None
    converted: tuple[Decimal, str] | None = None
    """The bracketed value in a second currency, with its unit."""
    half_unit: Decimal = Decimal(0)
    """Half the last printed place, in base units: how exactly the page says it."""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Mention:
    """A number on a page: where it stands, what was printed, and what became of it."""

    start: int
    end: int
    printed: str
    """`page.text[start:end]`: the number with its unit and hedge, as printed."""
    sentence_start: int
    sentence_end: int
    fate: Fate
    reason: str = ""
    reading: Reading | None = None
    """Of an observation or a repeat."""
    details: Mapping[str, object] = field(default_factory=dict)
    """Of a claim (`indicator`, `ratio`, `time_period`, `base_period`) or an investment (`investor`, `event`, …)."""


@dataclass(frozen=True, slots=True)
class CellReading:
    """A figure of a dataset: what it was read as, the place it stands at, and the words that say so."""

    reading: Reading
    locator: str
    """`sheet:NAME!D45` (A1 notation), `json-stat:INDEX` (place in `value`), `transcribed:FILE:KEY`."""
    printed: str
    """The cell as published, before any reading: `110.44`, `..` is none."""
    sentence: str
    """What a person reads together: title; unit; labels of row and column; the cell."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """A statistical document that is no prose: its figures, and what became of all its other numbers."""

    source: str
    document: str
    """Canonical URL; of a PX-Web table its address and `updated`; of transcribed figures `transcribed:URL`."""
    url: str
    title: str
    language: Literal["en", "vi"]
    published: PublishedDate | None
    version: str
    """sha256 of the canonical content (cells or values, without what changes at each download), hex."""
    snapshot: str | None
    """sha256 of the snapshot's body, hex; None where nothing was archived (transcribed)."""
    template: Literal["workbook", "json-stat", "transcribed"]
    figures: tuple[CellReading, ...]
    fates: Mapping[str, int]
    """How many of its numeric cells met each fate, as of mentions; they add up to all of them."""
    failures: tuple[str, ...] = ()
    """Parts that could not be read, each with what is wrong and what to do; the other parts are read."""
