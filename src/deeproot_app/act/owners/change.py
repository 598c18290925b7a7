"""Changing who looks after customers: at once or from a day on, with the note, what moves along, and the way back.

A person's decision outranks later files: the owner that was chosen here stays, whatever an import says
(`record.importing.decided`), until somebody chooses another or takes it back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.http import Http404

from deeproot_app.act.calls.begin import own
from deeproot_app.act.models import Call, Notice, OwnerChange, OwnerOf
from deeproot_app.act.notes import notices, write
from deeproot_app.act.notes.mentions import mentionable
from deeproot_app.base import access, audit, clock, jobs
from deeproot_app.base.access import RANK, Role
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import User
from deeproot_app.record import changes, promises
from deeproot_app.record.models import Change, Customer, Member, Promise, RecordSequence, Step

ACT: Final = "owner.change"
MOST: Final = 500
"""So many customers at a time."""


def hand_over(
    actor: access.Actor,
    customers: Mapping[str, str],
    to: str,
    *,
    from_at: datetime | None = None,
    moves_along: bool = True,
) -> OwnerChange:
    """Have a colleague look after these customers: {id: what the next one must know of it}, from a moment on.

    Their open promises, steps and calls move along where they were whose the customer was. Raises NotAllowed for
    somebody else's customers (managers may), Http404 for those one may not see, UserError for no colleague, nobody to
    be handed over, or more than MOST.
    """
    access.require(actor, ACT)
    now = clock.now()
    if not 0 < len(customers) <= MOST:
        raise UserError(f"Choose the customers that are handed over, {MOST} at most.")
    if not Member.objects.filter(pk=to).exists():
        raise UserError("There is no such colleague; choose one from the list.")
    with transaction.atomic():
        rows = [_held(actor, pk, to) for pk in dict.fromkeys(customers)]
        change = OwnerChange.objects.create(
            to_id=to, from_at=from_at or now, moves_along=moves_along, made_at=now,
            by=actor if isinstance(actor, User) else None, actor=str(actor)[:254],
        )  # fmt: skip
        OwnerOf.objects.bulk_create(
            OwnerOf(change=change, customer=row, before=row.owner_id, words=_said(customers[row.pk])) for row in rows
        )
        audit.write(actor, "owner.change", change, to=to, customers=len(rows), at=str(change.from_at))
        if change.from_at <= now:
            _carry_out(change, actor, now)
    return change


def _held(actor: access.Actor, pk: str, to: str) -> Customer:
    found = access.one(actor, Customer.objects.select_for_update(of=("self",)), pk=pk)
    if found.merged_into_id is not None:
        raise UserError(f"{found.name} is shown under another id now: hand that over.")
    if found.owner_id == to:
        raise UserError(f"{found.name} is theirs already.")
    mine = found.owner_id is not None and found.owner_id == own(actor)
    if not mine and RANK[Role(getattr(actor, "role", Role.VIEWER))] < RANK[Role.MANAGER]:
        raise NotAllowed(f"{found.name} is not yours to hand over: ask whoever looks after them, or a manager.")
    return found


def _said(words: str) -> str:
    return words.replace("\r\n", "\n").strip()[: write.LONGEST]


def _carry_out(change: OwnerChange, actor: access.Actor, now: datetime) -> None:
    """Do it, in the transaction at hand: of a customer that somebody gave to another meanwhile, say so instead."""
    rows = list(change.customers.select_related("customer").order_by("customer_id"))
    for row in rows:
        customer = Customer.objects.select_for_update().filter(pk=row.customer_id).first()
        if customer is None or customer.owner_id != row.before or customer.merged_into_id is not None:
            row.left = "Somebody else looks after them since, or they are gone: it was not carried out."
        else:
            row.wrote = _one(change, row, customer, actor, now)
        row.save(update_fields=["wrote", "left"])
    change.done_at = now
    change.save(update_fields=["done_at"])
    _tell(change, [row for row in rows if not row.left], actor)


def _one(change: OwnerChange, row: OwnerOf, customer: Customer, actor: access.Actor, now: datetime) -> dict[str, Any]:
    """One customer's: its owner, what moves along, and the note. Gives what was written."""
    wrote: dict[str, Any] = {"change": _owner(customer, str(change.to_id), actor, now)}
    if change.moves_along and row.before:
        wrote |= _along(customer, row.before, str(change.to_id), actor)
    if row.words:
        heir = next((user for user in mentionable(customer) if user.member_id == change.to_id), None)
        wrote["note"] = write.written(actor, customer, row.words, [], heir, thread=f"owner:{change.pk}").pk
    return wrote


def _owner(customer: Customer, to: str | None, actor: access.Actor, now: datetime) -> int:
    seq = RecordSequence.take()
    change = Change.objects.create(
        at=now, user=actor if isinstance(actor, User) else None, recorded_seq=seq, table="customers",
        row_id=customer.pk, before={"owner": customer.owner_id},
    )  # fmt: skip
    Customer.objects.filter(pk=customer.pk).update(owner=to, recorded_seq=seq)
    changes.touched([customer.pk], seq)
    return change.pk


