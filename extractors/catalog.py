"""Loads and cross-checks the catalogue, data that a domain person may change.

sources/, indicators/, codelists/, layouts/, words/, cubes/ (one YAML each), areas.yml and publishers.yml.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, TypeVar, get_args
from urllib.parse import urlsplit

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from tld import get_fld

from extractors import DEFAULT_AREA, yml
from extractors.areas import Area, AreaCatalogue
from extractors.codes import TOTALS, Coverage, Ownership
from extractors.errors import Mendable
from extractors.labels import any_of, fold, has, label
from extractors.languages import language_of
from extractors.languages.base import Language as Words

CATALOG_DIR = Path(__file__).parent

Unit = Literal[
    "VND", "USD", "percent", "hectare", "person", "project", "enterprise", "zone", "cluster", "rank", "index_point"
]
Transformation = Literal["N", "GY", "G1", "RANK"]
Language = Literal["en", "vi"]
Trust = Literal["statistics_office", "provincial_authority", "state_agency", "press"]


class CatalogError(Mendable, ValueError):
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


EACH_HOST = "{host}"
"""A source's publisher where each of its hosts answers for itself."""


class Source(_Model):
    """A site that publishes figures: who, under which terms, where its pages are found and how they are read."""

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    name: str
    publisher: str
    """Who answers for the figures; two sources of one publisher are no independent reports. `{host}`: each host by
    itself, or who publishers.yml says."""
    kind: Literal["news", "statistics"]
    language: list[Language] = Field(min_length=1)
    """Languages its pages come in, the usual one first."""
    trust: Trust
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
    """cron expression (Asia/Ho_Chi_Minh) of when the site is worth asking, for whoever schedules a run of it alone: the
    nightly run asks every source."""
    pace_seconds: float = Field(default=2.0, ge=0.0)
    """Least time between two requests to one of its hosts."""
    max_requests: int = Field(default=500, ge=1)
    """Most requests to one of its hosts in a run, retries, redirects and robots.txt among them."""
    live: bool = True
    """False: its pages are read when given by address and in the sample; no run on the web asks its listings."""
    area: str | None = None
    """Id of the province (areas.yml) that it publishes for: what it says without a name is about that one. None: it
    publishes for many."""
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

    def attaches(self, url: str) -> bool:
        """Whether an address is one of this source's attachments, by its form."""
        return self.attachments is not None and re.fullmatch(self.attachments.pattern, url) is not None

    def canonical(self, url: str) -> str | None:
        """The canonical URL of an article's URL; None where it is no article of this source."""
        match = self.pattern.fullmatch(url)
        return match.expand(self.canonical_url) if match else None


class Publisher(_Model):
    """Who answers for sites that are no sources of their own."""

    name: str = Field(min_length=1)
    trust: Trust
    hosts: list[str] = Field(min_length=1)
    """Without `www.`."""


class Publishers(_Model):
    """publishers.yml."""

    publishers: list[Publisher]

    @model_validator(mode="after")
    def _one_publisher_a_host(self) -> Publishers:
        hosts = [host for publisher in self.publishers for host in publisher.hosts]
        if twice := sorted({h for h in hosts if hosts.count(h) > 1}):
            raise ValueError(f"{twice[0]!r} is named twice; leave it to one publisher")
        if wrong := [h for h in hosts if h != bare(h) or h != h.lower() or "/" in h]:
            raise ValueError(f"{wrong[0]!r} is no host without www.; write vietnam.vn for https://www.vietnam.vn/")
        return self

    @cached_property
    def by_host(self) -> Mapping[str, Publisher]:
        """Host → its publisher."""
        return {host: publisher for publisher in self.publishers for host in publisher.hosts}


def bare(host: str) -> str:
    """A host without `www.`: the same site with it and without."""
    return host.removeprefix("www.")


