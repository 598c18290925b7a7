"""One customer's health: both readings, the parts with their rows, the histories; and saying how it is."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from deeproot.understand.health.rule import BY_ID
from deeproot_app.base import access, flash
from deeproot_app.base.back import told
from deeproot_app.base.errors import UserError
from deeproot_app.desk import health as readings
from deeproot_app.desk.views.customer import of_one
from deeproot_app.record.models import Customer
from deeproot_app.understand.health import own


@require_GET
@of_one
def health(request: HttpRequest, found: Customer) -> HttpResponse:
    """Both readings side by side, and their histories."""
    both = readings.both(found)
    changes = readings.history(found)
    context: dict[str, Any] = {
        "customer": found,
        "tab": "health",
        "both": both,
        "parts": readings.parts(both.row),
        "changes": changes,
        **readings.drawn(changes),
        "may_say": access.allows(request.user, own.ACT),
        "words": own.WORDS,
    }
    return render(request, "desk/health.html", context)


@require_GET
@of_one
def part(request: HttpRequest, found: Customer, part: str) -> HttpResponse:
    """The rows behind one part."""
    if part not in BY_ID:
        raise Http404("There is no such part.")
    both = readings.both(found)
    known = both.row is not None and both.row.as_of is not None
    rows, count = readings.rows(found, both.row, part) if known and both.row else ([], 0)
    of = next((one for one in readings.parts(both.row) if one["id"] == part), None)
    context = {"customer": found, "tab": "health", "both": both, "part": BY_ID[part], "of": of, "rows": rows}
    return render(request, "desk/health_part.html", {**context, "count": count})


@require_POST
@of_one
def say(request: HttpRequest, found: Customer) -> HttpResponse:
    """Say how it is with them."""
    access.require(request.user, own.ACT)
    try:
        said = own.say(request.user, found.pk, request.POST.get("reading", ""), request.POST.get("reason", ""))
    except UserError as wrong:
        told(request, wrong)
    else:
        undo = reverse("desk:health_take_back", args=[said.pk])
        flash.done(request, f"{own.WORDS[said.reading]}, you say; it stands beside the computed reading.", undo=undo)
    return redirect(reverse("desk:health", args=[found.pk]))


@require_POST
def take_back(request: HttpRequest, said: int) -> HttpResponse:
    """Take a reading back; it stays in the history."""
    access.require(request.user, own.ACT)
    try:
        row = own.take_back(request.user, own.known(said))
    except UserError as wrong:
        told(request, wrong)
        return redirect("understand:health")
    flash.done(request, "Taken back: what was said before stands again.")
    return redirect(reverse("desk:health", args=[row.customer_id]))
