"""What of the library fits one customer now: their live needs and their own words, near needs first, nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q

from deeproot.plan.choose import FARTHEST, HORIZONS
from deeproot.plan.needs import WANTED
from deeproot_app.base import access
from deeproot_app.plan.library import queries
from deeproot_app.plan.library.shelf import Best, Shelf, in_language, shelf
from deeproot_app.plan.models import Edition
from deeproot_app.record.models import Belief, Customer, Resource

NEEDS: Final = 30
WORDS: Final = 1_000


@dataclass(frozen=True)
class Fitting:
    """A resource for a customer, and why: which need it serves, whose words say so."""

    resource: Resource
    edition: Edition | None
    """In the language asked for, else the nearest there is."""
    need: Belief | None
    """None: it fits what they wrote."""
    score: float
    why: tuple[str, ...]

    @property
    def assumed(self) -> bool:
        """Whether nothing that the customer said is behind it."""
        return self.need is not None and not self.need.evidence

    @property
    def horizon(self) -> str:
        return (self.need.horizon or "") if self.need else "now"


def fitting(
    actor: access.Actor, customer: Customer, now: datetime, words: str = "", language: str = "en", most: int = 5
) -> list[Fitting]:
    """The resources that fit, the nearest need first; what the customer was given before is left out. Five queries.

    ``words`` is what they wrote: it counts as a need of now.
    """
    there = shelf()
    given = queries.given_before(actor, customer.ids, now)
    found: dict[str, Fitting] = {}
    for one in _each(customer, now, words[:WORDS], there, language):
        if one.resource.pk not in given:
            found.setdefault(one.resource.pk, one)
    return sorted(found.values(), key=lambda one: _place(one, customer.persona))[:most]


def _each(customer: Customer, now: datetime, words: str, there: Shelf, language: str) -> Iterator[Fitting]:
    needs = sorted(_needs(customer, now), key=lambda need: HORIZONS.get(need.horizon or "", FARTHEST))
    asked: list[tuple[Belief | None, str]] = [(need, need.text) for need in needs]
    if words.strip():
        asked.insert(0, (None, words))
    for (need, _), best in zip(asked, there.best([text for _, text in asked]), strict=True):
        yield from (_fitting(one, need, there, language) for one in best)


def _fitting(one: Best, need: Belief | None, there: Shelf, language: str) -> Fitting:
    edition = in_language(there.editions.get(one.resource_id, {}), language)
    return Fitting(there.items[one.resource_id], edition, need, one.score, one.why)


def _needs(customer: Customer, now: datetime) -> list[Belief]:
    live = Q(until=None) | Q(until__gt=now)
    rows = Belief.objects.filter(live, customer__in=customer.ids, about__in=WANTED, from_at__lte=now)
    return list(rows.order_by("-from_at")[:NEEDS])


def _place(one: Fitting, persona: str | None) -> tuple[int, bool, bool, float, str]:
    """Near needs first, then what is known before what is assumed, then what is made for them, then the nearest."""
    suits = not one.resource.personas or persona in one.resource.personas
    return HORIZONS.get(one.horizon, FARTHEST), one.assumed, not suits, -one.score, one.resource.pk
