"""What a customer is shown of the plan that we share: only what is marked so, in plain values, no note of ours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from deeproot_app.record.models import Customer
from deeproot_app.record.success.plan import GoalNow, StepNow, plan_of


@dataclass(frozen=True)
class SharedStep:
    """A step as the customer sees it."""

    text: str
    ours: bool
    who: str
    """The name of who does it; empty where nobody is named."""
    due_at: datetime | None
    done_at: datetime | None
    overdue: bool


@dataclass(frozen=True)
class SharedGoal:
    """A goal as the customer sees it."""

    text: str
    metric: str
    unit: str
    value: float | None
    by_at: datetime | None
    points: list[tuple[datetime, float]]
    reached: float | None
    """See `plan.reached`."""
    steps: list[SharedStep]


@dataclass(frozen=True)
class Shared:
    """The plan as the customer sees it."""

    goals: list[SharedGoal]
    steps: list[SharedStep]
    """Those that belong to none of these goals."""

    def __bool__(self) -> bool:
        return bool(self.goals or self.steps)


def shared_with(customer: Customer, now: datetime) -> Shared:
    """What ``customer`` (who leads, where several ids are one) is shown of the plan at ``now``. Seven queries.

    A goal is there once somebody shared it; a step where it is shared and was not dropped. A shared step of a goal that
    is not shared stands by itself.
    """
    plan = plan_of(customer, now)
    theirs = [one for one in plan.goals if one.target is not None and one.target.shared_at is not None]
    others = [step for one in plan.goals if one not in theirs for step in one.steps]
    return Shared([_goal(one) for one in theirs], _steps([*others, *plan.loose]))


def _goal(one: GoalNow) -> SharedGoal:
    assert one.target is not None
    return SharedGoal(
        one.belief.text,
        one.belief.metric or "",
        one.target.unit,
        one.target.value,
        one.target.by_at,
        [(point.at, point.value) for point in one.points],
        one.reached,
        _steps(one.steps),
    )


def _steps(steps: list[StepNow]) -> list[SharedStep]:
    return [
        SharedStep(one.step.text, one.step.whose == one.step.Whose.US, one.who, one.due_at, one.done_at, one.overdue)
        for one in steps
        if one.step.shared and not one.dropped_at
    ]
