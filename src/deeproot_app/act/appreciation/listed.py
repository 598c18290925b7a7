"""What was given, the latest first; and whom nobody thanked for long."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, Max, OuterRef, QuerySet

from deeproot_app.act.models import Gift
from deeproot_app.base import access
from deeproot_app.record.models import Customer, Interaction
from deeproot_app.understand.models import Figure

MEASURE: Final = "thanked"
LONG: Final = timedelta(days=365)
"""The window of the measure: who was thanked within it is on no list."""


def gifts(actor: access.Actor, customer: Customer | None = None) -> QuerySet[Gift]:
    """The gifts to customers whom the actor may see; of one where that is given."""
    rows = access.customers(actor, Gift.objects.select_related("customer__merged_into", "sending"), "customer")
    return rows.filter(customer__in=customer.ids) if customer else rows


def unthanked(actor: access.Actor, now: datetime) -> QuerySet[Customer]:
    """Customers whose measure `thanked` was 0 at the last turn, and to whom nothing was given since.

    Ordered by whoever pages them; who has been with us longest comes first by `since`.
    """
    never = Figure.objects.filter(measure=MEASURE, value=0).values("customer")
    given = Gift.objects.filter(customer=OuterRef("pk"), taken_back_at=None, at__gt=now - LONG)
    rows = Customer.objects.filter(pk__in=never, merged_into=None, left_at=None)
    return access.customers(actor, rows).exclude(Exists(given))


def last_thanked(customers: Collection[str]) -> dict[str, datetime]:
    """When each of these was last thanked, as far as the record tells; nobody who never was. One query."""
    rows = Interaction.objects.filter(customer__in=customers, kind="appreciation", direction__in=("out", "both"))
    return dict(rows.order_by().values_list("customer").annotate(last=Max("happened_at")))
