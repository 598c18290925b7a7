"""When is "in three working days", "within half an hour", "at 2pm", "EOD"?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from .calendar import FARTHEST, months_after
from .span import Given, Now, Reading, Span, Words, hour_of

FEW = {"minute": 15, "hour": 3, "day": 5, "business": 5, "week": 3, "month": 3}
"""What "in the coming days" means at the latest."""

HALF_PAST = 30
"""Minutes of "at half four", as it is said in Britain."""
EARLIEST = 7
"""An hour before this one is of the afternoon, unless a nought stands before it or it is said to be of the morning."""


def _in(span: Span, given: Given, words: Words, now: Now, later: int) -> Span | None:
    if "half_hour" in given:
        return _after(span, 1, 1, "half hour", now)
    if "next_unit" in given:
        return _after(span, 1, 1, words["unit"].get(given["next_unit"].split()[-1], "day"), now)
    if "single" in given:
        return _after(span, 1, 1, words["unit"][given["single"]], now)
    if "few" in given:
        unit = words["unit"][given["few"]]
        few = _after(span, FEW[unit], FEW[unit], unit, now)
        return replace(few, first=now.day) if few else None
    unit = words["unit"][given["unit"]]
    least = _number(given.get("number", "2"), words)
    most = _number(given["most"], words) if "most" in given else least
    return _after(span, least, most, unit, now)


def _number(word: str, words: Words) -> int:
    return int(word) if word.isdecimal() else int(words["number"][word])


def _after(span: Span, least: int, most: int, unit: str, now: Now) -> Span | None:
    """So many units from now; hours and minutes give an instant, all others a day."""
    most = max(least, most)
    if unit in ("half hour", "hour", "minute"):
        each = {"half hour": timedelta(minutes=30), "hour": timedelta(hours=1), "minute": timedelta(minutes=1)}[unit]
        instant = now.moment + min(most, 24 * FARTHEST) * each
        return replace(span, first=instant.date(), last=instant.date(), instant=instant)
    first, last = _days_after(least, unit, now), _days_after(most, unit, now)
    return replace(span, first=first, last=last) if (last - now.day).days <= FARTHEST else None


def _days_after(count: int, unit: str, now: Now) -> date:
    if unit == "business":
        return now.office.after(now.day, count)
    months = {"month": 1, "quarter": 3, "year": 12}.get(unit)
    if months:
        return months_after(now.day, months * min(count, FARTHEST))
    return now.day + timedelta(days={"week": 7, "fortnight": 14}.get(unit, 1) * min(count, 10 * FARTHEST))


def _clock(span: Span, given: Given, words: Words, now: Now, later: int) -> Span | None:
    if "close" in given:
        return replace(span, means="time", at=hour_of(words["close"][given["close"]]))
    if "hour" in given:
        return replace(span, means="part of day", at=hour_of(words["hour"][given["hour"]]))
    told = given.get("clock") or str(words["number"][given["spoken"]])
    hour, minute = int(told), int(given.get("minute") or given.get("packed") or 0)
    meridiem = given.get("meridiem", "")[:1]
    if meridiem:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if meridiem == "p" else 0)
    elif 0 < hour < EARLIEST and not told.startswith("0"):
        hour += 12
    if "off" in given:  # "half past four", "quarter to five"
        hour, minute = divmod(hour * 60 + words["off"].get(given["off"], HALF_PAST), 60)
    named = bool(meridiem) or not given.keys().isdisjoint(("packed", "off"))
    return replace(span, means="time" if named else "clock", at=hour_of(hour, minute if hour < 24 else 0))


def _as_found(span: Span, given: Given, words: Words, now: Now, later: int) -> Span:
    return span


READINGS: dict[str, Reading] = {
    "in": _in,
    "clock": _clock,
    "vague": _as_found,
    "nothing": _as_found,
}
