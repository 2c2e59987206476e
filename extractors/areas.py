"""The provinces of Viet Nam: names, codes, and what became of each on 1 July 2025 (`areas.yml`).

One of them is the area that a catalogue is loaded for: its figures are ours, those of all others stay out. What the
words "the province", "the neighbour it was merged with" or "another province" mean follows from it (`AreaWords`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from extractors.labels import fold

DEFAULT_AREA = "bac-ninh"
"""The area that figures typed by hand and the ranges of the catalogue are of, unless they say another."""

Language = Literal["en", "vi"]
Names = dict[Language, list[str]]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Province(_Model):
    """A province or centrally run city up to June 2025, and what became of it. `areas.yml` says what is what."""

    iso: str = Field(pattern=r"^VN-(?:\d\d|[A-Z]{2})$")
    nso: str = Field(pattern=r"^\d\d$")
    nso_2025: str | None = Field(default=None, pattern=r"^\d\d$")
    vi: list[str] = Field(min_length=1)
    en: list[str] = Field(min_length=1)
    words: list[str] = []
    labels: list[str] = []
    city: bool = False
    since: date | None = None
    into: str | None = None
    places: Names = {}

    @model_validator(mode="after")
    def _goes_on_or_not(self) -> Province:
        if (self.into is None) != (self.nso_2025 is not None):
            raise ValueError(
                "has either nso_2025 (it goes on) or into (what it became part of); correct one of the two"
            )
        return self


@dataclass(frozen=True, slots=True)
class Territory:
    """What a code of `ref_area` stands for: a province within one of its boundaries."""

    code: str
    area: str
    """Id of the area that it is a territory of."""
    name: Mapping[Language, str]
    nso: str
    valid_from: date | None
    """None: earlier than any figure here."""
    valid_to: date | None
    """Last day of its boundaries; None: they hold."""
    successor: str | None
    """Code of the territory that it is part of since the day after."""
    took_in: tuple[Mapping[Language, str], ...] = ()
    """Names of those that it was joined with when it came to be."""


@dataclass(frozen=True)
class AreaWords:
    """Regular expressions of names by what they are to the area; empty: there is none."""

    home: str
    """The area itself."""
    city: str
    """A town of its name: none of a centrally run city's."""
    whole: str
    """The province that it has been, or been part of, since the reform; nothing where its boundaries stayed."""
    partners: str
    """Those that the reform made one province with it."""
    others: str
    """All other provinces but these."""
    places: str
    """Towns, districts and zones of it."""
    plain: tuple[str, ...]
    """Its names in lower case, as phrases of the catalogue have them."""


