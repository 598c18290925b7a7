"""How events stand: how many were asked, what they answered, how many came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q, QuerySet

from deeproot_app.act.models import Event, Guest
from deeproot_app.base import access

GROUPS: Final = {
    "": ("All", Q()),
    "yes": ("Come", Q(answer="yes")),
    "maybe": ("May come", Q(answer="maybe")),
    "no": ("Do not come", Q(answer="no")),
    "silent": ("No answer", Q(answer="")),
    "came": ("Came", Q(came=True)),
    "absent": ("Did not come", Q(came=False)),
}
"""The parts of a guest list."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One event and its numbers."""

    event: Event
    numbers: dict[str, int]
    """By the names of GROUPS, and `unsent`: those to whom nothing was sent."""

    @property
    def asked(self) -> int:
        return self.numbers[""]

    @property
    def free(self) -> int | None:
        """Places that are left; None where there is no limit."""
        if self.event.capacity is None:
            return None
        return max(0, self.event.capacity - self.numbers["yes"])


def standings(events: QuerySet[Event]) -> list[Standing]:
    """How these events stand, in their order. One query."""
    counts = {f"n_{name or 'all'}": _count(which) for name, (_, which) in GROUPS.items()}
    rows = events.annotate(**counts, n_unsent=Count("guests", filter=Q(guests__sending=None)))
    return [
        Standing(row, {name: getattr(row, f"n_{name or 'all'}") for name in [*GROUPS, "unsent"]}) for row in rows
    ]  # fmt: skip


def standing(event: Event) -> Standing:
    """How one event stands."""
    return standings(Event.objects.filter(pk=event.pk))[0]


def people(actor: access.Actor, event: Event, group: str) -> QuerySet[Guest]:
    """The guests of a part of the list, of customers whom the actor may see."""
    rows = Guest.objects.filter(event=event).select_related("customer__merged_into", "contact", "sending", "reminder")
    return access.customers(actor, rows, "customer").filter(GROUPS[group][1])


def _count(which: Q) -> Count:
    of_guests = Q(*((f"guests__{name}", value) for name, value in which.children)) if which.children else None  # type: ignore[misc]
    return Count("guests", filter=of_guests) if of_guests is not None else Count("guests")
