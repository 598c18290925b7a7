"""Which day is "tomorrow", "next Friday", "3 June", "6/14", "the 22nd"?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from .calendar import DAY, easter, month_of, next_weekday, nth_weekday, on_or_after, week_of
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
    day = next_weekday(now.day, weekday) + (later or 7) * DAY
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
    named = int(given["day"]) if "day" in given else words["nth"][given["nth"]]
    for month in range(3):
        of_month = month_of(first, month)
        day = of_month[0] + (named - 1) * DAY
        if now.day <= day <= of_month[1] and (month == 0 or not later):
            return replace(span, means="day", first=day, last=day)
    return None


def _nth_weekday(span: Span, given: Given, words: Words, now: Now, later: int) -> Span | None:
    """The first Monday in July, the last Friday of the month: of the month named, else of this one or the next."""
    which = 0 if given["ordinal"] in words["last"] else words["ordinal"][given["ordinal"]]
    for month in range(1 if later else 13):
        first = month_of(now.day, later + month)[0]
        if "month" in given and first.month != words["month"][given["month"]]:
            continue
        day = nth_weekday(first, words["weekday"][given["weekday"]], which)
        if day and day >= now.day:
            return replace(span, means="day", first=day, last=day)
    return None


def _feast(span: Span, given: Given, words: Words, now: Now, later: int) -> Span | None:
    """The next Christmas, Easter Monday, Thanksgiving."""
    for year in (now.day.year, now.day.year + 1):
        day = _in_year(words["feast"][given["feast"]], year)
        if day and day >= now.day:
            return replace(span, means="day", first=day, last=day)
    return None


def _in_year(said: str, year: int) -> date | None:
    """The day of a year that "12-25", "easter+1", "4. 3 of 11" or "last 0 of 5" (Monday is 0) names."""
    if said.startswith("easter"):
        return easter(year) + int(said.removeprefix("easter") or 0) * DAY
    if " of " in said:
        which, weekday, _, month = said.split()
        return nth_weekday(date(year, int(month), 1), int(weekday), 0 if which == "last" else int(which[0]))
    month, day = said.split("-")
    return date(year, int(month), int(day))


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
    "nth weekday": _nth_weekday,
    "feast": _feast,
}
