"""Giving: a thank-you or a gift to one customer, within the budget, past the gate, told in their story; and undone.

What is given by mail is a mail of the outbox: the record tells of it once it has left. Everything else is told at once,
as an interaction of the kind `appreciation`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db import transaction

from deeproot.plan.policy import Touch, Verdict
from deeproot_app.act.appreciation import amounts, budgets
from deeproot_app.act.appreciation.rewards import ledger
from deeproot_app.act.drafts import approve
from deeproot_app.act.models import Budget, Gift
from deeproot_app.act.outbox import acts
from deeproot_app.base import access, audit, clock
from deeproot_app.base.elements import figures
from deeproot_app.base.errors import UserError
from deeproot_app.plan import gate
from deeproot_app.record import acted
from deeproot_app.record.models import Contact, Customer
from deeproot_app.record.unacted import take_back as unwrite

ACT: Final = "gift.give"
LONGEST_AGO: Final = timedelta(days=90)
CHANNELS: Final = {
    "letter": "by letter or parcel", "email": "by e-mail", "sms": "by text message", "meeting": "in person",
    "event": "at an event",
}  # fmt: skip


@dataclass(frozen=True)
class Given:
    """What somebody gives."""

    key: str
    """Drawn once: given twice it is one gift."""
    customer_id: str
    what: str
    why: str
    channel: str
    contact_id: str = ""
    member_id: str = ""
    cost: Decimal = Decimal(0)
    currency: str = ""
    at: datetime | None = None
    """When it was given, where that is past: then nothing is about to happen, and the gate is asked as of then."""
    subject: str = ""
    words: str = ""
    """What was said or written with it; of a mail its text."""
    reason: str = ""
    """Why the gate is overruled; of what was given already, why it was given against it."""
    beyond: str = ""
    """Why it may cost more than is left; a manager's word."""


def touch_of(given: Given) -> Touch:
    """What the gate is asked about."""
    return Touch(given.customer_id, given.contact_id or None, given.member_id or None, given.channel, "appreciation")


def verdict(given: Given) -> Verdict:
    """What the gate says of it now."""
    return gate.decide([touch_of(given)], clock.now())[0]


def give(actor: access.Actor, given: Given) -> Gift:
    """Give it; given again with the same key it is the same gift. Nothing is kept where something stands against it.

    Raises UserError where something is missing, the gate refuses without a reason to overrule it, or it costs more than
    is left; Http404 for a customer whom the actor may not see.
    """
    access.require(actor, ACT)
    customer = access.one(actor, Customer.objects.select_related("merged_into"), pk=given.customer_id).leader
    now, cost = clock.now(), amounts.micros(given.cost)
    _refuse_unsaid(given, customer, now)
    with transaction.atomic():
        budget = _paying(given, cost, now)
        if there := Gift.objects.filter(key=given.key).first():
            return _same(there, customer, given, cost)
        if budget is not None:
            _refuse_beyond(actor, budget, cost, given.beyond)
        row, made = Gift.objects.get_or_create(key=given.key, defaults=_row(actor, given, customer, budget, cost, now))
        if made:
            _tell(actor, row, given, customer)
            audit.write(actor, ACT, row, customer=customer.pk, cost_micros=cost, beyond=row.beyond)
    return row


def _refuse_unsaid(given: Given, customer: Customer, now: datetime) -> None:
    if not given.what.strip() or not given.why.strip():
        raise UserError("Say what you give, and what for: a thank-you without a reason is none.")
    if given.channel not in CHANNELS:
        raise UserError(f"Say how it reaches them: {', '.join(CHANNELS.values())}.")
    if given.contact_id and not Contact.objects.filter(pk=given.contact_id, customer__in=customer.ids).exists():
        raise UserError("Choose one of this customer's own people.")
    if given.at is not None and given.at > now:
        raise UserError("It cannot have been given in the future; leave the moment open for now.")
    if given.at is not None and given.channel == "email":
        raise UserError("A mail leaves from now on; leave the moment open.")
    if given.at is not None and given.at < now - LONGEST_AGO:
        raise UserError(f"What was given more than {LONGEST_AGO.days} days ago is no news: import it with the record.")


def _paying(given: Given, cost: int, now: datetime) -> Budget | None:
    """The budget that pays for it, for nobody else until the transaction ends; None for what costs nothing."""
    if not cost:
        return None
    currency, day = amounts.currency(given.currency), budgets.today(given.at or now)
    rows = Budget.objects.select_for_update().filter(currency=currency, begins__lte=day, ends__gte=day)
    if (row := rows.first()) is None:
        raise UserError(f"No budget pays in {currency} on {day}. A manager sets one under Thanks & events, Budgets.")
    return row


def _refuse_beyond(actor: access.Actor, budget: Budget, cost: int, beyond: str) -> None:
    left = budgets.stand(Budget.objects.filter(pk=budget.pk))[0].left_micros
    if cost <= left:
        return
    is_left = f"Of “{budget.name}” {figures.money(max(left, 0), budget.currency)} is left"
    if not access.allows(actor, budgets.ACT):
        raise UserError(f"{is_left}; a manager may let it cost more.")
    if not beyond.strip():
        raise UserError(f"{is_left}. Say why it may cost more; that is kept with the gift.")


