"""Is it the right moment to ask these customers? The library's rule, over their own rows alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, cast

from django.db.models import Q
from django.db.models.functions import Coalesce

from deeproot.engines import open_tables
from deeproot.measure.loyalty.moment import Answer, AskedBefore, Moment, moments
from deeproot_app.act.models import AmbassadorAsk
from deeproot_app.act.outbox.course import State as Sent
from deeproot_app.record.arrow import arrow_tables

READ: Final = ("customers", "interactions", "promises", "cases", "beliefs")
State = AmbassadorAsk.State
NEVER_LEFT: Final = Q(sending__state__in=[Sent.CANCELLED, Sent.SUPPRESSED, Sent.REFUSED])
"""Askings whose mail reached nobody: they do not count."""


def of(customers: Sequence[str], now: datetime) -> dict[str, Moment]:
    """The moment of each of these leading customers who is one by ``now``. A fixed number of queries."""
    if not customers:
        return {}
    tables = open_tables(arrow_tables(customers, tables=READ))
    return moments(tables, now, before(customers))


def before(customers: Iterable[str] | None = None) -> list[AskedBefore]:
    """How often these were asked (all, where none are given), and what they said, under the id that leads them. One
    query."""
    ids = None if customers is None else list(customers)
    own = Q() if ids is None else Q(customer__in=ids) | Q(customer__merged_into__in=ids)
    told = AmbassadorAsk.objects.filter(own).exclude(state=State.TAKEN_BACK).exclude(NEVER_LEFT, state=State.ASKED)
    leader = Coalesce("customer__merged_into", "customer")
    return [
        AskedBefore(whose, at, cast("Answer", state), answered)
        for whose, at, state, answered in told.order_by().values_list(leader, "asked_at", "state", "answered_at")
    ]
