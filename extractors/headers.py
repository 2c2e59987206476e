"""What the header of a column says, by its words alone: period, comparison, unit, status, price base."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from typing import Literal

from extractors import periods
from extractors.catalog import Catalog
from extractors.labels import any_of, fold, has
from extractors.languages import language_module
from extractors.lexicon import Lexicon, Said, Unit, lexicon, words_of
from extractors.periods import Context, TimeExpression

_NUMERIC_BASE = re.compile(
    r"\s*(?P<same>cung ky\s+)?"
    r"(?:(?:thang\s+(?P<month>\d{1,2})|(?P<months>\d{1,2})\s+thang|quy\s+(?P<quarter>iv|i{1,3}|[1-4]))\b)?"
    r"[\s,/|]*(?:dau\s+)?(?:nam[\s|]+)?(?P<year>(?:19|20)\d\d)?(?!\d)"
)
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


_SPAN = re.compile(r"(\b0?1/0?1(?:/\d{4})?)\s*[-–]\s*(\d{1,2}/\d{1,2}/\d{4})")
"""`01/01- 20/7/2026`: from the beginning of the year to a day."""


_DAYS = re.compile(r"(\d{1,2})/(\d{1,2})(?:/\d{4})?\s*(?:đến|tới|to|[-–])\s*(?:ngày\s*)?\d{1,2}/\d{1,2}/\d{4}")


_UNTOLD = frozenset(("other", "rank", "index_point"))
"""Units that no figure of a layout is told in."""
_COUNTED = frozenset(("project", "enterprise", "person"))
_SKIPPED = frozenset(
    ("a percentage of a plan", "a contribution to growth", "a figure of the base year", "a difference")
)
_WHOLE_YEAR = re.compile(
    r"(?<!\w)(?:cả năm|(?:the )?(?:whole|full|entire)[ -]year)(?!\w|\s+(?:19|20)\d\d)", re.IGNORECASE
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_KEPT = 20_000
"""Headers that are remembered."""


class HeaderError(ValueError):
    """A header that cannot be understood; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Base:
    """What a figure is compared with: the same period a year before or the one before, by a phrase or by its name."""

    code: Literal["GY", "G1"] | None = None
    month: int = 0
    quarter: int = 0
    months: int = 0
    year: int = 0
    same: bool = False
    """It is "the same period" of the year named."""

    def transformation(self, period: str) -> str | None:
        """`GY` or `G1` for the growth of `period` over this; None where it is neither."""
        if self.code == "G1":
            return "G1" if _PART.fullmatch(period) else None
        if self.code is not None:
            return self.code
        year = int(period[:4])
        if not (self.month or self.quarter or self.months):
            return "GY" if self.year == year - 1 and (self.same or len(period) == 4) else None
        if self.months:
            first = periods.first_months(year, self.months) == period
            return "GY" if first and self.year in (0, year - 1) else None
        return self._of_part(period, year)

    def _of_part(self, period: str, year: int) -> str | None:
        own = _PART.fullmatch(period)
        if own is None or bool(own[1]) != bool(self.quarter):
            return None
        number, base, cycle = int(own[2]), self.quarter or self.month, 4 if self.quarter else 12
        if base == number:
            return "GY" if self.year in (0, year - 1) else None
        before = year if number > 1 else year - 1
        return "G1" if base == (number - 2) % cycle + 1 and self.year in (0, before) else None


def words(catalog: Catalog) -> Words:
    """The words of headers, made once for the same lexicons."""
    return _words(lexicon(catalog, "vi"), lexicon(catalog, "en"))


@cache
def _words(*lexicons: Lexicon) -> Words:
    return Words(lexicons)


def _any(phrases: Iterable[str]) -> str:
    """A pattern for any of the phrases in a folded text, the longest first.

    Their words may stand in cells one below the other, and "= 100" in any spelling.
    """
    folded = sorted({fold(p) for p in phrases}, key=len, reverse=True)
    return "|".join(re.escape(p).replace(r"\ 100", r"\s*=\s*100").replace(r"\ ", r"[\s|]+") for p in folded)


def _is_skipped(said: Said) -> bool:
    share = "share" in said.of("measure") and not said.has("compared") and "growth" not in said.of("measure")
    planned = "F" in said.of("status")
    numbers = said.has("numbering") and said.codes.keys() <= {"numbering", "neutral"}  # "No. of projects" counts them
    return share or planned or numbers or not _SKIPPED.isdisjoint(said.of("out"))


