"""Hand mails over: the moment before the final dot is committed first, and the gate is asked again in it.

All that is ready is handed over in one transaction. In it nobody objects (`record.turnstile`): the gate is asked, the
word DATA is said for those it lets pass, and the ledger says so. Only once that is committed does any mail's content
leave, and its final dot. Killed at any moment, either no dot left, or the ledger tells that it may have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from deeproot.plan.policy import Verdict
from deeproot_app.act.models import Outbox, Sending, SendingAccount
from deeproot_app.act.outbox import asking, loops, pace, rows
from deeproot_app.act.outbox.course import State, went_on
from deeproot_app.base import clock
from deeproot_app.record import turnstile

MARGIN: Final = timedelta(minutes=2)
"""Added to the time that a server has for its answer: after that the worker is taken for dead."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A claimed mail whose server knows whom it is from and for."""

    sending: Sending
    begin: Callable[[], bool]
    """Says DATA, and waits for nothing; a line that is broken shows when the content is to follow."""
    patience: float = 600.0
    """Seconds that its server has for its answer."""


def hand_over(ready: Sequence[Ready]) -> set[int]:
    """Decide about all that is ready, and commit it; the numbers of those whose content may leave now.

    The others stay: the gate, a limit, a stop or another worker says so, and the ledger does. Where this raises, DATA
    may have been said: hang up.
    """
    with rows.durable(), transaction.atomic():
        turnstile.alone()
        return _decide(ready)


def _decide(ready: Sequence[Ready]) -> set[int]:
    now = clock.now()
    there = rows.held([one.sending.pk for one in ready], (State.CLAIMED,))
    mine = [one for one in ready if _is_mine(there.get(one.sending.pk), one.sending)]
    current = [there[one.sending.pk] for one in mine]
    if mine and Outbox.get().stopped_at is not None:
        _hold(current, State.QUEUED, now, "the outbox was stopped", now)
        return set()
    passing = _let_pass(mine, current, now) if mine else []
    for one, row in passing:
        row.state, row.handed_at = State.HANDING_OVER, now
        row.lease_until = clock.machine() + timedelta(seconds=one.patience) + MARGIN
        row.course = went_on(row, now, State.HANDING_OVER)
        one.begin()
    rows.write([row for _, row in passing], "state", "handed_at", "lease_until", "course")
    return {row.pk for _, row in passing}


def _is_mine(row: Sending | None, claimed: Sending) -> bool:
    return (
        row is not None
        and row.fence == claimed.fence
        and row.lease_until is not None
        and row.lease_until > clock.machine()
    )


def _let_pass(ready: Sequence[Ready], current: Sequence[Sending], now: datetime) -> list[tuple[Ready, Sending]]:
    """Those that the gate and the limits let pass; what holds the others is written."""
    looping = loops.too_many(current, now)
    verdicts = asking.ask(current, now)
    under_way = _under_way(current)
    left = _room(current, now)
    passing = []
    for one, row, verdict in zip(ready, current, verdicts, strict=True):
        if row.pk in looping:
            _hold([row], State.SUPPRESSED, now, looping[row.pk])
        elif not verdict.allowed:
            _refuse(row, verdict, now)
        elif row.customer_id in under_way:
            _hold([row], State.WAITING, now, "another mail to this customer is under way", now + timedelta(minutes=1))
        elif not _has_room(row, left):
            _hold([row], State.WAITING, now, "as much as may leave has left", _again(row, now))
        else:
            under_way.add(row.customer_id)
            passing.append((one, row))
    return passing


def _under_way(current: Sequence[Sending]) -> set[str | None]:
    """Customers to whom a mail is being handed over just now: the gate cannot know of it yet."""
    asked = [row.customer_id for row in current if row.customer_id]
    found = Sending.objects.filter(state=State.HANDING_OVER, customer_id__in=asked)
    return set(found.values_list("customer_id", flat=True))


def _room(current: Sequence[Sending], now: datetime) -> Counter[int]:
    """For each account how many may leave by it; an account that nothing limits is not in it. Also when it began."""
    left: Counter[int] = Counter()
    for account in SendingAccount.objects.filter(pk__in={row.account_id for row in current}):
        if account.began_at is None:
            SendingAccount.objects.filter(pk=account.pk, began_at=None).update(began_at=now)
        if account.state != SendingAccount.State.ACTIVE:
            left[account.pk] = 0
        elif (most := pace.room(account, now)) is not None:
            left[account.pk] = most
    return left


def _has_room(row: Sending, left: Counter[int]) -> bool:
    if row.account_id is None:
        return False
    if row.account_id not in left:
        return True
    left[row.account_id] -= 1
    return left[row.account_id] >= 0


def _again(row: Sending, now: datetime) -> datetime:
    account = row.account
    return pace.room_again(account, now) if account is not None else now + timedelta(minutes=5)


def _refuse(row: Sending, verdict: Verdict, now: datetime) -> None:
    """The gate says no: for a while, or for good."""
    row.reasons = asking.kept(verdict)
    until = asking.put_off_to(verdict, now)
    _hold([row], State.SUPPRESSED if until is None else State.WAITING, now, asking.told(verdict.reasons), until)


def _hold(some: Sequence[Sending], state: State, now: datetime, says: str, until: datetime | None = None) -> None:
    for row in some:
        row.state, row.says, row.lease_until, row.next_at = state, says, None, until
        row.settled_at = now if state == State.SUPPRESSED else None
        row.course = went_on(row, now, state, says)
    rows.write(some, "state", "says", "reasons", "lease_until", "next_at", "settled_at", "course")
