"""What people say about a promise: kept, withdrawn, and back again. Each keeps what stood before, and can be undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.record import changes
from deeproot_app.record.models import Change, Promise, RecordSequence

FIELDS = ("kept_in", "kept_at", "withdrawn_at")
"""What people decide about a promise; the rest is what was said."""


def keep(actor: access.Actor, promise_id: str, at: datetime | None = None) -> Change:
    """Say that the promise was kept, now or ``at``. Raises UserError where it is settled already, or not yet made."""
    moment = at or clock.now()

    def kept(promise: Promise) -> dict[str, Any]:
        if moment < promise.made_at:
            raise UserError("A promise cannot be kept before it was made.")
        return {"kept_at": moment}

    return _settle(actor, promise_id, "promise.keep", kept)


def withdraw(actor: access.Actor, promise_id: str, reason: str) -> Change:
    """Take the promise back, with a reason. Raises UserError without one, or where the promise is settled already."""

    def withdrawn(_promise: Promise) -> dict[str, Any]:
        if not reason.strip():
            raise UserError("Say why the promise is withdrawn: whoever reads its story later will ask.")
        return {"withdrawn_at": clock.now()}

    return _settle(actor, promise_id, "promise.withdraw", withdrawn, reason=reason.strip()[:500])


def undo(actor: access.Actor, change_id: int) -> Promise:
    """Put the promise back as it stood before that change.

    Raises UserError where it was changed again since: the later decision is not overwritten.
    """
    with transaction.atomic():
        change = Change.objects.select_for_update().filter(pk=change_id, table="promises").first()
        promise = _one(actor, change.row_id if change else "")
        assert change is not None
        if Change.objects.filter(table="promises", row_id=change.row_id, recorded_seq__gt=change.recorded_seq).exists():
            raise UserError("This promise was changed again since; undo that first.")
        _write(actor, promise, "promise.undo", dict(change.before or {}))
    return promise


def _settle(
    actor: access.Actor, promise_id: str, act: str, decided: Callable[[Promise], dict[str, Any]], **detail: object
) -> Change:
    with transaction.atomic():
        promise = _one(actor, promise_id)
        if promise.kept_at or promise.withdrawn_at:
            raise UserError("This promise is settled already; look at it again.")
        return _write(actor, promise, act, decided(promise), **detail)


def _one(actor: access.Actor, promise_id: str) -> Promise:
    access.require(actor, "promise.change")
    found = Promise.objects.select_for_update().select_related("customer")
    return access.one(actor, found, "customer", promise_id=promise_id)


def _write(actor: access.Actor, promise: Promise, act: str, values: dict[str, Any], **detail: object) -> Change:
    """Store the new values, what stood before, who did it, and that the customer changed: together or not at all."""
    seq = RecordSequence.take()
    row = Change.objects.create(
        at=clock.now(),
        user=actor if isinstance(actor, User) else None,
        recorded_seq=seq,
        table="promises",
        row_id=promise.pk,
        before={name: _plain(getattr(promise, name)) for name in FIELDS},
    )
    Promise.objects.filter(pk=promise.pk).update(**values, recorded_seq=seq)
    changes.touched([promise.customer_id], seq)
    audit.write(actor, act, promise, **detail)
    return row


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
