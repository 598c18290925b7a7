"""Calls that come at the same time are kept together: one transaction, one write to the disk, then all are answered.

A call is answered only after the disk has it. Were each to wait for the disk alone, a disk's few hundred writes a
second would be the limit; so whoever comes while others are written waits, and is written with all who wait (group
commit; Gray and Reuter, 1992, "Transaction Processing", 9.4). One thread of a process writes for all its requests, over
a connection that it keeps: opening and closing one for each would cost more than the writing.
"""

from __future__ import annotations

import fcntl
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from typing import Final

from django.conf import settings
from django.db import connection as database
from django.db import transaction

from deeproot_app.base.errors import UserError
from deeproot_app.record.arrivals.keep import Thing, keep
from deeproot_app.record.arrivals.reading import later
from deeproot_app.record.models import Connection

PATIENCE: Final = 60.0
"""Seconds after which a call that waits gives up; its source sends it again."""
IDLE: Final = 20.0
"""Seconds without a call after which the writer's connection is closed."""
MOST: Final = 500
"""Calls of one transaction."""


class NotKept(Exception):  # noqa: N818 - what became of it
    """It is not sure that the delivery was kept: its source must send it again."""


@dataclass(slots=True)
class Waiting:
    """One call that waits to be kept."""

    connection: Connection
    things: list[Thing]
    done: Event = field(default_factory=Event)
    fault: Exception | None = None


class Together:
    """Keeps the deliveries of one process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._queue: SimpleQueue[Waiting | None] = SimpleQueue()
        self._writer: Thread | None = None

    def keep(self, connection: Connection, things: list[Thing]) -> None:
        """Return once the deliveries are on the disk. Raises what `arrivals.keep` raises, and NotKept.

        Within a transaction (as tests have it) it is the transaction that keeps them.
        """
        mine = Waiting(connection, things)
        if database.in_atomic_block:
            _commit([mine])
        else:
            self._queue.put(mine)
            self._write_on()
            if not mine.done.wait(PATIENCE):
                raise NotKept
        if mine.fault is not None:
            raise mine.fault

    def rest(self) -> None:
        """End the writer, and its connection with it; the next call begins anew."""
        with self._lock:
            writer, self._writer = self._writer, None
            if writer is not None:
                self._queue.put(None)
                writer.join(PATIENCE)

    def _write_on(self) -> None:
        """Have a writer: the first call of a process begins one."""
        if self._writer is None or not self._writer.is_alive():
            with self._lock:
                if self._writer is None or not self._writer.is_alive():
                    self._writer = Thread(target=self._write, name="keeps deliveries", daemon=True)
                    self._writer.start()

    def _write(self) -> None:
        while True:
            try:
                first = self._queue.get(timeout=IDLE)
            except Empty:
                database.close()
                continue
            if first is None:
                database.close()
                return
            self._together(self._all([first]))

    def _all(self, some: list[Waiting]) -> list[Waiting]:
        """All that wait by now."""
        with suppress(Empty):
            while len(some) < MOST:
                if (one := self._queue.get_nowait()) is None:
                    self._queue.put(None)
                    break
                some.append(one)
        return some

    def _together(self, some: list[Waiting]) -> None:
        try:
            with in_turn():
                _commit(some)
        except Exception as fault:  # they wait for a word, whatever is wrong
            database.close()  # a connection that was cut is opened anew
            for one in some:
                one.fault = fault
        finally:
            for one in some:
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
def in_turn() -> Iterator[None]:
    """One process writes at a time, on SQLite: who waits for a lock of the system is woken; SQLite's own is asked for
    again and again, ever less often."""
    if database.vendor != "sqlite":
        yield
        return
    with (Path(settings.HOME) / "receiving.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


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
    yield


TOGETHER: Final = Together()
