"""What each day of each folder says: mails seen at the source, stored here, missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from django.db.models import Sum

from deeproot_app.base import clock
from deeproot_app.channels.email.imap_reading import Lot
from deeproot_app.record.models import Arrival, Connection, Folder, FolderDay

SEEN, STORED, CUT, MISSING = range(4)
NAMES: Final = ("seen", "stored", "cut", "missing")
MOST: Final = 10_000
"""Mails in quarantine that are counted by their days."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Mails of one day and folder that the server lists and does not give."""

    folder: str
    day: date
    seen: int
    stored: int
    missing: int


def day_of(at: datetime | None) -> date:
    """The day, in UTC, on which a mail came in; today where its server does not say."""
    return (at or clock.now()).astimezone(UTC).date()


def count(folder: Folder, missing: Mapping[int, str], lot: Lot, *, anew: bool) -> None:
    """Add a lot to the days of its folder; ``missing``: the mails that were missing before it, each with its day.

    In the transaction that keeps the lot. A folder that is read anew is counted anew.
    """
    kept = Folder.objects.get(connection=folder.connection_id, name=folder.name)
    if anew:
        FolderDay.objects.filter(folder=kept).delete()
    added = _added(missing, lot)
    standing = {row.day: row for row in FolderDay.objects.filter(folder=kept, day__in=list(added))}
    fresh = []
    for day, counts in added.items():
        row = standing.get(day)
        if row is None:
            fresh.append(FolderDay(folder=kept, day=day, **dict(zip(NAMES, counts, strict=True))))
            continue
        for name, more in zip(NAMES, counts, strict=True):
            setattr(row, name, getattr(row, name) + more)
    FolderDay.objects.bulk_update(standing.values(), NAMES)
    FolderDay.objects.bulk_create(fresh)


def _added(missing: Mapping[int, str], lot: Lot) -> dict[date, list[int]]:
    """What a lot adds to each day."""
    added: dict[date, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for mail in lot.mails:
        before = missing.get(mail.uid)
        counts = added[date.fromisoformat(before) if before else day_of(mail.at)]
        counts[STORED] += 1
        counts[CUT] += mail.cut
        counts[MISSING if before else SEEN] += -1 if before else 1
    for uid, at in lot.missing:
        if uid not in missing:
            added[day_of(at)][SEEN] += 1
            added[day_of(at)][MISSING] += 1
    given = {mail.uid for mail in lot.mails}
    for uid, day in missing.items():
        if uid not in given and uid not in lot.place.missing:  # it was deleted at the source: nothing is missing
            added[date.fromisoformat(day)][SEEN] -= 1
            added[date.fromisoformat(day)][MISSING] -= 1
    return added


def gaps(connection: Connection) -> list[Gap]:
    """The days of which we know that mails are missing, in order."""
    rows = FolderDay.objects.filter(folder__connection=connection, missing__gt=0).select_related("folder")
    return [
        Gap(row.folder.name, row.day, row.seen, row.stored, row.missing) for row in rows.order_by("day", "folder__name")
    ]


def unlisted(connection: Connection) -> dict[str, int]:
    """For each folder of which the server counts more mails than it lists: how many more."""
    folders = {name: told for name, told in connection.cursor.items() if isinstance(told, dict)}
    return {name: int(told["unlisted"]) for name, told in folders.items() if told.get("unlisted")}


@dataclass(frozen=True, slots=True)
class Day:
    """One day of one folder, as a page tells it."""

    row: FolderDay
    unreadable: int
    """Of the stored: mails that lie in quarantine."""


def told(connection: Connection, most: int = 60) -> list[Day]:
    """The last days of the folders, the latest first. Three queries."""
    rows = FolderDay.objects.filter(folder__connection=connection).select_related("folder")
    aside = _unreadable(connection)
    return [Day(row, aside.get((row.folder.name, row.day), 0)) for row in rows.order_by("-day", "folder__name")[:most]]


def _unreadable(connection: Connection) -> dict[tuple[str, date], int]:
    """How many mails of each folder and day lie in quarantine."""
    found: dict[tuple[str, date], int] = defaultdict(int)
    for headers in connection.arrivals.filter(state=Arrival.State.UNREADABLE).values_list("headers", flat=True)[:MOST]:
        arrived = str(headers.get("arrived") or "")
        if arrived:
            found[str(headers.get("folder")), day_of(datetime.fromisoformat(arrived))] += 1
    return found


def totals(connection: Connection) -> dict[str, int]:
    """What all days of all folders say together."""
    found = FolderDay.objects.filter(folder__connection=connection)
    return {name: total or 0 for name, total in found.aggregate(**{name: Sum(name) for name in NAMES}).items()}
