"""What each day of each folder says: mails seen at the source, stored here, missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from deeproot_app.base import clock
from deeproot_app.channels.email.imap_reading import Lot
from deeproot_app.record.models import Connection, Folder, FolderDay

SEEN, STORED, CUT, MISSING = range(4)
NAMES: Final = ("seen", "stored", "cut", "missing")


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
    return {name: int(told["unlisted"]) for name, told in connection.cursor.items() if told.get("unlisted")}
