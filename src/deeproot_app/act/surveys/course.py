"""Whom a survey reached: whose mail left, whose waits, whom it never reached."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import connection
from django.db.models import Count, Q, QuerySet

from deeproot_app.act.models import Asked, Sending, Survey
from deeproot_app.base import access
from deeproot_app.record import sql
from deeproot_app.record.consent.standing import moment

State = Sending.State
SENDINGS: Final = Sending._meta.db_table
LEFT: Final = (State.SENT, State.UNCERTAIN, State.HANDING_OVER)
"""States of a mail that was, or may have been, delivered."""
REACHED: Final = Q(sending__isnull=True) | Q(sending__state__in=LEFT) | Q(answered_at__isnull=False)
WAITS: Final = Q(sending__state__in=(State.QUEUED, State.WAITING, State.CLAIMED), answered_at__isnull=True)
NOT: Final = Q(
    sending__state__in=(State.SUPPRESSED, State.REFUSED, State.CANCELLED), answered_at__isnull=True
)  # fmt: skip
GROUPS: Final = {
    "": ("All", Q()),
    "answered": ("Answered", Q(answered_at__isnull=False)),
    "silent": ("No answer", REACHED & Q(answered_at__isnull=True)),
    "waits": ("Mail waits", WAITS),
    "not": ("Not reached", NOT),
}
"""The parts of the list of those who were asked."""


def people(actor: access.Actor, survey: Survey, group: str = "") -> QuerySet[Asked]:
    """Those who were asked, of customers whom the actor may see."""
    rows = Asked.objects.filter(survey=survey).select_related("customer__merged_into", "contact", "sending")
    return access.customers(actor, rows, "customer").filter(GROUPS[group][1])


def numbers(actor: access.Actor, survey: Survey) -> dict[str, int]:
    """How many stand in each part of GROUPS. One query."""
    rows = access.customers(actor, Asked.objects.filter(survey=survey), "customer")
    return rows.aggregate(**{name or "all": Count("pk", filter=which or None) for name, (_, which) in GROUPS.items()})


def mailed(customers: Sequence[str], at: datetime) -> list[tuple[str, datetime, str | None]]:
    """When a mail that asks to answer a survey went to which of these customers, and to whom there; by ``at``.

    The gate counts it as having been asked (`plan.gate.asked`). One query.
    """
    wanted, values = sql.among("customer_id", list(customers))
    rows = sql.rows_of(
        f"SELECT customer_id, contact_id, MAX(handed_at) FROM {SENDINGS} WHERE {wanted} AND survey_id IS NOT NULL "  # noqa: S608
        f"AND state IN ({', '.join(['%s'] * len(LEFT))}) AND handed_at <= %s GROUP BY customer_id, contact_id",
        values,
        *(str(state) for state in LEFT),
        connection.ops.adapt_datetimefield_value(at),
    )
    return [(customer, moment(when), contact) for customer, contact, when in rows]
