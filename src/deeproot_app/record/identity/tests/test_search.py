"""Duplicates are found among what changed, told with their reasons, and what people said of them stays."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.errors import UserError
from deeproot_app.record import changes
from deeproot_app.record.identity import merge as judged
from deeproot_app.record.identity import pairs
from deeproot_app.record.identity.attest import attest
from deeproot_app.record.identity.search import find
from deeproot_app.record.identity.tests.cast import customer
from deeproot_app.record.models import Contact, Customer, Kind, Link, Pair, RecordSequence

pytestmark = pytest.mark.django_db


def person(pk: str, of: str, name: str, email: str | None = None, phone: str | None = None) -> None:
    Contact.objects.create(
        contact_id=pk, customer_id=of, name=name, email=email, phone=phone, recorded_seq=RecordSequence.take()
    )
    touch(of)


def touch(pk: str) -> None:
    with transaction.atomic():
        changes.touched([pk], RecordSequence.take())


@pytest.fixture
def two() -> None:
    """One bakery known by two ids, and one that is another."""
    with transaction.atomic():
        customer("crm-1", name="Birch Bakery AS", country="NO")
        customer("shop-9", name="Birch  bakery", country="NO")
        customer("crm-2", name="Cedar Clinic", country="NO")
        person("p-1", "crm-1", "Pat Moe", "pat@birch.example", "22 33 44 55")
        person("p-9", "shop-9", "Pat Moe", "Pat+shop@birch.example", "+47 22334455")
        person("p-2", "crm-2", "Ida Vik", "ida@cedar.example")


def waiting() -> list[tuple[str, str, str]]:
    return [(pair.kind, pair.one, pair.other) for pair in pairs.waiting(COMMAND_LINE)]


def test_two_ids_of_one_customer_come_up_with_what_agrees(two: None) -> None:
    assert find() == 3
    assert waiting() == [("customer", "crm-1", "shop-9"), ("contact", "p-1", "p-9")] or set(waiting()) == {
        ("customer", "crm-1", "shop-9"),
        ("contact", "p-1", "p-9"),
    }
    pair = Pair.objects.get(kind=Kind.CUSTOMER)
    assert {(what, how) for what, how, _ in pair.evidence} == {
        ("name", "same"),
        ("domain", "same"),
        ("email", "like"),
        ("phone", "same"),
        ("country", "same"),
    }
    assert pair.score > 0.99


def test_looking_again_costs_nothing_where_nothing_changed(two: None) -> None:
    find()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert find() == 0
    assert len(queries) < 10


def test_the_cost_follows_the_change(two: None) -> None:
    find()
    touch("crm-1")
    with CaptureQueriesContext(connection) as few:
        assert find() == 1
    with transaction.atomic():
        for number in range(200):
            customer(f"n-{number}", name=f"Firm {number * 7919} of {number}")
    find()
    touch("crm-1")
    with CaptureQueriesContext(connection) as many:
        assert find() == 1
    assert len(many) == len(few)


def test_what_is_not_the_same_stays_so_until_that_is_taken_back(two: None) -> None:
    find()
    pairs.decide(COMMAND_LINE, Kind.CUSTOMER, "shop-9", "crm-1", Pair.State.DIFFERENT)
    touch("crm-1")
    find()
    assert ("customer", "crm-1", "shop-9") not in waiting()
    with pytest.raises(UserError, match="are not the same customer"):
        judged.merge(COMMAND_LINE, Kind.CUSTOMER, "shop-9", "crm-1")
    pairs.decide(COMMAND_LINE, Kind.CUSTOMER, "shop-9", "crm-1", Pair.State.WAITING)
    assert ("customer", "crm-1", "shop-9") in waiting()
    judged.merge(COMMAND_LINE, Kind.CUSTOMER, "shop-9", "crm-1")
    assert ("customer", "crm-1", "shop-9") not in waiting()


def test_a_merged_customer_is_sought_by_all_that_its_ids_know(two: None) -> None:
    find()
    judged.merge(COMMAND_LINE, Kind.CUSTOMER, "shop-9", "crm-1")
    Customer.objects.filter(pk="crm-1").update(name="Something else altogether", country=None)
    with transaction.atomic():
        customer("mail-3", name="Birch Bakery", country="NO")
        touch("crm-1")
    find()
    assert ("customer", "crm-1", "mail-3") in waiting()
    assert not any("shop-9" in pair for pair in waiting())


def test_what_nothing_speaks_for_any_more_waits_no_longer(two: None) -> None:
    find()
    Customer.objects.filter(pk="shop-9").update(name="Dune Travel")
    Contact.objects.filter(pk="p-9").update(name="Kim Dahl", email="kim@dune.example", phone=None)
    touch("shop-9")
    find()
    assert waiting() == []


def test_junk_in_ids_and_addresses_makes_nobody_the_same() -> None:
    with transaction.atomic():
        for number in range(3):
            customer(f"c-{number}", name="null", country=None)
            person(f"p-{number}", f"c-{number}", "undefined", "test@test.com", "000")
    find()
    assert waiting() == []


def test_what_a_source_attests_is_linked_and_can_be_undone_for_good(two: None) -> None:
    link = attest(Kind.CUSTOMER, "shop-9", "crm-1", "salesforce")
    assert isinstance(link, Link)
    assert Customer.objects.get(pk="shop-9").merged_into_id == "crm-1"
    judged.separate(COMMAND_LINE, link.pk)
    assert attest(Kind.CUSTOMER, "shop-9", "crm-1", "salesforce") is None
    assert Customer.objects.get(pk="shop-9").merged_into_id is None


def test_what_a_source_says_twice_otherwise_waits_for_a_person(two: None) -> None:
    attest(Kind.CUSTOMER, "shop-9", "crm-1", "salesforce")
    parked = attest(Kind.CUSTOMER, "shop-9", "crm-2", "salesforce")
    assert isinstance(parked, Pair)
    assert Customer.objects.get(pk="shop-9").merged_into_id == "crm-1"
    assert attest(Kind.CUSTOMER, "null", "crm-1", "segment") is None


def test_a_link_takes_hold_of_a_row_that_comes_later(two: None) -> None:
    attest(Kind.CUSTOMER, "old-7", "crm-1", "salesforce")
    with transaction.atomic():
        customer("old-7", name="Birch")
    assert judged.mend() == 1
    assert Customer.objects.get(pk="old-7").merged_into_id == "crm-1"
    assert judged.mend() == 0
