"""The phrases of a text that name a moment, each turned into the days it may mean.

The rules are data (``cues/*/due.toml``); here is what their names mean. A phrase gives a first and a last day; what it
has to do with its neighbours ("Thursday" + "at 2pm") and with the words before it ("before") is decided in ``due``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from .calendar import (
    DAY,
    FARTHEST,
    Office,
    month_of,
    months_after,
    next_weekday,
    on_or_after,
    quarter_of,
    week_of,
)
from .cues import load
from .needed import Has, needed

END_OF_DAY = time(23, 59, 59)
FEW = {"minute": 15, "hour": 3, "day": 5, "business": 5, "week": 3, "month": 3}
"""What "in the coming days" means at the latest."""


@dataclass(frozen=True, slots=True)
class Span:
    """A phrase of a text that names days, a time of day, an instant, or nothing definite (``vague``)."""

    start: int
    end: int
    means: str
    first: date | None = None
    last: date | None = None
    at: time | None = None
    instant: datetime | None = None
    weekday: int | None = None
    part: str | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Now:
    """The moment a text was written, in its writer's zone, and the office it was written in."""

    moment: datetime
    office: Office
    day_first: bool = False

    @property
    def day(self) -> date:
        return self.moment.date()


def spans(text: str, now: Now) -> list[Span]:
    """All phrases of a ``plain`` text that name a moment, in order; of overlapping ones the longest."""
    found: list[Span] = []
    has = Has(text)
    for language in _languages(text):
        words, rules = _rules(language)
        for means, pattern, needs in rules:
            for match in pattern.finditer(text) if has.any(needs) else ():
                span = _span(means, match, words, now)
                if span:
                    found.append(replace(span, language=language))
    return _longest(found)


def _longest(found: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in sorted(found, key=lambda span: (span.start - span.end, span.means == "vague")):
        if not any(span.start < other.end and other.start < span.end for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda span: span.start)


def _span(means: str, match: re.Match[str], words: Mapping[str, Mapping[str, Any]], now: Now) -> Span | None:
    """What one match says; None where it says no possible day."""
    name, _, argument = means.partition(" at ")
    at = _hour(int(argument)) if argument else None
    reading, number = _split_number(name.removeprefix("end of "))
    given = {key: value for key, value in match.groupdict().items() if value is not None}
    if name.startswith("end of "):
        given["ends"] = "end"
    try:
        span = READINGS[reading](Span(match.start(), match.end(), reading), given, words, now, number)
    except (ValueError, OverflowError):
        return None
    return replace(span, at=at or span.at) if span else None


def _split_number(name: str) -> tuple[str, int]:
    head, _, tail = name.rpartition(" ")
    return (head, int(tail)) if tail.isdecimal() else (name, 0)


def _hour(hour: int, minute: int = 0) -> time:
    return END_OF_DAY if hour == 24 else time(hour, minute)


Given = Mapping[str, str]
Words = Mapping[str, Mapping[str, Any]]


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


def _week(span: Span, given: Given, words: Words, now: Now, later: int) -> Span:
    monday, sunday = week_of(now.day, later)
    part = _part(given, words)
    friday = now.office.last_open(monday + 4 * DAY, monday)
    first, last = {
        "early": (monday, monday + DAY),
        "mid": (monday + DAY, monday + 2 * DAY),
        "late": (monday + 3 * DAY, friday),
        "end": (friday, friday),
    }.get(part or "", (monday, friday))
    if last < now.day:
        last = sunday
    return replace(span, first=max(first, now.day), last=max(last, now.day), part=part)


def _week_of(span: Span, given: Given, words: Words, now: Now, later: int) -> Span | None:
    named = _date(span, given, words, now, 0) if "month" in given else _day_of_month(span, given, words, now, 0)
    if named is None or named.first is None:
        return None
    monday, _ = week_of(named.first)
    return replace(span, means="week", first=monday, last=monday + 4 * DAY)


def _weekend(span: Span, given: Given, words: Words, now: Now, later: int) -> Span:
    monday, sunday = week_of(now.day, later)
    return replace(span, first=max(monday + 5 * DAY, now.day), last=sunday)


def _month(span: Span, given: Given, words: Words, now: Now, later: int) -> Span:
    part = _part(given, words)
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
    return _part_of_month(span, first, last, _part(given, words), now) if last >= now.day else None


def _quarter(span: Span, given: Given, words: Words, now: Now, later: int) -> Span:
    first, last = quarter_of(now.day, later)
    return _part_of_period(span, first, last, _part(given, words), now)


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
    return _part_of_period(span, first, last, _part(given, words), now) if last >= now.day else None


def _half(span: Span, given: Given, words: Words, now: Now, later: int) -> Span | None:
    half = int(given["half"])
    year = int(given["year"]) if "year" in given else now.day.year + (half == 1 and now.day.month > 6)
    first, last = date(year, half * 6 - 5, 1), month_of(date(year, half * 6, 1))[1]
    return _part_of_period(span, first, last, None, now) if last >= now.day else None


def _year(span: Span, given: Given, words: Words, now: Now, later: int) -> Span:
    year = now.day.year + later
    return _part_of_period(span, date(year, 1, 1), date(year, 12, 31), _part(given, words), now)


def _date(span: Span, given: Given, words: Words, now: Now, later: int) -> Span | None:
    month = words["month"][given["month"]] if "month" in given else int(given["mon"])
    return _on(span, given, month, int(given["day"]), now)


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
        return replace(span, means="time", at=_hour(words["close"][given["close"]]))
    if "hour" in given:
        return replace(span, means="part of day", at=_hour(words["hour"][given["hour"]]))
    hour, minute = int(given["clock"]), int(given.get("minute") or given.get("packed") or 0)
    meridiem = given.get("meridiem", "")[:1]
    if meridiem:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if meridiem == "p" else 0)
    elif "packed" in given and hour < 7:
        hour += 12
    named = bool(meridiem) or "packed" in given
    return replace(span, means="time" if named else "clock", at=_hour(hour, minute if hour < 24 else 0))


