"""Where one customer stands in a programme, and what comes next for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from deeproot.plan.programme.audience import holds
from deeproot.plan.programme.facts import Known
from deeproot.plan.programme.steps import TOUCHES, Programme, Step

Why = Literal["finished", "replied", "reason_gone", "left_us", "too_long", "stopped"]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far one customer is; moments are aware, UTC."""

    entered_at: datetime
    place: int = 0
    """Of the step that comes next."""
    since: datetime | None = None
    """When they came to that place; None: when they entered."""
    approved: bool = False
    """Whether a person said yes to that step."""
    replied_at: datetime | None = None
    """When they last reached us since they entered."""
    left_us: bool = False


@dataclass(frozen=True, slots=True)
class Do:
    """This step is to be done now."""

    step: Step
    place: int


@dataclass(frozen=True, slots=True)
class Approve:
    """This step waits for a person's yes."""

    step: Step
    place: int


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing until then; ``place`` is the step that waits, ``since`` when it was reached.

    Whoever keeps both never goes back to a branch that was passed.
    """

    until: datetime
    place: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Exit:
    """They leave, and why."""

    why: Why


Next = Do | Approve | Wait | Exit


def following(programme: Programme, standing: Standing, known: Known, at: datetime) -> Next:
    """What comes next for one customer at a moment. Pure: the same standing, facts and moment give the same answer.

    Whether the gate lets a touch pass is not asked here: it is asked when the touch is made.
    """
    why = _leaves(programme, standing, known, at)
    if why is not None:
        return Exit(why)
    place, since = standing.place, standing.since or standing.entered_at
    while place < len(programme.steps):
        step = programme.steps[place]
        if step.do in TOUCHES:
            approved = standing.approved and place == standing.place
            return Do(step, place) if approved or not step.approve else Approve(step, place)
        if step.do == "wait":
            until = since + step.wait
            if at < until:
                return Wait(until, place, since)
            since = until
        place = _after(step, place, known)
    return Exit("finished")


def _after(step: Step, place: int, known: Known) -> int:
    if step.condition is None:
        return place + 1
    return step.then if holds(step.condition, known) else step.otherwise


def _leaves(programme: Programme, standing: Standing, known: Known, at: datetime) -> Why | None:
    """Why somebody leaves before the next step; None: they stay."""
    leave = programme.leave
    if standing.left_us:
        return "left_us"
    if leave.on_reply and standing.replied_at is not None and standing.replied_at >= standing.entered_at:
        return "replied"
    if leave.when_gone and holds(programme.audience, known) is False:
        return "reason_gone"
    return "too_long" if at >= standing.entered_at + leave.after else None
