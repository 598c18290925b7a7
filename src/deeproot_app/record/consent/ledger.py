"""Words about being contacted, recorded: objections at once and for good, consents only with what proves them.

Rows are added and never changed. What each means beside the others is for the gate to say (`deeproot.plan.policy`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import uuid4

from django.db import transaction

from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.record import changes, turnstile
from deeproot_app.record.consent import whom as named
from deeproot_app.record.consent.digests import key
from deeproot_app.record.consent.whom import Whom
from deeproot_app.record.models import Consent, ConsentAddress, Customer, RecordSequence

ACT: Final = "consent.change"
State, Purpose = Consent.State, Consent.Purpose
THEMSELF: Final = "themself"
LONGEST: Final = 2_000
CHANNELS: Final = ("", "email", "call", "sms", "chat", "letter")


@dataclass(frozen=True)
class Said:
    """What is to be recorded, beside whom it is about."""

    state: str
    purpose: str
    channel: str = ""
    how: str = "colleague"
    at: datetime | None = None
    """When it was said; now where that is not known. Never later than now."""
    words: str = ""
    proof: str = ""
    language: str = ""
    source: str = ""
    by: str = THEMSELF
    sure: bool = True


def objected(
    actor: access.Actor,
    *,
    contact_id: str | None = None,
    customer_id: str | None = None,
    address: str | None = None,
    purpose: str = Purpose.MARKETING,
    channel: str = "",
    how: str = "colleague",
    words: str = "",
    proof: str = "",
    at: datetime | None = None,
) -> Consent:
    """Record that they objected: a person (``contact_id``), a whole customer, or whoever has an address.

    It holds for every address they have now, whatever becomes of the contact. Raises Http404 for whom the actor may
    not see, UserError for a purpose or channel that there is not.
    """
    access.require(actor, ACT)
    who = _whom(actor, contact_id, customer_id, address)
    told = Said(State.OBJECTED, purpose, channel, how, at, words, proof, by=actor_name(actor))
    return record(actor, who, told)


def do_not_contact(
    actor: access.Actor, *, contact_id: str | None = None, customer_id: str | None = None, reason: str
) -> Consent:
    """Mark a person or a whole customer: nobody of ours contacts them. Raises UserError without a reason."""
    access.require(actor, ACT)
    if not reason.strip():
        raise UserError("Say why they are not to be contacted: whoever wants to write to them reads it.")
    who = _whom(actor, contact_id, customer_id, None)
    return record(actor, who, Said(State.DO_NOT_CONTACT, Purpose.ALL, proof=reason, by=actor_name(actor)))


def lift(actor: access.Actor, consent_id: str, proof: str) -> Consent:
    """Take back a mark of ours (`do_not_contact`), with what allows it. An objection of theirs is never taken back so.

    Raises UserError without a proof, or for a word that is not a mark of ours.
    """
    access.require(actor, "consent.lift")
    row = _mark(actor, consent_id)
    if not proof.strip():
        raise UserError("Say what allows to contact them again.")
    held = tuple(row.addresses.values_list("digest", flat=True))
    who = Whom(row.customer_id, row.contact_id, held)
    return record(actor, who, Said(State.LIFTED, row.purpose, row.channel, proof=proof, by=actor_name(actor)))


def consented(
    actor: access.Actor,
    *,
    contact_id: str,
    purpose: str = Purpose.MARKETING,
    channel: str = "",
    words: str,
    proof: str,
    at: datetime | None = None,
) -> Consent:
    """Record a consent that a colleague was given: the words they agreed to, and what proves it, must be told.

    It loosens an earlier objection; so it is never recorded without both. Raises UserError where one is missing.
    """
    access.require(actor, ACT)
    if not words.strip() or not proof.strip():
        raise UserError(
            "A consent needs the words they agreed to and its proof (a signed form, a mail): without both it is none."
        )
    who = _whom(actor, contact_id, None, None)
    told = Said(State.CONSENTED, purpose, channel, "colleague", at, words, proof, by=actor_name(actor))
    return record(actor, who, told)


def by_themself(
    contact_id: str | None, customer_id: str | None, digests: Sequence[str], said: Iterable[Said]
) -> list[Consent]:
    """Record what a person said on a link of their own: they may tighten and loosen as they like."""
    who = Whom(customer_id, contact_id, tuple(digests))
    with transaction.atomic():
        return [record(access.COMMAND_LINE, who, one, themself=True) for one in said]


def record(actor: access.Actor, who: Whom, said: Said, *, themself: bool = False) -> Consent:
    """Add one word to the ledger; those it is about are understood anew. The trail tells who did it, not the words."""
    if said.purpose not in Purpose.values or said.channel not in CHANNELS:
        raise UserError(f"There is no consent to {said.purpose!r} by {said.channel!r}.")
    now = clock.now()
    user = actor if isinstance(actor, User) and not themself else None
    with transaction.atomic():
        seq = RecordSequence.take()
        turnstile.alone()
        row = Consent.objects.create(
            consent_id=f"consent:{uuid4().hex}", customer_id=who.customer_id, contact_id=who.contact_id,
            state=said.state, purpose=said.purpose, channel=said.channel, at=min(said.at or now, now), recorded_at=now,
            how=said.how, sure=said.sure, source=said.source[:300], language=said.language[:8],
            words=said.words.strip()[:LONGEST], proof=said.proof.strip()[:LONGEST],
            by=THEMSELF if themself else said.by[:254], user=user, recorded_seq=seq,
        )  # fmt: skip
        ConsentAddress.objects.bulk_create([ConsentAddress(consent=row, digest=one) for one in who.digests])
        understood_anew([who.customer_id] if who.customer_id else [], seq)
        if not themself:
            about = ("contact", who.contact_id) if who.contact_id else ("customer", who.customer_id or "")
            audit.write(actor, f"consent.{said.state}", about, purpose=said.purpose, channel=said.channel)
    return row


def understood_anew(customers: Iterable[str], seq: int) -> None:
    """Have the day's list of these customers, and of who leads them, made anew."""
    ids = set(customers)
    leaders = Customer.objects.filter(pk__in=ids, merged_into__isnull=False).values_list("merged_into", flat=True)
    changes.touched([*ids, *(one for one in leaders if one)], seq)


def actor_name(actor: access.Actor) -> str:
    """Who records it, in words that outlive the user."""
    return str(getattr(actor, "email", "") or "nobody")


def _mark(actor: access.Actor, consent_id: str) -> Consent:
    """A mark of ours about somebody the actor may see."""
    row = Consent.objects.filter(pk=consent_id).first()
    if row is None or row.customer_id is None:
        raise UserError("There is no such mark.")
    access.one(actor, Customer.objects.all(), pk=row.customer_id)
    if row.state != State.DO_NOT_CONTACT:
        raise UserError("An objection is theirs: only they can take it back, on their own page or with a consent.")
    return row


def _whom(actor: access.Actor, contact_id: str | None, customer_id: str | None, address: str | None) -> Whom:
    by = key()
    if contact_id:
        return named.person(actor, contact_id, by)
    if customer_id:
        return named.customer(actor, customer_id, by)
    return named.address(address or "", by)
