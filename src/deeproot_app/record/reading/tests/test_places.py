"""What a message's place in its thread says of its kind, and of what it promises."""

from __future__ import annotations

import pytest

from deeproot_app.record.models import Interaction, Promise
from deeproot_app.record.reading.tests.cast import customer, proposals, read, say

pytestmark = pytest.mark.django_db
NEVER_HEARD = "Realistically the new licence on Friday at the latest."
ASKED = "Could you please send us the new licence?"


@pytest.fixture(autouse=True)
def one_customer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPROOT_NOW", "2026-06-09T09:00:00Z")
    customer()


def test_what_only_sounds_like_a_promise_is_opened_in_reply_to_a_request_and_not_out_of_the_blue() -> None:
    say(ASKED, direction="in", needs_answer=True, thread="asked")
    replied = say(NEVER_HEARD, day=0.1, thread="asked")
    say(NEVER_HEARD, thread="unasked")
    read()
    assert [made.made_in for made in Promise.objects.all()] == [replied]


def test_a_message_after_our_own_that_only_sounds_like_a_promise_waits_for_a_person() -> None:
    say("The fitter is on the way.", thread="t2")
    say("Weighbridge: Wednesday week, eight o'clock, two men and the trailer.", day=1, thread="t2")
    read()
    assert not Promise.objects.exists()
    assert all(proposal.state == "waiting" for proposal in proposals("promise"))


def test_what_a_customer_tells_after_we_asked_is_no_complaint() -> None:
    say("How are you getting on with it?", thread="t3", kind="care", needs_answer=True)
    told = say("We miss one in three, it's costing us a fortune.", day=1, direction="in", thread="t3")
    Interaction.objects.filter(pk=told).update(read_from_text={"kind": 0.5})
    read()
    assert Interaction.objects.get(pk=told).kind == "feedback"


def test_our_reply_that_we_are_sorry_says_later_how_their_message_was_meant() -> None:
    told = "Your tuner left a crack in the lid."
    first = say(told, direction="in", thread="t4", kind="feedback", read_from_text={"kind": 0.4})
    read()
    assert Interaction.objects.get(pk=first).kind != "complaint"
    say("I am so sorry, that must not happen. You are right to be cross.", day=1, thread="t4")
    read()
    assert Interaction.objects.get(pk=first).kind == "complaint"


def test_what_one_says_to_several_customers_word_for_word_is_promised_to_none() -> None:
    for name in ("c2", "c3"):
        customer(name)
    for name in ("c1", "c2", "c3"):
        say(ASKED, direction="in", needs_answer=True, thread="t5" + name, customer=name)
        say(NEVER_HEARD, day=0.1, thread="t5" + name, customer=name)
    read()
    assert not Promise.objects.exists()


QUESTION = "Which size of hose does the pump take?"
THANKS = "Great, thank you!"


def opened() -> list[str]:
    return [made.made_in for made in Promise.objects.all()]


def test_what_only_sounds_like_a_promise_in_answer_to_a_question_waits_until_the_thread_goes_on() -> None:
    say(QUESTION, direction="in", kind="question", needs_answer=True, thread="left")
    say(NEVER_HEARD, day=0.1, thread="left")
    say(QUESTION, direction="in", kind="question", needs_answer=True, thread="on")
    went_on = say(NEVER_HEARD, day=0.1, thread="on")
    say("Here it is.", day=2, thread="on")
    read()
    assert opened() == [went_on]


def test_it_waits_where_the_customer_took_it_for_the_end_and_its_day_is_gone() -> None:
    say(ASKED, direction="in", kind="request", needs_answer=True, thread="past")
    say(NEVER_HEARD, day=0.1, thread="past")
    say(THANKS, day=0.2, direction="in", kind="thanks", needs_answer=False, thread="past")
    say("The yard is swept.", day=30, thread="other", kind="admin")
    read()
    assert opened() == []
    assert [one.state for one in proposals("promise")] == ["waiting"]


def test_it_stands_while_its_day_is_to_come() -> None:
    say(ASKED, direction="in", kind="request", needs_answer=True, thread="t6")
    made = say(NEVER_HEARD, day=0.1, thread="t6")
    say(THANKS, day=0.2, direction="in", kind="thanks", needs_answer=False, thread="t6")
    read()
    assert opened() == [made]


def test_beside_a_plain_promise_what_only_sounds_like_one_waits() -> None:
    say(ASKED, direction="in", needs_answer=True, thread="t7")
    say("I will send you the new licence by Friday. " + NEVER_HEARD.replace("Friday", "Thursday"), day=0.1, thread="t7")
    read()
    assert [made.text for made in Promise.objects.all()] == ["I will send you the new licence by Friday."]


def test_what_stands_below_letters_of_every_kind_is_promised_to_none_and_puts_nothing_off() -> None:
    below = "You'll hear from us by tomorrow."
    for name, kind in (("c1", "answer"), ("c2", "appreciation"), ("c3", "admin")):
        if name != "c1":
            customer(name)
        say(f"The gate is green. {below}", thread="t8" + name, customer=name, kind=kind)
    say(ASKED, direction="in", needs_answer=True, thread="t9")
    made = say("I will send you the licence by Friday.", day=0.1, thread="t9")
    brought = say(f"Your licence is attached. {below}", day=1, thread="t9", kind="answer")
    read()
    assert [(one.made_in, one.kept_in, one.holding) for one in Promise.objects.all()] == [(made, brought, [])]


def test_in_reply_to_a_request_what_we_write_next_bears_out_the_faintest_promise() -> None:
    faint = "There would be small honour in it were the oar not yours by Friday."
    for thread in ("left", "on"):
        say("Could you send us the left oar?", direction="in", kind="request", needs_answer=True, thread=thread)
        say(faint, day=0.1, thread=thread)
    say("One oar, varnished, with our compliments.", day=3, thread="on")
    read()
    assert opened() == ["mail:c1-3"]


def test_what_faintly_sounds_like_a_promise_is_none_where_nothing_came_of_it_for_long() -> None:
    faint = "The oar on Friday, wind permitting."
    for thread, day in (("old", 0), ("new", 40)):
        say("Could you send us the left oar?", day, direction="in", kind="request", needs_answer=True, thread=thread)
        say(faint, day=day + 0.1, thread=thread)
    read()
    assert opened() == ["mail:c1-3"]


def test_a_promise_that_cues_know_stands_though_nothing_came_of_it() -> None:
    say("Could you send us the left oar?", direction="in", kind="request", needs_answer=True, thread="old")
    made = say("I will send you the left oar by Friday.", day=0.1, thread="old")
    say("The yard is swept.", day=60, thread="other", kind="admin")
    read()
    assert opened() == [made]
