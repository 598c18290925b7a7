"""What people say about promises: made, kept, put off, withdrawn, and back again.

Each keeps what stood before, and can be undone. What was read of texts is decided in `reading.decide`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.record import changes
from deeproot_app.record.models import Change, Customer, Interaction, Member, Promise, RecordSequence
from deeproot_app.record.reading import forget

FIELDS = ("kept_in", "kept_at", "withdrawn_at")
"""What people decide about a promise; the rest is what was said."""
PUT_OFF = ("holding", "moved_to")
OWNER = ("member_id",)
BY_HAND = "hand:"
"""How the ids begin of promises that people add, and of holding replies that no interaction holds."""
LONGEST = 4_000


def add(
    actor: access.Actor,
    customer_id: str,
    text: str,
    due_at: datetime | None,
    made_in: str = "",
    member_id: str | None = None,
    made_at: datetime | None = None,
) -> Change:
    """Record a promise that no text was read for; give the change, whose ``row_id`` is the promise's id.

    ``made_in`` is the interaction it was made in, where there is one: its moment is the promise's, and its text is read
    again, so that nothing of it is promised twice. ``member_id`` is who promised: the actor, unless told. Raises
    UserError for an empty text, an interaction of another customer, an unknown member, or a due moment that lies before
    the promise.
    """
    access.require(actor, "promise.change")
    with transaction.atomic():
        customer = access.one(actor, Customer.objects.all(), pk=customer_id)
        said = Interaction.objects.filter(pk=made_in, customer__in=customer.leader.ids).first() if made_in else None
        if made_in and said is None:
            raise UserError(f"There is no interaction {made_in!r} of this customer.")
        if member_id and not Member.objects.filter(pk=member_id).exists():
            raise UserError(f"There is no member {member_id!r}.")
        at = said.happened_at if said else made_at or clock.now()
        if not text.strip():
            raise UserError("Say what was promised: the text is empty.")
        if due_at is not None and due_at < at:
            raise UserError("A promise cannot be due before it was made.")
        seq = RecordSequence.take()
        promise = Promise.objects.create(
            promise_id=f"{BY_HAND}{seq}",
            customer=customer,
            member_id=member_id or (said.member_id if said else None) or getattr(actor, "member_id", "") or None,
            made_in=made_in,
            made_at=at,
            due_at=due_at,
            text=text.strip()[:LONGEST],
            recorded_seq=seq,
        )
        if said:
            forget.unread([said.pk])
        return _trace(actor, promise, "promise.add", None, seq)


def hold(actor: access.Actor, promise_id: str, new_due: datetime, said_in: str = "") -> Change:
    """Say that the customer was put off to ``new_due``, in the interaction ``said_in`` or in one that is not recorded.

    It counts as a holding reply; the due moment moves only where it has not passed. Raises UserError where the promise
    is settled already, the new moment is not to come, or the interaction is not this customer's.
    """
    now = clock.now()

    def held(promise: Promise) -> dict[str, Any]:
        if new_due <= now:
            raise UserError("A promise can be put off only to a moment that is still to come.")
        _refuse_foreign(promise, said_in)
        due = promise.moved_to or promise.due_at
        in_time = due is None or now <= due
        reply = said_in or f"{BY_HAND}{now.isoformat()}"
        return {"holding": [*promise.holding, reply], "moved_to": new_due if in_time else promise.moved_to}

    return _settle(actor, promise_id, "promise.hold", held, PUT_OFF)


def keep(actor: access.Actor, promise_id: str, at: datetime | None = None, kept_in: str = "") -> Change:
    """Say that the promise was kept, now or ``at``, in the interaction ``kept_in`` where it is recorded.

    Raises UserError where it is settled already or not yet made, and for an interaction of another customer.
    """
    moment = at or clock.now()

    def kept(promise: Promise) -> dict[str, Any]:
        if moment < promise.made_at:
            raise UserError("A promise cannot be kept before it was made.")
        _refuse_foreign(promise, kept_in)
        return {"kept_at": moment, "kept_in": kept_in or promise.kept_in}

    return _settle(actor, promise_id, "promise.keep", kept)


def hand_over(actor: access.Actor, promise_id: str, member_id: str) -> Change:
    """Give the promise to a colleague: from now on it is theirs to keep, and stands in their list.

    Raises UserError where it is settled already, is theirs already, or there is no such colleague.
    """

    def handed(promise: Promise) -> dict[str, Any]:
        if not Member.objects.filter(pk=member_id).exists():
            raise UserError("There is no such colleague; choose one from the list.")
        if promise.member_id == member_id:
            raise UserError("This promise is theirs already.")
        return {"member_id": member_id}

    return _settle(actor, promise_id, "promise.hand_over", handed, OWNER)


def withdraw(actor: access.Actor, promise_id: str, reason: str) -> Change:
    """Take the promise back, with a reason. Raises UserError without one, or where the promise is settled already."""

    def withdrawn(_promise: Promise) -> dict[str, Any]:
        if not reason.strip():
            raise UserError("Say why the promise is withdrawn: whoever reads its story later will ask.")
        return {"withdrawn_at": clock.now()}

    return _settle(actor, promise_id, "promise.withdraw", withdrawn, reason=reason.strip()[:500])


def reopen(actor: access.Actor, promise_id: str, said_in: str = "") -> Change:
    """Let a promise that passed for kept be open: the customer says that it is not. ``said_in``: where they do.

    Raises UserError where it is not kept.
    """
    with transaction.atomic():
        promise = _one(actor, promise_id)
        if promise.kept_at is None or promise.withdrawn_at is not None:
            raise UserError("This promise is open, or withdrawn; look at it again.")
        return _write(actor, promise, "promise.reopen", {"kept_at": None, "kept_in": None}, FIELDS, said_in=said_in)


def undo(actor: access.Actor, change_id: int) -> Promise:
    """Put the promise back as it stood before that change.

    One that was added goes. Raises UserError where it was changed again since: the later decision is not overwritten.
    """
    with transaction.atomic():
        change = Change.objects.select_for_update().filter(pk=change_id, table="promises").first()
        promise = _one(actor, change.row_id if change else "")
        assert change is not None
        later = Q(recorded_seq__gt=change.recorded_seq) | Q(recorded_seq=change.recorded_seq, pk__gt=change.pk)
        if Change.objects.filter(later, table="promises", row_id=change.row_id).exists():
            raise UserError("This promise was changed again since; undo that first.")
        if change.before is None:
            _take_away(actor, promise, change)
        else:
            _write(actor, promise, "promise.undo", dict(change.before), tuple(change.before))
    return promise


def _take_away(actor: access.Actor, promise: Promise, added: Change) -> None:
    """A promise that was added by hand, and all trace of it save the audit's."""
    changes.touched([promise.customer_id], RecordSequence.take())
    audit.write(actor, "promise.undo", promise)
    forget.of_rows([promise.pk])
    added.delete()
    Promise.objects.filter(pk=promise.pk).delete()


