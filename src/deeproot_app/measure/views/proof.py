"""The pages of proof: which programmes keep customers, and whom each figure counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.views.decorators.http import require_GET

from deeproot.measure.proof.drawn import differences
from deeproot.measure.proof.programmes import HORIZON, Kept
from deeproot_app.base import access, clock, keyset, plots
from deeproot_app.base.plots import Plot
from deeproot_app.measure import proof
from deeproot_app.measure.judged import programmes as programmes_stored
from deeproot_app.measure.proof import Told, Verdict
from deeproot_app.plan.models import Programme
from deeproot_app.record.models import Assignment

A_PAGE: Final = 50
TABS: Final = (
    ("proof", "Does it keep them?", reverse_lazy("measure:proof")),
    ("uplift", "Who gains?", reverse_lazy("measure:uplift")),
)
ARMS: Final = {"": "Everybody", "treated": "Treated", "holdout": "Held out"}
BUSINESS: Final = {"contracts": "Customers with a contract", "purchases": "Customers without one"}
STAYED: Final = {"contracts": "still had a contract", "purchases": "bought"}


@require_GET
def programmes(request: HttpRequest) -> HttpResponse:
    """Every programme's treated against its hold-out."""
    access.require(request.user, "record.see")
    horizon = _horizon(request)
    as_of, rows = _stored(horizon)
    chart = _chart(rows, horizon)
    if chart and (file := plots.asked(request, [chart])):
        return file
    context: dict[str, Any] = {
        "as_of": as_of,
        "horizon": horizon,
        "horizons": proof.HORIZONS,
        "rows": [(row, _parts(row)) for row in rows],
        "chart": chart,
        "tabs": TABS,
        "waits": Assignment.objects.exists() if not rows else False,
    }
    return render(request, "measure/proof/all.html", context)


def _stored(horizon: int) -> tuple[datetime, list[Told]]:
    """The proof as it is stored, and its moment."""
    found = programmes_stored.stored_proofs(horizon)
    return (found[0], proof.named(found[1])) if found else (clock.now(), [])


@require_GET
def programme(request: HttpRequest, programme: str) -> HttpResponse:
    """One programme: each figure, how it was reckoned, and the customers it counts."""
    access.require(request.user, "record.see")
    horizon, arm = _horizon(request), request.GET.get("arm", "")
    arm = arm if arm in ARMS else ""
    as_of, rows = _stored(horizon)
    row = next((row for row in rows if row.proof.programme_id == programme), None)
    if row is None:
        return _not_yet(request, programme)
    page = keyset.page(_assigned(request, programme, arm, as_of), ["customer_id", "pk"], request.GET, A_PAGE)
    became = proof.of_customers(programme, [one.customer.leader.pk for one in page.rows], as_of, horizon)
    context: dict[str, Any] = {
        "as_of": as_of,
        "horizon": horizon,
        "horizons": proof.HORIZONS,
        "row": row,
        "parts": _parts(row),
        "formulas": proof.FORMULAS,
        "tabs": [(name, label, f"?days={horizon}&arm={name}") for name, label in ARMS.items()],
        "arm": arm,
        "page": page,
        "people": [(one, became.get(one.customer.leader.pk)) for one in page.rows],
    }
    return render(request, "measure/proof/one.html", context)


def _not_yet(request: HttpRequest, programme: str) -> HttpResponse:
    """The page of a programme that was started, or that somebody was assigned to, since proof was last reckoned."""
    ours = Programme.objects.filter(pk=programme, started_at__isnull=False).first()
    first = Assignment.objects.filter(programme_id=programme).order_by("assigned_at", "pk").first()
    if ours is None and first is None:
        raise Http404("Nobody was assigned to such a programme.")
    name = ours.name if ours else programme
    return render(request, "measure/proof/not_yet.html", {"name": name, "programme": ours, "first": first})


def _assigned(request: HttpRequest, programme: str, arm: str, as_of: Any) -> Any:
    rows = Assignment.objects.filter(programme_id=programme, assigned_at__lte=as_of)
    rows = rows.filter(arm=arm) if arm else rows
    return access.customers(request.user, rows, "customer").select_related("customer__merged_into")


def _horizon(request: HttpRequest) -> int:
    asked = request.GET.get("days", "")
    return int(asked) if asked in {str(days) for days in proof.HORIZONS} else HORIZON


def _parts(row: Told) -> list[tuple[str, str, Kept, Verdict]]:
    """Each kind of business: its name, what staying is, its figures, and what is known."""
    return [
        (BUSINESS[one.business], STAYED[one.business], one, proof.verdict(row.proof, one)) for one in row.proof.kept
    ]


def _chart(rows: Sequence[Told], horizon: int) -> Plot | None:
    """Of each programme, the business of which most is known; None where nothing is known of any."""
    drawn: list[dict[str, Any]] = []
    for row in rows:
        found = row.best.stayed
        low, high = (proof.known(value) for value in found.anytime)
        if low is None or not row.proof.believed:
            continue
        fixed_low, fixed_high = (proof.known(value) for value in found.fixed)
        drawn.append(
            {
                "programme": row.name,
                "difference": found.difference,
                "low": low,
                "high": high,
                "fixed_low": fixed_low,
                "fixed_high": fixed_high,
            }
        )
    if not drawn:
        return None
    sure = sum(one["low"] > 0 for one in drawn)
    return Plot(
        "proof",
        f"More of the treated stay {horizon} days than of those held out",
        f"Of {len(drawn)} programmes with outcomes, {sure or 'none'} {'is' if sure < 2 else 'are'} known to keep "
        "customers. Thin line: the interval that holds however often one looks; thick: for a single look.",
        drawn,
        differences,
        {
            "programme": ("Programme", ""),
            "difference": ("Difference", "share"),
            "low": ("Low", "share"),
            "high": ("High", "share"),
            "fixed_low": ("Low, one look", "share"),
            "fixed_high": ("High, one look", "share"),
        },
    )
