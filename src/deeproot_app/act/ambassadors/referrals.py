"""The ledger of referrals: who brought us whom, how we know, and the customer that became of whoever was named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from deeproot_app.act.appreciation.rewards import proposing, rules
from deeproot_app.act.models import Referral, RewardProposal, RewardRule
from deeproot_app.act.outbox.keys import key_of
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.record import changes
from deeproot_app.record.models import Contact, Customer, Identity, RecordSequence

ACT: Final = proposing.REFER
How = Referral.How
AT_ONCE: Final = 500


@dataclass(frozen=True)
class Told:
    """That somebody was told of us."""

    customer_id: str
    """Who told them."""
    brought_id: str = ""
    """The customer who came of it; empty where there is none yet, and ``name`` or ``email`` says who it is."""
    name: str = ""
    email: str = ""
    how: str = How.BY_HAND
    at: datetime | None = None
    """When they told them; now, where nobody knows."""
    note: str = ""
    interaction_id: str = ""


def refer(actor: access.Actor, told: Told) -> Referral:
    """Write a referral down; told again by the same customer it is the same one. Where a rule gives points for it, they
    are proposed.

    Somebody named by an address that a customer has is that customer. Raises UserError where a customer would have
    brought themselves, where somebody else is said to have brought them, and where nobody is named; Http404 for a
    customer whom the actor may not see.
    """
    access.require(actor, ACT)
    rows = Customer.objects.select_related("merged_into")
    customer = access.one(actor, rows, pk=told.customer_id).leader
    brought = access.one(actor, rows, pk=told.brought_id).leader if told.brought_id else None
    email = told.email.strip().lower()[:254]
    _refuse(told, email)
    brought = brought or (_with_address([email]).get(email) if email else None)
    if brought is not None and brought.pk == customer.pk:
        raise UserError("Nobody brings us themselves: name the customer who came.")
    if there := _known(brought, email) or _named(customer, told.name.strip(), brought, email):
        return _same(there, customer)
    now = clock.now()
    try:
        with transaction.atomic():
            row = Referral.objects.create(
                customer=customer, brought=brought, name=told.name.strip()[:300], email=email, at=told.at or now,
                how=told.how, note=told.note.strip()[:2_000], interaction_id=told.interaction_id, made_at=now,
                actor=str(actor)[:254],
            )  # fmt: skip
            _propose(actor, row)
            _understood_anew(row)
            audit.write(actor, "referral.add", row, customer=customer.pk, brought=brought.pk if brought else None)
    except IntegrityError:
        return _same(_written(brought, email), customer)
    return row


def _refuse(told: Told, email: str) -> None:
    if told.how not in How.values:
        raise UserError(f"Say how we know it: {', '.join(How.values)}.")
    if not (told.brought_id or told.name.strip() or email):
        raise UserError("Say whom they told of us: a customer, a name or a mail address.")
    if told.at is not None and told.at > clock.now():
        raise UserError("It cannot have been in the future; leave the day open for now.")


def _understood_anew(row: Referral) -> None:
    changes.touched([row.customer_id], RecordSequence.take())


def standing() -> QuerySet[Referral]:
    """The referrals that were not taken back."""
    return Referral.objects.filter(taken_back_at=None)


def _known(brought: Customer | None, email: str) -> Referral | None:
    rows = standing().select_related("customer__merged_into")
    if brought is not None:
        return rows.filter(Q(brought__in=brought.ids)).first()
    return rows.filter(email=email, brought=None).first() if email else None


def _named(customer: Customer, name: str, brought: Customer | None, email: str) -> Referral | None:
    """The same customer's referral of somebody of whom nothing but that name is known."""
    if brought is not None or email:
        return None
    rows = standing().select_related("customer__merged_into")
    return rows.filter(customer__in=customer.ids, brought=None, email="", name__iexact=name).first()


def _written(brought: Customer | None, email: str) -> Referral:
    """The referral that another wrote in this very moment."""
    if (row := _known(brought, email)) is None:
        raise UserError("Somebody changed that referral this very moment; look again.")
    return row


def _same(row: Referral, customer: Customer) -> Referral:
    if row.customer.leader.pk != customer.pk:
        raise UserError("Somebody else is said to have brought them; take that back first.")
    return row


