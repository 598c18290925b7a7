"""Which day is "tomorrow", "next Friday", "3 June", "6/14", "the 22nd"?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from .calendar import DAY, month_of, next_weekday, on_or_after, week_of
from .span import Given, Now, Reading, Span, Words


def _day(span: Span, given: Given, words: Words, now: Now, later: int) -> Span:
    day = now.day + later * DAY
    return replace(span, first=day, last=day)


def _next_business(span: Span, given: Given, words: Words, now: Now, later: int) -> Span:
    day = now.office.after(now.day, 1)
    return replace(span, means="day", first=day, last=day)


def _weekday(span: Span, given: Given, words: Words, now: Now, later: int) -> Span:
    weekday = words["weekday"][given["weekday"]]
    day = next_weekday(now.day, weekday)
    return replace(span, first=day, last=day, weekday=weekday)


def _weekday_this(span: Span, given: Given, words: Words, now: Now, later: int) -> Span:
    weekday = words["weekday"][given["weekday"]]
    day = next_weekday(now.day - DAY, weekday)
    return replace(span, means="day", first=day, last=day, weekday=weekday)


def _weekday_next(span: Span, given: Given, words: Words, now: Now, later: int) -> Span:
    weekday = words["weekday"][given["weekday"]]
    day = week_of(now.day, 1)[0] + weekday * DAY
    return replace(span, means="day", first=day, last=day, weekday=weekday)


def _weekday_after(span: Span, given: Given, words: Words, now: Now, later: int) -> Span:
    weekday = words["weekday"][given["weekday"]]
    day = next_weekday(now.day, weekday) + 7 * DAY
    return replace(span, means="day", first=day, last=day, weekday=weekday)


def _date(span: Span, given: Given, words: Words, now: Now, later: int) -> Span | None:
    month = words["month"][given["month"]] if "month" in given else int(given["mon"])
    return _on(span, given, month, words["nth"][given["nth"]] if "nth" in given else int(given["day"]), now)


def _on(span: Span, given: Given, month: int, of_month: int, now: Now) -> Span | None:
    """A date as given; without a year the next such day. A day gone by is no due moment."""
    if "year" in given:
        year = int(given["year"])
        day: date | None = date(year + 2000 if year < 100 else year, month, of_month)
    else:
        day = on_or_after(now.day, month, of_month)
    return replace(span, means="day", first=day, last=day) if day and day >= now.day else None


def _slashed(span: Span, given: Given, words: Words, now: Now, later: int) -> Span | None:
    first, second = int(given["first"]), int(given["second"])
    if first > 12 or (now.day_first and second <= 12):
        first, second = second, first
    return _on(span, given, first, second, now)


def _day_of_month(span: Span, given: Given, words: Words, now: Now, later: int) -> Span | None:
    first = month_of(now.day, later)[0]
    for month in range(3):
        of_month = month_of(first, month)
        day = of_month[0] + (int(given["day"]) - 1) * DAY
        if now.day <= day <= of_month[1] and (month == 0 or not later):
            return replace(span, means="day", first=day, last=day)
    return None


READINGS: dict[str, Reading] = {
    "day": _day,
    "next business": _next_business,
    "weekday": _weekday,
    "weekday this": _weekday_this,
    "weekday next": _weekday_next,
    "weekday after": _weekday_after,
    "date": _date,
    "slashed": _slashed,
    "day of month": _day_of_month,
}
