"""A fast fuzzer of numbers and periods: `python -m fuzz.numbers --minutes 60 [--seed 2]`.

Each input is one short text of the trade's own pieces, in any order and spoilt, read once as quantities and times in one language; one in
some thousands is repeated to a long one, for what grows faster than its text. A crash, an offset outside the text, a value that is no
number, or more than a second of processor time is a finding: one a place in the code is kept in tests/fuzz/findings/.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from extractors import periods, quantities, scanner

FINDINGS = Path(__file__).parent / "findings"
SECONDS = 1.0
LONG = 5_000
"""Characters of a long input."""
_ONE_IN = 20_000
DIGITS = ["0123456789"] * 12 + ["٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "０１２３４５６７８９", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"]
SEPARATORS = [
    ".",
    ",",
    ".",
    ",",
    " ",
    "\u00a0",
    "\u202f",
    "'",
    "’",
    "/",
    "-",
    "–",
    ":",
    "..",
    ",,",
    "·",
    "٫",
    "٬",
    "．",
    "，",
    "\u200b",
    "\u00ad",
]
_WORDS = """
% percent per cent percentage points phần trăm million billion trillion bn tn m k tỷ tỉ triệu nghìn ngàn tỷ đồng nghìn tỷ VND VNĐ USD US$ $
€ đồng ha hectares héc ta projects dự án enterprises doanh nghiệp workers lao động người times lần half a dozen hundred thousand one two
nine twenty-six một hai năm mười first second last next I II III IV V quý quarter Q1 Q4 H1 H2 tháng month months năm year years ngày day đầu
năm cùng kỳ same period đến tới từ as of by until since from to between and và trong of in on the this last January Feb. march Sept.
December Giêng Chạp 2019 2023 2030 1997 2020-2025 2025-2020 31/12/2022 29/02/2023 32/13/2021 0/0/2000 1/2020 13/2020 20-11 quý V/2023 nine
months first thirteen months of 9 tháng đầu năm 2023 6/2024 over about nearly hơn khoảng gần under less than tăng giảm up down rank thứ hạng
1st 2nd 3rd 11th ( ) [ ] “ ” ; : , . … – — - + ± ~ > < = № # COVID-19 F-16 A4 C26 e308 E-9 0x1F NaN inf ½ ⅔ ² ³ ₂ ① Ⅳ ㎡ ｋｍ ﬁ İ ı ß ǆ
"""
WORDS = _WORDS.split()
SPOILERS = ["\x00", "\u200b", "\u202e", "\u0301", "\u0309", "\ufeff", "\u2028", "\ud7ff", "\U0010ffff", "\t", "\n", "\r\n", "\u00ad", "\u2060", "\ufffd", "a\u0306\u0301"]  # fmt: skip


def number(random_: random.Random) -> str:
    """A number in one of the forms that pages print, or nearly."""
    digits = random_.choice(DIGITS)
    form = random_.randrange(8)
    if form == 0:
        return "".join(random_.choices(digits, k=random_.randint(1, 4)))
    if form == 1:
        return "".join(random_.choices(digits, k=random_.choice((5, 9, 20, 40, 300))))
    separator = random_.choice(SEPARATORS)
    groups = [
        "".join(random_.choices(digits, k=random_.choice((3, 3, 3, 1, 2, 4, 0)))) for _ in range(random_.randint(1, 4))
    ]
    return random_.choice(digits) + separator + (separator if form < 6 else random_.choice(SEPARATORS)).join(groups)


def text(random_: random.Random) -> str:
    """One input."""
    pieces = [
        number(random_) if random_.random() < 0.4 else random_.choice(WORDS if random_.random() < 0.95 else SPOILERS)
        for _ in range(random_.randint(1, 6))
    ]
    joined = random_.choice((" ", " ", " ", " ", "", ", ", "\n")).join(pieces)
    if random_.randrange(_ONE_IN) == 0:
        joined = (joined + " ") * (LONG // (len(joined) + 1) + 1)
        return joined[:LONG]
    return joined


def check(value: str, language: str, published: str | None) -> None:
    """Read one input; raises where a reading is no reading."""
    for quantity in quantities.read(value, language):
        inside = 0 <= quantity.start <= quantity.number_start < quantity.number_end <= quantity.end <= len(value)
        if not inside or not quantity.value.is_finite() or quantity.half_unit < 0:
            raise AssertionError(f"no quantity of this text: {quantity}")
    context = periods.Context(published, 2022)
    for found in periods.find(value, language):
        if not 0 <= found.start < found.end <= len(value):
            raise AssertionError(f"no time of this text: {found}")
        periods.flow_period(found, context)
        periods.stock_date(found, context)
        periods.index_period(found, context)
    at = 0
    for start, end in scanner.numbers(value):
        if not at <= start < end <= len(value):
            raise AssertionError(f"no number of this text: {start}, {end}")
        at = end


class Hang(Exception):
    """More processor time than an input may take."""


@contextmanager
def alarm() -> Iterator[None]:
    """Hang is raised in the running call when the processor time given to `rearm` is over."""

    def ring(number: int, frame: FrameType | None) -> None:
        raise Hang("over its processor time")

    before = signal.signal(signal.SIGVTALRM, ring)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def rearm(seconds: float = SECONDS) -> None:
    """Start the time anew."""
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)


def keep(kind: str, raw: bytes, error: Exception, known: set[str]) -> bool:
    """Keep an input that failed, the first for each place in the code; whether it is new."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{type(error).__name__} {frames[-1].filename}:{frames[-1].lineno}" if frames else type(error).__name__
    if place in known:
        return False
    known.add(place)
    FINDINGS.mkdir(exist_ok=True)
    name = f"{kind}-" + hashlib.sha256(raw).hexdigest()[:12]
    (FINDINGS / name).write_bytes(raw)
    (FINDINGS / f"{name}.txt").write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--inputs", type=int, default=10**12)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    random_ = random.Random(args.seed)
    known: set[str] = set()
    runs = failed = 0
    slowest = 0.0
    until = time.monotonic() + 60 * args.minutes
    with alarm():
        while runs < args.inputs and (runs % 256 or time.monotonic() < until):
            value = text(random_)
            runs += 1
            begun = time.process_time()
            rearm()
            try:
                check(value, "en" if runs & 1 else "vi", (None, "2024-03-05", "2024-03", "2024")[runs & 3])
            except Exception as error:
                failed += 1
                if keep("numbers", value.encode(), error, known):
                    sys.stdout.write(f"finding after {runs} inputs: {error!r}\n")
            slowest = max(slowest, time.process_time() - begun)
            if runs % 100_000 == 0:
                sys.stdout.write(f"{runs} inputs, {failed} failed at {len(known)} places, slowest {slowest:.3f} s\n")
                sys.stdout.flush()
    sys.stdout.write(f"{runs} inputs, {failed} failed at {len(known)} places, slowest {slowest:.3f} s\n")


if __name__ == "__main__":
    main()
