"""Invitations, and news about an event, through the outbox: past the gate, one a person, in their language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from deeproot.plan.policy import Touch
from deeproot_app.act.drafts import spoken
from deeproot_app.act.events import planned, words
from deeproot_app.act.events.links import OWN
from deeproot_app.act.models import Event, Guest, Sending
from deeproot_app.act.outbox import Mail, queue_many
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import Organisation, User
from deeproot_app.base.own_link import MASK

AT_ONCE: Final = 500
AGAIN: Final = (Sending.State.SENT, Sending.State.REFUSED, Sending.State.SUPPRESSED, Sending.State.CANCELLED)
"""What has become of an invitation that may be sent again."""


@dataclass(frozen=True)
class Invited:
    """What became of the mails: how many stand in which state of the outbox."""

    states: dict[str, int]

    @property
    def told(self) -> str:
        """In words."""
        if not self.states:
            return "Nobody waits for a mail."
        labels = {state: Sending.State(state).label.lower() for state in self.states}
        return ", ".join(f"{count:,} {labels[state]}" for state, count in sorted(self.states.items()))


def invite(actor: access.Actor, event: Event) -> Invited:
    """Queue an invitation to everybody on the list who got none; a second time there is nobody left.

    Raises UserError for an event that is called off or has begun.
    """
    access.require(actor, planned.ACT)
    if event.state == Event.State.CANCELLED or event.starts_at <= clock.now():
        raise UserError("Nobody is invited to what is called off, or has begun.")
    rows = _mailed(actor, event).filter(sending=None)
    return _queued(actor, event, list(rows), f"event:{event.pk}", event.kind, words.invitation, invites=True)


def tell(actor: access.Actor, event: Event) -> Invited:
    """Queue a mail that says what holds now, to everybody who was invited and did not say no. Once for each change."""
    access.require(actor, planned.ACT)
    if not event.sequence:
        raise UserError("Nothing about it has changed since people were invited.")
    rows = _mailed(actor, event).exclude(sending=None).exclude(answer=Guest.Answer.NO)
    return _queued(actor, event, list(rows), f"event:{event.pk}:{event.sequence}", "admin", words.news, invites=False)


def again(actor: access.Actor, guest_id: int, times: int) -> Guest:
    """Send one guest their invitation again, with the link that is good now. ``times`` is how often that was done when
    the page was opened: a second click is the same mail.

    Raises UserError where the first has not left, nobody knows whether it has, they said no, or it is over; Http404
    for a guest whom the actor may not see.
    """
    access.require(actor, planned.ACT)
    with transaction.atomic():
        rows = Guest.objects.select_for_update(of=("self",)).select_related("event", "customer", "contact", "sending")
        row = access.one(actor, rows, "customer", pk=guest_id if guest_id < 2**63 else 0)
        if row.asked_again != times:
            return row
        _refuse_again(row)
        row.asked_again += 1
        row.save(update_fields=["asked_again"])
        occasion = f"event:{row.event_id}:again:{row.asked_again}"
        _queued(actor, row.event, [row], occasion, row.event.kind, words.invitation, invites=True)
        audit.write(actor, "event.again", row, times=row.asked_again)
    return row


def _refuse_again(row: Guest) -> None:
    if row.event.state == Event.State.CANCELLED or row.event.starts_at <= clock.now():
        raise UserError("Nobody is invited to what is called off, or has begun.")
    if row.sending is None:
        raise UserError("They were not invited yet: send the invitations.")
    if row.sending.state not in AGAIN:
        raise UserError("Their invitation has not left yet, or nobody knows whether it has: look at it in the outbox.")
    if row.answer == Guest.Answer.NO:
        raise UserError("They said that they do not come.")
    if row.contact is None or not row.contact.email:
        raise UserError("No mail address is known of them.")


def preview(actor: access.Actor, event: Event, guest: Guest | None = None) -> tuple[str, str]:
    """The subject and text of an invitation as it would leave, but for the link: to this guest, else to nobody."""
    access.require(actor, "record.see")
    speaker = _speaker(actor, event)
    language = spoken.languages([guest.customer])[guest.customer_id] if guest else "en"
    name = (guest.contact.name or "") if guest and guest.contact else ""
    return words.invitation(event, language, speaker.greets(name, language), speaker.signs(language), MASK, clock.now())


def _mailed(actor: access.Actor, event: Event) -> QuerySet[Guest]:
    rows = Guest.objects.filter(event=event).select_related("customer", "contact").order_by("pk")
    return access.customers(actor, rows, "customer").exclude(contact__email=None).exclude(contact__email="")


def _queued(
    actor: access.Actor, event: Event, rows: Sequence[Guest], occasion: str, kind: str,
    write: Callable[..., tuple[str, str]], *, invites: bool,
) -> Invited:  # fmt: skip
    speaker, now, states = _speaker(actor, event), clock.now(), Counter[str]()
    spoken_in = spoken.languages(list({row.customer_id: row.customer for row in rows}.values()))
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        mails = []
        for row in part:
            assert row.contact is not None
            in_ = spoken_in[row.customer_id]
            greeting = speaker.greets(row.contact.name or "", in_)
            subject, text = write(event, in_, greeting, speaker.signs(in_), OWN.link(row), now)
            touch = Touch(row.customer_id, row.contact_id, event.host_id, "email", kind, personal=False)
            mails.append(Mail(occasion, touch, subject, text))
        with transaction.atomic():
            sent = queue_many(actor, mails)
            if invites:
                for row, sending in zip(part, sent, strict=True):
                    row.sending = sending
                Guest.objects.bulk_update(part, ["sending"], batch_size=500)
        states.update(one.state for one in sent)
    return Invited(dict(states))


def _speaker(actor: access.Actor, event: Event) -> spoken.Speaker:
    """Who invites: the host, else who acts, else the organisation."""
    member = event.host_id or (actor.member_id if isinstance(actor, User) else "")
    return spoken.speakers([member]).get(member or "", spoken.Speaker("", Organisation.get().name))
