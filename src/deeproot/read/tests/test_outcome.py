"""What a later message means for a promise, with its reasons."""

# ruff: noqa: DTZ001 -- a moment without an offset is UTC, as in the tables
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deeproot.read.outcome import outcome

FRIDAY = datetime(2026, 6, 12, 9)


@pytest.mark.parametrize(
    ("promise", "later", "expected"),
    [
        ("I'll send you the revised offer by Friday.", "Attached is the revised offer.", "delivers"),
        ("We'll fix the export by Friday.", "The fix is live since this morning, the export runs.", "delivers"),
        ("I'll ask legal and get back to you.", "I spoke with legal: the clause can stay.", "delivers"),
        ("We will refund the amount.", "Your refund was processed yesterday.", "delivers"),
        ("I'll send you the offer.", "I'm still waiting for finance, sorry.", "holding"),
        ("We'll fix the export.", "The export is not fixed yet, we need two more days.", "holding"),
        ("We'll add the field.", "Unfortunately we won't be able to add the field.", "withdraws"),
    ],
)
def test_it_reads_what_our_later_message_means(promise: str, later: str, expected: str) -> None:
    found = outcome(promise, later, FRIDAY)
    assert found.value == expected
    assert found.reasons
    assert all(word in later for word in found.words)


@pytest.mark.parametrize(
    ("promise", "later"),
    [
        ("I'll send the test certificate by Friday.", "The test certificate is attached. Apologies, this took an age."),
        ("We'll arrange the refund.", "The refund is on its way to you."),
        ("We'll ship the spare pump by Friday.", "The spare pump left our dock this morning."),
        ("We'll set up the reminders.", "Later than agreed, but the reminders are live now."),
        (
            "I'll send you the floor plan.",
            "Enclosed is the floor plan. It should have come a week ago.",
        ),
        ("I'll give you a date for the visit by Monday.", "Your visit is booked for the 14th."),
        ("We'll set up access for the new nurses.", "The new nurses can sign in as of now, though later than agreed."),
        ("I'll issue the new key.", "Your key is at the foot of this message. You have been kept waiting, I am sorry."),
        ("Ich schicke Ihnen das Messprotokoll bis Freitag.", "Das Messprotokoll liegt bei, wie versprochen."),
        ("Je vous envoie le rapport d'ici lundi.", "Le rapport est en pièce jointe, avec retard, pardonnez-moi."),
        ("Le enviaré el plano el lunes.", "Aquí está el plano, como prometí. Perdone el retraso."),
    ],
)
def test_what_stands_now_delivers_though_it_comes_late(promise: str, later: str) -> None:
    found = outcome(promise, later, FRIDAY)
    assert found.value == "delivers"
    assert found.confidence >= 0.55


@pytest.mark.parametrize(
    "later",
    [
        "The spare pump is not ready.",
        "The spare pump should be ready soon.",
        "We are late with the spare pump.",
        "The spare pump will be on its way once it is tested.",
        "Is the spare pump in your workshop?",
    ],
)
def test_what_does_not_stand_yet_delivers_nothing(later: str) -> None:
    assert outcome("We'll ship the spare pump by Friday.", later, FRIDAY).value != "delivers"


@pytest.mark.parametrize(
    ("promise", "later"),
    [
        ("We'll get you the answer from the lab.", "Sorry to disappoint: the answer from the lab will not come."),
        ("I'll send you the floor plan.", "We promised more than we could: no floor plan. Instead you get a sketch."),
        (
            "Wir liefern das Ersatzteil.",
            "Das Ersatzteil wird nicht kommen, stattdessen gibt es Rabatt.",
        ),
    ],
)
def test_a_refusal_takes_the_promise_back(promise: str, later: str) -> None:
    assert outcome(promise, later, FRIDAY).value == "withdraws"


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        ("The export still fails with the same error.", "not_solved"),
        ("I have not received anything yet.", "not_solved"),
        ("Thanks, the export works now.", "confirms"),
    ],
)
def test_it_reads_the_customers_word(later: str, expected: str) -> None:
    assert outcome("We'll fix the export by Friday.", later, FRIDAY, direction="in").value == expected


