"""Whether a language model may rewrite drafts: which one, and who consented to what."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from deeproot_app.act.drafts import writing_help
from deeproot_app.base import access, flash
from deeproot_app.base.back import told_on
from deeproot_app.base.errors import UserError


class Settings(forms.Form):
    """The endpoint, and the consent."""

    address = forms.CharField(
        label="Address",
        required=False,
        max_length=2_000,
        help_text="The base of an OpenAI-compatible endpoint, such as https://models.example.org/v1",
    )
    model = forms.CharField(label="Model", required=False, max_length=200)
    key = forms.CharField(
        label="Key",
        required=False,
        max_length=1_000,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="Kept sealed, and never shown again. Empty: the one there is stays.",
    )
    seconds = forms.IntegerField(label="Seconds it may take", min_value=1, max_value=120, initial=30)
    consent = forms.BooleanField(label="We consent to what stands above, for this address", required=False)
    on = forms.BooleanField(label="Offer it beside drafts", required=False)


@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """The settings."""
    access.require(request.user, "organisation.change")
    found = writing_help.settings()
    first = {name: getattr(found.row, name) for name in ("address", "model", "seconds", "on")}
    form = Settings(request.POST if request.method == "POST" else None, initial=first | {"consent": found.consented})
    if form.is_valid():
        try:
            writing_help.change(request.user, **form.cleaned_data)
        except UserError as wrong:
            told_on(form, wrong)
        else:
            flash.done(request, "Kept.")
            return redirect(reverse("act:writing_help"))
    context = {"form": form, "help": found, "words": writing_help.CONSENT.format(address="the address above")}
    return render(request, "act/templates/help.html", context, status=422 if form.errors else 200)
