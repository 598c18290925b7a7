"""How often a token may ask: so many requests a minute, in bursts.

Counted in each server process: a count in the database would be a write a request, and would wait behind every import.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from math import ceil
from threading import Lock
from time import monotonic
from typing import Final

A_MINUTE: Final = 600
BURST: Final = 100
REMEMBERED: Final = 10_000


class Buckets:
    """A bucket for each token: it holds a burst, and fills at an even pace."""

    def __init__(self, a_minute: int = A_MINUTE, burst: int = BURST, now: Callable[[], float] = monotonic) -> None:
        self.pace, self.burst, self.now = a_minute / 60, burst, now
        self.lock = Lock()
        self.held: OrderedDict[int, tuple[float, float]] = OrderedDict()

    def wait(self, key: int) -> int:
        """0 where the request may pass; else the seconds after which it may."""
        with self.lock:
            now = self.now()
            left, at = self.held.pop(key, (float(self.burst), now))
            left = min(self.burst, left + (now - at) * self.pace)
            passes = left >= 1
            self.held[key] = (left - 1 if passes else left, now)
            while len(self.held) > REMEMBERED:
                self.held.popitem(last=False)
        return 0 if passes else ceil((1 - left) / self.pace)


BUCKETS: Final = Buckets()
