"""By when is something due: the moment that a phrase of a text means, for the one who wrote it.

``due`` reads "by Friday", "within three business days", "COB tomorrow" … against the moment of writing, in the
writer's zone. A day counts to its end: "by Friday" is kept on Friday night, "before Friday" on Thursday; a week ends on
its last open day. Phrases without a day ("soon") are vague: they get the organisation's default term, where one is
given.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from .calendar import DAY, office, week_of
from .context import NEAR, around, is_due, is_past_or_long, is_to_come
from .moments import spans
from .sentences import LONGEST, plain
from .span import END_OF_DAY, Now, Span

MONTH_FIRST = frozenset({"US", "PH", "BZ", "FM", "GU", "PR"})
"""Countries that write 6/14 for 14 June; everywhere else the day comes first. Unknown: month first."""
WITH = re.compile(r"[\s,(;:-]{0,4}(?:(?:[^\W\d_]{1,6}|l')\s{1,2}){0,2}[\s,(]{0,3}")
ENDS = re.compile(
    r"\s{0,3}(?:deadline|(?:is|'s) (?:out|over|up|done|through)|ends|closes|comes to an end|(?:zu )?ende|vorbei ist)"
)
"""After "before Friday": Friday counts to its end all the same."""
LATEST = re.compile(r"\s{0,2}(?:at the (?:very )?latest|no later than|au plus tard|spätestens|a más tardar)(?!\w)")
DAYS = frozenset({"day", "weekday", "week", "weekend", "period", "in"})
TIMES = frozenset({"time", "clock", "part of day"})


@dataclass(frozen=True, slots=True)
class Due:
    """A due moment found in a text.

    ``at`` is in UTC, with an offset if the moment of writing had one; None for a vague phrase without a default term.
    ``earliest`` and ``latest`` are the days the phrase may mean, in the writer's zone. ``words`` stand at ``start`` to
    ``end`` of the text. ``exact`` says that a time of day was named.
    """

    at: datetime | None
    words: str
    start: int
    end: int
    earliest: date | None = None
    latest: date | None = None
    exact: bool = False
    vague: bool = False


def due(text: str, said_at: datetime, **how: Any) -> Due | None:
    """The due moment of a text, or None; see :func:`find`.

    The first definite one of a clause that tells of what is to come, else the first definite one, else the first.
    """
    found = find(text, said_at, **how)
    definite = [each for each in found if not each.vague]
    if latest := next((each for each in definite[1:] if _is_latest(text, each)), None):
        return latest
    to_come = (each for each in definite if len(definite) > 1 and is_to_come(plain(text[:LONGEST]), each.start))
    return next(to_come, definite[0] if definite else found[0] if found else None)


def _is_latest(text: str, each: Due) -> bool:
    """Whether the phrase is said to be the latest moment of several: "in three days, by the 17th at the latest"."""
    low = plain(text[:LONGEST])
    return bool(LATEST.search(low, max(0, each.start - 18), each.start) or LATEST.match(low, each.end))


def find(
    text: str,
    said_at: datetime,
    *,
    zone: str = "UTC",
    country: str | None = None,
    closed: Container[date] | None = None,
    closing: time = time(17),
    default: timedelta | None = None,
) -> list[Due]:
    """Every due moment a text names, in its order.

    ``said_at`` is when it was written (UTC where it has no offset), ``zone`` the writer's IANA zone, ``country``
    decides the holidays and whether 6/7 is June or July, ``closed`` gives the closed days instead, ``closing`` is
    the office's close of business, ``default`` the term of vague phrases. Moments gone by, durations ("for two
    weeks") and what is told of the past are left out. Raises ``ValueError`` for an unknown zone.
    """
    there = _zone(zone)
    moment = (said_at if said_at.tzinfo else said_at.replace(tzinfo=UTC)).astimezone(there)
    now = Now(moment, office(country, closed), day_first=bool(country) and str(country).upper() not in MONTH_FIRST)
    text = text[:LONGEST]
    low = plain(text)
    joined = _joined([span for span in spans(low, now) if not is_past_or_long(low, span)], low, now)
    found = []
    for span in joined:
        if not is_due(low, span):
            continue
        each = _due(span, low, text, now, closing, default)
        if each.vague or each.at is None or each.at >= moment:
            found.append(replace(each, at=_utc(each.at, said_at)))
    return found


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as problem:
        raise ValueError(f"zone is {name!r}, which is no IANA time zone; give one such as Europe/Berlin") from problem


def _utc(moment: datetime | None, said_at: datetime) -> datetime | None:
    if moment is None:
        return None
    at = moment.astimezone(UTC)
    return at if said_at.tzinfo else at.replace(tzinfo=None)


def _joined(found: list[Span], low: str, now: Now) -> list[Span]:
    """Neighbours that name one moment together ("Thursday" "at 2pm"), as one."""
    joined: list[Span] = []
    for span in found:
        together = _together(joined[-1], span, low, now) if joined else None
        if together:
            joined[-1] = together
        else:
            joined.append(span)
    return joined


def _together(a: Span, b: Span, low: str, now: Now) -> Span | None:
    between = low[a.end : b.start]
    if len(between) > 18 or any(mark in between for mark in ".!?\n"):
        return None
    if around(a.language)["or"].fullmatch(between) and a.means in DAYS and b.means in DAYS:
        later = max(filter(None, (a.last, b.last)))
        return replace(a, end=b.end, last=later, means="day", at=b.at)
    apart = a.language != b.language and "part of day" in (a.means, b.means)  # the German "am" is no morning
    if apart or not WITH.fullmatch(between):
        return None
    if a.means in DAYS and b.means in TIMES:
        return replace(a, end=b.end, at=b.at)
    if a.means in TIMES and b.means in DAYS:
        return replace(b, start=a.start, at=a.at)
    return _one_day(a, b, now)


def _one_day(a: Span, b: Span, now: Now) -> Span | None:
    """A weekday beside a date or a week: the date, or that weekday of the week."""
    pair = {a.means: a, b.means: b}
    weekday = pair.get("weekday")
    if weekday is None or weekday.weekday is None:
        return None
    if day := pair.get("day"):
        return replace(day, start=a.start, end=b.end, at=day.at or weekday.at)
    week = pair.get("week")
    if week and week.first:
        there = week_of(week.first)[0] + weekday.weekday * DAY
        if there >= now.day:
            return replace(weekday, means="day", start=a.start, end=b.end, first=there, last=there)
    return None


def _due(span: Span, low: str, text: str, now: Now, closing: time, default: timedelta | None) -> Due:
    words = text[span.start : span.end]
    if span.means == "vague":
        then = now.moment + default if default is not None else None
        return Due(then, words, span.start, span.end, vague=True)
    if span.instant:
        return Due(span.instant, words, span.start, span.end, span.first, span.last, exact=True)
    first, last, at = span.first or now.day, span.last or now.day, span.at
    if at == time(17):
        at = closing
    if span.means in TIMES and at and datetime.combine(now.day, at, now.moment.tzinfo) < now.moment:
        first = last = now.day + DAY
    words_before = low[max(0, span.start - NEAR) : span.start]
    context = around(span.language)
    if at is None and context["exclusive"].search(words_before) and not context["inclusive"].search(words_before):
        named = ENDS.match(low, span.end) is not None
        first, last = _day_before(span, first, last, now, named_deadline=named)
    moment = datetime.combine(last, at or END_OF_DAY, now.moment.tzinfo)
    exact = at is not None and at != END_OF_DAY
    return Due(moment, words, span.start, span.end, min(first, last), last, exact=exact)


def _day_before(span: Span, first: date, last: date, now: Now, *, named_deadline: bool) -> tuple[date, date]:
    """The day before: Thursday for "before Friday", Friday for "before next week"; an end named is that end itself."""
    if span.part == "end" or span.means == "in" or named_deadline:
        return first, last
    day = max(now.day, first - DAY)
    if span.means in ("week", "weekend", "period"):
        day = now.office.last_open(day, max(now.day, day - 3 * DAY))
    return day, day
