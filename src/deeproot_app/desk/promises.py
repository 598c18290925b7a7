"""The promises, as the clock reads them: due and overdue before all else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db.models import Count, Q, QuerySet

from deeproot_app.base import access, keyset
from deeproot_app.record.models import Promise
from deeproot_app.understand.promises import made_by, reads

STATES: Final = ("overdue", "due", "undated", "kept", "kept_late", "withdrawn")
"""`undated`: open, and no moment was said."""
ORDER: Final = {"undated": "-made_at", "kept": "-kept_at", "kept_late": "-kept_at", "withdrawn": "-withdrawn_at"}
"""The longest due first; what is settled or has no moment, the latest first."""


def promises(
    actor: access.Actor, now: datetime, state: str, query: Mapping[str, str], member: str = ""
) -> keyset.Page[Promise]:
    """The promises in one of STATES that ``actor`` may see, those of one ``member`` or of all.

    Each carries ``due``, its due moment after a holding reply moved it. One query (two where sight is limited).
    """
    found = _seen(actor, now, member).filter(_reads(state, now)).select_related("customer__merged_into", "member")
    first = ORDER.get(state, "due")
    return keyset.page(found, (first, "-promise_id" if first.startswith("-") else "promise_id"), query)


def counts(actor: access.Actor, now: datetime, member: str = "") -> dict[str, int]:
    """How many promises there are in each of STATES. One query."""
    counted = {f"in_{state}": Count("pk", filter=_reads(state, now)) for state in STATES}
    found = _seen(actor, now, member).aggregate(**counted)
    return {state: found[f"in_{state}"] for state in STATES}


def _reads(state: str, now: datetime) -> Q:
    return reads("open", now) & Q(due=None) if state == "undated" else reads(state, now)


def _seen(actor: access.Actor, now: datetime, member: str) -> QuerySet[Promise]:
    found = access.customers(actor, made_by(now), "customer")
    return found.filter(member_id=member) if member else found
