"""The list of customers: searched, filtered, sorted by any measure, a page at a time.

Customers whose figure is unknown stand at the end, whichever way one sorts: unknown is neither the best nor the worst.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from django.db.models import F, FilteredRelation, Q, QuerySet

from deeproot_app.base import access, keyset
from deeproot_app.record.models import Customer
from deeproot_app.record.search import matching_customers
from deeproot_app.understand.models import Figure

OWN_SORTS: Final = ("name", "value", "last_touch", "last_heard", "since")
"""What one may sort by besides the measures."""
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
    known = rows.filter(**{f"{table}__{column}__isnull": False}).annotate(place=F(f"{table}__customer_id"))
    unknown = rows.filter(**{f"{table}__{column}__isnull": True}).annotate(place=F("customer_id"))
    return keyset.page(known, (f"{falls}sorted_by", f"{falls}place"), query, size, unknown)


def count(found: QuerySet[Customer], up_to: int = 10_000) -> int:
    """How many there are; stops counting one past ``up_to``."""
    return found[: up_to + 1].count()


def matching(actor: access.Actor, wanted: Wanted) -> QuerySet[Customer]:
    """The customers that ``actor`` may see and ``wanted`` describes, in no order; one query where it is a search."""
    found: QuerySet[Customer] = access.customers(actor, Customer.objects.all())
    equal = {"persona": wanted.persona, "owner_id": wanted.owner, "country": wanted.country}
    found = found.filter(**{name: value for name, value in equal.items() if value})
    if wanted.state:
        found = found.filter(left_at__isnull=wanted.state == "current")
    if wanted.scenario:
        found = found.filter(findings__scenario=wanted.scenario)
    if wanted.measure:
        found = found.filter(pk__in=_within(wanted).values("customer_id"))
    return matching_customers(found, wanted.search) if wanted.search.strip() else found


def _within(wanted: Wanted) -> QuerySet[Figure]:
    bounds = Q(value__isnull=False)
    if wanted.at_least is not None:
        bounds &= Q(value__gte=wanted.at_least)
    if wanted.at_most is not None:
        bounds &= Q(value__lte=wanted.at_most)
    return Figure.objects.filter(bounds, measure=wanted.measure)
