"""What is noticed of calls that were refused: whoever connects a source sees why nothing comes."""

from __future__ import annotations

import logging
import time
from threading import Lock
from typing import Final

from django.db.models import F

from deeproot_app.base import clock
from deeproot_app.record.models import Connection

log = logging.getLogger("deeproot.receive")
EVERY: Final = 30.0
"""Seconds between two notes on one connection: strangers may call as often as they like."""

_lock = Lock()
_noted: dict[int, float] = {}
_failing: set[int] = set()


def refused(connection: Connection, why: str) -> None:
    """Note on the connection why a call was refused; nothing of the call itself."""
    with _lock:
        now = time.monotonic()
        if now - _noted.get(connection.pk, float("-inf")) < EVERY:
            return
        _noted[connection.pk] = now
        _failing.add(connection.pk)
    log.warning("a call of connection %s was refused: %s", connection.pk, why)
    says = f"A call was refused: {why}. Compare the secret here with the one at the source."
    standing = Connection.objects.filter(pk=connection.pk)
    standing.filter(failing_since=None).update(failing_since=clock.now())
    standing.update(says=says, failures=F("failures") + 1, asked_at=clock.now())


def accepted(connection: Connection) -> None:
    """A call was its source's: what was noted before is over."""
    if connection.pk in _failing or connection.says:
        with _lock:
            _failing.discard(connection.pk)
            _noted.pop(connection.pk, None)
        connection.says = ""
        Connection.objects.filter(pk=connection.pk).update(says="", failing_since=None, failures=0)
