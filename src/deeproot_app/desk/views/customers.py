"""The customers: found as one types, filtered, sorted by any figure; views kept under a name."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from deeproot.understand.experience import MEASURES
from deeproot_app.base import access, clock, flash
from deeproot_app.base.models import User
from deeproot_app.desk import customers as listed
from deeproot_app.desk.forms import CustomerFilters, SaveView
from deeproot_app.desk.models import SavedView
from deeproot_app.understand.models import Figure, Finding

SHOWN = ("current_silence_days", "promises_kept_share", "unanswered")
"""The figures in the list besides the one it is sorted by."""
KEPT = {"q", "sort", *CustomerFilters.base_fields}


@require_GET
def customers(request: HttpRequest) -> HttpResponse:
    """The list; asked by htmx, only its rows."""
    access.require(request.user, "record.see")
    form = CustomerFilters(request.GET)
    wanted = form.wanted()
    found = listed.matching(request.user, wanted)
    page = listed.page(found, wanted, request.GET)
    context: dict[str, Any] = {
        "page": page,
        "rows": _rows(page.rows, wanted.sorted_by),
        "columns": _columns(wanted.sorted_by),
        "wanted": wanted,
        "form": form,
    }
    if request.headers.get("HX-Request") and not request.headers.get("HX-Boosted"):
        return render(request, "desk/customers_rows.html", context)
    saved = SavedView.objects.filter(user=reader(request)).order_by("name")
    return render(request, "desk/customers.html", {**context, "saved": saved, "count": listed.count(found)})


def _columns(sorted_by: str) -> list[Any]:
    """The measures that stand as columns: the usual ones, and the one the list is sorted by."""
    wanted = [*SHOWN, sorted_by] if sorted_by not in SHOWN else [*SHOWN]
    return [measure for name in wanted for measure in MEASURES if measure.id == name]


def _rows(found: list[Any], sorted_by: str) -> list[dict[str, Any]]:
    """Each customer with the figures of the columns and its scenarios: two queries for the page."""
    ids = [customer.pk for customer in found]
    columns = _columns(sorted_by)
    figures = Figure.objects.filter(customer_id__in=ids, measure__in=[measure.id for measure in columns])
    values = {(figure.customer_id, figure.measure): figure.value for figure in figures}
    scenarios: dict[str, list[str]] = {}
    for customer_id, scenario in Finding.objects.filter(customer_id__in=ids).values_list("customer_id", "scenario"):
        scenarios.setdefault(customer_id, []).append(scenario)
    return [
        {
            "customer": customer,
            "figures": [(measure, values.get((customer.pk, measure.id))) for measure in columns],
            "scenarios": scenarios.get(customer.pk, []),
        }
        for customer in found
    ]


@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the list as it stands under a name; the same name again replaces it."""
    access.require(request.user, "views.save")
    form = SaveView(request.POST)
    if not form.is_valid():
        flash.failed(request, "A view needs a name of at most 80 characters.")
        return redirect(f"{reverse('desk:customers')}?{_clean(request.POST.get('query', ''))}")
    query = _clean(form.cleaned_data["query"])
    SavedView.objects.update_or_create(
        user=reader(request), name=form.cleaned_data["name"], defaults={"query": query, "made_at": clock.now()}
    )
    flash.done(request, f"Saved as “{form.cleaned_data['name']}”.")
    return redirect(f"{reverse('desk:customers')}?{query}")


@require_POST
def delete_view(request: HttpRequest, view: int) -> HttpResponse:
    """Forget one of one's own views."""
    access.require(request.user, "views.save")
    if not SavedView.objects.filter(user=reader(request), pk=view).delete()[0]:
        raise Http404("There is no such view.")
    flash.done(request, "The view is gone; its customers are where they were.")
    return redirect("desk:customers")


def reader(request: HttpRequest) -> User:
    """Who is signed in; the access check before made sure that somebody is."""
    assert isinstance(request.user, User)
    return request.user


def _clean(query: str) -> str:
    """Only what the list itself understands: a view can lead nowhere else."""
    return urlencode([(name, value) for name, value in parse_qsl(query.removeprefix("?")) if name in KEPT])
