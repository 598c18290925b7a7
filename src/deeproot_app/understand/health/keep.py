"""Keeping the computed reading: as it stands, and its history: a row where it or a part reads otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from deeproot_app.understand import bulk
from deeproot_app.understand.health.models import HealthChange, HealthReading, OwnReading

if TYPE_CHECKING:
    from deeproot.understand.health.health import Health
    from deeproot.understand.health.rule import Rule

COLUMNS = (
    *("customer_id", "as_of", "reading", "direction", "known", "fresh_at", "says", "parts", "scenarios"),
    "rests_on_gap",
)


def keep(found: Mapping[str, Health], customers: Sequence[str], rule: Rule, as_of: datetime) -> None:
    """Store the readings of these customers, in the transaction at hand; who is not read loses the computed one."""
    read = [found[customer] for customer in customers if customer in found]
    before = _before(customers)
    _change(read, before, as_of)
    bulk.upsert(HealthReading, COLUMNS, (_row(one, rule) for one in read), key=("customer_id",))
    missing = [customer for customer in customers if customer not in found and customer in before]
    if missing:
        HealthReading.objects.filter(pk__in=missing).delete()
    stand(customers)


def _before(customers: Sequence[str]) -> dict[str, tuple[str, dict[str, str]] | None]:
    """What is stored of these customers: the reading and its parts'; None where only an own reading is."""
    rows = HealthReading.objects.filter(pk__in=customers).values_list("pk", "as_of", "reading", "parts")
    return {
        pk: None if as_of is None else (reading, {part["id"]: part["reading"] for part in parts if part["reading"]})
        for pk, as_of, reading, parts in rows
    }


def _change(read: Iterable[Health], before: Mapping[str, Any], as_of: datetime) -> None:
    HealthChange.objects.bulk_create(
        (
            HealthChange(customer_id=one.customer_id, at=as_of, reading=one.reading, parts=brief(one))
            for one in read
            if before.get(one.customer_id) != (one.reading, brief(one))
        ),
        batch_size=1_000,
    )


def brief(one: Health) -> dict[str, str]:
    """What each part that is known says."""
    return {part.id: part.reading for part in one.parts if part.reading}


def _row(one: Health, rule: Rule) -> tuple[Any, ...]:
    from deeproot.understand.health.words import why

    told = (one.customer_id, one.as_of, one.reading, one.direction or "", one.known, one.at, why(one, rule))
    return (*told, parts_of(one), list(one.scenarios), one.rests_on_gap)


def parts_of(one: Health) -> list[dict[str, Any]]:
    """The parts as they are stored and told: moments as ISO 8601, each with its words."""
    from dataclasses import asdict

    from deeproot.understand.health.words import says

    return [
        {**asdict(part), "at": part.at and part.at.isoformat(), "says": says(part, one.scenarios)} for part in one.parts
    ]


def stand(customers: Sequence[str]) -> None:
    """Let each customer's latest own reading stand beside the computed one; under whichever of its ids it was said."""
    latest = _latest(customers)
    there = HealthReading.objects.filter(pk__in=customers)
    shown = {row.pk: row for row in there.filter(Q(pk__in=list(latest)) | ~Q(own=""))}
    for customer in sorted({*latest, *shown}):
        said, row = latest.get(customer), shown.get(customer)
        wished = (said.reading, said.at, said.by) if said else ("", None, "")
        if row is None or (row.own, row.own_at, row.own_by) != wished:
            own = dict(zip(("own", "own_at", "own_by"), wished, strict=True))
            HealthReading.objects.update_or_create(customer_id=customer, defaults=own)


def _latest(customers: Sequence[str]) -> dict[str, OwnReading]:
    """The latest own reading of each that was not taken back, by the id that leads."""
    whose = Q(customer_id__in=customers) | Q(customer__merged_into__in=customers)
    said = OwnReading.objects.filter(whose, taken_back_at__isnull=True).select_related("customer")
    return {str(one.customer.merged_into_id or one.customer_id): one for one in said.order_by("at", "pk")}
