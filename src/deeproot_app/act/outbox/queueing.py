"""Put a mail into the outbox: one row for each person and occasion, whoever asks and however often."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from deeproot.plan.policy import Touch
from deeproot_app.act.models import Letter, Outbox, Sending
from deeproot_app.act.outbox import accounts, asking, enclosing
from deeproot_app.act.outbox.accounts import SentAs
from deeproot_app.act.outbox.course import State, step
from deeproot_app.act.outbox.keys import key_of, message_id
from deeproot_app.act.outbox.waking import wake
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.channels.email.sending.address import deliverable
from deeproot_app.record.models import Contact, Customer, Interaction

ROWS: Final = 500
LONGEST_SUBJECT: Final = 300
LONGEST_TEXT: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that is to go."""

    occasion: str
    """What it is for, such as `draft:17`: nobody gets two mails of one occasion."""
    touch: Touch
    subject: str
    text: str
    html: str = ""
    reply_to: str | None = None
    """The interaction that it answers."""
    resource_id: str | None = None
    programme_id: str | None = None
    override: Any = None
    """The overruling of the gate that was recorded (`plan.gate.override`)."""
    not_before: datetime | None = None
    enclosed: Sequence[str] = ()
    """The files of the library that go with it, by their keys (`enclosing.offered`)."""
    keeps: Sequence[str] = ()
    """The promises of this customer that it delivers."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of those whom some mails are for: four queries, however many mails."""

    customers: Mapping[str, Customer]
    contacts: Mapping[str, Contact]
    parents: Mapping[str, Interaction]
    sent_as: Mapping[str | None, SentAs]


def queue(
    actor: access.Actor,
    *,
    occasion: str,
    touch: Touch,
    subject: str,
    text: str,
    html: str = "",
    reply_to: str | None = None,
    resource_id: str | None = None,
    programme_id: str | None = None,
    override: Any = None,
    not_before: datetime | None = None,
    enclosed: Sequence[str] = (),
    keeps: Sequence[str] = (),
) -> Sending:
    """Queue one mail; where the person has one of this occasion already, that is given and nothing is changed.

    The gate is asked now, and again at the instant of sending: what it refuses for long is *suppressed*, what it
    refuses for a while *waits*. Raises UserError where there is no address, no word, an address that is none, or files
    that cannot be attached;
    Http404 for a customer whom the actor may not see.
    """
    more = (reply_to, resource_id, programme_id, override, not_before, enclosed, keeps)
    return queue_many(actor, [Mail(occasion, touch, subject, text, html, *more)])[0]


@transaction.atomic
def queue_many(actor: access.Actor, mails: Sequence[Mail]) -> list[Sending]:
    """Queue many mails, each as `queue` does; a fixed number of statements. One mail each is given, in their order."""
    access.require(actor, "touch.send")
    if not mails:
        return []
    now, known = clock.now(), _known(actor, mails)
    wanted = [_row(mail, known, str(actor), now) for mail in mails]
    found = _recorded(wanted)
    fresh = [(row, mail) for row, mail in zip(wanted, mails, strict=True) if _one_of(found, row) is None]
    if fresh:
        _judge([row for row, _ in fresh], actor, now, {row.key: mail.not_before for row, mail in fresh})
        _write(fresh, known)
        found = _recorded(wanted)
        _trail(actor, [_found(found, row) for row, _ in fresh])
        wake(min((row.next_at for row, _ in fresh if row.next_at is not None), default=None))
    return [_found(found, row) for row in wanted]


def _known(actor: access.Actor, mails: Sequence[Mail]) -> _Known:
    touches = [mail.touch for mail in mails]
    asked = {touch.customer_id for touch in touches}
    customers = access.customers(actor, Customer.objects.all()).in_bulk(list(asked))
    if missing := sorted(asked - customers.keys()):
        access.one(actor, Customer.objects.all(), pk=missing[0])
    contacts = Contact.objects.in_bulk([touch.contact_id for touch in touches if touch.contact_id])
    parents = Interaction.objects.in_bulk([mail.reply_to for mail in mails if mail.reply_to])
    return _Known(customers, contacts, parents, accounts.sent_as({touch.member_id for touch in touches}))


def _row(mail: Mail, known: _Known, actor: str, now: datetime) -> Sending:
    """The row as it would stand. Raises UserError for what cannot be sent at all."""
    touch, customer = mail.touch, known.customers[mail.touch.customer_id]
    contact = known.contacts.get(touch.contact_id or "")
    address = _address(touch, contact, customer)
    _refuse_wordless(mail)
    person = f"contact:{contact.merged_into_id or contact.pk}" if contact else f"address:{address}"
    key, who = key_of(mail.occasion, person), known.sent_as[touch.member_id]
    return Sending(
        occasion=mail.occasion,
        key=key,
        address_key=key_of(mail.occasion, address),
        message_id=message_id(key, who.domain),
        customer=customer,
        contact_id=touch.contact_id,
        member_id=touch.member_id,
        address=address,
        to_name=(contact.name or "") if contact else "",
        kind=touch.kind,
        automatic=touch.automatic,
        personal=touch.personal,
        reply_to_id=mail.reply_to,
        resource_id=mail.resource_id,
        programme_id=mail.programme_id or touch.programme_id,
        survey_id=touch.survey_id,
        account=who.account,
        override_id=mail.override.pk if mail.override is not None else None,
        overruled=list(mail.override.reasons) if mail.override is not None else [],
        actor=actor,
        queued_at=now,
    )


