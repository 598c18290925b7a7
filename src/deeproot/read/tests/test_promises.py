"""What our texts promise: firm, conditional or nothing, with the words, the giver and the due moment."""

# ruff: noqa: DTZ001 -- a moment without an offset is UTC, as in the tables
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deeproot.read.promises import OPENS_HEARD, commitment, promises
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
        "Let me know which day suits you and I can set it up.",
        "Should the crack get any wider, we will send someone at once.",
        "If the frost stays away, we'll pour the concrete on Monday.",
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


@pytest.mark.parametrize(
    "text",
    [
        "Our fitter will be with you on Tuesday and our colourist is going to mix a new batch.",
        "The plumber will come by tomorrow between 2 and 4.",
        "Peter will email you the signed copy today.",
        "Someone from dispatch will ring you.",
        "I spoke to Jim in the workshop; he'll strip the pump down tomorrow.",
        "The missing brackets will be dispatched tonight.",
        "The leak will be sealed before the weekend.",
        "A replacement is going to be sent out today.",
        "We're going to re-plaster the ceiling.",
        "We aim to close this by the end of the week.",
        "Back to you by noon with the figures.",
        "We'll be in touch.",
        "I'll have a word with the foreman.",
    ],
)
def test_what_ours_will_do_or_what_will_be_done_by_a_day_is_firm(text: str) -> None:
    assert commitment(text).value == "firm"


@pytest.mark.parametrize(
    "text",
    [
        "The app will send you a reminder one day before.",
        "Your bank will charge you a fee for that.",
        "They will call you.",
        "He'll probably call you himself.",
        "The tax office will send you a notice in July.",
        "Our competitors will copy it within a year.",
        "The weather will be better on Friday.",
        "The new law will take effect in January.",
        "The bus will drop you in front of the hotel.",
    ],
)
def test_what_things_and_others_will_do_promises_nothing(text: str) -> None:
    assert commitment(text).value == "none"


@pytest.mark.parametrize(
    "text",
    [
        "We will never share your data with anyone.",
        "We always answer within one working day.",
        "Orders placed before noon will be shipped the same day.",
        "Refunds will be issued to the original card.",
        "Every order will be confirmed by e-mail.",
        "Participants will receive a certificate.",
        "We will process your personal data in accordance with the law.",
    ],
)
def test_rules_and_habits_promise_nothing(text: str) -> None:
    assert commitment(text).value == "none"


@pytest.mark.parametrize(
    "text",
    [
        "We are happy to help.",
        "I'd be glad to walk you through it.",
        "I'm happy to take your call any time.",
        "Feel free to ring me.",
        "We look forward to your visit.",
        "We'll be at booth 12 in hall 4.",
        "We will be happy to assist you.",
        "I can send you the data sheet if you want.",
        "If you have any questions, we'll gladly help.",
        "Go ahead and write to us and we'll be glad to help further.",
        "Let me wish you all the best.",
        "I'll keep this brief.",
    ],
)
def test_offers_and_courtesies_do_not_wait_as_promises(text: str) -> None:
    assert promises(text, WEDNESDAY) == []


@pytest.mark.parametrize(
    "text",
    [
        "We were going to send it on Tuesday, but the van broke down.",
        "In your report you say that we will close the plant.",
        "I'm not sure we will get it done by Friday.",
        "I'm writing to make sure that you'll get the form in time.",
        "Please sign so that we'll be able to start.",
        "I would have called you.",
        "We won't be able to deliver before May.",
        "You'll get an error.",
        "I'm going to London on Thursday.",
    ],
)
def test_what_is_told_doubted_denied_or_meant_promises_nothing(text: str) -> None:
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
        '"I do the order at midnight on Friday." You said that at the door.',
        '"We will have every lamp changed by Friday." That is what you said in May.',
    ],
)
def test_telling_what_somebody_said_promises_nothing(text: str) -> None:
    assert promises(text, WEDNESDAY) == []


def test_what_stands_beside_anothers_words_still_promises() -> None:
    [found] = promises("You wrote: “We will see.” I will send you the list by Friday.", WEDNESDAY)
    assert found.words == "I will send you the list by Friday."


@pytest.mark.parametrize(
    "text",
    [
        "Unser Monteur kommt am Dienstag zwischen 8 und 10 vorbei.",
        "Die Gutschrift wird morgen ausgestellt.",
        "Wir streichen die Wand auf unsere Kosten neu.",
        "Nous déduirons les frais de la prochaine facture.",
        "L'avoir sera émis demain.",
        "Un technicien passera chez vous jeudi matin.",
        "Descontaremos los gastos de la próxima factura.",
        "El abono se emitirá mañana.",
        "Nuestro técnico pasará el martes.",
    ],
)
def test_other_languages_promise_by_the_endings_of_their_verbs(text: str) -> None:
    assert commitment(text).value == "firm"


@pytest.mark.parametrize(
    "text",
    [
        "Wir werden Ihre Daten niemals weitergeben.",
        "Leider können wir vor Mai nicht liefern.",
        "Nous ne partagerons jamais vos données.",
        "L'application vous enverra un rappel.",
        "Nous serons au stand 12.",
        "Nunca compartiremos sus datos.",
        "La aplicación le enviará un recordatorio.",
        "Estaremos en el stand 12.",
    ],
)
def test_other_languages_rules_things_and_being_promise_nothing(text: str) -> None:
    assert commitment(text).value == "none"


