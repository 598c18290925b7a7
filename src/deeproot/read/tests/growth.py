"""Whether reading grows no faster than its text: told by a ratio, so that a slow or busy machine changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time

TIMES = 8
AT_MOST = 3.0
"""How much faster than the text it may seem to grow: caches and neighbours are felt; a square would be 8 times."""
FLOOR = 0.02
"""CPU seconds below which a measurement says nothing."""


def grows_with_its_text(read: Callable[[str], object], piece: str, size: int = 60_000) -> bool:
    """Whether a text 8 times as long takes at most 24 times as long, the best of three tries each."""
    short = piece * (size // len(piece))
    return _best(read, short * TIMES) <= AT_MOST * TIMES * max(_best(read, short), FLOOR)


def _best(read: Callable[[str], object], text: str) -> float:
    return min(_took(read, text) for _ in range(3))


def _took(read: Callable[[str], object], text: str) -> float:
    started = process_time()
    read(text)
    return process_time() - started
