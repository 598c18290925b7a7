"""Points spent by several at the same moment: nobody spends what is not there."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection, transaction

from deeproot_app.act.appreciation import budgets
from deeproot_app.act.appreciation.rewards import catalogue, ledger, proposing, redeeming, rules
from deeproot_app.act.appreciation.rewards.redeeming import Wish
from deeproot_app.act.models import Gift, RewardEntry, RewardRule
from deeproot_app.act.outbox.tests.test_together import all_at_once
from deeproot_app.base import clock
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import Organisation
from deeproot_app.conftest import AS_OF, members
from deeproot_app.record import acted
from deeproot_app.record.models import Contact, Customer, RecordSequence

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def ground(monkeypatch: pytest.MonkeyPatch) -> None:
    """A customer, a budget that is large enough, and what reading texts needs loaded before anybody waits."""
    monkeypatch.setattr(clock, "now", lambda: AS_OF)
    Organisation.objects.create(pk=1, timezone="UTC")
    RecordSequence.objects.get_or_create(pk=1)
    with transaction.atomic():
        members()
        seq = RecordSequence.take()
        for name in ("birch", "cedar"):
            row = Customer.objects.create(
                customer_id=f"c-{name}", name=name, since=AS_OF, timezone="UTC", owner_id="m-ada", recorded_seq=seq
            )
            Contact.objects.create(contact_id=f"p-{name}", customer=row, email=f"pat@{name}.example", recorded_seq=seq)
    budgets.keep(COMMAND_LINE, "Thanks", "EUR", "500", date(2026, 1, 1), date(2026, 12, 31))
    acted.prepare()


def some() -> int:
    return 4 if connection.vendor == "sqlite" else 8


def test_two_redemptions_at_once_cannot_overdraw() -> None:
    tea = catalogue.keep(COMMAND_LINE, "A box of tea", 300, "12", "EUR")
    proposing.grant(COMMAND_LINE, "g" * 24, "c-birch", 700, "They waited")
    refused: list[str] = []

    def spend(number: int) -> None:
        try:
            redeeming.redeem(COMMAND_LINE, Wish(f"{number:024x}", "c-birch", tea.pk, contact_id="p-birch"))
        except UserError as wrong:
            refused.append(wrong.message)

    all_at_once(*[lambda number=number: spend(number) for number in range(some())])  # type: ignore[misc]
    assert (ledger.balance(Customer.objects.get(pk="c-birch")), Gift.objects.count()) == (100, 2)
    assert len(refused) == some() - 2
    assert all("has 100 points" in one for one in refused)


def test_a_double_click_spends_once() -> None:
    tea = catalogue.keep(COMMAND_LINE, "A box of tea", 300, "12", "EUR")
    proposing.grant(COMMAND_LINE, "g" * 24, "c-birch", 700, "They waited")
    wish = Wish("a" * 24, "c-birch", tea.pk, contact_id="p-birch")
    all_at_once(*[lambda: redeeming.redeem(COMMAND_LINE, wish)] * some())
    assert (ledger.balance(Customer.objects.get(pk="c-birch")), Gift.objects.count()) == (400, 1)


def test_two_who_say_yes_at_once_give_the_points_once() -> None:
    rules.keep(COMMAND_LINE, RewardRule.Occasion.REFERRAL, 500, date(2025, 1, 1))
    row = proposing.refer(COMMAND_LINE, "c-birch", "c-cedar")
    all_at_once(*[lambda: proposing.approve(COMMAND_LINE, [row.pk])] * some())
    assert RewardEntry.objects.get().points == 500
