"""What the benchmarks of size share: the growth fitted to several sizes, a process's peak memory, the load of the machine."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread


def exponent(points: Sequence[tuple[float, float]]) -> float:
    """The power of size by which cost grows: slope of the line through (size, cost), both as logarithms."""
    logs = [(math.log(size), math.log(cost)) for size, cost in points]
    mean_x, mean_y = (sum(v) / len(logs) for v in zip(*logs, strict=True))
    return sum((x - mean_x) * (y - mean_y) for x, y in logs) / sum((x - mean_x) ** 2 for x, _ in logs)


def peak_mb() -> float:
    """Most memory that this process has held since `forget_peak`, MB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0


def forget_peak() -> None:
    """Let the peak count from now on."""
    Path("/proc/self/clear_refs").write_text("5")


@dataclass(slots=True)
class Peak:
    """Most memory that was seen."""

    mb: float = 0.0


@contextmanager
def watched(seconds: float = 0.5) -> Iterator[Peak]:
    """Looks every so often at the memory of this process and all it has started; what they share is counted once."""
    peak, ended = Peak(), Event()

    def look() -> None:
        while True:
            peak.mb = max(peak.mb, sum(proportional_mb(pid) for pid in family(os.getpid())))
            if ended.wait(seconds):
                return

    watcher = Thread(target=look)
    watcher.start()
    try:
        yield peak
    finally:
        ended.set()
        watcher.join()


def family(pid: int) -> Iterator[int]:
    """A process and those that it has started, and they."""
    yield pid
    try:
        for thread in Path(f"/proc/{pid}/task").iterdir():
            for child in (thread / "children").read_text().split():
                yield from family(int(child))
    except OSError:  # it has ended
        return


def proportional_mb(pid: int) -> float:
    """Memory of a process, MB; a page that n processes share counts 1/n in each."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except OSError:  # it has ended
        pass
    return 0.0


def load_average() -> str:
    """Of the last minute, beside the number of processors: above it, seconds by the clock mean little."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