class Plausible(_Model):
    """Range in which a published value of the indicator can lie; between anchor years on a log scale (levels) or
    linearly (percent, ranks, index points). Outside the anchors' years the nearest anchor holds, widened by nothing."""

    area: str = DEFAULT_AREA
    """Id of the province (areas.yml) whose figures it is the range of: those of another lie elsewhere."""
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


Event = Literal["new", "adjusted", "stock", "attracted", "disbursed"]
"""What becomes of an investment: licensed, raised, in force, attracted (nobody says which), carried out."""


WordKind = Literal["industry", "in_zones", "in_clusters"]
"""Words for industry at large, for zones and for clusters at large (`Language.patterns`)."""


class Meant(_Model):
    """Where an indicator may be meant: another is told of, beside words of a kind."""

    indicator: str
    beside: WordKind | None = None


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
    event: Event | None = None
    """The event of investment that tells it together with what is counted, more often than words of its own do."""
    counted: Literal["project", "capital"] | None = None
    """What is counted at the event."""
    capital: str | None = None
    """Of what is counted, the indicator of its capital."""
    share: str | None = None
    """The indicator of shares of it."""
    named_by: list[str] = []
    """Other indicators, or kinds of words, whose words speak for it in a sentence that does not name it."""
    meant_by: list[Meant] = []
    """Where it may be meant though another indicator is told of."""
    unsaid: bool = False
    """Whether it may be what grows or is ranked where nobody says what ("the province grew by 9 percent")."""
    bare: bool = False
    """Whether a number without a unit may be of it ("the province scored 66.74")."""
    counted_as: list[Literal["turn", "enterprise"]] = []
    """What pages count, too, where they tell it: "59 turns" of projects, "12 firms" that were licensed."""
    named_in_tables: bool = False
    """Whether its phrases name it in statistical tables, too."""
    phrases: dict[Language, list[str]]
    """Words by which pages name it, lower case; longer phrases win over shorter ones."""
    hints: dict[Language, list[str]] = {}
    """Words that speak for it beside a number without naming it ("shipped" for exports); `*` for any ending."""
    plausible: list[Plausible] = []

    def ranges_of(self, area: str) -> list[Plausible]:
        """The ranges that hold for an area."""
        return [p for p in self.plausible if p.area == area]

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
        if found is None and name.startswith(self._fronts):
            front = max((f for f in self._fronts if name.startswith(f)), key=len)
            found = self._by_name.get(name[len(front) :])
        return found

    @cached_property
    def _fronts(self) -> tuple[str, ...]:
        return tuple(fold(p) + " " for p in self.prefixes)

    @cached_property
    def _any_name(self) -> re.Pattern[str]:
        names = "|".join(re.escape(n) for n in sorted(self._by_name, key=len, reverse=True))
        return re.compile(rf"(?<!\w)(?:{names})(?!\w)")

    def named_in(self, text: str) -> set[str]:
        """The codes whose names stand in a text as whole words."""
        return {self._by_name[m[0]] for m in self._any_name.finditer(fold(text))}


class Vocabulary(_Model):
    """The words of statistical tables in one language: headers, row labels, captions, unit lines."""

    id: Literal["en", "vi"]
    words: dict[str, dict[str, str]]
    """Kind → code → phrases, parted by `;`."""

    @cached_property
    def terms(self) -> tuple[tuple[str, str, str], ...]:
        """Each phrase with its kind and code, in the file's order."""
        return tuple(
            (kind, code, phrase.strip())
            for kind, codes in self.words.items()
            for code, phrases in codes.items()
            for phrase in phrases.split(";")
        )


class Fields(_Model):
    """What a word of a table says of its figures, in the dimensions of an observation; None: nothing."""

    indicator: str | None = None
    activity: str | None = None
    ownership: Ownership | None = None
    coverage: Coverage | None = None
    counterpart_area: str | None = None
    price_base: str | None = None


class Item(Fields):
    """A row of a list: its names in whole (`*` for any ending), and what they say."""

    names: list[str] = Field(min_length=1)
    section: bool = False
    """It says so of the rows below it, too, up to the next section."""
    out: bool = False
    """Known, and no observation: its figures are excluded, and those of the section below it."""


