"""What the words of a statistical table say: headers, row labels, captions, unit lines.

A label is no sentence: it is a string of terms out of a small vocabulary ("Ước tính tháng 7/2023 so với tháng 6/2023").
So it is read by a lexicon (`words/vi.yml`, `words/en.yml`, and the names of indicators in the catalogue), the longest
term at each place; words that no term holds are kept as `unknown`, for a label that is not wholly understood decides
nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Literal, NamedTuple

from extractors import periods
from extractors.catalog import Catalog
from extractors.languages.base import Language
from extractors.periods import TimeExpression

_TOKEN = re.compile(r"[^\W_]+(?:[.,]\d+)*|%")
_NUMBERING = re.compile(
    r"\s*(?:[-–—+•*]\s*)*(?:(?:[IVX]{1,5}|\d{1,2}|[a-zA-Z])(?:\.\d{1,2})*[.)]\s+"
    r"|(?:bảng|biểu|table)\s+(?:số\s+)?[\d.]+\s*[.:]?\s*)*",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(r"\(\s*(?:\d{1,2}|\*+|[+-])\s*\)|\*+|\[\d{1,2}\]|\[edit\]")
_SPELT = (
    (re.compile(r"(?<=các )tháng(?= (?:của )?năm\s+\d)", re.IGNORECASE), "kỳ"),
    (re.compile(r"(?<=cùng )tháng(?= năm\s+\d)", re.IGNORECASE), "kỳ"),
    (re.compile(r"(?<!\w)(\d{1,2})\s*T\s*[/.-]?\s*(?=20\d\d)"), r"\1 tháng năm "),
    (re.compile(r"(?<!\w)T\s*(\d{1,2})\s*[/.-]\s*(?=20\d\d)"), r"tháng \1/"),
    (re.compile(r"(?:(?<=\| )|(?<![\s\S]))T\.?\s?(0?[1-9]|1[0-2])(?= \||$)"), r"tháng \1"),
    (re.compile(r"(?<!\w)(\d{1,2}) tháng (?=20\d\d)", re.IGNORECASE), r"\1 tháng năm "),
    (re.compile(r"(?<!\w)(tổng(?: số| cộng)?) \d{1,2} năm(?! \d)", re.IGNORECASE), r"\1"),
    (re.compile(r"(?<!\w)(?:the )?(?:whole|full|entire)[ -]year(?!\w)", re.IGNORECASE), "the whole year"),
    (re.compile(r"(?<!\w)(total)(?: of| for| over)?(?: the)? (?:\d{1,2}|five) years(?!\w)", re.IGNORECASE), r"\1"),
)  # fmt: skip
"""Short forms written out: the months of a year (not the month of May), 7T/2023, T7/2023, T7 alone, 7 tháng 2023."""
_OVER = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)\s*/\s*(?=(?P<words>(?:[^\W\d_]+\.?\s*){0,3}?)"
    r"(?:(?:\d{1,2}\s*[/.-]\s*)?(?P<base>(?:19|20)\d\d)(?!\d)|(?:kh|kế hoạch|ck|cùng kỳ|plan)(?!\w)))",
    re.IGNORECASE,
)
"""One year over another, or over a plan: "2023/2022", "Ước TH 2023/KH 2023", "2023/CK"."""
_BASE_100 = re.compile(r"\s*=\s*100(?!\d)")
_BOUNDARY = re.compile(r"\s*\(\s*(?:cũ|mới|old|former|new)\s*\)|\s+(?:cũ|mới)(?=\s*(?:$|[|,;:(]))", re.IGNORECASE)
"""Behind a place's name: within which boundaries it is meant."""
_TONES = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "oè": "òe", "oé": "óe", "oẻ": "ỏe",
    "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
"""The newer places of the tone mark at a syllable's end, told as the older."""
_SAME = {"kì": "kỳ", "tỉ": "tỷ", "mĩ": "mỹ", "hecta": "ha"}

Terms = tuple[tuple[str, str, str], ...]
"""Kind, code and phrase of each term."""


class Unit(NamedTuple):
    """A unit as stated, and what its figures are multiplied with to be in base units."""

    unit: str
    factor: Decimal


PERCENT = Unit("percent", Decimal(1))


@dataclass(frozen=True, slots=True)
class Said:
    """What a label says: the codes of each kind, in order, its times, and the words that are not understood."""

    text: str = ""
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    own: tuple[TimeExpression, ...] = ()
    """Times that figures are of."""
    bases: tuple[TimeExpression, ...] = ()
    """Times that figures are compared with."""
    units: tuple[Unit, ...] = ()
    unknown: tuple[str, ...] = ()

    def of(self, kind: str) -> tuple[str, ...]:
        """The codes of one kind."""
        return self.codes.get(kind, ())

    def one(self, kind: str) -> str:
        """The one code of a kind; empty where there is none or more than one."""
        found = self.codes.get(kind, ())
        return found[0] if len(found) == 1 else ""

    def has(self, *kinds: str) -> bool:
        """Whether it says anything of one of these kinds."""
        return any(k in self.codes for k in kinds)


