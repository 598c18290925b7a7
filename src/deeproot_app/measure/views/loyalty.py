"""Loyalty: all customers by their three parts, beside how they stay; and one customer with every fact."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from deeproot.measure.loyalty.found import Loyalty
from deeproot.measure.loyalty.moment import Moment
from deeproot.measure.loyalty.rules import FACTS, Thresholds, told_rules
from deeproot_app.act.ambassadors import asking, referrals
from deeproot_app.base import access, clock, keyset, plots
from deeproot_app.measure.loyalty import charts, listed, reckon, words
from deeproot_app.measure.models import Reckoned
from deeproot_app.record.identity.one import whole
from deeproot_app.record.models import Customer, Interaction

A_PAGE: Final = 50
RECENT: Final = 25


@require_GET
def loyalty(request: HttpRequest) -> HttpResponse:
    """Who is loyal, and who only stays; narrowed by part, standing and staying, whoever showed something last first."""
    access.require(request.user, "record.see")
    plot = charts.parts(charts.counts(listed.rows(request.user)))
    if file := plots.asked(request, [plot]):
        return file
    chosen = {name: request.GET.get(name, "") for name in listed.CHOICES}
    rows = listed.rows(request.user, chosen)
    page = keyset.page(rows, ["-last_at", "customer_id"], request.GET, A_PAGE)
    context: dict[str, Any] = {
        "tab": "loyalty",
        "stored": Reckoned.objects.filter(what=reckon.WHAT, of_day="").first(),
        "charts": [plot],
        "chosen": chosen,
        "narrowed": any(value in listed.CHOICES[name] for name, value in chosen.items()),
        "filters": _filters(chosen),
        "crossed": listed.crossed(request.user),
        "stayings": words.STAYINGS,
        "page": page,
        "rows": [(row, listed.parts_of(row)) for row in page.rows],
        "rules": told_rules(Thresholds()),
    }
    return render(request, "measure/loyalty/all.html", context)


def _filters(chosen: dict[str, str]) -> list[tuple[str, str, list[tuple[str, str, bool]]]]:
    """(name, what stands for all, [(value, words, chosen)])."""
    names = {**words.PARTS, "standing": "Loyal or not", "staying": "Staying or not"}
    told = {"standing": words.STANDINGS, "staying": words.STAYINGS}
    return [
        (name, names[name], [(one, told.get(name, words.LEVELS)[one], chosen[name] == one) for one in choices])
        for name, choices in listed.CHOICES.items()
    ]


@require_GET
def loyalty_of(request: HttpRequest, customer: str) -> HttpResponse:
    """One customer: each part with its facts and their rows, how they stay, and whether to ask them for a favour."""
    access.require(request.user, "record.see")
    asked = access.one(request.user, Customer.objects.select_related("merged_into"), pk=customer)
    if asked.merged_into_id is not None:
        return redirect(reverse("measure:loyalty_of", args=[asked.merged_into_id]))
    row = whole(asked)
    now = clock.now()
    found = reckon.now_of(row, now)
    if found is None:
        raise Http404("They were no customer yet.")
    one, moment = found
    context: dict[str, Any] = {
        "customer": row,
        "as_of": now,
        "one": one,
        "parts": _parts(one, _rows_of(one, moment)),
        "standing": words.STANDINGS[one.standing],
        "standing_tone": words.STANDING_TONES[one.standing],
        "staying": words.STAYINGS[one.staying.state],
        "moment": moment,
        "rules": told_rules(Thresholds()),
        "asks": asking.asks(request.user, row).order_by("-asked_at", "-id")[:RECENT],
        "referrals": referrals.listed(request.user, row).order_by("-at", "-id")[:RECENT],
        "seen": seen(request, referrals.listed(request.user, row)[:RECENT]),
        "may_ask": access.allows(request.user, asking.ACT),
        "may_refer": access.allows(request.user, referrals.ACT),
    }
    return render(request, "measure/loyalty/one.html", context)


def _rows_of(one: Loyalty, moment: Moment) -> dict[str, Interaction]:
    """The interactions that are the evidence, by their ids. One query."""
    ids = {id_ for part in one.parts for fact in part.facts for id_ in fact.evidence}
    ids |= {sign.evidence for sign in moment.good}
    return {row.pk: row for row in Interaction.objects.filter(pk__in=ids).select_related("text")}


def _parts(one: Loyalty, rows: dict[str, Interaction]) -> list[dict[str, Any]]:
    return [
        {
            "name": part.name, "title": words.PARTS[part.name], "question": words.QUESTIONS[part.name],
            "level": words.LEVELS[part.level], "tone": words.TONES[part.level], "n": part.n,
            "facts": [
                {
                    "says": words.FACTS[fact.name], "against": FACTS[fact.name].sign < 0, "n": fact.n,
                    "last_at": fact.last_at, "rows": [rows[id_] for id_ in fact.evidence if id_ in rows],
                    "told": [id_ for id_ in fact.evidence if id_ not in rows],
                }
                for fact in part.facts
            ],
        }
        for part in one.parts
    ]  # fmt: skip


def seen(request: HttpRequest, rows: Iterable[Any]) -> frozenset[str]:
    """The leading customers of these referrals whom the reader may see. One query."""
    came = {row.brought.leader.pk for row in rows if row.brought}
    return frozenset(access.customers(request.user, Customer.objects.filter(pk__in=came)).values_list("pk", flat=True))
