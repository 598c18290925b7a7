"""The pages of personas: all of them with what the record suggests and what drifted, and one."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from deeproot.understand.personas.traits import BY_ID
from deeproot_app.base import access, jobs
from deeproot_app.record.models import Belief, Customer
from deeproot_app.understand.journey.change import ACT as DRAW
from deeproot_app.understand.journey.models import JourneyMap
from deeproot_app.understand.personas.describe import standing, there
from deeproot_app.understand.personas.models import PersonaReading, PersonaSuggested, PersonaVersion
from deeproot_app.understand.personas.reckon import ACT, KEY, latest

SHOWN: Final = 50
PERSONAS: Final = 100
MAPS: Final = 5
HELD: Final = {
    "need": "Needs",
    "pain": "Pains",
    "gain": "Gains",
    "goal": "Goals",
    "strength": "What they value about us",
}


@require_GET
def personas(request: HttpRequest) -> HttpResponse:
    """Every persona, what the record suggests, and who fits another better."""
    access.require(request.user, "record.see")
    rows = access.customers(request.user, Customer.objects.filter(merged_into=None))
    counted = rows.exclude(persona=None).exclude(persona="").order_by("persona")
    many = dict(counted.values_list("persona").annotate(n=Count("pk"))[:PERSONAS])
    said = latest()
    reading = PersonaReading.objects.order_by("-pk").first()
    moved = reading.document.get("moved", {}) if reading else {}
    better = PersonaSuggested.objects.filter(reading=reading).exclude(better="").select_related("customer")
    context: dict[str, Any] = {
        "personas": [(name, many.get(name, 0), said.get(name), _moved(moved.get(name, ())))
                     for name in sorted(many.keys() | said.keys())],
        "without": rows.filter(persona=None).count() + rows.filter(persona="").count(),
        "reading": reading,
        "failure": jobs.failure(KEY),
        "suggested": _suggested(reading),
        "better": access.customers(request.user, better, "customer").order_by("-times", "customer_id")[:SHOWN],
        "may": access.allows(request.user, ACT),
        "may_take": access.allows(request.user, "persona.accept"),
    }  # fmt: skip
    return render(request, "understand/personas/all.html", context)


def _suggested(reading: PersonaReading | None) -> list[dict[str, Any]]:
    told = reading.document.get("personas", ()) if reading else ()
    return [
        {**one, "place": place, "marks": [{**mark, "of": BY_ID[mark["trait"]]} for mark in one["marks"]
                                          if mark["telling"] and mark["trait"] in BY_ID]}
        for place, one in enumerate(told)
    ]  # fmt: skip


def _moved(found: Any) -> list[str]:
    """In words: which trait it has more of, or less, since it was described."""
    return [f"{BY_ID[one['trait']].says}: {'more' if one['apart'] > 0 else 'less'}" for one in found]


@require_GET
def one(request: HttpRequest, persona: str) -> HttpResponse:
    """One persona: what is said and held of it, and whose it is."""
    access.require(request.user, "record.see")
    name = there(persona)
    rows = access.customers(request.user, Customer.objects.filter(persona=name, merged_into=None))
    held = list(Belief.objects.filter(persona=name, customer=None, until=None).order_by("about", "pk")[:100])
    versions = list(PersonaVersion.objects.filter(persona=name).order_by("-number")[:SHOWN])
    context = {
        "persona": name,
        "said": standing(name),
        "held": [(label, [one for one in held if one.about == about]) for about, label in HELD.items()],
        "versions": versions,
        "many": rows.count(),
        "customers": rows.select_related("owner").order_by("name", "pk")[:SHOWN],
        "maps": JourneyMap.objects.filter(persona=name, removed_at=None).order_by("-made_at")[:MAPS],
        "may_draw": access.allows(request.user, DRAW),
        "may": access.allows(request.user, ACT),
        "describe_href": reverse("understand:persona_describe", args=[name]),
    }
    return render(request, "understand/personas/one.html", context)
