"""A coverage-guided fuzzer of the whole way from bytes to mentions: `python -m fuzz.mutate --minutes 60`.

Sample pages and the sentences are cut, spliced and spoilt; an input that reaches lines of extractors/ that none before it reached joins the
pool (counted by sys.monitoring's older sister, sys.settrace, on every eighth run only, so that most runs go at full speed). Anything but
observations or an UnreadablePage, and any run that takes more than a second of processor time for 20 kB, is a finding; the first of each
place in the code is kept in tests/fuzz/findings/.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

from accuracy.goldset import sentence_cases

from extractors import figures, pages
from extractors.catalog import load_catalog
from extractors.records import Snapshot
from fuzz.numbers import alarm, keep, rearm

ROOT = Path(__file__).parents[2]
SPOILERS = [
    b"\x00", b"\xff", b"\xe2\x80\x8b", "١٢٣".encode(), "１２".encode(), b"&#0;", b"<table><tr><td>", b"</p><p>", b"%", b" billion ", b"(-", b"1.2.3,4",
    b"99999999999999999999999999999", b"31/02/2023", b" first thirteen months of 2022 ", "tỷ đồng ".encode(), "quý V/2023 ".encode(), b"0/0", b"/2023", b"1 1/0 ",
    "\u202e".encode(), b"respectively ", b"1,", b"e308", "tháng 13 năm 2020".encode(), b"as of 32 January 2021", "ﬁ".encode(), b"(((((((((((((((", b"half half half ",
]  # fmt: skip


def mutated(pool: list[bytes], random_: random.Random) -> bytes:
    """A new input out of those that did something new."""
    data = bytearray(random_.choice(pool))
    for _ in range(random_.randint(1, 6)):
        at = random_.randrange(len(data) + 1)
        match random_.randrange(6):
            case 0:
                data[at:at] = random_.choice(SPOILERS)
            case 1:
                del data[at : at + random_.randint(1, 40)]
            case 2:
                other = random_.choice(pool)
                cut = random_.randrange(len(other) + 1)
                data[at:at] = other[cut : cut + random_.randint(1, 400)]
            case 3:
                data[at:at] = data[at : at + random_.randint(1, 60)] * random_.randint(1, 4)
            case 4 if data:
                data[at % len(data)] = random_.randrange(256)
            case _:
                digits = [i for i, c in enumerate(data) if 48 <= c <= 57]
                if digits:
                    data[random_.choice(digits)] = random_.choice(b"0123456789.,-/% ")
    return bytes(data[:20_000])


def run(data: bytes, catalog: Any) -> None:
    """The way under test; raises for anything that is no reading and no reasoned refusal."""
    snapshot = Snapshot(
        "own", "fuzz", "fuzz", datetime(2026, 1, 1, tzinfo=UTC), 200, {}, data, hashlib.sha256(data).hexdigest()
    )
    try:
        page = pages.read(snapshot, None)
    except pages.UnreadablePage:
        return
    for mention in figures.read(page, catalog, "2024-03-05"):
        if page.text[mention.start : mention.end] != mention.printed:
            raise AssertionError(f"a quote is not where it is said to be: {mention}")


def lines_of(data: bytes, catalog: Any) -> set[tuple[str, int]]:
    """The lines of extractors/ that an input reaches."""
    seen: set[tuple[str, int]] = set()

    def trace(frame: FrameType, event: str, _: object) -> Any:
        name = frame.f_code.co_filename
        if "/extractors/" not in name:
            return None
        if event == "line":
            seen.add((name, frame.f_lineno))
        return trace

    sys.settrace(trace)
    try:
        run(data, catalog)
    finally:
        sys.settrace(None)
    return seen


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    catalog, random_ = load_catalog(), random.Random(args.seed)
    pool = [p.read_bytes() for p in sorted((ROOT / "tests" / "pages").glob("*.html"))[::6]]
    pool += [f"<article><p>{e.page.text}</p></article>".encode() for _, e in sentence_cases()]
    reached: set[tuple[str, int]] = set()
    known: set[str] = set()
    runs = failed = 0
    run(pool[0], catalog)  # what is loaded at first use
    until = time.monotonic() + 60 * args.minutes
    with alarm():
        while time.monotonic() < until:
            data = mutated(pool, random_)
            runs += 1
            # traced lines cost many times as much
            rearm(20 if runs % 8 == 0 else 1)
            try:
                if runs % 8 == 0:
                    new = lines_of(data, catalog) - reached
                    reached |= new
                    if new:
                        pool.append(data)
                else:
                    run(data, catalog)
            except Exception as error:
                failed += 1
                keep("page", data, error, known)
            if runs % 1000 == 0:
                sys.stdout.write(f"{runs} runs, {failed} failed at {len(known)} places\n")
                sys.stdout.flush()
    sys.stdout.write(
        f"{runs} runs, {len(pool)} inputs in the pool, {len(reached)} lines reached, {failed} failed at {len(known)} places\n"
    )


if __name__ == "__main__":
    main()