class Measure(Fields):
    """What a column measures. The first measure whose words its header has is taken; no words: any column."""

    words: list[str] = []
    without: list[str] = []
    units: list[Unit] = Field(min_length=1)
    """Units of a level (growth is always in percent); another one stated is a failure of the whole sheet."""
    printed: Literal["level", "index", "percent"] = "level"
    """`index`: 110.44 is +10.44 percent; `percent`: 10.44 is; `level`: the figure itself."""
    compared: Literal["index", "percent"] = "index"
    """How a `level` measure's columns of growth are printed where their header does not say."""

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
        return any_of(self.words) if self.words else None, any_of(self.without) if self.without else None

    def fits(self, folded: str) -> bool:
        """Whether a header, folded, is that of a column it measures."""
        words, without = self._patterns
        return (words is None or words.search(folded) is not None) and not (without and without.search(folded))


class Layout(_Model):
    """A table of a statistics office: how it is known and how its figures are read. Found by words, never by place."""

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    titles: list[str] = Field(min_length=1)
    """Phrases of its title, all words of one of them as they stand; the layout with the longest one found is taken."""
    without: list[str] = []
    """Phrases that make it another table."""
    about: Literal["rows", "province"]
    """`rows`: each row is about the area it names; `province`: all of it about one province (named in the head, or the
    source's)."""
    rows: Literal["areas", "activities", "items"]
    items: list[Item] = []
    """Of `items`, or beside activities."""
    measures: list[Measure] = []
    out: str = ""
    """Why nothing of it is an observation: its figures are excluded."""

    @model_validator(mode="after")
    def _sound(self) -> Layout:
        if bool(self.out) == bool(self.measures):
            raise ValueError("needs measures, or out (why nothing of it is read); give one of the two")
        if (self.rows == "areas") != (self.about == "rows"):
            raise ValueError("rows 'areas' and about 'rows' go together; correct one of the two")
        if self.rows == "items" and not (self.items or self.out):
            raise ValueError("rows is 'items' but items is empty; list them")
        names = [label(n) for item in self.items for n in item.names]
        if twice := sorted({n for n in names if names.count(n) > 1}):
            raise ValueError(f"items: {twice[0]!r} is named twice; leave it to one (a name with a comma needs quotes)")
        return self

    @cached_property
    def _titles(self) -> re.Pattern[str]:
        return any_of(self.titles)

    @cached_property
    def _without(self) -> re.Pattern[str] | None:
        return any_of(self.without) if self.without else None

    def fits(self, line: str, title: str) -> int:
        """Length of the longest of its phrases that a line of a title has; 0 where none, or the title is another's."""
        folded = fold(line)
        if self._titles.search(folded) is None:
            return 0
        if self._without is not None and self._without.search(fold(title)):
            return 0
        return max(len(p) for p in self.titles if any_of([p]).search(folded))

    def fields(self) -> list[Fields]:
        """All that it may say of a figure."""
        return [*self.measures, *self.items]


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


@dataclass(frozen=True, slots=True, eq=False)
class Relations:
    """How indicators hang together, as their files say."""

    events: Mapping[str, Event]
    """Indicators of investment by the event that their words tell of."""
    of_event: Mapping[tuple[str, str], str]
    """(event, what is counted) → indicator."""
    capitals: Mapping[str, str]
    """What is counted → its capital."""
    shares: Mapping[str, str]
    """Indicator → that of shares of it."""
    named_by: Mapping[str, tuple[tuple[str, frozenset[str] | None], ...]]
    """Indicator → kind and codes (None: all) of the words that speak for it where its own do not stand; of a share
    those of the whole."""
    meant_by: Mapping[str, tuple[Meant, ...]]
    unsaid: tuple[str, ...]
    bare: tuple[str, ...]
    counted_as: Mapping[str, tuple[str, ...]]
    """Unit → indicators that pages count by it, too."""

    @classmethod
    def of(cls, indicators: Mapping[str, Indicator]) -> Relations:
        """Those of a catalogue."""
        known = indicators.values()
        return cls(
            events={i.id: i.event for i in known if i.event},
            of_event={(i.event, i.counted): i.id for i in known if i.event and i.counted},
            capitals={i.id: i.capital for i in known if i.capital},
            shares={i.id: i.share for i in known if i.share},
            named_by={i.id: words for i in known if (words := _speaking_for(i, known))},
            meant_by={i.id: tuple(i.meant_by) for i in known if i.meant_by},
            unsaid=tuple(i.id for i in known if i.unsaid),
            bare=tuple(i.id for i in known if i.bare),
            counted_as={
                unit: tuple(i.id for i in known if unit in i.counted_as)
                for unit in {u for i in known for u in i.counted_as}
            },
        )


