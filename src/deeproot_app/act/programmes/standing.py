"""How programmes stand: who is in them, who is held out, what was done and what the gate refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet

from deeproot.plan.programme.audience import said
from deeproot.plan.programme.steps import Programme as Definition
from deeproot.plan.programme.steps import Step
from deeproot.plan.words import count
from deeproot_app.act.models import Deed, Enrolment
from deeproot_app.base import access
from deeproot_app.plan.models import Programme, ProgrammeVersion
from deeproot_app.plan.programmes.define import read_definition
from deeproot_app.plan.programmes.form import NAMES

State = Enrolment.State
WHY = {
    "finished": "came to the end",
    "replied": "wrote or rang us up",
    "reason_gone": "the reason is gone",
    "left_us": "are no longer a customer",
    "too_long": "it took too long",
    "stopped": "were taken out",
}


@dataclass
class Standing:
    """One programme, counted."""

    programme: Programme
    version: ProgrammeVersion
    told: Definition
    states: Counter[str] = field(default_factory=Counter)
    """Enrolments by their state."""
    left: Counter[str] = field(default_factory=Counter)
    """Those who left, by why."""
    deeds: Counter[tuple[str, str]] = field(default_factory=Counter)
    """What was done, by (do, result)."""

    @property
    def tone(self) -> str:
        """How its state looks."""
        return {"running": "good", "paused": "warn"}.get(self.programme.state, "")

    @property
    def treated(self) -> int:
        return self.states.total() - self.states[State.HELD_OUT]

    @property
    def within(self) -> int:
        return self.states[State.UNDER_WAY] + self.states[State.ASKS]

    @property
    def asks(self) -> int:
        return self.states[State.ASKS]

    @property
    def held_out(self) -> int:
        return self.states[State.HELD_OUT]

    @property
    def done(self) -> int:
        return sum(number for (_, result), number in self.deeds.items() if result == Deed.Result.DONE)

    @property
    def refused(self) -> int:
        return sum(number for (_, result), number in self.deeds.items() if result == Deed.Result.REFUSED)

    @property
    def audience(self) -> str:
        """Whom it is for, in words."""
        return said(self.told.audience, NAMES)

    @property
    def steps(self) -> list[str]:
        """Its steps, in words."""
        return [in_words(step, self.told.steps) for step in self.told.steps]

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Why people left, and how many."""
        return [(WHY.get(why, why), number) for why, number in self.left.most_common()]


def standings(programmes: QuerySet[Programme]) -> list[Standing]:
    """Those programmes, by name, counted: four queries, however many there are."""
    rows = list(programmes.order_by("name"))
    versions = _latest([row.pk for row in rows])
    found = [Standing(row, versions[row.pk], read_definition(versions[row.pk].definition)) for row in rows]
    _count({one.programme.pk: one for one in found})
    return found


def standing(programme: Programme) -> Standing:
    """One of them."""
    return standings(Programme.objects.filter(pk=programme.pk))[0]


def _latest(programmes: Sequence[str]) -> dict[str, ProgrammeVersion]:
    """What each says now."""
    rows = ProgrammeVersion.objects.filter(programme__in=programmes).order_by("programme_id", "number")
    return {row.programme_id: row for row in rows}


def _count(found: dict[str, Standing]) -> None:
    enrolments = Enrolment.objects.filter(programme__in=list(found))
    for of, state, why, number in enrolments.values_list("programme_id", "state", "why").annotate(Count("id")):
        found[of].states[state] += number
        if state == State.LEFT:
            found[of].left[why] += number
    deeds = Deed.objects.filter(enrolment__programme__in=list(found))
    told = deeds.values_list("enrolment__programme_id", "do", "result").annotate(Count("id"))
    for of, do, result, number in told:
        found[of].deeds[do, result] += number


def in_words(step: Step, steps: Sequence[Step]) -> str:
    """One step as a person would say it."""
    asked = ", after somebody’s yes" if step.approve and step.do != "task" else ""
    match step.do:
        case "email":
            item = f" with “{step.resource}”" if step.resource else ""
            return f"Send the mail “{step.what}”{item}{asked}"
        case "survey":
            return f"Ask them survey {step.what}{asked}"
        case "call":
            return f"Call them: {step.what}{asked}"
        case "task":
            return f"One of us: {step.what}"
        case "wait":
            return f"Wait {count(step.wait.total_seconds() / 86_400, 'day')}"
    then, otherwise = _leads(step.then, steps), _leads(step.otherwise, steps)
    return f"If {said(step.condition or {}, NAMES)}: {then}; if not: {otherwise}"


def _leads(place: int, steps: Sequence[Step]) -> str:
    return f"go to step {place + 1}" if place < len(steps) else "end"


def people(actor: access.Actor, programme: Programme, state: str = "") -> QuerySet[Enrolment]:
    """Those in a programme whom the actor may see, the last to enter first."""
    rows = Enrolment.objects.filter(programme=programme)
    rows = rows.filter(state=state) if state else rows
    seen = access.customers(actor, rows, "customer")
    return seen.select_related("customer__merged_into", "version").prefetch_related("deeds")


def document(one: Standing) -> dict[str, Any]:
    """A programme as the command line and the API tell it."""
    programme = one.programme
    return {
        "programme_id": programme.pk,
        "name": programme.name,
        "goal": programme.goal,
        "state": programme.state,
        "started_at": programme.started_at,
        "version": one.version.number,
        "audience": one.audience,
        "holdout_share": one.told.holdout,
        "treated": one.treated,
        "holdout": one.held_out,
        "under_way": one.within,
        "asks": one.asks,
        "left": dict(one.left),
        "deeds": [{"do": do, "result": result, "count": number} for (do, result), number in sorted(one.deeds.items())],
        "definition": one.version.definition,
    }
