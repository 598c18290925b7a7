"""Changing the library: add, edit, make ready, retire, give a new version; each with its way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deeproot_app.base import access, flash
from deeproot_app.base.back import told, told_on
from deeproot_app.base.errors import UserError
from deeproot_app.plan.library import change, files, fits
from deeproot_app.plan.library.sharing import shared
from deeproot_app.plan.models import Edition
from deeproot_app.plan.views.library import KINDS
from deeproot_app.record.models import Change


class Lines(forms.CharField):
    """A list, one a line."""

    def __init__(self, **more: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=8_000, **more)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return [line for line in (value or "").splitlines() if line.strip()]

    def validate(self, value: Any) -> None:
        """Any lines will do."""

    def run_validators(self, value: Any) -> None:
        """Their number and length are the library's to bound."""


class About(forms.Form):
    """What a resource is, and whom it is made for."""

    title = forms.CharField(label="Title", max_length=500)
    kind = forms.ChoiceField(label="Kind", choices=list(KINDS.items()))
    needs = Lines(label="Needs it serves", help_text="One a line, as customers have them: night alarms, audit, labels.")
    personas = Lines(label="Made for these personas", help_text="One a line; none: for all.")
    examples = Lines(
        label="What customers said whom it helps",
        help_text="One sentence a line, in their words. With two or three it is found far more surely.",
    )
    state = forms.ChoiceField(
        label="It is",
        choices=[("draft", "A draft: not offered yet"), ("ready", "Ready: offered"), ("retired", "Retired: no more")],
        widget=forms.RadioSelect,
        initial="draft",
    )


class Version(forms.Form):
    """A version of a resource in one language."""

    language = forms.ChoiceField(label="Language", choices=list(change.LANGUAGES.items()))
    title = forms.CharField(label="Title in this language", max_length=500)
    says = forms.CharField(
        label="What it says, in a sentence or two",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=4_000,
        help_text="It stands in drafts, and helps to find it.",
    )
    address = forms.CharField(label="Address", required=False, max_length=2_000, help_text="https://…")
    file = forms.FileField(label="Or a file", required=False, help_text=f"{files.KINDS}; up to 15 MB.")


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new resource."""
    access.require(request.user, "library.change")
    need = request.GET.get("need", "").replace("\x00", "")[:500]
    form = About(request.POST if request.method == "POST" else None, initial={"needs": [need] if need else []})
    if form.is_valid() and (made := _tried(form, lambda: change.add(request.user, **form.cleaned_data))):
        fits.match_later()
        flash.done(request, "Added to the library.", undo=_undo(made))
        return redirect(reverse("plan:resource", args=[made.row_id]))
    return render(request, "plan/library/edit.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, resource: str) -> HttpResponse:
    """What a resource is, and whom it is made for."""
    access.require(request.user, "library.change")
    row = change.one(resource)
    form = About(request.POST if request.method == "POST" else None, initial=change.standing(row))
    if form.is_valid() and (made := _tried(form, lambda: change.edit(request.user, row.pk, **form.cleaned_data))):
        fits.match_later()
        flash.done(request, "Changed.", undo=_undo(made))
        return redirect(reverse("plan:resource", args=[row.pk]))
    context = {"form": form, "resource": row}
    return render(request, "plan/library/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def edition(request: HttpRequest, resource: str) -> HttpResponse:
    """A new version in one language: a text, with an address or a file."""
    access.require(request.user, "library.change")
    row = change.one(resource)
    first = {"title": row.title, "language": request.GET.get("language", "en")}
    posted = request.method == "POST"
    form = Version(request.POST if posted else None, request.FILES if posted else None, initial=first)
    if form.is_valid() and (made := _tried(form, lambda: _kept(request, row.pk, form.cleaned_data))):
        fits.match_later()
        flash.done(request, "The new version is the one we give from now on.", undo=_undo(made))
        return redirect(reverse("plan:resource", args=[row.pk]))
    context = {"form": form, "resource": row}
    return render(request, "plan/library/edition.html", context, status=422 if form.errors else 200)


def _kept(request: HttpRequest, resource_id: str, told: dict[str, Any]) -> Change:
    upload = told.pop("file", None)
    with transaction.atomic():
        return change.add_edition(request.user, resource_id, **told, file=files.keep(upload) if upload else None)


@require_POST
def state(request: HttpRequest, resource: str) -> HttpResponse:
    """Make it ready, or retire it."""
    access.require(request.user, "library.change")
    act = change.retire if request.POST.get("state") == "retired" else change.make_ready
    try:
        made = act(request.user, resource)
    except UserError as wrong:
        told(request, wrong)
    else:
        fits.match_later()
        flash.done(
            request,
            "Retired: it is offered no more." if act is change.retire else "Ready: it is offered from now on.",
            undo=_undo(made),
        )
    return redirect(reverse("plan:resource", args=[resource]))


@require_POST
def undo(request: HttpRequest, change_id: int) -> HttpResponse:
    """Put it back as it stood."""
    access.require(request.user, "library.change")
    try:
        row = change.undo(request.user, change_id)
    except UserError as wrong:
        told(request, wrong)
        return redirect(reverse("plan:library"))
    fits.match_later()
    flash.done(request, "Undone.")
    there = type(row).objects.filter(pk=row.pk).exists()
    return redirect(reverse("plan:resource", args=[row.pk]) if there else reverse("plan:library"))


@require_GET
def file(request: HttpRequest, edition: int) -> HttpResponse:
    """The file of a version, for ourselves; a withdrawn one too."""
    access.require(request.user, "record.see")
    found = Edition.objects.select_related("file").filter(pk=edition if edition < 2**63 else 0).first()
    if found is None or found.file is None:
        raise Http404("There is no such file.")
    return files.download(found.file)


@require_GET
def shared_file(request: HttpRequest, token: str) -> HttpResponse:
    """The file, for whoever was given the link to it: no sign-in, and looking changes nothing."""
    found = shared(token)
    if found.file is None:
        raise Http404("There is no such file.")
    return files.download(found.file)


def _tried(form: forms.Form, act: Callable[[], Change]) -> Change | None:
    try:
        return act()
    except UserError as wrong:
        told_on(form, wrong)
        return None


def _undo(made: Change) -> str:
    return reverse("plan:library_undo", args=[made.pk])
