"""When to try again after nobody answered: at another time of day, inside the permitted hours, and not for ever."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from deeproot.plan.policy.hours import next_permitted
from deeproot.plan.policy.limits import Hours

MOST: Final = 4
"""So many attempts without an answer; then another way is better."""
WAITS: Final = (timedelta(hours=3), timedelta(hours=22), timedelta(days=2, hours=3))
"""How long after the first, second and third attempt: another time of day each time, since who is never there at ten
may well be there at four."""


def next_attempt(
    attempts: int, at: datetime, zones: Sequence[str], hours: Hours | None, days_off: frozenset[date] = frozenset()
) -> datetime | None:
    """When to try again after so many attempts, the last of them ``at``; None where it is enough.

    The first permitted moment after the wait, in every zone that they may be in; None too where there is none within
    40 days.
    """
    if attempts >= MOST:
        return None
    return next_permitted(tuple(zones), at + WAITS[min(attempts, len(WAITS)) - 1], hours, days_off)
