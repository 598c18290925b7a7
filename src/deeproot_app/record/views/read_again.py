"""Which reader read how many texts; what a newer one would change; and reading again."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from deeproot.read.message import VERSION
from deeproot_app.base import access, flash
from deeproot_app.record.review import again
from deeproot_app.record.uploads.standing import anybody_works
from deeproot_app.record.views.review import tabs


@require_GET
def readers(request: HttpRequest) -> HttpResponse:
    """The versions, what would change, how far the work has come; asked by htmx while it moves, the same anew."""
    access.require(request.user, "record.see")
    comparing, reading = again.last(again.COMPARE), again.last(again.READ)
    moving = next((job for job in (reading, comparing) if job and job.state in again.PENDING), None)
    result: dict[str, Any] = (comparing.result or {}) if comparing and not moving else {}
    if reading and comparing and reading.pk > comparing.pk:
        result = {}
    context: dict[str, Any] = {
        "readers": again.readers(),
        "version": VERSION,
        "moving": moving,
        "idle": moving is not None and not anybody_works(),
        "done": reading if reading and not moving and not result else None,
        "result": result,
        "compared_at": comparing.finished_at if comparing else None,
        "labels": [(again.NAMES.get(name, name), counts) for name, counts in result.get("labels", {}).items()],
        "examples": again.examples(request.user, result.get("examples", [])),
        "may_read": access.allows(request.user, again.ACT),
        "tabs": tabs(),
        "here": "again",
    }
    return render(request, "record/review/again.html", context)


@require_POST
def compare(request: HttpRequest) -> HttpResponse:
    """Look what would change."""
    again.compare_later(request.user)
    return redirect("review:again")


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Read again; what people decided stays."""
    again.read_later(request.user)
    flash.done(request, "The texts are being read again. What people decided stays as it is.")
    return redirect("review:again")