NOTHING = Said()


@dataclass(slots=True)
class _Node:
    following: dict[str, _Node] = field(default_factory=dict)
    terms: tuple[tuple[str, str], ...] = ()


class Lexicon:
    """The terms of one language, with the catalogue's names of indicators."""

    def __init__(self, terms: Terms, names: tuple[tuple[str, str], ...], lang: Language) -> None:
        self.language = lang.code
        self.lang = lang
        self._terms_of: dict[tuple[str, str], list[str]] = {}
        self._root = _Node()
        self._known: dict[str, Said] = {}
        for kind, code, phrase in terms:
            self._terms_of.setdefault((kind, code), []).append(phrase)
            self._add(phrase, "compared" if kind == "base" else kind, code)
        for phrase, code in names:
            if self._read(phrase).unknown:
                self._add(phrase, "indicator", code)

    def phrases(self, kind: str, code: str | None = None) -> Iterator[tuple[str, str]]:
        """The phrases of a kind, or of one of its codes, each with its code, in the file's order."""
        return ((c, p) for (k, c), of in self._terms_of.items() if k == kind and code in (None, c) for p in of)

    def _add(self, phrase: str, kind: str, code: str) -> None:
        node = self._root
        for token, _, _ in _tokens(phrase):
            node = node.following.setdefault(token, _Node())
        node.terms = tuple(dict.fromkeys((*node.terms, (kind, code))))

    def read(self, text: str) -> Said:
        """What a label says; each label is read once."""
        found = self._known.get(text)
        if found is None:
            if len(self._known) > _KEPT:
                self._known.clear()
            found = self._known[text] = self._read(text) if text.strip() else NOTHING
        return found

    def _read(self, text: str) -> Said:
        if len(text) > _LONGEST:
            return Said(text, unknown=(text[:40],))
        plain = _FOOTNOTE.sub(lambda m: " " * len(m[0]), text)
        for pattern, spelt in _SPELT:
            plain = pattern.sub(spelt, plain)
        plain = _OVER.sub(self._over, plain)
        start = numbered.end() if (numbered := _NUMBERING.match(plain)) and numbered.end() < len(plain) else 0
        said = self._gathered(text, plain, start, places=False)
        # a name is a word that no term holds: only then it is looked for
        return self._gathered(text, plain, start, places=True) if said.unknown else said

    def _over(self, match: re.Match[str]) -> str:
        """A ratio of two years in words; "2022/2023" is a season."""
        if match["base"] and match["base"] > match["year"]:
            return match[0]
        return f"{match['year']} {'so với' if self.language == 'vi' else 'versus'} "

    def _gathered(self, text: str, plain: str, start: int, places: bool) -> Said:
        gathered = _Gathered(text)
        masked = self._masked(plain, start, gathered, places)
        self._terms(plain, start, masked, gathered)
        return gathered.said()

    def _masked(
        self, text: str, start: int, gathered: _Gathered, places: bool
    ) -> dict[int, tuple[int, TimeExpression | None]]:
        """Where names of places, price bases and times begin and end: found by the patterns of the language."""
        taken: list[tuple[int, int]] = []
        masked: dict[int, tuple[int, TimeExpression | None]] = {}

        def take(begin: int, end: int, kind: str, code: str, time: TimeExpression | None = None) -> None:
            if end <= start or any(a < end and begin < b for a, b in taken):
                return
            taken.append((begin, end))
            masked[begin] = (end, time)
            if kind:
                gathered.add(kind, code)

        for role in ("former", "both"):
            if self.lang.find(role).search(text):
                gathered.add("boundary", role)
        for pattern, code in self.lang.named("price_bases"):
            for match in pattern.finditer(text):
                take(match.start(), match.end(), "price", code)
        for begin, end in self._boundaries(text):
            take(begin, end, "", "")
        if places:
            self._names(text, take)
        for time in periods.find(text, self.language):
            if not _is_none(time, text):
                take(time.start, time.end, "", "", time)
        return masked

    def _boundaries(self, text: str) -> Iterator[tuple[int, int]]:
        """Words behind the names of places that only tell their boundaries: "Bắc Ninh (mới)" is no new project."""
        for role in ("home_name", "other_provinces"):
            for match in self.lang.find(role).finditer(text):
                if (boundary := _BOUNDARY.match(text, match.end())) is not None:
                    yield boundary.span()

    def _names(self, text: str, take: Callable[[int, int, str, str], None]) -> None:
        home = self.lang.find("home_name")
        for role, kind in (("other_provinces", "elsewhere"), ("elsewhere", "elsewhere"), ("company", "company")):
            for match in self.lang.find(role).finditer(text):
                if not home.fullmatch(match[0]):
                    take(match.start(), match.end(), "place", kind)
        for match in home.finditer(text):
            take(match.start(), match.end(), "place", "home")

    def _terms(
        self, text: str, start: int, masked: Mapping[int, tuple[int, TimeExpression | None]], gathered: _Gathered
    ) -> None:
        tokens = list(_tokens(text))
        barriers = sorted(masked)
        index, position = 0, start
        while index < len(tokens) or barriers:
            begin = tokens[index][1] if index < len(tokens) else len(text)
            if barriers and barriers[0] <= begin:
                end, time = masked[barriers.pop(0)]
                if time is not None:
                    gathered.time(time)
                position = max(position, end)
                while index < len(tokens) and tokens[index][1] < position:
                    index += 1
                continue
            if begin < position:
                index += 1
                continue
            stop = barriers[0] if barriers else len(text)
            length, terms = self._longest(tokens, index, stop)
            if length:
                gathered.terms(terms)
            else:
                gathered.unknown.append(tokens[index][0])
            index += max(length, 1)

    def _longest(
        self, tokens: list[tuple[str, int, int]], index: int, stop: int
    ) -> tuple[int, tuple[tuple[str, str], ...]]:
        """How many tokens the longest term from a place on takes, and what it says."""
        node, best = self._root, 0
        terms: tuple[tuple[str, str], ...] = ()
        for number in range(index, len(tokens)):
            token, _, end = tokens[number]
            following = node.following.get(token)
            if following is None or end > stop:
                break
            node = following
            if node.terms:
                best, terms = number - index + 1, node.terms
        return best, terms


