"""Beliefs: what customers say of themselves, once, with their words as evidence."""

from __future__ import annotations

from datetime import timedelta

import pytest

from deeproot_app.record.models import Belief
from deeproot_app.record.reading.rules import HARD_TIMES
from deeproot_app.record.reading.tests.cast import DAY, customer, proposals, read, say

pytestmark = pytest.mark.django_db
HARD = "We had to let half of the team go last week, money is very tight."
NEED = "We need to print labels in batches."


@pytest.fixture(autouse=True)
def one_customer() -> None:
    customer()


def test_hard_times_are_held_at_once_and_end() -> None:
    said = say(HARD, direction="in")
    read()
    belief = Belief.objects.get(about="capacity")
    assert (belief.evidence, belief.from_at, belief.until) == ([said], DAY, DAY + HARD_TIMES)


def test_hard_times_told_of_again_last_longer() -> None:
    first, again = say(HARD, direction="in"), say("Money is still very tight, we let more people go.", 30, "in")
    read()
    belief = Belief.objects.get(about="capacity")
    assert belief.evidence == [first, again]
    assert belief.until == DAY + timedelta(days=30) + HARD_TIMES
    assert belief.confirmed_at == DAY + timedelta(days=30)


def test_the_same_need_said_again_is_one_belief_with_more_evidence() -> None:
    first, again = say(NEED, direction="in"), say("As I said: we need to print labels in batches.", 9, "in", "t2")
    read()
    assert Belief.objects.get(about="need").evidence == [first, again]


def test_what_we_write_of_a_customer_is_no_belief_of_theirs() -> None:
    say(NEED)
    read()
    assert not Belief.objects.exists()
    assert not proposals("belief")


def test_what_a_file_gave_of_the_same_words_is_not_added_again() -> None:
    said = say(NEED, direction="in")
    Belief.objects.create(
        belief_id="b-1", customer_id="c1", about="need", text="Labels in batches", from_at=DAY, evidence=[said]
    )
    read()
    assert Belief.objects.get(about="need").pk == "b-1"
    assert not proposals("belief", value__about="need")


def test_an_assumption_of_ours_that_they_say_themselves_waits_to_get_its_evidence() -> None:
    Belief.objects.create(
        belief_id="b-1", customer_id="c1", about="need", text="They need to print labels in batches", from_at=DAY
    )
    say(NEED, direction="in")
    read()
    (proposal,) = proposals("belief", value__about="need")
    assert (proposal.state, proposal.belief_id) == ("waiting", "b-1")
