"""`make bench`: observations into an empty record, in one transaction, batches of 50 pages; then a night's into the full one.

`python -m benchmarks.load [SIZE…]`; default 10,000 100,000 1,000,000 10,000,000.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from benchmarks import record
from benchmarks.measured import exponent, forget_peak, load_average, peak_mb
from extractors.catalog import load_catalog
from warehouse.connect import open_record
from warehouse.load import load_all
from warehouse.records import LoadBatch

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)


class Timed:
    """Batches, and the processor time that making them took: it is not the load's."""

    def __init__(self, made: Iterator[LoadBatch]) -> None:
        self.made, self.seconds = made, 0.0

    def __iter__(self) -> Iterator[LoadBatch]:
        while True:
            begun = time.process_time()
            batch = next(self.made, None)
            self.seconds += time.process_time() - begun
            if batch is None:
                return
            yield batch


def main() -> None:
    sizes = [int(a) for a in sys.argv[1:]] or list(SIZES)
    catalog = load_catalog()
    points = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder, closing(open_record(Path(folder) / "work.duckdb")) as connection:
            forget_peak()
            batches = Timed(record.batches(size, catalog, record.run()))
            begun, clock = time.process_time(), time.perf_counter()
            loaded = load_all(connection, batches)
            seconds = time.process_time() - begun - batches.seconds
            clock = time.perf_counter() - clock
            assert loaded.observations == size == loaded.stated, loaded
            points.append((size, seconds))
            print(
                f"{size:>10,} observations: {seconds:7.1f} s of processor, {1e6 * seconds / size:5.0f} µs each; "
                f"{clock:.1f} s by the clock with making them ({load_average()}); peak {peak_mb():,.0f} MB",
                flush=True,
            )
            night = next(record.batches(1000, catalog, record.run(2)))
            moved = [replace(d, document=d.document + "?new", version=d.version[::-1]) for d in night.documents]
            figures = [
                replace(d, figures=[(replace(o, id=o.id[::-1], document=d.document), replace(e, observation_id=o.id[::-1], document=d.document, version=d.version)) for o, e in d.figures])
                for d in moved
            ]  # fmt: skip
            begun = time.process_time()
            load_all(connection, [LoadBatch(record.run(2), catalog, (), figures)])
            print(f"    1,000 more on top of them: {time.process_time() - begun:.2f} s of processor", flush=True)
            connection.execute("CHECKPOINT")
            bytes_each = (Path(folder) / "work.duckdb").stat().st_size / size
            print(f"    {bytes_each:.0f} bytes an observation on disk", flush=True)
    if len(points) > 1:
        print(f"exponent {exponent(points):.2f}")


if __name__ == "__main__":
    main()
