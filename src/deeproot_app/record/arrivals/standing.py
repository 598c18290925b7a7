"""How a connection stands: what is known, what is missing, day by day; for the pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncDate

from deeproot_app import channels
from deeproot_app.base import clock
from deeproot_app.base.models import Organisation
from deeproot_app.record.arrivals.asking import is_asked
from deeproot_app.record.arrivals.days import ledger_name
from deeproot_app.record.coverage import DRAWN, Span, span, together
from deeproot_app.record.models import Arrival, Connection, Coverage, FolderDay

DAYS: Final = 30
State = Arrival.State
STATES: Final = (State.WAITING, State.RECORDED, State.NOBODYS, State.IGNORED, State.UNREADABLE)


@dataclass(frozen=True)
class Day:
    """One day of a connection."""

    day: date
    seen: int
    stored: int
    nobodys: int
    refused: int
    missing: str
    """`gap` or `unknown` where the ledger says so of some of the day."""


@dataclass
class Standing:
    """One connection, as its row on the page has it."""

    connection: Connection
    title: str
    asked: bool
    counts: dict[str, int] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)
    """Its last days, on a strip."""
    gap_days: float = 0
    missing: int = 0
    """Mails of these days that its server lists and does not give."""
    since: datetime | None = None
    """From when on the strip is drawn."""

    @property
    def words(self) -> str:
        """How it stands, in a word or two."""
        one = self.connection
        if one.state != Connection.State.ACTIVE:
            return str(one.state)
        if one.channel not in channels.names():
            return "its channel is gone"
        if one.failing_since:
            return "fails"
        return "connected" if one.answered_at else "nothing heard yet"

    @property
    def tone(self) -> str:
        tones = {"connected": "good", "paused": "", "removed": "", "nothing heard yet": "warn"}
        return tones.get(self.words, "bad")

    @property
    def arrived(self) -> int:
        return sum(self.counts.values())


def standings(connections: Sequence[Connection]) -> list[Standing]:
    """Each connection with its counts and the strip of its last days; four queries for all."""
    found = [Standing(one, channels.title(one.channel), is_asked(one.channel)) for one in connections]
    counts = Arrival.objects.filter(connection__in=connections).values("connection_id", "state")
    of = {one.connection.pk: one for one in found}
    for row in counts.annotate(count=Count("id")).order_by():
        of[row["connection_id"]].counts[row["state"]] = row["count"]
    _draw(found)
    return found


def _draw(found: list[Standing]) -> None:
    """The ledger's word on each of the last days; on top of it the days of which mails are missing."""
    now = clock.now()
    since = now - timedelta(days=DAYS)
    _draw_ledger(found, since, now)
    of = {one.connection.pk: one for one in found}
    rows = FolderDay.objects.filter(folder__connection__in=list(of), day__gte=since.date(), missing__gt=0)
    told = rows.values_list("folder__connection", "day").annotate(mails=Sum("missing")).order_by("day")
    for connection, day, count in told:
        start = datetime.combine(day, time(), UTC)
        of[connection].missing += count
        of[connection].spans.append(span("gap", max(start, since), min(start + timedelta(days=1), now), since, now))


def _draw_ledger(found: list[Standing], since: datetime, now: datetime) -> None:
    names = {ledger_name(one.connection): one for one in found}
    stretches: dict[str, dict[str, list[tuple[datetime, datetime]]]] = {name: {} for name in names}
    rows = Coverage.objects.filter(source__in=list(names), to_at__gt=since, from_at__lt=now).order_by("from_at")
    for source, state, from_at, to_at in rows.values_list("source", "state", "from_at", "to_at"):
        stretches[source].setdefault(state, []).append((max(from_at, since), min(to_at, now)))
    for name, one in names.items():
        one.since = since
        for state in DRAWN:
            merged = together(stretches[name].get(state, ()))
            one.spans += [span(state, *stretch, since, now) for stretch in merged]
            if state == "gap":
                one.gap_days = sum((to - from_).total_seconds() for from_, to in merged) / 86_400


def standing(connection: Connection) -> Standing:
    """One connection."""
    return standings([connection])[0]


def days(connection: Connection) -> list[Day]:
    """Its last days, the latest first; days of which nothing is known are left out. Two queries."""
    zone, now = ZoneInfo(Organisation.get().timezone), clock.now()
    since = datetime.combine(now.astimezone(zone).date() - timedelta(days=DAYS - 1), time(), zone)
    rows = Arrival.objects.filter(connection=connection, arrived_at__gte=since)
    counted = rows.annotate(day=TruncDate("arrived_at", tzinfo=zone)).values("day").order_by("-day")
    counts = {
        row["day"]: row
        for row in counted.annotate(
            seen=Count("id"),
            nobodys=Count("id", filter=Q(state=State.NOBODYS)),
            refused=Count("id", filter=Q(state=State.UNREADABLE)),
            stored=Count("id", filter=Q(state__in=(State.RECORDED, State.IGNORED))),
        )
    }
    missing = _missing(connection, since, zone)
    return [_day(day, counts.get(day), missing.get(day, "")) for day in sorted(counts.keys() | missing, reverse=True)]


def _day(day: date, counted: Mapping[str, Any] | None, missing: str) -> Day:
    told = counted or dict.fromkeys(("seen", "stored", "nobodys", "refused"), 0)
    return Day(day, told["seen"], told["stored"], told["nobodys"], told["refused"], missing)


def _missing(connection: Connection, since: datetime, zone: ZoneInfo) -> dict[date, str]:
    """The days that the ledger tells of, and what it says is missing of each."""
    found: dict[date, str] = {}
    rows = Coverage.objects.filter(source=ledger_name(connection), to_at__gt=since).order_by("from_at")
    for state, from_at, to_at in rows.values_list("state", "from_at", "to_at"):
        day = max(from_at, since).astimezone(zone).date()
        while datetime.combine(day, time(), zone) < to_at:
            if state == "gap" or found.get(day, "") == "":
                found[day] = "" if state == "complete" else state
            day += timedelta(days=1)
    return found
