"""The maps of the journey, as they stand and as they were measured; and the walks that colleagues took through them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Prefetch, Subquery
from django.http import Http404, HttpRequest
from ninja import Field, Query, Schema

from deeproot_app.api.rest.guard import asking
from deeproot_app.api.rest.paging import Paged, page
from deeproot_app.api.rest.router import Tagged
from deeproot_app.api.rest.shapes import page_of
from deeproot_app.base import access
from deeproot_app.understand.journey import change
from deeproot_app.understand.journey.models import JourneyIdea, JourneyMap, JourneyNote, JourneyVersion, JourneyWalk

router = Tagged("Journeys")
READ = "journeys:read"
LARGEST_ID = 2**31 - 1


class MapRow(Schema):
    """A map of the journey."""

    map_id: int
    name: str
    persona: str | None = Field(..., description="null: of all customers")
    made_at: datetime
    by: str
    version: int | None = Field(..., description="the latest; null while it was never drawn")
    measured_at: datetime | None = Field(..., description="the moment as of which it was measured")


class MapTold(MapRow):
    """A map as it stands: what people say of it, and what was measured."""

    stages: list[dict[str, Any]] = Field(
        ..., description="in order, each with its touchpoints: `node` leads to what was measured, the rest is said"
    )
    measured: dict[str, Any] | None = Field(..., description="what `deeproot journey --json` tells")


class VersionRow(Schema):
    """One version of a map."""

    number: int
    says: str = Field(..., description="what was changed")
    made_at: datetime
    by: str
    measured_at: datetime


class NoteRow(Schema):
    """What was seen and felt at one step."""

    place: int
    stage: str
    step: str
    saw: str
    felt: int | None = Field(..., description="from -2, very bad, to 2, very good")
    pictures: int


class IdeaRow(Schema):
    """What would make a step better."""

    idea_id: int
    step: str = Field(..., description="the key of the touchpoint it is about")
    text: str
    owner: str | None
    state: str


class WalkRow(Schema):
    """A colleague's own way through a map."""

    walk_id: int
    version: int = Field(..., description="that was walked")
    by: str
    began_at: datetime
    ended_at: datetime | None
    notes: list[NoteRow]
    ideas: list[IdeaRow]


@router.get("/journeys", response=page_of(MapRow), operation_id="list_journeys")
def list_journeys(request: HttpRequest, asked: Query[Paged]) -> Any:
    """The maps that there are."""
    access.require(asking(request, READ), "record.see")
    return page(_maps(), ("id",), asked, _row)


@router.get("/journeys/{int:number}", response=MapTold, operation_id="journey")
def journey(request: HttpRequest, number: int) -> Any:
    """One map as it stands. Measured anew it is on its page; `measured_at` says when it was last."""
    access.require(asking(request, READ), "record.see")
    row = _one(number)
    latest = change.latest(row)
    return {
        **_row(row),
        "stages": latest.board.get("stages", []) if latest else [],
        "measured": latest.drawing.document if latest else None,
    }


@router.get("/journeys/{int:number}/versions", response=page_of(VersionRow), operation_id="list_journey_versions")
def list_versions(request: HttpRequest, number: int, asked: Query[Paged]) -> Any:
    """What was changed on a map, in that order."""
    access.require(asking(request, READ), "record.see")
    rows = _one(number).versions.select_related("drawing").defer("board", "drawing__document")
    return page(rows, ("number",), asked, _version)


@router.get("/journeys/{int:number}/walks", response=page_of(WalkRow), operation_id="list_journey_walks")
def list_walks(request: HttpRequest, number: int, asked: Query[Paged]) -> Any:
    """The walks through a map, each with what was seen and felt, and the ideas that came of it."""
    access.require(asking(request, READ), "record.see")
    rows = _one(number).walks.prefetch_related(
        Prefetch("notes", JourneyNote.objects.order_by("place")),
        Prefetch("ideas", JourneyIdea.objects.select_related("owner").order_by("pk")),
        "pictures",
    )
    return page(rows, ("id",), asked, _walk)


def _maps() -> Any:
    latest = JourneyVersion.objects.filter(map=OuterRef("pk")).order_by("-number")
    return JourneyMap.objects.filter(removed_at=None).annotate(
        version=Subquery(latest.values("number")[:1]), measured_at=Subquery(latest.values("drawing__as_of")[:1])
    )


def _one(number: int) -> JourneyMap:
    found: JourneyMap | None = _maps().filter(pk=min(number, LARGEST_ID)).first()
    if found is None:
        raise Http404
    return found


def _row(row: Any) -> dict[str, Any]:
    return {
        "map_id": row.pk, "name": row.name, "persona": row.persona or None, "made_at": row.made_at, "by": row.actor,
        "version": row.version, "measured_at": row.measured_at,
    }  # fmt: skip


def _version(row: JourneyVersion) -> dict[str, Any]:
    return {
        "number": row.number, "says": row.says, "made_at": row.made_at, "by": row.actor,
        "measured_at": row.drawing.as_of,
    }  # fmt: skip


def _walk(row: JourneyWalk) -> dict[str, Any]:
    shown = [one.place for one in row.pictures.all()]
    return {
        "walk_id": row.pk, "version": row.number, "by": row.actor, "began_at": row.began_at, "ended_at": row.ended_at,
        "notes": [_note(row, one, shown.count(one.place)) for one in row.notes.all()],
        "ideas": [
            {"idea_id": one.pk, "step": one.step, "text": one.text, "owner": one.owner.email if one.owner else None,
             "state": one.state}
            for one in row.ideas.all()
        ],
    }  # fmt: skip


def _note(walk: JourneyWalk, one: JourneyNote, pictures: int) -> dict[str, Any]:
    step = walk.steps[one.place - 1] if one.place <= len(walk.steps) else {}
    return {
        "place": one.place, "stage": step.get("stage", ""), "step": step.get("name", ""), "saw": one.saw,
        "felt": one.felt, "pictures": pictures,
    }  # fmt: skip
