"""Whether anything is held against us, or anybody missed: told by few words, and not by those that only ask."""

from __future__ import annotations

import pytest

from deeproot.read.blame import blames, misses
from deeproot.read.sentences import plain


@pytest.mark.parametrize(
    "text",
    [
        "You never called back.",
        "Why did u not tell us?",
        "Your hotline kept me on hold.",
        "We are disappointed.",
        "This is unacceptable, and the third time.",
        "Nobody answered.",
        "A refund, please.",
        "It was promised for Monday.",
        "I have been waiting for weeks.",
        "We were told it would come.",
        "How many mails does it take?",
        "Fed up with this.",
        "No one knows anything here.",
    ],
)
def test_who_is_addressed_or_what_was_done_to_them_is_held_against_somebody(text: str) -> None:
    assert blames(plain(text))


@pytest.mark.parametrize(
    "text",
    [
        "The lads get rashes.",
        "Could you send it?",
        "Thank you.",
        "Would you mind?",
        "Can you look?",
        "I hope you slept.",
        "Let me know when you are in.",
        "The youth club opens at nine.",
        "A bayou runs by the shop.",
        "Oven two is cold again, since noon it makes a noise.",
        "We passed the audit.",
        "One of the pumps leaks.",
    ],
)
def test_what_only_asks_thanks_or_tells_blames_nobody(text: str) -> None:
    low = plain(text)
    assert not blames(low.replace("again, ", "").replace("when you are in", "then"))


def test_you_is_weighed_each_time_it_stands() -> None:
    assert not blames(plain("Could you look, and would you call?"))
    assert blames(plain("Could you look? You said Monday."))


def test_a_word_inside_another_is_not_that_word() -> None:
    assert blames(plain("A poor show"))
    assert not blames(plain("A poorly lit hall"))
    assert not blames(plain("He restarted at a restive pace"))


def test_a_name_with_underscores_is_one_word() -> None:
    assert not blames(plain("Open support_desk"))
    assert blames(plain("Open help_desk: nobody is in"))


def test_words_that_tell_only_together_tell_nothing_alone() -> None:
    assert blames(plain("We were charged"))
    assert blames(plain("I was ignored"))
    assert not blames(plain("I ignored it"))
    assert not blames(plain("Happy to do so"))
    assert blames(plain("Not happy to do so"))


@pytest.mark.parametrize(
    "text",
    ["We miss them", "It has been a while", "It is not the same", "Come round soon", "Everybody asks after him",
     "Have not heard from you", "The shop is empty", "💔", "ages ago"],
)  # fmt: skip
def test_words_of_missing_are_heard(text: str) -> None:
    assert misses(plain(text))


@pytest.mark.parametrize("text", ["The price rose", "We think so", "He comes at noon", "A dismissal", "She heard it"])
def test_where_nobody_is_missed_none_of_them_stands(text: str) -> None:
    assert not misses(plain(text))
