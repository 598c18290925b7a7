"""Small records of customers that may be one, with rows in every table, and what they read like."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from deeproot_app.record.arrow import arrow_tables
from deeproot_app.record.models import (
    Assignment,
    Belief,
    Case,
    Contact,
    Customer,
    Identity,
    Interaction,
    Promise,
    Purchase,
    RecordSequence,
    Subscription,
)

T0 = datetime(2026, 1, 1, tzinfo=UTC)
Tables = dict[str, list[dict[str, Any]]]


def customer(pk: str, **more: Any) -> Customer:
    seq = RecordSequence.take()
    return Customer.objects.create(
        **{"customer_id": pk, "name": f"Name of {pk}", "recorded_seq": seq, "changed_seq": seq} | more
    )


def rows_of(pk: str, count: int = 1) -> None:
    """``count`` rows of every table, and a contact with an address, of one customer."""
    owner = {"customer_id": pk}
    Contact.objects.create(
        contact_id=f"p-{pk}",
        **owner,
        name=f"Pat of {pk}",
        email=f"pat@{pk}.example",
        recorded_seq=RecordSequence.take(),
    )
    Identity.objects.create(
        contact_id=f"p-{pk}",
        type="phone",
        value=f"+4722{abs(hash(pk)) % 10**6:06d}",
        source="file",
        recorded_seq=RecordSequence.take(),
    )
    for number in range(count):
        at, name = T0 + timedelta(days=3 * number, hours=len(pk)), f"{pk}-{number}"
        said = {"happened_at": at, "channel": "email", "contact_id": f"p-{pk}", "recorded_seq": RecordSequence.take()}
        Interaction.objects.create(
            interaction_id=f"mail:{name}",
            **owner,
            **said,
            direction="in" if number % 2 else "out",
            kind="question" if number % 2 else "value",
            needs_answer=bool(number % 2),
        )
        Promise.objects.create(
            promise_id=f"pr-{name}",
            **owner,
            made_in=f"mail:{name}",
            made_at=at,
            due_at=at + timedelta(days=2),
            text="I will send it.",
            recorded_seq=RecordSequence.take(),
        )
        Belief.objects.create(
            belief_id=f"b-{name}",
            **owner,
            about="need",
            text="Shorter queues",
            from_at=at,
            recorded_seq=RecordSequence.take(),
        )
        Case.objects.create(case_id=f"k-{name}", **owner, opened_at=at, recorded_seq=RecordSequence.take())
        Purchase.objects.create(
            purchase_id=f"o-{name}",
            **owner,
            happened_at=at,
            amount_micros=5_000_000,
            currency="EUR",
            recorded_seq=RecordSequence.take(),
        )
        Subscription.objects.create(
            subscription_id=f"s-{name}",
            **owner,
            starts_at=at,
            renews_at=at + timedelta(days=40),
            amount_micros=9_000_000,
            currency="EUR",
            period_months=12,
            recorded_seq=RecordSequence.take(),
        )
        Assignment.objects.create(
            programme_id=f"g-{number}",
            **owner,
            arm="treated" if len(pk) % 2 else "holdout",
            assigned_at=at,
            recorded_seq=RecordSequence.take(),
        )


def read(customers: list[str] | None = None) -> Tables:
    """Every table as it reads, in an order of its own."""
    return {name: ordered(table.to_pylist()) for name, table in arrow_tables(customers).items()}


def ordered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=repr)
