"""What a guest answers: kept on the list and told in their customer's story; changed until the event begins."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from deeproot_app.act.events import stopping
from deeproot_app.act.models import Event, Guest
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.record import acted

LONGEST: Final = 2_000


class Closed(UserError):  # noqa: N818 - what the page says
    """No answer is taken any more; ``why`` is `cancelled`, `over`, or `full`."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"No answer is taken: the event is {why}.")


def closed(event: Event, now: datetime) -> str:
    """Why no answer is taken: `cancelled`, `over`; empty while one is."""
    if event.state == Event.State.CANCELLED:
        return "cancelled"
    return "over" if event.starts_at <= now else ""


def is_full(event: Event, but: int | None = None) -> bool:
    """Whether all places are taken, by others than the guest ``but``."""
    if event.capacity is None:
        return False
    coming = event.guests.filter(answer=Guest.Answer.YES)
    others = coming.exclude(pk=but) if but is not None else coming
    return others.count() >= event.capacity


def answer(guest_id: int, said: str, words: str = "") -> Guest:
    """Keep what a guest answers; the same answer again changes nothing. Never more come than there are places for.

    Raises Closed where no answer is taken, or none that they come; UserError for what is no answer.
    """
    if said not in Guest.Answer.values:
        raise UserError("Say whether you come.")
    with transaction.atomic():
        event = Event.objects.select_for_update(of=("self",)).get(guests=guest_id)
        guest = Guest.objects.select_related("contact").get(pk=guest_id)
        now, words = clock.now(), words.replace("\x00", "").replace("\r\n", "\n").strip()[:LONGEST]
        if why := closed(event, now):
            raise Closed(why)
        if (guest.answer, guest.says) == (said, words):
            return guest
        if said == Guest.Answer.YES and is_full(event, guest.pk):
            raise Closed("full")
        if said == Guest.Answer.NO:
            stopping.stop(event, guest)
        guest.answer, guest.says, guest.answered_at = said, words, now
        guest.save(update_fields=["answer", "says", "answered_at"])
        _tell(guest, event, now)
        audit.write(access.UNASKED, "event.answer", guest, answer=said, on="their own link")
    return guest


def told_by(event_id: int, guest_id: int, what: str) -> str:
    """The id of the interaction that tells of a guest's answer, or that they came."""
    return f"deeproot:event-{event_id}-{what}-{guest_id}"


def _tell(guest: Guest, event: Event, now: datetime) -> None:
    heard = {} if guest.says else {"needs_answer": False, "sentiment": None}
    row = {
        "interaction_id": told_by(event.pk, guest.pk, "answer"), "customer_id": guest.customer_id, "channel": "event",
        "direction": "in", "kind": None, "happened_at": now.replace(microsecond=0), "contact_id": guest.contact_id,
        "member_id": event.host_id, "thread_id": f"deeproot:event-{event.pk}-{guest.pk}", "automatic": False,
        "personal": False, "subject": f"{event.title}: {Guest.Answer(guest.answer).label.lower()}", "body": guest.says,
    }  # fmt: skip
    acted.record_many([row | heard])
