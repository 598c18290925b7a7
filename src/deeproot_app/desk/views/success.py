"""The success plan that a customer and we share: their goals in their own metric, and who does what by when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deeproot_app.base import access, clock, flash, reader
from deeproot_app.base.back import told, told_on
from deeproot_app.base.errors import UserError
from deeproot_app.desk.belief_forms import AimForm, MeasureForm, StepForm
from deeproot_app.desk.views.customer import of_one
from deeproot_app.record import beliefs
from deeproot_app.record.identity.one import whole
from deeproot_app.record.models import Change, Customer, Step
from deeproot_app.record.success import changed, goals, plan_of, shared_with, steps
from deeproot_app.record.success.plan import Plan, StepNow


@require_GET
@of_one
def plan(request: HttpRequest, found: Customer) -> HttpResponse:
    """Where they want to get, how far they are, what is done and what is to do."""
    return plan_page(request, found)


def plan_page(request: HttpRequest, found: Customer, step: StepForm | None = None) -> HttpResponse:
    now, zone = clock.now(), reader.zone(request)
    told = plan_of(found, now)
    may = access.allows(request.user, changed.ACT)
    context: dict[str, Any] = {
        "customer": found,
        "tab": "success",
        "plan": told,
        "goals": [
            (one, AimForm.of(one, zone, auto_id=f"aim-{place}-%s"), MeasureForm(zone, auto_id=f"at-{place}-%s"))
            for place, one in enumerate(told.goals)
        ],
        "form": step or StepForm(found, told.goals, zone),
        "may": may,
        "may_believe": access.allows(request.user, beliefs.ACT),
        "now": now,
    }
    return render(request, "desk/success/plan.html", context, status=422 if step else 200)


@require_GET
@of_one
def shared(request: HttpRequest, found: Customer) -> HttpResponse:
    """The plan as the customer sees it, to be looked over and printed: no word that is only among us."""
    now = clock.now()
    context = {"customer": found, "tab": "success", "shared": shared_with(found, now), "now": now}
    return render(request, "desk/success/shared.html", context)


@require_POST
def goal(request: HttpRequest, customer: str) -> HttpResponse:
    """A goal of theirs, in their own metric."""
    access.require(request.user, beliefs.ACT)
    found = _customer(request, customer)
    text, metric = request.POST.get("text", ""), request.POST.get("metric", "").strip()
    return _done(
        request,
        found,
        lambda: beliefs.add(request.user, found.pk, "goal", text, metric=metric[: beliefs.LONGEST] or None),
        "A goal of theirs is held; say now what it comes to.",
        "desk:belief_undo",
    )


@require_POST
def step(request: HttpRequest, customer: str) -> HttpResponse:
    """A step on the way."""
    access.require(request.user, changed.ACT)
    found = _customer(request, customer)
    form = StepForm(found, plan_of(found, clock.now()).goals, reader.zone(request), request.POST)
    if form.is_valid():
        try:
            change = steps.add(request.user, found.pk, form.said())
        except UserError as wrong:
            told_on(form, wrong)
        else:
            flash.done(request, "It is in the plan.", undo=reverse("desk:plan_undo", args=[change.pk]))
            return redirect("desk:success", found.pk)
    return plan_page(request, found, form)


@require_http_methods(["GET", "POST"])
def change_step(request: HttpRequest, step: int) -> HttpResponse:
    """One step, to be said otherwise."""
    access.require(request.user, "record.see" if request.method == "GET" else changed.ACT)
    found, customer, told, stands = _step(request, step)
    zone = reader.zone(request)
    form = StepForm.of(found, stands.due_at, customer, told.goals, zone)
    if request.method == "POST":
        form = StepForm(customer, told.goals, zone, request.POST)
        if form.is_valid():
            try:
                change = steps.change(request.user, found.pk, form.said(stands.due_at))
            except UserError as wrong:
                told_on(form, wrong)
            else:
                flash.done(request, "It says so now.", undo=reverse("desk:plan_undo", args=[change.pk]))
                return redirect("desk:success", customer.pk)
    may = access.allows(request.user, changed.ACT)
    context = {"customer": customer, "tab": "success", "step": stands, "form": form, "may": may}
    return render(request, "desk/success/step.html", context, status=422 if form.errors else 200)


def _step(request: HttpRequest, pk: int) -> tuple[Step, Customer, Plan, StepNow]:
    """A step of a customer whom the reader may see, its plan, and how it stands there."""
    rows = Step.objects.select_related("customer__merged_into")
    found = access.one(request.user, rows, "customer", pk=min(pk, 2**63 - 1))
    customer = whole(found.customer)
    told = plan_of(customer, clock.now())
    stands = next((one for one in told.steps if one.step.pk == found.pk), None)
    if stands is None:
        raise Http404("There is no such step.")
    return found, customer, told, stands


@require_POST
def done(request: HttpRequest, step: int) -> HttpResponse:
    """It is done; its promise is kept."""
    return _of_step(request, step, lambda pk: steps.done(request.user, pk), "Done.")


@require_POST
def drop(request: HttpRequest, step: int) -> HttpResponse:
    """It will not be done; its promise is withdrawn."""
    reason = request.POST.get("reason", "")
    return _of_step(request, step, lambda pk: steps.drop(request.user, pk, reason), "It is dropped.")


def _of_step(request: HttpRequest, pk: int, decided: Callable[[int], Change], says: str) -> HttpResponse:
    access.require(request.user, changed.ACT)
    found = access.one(request.user, Step.objects.select_related("customer__merged_into"), "customer", pk=_whole(pk))
    return _done(request, found.customer.leader, lambda: decided(found.pk), says)


@require_POST
def aim(request: HttpRequest, belief: str) -> HttpResponse:
    """What a goal comes to, and whether they see it."""
    found = changed.goal(request.user, belief)
    form = AimForm.of(None, reader.zone(request), request.POST)
    return _of_goal(request, found.customer, form, lambda: goals.aim(request.user, found.pk, form.said()), "Kept.")


@require_POST
def measure(request: HttpRequest, belief: str) -> HttpResponse:
    """How their metric stands."""
    found = changed.goal(request.user, belief)
    form = MeasureForm(reader.zone(request), request.POST)

    def noted() -> Change:
        given = form.cleaned_data
        return goals.measure(request.user, found.pk, given["value"], given["at"], note=given["note"])

    return _of_goal(request, found.customer, form, noted, "Noted.")


def _of_goal(
    request: HttpRequest, customer: Customer | None, form: Any, decided: Callable[[], Change], says: str
) -> HttpResponse:
    assert customer is not None
    if not form.is_valid():
        name, errors = next(iter(form.errors.items()))
        flash.failed(request, f"{form.fields[name].label}: {errors[0]}" if name in form.fields else errors[0])
        return redirect("desk:success", customer.leader.pk)
    return _done(request, customer.leader, decided, says)


@require_POST
def undo(request: HttpRequest, change: int) -> HttpResponse:
    """Put the plan back as it stood."""
    access.require(request.user, changed.ACT)
    customer = changed.whose(request.user, _whole(change))
    try:
        changed.undo(request.user, _whole(change))
        flash.done(request, "Undone: the plan stands as it did.")
    except UserError as wrong:
        told(request, wrong)
    return redirect("desk:success", customer.pk)


def _customer(request: HttpRequest, pk: str) -> Customer:
    return whole(access.one(request.user, Customer.objects.all(), pk=pk))


def _done(
    request: HttpRequest, customer: Customer, decided: Callable[[], Change], says: str, undo_at: str = "desk:plan_undo"
) -> HttpResponse:
    try:
        change = decided()
        flash.done(request, says, undo=reverse(undo_at, args=[change.pk]))
    except UserError as wrong:
        told(request, wrong)
    return redirect("desk:success", customer.pk)


def _whole(number: int) -> int:
    return min(number, 2**63 - 1)
