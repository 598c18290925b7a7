"""The plan of one customer as it stands at a moment, as we see it: with what is only among us."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db.models import Q

from deeproot_app.record.models import Belief, Customer, Progress, Promise, Step, Target

MOST: Final = 200
"""Steps, and readings, that are told of one customer; the latest."""


@dataclass(frozen=True)
class StepNow:
    """A step, and how it stands: its promise says whether it is done, where it is one."""

    step: Step
    due_at: datetime | None
    """As last agreed."""
    done_at: datetime | None
    dropped_at: datetime | None
    overdue: bool

    @property
    def settled(self) -> bool:
        return bool(self.done_at or self.dropped_at)

    @property
    def who(self) -> str:
        """The name of who does it; empty where nobody is named."""
        person = self.step.member if self.step.whose == Step.Whose.US else self.step.contact
        return (person.name or "") if person else ""


@dataclass(frozen=True)
class GoalNow:
    """A goal, what it comes to, how far they are, and the steps on the way."""

    belief: Belief
    target: Target | None
    points: list[Progress]
    """How their metric stood, oldest first."""
    steps: list[StepNow] = field(default_factory=list)

    @property
    def last(self) -> Progress | None:
        return self.points[-1] if self.points else None

    @property
    def values(self) -> list[float]:
        return [point.value for point in self.points]

    @property
    def shown(self) -> float:
        """How much of a bar is full."""
        return min(max(self.reached or 0.0, 0.0), 1.0)

    @property
    def reached(self) -> float | None:
        return reached(self.values, self.target.value if self.target else None)


@dataclass(frozen=True)
class Plan:
    """All of a plan."""

    goals: list[GoalNow]
    loose: list[StepNow]
    """Steps that belong to no goal that holds."""

    @property
    def steps(self) -> list[StepNow]:
        return [*(step for one in self.goals for step in one.steps), *self.loose]

    @property
    def done(self) -> int:
        return sum(1 for one in self.steps if one.done_at)

    @property
    def to_do(self) -> int:
        return sum(1 for one in self.steps if not one.settled)


def plan_of(customer: Customer, now: datetime) -> Plan:
    """The plan of a customer, under whichever id it was written, at ``now``. Seven queries."""
    ids = customer.ids
    holds = Belief.objects.filter(Q(until__isnull=True) | Q(until__gt=now), customer__in=ids, about="goal")
    goals = list(holds.filter(from_at__lte=now).order_by("from_at", "belief_id")[:MOST])
    merged = Belief.every.filter(merged_into__in=[one.pk for one in goals]).values_list("pk", "merged_into")
    same = {pk: str(kept) for pk, kept in merged}
    known = {one.pk: one.pk for one in goals} | same
    targets = {row.pk: row for row in Target.objects.filter(pk__in=list(known))}
    points: dict[str, list[Progress]] = defaultdict(list)
    for row in Progress.objects.filter(belief__in=list(known), at__lte=now).order_by("-at", "-id")[:MOST]:
        points[known[row.belief_id]].insert(0, row)
    steps: dict[str, list[StepNow]] = defaultdict(list)
    for one in _steps(ids, now):
        steps[known.get(one.step.goal_id or "", "")].append(one)
    return Plan(
        [GoalNow(one, _target(one.pk, targets, same), points.get(one.pk, []), steps.get(one.pk, [])) for one in goals],
        steps.get("", []),
    )


def _target(goal: str, targets: dict[str, Target], same: dict[str, str]) -> Target | None:
    """What a goal comes to: as said of itself, else of one that says the same."""
    others = sorted(pk for pk, kept in same.items() if kept == goal)
    return next((targets[pk] for pk in (goal, *others) if pk in targets), None)


def _steps(ids: list[str], now: datetime) -> list[StepNow]:
    """Their steps: what is to be done first by its day, then what is settled, the latest first."""
    rows = Step.objects.filter(customer__in=ids).select_related("member", "contact").order_by("-made_at", "-id")
    return sorted(
        as_they_stand(list(rows[:MOST]), now),
        key=lambda one: (
            one.settled,
            -(one.done_at or one.dropped_at or now).timestamp() if one.settled else 0,
            one.due_at is None,
            one.due_at or one.step.made_at,
            one.step.pk,
        ),
    )


def as_they_stand(steps: list[Step], now: datetime) -> list[StepNow]:
    """Each step with what its promise says of it, in the order given. One query."""
    promised = Promise.objects.in_bulk([one.promise_id for one in steps if one.promise_id])
    return [_as_it_stands(one, promised.get(one.promise_id), now) for one in steps]


def _as_it_stands(step: Step, promise: Promise | None, now: datetime) -> StepNow:
    due = step.due_at
    done, dropped = step.done_at, step.dropped_at
    if promise is not None:
        due = promise.moved_to or step.due_at
        done = done or promise.kept_at
        dropped = dropped or (None if done else promise.withdrawn_at)
    return StepNow(step, due, done, dropped, bool(due and due <= now and not done and not dropped))


def reached(values: list[float], target: float | None) -> float | None:
    """How much of the way from the first reading to the target lies behind them; null without a target or a reading.

    (last - first) / (target - first): 0 where it stands as it began, below 0 where it went the other way, 1 or more
    where the target is reached. A target that was met from the first is 1 as long as it is met.
    """
    if target is None or not values:
        return None
    first, last = values[0], values[-1]
    if first == target:
        return 1.0 if last == target else 0.0
    return (last - first) / (target - first)
