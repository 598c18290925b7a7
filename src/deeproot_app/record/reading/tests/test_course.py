"""What a message does for a promise by its place in the thread, where words alone do not tell."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from deeproot import read as library
from deeproot.read.delayed import Heard
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.record.models import Interaction, Promise, Proposal, Text
from deeproot_app.record.reading import decide, steps
from deeproot_app.record.reading.course import Step, weigh
from deeproot_app.record.reading.tests.cast import DAY, customer, everything, promise, proposals, read, say

pytestmark = pytest.mark.django_db
PROMISED = "I will send you the report by Friday."
BARE = "Twelve pages, the second is the one you want."
"""A delivery in words that tell of none."""
AGAIN = "Two numbers changed. On Wednesday I'll get back to you."
GLAD = "Many thanks, that was quick."
STILL = "I am still waiting for the report, when does it come?"


@pytest.fixture(autouse=True)
def one_customer() -> None:
    customer()


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words that say nothing of any promise: only the thread tells."""
    monkeypatch.setattr(library, "outcome", lambda *_, **__: library.Outcome(None))
    monkeypatch.setattr(steps, "hear", lambda *_: None)


def told(message: str) -> tuple[str, str] | None:
    row = Proposal.objects.filter(interaction_id=message, sort="outcome").exclude(state="overtaken").first()
    return (row.value["outcome"], row.state) if row else None


@pytest.mark.usefixtures("silent")
def test_the_last_answer_of_ours_in_the_thread_keeps_the_promise_and_says_why() -> None:
    say(PROMISED)
    brought = say(BARE, 2, kind="answer")
    read()
    assert promise().kept_in == brought
    (outcome,) = proposals("outcome")
    assert outcome.state == "opened"
    assert "It gives an answer." in outcome.reasons
    assert "It came by the promised time." in outcome.reasons


def test_where_we_never_wrote_again_the_promise_stays_open() -> None:
    say(PROMISED)
    say(GLAD, 1, "in", kind="thanks")
    say(BARE, 2, kind="answer", thread="t2")
    read()
    assert promise().kept_at is None


def test_mails_to_many_and_machines_keep_no_promise() -> None:
    say(PROMISED)
    say(BARE, 1, kind="answer", personal=False)
    say(BARE, 2, kind="answer", automatic=True)
    read()
    assert promise().kept_at is None


def test_what_sells_or_asks_only_waits_for_a_person_or_says_nothing() -> None:
    say(PROMISED)
    sold = say("Our new scanner is out.", 2, kind="pitch")
    read()
    assert promise().kept_at is None
    assert told(sold) in (None, ("delivers", "waiting"))


@pytest.mark.usefixtures("silent")
def test_a_customer_who_asks_again_shows_that_it_was_no_delivery() -> None:
    say(PROMISED)
    say(BARE, 2, kind="answer")
    read()
    assert promise().kept_at is not None
    say("And where are the other pages?", 6, "in", kind="question", needs_answer=True)
    read()
    assert promise().kept_at is None


@pytest.mark.usefixtures("silent")
def test_a_customers_thanks_make_a_doubtful_delivery_sure() -> None:
    say(PROMISED)
    sold = say("Our new scanner is out.", 2, kind="pitch")
    read()
    assert promise().kept_at is None
    say(GLAD, 3, "in", kind="thanks")
    read()
    assert promise().kept_in == sold
    assert "The customer thanks for it." in proposals("outcome")[0].reasons


@pytest.mark.usefixtures("silent")
def test_who_promises_again_and_names_nothing_new_puts_off_and_what_comes_then_delivers() -> None:
    say(PROMISED)
    put_off = say(AGAIN, 3, kind="answer")
    brought = say(BARE, 8, kind="answer")
    read()
    made = promise()
    assert (made.holding, made.kept_in) == ([put_off], brought)
    assert made.moved_to is not None


@pytest.mark.usefixtures("silent")
def test_of_two_messages_in_a_row_the_first_with_a_day_to_come_is_the_one_that_puts_off() -> None:
    say(PROMISED)
    put_off = say("The machine is booked out until 17 June.", 3, kind="answer")
    brought = say(BARE, 8, kind="answer")
    read()
    made = promise()
    assert (made.holding, made.kept_in) == ([put_off], brought)


@pytest.mark.usefixtures("silent")
def test_a_promise_only_to_write_again_is_kept_by_whatever_is_written() -> None:
    say("I will get back to you by Friday.")
    brought = say("Our new scanner is out.", 2, kind="pitch")
    read()
    assert promise().kept_in == brought


def test_beside_another_open_promise_a_message_that_names_neither_keeps_none_by_rule() -> None:
    say(f"{PROMISED} I will arrange the refund by Thursday.")
    say("Twelve pages.", 2, kind="answer")
    read()
    assert [made.kept_at for made in Promise.objects.all()] == [None, None]


