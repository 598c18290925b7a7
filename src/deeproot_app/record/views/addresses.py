"""The addresses of people, put right: added, taken away, moved to another, and back."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from deeproot_app.base import access, flash
from deeproot_app.base.back import back, told
from deeproot_app.base.errors import UserError
from deeproot_app.record.identity import addresses
from deeproot_app.record.models import Change, Contact


@require_POST
def add(request: HttpRequest, contact: str) -> HttpResponse:
    """One more address of a person."""
    access.require(request.user, addresses.ACT)
    access.one(request.user, Contact.objects.all(), "customer", pk=contact)
    kind, value = request.POST.get("type", ""), request.POST.get("value", "").replace("\x00", "")
    return _done(request, lambda: addresses.add(request.user, contact, kind, value), "The address is added.")


@require_POST
def remove(request: HttpRequest, identity: int) -> HttpResponse:
    """An address that is theirs no more."""
    return _done(request, lambda: addresses.remove(request.user, identity), "The address is taken away.")


@require_POST
def move(request: HttpRequest, identity: int) -> HttpResponse:
    """An address that is another person's."""
    to = request.POST.get("to", "").replace("\x00", "")
    return _done(request, lambda: addresses.move(request.user, identity, to), "The address is moved.")


@require_POST
def undo(request: HttpRequest, change: int) -> HttpResponse:
    """As it stood before."""
    access.require(request.user, addresses.ACT)
    try:
        addresses.undo(request.user, change)
        flash.done(request, "Undone: the address stands as it did.")
    except UserError as wrong:
        told(request, wrong)
    return redirect(back(request, reverse("same:same")))


def _done(request: HttpRequest, act: Callable[[], Change], says: str) -> HttpResponse:
    access.require(request.user, addresses.ACT)
    try:
        change = act()
        flash.done(request, says, undo=reverse("same:address_undo", args=[change.pk]))
    except UserError as wrong:
        told(request, wrong)
    return redirect(back(request, reverse("same:same")))
