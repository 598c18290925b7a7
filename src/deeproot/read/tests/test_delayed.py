"""What a later message sounds like beside a promise, by all its words."""

from __future__ import annotations

import subprocess
import sys

import pytest

from deeproot.read.delayed import (
    IT,
    MOST_ODDS,
    Heard,
    hear,
    names_of,
    telling,
    tokens_of,
    weights,
    words_met,
)
from deeproot.read.outcome import HEARD_MOST, outcome
from deeproot.read.sentences import plain
from deeproot.read.tests.test_outcome import FRIDAY

PROMISED = "I'll send you the mooring plan by Friday."
DELAYS = [
    "The mooring plan has to wait a small bit, our draughtsman is at sea. I reckon Tuesday.",
    "Truth is, the surveyor sat on it all week. I'm pushing the mooring plan out to Monday.",
    "Not forgotten, promise! The harbour office hasn't come back to me on the mooring plan.",
]
DELIVERIES = [
    "Herewith the mooring plan, all four berths on one sheet.",
    "Better late than never: the mooring plan's in your porch, under the blue sheet.",
    "Got there in the end, mooring plan below. Shout if the scale is off.",
]
TAKEN_BACK = [
    "I spoke too soon. The mooring plan isn't going to happen, I'm sorry to let you down.",
    "I have to go back on my word about the mooring plan, we can't do it after all.",
]


def heard(later: str, promise: str = PROMISED) -> Heard:
    found = hear(plain(promise), plain(later))
    assert found is not None
    return found


@pytest.mark.parametrize("later", DELAYS)
def test_a_delay_is_heard_in_words_of_no_list(later: str) -> None:
    assert heard(later).most == "holding"


@pytest.mark.parametrize("later", DELIVERIES)
def test_a_delivery_is_heard_though_it_excuses_itself(later: str) -> None:
    assert heard(later).most == "delivers"


@pytest.mark.parametrize("later", TAKEN_BACK)
def test_a_promise_taken_back_is_heard(later: str) -> None:
    assert heard(later).most == "withdraws"


@pytest.mark.parametrize("later", ["Have a nice weekend!", "Which berth is yours, the third?"])
def test_what_says_nothing_of_it_is_heard_as_none_of_them(later: str) -> None:
    assert heard(later).most is None


def test_no_message_is_heard_more_surely_than_a_reader_can_be() -> None:
    odds = [heard(later).of(meant) for later in DELAYS + DELIVERIES for meant in ("delivers", "holding", "withdraws")]
    assert max(map(abs, odds)) <= MOST_ODDS


@pytest.mark.parametrize(
    "later",
    [
        "Ihr Liegeplatz kommt leider erst am Dienstag, weil der Kollege krank ist.",
        "Voici le plan des amarrages que vous attendiez, bonne lecture.",
        "El plano lo tiene usted el martes, disculpe la espera.",
        "Προσοχή, το σχέδιο έρχεται αύριο.",
        "",
        "...",
    ],
)
def test_in_another_language_or_without_words_nothing_is_heard(later: str) -> None:
    assert hear(plain(PROMISED), plain(later)) is None


def test_what_was_promised_is_one_word_in_any_trade() -> None:
    tokens = tokens_of(plain(PROMISED), plain("The mooring plan is attached."))
    assert tokens == ["the", IT, "is", "attached", "."]
    other = tokens_of(plain("I'll send you the yeast analysis."), plain("The yeast analysis is attached."))
    assert other == tokens


def test_the_words_that_say_most_are_shown_as_they_stand() -> None:
    later = plain("Nice to meet you on the quay. I'm still waiting for the surveyor, bear with me.")
    words = telling(plain(PROMISED), later, "holding")
    assert words
    assert words in later
    assert words in later[later.index("i'm still") :]


@pytest.mark.parametrize("later", [*DELAYS, *DELIVERIES, *TAKEN_BACK])
def test_what_is_heard_is_the_sum_of_the_names_that_are_learnt(later: str) -> None:
    promise, low, by = plain(PROMISED), plain(later), weights()
    tokens = tokens_of(promise, low)
    numbers = {word: number for word, (number, *_) in by.words.items()}
    whole = [0.0, 0.0, 0.0]
    for name in names_of(promise, tokens):
        known = by.words.get(name, (0, 0.0, 0.0, 0.0))[1:] if " " not in name else (0.0, 0.0, 0.0)
        if name[0] in "~*=" and len(name) > 1:
            known = by.ends.get(name) or by.facts.get(name) or (0.0, 0.0, 0.0)
        if " " in name and all(word in numbers for word in name.split(" ")):
            place = 0
            for word in name.split(" "):
                place = (place << 20) + numbers[word]
            known = by.together.get(place, (0.0, 0.0, 0.0))
        whole = [a + b for a, b in zip(whole, known, strict=True)]
    scaled = [each * 2 / (len(tokens) + 2) ** 0.5 + bias for each, bias in zip(whole, by.facts["bias"], strict=True)]
    most = heard(later).most
    assert most is not None
    assert max(scaled) == scaled[("delivers", "holding", "withdraws").index(most)]
    assert words_met()["attached"][0] > 0


def test_the_weights_are_not_read_before_a_later_message_is_held_against_a_promise() -> None:
    asked = "import sys, deeproot.read.delayed as one; sys.exit(one.weights.cache_info().currsize)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0


@pytest.mark.parametrize(("later", "means"), [(DELAYS[0], "holding"), (DELIVERIES[1], "delivers")])
def test_an_outcome_says_which_words_sound_so(later: str, means: str) -> None:
    found = outcome(PROMISED, later, FRIDAY)
    assert found.value == means


def test_what_is_only_heard_is_less_sure_than_a_sign_and_tells_its_words() -> None:
    later = "The mooring plan has to wait a small bit, the surveyor who had it is at sea."
    found = outcome(PROMISED, later, FRIDAY)
    assert (found.value, found.confidence) == ("holding", HEARD_MOST)
    assert found.reasons[0] == f'It sounds like a delay: "{found.words[0]}".'
    assert found.words[0] in later


def test_what_is_heard_stays_in_its_own_thread() -> None:
    later = "The surveyor has sat on it all this time."
    assert outcome(PROMISED, later, FRIDAY, same_thread=False).value is None
