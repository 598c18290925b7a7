"""What fits into each colleague's day: chosen once a day, kept, and the same until the next morning.

The choice is `deeproot.plan.choose`; here stands what it is told (the items that wait, the minutes people have, when
each customer was last chosen) and what it said. Whoever was chosen and not reached waits behind the others then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Max, Q

from deeproot.plan.choose import DUTIES, Chosen, Reach, choose, minutes_of
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import Organisation
from deeproot_app.plan.models import WAITING, Item
from deeproot_app.plan.models.library import Capacity, Suggested

MINUTES: Final = 120
"""A day's time for reaching out, where nobody said otherwise."""
WORKDAYS: Final = (0, 1, 2, 3, 4)
MOST: Final = 24 * 60
REMEMBERED: Final = timedelta(days=180)
READ: Final = (
    *("key", "customer_id", "member_id", "reason", "order", "offer", "policy", "first_seen_at"),
    "customer__understanding__value_weight",
)


@dataclass(frozen=True)
class Place:
    """A place in a day, for a page."""

    item: Item
    minutes: int
    because: str


@dataclass(frozen=True)
class Day:
    """One colleague's day as it was chosen."""

    places: list[Place]
    """What of it still waits, in its order."""
    done: int
    """How many of it are done, dismissed, handed over, put off or gone."""
    minutes: int
    """What it takes, all that was chosen."""
    capacity: int
    free: bool
    """A day on which they reach nobody."""


def today(moment: datetime) -> date:
    """The organisation's day."""
    return moment.astimezone(ZoneInfo(Organisation.get().timezone)).date()


def capacity_of(members: Iterable[str]) -> dict[str, Capacity]:
    """What each has time for; the default for whoever never said."""
    known = Capacity.objects.in_bulk(list(members))
    return {m: known.get(m) or Capacity(member_id=m, minutes=MINUTES, days=list(WORKDAYS)) for m in members}


def set_capacity(actor: access.Actor, member_id: str, minutes: int, days: Iterable[int]) -> Capacity:
    """Say how many minutes a day they have, and on which weekdays. Raises UserError for what no day holds."""
    access.require(actor, "self.change")
    wanted = sorted(set(days))
    if not 0 <= minutes <= MOST or not set(wanted) <= set(range(7)):
        raise UserError(f"A day has 0 to {MOST} minutes, a week the days 0 (Monday) to 6.")
    row, _ = Capacity.objects.update_or_create(
        member_id=member_id, defaults={"minutes": minutes, "days": wanted, "changed_at": clock.now()}
    )
    audit.write(actor, "capacity.change", None, member=member_id, minutes=minutes, days=wanted)
    return row


def choose_days(as_of: datetime) -> int:
    """Choose the day of everybody whose day is not chosen yet; return how many places were given. A few queries."""
    day = today(as_of)
    waiting = Item.objects.filter(WAITING, _awake(as_of), member_id__isnull=False)
    chosen = Suggested.objects.filter(day=day).values_list("member_id", flat=True).distinct()
    members = set(waiting.values_list("member_id", flat=True).distinct()) - set(chosen)
    capacity = {m: row.minutes for m, row in capacity_of(members).items() if day.weekday() in row.days}
    if not capacity:
        return 0
    Suggested.objects.filter(day__lt=day - REMEMBERED).delete()
    places = choose(_reaches(waiting.filter(member__in=capacity), day), capacity)
    Suggested.objects.bulk_create([_row(place, day) for place in places], ignore_conflicts=True, batch_size=500)
    return len(places)


def _reaches(waiting: Any, day: date) -> Iterable[Reach]:
    last = dict(Suggested.objects.filter(day__lt=day).order_by().values_list("customer_id").annotate(last=Max("day")))
    for key, customer, member, reason, order, offer, policy, seen, weight in waiting.values_list(*READ).iterator(5_000):
        yield Reach(
            key=key,
            customer_id=customer,
            member_id=member,
            reason=reason,
            order=order,
            weight=weight,
            waiting_since=max(seen.date(), last.get(customer, date.min)),
            minutes=minutes_of(reason),
            horizon=offer["horizon"] if offer else None,
            allowed=bool(policy.get("allowed", True)),
        )


def _row(place: Chosen, day: date) -> Suggested:
    return Suggested(
        day=day, member_id=place.member_id, customer_id=place.customer_id, item_key=place.key, rank=place.rank,
        minutes=place.minutes, because=place.because,
    )  # fmt: skip


def of_member(actor: access.Actor, member_id: str, as_of: datetime) -> Day | None:
    """A colleague's day as it was chosen, of customers that ``actor`` may see; None before it was. Four queries.

    What was promised and fell due since the morning stands before it: it was not chosen, it is owed.
    """
    day = today(as_of)
    given = list(Suggested.objects.filter(day=day, member_id=member_id).order_by("rank"))
    capacity = capacity_of([member_id])[member_id]
    free = day.weekday() not in capacity.days
    if not given and not free:
        return None
    seen = access.customers(actor, Item.objects.filter(WAITING, _awake(as_of), member_id=member_id), "customer")
    items: Mapping[str, Item] = {
        item.pk: item
        for item in seen.filter(Q(pk__in=[one.item_key for one in given]) | Q(reason__in=DUTIES))
        .select_related("customer", "member")
        .order_by("order")
    }
    places = [Place(items[one.item_key], one.minutes, one.because) for one in given if one.item_key in items]
    there = {place.item.customer_id for place in places}
    owed = [item for item in items.values() if item.reason in DUTIES and item.customer_id not in there]
    since = {item.customer_id: Place(item, minutes_of(item.reason), "duty") for item in reversed(owed)}
    return Day(
        [*sorted(since.values(), key=lambda p: p.item.order), *places],
        len(given) - len(places),
        sum(one.minutes for one in given),
        capacity.minutes,
        free,
    )


def _awake(as_of: datetime) -> Q:
    return Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=as_of)
