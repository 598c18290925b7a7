"""What was found out is remembered within bounds, and what is looked for first never hides what is there."""

import pytest

from deeproot.read import disclaimers, signed
from deeproot.read.furniture import words
from deeproot.read.remembered import LONGEST_REMEMBERED, Remembered, asked_once


def test_a_question_is_asked_once_of_a_short_line_and_each_time_of_a_long_one():
    asked = []
    length = asked_once(lambda line: asked.append(line) or len(line))
    long = "a" * (LONGEST_REMEMBERED + 1)
    assert [length(line) for line in ("ab", long, "ab", long)] == [2, len(long), 2, len(long)]
    assert asked == ["ab", long, long]


def test_no_more_is_remembered_than_there_is_room_for():
    known = Remembered(len, most=3)
    assert [known[word] for word in ("a", "bb", "ccc", "dddd", "a")] == [1, 2, 3, 4, 1]
    assert len(known) <= 3


@pytest.mark.parametrize("phrase", words("disclaimer"))
def test_a_phrase_of_a_disclaimer_is_found_wherever_it_stands(phrase):
    assert disclaimers.mentions_disclaimer(f"Anna x{phrase.capitalize()}, and more")


@pytest.mark.parametrize(
    "line", ["a@b", "www.a", "https://a", "[cid:1", "![x", "[image", "+49 (30) 12-34/5", "Tel 1", "my LinkedIn"]
)
def test_an_address_is_found_wherever_it_stands(line):
    assert signed.has_contact(line)
    assert signed.has_contact(f"Anna: {line}, and more")
