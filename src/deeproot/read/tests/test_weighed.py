"""What the words say is weighed together with what stands around them, by weights that were learnt."""

from __future__ import annotations

import math

import pytest

from deeproot.read import kind
from deeproot.read.besides import facts_of_place
from deeproot.read.kinds import facts_of
from deeproot.read.learnt import KINDS
from deeproot.read.place import AGAIN, HEAD, Around
from deeproot.read.replied import APOLOGY, COMFORT, NOTED
from deeproot.read.weighed import SAYS, of_theirs, weights

ALIKE = [1 / len(KINDS["in"])] * len(KINDS["in"])
FAULT = "The ladle you sent has a hole in it. The stew went into the fire."


def likely(kind: str, *facts: str) -> float:
    """How likely a kind is by these facts alone."""
    return of_theirs([facts], [ALIKE])[0][KINDS["in"].index(kind)]


def test_every_fact_has_a_weight_for_every_kind_and_what_the_words_say_counts_for_their_own() -> None:
    assert all(len(row) == len(KINDS["in"]) for row in weights().values())
    for place, name in enumerate(KINDS["in"]):
        row = weights()[SAYS + name]
        assert row[place] == max(row) > 0.3


def test_every_fact_counts_once() -> None:
    """As it did where it was learnt: what always holds is a fact among the others."""
    words = [[math.log(ALIKE[0]) * weight for weight in weights()[SAYS + name]] for name in KINDS["in"]]
    raised = [math.exp(sum(column)) for column in zip(weights()["always"], *words, strict=True)]
    assert of_theirs([["always"]], [ALIKE])[0] == pytest.approx([each / sum(raised) for each in raised])


def test_likelihoods_are_shares_and_a_fact_nobody_learnt_changes_nothing() -> None:
    (told,) = of_theirs([["at the head"]], [ALIKE])
    assert sum(told) == pytest.approx(1)
    assert of_theirs([["at the head", "on a full moon"]], [ALIKE]) == [told]


@pytest.mark.parametrize("frame", ["told: disclose", "told: straits", "told: retrench", "told: forbear", "told: event"])
def test_each_way_to_break_bad_news_makes_hard_times_likelier(frame: str) -> None:
    assert likely("hardship", frame) > likely("hardship")


@pytest.mark.parametrize("frame", ["agreed", "patience", "demand", "ignored", "accused", "repeated"])
def test_each_way_to_hold_something_against_us_makes_a_complaint_likelier(frame: str) -> None:
    assert likely("complaint", f"told: {frame}") > likely("complaint")


def test_a_fault_put_like_a_request_for_help_is_less_of_a_complaint() -> None:
    assert likely("complaint", "told: polite") < likely("complaint")
    assert likely("complaint", "nothing held against anybody") < likely("complaint")


def test_where_we_comfort_it_was_hard_times_and_where_we_note_it_it_was_told() -> None:
    assert likely("hardship", "we comfort") > likely("hardship")
    assert likely("feedback", "we note it") > likely("feedback")


@pytest.mark.parametrize(
    ("fact", "speaks_for", "speaks_against"),
    [
        ("we are sorry", "complaint", "thanks question feedback praise"),
        ("we are only sorry", "hardship", ""),
        ("we are sorry in a case", "complaint", "thanks praise"),
        ("we comfort", "hardship", "complaint thanks question praise"),
        ("we note it", "feedback", "complaint request hardship"),
        ("we thank", "praise thanks", "complaint"),
        ("begun by us", "", "complaint"),
        ("they wrote complaint", "complaint", "request question feedback"),
        ("cues complain loudly", "complaint", "request question"),
        ("told: patience", "complaint", "request"),
        ("nobody answered", "complaint hardship", ""),
        ("left after our answer", "complaint", "feedback praise request"),
        ("left after we were sorry", "complaint", "feedback praise all_great"),
        ("nothing held against anybody", "", "complaint"),
        ("speaks to nobody", "", "question request"),
        ("wants to be told", "question", ""),
        ("wants a thing or a deed", "request", "question"),
        ("wonders", "question", "feedback hardship"),
    ],
)
def test_what_was_learnt_of_a_fact_says_what_judgement_says(fact: str, speaks_for: str, speaks_against: str) -> None:
    weighs = dict(zip(KINDS["in"], weights()[fact], strict=True))
    assert all(weighs[name] > 0 for name in speaks_for.split())
    assert all(weighs[name] < 0 for name in speaks_against.split())


def test_facts_name_what_is_known_of_a_message_and_nothing_else() -> None:
    alone = facts_of_place(facts_of(FAULT))
    assert {"always", "after nobody knows what"} <= set(alone)
    assert not any(name.startswith(("we ", "begun", "told: ")) for name in alone)
    around = Around(first=True, in_case=True, replied=frozenset({APOLOGY}))
    placed = facts_of_place(facts_of(FAULT, channel="case", around=around, after=HEAD, answers=False))
    assert {"at the head", "by case", "first in a case", "we are sorry in a case", "replies to no question"} <= {
        *placed
    }
    assert "after again" in facts_of_place(facts_of(FAULT, after=AGAIN))


def test_facts_of_telling_are_asked_of_english_alone() -> None:
    german = facts_of_place(facts_of("Wir haben die Lieferung noch immer nicht bekommen, und niemand ruft zurück."))
    assert "not in English" in german
    assert "speaks to nobody" not in german


def test_our_reply_moves_what_words_leave_open() -> None:
    said = [
        kind(FAULT, around=Around(first=True, in_case=case, replied=frozenset(reply)))
        for case, reply in ((True, {APOLOGY}), (True, {NOTED}))
    ]
    assert said[0].value == "complaint"
    assert said[1].value != "complaint" or said[1].confidence < said[0].confidence


def test_hard_times_in_one_sentence_of_a_long_letter_are_heard() -> None:
    letter = (
        "The new oven is a joy and the children in the village queue for the rolls, the blue tins came last week and "
        "look well on the shelf. We have moved the counter to the window and painted the door. I will take only the "
        "small flour this time, my husband died in May and I bake alone until the lease is up. The swallows are back."
    )
    found = kind(letter, around=Around(first=True, replied=frozenset({COMFORT})), after=HEAD)
    assert found.value == "hardship"
