"""Observations and their evidence into the record: one transaction, set-based, and twice is as good as once.

Every table is appended to by an anti-join against what is there. What a document says is kept as *readings*: a reading
is one version of its text as read by one extractor and catalogue, with the date and title it was read with. It is noted
again only if another one of the document was seen in between (an edit taken back).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from decimal import Decimal

import duckdb
import pyarrow as pa

from extractors.catalog import Catalog
from transforms.periods import published_range
from transforms.records import Evidence, Observation
from warehouse.connect import transaction
from warehouse.records import Claim, Fetch, Investment, LoadBatch, LoadDocument, LoadResult, Run

_LARGEST = Decimal(10) ** 22
"""DECIMAL(28,6) holds less than this."""

_STAGED, _PART_STAGED = 15_000, 300
"""Rows that are staged before they are inserted, at least, and what part of those inserted already: each insert goes
through what the record has, so that inserts of one size would cost the more the more there are."""

_DOCUMENTS = 10_000
"""Documents whose statements are made at a time."""

_AT_ONCE = 50
"""Documents that are made into rows at a time."""

_MEMORY = 64
"""MB that DuckDB may hold while it loads."""

_MEMORY_AT_END = 256
"""MB that it may hold while it makes statements: those who read for it have ended by then."""

_MEMORY_OF_ROW = 0.002
"""MB for each row that it inserts at a time, where that is more: one document may have very many."""

_MEMORY_OF_KEPT = 0.000012
"""MB more for each row that waits for the transaction's end: most of it goes to the disk, some of it cannot."""


def load(connection: duckdb.DuckDBPyConnection, batch: LoadBatch) -> LoadResult:
    """Bring a batch into the record, whole or not at all.

    Raises ValueError where a date of publication is none, duckdb.Error where the record cannot be written; then nothing
    has changed.
    """
    return load_all(connection, [batch])


def load_all(connection: duckdb.DuckDBPyConnection, batches: Iterable[LoadBatch]) -> LoadResult:
    """Bring batches of one run into the record as if they were one, with few of them in memory at a time.

    Raises like `load`, and whatever the batches raise as they are made; then nothing has changed.
    """
    refused: list[str] = []
    run_id = ""
    with _frugal(connection), transaction(connection):
        step = _next_step(connection)
        staging = _Staging(connection, step)
        for batch in batches:
            run_id = batch.run.run_id
            for part in _parts(batch):
                refused += staging.add(part)
        staging.insert()
        _hold(connection, _MEMORY_AT_END + staging.kept_mb)
        changed = _append_statements(connection, run_id, step)
    counts = staging.counts
    return LoadResult(
        counts["request"], counts["document_version"], counts["observation"], counts["evidence"],
        changed["stated"], changed["withdrawn"], changed["superseded"], tuple(refused),
    )  # fmt: skip


def reading_id(document: LoadDocument, run: Run) -> str:
    """Names one reading of one text: version, extractor, catalogue, and what was read beside the text."""
    parts = (
        document.document, document.version, run.extractor_version, run.catalog_version, document.published or "",
        document.title, document.source, document.publisher, document.trust,
    )  # fmt: skip
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


_DECIMAL, _TIME = pa.decimal128(28, 6), pa.timestamp("us", tz="UTC")

_OBSERVATION_OWN = tuple(
    f.name for f in fields(Observation)
    if f.name not in ("id", "low", "high", "converted_value", "converted_unit", "confidence")
)  # fmt: skip
"""What an observation is. The rest is what one reading of it adds (38.9 and 38.90 differ in exactness): evidence."""

