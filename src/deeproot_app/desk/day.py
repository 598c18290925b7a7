"""What Today shows beside its list: the day that was chosen for a colleague, and what is offered with an item."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from deeproot_app.plan.library.day import Day, capacity_of
from deeproot_app.plan.models import Item
from deeproot_app.record.models import Resource

BECAUSE: Final = {
    "duty": "we promised it",
    "need": "they need it now, and we have something for it",
    "value": "much is at stake",
    "waited": "they have waited longest",
}
"""Why a place of the day is whose it is."""
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def titled(items: Iterable[Item]) -> None:
    """Let the offers of these items name what they offer; one that is gone is offered no more. One query."""
    offering = [item for item in items if item.offer]
    titles = dict(
        Resource.objects.filter(pk__in={(item.offer or {})["resource_id"] for item in offering}).values_list(
            "resource_id", "title"
        )
    )
    for item in offering:
        told = item.offer or {}
        title = titles.get(told["resource_id"])
        item.offer = {**told, "title": title} if title else None


def shown(day: Day | None) -> dict[str, Any] | None:
    """The day for the page: its places with the words for why."""
    if day is None:
        return None
    places = [(place, BECAUSE.get(place.because, "")) for place in day.places]
    return {
        "places": places,
        "done": day.done,
        "left": sum(place.minutes for place in day.places),
        "capacity": day.capacity,
        "free": day.free,
    }


def time_of(member_id: str) -> dict[str, Any] | None:
    """What one said of one's own time, to be changed; None for whoever is no member."""
    if not member_id:
        return None
    row = capacity_of([member_id])[member_id]
    return {"minutes": row.minutes, "days": [(n, name, n in row.days) for n, name in enumerate(WEEKDAYS)]}
