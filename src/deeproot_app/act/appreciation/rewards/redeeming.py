"""Redeeming: points become a gift, within the budget, past the gate, told in the story; or nothing is done."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.http import Http404

from deeproot_app.act.appreciation import give as giving
from deeproot_app.act.appreciation.amounts import MICROS
from deeproot_app.act.appreciation.rewards import catalogue, ledger
from deeproot_app.act.models import Reward, RewardEntry
from deeproot_app.act.outbox.keys import key_of
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.record.models import Customer


@dataclass(frozen=True)
class Wish:
    """What a customer takes for their points, and how it reaches them."""

    key: str
    """Drawn once: redeemed twice it is one gift and one line."""
    customer_id: str
    reward_id: int
    channel: str = "letter"
    contact_id: str = ""
    member_id: str = ""
    subject: str = ""
    words: str = ""
    reason: str = ""
    """Why the gate is overruled."""
    beyond: str = ""
    """Why it may cost more than is left of the budget; a manager's word."""


def redeem(actor: access.Actor, wish: Wish) -> RewardEntry:
    """Spend a customer's points on a reward. Two at once are put one after the other: nobody spends what is not there.

    Raises UserError where the points do not suffice, the budget does not, or the gate refuses without a reason to
    overrule it; Http404 for a reward that is not offered, or a customer whom the actor may not see.
    """
    access.require(actor, giving.ACT)
    customer = access.one(actor, Customer.objects.select_related("merged_into"), pk=wish.customer_id).leader
    key = key_of("reward redeemed", wish.key)
    with transaction.atomic():
        ledger.hold(customer)
        if there := RewardEntry.objects.filter(key=key).first():
            return _same(there, customer, wish.reward_id)
        reward, now = _offered(wish.reward_id), clock.now()
        ledger.expire_of(customer, now)
        ledger.refuse_overdraft(customer, reward.points)
        gift = giving.give(actor, _given(wish, customer, reward))
        row = ledger.add(
            actor, key=key, customer=customer, kind=RewardEntry.Kind.REDEEMED, points=-reward.points, why=reward.name,
            at=now, gift=gift,
        )  # fmt: skip
        audit.write(actor, "reward.redeem", row, customer=customer.pk, points=reward.points)
    return row


def _offered(reward_id: int) -> Reward:
    row = catalogue.offered().filter(pk=reward_id if reward_id < 2**63 else 0).first()
    if row is None:
        raise Http404("There is no such reward.")
    return row


def _same(row: RewardEntry, customer: Customer, reward_id: int) -> RewardEntry:
    if row.customer_id not in customer.ids:
        raise UserError("That line is another customer's; open the page again.")
    asked = catalogue.offered().filter(pk=reward_id if reward_id < 2**63 else 0).first()
    if asked is not None and (asked.name, asked.points) != (row.why, -row.points):
        raise UserError(f"This form was sent already, for “{row.why}”; open the page again for another.")
    return row


def _given(wish: Wish, customer: Customer, reward: Reward) -> giving.Given:
    return giving.Given(
        key=wish.key, customer_id=customer.pk, what=reward.name, why=f"Redeemed for {reward.points:,} points",
        channel=wish.channel, contact_id=wish.contact_id, member_id=wish.member_id,
        cost=Decimal(reward.cost_micros) / MICROS, currency=reward.currency, subject=wish.subject, words=wish.words,
        reason=wish.reason, beyond=wish.beyond,
    )  # fmt: skip
