"""A low mark stands in the day of whoever looks after the customer at once, and is heard by a programme."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from deeproot_app import loop
from deeproot_app.act.models import Asked, Deed, Enrolment, Question, Sending, Survey
from deeproot_app.act.programmes.entering import enter
from deeproot_app.act.programmes.going_on import go_on
from deeproot_app.act.surveys import answering, heard
from deeproot_app.act.surveys.tests.conftest import NOON, Now
from deeproot_app.base.errors import UserError
from deeproot_app.base.jobs.schedule import Sequel
from deeproot_app.base.models import Job, User
from deeproot_app.conftest import SmallRecord
from deeproot_app.plan.models import Item, Programme
from deeproot_app.plan.programmes import define
from deeproot_app.record.models import Case

pytestmark = pytest.mark.usefixtures("customers_alone")


def mark(one: Asked, questions: list[Question], score: str, words: str = "") -> None:
    answering.answer(one.pk, {answering.name(questions[0]): score, answering.name(questions[1]): words})


def lows() -> list[Item]:
    return list(Item.objects.filter(reason="low_mark", gone_at__isnull=True))


def test_a_low_mark_is_in_the_owners_day_after_the_turn_that_the_answer_asks_for(
    birch: Asked, questions: list[Question], now: Now
) -> None:
    loop.turn(now.at)
    Job.objects.all().delete()
    mark(birch, questions, "2", "Nobody came for a week.")
    assert Job.objects.filter(task=heard.answered.module_path).count() == 1
    sequels = [one for one in loop.UNASKED if isinstance(one, Sequel)]
    assert any(heard.answered.module_path in one.follows and one.task == loop.turn_now for one in sequels)
    now.later(minutes=1)
    loop.turn(now.at)
    (item,) = lows()
    assert (item.member_id, item.customer_id) == ("m-ada", "c-birch")
    assert item.headline.startswith("Birch Bakery gave us 2 of 10 on 30 June")


def test_who_takes_a_low_mark_back_is_in_nobodys_day_and_a_high_one_never_was(
    birch: Asked, questions: list[Question], now: Now
) -> None:
    mark(birch, questions, "2")
    now.later(minutes=1)
    loop.turn(now.at)
    assert len(lows()) == 1
    mark(birch, questions, "9")
    now.later(minutes=1)
    loop.turn(now.at)
    assert lows() == []


ASK: dict[str, Any] = {"id": "how", "do": "survey", "approve": False}
RING: dict[str, Any] = {"id": "ring", "do": "call", "because": "Ask what happened", "approve": False}
LOW: dict[str, Any] = {"of": "last_nps", "at_most": 6}


@pytest.fixture
def programme(survey: Survey, manager: User, now: Now) -> Programme:
    loop.turn(now.at)
    steps = [
        ASK | {"survey": str(survey.pk)},
        {"id": "pause", "do": "wait", "days": 3},
        {"id": "low", "do": "branch", "if": LOW, "then": "ring", "else": "end"},
        RING,
    ]
    audience = {"of": "owner", "is": ["m-ada", "m-ben"]}
    definition = {"audience": audience, "holdout": {"share": 0}, "steps": steps}
    made = define.start(manager, define.make(manager, "Ask", "", definition).pk)
    enter(made.pk, now.at)
    return made


def deeds() -> dict[tuple[str, str], str]:
    rows = Deed.objects.values_list("enrolment__customer_id", "do", "result")
    return {(customer, do): result for customer, do, result in rows}


def test_a_programme_asks_each_once_and_goes_on_by_their_mark(
    programme: Programme, questions: list[Question], now: Now
) -> None:
    go_on(now.at)
    assert deeds() == {("c-birch", "survey"): "done", ("c-cedar", "survey"): "done"}
    assert set(Sending.objects.values_list("programme_id", "survey_id")) == {
        (programme.pk, str(questions[0].survey_id))
    }
    now.later(hours=2)
    mark(Asked.objects.get(customer="c-birch"), questions, "3")
    mark(Asked.objects.get(customer="c-cedar"), questions, "10")
    now.later(days=3)
    go_on(now.at)
    assert deeds() == {
        ("c-birch", "survey"): "done", ("c-cedar", "survey"): "done", ("c-birch", "call"): "done",
    }  # fmt: skip
    assert dict(Enrolment.objects.values_list("customer_id", "why")) == {"c-birch": "finished", "c-cedar": "finished"}


def test_a_programme_asks_nobody_whose_case_is_open(programme: Programme, small_record: SmallRecord, now: Now) -> None:
    Case.objects.create(
        case_id="k-9", customer=small_record.birch, opened_at=NOON - timedelta(days=1), owner_id="m-ada",
        recorded_seq=0,
    )  # fmt: skip
    go_on(now.at)
    assert deeds() == {("c-birch", "survey"): "refused", ("c-cedar", "survey"): "done"}
    assert Deed.objects.get(enrolment__customer="c-birch").reasons[0][0] == "open_case"


def test_a_programme_says_where_its_survey_is_not_open(programme: Programme, survey: Survey, now: Now) -> None:
    Survey.objects.filter(pk=survey.pk).update(state="closed", closed_at=now.at)
    go_on(now.at)
    assert set(deeds().values()) == {"impossible"}
    assert not Sending.objects.exists()


def test_a_survey_step_without_its_survey_is_no_step(db: None) -> None:
    with pytest.raises(UserError, match=r"steps\[0\] \(how\).survey"):
        define.read_definition({"audience": {"of": "persona", "is": ["x"]}, "steps": [ASK]})
