"""Tests of reading the record as Arrow tables."""

from __future__ import annotations

from datetime import UTC, datetime

import pyarrow as pa
import pytest
from django.db import transaction

from deeproot.tables import TABLES, check
from deeproot_app.conftest import SmallRecord
from deeproot_app.record import changes
from deeproot_app.record.arrow import arrow_tables
from deeproot_app.record.models import Belief, Coverage, Customer, Identity, Purchase, RecordSequence, Resource

HOUR = datetime(2026, 3, 1, 9, 30, 0, 250000, UTC)


def fill() -> None:
    """One row of each table that the small record has not."""
    Resource.objects.create(resource_id="r-1", title="Shorter queues", kind="guide", needs=["queues", "ünïcode"])
    Coverage.objects.create(source="mail", from_at=HOUR, to_at=HOUR, state="gap", seen=3)
    Identity.objects.create(contact_id="p-birch", type="email", value="pat@birch.example", source="mail")
    Purchase.objects.create(
        purchase_id="b-1", customer_id="c-birch", happened_at=HOUR, amount_micros=12_345_678_901, currency="EUR"
    )
    Belief.objects.create(belief_id="n-1", persona="baker", about="need", text="Less waste", from_at=HOUR)


def whole_and_part() -> tuple[dict[str, pa.Table], dict[str, pa.Table]]:
    return arrow_tables(), arrow_tables(["c-birch", "nobody", "c-birch"])


def assert_whole_and_part_are_right() -> None:
    whole, part = whole_and_part()
    assert list(whole) == list(part)
    assert set(whole) == set(TABLES)
    assert all(table.schema == TABLES[name].arrow_schema() for name, table in whole.items())
    assert whole["interactions"].num_rows == 7
    assert part["interactions"].num_rows == 4
    assert set(part["interactions"]["customer_id"].to_pylist()) == {"c-birch"}
    assert part["customers"].num_rows == part["promises"].num_rows == 1
    assert part["cases"].num_rows == 0
    assert part["members"].num_rows == 3
    assert part["beliefs"]["persona"].to_pylist() == ["baker"]
    assert part["identities"]["value"].to_pylist() == ["pat@birch.example"]
    assert whole["purchases"].to_pylist() == [
        {
            "purchase_id": "b-1",
            "customer_id": "c-birch",
            "happened_at": HOUR.replace(tzinfo=None),
            "amount": 12345.678901,
            "currency": "EUR",
        }
    ]
    assert whole["resources"]["needs"].to_pylist() == [["queues", "ünïcode"]]
    assert whole["coverage"]["stored"].to_pylist() == [None]
    assert whole["interactions"]["needs_answer"].type == pa.bool_()


def test_it_reads_every_table_whole_or_for_some_customers_within_a_transaction(small_record: SmallRecord) -> None:
    fill()
    assert_whole_and_part_are_right()


@pytest.mark.django_db(transaction=True)
def test_it_reads_the_same_on_a_connection_of_its_own(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("small_record")
    fill()
    assert_whole_and_part_are_right()


def test_what_it_gives_passes_the_librarys_own_check(small_record: SmallRecord) -> None:
    words = {pa.string(): "string", pa.timestamp("us"): "timestamp", pa.int64(): "int64", pa.float64(): "float64"}
    words |= {pa.bool_(): "bool", pa.list_(pa.string()): "list"}
    given = {name: {field.name: words[field.type] for field in table.schema} for name, table in arrow_tables().items()}
    assert check(given) == []


def test_it_reads_only_the_tables_asked_for(small_record: SmallRecord) -> None:
    assert list(arrow_tables(tables=["cases"])) == ["cases"]
    with pytest.raises(KeyError):
        arrow_tables(tables=["invoices"])


def test_changes_name_the_customers_touched_since_a_number(small_record: SmallRecord) -> None:
    before = changes.last()
    assert changes.since(before).customers == ()
    with transaction.atomic():
        changes.touched(["c-dune", "c-dune"], RecordSequence.take())
    found = changes.since(before)
    assert found.customers == ("c-dune",)
    assert found.upto == before + 1
    assert changes.since(found.upto).customers == ()


@pytest.mark.django_db(transaction=True)
def test_touching_outside_a_transaction_is_a_fault() -> None:
    with pytest.raises(RuntimeError, match="outside a transaction"):
        changes.touched(["c-1"], 1)
    assert not Customer.objects.exists()
