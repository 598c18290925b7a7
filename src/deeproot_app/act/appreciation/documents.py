"""Gifts and budgets as documents: the shape that the command line promises."""

from __future__ import annotations

from typing import Any

from deeproot_app.act.appreciation.amounts import MICROS
from deeproot_app.act.appreciation.budgets import Standing
from deeproot_app.act.models import Gift


def budget(one: Standing) -> dict[str, Any]:
    """A budget, and what is left of it."""
    row = one.budget
    return {
        "name": row.name, "currency": row.currency, "begins": row.begins, "ends": row.ends,
        "amount": row.amount_micros / MICROS, "given": one.spent_micros / MICROS, "left": one.left_micros / MICROS,
        "gifts": one.gifts,
    }  # fmt: skip


def gift(row: Gift) -> dict[str, Any]:
    """One gift."""
    return {
        "gift_id": row.pk, "customer_id": row.customer.leader.pk, "contact_id": row.contact_id,
        "member_id": row.member_id, "what": row.what, "why": row.why, "channel": row.channel, "at": row.at,
        "cost": row.cost_micros / MICROS, "currency": row.currency or None, "beyond": row.beyond or None,
        "mail": row.sending.state if row.sending else None, "interaction_id": row.interaction_id or None,
        "taken_back_at": row.taken_back_at,
    }  # fmt: skip
