"""Planning an event: when, where, for how many; changed, called off, put on again."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final
from zoneinfo import available_timezones

from django.db import transaction
from django.http import Http404

from deeproot_app.act.events import stopping
from deeproot_app.act.models import Event
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError

ACT: Final = "event.manage"
LONGEST_BEFORE: Final = 336
"""So many hours before an event guests are reminded, at most."""
TOLD: Final = ("starts_at", "ends_at", "timezone", "place", "link", "state")
"""What guests must be told of when it changes."""


@dataclass(frozen=True)
class About:
    """All that a person says of an event."""

    title: str
    starts_at: datetime
    ends_at: datetime
    timezone: str
    says: str = ""
    kind: str = Event.Kind.VALUE
    place: str = ""
    link: str = ""
    capacity: int | None = None
    remind_hours: int | None = None
    """So many hours before it begins guests are reminded; None: they are not."""
    host_id: str | None = None


def found(actor: access.Actor, event_id: int) -> Event:
    """One event. Raises Http404."""
    access.require(actor, "record.see")
    return _one(event_id)


def make(actor: access.Actor, about: About) -> Event:
    """Plan an event; nobody is told of it yet. Raises UserError for what cannot be."""
    access.require(actor, ACT)
    now = clock.now()
    _refuse_nonsense(about)
    if about.starts_at <= now:
        raise UserError("It would have begun already: choose a moment that is to come.")
    with transaction.atomic():
        row = Event.objects.create(made_at=now, changed_at=now, made_by=str(actor)[:254], **asdict(about))
        audit.write(actor, "event.make", row)
    return row


def change(actor: access.Actor, event_id: int, about: About) -> Event:
    """Change an event. Where its time or place differs, its number goes up, and its guests can be told.

    Raises UserError where more have said yes than may come then, or the moment moves into the past.
    """
    access.require(actor, ACT)
    _refuse_nonsense(about)
    with transaction.atomic():
        row = _held(event_id)
        if about.starts_at != row.starts_at and about.starts_at <= clock.now():
            raise UserError("It cannot begin in the past.")
        coming = row.guests.filter(answer="yes").count()
        if about.capacity is not None and about.capacity < coming:
            raise UserError(f"{coming:,} have said that they come: it must hold as many.")
        before = {name: getattr(row, name) for name in TOLD}
        for name, value in asdict(about).items():
            setattr(row, name, value)
        _kept(row, before)
        audit.write(actor, "event.change", row, sequence=row.sequence)
    return row


def call_off(actor: access.Actor, event_id: int, *, off: bool = True) -> Event:
    """Call an event off, or put it on again. Nobody is told by that alone (`tell`). Twice changes nothing."""
    access.require(actor, ACT)
    with transaction.atomic():
        row = _held(event_id)
        if off and row.starts_at <= clock.now():
            raise UserError("It has begun already; say who came instead.")
        before = {name: getattr(row, name) for name in TOLD}
        row.state = Event.State.CANCELLED if off else Event.State.PLANNED
        if row.state != before["state"]:
            _kept(row, before)
            audit.write(actor, "event.call_off" if off else "event.put_on", row)
    return row


def remove(actor: access.Actor, event_id: int) -> None:
    """Let an event go to which nobody was asked. Raises UserError where somebody was."""
    access.require(actor, ACT)
    with transaction.atomic():
        row = _held(event_id)
        if row.guests.exists():
            raise UserError("People are on its list; call it off instead, so that they can be told.")
        audit.write(actor, "event.remove", row, title=row.title)
        row.delete()


def _one(event_id: int) -> Event:
    row = Event.objects.filter(pk=event_id).first() if event_id < 2**63 else None
    if row is None:
        raise Http404("There is no such event.")
    return row


def _held(event_id: int) -> Event:
    _one(event_id)
    return Event.objects.select_for_update().get(pk=event_id)


def _refuse_nonsense(about: About) -> None:
    if not about.title.strip():
        raise UserError("An event needs a title.")
    if about.ends_at <= about.starts_at:
        raise UserError("An event ends after it begins.")
    if about.timezone not in available_timezones():
        raise UserError(f"{about.timezone!r} is no time zone; write it as Europe/Berlin.")
    if about.kind not in Event.Kind.values:
        raise UserError("Say what it is to those who come: something to learn, or a thank-you.")
    if about.remind_hours is not None and not 1 <= about.remind_hours <= LONGEST_BEFORE:
        raise UserError(f"Guests are reminded 1 to {LONGEST_BEFORE} hours before, or not at all.")
    if not (about.place.strip() or about.link.strip()):
        raise UserError("Say where it is: a place, or the address at which it is joined.")


def _kept(row: Event, before: dict[str, object]) -> None:
    if any(getattr(row, name) != value for name, value in before.items()):
        row.sequence += 1
        stopping.stop(row)
    row.changed_at = clock.now()
    row.save()
