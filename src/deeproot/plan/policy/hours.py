"""When may this be, in the customer's own zone? One interval a local day, at a change of the clocks too.

A wall time that does not exist (a gap) stands for the first instant after it. One that exists twice (an overlap) is
taken the strict way: hours begin with its second and end with its first occurrence, so that no instant of the interval
reads as outside the hours; where both ends lie in the overlap, both are its first occurrence.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from deeproot.plan.policy.limits import Hours

DAY = timedelta(days=1)
SEARCHED = timedelta(days=40)
"""So far ahead is a permitted moment looked for."""


def next_permitted(
    zones: str | Sequence[str], at: datetime, hours: Hours | None, days_off: frozenset[date] = frozenset()
) -> datetime | None:
    """The first permitted moment from ``at`` on (aware, UTC): ``at`` itself where it is permitted.

    ``zones`` are all that the customer may be in: only what is permitted in each of them is. Without any, UTC is
    taken. None where there is no such moment within 40 days: hours of far zones need not overlap.
    """
    if hours is None:
        return at
    names = (zones,) if isinstance(zones, str) else tuple(zones)
    return _first(names or ("UTC",), at.astimezone(UTC), hours, days_off)


@lru_cache(maxsize=4096)
def _first(zones: tuple[str, ...], at: datetime, hours: Hours, days_off: frozenset[date]) -> datetime | None:
    found = at
    while found <= at + SEARCHED:
        later = max(_from(zone, found, hours, days_off) for zone in zones)
        if later == found:
            return found
        found = later
    return None


def _from(zone: str, at: datetime, hours: Hours, days_off: frozenset[date]) -> datetime:
    """The first permitted moment of one zone."""
    day = at.astimezone(ZoneInfo(zone)).date() - DAY
    for _ in range(SEARCHED.days + 2):
        if day.weekday() in hours.days and day not in days_off:
            opens, closes = interval(zone, day, hours.start, hours.end)
            if at < closes and opens < closes:
                return max(at, opens)
        day += DAY
    return at + SEARCHED + DAY


@lru_cache(maxsize=65_536)
def interval(zone: str, day: date, start: int, end: int) -> tuple[datetime, datetime]:
    """The instants (UTC) at which the hours of a local day begin and end; minutes after midnight, up to 1440.

    Empty (the end no later than the beginning) where no instant of that day is within the hours.
    """
    opens, closes = occurrences(zone, wall(day, start)), occurrences(zone, wall(day, end))
    if opens[-1] < closes[0] or opens[0] == opens[-1]:
        return opens[-1], closes[0]
    return opens[0], closes[0]


def wall(day: date, minutes: int) -> datetime:
    """The wall time so many minutes after a day's midnight."""
    return datetime.combine(day, time()) + timedelta(minutes=minutes)


def slot(zone: str, at: datetime) -> datetime:
    """The one instant (UTC) that a wall time (naive) stands for: the first instant after a gap, the first of two."""
    return occurrences(zone, at)[0]


def occurrences(zone: str, at: datetime) -> tuple[datetime, ...]:
    """The instants (UTC) at which a zone's clocks show a wall time: one, or two at an overlap.

    In a gap no clock ever shows it: the first instant after the gap stands for it.
    """
    place = ZoneInfo(zone)
    first, second = (at.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first == second:
        return (first,)
    if first < second:
        return first, second
    return (_after_gap(place, second, first),)


def _after_gap(place: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The instant between two at which the clocks were set forward, to the second."""
    old, low, high = before.astimezone(place).utcoffset(), before, after
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=round((high - low).total_seconds() / 2))
        low, high = (middle, high) if middle.astimezone(place).utcoffset() == old else (low, middle)
    return high