_COLUMNS: dict[str, dict[str, pa.DataType]] = {
    "new_run": {
        "run_id": pa.string(), "started_at": _TIME, "profile": pa.string(), "extractor_version": pa.string(),
        "catalog_version": pa.string(),
    },
    "new_request": {
        "run_id": pa.string(), "source": pa.string(), "url": pa.string(), "fetched_at": _TIME, "status": pa.int32(),
        "sha256": pa.string(), "warc_file": pa.string(), "warc_offset": pa.int64(), "etag": pa.string(),
        "last_modified": pa.string(), "error": pa.string(),
    },
    "new_document": {
        "document": pa.string(), "version": pa.string(), "reading": pa.string(), "source": pa.string(),
        "publisher": pa.string(), "trust": pa.string(), "url": pa.string(), "title": pa.string(),
        "language": pa.string(), "published": pa.string(), "published_origin": pa.string(),
        "published_from": pa.date32(), "published_to": pa.date32(), "snapshot_sha256": pa.string(),
        "template": pa.string(), "extractor_version": pa.string(), "catalog_version": pa.string(), "seen_at": _TIME,
        "run_id": pa.string(),
    },
    "new_observation": {
        "observation_id": pa.string(),
        **{name: pa.string() for name in _OBSERVATION_OWN},
        "period_start": pa.date32(), "period_end": pa.date32(), "value": _DECIMAL, "run_id": pa.string(),
    },
    "new_evidence": {
        "observation_id": pa.string(), "document": pa.string(), "version": pa.string(), "reading": pa.string(),
        "locator": pa.string(), "printed": pa.string(), "sentence": pa.string(), "low": _DECIMAL, "high": _DECIMAL,
        "converted_value": _DECIMAL, "converted_unit": pa.string(), "confidence": pa.float64(),
        "extractor_version": pa.string(), "catalog_version": pa.string(), "run_id": pa.string(),
    },
    "new_mention_count": {
        "document": pa.string(), "version": pa.string(), "reading": pa.string(), "fate": pa.string(),
        "mentions": pa.int64(), "run_id": pa.string(),
    },
    "new_unclaimed": {
        "document": pa.string(), "version": pa.string(), "reading": pa.string(), "printed": pa.string(),
        "sentence": pa.string(), "run_id": pa.string(),
    },
    "new_claim": {
        "document": pa.string(), "version": pa.string(), "reading": pa.string(), "indicator": pa.string(),
        "ratio": _DECIMAL, "time_period": pa.string(), "base_period": pa.string(), "locator": pa.string(),
        "printed": pa.string(), "sentence": pa.string(), "run_id": pa.string(),
    },
    "new_investment": {
        "document": pa.string(), "version": pa.string(), "reading": pa.string(), "investor": pa.string(),
        "event": pa.string(), "value": _DECIMAL, "unit": pa.string(), "time_period": pa.string(),
        "locator": pa.string(), "printed": pa.string(), "sentence": pa.string(), "run_id": pa.string(),
    },
    "new_indicator": {
        "indicator": pa.string(), "name_en": pa.string(), "name_vi": pa.string(), "definition_en": pa.string(),
        "definition_vi": pa.string(), "kind": pa.string(), "unit": pa.string(), "catalog_version": pa.string(),
    },
}  # fmt: skip

_PARTS = ("figures", "fates", "unclaimed", "claims", "investments")
"""Fields of a document that have tables of their own."""

_BEFORE = {
    "touched": "INSERT INTO touched SELECT DISTINCT document FROM new_document",
    "known": """
        CREATE OR REPLACE TEMP TABLE known AS
        SELECT DISTINCT document FROM new_document SEMI JOIN document_version USING (document)""",
}
"""Documents of this load, and those of them that the record has: only of these can it have rows already."""


def _there(table: str) -> str:
    return f"(FROM {table} SEMI JOIN known USING (document))"