def _vague(span: Span, given: Given, words: Words, now: Now, later: int) -> Span:
    return span


def _part(given: Given, words: Words) -> str | None:
    return given.get("ends") or (words["part"][given["part"]] if "part" in given else None)


Reading = Callable[[Span, Given, Words, Now, int], Span | None]
READINGS: dict[str, Reading] = {
    "day": _day,
    "next business": _next_business,
    "weekday": _weekday,
    "weekday this": _weekday_this,
    "weekday next": _weekday_next,
    "weekday after": _weekday_after,
    "week": _week,
    "week of": _week_of,
    "weekend": _weekend,
    "month": _month,
    "named month": _named_month,
    "week of month": _week_of_month,
    "quarter": _quarter,
    "named quarter": _named_quarter,
    "half": _half,
    "year": _year,
    "date": _date,
    "slashed": _slashed,
    "day of month": _day_of_month,
    "in": _in,
    "clock": _clock,
    "vague": _vague,
}

NUMERIC = {
    "day": r"(?P<day>0?[1-9]|[12]\d|3[01])(?!\d)",
    "mon": r"(?P<mon>0?[1-9]|1[0-2])(?!\d)",
    "year": r"(?P<year>(?:19|20)\d\d)(?!\d)",
    "short year": r"(?P<year>(?:20)?\d\d)(?![\d/])",
    "first": r"(?P<first>0?[1-9]|[12]\d|3[01])",
    "second": r"(?P<second>0?[1-9]|[12]\d|3[01])(?!\d)",
    "clock": r"(?P<clock>[01]?\d|2[0-4])",
    "minute": r"(?P<minute>[0-5]\d)(?!\d)",
    "half": r"(?P<half>[12])",
}


def _languages(text: str) -> list[str]:
    """The languages of which a text has a word that a rule needs; most sentences have none."""
    words = set(re.findall(r"[^\W\d_]+|\d", text))
    number = not words.isdisjoint("0123456789")
    return [language for language in load("due") if number or not words.isdisjoint(_triggers(language))]


@cache
def _triggers(language: str) -> frozenset[str]:
    topic = load("due")[language]
    phrases = [phrase for words in topic["words"].values() for phrase in words]
    phrases += [re.sub(r"\{\w+\}|\(\?P<\w+>", " ", rule) for rules in topic["rules"].values() for rule in rules]
    found = {word for phrase in phrases for word in re.findall(r"[^\W\d_]{3,}", phrase)}
    return frozenset(found - set(topic["common"]))


@cache
def _rules(language: str) -> tuple[Words, tuple[tuple[str, re.Pattern[str], tuple[str, ...]], ...]]:
    topic = load("due")[language]
    words: dict[str, dict[str, Any]] = topic["words"]
    fills = NUMERIC | {name: f"(?P<{name}>{_any(known)})(?!\\w)" for name, known in words.items()}
    fills["number"] = rf"(?P<number>\d{{1,4}}(?!\d)|{_any(words['number'])}(?!\w))"
    fills["most"] = rf"(?P<most>\d{{1,4}}(?!\d)|{_any(words['number'])}(?!\w))"
    fills["quarter"] = rf"(?P<quarter>[1-4]|{_any(words['ordinal'])})"
    rules = []
    for means, templates in topic["rules"].items():
        for template in templates:
            filled = re.sub(r"\{([a-z_]+)\}", lambda name: fills[name.group(1).replace("_", " ")], template)
            pattern = re.compile(rf"(?<![\w@/])(?:{_spaced(filled)})(?![\w@])")
            rules.append((means, pattern, needed(template, words)))
    return words, tuple(rules)


def _spaced(template: str) -> str:
    """A template whose spaces outside character classes stand for a little space or a hyphen."""
    return re.sub(r"(\[[^\]]*\])| (\??)", lambda part: part[1] or f"[ -]{{{0 if part[2] else 1},3}}", template)


def _any(words: Mapping[str, Any]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", " ") for word in sorted(words, key=len, reverse=True))
