"""Tests of going on: each step once, with a yes where one is asked for, and nobody longer than they should."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import Http404

from deeproot_app.act.models import Call, Deed, Enrolment, Sending, Template, TemplateVersion
from deeproot_app.act.programmes import deciding
from deeproot_app.act.programmes.entering import enter
from deeproot_app.act.programmes.going_on import go_on
from deeproot_app.act.programmes.standing import standing
from deeproot_app.act.programmes.stopping import stop
from deeproot_app.base.models import Audit, User
from deeproot_app.conftest import SmallRecord
from deeproot_app.plan.models import Programme
from deeproot_app.plan.programmes import define
from deeproot_app.record.models import Contact, Customer, Interaction

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_of", "customers_alone")]
TASK: dict[str, Any] = {"id": "thank", "do": "task", "text": "Thank them"}
CALL: dict[str, Any] = {"id": "ring", "do": "call", "because": "Ask how it goes", "approve": False}
WAIT: dict[str, Any] = {"id": "pause", "do": "wait", "days": 3}
DAY = timedelta(days=1)
Begun = Callable[..., Programme]


@pytest.fixture
def begun(understood: SmallRecord, manager: User) -> Begun:
    """A running programme into which everybody has entered."""

    def programme(*steps: dict[str, Any], **more: Any) -> Programme:
        audience = {"of": "owner", "is": ["m-ada", "m-ben", "m-cleo"]}
        definition = {"audience": audience, "holdout": {"share": 0}, "steps": list(steps), **more}
        made = define.start(manager, define.make(manager, "Thanks", "", definition).pk)
        enter(made.pk, understood.as_of)
        return made

    return programme


def test_a_call_is_put_on_the_list_once(begun: Begun, understood: SmallRecord) -> None:
    programme = begun(CALL, WAIT)
    go_on(understood.as_of)
    go_on(understood.as_of + timedelta(minutes=5))
    calls = Call.objects.filter(origin="programme")
    assert sorted(calls.values_list("customer_id", "member_id")) == [
        ("c-birch", "m-ada"),
        ("c-cedar", "m-ben"),
        ("c-dune", "m-cleo"),
    ]
    assert standing(programme).deeds == {("call", "done"): 3}
    assert set(Enrolment.objects.values_list("place", "due_at")) == {(1, understood.as_of + 3 * DAY)}


def test_a_step_waits_for_a_yes_and_knows_who_said_it(begun: Begun, understood: SmallRecord, member: User) -> None:
    begun(TASK)
    go_on(understood.as_of)
    rows = list(deciding.asking(member))
    assert {row.state for row in rows} == {"asks"}
    assert go_on(understood.as_of + 9 * DAY) == 0, "nothing happens without it"
    assert deciding.approve(member, [rows[0].pk]) == 1
    assert deciding.approve(member, [rows[0].pk]) == 0, "a second yes finds nothing to say yes to"
    go_on(understood.as_of + 10 * DAY)
    deed = Deed.objects.get()
    assert (deed.result, deed.by, deed.enrolment_id) == ("done", str(member), rows[0].pk)
    assert Enrolment.objects.get(pk=rows[0].pk).why == "finished"
    assert Audit.objects.filter(act="programme.approve").count() == 1


def test_a_step_that_is_left_out_is_passed(begun: Begun, understood: SmallRecord, member: User) -> None:
    begun(TASK, CALL)
    go_on(understood.as_of)
    assert deciding.skip(member, [row.pk for row in deciding.asking(member)], "not now") == 3
    go_on(understood.as_of)
    assert sorted(Deed.objects.values_list("do", "result")) == [*[("call", "done")] * 3, *[("task", "skipped")] * 3]


def test_they_leave_when_they_write_to_us(begun: Begun, understood: SmallRecord) -> None:
    begun(WAIT, CALL)
    at = understood.as_of
    Interaction.objects.create(
        interaction_id="x:1", customer=understood.birch, happened_at=at + DAY, channel="email", direction="in"
    )
    go_on(at)
    go_on(at + 3 * DAY)
    left = {row.customer_id: row.why for row in Enrolment.objects.all()}
    assert left == {"c-birch": "replied", "c-cedar": "finished", "c-dune": "finished"}
    assert not Call.objects.filter(customer="c-birch", origin="programme").exists()


def test_who_is_no_customer_any_more_leaves(begun: Begun, understood: SmallRecord) -> None:
    begun(WAIT, CALL)
    Customer.objects.filter(pk="c-birch").update(left_at=understood.as_of)
    go_on(understood.as_of + 3 * DAY)
    assert Enrolment.objects.get(customer="c-birch").why == "left_us"


def test_those_held_out_get_nothing(begun: Begun, understood: SmallRecord) -> None:
    begun(CALL, holdout={"share": 0.9})
    go_on(understood.as_of)
    held = Enrolment.objects.filter(state="held_out").count()
    assert held in (2, 3)
    assert Call.objects.filter(origin="programme").count() == 3 - held


def test_while_it_rests_nobody_goes_on(begun: Begun, understood: SmallRecord, manager: User) -> None:
    programme = begun(CALL)
    define.pause(manager, programme.pk)
    assert go_on(understood.as_of) == 0
    define.start(manager, programme.pk)
    assert go_on(understood.as_of) > 0


def test_stopped_everybody_leaves_and_calls_go(begun: Begun, understood: SmallRecord, manager: User) -> None:
    programme = begun(CALL, WAIT, TASK)
    go_on(understood.as_of)
    stop(manager, programme.pk)
    assert set(Enrolment.objects.values_list("state", "why")) == {("left", "stopped")}
    assert set(Call.objects.values_list("state", flat=True)) == {"dropped"}
    assert go_on(understood.as_of + 9 * DAY) == 0
    assert stop(manager, programme.pk).state == "stopped", "stopping again changes nothing"


def test_nobody_decides_about_customers_that_they_may_not_see(
    begun: Begun, understood: SmallRecord, stranger: User
) -> None:
    from deeproot_app.base.models import Organisation

    begun(TASK)
    go_on(understood.as_of)
    Organisation.objects.update_or_create(pk=1, defaults={"members_see": "own"})
    assert [row.customer_id for row in deciding.asking(stranger)] == ["c-dune"]
    foreign = Enrolment.objects.get(customer="c-birch")
    for act in (deciding.approve, deciding.skip):
        with pytest.raises(Http404):
            act(stranger, [foreign.pk])
    with pytest.raises(Http404):
        deciding.take_out(stranger, foreign.pk)


MAIL: dict[str, Any] = {"id": "write", "do": "email", "template": "Checking in", "kind": "care", "approve": False}


@pytest.fixture
def written(understood: SmallRecord) -> Template:
    """A template of ours in English, and an address of Birch's and of Cedar's; none of Dune's."""
    Contact.objects.exclude(customer__in=["c-birch", "c-cedar"]).update(email=None)
    made = Template.objects.create(name="Checking in", occasion="free", language="en", made_at=understood.as_of)
    TemplateVersion.objects.create(
        template=made, number=1, subject="How is it going?", body="We thought of you.", made_at=understood.as_of,
        actor="mo",
    )  # fmt: skip
    return made


