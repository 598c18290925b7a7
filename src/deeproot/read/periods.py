"""Which days are "early next week", "the end of June", "Q3", "this year"?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from .calendar import DAY, month_of, quarter_of, week_of
from .days import READINGS as DAYS
from .span import Given, Now, Reading, Span, Words, part_of

WEEKS_AHEAD = 26 * 7
"""How many days ahead a numbered week may lie."""


def _week(span: Span, given: Given, words: Words, now: Now, later: int) -> Span:
    return _part_of_week(span, *week_of(now.day, later), part_of(given, words), now)


def _part_of_week(span: Span, monday: date, sunday: date, part: str | None, now: Now) -> Span:
    friday = now.office.last_open(monday + 4 * DAY, monday)
    first, last = {
        "early": (monday, monday + DAY),
        "mid": (monday + DAY, monday + 2 * DAY),
        "late": (monday + 3 * DAY, friday),
        "end": (friday, friday),
    }.get(part or "", (monday, friday))
    if last < now.day:
        last = sunday
    return replace(span, means="week", first=max(first, now.day), last=max(last, now.day), part=part)


def _week_of(span: Span, given: Given, words: Words, now: Now, later: int) -> Span | None:
    named = DAYS["date" if "month" in given else "day of month"](span, given, words, now, 0)
    if named is None or named.first is None:
        return None
    monday, _ = week_of(named.first)
    return replace(span, means="week", first=monday, last=monday + 4 * DAY)


def _week_number(span: Span, given: Given, words: Words, now: Now, later: int) -> Span | None:
    """A week by its number (ISO 8601), this year's or the next one's; one gone by, or far ahead, is no due moment."""
    for year in (now.day.year, now.day.year + 1):
        monday = date.fromisocalendar(year, int(given["week"]), 1)
        if now.day <= monday + 6 * DAY <= now.day + WEEKS_AHEAD * DAY:
            return _part_of_week(span, monday, monday + 6 * DAY, part_of(given, words), now)
    return None


def _after_weekend(span: Span, given: Given, words: Words, now: Now, later: int) -> Span:
    day = now.office.after(week_of(now.day)[1], 1)
    return replace(span, means="day", first=day, last=day)


def _weekend(span: Span, given: Given, words: Words, now: Now, later: int) -> Span:
    monday, sunday = week_of(now.day, later)
    return replace(span, first=max(monday + 5 * DAY, now.day), last=sunday)


def _month(span: Span, given: Given, words: Words, now: Now, later: int) -> Span:
    part = part_of(given, words)
    if later == 0 and part in ("early", "mid") and now.day.day > {"early": 5, "mid": 15}[part]:
        later = 1
    first, last = month_of(now.day, later)
    return _part_of_month(span, first, last, part, now)


def _week_of_month(span: Span, given: Given, words: Words, now: Now, later: int) -> Span | None:
    """The days of "the first week of June": the days 1 to 7; the last week: the last seven days."""
    month = _named_month(span, given, words, now, 0)
    if month is None or month.last is None:
        return None
    first, last = month_of(month.last)
    if given["ordinal"] in words["last"]:
        return replace(month, first=last - 6 * DAY)
    begin = first + 7 * (words["ordinal"][given["ordinal"]] - 1) * DAY
    return replace(month, first=max(begin, now.day), last=min(begin + 6 * DAY, last))


def _part_of_month(span: Span, first: date, last: date, part: str | None, now: Now) -> Span:
    begin, end = {
        "early": (first, first + 9 * DAY),
        "mid": (first + 12 * DAY, first + 14 * DAY),
        "late": (first + 19 * DAY, last),
        "end": (last, last),
    }.get(part or "", (first, last))
    return replace(span, means="period", first=max(begin, now.day), last=max(end, now.day), part=part)


def _named_month(span: Span, given: Given, words: Words, now: Now, later: int) -> Span | None:
    month = words["month"][given["month"]]
    if "year" in given:
        start = date(int(given["year"]), month, 1)
    else:
        start = date(now.day.year + (month < now.day.month), month, 1)
    first, last = month_of(start)
    return _part_of_month(span, first, last, part_of(given, words), now) if last >= now.day else None


def _quarter(span: Span, given: Given, words: Words, now: Now, later: int) -> Span:
    first, last = quarter_of(now.day, later)
    return _part_of_period(span, first, last, part_of(given, words), now)


def _part_of_period(span: Span, first: date, last: date, part: str | None, now: Now) -> Span:
    third = (last - first) // 3
    begin, end = {
        "early": (first, first + third),
        "mid": (first + third, first + (last - first) // 2),
        "late": (last - third, last),
        "end": (last, last),
    }.get(part or "", (first, last))
    return replace(span, means="period", first=max(begin, now.day), last=max(end, now.day), part=part)


def _named_quarter(span: Span, given: Given, words: Words, now: Now, later: int) -> Span | None:
    quarter = int(words["ordinal"].get(given["quarter"], given["quarter"]))
    year = int(given["year"]) if "year" in given else now.day.year + (quarter * 3 < now.day.month)
    first, last = quarter_of(date(year, quarter * 3, 1))
    return _part_of_period(span, first, last, part_of(given, words), now) if last >= now.day else None


def _half(span: Span, given: Given, words: Words, now: Now, later: int) -> Span | None:
    half = int(given["half"])
    year = int(given["year"]) if "year" in given else now.day.year + (half == 1 and now.day.month > 6)
    first, last = date(year, half * 6 - 5, 1), month_of(date(year, half * 6, 1))[1]
    return _part_of_period(span, first, last, None, now) if last >= now.day else None


def _year(span: Span, given: Given, words: Words, now: Now, later: int) -> Span:
    year = now.day.year + later
    return _part_of_period(span, date(year, 1, 1), date(year, 12, 31), part_of(given, words), now)


READINGS: dict[str, Reading] = {
    "week": _week,
    "week of": _week_of,
    "week number": _week_number,
    "after weekend": _after_weekend,
    "weekend": _weekend,
    "month": _month,
    "named month": _named_month,
    "week of month": _week_of_month,
    "quarter": _quarter,
    "named quarter": _named_quarter,
    "half": _half,
    "year": _year,
}
