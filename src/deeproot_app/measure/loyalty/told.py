"""Loyalty, candidates, favours and referrals as documents: what the command line and the API promise."""

from __future__ import annotations

from typing import Any

from deeproot.measure.loyalty.found import Loyalty, Part
from deeproot.measure.loyalty.moment import Moment, Sign
from deeproot_app.act.models import AmbassadorAsk, Referral


def loyalty(one: Loyalty) -> dict[str, Any]:
    """One customer's loyalty; staying beside it."""
    return {
        "customer_id": one.customer_id, "standing": one.standing, **{part.name: _part(part) for part in one.parts},
        "staying": {
            "state": one.staying.state, "since": one.staying.since, "left_at": one.staying.left_at,
            "term_ends_at": one.staying.term_ends_at, "cancelled": one.staying.cancelled,
        },
    }  # fmt: skip


def _part(part: Part) -> dict[str, Any]:
    facts = [
        {"fact": fact.name, "n": fact.n, "last_at": fact.last_at, "evidence": list(fact.evidence)}
        for fact in part.facts
    ]
    return {"level": part.level, "n": part.n, "last_at": part.last_at, "facts": facts}


def moment(found: Moment) -> dict[str, Any]:
    """Whether it is the right moment, and why."""
    return {
        "is_right": found.is_right, "good": [_sign(one) for one in found.good],
        "against": [_sign(one) for one in found.against],
    }  # fmt: skip


def _sign(one: Sign) -> dict[str, Any]:
    return {"reason": one.what, "says": one.says, "at": one.at, "until": one.until, "evidence": one.evidence or None}


def favour(row: AmbassadorAsk) -> dict[str, Any]:
    """One asking."""
    return {
        "favour_id": row.pk, "customer_id": row.customer.leader.pk, "contact_id": row.contact_id,
        "favour": row.favour, "state": row.state, "channel": row.channel, "asked_at": row.asked_at,
        "asked_by": row.asked_by, "answered_at": row.answered_at, "note": row.note,
        "mail": row.sending.state if row.sending else None,
    }  # fmt: skip


def referral(row: Referral, shown: frozenset[str] | None = None) -> dict[str, Any]:
    """One referral; of a customer whom the reader may not see (not in ``shown``) nothing but that they came."""
    came = row.brought.leader.pk if row.brought else None
    hidden = came is not None and shown is not None and came not in shown
    return {
        "referral_id": row.pk, "customer_id": row.customer.leader.pk, "came": came is not None,
        "brought_id": None if hidden else came, "name": None if hidden else row.name or None,
        "email": None if hidden else row.email or None, "how": row.how, "at": row.at, "note": row.note or None,
        "linked_at": row.linked_at, "made_at": row.made_at,
    }  # fmt: skip
