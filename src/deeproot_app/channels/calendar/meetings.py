"""The meetings that a set of events tells of, up to a moment: series unrolled, versions and answers followed.

The same whatever the order of the events: of two versions the later counts (SEQUENCE, then DTSTAMP), an answer
(METHOD:REPLY) is put into the event that it answers, what was cancelled is no meeting.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from deeproot_app.channels.calendar.events import Attendee, Event, Moment

YEARS: Final = 5
"""So far back the meetings of a series are unrolled."""
MOST: Final = 2_000
"""Meetings of one series; the latest of more."""
CYCLE: Final = 400
"""After so many years the calendar is the same again, day of the week for day of the week."""
LAST_YEAR: Final = 9_999
FREQUENCIES: Final = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
PARTS: Final = re.compile(r"(?:FREQ|INTERVAL|COUNT|UNTIL|WKST|BYDAY|BYMONTH|BYMONTHDAY|BYSETPOS)=[0-9A-Z,+\-]+")

NO_STEP: Final = re.compile(r"INTERVAL=0*(?:;|$|-)", re.IGNORECASE)
"""A rule that never moves on."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting that lies behind us."""

    id: str
    """The event's UID; of a series also which of its meetings: `<uid>/20260312T130000Z`."""
    at: datetime
    """Aware."""
    lasts: timedelta
    subject: str
    attendees: tuple[Attendee, ...]
    organizer: Attendee | None
    version: tuple[int, datetime]
    place: int
    """The place of its event among those given."""
    thread: str = ""
    """The UID of its series; empty for a single meeting."""
    cancelled: bool = False


def meetings(events: Sequence[Event | None], zone: tzinfo, now: datetime) -> Iterator[Meeting]:
    """The meetings of these events that ended by ``now``, and those that were cancelled, told as such.

    ``zone`` is that of times without one, and of whole days. A place that is None is an event that cannot be read.
    """
    versions: dict[tuple[str, str], list[int]] = {}
    for place, one in enumerate(events):
        if one is not None:
            versions.setdefault((one.uid, which(one.instead_of, zone)), []).append(place)
    latest = {key: _latest(events, places) for key, places in versions.items()}
    for (uid, of), (place, one) in latest.items():
        if one is None:
            continue
        if of:
            yield from _ended([_meeting(one, one.start, place, zone, f"{uid}/{of}", uid)], now)
        elif one.rule or one.also:
            yield from _ended(_series(one, place, zone, now, {name for series, name in latest if series == uid}), now)
        else:
            yield from _ended([_meeting(one, one.start, place, zone, uid, "")], now)


def _ended(found: Iterable[Meeting], now: datetime) -> Iterator[Meeting]:
    return (one for one in found if one.at + one.lasts <= now)


def _latest(events: Sequence[Event | None], places: Sequence[int]) -> tuple[int, Event | None]:
    """The latest version among those at these places, with the answers to it; None where there are only answers."""
    every = [(place, one) for place in places if (one := events[place]) is not None]
    said = [(place, one) for place, one in every if one.method != "REPLY"]
    if not said:
        return -1, None
    place, found = max(said, key=lambda each: (each[1].version, each[1].cancelled, repr(each[1])))
    answers = sorted((one for _, one in every if one.method == "REPLY"), key=lambda one: (one.version, repr(one)))
    heard = {who.address: who.says for one in answers for who in one.attendees if who.address and who.says}
    attendees = tuple(replace(who, says=heard.get(who.address, who.says)) for who in found.attendees)
    return place, replace(found, attendees=attendees)


def _series(one: Event, place: int, zone: tzinfo, now: datetime, differ: set[str]) -> Iterator[Meeting]:
    """The meetings of a series, without those that events of their own stand for."""
    without = {which(moment, zone) for moment in one.without} | differ
    for start in _starts(one, now):
        if (name := which(start, zone)) not in without:
            yield _meeting(one, start, place, zone, f"{one.uid}/{name}", one.uid)


def _starts(one: Event, now: datetime) -> list[Moment]:
    """When the meetings of a series begin, up to now: its first, what its rule gives, and its further dates."""
    found: set[Moment] = {one.start, *(moment for moment in one.also if type(moment) is type(one.start))}
    found.update(_by_rule(one, now))
    ordered = sorted(found, key=lambda moment: moment.isoformat())
    return ordered[-MOST:]


def _by_rule(one: Event, now: datetime) -> list[Moment]:
    """What its rule gives; nothing for a rule of a kind that no meeting has (every minute, the 100th day)."""
    from dateutil.rrule import rrulestr

    parts = one.rule.upper().split(";")
    frequency = next((part[5:] for part in parts if part.startswith("FREQ=")), "")
    if frequency not in FREQUENCIES or not all(PARTS.fullmatch(part) for part in parts) or NO_STEP.search(one.rule):
        return []
    wall = _wall(one.start)
    # A rule that fits no day is followed to the year 9999: from a year near it, by whole cycles of the calendar.
    years = (LAST_YEAR - max(wall.year, now.year) - 1) // CYCLE * CYCLE
    rule = ";".join(part for part in parts if not part.startswith("UNTIL="))
    until = _until(one, now)
    try:
        moved = rrulestr(rule, dtstart=wall.replace(year=wall.year + years, tzinfo=None))
        least = now.replace(tzinfo=None) - timedelta(days=366 * YEARS)
        found = []
        for moment in moved:
            back = moment.replace(year=moment.year - years)
            if back > until:
                break
            if back >= least:
                found.append(back)
    except (ValueError, TypeError, OverflowError):
        return []
    return [_like(moment, one.start) for moment in found]


def _until(one: Event, now: datetime) -> datetime:
    """Until when a rule is followed, on the clock of its beginning."""
    end = now.replace(tzinfo=None) + timedelta(days=1)
    match = re.search(r"UNTIL=(\d{8})(?:T(\d{6})(Z)?)?", one.rule.upper())
    if match is None:
        return end
    try:
        told = datetime.strptime(f"{match[1]}{match[2] or '235959'}", "%Y%m%d%H%M%S")  # noqa: DTZ007
    except ValueError:
        return end
    if match[3] and isinstance(one.start, datetime) and one.start.tzinfo is not None:
        told = told.replace(tzinfo=UTC).astimezone(one.start.tzinfo).replace(tzinfo=None)
    return min(end, told)


def _wall(moment: Moment) -> datetime:
    """What a clock on the wall shows."""
    return moment.replace(tzinfo=None) if isinstance(moment, datetime) else datetime.combine(moment, time())


def _like(wall: datetime, start: Moment) -> Moment:
    return wall.replace(tzinfo=start.tzinfo) if isinstance(start, datetime) else wall.date()


def _meeting(one: Event, start: Moment, place: int, zone: tzinfo, name: str, thread: str) -> Meeting:
    return Meeting(
        id=name,
        at=_aware(start, zone),
        lasts=one.lasts,
        subject=one.subject,
        attendees=one.attendees,
        organizer=one.organizer,
        version=one.version,
        place=place,
        thread=thread,
        cancelled=one.cancelled,
    )


def _aware(moment: Moment, zone: tzinfo) -> datetime:
    """The first instant of a day, in the zone of whoever reads it; of a time without a zone too."""
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time(), zone)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)


def which(moment: date | None, zone: tzinfo) -> str:
    """By what a meeting of a series is told from the others; empty for the series itself."""
    if moment is None:
        return ""
    if not isinstance(moment, datetime):
        return moment.strftime("%Y%m%d")
    return _aware(moment, zone).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
