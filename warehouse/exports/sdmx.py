"""`series` as SDMX: the data as SDMX-CSV 2.0, its structure as one SDMX-ML 3.0 structure message.

The rows are written by DuckDB (pysdmx writes the same text, value by value in Python), the structure by pysdmx, which
knows one language; lxml adds the Vietnamese names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from warehouse import dictionary
from warehouse.exports.codelists import CodeList, Component, Structure

if TYPE_CHECKING:
    from pysdmx.model import Codelist, ConceptScheme, DataStructureDefinition
    from pysdmx.model import Component as SdmxComponent

VERSION = "1.0"
"""Of every artefact: two numbers, so that code lists may grow (SDMX 3.0 makes three numbers unchangeable)."""

_XML = "http://www.w3.org/XML/1998/namespace"
_COMMON = "{http://www.sdmx.org/resources/sdmxml/schemas/v3_0/common}"
_ROLES = ("dimension", "measure", "attribute")


def data_query(structure: Structure, table: str = "series") -> str:
    """The SELECT that gives the rows of the SDMX-CSV file from `series`: columns in the order of the standard.

    SDMX-CSV 2.0 field guide (sdmx-twg/sdmx-csv): STRUCTURE, STRUCTURE_ID, ACTION (I: for information), dimensions,
    measure, attributes; an empty cell is no value.
    """
    flow = f"{structure.agency.id}:{structure.dataflow.id}({VERSION})"
    columns = [f'{_cell(structure, column)} AS "{component.id}"' for column, component in _ordered(structure)]
    head = f"SELECT 'dataflow' AS \"STRUCTURE\", '{flow}' AS \"STRUCTURE_ID\", 'I' AS \"ACTION\""
    return f"{head}, {', '.join(columns)} FROM {table}"


def write_structure(structure: Structure, to: Path, version: str, prepared: datetime) -> None:
    """Write the structure message: data flow, data structure definition, concept scheme, code lists.

    `version` and `prepared` are those of the release, so that one release always gives one text.
    """
    from pysdmx.io.xml.sdmx30.writer.structure import write
    from pysdmx.model import Agency, Dataflow, Organisation
    from pysdmx.model.message import Header

    agency = Agency(id=structure.agency.id, name=structure.agency.en)
    lists = {name: _codelist(name, codes, agency.id) for name, codes in structure.codelists.items()}
    concepts = _concepts(structure)
    definition = _definition(structure, lists, concepts)
    flow = Dataflow(
        id=structure.dataflow.id, name=structure.dataflow.en, agency=agency.id, version=VERSION, structure=definition
    )
    header = Header(
        id=f"{structure.agency.id}_{version.replace('.', '_')}", prepared=prepared, sender=Organisation(id=agency.id)
    )
    text = write([*lists.values(), concepts, definition, flow], header=header)
    to.write_bytes(_with_vietnamese(text or "", structure))


def _ordered(structure: Structure) -> Iterator[tuple[str, Component]]:
    for role in _ROLES:
        yield from ((column, c) for column, c in structure.components.items() if c.role == role)


def _cell(structure: Structure, column: str) -> str:
    """SQL of a component's text."""
    if column == "time_period":
        return _TIME_PERIOD
    codes = structure.codes_of(column)
    cases = [
        f"WHEN {column} IS NULL THEN '{code}'" if written is None else f"WHEN {column} = '{written}' THEN '{code}'"
        for written, code in (codes.renamed() if codes else ())
    ]
    return f"CASE {' '.join(cases)} ELSE {column} END" if cases else column


_TIME_PERIOD = """CASE freq
    WHEN 'YTD' THEN concat(period_start, '/P', month(period_end), 'M')
    WHEN '_O' THEN concat(period_start, '/P', year(period_end) - year(period_start) + 1, 'Y')
    ELSE time_period END"""
"""SDMX's time range wants a whole date and a duration (SDMXCommon.xsd, TimeRangeType): 2022-01-01/P9M, 2011-01-01/P10Y;
the other forms of ours are its Gregorian and reporting periods."""


def _codelist(name: str, codes: CodeList, agency: str) -> Codelist:
    from pysdmx.model import Code as SdmxCode
    from pysdmx.model import Codelist

    items = [
        SdmxCode(id=id_, name=code.en, description=code.en_definition or None) for id_, code in codes.codes.items()
    ]
    return Codelist(id=name, name=codes.en, agency=agency, version=VERSION, items=items)


def _concepts(structure: Structure) -> ConceptScheme:
    from pysdmx.model import Concept, ConceptScheme

    scheme = structure.concept_scheme
    items = [
        Concept(id=c.id, name=c.en, description=dictionary.meaning("series", column))
        for column, c in _ordered(structure)
    ]
    return ConceptScheme(id=scheme.id, name=scheme.en, agency=structure.agency.id, version=VERSION, items=items)


def _definition(
    structure: Structure, lists: Mapping[str, Codelist], concepts: ConceptScheme
) -> DataStructureDefinition:
    from pysdmx.model import Components, DataStructureDefinition

    components = Components([_component(c, lists, structure, concepts) for _, c in _ordered(structure)])
    return DataStructureDefinition(
        id=f"DSD_{structure.dataflow.id}", name=structure.dataflow.en, agency=structure.agency.id, version=VERSION,
        components=components,
    )  # fmt: skip


def _component(
    component: Component, lists: Mapping[str, Codelist], structure: Structure, concepts: ConceptScheme
) -> SdmxComponent:
    from pysdmx.model import Component as SdmxComponent
    from pysdmx.model import DataType, ItemReference, Role

    types = {
        "text": DataType.STRING, "decimal": DataType.DECIMAL, "integer": DataType.INTEGER,
        "boolean": DataType.BOOLEAN, "date": DataType.DATE, "time": DataType.PERIOD,
    }  # fmt: skip
    concept = ItemReference("Concept", structure.agency.id, concepts.id, VERSION, component.id)
    return SdmxComponent(
        id=component.id,
        required=component.always_there,
        role=Role[component.role.upper()],
        concept=concept,
        local_dtype=None if component.codelist else types[component.type],
        local_codes=lists[component.codelist] if component.codelist else None,
        attachment_level="O" if component.role == "attribute" else None,
    )


def _with_vietnamese(text: str, structure: Structure) -> bytes:
    """Adds to every English name and description its Vietnamese one."""
    root = etree.fromstring(text.encode())
    names: dict[str, tuple[str, str]] = {}  # id of the artefact or item within its list → name, description
    for name, codes in structure.codelists.items():
        names[name] = (codes.vi, "")
        names |= {f"{name}.{id_}": (code.vi, code.vi_definition) for id_, code in codes.codes.items()}
    scheme, flow = structure.concept_scheme, structure.dataflow
    names |= {scheme.id: (scheme.vi, ""), flow.id: (flow.vi, ""), f"DSD_{flow.id}": (flow.vi, "")}
    names |= {f"{scheme.id}.{c.id}": (c.vi, "") for c in structure.components.values()}
    for element in root.iter(f"{_COMMON}Name", f"{_COMMON}Description"):
        owner = element.getparent()
        assert owner is not None  # noqa: S101  a name is always somebody's
        holder = owner.getparent()
        inner = holder is not None and holder.get("id") is not None
        key = f"{holder.get('id')}.{owner.get('id')}" if inner and holder is not None else owner.get("id", "")
        said = names[key][0 if element.tag.endswith("Name") else 1]
        if said:
            other = etree.Element(element.tag)
            other.set(f"{{{_XML}}}lang", "vi")
            other.text = said
            element.addnext(other)
            other.tail, element.tail = element.tail, owner.text  # each on a line of its own
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
