"""PX-Web, the statistics office's database: how a table is asked for, and what its numbers mean.

Two ways lead to a table's JSON-stat: the API (GET its metadata, POST a query) and the form that people use. The API is
known to answer for some databases only, so it is asked first and the form whenever it does not give a whole table.
Positions and ordinal codes mean nothing here: years, places and measures are known by their words (`cubes/*.yml`,
`codelists/*.yml`).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal, Protocol
from urllib.parse import quote, unquote, urljoin, urlsplit
from zoneinfo import ZoneInfo

from bs4 import BeautifulSoup, Tag

from extractors import jsonstat
from extractors.catalog import Catalog, Cube, CubeMeasure, CubeUnit, Source
from extractors.http import Cookies, FetchError, HostNotAllowed, Query, Unreachable, Validators
from extractors.jsonstat import Category, Dimension, JsonStat, JsonStatError, clean
from extractors.labels import fold, has, label
from extractors.pages import UnreadablePage
from extractors.records import CellReading, Dataset, Fate, PublishedDate, Reading, Snapshot

_NO_DATE = "9999-12-31"
_TIME_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
"""Of the office: a table of its morning is not of tomorrow."""

# -- addresses

_PAGE = re.compile(r"/pxweb/(?P<language>vi|en)/(?P<database>[^/?#]+)/(?:[^/?#]+/)?(?P<id>[^/?#]+?)\.px(?:[/?#].*)?")
_API = re.compile(r"/api/v1/(?P<language>vi|en)/(?P<database>[^/?#]+)/(?P<id>[^/?#]+?)\.px(?:[/?#].*)?")


@dataclass(frozen=True, slots=True)
class Table:
    """A table's place in the database."""

    site: str
    """Scheme and host."""
    language: Literal["vi", "en"]
    database: str
    id: str
    """`V04.11`."""

    @classmethod
    def of(cls, url: str) -> Table | None:
        """The table that an address of its page, its form or the API names, encoded or not; None: none."""
        parts = urlsplit(url)
        path = unquote(parts.path)
        found = _PAGE.fullmatch(path) or _API.fullmatch(path)
        if found is None or not parts.hostname:
            return None
        language: Literal["vi", "en"] = "en" if found["language"] == "en" else "vi"
        return cls(f"{parts.scheme}://{parts.hostname}", language, found["database"], found["id"])

    @property
    def page(self) -> str:
        """Where people see it; the form route begins here."""
        database = quote(self.database)
        return f"{self.site}/pxweb/{self.language}/{database}/{database}/{quote(self.id)}.px/"

    @property
    def api(self) -> str:
        """Where programs ask for it."""
        return f"{self.site}/api/v1/{self.language}/{quote(self.database)}/{quote(self.id)}.px"

    def download(self, query: Query) -> str:
        """The address that the form's answer is archived under: that of its own link names a session."""
        return f"{self.page}?downloadfile=FileTypeJsonStat&query={query.digest}"


@dataclass(frozen=True, slots=True)
class Listed:
    """A table that a list names."""

    table: Table
    title: str


def listed(snapshot: Snapshot) -> list[Listed]:
    """The tables of a list: the page `?tablelist=true`, or the API's answer for a database.

    Raises ValueError where it is neither.
    """
    if snapshot.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"[", b"{"):
        return list(_listed_by_api(snapshot))
    return list(_listed_on_page(snapshot))


def _listed_by_api(snapshot: Snapshot) -> Iterator[Listed]:
    try:
        entries = json.loads(snapshot.body.decode("utf-8-sig").rstrip("\0"))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not the JSON of PX-Web's API ({error}); has the address changed?") from error
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, dict) and entry.get("type") == "t":
            table = Table.of(f"{snapshot.final_url.split('?')[0].rstrip('/')}/{quote(str(entry.get('id')))}")
            if table is not None:
                yield Listed(table, clean(str(entry.get("text") or "")))


