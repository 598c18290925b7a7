"""Asking a customer for a favour: at the right moment alone, past the gate, once; and what they say to it.

What stands against the moment is never overruled: whoever knows that a case is over closes it. The gate is asked here,
and again at the instant of sending.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from deeproot.measure.loyalty.moment import ANSWERED_WITHIN
from deeproot.plan.policy import Touch, Verdict
from deeproot_app.act.ambassadors import moment
from deeproot_app.act.ambassadors.moment import NEVER_LEFT, State
from deeproot_app.act.drafts import approve
from deeproot_app.act.models import AmbassadorAsk, Sending
from deeproot_app.act.outbox import acts
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.plan import gate
from deeproot_app.record import acted, changes
from deeproot_app.record.models import Contact, Customer, RecordSequence
from deeproot_app.record.unacted import take_back as unwrite

ACT: Final = "touch.send"
KIND: Final = "pitch"
"""A favour asks something of them: the gate judges it as it judges an offer to buy."""
CHANNELS: Final = {"email": "by mail", "call": "on the telephone", "meeting": "face to face"}
ANSWERS: Final = (State.YES, State.NO, State.NONE)


@dataclass(frozen=True)
class Favour:
    """What somebody asks of a customer."""

    key: str
    """Drawn once: asked twice it is one asking."""
    customer_id: str
    contact_id: str
    favour: str
    channel: str = "email"
    subject: str = ""
    text: str = ""
    """Of a mail its words; else what was said."""
    member_id: str = ""


def touch_of(favour: Favour) -> Touch:
    """What the gate is asked about."""
    return Touch(favour.customer_id, favour.contact_id or None, favour.member_id or None, favour.channel, KIND)


def verdict(favour: Favour, now: datetime) -> Verdict:
    """What the gate says of it now."""
    return gate.decide([touch_of(favour)], now)[0]


def ask(actor: access.Actor, favour: Favour) -> AmbassadorAsk:
    """Ask it: a mail is queued, or what was asked by word of mouth is told in their story. Asked again with the same
    key it is the same asking.

    Raises UserError, and asks nothing, where the moment is not right, where the gate refuses, where somebody asked
    already, and where words are missing; Http404 for a customer whom the actor may not see.
    """
    access.require(actor, ACT)
    customer = access.one(actor, Customer.objects.select_related("merged_into"), pk=favour.customer_id).leader
    if there := AmbassadorAsk.objects.filter(key=favour.key).first():
        return _same(there, customer)
    now = clock.now()
    contact = _whole(favour, customer)
    _refuse_moment(customer, now)
    try:
        with transaction.atomic():
            _close_what_lapsed(customer)
            row = AmbassadorAsk.objects.create(
                key=favour.key, customer=customer, contact=contact, favour=favour.favour, channel=favour.channel,
                asked_at=now, asked_by=str(actor)[:254],
            )  # fmt: skip
            _refuse_answered_since(row)
            _reach(actor, row, favour, contact, now)
            _understood_anew(customer)
            audit.write(actor, "favour.ask", row, customer=customer.pk, favour=favour.favour, channel=favour.channel)
    except IntegrityError:
        raise UserError(f"Somebody asked {customer.name} for a favour this very moment.") from None
    return row


def _understood_anew(customer: Customer) -> None:
    changes.touched([customer.pk], RecordSequence.take())


def _same(row: AmbassadorAsk, customer: Customer) -> AmbassadorAsk:
    if row.customer_id not in customer.ids:
        raise UserError("That asking is another customer's; open the page again.")
    return row


def _whole(favour: Favour, customer: Customer) -> Contact:
    if favour.favour not in AmbassadorAsk.Favour.values:
        raise UserError(f"Say what you ask for: {', '.join(AmbassadorAsk.Favour.values)}.")
    if favour.channel not in CHANNELS:
        raise UserError(f"Say how you ask: {', '.join(CHANNELS)}.")
    contact = Contact.objects.filter(pk=favour.contact_id, customer__in=customer.ids).first()
    if contact is None:
        raise UserError("Say whom of theirs you ask.")
    return contact


def _refuse_moment(customer: Customer, now: datetime) -> None:
    """Raises UserError with what stands against asking now."""
    found = moment.of([customer.pk], now).get(customer.pk)
    against = [sign.says for sign in found.against] if found else ["They are no customer yet"]
    if against:
        raise UserError(f"Not now. {'. '.join(against)}.")


def _close_what_lapsed(customer: Customer) -> None:
    """Askings that stand open, though their mail never left or nobody answered for long: the moment let them pass."""
    rows = AmbassadorAsk.objects.filter(customer__in=customer.ids, state=State.ASKED)
    never = list(rows.filter(NEVER_LEFT).values_list("pk", flat=True))
    rows.filter(pk__in=never).update(state=State.TAKEN_BACK)
    silent = list(rows.filter(asked_at__lte=clock.now() - ANSWERED_WITHIN).values_list("pk", "asked_at"))
    for pk, at in silent:  # one at most: no customer has two that are open
        rows.filter(pk=pk).update(state=State.NONE, answered_at=at + ANSWERED_WITHIN)


def _refuse_answered_since(row: AmbassadorAsk) -> None:
    """What somebody else asked and wrote down since the moment was judged counts, too."""
    others = AmbassadorAsk.objects.filter(customer__in=row.customer.ids, state__in=ANSWERS).exclude(pk=row.pk)
    if others.filter(answered_at__gte=row.asked_at).exists():
        raise UserError(f"Somebody asked {row.customer.name} for a favour this very moment.")


def _reach(actor: access.Actor, row: AmbassadorAsk, favour: Favour, contact: Contact, now: datetime) -> None:
    """Queue the mail, or tell the record what was asked by word of mouth."""
    if favour.channel == "email":
        row.sending = _mailed(actor, favour, contact)
        row.save(update_fields=["sending"])
        return
    said = verdict(favour, now)
    if not said.allowed:
        raise UserError(" ".join(f"{one.fact} {one.words}" for one in said.reasons))
    told = acted.record(
        actor, interaction_id=f"deeproot:favour-{row.pk}", customer_id=contact.customer_id, channel=favour.channel,
        direction="both", kind=KIND, happened_at=now, contact_id=contact.pk, member_id=favour.member_id or None,
        thread_id=f"deeproot:favour-{row.pk}", automatic=False, personal=True, needs_answer=False,
        subject=row.get_favour_display(), body=favour.text.strip() or row.get_favour_display(),
    )  # fmt: skip
    row.interaction_id = told.pk
    row.save(update_fields=["interaction_id"])


def _mailed(actor: access.Actor, favour: Favour, contact: Contact) -> Sending:
    if not favour.text.strip():
        raise UserError("Write what the mail shall say.")
    letter = approve.Letter(
        occasion=f"favour:{favour.key}", customer_id=contact.customer_id, contact_id=contact.pk, kind=KIND,
        subject=favour.subject.strip(), text=favour.text.strip(), member_id=favour.member_id,
    )  # fmt: skip
    sent = approve.approve(actor, letter)
    if sent.state == Sending.State.SUPPRESSED:
        raise UserError(sent.says)
    return sent


def answer(actor: access.Actor, ask_id: int, state: str, note: str = "") -> AmbassadorAsk:
    """Write down what they said: yes, no, or that no answer came. Said again it is changed.

    Raises UserError for what is no answer, or where the asking was taken back; Http404 for one that the actor may not
    see.
    """
    access.require(actor, ACT)
    with transaction.atomic():
        row = held(actor, ask_id)
        if state not in ANSWERS:
            raise UserError(f"An answer is one of {', '.join(ANSWERS)}.")
        if row.state == State.TAKEN_BACK:
            raise UserError("That asking was taken back; there is nothing to answer.")
        row.state, row.answered_at, row.answered_by = state, clock.now(), str(actor)[:254]
        row.note = note.strip()[:2_000]
        row.save(update_fields=["state", "answered_at", "answered_by", "note"])
        _understood_anew(row.customer)
        audit.write(actor, "favour.answer", row, customer=row.customer_id, state=state)
    return row


def undo(actor: access.Actor, ask_id: int) -> AmbassadorAsk:
    """Undo the last step: an answer becomes open again; an asking that is open is taken back, its mail called back.

    Taken back twice changes nothing. Raises UserError where its mail has left, or where they were asked anew since;
    Http404 for one that the actor may not see.
    """
    access.require(actor, ACT)
    try:
        with transaction.atomic():
            row = held(actor, ask_id)
            if row.state == State.TAKEN_BACK:
                return row
            if row.state == State.ASKED:
                _take_back(actor, row)
            else:
                row.state, row.answered_at, row.answered_by = State.ASKED, None, ""
            row.save(update_fields=["state", "answered_at", "answered_by"])
            _understood_anew(row.customer)
            audit.write(actor, "favour.undo", row, customer=row.customer_id, state=row.state)
    except IntegrityError:
        raise UserError("They were asked anew since; undo that first.") from None
    return row


def _take_back(actor: access.Actor, row: AmbassadorAsk) -> None:
    if row.sending is not None and row.sending.state not in {"cancelled", "suppressed", "refused"}:
        acts.cancel(actor, row.sending.pk)
    unwrite(actor, [row.interaction_id] if row.interaction_id else [])
    row.state = State.TAKEN_BACK


def held(actor: access.Actor, ask_id: int) -> AmbassadorAsk:
    """The asking, for nobody else until the transaction ends. Raises Http404."""
    rows = AmbassadorAsk.objects.select_for_update(of=("self",)).select_related("sending", "customer__merged_into")
    return access.one(actor, rows, "customer", pk=ask_id if ask_id < 2**63 else 0)


def asks(actor: access.Actor, customer: Customer | None = None) -> QuerySet[AmbassadorAsk]:
    """What was asked of customers whom the actor may see, without what was taken back; of one where that is given."""
    rows = AmbassadorAsk.objects.exclude(state=State.TAKEN_BACK).select_related("customer__merged_into", "sending")
    rows = access.customers(actor, rows, "customer")
    return rows.filter(customer__in=customer.ids) if customer else rows
