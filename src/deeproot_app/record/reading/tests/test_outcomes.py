"""What became of a promise: applied by rule where it is sure, proposed where not."""

from __future__ import annotations

import pytest

from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.record import promises as by_hand
from deeproot_app.record.models import Batch, Promise
from deeproot_app.record.reading.tests.cast import DAY, customer, promise, proposals, read, say

pytestmark = pytest.mark.django_db
PROMISED = "I will send you the report by Friday."
SENT = "Attached is the report, as promised."
PUT_OFF = "The report is not ready yet, I am sorry. I will send it to you by Wednesday."
NOT_SOLVED = "The report has still not arrived, nothing was attached."


@pytest.fixture(autouse=True)
def one_customer() -> None:
    customer()


def test_a_delivery_in_the_same_thread_keeps_the_promise_at_its_moment() -> None:
    say(PROMISED)
    sent = say(SENT, 2)
    read()
    made = promise()
    assert made.kept_in == sent
    assert made.kept_at is not None
    assert (made.kept_at - DAY).days == 2
    (outcome,) = proposals("outcome")
    assert (outcome.state, outcome.value["outcome"], outcome.promise_id) == ("opened", "delivers", made.pk)
    assert outcome.reasons


def test_it_does_not_matter_whether_both_were_read_at_once() -> None:
    say(PROMISED)
    read()
    assert promise().kept_at is None
    sent = say(SENT, 2)
    read()
    assert promise().kept_in == sent


def test_a_promise_found_late_is_held_against_messages_that_were_read_before_it() -> None:
    sent = say(SENT, 2)
    read()
    say(PROMISED)
    read()
    assert promise().kept_in == sent


def test_a_holding_reply_in_time_moves_the_due_moment_and_opens_no_promise_of_its_own() -> None:
    say(PROMISED)
    put_off = say(PUT_OFF, 3)
    read()
    made = promise()
    assert made.holding == [put_off]
    assert made.moved_to is not None
    assert made.moved_to.date().isoformat() == "2026-06-17"


def test_a_holding_reply_that_comes_late_counts_and_moves_nothing() -> None:
    say(PROMISED)
    put_off = say(PUT_OFF, 7)
    read()
    made = promise()
    assert (made.holding, made.moved_to) == ([put_off], None)


def test_the_endless_loop_counts_by_itself() -> None:
    say(PROMISED)
    replies = [say(PUT_OFF, 3), say(PUT_OFF, 8), say(PUT_OFF, 15)]
    read()
    assert promise().holding == replies


def test_the_customer_opens_again_what_the_reading_had_closed() -> None:
    say(PROMISED)
    say(SENT, 2)
    say(NOT_SOLVED, 3, "in")
    read()
    made = promise()
    assert (made.kept_in, made.kept_at) == (None, None)
    assert [one.value["outcome"] for one in proposals("outcome")] == ["delivers", "not_solved"]


def test_what_a_person_closed_is_only_proposed_to_be_open() -> None:
    say(PROMISED)
    read()
    by_hand.keep(COMMAND_LINE, promise().pk, DAY.replace(day=10))
    say(NOT_SOLVED, 3, "in")
    read()
    assert promise().kept_at is not None
    (outcome,) = proposals("outcome")
    assert (outcome.state, outcome.value["outcome"]) == ("waiting", "not_solved")


def test_in_another_thread_a_delivery_only_waits() -> None:
    say(PROMISED)
    say(SENT, 2, thread="t2")
    read()
    assert promise().kept_at is None
    assert {one.state for one in proposals("outcome")} <= {"waiting"}


def test_a_message_of_another_matter_says_nothing_of_the_promise() -> None:
    say(PROMISED)
    say("The venue for the workshop is booked.", 2, thread="t2")
    read()
    assert not proposals("outcome")


def test_promises_of_files_that_say_what_became_of_them_are_believed() -> None:
    batch = Batch.objects.create(
        table="promises", source="file", made_at=DAY, header=["promise_id", "customer_id", "made_in", "text", "kept_at"]
    )
    said = say(PROMISED)
    Promise.objects.create(promise_id="p-1", customer_id="c1", made_in=said, made_at=DAY, text=PROMISED, batch=batch)
    say(SENT, 2)
    read()
    assert promise().kept_at is None
    assert [one.state for one in proposals("outcome")] == ["waiting"]


def test_promises_of_files_that_say_nothing_of_it_are_followed() -> None:
    batch = Batch.objects.create(
        table="promises", source="file", made_at=DAY, header=["promise_id", "customer_id", "made_in", "text", "due_at"]
    )
    said = say(PROMISED)
    Promise.objects.create(promise_id="p-1", customer_id="c1", made_in=said, made_at=DAY, text=PROMISED, batch=batch)
    sent = say(SENT, 2)
    read()
    assert promise().kept_in == sent
