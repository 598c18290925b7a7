"""The pages of programmes: all of them, one of them, and how one is written."""

from __future__ import annotations

import json
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from deeproot.plan.programme.steps import Step
from deeproot_app.act.models import Enrolment
from deeproot_app.act.programmes import deciding, mailing, surveying
from deeproot_app.act.programmes.standing import Standing, people, standing, standings
from deeproot_app.act.programmes.todo import Todo
from deeproot_app.base import access, clock, flash, keyset
from deeproot_app.base.errors import UserError
from deeproot_app.plan import gate
from deeproot_app.plan.models import Programme, Simulation
from deeproot_app.plan.programmes import audience, define
from deeproot_app.plan.programmes.form import ProgrammeForm
from deeproot_app.record.models import Contact, Resource

A_PAGE: Final = 25
OFFERED: Final = 500
STATES: Final = {"": "Everybody", **dict(Enrolment.State.choices)}


@require_GET
def programmes(request: HttpRequest) -> HttpResponse:
    """All programmes: for whom, how far, what waits for a yes."""
    access.require(request.user, "record.see")
    return render(
        request,
        "act/programmes/list.html",
        {"rows": standings(Programme.objects.all()), "may": access.allows(request.user, define.ACT)},
    )


@require_GET
def programme(request: HttpRequest, programme: str) -> HttpResponse:
    """One programme: what it says, what it would have done, what waits for a yes, who is in it."""
    found = define.found(request.user, programme)
    stands, state = standing(found), request.GET.get("state", "")
    state = state if state in STATES else ""
    asking = deciding.asking(request.user, found).select_related("customer__merged_into", "version")
    context: dict[str, Any] = {
        "one": stands,
        "programme": found,
        "may": access.allows(request.user, define.ACT),
        "may_decide": access.allows(request.user, "touch.send"),
        "asking": _steps(list(asking[:A_PAGE])),
        "asking_more": max(0, stands.asks - A_PAGE),
        "simulation": Simulation.objects.filter(version__programme=found).select_related("version").last(),
        "tabs": [(name, label, f"?state={name}", _count(stands, name)) for name, label in STATES.items()],
        "state": state,
        "page": keyset.page(people(request.user, found, state), ["-id"], request.GET, A_PAGE),
    }
    return render(request, "act/programmes/one.html", context)


def _steps(rows: list[Enrolment]) -> list[tuple[Enrolment, Step]]:
    """Each with the step it stands at, by the version it entered with."""
    told = {row.version_id: row.version.definition for row in rows}
    read = {version: define.read_definition(definition).steps for version, definition in told.items()}
    return [(row, read[row.version_id][row.place]) for row in rows]


def _count(stands: Standing, state: str) -> int:
    return stands.states[state] if state else stands.states.total()


@require_GET
def preview(request: HttpRequest, enrolment: int) -> HttpResponse:
    """The mail that one customer would get with the step that waits, and what the gate says of it now."""
    access.require(request.user, "record.see")
    rows = Enrolment.objects.select_related("customer__merged_into", "programme", "version")
    row = access.one(request.user, rows, "customer", pk=enrolment)
    steps = define.read_definition(row.version.definition).steps
    if row.place >= len(steps) or steps[row.place].do != "email":
        raise Http404("No mail comes next here.")
    context: dict[str, Any] = {"row": row, "may_decide": access.allows(request.user, "touch.send")}
    try:
        draft, touch = mailing.preview(Todo(row, steps[row.place], row.place, str(request.user)))
    except UserError as wrong:
        context["says"] = wrong.message
    else:
        whom = Contact.objects.filter(pk=draft.contact_id).first()
        context |= {"draft": draft, "whom": whom, "verdict": gate.decide([touch], clock.now())[0]}
    return render(request, "act/programmes/preview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Write a programme; with ``like`` it begins as a copy of another."""
    access.require(request.user, define.ACT)
    like = request.GET.get("like", "").replace("\x00", "")
    source = define.found(request.user, like) if like else None
    return _form(request, None, source)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, programme: str) -> HttpResponse:
    """Write what a programme says from now on."""
    access.require(request.user, define.ACT)
    found = define.found(request.user, programme)
    return _form(request, found, found)


def _form(request: HttpRequest, changed: Programme | None, source: Programme | None) -> HttpResponse:
    told = define.latest(source).definition if source else None
    about = {"name": source.name if changed else f"{source.name}, again", "goal": source.goal} if source else {}
    raw = request.GET.get("as") == "json"
    form = ProgrammeForm(request.POST if request.method == "POST" else None, told, raw, **about)
    raw = raw or not form.simple
    context: dict[str, Any] = {"form": form, "programme": changed, "raw": raw, "says": ""}
    context["surveys"] = surveying.names()
    context["templates"], context["resources"] = mailing.names(), Resource.objects.values_list("pk", "title")[:OFFERED]
    context["json"] = request.POST.get("raw") or json.dumps(told or {}, indent=2, ensure_ascii=False)
    if request.method == "POST" and form.is_valid():
        try:
            definition = _definition(form, request, raw)
            if "look" in request.POST:
                define.read_definition(definition)
                context["counted"] = audience.count(request.user, definition["audience"], clock.now())
            else:
                return _kept(request, changed, form, definition)
        except UserError as wrong:
            if wrong.status == 403:
                raise
            context["says"] = wrong.message
    status = 422 if context["says"] or any(part.errors for part in form.parts) else 200
    return render(request, "act/programmes/form.html", context, status=status)


def _definition(form: ProgrammeForm, request: HttpRequest, raw: bool) -> Any:
    if not raw:
        return form.definition()
    try:
        return json.loads(form.about.cleaned_data["raw"])
    except ValueError as error:
        raise UserError(f"This is not JSON: {error}.") from None


def _kept(request: HttpRequest, changed: Programme | None, form: ProgrammeForm, definition: Any) -> HttpResponse:
    name, goal = form.about.cleaned_data["name"], form.about.cleaned_data["goal"]
    if changed is None:
        made = define.make(request.user, name, goal, definition)
        flash.done(request, f"“{made.name}” is a draft. Play it through on the past, then start it.")
        return redirect("act:programme", made.pk)
    version = define.write(request.user, changed.pk, name, goal, definition)
    flash.done(request, f"“{name}” now says version {version.number}; who is in it stays with theirs.")
    return redirect("act:programme", changed.pk)
