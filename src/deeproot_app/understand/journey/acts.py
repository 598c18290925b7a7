"""What is changed on a map's pages: touchpoints and stages, versions, drawing anew, ideas. Each has its way back."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from deeproot_app.base import access, flash
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.understand.journey import board as boards
from deeproot_app.understand.journey import change, walks
from deeproot_app.understand.journey.board import Board
from deeproot_app.understand.journey.forms import IdeaForm, TouchpointForm
from deeproot_app.understand.journey.models import JourneyIdea, JourneyMap, JourneyVersion
from deeproot_app.understand.journey.views import LATEST, one_map, standing


@require_http_methods(["GET", "POST"])
def touchpoint(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """One touchpoint, to be said otherwise."""
    access.require(request.user, change.ACT)
    found = one_map(number)
    version = standing(found)
    there = boards.find(version.board, key) if version else None
    if version is None or there is None:
        raise Http404("There is no such touchpoint on the map.")
    stage, said = there
    form = TouchpointForm(request.POST) if request.method == "POST" else TouchpointForm.of(said, version.number)
    if form.is_valid():
        try:
            words = f"“{form.cleaned_data['name']}” said otherwise"
            made = change.edit(request.user, found, form.cleaned_data["version"], words,
                               lambda board: boards.changed(board, key, form.said()))  # fmt: skip
        except UserError as wrong:
            _not_refused(wrong)
            form = form.upon(version.number)
            form.add_error(None, wrong.message)
        else:
            _done(request, found, made)
            return redirect(f"{reverse('understand:map', args=[found.pk])}#{key}")
    measured = boards.measured_of(version.drawing.document).get(said["node"])
    context = {"map": found, "stage": stage, "said": said, "form": form, "row": measured, "version": version}
    return render(request, "understand/journey/touchpoint.html", context, status=422 if form.errors else 200)


def _not_refused(wrong: UserError) -> None:
    if isinstance(wrong, NotAllowed):
        raise wrong


def _done(request: HttpRequest, of: JourneyMap, made: JourneyVersion, says: str = "Kept as version") -> None:
    undo = reverse("understand:map_back", args=[of.pk, made.number - 1]) if made.number > 1 else ""
    flash.done(request, f"{says} {made.number}.", undo=undo)


@require_POST
def arrange(request: HttpRequest, number: int) -> HttpResponse:
    """Add, remove or move a touchpoint, or name a stage: `act`, with `key`, `name`, `stage`, `node`."""
    access.require(request.user, change.ACT)
    found = one_map(number)
    try:
        says, how = _asked(found, request)
        made = change.edit(request.user, found, _whole(request.POST.get("version", "")), says, how)
    except UserError as wrong:
        _not_refused(wrong)
        flash.failed(request, wrong.message.replace(" Your words are kept below: look at the map, and save again.", ""))
    else:
        _done(request, found, made)
    return redirect("understand:map", found.pk)


def _asked(of: JourneyMap, request: HttpRequest) -> tuple[str, Callable[[Board], Board]]:
    """What is to be done with the board, and in words. Raises UserError for what cannot be."""
    said = {name: request.POST.get(name, "").replace("\x00", "").strip() for name in ("act", "key", "name", "stage")}
    key, name, stage = said["key"], said["name"], said["stage"]
    if said["act"] == "remove":
        return f"{_name(of, key)} taken away", lambda board: boards.removed(board, key)
    if said["act"] in ("earlier", "later"):
        by = -1 if said["act"] == "earlier" else 1
        return f"{_name(of, key)} moved", lambda board: boards.moved(board, key, by)
    if said["act"] == "measured":
        return _measured(of, _whole(request.POST.get("node", "")))
    if not name:
        raise UserError("Give it a name.")
    if said["act"] == "name":
        return f"A stage is called “{name}”", lambda board: boards.named(board, stage, name)
    if said["act"] == "add":
        return f"“{name}” added", lambda board: boards.added(board, stage, name)
    raise UserError("A touchpoint is added, moved or taken away; a stage is named.")


def _measured(of: JourneyMap, node: int) -> tuple[str, Callable[[Board], Board]]:
    version = change.latest(of)
    row = boards.measured_of(version.drawing.document).get(node) if version else None
    if row is None:
        raise UserError("Nothing is measured there.")
    return f"“{row['says']}” added", lambda board: boards.added(board, row["stage"], row["says"], node)


def _name(of: JourneyMap, key: str) -> str:
    version = change.latest(of)
    there = boards.find(version.board, key) if version else None
    if there is None:
        raise UserError("There is no such touchpoint on the map any more.")
    return f"“{there[1]['name']}”"


def _whole(text: str) -> int:
    return min(int(text), LATEST) if text.isdecimal() and len(text) < 12 else -1


@require_POST
def back(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """The board of an earlier version again."""
    access.require(request.user, change.ACT)
    found = one_map(number)
    standing(found, version)
    made = change.go_back(request.user, found, version)
    _done(request, found, made, f"The map is as in version {version}, kept as version")
    return redirect("understand:map", found.pk)


@require_POST
def again(request: HttpRequest, number: int) -> HttpResponse:
    """Have it measured anew."""
    access.require(request.user, change.ACT)
    found = one_map(number)
    change.draw_again(request.user, found)
    flash.done(request, "It is being measured anew; what people said stays.")
    return redirect("understand:map", found.pk)


@require_POST
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Take a map away."""
    access.require(request.user, change.ACT)
    found = one_map(number)
    change.remove(request.user, found)
    flash.done(request, f"“{found.name}” is taken away.", undo=reverse("understand:map_return", args=[found.pk]))
    return redirect("understand:maps")


@require_POST
def bring_back(request: HttpRequest, number: int) -> HttpResponse:
    """A map that was taken away is there again."""
    access.require(request.user, change.ACT)
    found = one_map(number, gone=True)
    change.bring_back(request.user, found)
    flash.done(request, f"“{found.name}” is there again.")
    return redirect("understand:map", found.pk)


@require_POST
def idea(request: HttpRequest, number: int) -> HttpResponse:
    """An idea for a touchpoint of the map."""
    access.require(request.user, change.ACT)
    found = one_map(number)
    said = {name: request.POST.get(name, "").replace("\x00", "") for name in ("step", "text")}
    try:
        walks.idea(request.user, found, said["step"], said["text"])
    except UserError as wrong:
        _not_refused(wrong)
        flash.failed(request, wrong.message)
    else:
        flash.done(request, "The idea is on the map.")
    return redirect(f"{reverse('understand:map', args=[found.pk])}#ideas")


@require_POST
def change_idea(request: HttpRequest, idea: int) -> HttpResponse:
    """How far an idea is, and who sees to it."""
    access.require(request.user, change.ACT)
    row = JourneyIdea.objects.select_related("map").filter(pk=min(idea, LATEST), map__removed_at=None).first()
    if row is None:
        raise Http404("There is no such idea.")
    form = IdeaForm(request.POST, instance=row)
    if form.is_valid():
        walks.change_idea(request.user, row, form.cleaned_data["state"], form.cleaned_data["owner"])
        flash.done(request, "The idea says so now.")
    else:
        flash.failed(request, "An idea is open, being done, done or dropped, and its owner is one of our people.")
    return redirect(f"{reverse('understand:map', args=[row.map_id])}#ideas")