def _along(customer: Customer, before: str, to: str, actor: access.Actor) -> dict[str, list[int]]:
    """The open promises, steps and waiting calls of whoever looked after them, given to the next one."""
    ids = customer.ids
    still = Promise.objects.filter(customer__in=ids, member=before, kept_at__isnull=True, withdrawn_at__isnull=True)
    moved = [promises.hand_over(access.COMMAND_LINE, pk, to).pk for pk in still.values_list("pk", flat=True)]
    steps = Step.objects.filter(customer__in=ids, member=before, done_at__isnull=True, dropped_at__isnull=True)
    calls = Call.objects.filter(customer__in=ids, member=before, state=Call.State.WAITING)
    found = {"promises": moved, "steps": list(steps.values_list("pk", flat=True))}
    found["calls"] = list(calls.values_list("pk", flat=True))
    Step.objects.filter(pk__in=found["steps"]).update(member=to, recorded_seq=RecordSequence.take())
    Call.objects.filter(pk__in=found["calls"]).update(member=to)
    return found


def _tell(change: OwnerChange, rows: list[OwnerOf], actor: access.Actor) -> None:
    """Tell the next one and whoever looked after them until now; nobody is told of their own deed."""
    for user in _of(str(change.to_id), actor):
        for row in rows:
            if "note" not in row.wrote:
                _notice(change, row, user, "owner-to", actor)
    for row in rows:
        for user in _of(row.before, actor):
            _notice(change, row, user, "owner-from", actor)


def _of(member: str | None, besides: access.Actor) -> list[User]:
    """Who signs in as that member."""
    if not member:
        return []
    return [one for one in User.objects.filter(is_active=True, member_id=member) if one != besides]


def _notice(change: OwnerChange, row: OwnerOf, user: User, sort: str, actor: access.Actor) -> None:
    key, thread = f"{sort}:{change.pk}:{row.customer_id}", f"owner:{change.pk}"
    notices.tell([user], Notice.What.HANDOVER, key, row.customer, thread=thread, actor=actor)


@jobs.task
def carry_out_due() -> int:
    """Carry out the decisions whose moment has come; how many."""
    now, done = clock.now(), 0
    waiting = OwnerChange.objects.filter(done_at__isnull=True, undone_at__isnull=True, from_at__lte=now)
    for pk in list(waiting.order_by("from_at", "pk").values_list("pk", flat=True)):
        with transaction.atomic():
            change = OwnerChange.objects.select_for_update(of=("self",)).filter(pk=pk).select_related("by").get()
            if change.done_at is None and change.undone_at is None:
                _carry_out(change, change.by or access.UNASKED, now)
                done += 1
    return done


def one(actor: access.Actor, change_id: int) -> OwnerChange:
    """A decision of the actor's own, or all of whose customers they may see. Raises Http404."""
    access.require(actor, "record.see")
    change = OwnerChange.objects.filter(pk=change_id).select_related("to", "by").first()
    if change is None:
        raise Http404("There is no such handover.")
    if change.by_id is not None and change.by_id == getattr(actor, "pk", None):
        return change
    ids = set(change.customers.values_list("customer_id", flat=True))
    there = Customer.objects.filter(pk__in=ids)
    if access.customers(actor, there).count() < there.count():
        raise Http404("There is no such handover.")
    return change


def undo(actor: access.Actor, change_id: int) -> OwnerChange:
    """Take it back: each customer is whose it was, with what had moved along; what was changed again since stays.

    The notes are taken back too. Raises NotAllowed for another's decision (managers may), UserError where it was taken
    back already, or where a customer was given to somebody else since.
    """
    access.require(actor, ACT)
    with transaction.atomic():
        change = OwnerChange.objects.select_for_update(of=("self",)).filter(pk=change_id).first()
        if change is None or one(actor, change_id) is None:
            raise Http404("There is no such handover.")
        mine = change.by_id is not None and change.by_id == getattr(actor, "pk", None)
        if not mine and RANK[Role(getattr(actor, "role", Role.VIEWER))] < RANK[Role.MANAGER]:
            raise NotAllowed("Only whoever handed over, or a manager, takes it back.")
        if change.undone_at is not None:
            raise UserError("It was taken back already.")
        rows = [row for row in change.customers.all() if row.wrote]
        _refuse_changed(change, rows)
        for row in rows:
            _back(row, actor)
        change.undone_at = clock.now()
        change.save(update_fields=["undone_at"])
        audit.write(actor, "owner.undo", change, customers=len(rows))
    return change


def _refuse_changed(change: OwnerChange, rows: list[OwnerOf]) -> None:
    ids = [row.customer_id for row in rows]
    other = Customer.objects.filter(pk__in=ids).exclude(owner=change.to_id).first()
    if other is not None:
        raise UserError(f"{other.name} was given to somebody else since; take that back first.")


def _back(row: OwnerOf, actor: access.Actor) -> None:
    seq = RecordSequence.take()
    Customer.objects.filter(pk=row.customer_id).update(owner=row.before, recorded_seq=seq)
    changes.touched([row.customer_id], seq)
    Change.objects.filter(pk=row.wrote["change"], table="customers", batch=None).delete()
    for change in row.wrote.get("promises", ()):
        try:
            with transaction.atomic():
                promises.undo(access.COMMAND_LINE, change)
        except (UserError, Http404):
            continue  # it was kept, or changed again, since: that stands
    Step.objects.filter(pk__in=row.wrote.get("steps", ()), member=row.change.to_id).update(
        member=row.before, recorded_seq=seq
    )
    Call.objects.filter(pk__in=row.wrote.get("calls", ()), member=row.change.to_id).update(member=row.before)
    if note := row.wrote.get("note"):
        write.withdraw(actor, note)