def _listed_on_page(snapshot: Snapshot) -> Iterator[Listed]:
    for anchor in BeautifulSoup(snapshot.body, "lxml").select("a[href]"):
        table = Table.of(urljoin(snapshot.final_url, str(anchor["href"]).strip()))
        if table is not None:
            yield Listed(table, clean(anchor.get_text(" ")))


# -- asking


class Web(Protocol):
    """What the adapter asks through: `extractors.http.Fetcher`."""

    def fetch(
        self, source: Source, url: str, validators: Validators | None = None, cookies: Cookies | None = None
    ) -> Snapshot:
        """The page at an address."""
        ...

    def post(self, source: Source, url: str, query: Query, cookies: Cookies | None = None) -> Snapshot:
        """The answer to a query."""
        ...


class TableError(FetchError):
    """A table that neither route gave whole. Its text names both reasons."""


Keep = Callable[[Snapshot], Snapshot]
"""Called with every answer that claims to be a table, before anything reads it; gives it back as archived."""


@dataclass(slots=True)
class Client:
    """Asks for the tables of one source: the API first, the form where it fails. One for a run."""

    source: Source
    web: Web
    keep: Keep
    api_lost: bool = False
    """The API gave no answer at all: it is not waited for again in this run."""

    def table(self, table: Table) -> Snapshot:
        """A whole table as JSON-stat. Raises TableError, or HostNotAllowed where the host may not be asked."""
        reasons = []
        for name, route in (("API", self._by_api), ("form", self._by_form)):
            try:
                return route(table)
            except HostNotAllowed:
                raise
            except Unreachable as error:
                self.api_lost |= name == "API"
                reasons.append(f"{name}: {error.what}")
            except FetchError as error:
                reasons.append(f"{name}: {error.what}")
            except ValueError as error:
                reasons.append(f"{name}: {error}")
        raise TableError(table.page, "; ".join(reasons), "look at the table's page: has it moved?")

    def _by_api(self, table: Table) -> Snapshot:
        if self.api_lost:
            raise ValueError("gave no answer before in this run and was not asked again")
        metadata = self.web.fetch(self.source, table.api)
        return self._whole(self.web.post(self.source, table.api, api_query(metadata.body)))

    def _by_form(self, table: Table) -> Snapshot:
        cookies = Cookies(urlsplit(table.page).netloc)
        form = read_form(self.web.fetch(self.source, table.page, None, cookies))
        shown = self.web.post(self.source, form.action, Query.of_form(form.hidden + form.chosen), cookies)
        given = self.web.fetch(self.source, download_link(shown), None, cookies)
        return self._whole(replace(given, url=table.download(Query.of_form(form.chosen))))

    def _whole(self, answer: Snapshot) -> Snapshot:
        """The answer, archived. Raises JsonStatError where it is no whole table: then it is archived all the same."""
        kept = self.keep(answer)
        jsonstat.decode(kept.body)
        return kept


def api_query(metadata: bytes) -> Query:
    """The query for the whole table whose metadata this is: every value of every variable, by its code.

    Raises ValueError where the metadata has no variables that can be chosen.
    """
    try:
        answer = json.loads(metadata.decode("utf-8-sig").rstrip("\0 \t\r\n"))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"the metadata is no JSON ({error})") from error
    variables = answer.get("variables") if isinstance(answer, dict) else None
    if not isinstance(variables, list) or not variables:
        raise ValueError("the metadata names no variables")
    chosen = []
    for variable in variables:
        code, values = (variable.get("code"), variable.get("values")) if isinstance(variable, dict) else (None, None)
        if not isinstance(code, str) or not isinstance(values, list) or not all(isinstance(v, str) for v in values):
            raise ValueError("the metadata has a variable without code or values")
        chosen.append({"code": code, "selection": {"filter": "item", "values": values}})
    return Query.of_json({"query": chosen, "response": {"format": "json-stat"}})


