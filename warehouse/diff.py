"""What is new in `series` between two releases, what was revised, and what is gone, each with who says so and why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import duckdb

from extractors.codes import SERIES_KEY, TOTALS
from warehouse.connect import RecordError, memory_of_writer, open_release

_FIGURE = ("value", "bound", "obs_status", "publisher", "published", "url", "sentence", "decided_by", "observation_id")
_SHOWN = 200
"""How many figures of a kind a changelog lists."""


class DiffError(RecordError):
    """Two releases that cannot be compared; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A value of `series` and who stands behind it."""

    value: Decimal
    bound: str
    obs_status: str
    publisher: str
    published: str | None
    url: str
    sentence: str | None
    decided_by: str
    observation_id: str

    def text(self) -> str:
        """The value as people write it, hedge and status with it: `> 38,900,000,000 (E)`."""
        number = f"{self.value:,f}"
        number = number.rstrip("0").rstrip(".") if "." in number else number
        hedge = "" if self.bound == "=" else f"{self.bound} "
        return f"{hedge}{number}" + ("" if self.obs_status == "A" else f" ({self.obs_status})")


Kind = Literal["added", "revised", "withdrawn"]
KINDS: tuple[Kind, ...] = ("added", "revised", "withdrawn")


@dataclass(frozen=True, slots=True)
class Change:
    """One series key whose figure is not the same in two releases."""

    kind: Kind
    key: Mapping[str, str | None]
    """SERIES_KEY."""
    old: Figure | None
    new: Figure | None
    why: str

    def title(self) -> str:
        """The key, without what is usual: `goods_exports N 2020 USD`."""
        unusual = [f"{name} {value}" for name, value in self.key.items() if value != TOTALS.get(name, value)]
        if str(self.key["ref_area"]).endswith("-2025"):
            unusual.insert(0, f"ref_area {self.key['ref_area']}")
        base = self.key["price_base"]
        parts = [self.key["indicator"], self.key["transformation"], self.key["time_period"], *unusual, self.key["unit"]]
        return " ".join(p for p in (*parts, base) if p)

    def json(self) -> dict[str, Any]:
        """As an object for programs: the key, `old` and `new` figures, the reason."""
        return (
            {"change": self.kind, **self.key}
            | {name: asdict(figure) if figure else None for name, figure in (("old", self.old), ("new", self.new))}
            | {"why": self.why}
        )


@dataclass(frozen=True, slots=True)
class Diff:
    """All changes between two releases."""

    old: str
    new: str
    """Their versions."""
    changes: Sequence[Change]

    def counts(self) -> dict[str, int]:
        """How many of each kind."""
        found = Counter(change.kind for change in self.changes)
        return {kind: found[kind] for kind in KINDS}


def compare(old: Path, new: Path) -> Diff:
    """Compare two releases. Raises RecordError where one cannot be opened, DiffError where one is no release or has not
    the columns that are compared."""
    for path in (old, new):
        open_release(path).close()  # for its messages
    connection = duckdb.connect(config={"memory_limit": memory_of_writer(), "temp_directory": f"{new}.tmp"})
    try:
        for alias, path in (("a", old), ("b", new)):
            connection.execute(f"ATTACH '{str(path).replace(chr(39), chr(39) * 2)}' AS {alias} (READ_ONLY)")
        versions = [_value(connection, f"SELECT version FROM {alias}.release") for alias in ("a", "b")]
        return Diff(versions[0], versions[1], _changes(connection))
    except duckdb.Error as error:
        raise DiffError(
            f"{old.name} and {new.name} cannot be compared ({error}); both must be releases of this bacninh's tables"
        ) from error
    finally:
        connection.close()


def _value(connection: duckdb.DuckDBPyConnection, query: str) -> str:
    row = connection.execute(query).fetchone()
    return str(row[0]) if row else "?"


def _changes(connection: duckdb.DuckDBPyConnection) -> list[Change]:
    columns = ", ".join((*SERIES_KEY, *_FIGURE))
    for alias in ("a", "b"):
        connection.execute(f"CREATE TEMP TABLE {alias}_series AS SELECT {columns} FROM {alias}.series")
    same = " AND ".join(f"o.{c} IS NOT DISTINCT FROM n.{c}" for c in SERIES_KEY)
    keys = ", ".join(f"coalesce(o.{c}, n.{c}) AS {c}" for c in SERIES_KEY)
    sides = ", ".join(f"{side}.{c} AS {side}_{c}" for side in ("o", "n") for c in _FIGURE)
    connection.execute(
        f"""CREATE TEMP TABLE change AS SELECT {keys}, {sides}
        FROM a_series o FULL JOIN b_series n ON {same}
        WHERE (o.value, o.bound, o.obs_status) IS DISTINCT FROM (n.value, n.bound, n.obs_status)"""
    )
    # what became in B of the figure that A had, and what A thought of the one that B has
    _fates(connection, "old_fate", "b", "o_observation_id")
    _fates(connection, "new_fate", "a", "n_observation_id")
    connection.execute(
        """CREATE TEMP TABLE decided AS
        SELECT v.observation_id, any_value(v.reason || ' (printed “' || r.printed || '”)') AS decision
        FROM b.current_verdict v JOIN b.report r USING (observation_id)
        WHERE v.check_name = 'decision' AND v.status = 'accepted' GROUP BY v.observation_id"""
    )
    cursor = connection.execute(
        f"""SELECT c.*, f.state AS old_state, f.verdict AS old_verdict, f.reason AS old_reason,
            b.state AS new_state, b.verdict AS new_verdict, b.reason AS new_reason, d.decision
        FROM change c
        LEFT JOIN old_fate f ON f.observation_id = c.o_observation_id
        LEFT JOIN new_fate b ON b.observation_id = c.n_observation_id
        LEFT JOIN decided d ON d.observation_id = c.n_observation_id
        ORDER BY {", ".join(f"c.{c} NULLS FIRST" for c in SERIES_KEY)}"""
    )
    names = [d[0] for d in cursor.description or []]
    return [_change(dict(zip(names, row, strict=True))) for row in cursor.fetchall()]


def _fates(connection: duckdb.DuckDBPyConnection, name: str, alias: str, column: str) -> None:
    connection.execute(
        f"""CREATE TEMP TABLE {name} AS
        WITH wanted AS (SELECT DISTINCT {column} AS observation_id FROM change WHERE {column} IS NOT NULL)
        SELECT r.observation_id, r.state, r.verdict, v.reason
        FROM (FROM {alias}.report SEMI JOIN wanted USING (observation_id)) r
        LEFT JOIN (
            SELECT observation_id, string_agg(concat(check_name, ': ', reason), '; ' ORDER BY check_name) AS reason
            FROM {alias}.current_verdict WHERE status <> 'accepted' GROUP BY observation_id
        ) v ON v.observation_id = r.observation_id"""
    )


def _change(row: Mapping[str, Any]) -> Change:
    old, new = (
        None if row[f"{side}_observation_id"] is None else Figure(**{c: row[f"{side}_{c}"] for c in _FIGURE})
        for side in ("o", "n")
    )
    kind: Kind = "added" if old is None else "withdrawn" if new is None else "revised"
    key = {c: row[c] for c in SERIES_KEY}
    why = _added(row) if kind == "added" else _gone(row, old, new)
    decided = [row["decision"]] if row["decision"] else []
    return Change(kind, key, old, new, "; ".join([why, *decided]))


def _added(row: Mapping[str, Any]) -> str:
    """Why a figure is new: its report is, or it was not believed before."""
    before = _fate(row["new_state"], row["new_verdict"], row["new_reason"])
    return f"before: {before}" if before else "known before, under another key" if row["new_state"] else "a new report"


def _gone(row: Mapping[str, Any], old: Figure | None, new: Figure | None) -> str:
    """Why the figure of before no longer stands."""
    if old and new and old.observation_id == new.observation_id:
        if old.value == new.value:
            return "the same report, judged anew"
        return "the same report, " + ("corrected by a person" if row["decision"] else "no longer corrected")
    if fate := _fate(row["old_state"], row["old_verdict"], row["old_reason"]):
        return fate
    if row["old_state"] is None:
        return "the record does not have its report any more"
    return f"another report is preferred ({new.decided_by})" if new else "its report now has another key"


def _fate(state: str | None, verdict: str | None, reason: str | None) -> str:
    """Why an observation cannot stand in the series; empty where it can, or is not known."""
    if state == "withdrawn":
        return "withdrawn: its page no longer states it"
    if state == "superseded":
        return "superseded: a newer reading, or whoever typed it, no longer says so"
    if verdict in ("held", "rejected"):
        return f"{verdict}: {reason}"
    return verdict if verdict in ("incomplete", "unchecked") else ""


def lines(diff: Diff) -> Iterator[str]:
    """The changes for a terminal."""
    yield f"{diff.old} → {diff.new}: {_counted(diff)}"
    for kind in KINDS:
        for change in (c for c in diff.changes if c.kind == kind):
            yield f"{kind:9}  {change.title()}: {_values(change)}"
            yield f"           {_who(change)}: “{' '.join((_says(change).sentence or '').split())}”"
            yield f"           {change.why}"


def section(old: Path | None, new: Path) -> tuple[str, dict[str, int] | None]:
    """The section of the changelog on a release, and how many figures were added, revised, withdrawn.

    `old` is the release before; None for the first, which changes nothing. Where `old` cannot be compared (tables of
    another version), the section says so: no release waits for its changelog.
    """
    with closing(open_release(new)) as connection:
        version, released_at = connection.execute("SELECT version, released_at FROM release").fetchall()[0]
        figures = _value(connection, "SELECT count(*) FROM series")
    head = f"## {version}\n\n{released_at:%Y-%m-%d %H:%M} UTC"
    if old is None:
        return f"{head}, the first release: {figures} figures.\n", None
    try:
        found = compare(old, new)
    except DiffError as error:
        return f"{head}: {figures} figures. {_plain(str(error))}\n", None
    return f"{head}, after {found.old}: {_counted(found)}.\n\n{markdown(found)}", found.counts()


def markdown(diff: Diff) -> str:
    """The changes as lists; sentences are text of the web, so nothing in them is markup here."""
    out: list[str] = []
    for kind in KINDS:
        of_kind = [c for c in diff.changes if c.kind == kind]
        if of_kind:
            out += [f"### {kind.capitalize()}", "", *(_item(change) for change in of_kind[:_SHOWN]), ""]
        if len(of_kind) > _SHOWN:
            out += [f"… and {len(of_kind) - _SHOWN} more: `bacninh diff {diff.old} {diff.new}`", ""]
    return "\n".join(out)


def _counted(diff: Diff) -> str:
    return ", ".join(f"{count} {kind}" for kind, count in diff.counts().items())


def _item(change: Change) -> str:
    said = _says(change).sentence
    quote = f"“{_plain(said)}” " if said else ""
    return (
        f"- {_plain(change.title())}: {_plain(_values(change))}. {_plain(_who(change))}: {quote}({_plain(change.why)})"
    )


def _says(change: Change) -> Figure:
    """The newer of the two figures: every change has one."""
    figure = change.new or change.old
    if figure is None:
        raise ValueError(f"{change.title()}: a change without a figure")
    return figure


def _values(change: Change) -> str:
    before = f"{change.old.text()} → " if change.old and change.new else ""
    return before + _says(change).text()


def _who(change: Change) -> str:
    figure, old = _says(change), change.old
    before = f" (before: {old.publisher})" if old and old.publisher != figure.publisher else ""
    return ", ".join(p for p in (figure.publisher, figure.published, figure.url) if p) + before


def _plain(text: str | None) -> str:
    return re.sub(r"([\\`*\[\]<>#|])", r"\\\1", " ".join((text or "").split()))
