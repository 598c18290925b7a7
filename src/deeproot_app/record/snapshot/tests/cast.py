"""A small record for the files, with every kind of row, and what the database says of it in the files' order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
from django.db import transaction

from deeproot_app.record import changes
from deeproot_app.record.arrow import arrow_tables
from deeproot_app.record.models import (
    Belief,
    Case,
    Coverage,
    Customer,
    Interaction,
    Member,
    Promise,
    Purchase,
    RecordSequence,
    Subscription,
)
from deeproot_app.record.snapshot import files, manifest
from deeproot_app.record.snapshot.held import held
from deeproot_app.record.snapshot.where import HANDED, folder, in_order

T = datetime(2026, 3, 1, 9, 30, 0, 250000, UTC)


def fill(customers: int, each: int = 3, marked: str = "") -> list[str]:
    """So many customers, each with so many interactions and a row of every other table; their ids."""
    ids = [f"c{n:04}{marked}" for n in range(customers)]
    with transaction.atomic():
        seq = RecordSequence.take()
        Member.objects.create(member_id=f"m{marked}", name=f"Ada{marked}", email="ada@oakfield.example", team="north")
        Coverage.objects.create(source=f"mail{marked}", from_at=T, to_at=T, state="gap", seen=3)
        Belief.objects.create(belief_id=f"b{marked}", persona="baker", about="need", text="Less waste", from_at=T)
        for number, customer in enumerate(ids):
            Customer.objects.create(
                customer_id=customer, name=f"Customer {number}{marked}", owner_id="m", recorded_seq=seq, changed_seq=seq
            )
            write(customer, range(each), seq, marked)
    return ids


def write(customer: str, numbers: Iterable[int], seq: int, marked: str = "") -> None:
    """Interactions of these numbers, and a row of every other table that customers have."""
    own = {"customer_id": customer, "recorded_seq": seq}
    for n in numbers:
        Interaction.objects.create(
            interaction_id=f"mail{marked}:{customer}-{n}", happened_at=T - timedelta(hours=n), channel="email",
            direction="out" if n % 2 else "in", kind="question", thread_id=f"t{marked}", case_id=f"k{marked}", **own,
        )  # fmt: skip
    made = f"mail{marked}:{customer}-0"
    Promise.objects.create(
        promise_id=f"p-{customer}-{seq}{marked}", made_in=made, made_at=T, text=f"soon{marked}", holding=[made], **own
    )
    Belief.objects.create(
        belief_id=f"b-{customer}-{seq}{marked}", about="pain", text=f"it hurts{marked}", from_at=T, evidence=[made],
        **own,
    )  # fmt: skip
    Case.objects.create(case_id=f"k-{customer}-{seq}{marked}", opened_at=T, severity=f"high{marked}", **own)
    money = {"amount_micros": 1_000_000, "currency": "EUR", **own}
    Subscription.objects.create(
        subscription_id=f"s-{customer}-{seq}{marked}", starts_at=T, renews_at=T, period_months=12, **money
    )
    Purchase.objects.create(purchase_id=f"u-{customer}-{seq}{marked}", happened_at=T, **money)


def change(customers: Iterable[str], number: int = 100) -> None:
    """One more of everything for each of these customers."""
    with transaction.atomic():
        seq = RecordSequence.take()
        for customer in customers:
            write(customer, [number], seq)
        changes.touched(customers, seq)


def remove(customers: Iterable[str]) -> None:
    """Take customers away, with all that is theirs, as an undo does: nothing is left that says so."""
    with transaction.atomic():
        RecordSequence.take()
        Customer.objects.filter(pk__in=list(customers)).delete()


def in_the_database() -> dict[str, pa.Table]:
    """What the record says, in the order of the files."""
    return {name: in_order(name, rows) for name, rows in arrow_tables(tables=HANDED).items()}


def in_the_files() -> dict[str, pa.Table]:
    """What the files say now, without bringing them up to anything."""
    there = manifest.read(folder())
    assert there is not None
    found = {}
    for name, table in arrow_tables([], tables=HANDED).items():
        pieces = [files.read(folder(), file) for file in there.files.get(name, {}).values()]
        found[name] = in_order(name, pa.concat_tables([table.schema.empty_table(), *pieces]))
    return found


def held_now() -> dict[str, pa.Table]:
    """What a reader holds, in the order of the files."""
    with held() as own:
        every = [bucket for group in own.groups(1, 1) for bucket in group]
        return {name: in_order(name, rows) for name, rows in own.tables(every).items()}


def names(place: Path | None = None) -> set[str]:
    """The files there are."""
    place = place or folder()
    return {str(path.relative_to(place)) for path in place.rglob("*.parquet")}
