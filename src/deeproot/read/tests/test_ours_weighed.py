"""How likely each kind of ours is: what is rare counts less, and where cues decide words must be sure to outdo them."""

from __future__ import annotations

import pytest

from deeproot.read import kind
from deeproot.read.kinds import facts_of
from deeproot.read.learnt import KINDS, Facts
from deeproot.read.weighed import USUALLY, weighed

OURS = KINDS["out"]
MISSING = "The lane is quiet on Fridays."
"""No cue tells of missing anybody, but a word does."""
PLAIN = "The blue paper is on the second shelf."
BY_SUBJECT = facts_of("Something's misfiled, and it's you.", "Thinking of you", "out")
ABROAD = facts_of("Vielen Dank für Ihre Treue in all den Jahren!", direction="out")
TOLD = facts_of("Congratulations on your new office!", direction="out")


def likeliest(facts: Facts, **said: float) -> str | None:
    """What is likeliest where the words say this; None where the cues decide."""
    (found,) = weighed([facts], [[said.get(name, 0.0) for name in OURS]], "out")
    return None if found is None else OURS[found.index(max(found))]


def decided(facts: Facts, share: float) -> bool:
    """Whether the cues decide where words, weighed by how usual a kind is, are so sure of "value"."""
    wanted = {"value": share, "pitch": (1 - share) / 2, "renewal": (1 - share) / 2}
    said = {name: each / USUALLY[OURS.index(name)] for name, each in wanted.items()}
    return likeliest(facts, **said) is None


def test_who_misses_a_customer_in_no_usual_word_is_heard() -> None:
    text, subject = "Your wheel's getting cold! Come home, all is forgiven.", "Where've you got to?"
    assert kind(text, subject, "out", answers=False, after="").value == "miss_you"


def test_who_misses_a_customer_in_a_usual_word_that_is_no_cue_is_heard() -> None:
    text, subject = "It is quiet on the pontoon without your boat.", "Your berth"
    assert facts_of(text, subject, "out", answers=False, after="").by_cues.value is None
    assert kind(text, subject, "out", answers=False, after="").value == "miss_you"


def test_we_miss_you_is_rarer_than_care_where_a_word_tells_of_it_and_rarer_still_where_none_does() -> None:
    some, none = facts_of(MISSING, direction="out"), facts_of(PLAIN, direction="out")
    assert likeliest(some, miss_you=0.6, care=0.4) == "miss_you"
    assert likeliest(some, miss_you=0.5, care=0.4) == "care"
    assert likeliest(none, miss_you=0.8, care=0.2) == "miss_you"
    assert likeliest(none, miss_you=0.6, care=0.2) == "care"


def test_in_another_language_no_word_is_looked_for_that_tells_of_missing() -> None:
    facts = facts_of("Der Schlüssel liegt nun unter der zweiten Stufe.", direction="out")
    assert not facts.english
    assert likeliest(facts, miss_you=0.6, care=0.4) == "miss_you"


def test_what_cues_found_in_a_subject_alone_stands_until_words_are_six_tenths_sure() -> None:
    assert (BY_SUBJECT.by_subject, BY_SUBJECT.by_cues.value) == (True, "care")
    assert decided(BY_SUBJECT, 0.55)
    assert not decided(BY_SUBJECT, 0.65)


def test_what_cues_found_in_another_language_stands_until_words_are_eight_tenths_sure() -> None:
    assert (ABROAD.english, ABROAD.by_cues.value) == (False, "appreciation")
    assert decided(ABROAD, 0.75)
    assert not decided(ABROAD, 0.85)


@pytest.mark.parametrize("share", [0.4, 0.9])
def test_what_cues_found_in_an_english_text_is_weighed_however_sure_words_are(share: float) -> None:
    assert (TOLD.by_subject, TOLD.by_cues.value) == (False, "appreciation")
    assert not decided(TOLD, share)
