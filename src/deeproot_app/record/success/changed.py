"""What people change of a success plan: each change with what stood before, and taken back as one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Model, Q
from django.http import Http404

from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.record import beliefs, changes, promises
from deeproot_app.record.models import Belief, Change, Customer, Progress, RecordSequence, Step, Target

ACT: Final = "promise.change"
"""Who may promise may change the plan: a shared step of ours with a day is a promise."""
TABLES: Final[dict[str, type[Model]]] = {"steps": Step, "targets": Target, "progress": Progress}
PLAIN: Final = {
    "steps": (
        *("goal_id", "text", "whose", "member_id", "contact_id", "due_at", "done_at", "dropped_at"),
        *("shared", "note", "promise_id"),
    ),
    "targets": ("unit", "value", "by_at", "shared_at", "note"),
    "progress": ("at", "value", "said_in", "note"),
}
"""The columns of each table that people set."""


def goal(actor: access.Actor, belief_id: str) -> Belief:
    """A goal of a customer whom the actor may see. Raises NotAllowed, Http404, and UserError for what is no goal."""
    access.require(actor, ACT)
    rows = Belief.objects.select_related("customer__merged_into").exclude(customer=None)
    found = access.one(actor, rows, "customer", pk=belief_id)
    if found.about != "goal":
        raise UserError("Only a goal is measured: say first what they want to reach.")
    return found


def held(actor: access.Actor, table: str, pk: str) -> tuple[Any, Customer]:
    """A row of the plan, locked until the transaction ends, and its customer. Raises NotAllowed and Http404."""
    access.require(actor, ACT)
    path = "customer" if table == "steps" else "belief__customer"
    if table != "targets" and (not pk.isascii() or not pk.isdigit() or int(pk) >= 2**63):
        raise Http404("There is no such part of the plan.")
    rows = TABLES[table]._default_manager.select_for_update(of=("self",)).select_related(path)
    row: Any = access.one(actor, rows, path, pk=pk)
    return row, row.customer if table == "steps" else row.belief.customer


def before(table: str, row: Any) -> dict[str, Any]:
    """The columns as they stand, as JSON keeps them."""
    told = {name: getattr(row, name) for name in PLAIN[table]}
    return {name: one.isoformat() if isinstance(one, datetime) else one for name, one in told.items()}


def write(
    actor: access.Actor,
    act: str,
    table: str,
    row: Any,
    customer: Customer,
    was: dict[str, Any] | None,
    also: Sequence[int] = (),
) -> Change:
    """Save the row, what stood before (None for a new one), and which changes of promises went with it."""
    seq = RecordSequence.take()
    row.recorded_seq = seq
    row.save()
    change = Change.objects.create(
        at=clock.now(),
        user=actor if isinstance(actor, User) else None,
        recorded_seq=seq,
        table=table,
        row_id=str(row.pk),
        before={"was": was, "promises": list(also), "of": row.belief_id if table == "progress" else ""},
    )
    changes.touched([customer.pk], seq)
    audit.write(actor, act, customer, row=row.pk)
    return change


def undo(actor: access.Actor, change_id: int) -> Customer:
    """Take a change of a plan back, with what it did to promises; a row that was added goes. Gives whose plan it is.

    Raises UserError where the row, or one of the promises, was changed again since.
    """
    with transaction.atomic():
        change = Change.objects.select_for_update().filter(pk=change_id, table__in=TABLES, batch=None).first()
        if change is None:
            access.require(actor, ACT)
            raise Http404("There is no such change.")
        row, customer = held(actor, change.table, change.row_id)
        later = Q(recorded_seq__gt=change.recorded_seq)
        if Change.objects.filter(later, table=change.table, row_id=change.row_id).exists():
            raise UserError("This part of the plan was changed again since; undo that first.")
        told = dict(change.before or {})
        for promise in reversed(told.get("promises", ())):
            _promise_back(actor, promise)
        row.recorded_seq = seq = RecordSequence.take()
        _restore(change.table, row, told.get("was"))
        changes.touched([customer.pk], seq)
        audit.write(actor, "plan.undo", customer, row=change.row_id)
        change.delete()
    return customer


def _promise_back(actor: access.Actor, change_id: int) -> None:
    """Undo one change of a promise, and forget it: another that went with it is undone next."""
    pk = promises.undo(actor, change_id).pk
    Change.objects.filter(table="promises", row_id=pk, batch=None, pk__gte=change_id).delete()


def whose(actor: access.Actor, change_id: int) -> Customer:
    """Whose plan a change is of. Raises NotAllowed, and Http404 for none and for another's alike."""
    access.require(actor, ACT)
    change = Change.objects.filter(pk=change_id, table__in=TABLES, batch=None).first()
    if change is None:
        raise Http404("There is no such change.")
    with transaction.atomic():
        return held(actor, change.table, change.row_id)[1].leader


def _restore(table: str, row: Any, was: dict[str, Any] | None) -> None:
    if was is None:
        row.delete()
        return
    for name, value in was.items():
        moment = name.endswith("_at") or name == "at"
        setattr(row, name, datetime.fromisoformat(value) if moment and value else value)
    row.save()


def said_in(customer: Customer, interaction: str) -> str:
    """The id of an interaction of theirs, or none. Raises UserError for another's."""
    return beliefs.said_by(customer, [interaction])[0] if interaction else ""