# In this order: the anti-joins on `reading` must see it before document_version gains it.
_INSERTS = {
    "run": "INSERT INTO run BY NAME SELECT DISTINCT * FROM new_run ANTI JOIN run USING (run_id)",
    "request": """
        INSERT INTO request BY NAME
        SELECT DISTINCT ON (url, fetched_at) * FROM new_request ANTI JOIN request USING (url, fetched_at)
        ORDER BY url, fetched_at, warc_file, warc_offset""",
    "mention_count": f"""
        INSERT INTO mention_count BY NAME
        SELECT DISTINCT ON (reading, fate) * FROM new_mention_count
        ANTI JOIN {_there("mention_count")} USING (reading)
        ORDER BY reading, fate""",
    "unclaimed_number": f"""
        INSERT INTO unclaimed_number BY NAME
        SELECT DISTINCT * FROM new_unclaimed ANTI JOIN {_there("unclaimed_number")} USING (reading)""",
    "claim": f"""
        INSERT INTO claim BY NAME
        SELECT DISTINCT * FROM new_claim ANTI JOIN {_there("claim")} USING (reading)""",
    "investment": f"""
        INSERT INTO investment BY NAME
        SELECT DISTINCT * FROM new_investment ANTI JOIN {_there("investment")} USING (reading)""",
    "observation": f"""
        INSERT INTO observation BY NAME
        SELECT DISTINCT ON (observation_id) * FROM new_observation
        ANTI JOIN {_there("observation")} USING (observation_id)
        ORDER BY observation_id""",
    "evidence": f"""
        INSERT INTO evidence BY NAME
        SELECT DISTINCT ON (observation_id, reading, locator) * FROM new_evidence
        ANTI JOIN {_there("evidence")} USING (observation_id, reading, locator)
        ORDER BY observation_id, reading, locator, confidence DESC""",
    # A sighting of the reading that was seen just before it says nothing new.
    "document_version": """
        INSERT INTO document_version BY NAME
        SELECT * EXCLUDE (is_new, before) FROM (
            SELECT *, lag(reading) OVER (PARTITION BY document ORDER BY seen_at, step, version, reading) AS before
            FROM (
                SELECT *, false AS is_new FROM document_version SEMI JOIN known USING (document)
                UNION ALL BY NAME
                SELECT *, $step AS step, true AS is_new FROM new_document
            )
        )
        WHERE is_new AND before IS DISTINCT FROM reading""",
    "indicator_old": """
        DELETE FROM indicator WHERE EXISTS (FROM new_indicator)
        AND NOT EXISTS (FROM new_indicator n WHERE n.catalog_version = indicator.catalog_version)""",
    "indicator": """
        INSERT INTO indicator BY NAME SELECT DISTINCT * FROM new_indicator ANTI JOIN indicator USING (indicator)""",
}

# Only documents of these batches can have changed, and what is said of one hangs on its own rows alone: the views see
# temporary tables of the tables' names, in which DuckDB looks first, with the rows of some documents.
_OF_DOCUMENTS = {
    "document_version": "*", "evidence": "observation_id, reading", "observation": "observation_id, document",
    "statement": "*",
}  # fmt: skip
_STATEMENTS = """
    INSERT INTO {statement} BY NAME
    SELECT d.*, $run_id AS run_id, $step AS step FROM statement_due d
    LEFT JOIN current_statement c USING (observation_id)
    WHERE d.state IS DISTINCT FROM c.state"""


@dataclass(frozen=True, slots=True)
class _Rows:
    """The batch as rows of the tables."""

    tables: Mapping[str, list[dict[str, object]]]
    refused: list[str]

    @classmethod
    def of(cls, batch: LoadBatch, *, with_catalog: bool) -> _Rows:
        run = batch.run
        tables: dict[str, list[dict[str, object]]] = {name: [] for name in _COLUMNS}
        refused: list[str] = []
        tables["new_run"] = [{f.name: getattr(run, f.name) for f in fields(run)}]
        tables["new_request"] = [_fetch(f, run) for f in batch.fetches]
        tables["new_indicator"] = list(_indicators(batch.catalog)) if with_catalog else []
        for document in batch.documents:
            where: dict[str, object] = {
                "document": document.document, "version": document.version,
                "reading": reading_id(document, run), "run_id": run.run_id,
            }  # fmt: skip
            tables["new_document"].append(_document(document, run) | where)
            tables["new_mention_count"] += [where | {"fate": f, "mentions": n} for f, n in document.fates.items()]
            tables["new_unclaimed"] += [
                where | {"printed": u.printed, "sentence": u.sentence} for u in document.unclaimed
            ]
            for name, asides in (("new_claim", document.claims), ("new_investment", document.investments)):
                for aside in asides:
                    if _unstorable(aside.ratio if isinstance(aside, Claim) else aside.value):
                        refused.append(f"{document.document}: {aside.printed!r} is too large to be stored")
                        continue
                    tables[name].append(_aside(aside) | where)
            for observation, evidence in document.figures:
                if _too_large(observation):
                    refused.append(f"{document.document}: {evidence.printed!r} is too large to be stored")
                    continue
                tables["new_observation"].append(_observation(observation) | {"run_id": run.run_id})
                tables["new_evidence"].append(_evidence(observation, evidence) | where)
        return cls(tables, refused)

    def frames(self) -> dict[str, pa.Table]:
        """Each that has any, as an Arrow table with the types of the schema."""
        return {
            name: pa.Table.from_pylist(rows, schema=pa.schema(list(_COLUMNS[name].items())))
            for name, rows in self.tables.items()
            if rows
        }


