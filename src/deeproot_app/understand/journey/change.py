"""Making and changing maps: draw, edit, go back, remove. Each change is a version; none is ever lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any, Final

from django.db import transaction

from deeproot_app.base import access, audit, clock, jobs
from deeproot_app.base.access import Actor
from deeproot_app.base.errors import UserError
from deeproot_app.record.models import Customer
from deeproot_app.understand.journey import board as boards
from deeproot_app.understand.journey import draw
from deeproot_app.understand.journey.board import Board
from deeproot_app.understand.journey.models import (
    LONGEST_NAME,
    JourneyBeside,
    JourneyDrawing,
    JourneyMap,
    JourneyRow,
    JourneyVersion,
)

ACT: Final = "journey.change"
MAPS: Final = 50
A_PART: Final = 1_000


def personas() -> list[str]:
    """The personas that customers have."""
    named = Customer.objects.exclude(persona__isnull=True).exclude(persona="")
    return [one or "" for one in named.order_by("persona").values_list("persona", flat=True).distinct()[:200]]


def make(actor: Actor, persona: str = "", name: str = "") -> JourneyMap:
    """A new map, of a persona or of all customers; it is drawn in the background. Raises UserError."""
    access.require(actor, ACT)
    if persona and persona not in personas():
        raise UserError("No customer has that persona.")
    if JourneyMap.objects.filter(removed_at=None).count() >= MAPS:
        raise UserError(f"There are {MAPS} maps already; remove one first.")
    called = name.strip() or (f"The journey of {persona}" if persona else "The journey of all customers")
    with transaction.atomic():
        made = JourneyMap.objects.create(
            name=called[:LONGEST_NAME], persona=persona, made_at=clock.now(), actor=str(actor)
        )
        audit.write(actor, "journey.make", about=str(made.pk))
        draw_again(actor, made)
    return made


def draw_again(actor: Actor, of: JourneyMap) -> None:
    """Have it measured anew, in the background; what people said stays."""
    access.require(actor, ACT)
    jobs.enqueue(draw_map, key=key(of), map_id=of.pk, actor=str(actor))


def key(of: JourneyMap) -> str:
    """Of the work that draws a map."""
    return f"journey {of.pk}"


def key_beside(of: JourneyBeside) -> str:
    """Of the work that reckons a comparison."""
    return f"journey beside {of.pk}"


@jobs.task
def draw_map(map_id: int, actor: str) -> int:
    """Measure a map's journey as of now, and make it the map's latest version; its number."""
    return draw_now(map_id, actor, clock.now())


def draw_now(map_id: int, actor: str, as_of: datetime) -> int:
    found = JourneyMap.objects.filter(pk=map_id, removed_at=None).first()
    if found is None:
        return 0
    told, rows = draw.with_rows(as_of, found.persona or None)
    with transaction.atomic():
        of = JourneyMap.objects.select_for_update().get(pk=map_id)
        drawing = JourneyDrawing.objects.create(map=of, as_of=as_of, code=draw.code(), document=told)
        before = latest(of)
        board = before.board if before and before.board.get("stages") else boards.from_record(told)
        says = "Measured anew" if before else "Drawn from the record"
        made = _version(of, before, says, board, drawing, actor)
        _keep_rows(of, rows)
    return made.number


def _keep_rows(of: JourneyMap, rows: list[JourneyRow]) -> None:
    JourneyRow.objects.filter(map=of).delete()
    for row in rows:
        row.map = of
    JourneyRow.objects.bulk_create(rows, batch_size=A_PART)


def latest(of: JourneyMap) -> JourneyVersion | None:
    """The map as it stands; None while it was never drawn."""
    return of.versions.select_related("drawing").order_by("-number").first()


def edit(actor: Actor, of: JourneyMap, number: int, says: str, how: Callable[[Board], Board]) -> JourneyVersion:
    """Another board, made of version ``number``. Raises UserError where that is no longer the latest one."""
    access.require(actor, ACT)
    with transaction.atomic():
        of = JourneyMap.objects.select_for_update().get(pk=of.pk)
        before = latest(of)
        if before is None:
            raise UserError("The map is being drawn; change it once it is there.")
        if before.number != number:
            raise UserError(
                f"{before.actor} changed the map meanwhile (version {before.number}). Your words are kept below: look "
                "at the map, and save again."
            )
        board = how(before.board)
        if board == before.board:
            return before
        return _version(of, before, says, board, before.drawing, str(actor))


def go_back(actor: Actor, of: JourneyMap, number: int) -> JourneyVersion:
    """The board of an earlier version, as a new one. Raises UserError where there is none."""
    access.require(actor, ACT)
    with transaction.atomic():
        of = JourneyMap.objects.select_for_update().get(pk=of.pk)
        before, old = latest(of), of.versions.filter(number=number).first()
        if before is None or old is None:
            raise UserError("There is no such version of the map.")
        if old.board == before.board:
            return before
        return _version(of, before, f"Back to version {number}", old.board, before.drawing, str(actor))


def _version(
    of: JourneyMap, before: JourneyVersion | None, says: str, board: Board, drawing: JourneyDrawing, actor: str
) -> JourneyVersion:
    return JourneyVersion.objects.create(
        map=of,
        number=before.number + 1 if before else 1,
        says=says[:300],
        board=board,
        drawing=drawing,
        made_at=clock.now(),
        actor=actor[:254],
    )


def remove(actor: Actor, of: JourneyMap) -> None:
    """Take a map away; `bring_back` undoes it."""
    access.require(actor, ACT)
    with transaction.atomic():
        if JourneyMap.objects.filter(pk=of.pk, removed_at=None).update(removed_at=clock.now()):
            audit.write(actor, "journey.remove", about=str(of.pk))


def bring_back(actor: Actor, of: JourneyMap) -> None:
    """A map that was taken away is there again."""
    access.require(actor, ACT)
    with transaction.atomic():
        if JourneyMap.objects.filter(pk=of.pk, removed_at__isnull=False).update(removed_at=None):
            audit.write(actor, "journey.bring_back", about=str(of.pk))


def compare_dates(actor: Actor, of: JourneyMap, day: date) -> JourneyBeside:
    """Have the journey before a date set beside that after, in the background. Raises UserError for a day to come."""
    access.require(actor, ACT)
    if day >= clock.now().date():
        raise UserError("Give a day that is over: what came after it is set beside what came before.")
    with transaction.atomic():
        found, _ = JourneyBeside.objects.update_or_create(
            map=of, date=day, defaults={"document": {}, "as_of": clock.now()}
        )
        jobs.enqueue(reckon_beside, key=key_beside(found), beside_id=found.pk)
    return found


@jobs.task
def reckon_beside(beside_id: int) -> int:
    """Reckon one comparison; how many touchpoints changed for sure."""
    found = JourneyBeside.objects.select_related("map").filter(pk=beside_id).first()
    if found is None:
        return 0
    midnight = datetime.combine(found.date, time(), found.as_of.tzinfo)
    told: Mapping[str, Any] = draw.beside(midnight, found.as_of, found.map.persona or None)
    JourneyBeside.objects.filter(pk=beside_id).update(document=told)
    return sum(1 for one in told["changed"] if one["share"]["sure"])
