"""What the benchmarks of reading share: halves that never change, and intervals by resampling."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable, Sequence
from typing import TypeVar

RESAMPLES = 500
Item = TypeVar("Item")


def half(key: str) -> str:
    """Which half a row belongs to: decided by its key alone, so that it never changes."""
    return "dev" if zlib.crc32(key.encode()) % 2 == 0 else "blind"


def mean(values: Sequence[float]) -> float:
    return sum(values) / max(1, len(values))


def interval(items: Sequence[Item], figure: Callable[[Sequence[Item]], float]) -> str:
    """The middle 95% of the figure over resamples of the items."""
    chance = random.Random(1)
    drawn = sorted(figure(chance.choices(items, k=len(items))) for _ in range(RESAMPLES))
    return f"({drawn[int(0.025 * RESAMPLES)]:.2f} to {drawn[int(0.975 * RESAMPLES) - 1]:.2f})"
