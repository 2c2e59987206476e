"""What the benchmarks of size share: the growth fitted to several sizes, a process's peak memory, the load of the machine."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from pathlib import Path


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


def load_average() -> str:
    """Of the last minute, beside the number of processors: above it, seconds by the clock mean little."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