def _fetch(fetch: Fetch, run: Run) -> dict[str, object]:
    location = fetch.location
    return {
        "run_id": run.run_id, "source": fetch.source, "url": fetch.url, "fetched_at": fetch.fetched_at,
        "status": fetch.status, "sha256": fetch.sha256, "warc_file": location.file if location else None,
        "warc_offset": location.offset if location else None, "etag": fetch.etag,
        "last_modified": fetch.last_modified, "error": fetch.error,
    }  # fmt: skip


def _document(document: LoadDocument, run: Run) -> dict[str, object]:
    names = [f.name for f in fields(document) if f.name not in _PARTS]
    published_from, published_to = published_range(document.published)
    return {name: getattr(document, name) for name in names} | {
        "published_from": published_from, "published_to": published_to,
        "extractor_version": run.extractor_version, "catalog_version": run.catalog_version,
    }  # fmt: skip


def _observation(observation: Observation) -> dict[str, object]:
    row: dict[str, object] = {name: getattr(observation, name) for name in _OBSERVATION_OWN}
    return row | {"observation_id": observation.id, "value": stored(observation.value)}


def _evidence(observation: Observation, evidence: Evidence) -> dict[str, object]:
    return {
        "observation_id": observation.id, "locator": evidence.locator, "printed": evidence.printed,
        "sentence": evidence.sentence, "low": stored(observation.low), "high": stored(observation.high),
        "converted_value": stored(observation.converted_value), "converted_unit": observation.converted_unit,
        "confidence": observation.confidence, "extractor_version": evidence.extractor_version,
        "catalog_version": evidence.catalog_version,
    }  # fmt: skip


def _aside(aside: Claim | Investment) -> dict[str, object]:
    row = {f.name: getattr(aside, f.name) for f in fields(aside)}
    return {name: stored(value) if isinstance(value, Decimal) else value for name, value in row.items()}


def _indicators(catalog: Catalog) -> Iterator[dict[str, object]]:
    for indicator in catalog.indicators.values():
        yield {
            "indicator": indicator.id, "name_en": indicator.name["en"], "name_vi": indicator.name["vi"],
            "definition_en": indicator.definition["en"], "definition_vi": indicator.definition["vi"],
            "kind": indicator.kind, "unit": indicator.units[0], "catalog_version": catalog.version,
        }  # fmt: skip


def stored(value: Decimal | None) -> Decimal | None:
    """A value to the places that DECIMAL(28,6) keeps."""
    return value.quantize(Decimal("0.000001")) if value is not None else None


def _too_large(observation: Observation) -> bool:
    numbers = (observation.value, observation.low, observation.high, observation.converted_value)
    return any(n is not None and _unstorable(n) for n in numbers)


def _unstorable(number: Decimal) -> bool:
    return not number.is_finite() or abs(number) >= _LARGEST


class _Staging:
    """Batches on their way into the record: Arrow tables, inserted when there are many rows of them."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, step: int) -> None:
        self.counts: Counter[str] = Counter()
        """Rows that each table gained."""
        self._connection, self._step = connection, step
        self._catalog = ""
        self._kept = 0
        """Rows that were inserted."""
        connection.execute("CREATE OR REPLACE TEMP TABLE touched (document VARCHAR)")
        self._empty()

    def add(self, batch: LoadBatch) -> list[str]:
        """Stage a batch; what of it cannot be stored."""
        rows = _Rows.of(batch, with_catalog=batch.catalog.version != self._catalog)
        self._catalog = batch.catalog.version
        for name, frame in rows.frames().items():
            self._staged[name].append(frame)
            self._rows += frame.num_rows
        if self._rows >= max(_STAGED, self._kept // _PART_STAGED):
            self.insert()
        return rows.refused

    def insert(self) -> None:
        """Insert what is staged."""
        self._kept += self._rows
        _hold(self._connection, int(max(_MEMORY, self._rows * _MEMORY_OF_ROW)) + self.kept_mb)
        staged = {name: pa.concat_tables(frames) for name, frames in self._staged.items()}
        for name, sql in (*_BEFORE.items(), *_INSERTS.items()):
            self.counts[name] += _carried_out(self._connection, sql, self._step, **staged)
        self._empty()

    @property
    def kept_mb(self) -> int:
        """What DuckDB may hold more for the rows that wait for the transaction's end."""
        return int(self._kept * _MEMORY_OF_KEPT)

    def _empty(self) -> None:
        self._staged = {name: [pa.schema(list(c.items())).empty_table()] for name, c in _COLUMNS.items()}
        self._rows = 0


