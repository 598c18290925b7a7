"""What people do with a connection: try it, let it rest, go on, let it go; have its quarantine read again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from deeproot_app.base import flash
from deeproot_app.base.errors import UserError
from deeproot_app.record.arrivals import asking, connecting, knowing, undone
from deeproot_app.record.models import Arrival, Connection
from deeproot_app.record.views.connect import connection_of, manager
from deeproot_app.record.views.quarantine import arrival_of


@require_POST
def check(request: HttpRequest, number: int) -> HttpResponse:
    """Ask it now, in the background; of one that sends by itself say when it last did."""
    user = manager(request)
    found = connection_of(number)
    if found.state != Connection.State.ACTIVE:
        flash.failed(request, f"{found.name} rests; go on with it first.")
    elif asking.is_asked(found.channel):
        asking.ask_later(found.pk)
        flash.done(request, f"{found.name} is being asked.")
    else:
        flash.done(request, " ".join(connecting.check(user, found)))
    return redirect("connect:one", found.pk)


@require_POST
def pause(request: HttpRequest, number: int) -> HttpResponse:
    """Let it rest."""
    user = manager(request)
    found = connection_of(number)
    connecting.pause(user, found)
    flash.done(request, f"{found.name} rests.", undo=reverse("connect:resume", args=[found.pk]))
    return redirect("connect:one", found.pk)


@require_POST
def resume(request: HttpRequest, number: int) -> HttpResponse:
    """Go on with it."""
    user = manager(request)
    found = connection_of(number)
    connecting.resume(user, found)
    flash.done(request, f"{found.name} goes on.", undo=reverse("connect:pause", args=[found.pk]))
    return redirect("connect:one", found.pk)


@require_POST
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Let it go; what it brought stays."""
    user = manager(request)
    found = connection_of(number)
    connecting.remove(user, found)
    says = f"{found.name} is removed. What it brought stays in the record."
    flash.done(request, says, undo=reverse("connect:resume", args=[found.pk]))
    return redirect("connect:connections")


@require_POST
def retry(request: HttpRequest, number: int) -> HttpResponse:
    """Have all of its quarantine read again, all that is nobody's, or all whose import was taken back."""
    user = manager(request)
    found = connection_of(number)
    what = request.POST.get("what")
    some = Arrival.objects.filter(connection=found)
    if what == Arrival.State.IGNORED:
        some = some.filter(state=what, reason=undone.REASON)
    else:
        some = some.filter(state=what if what == Arrival.State.NOBODYS else Arrival.State.UNREADABLE)
    count = connecting.retry(user, some)
    flash.done(request, f"{count:,} {'is' if count == 1 else 'are'} being read again.")
    return redirect("connect:one", found.pk)


@require_POST
def know(request: HttpRequest, number: int, arrival: int) -> HttpResponse:
    """Make a customer of an address that an arrival waits for."""
    user = manager(request)
    found = arrival_of(number, arrival)
    try:
        name = knowing.make_customer(user, found, request.POST.get("address", ""))
    except UserError as wrong:
        flash.failed(request, wrong.message)
    else:
        flash.done(request, f"{name} is a customer now; what waits for it is being read.")
    return redirect("connect:arrival", number, arrival)


@require_POST
def retry_one(request: HttpRequest, number: int, arrival: int) -> HttpResponse:
    """Have one arrival read again, here and now."""
    user = manager(request)
    found = arrival_of(number, arrival)
    try:
        count = connecting.retry(user, Arrival.objects.filter(pk=found.pk))
    except UserError as wrong:
        flash.failed(request, wrong.message)
    else:
        flash.done(request, "It is being read again." if count else "It is read already.")
    return redirect("connect:arrival", number, arrival)