def _address(touch: Touch, contact: Contact | None, customer: Customer) -> str:
    given = touch.address or (contact.email if contact else None)
    if not given:
        raise UserError(f"No mail address is known of {contact or customer}; add one, then send.")
    return deliverable(given)


def _refuse_wordless(mail: Mail) -> None:
    if not mail.occasion.strip() or len(mail.occasion) > 300:
        raise UserError("A mail needs an occasion of at most 300 characters, so that nobody gets it twice.")
    if not mail.subject.strip():
        raise UserError("A mail needs a subject.")
    if len(mail.subject) > LONGEST_SUBJECT:
        raise UserError(f"A subject has at most {LONGEST_SUBJECT} characters.")
    if any(not letter.isprintable() for letter in mail.subject):
        raise UserError("A subject is one line: it holds a character that no subject can.")
    if not mail.text.strip():
        raise UserError("A mail needs words: its plain text is empty.")
    if len(mail.text) + len(mail.html) > LONGEST_TEXT:
        raise UserError(f"A mail has at most {LONGEST_TEXT:,} characters.")


def _recorded(wanted: Sequence[Sending]) -> dict[str, Sending]:
    """Those of these mails that are in the ledger, by either digest."""
    found: dict[str, Sending] = {}
    for name in ("key", "address_key"):
        keys = [getattr(row, name) for row in wanted]
        for start in range(0, len(keys), ROWS):
            some = Sending.objects.filter(**{f"{name}__in": keys[start : start + ROWS]}).select_related("account")
            found |= {getattr(row, name): row for row in some}
    return found


def _one_of(found: Mapping[str, Sending], row: Sending) -> Sending | None:
    return found.get(row.key) or found.get(row.address_key)


def _found(found: Mapping[str, Sending], row: Sending) -> Sending:
    there = _one_of(found, row)
    if there is None:
        raise RuntimeError(f"the mail of {row.occasion} was not written to the ledger")
    return there


def _judge(
    rows: Sequence[Sending], actor: access.Actor, now: datetime, not_before: Mapping[str, datetime | None]
) -> None:
    """Ask the gate, and say where each of them stands from the beginning."""
    grace = timedelta(seconds=Outbox.get().grace_seconds if isinstance(actor, User) else 0)
    for row, verdict in zip(rows, asking.ask(rows, now), strict=True):
        first = max(now if row.automatic else now + grace, not_before[row.key] or now)
        row.state, row.next_at = State.QUEUED, first
        row.course = [step(now, State.QUEUED, f"by {row.actor}")]
        if verdict.allowed:
            continue
        row.reasons, row.says = asking.kept(verdict), asking.told(verdict.reasons)
        until = asking.put_off_to(verdict, first)
        if until is None:
            row.state, row.next_at, row.settled_at = State.SUPPRESSED, None, now
        else:
            row.state, row.next_at = State.WAITING, max(first, until)
        row.course.append(step(now, row.state, row.says))


def _write(fresh: Sequence[tuple[Sending, Mail]], known: _Known) -> None:
    """Write rows and words; a row that another wrote in this very moment stays as that one wrote it."""
    Sending.objects.bulk_create([row for row, _ in fresh], batch_size=ROWS, ignore_conflicts=True)
    there = _recorded([row for row, _ in fresh])
    letters: dict[int, Letter] = {}
    for row, mail in fresh:
        written = _found(there, row)
        parents = _parents(known.parents.get(mail.reply_to or ""))
        given: dict[str, Any] = {
            "subject": mail.subject.strip(),
            "text": mail.text,
            "html": mail.html,
            "parents": parents,
        }
        given |= {"enclosures": enclosing.chosen(mail.enclosed), "keeps": list(mail.keeps)}
        letters.setdefault(written.pk, Letter(sending=written, **given))
    Letter.objects.bulk_create(letters.values(), batch_size=ROWS, ignore_conflicts=True)


def _parents(answered: Interaction | None) -> list[str]:
    """The Message-IDs of the conversation that a mail continues, as far as they are known: root, then the last."""
    if answered is None:
        return []
    ids = [one for one in (answered.thread_id, answered.pk) if one and one.startswith("email:") and "@" in one]
    return list(dict.fromkeys(one.removeprefix("email:").partition("#")[0] for one in ids))


def _trail(actor: access.Actor, rows: Sequence[Sending]) -> None:
    if len(rows) == 1:
        audit.write(actor, "mail.queue", rows[0], occasion=rows[0].occasion, state=rows[0].state)
    else:
        audit.write(actor, "mail.queue", sendings=len(rows), occasion=rows[0].occasion)
