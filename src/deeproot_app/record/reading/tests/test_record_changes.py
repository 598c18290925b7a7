"""What was read follows the record: texts that change or go, files that come later, imports that are taken back."""

from __future__ import annotations

import pytest

from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.record.conftest import Load
from deeproot_app.record.importing.undo import undo
from deeproot_app.record.models import Batch, Belief, Customer, Interaction, Promise, Proposal, Text
from deeproot_app.record.reading import decide
from deeproot_app.record.reading.tests.cast import promise, proposals, read

pytestmark = pytest.mark.django_db
CUSTOMERS = "customer_id,name\nc1,Birch\n"
HEAD = "interaction_id,customer_id,happened_at,channel,direction,thread_id,body\n"
PROMISED = "mail:1,c1,2026-06-08T09:00:00Z,email,out,t1,I will send you the report by Friday.\n"
SENT = 'mail:2,c1,2026-06-10T09:00:00Z,email,out,t1,"Attached is the report, as promised."\n'
NEED = "mail:3,c1,2026-06-11T09:00:00Z,email,in,t1,We need to print labels in batches.\n"


@pytest.fixture
def imported(load: Load) -> Load:
    load({"customers.csv": CUSTOMERS})
    load({"interactions.csv": HEAD + PROMISED + SENT + NEED})
    read()
    return load


def last() -> Batch:
    return Batch.objects.order_by("-pk")[0]


def test_an_import_leaves_its_texts_to_be_read_for_promises_though_their_labels_are_read(load: Load) -> None:
    load({"customers.csv": CUSTOMERS})
    load({"interactions.csv": HEAD + NEED})
    assert Interaction.objects.get().read_from_text
    assert Text.objects.get().read_by is None


def test_the_same_file_again_leaves_all_as_it_is_read(imported: Load) -> None:
    imported({"again.csv": HEAD + PROMISED + SENT + NEED})
    assert read() == 0


def test_a_text_that_changed_is_read_anew_and_what_it_no_longer_says_goes(imported: Load) -> None:
    imported(
        {"other.csv": HEAD + PROMISED.replace("I will send you the report by Friday.", "Thank you for your call.")}
    )
    assert read() == 1
    assert not Promise.objects.exists()
    assert [one.state for one in proposals("promise")] == ["overtaken"]
    assert {one.state for one in proposals("outcome")} == {"overtaken"}


def test_a_text_that_was_emptied_says_nothing_any_more(imported: Load) -> None:
    imported({"other.csv": HEAD + PROMISED.replace("I will send you the report by Friday.", "")})
    assert read() == 1
    assert not Promise.objects.exists()


def test_a_message_that_moves_to_another_thread_is_read_anew(imported: Load) -> None:
    imported({"other.csv": HEAD + SENT.replace(",t1,", ",t9,")})
    assert read() == 1
    assert promise().kept_at is None


def test_promises_that_a_file_gives_later_take_the_place_of_those_read(imported: Load) -> None:
    imported({"promises.csv": "promise_id,customer_id,made_in,made_at,due_at,text\n"
              "p1,c1,mail:1,2026-06-08T09:00:00Z,2026-06-12T20:00:00Z,Send the report\n"})  # fmt: skip
    read()
    assert promise().pk == "p1"
    assert promise().kept_in == "mail:2"


def test_taking_back_that_file_opens_again_what_was_read(imported: Load) -> None:
    was = promise().pk
    imported({"promises.csv": "promise_id,customer_id,made_in,made_at,due_at,text\n"
              "p1,c1,mail:1,2026-06-08T09:00:00Z,2026-06-12T20:00:00Z,Send the report\n"})  # fmt: skip
    read()
    undo(last(), COMMAND_LINE)
    read()
    assert promise().pk == was
    assert promise().kept_in == "mail:2"


def test_taking_back_an_import_of_texts_takes_what_was_read_of_them(imported: Load) -> None:
    undo(last(), COMMAND_LINE)
    assert not Promise.objects.exists()
    assert not Belief.objects.exists()
    assert not Proposal.objects.exists()


def test_taking_back_customers_too_is_not_hindered_by_what_was_only_read(imported: Load) -> None:
    undo(last(), COMMAND_LINE)
    undo(Batch.objects.get(table="customers"), COMMAND_LINE)
    assert not Customer.objects.exists()


def test_a_promise_that_a_person_confirmed_stays_when_its_text_goes(imported: Load) -> None:
    decide.confirm(COMMAND_LINE, proposals("promise")[0])
    undo(last(), COMMAND_LINE)
    assert promise().made_in == "mail:1"
    assert promise().kept_in is None


def test_what_a_later_import_said_of_a_promise_goes_with_it(load: Load) -> None:
    load({"customers.csv": CUSTOMERS})
    load({"one.csv": HEAD + PROMISED + NEED})
    load({"two.csv": HEAD + SENT + NEED.replace("mail:3", "mail:4").replace("06-11", "06-14")})
    read()
    assert promise().kept_in == "mail:2"
    assert Belief.objects.get(about="need").evidence == ["mail:3", "mail:4"]
    undo(last(), COMMAND_LINE)
    assert promise().kept_at is None
    assert Belief.objects.get(about="need").evidence == ["mail:3"]
