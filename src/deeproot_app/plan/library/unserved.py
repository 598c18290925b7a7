"""The needs that nothing serves: by how many customers have them, and what is at stake with those."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Count, Max, Sum

from deeproot.plan.value import weight
from deeproot.read.words import found as found_words
from deeproot_app.base import access
from deeproot_app.plan.models import Fit
from deeproot_app.record.models import Belief
from deeproot_app.understand.turns import last_done

TEXTS: Final = 500
"""Of so many needs in different words, those that most customers have, it is told."""
ALIKE: Final = 0.75
"""From which share of the shorter one's words two needs are held to be one."""
STEM: Final = 5
SHORT: Final = 3
"""Words up to so many letters say little."""


@dataclass
class Unserved:
    """A need that nothing serves."""

    text: str
    others: list[str] = field(default_factory=list)
    """The same in other words."""
    customers: int = 0
    now: int = 0
    """How many of them need it now."""
    value: dict[str, int] = field(default_factory=dict)
    """What is at stake with them in each currency, in millionths of a year's worth."""
    weight: float = 0.0
    """The same beside typical customers: what the list is sorted by among equally many."""
    example: str = ""
    """A customer who has it."""


def unserved(actor: access.Actor, limit: int = 100) -> list[Unserved]:
    """The needs that nothing in the library serves, of customers that ``actor`` may see, as the last turn left it.

    Those of most customers first, then those with most at stake. Three queries.
    """
    access.require(actor, "record.see")
    turn = last_done()
    found = _grouped(_alike(_by_text(actor, turn.scales if turn else {})))
    return sorted(found, key=lambda need: (-need.customers, -need.weight, need.text))[:limit]


def _by_text(actor: access.Actor, scales: dict[str, int]) -> list[Unserved]:
    """Each text once, with its customers; a customer who has it twice counts once."""
    fits = access.customers(actor, Fit.objects.filter(served=False), "customer")
    beliefs = Belief.objects.filter(pk__in=fits.values("belief_id"))
    told = (
        beliefs.order_by()
        .values("text", "customer__understanding__currency", "horizon")
        .annotate(
            customers=Count("customer", distinct=True),
            micros=Sum("customer__understanding__value_at_stake_micros"),
            example=Max("customer__name"),
        )
    )
    found: dict[str, Unserved] = {}
    for row in told:
        _add(found.setdefault(row["text"], Unserved(row["text"])), row, scales)
    return sorted(found.values(), key=lambda need: (-need.customers, need.text))[:TEXTS]


def _add(need: Unserved, row: Any, scales: dict[str, int]) -> None:
    need.customers += row["customers"]
    need.now += row["customers"] if row["horizon"] == "now" else 0
    need.example = need.example or row["example"]
    currency = row["customer__understanding__currency"]
    if currency and row["micros"]:
        need.value[currency] = need.value.get(currency, 0) + int(row["micros"])
        need.weight = weight(need.value, scales) or 0.0


def _alike(needs: Sequence[Unserved]) -> list[tuple[Unserved, int]]:
    """Each need with the place of the first one that says the same in other words; its own, where none does."""
    words = [_words(need.text) for need in needs]
    return [
        (need, next((first for first in range(place) if _same(words[first], words[place])), place))
        for place, need in enumerate(needs)
    ]


def _words(text: str) -> frozenset[str]:
    """The beginnings of its words, so that "freezer" meets "freezers"."""
    return frozenset(word.casefold()[:STEM] for word in found_words(text) if len(word) > SHORT)


def _same(one: frozenset[str], other: frozenset[str]) -> bool:
    shorter = min(len(one), len(other))
    return shorter > 1 and len(one & other) >= ALIKE * shorter


def _grouped(told: Iterable[tuple[Unserved, int]]) -> list[Unserved]:
    """Needs that say the same, as one."""
    listed: list[Unserved] = []
    heads: list[Unserved] = []
    for need, place in told:
        head = heads[place] if place < len(heads) else need
        heads.append(head)
        if head is need:
            listed.append(need)
            continue
        head.others.append(need.text)
        head.customers += need.customers
        head.now += need.now
        head.weight += need.weight
        for currency, micros in need.value.items():
            head.value[currency] = head.value.get(currency, 0) + micros
    return listed