def _speaking_for(one: Indicator, known: Iterable[Indicator]) -> tuple[tuple[str, frozenset[str] | None], ...]:
    """Kind and codes of the words that speak for an indicator beside its own."""
    kinds = [n for n in one.named_by if n in get_args(WordKind)]
    others = {i.id for i in known if i.share == one.id or i.id in one.named_by}
    return (*((kind, None) for kind in kinds), *((("indicator", frozenset(others)),) if others else ()))


class Catalog(BaseModel):
    """All sources, indicators, code lists, layouts and cubes, and the version of their content."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    areas: AreaCatalogue = Field(default_factory=lambda: load_areas())
    home: Area = Field(default_factory=lambda: load_areas().area(DEFAULT_AREA))
    """The province whose figures are read; those of all others stay out."""
    sources: Mapping[str, Source]
    publishers: Publishers = Publishers(publishers=[])
    indicators: Mapping[str, Indicator]
    codelists: Mapping[str, CodeList] = {}
    """`activities`: names of VSIC activities; `areas`: provinces, regions (made from areas.yml); `ownership`; of tables
    in databases also `dimensions`, `boundaries` and `obs_status`."""
    layouts: Mapping[str, Layout] = {}
    words: Mapping[str, Vocabulary] = Field(default_factory=lambda: load_words())
    """Language → the words of its statistical tables."""
    cubes: Mapping[str, Cube] = {}
    """Tables of statistical databases (PX-Web)."""
    version: Annotated[str, Field(description="first 12 hex digits of the sha256 of all catalogue files")]

    @cached_property
    def relations(self) -> Relations:
        """How its indicators hang together."""
        return Relations.of(self.indicators)

    def source_of(self, url: str) -> Source | None:
        """The source that a URL of one of its articles or attachments names; None where no source knows it."""
        return next((s for s in self.sources.values() if s.canonical(url) or s.attaches(url)), None)

    def publisher_of(self, url: str, source: Source | None = None) -> tuple[str, Trust]:
        """Who answers for the page at an address, and how far it is trusted.

        `source`: the one that the page was fetched for; without it, the one that has the host, so that a figure typed
        from a page and the page itself are of one publisher. Where nobody is named for a host, its registrable domain
        answers: english.x.vn and x.vn are no two witnesses.
        """
        host = urlsplit(url).hostname or ""
        hosts = {h: s for s in self.sources.values() for h in s.hosts} if source is None else {}
        same = next((h for h in hosts if bare(h) == bare(host)), None)
        source = source or (hosts[same] if same else None)
        if source is not None and source.publisher != EACH_HOST:
            return source.publisher, source.trust
        named = self.publishers.by_host.get(bare(host))
        if named is not None:
            return named.name, named.trust
        if source is not None:
            return same or host, source.trust
        return get_fld(url, fail_silently=True) or bare(host), "press"

    def language(self, code: str) -> Words:
        """A language with the names of the area and of the places around it. Raises ValueError for an unknown one."""
        return language_of(code, self.home.words["vi" if code == "vi" else "en"])

    def of_home(self, source: str) -> bool | None:
        """Whether a source (its id) is an office of the area; False: of another one; None: of none, or no source."""
        known = self.sources.get(source)
        return None if known is None or known.area is None else known.area == self.home.id


def load_words(directory: Path = CATALOG_DIR) -> Mapping[str, Vocabulary]:
    """Read `words/` alone. Raises CatalogError where it cannot be used."""
    return _folder(directory, "words", Vocabulary, hashlib.sha256())


def load_areas(directory: Path = CATALOG_DIR) -> AreaCatalogue:
    """Read `areas.yml` alone. Raises CatalogError where it cannot be used."""
    return _read(directory / "areas.yml", AreaCatalogue, hashlib.sha256())


def load_catalog(directory: Path = CATALOG_DIR, area: str = DEFAULT_AREA) -> Catalog:
    """Read `areas.yml`, `publishers.yml` and `sources/`, `indicators/`, `codelists/`, `layouts/`, `words/`, `cubes/`
    (each `*.yml`).

    Without an `areas.yml`, `publishers.yml` or `words/` of its own, a folder has the project's. `area`: id of the
    province whose figures are read.

    Raises CatalogError, naming file, field and cure, on the first file that cannot be used, and where there is no such
    area.
    """
    digest = hashlib.sha256()
    own = directory / "areas.yml"
    areas = _read(own if own.exists() else CATALOG_DIR / own.name, AreaCatalogue, digest)
    try:
        home = areas.area(area)
    except KeyError as error:
        raise CatalogError(str(error.args[0])) from None
    sources = _folder(directory, "sources", Source, digest)
    indicators = _folder(directory, "indicators", Indicator, digest)
    own = directory / "publishers.yml"
    publishers = _read(own if own.exists() else CATALOG_DIR / own.name, Publishers, digest)
    _check_areas(directory, areas, sources, indicators)
    _check_relations(directory, indicators)
    indicators = {id_: _named(indicator, home) for id_, indicator in indicators.items()}
    codelists = _folder(directory, "codelists", CodeList, digest)
    codelists["areas"] = CodeList(id="areas", prefixes=areas.prefixes, codes=areas.codes(), parts=areas.parts())
    layouts = _folder(directory, "layouts", Layout, digest)
    words = _folder(directory if (directory / "words").is_dir() else CATALOG_DIR, "words", Vocabulary, digest)
    for layout in layouts.values():
        _cross_check(directory / "layouts" / f"{layout.id}.yml", layout, indicators)
    cubes = _folder(directory, "cubes", Cube, digest)
    _check_cubes(directory, cubes, indicators)
    return Catalog(
        home=home, areas=areas, sources=sources, publishers=publishers, indicators=indicators, codelists=codelists,
        layouts=layouts, words=words, cubes=cubes,
        version=digest.hexdigest()[:12],
    )  # fmt: skip


_HOME = "«home»"
"""In an indicator's phrase: the name of the area ("economy of «home»")."""


