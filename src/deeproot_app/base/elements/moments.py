"""How a moment and a length of time are written for a reader, in the reader's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.dateformat import format as formatted

STEPS: Final = ((86_400 * 365, "year"), (86_400 * 30, "month"), (86_400, "day"), (3_600, "hour"), (60, "minute"))


def written(moment: datetime, zone: ZoneInfo, now: datetime, form: str = "") -> str:
    """``moment`` as the reader of ``zone`` would say it at ``now``.

    Forms: "" `3 May, 14:05`, "day" `3 May`, "time" `14:05`, "full" `Sunday 3 May 2026, 14:05`, "ago" `3 days ago`.
    The year stands where it is not the present one.
    """
    local, today = moment.astimezone(zone), now.astimezone(zone)
    if form == "ago":
        return ago(moment, now)
    if form == "time":
        return formatted(local, "H:i")
    if form == "full":
        return formatted(local, "l j F Y, H:i")
    day = formatted(local, "j M" if local.year == today.year else "j M Y")
    return day if form == "day" else f"{day}, {formatted(local, 'H:i')}"


def exact(moment: datetime) -> str:
    """The moment to the second, in UTC: what a title shows."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def ago(moment: datetime, now: datetime) -> str:
    """How long before or after ``now``: `3 days ago`, `in 2 hours`, `just now`."""
    if abs(now - moment) < timedelta(minutes=1):
        return "just now"
    length = lasting(abs(now - moment))
    return f"{length} ago" if moment < now else f"in {length}"


def lasting(length: timedelta) -> str:
    """A length of time by its largest unit: `1 hour`, `12 days`, `less than a minute`."""
    seconds = length.total_seconds()
    for size, name in STEPS:
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {name}{'' if count == 1 else 's'}"
    return "less than a minute"


def stretch(first: date, last: date) -> str:
    """From one day to another, without saying a month or a year twice: `3 to 9 May 2026`."""
    if first == last:
        return formatted(first, "j M Y")
    if first.year != last.year:
        return f"{formatted(first, 'j M Y')} to {formatted(last, 'j M Y')}"
    start = formatted(first, "j" if first.month == last.month else "j M")
    return f"{start} to {formatted(last, 'j M Y')}"
