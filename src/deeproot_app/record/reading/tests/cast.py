"""A thread or two in plain sentences, for the tests of this room."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from deeproot_app.record.models import Customer, Interaction, Promise, Proposal, RecordSequence, Text
from deeproot_app.record.reading import step

DAY = datetime(2026, 6, 8, 9, tzinfo=UTC)
"""A Monday."""


def customer(customer_id: str = "c1") -> Customer:
    return Customer.objects.create(customer_id=customer_id, name=f"Customer {customer_id}")


def say(body: str, day: float = 0, direction: str = "out", thread: str | None = "t1", **more: Any) -> str:
    """One message of some day after DAY; gives its id."""
    customer_id = more.pop("customer", "c1")
    pk = more.pop("pk", f"mail:{customer_id}-{Interaction.objects.count()}")
    with transaction.atomic():
        seq = RecordSequence.take()
        Interaction.objects.create(
            interaction_id=pk,
            customer_id=customer_id,
            happened_at=DAY + timedelta(days=day),
            channel=more.pop("channel", "email"),
            direction=direction,
            thread_id=thread,
            recorded_seq=seq,
            **more,
        )
        Text.objects.create(interaction_id=pk, subject="", body=body)
        Customer.objects.filter(pk=customer_id).update(changed_seq=seq)
    return pk


def read() -> int:
    return step.read_new(lambda *told: None)


def promise() -> Promise:
    return Promise.objects.get()


def proposals(sort: str, **more: Any) -> list[Proposal]:
    return list(Proposal.objects.filter(sort=sort, **more).order_by("made_at", "interaction_id", "place"))


def everything() -> dict[str, list[dict[str, Any]]]:
    """All rows that a reading may write, as they stand."""
    from deeproot_app.record.models import Belief

    return {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in (Promise, Belief, Proposal, Interaction, Text, Customer)
    }
