"""How often a connection may be called: a bucket of tokens each, in every process."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock
from typing import Final

A_SECOND: Final = 1_000.0
AT_ONCE: Final = 4_000.0
"""Calls in a burst: a call of tracking may hold hundreds of events, so this is far above what a company sends."""
MOST: Final = 10_000


class Buckets:
    """A bucket for each connection: full at first, refilled steadily; a call takes a token."""

    def __init__(
        self, a_second: float = A_SECOND, at_once: float = AT_ONCE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate, self._size, self._clock = a_second, at_once, clock
        self._held: dict[int, tuple[float, float]] = {}
        self._lock = Lock()

    def take(self, connection: int) -> int:
        """0 where the call is let through; else after how many seconds to try again."""
        with self._lock:
            now = self._clock()
            held, last = self._held.get(connection, (self._size, now))
            held = min(self._size, held + (now - last) * self._rate)
            enough = held >= 1
            if len(self._held) > MOST:
                self._held.clear()
            self._held[connection] = held - enough, now
            return 0 if enough else max(1, round((1 - held) / self._rate))


BUCKETS: Final = Buckets()
