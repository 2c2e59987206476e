"""The names and codes of the export (sdmx.yml), completed by what a release holds: its indicators, units, countries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Literal

import duckdb
import yaml
from pydantic import BaseModel, ConfigDict

from extractors.areas import Territory
from extractors.catalog import load_areas
from warehouse.exports.errors import ExportError


class _Named(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    en: str
    vi: str


class Artefact(_Named):
    """Something with an SDMX id."""

    id: str


class Component(Artefact):
    """What a column of `series` is in SDMX."""

    role: Literal["dimension", "measure", "attribute"]
    codelist: str | None = None
    type: Literal["text", "decimal", "integer", "boolean", "date", "time"] = "text"
    """Of what has no code list; `time`: any of SDMX's observational time periods."""
    required: bool = False
    """Of an attribute; dimensions and the measure always have a value."""

    @property
    def always_there(self) -> bool:
        """Whether every row has a value."""
        return self.required or self.role != "attribute"


class Code(_Named):
    """One code of a list."""

    stands_for: str | None = None
    """What the warehouse writes for it where that is no SDMX id; None: nothing."""
    en_definition: str = ""
    vi_definition: str = ""


class CodeList(_Named):
    """A code list; `codes` by their SDMX ids, in order."""

    codes: Mapping[str, Code] = {}

    def written(self, code: str) -> str | None:
        """What the warehouse writes for a code."""
        entry = self.codes[code]
        return entry.stands_for if "stands_for" in entry.model_fields_set else code

    def renamed(self) -> Iterator[tuple[str | None, str]]:
        """What the warehouse writes → code, where the two differ."""
        return ((self.written(code), code) for code in self.codes if self.written(code) != code)


class Structure(BaseModel):
    """Everything that names the data of the export."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    agency: Artefact
    dataflow: Artefact
    concept_scheme: Artefact
    components: Mapping[str, Component]
    codelists: Mapping[str, CodeList]

    def codes_of(self, column: str) -> CodeList | None:
        """The code list of a column of the warehouse; None where it has none."""
        component = self.components.get(column)
        return self.codelists[component.codelist] if component and component.codelist else None


def load_structure(release: duckdb.DuckDBPyConnection, series: str = "series") -> Structure:
    """The structure of an open release, whose rows are in the view or table `series`.

    Raises ExportError where its `series` has a column or a code that sdmx.yml does not name.
    """
    raw = yaml.safe_load(resources.files("warehouse.exports").joinpath("sdmx.yml").read_text("utf-8"))
    structure = Structure.model_validate(raw)
    lists = dict(structure.codelists)
    lists["CL_INDICATOR"] = _filled(lists["CL_INDICATOR"], _indicators(release, series))
    lists["CL_UNIT"] = _filled(lists["CL_UNIT"], _units(release))
    lists["CL_AREA"] = _filled(lists["CL_AREA"], _countries())
    lists["CL_REF_AREA"] = _filled(lists["CL_REF_AREA"], _territories())
    structure = structure.model_copy(update={"codelists": lists})
    _require_all_named(release, structure, series)
    return structure


def _filled(codelist: CodeList, codes: Mapping[str, Code]) -> CodeList:
    return codelist.model_copy(update={"codes": {**codelist.codes, **codes}})


def _indicators(release: duckdb.DuckDBPyConnection, series: str) -> dict[str, Code]:
    """Those of the catalogue, and those that it has no more but figures have."""
    rows = release.execute(
        f"""SELECT indicator, coalesce(name_en, indicator), coalesce(name_vi, indicator), coalesce(definition_en, ''),
            coalesce(definition_vi, '')
        FROM indicator FULL JOIN (SELECT DISTINCT indicator FROM {series}) USING (indicator) ORDER BY indicator"""
    ).fetchall()
    return {r[0]: Code(en=r[1], vi=r[2], en_definition=r[3], vi_definition=r[4]) for r in rows}


def _units(release: duckdb.DuckDBPyConnection) -> dict[str, Code]:
    rows = release.execute("SELECT unit, label_en, label_vi FROM unit ORDER BY unit").fetchall()
    return {unit: Code(en=en, vi=vi) for unit, en, vi in rows}


def _territories() -> dict[str, Code]:
    """All provinces, within their boundaries up to June 2025 and those since."""
    return {code: _territory(t) for code, t in load_areas().territories().items()}


def _territory(territory: Territory) -> Code:
    en, vi = territory.name["en"], territory.name["vi"]
    first, last = territory.valid_from, territory.valid_to
    if last is not None:
        since_en, since_vi = (f"of {first.year} to", f"năm {first.year} đến") if first else ("until", "đến")
        return Code(
            en=f"{en} within its boundary {since_en} {last:%B %Y}",
            vi=f"{vi} theo địa giới {since_vi} tháng {last.month}/{last.year}",
        )
    if first is not None and territory.took_in:
        joined_en, joined_vi = (
            " and ".join(n["en"] for n in territory.took_in),
            " và ".join(n["vi"] for n in territory.took_in),
        )
        return Code(
            en=f"{en} from {first.day} {first:%B %Y}, {joined_en} included",
            vi=f"{vi} từ ngày {first.day}/{first.month}/{first.year}, gồm cả {joined_vi}",
        )
    return Code(en=en, vi=vi)


def _countries() -> dict[str, Code]:
    from babel import Locale

    english, vietnamese = (
        {str(code): str(name) for code, name in Locale(language).territories.items()} for language in ("en", "vi")
    )
    codes = sorted(c for c in english if len(c) == 2 and c.isalpha() and c not in ("XA", "XB", "ZZ"))  # no places
    return {code: Code(en=english[code], vi=vietnamese.get(code, english[code])) for code in codes}


def _require_all_named(release: duckdb.DuckDBPyConnection, structure: Structure, series: str) -> None:
    columns = [row[0] for row in release.execute(f"DESCRIBE {series}").fetchall()]
    if unknown := set(columns) ^ set(structure.components):
        raise ExportError(
            f"series and warehouse/exports/sdmx.yml do not have the same columns: {', '.join(sorted(unknown))}; "
            "put them right under `components`"
        )
    for column in columns:
        codes = structure.codes_of(column)
        if codes is None:
            continue
        found = {row[0] for row in release.execute(f'SELECT DISTINCT "{column}" FROM {series}').fetchall()}
        if strange := found - {codes.written(code) for code in codes.codes}:
            raise ExportError(
                f"series has a {column} that no code list names: {', '.join(sorted(map(str, strange)))}; add it under "
                f"`{structure.components[column].codelist}` in warehouse/exports/sdmx.yml"
            )
