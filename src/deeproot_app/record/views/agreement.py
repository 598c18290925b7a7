"""How often people took what was read as it was read: for each label, with its interval, and since when."""

from __future__ import annotations

from typing import Any

from django.db.models import Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from deeproot_app.base import access
from deeproot_app.record.models import Proposal
from deeproot_app.record.reading.agreement import Agreement, agreement
from deeproot_app.record.review import words
from deeproot_app.record.views.review import tabs


@require_GET
def agreed(request: HttpRequest) -> HttpResponse:
    """A chart and a table of each sort."""
    access.require(request.user, "record.see")
    found = agreement(request.user)
    seen = access.customers(request.user, Proposal.objects.filter(state__in=Proposal.DECIDED), "customer")
    context: dict[str, Any] = {
        "sorts": [_sort(sort, label, found) for sort, (_, label) in words.SORTS.items() if _of(sort, found)],
        "since": seen.aggregate(since=Min("decided_at"))["since"],
        "tabs": tabs(),
        "here": "agreement",
    }
    return render(request, "record/review/agreement.html", context)


def _sort(sort: str, title: str, found: list[Agreement]) -> dict[str, Any]:
    rows = [(words.label(sort, one.label), one) for one in _of(sort, found)]
    return {
        "title": title,
        "whole": next(one for label, one in rows if not one.label),
        "rows": rows,
        "bars": [(name, one.share, "", _said(one)) for name, one in rows],
    }


def _of(sort: str, found: list[Agreement]) -> list[Agreement]:
    return [one for one in found if one.sort == sort]


def _said(one: Agreement) -> str:
    low, high = one.interval
    return f"{one.share:.0%} ({low:.0%} to {high:.0%})"
