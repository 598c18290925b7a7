"""The rows of success plans as programs read them: the columns of docs/tables.md, and how each stands."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Field, Schema

from deeproot_app.record.models import Belief, Progress, Target
from deeproot_app.record.success import telling
from deeproot_app.record.success.plan import StepNow

SEQ = Field(..., description="grows in commit order; pass it as updated_since")
GOAL = Field(..., description="the goal among /beliefs; where it says the same as another, that other")


class GoalRow(Schema):
    """What a goal comes to in the customer's own metric."""

    belief_id: str = GOAL
    customer_id: str | None
    unit: str
    target: float | None = Field(..., description="the figure to reach")
    by_at: datetime | None
    shared_at: datetime | None = Field(..., description="since when the customer sees it; null: only among us")
    note: str = Field(..., description="among us")
    recorded_seq: int = SEQ


class ReadingRow(Schema):
    """The customer's metric as it stood at one moment."""

    belief_id: str = GOAL
    customer_id: str | None
    at: datetime
    value: float
    said_in: str | None = Field(..., description="the interaction that says so")
    note: str = Field(..., description="among us")
    recorded_seq: int = SEQ


class StepRow(Schema):
    """One thing to do on the way, as it stands: its promise, where it is one, says when it is due, and whether done."""

    step_id: int
    step_key: str = Field(..., description="its id in files")
    customer_id: str
    belief_id: str | None = GOAL
    text: str
    whose: str = Field(..., description="us or them")
    member_id: str | None
    contact_id: str | None
    due_at: datetime | None = Field(..., description="as last agreed")
    done_at: datetime | None
    dropped_at: datetime | None
    overdue: bool
    shared: bool = Field(..., description="whether the customer sees it")
    note: str = Field(..., description="among us")
    promise_id: str | None
    made_at: datetime
    recorded_seq: int = SEQ


def goal_row(row: Target) -> dict[str, Any]:
    return {
        **_of(row.belief), "unit": row.unit, "target": row.value, "by_at": row.by_at, "shared_at": row.shared_at,
        "note": row.note, "recorded_seq": row.recorded_seq,
    }  # fmt: skip


def reading_row(row: Progress) -> dict[str, Any]:
    return {
        **_of(row.belief), "at": row.at, "value": row.value, "said_in": row.said_in or None, "note": row.note,
        "recorded_seq": row.recorded_seq,
    }  # fmt: skip


def step_row(one: StepNow) -> dict[str, Any]:
    row = one.step
    goal = row.goal
    return {
        **telling.step(one), "customer_id": row.customer_id, "belief_id": _shown(goal) if goal else None,
        "made_at": row.made_at, "recorded_seq": row.recorded_seq,
    }  # fmt: skip


def _of(belief: Belief) -> dict[str, Any]:
    return {"belief_id": _shown(belief), "customer_id": belief.customer_id}


def _shown(belief: Belief) -> str:
    return str(belief.merged_into_id or belief.pk)
