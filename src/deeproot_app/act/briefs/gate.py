"""What the gate says of a word to a customer, as it stands beside their brief."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from deeproot.plan.policy import Touch, Verdict
from deeproot_app.act.calls.begin import own
from deeproot_app.base import access
from deeproot_app.plan import gate
from deeproot_app.record.models import Customer

CHANNELS: Final = ("call", "email")


def asked_of_gate(actor: access.Actor, customer: Customer, now: datetime) -> list[tuple[str, Verdict]]:
    """What the gate says at ``now`` of a word of care from the actor to this customer, by channel."""
    touches = [Touch(customer.pk, None, own(actor), channel, "care") for channel in CHANNELS]
    return list(zip(CHANNELS, gate.decide(touches, now), strict=True))
