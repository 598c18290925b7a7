"""The files say what the record says, and writing them costs what changed."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.db import transaction

from deeproot.engines.parted import bucket_of
from deeproot_app.record import changes
from deeproot_app.record.models import Coverage, Customer, HandedOver, Interaction, Member, RecordSequence
from deeproot_app.record.snapshot import manifest, whole
from deeproot_app.record.snapshot.sync import sync
from deeproot_app.record.snapshot.tests import cast
from deeproot_app.record.snapshot.where import folder

pytestmark = pytest.mark.django_db(transaction=True)


def assert_files_say_the_same() -> None:
    ours, theirs = cast.in_the_database(), cast.in_the_files()
    for name in ours:
        assert theirs[name].equals(ours[name]), name


def test_the_first_sync_writes_everything_and_the_next_nothing() -> None:
    cast.fill(40)
    first = sync()
    assert (first.did, first.customers) == ("whole", 40)
    assert_files_say_the_same()
    before = cast.names()
    again = sync()
    assert (again.did, again.rows_read, again.files_written) == ("nothing", 0, 0)
    assert cast.names() == before


def test_the_first_sync_parts_rows_on_the_disk_when_they_do_not_fit_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole, "ROWS_A_RUN", 7)
    monkeypatch.setattr("deeproot_app.record.arrow.CHUNK", 3)
    cast.fill(40)
    sync()
    assert_files_say_the_same()
    assert not list(folder().glob("parting-*"))


def test_an_empty_record_is_handed_over_too() -> None:
    assert sync().did == "whole"
    assert_files_say_the_same()
    assert sync().did == "nothing"
    cast.fill(2)
    sync()
    assert_files_say_the_same()


def test_only_buckets_of_changed_customers_are_read_and_written_anew() -> None:
    cast.fill(100)
    sync()
    bits, before = bits_of(), cast.names()
    cast.change(["c0007"])
    done = sync()
    bucket = f"/{bucket_of('c0007', bits):04x}-"
    assert bits >= 5
    assert {name.partition("/")[0] for name in cast.names() - before} == {
        *("interactions", "promises", "beliefs", "cases", "subscriptions", "purchases"),
    }
    assert all(bucket in name for name in cast.names() - before)
    assert all(bucket in name for name in before - cast.names())
    assert (done.did, done.customers, done.files_written) == ("changes", 1, 6)
    # Theirs, whole: four interactions, two of each other table; and what is nobody's, the belief twice.
    assert done.rows_read == 1 + 4 + 2 * 5 + 3 + 1
    assert_files_say_the_same()


def bits_of() -> int:
    there = manifest.read(folder())
    assert there is not None
    return there.bits


def test_customers_that_were_removed_are_in_no_file_though_nothing_says_that_they_were() -> None:
    cast.fill(60)
    sync()
    before = cast.names()
    cast.remove(["c0003", "c0031"])
    with transaction.atomic():
        seq = RecordSequence.take()
        Customer.objects.create(customer_id="new", name="New", recorded_seq=seq, changed_seq=seq)
    done = sync()
    assert (done.did, done.customers) == ("changes", 3)
    assert len(before & cast.names()) > len(before) / 2
    assert_files_say_the_same()


def test_as_many_customers_removed_as_added_are_noticed() -> None:
    cast.fill(60)
    sync()
    with transaction.atomic():
        Customer.objects.filter(pk="c0003").delete()
        Customer.objects.create(customer_id="new", name="New", changed_seq=RecordSequence.take())
    sync()
    assert_files_say_the_same()


def test_a_row_that_moves_from_one_customer_to_another_moves() -> None:
    cast.fill(30)
    sync()
    with transaction.atomic():
        Interaction.objects.filter(pk="mail:c0001-0").update(customer_id="c0002")
        changes.touched(["c0001", "c0002"], RecordSequence.take())
    sync()
    assert_files_say_the_same()


def test_rows_that_are_nobodys_follow_the_record() -> None:
    cast.fill(30)
    sync()
    with transaction.atomic():
        RecordSequence.take()
        Member.objects.create(member_id="m2", name="Ben", email="ben@oakfield.example")
        Coverage.objects.all().delete()
    assert sync().files_written == 1
    assert_files_say_the_same()


def test_after_any_changes_in_any_order_the_files_say_what_the_record_says() -> None:
    chance = random.Random(7)
    customers = cast.fill(30)
    for step in range(8):
        some = chance.sample(customers, chance.randrange(1, 9))
        if chance.random() < 0.3:
            cast.remove(some[:2])
            customers = [one for one in customers if one not in some[:2]]
        else:
            cast.change(some, 200 + step)
        if chance.random() < 0.7:
            sync()
            assert_files_say_the_same()


def test_where_most_customers_changed_everything_is_written_in_one_pass() -> None:
    customers = cast.fill(40)
    sync()
    cast.change(customers[:20])
    assert sync().did == "whole"
    assert_files_say_the_same()


def test_a_record_that_has_outgrown_its_buckets_gets_more_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    cast.fill(20)
    sync()
    before = bits_of()
    with transaction.atomic():
        seq = RecordSequence.take()
        Interaction.objects.bulk_create(
            Interaction(interaction_id=f"x:{n}", customer_id="c0001", happened_at=cast.T + timedelta(hours=n),
                        channel="email", direction="in")
            for n in range(600)
        )  # fmt: skip
        changes.touched(["c0001"], seq)
    sync()
    assert sync().did == "whole"
    assert bits_of() > before
    assert_files_say_the_same()


def test_a_newer_layout_or_other_columns_are_written_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    cast.fill(10)
    sync()
    monkeypatch.setattr(manifest, "LAYOUT", 2)
    assert sync().did == "whole"
    monkeypatch.setattr(manifest, "shape_of_tables", lambda: "of another program")
    assert sync().did == "whole"
    assert_files_say_the_same()


def test_a_database_that_was_put_back_is_written_anew_even_where_its_numbers_have_passed_the_files() -> None:
    cast.fill(20)
    sync()
    tokens = list(HandedOver.objects.values_list("pk", flat=True))
    cast.change(["c0001"])
    sync()
    HandedOver.objects.exclude(pk__in=tokens).delete()  # as a backup of before the second sync has it
    Interaction.objects.filter(pk="mail:c0001-100").delete()
    cast.change(["c0002"], 300)
    assert sync().did == "whole"
    assert_files_say_the_same()


def test_numbers_that_went_back_are_noticed() -> None:
    cast.fill(20)
    sync()
    RecordSequence.objects.update(last=0)
    assert sync().did == "whole"


def test_it_refuses_to_keep_what_may_be_rolled_back() -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="inside a transaction"):
        sync()


def test_the_database_remembers_a_bounded_number_of_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deeproot_app.record.snapshot.sync.TOKENS_KEPT", 3)
    cast.fill(20)
    for number in range(5):
        cast.change(["c0001"], 400 + number)
        sync()
    assert HandedOver.objects.count() == 3
    assert sync().did == "nothing"
