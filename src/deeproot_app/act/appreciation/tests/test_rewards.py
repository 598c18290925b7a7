"""Rewards: proposed once, approved by a person, spent within what is there, gone in their time, never rewritten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from deeproot.plan.policy import ALLOWED, Reason, Verdict
from deeproot_app.act.appreciation import budgets
from deeproot_app.act.appreciation.give import take_back
from deeproot_app.act.appreciation.rewards import catalogue, ledger, listed, proposing, redeeming, rules, terms
from deeproot_app.act.appreciation.rewards.redeeming import Wish
from deeproot_app.act.models import Event, Gift, Guest, Reward, RewardEntry, RewardProposal, RewardRule, Sending
from deeproot_app.base import clock
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import User
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.plan import gate
from deeproot_app.record.models import Contact, Customer, Interaction, Promise

FIRST = date(2025, 1, 1)
Occasion = RewardRule.Occasion


class Now:
    """The moment of a test."""

    at = AS_OF


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> Now:
    moment = Now()
    monkeypatch.setattr(clock, "now", lambda: moment.at)
    return moment


@pytest.fixture(autouse=True)
def said(monkeypatch: pytest.MonkeyPatch) -> dict[str, Verdict]:
    """A gate that says what a test wants; else yes."""
    verdicts: dict[str, Verdict] = {}
    monkeypatch.setattr(gate, "decide", lambda touches, at: [verdicts.get(t.customer_id, ALLOWED) for t in touches])
    return verdicts


@pytest.fixture
def tea(manager: User) -> Reward:
    budgets.keep(manager, "Thanks", "EUR", "30", date(2026, 1, 1), date(2026, 12, 31))
    return catalogue.keep(manager, "A box of tea", 300, "12", "eur")


def wish(key: str, reward: Reward, **more: Any) -> Wish:
    return Wish(key * 24, "c-birch", reward.pk, contact_id="p-birch", member_id="m-ada", **more)


def granted(manager: User, points: int, key: str = "g") -> RewardEntry:
    return proposing.grant(manager, key * 24, "c-birch", points, "They waited for the ovens")


def birch() -> Customer:
    return Customer.objects.get(pk="c-birch")


def test_years_with_us_are_proposed_once_and_given_when_somebody_says_yes(
    small_record: SmallRecord, manager: User, now: Now
) -> None:
    rules.keep(manager, Occasion.YEARS, 100, FIRST)
    assert proposing.propose(AS_OF) == 3
    assert proposing.propose(AS_OF) == 0
    assert not RewardEntry.objects.exists(), "nobody said yes yet"
    waiting = list(proposing.waiting(manager).values_list("pk", flat=True))
    given = proposing.approve(manager, waiting)
    assert {(row.points, row.why) for row in given} == {(100, "With us for a year")}
    assert proposing.approve(manager, waiting) == [], "twice is once"
    assert (proposing.propose(AS_OF), proposing.propose(AS_OF + timedelta(days=60))) == (0, 3)


def test_what_happened_before_a_rule_began_earns_nothing(small_record: SmallRecord, manager: User) -> None:
    rules.keep(manager, Occasion.YEARS, 100, date(2026, 1, 1))
    assert proposing.propose(AS_OF) == 0
    assert proposing.propose(AS_OF + timedelta(days=60)) == 3, "two years, in July"


def test_who_has_left_is_proposed_nothing(small_record: SmallRecord, manager: User) -> None:
    Customer.objects.filter(pk="c-dune").update(left_at=AS_OF - timedelta(days=1))
    rules.keep(manager, Occasion.YEARS, 100, FIRST)
    assert proposing.propose(AS_OF) == 2


def test_a_promise_kept_late_is_made_good_and_one_kept_in_time_needs_no_making_good(
    small_record: SmallRecord, manager: User
) -> None:
    row = Promise.objects.get()
    due = AS_OF - timedelta(days=3)
    Promise.objects.filter(pk=row.pk).update(due_at=due, moved_to=None, kept_at=due - timedelta(hours=1))
    rules.keep(manager, Occasion.MADE_GOOD, 50, FIRST)
    assert proposing.propose(AS_OF) == 0
    Promise.objects.filter(pk=row.pk).update(kept_at=due + timedelta(days=1))
    assert proposing.propose(AS_OF) == 1
    Promise.objects.filter(pk=row.pk).update(kept_at=None)
    proposing.propose(AS_OF)
    assert not RewardProposal.objects.exists(), "what is no longer so, and nobody decided, goes"


def test_who_came_to_an_event_is_proposed_once_however_many_came_with_them(
    small_record: SmallRecord, manager: User
) -> None:
    event = Event.objects.create(
        title="Ovens", starts_at=AS_OF - timedelta(days=2), ends_at=AS_OF - timedelta(days=1), timezone="UTC",
        place="Oslo", made_at=AS_OF, made_by="x", changed_at=AS_OF,
    )  # fmt: skip
    row = Contact.objects.get(pk="p-birch")
    row.pk, row.email = "p-birch-2", "kim@birch.example"
    row.save(force_insert=True)
    for contact, customer, came in (
        ("p-birch", "birch", True),
        ("p-birch-2", "birch", True),
        ("p-dune", "dune", False),
    ):
        Guest.objects.create(
            event=event, customer_id=f"c-{customer}", contact_id=contact, came=came, added_at=AS_OF, added_by="x"
        )
    rules.keep(manager, Occasion.EVENT, 40, FIRST)
    assert proposing.propose(AS_OF) == 1
    Guest.objects.update(came=False)
    waiting = list(RewardProposal.objects.values_list("pk", flat=True))
    assert proposing.approve(manager, waiting) == [], "by the record they did not come after all"


def test_whoever_brought_a_customer_is_said_by_a_colleague_once_for_each_who_came(
    small_record: SmallRecord, member: User, manager: User
) -> None:
    with pytest.raises(UserError, match="No rule gives points"):
        proposing.refer(member, "c-birch", "c-cedar")
    rules.keep(manager, Occasion.REFERRAL, 500, FIRST)
    row = proposing.refer(member, "c-birch", "c-cedar")
    assert proposing.refer(member, "c-birch", "c-cedar").pk == row.pk
    with pytest.raises(UserError, match="Somebody else"):
        proposing.refer(member, "c-dune", "c-cedar")
    with pytest.raises(UserError, match="Nobody brings us themselves"):
        proposing.refer(member, "c-birch", "c-birch")
    with pytest.raises(NotAllowed):
        proposing.approve(member, [row.pk])
    assert [entry.points for entry in proposing.approve(manager, [row.pk])] == [500]


def test_what_was_declined_is_proposed_no_more_until_it_is_put_back(small_record: SmallRecord, manager: User) -> None:
    rules.keep(manager, Occasion.YEARS, 100, FIRST)
    proposing.propose(AS_OF)
    pks = list(proposing.waiting(manager).values_list("pk", flat=True))
    assert proposing.decline(manager, pks) == 3
    assert (proposing.propose(AS_OF), proposing.waiting(manager).count()) == (0, 0)
    assert proposing.put_back(manager, pks) == 3
    assert proposing.waiting(manager).count() == 3


def test_a_changed_rule_changes_what_waits_and_never_what_was_given(small_record: SmallRecord, manager: User) -> None:
    rule = rules.keep(manager, Occasion.YEARS, 100, FIRST)
    proposing.propose(AS_OF)
    first, *_ = proposing.waiting(manager)
    proposing.approve(manager, [first.pk])
    rules.keep(manager, Occasion.YEARS, 250, FIRST, rule_id=rule.pk)
    assert set(proposing.waiting(manager).values_list("points", flat=True)) == {250}
    assert RewardEntry.objects.get().points == 100
    with pytest.raises(UserError, match="a rule for that already"):
        rules.keep(manager, Occasion.YEARS, 10, FIRST)
    rules.stop(manager, rule.pk)
    assert (proposing.waiting(manager).count(), RewardEntry.objects.count()) == (0, 1)


def test_no_more_is_given_in_a_year_than_may_be_and_then_none_of_it(small_record: SmallRecord, manager: User) -> None:
    terms.keep(manager, 24, 250)
    rules.keep(manager, Occasion.YEARS, 100, FIRST)
    proposing.propose(AS_OF)
    pks = list(proposing.waiting(manager).values_list("pk", flat=True))
    with pytest.raises(UserError, match="250 of 250 are left"):
        proposing.approve(manager, pks)
    assert not RewardEntry.objects.exists()
    proposing.approve(manager, pks[:2])
    with pytest.raises(UserError, match="50 of 250"):
        granted(manager, 51)
    assert granted(manager, 50).points == 50


def test_points_become_a_gift_that_stands_in_the_story_and_is_paid_from_the_budget(
    small_record: SmallRecord, member: User, manager: User, tea: Reward
) -> None:
    granted(manager, 500)
    row = redeeming.redeem(member, wish("r", tea))
    assert redeeming.redeem(member, wish("r", tea)).pk == row.pk, "a second click is the same"
    gift = Gift.objects.get()
    assert (row.points, row.gift_id, ledger.balance(birch())) == (-300, gift.pk, 200)
    told = Interaction.objects.get(pk=gift.interaction_id)
    assert (told.kind, told.customer_id) == ("appreciation", "c-birch")
    assert budgets.standings(member)[0].spent_micros == 12_000_000


def test_a_form_that_was_sent_and_is_sent_again_with_something_else_is_refused_and_says_what_it_did(
    small_record: SmallRecord, member: User, manager: User, tea: Reward
) -> None:
    """Two tabs of one page, or a step back in the browser: the second must not be told that all is as it typed."""
    proposing.grant(manager, "g" * 24, "c-birch", 500, "For the talk")
    with pytest.raises(UserError, match=r"sent already, for \+500 points"):
        proposing.grant(manager, "g" * 24, "c-birch", 900, "For the talk")
    with pytest.raises(UserError, match="sent already"):
        proposing.grant(manager, "g" * 24, "c-birch", 500, "For another talk")
    cake = catalogue.keep(manager, "Cake", 100)
    redeeming.redeem(member, wish("r", tea))
    with pytest.raises(UserError, match=f"sent already, for “{tea.name}”"):
        redeeming.redeem(member, wish("r", cake))
    assert (ledger.balance(birch()), Gift.objects.count()) == (200, 1)


def test_a_rule_that_is_stopped_while_it_is_looked_for_proposes_nothing(
    small_record: SmallRecord, manager: User
) -> None:
    rule = rules.keep(manager, "years", 100, FIRST)
    Customer.objects.filter(pk="c-birch").update(since=AS_OF - timedelta(days=800))
    seen = list(rules.running())
    rules.stop(manager, rule.pk)
    assert [proposing._of_rule(one, AS_OF) for one in seen] == [0]
    assert not RewardProposal.objects.exists()


def test_nobody_spends_points_that_are_not_there_and_then_nothing_is_given(
    small_record: SmallRecord, member: User, manager: User, tea: Reward
) -> None:
    granted(manager, 299)
    with pytest.raises(UserError, match="has 299 points; that takes 300"):
        redeeming.redeem(member, wish("r", tea))
    assert not Gift.objects.exists()


def test_where_the_gate_or_the_budget_says_no_the_points_stay(
    small_record: SmallRecord, member: User, manager: User, tea: Reward, said: dict[str, Verdict]
) -> None:
    granted(manager, 2_000)
    said["c-birch"] = Verdict(False, (Reason("objected", "Never.", "They objected.", None, False),))
    with pytest.raises(UserError, match="They objected"):
        redeeming.redeem(member, wish("r", tea))
    said.clear()
    redeeming.redeem(member, wish("s", tea))
    redeeming.redeem(member, wish("t", tea))
    with pytest.raises(UserError, match="6 is left"):
        redeeming.redeem(member, wish("u", tea))
    assert ledger.balance(birch()) == 1_400


def test_a_redeemed_gift_that_is_taken_back_gives_its_points_back_as_a_line_of_its_own(
    small_record: SmallRecord, member: User, manager: User, tea: Reward
) -> None:
    granted(manager, 300)
    row = redeeming.redeem(member, wish("r", tea))
    take_back(member, row.gift_id or 0)
    take_back(member, row.gift_id or 0)
    back = RewardEntry.objects.get(kind="corrected")
    assert (back.points, back.of_id, ledger.balance(birch())) == (300, row.pk, 300)


def test_no_line_of_the_ledger_can_be_changed(small_record: SmallRecord, manager: User) -> None:
    row = granted(manager, 300)
    with pytest.raises(IntegrityError, match="only added to"), transaction.atomic():
        RewardEntry.objects.filter(pk=row.pk).update(points=400)
    row.points = 400
    with pytest.raises(IntegrityError, match="only added to"), transaction.atomic():
        row.save()
    assert ledger.balance(birch()) == 300


def test_a_correction_is_a_line_and_takes_no_more_than_is_there(small_record: SmallRecord, manager: User) -> None:
    row = granted(manager, 300)
    with pytest.raises(UserError, match="that takes 301"):
        proposing.grant(manager, "c" * 24, "c-birch", -301, "Told twice", correction=True)
    with pytest.raises(UserError, match="only a correction"):
        proposing.grant(manager, "c" * 24, "c-birch", -1, "Told twice")
    proposing.grant(manager, "c" * 24, "c-birch", -300, "Told twice", correction=True, corrects=row.pk)
    assert (ledger.balance(birch()), RewardEntry.objects.count()) == (0, 2)


def test_points_are_spent_in_the_order_in_which_they_go_and_what_is_left_goes_in_its_time(
    small_record: SmallRecord, member: User, manager: User, tea: Reward, now: Now
) -> None:
    terms.keep(manager, 12, None)
    granted(manager, 400, "a")
    now.at = datetime(2026, 9, 30, 12, tzinfo=UTC)
    terms.keep(manager, 1, None)
    granted(manager, 100, "b")
    redeeming.redeem(member, wish("r", tea))
    stands = listed.standing(birch())
    assert (stands.points, stands.next_gone, stands.next_end) == (200, 200, datetime(2027, 6, 30, 12, tzinfo=UTC))
    now.at = datetime(2026, 11, 1, tzinfo=UTC)
    assert ledger.expire(now.at) == 0, "those that went first were spent first"
    now.at = datetime(2027, 7, 1, tzinfo=UTC)
    assert (ledger.expire(now.at), ledger.expire(now.at)) == (1, 0)
    gone = RewardEntry.objects.get(kind="expired")
    assert (gone.points, gone.at, ledger.balance(birch())) == (-200, stands.next_end, 0)


def test_what_has_expired_cannot_be_spent_before_anybody_wrote_it_down(
    small_record: SmallRecord, member: User, manager: User, tea: Reward, now: Now
) -> None:
    terms.keep(manager, 1, None)
    granted(manager, 300)
    now.at = AS_OF + timedelta(days=40)
    with pytest.raises(UserError, match="has 0 points"):
        redeeming.redeem(member, wish("r", tea))
    assert ledger.expire(now.at) == 1


def test_points_of_a_month_that_the_next_has_not_go_on_its_last_day() -> None:
    known = terms.RewardTerms(months_good=1)
    assert terms.good_until(datetime(2027, 1, 31, tzinfo=UTC), known) == datetime(2027, 2, 28, tzinfo=UTC)
    assert terms.good_until(AS_OF, terms.RewardTerms(months_good=None)) is None


def test_who_is_told_gets_one_mail_that_the_gate_may_hold_back_and_the_points_are_theirs_all_the_same(
    small_record: SmallRecord, manager: User, said: dict[str, Verdict]
) -> None:
    said["c-dune"] = Verdict(False, (Reason("objected", "Never.", "They objected.", None, False),))
    rules.keep(manager, Occasion.YEARS, 1_000, FIRST)
    proposing.propose(AS_OF)
    given = proposing.approve(manager, list(proposing.waiting(manager).values_list("pk", flat=True)), tell=True)
    states = dict(Sending.objects.values_list("customer", "state"))
    assert states == {"c-birch": "queued", "c-cedar": "queued", "c-dune": "suppressed"}
    assert {row.points for row in given} == {1_000}
    mail = Sending.objects.select_related("letter").get(customer="c-birch")
    assert (mail.kind, mail.personal) == ("appreciation", False)
    assert "1,000 points are yours" in mail.letter.text


def test_customers_who_are_one_have_one_balance(small_record: SmallRecord, member: User, manager: User) -> None:
    granted(manager, 300)
    proposing.grant(manager, "d" * 24, "c-cedar", 200, "They helped us")
    Customer.objects.filter(pk="c-cedar").update(merged_into="c-birch")
    assert listed.standing(birch()).points == 500
    assert [(row.pk, points) for row, points in listed.richest(manager, 5)] == [("c-birch", 500)]


def test_a_customer_who_is_erased_takes_their_ledger_with_them(
    small_record: SmallRecord, member: User, manager: User, tea: Reward
) -> None:
    granted(manager, 300)
    redeeming.redeem(member, wish("r", tea))
    Customer.objects.get(pk="c-birch").delete()
    assert not RewardEntry.objects.exists()


def test_a_manager_gives_a_member_redeems_and_the_file_holds_every_line(
    small_record: SmallRecord, member: User, manager: User, tea: Reward, client_of: Callable[[User], Client]
) -> None:
    rules.keep(manager, Occasion.YEARS, 300, FIRST)
    proposing.propose(AS_OF)
    ours = client_of(manager)
    pk = proposing.waiting(manager).get(customer="c-birch").pk
    assert "With us for a year" in ours.get("/thanks/rewards/").content.decode()
    assert ours.post("/thanks/rewards/decide/", {"proposal": [pk], "approve": "1"}).status_code == 302
    page = client_of(member).get("/thanks/rewards/of/c-birch/").content.decode()
    assert "A box of tea, for 300 points" in page
    answer = client_of(member).post(
        "/thanks/rewards/of/c-birch/redeem/",
        {"key": "f" * 24, "reward_id": tea.pk, "contact_id": "p-birch", "channel": "letter"},
    )
    assert (answer.status_code, ledger.balance(birch())) == (302, 0)
    file = b"".join(ours.post("/thanks/rewards/rewards.csv")).decode().splitlines()
    assert [line.split(",")[3:5] for line in file[1:]] == [["earned", "300"], ["redeemed", "-300"]]
    assert client_of(member).post("/thanks/rewards/rewards.csv").status_code == 403


def test_what_was_typed_wrongly_stands_on_the_page_with_what_is_wrong(
    small_record: SmallRecord, manager: User, client_of: Callable[[User], Client]
) -> None:
    ours = client_of(manager)
    answer = ours.post("/thanks/rewards/of/c-birch/line/", {"line_key": "a" * 24, "points": "-5", "why": "Told twice"})
    assert (answer.status_code, "only a correction takes some away" in answer.content.decode()) == (422, True)
    answer = ours.post("/thanks/rewards/of/c-birch/refer/", {"brought": "Nobody Ltd"})
    assert (answer.status_code, "No customer is called" in answer.content.decode()) == (422, True)
