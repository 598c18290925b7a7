"""Stop a programme for good: within the second nothing of it leaves any more."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F

from deeproot_app.act.models import Call, Enrolment, Sending
from deeproot_app.act.outbox.course import State, went_on
from deeproot_app.base import access, clock
from deeproot_app.plan.models import Programme
from deeproot_app.plan.programmes import define

IN_IT: Final = (Enrolment.State.UNDER_WAY, Enrolment.State.ASKS)
NOT_YET_LEFT: Final = (State.QUEUED, State.WAITING, State.CLAIMED)
AT_ONCE: Final = 1_000
SAYS: Final = "its programme was stopped"


def stop(actor: access.Actor, programme_id: str) -> Programme:
    """Everybody leaves; mails that have not left are cancelled, calls that were not made taken off the list.

    One transaction. The hold-out stays as it is: what was done is compared with it for as long as one looks. A mail
    that is being handed over in this very instant may still arrive.
    """
    with transaction.atomic():
        programme = define.turn_to(actor, programme_id, Programme.State.STOPPED)
        now = clock.now()
        within = Enrolment.objects.filter(programme=programme, state__in=IN_IT)
        within.update(state=Enrolment.State.LEFT, why="stopped", left_at=now, due_at=None)
        calls = Call.objects.filter(origin=Call.Origin.PROGRAMME, origin_key__startswith=f"{programme.pk}:")
        calls.filter(state=Call.State.WAITING).update(state=Call.State.DROPPED, settled_at=now)
        _cancel_mails(programme.pk, now)
    return programme


def _cancel_mails(programme_id: str, now: datetime) -> None:
    """Cancel what has not left. One that a worker has claimed is fenced off: it hands nothing over any more."""
    rows = Sending.objects.filter(programme_id=programme_id, state__in=NOT_YET_LEFT)
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    for place in range(0, len(ids), AT_ONCE):
        part = list(rows.filter(pk__in=ids[place : place + AT_ONCE]).select_for_update(of=("self",)))
        for row in part:
            row.course = went_on(row, now, State.CANCELLED, SAYS)
            row.state, row.says, row.settled_at, row.next_at, row.lease_until = State.CANCELLED, SAYS, now, None, None
        Sending.objects.bulk_update(part, ["course", "state", "says", "settled_at", "next_at", "lease_until"])
        Sending.objects.filter(pk__in=[row.pk for row in part]).update(fence=F("fence") + 1)
