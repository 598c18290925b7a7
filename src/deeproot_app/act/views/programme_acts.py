"""Acts on programmes: start, pause, stop, throw away, play through; yes and no to steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRefresh

from deeproot_app.act.models import Enrolment
from deeproot_app.act.programmes import deciding
from deeproot_app.act.programmes.stopping import stop as stopped
from deeproot_app.base import access, flash
from deeproot_app.base.back import back, told
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import Job
from deeproot_app.plan.models import Programme, Simulation
from deeproot_app.plan.programmes import define
from deeproot_app.plan.programmes.simulate import ask
from deeproot_app.record.models import Customer

SHOWN: Final = 25


@require_POST
def start(request: HttpRequest, programme: str) -> HttpResponse:
    """Let it run."""
    says = "“{}” runs: customers enter within minutes."
    return _turned(request, programme, define.start, says, undo="act:programme_pause")


@require_POST
def pause(request: HttpRequest, programme: str) -> HttpResponse:
    """Let nothing more happen until it is started again."""
    return _turned(request, programme, define.pause, "“{}” is paused.", undo="act:programme_start")


@require_POST
def stop(request: HttpRequest, programme: str) -> HttpResponse:
    """Stop it for good."""
    return _turned(request, programme, stopped, "“{}” is stopped. What had not left was cancelled.")


def _turned(
    request: HttpRequest, programme: str, act: Callable[[Any, str], Programme], says: str, undo: str = ""
) -> HttpResponse:
    access.require(request.user, define.ACT)
    define.found(request.user, programme)
    try:
        done = act(request.user, programme)
    except UserError as wrong:
        told(request, wrong)
    else:
        flash.done(request, says.format(done.name), undo=reverse(undo, args=[programme]) if undo else "")
    return redirect("act:programme", programme)


@require_POST
def throw_away(request: HttpRequest, programme: str) -> HttpResponse:
    """Delete a draft that never ran."""
    access.require(request.user, define.ACT)
    found = define.found(request.user, programme)
    try:
        define.throw_away(request.user, programme)
    except UserError as wrong:
        told(request, wrong)
        return redirect("act:programme", programme)
    flash.done(request, f"“{found.name}” is gone.")
    return redirect("act:programmes")


@require_POST
def simulate(request: HttpRequest, programme: str) -> HttpResponse:
    """Have it played through on the past."""
    access.require(request.user, define.ACT)
    found = define.found(request.user, programme)
    days = request.POST.get("days", "90")
    try:
        ask(request.user, define.latest(found), int(days) if days.isdecimal() and len(days) < 6 else 0)
    except UserError as wrong:
        told(request, wrong)
    return redirect("act:simulation", programme)


@require_GET
def simulation(request: HttpRequest, programme: str) -> HttpResponse:
    """What the last simulation found, or how far it is."""
    found = define.found(request.user, programme)
    last = Simulation.objects.filter(version__programme=found).select_related("version").last()
    job = Job.objects.filter(key=f"simulation {last.pk}").order_by("-id").first() if last else None
    if request.headers.get("HX-Request") and last is not None and last.state != Simulation.State.WAITING:
        answer: HttpResponse = HttpResponseClientRefresh()
        return answer
    seen = _seen(request, last)
    context = {"programme": found, "last": last, "job": job, "customers": seen[:SHOWN], "more": len(seen[SHOWN:])}
    shown = "act/programmes/progress.html" if request.headers.get("HX-Request") else "act/programmes/simulation.html"
    return render(request, shown, context)


def _seen(request: HttpRequest, last: Simulation | None) -> list[dict[str, Any]]:
    """Of the customers it tells about, those that the reader may see."""
    rows: list[dict[str, Any]] = last.found.get("customers", []) if last else []
    asked = Customer.objects.filter(pk__in=[row["customer_id"] for row in rows])
    seen = set(access.customers(request.user, asked).values_list("pk", flat=True))
    return [row for row in rows if row["customer_id"] in seen]


@require_POST
def decide(request: HttpRequest, programme: str) -> HttpResponse:
    """Yes or no to the next step of those who are marked."""
    access.require(request.user, "touch.send")
    define.found(request.user, programme)
    marked = [int(one) for one in request.POST.getlist("enrolment") if one.isdecimal() and len(one) < 18]
    try:
        if "skip" in request.POST:
            count = deciding.skip(request.user, marked, request.POST.get("reason", ""))
            flash.done(request, f"Left out for {count}.")
        else:
            count = deciding.approve(request.user, marked)
            flash.done(request, f"Yes for {count}: it is done within the minute, where the gate lets it.")
    except UserError as wrong:
        told(request, wrong)
    return redirect(back(request, reverse("act:programme", args=[programme])))


@require_POST
def take_out(request: HttpRequest, enrolment: int) -> HttpResponse:
    """One customer leaves now."""
    access.require(request.user, "touch.send")
    row = access.one(request.user, Enrolment.objects.select_related("customer"), "customer", pk=enrolment)
    deciding.take_out(request.user, row.pk)
    flash.done(request, f"{row.customer.name} is out of it.")
    return redirect("act:programme", row.programme_id)
