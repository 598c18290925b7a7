"""The report of one month: one page that can be printed."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from deeproot.charts import HALF
from deeproot.understand.experience import BY_ID
from deeproot_app.base import access, plots
from deeproot_app.measure.judged import charts, reckon
from deeproot_app.measure.judged.told import Told, restated, short, told
from deeproot_app.measure.models import CustomerWorth, Reckoned
from deeproot_app.measure.views.retention import counted
from deeproot_app.understand.models import CompanyFigure

LIVED: Final = ("promises_kept_share", "answer_hours", "unanswered", "asked_share", "value_share", "thanked")
"""What customers lived through, as the report tells it."""
MOST_VALUABLE: Final = 8


@require_GET
def report(request: HttpRequest) -> HttpResponse:
    """What the month brought and took, who stays, what customers lived through, what they will be worth."""
    access.require(request.user, "record.see")
    whole = told(reckon.MONTHS, currency=request.GET.get("currency", ""))
    if whole is None or not whole.months:
        return render(request, "measure/report/page.html", {"found": None})
    names = [month["name"] for month in whole.months]
    name = request.GET.get("month", "")
    name = name if name in names else names[-1]
    found = _until(whole, name)
    drawn = {plot.name: plot for plot in charts.of_retention(found, HALF)}
    if file := plots.asked(request, drawn.values()):
        return file
    month, before = found.months[-1], found.months[-2] if len(found.months) > 1 else None
    context: dict[str, Any] = {
        "found": found, "month": month, "before": before, "name": short(name), "charts": drawn,
        "months": [(one, short(one)) for one in reversed(names)], "chosen": name,
        "restated": restated([one["name"] for one in found.months], found.currency),
        "lived": _lived(name), "value": _value(request, found.currency),
        "curve": found.groups[0]["curve"] if found.groups else None, "counted": counted(found, month),
    }  # fmt: skip
    return render(request, "measure/report/page.html", context)


def _until(whole: Told, name: str) -> Told:
    """The year that ends with that month."""
    months = [month for month in whole.months if month["name"] <= name][-charts.DRAWN_AT_FIRST :]
    found = Told(whole.row, charts.DRAWN_AT_FIRST, None, whole.currency)
    found.__dict__["months"] = months
    return found


def _lived(month: str) -> list[tuple[Any, CompanyFigure]]:
    """The company's figures on the last day of that month of which there are any."""
    year, number = map(int, month.split("-"))
    rows = CompanyFigure.objects.filter(group="", measure__in=LIVED, day__year=year, day__month=number).order_by("day")
    last = {row.measure: row for row in rows}
    return [(BY_ID[measure], last[measure]) for measure in LIVED if measure in last]


def _value(request: HttpRequest, currency: str) -> dict[str, Any] | None:
    """What customers with a contract will be worth, and the most valuable of them."""
    stored = Reckoned.objects.filter(what="value", of_day=reckon.NOW).first()
    if stored is None or not stored.document["contracts"]:
        return None
    rows = CustomerWorth.objects.filter(business="contracts", currency=currency, value_micros__isnull=False)
    best = access.customers(request.user, rows, "customer").select_related("customer").order_by("-value_micros", "-id")
    sums = stored.document["contracts"]["sums"]
    whole = next((one for one in sums if one["currency"] == currency), None)
    return {"stored": stored, "sum": whole, "best": list(best[:MOST_VALUABLE])}
