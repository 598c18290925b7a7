"""How much time a colleague has for reaching out: said by themselves."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from deeproot_app.base import access, flash
from deeproot_app.base.back import told
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.plan.library import day


@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """So many minutes a day, on these weekdays; it counts from the next day that is chosen."""
    access.require(request.user, "today.handle")
    member = request.user.member_id if isinstance(request.user, User) else ""
    try:
        if not member:
            raise UserError("You are none of the record's members; an administrator can say which you are.")
        days = [int(one) for one in request.POST.getlist("days") if one.isdigit()]
        row = day.set_capacity(request.user, member, _minutes(request), days)
    except UserError as wrong:
        told(request, wrong)
    else:
        flash.done(request, f"Kept: {row.minutes} minutes a day. It counts from the next day that is chosen.")
    return redirect(reverse("desk:today"))


def _minutes(request: HttpRequest) -> int:
    given = request.POST.get("minutes", "")
    if not given.isascii() or not given.isdigit() or len(given) > 6:
        raise UserError("Say how many minutes a day you have, as a number.")
    return int(given)
