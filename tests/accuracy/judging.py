"""How what is fitted is judged: what is left out together, and how likely a reading is right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from accuracy.goldset import Annotated

Array = NDArray[np.float32]
JUDGED = Path(__file__).with_name("judged.json")
"""What `make fit` leaves behind: how pages are read by networks that were fitted without them."""


def fold_of(entry: Annotated, folds: int, by: str = "site") -> int:
    """The part of the cross-validation that an entry belongs to: that of its site, or of its page (with those in its manner)."""
    page = re.sub(r"^([cd]\d-\d\d)-\d$", r"\1", entry.stem)
    return crc32((entry.site if by == "site" else page).encode()) % folds


def calibration(judged: Sequence[tuple[float, bool]]) -> Array:
    """Slope and offset of the logistic function that turns the odds of a reading's choices into how often it is right."""
    likelihood = np.clip(np.asarray([p for p, _ in judged]), 1e-6, 1 - 1e-6)
    x, y = np.log(likelihood / (1 - likelihood)), np.asarray([float(r) for _, r in judged])

    def unlikely(slope: float, offset: float) -> float:
        z = slope * x + offset
        return float((np.logaddexp(0, z) - y * z).sum())

    slope, offset = 1.0, 0.0
    for _ in range(50):  # Newton's method
        p = np.exp(-np.logaddexp(0, -slope * x - offset))
        w = p * (1 - p)
        gradient = np.asarray([((y - p) * x).sum(), (y - p).sum()])
        hessian = np.asarray([[(w * x * x).sum(), (w * x).sum()], [(w * x).sum(), w.sum()]])
        step = np.linalg.solve(hessian + 1e-6 * np.eye(2), gradient)
        part = 1.0  # a whole step may go too far, and the next one further still
        while part > 1e-6 and unlikely(slope + part * step[0], offset + part * step[1]) > unlikely(slope, offset):
            part /= 2
        slope, offset = slope + part * step[0], offset + part * step[1]
    return np.asarray([slope, offset], np.float32)
