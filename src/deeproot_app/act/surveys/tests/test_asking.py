"""Asking: past the gate, once a round, through the outbox alone; the gate is asked again at the instant of sending."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deeproot_app.act.models import Asked, Letter, Sending, Survey
from deeproot_app.act.outbox import asking as outbox
from deeproot_app.act.surveys import answering, asking, course, links, whom, written
from deeproot_app.act.surveys.tests.conftest import NOON, Now
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import User
from deeproot_app.conftest import SmallRecord, say
from deeproot_app.record import consent
from deeproot_app.record.models import Belief, Case, Contact, Customer, Interaction, RecordSequence


def people(*names: str) -> list[Contact]:
    return [Contact.objects.get(pk=f"p-{name}") for name in names]


def reasons(looked: asking.Looked) -> list[list[str]]:
    return [[reason.id for reason in one.reasons] for one in looked.people]


def left(sending: Sending, at: object) -> None:
    Sending.objects.filter(pk=sending.pk).update(state="sent", handed_at=at, settled_at=at, next_at=None)


def test_each_is_asked_once_with_a_link_of_their_own(survey: Survey, manager: User) -> None:
    assert len(asking.ask(manager, survey, people("birch", "cedar")).would) == 2
    again = asking.ask(manager, survey, people("birch", "cedar"))
    assert reasons(again) == [["asked_already"], ["asked_already"]]
    assert (Asked.objects.count(), Sending.objects.count()) == (2, 2)
    birch = Asked.objects.get(customer="c-birch")
    letter = Letter.objects.get(sending=birch.sending)
    assert links.OWN.link(birch) in letter.text
    assert "Ada Lund" in letter.text
    assert birch.ends_at == NOON + timedelta(days=30)


def test_looking_says_whom_it_would_ask_and_why_others_not_and_asks_nobody(survey: Survey, manager: User) -> None:
    consent.objected(COMMAND_LINE, contact_id="p-cedar")
    looked = asking.look(manager, survey, people("birch", "cedar"))
    assert [one.contact.pk for one in looked.would] == ["p-birch"]
    assert reasons(looked)[1] == ["objected"]
    assert looked.why[0][1] == 1
    assert not Asked.objects.exists()
    assert not Sending.objects.exists()


def test_nobody_is_asked_while_a_case_is_open(survey: Survey, manager: User, small_record: SmallRecord) -> None:
    Case.objects.create(
        case_id="k-9", customer=small_record.birch, opened_at=NOON - timedelta(days=1),
        owner_id="m-ada", recorded_seq=0,
    )  # fmt: skip
    assert reasons(asking.ask(manager, survey, people("birch", "cedar"))) == [["open_case"], []]
    assert list(Asked.objects.values_list("customer_id", flat=True)) == ["c-cedar"]


def test_a_case_that_opens_after_the_mail_was_queued_holds_it_back_at_the_instant_of_sending(
    survey: Survey, manager: User, small_record: SmallRecord
) -> None:
    asking.ask(manager, survey, people("birch"))
    sending = Sending.objects.get()
    assert outbox.ask([sending], NOON)[0].allowed
    Case.objects.create(case_id="k-9", customer=small_record.birch, opened_at=NOON, owner_id="m-ada", recorded_seq=0)
    assert outbox.ask([sending], NOON + timedelta(minutes=1))[0].ids == ("open_case",)


def test_nobody_is_asked_again_so_soon_after_a_survey_that_was_mailed(survey: Survey, manager: User, now: Now) -> None:
    asking.ask(manager, survey, people("birch"))
    left(Sending.objects.get(), NOON)
    other = written.open_(manager, written.make(manager, "Effort", "ces").pk)
    now.later(days=60)
    assert "recently_surveyed" in reasons(asking.look(manager, other, people("birch")))[0]
    assert reasons(asking.look(manager, other, people("cedar"))) == [[]]
    now.later(days=31)
    assert reasons(asking.look(manager, other, people("birch"))) == [[]]


def test_nobody_is_asked_so_soon_after_an_answer_that_was_imported(survey: Survey, manager: User) -> None:
    birch = Customer.objects.get(pk="c-birch")
    said = say(birch, None, 13, "in", "feedback", "How likely?", "Very.")
    Interaction.objects.filter(pk=said.pk).update(channel="survey", score=9)
    assert reasons(asking.ask(manager, survey, people("birch"))) == [["recently_surveyed"]]
    assert not Sending.objects.exists()


def test_two_surveys_never_wait_for_the_same_person(survey: Survey, manager: User) -> None:
    asking.ask(manager, survey, people("birch"))
    other = written.open_(manager, written.make(manager, "Effort", "ces").pk)
    assert reasons(asking.ask(manager, other, people("birch"))) == [["being_asked"]]


def test_in_hard_times_nobody_is_asked(survey: Survey, manager: User) -> None:
    Belief.objects.create(
        belief_id="b-hard", customer_id="c-birch", about="capacity", text="The mill burnt down",
        from_at=NOON - timedelta(days=3), evidence=[], recorded_seq=RecordSequence.objects.count(),
    )  # fmt: skip
    assert reasons(asking.ask(manager, survey, people("birch"))) == [["low_capacity"]]


def test_who_answered_is_asked_nothing_again_while_they_can_change_it_and_in_a_new_round_after_that(
    survey: Survey, manager: User, now: Now
) -> None:
    asking.ask(manager, survey, people("birch"), by_hand=True)
    answering.answer(Asked.objects.get().pk, {answering.name(one): "9" for one in survey.questions.all()})
    assert reasons(asking.look(manager, survey, people("birch"), by_hand=True)) == [["asked_already"]]
    now.later(days=100)
    [one] = asking.look(manager, survey, people("birch"), by_hand=True).would
    assert one.round == 2


def test_a_survey_with_a_host_asks_in_their_name_else_whoever_looks_after_them_does(
    survey: Survey, manager: User
) -> None:
    asking.ask(manager, survey, people("birch"))
    assert Sending.objects.get().member_id == "m-ada"
    Survey.objects.filter(pk=survey.pk).update(host_id="m-cleo")
    survey.refresh_from_db()
    asking.ask(manager, survey, people("cedar"))
    assert Sending.objects.get(customer="c-cedar").member_id == "m-cleo"


def test_a_mail_that_left_or_may_have_counts_as_asked_from_the_moment_it_was_handed_over(
    survey: Survey, manager: User
) -> None:
    asking.ask(manager, survey, people("birch"))
    for state in ("handing_over", "uncertain", "sent"):
        Sending.objects.update(state=state, handed_at=NOON, next_at=None)
        assert course.mailed(["c-birch"], NOON) == [("c-birch", NOON, "p-birch")], state
        assert course.mailed(["c-birch"], NOON - timedelta(seconds=1)) == []
    Sending.objects.update(state="suppressed")
    assert course.mailed(["c-birch"], NOON) == []


@pytest.mark.parametrize(("days", "there"), [(1, True), (89, True), (91, False), (-1, False)])
def test_who_left_lately_is_who_has_left_by_now(survey: Survey, manager: User, days: int, there: bool) -> None:
    Customer.objects.filter(pk="c-birch").update(left_at=NOON - timedelta(days=days))
    found = whom.grouped(manager, "left", NOON, everyone=False)
    assert [one.pk for one in found.people] == (["p-birch"] if there else [])


def test_at_night_the_mail_waits_for_the_morning(survey: Survey, manager: User, now: Now) -> None:
    now.later(hours=11)
    looked = asking.ask(manager, survey, people("birch"))
    assert (len(looked.would), len(looked.later)) == (1, 1)
    assert Sending.objects.get().state == "waiting"


def test_at_night_the_hour_is_no_reason_against_whom_more_speaks_against(
    survey: Survey, manager: User, now: Now
) -> None:
    consent.objected(COMMAND_LINE, contact_id="p-birch")
    now.later(hours=11)
    assert reasons(asking.look(manager, survey, people("birch"))) == [["objected"]]


def test_whose_mail_was_never_sent_is_asked_in_a_new_round(survey: Survey, manager: User) -> None:
    asking.ask(manager, survey, people("birch"))
    Sending.objects.update(state="cancelled", next_at=None)
    assert course.numbers(manager, survey)["not"] == 1
    assert len(asking.ask(manager, survey, people("birch")).would) == 1
    assert sorted(Asked.objects.values_list("round", flat=True)) == [1, 2]
    assert Sending.objects.count() == 2


def test_a_survey_that_is_not_open_asks_nobody(survey: Survey, manager: User) -> None:
    written.close(manager, survey.pk)
    with pytest.raises(UserError, match="is not open"):
        asking.ask(manager, survey, people("birch"))


def test_only_who_may_manage_surveys_asks(survey: Survey, member: User) -> None:
    with pytest.raises(NotAllowed):
        asking.ask(member, survey, people("birch"))


def test_a_link_given_by_hand_counts_as_asked_and_is_no_touch(survey: Survey, manager: User) -> None:
    asking.ask(manager, survey, people("birch"), by_hand=True)
    assert not Sending.objects.exists()
    row = Interaction.objects.get(channel="survey")
    assert (row.direction, row.automatic) == ("out", True)
    other = written.open_(manager, written.make(manager, "Effort", "ces").pk)
    assert "recently_surveyed" in reasons(asking.look(manager, other, people("birch")))[0]
    question = survey.questions.get(place=1)
    assert answering.answer(Asked.objects.get().pk, {answering.name(question): "8"}).score == 8


def test_it_asks_the_database_as_often_for_many_as_for_few(survey: Survey, manager: User) -> None:
    for number in range(13):
        Contact.objects.create(
            contact_id=f"p-{number}", customer_id="c-cedar", email=f"{number}@cedar.example", name=f"Number {number}"
        )
    many = list(Contact.objects.filter(customer="c-cedar"))
    with CaptureQueriesContext(connection) as of_two:
        assert len(asking.ask(manager, survey, many[:2]).would) == 2
    with CaptureQueriesContext(connection) as of_many:
        assert len(asking.ask(manager, survey, many[2:]).would) == 12
    assert len(of_many) <= len(of_two)


def test_people_are_found_at_the_customers_that_an_audience_holds(survey: Survey, member: User, manager: User) -> None:
    Contact.objects.create(contact_id="p-birch-2", customer_id="c-birch", email="kim@birch.example", name="Kim")
    audience = {"of": "owner", "is": ["m-ada"]}
    one = whom.held_by(manager, audience, NOON, everyone=False)
    assert [row.pk for row in one.people] == ["p-birch"]
    assert len(whom.held_by(manager, audience, NOON, everyone=True).people) == 2
    assert len(whom.grouped(manager, "everybody", NOON, everyone=False).people) == 3
    Customer.objects.filter(pk="c-dune").update(left_at=NOON - timedelta(days=5))
    assert [row.pk for row in whom.grouped(manager, "left", NOON, everyone=False).people] == ["p-dune"]
