"""What a page or a document says of habits: those that are kept, and those that would answer what occurs the most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import QuerySet

from deeproot.plan.habits import BY_ID, HABITS, Habit, answering
from deeproot.understand.scenarios import BY_ID as SCENARIOS
from deeproot_app.act.habits.choosing import seen_by
from deeproot_app.act.models import ChosenHabit
from deeproot_app.base import access
from deeproot_app.record.models import Interaction, Member, Promise
from deeproot_app.understand import queries

SUGGESTED: Final = 3
MOST: Final = 50
LATELY: Final = 14
"""So many days or weeks are shown of each."""
SAYS: Final = {
    "kept": "kept", "missed": "missed", "open": "still open", "nothing": "nothing to keep", "off": "day off",
}  # fmt: skip


@dataclass(frozen=True)
class Evidence:
    """A row of the record that its reader may open."""

    id: str
    customer_id: str
    customer: str


@dataclass(frozen=True)
class Lately:
    """One day or week, as it is shown."""

    begins: date
    state: str
    by: list[str]
    """Names."""
    evidence: list[Evidence]

    @property
    def says(self) -> str:
        return SAYS[self.state]


@dataclass(frozen=True)
class Kept:
    """One chosen habit and how it goes."""

    row: ChosenHabit
    habit: Habit
    lately: list[Lately]
    """The latest first."""

    @property
    def kept(self) -> int:
        return int(self.row.course.get("kept", 0))

    @property
    def n(self) -> int:
        return int(self.row.course.get("n", 0))

    @property
    def adherence(self) -> float | None:
        return self.kept / self.n if self.n else None

    @property
    def streak(self) -> int:
        return int(self.row.course.get("streak", 0))


@dataclass(frozen=True)
class Suggestion:
    """A scenario that occurs, and the habit that answers it."""

    habit: Habit
    scenario: str
    """Its title."""
    scenario_id: str
    customers: int
    of: int


def standing(actor: access.Actor) -> QuerySet[ChosenHabit]:
    """The habits that the actor, or a team, keeps: their own first."""
    rows = seen_by(actor).filter(stopped_at=None, habit__in=list(BY_ID))
    return rows.order_by("team", "chosen_at", "pk")


def stopped(actor: access.Actor) -> QuerySet[ChosenHabit]:
    """Those that were stopped, the latest first."""
    return seen_by(actor).filter(stopped_at__isnull=False, habit__in=list(BY_ID)).order_by("-stopped_at", "-pk")


def told(actor: access.Actor, rows: Sequence[ChosenHabit]) -> list[Kept]:
    """How each of them goes, with the rows that say so as far as the actor may see them. Three queries."""
    periods = {row.pk: list(reversed(row.course.get("periods", [])))[:LATELY] for row in rows}
    ids = {one for each in periods.values() for period in each for one in period["evidence"]}
    open_to = _open_to(actor, ids)
    named = {member for each in periods.values() for period in each for member in period["by"]}
    names = dict(Member.objects.filter(pk__in=named).values_list("member_id", "name"))
    return [
        Kept(row, BY_ID[row.habit], [
            Lately(
                date.fromisoformat(one["begins"]), one["state"], [names.get(member, member) for member in one["by"]],
                [open_to[each] for each in one["evidence"] if each in open_to],
            ) for one in periods[row.pk]
        ]) for row in rows
    ]  # fmt: skip


def _open_to(actor: access.Actor, ids: set[str]) -> dict[str, Evidence]:
    if not ids:
        return {}
    passed = access.customers(actor, Interaction.objects.filter(pk__in=ids), "customer")
    promised = access.customers(actor, Promise.objects.filter(pk__in=ids), "customer")
    found = [*passed.values_list("pk", "customer_id", "customer__name")]
    found += promised.values_list("pk", "customer_id", "customer__name")
    return {row[0]: Evidence(*row) for row in found}


def suggestions(actor: access.Actor) -> list[Suggestion]:
    """The scenarios that most customers live through, each with the habit that answers it and is not kept yet."""
    found = queries.mirror()
    kept = set(standing(actor).values_list("habit", flat=True))
    made: dict[str, Suggestion] = {}
    for row in found.scenarios if found else ():
        habit = answering(row.scenario)
        if habit and row.customers and habit.id not in kept and habit.id not in made and row.scenario in SCENARIOS:
            made[habit.id] = Suggestion(habit, SCENARIOS[row.scenario].title, row.scenario, row.customers, row.of)
    return list(made.values())[:SUGGESTED]


def library() -> list[tuple[Habit, list[str]]]:
    """All habits, each with the titles of the scenarios that it answers."""
    return [(habit, [SCENARIOS[name].title for name in habit.answers]) for habit in HABITS]
