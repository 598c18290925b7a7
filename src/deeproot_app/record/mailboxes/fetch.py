"""Bring what is new in a mailbox: folder by folder, lot by lot, on after whatever breaks."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from imapclient import IMAPClient

from deeproot_app.base import jobs
from deeproot_app.base.sealed import unseal
from deeproot_app.channels.email import imap_folders, imap_reading
from deeproot_app.channels.email.imap import Account, logged_in
from deeproot_app.channels.email.imap_folders import Found
from deeproot_app.channels.email.imap_reading import Place
from deeproot_app.channels.email.line import Fault
from deeproot_app.channels.email.mailbox import account, also_read
from deeproot_app.record.mailboxes import keeping
from deeproot_app.record.models import Connection

TRIES: Final = 3
"""How often a line may break in a row, with nothing kept in between, before it is left for the next time."""
WAIT_SECONDS: Final = 0.5
"""Before the line is opened again; twice as long each time."""

Tell = Callable[[int, int | None, str], None]


@dataclass
class Fetched:
    """What asking a mailbox gave."""

    mails: int = 0
    """Mails that the server gave."""
    new: int = 0
    """Those of them that were not here yet."""
    missing: int = 0
    """Mails that it lists and does not give, now."""
    unlisted: int = 0
    """Mails that it counts and does not list, now."""
    folders: list[str] = field(default_factory=list)


@dataclass
class Way:
    """How the mailbox is read: carefully, once the line has broken."""

    most: int = imap_reading.MAILS
    leave: dict[str, frozenset[int]] = field(default_factory=dict)
    at: tuple[str, tuple[int, ...]] = ("", ())
    """The folder and the mails that were asked for last."""
    broke: tuple[str, tuple[int, ...]] = ("", ())
    tries: int = 0

    def broken(self, progress: bool) -> None:
        """The line broke: go on mail by mail; leave a mail at which it breaks each time."""
        self.tries = 1 if progress else self.tries + 1
        folder, asked = self.at
        if len(asked) == 1 and self.broke == self.at:
            self.leave[folder] = self.leave.get(folder, frozenset()) | set(asked)
            self.most, self.tries = imap_reading.MAILS, 1
        elif asked:
            self.most = 1
        self.broke, self.at = self.at, ("", ())

    def kept(self, folder: str, place: Place) -> int:
        """How many mails to ask for next, once everything up to there is kept: behind where it broke, many again."""
        if folder == self.broke[0] and place.highest_uid >= max(self.broke[1], default=0):
            self.most = imap_reading.MAILS
        return self.most


def fetch(connection: Connection, tell: Tell = jobs.progress) -> Fetched:
    """Bring everything that is new in the folders that are read; what is kept is read in the background.

    Killed at any moment, or the line cut, what was kept stays, and the next goes on after it; nothing is kept twice.
    Raises Fault, which says what to do; and keeping.TakenOver where another process reads the same mailbox.
    """
    asked, found, way = account_of(connection), Fetched(), Way()
    while True:
        before = found.mails
        try:
            _once(connection, asked, found, way, tell)
        except Fault as fault:
            way.broken(found.mails > before)
            if fault.lasting or way.tries > TRIES:
                raise
            time.sleep(WAIT_SECONDS * 2 ** (way.tries - 1))
        else:
            return found


def check(connection: Connection) -> list[str]:
    """Log in, and say what would be read: a sentence a folder. Raises Fault, which says what to do."""
    with logged_in(account_of(connection)) as client:
        return [_says(client, folder) for folder in folders_of(connection, client)]


def account_of(connection: Connection) -> Account:
    """How to log in to the mailbox. Raises UserError where its secret cannot be opened."""
    secrets = json.loads(unseal(connection.sealed)) if connection.sealed else {}
    return account(connection.settings, secrets)


def folders_of(connection: Connection, client: IMAPClient) -> Sequence[Found]:
    """The folders that are read: the inbox first."""
    found = imap_folders.chosen(imap_folders.folders(client), also_read(connection.settings))
    return sorted(found, key=lambda one: (one.use != "inbox", one.use != "sent"))


def _says(client: IMAPClient, folder: Found) -> str:
    told = client.folder_status(folder.name, ["MESSAGES"])
    count = int(told.get(b"MESSAGES", 0))
    use = {"inbox": " (what came in)", "sent": " (what was sent)"}.get(folder.use, "")
    return f"{folder.name}{use}: {count:,} mail{'' if count == 1 else 's'}."


def _once(connection: Connection, asked: Account, found: Fetched, way: Way, tell: Tell) -> None:
    """Log in and read every folder that was not read to its end yet."""
    with logged_in(asked) as client:
        for folder in folders_of(connection, client):
            if folder.name not in found.folders:
                _folder(connection, client, folder, found, way, tell)
                found.folders.append(folder.name)


def _folder(connection: Connection, client: IMAPClient, folder: Found, found: Fetched, way: Way, tell: Tell) -> None:
    held = keeping.held(connection, folder.name, "sent" if folder.use == "sent" else "")
    leave = way.leave.get(folder.name, frozenset())
    reading = imap_reading.Folder(client, folder.name, held.place, most=way.most, leave=leave)
    lots = reading.lots()
    while True:
        try:
            lot = next(lots, None)
        finally:
            way.at = (folder.name, tuple(reading.asked))
        if lot is None:
            break
        found.new += held.keep(lot)
        reading.most = way.kept(folder.name, lot.place)
        found.mails += len(lot.mails)
        found.unlisted += lot.unlisted
        tell(found.mails, None, f"{found.mails:,} mails of {connection.name}, {folder.name}")
    found.missing += len(held.place.missing)
