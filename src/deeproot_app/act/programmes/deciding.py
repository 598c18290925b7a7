"""People decide about steps that wait for a yes: do it, or leave it out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from deeproot_app.act.models import Deed, Enrolment
from deeproot_app.act.programmes import going_on
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.plan.models import Programme
from deeproot_app.plan.programmes.define import read_definition

MOST: Final = 500
State = Enrolment.State


def approve(actor: access.Actor, enrolments: Sequence[int]) -> int:
    """Yes to the next step of these; gives for how many that was still asked. It is done within the minute.

    Raises UserError for more than MOST at once, Http404 where one is of a customer the actor may not see.
    """
    with transaction.atomic():
        rows = _held(actor, enrolments)
        now, who = clock.now(), str(actor)
        for row in rows:
            row.state, row.approved_by, row.due_at = State.UNDER_WAY, who, now
        Enrolment.objects.bulk_update(rows, ["state", "approved_by", "due_at"])
        if rows:
            audit.write(actor, "programme.approve", rows[0].programme, enrolments=[row.pk for row in rows])
    return len(rows)


def skip(actor: access.Actor, enrolments: Sequence[int], reason: str = "") -> int:
    """No to the next step of these: it is left out, and they go on with the one after it."""
    with transaction.atomic():
        rows = _held(actor, enrolments)
        now, who = clock.now(), str(actor)
        Deed.objects.bulk_create(_skipped(row, who, reason.strip(), now) for row in rows)
        for row in rows:
            row.state, row.place, row.since, row.due_at = State.UNDER_WAY, row.place + 1, now, now
        Enrolment.objects.bulk_update(rows, ["state", "place", "since", "due_at"])
        if rows:
            audit.write(actor, "programme.skip", rows[0].programme, enrolments=[row.pk for row in rows])
    return len(rows)


def take_out(actor: access.Actor, enrolment: int) -> Enrolment:
    """One customer leaves a programme now, whatever comes next."""
    access.require(actor, "touch.send")
    with transaction.atomic():
        row = access.one(actor, Enrolment.objects.select_for_update(of=("self",)), "customer", pk=enrolment)
        if row.state in (State.UNDER_WAY, State.ASKS):
            going_on.leave(row, "stopped", clock.now())
            row.save(update_fields=["state", "why", "left_at", "due_at"])
            audit.write(actor, "programme.take_out", row.programme, customer=row.customer_id)
    return row


def asking(actor: access.Actor, programme: Programme | None = None) -> QuerySet[Enrolment]:
    """Those whose next step waits for a yes, of customers that the actor may see, longest waiting first."""
    rows = Enrolment.objects.filter(state=State.ASKS, programme__state=Programme.State.RUNNING)
    rows = rows.filter(programme=programme) if programme else rows
    return access.customers(actor, rows, "customer").order_by("since", "id")


def _held(actor: access.Actor, enrolments: Sequence[int]) -> list[Enrolment]:
    """Those of them that still ask, held until the transaction ends."""
    access.require(actor, "touch.send")
    if len(enrolments) > MOST:
        raise UserError(f"At most {MOST} at once; decide about the rest afterwards.")
    seen = access.customers(actor, Enrolment.objects.all(), "customer").filter(pk__in=enrolments)
    if seen.count() < len(set(enrolments)):
        access.one(actor, Enrolment.objects.none(), "customer", pk=0)
    rows = Enrolment.objects.select_for_update(of=("self",)).filter(pk__in=enrolments, state=State.ASKS)
    return list(rows.select_related("programme", "version").order_by("id"))


def _skipped(row: Enrolment, who: str, reason: str, now: datetime) -> Deed:
    step = read_definition(row.version.definition).steps[row.place]
    return Deed(
        enrolment=row,
        place=row.place,
        step=step.id,
        do=step.do,
        result=Deed.Result.SKIPPED,
        at=now,
        by=who,
        says=reason,
    )
