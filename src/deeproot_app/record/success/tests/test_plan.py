"""The success plan: goals in the customer's own metric, steps that are promises, what is shared and what is not."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

import pytest
from django.http import Http404

from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import Organisation, User
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.record import beliefs, promises, same_beliefs
from deeproot_app.record.identity.merge import merge as merge_customers
from deeproot_app.record.models import Belief, Customer, Progress, Promise, Step, Target
from deeproot_app.record.success import changed, goals, plan_of, shared_with, steps
from deeproot_app.record.success.plan import reached

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def goal(small_record: SmallRecord, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("DEEPROOT_NOW", AS_OF.isoformat())
    text = "Throw less bread away"
    return beliefs.add(COMMAND_LINE, "c-birch", "goal", text, metric="loaves", from_at=AS_OF - 9 * WEEK).row_id


def step(said: steps.Said, customer: str = "c-birch") -> Step:
    return Step.objects.get(pk=int(steps.add(COMMAND_LINE, customer, said).row_id))


@pytest.mark.parametrize(
    ("values", "target", "share"),
    [([40, 25], 10, 0.5), ([40], 10, 0.0), ([40, 10], 10, 1.0), ([10, 25], 40, 0.5), ([40, 46], 10, -0.2),
     ([5, 5], 5, 1.0), ([5, 6], 5, 0.0), ([], 5, None), ([5], None, None)],
)  # fmt: skip
def test_progress_is_the_way_that_lies_behind_them(
    values: list[float], target: float | None, share: float | None
) -> None:
    assert reached(values, target) == (pytest.approx(share) if share is not None else None)


def test_a_goal_is_measured_in_their_metric(small_record: SmallRecord, goal: str, member: User) -> None:
    goals.aim(member, goal, goals.Aim("loaves", 10, AS_OF + WEEK))
    goals.measure(member, goal, 40, AS_OF - 4 * WEEK)
    last = goals.measure(member, goal, 25, AS_OF - WEEK, "mail:c-birch-5")
    (found,) = plan_of(small_record.birch, AS_OF).goals
    assert ([point.value for point in found.points], found.reached) == ([40, 25], 0.5)
    (then,) = plan_of(small_record.birch, AS_OF - 2 * WEEK).goals
    assert [point.value for point in then.points] == [40], "what came later is not known"
    changed.undo(member, last.pk)
    assert Progress.objects.count() == 1


def test_a_word_about_the_same_moment_replaces_the_first_and_can_be_taken_back(goal: str, member: User) -> None:
    goals.measure(member, goal, 40, AS_OF)
    again = goals.measure(member, goal, 30, AS_OF)
    assert Progress.objects.get().value == 30
    changed.undo(member, again.pk)
    assert Progress.objects.get().value == 40


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e16])
def test_it_refuses_what_is_no_number(goal: str, member: User, value: float) -> None:
    with pytest.raises(UserError, match="number"):
        goals.measure(member, goal, value)
    with pytest.raises(UserError, match="number"):
        goals.aim(member, goal, goals.Aim(value=value))


def test_it_refuses_a_moment_to_come_another_customers_words_and_what_is_no_goal(goal: str, member: User) -> None:
    with pytest.raises(UserError, match="has come"):
        goals.measure(member, goal, 1, AS_OF + WEEK)
    with pytest.raises(UserError, match="no interaction"):
        goals.measure(member, goal, 1, words="mail:c-cedar-90")
    need = beliefs.add(member, "c-birch", "need", "Quiet ovens").row_id
    with pytest.raises(UserError, match="goal"):
        goals.measure(member, need, 1)


def test_a_shared_step_of_ours_with_a_day_is_a_promise_and_kept_there_it_is_done(
    small_record: SmallRecord, goal: str, member: User
) -> None:
    change = steps.add(member, "c-birch", steps.Said("Send the plan", goal_id=goal, due_at=AS_OF + WEEK))
    row = Step.objects.get(pk=int(change.row_id))
    promise = Promise.objects.get(pk=row.promise_id)
    assert (promise.text, promise.due_at, promise.member_id) == ("Send the plan", AS_OF + WEEK, "m-ada")
    promises.keep(member, promise.pk)
    (found,) = plan_of(small_record.birch, AS_OF).goals[0].steps
    assert found.done_at == AS_OF
    with pytest.raises(UserError, match="settled"):
        steps.done(member, row.pk)


@pytest.mark.parametrize(
    "said",
    [steps.Said("x", due_at=AS_OF + WEEK, shared=False), steps.Said("x"), steps.Said("x", "them", due_at=AS_OF + WEEK)],
    ids=["among us", "without a day", "theirs"],
)
def test_other_steps_are_no_promises(said: steps.Said) -> None:
    before = Promise.objects.count()
    assert step(said).promise_id == ""
    assert Promise.objects.count() == before


def test_a_step_that_is_done_keeps_its_promise_and_undone_opens_it_again(member: User) -> None:
    row = step(steps.Said("Send the plan", due_at=AS_OF + WEEK))
    change = steps.done(member, row.pk)
    assert Promise.objects.get(pk=row.promise_id).kept_at == AS_OF
    changed.undo(member, change.pk)
    row.refresh_from_db()
    assert (row.done_at, Promise.objects.get(pk=row.promise_id).kept_at) == (None, None)


def test_another_day_puts_the_promise_off_and_another_colleague_gets_it(
    small_record: SmallRecord, member: User
) -> None:
    row = step(steps.Said("Send the plan", member_id="m-ada", due_at=AS_OF + WEEK))
    change = steps.change(member, row.pk, steps.Said("Send the plan", member_id="m-ben", due_at=AS_OF + 2 * WEEK))
    promise = Promise.objects.get(pk=row.promise_id)
    assert (promise.member_id, promise.moved_to, len(promise.holding)) == ("m-ben", AS_OF + 2 * WEEK, 1)
    assert plan_of(small_record.birch, AS_OF).loose[0].due_at == AS_OF + 2 * WEEK
    changed.undo(member, change.pk)
    promise.refresh_from_db()
    assert (promise.member_id, promise.moved_to, promise.holding) == ("m-ada", None, [])
    assert plan_of(small_record.birch, AS_OF).loose[0].due_at == AS_OF + WEEK


def test_what_is_only_among_us_from_now_on_is_promised_no_more(member: User) -> None:
    row = step(steps.Said("Send the plan", due_at=AS_OF + WEEK))
    promise = row.promise_id
    change = steps.change(member, row.pk, steps.Said("Send the plan", due_at=AS_OF + WEEK, shared=False))
    assert Promise.objects.get(pk=promise).withdrawn_at == AS_OF
    changed.undo(member, change.pk)
    row.refresh_from_db()
    assert (row.promise_id, Promise.objects.get(pk=promise).withdrawn_at) == (promise, None)


def test_a_promise_is_not_dropped_without_a_reason(small_record: SmallRecord, member: User) -> None:
    row = step(steps.Said("Send the plan", due_at=AS_OF + WEEK))
    with pytest.raises(UserError, match="why"):
        steps.drop(member, row.pk)
    steps.drop(member, row.pk, "They found one.")
    assert plan_of(small_record.birch, AS_OF).loose[0].dropped_at == AS_OF


def test_undoing_a_step_takes_its_promise_away_but_not_over_a_later_word(member: User) -> None:
    change = steps.add(member, "c-birch", steps.Said("Send the plan", due_at=AS_OF + WEEK))
    row = Step.objects.get(pk=int(change.row_id))
    kept = promises.keep(member, row.promise_id)
    with pytest.raises(UserError, match="changed again"):
        changed.undo(member, change.pk)
    assert Step.objects.filter(pk=row.pk).exists(), "nothing was done by half"
    promises.undo(member, kept.pk)
    with pytest.raises(UserError):
        changed.undo(member, change.pk)


@pytest.mark.parametrize(
    "said",
    [steps.Said(" "), steps.Said("x", "nobody"), steps.Said("x", goal_id="nothing"), steps.Said("x", member_id="m-x"),
     steps.Said("x", "them", contact_id="p-cedar"), steps.Said("x", due_at=AS_OF - WEEK)],
)  # fmt: skip
def test_it_refuses_a_step_that_cannot_be(member: User, said: steps.Said) -> None:
    with pytest.raises(UserError):
        steps.add(member, "c-birch", said)
    assert not Step.objects.exists()


def test_rights_are_asked_first_and_a_strangers_plan_does_not_exist(
    goal: str, viewer: User, stranger: User, member: User
) -> None:
    with pytest.raises(NotAllowed):
        steps.add(viewer, "c-birch", steps.Said("x"))
    row = step(steps.Said("x"))
    change = goals.aim(member, goal, goals.Aim())
    Organisation(pk=1, name="x", members_see="own").save()
    for act in (
        lambda: steps.add(stranger, "c-birch", steps.Said("x")),
        lambda: steps.done(stranger, row.pk),
        lambda: goals.aim(stranger, goal, goals.Aim()),
        lambda: goals.measure(stranger, goal, 1),
        lambda: changed.undo(stranger, change.pk),
    ):
        with pytest.raises(Http404):
            act()


def test_nothing_that_is_among_us_is_shared(small_record: SmallRecord, goal: str, member: User) -> None:
    inner = beliefs.add(member, "c-birch", "goal", "MARK inner goal").row_id
    goals.aim(member, goal, goals.Aim("loaves", 10, None, shared=True, note="MARK aim"))
    goals.aim(member, inner, goals.Aim("loaves", 10, None, shared=False, note="MARK aim"))
    goals.measure(member, goal, 40, AS_OF - WEEK, note="MARK reading")
    for on in (goal, inner, None):
        steps.add(member, "c-birch", steps.Said("Seen", goal_id=on, note="MARK step"))
        steps.add(member, "c-birch", steps.Said("MARK step", goal_id=on, shared=False))
    dropped = step(steps.Said("MARK dropped"))
    steps.drop(member, dropped.pk)
    shown = shared_with(small_record.birch, AS_OF)
    assert "MARK" not in repr(asdict(shown))
    assert [one.text for one in shown.goals] == ["Throw less bread away"]
    assert ([one.text for one in shown.goals[0].steps], len(shown.steps)) == (["Seen"], 2)
    assert shown.goals[0].points == [(AS_OF - WEEK, 40)]


def test_two_goals_that_are_one_have_the_readings_and_steps_of_both(
    small_record: SmallRecord, goal: str, member: User
) -> None:
    other = beliefs.add(member, "c-birch", "goal", "Less waste", from_at=AS_OF - 5 * WEEK).row_id
    goals.aim(member, other, goals.Aim("loaves", 10))
    goals.measure(member, other, 40, AS_OF - 2 * WEEK)
    goals.measure(member, goal, 25, AS_OF - WEEK)
    steps.add(member, "c-birch", steps.Said("x", goal_id=other))
    change = same_beliefs.merge(member, other, goal)
    (found,) = plan_of(small_record.birch, AS_OF).goals
    assert ([point.value for point in found.points], found.reached, len(found.steps)) == ([40, 25], 0.5, 1)
    same_beliefs.separate(member, change.pk)
    assert [len(one.points) for one in plan_of(small_record.birch, AS_OF).goals] == [1, 1]


def test_the_plan_of_merged_customers_is_one_and_goes_with_them(
    small_record: SmallRecord, goal: str, manager: User
) -> None:
    step(steps.Said("Theirs"), "c-cedar")
    goals.aim(manager, goal, goals.Aim("loaves", 10))
    goals.measure(manager, goal, 40)
    merge_customers(manager, "customer", "c-cedar", "c-birch")
    birch = Customer.objects.get(pk="c-birch")
    assert [one.step.text for one in plan_of(birch, AS_OF).steps] == ["Theirs"]
    birch.delete()
    assert not Belief.every.filter(customer="c-birch").exists()
    assert not (Target.objects.exists() or Progress.objects.exists())


def test_a_goal_stands_in_the_plan_from_when_it_holds_until_it_ended(small_record: SmallRecord, goal: str) -> None:
    def texts(days: int) -> list[str]:
        return [one.belief.text for one in plan_of(small_record.birch, AS_OF + timedelta(days=days)).goals]

    Belief.objects.filter(pk=goal).update(from_at=AS_OF + timedelta(days=1), until=AS_OF + timedelta(days=3))
    assert [len(texts(days)) for days in (0, 1, 2, 3)] == [0, 1, 1, 0]


def test_a_promise_that_was_put_off_by_itself_puts_its_step_off(small_record: SmallRecord, member: User) -> None:
    row = step(steps.Said("Send the plan", due_at=AS_OF + WEEK))
    promises.hold(member, row.promise_id, AS_OF + 3 * WEEK)
    (found,) = plan_of(small_record.birch, AS_OF + 2 * WEEK).loose
    assert (found.due_at, found.overdue) == (AS_OF + 3 * WEEK, False)
    (later,) = plan_of(small_record.birch, AS_OF + 3 * WEEK).loose
    assert later.overdue


def test_what_was_dropped_or_withdrawn_is_overdue_no_more(small_record: SmallRecord, member: User) -> None:
    dropped = step(steps.Said("Among us", due_at=AS_OF + WEEK, shared=False))
    steps.drop(member, dropped.pk)
    row = step(steps.Said("Send the plan", due_at=AS_OF + WEEK))
    promises.withdraw(member, row.promise_id, "They found one.")
    found = plan_of(small_record.birch, AS_OF + 2 * WEEK).loose
    assert [(one.dropped_at, one.overdue, one.settled) for one in found] == [(AS_OF, False, True)] * 2
