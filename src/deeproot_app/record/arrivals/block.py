"""Some arrivals of one connection: read first, then written and marked in one transaction.

Killed at any moment, they are all read or all wait still: the next run goes on.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import OperationalError, transaction

from deeproot_app import channels
from deeproot_app.base import clock
from deeproot_app.channels import Channel
from deeproot_app.record.arrivals import days, mails, waiting
from deeproot_app.record.arrivals.heard import Delivery, Hearing
from deeproot_app.record.arrivals.keep import unpacked
from deeproot_app.record.arrivals.mails import Mails
from deeproot_app.record.arrivals.marking import empty, mark
from deeproot_app.record.arrivals.rows import Outcome, Writing
from deeproot_app.record.importing.store import Database
from deeproot_app.record.models import Arrival, Connection

log = logging.getLogger(__name__)
State = Arrival.State
MOST_FAULTS: Final = 20


@dataclass
class Taken:
    """What reading gave: arrivals by what became of them, and rows."""

    read: int = 0
    states: dict[str, int] = field(default_factory=dict)
    created: int = 0
    updated: int = 0
    names: bool = False
    woken: set[int] = field(default_factory=set)
    """Connections of which arrivals may be read again now."""

    def add(self, arrivals: Sequence[Arrival], done: Outcome, woken: set[int]) -> None:
        self.read += len(arrivals)
        for arrival in arrivals:
            self.states[arrival.state] = self.states.get(arrival.state, 0) + 1
        self.created += done.counts["created"]
        self.updated += done.counts["updated"]
        self.names |= done.names
        self.woken |= woken


@dataclass
class Reader:
    """Reads blocks of a connection's arrivals."""

    connection: Connection
    channel: Channel
    source: str
    zone: str
    taken: Taken = field(default_factory=Taken)

    def __post_init__(self) -> None:
        self._creates = str(self.connection.settings.get("creates_customers", "")) == "yes"
        self._told = channels.gives(self.channel, "told")
        self._hearing = Hearing(self.channel, self.connection.settings, self.source, self.zone)

    def block(self, arrivals: Sequence[Arrival]) -> None:
        """Read some arrivals. One that cannot be written goes to quarantine, whatever is wrong with it."""
        try:
            self._block(arrivals)
        except OperationalError:
            raise
        except Exception as fault:
            if len(arrivals) == 1:
                self._set_aside(arrivals[0], fault)
                return
            log.exception("a block of arrivals failed; they are read one by one", extra={"first": arrivals[0].pk})
            for arrival in arrivals:
                self.block([arrival])

    def _block(self, arrivals: Sequence[Arrival]) -> None:
        given = [(one.pk, one.key, unpacked(one), one.headers) for one in arrivals]
        store = Database()
        read = self._hearing.read(given) if self._told else self._mails(given, store)
        with transaction.atomic():
            store.take(0)  # whoever holds the sequence writes alone: what is compared stays so until it is written
            waits = Arrival.objects.filter(pk__in=[one.pk for one in arrivals], state=State.WAITING)
            mine = set(waits.values_list("pk", flat=True))
            standing = [one for one in arrivals if one.pk in mine]
            if not standing:
                return
            batch = days.batch_of(self.connection)
            writing = Writing(store, batch, self.source, self._creates)
            faults = self._write(read, mine, writing)
            self._mark(standing, read, writing.done, faults)
            if writing.done.last_seq:
                days.count(batch, sum(writing.done.counts.values()), 0, writing.done)
            elif not batch.last_seq:
                batch.delete()
            waiting.note(mine, writing.done.waits)
            woken = waiting.awaken(writing.done.recorded) | waiting.follow(writing.done.moved)
        self.taken.add(standing, writing.done, woken)

    def _mails(self, given: Sequence[tuple[int, str, bytes, Mapping[str, Any]]], store: Database) -> Mails:
        settings = self.connection.settings
        address = str(settings.get("user", "")) if settings.get("role") == "address" else ""
        return mails.read(given, store, creates_customers=self._creates, address=address)

    def _write(self, read: list[Delivery] | Mails, mine: set[int], writing: Writing) -> dict[int, list[str]]:
        """Write what is told; why some of it cannot be read, by arrival."""
        if isinstance(read, Mails):
            read.keep(mine)
            mails.write(read, writing)
            return {arrival: [reason] for arrival, reason in read.faults.items()}
        here = [one for one in read if one.arrival in mine]
        writing.write(row for one in here for row in one.rows)
        return {one.arrival: one.faults for one in here if one.faults}

    def _mark(
        self,
        arrivals: Sequence[Arrival],
        read: list[Delivery] | Mails,
        done: Outcome,
        faults: Mapping[int, list[str]],
    ) -> None:
        now = clock.now()
        told = {} if isinstance(read, Mails) else {one.arrival: one.told for one in read}
        for one in arrivals:
            one.rows = done.rows.get(one.pk, [])
            one.recorded, one.told, one.read_at = len(one.rows), told.get(one.pk, 1), now
            one.state, one.reason = _state(one, done.reasons.get(one.pk, ""), faults.get(one.pk, []))
        mark(arrivals)
        empty(one for one in arrivals if one.pk in done.erased and not one.rows)

    def _set_aside(self, arrival: Arrival, fault: Exception) -> None:
        log.exception("an arrival cannot be written", extra={"arrival": arrival.pk})
        arrival.state, arrival.read_at = State.UNREADABLE, clock.now()
        arrival.reason = f"it cannot be written ({type(fault).__name__}); the program's log says more"
        Arrival.objects.filter(pk=arrival.pk, state=State.WAITING).update(
            state=arrival.state, reason=arrival.reason, read_at=arrival.read_at
        )
        self.taken.add([arrival], Outcome(), set())


def _state(arrival: Arrival, waits_for: str, faults: list[str]) -> tuple[str, str]:
    """What became of an arrival, and why."""
    if faults:
        more = [f"and {len(faults) - MOST_FAULTS:,} more"] if len(faults) > MOST_FAULTS else []
        return State.UNREADABLE, "; ".join([*faults[:MOST_FAULTS], *more])
    if waits_for:
        return State.NOBODYS, waits_for
    return (State.RECORDED if arrival.rows else State.IGNORED), ""


def facts(arrival: Arrival) -> tuple[int, str, bytes, Mapping[str, Any]]:
    """An arrival as its readers take it."""
    return arrival.pk, arrival.key, unpacked(arrival), arrival.headers
