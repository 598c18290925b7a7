"""What people say about what was read: so, not so, or so instead. Their word outranks every reading.

Access comes first; each decision is audited, and taken back by `undo`.
"""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction

from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.record import changes
from deeproot_app.record.models import Change, Interaction, Proposal, RecordSequence
from deeproot_app.record.reading import effects, values
from deeproot_app.record.reading.promises import moment
from deeproot_app.record.reading.rules import in_force

ACT: Final = "reading.decide"
TABLE: Final = "proposals"
STANDS: Final = ("state", "decided", "decided_at", "decided_by_id")


def confirm(actor: access.Actor, proposal: Proposal | int) -> Proposal:
    """It is so. Raises UserError where it was decided already, or is read so no more."""
    return _decide(actor, proposal, Proposal.State.CONFIRMED, lambda row: dict(row.value))


def edit(actor: access.Actor, proposal: Proposal | int, value: dict[str, Any]) -> Proposal:
    """It is so instead: ``value`` replaces what it names of the value. Raises UserError for what cannot be."""
    return _decide(actor, proposal, Proposal.State.EDITED, lambda row: values.checked(row, {**row.value, **value}))


def reject(actor: access.Actor, proposal: Proposal | int) -> Proposal:
    """It is not so: no reading says it again."""
    return _decide(actor, proposal, Proposal.State.REJECTED, lambda row: None)


def undo(actor: access.Actor, proposal: Proposal | int) -> Proposal:
    """Take the last decision about a proposal back: it stands as it stood before.

    Raises UserError where nobody decided it, or what it did was changed by somebody since.
    """
    with transaction.atomic():
        row = _one(actor, proposal)
        change = Change.objects.filter(table=TABLE, row_id=str(row.pk), batch=None).order_by("-pk").first()
        if change is None or not row.is_decided:
            raise UserError("Nobody has decided this; there is nothing to take back.")
        before = dict(change.before or {})
        for name in STANDS:
            setattr(row, name, before.get(name))
        row.decided_at = moment(before.get("decided_at"))
        row.save()
        seq = RecordSequence.take()
        effects.restore(row, before.get("did") or {}, seq)
        change.delete()
        changes.touched([row.customer_id], seq)
        audit.write(actor, "reading.undo", row, sort=row.sort)
    return row


def set_label(actor: access.Actor, interaction: Interaction | str, field: str, value: Any) -> Proposal:
    """Say what kind a message is (``field`` kind) or whether it asks for an answer (needs_answer).

    It outranks the file, every reading and every later import. It gives the decided proposal, for `undo`. Raises
    UserError for another field, or a kind that there is not.
    """
    if field not in ("kind", "needs_answer"):
        raise UserError(f"A person may set the kind of a message or whether it needs an answer, not its {field}.")
    access.require(actor, ACT)
    pk = interaction.pk if isinstance(interaction, Interaction) else interaction
    with transaction.atomic():
        found = access.one(actor, Interaction.objects.select_related("customer"), "customer", pk=pk)
        sure = dict(found.read_from_text or {})
        row, _ = Proposal.objects.get_or_create(
            interaction=found,
            sort=field,
            place=0,
            promise_id="",
            defaults={
                "customer_id": found.customer_id,
                "rank": Proposal.RANK[field],
                "value": {field: getattr(found, field)},
                "confidence": sure.get(field, 1.0),
                "reader": in_force().version if field in sure else 0,
                "made_at": found.happened_at,
                "state": Proposal.State.OPENED,
            },
        )
        if row.is_decided:
            undo(actor, row)
        return edit(actor, row, {field: value})


def _decide(actor: access.Actor, proposal: Proposal | int, state: str, value_of: Any) -> Proposal:
    """Take one decision: what it changes, its trace, and that the customer changed, together or not at all."""
    with transaction.atomic():
        row = _one(actor, proposal)
        if row.is_decided:
            raise UserError("This was decided already; take that back first.")
        if row.state == Proposal.State.OVERTAKEN:
            raise UserError("This is no longer read so: there is nothing to decide.")
        before = {name: _plain(getattr(row, name)) for name in STANDS}
        row.decided, row.state = value_of(row), state
        row.decided_at = clock.now()
        row.decided_by = actor if isinstance(actor, User) else None
        seq = RecordSequence.take()
        row.save()
        did = effects.apply(row, seq)
        Change.objects.create(
            at=row.decided_at,
            user=row.decided_by,
            recorded_seq=seq,
            table=TABLE,
            row_id=str(row.pk),
            before=before | {"did": did},
        )
        changes.touched([row.customer_id], seq)
        audit.write(actor, f"reading.{DONE[state]}", row, sort=row.sort)
    return row


DONE: Final[dict[str, str]] = {
    Proposal.State.CONFIRMED: "confirm",
    Proposal.State.EDITED: "edit",
    Proposal.State.REJECTED: "reject",
}


def _one(actor: access.Actor, proposal: Proposal | int) -> Proposal:
    access.require(actor, ACT)
    pk = proposal.pk if isinstance(proposal, Proposal) else proposal
    found = Proposal.objects.select_for_update(of=("self",)).select_related("customer", "interaction")
    return access.one(actor, found, "customer", pk=pk)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
