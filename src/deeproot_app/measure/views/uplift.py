"""The pages of uplift: whether it is known who gains from being contacted, how that was judged, and who they are."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from deeproot.charts import HALF
from deeproot.measure.uplift import drawn
from deeproot_app.base import access, keyset, plots
from deeproot_app.base.plots import Plot
from deeproot_app.measure import uplift
from deeproot_app.measure.judged.reckon import NOW
from deeproot_app.measure.models import CustomerGain, Reckoned
from deeproot_app.measure.views.proof import BUSINESS, TABS

A_PAGE: Final = 25
STAY: Final = {"contracts": "still have a contract", "purchases": "buy"}


@require_GET
def programmes(request: HttpRequest) -> HttpResponse:
    """Every programme, whether it is known who gains from it, and by what that was judged."""
    access.require(request.user, "record.see")
    stored = Reckoned.objects.filter(what="uplift", of_day=NOW).first()
    found = stored.document["programmes"] if stored else []
    names = uplift.names(found)
    context: dict[str, Any] = {
        "stored": stored,
        "rows": [_told(one) | {"name": names[one["programme_id"]]} for one in found],
        "ways": uplift.WAYS,
        "tabs": TABS,
    }
    return render(request, "measure/uplift/all.html", context)


def _told(one: dict[str, Any]) -> dict[str, Any]:
    """A programme among one kind of customers, with its words."""
    verdict = one["verdict"]
    return one | {
        "word": uplift.WORDS[verdict],
        "tone": uplift.TONES[verdict],
        "of_whom": BUSINESS[one["business"]],
        "scores": [(way, label, one["qini"].get(way)) for way, label in uplift.WAYS.items()],
    }


@require_GET
def programme(request: HttpRequest, programme: str) -> HttpResponse:
    """One programme among one kind of customers: its test, its pictures, whom to contact first."""
    access.require(request.user, "record.see")
    stored = Reckoned.objects.filter(what="uplift", of_day=NOW).first()
    found = [one for one in stored.document["programmes"] if one["programme_id"] == programme] if stored else []
    if stored is None or not found:
        raise Http404("Nobody was assigned to such a programme.")
    asked = request.GET.get("of", "")
    one = next((each for each in found if each["business"] == asked), found[0])
    charts = _charts(one)
    if charts and (file := plots.asked(request, charts)):
        return file
    rows = CustomerGain.objects.filter(programme_id=programme, business=one["business"])
    rows = access.customers(request.user, rows.select_related("customer__merged_into"), "customer")
    context: dict[str, Any] = {
        "stored": stored,
        "one": _told(one),
        "name": uplift.names([one])[programme],
        "stays": STAY[one["business"]],
        "kinds": [
            (each["business"], BUSINESS[each["business"]], f"?of={each['business']}")
            for each in found
            if len(found) > 1
        ],
        "charts": charts,
        "formulas": stored.document["formulas"],
        "page": keyset.page(rows, ["place", "pk"], request.GET, A_PAGE),
    }
    return render(request, "measure/uplift/one.html", context)


def _charts(one: dict[str, Any]) -> list[Plot]:
    """How good each ranking is, and what its first customers bring; none where nothing was judged."""
    if not one["qini"]:
        return []
    scores = [
        {"way": uplift.WAYS[way], "qini": mean["value"], "low": mean["low"], "high": mean["high"]}
        for way, mean in one["qini"].items()
    ]
    steps = [
        {"way": uplift.WAYS[way], "depth": place / (len(values) - 1), "more": value}
        for way, values in one["curves"].items()
        for place, value in enumerate(values)
    ]
    last = next(iter(one["curves"].values()))
    steps += [{"way": "A random order", "depth": end, "more": end * last[-1]} for end in (0, 1)]
    number = {"way": ("Ranking", ""), "qini": ("Qini", ""), "low": ("From", ""), "high": ("To", "")}
    share = {"way": ("Ranking", ""), "depth": ("Contacted", "share"), "more": ("More stay, of 1,000", "")}
    told = "The mean over ten splits with its 95 % interval; at 0 a ranking is no better than a random order."
    gained = f"Of 1,000 customers, {last[-1]:+.0f} stay more if all are contacted; a good ranking gets there earlier."
    return [
        Plot("ways", "Which ranking finds those who gain?", told, scores, drawn.ways, number, HALF),
        Plot("curves", "How many more stay, if only the first are contacted?", gained, steps, drawn.curves, share,
             HALF),
    ]  # fmt: skip
