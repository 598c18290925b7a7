"""A person decides otherwise than the gate: about one touch, with a reason, and never about an objection."""

from __future__ import annotations

from deeproot.plan.policy import Touch, Verdict
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.plan.models import Override
from deeproot_app.record.models import Customer


def override(actor: access.Actor, touch: Touch, verdict: Verdict, reason: str) -> Override:
    """Record that ``actor`` lets this touch be all the same. Whoever sends it gives the row along.

    Raises UserError where nothing speaks against it, where something does that nobody may overrule, or without a
    reason; Http404 for a customer whom the actor may not see.
    """
    access.require(actor, "touch.send")
    access.one(actor, Customer.objects.all(), pk=touch.customer_id)
    if verdict.allowed:
        raise UserError("Nothing speaks against it; there is nothing to overrule.")
    if fixed := next((one for one in verdict.reasons if not one.overridable), None):
        raise UserError(f"{fixed.fact} {fixed.words} Nobody can decide otherwise.")
    if not reason.strip():
        raise UserError("Say why it may be all the same; it is kept with the touch.")
    row = Override.objects.create(
        customer_id=touch.customer_id, contact_id=touch.contact_id, member_id=touch.member_id, channel=touch.channel,
        kind=touch.kind, reasons=list(verdict.ids), facts=[one.fact for one in verdict.reasons], reason=reason.strip(),
        at=clock.now(), user=actor if isinstance(actor, User) else None, actor=str(getattr(actor, "email", "")),
    )  # fmt: skip
    about = ("customer", touch.customer_id)
    audit.write(actor, "policy.override", about, reasons=list(verdict.ids), channel=touch.channel, kind=touch.kind)
    return row
