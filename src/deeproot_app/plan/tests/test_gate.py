"""The gate over the record: what it gathers, in how many queries, and what a person may decide otherwise."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deeproot.plan.policy import Touch
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import Audit, User
from deeproot_app.conftest import AS_OF, SmallRecord, say
from deeproot_app.plan import gate
from deeproot_app.plan.gate import limits
from deeproot_app.plan.models import Override
from deeproot_app.record import consent
from deeproot_app.record.models import Assignment, Belief, Case, Contact, Customer, Link, RecordSequence

pytestmark = pytest.mark.django_db
NOON = datetime.fromisoformat("2026-06-30T10:00:00+00:00")
"""A Tuesday, noon in Oslo."""


def touch(customer: str = "birch", **given: object) -> Touch:
    told = {"contact_id": f"p-{customer}", "member_id": "m-ada", "channel": "email", "kind": "value", **given}
    return Touch(f"c-{customer}", **told)  # type: ignore[arg-type]


def ids(given: Touch, at: datetime = NOON) -> tuple[str, ...]:
    return gate.decide([given], at)[0].ids


def test_it_lets_a_gift_pass_to_a_customer_at_noon(small_record: SmallRecord) -> None:
    assert gate.decide([touch()], NOON)[0].allowed


def test_it_asks_as_often_for_many_as_for_one(small_record: SmallRecord) -> None:
    consent.objected(_command(), contact_id="p-cedar")
    every = [touch(who, kind=kind) for who in ("birch", "cedar", "dune") for kind in ("pitch", "answer", "survey")]
    with CaptureQueriesContext(connection) as of_many:
        gate.decide(every * 5, NOON)
    with CaptureQueriesContext(connection) as of_one_each:
        gate.decide(every[3:6], NOON)
    assert len(of_many) == len(of_one_each) <= 22


def test_an_objection_bars_marketing_under_every_id_and_address(small_record: SmallRecord) -> None:
    Contact.objects.create(contact_id="p-birch-2", customer_id="c-birch", email="pat+news@birch.example")
    consent.objected(_command(), contact_id="p-birch")
    assert ids(touch()) == ("objected",)
    assert ids(touch(contact_id="p-birch-2")) == ("objected",)
    assert ids(touch(kind="answer")) == ()


def test_of_merged_contacts_the_strictest_counts_and_a_consent_for_nobody_else(small_record: SmallRecord) -> None:
    limits.change(_command(), {"basis": "consent"})
    Contact.objects.create(
        contact_id="p-other", customer_id="c-birch", email="pat@home.example", merged_into_id="p-birch"
    )
    consent.consented(_command(), contact_id="p-other", words="Yes, write to me", proof="form 7")
    assert ids(touch()) == ("no_consent",)
    assert ids(touch(contact_id="p-other")) == ()
    consent.objected(_command(), contact_id="p-birch")
    assert ids(touch(contact_id="p-other")) == ("objected",)


def test_an_objection_stands_when_the_person_was_erased_and_comes_back_by_a_file(small_record: SmallRecord) -> None:
    consent.objected(_command(), contact_id="p-dune")
    Customer.objects.filter(pk="c-dune").delete()
    Customer.objects.create(customer_id="c-new", name="Dune again", timezone="Europe/Oslo")
    Contact.objects.create(contact_id="p-new", customer_id="c-new", email="PAT@dune.example")
    assert ids(Touch("c-new", "p-new", "m-ada", "email", "value")) == ("objected",)


def test_do_not_contact_of_a_customer_holds_for_all_of_its_people(small_record: SmallRecord) -> None:
    mark = consent.do_not_contact(_command(), customer_id="c-birch", reason="Only through their lawyer")
    assert ids(touch(kind="answer")) == ("do_not_contact",)
    assert ids(touch(contact_id=None, kind="admin")) == ("do_not_contact",)
    say(small_record.birch, None, -1, "in", "question", "Hello", "Is anybody there?")
    consent.lift(_command(), mark.pk, "Settled, letter of 29 June")
    assert ids(touch()) == ()


def test_hours_are_those_of_the_contact_else_of_the_customer(small_record: SmallRecord) -> None:
    night = NOON.replace(hour=21)
    (found,) = gate.decide([touch()], night)
    assert found.ids == ("quiet_hours",)
    assert found.lifts_at == datetime.fromisoformat("2026-07-01T05:00:00+00:00")
    Contact.objects.filter(pk="p-birch").update(timezone="America/New_York")
    assert ids(touch(), night) == ()


def test_a_zone_that_is_not_known_is_kept_to_in_all_that_are_possible(small_record: SmallRecord) -> None:
    Customer.objects.filter(pk="c-birch").update(timezone=None, country="US")
    assert ids(touch(), NOON.replace(hour=13)) == ("quiet_hours",)
    assert ids(touch(), NOON.replace(hour=18)) == ()


def test_who_heard_from_us_twice_this_week_rests(small_record: SmallRecord) -> None:
    for days in (2, 3):
        say(small_record.birch, "m-ada", days, "out", "value", f"News {days}", "Something for you.")
    (found,) = gate.decide([touch()], NOON)
    assert found.ids == ("too_soon",)
    assert found.lifts_at == AS_OF - timedelta(days=3) + timedelta(days=7)
    assert ids(touch(kind="answer")) == ()


def test_an_open_case_is_for_its_own_people(small_record: SmallRecord) -> None:
    Case.objects.create(case_id="k-2", customer_id="c-birch", opened_at=AS_OF - timedelta(days=2), owner_id="m-ben")
    assert ids(touch()) == ("open_case",)
    assert gate.decide([touch()], NOON)[0].reasons[0].fact == "A support case has been open since 28 June 2026."
    assert ids(touch(member_id="m-ben")) == ()
    say(small_record.birch, "m-ben", 0, "internal", "brief", "Brief", "All about the case.")
    assert ids(touch(), AS_OF) == ()


def test_in_hard_times_nobody_is_pitched(small_record: SmallRecord) -> None:
    Belief.objects.create(
        belief_id="b-1", customer_id="c-birch", about="capacity", text="Flood in the shop",
        from_at=AS_OF - timedelta(days=9), until=AS_OF + timedelta(days=30),
    )  # fmt: skip
    assert "low_capacity" in ids(touch(kind="pitch"))
    assert ids(touch()) == ()


def test_a_pitch_needs_gifts_since_the_last(small_record: SmallRecord) -> None:
    assert ids(touch(kind="pitch")) == ("out_of_balance",)
    for days in (100, 90, 80):
        say(small_record.birch, "m-ada", days, "out", "care", f"Care {days}", "How does it go?")
    assert ids(touch(kind="pitch")) == ()
    say(small_record.birch, "m-ada", 70, "out", "pitch", "Buy", "Buy our new oven.")
    assert ids(touch(kind="pitch")) == ("out_of_balance",)


def test_who_answered_a_survey_lately_is_not_asked_again(small_record: SmallRecord) -> None:
    row = say(small_record.birch, None, 30, "in", "feedback", "Survey", "Nine.")
    type(row).objects.filter(pk=row.pk).update(channel="survey")
    assert ids(touch(kind="survey")) == ("recently_surveyed",)


def test_a_programme_does_not_reach_its_hold_out(small_record: SmallRecord) -> None:
    Assignment.objects.create(programme_id="spring", customer_id="c-birch", arm="holdout", assigned_at=AS_OF)
    assert ids(touch(programme_id="spring")) == ("held_out",)
    assert ids(touch(programme_id="autumn")) == ()


def test_two_ids_that_are_one_are_judged_as_one(small_record: SmallRecord) -> None:
    Assignment.objects.create(programme_id="spring", customer_id="c-dune", arm="holdout", assigned_at=AS_OF)
    Customer.objects.filter(pk="c-dune").update(merged_into="c-birch")
    assert ids(touch(programme_id="spring")) == ("held_out",)
    assert Link.objects.count() == 0


def test_a_person_may_decide_otherwise_with_a_reason_that_is_kept(small_record: SmallRecord, member: User) -> None:
    given = touch(kind="pitch")
    (verdict,) = gate.decide([given], NOON)
    with pytest.raises(UserError, match="Say why"):
        gate.override(member, given, verdict, " ")
    row = gate.override(member, given, verdict, "They asked for the offer on the phone")
    assert (row.reasons, row.actor) == (["out_of_balance"], member.email)
    assert Audit.objects.filter(act="policy.override", about_id="c-birch").count() == 1


def test_nobody_decides_otherwise_about_an_objection(small_record: SmallRecord, member: User, viewer: User) -> None:
    consent.objected(_command(), contact_id="p-birch")
    (verdict,) = gate.decide([touch(kind="pitch")], NOON)
    assert not verdict.overridable
    with pytest.raises(UserError, match="Nobody can decide otherwise"):
        gate.override(member, touch(kind="pitch"), verdict, "But I want to")
    with pytest.raises(NotAllowed):
        gate.override(viewer, touch(), verdict, "Me too")
    assert not Override.objects.exists()


def test_limits_are_changed_by_an_administrator_and_refused_where_they_are_none(
    small_record: SmallRecord, administrator: User, manager: User
) -> None:
    limits.change(administrator, {"gifts": 1})
    assert ids(touch(kind="pitch")) == ()
    with pytest.raises(NotAllowed):
        limits.change(manager, {"gifts": 0})
    with pytest.raises(UserError, match="begin before they end"):
        limits.change(administrator, {"hours": {"email": {"start": "20:00", "end": "08:00"}}})
    with pytest.raises(UserError, match="0 or more"):
        limits.change(administrator, {"gifts": -1})


def _command():  # type: ignore[no-untyped-def]
    from deeproot_app.base.access import COMMAND_LINE

    return COMMAND_LINE


def test_every_change_of_consent_has_its_number(small_record: SmallRecord) -> None:
    before = RecordSequence.objects.get(pk=1).last
    row = consent.objected(_command(), contact_id="p-birch")
    assert row.recorded_seq > before
    assert Customer.objects.get(pk="c-birch").changed_seq == row.recorded_seq
