"""Who is to be asked: people by their addresses, or those at the customers that an audience holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from deeproot.plan.programme.audience import Condition
from deeproot_app.act.drafts import spoken
from deeproot_app.act.events.guests import Found, named
from deeproot_app.base import access
from deeproot_app.base.errors import UserError
from deeproot_app.plan.programmes import audience
from deeproot_app.record.models import Customer

__all__ = ["GROUPS", "MOST", "Found", "at_customers", "grouped", "held_by", "named"]

MOST: Final = 5_000
"""So many customers at once, at most."""
LATELY: Final = timedelta(days=90)
GROUPS: Final = {
    "": "Only those named below",
    "everybody": "Everybody who is with us",
    "left": "Who left us in the last 90 days",
    "audience": "The audience described below",
}


def grouped(actor: access.Actor, group: str, at: datetime, everyone: bool) -> Found:
    """The people at the customers of a group. Raises UserError for one that there is not, or too many."""
    rows = Customer.objects.filter(merged_into=None)
    if group == "everybody":
        rows = rows.filter(left_at=None)
    elif group == "left":
        rows = rows.filter(left_at__lte=at, left_at__gt=at - LATELY)
    else:
        raise UserError("There is no such group.")
    return at_customers(_few(access.customers(actor, rows)), everyone)


def held_by(actor: access.Actor, condition: Condition, at: datetime, everyone: bool) -> Found:
    """The people at the customers that this checked condition holds for. Raises UserError for too many."""
    ids = [
        customer
        for part in audience.inside(condition, at, access.customers(actor, Customer.objects.all()))
        for customer in part
    ]
    if len(ids) > MOST:
        raise UserError(f"These are {len(ids):,} customers; ask at most {MOST:,} at once, a part of them.")
    return at_customers(Customer.objects.filter(pk__in=ids).order_by("name", "customer_id"), everyone)


def _few(rows: QuerySet[Customer]) -> list[Customer]:
    found = list(rows.order_by("name", "customer_id")[: MOST + 1])
    if len(found) > MOST:
        raise UserError(f"These are more than {MOST:,} customers: ask a part of them.")
    return found


def at_customers(customers: Iterable[Customer], everyone: bool) -> Found:
    """One person with an address at each of these customers, or everyone; whose nobody has one is told. Two queries."""
    rows = list(customers)
    ids = {row.pk: [row.pk] for row in rows}
    for led, leader in Customer.objects.filter(merged_into__in=list(ids)).values_list("pk", "merged_into"):
        ids[leader].append(led)
    found = spoken.people(ids)
    people = [one for row in rows for one in found.get(row.pk, [])[: None if everyone else 1]]
    return Found(people, [row.name for row in rows if row.pk not in found])
