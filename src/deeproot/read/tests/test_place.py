"""What a message's place in its thread says of it."""

from datetime import UTC, datetime

import pytest

from deeproot.read import beliefs, kind, kinds, learnt, needs_answer, promises, split
from deeproot.read.label import Label
from deeproot.read.place import (
    AFTER,
    AGAIN,
    HEAD,
    LEFT_AFTER_SORRY,
    LEFT_AFTER_US,
    NOBODY_ANSWERED,
    Around,
    asks_more,
    facts_around,
    of_place,
)
from deeproot.read.replied import APOLOGY, COMFORT, FILED, NOTED, replied
from deeproot.tables import KINDS

IN = learnt.KINDS["in"]
SAID_AT = datetime(2026, 6, 10, 10, 30, tzinfo=UTC)
DOUBTFUL = "My colleague is tasked to create the login for your accountant by 26 September."
BE_ON_TO_YOU = "I'll be on to you with the refund of the fine by Thursday."


def test_what_is_told_after_our_question_is_feedback_rather_than_a_complaint() -> None:
    text = "While I've got you: we miss one in three, it's costing us a fortune."
    alone, told = (kind(text, after=after) for after in (AGAIN, "care"))
    assert told.value != "complaint"
    assert told.value == "feedback" or alone.value != "complaint"


def test_a_remark_in_a_survey_is_feedback_and_no_empty_all_great() -> None:
    remark, told = kind("Pretty good.", channel="survey"), kind("Pretty good.", after="care")
    assert told.value == "all_great"
    assert remark.value != "all_great" or remark.confidence < told.confidence


def test_where_nothing_is_known_of_its_place_every_kind_is_as_likely_as_before() -> None:
    assert of_place(None) == {}
    assert of_place("a kind nobody knows") == {}
    assert of_place(HEAD)["holding"] < 1


def test_only_kinds_that_there_are_have_a_place() -> None:
    assert {name for shares in AFTER.values() for name in shares} <= set(KINDS)


def test_in_reply_to_a_request_a_day_named_is_likelier_that_of_a_promise() -> None:
    for words in (DOUBTFUL, BE_ON_TO_YOU):
        assert not any(promise.clear for promise in promises(words, SAID_AT))
        assert not any(promise.clear for promise in promises(words, SAID_AT, owed=-1.5))
    assert any(promise.clear for promise in promises(BE_ON_TO_YOU, SAID_AT, owed=2.5))
    assert any(promise.clear for promise in promises(DOUBTFUL, SAID_AT, owed=2.5))


def test_what_only_asks_to_agree_is_still_a_promise() -> None:
    for words in (
        "Let me build you that report by 27 June, sound good?",
        "I'll drop it off on Monday, would that suit?",
    ):
        assert [promise.firmness for promise in promises(words, SAID_AT)] == ["firm"]
    assert promises("Would it be alright if I get that to you on Tuesday?", SAID_AT) == []


def test_that_a_moment_will_do_promises_nothing() -> None:
    assert promises("Bill enclosed. End of next month will do.", SAID_AT) == []
    assert [promise.firmness for promise in promises("Thanks, will do.", SAID_AT)] == ["firm"]


def test_a_courtesy_beside_the_greeting_is_part_of_it() -> None:
    assert split("Hi Anna, how's things?\n\nThank you for clarifying, it is clear now.").body.startswith("Thank you")
    assert split("Hi Anna, how is the refund going?\n\nWe wait for it since May.").body.startswith("how is the refund")
    assert split("Hi Anna, how are you?").body.startswith("how are you")


def test_one_phrase_in_a_long_conversation_is_doubtful_evidence_of_hard_times() -> None:
    talk = "There is no one to help. " + "We like the new scale and use it each day for the calves. " * 8
    (found,) = [each for each in beliefs(talk) if each.about == "capacity"]
    (short,) = [each for each in beliefs("There is no one to help.") if each.about == "capacity"]
    assert found.confidence < 0.75 <= short.confidence


