"""The limits in force: the defaults, with what the organisation changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from deeproot.plan.policy import Limits
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.plan.models import WAITING, Item, PolicyLimits
from deeproot_app.record import changes
from deeproot_app.record.models import RecordSequence


def changed() -> dict[str, Any]:
    """What the organisation changed, as JSON keeps it."""
    row = PolicyLimits.objects.filter(pk=1).first()
    return dict(row.changed) if row else {}


def in_force() -> Limits:
    """The limits in force. One query."""
    return read(changed())


def read(given: Mapping[str, Any]) -> Limits:
    """The limits that such changes give. Raises UserError, in a sentence, for what cannot be a limit."""
    try:
        return Limits.of(given)
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        says = str(fault) if isinstance(fault, ValueError) else "A limit of the contact policy is not of its form."
        raise UserError(says) from None


def change(actor: access.Actor, given: Mapping[str, Any]) -> Limits:
    """Put other limits in force; the trail keeps what held before. The next turn judges the day's list by them."""
    access.require(actor, "policy.change")
    inforce, before = read(given), changed()
    user = actor if isinstance(actor, User) else None
    with transaction.atomic():
        PolicyLimits.objects.update_or_create(pk=1, defaults={"changed": dict(given), "at": clock.now(), "by": user})
        audit.write(actor, "policy.change", None, before=before, now=dict(given))
        waiting = Item.objects.filter(WAITING).values_list("customer_id", flat=True).distinct()
        changes.touched(waiting, RecordSequence.take())
    return inforce
