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


GUIDE = "I'll send you the step-by-step guide by Friday."


def test_without_threads_a_delivery_that_names_what_was_promised_keeps_it() -> None:
    say(GUIDE, thread=None)
    say("I will arrange the refund by Thursday.", 1, thread=None)
    sent = say("As promised, here is the step-by-step guide.", 2, thread=None)
    read()
    kept = {made.text: made.kept_in for made in Promise.objects.all()}
    assert kept == {GUIDE: sent, "I will arrange the refund by Thursday.": None}


def test_without_threads_the_order_of_reading_does_not_matter_either() -> None:
    sent = say("As promised, here is the step-by-step guide.", 2, thread=None)
    read()
    say(GUIDE, thread=None)
    read()
    assert promise().kept_in == sent


def test_without_threads_a_holding_reply_moves_the_only_open_promise_and_opens_none() -> None:
    say(GUIDE, thread=None)
    put_off = say("I am sorry, we need more time. I will let you know by 19 June.", 3, thread=None)
    read()
    made = promise()
    assert made.holding == [put_off]
    assert made.moved_to is not None
    assert made.moved_to.date().isoformat() == "2026-06-19"


def test_without_threads_a_delivery_of_something_else_is_only_asked_about() -> None:
    say(GUIDE, thread=None)
    say("Attached is the agenda, as promised.", 2, thread=None)
    read()
    assert promise().kept_at is None
    assert {one.state for one in proposals("outcome")} <= {"waiting"}


def test_without_threads_the_customers_word_opens_again_what_it_names() -> None:
    say(GUIDE, thread=None)
    say("As promised, here is the step-by-step guide.", 2, thread=None)
    say("The guide has still not arrived, nothing was attached.", 3, "in", thread=None)
    read()
    assert promise().kept_at is None


def test_a_message_with_a_thread_is_not_of_a_promise_without_one() -> None:
    say(GUIDE, thread=None)
    say("As promised, here is the step-by-step guide.", 2, thread="t2")
    read()
    assert promise().kept_at is None


def test_without_threads_a_promise_said_again_is_one_promise() -> None:
    say(GUIDE, thread=None)
    say("Yes, I will send you the step-by-step guide by Friday.", 1, thread=None)
    read()
    assert promise().made_at == DAY


def test_without_threads_a_second_promise_stands_beside_the_first_and_does_not_move_it() -> None:
    say(GUIDE, thread=None)
    say("I will arrange the refund by Thursday.", 1, thread=None)
    read()
    assert [made.moved_to for made in Promise.objects.all()] == [None, None]


def test_without_threads_the_promised_call_is_the_next_call() -> None:
    say("I will call you by Friday.", thread=None)
    called = say("We talked about the holidays.", 2, "both", thread=None, channel="call")
    read()
    assert promise().kept_in == called
