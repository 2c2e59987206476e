"""Loads and cross-checks the catalogue (sources, indicators, codelists, cubes): data that domain people may change."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, TypeVar
from urllib.parse import urlsplit

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from extractors.labels import fold, has, label

CATALOG_DIR = Path(__file__).parent

Unit = Literal[
    "VND", "USD", "percent", "hectare", "person", "project", "enterprise", "zone", "cluster", "rank", "index_point"
]
Transformation = Literal["N", "GY", "G1", "RANK"]
Language = Literal["en", "vi"]


class CatalogError(ValueError):
    """A catalogue file that cannot be used; the message names the file, the field and the cure."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Selectors(_Model):
    """CSS selectors of a source's article template; the first that matches counts."""

    body: list[str] = []
    """Empty: no template is known, the main text is found by trafilatura."""
    title: list[str] = Field(default_factory=lambda: ["h1"])
    published: list[str] = []
    lead: list[str] = []
    drop: list[str] = []
    """Below the body: what is no part of the article (related links, counters, picture tables)."""


class Listing(_Model):
    """Where a source's new pages are found."""

    kind: Literal["html", "rss", "sitemap", "wordpress", "pxweb"]
    """`pxweb`: the tables of one database, as `?tablelist=true` or the API lists them."""
    url: str
    links: str = "a[href]"
    """CSS selector of the article links on an `html` listing."""
    pages: int = Field(default=1, ge=1, le=50)
    """How many pages of an `html` or `wordpress` listing to follow; `{page}` in the url is replaced by 1, 2, …"""
    fallback: Listing | None = None
    """Asked in its place where it fails: an API may be closed while the site stands."""

    @model_validator(mode="after")
    def _page_placeholder(self) -> Listing:
        if self.pages > 1 and "{page}" not in self.url:
            raise ValueError("pages is over 1 but url has no {page}; put {page} where the page number goes")
        return self


def _compiled(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"is no regular expression ({error}); correct it") from error
    return pattern


Pattern = Annotated[str, AfterValidator(_compiled)]
"""A regular expression."""


class Attachments(_Model):
    """Files of a kind of their own (workbooks, PDF) that a source's pages link; they stand in no listing."""

    links: str = "a[href]"
    """CSS selector of the links on a page."""
    pattern: Pattern
    """Regular expression that an attachment's URL matches in whole."""


class Report(_Model):
    """A publication that comes anew for each period, told by its title: addresses carry wrong years."""

    id: str = Field(pattern=r"^[a-z_]+$")
    title: Pattern
    """Regular expression that its titles contain, upper and lower case alike."""

    def matches(self, title: str) -> bool:
        """Whether a page with this title is one."""
        return re.search(self.title, title, re.IGNORECASE) is not None


class Source(_Model):
    """A site that publishes figures: who, under which terms, where its pages are found and how they are read."""

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    name: str
    publisher: str
    """Who answers for the figures; two sources of one publisher are no independent reports. `{host}`: each host."""
    kind: Literal["news", "statistics"]
    language: list[Language] = Field(min_length=1)
    """Languages its pages come in, the usual one first."""
    trust: Literal["statistics_office", "provincial_authority", "state_agency", "press"]
    licence: str
    hosts: list[str] = Field(min_length=1)
    """Hosts that may be asked; nothing else is ever fetched for this source."""
    listings: list[Listing] = Field(min_length=1)
    url_pattern: Pattern
    """Regular expression that an article's URL matches in whole."""
    canonical_url: str
    """What `url_pattern` is replaced by, with its groups: one document, one address."""
    selectors: Selectors
    attachments: Attachments | None = None
    reports: list[Report] = []
    date_format: list[str] = []
    """strptime formats of the printed date of publication; without one, day first."""
    cadence: str
    """cron expression (Asia/Ho_Chi_Minh) of when the site is worth asking."""
    pace_seconds: float = Field(default=2.0, ge=0.0)
    """Least time between two requests to one of its hosts."""
    live: bool = True
    """False: its pages are read when given by address and in the sample; no run on the web asks its listings."""
    synthetic: bool = False
    """Pages with invented values, for tests only: no profile loads them."""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The compiled `url_pattern`."""
        return re.compile(self.url_pattern)

    @property
    def is_database(self) -> bool:
        """Whether its documents are tables of a statistical database, which are asked for (flows/pxweb.py), not got."""
        return any(listing.kind == "pxweb" for listing in self.listings)

    def publisher_of(self, url: str) -> str:
        """Who answers for the page at an address."""
        return self.publisher.replace("{host}", urlsplit(url).hostname or "")

    def attaches(self, url: str) -> bool:
        """Whether an address is one of this source's attachments, by its form."""
        return self.attachments is not None and re.fullmatch(self.attachments.pattern, url) is not None

    def canonical(self, url: str) -> str | None:
        """The canonical URL of an article's URL; None where it is no article of this source."""
        match = self.pattern.fullmatch(url)
        return match.expand(self.canonical_url) if match else None


