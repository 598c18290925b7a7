"""Having read the brief: an act of its own, written down among us, so that the gate and the measures know of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from django.db import transaction

from deeproot_app.act.calls.begin import ACT, own
from deeproot_app.base import access, clock
from deeproot_app.record import acted
from deeproot_app.record.models import Customer, Interaction

INFORMED_FOR: Final = timedelta(hours=24)
"""So long does having read the brief count (MEASURES.md, uninformed_contacts)."""


def read_by(actor: access.Actor, customer: Customer, now: datetime) -> datetime | None:
    """When the actor last opened the brief of this customer, within the time for which it counts; None for not."""
    briefs = Interaction.objects.filter(
        customer__in=customer.ids, direction="internal", kind="brief", member_id=own(actor),
        happened_at__gt=now - INFORMED_FOR, happened_at__lte=now,
    )  # fmt: skip
    return briefs.order_by("-happened_at").values_list("happened_at", flat=True).first()


def open_brief(actor: access.Actor, customer: Customer) -> datetime:
    """Say in the record that the actor read the brief; once in the time for which it counts. Give when they did."""
    access.require(actor, ACT)
    now, whose = clock.now(), customer.leader
    access.one(actor, Customer.objects.all(), pk=whose.pk)
    with transaction.atomic():
        Customer.objects.select_for_update().filter(pk=whose.pk).first()
        if (before := read_by(actor, whose, now)) is not None:
            return before
        acted.record(
            actor,
            interaction_id=f"deeproot:brief-{_whose(whose.pk, own(actor))}-{now:%Y%m%d%H%M%S}",
            customer_id=whose.pk,
            channel="note",
            direction="internal",
            kind="brief",
            happened_at=now,
            member_id=own(actor),
            subject="The brief was read",
            needs_answer=False,
            sentiment=None,
        )
    return now


def _whose(customer_id: str, member_id: str | None) -> str:
    """Who read of whom, short enough for an id."""
    return sha256(f"{customer_id}\0{member_id or ''}".encode()).hexdigest()[:20]
