"""A newer reader: what it would change is shown first; what people decided stays; agreement is counted."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.record.models import Interaction, Promise, Text
from deeproot_app.record.reading import again, decide, rules, unread
from deeproot_app.record.reading.agreement import Agreement, agreement
from deeproot_app.record.reading.tests.cast import customer, everything, promise, proposals, read, say

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def read_before() -> None:
    customer()
    say("I will send you the report by Friday.")
    say("I will arrange the refund by Tuesday.", 1, thread="t2")
    read()


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that finds no promise of a refund any more."""
    from deeproot import read as library

    found = library.promises
    monkeypatch.setattr(library, "promises", lambda text, *a, **k: [] if "refund" in text else found(text, *a, **k))
    real = rules.in_force
    for module in (again.rules, rules):
        monkeypatch.setattr(module, "in_force", lambda: replace(real(), version=rules.VERSION + 1))


def test_what_the_present_reader_has_read_is_not_read_again() -> None:
    assert again.read_again(lambda *told: None) == 0
    assert again.compare(lambda *told: None).texts == 0


@pytest.mark.usefixtures("newer")
def test_what_would_change_is_shown_and_nothing_is_changed() -> None:
    before = everything()
    compared = again.compare(lambda *told: None)
    assert compared.texts == 2
    assert compared.labels == {"promise": {"new": 0, "gone": 1, "other": 0}}
    assert compared.examples[0]["before"]["text"] == "I will arrange the refund by Tuesday."
    assert everything() == before


def test_more_texts_of_one_customer_than_a_block_holds_are_each_compared_once(monkeypatch: pytest.MonkeyPatch) -> None:
    customer("c2")
    for _ in range(5):
        say("Thank you.", 7, "in", customer="c2", thread="t3")
    read()
    monkeypatch.setattr(unread, "MOST", 2)
    told: list[int] = []
    assert again.compare(lambda done, *more: told.append(done), everything=True).texts == 7
    assert told == [2, 4, 6, 7]


def test_a_message_weighed_again_for_our_new_reply_is_compared_with_what_is_recorded() -> None:
    asked = say("The export stopped.", 2, "in", thread="t3", kind="praise", read_from_text={"kind": 0.5})
    reply = say("Sorry that it stopped, it is mended.", 3, thread="t3")
    read()
    Interaction.objects.filter(pk=asked).update(kind="praise")
    Text.objects.filter(interaction_id=reply).update(read_by=0)
    compared = again.compare(lambda *told: None)
    assert (compared.texts, compared.labels["kind"]["other"]) == (1, 1)
    assert (compared.examples[0]["before"], compared.examples[0]["interaction_id"]) == ("praise", asked)


def test_comparing_asks_the_record_no_more_for_more_texts() -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            again.compare(lambda *told: None, everything=True)
        return len(found)

    few = asked()
    for number in range(40):
        customer(f"x{number}")
        say("I will send you the offer by Friday.", 1, customer=f"x{number}", thread=f"x{number}")
        say("Here is the offer.", 2, customer=f"x{number}", thread=f"x{number}")
    read()
    assert asked() <= few + 1
    assert few <= 16


@pytest.mark.usefixtures("newer")
def test_then_it_is_changed_and_what_is_read_no_more_is_overtaken() -> None:
    assert again.read_again(lambda *told: None) == 2
    assert promise().text == "I will send you the report by Friday."
    assert [one.state for one in proposals("promise")] == ["opened", "overtaken"]
    assert set(Text.objects.values_list("read_by", flat=True)) == {rules.VERSION + 1}


@pytest.mark.usefixtures("newer")
def test_what_people_decided_stays_whatever_the_newer_reader_says() -> None:
    decide.confirm(COMMAND_LINE, proposals("promise")[1])
    Text.objects.update(read_by=rules.VERSION)
    compared = again.compare(lambda *told: None)
    assert (compared.labels, compared.decided) == ({}, 1)
    again.read_again(lambda *told: None)
    assert Promise.objects.count() == 2


def test_agreement_is_counted_for_each_label_with_its_interval() -> None:
    decide.confirm(COMMAND_LINE, proposals("promise")[0])
    decide.reject(COMMAND_LINE, proposals("promise")[1])
    whole, firm = agreement(COMMAND_LINE)
    assert whole == Agreement("promise", "", confirmed=1, edited=0, rejected=1)
    assert firm.label == "firm"
    low, high = whole.interval
    assert whole.share == 0.5
    assert (round(low, 3), round(high, 3)) == (0.095, 0.905)
