"""`make truth`, second part: the series that the pages alone give, beside the figures that people typed from the real ones.

The sample is run without the typed figures (extractors/curated/), and what `series` says is compared, key by key, with
what they say. Every difference must stand in differences.csv with its kind and the reason:

source    the sources themselves differ: a revision, an estimate, another compiler, another denominator
base      the price base of one of the two is not stated
misprint  one of the two pages has it wrong
ours      read, linked or decided wrongly by us

Ends with 1 where a difference is not explained, an explanation has no difference any more, or a share is not reached.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from conftest import night
from rich.console import Console
from rich.table import Table

from accuracy.goldrecord import REPORTED
from extractors.catalog import load_catalog
from warehouse.connect import Home, open_release

DIFFERENCES = Path(__file__).with_name("differences.csv")
KEY = (
    "indicator", "transformation", "ref_area", "activity", "ownership", "coverage", "counterpart_area", "time_period",
    "unit",
)  # fmt: skip
KINDS = ("source", "base", "misprint", "ours")
LEAST_EQUAL, MOST_OURS = 0.90, 0.02

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """A row of `series` whose key has been reported."""

    key: Key
    price_base: str
    value: Decimal
    reported: tuple[Decimal, ...]
    """All values that were typed for the key, whatever their price base."""
    equal: bool
    """To one of them, at its price base or where either states none, but for rounding."""
    contested: bool
    """Equal to one of them, but not to all: the typed pages differ among themselves, and ours is one of their sides."""

    @property
    def name(self) -> tuple[Key, str, str]:
        """By what its explanation is found."""
        return self.key, self.price_base, plain(self.value)


def plain(value: Decimal) -> str:
    """A number without exponent and trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def half_unit(value: Decimal) -> Decimal:
    """Half the last place that is not zero: 38.9 billion is told to 0.05 billion."""
    return Decimal(5).scaleb(int(value.normalize().as_tuple().exponent) - 1) if value else Decimal(0)


def typed(path: Path = REPORTED) -> dict[Key, list[tuple[Decimal, str]]]:
    """Key → the typed values with their price bases; plans left out, as they are from the series."""
    found: dict[Key, list[tuple[Decimal, str]]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["obs_status"] != "F":
                key = tuple(row[name] for name in KEY)
                found.setdefault(key, []).append((Decimal(row["value"]), row["price_base"]))
    return found


def compare(series: Iterable[tuple[str, ...]], reported: Mapping[Key, list[tuple[Decimal, str]]]) -> Iterator[Compared]:
    """The rows of `series` (KEY, price base, value) whose keys have been reported."""
    for *names, base, number in series:
        told = reported.get(tuple(names))
        if told is None:
            continue
        value = Decimal(number)
        comparable = [other for other, its in told if not base or not its or base == its]
        near = [abs(value - other) <= max(half_unit(value), half_unit(other)) for other in comparable]
        values = tuple(sorted({other for other, _ in told}))
        yield Compared(tuple(names), base, value, values, any(near), any(near) and not all(near))


def series_of(home: Home) -> list[tuple[str, ...]]:
    """All of `series`, as text. Raises ValueError where typed figures are among the evidence: they would agree."""
    columns = ", ".join(KEY)
    with closing(open_release(home.release)) as connection:
        if connection.execute("FROM provenance WHERE locator LIKE 'transcribed:%' LIMIT 1").fetchall():
            raise ValueError(f"{home.release} has typed figures in it; give one of `bacninh run --without-curated`")
        return connection.execute(
            f"SELECT {columns}, coalesce(price_base, ''), CAST(value AS VARCHAR) FROM series ORDER BY ALL"
        ).fetchall()


def explanations(path: Path = DIFFERENCES) -> dict[tuple[Key, str, str], tuple[str, str]]:
    """Difference → its kind and the reason. Raises ValueError for a row without a kind or a reason."""
    found = {}
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            if row["kind"] not in KINDS or not row["why"]:
                raise ValueError(f"{path.name}:{number}: needs a kind ({', '.join(KINDS)}) and why; add them")
            found[tuple(row[n] for n in KEY), row["price_base"], row["series"]] = row["kind"], row["why"]
    return found


@dataclass(frozen=True, slots=True)
class Judged:
    """What the comparison comes to."""

    compared: list[Compared]
    known: dict[tuple[Key, str, str], tuple[str, str]]

    @property
    def different(self) -> list[Compared]:
        """The rows that differ."""
        return [c for c in self.compared if not c.equal]

    @property
    def unexplained(self) -> list[Compared]:
        """The differences that nobody has explained."""
        return [c for c in self.different if c.name not in self.known]

    @property
    def stale(self) -> list[tuple[Key, str, str]]:
        """Explanations of what is no difference."""
        return sorted(self.known.keys() - {c.name for c in self.different})

    @property
    def equal(self) -> float:
        """Share of the keys that are equal."""
        return 1 - len(self.different) / len(self.compared)

    @property
    def ours(self) -> float:
        """Share of the keys where the difference is our error, the unexplained ones counted as such."""
        of_kind = Counter(self.known[c.name][0] if c.name in self.known else "ours" for c in self.different)
        return of_kind["ours"] / len(self.compared)

    @property
    def passed(self) -> bool:
        """Whether the shares are reached and all is explained."""
        return not self.unexplained and not self.stale and self.equal >= LEAST_EQUAL and self.ours <= MOST_OURS


def judge(home: Home) -> Judged:
    """The release of a home that was filled without the typed figures."""
    return Judged(list(compare(series_of(home), typed())), explanations())


def show(judged: Judged, console: Console) -> None:
    """Print the shares, and each difference."""
    table = Table(
        "keys in the series and typed", "", "share", title="Series of the pages alone beside the typed figures"
    )
    whole = len(judged.compared)
    table.add_row("all", str(whole), "")
    table.add_row("equal but for rounding", str(whole - len(judged.different)), f"{judged.equal:.1%}")
    contested = sum(c.contested for c in judged.compared)
    table.add_row("  of them where the typed pages differ", str(contested), f"{contested / whole:.1%}")
    kinds = Counter(judged.known[c.name][0] for c in judged.different if c.name in judged.known)
    for kind in KINDS:
        table.add_row(f"different: {kind}", str(kinds[kind]), f"{kinds[kind] / whole:.1%}")
    table.add_row("not explained", str(len(judged.unexplained)), f"{len(judged.unexplained) / whole:.1%}")
    console.print(table)
    for c in judged.different:
        kind, why = judged.known.get(c.name, ("NOT EXPLAINED", f"add it to {DIFFERENCES.name}"))
        what = " ".join(part for part in (*c.key[:8], c.price_base) if part not in ("_T", "province"))
        console.print(f"{what}: {plain(c.value)} {c.key[8]}, typed {', '.join(plain(v) for v in c.reported)}")
        console.print(f"    {kind}: {why}")
    for key, _, value in judged.stale:
        console.print(f"no difference any more, take it out of {DIFFERENCES.name}: {' '.join(key)} {value}")


def main() -> int:
    """Run the sample without the typed figures, or take the home of such a run; compare; 1 where something is missed."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--home", type=Path, help="where `bacninh run --without-curated` has run (BACNINH_HOME)")
    given = arguments.parse_args().home
    console = Console(width=160, highlight=False)
    with tempfile.TemporaryDirectory() as folder:
        home = Home(given or Path(folder), "sample")
        if given is None:
            night(home, load_catalog())
        judged = judge(home)
    show(judged, console)
    return 0 if judged.passed else 1


if __name__ == "__main__":
    sys.exit(main())
