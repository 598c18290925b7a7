"""Whom an audience holds now: counted, listed, and found by a programme that looks for who is to enter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from deeproot.plan.programme.audience import Condition, holds
from deeproot.plan.programme.facts import Known
from deeproot_app.base import access
from deeproot_app.plan.programmes import known
from deeproot_app.record.models import Customer

AT_ONCE: Final = 1_000
"""Customers asked about together: what bounds the memory."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many customers a condition holds for, how many it does not, of how many that is not known."""

    inside: int
    outside: int
    unknown: int
    some: tuple[tuple[str, str], ...]
    """The first of those inside, by name: customer_id and name."""


def count(actor: access.Actor, condition: Condition, at: datetime, show: int = 20) -> Counted:
    """Whom this checked condition holds for among the customers that the actor may see."""
    inside = outside = unknown = 0
    names: list[tuple[str, str]] = []
    for part in _parts(access.customers(actor, Customer.objects.filter(merged_into__isnull=True))):
        for customer, facts in known.stored(list(part), at).items():
            answer = holds(condition, facts)
            if answer:
                inside += 1
                names.append((part[customer], customer))
            elif answer is None:
                unknown += 1
            else:
                outside += 1
        names = sorted(names)[:show]
    return Counted(inside, outside, unknown, tuple((customer, name) for name, customer in names))


def inside(condition: Condition, at: datetime, among: QuerySet[Customer]) -> Iterator[dict[str, Known]]:
    """Those ``among`` some customers that this checked condition holds for, with what is known, a part at a time."""
    for part in _parts(among.filter(merged_into__isnull=True)):
        facts = known.stored(list(part), at)
        yield {customer: one for customer, one in facts.items() if holds(condition, one)}


def _parts(rows: QuerySet[Customer]) -> Iterator[dict[str, str]]:
    """Ids and names, in the order of the key, so many at a time."""
    after = ""
    while True:
        some = dict(rows.filter(pk__gt=after).order_by("pk").values_list("customer_id", "name")[:AT_ONCE])
        if not some:
            return
        yield some
        after = max(some)
