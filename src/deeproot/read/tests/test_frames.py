"""How something is told says whether it complains or tells of hard times, whatever the trade."""

import pytest

from deeproot.read import kind
from deeproot.read.cues import load
from deeproot.read.frames import HARD_TIMES, HELD_AGAINST_US, frames

TOLD_QUIETLY = (
    "I thought you should know that the kiln house burnt down last week. Until that is settled we can "
    "take on nothing new. It is nothing to do with you."
)


def test_hard_times_told_quietly_are_heard_by_how_they_are_told() -> None:
    assert {"disclose", "event", "retrench", "forbear"} <= frames(TOLD_QUIETLY)
    assert kind(TOLD_QUIETLY).value == "hardship"


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("The crates came without lids, which is not what was agreed.", "agreed"),
        ("I am a patient woman, but this is the third harvest.", "patience"),
        ("What do you intend to do about it?", "demand"),
        ("Your last letter was polite and left the roof as it was.", "fobbed"),
        ("Nobody at the depot ever rang.", "ignored"),
        ("You sold us rope that rots.", "accused"),
        ("This makes four letters.", "repeated"),
    ],
)
def test_each_way_to_hold_something_against_somebody_is_heard(text: str, sort: str) -> None:
    assert sort in frames(text)


def test_every_sort_has_its_words_and_no_word_stands_alone_by_chance() -> None:
    sorts = {name for topic in load("frames").values() for name in topic["frames"]}
    assert sorts == {*HARD_TIMES, *HELD_AGAINST_US, "polite", "inform"}
    assert not frames("We grow apples and a few pears, and would not do anything else.")


def test_what_is_told_calmly_in_a_subject_counts_for_a_first_message() -> None:
    body = "The kiln house burnt down last week."
    told, alone = (kind(body, subject) for subject in ("Something you should know about how we stand", ""))
    assert told.value == "hardship"
    assert told.confidence >= alone.confidence