_PART = re.compile(r"\d{4}-(Q?)(\d{1,2})")
"""A month or a quarter."""


@dataclass(frozen=True, slots=True)
class Header:
    """What the words of a header say."""

    base: Base | None = None
    rest: str = ""
    """The header without its comparison: where its period stands."""
    units: tuple[Unit, ...] = ()
    odd_unit: str | None = None
    printed_as: Literal["index", "percent"] | None = None
    skipped: bool = False
    average: bool = False
    """It is of an average, which as a level is no observation."""
    error: str = ""
    """What of it is not understood."""


@dataclass(frozen=True, eq=False)
class Words:
    """The words of headers in both languages, compiled; headers that were read are remembered: reports repeat them."""

    lexicons: tuple[Lexicon, ...]
    _known: dict[str, Header] = field(default_factory=dict)

    def said(self, path: str) -> Header:
        """What a header says, its levels joined by LEVELS."""
        if path not in self._known:
            if len(self._known) > _KEPT:
                self._known.clear()
            try:
                base, rest = self.comparison(path)
                self._known[path] = Header(
                    base, rest, tuple(self.header_units(path)), self.odd_unit(path), self.printed_as(path),
                    self.skipped(path), self.average(path),
                )  # fmt: skip
            except HeaderError as error:
                self._known[path] = Header(skipped=self.skipped(path), error=str(error))
        return self._known[path]

    def _phrases(self, kind: str, *codes: str) -> Iterator[str]:
        """The phrases of a kind, or of some of its codes, in both languages."""
        found = (pair for lexicon in self.lexicons for pair in lexicon.phrases(kind))
        return (phrase for code, phrase in found if not codes or code in codes)

    @cached_property
    def _comparisons(self) -> re.Pattern[str]:
        """A group for each of GY and G1: whole comparisons, and the periods compared with behind "compared with"."""
        intros = _any(self._phrases("compared", "some"))
        groups = []
        for code in ("GY", "G1"):
            whole, bases = _any(self._phrases("compared", code)), _any(self._phrases("base", code))
            groups.append(rf"(?P<{code}>(?:{intros})[\s|]+(?:{bases})|{whole})")
        return re.compile(rf"(?<!\w)(?:{'|'.join(groups)})(?!\w|[\s|]*(?:nam[\s|]*)?\d{{4}})")

    @cached_property
    def _comparing(self) -> re.Pattern[str]:
        """Words that a comparison begins with; one alone ("so") may be another word without its accents ("số")."""
        return re.compile(rf"(?<!\w)(?:{_any(p for p in self._phrases('compared', 'some') if ' ' in p)})(?!\w)")

    @cached_property
    def _units(self) -> dict[str, Unit]:
        known: dict[str, Unit] = {}
        for of_language in self.lexicons:
            for code, phrase in of_language.phrases("unit"):
                unit, factor = code.split()
                if unit not in _UNTOLD:
                    known.setdefault(fold(words_of(phrase)), Unit(unit, Decimal(factor)))
        return known

    @cached_property
    def _counted(self) -> list[tuple[str, Unit]]:
        """Nouns of what is counted one by one."""
        return [(p, u) for p, u in self._units.items() if u.unit in _COUNTED and u.factor == 1]

    @cached_property
    def _unit_line(self) -> re.Pattern[str]:
        names = _any(self._phrases("unit_mark"))
        return re.compile(rf"^[\s(]*(?:{names})(?:\s*[-/]\s*(?:{names}))*\s*[:\-]\s*(.+?)[\s)]*$")

    def is_unit_column(self, text: str) -> bool:
        """The header of a column that states each row's unit."""
        return fold(text).strip(" ()") in {fold(p) for p in self._phrases("unit_mark")}

    def unit(self, text: str) -> Unit | None:
        """The unit that a text names in whole (`Triệu USD`, `(%)`)."""
        return self._units.get(fold(words_of(text)))

    def name(self, unit: Unit) -> str:
        """The first words that a unit is told in."""
        return next((words for words, known in self._units.items() if known == unit), "")

    def counted(self, path: str) -> list[Unit]:
        """The units of what a header counts ("Số dự án")."""
        folded = fold(path)
        return list(dict.fromkeys(u for phrase, u in self._counted if has(folded, phrase)))

    def unit_line(self, text: str) -> list[Unit] | None:
        """The units of a unit line; None where the text is none. Raises HeaderError for a unit unknown."""
        match = self._unit_line.match(fold(text))
        if match is None:
            whole = self.unit(text)
            return [whole] if whole else None
        # a bilingual line repeats itself: "Tỷ đồng - Bill. dongs"
        found = [self.unit(part) for part in re.split(r"[;,]| - |/| va ", match[1]) if part.strip()]
        if any(u is None for u in found) or not found:
            raise HeaderError(f"the unit {match[1]!r} is not known; add it to words/")
        return list(dict.fromkeys(u for u in found if u is not None))

    def header_units(self, path: str) -> list[Unit]:
        """Units that a header states in brackets, behind its last comma or as a level of its own."""
        folded = fold(path)
        found = [self.unit(part) for part in re.findall(r"\(([^()]*)\)", folded)]
        found += [self.unit(level) for level in folded.split("|")]
        found += [self.unit(level.rsplit(",", 1)[1]) for level in folded.split("|") if "," in level]
        if has(folded, "%") or re.search(r"\d\s?%|%", folded):
            found.append(self.unit("%"))
        return list(dict.fromkeys(u for u in found if u is not None))

    def odd_unit(self, path: str) -> str | None:
        """What a header has in brackets like a unit ("(Nghìn tấn)") that is none we know; None: nothing."""
        for part in re.findall(r"\(([^()]*)\)", fold(path)):
            if re.match(r"\s*(?:nghin|ngan|trieu|ty|ti|thous|mill|bill|1000)\b", part) and self.unit(part) is None:
                return str(part.strip())
        return None

    def status(self, text: str) -> str:
        """`E`, `P` or `F` where the words say estimated, preliminary or planned; else `A`."""
        told = {code for lexicon in self.lexicons for code in lexicon.read(text).of("status")}
        return next((code for code in ("E", "P", "F") if code in told), "A")

    def price_base(self, text: str) -> str | None:
        """The price base that the words name."""
        return next((code for lexicon in self.lexicons for code in lexicon.read(text).of("price")), None)

    def skipped(self, path: str) -> bool:
        """Columns of which no observation is made: base years, plans and percentages of them, shares, differences,
        numbers of rows (GUIDE, section 4).
        """
        return any(_is_skipped(lexicon.read(path)) for lexicon in self.lexicons)

    def average(self, path: str) -> bool:
        """Whether the words speak of an average."""
        return any("average" in lexicon.read(path).of("measure") for lexicon in self.lexicons)

    @cached_property
    def _printed(self) -> dict[Literal["index", "percent"], re.Pattern[str]]:
        return {
            "index": any_of(["= 100", "=100", *self._phrases("measure", "index")]),
            "percent": any_of(self._phrases("measure", "growth", "fall")),
        }

    @cached_property
    def relative(self) -> re.Pattern[str]:
        """Periods named by their distance alone."""
        return any_of(self._phrases("base"))

    def printed_as(self, path: str) -> Literal["index", "percent"] | None:
        """How growth is printed, as far as the header says. Raises HeaderError where it says both."""
        folded = fold(path)
        said = [kind for kind, pattern in self._printed.items() if pattern.search(folded)]
        if len(said) > 1:
            raise HeaderError("its words speak of an index and of a change both")
        return said[0] if said else None

    def comparison(self, path: str) -> tuple[Base | None, str]:
        """What a header compares with, and the header without those words. Raises HeaderError where that is unclear."""
        text = " ".join(path.split())
        folded = fold(text)
        if len(folded) != len(text):
            text = folded
        if match := self._comparisons.search(folded):
            code: Literal["GY", "G1"] = "GY" if match["GY"] else "G1"
            return Base(code), f"{text[: match.start()]} {text[match.end() :]}"
        intro = self._comparing.search(folded)
        if intro is None:
            return None, text
        named = _NUMERIC_BASE.match(folded, intro.end())
        if named is None or not any(named.groups()):
            raise HeaderError("what it compares with is not understood")
        quarter = named["quarter"] or "0"
        base = Base(
            None, int(named["month"] or 0), _QUARTERS.get(quarter, int(quarter) if quarter.isdigit() else 0),
            int(named["months"] or 0), int(named["year"] or 0), bool(named["same"]),
        )  # fmt: skip
        return base, f"{text[: intro.start()]} {text[named.end() :]}"