def _named(indicator: Indicator, home: Area) -> Indicator:
    """An indicator with the area's names in its phrases."""
    phrases = {
        language: [p.replace(_HOME, n) for p in of for n in (home.words[language].plain if _HOME in p else ("",))]
        for language, of in indicator.phrases.items()
    }
    return indicator if phrases == indicator.phrases else indicator.model_copy(update={"phrases": phrases})


def _check_relations(directory: Path, indicators: Mapping[str, Indicator]) -> None:
    """What an indicator names is one of them, and an event with what is counted is one indicator's."""
    for one in indicators.values():
        path = directory / "indicators" / f"{one.id}.yml"
        relations = [("capital", one.capital), ("share", one.share)]
        relations += [("meant_by", m.indicator) for m in one.meant_by]
        relations += [("named_by", n) for n in one.named_by if n not in get_args(WordKind)]
        for field, named in relations:
            if named is not None and named not in indicators:
                raise CatalogError(f"{path}: {field}: {named!r} is no indicator; correct it")
        if (one.event is None) != (one.counted is None):
            raise CatalogError(f"{path}: event and counted go together; give both or none")
        first = next(i.id for i in indicators.values() if (i.event, i.counted) == (one.event, one.counted))
        if one.event and first != one.id:
            raise CatalogError(f"{path}: {one.event} {one.counted} is {first}'s, too; leave it to one of them")


