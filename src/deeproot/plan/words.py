"""How a moment, a duration and a count are said to a colleague: short, exact, with the year only where needed."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def count(n: float, one: str, many: str = "") -> str:
    """``1 day``, ``3 days``, ``0 replies``: the number with the noun in its number."""
    whole = int(n + 0.5)
    return f"{whole:,} {one if whole == 1 else many or one + 's'}"


def duration(span: timedelta) -> str:
    """The nearest whole hour below two days, then the nearest whole day: as the letter says it."""
    if span < HOUR:
        return "less than an hour"
    hours = (span + HOUR / 2) // HOUR
    return count(hours, "hour") if hours < 48 else count((span + DAY / 2) // DAY, "day")


def day(moment: datetime, as_of: datetime, zone: str = "UTC") -> str:
    """``12 June``; with its year where that is not the year of ``as_of``. Days are those of ``zone``."""
    local = moment.astimezone(ZoneInfo(zone))
    said = f"{local.day} {local:%B}"
    return said if local.year == as_of.astimezone(ZoneInfo(zone)).year else f"{said} {local.year}"


def soon(moment: datetime, as_of: datetime, zone: str = "UTC") -> str:
    """A moment that lies near: ``today at 15:00``, ``tomorrow at 09:30``, ``Friday 12 June``."""
    local, now = moment.astimezone(ZoneInfo(zone)), as_of.astimezone(ZoneInfo(zone))
    nights = (local.date() - now.date()).days
    if nights in (0, 1):
        return f"{'today' if nights == 0 else 'tomorrow'} at {local:%H:%M}"
    return f"{local:%A} {day(moment, as_of, zone)}"


def quoted(text: str, longest: int = 120) -> str:
    """The words in quotation marks, on one line, cut at a word where they are long."""
    line = " ".join(text.split()).strip(" .")
    if len(line) > longest:
        line = line[:longest].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"
    return f"“{line}”"


def listed(names: list[str]) -> str:
    """``A``, ``A and B``, ``A, B and C``."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def share(value: float) -> str:
    """A share as whole percent; never 0% or 100% for what is neither."""
    percent = round(value * 100)
    if 0 < value < 1:
        percent = min(max(percent, 1), 99)
    return f"{percent}%"
