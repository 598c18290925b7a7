"""By when is something due: the moment that a phrase of a text means, for the one who wrote it.

``due`` reads "by Friday", "within three business days", "COB tomorrow" … against the moment of writing, in the
writer's zone. A day counts to its end: "by Friday" is kept on Friday night, "before Friday" on Thursday; a week ends on
its last open day. Phrases without a day ("soon") are vague: they get the organisation's default term, where one is
given.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from .calendar import DAY, office, week_of
from .cues import load
from .moments import spans
from .sentences import LONGEST, plain
from .span import END_OF_DAY, Now, Span

MONTH_FIRST = frozenset({"US", "PH", "BZ", "FM", "GU", "PR"})
"""Countries that write 6/14 for 14 June; everywhere else the day comes first. Unknown: month first."""
WITH = re.compile(r"[\s,(;:-]{0,4}(?:(?:[^\W\d_]{1,6}|l')\s{1,2}){0,2}[\s,(]{0,3}")
DAYS = frozenset({"day", "weekday", "week", "weekend", "period", "in"})
TIMES = frozenset({"time", "clock", "part of day"})
NEAR = 28


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
    to_come = (each for each in definite if len(definite) > 1 and _is_to_come(plain(text[:LONGEST]), each))
    return next(to_come, definite[0] if definite else found[0] if found else None)


def _is_to_come(low: str, each: Due) -> bool:
    clause = re.split(r"[.!?;,\n]|\bbut\b|\baber\b|\bmais\b|\bpero\b", low[: each.start])[-1]
    return any(_words(language)["promised"].search(clause) for language in load("due"))


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
    joined = _joined([span for span in spans(low, now) if not _is_past_or_long(low, span)], low, now)
    found = []
    for span in joined:
        if not _stands(low, span) or _is_attribute(low, span):
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


def _is_past_or_long(low: str, span: Span) -> bool:
    """Whether the words around a phrase make it the past ("last", "ago") or a duration ("for two weeks")."""
    words = _words(span.language)
    before = low[max(0, span.start - NEAR) : span.start]
    if words["past"].search(before) or words["ago"].match(low[span.end : span.end + NEAR]):
        return True
    if span.means in ("in", "period", "weekend") and words["duration"].search(before):
        return True
    return span.means not in ("in", "vague") and _told_of_the_past(low, span, words)


def _told_of_the_past(low: str, span: Span, words: Mapping[str, re.Pattern[str]]) -> bool:
    """Whether the phrase's own clause speaks of what was, and of nothing to come."""
    start = max((low.rfind(mark, 0, span.start) for mark in ".!?;\n"), default=-1) + 1
    start = max(start, span.start - 200)
    ends = [end for mark in ".!?;\n" if (end := low.find(mark, span.end, span.end + 200)) >= 0]
    clause = low[start : min(ends, default=span.end + 200)]
    return bool(words["was"].search(clause)) and not words["will"].search(clause)


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
    if _words(a.language)["or"].fullmatch(between) and a.means in DAYS and b.means in DAYS:
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


def _stands(low: str, span: Span) -> bool:
    """Whether a phrase may stand alone: "morning" or "10:30" need a day or a preposition beside them."""
    if span.means not in ("clock", "part of day"):
        return True
    return bool(_words(span.language)["at"].search(low[max(0, span.start - NEAR) : span.start])) or (
        span.means == "clock" and low[span.start].isalpha()
    )


def _is_attribute(low: str, span: Span) -> bool:
    """Whether a day only says which thing is meant ("the Friday team"), not when."""
    words = _attribute(span.language)
    if words is None or span.means not in ("day", "weekday") or span.instant:
        return False
    determined, nouns = words
    named = span.start + len("the ") * low.startswith("the ", span.start)
    noun = nouns.match(low[span.end : span.end + NEAR])
    return noun is not None and bool(determined.search(low[max(0, named - NEAR) : named]))


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
    if _words(span.language)["exclusive"].search(low[max(0, span.start - NEAR) : span.start]) and at is None:
        named = low[span.end : span.end + 10].strip().startswith("deadline")
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


@cache
def _words(language: str) -> dict[str, re.Pattern[str]]:
    topic = load("due")[language]
    before, tense = topic["before"], topic["tense"]
    return {
        "past": _just_before(before["past"]),
        "duration": _just_before(before["duration"]),
        "exclusive": _just_before(before["exclusive"]),
        "at": _just_before(before["at"]),
        "ago": re.compile(rf"\s{{0,3}}(?:{_any(topic['after']['past'])})(?!\w)"),
        "or": re.compile(
            rf"\s{{0,2}}(?:{_any(topic['joins']['or'])})\s{{0,2}}(?:{_any(topic['joins']['again'])})?\s{{0,2}}"
        ),
        "was": re.compile(rf"(?<!\w)(?:{_any(tense['past'])})(?!\w)"),
        "promised": re.compile(rf"(?:(?<!\w)|(?='))(?:{_any(tense['promised'])})(?!\w)"),
        "will": re.compile(rf"(?:(?<!\w)|(?='))(?:{_any(tense['future'])})(?!\w)"),
    }


@cache
def _attribute(language: str) -> tuple[re.Pattern[str], re.Pattern[str]] | None:
    """A day after a determiner, and a noun after the day; None for a language that has no such words."""
    topic = load("due")[language].get("attribute")
    if topic is None:
        return None
    possessive = _any([word for word in topic["determiners"] if word not in ("the", "a", "an")])
    either = rf"(?:^|(?<!\w)(?!(?:{_any(topic['when'])})(?!\w))\w{{1,20}}\s)(?:the|an?)|(?<!\w)(?:{possessive})"
    other = _any(topic["moments"] + topic["no_noun"])
    return re.compile(rf"(?:{either})\s$"), re.compile(rf"\s(?!(?:{other})(?!\w))[a-z]{{3,}}")


def _just_before(words: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_any(words)})[\s(]{{1,3}}(?:the\s|den\s|dem\s|le\s|la\s|el\s)?$")


def _any(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
