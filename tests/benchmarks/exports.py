"""`make bench`: an export of 1,000,000 observations beside DuckDB's own COPY of the same tables and views.

The copy is what a user would type, `COPY (FROM series) TO …`, once for each table, one file each; the export sorts the
rows, writes the checksums, and syncs the disk. SDMX-CSV is compared with a CSV copy of `series`: DuckDB has no such format.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from extractors.catalog import load_catalog
from warehouse.connect import Home, open_record, open_release
from warehouse.exports import tables
from warehouse.exports.export import Format, export
from warehouse.records import Run
from warehouse.release import _stage
from warehouse.suites import COUNTED

OBSERVATIONS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
PER_PAGE = 100
ROUNDS = 3

RECORD = f"""
    CREATE TEMP TABLE made AS
    SELECT i, sha256(CAST(i AS VARCHAR)) AS id, i // {PER_PAGE} AS page, DATE '1997-01-01' + CAST(i % 10000 AS INTEGER) AS day,
        CAST(hash(i) % 1000000000000 AS DECIMAL(28,6)) / 100 AS value
    FROM range({OBSERVATIONS}) t(i);
    CREATE TEMP TABLE page AS
    SELECT page, concat('https://paper', page % 20, '.example/news/', page) AS url, sha256(concat('text', page)) AS version,
        sha256(concat('reading', page)) AS reading, sha256(concat('body', page)) AS body
    FROM (SELECT DISTINCT page FROM made);
    INSERT INTO run VALUES ('run', now(), 'sample', '1', 'c');
    INSERT INTO request SELECT 'run', 'own', url, now(), 200, body, 'a.warc.gz', page, NULL, NULL, NULL FROM page;
    INSERT INTO document_version SELECT url, version, reading, 'own', concat('Paper ', page % 20), 'press', url,
        concat('Title of page ', page), 'en', '2026-01-15', 'printed', DATE '2026-01-15', DATE '2026-01-15', body,
        'source', '1', 'c', now(), 'run', 1 FROM page;
    INSERT INTO observation SELECT id, url, (SELECT list(indicator ORDER BY indicator) FROM indicator)[1 + i // 30000],
        'N', 'VN-56', '_T', '_T', 'province', ['_T', 'KR', 'JP'][1 + (i // 10000) % 3], CAST(day AS VARCHAR), day, day, 'D',
        value, 'USD', NULL, 'A', '=', 'run' FROM made JOIN page USING (page);
    INSERT INTO evidence SELECT id, url, version, reading, concat('text:', i % 100, '-', i % 100 + 9),
        concat(value, ' USD'), concat('In the words of the page, exports of the province reached ', value,
        ' USD on that day, according to the statistics office, up on the year before.'), value - 0.5, value + 0.5, NULL,
        NULL, 0.95, '1', 'c', 'run' FROM made JOIN page USING (page);
    INSERT INTO statement SELECT id, url, version, 'stated', now(), 'run', 1 FROM made JOIN page USING (page);
    INSERT INTO verdict SELECT id, 'accepted', '', '', NULL, NULL, NULL, 'run', now(), 1 FROM made;
"""


def synthetic(home: Home) -> None:
    """A release of OBSERVATIONS accepted observations, each a key of its own."""
    catalog = load_catalog()
    with closing(open_record(home.record)) as connection:
        connection.executemany(
            "INSERT INTO indicator VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (i.id, i.name["en"], i.name["vi"], i.definition["en"], i.definition["vi"], i.kind, i.units[0], "c")
                for i in catalog.indicators.values()
            ],
        )
        connection.execute(RECORD)
    # put in place without the checks of `release`, which are not what is measured
    _stage(
        home.record,
        home.release,
        "2026-01-01.1",
        Run("run", datetime.now(UTC), "sample", "1", "c"),
        dict.fromkeys(COUNTED, OBSERVATIONS),
    )


def copy(file: Path, to: Path, names: list[str], kind: str) -> None:
    """DuckDB's own COPY of the tables."""
    to.mkdir()
    with closing(open_release(file)) as connection:
        for name in names:
            connection.execute(f"COPY (FROM {name}) TO '{to}/{name}.{kind}' (FORMAT {kind})")


def costs(*calls: tuple[Callable[[Path], object], Path]) -> list[tuple[float, float]]:
    """Seconds and processor seconds of each, the best of ROUNDS, in turns: a machine that others use is not the same from
    minute to minute."""
    found: list[list[tuple[float, float]]] = [[] for _ in calls]
    for _ in range(ROUNDS):
        for own, (call, folder) in zip(found, calls, strict=True):
            shutil.rmtree(folder, ignore_errors=True)
            start, busy = time.perf_counter(), time.process_time()
            call(folder)
            own.append((time.perf_counter() - start, time.process_time() - busy))
    return [(min(wall for wall, _ in own), min(busy for _, busy in own)) for own in found]


def main() -> None:
    """Print seconds and ratio for each format."""
    with tempfile.TemporaryDirectory() as root:
        home = Home(Path(root), "sample")
        start = time.perf_counter()
        synthetic(home)
        print(f"{OBSERVATIONS:,} observations made in {time.perf_counter() - start:.0f} s")
        every = list(tables.TABLES)
        compared: list[tuple[Format, list[str], str]] = [
            ("sdmx", ["series"], "csv"), ("parquet", every, "parquet"), ("csv", every, "csv"), ("datapackage", every, "csv"),
        ]  # fmt: skip
        for kind, names, plain in compared:
            theirs, ours = costs(
                (lambda to: copy(home.release, to, names, plain), Path(root) / "copy"),  # noqa: B023
                (lambda to: export(home.release, to, [kind]), Path(root) / "export"),  # noqa: B023
            )
            print(
                f"{kind:12} export {ours[0]:6.1f} s, COPY as {plain} {theirs[0]:6.1f} s: {ours[0] / theirs[0]:.2f}; "
                f"processor {ours[1]:.1f} s, {theirs[1]:.1f} s: {ours[1] / theirs[1]:.2f}"
            )


if __name__ == "__main__":
    main()
