"""What happened, found out: events once each, written in the transaction that moves the mark of how far we looked.

The record is the outbox: its numbers grow in the order of commits (`RecordSequence`), so whoever is killed looks again
from the mark and misses nothing. An event's key keeps it from being told twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Final

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet

from deeproot_app.api.models import Delivery, Endpoint, Event, Told
from deeproot_app.api.webhooks import standing, types
from deeproot_app.api.webhooks.recorded import of_due, of_numbers
from deeproot_app.api.webhooks.shape import Happened
from deeproot_app.base import clock, jobs, keeping
from deeproot_app.plan.models import Decision
from deeproot_app.record import changes

NUMBERS: Final = 2_000
"""How many changes of the record are looked at in one transaction."""
MOST_WAITING: Final = 20_000
"""Where so much waits to be told, no more is found out for now: it stands in the record, and costs nothing there."""
OLD: Final = timedelta(days=30)
"""What happened longer ago than this before it was recorded is told only to endpoints that ask for it."""
COMMITTED_LATE: Final = timedelta(minutes=10)


@dataclass(frozen=True)
class Wish:
    """What the endpoints ask for, together."""

    endpoints: tuple[Endpoint, ...]

    @classmethod
    def now(cls) -> Wish:
        """Paused ones too: what happens meanwhile waits for them."""
        return cls(tuple(Endpoint.objects.exclude(state=Endpoint.State.DISABLED).order_by("id")))

    def of(self, beginning: str) -> bool:
        return any(types.any_of(one.types, beginning) for one in self.endpoints)

    def who(self, happened: Happened, now: datetime) -> list[Endpoint]:
        """Who is told of it."""
        old = happened.passed is not None and happened.passed < now - OLD
        return [one for one in self.endpoints if types.fits(one.types, happened.type) and (one.old_too or not old)]


def begin(now: datetime) -> Told:
    """The mark; where nobody was told anything yet, it is set here and now: what was before is not told."""
    told, _ = Told.objects.get_or_create(
        pk=1, defaults={"upto_seq": changes.last(), "looked_at": now, "decided_to": _last_decision()}
    )
    return told


def _last_decision() -> int:
    return Decision.objects.aggregate(last=Max("pk"))["last"] or 0


@jobs.task
def notice() -> int:
    """Find out what happened, and have it told; how many events. Nothing is looked at where nobody asks."""
    from deeproot_app.api.webhooks.deliver import later

    found, wish = 0, Wish.now()
    if not wish.endpoints:
        Told.objects.all().delete()
        return 0
    found += look(wish, clock.now())
    for endpoint in wish.endpoints:
        later(endpoint.pk)
    return found


def look(wish: Wish, now: datetime) -> int:
    """Everything that happened up to ``now`` and was not told; how many events."""
    begin(now)
    found = 0
    while not _too_much_waits(wish):
        some, more = _page(wish, now)
        found += some
        if not more:
            found += standing.compare(wish.of, now, lambda happened: tell(wish, happened, now))
            break
    return found


def _too_much_waits(wish: Wish) -> bool:
    waiting = Delivery.objects.filter(endpoint__in=[one.pk for one in wish.endpoints], state=Delivery.State.WAITING)
    return waiting[: MOST_WAITING + 1].count() > MOST_WAITING


def _page(wish: Wish, now: datetime) -> tuple[int, bool]:
    """Some numbers of the record, and with the last of them what time alone brought; whether there is more."""
    with transaction.atomic():
        told = Told.objects.select_for_update().get(pk=1)
        last = changes.last()
        upto = min(last, told.upto_seq + NUMBERS)
        happened = list(of_numbers(wish.of, told.upto_seq, upto, now)) if upto > told.upto_seq else []
        if upto == last:
            happened += of_due(wish.of, told.looked_at, now)
            happened += _decisions(wish, told)
            told.looked_at, told.decided_to = max(told.looked_at, now), max(told.decided_to, _last_decision())
        told.upto_seq = max(told.upto_seq, upto)
        told.save()
        return tell(wish, happened, now), upto < last


def _decisions(wish: Wish, told: Told) -> Iterator[Happened]:
    """What was decided about items. Their numbers may be committed out of order: the last are looked at again."""
    if not wish.of("today.item.decided"):
        return
    since = told.looked_at - COMMITTED_LATE
    rows = Decision.objects.filter(pk__gt=told.decided_to - 1_000, at__gt=since).select_related("item").order_by("pk")
    for row in rows:
        if row.pk > told.decided_to or row.at > told.looked_at - COMMITTED_LATE:
            yield Happened(
                "today.item.decided",
                f"{row.pk}",
                row.at,
                {
                    "item_id": row.item_id,
                    "customer_id": row.item.customer_id,
                    "reason": row.item.reason,
                    "verdict": row.verdict,
                    "until": row.until,
                    "member_id": row.to_member_id,
                    "by": row.actor,
                },
                row.item.customer_id,
            )


def tell(wish: Wish, happened: Iterable[Happened], now: datetime) -> int:
    """Write the events that somebody asks for, and a delivery to each; in the transaction at hand."""
    wanted = [(one, who) for one in happened if (who := wish.who(one, now))]
    if not wanted:
        return 0
    events = {f"msg_{token_hex(16)}": pair for pair in wanted}
    Event.objects.bulk_create(
        [
            Event(
                uid=uid,
                key=f"{one.type}:{one.key}"[:400],
                type=one.type,
                at=one.at,
                data=one.plain,
                customer_id=one.customer_id,
                made_at=now,
            )
            for uid, (one, _) in events.items()
        ],
        ignore_conflicts=True,
        batch_size=500,
    )
    there = dict(Event.objects.filter(uid__in=list(events)).values_list("uid", "pk"))
    due = clock.machine()
    Delivery.objects.bulk_create(
        [
            Delivery(endpoint=endpoint, event_id=there[uid], next_at=due)
            for uid, (_, who) in events.items()
            if uid in there
            for endpoint in who
        ],
        batch_size=500,
    )
    return len(there)


@jobs.task
def throw_away_events() -> int:
    """Delete what was told before the term of events, and waits for nobody."""
    until = keeping.until("events", clock.now())
    return told_before(until).delete()[0] if until else 0


def told_before(until: datetime) -> QuerySet[Event]:
    """What was told before a moment, and waits for nobody."""
    waits = Delivery.objects.filter(event=OuterRef("pk"), state=Delivery.State.WAITING)
    return Event.objects.filter(~Exists(waits), made_at__lt=until)
