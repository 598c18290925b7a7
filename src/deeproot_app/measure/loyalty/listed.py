"""Stored loyalty as lists: narrowed by part, standing and staying; and how standing and staying cross."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, QuerySet

from deeproot.measure.loyalty.ambassadors import REASONS
from deeproot.measure.loyalty.rules import FACTS, LEVELS, PARTS, STANDINGS, STAYINGS
from deeproot_app.base import access
from deeproot_app.measure.loyalty import words
from deeproot_app.measure.models import CustomerLoyalty
from deeproot_app.record.models import Customer

CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(PARTS, LEVELS), "standing": STANDINGS, "staying": STAYINGS,
}  # fmt: skip
"""What a list can be narrowed by, and to what."""


@dataclass(frozen=True)
class OfPart:
    """One part of one customer, as a list tells it."""

    name: str
    level: str
    n: int
    last_at: str | None
    """ISO 8601."""

    @property
    def title(self) -> str:
        return words.PARTS[self.name]

    @property
    def says(self) -> str:
        return words.LEVELS[self.level]

    @property
    def tone(self) -> str:
        return words.TONES[self.level]


def rows(actor: access.Actor, narrowed: Mapping[str, str] | None = None) -> QuerySet[CustomerLoyalty]:
    """Of the customers whom the actor may see; what is no choice narrows nothing."""
    asked = {name: value for name, value in (narrowed or {}).items() if value in CHOICES.get(name, ())}
    found = CustomerLoyalty.objects.filter(customer__merged_into=None, **asked)
    return access.customers(actor, found, "customer").select_related("customer__owner")


def parts_of(row: CustomerLoyalty) -> list[OfPart]:
    """The three parts with how many facts each rests on, and when one was last."""
    found = []
    for part in PARTS:
        own = [fact for name, fact in row.facts.items() if FACTS[name].part == part]
        last = max((fact["last_at"] for fact in own), default=None)
        found.append(OfPart(part, getattr(row, part), sum(fact["n"] for fact in own), last))
    return found


def crossed(actor: access.Actor) -> list[tuple[str, list[tuple[str, int]]]]:
    """How many customers are of which standing and stay how: (standing, [(staying, customers)]). One query."""
    counted = rows(actor).order_by().values_list("standing", "staying").annotate(n=Count("pk"))
    known = {(standing, staying): n for standing, staying, n in counted}
    return [(standing, [(stays, known.get((standing, stays), 0)) for stays in STAYINGS]) for standing in STANDINGS]


def of(customer: Customer) -> CustomerLoyalty | None:
    """What is stored of a leading customer."""
    return CustomerLoyalty.objects.filter(customer=customer.pk).first()


def candidates(actor: access.Actor, *, right: bool = False) -> QuerySet[CustomerLoyalty]:
    """Who could speak for us; with ``right`` those for whom it was the right moment when it was reckoned."""
    found = rows(actor).filter(strength__gt=0, staying__in=[one for one in STAYINGS if one != "left"])
    return found.filter(is_right=True) if right else found


def reasons_of(row: CustomerLoyalty) -> list[dict[str, Any]]:
    """Why they are a candidate: each fact with its name, how often, when last, and its rows."""
    return [{"name": name, "says": words.FACTS[name]} | row.facts[name] for name in REASONS if name in row.facts]
