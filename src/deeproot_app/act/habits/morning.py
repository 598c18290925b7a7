"""The morning's line about a habit, for whoever keeps it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from deeproot.plan.habits import BY_ID
from deeproot_app.act.models import ChosenHabit
from deeproot_app.base.models import User
from deeproot_app.plan.library.day import capacity_of
from deeproot_app.record.models import Member


def reminders(days: Mapping[User, date]) -> dict[int, list[str]]:
    """Of each of these people, on their own day, the habits to be reminded of. Three queries, however many people.

    A daily habit on each working day, a weekly one on the first working day of the week; of a team's habit, all its
    people are reminded.
    """
    found: dict[int, list[str]] = defaultdict(list)
    members = {user.member_id for user in days}
    teams = dict(Member.objects.filter(pk__in=members).values_list("member_id", "team"))
    own: dict[int, list[ChosenHabit]] = defaultdict(list)
    of_team: dict[str, list[ChosenHabit]] = defaultdict(list)
    for row in ChosenHabit.objects.filter(stopped_at=None).order_by("chosen_at", "pk"):
        if row.user_id:
            own[row.user_id].append(row)
        else:
            of_team[row.team].append(row)
    workdays = {member: set(row.days) for member, row in capacity_of(members).items()}
    for user, day in days.items():
        for row in [*own[user.pk], *of_team[teams.get(user.member_id) or "-"]]:
            if row.habit in BY_ID and _is_day(row, day, workdays[user.member_id]):
                found[user.pk].append(_line(row))
    return found


def _is_day(row: ChosenHabit, day: date, workdays: set[int]) -> bool:
    if day < row.begins or day.weekday() not in workdays:
        return False
    return BY_ID[row.habit].every == "day" or day.weekday() == min(workdays)


def _line(row: ChosenHabit) -> str:
    streak = row.course.get("streak", 0)
    kept = f", kept {streak} in a row" if streak > 1 else ""
    return f"{BY_ID[row.habit].title}{f' (team {row.team})' if row.team else ''}{kept}"
