"""One customer: first their story, in their order; then figures that open to their rows, the letter, who they are."""

from __future__ import annotations

from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from deeproot.understand.experience import BY_ID
from deeproot_app.base import access, clock, reader
from deeproot_app.desk import evidence
from deeproot_app.desk import story as told
from deeproot_app.desk.read import read_of
from deeproot_app.desk.views.mirror import THEMES
from deeproot_app.plan import queries as planned
from deeproot_app.record.models import Contact, Customer, Proposal
from deeproot_app.understand import live
from deeproot_app.understand.models import Figure, Finding


def one(request: HttpRequest, customer_id: str) -> Customer:
    """The customer, where the reader may see it; else there is none."""
    access.require(request.user, "record.see")
    found = Customer.objects.select_related("owner", "understanding")
    return access.one(request.user, found, customer_id=customer_id)


@require_GET
def story(request: HttpRequest, customer: str) -> HttpResponse:
    """What reached them, what they said, the silences between, promises due and kept, our gaps."""
    found, now = one(request, customer), clock.now()
    internal = request.GET.get("internal") == "1"
    before, at = request.GET.get("before"), request.GET.get("at", "").replace("\x00", "")
    if at and not before:
        before = told.ending_after(found, now, at, internal=internal)
    page = told.story(found, now, before, internal=internal)
    _with_readings(page)
    zone = reader.zone(request)
    months = groupby(page.events, key=lambda event: event.at.astimezone(zone).replace(day=1).date())
    context: dict[str, Any] = {
        "customer": found,
        "months": [(month, list(events)) for month, events in months],
        "page": page,
        "internal": internal,
        "back_then": bool(at and before),
        "back": f"{request.path}?{urlencode({'at': at})}" if at else request.path,
        "may_decide": access.allows(request.user, "reading.decide"),
        "may_promise": access.allows(request.user, "promise.change"),
    }
    if request.headers.get("HX-Request") and request.GET.get("before"):
        return render(request, "desk/story_part.html", context)
    context["findings"] = Finding.objects.filter(customer=found).order_by("scenario")
    context["waiting"] = Proposal.objects.filter(customer=found, state=Proposal.State.WAITING).count()
    context["items"] = planned.of_customers(request.user, [found.pk], now).get(found.pk, [])
    return render(request, "desk/customer.html", {**context, "tab": "story"})


def _with_readings(page: told.Page) -> None:
    """Say of each message on the page what was read from it."""
    events = [event for event in page.events if event.what == "interaction"]
    readings = read_of(event.row for event in events)
    for event in events:
        event.says["read"] = readings.get(event.row.pk)


@require_GET
def figures(request: HttpRequest, customer: str) -> HttpResponse:
    """All measures of this customer as last understood, and the scenarios with what to do instead."""
    found = one(request, customer)
    values = {figure.measure: figure for figure in Figure.objects.filter(customer=found)}
    context: dict[str, Any] = {
        "customer": found,
        "tab": "figures",
        "known": bool(values),
        "themes": [(title, [(BY_ID[name], values.get(name)) for name in names]) for title, names in THEMES.items()],
        "findings": Finding.objects.filter(customer=found).order_by("scenario"),
    }
    return render(request, "desk/figures.html", context)


@require_GET
def figure(request: HttpRequest, customer: str, measure: str) -> HttpResponse:
    """The rows behind one figure, as of the moment at which it was reckoned."""
    found = one(request, customer)
    if measure not in BY_ID:
        raise Http404("There is no such figure.")
    known = getattr(found, "understanding", None)
    rows, count = evidence.behind(found, measure, known.as_of if known else clock.now())
    context: dict[str, Any] = {
        "customer": found,
        "tab": "figures",
        "measure": BY_ID[measure],
        "figure": Figure.objects.filter(customer=found, measure=measure).first(),
        "rows": rows,
        "count": count,
        "as_of": known.as_of if known else clock.now(),
    }
    return render(request, "desk/figure.html", context)


@require_GET
def letter(request: HttpRequest, customer: str) -> HttpResponse:
    """The year told from their side; asked by htmx, the letter itself, which takes a moment to be written."""
    found = one(request, customer)
    if not request.headers.get("HX-Request") and "written" not in request.GET:
        return render(request, "desk/letter.html", {"customer": found, "tab": "letter"})
    known = getattr(found, "understanding", None)
    mirror = live.mirror(found, known.as_of if known else clock.now())
    context = {"customer": found, "tab": "letter", "mirror": mirror}
    if request.headers.get("HX-Request"):
        return render(request, "desk/letter_text.html", context)
    return render(request, "desk/letter.html", context)


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
