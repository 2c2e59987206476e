"""The words of the bulletin and the site (texts.yml) and the charts (charts.yml), checked when they are loaded."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from extractors import yml
from extractors.codes import TOTALS

Language = Literal["en", "vi"]
LANGUAGES: tuple[Language, ...] = ("en", "vi")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Strict):
    """A text in both languages."""

    en: str
    vi: str

    def of(self, language: Language) -> str:
        """The text in a language."""
        return self.en if language == "en" else self.vi


class Points(_Strict):
    """A list of sentences in both languages."""

    en: tuple[str, ...]
    vi: tuple[str, ...]


class Scale(Words):
    """How values of a unit are shown from a size on."""

    least: Decimal = Field(alias="from")
    divisor: Decimal
    close: bool = False
    """No space before the unit."""
    prefix_en: str = ""
    prefix_vi: str = ""


Where = Mapping[str, tuple[str, ...]]
"""Column of `series` → its codes; `*`: any but the total. Columns left out have USUAL."""

USUAL: Where = {"transformation": ("N",)} | {name: (total,) for name, total in TOTALS.items()}


class Headline(_Strict):
    """A row of the table of headline figures."""

    where: Where
    card: bool = False


class Panel(_Strict):
    """One drawing of a chart."""

    where: Where
    mark: Literal["line", "point", "bar", "category"]
    by: tuple[str, ...]
    height: int = 0
    labels: bool = False
    reverse: bool = False
    months: int | None = None
    """How far apart two figures of a line may be; None: neighbouring periods only."""
    names: Mapping[str, Words] = {}
    """Shorter names of codes than the code lists have."""
    years: int | None = None
    """Only the figures of the last so many years, counted from the newest."""
    color: int = 1
    """Of the first line or bar, 1 to 6."""


class ChartText(_Strict):
    """A chart: what it shows and how it is called."""

    title: Words
    note: Words | None = None
    panels: tuple[Panel, ...]


class Texts(_Strict):
    """All of texts.yml."""

    headlines: tuple[Headline, ...]
    units: Mapping[str, tuple[Scale, ...]]
    bounds: Mapping[str, Words]
    status: Mapping[str, Words]
    periods: Mapping[str, Words]
    months_en: tuple[str, ...]
    short: Mapping[str, Words]
    checks: Mapping[str, Words]
    words: Mapping[str, Words | Points]


@cache
def texts() -> Texts:
    """The texts. Raises pydantic's ValidationError, naming the place, where a language or a field is missing."""
    return Texts.model_validate(_yaml("texts.yml"))


@cache
def charts() -> Mapping[str, ChartText]:
    """The charts by id, in their order."""
    return {name: ChartText.model_validate(chart) for name, chart in _yaml("charts.yml").items()}


def _yaml(name: str) -> dict[str, object]:
    loaded = yml.load(resources.files("warehouse.bulletin").joinpath(name).read_text("utf-8"))
    return dict(loaded)
