"""The completeness ledger of connected sources: per day what was seen, stored and refused, and what we do not know.

Under `<channel>/<name>` stands the connection's own ledger, a row a day and one more where it broke that day. Under the
name that its ids begin with stand its gaps: they bear on every customer who was heard through such a source, so that a
broken mailbox never looks like a silent customer. Rows are changed, never deleted: what is mended reads `complete`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, Q
from django.db.models.functions import TruncDate

from deeproot_app.base import clock
from deeproot_app.base.models import Organisation
from deeproot_app.record.arrivals.days import ledger_name
from deeproot_app.record.mailboxes import days as mailbox
from deeproot_app.record.models import Arrival, Connection, Coverage, RecordSequence

MOST_DAYS: Final = 400
"""Days that are told at once: of a connection that nobody looked after for longer, the latest."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time as the ledger tells of it."""

    from_at: datetime
    to_at: datetime
    state: str
    seen: int | None = None
    stored: int | None = None
    refused: int | None = None


def is_asked(connection: Connection) -> bool:
    """Whether its source is asked by us; else it sends by itself."""
    return connection.next_at is not None


def tell(connection: Connection) -> None:
    """Bring what the ledger says of a connection up to date; writes what differs, and nothing else."""
    connection.refresh_from_db()
    if connection.answered_at is None and connection.failing_since is None:
        return  # nothing was heard yet: nothing is known
    name = ledger_name(connection)
    known = list(Coverage.objects.filter(source=name).order_by("from_at"))
    spans = list(_days(connection, _since(connection, known)))
    _write(name, known, spans, mended=_mended(connection))
    _tell_of_source(connection, [span for span in spans if span.state == "gap"])


def _mended(connection: Connection) -> str:
    """What a gap becomes once the source answers: who is asked gives what was missed; who sends perhaps not again."""
    return "complete" if is_asked(connection) else "unknown"


def _since(connection: Connection, known: list[Coverage]) -> datetime:
    """From when on the ledger may have to say something else."""
    open_ = [row.from_at for row in known if _is_open(connection, row)]
    return min([*open_, known[-1].from_at]) if known else connection.made_at


def _is_open(connection: Connection, row: Coverage) -> bool:
    """Whether what is missing there may still be told: a gap, or a rest of one that is asked."""
    return row.state == "gap" or (is_asked(connection) and row.state == "unknown" and not row.refused)


def _days(connection: Connection, since: datetime) -> Iterator[Span]:
    """What there is to say of each day since then, in the organisation's zone."""
    zone, now = ZoneInfo(Organisation.get().timezone), clock.now()
    first = max(since.astimezone(zone).date(), now.astimezone(zone).date() - timedelta(days=MOST_DAYS))
    counts = _counts(connection, datetime.combine(first, time(), zone), zone)
    day = first
    while (start := datetime.combine(day, time(), zone)) <= now:
        end = min(datetime.combine(day + timedelta(days=1), time(), zone), now)
        yield from _day(connection, max(start, connection.made_at), end, counts.get(day, (0, 0, 0)))
        day += timedelta(days=1)


def _day(connection: Connection, start: datetime, end: datetime, counts: tuple[int, int, int]) -> Iterator[Span]:
    """One day: complete as far as the source answered, then a gap, or unknown while it rests."""
    if end <= start:
        return
    whole = connection.failing_since is None and connection.state == Connection.State.ACTIVE
    known = connection.answered_at if is_asked(connection) or not whole else end
    until = min(end, known) if known else start
    if whole and is_asked(connection) and until < end:
        end = max(until, start)  # not asked again yet: the next answer tells
    if until > start:
        seen, stored, refused = counts
        yield Span(start, until, "unknown" if refused else "complete", seen, stored, refused)
    if end > max(until, start):
        state = "gap" if connection.failing_since is not None else "unknown"
        yield Span(max(until, start), end, state, *(counts if until <= start else (None, None, None)))


