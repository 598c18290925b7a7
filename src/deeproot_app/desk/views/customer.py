"""One customer: first their story, in their order."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from deeproot_app.base import access, clock, reader
from deeproot_app.desk import story as told
from deeproot_app.record.models import Contact, Customer
from deeproot_app.understand.models import Finding


def one(request: HttpRequest, customer_id: str) -> Customer:
    """The customer, where the reader may see it; else there is none."""
    access.require(request.user, "record.see")
    found = Customer.objects.select_related("owner", "understanding")
    return access.one(request.user, found, customer_id=customer_id)


@require_GET
def story(request: HttpRequest, customer: str) -> HttpResponse:
    """What reached them, what they said, the silences between, promises due and kept, our gaps."""
    found = one(request, customer)
    internal = request.GET.get("internal") == "1"
    page = told.story(found, clock.now(), request.GET.get("before"), internal=internal)
    zone = reader.zone(request)
    months = groupby(page.events, key=lambda event: event.at.astimezone(zone).replace(day=1).date())
    context: dict[str, Any] = {
        "customer": found,
        "months": [(month, list(events)) for month, events in months],
        "page": page,
        "internal": internal,
    }
    if request.headers.get("HX-Request") and request.GET.get("before"):
        return render(request, "desk/story_part.html", context)
    findings = Finding.objects.filter(customer=found).order_by("scenario")
    return render(
        request, "desk/customer.html", {**context, "internal": internal, "findings": findings, "tab": "story"}
    )


@require_GET
def about(request: HttpRequest, customer: str) -> HttpResponse:
    """Who they are: people, contracts, purchases, cases, and what we believe about them, evidence beside assumption."""
    found = one(request, customer)
    context: dict[str, Any] = {
        "customer": found,
        "tab": "about",
        "contacts": Contact.objects.filter(customer=found).prefetch_related("identities").order_by("name")[:100],
        "terms": found.subscriptions.order_by("-starts_at")[:50],
        "cases": found.cases.select_related("owner").order_by("-opened_at")[:50],
        "beliefs": found.beliefs.order_by("about", "-from_at")[:100],
        "spent": found.purchases.values("currency").annotate(amount_micros=Sum("amount_micros")).order_by("currency"),
        "purchases": found.purchases.order_by("-happened_at")[:20],
    }
    return render(request, "desk/about.html", context)
