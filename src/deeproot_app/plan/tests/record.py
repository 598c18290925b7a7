"""Items as a turn would store them, for the tests of this room."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction

from deeproot.plan import rank
from deeproot.plan.reasons import REASONS
from deeproot.plan.today import Item as Found
from deeproot_app.conftest import AS_OF
from deeproot_app.plan import items


def found(customer_id: str, reason: str, subject: str = "", **more: Any) -> Found:
    """One reason to reach out to a customer of the small record."""
    key = rank.key(customer_id, reason, subject)
    since = more.get("waiting_since", AS_OF - timedelta(days=5))
    given = {
        "key": key,
        "order": rank.order(REASONS.index(reason), more.pop("weight", 1.0), since, key),
        "customer_id": customer_id,
        "member_id": "m-ada",
        "escalated_to": None,
        "reason": reason,
        "subject": subject,
        "headline": f"{customer_id} {reason} {subject}".strip(),
        "next_step": "Answer today.",
        "due_at": None,
        "waiting_since": since,
        "value_micros": 1_200_000_000,
        "currency": "EUR",
        "evidence": ("mail:1",),
        "facts": ("mail:1",),
        "offer": None,
        "policy": {"allowed": True, "reasons": []},
    }
    return Found(**given | more)


def stored(*some: Found, customers: tuple[str, ...] = ("c-birch", "c-cedar", "c-dune"), days: int = 0) -> None:
    """What a turn found, stored."""
    with transaction.atomic():
        items.refresh(customers, some, AS_OF + timedelta(days=days))
