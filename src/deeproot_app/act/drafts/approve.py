"""A person approves a draft: the gate is asked, what nobody has said yet is asked for, and the mail is queued."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from deeproot.plan.policy import Touch, Verdict
from deeproot_app.act.drafts.frame import left_open
from deeproot_app.act.models import Sending
from deeproot_app.act.outbox import queue
from deeproot_app.base import access, clock
from deeproot_app.base.errors import UserError
from deeproot_app.plan import decide, gate, queries
from deeproot_app.plan.library import change
from deeproot_app.record.models import Customer, Promise

KINDS: Final = {
    "value": "something of use", "answer": "an answer", "care": "a question how they are", "holding": "a word that "
    "it takes longer", "appreciation": "a thank-you", "admin": "paperwork",
    "pitch": "an offer to buy, or a favour asked of them",
    "renewal": "a renewal", "miss_you": "“we miss you”",
}  # fmt: skip
"""What kind of touch a mail may be, as the page asks it."""


@dataclass(frozen=True)
class Letter:
    """What a person is about to send."""

    occasion: str
    """Drawn when the page was opened: a second click is the same mail."""
    customer_id: str
    contact_id: str
    kind: str
    subject: str
    text: str
    member_id: str = ""
    reply_to: str = ""
    resource_id: str = ""
    item_key: str = ""
    when: datetime | None = None
    reason: str = ""
    """Why the gate is overruled."""
    enclosed: tuple[str, ...] = ()
    """The files of the library that go with it, by their keys."""
    keeps: tuple[str, ...] = ()
    """The promises that it delivers."""
    settles: bool = False
    """Whether the item of Today is done with it."""


def touch_of(letter: Letter) -> Touch:
    """The touch that the letter is."""
    return Touch(letter.customer_id, letter.contact_id, letter.member_id or None, "email", letter.kind)


def verdict(letter: Letter, now: datetime) -> Verdict:
    """What the gate says of it at its moment. Raises UserError for a kind that there is not."""
    if letter.kind not in KINDS:
        raise UserError("Say what kind of mail it is.")
    return gate.decide([touch_of(letter)], max(letter.when or now, now))[0]


def approve(actor: access.Actor, letter: Letter) -> Sending:
    """Queue the letter; nothing has left yet. Raises UserError, and queues nothing, where something is missing.

    Where the gate refuses for a while, the mail waits until it lifts; where it refuses for good, only a reason that it
    may be overruled by lets it go, and never an objection's.
    """
    access.require(actor, "touch.send")
    now = clock.now()
    _whole(letter)
    said, touch = verdict(letter, now), touch_of(letter)
    with transaction.atomic():
        overruled = gate.override(actor, touch, said, letter.reason) if letter.reason and not said.allowed else None
        if not said.allowed and overruled is None and said.lifts_at is None:
            raise UserError(" ".join(f"{one.fact} {one.words}" for one in said.reasons))
        sending = queue(
            actor,
            occasion=letter.occasion,
            touch=touch,
            subject=letter.subject,
            text=letter.text,
            reply_to=letter.reply_to or None,
            resource_id=letter.resource_id or None,
            override=overruled,
            not_before=letter.when,
            enclosed=letter.enclosed,
            keeps=_kept(actor, letter.keeps, touch.customer_id),
        )
        if letter.settles and letter.item_key and not queries.one(actor, letter.item_key).settled:
            decide.done(actor, letter.item_key, "Written.")
    return sending


def _kept(actor: access.Actor, promises: tuple[str, ...], customer_id: str) -> list[str]:
    """Those of the promises that are this customer's, and open. Raises UserError where one is not."""
    if not promises:
        return []
    access.require(actor, "promise.change")
    customer = Customer.objects.select_related("merged_into").get(pk=customer_id).leader
    rows = Promise.objects.filter(pk__in=promises, customer__in=customer.ids, kept_at=None, withdrawn_at=None)
    if rows.count() != len(set(promises)):
        raise UserError("A promise that the mail should deliver is settled already; look at it again.")
    return list(dict.fromkeys(promises))


def _whole(letter: Letter) -> None:
    if waiting := left_open(f"{letter.subject}\n{letter.text}"):
        raise UserError(f"Still to be said: {', '.join(waiting[:4])}. Fill it in, or take it out.")
    if not letter.contact_id:
        raise UserError("Say to whom it goes.")
    if letter.resource_id:
        change.one(letter.resource_id)
