"""What a page has said so far, carried from number to number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from extractors.cues import Cue
from extractors.linking.layout import Row, empty
from extractors.periods import Context, TimeExpression
from extractors.quantities import Quantity
from extractors.records import Reading

NOWHERE = -1
"""The place of what stands nowhere on the page, or not in one place of it."""


@dataclass(slots=True)
class Told:
    """A number read before, with what it was read as (None: nothing of ours)."""

    quantity: Quantity
    reading: Reading | None
    sentence: int
    """Start of its sentence: two numbers with the same are told in one breath."""


@dataclass(frozen=True, slots=True)
class Latest:
    """What a sentence named of one dimension."""

    sentence: int
    """Its number on the page, from 1."""
    codes: tuple[str, ...]


@dataclass(slots=True)
class Memory:
    """Reset in part where a heading or a paragraph begins anew."""

    context: Context
    founded: int | None = None
    """The year in which the province began, as it is now or was before the reform."""
    title: list[Cue] = field(default_factory=list)
    heading: list[Cue] = field(default_factory=list)
    lead: list[Cue] = field(default_factory=list)
    """Cues of the first sentence of the paragraph."""
    head: list[Cue] = field(default_factory=list)
    """Cues of the line that heads a list: the last sentence of the last long paragraph, or the last line without a number."""
    head_times: list[TimeExpression] = field(default_factory=list)
    before: list[Cue] = field(default_factory=list)
    """Cues of the sentence before, in the same paragraph."""
    title_times: list[TimeExpression] = field(default_factory=list)
    """Times of text before have their places on the page."""
    heading_times: list[TimeExpression] = field(default_factory=list)
    paragraph_times: list[TimeExpression] = field(default_factory=list)
    text_times: list[TimeExpression] = field(default_factory=list)
    """Times of the last sentence that named any."""
    spans: list[TimeExpression] = field(default_factory=list)
    """The spans of years named last ("2016-2020")."""
    dates: list[TimeExpression] = field(default_factory=list)
    """The dates told last, the ends of periods among them ("by 20 August", "at the end of June")."""
    target_times: list[TimeExpression] = field(default_factory=list)
    """Times of the last sentence that set a target and named any."""
    steps: list[tuple[str, TimeExpression]] = field(default_factory=list)
    """What the sentence before set so many years earlier or later ("A decade later the accounts looked sturdier.")."""
    of_quarters: bool = False
    """Whether the sentence before, in the same paragraph, speaks of quarters."""
    topic: str = ""
    """The indicator named last, with or without a figure."""
    told: list[Told] = field(default_factory=list)
    """The numbers of the paragraph, in order."""
    last: Reading | None = None
    """The figure read last on the page."""
    last_count: Reading | None = None
    last_flow: str | None = None
    last_stock: str | None = None
    periods: Counter[str] = field(default_factory=Counter)
    """Periods of the flows read so far."""
    placed: dict[tuple[str, str | None], int] = field(default_factory=dict)
    """Decision and value → where on the page the number stands for which it was decided so last."""
    named: Mapping[tuple[str, str], float] = field(default_factory=dict)
    """Dimension and value → in what part of the page's sentences words stand for it."""
    opening: frozenset[tuple[str, str]] = frozenset()
    """Dimension and value that words of the page's first sentences stand for."""
    authority: Row = field(default_factory=lambda: empty(3))
    """How far the page is one of those who run the zones (`scope.authority`)."""
    values: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Dimension and value → how many figures read so far have it."""
    figures: int = 0
    """Figures read so far."""
    counts: Counter[str] = field(default_factory=Counter)
    """Figures read so far of each indicator, and of each indicator and kind."""
    sentences: int = 0
    """Sentences that have ended."""
    paragraph: int = 0
    """Sentences that had ended when the paragraph began."""
    latest: dict[str, Latest] = field(default_factory=dict)
    """Dimension → what the last sentence that named a value of it named."""
    comparison: str = "GY"
    in_percent: bool = False
    """Whether the heading, or the line that heads a list, says that the numbers below are percentages."""
    page_scope: bool = True
    """Whether the page is about the province."""
    places: Row = field(default_factory=lambda: empty(0))
    """Which places the page names, and how often."""
    named_home: bool = False
    """Whether a sentence that has ended names the province."""
    national_report: bool = False
    """Whether the national statistics office was named, and the province not since."""
    place: str = ""
    """Kind of the place named last: `home`, `elsewhere`, `locality`, `nation` or `company`."""
    place_of_paragraph: str = ""
    """Likewise, since the paragraph began."""

    def indicators(self, most: int) -> list[str]:
        """The indicators with most figures so far."""
        return [code for code, _ in self.counts.most_common() if " " not in code][:most]

    def place_of(self, decision: str, value: str | None) -> int:
        """Where the number stands for which a decision was made so last; NOWHERE: there is none."""
        return self.placed.get((decision, value), NOWHERE)

    def tell(self, quantity: Quantity, reading: Reading | None, sentence: int) -> None:
        """Remember a number; a paragraph or table with very many keeps its first and its last ones."""
        if len(self.told) > _KEPT:
            del self.told[1 : _KEPT // 2]
        self.told.append(Told(quantity, reading, sentence))


_KEPT = 256
