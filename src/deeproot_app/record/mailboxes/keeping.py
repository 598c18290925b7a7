"""Keep a lot of mails: their bytes, how far their folder is read, and what the days say, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from deeproot_app.base import clock
from deeproot_app.base.errors import UserError
from deeproot_app.channels.email.imap_reading import Lot, Mail, Place
from deeproot_app.record.arrivals.keep import Removed, Thing, keep
from deeproot_app.record.arrivals.reading import later
from deeproot_app.record.mailboxes import days
from deeproot_app.record.models import Connection, Folder

BELIEVED: Final = timedelta(hours=1)
"""For so long a server is believed that nothing has changed in a folder; then the folder is looked at again."""


class TakenOver(UserError):  # noqa: N818 - what happened, in two words
    """Another process reads the same mailbox."""


@dataclass
class Held:
    """A folder, and how far this process knows it to be read."""

    connection: Connection
    folder: Folder
    place: Place
    days: dict[int, str] = field(default_factory=dict)
    """Of the missing mails: the day on which each came in."""

    def keep(self, lot: Lot) -> int:
        """Commit the lot; how many of its mails are new. Raises TakenOver, and then nothing of it is kept."""
        anew = lot.place.uidvalidity != self.place.uidvalidity
        with transaction.atomic():
            self._refuse_taken()
            folder, told = self._moved(lot), self._days(lot)
            things = [_thing(self.folder.name, mail) for mail in lot.mails]
            kept = keep(self.connection, things, cursor=self._cursor(lot, told), folders=[folder])
            days.count(folder, {} if anew else self.days, lot, anew=anew)
            if kept.new:
                later(self.connection.pk)
        self.folder, self.place, self.days = folder, lot.place, told
        return kept.new

    def _refuse_taken(self) -> None:
        """Whoever keeps holds the connection; the folder must stand where this process left it."""
        locked = Connection.objects.select_for_update().filter(pk=self.connection.pk).first()
        if locked is None or locked.state == Connection.State.REMOVED:
            raise Removed(f"The connection {self.connection.name!r} was removed: nothing more is kept of it.")
        self.connection.cursor = locked.cursor
        now = Folder.objects.filter(connection=locked, name=self.folder.name).first()
        stands = (now.uidvalidity, now.highest_uid) if now else (0, 0)
        if stands != (self.place.uidvalidity, self.place.highest_uid):
            raise TakenOver(f"Another process reads {self.connection.name!r} already; this one has stopped.")

    def _moved(self, lot: Lot) -> Folder:
        """The folder as it stands once the lot is kept."""
        first = lot.place.uidvalidity != self.place.uidvalidity
        return Folder(
            pk=self.folder.pk,
            connection=self.connection,
            name=self.folder.name,
            uidvalidity=lot.place.uidvalidity,
            highest_uid=lot.place.highest_uid,
            highest_modseq=lot.place.highest_modseq,
            there=lot.there,
            seen=(0 if first else self.folder.seen) + len(lot.mails),
            direction=self.folder.direction,
        )

    def _days(self, lot: Lot) -> dict[int, str]:
        """The missing mails once the lot is kept, each with its day."""
        came = {uid: days.day_of(at).isoformat() for uid, at in lot.missing}
        today = days.day_of(None).isoformat()
        return {uid: self.days.get(uid) or came.get(uid, today) for uid in lot.place.missing}

    def _cursor(self, lot: Lot, told: Mapping[int, str]) -> dict[str, Any]:
        """What is to be known of the folder besides, in the connection's cursor under its name."""
        cursor = {name: dict(some) for name, some in self.connection.cursor.items() if isinstance(some, dict)}
        mine = cursor.setdefault(self.folder.name, {})
        mine["missing"] = {str(uid): [tries, told[uid]] for uid, tries in lot.place.missing.items()}
        mine["unlisted"] = lot.unlisted
        mine["doubted"] = [lot.place.doubted, lot.place.known]
        if lot.place.highest_modseq != self.place.highest_modseq or not mine.get("looked_at"):
            mine["looked_at"] = clock.now().isoformat()
        return cursor


def held(connection: Connection, name: str, direction: str = "") -> Held:
    """How far a folder is read."""
    folder = Folder.objects.filter(connection=connection, name=name).first()
    folder = folder or Folder(connection=connection, name=name, uidvalidity=0)
    folder.direction = direction
    cursor = Connection.objects.values_list("cursor", flat=True).get(pk=connection.pk).get(name, {})
    missing = {int(uid): told for uid, told in cursor.get("missing", {}).items()}
    doubted, known = cursor.get("doubted", (0, ()))
    place = Place(
        folder.uidvalidity,
        folder.highest_uid,
        folder.highest_modseq,
        {uid: int(tries) for uid, (tries, _) in missing.items()},
        int(doubted),
        tuple((int(low), int(high)) for low, high in known),
    )
    if not _is_believed(cursor.get("looked_at")) or doubted:
        place = replace(place, highest_modseq=0)
    return Held(connection, folder, place, {uid: str(day) for uid, (_, day) in missing.items()})


def _is_believed(looked_at: str | None) -> bool:
    return looked_at is not None and datetime.fromisoformat(looked_at) > clock.now() - BELIEVED


def _thing(folder: str, mail: Mail) -> Thing:
    """A mail as an arrival: known by its bytes, so that in another folder, or read again, it is the same."""
    headers: dict[str, Any] = {
        "name": f"{folder} {mail.uid}",
        "folder": folder,
        "uid": mail.uid,
        "arrived": mail.at.isoformat() if mail.at else "",
    }
    return Thing("", headers | ({"cut": mail.size} if mail.cut else {}), mail.raw)
