"""The promises, as the clock reads them: due and overdue before all else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, Literal, get_args

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce

from deeproot_app.base import access, keyset
from deeproot_app.record.models import Promise

State = Literal["overdue", "due", "open", "undated", "kept", "late", "withdrawn"]
STATES: Final = get_args(State)
DUE_WITHIN = timedelta(days=7)


def promises(
    actor: access.Actor, now: datetime, state: State, query: Mapping[str, str], member: str = ""
) -> keyset.Page[Promise]:
    """The promises in one state that ``actor`` may see, the longest overdue first (settled ones: the latest first).

    Each carries ``effective``, its due moment after a holding reply moved it. One query (two where sight is limited).
    """
    found = _seen(actor, member).filter(_reads(state, now)).select_related("customer", "member")
    order = {"undated": "-made_at", "kept": "-kept_at", "late": "-kept_at", "withdrawn": "-withdrawn_at"}.get(
        state, "effective"
    )
    return keyset.page(found, (order, "-promise_id" if order.startswith("-") else "promise_id"), query)


def counts(actor: access.Actor, now: datetime, member: str = "") -> dict[str, int]:
    """How many promises there are in each state. One query."""
    counted = {state: Count("pk", filter=_reads(state, now)) for state in STATES}
    return _seen(actor, member).aggregate(**counted)


def _seen(actor: access.Actor, member: str) -> QuerySet[Promise]:
    found = access.customers(actor, Promise.objects.all(), "customer")
    found = found.annotate(effective=Coalesce("moved_to", "due_at"))
    return found.filter(member_id=member) if member else found


def _reads(state: State, now: datetime) -> Q:
    """What a state means at ``now``: overdue is a reading of the clock."""
    waits = Q(kept_at=None, withdrawn_at=None)
    in_time = Q(kept_at__lte=F("effective")) | Q(effective=None)
    return {
        "overdue": waits & Q(effective__lt=now),
        "due": waits & Q(effective__gte=now, effective__lt=now + DUE_WITHIN),
        "open": waits & Q(effective__gte=now + DUE_WITHIN),
        "undated": waits & Q(effective=None),
        "kept": Q(kept_at__isnull=False, withdrawn_at=None) & in_time,
        "late": Q(kept_at__isnull=False, withdrawn_at=None, kept_at__gt=F("effective")),
        "withdrawn": Q(withdrawn_at__isnull=False),
    }[state]
