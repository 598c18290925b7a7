"""What a case is about: the subject of what began it."""

from __future__ import annotations

from typing import Any

import pytest

from deeproot_app.conftest import SmallRecord, say
from deeproot_app.record import case_names
from deeproot_app.record.models import Case, Customer, Interaction

pytestmark = pytest.mark.usefixtures("small_record")


def test_a_case_is_about_the_subject_of_the_first_that_passed_in_it(
    small_record: SmallRecord, django_assert_num_queries: Any
) -> None:
    say(small_record.cedar, "m-ada", 140, "out", "answer", "Re: The pump hums", "We look.", case_id="k-1")
    say(small_record.cedar, None, 141, "in", "complaint", "The pump  hums", "It hums.", case_id="k-1")
    note = say(small_record.cedar, "m-ada", 142, "internal", "note", "Among us", "Mind the pump.", case_id="k-1")
    received = say(small_record.cedar, None, 143, "out", "admin", "Received", "We have it.", case_id="k-1")
    Interaction.objects.filter(pk=received.pk).update(automatic=True)
    case = Case.objects.get(pk="k-1")
    with django_assert_num_queries(1):
        assert [one.about for one in case_names.named([case], ["c-cedar"])] == ["The pump hums"]
    assert note.case_id == case.pk


def test_what_passed_with_another_customer_under_the_same_id_tells_nothing(small_record: SmallRecord) -> None:
    say(small_record.birch, None, 141, "in", "complaint", "Of another", "It hums.", case_id="k-1")
    assert [one.about for one in case_names.named(Case.objects.all(), ["c-cedar"])] == ["Down again"]
    assert [one.about for one in case_names.named(Case.objects.all(), ["c-dune"])] == [""]


def test_without_a_case_nothing_is_asked(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert case_names.named([], ["c-cedar"]) == []


def test_cases_are_told_by_their_ids_with_what_was_recorded_under_all_ids_of_their_customer(
    small_record: SmallRecord, django_assert_num_queries: Any
) -> None:
    Customer.objects.filter(pk="c-dune").update(merged_into="c-cedar")
    say(small_record.dune, None, 150, "in", "complaint", "Begun as Dune", "It hums.", case_id="k-1")
    dune = Customer.objects.get(pk="c-dune")
    with django_assert_num_queries(2):
        found = case_names.of_ids(["k-1", "no-such", ""], [dune])
    assert {name: case.about for name, case in found.items()} == {"k-1": "Begun as Dune"}
    assert case_names.of_ids(["k-1"], [small_record.birch]) == {}, "a case of another is none of theirs"
