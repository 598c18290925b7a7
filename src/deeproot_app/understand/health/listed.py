"""The list of health: both readings side by side, and where they disagree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When

from deeproot_app.base import access, keyset
from deeproot_app.understand.health.models import HealthReading
from deeproot_app.understand.health.told import PLACE

A_PAGE: Final = 30
SORTS: Final = {
    "worst": ("place", "customer_id"),
    "freshest": ("-fresh_at", "customer_id"),
    "stalest": ("fresh_at", "customer_id"),
    "own": ("-own_at", "customer_id"),
}
SAYS: Final = {
    "worst": "The worst first",
    "stalest": "The least known of lately first",
    "freshest": "The freshest first",
    "own": "Own readings, the latest first",
}
APART: Final = ~Q(own="") & ~Q(reading="unknown") & ~Q(own=F("reading"))
"""Both readings are known, and differ."""


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to."""

    reading: str = ""
    apart: bool = False
    own: str = ""
    """A reading, or `none`: nobody said anything."""
    direction: str = ""
    sort: str = "worst"

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Wanted:
        """As the address says; what it says wrongly is left out."""

        def one(name: str, known: tuple[str, ...]) -> str:
            return query.get(name, "") if query.get(name) in known else ""

        return cls(
            one("reading", ("good", "uneasy", "bad", "unknown")),
            query.get("apart") == "1",
            one("own", ("good", "uneasy", "bad", "none")),
            one("direction", ("better", "same", "worse")),
            one("sort", tuple(SORTS)) or "worst",
        )


def readings(actor: access.Actor) -> QuerySet[HealthReading]:
    """Both readings of every customer that this actor may see and that is one still."""
    rows = HealthReading.objects.filter(customer__merged_into__isnull=True, customer__left_at__isnull=True)
    return access.customers(actor, rows, "customer")


def matching(actor: access.Actor, wanted: Wanted) -> QuerySet[HealthReading]:
    rows = readings(actor)
    if wanted.reading:
        rows = rows.filter(reading=wanted.reading)
    if wanted.direction:
        rows = rows.filter(direction=wanted.direction)
    if wanted.own:
        rows = rows.filter(own="" if wanted.own == "none" else wanted.own)
    return rows.filter(APART) if wanted.apart else rows


def page(
    actor: access.Actor, wanted: Wanted, query: Mapping[str, str], size: int = A_PAGE
) -> keyset.Page[HealthReading]:
    """One page of them; of what is not known last."""
    whens = [When(reading=reading, then=Value(place)) for reading, place in PLACE.items()]
    rows = matching(actor, wanted).annotate(place=Case(*whens, default=Value(4), output_field=IntegerField()))
    return keyset.page(rows.select_related("customer"), SORTS[wanted.sort], query, size)


def counts(actor: access.Actor) -> dict[str, int]:
    """How many of each reading, and how many are apart: one query."""
    told = {name: Count("pk", filter=Q(reading=name)) for name in ("good", "uneasy", "bad", "unknown")}
    return readings(actor).aggregate(
        all=Count("pk"), apart=Count("pk", filter=APART), said=Count("pk", filter=~Q(own="")), **told
    )
