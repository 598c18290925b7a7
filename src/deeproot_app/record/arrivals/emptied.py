"""Mails and deliveries whose time as they came is over: their bytes go, and what was recorded of them stays.

A delivery keeps its key, so that it is known when it is delivered again; one that waits to be read is left alone.
"""

from __future__ import annotations

import zlib
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet

from deeproot_app.base import access, audit, clock, jobs, keeping
from deeproot_app.record.importing.refused import packed
from deeproot_app.record.models import Arrival, RawBlock

NOTHING: Final = zlib.compress(b"")
AT_ONCE: Final = 200
OVER: Final = "it is no longer kept as it came"
AGAIN: Final = (Arrival.State.NOBODYS, Arrival.State.UNREADABLE)
"""What might have been read again, and cannot be any more."""


def raw_before(until: datetime) -> int:
    """How many mails and deliveries of before a moment are still held as they came; of files, in whole blocks."""
    blocks = _blocks(until).values_list("lines", flat=True)
    return _arrivals(until).count() + sum(blocks)


@jobs.task
def empty_raw() -> dict[str, int]:
    """Empty those whose time is over."""
    until = keeping.until("raw", clock.now())
    if until is None:
        return {"arrivals": 0, "blocks": 0}
    done = empty(until)
    if any(done.values()):
        audit.write(access.UNASKED, "raw.empty", ("term", "raw"), **done, before=clock.written(until))
    return done


def empty(until: datetime) -> dict[str, int]:
    """Empty all of before a moment, some at a time; killed in between, it goes on where it was."""
    return {"arrivals": _emptied(_arrivals(until), _arrival), "blocks": _emptied(_blocks(until), _block)}


def _emptied(rows: QuerySet[Any], one: Any) -> int:
    done = 0
    while some := list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            one(some)
        done += len(some)
    return done


def _arrivals(until: datetime) -> QuerySet[Arrival]:
    held = Arrival.objects.filter(arrived_at__lt=until, size__gt=0)
    return held.exclude(state=Arrival.State.WAITING)


def _arrival(some: list[int]) -> None:
    rows = Arrival.objects.filter(pk__in=some)
    rows.filter(state__in=AGAIN).update(state=Arrival.State.IGNORED, reason=OVER)
    rows.update(data=NOTHING, size=0, headers={})


def _blocks(until: datetime) -> QuerySet[RawBlock]:
    return RawBlock.objects.filter(batch__made_at__lt=until, batch__settings__mail=True, lines__gt=0)


def _block(some: list[int]) -> None:
    RawBlock.objects.filter(pk__in=some).update(data=packed([]), lines=0)
