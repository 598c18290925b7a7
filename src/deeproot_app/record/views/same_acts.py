"""A person's word on two: one, not the same, later; and each taken back."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from deeproot_app.base import access, flash
from deeproot_app.base.back import back, told
from deeproot_app.base.errors import UserError
from deeproot_app.record.identity import merge as judged
from deeproot_app.record.identity import pairs
from deeproot_app.record.identity.merge import ACT
from deeproot_app.record.identity.side import reasons
from deeproot_app.record.models import Link, Pair


@require_POST
def merge(request: HttpRequest, kind: str, one: str, other: str) -> HttpResponse:
    """They are one; the second leads."""
    access.require(request.user, ACT)
    for each in (one, other):
        judged.visible(request.user, kind, each)
    evidence = [f"{what}: {words}" for what, tone, words in reasons(kind, one, other)[1] if tone != "warn"]
    try:
        link = judged.merge(request.user, kind, one, other, request.POST.get("reason", ""), evidence)
    except UserError as wrong:
        return _refused(request, wrong)
    flash.done(request, "They are one now. Nothing was moved.", undo=reverse("same:separate", args=[link.pk]))
    return redirect(back(request, reverse("same:same")))


@require_POST
def different(request: HttpRequest, kind: str, one: str, other: str) -> HttpResponse:
    """They are not the same, and that is remembered."""
    pairs.decide(request.user, kind, one, other, Pair.State.DIFFERENT)
    flash.done(request, "Not the same; that is remembered.", undo=reverse("same:wait", args=[kind, one, other]))
    return redirect(back(request, reverse("same:same")))


@require_POST
def later(request: HttpRequest, kind: str, one: str, other: str) -> HttpResponse:
    """Not now: they come up again in a month."""
    pairs.decide(request.user, kind, one, other, Pair.State.LATER)
    flash.done(request, "Put off for a month.", undo=reverse("same:wait", args=[kind, one, other]))
    return redirect(back(request, reverse("same:same")))


@require_POST
def wait(request: HttpRequest, kind: str, one: str, other: str) -> HttpResponse:
    """Take such a word back."""
    pairs.decide(request.user, kind, one, other, Pair.State.WAITING)
    flash.done(request, "Taken back: they wait for a word again.")
    return redirect(back(request, reverse("same:same")))


@require_POST
def separate(request: HttpRequest, link: str) -> HttpResponse:
    """Apart again, each with what was recorded under its own id."""
    access.require(request.user, ACT)
    found = judged.separate(request.user, link)
    flash.done(request, "They are apart again, as they were.", undo=reverse("same:again", args=[found.pk]))
    return redirect(back(request, reverse("same:same")))


@require_POST
def again(request: HttpRequest, link: str) -> HttpResponse:
    """One again: what a link that was taken back said."""
    access.require(request.user, ACT)
    found = Link.objects.filter(pk=link).first()
    if found is None:
        raise Http404("There is no such link.")
    try:
        fresh = judged.merge(request.user, found.kind, found.from_id, found.into_id, found.reason, found.evidence)
    except UserError as wrong:
        return _refused(request, wrong)
    flash.done(request, "They are one again.", undo=reverse("same:separate", args=[fresh.pk]))
    return redirect(back(request, reverse("same:same")))


def _refused(request: HttpRequest, wrong: UserError) -> HttpResponse:
    """A refusal of rights is a page of its own, not a message on this one."""
    told(request, wrong)
    return redirect(back(request, reverse("same:same")))
