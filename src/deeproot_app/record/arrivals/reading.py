"""Read what arrived: block by block into the record, in the background or here and now."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Any, Final

from django.db.models import QuerySet

from deeproot_app import channels
from deeproot_app.base import jobs
from deeproot_app.base.models import Organisation
from deeproot_app.record import search, sql
from deeproot_app.record.arrivals import ledger, waiting
from deeproot_app.record.arrivals.block import Reader, Taken
from deeproot_app.record.models import Arrival, Connection

FIRST, LEAST, MOST = 50, 20, 1_000
"""Arrivals of a block: at first, at least (a busy machine would else spend its time on blocks), and at most."""
BYTES: Final = 8 << 20
"""Bytes of a block: what bounds the memory, save for one arrival that is larger."""
SECONDS: Final = 0.15
"""About so long a block's transaction keeps other writers waiting, on SQLite."""

Tell = Callable[[int, int | None, str], None]


def later(connection_id: int) -> None:
    """Have what waits read in the background. Queued in the transaction at hand; once, however often it is asked."""
    jobs.enqueue(take_in_now, key=f"take in {connection_id}", connection_id=connection_id)


@jobs.task
def take_in_now(connection_id: int) -> dict[str, Any]:
    """Read what waits of one connection, in the background."""
    taken = take_in(connection_id)
    return {"read": taken.read, "created": taken.created, "updated": taken.updated, **taken.states}


@jobs.task
def take_in_waiting() -> int:
    """Read what waits for somebody who is known by now; have the rest read. Gives how many connections have some."""
    waiting.awaken_known()
    active = Connection.objects.filter(state=Connection.State.ACTIVE)
    some = active.filter(arrivals__state=Arrival.State.WAITING).distinct().values_list("pk", flat=True)
    found = list(some)
    for connection_id in found:
        later(connection_id)
    return len(found)


def take_in(connection_id: int, tell: Tell = jobs.progress) -> Taken:
    """Read what waits of one connection into the record; give what became of it.

    Block by block, each a transaction: broken off at any moment, the next run goes on. Whoever else reads the same
    connection at the same time does no harm. Nothing is read while a connection is paused, or when its channel is
    gone; it waits.
    """
    connection = Connection.objects.filter(pk=connection_id, state=Connection.State.ACTIVE).first()
    if connection is None or connection.channel not in channels.names():
        return Taken()
    reader = Reader(
        connection, channels.channel(connection.channel), source_of(connection), Organisation.get().timezone
    )
    waits = Arrival.objects.filter(connection=connection, state=Arrival.State.WAITING).order_by("id")
    most = FIRST
    with sql.many_rows():
        while block := _next(waits, most):
            began = monotonic()
            reader.block(block)
            most = _size(len(block), monotonic() - began)
            tell(reader.taken.read, None, f"{reader.taken.read:,} arrivals of {connection.name}")
    if reader.taken.names:
        search.refresh()
    if reader.taken.read:
        ledger.tell(connection)
    for other in reader.taken.woken - {connection.pk}:
        later(other)
    return reader.taken


def source_of(connection: Connection) -> str:
    """What stands before the colon of the ids that a connection brings."""
    return str(connection.settings.get("source") or connection.channel)


def _next(waits: QuerySet[Arrival], most: int) -> list[Arrival]:
    """The next that wait: as many as fit a block, at least one."""
    sizes = list(waits.values_list("pk", "size")[:most])
    bytes_, some = 0, list[int]()
    for number, size in sizes:
        bytes_ += size
        if some and bytes_ > BYTES:
            break
        some.append(number)
    return list(waits.filter(pk__in=some)) if some else []


def _size(last: int, took: float) -> int:
    """How many to take next, so that a block takes about as long as other writers may wait."""
    return max(LEAST, min(MOST, last * 2, int(last * SECONDS / max(took, 0.001))))
