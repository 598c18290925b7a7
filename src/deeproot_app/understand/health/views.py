"""The pages of health: both readings of everybody, where they disagree, and how often each was right."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from deeproot.understand.health.rule import PARTS
from deeproot_app.base import access, clock
from deeproot_app.understand import rules
from deeproot_app.understand.health import listed
from deeproot_app.understand.health.models import HealthCompared
from deeproot_app.understand.health.told import TONES, WORDS, apart

READERS = {"computed": "The computed reading", "own": "People’s own readings"}


def tabs() -> list[tuple[str, str, str, int | None]]:
    """The pages that stand beside each other here."""
    pages = {"risk": "Risk", "health": "Health", "health_right": "How often health was right"}
    return [(name, label, reverse(f"understand:{name}"), None) for name, label in pages.items()]


@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """Both readings of every customer, side by side."""
    access.require(request.user, "record.see")
    wanted = listed.Wanted.of(request.GET)
    page = listed.page(request.user, wanted, request.GET)
    context: dict[str, Any] = {
        "tabs": tabs(),
        "page": page,
        "rows": [(row, TONES[row.reading], TONES.get(row.own, ""), apart(row)) for row in page.rows],
        "wanted": wanted,
        "words": WORDS,
        "sorts": listed.SAYS,
        "counts": listed.counts(request.user),
    }
    return render(request, "understand/health/health.html", context)


@require_GET
def right(request: HttpRequest) -> HttpResponse:
    """How often each reading was right, and the rule of the computed one with its numbers."""
    access.require(request.user, "record.see")
    row = HealthCompared.objects.order_by("-pk").first()
    told = row.document if row else {}
    readers = [
        (label, told[name], [(WORDS.get(one, "All of them"), TONES.get(one, ""), told[name]["left"][one])
                             for one in ("bad", "uneasy", "good", "all")])
        for name, label in READERS.items()
        if name in told
    ]  # fmt: skip
    rule = rules.in_force(clock.now()).health
    context = {"tabs": tabs(), "row": row, "readers": readers, "looked_back": told.get("looked_back"), "rule": rule}
    context["may_change"] = access.allows(request.user, "organisation.change")
    context["parts"] = [rule.parts[part.id] for part in PARTS]
    return render(request, "understand/health/right.html", context)
