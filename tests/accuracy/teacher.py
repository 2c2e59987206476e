"""A chooser that knows the annotation of a page: it makes the right choices and keeps each as an example to learn from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from accuracy.goldset import DEFAULTS, HOME, Annotated
from extractors.linking import subject
from extractors.linking.choosers import Choice, Chooser, Choosers, table
from extractors.linking.layout import Row
from extractors.linking.piece import Piece
from extractors.linking.reader import PageReader
from extractors.linking.subject import Option
from extractors.quantities import Quantity
from extractors.records import Page
from transforms.geography import ref_area
from transforms.periods import canonical

COUNTED = frozenset({"project", "enterprise", "person", "zone", "cluster", "index_point"})


@dataclass(slots=True)
class Example:
    """One decision as it was met: what all options share, a row each, the right one."""

    decision: str
    place: int
    """Where on the page the number begins."""
    context: NDArray[np.float16]
    rows: NDArray[np.float16]
    right: int
    weight: float
    answer: str = ""
    """What the right option is called: what the words around the number shall say by themselves."""
    told: Sequence[int] = ()
    """Where on the page what speaks for each option stands (`Chooser.choose`)."""


@dataclass(slots=True)
class Label:
    """What an annotator says of one number."""

    kind: str
    fields: dict[str, Any] = field(default_factory=dict)
    weight: float = 1.0


def labels(entry: Annotated, reader: PageReader) -> dict[int, Label]:
    """Start of a number on the page → what the annotation says of it; numbers that are not there are nothing of ours."""
    places = [
        (p.span(q)[0] + (0 if p.row else q.number_start - q.start), *p.span(q), q, _index_form(p, q))
        for p in reader.pieces
        for q in p.items
    ]
    cells = {f.cell.start for p in reader.pieces if p.row for f in p.row.figures}
    found: dict[int, Label] = {}
    tables = [(t.start, t.end) for t in entry.page.tables]
    rows = [
        ("observation", DEFAULTS | {k: v for k, v in o.items() if v is not None or k == "time_period"})
        for o in entry.observations
    ]
    rows += [("investment", i) for i in entry.investments] + [
        ("claim", {**c, "value": c.get("ratio")}) for c in entry.claims
    ]
    for kind, row in rows:
        spans = (
            [m.span() for m in re.finditer(_loose(str(row.get("quote") or "")), entry.page.text)]
            if row.get("quote")
            else []
        )
        outside = [s for s in spans if not any(a <= s[0] < b for a, b in tables)]
        fits = [p for p in places if p[0] not in found and _same(p[3], row, kind, p[4])]
        inside = [
            p for p in fits if any(a <= p[0] + 1 and p[2] - 1 <= b + 12 and p[0] < b for a, b in outside or spans)
        ]
        match = (inside or ([] if spans else fits))[:1]
        if match:
            found[match[0][0]] = Label(kind, row)
    for number, _, _, quantity, index in places:
        if number in found or number in cells:
            continue
        twin = next(
            (
                label
                for label in list(found.values())
                if label.kind == "observation" and _same(quantity, label.fields, "observation", index)
            ),
            None,
        )
        if twin is not None:
            telling = len(quantity.value.normalize().as_tuple().digits) >= 3
            found[number] = (
                Label(twin.kind, twin.fields, 0.3 if telling else 0.0) if telling else Label("nothing", {}, 0.0)
            )
    return found


def _index_form(piece: Piece, quantity: Quantity) -> bool:
    return piece.row is not None and any(f.index_form for f in piece.row.figures if f.quantity is quantity)


def _loose(quote: str) -> str:
    return r"\s+".join(re.escape(w) for w in quote.split())


def _same(quantity: Quantity, row: dict[str, Any], kind: str, index: bool = False) -> bool:
    if row.get("value") is None or quantity.values is not None:
        return False
    value = abs(float(row["value"]))
    if index and row.get("unit") == "percent" and row.get("transformation") in ("GY", "G1"):
        return abs(abs(float(quantity.value)) - 100 - float(row["value"])) < 5e-3
    if abs(abs(float(quantity.value)) - value) > 5e-4 * max(value, 1e-9):
        return False
    if kind == "claim":
        return quantity.unit == "times"
    unit = row.get("unit")
    if quantity.unit == unit:
        return True
    if unit == "project" and quantity.unit in ("turn", "enterprise"):
        return True
    nameless = quantity.unit is None or quantity.unit not in (
        *subject.KNOWN,
        *subject.MEASURED,
        "VND",
        "USD",
        "percent",
        "times",
    )
    return nameless and (unit in COUNTED or (unit in ("percent", "hectare", "rank") and quantity.unit is None))


def _answer(decision: str, option: object) -> str:
    """An option by what texts have in common: of a period how it is written, of a country whether it is one."""
    if isinstance(option, Option):
        return f"{option.indicator} {option.kind}"
    if decision == "time_period":
        return re.sub(r"\d", "0", str(option or "none"))
    if decision == "counterpart_area" and option != "_T":
        return "a country"
    return str(option)


class Teacher:
    """Chooses what the annotation says (or, with a `pupil`, what that says) and keeps the examples."""

    def __init__(self, entry: Annotated, pupils: Choosers | None = None) -> None:
        self.entry, self._pupils = entry, pupils
        self.pupil: Chooser | None = None
        self.indicators: tuple[str, ...] = pupils.indicators if pupils is not None else ()
        self.examples: list[Example] = []
        self.lost: list[str] = []
        self.labels: dict[int, Label] = {}
        self.territory: str | None = None
        """Of the page (`scope.territory`)."""

    def on(self, page: Page, pieces: Sequence[Piece]) -> Teacher:
        """The teacher of one page is made for it."""
        self.pupil = self._pupils.on(page, pieces) if self._pupils is not None else None
        return self

    def choose(
        self, decision: str, options: Sequence[object], context: Row, rows: Row, place: int, told: Sequence[int] = ()
    ) -> Choice:
        """The right option; where the annotation says nothing, that nothing is measured, or the first."""
        right, weight = self._right(decision, options, place)
        if right is not None and weight and len(options) > 1:
            own = table(rows, len(options)).astype(np.float16)
            answer = _answer(decision, options[right])
            shared = np.array(context, np.float16)
            self.examples.append(Example(decision, place, shared, own, right, weight, answer, told))
        if self.pupil is not None:
            return self.pupil.choose(decision, options, context, rows, place, told)
        return Choice(right or 0, 1.0)

    def confidence(self, likelihood: float) -> float:
        """As it is."""
        return likelihood

    def _right(self, decision: str, options: Sequence[object], place: int) -> tuple[int | None, float]:
        label = self.labels.get(place)
        if decision == "subject":
            wanted = self._subject(label)
            if wanted in options:
                return options.index(wanted), label.weight if label else 1.0
            self.lost.append(f"subject {wanted}")
            return None, 0.0
        if label is None or label.kind != "observation":
            return None, 0.0
        if decision == "sign":
            return int(float(label.fields["value"]) < 0), label.weight
        if decision == "time_period":
            value = label.fields["time_period"]
            value = canonical(str(value)) if value else None
            known = [canonical(str(o)) if o else None for o in options]
            if value in known:
                return known.index(value), label.weight
            self.lost.append(f"time_period {value} {label.fields.get('quote')}")
            return None, 0.0
        if decision == "territory":
            value = self._territory(label)
        else:
            value = label.fields.get(decision) or ("" if decision == "price_base" else DEFAULTS.get(decision))
        if value in options:
            return options.index(value), label.weight
        self.lost.append(f"{decision} {value}")
        return None, 0.0

    def _territory(self, label: Label) -> str:
        """Nothing where the date of the page and the period say what is annotated, else what has to."""
        fields = label.fields
        planned = fields["obs_status"] == "F"
        period = canonical(str(fields["time_period"])) if fields["time_period"] else None
        if ref_area(period, self.entry.published, self.territory, HOME, planned) == fields["ref_area"]:
            return ""
        return "former" if fields["ref_area"] == HOME.former.code else "both"

    def _subject(self, label: Label | None) -> Option:
        if label is None or label.kind == "nothing":
            return Option("", "none")
        if label.kind == "investment":
            return Option("", "investment")
        if label.kind == "claim":
            return Option(str(label.fields["indicator"]), "claim")
        kind = {"GY": "growth", "G1": "growth"}.get(label.fields["transformation"], label.fields["transformation"])
        return Option(str(label.fields["indicator"]), kind)
