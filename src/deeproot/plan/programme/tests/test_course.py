"""Tests of a programme's course: steps in their order, waits, branches, and who leaves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deeproot.plan.programme.audience import NotReadable
from deeproot.plan.programme.course import Approve, Do, Exit, Standing, Wait, following
from deeproot.plan.programme.facts import Known
from deeproot.plan.programme.steps import Programme, read

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)
DEFINITION: dict[str, Any] = {
    "audience": {"of": "silent_days", "at_least": 60},
    "steps": [
        {"id": "guide", "do": "email", "template": "guide"},
        {"id": "pause", "do": "wait", "days": 5},
        {"id": "still", "do": "branch", "if": {"of": "open_cases", "at_least": 1}, "then": "end"},
        {"id": "ring", "do": "call", "because": "how", "approve": False},
    ],
}
SILENT = Known(numbers={"silent_days": 70, "open_cases": 0})


def programme(**changed: Any) -> Programme:
    return read({**DEFINITION, **changed}, (), ("hollow_miss_you",))


def test_a_step_waits_for_a_yes_and_is_done_with_it() -> None:
    waits = following(programme(), Standing(NOW), SILENT, NOW)
    assert isinstance(waits, Approve)
    assert waits.step.id == "guide"
    done = following(programme(), Standing(NOW, approved=True), SILENT, NOW)
    assert isinstance(done, Do)
    assert (done.step.id, done.place) == ("guide", 0)


def test_a_wait_is_counted_from_when_its_step_was_reached() -> None:
    standing = Standing(NOW, place=1, since=NOW + DAY, approved=True)
    assert following(programme(), standing, SILENT, NOW + 5 * DAY) == Wait(NOW + 6 * DAY, 1, NOW + DAY)
    found = following(programme(), standing, SILENT, NOW + 6 * DAY)
    assert isinstance(found, Do)
    assert (found.step.id, found.place) == ("ring", 3)


def test_a_yes_is_for_one_step_only() -> None:
    asks = read({**DEFINITION, "steps": [DEFINITION["steps"][1], DEFINITION["steps"][0]]}, (), ())
    found = following(asks, Standing(NOW, approved=True), SILENT, NOW + 6 * DAY)
    assert isinstance(found, Approve)


def test_a_branch_goes_on_where_it_says_and_where_nothing_is_known_with_the_next_step() -> None:
    standing = Standing(NOW, place=2)
    with_case = Known(numbers={"silent_days": 70, "open_cases": 1})
    assert following(programme(), standing, with_case, NOW) == Exit("finished")
    found = following(programme(), standing, Known(numbers={"silent_days": 70}), NOW)
    assert isinstance(found, Do)


@pytest.mark.parametrize(
    ("standing", "known", "at", "why"),
    [
        (Standing(NOW, replied_at=NOW + DAY), SILENT, NOW + DAY, "replied"),
        (Standing(NOW), Known(numbers={"silent_days": 3}), NOW, "reason_gone"),
        (Standing(NOW, left_us=True), SILENT, NOW, "left_us"),
        (Standing(NOW, place=1, since=NOW + 89 * DAY), SILENT, NOW + 90 * DAY, "too_long"),
        (Standing(NOW, place=4), SILENT, NOW, "finished"),
    ],
)
def test_they_leave_quietly(standing: Standing, known: Known, at: datetime, why: str) -> None:
    assert following(programme(), standing, known, at) == Exit(why)  # type: ignore[arg-type]


def test_who_is_not_known_to_be_outside_stays() -> None:
    assert isinstance(following(programme(), Standing(NOW), Known(), NOW), Approve)


def test_what_they_wrote_before_they_entered_does_not_count() -> None:
    assert isinstance(following(programme(), Standing(NOW, replied_at=NOW - DAY), SILENT, NOW), Approve)


STEPS = st.lists(
    st.sampled_from(
        [
            {"do": "email", "template": "t", "approve": False},
            {"do": "wait", "days": 3},
            {"do": "branch", "if": {"of": "open_cases", "at_least": 1}, "then": "end"},
            {"do": "task", "text": "thank them"},
        ]
    ),
    min_size=1,
    max_size=8,
)


@given(STEPS, st.lists(st.integers(0, 40), max_size=30), st.booleans())
def test_everybody_comes_to_an_end_with_each_touch_once(
    steps: list[dict[str, Any]], hours: list[int], case: bool
) -> None:
    named = [{**step, "id": f"s{place}"} for place, step in enumerate(steps)]
    running = programme(steps=named)
    known = Known(numbers={"silent_days": 70, "open_cases": float(case)})
    standing, at, done = Standing(NOW), NOW, []
    for pause in [*hours, *([24 * 10] * 40)]:
        found = following(running, standing, known, at)
        if isinstance(found, Exit):
            break
        if isinstance(found, Do):
            done.append(found.step.id)
            standing = Standing(NOW, found.place + 1, at)
        elif isinstance(found, Approve):
            standing = Standing(NOW, found.place, at, approved=True)
        at += timedelta(hours=pause)
    assert isinstance(found, Exit)
    assert len(done) == len(set(done)) <= running.touches


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"steps": []}, "at least one step"),
        ({"steps": [{"do": "email", "template": "x"}]}, r"steps\[0\]: an object with an 'id'"),
        ({"steps": [{"id": "a", "do": "shout"}]}, r"steps\[0\] \(a\).do: one of email"),
        ({"steps": [{"id": "a", "do": "email"}]}, r"\(a\).template: which one"),
        ({"steps": [{"id": "a", "do": "wait", "days": "5"}]}, "a number from 0 to 366"),
        ({"steps": [{"id": "a", "do": "wait", "days": 1}, {"id": "a", "do": "wait", "days": 1}]}, "two are called 'a'"),
        ({"steps": [{"id": "a", "do": "wait", "days": 1, "hours": 2}]}, "'hours' is not known there"),
        ({"steps": [{"id": "a", "do": "branch", "if": {"lives": "hollow_miss_you"}, "then": "a"}]}, "stands before it"),
        ({"steps": [{"id": "a", "do": "branch", "if": {"lives": "x"}, "then": "end"}]}, r"\(a\).if.lives: there is no"),
        ({"holdout": {"share": 1}}, "holdout.share: a number from 0 to 0.9"),
        ({"holdout": {"strata": ["mood"]}}, "holdout.strata"),
        ({"leave": {"on_reply": "yes"}}, "leave.on_reply: true or false"),
        ({"salt": "x"}, "'salt' is not known there"),
    ],
)
def test_what_describes_no_programme_is_told_with_its_place(changed: dict[str, Any], says: str) -> None:
    with pytest.raises(NotReadable, match=says):
        programme(**changed)
