"""Ask the sources that do not send by themselves; what they fail at is told, and asked again later and later."""

from __future__ import annotations

import json
import logging
import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from django.db.models import F

from deeproot_app import channels
from deeproot_app.base import clock, jobs
from deeproot_app.base.errors import UserError
from deeproot_app.base.sealed import unseal
from deeproot_app.record.arrivals import ledger
from deeproot_app.record.arrivals.keep import keep
from deeproot_app.record.arrivals.reading import later
from deeproot_app.record.mailboxes import fetch as mailboxes
from deeproot_app.record.models import Connection

log = logging.getLogger(__name__)
MINUTES: Final = 15
"""How often a source is asked whose channel does not say."""
LONGEST: Final = timedelta(hours=6)
"""A source that fails is asked at least so often."""
MAILBOX: Final = "email"
"""The channel whose sources are read folder by folder, with a ledger of their own."""

Tell = Callable[[int, int | None, str], None]


def is_asked(channel: str) -> bool:
    """Whether the sources of a channel are asked by us; others send by themselves."""
    return channel == MAILBOX or channels.can(channel, "fetch")


def secrets_of(connection: Connection) -> dict[str, str]:
    """Its secrets. Raises UserError where they cannot be opened."""
    return dict(json.loads(unseal(connection.sealed))) if connection.sealed else {}


@jobs.task
def ask_due() -> int:
    """Have every source asked that is due; the ledger of those that send by themselves is brought up to date."""
    active = Connection.objects.filter(state=Connection.State.ACTIVE)
    due = list(active.filter(next_at__lte=clock.now()).values_list("pk", flat=True))
    for connection_id in due:
        ask_later(connection_id)
    return len(due)


@jobs.task
def tell_ledger() -> None:
    """Bring the ledger of every connection up to date: a day without a word is a day, too."""
    for connection in Connection.objects.exclude(state=Connection.State.REMOVED):
        ledger.tell(connection)


def ask_later(connection_id: int) -> None:
    """Have a source asked in the background; once, however often that is wished."""
    jobs.enqueue(ask_now, key=f"ask {connection_id}", connection_id=connection_id)


@jobs.task(attempts=1)
def ask_now(connection_id: int) -> int:
    """Ask one source, in the background. What it fails at stands with the connection; it is asked again by itself."""
    connection = Connection.objects.filter(pk=connection_id, state=Connection.State.ACTIVE).first()
    if connection is None:
        return 0
    try:
        return ask(connection)
    except UserError:
        return 0


def ask(connection: Connection, tell: Tell = jobs.progress) -> int:
    """Ask one source for what is new, and keep it; how many deliveries are new. They are read in the background.

    Raises UserError where it fails, which then stands with the connection too.
    """
    refuse_sample(connection)
    if not is_asked(connection.channel):
        raise UserError(f"{connection.name} sends by itself: there is nothing to ask.")
    try:
        new = _ask(connection, tell)
    except UserError as fault:
        failed(connection, fault.message)
        raise
    except Exception as fault:
        log.exception("a source could not be asked", extra={"connection": connection.pk})
        says = f"Its reader failed ({type(fault).__name__}); the program's log says more."
        failed(connection, says)
        raise UserError(f"{connection.name}: {says}") from fault
    answered(connection)
    return new


def refuse_sample(connection: Connection) -> None:
    """Raise UserError for a source of the sample company that we would ask: no network is asked for a sample."""
    if connection.settings.get("sample") and is_asked(connection.channel):
        raise UserError(
            f"{connection.name} is part of the sample company: nobody stands behind its address to be asked."
        )


def _ask(connection: Connection, tell: Tell) -> int:
    if connection.channel == MAILBOX:
        return mailboxes.fetch(connection, tell).new
    new = 0
    source = channels.channel(connection.channel)
    for fetched in source.fetch(connection.settings, secrets_of(connection), connection.cursor):
        new += keep(connection, fetched.things, cursor=fetched.cursor).new
        later(connection.pk)
        tell(new, None, f"{new:,} new of {connection.name}")
    return new


def answered(connection: Connection) -> None:
    """The source gave all that it has: nothing is missing up to now."""
    now = clock.now()
    pause = timedelta(minutes=getattr(channels.channel(connection.channel), "MINUTES", MINUTES))
    _set(connection, failing_since=None, says="", failures=0, answered_at=now, asked_at=now, next_at=now + pause)
    ledger.tell(connection)


def failed(connection: Connection, says: str) -> None:
    """The source did not answer, or what it sent was refused: say why, and what is missing since."""
    now = clock.now()
    fields: dict[str, Any] = {"says": says, "asked_at": now, "failures": F("failures") + 1}
    if connection.failing_since is None:
        fields["failing_since"] = now
    if connection.next_at is not None:
        pause = timedelta(minutes=getattr(channels.channel(connection.channel), "MINUTES", MINUTES))
        longer: timedelta = min(pause * 2 ** min(connection.failures, 12), LONGEST)
        fields["next_at"] = now + longer * random.uniform(0.75, 1)  # noqa: S311 - so that not all ask at once
    _set(connection, **fields)
    ledger.tell(connection)


def _set(connection: Connection, **fields: Any) -> None:
    Connection.objects.filter(pk=connection.pk).update(**fields)
    connection.refresh_from_db()
