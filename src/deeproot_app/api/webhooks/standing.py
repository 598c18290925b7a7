"""Findings and items of Today, as they were told beside as they are: what is new was opened, what is missing closed.

They are derived and carry no number of the record's; so what was told is kept (`Standing`), and compared for the
customers that a turn understood anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from secrets import token_hex
from typing import Any, Final

from django.db import transaction

from deeproot_app.api.models import Standing, Told
from deeproot_app.api.webhooks.shape import Happened
from deeproot_app.plan.models import WAITING, Item
from deeproot_app.understand.models import Finding, Understanding
from deeproot_app.understand.turns import last_done

AT_ONCE: Final = 500
ABOUT: Final = {"finding": "finding.", "item": "today.item."}
Name = tuple[str, str, str]
"""Customer, about, name."""


def compare(asks: Callable[[str], bool], now: datetime, tell: Callable[[Iterable[Happened]], int]) -> int:
    """Tell what was opened and closed by turns since the last time; how many events.

    The first time, what stands is noted and not told.
    """
    told, turn = Told.objects.get(pk=1), last_done()
    if not any(asks(beginning) for beginning in ABOUT.values()):
        if told.understood_to is not None:
            Standing.objects.all().delete()
            Told.objects.filter(pk=1).update(understood_to=None)
        return 0
    if turn is None or (told.understood_to is not None and turn.as_of <= told.understood_to):
        return 0
    found, since = 0, told.understood_to or datetime(1, 1, 1, tzinfo=UTC)
    for customers in _understood(since):
        with transaction.atomic():
            happened = _differences(customers, now)
            found += 0 if told.understood_to is None else tell(happened)
    Told.objects.filter(pk=1).update(understood_to=turn.as_of)
    return found


def _understood(since: datetime) -> Iterator[list[str]]:
    """Whoever was understood after that, some at a time. A turn at work may add some: they are compared again then."""
    rows = Understanding.objects.filter(as_of__gt=since).order_by("as_of", "customer_id")
    every = list(rows.values_list("customer_id", flat=True).iterator(5_000))
    for place in range(0, len(every), AT_ONCE):
        yield every[place : place + AT_ONCE]


def _differences(customers: Sequence[str], now: datetime) -> list[Happened]:
    """What these customers' findings and items are beside what was told; noted as told with it."""
    there = {(row.customer_id, row.about, row.name): row for row in _noted(customers)}
    are = {**_findings(customers), **_items(customers)}
    gone = [row for name, row in there.items() if name not in are]
    Standing.objects.filter(pk__in=[row.pk for row in gone]).delete()
    new = {name: row for name, row in are.items() if name not in there}
    Standing.objects.bulk_create(
        [Standing(customer_id=name[0], about=name[1], name=name[2], detail=_detail(row)) for name, row in new.items()],
        ignore_conflicts=True,
    )
    return [_opened(name, row) for name, row in new.items()] + [_closed(row, now) for row in gone]


def _noted(customers: Sequence[str]) -> Iterable[Standing]:
    return Standing.objects.filter(customer_id__in=customers).select_for_update()


def _findings(customers: Sequence[str]) -> dict[Name, Any]:
    rows = Finding.objects.filter(customer_id__in=customers)
    return {(row.customer_id, "finding", row.scenario): row for row in rows}


def _items(customers: Sequence[str]) -> dict[Name, Any]:
    rows = Item.objects.filter(WAITING, customer_id__in=customers)
    return {(row.customer_id, "item", row.key): row for row in rows}


def _detail(row: Any) -> str:
    return str(row.reason) if isinstance(row, Item) else ""


def _opened(name: Name, row: Any) -> Happened:
    """What is noted in the same transaction is told once: its key need not say what it is."""
    customer, about, called = name
    if about == "finding":
        data = {
            "customer_id": customer,
            "scenario": called,
            "first_found_at": row.first_found_at,
            "rests_on_gap": row.rests_on_gap,
            "evidence": row.evidence[:20],
        }
        return Happened("finding.opened", token_hex(8), row.as_of, data, customer)
    data = {
        "item_id": called,
        "customer_id": customer,
        "member_id": row.member_id,
        "reason": row.reason,
        "headline": row.headline,
        "due_at": row.due_at,
    }
    return Happened("today.item.added", token_hex(8), row.as_of, data, customer)


def _closed(row: Standing, now: datetime) -> Happened:
    if row.about == "finding":
        data: dict[str, Any] = {"customer_id": row.customer_id, "scenario": row.name}
        return Happened("finding.closed", token_hex(8), now, data, row.customer_id)
    data = {"item_id": row.name, "customer_id": row.customer_id, "reason": row.detail}
    return Happened("today.item.gone", token_hex(8), now, data, row.customer_id)
