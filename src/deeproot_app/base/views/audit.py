"""The audit trail: who did what, when, from where, to what. It is only ever read here."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET

from deeproot_app.base import access, keyset, reader, trail
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import Audit


@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    """What was done, the latest first, narrowed by who, what and when."""
    access.require(request.user, "audit.see")
    page = keyset.page(narrowed(request), ("-at", "-id"), request.GET, size=100)
    template = "base/audit/rows.html" if request.headers.get("HX-Request") else "base/audit/list.html"
    names = trail.names(page.rows)
    rows = [trail.told(row, names) for row in page.rows]
    found = {"page": page, "rows": rows, "kinds": trail.KINDS, "asked": request.GET}
    return render(request, template, found)


def narrowed(request: HttpRequest) -> QuerySet[Audit]:
    """The rows that the address asks for. Raises UserError for a day that is none."""
    found, asked, zone = Audit.objects.all(), request.GET, reader.zone(request)
    if who := asked.get("who", "").strip():
        found = found.filter(actor__icontains=who)
    if kind := asked.get("kind", ""):
        found = found.filter(act__startswith=kind)
    if about := asked.get("about", ""):
        found = found.filter(about_type=about.partition(":")[0], about_id=about.partition(":")[2])
    if first := asked.get("from", ""):
        found = found.filter(at__gte=_midnight(first, zone))
    if last := asked.get("to", ""):
        found = found.filter(at__lt=_midnight(last, zone) + timedelta(days=1))
    return found


def _midnight(text: str, zone: ZoneInfo) -> datetime:
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise UserError(f"{text!r} is no day; give one such as 2026-06-30.")
    return datetime.combine(day, time(), zone)
