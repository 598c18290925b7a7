"""What a subject adds to a text: what a letter of ours begins is heard with it, a reply's says nothing new."""

from __future__ import annotations

from typing import Any

import pytest

from deeproot.read.kinds import facts_of
from deeproot.read.weighed import weighed

SUBJECT, SILENT = "Strangers?", "The blue paper is on the second shelf."
TOLD = "We miss you! Come back and see what is new."
"""A text in which the cues find a kind, so that the subject is not asked."""


@pytest.mark.parametrize("direction", ["out", "both"])
@pytest.mark.parametrize("text", [SILENT, TOLD])
def test_a_letter_of_ours_is_heard_with_the_subject_it_begins_once(text: str, direction: str) -> None:
    facts = facts_of(text, SUBJECT, direction)
    assert facts.by_subject == (text == SILENT)
    assert facts.text == f"{SUBJECT}\n\n{text}"
    assert facts.heading == ""


@pytest.mark.parametrize(
    ("subject", "known"),
    [
        ("", {}),
        (f"Re: {SUBJECT}", {}),
        (f"AW: {SUBJECT}", {}),
        (SUBJECT, {"channel": "case"}),
        (SUBJECT, {"channel": "chat"}),
    ],
)
def test_without_a_subject_that_it_begins_a_letter_of_ours_is_heard_alone(subject: str, known: dict[str, Any]) -> None:
    assert facts_of(TOLD, subject, "out", **known).text == TOLD


def test_what_we_tell_each_other_is_heard_alone_where_it_tells_something() -> None:
    text = "Handing this case over to you, Ana."
    assert facts_of(text, SUBJECT, "internal").text == text


def test_a_customers_subject_stands_beside_the_text_unless_it_was_asked_or_repeats() -> None:
    told = "Please send me the signed contract."
    assert (facts_of(told, SUBJECT).text, facts_of(told, SUBJECT).heading) == (told, SUBJECT)
    assert facts_of(told, f"Re: {SUBJECT}").heading == ""
    assert facts_of(told, SUBJECT, channel="case").heading == ""
    asked = facts_of(SILENT, SUBJECT)
    assert (asked.by_subject, asked.text, asked.heading) == (True, f"{SUBJECT}\n\n{SILENT}", "")


def test_the_subject_of_a_case_that_answers_us_is_not_asked() -> None:
    subject = "Question about the invoice"
    assert facts_of(SILENT, subject, channel="case").by_subject
    assert not facts_of(SILENT, subject, channel="case", answers=True).by_subject


def test_a_long_subject_is_heard_as_far_as_five_hundred_characters() -> None:
    subject = "Strangers? " * 100
    assert facts_of(TOLD, subject, "out").text == f"{subject[:500]}\n\n{TOLD}"
    assert facts_of(SILENT, subject, "out").text == f"{subject[:500]}\n\n{SILENT}"
    assert facts_of("Please send me the signed contract.", subject).heading == subject[:500]


def test_language_and_votes_are_those_of_all_that_was_asked() -> None:
    facts = facts_of("Ok.", "Vielen Dank für Ihre Treue in all den Jahren", "out")
    assert facts.by_subject
    assert not facts.english
    assert facts.votes["appreciation"] > 0


def test_a_customers_subject_that_told_cues_nothing_leaves_the_words_to_be_heard() -> None:
    told, silent = (facts_of(SILENT, subject) for subject in ("Question about the invoice", "Blue paper"))
    assert (told.by_subject, silent.by_subject) == (True, True)
    assert silent.by_cues.value is None
    decided, heard = weighed([told, silent], [[1 / 9] * 9] * 2, "in")
    assert decided is None
    assert heard is not None
