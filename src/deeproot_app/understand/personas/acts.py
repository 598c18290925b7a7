"""What is changed on the pages of personas: described, given, taken; each with its way back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from deeproot_app.base import access, flash
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.record.models import Customer
from deeproot_app.understand.personas import describe as said
from deeproot_app.understand.personas import give, reckon
from deeproot_app.understand.personas.models import LONGEST, PersonaVersion

AREA = {"rows": 3}
CALLED = {"sms": "SMS", "email": "E-mail"}
"""Doors that are not called as they are written."""


class DescribeForm(forms.Form):
    """What people say of a persona."""

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    challenges = forms.CharField(required=False, max_length=LONGEST, widget=forms.Textarea(attrs=AREA),
                                 label="Challenges", help_text="What makes their days hard.")  # fmt: skip
    value = forms.CharField(required=False, max_length=LONGEST, widget=forms.Textarea(attrs=AREA),
                            label="What value is to them")  # fmt: skip
    cadence_days = forms.IntegerField(required=False, min_value=1, max_value=730, label="Days between our words",
                                      help_text="How often they want to hear from us.")  # fmt: skip
    channels = forms.MultipleChoiceField(required=False, label="Channels they like",
                                         choices=[(one, CALLED.get(one, one.capitalize())) for one in said.DOORS],
                                         widget=forms.CheckboxSelectMultiple)  # fmt: skip


def _of(version: PersonaVersion | None) -> dict[str, Any]:
    return {"number": 0} if version is None else {"number": version.number, **{
        name: getattr(version, name) for name in said.SAID}}  # fmt: skip


@require_http_methods(["GET", "POST"])
def describe(request: HttpRequest, persona: str) -> HttpResponse:
    """Say what a persona is."""
    access.require(request.user, reckon.ACT)
    name = said.there(persona)
    form = DescribeForm(request.POST) if request.method == "POST" else DescribeForm(_of(said.standing(name)))
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        number = told.pop("number")
        try:
            made = said.say(request.user, name, number, told)
        except UserError as wrong:
            _refused(wrong)
            form.add_error(None, wrong.message)
        else:
            undo = reverse("understand:persona_back", args=[name, made.number - 1])
            flash.done(request, f"Kept as version {made.number}.", undo=undo)
            return redirect("understand:persona", name)
    wrong_way = request.method == "POST"
    context = {"persona": name, "form": form}
    return render(request, "understand/personas/describe.html", context, status=422 if wrong_way else 200)


@require_POST
def back(request: HttpRequest, persona: str, number: int) -> HttpResponse:
    """Go back to what was said before, as a new version."""
    access.require(request.user, reckon.ACT)
    made = said.back(request.user, said.there(persona), min(number, 2**31 - 1))
    flash.done(request, f"As it was said before: kept as version {made.number}.")
    return redirect("understand:persona", made.persona)


@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Have the suggestion reckoned anew."""
    reckon.again(request.user)
    flash.done(request, "It is being reckoned in the background; it takes a moment.")
    return redirect("understand:personas")


@require_POST
def take(request: HttpRequest, place: int) -> HttpResponse:
    """Give the customers of a suggested persona its name."""
    access.require(request.user, "persona.accept")
    try:
        given = give.suggestion(request.user, min(place, 99), request.POST.get("name", ""))
    except UserError as wrong:
        _refused(wrong)
        flash.failed(request, wrong.message)
        return redirect("understand:personas")
    many = given.customers.count()
    says = f"{given.persona}: {many:,} customers have it now. Whom somebody spoke of kept theirs."
    flash.done(request, says, undo=reverse("understand:persona_undo", args=[given.pk]))
    return redirect("understand:persona", given.persona)


@require_http_methods(["GET", "POST"])
def of_customer(request: HttpRequest, customer: str) -> HttpResponse:
    """Say which persona one customer has."""
    access.require(request.user, reckon.ACT)
    found = access.one(request.user, Customer.objects.all(), pk=customer)
    if request.method == "POST":
        try:
            given = give.one(request.user, found.pk, request.POST.get("persona", ""))
        except UserError as wrong:
            _refused(wrong)
            flash.failed(request, wrong.message)
        else:
            says = f"{found.name} is {given.persona or 'of no persona'} now; no suggestion outranks that."
            flash.done(request, says, undo=reverse("understand:persona_undo", args=[given.pk]))
        return redirect("understand:persona_of", found.pk)
    rows = access.customers(request.user, Customer.objects.exclude(persona=None).exclude(persona=""))
    names = list(rows.order_by("persona").values_list("persona", flat=True).distinct()[:200])
    return render(request, "understand/personas/of.html", {"customer": found, "names": names})


@require_POST
def undo(request: HttpRequest, given: int) -> HttpResponse:
    """Take back who was given what."""
    access.require(request.user, reckon.ACT)
    if given >= 2**63:
        raise Http404("There is no such change.")
    try:
        give.undo(request.user, given)
    except UserError as wrong:
        _refused(wrong)
        flash.failed(request, wrong.message)
    else:
        flash.done(request, "Taken back: everybody has the persona they had before.")
    return redirect("understand:personas")


def _refused(wrong: UserError) -> None:
    if isinstance(wrong, NotAllowed):
        raise wrong