class Plausible(_Model):
    """Range in which a published value of the indicator can lie; between anchor years on a log scale (levels) or
    linearly (percent, ranks, index points). Outside the anchors' years the nearest anchor holds, widened by nothing."""

    unit: Unit
    transformation: Transformation = "N"
    anchors: dict[int, tuple[Decimal, Decimal]] = Field(min_length=1)
    """year → (low, high), base units, for the province's total over a whole year (a part has no lower bound)."""
    source: str
    """Where the range comes from."""

    @model_validator(mode="after")
    def _ordered(self) -> Plausible:
        for year, (low, high) in self.anchors.items():
            if low > high:
                raise ValueError(f"anchors.{year}: low {low} is over high {high}; swap them")
        return self


class Indicator(_Model):
    """What is measured: a code of GUIDE section 2."""

    id: str = Field(pattern=r"^[a-z_]+$")
    name: dict[Language, str]
    definition: dict[Language, str]
    kind: Literal["flow", "stock", "index"]
    units: list[Unit] = Field(min_length=1)
    """Units of the level, the usual one first."""
    transformations: list[Transformation] = ["N", "GY", "G1", "RANK"]
    breakdowns: list[Literal["activity", "ownership", "coverage", "counterpart_area", "price_base"]] = []
    """The dimensions that it is told by; in the others it stands for the whole of the province."""
    phrases: dict[Language, list[str]]
    """Words by which pages name it, lower case; longer phrases win over shorter ones."""
    hints: dict[Language, list[str]] = {}
    """Words that speak for it beside a number without naming it ("shipped" for exports); `*` for any ending."""
    plausible: list[Plausible] = []

    @model_validator(mode="after")
    def _both_languages(self) -> Indicator:
        for field_name in ("name", "definition", "phrases"):
            for language in ("en", "vi"):
                if not getattr(self, field_name).get(language):
                    raise ValueError(f"{field_name}.{language} is missing; add it")
        return self


class CodeList(_Model):
    """Names by which statistical tables call the codes of one dimension (SDMX: a code list with its labels)."""

    id: str = Field(pattern=r"^[a-z_]+$")
    prefixes: list[str] = []
    """Words that may stand before a name ("tỉnh ")."""
    codes: dict[str, dict[Language, list[str]]] = Field(min_length=1)
    parts: dict[str, list[str]] = {}
    """Of areas: code → codes of what it took in; told apart only in tables of the older boundaries."""

    @model_validator(mode="after")
    def _one_code_a_name(self) -> CodeList:
        known: dict[str, str] = {}
        for code, names in self.codes.items():
            for name in (n for language in names.values() for n in language):
                if known.setdefault(label(name), code) != code:
                    raise ValueError(f"{name!r} names both {known[label(name)]} and {code}; leave it to one of them")
        strangers = {*self.parts, *(p for parts in self.parts.values() for p in parts)} - set(self.codes)
        if strangers:
            raise ValueError(f"parts: {sorted(strangers)} are none of the codes; add or correct them")
        return self

    @cached_property
    def _by_name(self) -> dict[str, str]:
        return {label(n): code for code, names in self.codes.items() for language in names.values() for n in language}

    def code(self, text: str) -> str | None:
        """The code that a label names in either language, numbering and footnote marks aside; None: it is none."""
        name = label(text)
        found = self._by_name.get(name)
        if found is None:
            fronts = (fold(p) + " " for p in self.prefixes)
            found = next((self._by_name.get(name[len(f) :]) for f in fronts if name.startswith(f)), None)
        return found


class CubeUnit(_Model):
    """How tables print a unit, and how much of the base unit one of it is."""

    words: list[str] = Field(min_length=1)
    """The whole text of a unit as printed, in either language ("triệu đô la mỹ")."""
    factor: Decimal = Field(default=Decimal(1), gt=0)


