"""One turn at a time: whoever comes second waits. A killed process lets go at once, on either database."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

LOCK = 0x7475_726E
"""Our number among PostgreSQL's advisory locks: the letters `turn`."""


@contextmanager
def alone(waits: Callable[[], None]) -> Iterator[None]:
    """Hold the right to turn; ``waits`` is called where another holds it, before waiting for it."""
    if connection.vendor == "postgresql":
        with _postgresql(waits):
            yield
        return
    home = Path(settings.HOME)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (home / "turn.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waits()
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _postgresql(waits: Callable[[], None]) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            waits()
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