def _counts(connection: Connection, since: datetime, zone: ZoneInfo) -> dict[date, tuple[int, int, int]]:
    """Of each day: how much arrived, how much of it was read, how much lies in quarantine."""
    refused = Count("id", filter=Q(state=Arrival.State.UNREADABLE))
    waiting = Count("id", filter=Q(state=Arrival.State.WAITING))
    rows = Arrival.objects.filter(connection=connection, arrived_at__gte=since)
    days = rows.annotate(day=TruncDate("arrived_at", tzinfo=zone)).values("day").order_by("day")
    return {
        row["day"]: (row["seen"], row["seen"] - row["refused"] - row["waiting"], row["refused"])
        for row in days.annotate(seen=Count("id"), refused=refused, waiting=waiting)
    }


def _tell_of_source(connection: Connection, gaps: list[Span]) -> None:
    """Under the name of its ids: that something is known, and its gaps."""
    source = str(connection.settings.get("source") or connection.channel)
    gaps = [*gaps, *_missing(connection)]
    mine = {connection.made_at, *(span.from_at for span in gaps)}
    known = list(Coverage.objects.filter(source=source).order_by("from_at"))
    standing = [row for row in known if row.from_at in mine or row.state == "gap"]
    answered = connection.answered_at
    begun = [Span(connection.made_at, answered, "complete")] if answered and answered > connection.made_at else []
    if begun and any(row.from_at == connection.made_at and row.to_at.date() == begun[0].to_at.date() for row in known):
        begun = []  # that something is known is news but once a day
    others = {span.from_at for span in _gaps_of_others(connection, source)}
    standing = [row for row in standing if row.from_at not in others]
    _write(source, standing, [*begun, *gaps], mended=_mended(connection))


def _missing(connection: Connection) -> Iterable[Span]:
    """The days of a mailbox of which its server lists mails and does not give them."""
    zone = ZoneInfo("UTC")
    for gap in mailbox.gaps(connection):
        start = datetime.combine(gap.day, time(), zone)
        yield Span(start, start + timedelta(days=1), "gap", gap.seen, gap.stored, gap.missing)


def _gaps_of_others(connection: Connection, source: str) -> list[Span]:
    """The gaps that other connections of the same source have: theirs to mend."""
    others = Connection.objects.filter(channel=connection.channel).exclude(pk=connection.pk)
    names = [ledger_name(one) for one in others if (one.settings.get("source") or one.channel) == source]
    rows = Coverage.objects.filter(source__in=names, state="gap")
    return [Span(row.from_at, row.to_at, row.state) for row in rows]


def _write(source: str, known: list[Coverage], spans: Iterable[Span], *, mended: str) -> None:
    """Make the ledger say so; gaps of which nothing is said any more are mended."""
    wanted: dict[datetime, Span] = {}
    for span in spans:
        wanted.setdefault(span.from_at, span)
    there = {row.from_at: row for row in known}
    changed = []
    for at, row in there.items():
        told = wanted.pop(at, None)
        if told is None and (row.state == "complete" or row.refused):
            continue
        fresh = _fields(told) if told else {"state": mended}
        if any(getattr(row, name) != value for name, value in fresh.items()):
            for name, value in fresh.items():
                setattr(row, name, value)
            changed.append(row)
    added = [Coverage(source=source, from_at=at, **_fields(span)) for at, span in wanted.items()]
    if not changed and not added:
        return
    with transaction.atomic():
        first = RecordSequence.take(len(changed) + len(added))
        for number, row in enumerate([*changed, *added], first):
            row.recorded_seq = number
        Coverage.objects.bulk_update(changed, ["to_at", "state", "seen", "stored", "refused", "recorded_seq"])
        Coverage.objects.bulk_create(
            added,
            update_conflicts=True,
            unique_fields=["source", "from_at"],
            update_fields=["to_at", "state", "seen", "stored", "refused", "recorded_seq"],
        )


def _fields(span: Span) -> dict[str, object]:
    return {name: getattr(span, name) for name in ("to_at", "state", "seen", "stored", "refused")}
