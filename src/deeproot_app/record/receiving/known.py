"""Which connection a call is for: by the address that it was sent to, or by its write key.

Every process remembers connections for a moment: a call costs no question to the database, and what is paused or
removed is noticed within that moment.
"""

from __future__ import annotations

import hmac
import json
import time
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import Final

from deeproot_app import channels
from deeproot_app.base.errors import UserError
from deeproot_app.base.sealed import unseal
from deeproot_app.record.models import Connection

MOMENT: Final = 2.0
"""Seconds that a connection is remembered."""
AGAIN: Final = 0.2
"""Seconds after which an unknown write key is looked for anew."""
TRACKING: Final = "segment"
"""The channel of tracking libraries."""


@dataclass(frozen=True, slots=True)
class Known:
    """A connection that may be called, with its opened secrets."""

    connection: Connection
    secrets: dict[str, str]

    @property
    def paused(self) -> bool:
        return self.connection.state == Connection.State.PAUSED


class Remembered:
    """The connections that this process was asked for of late."""

    def __init__(self) -> None:
        self._by_slug: dict[str, tuple[float, Known]] = {}
        self._keys: tuple[float, list[tuple[str, Known]]] = (float("-inf"), [])
        self._lock = Lock()

    def at(self, slug: str) -> Known | None:
        """The connection with that address; None where there is none whose channel is called by its source."""
        now = time.monotonic()
        if (kept := self._by_slug.get(slug)) and now - kept[0] < MOMENT:
            return kept[1]
        self._by_slug.pop(slug, None)
        found = _open(Connection.objects.exclude(state=Connection.State.REMOVED).filter(slug=slug).first())
        if found is None or not channels.can(found.connection.channel, "verify"):
            return None
        if len(self._by_slug) > 1_000:
            self._by_slug.clear()
        self._by_slug[slug] = now, found
        return found

    def with_key(self, key: str) -> Known | None:
        """The connection whose write key that is, found in a time that tells nothing of the keys there are."""
        given = sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
        found = _among(self._all(MOMENT), given)
        return found or _among(self._all(AGAIN), given)

    def _all(self, old: float) -> list[tuple[str, Known]]:
        with self._lock:
            if time.monotonic() - self._keys[0] > old:
                tracked = Connection.objects.filter(channel=TRACKING).exclude(state=Connection.State.REMOVED)
                opened = [known for one in tracked if (known := _open(one)) is not None]
                keyed = [(one.secrets["write_key"], one) for one in opened if one.secrets.get("write_key")]
                hashed = [(sha256(key.encode()).hexdigest(), one) for key, one in keyed]
                self._keys = time.monotonic(), hashed
            return self._keys[1]

    def forget(self) -> None:
        """Ask the database again from now on."""
        self._by_slug.clear()
        self._keys = float("-inf"), []


def _among(keys: list[tuple[str, Known]], given: str) -> Known | None:
    found = None
    for digest, known in keys:
        if hmac.compare_digest(digest, given):
            found = known
    return found


def _open(connection: Connection | None) -> Known | None:
    """A connection with its secrets; None where the installation's key does not open them."""
    if connection is None:
        return None
    try:
        secrets = json.loads(unseal(connection.sealed)) if connection.sealed else {}
    except UserError:
        return None
    return Known(connection, {str(name): str(value) for name, value in secrets.items()})


REMEMBERED: Final = Remembered()
