"""Who asks wants to be told something, or to be given something or have it done."""

import pytest

from deeproot.read import kind
from deeproot.read.tests.growth import grows_with_its_text
from deeproot.read.wanted import TO_BE_GIVEN, TO_BE_TOLD, speaks_to_somebody, wants, wonders


@pytest.mark.parametrize(
    "text",
    [
        "Could you tell me which rope takes salt water?",
        "Please tell me how long the glue has to dry.",
        "I should be glad to know whether the nets are tarred.",
        "How long does the varnish keep?",
        "Quick one: is the blue paint lead free?",
        "We sent the order in March. Does the mill grind rye as well?",
    ],
)
def test_who_asks_how_which_or_whether_wants_to_be_told(text: str) -> None:
    assert wants(text) == TO_BE_TOLD
    assert kind(text).value == "question"


@pytest.mark.parametrize(
    "text",
    [
        "Could I get the list of moorings?",
        "We are still missing the papers of the boat. When can we have them?",
        "Can somebody mend the winch, please?",
        "Please send the second sail.",
    ],
)
def test_who_asks_for_a_thing_wants_to_be_given_it(text: str) -> None:
    assert wants(text) == TO_BE_GIVEN
    assert kind(text).value == "request"


def test_where_it_wants_both_or_neither_it_stays_open() -> None:
    assert wants("Which sail is it, and could you send it?") is None
    assert wants("The tide was high on Sunday.") is None


def test_who_only_says_what_they_wish_for_speaks_to_nobody() -> None:
    wish, asked = "I want the ferry full by nine, as it was in my father's day.", "Please have the ferry full by nine."
    assert not speaks_to_somebody(wish)
    assert speaks_to_somebody(asked)
    assert speaks_to_somebody("Fine. Send it.")
    assert kind(wish).value not in ("request", "question")


@pytest.mark.parametrize("piece", ["\n\n", "what is ", "do you? ", "could "])
def test_hostile_repetition_takes_no_longer_than_its_length(piece: str) -> None:
    for ask in (wants, speaks_to_somebody):
        assert grows_with_its_text(ask.__wrapped__, piece, 2_000)


@pytest.mark.parametrize(
    "text",
    [
        "I'm being asked whether the ferry takes dogs, and I don't know.",
        "For the life of me I can't find out who has the key of the boathouse.",
        "We are not sure how long the varnish must dry. The lads want to know.",
        "My sister keeps asking when the season begins.",
    ],
)
def test_who_is_asked_or_does_not_know_asks_without_a_mark(text: str) -> None:
    assert wonders(text)
    assert kind(text).value == "question"


@pytest.mark.parametrize("text", ["Nobody asked me.", "I know how it is done.", "We are sure that it will hold."])
def test_who_asks_nothing_does_not_wonder(text: str) -> None:
    assert not wonders(text)
