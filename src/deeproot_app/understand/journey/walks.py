"""Walking a map: step by step as a customer would, noting what is seen and felt at each, with pictures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from deeproot_app.base import access, audit, clock
from deeproot_app.base.access import Actor
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import User
from deeproot_app.understand.journey import board as boards
from deeproot_app.understand.journey import pictures
from deeproot_app.understand.journey.change import ACT, latest
from deeproot_app.understand.journey.models import (
    JourneyIdea,
    JourneyMap,
    JourneyNote,
    JourneyPicture,
    JourneyWalk,
)

FELT: Final = {2: "very good", 1: "good", 0: "neither", -1: "bad", -2: "very bad"}
LONGEST: Final = 4_000
IDEAS: Final = 500


def begin(actor: Actor, of: JourneyMap) -> JourneyWalk:
    """A walk through the map as it stands. Raises UserError where there is nothing to walk."""
    access.require(actor, ACT)
    version = latest(of)
    steps = [
        {"key": one["key"], "stage": stage["name"], "name": one["name"]}
        for stage, one in boards.touchpoints(version.board if version else {})
    ]
    if version is None or not steps:
        raise UserError("The map has no touchpoints yet: there is nothing to walk.")
    with transaction.atomic():
        made = JourneyWalk.objects.create(
            map=of,
            number=version.number,
            steps=steps,
            by=actor if isinstance(actor, User) else None,
            actor=str(actor),
            began_at=clock.now(),
        )
        audit.write(actor, "journey.walk", about=str(made.pk))
    return made


def note(
    actor: Actor, walk: JourneyWalk, place: int, saw: str, felt: int | None, files: Sequence[UploadedFile[Any]]
) -> JourneyNote:
    """What was seen and felt at a step. Raises UserError for a step or a picture that cannot be."""
    mine(actor, walk)
    if not 1 <= place <= len(walk.steps) or felt not in (*FELT, None):
        raise UserError("There is no such step in this walk.")
    taken = [(pictures.read(file), file.name or "picture") for file in files]
    with transaction.atomic():
        JourneyWalk.objects.select_for_update().get(pk=walk.pk)
        there = JourneyPicture.objects.filter(walk=walk, place=place).count()
        if there + len(taken) > pictures.MOST:
            raise UserError(f"A step holds up to {pictures.MOST} pictures; there are {there}.")
        found, _ = JourneyNote.objects.update_or_create(
            walk=walk, place=place, defaults={"saw": saw.strip()[:LONGEST], "felt": felt, "noted_at": clock.now()}
        )
        JourneyPicture.objects.bulk_create(
            JourneyPicture(walk=walk, place=place, name=name[:200], type=kind, data=data, taken_at=clock.now())
            for (data, kind), name in taken
        )
    return found


def next_place(walk: JourneyWalk) -> int:
    """Where a walk goes on: the first step behind the last that was noted, or the last of all."""
    last = walk.notes.aggregate(last=Max("place"))["last"] or 0
    return min(last + 1, len(walk.steps))


def mine(actor: Actor, walk: JourneyWalk) -> None:
    """Only whoever walks may note, and only while the walk goes on. Raises UserError."""
    access.require(actor, ACT)
    if walk.by_id is not None and walk.by_id != getattr(actor, "pk", None):
        raise NotAllowed(f"{walk.actor} walks here; begin a walk of your own.")
    if walk.ended_at is not None:
        raise UserError("This walk is over.")


def end(actor: Actor, walk: JourneyWalk) -> None:
    """The walk is over."""
    mine(actor, walk)
    JourneyWalk.objects.filter(pk=walk.pk, ended_at=None).update(ended_at=clock.now())


def go_on(actor: Actor, walk: JourneyWalk) -> None:
    """A walk that was ended goes on."""
    access.require(actor, ACT)
    if walk.by_id is not None and walk.by_id != getattr(actor, "pk", None):
        raise NotAllowed(f"{walk.actor} walked here; begin a walk of your own.")
    JourneyWalk.objects.filter(pk=walk.pk).update(ended_at=None)


def idea(
    actor: Actor, of: JourneyMap, step: str, text: str, owner: User | None = None, walk: JourneyWalk | None = None
) -> JourneyIdea:
    """An idea for a step of the map. Raises UserError for an empty one."""
    access.require(actor, ACT)
    if not text.strip():
        raise UserError("Say the idea in a sentence.")
    if JourneyIdea.objects.filter(map=of).count() >= IDEAS:
        raise UserError(f"There are {IDEAS} ideas on this map; carry some of them out first.")
    now = clock.now()
    return JourneyIdea.objects.create(
        map=of, walk=walk, step=step[:80], text=text.strip()[:1_000], owner=owner, made_at=now, changed_at=now,
        actor=str(actor),
    )  # fmt: skip


def change_idea(actor: Actor, of: JourneyIdea, state: str, owner: User | None) -> None:
    """How far an idea is, and who sees to it. Raises UserError for a state there is none of."""
    access.require(actor, ACT)
    if state not in JourneyIdea.State.values:
        raise UserError("An idea is open, being done, done or dropped.")
    JourneyIdea.objects.filter(pk=of.pk).update(state=state, owner=owner, changed_at=clock.now())
