"""Days as an office reckons them: weekends, holidays, ends of weeks, months and quarters. Pure arithmetic on dates."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from importlib import import_module
from typing import Any

DAY = timedelta(days=1)
FARTHEST = 3_000
"""The most days ahead a phrase is taken to mean; "in 10000 days" promises nothing."""


@dataclass(frozen=True)
class Office:
    """Which days are closed: the weekend (Monday is 0), and the holidays of a country or given ones."""

    weekend: frozenset[int] = frozenset({5, 6})
    closed: Container[date] = field(default_factory=frozenset)

    def open_on(self, day: date) -> bool:
        return day.weekday() not in self.weekend and day not in self.closed

    def after(self, day: date, days: int) -> date:
        """The day that lies so many open days after ``day``."""
        for _ in range(min(days, FARTHEST)):
            day += DAY
            while not self.open_on(day):
                day += DAY
        return day

    def last_open(self, day: date, first: date) -> date:
        """The last open day up to ``day``, not before ``first``; ``day`` itself where none is open."""
        back = day
        while back > first and not self.open_on(back):
            back -= DAY
        return back if self.open_on(back) else day


def office(country: str | None = None, closed: Container[date] | None = None) -> Office:
    """The office of a country (ISO 3166-1 alpha-2): weekends, and holidays where the `holidays` library is installed.

    ``closed`` gives the closed days instead. Without either only weekends are closed.
    """
    if closed is not None:
        return Office(closed=closed)
    return _of_country(country.upper()) if country else Office()


@lru_cache(maxsize=64)
def _of_country(country: str) -> Office:
    try:
        holidays = import_module("holidays")
    except ImportError:
        return Office()
    try:
        known: Any = holidays.country_holidays(country)
    except NotImplementedError:  # so `holidays` says that it does not know the country
        return Office()
    return Office(frozenset(known.weekend), known)


def week_of(day: date, later: int = 0) -> tuple[date, date]:
    """Monday and Sunday of the week so many weeks after that of ``day``."""
    monday = day - timedelta(days=day.weekday()) + timedelta(weeks=later)
    return monday, monday + timedelta(days=6)


def month_of(day: date, later: int = 0) -> tuple[date, date]:
    """First and last day of the month so many months after that of ``day``."""
    first = _month(day, later)
    return first, _month(day, later + 1) - DAY


def quarter_of(day: date, later: int = 0) -> tuple[date, date]:
    """First and last day of the quarter so many quarters after that of ``day``."""
    first = _month(date(day.year, (day.month - 1) // 3 * 3 + 1, 1), 3 * later)
    return first, _month(first, 3) - DAY


def next_weekday(day: date, weekday: int) -> date:
    """The first such weekday after ``day``; a week later where ``day`` is one."""
    return day + timedelta(days=(weekday - day.weekday() - 1) % 7 + 1)


def nth_weekday(first: date, weekday: int, which: int) -> date | None:
    """The first, second ... such weekday of the month that begins with ``first``, 0 for the last; None past its end."""
    last = month_of(first)[1]
    if not which:
        return next_weekday(last - 7 * DAY, weekday)
    day = next_weekday(first - DAY, weekday) + (which - 1) * 7 * DAY
    return day if day <= last else None


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher; Astronomical Algorithms, 1991)."""
    century, of_century = divmod(year, 100)
    leaps, rest = divmod(century, 4)
    moon = (19 * (year % 19) + century - leaps - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * rest + 2 * (of_century // 4) - moon - of_century % 4) % 7
    late = (year % 19 + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last day where it is shorter."""
    first, last = month_of(day, months)
    return min(first + timedelta(days=day.day - 1), last)


def on_or_after(day: date, month: int, of_month: int) -> date | None:
    """The next such date from ``day`` on; None where there is none (30 February)."""
    for year in range(day.year, day.year + 9):
        try:
            found = date(year, month, of_month)
        except ValueError:
            continue
        if found >= day:
            return found
    return None


def _month(day: date, later: int) -> date:
    months = day.year * 12 + day.month - 1 + later
    return date(months // 12, months % 12 + 1, 1)
