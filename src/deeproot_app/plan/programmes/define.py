"""Make programmes, write new versions of them, start and pause them."""

from __future__ import annotations

from secrets import token_hex
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404

from deeproot.plan.programme.audience import NotReadable
from deeproot.plan.programme.steps import Programme as Definition
from deeproot.plan.programme.steps import read
from deeproot.understand.experience import BY_ID as MEASURES
from deeproot.understand.scenarios import BY_ID as SCENARIOS
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.same_moment import one_alone
from deeproot_app.plan.models import Programme, ProgrammeVersion

State = Programme.State
ACT: Final = "programme.manage"
TAKEN: Final = "There is a programme “{}” already; choose another name."
MAY: Final = {
    State.RUNNING: (State.DRAFT, State.PAUSED),
    State.PAUSED: (State.RUNNING,),
    State.STOPPED: (State.RUNNING, State.PAUSED),
}
"""From which states one comes to each."""


def read_definition(told: Any) -> Definition:
    """What a definition says. Raises UserError, which names the place in it and what belongs there."""
    try:
        return read(told, tuple(MEASURES), tuple(SCENARIOS))
    except NotReadable as error:
        raise UserError(f"The programme cannot be read: {error}.") from None


def make(actor: access.Actor, name: str, goal: str, definition: Any) -> Programme:
    """A new programme, as a draft. Raises UserError for a name that is taken or a definition that cannot be read."""
    access.require(actor, ACT)
    read_definition(definition)
    named = _name(name)
    with one_alone(TAKEN.format(named)):
        now, who = clock.now(), str(actor)
        made = Programme.objects.create(
            programme_id=f"programme-{token_hex(6)}",
            name=named,
            goal=goal.strip(),
            salt=token_hex(16),
            made_at=now,
            made_by=who,
            changed_at=now,
            changed_by=who,
        )
        ProgrammeVersion.objects.create(programme=made, number=1, definition=definition, made_at=now, made_by=who)
        audit.write(actor, "programme.make", made, name=named)
    return made


def write(actor: access.Actor, programme_id: str, name: str, goal: str, definition: Any) -> ProgrammeVersion:
    """What a programme says from now on: a new version, where it says something else. Who is in it stays with theirs.

    Raises UserError where it is stopped, where the name is taken, or where the definition cannot be read.
    """
    access.require(actor, ACT)
    told = read_definition(definition)
    with transaction.atomic():
        programme = held(programme_id)
        if programme.state == State.STOPPED:
            raise UserError("It is stopped for good; copy it into a new one.")
        last = latest(programme)
        _keep_the_arms(programme, read_definition(last.definition), told)
        programme.name, programme.goal = _name(name, programme), goal.strip()
        with one_alone(TAKEN.format(programme.name)):
            programme.save(update_fields=["name", "goal"])
        if last.definition == definition:
            return last
        number, now = last.number + 1, clock.now()
        made = ProgrammeVersion.objects.create(
            programme=programme, number=number, definition=definition, made_at=now, made_by=str(actor)
        )
        audit.write(actor, "programme.write", programme, version=number)
    return made


def _keep_the_arms(programme: Programme, was: Definition, becomes: Definition) -> None:
    """A hold-out that changes on the way would compare customers of different times with each other."""
    if programme.started_at is not None and was.holdout != becomes.holdout:
        raise UserError(
            "The share of the hold-out stays as it is once a programme has started, or its proof would be none; "
            "copy it into a new programme instead."
        )


def start(actor: access.Actor, programme_id: str) -> Programme:
    """Let it run: customers enter, and what needs no yes is done. Running already, it changes nothing."""
    return turn_to(actor, programme_id, State.RUNNING)


def pause(actor: access.Actor, programme_id: str) -> Programme:
    """Nobody enters and nothing is done until it is started again; whoever is in it stays where they are."""
    return turn_to(actor, programme_id, State.PAUSED)


def turn_to(actor: access.Actor, programme_id: str, state: Programme.State) -> Programme:
    """Change its state, in the transaction at hand or one of its own. Raises UserError where it cannot be that."""
    access.require(actor, ACT)
    with transaction.atomic():
        programme = held(programme_id)
        if programme.state == state:
            return programme
        if programme.state not in MAY[state]:
            raise UserError(f"It is {State(programme.state).label.lower()} and cannot be {state.label.lower()}.")
        now = clock.now()
        programme.state, programme.changed_at, programme.changed_by = state, now, str(actor)
        programme.started_at = programme.started_at or (now if state == State.RUNNING else None)
        programme.save(update_fields=["state", "changed_at", "changed_by", "started_at"])
        audit.write(actor, f"programme.{state.value}", programme)
    return programme


def throw_away(actor: access.Actor, programme_id: str) -> None:
    """Delete a draft that never ran. Raises UserError for one that did: what was done stays known."""
    access.require(actor, ACT)
    with transaction.atomic():
        programme = held(programme_id)
        if programme.started_at is not None:
            raise UserError("It has run, and what it did stays known; stop it instead.")
        audit.write(actor, "programme.throw_away", programme, name=programme.name)
        programme.delete()


def held(programme_id: str) -> Programme:
    """The programme, held until the transaction ends. Raises Http404."""
    return _one(Programme.objects.select_for_update(), programme_id)


def found(actor: access.Actor, programme_id: str) -> Programme:
    """The programme, to be looked at. Raises Http404."""
    access.require(actor, "record.see")
    return _one(Programme.objects.all(), programme_id)


def _one(rows: QuerySet[Programme], programme_id: str) -> Programme:
    programme = rows.filter(pk=programme_id).first()
    if programme is None:
        raise Http404("There is no such programme.")
    return programme


def latest(programme: Programme) -> ProgrammeVersion:
    """What it says now."""
    return programme.versions.latest("number")


def _name(name: str, of: Programme | None = None) -> str:
    told = " ".join(name.split())
    if not told:
        raise UserError("A programme needs a name.")
    if len(told) > 200:
        raise UserError("A programme's name has at most 200 characters.")
    others = Programme.objects.filter(name=told)
    if (others.exclude(pk=of.pk) if of else others).exists():
        raise UserError(TAKEN.format(told))
    return told