def test_a_question_at_the_end_leaves_what_was_said_before_it() -> None:
    [found] = promises("I will send it again tomorrow - would you please check your mailbox?", WEDNESDAY)
    assert found.words.startswith("I will send it again tomorrow")
    assert found.clear


def test_a_day_said_first_belongs_to_the_promise() -> None:
    [found] = promises("Tomorrow you have the plan.", WEDNESDAY)
    assert found.words == "Tomorrow you have the plan."
    assert found.due and found.due.latest == date(2026, 6, 11)


def test_a_promise_that_is_spoken_of_is_not_made() -> None:
    assert not promises('"Our promise to the wards is a result within 24 hours."', WEDNESDAY)


@pytest.mark.parametrize(
    "text",
    [
        "I have arranged for the statement to reach you by Friday.",
        "It is our intention to send the new contract by 12 July.",
        "My plan is to call you on Thursday with the numbers.",
        "The report is yours by Monday.",
        "The report lands in your inbox on Monday.",
        "I've set myself Friday for the drawing.",
        "Your refund is booked for Thursday.",
        "You won't have to wait beyond Thursday for the fix.",
        "Let me come back to you on Thursday with the list.",
        "We do it until Friday.",
        "I can have the figures with you by Friday.",
        "We shall return the agreement, duly signed no later than Monday.",
        "The van leaves the depot on Friday.",
        "I'll leave the binder with your assistant on Friday.",
        "We'll leave the old endpoint up for you until Friday.",
        "I'll leave the key behind the counter on Friday.",
        "Your pump is set for delivery on Friday.",
        "Your pump is set for next Friday.",
        "On 18 May next year we'll send you the new list.",
        "We're having a demo on Monday and I'll send you the link by Friday.",
    ],
)
def test_a_promise_is_one_in_other_words_too_where_it_names_its_day(text: str) -> None:
    assert [promise.clear for promise in promises(text, WEDNESDAY)] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "The meeting is scheduled for Friday.",
        "You should have received it on Friday.",
        "With effect from 16 July the fee will be adjusted by 6%.",
        "The plan was to send it on Friday.",
        "Count on heavy traffic on Friday.",
        "The council has promised it for Friday.",
        "You have until Friday to decide.",
        "Please use the loan unit we ship today until yours is back.",
        "By means of a link that lapses after ten days.",
        "Please leave the tap running until Friday.",
        "Do leave the valve open overnight.",
        "25 June is coming and the agreement isn't signed.",
        "The alarm is set for a barn in June.",
        "The fee for your licence will be raised by 4% on Friday.",
        "Locker will cost 4% more from Friday.",
        "We're doing a little talk on Thursday at ten.",
        "Let me get this right, the delivery on Friday is the hard part.",
    ],
)
def test_what_names_a_day_beside_no_act_of_ours_is_no_promise(text: str) -> None:
    assert not any(promise.clear for promise in promises(text, WEDNESDAY))


def test_what_is_only_heard_must_be_surer_to_be_opened_unasked() -> None:
    (found,) = promises("We will send you the draft by Friday.", WEDNESDAY)
    assert replace(found, confidence=OPENS_HEARD - 0.02).clear
    assert not replace(found, confidence=OPENS_HEARD - 0.02, by_cues=False).clear
    assert replace(found, confidence=OPENS_HEARD, by_cues=False).clear


@pytest.mark.parametrize(
    "text",
    [
        "Hope you get a dry weekend by Saturday.",
        "Hope your van is back today.",
        "Pls send the form by Friday and we print it the same day.",
        "Not what anyone wants to see on a Monday.",
        "Takes you 5 minutes.",
    ],
)
def test_wishes_bids_and_habits_promise_nothing_even_in_reply_to_a_request(text: str) -> None:
    assert not any(promise.clear for promise in promises(text, WEDNESDAY, owed=2.5))


def test_what_is_owed_goes_to_what_is_promised_and_not_to_what_stands_beside_it() -> None:
    beside = "Your frame stands first in the row. The bench knows of it."
    assert promises(f"{beside} I'll send you the date by Monday.", WEDNESDAY, owed=5.0)[1:] == []
    assert len(promises(beside, WEDNESDAY, owed=5.0)) <= 1


@pytest.mark.parametrize(
    "text",
    [
        "I have checked with the bench.",
        "Thank you for being so clear.",
        "This is not what you pay us for, and it is on us.",
        "Yes: Notebook, Archive, One file.",
        "We've read it twice.",
        "You have every right to it.",
    ],
)
def test_what_was_done_and_thanks_promise_nothing_whatever_is_owed(text: str) -> None:
    assert promises(text, WEDNESDAY, owed=5.0) == []


@pytest.mark.parametrize(
    "text",
    [
        "The regatta starts on Friday.",
        "Our slipway opens again on Friday.",
        "Col is off until Friday.",
        "The varnish takes two days to harden.",
        "For that you need to bring the form by Friday.",
        "On the road today, so forgive the short answer.",
        "Oakfield: your slot tomorrow is at 7.",
    ],
)
def test_when_something_begins_and_who_is_away_is_told_and_not_promised_even_where_it_is_owed(text: str) -> None:
    assert not any(promise.clear for promise in promises(text, WEDNESDAY, owed=5.0))


def test_where_what_was_asked_for_came_no_condition_that_is_only_heard_counts() -> None:
    text = "Oar in your boat house before Friday if it kills me."
    assert [promise.firmness for promise in promises(text, WEDNESDAY, owed=5.0)] == ["firm"]
