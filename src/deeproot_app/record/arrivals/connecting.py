"""Connect a source, let it rest, let it go: what people do with connections, on the page and at the command line."""

from __future__ import annotations

import json
import re
import secrets as chance
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Count, QuerySet

from deeproot_app import channels
from deeproot_app.base import access, address, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.base.sealed import seal
from deeproot_app.record.arrivals import asking, ledger
from deeproot_app.record.arrivals.days import ledger_name
from deeproot_app.record.arrivals.offers import Answers, Offer
from deeproot_app.record.arrivals.reading import later, source_of
from deeproot_app.record.mailboxes import fetch as mailboxes
from deeproot_app.record.models import Arrival, Connection

MANAGE: Final = "connections.manage"
State = Connection.State
PER_NAME: Final = re.compile(r"[^\w.\-]+")


@dataclass(frozen=True)
class Connected:
    """A connection that was made, and what its source must be told: shown once."""

    connection: Connection
    address: str
    made: Mapping[str, str]


def wrong_name(name: str, own: Connection | None = None) -> str:
    """What is wrong with a connection's name; empty where it can be had."""
    if not name or len(name) > 60 or ":" in name or "/" in name or not name.isprintable():
        return "A name has 1 to 60 characters, no colon and no slash."
    taken = Connection.objects.filter(name__iexact=name)
    if own is not None:
        taken = taken.exclude(pk=own.pk)
    return f"There is a connection {name!r} already." if taken.exists() else ""


@transaction.atomic
def add(actor: access.Actor, offered: Offer, name: str, answered: Answers) -> Connected:
    """Connect a source; what it has is asked for right away. Raises UserError where an answer is wrong."""
    access.require(actor, MANAGE)
    name = name.strip()
    if why := wrong_name(name):
        raise UserError(f"name: {why}", exit_code=2)
    refuse_wrong(answered)
    now = clock.now()
    try:
        with transaction.atomic():
            connection = Connection.objects.create(
                name=name,
                slug=chance.token_urlsafe(24),
                channel=offered.channel,
                made_at=now,
                made_by=actor if isinstance(actor, User) else None,
                settings=answered.settings | {"source": _source(offered.channel, name)},
                sealed=seal(json.dumps(answered.secrets)) if answered.secrets else "",
                next_at=now if offered.asked else None,
            )
    except IntegrityError:
        raise UserError(f"There is a connection {name!r} already.") from None
    audit.write(actor, "connection.add", connection, name=name, channel=offered.channel)
    if offered.asked:
        asking.ask_later(connection.pk)
    return Connected(connection, address_of(connection), answered.made)


def refuse_wrong(answered: Answers) -> None:
    """Raise UserError where an answer is wrong."""
    if answered.wrong:
        told = "; ".join(f"{name}: {why.rstrip('.')}" for name, why in answered.wrong.items())
        raise UserError(f"{told}.", exit_code=2)


def _source(channel: str, name: str) -> str:
    """What stands before the colon of the ids: the channel, as its files have it; of a second one its name too."""
    taken = {source_of(one) for one in Connection.objects.filter(channel=channel)}
    if channel == asking.MAILBOX or channel not in taken:
        return channel
    return f"{channel}-{PER_NAME.sub('-', name.casefold()).strip('-')}"


@transaction.atomic
def change(actor: access.Actor, connection: Connection, answered: Answers) -> None:
    """Change what is known of how it is reached; it is asked anew. Raises UserError where an answer is wrong."""
    access.require(actor, MANAGE)
    refuse_wrong(answered)
    kept = {name: connection.settings[name] for name in ("sample",) if name in connection.settings}
    connection.settings = answered.settings | {"source": source_of(connection)} | kept
    connection.sealed = seal(json.dumps(answered.secrets)) if answered.secrets else ""
    connection.save(update_fields=["settings", "sealed"])
    audit.write(actor, "connection.change", connection, name=connection.name)
    _go_on(connection)


def address_of(connection: Connection) -> str:
    """Where its source sends to; empty where we ask it."""
    if not channels.can(connection.channel, "ADDRESS"):
        return ""
    return address.of(channels.channel(connection.channel).ADDRESS.replace("{slug}", connection.slug))


