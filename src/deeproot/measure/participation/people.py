"""Who counts in a week: whoever was there for all of it, and not away on each of their working days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

WEEK: Final = timedelta(days=7)
DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Person:
    """One of us. Days are those of the organisation."""

    id: str
    team: str = ""
    """Empty: of no team."""
    there: Sequence[tuple[date, date | None]] = ()
    """From which day to which last day; None: still."""
    away: Sequence[tuple[date, date]] = ()
    """First and last days on which they were away."""
    workdays: frozenset[int] = frozenset(range(5))
    """0 is Monday."""


def monday(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def weeks_until(day: date, how_many: int) -> list[date]:
    """The Mondays of so many weeks, the last of them the week of ``day``."""
    last = monday(day)
    return [last - WEEK * back for back in reversed(range(how_many))]


def counts(person: Person, week: date, until: date) -> bool:
    """Whether somebody counts in the week that begins on ``week``, as of the day ``until``.

    They were there on each of its days that are past (a newcomer counts from their first whole week, who leaves no more
    in their last), and not away on all their working days of it.
    """
    last = min(week + WEEK - DAY, until)
    if not any(begins <= week and (ends is None or ends >= last) for begins, ends in person.there):
        return False
    works = [week + DAY * n for n in range(7) if n in person.workdays] or [week + DAY * n for n in range(7)]
    return any(not any(first <= day <= to for first, to in person.away) for day in works)
