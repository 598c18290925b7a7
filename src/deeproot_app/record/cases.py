"""What a customer says of a support case: only they can say that it is solved (MISSION L6)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from deeproot_app.base import access, audit, clock
from deeproot_app.base.models import User
from deeproot_app.record import changes
from deeproot_app.record.models import Case, Change, RecordSequence


def confirm(actor: access.Actor, case_id: str, solved: bool, at: datetime | None = None) -> Case:
    """Keep the customer's own word on a case: ``solved``, or not (what they confirmed before holds no longer).

    Said again it changes nothing. Raises Http404 for a case that is not there or is not for the actor's eyes.
    """
    access.require(actor, "promise.change")
    with transaction.atomic():
        case = access.one(actor, Case.objects.select_for_update(of=("self",)), "customer", pk=case_id)
        if (case.confirmed_at is not None) == solved:
            return case
        seq = RecordSequence.take()
        before = {"confirmed_at": case.confirmed_at.isoformat() if case.confirmed_at else None}
        case.confirmed_at, case.recorded_seq = (at or clock.now()) if solved else None, seq
        case.save(update_fields=["confirmed_at", "recorded_seq"])
        user = actor if isinstance(actor, User) else None
        Change.objects.create(
            at=clock.now(), user=user, recorded_seq=seq, table="cases", row_id=case.pk, before=before
        )  # fmt: skip
        changes.touched([case.customer_id], seq)
        audit.write(actor, "case.confirm" if solved else "case.not_solved", case)
    return case
