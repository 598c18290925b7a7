"""When things happen: office hours in everybody's own zone, and due moments in words.

Moments are UTC without an offset. Nobody writes at night or on a Saturday: a nominal moment that falls there slides
to the working
day before it (``on``), or to the opening of the next one (``after``). So lives told for another ``until`` are the
same lives: exactly
so for whole weeks, and within three days of it otherwise.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

OPENS, CLOSES = 8.5, 17.6
SATURDAY = 5

WEEKDAYS = {
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    "de": ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
    "fr": ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
    "es": ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
}
MONTHS = {
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "de": [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
    "fr": [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    "es": [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
}
BY = {
    "en": ("by {weekday}", "by {day} {month}", "tomorrow", "by the end of today"),
    "de": ("bis {weekday}", "bis zum {day}. {month}", "morgen", "heute bis Feierabend"),
    "fr": ("d'ici {weekday}", "d'ici le {day} {month}", "demain", "avant ce soir"),
    "es": ("antes del {weekday}", "antes del {day} de {month}", "mañana", "hoy mismo"),
}


@cache
def zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def plain(moment: datetime) -> datetime:
    """A moment as the tables hold it: UTC, without an offset; one that comes without an offset is UTC already."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def local(moment: datetime, where: str) -> datetime:
    """The wall clock there, without an offset."""
    return moment.replace(tzinfo=UTC).astimezone(zone(where)).replace(tzinfo=None)


def utc(wall: datetime, where: str) -> datetime:
    """The moment at which the wall clock there shows that."""
    return wall.replace(tzinfo=zone(where)).astimezone(UTC).replace(tzinfo=None)


def on(moment: datetime, where: str, rng: Random) -> datetime:
    """A moment in office hours of that day there; a weekend becomes the Friday before."""
    hour = OPENS + (CLOSES - OPENS) * rng.random()
    wall = local(moment, where)
    wall -= timedelta(days=max(0, wall.weekday() - SATURDAY + 1))
    return utc(_midnight(wall) + timedelta(seconds=round(hour * 3600)), where)


def after(moment: datetime, hours: float, where: str, rng: Random) -> datetime:
    """That many hours later, or soon after the office there opens next; always later than ``moment``."""
    slack = timedelta(minutes=2 + 95 * rng.random(), seconds=rng.randrange(60))
    wall = local(moment + timedelta(hours=hours), where)
    if wall.weekday() < SATURDAY and OPENS <= wall.hour + wall.minute / 60 < CLOSES:
        return max(moment + timedelta(minutes=1), utc(wall.replace(microsecond=0), where))
    if wall.weekday() >= SATURDAY or wall.hour >= OPENS:
        wall = _midnight(wall) + timedelta(days=max(1, 7 - wall.weekday()) if wall.weekday() >= SATURDAY - 1 else 1)
    opening = _midnight(wall) + timedelta(hours=OPENS)
    return max(moment + timedelta(minutes=1), utc((opening + slack).replace(microsecond=0), where))


def due(made_at: datetime, days: int, where: str) -> datetime:
    """The last second there of the day so many days later; a weekend becomes the Monday after."""
    wall = _midnight(local(made_at, where)) + timedelta(days=days + 1) - timedelta(seconds=1)
    if wall.weekday() >= SATURDAY:
        wall += timedelta(days=7 - wall.weekday())
    return utc(wall, where)


def in_words(moment: datetime, said_at: datetime, where: str, language: str) -> str:
    """How one says a due moment: ``by Friday`` within the next six days, else ``by 14 March``."""
    then, now = local(moment, where).date(), local(said_at, where).date()
    days = (then - now).days
    weekday, date, tomorrow, today = BY[language]
    says = today if days <= 0 else tomorrow if days == 1 else weekday if days < 7 else date
    return says.format(weekday=WEEKDAYS[language][then.weekday()], day=then.day, month=MONTHS[language][then.month - 1])


def _midnight(wall: datetime) -> datetime:
    return wall.replace(hour=0, minute=0, second=0, microsecond=0)
