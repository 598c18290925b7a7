"""Take mails up: a worker has them under a lease, and nobody else does. What a dead worker had comes back.

A mail that was claimed comes back as if nothing had happened: nothing of it that could be delivered had left. One that
was being handed over does not: it may have been, and becomes *uncertain*.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from deeproot_app.act.models import Outbox, Sending, SendingAccount
from deeproot_app.act.outbox import accounts, rows
from deeproot_app.act.outbox.course import State, step
from deeproot_app.base import clock
from deeproot_app.plan.models import Programme

LEASE: Final = timedelta(minutes=2)
"""So long a claimed mail is its worker's; few are claimed at a time."""
LOOKED_AT: Final = 400
LOST: Final = "its worker ended in the middle of it; whether it was taken, nobody knows"


def due(at: datetime) -> QuerySet[Sending]:
    """What may be taken up at that moment, the longest due first.

    Nothing of a customer who has one under way, nothing of a programme that rests.
    """
    under_way = Sending.objects.filter(
        state__in=(State.CLAIMED, State.HANDING_OVER), customer=OuterRef("customer"), customer__isnull=False
    )
    waiting = Sending.objects.filter(state__in=(State.QUEUED, State.WAITING), next_at__lte=at)
    rests = Programme.objects.filter(pk=OuterRef("programme_id"), state=Programme.State.PAUSED)
    return waiting.exclude(Exists(under_way)).exclude(Exists(rests)).order_by("next_at", "id")


def next_due() -> datetime | None:
    """When the next mail is due; None where none waits."""
    waiting = Sending.objects.filter(state__in=(State.QUEUED, State.WAITING))
    return waiting.order_by("next_at").values_list("next_at", flat=True).first()


def claim(most: int, at: datetime, without: Sequence[str] = ()) -> list[Sending]:
    """Take up to ``most`` mails up, at most one of a customer, with their words; none of the domains ``without``.

    Nothing while the outbox is stopped, or an account rests. In a transaction of its own.
    """
    if most <= 0 or Outbox.get().stopped_at is not None:
        return []
    with transaction.atomic():
        usable = {account.pk: account for account in accounts.active() if is_ready(account, at)}
        usual = next(iter(usable.values()), None)
        found = _locked(due(at).filter(_at_hand(usable, usual)), without).values_list("pk", "customer_id")
        picked = _one_a_customer(found[: min(LOOKED_AT, most * 4)], most)
        mine = list(Sending.objects.filter(pk__in=picked).select_related("letter").order_by("next_at", "id"))
        for row in mine:
            row.account = usable.get(row.account_id or 0, usual)
            row.state, row.lease_until, row.fence = State.CLAIMED, clock.machine() + LEASE, row.fence + 1
        rows.write(mine, "account", "state", "lease_until", "fence")
    return mine


def is_ready(account: SendingAccount, at: datetime) -> bool:
    """Whether mail may leave by it: its server did not ask for less, or that is over."""
    return account.slow_until is None or account.slow_until <= at


def _at_hand(usable: dict[int, SendingAccount], usual: SendingAccount | None) -> Q:
    """Mails of the accounts that may be used; those that were queued before there was one leave by the usual."""
    given = Q(account__in=list(usable))
    return given | Q(account__isnull=True) if usual is not None else given


def _locked(some: QuerySet[Sending], without: Sequence[str]) -> QuerySet[Sending]:
    for domain in without:
        some = some.exclude(address__endswith=f"@{domain}")
    if connection.features.has_select_for_update_skip_locked:
        some = some.select_for_update(skip_locked=True, of=("self",))
    return some


def _one_a_customer(some: Iterable[tuple[int, str | None]], most: int) -> list[int]:
    found: list[int] = []
    known: set[str] = set()
    for pk, customer in some:
        if customer is None or customer not in known:
            known.update([customer] if customer else [])
            found.append(pk)
        if len(found) == most:
            break
    return found


def give_back(some: Sequence[Sending]) -> None:
    """Let go of claimed mails that were not handed over: they are due as before."""
    held = {row.pk: row for row in some}
    if not held:
        return
    with transaction.atomic():
        there = rows.held(held, (State.CLAIMED,)).values()
        mine = [row for row in there if row.fence == held[row.pk].fence]
        for row in mine:
            row.state = State.WAITING if row.attempts or row.reasons else State.QUEUED
            row.lease_until = None
        rows.write(mine, "state", "lease_until")


def take_back_lost() -> tuple[int, int]:
    """What workers had that are dead: claimed ones are due again, the others uncertain; how many of each."""
    lost = Sending.objects.filter(lease_until__lt=clock.machine())
    if not lost.filter(state__in=(State.CLAIMED, State.HANDING_OVER)).exists():
        return 0, 0
    with transaction.atomic():
        claimed = lost.filter(state=State.CLAIMED).update(
            state=State.QUEUED, lease_until=None, fence=F("fence") + 1
        )  # the fence: whoever had it and wakes up changes nothing
        open_ = lost.filter(state=State.HANDING_OVER)
        if connection.features.has_select_for_update_skip_locked:
            open_ = open_.select_for_update(skip_locked=True)
        now, unknown = clock.now(), list(open_)
        for row in unknown:
            row.state, row.says, row.settled_at, row.lease_until = State.UNCERTAIN, LOST, now, None
            row.next_at = None
            row.course = [*row.course, step(now, State.UNCERTAIN, LOST)]
        rows.write(unknown, "state", "says", "settled_at", "lease_until", "next_at", "course")
    return claimed, len(unknown)
