"""The link of one's calendar, and what a calendar reads there."""

from __future__ import annotations

from hashlib import sha256
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect
from django.utils.http import parse_etags
from django.views.decorators.http import require_POST, require_safe

from deeproot_app.api import calendar
from deeproot_app.base import access, clock, flash
from deeproot_app.base.models import User


@require_safe
def feed(request: HttpRequest, signed: str) -> HttpResponse:
    """The due promises of whose link it is. Looking changes nothing; a link that is not good leads nowhere."""
    user = calendar.owner(signed)
    if user is None:
        raise Http404("There is no such calendar.")
    body = calendar.feed(user, clock.now())
    etag = f'"{sha256(body).hexdigest()[:32]}"'
    known = {tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-None-Match", ""))}
    if etag in known:
        unchanged: HttpResponse = HttpResponseNotModified()
        unchanged.headers["ETag"] = etag
        return unchanged
    headers = {"ETag": etag, "Content-Disposition": 'inline; filename="promises.ics"'}
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """A link, or a fresh one in the place of the last."""
    access.require(request.user, "tokens.manage")
    calendar.make(cast(User, request.user))
    flash.done(request, "Your calendar has a new link. An earlier one leads nowhere now.")
    return redirect("api:tokens")


@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """Take the link away."""
    access.require(request.user, "tokens.manage")
    calendar.revoke(cast(User, request.user))
    flash.done(request, "Your calendar's link leads nowhere now.")
    return redirect("api:tokens")