def test_a_holding_reply_brings_its_new_date() -> None:
    found = outcome("I'll send the offer by Friday.", "It takes longer, I'll send the offer on Monday.", FRIDAY)
    assert found.value == "holding"
    assert found.new_due is not None
    assert found.new_due.latest == date(2026, 6, 15)


def test_a_promised_call_is_kept_by_a_call() -> None:
    assert outcome("I'll call you on Monday.", "", FRIDAY, channel="call").value == "delivers"
    assert outcome("I'll send the file on Monday.", "", FRIDAY, channel="call").value is None


def test_a_message_about_another_open_promise_says_nothing_of_this_one() -> None:
    this, other = "I'll send you the corrected invoice by Friday.", "I'll send you the training schedule."
    later = "Here is the training schedule you asked for."
    assert outcome(this, later, FRIDAY).value == "delivers"
    assert outcome(this, later, FRIDAY, others=[other]).value is None
    assert outcome(other, later, FRIDAY, others=[this]).value == "delivers"


def test_thanks_confirm_only_what_was_delivered() -> None:
    promise = "We'll refund the double charge by Friday."
    assert outcome(promise, "Great, thank you!", FRIDAY, direction="in", delivered=True).value == "confirms"
    assert outcome(promise, "Great, thank you!", FRIDAY, direction="in", delivered=False).value is None
    arrived = "The refund has arrived, thanks."
    assert outcome(promise, arrived, FRIDAY, direction="in", delivered=False).value == "confirms"


@pytest.mark.parametrize("later", ["Thanks for the update, I look forward to it.", "Any news on this?"])
def test_who_waits_neither_confirms_nor_complains(later: str) -> None:
    assert outcome("We'll fix the export.", later, FRIDAY, direction="in").value is None


def test_a_new_date_counts_though_nothing_is_promised_anew() -> None:
    found = outcome("I'll send the offer by Friday.", "The offer is delayed, new date: Monday.", FRIDAY)
    assert found.value == "holding"
    assert found.new_due is not None
    assert found.new_due.latest == date(2026, 6, 15)


def test_what_names_nothing_of_the_promise_is_left_to_a_person() -> None:
    found = outcome("We'll fix the export.", "Fixed.", FRIDAY)
    assert found.value == "delivers"
    assert found.confidence <= 0.7
    assert outcome("We'll fix the export.", "The export is fixed.", FRIDAY).confidence > 0.75


def test_a_message_elsewhere_about_something_else_says_nothing() -> None:
    later = "Here is the agenda of the webinar."
    assert outcome("I'll send you the revised offer.", later, FRIDAY, same_thread=False).value is None
    elsewhere = outcome("I'll send you the revised offer.", "Attached the revised offer.", FRIDAY, same_thread=False)
    assert elsewhere.value is None or "the same" in elsewhere.reasons[1]


@given(st.text(), st.text(), st.sampled_from(["in", "out", "both"]), st.booleans())
def test_no_texts_break_it(promise: str, later: str, direction: str, same_thread: bool) -> None:
    found = outcome(promise, later, FRIDAY, direction=direction, same_thread=same_thread)
    assert 0 <= found.confidence <= 1


