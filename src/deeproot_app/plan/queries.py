"""The day's list, asked for: a page of it for one of us or for all, each customer once with its most urgent reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from deeproot.plan.today import PLACE
from deeproot_app.base import access, keyset
from deeproot_app.plan.models import WAITING, Decision, Item


@dataclass(frozen=True)
class Wanted:
    """Which part of the list is asked for; every part is optional."""

    member: str = ""
    """A member's list: what is theirs, and what was escalated to them."""
    nobody: bool = False
    """What is in nobody's list."""
    reason: str = ""
    customer: str = ""


@dataclass(frozen=True)
class Today:
    """A page of the list."""

    page: keyset.Page[Item]
    """The most urgent item of each customer."""
    also: Mapping[str, Sequence[Item]]
    """customer_id -> its further items, in order."""


def today(actor: access.Actor, wanted: Wanted, as_of: datetime, query: Mapping[str, str], size: int = 50) -> Today:
    """A page of the list as it stands at ``as_of`` for what ``actor`` may see; ``query`` holds the place in it.

    Three queries at most, each by an index.
    """
    leading = leads(actor, wanted, as_of).select_related("customer", "member", "customer__owner")
    page = keyset.page(leading, ("order",), query, size)
    also: dict[str, list[Item]] = {}
    shown = {item.pk for item in page.rows}
    # Of so few customers all items are read, by the customer; the place in the order would name another index.
    beside = waiting(actor, replace(wanted, reason=""), as_of).filter(customer__in={i.customer_id for i in page.rows})
    for item in beside.order_by("order"):
        if item.pk not in shown and wanted.reason in ("", item.reason):
            also.setdefault(item.customer_id, []).append(item)
    return Today(page, also)


def waiting(actor: access.Actor, wanted: Wanted, as_of: datetime) -> QuerySet[Item]:
    """The items that wait at ``as_of``: neither settled nor gone nor snoozed beyond it."""
    found = Item.objects.filter(WAITING, _awake(as_of), _wanted(wanted))
    if wanted.member:
        found = found.filter(pk__in=_in_list_of(wanted.member))
    return access.customers(actor, found, "customer")


def leads(actor: access.Actor, wanted: Wanted, as_of: datetime) -> QuerySet[Item]:
    """Of each customer's waiting items the most urgent one.

    Whether a customer has one before it is looked up by the customer: whose it is, and for which reason, is told in
    terms that no other index serves, or a database without statistics may read a whole list for every row of it.
    """
    before = Item.objects.filter(WAITING, _awake(as_of), customer_id=OuterRef("customer_id"))
    before = before.filter(order__lt=OuterRef("order"))
    before = before.annotate(owner=Coalesce("member_id", Value("")), also=Coalesce("escalated_to_id", Value("")))
    if wanted.member:
        before = before.filter(Q(owner=wanted.member) | Q(also=wanted.member))
    if wanted.nobody:
        before = before.filter(owner="")
    if wanted.reason:
        before = before.filter(_at_place(wanted.reason))
    return waiting(actor, wanted, as_of).filter(~Exists(before))


def _in_list_of(member: str) -> QuerySet[Item, str]:
    """The items in a member's list, each way of standing there by its own index: an "or" would read all items."""
    own = Item.objects.filter(WAITING, member_id=member).order_by().values_list("pk", flat=True)
    return own.union(Item.objects.filter(WAITING, escalated_to_id=member).order_by().values_list("pk", flat=True))


def _awake(as_of: datetime) -> Q:
    return Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=as_of)


def _wanted(wanted: Wanted) -> Q:
    found = Q()
    if wanted.nobody:
        found &= Q(member_id__isnull=True)
    if wanted.reason:
        found &= _at_place(wanted.reason)
    if wanted.customer:
        found &= Q(customer_id=wanted.customer)
    return found


def _at_place(reason: str) -> Q:
    """The items of one reason: where it stands in the order, so that they are found, in order, by every index of it."""
    if reason not in PLACE:
        return Q(reason=reason)
    return Q(order__gte=f"{PLACE[reason]:02d}", order__lt=f"{PLACE[reason] + 1:02d}")


def count_by_reason(actor: access.Actor, wanted: Wanted, as_of: datetime) -> dict[str, int]:
    """How many items wait for each reason."""
    rows = waiting(actor, wanted, as_of).order_by().values_list("reason").annotate(items=Count("*"))
    return dict(rows)


def decided(actor: access.Actor, since: datetime, limit: int = 20) -> QuerySet[Decision]:
    """The last decisions about customers that ``actor`` may see, the latest first, undone ones left out."""
    found = access.customers(actor, Decision.objects.filter(at__gte=since, undone_at__isnull=True), "item__customer")
    return found.select_related("item", "item__customer", "by", "to_member").order_by("-at", "-id")[:limit]


def one(actor: access.Actor, key: str) -> Item:
    """One item with its customer. Raises Http404 alike where it does not exist and where the actor may not see it."""
    return access.one(actor, Item.objects.select_related("customer", "member"), "customer", pk=key)


def history(item: Item) -> QuerySet[Decision]:
    """All that was decided about an item, also what was undone, the latest first."""
    return item.decisions.select_related("by", "to_member", "undone_by").order_by("-id")


def of_customers(actor: access.Actor, customers: Sequence[str], as_of: datetime) -> dict[str, list[Item]]:
    """The waiting items of some customers, in order: what a customer's own page shows."""
    found: dict[str, list[Item]] = {}
    rows: Any = waiting(actor, Wanted(), as_of).filter(customer_id__in=customers).order_by("order")
    for item in rows:
        found.setdefault(item.customer_id, []).append(item)
    return found
