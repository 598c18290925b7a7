"""Gifts: within the budget, past the gate, told in the story, undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Sum

from deeproot.plan.policy import ALLOWED, Reason, Touch, Verdict
from deeproot_app.act.appreciation import budgets, listed
from deeproot_app.act.appreciation.give import Given, give, take_back
from deeproot_app.act.models import Budget, Gift
from deeproot_app.base import clock
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import Audit, User
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.plan import gate
from deeproot_app.plan.models import Override
from deeproot_app.record.models import Interaction
from deeproot_app.understand.models import Figure

CARD = Given(
    "a" * 24, "c-birch", "A handwritten card", "They told somebody about us", "letter", contact_id="p-birch",
    member_id="m-ada",
)  # fmt: skip


@pytest.fixture(autouse=True)
def said(monkeypatch: pytest.MonkeyPatch) -> dict[str, Verdict]:
    """The moment of the small record, and a gate that says what a test wants; else yes."""
    verdicts: dict[str, Verdict] = {}
    monkeypatch.setattr(clock, "now", lambda: AS_OF)

    def decide(touches: Sequence[Touch], at: datetime, *, upto: datetime | None = None) -> list[Verdict]:
        assert upto in (None, at), "what was given is judged by what was known then"
        then = {one: verdicts.get(f"{one} then" if upto else one, ALLOWED) for one in ("c-birch",)}
        return [then.get(touch.customer_id, ALLOWED) for touch in touches]

    monkeypatch.setattr(gate, "decide", decide)
    return verdicts


@pytest.fixture
def budget(manager: User) -> Budget:
    return budgets.keep(manager, "Thanks 2026", "eur", "50", date(2026, 1, 1), date(2026, 12, 31))


def costing(amount: str, key: str = "b", **more: Any) -> Given:
    given = {"key": key * 24, "cost": Decimal(amount), "currency": "EUR"} | more
    return Given(**{name: getattr(CARD, name) for name in Given.__dataclass_fields__} | given)


def test_a_gift_stands_in_the_story_as_a_thank_you_once(small_record: SmallRecord, member: User) -> None:
    row = give(member, CARD)
    assert give(member, CARD).pk == row.pk
    told = Interaction.objects.get(pk=row.interaction_id)
    assert (told.kind, told.channel, told.direction, told.member_id) == ("appreciation", "letter", "out", "m-ada")
    with pytest.raises(UserError, match=f"sent already, for “{CARD.what}”"):
        give(member, replace(CARD, what="A book"))
    assert Gift.objects.count() == 1


def test_what_was_given_never_exceeds_the_budget(small_record: SmallRecord, member: User, budget: Budget) -> None:
    give(member, costing("30"))
    with pytest.raises(UserError, match="20 is left; a manager"):
        give(member, costing("20.01", "c"))
    give(member, costing("20", "d"))
    assert Gift.objects.aggregate(sum=Sum("cost_micros"))["sum"] == budget.amount_micros


def test_only_a_manager_with_a_reason_goes_beyond_it(small_record: SmallRecord, manager: User, budget: Budget) -> None:
    with pytest.raises(UserError, match="Say why it may cost more"):
        give(manager, costing("60"))
    row = give(manager, costing("60", beyond="Ten years with us"))
    assert row.beyond == "Ten years with us"
    assert budgets.standings(manager)[0].left_micros == -10_000_000


def test_a_reason_is_not_kept_where_nothing_was_overruled(
    small_record: SmallRecord, manager: User, budget: Budget
) -> None:
    assert give(manager, costing("5", beyond="just so")).beyond == ""


def test_what_costs_something_needs_a_budget_of_that_day(small_record: SmallRecord, member: User) -> None:
    with pytest.raises(UserError, match="No budget pays in EUR on 2026-06-30"):
        give(member, costing("1"))


def test_taken_back_it_is_told_no_more_and_its_cost_is_in_the_budget_again(
    small_record: SmallRecord, member: User, budget: Budget
) -> None:
    row = give(member, costing("30"))
    take_back(member, row.pk)
    take_back(member, row.pk)
    assert not Interaction.objects.filter(pk=row.interaction_id).exists()
    assert budgets.standings(member)[0].spent_micros == 0


def test_what_the_gate_refuses_is_not_given_without_a_reason_and_never_against_an_objection(
    small_record: SmallRecord, member: User, said: dict[str, Verdict]
) -> None:
    said["c-birch"] = Verdict(False, (Reason("open_case", "Not now.", "A case is open.", None, True),))
    with pytest.raises(UserError, match="A case is open"):
        give(member, CARD)
    assert not Gift.objects.exists()
    assert give(member, costing("0", "e", reason="They asked for it")).interaction_id
    said["c-birch"] = Verdict(False, (Reason("objected", "Never.", "They objected.", None, False),))
    with pytest.raises(UserError, match="Nobody can decide otherwise"):
        give(member, costing("0", "f", reason="All the same"))


def test_two_budgets_never_pay_in_one_currency_on_one_day(manager: User, budget: Budget) -> None:
    with pytest.raises(UserError, match="pays in EUR"):
        budgets.keep(manager, "More", "EUR", "10", date(2026, 12, 31), date(2027, 1, 31))
    assert budgets.keep(manager, "Pounds", "GBP", "10", date(2026, 1, 1), date(2026, 12, 31)).pk


def test_a_budget_that_has_paid_keeps_its_currency_and_its_days(
    small_record: SmallRecord, member: User, manager: User, budget: Budget
) -> None:
    give(member, costing("1"))
    with pytest.raises(UserError, match="it must hold these days"):
        budgets.keep(manager, "Thanks", "EUR", "50", date(2026, 7, 1), date(2026, 12, 31), budget.pk)
    with pytest.raises(UserError, match="stays"):
        budgets.remove(manager, budget.pk)
    with pytest.raises(NotAllowed):
        budgets.remove(member, budget.pk)


def test_whom_nobody_thanked_is_listed_until_something_is_given(small_record: SmallRecord, member: User) -> None:
    Figure.objects.create(customer_id="c-birch", measure="thanked", value=0)
    Figure.objects.create(customer_id="c-cedar", measure="thanked", value=2)
    assert [row.pk for row in listed.unthanked(member, AS_OF)] == ["c-birch"]
    row = give(member, CARD)
    assert not listed.unthanked(member, AS_OF).exists()
    take_back(member, row.pk)
    assert listed.unthanked(member, AS_OF).exists()


def test_what_was_given_before_is_judged_as_of_then_and_not_as_of_now(
    small_record: SmallRecord, member: User, said: dict[str, Verdict]
) -> None:
    said["c-birch"] = Verdict(False, (Reason("open_case", "Not now.", "A case is open.", None, True),))
    row = give(member, costing("0", "b", at=AS_OF - timedelta(days=20)))
    assert Interaction.objects.get(pk=row.interaction_id).happened_at == AS_OF - timedelta(days=20)


def test_a_gift_dated_back_is_no_way_round_the_gate(
    small_record: SmallRecord, member: User, manager: User, said: dict[str, Verdict]
) -> None:
    said["c-birch then"] = Verdict(False, (Reason("objected", "Never.", "They objected.", None, False),))
    ago = AS_OF - timedelta(minutes=1)
    with pytest.raises(UserError, match=r"They objected.*A manager may write it down"):
        give(member, costing("0", "b", at=ago, reason="I gave it"))
    with pytest.raises(UserError, match="Say why it was given"):
        give(manager, costing("0", "c", at=ago))
    assert not Gift.objects.exists()
    give(manager, costing("0", "d", at=ago, reason="Given before we knew"))
    told = Audit.objects.get(act="gift.despite")
    assert (told.detail["against"], told.detail["reason"]) == (["objected"], "Given before we knew")
    assert not Override.objects.exists(), "it allows nothing"


def test_what_was_given_long_ago_is_not_written_down_here(small_record: SmallRecord, manager: User) -> None:
    with pytest.raises(UserError, match="more than 90 days ago"):
        give(manager, costing("0", "b", at=AS_OF - timedelta(days=91)))
    with pytest.raises(UserError, match="in the future"):
        give(manager, costing("0", "c", at=AS_OF + timedelta(seconds=1)))
