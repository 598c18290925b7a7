"""Taking a logged call back: all that came of it goes, and the call, and what was typed, stand as before."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from deeproot_app.act.calls.begin import ACT
from deeproot_app.act.calls.log import MOVES
from deeproot_app.act.models import Call, CallAttempt, CallDraft
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.plan import decide
from deeproot_app.record import beliefs, promises
from deeproot_app.record.unacted import take_back

MOMENTS = ("not_before", "settled_at")


def undo(actor: access.Actor, attempt_id: int) -> CallAttempt:
    """Take an attempt back, whole or not at all. Undoing twice changes nothing.

    Raises Http404 for one that the actor may not see; UserError where a later attempt was logged, where somebody
    changed since what came of it (the sentence says what), or the call that was agreed on has been made.
    """
    access.require(actor, ACT)
    with transaction.atomic():
        attempts = CallAttempt.objects.select_for_update(of=("self",)).select_related("call__customer")
        attempt = access.one(actor, attempts, "call__customer", pk=attempt_id)
        if attempt.undone_at is not None:
            return attempt
        call = Call.objects.select_for_update(of=("self",)).get(pk=attempt.call_id)
        if call.tried.filter(pk__gt=attempt.pk, undone_at__isnull=True).exists():
            raise UserError("A later attempt was logged; undo that first.")
        _take_back(actor, attempt)
        _restore(actor, call, attempt.before)
        attempt.undone_at = clock.now()
        attempt.save(update_fields=["undone_at"])
        audit.write(actor, "call.undo", call, customer=call.customer_id, attempt=attempt.pk)
    return attempt


def _take_back(actor: access.Actor, attempt: CallAttempt) -> None:
    wrote: dict[str, Any] = attempt.wrote
    if agreed := wrote.get("next"):
        _unmake(agreed)
    for change in reversed(wrote.get("promises", ())):
        promises.undo(actor, change)
    for change in reversed(wrote.get("beliefs", ())):
        beliefs.undo(actor, change)
    if decision := wrote.get("decision"):
        decide.undo(actor, decision)
    take_back(actor, wrote.get("interactions", ()))


def _unmake(agreed: int) -> None:
    call = Call.objects.select_for_update(of=("self",)).filter(pk=agreed).first()
    if call is not None and call.tried.filter(undone_at__isnull=True).exists():
        raise UserError("The next call that was agreed on has been made already; undo that first.")
    Call.objects.filter(pk=agreed).delete()


def _restore(actor: access.Actor, call: Call, before: dict[str, Any]) -> None:
    for name in MOVES:
        value = before.get(name, getattr(call, name))
        setattr(call, name, datetime.fromisoformat(value) if isinstance(value, str) and name in MOMENTS else value)
    call.save(update_fields=list(MOVES))
    if before.get("draft") and isinstance(actor, User):
        CallDraft.objects.get_or_create(
            call=call, user=actor, defaults={"fields": before["draft"], "saved_at": clock.now()}
        )
