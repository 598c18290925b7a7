"""Promises: opened where they are clear, proposed where not, never twice."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from deeproot_app.base.models import Organisation, User
from deeproot_app.record.models import Contact, Member, Promise
from deeproot_app.record.reading.tests.cast import DAY, customer, promise, proposals, read, say

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_customer() -> None:
    customer()


def test_a_clear_promise_is_opened_at_once_with_its_words_and_its_due_moment() -> None:
    said = say("Hi Pat,\n\nI will send you the report by Friday.\n\nBest, Ada", member_id="m1")
    assert read() == 1
    made = promise()
    assert (made.made_in, made.member_id, made.made_at) == (said, "m1", DAY)
    assert made.text == "I will send you the report by Friday."
    assert made.due_at is not None
    assert made.due_at.date().isoformat() == "2026-06-12"
    (proposal,) = proposals("promise")
    assert (proposal.state, proposal.promise_id) == ("opened", made.pk)
    place = proposal.words[0]
    assert "Hi Pat,\n\nI will send you the report by Friday.\n\nBest, Ada"[place["start"] : place["end"]] == made.text


def test_it_is_due_in_the_writers_zone_else_in_the_organisations() -> None:
    Organisation.objects.create(pk=1, timezone="Europe/Berlin")
    User.objects.create_user("ada@oakfield.example", member_id="m-ada", timezone="America/New_York")
    say("I will call you by Friday.", member_id="m-ada", thread="a")
    say("I will send the invoice by Friday.", member_id="m-ben", thread="b")
    read()
    due = {made.member_id: made.due_at for made in Promise.objects.all()}
    assert due["m-ada"] == datetime(2026, 6, 13, 3, 59, 59, tzinfo=UTC)
    assert due["m-ben"] == datetime(2026, 6, 12, 21, 59, 59, tzinfo=UTC)


def test_a_vague_promise_waits_with_the_term_of_such_promises() -> None:
    say("I will send you the report soon.")
    read()
    assert not Promise.objects.exists()
    (proposal,) = proposals("promise")
    assert (proposal.state, proposal.value["vague"]) == ("waiting", True)
    assert datetime.fromisoformat(proposal.value["due_at"]) > DAY


def test_a_conditional_promise_waits() -> None:
    say("If you send me the form, I will send you the report by Friday.")
    read()
    assert not Promise.objects.exists()
    assert [one.state for one in proposals("promise")] == ["waiting"]


def test_customers_and_machines_promise_nothing() -> None:
    say("I will send you the signed form by Friday.", direction="in")
    say("I will be back and answer by Friday.", automatic=True)
    read()
    assert not Promise.objects.exists()
    assert not proposals("promise")


def test_in_a_conversation_only_our_own_lines_promise() -> None:
    Member.objects.create(member_id="m1", name="Ada Lund", email="ada@oakfield.example")
    Contact.objects.create(contact_id="p1", customer_id="c1", name="Pat Birch")
    talk = (
        "Ada: How are things?\nPat: I will send you the signed form by Friday.\nAda: I will send the quote by Monday."
    )
    say(talk, direction="both", channel="call", member_id="m1", contact_id="p1")
    read()
    assert promise().text == "I will send the quote by Monday."


@pytest.mark.parametrize(
    "talk",
    [
        "Customer: When will you know? I will sign by Monday. Us: I'll send you the date by Wednesday.",
        "Caller: When will you know?\nSupport: I'll send you the date by Wednesday.\nCaller: I will sign by Monday.",
        "Agent: I'll send you the date by Wednesday.\nClient: I will sign by Monday.",
    ],
)
def test_a_conversation_may_call_its_sides_by_what_they_are(talk: str) -> None:
    say(talk, direction="both", channel="call")
    read()
    assert promise().text == "I'll send you the date by Wednesday."


def test_a_conversation_that_does_not_say_who_speaks_opens_nothing() -> None:
    say("I will send you the signed form by Friday.", direction="both", channel="call")
    read()
    assert not Promise.objects.exists()
    (proposal,) = proposals("promise")
    assert proposal.state == "waiting"
    assert "The conversation does not say who speaks." in proposal.reasons


def test_what_a_file_gave_is_not_opened_again_and_the_rest_of_its_message_waits() -> None:
    said = say("I will send you the report by Friday. I will arrange the refund by Tuesday.")
    Promise.objects.create(promise_id="p-1", customer_id="c1", made_in=said, made_at=DAY, text="Send the report")
    read()
    assert promise().pk == "p-1"
    (proposal,) = proposals("promise")
    assert proposal.state == "waiting"
    assert "refund" in proposal.value["text"]


def test_a_promise_said_again_in_its_thread_is_one_promise() -> None:
    say("I will send you the report by Friday.")
    say("Yes, I will send you the report by Friday.", 1)
    read()
    assert promise().made_at == DAY


def test_ids_too_long_to_be_kept_are_shortened_and_stay_the_same() -> None:
    said = say("I will send you the report by Friday.", pk="mail:" + "x" * 290)
    read()
    assert len(promise().pk) < 300
    assert promise().made_in == said


def test_the_new_day_of_a_reply_that_its_file_calls_holding_is_no_promise_of_its_own() -> None:
    asked = say("We will send the list of open points by Friday.", thread="a")
    first = say("Not there yet. I will get back to you by Monday.", 4, thread="a")
    second = say("Still not. I will write again by Friday, and I will send the invoice by Monday.", 8, thread="a")
    given = "We will send the list of open points by Friday."
    Promise.objects.create(
        promise_id="p-1", customer_id="c1", made_in=asked, made_at=DAY, text=given, holding=[first, second]
    )
    read()
    assert {made.text for made in Promise.objects.all()} == {given, "I will send the invoice by Monday."}
