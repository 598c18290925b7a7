"""Promises that no cue knows are heard by all their words; what only sounds like one is not."""

from __future__ import annotations

from datetime import datetime

import pytest

from deeproot.read import commitment, promises
from deeproot.read.commitments import commitments
from deeproot.read.promised import hear, likely, names_of, tokens_of

SAID_AT = datetime.fromisoformat("2026-06-10T10:30")

PROMISED = [
    ("Gearbox: Thursday on your ramp, with the new seals.", "2026-06-11"),
    ("Olga drops the samples off at yours tomorrow.", "2026-06-11"),
    ("Corrected drawing over to you Fri.", "2026-06-12"),
    ("Photo of the weld to you this evening.", "2026-06-10"),
    ("Your deposit is back on your card by the 19th.", "2026-06-19"),
    ("Both sets are being redone, you have them on Monday.", "2026-06-15"),
    ("Count on me for Tuesday.", "2026-06-16"),
    ("Ersatz kommt am Freitag bei Ihnen an.", "2026-06-12"),
    ("Le technicien passe vendredi matin.", "2026-06-12"),
    ("El informe lo tiene usted el viernes.", "2026-06-12"),
]
NOT_PROMISED = [
    "Your fitter picks it up on Friday.",
    "We delivered it last Friday.",
    "The fair opens on Friday.",
    "The bank answers within ten days.",
    "I am in Paris on Friday.",
    "Thursday suits me.",
    "Did the parcel arrive this morning?",
    "He wrote that it would be there by Friday.",
    "Your contract ends on Friday.",
    "You'll love what comes out on Friday.",
    "Bitte überweisen Sie bis Freitag.",
    "Please use the loan unit we ship today until yours is back, then it is done.",
]


@pytest.mark.parametrize(("text", "day"), PROMISED)
def test_a_promise_without_a_cue_is_heard_with_its_day(text: str, day: str) -> None:
    (found,) = promises(text, SAID_AT)
    assert found.firmness == "firm"
    assert found.due is not None
    assert str(found.due.at)[:10] == day
    assert found.words == text


@pytest.mark.parametrize("text", [text for text, _ in PROMISED[:2]])
def test_cues_alone_would_have_missed_it(text: str) -> None:
    assert not commitments(text.lower(), 0, len(text), lambda: True)


@pytest.mark.parametrize("text", NOT_PROMISED)
def test_what_only_names_a_day_promises_nothing(text: str) -> None:
    assert commitment(text).value == "none"


def test_a_condition_is_heard_without_its_words() -> None:
    assert commitment("Signed copy today, machine on Thursday.").value != "firm"


def test_how_sure_it_is_is_the_likelihood_that_was_learnt() -> None:
    (found,) = promises("Corrected drawing over to you Fri.", SAID_AT)
    said = hear("corrected drawing over to you fri.")
    assert said is not None
    firm, _ = likely(said, "dated")
    assert found.confidence == pytest.approx(min(0.95, firm))
    assert found.cue in found.words.lower()


def test_words_of_an_unknown_language_are_not_heard() -> None:
    assert hear("huomenna lähetämme teille uuden laskun perjantaihin mennessä") is None


def test_weekdays_months_and_numbers_count_as_one_word_each() -> None:
    tuesday = names_of(tokens_of("you have it on tuesday, 3 june"), "dated", "none")
    assert tuesday == names_of(tokens_of("you have it on fri, 14 march"), "dated", "none")
