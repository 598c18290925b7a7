"""What a connection brings in a day is one import: listed with the others, undone with a click."""

from __future__ import annotations

from hashlib import sha256
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import F

from deeproot_app.base import clock
from deeproot_app.base.models import Organisation
from deeproot_app.record.arrivals.rows import Outcome
from deeproot_app.record.models import Batch, Connection

FOUND_BY: Final = "connection {pk} on {day}"


def ledger_name(connection: Connection) -> str:
    """Under which the ledger tells of a connection."""
    return f"{connection.channel}/{connection.name}"


def batch_of(connection: Connection) -> Batch:
    """Today's import of the connection; a new one where today's was taken back. In the transaction at hand."""
    now = clock.now()
    day = now.astimezone(ZoneInfo(Organisation.get().timezone)).date().isoformat()
    mark = sha256(FOUND_BY.format(pk=connection.pk, day=day).encode()).hexdigest()
    found = Batch.objects.filter(sha256=mark, state=Batch.State.DONE).order_by("-id").first()
    return found or Batch.objects.create(
        table="arrivals",
        source=ledger_name(connection),
        filename=f"{connection.name}, {day}",
        sha256=mark,
        state=Batch.State.DONE,
        made_at=now,
        made_by=connection.made_by,
        finished_at=now,
        settings={"connection": connection.pk, "day": day},
    )


def count(batch: Batch, read: int, refused: int, done: Outcome) -> None:
    """Add what a block gave to its day."""
    if done.first_seq and not batch.settings.get("first_seq"):
        batch.settings["first_seq"] = done.first_seq
    added = {name: F(name) + more for name, more in done.counts.items() if more}
    Batch.objects.filter(pk=batch.pk).update(
        **added,
        read=F("read") + read,
        refused=F("refused") + refused,
        last_seq=max(batch.last_seq, done.last_seq),
        finished_at=clock.now(),
        settings=batch.settings,
    )