@dataclass(frozen=True, slots=True)
class Report:
    """What the heads of a table or report say of its time: it fills what a header leaves open."""

    year: int | None = None
    month: int | None = None
    time: TimeExpression | None = None
    """The one period that the head names; None where it names none or several."""
    published: str | None = None
    language: Literal["en", "vi"] = "vi"


def report_time(texts: Iterable[str], published: str | None, language: Literal["en", "vi"], words: Words) -> Report:
    """The time that the head of a table (or a report's title) names, the first of the texts that names any."""
    for text in texts:
        try:
            found = _own_times(_without_comparison(words, text), language)
        except HeaderError:
            return Report(published=published, language=language)
        if not found:
            continue
        years = {t.year for t in found if t.year}
        months = {t.number for t in found if t.unit in ("month", "months", "day")}
        quarters = {t.number * 3 for t in found if t.unit == "quarter"} | {
            t.number * 6 for t in found if t.unit == "half"
        }
        month = next(iter(months or quarters)) if len(months or quarters) == 1 else None
        year = years.pop() if len(years) == 1 else None
        try:
            time = _one(found)
        except HeaderError:
            time = None
        return Report(year, month, time, published, language)
    return Report(published=published, language=language)


def _without_comparison(words: Words, text: str) -> str:
    try:
        return words.comparison(text)[1]
    except HeaderError:
        return text


