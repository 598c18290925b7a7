"""Success plans by the API: whole lists with a cursor and what changed since, and steps said otherwise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deeproot_app.api.tests.conftest import Program
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.models import Organisation, User
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.record import beliefs, promises, same_beliefs
from deeproot_app.record.models import Step
from deeproot_app.record.success import goals, steps

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]
WEEK = timedelta(days=7)
LISTS = ("success/goals", "success/readings", "success/steps")


@pytest.fixture(autouse=True)
def plans(small_record: SmallRecord) -> str:
    """A plan of Birch's and one of Dune's; the goal of the first."""
    goal = ""
    for customer in ("c-dune", "c-birch"):
        goal = beliefs.add(COMMAND_LINE, customer, "goal", "Less waste", metric="loaves").row_id
        goals.aim(COMMAND_LINE, goal, goals.Aim("loaves", 10, AS_OF + WEEK, shared=True))
        goals.measure(COMMAND_LINE, goal, 40, AS_OF - WEEK)
        said = steps.Said("Send the plan", goal_id=goal, member_id="m-ada", due_at=AS_OF + WEEK)
        steps.add(COMMAND_LINE, customer, said)
    return goal


def test_plans_are_read_as_lists_with_cursor_and_by_customer(plans: str, manager: User, program: Programs) -> None:
    asks = program(manager, ["beliefs:read"])
    (goal,) = asks.get("success/goals", customer_id="c-birch").json()["data"]
    assert (goal["belief_id"], goal["customer_id"], goal["target"], goal["unit"]) == (plans, "c-birch", 10, "loaves")
    (reading,) = asks.get("success/readings", customer_id="c-birch").json()["data"]
    assert (reading["value"], reading["said_in"]) == (40, None)
    (step,) = asks.get("success/steps", customer_id="c-birch").json()["data"]
    row = Step.objects.get(customer="c-birch")
    assert (step["step_key"], step["belief_id"], step["promise_id"]) == (row.key, plans, row.promise_id)
    for one in LISTS:
        first = asks.get(one, limit=1).json()
        rest = asks.get(one, cursor=first["next"]).json()
        assert {row["customer_id"] for row in (*first["data"], *rest["data"])} == {"c-birch", "c-dune"}
        assert rest["next"] is None
        assert program(manager, ["promises:read"]).get(one).status_code == 403


def test_what_changed_since_is_told_also_what_was_taken_back(plans: str, member: User, program: Programs) -> None:
    asks = program(member)
    upto = asks.get("success/goals").json()["upto"]
    for one in LISTS:
        assert asks.get(one, updated_since=upto).json()["data"] == []
    change = asks.post(f"beliefs/{plans}/target", {"value": 5}).json()["change"]
    told = asks.get("success/goals", updated_since=upto).json()
    assert [row["target"] for row in told["data"]] == [5]
    asks.post(f"success/changes/{change}/undo")
    assert [row["target"] for row in asks.get("success/goals", updated_since=told["upto"]).json()["data"]] == [10]


def test_a_step_stands_as_its_promise_does(member: User, program: Programs) -> None:
    row = Step.objects.get(customer="c-birch")
    promises.keep(COMMAND_LINE, row.promise_id)
    (step,) = program(member).get("success/steps", customer_id="c-birch").json()["data"]
    assert step["done_at"] == "2026-06-30T12:00:00Z" and not step["overdue"]


def test_a_goal_that_says_the_same_as_another_is_told_as_that_other(
    plans: str, member: User, program: Programs
) -> None:
    kept = beliefs.add(COMMAND_LINE, "c-birch", "goal", "No waste").row_id
    same_beliefs.merge(COMMAND_LINE, plans, kept)
    for one in LISTS:
        (row,) = program(member).get(one, customer_id="c-birch").json()["data"]
        assert row["belief_id"] == kept


def test_a_step_is_said_otherwise_and_its_promise_put_off(member: User, program: Programs) -> None:
    row = Step.objects.get(customer="c-birch")
    asks = program(member, ["promises:write"])
    said = {"text": "Send the plan, printed", "due_at": "2026-07-20T12:00:00Z"}
    answer = asks.post(f"success/steps/{row.pk}/changed", said)
    assert answer.status_code == 200 and answer.json()["id"] == str(row.pk)
    row.refresh_from_db()
    assert (row.text, row.member_id) == ("Send the plan, printed", "m-ada")
    asks.post(f"success/changes/{answer.json()['change']}/undo")
    row.refresh_from_db()
    assert row.text == "Send the plan"
    assert asks.post(f"success/steps/{row.pk}/changed", {"text": "x", "whom": "y"}).status_code == 422
    assert program(member, ["beliefs:write"]).post(f"success/steps/{row.pk}/changed", said).status_code == 403


def test_a_strangers_plan_is_not_there(stranger: User, program: Programs) -> None:
    Organisation(pk=1, members_see="own").save()
    User.objects.filter(pk=stranger.pk).update(member_id="m-cleo")
    asks = program(stranger)
    for one in LISTS:
        assert [row["customer_id"] for row in asks.get(one).json()["data"]] == ["c-dune"]
        assert asks.get(one, customer_id="c-birch").json()["data"] == []
    row = Step.objects.get(customer="c-birch")
    for number in (row.pk, 999_999, 2**64):
        assert asks.post(f"success/steps/{number}/changed", {"text": "x"}).status_code == 404


@pytest.mark.parametrize("address", LISTS)
def test_many_rows_cost_as_many_queries_as_few(plans: str, member: User, program: Programs, address: str) -> None:
    asks = program(member)
    asks.get(address)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            asks.get(address)
        return len(seen)

    few = queries()
    for day in range(10):
        goal = beliefs.add(COMMAND_LINE, "c-birch", "goal", f"Goal {day}").row_id
        goals.aim(COMMAND_LINE, goal, goals.Aim("x", day))
        goals.measure(COMMAND_LINE, goal, day, AS_OF - WEEK)
        steps.add(COMMAND_LINE, "c-birch", steps.Said(f"Step {day}", goal_id=goal, due_at=AS_OF + WEEK))
    assert queries() == few
