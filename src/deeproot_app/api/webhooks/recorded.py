"""What was recorded between two numbers, and which promises fell due between two moments, as events."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta
from typing import Final

from django.db.models import F, Q

from deeproot_app.api.models import Event
from deeproot_app.api.webhooks.shape import Happened, said
from deeproot_app.record.models import Change, Contact, Customer, Interaction, Promise
from deeproot_app.understand import promises

SOON: Final = timedelta(hours=24)
"""So long before it falls due a promise is told of."""
Asks = Callable[[str], bool]
"""Whether somebody asks for events that begin so."""


def of_numbers(asks: Asks, after: int, upto: int, now: datetime) -> Iterator[Happened]:
    """What changed by the numbers after ``after`` up to ``upto``: it costs the change."""
    if asks("customer."):
        yield from _customers(after, upto, now)
    if asks("interaction."):
        yield from _interactions(after, upto, now)
    if asks("promise."):
        rows = promises.made_by(now).filter(
            customer__changed_seq__gt=after, recorded_seq__gt=after, recorded_seq__lte=upto
        )
        for promise in rows.order_by("recorded_seq"):
            yield from _promise(promise, now)


def _customers(after: int, upto: int, now: datetime) -> Iterator[Happened]:
    rows = Customer.objects.filter(changed_seq__gt=after, recorded_seq__gt=after, recorded_seq__lte=upto)
    some = list(rows.select_related("batch").order_by("recorded_seq"))
    existed = _existed([row.pk for row in some], after)
    for row in some:
        first = (row.batch.settings or {}).get("first_seq") if row.batch else None
        fresh = row.pk not in existed or bool(first and first > after)
        yield Happened(
            "customer.created" if fresh else "customer.updated",
            f"{row.pk}:{row.recorded_seq}",
            now,
            {
                "customer_id": row.pk,
                "name": row.name,
                "kind": row.kind,
                "owner": row.owner_id,
                "left_at": row.left_at,
                "recorded_seq": row.recorded_seq,
            },
            row.pk,
            row.since if fresh else None,
        )


def _existed(ids: Collection[str], after: int) -> set[str]:
    """Those of whom something shows that they were recorded by then: a change, a contact, an interaction, an event."""
    changed = Change.objects.filter(table="customers", row_id__in=ids, recorded_seq__lte=after)
    found = set(changed.values_list("row_id", flat=True))
    for model in (Contact, Interaction):
        rows = model._default_manager.filter(customer_id__in=set(ids) - found, recorded_seq__lte=after)
        found |= set(rows.values_list("customer_id", flat=True).distinct())
    told = Event.objects.filter(customer_id__in=set(ids) - found, type="customer.created")
    return found | {str(one) for one in told.values_list("customer_id", flat=True)}


def _interactions(after: int, upto: int, now: datetime) -> Iterator[Happened]:
    rows = Interaction.objects.filter(recorded_seq__gt=after, recorded_seq__lte=upto).order_by("recorded_seq")
    names = (
        "interaction_id", "customer_id", "contact_id", "member_id", "happened_at", "channel", "direction", "kind",
        "thread_id", "case_id", "needs_answer", "automatic", "recorded_seq",
    )  # fmt: skip
    for row in rows.values(*names):
        key = f"{row['interaction_id']}:{row['recorded_seq']}"
        yield Happened("interaction.recorded", key, now, row, row["customer_id"], row["happened_at"])


def _promise(promise: Promise, now: datetime) -> Iterator[Happened]:
    """How one that was recorded or changed stands."""
    state = promises.state_of(promise, now)
    if state == "withdrawn":
        yield _told("promise.withdrawn", promise, state, promise.withdrawn_at or now, promise.withdrawn_at)
    elif state in ("kept", "kept_late"):
        yield _told("promise.kept", promise, state, promise.kept_at or now, promise.kept_at)
    else:
        yield _told("promise.opened", promise, state, now, None, promise.made_at)
        yield from _due(promise, now)


def _due(promise: Promise, now: datetime) -> Iterator[Happened]:
    due: datetime | None = promise.due  # type: ignore[attr-defined]
    if due is not None and due <= now:
        yield _told("promise.overdue", promise, "open", due, due)
    elif due is not None and due <= now + SOON:
        yield _told("promise.due", promise, "open", now, due)


def of_due(asks: Asks, since: datetime, now: datetime) -> list[Happened]:
    """The open promises that fell due since then, and those that now will within a day."""
    if not (asks("promise.due") or asks("promise.overdue")) or now <= since:
        return []
    rows = promises.in_state("open", now).filter(Q(due__gt=since, due__lte=now + SOON))
    return [one for promise in rows.order_by(F("due"), "promise_id") for one in _due(promise, now)]


def _told(
    type_: str, promise: Promise, state: str, at: datetime, moment: datetime | None, passed: datetime | None = None
) -> Happened:
    """An event of a promise; ``moment`` is what tells it from another of the same promise."""
    data = {
        "promise_id": promise.pk,
        "customer_id": promise.customer_id,
        "member_id": promise.member_id,
        "state": state,
        "due_at": promise.due_at,
        "moved_to": promise.moved_to,
        "kept_at": promise.kept_at,
        "recorded_seq": promise.recorded_seq,
    }
    key = f"{promise.pk}:{said(moment)}" if moment else promise.pk
    return Happened(type_, key, at, data, promise.customer_id, passed or moment)
