"""The page of retention: who stays, month by month, by cohort and as curves; contracts and purchases apart."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from deeproot_app.base import access, clock, plots, reader
from deeproot_app.base.errors import UserError
from deeproot_app.base.jobs import enqueue
from deeproot_app.base.models import Job
from deeproot_app.measure.judged import charts, reckon
from deeproot_app.measure.judged.told import BY_NAMES, Told, by_of, is_recorded, restated, short, told
from deeproot_app.measure.judged.unasked import reckon_past
from deeproot_app.measure.retention import FORMULAS, TOLD_DAYS

MONTHS: Final = (6, 12, 24, 36)
PARTS: Final = ("start", "new", "back", "grown", "shrunk", "lost", "end")
CELLS: Final = {
    "contracts": "Of those whose first contract began in a month: who has one at the end of each month.",
    "purchases": "Of those who first bought in a month: who bought within each month. Not to buy is not to leave.",
}
WAITS: Final = (Job.State.WAITING, Job.State.RUNNING)


@require_GET
def retention(request: HttpRequest) -> HttpResponse:
    """Who stays, as it is stored for this choice of months, grouping, currency and day."""
    access.require(request.user, "record.see")
    day = day_of(request)
    months, by = months_of(request), by_of(request.GET.get("by", ""))
    found = told(months, by, day, request.GET.get("currency", ""))
    drawn = {plot.name: plot for plot in charts.of_retention(found)} if found else {}
    if file := plots.asked(request, drawn.values()):
        return file
    context: dict[str, Any] = {
        "found": found, "day": day, "months": months, "by": by, "choices": MONTHS, "bys": BY_NAMES, "charts": drawn,
        "today": clock.now().astimezone(reader.zone(request)).date().isoformat(), "formulas": FORMULAS,
        "told_days": TOLD_DAYS, "waits": bool(day) and _waits(day),
    }  # fmt: skip
    context |= _parts(found) if found else {"recorded": is_recorded()}
    return render(request, "measure/retention/page.html", context)


def _parts(found: Told) -> dict[str, Any]:
    """What a page of it shows besides its charts."""
    names = [month["name"] for month in found.months]
    return {
        "parts": PARTS, "rows": [] if found.by else [_row(found, month) for month in reversed(found.months)],
        "groups": [(group, _behind(found, what="stays", **_of(found, group["group"]))) for group in found.groups],
        "last": found.months[-1] if found.months and not found.by else None,
        "counted": counted(found, found.months[-1]) if found.months else {},
        "trends": {
            name: [month[name] for month in found.months]
            for name in ("end", "gross_retention", "net_retention", "customer_retention")
        },
        "restated": restated(names, found.currency) if not found.by and not found.row.of_day else [],
        "cohorts": [] if found.by else [
            (title, CELLS[business], _cells(found, business))
            for business, title in (("contracts", "With a contract"), ("purchases", "Without one"))
        ],
    }  # fmt: skip


def _row(found: Told, month: dict[str, Any]) -> dict[str, Any]:
    """One month of the bridge, each part with the way to its customers."""
    asked = {"month": month["name"], "currency": found.currency}
    cells = [(part, month[part], _behind(found, what=part, **asked)) for part in PARTS]
    return {"month": month, "name": short(month["name"]), "cells": cells, "counted": counted(found, month)["start"]}


def counted(found: Told, month: dict[str, Any]) -> dict[str, str]:
    """The way to whom a month's rates are of (its start: each with what they brought before and after), and its end."""
    asked = {"month": month["name"], "currency": found.currency}
    return {part: _behind(found, what=part, **asked) for part in ("start", "end")}


def _cells(found: Told, business: str) -> list[dict[str, Any]]:
    """The cohorts of one business, each cell with the way to its customers."""
    cohorts = found.cohorts(business)
    for cohort in cohorts:
        cohort["short"] = short(cohort["name"])
        for cell in cohort["cells"]:
            asked = {"month": cohort["name"], "business": business, "at": cell["place"]}
            cell["href"] = _behind(found, what="cohort", **asked)
    return cohorts


def _of(found: Told, group: str | None) -> dict[str, str]:
    return {"by": found.by or "", "group": group or ""}


def _behind(found: Told, **asked: Any) -> str:
    day = {"day": found.row.of_day} if found.row.of_day else {}
    told_ = {name: value for name, value in asked.items() if value != ""}
    return f"{reverse('measure:retention_customers')}?{urlencode(told_ | day)}"


@require_POST
def reckon_day(request: HttpRequest) -> HttpResponse:
    """Have retention reckoned as of a past day."""
    access.require(request.user, "figures.reckon")
    day = _day(request.POST.get("day", ""))
    if day:
        enqueue(reckon_past, key=_key(day), day=day)
    rest = {name: value for name in ("months", "by", "currency") if (value := request.POST.get(name))}
    return HttpResponseRedirect(f"{reverse('measure:retention')}?{urlencode({'day': day} | rest)}")


def months_of(request: HttpRequest) -> int:
    """So many months as were chosen; a year unless told."""
    asked = request.GET.get("months", "")
    return int(asked) if asked.isdecimal() and int(asked) in MONTHS else charts.DRAWN_AT_FIRST


def day_of(request: HttpRequest) -> str:
    """The past day that the page is asked for; empty for now."""
    return _day(request.GET.get("day", ""))


def _day(text: str) -> str:
    """A past day as YYYY-MM-DD; empty for none, and for today. Raises UserError for what is no day."""
    if not text:
        return reckon.NOW
    try:
        date.fromisoformat(text)
        ends = reckon.end_of(text)
    except (ValueError, OverflowError):
        raise UserError(f"{text[:20]} is no day; write it as 2026-05-31.") from None
    return text if ends <= clock.now() else reckon.NOW


def _waits(day: str) -> bool:
    return Job.objects.filter(key=_key(day), state__in=WAITS).exists()


def _key(day: str) -> str:
    return f"retention {day}"
