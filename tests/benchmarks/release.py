"""`make bench`: checking a record, copying it, and opening the copy as a user will, every view of it computed.

`python -m benchmarks.release [SIZE…]`; default 10,000 100,000 1,000,000. The record's verdicts are all "accepted".
"""

from __future__ import annotations

import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from benchmarks import record
from benchmarks.measured import exponent, forget_peak, load_average, peak_mb
from extractors.catalog import load_catalog
from warehouse.connect import Home, open_record
from warehouse.load import load_all
from warehouse.release import check_record, release

ACCEPTED = """
    INSERT INTO verdict (observation_id, status, check_name, reason, run_id, decided_at, step)
    SELECT observation_id, 'accepted', '', '', 'run-1', now(), 1 FROM observation"""


def main() -> None:
    catalog = load_catalog()
    points = []
    for size in [int(a) for a in sys.argv[1:]] or (10_000, 100_000, 1_000_000):
        with tempfile.TemporaryDirectory() as folder:
            home = Home(Path(folder), "sample")
            with closing(open_record(home.file)) as connection:
                load_all(connection, record.batches(size, catalog, record.run()))
                connection.execute(ACCEPTED)
                connection.execute("CHECKPOINT")
                begun = time.process_time()
                assert check_record(connection) == []
                checked = time.process_time() - begun
            forget_peak()
            begun, clock = time.process_time(), time.perf_counter()
            released = release(home, record.run())
            seconds, clock = time.process_time() - begun, time.perf_counter() - clock
            assert released.status == "released", released
            points.append((size, seconds))
            print(
                f"{size:>10,} observations: released in {seconds:6.1f} s of processor, {clock:.1f} s by the clock "
                f"({load_average()}); its required checks alone {checked:.1f} s; peak {peak_mb():,.0f} MB; "
                f"file {home.release.stat().st_size / 1e6:,.0f} MB",
                flush=True,
            )
    if len(points) > 1:
        print(f"exponent {exponent(points):.2f}")


if __name__ == "__main__":
    main()
