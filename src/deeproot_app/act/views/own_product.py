"""The log of using our own product, as a customer would: entries, versions, pictures, and the ideas that came of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deeproot.measure.participation import Share
from deeproot_app.act.models import OwnUse
from deeproot_app.act.team import own_use
from deeproot_app.act.team.reckon import known
from deeproot_app.base import access, clock, flash, keyset, reader
from deeproot_app.base.back import told, told_on
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.understand.journey import pictures, walks
from deeproot_app.understand.journey.board import touchpoints
from deeproot_app.understand.journey.forms import Pictures, Several
from deeproot_app.understand.journey.models import JourneyMap, JourneyVersion

A_PAGE = 25
MAPS = 20


class UseForm(forms.Form):
    """One time that one used our own product."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    used_on = forms.DateField(label="When", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    tried = forms.CharField(
        label="What did you try to do, as a customer would?", widget=forms.Textarea(attrs={"rows": 2}),
        max_length=own_use.LONGEST,
    )  # fmt: skip
    like = forms.CharField(
        label="What was it like?", required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=own_use.LONGEST
    )
    felt = forms.TypedChoiceField(
        label="How did it feel?", coerce=int, widget=forms.RadioSelect,
        choices=[(str(value), words.capitalize()) for value, words in walks.FELT.items()],
    )  # fmt: skip
    hindered = forms.CharField(
        label="What got in the way?", required=False, widget=forms.Textarea(attrs={"rows": 2}),
        max_length=own_use.LONGEST,
    )  # fmt: skip
    pictures = Pictures(
        label="Pictures", required=False, widget=Several(attrs={"accept": "image/png,image/jpeg"}),
        help_text="PNG or JPEG, up to 8 MB each, six an entry. Where and by what they were taken is cut out.",
    )  # fmt: skip

    def said(self) -> own_use.Said:
        given = self.cleaned_data
        return own_use.Said(given["used_on"], given["tried"], given["felt"], given["like"], given["hindered"])


class FindForm(forms.Form):
    """Which entries are shown."""

    q = forms.CharField(required=False, max_length=200)
    felt = forms.TypedChoiceField(
        label="Felt", required=False, coerce=int, empty_value=None,
        choices=[("", "Any feeling"), *((str(value), words.capitalize()) for value, words in walks.FELT.items())],
    )  # fmt: skip
    mine = forms.BooleanField(label="Mine only", required=False)


@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """All entries, the latest first; searched, and by what one felt."""
    access.require(request.user, "record.see")
    form = FindForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = own_use.listed(asked.get("q", ""), asked.get("felt"), request.user.pk if asked.get("mine") else None)
    page = keyset.page(rows, ("-used_on", "-id"), request.GET, A_PAGE)
    context = {
        "here": "own_product",
        "page": page,
        "rows": _told(page.rows),
        "asked": any(value not in ("", None, False) for value in asked.values()),
        "find": form,
        "may_write": access.allows(request.user, own_use.ACT),
        "share": _share() if access.allows(request.user, "team.lead") else None,
    }
    return render(request, "act/team/own_product.html", context)


def _share() -> Share | None:
    """How many of us used our own product within the quarter; None where too few count."""
    kept = known()
    return kept.found.company.ways.get("own") if kept else None


