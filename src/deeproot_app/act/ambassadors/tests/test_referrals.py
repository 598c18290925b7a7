"""Who brought us whom: written once, tied to the customer that came of it, taken back; points are proposed for it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import Http404

from deeproot_app.act.ambassadors import referrals
from deeproot_app.act.ambassadors.referrals import Told
from deeproot_app.act.appreciation.rewards import proposing, rules
from deeproot_app.act.models import Referral, RewardProposal
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import Organisation, User
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.record.models import Contact, Customer, RecordSequence

pytestmark = pytest.mark.django_db
BROUGHT = Told("c-birch", "c-cedar", how="newcomer")


def test_a_referral_is_written_once_however_often_it_is_told(as_of: object, glad: SmallRecord, member: User) -> None:
    row = referrals.refer(member, BROUGHT)
    assert (row.customer_id, row.brought_id, row.how, row.at) == ("c-birch", "c-cedar", "newcomer", AS_OF)
    assert referrals.refer(member, BROUGHT).pk == row.pk
    with pytest.raises(UserError, match="Somebody else"):
        referrals.refer(COMMAND_LINE, Told("c-dune", "c-cedar"))
    assert Referral.objects.count() == 1


def test_two_who_tell_of_it_at_once_write_one(glad: SmallRecord, member: User, monkeypatch: pytest.MonkeyPatch) -> None:
    row = referrals.refer(member, BROUGHT)
    found, calls = referrals._known, iter([None])
    monkeypatch.setattr(referrals, "_known", lambda *args: next(calls, row) if args else found(*args))
    assert referrals.refer(member, BROUGHT).pk == row.pk
    assert Referral.objects.count() == 1


def test_what_is_no_referral_is_refused(glad: SmallRecord, member: User) -> None:
    for wrong, says in (
        (Told("c-birch", "c-birch"), "Nobody brings us themselves"),
        (Told("c-birch", email="pat@birch.example"), "Nobody brings us themselves"),
        (Told("c-birch"), "Say whom"),
        (Told("c-birch", "c-cedar", how="hearsay"), "how we know"),
        (Told("c-birch", "c-cedar", at=AS_OF + timedelta(days=1)), "future"),
    ):
        with pytest.raises(UserError, match=says):
            referrals.refer(member, wrong)
    assert not Referral.objects.exists()


def newcomer(email: str = "eve@elm.example") -> Customer:
    seq = {"recorded_seq": RecordSequence.take()}
    row = Customer.objects.create(customer_id="c-elm", name="Elm Studio", owner_id="m-ada", since=AS_OF, **seq)
    Contact.objects.create(contact_id="p-eve", customer=row, name="Eve", email=email, **seq)
    return row


def test_whoever_was_named_is_tied_to_the_customer_they_become(glad: SmallRecord, member: User) -> None:
    row = referrals.refer(member, Told("c-birch", name="Eve", email="Eve@Elm.example", how="ambassador"))
    assert (row.brought_id, row.email) == (None, "eve@elm.example")
    assert referrals.refer(member, Told("c-birch", email="eve@elm.example")).pk == row.pk
    assert referrals.link(AS_OF) == 0
    newcomer()
    assert referrals.link(AS_OF) == 1
    row.refresh_from_db()
    assert (row.brought_id, row.linked_at) == ("c-elm", AS_OF)
    assert referrals.link(AS_OF) == 0


def test_an_address_that_a_customer_has_already_is_that_customer(glad: SmallRecord, member: User) -> None:
    assert referrals.refer(member, Told("c-birch", email="pat@cedar.example")).brought_id == "c-cedar"


def test_an_address_of_two_customers_is_nobodys(glad: SmallRecord, member: User) -> None:
    row = referrals.refer(member, Told("c-birch", email="eve@elm.example"))
    newcomer()
    Contact.objects.create(contact_id="p-2", customer=glad.dune, email="eve@elm.example", recorded_seq=1)
    assert referrals.link(AS_OF) == 0
    row.refresh_from_db()
    assert row.brought_id is None


def test_points_are_proposed_where_a_rule_gives_some_and_go_with_a_referral_that_is_taken_back(
    glad: SmallRecord, member: User, manager: User
) -> None:
    rules.keep(manager, "referral", 500, AS_OF.date())
    row = referrals.refer(member, BROUGHT)
    proposal = RewardProposal.objects.get()
    assert (proposal.customer_id, proposal.points, proposal.state) == ("c-birch", 500, "waiting")
    referrals.take_back(member, row.pk)
    assert not RewardProposal.objects.exists()
    assert not referrals.listed(member).exists()
    referrals.put_back(member, row.pk)
    assert RewardProposal.objects.count() == 1
    proposing.approve(manager, [RewardProposal.objects.get().pk])
    referrals.take_back(member, row.pk)
    assert RewardProposal.objects.get().state == "approved"


def test_another_may_be_written_in_the_place_of_one_taken_back_and_that_one_stays_back(
    glad: SmallRecord, member: User
) -> None:
    row = referrals.refer(member, BROUGHT)
    referrals.take_back(member, row.pk)
    referrals.refer(COMMAND_LINE, Told("c-dune", "c-cedar"))
    with pytest.raises(UserError, match="Somebody else"):
        referrals.put_back(member, row.pk)


def test_a_customer_that_is_one_with_its_referrer_was_not_brought(glad: SmallRecord, member: User) -> None:
    referrals.refer(member, BROUGHT)
    assert referrals.brought(referrals.listed(member)).count() == 1
    Customer.objects.filter(pk="c-cedar").update(merged_into="c-birch")
    assert referrals.brought(referrals.listed(member)).count() == 0
    assert referrals.listed(member).count() == 1


def test_rights_hold(glad: SmallRecord, viewer: User, stranger: User, member: User) -> None:
    Organisation(pk=1, members_see="own").save()
    row = referrals.refer(COMMAND_LINE, BROUGHT)
    with pytest.raises(NotAllowed):
        referrals.refer(viewer, BROUGHT)
    for act in (
        lambda: referrals.refer(stranger, BROUGHT),
        lambda: referrals.take_back(stranger, row.pk),
        lambda: referrals.put_back(stranger, row.pk),
        lambda: referrals.refer(member, Told("c-birch", "c-dune")),
    ):
        with pytest.raises(Http404):
            act()
    assert not referrals.listed(stranger).exists()
