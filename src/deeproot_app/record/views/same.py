"""Who may be the same as whom: the pairs that wait, one of them side by side, and any two that a person chooses."""

from __future__ import annotations

from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from deeproot_app.base import access
from deeproot_app.record.identity import pairs
from deeproot_app.record.identity.merge import ACT, visible
from deeproot_app.record.identity.one import whole
from deeproot_app.record.identity.side import reasons, sides
from deeproot_app.record.models import Contact, Customer, Kind, Link, Pair
from deeproot_app.record.search import matching_customers

SHOWN: Final = 25
STATES: Final = {"waiting": "What waits", "later": "Put off", "different": "Not the same", "links": "Merged"}
FOUND: Final = 12


@require_GET
def same(request: HttpRequest) -> HttpResponse:
    """What waits for a word, the likeliest first, the first of it side by side; or what was said of others."""
    access.require(request.user, "record.see")
    state = request.GET.get("state", "waiting")
    state = state if state in STATES else "waiting"
    if state == "links":
        context = _tabs(state) | {"rows": _links(request), "may_merge": _may(request)}
        return render(request, "record/identity/links.html", context)
    found = pairs.waiting(request.user, state)
    page = Paginator(found, SHOWN).get_page(request.GET.get("page"))
    rows = _named(list(page.object_list))
    context = _tabs(state) | {"page": page, "rows": rows, "may_decide": _may(request)}
    if state == "waiting" and rows:
        context |= _opened(request, rows[0][0].kind, rows[0][0].one, rows[0][0].other) | {"rows": rows[1:]}
    return render(request, "record/identity/same.html", context)


@require_GET
def pair(request: HttpRequest, kind: str, one: str, other: str) -> HttpResponse:
    """Any two side by side."""
    access.require(request.user, "record.see")
    for each in (one, other):
        visible(request.user, kind, each)
    if one == other:
        raise Http404("There is no such pair.")
    context = _tabs("") | _opened(request, kind, one, other) | {"rows": [], "may_decide": _may(request)}
    return render(request, "record/identity/same.html", context)


@require_GET
def find(request: HttpRequest, customer: str) -> HttpResponse:
    """Search for the other one by hand, from a customer's page."""
    access.require(request.user, "record.see")
    asked = access.one(request.user, Customer.objects.select_related("owner"), pk=customer)
    if asked.merged_into_id is not None:
        return redirect("same:find", asked.merged_into_id)
    own, words = whole(asked), request.GET.get("q", "").replace("\x00", "")
    found = access.customers(request.user, Customer.objects.filter(merged_into__isnull=True).exclude(pk=own.pk))
    near = matching_customers(found, words).select_related("owner").order_by("name", "pk")[:FOUND] if words else []
    return render(request, "record/identity/find.html", {"customer": own, "q": words, "found": near})


def _tabs(here: str) -> dict[str, Any]:
    items = [(name, text, f"{reverse('same:same')}?state={name}") for name, text in STATES.items()]
    return {"tabs": items, "here": here}


def _may(request: HttpRequest) -> bool:
    return access.allows(request.user, ACT)


def _opened(request: HttpRequest, kind: str, one: str, other: str) -> dict[str, Any]:
    """The two side by side, the one that would lead on the right; ``lead`` in the address chooses it."""
    from_id, into_id = pairs.direction(kind, one, other)
    if request.GET.get("lead") == from_id:
        from_id, into_id = into_id, from_id
    rows = _rows(kind, [from_id, into_id])
    score, evidence = reasons(kind, from_id, into_id)
    known = Pair.objects.filter(kind=kind, one=min(one, other), other=max(one, other)).first()
    left, right = sides(kind, [rows[from_id], rows[into_id]])
    told = {"left": left, "right": right, "score": score, "evidence": evidence, "known": known, "kind": kind}
    return told | {"merged": left.pk == right.pk, "open": True}


def _rows(kind: str, ids: list[str]) -> dict[str, Any]:
    if kind == Kind.CUSTOMER:
        return Customer.objects.select_related("owner", "merged_into").in_bulk(ids)
    return Contact.objects.select_related("customer", "merged_into").in_bulk(ids)


def _named(found: list[Pair]) -> list[tuple[Pair, str, str]]:
    """Each pair with the names of the two. Two queries, whichever they are."""
    names: dict[tuple[str, str], str] = {}
    for kind, model in ((Kind.CUSTOMER, Customer), (Kind.CONTACT, Contact)):
        ids = {one for row in found if row.kind == kind for one in (row.one, row.other)}
        names |= {(kind, row.pk): str(row) for row in model._default_manager.filter(pk__in=ids)}
    return [
        (row, names.get((row.kind, row.one), row.one), names.get((row.kind, row.other), row.other)) for row in found
    ]


def _links(request: HttpRequest) -> Any:
    """The links that were made, the latest first; a page of those that the reader may see."""
    found = Link.objects.order_by("-made_at", "-link_id")
    if not access.sees_all(request.user):
        customers = access.customers(request.user, Customer.objects.all()).values("pk")
        contacts = access.customers(request.user, Contact.objects.all(), "customer").values("pk")
        found = found.filter(
            Q(kind=Kind.CUSTOMER, from_id__in=customers, into_id__in=customers)
            | Q(kind=Kind.CONTACT, from_id__in=contacts, into_id__in=contacts)
        )
    return Paginator(found, SHOWN).get_page(request.GET.get("page"))
