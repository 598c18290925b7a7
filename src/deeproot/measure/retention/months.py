"""The beginnings of months, in the organisation's own zone: between two of them lies what a month did."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def beginnings(as_of: datetime, months: int, zone: str = "UTC") -> list[datetime]:
    """The beginnings of the last so many whole months before ``as_of``, and of the month it lies in; ascending, UTC.

    Raises ValueError for fewer than 1 month, and for a moment without a zone.
    """
    if months < 1:
        raise ValueError("at least one whole month is needed")
    if as_of.tzinfo is None:
        raise ValueError("as_of needs a zone; give it one, such as UTC")
    here = as_of.astimezone(ZoneInfo(zone))
    last = here.year * 12 + here.month - 1
    return [_first(number, zone) for number in range(last - months, last + 1)]


def _first(number: int, zone: str) -> datetime:
    year, month = divmod(number, 12)
    return datetime(year, month + 1, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC)
