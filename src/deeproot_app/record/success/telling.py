"""A success plan as JSON: for programs of our own, with what is among us."""

from __future__ import annotations

from typing import Any

from deeproot_app.record.success.plan import GoalNow, Plan, StepNow


def plan(found: Plan) -> dict[str, Any]:
    """All of a plan: goals with their readings and steps, and the steps of no goal."""
    return {"goals": [goal(one) for one in found.goals], "steps": [step(one) for one in found.loose]}


def goal(one: GoalNow) -> dict[str, Any]:
    """A goal, what it comes to, and how far they are."""
    target = one.target
    return {
        "belief_id": one.belief.pk,
        "text": one.belief.text,
        "metric": one.belief.metric,
        "unit": target.unit if target else "",
        "target": target.value if target else None,
        "by_at": target.by_at if target else None,
        "shared": bool(target and target.shared_at),
        "note": target.note if target else "",
        "reached": one.reached,
        "progress": [{"at": point.at, "value": point.value, "said_in": point.said_in or None} for point in one.points],
        "steps": [step(each) for each in one.steps],
    }


def step(one: StepNow) -> dict[str, Any]:
    """A step, and how it stands."""
    row = one.step
    return {
        "step_id": row.pk,
        "step_key": row.key,
        "text": row.text,
        "whose": row.whose,
        "member_id": row.member_id,
        "contact_id": row.contact_id,
        "due_at": one.due_at,
        "done_at": one.done_at,
        "dropped_at": one.dropped_at,
        "overdue": one.overdue,
        "shared": row.shared,
        "note": row.note,
        "promise_id": row.promise_id or None,
    }