class CubeMeasure(_Model):
    """What one value of a cube's measure dimension (or the whole cube, where it has none) counts."""

    phrases: list[str] = []
    """The value's whole label without its brackets, either language; none: those of the cube's title."""
    indicator: str = ""
    """Empty where `excluded` says why its numbers are not ours."""
    form: Literal["level", "index"] = "level"
    """`index`: the previous year is 100, and 110.44 is read as growth (GY) of 10.44 percent."""
    unit: Unit | None = None
    unit_words: list[CubeUnit] = []
    unit_named: bool = False
    """The label names what is counted ("number of projects"): no unit need be printed."""
    excluded: str = ""

    @model_validator(mode="after")
    def _whole(self) -> CubeMeasure:
        if bool(self.indicator) == bool(self.excluded):
            raise ValueError("needs either an indicator or the reason why it is excluded")
        if self.indicator and (self.unit is None or not (self.unit_words or self.unit_named)):
            raise ValueError("unit and unit_words are missing; say in which unit the table prints it")
        return self


class Cube(_Model):
    """A table of a statistical database, known by the words of its title, and what its numbers mean."""

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    title: list[str] = Field(min_length=1)
    """Phrases, either language; the title holds one of them."""
    without: list[str] = []
    """Phrases that make the title another table's."""
    asides: list[str] = []
    """What brackets of the title and the labels may say beside the unit."""
    measures: list[CubeMeasure] = Field(min_length=1)
    ownership: str = "_T"
    coverage: str = "province"

    @property
    def is_ours(self) -> bool:
        """Whether it counts anything that is an indicator; else its table need not be asked for."""
        return any(not measure.excluded for measure in self.measures)

    def matches(self, title: str) -> bool:
        """Whether a title is this cube's."""
        folded = fold(title)
        return any(has(folded, p) for p in self.title) and not any(has(folded, p) for p in self.without)


class Catalog(BaseModel):
    """All sources, indicators and code lists, and the version of their content."""

    model_config = ConfigDict(frozen=True)

    sources: Mapping[str, Source]
    indicators: Mapping[str, Indicator]
    codelists: Mapping[str, CodeList] = {}
    """`activities`: names of VSIC activities; `areas`: names of provinces and regions; `ownership`; of tables in
    databases also `dimensions`, `boundaries` and `obs_status`."""
    cubes: Mapping[str, Cube] = {}
    """Tables of statistical databases (PX-Web)."""
    version: Annotated[str, Field(description="first 12 hex digits of the sha256 of all catalogue files")]

    def source_of(self, url: str) -> Source | None:
        """The source that a URL of one of its articles or attachments names; None where no source knows it."""
        return next((s for s in self.sources.values() if s.canonical(url) or s.attaches(url)), None)


def load_catalog(directory: Path = CATALOG_DIR) -> Catalog:
    """Read `sources/*.yml`, `indicators/*.yml`, `codelists/*.yml` and `cubes/*.yml` below `directory`.

    Raises CatalogError, naming file, field and cure, on the first file that cannot be used.
    """
    digest = hashlib.sha256()
    sources = {s.id: s for s in (_load(p, Source, digest) for p in sorted(directory.glob("sources/*.yml")))}
    indicators = {i.id: i for i in (_load(p, Indicator, digest) for p in sorted(directory.glob("indicators/*.yml")))}
    codelists = {c.id: c for c in (_load(p, CodeList, digest) for p in sorted(directory.glob("codelists/*.yml")))}
    cubes = {c.id: c for c in (_load(p, Cube, digest) for p in sorted(directory.glob("cubes/*.yml")))}
    _check_cubes(directory, cubes, indicators)
    return Catalog(
        sources=sources, indicators=indicators, codelists=codelists, cubes=cubes, version=digest.hexdigest()[:12]
    )


def _check_cubes(directory: Path, cubes: Mapping[str, Cube], indicators: Mapping[str, Indicator]) -> None:
    for cube in cubes.values():
        for number, measure in enumerate(cube.measures):
            if measure.indicator and measure.indicator not in indicators:
                where = f"{directory}/cubes/{cube.id}.yml: measures.{number}.indicator"
                raise CatalogError(f"{where}: {measure.indicator!r} is no indicator; add it under indicators/")


_Entry = TypeVar("_Entry", Source, Indicator, CodeList, Cube)


def _load(path: Path, model: type[_Entry], digest: hashlib._Hash) -> _Entry:
    raw = path.read_bytes()
    digest.update(path.name.encode() + b"\0" + raw)
    try:
        entry = model.model_validate(yaml.safe_load(raw))
    except yaml.YAMLError as error:
        raise CatalogError(
            f"{path}: not readable as YAML: {error}; correct the indentation or quoting there"
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "(whole file)"
        raise CatalogError(f"{path}: {field}: {first['msg']} (found: {str(first['input'])[:80]!r})") from error
    if entry.id != path.stem:
        raise CatalogError(f"{path}: id: is {entry.id!r} but the file is named {path.stem!r}; make them the same")
    return entry
