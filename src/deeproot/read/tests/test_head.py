"""A head learnt from an organisation's corrections: there only where it beats the rules on texts it has not seen."""

import random

import numpy as np
import pytest

from deeproot.read.head import LEAST, Head, fit, trial
from deeproot.read.label import Label

THINGS = ["line two", "the blue unit", "station 14", "our pump", "the panel", "gate B", "the crane", "hall three"]
SAID = {
    "complaint": ["{} tripped once more", "{} is on red again", "{} stands still since dawn"],
    "praise": ["{} runs like a clock", "{} purrs", "{} is all green since the visit"],
}


def corrections(many, seed=3):
    """An organisation's own way to speak, of which the rules know nothing."""
    chance = random.Random(seed)
    labels = [chance.choice(sorted(SAID)) for _ in range(many)]
    return [chance.choice(SAID[label]).format(chance.choice(THINGS)) for label in labels], labels


def test_it_learns_what_the_rules_do_not_know():
    texts, labels = corrections(64)
    head = fit(texts, labels, [None] * 64)
    assert head is not None
    assert head.trial.better
    assert head.trial.head_right > 55
    new, wanted = corrections(200, seed=9)
    said = [head.predict(text, Label(None)).value for text in new]
    assert sum(map(str.__eq__, map(str, said), wanted)) > 180


def test_there_is_none_where_the_rules_are_as_good():
    texts, labels = corrections(64)
    assert fit(texts, labels, labels) is None
    assert not trial(texts, labels, labels).better


def test_there_is_none_where_nothing_can_be_learnt():
    texts, labels = corrections(120)
    random.Random(1).shuffle(labels)
    assert fit(texts, labels, [None if i % 2 else labels[i] for i in range(120)]) is None


def test_there_is_none_before_there_are_corrections_enough():
    texts, labels = corrections(LEAST - 1)
    assert fit(texts, labels, [None] * (LEAST - 1)) is None
    assert fit(texts * 2, ["praise"] * 2 * (LEAST - 1), [None] * 2 * (LEAST - 1)) is None


def test_where_it_is_unsure_the_rules_decide():
    texts, labels = corrections(64)
    texts += [f"{thing} arrived" for thing in THINGS]
    labels += ["note", "feedback"] * 4
    head = fit(texts, labels, [None] * 72)
    assert head is not None
    unsure = head.predict("completely other words in another letter", Label("cancel", 0.9, ("other",)))
    assert unsure.value == "cancel" or unsure.confidence >= 0.5


def test_a_file_of_it_reads_the_same():
    texts, labels = corrections(64)
    head = fit(texts, labels, [None] * 64)
    again = Head.from_bytes(head.to_bytes())
    assert again.values == head.values
    assert again.trial == head.trial
    assert np.array_equal(again.weights, head.weights)
    assert len(head.to_bytes()) < 100_000


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\x80\x04\x95 a pickle", b"{}"])
def test_other_bytes_are_refused(data):
    with pytest.raises(ValueError, match="no head"):
        Head.from_bytes(data)


def test_the_same_corrections_give_the_same_head():
    texts, labels = corrections(48)
    first, second = fit(texts, labels, [None] * 48), fit(texts, labels, [None] * 48)
    assert np.array_equal(first.weights, second.weights)


def test_lists_of_different_length_are_refused():
    with pytest.raises(ValueError, match="as many"):
        fit(["a"], ["b", "c"], [None])