def test_where_we_reply_that_we_are_sorry_it_was_a_complaint_and_where_we_comfort_it_was_hard_times() -> None:
    assert replied("My bad, that's on us. Flip the two wires.") == {APOLOGY}
    assert COMFORT in replied("What a blow. The account can wait as long as you need.")
    assert not replied("It is under Settings.")
    assert COMFORT in replied("I am so sorry to hear of the fire.")
    assert replied("I am so sorry, it was our mistake.") == {APOLOGY}
    text = "I leave you to consider how that looks. The tuner was due at nine and the stool stayed empty."
    sorry, glad = (
        kind(text, around=Around(first=True, replied=said)) for said in (frozenset({APOLOGY}), frozenset({NOTED}))
    )
    assert sorry.value == "complaint"
    assert glad.value != "complaint" or glad.confidence < sorry.confidence


def test_what_begins_a_thread_asks_sooner_than_what_follows_our_answer() -> None:
    text = "Hey do the tags hold up in rain"
    assert needs_answer(text, likelier=asks_more(Around(first=True), HEAD)).value
    assert asks_more(Around(answered=True), "answer") < 0 < asks_more(Around(), AGAIN)
    assert asks_more(None, None) == 0


def test_who_thanks_wants_no_answer_though_a_word_of_asking_stands_in_it() -> None:
    text = "Thank you, please let the ferryman know."
    thanks = Label("thanks", 0.9)
    assert needs_answer(text).value
    assert not needs_answer(text, likelier=asks_more(Around(confirms=True), "answer", thanks)).value
    assert asks_more(None, None, thanks) < 0 == asks_more(None, None, Label("thanks", 0.4))


def test_what_we_are_sorry_for_is_told_apart_in_a_case_and_where_we_had_asked() -> None:
    sorry = frozenset({APOLOGY})
    assert "we are sorry in a case" in facts_around(Around(in_case=True, replied=sorry))
    assert "we are only sorry" in facts_around(Around(replied=sorry))
    assert "we are only sorry" not in facts_around(Around(replied=sorry | {COMFORT}))
    asked = facts_around(Around(in_case=True, asked=True, replied=sorry))
    assert "we are sorry in a case" not in asked
    assert not [fact for fact in facts_around(Around(first=True)) if fact.startswith("we ")]


def test_what_they_wrote_before_is_a_fact_unless_we_had_asked_for_more() -> None:
    assert "they wrote complaint" in facts_around(Around(answered=True, wrote="complaint"))
    assert "they wrote complaint" not in facts_around(Around(answered=True, asked=True, wrote="complaint"))
    text = "The bell still rings at night. Your letter was kind, but the bell rings. What now?"
    again, new = (kind(text, after="answer", around=Around(answered=True, wrote=wrote)) for wrote in ("complaint", ""))
    assert again.value == "complaint"
    assert new.value != "complaint" or new.confidence < again.confidence


def test_a_letter_that_was_left_is_taken_for_grave_sooner_where_it_began_its_thread_or_came_after_a_complaint() -> None:
    assert NOBODY_ANSWERED in facts_around(Around(first=True, unanswered=True))
    assert NOBODY_ANSWERED in facts_around(Around(answered=True, wrote="complaint", unanswered=True))
    assert NOBODY_ANSWERED not in facts_around(Around(answered=True, wrote="question", unanswered=True))
    text = "The bell you sold us rings at night. It should not."
    left, fresh = (
        kind(text, after=HEAD, answers=False, around=Around(first=True, unanswered=each)) for each in (True, False)
    )
    assert (left.value, fresh.value) == ("complaint", "feedback")


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ({"complaint": 0.36, "feedback": 0.44}, "complaint"),
        ({"complaint": 0.33, "feedback": 0.44}, "feedback"),
        ({"hardship": 0.41, "feedback": 0.44}, "hardship"),
        ({"complaint": 0.4, "cancel": 0.5}, "cancel"),
    ],
)
def test_a_grave_kind_is_said_though_another_is_likelier_but_who_leaves_leaves(
    monkeypatch: pytest.MonkeyPatch, shares: dict[str, float], said: str
) -> None:
    likely = [shares.get(name, (1 - sum(shares.values())) / 7) for name in IN]
    monkeypatch.setattr(kinds, "weighed", lambda *given, **more: [likely])
    found = kind("The bell.")
    assert (found.value, found.confidence) == (said, pytest.approx(shares[said]))


def test_of_two_grave_kinds_the_likelier_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    shares = {"complaint": 0.42, "hardship": 0.46}
    likely = [shares.get(name, 0.12 / 7) for name in IN]
    monkeypatch.setattr(kinds, "weighed", lambda *given, **more: [likely])
    assert kind("The bell.").value == "hardship"


