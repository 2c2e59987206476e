"""What is asked of the words of one label, header or line, each a `Said` of the lexicon."""

from __future__ import annotations

from extractors.lexicon import Said, Unit
from extractors.statistical.outcomes import Open

MONEY = frozenset({"VND", "USD"})
ELSEWHERE = {
    "elsewhere": "another place", "region": "another place", "nation": "Viet Nam as a whole", "company": "one company",
}  # fmt: skip
"""Whose figures are left out, and the reason."""
_SURE_UNITS = frozenset({*MONEY, "percent", "hectare", "other", "rank", "index_point"})
"""Units that a label states; the others may only be what it counts."""


def place(said: Said) -> str:
    """Whose figures the words are about, empty where they do not say: `home` where they name the province alone, or
    only say "the province", `mixed` where they name others beside it, else a key of ELSEWHERE.
    """
    places = [p for p in said.of("place") if p != "here"]
    if "home" in places:
        return "home" if len(places) == 1 else "mixed"
    return places[0] if places else "home" if said.has("place") else ""


def indicators(said: Said) -> tuple[str, ...]:
    """The indicators that are named; a balance with its deficit is one."""
    codes = said.of("indicator")
    if set(codes) == {"trade_balance", "trade_balance_negative"}:
        return ("trade_balance",)
    return codes


def plain(indicator: str) -> str:
    """The code of an indicator in the catalogue."""
    return "trade_balance" if indicator == "trade_balance_negative" else indicator


def counted(said: Said) -> str:
    """What is counted; the first named is the head ("capital of projects")."""
    return next((c for c in said.of("counted") if c != "quantity"), "")


def compared(said: Said) -> str:
    """GY or G1 where a label says what it compares with; empty where it does not, Open where it says both."""
    codes = [c for c in said.of("compared") if c in ("GY", "G1")]
    if len(codes) > 1:
        raise Open("compared with two periods")
    return codes[0] if codes else ""


def measures(said: Said) -> list[str]:
    """Growth, share, index: what figures are, as far as the words around them may say it."""
    return [m for m in said.of("measure") if m in ("growth", "share", "index")]


def is_unit_line(said: Said) -> bool:
    """Whether a line gives the unit and nothing else."""
    return bool(said.units) and not said.unknown and not said.has(
        "indicator", "event", "activity", "ownership", "counted", "country", "measure"
    )  # fmt: skip


def stated_unit(said: Said) -> Unit | None:
    """The unit that stands last, as sums, percent and hectares are stated; not what is counted. None where it says two
    currencies: which row is in which?"""
    if _says_two_currencies(said):
        return None
    for unit in reversed(said.units):
        if unit.unit in _SURE_UNITS:
            return unit
    return None


def last_unit(said: Said) -> Unit | None:
    """The unit that stands last, be it only what is counted; sums, percent and hectares before things counted."""
    return stated_unit(said) or (said.units[-1] if said.units and not _says_two_currencies(said) else None)


def _says_two_currencies(said: Said) -> bool:
    return len({unit.unit for unit in said.units if unit.unit in MONEY}) > 1
