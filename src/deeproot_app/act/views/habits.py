"""Habits: those that are kept, those that would answer what occurs the most, and the library of all."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from deeproot.plan.habits import BY_ID
from deeproot_app.act.habits import choosing, listed
from deeproot_app.base import access, flash
from deeproot_app.base.back import told
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.record.models import Member


@require_GET
def habits(request: HttpRequest) -> HttpResponse:
    """The page of habits."""
    access.require(request.user, "record.see")
    kept = listed.told(request.user, list(listed.standing(request.user)[: listed.MOST]))
    own = getattr(request.user, "member_id", "")
    team = choosing.team_of(request.user)
    leads = access.allows(request.user, choosing.LEADS)
    context: dict[str, Any] = {
        "mine": [one for one in kept if one.row.user_id],
        "teams": [one for one in kept if not one.row.user_id],
        "stopped": [(row, BY_ID[row.habit]) for row in listed.stopped(request.user)[:5]],
        "suggestions": listed.suggestions(request.user),
        "library": listed.library(),
        "may_choose": access.allows(request.user, choosing.ACT),
        "is_member": bool(own),
        "choose_for": _teams() if leads else [team] if team else [],
        "team": team,
        "leads": leads,
    }
    return render(request, "act/habits/habits.html", context)


def _teams() -> list[str]:
    named = Member.objects.exclude(team=None).exclude(team="")
    rows = named.order_by("team").values_list("team", flat=True).distinct()[: listed.MOST]
    return [str(team) for team in rows]


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Take a habit up, oneself or for a team."""
    access.require(request.user, choosing.ACT)
    team, user = request.POST.get("team", ""), request.user
    try:
        row = choosing.choose(
            user, request.POST.get("habit", ""), user=None if team or not isinstance(user, User) else user, team=team
        )
        says = f"“{BY_ID[row.habit].title}” begins today. The morning’s mail reminds of it."
        flash.done(request, says, undo=reverse("act:habit_stop", args=[row.pk]))
    except UserError as wrong:
        told(request, wrong)
    return redirect("act:habits")


@require_POST
def stop(request: HttpRequest, habit: int) -> HttpResponse:
    """Stop a habit."""
    access.require(request.user, choosing.ACT)
    try:
        row = choosing.stop(request.user, habit)
        says = f"“{BY_ID[row.habit].title}” is stopped; what was kept of it stays."
        flash.done(request, says, undo=reverse("act:habit_resume", args=[row.pk]))
    except UserError as wrong:
        told(request, wrong)
    return redirect("act:habits")


@require_POST
def resume(request: HttpRequest, habit: int) -> HttpResponse:
    """Undo a stop."""
    access.require(request.user, choosing.ACT)
    try:
        row = choosing.resume(request.user, habit)
        flash.done(request, f"“{BY_ID[row.habit].title}” goes on.", undo=reverse("act:habit_stop", args=[row.pk]))
    except UserError as wrong:
        told(request, wrong)
    return redirect("act:habits")
