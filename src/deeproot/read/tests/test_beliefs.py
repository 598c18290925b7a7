"""What customers say of themselves, and what is said of something else."""

import pytest

from deeproot.read.beliefs import beliefs


def abouts(text: str) -> set[str]:
    return {each.about for each in beliefs(text)}


@pytest.mark.parametrize(
    "text",
    [
        "We copy every order by hand, and it costs us an evening.",
        "I spend two days a month collecting signatures.",
        "Unser größtes Problem ist, dass wir alles von Hand machen.",
    ],
)
def test_a_pain_is_told_of_by_who_has_it(text: str) -> None:
    assert "pain" in abouts(text)


@pytest.mark.parametrize(
    "text",
    ["The manual was written for larger firms.", "Entering it manually is possible.", "I have read your mail twice."],
)
def test_a_pain_that_is_nobodys_is_none(text: str) -> None:
    assert "pain" not in abouts(text)


def test_a_thing_awaited_is_no_lasting_need() -> None:
    assert "need" not in abouts("I still need the corrected invoice for the auditor.")
    assert "need" in abouts("We need a way to print labels in batches.")
    assert "need" in abouts("We need the ability to print labels in batches.")


def test_why_a_customer_leaves_is_no_hard_time() -> None:
    assert "capacity" in abouts("Our main client went bankrupt and money is tight.")
    assert "capacity" not in abouts("We cancel our subscription: our main client went bankrupt.")


def test_hard_times_are_what_a_message_is_about_or_are_told_of_twice() -> None:
    text = "Our main client went bankrupt. When is the next course?"
    assert [found.about for found in beliefs(text, "hardship")] == ["capacity"]
    assert "capacity" not in [found.about for found in beliefs(text, "question")]
    both = "Our main client went bankrupt, and money is tight. When is the next course?"
    assert "capacity" in [found.about for found in beliefs(both, "question")]


def test_hard_times_without_a_known_phrase_rest_on_the_words_that_speak_most_for_them() -> None:
    found = beliefs("The mill is closed since March. Please leave us out this year.", "hardship")
    assert [each.about for each in found] == ["capacity"]
