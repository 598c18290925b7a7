"""Habits: your own and your teams', and how they go. What another person keeps is theirs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Schema

from deeproot.plan.habits import HABITS
from deeproot_app.act.habits.choosing import seen_by
from deeproot_app.act.habits.listed import Kept, told
from deeproot_app.api.rest.guard import asking
from deeproot_app.api.rest.paging import Paged, page
from deeproot_app.api.rest.router import Tagged
from deeproot_app.api.rest.shapes import page_of
from deeproot_app.base import access

router = Tagged("Habits")
READ = "habits:read"


class HabitPeriod(Schema):
    """One day or week."""

    begins: date
    state: str = Field(..., description="kept, missed, open, nothing (to keep) or off (a day off)")
    by: list[str]
    evidence: list[str] = Field(..., description="interactions and promises, of the customers that you see")


class HabitRow(Schema):
    """A habit that is kept, or was."""

    chosen_id: int
    habit: str
    title: str
    rule: str
    every: str = Field(..., description="day or week")
    team: str | None = Field(..., description="null: it is your own")
    begins: date
    ends: date | None = Field(..., description="the first day that counted no more; null while it is kept")
    kept: int
    n: int = Field(..., description="days or weeks on which there was something to keep")
    adherence: float | None
    streak: int
    reckoned_at: datetime | None
    lately: list[HabitPeriod]


class HabitsAsked(Paged):
    """Which."""

    stopped: bool = Field(False, description="also those that were stopped")


@router.get("/habits", response=page_of(HabitRow), operation_id="list_habits")
def list_habits(request: HttpRequest, asked: Query[HabitsAsked]) -> Any:
    """Your own habits and all teams', as they were chosen."""
    user = asking(request, READ)
    access.require(user, "record.see")
    rows = seen_by(user).filter(habit__in=[habit.id for habit in HABITS])
    found = page(rows if asked.stopped else rows.filter(stopped_at=None), ("id",), asked, lambda row: {"row": row})
    return found | {"data": [_row(one) for one in told(user, [each["row"] for each in found["data"]])]}


def _row(one: Kept) -> dict[str, Any]:
    return {
        "chosen_id": one.row.pk, "habit": one.habit.id, "title": one.habit.title, "rule": one.habit.rule,
        "every": one.habit.every, "team": one.row.team or None, "begins": one.row.begins, "ends": one.row.ends,
        "kept": one.kept, "n": one.n, "adherence": one.adherence, "streak": one.streak,
        "reckoned_at": one.row.reckoned_at,
        "lately": [
            {"begins": each.begins, "state": each.state, "by": each.by, "evidence": [row.id for row in each.evidence]}
            for each in one.lately
        ],
    }  # fmt: skip