def _told(rows: list[OwnUse]) -> list[tuple[OwnUse, Any]]:
    """Each entry with what its last version says. One query."""
    said = own_use.latest_versions({row.pk: row for row in rows})
    return [(row, said[row.pk]) for row in rows]


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Write an entry."""
    access.require(request.user, own_use.ACT)
    posted = request.method == "POST"
    today = clock.now().astimezone(reader.zone(request)).date()
    form = UseForm(request.POST if posted else None, request.FILES if posted else None, initial={"used_on": today})
    if form.is_valid():
        try:
            row = own_use.write(request.user, form.said(), form.cleaned_data["pictures"])
            flash.done(request, "Written down.", undo=reverse("act:own_use_withdraw", args=[row.pk]))
            return redirect("act:own_use", row.pk)
        except UserError as wrong:
            told_on(form, wrong)
    context = {"here": "own_product", "form": form}
    return render(request, "act/team/own_use_form.html", context, status=422 if form.errors else 200)


@require_GET
def one(request: HttpRequest, use: int) -> HttpResponse:
    """An entry with its versions, its pictures and its idea."""
    access.require(request.user, "record.see")
    row = own_use.one(request.user, use)
    versions = list(row.versions.order_by("-number"))
    mine = row.by_id == request.user.pk and access.allows(request.user, own_use.ACT)
    context = {
        "here": "own_product",
        "row": row,
        "said": versions[0],
        "felt": walks.FELT[row.felt],
        "earlier": versions[1:],
        "pictures": list(row.pictures.defer("data").order_by("pk")),
        "mine": mine,
        "places": _places() if mine and not row.idea_id and not row.withdrawn_at else [],
        "colleagues": User.objects.filter(is_active=True).order_by("name", "email"),
    }
    return render(request, "act/team/own_use.html", context)


def _places() -> list[tuple[JourneyMap, list[tuple[str, str]]]]:
    """Where on our maps an idea may stand: (map, [(key, stage and touchpoint)])."""
    newest = JourneyVersion.objects.filter(map=OuterRef("map")).order_by("-number").values("number")[:1]
    versions = JourneyVersion.objects.filter(map__removed_at=None, number=Subquery(newest)).select_related("map")
    told = [
        (one.map, [(step["key"], f"{stage['name']}: {step['name']}") for stage, step in touchpoints(one.board)])
        for one in versions.order_by("-map")[:MAPS]
    ]
    return [(of, steps) for of, steps in told if steps]


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, use: int) -> HttpResponse:
    """Say an entry otherwise."""
    access.require(request.user, own_use.ACT)
    row = own_use.one(request.user, use)
    own_use.refuse_others(request.user, row)
    last = row.versions.order_by("-number").first()
    first = {name: getattr(last, name) for name in ("used_on", "tried", "like", "hindered")}
    posted = request.method == "POST"
    form = UseForm(
        request.POST if posted else None, request.FILES if posted else None,
        initial=first | {"felt": str(row.felt), "version": row.version},
    )  # fmt: skip
    if form.is_valid():
        try:
            own_use.edit(
                request.user, use, form.said(), form.cleaned_data["version"] or 0, form.cleaned_data["pictures"]
            )  # fmt: skip
            flash.done(request, "Saved; what it said before is kept below.")
            return redirect("act:own_use", use)
        except UserError as wrong:
            told_on(form, wrong)
    context = {"here": "own_product", "form": form, "row": row}
    return render(request, "act/team/own_use_form.html", context, status=422 if form.errors else 200)


@require_POST
def withdraw(request: HttpRequest, use: int) -> HttpResponse:
    """Take an entry out of the log; or, with `back`, bring it back."""
    access.require(request.user, own_use.ACT)
    back = "back" in request.GET
    try:
        own_use.withdraw(request.user, use, back=back)
        undo = f"{reverse('act:own_use_withdraw', args=[use])}?back=1"
        flash.done(request, "It is back in the log." if back else "Withdrawn.", undo="" if back else undo)
    except UserError as wrong:
        told(request, wrong)
    return redirect("act:own_use", use) if back else redirect("act:own_product")


@require_POST
def idea(request: HttpRequest, use: int) -> HttpResponse:
    """An idea that came of an entry: it stands on a map, where those of walks stand."""
    access.require(request.user, own_use.ACT)
    row = own_use.one(request.user, use)
    number, _, step = request.POST.get("place", "").partition(":")
    of = JourneyMap.objects.filter(pk=number if number.isdecimal() else 0, removed_at=None).first()
    owner = request.POST.get("owner", "")
    whose = User.objects.filter(pk=owner, is_active=True).first() if owner.isdecimal() else None
    try:
        if of is None:
            raise UserError("Say at which touchpoint of a map the idea stands.")
        own_use.idea(request.user, row.pk, of, step, request.POST.get("text", ""), whose)
        flash.done(request, f"The idea stands on the map “{of.name}” now, with those of walks.")
    except UserError as wrong:
        told(request, wrong)
    return redirect("act:own_use", use)


@require_GET
def picture(request: HttpRequest, picture: int) -> HttpResponse:
    """One picture of an entry; nothing in it can run."""
    access.require(request.user, "record.see")
    row = own_use.shown_picture(request.user, picture)
    answer = HttpResponse(bytes(row.data), content_type=row.type)
    answer["Content-Disposition"] = "inline"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = pictures.INERT
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
def drop_picture(request: HttpRequest, picture: int) -> HttpResponse:
    """Take a picture away, of an entry of one's own."""
    access.require(request.user, own_use.ACT)
    use = own_use.drop_picture(request.user, picture)
    flash.done(request, "The picture is gone.")
    return redirect("act:own_use", use)