def _is_none(time: TimeExpression, text: str) -> bool:
    """Whether words that look like a time are none: "thực hiện", carried out; "năm trước = 100", which a term says."""
    if time.unit == "now" and text[: time.start].lower().endswith("thực "):
        return True
    return bool(time.relative) and _BASE_100.match(text, time.end) is not None


class _Gathered:
    """What has been read of a label so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.codes: dict[str, dict[str, None]] = {}
        self.own: list[TimeExpression] = []
        self.bases: list[TimeExpression] = []
        self.unknown: list[str] = []
        self.open = False
        """Whether "compared with" still waits for what with."""
        self.compares = False

    def add(self, kind: str, code: str) -> None:
        self.codes.setdefault(kind, {})[code] = None

    def terms(self, terms: tuple[tuple[str, str], ...]) -> None:
        for kind, code in terms:
            if kind == "compared":
                self.compares, self.open = True, code == "some"
            if kind == "status" and self.compares:
                continue  # "ước 2022 so với thực hiện 2021": the base's status is not the figure's
            self.add(kind, code)

    def time(self, time: TimeExpression) -> None:
        if self.open or (time.compared and self.compares):
            self.bases.append(time)
            self.open = False
        else:
            self.own.append(time)

    def said(self) -> Said:
        codes = {k: tuple(v) for k, v in self.codes.items()}
        units = tuple(Unit(u.split()[0], Decimal(u.split()[1])) for u in codes.get("unit", ()))
        return Said(self.text, codes, tuple(self.own), tuple(self.bases), units, tuple(self.unknown))


_KEPT = 20_000
_LONGEST = 400


def words_of(text: str) -> str:
    """The words of a text as terms are compared: lower case, without punctuation, one spelling of each syllable."""
    return " ".join(token for token, _, _ in _tokens(text))


def _tokens(text: str) -> Iterator[tuple[str, int, int]]:
    for match in _TOKEN.finditer(text):
        word = unicodedata.normalize("NFC", match[0].lower())
        tone = _TONES.get(word[-2:])
        if tone is not None:
            word = word[:-2] + tone
        yield _SAME.get(word, word), match.start(), match.end()


@cache
def _lexicon(terms: Terms, names: tuple[tuple[str, str], ...], lang: Language) -> Lexicon:
    return Lexicon(terms, names, lang)


def lexicon(catalog: Catalog, language: str) -> Lexicon:
    """The lexicon of a language with the catalogue's names of indicators and places, made once for the same names."""
    key: Literal["en", "vi"] = "vi" if language == "vi" else "en"
    named = sorted(code for code, indicator in catalog.indicators.items() if indicator.named_in_tables)
    names = tuple((phrase, code) for code in named for phrase in catalog.indicators[code].phrases[key])
    return _lexicon(catalog.words[key].terms, names, catalog.language(key))