def period(rest: str, kind: Literal["flow", "stock", "index"], report: Report, words: Words) -> str:
    """The `time_period` that a header (its comparison taken out) and, where it is silent, the head of its table name.

    Raises HeaderError where they leave it open or name several.
    """
    if words.relative.search(fold(rest)):
        raise HeaderError("it names a period only by its distance")
    found = _own_times(_of_whole_year(rest.replace("|", " "), report.year), report.language)
    expression = _one(found) if found else report.time
    if expression is None:
        raise HeaderError("no period is named in it or in the title")
    if expression.unit == "year_to_date":
        if not report.year or not report.month:
            raise HeaderError("the year to date, and the title names no month")
        expression = replace(expression, unit="months", number=report.month, year=report.year)
    expression = _with_year(expression, report)
    if expression.unit == "day" and kind == "flow" and not expression.as_of:
        raise HeaderError("it names a day, and its figures are of a span of time")
    context = Context(report.published, expression.year)
    code = periods.stock_date(expression, context) if kind == "stock" else periods.flow_period(expression, context)
    if code is None:
        raise HeaderError("its year is named neither in it nor in the title")
    return code


def _of_whole_year(text: str, year: int | None) -> str:
    """ "The whole year" as the year that stands beside it, else that of the head of the table."""
    bare = _WHOLE_YEAR.sub(" ", text)
    if bare == text or _YEAR.search(bare):
        return bare
    return f"{bare} {year}" if year else text


@lru_cache(maxsize=4096)
def _own_times(text: str, language: Literal["en", "vi"]) -> tuple[TimeExpression, ...]:
    """The times that a header names as its own; the sheets of a report repeat each other's headers."""
    odd = _DAYS.search(text)
    if odd and (int(odd[1]), int(odd[2])) != (1, 1):
        raise HeaderError("it names a span of days that does not begin with the year")
    text = _SPAN.sub(r"\1 đến \2" if language == "vi" else r"\1 to \2", text)
    return tuple(t for t in periods.find(text, language) if not t.compared and t.unit != "now")


def _one(found: Sequence[TimeExpression]) -> TimeExpression:
    """The one time that several expressions make ("Năm 2026", "Tháng 7"). Raises HeaderError where they are several."""
    if any(t.relative for t in found):
        raise HeaderError("it names a period only by its distance")
    years = {t.year for t in found if t.year}
    parts = [t for t in found if t.unit not in ("year", "year_to_date")]
    if to_date := [t for t in found if t.unit == "year_to_date"]:
        parts = [replace(t, as_of=True) for t in parts] or to_date
    kinds = {(t.unit, t.number, t.day, t.as_of) for t in parts}
    if len(years) > 1 or len(kinds) > 1:
        raise HeaderError("it names several periods")
    year = years.pop() if years else None
    if not parts:
        return replace(found[0], year=year)
    return replace(parts[0], year=parts[0].year or year)


def _with_year(expression: TimeExpression, report: Report) -> TimeExpression:
    """A year left out is the report's; a month after the report's own is one of the year before."""
    if expression.year or not report.year:
        return expression
    last = {"month": expression.number, "quarter": expression.number * 3}.get(expression.unit, 0)
    later = bool(report.month and last > report.month)
    return replace(expression, year=report.year - 1 if later else report.year)


@lru_cache(maxsize=1024)
def excluded_event(path: str, language: Literal["en", "vi"]) -> bool:
    """Whether a header is of share purchases, revocations and the like, which no measure counts."""
    return language_module(language).find("excluded_event").search(path) is not None
