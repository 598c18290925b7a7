"""The list of customers: searched, filtered, sorted by any measure, a page at a time.

Pages are cut by key, so the last costs what the first does. Customers whose figure is unknown stand at the end,
whichever way one sorts: unknown is neither the best nor the worst.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import F, FilteredRelation, Q, QuerySet

from deeproot_app.base import access
from deeproot_app.record.models import Customer
from deeproot_app.record.search import matching_customers
from deeproot_app.understand.models import Figure

PAGE = 50
OWN_SORTS = {
    "name": F("name"),
    "value": F("understanding__value_weight"),
    "last_touch": F("understanding__last_touch_at"),
    "last_heard": F("understanding__last_heard_at"),
    "since": F("since"),
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
    sort: str = "name"
    descending: bool = False
    measure: str = ""
    """A measure to bound ..."""
    at_least: float | None = None
    at_most: float | None = None


@dataclass(frozen=True)
class Page:
    """One page of customers, and the cursor of the next."""

    customers: list[Customer]
    next: str | None


@dataclass(frozen=True)
class Cursor:
    """A place in the list: the value sorted by, and the customer. It holds when figures or customers change."""

    value: str | float | None
    pk: str

    @classmethod
    def of(cls, customer: Customer) -> str:
        value = customer.sorted_by  # type: ignore[attr-defined]
        text = json.dumps([value.isoformat() if isinstance(value, datetime) else value, customer.pk])
        return urlsafe_b64encode(text.encode()).decode()

    @classmethod
    def read(cls, text: str | None) -> Cursor | None:
        """The place that ``text`` names; None for none, and for what is no cursor."""
        try:
            value, pk = json.loads(urlsafe_b64decode(text or ""))
        except ValueError:
            return None
        return cls(value, pk) if isinstance(pk, str) and isinstance(value, str | float | int | None) else None

    def beyond(self, descending: bool) -> Q:
        way = "lt" if descending else "gt"
        later = Q((f"sorted_by__{way}", self.value))
        return later | Q(("sorted_by", self.value), (f"pk__{way}", self.pk))


def page(actor: access.Actor, wanted: Wanted, after: str | None = None, size: int = PAGE) -> Page:
    """The customers that ``actor`` may see and ``wanted`` describes, after the cursor ``after``.

    Each carries its ``understanding`` and, as ``sorted_by``, the value it is sorted by (None: unknown).
    Raises KeyError for a sort that is neither a measure nor in OWN_SORTS. At most four queries.
    """
    found = _sorted(_filtered(access.customers(actor, Customer.objects.all()), wanted), wanted.sort)
    known = found.filter(~Q(("sorted_by", None))).order_by(*_order(wanted.descending))
    unknown = found.filter(Q(("sorted_by", None))).order_by("pk")
    cursor = Cursor.read(after)
    rows: list[Customer] = []
    if cursor is None or cursor.value is not None:
        rows = list((known.filter(cursor.beyond(wanted.descending)) if cursor else known)[: size + 1])
        cursor = None
    if len(rows) <= size:
        rows += (unknown.filter(pk__gt=cursor.pk) if cursor else unknown)[: size + 1 - len(rows)]
    return Page(rows[:size], Cursor.of(rows[size - 1]) if len(rows) > size else None)


def count(actor: access.Actor, wanted: Wanted, up_to: int = 1000) -> int:
    """How many there are; stops counting one past ``up_to``."""
    return _filtered(access.customers(actor, Customer.objects.all()), wanted)[: up_to + 1].count()


def _filtered(found: QuerySet[Customer], wanted: Wanted) -> QuerySet[Customer]:
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
    found = Figure.objects.filter(measure=wanted.measure, value__isnull=False)
    if wanted.at_least is not None:
        found = found.filter(value__gte=wanted.at_least)
    return found if wanted.at_most is None else found.filter(value__lte=wanted.at_most)


def _sorted(found: QuerySet[Customer], sort: str) -> QuerySet[Customer]:
    if sort in OWN_SORTS:
        found = found.annotate(sorted_by=OWN_SORTS[sort])
    else:
        figure = FilteredRelation("figures", condition=Q(figures__measure=sort))
        found = found.annotate(figure=figure).annotate(sorted_by=F("figure__value"))
    return found.select_related("understanding", "owner")


def _order(descending: bool) -> tuple[str, str]:
    return ("-sorted_by", "-pk") if descending else ("sorted_by", "pk")