def _settle(
    actor: access.Actor,
    promise_id: str,
    act: str,
    decided: Callable[[Promise], dict[str, Any]],
    fields: tuple[str, ...] = FIELDS,
    **detail: object,
) -> Change:
    with transaction.atomic():
        promise = _one(actor, promise_id)
        if promise.kept_at or promise.withdrawn_at:
            raise UserError("This promise is settled already; look at it again.")
        return _write(actor, promise, act, decided(promise), fields, **detail)


def _refuse_foreign(promise: Promise, interaction: str) -> None:
    theirs = Interaction.objects.filter(pk=interaction, customer__in=promise.customer.leader.ids)
    if interaction and not theirs.exists():
        raise UserError(f"There is no interaction {interaction!r} of this customer.")


def _one(actor: access.Actor, promise_id: str) -> Promise:
    access.require(actor, "promise.change")
    found = Promise.objects.select_for_update().select_related("customer")
    return access.one(actor, found, "customer", promise_id=promise_id)


def _write(
    actor: access.Actor, promise: Promise, act: str, values: dict[str, Any], fields: tuple[str, ...], **detail: object
) -> Change:
    """Store the new values, what stood before, who did it, and that the customer changed: together or not at all."""
    seq = RecordSequence.take()
    before = {name: _plain(getattr(promise, name)) for name in fields}
    Promise.objects.filter(pk=promise.pk).update(**values, recorded_seq=seq)
    return _trace(actor, promise, act, before, seq, **detail)


def _trace(
    actor: access.Actor, promise: Promise, act: str, before: dict[str, Any] | None, seq: int, **detail: object
) -> Change:
    """Who changed a promise and what stood before; its customer is understood anew."""
    row = Change.objects.create(
        at=clock.now(),
        user=actor if isinstance(actor, User) else None,
        recorded_seq=seq,
        table="promises",
        row_id=promise.pk,
        before=before,
    )
    changes.touched([promise.customer_id], seq)
    audit.write(actor, act, promise, **detail)
    return row


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
