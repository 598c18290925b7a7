"""What we did ourselves, taken back: the interactions go, with what was read of them, as if never written."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

from deeproot_app.base import audit
from deeproot_app.base.access import Actor
from deeproot_app.record import changes
from deeproot_app.record.models import Interaction, RecordSequence
from deeproot_app.record.reading import forget


def take_back(actor: Actor, interactions: Collection[str]) -> int:
    """Take away interactions that the application wrote, in the transaction at hand; return how many there were.

    What people decided of them stays. Raises RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("what we did is taken back in the transaction that takes it back")
    rows = list(Interaction.objects.filter(pk__in=list(interactions), batch__isnull=True))
    if not rows:
        return 0
    seq = RecordSequence.take()
    bears_on = forget.interactions([row.pk for row in rows], seq)
    for row in rows:
        audit.write(actor, "interaction.take_back", row)
    Interaction.objects.filter(pk__in=[row.pk for row in rows]).delete()
    changes.touched({row.customer_id for row in rows} | bears_on, seq)
    return len(rows)
