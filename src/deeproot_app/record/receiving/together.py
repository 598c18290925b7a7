"""Calls that come at the same time are kept together: one transaction, one write to the disk, then all are answered.

A call is answered only after the disk has it. Were each to wait for the disk alone, a disk's few hundred writes a
second would be the limit; so whoever comes while another writes waits, and is written with all others who wait
(group commit; Gray and Reuter, 1992, "Transaction Processing", 9.4).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Final

from django.db import connection as database
from django.db import transaction

from deeproot_app.base.errors import UserError
from deeproot_app.record.arrivals.keep import Thing, keep
from deeproot_app.record.arrivals.reading import later
from deeproot_app.record.models import Connection

PATIENCE: Final = 60.0
"""Seconds after which a call that waits for others gives up; its source sends it again."""


class NotKept(Exception):  # noqa: N818 - what became of it
    """It is not sure that the delivery was kept: its source must send it again."""


@dataclass(slots=True)
class Waiting:
    """One call that waits to be kept."""

    connection: Connection
    things: list[Thing]
    done: Event = field(default_factory=Event)
    fault: Exception | None = None
    leads: bool = False
    """It is its turn to write for all who wait."""


class Together:
    """Keeps the deliveries of one process. Whoever finds nobody writing writes for all who came meanwhile."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: list[Waiting] = []
        self._writing = False

    def keep(self, connection: Connection, things: list[Thing]) -> None:
        """Return once the deliveries are on the disk. Raises what `arrivals.keep` raises, and NotKept."""
        mine = Waiting(connection, things)
        with self._lock:
            self._waiting.append(mine)
            mine.leads, self._writing = not self._writing, True
        if not mine.leads and not mine.done.wait(PATIENCE):
            self._give_up(mine)
        if mine.leads:
            self._write()
        if mine.fault is not None:
            raise mine.fault

    def _give_up(self, mine: Waiting) -> None:
        """Wait no longer; save where the turn came just now, for then all others rely on it."""
        with self._lock:
            if not mine.leads:
                self._waiting = [one for one in self._waiting if one is not mine]
                raise NotKept

    def _write(self) -> None:
        """Write all that wait, one's own among them, and hand the turn to one who came meanwhile."""
        with self._lock:
            mine, self._waiting = self._waiting, []
        try:
            _commit(mine)
        except Exception as fault:  # the others wait for a word, whatever is wrong
            for one in mine:
                one.fault = one.fault or fault
        finally:
            with self._lock:
                self._writing = bool(self._waiting)
                if self._waiting:
                    self._waiting[0].leads = True
                    self._waiting[0].done.set()
            for one in mine:
                one.done.set()


def _commit(some: list[Waiting]) -> None:
    """Keep deliveries, and have them read, in one transaction that is on the disk when it ends."""
    of: dict[int, list[Waiting]] = defaultdict(list)
    for one in some:
        of[one.connection.pk].append(one)
    with on_disk(), transaction.atomic():
        for mine in of.values():
            _keep(mine)


def _keep(mine: list[Waiting]) -> None:
    """Keep the deliveries of one connection; what is wrong with it does not concern the others."""
    try:
        keep(mine[0].connection, [thing for one in mine for thing in one.things])
        later(mine[0].connection.pk)
    except UserError as fault:
        for one in mine:
            one.fault = fault


@contextmanager
def on_disk() -> Iterator[None]:
    """A transaction within is on the disk when it ends, whatever happens to the machine then.

    SQLite in WAL mode is else so only for what happens to the process (`synchronous=NORMAL`); PostgreSQL always is.
    """
    if database.vendor != "sqlite" or database.in_atomic_block:
        yield
        return
    with database.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=FULL")
    try:
        yield
    finally:
        with database.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=NORMAL")


TOGETHER: Final = Together()