def _check_areas(
    directory: Path, areas: AreaCatalogue, sources: Mapping[str, Source], indicators: Mapping[str, Indicator]
) -> None:
    """Every area that a source or a range is of is one of areas.yml."""
    named = [(f"sources/{s.id}.yml: area", s.area) for s in sources.values() if s.area is not None]
    named += [(f"indicators/{i.id}.yml: plausible.area", p.area) for i in indicators.values() for p in i.plausible]
    for where, area in named:
        if area not in areas.provinces:
            raise CatalogError(f"{directory}/{where}: {area!r} is no province of areas.yml; correct it")


def _check_cubes(directory: Path, cubes: Mapping[str, Cube], indicators: Mapping[str, Indicator]) -> None:
    for cube in cubes.values():
        for number, measure in enumerate(cube.measures):
            if measure.indicator and measure.indicator not in indicators:
                where = f"{directory}/cubes/{cube.id}.yml: measures.{number}.indicator"
                raise CatalogError(f"{where}: {measure.indicator!r} is no indicator; add it under indicators/")


def _cross_check(path: Path, layout: Layout, indicators: Mapping[str, Indicator]) -> None:
    """An observation by the layout is one that its indicator allows."""
    for fields in layout.fields():
        if fields.indicator is not None and fields.indicator not in indicators:
            raise CatalogError(f"{path}: indicator: {fields.indicator!r} is no indicator; correct it or add its file")
    named = {f.indicator for f in layout.fields() if f.indicator}
    for measure in layout.measures:
        possible = {measure.indicator} if measure.indicator else named
        if not possible:
            raise CatalogError(f"{path}: measures: nothing says the indicator; name it in the measure or its items")
        for indicator in (indicators[i] for i in possible):
            wrong = set(measure.units) - {*indicator.units, "percent"}
            if measure.indicator and wrong:
                raise CatalogError(f"{path}: measures.units: {indicator.id} is not told in {sorted(wrong)}; correct it")
    for indicator in (indicators[i] for i in named):
        for fields in layout.fields():
            if fields.indicator == indicator.id:
                told = fields.model_dump(include=set(_BREAKDOWNS), exclude_none=True)
                if strangers := set(told) - set(indicator.breakdowns):
                    raise CatalogError(f"{path}: {sorted(strangers)}: no breakdown of {indicator.id}; leave it out")


_BREAKDOWNS = (*TOTALS, "price_base")

_Entry = TypeVar("_Entry", Source, Indicator, CodeList, Layout, Vocabulary, Cube)
_Loaded = TypeVar("_Loaded", Source, Indicator, CodeList, Layout, Vocabulary, Cube, AreaCatalogue, Publishers)


def _folder(directory: Path, name: str, model: type[_Entry], digest: hashlib._Hash) -> dict[str, _Entry]:
    return {e.id: e for e in (_load(p, model, digest) for p in sorted(directory.glob(f"{name}/*.yml")))}


def _load(path: Path, model: type[_Entry], digest: hashlib._Hash) -> _Entry:
    entry = _read(path, model, digest)
    if entry.id != path.stem:
        raise CatalogError(f"{path}: id: is {entry.id!r} but the file is named {path.stem!r}; make them the same")
    return entry


def _read(path: Path, model: type[_Loaded], digest: hashlib._Hash) -> _Loaded:
    raw = path.read_bytes()
    digest.update(path.name.encode() + b"\0" + raw)
    try:
        return model.model_validate(yml.load(raw))
    except yaml.YAMLError as error:
        raise CatalogError(
            f"{path}: not readable as YAML: {error}; correct the indentation or quoting there"
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "(whole file)"
        raise CatalogError(f"{path}: {field}: {first['msg']} (found: {str(first['input'])[:80]!r})") from error