@dataclass(frozen=True, slots=True)
class Form:
    """The form on a table's page: where it is sent, what it carries along, and all that can be chosen."""

    action: str
    hidden: tuple[tuple[str, str], ...]
    """The state that the server wants back: other at each visit."""
    chosen: tuple[tuple[str, str], ...]
    """Every option of every list, and the button."""


def read_form(page: Snapshot) -> Form:
    """The form of a table's page with everything chosen. Raises ValueError where the page has none."""
    soup = BeautifulSoup(page.body, "lxml")
    button = soup.find("input", attrs={"name": re.compile(r"\$ButtonViewTable$")})
    form = button.find_parent("form") if isinstance(button, Tag) else None
    if not isinstance(button, Tag) or form is None:
        raise ValueError("the page has no form with a button ButtonViewTable")
    hidden = [(str(i["name"]), str(i.get("value", ""))) for i in form.select("input[type=hidden][name]")]
    lists = [s for s in form.select("select[name]") if str(s["name"]).endswith("$ValuesListBox")]
    chosen = [(str(s["name"]), str(o.get("value", o.get_text()))) for s in lists for o in s.select("option")]
    if not chosen:
        raise ValueError("the form has no list of values to choose from")
    chosen.append((str(button["name"]), str(button.get("value", ""))))
    return Form(urljoin(page.final_url, str(form.get("action") or "")), tuple(hidden), tuple(chosen))


def download_link(shown: Snapshot) -> str:
    """The link to the table's JSON-stat on the page that shows it. Raises ValueError where there is none."""
    soup = BeautifulSoup(shown.body, "lxml")
    for element in soup.select("a[href], option[value]"):
        address = str(element.get("href") or element.get("value"))
        if "FileTypeJsonStat" in address:
            return urljoin(shown.final_url, address.strip())
    raise ValueError("the table's page has no link to FileTypeJsonStat")


# -- reading


def read(snapshot: Snapshot, source: Source | None, catalog: Catalog) -> Dataset:
    """The table in an answer, with the figures of the province.

    Raises UnreadablePage where the body is no whole JSON-stat, no cube of the catalogue has its title, or no number of
    it can be understood: nothing of it is then loaded. Parts that are not understood are failures of the dataset.
    """
    try:
        stat = jsonstat.decode(snapshot.body)
    except JsonStatError as error:
        raise UnreadablePage(snapshot.url, str(error), "fetch it again; look at the table's page") from error
    cube = _cube(snapshot.url, stat.label, catalog)
    table = Table.of(snapshot.url)
    published, doubt = _published(stat.updated, snapshot)
    cells = _Cells(stat, cube, catalog, table, published.text if published else None)
    if twice := cells.roles_twice:
        raise UnreadablePage(snapshot.url, f"two dimensions are of {twice}", "correct codelists/dimensions.yml")
    figures, fates = cells.read()
    failures = (*doubt, *cells.failures())
    if failures and not figures and fates["unclaimed"]:
        raise UnreadablePage(snapshot.url, "; ".join(failures), "nothing of the table was loaded")
    page = table.page if table else snapshot.url
    address = (source.canonical(page) if source else None) or page
    return Dataset(
        source=snapshot.source,
        document=f"{address}?updated={published.text}" if published else address,
        url=page, title=stat.label, language=_language(table, source), published=published, version=_version(stat),
        snapshot=snapshot.sha256, template="json-stat", figures=tuple(figures), fates=dict(fates), failures=failures,
    )  # fmt: skip


def _language(table: Table | None, source: Source | None) -> Literal["vi", "en"]:
    if table is not None:
        return table.language
    return source.language[0] if source else "vi"


def _cube(url: str, title: str, catalog: Catalog) -> Cube:
    found = [cube for cube in catalog.cubes.values() if cube.matches(title)]
    if len(found) == 1:
        return found[0]
    names = ", ".join(cube.id for cube in found) or "none"
    cure = "correct the titles in extractors/cubes/"
    raise UnreadablePage(url, f"the title {title[:200]!r} fits {len(found)} cubes ({names}), not one", cure)