def test_a_rejected_delivery_stays_rejected_when_the_thread_goes_on() -> None:
    say(PROMISED)
    brought = say(BARE, 2, kind="answer")
    read()
    decide.reject(COMMAND_LINE, proposals("outcome")[0])
    say(GLAD, 3, "in", kind="thanks")
    read()
    assert promise().kept_at is None
    assert told(brought) == ("delivers", "rejected")


STORY = (
    (PROMISED, 0, "out", "answer", False),
    (AGAIN, 3, "out", "answer", False),
    (STILL, 5, "in", "question", True),
    (BARE, 8, "out", "answer", False),
    (GLAD, 9, "in", "thanks", False),
)


@pytest.mark.parametrize("order", [*permutations(range(5))][::17])
def test_a_thread_read_in_any_order_ends_the_same(order: tuple[int, ...]) -> None:
    _tell(range(len(STORY)))
    read()
    whole = _ended()
    assert promise().kept_in == "m3"
    for model in (Proposal, Promise, Text, Interaction):
        model.objects.all().delete()
    for place in order:
        _tell([place])
        read()
    assert _ended() == whole


def _tell(places: object) -> None:
    for place in places:  # type: ignore[attr-defined]
        body, day, direction, kind, asks = STORY[place]
        say(body, day, direction, kind=kind, needs_answer=asks, pk=f"m{place}")


def _ended() -> list[dict[str, object]]:
    left = {"id", "recorded_seq", "changed_seq"}
    rows = everything()
    kept = [*rows["Promise"], *(row for row in rows["Proposal"] if row["state"] != "overtaken")]
    return sorted(({k: v for k, v in row.items() if k not in left} for row in kept), key=str)


def test_reading_the_thread_again_changes_nothing() -> None:
    _tell(range(len(STORY)))
    read()
    before = everything()
    Text.objects.update(read_by=None)
    read()
    assert everything() == before


def test_what_its_words_put_off_is_not_kept_for_its_place_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    put_off = library.Outcome("holding", 0.6, ("It says that it is not done yet.",), ())
    monkeypatch.setattr(library, "outcome", lambda *_, **__: put_off)
    say(PROMISED)
    say("The report: not before the audit.", 2, kind="answer")
    read()
    assert promise().kept_at is None


TOPIC = "I will send you the mooring plan by Friday."
DELAY = "The mooring plan has to wait a small bit, the surveyor who had it is at sea."
"""A delay in words that no list has."""


def test_what_sounds_like_a_delay_puts_off_and_says_by_which_words() -> None:
    say(TOPIC)
    put_off = say(DELAY, 2, kind="answer")
    brought = say("Herewith the mooring plan, all four berths on one sheet.", 8, kind="answer")
    read()
    made = promise()
    assert (made.holding, made.kept_in) == ([put_off], brought)
    first = min(proposals("outcome"), key=lambda row: row.made_at)
    assert [reason for reason in first.reasons if reason.startswith('It sounds like a delay: "')], first.reasons
    assert first.words


def test_where_no_sign_says_anything_its_sound_counts_in_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "outcome", lambda *_, **__: library.Outcome(None))
    say(TOPIC)
    put_off = say(DELAY, 2, kind="answer")
    say(BARE, 8, kind="answer")
    read()
    assert promise().holding == [put_off]
    first = min(proposals("outcome"), key=lambda row: row.made_at)
    assert f'It sounds like a delay: "{first.words[0]["text"]}".' in first.reasons


def test_words_of_a_sound_that_are_shown_stand_in_the_message() -> None:
    say(TOPIC)
    say(DELAY, 2, kind="answer")
    say(BARE, 8, kind="answer")
    read()
    for row in proposals("outcome"):
        text = Text.objects.get(interaction_id=row.interaction_id).body
        assert all(word["text"] in text for word in row.words)


def test_in_another_language_words_weigh_what_they_weighed() -> None:
    step = Step(DAY, ours=True, words="holding", sure=0.6, names=True)
    heard = replace(step, heard=Heard(-3.0, 3.0, -4.0), telling="has to wait")
    alone, both = weigh([step], 0, None), weigh([heard], 0, None)
    assert alone is None
    assert both is not None
    assert both.verdict == "holding"
    assert both.by_rule


def test_what_signs_say_weighs_less_where_all_words_are_heard_too() -> None:
    step = Step(DAY, ours=True, words="delivers", sure=0.8)
    alone, heard = weigh([step], 0, None), weigh([replace(step, heard=Heard(0.0, 0.0, -4.0))], 0, None)
    assert alone is not None
    assert heard is not None
    assert heard.weight == alone.weight - 2


def test_whatever_is_told_keeps_a_promise_only_to_write_though_it_sounds_like_no_delivery() -> None:
    step = Step(DAY, ours=True, heard=Heard(-4.0, -4.0, -4.0))
    kept = weigh([step], 0, None, report=True)
    assert kept is not None
    assert kept.verdict == "delivers"
    assert weigh([step], 0, None) is None