def test_of_our_own_messages_the_likeliest_kind_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a customer's grave kinds have their places, ours has others."""
    ours = learnt.KINDS["out"]
    for place in (IN.index("complaint"), IN.index("hardship")):
        likely = [0.5 if name == "answer" else 0.45 if name == ours[place] else 0.05 / 7 for name in ours]
        monkeypatch.setattr(kinds, "weighed", lambda *given, likely=likely, **more: [likely])
        assert kind("The bell.", direction="out").value == "answer"


def test_what_we_had_made_of_it_is_a_fact_only_where_they_had_begun_and_we_answered() -> None:
    said = frozenset({APOLOGY, COMFORT, FILED, NOTED})
    had = {"we had been sorry", "we had comforted", "we had filed it", "we had noted it"}
    assert had <= set(facts_around(Around(answered=True, said=said)))
    for around in (Around(said=said), Around(answered=True, begun_by_us=True, said=said, unanswered=True)):
        assert had.isdisjoint(facts_around(around))
        assert LEFT_AFTER_US not in facts_around(around)
    assert "we file it" in facts_around(Around(replied=frozenset({FILED})))
    assert "we file it" not in facts_around(Around(replied=frozenset()))


def test_who_is_left_after_a_complaint_is_left_in_one_way_only() -> None:
    said = frozenset({APOLOGY})
    facts = facts_around(Around(answered=True, wrote="complaint", said=said, unanswered=True))
    assert NOBODY_ANSWERED in facts
    assert {LEFT_AFTER_US, LEFT_AFTER_SORRY}.isdisjoint(facts)


def test_a_letter_left_where_we_were_sorry_or_filed_it_is_taken_for_a_complaint_sooner() -> None:
    sorry, filed = frozenset({APOLOGY}), frozenset({FILED})
    for said in (sorry, filed):
        assert LEFT_AFTER_SORRY in facts_around(Around(answered=True, said=said, unanswered=True))
    told = facts_around(Around(answered=True, unanswered=True))
    assert LEFT_AFTER_US in told
    assert LEFT_AFTER_SORRY not in told
    assert LEFT_AFTER_US not in facts_around(Around(answered=True, asked=True, said=sorry, unanswered=True))
    text = "It is Thursday and the parcel lies in Bremen. I only mention it."
    left, fresh = (
        kind(text, after="answer", around=Around(answered=True, wrote="request", said=sorry, unanswered=each))
        for each in (True, False)
    )
    assert left.value == "complaint"
    assert fresh.value != "complaint" or fresh.confidence < left.confidence


@pytest.mark.parametrize(
    "text",
    [
        "It's been raised with the team. We take this very seriously.",
        "Your mail has been logged as feedback.",
        "We have put it in your file. Thank you for your patience.",
        "Ihre Nachricht wurde intern weitergeleitet.",
        "Nous prenons votre message très au sérieux.",
        "Hemos trasladado su queja.",
    ],
)
def test_what_only_says_where_their_letter_went_files_it(text: str) -> None:
    assert FILED in replied(text)
    assert not replied("The new part leaves on Tuesday.")


def test_who_excuses_the_mail_itself_regrets_nothing() -> None:
    assert not replied("The tide table is under Harbour. Sorry for the typos, sent from the boat.")
    assert replied("Sorry, the tide table was wrong. Excuse the short note.") == {APOLOGY}


@pytest.mark.parametrize(
    "text",
    [
        "You were right to write. The fault lies with us.",
        "It ought never to have come to this.",
        "Your complaint is justified.",
        "I'd have been cross as well.",
        "Thank you for telling it straight. It was us.",
        "This should have been caught before it left us.",
        "It got past two of us.",
        "We dropped that one.",
        "You are more patient than we deserve.",
    ],
)
def test_who_owns_a_fault_or_grants_the_anger_apologises_without_the_word(text: str) -> None:
    assert APOLOGY in replied(text)


@pytest.mark.parametrize(
    "text",
    [
        "No offers from us until you say so.",
        "Nothing is due this quarter.",
        "We halve the fee for six months.",
        "Thank you for trusting us with it.",
    ],
)
def test_who_asks_nothing_of_somebody_for_a_while_comforts(text: str) -> None:
    assert COMFORT in replied(text)