def test_a_mail_is_queued_once_for_each_who_has_an_address(
    begun: Begun, written: Template, understood: SmallRecord
) -> None:
    programme = begun(MAIL, WAIT)
    go_on(understood.as_of)
    Enrolment.objects.update(place=0, due_at=understood.as_of)
    Deed.objects.all().delete()
    go_on(understood.as_of)
    sendings = Sending.objects.filter(programme_id=programme.pk)
    reached = set(Contact.objects.exclude(email=None).values_list("customer_id", flat=True))
    assert sorted(sendings.values_list("customer_id", flat=True)) == sorted(reached)
    deeds = {deed.enrolment.customer_id: deed for deed in Deed.objects.select_related("enrolment")}
    assert (deeds["c-dune"].result, deeds["c-dune"].says) == ("impossible", "No mail address is known.")
    assert deeds["c-birch"].about.startswith("sending:")


def test_what_is_left_open_is_not_sent(begun: Begun, written: Template, understood: SmallRecord) -> None:
    TemplateVersion.objects.update(body="We can do it by [when].")
    begun(MAIL)
    go_on(understood.as_of)
    assert not Sending.objects.exists()
    assert {deed.result for deed in Deed.objects.all()} == {"impossible"}


def test_a_stop_cancels_what_has_not_left(
    begun: Begun, written: Template, understood: SmallRecord, manager: User
) -> None:
    programme = begun(MAIL)
    go_on(understood.as_of)
    stop(manager, programme.pk)
    states = set(Sending.objects.filter(programme_id=programme.pk).values_list("state", flat=True))
    assert states <= {"cancelled", "suppressed"}
    assert "cancelled" in states
