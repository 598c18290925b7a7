"""What our texts promise: firm, conditional or nothing, with the words, the giver and the due moment."""

# ruff: noqa: DTZ001 -- a moment without an offset is UTC, as in the tables
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deeproot.read.promises import commitment, promises
from deeproot.read.tests.growth import grows_with_its_text

WEDNESDAY = datetime(2026, 6, 10, 10, 30)


@pytest.mark.parametrize(
    "text",
    [
        "I'll send you the contract by Friday.",
        "We will look into this and get back to you.",
        "I am going to ask our engineers.",
        "Let me check with finance.",
        "Will send it EOD.",
        "You will receive the credit note within three days.",
        "Your refund will be processed tomorrow.",
        "Our technician will call you on Monday.",
        "We'll have the fix ready by mid-July.",
        "I’ll try to find out today.",
        "Expect the new quote on Thursday.",
        "We expect to ship the replacement this week.",
        "I'll call him on Friday if he is available.",
        "We'll check if the part is in stock.",
    ],
)
def test_a_commitment_that_could_be_kept_is_firm(text: str) -> None:
    assert commitment(text).value == "firm"


@pytest.mark.parametrize(
    "text",
    [
        "If you send me the log, I will look at it.",
        "Please share the details and we'll investigate.",
        "Once you have signed, we will ship the device.",
        "We are happy to help.",
        "Let me know which day suits you and I can set it up.",
        "I'd be glad to walk you through it.",
    ],
)
def test_a_commitment_that_waits_for_the_reader_is_conditional(text: str) -> None:
    assert commitment(text).value == "conditional"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I will be in Berlin on Friday.",
        "We will need your signature by Monday.",
        "We'll meet at noon.",
        "Will you send it?",
        "Shall I call you tomorrow?",
        "Hopefully we'll have it soon.",
        "He said they will call tomorrow.",
        "I sent the file on Monday.",
        "Thank you for your patience.",
        "We plan to grow.",
        "Then I will leave you to your bench.",
        "I'll let you get back to work.",
    ],
)
def test_being_meeting_needing_and_hoping_promise_nothing(text: str) -> None:
    assert commitment(text).value == "none"


def test_a_promise_has_its_words_giver_and_due_moment() -> None:
    text = "Hello Ana,\n\nthanks for the call. I'll send you the revised offer by Friday. Have a nice day."
    [promise] = promises(text, WEDNESDAY)
    assert text[promise.start : promise.end] == promise.words == "I'll send you the revised offer by Friday."
    assert promise.by == "writer"
    assert promise.due is not None
    assert promise.due.latest == date(2026, 6, 12)
    assert text[promise.due.start : promise.due.end] == promise.due.words == "Friday"
    assert promise.clear


def test_two_commitments_with_their_own_due_moments_are_two_promises() -> None:
    first, second = promises("I'll call you on Monday and we'll send the contract by Friday.", WEDNESDAY)
    assert first.due and second.due
    assert (first.due.latest, second.due.latest) == (date(2026, 6, 15), date(2026, 6, 12))
    assert second.by == "organisation"


def test_a_vague_promise_is_not_clear_and_gets_the_default_term() -> None:
    [promise] = promises("We'll get back to you soon.", WEDNESDAY, default=timedelta(days=5))
    assert not promise.clear
    assert promise.due and promise.due.at == WEDNESDAY + timedelta(days=5)


@given(st.text())
def test_no_text_breaks_it_and_words_are_its_own(text: str) -> None:
    for promise in promises(text, WEDNESDAY):
        assert text[promise.start : promise.end] == promise.words


@pytest.mark.parametrize("piece", ["I will ", "if you ", "we'll send ", "and then i ", "'", "i'll be ", "will be "])
def test_hostile_repetition_takes_no_longer_than_its_length(piece: str) -> None:
    assert grows_with_its_text(lambda text: promises(text, WEDNESDAY), piece)


@pytest.mark.parametrize(
    "text",
    [
        "You once wrote: “We will have every device checked by Friday.” How far are you?",
        'Your colleague said "I will send the list by Monday" and I noted it.',
        "Sie schrieben: „Wir werden die Liste bis Freitag schicken.“",
    ],
)
def test_telling_what_somebody_said_promises_nothing(text: str) -> None:
    assert promises(text, WEDNESDAY) == []


def test_what_stands_beside_anothers_words_still_promises() -> None:
    [found] = promises("You wrote: “We will see.” I will send you the list by Friday.", WEDNESDAY)
    assert found.words == "I will send you the list by Friday."
