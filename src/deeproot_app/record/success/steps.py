"""The steps of a success plan: who does what by when, done, put off, dropped.

A step of ours that the customer sees and that has a day is a promise: it stands in the ledger of promises, and so on
Today; kept there, it is done here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from deeproot_app.base import access, clock
from deeproot_app.base.errors import UserError
from deeproot_app.record import promises
from deeproot_app.record.models import Belief, Change, Contact, Customer, Member, Promise, Step
from deeproot_app.record.success.changed import ACT, before, held, write

LONGEST: Final = 2_000
US: Final = Step.Whose.US
GONE: Final = "It is no step of ours in their plan any more."


@dataclass(frozen=True)
class Said:
    """All that a person says of a step."""

    text: str
    whose: str = "us"
    goal_id: str | None = None
    member_id: str | None = None
    """Who of ours; nobody named: whoever says so."""
    contact_id: str | None = None
    """Who of theirs."""
    due_at: datetime | None = None
    shared: bool = True
    note: str = ""


def add(actor: access.Actor, customer_id: str, said: Said) -> Change:
    """Put a step to a plan; the change's ``row_id`` is its id. Raises UserError for what cannot be."""
    access.require(actor, ACT)
    with transaction.atomic():
        rows = Customer.objects.select_related("merged_into")
        customer = access.one(actor, rows, pk=customer_id)
        step = Step(customer=customer, made_at=clock.now())
        _say(actor, step, said)
        return write(actor, "plan.step", "steps", step, customer, None, _promise(actor, step, None))


def change(actor: access.Actor, step_id: int, said: Said) -> Change:
    """Say a step otherwise; put to another day, its promise is put off. Raises UserError for one that is settled."""
    with transaction.atomic():
        step, customer, was = _open(actor, step_id)
        due, member = step.due_at, step.member_id
        _say(actor, step, said)
        old = Step(due_at=due, member_id=member)
        return write(actor, "plan.step", "steps", step, customer, was, _promise(actor, step, old))


def done(actor: access.Actor, step_id: int) -> Change:
    """Say that it is done; its promise is kept."""
    with transaction.atomic():
        step, customer, was = _open(actor, step_id)
        step.done_at = clock.now()
        kept = [promises.keep(actor, step.promise_id).pk] if _is_open(step.promise_id) else []
        return write(actor, "plan.done", "steps", step, customer, was, kept)


def drop(actor: access.Actor, step_id: int, reason: str = "") -> Change:
    """Say that it will not be done; its promise is withdrawn, for which there must be a reason."""
    with transaction.atomic():
        step, customer, was = _open(actor, step_id)
        step.dropped_at = clock.now()
        gone = [promises.withdraw(actor, step.promise_id, reason).pk] if _is_open(step.promise_id) else []
        return write(actor, "plan.drop", "steps", step, customer, was, gone)


def _open(actor: access.Actor, step_id: int) -> tuple[Step, Customer, dict[str, object]]:
    """A step that is neither done nor dropped, its customer, and how it stands."""
    step, customer = held(actor, "steps", str(step_id))
    if step.done_at or step.dropped_at or (step.promise_id and not _is_open(step.promise_id)):
        raise UserError("This step is settled already; look at it again.")
    return step, customer, before("steps", step)


def _say(actor: access.Actor, step: Step, said: Said) -> None:
    """Set what is said, or raise UserError for who or what there is not."""
    if not said.text.strip():
        raise UserError("Say what is to be done: the text is empty.")
    if said.whose not in Step.Whose.values:
        raise UserError("A step is ours (us) or the customer's (them).")
    ids = step.customer.leader.ids
    goals = Belief.objects.filter(pk=said.goal_id, about="goal", customer__in=ids)
    if said.goal_id and not goals.exists():
        raise UserError("There is no such goal of this customer.")
    ours = said.whose == US
    if ours and said.member_id and not Member.objects.filter(pk=said.member_id).exists():
        raise UserError("There is no such colleague; choose one from the list.")
    if not ours and said.contact_id and not Contact.objects.filter(pk=said.contact_id, customer__in=ids).exists():
        raise UserError("There is no such person at this customer; choose one from the list.")
    step.text, step.whose, step.goal_id = said.text.strip()[:LONGEST], said.whose, said.goal_id or None
    mine = getattr(actor, "member_id", "") or None
    step.member_id = (said.member_id or step.member_id or mine) if ours else None
    step.contact_id = None if ours else said.contact_id or None
    step.due_at, step.shared, step.note = said.due_at, said.shared, said.note.strip()[:LONGEST]


def _promise(actor: access.Actor, step: Step, old: Step | None) -> list[int]:
    """Make the ledger of promises say what the step says; gives the changes of promises."""
    is_one = step.whose == US and step.shared and step.due_at is not None
    if is_one and not step.promise_id:
        added = promises.add(actor, step.customer_id, step.text, step.due_at, member_id=step.member_id)
        step.promise_id = added.row_id
        return [added.pk]
    if not step.promise_id or old is None:
        return []
    if not is_one:
        gone = promises.withdraw(actor, step.promise_id, GONE).pk
        step.promise_id = ""
        return [gone]
    did = []
    if step.member_id and step.member_id != old.member_id:
        did.append(promises.hand_over(actor, step.promise_id, step.member_id).pk)
    if step.due_at is not None and step.due_at != old.due_at:
        did.append(promises.hold(actor, step.promise_id, step.due_at).pk)
    return did


def _is_open(promise_id: str) -> bool:
    left = Promise.objects.filter(pk=promise_id, kept_at__isnull=True, withdrawn_at__isnull=True)
    return bool(promise_id) and left.exists()
