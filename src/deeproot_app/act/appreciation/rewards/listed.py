"""What customers have, and the lines of the ledger: for pages, commands and files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from deeproot_app.act.appreciation.rewards import ledger, terms
from deeproot_app.act.models import RewardEntry
from deeproot_app.base import access
from deeproot_app.record.models import Customer

SOON: Final = timedelta(days=90)
Kind = RewardEntry.Kind


@dataclass(frozen=True, slots=True)
class Standing:
    """One customer's points."""

    customer: Customer
    points: int
    next_end: datetime | None
    """When some of them go next."""
    next_gone: int
    """How many then."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Points of all customers whom the reader sees."""

    there: int
    earned: int
    redeemed: int
    expired: int
    left_this_year: int | None
    """How many may still be given this year; None: any number."""


def entries(actor: access.Actor, customer: Customer | None = None) -> QuerySet[RewardEntry]:
    """The lines of customers whom the actor may see; of one where that is given. Ordered by whoever pages them."""
    rows = RewardEntry.objects.select_related("customer__merged_into")
    rows = access.customers(actor, rows, "customer")
    return rows.filter(customer__in=customer.ids) if customer else rows


def sums(actor: access.Actor, now: datetime) -> Sums:
    """What all of them have, and had."""
    by = {kind.value: Sum("points", filter=Q(kind=kind)) for kind in Kind}
    found = {name: value or 0 for name, value in entries(actor).aggregate(there=Sum("points"), **by).items()}
    most = terms.terms().points_a_year
    left = None if most is None else max(0, most - terms.given_this_year(now))
    given = found[Kind.EARNED] + found[Kind.GRANTED]
    return Sums(found["there"], given, -found[Kind.REDEEMED], -found[Kind.EXPIRED], left)


def standing(customer: Customer) -> Standing:
    """What one customer has, and what goes next of it."""
    rows = list(RewardEntry.objects.filter(customer__in=customer.ids))
    ends = [lot for lot in ledger.lots(rows) if lot.good_until is not None]
    first = ends[0].good_until if ends else None
    return Standing(
        customer, sum(row.points for row in rows), first, sum(lot.left for lot in ends if lot.good_until == first)
    )


def richest(actor: access.Actor, most: int) -> list[tuple[Customer, int]]:
    """Who has the most points. Two queries."""
    leader = Coalesce("customer__merged_into", "customer")
    rows = access.customers(actor, RewardEntry.objects.all(), "customer").order_by()
    told = rows.values(whose=leader).annotate(sum=Sum("points")).filter(sum__gt=0).order_by("-sum", "whose")[:most]
    sums_of = {one["whose"]: one["sum"] for one in told}
    found = Customer.objects.in_bulk(list(sums_of))
    return [(found[pk], points) for pk, points in sums_of.items() if pk in found]