def _same(row: Gift, customer: Customer, given: Given, cost: int) -> Gift:
    if row.customer_id not in customer.ids:
        raise UserError("That gift is another customer's; open the page again.")
    if (row.what, row.channel, row.cost_micros) != (given.what.strip()[:300], given.channel, cost):
        raise UserError(f"This form was sent already, for “{row.what}”; open the page again for another.")
    return row


def _row(
    actor: access.Actor, given: Given, customer: Customer, budget: Budget | None, cost: int, now: datetime
) -> dict[str, Any]:
    is_beyond = budget is not None and cost > budgets.stand(Budget.objects.filter(pk=budget.pk))[0].left_micros
    return {
        "customer": customer, "contact_id": given.contact_id or None, "member_id": given.member_id or None,
        "what": given.what.strip()[:300], "why": given.why.strip()[:2_000], "channel": given.channel,
        "at": given.at or now, "cost_micros": cost, "currency": budget.currency if budget else "", "budget": budget,
        "beyond": given.beyond.strip()[:1_000] if is_beyond else "", "made_at": now, "actor": str(actor)[:254],
    }  # fmt: skip


def _tell(actor: access.Actor, row: Gift, given: Given, customer: Customer) -> None:
    """Queue the mail, or tell the record."""
    if given.channel == "email":
        row.sending = _mailed(actor, given, customer)
        row.save(update_fields=["sending"])
        return
    if given.at is None:
        _ask_gate(actor, given)
    else:
        _ask_then(actor, row, given)
    body = "\n\n".join(filter(None, [given.words.strip(), f"{row.what}. {row.why}"]))
    told = acted.record(
        actor, interaction_id=f"deeproot:gift-{row.pk}", customer_id=customer.pk, channel=given.channel,
        direction="both" if given.channel in {"meeting", "event"} else "out", kind="appreciation", happened_at=row.at,
        contact_id=row.contact_id, member_id=row.member_id, thread_id=f"deeproot:gift-{row.pk}", automatic=False,
        personal=True, needs_answer=False, subject=row.what, body=body,
    )  # fmt: skip
    row.interaction_id = told.pk
    row.save(update_fields=["interaction_id"])


def _mailed(actor: access.Actor, given: Given, customer: Customer) -> Any:
    contact = Contact.objects.filter(pk=given.contact_id).first()
    if contact is None:
        raise UserError("Say to whom the mail goes.")
    if not given.words.strip():
        raise UserError("Write what the mail shall say.")
    letter = approve.Letter(
        occasion=f"gift:{given.key}", customer_id=contact.customer_id, contact_id=contact.pk, kind="appreciation",
        subject=given.subject.strip() or given.what.strip(), text=given.words.strip(), member_id=given.member_id,
        reason=given.reason.strip(),
    )  # fmt: skip
    return approve.approve(actor, letter)


def _ask_gate(actor: access.Actor, given: Given) -> None:
    said = verdict(given)
    if said.allowed:
        return
    if not given.reason.strip():
        why = " ".join(f"{one.fact} {one.words}" for one in said.reasons)
        raise UserError(f"{why} Say why it may be all the same, or wait.")
    gate.override(actor, touch_of(given), said, given.reason.strip())


def _ask_then(actor: access.Actor, row: Gift, given: Given) -> None:
    """Ask the gate about a gift that was given already, as of then, by what was known then: no way round it.

    A fact is written down whatever the gate says, but never quietly: what it was against is written down by a manager,
    with a reason, in the trail. It is no override, and allows nothing.
    """
    assert given.at is not None
    said = gate.decide([touch_of(given)], given.at, upto=given.at)[0]
    if said.allowed:
        return
    why = " ".join(f"{one.fact} {one.words}" for one in said.reasons)
    if not access.allows(actor, budgets.ACT):
        raise UserError(f"When it was given, the contact policy stood against it. {why} A manager may write it down.")
    if not given.reason.strip():
        raise UserError(f"When it was given, the contact policy stood against it. {why} Say why it was given.")
    audit.write(actor, "gift.despite", row, against=list(said.ids), reason=given.reason.strip()[:500])


def take_back(actor: access.Actor, gift_id: int) -> Gift:
    """Undo a gift: the record tells of it no more, its cost is in the budget again, and points that were redeemed for
    it are the customer's again. Twice changes nothing.

    Raises UserError where its mail has left; Http404 for one that the actor may not see.
    """
    access.require(actor, ACT)
    with transaction.atomic():
        rows = Gift.objects.select_for_update(of=("self",)).select_related("sending")
        row = access.one(actor, rows, "customer", pk=gift_id)
        if row.taken_back_at is not None:
            return row
        if row.sending is not None and row.sending.state not in {"cancelled", "suppressed", "refused"}:
            acts.cancel(actor, row.sending.pk)
        unwrite(actor, [row.interaction_id] if row.interaction_id else [])
        ledger.give_back(actor, row)
        row.taken_back_at = clock.now()
        row.save(update_fields=["taken_back_at"])
        audit.write(actor, "gift.take_back", row, customer=row.customer_id)
    return row
