"""The mirror: what the whole company looks like from its customers' seat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from deeproot.understand.experience import BY_ID, MEASURES
from deeproot.understand.measure import Measure
from deeproot.understand.scenarios import BY_ID as SCENARIOS
from deeproot_app.base import access
from deeproot_app.record.models import Customer, Member
from deeproot_app.understand import queries

THEMES: Final = {
    "How we came": (
        "heard_from_us", "asked_share", "value_share", "thanked", "longest_silence_days", "current_silence_days",
        "renewal_only_share", "channels_used",
    ),
    "What we answered and promised": (
        "answer_hours", "unanswered", "promises_due", "promises_kept_share", "promise_delay_days", "early_share",
        "holding_loop",
    ),
    "How we listened": ("listening_share", "people_met", "explained_again", "great_unprobed", "mood_change"),
    "Where we hurt": ("pitched_in_hard_times", "uninformed_contacts", "hollow_words", "silent_complaints"),
    "What we do not know": ("assumed_share", "record_gap_days"),
}  # fmt: skip
"""The measures in the order one tells them; one that is new stands in the last theme until it is placed."""
PARTS: Final = {"persona": "Persona", "owner": "Owner", "channel": "Channel"}


@dataclass(frozen=True)
class Theme:
    """Some measures under one heading."""

    title: str
    measures: list[tuple[Measure, queries.CompanyMeasure | None]]


@require_GET
def mirror(request: HttpRequest) -> HttpResponse:
    """All measures with their trend, and the scenarios with how many customers live through them."""
    access.require(request.user, "record.see")
    part, name = _group(request)
    found = queries.mirror(f"{part}:{name}" if part else "")
    context = {
        "found": found,
        "themes": _themes(found) if found else [],
        "bars": _bars(found, part, name) if found else [],
        "scenarios": [(SCENARIOS[row.scenario], row) for row in found.scenarios if row.scenario in SCENARIOS]
        if found
        else [],
        "groups": _groups(),
        "group": request.GET.get("group", ""),
        "any": found is not None or queries.mirror() is not None,
        "filter": {"persona": name} if part == "persona" else {"owner": name} if part == "owner" else {},
    }
    return render(request, "desk/mirror.html", context)


def _group(request: HttpRequest) -> tuple[str, str]:
    part, _, name = request.GET.get("group", "").partition(":")
    return (part, name) if part in ("persona", "owner") and name else ("", "")


def _groups() -> list[tuple[str, str]]:
    """What the mirror can be narrowed to."""
    personas = Customer.objects.order_by("persona").values_list("persona", flat=True).distinct()
    members = (
        Member.objects.filter(customers__isnull=False).order_by("name").distinct().values_list("member_id", "name")
    )
    return [(f"persona:{name}", name) for name in personas if name] + [(f"owner:{pk}", name) for pk, name in members]


def _themes(found: queries.Mirror) -> list[Theme]:
    placed = {name for names in THEMES.values() for name in names}
    new = tuple(measure.id for measure in MEASURES if measure.id not in placed)
    last = list(THEMES)[-1]
    return [
        Theme(title, [(BY_ID[name], found.measures.get(name)) for name in (*names, *(new if title == last else ()))])
        for title, names in THEMES.items()
    ]


def _bars(found: queries.Mirror, part: str, name: str) -> list[tuple[str, int, str, str]]:
    narrowed = {part: name} if part else {}
    return [
        (
            SCENARIOS[row.scenario].title,
            row.customers,
            f"{reverse('desk:customers')}?{urlencode({'scenario': row.scenario, 'sort': '-value', **narrowed})}",
            f"{row.customers:,} of {row.of:,}",
        )
        for row in found.scenarios
        if row.scenario in SCENARIOS
    ]


@require_GET
def measure(request: HttpRequest, measure: str) -> HttpResponse:
    """One measure: its trend, by persona, owner and channel, its rule, and the customers it is best and worst for."""
    access.require(request.user, "record.see")
    if measure not in BY_ID:
        raise Http404("There is no such figure.")
    found = queries.mirror()
    names = dict(Member.objects.values_list("member_id", "name"))
    context: dict[str, Any] = {
        "measure": BY_ID[measure],
        "figure": found.measures.get(measure) if found else None,
        "as_of": found.as_of if found else None,
        "parts": [
            (label, [(names.get(name, name), row.value, _customers(measure, part, name)) for name, row in rows])
            for part, label in PARTS.items()
            if (rows := queries.by_part(measure, part))  # type: ignore[arg-type]
        ],
        "worst": f"{reverse('desk:customers')}?{urlencode({'sort': _worst_first(BY_ID[measure])})}",
    }
    return render(request, "desk/mirror_measure.html", context)


def _customers(measure: str, part: str, name: str) -> str:
    if part == "channel":
        return ""
    return f"{reverse('desk:customers')}?{urlencode({part: name, 'sort': _worst_first(BY_ID[measure])})}"


def _worst_first(measure: Measure) -> str:
    return measure.id if measure.better == "high" else f"-{measure.id}"


@require_GET
def scenario(request: HttpRequest, scenario: str) -> HttpResponse:
    """One scenario: what it tells the customer, what to do instead, how it moved, by persona and owner."""
    access.require(request.user, "record.see")
    if scenario not in SCENARIOS:
        raise Http404("There is no such scenario.")
    found = queries.mirror()
    living = next((row for row in found.scenarios if row.scenario == scenario), None) if found else None
    names = dict(Member.objects.values_list("member_id", "name"))
    context: dict[str, Any] = {
        "scenario": SCENARIOS[scenario],
        "living": living,
        "as_of": found.as_of if found else None,
        "parts": [
            (label, [_part_row(scenario, part, name, names, row) for name, row in rows if row.customers])
            for part, label in list(PARTS.items())[:2]
            if (rows := queries.scenario_by_part(scenario, part))  # type: ignore[arg-type]
        ],
        "who": f"{reverse('desk:customers')}?{urlencode({'scenario': scenario, 'sort': '-value'})}",
    }
    return render(request, "desk/mirror_scenario.html", context)


def _part_row(
    scenario: str, part: str, name: str, names: dict[str, str], row: queries.Living
) -> tuple[str, int, str, str]:
    query = urlencode({part: name, "scenario": scenario, "sort": "-value"})
    return (
        names.get(name, name),
        row.customers,
        f"{reverse('desk:customers')}?{query}",
        f"{row.customers:,} of {row.of:,}",
    )
