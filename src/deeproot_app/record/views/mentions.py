"""Mentions: what was said in public, and whose words they are."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from deeproot_app import channels
from deeproot_app.base import access, flash
from deeproot_app.base.errors import UserError
from deeproot_app.record.mentions import decide, queue
from deeproot_app.record.models import Connection, Customer
from deeproot_app.record.search import matching_customers

TITLES: Final = {"nobodys": "Whose?", "theirs": "Of customers", "aside": "Set aside"}
MOST_FOUND: Final = 8
LONGEST_SEARCH: Final = 200


@require_GET
def mentions(request: HttpRequest) -> HttpResponse:
    """The list, by what became of them."""
    access.require(request.user, "record.see")
    tab = request.GET.get("show", "nobodys")
    tab = tab if tab in queue.TABS else "nobodys"
    counts = queue.counts()
    page, rows = queue.page(request.user, tab, request.GET)
    heard = [name for name in channels.names() if channels.can(name, "read")]
    context: dict[str, Any] = {
        "tab": tab,
        "tabs": [(name, title, f"?show={name}", counts[name]) for name, title in TITLES.items()],
        "rows": rows,
        "page": page,
        "connected": Connection.objects.filter(channel__in=heard, state=Connection.State.ACTIVE).exists(),
        "may": access.allows(request.user, decide.ACT),
        "sees_raw": access.allows(request.user, "record.import"),
        "may_connect": access.allows(request.user, "connections.manage"),
    }
    return render(request, "record/mentions/list.html", context)


@require_GET
def mention(request: HttpRequest, arrival: int) -> HttpResponse:
    """One mention: whose words are they? Customers are looked for by what one types."""
    access.require(request.user, "record.see")
    found = queue.one(request.user, arrival)
    search = request.GET.get("find", "").strip()[:LONGEST_SEARCH]
    customers = access.customers(request.user, Customer.objects.filter(merged_into=None).order_by("name", "pk"))
    context: dict[str, Any] = {
        "found": found,
        "search": search,
        "matching": list(matching_customers(customers, search)[:MOST_FOUND]) if search else [],
        "may": access.allows(request.user, decide.ACT),
        "open": found.arrival.state in queue.TABS["nobodys"] and not found.arrival.headers.get("customer_id"),
        "paragraphs": [part for part in found.mention.text.split("\n\n") if part.strip()],
        "sees_raw": access.allows(request.user, "record.import"),
    }
    return render(request, "record/mentions/one.html", context)


@require_POST
def theirs(request: HttpRequest, arrival: int) -> HttpResponse:
    """It is that customer's."""
    access.require(request.user, decide.ACT)
    found = queue.one(request.user, arrival)
    customer = access.one(request.user, Customer.objects.all(), pk=request.POST.get("customer", "").replace("\x00", ""))
    try:
        says = decide.theirs(request.user, found.arrival, customer, author_too=request.POST.get("author") == "yes")
    except UserError as wrong:
        flash.failed(request, wrong.message)
        return redirect("mentions:mention", arrival)
    flash.done(request, says, undo=reverse("mentions:take_back", args=[arrival]))
    return redirect("mentions:mentions")


@require_POST
def aside(request: HttpRequest, arrival: int) -> HttpResponse:
    """It is no customer's."""
    access.require(request.user, decide.ACT)
    found = queue.one(request.user, arrival)
    try:
        decide.aside(request.user, found.arrival)
    except UserError as wrong:
        flash.failed(request, wrong.message)
        return redirect("mentions:mention", arrival)
    flash.done(request, "It is set aside.", undo=reverse("mentions:take_back", args=[arrival]))
    return redirect("mentions:mentions")


@require_POST
def take_back(request: HttpRequest, arrival: int) -> HttpResponse:
    """It is nobody's again."""
    access.require(request.user, decide.ACT)
    found = queue.one(request.user, arrival)
    try:
        decide.take_back(request.user, found.arrival)
    except UserError as wrong:
        flash.failed(request, wrong.message)
    else:
        flash.done(request, "It is nobody's again.")
    return redirect("mentions:mention", arrival)