def _published(updated: str, snapshot: Snapshot) -> tuple[PublishedDate | None, list[str]]:
    """The date of the table's last change; None for none and for 9999-12-31. One that cannot be right is an alarm."""
    found = re.match(r"(\d{4})-?(\d\d)-?(\d\d)(?!\d)", updated, re.ASCII)
    if not updated or updated.startswith(_NO_DATE):
        return None, []
    try:
        day = date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        day = None
    if day is None or day > snapshot.fetched_at.astimezone(_TIME_ZONE).date() or day.year < 1990:
        return None, [f"updated {updated[:40]!r} is no date on which the table can have changed; it is undated"]
    return PublishedDate(day.isoformat(), "updated"), []


def _version(stat: JsonStat) -> str:
    """sha256 of labels, values and marks in their order, by which locators count; without the time of the download."""
    content = [
        stat.label,
        [[d.id, d.label, [[c.code, c.label, c.unit] for c in d.categories]] for d in stat.dimensions],
        [None if v is None else f"{v:f}" for v in stat.values], sorted(stat.unreadable.items()),
        sorted(stat.status.items()),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


_BRACKETS = re.compile(r"\(([^()]*)\)")
_UNIT_BEFORE = re.compile(r"(?:don vi tinh|don vi|dvt|unit)\s*:?\s*")


def _bare(text: str) -> str:
    """A label without its brackets, folded."""
    return label(_BRACKETS.sub(" ", text))


def _asides(text: str) -> list[str]:
    """What stands in a label's brackets, footnote marks left out; parts after a semicolon apart."""
    inside = [part.strip() for found in _BRACKETS.findall(text) for part in found.split(";")]
    return [part for part in inside if part and not re.fullmatch(r"\*+|\d{1,2}", part)]


def _unit_text(text: str) -> str:
    return re.sub(r"\s*=\s*", "=", _UNIT_BEFORE.sub("", fold(text)).replace(".", "")).strip()


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What one category of a dimension says of the numbers that stand under it."""

    fate: Literal["ours", "excluded", "unclaimed"] = "ours"
    failure: str = ""
    """Why the numbers are unclaimed, and what to do."""
    code: str = ""
    """Of area, activity or ownership."""
    territory: Literal["former", "both"] | None = None
    year: int = 0
    obs_status: str = "A"
    measure: CubeMeasure | None = None
    factor: Decimal = Decimal(1)


_OURS, _EXCLUDED = _Meaning(), _Meaning("excluded")


class _Cells:
    """The numbers of one table, each with its fate."""

    def __init__(
        self, stat: JsonStat, cube: Cube, catalog: Catalog, table: Table | None, published: str | None
    ) -> None:
        self._stat, self._cube, self._catalog, self._published = stat, cube, catalog, published
        self._lists = catalog.codelists
        self._home = catalog.home
        self._province = catalog.home.former.code
        self._database = _boundaries_of(table, catalog)
        self._roles = [self._role(d) for d in stat.dimensions]
        self._meanings = [
            [self._meaning(role, d.label, category) for category in d.categories]
            for role, d in zip(self._roles, stat.dimensions, strict=True)
        ]
        self._whole = self._of_title()
        self._lost: Counter[str] = Counter()
        """Failure → numbers that are unclaimed because of it."""

    @property
    def roles_twice(self) -> str:
        """A role that two dimensions have, which leaves the numbers open; empty: none."""
        return next((role for role, times in Counter(self._roles).items() if role and times > 1), "")

    def read(self) -> tuple[list[CellReading], Counter[str]]:
        """The figures, and how many numbers met each fate."""
        figures: list[CellReading] = []
        fates: Counter[str] = Counter()
        seen: set[Reading] = set()
        for index, number in enumerate(self._stat.values):
            if number is None and index not in self._stat.unreadable:
                continue
            fate, reading = self._cell(index, number)
            if reading is not None and reading in seen:
                fate, reading = "repeat", None
            fates[fate] += 1
            if reading is not None:
                seen.add(reading)
                printed = f"{number:f}"
                figures.append(CellReading(reading, f"json-stat:{index}", printed, self._sentence(index, printed)))
        return figures, fates

    def failures(self) -> list[str]:
        """What could not be understood, and how many numbers it left unclaimed; and whether the province is missing."""
        found = [f"{what} ({numbers} numbers unclaimed)" for what, numbers in self._lost.items()]
        if "area" in self._roles and self._should_list_home():
            name = self._home.name["vi"]
            found.append(f"the table lists places, but not {name}; look at it, has the province's name changed?")
        return found

    def _should_list_home(self) -> bool:
        """Whether the province is missing. One that went into another is, in tables of the older boundaries only."""
        listed = {m.code for m in self._meanings[self._roles.index("area")]}
        gone = {part for parts in self._lists["areas"].parts.values() for part in parts}
        return self._province not in listed and (self._home.goes_on or bool(listed & gone))

    # -- one cell

    def _cell(self, index: int, number: Decimal | None) -> tuple[Fate, Reading | None]:
        position = self._stat.position(index)
        meanings = [*(m[p] for m, p in zip(self._meanings, position, strict=True)), self._whole]
        if self._cube_excluded or any(m.fate == "excluded" for m in meanings):
            return "excluded", None
        lost = next((m for m in meanings if m.fate == "unclaimed"), None)
        if lost is None:
            lost = self._doubt(index, number)
        if lost is not None or number is None:
            self._lost[lost.failure if lost else ""] += 1
            return "unclaimed", None
        found, failure = self._reading(number, meanings, self._territory(position, meanings), index)
        if found is None:
            self._lost[failure] += 1
            return "unclaimed", None
        return "observation", found

    def _doubt(self, index: int, number: Decimal | None) -> _Meaning | None:
        """What is wrong with the cell itself."""
        if number is None:
            return _lost(
                f"cell {index} holds {self._stat.unreadable[index]!r}, which is no number", "look at the table"
            )
        mark = self._stat.status.get(index)
        if mark is not None and self._lists["obs_status"].code(mark.rstrip(".")) is None:
            return _lost(
                f"the mark {mark[:40]!r} of a cell is not known", "add it to extractors/codelists/obs_status.yml"
            )
        return None

    def _reading(
        self, number: Decimal, meanings: list[_Meaning], territory: Literal["former", "both"] | str | None, index: int
    ) -> tuple[Reading | None, str]:
        by_role = dict(zip([*self._roles, "title"], meanings, strict=True))
        told = by_role.get("measure", self._whole)
        measure, year = told.measure, by_role.get("time", self._whole).year
        if measure is None or not year:
            return None, "the table names no measure or no year"
        if territory == "unknown":
            joined = " or ".join(name["vi"] for name in self._home.whole.took_in)
            return None, (
                f"the boundaries of the province are not told: no {joined} in the table, no date of its last change; "
                "add the words of the database to extractors/codelists/boundaries.yml"
            )
        mark = self._stat.status.get(index)
        status = self._lists["obs_status"].code(mark.rstrip(".")) if mark else None
        value, transformation = number * told.factor, "N"
        if measure.form == "index":
            value, transformation = number - 100, "GY"
        exponent = number.as_tuple().exponent
        half = Decimal(5).scaleb((exponent if isinstance(exponent, int) else 0) - 1) * told.factor
        stock = self._catalog.indicators[measure.indicator].kind == "stock"
        return Reading(
            indicator=measure.indicator, value=value, unit=measure.unit or "", transformation=transformation,
            territory=_territory_code(territory), activity=_code(by_role, "activity"),
            ownership=_code(by_role, "ownership", self._cube.ownership), coverage=self._cube.coverage,
            time_period=f"{year}-12-31" if stock else str(year),
            obs_status=status or by_role.get("time", self._whole).obs_status, half_unit=half,
        ), ""  # fmt: skip

    def _sentence(self, index: int, printed: str) -> str:
        labels = [
            f"{d.label}: {d.categories[p].label}"
            for d, p in zip(self._stat.dimensions, self._stat.position(index), strict=True)
        ]
        unit = next((u for u in (d.categories[p].unit for d, p in zip(
            self._stat.dimensions, self._stat.position(index), strict=True)) if u), "")  # fmt: skip
        return "; ".join(part for part in (self._stat.label, unit, *labels, printed) if part)

    # -- the province and its boundaries

    @cached_property
    def _cube_excluded(self) -> bool:
        """No number is ours: the table is of Viet Nam as a whole (no dimension is of places, and none is unknown), or
        counts what is no indicator."""
        national = "area" not in self._roles and "" not in self._roles
        return national or not self._cube.is_ours

    @cached_property
    def _parts(self) -> list[int]:
        """Places on the dimension of areas of what the province took in."""
        taken_in = self._lists["areas"].parts.get(self._province, [])
        return [p for p, m in enumerate(self._meanings[self._roles.index("area")]) if m.code in taken_in]

    def _territory(self, position: tuple[int, ...], meanings: list[_Meaning]) -> str | None:
        """`former`, `both`, None (the dates decide), or `unknown`.

        By words first. A table that gives a province that was taken in (Bắc Giang) a figure of its own beside tells the
        old province; one that does not know it any more tells the merged one in all its years.
        """
        if "area" not in self._roles:
            return "unknown"
        if self._home.former == self._home.whole:
            return None  # its boundaries are the same before and after
        area = self._roles.index("area")
        if meanings[area].territory is not None:
            return meanings[area].territory
        if any(self._meanings[area][part].territory for part in self._parts):
            return "unknown"  # "Bắc Giang (cũ)" beside a bare Bắc Ninh: within it or beside it?
        if not self._home.goes_on:
            return "former"  # tables since the reform do not list it
        if self._parts:
            beside = (self._stat.index((*position[:area], part, *position[area + 1 :])) for part in self._parts)
            return "former" if any(self._stat.values[i] is not None for i in beside) else None
        if self._database is not None:
            return self._database
        if self._published is None:
            return "unknown"
        return "both" if self._published >= self._home.reform.isoformat() else None

    # -- categories

    def _role(self, dimension: Dimension) -> str:
        """What a dimension is of: by its label, else by what it lists; empty: unknown."""
        code = self._lists["dimensions"].code(dimension.label)
        if code is None and any(self._lists["areas"].code(c.label) == self._province for c in dimension.categories):
            code = "area"
        return code or ""

    def _meaning(self, role: str, dimension: str, category: Category) -> _Meaning:
        match role:
            case "area":
                return self._area(category)
            case "time":
                return self._time(category.label)
            case "measure":
                return self._measure(category)
            case "activity" | "ownership":
                code = self._lists["activities" if role == "activity" else role].code(category.label)
                where = f"extractors/codelists/{'activities' if role == 'activity' else role}.yml"
                return _Meaning(code=code) if code else _unknown(dimension, category.label, where)
            case _:
                if self._lists["ownership"].code(category.label) == "_T":
                    return _OURS
                where = "name the dimension in extractors/codelists/dimensions.yml"
                return _lost(f"the dimension {dimension!r} is not known", where)

    def _area(self, category: Category) -> _Meaning:
        areas, boundaries = self._lists["areas"], self._lists["boundaries"]
        code = areas.code(category.label)
        words: list[str] = []
        if code is None:
            code, words = areas.code(_bare(category.label)), _asides(category.label)
        if code is None:
            return _unknown("area", category.label, "extractors/areas.yml")
        fate: Literal["ours", "excluded"] = "ours" if code == self._province else "excluded"
        told = {boundaries.code(word) for word in words}
        if not told:
            return _Meaning(fate, code=code)
        if told == {"former"}:
            return _Meaning(fate, code=code, territory="former")
        if told == {"both"}:
            return _Meaning(fate, code=code, territory="both")
        return _unknown("area", category.label, "extractors/codelists/boundaries.yml")

    def _time(self, text: str) -> _Meaning:
        """A year with the words beside it: `Sơ bộ 2023`, `2023 (ước tính)`, `Prel. 2023`."""
        years = re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text, re.ASCII)
        words = fold(re.sub(r"(?:19|20)\d\d|[().,]", " ", text))
        status = self._lists["obs_status"].code(words) if words else "A"
        if len(years) != 1 or status is None:
            return _unknown("time", text, "extractors/codelists/obs_status.yml")
        return _Meaning(year=int(years[0]), obs_status=status)

    def _measure(self, category: Category) -> _Meaning:
        name = _bare(category.label)
        measures = self._cube.measures
        found = [m for m in measures if any(label(p) == name for p in m.phrases or self._cube.title)]
        if not found:
            return _unknown("measure", category.label, f"extractors/cubes/{self._cube.id}.yml")
        units = [category.unit] if category.unit else _asides(category.label)
        return self._in_unit(found[0], units or _asides(self._stat.label))

    def _of_title(self) -> _Meaning:
        """What the title says where no dimension does: the measure of a cube that has one only, the year, the unit."""
        told = _OURS
        if "measure" not in self._roles:
            if len(self._cube.measures) != 1:
                return _lost(
                    "no dimension tells the cube's measures apart", "name it in extractors/codelists/dimensions.yml"
                )
            told = self._in_unit(self._cube.measures[0], _asides(self._stat.label))
        if "time" not in self._roles:
            years = re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", self._stat.label, re.ASCII)
            if len(set(years)) != 1:
                return _lost(f"no dimension of time, and the title has {len(set(years))} years", "look at the table")
            told = replace(told, year=int(years[0]))
        return told

    def _in_unit(self, measure: CubeMeasure, printed: list[str]) -> _Meaning:
        """The measure in the unit that is printed with it. Another unit than those expected is no number of ours."""
        if measure.excluded:
            return _Meaning("excluded", measure=measure)
        expected = {_unit_text(w): unit for unit in measure.unit_words for w in unit.words}
        units: list[CubeUnit] = []
        for text in printed:
            if _unit_text(text) in expected:
                units.append(expected[_unit_text(text)])
            elif not any(has(fold(text), aside) for aside in self._cube.asides):
                return _lost(
                    f"{measure.indicator} is given in {text!r}, not in a unit that the cube expects",
                    f"look at the table; if it is right, add the words to extractors/cubes/{self._cube.id}.yml",
                )
        factors = {unit.factor for unit in units}
        if not factors and measure.unit_named:
            factors = {Decimal(1)}
        if len(factors) != 1:
            what = f"the unit of {measure.indicator} is {'printed in two ways' if factors else 'not printed'}"
            return _lost(what, "look at the table")
        return _Meaning(measure=measure, factor=factors.pop())


def _boundaries_of(table: Table | None, catalog: Catalog) -> str | None:
    """What the names of database and table say of the boundaries (`PLV03.12` → PLV03)."""
    if table is None:
        return None
    names = (re.match(r"[A-Za-z]*\d*", name) for name in (table.database, table.id))
    codes = (catalog.codelists["boundaries"].code(name[0]) for name in names if name and name[0])
    return next((code for code in codes if code), None)


def _code(by_role: Mapping[str, _Meaning], role: str, otherwise: str = "_T") -> str:
    found = by_role.get(role)
    return found.code if found is not None and found.code else otherwise


def _territory_code(told: str | None) -> Literal["former", "both"] | None:
    return "former" if told == "former" else "both" if told == "both" else None


def _lost(what: str, cure: str) -> _Meaning:
    return _Meaning("unclaimed", f"{what}; {cure}")


def _unknown(dimension: str, text: str, where: str) -> _Meaning:
    return _lost(f"{dimension} {text[:80]!r} is not understood", f"add it to {where}")
