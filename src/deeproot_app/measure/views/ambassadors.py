"""Ambassadors: who could speak for us and whether now is the moment, whom we asked, and whom they brought us."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from deeproot_app.act.ambassadors import asking, moment, referrals
from deeproot_app.act.appreciation import give
from deeproot_app.act.appreciation.listed import last_thanked
from deeproot_app.act.models import AmbassadorAsk, Referral
from deeproot_app.base import access, clock, keyset
from deeproot_app.measure.loyalty import brought, listed, reckon
from deeproot_app.measure.models import Reckoned
from deeproot_app.measure.views.loyalty import seen
from deeproot_app.record.models import Customer

A_PAGE: Final = 25
MOST: Final = 5


@require_GET
def ambassadors(request: HttpRequest) -> HttpResponse:
    """The candidates, each with why, and why now or why not; those for whom it is the moment first."""
    access.require(request.user, "record.see")
    now = clock.now()
    right = request.GET.get("now") == "1"
    rows = listed.candidates(request.user, right=right)
    page = keyset.page(rows, ["-is_right", "-strength", "customer_id"], request.GET, A_PAGE)
    moments = moment.of([row.customer_id for row in page.rows], now)
    context: dict[str, Any] = {
        "tab": "ambassadors",
        "stored": Reckoned.objects.filter(what=reckon.WHAT, of_day="").first(),
        "right": right,
        "page": page,
        "rows": [(row, listed.reasons_of(row), moments.get(row.customer_id)) for row in page.rows],
        "may_ask": access.allows(request.user, asking.ACT),
    }
    return render(request, "measure/loyalty/candidates.html", context)


@require_GET
def favours(request: HttpRequest) -> HttpResponse:
    """Whom we asked, what they said, and whether they were thanked since."""
    access.require(request.user, "record.see")
    page = keyset.page(asking.asks(request.user), ["-asked_at", "-id"], request.GET, A_PAGE)
    thanked = last_thanked([row.customer_id for row in page.rows])
    context: dict[str, Any] = {
        "tab": "favours",
        "page": page,
        "rows": [(row, _thanked(row.answered_at, thanked.get(row.customer_id))) for row in page.rows],
        "answers": [(one.value, one.label) for one in asking.ANSWERS],
        "states": AmbassadorAsk.State,
        "may_ask": access.allows(request.user, asking.ACT),
        "may_give": access.allows(request.user, give.ACT),
    }
    return render(request, "measure/loyalty/favours.html", context)


def _thanked(since: datetime | None, last: datetime | None) -> datetime | None:
    return last if since and last and last >= since else None


@require_GET
def referrals_of_all(request: HttpRequest) -> HttpResponse:
    """Who brought us whom, what came of it, and whether the referred stay."""
    access.require(request.user, "record.see")
    now = clock.now()
    page = keyset.page(referrals.listed(request.user), ["-at", "-id"], request.GET, A_PAGE)
    found = brought.brought(request.user, now)
    most = found.by_ambassador[:MOST]
    names = Customer.objects.in_bulk([by for by, _ in most])
    thanked = last_thanked([row.customer_id for row in page.rows])
    context: dict[str, Any] = {
        "tab": "referrals",
        "page": page,
        "rows": [(row, _thanked(row.at, thanked.get(row.customer_id))) for row in page.rows],
        "seen": seen(request, page.rows),
        "brought": found,
        "most": [(names[by], n) for by, n in most if by in names],
        "compared": brought.stayed() if found.came else None,
        "how": dict(Referral.How.choices),
        "may_refer": access.allows(request.user, referrals.ACT),
        "may_give": access.allows(request.user, give.ACT),
        "may_export": access.allows(request.user, "record.export"),
    }
    return render(request, "measure/loyalty/referrals.html", context)
