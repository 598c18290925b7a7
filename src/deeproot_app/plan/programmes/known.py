"""What is known of customers when a programme asks whether it is for them: as stored, or as reckoned for then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Q

from deeproot.plan.programme.facts import Held, Known
from deeproot.understand.experience import BY_ID
from deeproot_app.record.models import Belief, Customer, Interaction
from deeproot_app.understand.models import Figure, Finding
from deeproot_app.understand.reckon import Reckoned, value_of

DAY: Final = timedelta(days=1)
UNMARKED: Final[dict[str, float | None]] = {"last_nps": None, "last_csat": None, "last_ces": None}
TOLD: Final = ("customer_id", "persona", "owner_id", "owner__team", "country", "kind", "since", "left_at")


def stored(customers: Sequence[str], at: datetime) -> dict[str, Known]:
    """These customers as the last turn left them: five queries, however many there are.

    Days are counted to ``at``. Who is shown under another customer, or has left by then, is not among them.
    """
    rows = Customer.objects.filter(pk__in=customers, merged_into__isnull=True)
    there = {row.pk: row for row in rows.select_related("understanding", "owner") if _is_ours(row.left_at, at)}
    figures = _figures(list(there))
    living = _living(list(there))
    held, marked = beliefs(list(there), at), marks(list(there), at)
    return {
        name: Known(
            texts=_texts(row, row.owner.team if row.owner else None),
            numbers=figures.get(name, {}) | _standing(row, at) | marked.get(name, UNMARKED),
            scenarios=frozenset(living.get(name, ())),
            beliefs=held.get(name, ()),
        )
        for name, row in there.items()
    }


def reckoned(found: Reckoned, customers: Sequence[str]) -> dict[str, Known]:
    """These customers as they were at a past moment, from what was reckoned of them for it: three queries.

    Country, kind and team are those of today: the record does not keep what they were.
    """
    at = found.as_of
    figures = {row["customer_id"]: row for row in found.figures.to_pylist()}
    living: dict[str, set[str]] = {}
    for finding in found.findings:
        living.setdefault(finding.customer_id, set()).add(finding.scenario)
    wanted = [name for name in customers if name in found.facts.customers and name in figures]
    there = Customer.objects.filter(pk__in=wanted, merged_into__isnull=True).select_related("owner")
    held, marked = beliefs(wanted, at), marks(wanted, at)
    return {
        row.pk: Known(
            texts=_texts(row, row.owner.team if row.owner else None),
            numbers=_measured(figures[row.pk]) | _then(found, row, figures[row.pk]) | marked.get(row.pk, UNMARKED),
            scenarios=frozenset(living.get(row.pk, ())),
            beliefs=held.get(row.pk, ()),
        )
        for row in there
    }


def beliefs(customers: Sequence[str], at: datetime) -> dict[str, list[Held]]:
    """What we hold about each at a moment; what was recorded under an id that is merged counts for who leads it."""
    whose = Q(customer_id__in=customers) | Q(customer__merged_into__in=customers)
    lasts = Q(until__isnull=True) | Q(until__gt=at)
    rows = Belief.objects.filter(whose, lasts, from_at__lte=at).order_by("from_at", "belief_id")
    found: dict[str, list[Held]] = {}
    for own, led, *told in rows.values_list(
        "customer_id", "customer__merged_into", "about", "text", "horizon", "evidence"
    ):
        about, text, horizon, evidence = told
        found.setdefault(led or own, []).append(Held(about, text, horizon, bool(evidence)))
    return found


def marks(customers: Sequence[str], at: datetime) -> dict[str, dict[str, float | None]]:
    """The last mark of each kind that each gave in a survey by a moment; under any id they have. One query."""
    whose = Q(customer_id__in=customers) | Q(customer__merged_into__in=customers)
    rows = Interaction.objects.filter(
        whose, channel="survey", direction="in", score__isnull=False, score_kind__isnull=False, happened_at__lte=at
    ).order_by("happened_at", "interaction_id")
    found: dict[str, dict[str, float | None]] = {}
    for own, led, kind, score in rows.values_list("customer_id", "customer__merged_into", "score_kind", "score"):
        found.setdefault(led or own, dict(UNMARKED))[f"last_{kind}"] = score
    return found


def _is_ours(left_at: datetime | None, at: datetime) -> bool:
    return left_at is None or left_at > at


def _texts(row: Customer, team: str | None) -> dict[str, str | None]:
    return {
        "customer_id": row.pk,
        "persona": row.persona,
        "owner": row.owner_id,
        "team": team,
        "country": row.country,
        "kind": row.kind,
    }


def _figures(customers: Sequence[str]) -> dict[str, dict[str, float | None]]:
    found: dict[str, dict[str, float | None]] = {}
    rows = Figure.objects.filter(customer_id__in=customers, value__isnull=False)
    for customer, measure, value in rows.values_list("customer_id", "measure", "value"):
        found.setdefault(customer, {})[measure] = value
    return found


def _living(customers: Sequence[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for customer, scenario in Finding.objects.filter(customer_id__in=customers).values_list("customer_id", "scenario"):
        found.setdefault(customer, set()).add(scenario)
    return found


def _standing(row: Customer, at: datetime) -> dict[str, float | None]:
    known = getattr(row, "understanding", None)
    if known is None:
        return {"customer_days": _days(at, row.since)}
    return {
        "customer_days": _days(at, row.since),
        "renews_in_days": None if known.renews_at is None else (known.renews_at - at) / DAY,
        "silent_days": _days(at, known.last_touch_at),
        "unheard_days": _days(at, known.last_heard_at),
        "open_promises": known.open_promises,
        "overdue_promises": known.overdue_promises,
        "open_cases": known.open_cases,
        "value": known.value_weight,
    }


def _measured(row: Mapping[str, Any]) -> dict[str, float | None]:
    return {measure: value_of(row, measure) for measure in BY_ID}


def _then(found: Reckoned, row: Customer, figures: Mapping[str, Any]) -> dict[str, float | None]:
    pulse, standing = found.facts.pulses.get(row.pk, {}), found.standing.get(row.pk, {})
    renews = standing.get("renews_at")
    return {
        "customer_days": _days(found.as_of, row.since),
        "renews_in_days": None if renews is None else (renews - found.as_of) / DAY,
        "silent_days": _days(found.as_of, pulse.get("last_touch_at")),
        "unheard_days": _days(found.as_of, pulse.get("last_heard_at")),
        "open_promises": standing.get("open_promises", 0),
        "overdue_promises": int(figures["promises_overdue"]),
        "open_cases": len(found.facts.cases_of.get(row.pk, ())),
        "value": found.at_stake(row.pk)[2],
    }


def _days(at: datetime, since: datetime | None) -> float | None:
    return None if since is None else (at - since) / DAY
