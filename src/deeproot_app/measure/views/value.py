"""The page of value: what each customer will be worth, how sure that is, and by which model."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from deeproot_app.base import access, keyset, plots
from deeproot_app.measure.judged import charts, reckon
from deeproot_app.measure.judged.told import is_recorded
from deeproot_app.measure.models import CustomerWorth, Reckoned

A_PAGE: Final = 50
SORTS: Final = {
    "value": "value_micros", "stays": "stays", "expected": "expected", "so_far": "so_far_micros",
}  # fmt: skip
DEFAULT: Final = "-value"


@require_GET
def value(request: HttpRequest) -> HttpResponse:
    """Customers with a contract, or without one, in one currency; the most valuable first."""
    access.require(request.user, "record.see")
    stored = Reckoned.objects.filter(what="value", of_day=reckon.NOW).first()
    if stored is None:
        return render(request, "measure/value/page.html", {"stored": None, "recorded": is_recorded()})
    document = stored.document
    of = _parts(document)
    chosen = request.GET.get("of", "")
    business, currency = chosen.split(" ", 1) if chosen in of else (next(iter(of), "contracts ").split(" ", 1))
    drawn = [*charts.of_contracts(document)] if business == "contracts" else [*charts.of_purchases(document)]
    mine = [plot for plot in drawn if plot.name.startswith("renewals-") or plot.name.endswith(f"-{currency}")]
    if file := plots.asked(request, mine):
        return file
    rows = CustomerWorth.objects.filter(business=business, currency=currency)
    seen = access.customers(request.user, rows, "customer").select_related("customer__owner")
    context: dict[str, Any] = {
        "stored": stored, "document": document, "of": of, "business": business, "currency": currency,
        "chosen": f"{business} {currency}", "charts": mine, "sort": request.GET.get("sort", DEFAULT),
        "page": keyset.page(seen, _order(request), request.GET, A_PAGE), "one": _one(document, business, currency),
    }  # fmt: skip
    return render(request, "measure/value/page.html", context)


def _parts(document: dict[str, Any]) -> dict[str, str]:
    """What there is to choose among: contracts and purchases, each currency by itself."""
    contracts = document["contracts"]["sums"] if document["contracts"] else []
    with_one = {f"contracts {one['currency']}": f"With a contract, {one['currency']}" for one in contracts}
    bought = {f"purchases {one['currency']}": f"Without one, {one['currency']}" for one in document["purchases"]}
    return with_one | bought


def _one(document: dict[str, Any], business: str, currency: str) -> dict[str, Any]:
    """What is told of the whole of it."""
    if business == "contracts":
        contracts = document["contracts"] or {"sums": []}
        return contracts | {"sum": next((one for one in contracts["sums"] if one["currency"] == currency), None)}
    return next(one for one in document["purchases"] if one["currency"] == currency)


def _order(request: HttpRequest) -> list[str]:
    asked = request.GET.get("sort", DEFAULT)
    falls, column = "-" if asked.startswith("-") else "", SORTS.get(asked.removeprefix("-"))
    return [f"{falls}{column}", f"{falls}id"] if column else ["-value_micros", "-id"]
