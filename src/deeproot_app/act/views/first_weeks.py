"""A newcomer's first weeks: their path, the letters on it, and whose path is open."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from deeproot_app.act.team import first_weeks as path
from deeproot_app.base import access, clock, flash
from deeproot_app.base.back import back, told
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.record.models import Customer


@require_GET
def first_weeks(request: HttpRequest) -> HttpResponse:
    """One's own path, and, for whoever leads, whose is open."""
    access.require(request.user, "record.see")
    user, now = request.user, clock.now()
    leads = access.allows(user, "team.lead")
    context = {
        "here": "first_weeks",
        "path": path.path(user, now) if isinstance(user, User) else None,
        "may": access.allows(user, path.ACT) and bool(getattr(user, "member_id", "")),
        "leads": leads,
        "open": path.open_paths(user, now) if leads else [],
        "lasts": path.LASTS.days // 7,
    }
    return render(request, "act/team/first_weeks.html", context)


@require_POST
def aside(request: HttpRequest) -> HttpResponse:
    """Put one's own path aside; or, with `back`, go on with it."""
    access.require(request.user, "self.change")
    again = "back" in request.GET
    if isinstance(request.user, User):
        path.put_aside(request.user, back=again)
    undo = f"{reverse('act:first_weeks_aside')}?back=1"
    flash.done(request, "Your path goes on." if again else "Your path is put aside.", undo="" if again else undo)
    return redirect("act:first_weeks")


@require_POST
def take_up(request: HttpRequest) -> HttpResponse:
    """Walk the path by one's own wish."""
    access.require(request.user, path.ACT)
    try:
        if isinstance(request.user, User):
            path.take_up(request.user)
            flash.done(request, "Your path begins today.", undo=reverse("act:first_weeks_aside"))
    except UserError as wrong:
        told(request, wrong)
    return redirect("act:first_weeks")


@require_POST
def read_letter(request: HttpRequest, customer: str) -> HttpResponse:
    """Say that one has read a customer's letter."""
    access.require(request.user, path.ACT)
    found = access.one(request.user, Customer.objects.all(), pk=customer)
    path.read_letter(request.user, found)
    flash.done(request, "One letter more on your path.")
    return redirect(back(request, reverse("act:first_weeks")))
