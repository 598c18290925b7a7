"""Finding what slipped: of the customers of whom something changed, all that slipped within the year, written anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from deeproot_app.act.models import Slip, Watermark
from deeproot_app.act.slips.rules import Row, Slipped, covered, kept_for, told_again
from deeproot_app.base import clock, jobs
from deeproot_app.record import changes
from deeproot_app.record.identity.one import leaders
from deeproot_app.record.models import Case, Interaction, Promise

NAME: Final = "slips"
KEPT: Final = timedelta(days=365)
"""What slipped longer ago than this is no gap of today."""
CUSTOMERS: Final = 200
"""How many are looked at in one transaction."""
What = Slip.What


@jobs.task
def look_for_slips() -> int:
    """Look at whoever changed since the last time; at all of them the first time. How many slips they have."""
    mark, _ = Watermark.objects.get_or_create(name=NAME, defaults={"upto_seq": 0})
    changed, found = changes.since(mark.upto_seq), 0
    whole = _together(changed.customers)
    for place in range(0, len(whole), CUSTOMERS):
        found += look(whole[place : place + CUSTOMERS], clock.now())
    Watermark.objects.filter(pk=NAME, upto_seq__lt=changed.upto).update(upto_seq=changed.upto)
    return found


def _together(customers: Iterable[str]) -> list[list[str]]:
    """The customers, each with all ids that are one with it."""
    leader = leaders()
    led: dict[str, list[str]] = defaultdict(list)
    for one, head in leader.items():
        led[head].append(one)
    return [[head, *led.get(head, ())] for head in dict.fromkeys(leader.get(one, one) for one in customers)]


def look(groups: Sequence[Sequence[str]], now: datetime) -> int:
    """What slipped with these customers within the year, written anew; how many that are. Six queries."""
    ids, since = [one for group in groups for one in group], now - KEPT
    with transaction.atomic():
        found = {slip.key: slip for slip in (*_in_cases(ids, since, now), *_of_promises(ids, since, now))}
        there = Slip.objects.filter(customer__in=ids)
        known = set(there.values_list("key", flat=True))
        there.exclude(key__in=list(found)).delete()
        Slip.objects.bulk_create([slip for key, slip in found.items() if key not in known], ignore_conflicts=True)
    return len(found)


def _in_cases(ids: list[str], since: datetime, now: datetime) -> list[Slip]:
    rows: dict[str, list[Row]] = defaultdict(list)
    told = Interaction.objects.filter(customer__in=ids, case_id__isnull=False, automatic=False, happened_at__lte=now)
    names = ("case_id", "interaction_id", "customer_id", "happened_at", "direction", "member_id")
    for case, *row in told.order_by("happened_at", "interaction_id").values_list(*names):
        rows[case].append(Row(*row))
    owners = dict(Case.objects.filter(customer__in=ids).values_list("case_id", "owner_id"))
    found: list[Slip] = []
    for case, some in rows.items():
        for what, slipped in ((What.AGAIN, told_again(some)), (What.CASE, covered(some, owners.get(case)))):
            found += [_slip(what, one, case_id=case) for one in slipped if one.row.at > since]
    return found


def _of_promises(ids: list[str], since: datetime, now: datetime) -> list[Slip]:
    made = Promise.objects.filter(customer__in=ids, member_id__isnull=False, made_at__lte=now)
    promises = [row for row in made if row.kept_in or row.holding]
    said = {one for row in promises for one in (row.kept_in, *row.holding) if one}
    names = ("interaction_id", "customer_id", "happened_at", "direction", "member_id")
    told = Interaction.objects.filter(pk__in=said, customer__in=ids, automatic=False, happened_at__gt=since)
    rows = {row[0]: Row(*row) for row in told.filter(happened_at__lte=now).values_list(*names)}
    return [
        _slip(What.PROMISE, one, promise_id=promise.pk)
        for promise in promises
        for one in kept_for(promise.member_id, filter(None, (promise.kept_in, *promise.holding)), rows)
    ]


def _slip(what: Slip.What, one: Slipped, *, case_id: str = "", promise_id: str = "") -> Slip:
    return Slip(
        key=f"{what.value}:{one.row.interaction_id}:{promise_id}", what=what, customer_id=one.row.customer_id,
        interaction_id=one.row.interaction_id, case_id=case_id, promise_id=promise_id, whose_id=one.whose,
        by_id=one.by, at=one.row.at,
    )  # fmt: skip