@pytest.mark.parametrize(
    ("promise", "later", "meaning"),
    [
        ("We'll mow the lawn by Thursday.", "Lawn's mown, edges too.", "delivers"),
        ("I'll send you the floor plan by Friday.", "Floor plan is in the shared folder.", "delivers"),
        ("Our roofer will fix the gutter on Monday.", "Gutter repaired, photos below.", "delivers"),
        ("I'll ask the embassy about the visa.", "Embassy says three weeks for the visa.", "delivers"),
        ("I'll give you a price for the three seats.", "Price for 3 seats: 610 a year.", "delivers"),
        ("We will ship the spare blades tomorrow.", "The truck left without your blades. They go Friday.", "holding"),
        ("I'll e-mail you the X-rays today.", "Doctor has yet to release the X-rays.", "holding"),
        ("We will exchange the mattress on Saturday.", "We can't exchange the mattress, it is too old.", "withdraws"),
        ("We'll credit the bottles this month.", "After checking the tape we won't credit the bottles.", "withdraws"),
        ("We'll set up the scanner tomorrow.", "Please clear the desk for the scanner.", None),
        ("We will exchange the mattress on Saturday.", "The mattress has two sides?", None),
    ],
)
def test_a_plain_statement_of_what_was_promised_counts(promise: str, later: str, meaning: str | None) -> None:
    assert outcome(promise, later, datetime(2026, 6, 10, 10, 30)).value == meaning


def test_talk_of_the_weather_takes_no_delivery_back() -> None:
    later = "Snow here, half the lads stuck. The part list is below."
    assert outcome("I'll write up the part list.", later, datetime(2026, 6, 10, 10, 30)).value == "delivers"


@pytest.mark.parametrize(
    ("later", "meaning"),
    [
        ("The saddle chart is here. It was meant to go last month.", "delivers"),
        ("Saddle chart attached. It slipped past me, sorry.", "delivers"),
        ("Hope the week is kind to you. Saddle chart attached.", "delivers"),
        ("Here is the saddle chart. No reply needed.", "delivers"),
        ("Thanks for bearing with the delay. Chart attached.", "delivers"),
        ("This is slipping, the scanner died. It'll be by Friday.", "holding"),
        ("We can't do the chart after all, we still wait for the 3rd.", "withdraws"),
    ],
)
def test_excuses_and_courtesies_beside_a_delivery_put_nothing_off(later: str, meaning: str) -> None:
    assert outcome("I'll send the saddle chart by Monday.", later, datetime(2026, 6, 15, 10, 30)).value == meaning


def test_what_is_said_to_be_missing_of_the_promise_still_puts_it_off() -> None:
    later = "The saddle chart is not ready yet. Your boots are here."
    assert outcome("I'll send the saddle chart by Monday.", later, datetime(2026, 6, 15, 10, 30)).value == "holding"


def test_the_name_of_what_was_promised_is_no_sign_that_it_is_late_or_off() -> None:
    promise = "You'll have the new date for the delayed ferry by Monday."
    assert (
        outcome(promise, "The new date for the delayed ferry is attached.", datetime(2026, 6, 15)).value == "delivers"
    )


def test_what_is_not_to_be_had_is_taken_back() -> None:
    later = "I gave my word too lightly: the left oar is not to be had."
    assert outcome("You'll have the left oar by Monday.", later, datetime(2026, 6, 15)).value == "withdraws"


def test_an_excuse_beside_what_happened_puts_nothing_off_whatever_it_calls_it() -> None:
    later = "Your money's gone back to the card. It was meant to be last week's job."
    assert outcome("I'll refund you by Monday.", later, datetime(2026, 6, 15)).value != "holding"


@pytest.mark.parametrize(
    ("later", "meaning"),
    [
        ("Bad news from the printer: the plates are cracked. I will send it by Thursday.", "holding"),
        ("The printer is out fishing. News from me by Thursday.", "holding"),
        ("Good news from the printer: the plates are ready.", "delivers"),
    ],
)
def test_news_of_a_hitch_or_of_a_later_day_delivers_nothing(later: str, meaning: str) -> None:
    assert outcome("I will find out by Monday when the plates come.", later, FRIDAY).value == meaning


def test_words_that_only_introduce_deliver_nothing() -> None:
    promised = "I will send you the plates by Monday."
    assert outcome(promised, "Here's the snag, one of them is cracked.", FRIDAY).value != "delivers"
    assert outcome(promised, "Here are the plates.", FRIDAY).value == "delivers"