def check(actor: access.Actor, connection: Connection) -> list[str]:
    """Try whether its source can be reached, and say what is there. Raises UserError, which says what to do."""
    access.require(actor, MANAGE)
    asking.refuse_sample(connection)
    if connection.channel == asking.MAILBOX:
        try:
            found = mailboxes.check(connection)
        except UserError as fault:
            asking.failed(connection, fault.message)
            raise
        asking.ask_later(connection.pk)
        return [f"{connection.name} can be read.", *found]
    if asking.is_asked(connection.channel):
        new = asking.ask(connection)
        return [f"{connection.name} answers: {new:,} new." if new else f"{connection.name} answers: nothing new."]
    if connection.answered_at is None:
        return [f"{connection.name} has sent nothing yet. It sends to {address_of(connection)}."]
    return [f"{connection.name} sent something last at {connection.answered_at:%Y-%m-%d %H:%M} UTC."]


def pause(actor: access.Actor, connection: Connection) -> None:
    """Let it rest: its source is not asked; one that sends is told to send again later."""
    _set(actor, connection, State.PAUSED, "connection.pause")


def resume(actor: access.Actor, connection: Connection) -> None:
    """Go on: also with one that was removed, as nobody else may have its name.

    Raises UserError for one of the sample company that we would ask: nobody stands behind its address.
    """
    asking.refuse_sample(connection)
    _set(actor, connection, State.ACTIVE, "connection.resume")
    _go_on(connection)


def remove(actor: access.Actor, connection: Connection) -> None:
    """Let it go: nothing more is asked or taken; what it brought stays, and it can be brought back."""
    _set(actor, connection, State.REMOVED, "connection.remove")


def _set(actor: access.Actor, connection: Connection, state: Connection.State, act: str) -> None:
    access.require(actor, MANAGE)
    with transaction.atomic():
        ledger.tell(connection)
        changed = Connection.objects.filter(pk=connection.pk).exclude(state=state).update(state=state)
        if changed:
            audit.write(actor, act, connection, name=connection.name)
    connection.refresh_from_db()
    if changed and state != State.ACTIVE:
        ledger.tell(connection)


def _go_on(connection: Connection) -> None:
    if asking.is_asked(connection.channel) and connection.state == State.ACTIVE:
        Connection.objects.filter(pk=connection.pk).update(next_at=clock.now(), failures=0)
        asking.ask_later(connection.pk)
    later(connection.pk)


def retry(actor: access.Actor, arrivals: QuerySet[Arrival]) -> int:
    """Have arrivals read again; how many. Also those that are recorded: what an undo took back comes again."""
    access.require(actor, MANAGE)
    with transaction.atomic():
        some = arrivals.exclude(state=Arrival.State.WAITING).exclude(size=0)  # what is not held any more stays as read
        whose = set(some.values_list("connection_id", flat=True).distinct())
        count = some.update(state=Arrival.State.WAITING)
        if count:
            audit.write(actor, "connection.retry", arrivals=count)
        for connection_id in whose:
            later(connection_id)
    return count


def named(name: str) -> Connection:
    """The connection of that name. Raises UserError where there is none."""
    found = Connection.objects.filter(name__iexact=name.strip()).first()
    if found is None:
        raise UserError(f"There is no connection {name!r}; `deeproot connect list` lists them.")
    return found


def described(connection: Connection) -> dict[str, Any]:
    """A connection as programs are told of it; no secret is among it."""
    counts = dict.fromkeys(Arrival.State.values, 0)
    for row in Arrival.objects.filter(connection=connection).values("state").annotate(count=Count("id")):
        counts[row["state"]] = row["count"]
    return {
        "name": connection.name,
        "channel": connection.channel,
        "state": connection.state,
        "says": connection.says,
        "failing_since": connection.failing_since,
        "asked_at": connection.asked_at,
        "answered_at": connection.answered_at,
        "next_at": connection.next_at,
        "address": address_of(connection),
        "ledger": ledger_name(connection),
        "settings": dict(connection.settings),
        "arrivals": counts,
    }
