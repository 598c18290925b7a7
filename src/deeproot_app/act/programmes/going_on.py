"""Those who are in a programme go on: what is due is done, each step once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from django.db import connection, transaction
from django.db.models import Max, Q

from deeproot.plan.programme.course import Approve, Do, Exit, Standing, Wait, following
from deeproot.plan.programme.facts import Known
from deeproot.plan.programme.steps import Programme as Definition
from deeproot_app.act.models import Deed, Enrolment
from deeproot_app.act.programmes import doing
from deeproot_app.act.programmes.todo import Todo
from deeproot_app.plan.models import Programme
from deeproot_app.plan.programmes import known
from deeproot_app.plan.programmes.define import read_definition
from deeproot_app.record.models import Customer, Interaction

AT_ONCE: Final = 100
"""Enrolments handled in one transaction."""
State = Enrolment.State


def go_on(at: datetime) -> int:
    """Do what is due for everybody who is in a running programme; gives how many were looked at.

    Broken off at any moment, the next call goes on: a step and the word that it was done are one transaction.
    """
    count = 0
    while handled := _some(at):
        count += handled
    return count


@transaction.atomic
def _some(at: datetime) -> int:
    """Handle the next few that are due; those that another worker holds are left to it."""
    due = Enrolment.objects.filter(due_at__lte=at, programme__state=Programme.State.RUNNING)
    held = due.select_for_update(of=("self",), skip_locked=connection.features.has_select_for_update_skip_locked)
    rows = list(held.select_related("version").order_by("due_at", "id")[:AT_ONCE])
    if not rows:
        return 0
    _handle(rows, at)
    return len(rows)


def _handle(rows: Sequence[Enrolment], at: datetime) -> None:
    definitions = {row.version_id: read_definition(row.version.definition) for row in rows}
    customers = [row.customer_id for row in rows]
    facts, heard, here = known.stored(customers, at), _heard(rows), _here(customers, at)
    todo: list[Todo] = []
    for row in rows:
        gone = row.customer_id not in here
        standing = Standing(
            row.entered_at, row.place, row.since, bool(row.approved_by), heard.get(row.customer_id), gone
        )
        step = _place(row, definitions[row.version_id], standing, facts.get(row.customer_id, Known()), at)
        if step is not None:
            todo.append(Todo(row, step.step, step.place, row.approved_by))
            row.approved_by = ""
    Deed.objects.bulk_create(doing.do(todo, at))
    changed = ["state", "place", "since", "approved_by", "due_at", "left_at", "why"]
    Enrolment.objects.bulk_update(rows, changed, batch_size=AT_ONCE)


def _place(row: Enrolment, told: Definition, standing: Standing, facts: Known, at: datetime) -> Do | None:
    """Bring the row where it stands now; gives what is to be done for it."""
    found = following(told, standing, facts, at)
    match found:
        case Exit(why):
            leave(row, why, at)
        case Wait(until, place, since):
            row.place, row.since, row.due_at, row.approved_by = place, since, until, ""
        case Approve(_, place):
            row.state, row.place, row.since, row.due_at, row.approved_by = State.ASKS, place, at, None, ""
        case Do(_, place):
            row.place, row.since, row.due_at = place + 1, at, at
            return found
    return None


def leave(row: Enrolment, why: str, at: datetime) -> None:
    """They are out of it from now on."""
    row.state, row.why, row.left_at, row.due_at = State.LEFT, why, at, None


def _heard(rows: Sequence[Enrolment]) -> Mapping[str, datetime]:
    """When each last reached us by themselves since the first of them entered; under any id they have.

    What they answered in a survey was asked for: they stay, and a branch may look at their mark.
    """
    first = min(row.entered_at for row in rows)
    customers = [row.customer_id for row in rows]
    whose = Q(customer_id__in=customers) | Q(customer__merged_into__in=customers)
    said = Interaction.objects.filter(whose, direction__in=("in", "both"), automatic=False, happened_at__gte=first)
    said = said.exclude(channel="survey")
    found: dict[str, datetime] = {}
    for own, led, last in said.values_list("customer_id", "customer__merged_into").annotate(last=Max("happened_at")):
        whom = led or own
        found[whom] = max(last, found.get(whom, last))
    return found


def _here(customers: Sequence[str], at: datetime) -> set[str]:
    """Those who are still customers, under their own name."""
    stays = Q(left_at__isnull=True) | Q(left_at__gt=at)
    rows = Customer.objects.filter(stays, pk__in=customers, merged_into__isnull=True)
    return set(rows.values_list("customer_id", flat=True))
