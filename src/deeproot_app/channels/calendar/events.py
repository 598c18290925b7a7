"""One event out of its text: when, with whom, which version of it. icalendar takes it apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from deeproot_app.channels.calendar.components import Component
from deeproot_app.channels.shapes import Unreadable

MOST_ATTENDEES: Final = 500
LONGEST: Final = 500
NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
DECLINED: Final = "DECLINED"
PLACES: Final = ("ROOM", "RESOURCE")
Moment = datetime | date


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who was asked to a meeting."""

    address: str
    """In lower case; empty where none is given."""
    name: str
    says: str
    """ACCEPTED, DECLINED, TENTATIVE, NEEDS-ACTION; empty where the event does not say."""


@dataclass(frozen=True, slots=True)
class Event:
    """One VEVENT: a single meeting, a series, or one meeting of a series that differs from the others."""

    uid: str
    start: Moment
    """A date alone of one that lasts whole days; a time without a zone is in that of whoever reads it."""
    lasts: timedelta
    subject: str
    attendees: tuple[Attendee, ...]
    organizer: Attendee | None
    sequence: int
    stamp: datetime
    cancelled: bool
    method: str
    rule: str = ""
    """Its RRULE, as it stands there."""
    also: tuple[Moment, ...] = ()
    """Its RDATEs."""
    without: tuple[Moment, ...] = ()
    """Its EXDATEs."""
    instead_of: Moment | None = None
    """Its RECURRENCE-ID: the meeting of the series that it stands for."""

    @property
    def version(self) -> tuple[int, datetime]:
        """Of two versions of one event the greater counts."""
        return self.sequence, self.stamp


def event(component: Component) -> Event | Unreadable:
    """The event of a component. Never raises."""
    if component.fault:
        return Unreadable(component.fault)
    from icalendar import Calendar

    parts = ["BEGIN:VCALENDAR", "VERSION:2.0", *component.zones, component.text, "END:VCALENDAR", ""]
    try:
        read = Calendar.from_ical("\r\n".join("\n".join(parts).splitlines()) + "\r\n")
        found = read.events[0]
        return _event(found, component.method)
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError, OSError) as fault:
        return Unreadable(f"the event cannot be read: {str(fault)[:200] or type(fault).__name__}")


def _event(found: Any, method: str) -> Event | Unreadable:
    start = _moment(found.get("DTSTART"))
    if start is None:
        return Unreadable("the event has no beginning (DTSTART)")
    attendees = found.get("ATTENDEE") or []
    every = attendees if isinstance(attendees, list) else [attendees]
    people = [one for one in map(_attendee, every[:MOST_ATTENDEES]) if one is not None]
    uid = str(found.get("UID") or "").strip()[:LONGEST]
    status = str(found.get("STATUS") or "").upper()
    stamp = _moment(found.get("DTSTAMP")) or _moment(found.get("LAST-MODIFIED"))
    organizer = found.get("ORGANIZER")
    return Event(
        uid=uid or _made_uid(start, found),
        start=start,
        lasts=_lasts(found, start),
        subject=" ".join(str(found.get("SUMMARY") or "").split())[:LONGEST],
        attendees=tuple(people),
        organizer=_attendee(organizer[0] if isinstance(organizer, list) else organizer) if organizer else None,
        sequence=_whole(found.get("SEQUENCE")),
        stamp=_aware(stamp),
        cancelled=status == "CANCELLED" or method == "CANCEL",
        method=method,
        rule=_rule(found),
        also=_dates(found.get("RDATE")),
        without=_dates(found.get("EXDATE")),
        instead_of=_moment(found.get("RECURRENCE-ID")),
    )


def _moment(given: Any) -> Moment | None:
    given = given[0] if isinstance(given, list) and given else given
    value = getattr(given, "dt", None)
    if isinstance(value, tuple):  # a period: from when, and until when or how long
        value = value[0]
    return value if isinstance(value, date) else None


def _dates(given: Any) -> tuple[Moment, ...]:
    lists = given if isinstance(given, list) else [given] if given is not None else []
    found = [_moment(one) for some in lists for one in getattr(some, "dts", [])]
    return tuple(one for one in found if one is not None)[:10_000]


def _lasts(found: Any, start: Moment) -> timedelta:
    """How long it lasts; a day where it is a day's and nothing is said, no time else."""
    whole = not isinstance(start, datetime)
    if isinstance(length := getattr(found.get("DURATION"), "dt", None), timedelta):
        return max(length, timedelta())
    end = _moment(found.get("DTEND"))
    if end is None or isinstance(end, datetime) == whole:
        return timedelta(days=1) if whole else timedelta()
    try:
        return max(end - start, timedelta())
    except TypeError:  # one has a zone, and the other has not
        return timedelta()


def _rule(found: Any) -> str:
    rule = found.get("RRULE")
    rule = rule[0] if isinstance(rule, list) and rule else rule
    return rule.to_ical().decode("utf-8", "replace") if rule else ""


def _attendee(given: Any) -> Attendee | None:
    """Somebody with a calendar address; rooms and things are nobody."""
    parameters = getattr(given, "params", {})
    if str(parameters.get("CUTYPE", "")).upper() in PLACES:
        return None
    address = str(given).strip()
    scheme, colon, rest = address.partition(":")
    address = rest if colon and scheme.casefold() == "mailto" else address
    address = address.strip().lower() if "@" in address and not any(map(str.isspace, address.strip())) else ""
    address = address or str(parameters.get("EMAIL", "")).strip().lower()
    name = " ".join(str(parameters.get("CN", "")).split())[:LONGEST]
    if not address and not name:
        return None
    return Attendee(address[:254], name, str(parameters.get("PARTSTAT", "")).upper()[:20])


def _whole(given: Any) -> int:
    try:
        return max(0, min(int(given), 1 << 31)) if given is not None else 0
    except (ValueError, TypeError):
        return 0


def _aware(moment: Moment | None) -> datetime:
    if not isinstance(moment, datetime):
        return NEVER
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _made_uid(start: Moment, found: Any) -> str:
    """What stands for the id that a broken program left out: the same again for the same event."""
    from hashlib import sha256

    text = f"{start.isoformat()}\n{found.get('SUMMARY', '')}"
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
