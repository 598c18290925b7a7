"""What time it is. The only place that asks the clock; whoever computes is told the time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from os import environ

from deeproot_app.base.errors import UserError


def now() -> datetime:
    """The present moment, aware, in UTC; the moment of ``DEEPROOT_NOW`` where that is set (tests, demonstrations).

    Raises UserError where ``DEEPROOT_NOW`` is no ISO 8601 time with an offset.
    """
    return moment(fixed, "DEEPROOT_NOW") if (fixed := environ.get("DEEPROOT_NOW")) else datetime.now(UTC)


def moment(text: str, name: str = "the time") -> datetime:
    """The aware UTC moment that an ISO 8601 ``text`` names; a date alone is its first instant in UTC.

    Raises UserError, naming ``name``, for anything else, and for a time of day without its offset.
    """
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise UserError(f"{name} is {text!r}; it must be ISO 8601, such as 2026-06-30T12:00:00Z.") from None
    if found.tzinfo is None:
        if len(text.strip()) > 10:
            raise UserError(f"{name} is {text!r}; say which zone it is in: add Z, or an offset such as +02:00.")
        return found.replace(tzinfo=UTC)
    try:
        return found.astimezone(UTC)
    except OverflowError:
        raise UserError(f"{name} is {text!r}; it lies beyond the years 1 to 9999.") from None


def written(value: date, timespec: str = "auto") -> str:
    """A moment as `moment` reads it back: ISO 8601 in UTC, with Z (RFC 3339, 5.6). A day alone stays a day."""
    if not isinstance(value, datetime):
        return value.isoformat()
    return value.astimezone(UTC).isoformat(timespec=timespec).replace("+00:00", "Z")


def machine() -> datetime:
    """The machine's own time, in UTC, also where ``DEEPROOT_NOW`` holds the clock: a lease must run out."""
    return datetime.now(UTC)
