"""The list of customers: searched, filtered, sorted by any measure, a page at a time.

Customers whose figure is unknown stand at the end, whichever way one sorts: unknown is neither the best nor the worst.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet

from deeproot_app.base import access, keyset
from deeproot_app.record.models import Customer
from deeproot_app.record.search import matching_customers
from deeproot_app.understand.models import Figure

OWN_SORTS: Final = ("name", "value", "last_touch", "last_heard", "since")
"""What one may sort by besides the measures."""
FEW: Final = 10_000
UNDERSTOOD: Final = {"value": "value_weight", "last_touch": "last_touch_at", "last_heard": "last_heard_at"}


@dataclass(frozen=True)
class Wanted:
    """What a list of customers is asked for; every part is optional."""

    search: str = ""
    persona: str = ""
    owner: str = ""
    scenario: str = ""
    country: str = ""
    state: Literal["", "current", "left"] = ""
    measure: str = ""
    """A measure to bound by the next two."""
    at_least: float | None = None
    at_most: float | None = None
    sort: str = "name"
    """A measure or one of OWN_SORTS; "-" first falls."""

    @property
    def sorted_by(self) -> str:
        return self.sort.removeprefix("-")


def page(found: QuerySet[Customer], wanted: Wanted, query: Mapping[str, str], size: int = 50) -> keyset.Page[Customer]:
    """A page of the customers ``found``, in the order wanted; ``query`` holds the place in the list.

    Each row carries its ``owner`` and its ``understanding``. One query, two where the page reaches those of whom the
    value it is sorted by is unknown.
    """
    by, falls = wanted.sorted_by, "-" if wanted.sort.startswith("-") else ""
    rows = found.select_related("understanding", "owner")
    if by in OWN_SORTS and by not in UNDERSTOOD:
        return keyset.page(rows, (f"{falls}{by}", f"{falls}customer_id"), query, size)
    # Known values are walked in the order of their own table's index, which ends in its own column of the customer.
    table, column = ("understanding", UNDERSTOOD[by]) if by in UNDERSTOOD else ("figure", "value")
    if table == "figure":
        rows = rows.annotate(figure=FilteredRelation("figures", condition=Q(figures__measure=by)))
    rows = rows.annotate(sorted_by=F(f"{table}__{column}"))
    known = rows.filter(sorted_by__isnull=False).annotate(place=F(f"{table}__customer_id"))
    unknown = rows.filter(sorted_by__isnull=True).annotate(place=F("customer_id"))
    return keyset.page(known, (f"{falls}sorted_by", f"{falls}place"), query, size, unknown)


def count(found: QuerySet[Customer], up_to: int = 10_000) -> int:
    """How many there are; stops counting one past ``up_to``."""
    return found[: up_to + 1].count()


def matching(actor: access.Actor, wanted: Wanted) -> QuerySet[Customer]:
    """The customers that ``actor`` may see and ``wanted`` describes, in no order.

    A query or two see how many match first.
    """
    found: QuerySet[Customer] = access.customers(actor, Customer.objects.filter(merged_into__isnull=True))
    for name, value in {"persona": wanted.persona, "owner": wanted.owner, "country": wanted.country}.items():
        if value:
            found = found.filter(_says(name, value))
    if wanted.state:
        found = found.filter(left_at__isnull=wanted.state == "current")
    if wanted.scenario:
        found = found.filter(findings__scenario=wanted.scenario)
    if wanted.measure:
        found = found.filter(_bounded(wanted))
    return matching_customers(found, wanted.search) if wanted.search.strip() else found


def _says(name: str, value: str) -> Q:
    """Those of whom a column says so; where it says nothing, a row that they lead may."""
    led = Customer.objects.filter(merged_into__isnull=False)
    if not led.exists():
        return Q(**{name: value})
    told = led.filter(**{name: value}).values("merged_into")
    return Q(**{name: value}) | Q(pk__in=told, **{f"{name}__isnull": True})


def _bounded(wanted: Wanted) -> Q:
    """A few are gathered; of many, it is looked up by the customer, so that the list is read no further than shown."""
    bounds = Q(value__isnull=False)
    if wanted.at_least is not None:
        bounds &= Q(value__gte=wanted.at_least)
    if wanted.at_most is not None:
        bounds &= Q(value__lte=wanted.at_most)
    within = Figure.objects.filter(bounds, measure=wanted.measure)
    if within[: FEW + 1].count() > FEW:
        return Q(Exists(within.filter(customer=OuterRef("pk"))))
    return Q(pk__in=within.values("customer_id"))
