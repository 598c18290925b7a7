"""The limits in force: the defaults, with what the organisation changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from deeproot.plan.policy import Limits
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.plan.models import PolicyLimits


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
    """Put other limits in force; the trail keeps what held before."""
    access.require(actor, "policy.change")
    inforce, before = read(given), changed()
    user = actor if isinstance(actor, User) else None
    PolicyLimits.objects.update_or_create(pk=1, defaults={"changed": dict(given), "at": clock.now(), "by": user})
    audit.write(actor, "policy.change", None, before=before, now=dict(given))
    return inforce
