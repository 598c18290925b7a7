"""What follows on an event: calls to those who came, who did not, or who never answered."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.db.models import Q

from deeproot_app.act.calls import begin
from deeproot_app.act.models import Call, Event
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError

GROUPS: Final = {
    "came": (Q(came=True), "Ask what was of use to them at “{}”."),
    "absent": (Q(came=False, answer="yes"), "They meant to come to “{}” and did not: ask how they are."),
    "maybe": (Q(answer="maybe"), "They were not sure whether to come to “{}”: ask what would help."),
    "silent": (Q(answer="") & ~Q(sending=None), "No answer to the invitation to “{}”: ask whether it reached them."),
}  # fmt: skip
"""Whom one may call about an event, and why."""


def call(actor: access.Actor, event: Event, group: str) -> int:
    """Put a group of guests on the call list, each customer once; return how many are new. Three queries.

    Asked again it finds those who wait already. Raises UserError for a group that there is not.
    """
    access.require(actor, begin.ACT)
    if group not in GROUPS:
        raise UserError("There is no such group.")
    which, why = GROUPS[group]
    rows = access.customers(actor, event.guests.select_related("customer__merged_into"), "customer").filter(which)
    wanted = {f"event:{event.pk}:{row.customer.leader.pk}"[:300]: row for row in rows.order_by("pk")}
    with transaction.atomic():
        waits = Call.objects.filter(origin=Call.Origin.BY_HAND, origin_key__in=list(wanted), state=Call.State.WAITING)
        there = set(waits.values_list("origin_key", flat=True))
        fresh = [
            Call(
                customer=row.customer.leader, contact_id=row.contact_id, member_id=row.customer.leader.owner_id,
                origin=Call.Origin.BY_HAND, origin_key=key, headline=why.format(event.title), made_at=clock.now(),
                made_by=str(actor)[:254],
            )
            for key, row in wanted.items()
            if key not in there
        ]  # fmt: skip
        Call.objects.bulk_create(fresh, batch_size=500, ignore_conflicts=True)
        if fresh:
            audit.write(actor, "event.call", event, group=group, calls=len(fresh))
    return len(fresh)
