"""The list of customers: searched, filtered, sorted by any measure, a page at a time.

Customers whose figure is unknown stand at the end, whichever way one sorts: unknown is neither the best nor the worst.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.db.models import F, FilteredRelation, Q, QuerySet

from deeproot_app.base import access, keyset
from deeproot_app.record.models import Customer
from deeproot_app.record.search import matching_customers
from deeproot_app.understand.models import Figure

OWN_SORTS = {
    "name": "name",
    "value": "understanding__value_weight",
    "last_touch": "understanding__last_touch_at",
    "last_heard": "understanding__last_heard_at",
    "since": "since",
}
"""What one may sort by besides the measures."""


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


def page(actor: access.Actor, wanted: Wanted, query: Mapping[str, str], size: int = 50) -> keyset.Page[Customer]:
    """The customers that ``actor`` may see and ``wanted`` describes; ``query`` holds the place in the list.

    Each row carries its ``owner``, its ``understanding`` and, as ``sorted_by``, the value it is sorted by.
    Two queries (one more where the actor sees only their own).
    """
    found = _sorted(matching(actor, wanted), wanted.sorted_by)
    order = ("-sorted_by", "-customer_id") if wanted.sort.startswith("-") else ("sorted_by", "customer_id")
    return keyset.page(found, order, query, size)


def count(actor: access.Actor, wanted: Wanted, up_to: int = 10_000) -> int:
    """How many there are; stops counting one past ``up_to``."""
    return matching(actor, wanted)[: up_to + 1].count()


def matching(actor: access.Actor, wanted: Wanted) -> QuerySet[Customer]:
    """The customers that ``actor`` may see and ``wanted`` describes, in no order."""
    found = access.customers(actor, Customer.objects.all())
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


def _sorted(found: QuerySet[Customer], by: str) -> QuerySet[Customer]:
    if by in OWN_SORTS:
        found = found.annotate(sorted_by=F(OWN_SORTS[by]))
    else:
        figure = FilteredRelation("figures", condition=Q(figures__measure=by))
        found = found.annotate(figure=figure).annotate(sorted_by=F("figure__value"))
    return found.select_related("understanding", "owner")
