"""A draft of a reply for programs: the code that drafts on our pages, for the message that waits longest."""

from __future__ import annotations

from typing import Any

from deeproot_app.act.drafts import draft
from deeproot_app.base import access
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.record.models import Customer, Interaction


def drafted(user: User, customer: Customer, interaction_id: str = "") -> dict[str, Any]:
    """The draft, its language, and the rows that it rests on. Raises UserError where nothing waits for an answer."""
    asked = _asked(user, customer, interaction_id)
    return draft.drafted(user, customer, reply_to=asked.pk).as_json()


def _asked(user: User, customer: Customer, interaction_id: str) -> Interaction:
    rows = access.customers(user, Interaction.objects.all(), "customer")
    rows = rows.filter(customer__in=customer.ids, direction="in", automatic=False)
    if interaction_id:
        found = rows.filter(pk=interaction_id.replace("\x00", "")).first()
        if found is None:
            raise UserError("This customer wrote no such message; `timeline` gives the ids of what they wrote.")
        return found
    waiting = rows.filter(needs_answer=True).order_by("-happened_at", "-interaction_id")
    for row in waiting[:20]:
        if not _answered(row):
            return row
    last = rows.order_by("-happened_at", "-interaction_id").first()
    if last is None:
        raise UserError("This customer has not written yet: there is nothing to reply to.")
    return last


def _answered(row: Interaction) -> bool:
    later = Interaction.objects.filter(
        customer_id=row.customer_id, direction__in=("out", "both"), automatic=False, happened_at__gt=row.happened_at
    )
    return (later.filter(thread_id=row.thread_id) if row.thread_id else later).exists()
