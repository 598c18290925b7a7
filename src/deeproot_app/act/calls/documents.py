"""The call list as a document: the shape that the command line and the API promise."""

from __future__ import annotations

from typing import Any

from deeproot_app.act.calls.listed import CallList, Entry


def call_list(found: CallList) -> dict[str, Any]:
    """The list: whom now, whom later, whom not."""
    return {name: [entry(one) for one in getattr(found, name)] for name in ("now", "later", "barred")} | {
        "more": found.more
    }


def entry(one: Entry) -> dict[str, Any]:
    """One customer to ring up."""
    permit, whom = one.permit, one.whom
    return {
        "call_id": one.call.pk if one.call else None,
        "item": one.item.key if one.item else None,
        "customer_id": one.customer.pk,
        "contact_id": whom.contact_id if whom else None,
        "contact": whom.name if whom else None,
        "phone": whom.phone if whom else None,
        "member_id": one.member_id,
        "reason": one.reason or None,
        "headline": one.headline,
        "next_step": one.next_step,
        "also": one.also,
        "attempts": one.call.attempts if one.call else 0,
        "not_before": one.not_before,
        "zones": list(permit.window.zones) if permit else [],
        "opens_at": permit.window.opens_at if permit else None,
        "closes_at": permit.window.closes_at if permit else None,
        "policy": {
            "allowed": permit.verdict.allowed if permit else False,
            "reasons": list(permit.verdict.ids) if permit else [],
        },
    }
