"""The contact policy: its rules in words, its limits to be changed, and what they would have meant lately."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from deeproot_app.base import access, clock, flash
from deeproot_app.base.errors import UserError
from deeproot_app.plan.gate import limits
from deeproot_app.plan.gate.past import past
from deeproot_app.plan.models import Override
from deeproot_app.plan.policy_form import PolicyForm, document, initial
from deeproot_app.record.models import Customer


@require_http_methods(["GET", "POST"])
def policy(request: HttpRequest) -> HttpResponse:
    """See the policy, its limits and what was decided otherwise; POST changes the limits, or shows their effect."""
    access.require(request.user, "record.see")
    may_change = access.allows(request.user, "policy.change")
    if request.method == "POST":
        access.require(request.user, "policy.change")
    changed = limits.changed()
    form = PolicyForm(request.POST or None, initial=initial(limits.read(changed)))
    tried = limits.read(changed)
    if request.method == "POST" and form.is_valid():
        try:
            tried = limits.read(document(form.cleaned_data, changed))
        except UserError as fault:
            form.add_error(None, fault.message)
        else:
            if "try" not in request.POST:
                limits.change(request.user, document(form.cleaned_data, changed))
                flash.done(request, "The limits hold from now on.")
                return redirect("plan:policy")
    context: dict[str, Any] = {
        "form": form,
        "may_change": may_change,
        "past": past(tried, clock.now()),
        "tried": "try" in request.POST,
        "overrides": _overrides(request),
        "known": _personas(request),
    }
    return render(request, "plan/policy.html", context, status=422 if form.errors else 200)


def _personas(request: HttpRequest) -> list[str]:
    """Personas of the record, offered while one types."""
    rows = access.customers(request.user, Customer.objects.exclude(persona=None).exclude(persona=""))
    return [name for name in rows.order_by("persona").values_list("persona", flat=True).distinct()[:200] if name]


def _overrides(request: HttpRequest) -> list[Override]:
    """The last times somebody decided otherwise, about customers that the reader may see."""
    seen = access.customers(request.user, Customer.objects.all()).values("pk")
    return list(Override.objects.filter(customer_id__in=seen).order_by("-at")[:20])
