"""One's tokens: made for a program, shown once, revoked; and the link for one's calendar."""

from __future__ import annotations

from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from deeproot_app.api import calendar, scopes, tokens
from deeproot_app.base import access, clock, flash
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User

LASTS = [("30", "30 days"), ("90", "90 days"), ("365", "a year"), ("", "until it is revoked")]


class NewToken(forms.Form):
    """What a token is for, and what it may do."""

    name = forms.CharField(label="What is it for?", max_length=100, help_text="Such as: the web shop, my notebook.")
    scopes = forms.MultipleChoiceField(
        label="What may it do?",
        choices=[(name, f"{name}: {says}") for name, says in scopes.SCOPES.items()],
        widget=forms.CheckboxSelectMultiple,
        help_text="Never more than you may yourself.",
    )
    days = forms.ChoiceField(label="For how long?", choices=LASTS, required=False)

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        if not name:
            raise ValidationError("Give the token a name: what will use it?")
        return name


@never_cache
@require_http_methods(["GET", "POST"])
def tokens_page(request: HttpRequest) -> HttpResponse:
    """One's tokens and the form for another. A new one is shown on the answer itself, and never again."""
    access.require(request.user, "tokens.manage")
    user, made = cast(User, request.user), ""
    form = NewToken(request.POST if request.method == "POST" else None, initial={"scopes": ["read"], "days": "90"})
    if form.is_valid():
        given = form.cleaned_data
        try:
            _, made = tokens.make(user, user, given["name"], given["scopes"], int(given["days"] or 0) or None)
        except UserError as wrong:
            form.add_error(None, wrong.message)
        else:
            form = NewToken(initial={"scopes": ["read"], "days": "90"})
    found = {
        "form": form,
        "made": made,
        "tokens": tokens.of(user)[:100],
        "now": clock.now(),
        "calendar": calendar.link_of(user),
    }
    return render(request, "api/tokens.html", found, status=422 if form.errors else 200)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Let one of one's tokens do nothing from now on."""
    access.require(request.user, "tokens.manage")
    user = cast(User, request.user)
    token = get_object_or_404(tokens.of(user), pk=pk)
    tokens.revoke(user, token)
    flash.done(request, f"The token “{token.name}” does nothing any more.")
    return redirect("api:tokens")
