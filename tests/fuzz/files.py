"""A fuzzer of damaged files: `python -m fuzz.files warc|workbook --minutes 60 [--seed 2]`.

A sound file is cut, spliced and spoilt. Of an archive, every record that is given must be one that was stored, to the byte, and records
before the first damage must be there; a workbook is read or refused with a reason. All else, and more than a second of processor time, is
a finding, the first of each place in the code kept in tests/fuzz/findings/.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from extractors import formats
from extractors.archive import Archive
from extractors.catalog import Catalog, load_catalog
from extractors.errors import UnreadablePage
from extractors.records import Snapshot
from fuzz.numbers import alarm, keep, rearm

PAGES = Path(__file__).parents[1] / "pages"


class Fuzzed(Protocol):
    sound: bytes

    def check(self, data: bytes) -> None:
        """Read a damaged file; raises where what comes of it is neither right nor a reasoned refusal."""


class Warc:
    """An archive of five answers."""

    def __init__(self, folder: Path, catalog: Catalog) -> None:
        self._folder = folder
        archive = Archive(folder / "sound")
        stored = [
            archive.store(_snapshot(f"https://a.example/{n}", b"<p>%d billion USD</p>" % n * 40, "text/html"))
            for n in range(5)
        ]
        (path,) = (folder / "sound").glob("*.warc.gz")
        self.sound = path.read_bytes()
        self._bodies = {s.body for s in stored}
        self._ends = [*(s.location.offset for s in stored[1:] if s.location), len(self.sound)]
        self._stored = stored
        self._path = folder / "damaged" / "a.warc.gz"
        self._path.parent.mkdir()

    def check(self, data: bytes) -> None:
        for old in self._path.parent.iterdir():
            old.unlink()
        self._path.write_bytes(data)
        found = [s.body for s in Archive(self._path.parent).snapshots()]
        if not set(found) <= self._bodies:
            raise AssertionError("a record that was never stored")
        same = next(
            (i for i, (a, b) in enumerate(zip(data, self.sound, strict=False)) if a != b),
            min(len(data), len(self.sound)),
        )
        for record, end in zip(self._stored, self._ends, strict=True):
            if end <= same and record.body not in found:
                raise AssertionError(f"the record that ends at {end} is lost, the first damage is at {same}")


class Workbook:
    """One of the sample's workbooks."""

    def __init__(self, folder: Path, catalog: Catalog) -> None:
        self._catalog = catalog
        self.sound = min((p.read_bytes() for p in PAGES.rglob("*.xlsx")), key=len)

    def check(self, data: bytes) -> None:
        try:
            formats.read(_snapshot("https://a.example/a.xlsx", data, formats.SUFFIXES[".xlsx"]), None, self._catalog)
        except UnreadablePage:
            return


KINDS: dict[str, Callable[[Path, Catalog], Fuzzed]] = {"warc": Warc, "workbook": Workbook}


def damaged(sound: bytes, random_: random.Random) -> bytes:
    """A file with one to four damages."""
    data = bytearray(sound)
    for _ in range(random_.randint(1, 4)):
        at = random_.randrange(len(data) + 1)
        match random_.randrange(6):
            case 0:
                del data[at:]
            case 1:
                del data[at : at + random_.randint(1, 200)]
            case 2:
                data[at:at] = random_.randbytes(random_.randint(1, 200))
            case 3:
                data[at : at + 50] = bytes(50)
            case 4:
                source = random_.randrange(len(sound))
                data[at:at] = sound[source : source + random_.randint(1, 2000)]
            case _ if data:
                data[at % len(data)] ^= 1 << random_.randrange(8)
    return bytes(data)


def _snapshot(url: str, body: bytes, kind: str) -> Snapshot:
    sha256 = hashlib.sha256(body).hexdigest()
    return Snapshot("own", url, url, datetime(2026, 1, 1, tzinfo=UTC), 200, {"content-type": kind}, body, sha256)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    random_, known = random.Random(args.seed), set[str]()
    runs = failed = 0
    until = time.monotonic() + 60 * args.minutes
    with tempfile.TemporaryDirectory() as folder, alarm():
        fuzzed = KINDS[args.kind](Path(folder), load_catalog())
        fuzzed.check(fuzzed.sound)
        while time.monotonic() < until:
            data = damaged(fuzzed.sound, random_)
            runs += 1
            rearm()
            try:
                fuzzed.check(data)
            except Exception as error:
                failed += 1
                if keep(args.kind, data, error, known):
                    sys.stdout.write(f"finding after {runs} inputs: {error!r}\n")
            if runs % 1000 == 0:
                sys.stdout.write(f"{runs} inputs, {failed} failed at {len(known)} places\n")
                sys.stdout.flush()
    sys.stdout.write(f"{runs} inputs, {failed} failed at {len(known)} places\n")


if __name__ == "__main__":
    main()
