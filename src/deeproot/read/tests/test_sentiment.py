"""How a text feels, what it complains of, and what it says of its writer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deeproot.read.beliefs import beliefs, capacity
from deeproot.read.complaint import complaint
from deeproot.read.sentiment import sentiment
from deeproot.read.tests.growth import grows_with_its_text

GOOD = ["This is great, thank you!", "We love the new search.", "Not bad at all.", "Perfect :)"]
BAD = ["This is terrible.", "The support is not good.", "I hate waiting.", "Third time this week, nobody answers."]


@pytest.mark.parametrize("text", GOOD)
def test_a_good_text_feels_good(text: str) -> None:
    value = sentiment(text).value
    assert value is not None and value > 0


@pytest.mark.parametrize("text", BAD)
def test_a_bad_text_feels_bad(text: str) -> None:
    value = sentiment(text).value
    assert value is not None and value < 0


@pytest.mark.parametrize("text", ["", "The meeting is at noon.", "1234"])
def test_nothing_is_said_of_a_text_without_feeling(text: str) -> None:
    assert sentiment(text).value is None


def test_degree_capitals_marks_and_but_move_it() -> None:
    plain = sentiment("The tool is good.").value
    assert plain is not None
    for stronger in ("The tool is very good.", "The tool is GOOD.", "The tool is good!!!"):
        value = sentiment(stronger).value
        assert value is not None and value > plain
    turned = sentiment("The tool is good, but the support is awful.").value
    assert turned is not None and turned < 0


def test_a_complaint_is_likely_where_cues_and_feeling_say_so() -> None:
    assert complaint("This is the third outage this month, it is unacceptable.").value is True
    assert complaint("Thanks, all good!").value is False
    assert complaint("The export is broken again.").confidence > complaint("When is the training?").confidence


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("We need single sign-on before we can roll it out.", "need"),
        ("We spend hours copying numbers by hand.", "pain"),
        ("Our goal is to halve the time to invoice by December.", "goal"),
        ("We chose you because of your support.", "origin"),
        ("Half of our team was laid off last week.", "capacity"),
        ("It saves us two hours a day.", "gain"),
    ],
)
def test_it_finds_what_customers_say_of_themselves(text: str, about: str) -> None:
    found = [finding for finding in beliefs(f"Hello Ben. {text} Bye.") if finding.about == about]
    assert [finding.words for finding in found] == [text]


def test_a_goal_has_its_metric_and_horizon() -> None:
    [goal] = [each for each in beliefs("Our goal is to cut churn by 20% this year.") if each.about == "goal"]
    assert (goal.metric, goal.horizon) == ("20%", "quarter")


def test_a_question_says_nothing_of_its_writer() -> None:
    assert beliefs("Do we need a new licence?") == []
    assert capacity("How do I add a user?") is None


@given(st.text())
def test_no_text_breaks_them(text: str) -> None:
    value = sentiment(text).value
    assert value is None or -1 <= value <= 1
    assert 0 <= complaint(text).confidence <= 1
    assert all(text[each.start : each.end] == each.words for each in beliefs(text))


@pytest.mark.parametrize("piece", ["not good ", "!", "but ", ":) ", "we need ", "our goal is "])
def test_hostile_repetition_takes_no_longer_than_its_length(piece: str) -> None:
    assert grows_with_its_text(complaint, piece)
    assert grows_with_its_text(beliefs, piece)
