"""Putting a call on the list, and taking it off: from an item of Today, for a promise, or because somebody says so."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from deeproot_app.act.models import Call
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.plan import queries as planned
from deeproot_app.record.models import Contact, Customer, Member, Promise

ACT = "call.log"
LONGEST = 2_000
OF_PROMISES = ("promise_overdue", "promise_due")
"""Reasons whose subject is a promise."""


def from_item(actor: access.Actor, key: str) -> Call:
    """The call that an item of Today asks for; the one that waits already, where there is one.

    Raises Http404 for an item that the actor may not see, UserError for one that is settled.
    """
    access.require(actor, ACT)
    item = planned.one(actor, key)
    if item.settled or item.gone_at is not None:
        raise UserError("This is settled already; there is nothing left to call about.")
    return _put(
        actor,
        Call.Origin.TODAY,
        key,
        customer=item.customer.leader,
        member_id=item.member_id or own(actor),
        reason=item.reason,
        headline=item.headline,
        next_step=item.next_step,
        promise_id=item.subject if item.reason in OF_PROMISES else "",
    )


def for_promise(actor: access.Actor, promise_id: str) -> Call:
    """A call about one promise; the one that waits already, where there is one. Raises UserError for a settled one."""
    access.require(actor, ACT)
    promises = Promise.objects.select_related("customer__merged_into", "member")
    promise = access.one(actor, promises, "customer", promise_id=promise_id)
    if promise.kept_at or promise.withdrawn_at:
        raise UserError("This promise is settled already; there is nothing left to call about.")
    customer = promise.customer.leader
    return _put(
        actor,
        Call.Origin.PROMISE,
        promise_id,
        customer=customer,
        member_id=promise.member_id or own(actor),
        reason="promise_due",
        headline=f"{customer.name}: about “{promise.text}”",
        next_step="Say how it stands, and name a day on which you are sure.",
        promise_id=promise_id,
    )


def by_hand(
    actor: access.Actor,
    customer_id: str,
    because: str,
    *,
    contact_id: str | None = None,
    member_id: str | None = None,
    not_before: datetime | None = None,
) -> Call:
    """A call that a person puts on the list, with why. Raises UserError without a reason, or for a foreign contact."""
    access.require(actor, ACT)
    customer = access.one(actor, Customer.objects.select_related("merged_into"), pk=customer_id).leader
    if not because.strip():
        raise UserError("Say in a few words why they should be called: whoever calls will read it first.")
    if contact_id and not Contact.objects.filter(pk=contact_id, customer__in=customer.ids).exists():
        raise UserError(f"There is no contact {contact_id!r} at this customer.")
    if member_id and not Member.objects.filter(pk=member_id).exists():
        raise UserError("There is no such colleague; choose one from the list.")
    return _put(
        actor,
        Call.Origin.BY_HAND,
        "",
        customer=customer,
        contact_id=contact_id or None,
        member_id=member_id or own(actor) or customer.owner_id,
        headline=because.strip()[:LONGEST],
        not_before=not_before,
    )


def drop(actor: access.Actor, call_id: int) -> Call:
    """Take a call off the list: it is not to be made. Raises UserError where it does not wait."""
    return _move(actor, call_id, Call.State.WAITING, Call.State.DROPPED, "call.drop")


def put_back(actor: access.Actor, call_id: int) -> Call:
    """Put a call that was taken off, or given up, on the list again."""
    return _move(actor, call_id, (Call.State.DROPPED, Call.State.GIVEN_UP), Call.State.WAITING, "call.put_back")


def _put(actor: access.Actor, origin: Call.Origin, key: str, **values: Any) -> Call:
    """One waiting call for one thing: two clicks, and two tabs, find the same one."""
    values |= {"made_at": clock.now(), "made_by": str(actor)[:254]}
    with transaction.atomic():
        if not key:
            call, made = Call.objects.create(origin=origin, **values), True
        else:
            wanted = {"origin": origin, "origin_key": key, "state": Call.State.WAITING}
            call, made = Call.objects.get_or_create(**wanted, defaults=values)
        if made:
            audit.write(actor, "call.put", call, customer=call.customer_id, origin=origin.value)
    return call


def _move(actor: access.Actor, call_id: int, was: Any, state: Call.State, act: str) -> Call:
    access.require(actor, ACT)
    before = (was,) if isinstance(was, str) else was
    with transaction.atomic():
        calls = Call.objects.select_for_update(of=("self",)).select_related("customer")
        call = access.one(actor, calls, "customer", pk=call_id)
        if call.state not in before:
            raise UserError(f"This call is {Call.State(call.state).label.lower()}; look at it again.")
        if state == Call.State.WAITING and _another_waits(call):
            raise UserError("Another call for the same reason waits already.")
        call.state = state
        call.settled_at = None if state == Call.State.WAITING else clock.now()
        call.save(update_fields=["state", "settled_at"])
        audit.write(actor, act, call, customer=call.customer_id)
    return call


def _another_waits(call: Call) -> bool:
    same = Call.objects.filter(origin=call.origin, origin_key=call.origin_key, state=Call.State.WAITING)
    return bool(call.origin_key) and same.exclude(pk=call.pk).exists()


def own(actor: access.Actor) -> str | None:
    """The member that the actor is, where they are one."""
    return getattr(actor, "member_id", "") or None
