"""The customers behind a figure of retention."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from deeproot.measure.retention.cohorts import Business
from deeproot.measure.retention.groups import By
from deeproot.measure.retention.months import beginnings
from deeproot_app.base import access, keyset
from deeproot_app.base.models import Organisation
from deeproot_app.measure.judged import behind, reckon
from deeproot_app.measure.judged.behind import WORDS, Whom
from deeproot_app.measure.judged.told import BY_NAMES, NONE, by_of, names_of, short
from deeproot_app.measure.models import Reckoned
from deeproot_app.measure.views.retention import day_of

A_PAGE: Final = 50
ASKED: Final[tuple[Business, ...]] = ("contracts", "purchases")


@require_GET
def customers(request: HttpRequest) -> HttpResponse:
    """Of one part of a month's bridge, of one cell of a cohort, or of one survival curve."""
    access.require(request.user, "record.see")
    if "what" not in request.GET:
        return HttpResponseRedirect(reverse("measure:retention"))
    by = by_of(request.GET.get("by", ""))
    group = request.GET.get("group") or None
    whom, says, kind = _asked(request, by, group)
    chosen = access.customers(request.user, whom.customers.select_related("owner"))
    page = keyset.page(chosen, ["name", "customer_id"], request.GET, A_PAGE)
    context: dict[str, Any] = {
        "says": says, "kind": kind, "page": page, "rows": behind.shown(whom, page.rows), "by": by,
        "by_name": BY_NAMES[by] if by else "", "group": names_of(by, [group]).get(group, group or NONE) if by else "",
        "currency": request.GET.get("currency", ""),
    }  # fmt: skip
    return render(request, "measure/retention/customers.html", context)


def _asked(request: HttpRequest, by: By | None, group: str | None) -> tuple[Whom, str, str]:
    """Who, in words, and what is known of each. Raises Http404 for what is none of the page's figures."""
    what, business = request.GET.get("what", ""), request.GET.get("business", "contracts")
    as_of, zone = _as_of(day_of(request)), Organisation.get().timezone
    if what == "stays":
        return behind.stays(as_of, by, group), "had a contract, and how long they stayed", what
    begin = beginnings(as_of, reckon.MONTHS, zone)
    names = [one.astimezone(ZoneInfo(zone)).strftime("%Y-%m") for one in begin[:-1]]
    if request.GET.get("month", "") not in names:
        raise Http404("No such month is told.")
    place = names.index(request.GET["month"])
    if what in WORDS:
        whom = behind.moved(begin[place], begin[place + 1], what, request.GET.get("currency", ""), by, group)
        return whom, f"{WORDS[what]}, in {short(names[place])}", "moved"
    at = request.GET.get("at", "")
    if what != "cohort" or business not in ASKED or not at.isdecimal() or int(at) >= len(begin) - 1 - place:
        raise Http404("There is no such figure.")
    there = "had a contract at the end of" if business == "contracts" else "bought in"
    says = f"began in {short(names[place])}, and whether they {there} {short(names[place + int(at)])}"
    return behind.cohort(begin, place, int(at), "contracts" if business == "contracts" else "purchases"), says, what


def _as_of(day: str) -> datetime:
    """The moment of the figures that are open: those of the stored reckoning."""
    row = Reckoned.objects.filter(what="retention", of_day=day).only("as_of").first()
    if row is None:
        raise Http404("Nothing was reckoned for that day.")
    return row.as_of
