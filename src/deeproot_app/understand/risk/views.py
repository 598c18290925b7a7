"""The pages of risk: whether it can be told who leaves, how that was tested, whom it ranks first and why."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from deeproot.understand.risk.features import FEATURES
from deeproot.understand.risk.reasons import Reason, told
from deeproot_app.base import access, audit, jobs, keyset, plots
from deeproot_app.base.plots import Plot
from deeproot_app.record.models import Customer
from deeproot_app.understand.health.views import tabs
from deeproot_app.understand.risk import drawn
from deeproot_app.understand.risk.models import RiskChance, RiskJudgement
from deeproot_app.understand.risk.told import RULES, WAYS, WORDS, says
from deeproot_app.understand.risk.work import HORIZONS, judge_risk

A_PAGE: Final = 25
REASONS: Final = 2
"""So many reasons stand in the ranking; all of them on the page of the customer's risk."""
HISTORY: Final = 20
KINDS: Final = dict(RiskJudgement.Kind.choices)
TONES: Final = {"model": "good", "rule": "info", "chance": "warn", "too_few": "warn"}
SCORES: Final = ("auc", "lift", "log_loss", "brier", "ece")
MUCH: Final = 0.25


@require_GET
def risk(request: HttpRequest) -> HttpResponse:
    """The latest judgement of a kind and horizon: its test, its pictures, its ranking."""
    access.require(request.user, "record.see")
    kind, days = _asked(request)
    done = RiskJudgement.objects.filter(kind=kind, horizon_days=days, state=RiskJudgement.State.DONE)
    found = list(done.order_by("-as_of", "-pk")[:HISTORY])
    latest = found[0] if found else None
    charts = _charts(latest.document) if latest else []
    if charts and (file := plots.asked(request, charts)):
        return file
    context: dict[str, Any] = {
        "kind": kind,
        "kinds": KINDS,
        "days": days,
        "horizons": HORIZONS,
        "latest": latest,
        "tabs": tabs(),
        "may_ask": access.allows(request.user, "risk.again"),
    }
    if latest:
        context |= _judged(request, latest) | {"charts": charts, "history": found}
    return render(request, "understand/risk/risk.html", context)


def _asked(request: HttpRequest) -> tuple[str, int]:
    """The kind and horizon of the address; where it names no kind, one that has a ranking, else contracts."""
    days = next((one for one in HORIZONS if str(one) == request.GET.get("days")), 90)
    kind = request.GET.get("kind", "")
    if kind not in KINDS:
        ranked = RiskJudgement.objects.filter(horizon_days=days, state=RiskJudgement.State.DONE).exclude(way="")
        kind = ranked.order_by("-as_of", "kind").values_list("kind", flat=True).first() or "contracts"
    return kind, days


def _judged(request: HttpRequest, latest: RiskJudgement) -> dict[str, Any]:
    document = latest.document
    rows = access.customers(request.user, latest.chances.select_related("customer"), "customer")
    page = keyset.page(rows, ["place", "pk"], request.GET, A_PAGE)
    return {
        "word": WORDS[latest.verdict],
        "tone": TONES[latest.verdict],
        "says": says(document),
        "leaves": document["leaves"],
        "rule": RULES[latest.kind],
        "scores": [
            (WAYS[name], name == latest.way, [(score, one[score]) for score in SCORES])
            for name, one in document["scores"].items()
        ],
        "gain": document["advantage"],
        "way": WAYS.get(latest.way, ""),
        "page": page,
        "people": [(one, reasons(one)[:REASONS]) for one in page.rows],
        "moved": [(FEATURES[name].says, value) for name, value in document["drift"].items() if value > MUCH],
    }


def reasons(one: RiskChance) -> list[tuple[str, bool, str]]:
    """Each reason in words, whether it raises the odds, and where its evidence is."""
    found = []
    for row in one.reasons:
        if (feature := FEATURES.get(row["feature"])) is None:
            continue
        reason = Reason(row["feature"], row["value"], row["typical"], row["part"])
        told_by = {"customer": one.customer_id}
        where = (
            reverse("desk:figure", kwargs={**told_by, "measure": feature.measure}) if _opens(feature.measure) else ""
        )
        found.append((told(reason), reason.raises, where or reverse("desk:customer", kwargs=told_by)))
    return found


def _opens(measure: str | None) -> bool:
    """Whether the measure has a page of its own for a customer."""
    return measure is not None and measure != "promises_overdue"


def _charts(document: dict[str, Any]) -> list[Plot]:
    if not document["scores"]:
        return []
    ways = [
        {
            "way": WAYS[name],
            **{part: one["auc"][end] for part, end in (("auc", "value"), ("low", "low"), ("high", "high"))},
        }
        for name, one in document["scores"].items()
    ]
    number = {"way": ("Way", ""), "auc": ("AUC", ""), "low": ("From", ""), "high": ("To", "")}
    share = {"customers": ("Customers", ""), "said": ("Said", "share"), "came": ("Came", "share")}
    share |= {"low": ("From", "share"), "high": ("To", "share")}
    told = "Of ten equal groups by probability: what was said of them, and how many of them left, with 95 % intervals."
    return [
        Plot("ways", "Does it rank better than the simple rule?", says(document), ways, drawn.ways, number),
        Plot("calibration", "Is a probability as often right as it says?", told, document["calibration"],
             drawn.calibration, share),
    ]  # fmt: skip


@require_GET
def of_one(request: HttpRequest, customer: str) -> HttpResponse:
    """One customer's probabilities, as each judgement had them."""
    access.require(request.user, "record.see")
    found = access.one(request.user, Customer.objects.all(), customer_id=customer)
    rows = RiskChance.objects.filter(customer=found, judgement__state=RiskJudgement.State.DONE)
    told_of = list(rows.select_related("judgement").order_by("-judgement__as_of", "judgement__horizon_days")[:200])
    context = {"customer": found, "rows": [(one, reasons(one), WAYS[one.judgement.way]) for one in told_of]}
    return render(request, "understand/risk/customer.html", context)


@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Have it judged anew, in the background."""
    access.require(request.user, "risk.again")
    jobs.enqueue(judge_risk, key="risk anew", anew=True)
    audit.write(request.user, "risk.again")
    messages.success(request, "It is being judged in the background; the page shows it once it is done.")
    return redirect("understand:risk")