@dataclass(frozen=True)
class Area:
    """The province whose figures are read. Two of them are never mixed in one record."""

    id: str
    name: Mapping[Language, str]
    former: Territory
    """Within the boundaries up to June 2025."""
    whole: Territory
    """What it is, or is part of, since: the same where its boundaries stayed."""
    goes_on: bool
    """False: since the reform there are no figures of its own."""
    reform: date
    words: Mapping[Language, AreaWords]

    @property
    def territories(self) -> tuple[Territory, ...]:
        """Those whose figures are the area's own."""
        grew = self.goes_on and self.whole != self.former
        return (self.former, self.whole) if grew else (self.former,)

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of `ref_area` that its figures can have."""
        return tuple(t.code for t in self.territories)

    def __hash__(self) -> int:
        return hash(self.id)


class AreaCatalogue(_Model):
    """All provinces and regions. Raises what does not fit together as ValueError (pydantic's), with the cure."""

    sources: dict[str, str]
    """Field → where its values come from."""
    reform: date
    prefixes: list[str]
    nation: Names
    regions: dict[str, Names]
    provinces: dict[str, Province] = Field(min_length=1)

    @model_validator(mode="after")
    def _sound(self) -> AreaCatalogue:
        for id_, province in self.provinces.items():
            if not re.fullmatch(r"[a-z]+(?:-[a-z]+)*", id_):
                raise ValueError(f"{id_!r}: write an id in small letters without accents, words parted by '-'")
            into = self.provinces.get(province.into or id_)
            if into is None or into.into is not None:
                raise ValueError(f"{id_}: into: {province.into!r} is no province that goes on; correct it")
        for field in ("iso", "nso", "nso_2025"):
            codes = [c for p in self.provinces.values() if (c := getattr(p, field)) is not None]
            if twice := sorted({c for c in codes if codes.count(c) > 1}):
                raise ValueError(f"{field}: {twice[0]} is the code of two provinces; correct one of them")
        self._one_province_a_name()
        return self

    def _one_province_a_name(self) -> None:
        known: dict[str, str] = {}
        for id_, province in self.provinces.items():
            for name in (*province.vi, *province.en, *province.words, *province.labels):
                if known.setdefault(fold(name), id_) != id_:
                    raise ValueError(f"{name!r} names both {known[fold(name)]} and {id_}; leave it to one of them")

    # -- as a code list of tables

    def codes(self) -> dict[str, Names]:
        """Code → names of the nation, the regions and the provinces, as labels of tables have them."""
        provinces: dict[str, Names] = {p.iso: {"vi": p.vi, "en": [*p.en, *p.labels]} for p in self.provinces.values()}
        return {"VN": self.nation, **self.regions, **provinces}

    def parts(self) -> dict[str, list[str]]:
        """Code of a province that goes on → codes of those that became part of it."""
        found: dict[str, list[str]] = {}
        for province in self.provinces.values():
            if province.into is not None:
                found.setdefault(self.provinces[province.into].iso, []).append(province.iso)
        return found

    # -- territories

    def territories(self) -> dict[str, Territory]:
        """Code → territory: the 63 up to June 2025, and those that the reform made larger."""
        return {t.code: t for id_ in self.provinces for t in (self._former(id_), self._since(id_)) if t is not None}

    def since_reform(self) -> list[Territory]:
        """The 34 of today."""
        return [self._since(id_) or self._former(id_) for id_, p in self.provinces.items() if p.into is None]

    def _former(self, id_: str) -> Territory:
        province = self.provinces[id_]
        after = self._since(province.into or id_)
        return Territory(
            province.iso, id_, _name(province), province.nso, province.since,
            self.reform - timedelta(days=1) if after else None, after.code if after else None,
        )  # fmt: skip

    def _since(self, id_: str) -> Territory | None:
        """A province that goes on and took others in, within its new boundaries."""
        province = self.provinces[id_]
        joined = tuple(_name(p) for p in self.provinces.values() if p.into == id_)
        if not joined:
            return None
        code = f"{province.iso}-{self.reform.year}"
        return Territory(code, id_, _name(province), province.nso_2025 or "", self.reform, None, None, joined)

    # -- the area of a catalogue

    def area(self, id_: str) -> Area:
        """The area that is asked for. Raises KeyError, with those there are, for an unknown one."""
        province = self.provinces.get(id_)
        if province is None:
            near = [i for i in self.provinces if i.replace("-", "") == fold(id_).replace(" ", "").replace("-", "")]
            hint = f"; did you mean {near[0]}?" if near else f"; there are: {', '.join(self.provinces)}"
            raise KeyError(f"{id_!r} is no area of extractors/areas.yml{hint}")
        whole = self._since(province.into or id_)
        former = self._former(id_)
        words: dict[Language, AreaWords] = {"en": self._words(id_, "en"), "vi": self._words(id_, "vi")}
        return Area(id_, _name(province), former, whole or former, province.into is None, self.reform, words)

    def _words(self, id_: str, language: Language) -> AreaWords:
        province = self.provinces[id_]
        heir = province.into or id_
        merged = {i for i, p in self.provinces.items() if heir in (p.into, i)}
        merged = merged if len(merged) > 1 else set()
        strangers = [n for i, p in self.provinces.items() if i not in {id_, *merged} for n in _spoken(p)]
        return AreaWords(
            home=names([*province.vi, *province.en, *province.words, *province.labels], glued=True),
            city="" if province.city else names(_spoken(province)),
            whole=names(_spoken(self.provinces[heir]), glued=True) if merged else "",
            partners=names(n for i in sorted(merged - {id_}) for n in _spoken(self.provinces[i])),
            others=names(strangers), places=names(province.places.get(language, []), bare=False),
            plain=tuple(dict.fromkeys(n.lower() for n in province_names(province, language))),
        )  # fmt: skip


def province_names(province: Province, language: Language) -> list[str]:
    """Its names in a language."""
    return province.vi if language == "vi" else province.en


def _name(province: Province) -> dict[Language, str]:
    return {"en": province.en[0], "vi": province.vi[0]}


def _spoken(province: Province) -> list[str]:
    """The names by which sentences call a province."""
    return province.words or [*province.vi, *province.en]


def names(of: Iterable[str], *, bare: bool = True, glued: bool = False) -> str:
    """Alternatives for a regular expression without regard to case, longest name first; empty where there are none.

    `bare`: also without accents, but no name of one syllable ("Hue"): people have it too. `glued`: for the area itself,
    whose text is sure: those as well, and syllables without accents may stand together ("Bacninh").
    """
    found: dict[str, None] = {}
    for name in of:
        lower = unicodedata.normalize("NFC", name.lower())
        folded = fold(name)
        for spelling in (lower, folded) if bare and (glued or " " in folded) else (lower,):
            glue = r"\s?" if glued and spelling == folded else r"\s+"
            syllables = [re.escape(s) for s in re.split(r"[\s.–-]+", spelling) if s]
            joint = rf"\.?{glue}" if "." in spelling else rf"(?:{glue}|\s?[-–]\s?)" if "-" in spelling else glue
            found[joint.join(syllables)] = None
    # by first letter: `re` tries the alternatives one by one
    groups: dict[str, list[str]] = {}
    for pattern in sorted(found, key=lambda n: (-len(n), n)):
        groups.setdefault(pattern[0], []).append(pattern[1:])
    return "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in sorted(groups.items()))
