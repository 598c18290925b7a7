"""What the application did itself is recorded as if it had come from anywhere else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import transaction

from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.models import Audit
from deeproot_app.base.own_link import MASK
from deeproot_app.base.tests.test_own_link import TOKEN
from deeproot_app.conftest import SmallRecord
from deeproot_app.record import acted, search
from deeproot_app.record.models import Customer, Interaction, Text

AT = datetime(2026, 6, 29, 9, 30, tzinfo=UTC)


def called(record: SmallRecord, **more: object) -> Interaction:
    given = {
        "interaction_id": "call:1", "customer_id": record.birch.pk, "channel": "call", "direction": "both",
        "kind": None, "happened_at": AT,
    }  # fmt: skip
    with transaction.atomic():
        return acted.record(COMMAND_LINE, **(given | more))


def test_what_we_did_is_an_interaction_with_its_words(small_record: SmallRecord) -> None:
    found = called(small_record, subject="Ovens", body="Pat asked about sunday service.", our_seconds=60.0)
    assert (found.channel, found.direction, found.happened_at) == ("call", "both", AT)
    assert found.our_seconds == 60.0
    assert Text.objects.get(interaction=found).read_by is None, "the next turn reads it"
    assert Audit.objects.get(act="interaction.record").about_id == "call:1"


def test_its_customer_is_understood_anew_and_found_by_its_words(small_record: SmallRecord) -> None:
    before = Customer.objects.get(pk=small_record.birch.pk).changed_seq
    found = called(small_record, body="We talked about marzipan.")
    customer = Customer.objects.get(pk=small_record.birch.pk)
    assert customer.changed_seq == found.recorded_seq > before
    assert list(search.matching_customers(Customer.objects.all(), "marzipan")) == [customer]


def test_recorded_again_it_is_one_row_and_says_what_it_says_last(small_record: SmallRecord) -> None:
    called(small_record, body="We talked.")
    again = called(small_record, body="We talked about the ovens.", our_seconds=30.0)
    assert Interaction.objects.filter(pk="call:1").count() == 1
    assert (again.text.body, again.our_seconds) == ("We talked about the ovens.", 30.0)


def test_a_link_of_their_own_is_not_recorded_with_the_words(small_record: SmallRecord) -> None:
    own = f"https://roots.example/answer/{TOKEN}/"
    found = called(small_record, subject=own, body=f"Please tell us: {own}\nThank you.")
    assert (found.text.subject, found.text.body) == (MASK, f"Please tell us: {MASK}\nThank you.")
    called(small_record, subject=own, body=f"Please tell us: {own}\nThank you.")
    assert Interaction.objects.get(pk=found.pk).recorded_seq == found.recorded_seq, "met again it is the same"


def test_many_take_as_many_statements_as_one(small_record: SmallRecord, django_assert_max_num_queries: object) -> None:
    rows = [
        {
            "interaction_id": f"email:{n}@x", "customer_id": small_record.birch.pk, "channel": "email",
            "direction": "out", "kind": "value", "happened_at": AT, "body": f"Guide {n}",
        }
        for n in range(200)
    ]  # fmt: skip
    with django_assert_max_num_queries(20), transaction.atomic():  # type: ignore[operator]
        written = acted.record_many(rows)
    assert (written.created, Text.objects.filter(body__startswith="Guide ").count()) == (200, 200)


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_recorded() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        acted.record_many([{"interaction_id": "call:2"}])


def test_a_column_that_there_is_not_is_a_mistake(small_record: SmallRecord) -> None:
    with pytest.raises(TypeError, match="colour"):
        called(small_record, colour="blue")
