"""Customers are found by what one types."""

from __future__ import annotations

import pytest
from django.db import transaction

from deeproot_app.conftest import SmallRecord, say
from deeproot_app.record import changes, search
from deeproot_app.record.models import Customer, RecordSequence, SearchIndex, Text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def indexed(small_record: SmallRecord) -> SmallRecord:
    search.refresh()
    return small_record


def found(text: str) -> set[str]:
    return set(search.matching_customers(Customer.objects.all(), text).values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("typed", "customers"),
    [
        ("birch", {"c-birch"}),
        ("BAKERY birch", {"c-birch"}),
        ("akery", {"c-birch"}),
        ("pat@cedar.example", {"c-cedar"}),
        ("c-dune", {"c-dune"}),
        ("ovens", {"c-birch"}),
        ("booking page", {"c-cedar"}),
        ("Bi", {"c-birch"}),
        ("ir", set()),
        ("birch clinic", set()),
        ('"', set()),
        ("100%", set()),
        ("a_b*", set()),
        ("  ", {"c-birch", "c-cedar", "c-dune"}),
    ],
)
def test_it_finds_by_any_part_of_a_name_an_address_or_a_text(typed: str, customers: set[str]) -> None:
    assert found(typed) == customers


@pytest.mark.parametrize(
    ("name", "typed"), [("張記儀器行", "記儀器"), ("Łuczak ÉCOLE", "école"), ("مختبر البتراء", "البتراء")]
)
def test_it_finds_names_in_any_script(small_record: SmallRecord, name: str, typed: str) -> None:
    rename(small_record.birch, name)
    search.refresh()
    assert found(typed) == {"c-birch"}


def rename(customer: Customer, name: str) -> None:
    with transaction.atomic():
        Customer.objects.filter(pk=customer.pk).update(name=name)
        changes.touched([customer.pk], RecordSequence.take())


def test_only_what_changed_is_indexed_again(small_record: SmallRecord) -> None:
    assert search.refresh() == 0
    rename(small_record.cedar, "Cypress Clinic")
    assert found("cypress") == set()
    assert search.refresh() == 1
    assert found("cypress") == {"c-cedar"}
    assert SearchIndex.objects.get().upto_seq == changes.last()


def test_texts_are_found_at_once_and_no_longer_when_they_are_gone(small_record: SmallRecord) -> None:
    row = say(small_record.dune, None, 1, "in", "question", "Zürich", "Fährt der Nachtzug nach Zürich?")
    assert found("nachtzug") == {"c-dune"}
    Text.objects.filter(interaction=row).update(body="Fährt der Bus?")
    assert found("nachtzug") == set()
    row.delete()
    assert found("zürich") == set()


def test_typing_costs_a_bounded_number_of_queries(django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(3):  # type: ignore[operator]
        found("birch")
