"""Light, dark, or as the system: chosen on any page, remembered for the user."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from deeproot_app.base import access
from deeproot_app.base.back import inside
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember the theme and go back to where it was chosen."""
    access.require(request.user, "self.change")
    user = cast(User, request.user)
    chosen = request.POST.get("theme", "")
    if chosen not in dict(User._meta.get_field("theme").flatchoices):
        raise UserError(f"There is no theme {chosen!r}; choose light, dark, or as the system.")
    User.objects.filter(pk=user.pk).update(theme=chosen)
    return HttpResponse(status=204) if request.headers.get("HX-Request") else redirect(back(request))


def back(request: HttpRequest) -> str:
    """The page of ours that the form names, else the first one."""
    return inside(request.POST.get("next", "")) or "/"
