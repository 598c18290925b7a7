"""One's own settings: name, zone, theme, password, second step."""

from __future__ import annotations

from typing import cast

from allauth.mfa.models import Authenticator
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from deeproot_app.base import access, flash, people, profile, reader
from deeproot_app.base.models import User
from deeproot_app.base.views.forms import Own


@require_http_methods(["GET", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """See and change one's own settings."""
    access.require(request.user, "self.change")
    user = cast(User, request.user)
    present = {"name": user.name, "timezone": user.timezone, "theme": user.theme}
    form = Own(request.POST or None, initial=present, organisation=reader.organisation(request))
    if request.method == "POST" and form.is_valid():
        profile.change_own(user, **form.cleaned_data)
        flash.done(request, "Your settings are saved.")
        return redirect("base:own")
    second_step = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
    found = {"form": form, "second_step": second_step, "has_password": user.has_usable_password()}
    return render(request, "base/own.html", found, status=422 if form.errors else 200)


@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End every session of one's own, this one too."""
    access.require(request.user, "self.change")
    people.end_sessions(request.user, cast(User, request.user))
    logout(request)
    return redirect("account_login")
