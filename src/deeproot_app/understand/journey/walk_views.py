"""Walking a map: begin, go step by step, look back at a walk, compare walks."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deeproot_app.base import access, flash
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.understand.journey import board as boards
from deeproot_app.understand.journey import change, pictures, walks
from deeproot_app.understand.journey.forms import NoteForm
from deeproot_app.understand.journey.models import JourneyNote, JourneyPicture, JourneyWalk
from deeproot_app.understand.journey.views import LATEST, one_map, standing

COMPARED = 6


def _walk(number: int) -> JourneyWalk:
    """A walk of a map that is there. Raises Http404."""
    found = JourneyWalk.objects.select_related("map").filter(pk=min(number, LATEST), map__removed_at=None).first()
    if found is None:
        raise Http404("There is no such walk.")
    return found


@require_POST
def begin(request: HttpRequest, number: int) -> HttpResponse:
    """A walk through a map as it stands."""
    access.require(request.user, change.ACT)
    found = one_map(number)
    try:
        made = walks.begin(request.user, found)
    except UserError as wrong:
        if isinstance(wrong, NotAllowed):
            raise
        flash.failed(request, wrong.message)
        return redirect("understand:map", found.pk)
    return redirect("understand:walk_step", made.pk, 1)


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, walk: int, place: int) -> HttpResponse:
    """One step of a walk: what one sees and feels there."""
    access.require(request.user, change.ACT)
    found = _walk(walk)
    if not 1 <= place <= len(found.steps):
        raise Http404("There is no such step in this walk.")
    note = found.notes.filter(place=place).first()
    first = {"saw": note.saw, "felt": note.felt} if note else {}
    posted = request.method == "POST"
    form = NoteForm(request.POST if posted else None, request.FILES if posted else None, initial=first)
    if form.is_valid():
        try:
            _keep(request, found, place, form)
        except UserError as wrong:
            if isinstance(wrong, NotAllowed):
                raise
            form.add_error(None, wrong.message)
        else:
            if place == len(found.steps) or "stop" in request.POST:
                return redirect("understand:walk", found.pk)
            return redirect("understand:walk_step", found.pk, place + 1)
    context = _context(found, place) | {"form": form}
    return render(request, "understand/journey/step.html", context, status=422 if form.errors else 200)


def _keep(request: HttpRequest, walk: JourneyWalk, place: int, form: NoteForm) -> None:
    said = form.cleaned_data
    walks.note(request.user, walk, place, said["saw"], said["felt"], said["pictures"])
    if said["idea"].strip():
        walks.idea(request.user, walk.map, walk.steps[place - 1]["key"], said["idea"], walk=walk)
    if place == len(walk.steps):
        walks.end(request.user, walk)


def _context(walk: JourneyWalk, place: int) -> dict[str, Any]:
    version = standing(walk.map, walk.number)
    there = boards.find(version.board, walk.steps[place - 1]["key"]) if version else None
    return {
        "walk": walk,
        "map": walk.map,
        "place": place,
        "step": walk.steps[place - 1],
        "of": len(walk.steps),
        "said": there[1] if there else {},
        "pictures": list(walk.pictures.filter(place=place).defer("data").order_by("pk")),
    }


@require_GET
def walk(request: HttpRequest, walk: int) -> HttpResponse:
    """A walk, beside the latest others of the same map."""
    access.require(request.user, "record.see")
    found = _walk(walk)
    others = list(found.map.walks.exclude(pk=found.pk).order_by("-began_at")[: COMPARED - 1])
    notes = {one.place: one for one in found.notes.all()}
    shots: dict[int, list[JourneyPicture]] = {}
    for one in found.pictures.defer("data").order_by("pk"):
        shots.setdefault(one.place, []).append(one)
    context = {
        "walk": found,
        "map": found.map,
        "others": others,
        "rows": [
            (place, step, notes.get(place), shots.get(place, []), felt)
            for (place, step), felt in zip(enumerate(found.steps, 1), _felt(found, others), strict=True)
        ],
        "ideas": list(found.ideas.select_related("owner").order_by("pk")),
        "mine": found.by_id in (None, request.user.pk) and access.allows(request.user, change.ACT),
        "next": walks.next_place(found),
        "words": walks.FELT,
    }
    return render(request, "understand/journey/walk.html", context)


def _felt(found: JourneyWalk, others: list[JourneyWalk]) -> list[list[int | None]]:
    """What the others felt at each step of a walk, by the touchpoint's key."""
    by: dict[int, dict[str, int | None]] = {other.pk: {} for other in others}
    keys = {other.pk: [step["key"] for step in other.steps] for other in others}
    for note in JourneyNote.objects.filter(walk__in=others):
        if note.place <= len(keys[note.walk_id]):
            by[note.walk_id][keys[note.walk_id][note.place - 1]] = note.felt
    return [[by[other.pk].get(step["key"]) for other in others] for step in found.steps]


@require_POST
def end(request: HttpRequest, walk: int) -> HttpResponse:
    """The walk is over; or, with `again`, it goes on."""
    access.require(request.user, change.ACT)
    found = _walk(walk)
    try:
        if "again" in request.POST:
            walks.go_on(request.user, found)
            return redirect("understand:walk_step", found.pk, walks.next_place(found))
        walks.end(request.user, found)
    except UserError as wrong:
        if isinstance(wrong, NotAllowed):
            raise
        flash.failed(request, wrong.message)
    else:
        flash.done(request, "The walk is over; it is kept.")
    return redirect(reverse("understand:walk", args=[found.pk]))


@require_GET
def picture(request: HttpRequest, picture: int) -> HttpResponse:
    """One picture of a walk."""
    access.require(request.user, "record.see")
    row = JourneyPicture.objects.filter(pk=min(picture, LATEST), walk__map__removed_at=None).first()
    if row is None:
        raise Http404("There is no such picture.")
    return pictures.shown(row)


@require_POST
def drop_picture(request: HttpRequest, picture: int) -> HttpResponse:
    """Take a picture away, of a walk of one's own that goes on."""
    access.require(request.user, change.ACT)
    rows = JourneyPicture.objects.select_related("walk__map").defer("data")
    row = rows.filter(pk=min(picture, LATEST), walk__map__removed_at=None).first()
    if row is None:
        raise Http404("There is no such picture.")
    try:
        walks.mine(request.user, row.walk)
        row.delete()
        flash.done(request, "The picture is gone.")
    except UserError as wrong:
        if isinstance(wrong, NotAllowed):
            raise
        flash.failed(request, wrong.message)
    return redirect("understand:walk_step", row.walk_id, row.place)