def _propose(actor: access.Actor, row: Referral) -> None:
    """Propose points for a customer who came, where a rule gives some and nobody did before."""
    if row.brought is None or not rules.running().filter(occasion=RewardRule.Occasion.REFERRAL).exists():
        return
    known = RewardProposal.objects.filter(key=key_of("reward referral", row.brought.pk))
    if not known.exists():
        proposing.refer(actor, row.customer.leader.pk, row.brought.pk)


def take_back(actor: access.Actor, referral_id: int) -> Referral:
    """Take a referral back; points that nobody approved go with it. Twice changes nothing.

    Raises Http404 for one that the actor may not see.
    """
    access.require(actor, ACT)
    with transaction.atomic():
        row = _held(actor, referral_id)
        if row.taken_back_at is None:
            row.taken_back_at = clock.now()
            row.save(update_fields=["taken_back_at"])
            if row.brought_id:
                waits = RewardProposal.objects.filter(state=RewardProposal.State.WAITING)
                waits.filter(key=key_of("reward referral", row.brought_id)).delete()
            _understood_anew(row)
            audit.write(actor, "referral.take_back", row, customer=row.customer_id)
    return row


def put_back(actor: access.Actor, referral_id: int) -> Referral:
    """Let a referral stand again that was taken back. Raises UserError where another stands in its place; Http404."""
    access.require(actor, ACT)
    try:
        with transaction.atomic():
            row = _held(actor, referral_id)
            if row.taken_back_at is not None:
                row.taken_back_at = None
                row.save(update_fields=["taken_back_at"])
                _propose(actor, row)
                _understood_anew(row)
                audit.write(actor, "referral.put_back", row, customer=row.customer_id)
    except IntegrityError:
        raise UserError("Somebody else is said to have brought them since.") from None
    return row


def _held(actor: access.Actor, referral_id: int) -> Referral:
    rows = Referral.objects.select_for_update(of=("self",)).select_related("customer__merged_into", "brought")
    return access.one(actor, rows, "customer", pk=referral_id if referral_id < 2**63 else 0)


def link(now: datetime) -> int:
    """Tie those who were named to the customers that they became, by their mail address; return how many.

    An address that belongs to whoever referred them, or that somebody else is said to have brought, is left open.
    """
    waiting = standing().filter(brought=None).exclude(email="").select_related("customer__merged_into")
    linked = 0
    rows = list(waiting.order_by("pk"))
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        customers = _with_address([row.email for row in part])
        for row in part:
            if (customer := customers.get(row.email)) is not None:
                linked += _link(row, customer, now)
    return linked


def _link(row: Referral, customer: Customer, now: datetime) -> bool:
    if customer.pk == row.customer.leader.pk:
        return False
    try:
        with transaction.atomic():
            mine = standing().filter(pk=row.pk, brought=None)
            if _known(customer, "") or not mine.update(brought=customer, linked_at=now):
                return False
            row.brought = customer
            _propose(access.UNASKED, row)
            _understood_anew(row)
    except IntegrityError:
        return False
    return True


def _with_address(emails: list[str]) -> dict[str, Customer]:
    """The leading customer to whom each of these addresses belongs; one that several have is nobody's. Two queries."""
    found: dict[str, dict[str, Customer]] = {}
    for contact in Contact.objects.filter(email__in=emails).select_related("customer__merged_into"):
        found.setdefault(contact.email or "", {})[contact.customer.leader.pk] = contact.customer.leader
    more = Identity.objects.filter(type="email", value__in=emails, removed_at=None)
    for one in more.select_related("contact__customer__merged_into"):
        leader = one.contact.customer.leader
        found.setdefault(one.value, {})[leader.pk] = leader
    return {email: next(iter(some.values())) for email, some in found.items() if len(some) == 1}


def listed(actor: access.Actor, customer: Customer | None = None) -> QuerySet[Referral]:
    """The referrals of customers whom the actor may see; of one where that is given."""
    rows = standing().select_related("customer__merged_into", "brought__merged_into")
    rows = access.customers(actor, rows, "customer")
    return rows.filter(customer__in=customer.ids) if customer else rows


def brought(rows: QuerySet[Referral]) -> QuerySet[Any]:
    """Those of the referrals that brought a customer, each with ``by`` and ``came``, the leading ids; nobody who
    became one with whoever referred them since."""
    led = rows.filter(brought__isnull=False).annotate(
        by=Coalesce("customer__merged_into", "customer"), came=Coalesce("brought__merged_into", "brought")
    )
    return led.exclude(by=F("came"))
