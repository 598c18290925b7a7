"""How fast mail may leave: limits by the hour and the day, a slow start, and rest where a server asked for less."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Final

from deeproot_app.act.models import Sending, SendingAccount

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FIRST_DAY: Final = 200
"""Mails on an account's first day, where it starts slowly; twice as many each day after, until it knows no limit."""
SLOW_DAYS: Final = 10
RETRIES: Final = (5, 15, 30, 60, 120, 240)
"""Minutes until a mail that a server did not take is tried again; the last again and again."""
GIVEN_UP_AFTER: Final = timedelta(days=4)
"""So long after its first attempt (RFC 5321, 4.5.4.1, says 4 to 5 days)."""
SHORTEST_REST, LONGEST_REST = timedelta(minutes=1), timedelta(hours=1)
BAD_OF: Final = 50
"""So many mails of the last quarter of an hour must have an answer before their share of refusals says anything."""
BAD_SHARE: Final = 0.05
BAD_WITHIN: Final = timedelta(minutes=15)


def room(account: SendingAccount, at: datetime) -> int | None:
    """How many mails may leave by it now; None where nothing limits it."""
    limits = [(HOUR, account.hourly), (DAY, account.daily), (DAY, slow_start(account, at))]
    left = [most - _handed(account, at - within) for within, most in limits if most is not None]
    return max(min(left), 0) if left else None


def slow_start(account: SendingAccount, at: datetime) -> int | None:
    """Mails a day while it starts slowly; None where it does not, or has long begun."""
    if not account.starts_slowly:
        return None
    days = (at - account.began_at) // DAY if account.began_at else 0
    return None if days >= SLOW_DAYS else FIRST_DAY * 2**days


def room_again(account: SendingAccount, at: datetime) -> datetime:
    """When to look again after its limits are reached."""
    daily = [one for one in (account.daily, slow_start(account, at)) if one is not None]
    full_day = any(_handed(account, at - DAY) >= most for most in daily)
    oldest = _since(account, at - (DAY if full_day else HOUR)).order_by("handed_at").first()
    freed = oldest.handed_at + (DAY if full_day else HOUR) if oldest and oldest.handed_at else at
    return max(freed, at + timedelta(minutes=1))


def _since(account: SendingAccount, since: datetime):  # type: ignore[no-untyped-def]
    return Sending.objects.filter(account=account, handed_at__gt=since)


def _handed(account: SendingAccount, since: datetime) -> int:
    return int(_since(account, since).count())


def next_attempt(attempts: int, at: datetime) -> datetime:
    """When a mail is tried again that a server did not take for the so-manieth time."""
    minutes = RETRIES[min(max(attempts, 1), len(RETRIES)) - 1]
    return at + timedelta(minutes=minutes * random.uniform(0.9, 1.1))  # noqa: S311 - so that not all come at once


def rest(failures: int) -> timedelta:
    """How long an account rests after so many failures in a row: doubling from a minute to an hour."""
    longest: timedelta = min(SHORTEST_REST * 2 ** min(max(failures - 1, 0), 10), LONGEST_REST)
    return longest


def is_refused_too_often(account: SendingAccount, at: datetime) -> bool:
    """Whether so many of its latest mails came back as wrong addresses that something is wrong with the list."""
    latest = Sending.objects.filter(account=account, handed_at__gt=at - BAD_WITHIN, settled_at__isnull=False)
    refused = latest.filter(state=Sending.State.REFUSED).count()
    return refused > 0 and refused / max(latest.count(), BAD_OF) > BAD_SHARE