def _carried_out(
    connection: duckdb.DuckDBPyConnection, sql: str, step: int, new_run: pa.Table, new_request: pa.Table,
    new_document: pa.Table, new_observation: pa.Table, new_evidence: pa.Table, new_mention_count: pa.Table,
    new_unclaimed: pa.Table, new_claim: pa.Table, new_investment: pa.Table, new_indicator: pa.Table,
) -> int:  # fmt: skip
    """Carry out a statement that names the tables as they are called here; how many rows it brought.

    They are not registered: DuckDB would keep them until the transaction ends, as it does with temporary tables.
    """
    row = connection.execute(sql, {"step": step} if "$step" in sql else None).fetchone()
    return int(row[0]) if row else 0


@contextmanager
def _frugal(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Whatever the machine has, a load takes little of it: it goes on beside those who read for it.

    By one thread it holds less and takes no longer. What was allowed before is set again by name: `RESET memory_limit`
    says that it has been, and DuckDB 1.5 goes on with the smaller one, too little for the checks of a large record.
    """
    settings = "SELECT current_setting('memory_limit'), current_setting('threads')"
    ((memory, threads),) = connection.execute(settings).fetchall()
    amount, unit = str(memory).split()
    _hold(connection, _MEMORY)
    connection.execute("SET threads = 1")
    try:
        yield
    finally:
        # it is told cut to one decimal: set as told, it would lose one with each load
        connection.execute(f"SET memory_limit = '{float(amount) + 0.05:.2f} {unit}'")
        connection.execute(f"SET threads = {threads}")


def _hold(connection: duckdb.DuckDBPyConnection, megabytes: int) -> None:
    connection.execute(f"SET memory_limit = '{megabytes}MB'")


def _parts(batch: LoadBatch) -> Iterator[LoadBatch]:
    """A batch by some documents at a time: it may be all of a night."""
    yield replace(batch, documents=batch.documents[:_AT_ONCE])
    for first in range(_AT_ONCE, len(batch.documents), _AT_ONCE):
        yield replace(batch, fetches=(), documents=batch.documents[first : first + _AT_ONCE])


def _next_step(connection: duckdb.DuckDBPyConnection) -> int:
    steps = "SELECT step FROM statement UNION ALL SELECT step FROM document_version"
    row = connection.execute(f"SELECT 1 + coalesce(max(step), 0) FROM ({steps})").fetchone()
    return int(row[0]) if row else 1


def _append_statements(connection: duckdb.DuckDBPyConnection, run_id: str, step: int) -> Counter[str]:
    """What the documents that were touched say now, where that has changed; rows by state."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE slice AS SELECT document, (row_number() OVER () - 1) // ? AS number "
        "FROM (SELECT DISTINCT document FROM touched)",
        [_DOCUMENTS],
    )
    ((database,),) = connection.execute("SELECT current_database()").fetchall()
    lasting = f'"{database}".main'  # `main` alone is that of the temporary tables, too
    slices = connection.execute("SELECT DISTINCT number FROM slice").fetchall()
    try:
        for (number,) in slices:
            for table, columns in _OF_DOCUMENTS.items():
                connection.execute(
                    f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT {columns} FROM {lasting}.{table} "
                    "WHERE document IN (SELECT document FROM slice WHERE number = ?)",
                    [number],
                )
            statements = _STATEMENTS.format(statement=f"{lasting}.statement")
            connection.execute(statements, {"run_id": run_id, "step": step})
    finally:
        for table in ("slice", "touched", "known", *_OF_DOCUMENTS):
            connection.execute(f"DROP TABLE IF EXISTS temp.{table}")
    rows: Iterable[tuple[str, int]] = connection.execute(
        "SELECT state, count(*) FROM statement WHERE step = ? GROUP BY state", [step]
    ).fetchall()
    return Counter(dict(rows))
