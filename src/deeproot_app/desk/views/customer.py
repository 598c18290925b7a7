"""One customer: first their story, in their order; then figures that open to their rows, the letter, who they are."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from deeproot.understand.experience import BY_ID
from deeproot_app.act.appreciation.rewards import ledger
from deeproot_app.act.outbox import enclosing
from deeproot_app.act.team import first_weeks
from deeproot_app.base import access, clock, reader
from deeproot_app.desk import consent as consents
from deeproot_app.desk import evidence, health
from deeproot_app.desk import story as told
from deeproot_app.desk.read import read_of
from deeproot_app.desk.views.mirror import THEMES
from deeproot_app.measure.loyalty import listed
from deeproot_app.plan import queries as planned
from deeproot_app.record import case_names
from deeproot_app.record.identity import addresses
from deeproot_app.record.identity.merge import history
from deeproot_app.record.identity.one import whole
from deeproot_app.record.identity.people import people
from deeproot_app.record.importing.mail.kept import mails_among
from deeproot_app.record.models import Case, Customer, Kind, Proposal, Purchase, Subscription
from deeproot_app.understand import live
from deeproot_app.understand.models import Figure, Finding

View = Callable[..., HttpResponse]


def of_one(view: View) -> View:
    """A view of one customer, where the reader may see it; else there is none.

    An id that was merged leads to the customer it is now, on the same page.
    """

    @wraps(view)
    def found(request: HttpRequest, customer: str, **more: str) -> HttpResponse:
        access.require(request.user, "record.see")
        rows = Customer.objects.select_related("owner", "understanding")
        asked = access.one(request.user, rows, customer_id=customer)
        if asked.merged_into_id is None:
            return view(request, whole(asked), **more)
        match = request.resolver_match
        assert match is not None
        address = reverse(match.view_name, kwargs={**match.kwargs, "customer": asked.merged_into_id})
        query = request.META.get("QUERY_STRING", "")
        return redirect(f"{address}?{query}" if query else address)

    return found


@require_GET
@of_one
def story(request: HttpRequest, found: Customer) -> HttpResponse:
    """What reached them, what they said, the silences between, promises due and kept, our gaps."""
    now = clock.now()
    internal = request.GET.get("internal") == "1"
    before, at = request.GET.get("before"), request.GET.get("at", "").replace("\x00", "")
    if at and not before:
        before = told.ending_after(found, now, at, internal=internal)
    page = told.story(found, now, before, internal=internal)
    _with_readings(page)
    _with_mails(page)
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
        "may_write": access.allows(request.user, "touch.send"),
    }
    if request.headers.get("HX-Request") and request.GET.get("before"):
        return render(request, "desk/story_part.html", context)
    context |= health.glance(request.user, found)
    context["findings"] = Finding.objects.filter(customer=found).order_by("scenario")
    context["waiting"] = Proposal.objects.filter(customer__in=found.ids, state=Proposal.State.WAITING).count()
    due = planned.of_customers(request.user, found.ids, now)
    context["items"] = [item for one in found.ids for item in due.get(one, [])]
    return render(request, "desk/customer.html", {**context, "tab": "story"})


def _with_readings(page: told.Page) -> None:
    """Say of each message on the page what was read from it."""
    events = [event for event in page.events if event.what == "interaction"]
    readings = read_of(event.row for event in events)
    for event in events:
        event.says["read"] = readings.get(event.row.pk)


def _with_mails(page: told.Page) -> None:
    """Say of each mail on the page that it is kept, and what is attached."""
    events = [event for event in page.events if event.what == "interaction"]
    found = mails_among([event.row for event in events])
    enclosed = enclosing.of_interactions(event.row.pk for event in events)
    for event in events:
        if event.row.pk in found:
            event.says.update(mail=True, attachments=found[event.row.pk])
        if event.row.pk in enclosed and not found.get(event.row.pk):
            event.says.update(sending=enclosed[event.row.pk][0], enclosures=enclosed[event.row.pk][1])


@require_GET
@of_one
def figures(request: HttpRequest, found: Customer) -> HttpResponse:
    """All measures of this customer as last understood, and the scenarios with what to do instead."""
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
@of_one
def figure(request: HttpRequest, found: Customer, measure: str) -> HttpResponse:
    """The rows behind one figure, as of the moment at which it was reckoned."""
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
@of_one
def letter(request: HttpRequest, found: Customer) -> HttpResponse:
    """The year told from their side; asked by htmx, the letter itself, which takes a moment to be written."""
    if not request.headers.get("HX-Request") and "written" not in request.GET:
        return render(request, "desk/letter.html", {"customer": found, "tab": "letter"})
    known = getattr(found, "understanding", None)
    mirror = live.mirror(found, known.as_of if known else clock.now())
    on_path = first_weeks.asks(request.user, found, clock.now())
    context = {"customer": found, "tab": "letter", "mirror": mirror, "on_path": on_path}
    if request.headers.get("HX-Request"):
        return render(request, "desk/letter_text.html", context)
    return render(request, "desk/letter.html", context)


def _identity(request: HttpRequest, found: Customer) -> dict[str, Any]:
    """Under which ids they are known, who are their people, by which addresses, and what people said of all that."""
    contacts = people(found)
    changed = addresses.history([contact.pk for person in contacts for contact in (person.contact, *person.led)])
    return {
        "contacts": contacts,
        "links": history(Kind.CUSTOMER, found.ids),
        "may_merge": access.allows(request.user, "identity.merge"),
        "may_address": access.allows(request.user, addresses.ACT),
        "address_types": addresses.TYPES,
        "address_changes": changed,
    }


@require_GET
@of_one
def about(request: HttpRequest, found: Customer) -> HttpResponse:
    """Who they are: people, contracts, purchases and cases."""
    own = Q(customer__in=found.ids)
    bought = Purchase.objects.filter(own)
    cases = Case.objects.filter(own).select_related("owner").order_by("-opened_at")
    context: dict[str, Any] = {
        "customer": found,
        "tab": "about",
        **_identity(request, found),
        "terms": Subscription.objects.filter(own).order_by("-starts_at")[:50],
        "cases": case_names.named(cases[:50], found.ids),
        "spent": bought.values("currency").annotate(amount_micros=Sum("amount_micros")).order_by("currency"),
        "purchases": bought.order_by("-happened_at")[:20],
        "words": consents.history(found),
        "points": ledger.balance(found),
        "loyal": listed.of(found),
    }
    return render(request, "desk/about.html", context)
